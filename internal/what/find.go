package what

import (
	"rawi/internal/clause"
	"rawi/internal/match"
	"rawi/internal/morph"
	"rawi/internal/text"
	"slices"
	"strings"
)

// Found is an event in one clause, its parties still as places in the sentence.
type Found struct {
	Rule       *Rule
	Means      *Rule // of the deed by which it was done, where the rule itself tells no mode: a roadside bomb killed two
	Deed       *Rule // what it is to promise, ask, refuse the act that it is about, where the rule itself does not tell of which
	Results    []Result
	Item       int // the trigger
	AnchorFrom int // code points
	AnchorTo   int
	EvidFrom   int
	EvidTo     int
	Actors     []Filler
	Recipients []Filler
	Themes     []Filler
	Places     []Filler
	Args       clause.Args
	Support    string     // id of the supporting verb's row
	SupportAt  int        // its item, -1
	Cause      int        // item of the deed that brought it about, -1
	Refers     Reference  // to the deed told before that the act is about
	Claimed    clause.Arg // one who announces what others did: its source
	Planned    bool
	Noun       bool // told by a noun alone
	Verb       bool // a finite verb tells it
	Score      int
}

// Claims reports whether the event is told as a deed that somebody says was his.
func (c *Found) Claims() bool { return strings.Contains(c.Support, ".claim.") }

// Charged reports whether the event is told as a deed of which somebody is accused.
func (c *Found) Charged() bool { return strings.Contains(c.Support, ".charge.") }

// A Result is what a deed did to people, told by a participle behind it: shelled the town, killing nine.
type Result struct {
	Item    int
	Victims []Filler
}

// Filler is what fills a slot.
type Filler struct {
	Arg    clause.Arg
	Marker string
	Type   string
}

// Dropped is a trigger that was considered and not kept.
type Dropped struct {
	Rule   *Rule
	From   int
	To     int
	Reason string
}

// finder reads one sentence.
type finder struct {
	*Lexicon
	s       *clause.Sentence
	args    remembered // of items as verbs
	nargs   remembered // of items as nouns
	out     []Found
	dropped []Dropped
	used    []bool // items that are part of an event already
	present present
}

// Find gives the events that a sentence tells.
func (l *Lexicon) Find(s *clause.Sentence) ([]Found, []Dropped) { return l.Finder().Find(s) }

// A Finder finds the events of one sentence after the other.
type Finder struct{ finder }

// Finder makes a finder.
func (l *Lexicon) Finder() *Finder { return &Finder{finder{Lexicon: l}} }

// Find is Lexicon.Find.
func (all *Finder) Find(s *clause.Sentence) ([]Found, []Dropped) {
	f := &all.finder
	*f = finder{Lexicon: f.Lexicon, s: s, args: f.args[:0], nargs: f.nargs[:0], used: f.used[:0]}
	if g := f.guard(); g != "" {
		return nil, []Dropped{{From: s.Text.Tokens[s.Range.From].Start, To: s.Text.Tokens[s.Range.To-1].End, Reason: "language of " + g}}
	}
	f.used = append(f.used, make([]bool, len(s.Items))...)
	f.settle()
	for i := range s.Items {
		f.lightAt(i)
	}
	for i := range s.Items {
		f.verbAt(i)
	}
	for i := range s.Items {
		f.nounAt(i)
	}
	f.causes()
	f.wanted()
	f.deeds()
	f.slogans()
	f.results()
	return f.out, f.dropped
}

// guard tells whether the sentence speaks the language of sport or markets: two of its words, and no word of violence beside them.
func (f *finder) guard() string {
	var count [len(guards)]int
	for i := f.s.Range.From; i < f.s.Range.To; i++ {
		k := &f.s.Text.Tokens[i]
		if k.Kind != text.Word {
			continue
		}
		for _, n := range f.guarded.Of(f.Morph.At(f.s.Text, i)) {
			count[n]++
		}
	}
	for n, class := range guards {
		if count[n] >= 2 {
			return class
		}
	}
	return ""
}

// guards are the classes of things whose language borrows the words of war: an attack on the goal, a market that is hit.
var guards = [...]string{"sport", "market", "culture"}

// guardOf tells which of the guards a word speaks the language of, if any.
func (l *Lexicon) guardOf(w *morph.Word) []int {
	for _, r := range w.Readings {
		class := l.things[r.Lemma].Class
		if class == "" {
			continue
		}
		if n := slices.Index(guards[:], class); n >= 0 && l.Morph.Lemmas[r.Lemma].POS == morph.Noun {
			return []int{n}
		}
	}
	return nil
}

// remembered are the arguments of items that were asked for. There are few of them in a sentence.
type remembered []struct {
	item int
	args clause.Args
}

// of gives the arguments of an item, found once.
func (m *remembered) of(i int, find func(int) clause.Args) clause.Args {
	for n := range *m {
		if k := &(*m)[n]; k.item == i {
			return k.args
		}
	}
	a := find(i)
	*m = append(*m, struct {
		item int
		args clause.Args
	}{i, a})
	return a
}

func (f *finder) verbArgs(i int) clause.Args { return f.args.of(i, f.s.Args) }

func (f *finder) nounArgs(i int) clause.Args { return f.nargs.of(i, f.s.NounArgs) }

// verbLemmas gives the lemmas that an item may be a finite or participial verb of.
func (f *finder) verbLemmas(i int) []morph.Reading {
	it := &f.s.Items[i]
	if it.Kind != clause.Verb && it.Kind != clause.Noun {
		return nil
	}
	verb := func(n int) bool {
		r := &it.Readings[n]
		return f.Morph.Lemmas[r.Lemma].POS == morph.Verb && !(f.HeadFirst() && r.Finite() && r.Feat.Has(morph.First) && r.Feat.Has(morph.Sing) && !f.spoken(i))
	}
	from, to := 0, len(it.Readings)
	for from < to && !verb(from) {
		from++
	}
	for to > from && !verb(to-1) {
		to--
	}
	for n := from; n < to; n++ {
		if !verb(n) { // others stand among them
			var out []morph.Reading
			for n := from; n < to; n++ {
				if verb(n) {
					out = append(out, it.Readings[n])
				}
			}
			return out
		}
	}
	return it.Readings[from:to]
}

// spoken reports whether the word at item i stands in somebody's own words, in marks or behind a colon: only there does «I» act.
func (f *finder) spoken(i int) bool {
	return f.s.Items[i].InQuote || slices.ContainsFunc(f.s.Items[:i], func(it clause.Item) bool { return it.Kind == clause.Mark && it.Key == ":" })
}

// lightAt finds pairs of a verb and a noun that only together name an event.
func (f *finder) lightAt(i int) {
	if f.compounded(i) || f.hyphened(i) || f.attributive(i) {
		return
	}
	best, noun := Found{Score: -1}, -1
	for _, r := range f.verbLemmas(i) {
		if r.Finite() && f.HeadFirst() && f.s.Items[i].Kind == clause.Noun || r.Feat.Has(morph.Masdar) && f.phraseEnd(i) > f.s.Items[i].To {
			continue
		}
		list := f.light[r.Lemma]
		for k := range list {
			lw := &list[k]
			if !f.possible(lw) {
				continue
			}
			at, ok := f.complement(i, lw)
			if !ok {
				continue
			}
			if lw.rule == figure {
				f.used[i], f.used[at] = true, true
				return
			}
			c, ok := f.try(i, lw.rule, f.argsFor(i, r), at)
			if !ok && r.Feat.Has(morph.Masdar) { // «تعميق العلاقات»: who does it is told by the verb that lends its grammar
				c = f.partly(i, lw.rule, f.argsFor(i, r), at)
				ok = f.supported(i, &c) && f.complete(&c)
			}
			c.Score += 4 + 2*len(lw.words) - min(3, max(at-i, i-at)/2)
			if ok && c.Score > best.Score {
				c.Verb = r.Finite() || !f.HeadFirst() && r.Feat.Has(morph.Participle)
				c.Planned = c.Planned || f.purpose(i, r)
				c.AnchorFrom, c.AnchorTo = f.s.Items[i].Start, f.s.Items[i].End
				if at == i+1 || at == i {
					c.AnchorTo = f.s.Items[at].End
				}
				best, noun = c, at
			}
		}
	}
	if best.Score >= 0 {
		f.about(i, &best, noun)
		best.Refers = f.reference(&best, noun)
		f.used[i] = true
		if !f.charges(i) {
			f.use(noun)
		}
		for k := i + 1; k < noun; k++ { // set fire to cars: the fire is no event of its own
			f.used[k] = f.used[k] || f.partOf(best.Rule, i, k)
		}
		if !best.Verb && best.Support == "" && f.HeadFirst() { // «أعلنت تونس سحب اعترافها»: the verb before lends its subject to the verbal noun
			best.Actors = dropped(best.Actors)
			f.supported(i, &best)
		}
		f.out = append(f.out, best)
	}
}

// partOf reports whether the item k is one of the words that make a light combination of a rule with the verb at item i.
func (f *finder) partOf(r *Rule, i, k int) bool {
	it := &f.s.Items[k]
	if f.HeadFirst() || it.Kind != clause.Noun && it.Kind != clause.Verb && it.Kind != clause.Other {
		return false
	}
	for _, v := range f.verbLemmas(i) {
		for n := range f.light[v.Lemma] {
			lw := &f.light[v.Lemma][n]
			if &f.Rules[max(lw.rule, 0)] != r {
				continue
			}
			for w := range lw.words {
				if f.isWord(it, lw, w) {
					return true
				}
			}
		}
	}
	return false
}

// use marks the noun at item i as part of an event, with the words of its compound: a joint naval exercise is one event.
func (f *finder) use(i int) {
	f.used[i] = true
	for k := i - 1; k >= 0 && !f.HeadFirst(); k-- {
		it := &f.s.Items[k]
		if it.Kind != clause.Noun && it.Kind != clause.Other || f.s.Items[k+1].Prep+f.s.Items[k+1].Conj != "" {
			return
		}
		f.used[k] = true
	}
}

// between reports whether both neighbours of item j may be words of one kind: full, formal ties.
func (f *finder) between(j int, pos morph.POS) bool {
	may := func(i int) bool {
		return i >= 0 && i < len(f.s.Items) && slices.ContainsFunc(f.s.Items[i].Readings, func(r morph.Reading) bool { return f.Morph.Lemmas[r.Lemma].POS == pos })
	}
	return may(j-1) && may(j+1)
}

// dropped takes subjects that are not written from a list of actors.
func dropped(list []Filler) []Filler {
	var out []Filler
	for _, a := range list {
		if !a.Arg.Dropped && a.Arg.Pron == "" {
			out = append(out, a)
		}
	}
	return out
}

func (f *finder) argsFor(i int, r morph.Reading) clause.Args {
	if r.Feat.Has(morph.Masdar) {
		return f.nounArgs(i)
	}
	return f.verbArgs(i)
}

// complement finds the words of a light combination after its verb, within the clause.
func (f *finder) complement(i int, lw *lightWord) (int, bool) {
	k, last, aside := 0, -1, false
	for j := i + 1; j < len(f.s.Items) && j < i+14; j++ {
		it := &f.s.Items[j]
		if !f.HeadFirst() && f.s.Comma(j) && !f.between(j, morph.Adj) { // left for Lima, his office said: no «leave office»; signed, at last, a treaty
			aside = !aside
		}
		if it.Kind == clause.Verb && it.Finite() && f.HeadFirst() && !f.isWord(it, lw, k) || it.Kind == clause.Comp || it.Kind == clause.Rel || it.Kind == clause.Mark && it.Key != "،" && it.Key != "," && !f.hyphen(j) {
			break
		}
		if it.Kind == clause.To && !f.HeadFirst() && !lw.infinitive() { // blocked roads to protest: no «block protest»
			break
		}
		if !f.HeadFirst() && f.isWord(it, lw, k) && (f.governed(i, it, lw, k) || k == len(lw.words)-1 && f.lends(i) && f.modifies(j, lw.rule)) {
			continue
		}
		for !aside && f.isWord(it, lw, k) { // an item carries its preposition: «refuse to extradite», both words in one
			k++
			last = j
			if k == len(lw.words) {
				return last, true
			}
		}
	}
	if a := f.verbArgs(i); !f.HeadFirst() && !a.Passive && !a.Obj.Zero() { // the minister dismissed the report: no «dismiss minister»
		return 0, false
	}
	if len(lw.words) == 1 { // its noun is the subject and stands before it: عبوة ناسفة انفجرت
		for j := i - 1; j >= 0 && j >= i-6; j-- {
			it := &f.s.Items[j]
			if it.Kind != clause.Noun && it.Kind != clause.Other && it.Kind != clause.Mention && it.Kind != clause.Aux && it.Kind != clause.Time {
				break
			}
			if (it.Prep == "" || it.Prep == "of" && !f.HeadFirst()) && f.isWord(it, lw, 0) {
				return j, true
			}
		}
	}
	return 0, false
}

// infinitive reports whether one of the words is an infinitive, or «to»: try to kill, refuse extradite.
func (lw *lightWord) infinitive() bool { return slices.Contains(lw.words, "to") }

// hyphen reports whether item j only joins the parts of a word: a 30-day state of siege.
func (f *finder) hyphen(j int) bool {
	it := &f.s.Items[j]
	return it.Kind == clause.Mark && it.Key == "-" && f.s.Text.Tokens[it.From].Glued
}

// governed reports whether an item stands behind a preposition that is no part of the light combination, or only ends the name of
// another event («launch an air strike» is no «launch strike»).
func (f *finder) governed(v int, it *clause.Item, lw *lightWord, k int) bool {
	if it.PrepAt >= 0 && it.Prep != "of" && it.Prep != "with" && f.s.Text.Tokens[it.PrepAt].Fold != lw.words[k] {
		if k == 0 || f.s.Text.Tokens[it.PrepAt-1].Fold != lw.words[k-1] && f.s.Text.Tokens[it.PrepAt].Fold != lw.words[k-1] {
			return true
		}
	}
	if len(lw.words) == 1 && it.From > f.s.Range.From {
		for h := range f.phrases.Find(f.s.Text, it.From-1, f.s.Range.To) {
			if h.To-h.From > 1 && h.To == it.To && (f.lends(v) || f.Rules[h.IDs[0]].Type == f.Rules[lw.rule].Type) {
				return true
			}
		}
	}
	return false
}

// lends reports whether the verb at item i is one that lends its grammar to event nouns: launch, open, hold.
func (f *finder) lends(i int) bool {
	for _, r := range f.verbLemmas(i) {
		if len(f.supports[r.Lemma]) > 0 {
			return true
		}
	}
	return false
}

// modifies reports whether the noun at item j only qualifies the name of another kind of event behind it: they opened border talks.
func (f *finder) modifies(j, rule int) bool {
	if j+1 >= len(f.s.Items) {
		return false
	}
	next := &f.s.Items[j+1]
	if next.Kind != clause.Noun || next.Prep+next.Conj != "" {
		return false
	}
	for _, n := range f.nounRules(j + 1) {
		if f.Rules[n].Type != f.Rules[rule].Type {
			return true
		}
	}
	return false
}

// isWord reports whether an item is, or contains, the k-th word of a light combination.
func (f *finder) isWord(it *clause.Item, lw *lightWord, k int) bool {
	if it.PrepAt >= 0 && f.s.Text.Tokens[it.PrepAt].Fold == lw.words[k] {
		return true
	}
	to := it.To
	if f.HeadFirst() && it.Mention >= 0 {
		if m := &f.s.Mentions[it.Mention]; m.Form == "name" && m.Kind != "person" && m.Kind != "place" { // «قوات الدعم السريع» is no support
			to = it.From + 1
		}
	}
	for t := it.From; t < to; t++ {
		if f.s.Text.Tokens[t].Fold == lw.words[k] {
			return true
		}
		for _, n := range f.lemmasAt(t) {
			if n == lw.lemma[k] || n == lw.noun[k] {
				return true
			}
		}
	}
	return false
}

// lemmasAt gives the lemmas that a token of the sentence may belong to.
func (f *finder) lemmasAt(t int) []int { return f.Morph.At(f.s.Text, t).Lemmas }

// verbAt finds an event told by the verb at item i.
func (f *finder) verbAt(i int) {
	if f.used[i] || f.attributive(i) || f.compounded(i) || f.hyphened(i) {
		return
	}
	best, deed := Found{Score: -1}, -1
	var why []Dropped
	for _, r := range f.verbLemmas(i) {
		if r.Feat.Has(morph.Masdar) || !r.Finite() && f.HeadFirst() && !f.circumstance(i, r) || r.Finite() && f.HeadFirst() && f.s.Items[i].Kind == clause.Noun {
			continue
		}
		if !f.HeadFirst() && r.Finite() && f.s.Items[i].Kind == clause.Noun && !r.Feat.Has(morph.PassPart) && (f.qualified(i) || f.s.Items[i].Prep != "" && f.s.Items[i].Prep != "in") { // its arms embargo
			continue
		}
		for _, n := range f.verbs[r.Lemma] {
			c, ok := f.try(i, n, f.verbArgs(i), -1)
			if !ok {
				why = append(why, Dropped{Rule: &f.Rules[n], From: f.s.Items[i].Start, To: f.s.Items[i].End, Reason: "a slot that the rule requires is empty"})
				continue
			}
			c.Verb, c.Planned = true, c.Planned || f.purpose(i, r)
			if c.Score > best.Score {
				best, deed = c, -1
				if a := f.verbArgs(i); !a.Passive && f.deed(a.Subj, c.Rule) {
					deed = a.Subj.Items[0]
				}
			}
		}
	}
	if best.Score < 0 {
		f.dropped = append(f.dropped, why...)
		return
	}
	if deed >= 0 { // the deed and what it did to whom are one event
		f.used[deed] = true
		f.doer(deed, &best)
		best.Means = f.means(deed, best.Rule)
	}
	f.about(i, &best, -1)
	best.Refers = f.reference(&best, -1)
	f.used[i] = true
	f.out = append(f.out, best)
}

// purpose reports whether a participle only says what a noun is about, and not that it was done: its role in resettling, the risk of
// attacking.
func (f *finder) purpose(i int, r morph.Reading) bool {
	it := &f.s.Items[i]
	if f.HeadFirst() || i == 0 || !r.Feat.Has(morph.Participle) || it.Prep != "in" && it.Prep != "of" {
		return false
	}
	p := &f.s.Items[i-1]
	return p.Kind == clause.Noun && !p.Finite() && len(f.nounRules(i-1)) == 0
}

// hyphened reports whether the word at item i is part of a word with a hyphen, and so no verb of its own: a cease-fire, test-fired.
func (f *finder) hyphened(i int) bool {
	if f.HeadFirst() {
		return false
	}
	return i+1 < len(f.s.Items) && f.hyphen(i+1) || i > 0 && f.hyphen(i-1)
}

// compounded reports whether the word at item i ends the name of an event that begins before it, and is no verb: the air strike.
func (f *finder) compounded(i int) bool {
	if f.HeadFirst() || i == 0 || f.s.Items[i].Kind != clause.Noun {
		return false
	}
	for h := range f.phrases.Find(f.s.Text, f.s.Items[i-1].From, f.s.Range.To) {
		if h.To >= f.s.Items[i].To {
			return true
		}
	}
	return false
}

// qualified reports whether an article, owner or nationality stands right before item i, so that it is a noun.
func (f *finder) qualified(i int) bool {
	if i == 0 {
		return false
	}
	p := &f.s.Items[i-1]
	return p.Kind == clause.Det || p.Kind == clause.Gen || p.Kind == clause.Other && p.Key != "" || f.s.Lone(i-1)
}

// attributive reports whether a participle only qualifies the noun behind it: for detained suspects, the exiled poet, UN-backed forces.
func (f *finder) attributive(i int) bool {
	it := &f.s.Items[i]
	if f.HeadFirst() || i+1 >= len(f.s.Items) {
		return false
	}
	part := false
	for _, r := range it.Readings {
		if r.Feat.Has(morph.Participle) {
			return false
		}
		part = part || r.Feat.Has(morph.PassPart)
	}
	if !part {
		return false
	}
	next := &f.s.Items[i+1]
	if next.Prep+next.Conj != "" || next.Kind != clause.Mention && next.Kind != clause.Noun && next.Kind != clause.Other {
		return false
	}
	if it.Prep == "" && i == 0 { // Jailed activists ended …: their own verb follows
		return next.Kind == clause.Mention && i+2 < len(f.s.Items) && f.s.Items[i+2].Kind == clause.Verb && f.s.Items[i+2].Finite()
	}
	if it.Prep != "" || f.s.Items[i-1].Kind == clause.Det && f.s.Items[i-1].Key != "that" {
		return true
	}
	if f.s.Items[i-1].Kind == clause.Verb && next.Kind == clause.Mention && f.s.Mentions[next.Mention].Form == "nominal" && !f.s.Mentions[next.Mention].Def && next.From == it.To { // free jailed bloggers
		return true
	}
	return f.s.Items[i-1].Kind == clause.Mark && f.s.Items[i-1].Key == "-" && f.s.Text.Tokens[it.From].Glued
}

// circumstance reports whether a participle tells what its clause's subject did beside the main verb: … مستهدفة دورية للشرطة.
func (f *finder) circumstance(i int, r morph.Reading) bool {
	if !r.Feat.Has(morph.Participle) || r.Art || r.Prep != "" || f.s.Items[i].Prep != "" || i == 0 || len(f.nounRules(i)) > 0 {
		return false
	}
	switch p := &f.s.Items[i-1]; p.Kind {
	case clause.Verb, clause.Time:
		return true
	case clause.Mark:
		return f.s.Comma(i - 1)
	}
	return f.s.Items[i-1].Prep != ""
}

// try fills the frame of a rule at item i; ok is false where a required slot stays empty. complement is the item of the noun of
// a light combination, -1 for none.
func (f *finder) try(i, rule int, a clause.Args, complement int) (Found, bool) {
	r := &f.Rules[rule]
	c := f.found(i, r, a)
	if f.passive(i, r, &a) {
		a.Obj, a.Subj = a.Subj, clause.Arg{}
		if by := f.agent(a); !by.Zero() {
			a.Subj = by
		}
		c.Args.Passive = true
	}
	f.carry(i, r, &a, complement)
	c.Args.Subj, c.Args.Obj = a.Subj, a.Obj
	var taken []place
	for _, slot := range r.Frame {
		arg, ok := f.argument(slot.Marker, a, complement)
		if ok && f.abstract(r, slot, arg) {
			return Found{}, false
		}
		if ok && !f.allowed(slot, arg) && !f.struck(slot, arg, a.Subj) {
			arg, ok = f.ownerOf(r, slot, arg)
		} else if ok && slot.Type == "" && slot.Role == "recipient" && f.HeadFirst() && f.mention(arg) == nil { // «أشاد بجهود بغداد»: what is Baghdad's
			if owner, found := f.ownerOf(r, match.Slot{Marker: slot.Marker, Type: "party"}, arg); found {
				arg = owner
			}
		}
		if !ok {
			if _, transitive := r.Frame.At("obj"); slot.Must && slot.Marker == "subj" && a.Passive && r.Kind != "noun" && (transitive || r.Kind == "light" || f.HeadFirst()) { // the passive does not say who did it
				continue
			}
			if slot.Marker == "subj" && r.Kind == "verb" && f.deed(a.Subj, r) { // the blast killed two
				c.Score++
				continue
			}
			if slot.Must || slot.Marker == "subj" && slot.Type != "" && f.overt(a.Subj) && r.Kind != "noun" {
				return Found{}, false
			}
			continue
		}
		role := slot.Role
		if slot.Marker == "that" && role == "recipient" { // demanded that Iran stop
			if arg, ok = f.clauseSubject(arg); !ok {
				continue
			}
		}
		if slices.Contains(taken, placeOf(arg)) {
			continue
		}
		if slot.Or != "" {
			role = f.choose(slot, arg, c)
		}
		taken = append(taken, placeOf(arg))
		c.Score += 2
		if slot.Type != "" {
			c.Score++
		}
		if slot.Must {
			c.Score += 2
		}
		f.fill(&c, role, slot, arg)
	}
	by := f.agent(a)
	if from, ok := a.Prep("min"); by.Zero() && ok && f.HeadFirst() && r.Kind == "noun" { // «إطلاق نار من مسلحين»
		if m := f.mention(from); m != nil && armed(m) && m.Kind != "place" && f.s.Items[from.Items[0]-1].Kind != clause.Mention {
			by = from
		}
	}
	if r.Type == violence && len(c.Actors) == 0 && !by.Zero() && !slices.Contains(taken, placeOf(by)) && r.Frame.Has("recipient") { // «لقي مصرعه برصاص مسلحين»
		f.fill(&c, "actor", match.Slot{Marker: "by"}, by)
	}
	c.EvidFrom, c.EvidTo = f.evidence(i, a)
	return c, true
}
