package what

import (
	"strings"

	"rawi/internal/clause"
	"rawi/internal/match"
	"rawi/internal/morph"
	"rawi/internal/text"
	"rawi/internal/who"
)

// Found is an event in one clause, its parties still as places in the sentence.
type Found struct {
	Rule       *Rule
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
	Claimed    clause.Arg // one who announces what others did: its source
	Planned    bool
	Noun       bool // told by a noun alone
	Verb       bool // a finite verb tells it
	Score      int
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
	args    map[int]clause.Args
	nargs   map[int]clause.Args
	out     []Found
	dropped []Dropped
	used    map[int]bool // items that are part of an event already
}

// Find gives the events that a sentence tells.
func (l *Lexicon) Find(s *clause.Sentence) ([]Found, []Dropped) {
	f := finder{Lexicon: l, s: s, args: map[int]clause.Args{}, nargs: map[int]clause.Args{}, used: map[int]bool{}}
	if g := f.guard(); g != "" {
		return nil, []Dropped{{From: s.Text.Tokens[s.Range.From].Start, To: s.Text.Tokens[s.Range.To-1].End, Reason: "language of " + g}}
	}
	for i := range s.Items {
		f.lightAt(i)
	}
	for i := range s.Items {
		f.verbAt(i)
	}
	for i := range s.Items {
		f.nounAt(i)
	}
	return f.out, f.dropped
}

// guard tells whether the sentence speaks the language of sport or markets: two of its words, and no word of violence beside them.
func (f *finder) guard() string {
	count := map[string]int{}
	for i := f.s.Range.From; i < f.s.Range.To; i++ {
		k := f.s.Text.Tokens[i]
		if k.Kind != text.Word {
			continue
		}
		for _, r := range f.Morph.Read(k.Fold) {
			if t, ok := f.things[r.Lemma]; ok && (t.Class == "sport" || t.Class == "market" || t.Class == "culture") && f.Morph.Lemmas[r.Lemma].POS == morph.Noun {
				count[t.Class]++
				break
			}
		}
	}
	for _, class := range []string{"sport", "market", "culture"} {
		if count[class] >= 2 {
			return class
		}
	}
	return ""
}

func (f *finder) verbArgs(i int) clause.Args {
	a, ok := f.args[i]
	if !ok {
		a = f.s.Args(i)
		f.args[i] = a
	}
	return a
}

func (f *finder) nounArgs(i int) clause.Args {
	a, ok := f.nargs[i]
	if !ok {
		a = f.s.NounArgs(i)
		f.nargs[i] = a
	}
	return a
}

// verbLemmas gives the lemmas that an item may be a finite or participial verb of.
func (f *finder) verbLemmas(i int) []morph.Reading {
	it := &f.s.Items[i]
	if it.Kind != clause.Verb && it.Kind != clause.Noun {
		return nil
	}
	var out []morph.Reading
	for _, r := range it.Readings {
		if f.Morph.Lemmas[r.Lemma].POS == morph.Verb {
			out = append(out, r)
		}
	}
	return out
}

// lightAt finds pairs of a verb and a noun that only together name an event.
func (f *finder) lightAt(i int) {
	best, noun := Found{Score: -1}, -1
	for _, r := range f.verbLemmas(i) {
		if r.Finite() && f.HeadFirst() && f.s.Items[i].Kind == clause.Noun || r.Feat.Has(morph.Masdar) && f.phraseEnd(i) > f.s.Items[i].To {
			continue
		}
		for _, lw := range f.light[r.Lemma] {
			at, ok := f.complement(i, lw)
			if !ok {
				continue
			}
			c, ok := f.try(i, lw.rule, f.argsFor(i, r), at)
			if !ok && r.Feat.Has(morph.Masdar) { // «تعميق العلاقات»: who does it is told by the verb that lends its grammar
				c = f.partly(i, lw.rule, f.argsFor(i, r), at)
				ok = f.supported(i, &c) && f.complete(&c)
			}
			c.Score += 4 + 2*len(lw.words) - min(3, max(at-i, i-at)/2)
			if ok && c.Score > best.Score {
				c.Verb = r.Finite()
				c.AnchorFrom, c.AnchorTo = f.s.Items[i].Start, f.s.Items[i].End
				if at == i+1 || at == i {
					c.AnchorTo = f.s.Items[at].End
				}
				best, noun = c, at
			}
		}
	}
	if best.Score >= 0 {
		f.used[i] = true
		f.used[noun] = true
		if !best.Verb && best.Support == "" && f.HeadFirst() { // «أعلنت تونس سحب اعترافها»: the verb before lends its subject to the verbal noun
			best.Actors = dropped(best.Actors)
			f.supported(i, &best)
		}
		f.out = append(f.out, best)
	}
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
func (f *finder) complement(i int, lw lightWord) (int, bool) {
	k, last := 0, -1
	for j := i + 1; j < len(f.s.Items) && j < i+14; j++ {
		it := &f.s.Items[j]
		if it.Kind == clause.Verb && it.Finite() && f.HeadFirst() && !f.isWord(it, lw, k) || it.Kind == clause.Comp || it.Kind == clause.Rel || it.Kind == clause.Mark && it.Key != "،" && it.Key != "," {
			break
		}
		if !f.HeadFirst() && f.governed(it, lw, k) {
			continue
		}
		for f.isWord(it, lw, k) { // an item carries its preposition: «refuse to extradite», both words in one
			k++
			last = j
			if k == len(lw.words) {
				return last, true
			}
		}
	}
	if len(lw.words) == 1 { // its noun is the subject and stands before it: عبوة ناسفة انفجرت
		for j := i - 1; j >= 0 && j >= i-6; j-- {
			it := &f.s.Items[j]
			if it.Kind != clause.Noun && it.Kind != clause.Other && it.Kind != clause.Mention && it.Kind != clause.Aux && it.Kind != clause.Time {
				break
			}
			if it.Prep == "" && f.isWord(it, lw, 0) {
				return j, true
			}
		}
	}
	return 0, false
}

// governed reports whether an item stands behind a preposition that is no part of the light combination, or only ends the name of
// another event («launch an air strike» is no «launch strike»).
func (f *finder) governed(it *clause.Item, lw lightWord, k int) bool {
	if it.PrepAt >= 0 && it.Prep != "of" && it.Prep != "with" && f.s.Text.Tokens[it.PrepAt].Fold != lw.words[k] {
		if k == 0 || f.s.Text.Tokens[it.PrepAt-1].Fold != lw.words[k-1] && f.s.Text.Tokens[it.PrepAt].Fold != lw.words[k-1] {
			return true
		}
	}
	if len(lw.words) == 1 && it.From > f.s.Range.From {
		for _, h := range f.phrases.Find(f.s.Text, it.From-1, f.s.Range.To) {
			if h.To-h.From > 1 && h.To == it.To {
				return true
			}
		}
	}
	return false
}

// isWord reports whether an item is, or contains, the k-th word of a light combination.
func (f *finder) isWord(it *clause.Item, lw lightWord, k int) bool {
	if it.PrepAt >= 0 && f.s.Text.Tokens[it.PrepAt].Fold == lw.words[k] {
		return true
	}
	for t := it.From; t < it.To; t++ {
		if f.s.Text.Tokens[t].Fold == lw.words[k] {
			return true
		}
		for _, r := range f.Morph.Read(f.s.Text.Tokens[t].Fold) {
			if r.Lemma == lw.lemma[k] || r.Lemma == lw.noun[k] || f.Morph.Lemmas[r.Lemma].POS == morph.Noun && f.Fold.Fold(f.Morph.Lemmas[r.Lemma].Text) == lw.words[k] {
				return true
			}
		}
	}
	return false
}

// verbAt finds an event told by the verb at item i.
func (f *finder) verbAt(i int) {
	if f.used[i] || f.attributive(i) {
		return
	}
	best, deed := Found{Score: -1}, -1
	var why []Dropped
	for _, r := range f.verbLemmas(i) {
		if r.Feat.Has(morph.Masdar) || !r.Finite() && f.HeadFirst() && !f.circumstance(i, r) || r.Finite() && f.HeadFirst() && f.s.Items[i].Kind == clause.Noun {
			continue
		}
		for _, n := range f.verbs[r.Lemma] {
			c, ok := f.try(i, n, f.verbArgs(i), -1)
			if !ok {
				why = append(why, Dropped{Rule: &f.Rules[n], From: f.s.Items[i].Start, To: f.s.Items[i].End, Reason: "a slot that the rule requires is empty"})
				continue
			}
			c.Verb = true
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
	}
	f.used[i] = true
	f.out = append(f.out, best)
}

// attributive reports whether a participle only qualifies the noun behind it: for detained suspects, the exiled poet, UN-backed forces.
func (f *finder) attributive(i int) bool {
	it := &f.s.Items[i]
	if f.HeadFirst() || i == 0 && it.Prep == "" || i+1 >= len(f.s.Items) {
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
	if it.Prep != "" || f.s.Items[i-1].Kind == clause.Det && f.s.Items[i-1].Key != "that" {
		return true
	}
	return f.s.Items[i-1].Kind == clause.Mark && f.s.Items[i-1].Key == "-" && f.s.Text.Tokens[it.From].Glued
}

// circumstance reports whether a participle tells what its clause's subject did beside the main verb: … مستهدفة دورية للشرطة.
func (f *finder) circumstance(i int, r morph.Reading) bool {
	if !r.Feat.Has(morph.Participle) || r.Art || r.Prep != "" || f.s.Items[i].Prep != "" || i == 0 {
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
	c := Found{Rule: r, Item: i, AnchorFrom: f.s.Items[i].Start, AnchorTo: f.s.Items[i].End, Args: a, SupportAt: -1}
	if f.passive(i, r, &a) {
		a.Obj, a.Subj = a.Subj, clause.Arg{}
		for _, key := range []string{"min-qibal", "ala-yad", "min-janib", "by"} {
			if by, ok := a.Prep(key); ok {
				a.Subj = by
			}
		}
		c.Args.Passive = true
	}
	f.carry(i, r, &a, complement)
	c.Args.Subj, c.Args.Obj = a.Subj, a.Obj
	taken := map[string]bool{}
	for _, slot := range r.Frame {
		arg, ok := f.argument(slot.Marker, a, complement)
		if ok && !f.allowed(slot, arg) && !f.struck(slot, arg, a.Subj) {
			arg, ok = f.ownerOf(slot, arg)
		} else if ok && slot.Type == "" && slot.Role == "recipient" && f.HeadFirst() && f.mention(arg) == nil { // «أشاد بجهود بغداد»: what is Baghdad's
			if owner, found := f.ownerOf(match.Slot{Marker: slot.Marker, Type: "party"}, arg); found {
				arg = owner
			}
		}
		if !ok {
			if slot.Must && slot.Marker == "subj" && a.Passive && r.Kind != "noun" { // the passive does not say who did it
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
		if taken[key(arg)] {
			continue
		}
		if slot.Or != "" {
			role = f.choose(slot, arg, c)
		}
		taken[key(arg)] = true
		c.Score += 2
		if slot.Type != "" {
			c.Score++
		}
		if slot.Must {
			c.Score += 2
		}
		f.fill(&c, role, slot, arg)
	}
	c.EvidFrom, c.EvidTo = f.evidence(i, a)
	return c, true
}

// struck reports whether a private person or a ship, shop or firm stands where a party must: no party of public affairs, but one
// whom armed men may attack.
func (f *finder) struck(slot match.Slot, a, by clause.Arg) bool {
	if slot.Type != "party" || slot.Marker == "subj" {
		return false
	}
	m, actor := f.mention(a), f.mention(by)
	if m == nil || actor == nil || m.Kind == "place" {
		return false
	}
	return armed(actor)
}

// armed reports whether a phrase tells of people under arms.
func armed(m *who.Mention) bool {
	switch m.Sector {
	case "REB", "UAF", "MIL", "COP", "INS", "SPY", "CRM":
		return true
	}
	return false
}

// carry lets a verb joined to the clause before keep that clause's subject where the only noun behind it is nobody and the rule
// wants a party to act: «… ورفض التنحي», «… ورفعت دعوى».
func (f *finder) carry(i int, r *Rule, a *clause.Args, complement int) {
	if f.HeadFirst() && r.Kind != "noun" && a.Obj.Zero() && f.goesOn(i, r, a) {
		return
	}
	if !f.HeadFirst() || r.Kind == "noun" || !f.overt(a.Subj) || !a.Obj.Zero() || a.Subj.Items[0] < i {
		return
	}
	if f.s.Items[i].Conj == "" && !f.covers(a.Subj.Items, complement) {
		return
	}
	subj, ok := r.Frame.At("subj")
	if !ok || subj.Type != "" && f.allowed(subj, a.Subj) {
		return
	}
	before := f.s.Joined(i)
	if before.Zero() && subj.Type == "" {
		return
	}
	if before.Zero() && (f.covers(a.Subj.Items, complement) || f.s.Follows(i)) {
		before = clause.Arg{Dropped: true, At: i, By: "subject not written"}
	}
	if !before.Zero() {
		a.Obj, a.Subj = a.Subj, before
	}
}

// goesOn gives a joined verb the subject of the clause before where its rule wants an object and only one noun stands behind it, which
// is then that object: «نفى المصدر … واتهم مجموعات مسلحة».
func (f *finder) goesOn(i int, r *Rule, a *clause.Args) bool {
	obj, ok := r.Frame.At("obj")
	if !ok || !obj.Must || f.s.Items[i].Conj == "" || len(a.Subj.Items) == 0 || a.Subj.Items[0] < i || !f.allowed(obj, a.Subj) {
		return false
	}
	before := f.s.Joined(i)
	if f.mention(before) == nil {
		return false
	}
	a.Obj, a.Subj = a.Subj, before
	return true
}

// partly fills what stands round an event noun whose rule wants more: a supporting verb may tell the rest.
func (f *finder) partly(i, rule int, a clause.Args, complement int) Found {
	r := &f.Rules[rule]
	c := Found{Rule: r, Item: i, AnchorFrom: f.s.Items[i].Start, AnchorTo: f.s.Items[i].End, Args: a, SupportAt: -1}
	c.EvidFrom, c.EvidTo = f.evidence(i, a)
	for _, slot := range r.Frame {
		if slot.Or != "" || slot.Marker == "subj" || slot.Marker == "obj" || slot.Marker == "gen" || complement < 0 && slot.Marker != "adj" {
			continue
		}
		if arg, ok := f.argument(slot.Marker, a, complement); ok && f.allowed(slot, arg) {
			f.fill(&c, slot.Role, slot, arg)
		}
	}
	return c
}

// overt reports whether a subject is written and is nobody: floods and debts besiege nobody in the sense of these rules.
func (f *finder) overt(a clause.Arg) bool {
	return len(a.Items) > 0 && f.mention(a) == nil && f.s.Items[a.Items[0]].Kind == clause.Noun && !f.national(a)
}

// deed reports whether a subject is an event of the rule's own type, or a weapon: what a bombing or a missile does is done by whoever
// sent it.
func (f *finder) deed(a clause.Arg, r *Rule) bool {
	if f.HeadFirst() || len(a.Items) == 0 || r.Type != "ASSAULT" || f.s.Items[a.Items[0]].Kind != clause.Noun {
		return false
	}
	it := &f.s.Items[a.Items[0]]
	for _, n := range f.nounRules(a.Items[0]) {
		if f.Rules[n].Type == r.Type {
			return true
		}
	}
	for t := it.From; t < it.To; t++ {
		if th, ok := f.Thing(f.s.Text, t, f.s.Range.To); ok && th.Class == "arms" {
			return true
		}
	}
	return false
}

// doer lends an event the one whose deed its subject is: the army's shelling, Israeli strikes, a blast claimed by nobody.
func (f *finder) doer(i int, c *Found) {
	a := f.nounArgs(i)
	for _, arg := range []clause.Arg{first(a.Prep("by")), a.Adj, a.Gen} {
		if !arg.Zero() && arg.Prep != "of" {
			c.Actors = append(c.Actors, Filler{Arg: arg, Marker: "subj"})
			return
		}
	}
}

func first(a clause.Arg, _ bool) clause.Arg { return a }

func key(a clause.Arg) string {
	if len(a.Items) > 0 {
		return string(rune('A' + a.Items[0]))
	}
	if a.Dropped {
		return "dropped"
	}
	return "p" + string(rune('A'+a.At))
}

func (f *finder) fill(c *Found, role string, slot match.Slot, arg clause.Arg) {
	fl := Filler{Arg: arg, Marker: slot.Marker, Type: slot.Type}
	switch role {
	case "actor", "both":
		c.Actors = append(c.Actors, fl)
	case "recipient":
		c.Recipients = append(c.Recipients, fl)
	case "theme":
		c.Themes = append(c.Themes, fl)
	case "place":
		c.Places = append(c.Places, fl)
	}
}

// choose settles a slot that may be actor or recipient: armed and official bodies act, civilians, towns and things suffer; and
// where the actor is filled already, what is left is the recipient.
func (f *finder) choose(slot match.Slot, arg clause.Arg, c Found) string {
	if len(c.Actors) > 0 {
		return "recipient"
	}
	if len(c.Recipients) > 0 {
		return "actor"
	}
	if m := f.mention(arg); m != nil {
		if m.Kind == "place" || m.Sector == "CVL" || m.Count {
			return "recipient"
		}
	}
	if slot.Role == "actor" || slot.Role == "recipient" {
		return slot.Role
	}
	return slot.Or
}

// argument gives what stands at a marker.
func (f *finder) argument(marker string, a clause.Args, complement int) (clause.Arg, bool) {
	var arg clause.Arg
	switch marker {
	case "subj":
		arg = a.Subj
		if arg.Dropped && !a.Carried.Zero() {
			arg = a.Carried
		}
	case "obj":
		arg = a.Obj
		if complement > a.From && !f.HeadFirst() && f.s.Items[complement].Kind == clause.Verb && arg.Zero() { // tried to kill a judge
			arg = f.verbArgs(complement).Obj
		} else if complement >= 0 && len(arg.Items) > 0 && f.covers(arg.Items, complement) {
			arg = a.Obj2
			if arg.Zero() {
				arg = f.afterComplement(complement)
			}
		} else if complement >= 0 && arg.Zero() {
			arg = f.afterComplement(complement)
		}
	case "gen":
		arg = a.Gen
		if complement >= 0 && arg.Zero() {
			arg = f.nounArgs(complement).Gen
		}
	case "adj":
		arg = a.Adj
		if complement >= 0 && arg.Zero() {
			arg = f.nounArgs(complement).Adj
		}
	case "inf":
		arg = f.infinitiveAfter(a)
	case "that":
		arg = f.clauseAfter(a)
	case "quote":
		return clause.Arg{}, false
	default:
		p, ok := a.Prep(marker)
		if !ok && complement >= 0 {
			p, ok = f.nounArgs(complement).Prep(marker)
		}
		if !ok && marker == "to" && complement >= 0 && f.covers(a.Obj2.Items, complement) { // give Tanzania a grant
			p, ok = a.Obj, true
		}
		return p, ok
	}
	return arg, !arg.Zero()
}

// infinitiveAfter gives the «to» which opens an infinitive behind the arguments of a verb: agreed to …, refused to ….
func (f *finder) infinitiveAfter(a clause.Args) clause.Arg {
	if a.To < len(f.s.Items) && f.s.Items[a.To].Kind == clause.To {
		return clause.Arg{Items: []int{a.To}, By: "infinitive"}
	}
	return clause.Arg{}
}

// clauseAfter gives the «that» which opens a content clause right behind the arguments of a verb.
func (f *finder) clauseAfter(a clause.Args) clause.Arg {
	if a.To < len(f.s.Items) && f.s.Items[a.To].Kind == clause.Comp {
		return clause.Arg{Items: []int{a.To}, By: "content clause"}
	}
	return clause.Arg{}
}

// clauseSubject gives the party which opens the content clause behind the «that» of an argument.
func (f *finder) clauseSubject(a clause.Arg) (clause.Arg, bool) {
	k := a.Items[0] + 1
	for k < len(f.s.Items) && f.s.Items[k].Kind == clause.Det {
		k++
	}
	if k >= len(f.s.Items) || f.s.Items[k].Kind != clause.Mention || f.s.Items[k].Prep != "" || f.s.Lone(k) {
		return clause.Arg{}, false
	}
	return clause.Arg{Items: []int{k}, By: "subject of the content clause"}, true
}

func (f *finder) covers(items []int, i int) bool {
	for _, k := range items {
		if k == i {
			return true
		}
	}
	return false
}

// afterComplement gives the genitive or object that stands behind the noun of a light combination: أطلق سراح السجناء.
func (f *finder) afterComplement(i int) clause.Arg {
	a := f.nounArgs(i)
	if !a.Gen.Zero() {
		return a.Gen
	}
	return a.Obj
}

// mention gives the noun phrase at the head of an argument, or nil.
func (f *finder) mention(a clause.Arg) *who.Mention {
	for _, i := range a.Items {
		if k := f.s.Items[i].Mention; k >= 0 {
			return &f.s.Mentions[k]
		}
	}
	return nil
}

// allowed reports whether an argument is of the type that a slot asks for.
func (f *finder) allowed(slot match.Slot, a clause.Arg) bool {
	m := f.mention(a)
	pronoun := a.Pron != "" || a.Dropped
	switch slot.Type {
	case "":
		return true
	case "party":
		if pronoun || m == nil && (f.national(a) || f.quoted(a) && slot.Marker != "subj") {
			return true
		}
		return m != nil && (m.Kind != "place" || m.Known != nil && m.Known.CapitalOf != "") && !(slot.Must && f.private(m))
	case "human":
		if pronoun {
			return true
		}
		if m != nil {
			return m.Kind == "person" || m.Kind == "group" || m.Kind == "pronoun" || m.Kind == "organization" && m.Known == nil && !slot.Must
		}
		return len(a.Items) > 0 && f.s.Items[a.Items[0]].Kind == clause.Amount
	case "official":
		return m != nil && m.Kind == "person" && (m.Known != nil || m.Def && (m.Sector == "GOV" || m.Sector == "MIL"))
	case "armed":
		return m != nil && armed(m)
	case "many":
		return m != nil && m.Kind != "place" && (m.Plural || m.Dual || len(a.Items) > 1 || len(m.Lands) > 0)
	case "place":
		return m != nil && (m.Kind == "place" || m.Kind == "state") || m == nil && f.site(a) || f.it(m)
	case "pact", "arms":
		if slot.Type == "pact" && f.it(m) {
			return true
		}
		for _, i := range a.Items {
			it := &f.s.Items[i]
			for t := it.From; t < it.To; t++ {
				if th, ok := f.Thing(f.s.Text, t, f.s.Range.To); ok && th.Class == slot.Type {
					return true
				}
			}
			// the head may stand a word or two on: «عشرات الصواريخ», «the new partnership agreement»
			for t := it.To; t < it.To+2 && t < f.s.Range.To; t++ {
				if th, ok := f.Thing(f.s.Text, t, f.s.Range.To); ok && th.Class == slot.Type {
					return true
				}
			}
		}
	}
	return false
}

// it reports whether a mention is the pronoun of a thing: signed it, looted it.
func (f *finder) it(m *who.Mention) bool { return m != nil && m.Kind == "pronoun" && m.Pron == "3ns" }

// site reports whether an argument is a place without a name: a village, a bridge, an apartment block.
func (f *finder) site(a clause.Arg) bool {
	for _, i := range a.Items {
		it := &f.s.Items[i]
		for t := it.From; t < min(it.To+1, f.s.Range.To); t++ {
			if th, ok := f.Thing(f.s.Text, t, f.s.Range.To); ok && th.Class == "site" {
				return true
			}
		}
	}
	return false
}

// ownerOf gives the one to whom a thing in a party's place belongs: «انتقدت تأخر الأمم المتحدة» criticises the United Nations.
func (f *finder) ownerOf(slot match.Slot, a clause.Arg) (clause.Arg, bool) {
	if slot.Type != "party" || len(a.Items) == 0 || slot.Marker == "subj" {
		return clause.Arg{}, false
	}
	i := a.Items[0]
	if k := f.s.Items[i].Kind; k != clause.Noun && k != clause.Verb || i >= len(f.s.Items) {
		return clause.Arg{}, false
	}
	n := f.nounArgs(i)
	for _, arg := range []clause.Arg{n.Gen, n.Adj} {
		if !arg.Zero() && f.allowed(slot, arg) {
			arg.By = "owner of the object"
			return arg, true
		}
	}
	return clause.Arg{}, false
}

// private reports whether a phrase names a private person or shop, who is no party of public affairs: a singer, a shop, a child.
func (f *finder) private(m *who.Mention) bool {
	if m.Known != nil || m.Count || m.Plural || m.Form == "name" || m.Country != "" || m.Kind == "pronoun" {
		return false
	}
	switch m.Sector {
	case "CVL", "BUS", "SOC":
		return m.Kind == "person" || m.Kind == "organization"
	}
	return false
}

// quoted reports whether an argument opens a stretch in quotation marks: a name, or what somebody calls them.
func (f *finder) quoted(a clause.Arg) bool {
	return len(a.Items) > 0 && a.Items[0] > 0 && f.s.Items[a.Items[0]].InQuote && f.s.Items[a.Items[0]-1].Kind == clause.Open
}

// national reports whether an argument is a noun of which only the nationality tells whose it is: بيان إماراتي.
func (f *finder) national(a clause.Arg) bool {
	for _, i := range a.Items {
		if !f.HeadFirst() {
			return i > 0 && f.s.Lone(i-1)
		}
		for k := i + 1; f.HeadFirst() && k < len(f.s.Items) && k < i+4; k++ {
			if f.s.Lone(k) && f.s.Items[k].Prep == "" {
				return true
			}
			if it := &f.s.Items[k]; it.Kind != clause.Noun && it.Kind != clause.Other || it.Prep+it.Conj != "" {
				break
			}
		}
	}
	return false
}

// passive decides whether a form that may be passive is so here: no object is written, the frame has one, and what stands as
// subject is one to whom such things are done; or an agent is written.
func (f *finder) passive(i int, r *Rule, a *clause.Args) bool {
	if !f.HeadFirst() {
		return false // settled by the auxiliary
	}
	obj, ok := r.Frame.At("obj")
	if !ok || r.Kind == "noun" || !f.s.Items[i].Finite() {
		return false
	}
	if a.Passive {
		return a.Obj.Zero()
	}
	if !a.MayPassive || !a.Obj.Zero() {
		return false
	}
	for _, key := range []string{"min-qibal", "ala-yad", "min-janib"} {
		if _, ok := a.Prep(key); ok {
			return true
		}
	}
	if a.To < len(f.s.Items) && f.s.Items[a.To].Kind == clause.Comp { // a verb of saying with what is said: نفى المتحدث أن …
		return false
	}
	if subj, ok := r.Frame.At("subj"); ok && subj.Must || !obj.Must && obj.Role != "recipient" {
		return false
	}
	m := f.mention(a.Subj)
	if m == nil {
		return len(a.Subj.Items) > 0 && f.s.Items[a.Subj.Items[0]].Kind == clause.Amount
	}
	if m.Count || m.Sector == "CVL" {
		return true
	}
	return (m.Kind == "person" || m.Kind == "group" && m.Plural) && obj.Role == "recipient" && (obj.Must || !m.Def)
}

// evidence gives the stretch of the clause that states the event: from its first argument or itself to its last argument.
func (f *finder) evidence(i int, a clause.Args) (int, int) {
	from, to := f.s.Items[i].Start, f.s.Items[i].End
	widen := func(arg clause.Arg) {
		for _, k := range arg.Items {
			if s := f.s.Items[k].Start; s < from && k > i-12 {
				from = s
			}
			if e := f.s.Items[k].End; e > to {
				to = e
			}
		}
	}
	widen(a.Subj)
	widen(a.Obj)
	widen(a.Obj2)
	widen(a.Gen)
	for _, p := range a.Preps {
		widen(p)
	}
	if a.To > 0 && a.To <= len(f.s.Items) {
		for k := a.To - 1; k > i; k-- {
			if it := &f.s.Items[k]; it.Kind != clause.Mark && it.Kind != clause.Conj && it.Kind != clause.Open {
				if it.End > to {
					to = it.End
				}
				break
			}
		}
	}
	return from, to
}

// nounAt finds an event named by a noun: alone, or lent grammar by a supporting verb.
func (f *finder) nounAt(i int) {
	if f.used[i] {
		return
	}
	it := &f.s.Items[i]
	if it.Kind != clause.Noun && it.Kind != clause.Verb && it.Kind != clause.Other {
		return
	}
	if it.Kind == clause.Verb && !f.nounToo(i) {
		return
	}
	best := Found{Score: -1}
	rules, masdar := f.nounRules(i), false
	if len(rules) == 0 {
		rules, masdar = f.masdarRules(i), true
	}
	for _, n := range rules {
		a := f.nounArgs(i)
		if len(a.Gen.Items) > 0 && f.s.Items[a.Gen.Items[0]].From < f.phraseEnd(i) { // the genitive is part of the name (زيارة الدولة)
			a.Gen = clause.Arg{}
		}
		var doer clause.Arg
		if masdar {
			a = f.verbalNoun(&f.Rules[n], a)
		} else {
			doer, a = f.twofold(&f.Rules[n], a)
		}
		c, ok := f.try(i, n, a, -1)
		if ok && len(c.Actors) == 0 && f.mention(doer) != nil {
			f.fill(&c, "actor", match.Slot{Marker: "gen"}, doer)
		}
		supported := false
		if !ok {
			c = f.partly(i, n, a, -1)
		}
		if f.supported(i, &c) || f.relative(i, &c) {
			supported = true
			ok = ok || f.complete(&c)
		}
		if !ok {
			continue
		}
		c.Noun = !supported
		if !supported {
			c.Score--
		}
		if c.Score > best.Score {
			best = c
		}
	}
	if best.Score < 0 {
		return
	}
	f.used[i] = true
	f.accused(i, &best)
	f.out = append(f.out, best)
}

// twofold parts the two who may stand behind a verbal noun: where what the act is done to follows in its own right, the genitive is the
// one who does it (اعتقال الجيش ناشطين).
func (f *finder) twofold(r *Rule, a clause.Args) (clause.Arg, clause.Args) {
	gen, ok := r.Frame.At("gen")
	if !ok || gen.Role != "recipient" || !f.HeadFirst() || a.Gen.Zero() {
		return clause.Arg{}, a
	}
	who := a.Gen
	if a.Obj.Zero() {
		a = f.markedObject(r, a)
	}
	if a.Obj.Zero() {
		return clause.Arg{}, a
	}
	a.Gen = a.Obj
	a.Obj = clause.Arg{}
	return who, a
}

// markedObject takes for the object of a verbal noun with a genitive what a «to» right behind the two marks as such: مساندة روسيا لها.
func (f *finder) markedObject(r *Rule, a clause.Args) clause.Args {
	li, ok := a.Prep("li")
	if _, own := r.Frame.At("li"); own || !ok || len(a.Gen.Items) == 0 || f.mention(a.Gen) == nil {
		return a
	}
	at := li.At
	if len(li.Items) > 0 {
		at = li.Items[0]
	}
	if at == a.Gen.Items[len(a.Gen.Items)-1]+1 {
		a.Obj = li
	}
	return a
}

// accused takes the one who is accused of what a noun tells for the one who did it: «اتهم … النظام بتزويد الميليشيات …».
func (f *finder) accused(i int, c *Found) {
	if len(c.Actors) > 0 || f.s.Items[i].Prep == "" || !f.HeadFirst() {
		return
	}
	for k := len(f.out) - 1; k >= 0; k-- {
		o := &f.out[k]
		if o.Rule.Type != "ACCUSE" || !o.Verb || o.Item >= i || len(o.Recipients) == 0 {
			continue
		}
		if p, ok := o.Args.Prep(f.s.Items[i].Prep); !ok || !f.covers(p.Items, i) {
			continue
		}
		for _, who := range o.Recipients {
			if len(who.Arg.Items) > 0 && who.Arg.Items[0] < i && f.mention(who.Arg) != nil {
				f.fill(c, "actor", match.Slot{Marker: who.Marker}, who.Arg)
			}
		}
		return
	}
}

// nounToo reports whether a word that can be a verb stands where only a noun can: with an article, behind a preposition, or
// after a verb that wants it.
func (f *finder) nounToo(i int) bool {
	it := &f.s.Items[i]
	if it.Art || it.Prep != "" {
		return true
	}
	if i > 0 {
		p := &f.s.Items[i-1]
		if p.Kind == clause.Verb || p.Kind == clause.Tamma || p.Kind == clause.Det || p.Kind == clause.Gen || p.Kind == clause.Noun && !f.HeadFirst() {
			return true
		}
		if !f.HeadFirst() && (p.Kind == clause.Mention || p.Kind == clause.Other) {
			return true
		}
	}
	return false
}

// nounRules gives the rules of the noun at item i: the longest phrase, or the lemmas of its word.
func (f *finder) nounRules(i int) []int {
	it := &f.s.Items[i]
	for _, h := range f.phrases.Find(f.s.Text, it.From, f.s.Range.To) {
		if h.To-h.From > 1 {
			return h.IDs
		}
	}
	var out []int
	for _, r := range it.Readings {
		if r.Finite() && !r.Feat.Has(morph.Infinitive) {
			continue
		}
		out = append(out, f.nouns[r.Lemma]...)
	}
	return out
}

// phraseEnd is the token after the event noun at item i, of one word or several.
func (f *finder) phraseEnd(i int) int {
	end := f.s.Items[i].To
	for _, h := range f.phrases.Find(f.s.Text, f.s.Items[i].From, f.s.Range.To) {
		end = max(end, h.To)
	}
	return end
}

// masdarRules gives the rules of the verb whose verbal noun stands at item i, where no rule names the noun itself.
func (f *finder) masdarRules(i int) []int {
	var out []int
	for _, r := range f.s.Items[i].Readings {
		if r.Feat.Has(morph.Masdar) && f.Morph.Lemmas[r.Lemma].POS == morph.Verb {
			out = append(out, f.verbs[r.Lemma]...)
		}
	}
	return out
}

// verbalNoun gives the arguments of a verbal noun as those of its verb: a genitive is what it is done to where the verb takes an
// object and no other genitive or object is written, else who does it.
func (f *finder) verbalNoun(r *Rule, a clause.Args) clause.Args {
	gen := a.Gen
	if gen.Zero() {
		gen = a.Adj
	}
	obj, transitive := r.Frame.At("obj")
	if transitive && a.Obj.Zero() && f.HeadFirst() {
		a = f.markedObject(r, a)
	}
	switch {
	case !transitive || !a.Obj.Zero():
		a.Subj = gen
	case obj.Type == "human" || obj.Role == "recipient" || obj.Must:
		a.Obj = gen
		if !a.Adj.Zero() && !a.Gen.Zero() {
			a.Subj = a.Adj
		}
	default:
		a.Subj = gen
	}
	for _, key := range []string{"min-qibal", "ala-yad", "min-janib", "by"} {
		if by, ok := a.Prep(key); ok {
			a.Subj = by
		}
	}
	return a
}

// complete reports whether a noun whose own frame lacks a required slot has it from its supporting verb: a genitive that is the
// actor may be lent, one that is what the act is done to may not.
func (f *finder) complete(c *Found) bool {
	for _, s := range c.Rule.Frame {
		if !s.Must {
			continue
		}
		switch {
		case (s.Role == "actor" || s.Role == "both") && len(c.Actors) > 0:
		case s.Role == "recipient" && len(c.Recipients) > 0:
		default:
			return false
		}
	}
	return true
}

// supported looks for a verb that lends its grammar to the noun at item i, and takes over what the verb tells.
func (f *finder) supported(i int, c *Found) bool {
	for v := i - 1; v >= 0 && v >= i-9; v-- {
		it := &f.s.Items[v]
		switch it.Kind {
		case clause.Tamma:
			if v == i-1 || v == i-2 {
				a := clause.Args{From: v}
				c.Support, c.SupportAt = "tamma", v
				c.Args.Negated = c.Args.Negated || a.Negated
				c.EvidFrom = min(c.EvidFrom, it.Start)
				return true
			}
			return false
		case clause.Rel, clause.Comp, clause.Sub, clause.But:
			return false
		case clause.Mark:
			if !f.s.Comma(v) {
				return false
			}
		case clause.Verb:
			if f.supportedBy(v, i, c) {
				return true
			}
			if it.Finite() {
				return f.supportAfter(i, c)
			}
		}
	}
	return f.supportAfter(i, c)
}

// supportAfter looks for a supporting verb behind the noun, where the noun is its subject: the attack took place.
func (f *finder) supportAfter(i int, c *Found) bool {
	for v := i + 1; v < len(f.s.Items) && v < i+9; v++ {
		it := &f.s.Items[v]
		switch it.Kind {
		case clause.Comp, clause.Sub, clause.But, clause.Rel:
			return false
		case clause.Mark:
			if !f.s.Comma(v) {
				return false
			}
		case clause.Verb:
			if it.Finite() || !f.HeadFirst() {
				return f.supportedBy(v, i, c)
			}
		}
	}
	return false
}

// relative looks for a supporting verb in a relative clause on the noun: الزيارة التي يقوم بها الرئيس, الهجوم الذي شنته الحركة.
func (f *finder) relative(i int, c *Found) bool {
	for k := i + 1; k < len(f.s.Items) && k < i+5; k++ {
		it := &f.s.Items[k]
		if it.Kind == clause.Rel && k+1 < len(f.s.Items) {
			v := k + 1
			for v < len(f.s.Items) && (f.s.Items[v].Kind == clause.Aux || f.s.Items[v].Kind == clause.Future) {
				v++
			}
			if v >= len(f.s.Items) || f.s.Items[v].Kind != clause.Verb {
				return false
			}
			for _, r := range f.verbLemmas(v) {
				for _, sup := range f.supports[r.Lemma] {
					subj, ok := sup.frame.At("subj")
					if !ok || subj.Role == "event" {
						continue
					}
					a := f.verbArgs(v)
					arg := a.Subj
					if f.covers(arg.Items, i) || arg.Zero() || arg.Dropped {
						continue
					}
					role := subj.Role
					if role == "actor" && mutual(c.Rule) {
						role = "both"
					}
					f.fill(c, role, subj, arg)
					c.Support, c.SupportAt = sup.id, v
					_, to := f.evidence(v, a)
					c.EvidTo = max(c.EvidTo, to)
					c.Score += 2
					return true
				}
			}
			return false
		}
		if it.Kind != clause.Noun && it.Kind != clause.Other && !f.s.Lone(k) && !(it.Kind == clause.Mention && it.From < f.phraseEnd(i)) {
			return false
		}
	}
	return false
}

func (f *finder) supportedBy(v, i int, c *Found) bool {
	for _, r := range f.verbLemmas(v) {
		for _, sup := range f.supports[r.Lemma] {
			a := f.verbArgs(v)
			if !f.eventAt(sup, a, v, i) {
				continue
			}
			for _, slot := range sup.frame {
				if slot.Role == "event" || slot.Role == "cause" {
					continue
				}
				if sup.kind == "announce" && !f.ownAct(c, a.Subj) {
					c.Claimed = a.Subj
					continue
				}
				arg, ok := f.argument(slot.Marker, a, -1)
				if !ok || f.covers(arg.Items, i) {
					continue
				}
				if arg.Dropped && len(c.Actors) > 0 {
					continue
				}
				if f.mention(arg) == nil && arg.Pron == "" && !arg.Dropped {
					continue
				}
				role := slot.Role
				if role == "actor" && mutual(c.Rule) {
					role = "both"
				}
				if role == "actor" && len(c.Actors) > 0 && c.Actors[0].Marker != "adj" { // the noun's own genitive is then what the act is done to
					c.Recipients = append(c.Recipients, c.Actors...)
					c.Actors = nil
				}
				f.fill(c, role, slot, arg)
				c.Score += 2
			}
			c.Support, c.SupportAt = sup.id, v
			c.Args.Negated = a.Negated
			c.Args.Future, c.Args.Planned, c.Args.Possible, c.Args.Hypothetical, c.Args.Near = a.Future, a.Planned, a.Possible, a.Hypothetical, a.Near
			for _, p := range a.Preps {
				if !f.covers(p.Items, i) {
					c.Args.Preps = append(c.Args.Preps, p)
				}
			}
			from, to := f.evidence(v, a)
			c.EvidFrom, c.EvidTo = min(from, c.EvidFrom), max(to, c.EvidTo)
			c.Args.From, c.Args.To = min(a.From, c.Args.From), max(a.To, c.Args.To)
			if sup.kind == "plan" {
				c.Planned = true
			}
			f.wished(v, c)
			c.Verb = true
			return true
		}
	}
	return false
}

// wished lends the subject of a verb of wishing to what its content clause has happen: «تأمل أن تؤدي الاجتماعات إلى تعميق العلاقات مع …».
func (f *finder) wished(v int, c *Found) {
	k := v - 1
	for k > 0 && f.s.Items[k].Kind != clause.Comp {
		if it := &f.s.Items[k]; it.Kind != clause.Mention && it.Kind != clause.Noun && it.Kind != clause.Other && it.Kind != clause.Future && it.Kind != clause.Modal {
			return
		}
		k--
	}
	if k < 1 || f.s.Items[k-1].Kind != clause.Verb {
		return
	}
	for _, r := range f.verbLemmas(k - 1) {
		for _, sup := range f.supports[r.Lemma] {
			slot, ok := sup.frame.At("subj")
			if sup.kind != "wish" || !ok {
				continue
			}
			c.Planned = true
			a := f.verbArgs(k - 1)
			if len(c.Actors) > 0 && !mutual(c.Rule) || a.Subj.Zero() {
				return
			}
			role := slot.Role
			if mutual(c.Rule) {
				role = "both"
			}
			f.fill(c, role, slot, a.Subj)
			return
		}
	}
}

// ownAct reports whether one who announces an act can be the one who does it: the noun has an actor of whom nothing is said yet, and
// the announcer is neither press nor a nameless source.
func (f *finder) ownAct(c *Found, announcer clause.Arg) bool {
	m := f.mention(announcer)
	if len(c.Actors) > 0 || !c.Rule.Frame.Has("actor") && !c.Rule.Frame.Has("both") && !f.ownMeasure(c.Rule, m) {
		return false
	}
	if m == nil {
		return announcer.Dropped || announcer.Pron != ""
	}
	switch m.Sector {
	case "JRN", "MED", "UNK", "CVL":
		return false
	}
	return !(c.Rule.Type == "ASSAULT" && m.Sector == "COP")
}

// ownMeasure reports whether what is announced is a measure that the announcer takes by office: a state expels, the police arrest.
func (f *finder) ownMeasure(r *Rule, m *who.Mention) bool {
	if m == nil || !f.HeadFirst() {
		return false
	}
	switch r.Type {
	case "SANCTION":
		return m.Kind == "state" || m.Sector == "GOV" || m.Known != nil && m.Known.CapitalOf != ""
	case "COERCE":
		return m.Sector == "COP" || m.Sector == "MIL"
	}
	return false
}

// mutual reports whether all parties of the rule are actors.
func mutual(r *Rule) bool { return r.Frame.Has("both") }

// eventAt reports whether the noun at item i stands where a supporting verb has its event.
func (f *finder) eventAt(sup support, a clause.Args, v, i int) bool {
	for _, slot := range sup.frame {
		if slot.Role != "event" {
			continue
		}
		arg, ok := f.argument(slot.Marker, a, -1)
		if ok && f.covers(arg.Items, i) {
			return true
		}
		switch slot.Marker {
		case "obj":
			if f.covers(a.Obj2.Items, i) {
				return true
			}
			// a verb whose subject is written after the noun, or a list of nouns
			if f.HeadFirst() && i > v && a.Obj.Zero() && f.covers(a.Subj.Items, i) {
				return true
			}
			if !f.HeadFirst() && a.Passive && f.covers(a.Obj.Items, i) {
				return true
			}
		case "subj":
			if !f.HeadFirst() && i < v && f.headOfSubject(i, v) {
				return true
			}
		default:
			if f.s.Items[i].Prep == slot.Marker && i > v && i <= v+6 && strings.TrimSpace(slot.Marker) != "" {
				return true
			}
		}
	}
	return false
}

// headOfSubject reports whether the noun at i heads the subject of the verb at v: nothing but its own phrases stands between.
func (f *finder) headOfSubject(i, v int) bool {
	for k := i + 1; k < v; k++ {
		it := &f.s.Items[k]
		switch {
		case it.Prep != "", it.Kind == clause.Time, it.Kind == clause.Aux, it.Kind == clause.Other, it.Kind == clause.Neg, it.Kind == clause.Future, it.Kind == clause.Modal, it.Kind == clause.Conj, it.Kind == clause.Mention && it.Conj != "":
		case it.Kind == clause.Mention && f.s.Items[k-1].Kind == clause.Conj:
		default:
			return false
		}
	}
	return true
}
