package register_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"rawi/internal/clean"
	"rawi/internal/copies"
	"rawi/internal/news"
	"rawi/internal/pack"
	"rawi/internal/reading"
	"rawi/internal/text"
	"rawi/lang"
)

// desk reads reports as the program does.
type desk struct {
	reader *reading.Reader
	fold   *text.Folder
}

var openDesk = sync.OnceValues(func() (*desk, error) {
	world, err := pack.Load(lang.FS, "world")
	if err != nil {
		return nil, err
	}
	f, err := text.NewFolder(world)
	if err != nil {
		return nil, err
	}
	r, err := reading.New(lang.FS)
	return &desk{r, f}, err
})

func atDesk(t testing.TB) *desk {
	t.Helper()
	d, err := openDesk()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// report is a report as it came in, with what is known of it.
type report struct {
	name, story, language, day string
	body                       string
	of                         string // the report it is a copy of
	how                        string // what was done to it
}

func (d *desk) read(t testing.TB, r report) news.Record {
	t.Helper()
	rec, err := d.reader.Read(context.Background(), clean.Page{ID: r.name, Kind: clean.Text, Body: []byte(r.body), Published: r.day})
	if err != nil {
		t.Fatalf("%s: %v", r.name, err)
	}
	return rec
}

func (d *desk) sketch(t testing.TB, r report) *copies.Sketch {
	rec := d.read(t, r)
	return copies.Make(d.fold, &rec, d.fold.Read(rec.Document.Text))
}

// storyReports are the reports of corpus/pairs: each story in two languages, some twice in one.
func storyReports(t testing.TB) []report {
	t.Helper()
	var out []report
	dir := filepath.Join("..", "..", "corpus", "pairs")
	for _, cells := range table(t, filepath.Join(dir, "reports.tsv")) {
		body, err := os.ReadFile(filepath.Join(dir, cells[0]+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, report{name: cells[0], story: cells[1], language: cells[2], day: cells[3], body: string(body)})
	}
	return out
}

func table(t testing.TB, file string) [][]string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out [][]string
	for _, line := range strings.Split(string(data), "\n") {
		if line != "" && line[0] != '#' {
			out = append(out, strings.Split(line, "\t"))
		}
	}
	return out
}

// formulas are reports of different events in the same words.
func formulas(t testing.TB) [][]report {
	t.Helper()
	data, err := os.ReadFile("testdata/formulas.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out [][]report
	var form, language string
	for _, line := range strings.Split(string(data), "\n") {
		switch {
		case strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "== "):
			form, language = "", line[3:]
			out = append(out, nil)
		case strings.HasPrefix(line, "-- "):
			cells := strings.Split(line[3:], "\t")
			body := form
			for i, c := range cells[1:] {
				body = strings.ReplaceAll(body, fmt.Sprintf("{%d}", i+1), c)
			}
			n := len(out) - 1
			name := fmt.Sprintf("formula-%d-%d", n, len(out[n]))
			out[n] = append(out[n], report{name: name, story: name, language: language, day: cells[0], body: body})
		default:
			form += line + "\n"
		}
	}
	return out
}

func TestDumpFeatures(t *testing.T) {
	d := atDesk(t)
	rs := storyReports(t)
	for _, f := range formulas(t) {
		rs = append(rs, f...)
	}
	var sk []*copies.Sketch
	for _, r := range rs {
		sk = append(sk, d.sketch(t, r))
	}
	out, err := os.Create("/tmp/s2/pairs.tsv")
	if err != nil {
		t.Skip()
	}
	defer out.Close()
	for i := range rs {
		for j := range i {
			gap := sk[i].Day - sk[j].Day
			if gap < 0 {
				gap = -gap
			}
			if gap > 10 {
				continue
			}
			l := copies.Compare(sk[i], sk[j])
			k := copies.Kin(sk[i], sk[j])
			fmt.Fprintf(out, "%s\t%s\t%v\t%v\t%d\t%s\t%.3f\t%.3f\t%.3f\t%v\t%.3f\t%.3f\t%.3f\t%.3f\t%.3f\t%.3f\t%.3f\n", rs[i].name, rs[j].name, rs[i].story == rs[j].story, rs[i].language == rs[j].language, gap,
				l.Kind, l.Similarity, l.Contained, l.Reworded, l.Conflict, k.Facts, k.Words, k.Pairs, k.Names, k.Sums, k.Deeds, k.Places)
		}
	}
}
