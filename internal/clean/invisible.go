package clean

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMarks is how many marks one letter carries in any honest writing; more are an attack on whoever draws them.
const maxMarks = 8

// A scrubbing counts what was taken out of a text because nobody can see it.
type scrubbing struct {
	invisible int // direction and zero-width marks
	controls  int // control characters
	marks     int // marks piled on one letter
	lost      int // replacement characters: bytes that were no letters (they stay)
}

// invisible tells whether r is a direction mark or has no width at all.
func invisible(r rune) bool {
	if r < 0x00AD {
		return false
	}
	switch {
	case r == 0x00AD, r == 0x061C, r == 0x180E, r == 0xFEFF,
		0x200B <= r && r <= 0x200F, 0x202A <= r && r <= 0x202E, 0x2060 <= r && r <= 0x206F, 0xFFF9 <= r && r <= 0xFFFB,
		0xE0000 <= r && r <= 0xE007F:
		return true
	}
	return false
}

// scrub takes out what nobody sees, turns every kind of space into a space and every kind of line end into \n.
// Letters stay as printed.
func (n *scrubbing) scrub(s string) string {
	if clean(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	marks := 0
	for i, r := range s {
		if unicode.Is(unicode.Mn, r) {
			if marks++; marks > maxMarks {
				n.marks++
				continue
			}
		} else if !invisible(r) {
			marks = 0
		}
		switch {
		case r == '\r':
			if i+1 >= len(s) || s[i+1] != '\n' {
				b.WriteByte('\n')
			}
		case r == '\n', r == 0x0085, r == 0x2028, r == 0x2029, r == '\v', r == '\f':
			b.WriteByte('\n')
		case r == '\t', unicode.Is(unicode.Zs, r):
			b.WriteByte(' ')
		case invisible(r):
			n.invisible++
		case unicode.IsControl(r):
			n.controls++
		case r == utf8.RuneError:
			n.lost++
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// clean tells whether a text has nothing to scrub, which is the usual case.
func clean(s string) bool {
	marks := 0
	for _, r := range s {
		if r < utf8.RuneSelf {
			if r < ' ' && r != '\n' || r == 0x7F {
				return false
			}
			marks = 0
			continue
		}
		if plainLetter(r) {
			marks = 0
			continue
		}
		if r == utf8.RuneError || invisible(r) || unicode.IsControl(r) || unicode.In(r, unicode.Zs, unicode.Zl, unicode.Zp) {
			return false
		}
		if unicode.Is(unicode.Mn, r) {
			if marks++; marks > maxMarks {
				return false
			}
		} else {
			marks = 0
		}
	}
	return true
}

// squeeze writes runs of spaces as one and cuts them off at the edges. Line ends become spaces too.
func squeeze(s string) string {
	if !strings.Contains(s, "  ") && !strings.ContainsRune(s, '\n') {
		return strings.Trim(s, " ")
	}
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\n' }), " ")
}
