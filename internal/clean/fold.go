package clean

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A token is one printed word: its key is the folded spelling by which words are compared, start and end are the
// bytes of the print.
type token struct {
	key        string
	start, end int
}

// tokens cuts print into words. Everything that is neither letter, digit nor mark parts words.
func tokens(s string) []token { return tokensUpTo(s, -1) }

// tokensUpTo cuts no more than the first n words, so that a rule about the head of a line costs the head only.
func tokensUpTo(s string, n int) []token {
	room := len(s)/8 + 1 // words of the press have seven letters or so
	if n >= 0 && n < room {
		room = n
	}
	out := make([]token, 0, room)
	var small [64]byte
	keys, from := small[:0], 0 // spellings that are not printed as they are folded, one behind the other; from is where this word's begins
	start := -1
	flush := func(end int) {
		switch {
		case start < 0 || len(keys) == from:
		case s[start:end] == string(keys[from:]): // the folded spelling itself, as most words are printed
			out = append(out, token{s[start:end], start, end})
			keys = keys[:from]
		default:
			out = append(out, token{"", start, end})
			keys = append(keys, 0) // no letter
		}
		from, start = len(keys), -1
	}
	for i, r := range s {
		if wordRune(r) {
			if start < 0 {
				start = i
			}
			keys = foldRune(keys, r)
			continue
		}
		if start >= 0 {
			flush(i)
			if n >= 0 && len(out) >= n {
				return spelled(out, keys)
			}
		}
	}
	flush(len(s))
	return spelled(out, keys)
}

// spelled gives the words that lack their folded spelling the next of the spellings, each of which ends in a zero byte.
func spelled(out []token, keys []byte) []token {
	rest := string(keys)
	for i := range out {
		if out[i].key == "" {
			out[i].key, rest, _ = strings.Cut(rest, "\x00")
		}
	}
	return out
}

// plainLetter tells a letter of Arabic as it is usually printed, without the letters of its neighbours and without marks. Most letters of
// an Arabic page are such; about others the tables of Unicode are asked, which costs ten times as much.
func plainLetter(r rune) bool { return 0x0620 <= r && r <= 0x064A }

func wordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	if 0x0620 <= r && r <= 0x065F { // the letters of Arabic and their marks
		return true
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r) || invisible(r)
}

// foldRune writes the letters that r is compared as: without marks and stretching, in lower case, digits as ASCII.
func foldRune(key []byte, r rune) []byte {
	switch {
	case r < utf8.RuneSelf:
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return append(key, byte(r))
	case 0x0641 <= r && r <= 0x0648, 0x0627 <= r && r <= 0x063A: // plain letters, by far the most frequent
		return utf8.AppendRune(key, r)
	case r == 0x0640 || invisible(r): // tatweel only stretches the line
		return key
	case r == 0x0649: // a final ya printed without its dots
		return utf8.AppendRune(key, 0x064A)
	case r == 0x06CC: // the same letters as keyboards of the neighbours have them
		return utf8.AppendRune(key, 0x064A)
	case r == 0x06A9:
		return utf8.AppendRune(key, 0x0643)
	case r == 0x0622 || r == 0x0623 || r == 0x0625: // an alif with what stands above or below it
		return utf8.AppendRune(key, 0x0627)
	case r == 0x0624:
		return utf8.AppendRune(key, 0x0648)
	case r == 0x0626:
		return utf8.AppendRune(key, 0x064A)
	case unicode.Is(unicode.M, r):
		return key
	case 0x063B <= r && r <= 0x064A:
		return utf8.AppendRune(key, r)
	}
	var in [utf8.UTFMax]byte
	var buf [64]byte
	decomposed := norm.NFKD.Append(buf[:0], in[:utf8.EncodeRune(in[:], r)]...)
	for _, c := range string(decomposed) {
		switch {
		case unicode.Is(unicode.M, c) || c == 0x0640 || c == ' ':
		case c == 0x0649:
			key = utf8.AppendRune(key, 0x064A)
		case unicode.IsDigit(c):
			key = append(key, '0'+digit(c))
		default:
			key = utf8.AppendRune(key, unicode.ToLower(c))
		}
	}
	return key
}

// digit is the value of a decimal digit of any script: Unicode sets each script's ten in a row, zero first, and a row
// starts where the rune before it is no digit.
func digit(r rune) byte {
	n := byte(0)
	for n < 9 && unicode.IsDigit(r-1) {
		r, n = r-1, n+1
	}
	return n
}

// key is the whole print as folded words, for the question whether two lines say the same.
func key(s string) string {
	var b strings.Builder
	for i, t := range tokens(s) {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(t.key)
	}
	return b.String()
}

func hasDigit(t token) bool { return strings.ContainsAny(t.key, "0123456789") }
