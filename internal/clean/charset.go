package clean

import (
	"bytes"
	"net/http"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	utf16 "golang.org/x/text/encoding/unicode"

	"rawi/internal/news"
)

// declarationRoom is how far into a page its own claim about its charset is looked for. Browsers stop at 1,024 bytes;
// real pages put it later.
const declarationRoom = 1 << 16

// charsetSample is how much of a page is decoded to compare readings of its bytes.
const charsetSample = 1 << 17

// Decode turns bytes of any charset into text, as it is done with pages; of what they claim only what is true is believed.
func Decode(body []byte) (string, error) {
	text, _, err := New(nil).decode(body, "")
	return text, err
}

// decode turns the bytes of a page into text. Valid UTF-8 is UTF-8 whatever the page claims; then what the page claims,
// if that gives writing; then what the bytes look like; and whatever was guessed is a finding.
func (c *Cleaner) decode(body []byte, said string) (string, []news.Finding, error) {
	var notes []news.Finding
	switch {
	case bytes.HasPrefix(body, []byte{0xEF, 0xBB, 0xBF}):
		body = body[3:]
	case bytes.HasPrefix(body, []byte{0xFF, 0xFE}), bytes.HasPrefix(body, []byte{0xFE, 0xFF}):
		text, err := utf16.UTF16(utf16.LittleEndian, utf16.UseBOM).NewDecoder().Bytes(body)
		if err != nil {
			return "", nil, &Error{BadCharset, "the bytes are not the UTF-16 they say", err}
		}
		return string(text), nil, nil
	}
	if binary(body) {
		return "", nil, refuse(Binary, "the page is %s, not writing", strings.SplitN(http.DetectContentType(body), ";", 2)[0])
	}
	if order, ok := wide(body); ok {
		text, err := utf16.UTF16(order, utf16.IgnoreBOM).NewDecoder().Bytes(body)
		if err != nil {
			return "", nil, &Error{BadCharset, "the bytes look like UTF-16 and are not", err}
		}
		return string(text), append(notes, note("charset_guessed", "The page does not say that it is UTF-16.")), nil
	}
	if noise(body) {
		return "", nil, refuse(Binary, "the page is full of control characters")
	}
	if utf8.Valid(body) {
		text, repaired := c.mojibake(string(body))
		return text, append(notes, repaired...), nil
	}
	if bad := invalid(body); bad*200 <= len(body)-ascii(body) {
		text := string(bytes.ToValidUTF8(body, []byte("\uFFFD")))
		return text, append(notes, warning("bad_bytes", "Some bytes of the page are not UTF-8.")), nil
	}
	name, text, guessed := c.legacy(body, said)
	if text == "" {
		return "", nil, refuse(BadCharset, "no charset gives writing")
	}
	if guessed {
		notes = append(notes, note("charset_guessed", "The page says nothing true about its charset; read as "+name+"."))
	}
	return text, notes, nil
}

// binary tells by their opening whether bytes are a picture, a recording, an archive or a program.
func binary(body []byte) bool {
	head := body
	if len(head) > 512 {
		head = head[:512]
	}
	kind := http.DetectContentType(head)
	for _, family := range []string{"image/", "audio/", "video/", "font/", "application/pdf", "application/zip", "application/x-gzip",
		"application/x-rar", "application/vnd", "application/wasm", "application/ogg"} {
		if strings.HasPrefix(kind, family) {
			return true
		}
	}
	return bytes.HasPrefix(head, []byte("\x7fELF"))
}

// wide tells whether the bytes come in pairs with a constant half, as UTF-16 without its mark does.
func wide(body []byte) (utf16.Endianness, bool) {
	n := len(body)
	if n > 4096 {
		n = 4096
	}
	if n < 8 {
		return utf16.LittleEndian, false
	}
	var zeros [2]int
	for i := 0; i < n; i++ {
		if body[i] == 0 {
			zeros[i%2]++
		}
	}
	// Spaces and line ends are ASCII in every script, so some zeros are always there.
	switch {
	case zeros[1]*16 >= n/2 && zeros[0]*16 < zeros[1]:
		return utf16.LittleEndian, true
	case zeros[0]*16 >= n/2 && zeros[1]*16 < zeros[0]:
		return utf16.BigEndian, true
	}
	return utf16.LittleEndian, false
}

// noise tells whether control characters are too many for writing in any charset.
func noise(body []byte) bool {
	if len(body) > charsetSample {
		body = body[:charsetSample]
	}
	n := 0
	for _, b := range body {
		if b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f' && b != 0x1B {
			n++
		}
	}
	return n > 4 && n*50 > len(body)
}

func ascii(body []byte) int {
	n := 0
	for _, b := range body {
		if b < utf8.RuneSelf {
			n++
		}
	}
	return n
}

func invalid(body []byte) int {
	n := 0
	for len(body) > 0 {
		r, size := utf8.DecodeRune(body)
		if r == utf8.RuneError && size == 1 {
			n++
		}
		body = body[size:]
	}
	return n
}

// legacy reads bytes of the time before UTF-8. Several charsets turn any bytes into letters, so the reading with the most
// small words of a known language wins, and what is said of the page, by its server or by itself, wins a tie.
func (c *Cleaner) legacy(body []byte, said string) (name, text string, guessed bool) {
	sample := body
	if len(sample) > charsetSample {
		sample = sample[:charsetSample]
	}
	type candidate struct {
		name string
		enc  encoding.Encoding
	}
	var candidates []candidate
	add := func(name string) {
		enc, err := htmlindex.Get(name)
		if err != nil {
			return
		}
		if canonical, err := htmlindex.Name(enc); err == nil {
			name = canonical
		}
		if name == "utf-8" || name == "replacement" {
			return
		}
		for _, k := range candidates {
			if k.name == name {
				return
			}
		}
		candidates = append(candidates, candidate{name, enc})
	}
	add(said)
	add(declared(body))
	claimed := len(candidates)
	if results, err := chardet.NewHtmlDetector().DetectAll(sample); err == nil {
		// The detector asks its recognisers side by side; equals come in any order.
		sort.SliceStable(results, func(i, j int) bool {
			if results[i].Confidence != results[j].Confidence {
				return results[i].Confidence > results[j].Confidence
			}
			return results[i].Charset < results[j].Charset
		})
		for _, r := range results {
			if r.Confidence >= 10 {
				add(r.Charset)
			}
		}
	}
	best, bestScore := -1, -1
	for i, k := range candidates {
		decoded, err := k.enc.NewDecoder().Bytes(sample)
		if err != nil || !plausible(string(decoded)) {
			continue
		}
		if score := c.words.smallWords(string(decoded)); score > bestScore {
			best, bestScore = i, score
		}
	}
	if best < 0 {
		return "", "", false
	}
	decoded, err := candidates[best].enc.NewDecoder().Bytes(body)
	if err != nil {
		return "", "", false
	}
	return candidates[best].name, string(decoded), best >= claimed
}

// declared is the charset that a page claims in its head, or "".
func declared(body []byte) string {
	if len(body) > declarationRoom {
		body = body[:declarationRoom]
	}
	lower := bytes.ToLower(body)
	for _, label := range []string{"charset", "encoding"} {
		rest := lower
		for {
			i := bytes.Index(rest, []byte(label))
			if i < 0 {
				break
			}
			rest = rest[i+len(label):]
			value := bytes.TrimLeft(rest, " \t\r\n")
			if !bytes.HasPrefix(value, []byte("=")) {
				continue
			}
			value = bytes.TrimLeft(value[1:], " \t\r\n\"'")
			end := bytes.IndexFunc(value, func(r rune) bool { return !(wordRune(r) || r == '-' || r == '_' || r == ':') })
			if end > 0 && end < 32 {
				return string(value[:end])
			}
		}
	}
	return ""
}

// plausible tells whether decoded bytes are mostly letters rather than the holes and signs of a wrong charset.
func plausible(text string) bool {
	letters, other, holes := 0, 0, 0
	for _, r := range text {
		switch {
		case r < utf8.RuneSelf:
		case r == utf8.RuneError || r < 0xA0:
			holes++
		case unicode.IsLetter(r) || unicode.Is(unicode.M, r) || unicode.IsDigit(r):
			letters++
		default:
			other++
		}
	}
	return holes*50 <= letters+other && other <= letters
}

// mojibake looks for a page that was read in the wrong charset before it came to us and saved as UTF-8. Where undoing
// that gives more words of a known language than the print has, the page is read that way; where not, it is only told.
func (c *Cleaner) mojibake(text string) (string, []news.Finding) {
	sample := text
	if len(sample) > charsetSample {
		sample = strings.ToValidUTF8(sample[:charsetSample], "")
	}
	odd := 0
	for _, r := range sample {
		if 0xA0 <= r && r <= 0xFF || r == 0x0192 || 0x0152 <= r && r <= 0x017E || 0x2013 <= r && r <= 0x203A || r == 0x20AC || r == 0x2122 {
			odd++
		}
	}
	if odd < 20 || odd*8 < len(sample)/4 || odd < foreignLetters(sample)*3/4 {
		return text, nil
	}
	before := c.words.smallWords(sample)
	for _, repair := range []func(string) (string, bool){doubleEncoded, c.wrongPage} {
		if fixed, ok := repair(text); ok && c.words.smallWords(head(fixed, charsetSample)) > before*2+5 {
			return fixed, []news.Finding{warning("mojibake_repaired", "The page had been saved after a reading in the wrong charset; that was undone.")}
		}
	}
	return text, []news.Finding{warning("mojibake", "The letters look like those of a reading in the wrong charset.")}
}

// foreignLetters counts the letters that are not of ASCII.
func foreignLetters(text string) int {
	n := 0
	for _, r := range text {
		if r >= utf8.RuneSelf && unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

func head(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}

// narrow gives the single bytes that text would have been in the western charset; runes outside it stay as they are,
// bounded by how many there may be.
func narrow(text string) ([]byte, bool) {
	out := make([]byte, 0, len(text))
	foreign := 0
	for _, r := range text {
		if b, ok := charmap.Windows1252.EncodeRune(r); ok {
			out = append(out, b)
		} else if r < 0x100 {
			out = append(out, byte(r))
		} else {
			foreign++
			out = append(out, ' ')
		}
	}
	return out, foreign*100 <= len(out)
}

// doubleEncoded undoes UTF-8 that was taken for the western charset and encoded again.
func doubleEncoded(text string) (string, bool) {
	raw, ok := narrow(text)
	if !ok || invalid(raw)*50 > len(raw) {
		return "", false
	}
	return strings.ToValidUTF8(string(raw), "\uFFFD"), true
}

// wrongPage undoes another single-byte charset that was taken for the western one.
func (c *Cleaner) wrongPage(text string) (string, bool) {
	raw, ok := narrow(text)
	if !ok {
		return "", false
	}
	_, fixed, _ := c.legacy(raw, "")
	return fixed, fixed != ""
}
