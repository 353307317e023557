package said

import (
	"rawi/internal/clause"
	"rawi/internal/text"
)

// quotes finds the quoted stretches of the block.
func (f *finder) quotes() {
	var open *Region
	for n, s := range f.block {
		for i := range s.Items {
			it := &s.Items[i]
			switch it.Kind {
			case clause.Open:
				if open == nil {
					open = &Region{Start: it.End, First: n, OpenItem: i}
				}
			case clause.Close:
				if open != nil {
					open.End, open.Last, open.CloseItem = it.Start, n, i
					f.closeRegion(open)
					open = nil
				}
			}
		}
	}
	if open != nil { // a quotation that is not closed in its paragraph: it ends with it
		n := len(f.block) - 1
		for len(f.block[n].Items) == 0 { // a sentence of which nothing can be read; the one that opens the quotation has items
			n--
		}
		last := f.block[n].Items
		open.End, open.Last, open.CloseItem = last[len(last)-1].End, n, -1
		f.closeRegion(open)
	}
}

func (f *finder) closeRegion(r *Region) {
	x := f.block[0].Text
	for k := x.At(r.Start); k < len(x.Tokens) && x.Tokens[k].Start < r.End; k++ {
		if x.Tokens[k].Kind == text.Word || x.Tokens[k].Kind == text.Number {
			r.Words++
		}
	}
	if r.End > r.Start {
		for r.Start < r.End && (x.Runes[r.Start] == ' ' || x.Runes[r.Start] == '\n') {
			r.Start++
		}
		for r.End > r.Start && (x.Runes[r.End-1] == ' ' || x.Runes[r.End-1] == '\n') {
			r.End--
		}
		f.regions = append(f.regions, *r)
	}
}

// regionAt gives the quoted stretch that opens at an item of a sentence.
func (f *finder) regionAt(n, item int) *Region {
	for k := range f.regions {
		if r := &f.regions[k]; r.First == n && r.OpenItem == item {
			return r
		}
	}
	return nil
}

// regionBefore gives the quoted stretch that closes right before an item of a sentence, a comma between them or none.
func (f *finder) regionBefore(n, item int) *Region {
	for i := item - 1; i >= 0 && i >= item-2; i-- {
		it := &f.block[n].Items[i]
		if it.Kind == clause.Close {
			for k := range f.regions {
				if r := &f.regions[k]; r.Last == n && r.CloseItem == i {
					return r
				}
			}
			return nil
		}
		if it.Kind != clause.Mark {
			return nil
		}
	}
	if item == 0 && n > 0 { // the sentence before ends with the quotation: «…!» said X
		s := f.block[n-1]
		last := len(s.Items) - 1
		for k := range f.regions {
			if r := &f.regions[k]; r.Last == n-1 && r.CloseItem == last {
				return r
			}
		}
	}
	return nil
}

// inside gives the quoted stretch that a code point lies in.
func (f *finder) inside(point int) *Region {
	for k := range f.regions {
		if r := &f.regions[k]; r.Start <= point && point < r.End {
			return r
		}
	}
	return nil
}

// isName reports whether quoted words are the name of the body or outlet before them: موقع «كل شيء عن الجزائر».
func (f *finder) isName(s *clause.Sentence, r *Region, open int) bool {
	if open == 0 || r.Words > 5 || r.First != r.Last || r.CloseItem < 0 || r.CloseItem+1 >= len(s.Items) {
		return false
	}
	next := &s.Items[r.CloseItem+1]
	if next.Kind == clause.Mark && !s.Comma(r.CloseItem+1) || next.Kind == clause.Conj {
		return false
	}
	switch p := &s.Items[open-1]; p.Kind {
	case clause.Mention:
		m := &s.Mentions[p.Mention]
		return m.Kind != "person" && m.Form != "name" && m.Kind != "pronoun"
	case clause.Noun, clause.Prep:
		return true
	}
	return false
}

// direct takes a quoted stretch as content.
func (f *finder) direct(n int, r *Region, q *Found) {
	r.used = true
	q.Content = append(q.Content, [2]int{r.Start, r.End})
	q.Kind = "direct"
}

// endsHere reports whether the sentence holds nothing of weight after a quoted stretch.
func (f *finder) endsHere(s *clause.Sentence, r *Region) bool {
	if r.CloseItem < 0 || r.First != r.Last {
		return true
	}
	for k := r.CloseItem + 1; k < len(s.Items); k++ {
		switch s.Items[k].Kind {
		case clause.Mark:
			if s.Comma(k) {
				return true
			}
		case clause.Verb, clause.Mention, clause.Noun, clause.Other:
			return false
		}
	}
	return true
}

// rest gives what a source between commas has parted from the clause before it: أسفرت المواجهات، وفق نقابة الأطباء، عن مقتل العشرات.
func (f *finder) rest(n, tok, end int) [2]int {
	s := f.block[n]
	if end+1 >= len(s.Items) || !s.Comma(end) {
		return [2]int{}
	}
	next := &s.Items[end+1]
	if next.Prep == "" || next.Conj != "" || !f.HeadFirst() {
		return [2]int{}
	}
	stop := end + 1
	for stop < len(s.Items) && (s.Items[stop].Kind != clause.Mark || f.hyphen(s, stop)) {
		stop++
	}
	return [2]int{next.Start, f.printTo(s, stop-1)}
}

// around gives the part of the sentence that a source phrase covers: what stands before it, or behind it where it opens the sentence.
func (f *finder) around(s *clause.Sentence, tok, end int) (int, int) {
	first := s.Items[0].Start
	if s.Items[0].Kind == clause.Mention {
		first = s.Text.Tokens[s.Items[0].From].Start
		if s.Items[0].Conj != "" || s.Items[0].Prep != "" {
			first = s.Items[0].Start
		}
	}
	last := -1
	for i := range s.Items {
		it := &s.Items[i]
		at := it.From
		if it.PrepAt >= 0 && it.PrepAt < at {
			at = it.PrepAt
		}
		if at >= tok {
			break
		}
		if it.Kind != clause.Mark && it.Kind != clause.Conj && it.Kind != clause.Open || it.Kind == clause.Mark && it.Key == ")" {
			last = i
		}
	}
	if last > 1 || last > 0 && s.Items[0].Kind == clause.Verb && s.Items[0].Finite() {
		return first, f.printTo(s, last)
	}
	if f.HeadFirst() { // كما قال المدرب بعد المباراة، …: behind the comma that ends the phrase
		for k := end; k < len(s.Items) && k < end+5 && s.Items[k].Kind != clause.Verb && s.Items[k].Kind != clause.Comp; k++ {
			if s.Comma(k) {
				end = k
				break
			}
		}
	}
	for end < len(s.Items) && s.Items[end].Kind == clause.Mark {
		end++
	}
	if end >= len(s.Items) {
		return 0, 0
	}
	stop := len(s.Items)
	for stop > end && s.Items[stop-1].Kind == clause.Mark {
		stop--
	}
	if stop <= end {
		return 0, 0
	}
	if !f.HeadFirst() {
		return f.printFrom(s, end), f.printTo(s, stop-1)
	}
	return f.startOf(s, end), f.printTo(s, stop-1)
}

// colon reads headlines and dialogue: «بوتين: لن ننسحب», «رويترز عن مسؤول: …», «مسؤول لرويترز: …».
func (f *finder) colon(n int) {
	s := f.block[n]
	c := f.colonAfterName(s)
	if c == 0 || c+1 >= len(s.Items) {
		return
	}
	mark := &s.Items[c]
	q := Found{Sentence: n, Rule: &Rule{ID: "colon", Act: "say"}, Continues: -1, Verb: -1, Cue: [][2]int{{mark.Start, mark.End}}}
	if _, ok := f.indirect(n, c+1, s.Items[c+1].Start, cue{item: c, rule: q.Rule}, nil, &q); !ok {
		return
	}
	head := clause.Arg{Items: []int{0}, By: "source before a colon"}
	if s.Items[0].Kind == clause.Other {
		head = span(0, c)
	}
	for i := 1; i < c; i++ {
		if s.Items[i].Kind != clause.Mention {
			continue
		}
		arg := clause.Arg{Items: []int{i}, By: "source before a colon"}
		switch {
		case s.Items[i].Prep == "an":
			q.Links = append(q.Links, Link{Role: "relay", Sentence: n, Arg: head, Cue: q.Cue[0]})
			head = arg
		case s.Items[i].Prep == "li" && f.outlet(s, arg):
			q.Links = append(q.Links, Link{Role: "medium", Sentence: n, Arg: arg, Cue: q.Cue[0]})
		}
	}
	q.Links = append(q.Links, Link{Role: "speaker", Sentence: n, Arg: head, Cue: q.Cue[0]})
	f.out = append(f.out, q)
}

// colonAfterName gives the item of the colon behind somebody who opens a sentence and may speak, 0 where there is none: neither a place nor
// a heading, and no verb before it.
func (f *finder) colonAfterName(s *clause.Sentence) int {
	reach := 3
	if f.HeadFirst() {
		reach = 7
	}
	for c := 0; c < len(s.Items) && c < reach; c++ {
		it := &s.Items[c]
		switch {
		case it.Kind == clause.Mark && it.Key == ":":
			if c > 0 && f.maySpeak(s, c) {
				return c
			}
			return 0
		case it.Kind == clause.Mention, f.HeadFirst() && (it.Kind == clause.Noun || it.Kind == clause.Other) && it.Conj == "":
		default:
			return 0
		}
	}
	return 0
}

// maySpeak reports whether the noun phrase before the colon at item c is somebody who may speak.
func (f *finder) maySpeak(s *clause.Sentence, c int) bool {
	it := &s.Items[0]
	if it.Prep != "" {
		return false
	}
	if it.Kind == clause.Other { // a name that no table has
		return f.HeadFirst() && f.title && c == 1 && !it.Art && it.Key == ""
	}
	if it.Kind != clause.Mention || !f.HeadFirst() && c > 1 {
		return false
	}
	m := s.Mentions[it.Mention]
	return m.Kind != "state" && (m.Kind != "place" || m.Known != nil && m.Known.CapitalOf != "")
}

// bare gives quotations without a cue to the statement that they continue: the latest one of the block, or the one carried over.
func (f *finder) bare(carry *Found) {
	for k := range f.regions {
		r := &f.regions[k]
		if r.used || r.Words < speech && (f.HeadFirst() || r.Words < 2) || !f.stands(r) {
			continue
		}
		prev := -1
		for i := range f.out {
			if len(f.out[i].Content) > 0 && f.out[i].Content[0][0] < r.Start {
				prev = i
			}
		}
		if prev >= 0 && !f.HeadFirst() && f.joins(prev, r) {
			f.out[prev].Content = append(f.out[prev].Content, [2]int{r.Start, r.End})
			continue
		}
		if r.Words < speech {
			continue
		}
		q := Found{Sentence: r.First, Content: [][2]int{{r.Start, r.End}}, Kind: "direct", Verb: -1, Continues: prev}
		switch {
		case prev >= 0:
			q.Links, q.Rule, q.Addressee, q.Occasion = f.out[prev].Links, f.out[prev].Rule, f.out[prev].Addressee, f.out[prev].Occasion
		case carry != nil && k == 0 && r.First == 0 && r.OpenItem == 0:
			q.Links, q.Rule, q.Continues = carry.Links, carry.Rule, -2
		default:
			continue
		}
		f.out = append(f.out, q)
	}
}

// joins reports whether a quotation is the second half of the one before it, which its source has parted.
func (f *finder) joins(prev int, r *Region) bool {
	q := &f.out[prev]
	return q.Kind == "direct" && q.Verb >= 0 && r.First-q.Sentence <= 1
}

// stands reports whether a quoted stretch is a sentence of its own: nothing of weight shares its sentence before it.
func (f *finder) stands(r *Region) bool {
	s := f.block[r.First]
	for i := 0; i < r.OpenItem; i++ {
		switch s.Items[i].Kind {
		case clause.Mark, clause.Close, clause.Conj:
		default:
			return false
		}
	}
	return true
}
