package when

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"rawi/internal/morph"
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
	Loose        bool // counted from a day that the text does not tell (the next day); then First and Last count from the report's

	value  value
	upto   value // the second time of a range
	ranged bool
	inWeek bool // a weekday of the week of the second time
	base   day  // the day told before it, from which it is counted
	head   int  // which part of its first time a range begins with
	tail   int  // and of its last time it ends with
	third  int  // 1 beginning, 2 middle, 3 end
	open   int  // 1 since, -1 until
	night  bool // night of
}

// Find gives the times of a range of tokens, resolved against the day published; where that is "", only times that need no such
// day have First and Last.
func (l *Lexicon) Find(x *text.Text, r text.Range, published string) []Time {
	times, _ := l.FindAll(x, r, published)
	return times
}

// FindAll is Find, and gives besides the lengths of time that are counted from a deed and not from a day (a week after he resigned).
func (l *Lexicon) FindAll(x *text.Text, r text.Range, published string) (times, offsets []Time) {
	return resolved(l.expressions(x, r), published)
}

// Read gives what FindAll gives and, from the same reading, what Numbers gives.
func (l *Lexicon) Read(x *text.Text, r text.Range, published string) (times, offsets []Time, numbers []Number) {
	list := l.expressions(x, r)
	undated, _ := resolved(slices.Clone(list), "")
	numbers = l.numbersBeside(x, r, undated)
	times, offsets = resolved(list, published)
	return times, offsets, numbers
}

// expressions gives the expressions of time in a range, not yet resolved against any day.
func (l *Lexicon) expressions(x *text.Text, r text.Range) []Time {
	var out []Time
	for i := r.From; i < r.To; {
		t, ok := l.at(x, i, r)
		if !ok && len(out) > 0 {
			t, ok = l.furtherYear(x, &out[len(out)-1], i, r)
		}
		if !ok {
			i++
			continue
		}
		out = append(out, t)
		i = t.To
	}
	for k := range out {
		low := r.From
		if k > 0 {
			low = out[k-1].To
		}
		l.extend(x, &out[k], low, r)
	}
	return l.join(x, out, r)
}

// resolved resolves expressions against the day published, in place, and drops those that tell no time.
func resolved(out []Time, published string) (times, offsets []Time) {
	if len(out) == 0 {
		return nil, nil
	}
	pub := parseDay(published)
	kept := out[:0]
	before := none
	for k := range out {
		t := &out[k]
		t.base, t.Loose = before, t.value.told && before == none
		if !t.ranged && (t.value.op == "now" || t.value.op == "plus" || t.value.op == "minus" || t.value.op == "lasting" || t.value.op == "ofweek") {
			if t.value.op == "plus" || t.value.op == "minus" {
				offsets = append(offsets, *t)
			}
			continue // only part of something longer
		}
		if from, to := t.days(anyDay(pub), false); from == none && to == none && !t.ranged {
			continue // no day of any calendar: 31 February
		}
		from, to := t.days(pub, false)
		t.First = from.iso()
		if t.Last = t.First; to != from {
			t.Last = to.iso()
		}
		if from != none && (from == to || t.value.op != "weekday") {
			before = from
		}
		kept = append(kept, *t)
	}
	return kept, offsets
}

// Other is the day of the deed that an offset counts from, where the deed that it dates was on the day told: of «signed on Monday, a week
// after he resigned» the Monday before.
func (t Time) Other(told string) (first, last string) {
	d := parseDay(told)
	if d == none {
		return "", ""
	}
	v := t.value
	v.op = map[string]string{"plus": "minus", "minus": "plus"}[v.op]
	from, to := v.roughly(v.move(d))
	return from.iso(), to.iso()
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
	list := l.sensesAt(x, i)
	if len(list) == 0 && tok.Kind == text.Word || tok.Glued && tok.Kind == text.Word && i > r.From && l.is(x, i-1, currency) {
		return Time{}, false
	}
	starts := l.begins.Of(l.morph.At(x, i))
	if len(starts) == 0 {
		return Time{}, false
	}
	m := matcher{l: l, x: x, from: i, low: r.From, limit: r.To}
	end, which, best := 0, -1, value{}
	blank := i+1 >= r.To || x.Tokens[i+1].Break || x.Tokens[i+1].Kind == text.Word && len(l.sensesAt(x, i+1)) == 0 && l.figureArticled(x, i+1, r.To) == i+1
	for _, s := range starts {
		if blank && !s.whole { // nothing that belongs to a time follows
			continue
		}
		m.rule, m.end = &l.rules[s.rule], 0
		m.run()
		if m.end > end && !l.alone(x, i, m.end, m.rule, &m.best, r) {
			end, which, best = m.end, s.rule, m.best
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

// start is a rule that may begin with a word, which then may be the whole of an expression or not.
type start struct {
	rule  int
	whole bool
}

// startsWith gives the rules that begin with one of some parts of a pattern, in the order of the table.
func (l *Lexicon) startsWith(parts []string) []start {
	var out []start
	for _, a := range parts {
		for _, n := range l.starters[a] {
			k, found := slices.BinarySearchFunc(out, n, func(s start, rule int) int { return s.rule - rule })
			if !found {
				out = slices.Insert(out, k, start{rule: n})
			}
			out[k].whole = out[k].whole || l.whole[a]
		}
	}
	return out
}

// figureStarts are the parts of a pattern that figures may be.
var figureStarts = []string{"NUMERIC", "DAY", "YEAR", "N", "ORD", "TENS"}

// beginning gives the rules that may begin with a word or figure.
func (l *Lexicon) beginning(w *morph.Word) []start {
	var parts []string
	list := l.senses[w.Fold()]
	if first, _ := utf8.DecodeRuneInString(w.Fold()); unicode.IsDigit(first) {
		if len(list) == 0 {
			return l.figures
		}
		parts = append(parts, figureStarts...)
	}
	for n := range list {
		s := &list[n]
		switch s.class {
		case monthName:
			parts = append(parts, "MONTH")
		case weekdayOf:
			parts = append(parts, "WEEKDAY")
		case unitName:
			if s.sort == "time" {
				parts = append(parts, "THEUNIT", "THEUNITS", "UNIT", "TWO")
			}
		case decadeName:
			parts = append(parts, "DECADE")
		case seasonName:
			parts = append(parts, "SEASON")
		case shiftWord:
			parts = append(parts, "LAST", "THIS", "NEXT", s.key)
		case digitWord, boundDigit, tenWord, teenWord, tensWord, hundred, hundreds, scaleWord, scaleTwo, ordWord:
			parts = append(parts, "DAY", "N", "ORD", "YEAR")
		default:
			parts = append(parts, s.key)
		}
	}
	return l.startsWith(parts)
}

// begin is where the print of the expression begins: behind the proclitics of its first word.
func (l *Lexicon) begin(x *text.Text, i int) int {
	list := l.sensesAt(x, i)
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
	if len(r.elems) != 1 || !v.weak || i > in.From && (l.company(x, i-1) || l.is(x, i-1, monthName) && l.carries(x, i)) {
		return false
	}
	return end+1 >= in.To || !l.endsWith(x, end, "to") && x.Tokens[end].Fold != "-" || !l.is(x, end+1, monthName)
}

// absolute reports whether the time needs no report's day.
func (t *Time) absolute() bool {
	from, _ := t.value.days(none, false)
	return from != none
}

// company reports whether token i is a word that times stand behind.
func (l *Lexicon) company(x *text.Text, i int) bool {
	list := l.sensesAt(x, i)
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
	case "weekday", "coming", "gone", "nextweek", "weekdayin", "nthday":
		t.Kind = Weekday
	case "monthof":
		t.Kind = Month
	case "quarter", "half", "decade", "century", "past", "future", "weekof", "todate", "rest", "season", "weekend", "firstn", "lastn", "weekin":
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
			list := l.sensesAt(x, k)
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
				t.night = t.night || s.key == "night"
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
		list := l.sensesAt(x, t.To)
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
	return l.beside(x, out)
}

// beside joins a week with the weekdays told beside it, and gives a day of the Islamic calendar the Gregorian day that is printed
// beside it: the tables of that calendar may miss it by a day.
func (l *Lexicon) beside(x *text.Text, times []Time) []Time {
	out := times[:0]
	for k := 0; k < len(times); k++ {
		t := times[k]
		if k+1 < len(times) {
			u := &times[k+1]
			if u.ranged && !t.ranged {
				if w, ok := l.inWeekOf(x, t, *u); ok {
					out = append(out, w)
					k++
					continue
				}
			}
			if t.value.op == "date" && u.value.op == "date" && t.value.hijri != u.value.hijri && l.apposed(x, t.To, u.From) {
				if t.value.hijri {
					t.value = u.value
				} else {
					u.value = t.value
				}
			}
		}
		out = append(out, t)
	}
	return out
}

// apposed reports whether nothing but marks and the word for «which is the» stands between two days.
func (l *Lexicon) apposed(x *text.Text, from, to int) bool {
	if to-from > 3 {
		return false
	}
	for i := from; i < to; i++ {
		if x.Tokens[i].Kind == text.Word && !l.endsWith(x, i, "on-date") && !l.endsWith(x, i, "era-hijri") && !l.endsWith(x, i, "era") {
			return false
		}
	}
	return to > from
}

func (l *Lexicon) rangeOf(x *text.Text, t, u Time, r text.Range) (Time, bool) {
	gap := u.From - t.To
	if gap > 2 || gap < 0 {
		return t, false
	}
	lead := t.From - 1
	if lead > r.From && l.endsWith(x, lead, "the") {
		lead--
	}
	from := lead >= r.From && l.endsWith(x, lead, "from")
	between := lead >= r.From && l.endsWith(x, lead, "between")
	switch t.value.op {
	case "plus", "minus", "lasting", "ofweek":
		return l.offset(x, t, u)
	}
	if w, ok := l.inWeekOf(x, t, u); ok {
		return w, true
	}
	ok := false
	mid := t.To
	if gap == 2 && x.Tokens[mid].Fold == "," {
		mid++
		gap--
	}
	switch {
	case gap == 0:
		ok = between && l.carries(x, u.From) || nightOf(&t, &u)
	case gap == 1:
		f := x.Tokens[mid].Fold
		_, and := l.and(x, mid, r.To)
		ok = (f == "-" || f == "–" || f == "—" || f == "~") && t.Kind != Relative || f == "/" && nightOf(&t, &u) || between && and || (from || !t.Past && !t.Future) && l.endsWith(x, mid, "to") || from && l.endsWith(x, mid, "until")
	case gap == 2: // to the …
		ok = (from || between) && (l.endsWith(x, mid, "to") || between && l.isAnd(x, mid)) && l.endsWith(x, mid+1, "the")
	}
	if !ok {
		return t, false
	}
	if t.value.hijri != u.value.hijri && t.value.day != 0 && u.value.day != 0 { // one day in two calendars
		return t, false
	}
	w := t
	w.upto, w.ranged, w.Kind, w.Full, w.Weekday, w.open = u.value, true, Range, false, 0, 0
	if t.value.op == "weekday" && u.value.op == "weekdayin" { // from Monday to Friday next week
		w.value.op, w.value.shift = "weekdayin", u.value.shift
	}
	w.head, w.tail = t.third, u.third
	w.To, w.End, w.Rule, w.third = u.To, u.End, "range", 0
	w.Past, w.Future = u.Past, u.Future
	if from || between {
		w.From = lead
		w.Start = l.begin(x, w.From)
	}
	if w.value.fixed() && w.upto.fixed() && t.absolute() && u.absolute() {
		if a, b := w.days(none, false); a == none && b == none {
			return t, false
		}
	}
	return w, true
}

// nightOf reports whether two weekdays beside each other name the night between them.
func nightOf(t, u *Time) bool {
	return t.value.op == "weekday" && u.value.op == "weekday" && t.value.day == 0 && u.value.day == 0 && u.Weekday == t.Weekday%7+1 && t.night
}

// inWeekOf joins a weekday with the week that another time tells (Monday two weeks ago), and a week with the weekdays from which to
// which something lasts (next week, from Tuesday to Thursday).
func (l *Lexicon) inWeekOf(x *text.Text, t, u Time) (Time, bool) {
	gap := u.From - t.To
	if gap > 1 || gap == 1 && x.Tokens[t.To].Fold != "," && x.Tokens[t.To].Fold != "،" {
		return t, false
	}
	w := t
	w.To, w.End = u.To, u.End
	switch {
	case t.value.op == "weekday" && t.value.day == 0 && !u.ranged && (u.value.op == "ago" || u.value.op == "ahead") && u.value.spans[0].unit != "day":
		w.upto, w.ranged, w.inWeek, w.Kind, w.Past, w.Future = u.value, true, true, Weekday, u.Past, u.Future
		return w, true
	case t.value.op == "unit" && t.value.unit == "week" && u.ranged && u.value.op == "weekday" && u.upto.op == "weekday":
		w.value = value{op: "weekdayin", shift: t.value.shift, weekday: u.value.weekday}
		w.upto = value{op: "weekdayin", shift: t.value.shift, weekday: u.upto.weekday}
		w.ranged, w.Kind, w.Rule = true, Range, "range"
		return w, true
	}
	return t, false
}

// furtherYear reads a year in figures that goes on with years told before it: in 2007 and 2009; in 2001, 2004 and 2008.
func (l *Lexicon) furtherYear(x *text.Text, before *Time, i int, r text.Range) (Time, bool) {
	tok := &x.Tokens[i]
	if tok.Kind != text.Number || before.value.year == 0 || x.Tokens[before.To-1].Kind != text.Number || before.value.op != "year" && before.value.op != "month" {
		return Time{}, false
	}
	gap := i - before.To
	if gap == 0 || gap > 2 {
		return Time{}, false
	}
	for k := before.To; k < i; k++ {
		f := x.Tokens[k].Fold
		if f != "," && f != "،" && !l.isAnd(x, k) && !l.endsWith(x, k, "or") {
			return Time{}, false
		}
	}
	j, y := l.yearAt(x, i, r.To, &value{}, false)
	if y < 1900 || y > 2100 || j < r.To && l.unitAt(x, j) {
		return Time{}, false
	}
	t := Time{From: i, To: j, Start: tok.Start, End: x.Tokens[j-1].End, value: value{op: "year", year: y}, Rule: "year.bare"}
	t.describe()
	return t, true
}

// offset joins a length of time with the day that it is counted from: two weeks before 13 May.
func (l *Lexicon) offset(x *text.Text, t, u Time) (Time, bool) {
	if u.From != t.To && !(u.From == t.To+1 && l.endsWith(x, t.To, "the")) || u.ranged || u.open != 0 && t.value.op != "lasting" {
		return t, false
	}
	w := t
	w.upto, w.ranged, w.Kind = u.value, true, Relative
	if t.value.op == "lasting" {
		w.Kind, w.Past, w.Future = Range, u.Past, u.Future
	}
	w.To, w.End = u.To, u.End
	return w, true
}

// isAnd reports whether a word is a conjunction.
func (l *Lexicon) isAnd(x *text.Text, i int) bool {
	_, ok := l.and(x, i, i+1)
	return ok
}

// carries reports whether a conjunction is attached to the word.
func (l *Lexicon) carries(x *text.Text, i int) bool {
	list := l.sensesAt(x, i)
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

// Says reports whether a word or phrase with that key stands in a range.
func (l *Lexicon) Says(x *text.Text, r text.Range, key string) bool {
	for i := r.From; i < r.To; i++ {
		list := l.sensesAt(x, i)
		for n := range list {
			if s := &list[n]; s.key == key && s.ends(x, i, r.To) > 0 {
				return true
			}
		}
	}
	return false
}

// Within reports whether a day lies at most n days before another.
func Within(one, other string, n int) bool {
	a, b := parseDay(one), parseDay(other)
	return a != none && b != none && a <= b && int(b-a) <= n
}
