package text

import (
	"unicode"
	"unicode/utf8"

	"rawi/internal/news"
)

// Kind tells words from figures and marks.
type Kind uint8

// The kinds of token.
const (
	Word Kind = iota
	Number
	Mark       // punctuation that is no quotation mark
	OpenQuote  // « “ „ ‹
	CloseQuote // » ” ›
	PlainQuote // " : opens or closes
)

// A Token is a word, a figure or a mark, with its place in the print.
type Token struct {
	Start, End int    // code points, half-open
	Fold       string // folded spelling
	Kind       Kind
	Glued      bool // no space stands before it
	Upper      bool // begins with a capital letter
	Caps       bool // is all capitals, two letters or more
	Break      bool // a line break stands before it
	Known      any  // what a lexicon knows of the word: kept here by the lexicon that was asked
}

// Text is a document cut into tokens.
type Text struct {
	Runes  []rune
	Tokens []Token
	print  string
	bytes  []int32 // where each code point begins in the print; nil where each is one byte
	folder *Folder
}

// Span is the print between two code points.
func (t *Text) Span(start, end int) news.Span {
	if t.bytes == nil {
		return news.Span{Start: start, End: end, Text: t.print[start:end]}
	}
	return news.Span{Start: start, End: end, Text: t.print[t.bytes[start]:t.bytes[end]]}
}

// Of is the print from token i to token j, both inclusive.
func (t *Text) Of(i, j int) news.Span { return t.Span(t.Tokens[i].Start, t.Tokens[j].End) }

// Inside maps runes [from, to) of a token's folded spelling to code points of the print. to < 0 means the token's end.
func (t *Text) Inside(tok, from, to int) (start, end int) {
	k := t.Tokens[tok]
	start, end = k.Start, k.End
	at := 0
	for i := k.Start; i < k.End; i++ {
		w := t.folder.width(t.Runes[i])
		if at <= from && w > 0 {
			start = i
		}
		at += w
		if to >= 0 && at >= to {
			end = i + 1
			break
		}
	}
	for to >= 0 && end < k.End && t.folder.width(t.Runes[end]) == 0 { // marks belong to the letter before them
		end++
	}
	return start, end
}

// Read cuts s into tokens.
func (f *Folder) Read(s string) *Text {
	t := &Text{Runes: []rune(s), print: s, folder: f}
	if !utf8.ValidString(s) {
		t.print = string(t.Runes)
	}
	if len(t.print) != len(t.Runes) {
		t.bytes = make([]int32, 0, len(t.Runes)+1)
		for i := range t.print {
			t.bytes = append(t.bytes, int32(i))
		}
		t.bytes = append(t.bytes, int32(len(t.print)))
	}
	c := cutter{f: f, runes: t.Runes, buf: make([]byte, 0, len(s))}
	c.run()
	folded := string(c.buf)
	t.Tokens = c.tokens
	for i := range t.Tokens {
		t.Tokens[i].Fold = folded[c.bounds[2*i]:c.bounds[2*i+1]]
	}
	return t
}

// cutter makes tokens, all their folded spellings in one buffer.
type cutter struct {
	f      *Folder
	runes  []rune
	tokens []Token
	bounds []int
	buf    []byte
}

func (c *cutter) run() {
	c.tokens = make([]Token, 0, len(c.runes)/5+8)
	c.bounds = make([]int, 0, 2*cap(c.tokens))
	glued, broken := false, false
	for i := 0; i < len(c.runes); {
		r := c.runes[i]
		if unicode.IsSpace(r) {
			glued = false
			broken = broken || r == '\n'
			i++
			continue
		}
		j, kind := c.next(i)
		c.add(i, j, kind, glued, broken)
		glued, broken = true, false
		i = j
	}
}

func (c *cutter) add(i, j int, kind Kind, glued, broken bool) {
	from := len(c.buf)
	for _, r := range c.runes[i:j] {
		c.buf = c.f.append(c.buf, r)
	}
	k := Token{Start: i, End: j, Kind: kind, Glued: glued, Break: broken, Upper: kind == Word && !usual(c.runes[i]) && unicode.IsUpper(c.runes[i])}
	if k.Upper && j-i > 1 {
		k.Caps = true
		for _, r := range c.runes[i:j] {
			if unicode.IsLower(r) {
				k.Caps = false
			}
		}
	}
	c.tokens = append(c.tokens, k)
	c.bounds = append(c.bounds, from, len(c.buf))
}

// letter reports whether r is part of a word, marks over and under letters included.
func letter(r rune) bool {
	return usual(r) || Letter(r) || unicode.Is(unicode.Mn, r) || r == 'ـ' || r == '_'
}

func digit(r rune) bool { return '0' <= r && r <= '9' || r > 0x065F && unicode.Is(unicode.Nd, r) }

// Letter is unicode.IsLetter, quicker for the letters of which most print consists.
func Letter(r rune) bool {
	return 'a' <= r && r <= 'z' || 0x0620 <= r && r <= 0x064A || unicode.IsLetter(r)
}

// usual tells a letter of Arabic, or a mark over or under one. They have no case. So much of what is read are these that the tables of
// Unicode, which must be searched, are asked about other letters only.
func usual(r rune) bool { return 0x0620 <= r && r <= 0x065F }

// next finds the end of the token that begins at i.
func (c *cutter) next(i int) (int, Kind) {
	r := c.runes[i]
	switch {
	case digit(r):
		return c.number(i), Number
	case letter(r):
		return c.word(i), Word
	case r == '\'' || r == '’':
		if j := c.clitic(i); j > i {
			return j, Word
		}
	}
	switch r {
	case '«', '“', '„', '‹', '‟', '❝', '〝':
		return i + 1, OpenQuote
	case '»', '”', '›', '❞', '〞':
		return i + 1, CloseQuote
	case '"', '＂':
		return i + 1, PlainQuote
	case '.':
		j := i + 1
		for j < len(c.runes) && c.runes[j] == '.' {
			j++
		}
		return j, Mark
	case '-':
		j := i + 1
		for j < len(c.runes) && c.runes[j] == '-' {
			j++
		}
		return j, Mark
	}
	return i + 1, Mark
}

// clitic is an English 's or n't cut from its word; the apostrophe stands at i.
func (c *cutter) clitic(i int) int {
	if i == 0 || !letter(c.runes[i-1]) || i+1 >= len(c.runes) || !letter(c.runes[i+1]) {
		return i
	}
	j := i + 1
	for j < len(c.runes) && letter(c.runes[j]) {
		j++
	}
	if j-i > 3 {
		return i
	}
	return j
}

func (c *cutter) word(i int) int {
	j := i
	for j < len(c.runes) && (letter(c.runes[j]) || (digit(c.runes[j]) && j > i && c.runes[j-1] < 0x80)) {
		j++
	}
	// abbreviations: single letters with full stops between (U.S., أ.ف.ب)
	if j == i+1 && j+1 < len(c.runes) && c.runes[j] == '.' && letter(c.runes[j+1]) && (j+2 >= len(c.runes) || !letter(c.runes[j+2])) {
		for j+1 < len(c.runes) && c.runes[j] == '.' && letter(c.runes[j+1]) && (j+2 >= len(c.runes) || !letter(c.runes[j+2])) {
			j += 2
		}
		if j < len(c.runes) && c.runes[j] == '.' {
			j++
		}
	}
	return j
}

// number takes separators between digits along (11,000; ٣٫٥; 12.5), but not a slash or dash: those part dates and ranges.
func (c *cutter) number(i int) int {
	j := i
	for j < len(c.runes) {
		r := c.runes[j]
		if digit(r) {
			j++
			continue
		}
		switch r {
		case '.', ',', '٫', '٬', '،', '’':
			if j+1 < len(c.runes) && digit(c.runes[j+1]) && !(r == '،' && !c.thousands(j+1)) {
				j++
				continue
			}
		}
		break
	}
	return j
}

// thousands reports whether exactly three digits stand at i.
func (c *cutter) thousands(i int) bool {
	n := 0
	for i+n < len(c.runes) && digit(c.runes[i+n]) {
		n++
	}
	return n == 3
}
