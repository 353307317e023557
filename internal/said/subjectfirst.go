package said

import (
	"unicode"

	"rawi/internal/clause"
	"rawi/internal/morph"
)

// This file reads languages whose subject stands before its verb. A verb of saying there has a source clause round it (who says
// it, to whom, where, when), and its content stands behind that clause, before it, or on both sides of it.

// source is a clause that says whose word something is: «, Miller, the department's spokesman, told reporters on Tuesday,».
type source struct {
	cue
	speaker  clause.Arg
	from, to int // items, half-open
	inverted bool
	tail     int // item behind the verb, its speaker and its addressee, before adjuncts
}

// subjectFirst reads the statements of a sentence in the order of their verbs.
func (f *finder) subjectFirst(n int) {
	s := f.block[n]
	var cues []cue
	for i := range s.Items {
		if c, ok := f.cueAt(s, i); ok && f.reports(n, c) {
			cues = append(cues, c)
		}
	}
	for k, c := range cues {
		f.report(n, c, cues[k+1:])
	}
}

// reports decides whether a form of a verb of saying tells of something said: not an infinitive, nor what somebody did not, would or
// must say, nor a noun of the same spelling, nor part of a name.
func (f *finder) reports(n int, c cue) bool {
	s, i := f.block[n], c.item
	it := &s.Items[i]
	if f.inside(it.Start) != nil || it.Prep != "" || it.Conj != "" {
		return false
	}
	if i > 0 && f.capital(it) && s.Items[i-1].Kind != clause.Open && s.Items[i-1].Kind != clause.Mark {
		return false
	}
	if !c.reading.Finite() && i > 0 && s.Items[i-1].Kind == clause.Aux && s.Items[i-1].Key == "be" && !f.past(it) {
		return true // are warning of famine
	}
	if !c.reading.Finite() {
		return i > 0 && c.reading.Feat.Has(morph.Participle) && f.hangs(s, i)
	}
	if i == 0 {
		return false
	}
	if c.rule.Act == "ask" && s.Items[i-1].Kind == clause.Rel {
		return false // a neighbour who asked that her name not be used
	}
	base := s.Text.Tokens[it.From].Fold == f.Morph.Lemmas[c.reading.Lemma].Text
	be := false
	for k := i - 1; k >= 0 && k > i-6; k-- {
		p := &s.Items[k]
		switch p.Kind {
		case clause.Neg, clause.Modal, clause.To, clause.Future, clause.Plan, clause.Det, clause.Gen:
			return false
		case clause.Aux:
			be = be || p.Key == "be" || p.Key == "get"
			base = base && p.Key != "do"
			continue
		case clause.Other:
			if k > 0 && s.Items[k-1].Kind == clause.Aux {
				continue
			}
		case clause.Verb:
			if p.Finite() && k == i-1 && !(f.nounly(p) && f.capital(p)) {
				return false
			}
		}
		break
	}
	if be && f.past(it) && !c.rule.cites() {
		return false
	}
	if base { // present of a plural or of I, we, they, you; anything else of this form is a noun
		return f.pluralBefore(s, i)
	}
	return true
}

// pluralBefore reports whether the subject of a verb in its bare form, at item i, stands before it.
func (f *finder) pluralBefore(s *clause.Sentence, i int) bool {
	p := &s.Items[i-1]
	if p.Kind == clause.Conj {
		return true
	}
	closing := i+1 < len(s.Items) && (s.Items[i+1].Kind == clause.Comp || s.Items[i+1].Kind == clause.Mark && !s.Comma(i+1))
	if p.Kind == clause.Mention && !closing {
		m := s.Mentions[p.Mention]
		if m.Plural || m.Kind == "pronoun" || p.Conj != "" {
			return true
		}
	}
	if f.nounly(&s.Items[i]) {
		return p.Kind == clause.Mention && closing
	}
	if p.Kind == clause.Mention || p.Kind == clause.Noun || p.Kind == clause.Other {
		return closing || p.Kind == clause.Noun || f.pluralHead(s, i) || p.Kind == clause.Other && p.Key == "" && i+1 < len(s.Items) && f.subjectStarts(s, i+1) && f.hasPredicate(s, i+1, f.ruleAt(s, i))
	}
	return false
}

// ruleAt gives the rule of the verb of saying at item i.
func (f *finder) ruleAt(s *clause.Sentence, i int) *Rule {
	c, _ := f.cueAt(s, i)
	return c.rule
}

// pluralHead reports whether the noun that heads the phrase before item i is a plural: nurses at the hospital say.
func (f *finder) pluralHead(s *clause.Sentence, i int) bool {
	a, _ := f.speakerBefore(s, i)
	if len(a.Items) == 0 || s.Items[a.Items[0]].Mention < 0 {
		return false
	}
	return len(a.Items) > 1 || s.Mentions[s.Items[a.Items[0]].Mention].Plural
}

// hangs reports whether a participle is told of a clause before it (…, adding that …).
func (f *finder) hangs(s *clause.Sentence, i int) bool {
	p := &s.Items[i-1]
	return s.Comma(i-1) || p.Kind == clause.Conj || p.Kind == clause.Close || p.Kind == clause.Time || p.Kind == clause.Mention && p.Prep != ""
}

func (f *finder) past(it *clause.Item) bool {
	for _, r := range it.Readings {
		if r.Feat.Has(morph.PassPart) {
			return true
		}
	}
	return false
}

// base reports whether a verb is printed in its bare form.
func (f *finder) base(s *clause.Sentence, it *clause.Item) bool {
	for _, r := range it.Readings {
		if r.Finite() && s.Text.Tokens[it.From].Fold == f.Morph.Lemmas[r.Lemma].Text {
			return true
		}
	}
	return false
}

// nounly reports whether the tables know the word as a noun too.
func (f *finder) nounly(it *clause.Item) bool {
	for _, r := range it.Readings {
		if f.Morph.Lemmas[r.Lemma].POS == morph.Noun {
			return true
		}
	}
	return false
}

// capital reports whether a word is printed with a capital letter.
func (f *finder) capital(it *clause.Item) bool {
	return unicode.IsUpper(f.block[0].Text.Runes[it.Start])
}

// cites reports whether a verb passes on another's word who is its object: quoted the minister as saying.
func (r *Rule) cites() bool {
	slot, ok := r.Frame.At("obj")
	return ok && slot.Role == "speaker"
}

// report reads the statement of one verb of saying.
func (f *finder) report(n int, c cue, later []cue) {
	s := f.block[n]
	src := f.sourceAt(n, c)
	q := Found{Sentence: n, Rule: c.rule, Continues: -1, Verb: c.item, Cue: [][2]int{{s.Items[c.item].Start, s.Items[c.item].End}}}
	var relayed *clause.Arg
	if c.rule.cites() {
		saying, of, ok := f.cited(n, &src)
		if !ok {
			return
		}
		q.Cue = append(q.Cue, [2]int{s.Items[saying].Start, s.Items[saying].End})
		src.to, src.tail = saying+1, saying+1
		relayed = &of
	}
	f.before(n, &src, &q)
	f.after(n, &src, later, &q)
	if len(q.Content) == 0 {
		f.governed(n, &src, &q)
	}
	if len(q.Content) == 0 || q.Kind == "indirect" && (c.rule.Act == "demand" || c.rule.Act == "threaten") {
		return // demanding is the event, its speaker the actor; only his very words are a statement
	}
	switch {
	case relayed != nil && relayed.Zero():
		q.Links = []Link{{Role: "speaker", Sentence: n, Arg: src.speaker, Cue: q.Cue[0]}}
	case relayed != nil:
		q.Links = []Link{{Role: "relay", Sentence: n, Arg: src.speaker, Cue: q.Cue[0]}, {Role: "speaker", Sentence: n, Arg: *relayed, Cue: q.Cue[0]}}
	default:
		if !c.reading.Finite() {
			if prev := f.lastSpoken(n, s.Items[c.item].Start); prev != nil {
				q.Links = append([]Link{}, prev.Links...)
			}
		}
		if len(q.Links) == 0 {
			q.Links = []Link{{Role: "speaker", Sentence: n, Arg: src.speaker, Cue: q.Cue[0]}}
		}
	}
	f.surroundings(n, &src, &q)
	if f.relays(&q) || f.resumes(&q, &src) {
		return
	}
	f.out = append(f.out, q)
}

// cited reads what follows a verb that passes on another's word: quoted the minister as saying.
func (f *finder) cited(n int, src *source) (saying int, of clause.Arg, ok bool) {
	s := f.block[n]
	passive := false
	for k := src.item - 1; k >= 0 && s.Items[k].Kind == clause.Aux; k-- {
		passive = passive || s.Items[k].Key == "be"
	}
	for k := src.item + 1; k < len(s.Items) && k < src.item+12; k++ {
		it := &s.Items[k]
		if of.Zero() && !passive && it.Kind == clause.Mention && it.Prep == "" {
			of = clause.Arg{Items: []int{k}, By: "the one quoted"}
		}
		if of.Zero() && !passive && it.Kind == clause.Other && it.Prep == "" {
			if run := f.nominalRun(s, k); len(run) > 0 {
				of = clause.Arg{Items: run, By: "the one quoted"}
			}
		}
		if passive && of.Zero() && it.Kind == clause.Mention && it.Prep == "by" {
			of, src.speaker = src.speaker, clause.Arg{Items: []int{k}, By: "the one who quotes"}
		}
		for _, r := range it.Readings {
			if r.Feat.Has(morph.Participle) && !r.Finite() && len(f.verbs[r.Lemma]) > 0 && s.Items[k-1].Kind == clause.Sub {
				end := k
				if s.Items[min(k+1, len(s.Items)-1)].Kind == clause.Mention && s.Items[k].Kind != clause.Mention {
					for _, v := range f.verbs[r.Lemma] {
						if slot, has := f.Rules[v].Frame.At("obj"); has && slot.Role == "addressee" {
							end = k + 1
						}
					}
				}
				return end, of, passive || !of.Zero()
			}
		}
		if s.Comma(k) || it.Kind == clause.Comp {
			return 0, of, false
		}
	}
	return 0, of, false
}

// relays reports whether what a trailing source covers is already told as another's word in the same clause; that word then
// comes through this source: «Putin pledged that …, Interfax said».
func (f *finder) relays(q *Found) bool {
	if len(q.Content) == 0 || len(q.Links) != 1 || q.Kind == "direct" {
		return false
	}
	done := false
	for k := range f.out {
		o := &f.out[k]
		if o.Sentence != q.Sentence || len(o.Links) == 0 || len(o.Cue) == 0 || o.Cue[0][0] < q.Content[0][0] || o.Cue[0][1] > q.Content[0][1] || q.Cue[0][0] < q.Content[0][1] {
			continue
		}
		for i := range o.Content { // the inner statement ends where the outer source begins
			if o.Content[i][1] > q.Content[0][1] {
				o.Content[i][1] = max(o.Content[i][0], q.Content[0][1])
			}
		}
		l := q.Links[0]
		l.Role = "relay"
		o.Links = append([]Link{l}, o.Links...)
		o.Cue = append(o.Cue, q.Cue...)
		done = true
	}
	return done
}
