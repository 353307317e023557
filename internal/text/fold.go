// Package text answers: how is print folded, and cut into words and sentences, without losing the place in the print?
//
// Folding makes one spelling of many (hamza seats, harakat, tatweel, presentation forms, digit systems, letter case), so that
// a table and a page agree. The place of every word stays that of the print: offsets count code points of the text as printed.
package text

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"rawi/internal/pack"
)

// tableSize covers the scripts whose letters the folding table names; runes beyond it fold by Unicode rules alone.
const tableSize = 0x3000

// drop marks a rune that is not part of the spelling (harakat, tatweel, zero-width marks).
const drop = rune(-1)

// A Folder folds spelling by the table `folding` of a pack.
type Folder struct {
	table   [tableSize]rune // 0: fold by Unicode rules
	strings map[rune]string // runes that fold to several (ligatures)
	loose   map[rune]rune   // folded letters that meet where texts are compared
}

// NewFolder compiles the rows `code point(s) · action` of table folding; the action is drop, digit or the code point it becomes.
func NewFolder(p *pack.Pack) (*Folder, error) {
	f := &Folder{strings: map[rune]string{}, loose: map[rune]rune{}}
	for r := rune(0); r < tableSize; r++ {
		f.table[r] = unicode.ToLower(r)
	}
	for _, row := range p.Table("folding") {
		from, to, err := codePoints(row.Cell(0))
		if err != nil {
			return nil, row.Errorf("%v", err)
		}
		for r := from; r <= to; r++ {
			switch action := row.Cell(1); action {
			case "drop":
				f.table[r] = drop
			case "digit":
				f.table[r] = '0' + (r - from)
			default:
				into, _, err := codePoints(action)
				if err != nil {
					return nil, row.Errorf("%v", err)
				}
				f.table[r] = into
			}
		}
	}
	f.presentationForms()
	return f, f.loosen(p)
}

// loosen compiles the rows `code point(s) · action` of table folding.loose.
func (f *Folder) loosen(p *pack.Pack) error {
	for _, row := range p.Table("folding.loose") {
		from, to, err := codePoints(row.Cell(0))
		if err != nil {
			return row.Errorf("%v", err)
		}
		into := drop
		if row.Cell(1) != "drop" {
			if into, _, err = codePoints(row.Cell(1)); err != nil {
				return row.Errorf("%v", err)
			}
		}
		for r := from; r <= to; r++ {
			f.loose[r] = into
		}
	}
	return nil
}

// AppendLoose adds a folded word in a looser spelling, in which letters meet that copies of one text spell now so, now so. It is
// for comparing texts, not for looking words up.
func (f *Folder) AppendLoose(b []byte, folded string) []byte {
	for _, r := range folded {
		switch into, ok := f.loose[r]; {
		case !ok:
			b = utf8.AppendRune(b, r)
		case into != drop:
			b = utf8.AppendRune(b, into)
		}
	}
	return b
}

// presentationForms takes the shaped letters of old encodings (FB50–FEFC) back to plain ones.
func (f *Folder) presentationForms() {
	for r := rune(0xFB50); r <= 0xFEFC; r++ {
		plain := norm.NFKC.String(string(r))
		if plain == string(r) {
			continue
		}
		var b strings.Builder
		for _, c := range plain {
			if c < tableSize && f.table[c] != drop && c != ' ' {
				b.WriteRune(f.table[c])
			}
		}
		f.strings[r] = b.String()
	}
}

func codePoints(cell string) (from, to rune, err error) {
	a, b, isRange := strings.Cut(cell, "..")
	parse := func(s string) rune {
		n, e := strconv.ParseUint(strings.TrimPrefix(s, "U+"), 16, 32)
		if e != nil || n >= tableSize {
			err = fmt.Errorf("%q is no code point below U+%04X", s, tableSize)
		}
		return rune(n)
	}
	from = parse(a)
	to = from
	if isRange {
		to = parse(b)
	}
	return from, to, err
}

// append adds the folded spelling of r.
func (f *Folder) append(b []byte, r rune) []byte {
	if r < tableSize {
		if c := f.table[r]; c == drop {
			return b
		} else {
			return utf8.AppendRune(b, c)
		}
	}
	if s, ok := f.strings[r]; ok {
		return append(b, s...)
	}
	return utf8.AppendRune(b, unicode.ToLower(r))
}

// Fold gives the folded spelling of s.
func (f *Folder) Fold(s string) string { return string(f.Append(make([]byte, 0, len(s)), s)) }

// Append adds the folded spelling of s to b.
func (f *Folder) Append(b []byte, s string) []byte {
	for _, r := range s {
		b = f.append(b, r)
	}
	return b
}

// width is how many runes r folds to.
func (f *Folder) width(r rune) int {
	if r < tableSize {
		if f.table[r] == drop {
			return 0
		}
		return 1
	}
	if s, ok := f.strings[r]; ok {
		return utf8.RuneCountInString(s)
	}
	return 1
}
