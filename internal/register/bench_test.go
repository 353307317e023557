package register

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"rawi/internal/news"
	"rawi/internal/store/sqlite"
)

// made makes the n-th of many reports: three events among countries, towns and days, so that some tell what others tell.
func made(n int) news.Record {
	countries := []string{"RUS", "UKR", "ISR", "IRN", "USA", "CHN", "TUR", "EGY", "SYR", "IND", "PAK", "SDN", "TCD", "FRA", "DEU", "GBR"}
	types := []struct{ typ, cameo string }{{"ASSAULT", "190"}, {"CONSULT", "040"}, {"ACCUSE", "111"}, {"AID", "071"}, {"SANCTION", "163"}}
	rec := news.Record{Document: news.Document{ID: fmt.Sprint("made-", n), Language: "en", Text: fmt.Sprint("report ", n),
		Published: &news.Published{Date: dayName(20000 + n/300)}, Outlet: &news.Source{Name: fmt.Sprint("Outlet ", n%40)}}}
	ids := map[string]string{}
	state := func(c string) news.Party {
		if ids[c] == "" {
			ids[c] = fmt.Sprint("e", len(ids)+1)
			rec.Entities = append(rec.Entities, news.Entity{ID: ids[c], Kind: "state", Name: c, Key: "state/" + c, Country: c})
		}
		return news.Party{Entity: ids[c], Country: c, Sector: "GOV"}
	}
	for i := range 3 {
		h := int(mark(fmt.Sprint(n/3), fmt.Sprint(i)) >> 8)
		k := types[h%len(types)]
		a, b := countries[h/7%16], countries[h/131%16]
		town := news.Place{Name: fmt.Sprint("Town ", h/977%200), Country: b, GeoNames: 1 + h/977%200}
		rec.Events = append(rec.Events, news.Event{ID: fmt.Sprint("v", i+1), Type: k.typ, CAMEO: k.cameo, Reality: "actual", Polarity: "positive",
			Actors: []news.Party{state(a)}, Recipients: []news.Party{state(b)}, Place: &town,
			Date: &news.Date{Start: rec.Document.Published.Date, End: rec.Document.Published.Date, Basis: "expression"}, Confidence: 0.8})
	}
	return rec
}

// BenchmarkMerge adds reports to a register that has some: three events each, one report in three tells what others tell.
func BenchmarkMerge(b *testing.B) {
	_, f := tools()
	ctx := context.Background()
	s, err := sqlite.Open(ctx, filepath.Join(b.TempDir(), "bench.rawi"), true)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	r := New(s, Options{Search: f})
	n := 0
	add := func(many int) {
		var recs []news.Record
		for range many {
			recs = append(recs, made(n))
			n++
		}
		if _, err := r.Add(ctx, recs...); err != nil {
			b.Fatal(err)
		}
	}
	for range 40 {
		add(50)
	}
	b.ResetTimer()
	for b.Loop() {
		add(1)
	}
}
