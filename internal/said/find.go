package said

import (
	"rawi/internal/clause"
	"rawi/internal/morph"
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
	Nobody    bool // said by nobody who is told of: قيل, يُعتقد
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
	f.dropThoughts()
	return f.out
}

// dropThoughts leaves out what is hoped, feared or believed inside another's statement: that is what the speaker says of them, and not
// a word of their own («قالت الوكالة إن الحكومة تأمل أن …»).
func (f *finder) dropThoughts() {
	place := make([]int, len(f.out)) // of each statement in what is kept
	kept := f.out[:0:0]
	for i := range f.out {
		if f.thought(i) {
			place[i] = -1
			continue
		}
		place[i] = len(kept)
		kept = append(kept, f.out[i])
	}
	for i := range kept {
		if c := kept[i].Continues; c >= 0 {
			kept[i].Continues = place[c]
		}
	}
	f.out = kept
}

func (f *finder) thought(i int) bool {
	if f.out[i].Rule == nil || f.out[i].Rule.Act != "think" || len(f.out[i].Cue) == 0 {
		return false
	}
	at := f.out[i].Cue[0][0]
	for j := range f.out {
		for _, c := range f.out[j].Content {
			if j != i && c[0] <= at && at < c[1] {
				return true
			}
		}
	}
	return false
}

// speech is the number of words from which quoted words are an utterance and not a borrowed phrase.
const speech = 4

// cue is a verb of saying in a sentence.
type cue struct {
	item    int
	rule    *Rule
	reading morph.Reading
	others  []*Rule // further rules of the same verb
	to      int     // token behind a verb of several words
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
		if c, ok := f.cueAt(s, i); ok && !f.relay(n, i) && !(len(cues) > 0 && f.aside(s, cues[len(cues)-1].item, c)) {
			cues = append(cues, c)
		}
	}
	for k, c := range cues {
		said := len(f.out)
		if k > 0 && f.doubled(s, cues[k-1], c) {
			if prev := f.madeBy(n, cues[k-1].item); prev != nil { // وأردف قائلا: one statement, its cue in two words
				prev.Cue = append(prev.Cue, [2]int{s.Items[c.item].Start, s.Items[c.item].End})
				continue
			}
			f.byVerb(n, c, cues[k+1:])
			if len(f.out) > said {
				q, v := &f.out[said], cues[k-1].item
				q.Rule, q.Verb = cues[k-1].rule, v
				q.Cue = append([][2]int{{s.Items[v].Start, s.Items[v].End}}, q.Cue...)
			}
			continue
		}
		f.byVerb(n, c, cues[k+1:])
	}
	f.byNoun(n)
	f.byPhrase(n, mark)
}

// doubled reports whether a participle of saying goes with the verb of saying before it: علق على القرار قائلا.
func (f *finder) doubled(s *clause.Sentence, verb, c cue) bool {
	if !verb.reading.Finite() || c.reading.Finite() || c.rule.Act != "say" || !f.contentFollows(s, c.item) {
		return false
	}
	for k := verb.item + 1; k < c.item; k++ {
		if s.Items[k].Kind == clause.Mark || s.Items[k].Kind == clause.Comp || s.Items[k].Kind == clause.Open {
			return false
		}
	}
	return true
}

// madeBy gives the statement of the verb at an item.
func (f *finder) madeBy(n, item int) *Found {
	for k := range f.out {
		if f.out[k].Sentence == n && f.out[k].Verb == item {
			return &f.out[k]
		}
	}
	return nil
}

// aside reports whether a verb of saying stands between commas behind the speaker of the verb of saying before it, whose content follows:
// قال قيادي، طلب عدم كشف هويته، إن ….
func (f *finder) aside(s *clause.Sentence, before int, c cue) bool {
	if !c.reading.Finite() || s.Items[c.item].Conj != "" || !s.Comma(c.item-1) {
		return false
	}
	for k := before + 1; k < c.item-1; k++ {
		if s.Items[k].Kind == clause.Mark || s.Items[k].Kind == clause.Comp || s.Items[k].Kind == clause.Open {
			return false
		}
	}
	for k := c.item + 1; k+1 < len(s.Items); k++ {
		if s.Items[k].Kind == clause.Comp && !s.Comma(k-1) {
			return false
		}
		if s.Comma(k) {
			return s.Items[k+1].Kind == clause.Comp
		}
	}
	return false
}

// cueAt reads a verb or participle of saying at item i.
func (f *finder) cueAt(s *clause.Sentence, i int) (cue, bool) {
	it := &s.Items[i]
	readings := it.Readings
	switch {
	case it.Kind == clause.Mention && f.HeadFirst() && i > 0 && s.Comma(i-1) && it.To == it.From+1 && i+1 < len(s.Items) && s.Items[i+1].Kind == clause.Comp:
		readings = f.Morph.At(s.Text, it.From).Readings // «، مشيرا إلى أن»: not the rank
	case it.Kind != clause.Verb && it.Kind != clause.Noun || it.Art:
		return cue{}, false
	}
	var best cue
	ok := false
	for _, r := range readings {
		participle := r.Feat.Has(morph.Participle) && !r.Finite() && r.Prep == ""
		if r.Feat.Has(morph.Masdar|morph.PassPart) && !r.Finite() || !r.Finite() && !participle || r.Art {
			continue
		}
		if f.HeadFirst() && len(f.verbs[r.Lemma]) > 0 && (!f.verbal(s, i, r.Finite()) || r.Finite() && f.counted(s, i, r)) {
			continue
		}
		if n, to, found := f.phrasalAt(s.Text, it.From, s.Range.To, r.Lemma); found && !f.HeadFirst() {
			return cue{item: i, rule: &f.Rules[n], reading: r, to: to}, true
		}
		for _, n := range f.verbs[r.Lemma] {
			rule := &f.Rules[n]
			if !ok || prefer(rule, best.rule) {
				best = cue{item: i, rule: rule, reading: r, others: append(best.others, rule)}
				ok = true
			} else {
				best.others = append(best.others, rule)
			}
		}
	}
	return best, ok
}

// counted reports whether what looks like a verb for two is a noun in the accusative: يحدد القانون عددا من الشروط.
func (f *finder) counted(s *clause.Sentence, i int, r morph.Reading) bool {
	if !r.Feat.Has(morph.Dual) || i == 0 {
		return false
	}
	for _, o := range s.Items[i].Readings {
		if !o.Finite() && o.Feat.Has(morph.Accusative) {
			return true
		}
	}
	return false
}

// NewName marks an argument whose items are together a personal name that no table has.
const NewName = "name that no table has"

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
