package register

import (
	"slices"

	"rawi/internal/store"
)

// Origin is one independent word on an event, with the tellings that are told on it.
type Origin struct {
	ID        string // what all tellings on the same word share
	Name      string
	Party     bool     // it is a party to the event itself
	Positions []string // how it stands to the event
	Tellings  []store.Telling
}

// OriginsOf gathers the tellings of an event under the independent words that its count of origins counts, the earliest first. Those
// that count no more, replaced or rejected, are not among them.
func (r *Register) OriginsOf(tx store.Reader, e store.Event, tellings []store.Telling) ([]Origin, error) {
	var sights []*sight
	for i := range tellings {
		if s := (&sight{Telling: &tellings[i]}); s.Live() {
			sights = append(sights, s)
		}
	}
	inOrder(sights)
	list := make([]*store.Telling, len(sights))
	for i, s := range sights {
		list[i] = s.Telling
	}
	a := newAsking(tx, r.fold)
	found, _ := a.origins(e.What, list)
	out := make([]Origin, len(found))
	for i, o := range found {
		out[i] = Origin{ID: o.id, Name: o.name, Party: o.party, Positions: slices.Clone(o.positions)}
		for _, n := range o.tellings {
			out[i].Tellings = append(out[i].Tellings, *list[n])
		}
	}
	return out, a.err
}
