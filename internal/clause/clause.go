// Package clause answers: what does each word do in this sentence? It cuts a sentence into items (noun phrases, verbs with their
// negation and tense, grammar words, marks) for the stages that ask who said it and what happened.
package clause

import (
	"slices"

	"rawi/internal/morph"
	"rawi/internal/text"
	"rawi/internal/who"
)

// Kind is what an item is.
type Kind uint8

// The kinds of item.
const (
	Other   Kind = iota // a word that no table knows, or a noun or adjective without part in the reading
	Mention             // a noun phrase that who found
	Time                // a date expression
	Amount              // an amount
	Verb                // a finite verb, or a participle or masdar of one (see Readings)
	Noun                // a noun of the tables
	Prep                // a preposition that no noun phrase took to itself
	Conj
	But
	Sub  // a subordinating word
	Comp // that
	Rel
	Neg
	Aux
	Future
	Modal
	Plan
	Cond
	To
	Tamma // «it was completed»: makes a passive of the masdar after it
	Near
	Gen
	Det
	Mark
	Open  // a quotation opens
	Close // a quotation closes
)

var classKind = map[string]Kind{"conj": Conj, "but": But, "sub": Sub, "comp": Comp, "rel": Rel, "neg": Neg, "aux": Aux, "future": Future, "modal": Modal, "would": Modal,
	"plan": Plan, "cond": Cond, "to": To, "tamma": Tamma, "near": Near, "gen": Gen, "det": Det, "by": Prep, "adv": Det, "approx": Det, "least": Det, "most": Det, "quant": Amount}

// Item is a stretch of a sentence with one function.
type Item struct {
	Kind     Kind
	From, To int    // tokens, half-open
	Start    int    // code point at which the item begins, after its proclitics
	End      int    // code point at which it ends, before a suffix pronoun
	Key      string // of a grammar word
	Conj     string // conjunction written on it
	Prep     string // preposition that governs it, written on it or standing before it
	PrepAt   int    // token of that preposition, -1 if written on it
	Mention  int    // index into the sentence's mentions, -1
	Readings []morph.Reading
	Art      bool
	Pron     morph.Pron // suffix pronoun
	InQuote  bool
}

// Sentence is a sentence cut into items.
type Sentence struct {
	Text     *text.Text
	Lex      *who.Lexicon
	Range    text.Range
	Items    []Item
	Mentions []who.Mention
	Block    int   // index of the block it stands in
	groups   []int // what groups of items are cut from
}

// A Stretch is a run of tokens that another stage has read as one (a date, an amount).
type Stretch struct {
	From, To int
	Kind     Kind
	Key      string // of a date: recent, past, or "" where that is not known
}

// Cut makes the items of a sentence. taken are the stretches that are read already.
func Cut(x *text.Text, lex *who.Lexicon, r text.Range, mentions []who.Mention, taken []Stretch, open bool) *Sentence {
	c := cutter{Sentence: &Sentence{Text: x, Lex: lex, Range: r, Mentions: mentions, Items: make([]Item, 0, r.Len()), groups: make([]int, 0, r.Len())}, taken: taken, inQuote: open}
	c.run()
	c.headline()
	c.pointed()
	return c.Sentence
}

// headline makes a noun of a word that may be verb or noun and opens its clause, where an indefinite adjective of nationality or
// quality follows it: قصف إسرائيلي على …, هجوم مسلح ….
func (c *cutter) headline() {
	if !c.Lex.HeadFirst() {
		return
	}
	for i := 0; i+1 < len(c.Items); i++ {
		it, next := &c.Items[i], &c.Items[i+1]
		if it.Kind != Verb || it.Pron != "" || next.Prep+next.Conj != "" || next.Art {
			continue
		}
		if i > 0 && c.Items[i-1].Kind != Mark && c.Items[i-1].Kind != Open && c.Items[i-1].Kind != Comp {
			continue
		}
		if !(next.Kind == Mention && c.Mentions[next.Mention].Alone && !c.Mentions[next.Mention].Def || next.Kind == Noun && c.Sentence.adjective(i+1)) {
			continue
		}
		for _, r := range it.Readings {
			if c.noun(r) && r.Prep == "" && r.Pron == "" {
				it.Kind = Noun
				break
			}
		}
	}
}

// pointed makes a determiner of a «that» behind a verb which no clause follows: rejected that account.
func (c *cutter) pointed() {
	for i := 1; i+2 < len(c.Items) && !c.Lex.HeadFirst(); i++ {
		if c.Items[i].Kind == Comp && c.Items[i-1].Kind == Verb && c.Items[i+1].Kind == Noun && c.Items[i+2].Kind == Mark {
			c.Items[i].Kind = Det
		}
	}
}

type cutter struct {
	*Sentence
	taken   []Stretch
	inQuote bool
	prep    *Item // a preposition that waits for its noun
}

func (c *cutter) run() {
	byFrom := map[int]int{}
	for k, m := range c.Mentions {
		if !m.Inner {
			byFrom[m.From] = k
		}
	}
	stretch := map[int]Stretch{}
	for _, s := range c.taken {
		stretch[s.From] = s
		for k := range c.Mentions { // November 2012 M23 …: the year counts nobody
			if m := &c.Mentions[k]; m.From > s.From && m.From < s.To && m.To > s.To && !m.Inner && !c.Lex.HeadFirst() {
				m.From, m.Start, m.Count = s.To, c.Text.Tokens[s.To].Start, false
				byFrom[m.From] = k
			}
		}
	}
	for i := c.Range.From; i < c.Range.To; {
		if s, ok := stretch[i]; ok {
			it := c.plain(s.Kind, i, s.To)
			it.Key = s.Key
			c.put(it)
			i = s.To
			continue
		}
		if k, ok := byFrom[i]; ok && c.verbNotNoun(&c.Mentions[k]) { // killed two and wounded three
			c.Mentions[k].Kind = "none"
			i = c.word(i)
			continue
		}
		if k, ok := byFrom[i]; ok {
			m := c.Mentions[k]
			it := c.plain(Mention, m.From, m.To)
			it.Start, it.End, it.Mention, it.Conj, it.Prep, it.Art, it.Pron = m.Start, m.End, k, m.Conj, m.Prep, m.Def, m.Pron
			if m.Prep != "" {
				it.PrepAt = -1
			}
			c.put(it)
			i = m.To
			continue
		}
		i = c.word(i)
	}
}

// verbNotNoun reports whether a mention of one word is a verb: its subject or a conjunction stands right before it, and a number or article
// opens its object behind it (gunmen wounded two; killed two and wounded three).
func (c *cutter) verbNotNoun(m *who.Mention) bool {
	if c.Lex.HeadFirst() || m.To != m.From+1 || m.Form != "nominal" || len(c.Items) == 0 || m.To >= c.Range.To {
		return false
	}
	if k := c.Items[len(c.Items)-1].Kind; k != Conj && k != Mention || c.prep != nil {
		return false
	}
	_, amount := c.Lex.Word(c.Text, m.To, "numeral det quant poss approx")
	if g, _, ok := c.Lex.Grammar(c.Text, m.To, c.Range.To); ok && (g.Class == "quant" || g.Class == "approx" || g.Class == "least" || g.Class == "most") {
		amount = true
	}
	if !amount && c.Text.Tokens[m.To].Kind != text.Number {
		return false
	}
	for _, r := range c.Lex.Morph.At(c.Text, m.From).Readings {
		if r.Finite() {
			return true
		}
	}
	return false
}

func (c *cutter) plain(kind Kind, from, to int) Item {
	t := c.Text.Tokens
	return Item{Kind: kind, From: from, To: to, Start: t[from].Start, End: t[to-1].End, Mention: -1, PrepAt: -1}
}

// put adds an item and gives it the preposition that waits.
func (c *cutter) put(it Item) {
	it.InQuote = c.inQuote
	if c.prep != nil {
		switch it.Kind {
		case Mention, Time, Amount, Noun, Other, Verb:
			if c.prep.Key == "to" && it.Kind == Verb && c.infinitive(it) {
				to := *c.prep
				to.Kind, c.prep = To, nil
				c.Items = append(c.Items, to)
			} else if it.Prep == "" && it.Conj == "" {
				it.Prep, it.PrepAt = c.prep.Key, c.prep.From
				if c.prep.Conj != "" {
					it.Conj = c.prep.Conj
				}
				c.prep = nil
			} else {
				c.flush()
			}
		case Det, Neg, Open:
		default:
			c.flush()
		}
	}
	c.Items = append(c.Items, it)
}

// infinitive reports whether a verb stands in the form that follows «to».
func (c *cutter) infinitive(it Item) bool {
	for _, r := range it.Readings {
		if r.Feat.Has(morph.Infinitive) {
			return true
		}
	}
	return false
}

// flush lets a preposition stand that has no noun of its own.
func (c *cutter) flush() {
	if c.prep != nil {
		c.Items = append(c.Items, *c.prep)
		c.prep = nil
	}
}

func (c *cutter) word(i int) int {
	k := c.Text.Tokens[i]
	switch k.Kind {
	case text.OpenQuote, text.CloseQuote, text.PlainQuote:
		opens := k.Kind == text.OpenQuote || k.Kind == text.PlainQuote && !c.inQuote
		it := c.plain(Close, i, i+1)
		if opens {
			it.Kind = Open
		}
		it.Key = "quote"
		c.put(it)
		c.inQuote = opens
		return i + 1
	case text.Mark:
		it := c.plain(Mark, i, i+1)
		it.Key = k.Fold
		c.put(it)
		return i + 1
	case text.Number:
		c.put(c.plain(Amount, i, i+1))
		return i + 1
	}
	if g, h, ok := c.Lex.Grammar(c.Text, i, c.Range.To); ok {
		it := c.plain(classKind[g.Class], i, h.To)
		it.Key, it.Conj = g.Key, h.Split.Conj
		it.Start, _ = c.Text.Inside(i, h.Split.From, -1)
		if g.Class == "prep" {
			it.Kind = Prep
			c.flush()
			c.prep = &it
			return h.To
		}
		c.put(it)
		return h.To
	}
	if it := c.lexical(i); it.To > it.From {
		c.put(it)
	}
	return i + 1
}

// lexical makes the item of a single word: a grammar word if it can be one, else what the tables know of it. A preposition is
// kept for the noun after it; the item is then empty.
func (c *cutter) lexical(i int) Item {
	it := c.plain(Other, i, i+1)
	w := c.Lex.Morph.At(c.Text, i)
	readings := w.Readings
	for n := range readings {
		r := &readings[n]
		m := &c.Lex.Morph.Lemmas[r.Lemma]
		if m.POS != morph.Func || r.Conj != "" && classKind[m.Form] == Tamma && plainVerb(readings) {
			continue
		}
		if r.Art || r.Prep != "" && m.Form != "rel" && m.Form != "comp" && m.Form != "pronoun" && m.Form != "prep" && m.Form != "det" && m.Form != "place" {
			continue
		}
		if m.Form == "poss" && it.Kind == Other {
			it.Key = m.Key
		}
		if m.Form == "gen" && it.Kind == Aux && c.possesses(i) { // Russia's invasion: no «is»
			it.Kind, it.Key = Gen, m.Key
			continue
		}
		if m.Form == "cond" && len(c.Items) > 0 && c.Items[len(c.Items)-1].Kind == Mention && c.modal(readings) { // Iran should stop: no condition
			continue
		}
		if m.Form == "conj" && r.Pron != "" { // آمنا: no «or us»
			continue
		}
		if m.Form == "adv" && !c.adverb(i, *r, readings) {
			continue
		}
		if kind, ok := classKind[m.Form]; ok && (it.Kind == Other || len(r.Conj) < len(it.Conj)) {
			it.Kind, it.Key, it.Conj, it.Pron = kind, m.Key, r.Conj, r.Pron
			it.Start, it.End = c.Text.Inside(i, r.From, r.To)
		}
		if m.Form == "prep" && it.Kind == Other {
			it.Kind, it.Key, it.Conj, it.Pron = Prep, m.Key, r.Conj, r.Pron
			it.Start, it.End = c.Text.Inside(i, r.From, r.To)
		}
	}
	if it.Kind == Prep && it.Pron == "" {
		c.flush()
		p := it
		c.prep = &p
		return Item{Kind: Prep, From: i, To: i}
	}
	if it.Kind != Other {
		return it
	}
	for _, s := range w.Splits {
		if s.Core == "" && s.Prep != "" {
			it.Kind, it.Key, it.Conj, it.Pron = Prep, s.Prep, s.Conj, s.Pron
			return it
		}
	}
	kept := c.allowed(w.Content)
	if c.qualifying(kept) {
		return it
	}
	it.Readings = kept
	if len(kept) > 0 {
		it.Kind = Noun
		best := kept[0]
		nominal, object := c.wantsNoun() || c.owned(kept) || c.compound(i) || c.afterThat(kept) || c.belongs(kept) || c.joinsMasdar(kept, i), c.wantsObject()
		if nominal && c.prep == nil && c.describing(kept, i) { // «كمين نصبه مسلحون»
			nominal = false
		}
		for _, r := range kept {
			if nominal && c.noun(r) || r.Prep != "" && c.noun(r) || object && r.Pron == "" && r.Conj == "" && (c.Lex.Morph.Lemmas[r.Lemma].POS == morph.Noun || r.Feat.Has(morph.Masdar) && pastOnly(kept)) {
				it.Kind, best = Noun, r
				if first := kept[0]; r.Pron == "" && first.Pron != "" && first.Lemma == r.Lemma && first.Feat.Has(morph.Masdar) { // «قيامه»: his doing, before a loose spelling of another noun
					best = first
				}
				break
			}
			if r.Finite() && (it.Kind != Verb || likelier(r, best)) {
				it.Kind, best = Verb, r
			}
		}
		it.Conj, it.Prep, it.Art, it.Pron = best.Conj, best.Prep, best.Art, best.Pron
		it.Start, it.End = c.Text.Inside(i, best.From, best.To)
		return it
	}
	if len(w.Splits) > 0 {
		for _, sp := range w.Splits { // an unknown word: only clitics that end in an article are sure
			if sp.Art && sp.Pron == "" {
				it.Conj, it.Prep, it.Art = sp.Conj, sp.Prep, true
				it.Start, _ = c.Text.Inside(i, sp.From, -1)
				break
			}
		}
	}
	return it
}

// adverb reports whether a word that could be an adverb of place or a verb is the adverb: هنا, here, unless it is printed as the verb (هنأ)
// or a conjunction opens a clause with it.
func (c *cutter) adverb(i int, r morph.Reading, all []morph.Reading) bool {
	if r.Conj != "" && slices.ContainsFunc(all, func(o morph.Reading) bool { return o.Finite() && o.Pron == "" && o.Conj == r.Conj }) {
		return false
	}
	from, to := c.Text.Inside(i, r.From, r.To)
	return c.Text.Span(from, to).Text == c.Lex.Morph.Lemmas[r.Lemma].Text
}

// allowed leaves out readings that the words before do not allow (a shortened verb without the particle that shortens it), and forms of verbs
// that have become everyday nouns of their own: موقف is a stance, and nobody who arrests.
func (c *cutter) allowed(rs []morph.Reading) []morph.Reading {
	if !c.Lex.HeadFirst() {
		return rs
	}
	everyday := slices.ContainsFunc(rs, nounOfVerb) && slices.ContainsFunc(rs, c.everyday)
	drop := func(r morph.Reading) bool { return c.forbidden(r) || everyday && nounOfVerb(r) }
	if !slices.ContainsFunc(rs, drop) {
		return rs
	}
	return slices.DeleteFunc(slices.Clone(rs), drop)
}

// nounOfVerb reports whether a reading is a participle, or two of what a verb does.
func nounOfVerb(r morph.Reading) bool {
	return r.Feat.Has(morph.Participle|morph.PassPart) || r.Feat.Has(morph.Masdar) && r.Feat.Has(morph.Dual)
}

// everyday reports whether a reading is an everyday noun as the dictionary gives it, a plural that it lists, or the accusative.
func (c *cutter) everyday(r morph.Reading) bool {
	return c.Lex.Morph.Lemmas[r.Lemma].POS == morph.Noun && c.Lex.Everyday(r.Lemma) && (r.Feat.Has(morph.Plural|morph.Accusative) || c.Lex.Morph.Cited(r))
}

// forbidden reports whether the words before do not allow a finite form.
func (c *cutter) forbidden(r morph.Reading) bool {
	return r.Feat.Has(morph.Jussive) && r.Prep == "" && (len(c.Items) == 0 || c.Items[len(c.Items)-1].Kind != Neg)
}

// qualifying reports whether a word behind an article or owner is the participle of an everyday verb, and so no more than an adjective: the
// revised accord.
func (c *cutter) qualifying(kept []morph.Reading) bool {
	if c.Lex.HeadFirst() || len(kept) == 0 || len(c.Items) == 0 {
		return false
	}
	if k := c.Items[len(c.Items)-1]; k.Kind != Det && k.Kind != Gen && (k.Kind != Other || k.Key == "") {
		return false
	}
	for _, r := range kept {
		if !c.Lex.Everyday(r.Lemma) || c.Lex.Morph.Lemmas[r.Lemma].POS != morph.Verb {
			return false
		}
	}
	return true
}

// plainVerb reports whether a word can be a finite verb without anything cut off: فجرت, blew up, rather than ف and جرت.
func plainVerb(rs []morph.Reading) bool {
	for _, r := range rs {
		if r.Finite() && r.Conj == "" {
			return true
		}
	}
	return false
}

// modal reports whether a word may be a modal verb.
func (c *cutter) modal(readings []morph.Reading) bool {
	for _, r := range readings {
		if m := c.Lex.Morph.Lemmas[r.Lemma]; m.POS == morph.Func && m.Form == "modal" {
			return true
		}
	}
	return false
}

// participle reports whether an item is a verb in -ing, behind which its object stands: investigating reports.
func participle(it *Item) bool {
	for _, r := range it.Readings {
		if r.Feat.Has(morph.Participle) {
			return true
		}
	}
	return false
}

// describing reports whether a word with a suffix pronoun behind an indefinite noun is a verb that tells of it: a perfect, behind which
// somebody is named who does it.
func (c *cutter) describing(kept []morph.Reading, i int) bool {
	if !c.Lex.HeadFirst() || len(c.Items) == 0 || c.Items[len(c.Items)-1].Kind != Noun || i+1 >= c.Range.To || c.Text.Tokens[i+1].Kind != text.Word {
		return false
	}
	verb := false
	for _, r := range kept {
		verb = verb || r.Finite() && r.Feat.Has(morph.Perfect) && (r.Pron == "3ms" || r.Pron == "3fs") && r.Conj+r.Prep == ""
	}
	if !verb {
		return false
	}
	for _, m := range c.Mentions {
		if m.From == i+1 && m.Prep+m.Conj == "" && !m.Alone && m.Kind != "none" {
			return true
		}
	}
	return false
}

// possesses reports whether the mark at token i stands between an owner and a noun: Russia's invasion, the junta's crackdown.
func (c *cutter) possesses(i int) bool {
	if len(c.Items) == 0 || i+1 >= c.Range.To || c.Text.Tokens[i+1].Kind != text.Word {
		return false
	}
	if p := &c.Items[len(c.Items)-1]; p.Kind == Mention && c.Mentions[p.Mention].Kind == "pronoun" {
		return false
	}
	noun := false
	for _, r := range c.Lex.Morph.At(c.Text, i+1).Readings {
		m := c.Lex.Morph.Lemmas[r.Lemma]
		if m.POS == morph.Func && m.Form != "former" {
			return false
		}
		noun = noun || m.POS == morph.Noun || m.POS == morph.Adj
	}
	return noun
}

// likelier reports whether one finite reading of a word is to be preferred to another: the one that needs no pronoun at its end, and
// no passive of a rare verb.
func likelier(a, b morph.Reading) bool {
	cost := func(r morph.Reading) int {
		n := 0
		if r.Pron != "" {
			n++
		}
		if r.Pron == "1s" {
			n += 2
		}
		if r.Feat.Has(morph.Passive) {
			n += 2
		}
		return n
	}
	return cost(a) < cost(b)
}

// noun reports whether a reading is that of a noun or adjective of the tables, or of a verbal noun.
func (c *cutter) noun(r morph.Reading) bool {
	pos := c.Lex.Morph.Lemmas[r.Lemma].POS
	return pos == morph.Noun || pos == morph.Adj || r.Feat.Has(morph.Masdar)
}

// wantsNoun reports whether only a noun can stand here: behind a preposition, a verb, or a noun that it belongs to.
func (c *cutter) wantsNoun() bool {
	if c.prep != nil {
		return c.prep.Key != "to"
	}
	if len(c.Items) == 0 {
		return !c.Lex.HeadFirst() // what opens an English sentence is no verb without a subject
	}
	switch p := &c.Items[len(c.Items)-1]; p.Kind {
	case Open:
		return !c.Lex.HeadFirst() && len(c.Items) == 1
	case Tamma, Det, Gen:
		return true
	case Verb:
		return c.Lex.HeadFirst() || p.Finite() || participle(p)
	case Noun:
		if !c.Lex.HeadFirst() { // heavy blows, new raids
			return c.adjective(len(c.Items) - 1)
		}
		return !p.Art && !(len(c.Items) > 1 && c.Sentence.nominal(len(c.Items)-2) && c.qualifies(p)) && !c.Lex.Describing(c.Text, p.From, c.Range.To)
	case Amount: // 60 هدفا
		return c.Lex.HeadFirst()
	case Mention:
		return !c.Lex.HeadFirst() && c.Mentions[p.Mention].Alone
	case Time: // a July raid
		return !c.Lex.HeadFirst() && len(c.Items) > 1 && c.Items[len(c.Items)-2].Kind == Det
	case Other: // its attacks, a productive talk
		return !c.Lex.HeadFirst() && (p.Key != "" || c.determined(len(c.Items)-1))
	}
	return false
}

// qualifies reports whether all that a word can be is an adjective or participle.
func (c *cutter) qualifies(it *Item) bool {
	for _, r := range it.Readings {
		if c.Lex.Morph.Lemmas[r.Lemma].POS != morph.Adj && !r.Feat.Has(morph.Participle|morph.PassPart) {
			return false
		}
	}
	return len(it.Readings) > 0
}

// afterThat reports whether a word behind «that» can be no verb: there Arabic has the imperfect, or a noun (أكد أن قتل المدنيين جريمة).
func (c *cutter) afterThat(kept []morph.Reading) bool {
	k := len(c.Items) - 1
	if k > 0 && c.Items[k].Kind == Open {
		k--
	}
	return c.Lex.HeadFirst() && k >= 0 && c.Items[k].Kind == Comp && c.Items[k].Pron == "" && pastOnly(kept)
}

// belongs reports whether a word goes on with one that no table knows, which stands where only a noun can: أن تكرار خطف السياح ….
func (c *cutter) belongs(kept []morph.Reading) bool {
	k := len(c.Items) - 1
	if !c.Lex.HeadFirst() || k < 0 || c.Items[k].Kind != Other || c.Items[k].Art || kept[0].Conj != "" || !pastOnly(kept) {
		return false
	}
	if c.Items[k].Prep != "" {
		return true
	}
	if k > 0 && c.Items[k-1].Kind == Open {
		k--
	}
	return k > 0 && c.Items[k-1].Kind == Comp
}

// pastOnly reports whether the finite forms that a word may be are all in the perfect.
func pastOnly(kept []morph.Reading) bool {
	for _, r := range kept {
		if r.Finite() && (!r.Feat.Has(morph.Perfect) || r.Feat.Has(morph.Plural|morph.Fem|morph.Dual)) {
			return false
		}
	}
	return true
}

// joinsMasdar reports whether a word with a conjunction goes on with a verbal noun that a preposition or another noun governs: عمليات
// القتل وقصف المنازل, تعذيب المسلمين وقتلهم. A number behind it makes it a verb: وقتل ثلاثة.
func (c *cutter) joinsMasdar(kept []morph.Reading, i int) bool {
	if !c.Lex.HeadFirst() || len(kept) == 0 || kept[0].Conj == "" || !pastOnly(kept) {
		return false
	}
	if i+1 < c.Range.To {
		if c.Text.Tokens[i+1].Kind == text.Number {
			return false
		}
		if _, ok := c.Lex.Word(c.Text, i+1, "numeral approx least most"); ok {
			return false
		}
	}
	for k := len(c.Items) - 1; k > 0 && k >= len(c.Items)-4; k-- {
		it := &c.Items[k]
		switch it.Kind {
		case Mention, Other:
			continue
		case Noun:
			for _, r := range it.Readings {
				if r.Feat.Has(morph.Masdar) {
					p := &c.Items[k-1]
					return it.Prep != "" || p.Kind == Noun || it.Conj != "" || kept[0].Pron != ""
				}
			}
			continue
		}
		return false
	}
	return false
}

// compound reports whether the word at token i, behind a noun, can only go on with its phrase: a singular noun has no verb in the base
// form, and where the next word is a verb this one is its subject (the tsunami wave destroyed …, port and pipeline deals with …).
func (c *cutter) compound(i int) bool {
	if c.Lex.HeadFirst() || len(c.Items) == 0 {
		return false
	}
	p := &c.Items[len(c.Items)-1]
	if p.Kind != Noun {
		return false
	}
	singular := false
	for _, r := range p.Readings {
		singular = singular || c.Lex.Morph.Lemmas[r.Lemma].POS == morph.Noun && !r.Feat.Has(morph.Plural)
	}
	for _, r := range c.Lex.Morph.At(c.Text, i).Readings {
		if singular && r.Feat.Has(morph.Infinitive) {
			return true
		}
	}
	return p.Prep == "" && i+1 < c.Range.To && c.predicate(i+1)
}

// predicate reports whether the word at token i can only open a predicate: an auxiliary, or a finite verb that is no noun.
func (c *cutter) predicate(i int) bool {
	finite := false
	for _, r := range c.Lex.Morph.At(c.Text, i).Readings {
		m := c.Lex.Morph.Lemmas[r.Lemma]
		if m.POS == morph.Func {
			return classKind[m.Form] == Aux && m.Key != "'s" || classKind[m.Form] == Modal || classKind[m.Form] == Future
		}
		if m.POS == morph.Noun || m.POS == morph.Adj {
			return false
		}
		finite = finite || r.Finite()
	}
	return finite
}

// determined reports whether the words up to item i follow an article or owner with nothing but qualities between.
func (s *Sentence) determined(i int) bool {
	for ; i >= 0; i-- {
		switch it := &s.Items[i]; {
		case it.Kind == Det, it.Kind == Gen, it.Kind == Other && it.Key != "":
			return true
		case it.Kind != Other:
			return false
		}
	}
	return false
}

// owned reports whether a word with a suffix pronoun right behind a known subject is what its verb is about, and no other verb: «نفت إيران
// تورطها», which an indefinite noun may have behind it (حافلة فجرها …).
func (c *cutter) owned(kept []morph.Reading) bool {
	first := &kept[0]
	if len(c.Items) == 0 || !c.Lex.HeadFirst() || first.Conj+first.Prep != "" || !pastOnly(kept) {
		return false
	}
	p := &c.Items[len(c.Items)-1]
	if p.Kind != Mention || !c.Mentions[p.Mention].Def && c.Mentions[p.Mention].Form != "name" || !c.told() {
		return false
	}
	return slices.ContainsFunc(kept, func(r morph.Reading) bool { return r.Pron != "" && r.Feat.Has(morph.Masdar) })
}

// wantsObject reports whether a word behind the subject of a verb is more likely its object than another verb.
func (c *cutter) wantsObject() bool {
	if len(c.Items) == 0 || !c.Lex.HeadFirst() {
		return false
	}
	switch c.Items[len(c.Items)-1].Kind {
	case Time, Mention:
		return c.told()
	}
	return false
}

// told reports whether the clause has its verb already: a word behind the verb's subject that may be a noun is its object.
func (c *cutter) told() bool {
	for i := len(c.Items) - 1; i >= 0; i-- {
		switch it := &c.Items[i]; it.Kind {
		case Verb:
			return it.Finite()
		case Close: // a name in quotation marks
			for i > 0 && c.Items[i].Kind != Open {
				i--
			}
		case Mark, Comp, Rel, Sub, But, Conj, Open, Cond:
			return false
		case Mention:
			if it.Conj != "" && i < len(c.Items)-1 {
				return false
			}
		}
	}
	return false
}
