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
	if slot, ok := c.rule.Frame.At("obj"); ok && slot.Role == "topic" {
		return false // called, described, accused: what follows is no clause
	}
	if c.rule.Act == "demand" || c.rule.Act == "threaten" {
		return false // the act of saying is the event, its speaker the actor
	}
	if i > 0 && f.capital(it) && s.Items[i-1].Kind != clause.Open && s.Items[i-1].Kind != clause.Mark {
		return false
	}
	if !c.reading.Finite() {
		return i > 0 && c.reading.Feat.Has(morph.Participle) && f.hangs(s, i)
	}
	if i == 0 {
		return false
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
		p := &s.Items[i-1]
		closing := i+1 < len(s.Items) && (s.Items[i+1].Kind == clause.Comp || s.Items[i+1].Kind == clause.Mark && !s.Comma(i+1))
		if p.Kind == clause.Mention && !closing {
			m := s.Mentions[p.Mention]
			return m.Plural || m.Kind == "pronoun" || p.Conj != ""
		}
		return p.Kind == clause.Mention || p.Kind == clause.Noun && !f.nounly(it) || p.Kind == clause.Conj
	}
	return true
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
		return
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

// resumes adds quoted words to the statement before them where the same speaker goes on: «…,» she said. «Tonight,» she went on, «…».
func (f *finder) resumes(q *Found, src *source) bool {
	if q.Kind != "direct" || len(f.out) == 0 {
		return false
	}
	prev := &f.out[len(f.out)-1]
	if prev.Kind != "direct" || prev.Verb < 0 || q.Sentence-prev.Sentence > 3 || prev.Content[len(prev.Content)-1][1] > q.Content[0][0] {
		return false
	}
	pronoun := len(src.speaker.Items) == 1 && f.pronoun(q.Sentence, src.speaker.Items[0])
	if !pronoun || f.namedBetween(prev, q) {
		return false
	}
	prev.Content = append(prev.Content, q.Content...)
	prev.Cue = append(prev.Cue, q.Cue...)
	return true
}

// pronoun reports whether an item is a pronoun of the third person.
func (f *finder) pronoun(n, i int) bool {
	s := f.block[n]
	if s.Items[i].Mention < 0 {
		return false
	}
	m := &s.Mentions[s.Items[i].Mention]
	return m.Kind == "pronoun" && len(m.Pron) > 0 && m.Pron[0] == '3'
}

// namedBetween reports whether somebody is named between two statements, outside what they quote.
func (f *finder) namedBetween(a, b *Found) bool {
	from, to := a.Content[len(a.Content)-1][1], b.Content[0][0]
	for n := a.Sentence + 1; n < b.Sentence; n++ {
		for i := range f.block[n].Items {
			if it := &f.block[n].Items[i]; it.Start >= from && it.End <= to && it.Kind == clause.Verb && it.Finite() && f.inside(it.Start) == nil {
				return true
			}
		}
	}
	return false
}

// sourceAt reads the clause round a verb of saying.
func (f *finder) sourceAt(n int, c cue) source {
	s := f.block[n]
	src := source{cue: c, from: c.item, tail: c.item + 1}
	if c.reading.Finite() {
		if arg, to, ok := f.speakerBehind(n, c.item); ok {
			src.speaker, src.tail, src.inverted = arg, to, true
		} else {
			src.speaker, src.from = f.speakerBefore(s, c.item)
		}
	} else {
		src.speaker = f.carriedSpeaker(s, c.item)
	}
	if slot, ok := c.rule.Frame.At("obj"); ok && slot.Role == "addressee" && !src.inverted {
		src.tail = f.addressee(s, c.item, src.tail)
	}
	src.to = f.adjuncts(s, src.tail)
	return src
}

// speakerBehind reads the subject behind the verb: «…», said Hana Farouk, a spokeswoman for the ministry.
func (f *finder) speakerBehind(n, v int) (clause.Arg, int, bool) {
	s := f.block[n]
	if v > 0 && s.Items[v-1].Kind != clause.Close && !s.Comma(v-1) || v == 0 && f.regionBefore(n, 0) == nil || v+1 >= len(s.Items) {
		return clause.Arg{}, 0, false
	}
	i := v + 1
	for i < len(s.Items) && s.Items[i].Kind == clause.Det {
		i++
	}
	items := f.nominalRun(s, i)
	if len(items) == 0 || s.Items[items[0]].Prep != "" || s.Items[items[0]].Kind != clause.Mention && !f.capital(&s.Items[items[0]]) {
		return clause.Arg{}, 0, false
	}
	end := items[len(items)-1] + 1
	if end < len(s.Items) {
		switch s.Items[end].Kind {
		case clause.Aux, clause.Modal, clause.Future, clause.Comp:
			return clause.Arg{}, 0, false
		case clause.Verb:
			if s.Items[end].Finite() {
				return clause.Arg{}, 0, false
			}
		}
	}
	end = f.adjuncts(s, end)
	if v > 0 && s.Comma(v-1) && (v < 2 || s.Items[v-2].Kind != clause.Close) && end < len(s.Items) && s.Items[end].Kind != clause.Mark {
		return clause.Arg{}, 0, false // …, the spokesman, said Pakistan must act
	}
	for s.Comma(end) && end+1 < len(s.Items) && f.describes(s, end+1) { // what he is, between commas
		k := end + 1
		for k < len(s.Items) && s.Items[k].Kind != clause.Mark && s.Items[k].Kind != clause.Open {
			k++
		}
		end = k
	}
	return clause.Arg{Items: items, By: "subject behind the verb of saying"}, end, true
}

// describes reports whether the stretch at item i tells what the one just named is, rather than what he says.
func (f *finder) describes(s *clause.Sentence, i int) bool {
	if s.Items[i].Kind == clause.Rel {
		return true
	}
	for k := i; k < len(s.Items) && (s.Items[k].Kind != clause.Mark || f.hyphen(s, k)); k++ {
		switch s.Items[k].Kind {
		case clause.Rel:
			return true
		case clause.Aux, clause.Modal, clause.Future, clause.Comp, clause.Open, clause.Sub:
			return false
		case clause.Verb:
			if s.Items[k].Finite() && !f.past(&s.Items[k]) {
				return false
			}
		}
	}
	return s.Items[i].Prep == "of" || s.Items[i].Kind == clause.Mention || s.Items[i].Kind == clause.Other || s.Items[i].Kind == clause.Noun || s.Items[i].Kind == clause.Det
}

// nominalRun gives the items of the noun phrase at item i: a mention with what is joined to it, or words that no table knows.
func (f *finder) nominalRun(s *clause.Sentence, i int) []int {
	if i >= len(s.Items) {
		return nil
	}
	if s.Items[i].Kind == clause.Mention {
		if name := f.longerName(s, i, i, len(s.Items)); len(name) > 0 {
			return name
		}
		out := []int{i}
		for k := i + 1; k+1 < len(s.Items) && s.Items[k].Kind == clause.Conj && s.Items[k+1].Kind == clause.Mention && s.Items[k+1].Prep == ""; k += 2 {
			out = append(out, k+1)
		}
		return out
	}
	var out []int
	for k := i; k < len(s.Items); k++ {
		it := &s.Items[k]
		if it.Kind != clause.Other && it.Kind != clause.Noun && it.Kind != clause.Mention || k > i && it.Prep != "" {
			break
		}
		if k > i && !f.capital(it) && f.capital(&s.Items[i]) {
			break
		}
		out = append(out, k)
	}
	return out
}

// speakerBefore reads the subject before the verb at item v; from is the item at which its clause begins.
func (f *finder) speakerBefore(s *clause.Sentence, v int) (clause.Arg, int) {
	k := v - 1
	for k >= 0 && (s.Items[k].Kind == clause.Aux || s.Items[k].Kind == clause.Neg || s.Items[k].Kind == clause.Other && k > 0 && s.Items[k-1].Kind == clause.Aux) {
		k--
	}
	if k < 0 {
		return clause.Arg{}, v
	}
	switch {
	case s.Items[k].Kind == clause.Rel:
		for h := k - 1; h >= 0; h-- {
			if s.Items[h].Kind == clause.Mention {
				return clause.Arg{Items: []int{h}, By: "antecedent of the relative clause"}, h
			}
		}
		return clause.Arg{}, v
	case s.Items[k].Kind == clause.Conj, s.Items[k].Kind == clause.But:
		return f.carriedSpeaker(s, v), v
	case s.Comma(k) && k > 0 && f.holdsAside(s, k-1):
		k--
	case s.Comma(k):
		open := f.asideOpens(s, k)
		if open < 0 {
			return f.carriedSpeaker(s, v), v
		}
		k = open - 1
	}
	from := f.phraseFrom(s, k)
	if from > k {
		return f.carriedSpeaker(s, v), v
	}
	return f.head(s, from, k+1), from
}

// holdsAside reports whether the noun phrase at item i already holds what it is, behind a comma: Matthew Miller, the department's spokesman.
func (f *finder) holdsAside(s *clause.Sentence, i int) bool {
	it := &s.Items[i]
	if it.Kind != clause.Mention {
		return false
	}
	for k := it.From; k < it.To; k++ {
		if s.Text.Tokens[k].Fold == "," {
			return true
		}
	}
	return false
}

// hyphen reports whether the mark at item i only joins the parts of a word.
func (f *finder) hyphen(s *clause.Sentence, i int) bool {
	it := &s.Items[i]
	return it.Kind == clause.Mark && (it.Key == "-" || it.Key == "/" || it.Key == "&" || it.Key == "'" || it.Key == "’") && s.Text.Tokens[it.From].Glued
}

// asideOpens gives the comma that opens the apposition or relative clause which the comma at item k closes.
func (f *finder) asideOpens(s *clause.Sentence, k int) int {
	for j := k - 1; j > 0 && j > k-25; j-- {
		if f.hyphen(s, j) {
			continue
		}
		if s.Items[j].Kind == clause.Mark && !s.Comma(j) || s.Items[j].Kind == clause.Close {
			return -1
		}
		if s.Comma(j) {
			if f.describes(s, j+1) && (s.Items[j-1].Kind == clause.Mention || s.Items[j-1].Kind == clause.Other || s.Items[j-1].Kind == clause.Noun) {
				return j
			}
			return -1
		}
	}
	return -1
}

// phraseFrom walks back from item k over a noun phrase with its prepositional phrases and participles to where it begins.
func (f *finder) phraseFrom(s *clause.Sentence, k int) int {
	i, conj := k, -1
	for ; i >= 0; i-- {
		it := &s.Items[i]
		if f.hyphen(s, i) {
			continue
		}
		switch it.Kind {
		case clause.Mention, clause.Noun, clause.Other, clause.Amount, clause.Det, clause.Gen, clause.Prep:
			continue
		case clause.Time:
			if it.Prep == "" || i < 1 || s.Comma(i-1) {
				continue
			}
			return i + 1 // a date ends the clause before
		case clause.Conj:
			conj = i
			continue
		case clause.Verb:
			if i > 0 && f.past(it) && (s.Items[i-1].Kind == clause.Mention || s.Items[i-1].Kind == clause.Noun) && i < k && s.Items[i+1].Prep+s.Items[min(i+2, k)].Prep != "" && s.Items[i-1].Prep == "" && (i < 3 || s.Items[i-2].Kind != clause.Verb) {
				continue // a person briefed on the matter
			}
			if f.nounly(it) && f.capital(it) && f.capital(&s.Items[max(0, i-1)]) {
				continue // a name: the Eastern Theater Command
			}
			if f.nounly(it) && i > 0 && (s.Items[i-1].Kind == clause.Det || s.Items[i-1].Kind == clause.Gen || s.Items[i-1].Prep != "") {
				continue
			}
		}
		break
	}
	begin := i + 1
	if i >= 0 && conj > begin-1 && (s.Items[i].Kind == clause.Verb || s.Items[i].Kind == clause.Aux || s.Items[i].Kind == clause.Modal) {
		begin = conj + 1 // «… rejected it and Iran said»: another clause
	}
	for begin <= k && (s.Items[begin].Kind == clause.Time || s.Items[begin].Kind == clause.Conj) {
		begin++
	}
	return begin
}

// head gives the noun that heads the stretch of items, with those joined to it.
func (f *finder) head(s *clause.Sentence, from, to int) clause.Arg {
	for i := from; i < to; i++ {
		if it := &s.Items[i]; it.Kind == clause.Mention && it.Prep == "" && !s.Lone(i) {
			if name := f.longerName(s, i, from, to); len(name) > 0 {
				return clause.Arg{Items: name, By: "name before the verb of saying"}
			}
			items := []int{i}
			for k := i + 1; k+1 < to && s.Items[k].Kind == clause.Conj && s.Items[k+1].Kind == clause.Mention && s.Items[k+1].Prep == ""; k += 2 {
				items = append(items, k+1)
			}
			return clause.Arg{Items: items, By: "subject before the verb of saying"}
		}
	}
	for i := from; i < to; i++ {
		if it := &s.Items[i]; it.Prep == "" && (it.Kind == clause.Mention || it.Kind == clause.Other || it.Kind == clause.Noun) {
			if run := f.nominalRun(s, i); len(run) > 0 {
				return clause.Arg{Items: run, By: "subject before the verb of saying"}
			}
		}
	}
	return clause.Arg{}
}

// longerName gives the items of a personal name of which the tables know a part, or which follows a title: Hamas spokesman Sami Zuhri,
// Philippe Martinez, Dina Salem. Nil where the noun phrase at item i is all of the name.
func (f *finder) longerName(s *clause.Sentence, i, from, to int) []int {
	m := &s.Mentions[s.Items[i].Mention]
	end := i + 1
	for end < to && f.nameWord(s, end) {
		end++
	}
	begin := i
	if m.Form == "nominal" || m.Form == "title" {
		begin = i + 1
	} else if m.Form == "name" && m.Kind == "person" && s.Items[i].To-s.Items[i].From == 1 {
		for begin > from && f.nameWord(s, begin-1) {
			begin--
		}
	}
	if end == i+1 && begin >= i || m.Kind != "person" || begin == end {
		return nil
	}
	var out []int
	for k := begin; k < end; k++ {
		out = append(out, k)
	}
	return out
}

// nameWord reports whether the word at item i can be part of a personal name.
func (f *finder) nameWord(s *clause.Sentence, i int) bool {
	it := &s.Items[i]
	return it.Kind == clause.Other && it.Prep == "" && f.capital(it) && i > 0
}

// carriedSpeaker gives the subject of the clause before, for a verb joined to it or a participle that hangs on it.
func (f *finder) carriedSpeaker(s *clause.Sentence, v int) clause.Arg {
	for k := v - 1; k > 0; k-- {
		if it := &s.Items[k]; it.Kind == clause.Verb && it.Finite() && f.inside(it.Start) == nil {
			if s.Items[k-1].Kind == clause.Rel || f.nounly(it) && f.base(s, it) || f.past(it) && s.Items[k-1].Kind == clause.Noun {
				continue
			}
			a, from := f.speakerBefore(s, k)
			if !a.Zero() && (from == 0 || s.Items[from-1].Kind != clause.Comp) {
				return a
			}
		}
	}
	return clause.Arg{}
}

// addressee passes over the one who is told: told reporters, told the Security Council.
func (f *finder) addressee(s *clause.Sentence, v, i int) int {
	for i < len(s.Items) && (s.Items[i].Kind == clause.Det) {
		i++
	}
	if i < len(s.Items) && s.Items[i].Prep == "" {
		if s.Items[i].Kind == clause.Mention {
			return i + 1
		}
		if run := f.nominalRun(s, i); len(run) > 0 && (i > v+1 || f.capital(&s.Items[i])) {
			return run[len(run)-1] + 1
		}
	}
	return v + 1
}

// adjuncts passes over when and where something was said.
func (f *finder) adjuncts(s *clause.Sentence, i int) int {
	for i < len(s.Items) {
		it := &s.Items[i]
		switch {
		case it.Kind == clause.Time:
		case it.Prep != "" && (it.Kind == clause.Mention || it.Kind == clause.Noun || it.Kind == clause.Other):
			for i+1 < len(s.Items) && (s.Items[i+1].Kind == clause.Noun || s.Items[i+1].Kind == clause.Other) && s.Items[i+1].Prep == "" && s.Items[i].Kind != clause.Mention {
				i++
			}
		case it.Kind == clause.Det && it.Prep != "", it.Kind == clause.Det && i+1 < len(s.Items) && s.Items[i+1].Prep != "":
		default:
			return i
		}
		i++
	}
	return i
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

// before takes as content what stands before the source clause: a quotation that has just closed, or a clause up to a comma.
func (f *finder) before(n int, src *source, q *Found) {
	s := f.block[n]
	if r := f.regionBefore(n, src.from); r != nil && !r.used {
		start, ok := f.wrapped(n, r)
		r.used = true
		if ok {
			q.Content, q.Kind = append(q.Content, [2]int{start, s.Items[r.CloseItem].End}), "mixed"
			return
		}
		q.Content, q.Kind = append(q.Content, [2]int{r.Start, r.End}), "direct"
		return
	}
	if !src.rule.That && !src.rule.cites() || !src.rule.Quote || src.from == 0 || !s.Comma(src.from-1) || !src.reading.Finite() {
		return
	}
	if !f.closesAfter(s, src) {
		return
	}
	end := src.from - 1
	from := f.clauseFrom(n, end)
	if from >= end || !f.predicated(s, from, end) && !f.parted(s, src) {
		return
	}
	q.Content, q.Kind = append(q.Content, [2]int{f.printFrom(s, from), f.printTo(s, end-1)}), "indirect"
	f.useWithin(q)
}

// parted reports whether the source clause stands in the middle of what is said: her counterpart, she said, had gone.
func (f *finder) parted(s *clause.Sentence, src *source) bool {
	if !s.Comma(src.to) || src.to+1 >= len(s.Items) {
		return false
	}
	switch s.Items[src.to+1].Kind {
	case clause.Conj, clause.But, clause.Sub, clause.Rel, clause.Open:
		return false
	}
	return f.predicated(s, src.to+1, len(s.Items))
}

// wrapped gives the beginning of the clause that ends in quoted words: The vote was «a sham», he said.
func (f *finder) wrapped(n int, r *Region) (int, bool) {
	s := f.block[n]
	if r.First != n || r.OpenItem == 0 {
		return 0, false
	}
	from := f.clauseFrom(n, r.OpenItem)
	if from >= r.OpenItem || f.inside(s.Items[from].Start) != nil {
		return 0, false
	}
	for k := from; k < r.OpenItem; k++ {
		if it := &s.Items[k]; it.Kind == clause.Verb && it.Finite() || it.Kind == clause.Aux || it.Kind == clause.Modal {
			return f.printFrom(s, from), true
		}
	}
	return 0, false
}

// closesAfter reports whether a source clause behind its content is closed: by a mark, a conjunction or the end.
func (f *finder) closesAfter(s *clause.Sentence, src *source) bool {
	if src.to >= len(s.Items) {
		return true
	}
	switch s.Items[src.to].Kind {
	case clause.Mark, clause.Conj, clause.But, clause.Sub, clause.Open, clause.Close:
		return true
	case clause.Noun, clause.Verb:
		return len(s.Items[src.to].Readings) > 0 && s.Items[src.to].Readings[0].Feat.Has(morph.Participle)
	}
	return false
}

// clauseFrom gives the item at which the clause that ends before item end begins: behind a semicolon or the start of the sentence.
func (f *finder) clauseFrom(n, end int) int {
	s := f.block[n]
	from := 0
	for k := 0; k < end; k++ {
		if it := &s.Items[k]; it.Kind == clause.Mark && (it.Key == ";" || it.Key == "؛" || it.Key == ":" || it.Key == "—" || it.Key == "–") && f.inside(it.Start) == nil {
			from = k + 1
		}
	}
	for from < end && (s.Items[from].Kind == clause.Conj || s.Items[from].Kind == clause.But || s.Items[from].Kind == clause.Mark || s.Items[from].Kind == clause.Close) {
		from++
	}
	return from
}

// predicated reports whether a stretch of items holds a finite verb.
func (f *finder) predicated(s *clause.Sentence, from, to int) bool {
	for k := from; k < to; k++ {
		switch it := &s.Items[k]; it.Kind {
		case clause.Aux, clause.Modal, clause.Future:
			return true
		case clause.Verb:
			if it.Finite() {
				return true
			}
		}
	}
	return to-from > 3
}

// printFrom gives the code point at which the print of item i begins, its article and preposition with it.
func (f *finder) printFrom(s *clause.Sentence, i int) int {
	it := &s.Items[i]
	at := it.From
	if it.PrepAt >= 0 && it.PrepAt < at {
		at = it.PrepAt
	}
	start := s.Text.Tokens[at].Start
	if it.Kind == clause.Open {
		return it.Start
	}
	if i > 0 { // words that the noun phrase left out: its article, a possessive
		prev := s.Items[i-1].To
		if prev < at && prev > s.Items[i-1].From {
			start = s.Text.Tokens[prev].Start
		}
	} else if s.Range.From < at {
		start = s.Text.Tokens[s.Range.From].Start
	}
	return start
}

// after takes as content what stands behind the source clause.
func (f *finder) after(n int, src *source, later []cue, q *Found) {
	s := f.block[n]
	if src.inverted || len(q.Content) > 0 {
		f.goesOn(n, src, later, q)
		return
	}
	from := src.item
	if src.rule.cites() {
		from = src.to - 1
	}
	if i := f.thatAfter(s, from); i > 0 && (src.rule.That || src.rule.cites()) {
		f.indirect(n, i, f.printFrom(s, i), src.cue, later, q)
		return
	}
	for i := src.tail; i < len(s.Items) && i <= src.to+8; i++ {
		it := &s.Items[i]
		switch {
		case it.Kind == clause.Mark && it.Key == ":":
			if i+1 < len(s.Items) {
				if r := f.regionAt(n, i+1); r != nil && !r.used {
					f.direct(n, r, q)
				} else if src.rule.Quote {
					f.indirect(n, i+1, f.printFrom(s, i+1), src.cue, later, q)
				}
			} else if n+1 < len(f.block) {
				if r := f.regionAt(n+1, 0); r != nil && !r.used {
					f.direct(n+1, r, q)
				}
			}
			return
		case it.Kind == clause.Open:
			r := f.regionAt(n, i)
			if r == nil || r.used {
				return
			}
			marked := s.Comma(i-1) || i == src.tail || i == src.to
			if marked && (r.Words >= speech || r.Words > 1 && s.Comma(i-1)) && f.endsHere(s, r) {
				f.direct(n, r, q)
			} else if src.rule.That {
				f.zeroClause(n, src, later, q)
			}
			return
		case it.Kind == clause.Mark && !s.Comma(i):
			return
		case it.Kind == clause.Verb && it.Prep != "", it.Kind == clause.Neg && f.infinitive(s, i+1):
			return
		case it.Kind == clause.Verb && it.Finite(), it.Kind == clause.Aux, it.Kind == clause.Modal, it.Kind == clause.Future, it.Kind == clause.Neg:
			if src.rule.That {
				f.zeroClause(n, src, later, q)
			}
			return
		case s.Comma(i):
			if f.quoteAhead(n, i+1) {
				continue
			}
			return
		case it.Kind == clause.To, it.Kind == clause.Sub, it.Kind == clause.Cond, it.Kind == clause.But, it.Kind == clause.Comp:
			return
		}
	}
}

// infinitive reports whether an infinitive stands at item i: asked not to be named.
func (f *finder) infinitive(s *clause.Sentence, i int) bool {
	return i < len(s.Items) && (s.Items[i].Kind == clause.To || s.Items[i].Prep == "to" || s.Items[i].Kind == clause.Prep && s.Items[i].Key == "to")
}

// quoteAhead reports whether a quotation opens soon behind a comma: he said on television, his face like stone, «…».
func (f *finder) quoteAhead(n, i int) bool {
	s := f.block[n]
	for k := i; k < len(s.Items) && k < i+8; k++ {
		if s.Items[k].Kind == clause.Open {
			return k == i || s.Comma(k-1)
		}
		if s.Items[k].Kind == clause.Verb && s.Items[k].Finite() {
			return false
		}
	}
	return false
}

// goesOn takes the second half of content that the source clause has broken: «High-level contacts would end, she said, and visits be called off».
func (f *finder) goesOn(n int, src *source, later []cue, q *Found) {
	s := f.block[n]
	i := src.to
	for i < len(s.Items) && i < src.to+10 && s.Items[i].Kind != clause.Mark && s.Items[i].Kind != clause.Open {
		i++ // adjuncts that were not read: as the talks began
	}
	if i+1 >= len(s.Items) {
		return
	}
	j := i
	if s.Items[j].Kind == clause.Mark {
		j++
	}
	if r := f.regionAt(n, j); r != nil && !r.used {
		f.direct(n, r, q)
		return
	}
	if len(q.Content) == 0 || q.Kind == "direct" || !s.Comma(i) || len(later) > 0 {
		return
	}
	switch s.Items[j].Kind {
	case clause.But, clause.Sub, clause.Rel, clause.Conj:
		return
	}
	if _, _, _, ok := f.phraseAt(s.Text, s.Items[j].From, s.Range.To); ok {
		return // another source: …, Reuters reported, citing a diplomat
	}
	if end := f.contentEnd(n, j, later); end > s.Items[j].Start {
		q.Content = append(q.Content, [2]int{f.printFrom(s, j), end})
		f.useWithin(q)
	}
}

// thatAfter gives the item behind the word that opens the content clause of the verb at item v, 0 where there is none.
func (f *finder) thatAfter(s *clause.Sentence, v int) int {
	aside := false
	for i := v + 1; i+1 < len(s.Items) && i < v+18; i++ {
		it := &s.Items[i]
		switch it.Kind {
		case clause.Comp:
			return i + 1
		case clause.Rel:
			if it.Key == "who" && s.Comma(i-1) {
				aside = true
			} else if s.Text.Tokens[it.From].Fold == "that" {
				return i + 1
			}
		case clause.Mark:
			if !s.Comma(i) {
				return 0
			}
			if !aside && f.asideCloses(s, i) == 0 {
				return 0
			}
		case clause.Open, clause.To, clause.But, clause.Cond:
			return 0
		case clause.Verb:
			if it.Finite() && !aside && !f.nounly(it) {
				return 0
			}
		case clause.Aux, clause.Modal, clause.Future:
			if !aside {
				return 0
			}
		}
	}
	return 0
}

// asideCloses gives the comma that closes the aside which the comma at item i opens, 0 where that one opens none.
func (f *finder) asideCloses(s *clause.Sentence, i int) int {
	for k := i + 1; k+1 < len(s.Items) && k < i+12; k++ {
		if s.Comma(k) && (s.Items[k+1].Kind == clause.Comp || s.Items[k+1].Kind == clause.Rel) {
			return k
		}
	}
	return 0
}

// zeroClause takes a content clause without «that»: it has a subject and a finite verb of its own.
func (f *finder) zeroClause(n int, src *source, later []cue, q *Found) {
	if !src.rule.Quote {
		return // verbs that are no word of saying without «that»: found, agreed, heard
	}
	s := f.block[n]
	start := src.tail
	if to := f.adjuncts(s, src.tail); to < len(s.Items) && f.subjectStarts(s, to) {
		start = to
	}
	if start >= len(s.Items) || !f.subjectStarts(s, start) || !f.hasPredicate(s, start, src.rule) {
		return
	}
	f.indirect(n, start, f.printFrom(s, start), src.cue, later, q)
}

// subjectStarts reports whether a subject may begin at item i.
func (f *finder) subjectStarts(s *clause.Sentence, i int) bool {
	switch it := &s.Items[i]; it.Kind {
	case clause.Mention, clause.Noun, clause.Other, clause.Amount, clause.Det, clause.Neg, clause.Gen:
		return it.Prep == ""
	case clause.Verb:
		return f.nounly(it)
	case clause.Open:
		return true
	}
	return false
}

// hasPredicate reports whether a finite verb follows the noun phrase at item i before its clause ends. Behind a verb that may have
// a plain object (announced a grant) only an auxiliary is sure to be one, or a verb right behind a pronoun.
func (f *finder) hasPredicate(s *clause.Sentence, i int, rule *Rule) bool {
	relative := false
	_, object := rule.Frame.At("obj")
	if slot, _ := rule.Frame.At("obj"); slot.Role == "addressee" {
		object = false
	}
	for k := i + 1; k < len(s.Items); k++ {
		it := &s.Items[k]
		p := &s.Items[k-1]
		switch it.Kind {
		case clause.Rel:
			relative = true
		case clause.Aux, clause.Modal, clause.Future:
			if s.Text.Tokens[it.From].Fold == "'s" || s.Text.Tokens[it.From].Fold == "’s" {
				continue
			}
			if !relative {
				return true
			}
			relative = false
		case clause.Neg:
			if !relative {
				return true
			}
		case clause.Verb:
			if !it.Finite() || p.Kind == clause.Det || p.Kind == clause.Gen || p.Kind == clause.Neg || p.Kind == clause.Amount || it.Prep != "" {
				continue
			}
			if relative {
				relative = false
				continue
			}
			if object && !(p.Kind == clause.Mention && s.Mentions[p.Mention].Kind == "pronoun") || f.nounly(it) && f.base(s, it) && k+1 < len(s.Items) && s.Items[k+1].Kind == clause.Mark {
				continue
			}
			if p.Kind == clause.Open && f.past(it) {
				continue // declared the city «liberated»
			}
			return true
		case clause.To, clause.Sub, clause.Cond, clause.Comp, clause.But:
			return false
		case clause.Mark:
			if !s.Comma(k) {
				return false
			}
		}
	}
	return false
}

// useWithin marks the quoted words that lie in the content as read.
func (f *finder) useWithin(q *Found) {
	for k := range f.regions {
		r := &f.regions[k]
		for _, c := range q.Content {
			if r.Start >= c[0] && r.Start < c[1] && !r.used {
				r.used = true
				if q.Kind == "indirect" {
					q.Kind = "mixed"
				}
			}
		}
	}
}

// surroundings reads to whom and through what medium it was said.
func (f *finder) surroundings(n int, src *source, q *Found) {
	s := f.block[n]
	for i := src.item + 1; i < len(s.Items) && i < max(src.to, src.tail)+6; i++ {
		it := &s.Items[i]
		if f.within(q, it.Start) || it.Kind == clause.Comp {
			break
		}
		if it.Kind != clause.Mention || src.inverted && i < src.tail {
			continue
		}
		m := &s.Mentions[it.Mention]
		medium := m.Kind == "outlet" || m.Sector == "JRN" && m.Kind == "organization"
		if slot, ok := src.rule.Frame.At(it.Prep); ok && it.Prep != "" && slot.Role == "medium" {
			medium = true // wrote on a service
		}
		switch {
		case medium && q.Medium.Zero() && (it.Prep != "" || i == src.item+1):
			q.Medium = clause.Arg{Items: []int{i}, By: "where it was said"}
		case !medium && !src.rule.cites() && q.Addressee.Zero() && (it.Prep == "to" || it.Prep == "" && i <= src.tail && src.tail > src.item+1 && !src.inverted):
			q.Addressee = clause.Arg{Items: []int{i}, By: "to whom it was said"}
		}
	}
	f.occasion(n, src.item, q)
}

// within reports whether a code point lies in the content of a statement.
func (f *finder) within(q *Found, at int) bool {
	for _, c := range q.Content {
		if c[0] <= at && at < c[1] {
			return true
		}
	}
	return false
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
