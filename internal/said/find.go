package said

import (
	"strings"

	"rawi/internal/clause"
	"rawi/internal/morph"
	"rawi/internal/text"
)

// Found is something reported as somebody's word. Offsets are code points.
type Found struct {
	Sentence  int      // of the block
	Content   [][2]int // a quotation broken by its cue has several
	Cue       [][2]int
	Links     []Link
	Addressee clause.Arg
	Medium    clause.Arg
	Occasion  [2]int
	Rule      *Rule
	Kind      string // direct, indirect, mixed
	Continues int    // index of the statement that it goes on with, -1
	Verb      int    // item of the cue verb, -1
	Whole     bool   // a trailing or leading source that covers its sentence
	Negated   bool
}

// Link is one of those through whom the word came; the reader of the document resolves its argument to an entity.
type Link struct {
	Role     string
	Sentence int
	Arg      clause.Arg
	Cue      [2]int
}

// Region is a stretch in quotation marks: code points inside the marks, and the sentences it begins and ends in.
type Region struct {
	Start, End int
	First      int // sentence of its opening mark
	Last       int // sentence of its closing mark
	OpenItem   int // in sentence First
	CloseItem  int // in sentence Last, -1 where it is never closed
	Words      int
	used       bool
}

type finder struct {
	*Lexicon
	block   []*clause.Sentence
	regions []Region
	out     []Found
	title   bool
}

// Find gives the attributions in the sentences of one block, in the order of the text. last is the statement that an unmarked
// quotation at the beginning of the block may continue.
func (l *Lexicon) Find(block []*clause.Sentence, title bool, carry *Found) []Found {
	f := finder{Lexicon: l, block: block, title: title}
	f.quotes()
	for n := range block {
		f.sentence(n)
	}
	f.bare(carry)
	return f.out
}

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
		last := f.block[len(f.block)-1]
		open.End, open.Last, open.CloseItem = last.Items[len(last.Items)-1].End, len(f.block)-1, -1
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

// speech is the number of words from which quoted words are an utterance and not a borrowed phrase.
const speech = 4

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

// cue is a verb of saying in a sentence.
type cue struct {
	item    int
	rule    *Rule
	reading morph.Reading
}

func (f *finder) sentence(n int) {
	s := f.block[n]
	if f.title || n == 0 {
		f.colon(n)
	}
	mark := len(f.out)
	if !f.HeadFirst() {
		f.subjectFirst(n)
		f.byNoun(n)
		f.byPhrase(n, mark)
		return
	}
	var cues []cue
	for i := range s.Items {
		if c, ok := f.cueAt(s, i); ok && !f.relay(n, i) {
			cues = append(cues, c)
		}
	}
	for k, c := range cues {
		f.byVerb(n, c, cues[k+1:])
	}
	f.byNoun(n)
	f.byPhrase(n, mark)
}

// cueAt reads a verb or participle of saying at item i.
func (f *finder) cueAt(s *clause.Sentence, i int) (cue, bool) {
	it := &s.Items[i]
	if it.Kind != clause.Verb && it.Kind != clause.Noun {
		return cue{}, false
	}
	if it.Art {
		return cue{}, false
	}
	var best cue
	ok := false
	for _, r := range it.Readings {
		participle := r.Feat.Has(morph.Participle) && !r.Finite() && r.Prep == ""
		if r.Feat.Has(morph.Masdar|morph.PassPart) && !r.Finite() || !r.Finite() && !participle || r.Art {
			continue
		}
		for _, n := range f.verbs[r.Lemma] {
			rule := &f.Rules[n]
			if !ok || prefer(rule, best.rule) {
				best, ok = cue{i, rule, r}, true
			}
		}
	}
	return best, ok
}

func prefer(a, b *Rule) bool {
	return a.That && !b.That
}

// byVerb reads the statement that a verb of saying reports.
func (f *finder) byVerb(n int, c cue, later []cue) {
	s := f.block[n]
	it := &s.Items[c.item]
	if f.inside(it.Start) != nil && !f.opensQuote(n, c.item) {
		return // somebody quoted tells of saying: left to the quotation itself
	}
	a := s.Args(c.item)
	q := Found{Sentence: n, Rule: c.rule, Continues: -1, Verb: c.item, Negated: a.Negated}
	q.Cue = append(q.Cue, [2]int{it.Start, it.End})
	participle := !c.reading.Finite()
	speaker := a.Subj
	inverted := clause.Arg{}
	if !f.HeadFirst() {
		inverted = f.inverted(s, c.item)
	}
	if participle && f.HeadFirst() {
		if prev := f.lastSpoken(n, it.Start); prev != nil {
			q.Links = append([]Link{}, prev.Links...)
			speaker = clause.Arg{}
		} else {
			speaker = f.subjectOfClause(s, c.item)
		}
	}
	from, ok := f.contentAfter(n, c, later, &q)
	if !ok {
		ok = f.contentBefore(n, c, &q, inverted)
		if ok && !inverted.Zero() {
			speaker = inverted
		}
	} else if !inverted.Zero() && f.regionBefore(n, c.item) != nil {
		speaker = inverted
		if r := f.regionBefore(n, c.item); r != nil && !r.used {
			r.used = true
			q.Content = append([][2]int{{r.Start, r.End}}, q.Content...)
			q.Kind = "direct"
		}
	}
	_ = from
	if !ok {
		return
	}
	role := "speaker"
	if c.rule.Relay {
		if an, found := f.source(a, c.rule); found {
			q.Links = append(q.Links, Link{Role: "relay", Sentence: n, Arg: speaker, Cue: q.Cue[0]}, Link{Role: "speaker", Sentence: n, Arg: an, Cue: q.Cue[0]})
			f.finish(n, &q, a)
			return
		}
	}
	if len(q.Links) == 0 {
		q.Links = append(q.Links, Link{Role: role, Sentence: n, Arg: speaker, Cue: q.Cue[0]})
	}
	f.finish(n, &q, a)
}

// source finds the one from whom a relay has it (نقلت رويترز عن مسؤول).
func (f *finder) source(a clause.Args, r *Rule) (clause.Arg, bool) {
	for _, slot := range r.Frame {
		if slot.Role == "speaker" && slot.Marker != "subj" {
			if p, ok := a.Prep(slot.Marker); ok {
				return p, true
			}
		}
	}
	return clause.Arg{}, false
}

func (f *finder) finish(n int, q *Found, a clause.Args) {
	for _, slot := range q.Rule.Frame {
		var arg clause.Arg
		switch slot.Marker {
		case "subj", "that", "quote":
			continue
		case "obj":
			arg = a.Obj
		default:
			arg, _ = a.Prep(slot.Marker)
		}
		if arg.Zero() || len(arg.Items) > 0 && f.block[n].Items[arg.Items[0]].Kind != clause.Mention {
			continue
		}
		if len(arg.Items) > 0 && len(q.Content) > 0 && f.block[n].Items[arg.Items[0]].Start >= q.Content[0][0] && f.block[n].Items[arg.Items[0]].Start < q.Content[0][1] {
			continue
		}
		switch slot.Role {
		case "addressee":
			q.Addressee = arg
		case "medium":
			q.Medium = arg
		}
	}
	f.out = append(f.out, *q)
}

// inverted gives the subject behind a verb of saying: «…,» said Matthew Miller.
func (f *finder) inverted(s *clause.Sentence, v int) clause.Arg {
	if v+1 >= len(s.Items) || s.Items[v+1].Kind != clause.Mention || s.Items[v+1].Prep != "" {
		return clause.Arg{}
	}
	if v > 0 {
		p := &s.Items[v-1]
		if p.Kind == clause.Close || p.Kind == clause.Mark {
			for k := v + 2; k < len(s.Items) && k < v+4; k++ {
				if s.Items[k].Kind == clause.Verb && s.Items[k].Finite() {
					return clause.Arg{}
				}
				if s.Items[k].Kind == clause.Mark {
					break
				}
			}
			return clause.Arg{Items: []int{v + 1}, By: "subject behind the verb of saying"}
		}
	} else {
		return clause.Arg{Items: []int{v + 1}, By: "subject behind the verb of saying"}
	}
	return clause.Arg{}
}

// lastSpoken gives the latest statement of a sentence before a code point.
func (f *finder) lastSpoken(n, before int) *Found {
	for k := len(f.out) - 1; k >= 0; k-- {
		if q := &f.out[k]; q.Sentence == n && len(q.Cue) > 0 && q.Cue[0][0] < before && !q.Whole {
			return q
		}
	}
	return nil
}

// subjectOfClause gives the subject of the nearest finite verb before a participle.
func (f *finder) subjectOfClause(s *clause.Sentence, i int) clause.Arg {
	for k := i - 1; k >= 0; k-- {
		if s.Items[k].Kind == clause.Verb && s.Items[k].Finite() {
			return s.Args(k).Subj
		}
	}
	return clause.Arg{}
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

func (f *finder) opensQuote(n, item int) bool { return false }

// contentAfter looks for the content behind the verb: a clause after «that», quoted words, or what follows a colon.
func (f *finder) contentAfter(n int, c cue, later []cue, q *Found) (int, bool) {
	s := f.block[n]
	for i := c.item + 1; i < len(s.Items); i++ {
		it := &s.Items[i]
		switch it.Kind {
		case clause.Comp:
			if !c.rule.That {
				return 0, false
			}
			if i+1 >= len(s.Items) {
				return 0, false
			}
			return f.indirect(n, i+1, s.Items[i+1].Start, c, later, q)
		case clause.Open:
			r := f.regionAt(n, i)
			if r == nil || r.used {
				continue
			}
			if r.Words >= 2 && (c.rule.Quote || c.rule.That) && (r.Words >= speech || i == c.item+1 || s.Items[i-1].Kind == clause.Mark) {
				f.direct(n, r, q)
				return i, true
			}
			continue
		case clause.Mark:
			if it.Key == ":" {
				if i+1 < len(s.Items) {
					if s.Items[i+1].Kind == clause.Open {
						if r := f.regionAt(n, i+1); r != nil && !r.used {
							f.direct(n, r, q)
							return i, true
						}
					}
					if c.rule.Quote || c.rule.That {
						return f.indirect(n, i+1, s.Items[i+1].Start, c, later, q)
					}
				} else if n+1 < len(f.block) && len(f.block[n+1].Items) > 0 && f.block[n+1].Items[0].Kind == clause.Open {
					if r := f.regionAt(n+1, 0); r != nil && !r.used {
						f.direct(n+1, r, q)
						return i, true
					}
				}
				return 0, false
			}
			if !s.Comma(i) && it.Key != "(" && it.Key != ")" && it.Key != "-" && it.Key != "–" && it.Key != "—" {
				return f.nextSentence(n, q)
			}
		case clause.Verb:
			if f.HeadFirst() {
				if it.Finite() && !f.relay(n, i) && (i == 0 || s.Items[i-1].Kind != clause.Rel && !f.relative(s, i)) {
					return 0, false
				}
				continue
			}
			if it.Finite() {
				return f.zeroThat(n, i, c, later, q)
			}
		case clause.Aux, clause.Future, clause.Modal, clause.Plan:
			if !f.HeadFirst() {
				return f.zeroThat(n, i, c, later, q)
			}
		case clause.Sub, clause.But, clause.To:
			if !f.HeadFirst() {
				return 0, false
			}
		}
	}
	return f.nextSentence(n, q)
}

// relay reports whether the verb at item i is itself part of a source phrase («حسبما نقلت رويترز») in the statement's frame.
func (f *finder) relay(n, i int) bool {
	s := f.block[n]
	for k := max(0, s.Items[i].From-3); k < s.Items[i].From+1; k++ {
		if k < s.Range.From {
			continue
		}
		if _, to, _, ok := f.phraseAt(s.Text, k, s.Range.To); ok && to > s.Items[i].From {
			return true
		}
	}
	return false
}

// relative reports whether the verb at item i belongs to a relative clause.
func (f *finder) relative(s *clause.Sentence, i int) bool {
	for k := i - 1; k >= 0 && k >= i-5; k-- {
		if s.Items[k].Kind == clause.Rel {
			return true
		}
		if s.Items[k].Kind == clause.Mark || s.Items[k].Kind == clause.Verb {
			return false
		}
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

// zeroThat reads English indirect speech without «that»: the clause whose verb stands at item i begins at its subject.
func (f *finder) zeroThat(n, i int, c cue, later []cue, q *Found) (int, bool) {
	s := f.block[n]
	if !c.rule.That {
		return 0, false
	}
	start := -1
	for k := c.item + 1; k < i; k++ {
		it := &s.Items[k]
		if it.Kind == clause.Mention && it.Prep == "" || it.Kind == clause.Noun && it.Prep == "" || it.Kind == clause.Other && it.Prep == "" && start < 0 || it.Kind == clause.Amount || it.Kind == clause.Det {
			start = k
			break
		}
	}
	if start < 0 {
		return 0, false
	}
	if a, ok := c.rule.Frame.At("obj"); ok && a.Role == "addressee" && s.Items[start].Kind == clause.Mention && start+1 < i { // told reporters they …
		for k := start + 1; k < i; k++ {
			if s.Items[k].Kind == clause.Mention && s.Items[k].Prep == "" && s.Items[k-1].Kind != clause.Conj && s.Items[k-1].Kind != clause.Gen {
				start = k
				break
			}
		}
	}
	from := s.Items[start].Start
	if s.Items[start].Kind == clause.Mention {
		from = s.Text.Tokens[s.Items[start].From].Start
	}
	return f.indirect(n, start, from, c, later, q)
}

// direct takes a quoted stretch as content.
func (f *finder) direct(n int, r *Region, q *Found) {
	r.used = true
	q.Content = append(q.Content, [2]int{r.Start, r.End})
	q.Kind = "direct"
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
	end := f.contentEnd(n, i, later)
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

// contentEnd gives the code point at which indirect speech that begins at item i ends.
func (f *finder) contentEnd(n, i int, later []cue) int {
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
			if f.HeadFirst() && (a.Conj != "" && (s.Comma(k-1) || f.hasContent(n, c)) || !c.reading.Finite() && c.reading.Feat.Has(morph.Accusative|morph.Fem|morph.Sing) && f.hasContent(n, c)) {
				end = k
				break
			}
			if !f.HeadFirst() && f.trailing(s, k) {
				end = f.trailStart(s, k)
				break
			}
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
	return s.Items[end-1].End
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

// hasContent reports whether a later verb of saying brings content of its own.
func (f *finder) hasContent(n int, c cue) bool {
	s := f.block[n]
	for i := c.item + 1; i < len(s.Items) && i < c.item+12; i++ {
		switch s.Items[i].Kind {
		case clause.Comp, clause.Open:
			return true
		case clause.Mark:
			if s.Items[i].Key == ":" {
				return true
			}
			if !s.Comma(i) {
				return false
			}
		case clause.Verb:
			if s.Items[i].Finite() {
				return false
			}
		}
	}
	return false
}

// trailing reports whether a verb of saying stands at the end of an English sentence, its speaker beside it: …, officials said.
func (f *finder) trailing(s *clause.Sentence, v int) bool {
	start := f.trailStart(s, v)
	return start > 0 && s.Comma(start)
}

func (f *finder) trailStart(s *clause.Sentence, v int) int {
	for k := v - 1; k > 0 && k >= v-8; k-- {
		if s.Comma(k) {
			return k
		}
		if s.Items[k].Kind == clause.Verb && s.Items[k].Finite() || s.Items[k].Kind == clause.Comp {
			return -1
		}
	}
	return -1
}

// contentBefore looks for the content before the verb: a quotation that has just closed, or an English sentence that ends in its source.
func (f *finder) contentBefore(n int, c cue, q *Found, inverted clause.Arg) bool {
	s := f.block[n]
	at := c.item
	if !f.HeadFirst() { // «…,» Putin said
		for k := c.item - 1; k >= 0 && k >= c.item-6; k-- {
			if s.Items[k].Kind == clause.Close || s.Comma(k) {
				at = k + 1
				break
			}
			if s.Items[k].Kind == clause.Verb && s.Items[k].Finite() {
				break
			}
		}
	}
	if r := f.regionBefore(n, at); r != nil && !r.used && (r.Words >= speech || c.rule.Quote) {
		f.direct(n, r, q)
		return true
	}
	if f.HeadFirst() || !c.rule.That {
		return false
	}
	if start := f.trailStart(s, c.item); start > 0 && s.Comma(start) {
		from := 0
		for from < start && (s.Items[from].Kind == clause.Conj || s.Items[from].Kind == clause.But || s.Items[from].Kind == clause.Mark) {
			from++
		}
		if from < start && f.inside(s.Items[from].Start) == nil {
			q.Content = append(q.Content, [2]int{s.Text.Tokens[s.Items[from].From].Start, s.Items[start-1].End})
			q.Kind = "indirect"
			for k := range f.regions {
				if r := &f.regions[k]; r.Start >= q.Content[0][0] && r.End <= q.Content[0][1] {
					r.used = true
					q.Kind = "mixed"
				}
			}
			return true
		}
	}
	_ = inverted
	return false
}

// byNoun reads statements whose cue is a noun: قوله إن, his claim that.
func (f *finder) byNoun(n int) {
	s := f.block[n]
	for i := range s.Items {
		it := &s.Items[i]
		if it.Kind != clause.Noun && it.Kind != clause.Verb || f.inside(it.Start) != nil {
			continue
		}
		var rule *Rule
		for _, r := range it.Readings {
			if r.Finite() {
				continue
			}
			for _, k := range f.nouns[r.Lemma] {
				if f.Rules[k].That && rule == nil {
					rule = &f.Rules[k]
				}
			}
		}
		if rule == nil {
			continue
		}
		j := i + 1
		for j < len(s.Items) && j < i+4 && (s.Items[j].Kind == clause.Mention && s.Items[j].Prep == "" || s.Items[j].Kind == clause.Other || s.Items[j].Kind == clause.Time) {
			j++
		}
		if j >= len(s.Items) || s.Items[j].Kind != clause.Comp && !(s.Items[j].Kind == clause.Mark && s.Items[j].Key == ":") || j+1 >= len(s.Items) {
			continue
		}
		a := s.NounArgs(i)
		speaker := a.Gen
		if speaker.Zero() {
			speaker = a.Adj
		}
		q := Found{Sentence: n, Rule: rule, Continues: -1, Verb: -1, Cue: [][2]int{{it.Start, it.End}}}
		if prev := f.relayBefore(n, it.Start); prev != nil { // نقلت رويترز عن مسؤول قوله إن: one statement, its cue in two words
			prev.Cue = append(prev.Cue, q.Cue[0])
			if len(prev.Content) == 0 {
				if _, ok := f.indirect(n, j+1, s.Items[j+1].Start, cue{item: i, rule: rule}, nil, prev); !ok {
					continue
				}
			}
			continue
		}
		if speaker.Zero() {
			continue
		}
		if _, ok := f.indirect(n, j+1, s.Items[j+1].Start, cue{item: i, rule: rule}, nil, &q); !ok || f.told(q.Content[0]) {
			continue
		}
		q.Links = []Link{{Role: "speaker", Sentence: n, Arg: speaker, Cue: q.Cue[0]}}
		f.out = append(f.out, q)
	}
}

// occasion finds on what occasion it was said: the phrase of the clause of saying that the tables know as one (في مؤتمر صحفي; in a statement).
func (f *finder) occasion(n, v int, q *Found) {
	s := f.block[n]
	for t := s.Range.From; t < s.Range.To; t++ {
		rn, to, from, ok := f.phraseAt(s.Text, t, s.Range.To)
		if !ok {
			continue
		}
		if f.Rules[rn].occasion() && !f.within(q, from) && f.inside(from) == nil {
			q.Occasion = [2]int{from, s.Text.Tokens[to-1].End}
			return
		}
		t = to - 1
	}
}

// occasion reports whether a phrase names what was held or issued to say it.
func (r *Rule) occasion() bool { return strings.HasSuffix(r.ID, ".in-statement") }

// told reports whether a stretch is the content of a statement already.
func (f *finder) told(c [2]int) bool {
	for _, q := range f.out {
		for _, d := range q.Content {
			if d[0] <= c[0]+1 && c[1] <= d[1]+1 && d[1]-d[0] < c[1]-c[0]+4 {
				return true
			}
		}
	}
	return false
}

func (f *finder) relayBefore(n, before int) *Found {
	for k := len(f.out) - 1; k >= 0; k-- {
		if q := &f.out[k]; q.Sentence == n && q.Rule.Relay && q.Cue[0][0] < before && len(q.Content) > 0 && q.Content[0][0] >= before {
			return q
		}
	}
	return nil
}

// byPhrase reads source phrases: بحسب, وفقا ل, حسبما ذكرت; according to, as X reported. mark is the first statement of this sentence.
func (f *finder) byPhrase(n, mark int) {
	s := f.block[n]
	x := s.Text
	for t := s.Range.From; t < s.Range.To; t++ {
		rn, to, from, ok := f.phraseAt(x, t, s.Range.To)
		if !ok {
			continue
		}
		rule := &f.Rules[rn]
		arg, end := f.phraseSource(s, to)
		if arg.Zero() {
			continue
		}
		_, cueEnd := x.Inside(to-1, 0, -1)
		c := [2]int{from, cueEnd}
		role := ""
		for _, slot := range rule.Frame {
			if (slot.Marker == "gen" || slot.Marker == "subj") && slot.Role != "medium" {
				role = slot.Role
			}
		}
		if slot, ok := rule.Frame.At("gen"); ok && slot.Role == "medium" {
			role = "medium"
		}
		if role == "" || role == "topic" || role == "content" {
			t = to - 1
			continue
		}
		f.attach(n, mark, rule, role, arg, c, t, end)
		t = to - 1
	}
}

// phraseSource finds the noun phrase right behind a source phrase that ends before token to; end is the item after it.
func (f *finder) phraseSource(s *clause.Sentence, to int) (clause.Arg, int) {
	for i := range s.Items {
		it := &s.Items[i]
		if it.From < to && !(it.Kind == clause.Mention && it.To > to) || it.From > to+2 {
			if it.From > to+2 {
				break
			}
			continue
		}
		switch it.Kind {
		case clause.Mention:
			g := []int{i}
			for j := i + 1; j < len(s.Items) && s.Items[j].Kind == clause.Mention && s.Items[j].Conj != ""; j++ {
				g = append(g, j)
			}
			return clause.Arg{Items: g, By: "source phrase"}, g[len(g)-1] + 1
		case clause.Noun, clause.Other, clause.Det:
			if !f.HeadFirst() && f.capital(it) { // a name that no table knows
				run := f.nominalRun(s, i)
				return clause.Arg{Items: run, By: "source phrase"}, run[len(run)-1] + 1
			}
			continue
		default:
			return clause.Arg{}, 0
		}
	}
	return clause.Arg{}, 0
}

// attach gives the source of a phrase to the statement of its sentence, or makes the sentence a statement of that source.
func (f *finder) attach(n, mark int, rule *Rule, role string, arg clause.Arg, c [2]int, tok, end int) {
	s := f.block[n]
	for k := len(f.out) - 1; k >= mark; k-- {
		q := &f.out[k]
		if q.Sentence != n || len(q.Links) == 0 || q.Whole {
			continue
		}
		first := mark
		_ = first
		switch role {
		case "medium":
			if q.Links[0].Role != "medium" {
				q.Links = append([]Link{{Role: "medium", Sentence: n, Arg: arg, Cue: c}}, q.Links...)
			}
			return
		default:
			q.Links = join(q.Links, Link{Role: "relay", Sentence: n, Arg: arg, Cue: c}, rule)
			q.Cue = append(q.Cue, c)
			// every statement of the sentence comes through the same relay
			for j := mark; j < k; j++ {
				if o := &f.out[j]; o.Sentence == n && len(o.Links) > 0 && o.Links[0].Role == "speaker" && !o.Whole && s.Text.Tokens[tok].Start > o.Cue[0][0] && c[0] > o.Content[len(o.Content)-1][1]-1 && false {
					o.Links = append([]Link{{Role: "relay", Sentence: n, Arg: arg, Cue: c}}, o.Links...)
				}
			}
			return
		}
	}
	if role == "medium" {
		return
	}
	q := Found{Sentence: n, Rule: rule, Continues: -1, Verb: -1, Whole: true, Cue: [][2]int{c}, Kind: "indirect"}
	from, to := f.around(s, tok, end)
	if to <= from {
		return
	}
	q.Content = [][2]int{{from, to}}
	for k := range f.regions {
		if r := &f.regions[k]; r.Start >= from && r.End <= to {
			r.used = true
			q.Kind = "mixed"
			if r.Start <= from+1 && r.End >= to-1 {
				q.Kind = "direct"
				q.Content = [][2]int{{r.Start, r.End}}
			}
		}
	}
	q.Links = []Link{{Role: "speaker", Sentence: n, Arg: arg, Cue: c}}
	f.out = append(f.out, q)
}

// join puts a source into a chain: before those through whom the word came; but one whom an outlet cites stands behind that outlet.
func join(links []Link, l Link, rule *Rule) []Link {
	if by, ok := rule.Frame.At("subj"); !ok || by.Role != "relay" {
		return append([]Link{l}, links...)
	}
	if len(links) == 1 {
		l.Role = "speaker"
		return append(append([]Link{}, links...), l)
	}
	out := append([]Link{}, links[:len(links)-1]...)
	return append(out, l, links[len(links)-1])
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
	if last > 1 {
		to := s.Items[last].End
		if s.Items[last].Kind == clause.Close {
			to = s.Items[last].End
		}
		return first, to
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
	return s.Items[end].Start, s.Items[stop-1].End
}

// colon reads headlines and dialogue: «بوتين: لن ننسحب», «رويترز عن مسؤول: …».
func (f *finder) colon(n int) {
	s := f.block[n]
	if len(s.Items) < 3 || s.Items[0].Kind != clause.Mention || s.Items[0].Prep != "" {
		return
	}
	i := 1
	var via clause.Arg
	if i < len(s.Items) && s.Items[i].Kind == clause.Mention && s.Items[i].Prep == "an" {
		via = clause.Arg{Items: []int{i}, By: "source before a colon"}
		i++
	}
	if i >= len(s.Items)-1 || s.Items[i].Kind != clause.Mark || s.Items[i].Key != ":" {
		return
	}
	m := s.Mentions[s.Items[0].Mention]
	if m.Kind == "place" && (m.Known == nil || m.Known.CapitalOf == "") {
		return
	}
	it := &s.Items[i]
	q := Found{Sentence: n, Rule: &Rule{ID: "colon", Act: "say"}, Continues: -1, Verb: -1, Cue: [][2]int{{it.Start, it.End}}}
	if _, ok := f.indirect(n, i+1, s.Items[i+1].Start, cue{item: i, rule: q.Rule}, nil, &q); !ok {
		return
	}
	head := clause.Arg{Items: []int{0}, By: "source before a colon"}
	if !via.Zero() {
		q.Links = []Link{{Role: "relay", Sentence: n, Arg: head, Cue: q.Cue[0]}, {Role: "speaker", Sentence: n, Arg: via, Cue: q.Cue[0]}}
	} else {
		q.Links = []Link{{Role: "speaker", Sentence: n, Arg: head, Cue: q.Cue[0]}}
	}
	f.out = append(f.out, q)
}

// bare gives quotations without a cue to the statement that they continue: the latest one of the block, or the one carried over.
func (f *finder) bare(carry *Found) {
	for k := range f.regions {
		r := &f.regions[k]
		if r.used || r.Words < speech {
			continue
		}
		if !f.stands(r) {
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
