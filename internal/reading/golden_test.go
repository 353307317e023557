package reading_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
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

// TestSound reads every report of the corpus and the examples: each span of the record lies inside the text and equals its
// slice, what has an id is there, and blocks stand in order.
func TestSound(t *testing.T) {
	for _, dir := range []string{examples, corpus + "/ar", corpus + "/en"} {
		for _, p := range pages(t, dir) {
			if rec, _ := read(t, made(t), p); rec.Check() != nil {
				t.Errorf("%s: %v", p.ID, rec.Check())
			}
		}
	}
}
