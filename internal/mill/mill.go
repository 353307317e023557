// Package mill answers: where do many reports come from when a large register is to be measured?
package mill

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"rawi/internal/news"
)

// A Mill makes any number of reports of the few that were read: other words of the same lengths, other numbers, others of the same kind
// in each role, other days. Spans stay right.
type Mill struct {
	Rand  *rand.Rand
	First time.Time // the first day of publication
	Days  int       // over which the reports are spread from then on
	bases []news.Record
	keys  map[string][]news.Entity // by kind
}

// New makes a mill of records.
func New(records []news.Record) *Mill {
	m := &Mill{Rand: rand.New(rand.NewPCG(11, 4)), First: time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC), Days: 365, bases: records, keys: map[string][]news.Entity{}}
	seen := map[string]bool{}
	for _, rec := range records {
		for _, e := range rec.Entities {
			if e.Key != "" && !seen[e.Key] {
				seen[e.Key] = true
				m.keys[e.Kind] = append(m.keys[e.Kind], e)
			}
		}
	}
	return m
}

// Next makes the i-th report.
func (m *Mill) Next(i int) news.Record {
	rec := Published(m.bases[m.Rand.IntN(len(m.bases))], i)
	d := &rec.Document
	day := m.First.AddDate(0, 0, m.Rand.IntN(m.Days)).Format(time.DateOnly)
	d.Published = &news.Published{Date: day, Basis: "given"}
	d.Dateline = nil
	d.Times = nil
	d.Text = m.reworded(d.Text)
	d.Numbers = slices.Clone(d.Numbers)
	for j := range d.Numbers {
		d.Numbers[j].Value += float64(m.Rand.IntN(400))
	}
	rec.Entities = slices.Clone(rec.Entities)
	for j, e := range rec.Entities {
		if e.Key == "" || e.Kind == "outlet" || m.Rand.IntN(3) == 0 {
			continue
		}
		o := m.keys[e.Kind][m.Rand.IntN(len(m.keys[e.Kind]))]
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

// Published is a report as the i-th page, by one of three hundred outlets.
func Published(rec news.Record, i int) news.Record {
	rec.Document.ID, rec.Document.URL = "", fmt.Sprintf("https://%d.example/%d", i%300, i)
	rec.Document.Outlet = &news.Source{Name: fmt.Sprintf("Outlet %d", i%300)}
	return rec
}

// reworded puts other words of the same length for two in five.
func (m *Mill) reworded(text string) string {
	runes := []rune(text)
	for from, to := 0, 0; from < len(runes); from = to + 1 {
		for to = from; to < len(runes) && runes[to] != ' ' && runes[to] != '\n'; to++ {
		}
		if w := runes[from:to]; len(w) > 3 && m.Rand.IntN(5) < 2 {
			for j := range w[1:] {
				k := m.Rand.IntN(len(w)-1) + 1
				w[j+1], w[k] = w[k], w[j+1]
			}
		}
	}
	return string(runes)
}
