package said

import (
	"rawi/internal/clause"
	"rawi/internal/morph"
)

// This file reads languages whose subject stands before its verb. A verb of saying there has a source clause round it (who says
// it, to whom, where, when), and its content stands behind that clause, before it, or on both sides of it.

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
	if from >= end || f.occasioned(s, from) || !f.predicated(s, from, end) && !f.parted(s, src) {
		return
	}
	q.Content, q.Kind = append(q.Content, [2]int{f.printFrom(s, from), f.printTo(s, end-1)}), "indirect"
	f.useWithin(q)
}

// occasioned reports whether the clause at item i only tells on what occasion something was said: asked about the letter, he shrugged.
func (f *finder) occasioned(s *clause.Sentence, i int) bool {
	it := &s.Items[i]
	if !f.past(it) || it.Kind != clause.Verb && it.Kind != clause.Noun || i+1 >= len(s.Items) {
		return false
	}
	next := &s.Items[i+1]
	if next.Kind == clause.Det && i+2 < len(s.Items) { // about the letter: the preposition is the noun's
		next = &s.Items[i+2]
	}
	return next.Prep != "" || next.Kind == clause.Comp || next.Kind == clause.Prep || next.Kind == clause.Cond || next.Kind == clause.Sub
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
	if from >= r.OpenItem || f.inside(s.Items[from].Start) != nil || f.occasioned(s, from) {
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
		if len(s.Items[src.to].Readings) > 0 && s.Items[src.to].Readings[0].Feat.Has(morph.Participle) {
			return true
		}
	}
	return f.adverbsOnly(s, src.to) || f.nothingTold(s, src.to)
}

// nothingTold reports whether no clause follows: scientists say in a study published on Friday.
func (f *finder) nothingTold(s *clause.Sentence, i int) bool {
	for ; i < len(s.Items); i++ {
		switch it := &s.Items[i]; it.Kind {
		case clause.Comp, clause.Open, clause.Aux, clause.Modal, clause.Future, clause.To, clause.Neg:
			return false
		case clause.Mark:
			return !s.Comma(i)
		case clause.Verb:
			if it.Finite() && !f.past(it) {
				return false
			}
		}
	}
	return true
}

// adverbsOnly reports whether nothing but words without a part in the clause follow up to its mark: the ministry has said repeatedly.
func (f *finder) adverbsOnly(s *clause.Sentence, i int) bool {
	for ; i < len(s.Items) && s.Items[i].Kind == clause.Other && s.Items[i].Prep == "" && s.Items[i].Key == ""; i++ {
	}
	return i >= len(s.Items) || s.Items[i].Kind == clause.Mark
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
			if src.rule.That || src.rule.cites() {
				f.zeroClause(n, src, later, q)
			}
			return
		case i == src.tail && f.someClause(s, i, src.rule) && !src.inverted:
			f.zeroClause(n, src, later, q)
			if len(q.Content) > 0 {
				return
			}
		case s.Comma(i):
			if f.quoteAhead(n, i+1) {
				continue
			}
			if src.rule.That && i > src.tail && f.subjectStarts(s, src.tail) && f.resumesAfter(s, i) {
				f.zeroClause(n, src, later, q)
			}
			return
		case it.Kind == clause.Rel && src.rule.Act == "ask" && i == src.tail: // wondered who would pay
			f.indirect(n, i, f.printFrom(s, i), src.cue, later, q)
			return
		case it.Kind == clause.To, it.Kind == clause.Sub, it.Kind == clause.Cond, it.Kind == clause.But, it.Kind == clause.Comp:
			return
		}
	}
}

// resumesAfter reports whether the comma at item i opens an aside behind which a predicate goes on: her daughter, six, had begged.
func (f *finder) resumesAfter(s *clause.Sentence, i int) bool {
	for k := i + 2; k+1 < len(s.Items) && k < i+8; k++ {
		if s.Comma(k) {
			switch next := &s.Items[k+1]; next.Kind {
			case clause.Aux, clause.Modal, clause.Future:
				return true
			case clause.Verb:
				return next.Finite() && !f.nounly(next)
			}
			return false
		}
		if s.Items[k].Kind == clause.Mark || s.Items[k].Kind == clause.Verb && s.Items[k].Finite() {
			return false
		}
	}
	return false
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
	if start >= len(s.Items) || !f.subjectStarts(s, start) || !f.hasPredicate(s, start, src.rule) && !f.someClause(s, start, src.rule) {
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

// someClause reports whether words of some length behind a verb that has no object are a clause, though no verb in it is known: patients
// wait on the floor.
func (f *finder) someClause(s *clause.Sentence, i int, rule *Rule) bool {
	if _, object := rule.Frame.At("obj"); object || rule.Act != "say" || !rule.That || !rule.Quote {
		return false
	}
	it := &s.Items[i]
	if it.Kind != clause.Mention || it.Prep != "" || s.Mentions[it.Mention].Kind == "place" {
		return false
	}
	words := 0
	for k := i + 1; k < len(s.Items) && s.Items[k].Kind != clause.Mark && s.Items[k].Kind != clause.Open; k++ {
		if k == i+1 && (s.Items[k].Prep != "" || s.Items[k].Kind != clause.Noun && s.Items[k].Kind != clause.Other) {
			return false
		}
		words++
	}
	return words > 2
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
