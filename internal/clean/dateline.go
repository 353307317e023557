package clean

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"rawi/internal/news"
)

// filing is the head of a report as agencies print it: where it was filed, on which day, by which agency. The numbers are
// bytes of the paragraph; an empty range is not printed.
type filing struct {
	place, agency, date [2]int
	end                 int // where the report itself begins
}

func (f filing) has(part [2]int) bool { return part[1] > part[0] }

// datelineRoom is how many bytes of a paragraph its dateline may take.
const datelineRoom = 160

// dateline reads the head of a paragraph: a place, then a dash; an agency in brackets or after a dash makes it sure.
// Without an agency only strict forms count, and only where first (the paragraph opens the report) holds.
func (w *Words) dateline(s string, first bool) (filing, bool) {
	room := s
	if len(room) > datelineRoom {
		room = room[:datelineRoom]
	}
	var f filing
	at, width, colon := separator(room, 0)
	if at < 0 {
		return f, false
	}
	w.filed(s, 0, at, &f)
	f.end = at + width
	// «place - agency: …», "PLACE - AGENCY - …": the agency stands in a part of its own.
	if !f.has(f.agency) && !colon {
		if next, n, _ := separator(room, f.end); next > 0 {
			from, to := trim(s, f.end, next)
			inner, innerTo := unbracket(s, from, to)
			line := tokens(s[inner:innerTo])
			if w.is(agency, line) {
				f.agency = [2]int{inner, innerTo}
				f.end = next + n
				colon = false
			}
		}
	}
	if colon && !f.has(f.agency) {
		return filing{}, false
	}
	rest := tokensUpTo(s[f.end:], 5)
	if len(rest) < 2 && f.end < len(s) || w.opens(aside, rest) > 0 {
		return filing{}, false
	}
	if !f.has(f.place) {
		return f, f.has(f.agency)
	}
	if !w.place(s[f.place[0]:f.place[1]], f.has(f.agency)) {
		return filing{}, false
	}
	return f, f.has(f.agency) || first && !colon && (len(rest) >= 4 || f.has(f.date))
}

// separator finds the next dash that parts a dateline from its report, or the colon that does: its place and width.
func separator(s string, from int) (at, width int, colon bool) {
	depth := 0
	for i := from; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth--
		case depth > 0:
		case r == ':' && i > 0:
			return i, size, true
		case r == '—' || r == '―':
			return i, size, false
		case r == '–' || r == '-':
			n := 0
			for i+n < len(s) && (strings.HasPrefix(s[i+n:], "-") || strings.HasPrefix(s[i+n:], "–")) {
				_, k := utf8.DecodeRuneInString(s[i+n:])
				n += k
			}
			before := i > from && (s[i-1] == ' ' || s[i-1] == ')')
			after := i+n < len(s) && s[i+n] == ' '
			if before && after || n > 1 && r == '-' || before && i+n == len(s) {
				return i, n, false
			}
		case strings.ContainsRune("!?؟“”«»\"؛;", r):
			return -1, 0, false
		}
		i += size
	}
	return -1, 0, false
}

func trim(s string, from, to int) (int, int) {
	for from < to && s[from] == ' ' {
		from++
	}
	for to > from && s[to-1] == ' ' {
		to--
	}
	return from, to
}

// unbracket takes the brackets off a range of s, if it has them.
func unbracket(s string, from, to int) (int, int) {
	if to-from > 2 && s[from] == '(' && s[to-1] == ')' {
		return trim(s, from+1, to-1)
	}
	return from, to
}

// filed reads what stands before the dash: place, date and agency.
func (w *Words) filed(s string, from, to int, f *filing) {
	from, to = trim(s, from, to)
	if open := strings.LastIndexByte(s[from:to], '('); open >= 0 && s[to-1] == ')' {
		a, b := unbracket(s, from+open, to)
		if line := tokens(s[a:b]); w.has(agency, line) && len(line) <= 8 {
			f.agency = [2]int{a, b}
		}
		from, to = trim(s, from, from+open)
	}
	line := tokens(s[from:to])
	if len(line) == 0 {
		return
	}
	if w.is(agency, line) {
		f.agency = [2]int{from, to}
		return
	}
	// The place ends at the first comma, slash or word of a date; the date ends what is left.
	end, dated := len(line), -1
	for i, t := range line {
		gap := ""
		if i > 0 {
			gap = s[from+line[i-1].end : from+t.start]
		}
		if end == len(line) && i > 0 && strings.ContainsAny(gap, ",،/") {
			end = i
		}
		if hasDigit(t) || i > 0 && w.opens(dateWord, line[i:]) > 0 && hasAnyDigit(line[i:]) {
			dated = i
			if i < end {
				end = i
			}
			break
		}
	}
	if end > 0 {
		f.place = [2]int{from + line[0].start, from + line[end-1].end}
	}
	if dated >= 0 {
		f.date = [2]int{from + line[dated].start, to}
	}
}

func hasAnyDigit(line []token) bool {
	for _, t := range line {
		if hasDigit(t) {
			return true
		}
	}
	return false
}

// place tells whether words may be the name of a place: few, no small words among them, and capitals where the script has
// them. Beside an agency more is believed.
func (w *Words) place(s string, agency bool) bool {
	line := tokens(s)
	limit := 3
	if agency {
		limit = 5
	}
	if len(line) == 0 {
		return false
	}
	for i, t := range line {
		r, _ := utf8.DecodeRuneInString(s[t.start:])
		switch {
		case hasDigit(t):
			return false
		case unicode.IsLower(r) && (i == 0 || !w.small(t.key)):
			return false
		case unicode.IsUpper(r):
			limit = 5
		case w.small(t.key):
			return false
		}
	}
	return len(line) <= limit
}

// small tells whether a word is a function word of any language.
func (w *Words) small(word string) bool {
	for _, l := range w.languages {
		if l.small[word] {
			return true
		}
	}
	return false
}

// datelines finds the dateline of the report: the head of one of its first paragraphs, or a line of its own.
func (r *report) datelines(p printed, doc *news.Document) {
	seen := 0
	for i, b := range p.blocks {
		if b.Kind != news.Paragraph && b.Kind != news.DatelineB {
			continue
		}
		f, ok := r.words.dateline(p.texts[i], seen == 0)
		if b.Kind == news.DatelineB {
			f, ok = r.words.datelineAlone(p.texts[i])
		}
		if ok {
			doc.Dateline, doc.Origin = filedFrom(p, i, f)
			return
		}
		if seen++; seen == 3 {
			return
		}
	}
}

func filedFrom(p printed, block int, f filing) (*news.Dateline, *news.Source) {
	var d *news.Dateline
	var origin *news.Source
	if f.has(f.agency) {
		span := p.span(block, f.agency[0], f.agency[1])
		origin = &news.Source{Name: span.Text, Basis: "dateline", Span: span}
	}
	if f.has(f.place) || f.has(f.date) {
		d = &news.Dateline{}
		if f.has(f.place) {
			d.Span = p.span(block, f.place[0], f.place[1])
			d.Place = d.Span.Text
		}
		if f.has(f.date) {
			d.Date = p.texts[block][f.date[0]:f.date[1]]
		}
		if origin != nil {
			d.Agency, d.AgencySpan = origin.Name, origin.Span
		}
	}
	return d, origin
}

// datelineAlone reads a line that is nothing but a dateline: «place - agency», «place، day month year».
func (w *Words) datelineAlone(s string) (filing, bool) {
	var f filing
	line := tokens(s)
	if len(line) < 2 || len(line) > 10 || endsSentence(s) || strings.ContainsAny(s, ":\"“«") {
		return f, false
	}
	end := len(s)
	if at, width, colon := separator(s, 0); at > 0 && !colon {
		from, to := trim(s, at+width, len(s))
		a, b := unbracket(s, from, to)
		tail := tokens(s[a:b])
		switch {
		case w.is(agency, tail):
			f.agency = [2]int{a, b}
		case len(tail) > 0 && w.timed(tail):
			f.date = [2]int{from, to}
		default:
			return f, false
		}
		end = at
	}
	var head filing
	w.filed(s, 0, end, &head)
	f.place = head.place
	if head.has(head.agency) {
		f.agency = head.agency
	}
	if head.has(head.date) {
		if !w.timed(tokens(s[head.date[0]:head.date[1]])) {
			return filing{}, false
		}
		f.date = head.date
	}
	if !f.has(f.place) || !w.place(s[f.place[0]:f.place[1]], true) || w.opens(dateWord, tokens(s)) > 0 {
		return filing{}, false
	}
	f.end = len(s)
	return f, f.has(f.agency) || f.has(f.date)
}
