package said

import (
	"rawi/internal/clause"
)

// This file reads languages whose subject stands before its verb. A verb of saying there has a source clause round it (who says
// it, to whom, where, when), and its content stands behind that clause, before it, or on both sides of it.

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
		if arg, to, ok := f.speakerBehind(n, c.item, c.rule); ok {
			src.speaker, src.tail, src.inverted = arg, to, true
		} else {
			src.speaker, src.from = f.speakerBefore(s, c.item)
		}
	} else if c.item > 0 && s.Items[c.item-1].Kind == clause.Aux { // are warning of famine
		src.speaker, src.from = f.speakerBefore(s, c.item)
	} else {
		src.speaker = f.carriedSpeaker(s, c.item)
	}
	for c.to > 0 && src.tail < len(s.Items) && s.Items[src.tail].From < c.to && !src.inverted { // the further words of the verb
		src.tail++
	}
	if tellsWhom(c.rule) && !src.inverted {
		src.tail = f.addressee(s, c.item, src.tail)
	}
	src.to = f.adjuncts(s, src.tail)
	return src
}

// speakerBehind reads the subject behind the verb: «…», said Hana Farouk, a spokeswoman for the ministry.
func (f *finder) speakerBehind(n, v int, rule *Rule) (clause.Arg, int, bool) {
	s := f.block[n]
	if v > 0 && s.Comma(v-1) && tellsWhom(rule) {
		return clause.Arg{}, 0, false // …, a presenter, told a crowd: whom, not who
	}
	if v > 0 && s.Items[v-1].Kind != clause.Close && !s.Comma(v-1) || v == 0 && f.regionBefore(n, 0) == nil || v+1 >= len(s.Items) {
		return clause.Arg{}, 0, false
	}
	i := v + 1
	for i < len(s.Items) && s.Items[i].Kind == clause.Det {
		i++
	}
	if f.shortened(s, i) {
		i += 2
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
			if s.Items[k].Finite() && !f.past(&s.Items[k]) && !f.base(s, &s.Items[k]) {
				return false
			}
		}
	}
	return s.Items[i].Prep == "of" || s.Items[i].Kind == clause.Verb && f.past(&s.Items[i]) || f.namedThing(&s.Items[i]) || s.Items[i].Kind == clause.Det
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
	k := f.predicateFrom(s, v) - 1
	if k < 0 {
		return clause.Arg{}, v
	}
	switch s.Items[k].Kind {
	case clause.Rel:
		for h := k - 1; h >= 0; h-- {
			if s.Items[h].Kind == clause.Mention {
				return clause.Arg{Items: []int{h}, By: "antecedent of the relative clause"}, h
			}
		}
		return clause.Arg{}, v
	case clause.Conj, clause.But:
		return f.carriedSpeaker(s, v), v
	}
	if open := f.bracketOpens(s, k); open > 0 { // Senator Dale Cobb (R-Idaho) said
		k = open - 1
	}
	if h := f.relativeBefore(s, k); h > 0 { // an officer who declined to be named said
		k = h - 1
	}
	to := k + 1
	for s.Comma(k) {
		if k > 0 && f.holdsAside(s, k-1) {
			k--
			break
		}
		open := f.asideOpens(s, k)
		if open < 0 {
			return f.carriedSpeaker(s, v), v
		}
		k = open
		if s.Comma(open) {
			k--
		}
	}
	from := f.phraseFrom(s, k)
	if from > k {
		return f.carriedSpeaker(s, v), v
	}
	a := f.head(s, from, k+1)
	if name := f.nameAside(s, a, k+1, to); len(name) > 0 {
		a = clause.Arg{Items: name, By: "name between commas"}
	}
	return a, from
}

// relativeBefore gives the word that opens the relative clause which ends with item k, without a comma: the general who commands the south
// told …. 0 where there is none.
func (f *finder) relativeBefore(s *clause.Sentence, k int) int {
	verb := false
	for h := k; h > 0; h-- {
		switch it := &s.Items[h]; it.Kind {
		case clause.Verb:
			verb = verb || it.Finite()
		case clause.Aux, clause.Modal:
			verb = true
		case clause.Mark, clause.Comp, clause.Open, clause.Close, clause.Sub, clause.But:
			return 0
		case clause.Rel:
			if verb && f.namedThing(&s.Items[h-1]) {
				return h
			}
			return 0
		}
	}
	return 0
}

// bracketOpens gives the bracket that the one at item k closes, 0 where there is none near.
func (f *finder) bracketOpens(s *clause.Sentence, k int) int {
	if s.Items[k].Kind != clause.Mark || s.Items[k].Key != ")" {
		return 0
	}
	for j := k - 1; j > 0 && j > k-8; j-- {
		if s.Items[j].Kind == clause.Mark && s.Items[j].Key == "(" {
			return j
		}
	}
	return 0
}

// predicateFrom gives the item at which the predicate with the verb at item v begins: its auxiliaries, with the adverbs among them.
func (f *finder) predicateFrom(s *clause.Sentence, v int) int {
	k := v
	for k > 0 {
		p := &s.Items[k-1]
		adverb := (p.Kind == clause.Other || p.Kind == clause.Noun) && k > 1 && s.Items[k-2].Kind == clause.Aux && p.Prep == ""
		if p.Kind != clause.Aux && p.Kind != clause.Neg && !adverb {
			break
		}
		k--
	}
	return k
}

// nameAside gives the items of a personal name between commas behind a speaker who is only described: its founder, Paul Watson, told ….
func (f *finder) nameAside(s *clause.Sentence, a clause.Arg, from, to int) []int {
	if len(a.Items) == 0 || !s.Comma(from) || from+1 >= to {
		return nil
	}
	if m := s.Items[a.Items[0]].Mention; m >= 0 && s.Mentions[m].Form == "name" || m < 0 && f.capital(&s.Items[a.Items[0]]) && a.Items[0] > 0 {
		return nil
	}
	it := &s.Items[from+1]
	if it.Prep != "" || !f.capital(it) || it.Kind != clause.Mention && it.Kind != clause.Other {
		return nil
	}
	if m := it.Mention; m >= 0 && (s.Mentions[m].Kind != "person" || s.Mentions[m].Form != "name") {
		return nil
	}
	run := f.nominalRun(s, from+1)
	if end := run[len(run)-1] + 1; it.Kind == clause.Other && (len(run) < 2 || end < to && !s.Comma(end)) {
		return nil
	}
	return run
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
	if it.Kind == clause.Mark && it.Key == "." && i > 0 && i+1 < len(s.Items) && s.Text.Tokens[it.From].Glued && !f.HeadFirst() {
		return f.capital(&s.Items[i-1]) && f.capital(&s.Items[i+1]) // Ms. Ferrante: inside a sentence a full stop shortens a word
	}
	return it.Kind == clause.Mark && (it.Key == "-" || it.Key == "/" || it.Key == "&" || it.Key == "'" || it.Key == "’") && s.Text.Tokens[it.From].Glued
}

// shortened reports whether the word at item i is cut short by a full stop inside its sentence: Mr., Gen.
func (f *finder) shortened(s *clause.Sentence, i int) bool {
	return i+2 < len(s.Items) && s.Items[i].Kind == clause.Other && s.Items[i+1].Key == "." && f.hyphen(s, i+1)
}

// asideOpens gives the comma that opens the apposition or relative clause which the comma at item k closes, or the noun phrase that
// holds that comma.
func (f *finder) asideOpens(s *clause.Sentence, k int) int {
	for j := k - 1; j >= 0 && j > k-25; j-- {
		if f.hyphen(s, j) {
			continue
		}
		if s.Items[j].Kind == clause.Mark && !s.Comma(j) || s.Items[j].Kind == clause.Close {
			return -1
		}
		if f.holdsAside(s, j) {
			return j
		}
		if s.Comma(j) {
			if j > 0 && f.describes(s, j+1) && f.namedThing(&s.Items[j-1]) {
				return j
			}
			return -1
		}
	}
	return -1
}

// namedThing reports whether an item can be what an aside between commas tells of.
func (f *finder) namedThing(it *clause.Item) bool {
	return it.Kind == clause.Mention || it.Kind == clause.Other || it.Kind == clause.Noun || it.Kind == clause.Amount
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
			if i > 0 && f.past(it) && f.namedThing(&s.Items[i-1]) && i < k && s.Items[i+1].Prep+s.Items[min(i+2, k)].Prep != "" && (s.Items[i-1].Prep == "" || s.Items[i-1].Prep == "of") && (i < 3 || s.Items[i-2].Kind != clause.Verb) {
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
	if name := f.nameOpens(s, from, to); len(name) > 0 {
		return clause.Arg{Items: name, By: "name before the verb of saying"}
	}
	for i := from; i < to; i++ {
		if i+1 < to && s.Items[i+1].Kind == clause.Gen {
			continue // Khartoum's water minister
		}
		if it := &s.Items[i]; it.Kind == clause.Mention && it.Prep == "" && !s.Lone(i) {
			if name := f.longerName(s, i, from, to); len(name) > 0 {
				return clause.Arg{Items: name, By: "name before the verb of saying"}
			}
			if m := &s.Mentions[it.Mention]; i+1 < to && (m.Kind == "place" || m.Kind == "organization") && m.Form == "nominal" {
				if next := &s.Items[i+1]; (next.Kind == clause.Other || next.Kind == clause.Noun) && next.Prep == "" && next.Key == "" && !f.capital(next) {
					continue // the harbour master, a hospital manager: the noun behind is the head
				}
			}
			items := []int{i}
			for k := i + 1; k+1 < to && s.Items[k].Kind == clause.Conj && s.Items[k+1].Kind == clause.Mention && s.Items[k+1].Prep == ""; k += 2 {
				items = append(items, k+1)
			}
			return clause.Arg{Items: items, By: "subject before the verb of saying"}
		}
	}
	for i := from; i < to; i++ {
		if f.shortened(s, i) {
			continue // Ms. Ferrante
		}
		if it := &s.Items[i]; it.Prep == "" && (it.Kind == clause.Mention || it.Kind == clause.Other && !f.owner(it) || it.Kind == clause.Noun) {
			if run := f.nominalRun(s, i); len(run) > 0 {
				return clause.Arg{Items: f.modified(s, run, to), By: "subject before the verb of saying"}
			}
		}
	}
	return clause.Arg{}
}

// nameOpens gives the items of a name of two or three words that no table has, with which a noun phrase opens: Zeba Naz of the institute.
func (f *finder) nameOpens(s *clause.Sentence, from, to int) []int {
	var out []int
	for i := from; i < to && i < from+3; i++ {
		if it := &s.Items[i]; it.Kind != clause.Other || it.Prep != "" || it.Key != "" || !f.capital(it) {
			break
		}
		out = append(out, i)
	}
	if len(out) < 2 || out[len(out)-1]+1 < to && s.Items[out[len(out)-1]+1].Kind == clause.Gen {
		return nil
	}
	if next := out[len(out)-1] + 1; next < to && s.Items[next].Kind == clause.Mention && s.Items[next].Prep == "" {
		return nil // the name goes on, or belongs to what follows
	}
	return out
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

// owner reports whether an item is a possessive, which heads no noun phrase: his counsel.
func (f *finder) owner(it *clause.Item) bool { return it.Kind == clause.Other && it.Key != "" }

// modified drops the adverbs behind a common noun: his office later clarified.
func (f *finder) modified(s *clause.Sentence, run []int, to int) []int {
	last := len(run) - 1
	if run[0] > 0 && f.owner(&s.Items[run[0]-1]) && last > 0 && run[last] == to-1 && s.Items[run[last]].Kind == clause.Other && s.Items[run[last-1]].Kind == clause.Noun && !f.capital(&s.Items[run[last]]) {
		return run[:last]
	}
	return run
}

// tellsWhom reports whether the object of a verb of saying is the one who is told.
func tellsWhom(r *Rule) bool {
	slot, ok := r.Frame.At("obj")
	return ok && slot.Role == "addressee"
}
