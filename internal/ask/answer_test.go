package ask

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"rawi/internal/search"
	"rawi/internal/store"
	"rawi/lang"
)

// A name that no report writes so is found by what is heard of it, and so is every further page of the answer.
func TestAnswerByWhatIsHeard(t *testing.T) {
	s, err := search.New(lang.FS)
	if err != nil {
		t.Fatal(err)
	}
	all := []string{"a", "b", "c"}
	heard := func(f store.Filter) bool {
		return slices.ContainsFunc(f.Text, func(w store.Term) bool {
			return slices.ContainsFunc(w.Stems, func(stem string) bool { return strings.HasPrefix(stem, "zq") })
		})
	}
	// A store that has the name in another spelling only, and gives one report at a time.
	get := func(_ store.Reader, f store.Filter) (page store.Page[string], err error) {
		if !heard(f) {
			return page, nil
		}
		i := slices.Index(all, f.Cursor) + 1
		page.Items = all[i : i+1]
		if i+1 < len(all) {
			page.Next = all[i]
		}
		return page, nil
	}
	var got []string
	q := url.Values{"text": {"Qaddafi"}}
	for range 5 {
		page, sounds, err := Answer(nil, s, "documents", q, get)
		if err != nil {
			t.Fatal(err)
		}
		if !sounds {
			t.Error("it is not told that the name was heard")
		}
		got = append(got, page.Items...)
		if page.Next == "" {
			break
		}
		q.Set("cursor", page.Next)
	}
	if !slices.Equal(got, all) {
		t.Errorf("pages hold %q, want %q", got, all)
	}

	asked := 0
	_, sounds, err := Answer(nil, s, "documents", url.Values{}, func(store.Reader, store.Filter) (store.Page[string], error) {
		asked++
		return store.Page[string]{}, nil
	})
	if err != nil || sounds || asked != 1 {
		t.Errorf("a question without words is asked %d times, heard %t, %v", asked, sounds, err)
	}
}
