package who

import (
	"unicode"

	"rawi/internal/morph"
	"rawi/internal/text"
)

// headLastPhrase reads a noun phrase whose head stands last: Russian President Vladimir Putin, the US State Department spokesman.
func (f *finder) headLastPhrase(i int) (Mention, bool) {
	if m, ok := f.pronoun(i); ok && !(m.Pron == "both" && f.nounNext(i+1)) && !f.capitals(i) {
		return m, true
	}
	p := phrase{finder: f, from: i, j: i, head: -1}
	p.det()
	p.amount()
	p.read()
	return p.finish()
}

// capitals reports whether the word at i is a name in capital letters that small ones would make a pronoun: US.
func (f *finder) capitals(i int) bool {
	k := f.x.Tokens[i]
	if k.End-k.Start < 2 {
		return false
	}
	for _, r := range f.x.Runes[k.Start:k.End] {
		if !unicode.IsUpper(r) {
			return false
		}
	}
	_, ok := f.nameAt(i)
	return ok
}

// nounNext reports whether a role noun or name stands at j, so that «both» before it only counts it.
func (f *finder) nounNext(j int) bool {
	if j >= f.limit || f.x.Tokens[j].Kind != text.Word {
		return false
	}
	if _, ok := f.nameAt(j); ok {
		return true
	}
	_, ok := f.roleAt(j)
	return ok
}

// phrase gathers what stands before a head, word by word.
type phrase struct {
	*finder
	from, j  int
	def      bool
	count    bool
	dual     bool // two of them
	former   bool
	country  string
	area     string
	parts    []Part
	owners   []Mention
	name     *Mention // a known name inside
	head     int      // token after the last role noun, -1 while there is none
	role     *RoleNoun
	roleFeat morph.Feat
	roleFrom int
	demonym  *Mention
	poss     morph.Pron
	end      int  // token after the phrase
	loose    int  // adjectives passed since the last sure word
	owned    bool // the phrase ends at its possessor: what is owned is no body
}

func (p *phrase) det() {
	if r, ok := p.Word(p.x, p.j, "det"); ok && p.j+1 < p.limit {
		p.def = p.Morph.Lemmas[r.Lemma].Key != "a"
		p.j++
	} else if r, ok := p.Word(p.x, p.j, "poss"); ok && p.j+1 < p.limit && p.x.Tokens[p.j+1].Kind == text.Word {
		p.poss = morph.Pron(p.Morph.Lemmas[r.Lemma].Key)
		p.def = true
		p.j++
	}
}

func (p *phrase) amount() {
	for p.j < p.limit {
		if g, h, ok := p.phraseAt(p.j); ok && (g.Class == "quant" || g.Class == "approx" || g.Class == "least" || g.Class == "most") {
			p.j, p.count = h.To, true
			continue
		}
		if _, ok := p.Word(p.x, p.j, "quant"); ok {
			if r, both := p.Word(p.x, p.j, "pronoun"); both && p.Morph.Lemmas[r.Lemma].Key == "both" {
				p.dual, p.def = true, true
			}
			p.j, p.count = p.j+1, true
			continue
		}
		if _, ok := p.Word(p.x, p.j, "approx"); ok && p.j+1 < p.limit && p.numeral(p.j+1) { // about 2,000 teachers
			p.j++
			continue
		}
		if p.numeral(p.j) {
			if r, ok := p.Word(p.x, p.j, "numeral"); ok && p.Morph.Lemmas[r.Lemma].Key == "2" {
				p.dual = true
			}
			p.j, p.count = p.j+1, true
			continue
		}
		return
	}
}

// read passes over modifiers and role nouns up to where the phrase cannot go on.
func (p *phrase) read() {
	for p.j < p.limit && p.x.Tokens[p.j].Kind == text.Word && !p.owned {
		if p.possessive() {
			continue
		}
		if n, ok := p.nameAt(p.j); ok && p.takeName(n) {
			continue
		}
		if r, ok := p.roleAt(p.j); ok && !p.verbHere(p.j) {
			p.takeRole(r)
			continue
		}
		if r, ok := p.Word(p.x, p.j, "former elect"); ok {
			p.former = p.former || p.Morph.Lemmas[r.Lemma].Form == "former"
			p.j++
			continue
		}
		if p.adjective() || p.kindOf() {
			continue
		}
		return
	}
}

// verbHere reports whether the word at j, a possible role noun, is a verb: behind what makes it one (to head, will lead), or between its
// subject and the number or article that opens its object (gunmen wounded two).
func (p *phrase) verbHere(j int) bool {
	if j == 0 {
		return false
	}
	if (p.role != nil || p.name != nil || p.demonym != nil) && j+1 < p.limit && p.opensObject(j+1) {
		for _, r := range p.Morph.At(p.x, j).Readings {
			if r.Finite() && r.Feat.Has(morph.Perfect) {
				return true
			}
		}
	}
	_, ok := p.Word(p.x, j-1, "to modal future pronoun")
	return ok && j == p.from
}

// opensObject reports whether a number, article or owner stands at j.
func (p *phrase) opensObject(j int) bool {
	if p.numeral(j) {
		return true
	}
	if g, _, ok := p.phraseAt(j); ok && (g.Class == "quant" || g.Class == "approx" || g.Class == "least" || g.Class == "most") {
		return true
	}
	_, ok := p.Word(p.x, j, "det poss quant approx")
	return ok
}

// takeName takes a known name into the phrase; false where it cannot belong to it.
func (p *phrase) takeName(n nameHit) bool {
	for _, e := range n.entries {
		if e.role >= 0 {
			return false
		}
	}
	d, ok := p.knownMention(n)
	if !ok {
		return false
	}
	if d.Form == "demonym" {
		if p.name != nil || p.role != nil {
			return false
		}
		p.parts = append(p.parts, Part{Start: d.Start, End: d.End, Form: "demonym", State: d.Country})
		p.country, p.area = first(p.country, d.Country), first(p.area, d.Area)
		p.demonym, p.j, p.end, p.loose = &d, d.To, d.To, 0
		p.hyphen()
		return true
	}
	if p.name != nil {
		return false
	}
	if p.role != nil && (d.Kind == "group" || d.Kind == "organization") && p.role.Kind == "person" && p.head == p.j && !p.roleFeat.Has(morph.Plural) { // the rebel Kurdistan Workers' Party
		p.role, p.head = nil, -1
	}
	if p.role != nil && d.Kind != "person" {
		return false
	}
	if p.role != nil && p.role.Kind != "person" {
		return false
	}
	p.name, p.j, p.end, p.loose = &d, d.To, d.To, 0
	return true
}

// hyphen passes the hyphen of compounds: Israeli-occupied, Saudi-led.
func (p *phrase) hyphen() {
	if p.j+1 < p.limit && p.x.Tokens[p.j].Fold == "-" && p.x.Tokens[p.j].Glued && p.x.Tokens[p.j+1].Glued {
		if n, ok := p.nameAt(p.j + 1); ok && n.entries[0].demonym != "" {
			return
		}
		p.j += 2
	}
}

func (p *phrase) takeRole(r roleHit) {
	if p.name != nil && p.name.Kind == "person" && p.role == nil {
		// «Putin spokesman»: the person is the owner
		p.own(*p.name)
		p.name = nil
	}
	if p.role != nil { // a further role noun: the one before qualifies it (army chief; police officer)
		if r.role.Kind == "person" && p.role.Kind != "person" {
			d := p.mention(p.roleFrom, p.head)
			d.Kind, d.Form, d.Role, d.Sector, d.Country = p.role.Kind, "nominal", p.role, p.role.Sector, p.country
			p.own(d)
		}
	} else {
		p.roleFrom = p.j
	}
	if r.to > p.j+1 && p.country == "" && p.name == nil { // an office that has a body in its name: UN chief
		if n, ok := p.headName(r.to); ok {
			p.country = n.Country
		}
	}
	sector := ""
	if p.role != nil {
		sector = p.role.Sector
	}
	role := *r.role
	if p.borrowsSector(role) && sector != "" {
		role.Sector = sector
	}
	p.role, p.roleFeat = &role, r.feat
	p.j, p.head, p.end, p.loose = r.to, r.to, r.to, 0
}

// headName gives the body or state with whose name the words up to the token to begin.
func (p *phrase) headName(to int) (Mention, bool) {
	for h := range p.names.Find(p.x, p.j, to-1) {
		for _, id := range h.IDs {
			if k := p.entries[id].known; k != nil && k.Kind != "person" {
				return Mention{Country: k.Country}, true
			}
		}
	}
	return Mention{}, false
}

func (p *phrase) borrowsSector(r RoleNoun) bool {
	m := Mention{Role: &r}
	return p.borrows(&m)
}

func (p *phrase) own(d Mention) {
	d.Prep, d.Conj = "", ""
	p.owners = append(p.owners, d)
}

// possessive takes «X's» as the owner of what follows.
func (p *phrase) possessive() bool {
	k := p.x.Tokens[p.j]
	if _, ok := p.Word(p.x, p.j, "gen"); !ok || !k.Glued {
		return false
	}
	if p.j+1 >= p.limit || p.x.Tokens[p.j+1].Kind != text.Word && p.x.Tokens[p.j+1].Kind != text.Number {
		return false
	}
	if p.name == nil && p.role == nil && p.demonym == nil {
		return false
	}
	save := *p
	if p.name != nil {
		d := *p.name
		if d.Country != "" {
			p.country = first(p.country, d.Country)
		}
		p.parts = append(p.parts, Part{Start: d.Start, End: d.End, Form: d.Form, Known: d.Known})
		if d.Kind != "state" && d.Kind != "place" {
			p.own(d)
		}
	} else {
		d := p.mention(p.from, p.end)
		p.fill(&d)
		p.own(d)
	}
	before := p.j
	p.name, p.role, p.demonym, p.head, p.def, p.loose = nil, nil, nil, -1, true, 0
	p.j++
	p.amount()
	p.read()
	if p.role == nil && p.name == nil {
		*p = save
		p.end, p.j, p.owned = before, before, true
		return false
	}
	return true
}

// adjective passes over a word that may stand between the qualifiers and the head: small letters, neither verb nor grammar word.
func (p *phrase) adjective() bool {
	if p.role != nil || p.loose >= 3 {
		return false
	}
	k := p.x.Tokens[p.j]
	if k.Upper && p.j > p.from && p.demonym == nil && p.name == nil {
		return false
	}
	if k.Upper || k.Glued {
		return false
	}
	if p.demonym != nil && p.demonym.Plural && !p.demonym.Alone && p.finite(p.j) { // Iranians accused …: the people are the head
		return false
	}
	verb, modifier, ing, adj := false, false, false, false
	for _, r := range p.Morph.At(p.x, p.j).Readings {
		m := p.Morph.Lemmas[r.Lemma]
		if m.POS == morph.Func && m.Form != "direction" && m.Form != "former" {
			return false
		}
		modifier = modifier || m.POS == morph.Adj || r.Feat.Has(morph.PassPart|morph.Participle)
		verb = verb || r.Finite()
		ing, adj = ing || r.Feat.Has(morph.Participle), adj || m.POS == morph.Adj
		if m.POS == morph.Noun && p.roleOf[r.Lemma] == nil && !modifier {
			return false
		}
	}
	if verb && (!modifier || p.j == p.from || p.name != nil) { // «killed a judge»: no modifier without an article before it
		return false
	}
	if verb && !adj && !p.def && p.j+1 < p.limit { // each accused Turkey: a name needs an article to be qualified so
		if n, ok := p.nameAt(p.j + 1); ok && n.entries[0].demonym == "" {
			return false
		}
	}
	if ing && !adj && p.j == p.from { // «killing peacekeepers»: what somebody does to them
		return false
	}
	p.loose++
	p.j++
	p.hyphen()
	return true
}

// kindOf passes over an everyday noun between a nationality or body and the people of whom it tells what kind they are: Vietnamese boat people.
func (p *phrase) kindOf() bool {
	k := p.x.Tokens[p.j]
	if p.role != nil || p.demonym == nil && p.name == nil || p.name != nil && p.name.Kind == "person" || k.Upper || k.Glued || p.loose > 0 || p.j+1 >= p.limit || p.j == p.from {
		return false
	}
	noun := false
	for _, r := range p.Morph.At(p.x, p.j).Readings {
		m := p.Morph.Lemmas[r.Lemma]
		if m.POS == morph.Func || r.Feat.Has(morph.Plural|morph.PassPart|morph.Participle|morph.Perfect) {
			return false
		}
		noun = noun || m.POS == morph.Noun && p.roleOf[r.Lemma] == nil
	}
	if !noun || p.name != nil && p.joined() && p.finite(p.j) { // Chad and Cameroon sign border patrol pact: what two do
		return false
	}
	if _, ok := p.roleAt(p.j + 1); !ok {
		return false
	}
	p.j++
	p.loose++
	return true
}

// joined reports whether a conjunction stands before the phrase.
func (p *phrase) joined() bool {
	if p.from == 0 {
		return false
	}
	_, ok := p.Word(p.x, p.from-1, "conj")
	return ok
}

// finite reports whether the word at j may be a finite verb.
func (p *phrase) finite(j int) bool {
	for _, r := range p.Morph.At(p.x, j).Readings {
		if r.Finite() {
			return true
		}
	}
	return false
}

func (p *phrase) mention(from, to int) Mention {
	m := Mention{From: from, To: to, Start: p.x.Tokens[from].Start, End: p.x.Tokens[to-1].End, Entity: -1, Of: -1}
	return m
}

func (p *phrase) fill(m *Mention) {
	m.Def, m.Count, m.Former, m.Pron, m.Country, m.Area, m.Parts = p.def, p.count, p.former, p.poss, p.country, p.area, p.parts
	if p.role != nil {
		m.Role, m.Kind, m.Sector, m.Form = p.role, p.role.Kind, p.role.Sector, "nominal"
		m.Plural = p.roleFeat.Has(morph.Plural)
		m.Dual = m.Plural && p.dual
	}
	if p.name != nil {
		d := p.name
		switch {
		case p.role == nil:
			m.Known, m.Others, m.Kind, m.Form = d.Known, d.Others, d.Kind, "name"
			m.Country, m.Sector, m.Def = d.Country, d.Sector, true
		case d.Kind == "person" && d.From >= p.head:
			m.Known, m.Others, m.Kind, m.Form, m.Def = d.Known, d.Others, "person", "name", true
			m.Parts = append(m.Parts, Part{Start: m.Start, End: p.x.Tokens[p.head-1].End, Form: "title", Self: true}, Part{Start: d.Start, End: d.End, Form: "name", Self: true, Known: d.Known})
		case p.role.Kind != "person" && (d.Kind == "outlet" || d.Kind == "group" || d.Kind == "organization") && !m.Plural && p.apposable():
			m.Known, m.Others, m.Kind, m.Form, m.Def = d.Known, d.Others, d.Kind, "name", true
			m.Country, m.Sector = d.Country, d.Sector
		default:
			m.Country = first(m.Country, d.Country)
			if p.borrows(m) && d.Sector != "" || m.Sector == "" {
				m.Sector = d.Sector
			}
			m.Parts = append(m.Parts, Part{Start: d.Start, End: d.End, Form: "name", Known: d.Known})
			if d.Kind != "state" && d.Kind != "place" {
				p.owners = append([]Mention{*d}, p.owners...)
			}
		}
	}
	if p.role == nil && p.name == nil && p.demonym != nil {
		d := p.demonym
		m.Kind, m.Form = "state", "demonym"
		m.Alone = !(d.Plural || p.def && d.Def || !d.Alone)
		if d.Plural || !d.Alone || p.count {
			m.Kind, m.Sector, m.Plural, m.Alone = "group", "CVL", true, false
		} else if p.oneOf() {
			m.Kind, m.Sector, m.Alone = "person", "CVL", false
		}
	}
}

// oneOf reports whether the adjective of a people stands for one of it: a Kenyan was shot. It has an article and no noun behind it.
func (p *phrase) oneOf() bool {
	r, ok := p.Word(p.x, p.from, "det")
	if !ok || p.Morph.Lemmas[r.Lemma].Key != "a" || p.demonym.From != p.from+1 {
		return false
	}
	if p.demonym.To >= p.limit || p.x.Tokens[p.demonym.To].Kind != text.Word {
		return true
	}
	_, aux := p.Word(p.x, p.demonym.To, "aux prep conj")
	return aux
}

// apposable reports whether the role noun says what kind of body the name is (agency, movement) rather than who of it acts.
func (p *phrase) apposable() bool {
	return p.role.Kind == "organization" || p.role.Role == "armed_group" || p.role.Role == "party"
}

// finish makes the mention of what was read, with a name after it and an «of» behind it.
func (p *phrase) finish() (Mention, bool) {
	if p.role == nil && p.name == nil && p.demonym == nil {
		return p.unknownName()
	}
	from := p.from
	m := p.mention(from, p.end)
	if p.role == nil && !p.count { // «the Kremlin»: the article is no part of a name
		for m.From < m.To-1 {
			if _, ok := p.Word(p.x, m.From, "det"); !ok {
				break
			}
			m.From++
		}
		m.Start = p.x.Tokens[m.From].Start
	} else if p.role != nil {
		for k := m.From; k < m.To-1; k++ {
			if _, ok := p.Word(p.x, k, "det poss"); !ok {
				if _, ok := p.Word(p.x, k, "approx"); !ok || k > m.From || !p.numeral(k+1) {
					break
				}
			}
			m.Start = p.x.Tokens[k+1].Start
		}
	}
	p.fill(&m)
	if p.role != nil && (p.name == nil || p.name.Kind != "person" && p.name.To <= p.roleFrom) && p.role.Kind == "person" && !m.Plural {
		p.nameAfter(&m)
	}
	if p.role != nil && m.Known == nil {
		p.of(&m)
	}
	for _, d := range p.owners {
		p.owner(&m, d)
		m.Country = first(m.Country, d.Country)
		if p.role != nil && p.borrows(&m) && d.Sector != "" {
			m.Sector = d.Sector
		}
	}
	m.From = from
	return m, true
}

// nameAfter takes capitalised words after a role as its name: spokesman Matthew Miller.
func (p *phrase) nameAfter(m *Mention) {
	j := m.To
	from := j
	for j < p.limit && j-from < 4 && p.x.Tokens[j].Kind == text.Word && p.x.Tokens[j].Upper && !p.x.Tokens[j].Break {
		if n, ok := p.nameAt(j); ok && n.entries[0].demonym != "" {
			break
		}
		if p.x.Tokens[j].Glued && j > from && p.x.Tokens[j-1].Fold != "-" {
			break
		}
		j++
		if j+1 < p.limit && p.x.Tokens[j].Fold == "-" && p.x.Tokens[j].Glued && p.x.Tokens[j+1].Upper {
			j++
		}
	}
	if j == from {
		return
	}
	titleEnd := m.End
	m.Name = string(p.x.Runes[p.x.Tokens[from].Start:p.x.Tokens[j-1].End])
	m.Latin, m.Form, m.Def = m.Name, "name", true
	p.close(m, j)
	m.Parts = append(m.Parts, Part{Start: m.Start, End: titleEnd, Form: "title", Self: true}, Part{Start: p.x.Tokens[from].Start, End: m.End, Form: "name", Self: true})
}

// of takes «of Russia», «of the armed forces», «for the army» behind an office or body.
func (p *phrase) of(m *Mention) {
	if m.To+1 >= p.limit || m.Form == "name" {
		return
	}
	r, ok := p.Word(p.x, m.To, "prep")
	if !ok {
		return
	}
	key := p.Morph.Lemmas[r.Lemma].Key
	if key == "in" {
		p.home(m)
		return
	}
	if key != "of" && !(key == "for" && m.Role.Role == "spokesperson") && !(key == "from" && (m.Plural || m.Role.Kind == "group")) && !(key == "at" && p.borrows(m)) {
		return
	}
	sub := *p.finder
	sub.out = nil
	q := phrase{finder: &sub, from: m.To + 1, j: m.To + 1, head: -1}
	q.det()
	q.amount()
	q.read()
	d, ok := q.finish()
	if !ok || d.Kind == "person" && key != "of" || d.Kind == "pronoun" {
		return
	}
	m.Country = first(m.Country, d.Country)
	m.Area = first(m.Area, d.Area)
	if p.borrows(m) && d.Sector != "" && d.Kind != "person" {
		m.Sector = d.Sector
	}
	m.Parts = append(m.Parts, Part{Start: d.Start, End: d.End, Form: d.Form, Known: d.Known})
	if d.Kind != "state" && d.Kind != "place" {
		p.own(d)
	}
	m.Def = m.Def || d.Def
	p.close(m, d.To)
	if p.role.Kind == "person" && !m.Plural {
		p.nameAfter(m)
	}
}

// home gives people their country by where they are: lawmakers in Kenya, protesters in Paris. Soldiers and diplomats are abroad as well.
func (p *phrase) home(m *Mention) {
	if m.Country != "" || !m.Plural && m.Kind == "person" || m.Sector == "MIL" || m.Sector == "" {
		return
	}
	switch m.Role.Role {
	case "diplomat", "ambassador", "envoy", "peacekeeper", "hostage":
		return
	}
	n, ok := p.nameAt(m.To + 1)
	if !ok {
		return
	}
	if d, ok := p.knownMention(n); ok && d.Form == "name" && d.Known != nil && (d.Kind == "state" || d.Kind == "place") {
		m.Country = d.Country
	}
}

// unknownName reads capitalised words that no table knows: a person, where a part of the name is known as such.
func (p *phrase) unknownName() (Mention, bool) {
	i := p.from
	if _, ok := p.Word(p.x, i, "det"); ok {
		return Mention{}, false
	}
	if place, ok := p.placeName(i); ok {
		return place, true
	}
	if p.behindLocative(i) {
		if place, ok := p.newPlace(i, i); ok {
			return place, true
		}
	}
	k := p.x.Tokens[i]
	if k.Kind != text.Word || !k.Upper || k.Caps && k.End-k.Start > 4 {
		return Mention{}, false
	}
	given := false
	j := i
	for j < p.limit && j-i < 4 && p.x.Tokens[j].Kind == text.Word && p.x.Tokens[j].Upper && !p.x.Tokens[j].Break {
		w := p.x.Tokens[j].Fold
		if _, ok := p.Word(p.x, j, "prep conj comp rel neg aux det pronoun sub but cond"); ok {
			break
		}
		if n, ok := p.nameAt(j); ok && n.entries[0].demonym != "" {
			break
		}
		if _, ok := p.given[w]; ok && j < i+2 {
			given = true
		}
		j++
		if j+1 < p.limit && p.x.Tokens[j].Fold == "-" && p.x.Tokens[j].Glued && p.x.Tokens[j+1].Upper {
			j++
		}
	}
	if j-i < 2 || !given {
		return Mention{}, false
	}
	m := p.mention(i, j)
	m.Kind, m.Form, m.Def = "person", "name", true
	m.Name = string(p.x.Runes[m.Start:m.End])
	m.Latin = m.Name
	m.Parts = append(m.Parts, Part{Start: m.Start, End: m.End, Form: "name", Self: true})
	return m, true
}

// placeName reads places by their noun or direction: the city of Homs, the northern province of Kunduz, eastern Ukraine, the village of
// somewhere that no table knows.
func (p *phrase) placeName(i int) (Mention, bool) {
	r, ok := p.Word(p.x, i, "direction place")
	if !ok || i+1 >= p.limit {
		return Mention{}, false
	}
	j := i + 1
	form := p.Morph.Lemmas[r.Lemma].Form
	if form == "direction" {
		if r, ok := p.Word(p.x, j, "place"); ok && j+1 < p.limit {
			form, j = p.Morph.Lemmas[r.Lemma].Form, j+1
		}
	}
	if form == "place" {
		if of, ok := p.Word(p.x, j, "prep"); !ok || p.Morph.Lemmas[of.Lemma].Key != "of" {
			return Mention{}, false
		}
		j++
	}
	if j >= p.limit || p.x.Tokens[j].Kind != text.Word {
		return Mention{}, false
	}
	n, ok := p.nameAt(j)
	if !ok {
		if form == "place" {
			return p.newPlace(i, j)
		}
		return Mention{}, false
	}
	d, ok := p.knownMention(n)
	if !ok || d.Known == nil || d.Kind != "place" && d.Kind != "state" {
		return Mention{}, false
	}
	m := p.mention(i, d.To)
	m.Kind, m.Form, m.Def, m.Country = "place", "name", true, d.Country
	m.Name = string(p.x.Runes[m.Start:m.End])
	if form == "place" {
		m.Known = d.Known
		m.Name = ""
	} else {
		m.Parts = append(m.Parts, Part{Start: d.Start, End: d.End, Form: "name", Known: d.Known})
	}
	return m, true
}

// behindLocative reports whether a preposition that says where stands before the word: near Ibadoro. What is at somewhere is as often a
// school, a firm or a club.
func (p *phrase) behindLocative(i int) bool {
	if i == 0 {
		return false
	}
	r, ok := p.Word(p.x, i-1, "prep")
	if !ok {
		return false
	}
	key := p.Morph.Lemmas[r.Lemma].Key
	return key != "at" && p.Locative(key)
}

// newPlace is a place whose name no table holds, from token i on: one to three capitalised words, from j on, that are no words of ours.
func (p *phrase) newPlace(i, j int) (Mention, bool) {
	k := j
	for k < p.limit && k-j < 3 && p.x.Tokens[k].Kind == text.Word && p.x.Tokens[k].Upper && !p.x.Tokens[k].Caps && (k == j || !p.x.Tokens[k].Break && !p.x.Tokens[k].Glued) && p.unknown(k, true) {
		k++
	}
	if k == j || k < p.limit && p.x.Tokens[k].Kind == text.Word && p.x.Tokens[k].Upper && !p.x.Tokens[k].Break && !p.x.Tokens[k].Glued {
		return Mention{}, false // the name goes on with words that are not of a place
	}
	m := p.mention(i, k)
	m.Kind, m.Form, m.Def = "place", "name", true
	m.Name = string(p.x.Runes[p.x.Tokens[j].Start:m.End])
	m.Latin = m.Name
	return m, true
}
