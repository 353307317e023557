package register

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"rawi/internal/store"
)

// tell makes the row of an event from its live tellings, which stand in the order of inOrder. Same tellings, same row.
func (a *asking) tell(old store.Event, list []*sight) store.Event {
	e := store.Event{Key: old.Key, Story: old.Story, Linked: old.Linked}
	tellings := make([]*store.Telling, len(list))
	for i, s := range list {
		tellings[i] = s.Telling
	}
	e.What = deedOf(list)
	e.Tellings = len(list)
	docs, outlets := map[string]bool{}, map[string]bool{}
	for _, t := range tellings {
		docs[t.Doc] = true
		if o := cmp.Or(t.OutletKey, a.fold(t.Outlet)); o != "" {
			outlets[o] = true
		}
		if t.Published != "" && (e.FirstSeen == "" || t.Published < e.FirstSeen) {
			e.FirstSeen, e.FirstDoc = t.Published, t.Doc
		}
		e.LastSeen = max(e.LastSeen, t.Published)
		if t.Polarity != "negative" {
			e.DeadLow, e.DeadHigh = lowest(e.DeadLow, t.Dead), highest(e.DeadHigh, t.Dead)
			e.InjuredLow, e.InjuredHigh = lowest(e.InjuredLow, t.Injured), highest(e.InjuredHigh, t.Injured)
		}
	}
	if e.FirstDoc == "" && len(tellings) > 0 {
		e.FirstDoc = tellings[0].Doc
	}
	e.Documents, e.Outlets = len(docs), len(outlets)
	origins, of := a.origins(e.What, tellings)
	e.Origins = len(origins)
	e.Positions = map[string]int{}
	for _, o := range origins {
		if o.party {
			e.PartyOrigins++
		}
		for _, p := range o.positions {
			e.Positions[p]++
		}
	}
	for i, s := range list { // each telling keeps how its origin stands to it
		s.Position = a.position(s.Telling, a.voice(tellings[i]))
	}
	e.Disputes = a.disputes(list, origins, of)
	e.Confidence = confidence(list)
	return e
}

// inOrder sorts tellings by day and key, whatever the order in which they came.
func inOrder(list []*sight) {
	slices.SortFunc(list, func(a, b *sight) int {
		return cmp.Or(strings.Compare(a.Published, b.Published), strings.Compare(a.Key, b.Key))
	})
}

func lowest(have, n *int) *int {
	if n == nil || have != nil && *have <= *n {
		return have
	}
	return n
}

func highest(have, n *int) *int {
	if n == nil || have != nil && *have >= *n {
		return have
	}
	return n
}

// confidence is how sure it is that this is told: each report that is no copy of another was read by itself.
func confidence(list []*sight) float64 {
	best := map[string]float64{}
	for _, s := range list {
		best[root(s)] = max(best[root(s)], s.Confidence)
	}
	cs := make([]float64, 0, len(best))
	for _, c := range best {
		cs = append(cs, c)
	}
	slices.Sort(cs)
	miss := 1.0
	for _, c := range cs {
		miss *= 1 - c
	}
	return math.Round(min(1-miss, 0.99)*1000) / 1000
}

// deedOf is the deed as most and the most precise of its tellings have it.
func deedOf(list []*sight) store.What {
	if len(list) == 0 {
		return store.What{}
	}
	w := list[0].What
	w.Type = list[0].Type
	w.Mode = most(list, func(s *sight) (string, int) { return s.Mode, 0 }).Mode
	deed := most(list, func(s *sight) (string, int) { return s.CAMEO, 0 })
	w.CAMEO, w.Goldstein, w.Quad = deed.CAMEO, deed.Goldstein, deed.Quad
	var contexts []string
	for _, s := range list {
		contexts = append(contexts, s.Contexts...)
	}
	slices.Sort(contexts)
	w.Contexts = slices.Compact(contexts)
	sides := most(list, func(s *sight) (string, int) {
		return sidesKey(s), naming(s.actors) + naming(s.recipients)
	})
	w.Actors, w.Recipients = sides.Actors, sides.Recipients
	when := most(list, func(s *sight) (string, int) {
		switch {
		case !s.dated:
			return "", 0
		case s.fuzzy:
			return s.Start + "/" + s.End, 1
		}
		return s.Start + "/" + s.End, 2
	})
	w.Start, w.End = when.Start, when.End
	w.Place = most(list, func(s *sight) (string, int) {
		switch {
		case s.Place.Name == "" && s.Place.Key == "":
			return "", 0
		case s.place.precise:
			return s.Place.Name + s.Place.Key, 2
		}
		return s.Place.Name + s.Place.Key, 1
	}).Place
	w.Reality = most(list, func(s *sight) (string, int) { return s.Reality, 0 }).Reality
	w.Polarity = "negative"
	for _, s := range list {
		if s.Polarity != "negative" {
			w.Polarity = s.Polarity
		}
	}
	return w
}

// most picks the telling whose value has the highest rank, then stands most often, then comes first. A value "" is none.
func most(list []*sight, value func(*sight) (v string, rank int)) *sight {
	count := map[string]int{}
	for _, s := range list {
		v, _ := value(s)
		count[v]++
	}
	best := list[0]
	bv, br := value(best)
	for _, s := range list[1:] {
		v, r := value(s)
		switch {
		case v == "" && bv != "":
		case bv == "" && v != "", r > br, r == br && count[v] > count[bv]:
			best, bv, br = s, v, r
		}
	}
	return best
}

func sidesKey(s *sight) string {
	var b strings.Builder
	for _, p := range s.Actors {
		b.WriteString(p.Entity + ",")
	}
	b.WriteByte('>')
	for _, p := range s.Recipients {
		b.WriteString(p.Entity + ",")
	}
	return b.String()
}

// naming ranks a slot by how exactly it is filled.
func naming(list []party) int {
	n := 0
	for i, p := range list {
		switch {
		case i > 2:
		case p.unnamed || p.kind == "place":
			n++
		default:
			n += 3
		}
	}
	return n
}
