package register_test

import (
	"context"
	"errors"
	"flag"
	"math/rand/v2"
	"testing"
	"time"

	"rawi/internal/copies"
	"rawi/internal/mill"
	"rawi/internal/news"
	"rawi/internal/store"
	"rawi/internal/store/sqlite"
)

// docs is how many reports the register holds before reports are added on the clock.
var docs = flag.Int("docs", 2000, "reports in the register before adding is timed")

// kept names a register that was filled before; reports are added to it.
var kept = flag.String("register", "", "add to this register instead of filling one")

func newMill(t testing.TB, d *desk) *mill.Mill {
	var records []news.Record
	for _, r := range append(corpusReports(t, d), storyReports(t)...) {
		records = append(records, d.read(t, r))
	}
	return mill.New(records)
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
		m.Rand = rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 4))
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
			out = append(out, m.Next(n))
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
