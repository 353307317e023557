package reading

import (
	"sort"
	"strconv"

	"rawi/internal/clause"
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
	stageAt int // item of the word that tells the stage, -1
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
			s.obligations(st, words)
		}
	}
	s.headlines()
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
		if i < 0 || st.Items[i].Kind == clause.Verb && w.Class == pact.Weak || i > 0 && st.Items[i-1].Kind == clause.To {
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
		s.partiesNamed(t)
		s.life(t)
	}
	return out
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
		return it.Kind == clause.Other || it.Kind == clause.Noun || st.Lone(k) || it.Kind == clause.Verb && s.kindWord(st, k)
	}
	if !s.lang.who.HeadFirst() {
		for from > 0 && st.Items[from].Prep == "" && plain(from-1) && !s.article(st, from-1) && s.text.Tokens[st.Items[from-1].From].Kind != text.Mark {
			from--
			if st.Items[from].Prep != "" {
				break
			}
		}
		for j < len(st.Items) && st.Items[j].Prep == "" && st.Items[j].Kind == clause.Noun && s.headWord(st, j) {
			j++
		}
		return text.Range{From: st.Items[from].From, To: max(st.Items[j-1].To, w.To)}
	}
	for j < len(st.Items) && j < i+6 && plain(j) {
		it := &st.Items[j]
		if it.Prep != "" && !(it.Prep == "li" && s.kindWord(st, j)) || it.Conj != "" && !s.kindWord(st, j) || s.passage(st, j) {
			break
		}
		if it.Kind == clause.Other && it.Conj == "" && s.lang.who.HeadFirst() && j > i+1 && !it.Art && st.Items[j-1].Art {
			break
		}
		j++
	}
	return text.Range{From: st.Items[from].From, To: max(st.Items[j-1].To, w.To)}
}

// article reports whether an item is an article or determiner that no table calls one.
func (s *session) article(st *clause.Sentence, k int) bool {
	it := &st.Items[k]
	if it.To-it.From != 1 {
		return false
	}
	_, ok := s.lang.who.Word(s.text, it.From, "det")
	return ok
}

func (s *session) has(st *clause.Sentence, j int, class pact.Class) bool {
	for _, w := range s.lang.pact.Words(s.text, text.Range{From: st.Items[j].From, To: min(st.Items[j].To+2, st.Range.To)}) {
		if w.Class == class && w.From == st.Items[j].From {
			return true
		}
	}
	return false
}

func (s *session) kindWord(st *clause.Sentence, j int) bool { return s.has(st, j, pact.Kind) }

func (s *session) passage(st *clause.Sentence, j int) bool { return s.has(st, j, pact.Passage) }

func (s *session) headWord(st *clause.Sentence, j int) bool {
	return s.has(st, j, pact.Head) || s.has(st, j, pact.Weak)
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
	if len(out) > 1 {
		out = without1(out, "cooperation")
	}
	return out
}

// without1 drops the general kind where a particular one stands beside it, except where both are named.
func without1(list []string, _ string) []string { return list }

// isSides reports whether a mention means all parties: the two sides, both countries.
func isSides(m *who.Mention) bool {
	return m.Role != nil && (m.Role.Role == "side" || m.Role.Role == "state" && m.Form == "nominal") && m.Known == nil
}

// named finds the parties that the phrase itself names: between X and Y, the X-Y pact, a pact with X.
func (s *session) partiesNamed(t *telling) {
	st := t.st
	var list []int
	for i := range st.Items { // nationalities in the phrase
		it := &st.Items[i]
		if it.From >= t.phrase.From && it.To <= t.phrase.To && it.Mention >= 0 {
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
				list = append(list, s.members(st, clause.Arg{Items: s.row(st, i)})...)
			}
			break
		}
		if (it.Prep == "maa" || it.Prep == "with") && it.Mention >= 0 {
			list = append(list, s.members(st, clause.Arg{Items: s.row(st, i)})...)
		}
	}
	t.parties = s.bound(list)
}

// row gives the items of a list of names that begins at item i.
func (s *session) row(st *sentence, i int) []int {
	out := []int{i}
	for j := i + 1; j < len(st.Items); j++ {
		it := &st.Items[j]
		switch {
		case it.Kind == clause.Mention && it.Conj != "" && (it.Prep == "" || it.Prep == st.Items[i].Prep):
			out = append(out, j)
		case (it.Kind == clause.Conj || st.Comma(j)) && j+1 < len(st.Items) && st.Items[j+1].Kind == clause.Mention && st.Items[j+1].Prep == "" && (it.Kind == clause.Conj || s.more(st, j+1)):
			out = append(out, j+1)
			j++
		case it.Kind == clause.Mention && st.Lone(j), it.Kind == clause.Noun && it.Prep == "" && it.Conj == "" && s.lang.who.HeadFirst():
		default:
			return out
		}
	}
	return out
}

// more reports whether a list goes on behind item j to an «and».
func (s *session) more(st *sentence, j int) bool {
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
		case e.Kind == "person" && k == nil, e.Kind == "place" && k == nil:
			continue
		case e.Kind == "person" && e.Sector != "GOV" && e.Sector != "MIL" && e.Sector != "":
			continue
		case civil && e.Kind == "organization" && e.Known == nil:
			out = addInt(out, n)
		case (e.Kind == "person" || e.Kind == "place" || e.Kind == "state" || e.Sector == "GOV" || e.Kind == "seat") && k != nil:
			out = addInt(out, s.resolver.Of(k))
		case (e.Kind == "group" || e.Kind == "organization") && (e.Sector == "UNK" || e.Sector == "BUS" || e.Sector == "") && e.Known == nil:
			continue
		default:
			out = addInt(out, n)
		}
	}
	return out
}

// life finds the word that tells how far the agreement has come: a verb that governs it, or one that it is the subject of.
func (s *session) life(t *telling) {
	best := 1 << 30
	for _, w := range t.words {
		if w.Class != pact.Stage && w.Class != pact.Passage {
			continue
		}
		i := s.itemAt(t.st, w.From)
		if i < 0 || w.From >= t.phrase.From && w.To <= t.phrase.To && w.Class == pact.Stage {
			continue
		}
		d, ok := s.tied(t, w, i)
		if ok && d < best {
			best, t.stage, t.stageAt = d, w.Key, i
		}
	}
	if t.stage == "" {
		return
	}
	a := t.st.Args(t.stageAt)
	if t.st.Items[t.stageAt].Kind != clause.Verb {
		a = t.st.NounArgs(t.stageAt)
	}
	if !(a.Negated || a.Planned || a.Future || a.Possible || a.Hypothetical || a.Near) {
		return
	}
	switch t.stage { // what has not happened
	case "signed", "initialled", "reached":
		t.stage = "negotiated"
	case "ratified", "in_force":
		t.stage = "signed"
	case "suspended", "terminated", "violated":
		t.stage = "in_force"
	}
}

// tied reports whether a word of an agreement's life stands in its clause, and how far from it.
func (s *session) tied(t *telling, w pact.Word, i int) (int, bool) {
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
	by := s.maker(t)
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
			if p.Prep == "maa" || p.Prep == "with" {
				for _, n := range s.members(t.st, p) {
					actual = addInt(actual, n)
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
		for _, n := range s.bound(s.owner(t)) {
			parties = addInt(parties, n)
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
	if o := s.before(a, t); o != nil {
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
		return t.strong || life || len(t.kinds) > 0 && len(t.parties) >= 2
	case len(a.parties) == 1:
		return t.strong && life && t.stage != "reached" && t.stage != "signed" && (t.def || len(t.kinds) > 0)
	}
	return false
}

// owner gives who has the agreement that only names the other party: the subject of its clause, or its possessor.
func (s *session) owner(t *telling) []int {
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
		if p := &t.st.Items[i]; p.Kind == clause.Verb && p.Finite() {
			return s.members(t.st, t.st.Args(i).Subj)
		}
	}
	return nil
}

// maker gives the event by which a telling's agreement is made, changed or ended.
func (s *session) maker(t *telling) *event {
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
	case "":
		if t.head.Key == "ceasefire" || t.head.Key == "truce" || t.head.Key == "armistice" {
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
		f := &what.Found{Item: t.stageAt}
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
		if day != "" && a.Stage == t.stage {
			a.Dates = map[string]string{t.stage: day}
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

// before gives the agreement named earlier that a telling goes back to.
func (s *session) before(a *agreed, t *telling) *agreed {
	for i := len(s.agreed) - 1; i >= 0; i-- {
		o := s.agreed[i]
		if len(a.parties) > 1 || len(a.parties) == 1 && len(t.parties) == 1 {
			if samePact(o, a) && sameKind(o, a) && !s.another(o, t) {
				return o
			}
			continue
		}
		if len(a.parties) == 1 && !within(a.parties, o.parties) && a.by != nil {
			continue
		}
		if (t.def || a.Stage != "signed" || t.stage == "" || s.lang.who.HeadFirst() && len(t.kinds) > 0) && sameKind(o, a) {
			return o
		}
	}
	return nil
}

// another reports whether a telling says itself that its agreement is not the one before: another year of signing.
func (s *session) another(o *agreed, t *telling) bool { return false }

func within(list, all []int) bool {
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
	return within(small, large)
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
	told := t.stage != "" && t.stage != "proposed"
	if told && (a.best > o.best && !(a.Stage == "violated" && len(a.links) > 0) || o.told[0].stage == "" && a.best >= rankOf("signed")) {
		o.Stage, o.best = a.Stage, a.best
	}
	for k, d := range a.Dates {
		if o.Dates == nil {
			o.Dates = map[string]string{}
		}
		if o.Dates[k] == "" || len(o.Dates[k]) < len(d) {
			o.Dates[k] = d
		}
	}
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
