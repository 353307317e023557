package register

import (
	"context"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rawi/internal/clean"
	"rawi/internal/news"
	"rawi/internal/reading"
	"rawi/internal/search"
	"rawi/internal/store"
)

// report is a short report of a test, written for it.
type report struct {
	id, outlet, language, day, text string
	url                             string
}

var tools = sync.OnceValues(func() (*reading.Reader, *search.Searcher) {
	fsys := os.DirFS("../../lang")
	r, err := reading.New(fsys)
	if err != nil {
		panic(err)
	}
	f, err := search.New(fsys)
	if err != nil {
		panic(err)
	}
	return r, f
})

// world is a register with nothing in it.
type world struct {
	t *testing.T
	m *memory
	r *Register
}

func empty(t *testing.T) *world {
	t.Helper()
	_, f := tools()
	m := newMemory()
	return &world{t, m, New(memoryStore{m: m}, Options{Search: f, Now: func() time.Time { return time.Unix(0, 0) }, Coder: "test"})}
}

func readReport(t *testing.T, x report) news.Record {
	t.Helper()
	r, _ := tools()
	rec, err := r.Read(context.Background(), clean.Page{ID: x.id, URL: x.url, Language: x.language, Published: x.day, Outlet: x.outlet, Body: []byte(x.text), Kind: clean.TextBody})
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

func (w *world) add(reports ...report) {
	w.t.Helper()
	for _, x := range reports {
		w.put(readReport(w.t, x))
	}
}

func (w *world) put(recs ...news.Record) {
	w.t.Helper()
	for _, rec := range recs {
		if _, err := w.r.Add(context.Background(), rec); err != nil {
			w.t.Fatal(err)
		}
	}
	w.sound()
}

// sound checks what must hold always: each telling is in an event that is there, and each event has live tellings.
func (w *world) sound() {
	w.t.Helper()
	live := map[string]int{}
	for _, x := range w.m.tellings {
		if x.Replaced || x.Rejected {
			continue
		}
		live[x.Event]++
		if _, ok := w.m.events[x.Event]; !ok {
			w.t.Errorf("telling %s is in no event", x.Anchor.Text)
		}
	}
	for k, e := range w.m.events {
		if live[k] == 0 || live[k] != e.Tellings {
			w.t.Errorf("event %s %s has %d tellings, %d are live", e.Type, k, e.Tellings, live[k])
		}
		for _, l := range e.Linked {
			o, ok := w.m.events[l.Event]
			if !ok {
				w.t.Errorf("event %s is linked to one that is no more", e.Type)
			} else if !slices.ContainsFunc(o.Linked, func(x store.EventLink) bool { return x.Event == k }) {
				w.t.Errorf("%s link of %s goes one way", l.Kind, e.Type)
			}
		}
	}
}

// events are those of a type, the most told first.
func (w *world) events(typ string) []store.Event {
	return chosen(w.m.events, func(e store.Event) bool { return e.Type == typ }, func(a, b store.Event) int {
		if a.Tellings != b.Tellings {
			return b.Tellings - a.Tellings
		}
		return strings.Compare(a.Key, b.Key)
	})
}

func (w *world) dump() {
	w.t.Helper()
	for _, e := range chosen(w.m.events, func(store.Event) bool { return true }, func(a, b store.Event) int { return strings.Compare(a.Key, b.Key) }) {
		w.t.Logf("%s %s %s %s→%s %s/%s at %s · tellings %d origins %d %v", e.Type, e.Mode, e.Reality, partyNames(e.Actors), partyNames(e.Recipients), e.Start, e.End, e.Place.Name, e.Tellings, e.Origins, e.Positions)
		for _, x := range chosen(w.m.tellings, func(x store.Telling) bool { return x.Event == e.Key }, byTelling) {
			w.t.Logf("     %s %q %s %s-%s bg=%v %s chain=%v → %s · %s %s %s>%s at %s %d dead=%v q=%v", w.m.docs[x.Doc].ID, x.Anchor.Text, x.Polarity, x.Start, x.End, x.Background, x.Basis, x.Chain, x.Position, x.CAMEO, x.Mode, partyNames(x.Actors), partyNames(x.Recipients), x.Place.Name, x.Place.GeoNames, x.Dead, x.Quantities)
		}
	}
}

func partyNames(list []store.Party) string {
	var out []string
	for _, p := range list {
		out = append(out, p.Name)
	}
	return strings.Join(out, "+")
}
