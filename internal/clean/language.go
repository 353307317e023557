package clean

import (
	"sort"
	"unicode"

	"golang.org/x/text/unicode/bidi"
)

// A language is known by its small words; they also tell which script it is written in.
type language struct {
	small   map[string]bool // its own function words
	strange map[string]bool // those of neighbours in the same script
	script  *unicode.RangeTable
	number  int
}

// vote tells for which languages a word speaks, and against which: a bit of each.
type vote struct{ pro, against uint64 }

func newLanguage(number int) *language {
	return &language{small: map[string]bool{}, strange: map[string]bool{}, number: number}
}

func (l *language) add(c class, words []string, votes map[string]vote) {
	if len(words) != 1 {
		return
	}
	v := votes[words[0]]
	switch c {
	case function:
		l.small[words[0]] = true
		v.pro |= 1 << l.number
		if l.script == nil {
			l.script = scriptOf(words[0])
		}
	case foreign:
		l.strange[words[0]] = true
		v.against |= 1 << l.number
	}
	votes[words[0]] = v
}

func scriptOf(word string) *unicode.RangeTable {
	for _, r := range word {
		var names []string
		for name := range unicode.Scripts {
			names = append(names, name)
		}
		sort.Strings(names)
		for _, name := range names {
			if unicode.Is(unicode.Scripts[name], r) {
				return unicode.Scripts[name]
			}
		}
	}
	return nil
}

// languageSample is how many words are enough to know a language by.
const languageSample = 4000

// language names the language of a text: the one whose small words it uses most. Where a text is too short to have any,
// its script decides, if only one language of the packs is written in it. "" is a language that no pack knows. all are the text's words.
func (w *Words) language(text string, all []token) string {
	words := make([]token, 0, min(len(all), languageSample))
	for _, t := range all[:cap(words)] {
		if t.key[0] < '0' || t.key[0] > '9' { // figures are of every language
			words = append(words, t)
		}
	}
	names := make([]string, 0, len(w.languages))
	for name := range w.languages {
		names = append(names, name)
	}
	sort.Strings(names)
	own, other := make([]int, len(names)), make([]int, len(names))
	for _, t := range words {
		v, ok := w.votes[t.key]
		for n := 0; ok && n < len(names); n++ {
			own[n] += int(v.pro >> n & 1)
			other[n] += int(v.against >> n & 1)
		}
	}
	best, bestScore := "", 0
	for _, name := range names {
		n := w.languages[name].number
		score, against := own[n], other[n]
		if against > score {
			score = 0
		}
		if score > bestScore {
			best, bestScore = name, score
		}
	}
	if bestScore > 0 && (len(words) < 30 || bestScore*66 >= len(words)) {
		return best
	}
	if len(words) >= 12 {
		return ""
	}
	for _, name := range names {
		if !w.languages[name].writes(words, text) {
			continue
		}
		for _, t := range words {
			if w.languages[name].strange[t.key] {
				return ""
			}
		}
		if best != "" && best != name {
			return ""
		}
		best = name
	}
	return best
}

// writes tells whether most letters of the words belong to the language's script.
func (l *language) writes(words []token, text string) bool {
	if l.script == nil {
		return false
	}
	own, all := 0, 0
	for _, t := range words {
		for _, r := range text[t.start:t.end] {
			if unicode.IsLetter(r) {
				all++
				if unicode.Is(l.script, r) {
					own++
				}
			}
		}
	}
	return all > 0 && own*2 > all
}

// smallWords counts the function words of any language in a sample: how much a decoding looks like writing.
func (w *Words) smallWords(sample string) int {
	n := 0
	for _, t := range tokensUpTo(sample, languageSample) {
		if len(t.key) < 2 {
			continue
		}
		for _, l := range w.languages {
			if l.small[t.key] {
				n++
				break
			}
		}
	}
	return n
}

// directionSample is how many bytes tell which way a text runs.
const directionSample = 1 << 16

// direction tells which way most letters of a text run.
func direction(text string) string {
	if len(text) > directionSample {
		text = text[:directionSample]
	}
	right, left := 0, 0
	for _, r := range text {
		switch {
		case r < 'A':
			continue
		case 'a' <= r && r <= 'z':
			left++
			continue
		case plainLetter(r):
			right++
			continue
		}
		p, _ := bidi.LookupRune(r)
		switch p.Class() {
		case bidi.R, bidi.AL:
			right++
		case bidi.L:
			left++
		}
	}
	switch {
	case right > left:
		return "rtl"
	case left > 0:
		return "ltr"
	}
	return ""
}
