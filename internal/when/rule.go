package when

import (
	"slices"
	"strconv"
	"strings"

	"rawi/internal/pack"
	"rawi/internal/text"
)

// A rule is a pattern of table times with what it means.
type rule struct {
	id    string
	op    string
	unit  string
	shift int
	elems []elem
}

// elem is one place of a pattern.
type elem struct {
	atoms   []string
	opt     bool
	context bool // must stand there, but is no part of the expression
	conj    bool // a conjunction stands before or on it
}

// value is what an expression says, before it is resolved against a day.
type value struct {
	op                                string
	unit                              string
	shift                             int
	day, day2, month, month2, weekday int
	year, year2                       int
	third                             int
	n                                 float64
	spans                             [3]span // the parts of «a year, two months and ten days ago»
	ord                               int
	hijri, weak, shifted, ambiguous   bool
	told                              bool // counted from the time told before it: the next day
	short                             bool // the year is printed in two figures
}

// span is an amount of a unit of time.
type span struct {
	n    int
	unit string
}

// halfOf tells what half a unit of time is in smaller ones.
var halfOf = map[string]span{"year": {6, "month"}, "month": {15, "day"}, "decade": {5, "year"}, "century": {50, "year"}}

// add notes a further part of a length of time.
func (v *value) add(n float64, unit string) {
	if whole := float64(int(n)); n == whole+0.5 && halfOf[unit].unit != "" { // two and a half years
		if whole > 0 {
			v.add(whole, unit)
		}
		n, unit = float64(halfOf[unit].n), halfOf[unit].unit
	}
	for k := range v.spans {
		if v.spans[k].unit == "" {
			v.spans[k] = span{int(n), unit}
			return
		}
	}
}

var slots = map[string]bool{"DAY": true, "MONTH": true, "YEAR": true, "SHORTYEAR": true, "WEEKDAY": true, "N": true, "UNIT": true, "UNITS": true, "TWO": true, "THEUNIT": true,
	"THEUNITS": true, "LAST": true, "THIS": true, "NEXT": true, "ORD": true, "DECADE": true, "TENS": true, "SEASON": true, "NUMERIC": true, "END": true, "FREE": true, "ALONE": true, "UNCOUNTED": true, "NOUN": true}

var ops = map[string]bool{"date": true, "month": true, "year": true, "weekday": true, "coming": true, "gone": true, "nextweek": true, "unit": true, "ago": true, "ahead": true,
	"past": true, "future": true, "weekof": true, "quarter": true, "half": true, "decade": true, "century": true, "dayof": true, "numeric": true, "weekdayin": true, "todate": true, "years": true, "now": true, "plus": true, "minus": true, "lasting": true, "told": true, "told-ahead": true, "told-ago": true,
	"firstn": true, "lastn": true, "firstday": true, "lastday": true, "rest": true, "weekin": true, "ofweek": true,
	"monthof": true, "nthday": true, "season": true, "weekend": true}

// addRule reads id · rule · value · patterns…
func (l *Lexicon) addRule(r pack.Row) error {
	parts := strings.Split(r.Cell(2), ":")
	base := rule{id: r.Key(), op: parts[0]}
	if !ops[base.op] {
		return r.Errorf("no value is called %q", parts[0])
	}
	if len(parts) > 1 {
		base.unit = parts[1]
	}
	if len(parts) > 2 {
		n, err := strconv.Atoi(parts[2])
		if err != nil {
			return r.Errorf("%q is no number", parts[2])
		}
		base.shift = n
	}
	for _, p := range r.From(3) {
		one := base
		for _, w := range strings.Fields(p) {
			e, err := l.element(w)
			if err != nil {
				return r.Errorf("%v", err)
			}
			one.elems = append(one.elems, e)
		}
		if len(one.elems) == 0 {
			return r.Errorf("empty pattern")
		}
		l.rules = append(l.rules, one)
		for k, e := range one.elems {
			if e.context {
				continue
			}
			for _, a := range e.atoms {
				if base, _, ok := strings.Cut(a, "."); ok && slots[base] {
					a = base
				}
				l.whole[a] = l.whole[a] || !required(one.elems[k+1:])
				if list := l.starters[a]; len(list) == 0 || list[len(list)-1] != len(l.rules)-1 {
					l.starters[a] = append(list, len(l.rules)-1)
				}
			}
			if !e.opt {
				break
			}
		}
	}
	return nil
}

// required reports whether something must follow for the rest of a pattern.
func required(rest []elem) bool {
	for _, e := range rest {
		if !e.opt && !e.context {
			return true
		}
	}
	return false
}

func (l *Lexicon) element(w string) (elem, error) {
	var e elem
	if len(w) > 1 && strings.HasSuffix(w, "?") {
		w, e.opt = w[:len(w)-1], true
	}
	if len(w) > 2 && w[0] == '(' && w[len(w)-1] == ')' {
		w, e.context = w[1:len(w)-1], true
	}
	if len(w) > 1 && w[0] == '&' {
		w, e.conj = w[1:], true
	}
	for _, a := range strings.Split(w, "|") {
		letter := a != "" && (a[0] >= 'a' && a[0] <= 'z' || a[0] >= 'A' && a[0] <= 'Z')
		base, _, _ := strings.Cut(a, ".")
		if a == "" || letter && !slots[base] && !l.lead[a] {
			return e, fault("%q is neither a word of this table nor a part of a pattern", a)
		}
		e.atoms = append(e.atoms, a)
	}
	return e, nil
}

// matcher tries one rule at one place.
type matcher struct {
	l     *Lexicon
	x     *text.Text
	from  int
	low   int // where the range begins
	limit int
	rule  *rule
	end   int
	best  value
	count [2][near]amount // as counted, without and with a conjunction on the word
	whole [near]amount
}

// amount is the number that begins at a token, counted from 1, or none.
type amount struct {
	token  int
	number Number
	ok     bool
}

// countAt is the count that begins at token i, read once for all rules.
func (m *matcher) countAt(i int, conj bool) (Number, bool) {
	k := &m.count[0][i%near]
	if conj {
		k = &m.count[1][i%near]
	}
	if k.token != i+1 {
		k.token = i + 1
		k.number, k.ok = m.l.count(m.x, i, m.limit, conj)
	}
	return k.number, k.ok
}

// numberAt is the number that begins at token i, read once for all rules.
func (m *matcher) numberAt(i int) (Number, bool) {
	k := &m.whole[i%near]
	if k.token != i+1 {
		k.token = i + 1
		k.number, k.ok = m.l.number(m.x, i, m.limit)
	}
	return k.number, k.ok
}

// near is how many tokens a matcher keeps the numbers of: patterns are hardly longer, and all rules are tried at the same tokens.
const near = 4

func (m *matcher) run() {
	k := 0
	at := m.from
	for k < len(m.rule.elems) && m.rule.elems[k].context { // what must stand before
		k++
	}
	for b := k - 1; b >= 0; b-- {
		at--
		e := &m.rule.elems[b]
		if at < m.low || m.x.Tokens[at+1].Break {
			return
		}
		if !slices.ContainsFunc(e.atoms, func(a string) bool { return m.l.endsWith(m.x, at, a) }) {
			return
		}
	}
	v := value{op: m.rule.op, unit: m.rule.unit, shift: m.rule.shift}
	if (v.op == "plus" || v.op == "minus") && v.unit == "day" { // on the eve of
		v.add(1, v.unit)
	}
	switch v.op { // counted from the day told before
	case "told":
		v.op, v.told = "unit", true
	case "told-ahead":
		v.op, v.told = "ahead", true
	case "told-ago":
		v.op, v.told = "ago", true
	}
	m.walk(k, m.from, v)
}

// endsWith reports whether the word or mark a ends at token i, for what must stand before an expression.
func (l *Lexicon) endsWith(x *text.Text, i int, a string) bool {
	if x.Tokens[i].Fold == a {
		return true
	}
	list := l.sensesAt(x, i)
	for n := range list {
		s := &list[n]
		if s.key == a && len(s.rest) == 0 && s.class != unitName {
			return true
		}
	}
	return false
}

func (m *matcher) walk(k, i int, v value) {
	if k == len(m.rule.elems) {
		if i > m.end {
			m.end, m.best = i, v
		}
		return
	}
	e := &m.rule.elems[k]
	if e.context {
		switch e.atoms[0] {
		case "END", "FREE", "ALONE", "UNCOUNTED", "NOUN":
			if m.clear(e.atoms[0], i) {
				m.walk(k+1, i, v)
			}
			return
		}
		if i < m.limit {
			for _, a := range e.atoms {
				m.atom(a, k, i, i > m.from, true, v)
			}
		}
		return
	}
	if e.opt {
		m.walk(k+1, i, v)
	}
	if i >= m.limit || i > m.from && m.x.Tokens[i].Break {
		return
	}
	if e.conj {
		if j, ok := m.l.and(m.x, i, m.limit); ok && j < m.limit {
			for _, a := range e.atoms {
				m.atom(a, k, j, false, false, v)
			}
			return
		}
	}
	for _, a := range e.atoms {
		m.atom(a, k, i, true, false, v)
	}
}

// clear tests what follows a pattern: UNCOUNTED, nothing that the figure before it may count; NOUN, so, and a word; END, no word or figure; FREE, nothing that makes another expression of it (a rank, a word of
// not-after; not-before for what stands ahead of it); ALONE, free and no figure, month, weekday or «of» either.
func (m *matcher) clear(a string, i int) bool {
	if m.from > m.low && m.l.endsWith(m.x, m.from-1, "not-before") {
		return false
	}
	if i >= m.limit {
		return a != "NOUN"
	}
	tok := &m.x.Tokens[i]
	if a == "UNCOUNTED" || a == "NOUN" {
		return (a == "UNCOUNTED" || tok.Kind == text.Word && !tok.Break && !tok.Glued) && !m.l.is(m.x, i, countable)
	}
	if a == "END" {
		return tok.Kind != text.Word && tok.Kind != text.Number
	}
	if a == "ALONE" && tok.Kind == text.Number {
		return false
	}
	list := m.l.sensesAt(m.x, i)
	for n := range list {
		s := &list[n]
		if s.conj || s.prep {
			continue
		}
		switch s.class {
		case ordWord:
			return false
		case monthName, weekdayOf:
			if a == "ALONE" {
				return false
			}
		}
		if s.key == "not-after" || a == "ALONE" && s.key == "min" {
			return false
		}
	}
	return true
}

// countable are the words that figures stand before: a unit, a noun of counting, a scale.
const countable = unitName | scaleWord | scaleMany | hundred | currency | monthName

// decadeAt reads 1990s, 1990's; the 90s, '90s.
func (l *Lexicon) decadeAt(x *text.Text, i, limit int) (int, int) {
	f := x.Tokens[i].Fold
	if x.Tokens[i].Kind != text.Number || !digits(f) || f[len(f)-1] != '0' || i+1 >= limit || !x.Tokens[i+1].Glued {
		return i, 0
	}
	end := -1
	list := l.sensesAt(x, i+1)
	for n := range list {
		if s := &list[n]; s.key == "s" {
			end = max(end, s.ends(x, i+1, limit))
		}
	}
	switch {
	case end < 0:
	case len(f) == 4:
		return end, atoi(f)
	case len(f) == 2 && i > 0 && (l.endsWith(x, i-1, "the") || x.Tokens[i-1].Fold == "'"):
		return end, atoi(f)
	}
	return i, 0
}

// and steps over a conjunction that is a word of its own.
func (l *Lexicon) and(x *text.Text, i, limit int) (int, bool) {
	if i < limit {
		list := l.sensesAt(x, i)
		for n := range list {
			if s := &list[n]; s.class == andWord && !s.conj {
				return i + 1, true
			}
		}
	}
	return i, false
}

// fits reports whether the clitics of a sense suit its place: the first word may carry any, a later one only what the pattern asks.
func (m *matcher) fits(s *sense, e *elem, i int, joined bool) bool {
	if i == m.from {
		return true
	}
	if e.conj && joined {
		return s.conj && !s.prep
	}
	return !s.conj && !s.prep
}

// atom tries one alternative of an element and goes on behind it. joined: a conjunction that is asked for must be on the word itself.
func (m *matcher) atom(a string, k, i int, joined, ahead bool, v value) {
	tok := &m.x.Tokens[i]
	e := &m.rule.elems[k]
	next := func(j int, v value) {
		if ahead {
			j = i
			if k+1 == len(m.rule.elems) && j > m.end {
				m.end, m.best = j, v
			}
			return
		}
		m.walk(k+1, j, v)
	}
	if tok.Kind == text.Mark {
		if tok.Fold == a || a == "-" && (tok.Fold == "–" || tok.Fold == "—") || a == "," && tok.Fold == "،" {
			next(i+1, v)
		}
		return
	}
	if tok.Kind == text.Number && i > m.from && e.conj && joined {
		return
	}
	switch a {
	case "DAY":
		if j, d := m.dayAt(i, e.conj && joined); d > 0 {
			if v.day == 0 {
				v.day = d
			} else {
				v.day2 = d
			}
			next(j, v)
		}
		return
	case "YEAR", "SHORTYEAR":
		if j, y := m.l.yearAt(m.x, i, m.limit, &v, a == "SHORTYEAR"); y > 0 && (tok.Kind == text.Number || i > m.from && v.op != "years" || i == m.from && m.rule.elems[0].context) {
			if v.year == 0 {
				v.year = y
			} else {
				v.year2 = y
				v.short = a == "SHORTYEAR"
			}
			next(j, v)
		}
		return
	case "N":
		if k := m.l.figureArticled(m.x, i, m.limit); k > i {
			v.n = float64(atoi(m.x.Tokens[k].Fold))
			next(k+1, v)
			return
		}
		n, ok := m.countAt(i, e.conj && joined)
		if full, half := m.numberAt(i); half && !(e.conj && joined) && full.Value > 0 && full.Value-float64(int(full.Value)) == 0.5 { // two and a half
			n, ok = full, true
		}
		if ok && !n.Ordinal && n.Value > 0 && n.Value < 10000 {
			v.n = n.Value
			next(n.To, v)
		}
		return
	case "ORD":
		if k := m.l.figureArticled(m.x, i, m.limit); k > i { // the 21st: an article before figures
			if v.ord = atoi(m.x.Tokens[k].Fold); v.ord <= 53 {
				next(k+1, v)
			}
			return
		}
		if tok.Kind == text.Number && i+1 < m.limit && m.x.Tokens[i+1].Glued && len(tok.Fold) < 3 && digits(tok.Fold) && m.l.is(m.x, i+1, ordMark) {
			v.ord = atoi(tok.Fold)
			next(i+2, v)
			return
		}
		if n, ok := m.numberAt(i); ok && n.Value >= 1 && n.Value <= 53 && (n.Ordinal || tok.Kind == text.Number) {
			v.ord = int(n.Value)
			next(n.To, v)
		}
		return
	case "NUMERIC":
		if j, ok := m.l.numeric(m.x, i, m.limit, &v); ok {
			next(j, v)
		}
		return
	case "TENS": // 1990s
		if j, y := m.l.decadeAt(m.x, i, m.limit); y > 0 {
			v.year = y
			next(j, v)
		}
		return
	}
	slot, only := a, ""
	if a[0] >= 'A' && a[0] <= 'Z' { // parts of a pattern are written in capitals, words are not
		if base, key, ok := strings.Cut(a, "."); ok && slots[base] {
			slot, only = base, key
		}
	}
	list := m.l.sensesAt(m.x, i)
	for n := range list {
		s := &list[n]
		if only != "" && s.key != only {
			continue
		}
		if !m.fits(s, e, i, joined) || !s.fills(slot) {
			continue
		}
		w, ok := v, false
		switch slot {
		case "MONTH":
			if ok = s.class == monthName; ok {
				if w.month == 0 {
					w.month = int(s.val)
				} else {
					w.month2 = int(s.val)
				}
				w.hijri, w.weak = s.sort == "hijri", s.weak
			}
		case "WEEKDAY":
			if ok = s.class == weekdayOf; ok {
				w.weekday, w.weak = int(s.val), s.weak
			}
		case "UNIT":
			ok = s.class == unitName && s.sort == "time" && s.count == 1 && !s.art
		case "UNITS":
			ok = s.class == unitName && s.sort == "time" && s.count != 2 && !s.art
		case "THEUNIT":
			ok = s.class == unitName && s.sort == "time" && s.count == 1 && s.art == m.l.articled
		case "THEUNITS":
			ok = s.class == unitName && s.sort == "time" && s.count == 3 && s.art == m.l.articled
		case "TWO":
			if ok = s.class == unitName && s.sort == "time" && s.count == 2; ok {
				w.n = 2
			}
		case "LAST":
			ok = s.class == shiftWord && s.val < 0
		case "THIS":
			ok = s.class == shiftWord && s.val == 0
		case "NEXT":
			ok = s.class == shiftWord && s.val > 0
		case "DECADE":
			if ok = s.class == decadeName; ok {
				w.year = int(s.val)
			}
		case "SEASON":
			if ok = s.class == seasonName; ok {
				w.ord = int(s.val)
			}
		default:
			ok = s.key == a && s.class != unitName && s.class != monthName && s.class != weekdayOf && m.l.lead[s.key]
		}
		if !ok {
			continue
		}
		j := s.ends(m.x, i, m.limit)
		if j < 0 {
			continue
		}
		if s.class == unitName {
			if plus := day(0).plus(1, s.key); plus == none {
				continue
			}
			w.unit = s.key
			switch slot {
			case "UNITS":
				w.add(w.n, s.key)
			case "THEUNITS":
				w.spans[0].unit = s.key
			case "UNIT":
				w.add(1, s.key)
			case "TWO":
				w.add(2, s.key)
			}
		}
		if s.class == partBefore {
			w.third = int(s.val)
		}
		if a == "and-half" { // a year and a half
			w.add(0.5, w.unit)
		}
		if s.class == shiftWord && a != s.key {
			w.shift, w.shifted = int(s.val), true
		}
		if s.class == shiftWord && (s.key == "following" || s.key == "preceding" || s.key == "same") {
			w.shift, w.told = int(s.val), true
		}
		if s.class == monthName {
			j = m.l.secondName(m.x, j, m.limit, s)
			if j < m.limit && m.x.Tokens[j].Fold == "." && m.x.Tokens[j].Glued && j+1 < m.limit && !ahead {
				next(j+1, w) // a full stop inside the date: an abbreviation, or a slip of the press
			}
		}
		next(j, w)
	}
}

// fills reports whether a sense is of the class that a part of a pattern asks for; of a word, whether it is that word.
func (s *sense) fills(slot string) bool {
	switch slot {
	case "MONTH":
		return s.class == monthName
	case "WEEKDAY":
		return s.class == weekdayOf
	case "UNIT", "UNITS", "THEUNIT", "THEUNITS", "TWO":
		return s.class == unitName
	case "LAST", "THIS", "NEXT":
		return s.class == shiftWord
	case "DECADE":
		return s.class == decadeName
	case "SEASON":
		return s.class == seasonName
	}
	return s.key == slot
}

// secondName steps over the other name of the same month: «name / name», «name (name)», «name name».
func (l *Lexicon) secondName(x *text.Text, j, limit int, s *sense) int {
	if j >= limit || x.Tokens[j].Break {
		return j
	}
	mark, at := x.Tokens[j].Fold, j+1
	if x.Tokens[j].Kind == text.Word {
		mark, at = "", j
	} else if mark != "/" && mark != "(" && mark != "-" || at >= limit {
		return j
	}
	list := l.sensesAt(x, at)
	for n := range list {
		o := &list[n]
		if o.class != monthName || o.val != s.val || o.sort != s.sort || o.conj || o.prep {
			continue
		}
		end := o.ends(x, at, limit)
		if end < 0 {
			continue
		}
		if mark == "(" {
			if end >= limit || x.Tokens[end].Fold != ")" {
				continue
			}
			end++
		}
		return end
	}
	return j
}

func digits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func atoi(s string) int {
	n := 0
	for i := 0; i < len(s) && n < 1<<40; i++ {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// figureArticled gives the token of the figures that an article is printed before (القرن الـ21), or i.
func (l *Lexicon) figureArticled(x *text.Text, i, limit int) int {
	if i+1 >= limit || x.Tokens[i].Kind != text.Word || !x.Tokens[i+1].Glued || x.Tokens[i+1].Kind != text.Number || len(x.Tokens[i+1].Fold) > 3 || !digits(x.Tokens[i+1].Fold) {
		return i
	}
	for _, a := range l.articles {
		if x.Tokens[i].Fold == a {
			return i + 1
		}
	}
	return i
}

// dayAt reads a day of the month in figures (with or without the mark of an ordinal) or words.
func (l *Lexicon) dayAt(x *text.Text, i, limit int, conj bool) (int, int) {
	tok := &x.Tokens[i]
	if tok.Kind == text.Number {
		if len(tok.Fold) > 2 || !digits(tok.Fold) || i > 0 && tok.Glued && x.Tokens[i-1].Kind == text.Mark && (x.Tokens[i-1].Fold == ":" || x.Tokens[i-1].Fold == "$") && !(x.Tokens[i-1].Fold == ":" && i > 1 && x.Tokens[i-2].Kind == text.Word) {
			return i, 0
		}
		d := atoi(tok.Fold)
		if d < 1 || d > 31 {
			return i, 0
		}
		j := i + 1
		if j < limit && x.Tokens[j].Glued && l.is(x, j, ordMark) {
			j++
		}
		return j, d
	}
	if len(l.sensesAt(x, i)) == 0 {
		return i, 0
	}
	n, ok := l.count(x, i, limit, conj)
	return dayOf(n, ok, i)
}

// dayAt is the day that begins at token i, its words read once for all rules.
func (m *matcher) dayAt(i int, conj bool) (int, int) {
	if m.x.Tokens[i].Kind == text.Number {
		return m.l.dayAt(m.x, i, m.limit, conj)
	}
	if len(m.l.sensesAt(m.x, i)) == 0 {
		return i, 0
	}
	n, ok := m.countAt(i, conj)
	return dayOf(n, ok, i)
}

// dayOf takes a count that begins at token i for a day of the month.
func dayOf(n Number, ok bool, i int) (int, int) {
	if !ok || n.Value < 1 || n.Value > 31 || n.Value != float64(int(n.Value)) {
		return i, 0
	}
	return n.To, int(n.Value)
}

// yearAt reads a year in four figures (with or without a mark for its era) or in words.
func (l *Lexicon) yearAt(x *text.Text, i, limit int, v *value, short bool) (int, int) {
	tok := &x.Tokens[i]
	if tok.Kind == text.Number {
		if short && len(tok.Fold) == 2 && digits(tok.Fold) {
			y := atoi(tok.Fold)
			if y < 50 {
				return i + 1, 2000 + y
			}
			return i + 1, 1900 + y
		}
		if len(tok.Fold) != 4 || !digits(tok.Fold) {
			return i, 0
		}
		y := atoi(tok.Fold)
		if y < 1000 || y > 2199 || v.hijri && y > 1600 {
			return i, 0
		}
		return i + 1, y
	}
	if len(l.sensesAt(x, i)) == 0 {
		return i, 0
	}
	return l.spelledYear(x, i, limit, v.month != 0 || i > 0 && l.endsWith(x, i-1, "year-noun"))
}

// spelledYear reads a year in words: as an amount (two thousand and ten, seventeen hundred thirty-three), or as two numbers of two
// figures (nineteen eighty-four). Where nothing before it tells a year, no word may follow.
func (l *Lexicon) spelledYear(x *text.Text, i, limit int, named bool) (int, int) {
	n, ok := l.count(x, i, limit, false)
	if !ok || n.Ordinal || n.Value != float64(int(n.Value)) {
		return i, 0
	}
	end, y := n.To, int(n.Value)
	if y >= 10 && y <= 21 && end < limit && !l.joined {
		k := end
		if x.Tokens[k].Fold == "-" && k+1 < limit {
			k++
		}
		if low, ok := l.count(x, k, limit, false); ok && !low.Ordinal && low.Value >= 10 && low.Value <= 99 {
			end, y = low.To, 100*y+int(low.Value)
		}
	}
	switch {
	case y > 2199:
		return i, 0
	case named && y > 0 && (y >= 1000 || l.joined):
		return end, y
	case y >= 1500 && (end == limit || x.Tokens[end].Kind != text.Word):
		return end, y
	}
	return i, 0
}

// is reports whether the word at token i may be of one of the classes.
func (l *Lexicon) is(x *text.Text, i int, classes class) bool {
	list := l.sensesAt(x, i)
	for n := range list {
		if list[n].class&classes != 0 {
			return true
		}
	}
	return false
}

// numeric reads dates in figures alone, parted by the same sign: 2024-06-19, 19/6/2024, 19.06.2024, 19/6; and with a month's name
// between the signs: 19-Jun-2024.
func (l *Lexicon) numeric(x *text.Text, i, limit int, v *value) (int, bool) {
	first := &x.Tokens[i]
	if first.Kind != text.Number || i > 0 && first.Glued && !l.opens(x, i-1) {
		return i, false
	}
	var part [3]int
	var wide [3]int
	n, j := 0, i
	if strings.ContainsAny(first.Fold, ".") { // 19.06.2024, 7.6
		for _, p := range strings.Split(first.Fold, ".") {
			if n == 3 || !digits(p) {
				return i, false
			}
			part[n], wide[n] = atoi(p), len(p)
			n++
		}
		j = i + 1
		if n == 2 {
			v.ambiguous = true
		}
	} else {
		if !digits(first.Fold) {
			return i, false
		}
		if f := first.Fold; len(f) == 8 && (f[0] == '1' && f[1] == '9' || f[0] == '2' && f[1] == '0') { // 20240619
			v.year, v.month, v.day = atoi(f[:4]), atoi(f[4:6]), atoi(f[6:])
			return i + 1, valid(v.year, v.month, v.day)
		}
		part[0], wide[0] = atoi(first.Fold), len(first.Fold)
		n, j = 1, i+1
		sign := ""
		for n < 3 && j+1 < limit && x.Tokens[j].Glued && x.Tokens[j+1].Glued {
			s := x.Tokens[j].Fold
			if s != "/" && s != "-" || sign != "" && s != sign {
				break
			}
			p := &x.Tokens[j+1]
			if p.Kind == text.Word && n == 1 { // 19-Jun-2024
				ok := false
				list := l.sensesAt(x, j+1)
				for k := range list {
					if m := &list[k]; m.class == monthName && m.sort == "gregorian" && len(m.rest) == 0 && !m.conj && !m.prep {
						part[1], wide[1], ok = int(m.val), -1, true
					}
				}
				if !ok {
					break
				}
			} else if p.Kind != text.Number || !digits(p.Fold) || len(p.Fold) > 4 {
				break
			} else {
				part[n], wide[n] = atoi(p.Fold), len(p.Fold)
			}
			sign = s
			n++
			j += 2
		}
		if j < limit && x.Tokens[j].Glued && (x.Tokens[j].Fold == sign && j+1 < limit && x.Tokens[j+1].Glued && (n == 3 && sign == "-" && wide[2] != 4 && wide[0] != 4 || sign == "/") || x.Tokens[j].Kind == text.Word && wide[1] != -1) {
			return i, false
		}
		if n == 2 && sign == "-" && wide[1] != -1 && wide[0] != 4 && wide[1] != 4 {
			v.ambiguous = true
		}
	}
	switch {
	case n == 3 && wide[0] == 4:
		v.year, v.month, v.day = part[0], part[1], part[2]
	case n == 3 && (wide[2] == 4 || wide[2] == 2):
		v.year = part[2]
		if wide[2] == 2 {
			v.year, v.short = v.year+2000, true
		}
		l.order(v, part[0], part[1], wide[1] == -1)
	case n == 2 && wide[0] == 4 && wide[1] <= 2 && part[1] <= 12: // 2015-3, Dec/2018 stands elsewhere
		v.year, v.month = part[0], part[1]
		if v.year < 1900 || v.year > 2199 || v.month < 1 {
			return i, false
		}
		v.op = "month"
		return j, true
	case n == 2 && wide[1] == 4 && wide[0] <= 2 && part[0] <= 12:
		v.year, v.month = part[1], part[0]
		if v.year < 1900 || v.year > 2199 || v.month < 1 {
			return i, false
		}
		v.op = "month"
		return j, true
	case n == 2 && wide[0] <= 2 && (wide[1] <= 2):
		if wide[1] != -1 && part[0] <= 12 && part[1] <= 12 {
			v.ambiguous = true
		}
		l.order(v, part[0], part[1], wide[1] == -1)
	default:
		return i, false
	}
	if v.month < 1 || v.month > 12 || v.day < 1 || v.day > 31 {
		return i, false
	}
	if v.year != 0 && (v.year < 1500 || v.year > 2199 || !valid(v.year, v.month, v.day)) {
		return i, false
	}
	if n == 2 && v.ambiguous && v.weekday == 0 {
		// a fraction, a score or a decimal unless something tells a date
		if !(i > 0 && l.dated(x, i-1)) && !l.yearBehind(x, j, limit) && !(i > 1 && l.rangeSign(x, i-1) && x.Tokens[i-2].Kind == text.Number) {
			return i, false
		}
	}
	return j, true
}

// opens reports whether a date in figures may be glued to token i: a bracket, a quotation mark, a colon or dash behind a word.
func (l *Lexicon) opens(x *text.Text, i int) bool {
	k := &x.Tokens[i]
	switch {
	case k.Kind == text.Word:
		return l.joins(x, i)
	case k.Kind != text.Mark:
		return true
	case k.Fold == "-" || k.Fold == ":":
		return i > 0 && x.Tokens[i-1].Kind == text.Word || i > 1 && (x.Tokens[i-2].Fold == "/" || x.Tokens[i-2].Fold == ".")
	}
	return !strings.ContainsAny(k.Fold, "/.$+#")
}

// yearBehind reports whether a comma and a year follow: 08/12, 2015.
func (l *Lexicon) yearBehind(x *text.Text, j, limit int) bool {
	if j+1 >= limit || x.Tokens[j].Fold != "," && x.Tokens[j].Fold != "،" {
		return false
	}
	_, y := l.yearAt(x, j+1, limit, &value{}, false)
	return y > 0 && x.Tokens[j+1].Kind == text.Number
}

// rangeSign reports whether a dash that is glued to what stands before it parts two dates: 5/1-5/7.
func (l *Lexicon) rangeSign(x *text.Text, i int) bool {
	f := x.Tokens[i].Fold
	return (f == "-" || f == "–") && i > 2 && x.Tokens[i-2].Fold == "/"
}

// dated reports whether token i is a word that dates stand behind, so that 7/6 is one.
func (l *Lexicon) dated(x *text.Text, i int) bool {
	list := l.sensesAt(x, i)
	for n := range list {
		switch s := &list[n]; s.key {
		case "on-date", "from", "between", "to", "since", "until", "on":
			return true
		default:
			if s.class == weekdayOf || s.class == shiftWord {
				return true
			}
		}
	}
	return false
}

// order tells day from month in the order that the language prints, or the only one that can be.
func (l *Lexicon) order(v *value, a, b int, named bool) {
	v.day, v.month = a, b
	if !named && (l.monthFirst && a <= 12 || b > 12) {
		v.day, v.month = b, a
	}
}
