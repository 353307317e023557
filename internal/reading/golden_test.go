package reading_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"testing"

	"rawi/internal/clean"
	"rawi/internal/news"
	"rawi/internal/reading"
	"rawi/lang"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The folders of reports, from this one.
const (
	examples = "../../examples"
	corpus   = "../../corpus"
)

// reader is made once: a Reader keeps nothing between pages.
var reader = sync.OnceValues(func() (*reading.Reader, error) { return reading.New(lang.FS) })

// made gives the reader.
func made(t testing.TB) *reading.Reader {
	t.Helper()
	r, err := reader()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// read reads a page to its record, and to that as JSON, one fact a line, so that a change shows as a diff.
func read(t testing.TB, r *reading.Reader, p clean.Page) (news.Record, []byte) {
	t.Helper()
	rec, err := r.Read(context.Background(), p)
	if err != nil {
		t.Fatalf("%s: %v", p.ID, err)
	}
	return rec, encoded(t, rec)
}

func encoded(t testing.TB, rec news.Record) []byte {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(rec); err != nil {
		t.Error(err)
	}
	return b.Bytes()
}

// pages are the reports in a folder, by name: every text and web page.
func pages(t testing.TB, dir string) []clean.Page {
	t.Helper()
	var out []clean.Page
	for _, pattern := range []string{"*.txt", "*.html"} {
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			body, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			name := filepath.Base(file)
			out = append(out, clean.Page{ID: strings.TrimSuffix(name, filepath.Ext(name)), Body: body})
		}
	}
	if len(out) == 0 {
		t.Fatalf("no reports in %s", dir)
	}
	return out
}

// TestGolden holds what is read in the example reports against the records in testdata/golden. What has changed for the
// better is written with -update, and the diff is read.
func TestGolden(t *testing.T) {
	for _, p := range pages(t, examples) {
		t.Run(p.ID, func(t *testing.T) {
			_, got := read(t, made(t), p)
			file := filepath.Join("testdata", "golden", p.ID+".json")
			if *update {
				if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatalf("%v (write it with -update)", err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("another record than %s, first at %s\nif it is better, write it with: go test ./internal/reading -update", file, differ(got, want))
			}
		})
	}
}

// differ is the first line in which two texts differ.
func differ(got, want []byte) string {
	g, w := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range g {
		if i >= len(w) || g[i] != w[i] {
			old := "(the end)"
			if i < len(w) {
				old = strings.TrimSpace(w[i])
			}
			return "line " + strconv.Itoa(i+1) + ":\n got  " + strings.TrimSpace(g[i]) + "\n want " + old
		}
	}
	return "line " + strconv.Itoa(len(g)) + ": the end comes sooner"
}

// TestSameAgain reads each example twice, with a reader each, and many times at once: it must give the same bytes.
func TestSameAgain(t *testing.T) {
	second, err := reading.New(lang.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages(t, examples) {
		_, first := read(t, made(t), p)
		var group sync.WaitGroup
		for _, r := range []*reading.Reader{made(t), made(t), made(t), made(t), second, second} {
			group.Go(func() {
				rec, err := r.Read(context.Background(), p)
				if err != nil {
					t.Errorf("%s: %v", p.ID, err)
					return
				}
				if again := encoded(t, rec); !bytes.Equal(again, first) {
					t.Errorf("%s: another record the second time: %s", p.ID, differ(again, first))
				}
			})
		}
		group.Wait()
	}
}

// TestSpans reads every report of the corpus and the examples: each span of the record lies inside the text and equals its
// slice, what has an id is there, and blocks stand in order.
func TestSpans(t *testing.T) {
	for _, dir := range []string{examples, corpus + "/ar", corpus + "/en"} {
		for _, p := range pages(t, dir) {
			rec, _ := read(t, made(t), p)
			spansHold(t, p.ID, rec)
			text := []rune(rec.Document.Text)
			last := 0
			for _, b := range rec.Document.Blocks {
				if b.Start < last || b.End <= b.Start || b.End > len(text) {
					t.Errorf("%s: block %s %d to %d behind %d, of %d", p.ID, b.Kind, b.Start, b.End, last, len(text))
				}
				last = b.End
			}
			idsOf(t, p.ID, rec)
		}
	}
}

// spansHold checks that each span of a record lies inside the text and equals its slice.
func spansHold(t testing.TB, name string, rec news.Record) {
	t.Helper()
	text := []rune(rec.Document.Text)
	spansOf(reflect.ValueOf(rec), "record", func(at string, s news.Span) {
		switch {
		case s.Start < 0 || s.End > len(text) || s.Start >= s.End:
			t.Errorf("%s: %s: %d to %d of %d", name, at, s.Start, s.End, len(text))
		case string(text[s.Start:s.End]) != s.Text:
			t.Errorf("%s: %s: %q, but %q stands there", name, at, s.Text, string(text[s.Start:s.End]))
		}
	})
}

// spansOf visits every span that a value holds.
func spansOf(v reflect.Value, at string, visit func(at string, s news.Span)) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			spansOf(v.Elem(), at, visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			spansOf(v.Index(i), at+"["+strconv.Itoa(i)+"]", visit)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			spansOf(v.MapIndex(k), at+"["+k.String()+"]", visit)
		}
	case reflect.Struct:
		if s, ok := v.Interface().(news.Span); ok {
			visit(at, s)
			return
		}
		for i := range v.NumField() {
			spansOf(v.Field(i), at+"."+v.Type().Field(i).Name, visit)
		}
	}
}

// idsOf checks that whatever a record points to is in it, and no id is given twice.
func idsOf(t *testing.T, name string, rec news.Record) {
	t.Helper()
	have := map[string]bool{"": true}
	add := func(id string) {
		if have[id] {
			t.Errorf("%s: id %q is given twice, or empty", name, id)
		}
		have[id] = true
	}
	for _, e := range rec.Entities {
		add(e.ID)
	}
	for _, e := range rec.Events {
		add(e.ID)
	}
	for _, q := range rec.Quotes {
		add(q.ID)
	}
	for _, a := range rec.Agreements {
		add(a.ID)
	}
	want := func(at string, ids ...string) {
		for _, id := range ids {
			if !have[id] {
				t.Errorf("%s: %s points to %q, which is not there", name, at, id)
			}
		}
	}
	chain := func(at string, links []news.Link) {
		for _, l := range links {
			want(at, l.Entity)
			want(at, l.With...)
		}
	}
	for _, e := range rec.Events {
		for _, p := range append(append([]news.Party(nil), e.Actors...), e.Recipients...) {
			want(e.ID, p.Entity)
		}
		want(e.ID, e.PartOf, e.SameAs)
		want(e.ID, e.After...)
		chain(e.ID, e.Attribution)
		for _, a := range e.Also {
			chain(e.ID, a.Attribution)
		}
	}
	for _, q := range rec.Quotes {
		want(q.ID, q.Continues)
		want(q.ID, q.Events...)
		chain(q.ID, q.Attribution)
	}
	for _, a := range rec.Agreements {
		want(a.ID, a.Event, a.Entity)
		want(a.ID, a.Parties...)
		want(a.ID, a.Signatories...)
		for _, o := range a.Obligations {
			want(a.ID, o.Event, o.TriggerEvent)
			want(a.ID, o.On...)
			chain(a.ID, o.Attribution)
		}
	}
	for _, p := range rec.Photos {
		want(p.ID, p.People...)
	}
}
