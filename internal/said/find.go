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
	readings := it.Readings
	switch {
	case it.Kind == clause.Mention && f.HeadFirst() && i > 0 && s.Comma(i-1) && it.To == it.From+1 && i+1 < len(s.Items) && s.Items[i+1].Kind == clause.Comp:
		readings = f.Morph.Read(s.Text.Tokens[it.From].Fold) // «، مشيرا إلى أن»: not the rank
	case it.Kind != clause.Verb && it.Kind != clause.Noun || it.Art:
		return cue{}, false
	}
	if f.HeadFirst() && !f.verbal(s, i) {
		return cue{}, false
	}
	var best cue
	ok := false
	for _, r := range readings {
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

// verbal reports whether a word that may be a verb of saying can be one where it stands: «that» is never followed by a verb in the
// past, and an adjective of an indefinite noun is no participle of saying.
func (f *finder) verbal(s *clause.Sentence, i int) bool {
	it := &s.Items[i]
	finite, past := false, false
	for _, r := range it.Readings {
		if r.Finite() {
			finite = true
			past = past || r.Feat.Has(morph.Perfect)
		}
	}
	if i == 0 {
		return finite
	}
	p := &s.Items[i-1]
	if p.Kind == clause.Comp && past {
		return false
	}
	if finite {
		if it.Prep != "" {
			return false
		}
		if p.Kind == clause.Noun && !p.Art && p.Pron == "" || p.Kind == clause.Noun && it.Conj == "" && f.contentFollows(s, i) || p.Kind == clause.Neg && past { // عدم نشر اسمه: a verbal noun behind the noun that it belongs to
			for _, r := range it.Readings {
				if !r.Finite() && r.Feat.Has(morph.Masdar) || f.Morph.Lemmas[r.Lemma].POS == morph.Noun {
					return false
				}
			}
		}
		return true
	}
	if bare := f.Morph.Read(s.Text.Tokens[it.From].Fold); p.Kind != clause.Mark && nominative(bare) {
		return false // الأمر واضح: an adjective, no «saying that»
	}
	switch p.Kind {
	case clause.Noun, clause.Other:
		return p.Art || p.Pron != "" || f.contentFollows(s, i)
	case clause.Det, clause.Gen, clause.Rel, clause.Neg:
		return false
	}
	return true
}

// nominative reports whether a participle is bare: neither in the accusative in which it tells how somebody acts, nor feminine, dual or plural.
func nominative(readings []morph.Reading) bool {
	for _, r := range readings {
		if r.Feat.Has(morph.Participle) && r.Feat.Has(morph.Accusative|morph.Fem|morph.Dual|morph.Plural) {
			return false
		}
	}
	return true
}

// contentFollows reports whether a clause or quoted words follow right behind item i.
func (f *finder) contentFollows(s *clause.Sentence, i int) bool {
	if i+1 >= len(s.Items) {
		return false
	}
	k := s.Items[i+1].Kind
	return k == clause.Comp || k == clause.Open || k == clause.Mark && s.Items[i+1].Key == ":"
}

func prefer(a, b *Rule) bool {
	return a.That && !b.That
}

// byVerb reads the statement that a verb of saying reports.
func (f *finder) byVerb(n int, c cue, later []cue) {
	s := f.block[n]
	it := &s.Items[c.item]
	if f.inside(it.Start) != nil {
		return // somebody quoted tells of saying: left to the quotation itself
	}
	a := s.Args(c.item)
	q := Found{Sentence: n, Rule: c.rule, Continues: -1, Verb: c.item, Negated: a.Negated}
	q.Cue = append(q.Cue, [2]int{it.Start, it.End})
	if f.HeadFirst() && (f.impersonal(s, c, a) || a.Negated && c.rule.utters()) {
		return
	}
	participle := !c.reading.Finite()
	speaker := a.Subj
	if participle && f.HeadFirst() {
		if prev := f.lastSpoken(n, it.Start); prev != nil {
			q.Links = append([]Link{}, prev.Links...)
			speaker = clause.Arg{}
		} else {
			speaker = f.subjectOfClause(s, c.item)
		}
	}
	_, ok := f.contentAfter(n, c, later, &q)
	if f.HeadFirst() && !participle && ok {
		speaker = f.nameBehind(s, c.item, speaker)
	}
	if !ok {
		ok = f.contentBefore(n, c, &q)
	}
	if !ok && f.HeadFirst() {
		ok = f.objectContent(n, c, a, later, &q, &speaker)
	}
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

// objectContent takes as content what a denial, an accusation or a description is of: نفى استخدام القوة; اتهم الجيش باقتحام السفارة.
func (f *finder) objectContent(n int, c cue, a clause.Args, later []cue, q *Found, speaker *clause.Arg) bool {
	s := f.block[n]
	topic, _ := c.rule.Frame.At("obj")
	of, _ := c.rule.Frame.At("bi")
	about := topic.Role == "topic" && of.Role == "content"
	if start := f.governedContent(s, c, a); start > 0 {
		return f.takeObject(n, start, c, later, q)
	}
	if about && c.reading.Finite() && s.Items[c.item].Pron != "" { // ووصفته بأنه غير مبرر
		for k := c.item + 1; k+1 < len(s.Items) && k < c.item+5; k++ {
			if s.Items[k].Kind == clause.Comp {
				_, ok := f.indirect(n, k+1, f.startOf(s, k+1), c, later, q)
				return ok
			}
		}
		return false
	}
	if about && !c.reading.Finite() { // واصفا الخطوة بأنها ضرورة
		return c.item+1 < len(s.Items) && s.Items[c.item+1].Kind != clause.Mark && f.thatSoon(s, c.item+1) && f.takeObject(n, c.item+1, c, later, q)
	}
	if !(c.rule.Act == "deny" && topic.Role == "content" || about) || !c.reading.Finite() || a.Relative || a.Subj.Zero() {
		return false
	}
	obj := a.Obj
	if about && len(obj.Items) == 0 && s.Items[c.item].Conj != "" && len(a.Subj.Items) > 0 && a.Subj.Items[0] > c.item && f.thatSoon(s, a.Subj.Items[0]) {
		obj, *speaker = a.Subj, clause.Arg{Dropped: true, At: c.item, By: "subject not written"} // ووصفت الزيارة بأنها استفزاز
	}
	if n := len(a.Subj.Items); !about && n > 0 && a.Subj.Items[0] > c.item && s.Items[a.Subj.Items[0]].Kind != clause.Mention && f.nounly(&s.Items[a.Subj.Items[0]]) {
		obj, *speaker = a.Subj, clause.Arg{Dropped: true, At: c.item, By: "subject not written"} // ونفى استخدام القوة; بغداد تنفي إغلاق المعبر
		if k := c.item - 1; k >= 0 && s.Items[k].Kind == clause.Mention && s.Items[k].Prep == "" {
			*speaker = clause.Arg{Items: []int{k}, By: "subject before the verb"}
		}
	}
	if len(obj.Items) == 0 || obj.Items[0] <= c.item {
		return false
	}
	if _, ok := a.Prep("bi"); about && !ok && !f.thatSoon(s, obj.Items[0]) {
		return false
	}
	start := obj.Items[0]
	if speaker.Dropped && s.Items[c.item].Conj == "" {
		return false
	}
	return f.takeObject(n, start, c, later, q)
}

// takeObject takes as content the noun phrase that begins at an item, to the end of its clause.
func (f *finder) takeObject(n, start int, c cue, later []cue, q *Found) bool {
	s := f.block[n]
	end := f.clauseEnd(s, start)
	if e := f.contentTo(n, start, c.item, later); e > 0 && e < end {
		end = e
	}
	if end <= s.Items[start].Start {
		return false
	}
	q.Content = append(q.Content, [2]int{f.printFrom(s, start), end})
	q.Kind = "indirect"
	f.useWithin(q)
	return true
}

// governedContent gives the item at which a noun stands that the verb of saying governs by its preposition of content: تحدث عن تعرضه للضرب,
// أفادت بمقتل العشرات. 0 where there is none.
func (f *finder) governedContent(s *clause.Sentence, c cue, a clause.Args) int {
	if c.item > 0 && s.Items[c.item].Conj == "" && f.tells(s, c.item) || a.Relative {
		return 0
	}
	if !c.rule.Quote || !c.reading.Finite() || c.rule.Act != "say" && c.rule.Act != "announce" || a.Subj.Zero() || a.Subj.Dropped {
		return 0
	}
	for _, slot := range c.rule.Frame {
		if slot.Role != "content" || slot.Marker != "bi" && slot.Marker != "an" {
			continue
		}
		if p, ok := a.Prep(slot.Marker); ok && len(p.Items) > 0 && p.Items[0] > c.item && s.Items[p.Items[0]].Kind != clause.Mention {
			return p.Items[0]
		}
	}
	return 0
}

// thatSoon reports whether «that» follows within a few items: وصف القرار بأنه ….
func (f *finder) thatSoon(s *clause.Sentence, i int) bool {
	for k := i; k < len(s.Items) && k < i+7; k++ {
		if s.Items[k].Kind == clause.Comp {
			return true
		}
		if s.Items[k].Kind == clause.Mark {
			return false
		}
	}
	return false
}

// clauseEnd gives the code point at which the clause that goes on at item i ends: before a mark outside quotation marks.
func (f *finder) clauseEnd(s *clause.Sentence, i int) int {
	k := i
	for k < len(s.Items) && (s.Items[k].Kind != clause.Mark || f.hyphen(s, k) || f.inside(s.Items[k].Start) != nil) {
		k++
	}
	return f.printTo(s, k-1)
}

// nameBehind looks through the words between a verb of saying and what it brings in for the speaker's name: the name beats the office
// that stands before it («قال مدير المهرجان كمال الفرجاني إن»), and words that no table knows are a name where nothing else is a subject.
func (f *finder) nameBehind(s *clause.Sentence, v int, speaker clause.Arg) clause.Arg {
	if speaker.Pron != "" || len(speaker.Items) > 1 || len(speaker.Items) == 1 && speaker.Items[0] < v {
		return speaker
	}
	end := v + 1
	for end < len(s.Items) && s.Items[end].Kind != clause.Mark && s.Items[end].Kind != clause.Comp && s.Items[end].Kind != clause.Open && s.Items[end].Prep == "" && s.Items[end].Kind != clause.Time && s.Items[end].Kind != clause.Rel && s.Items[end].Kind != clause.Prep {
		if it := &s.Items[end]; end > v+1 && it.Conj != "" && it.Kind != clause.Mention && (it.Kind == clause.Conj || it.Kind == clause.Verb && f.tense(it) != 0) {
			break
		}
		end++
	}
	office := clause.Arg{}
	for k := v + 1; k < end; k++ {
		it := &s.Items[k]
		if it.Kind != clause.Mention {
			continue
		}
		m := &s.Mentions[it.Mention]
		if m.Kind == "person" && m.Form == "name" {
			if run := f.unknownRun(s, k+1, end); run > k+1 && it.To-it.From == 1 {
				return span(k, run)
			}
			return clause.Arg{Items: []int{k}, By: "name behind the verb of saying"}
		}
		if m.Kind != "person" {
			if head := &s.Items[v+1]; office.Zero() && (k == v+1 || head.Kind != clause.Noun || head.Art) {
				return speaker
			}
			continue // the body whose officer he is
		}
		if office.Zero() {
			office = clause.Arg{Items: []int{k}}
		}
	}
	if k := f.bareAfterDefinite(s, v+1, end); !office.Zero() && k > 0 {
		return span(k, end)
	}
	if v+2 < len(s.Items) && s.Items[v+2].Kind == clause.Mark && s.Items[v+2].Key == ":" && s.Items[v+1].Kind != clause.Mention && s.Items[v+1].Kind != clause.Time && !s.Items[v+1].Art && s.Items[v+1].Kind != clause.Comp {
		return span(v+1, v+2) // «قالت ليف:»: a single word that can be nothing but a name
	}
	begin := end
	for begin > v+1 && s.Items[begin-1].Kind == clause.Other && !s.Items[begin-1].InQuote {
		begin--
	}
	switch n := end - begin; {
	case !office.Zero() && (n == 2 || n == 3) && !s.Items[begin].Art:
		return span(begin, end)
	case office.Zero() && (speaker.Dropped || speaker.Zero() || speaker.Items[0] > v) && begin == v+1 && n >= 1 && n <= 3 && !s.Items[begin].Art:
		return span(begin, end)
	}
	return speaker
}

// bareAfterDefinite gives the item at which a name of two or three words begins: behind an office that its article has closed no bare
// word can be anything else (المتحدث باسم القيادة شي يي). 0 where there is none.
func (f *finder) bareAfterDefinite(s *clause.Sentence, from, end int) int {
	for k := from + 1; k < end; k++ {
		it, p := &s.Items[k], &s.Items[k-1]
		closed := p.Art || p.Kind == clause.Mention && s.Mentions[p.Mention].Def
		if !closed || it.Art || it.Kind == clause.Mention || it.Kind == clause.Amount || it.Pron != "" {
			continue
		}
		if n := end - k; n == 2 || n == 3 {
			return k
		}
	}
	return 0
}

// unknownRun gives the item behind the words from item i on that no table knows.
func (f *finder) unknownRun(s *clause.Sentence, i, end int) int {
	for i < end && s.Items[i].Kind == clause.Other && s.Items[i].Conj == "" {
		i++
	}
	return i
}

// span is the name that the items from i to before j print.
func span(i, j int) clause.Arg {
	a := clause.Arg{By: NewName}
	for ; i < j; i++ {
		a.Items = append(a.Items, i)
	}
	return a
}

// NewName marks an argument whose items are together a personal name that no table has.
const NewName = "name that no table has"

// quotedName gives the name in quotation marks behind the noun that tells what it names: صحيفة «واشنطن بوست».
func (f *finder) quotedName(n int, a clause.Arg) clause.Arg {
	s := f.block[n]
	if len(a.Items) != 1 || a.Items[0]+1 >= len(s.Items) || s.Items[a.Items[0]+1].Kind != clause.Open {
		return a
	}
	r := f.regionAt(n, a.Items[0]+1)
	if r == nil || r.Words > 5 || r.First != r.Last || r.CloseItem < 0 {
		return a
	}
	if k := s.Items[a.Items[0]].Mention; k >= 0 {
		if m := &s.Mentions[k]; m.Kind == "person" || m.Form == "name" || m.Kind == "pronoun" {
			return a
		}
	}
	out := clause.Arg{By: "name in quotation marks"}
	for k := r.OpenItem + 1; k < r.CloseItem; k++ {
		out.Items = append(out.Items, k)
		if s.Items[k].Kind == clause.Mention && s.Mentions[s.Items[k].Mention].Form == "name" {
			return clause.Arg{Items: []int{k}, By: out.By}
		}
	}
	if len(out.Items) == 0 {
		return a
	}
	r.used = true
	return out
}

// utters reports whether a verb tells that something was said; denied of somebody, it brings in nothing («لم يقل إن …»).
func (r *Rule) utters() bool {
	switch r.Act {
	case "say", "add", "tell", "announce", "confirm", "claim", "write":
		return true
	}
	return false
}

// impersonal reports whether a verb of saying only brings in the report's own words («يذكر أن …»), or is the writer's own («أدرك أن», «لنقل إن»).
func (f *finder) impersonal(s *clause.Sentence, c cue, a clause.Args) bool {
	if !c.reading.Finite() {
		return false
	}
	if c.reading.Feat.Has(morph.First) && f.inside(s.Items[c.item].Start) == nil {
		return true
	}
	if c.item+1 >= len(s.Items) || s.Items[c.item+1].Kind != clause.Comp {
		return false
	}
	opens := c.item == 0 || s.Items[c.item-1].Kind == clause.Mark
	return opens && a.Subj.Dropped && s.Items[c.item].Conj == "" && c.reading.Feat.Has(morph.Imperfect) && !c.reading.Feat.Has(morph.Fem|morph.Plural|morph.Dual)
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
	if prev := f.lastSpoken(n, q.Cue[0][0]); prev != nil && len(prev.Content) > 0 && prev.Content[0][0] == q.Content[0][0] {
		return // a verb of a relative clause between a verb of saying and its content (شاهد يدعى سمير)
	}
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
	for i := range q.Links {
		q.Links[i].Arg = f.quotedName(q.Links[i].Sentence, q.Links[i].Arg)
	}
	for _, p := range a.Preps {
		if q.Medium.Zero() && f.outlet(f.block[n], p) && (p.Prep == "li" || p.Prep == "ala" || p.Prep == "fi" || p.Prep == "abra") && !q.Rule.Relay {
			q.Medium = p
			if len(q.Addressee.Items) > 0 && q.Addressee.Items[0] == p.Items[0] {
				q.Addressee = clause.Arg{}
			}
		}
	}
	f.occasion(n, q.Verb, q)
	f.out = append(f.out, *q)
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
			if it.Key == ":" {
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
			if !s.Comma(i) && it.Key != "(" && it.Key != ")" && it.Key != "-" && it.Key != "–" && it.Key != "—" {
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
			if f.HeadFirst() && (a.Conj != "" && (s.Comma(k-1) || f.hasContent(n, c)) || !c.reading.Finite() && c.reading.Feat.Has(morph.Accusative|morph.Fem|morph.Sing) && f.hasContent(n, c)) {
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

// contentBefore takes a quotation that has just closed before the verb.
func (f *finder) contentBefore(n int, c cue, q *Found) bool {
	r := f.regionBefore(n, c.item)
	if r == nil || r.used || r.Words < speech && !c.rule.Quote {
		return false
	}
	f.direct(n, r, q)
	return true
}

// byNoun reads statements whose cue is a noun: قوله إن, his claim that.
func (f *finder) byNoun(n int) {
	s := f.block[n]
	for i := range s.Items {
		it := &s.Items[i]
		if it.Kind != clause.Noun && it.Kind != clause.Verb || f.inside(it.Start) != nil || f.cueing(n, it.Start) {
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
				f.indirect(n, j+1, s.Items[j+1].Start, cue{item: i, rule: rule}, nil, prev)
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

// cueing reports whether the word at a code point is already the verb of a statement.
func (f *finder) cueing(n, at int) bool {
	for k := range f.out {
		if q := &f.out[k]; q.Sentence == n && q.Verb >= 0 && q.Cue[0][0] == at {
			return true
		}
	}
	return false
}

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
		if arg.Zero() && rule.Quote && f.HeadFirst() {
			arg, end = f.document(s, to)
		}
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
		reach := to + 2
		if f.HeadFirst() {
			reach = to + 3
		}
		if it.From < to && !(it.Kind == clause.Mention && it.To > to) || it.From > reach {
			if it.From > reach {
				break
			}
			continue
		}
		switch it.Kind {
		case clause.Mention:
			if i > 0 && s.Items[i-1].From >= to && f.HeadFirst() && (s.Lone(i) || it.Art && s.Items[i-1].Art && s.Items[i-1].Kind == clause.Noun) {
				return clause.Arg{}, 0 // وفق القانون الدولي: a basis, nobody's word
			}
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

// leads reports whether a source phrase at a token belongs to the statement whose cue follows it: nothing but that clause stands between.
func (f *finder) leads(s *clause.Sentence, tok, cue int) bool {
	before := false
	for i := range s.Items {
		it := &s.Items[i]
		if it.Start >= cue {
			break
		}
		if it.From < tok {
			before = before || it.Kind == clause.Verb && it.Finite()
		} else if it.Kind == clause.Sub || it.Kind == clause.But {
			return !before
		}
	}
	return true
}

// document gives the text in which something stands, up to the colon or «that» behind it: جاء في بيان المكتب الصحفي: «…».
func (f *finder) document(s *clause.Sentence, to int) (clause.Arg, int) {
	var run []int
	for i := range s.Items {
		it := &s.Items[i]
		if it.From < to {
			continue
		}
		if it.Kind == clause.Mark && it.Key == ":" || it.Kind == clause.Comp {
			return clause.Arg{Items: run, By: "document"}, i + 1
		}
		if len(run) > 5 || it.Kind != clause.Noun && it.Kind != clause.Other && it.Kind != clause.Mention {
			break
		}
		run = append(run, i)
	}
	return clause.Arg{}, 0
}

// attach gives the source of a phrase to the statement of its sentence, or makes the sentence a statement of that source.
func (f *finder) attach(n, mark int, rule *Rule, role string, arg clause.Arg, c [2]int, tok, end int) {
	s := f.block[n]
	arg = f.quotedName(n, arg)
	for k := len(f.out) - 1; k >= mark; k-- {
		q := &f.out[k]
		if q.Sentence != n || len(q.Links) == 0 {
			continue
		}
		if q.Whole {
			if by, ok := rule.Frame.At("subj"); ok && by.Role == "relay" && c[0]-q.Cue[len(q.Cue)-1][1] < 60 && role != "medium" { // بحسب وكالة نقلا عن قائد
				q.Links[0].Role = "relay"
				q.Links = join(q.Links, Link{Role: "speaker", Sentence: n, Arg: arg, Cue: c}, rule, f.outlet(s, arg))
				q.Cue = append(q.Cue, c)
				return
			}
			continue
		}
		if c[0] < q.Cue[0][0] && !f.leads(s, tok, q.Cue[0][0]) {
			continue // the source of a clause of its own before this statement
		}
		switch role {
		case "medium":
			if q.Links[0].Role != "medium" {
				q.Links = append([]Link{{Role: "medium", Sentence: n, Arg: arg, Cue: c}}, q.Links...)
			}
			return
		default:
			q.Links = join(q.Links, Link{Role: "relay", Sentence: n, Arg: arg, Cue: c}, rule, f.outlet(s, arg))
			q.Cue = append(q.Cue, c)
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
	if rest := f.rest(n, tok, end); rest[1] > rest[0] && from < c[0] {
		q.Content = append(q.Content, rest)
	}
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

// outlet reports whether an argument is an outlet or other medium.
func (f *finder) outlet(s *clause.Sentence, a clause.Arg) bool {
	if len(a.Items) == 0 || s.Items[a.Items[0]].Mention < 0 {
		return false
	}
	m := &s.Mentions[s.Items[a.Items[0]].Mention]
	return m.Kind == "outlet" || m.Sector == "JRN" && m.Kind != "person"
}

// join puts a source into a chain: before those through whom the word came; but one whom an outlet cites stands behind that outlet.
func join(links []Link, l Link, rule *Rule, outlet bool) []Link {
	if by, ok := rule.Frame.At("subj"); !ok || by.Role != "relay" || outlet {
		return append([]Link{l}, links...)
	}
	if len(links) == 1 {
		l.Role = "speaker"
		return append(append([]Link{}, links...), l)
	}
	out := append([]Link{}, links[:len(links)-1]...)
	return append(out, l, links[len(links)-1])
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
	return f.startOf(s, end), f.printTo(s, stop-1)
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
	if m.Kind == "state" || m.Kind == "place" && (m.Known == nil || m.Known.CapitalOf == "") {
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
