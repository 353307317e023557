package intake_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rawi/internal/intake"
)

func all(s intake.Source) []intake.Item {
	var out []intake.Item
	for item := range s.Pages(context.Background()) {
		out = append(out, item)
	}
	return out
}

func stdin(s string) intake.Source {
	return intake.Source{Paths: []string{intake.Stdin}, Stdin: strings.NewReader(s)}
}

func code(err error) string {
	var e *intake.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func TestForms(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     []string // id kind place code
	}{
		{"text", "Ministers met in Vienna.\n\nThey talked.", []string{" 0 stdin "}},
		{"html", "<html><p>Ministers met.</p></html>", []string{" 0 stdin "}},
		{"empty", "", []string{" 0 stdin "}},
		{"lines", `{"id":"a","text":"One."}` + "\n" + `{"id":7,"html":"<p>Two.</p>"}` + "\n", []string{"a 3 stdin:1 ", "7 1 stdin:2 "}},
		{"no line end", `{"id":"a","text":"One."}`, []string{"a 3 stdin:1 "}},
		{"spaces and BOM", "\ufeff { \"id\" : \"a\", \"text\": \"One.\" }\r\n", []string{"a 3 stdin:1 "}},
		{"bad line", `{"id":"a","text":"One."}` + "\n{\"id\":\"b\",\n" + `{"id":"c","text":3}` + "\n" + `{"id":"d"}` + "\n[]\n" + `{"id":"e","text":""}`,
			[]string{"a 3 stdin:1 ", "stdin:2 0 stdin:2 bad_line", "c 0 stdin:3 bad_line", "d 0 stdin:4 bad_line", "stdin:5 0 stdin:5 bad_line", "e 3 stdin:6 "}},
		{"bad first line", "oops\n" + `{"id":"a","text":"One."}` + "\n" + `{"id":"b","text":"Two."}`,
			[]string{"stdin:1 0 stdin:1 bad_line", "a 3 stdin:2 ", "b 3 stdin:3 "}},
		{"one broken line", `{"id":"a","text":"One`, []string{"stdin:1 0 stdin:1 bad_line"}},
		{"object after a break", "{ \"id\": \"a\",\n \"html\": \"<p>One.</p>\"}", []string{"a 1 stdin "}},
		{"empty lines", `{"id":"a","text":"One."}` + "\n\n" + `{"id":"b","text":"Two."}` + "\n\n\n",
			[]string{"a 3 stdin:1 ", "stdin:2 0 stdin:2 bad_line", "b 3 stdin:3 "}},
		{"one object over lines", "{\n \"id\": \"a\",\n \"text\": \"One.\"\n}\n", []string{"a 3 stdin "}},
		{"text that begins with a brace", "{Vienna} Ministers met.", []string{" 0 stdin "}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, i := range all(stdin(c.in)) {
				got = append(got, fmt.Sprint(i.Page.ID, " ", int(i.Page.Kind), " ", i.Place, " ", code(i.Err)))
			}
			if fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestGivenFillsWhatIsNotSaid(t *testing.T) {
	s := stdin(`{"id":"a","text":"One.","published":"2020-01-02"}` + "\n" + `{"id":"b","text":"Two.","url":"https://a.example/"}`)
	s.Given = intake.Given{URL: "https://b.example/", Language: "en", Published: "2021-01-01"}
	got := all(s)
	if a := got[0].Page; a.Published != "2020-01-02" || a.URL != "https://b.example/" || a.Language != "en" {
		t.Errorf("first page %+v", a)
	}
	if b := got[1].Page; b.Published != "2021-01-01" || b.URL != "https://a.example/" {
		t.Errorf("second page %+v", b)
	}
}

func TestFolders(t *testing.T) {
	dir := t.TempDir()
	for name, body := range map[string]string{
		"b.txt": "B.", "a/z.html": "<p>Z.</p>", "a/y.jsonl": `{"id":"y1","text":"Y."}` + "\n" + `{"id":"y2","text":"Y."}`,
		".git/config": "x", ".hidden": "x", "c": "C.",
	} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s := intake.Source{Paths: []string{dir, filepath.Join(dir, "missing")}}
	var got []string
	for _, i := range all(s) {
		place, _ := filepath.Rel(dir, i.Place)
		got = append(got, filepath.ToSlash(place)+code(i.Err))
	}
	want := "[a/y.jsonl:1 a/y.jsonl:2 a/z.html b.txt c missingunreadable]"
	if fmt.Sprint(got) != want {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if n := s.Extent(context.Background()).Files; n != 5 {
		t.Errorf("%d files counted", n)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Skipf("a link to a folder: %v", err)
	}
	if n := len(all(intake.Source{Paths: []string{link}})); n != 5 {
		t.Errorf("%d pages behind a link", n)
	}
}

// long is a reader of a line with so many bytes of text.
func long(id string, n int64) io.Reader {
	return io.MultiReader(strings.NewReader(`{"id":"`+id+`","text":"`), io.LimitReader(letters{}, n), strings.NewReader("\"}\n"))
}

type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}

func TestLongLines(t *testing.T) {
	s := intake.Source{Paths: []string{intake.Stdin}, Stdin: io.MultiReader(long("a", 20<<20), long("b", 65<<20), long("c", 10))}
	var got []string
	for i := range s.Pages(context.Background()) {
		got = append(got, fmt.Sprint(i.Page.ID, len(i.Page.Body), code(i.Err)))
	}
	if want := "[a20971520 stdin:20too_long c10]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestStopsWhenNobodyAsks(t *testing.T) {
	n := 0
	for range stdin(strings.Repeat(`{"id":"a","text":"One."}`+"\n", 100)).Pages(context.Background()) {
		if n++; n == 3 {
			break
		}
	}
	if n != 3 {
		t.Errorf("%d pages", n)
	}
}

func FuzzPages(f *testing.F) {
	f.Add(`{"id":"a","text":"One."}` + "\n{}\n")
	f.Add("{\n\"text\": 1}")
	f.Add("Ministers met.")
	f.Fuzz(func(t *testing.T, in string) {
		seen := map[string]bool{}
		for _, i := range all(stdin(in)) {
			if seen[i.Place] {
				t.Errorf("two pages from %s", i.Place)
			}
			seen[i.Place] = true
			if i.Err != nil && i.Page.ID == "" {
				t.Error("a page that was not taken in has no id")
			}
		}
	})
}
