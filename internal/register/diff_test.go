package register

import (
	"slices"
	"strings"
	"testing"

	"rawi/internal/news"
	"rawi/internal/search"
	"rawi/lang"
)

func TestDiff(t *testing.T) {
	s, err := search.New(lang.FS)
	if err != nil {
		t.Fatal(err)
	}
	report := func(blocks ...string) news.Record {
		var rec news.Record
		for _, b := range blocks {
			start := len([]rune(rec.Document.Text))
			rec.Document.Text += b + "\n\n"
			rec.Document.Blocks = append(rec.Document.Blocks, news.Block{Kind: news.Paragraph, Start: start, End: start + len([]rune(b))})
		}
		return rec
	}
	for _, c := range []struct {
		from, to []string
		want     string
	}{
		{[]string{"a", "b", "c"}, []string{"a", "b", "c"}, "=a =b =c"},
		{[]string{"a", "b", "c"}, []string{"a", "x", "c"}, "=a -b +x =c"},
		{[]string{"a"}, []string{"a", "b"}, "=a +b"},
		{[]string{"a", "b"}, []string{"b"}, "-a =b"},
		{nil, []string{"a"}, "+a"},
		{[]string{"أُغلِق الميناء"}, []string{"اغلق الميناء"}, "=اغلق الميناء"},
	} {
		var got []string
		for _, x := range Diff(s.Folder(), report(c.from...), report(c.to...)) {
			got = append(got, map[string]string{"kept": "=", "added": "+", "removed": "-"}[x.Kind]+x.Text)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q to %q: %q, want %q", c.from, c.to, got, c.want)
		}
	}
	if !slices.Equal(Diff(s.Folder(), report(), report()), nil) {
		t.Error("nothing differs from nothing")
	}
}
