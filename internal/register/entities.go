package register

import (
	"encoding/json"
	"errors"
	"hash/fnv"
	"slices"
	"strings"

	"rawi/internal/news"
	"rawi/internal/store"
)

// How an entity is known over documents, best first:
//
//   - by the row of the packs that names it, else by its number in Wikidata: one key everywhere;
//   - an office told with its country («the health minister of Chad») and nobody's name: the office;
//   - a name that no table holds: the folded name and what stands with it. A country, a sector or a role that differs keeps two
//     bearers apart. One that agrees makes them one; so does the same outlet, or a report of the same week that names two
//     of the same people, bodies and towns beside them. The name alone never does: a name without any of these is a new bearer;
//   - a nominal without a name («US officials», «gunmen») is a class of people, by role and country: it can fill a slot of an
//     event, but it is nobody in particular. Such a row has no aliases (see unnamed).
//
// A person's decisions stand above all that: «merge» says that the entity Anchor is the one that After names (a key in JSON); «split»
// says that it is somebody else under the spelling that After gives (in JSON), or on the page of After {"page": …}.

// Marks of entities: what a bearer of a name was seen with.
const (
	withOutlet  = "outlet"
	withContext = "context"
	maxAliases  = 40
	maxContext  = 12
)

// stateKey is the entity of a country.
func stateKey(country string) string { return store.Key("entity", "pack", "state/"+country) }

// packKey is the entity that a row of the packs names.
func packKey(row string) string { return store.Key("entity", "pack", row) }

// mark hashes what a thing is looked for under.
func mark(parts ...string) uint64 {
	h := fnv.New64a()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return h.Sum64()
}

// unnamed reports whether an entity over documents is a class of people and nobody in particular.
func unnamed(e store.Entity) bool {
	return e.Pack == "" && e.Wikidata == "" && len(e.Aliases) == 0
}

func (p *placing) resolve() error {
	p.entities = make(map[string]store.Entity, len(p.rec.Entities))
	dec, err := loadDecisions(p.tx, p.fold)
	if err != nil {
		return err
	}
	before, err := p.entitiesBefore()
	if err != nil {
		return err
	}
	counted := map[string]bool{}
	context := p.entityContext()
	for _, e := range p.rec.Entities {
		x, err := p.entity(e, dec, context)
		if err != nil {
			return err
		}
		if !p.standing && !counted[x.Key] && !before[entityName(e)] {
			x.Documents++
		}
		counted[x.Key] = true
		if err := p.tx.PutEntity(x); err != nil {
			return err
		}
		if unnamed(x) {
			x.Name = e.Name // here the report's own words
		}
		p.entities[e.ID] = x
	}
	return nil
}

// entityName tells the entities of two versions of a report apart.
func entityName(e news.Entity) string {
	if e.Key != "" {
		return e.Key
	}
	return e.Kind + "\x00" + e.Name
}

// entitiesBefore is who the replaced versions of the page named already: they are not counted again.
func (p *placing) entitiesBefore() (map[string]bool, error) {
	names := map[string]bool{}
	for _, d := range p.replaces {
		rec, err := p.tx.Record(d.Key)
		if err != nil {
			return nil, err
		}
		for _, e := range rec.Entities {
			names[entityName(e)] = true
		}
	}
	return names, nil
}

// fold is the spelling under which names are compared.
func (p *placing) fold(s string) string {
	return strings.Join(strings.Fields(p.reg.opt.Search.Folder().Fold(s)), " ")
}

// entity finds or makes the row of an entity.
func (p *placing) entity(e news.Entity, dec decisions, context []uint64) (store.Entity, error) {
	aliases := p.aliases(e)
	var key string
	switch {
	case e.Key != "":
		key = packKey(e.Key)
	case e.Wikidata != "":
		key = store.Key("entity", "wikidata", e.Wikidata)
	case len(aliases) == 0:
		key = classKey(e, p.fold(e.Name))
	case !hasForm(e, "name"):
		key = store.Key("entity", "office", e.Kind, e.Role, e.Country)
	default:
		return p.bearer(e, aliases, dec, context)
	}
	return p.row(dec.of(key, p.doc.Page, aliases), e, aliases)
}

// row is the kept row of a key with what this report adds.
func (p *placing) row(key string, e news.Entity, aliases []string) (store.Entity, error) {
	x, err := p.tx.Entity(key)
	if errors.Is(err, store.ErrNotFound) {
		x, err = store.Entity{Key: key, Kind: e.Kind, Name: e.Name, Pack: e.Key}, nil
		if len(aliases) == 0 && e.Role != "" {
			x.Name = strings.ReplaceAll(e.Role, "_", " ")
		}
	}
	if err != nil {
		return x, err
	}
	if x.Merged != "" && x.Merged != key {
		return p.row(x.Merged, e, aliases)
	}
	return enrich(x, e, aliases), nil
}

// enrich fills the gaps of a row.
func enrich(x store.Entity, e news.Entity, aliases []string) store.Entity {
	fill := func(to *string, from string) {
		if *to == "" {
			*to = from
		}
	}
	fill(&x.Country, e.Country)
	fill(&x.Sector, e.Sector)
	fill(&x.Role, e.Role)
	fill(&x.Wikidata, e.Wikidata)
	if x.GeoNames == 0 {
		x.GeoNames = e.GeoNames
	}
	if len(aliases) == 0 {
		return x
	}
	names := make(map[string]string, len(x.Names)+1)
	for l, n := range e.Names {
		names[l] = n
	}
	for l, n := range x.Names {
		names[l] = n
	}
	if len(names) > 0 {
		x.Names = names
	}
	x.Aliases = slices.Clone(x.Aliases)
	for _, a := range aliases {
		if len(x.Aliases) < maxAliases && !slices.Contains(x.Aliases, a) {
			x.Aliases = append(x.Aliases, a)
		}
	}
	slices.Sort(x.Aliases)
	return x
}

// aliases is the folded spellings by which the report calls an entity by name, in order. None: it has no name.
func (p *placing) aliases(e news.Entity) []string {
	var out []string
	add := func(s string) {
		if s = p.fold(s); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	known := e.Key != "" || e.Wikidata != ""
	named := known || hasForm(e, "name")
	office := !named && e.Kind == "person" && e.Role != "" && e.Country != "" && hasForm(e, "title")
	if !named && !office {
		return nil
	}
	add(e.Name)
	for _, n := range e.Names {
		add(n)
	}
	for _, m := range e.Mentions {
		if m.Form == "name" || office && m.Form == "title" {
			add(m.Text)
		}
	}
	slices.Sort(out)
	return out
}

func hasForm(e news.Entity, form string) bool {
	return slices.ContainsFunc(e.Mentions, func(m news.Mention) bool { return m.Form == form })
}

// classKey is of people told by what they are: role and country where the packs know the role, so that two languages agree, else the
// folded words.
func classKey(e news.Entity, folded string) string {
	if e.Role != "" {
		return store.Key("entity", "class", e.Kind, e.Role, e.Country, e.Sector)
	}
	return store.Key("entity", "class", e.Kind, folded, e.Country, e.Sector)
}

// bearer finds who bears a name that no table holds.
func (p *placing) bearer(e news.Entity, aliases []string, dec decisions, context []uint64) (store.Entity, error) {
	marks := p.bearerMarks(aliases, context)
	same, err := p.sameBearer(e, aliases, marks, dec)
	if err != nil {
		return store.Entity{}, err
	}
	key := same
	if key == "" {
		key = p.newBearer(e, aliases)
	}
	key = dec.of(key, p.doc.Page, aliases)
	x, err := p.row(key, e, aliases)
	if err != nil {
		return x, err
	}
	return x, p.tx.Mark(store.EntityAliases, x.Key, marks)
}

// newBearer is the key of a bearer of a name whom nothing ties to another: the name with what is known of him, else with where the
// name stood.
func (p *placing) newBearer(e news.Entity, aliases []string) string {
	if e.Country != "" || e.Role != "" {
		return store.Key("entity", "name", kindClass(e.Kind), p.fold(e.Name), e.Country, sectorSide(e.Sector), e.Role)
	}
	where := p.doc.OutletKey
	if where == "" && p.rec.Document.Outlet != nil {
		where = p.rec.Document.Outlet.Name
	}
	if where == "" {
		where = p.doc.Page
	}
	return store.Key("entity", "name", kindClass(e.Kind), p.fold(e.Name), "in", where)
}

// sameBearer looks among the bearers of the name for the one who is meant: nobody whom anything speaks against, and somebody for whom
// something speaks. Of several, the one with the most that speaks for him, then the one with the smaller key.
func (p *placing) sameBearer(e news.Entity, aliases []string, marks []uint64, dec decisions) (string, error) {
	seen, err := p.tx.Marked(store.EntityAliases, marks, 1, 32)
	if err != nil {
		return "", err
	}
	beside := map[string]int{}
	for _, m := range seen {
		beside[m.Ref] = m.Count
	}
	best, most := "", 0
	tried := map[string]bool{}
	for _, a := range aliases {
		found, err := p.tx.EntitiesByAlias(a)
		if err != nil {
			return "", err
		}
		for _, x := range found {
			if tried[x.Key] || x.Pack != "" || kindClass(x.Kind) != kindClass(e.Kind) {
				continue
			}
			tried[x.Key] = true
			n := bearing(x, e)
			if n < 0 {
				continue
			}
			if c := beside[x.Key]; c >= contextLeast {
				n += c
			}
			if n > most || n == most && n > 0 && x.Key < best {
				best, most = x.Key, n
			}
		}
	}
	return best, nil
}

// contextLeast is how many marks of outlet and context make a name's bearer the same: the outlet counts for two, others for one.
const contextLeast = 2

// bearing is how much speaks for it that x is e by what is told of both; −1: something speaks against it.
func bearing(x store.Entity, e news.Entity) int {
	n := 0
	for _, f := range [][2]string{{x.Country, e.Country}, {sectorSide(x.Sector), sectorSide(e.Sector)}, {x.Role, e.Role}} {
		switch {
		case f[0] == "" || f[1] == "":
		case f[0] != f[1]:
			return -1
		default:
			n++
		}
	}
	if x.Country == "" || e.Country == "" {
		if x.Role == "" || e.Role == "" {
			return 0 // a sector alone is shared by too many
		}
	}
	return n
}

// sectorSide takes sectors together that one career passes through.
func sectorSide(sector string) string {
	switch sector {
	case "GOV", "ELI", "LEG", "PTY":
		return "POL"
	}
	return sector
}

// kindClass takes kinds together that readers mix.
func kindClass(kind string) string {
	switch kind {
	case "organization", "group", "outlet":
		return "body"
	}
	return kind
}

// bearerMarks are what a bearer of these names is seen with: the outlet (twice, for it is enough by itself) and, in one week,
// the people, bodies and towns that stand beside him.
func (p *placing) bearerMarks(aliases []string, context []uint64) []uint64 {
	var out []uint64
	week := weekOf(p.doc.Published)
	outlet := ""
	if o := p.rec.Document.Outlet; o != nil {
		outlet = p.fold(o.Name)
	}
	for _, a := range aliases {
		if outlet != "" {
			out = append(out, mark(withOutlet, a, outlet, "1"), mark(withOutlet, a, outlet, "2"))
		}
		for _, c := range context {
			out = append(out, mark(withContext, a, week)^c)
		}
	}
	return out
}

// entityContext is the known people, bodies and towns of the report, the most named first.
func (p *placing) entityContext() []uint64 {
	type seen struct {
		key string
		n   int
	}
	var all []seen
	for _, e := range p.rec.Entities {
		if e.Key != "" && e.Kind != "state" && e.Kind != "outlet" {
			all = append(all, seen{e.Key, len(e.Mentions)})
		}
	}
	slices.SortFunc(all, func(a, b seen) int {
		if a.n != b.n {
			return b.n - a.n
		}
		return strings.Compare(a.key, b.key)
	})
	var out []uint64
	for _, s := range all[:min(len(all), maxContext)] {
		out = append(out, mark(s.key))
	}
	return out
}

// after is what a decision on an entity says instead: a key or a spelling, or a page.
type after struct {
	word string
	Page string `json:"page"`
}

func decidedAfter(c store.Correction) after {
	var a after
	if json.Unmarshal([]byte(c.After), &a.word) == nil {
		return a
	}
	if json.Unmarshal([]byte(c.After), &a) != nil {
		return after{}
	}
	return a
}

// key is who an entity is where it was split off.
func (a after) key(from string, fold func(string) string) string {
	if a.Page != "" {
		return store.Key("entity", "split", from, "page", a.Page)
	}
	return store.Key("entity", "split", from, fold(a.word))
}

// decisions are what people decided about entities.
type decisions struct {
	merged map[string]string
	pages  map[[2]string]string // entity, page → who it is there
	spelt  map[[2]string]string // entity, folded spelling → who it is
}

func loadDecisions(tx store.Reader, fold func(string) string) (decisions, error) {
	d := decisions{map[string]string{}, map[[2]string]string{}, map[[2]string]string{}}
	list, err := tx.Corrections("")
	if err != nil {
		return d, err
	}
	for _, c := range list {
		if c.Fact != "entity" || c.Undone {
			continue
		}
		after := decidedAfter(c)
		switch {
		case c.Decision == "merge" && after.word != "" && after.word != c.Anchor:
			d.merged[c.Anchor] = after.word
		case c.Decision == "split" && after.Page != "":
			d.pages[[2]string{c.Anchor, after.Page}] = after.key(c.Anchor, fold)
		case c.Decision == "split" && after.word != "":
			d.spelt[[2]string{c.Anchor, fold(after.word)}] = after.key(c.Anchor, fold)
		}
	}
	return d, nil
}

// of is who an entity is by people's decisions, on a page and under these spellings.
func (d decisions) of(key, page string, aliases []string) string {
	for hops := 0; hops < 8; hops++ {
		if k := d.pages[[2]string{key, page}]; k != "" {
			return k
		}
		for _, a := range aliases {
			if k := d.spelt[[2]string{key, a}]; k != "" {
				return k
			}
		}
		next := d.merged[key]
		if next == "" {
			break
		}
		key = next
	}
	return key
}
