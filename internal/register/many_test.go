package register_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"rawi/internal/copies"
	"rawi/internal/news"
	"rawi/internal/store"
	"rawi/internal/store/sqlite"
)

// docs is how many reports the register holds before reports are added on the clock.
var docs = flag.Int("docs", 2000, "reports in the register before adding is timed")

// kept names a register that was filled before; reports are added to it.
var kept = flag.String("register", "", "add to this register instead of filling one")

// mill makes any number of reports of the few that were read: other words of the same lengths, other numbers, others of the same kind in
// each role, other days. Spans stay right.
type mill struct {
	rand  *rand.Rand
	bases []news.Record
	keys  map[string][]news.Entity // by kind
	days  int                      // over which the reports are spread
}

func newMill(t testing.TB, d *desk) *mill {
	m := &mill{rand: rand.New(rand.NewPCG(11, 4)), keys: map[string][]news.Entity{}, days: 365}
	seen := map[string]bool{}
	for _, r := range append(corpusReports(t, d), storyReports(t)...) {
		rec := d.read(t, r)
		m.bases = append(m.bases, rec)
		for _, e := range rec.Entities {
			if e.Key != "" && !seen[e.Key] {
				seen[e.Key] = true
				m.keys[e.Kind] = append(m.keys[e.Kind], e)
			}
		}
	}
	return m
}

// next makes the i-th report.
func (m *mill) next(i int) news.Record {
	rec := m.bases[m.rand.IntN(len(m.bases))]
	d := &rec.Document
	d.ID, d.URL = "", fmt.Sprintf("https://%d.example/%d", i%300, i)
	d.Outlet = &news.Source{Name: fmt.Sprintf("Outlet %d", i%300)}
	day := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, m.rand.IntN(m.days)).Format(time.DateOnly)
	d.Published = &news.Published{Date: day, Basis: "given"}
	d.Dateline = nil
	d.Times = nil
	runes := []rune(d.Text)
	for from, to := 0, 0; from < len(runes); from = to + 1 {
		for to = from; to < len(runes) && runes[to] != ' ' && runes[to] != '\n'; to++ {
		}
		if w := runes[from:to]; len(w) > 3 && m.rand.IntN(5) < 2 { // another word of the same length
			for j := range w[1:] {
				k := m.rand.IntN(len(w)-1) + 1
				w[j+1], w[k] = w[k], w[j+1]
			}
		}
	}
	d.Text = string(runes)
	d.Numbers = slices.Clone(d.Numbers)
	for j := range d.Numbers {
		d.Numbers[j].Value += float64(m.rand.IntN(400))
	}
	rec.Entities = slices.Clone(rec.Entities)
	for j, e := range rec.Entities {
		if e.Key == "" || e.Kind == "outlet" || m.rand.IntN(3) == 0 {
			continue
		}
		o := m.keys[e.Kind][m.rand.IntN(len(m.keys[e.Kind]))]
		e.Key, e.Name, e.Names, e.Country, e.Wikidata, e.GeoNames = o.Key, o.Name, o.Names, o.Country, o.Wikidata, o.GeoNames
		rec.Entities[j] = e
	}
	rec.Events = slices.Clone(rec.Events)
	for j := range rec.Events {
		if rec.Events[j].Date != nil {
			rec.Events[j].Date = &news.Date{Start: day, End: day, Basis: "document"}
		}
	}
	return rec
}

// shelve keeps reports as the register would, each with its marks and a story of its own, but without what it tells: enough to be found
// among, in a fraction of the time.
func (d *desk) shelve(s store.Store, recs []news.Record) error {
	return s.Update(context.Background(), func(tx store.Tx) error {
		for _, rec := range recs {
			digest := store.Key("words", rec.Document.Text)
			doc := store.Document{
				Key: store.Key("document", rec.Document.URL, digest), Page: rec.Document.URL, URL: rec.Document.URL, Version: 1, Latest: true,
				Title: rec.Document.Title, Outlet: rec.Document.Outlet.Name, Language: rec.Document.Language,
				Published: rec.Document.Published.Date, Digest: digest, Story: store.Key("story", digest),
			}
			sketch := copies.Make(d.fold, &rec, d.fold.Read(rec.Document.Text))
			if err := errors.Join(
				tx.PutDocument(doc, rec, store.SearchWords{}),
				tx.Mark(store.DocWords, doc.Key, sketch.Marks()),
				tx.Mark(store.DocFacts, doc.Key, sketch.FactMarks()),
				tx.PutStory(store.Story{Key: doc.Story, Title: doc.Title, First: doc.Published, Last: doc.Published, Documents: 1}),
			); err != nil {
				return err
			}
		}
		return nil
	})
}

// BenchmarkAmongMany adds reports to a register that holds many.
func BenchmarkAmongMany(b *testing.B) {
	d := atDesk(b)
	m := newMill(b, d)
	s, n := opened(b), 0
	if *kept != "" && b.N > 1 {
		n, *docs = 1<<30, 0 // other addresses than those that are kept
		m.rand = rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 4))
		var err error
		if s, err = sqlite.Open(context.Background(), *kept, false); err != nil {
			b.Fatal(err)
		}
		defer s.Close()
	}
	reg := registerOn(b, s)
	ctx := context.Background()
	some := func(many int) []news.Record {
		var out []news.Record
		for range many {
			out = append(out, m.next(n))
			n++
		}
		return out
	}
	for b.N > 1 && n < *docs { // the testing package tries once before it measures
		if err := d.shelve(s, some(min(500, *docs-n))); err != nil {
			b.Fatal(err)
		}
	}
	b.ResetTimer()
	for range b.N {
		b.StopTimer()
		recs := some(1)
		b.StartTimer()
		if _, err := reg.Add(ctx, recs...); err != nil {
			b.Fatal(err)
		}
	}
	b.StopTimer()
	status, err := s.Status(ctx)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/report")
	b.ReportMetric(float64(status.Stories), "stories")
	b.ReportMetric(float64(status.Bytes)/float64(status.Documents), "bytes/report")
}
