package register_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rawi/internal/clean"
	"rawi/internal/copies"
	"rawi/internal/news"
	"rawi/internal/pack"
	"rawi/internal/reading"
	"rawi/internal/register"
	"rawi/internal/search"
	"rawi/internal/store"
	"rawi/internal/store/sqlite"
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
	var same bool // the block tells the events of the one before in another language
	for _, line := range strings.Split(string(data), "\n") {
		switch {
		case strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "== "):
			form = ""
			language, _, same = strings.Cut(line[3:], ": ")
			out = append(out, nil)
		case strings.HasPrefix(line, "-- "):
			cells := strings.Split(line[3:], "\t")
			body := form
			for i, c := range cells[1:] {
				body = strings.ReplaceAll(body, fmt.Sprintf("{%d}", i+1), c)
			}
			n := len(out) - 1
			name := fmt.Sprintf("formula-%d-%d", n, len(out[n]))
			story := name
			if same {
				story = out[n-1][len(out[n])].story
			}
			out[n] = append(out[n], report{name: name, story: story, language: language, day: cells[0], body: body})
		default:
			form += line + "\n"
		}
	}
	return out
}

// later is a day some days on.
func later(day string, days int) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, days).Format(time.DateOnly)
}

// filled is a register that holds some reports, and what became of each by its name.
type filled struct {
	store store.Store
	docs  map[string]store.Document
}

// atOnce is how many reports are added in one transaction.
const atOnce = 64

func fill(t testing.TB, d *desk, rs []report) filled {
	t.Helper()
	s := opened(t)
	reg := registerOn(t, s)
	keys := map[string]string{}
	for part := range slices.Chunk(rs, atOnce) {
		var recs []news.Record
		for _, r := range part {
			recs = append(recs, d.read(t, r))
		}
		added, err := reg.Add(context.Background(), recs...)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range part {
			keys[r.name] = added[i].Doc.Key
		}
	}
	f := filled{s, map[string]store.Document{}}
	view(t, s, func(tx store.Reader) {
		for name, key := range keys {
			f.docs[name] = must(t, tx.Document, key)
		}
	})
	return f
}

// opened is a new register's database.
func opened(t testing.TB) store.Store {
	t.Helper()
	s, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "register.db"), true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func registerOn(t testing.TB, s store.Store) *register.Register {
	t.Helper()
	searcher, err := search.New(lang.FS)
	if err != nil {
		t.Fatal(err)
	}
	clock := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	return register.New(s, register.Options{Search: searcher, Now: func() time.Time { clock = clock.Add(time.Second); return clock }})
}

func view(t testing.TB, s store.Store, f func(tx store.Reader)) {
	t.Helper()
	if err := s.View(context.Background(), func(tx store.Reader) error { f(tx); return nil }); err != nil {
		t.Fatal(err)
	}
}

func must[T any](t testing.TB, get func(string) (T, error), key string) T {
	t.Helper()
	v, err := get(key)
	if err != nil {
		t.Fatalf("%s: %v", key, err)
	}
	return v
}

func shuffled(rs []report, seed uint64) []report {
	out := slices.Clone(rs)
	rand.New(rand.NewPCG(seed, 2)).Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// TestCopiesFound measures how many copies are found, and how many found ones are copies: over all pairs of reports, altered ones,
// those of the same story told independently, and those of one formula.
func TestCopiesFound(t *testing.T) {
	d := atDesk(t)
	bases := append(corpusReports(t, d), storyReports(t)...)
	var sample []report
	for i, b := range bases {
		if i%7 == 0 {
			sample = append(sample, b)
		}
	}
	rs := append(slices.Clone(bases), alterAll(t, sample, bases, 7)...)
	rs = append(rs, paraphrases(t, storyReports(t))...)
	for _, f := range formulas(t) {
		rs = append(rs, f...)
	}
	rs = shuffled(rs, 3)
	f := fill(t, d, rs)
	group := func(name string) string {
		doc := f.docs[name]
		if doc.CopyOf != "" {
			return doc.CopyOf
		}
		return doc.Key
	}
	text := func(r report) string {
		if r.of != "" {
			return r.of
		}
		return r.name
	}
	var right, said, there int
	by := map[string][2]int{}
	for i, a := range rs {
		for _, b := range rs[:i] {
			if a.how == "embedded" || b.how == "embedded" {
				continue
			}
			real, found := text(a) == text(b), group(a.name) == group(b.name)
			if real {
				there++
				if found {
					right++
				}
				for _, how := range []string{a.how, b.how} {
					n := by[how]
					n[1]++
					if found {
						n[0]++
					}
					by[how] = n
				}
			}
			if found {
				said++
				if !real {
					t.Logf("no copies, but found so: %s (%s), %s (%s): %s %.2f", a.name, a.day, b.name, b.day, f.docs[a.name].CopyKind, f.docs[a.name].Similarity)
				}
			}
		}
	}
	precision, recall := float64(right)/float64(said), float64(right)/float64(there)
	t.Logf("copies: %d reports, %d real pairs, %d found, precision %.3f, recall %.3f", len(rs), there, said, precision, recall)
	for _, how := range slices.Sorted(maps.Keys(by)) {
		if how != "" {
			t.Logf("  %-12s %4d of %4d pairs", how, by[how][0], by[how][1])
		}
	}
	tied, whole := 0, 0
	view(t, f.store, func(tx store.Reader) {
		for _, r := range rs {
			if r.how != "embedded" {
				continue
			}
			whole++
			if slices.ContainsFunc(must(t, tx.Relations, f.docs[r.name].Key), func(x store.Relation) bool {
				return (x.A == f.docs[r.of].Key || x.B == f.docs[r.of].Key) && x.Kind != copies.Translation
			}) {
				tied++
			}
		}
	})
	t.Logf("  %-12s %4d of %4d tied to what they hold", "embedded", tied, whole)
	if precision < 0.97 || recall < 0.90 {
		t.Errorf("precision %.3f and recall %.3f, want .97 and .90", precision, recall)
	}
	if float64(tied) < 0.9*float64(whole) {
		t.Errorf("%d of %d embedded reports are tied to their longer text", tied, whole)
	}
}

// TestStoriesFound measures how well reports are gathered into stories (B-cubed), over two languages, with reports of one formula that
// must stay apart.
func TestStoriesFound(t *testing.T) {
	d := atDesk(t)
	rs := append(storyReports(t), corpusReports(t, d)...)
	for i := range rs {
		if s, ok := sameStory[rs[i].name]; ok {
			rs[i].story = s
		}
	}
	own := slices.Clone(rs)
	for _, f := range formulas(t) {
		rs = append(rs, f...)
	}
	rs = shuffled(rs, 5)
	f := fill(t, d, rs)
	p, r := bcubed(own, f.docs)
	all, allRecall := bcubed(rs, f.docs)
	f1 := 2 * p * r / (p + r)
	t.Logf("stories of %d reports: B-cubed precision %.3f, recall %.3f, F1 %.3f", len(own), p, r, f1)
	t.Logf("with %d reports of formulas: precision %.3f, recall %.3f", len(rs)-len(own), all, allRecall)
	f.misses(t, rs)
	if f1 < 0.85 {
		t.Errorf("F1 %.3f, want .85", f1)
	}
	if all < 0.95 {
		t.Errorf("precision %.3f with formulas, want .95", all)
	}
}

// bcubed is precision and recall, each the mean over reports: of a report's found story, how much is of its real one, and the other
// way round.
func bcubed(rs []report, docs map[string]store.Document) (precision, recall float64) {
	for _, a := range rs {
		both, given, real := 0, 0, 0
		for _, b := range rs {
			g, s := docs[a.name].Story == docs[b.name].Story, a.story == b.story
			if g {
				given++
			}
			if s {
				real++
			}
			if g && s {
				both++
			}
		}
		precision += float64(both) / float64(given)
		recall += float64(both) / float64(real)
	}
	return precision / float64(len(rs)), recall / float64(len(rs))
}

// TestStoriesOfOneWeek moves all stories to the same days, so that nothing but what they tell keeps them apart.
func TestStoriesOfOneWeek(t *testing.T) {
	d := atDesk(t)
	rs := append(storyReports(t), corpusReports(t, d)...)
	first := map[string]string{}
	for i := range rs {
		if s, ok := sameStory[rs[i].name]; ok {
			rs[i].story = s
		}
		if s := rs[i].story; rs[i].day != "" && (first[s] == "" || rs[i].day < first[s]) {
			first[s] = rs[i].day
		}
	}
	for i, r := range rs {
		rs[i].day = later("2024-03-11", copies.DaysBetween(first[r.story], r.day))
	}
	rs = shuffled(rs, 9)
	f := fill(t, d, rs)
	p, r := bcubed(rs, f.docs)
	f1 := 2 * p * r / (p + r)
	t.Logf("%d reports of one week: B-cubed precision %.3f, recall %.3f, F1 %.3f", len(rs), p, r, f1)
	f.misses(t, rs)
	if f1 < 0.85 {
		t.Errorf("F1 %.3f, want .85", f1)
	}
}

// misses names the stories that were thrown together, and the reports of one story that were torn apart.
func (f filled) misses(t *testing.T, rs []report) {
	for i, x := range rs {
		for _, y := range rs[:i] {
			same, found := x.story == y.story, f.docs[x.name].Story == f.docs[y.name].Story
			switch {
			case same && !found:
				t.Logf("  torn apart: %s, %s", x.name, y.name)
			case found && !same:
				t.Logf("  thrown together: %s, %s", x.name, y.name)
			}
		}
	}
}

// paraphrases are reports put in other words by hand.
func paraphrases(t testing.TB, of []report) []report {
	t.Helper()
	data, err := os.ReadFile("testdata/paraphrases.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []report
	for _, part := range strings.Split(string(data), "\n@@ ")[1:] {
		name, body, _ := strings.Cut(part, "\n")
		i := slices.IndexFunc(of, func(r report) bool { return r.name == name })
		if i < 0 {
			t.Fatalf("no report %q", name)
		}
		r := of[i]
		r.name, r.body, r.of, r.how = name+"+paraphrased", body, name, "paraphrased"
		out = append(out, r)
	}
	return out
}

func TestParaphrases(t *testing.T) {
	d := atDesk(t)
	originals := storyReports(t)
	found := 0
	list := paraphrases(t, originals)
	for _, p := range list {
		for _, o := range originals {
			if o.name != p.of && (o.story != p.story || o.language != p.language) {
				continue
			}
			l := copies.Compare(d.sketch(t, o), d.sketch(t, p))
			if o.name == p.of && l.Kind != copies.None {
				found++
				continue
			}
			if o.name == p.of || l.Kind != copies.None {
				t.Logf("%s and %s: %q, J %.2f, reworded %.2f, facts %.2f, conflict %v", o.name, p.name, l.Kind, l.Similarity, l.Reworded, l.Facts, l.Conflict)
			}
		}
	}
	t.Logf("%d of %d paraphrases found", found, len(list))
	if 10*found < 7*len(list) {
		t.Errorf("%d of %d, want seven in ten", found, len(list))
	}
}
