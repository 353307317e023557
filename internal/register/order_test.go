package register

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"rawi/internal/copies"
	"rawi/internal/news"
	"rawi/internal/store"
)

// vaguer tells the same report with less: places, parties, days and countries are dropped at random.
func vaguer(rng *rand.Rand, rec news.Record) news.Record {
	rec.Events = slices.Clone(rec.Events)
	for i := range rec.Events {
		e := &rec.Events[i]
		if rng.IntN(4) == 0 {
			e.Place = nil
		}
		if rng.IntN(5) == 0 {
			e.Recipients = nil
		}
		if rng.IntN(5) == 0 {
			e.Actors = nil
		}
		if rng.IntN(6) == 0 {
			e.Date = nil
		}
		if rng.IntN(8) == 0 {
			e.Casualties = nil
		}
		if e.Date != nil && rng.IntN(6) == 0 {
			d := *e.Date
			d.End = dayName(copies.DayNumber(d.Start) + rng.IntN(4))
			e.Date = &d
		}
		if rng.IntN(6) == 0 { // «gunmen», nowhere
			e.Place, e.Actors, e.Recipients = nil, bare(rng, e.Actors), bare(rng, e.Recipients)
		}
		if rng.IntN(4) == 0 {
			e.Actors, e.Recipients = bare(rng, e.Actors), bare(rng, e.Recipients)
		}
	}
	return rec
}

// bare takes the countries off parties, and off some of them who they are.
func bare(rng *rand.Rand, list []news.Party) []news.Party {
	list = slices.Clone(list)
	for i := range list {
		list[i].Country = ""
		if rng.IntN(2) == 0 {
			list[i].Entity = ""
		}
	}
	return list
}

// inOrderOf adds reports in this order and tells which events they give.
func inOrderOf(t *testing.T, list []news.Record) *world {
	w := empty(t)
	for _, rec := range list {
		if _, err := w.r.Add(context.Background(), rec); err != nil {
			t.Fatal(err)
		}
	}
	w.sound()
	return w
}

// TestOrderOfVagueTellings makes reports tell less than they did, so that many tellings share little with others, and adds them in
// several orders: the events must be the same.
func TestOrderOfVagueTellings(t *testing.T) {
	all := slices.Concat(tellings(t, "tellings.tsv"), tellings(t, "tellings-2.tsv"), tellings(t, "tellings-3.tsv"))
	for seed := range uint64(24) {
		rng := rand.New(rand.NewPCG(seed, 9))
		var list []news.Record
		for _, x := range all {
			if rng.IntN(2) == 0 {
				list = append(list, vaguer(rng, x.rec))
			}
		}
		first := inOrderOf(t, list)
		lopsided(t, first)
		want := partition(first)
		for range 5 {
			rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
			if got := partition(inOrderOf(t, list)); got != want {
				t.Fatalf("seed %d: another order, other events:\n%s", seed, differing(want, got))
			}
		}
	}
}

// lopsided fails where two tellings are alike from one side only.
func lopsided(t *testing.T, w *world) {
	var list []*sight
	for _, x := range w.m.tellings {
		list = append(list, see(&x, func(k string) store.Entity { return w.m.entities[k] }, w.r.fold))
	}
	for i, a := range list {
		for _, b := range list[:i] {
			n, no := likeness(a, b)
			m, not := likeness(b, a)
			if n != m || no != not || meets(a, b) != meets(b, a) {
				t.Errorf("alike from one side: %d %v, %d %v: %s | %s", n, no, m, not, a.Evidence.Text, b.Evidence.Text)
			}
		}
	}
}
