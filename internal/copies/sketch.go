// Package copies answers: is this a copy of something we have?
//
// Most of what is printed is printed elsewhere too: an agency's report under another headline, cut short, set into a longer text, spelled
// after another house's custom. A Sketch holds what is compared of a report: its body as a run of words in a loose spelling, and
// the facts that it tells. Marks are the few numbers by which a store finds reports that may share words or facts; Compare
// looks at two reports closely and judges.
package copies

import (
	"slices"
	"time"

	"rawi/internal/news"
	"rawi/internal/text"
)

// gramWords is the length of a shingle, the run of words that is compared as one.
const gramWords = 3

// A Sketch is what is compared of a report. It does not change.
type Sketch struct {
	Language string
	Day      int // of publication, in days since 1970; 0: unknown

	words []word
	grams []uint64 // shingles of the body, sorted, each once
	parts []part   // sentences of the body
	long  []uint64 // words that are not short, sorted, each once: mostly no grammar words
	pairs []uint64 // runs of two words, sorted, each once
	said  []saying // facts where the body tells them, in its order
	facts facts
}

// word is a word of the body and its place in the clean text.
type word struct {
	hash       uint64
	start, end int32
}

// Words is how many words the body has.
func (s *Sketch) Words() int { return len(s.words) }

// Make sketches a report. The text is document.text as the folder reads it.
func Make(f *text.Folder, rec *news.Record, t *text.Text) *Sketch {
	s := &Sketch{Language: rec.Document.Language}
	if p := rec.Document.Published; p != nil {
		s.Day = DayNumber(p.Date)
	}
	var buf []byte
	for _, b := range body(rec.Document) {
		r := t.Block(b.Start, b.End)
		for _, r := range t.Sentences(r, func(string) bool { return false }) {
			from := len(s.words)
			p := part{}
			for _, tok := range t.Tokens[r.From:r.To] {
				if tok.Kind > text.Number {
					continue
				}
				buf = f.AppendLoose(buf[:0], tok.Fold)
				if len(buf) == 0 {
					continue
				}
				s.words = append(s.words, word{hash: hash(buf), start: int32(tok.Start), end: int32(tok.End)})
				p.grams = letters(p.grams, buf)
				if tok.End-tok.Start >= longWord {
					s.long = append(s.long, hash(buf))
				}
			}
			if p.words = len(s.words) - from; p.words > 0 {
				p.grams = unique(p.grams)
				s.parts = append(s.parts, p)
			}
		}
	}
	s.grams = unique(shingles(s.words, gramWords))
	s.pairs = unique(shingles(s.words, 2))
	s.long = unique(s.long)
	s.tell(rec)
	return s
}

// longWord is how many letters a word has that is hardly ever a grammar word.
const longWord = 5

// body is the blocks in which the report itself speaks. Headlines, captions, credits, bylines and source lines are changed by
// whoever prints it, and decide nothing; nor does the dateline before the first words.
func body(d news.Document) []news.Block {
	var out []news.Block
	for _, b := range d.Blocks {
		if b.Kind == news.Paragraph || b.Kind == news.List || b.Kind == news.QuoteBlock {
			out = append(out, news.Block{Kind: b.Kind, Start: afterDateline(d, b), End: b.End})
		}
	}
	return out
}

// datelineRoom is how far into a block a dateline may reach, in code points.
const datelineRoom = 80

func afterDateline(d news.Document, b news.Block) int {
	if d.Dateline == nil || d.Dateline.Span == nil || d.Dateline.Span.Start < b.Start || d.Dateline.Span.Start >= b.End {
		return b.Start
	}
	start := b.Start
	for _, s := range []*news.Span{d.Dateline.Span, d.Dateline.AgencySpan} {
		if s != nil && s.End <= min(b.End, b.Start+datelineRoom) {
			start = max(start, s.End)
		}
	}
	if p := d.Published; p != nil && p.Span != nil && p.Span.Start >= b.Start && p.Span.End <= min(b.End, b.Start+datelineRoom) {
		start = max(start, p.Span.End)
	}
	return start
}

// shingles are the hashes of all runs of n words, in the order of the text; a shorter text is one shingle.
func shingles(words []word, n int) []uint64 {
	if len(words) == 0 {
		return nil
	}
	n = min(n, len(words))
	out := make([]uint64, 0, len(words)-n+1)
	for i := 0; i+n <= len(words); i++ {
		h := uint64(n)
		for _, w := range words[i : i+n] {
			h = mix(h ^ w.hash)
		}
		out = append(out, h)
	}
	return out
}

// letterRun is the length of the runs of letters by which a reworded sentence is known: words that share a stem share runs.
const letterRun = 4

// letters adds the hashes of the runs of four code points of a word; a short word is one run.
func letters(out []uint64, w []byte) []uint64 {
	var at [letterRun]int // where the last code points begin
	n := 0
	for i := range w {
		if w[i]&0xC0 == 0x80 {
			continue
		}
		if n >= letterRun {
			out = append(out, hash(w[at[n%letterRun]:i]))
		}
		at[n%letterRun] = i
		n++
	}
	if n >= letterRun {
		return append(out, hash(w[at[n%letterRun]:]))
	}
	return append(out, hash(w))
}

// part is a sentence.
type part struct {
	words int
	grams []uint64 // runs of letters, sorted, each once
}

// hash is FNV-1a with its bits mixed, so that the smallest of many is a fair draw.
func hash(b []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, c := range b {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return mix(h)
}

// mix is the finisher of SplitMix64.
func mix(h uint64) uint64 {
	h += 0x9e3779b97f4a7c15
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

func unique(xs []uint64) []uint64 {
	slices.Sort(xs)
	return slices.Compact(xs)
}

// shared counts what two sorted lists have in common.
func shared(a, b []uint64) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			n, i, j = n+1, i+1, j+1
		}
	}
	return n
}

// DayNumber is the day of an ISO date, counted from 1970; 0 where there is none.
func DayNumber(iso string) int {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return 0
	}
	return int(t.Unix() / 86400)
}

// DaysBetween is how many days lie between two ISO dates; 0 where one is unknown.
func DaysBetween(a, b string) int {
	x, y := DayNumber(a), DayNumber(b)
	if x == 0 || y == 0 {
		return 0
	}
	return max(x-y, y-x)
}
