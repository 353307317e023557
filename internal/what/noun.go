package what

import (
	"rawi/internal/clause"
	"rawi/internal/match"
	"rawi/internal/morph"
	"slices"
)

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
	if f.weighs() { // the evidence decides, where nothing fills a slot
		best.Score = -2
	}
	rules, masdar := f.nounRules(i), false
	if len(rules) == 0 {
		rules, masdar = f.masdarRules(i), true
	}
	if len(rules) > 0 && rules[0] == figure {
		f.used[i] = true
		return
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
		if f.supported(i, &c) {
			supported = true
			if len(c.Actors) == 0 || unwritten(c.Actors) { // «نجا من محاولة اغتيال نفذتها …»
				f.further(i, &c)
			}
			ok = ok || f.complete(&c) || c.Claims() // who claims a deed need not say again what it was
		} else if f.relative(i, &c) {
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
	if best.Rule == nil || best.Score < 0 && !f.Telling.types[best.Rule.Type] {
		return
	}
	f.used[i] = true
	for k := i + 1; !f.HeadFirst() && k < len(f.s.Items) && f.s.Items[k].To <= f.phraseEnd(i); k++ { // a joint operation: both words are the one event
		f.used[k] = true
	}
	f.accused(i, &best)
	f.out = append(f.out, best)
}

// further takes who did it from a relative clause, for a noun that has its supporting verb elsewhere.
func (f *finder) further(i int, c *Found) {
	d := *c
	d.Actors = nil
	if f.relative(i, &d) && len(d.Actors) > 0 {
		c.Actors = d.Actors
	}
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
		if p, ok := o.Args.Prep(f.s.Items[i].Prep); !ok || !slices.Contains(p.Items, i) {
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
	if rules, _ := f.phraseAt(it.From); rules != nil {
		return rules
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
	_, to := f.phraseAt(f.s.Items[i].From)
	return max(to, f.s.Items[i].To)
}

// phraseAt gives the rules of the event noun of several words at token t, in whatever form its words stand, and the token after it.
func (f *finder) phraseAt(t int) ([]int, int) {
	var rules []int
	to := 0
	if !f.HeadFirst() {
		for h := range f.phrases.Find(f.s.Text, t, f.s.Range.To) {
			if h.To-h.From > 1 && h.To > to {
				rules, to = h.IDs, h.To
			}
		}
		return rules, to
	}
	for _, r := range f.Morph.At(f.s.Text, t).Readings {
		list := f.inflected[r.Lemma]
		for k := range list {
			if p := &list[k]; t+len(p.lemmas) > to && f.inflects(p, t) {
				rules, to = p.rules, t+len(p.lemmas)
			}
		}
	}
	return rules, to
}

// inflects reports whether the words of a phrase behind its first stand at the tokens behind t, each in some form of its own.
func (f *finder) inflects(p *phrase, t int) bool {
	if t+len(p.lemmas) > f.s.Range.To {
		return false
	}
	for k := 1; k < len(p.lemmas); k++ {
		found := false
		for _, r := range f.Morph.At(f.s.Text, t+k).Readings {
			found = found || (r.Lemma == p.lemmas[k][0] || r.Lemma == p.lemmas[k][1]) && r.Conj == "" && r.Pron == "" && (r.Prep == "" || r.Art)
		}
		if !found {
			return false
		}
	}
	return true
}

// settle takes words that end the name of an event for no people (the «suicide» of a suicide attack), and the verbal noun of a supporting
// verb before an event for no body: تنظيم مظاهرة is no organization.
func (f *finder) settle() {
	for i := 0; f.HeadFirst() && i+1 < len(f.s.Items); i++ {
		it, next := &f.s.Items[i], &f.s.Items[i+1]
		if it.Kind == clause.Mention {
			f.settleVerbal(i)
			continue
		}
		if next.Kind != clause.Mention || next.To != next.From+1 || next.Prep+next.Conj != "" || next.From != it.To {
			continue
		}
		if _, to := f.phraseAt(it.From); to == next.To && f.s.Mentions[next.Mention].Form == "nominal" {
			f.s.Mentions[next.Mention].Kind = "none"
			next.Kind, next.Mention = clause.Other, -1
		}
	}
}

// settleVerbal makes a verbal noun of the mention at item i where an event noun follows that it can govern.
func (f *finder) settleVerbal(i int) {
	it, next := &f.s.Items[i], &f.s.Items[i+1]
	if it.To != it.From+1 || it.Art || next.Kind != clause.Noun || next.Prep+next.Conj != "" || f.s.Mentions[it.Mention].Form != "nominal" || len(f.nounRules(i+1)) == 0 {
		return
	}
	for _, r := range f.Morph.At(f.s.Text, it.From).Readings {
		if r.Feat.Has(morph.Masdar) && len(f.supports[r.Lemma]) > 0 {
			f.s.Mentions[it.Mention].Kind = "none"
			it.Kind, it.Mention = clause.Noun, -1
			it.Readings = []morph.Reading{r}
			return
		}
	}
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
	if by := f.agent(a); !by.Zero() {
		a.Subj = by
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
