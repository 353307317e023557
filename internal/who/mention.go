package who

import (
	"slices"
	"unicode/utf8"

	"rawi/internal/match"
	"rawi/internal/morph"
	"rawi/internal/text"
)

// A Mention is a noun phrase or pronoun that names somebody or something.
type Mention struct {
	From, To   int // tokens, half-open
	Start, End int // code points, without proclitics and suffix pronoun
	Conj, Prep string
	Kind       string // person, organization, group, outlet, seat, state, place, pronoun
	Form       string // name, title, nominal, pronoun, demonym
	Known      *Known
	Others     []*Known // further rows of the same name
	Role       *RoleNoun
	Country    string   // as the phrase itself tells (demonym, genitive)
	Lands      []string // further countries of a plural (ministers of Egypt, Jordan and Iraq)
	Area       string   // a region's key where the adjective is of a region (Western, Arab)
	Sector     string
	Def        bool // definite: the one known
	Plural     bool
	Dual       bool
	Fem        bool
	Former     bool
	Pron       morph.Pron // suffix pronoun: the possessor («جيشه»), or the pronoun itself
	Of         int        // mention that it belongs to («حكومة كيم»), index into the same list, -1
	Name       string     // personal name as printed, where no row has it
	Latin      string     // the same in Latin letters, as far as the parts are known
	Count      bool       // an amount stands before it
	Direction  bool       // a place by its side (شرق جنين, northern Mali)
	shut       bool       // an adjective has closed the phrase: no genitive can follow
	Parts      []Part     // mentions inside: title, name, demonym, state
	Inner      bool       // lies inside another mention: its owner
	Alone      bool       // a bare demonym beside another noun: an adjective
	Entity     int        // set by Resolve; -1 none
	With       []int      // further entities («الزعيمان»)
}

// Part is a piece of a mention that is a mention of its own.
type Part struct {
	Start, End int
	Form       string
	Known      *Known
	State      string // ISO3, for a demonym
	Self       bool   // a part that names the same entity as the whole
}

func (m *Mention) person() bool {
	return m.Kind == "person"
}

// finder walks over one sentence.
type finder struct {
	*Lexicon
	x     *text.Text
	limit int
	intro Introduced
	day   string
	out   []Mention

	counting bool // an amount stands before the phrase that is being read

	seen     *seen   // nil where one phrase alone is read
	credited []entry // what the entries of names are cut from
}

// seen is what was found at the tokens looked at last.
type seen struct {
	names   [beside]nameSeen
	phrases [beside]phraseSeen
}

// beside is how many tokens a finder remembers the names and grammar words of: one phrase asks for those of its neighbours again and
// again.
const beside = 4

// nameSeen is the name at a token, counted from 1, or none.
type nameSeen struct {
	token int
	hit   nameHit
	ok    bool
}

// phraseSeen is the grammar word of several words at a token, counted from 1, or none.
type phraseSeen struct {
	token int
	word  GrammarWord
	hit   match.Hit
	ok    bool
}

// phraseAt is Grammar at token i, looked up once.
func (f *finder) phraseAt(i int) (GrammarWord, match.Hit, bool) {
	if f.seen == nil {
		return f.Grammar(f.x, i, f.limit)
	}
	k := &f.seen.phrases[i%beside]
	if k.token != i+1 {
		k.token = i + 1
		k.word, k.hit, k.ok = f.Grammar(f.x, i, f.limit)
	}
	return k.word, k.hit, k.ok
}

// Introduced are the rows that the document names in full somewhere, and how often it does; they lend sense to short names.
type Introduced map[*Known]int

// Introduce looks through the whole text for full names.
func (l *Lexicon) Introduce(x *text.Text) Introduced {
	in := Introduced{}
	for i := 0; i < len(x.Tokens); i++ {
		if x.Tokens[i].Kind != text.Word {
			continue
		}
		end := i + 1
		for h := range l.names.Find(x, i, len(x.Tokens)) {
			for _, id := range h.IDs {
				if e := l.entries[id]; e.known != nil && (h.To-h.From > 1 || e.known.Kind != "person") {
					in[e.known]++
					if h.To > end {
						end = h.To
					}
				}
			}
		}
		i = end - 1
	}
	return in
}

// Find gives the mentions in a range of tokens, in order. Suffix pronouns and dropped subjects are found by the stages that
// read verbs; separate pronouns are given here.
// intro may be nil; day is the report's own day, by which offices are held.
func (l *Lexicon) Find(x *text.Text, r text.Range, intro Introduced, day string) []Mention {
	return l.Finder(x, intro, day).Find(r)
}

// A Finder finds the mentions in one sentence of a text after the other.
type Finder struct{ finder }

// Finder makes a finder for a text.
func (l *Lexicon) Finder(x *text.Text, intro Introduced, day string) *Finder {
	return &Finder{finder{Lexicon: l, x: x, intro: intro, day: day, seen: new(seen)}}
}

// Find is Lexicon.Find for a range of the finder's text.
func (all *Finder) Find(r text.Range) []Mention {
	f := &all.finder
	f.limit, f.out, *f.seen, f.credited = r.To, f.out[:0], seen{}, f.credited[:0]
	for i := r.From; i < r.To; {
		if k := f.x.Tokens[i].Kind; k != text.Word && k != text.Number {
			i++
			continue
		}
		if m, ok := f.at(i); ok {
			f.out = append(f.out, m)
			i = m.To
			continue
		}
		if g, h, ok := f.phraseAt(i); ok && !amountWord(g.Class) {
			i = h.To
			continue
		}
		i++
	}
	f.appositions()
	return slices.Clone(f.out)
}

func (f *finder) at(i int) (Mention, bool) {
	if g, _, ok := f.phraseAt(i); ok && g.Class != "place" && !amountWord(g.Class) && g.Class != "direction" && g.Class != "pronoun" {
		return Mention{}, false
	}
	if f.functional(i) && !f.longName(i) {
		return Mention{}, false
	}
	if f.headFirst {
		return f.headFirstPhrase(i)
	}
	return f.headLastPhrase(i)
}

// amountWord reports whether grammar words of a class stand before what they count: all, about, at least.
func amountWord(class string) bool {
	switch class {
	case "quant", "approx", "least", "most":
		return true
	}
	return false
}

// longName reports whether a name of several words begins at i with a word that alone is grammar (أم درمان).
func (f *finder) longName(i int) bool {
	n, ok := f.nameAt(i)
	return ok && f.headFirst && n.to > i+1 && n.entries[0].known != nil && n.entries[0].known.Kind == "place"
}

// functional reports whether the whole word is a grammar word that begins no noun phrase (أمام is before, not the imam).
func (f *finder) functional(i int) bool {
	if f.x.Tokens[i].Kind != text.Word || f.cased && f.x.Tokens[i].Upper && i > 0 && !f.x.Tokens[i].Break && f.x.Tokens[i-1].Kind == text.Word {
		return false
	}
	for _, r := range f.Morph.At(f.x, i).Readings {
		if m := f.Morph.Lemmas[r.Lemma]; m.POS == morph.Func && r.Prep == "" && !r.Art && r.Pron == "" {
			switch m.Form {
			case "prep", "comp", "rel", "conj", "neg", "aux", "sub", "but", "cond", "modal", "plan", "future", "tamma", "to", "by":
				return !f.counts(i)
			}
		}
	}
	return false
}

// counts reports whether the word at i is also one that says how exact the number behind it is (نحو 80).
func (f *finder) counts(i int) bool {
	if i+1 >= f.limit || !f.numeral(i+1) {
		return false
	}
	_, ok := f.Word(f.x, i, "quant approx least most")
	return ok
}

func (f *finder) pronoun(i int) (Mention, bool) {
	r, ok := f.Word(f.x, i, "pronoun")
	if !ok {
		return Mention{}, false
	}
	m := f.begin(i, r.Split)
	m.Kind, m.Form, m.Pron = "pronoun", "pronoun", morph.Pron(f.Morph.Lemmas[r.Lemma].Key)
	return m, true
}

func (f *finder) begin(i int, s morph.Split) Mention {
	start, end := f.x.Inside(i, s.From, -1)
	return Mention{From: i, To: i + 1, Start: start, End: end, Conj: s.Conj, Prep: s.Prep, Entity: -1, Of: -1}
}

// close sets the end of the mention to the end of token To-1, less a suffix pronoun of its last word.
func (f *finder) close(m *Mention, to int) {
	m.To = to
	m.End = f.x.Tokens[to-1].End
}

// nameHit is a name found at a token, with the entries that fit.
type nameHit struct {
	from, to int
	split    morph.Split
	art      bool
	entries  []entry
	start    int // code point
}

// nameAt finds the best name at i, once: the longest, and among those the one with the fewest clitics cut off.
func (f *finder) nameAt(i int) (nameHit, bool) {
	if f.seen == nil {
		return f.findName(i)
	}
	k := &f.seen.names[i%beside]
	if k.token != i+1 {
		k.token = i + 1
		k.hit, k.ok = f.findName(i)
	}
	return k.hit, k.ok
}

func (f *finder) findName(i int) (nameHit, bool) {
	var h match.Hit
	for o := range f.names.Find(f.x, i, f.limit) {
		if o.To-o.From == 1 && o.Split.Prep+o.Split.Conj != "" && f.doubtful(i, *o.Split) {
			continue
		}
		if o.To > h.To {
			h = o
		}
	}
	if h.To == 0 {
		return nameHit{}, false
	}
	n := nameHit{from: h.From, to: h.To, split: *h.Split, art: h.Art}
	n.start, _ = f.x.Inside(i, h.Split.From, -1)
	from := len(f.credited)
	for _, id := range h.IDs {
		if e := f.entries[id]; f.credible(e, h) {
			f.credited = append(f.credited, e)
		}
	}
	n.entries = f.credited[from:len(f.credited):len(f.credited)]
	return n, len(n.entries) > 0
}

// smallPlace is the population below which a place's one-word name needs support from its surroundings.
const smallPlace = 400_000

// credible reports whether an entry of one word is to be believed here: a surname needs a person in office or a full name
// elsewhere in the report, a small place a preposition or place noun before it, and neither may be an everyday word.
func (f *finder) credible(e entry, h match.Hit) bool {
	if e.known == nil || h.To-h.From > 1 {
		return true
	}
	switch {
	case e.known.Kind == "state" && f.foreign(e.known, h.To):
		return false
	case e.short:
		if f.intro[e.known] > 0 {
			return !f.common(f.x, h.From, *h.Split) || f.cased
		}
		if f.common(f.x, h.From, *h.Split) {
			return false
		}
		t, ok := f.World.Office(e.known, f.day)
		return ok && f.World.rank(t.Role) <= 3 || utf8.RuneCountInString(h.Split.Core) >= 6
	case e.known.Kind == "place" && e.known.CapitalOf == "" && e.known.Population < smallPlace:
		if f.common(f.x, h.From, *h.Split) {
			return false
		}
		return e.known.GeoNames == 0 || h.Split.Prep != "" || f.afterPlaceWord(h.From) || f.cased
	case e.known.Kind == "outlet", e.known.Kind == "group", e.known.Kind == "organization":
		return f.cased || f.intro[e.known] > 1 || !f.common(f.x, h.From, *h.Split) || f.onlyDual(h)
	}
	return true
}

// foreign reports whether an adjective of another country follows the name of a state, so that the word means something else: «الاحتلال»
// alone is Israel's, «الاحتلال الفرنسي» is not.
func (f *finder) foreign(k *Known, at int) bool {
	if !f.headFirst || at >= f.limit || f.x.Tokens[at].Kind != text.Word {
		return false
	}
	for h := range f.names.Find(f.x, at, f.limit) {
		for _, id := range h.IDs {
			if e := f.entries[id]; e.demonym != "" && e.demonym != k.Country && h.Art && h.Split.Prep+h.Split.Conj == "" && !e.people {
				return f.common(f.x, at-1, morph.Split{})
			}
		}
	}
	return false
}

// onlyDual reports whether a name is an everyday word only as the dual of one, which is rarer in print than the name: طالبان is the
// movement sooner than two students.
func (f *finder) onlyDual(h match.Hit) bool {
	for _, r := range f.Morph.At(f.x, h.From).Readings {
		l := f.Morph.Lemmas[r.Lemma]
		if r.Conj == h.Split.Conj && (r.Prep == h.Split.Prep || r.Prep == "") && l.POS != morph.Part && !(r.Feat.Has(morph.Dual) && !r.Finite()) {
			return false
		}
	}
	return true
}

// afterPlaceWord reports whether the token before i is a preposition or a noun of places, or a comma after a place.
func (f *finder) afterPlaceWord(i int) bool {
	if i == 0 {
		return true
	}
	_, ok := f.Word(f.x, i-1, "prep place direction")
	if !ok {
		for _, r := range f.Morph.At(f.x, i-1).Readings {
			if c := f.Morph.Lemmas[r.Lemma].Form; c == "place" || c == "direction" {
				return true
			}
		}
	}
	return ok
}

// doubtful reports whether a name that shows only after a clitic is cut off is more likely part of a whole word.
func (f *finder) doubtful(i int, s morph.Split) bool {
	for _, r := range f.Morph.At(f.x, i).Readings {
		if r.Prep == "" && r.Conj == "" && !r.Fut && r.Pron == "" && f.Morph.Lemmas[r.Lemma].POS != morph.Part {
			return true
		}
	}
	if _, ok := f.given[f.x.Tokens[i].Fold]; ok {
		return true
	}
	return utf8.RuneCountInString(s.Core) < 3 && !s.Art
}

// roleAt finds a role noun at i, of one word or several.
func (f *finder) roleAt(i int) (roleHit, bool) {
	if n, ok := f.nameAt(i); ok {
		for _, e := range n.entries {
			if e.role >= 0 {
				return roleHit{role: &f.roles[e.role], split: n.split, art: n.art || f.headFirst && f.article(n.to-1), to: n.to, feat: e.feat}, true
			}
		}
	}
	if f.x.Tokens[i].Kind != text.Word {
		return roleHit{}, false
	}
	readings := f.Morph.At(f.x, i).Readings
	for k, r := range readings {
		if r.Pron == "" && r.Feat.Has(morph.Fem) { // نظيره: his counterpart, sooner than a misspelt feminine
			for _, o := range readings[k+1:] {
				if o.Lemma == r.Lemma && o.Pron != "" && o.Conj == r.Conj && o.Prep == r.Prep {
					r = o
					break
				}
			}
		}
		if ids := f.roleOf[r.Lemma]; ids != nil && f.Morph.Lemmas[r.Lemma].POS == morph.Noun && !r.Finite() && !f.plainer(readings, r) && !f.relational(i, r) {
			return roleHit{role: &f.roles[ids[0]], rank: f.rank(ids), split: r.Split, art: r.Art || f.headFirst && f.article(i), to: i + 1, feat: r.Feat}, true
		}
	}
	return roleHit{}, false
}

// rank gives the office of a person among further meanings of a role word (لواء: a brigade, or the general who leads it), or nil.
func (f *finder) rank(ids []int) *RoleNoun {
	for _, n := range ids[1:] {
		if f.roles[n].Kind == "person" {
			return &f.roles[n]
		}
	}
	return nil
}

// relational reports whether a role word is an adjective of relation in the feminine here (المساعدات العسكرية): of the military, not a
// woman soldier.
func (f *finder) relational(i int, r morph.Reading) bool {
	return f.headFirst && r.Feat.Has(morph.Fem) && r.Feat.Has(morph.Sing) && f.adjectival(r.Core) && (!f.Morph.Ending(r.Lemma) || f.besideNoun(i, r.Art))
}

// besideNoun reports whether a noun that is as definite stands before the word at i (المأكولات البحرية).
func (f *finder) besideNoun(i int, art bool) bool {
	if i == 0 || f.x.Tokens[i-1].Kind != text.Word {
		return false
	}
	noun := false
	for _, r := range f.Morph.At(f.x, i-1).Readings {
		if r.Finite() {
			return false
		}
		noun = noun || f.Morph.Lemmas[r.Lemma].POS == morph.Noun && r.Art == art && r.Pron == ""
	}
	return noun
}

// article reports whether the word at i carries the article.
func (f *finder) article(i int) bool {
	for _, s := range f.Morph.At(f.x, i).Splits {
		if s.Art {
			return true
		}
	}
	return false
}

// plainer reports whether another noun reads the word without the ending that the role needs: المساعدات is the aid, not the
// female assistants.
func (f *finder) plainer(readings []morph.Reading, r morph.Reading) bool {
	if !f.derived(r) {
		return false
	}
	for _, o := range readings {
		if o.Lemma != r.Lemma && o.Split == r.Split && f.roleOf[o.Lemma] == nil && f.Morph.Lemmas[o.Lemma].POS == morph.Noun && !o.Feat.Has(morph.Dual) && (!f.derived(o) || f.Morph.Ending(o.Lemma) && !f.Morph.Ending(r.Lemma) && !o.Feat.Has(morph.Masc)) {
			return true
		}
	}
	return false
}

// derived reports whether a reading puts an ending of gender or number on its lemma.
func (f *finder) derived(r morph.Reading) bool {
	if f.Morph.Ending(r.Lemma) { // a word feminine by itself
		return r.Feat.Has(morph.Dual | morph.Plural)
	}
	return r.Feat.Has(morph.Fem | morph.Dual | morph.Plural)
}

type roleHit struct {
	role  *RoleNoun
	rank  *RoleNoun // the person of that name, where the word also means one
	split morph.Split
	art   bool
	to    int
	feat  morph.Feat
}

// knownMention fills a mention from the entries of a name.
func (f *finder) knownMention(n nameHit) (Mention, bool) {
	m := f.begin(n.from, n.split)
	m.Start = n.start
	f.close(&m, n.to)
	m.Def, m.Form = true, "name"
	adjective := f.headFirst && n.art && n.to == n.from+1 && slices.ContainsFunc(n.entries, func(e entry) bool { return e.demonym != "" && !e.people })
	for _, e := range n.entries {
		if adjective && e.known != nil && e.known.Kind == "state" && !f.articled[e.known] { // السورية with its article is no Syria
			continue
		}
		switch {
		case e.known != nil && m.Known == nil:
			m.Known = e.known
		case e.known != nil && e.known != m.Known:
			m.Others = append(m.Others, e.known)
		case e.demonym != "" && m.Known == nil && m.Country+m.Area == "":
			f.setCountry(&m, e.demonym)
			m.Form, m.Kind, m.Alone = "demonym", "state", !e.people
			m.Plural, m.Dual, m.Fem = e.feat.Has(morph.Plural), e.feat.Has(morph.Dual), e.feat.Has(morph.Fem)
			m.Def = n.art
		}
	}
	if m.Known != nil {
		m.Form, m.Alone = "name", false
		m.Known, m.Others = f.prefer(m.Known, m.Others)
		m.Kind = m.Known.Kind
		m.Country, m.Sector = m.Known.Country, m.Known.Sector
		return m, true
	}
	return m, m.Form == "demonym"
}

// prefer chooses among rows of one name: states and bodies before places, places by population, people by whether the report
// names them in full and by the office they hold that day.
func (f *finder) prefer(first *Known, others []*Known) (*Known, []*Known) {
	if len(others) == 0 {
		return first, nil
	}
	all := append([]*Known{first}, others...)
	best := 0
	for i, k := range all {
		if f.weight(k) > f.weight(all[best]) {
			best = i
		}
	}
	out := append([]*Known{}, all[:best]...)
	return all[best], append(out, all[best+1:]...)
}

func (f *finder) weight(k *Known) int {
	w := 0
	switch k.Kind {
	case "state":
		w = 1 << 40
	case "place":
		w = k.Population + 1
		if k.CapitalOf != "" {
			w += 1 << 39
		}
	case "person":
		w = 1 << 35
		if t, ok := f.World.Office(k, f.day); ok {
			w += 1<<30 - f.World.rank(t.Role)<<20
		}
	default:
		w = 1 << 38
	}
	if f.intro[k] > 1 {
		w += 1 << 34
	}
	return w
}

func (f *finder) setCountry(m *Mention, key string) {
	if len(key) > 2 && key[:2] == "x-" {
		m.Area = key[2:]
		return
	}
	m.Country = key
}

// appositions joins «Matthew Miller, the spokesman» and «the spokesman, Matthew Miller» where only a comma parts them.
func (f *finder) appositions() {
	for i := 0; i+1 < len(f.out); i++ {
		n := i + 1
		for n+1 < len(f.out) && f.out[n].Inner {
			n++
		}
		a, b := &f.out[i], &f.out[n]
		if a.Inner || b.Inner {
			continue
		}
		if b.Conj != "" || b.Prep != "" || b.From != a.To+1 || f.x.Tokens[a.To].Kind != text.Mark || !comma(f.x.Tokens[a.To].Fold) || !a.person() {
			continue
		}
		named := a.Form == "name" && b.Form == "nominal" && b.Kind == "person" && b.Role != nil && !b.Plural && !b.Dual
		titled := a.Form == "nominal" && a.Def && !a.Plural && b.Kind == "person" && b.Form == "name" && b.Role == nil
		if !named && !titled {
			continue
		}
		if named && !f.closed(b.To) {
			continue
		}
		role := b
		if titled {
			role = a
			a.Known, a.Name, a.Latin, a.Form = b.Known, b.Name, b.Latin, "name"
			a.Parts = append(a.Parts, Part{Start: a.Start, End: a.End, Form: "title", Self: true}, Part{Start: b.Start, End: b.End, Form: "name", Self: true, Known: b.Known})
		} else {
			a.Role = role.Role
			if a.Country == "" || a.Known == nil {
				a.Country = role.Country
			}
			if a.Sector == "" {
				a.Sector = role.Sector
			}
			a.Parts = append(a.Parts, Part{Start: a.Start, End: a.End, Form: "name", Self: true, Known: a.Known}, Part{Start: b.Start, End: b.End, Form: "title", Self: true})
		}
		a.Parts = append(a.Parts, b.Parts...)
		if a.Of < 0 {
			a.Of = b.Of
		}
		if named {
			f.narrow(a, b)
		} else {
			a.End, a.To = b.End, b.To
		}
		f.out = append(f.out[:n], f.out[n+1:]...)
		f.shift(n)
		i--
	}
}

// narrow lets a stretch over the apposition b in tokens, while its span stays on the name: the words after the comma say who he is.
func (f *finder) narrow(a, b *Mention) { a.To = b.To }

// shift mends the references to mentions after one was taken out at k.
func (f *finder) shift(k int) {
	for i := range f.out {
		if f.out[i].Of == k {
			f.out[i].Of = k - 1
		} else if f.out[i].Of > k {
			f.out[i].Of--
		}
	}
}

// closed reports whether an apposition that ends before token i is shut by a comma, a mark or a verb of its own.
func (f *finder) closed(i int) bool {
	return i >= f.limit || f.x.Tokens[i].Kind != text.Word || !f.headFirst
}

func comma(s string) bool { return s == "," || s == "،" }
