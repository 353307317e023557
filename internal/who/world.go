// Package who answers: who is named in this report, and who is meant by «the president», «the two leaders», «he»?
//
// Names come from the tables (states, people with their dated offices, organisations, places); titles and role nouns find the
// names that no table holds; the document itself repeats them. Resolve then makes entities of mentions.
package who

import (
	"sort"
	"strconv"
	"strings"

	"rawi/internal/pack"
)

// Known is a row of the world tables: somebody or something with a key of its own.
type Known struct {
	Key        string
	Kind       string // person, organization, group, outlet, seat, state, place, area
	Names      map[string]string
	Country    string // ISO 3166-1 alpha-3 or a PLOVER code
	Sector     string
	Role       string
	Ownership  string
	Wikidata   string
	GeoNames   int
	Lat, Lon   float64
	Point      bool // has coordinates
	Population int
	PlaceKind  string
	Capital    string // of a state: key of its capital
	CapitalOf  string // of a place: ISO3 of the state it is the capital of
	Terms      []Term
	short      string
}

// Term is one term of office.
type Term struct {
	Role, Of, From, To string
}

// Holds reports whether the term covers an ISO day; a blank day is covered by every term.
func (t Term) Holds(day string) bool {
	if day == "" {
		return true
	}
	return (t.From == "" || t.From <= day[:min(len(day), len(t.From))]) && (t.To == "" || t.To >= day[:min(len(day), len(t.To))])
}

// World is what is true in every language.
type World struct {
	States  map[string]*Known // by ISO3
	byKey   map[string]*Known
	People  []*Known
	Orgs    []*Known
	Places  []*Known
	Roles   map[string]RoleFact
	offices map[office][]*Known
	glosses []gloss
}

type office struct{ role, of string }

// RoleFact is what the world table says about an office.
type RoleFact struct {
	Sector string
	Rank   int
}

// NewWorld compiles the world pack; names are added by each language's pack.
func NewWorld(p *pack.Pack) (*World, error) {
	w := &World{States: map[string]*Known{}, byKey: map[string]*Known{}, Roles: map[string]RoleFact{}, offices: map[office][]*Known{}}
	for _, r := range p.Table("roles") {
		rank, err := strconv.Atoi(orZero(r.Cell(2)))
		if err != nil {
			return nil, r.Errorf("rank %q is no number", r.Cell(2))
		}
		w.Roles[r.Key()] = RoleFact{Sector: r.Cell(1), Rank: rank}
	}
	for _, r := range p.Table("places") {
		again := w.byKey["place/"+r.Key()] != nil // a further pack tells it anew
		k := w.key("place", r.Key())
		k.PlaceKind, k.Country = r.Cell(1), r.Cell(2)
		k.point(r.Cell(3), r.Cell(4))
		k.Population, _ = strconv.Atoi(orZero(r.Cell(5)))
		k.GeoNames, _ = strconv.Atoi(r.Key())
		if !again {
			w.Places = append(w.Places, k)
		}
	}
	for _, r := range p.Table("states") {
		k := w.key("state", r.Key())
		k.Country, k.Wikidata, k.Capital = r.Key(), r.Cell(2), r.Cell(4)
		k.GeoNames, _ = strconv.Atoi(orZero(r.Cell(3)))
		k.point(r.Cell(5), r.Cell(6))
		w.States[r.Key()] = k
		if c := w.byKey["place/"+k.Capital]; c != nil {
			c.CapitalOf = r.Key()
		}
	}
	for _, r := range p.Table("orgs") {
		again := w.byKey["org/"+r.Key()] != nil
		k := w.key("org", r.Key())
		k.Kind, k.Country, k.Sector, k.Role, k.Ownership, k.Wikidata = r.Cell(1), r.Cell(2), r.Cell(3), r.Cell(4), r.Cell(5), r.Cell(6)
		if !again {
			w.Orgs = append(w.Orgs, k)
		}
	}
	for _, r := range p.Table("people") {
		full := "person/" + r.Key()
		k := w.byKey[full]
		if k == nil {
			k = w.key("person", r.Key())
			w.People = append(w.People, k)
		}
		t := Term{Role: r.Cell(1), Of: r.Cell(2), From: r.Cell(3), To: r.Cell(4)}
		k.Terms = append(k.Terms, t)
		w.offices[office{t.Role, t.Of}] = append(w.offices[office{t.Role, t.Of}], k)
		if k.Country == "" {
			k.Country = w.countryOf(t.Of)
		}
	}
	return w, nil
}

func orZero(s string) string {
	if s == "" {
		return "0"
	}
	return s
}

func (w *World) key(family, key string) *Known {
	full := family + "/" + key
	if k := w.byKey[full]; k != nil {
		return k
	}
	k := &Known{Key: full, Kind: family, Names: map[string]string{}}
	w.byKey[full] = k
	return k
}

func (k *Known) point(lat, lon string) {
	a, e1 := strconv.ParseFloat(lat, 64)
	b, e2 := strconv.ParseFloat(lon, 64)
	if e1 == nil && e2 == nil {
		k.Lat, k.Lon, k.Point = a, b, true
	}
}

// countryOf gives the country code of what an office is of: a state's own code, or the organisation's.
func (w *World) countryOf(of string) string {
	if len(of) == 3 && strings.ToUpper(of) == of {
		return of
	}
	if o := w.byKey["org/"+of]; o != nil {
		return o.Country
	}
	return ""
}

// Find gives the row with a full key (person/putin, org/nato, state/RUS, place/524901), or nil.
func (w *World) Find(key string) *Known { return w.byKey[key] }

// Holder gives who held an office on an ISO day, or nil where nobody or more than one did.
func (w *World) Holder(role, of, day string) *Known {
	var found *Known
	for _, k := range w.offices[office{role, of}] {
		for _, t := range k.Terms {
			if t.Role == role && t.Of == of && t.Holds(day) && (day != "" || t.To == "") {
				if found != nil && found != k {
					return nil
				}
				found = k
			}
		}
	}
	return found
}

// Leader gives the one who led a state on an ISO day by the rank of the offices (supreme leader before president before prime minister).
func (w *World) Leader(of, day string) *Known {
	type seat struct {
		role string
		rank int
	}
	var seats []seat
	for role, f := range w.Roles {
		if f.Rank == 1 && f.Sector == "GOV" {
			seats = append(seats, seat{role, f.Rank})
		}
	}
	sort.Slice(seats, func(i, j int) bool { return seats[i].role < seats[j].role })
	for _, s := range seats {
		if k := w.Holder(s.role, of, day); k != nil {
			return k
		}
	}
	return nil
}

// Office gives the term of office that a person held on an ISO day, the highest in rank; ok is false where none is known.
func (w *World) Office(k *Known, day string) (Term, bool) {
	var best Term
	ok := false
	for _, t := range k.Terms {
		if t.Role == "" || !t.Holds(day) {
			continue
		}
		if !ok || w.rank(t.Role) < w.rank(best.Role) {
			best, ok = t, true
		}
	}
	return best, ok
}

func (w *World) rank(role string) int {
	if f, ok := w.Roles[role]; ok && f.Rank > 0 {
		return f.Rank
	}
	return 99
}

// Standing gives a person's country and sector on an ISO day: those of the office held then; ELI for one who has left office.
func (w *World) Standing(k *Known, day string) (country, sector, role string) {
	if k.Kind != "person" {
		return k.Country, k.Sector, k.Role
	}
	if t, ok := w.Office(k, day); ok {
		country = w.countryOf(t.Of)
		if country == "" {
			country = k.Country
		}
		return country, w.sectorOf(t), t.Role
	}
	for _, t := range k.Terms {
		if t.Role != "" && (day == "" || t.To != "" && t.To < day) {
			return k.Country, "ELI", t.Role
		}
	}
	return k.Country, "", ""
}

func (w *World) sectorOf(t Term) string {
	if o := w.byKey["org/"+t.Of]; o != nil && o.Sector != "" {
		return o.Sector
	}
	return w.Roles[t.Role].Sector
}

// printed is the pack whose names stand in the record where one name has to stand for an entity.
const printed = "en"

// Printed gives the one name by which records call the row.
func (k *Known) Printed() string { return k.Names[printed] }

// Short gives the acronym by which an outlet signs its pictures, where the tables have one.
func (k *Known) Short() string { return k.short }

// Name takes the names of a language's pack: the first given is the name by which the language calls the row. It is called once a
// pack, before lexicons are made; lexicons only read the world.
func (w *World) Name(p *pack.Pack) error {
	for _, table := range []struct{ name, family string }{{"states", "state"}, {"people", "person"}, {"orgs", "org"}, {"places", "place"}} {
		for _, r := range p.Table(table.name) {
			k := w.Find(table.family + "/" + r.Key())
			if k == nil {
				return r.Errorf("no %s %q in the world tables", table.family, r.Key())
			}
			if k.Names[p.Name] == "" && r.Cell(1) != "" {
				k.Names[p.Name] = r.Cell(1)
			}
			if k.Kind != "outlet" || k.short != "" {
				continue
			}
			for _, v := range r.From(1) {
				if acronym(v) {
					k.short = v
					break
				}
			}
		}
	}
	return w.takeGloss(p)
}
