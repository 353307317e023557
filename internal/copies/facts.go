package copies

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"rawi/internal/news"
)

// kind is a kind of fact that stands at a place of the text.
type kind int

// The kinds of fact by which formulas differ.
const (
	number kind = iota
	day
	place
	party
	kinds
)

// saying is a fact where the text tells it.
type saying struct {
	start, end int32
	kind       kind
	value      uint64
}

// A fact is something that a report tells, whatever its language: a party, a country, a place, an amount, a day, a deed. Its
// weight is how much it says about which story this is.
type fact struct {
	id     uint64
	weight float64
}

// facts are what a report tells.
type facts struct {
	list   []fact // sorted by id
	norm   float64
	marks  []uint64 // under which reports of the same are looked for, most telling first
	names  []uint64 // parties and places that are no states, sorted
	sums   []uint64 // amounts that are not small, sorted
	days   []uint64 // days that the text names, sorted
	places []uint64 // places that are no states and no capitals of the dateline, sorted
	deeds  []uint64 // what is told as the news of this report, with its parties, sorted
}

// Weights of what is told, found on pairs of reports in two languages.
const (
	nameWeight   = 1.0 // a known person, body, place
	stateWeight  = 0.5
	landWeight   = 0.3 // a country, through all that belong to it
	roleWeight   = 0.3 // what unnamed people and things are: hospital, protester, warplane
	sumWeight    = 0.9
	roundWeight  = 0.4
	smallWeight  = 0.25
	dayWeight    = 0.3
	typeWeight   = 0.3
	modeWeight   = 0.5
	deedWeight   = 0.7
	leadShare    = 2.0 // headline and first paragraph
	secondShare  = 1.2
	furtherShare = 0.6
)

// lastingFacts is how many marks of facts are also kept without their week.
const lastingFacts = 8

// tell takes the facts of a record.
func (s *Sketch) tell(rec *news.Record) {
	b := teller{rec: rec, weights: map[uint64]float64{}, share: shares(rec.Document)}
	b.entities()
	b.times()
	b.numbers()
	b.deeds()
	for id, w := range b.weights {
		w = math.Sqrt(w)
		s.facts.list = append(s.facts.list, fact{id, w})
	}
	slices.SortFunc(s.facts.list, func(x, y fact) int { return cmp.Compare(x.id, y.id) })
	for _, f := range s.facts.list { // after sorting: sums of floats depend on their order
		s.facts.norm += f.weight * f.weight
	}
	s.facts.norm = math.Sqrt(s.facts.norm)
	slices.SortFunc(b.said, func(x, y saying) int {
		return cmp.Or(cmp.Compare(x.start, y.start), cmp.Compare(x.end, y.end), cmp.Compare(x.kind, y.kind), cmp.Compare(x.value, y.value))
	})
	s.said = b.said
	s.facts.names, s.facts.sums, s.facts.days = unique(b.names), unique(b.sums), unique(b.days)
	s.facts.places, s.facts.deeds = unique(b.places), unique(b.told)
	s.facts.marks = b.marks()
}

// teller gathers the facts of a record.
type teller struct {
	rec     *news.Record
	share   func(start int) float64
	weights map[uint64]float64 // squares of weights
	said    []saying
	top     []fact // parties and places, for the marks
	names   []uint64
	sums    []uint64
	days    []uint64
	places  []uint64
	told    []uint64
	main    []uint64 // marks of deeds
}

func (b *teller) add(id uint64, base, share float64) { b.weights[id] += base * base * share }

// shares tells how much a place in the text counts.
func shares(d news.Document) func(int) float64 {
	first, second := -1, -1
	for _, k := range d.Blocks {
		if k.Kind != news.Paragraph {
			continue
		}
		if first < 0 {
			first = k.End
		} else if second < 0 {
			second = k.End
		}
	}
	return func(start int) float64 {
		switch {
		case start < first:
			return leadShare
		case start < second:
			return secondShare
		}
		return furtherShare
	}
}

func key(parts ...string) uint64 { return hash([]byte(strings.Join(parts, "\x00"))) }

// identity is by which key an entity is known in every language.
func identity(e news.Entity) string {
	switch {
	case e.Key != "":
		return e.Key
	case e.Wikidata != "":
		return "wikidata/" + e.Wikidata
	case e.GeoNames != 0:
		return "place/" + strconv.Itoa(e.GeoNames)
	}
	for _, m := range e.Mentions {
		if m.Form == "name" || m.Form == "title" {
			name := e.Names["en"] // in Latin letters, where the packs can spell it so
			if name == "" {
				name = e.Name
			}
			return "name/" + strings.ToLower(name)
		}
	}
	return ""
}

func (b *teller) entities() {
	line := b.rec.Document.Dateline
	for _, e := range b.rec.Entities {
		if e.Kind == "outlet" {
			continue
		}
		name, share := identity(e), 0.0
		k := party
		if e.Kind == "place" {
			k = place
		}
		for _, m := range e.Mentions {
			if line != nil && line.Span != nil && line.Span.Overlaps(m.Span) {
				continue
			}
			share += b.share(m.Start)
			if e.Key != "" && e.Kind != "state" && (m.Form == "name" || m.Form == "title") {
				b.said = append(b.said, saying{int32(m.Start), int32(m.End), k, key(name)})
			}
		}
		if share == 0 {
			continue
		}
		if e.Country != "" {
			b.add(key("land", e.Country), landWeight, share)
		}
		switch {
		case name == "":
			if e.Role != "" {
				b.add(key("role", e.Role), roleWeight, share)
			}
			continue
		case e.Kind == "state":
			b.add(key(name), stateWeight, share)
			b.top = append(b.top, fact{key(name), stateWeight * share})
			continue
		case e.Key == "":
			share /= 2 // perhaps spelled otherwise elsewhere
		}
		b.add(key(name), nameWeight, share)
		b.top = append(b.top, fact{key(name), nameWeight * share})
		b.names = append(b.names, key(name))
		if e.Kind == "place" {
			b.places = append(b.places, key(name))
		}
	}
}

func (b *teller) times() {
	for _, t := range b.rec.Document.Times {
		if t.Start == "" || t.Start != t.End {
			continue
		}
		v := key("day", t.Start)
		b.said = append(b.said, saying{int32(t.Span.Start), int32(t.Span.End), day, v})
		if p := b.rec.Document.Published; p != nil && p.Span != nil && p.Span.Overlaps(t.Span) {
			continue
		}
		b.days = append(b.days, v)
		b.add(v, dayWeight, b.share(t.Span.Start))
	}
}

func (b *teller) numbers() {
	for _, n := range b.rec.Document.Numbers {
		if slices.ContainsFunc(b.rec.Document.Times, func(t news.Time) bool { return t.Span.Overlaps(n.Span) }) {
			continue
		}
		v := key("number", strconv.FormatFloat(n.Value, 'g', -1, 64))
		b.said = append(b.said, saying{int32(n.Span.Start), int32(n.Span.End), number, v})
		w := sumWeight
		switch {
		case n.Value < 4:
			continue
		case n.Value <= 12:
			w = smallWeight
		case round(n.Value):
			w = roundWeight
		}
		if n.Value > 12 {
			b.sums = append(b.sums, v)
		}
		b.add(v, w, b.share(n.Span.Start))
	}
}

// round reports whether an amount has one digit that is not nought.
func round(v float64) bool {
	for v >= 10 && v == math.Trunc(v) && math.Mod(v, 10) == 0 {
		v /= 10
	}
	return v < 10
}

// deeds takes the events that are the news of this report.
func (b *teller) deeds() {
	lands := map[string]string{}
	for _, e := range b.rec.Entities {
		lands[e.ID] = e.Country
	}
	for _, v := range b.rec.Events {
		if v.Background || v.Reality == "hypothetical" {
			continue
		}
		share := b.share(v.Anchor.Start)
		b.add(key("type", v.Type), typeWeight, share)
		if v.Mode != "" {
			b.add(key("mode", v.Mode), modeWeight, share)
		}
		left, right := sides(v.Actors, lands), sides(v.Recipients, lands)
		if left+right != "" {
			d := key("deed", v.Type, left, right)
			b.add(d, deedWeight, share)
			b.told = append(b.told, d)
			if share >= secondShare {
				b.main = append(b.main, d)
			}
		}
		if v.Place != nil && v.Place.Name != "" {
			d := key("at", v.Type, v.Place.Name)
			b.add(d, deedWeight, share)
			b.told = append(b.told, d)
			b.main = append(b.main, d)
		}
		if v.Date != nil && v.Date.Start != "" && v.Date.Start == v.Date.End && v.Date.Basis == "expression" {
			b.add(key("on", v.Type, v.Date.Start), deedWeight, share)
		}
		if c := v.Casualties; c != nil && c.Dead != nil && *c.Dead > 0 {
			b.add(key("dead", strconv.Itoa(*c.Dead)), sumWeight, share)
		}
	}
}

// sides names the countries on one side of an event.
func sides(ps []news.Party, lands map[string]string) string {
	var out []string
	for _, p := range ps {
		c := p.Country
		if c == "" {
			c = lands[p.Entity]
		}
		if c != "" && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	slices.Sort(out)
	return strings.Join(out, "+")
}

// Most marks of facts: pairs of the parties and places told of most, each with the amounts told first, and what they did.
const (
	topNames = 6
	topSums  = 4
	topDeeds = 8
)

// marks are made of two facts each: one alone (a state, an office) is told by too many.
func (b *teller) marks() []uint64 {
	slices.SortFunc(b.top, func(x, y fact) int { return cmp.Or(cmp.Compare(y.weight, x.weight), cmp.Compare(x.id, y.id)) })
	top := b.top[:min(topNames, len(b.top))]
	var out []uint64
	for i := range top {
		for j := range i {
			out = append(out, mix(min(top[i].id, top[j].id)+mix(max(top[i].id, top[j].id))))
		}
	}
	for _, n := range b.sums[:min(topSums, len(b.sums))] {
		for _, x := range top[:min(topSums, len(top))] {
			out = append(out, mix(x.id+mix(n)))
		}
	}
	out = append(out, b.main[:min(topDeeds, len(b.main))]...)
	var once []uint64
	for _, m := range out {
		if !slices.Contains(once, m) {
			once = append(once, m)
		}
	}
	return once
}

// cosine is the likeness of two lists of facts.
func (f *facts) cosine(o *facts) float64 {
	if f.norm == 0 || o.norm == 0 {
		return 0
	}
	sum := 0.0
	for i, j := 0, 0; i < len(f.list) && j < len(o.list); {
		x, y := f.list[i], o.list[j]
		switch {
		case x.id < y.id:
			i++
		case x.id > y.id:
			j++
		default:
			sum += x.weight * y.weight
			i, j = i+1, j+1
		}
	}
	return sum / (f.norm * o.norm)
}
