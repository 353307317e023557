package said

import (
	"slices"

	"rawi/internal/clause"
	"rawi/internal/morph"
	"rawi/internal/text"
)

// contentAfter looks for the content behind the verb: a clause after «that», quoted words, or what follows a colon.
func (f *finder) contentAfter(n int, c cue, later []cue, q *Found) (int, bool) {
	s := f.block[n]
	start := c.item + 1
	if start < len(s.Items) && f.human(s, start) && s.Items[start].Prep == "" { // the title before the name
		start++
	}
	if to := f.nameRun(s, start); c.reading.Finite() && to > 0 {
		start = to
	} else {
		start = c.item + 1
	}
	for i := start; i < len(s.Items); i++ {
		it := &s.Items[i]
		switch it.Kind {
		case clause.Comp:
			if !c.rule.That || i+1 >= len(s.Items) || i > c.item+1 && (it.Conj != "" || s.Items[i-1].Kind == clause.Conj) {
				return 0, false // «… or that»: the second half of something else
			}
			if i > c.item+1 && c.rule.Act != "relay" && f.wordOf(&s.Items[i-1]) {
				return 0, false // «طلب عدم الكشف عن اسمه، قوله إن»: another's word brings it in
			}
			return f.indirect(n, i+1, f.startOf(s, i+1), c, later, q)
		case clause.Open:
			r := f.regionAt(n, i)
			if r == nil || r.used || f.isName(s, r, i) {
				continue
			}
			if r.Words >= 2 && (c.rule.Quote || c.rule.That) && (r.Words >= speech || i == c.item+1 || s.Items[i-1].Kind == clause.Mark) {
				f.direct(n, r, q)
				return i, true
			}
			continue
		case clause.Mark:
			if it.Key == ":" && !f.clock(s, i) {
				if f.HeadFirst() && c.reading.Finite() && s.Items[c.item].Pron != "" && !f.topical(c.rule) && !f.recipient(c.rule) {
					return 0, false // its object stands on it: what follows the colon is not said
				}
				if i+1 < len(s.Items) {
					if s.Items[i+1].Kind == clause.Open {
						if r := f.regionAt(n, i+1); r != nil && !r.used {
							f.direct(n, r, q)
							return i, true
						}
					}
					if c.rule.Quote || c.rule.That {
						return f.indirect(n, i+1, f.startOf(s, i+1), c, later, q)
					}
				} else if n+1 < len(f.block) && len(f.block[n+1].Items) > 0 && f.block[n+1].Items[0].Kind == clause.Open {
					if r := f.regionAt(n+1, 0); r != nil && !r.used {
						f.direct(n+1, r, q)
						return i, true
					}
				}
				return 0, false
			}
			if f.HeadFirst() && s.Comma(i) {
				if j := f.asideTo(s, i); j > 0 {
					i = j
					continue
				}
			}
			if !s.Comma(i) && !f.clock(s, i) && it.Key != "(" && it.Key != ")" && it.Key != "-" && it.Key != "–" && it.Key != "—" {
				return f.nextSentence(n, q)
			}
		case clause.Verb, clause.Noun, clause.Mention:
			if f.parts(n, i, later) && !(i == c.item+1 && it.Conj == "") {
				return 0, false
			}
		}
	}
	return f.nextSentence(n, q)
}

// wordOf reports whether an item is a noun of saying whose owner stands on it: قوله, تأكيدها.
func (f *finder) wordOf(it *clause.Item) bool {
	return it.Pron != "" && slices.ContainsFunc(it.Readings, func(r morph.Reading) bool {
		return !r.Finite() && slices.ContainsFunc(f.nouns[r.Lemma], func(k int) bool { return f.Rules[k].That })
	})
}

// asideTo gives the comma that closes what stands between commas behind a speaker, where what he says follows: قال الأستاذ، ياب دي فريس، إن ….
// 0 where there is none.
func (f *finder) asideTo(s *clause.Sentence, i int) int {
	for j := i + 1; j+1 < len(s.Items) && j < i+9; j++ {
		switch it := &s.Items[j]; {
		case s.Comma(j):
			if next := &s.Items[j+1]; next.Kind == clause.Comp && next.Conj == "" {
				return j
			}
			return 0
		case it.Kind == clause.Comp, it.Kind == clause.Open, it.Kind == clause.Mark, it.Conj != "" && it.Kind == clause.Verb:
			return 0
		}
	}
	return 0
}

// recipient reports whether a verb of saying has a place for the one who is told.
func (f *finder) recipient(r *Rule) bool {
	for _, slot := range r.Frame {
		if slot.Role == "addressee" {
			return true
		}
	}
	return false
}

// clock reports whether the colon at item i stands in a time of day or a score: 23:45.
func (f *finder) clock(s *clause.Sentence, i int) bool {
	t, x := s.Items[i].From, s.Text.Tokens
	return t > 0 && t+1 < len(x) && x[t-1].Kind == text.Number && x[t+1].Kind == text.Number && x[t-1].End == x[t].Start && x[t].End == x[t+1].Start
}

// parts reports whether the item at i opens another clause between a verb of saying and what could be its content: another verb of
// saying, or a verb that goes on with what happened. Verbs that tell of the noun before them do not («في كلمة ألقاها», «شاهد يدعى»),
// nor words that need not be verbs.
func (f *finder) parts(n, i int, later []cue) bool {
	s := f.block[n]
	it := &s.Items[i]
	for _, c := range later {
		if c.item == i {
			return it.Conj != "" || !c.reading.Finite() || !f.tells(s, i)
		}
	}
	if it.Kind != clause.Verb || !it.Finite() || f.relay(n, i) {
		return false
	}
	for _, r := range it.Readings {
		if !r.Finite() {
			return false
		}
	}
	return it.Conj != "" || !f.tells(s, i)
}

// tells reports whether the verb at item i is a relative clause of the noun before it.
func (f *finder) tells(s *clause.Sentence, i int) bool {
	if i == 0 || f.relative(s, i) {
		return true
	}
	p := &s.Items[i-1]
	if s.Items[i].Pron != "" && (p.Kind == clause.Noun || p.Kind == clause.Mention) {
		return true
	}
	switch p.Kind {
	case clause.Mention:
		return !s.Mentions[p.Mention].Def || p.Prep != ""
	case clause.Noun, clause.Other:
		return !p.Art
	case clause.Rel:
		return true
	}
	return false
}

// nextSentence takes a quotation that opens the next sentence, where the cue's own sentence has no content.
func (f *finder) nextSentence(n int, q *Found) (int, bool) {
	if n+1 < len(f.block) && len(f.block[n+1].Items) > 0 && f.block[n+1].Items[0].Kind == clause.Open {
		if r := f.regionAt(n+1, 0); r != nil && !r.used && r.Words >= speech && f.HeadFirst() && f.regionBefore(n, q.Verb) == nil {
			f.direct(n+1, r, q)
			return 0, true
		}
	}
	return 0, false
}

// indirect takes the clause that begins at item i as content, up to where the statement ends.
func (f *finder) indirect(n, i, from int, c cue, later []cue, q *Found) (int, bool) {
	s := f.block[n]
	if s.Items[i].Kind == clause.Open { // «قال إن "…"»
		if r := f.regionAt(n, i); r != nil && !r.used && f.endsHere(s, r) {
			f.direct(n, r, q)
			return i, true
		}
	}
	end := f.contentTo(n, i, c.item, later)
	if end <= from {
		return 0, false
	}
	q.Content = append(q.Content, [2]int{from, end})
	q.Kind = "indirect"
	for k := range f.regions {
		r := &f.regions[k]
		if r.Start >= from && r.Start < end {
			r.used = true
			if r.End+1 >= end && r.Start <= from+1 {
				q.Kind = "direct"
			} else {
				q.Kind = "mixed"
			}
			if r.End > end { // quoted words that run on into further sentences
				q.Content[len(q.Content)-1][1] = r.End
			}
		}
	}
	return i, true
}

// contentEnd gives the code point at which indirect speech that begins at item i ends.
func (f *finder) contentEnd(n, i int, later []cue) int { return f.contentTo(n, i, -1, later) }

// contentTo is contentEnd where the verb of saying is known: a clause joined in that verb's tense, unlike what was said, goes on with
// the report («قالت إنها سترسل قوات، وألقت طائراتها أغذية»).
func (f *finder) contentTo(n, i, cueItem int, later []cue) int {
	s := f.block[n]
	end := len(s.Items)
	isLater := map[int]cue{}
	for _, c := range later {
		isLater[c.item] = c
	}
	for k := i + 1; k < len(s.Items); k++ {
		it := &s.Items[k]
		if f.inside(it.Start) != nil {
			continue
		}
		if it.Kind == clause.But && s.Comma(k-1) && len(later) > 0 && later[len(later)-1].item > k && f.HeadFirst() {
			end = k
			break
		}
		if it.Kind == clause.Mark && (it.Key == ";" || it.Key == "؛") && len(later) > 0 && later[len(later)-1].item > k {
			end = k
			break
		}
		if it.From >= s.Range.From && it.Kind != clause.Mark {
			at := it.From
			if it.PrepAt >= 0 && it.PrepAt < at {
				at = it.PrepAt
			}
			if r, _, _, ok := f.phraseAt(s.Text, at, s.Range.To); ok && (s.Comma(k-1) || f.ends(s, k)) && f.covers(&f.Rules[r]) {
				end = k
				break
			}
		}
		if c, ok := isLater[k]; ok {
			a := s.Items[k]
			if f.HeadFirst() && (a.Conj != "" && (s.Comma(k-1) || f.hasContent(n, c)) || !c.reading.Finite() && c.reading.Feat.Has(morph.Accusative|morph.Fem|morph.Sing) && (f.hasContent(n, c) || s.Comma(k-1) && f.governsNext(s, c))) {
				end = k
				break
			}
			if !f.HeadFirst() && f.trailing(s, k) { // …, officials said
				end = f.trailStart(s, k)
				break
			}
		}
		if f.HeadFirst() && k > 0 && s.Comma(k-1) && cueItem >= 0 && f.narrates(s, cueItem, i, k) {
			end = k
			break
		}
		if it.Kind == clause.Sub && s.Comma(k-1) && (it.Key == "bayna-ma" || it.Key == "fi-ma" || it.Key == "while") {
			end = k
			break
		}
	}
	for end > i && (s.Items[end-1].Kind == clause.Mark || s.Items[end-1].Kind == clause.Conj) && !(s.Items[end-1].Key == ")") {
		end--
	}
	if end <= i {
		return -1
	}
	return f.printTo(s, end-1)
}

// governsNext reports whether a noun that is what was said follows right behind a participle of saying: معربا عن أمله، مشددا على ضرورة ….
func (f *finder) governsNext(s *clause.Sentence, c cue) bool {
	if c.item+1 >= len(s.Items) {
		return false
	}
	next := &s.Items[c.item+1]
	for _, slot := range c.rule.Frame {
		if slot.Role == "content" && slot.Marker == next.Prep && next.Prep != "" {
			return true
		}
	}
	return c.rule.Act == "deny" && next.Kind == clause.Noun
}

// printTo gives the code point at which the print of item i ends, its suffix pronoun with it.
func (f *finder) printTo(s *clause.Sentence, i int) int {
	return max(s.Items[i].End, s.Text.Tokens[s.Items[i].To-1].End)
}

// startOf gives the code point at which what is said begins at item i: behind a conjunction, but with the mark of the future.
func (f *finder) startOf(s *clause.Sentence, i int) int {
	it := &s.Items[i]
	if it.Kind == clause.Verb && it.Conj == "" && it.Prep == "" {
		return s.Text.Tokens[it.From].Start
	}
	return it.Start
}

// narrates reports whether the verb at item k, joined behind a comma, goes on with the report: it has the tense of the verb of saying at v,
// and what was said, which begins at item i, has another.
func (f *finder) narrates(s *clause.Sentence, v, i, k int) bool {
	it := &s.Items[k]
	if it.Conj == "" || it.Kind != clause.Verb || !it.Finite() || f.tense(&s.Items[v]) != f.tense(it) || f.tense(it) == 0 {
		return false
	}
	for j := i; j < k; j++ {
		if x := &s.Items[j]; x.Kind == clause.Verb && x.Finite() && !f.relative(s, j) {
			return f.tense(x) != 0 && f.tense(x) != f.tense(it)
		}
	}
	return false
}

// tense gives Perfect or Imperfect, 0 where the form may be either or a noun.
func (f *finder) tense(it *clause.Item) morph.Feat {
	var t morph.Feat
	for _, r := range it.Readings {
		if !r.Finite() {
			continue
		}
		one := r.Feat & (morph.Perfect | morph.Imperfect)
		if t != 0 && t != one {
			return 0
		}
		t = one
	}
	return t
}

// covers reports whether a phrase is a source for a whole statement (not a medium or a topic).
func (f *finder) covers(r *Rule) bool {
	for _, s := range r.Frame {
		if s.Role == "speaker" || s.Role == "relay" {
			return true
		}
	}
	return false
}

// ends reports whether the phrase at item k runs to the end of the sentence.
func (f *finder) ends(s *clause.Sentence, k int) bool {
	for j := k; j < len(s.Items); j++ {
		if s.Items[j].Kind == clause.Verb && s.Items[j].Finite() && !f.relay2(s, j) || s.Items[j].Kind == clause.Comp {
			return false
		}
	}
	return true
}

func (f *finder) relay2(s *clause.Sentence, j int) bool {
	for n := range f.block {
		if f.block[n] == s {
			return f.relay(n, j)
		}
	}
	return false
}

// contentBefore takes a quotation that has just closed before the verb.
func (f *finder) contentBefore(n int, c cue, q *Found) bool {
	r := f.regionBefore(n, c.item)
	if r == nil || r.used || r.Words < speech && !c.rule.Quote {
		return false
	}
	f.direct(n, r, q)
	return true
}
