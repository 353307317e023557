package reading

import (
	"sort"
	"strconv"

	"rawi/internal/clause"
	"rawi/internal/morph"
	"rawi/internal/news"
	"rawi/internal/pact"
	"rawi/internal/text"
	"rawi/internal/what"
	"rawi/internal/who"
)

// agreed is an agreement in the making.
type agreed struct {
	news.Agreement
	parties     []int
	signatories []int
	by          *event // the event that makes it, nil where none was found
	links       []link
	obligations []obligation
	best        int // rank of its stage
	title       bool
	sure        bool       // its dates are told, not taken from the report's day
	general     bool       // of no kind in particular
	told        []*telling // its tellings, in the order of the text
	place       int
}

// telling is one place that names an agreement.
type telling struct {
	st      *sentence
	item    int        // item of its noun
	phrase  text.Range // the noun with what qualifies it
	words   []pact.Word
	head    pact.Word
	kinds   []string
	strong  bool // surely an agreement
	def     bool
	parties []int // as the phrase itself names them
	stage   string
	shifted bool // it is told as not having come so far
	stageAt int  // item of the word that tells the stage, -1
	span    news.Span
}

// stages in the order of an agreement's life.
var stages = []string{"proposed", "negotiated", "initialled", "signed", "ratified", "in_force", "suspended", "terminated", "violated"}

func rankOf(stage string) int {
	for i, s := range stages {
		if s == stage {
			return i
		}
	}
	return -1
}

// pacts finds the agreements that the report tells of, and what they provide.
func (s *session) pacts() {
	for _, b := range s.blocks {
		if !b.Kind.Told() || b.Kind == news.Caption {
			continue
		}
		for _, st := range b.sentences {
			words := s.lang.pact.Words(s.text, st.Range)
			for _, t := range s.tellings(st, words) {
				s.agreement(t, b.Kind == news.Title || b.Kind == news.Subtitle)
			}
			s.signedIt(st)
			s.obligations(st, words)
		}
	}
	s.headlines()
}

// signedIt takes what signing of «it» says into the agreement named before.
func (s *session) signedIt(st *sentence) {
	if len(s.agreed) == 0 {
		return
	}
	a := s.agreed[len(s.agreed)-1]
	for _, e := range s.events {
		if e.sentence != st || e.CAMEO != "057" || e.Reality != "actual" || e.Polarity == "negative" || !s.recent(st, a) {
			continue
		}
		obj := e.found.Args.Obj
		pron := obj.Pron != ""
		for _, i := range obj.Items {
			pron = pron || st.Items[i].Mention >= 0 && st.Mentions[st.Items[i].Mention].Kind == "pronoun"
		}
		if !pron {
			continue
		}
		for _, p := range e.actors {
			if p.entity >= 0 && s.resolver.Entities[p.entity].Kind == "person" {
				a.signatories = addInt(a.signatories, p.entity)
			}
		}
		if a.by == nil {
			a.by, a.Rule = e, e.Rule
		}
		if a.best < rankOf("signed") {
			a.Stage, a.best = "signed", rankOf("signed")
		}
		if a.Dates["signed"] == "" && e.Date != nil && e.Date.Start != "" && e.Date.Start == e.Date.End {
			if a.Dates == nil {
				a.Dates = map[string]string{}
			}
			a.Dates["signed"] = e.Date.Start
		}
		if a.Place == nil {
			a.Place, a.place = e.Place, e.place
		}
	}
}

// tellings gives the nouns of a sentence that name agreements, each once.
func (s *session) tellings(st *sentence, words []pact.Word) []*telling {
	var out []*telling
	for _, w := range words {
		if w.Class != pact.Head && w.Class != pact.Weak {
			continue
		}
		if n := len(out); n > 0 && w.From < out[n-1].phrase.To { // «اتفاق هدنة»: one noun of the phrase stands for it
			if !s.lang.who.HeadFirst() {
				out[n-1].head = w
			}
			out[n-1].strong = out[n-1].strong || w.Class == pact.Head
			continue
		}
		i := s.itemAt(st, w.From)
		if i < 0 || st.Items[i].Kind == clause.Verb && w.Class == pact.Weak && !s.nounHere(st, i) || i > 0 && st.Items[i-1].Kind == clause.To {
			continue
		}
		t := &telling{st: st, item: i, head: w, words: words, strong: w.Class == pact.Head, stageAt: -1}
		t.phrase = s.pactRange(st.Sentence, i, w)
		t.span = s.pactSpan(st.Sentence, t.phrase, i)
		t.def = w.Def || s.definite(st, t.phrase)
		out = append(out, t)
	}
	for _, t := range out {
		t.kinds = s.kindsOf(t)
		s.pactParties(t)
		s.pactLife(t)
	}
	return out
}

// nounHere reports whether a word that can be a verb is a noun by what stands before it: an article, an adjective, a preposition.
func (s *session) nounHere(st *sentence, i int) bool {
	it := &st.Items[i]
	if it.Prep != "" {
		return true
	}
	if i == 0 || s.lang.who.HeadFirst() {
		return false
	}
	p := &st.Items[i-1]
	return p.Kind == clause.Noun || p.Kind == clause.Gen || p.Kind == clause.Det || st.Lone(i-1) || s.lang.pact.Article(s.text.Tokens[it.From-1].Fold)
}

func (s *session) itemAt(st *sentence, token int) int {
	for i := range st.Items {
		if st.Items[i].From <= token && token < st.Items[i].To {
			return i
		}
	}
	return -1
}

// definite reports whether a phrase is that of an agreement named before: the, this, its.
func (s *session) definite(st *sentence, r text.Range) bool {
	for i := range st.Items {
		it := &st.Items[i]
		if it.To > r.From {
			if it.From < r.From || it.From == r.From {
				return it.Pron != ""
			}
			break
		}
		if it.To == r.From && (it.Kind == clause.Det && it.Key == "the" || it.Kind == clause.Det && s.lang.who.HeadFirst()) {
			return true
		}
	}
	return false
}

// pactRange is the noun phrase of an agreement: its noun and what qualifies it up to the next preposition, verb or mark.
func (s *session) pactRange(st *clause.Sentence, i int, w pact.Word) text.Range {
	from, j := i, i+1
	for j < len(st.Items) && st.Items[j].To <= w.To {
		j++
	}
	plain := func(k int) bool {
		it := &st.Items[k]
		if it.Kind == clause.Mention && s.lang.who.HeadFirst() && it.Prep+it.Conj == "" && k > i && !st.Items[i].Art && !st.Items[k-1].Art && st.Items[i].Pron == "" {
			m := &st.Mentions[it.Mention]
			return k > i+1 && m.Form == "nominal" && m.Plural && it.Pron == "" || m.Form == "nominal" && s.kindWord(st, k)
		}
		if it.Kind == clause.Mention && s.lang.who.HeadFirst() && it.Prep+it.Conj == "" && k == i+1 && it.Art && st.Mentions[it.Mention].Form == "nominal" && s.kindWord(st, k) {
			return true
		}
		if k > i && s.lang.who.HeadFirst() && (it.Pron != "" || it.Kind != clause.Verb && it.Finite() && !s.nominal(it) && !s.kindWord(st, k)) {
			return false
		}
		return it.Kind == clause.Other || it.Kind == clause.Noun || st.Lone(k) || it.Kind == clause.Verb && s.kindWord(st, k)
	}
	if !s.lang.who.HeadFirst() {
		for from > 0 && st.Items[from].Prep == "" {
			p := &st.Items[from-1]
			switch {
			case s.lang.pact.Article(s.text.Tokens[p.From].Fold):
			case plain(from - 1):
				from--
				continue
			case from > 1 && (p.Kind == clause.Conj || p.Kind == clause.But) && st.Items[from].Kind == clause.Noun && st.Items[from-2].Kind == clause.Noun && s.adjectives(st, from),
				from > 1 && p.Kind == clause.But && plain(from-2): // bilateral and definitive; separate but mirrored
				from -= 2
				continue
			case from > 1 && p.Kind == clause.Mark && p.Key == "-" && s.text.Tokens[p.From].Glued:
				from -= 2
				continue
			case p.Kind == clause.Verb && from > 1 && st.Items[from-2].Kind == clause.Mark && st.Items[from-2].Key == "-" && s.text.Tokens[p.From].Glued:
				from--
				continue
			}
			break
		}
		for j < len(st.Items) && st.Items[j].Prep == "" && st.Items[j].Kind == clause.Noun && s.headWord(st, j) {
			j++
		}
		first := st.Items[from].From
		if from > 0 && st.Items[from].Prep == "" && st.Items[from-1].Kind == clause.Mention && st.Mentions[st.Items[from-1].Mention].Form == "nominal" && st.Items[from-1].To == first {
			if l := first - 1; l >= st.Items[from-1].From && s.hasKind(l, first) { // its military agreement
				first = l
			}
		}
		return text.Range{From: first, To: max(st.Items[j-1].To, w.To)}
	}
	for j < len(st.Items) && j < i+6 && plain(j) {
		it := &st.Items[j]
		if it.Prep != "" && !(it.Prep == "li" && s.kindWord(st, j)) || it.Conj != "" && !s.kindWord(st, j) || s.passage(st, j) {
			break
		}
		if it.Conj == "" && it.Prep == "" && it.Kind != clause.Mention && !it.Art && st.Items[j-1].Art { // the noun phrase is closed
			break
		}
		j++
	}
	return text.Range{From: st.Items[from].From, To: max(st.Items[j-1].To, w.To)}
}

// hasKind reports whether a kind of agreement stands at tokens [from, to).
func (s *session) hasKind(from, to int) bool {
	for _, w := range s.lang.pact.Words(s.text, text.Range{From: from, To: to}) {
		if w.Class == pact.Kind {
			return true
		}
	}
	return false
}

// nominal reports whether an item can be a noun or adjective too.
func (s *session) nominal(it *clause.Item) bool {
	for _, r := range it.Readings {
		if p := s.lang.who.Morph.Lemmas[r.Lemma].POS; p == morph.Noun || p == morph.Adj || r.Feat.Has(morph.Masdar) {
			return true
		}
	}
	return false
}

// adjectives reports whether the words round a conjunction before item from are adjectives of one noun.
func (s *session) adjectives(st *clause.Sentence, from int) bool {
	adj := func(k int) bool {
		for _, r := range st.Items[k].Readings {
			if s.lang.who.Morph.Lemmas[r.Lemma].POS == morph.Adj {
				return true
			}
		}
		return false
	}
	return adj(from) && adj(from-2)
}

func (s *session) hasWord(st *clause.Sentence, j int, class pact.Class) bool {
	for _, w := range s.lang.pact.Words(s.text, text.Range{From: st.Items[j].From, To: min(st.Items[j].To+2, st.Range.To)}) {
		if w.Class == class && w.From == st.Items[j].From {
			return true
		}
	}
	return false
}

func (s *session) kindWord(st *clause.Sentence, j int) bool { return s.hasWord(st, j, pact.Kind) }

func (s *session) passage(st *clause.Sentence, j int) bool { return s.hasWord(st, j, pact.Passage) }

func (s *session) headWord(st *clause.Sentence, j int) bool {
	return s.hasWord(st, j, pact.Head) || s.hasWord(st, j, pact.Weak)
}

func (s *session) pactSpan(st *clause.Sentence, r text.Range, i int) news.Span {
	start := s.text.Tokens[r.From].Start
	for k := range st.Items {
		if st.Items[k].From == r.From {
			start = st.Items[k].Start
		}
	}
	end := s.text.Tokens[r.To-1].End
	if k := i; st.Items[k].To == r.To && st.Items[k].Pron != "" {
		end = st.Items[k].End
	}
	return s.text.Span(start, end)
}

// kindsOf gives what an agreement is about: by its phrase, and by what follows it under a preposition.
func (s *session) kindsOf(t *telling) []string {
	var out []string
	switch t.head.Key {
	case "truce", "ceasefire", "armistice":
		out = append(out, "ceasefire")
	case "exchange":
		out = append(out, "prisoner_exchange")
	}
	limit := t.phrase.To
	for i := range t.st.Items {
		it := &t.st.Items[i]
		if it.From < t.phrase.To {
			continue
		}
		if it.Kind != clause.Noun && it.Kind != clause.Other && it.Kind != clause.Verb && it.Kind != clause.To || it.Kind == clause.Verb && it.Prep == "" || it.From > t.phrase.To+6 {
			break
		}
		if p := it.Prep; p != "" && p != "li" && p != "on" && p != "of" && p != "for" && p != "fi" && p != "bishaan" && p != "hawla" && p != "to" && p != "over" && p != "in" {
			break
		}
		limit = it.To
	}
	for _, w := range t.words {
		if w.Class == pact.Kind && w.From >= t.phrase.From && w.From < limit {
			out = addString(out, w.Key)
		}
	}
	return out
}

// isSides reports whether a mention means all parties: the two sides, both countries.
func isSides(m *who.Mention) bool {
	return m.Role != nil && (m.Role.Role == "side" || m.Role.Role == "state" && m.Form == "nominal") && m.Known == nil
}

// pactParties finds the parties that the phrase itself names: between X and Y, the X-Y pact, a pact with X.
func (s *session) pactParties(t *telling) {
	st := t.st
	var list []int
	for i := range st.Items { // nationalities in the phrase
		it := &st.Items[i]
		if it.From >= t.phrase.From && it.To <= t.phrase.To && it.Mention >= 0 && (st.Lone(i) || !s.lang.who.HeadFirst()) {
			list = append(list, s.members(st, clause.Arg{Items: []int{i}})...)
		}
		if it.To == t.phrase.From && it.Kind == clause.Mention && it.Prep == "" && !s.lang.who.HeadFirst() && st.Lone(i) {
			list = append(list, s.members(st, clause.Arg{Items: []int{i}})...)
		}
	}
	for i := range st.Items {
		it := &st.Items[i]
		if it.From < t.phrase.To {
			continue
		}
		if it.Kind == clause.Comp || it.Kind == clause.Mark && it.Key != "," && it.Key != "،" && it.Key != "(" && it.Key != ")" || it.From > t.phrase.To+16 {
			break
		}
		if it.Kind == clause.Verb && it.Finite() && it.Prep == "" && !s.passage(st.Sentence, i) && !(it.From <= t.phrase.To+1) {
			break
		}
		if it.Prep == "bayna" || it.Prep == "between" || it.Kind == clause.Prep && it.Key == "bayna" {
			if it.Pron != "" || it.Kind == clause.Prep {
				list = append(list, s.members(st, clause.Arg{Pron: it.Pron, At: i})...)
			} else {
				list = append(list, s.members(st, clause.Arg{Items: s.listAt(st, i)})...)
			}
			break
		}
		if (it.Prep == "maa" || it.Prep == "with") && it.Mention >= 0 {
			list = append(list, s.members(st, clause.Arg{Items: s.listAt(st, i)})...)
		}
	}
	t.parties = s.bound(list)
}

// listAt gives the items of a list of names that begins at item i.
func (s *session) listAt(st *sentence, i int) []int {
	out := []int{i}
	for j := i + 1; j < len(st.Items); j++ {
		it := &st.Items[j]
		switch {
		case it.Kind == clause.Mention && it.Conj != "" && (it.Prep == "" || it.Prep == st.Items[i].Prep):
			out = append(out, j)
		case (it.Kind == clause.Conj || st.Comma(j)) && j+1 < len(st.Items) && st.Items[j+1].Kind == clause.Mention && st.Items[j+1].Prep == "" && (it.Kind == clause.Conj || s.listGoesOn(st, j+1)):
			out = append(out, j+1)
			j++
		case it.Kind == clause.Mention && st.Lone(j), it.Kind == clause.Noun && it.Prep == "" && it.Conj == "" && s.lang.who.HeadFirst():
		default:
			return out
		}
	}
	return out
}

// listGoesOn reports whether a list goes on behind item j to an «and».
func (s *session) listGoesOn(st *sentence, j int) bool {
	for k := j + 1; k < len(st.Items) && k < j+6; k++ {
		it := &st.Items[k]
		if it.Kind == clause.Conj || it.Kind == clause.Mention && it.Conj != "" {
			return true
		}
		if it.Kind != clause.Mention && !st.Comma(k) {
			return false
		}
	}
	return false
}

// members gives the entities of an argument that can be parties.
func (s *session) members(st *sentence, a clause.Arg) []int {
	var out []int
	for _, p := range s.entities(st, a, nil) {
		if p.entity >= 0 {
			out = addInt(out, p.entity)
		}
	}
	return out
}

// bound gives the parties whom these bind: states for their officials and governments, armed groups and bodies themselves.
func (s *session) bound(list []int) []int {
	var out []int
	civil := false // one that is no state is a party: a government is then itself, not its state
	for _, n := range list {
		e := s.resolver.Entities[n]
		if (e.Kind == "group" || e.Kind == "organization") && e.Sector != "GOV" && e.Country != "IGO" && e.Country != "UNO" && e.Country != "EUR" {
			civil = true
		}
	}
	for _, n := range list {
		e := s.resolver.Entities[n]
		k := s.world.States[e.Country]
		switch {
		case e.Kind == "outlet" || e.Kind == "document" || e.Kind == "other":
			continue
		case e.Kind == "person" && (e.Country == "UNO" || e.Country == "EUR"):
			if body := s.world.Find(map[string]string{"UNO": "org/un", "EUR": "org/eu"}[e.Country]); body != nil {
				out = addInt(out, s.resolver.Of(body))
			}
		case e.Kind == "person" && k == nil, e.Kind == "place" && k == nil:
			continue
		case e.Kind == "person" && e.Sector != "GOV" && e.Sector != "MIL" && e.Sector != "":
			continue
		case civil && e.Kind == "organization" && e.Known == nil:
			out = addInt(out, n)
		case (e.Kind == "person" || e.Kind == "place" || e.Kind == "state" || e.Sector == "GOV" || e.Sector == "LEG" || e.Kind == "seat") && k != nil:
			out = addInt(out, s.resolver.Of(k))
		case e.Known == nil && (e.Role == "state" || e.Role == "side"):
			continue
		case (e.Kind == "group" || e.Kind == "organization") && (e.Sector == "UNK" || e.Sector == "BUS" || e.Sector == "") && e.Known == nil:
			continue
		default:
			out = addInt(out, n)
		}
	}
	return out
}

// pactLife finds the word that tells how far the agreement has come: a verb that governs it, or one that it is the subject of.
func (s *session) pactLife(t *telling) {
	best := 1 << 30
	for _, w := range t.words {
		if w.Class != pact.Stage && w.Class != pact.Passage {
			continue
		}
		i := s.itemAt(t.st, w.From)
		if i < 0 || w.From >= t.phrase.From && w.To <= t.phrase.To && w.Class == pact.Stage {
			continue
		}
		if w.Key == "left" && !s.leaves(t, i) || w.Noun && w.Class == pact.Stage && i != t.item && !s.lang.who.HeadFirst() && w.Key == "reached" {
			continue
		}
		d, ok := s.pactTied(t, w, i)
		if ok && d == 0 && (w.Key == "proposed" || w.Key == "negotiated") { // a draft that was agreed
			d = 1 << 20
		}
		if ok && i > t.item && w.Class == pact.Stage && (w.Key == "terminated" || w.Key == "violated") && (s.ownObject(t, i) || s.lang.who.HeadFirst() && !t.def && !w.Noun) {
			continue
		}
		if ok && d < best {
			best, t.stage, t.stageAt = d, w.Key, i
		}
	}
	if t.stage == "" {
		return
	}
	if t.stage == "left" {
		t.stage = "terminated"
	}
	a := t.st.Args(t.stageAt)
	if t.st.Items[t.stageAt].Kind != clause.Verb {
		a = t.st.NounArgs(t.stageAt)
	}
	for _, w := range t.words { // refused to sign
		if k := s.itemAt(t.st, w.From); w.Class == pact.Refuse && k >= 0 && k < t.stageAt && k >= t.stageAt-8 && !s.markBetween(t.st, k, t.stageAt) {
			a.Negated = true
		}
	}
	if !(a.Negated || a.Planned || a.Future || a.Possible || a.Hypothetical || a.Near) {
		return
	}
	t.shifted = true
	switch t.stage { // what has not happened
	case "signed", "initialled", "reached":
		t.stage = "negotiated"
	case "ratified", "in_force":
		t.stage = "signed"
	case "suspended", "terminated", "violated":
		t.stage = "in_force"
	}
}

// ownObject reports whether a verb behind an agreement tells what the agreement does to something else: a pact that ended the war.
func (s *session) ownObject(t *telling, i int) bool {
	it := &t.st.Items[i]
	if it.Kind != clause.Verb || !it.Finite() {
		return false
	}
	a := t.st.Args(i)
	return !a.Passive && (len(a.Obj.Items) > 0 || s.lang.who.HeadFirst() && len(a.Subj.Items) > 0 && !t.def)
}

func (s *session) markBetween(st *sentence, i, j int) bool {
	for k := i + 1; k < j; k++ {
		if st.Items[k].Kind == clause.Mark {
			return true
		}
	}
	return false
}

// leaves reports whether an agreement is what is left: withdrew from the treaty.
func (s *session) leaves(t *telling, i int) bool {
	if i > t.item {
		return false
	}
	for k := i + 1; k <= t.item; k++ {
		switch p := t.st.Items[k].Prep; p {
		case "min", "from", "out", "of":
			return t.st.Items[k].To > t.phrase.From-2
		case "", "an":
		default:
			return false
		}
	}
	return false
}

// pactTied reports whether a word of an agreement's life stands in its clause, and how far from it.
func (s *session) pactTied(t *telling, w pact.Word, i int) (int, bool) {
	st := t.st
	if w.From >= t.phrase.From && w.From < t.phrase.To {
		return 0, true
	}
	if w.From < t.phrase.From {
		d := 0
		for k := i + 1; k < len(st.Items) && st.Items[k].From < t.phrase.From; k++ {
			it := &st.Items[k]
			switch it.Kind {
			case clause.Comp, clause.Rel, clause.But, clause.Sub, clause.Cond:
				return 0, false
			case clause.Verb:
				if it.Finite() && it.From >= w.To && !s.passage(st.Sentence, k) && it.Prep == "" {
					return 0, false
				}
			case clause.Mark:
				if !st.Comma(k) && it.Key != "(" && it.Key != ")" && it.Key != "-" {
					return 0, false
				}
				d += 2
			}
			d++
		}
		return d, d <= 16
	}
	d, rel, group := 0, false, false
	for k := range st.Items {
		it := &st.Items[k]
		if it.From < t.phrase.To {
			continue
		}
		if k >= i {
			break
		}
		switch it.Kind {
		case clause.Comp, clause.But, clause.Sub, clause.Cond:
			return 0, false
		case clause.Rel:
			rel = true
		case clause.Verb:
			if it.Finite() && !s.passage(st.Sentence, k) {
				return 0, false
			}
		case clause.Mark:
			if !st.Comma(k) && it.Key != "(" && it.Key != ")" && it.Key != "-" {
				return 0, false
			}
		case clause.Mention:
			if it.Prep != "" {
				group = true
			} else if it.Conj == "" && !group && !rel && !st.Lone(k) && !(k > 0 && st.Items[k-1].Kind == clause.Conj) {
				return 0, false
			}
		}
		d++
	}
	return d + 1, d <= 12
}

// agreement takes a telling into the record: a new agreement, or a further telling of one.
func (s *session) agreement(t *telling, title bool) {
	by := s.pactMaker(t)
	var actual []int // who signs, breaks, leaves it
	var signatories []int
	if by != nil {
		for _, p := range append(append([]party{}, by.actors...), by.recipients...) {
			if p.entity < 0 {
				continue
			}
			actual = addInt(actual, p.entity)
			if s.resolver.Entities[p.entity].Kind == "person" && t.stage == "signed" {
				signatories = addInt(signatories, p.entity)
			}
		}
	}
	if t.stageAt >= 0 {
		it := &t.st.Items[t.stageAt]
		args := t.st.NounArgs(t.stageAt)
		if it.Kind == clause.Verb {
			args = t.st.Args(t.stageAt)
		}
		if args.Subj.Dropped && !args.Carried.Zero() {
			args.Subj = args.Carried
		}
		if by == nil && args.Subj.Dropped {
			for _, n := range s.members(t.st, args.Subj) {
				actual = addInt(actual, n)
			}
		}
		for _, a := range []clause.Arg{args.Subj, args.Gen} {
			if len(a.Items) > 0 && t.st.Items[a.Items[0]].From < t.phrase.To {
				for _, n := range s.members(t.st, a) {
					actual = addInt(actual, n)
					if s.resolver.Entities[n].Kind == "person" && t.stage == "signed" {
						signatories = addInt(signatories, n)
					}
				}
			}
		}
		for _, p := range args.Preps {
			switch p.Prep {
			case "maa", "with", "by", "min-qibal", "min-janib", "ala-yad":
				if len(p.Items) > 0 {
					p.Items = s.listAt(t.st, p.Items[0])
				}
				for _, n := range s.members(t.st, p) {
					actual = addInt(actual, n)
					if s.resolver.Entities[n].Kind == "person" && t.stage == "signed" {
						signatories = addInt(signatories, n)
					}
				}
			}
		}
	}
	parties := t.parties
	if len(parties) < 2 {
		for _, n := range s.bound(actual) {
			parties = addInt(parties, n)
		}
	}
	if len(parties) == 1 && len(t.parties) == 1 { // its deal with Iran: whose clause it is
		for _, n := range s.bound(s.pactOwner(t)) {
			parties = addInt(parties, n)
		}
	}
	if n := len(s.agreed); n > 0 && len(t.parties) == 0 && t.stage != "" && s.ofSides(t) { // the sides are those of the agreement before
		parties = s.agreed[n-1].parties
	}
	if len(parties) == 0 && t.stage == "" {
		parties = s.bound(s.havers(t))
	}
	if len(parties) < 2 && t.stage != "" {
		if more := s.bound(s.pactOwner(t)); len(more) > 1 && (t.stageAt < t.item || !s.lang.who.HeadFirst() || !t.def) {
			parties = more
		} else if s.ofSides(t) && len(parties) == 0 {
			if n := len(s.agreed); n > 0 {
				parties = s.agreed[n-1].parties
			} else if t.stage == "signed" {
				parties = s.lastTwo(t.span.Start)
			}
		}
	}
	a := &agreed{by: by, parties: parties, signatories: signatories, title: title, place: -1, told: []*telling{t}}
	a.Span, a.Kind, a.Stage = t.span, t.kinds, s.stageOf(t)
	a.best, a.general = rankOf(a.Stage), len(t.kinds) == 0
	quote := s.containing(t.span.Start)
	if quote != nil {
		a.links = s.chain(quote)
	}
	s.lifeDates(a, t)
	a.Name, a.Rule = a.Span.Text, "pact/"+t.head.Key
	a.Names = map[string]string{s.lang.name: a.Span.Text}
	a.Evidence = s.clauseOf(t)
	if by != nil {
		a.Rule = by.Rule
		if by.Evidence.Start <= t.span.Start && t.span.End <= by.Evidence.End {
			a.Evidence = by.Evidence
		}
		if len(by.links) > 0 {
			a.links = by.links
		}
	}
	if o := s.goesBackTo(a, t); o != nil {
		s.joinPact(o, a)
		return
	}
	if s.founded(a, t) {
		s.agreed = append(s.agreed, a)
	}
}

// founded reports whether a telling is enough to speak of an agreement: named parties, and a noun that means one.
func (s *session) founded(a *agreed, t *telling) bool {
	state := false
	if (t.stage == "violated" || t.stage == "proposed") && len(t.parties) < 2 && !(t.stage == "proposed" && a.by != nil) {
		return false
	}
	for _, n := range a.parties {
		e := s.resolver.Entities[n]
		state = state || e.Kind == "state" || e.Kind == "group" || e.Sector == "GOV" || e.Sector == "MIL" || e.Sector == "REB" || e.Sector == "PTY"
	}
	if !state || t.stage == "proposed" && len(a.parties) < 2 {
		return false
	}
	life := t.stage != "" && t.stage != "negotiated" && t.stage != "proposed"
	switch {
	case len(a.parties) >= 2:
		return t.strong && (t.stage != "" || len(t.parties) >= 2 || !t.def) || life || (t.def || len(t.kinds) > 0) && len(t.parties) >= 2 || t.def && len(t.parties) == 1
	case len(a.parties) == 1:
		return t.strong && life && t.stage != "reached" && t.stage != "signed" && (t.def || len(t.kinds) > 0)
	}
	return false
}

// pactOwner gives who has the agreement that only names the other party: the subject of its clause, or its possessor.
func (s *session) pactOwner(t *telling) []int {
	it := &t.st.Items[t.item]
	if it.Pron != "" {
		return s.members(t.st, clause.Arg{Pron: it.Pron, At: t.item})
	}
	for i := range t.st.Items {
		p := &t.st.Items[i]
		if p.To <= t.phrase.From && p.To >= t.phrase.From-2 && p.Mention >= 0 && !s.lang.who.HeadFirst() && i+1 < len(t.st.Items) && t.st.Items[i+1].Kind == clause.Gen {
			return s.members(t.st, clause.Arg{Items: []int{i}})
		}
	}
	for i := t.item - 1; i >= 0; i-- {
		p := &t.st.Items[i]
		if p.Kind == clause.Comp {
			break
		}
		if p.Mention >= 0 && p.Prep == "" && !t.st.Lone(i) && s.lang.who.HeadFirst() {
			if list := s.members(t.st, clause.Arg{Items: s.listAt(t.st, i)}); len(t.parties) == 1 && len(s.bound(list)) > 0 {
				return list
			}
		}
		if p.Kind == clause.Verb && p.Finite() {
			return s.members(t.st, t.st.Args(i).Subj)
		}
	}
	return nil
}

// havers gives those who are said to have an agreement.
func (s *session) havers(t *telling) []int {
	for i := range t.st.Items {
		it := &t.st.Items[i]
		if it.Kind != clause.Aux || it.Key != "have" || it.From < t.phrase.From-3 || it.From >= t.phrase.From {
			continue
		}
		from := i
		for from > 0 && (t.st.Items[from-1].Kind == clause.Mention || t.st.Items[from-1].Kind == clause.Conj || t.st.Comma(from-1)) {
			from--
		}
		if from < i {
			return s.members(t.st, clause.Arg{Items: s.listAt(t.st, from)})
		}
	}
	return nil
}

// ofSides reports whether the two sides, not named, are those who sign.
func (s *session) ofSides(t *telling) bool {
	for i := range t.st.Items {
		it := &t.st.Items[i]
		if it.From >= t.phrase.To+2 {
			return false
		}
		if it.Mention >= 0 && isSides(&t.st.Mentions[it.Mention]) {
			return true
		}
	}
	return false
}

// lastTwo gives the two parties named latest before a code point: states, governments, armed groups.
func (s *session) lastTwo(before int) []int {
	last := map[int]int{}
	var list []int
	for n, e := range s.resolver.Entities {
		if e.Kind != "state" && !(e.Role == "government" && e.Sector == "GOV") && !(e.Known != nil && (e.Sector == "REB" || e.Kind == "group")) {
			continue
		}
		for _, m := range e.Mentions {
			if m.Start < before && m.Form != "demonym" && m.Start > last[n] {
				last[n] = m.Start
			}
		}
		if last[n] > 0 {
			list = append(list, n)
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return last[list[i]] > last[list[j]] })
	var out []int
	for _, n := range s.bound(list) {
		if len(out) < 2 {
			out = addInt(out, n)
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// pactMaker gives the event by which a telling's agreement is made, changed or ended.
func (s *session) pactMaker(t *telling) *event {
	fits := func(e *event) bool {
		if e.sentence != t.st || e.Polarity == "negative" {
			return false
		}
		switch e.Type {
		case "SUPPORT", "AGREE", "RETREAT", "REJECT", "COOPERATE", "CONCEDE", "CONSULT", "SANCTION", "COERCE":
		default:
			return false
		}
		return e.found != nil && t.stageAt >= 0 && (e.found.Item == t.stageAt || e.found.SupportAt == t.stageAt)
	}
	for _, e := range s.events {
		if fits(e) {
			return e
		}
		for _, o := range e.also {
			if fits(o) {
				return e
			}
		}
	}
	return nil
}

// stageOf tells the stage of a telling as the record names it.
func (s *session) stageOf(t *telling) string {
	switch t.stage {
	case "reached":
		return "negotiated"
	case "extended":
		return "in_force"
	case "":
		if t.head.Key == "exchange" || t.head.Key == "ceasefire" || t.head.Key == "truce" || t.head.Key == "armistice" {
			return "in_force"
		}
		return "signed"
	}
	return t.stage
}

// lifeDates dates the stage that a telling tells of, and places it.
func (s *session) lifeDates(a *agreed, t *telling) {
	var date *news.Date
	if by := a.by; by != nil {
		date, a.Place, a.place = by.Date, by.Place, by.place
	}
	if t.stageAt >= 0 && (date == nil || date.Basis == "document") {
		it := &t.st.Items[t.stageAt]
		e := &event{sentence: t.st, place: -1, quote: s.containing(it.Start)}
		e.Anchor, e.Reality = s.text.Span(it.Start, it.End), "actual"
		e.Evidence = s.text.Span(min(it.Start, t.span.Start), max(it.End, t.span.End))
		f := &what.Found{Item: t.stageAt, Verb: it.Kind == clause.Verb && it.Finite()}
		e.Polarity = "positive"
		if !f.Verb && a.by == nil && t.stageAt < t.item && a.Stage == "signed" { // he attended the signing
			for k := t.stageAt - 1; k >= 0 && t.st.Items[k].Kind != clause.Mark && !f.Verb; k-- {
				f.Verb = t.st.Items[k].Kind == clause.Verb && t.st.Items[k].Finite()
			}
		} else if f.Verb {
			f.Args = t.st.Args(t.stageAt)
			e.Background = f.Args.Perfect2
		}
		s.date(e, t.st, f)
		if e.Date != nil {
			date = e.Date
		}
		if a.Place == nil && t.stage == "signed" {
			s.where(e, t.st, f)
			a.Place, a.place = e.Place, e.place
		}
	}
	if date == nil || date.Start == "" {
		return
	}
	day := ""
	switch {
	case date.Start == date.End:
		day = date.Start
	case date.End != "" && len(date.Start) == 10 && len(date.End) == 10 && date.Start[:7] == date.End[:7]:
		day = date.Start[:7]
	case date.End != "" && len(date.Start) == 10 && len(date.End) == 10 && date.Start[:4] == date.End[:4]:
		day = date.Start[:4]
	}
	switch t.stage {
	case "signed", "ratified", "in_force", "suspended", "terminated", "initialled":
		if !t.shifted && day != "" && a.Stage == t.stage {
			a.Dates, a.sure = map[string]string{t.stage: day}, date.Basis == "expression"
		}
	}
}

// clauseOf is the clause that a telling stands in: from the verb of its life to the end of what follows.
func (s *session) clauseOf(t *telling) news.Span {
	from, to := t.span.Start, t.span.End
	for i := t.item; i >= 0; i-- {
		it := &t.st.Items[i]
		if it.Kind == clause.Comp || it.Kind == clause.Mark && it.Key != "(" && it.Key != ")" && it.Key != "-" || it.Kind == clause.Sub || it.Kind == clause.But {
			break
		}
		from = min(from, it.Start)
	}
	for i := t.item; i < len(t.st.Items); i++ {
		it := &t.st.Items[i]
		if it.Kind == clause.Mark && it.Key != "(" && it.Key != ")" && it.Key != "-" || it.Kind == clause.Comp {
			break
		}
		to = max(to, it.End)
	}
	return s.text.Span(from, to)
}

// goesBackTo gives the agreement named earlier that a telling goes back to.
func (s *session) goesBackTo(a *agreed, t *telling) *agreed {
	for i := len(s.agreed) - 1; i >= 0; i-- {
		o := s.agreed[i]
		if len(a.parties) > 1 || len(a.parties) == 1 && len(t.parties) == 1 {
			if samePact(o, a) && sameKind(o, a) && !otherDay(o, a) {
				return o
			}
			continue
		}
		if len(a.parties) == 1 && !subsetOf(a.parties, o.parties) && a.by != nil {
			continue
		}
		if (t.def || a.Stage != "signed" || t.stage == "" || s.lang.who.HeadFirst() && len(t.kinds) > 0) && sameKind(o, a) {
			return o
		}
	}
	return nil
}

// otherDay reports whether two tellings name different days of signing.
func otherDay(a, b *agreed) bool {
	x, y := a.Dates["signed"], b.Dates["signed"]
	n := min(len(x), len(y))
	return n > 0 && a.sure && b.sure && x[:n] != y[:n]
}

func subsetOf(list, all []int) bool {
	for _, n := range list {
		found := false
		for _, m := range all {
			found = found || n == m
		}
		if !found {
			return false
		}
	}
	return true
}

// samePact reports whether two tellings are of one agreement: no party of one is foreign to the other.
func samePact(a, b *agreed) bool {
	small, large := a.parties, b.parties
	if len(small) > len(large) {
		small, large = large, small
	}
	if a.title && len(small) > 1 { // a headline says it in fewer words: Ethiopia for its government
		for _, n := range small {
			if subsetOf([]int{n}, large) {
				return true
			}
		}
	}
	return subsetOf(small, large)
}

// sameKind reports whether two tellings are of one kind, or one is of none in particular.
func sameKind(a, b *agreed) bool {
	if a.general || b.general {
		return true
	}
	for _, k := range a.Kind {
		for _, m := range b.Kind {
			if k == m || k == "cooperation" && m == "defense" || m == "cooperation" && k == "defense" {
				return true
			}
		}
	}
	return false
}

func (s *session) joinPact(o, a *agreed) {
	for _, n := range a.parties {
		if len(a.told[0].parties) > 1 || len(o.parties) < 2 {
			o.parties = addInt(o.parties, n)
		}
	}
	for _, n := range a.signatories {
		o.signatories = addInt(o.signatories, n)
	}
	for _, k := range a.Kind {
		o.Kind = addString(o.Kind, k)
	}
	o.general = o.general && a.general
	t := a.told[0]
	told := t.stage != "" && t.stage != "proposed" && t.stage != "extended"
	if a.Stage == "violated" && (len(a.links) > 0 || a.by == nil || t.st.Items[t.stageAt].Kind != clause.Verb) {
		told = false
	}
	if told && (a.best > o.best || o.told[0].stage == "" && a.best >= rankOf("signed")) {
		o.Stage, o.best = a.Stage, a.best
	}
	for k, d := range a.Dates {
		if o.Dates == nil {
			o.Dates = map[string]string{}
		}
		if o.Dates[k] == "" || len(o.Dates[k]) < len(d) || a.sure && !o.sure {
			o.Dates[k] = d
		}
	}
	o.sure = o.sure || a.sure
	if o.Place == nil {
		o.Place, o.place = a.Place, a.place
	}
	if o.by == nil || o.title && !a.title && a.by != nil {
		o.by = a.by
	}
	if o.title && !a.title { // the body says more than the headline
		o.Span, o.Name, o.Names, o.Evidence, o.links, o.title = a.Span, a.Name, a.Names, a.Evidence, a.links, false
		if o.by != nil {
			o.Rule = o.by.Rule
		}
	}
	o.told = append(o.told, t)
}

func addInt(list []int, n int) []int {
	for _, x := range list {
		if x == n {
			return list
		}
	}
	return append(list, n)
}

func addString(list []string, x string) []string {
	for _, y := range list {
		if x == y {
			return list
		}
	}
	return append(list, x)
}

// headlines makes a headline that tells of an agreement in other words («… strengthen partnership») a telling of its signing.
func (s *session) headlines() {
	for _, e := range s.events {
		if !e.title || e.merged || e.Type != "AGREE" && e.Type != "COOPERATE" && e.Type != "SUPPORT" {
			continue
		}
		for _, a := range s.agreed {
			if a.by != nil && a.by != e && a.by.Quad == e.Quad && s.subset(e.actors, a.by.actors) && len(e.actors) > 0 {
				e.merged = true
				a.by.also = append([]*event{e}, a.by.also...)
				break
			}
		}
	}
	s.dropMerged()
}

func (s *session) dropMerged() {
	var kept []*event
	for _, e := range s.events {
		if !e.merged {
			kept = append(kept, e)
		}
	}
	s.events = kept
}

// numberPacts writes the agreements into the record.
func (s *session) numberPacts(rec *news.Record, id func(int) string, chain func([]link) []news.Link) {
	sort.SliceStable(s.agreed, func(i, j int) bool { return s.agreed[i].Span.Start < s.agreed[j].Span.Start })
	for i, a := range s.agreed {
		out := a.Agreement
		out.ID = "a" + strconv.Itoa(i+1)
		if a.by != nil {
			out.Event = a.by.id
		}
		out.Parties, out.Obligations = []string{}, []news.Obligation{}
		for _, n := range a.parties {
			out.Parties = append(out.Parties, id(n))
		}
		for _, n := range a.signatories {
			out.Signatories = append(out.Signatories, id(n))
		}
		if len(out.Kind) == 0 {
			out.Kind = []string{"other"}
		}
		if len(a.links) > 0 {
			out.Attribution = chain(a.links)
		}
		if out.Place != nil {
			place := *out.Place
			place.Entity = id(a.place)
			out.Place = &place
		}
		for _, o := range a.obligations {
			ob := o.Obligation
			ob.On, ob.Attribution = []string{}, chain(o.links)
			if o.promise != nil {
				ob.Event = o.promise.id
			}
			if o.trigger != nil {
				ob.TriggerEvent = o.trigger.id
			}
			for _, n := range o.on {
				ob.On = append(ob.On, id(n))
			}
			out.Obligations = append(out.Obligations, ob)
		}
		for k := range rec.Events {
			if out.Event != "" && rec.Events[k].ID == out.Event {
				rec.Events[k].Agreement = out.ID
			}
		}
		rec.Agreements = append(rec.Agreements, out)
		if s.explain {
			s.trace.Steps = append(s.trace.Steps, Step{Stage: "pact", Span: out.Span, Rule: out.Rule, Verdict: "kept", Fact: out.ID})
		}
	}
}
