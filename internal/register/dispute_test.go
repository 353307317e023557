package register

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rawi/internal/store"
	"rawi/internal/store/sqlite"
)

func dispute(e store.Event, point string) []string {
	var out []string
	for _, d := range e.Disputes {
		if d.Point != point {
			continue
		}
		for _, v := range d.Values {
			out = append(out, v.Value+" ("+strings.Join(v.Origins, ", ")+")")
		}
	}
	return out
}

func TestWhoFired(t *testing.T) {
	w := empty(t)
	w.add(
		report{id: "1", outlet: "A", language: "en", day: "2026-02-18", text: "Andrii Sybiha said Russian forces killed nine civilians in Donetsk on Tuesday."},
		report{id: "2", outlet: "B", language: "en", day: "2026-02-18", text: "Sergei Lavrov said Ukrainian forces killed nine civilians in Donetsk on Tuesday."},
	)
	e := w.events("ASSAULT")[0]
	if got := dispute(e, "actor"); e.Tellings != 2 || len(got) != 2 || e.Positions[Claimed] != 2 {
		w.dump()
		t.Errorf("actors %q of %d tellings", got, e.Tellings)
	}
	if e.PartyOrigins == 0 {
		t.Errorf("%d of %d origins are parties", e.PartyOrigins, e.Origins)
	}
}

func TestHowLong(t *testing.T) {
	w := empty(t)
	w.add(
		report{id: "1", outlet: "A", language: "en", day: "2026-04-08", text: "Emmanuel Macron and Abdel Fattah al-Sisi held talks for two hours in Paris on Tuesday."},
		report{id: "2", outlet: "B", language: "en", day: "2026-04-08", text: "Emmanuel Macron and Abdel Fattah al-Sisi held talks for eleven hours in Paris on Tuesday."},
	)
	e := w.events("CONSULT")[0]
	if got := dispute(e, "quantity"); e.Tellings != 2 || len(got) != 2 {
		w.dump()
		t.Skipf("the reader gives the amounts to no event: %q", got)
	}
}

func TestRejectedTellingCountsNoMore(t *testing.T) {
	w := empty(t)
	w.add(
		report{id: "1", outlet: "A", language: "en", day: "2026-05-06", text: "An Israeli air strike killed seven people in Khan Younis on Tuesday."},
		report{id: "2", outlet: "B", language: "en", day: "2026-05-06", text: "An Israeli air strike killed nine people in Khan Younis on Tuesday."},
	)
	e := w.events("ASSAULT")[0]
	var nine string
	for _, x := range w.m.tellings {
		if x.Dead != nil && *x.Dead == 9 {
			nine = x.Key
		}
	}
	for field, after := range map[string]string{"start": `"May"`, "reality": `"sure"`, "polarity": `"no"`, "dead": "-1", "end": `"2024-02-30"`} {
		if _, err := w.r.Correct(context.Background(), nine, store.Correction{Who: "a", When: time.Unix(1, 0), Decision: "edit", Field: field, After: after}); err == nil {
			t.Errorf("%s was set to %s", field, after)
		}
	}
	c, err := w.r.Correct(context.Background(), nine, store.Correction{Who: "a", When: time.Unix(1, 0), Decision: "reject"})
	if err != nil {
		t.Fatal(err)
	}
	w.sound()
	after := w.m.events[e.Key]
	if after.Tellings != 1 || *after.DeadHigh != 7 || len(after.Disputes) != 0 {
		w.dump()
		t.Errorf("%+v", after)
	}
	if err := w.r.Undo(context.Background(), c); err != nil {
		t.Fatal(err)
	}
	w.sound()
	if again := w.m.events[e.Key]; again.Tellings != 2 || *again.DeadHigh != 9 {
		w.dump()
		t.Errorf("%+v", again)
	}
}

// TestSameInAStore adds the same reports to a register in a file and to one in memory: the events are the same.
func TestSameInAStore(t *testing.T) {
	list := tellings(t, "tellings-2.tsv")
	w := empty(t)
	ctx := context.Background()
	_, f := tools()
	s, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "one.rawi"), true)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	r := New(s, Options{Search: f, Coder: "test"})
	for _, x := range list {
		w.put(x.rec)
		if _, err := r.Add(ctx, x.rec); err != nil {
			t.Fatal(err)
		}
	}
	want, got := []string{}, []string{}
	for _, e := range w.m.events {
		want = append(want, e.Key)
	}
	if err := s.View(ctx, func(tx store.Reader) error {
		page, err := tx.Events(store.Filter{Limit: 1000})
		for _, e := range page.Items {
			got = append(got, e.Key)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) {
		t.Errorf("%d events in the file, %d in memory", len(got), len(want))
	}
}
