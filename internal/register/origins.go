package register

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"rawi/internal/store"
)

// Whose word is it, and how many independent words are there? What counts once:
//
//   - one speaker, whoever passes him on;
//   - the copies of one report, and the reports of one agency: the outlets that print them add nothing of their own;
//   - an unnamed source, with the agency or outlet that quotes it: five outlets that relay one agency's «official» have one;
//   - the forces of one country, their spokesmen and their unnamed officers;
//   - a report that names its source for an event has no voice of its own beside it (its headline seldom repeats the source).

// The positions of an origin towards an event. None of them is «true».
const (
	Asserted  = "asserted"  // in its own voice, or as an eyewitness
	Claimed   = "claimed"   // somebody says so
	Denied    = "denied"    // somebody, or the report, says that it did not happen
	Confirmed = "confirmed" // somebody confirms it, or the one who is said to have done it says so himself
)

// asking looks up who and which report a key means, each once.
type asking struct {
	tx       store.Reader
	fold     func(string) string
	entities map[string]store.Entity
	docs     map[string]store.Document
	outlets  map[string]string
	err      error // the first fault of the store
}

func newAsking(tx store.Reader, fold func(string) string) *asking {
	return &asking{tx: tx, fold: fold, entities: map[string]store.Entity{}, docs: map[string]store.Document{}, outlets: map[string]string{}}
}

func (a *asking) who(key string) store.Entity {
	if key == "" {
		return store.Entity{}
	}
	e, ok := a.entities[key]
	if !ok {
		var err error
		if e, err = a.tx.Entity(key); err != nil && !errors.Is(err, store.ErrNotFound) && a.err == nil {
			a.err = err
		}
		a.entities[key] = e
	}
	return e
}

func (a *asking) doc(key string) store.Document {
	if key == "" {
		return store.Document{}
	}
	d, ok := a.docs[key]
	if !ok {
		var err error
		if d, err = a.tx.Document(key); err != nil && !errors.Is(err, store.ErrNotFound) && a.err == nil {
			a.err = err
		}
		a.docs[key] = d
	}
	return d
}

// home is whose report a telling stands in: of the report it copies, the agency or else the outlet.
func (a *asking) home(t *store.Telling) (id, name string) {
	key := t.Doc
	if t.CopyOf != "" {
		key = t.CopyOf
	}
	d := a.doc(key)
	switch {
	case d.OriginKey != "":
		return d.OriginKey, d.Origin
	case d.Origin != "":
		return a.outlet(d.Origin), d.Origin
	case d.OutletKey != "":
		return d.OutletKey, d.Outlet
	case d.Outlet != "":
		return a.outlet(d.Outlet), d.Outlet
	}
	page := d.Page
	if page == "" {
		page = key
	}
	return "page:" + page, d.ID
}

// outlet is the outlet of a name: the known one that bears it, else the name itself.
func (a *asking) outlet(name string) string {
	f := a.fold(name)
	key, ok := a.outlets[f]
	if ok {
		return key
	}
	key = "name:" + f
	list, err := a.tx.EntitiesByAlias(f)
	if err != nil && a.err == nil {
		a.err = err
	}
	for _, e := range list {
		if e.Pack != "" && e.Kind == "outlet" {
			key = e.Key
			break
		}
	}
	a.outlets[f] = key
	return key
}

// voice is whose word a telling is: an id that all tellings on the same word share.
type voice struct {
	id, name string
	own      bool         // nobody is named: the report's own
	speaker  store.Entity // whom the chain ends with
}

func (a *asking) voice(t *store.Telling) voice {
	home, name := a.home(t)
	if len(t.Chain) == 0 {
		return voice{id: home, name: name, own: true}
	}
	last := t.Chain[len(t.Chain)-1]
	e := a.who(last.Entity)
	if last.Entity != "" && e.Key != "" && !unnamed(e) {
		if e.Sector == "MIL" && e.Country != "" {
			return voice{id: "forces:" + e.Country, name: e.Name, speaker: e}
		}
		return voice{id: e.Key, name: e.Name, speaker: e}
	}
	if e.Key == "" && last.Entity == "" && last.Name != "" && last.Role != "speaker" {
		return voice{id: a.outlet(last.Name), name: last.Name}
	}
	if e.Sector == "MIL" && e.Country != "" && e.Role != "" {
		return voice{id: "forces:" + e.Country, name: last.Name, speaker: e}
	}
	// Somebody without a name is known only through the one who quotes him.
	for i := len(t.Chain) - 2; i >= 0; i-- {
		l := t.Chain[i]
		if r := a.who(l.Entity); l.Role != "speaker" && r.Key != "" && !unnamed(r) {
			home = r.Key
			break
		} else if l.Role == "relay" && l.Name != "" {
			home = a.outlet(l.Name)
			break
		}
	}
	return voice{id: "unnamed:" + home + ":" + e.Country + ":" + sectorSide(e.Sector), name: last.Name, speaker: e}
}

// origin is one independent word on an event.
type origin struct {
	id, name  string
	party     bool // a party to the event itself
	positions []string
	tellings  []int // in the event's list
}

// origins finds the independent words in the tellings of one event, in the order of the tellings; voices tell each telling's origin.
func (a *asking) origins(what store.What, list []*store.Telling) ([]origin, []int) {
	voices := make([]voice, len(list))
	sourced := map[[2]string]int{} // report and polarity → a telling that names its source
	for i, t := range list {
		voices[i] = a.voice(t)
		k := [2]string{t.Doc, t.Polarity}
		if _, ok := sourced[k]; !ok && !voices[i].own {
			sourced[k] = i
		}
	}
	sides := seeParties(append(slices.Clip(what.Actors), what.Recipients...), a.who, a.fold)
	var out []origin
	at := map[string]int{}
	of := make([]int, len(list))
	for i, t := range list {
		v := voices[i]
		silent := false
		if j, ok := sourced[[2]string{t.Doc, t.Polarity}]; ok && v.own {
			v, silent = voices[j], true
		}
		n, ok := at[v.id]
		if !ok {
			n = len(out)
			at[v.id] = n
			out = append(out, origin{id: v.id, name: v.name, party: sideOf(v.speaker, sides)})
		}
		of[i] = n
		o := &out[n]
		o.tellings = append(o.tellings, i)
		if pos := a.position(t, v); !silent && !slices.Contains(o.positions, pos) {
			o.positions = append(o.positions, pos)
		}
	}
	return out, of
}

// position is how an origin stands to what a telling says.
func (a *asking) position(t *store.Telling, v voice) string {
	switch {
	case t.Polarity == "negative":
		return Denied
	case t.Position == Confirmed:
		return Confirmed
	case v.own || v.speaker.Role == "witness" || v.speaker.Role == "eyewitness":
		return Asserted
	case t.Quad == 4 && len(t.Recipients) > 0 && sideOf(v.speaker, seeParties(t.Actors, a.who, a.fold)):
		return Confirmed
	}
	return Claimed
}

// sideOf reports whether a speaker is one of the parties, or speaks for one: the government or the forces of the same country, the
// spokesman of a group.
func sideOf(speaker store.Entity, parties []party) bool {
	if speaker.Key == "" {
		return false
	}
	s := party{Party: store.Party{Entity: speaker.Key, Country: speaker.Country, Sector: speaker.Sector}, kind: speaker.Kind, unnamed: unnamed(speaker)}
	for _, p := range parties {
		switch {
		case p.Entity == s.Entity && (!p.unnamed || p.Country != ""):
			return true
		case p.Country == "" || p.Country != s.Country || p.kind == "place":
		case forState(p) && forState(s), p.Sector != "" && p.Sector == s.Sector && p.Sector != "CVL" && p.Sector != "JRN":
			return true
		}
	}
	return false
}

// disputes finds the points on which the tellings differ. of tells the origin of each.
func (a *asking) disputes(list []*sight, origins []origin, of []int) []store.Dispute {
	d := disputing{origins: origins, of: of, list: list}
	d.point("polarity", func(s *sight) string { return s.Polarity }, nil)
	for _, c := range []struct {
		point string
		of    func(s *sight) *int
	}{
		{"dead", func(s *sight) *int { return s.Dead }},
		{"injured", func(s *sight) *int { return s.Injured }},
		{"arrested", func(s *sight) *int { return s.Arrested }},
	} {
		d.point(c.point, func(s *sight) string {
			if n := c.of(s); n != nil {
				return strconv.Itoa(*n)
			}
			return ""
		}, nil)
	}
	d.point("actor", func(s *sight) string { return names(s.actors) }, func(x, y *sight) bool {
		if x.mutual || y.mutual {
			return true
		}
		_, apart := sameSlot(x.actors, y.actors)
		return !apart
	})
	d.point("recipient", func(s *sight) string { return names(s.recipients) }, func(x, y *sight) bool {
		if x.mutual || y.mutual {
			return true
		}
		_, apart := sameSlot(x.recipients, y.recipients)
		return !apart
	})
	d.point("place", func(s *sight) string {
		if !s.place.precise {
			return ""
		}
		return s.place.Name
	}, func(x, y *sight) bool {
		n, apart := samePlace(x.place, y.place)
		return !apart && n == exact
	})
	d.point("day", func(s *sight) string {
		if !s.dated || s.fuzzy || s.to == openEnd {
			return ""
		}
		if s.Start == s.End {
			return s.Start
		}
		return s.Start + "/" + s.End
	}, func(x, y *sight) bool { return x.from <= y.to && y.from <= x.to })
	d.quantities()
	return d.out
}

func names(list []party) string {
	var out []string
	for _, p := range list {
		if p.Name != "" && (!p.unnamed || p.Country != "") {
			out = append(out, p.Name)
		}
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), ", ")
}

type disputing struct {
	origins []origin
	of      []int
	list    []*sight
	out     []store.Dispute
}

// point gathers the versions of one point: value is what a telling says of it ("" nothing); same, where given, tells that two say the
// same in other words.
func (d *disputing) point(name string, value func(*sight) string, same func(a, b *sight) bool) {
	var vs []store.DisputeValue
	var first []*sight
	for i, s := range d.list {
		if name != "polarity" && s.Polarity == "negative" {
			continue
		}
		v := value(s)
		if v == "" {
			continue
		}
		n := slices.IndexFunc(vs, func(x store.DisputeValue) bool { return x.Value == v })
		if n < 0 && same != nil {
			n = slices.IndexFunc(first, func(x *sight) bool { return same(x, s) })
		}
		if n < 0 {
			n = len(vs)
			vs, first = append(vs, store.DisputeValue{Value: v}), append(first, s)
		}
		d.give(&vs[n], i)
	}
	d.keep(name, vs)
}

func (d *disputing) give(v *store.DisputeValue, i int) {
	v.Tellings = append(v.Tellings, d.list[i].Key)
	if o := d.origins[d.of[i]].name; o != "" && !slices.Contains(v.Origins, o) {
		v.Origins = append(v.Origins, o)
	}
}

func (d *disputing) keep(name string, vs []store.DisputeValue) {
	if len(vs) < 2 {
		return
	}
	for i := range vs {
		slices.Sort(vs[i].Origins)
	}
	slices.SortFunc(vs, func(a, b store.DisputeValue) int {
		if n, err := strconv.Atoi(a.Value); err == nil {
			if m, err := strconv.Atoi(b.Value); err == nil {
				return n - m
			}
		}
		return strings.Compare(a.Value, b.Value)
	})
	d.out = append(d.out, store.Dispute{Point: name, Values: vs})
}

// quantities gathers amounts of the same thing: two hours or eleven.
func (d *disputing) quantities() {
	type thing struct{ unit, of string }
	values := map[thing][]store.DisputeValue{}
	var order []thing
	for i, s := range d.list {
		if s.Polarity == "negative" {
			continue
		}
		for _, q := range s.Quantities {
			if q.Value == nil || q.Unit == "" || q.Unit == "person" || s.Dead != nil || s.Injured != nil {
				continue
			}
			k := thing{q.Unit, q.Of}
			v := strconv.FormatFloat(*q.Value, 'f', -1, 64) + " " + q.Unit
			vs, ok := values[k]
			if !ok {
				order = append(order, k)
			}
			n := slices.IndexFunc(vs, func(x store.DisputeValue) bool { return x.Value == v })
			if n < 0 {
				n = len(vs)
				vs = append(vs, store.DisputeValue{Value: v})
			}
			d.give(&vs[n], i)
			values[k] = vs
		}
	}
	for _, k := range order {
		d.keep("quantity", values[k])
	}
}
