package who

import (
	"slices"
	"sort"
	"strings"

	"rawi/internal/morph"
	"rawi/internal/news"
	"rawi/internal/text"
)

// Resolver makes entities of mentions, in the order of the text. One resolver reads one document.
type Resolver struct {
	lex      *Lexicon
	x        *text.Text
	day      string // the report's own day
	Entities []*Entity
	byKey    map[string]int
	room     []byte // what keys are made in
	recent   []int  // entities in the order of their latest mention, the latest last
	two      []int  // the latest pair
	twoAt    int    // where it was named
	couple   []int  // the latest two who met, fought or agreed
	facing   []facing
	Quiet    bool // mentions taken now (credits, bylines) are nobody that later words go back to
}

// Entity is an entity in the making.
type Entity struct {
	Key, Kind, Name             string
	Names                       map[string]string
	Known                       *Known
	Country, Area, Sector, Role string
	Plural, Fem, Former         bool
	Masc                        bool     // a body whose name begins with a masculine noun (حزب …)
	male                        bool     // a pronoun has told
	Tokens                      []string // folded words of a personal name
	Mentions                    []news.Mention
	subject                     int   // how often it was a subject
	told                        *told // of one without a name: what the report says instead
	heard                       bool  // named in the text, and not only in credits and bylines

	// what was gathered from the mentions so far
	heads    []string // first words of names of several words
	headed   int      // up to which mention
	reach    int      // one behind the place of the last mention that is no adjective of a people
	followed int      // up to which mention
}

// NewResolver starts a document.
func NewResolver(l *Lexicon, x *text.Text, day string) *Resolver {
	return &Resolver{lex: l, x: x, day: day, byKey: map[string]int{}}
}

// Take gives the entity of each mention of a sentence and remembers the places where it is named. A mention of a pair
// («الزعيمان») gets its first member as Entity, the second in With.
func (r *Resolver) Take(mentions []Mention) {
	for i := range mentions {
		m := &mentions[i]
		if m.Kind == "pronoun" && m.Pron == "both" {
			r.remember(m)
		}
		if m.Kind == "pronoun" || m.Kind == "none" {
			continue
		}
		owner := -1
		if m.Of >= 0 && m.Of < len(mentions) {
			owner = mentions[m.Of].Entity
		}
		m.Entity = r.entity(m, owner)
		if m.Entity < 0 {
			continue
		}
		if t := r.Entities[m.Entity].told; t != nil && t.from == m.From && m.Of >= 0 && mentions[m.Of].From > m.From {
			t.to = min(t.to, mentions[m.Of].From)
		}
		r.note(m)
	}
}

// remember keeps the two whom «the pair» or «both» means as the latest pair, for the plural pronouns behind it.
func (r *Resolver) remember(m *Mention) {
	if got := r.Two(m.From); got != nil {
		r.two, r.twoAt = got, m.Start
	}
}

// entity finds or makes the entity that a mention names.
func (r *Resolver) entity(m *Mention, owner int) int {
	switch {
	case m.Known != nil:
		if n := r.surname(m); n >= 0 {
			return n
		}
		return r.known(m)
	case m.Form == "demonym" && m.Alone:
		if k := r.lex.World.States[m.Country]; k != nil {
			return r.put(k.Key, func() *Entity { return r.ofKnown(k) })
		}
		if k := r.lex.World.Find("place/x-" + m.Area); k != nil { // the West, Europe: no state, but it imposes sanctions
			return r.put(k.Key, func() *Entity { return r.ofKnown(k) })
		}
		return -1
	case m.Name != "" && m.Kind == "person":
		return r.person(m)
	case m.Name != "" || m.Kind == "place" && m.Form == "name":
		return r.place(m)
	case m.Kind == "place":
		return -1
	case m.Dual && m.Def && m.Country == "" && m.Area == "":
		if m2 := r.pair(m); m2 {
			return m.Entity
		}
	}
	if m.Role != nil && m.Kind == "person" && !m.Plural && !m.Dual && !m.Count {
		return r.office(m, owner)
	}
	n := r.nominal(m, owner)
	for _, land := range m.Lands { // one entity for the officials of each country
		other := *m
		other.Country, other.Lands = land, nil
		m.With = append(m.With, r.nominal(&other, -1))
	}
	return n
}

func (r *Resolver) put(key string, create func() *Entity) int {
	if n, ok := r.byKey[key]; ok {
		return n
	}
	e := create()
	e.Key = key
	r.Entities = append(r.Entities, e)
	r.byKey[key] = len(r.Entities) - 1
	return len(r.Entities) - 1
}

func (r *Resolver) ofKnown(k *Known) *Entity {
	e := &Entity{Kind: k.Kind, Known: k, Names: k.Names}
	e.Country, e.Sector, e.Role = r.lex.World.Standing(k, r.day)
	if k.Kind == "seat" {
		e.Kind = "organization"
	}
	return e
}

func (r *Resolver) known(m *Mention) int {
	k := m.Known
	n := r.put(k.Key, func() *Entity { return r.ofKnown(k) })
	e := r.Entities[n]
	if m.Role != nil && k.Kind == "person" && !m.Former {
		if e.Sector == "" || e.Sector == "ELI" {
			e.Sector = m.Role.Sector
		}
		if e.Role == "" {
			e.Role = m.Role.Role
		}
		if e.Country == "" {
			e.Country = m.Country
		}
	}
	return n
}

// person finds a person whom no table knows by the words of the name: the whole of it, or its last word after it was given whole.
func (r *Resolver) person(m *Mention) int {
	words := strings.Fields(r.lex.Fold.Fold(m.Name))
	for n := len(r.Entities) - 1; n >= 0; n-- {
		e := r.Entities[n]
		if e.Kind != "person" || len(e.Tokens) == 0 {
			continue
		}
		if sameWords(e.Tokens, words) {
			r.enrich(e, m)
			return n
		}
	}
	e := &Entity{Kind: "person", Tokens: words, Key: "name:" + strings.Join(words, " "), Names: map[string]string{r.lex.Language: m.Name}, Fem: m.Fem}
	if m.Latin != "" {
		e.Name = m.Latin
	} else {
		e.Name = m.Name
	}
	r.enrich(e, m)
	r.Entities = append(r.Entities, e)
	r.byKey[e.Key] = len(r.Entities) - 1
	return len(r.Entities) - 1
}

// surname finds the person of this report, unknown to the tables, whose last name a mention repeats that the tables know as somebody else's:
// «تركي المالكي … وقال المالكي».
func (r *Resolver) surname(m *Mention) int {
	if m.Known.Kind != "person" || m.To-m.From != 1 {
		return -1
	}
	if _, ok := r.byKey[m.Known.Key]; ok {
		return -1
	}
	word := r.lex.Fold.Fold(string(r.x.Runes[m.Start:m.End]))
	for n := len(r.Entities) - 1; n >= 0; n-- {
		if e := r.Entities[n]; e.Kind == "person" && len(e.Tokens) > 1 && e.Tokens[len(e.Tokens)-1] == word {
			return n
		}
	}
	return -1
}

// sameWords reports whether one name is the other, or one is a part of the other that ends it.
func sameWords(a, b []string) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	if len(b) == 0 || a[len(a)-1] != b[len(b)-1] {
		return false
	}
	k := 0
	for _, w := range a {
		if k < len(b) && w == b[k] {
			k++
		}
	}
	return k == len(b)
}

func (r *Resolver) enrich(e *Entity, m *Mention) {
	if e.Country == "" {
		e.Country = m.Country
	}
	if m.Role != nil && e.Role == "" {
		e.Role, e.Sector = m.Role.Role, m.Sector
	}
	if e.Sector == "" {
		e.Sector = m.Sector
	}
	e.Former = e.Former || m.Former
	if m.Former && e.Sector == "GOV" {
		e.Sector = "ELI"
	}
}

func (r *Resolver) place(m *Mention) int {
	name := m.Name
	if name == "" {
		name = string(r.x.Runes[m.Start:m.End])
	}
	return r.put("place:"+r.lex.Fold.Fold(name), func() *Entity {
		e := &Entity{Kind: "place", Name: name, Names: map[string]string{r.lex.Language: name}, Country: m.Country}
		return e
	})
}

// counterpart is the role of one who holds in another country the office of somebody named before.
const counterpart = "counterpart"

// office finds who is meant by a title alone: the holder on the report's day, or the one whom the report named with this title.
func (r *Resolver) office(m *Mention, owner int) int {
	of := m.Country
	if owner >= 0 && r.Entities[owner].Known != nil {
		if k := r.Entities[owner].Known; k.Kind != "state" && strings.HasPrefix(k.Key, "org/") {
			of = strings.TrimPrefix(k.Key, "org/")
		}
	}
	if m.Role.Role == counterpart && of != "" { // «his Turkish counterpart»: the same office in another country
		for i := len(r.recent) - 1; i >= 0; i-- {
			if e := r.Entities[r.recent[i]]; e.Kind == "person" && e.Role != "" && e.Role != counterpart && e.Country != of {
				if k := r.lex.World.Holder(e.Role, of, r.day); k != nil && r.day != "" {
					return r.put(k.Key, func() *Entity { return r.ofKnown(k) })
				}
				break
			}
		}
	}
	if of != "" && !m.Former {
		if k := r.lex.World.Holder(m.Role.Role, of, r.day); k != nil && m.Def && r.day != "" {
			return r.put(k.Key, func() *Entity { return r.ofKnown(k) })
		}
		if m.Def && m.Role.Role == "leader" && r.day != "" {
			if k := r.lex.World.Leader(of, r.day); k != nil {
				return r.put(k.Key, func() *Entity { return r.ofKnown(k) })
			}
		}
	}
	if m.Def {
		for i := len(r.recent) - 1; i >= 0; i-- {
			e := r.Entities[r.recent[i]]
			if e.Kind != "person" || e.Plural || !r.fits(e, m) {
				continue
			}
			return r.recent[i]
		}
	}
	return r.nominal(m, owner)
}

// fits reports whether a person of the report may be meant by a title: same office and no other country.
func (r *Resolver) fits(e *Entity, m *Mention) bool {
	if m.Country != "" && e.Country != "" && m.Country != e.Country {
		return false
	}
	if e.Role == m.Role.Role {
		return true
	}
	if e.Known != nil {
		for _, t := range e.Known.Terms {
			if t.Role == m.Role.Role && t.Holds(r.day) {
				return true
			}
		}
		if m.Role.Role == "leader" && m.Country == "" {
			_, ok := r.lex.World.Office(e.Known, r.day)
			return ok
		}
	}
	switch m.Role.Role {
	case "official":
		return e.Role == "spokesperson" || e.Sector == "GOV" && m.Country == ""
	case "spokesperson":
		return e.Role == "official" || strings.HasSuffix(e.Role, "spokesperson")
	}
	return false
}

// nominal makes or finds the entity of a body or group by what it is and whose it is: «the Israeli army», «US officials».
func (r *Resolver) nominal(m *Mention, owner int) int {
	role, ownerKey := "people", ""
	if m.Role != nil {
		role = m.Role.Role
	}
	country := m.Country
	if owner >= 0 {
		ownerKey = r.Entities[owner].Key
		country = first(country, r.Entities[owner].Country)
	} else if m.Pron != "" {
		if n := r.Pronoun(m.Pron, m.From, nil); n >= 0 {
			ownerKey = r.Entities[n].Key
			country = first(country, r.Entities[n].Country)
			owner = n
		}
	}
	if role == "state" && m.Pron != "" && owner >= 0 { // «بلاده»: the country of the one whose it is
		if k := r.lex.World.States[country]; k != nil {
			return r.put(k.Key, func() *Entity { return r.ofKnown(k) })
		}
	}
	if m.Kind == "organization" && country != "" && (ownerKey == "" || owner >= 0 && r.Entities[owner].Kind == "state") {
		if k := r.body(role, country); k != nil {
			return r.put(k.Key, func() *Entity { return r.ofKnown(k) })
		}
	}
	if country == "" && ownerKey == "" && m.Def && !m.Count {
		if n := r.namesake(m); n >= 0 {
			return n
		}
		for i := len(r.recent) - 1; i >= 0; i-- {
			e := r.Entities[r.recent[i]]
			if e.Role == role && (e.Kind == m.Kind || e.Kind == "organization" && m.Kind == "group") && e.Plural == m.Plural {
				return r.recent[i]
			}
		}
	}
	if country != "" && m.Country == "" {
		m.Country = country
	}
	key := append(r.room[:0], "role"...)
	for _, part := range [...]string{role, m.Kind, country, m.Area, ownerKey} {
		key = append(append(key, ':'), part...)
	}
	print := r.x.Span(m.Start, m.End).Text
	if !m.Def && !m.Plural && (m.Kind == "person" || country+ownerKey == "") || m.Count { // an unnamed one is somebody new each time
		key = r.lex.Fold.Append(append(key, ':'), print)
	}
	r.room = key
	if n, ok := r.byKey[string(key)]; ok {
		return n
	}
	return r.put(string(key), func() *Entity {
		e := &Entity{Kind: m.Kind, Country: country, Area: m.Area, Sector: m.Sector, Role: role, Plural: m.Plural || m.Count, Fem: m.Fem,
			Name: print, Names: map[string]string{r.lex.Language: print}, Former: m.Former}
		e.told = &told{role: m.Role, from: m.From, to: m.To, many: m.Plural || m.Dual || m.Count, certain: m.Def}
		if owner >= 0 {
			e.told.owner = r.Entities[owner]
		}
		if e.Kind == "person" && (e.Plural || m.Dual) {
			e.Kind = "group"
		}
		if e.Kind == "seat" {
			e.Kind = "organization"
		}
		return e
	})
}

// namesake finds the body or group whose name begins with the noun that now stands for it alone: «حركة الشباب … الحركة».
func (r *Resolver) namesake(m *Mention) int {
	if !r.lex.HeadFirst() || m.Kind != "organization" && m.Kind != "group" || m.To-m.From != 1 {
		return -1
	}
	head := r.head(string(r.x.Runes[m.Start:m.End]))
	for i := len(r.recent) - 1; i >= 0 && head != ""; i-- {
		e := r.Entities[r.recent[i]]
		if e.Kind != "organization" && e.Kind != "group" || len(e.Mentions) == 0 {
			continue
		}
		if last := e.Mentions[len(e.Mentions)-1]; last.End <= m.Start && r.x.Between(last.End, m.Start) < tooNear { // «اتهم الجيش القوات»: somebody else
			continue
		}
		if slices.Contains(r.headsOf(e), head) {
			return r.recent[i]
		}
	}
	return -1
}

// headsOf gives the first words of the names of several words that an entity has had so far, each once.
func (r *Resolver) headsOf(e *Entity) []string {
	for ; e.headed < len(e.Mentions); e.headed++ {
		if o := &e.Mentions[e.headed]; o.Form != "pronoun" && strings.Contains(o.Text, " ") {
			if head := r.head(o.Text); !slices.Contains(e.heads, head) {
				e.heads = append(e.heads, head)
			}
		}
	}
	return e.heads
}

// LastBefore is where an entity was named last before a place, other than as the adjective of a people; -1 where it was not.
func (e *Entity) LastBefore(limit int) int {
	for ; e.followed < len(e.Mentions); e.followed++ {
		if m := &e.Mentions[e.followed]; m.Form != "demonym" {
			e.reach = max(e.reach, m.Start+1)
		}
	}
	if e.reach <= limit {
		return e.reach - 1
	}
	last := -1
	for _, m := range e.Mentions {
		if m.Start < limit && m.Start > last && m.Form != "demonym" {
			last = m.Start
		}
	}
	return last
}

// tooNear is within how many words behind its name a body is not named by its noun alone: there it is somebody else.
const tooNear = 6

// head gives the first word of a phrase, folded, without its article.
func (r *Resolver) head(phrase string) string {
	words := strings.Fields(phrase)
	if len(words) == 0 {
		return ""
	}
	word := r.lex.Fold.Fold(words[0])
	for _, s := range r.lex.Morph.Word(word).Splits {
		if s.Art && s.Conj+s.Prep == "" && s.Pron == "" {
			return s.Core
		}
	}
	return word
}

// body finds the one organisation of a country that has a role (the army of Israel).
func (r *Resolver) body(role, country string) *Known {
	if role == "government" { // the tables list regional, rival and past governments, by their names; the one in office has none
		return nil
	}
	var found *Known
	for _, k := range r.lex.World.Orgs {
		if k.Role == role && k.Country == country && k.Kind == "organization" {
			if found != nil {
				return nil
			}
			found = k
		}
	}
	return found
}

// Couple remembers two who met, fought or agreed as the latest couple.
func (r *Resolver) Couple(a, b int) {
	people := r.Entities[a].Kind == "person" && r.Entities[b].Kind == "person" && !r.Entities[a].Plural && !r.Entities[b].Plural
	if a == b || !people && !(r.side(a) && r.side(b)) {
		return
	}
	r.couple = []int{min(a, b), max(a, b)}
}

// facing are two states of which events tell together, and how often.
type facing struct {
	a, b  string
	times int
}

// Facing remembers that an event told of two states, one against or with the other.
func (r *Resolver) Facing(a, b string) {
	if a == b || r.lex.World.States[a] == nil || r.lex.World.States[b] == nil {
		return
	}
	for i := range r.facing {
		if f := &r.facing[i]; f.a == a && f.b == b || f.a == b && f.b == a {
			f.times++
			return
		}
	}
	r.facing = append(r.facing, facing{a, b, 1})
}

// pairOfStates gives the two states of which the report has told most often together: «the two countries».
func (r *Resolver) pairOfStates() []int {
	best := -1
	for i, f := range r.facing {
		if best < 0 || f.times > r.facing[best].times {
			best = i
		}
	}
	if best < 0 {
		return nil
	}
	x, y := r.Of(r.lex.World.States[r.facing[best].a]), r.Of(r.lex.World.States[r.facing[best].b])
	return []int{min(x, y), max(x, y)}
}

// side reports whether an entity can be one of two sides: a state, a body or a group, no press.
func (r *Resolver) side(n int) bool {
	switch e := r.Entities[n]; e.Kind {
	case "state", "organization", "group":
		return e.Sector != "JRN" && e.Sector != "MED"
	}
	return false
}

// pair resolves «the two leaders», «the two countries», «the two sides» to the two latest entities of that kind.
func (r *Resolver) pair(m *Mention) bool {
	var got []int
	if r.couple != nil && m.Kind != "person" && (m.Role == nil || m.Role.Role != "state") {
		got = append(got, r.couple...)
	} else if m.Kind != "person" {
		got = r.pairOfStates()
	}
	for i := len(r.recent) - 1; i >= 0 && len(got) < 2; i-- {
		n := r.recent[i]
		e := r.Entities[n]
		if e.Plural {
			continue
		}
		ok := false
		switch {
		case m.Kind == "person":
			ok = e.Kind == "person" && (e.Sector == "GOV" || m.Role == nil || e.Role == m.Role.Role || m.Role.Sector != "GOV")
		case m.Role != nil && (m.Role.Role == "state" || m.Role.Role == "great_powers"):
			ok = e.Kind == "state"
		default:
			ok = e.Kind == "person" || r.side(n)
			if ok && len(got) == 1 {
				ok = sameSort(r.Entities[got[0]].Kind, e.Kind)
			}
		}
		if ok {
			got = append(got, n)
		}
	}
	if len(got) < 2 {
		return false
	}
	sort.Ints(got)
	m.Entity, m.With = got[0], got[1:]
	r.two, r.twoAt = got, m.Start
	for _, n := range got {
		e := r.Entities[n]
		e.Mentions = append(e.Mentions, news.Mention{Span: r.x.Span(m.Start, m.End), Form: "nominal"})
		r.touch(n)
	}
	return true
}

func sameSort(a, b string) bool {
	body := func(k string) bool { return k == "organization" || k == "group" }
	return a == b || body(a) && body(b)
}

// note remembers where an entity was named.
func (r *Resolver) note(m *Mention) {
	if len(m.With) > 0 && len(m.Lands) == 0 {
		return // pair has noted both
	}
	for _, n := range m.With {
		r.Entities[n].Mentions = append(r.Entities[n].Mentions, news.Mention{Span: r.x.Span(m.Start, m.End), Form: "nominal"})
	}
	e := r.Entities[m.Entity]
	e.Masc = e.Masc || r.masculine(m)
	self := false
	for _, p := range m.Parts {
		if p.Self {
			self = true
			e.Mentions = append(e.Mentions, news.Mention{Span: r.x.Span(p.Start, p.End), Form: p.Form})
			continue
		}
		k := p.Known
		form := p.Form
		if p.State != "" {
			k, form = r.lex.World.States[p.State], "demonym"
		}
		if k == nil {
			continue
		}
		n := r.put(k.Key, func() *Entity { return r.ofKnown(k) })
		r.Entities[n].Mentions = append(r.Entities[n].Mentions, news.Mention{Span: r.x.Span(p.Start, p.End), Form: form})
		r.touch(n)
	}
	if !self {
		form := m.Form
		if m.Form == "nominal" && m.Kind == "person" && m.Def && !m.Plural && e.Kind == "person" && m.Country != "" {
			form = "title"
		}
		e.Mentions = append(e.Mentions, news.Mention{Span: r.x.Span(m.Start, m.End), Form: form})
	}
	r.touch(m.Entity)
}

// masculine reports whether the name of a body begins with a masculine singular noun: حزب الله, حلف شمال الأطلسي.
func (r *Resolver) masculine(m *Mention) bool {
	if !r.lex.HeadFirst() || m.Known == nil || m.Kind != "organization" && m.Kind != "group" || m.To-m.From < 2 {
		return false
	}
	for _, k := range r.lex.Morph.At(r.x, m.From).Readings {
		if r.lex.Morph.Lemmas[k.Lemma].POS == morph.Noun && k.Prep == m.Prep && k.Pron == "" {
			return !k.Feat.Has(morph.Fem | morph.Plural | morph.Dual)
		}
	}
	return false
}

func (r *Resolver) touch(n int) {
	if r.Quiet {
		return
	}
	for i := len(r.recent) - 1; i >= 0 && r.Entities[n].heard; i-- { // those named again mostly stand near the end
		if r.recent[i] == n {
			r.recent = append(r.recent[:i], r.recent[i+1:]...)
			break
		}
	}
	r.recent = append(r.recent, n)
	r.Entities[n].heard = true
}

// Subject tells that an entity acted or spoke: pronouns go to such ones first.
func (r *Resolver) Subject(n int) {
	if n >= 0 {
		r.Entities[n].subject++
		r.touch(n)
	}
}

// Pronoun gives the entity that a pronoun at a token goes back to, or -1: the one named latest before it, among those that agree;
// one that acted or spoke goes before another named in the same breath. skip are entities that it cannot be.
func (r *Resolver) Pronoun(p morph.Pron, at int, skip func(int) bool) int {
	limit := len(r.x.Runes)
	if at >= 0 && at < len(r.x.Tokens) {
		limit = r.x.Tokens[at].Start
	}
	best, where := -1, -1
	for n, e := range r.Entities {
		if e.quiet() || !r.agrees(e, p) || skip != nil && skip(n) {
			continue
		}
		last := e.LastBefore(limit)
		if last < 0 {
			continue
		}
		last = r.x.At(last)
		if e.subject > 0 {
			last += subjectLead
		}
		if last > where {
			best, where = n, last
		}
	}
	return best
}

// subjectLead is how many words further back an actor or speaker may stand and still go before a bystander.
const subjectLead = 10

// agrees reports whether a pronoun's person, number and gender allow the entity.
func (r *Resolver) agrees(e *Entity, p morph.Pron) bool {
	switch p {
	case "3ms":
		return !e.Plural && (e.Kind == "person" && !e.Fem || e.Kind == "organization" && !e.Fem && e.Known == nil || e.Masc)
	case "3fs":
		if e.Kind == "person" {
			return e.Fem || !r.lex.HeadFirst()
		}
		if !r.lex.HeadFirst() {
			return false
		}
		return e.Kind == "state" || (e.Kind == "organization" || e.Kind == "outlet" || e.Kind == "group") && !e.Masc
	case "3ns":
		return e.Kind == "state" || e.Kind == "organization" || e.Kind == "outlet" || e.Kind == "group" && !e.Plural
	case "3mp", "3fp":
		if r.lex.HeadFirst() && (e.Kind == "outlet" || e.Kind == "organization") {
			return false // «they» are people: several outlets or companies are «she», like all things
		}
		return e.Plural || e.Kind == "group"
	}
	return false
}

// MayBe is agrees for one who says something: a person of whom nothing tells whether man or woman may be either, and a body may be «they».
func (r *Resolver) MayBe(n int, p morph.Pron) bool {
	e := r.Entities[n]
	unsure := e.Kind == "person" && e.Known == nil && !e.Fem && !e.Plural && !e.male && len(e.Tokens)+len(e.Role) > 0
	if r.lex.HeadFirst() {
		unsure = unsure && len(e.Tokens) > 0
	}
	if !r.lex.HeadFirst() && e.Kind != "person" && (p == "3ms" || p == "3fs") {
		return false // «he» and «she» are people
	}
	switch p {
	case "3fs":
		return unsure || r.agrees(e, p)
	case "3mp", "3fp":
		return r.agrees(e, p) || e.Kind == "organization" && e.Sector != "GOV"
	}
	return r.agrees(e, p)
}

// Known takes from the pronoun that meant an entity whether it is a man or a woman.
func (r *Resolver) Known(n int, p morph.Pron) {
	if n < 0 || r.Entities[n].Kind != "person" || r.Entities[n].Known != nil {
		return
	}
	switch p {
	case "3fs":
		r.Entities[n].Fem = true
	case "3ms":
		r.Entities[n].male = true
	}
}

// Acted reports whether an entity was the subject of a clause.
func (r *Resolver) Acted(n int) bool { return r.Entities[n].subject > 0 }

// Two gives the two whom a dual pronoun (هما, both) means: the latest pair, or the two latest people or states, whichever stand
// nearer before the token.
func (r *Resolver) Two(at int) []int {
	limit := r.x.Tokens[at].Start
	type seen struct{ n, at int }
	byKind := map[string][]seen{}
	for n, e := range r.Entities {
		if e.Kind != "person" && e.Kind != "state" || e.Plural || e.quiet() {
			continue
		}
		if last := e.LastBefore(limit); last >= 0 {
			byKind[e.Kind] = append(byKind[e.Kind], seen{n, last})
		}
	}
	var best []int
	where := -1
	for _, kind := range []string{"person", "state"} {
		l := byKind[kind]
		if len(l) < 2 {
			continue
		}
		sort.SliceStable(l, func(i, j int) bool { return l[i].at > l[j].at })
		if l[1].at > where {
			best, where = []int{min(l[0].n, l[1].n), max(l[0].n, l[1].n)}, l[1].at
		}
	}
	if r.two != nil && r.twoAt < limit && r.twoAt >= where {
		return r.two
	}
	return best
}

// quiet reports whether an entity was only named in credits and bylines.
func (e *Entity) quiet() bool { return !e.heard }

// Mark remembers a pronoun or dropped subject as a mention.
func (r *Resolver) Mark(n int, s news.Span) {
	if n < 0 {
		return
	}
	e := r.Entities[n]
	for _, m := range e.Mentions {
		if m.Start == s.Start && m.End == s.End {
			return
		}
	}
	e.Mentions = append(e.Mentions, news.Mention{Span: s, Form: "pronoun"})
}

// Of finds or makes the entity of a known row.
func (r *Resolver) Of(k *Known) int { return r.put(k.Key, func() *Entity { return r.ofKnown(k) }) }

// English gives the name under which an entity is printed: the English one where known, else as the report prints it.
func (e *Entity) English() string {
	if n := e.Names[printed]; n != "" {
		return n
	}
	if e.Name != "" {
		return e.Name
	}
	return e.Key
}

// Agrees reports whether a pronoun may stand for an entity.
func (r *Resolver) Agrees(n int, p morph.Pron) bool { return r.agrees(r.Entities[n], p) }

// Pair gives the latest pair named before a token, if it stands nearer than the entity n, for plural pronouns of two.
func (r *Resolver) Pair(at, n int) []int {
	limit := r.x.Tokens[at].Start
	if r.two == nil || r.twoAt >= limit {
		return nil
	}
	if n >= 0 {
		for _, m := range r.Entities[n].Mentions {
			if m.Start < limit && m.Start > r.twoAt {
				return nil
			}
		}
	}
	return r.two
}
