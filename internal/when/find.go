package when

import (
	"rawi/internal/news"
	"rawi/internal/text"
)

// The kinds of time.
const (
	Date     = "date"
	Month    = "month"
	Year     = "year"
	Weekday  = "weekday"
	Relative = "relative" // yesterday, last week, two days ago
	Range    = "range"    // from … to …
	Period   = "period"   // a quarter, a decade, the last three months
)

// A Time is an expression of time in the print.
type Time struct {
	From, To     int    // tokens
	Start, End   int    // code points, without proclitics and preposition
	First, Last  string // ISO days, both inclusive, "" where open or unknown; for a clause that tells of the past
	Kind         string
	Weekday      int  // 1 Monday … 7 Sunday, 0 none
	Full         bool // day, month and year are printed
	Past, Future bool // the expression itself says so (last week, two days ago; tomorrow)
	Rule         string

	value  value
	upto   value // the second time of a range
	ranged bool
	third  int // 1 beginning, 2 middle, 3 end
	open   int // 1 since, -1 until
}

// Find gives the times of a range of tokens, resolved against the day published; where that is "", only times that need no such
// day have First and Last.
func (l *Lexicon) Find(x *text.Text, r text.Range, published string) []Time {
	pub := parseDay(published)
	var out []Time
	for i := r.From; i < r.To; {
		t, ok := l.at(x, i, r)
		if !ok {
			i++
			continue
		}
		out = append(out, t)
		i = t.To
	}
	if len(out) == 0 {
		return nil
	}
	for k := range out {
		low := r.From
		if k > 0 {
			low = out[k-1].To
		}
		l.extend(x, &out[k], low, r)
	}
	out = l.join(x, out, r)
	kept := out[:0]
	for k := range out {
		t := &out[k]
		if !t.ranged && (t.value.op == "now" || t.value.op == "plus" || t.value.op == "minus") {
			continue // only part of something longer
		}
		if from, to := t.days(anyDay(pub), false); from == none && to == none && !t.ranged {
			continue // no day of any calendar: 31 February
		}
		from, to := t.days(pub, false)
		t.First, t.Last = from.iso(), to.iso()
		kept = append(kept, *t)
	}
	return kept
}

// anyDay is a day to test a value by where the report's is not known.
func anyDay(pub day) day {
	if pub == none {
		return civil(2000, 6, 15)
	}
	return pub
}

// at gives the longest time that begins at token i.
func (l *Lexicon) at(x *text.Text, i int, r text.Range) (Time, bool) {
	tok := &x.Tokens[i]
	if tok.Kind != text.Number && tok.Kind != text.Word {
		return Time{}, false
	}
	list := l.senses[tok.Fold]
	if len(list) == 0 && tok.Kind == text.Word || tok.Glued && tok.Kind == text.Word && i > r.From && l.is(x.Tokens[i-1].Fold, currency) {
		return Time{}, false
	}
	m := matcher{l: l, x: x, from: i, low: r.From, limit: r.To}
	end, which, best := 0, -1, value{}
	try := func(start string) {
		for _, n := range l.starters[start] {
			m.rule, m.end = &l.rules[n], 0
			m.run()
			if m.end > end || m.end == end && m.end > 0 && n < which {
				if !l.alone(x, i, m.end, m.rule, &m.best, r) {
					end, which, best = m.end, n, m.best
				}
			}
		}
	}
	if tok.Kind == text.Number {
		for _, s := range figureStarts {
			try(s)
		}
	}
	for n := range list {
		s := &list[n]
		switch s.class {
		case monthName:
			try("MONTH")
		case weekdayOf:
			try("WEEKDAY")
		case unitName:
			if s.sort == "time" {
				for _, a := range unitStarts {
					try(a)
				}
			}
		case decadeName:
			try("DECADE")
		case shiftWord:
			try("LAST")
			try("THIS")
			try("NEXT")
			try(s.key)
		case digitWord, boundDigit, tenWord, teenWord, tensWord, hundred, hundreds, scaleWord, scaleTwo, ordWord:
			for _, a := range wordStarts {
				try(a)
			}
		default:
			try(s.key)
		}
	}
	if which < 0 {
		return Time{}, false
	}
	t := Time{From: i, To: end, value: best, Rule: l.rules[which].id, third: best.third}
	t.Start, t.End = l.begin(x, i), x.Tokens[end-1].End
	if x.Tokens[end-1].Fold == "." && end-1 > i {
		t.To, t.End = end-1, x.Tokens[end-2].End
	}
	t.describe()
	return t, true
}

var figureStarts = []string{"NUMERIC", "DAY", "YEAR", "N", "ORD", "TENS"}
var wordStarts = []string{"DAY", "N", "ORD", "YEAR"}
var unitStarts = []string{"THEUNIT", "THEUNITS", "UNIT", "TWO"}

// begin is where the print of the expression begins: behind the proclitics of its first word.
func (l *Lexicon) begin(x *text.Text, i int) int {
	list := l.senses[x.Tokens[i].Fold]
	skip := -1
	for n := range list {
		s := &list[n]
		if s.ends(x, i, len(x.Tokens)) < 0 {
			continue
		}
		if skip < 0 || s.skip < skip {
			skip = s.skip
		}
	}
	if skip <= 0 {
		return x.Tokens[i].Start
	}
	start, _ := x.Inside(i, skip, -1)
	return start
}

// alone reports whether a word that means something else as well stands without a date's company.
func (l *Lexicon) alone(x *text.Text, i, end int, r *rule, v *value, in text.Range) bool {
	if v.op == "years" && (i > in.From && x.Tokens[i].Glued && x.Tokens[i-1].Fold == "-" || end < in.To && x.Tokens[end].Glued && x.Tokens[end].Fold == "-") {
		return true // a telephone number
	}
	if v.op == "weekday" { // that the two …: not that Monday
		return v.weak && end == i+1 && i > in.From && l.endsWith(x, i-1, "that")
	}
	if len(r.elems) != 1 || !v.weak || i > in.From && l.company(x, i-1) {
		return false
	}
	return end+1 >= in.To || !l.endsWith(x, end, "to") && x.Tokens[end].Fold != "-" || !l.is(x.Tokens[end+1].Fold, monthName)
}

// absolute reports whether the time needs no report's day.
func (t *Time) absolute() bool {
	from, _ := t.value.days(none, false)
	return from != none
}

// company reports whether token i is a word that times stand behind.
func (l *Lexicon) company(x *text.Text, i int) bool {
	list := l.senses[x.Tokens[i].Fold]
	for n := range list {
		s := &list[n]
		if s.class == plainWord && s.val == 1 && len(s.rest) == 0 || s.class == partBefore || s.class == shiftWord {
			return true
		}
	}
	return false
}

func (t *Time) describe() {
	v := &t.value
	t.Weekday = v.weekday
	switch v.op {
	case "date", "numeric":
		t.Kind = Date
		t.Full = v.day != 0 && v.month != 0 && v.year != 0 && v.day2 == 0
		if v.day2 != 0 {
			t.Kind = Range
		}
	case "month":
		t.Kind = Month
		if v.month2 != 0 {
			t.Kind = Range
		}
	case "year":
		t.Kind = Year
	case "years":
		t.Kind = Range
	case "weekday", "coming", "gone", "nextweek", "weekdayin":
		t.Kind = Weekday
	case "quarter", "half", "decade", "century", "past", "future", "weekof", "todate":
		t.Kind = Period
	default:
		t.Kind = Relative
	}
	switch v.op {
	case "ago", "gone", "past":
		t.Past = true
	case "ahead", "coming", "future":
		t.Future = true
	default:
		t.Past = v.shift < 0
		t.Future = v.shift > 0
	}
}

// extend takes along what stands around a time: its part (early, the end of), the part of the day, since and until.
func (l *Lexicon) extend(x *text.Text, t *Time, low int, r text.Range) {
	for grown := true; grown; {
		grown = false
		for k := t.From - 1; k >= low && k >= t.From-4; k-- {
			if x.Tokens[k+1].Break {
				break
			}
			list := l.senses[x.Tokens[k].Fold]
			for n := range list {
				s := &list[n]
				if s.class != partBefore && s.class != dayPart {
					continue
				}
				e := s.ends(x, k, t.From)
				if e < 0 || e != t.From && !(e == t.From-1 && l.endsWith(x, e, "of")) {
					continue
				}
				if s.class == partBefore && (t.third != 0 || t.value.op == "weekday" || t.Kind == Date) {
					continue
				}
				if s.class == partBefore {
					t.third = int(s.val)
				}
				t.From = k
				t.Start, _ = x.Inside(k, s.skip, -1)
				grown = true
				break
			}
			if grown {
				break
			}
		}
	}
	for n := 0; n < 2 && t.To < r.To && !x.Tokens[t.To].Break; n++ {
		list := l.senses[x.Tokens[t.To].Fold]
		for k := range list {
			s := &list[k]
			if s.class != dayPartEnd || s.conj || s.prep {
				continue
			}
			if e := s.ends(x, t.To, r.To); e > 0 && (t.Kind == Date || t.Kind == Weekday || t.Kind == Relative) {
				t.To, t.End = e, x.Tokens[e-1].End
				break
			}
		}
	}
	if t.From > r.From {
		k := t.From - 1
		switch {
		case l.endsWith(x, k, "since"):
			t.open = 1
		case l.endsWith(x, k, "until"):
			t.open = -1
		}
	}
}

// join makes ranges of two times: from … to …, between … and …, … – ….
func (l *Lexicon) join(x *text.Text, times []Time, r text.Range) []Time {
	out := times[:0]
	for k := 0; k < len(times); k++ {
		t := times[k]
		if k+1 < len(times) && !t.ranged && !times[k+1].ranged {
			u := times[k+1]
			if joined, ok := l.rangeOf(x, t, u, r); ok {
				out = append(out, joined)
				k++
				continue
			}
		}
		out = append(out, t)
	}
	return out
}

func (l *Lexicon) rangeOf(x *text.Text, t, u Time, r text.Range) (Time, bool) {
	gap := u.From - t.To
	if gap > 2 || gap < 0 {
		return t, false
	}
	from := t.From > r.From && l.endsWith(x, t.From-1, "from")
	between := t.From > r.From && l.endsWith(x, t.From-1, "between")
	if t.value.op == "plus" || t.value.op == "minus" {
		return l.offset(x, t, u)
	}
	ok := false
	mid := t.To
	if gap == 2 && x.Tokens[mid].Fold == "," {
		mid++
		gap--
	}
	switch {
	case gap == 0:
		ok = between && l.carries(x, u.From)
	case gap == 1:
		f := x.Tokens[mid].Fold
		_, and := l.and(x, mid, r.To)
		ok = (f == "-" || f == "–" || f == "—" || f == "~") && t.Kind != Relative || between && and || (from || !t.Past && !t.Future) && l.endsWith(x, mid, "to") || from && l.endsWith(x, mid, "until")
	case gap == 2: // to the …
		ok = (from || between) && (l.endsWith(x, mid, "to") || between && l.isAnd(x, mid)) && l.endsWith(x, mid+1, "the")
	}
	if !ok {
		return t, false
	}
	w := t
	w.upto, w.ranged, w.Kind, w.Full, w.Weekday, w.open = u.value, true, Range, false, 0, 0
	w.To, w.End, w.Rule, w.third = u.To, u.End, "range", 0
	w.Past, w.Future = u.Past, u.Future
	if from || between {
		w.From--
		w.Start = l.begin(x, w.From)
	}
	if w.value.fixed() && w.upto.fixed() && t.absolute() && u.absolute() {
		if a, b := w.days(none, false); a == none && b == none {
			return t, false
		}
	}
	return w, true
}

// offset joins a length of time with the day that it is counted from: two weeks before 13 May.
func (l *Lexicon) offset(x *text.Text, t, u Time) (Time, bool) {
	if u.From != t.To && !(u.From == t.To+1 && l.endsWith(x, t.To, "the")) || u.ranged || u.open != 0 {
		return t, false
	}
	w := t
	w.upto, w.ranged, w.Kind = u.value, true, Relative
	w.To, w.End = u.To, u.End
	return w, true
}

func (l *Lexicon) isAnd(x *text.Text, i int) bool {
	_, ok := l.and(x, i, i+1)
	return ok
}

// carries reports whether a conjunction is attached to the word.
func (l *Lexicon) carries(x *text.Text, i int) bool {
	list := l.senses[x.Tokens[i].Fold]
	for n := range list {
		if list[n].conj {
			return true
		}
	}
	return false
}

// FullDates gives the times that print day, month and year: what a report's own day may be taken from.
func (l *Lexicon) FullDates(x *text.Text, r text.Range) []Time {
	var out []Time
	for _, t := range l.Find(x, r, "") {
		if t.Full {
			out = append(out, t)
		}
	}
	return out
}

// Anchor is the best full date of a text for its own day, where nothing better is given: the first full date of the earliest
// block that has one. ok is false where there is none.
func (l *Lexicon) Anchor(x *text.Text, blocks ...news.Block) (t Time, ok bool) {
	for _, b := range blocks {
		if dates := l.FullDates(x, x.Block(b.Start, b.End)); len(dates) > 0 {
			return dates[0], true
		}
	}
	return Time{}, false
}
