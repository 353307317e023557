package when

import (
	"math"
	"strings"

	"rawi/internal/text"
)

// A Number is an amount or a rank in figures or words.
type Number struct {
	From, To   int // tokens
	Start, End int // code points, without proclitics
	Value      float64
	Ordinal    bool
	one        bool // no more than the word for one, which is a pronoun too
	back       bool // no more than «the two»
	bare       bool // begins with a scale that nothing counts (dozen)
}

// Numbers gives the amounts and ranks of a range of tokens, without those that are part of a date.
func (l *Lexicon) Numbers(x *text.Text, r text.Range) []Number {
	return l.numbersBeside(x, r, l.Find(x, r, ""))
}

// numbersBeside leaves out what stands in the times.
func (l *Lexicon) numbersBeside(x *text.Text, r text.Range, times []Time) []Number {
	var out []Number
	t := 0
	for i := r.From; i < r.To; {
		for t < len(times) && times[t].To <= i {
			t++
		}
		if t < len(times) && times[t].From <= i {
			i = times[t].To
			continue
		}
		tok := &x.Tokens[i]
		if tok.Kind == text.Number {
			if list := enumerated(tok, i); list != nil {
				out = append(out, list...)
				i++
				continue
			}
		}
		if tok.Kind == text.Number || len(l.sensesAt(x, i)) > 0 || tok.Fold == "-" || tok.Fold == "." {
			if n, ok := l.number(x, i, r.To); ok && l.amount(x, n, r) {
				out = append(out, n)
				i = l.pastRatio(x, n.To, r.To)
				continue
			}
			if two, ok := l.dual(x, i); ok {
				out = append(out, two)
			}
		}
		if tok.Kind == text.Number { // figures that are no amount, with all that hangs on them
			i++
			for i < r.To && x.Tokens[i].Glued && (x.Tokens[i].Kind == text.Word || x.Tokens[i].Fold == ":" || x.Tokens[i].Kind == text.Number && x.Tokens[i-1].Fold == ":") {
				i++
			}
			continue
		}
		i++
	}
	return out
}

// enumerated reads figures that are printed with commas and no spaces between them, and are no groups of thousands: 22,24,31.
func enumerated(tok *text.Token, i int) []Number {
	if strings.Count(tok.Fold, ",") < 2 || strings.ContainsRune(tok.Fold, '.') || grouped(tok.Fold) {
		return nil
	}
	var out []Number
	at := tok.Start
	for _, f := range strings.Split(tok.Fold, ",") {
		if digits(f) {
			out = append(out, Number{From: i, To: i + 1, Start: at, End: at + len(f), Value: float64(atoi(f))})
		}
		at += len(f) + 1
	}
	if at != tok.End+1 { // signs that are not written stand in the print
		return nil
	}
	return out
}

// pastRatio steps over a unit that itself holds a number: three in the hundred.
func (l *Lexicon) pastRatio(x *text.Text, i, limit int) int {
	if i < limit {
		if s, e := l.senseAt(x, i, limit, unitName); s != nil && s.sort == "ratio" {
			return e
		}
	}
	return i
}

// dual is a noun of counting that itself says two; with the article it only refers back (the two states).
func (l *Lexicon) dual(x *text.Text, i int) (Number, bool) {
	list := l.sensesAt(x, i)
	for n := range list {
		if s := &list[n]; s.class == unitName && s.count == 2 && len(s.rest) == 0 && !s.art {
			start, end := x.Inside(i, s.skip, -1)
			return Number{From: i, To: i + 1, Start: start, End: end, Value: 2}, true
		}
	}
	return Number{}, false
}

// mostCounted is the most that reports count, in the money of the poorest country; longer figures are numbers of accounts and the like.
const mostCounted = 1e18

// amount reports whether a number that was read counts something: not a name (F-16), a clock time (10:30), a measure that is
// glued to unknown letters, or the pronoun one.
func (l *Lexicon) amount(x *text.Text, n Number, r text.Range) bool {
	if n.Value > mostCounted {
		return false
	}
	first, last := &x.Tokens[n.From], &x.Tokens[n.To-1]
	if n.From > r.From && first.Glued && first.Kind == text.Number {
		prev := &x.Tokens[n.From-1]
		if prev.Kind == text.Word && !l.joins(x, n.From-1) {
			return false
		}
		if n.From-1 > r.From && prev.Glued && (prev.Fold == ":" || prev.Fold == "-" && x.Tokens[n.From-2].Kind == text.Word && !l.numeral(x, n.From-2)) {
			if prev.Fold != ":" || x.Tokens[n.From-2].Kind == text.Number {
				return false
			}
		}
	}
	if n.To < r.To && last.Kind == text.Number {
		next := &x.Tokens[n.To]
		if next.Glued && next.Kind == text.Word && !l.is(x, n.To, unitName) && !l.is(x, n.To, ordMark) {
			return false
		}
		if next.Glued && next.Kind == text.Word && l.is(x, n.To, ordMark) {
			return false
		}
		if next.Glued && next.Fold == ":" && n.To+1 < r.To && x.Tokens[n.To+1].Glued && x.Tokens[n.To+1].Kind == text.Number {
			return false
		}
		if l.is(x, n.To, notUnit) {
			return false
		}
	}
	if n.back && n.To == n.From+1 {
		return false
	}
	if n.bare && n.From > r.From && l.endsVague(x, n.From-1, r.From) { // several dozen
		return false
	}
	if !n.one {
		return true
	}
	if n.To < r.To && l.unitAt(x, n.To) {
		return true
	}
	if l.joined {
		return n.From > r.From && l.unitAt(x, n.From-1)
	}
	return l.beforeNoun(x, n, r)
}

// endsVague reports whether a word for an amount that is not told ends at token i.
func (l *Lexicon) endsVague(x *text.Text, i, low int) bool {
	for k := max(low, i-3); k <= i; k++ {
		if s, e := l.senseAt(x, k, i+1, vagueWord); s != nil && e == i+1 {
			return true
		}
	}
	return false
}

// beforeNoun reports whether the word for one counts the word behind it (one last attempt): nothing beside it makes a pronoun of it.
func (l *Lexicon) beforeNoun(x *text.Text, n Number, r text.Range) bool {
	if n.From > r.From && l.is(x, n.From-1, notOne) {
		return false
	}
	if n.To >= r.To {
		return false
	}
	next := &x.Tokens[n.To]
	return next.Kind == text.Word && !next.Glued && !next.Break && !next.Upper && !l.is(x, n.To, notOne)
}

// joins reports whether a word may be glued to a figure: a conjunction or preposition of the language.
func (l *Lexicon) joins(x *text.Text, i int) bool {
	w := x.Tokens[i].Fold
	for _, c := range l.conj {
		if w == c {
			return true
		}
		for _, p := range l.prep {
			if w == c+p {
				return true
			}
		}
	}
	for _, p := range l.prep {
		if w == p {
			return true
		}
	}
	return l.is(x, i, currency)
}

func (l *Lexicon) numeral(x *text.Text, i int) bool {
	return l.is(x, i, digitWord|teenWord|tensWord|tenWord|hundred|scaleWord)
}

func (l *Lexicon) unitAt(x *text.Text, i int) bool {
	list := l.sensesAt(x, i)
	for n := range list {
		if s := &list[n]; s.class == unitName && !s.prep && !s.conj {
			return true
		}
	}
	return false
}

// number reads the longest number that begins at token i.
func (l *Lexicon) number(x *text.Text, i, limit int) (Number, bool) {
	p := numberReader{l: l, x: x, limit: limit}
	return p.read(i)
}

// count is number without what only amounts have: sign, fraction and power.
func (l *Lexicon) count(x *text.Text, i, limit int, conj bool) (Number, bool) {
	p := numberReader{l: l, x: x, limit: limit, plain: true, conj: conj}
	return p.read(i)
}

type numberReader struct {
	l     *Lexicon
	x     *text.Text
	limit int
	plain bool
	conj  bool
}

// which says what a number word must carry.
type which int

const (
	free   which = iota // the first word: any proclitics
	joined              // a conjunction on the word
	single              // none
)

func (p *numberReader) sense(i int, c which, classes class) (*sense, int) {
	if i >= p.limit || i < 0 {
		return nil, i
	}
	list := p.l.sensesAt(p.x, i)
	var found *sense
	end := i
	for n := range list {
		s := &list[n]
		if c == joined && (!s.conj || s.prep) || c == single && (s.conj || s.prep) {
			continue
		}
		if s.class&classes == 0 {
			continue
		}
		j := s.ends(p.x, i, p.limit)
		if j > end || j == end && found != nil && s.skip < found.skip {
			found, end = s, j
		}
	}
	return found, end
}

// part is a piece of a number: its value, where it ends, whether it is a rank, and how many proclitic runes stand before it.
type part struct {
	v       float64
	j       int
	ordinal bool
	figure  bool
	skip    int
	ok      bool
	one     bool
	back    bool
	small   bool // of one or two digits
	hundred bool
}

// next tells how a further part may be joined at j: by a conjunction that is a word, by one on the word, or not at all.
func (p *numberReader) next(j int) (int, which, bool) {
	if k, ok := p.l.and(p.x, j, p.limit); ok {
		return k, single, true
	}
	if p.l.joined {
		return j, joined, true
	}
	return j, single, false
}

// tens reads 1 … 99 in words.
func (p *numberReader) tens(i int, c which) part {
	s, j := p.sense(i, c, digitWord|boundDigit|tenWord|teenWord|tensWord|ordWord)
	if s == nil || p.x.Tokens[i].Kind != text.Word {
		return part{}
	}
	out := part{v: s.val, j: j, skip: s.skip, ok: true, small: true, ordinal: s.class == ordWord, one: s.class == digitWord && s.val == 1, back: s.class == digitWord && s.val == 2 && s.art}
	switch s.class {
	case digitWord, boundDigit, ordWord:
		if s.val > 9 {
			return out
		}
		if t, k := p.sense(j, single, tenWord); t != nil && p.l.unitsFirst && (s.class != digitWord || !s.art || t.val == 10) {
			out.v, out.j, out.one = s.val+10, k, false
			return out
		}
		if p.l.unitsFirst {
			if k, w, and := p.next(j); and {
				if t, e := p.sense(k, w, tensWord); t != nil {
					out.v, out.j, out.one = s.val+t.val, e, false
					return out
				}
			}
		}
		if s.class == boundDigit {
			return part{}
		}
	case tensWord:
		if p.l.unitsFirst {
			return out
		}
		k := j
		if k+1 < p.limit && p.x.Tokens[k].Fold == "-" {
			k++
		}
		if d, e := p.sense(k, single, digitWord|ordWord); d != nil && d.val < 10 && !(d.class == ordWord && p.isFraction(k)) {
			out.v, out.j, out.ordinal = s.val+d.val, e, d.class == ordWord
		}
	}
	return out
}

func (p *numberReader) isFraction(i int) bool {
	s, _ := p.sense(i, single, fractMany)
	return s != nil
}

// figure reads a number in figures.
func (p *numberReader) figure(i int) part {
	if i >= p.limit || p.x.Tokens[i].Kind != text.Number {
		return part{}
	}
	v, ok := figure(p.x.Tokens[i].Fold)
	j := i + 1
	if ok && v >= 1 && v < 1000 && digits(p.x.Tokens[i].Fold) { // 40 000
		for j < p.limit && v < mostCounted && !p.x.Tokens[j].Glued && !p.x.Tokens[j].Break && len(p.x.Tokens[j].Fold) == 3 && digits(p.x.Tokens[j].Fold) {
			v = v*1000 + float64(atoi(p.x.Tokens[j].Fold))
			j++
		}
	}
	return part{v: v, j: j, ok: ok, figure: true, small: v < 100}
}

// figure is the value of figures with their separators.
func figure(s string) (float64, bool) {
	dots := strings.Count(s, ".")
	sep := 0
	for _, r := range s {
		if r == ',' || r == '،' || r == '\'' {
			sep++
		}
	}
	var whole, frac strings.Builder
	inFrac := false
	switch {
	case dots == 0 && sep == 1 && !grouped(s):
		dots, sep = 1, 0
		s = strings.NewReplacer(",", ".", "،", ".", "'", ".").Replace(s)
	case dots > 1 && sep == 0 && grouped(s):
		s = strings.ReplaceAll(s, ".", "")
	case dots > 0 && sep == 1 && strings.LastIndexByte(s, '.') < strings.IndexAny(s, ",،"): // 1.111,11
		s = strings.NewReplacer(".", "", ",", ".", "،", ".").Replace(s)
	case sep > 1 && dots == 0 && !grouped(s): // a list
		return 0, false
	case dots > 1:
		return 0, false
	}
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9' && inFrac:
			frac.WriteRune(r)
		case r >= '0' && r <= '9':
			whole.WriteRune(r)
		case r == '.':
			inFrac = true
		}
	}
	v := 0.0
	for _, c := range whole.String() {
		v = v*10 + float64(c-'0')
	}
	if f := frac.String(); f != "" {
		n := 0.0
		for _, c := range f {
			n = n*10 + float64(c-'0')
		}
		v += n / math.Pow10(len(f))
	}
	return v, true
}

// grouped reports whether the separators part groups of three figures.
func grouped(s string) bool {
	n, groups := 0, 0
	for k, r := range s {
		if r >= '0' && r <= '9' {
			n++
			continue
		}
		if groups == 0 && (n == 0 || n > 3 || k == 1 && s[0] == '0') || groups > 0 && n != 3 {
			return false
		}
		groups++
		n = 0
	}
	return groups > 0 && n == 3
}

// hundreds reads 1 … 999 in words or figures; in figures also more.
func (p *numberReader) hundreds(i int, c which, deep bool) part {
	var out part
	if c != joined {
		out = p.figure(i)
	}
	if !out.ok {
		if s, j := p.sense(i, c, hundreds); s != nil {
			out = part{v: s.val, j: j, skip: s.skip, ok: true, hundred: true}
		} else if s, j := p.sense(i, c, hundred); s != nil {
			out = part{v: 100, j: j, skip: s.skip, ok: true, hundred: true}
		} else {
			out = p.tens(i, c)
		}
	}
	if !out.ok || out.ordinal {
		return out
	}
	if !out.hundred {
		s, j := p.sense(out.j, single, hundred)
		if s == nil || out.v >= 1000 {
			return out
		}
		out.v, out.j, out.hundred, out.one, out.small = out.v*100, j, true, false, false
	}
	if deep { // what follows a hundred must not itself be counted in hundreds
		k, w, and := p.next(out.j)
		if !and && p.l.joined {
			return out
		}
		more := part{}
		if w != joined {
			if more = p.figure(k); more.ok && (!and || !more.small) {
				more = part{}
			}
		}
		if !more.ok {
			more = p.tens(k, w)
		}
		if more.ok {
			if s, _ := p.sense(more.j, single, hundred); s != nil {
				return out
			}
			if s, _ := p.denominator(k); s != nil {
				return out
			}
			if more.v == 0 {
				return out
			}
			if s, _ := p.sense(more.j, single, overWord); s != nil && len(s.rest) > 0 && p.l.joined { // two hundred and three parts of a hundred
				return out
			}
			if s, _ := p.sense(more.j, single, fractMany); s != nil && and && !(p.l.unitsFirst && more.v > 10) { // two hundred and fifty-four hundredths
				return out
			}
			out.v, out.j, out.ordinal = out.v+more.v, more.j, more.ordinal
		}
	}
	return out
}

func (p *numberReader) scale(i int, counted bool, c which) (*sense, int) {
	if counted {
		return p.sense(i, c, scaleWord|scaleMany)
	}
	one, k := p.sense(i, c, scaleWord)
	if s, j := p.sense(i, c, scaleTwo); s != nil && (one == nil || p.ruled(j)) {
		return s, j
	}
	return one, k
}

// ruled reports whether a noun follows at once, as behind a dual that has lost its ending (ألفا جندي); the accusative singular, which
// is written alike, has none (بلغ ألفا وخمسمئة).
func (p *numberReader) ruled(j int) bool {
	if j >= p.limit || p.x.Tokens[j].Kind != text.Word || p.x.Tokens[j].Break || p.l.carries(p.x, j) || p.l.isAnd(p.x, j) || p.l.company(p.x, j) {
		return false
	}
	for _, c := range p.l.conj {
		if strings.HasPrefix(p.x.Tokens[j].Fold, c) {
			return false
		}
	}
	return true
}

// read reads a whole number: sign, groups with their scales, fraction.
func (p *numberReader) read(i int) (Number, bool) {
	l, x := p.l, p.x
	n := Number{From: i}
	sign := 1.0
	j := i
	if !p.plain {
		if s, k := p.sense(i, free, minusWord); s != nil {
			sign, j = -1, k
			n.Start, _ = x.Inside(i, s.skip, -1)
		} else if x.Tokens[i].Fold == "-" && i+1 < p.limit && (x.Tokens[i+1].Kind == text.Number || x.Tokens[i+1].Fold == ".") && (i == 0 || !x.Tokens[i].Glued) && x.Tokens[i+1].Glued {
			sign, j = -1, i+1
			n.Start = x.Tokens[i].Start
		}
		if j+1 < p.limit && x.Tokens[j].Fold == "." && x.Tokens[j+1].Kind == text.Number && x.Tokens[j+1].Glued && (j == 0 || !x.Tokens[j].Glued || j > i) && digits(x.Tokens[j+1].Fold) {
			f := x.Tokens[j+1].Fold
			v := 0.0
			for k := range f {
				v = v*10 + float64(f[k]-'0')
			}
			if j == i {
				n.Start = x.Tokens[i].Start
			}
			n.Value, n.To, n.End = sign*v/math.Pow10(len(f)), j+2, x.Tokens[j+1].End
			return n, true
		}
	}
	signed := j > i
	c := free
	if signed {
		c = single
	} else if p.conj {
		c = joined
	}
	total, last := 0.0, math.Inf(1)
	lastScale := 0.0
	skip, parts := 0, 0
	figures := false
	for {
		w, at := c, j
		if parts > 0 {
			if n.Ordinal {
				break
			}
			at, w, _ = p.next(j)
			if figures && lastScale == 0 {
				break
			}
		}
		g := p.hundreds(at, w, true)
		if !g.ok && parts > 0 && w == joined { // «4 thousand 3 hundred»: figures may follow without a conjunction
			if f := p.hundreds(at, single, true); f.ok && f.hundred && p.x.Tokens[at].Kind == text.Number {
				g = f
			}
		}
		var sc *sense
		e := at
		if g.ok && !g.ordinal {
			sc, e = p.scale(g.j, true, single)
			if sc == nil && g.figure && g.j < p.limit {
				sc, e = p.suffix(at, g.j)
			}
			if sc != nil && sc.val >= last && sc.val != 12 {
				sc = nil
				if parts > 0 {
					break
				}
			}
		} else if !g.ok {
			sc, e = p.scale(at, false, w)
			if sc != nil && sc.val >= last {
				sc = nil
			}
			if sc != nil {
				g = part{v: 1, ok: true, skip: sc.skip}
				n.bare = n.bare || parts == 0
			}
		}
		if !g.ok {
			break
		}
		if parts > 0 && figures && !g.figure && (sc == nil || sc.val == 12) && !(lastScale >= 1000 && p.closes(g.j)) {
			break // $3bn and two dozen lorries
		}
		if s, _ := p.sense(g.j, single, fractMany); s != nil && parts > 0 && sc == nil && !p.l.joined {
			if _, _, and := p.next(j); and {
				break // nine million and five ninths
			}
		}
		if parts > 0 && sc == nil && (g.figure && (g.v >= lastScale || !g.small && g.v >= 1000) || g.v >= lastScale && lastScale > 0 || lastScale == 0) {
			break
		}
		if parts == 0 {
			skip = g.skip
			n.one, n.back = g.one, g.back && sc == nil
			n.bare = n.bare || g.hundred && p.l.is(x, at, hundred)
			figures = g.figure && !g.hundred
		} else {
			n.one = false
		}
		v := g.v
		j = g.j
		if sc != nil {
			v *= sc.val
			j = e
			n.one = false
			last, lastScale = sc.val, sc.val
			if sc.class == scaleTwo {
				lastScale /= 2
			}
			for { // hundred thousand million
				more, k := p.sense(j, single, scaleWord|scaleMany)
				if more == nil || more.val < 1000 || sc.val < 1000 {
					break
				}
				v *= more.val
				j = k
				last, lastScale = more.val, more.val
			}
		} else {
			lastScale = 0
		}
		total += v
		n.Ordinal = g.ordinal
		parts++
		if sc == nil {
			break
		}
	}
	if parts == 0 && !p.plain {
		total, j, skip, parts = p.fractionAlone(j, c)
	} else if !p.plain {
		total, j = p.fraction(&n, total, j, lastScale)
	}
	if parts == 0 && !p.plain {
		if s, k := p.sense(j, c, onePart); s != nil && k < p.limit { // a part of twenty
			sub := numberReader{l: l, x: x, limit: p.limit, plain: true}
			if d, ok := sub.read(k); ok && d.Value > 1 {
				total, j, skip, parts = 1/d.Value, d.To, s.skip, 1
			}
		}
	}
	if parts == 0 {
		if s, k := p.sense(j, c, zeroWord); s != nil {
			total, j, skip, parts = 0, k, s.skip, 1
		}
	}
	if parts == 0 {
		return Number{}, false
	}
	if !p.plain && !n.Ordinal {
		total, j = p.over(&n, total, j)
		if figures {
			total, j = p.power(total, j)
		}
	}
	n.Value, n.To = sign*total, j
	if !signed {
		n.Start, _ = x.Inside(i, skip, -1)
	}
	n.End = x.Tokens[j-1].End
	if signed {
		n.one = false
	}
	return n, true
}

// closes reports whether nothing is counted behind token j: the end, or a mark.
func (p *numberReader) closes(j int) bool {
	return j >= p.limit || p.x.Tokens[j].Break || p.x.Tokens[j].Kind != text.Word && p.x.Tokens[j].Kind != text.Number
}

// suffix reads k, m, bn behind a figure; where the letter may mean a measure (m), only with money.
func (p *numberReader) suffix(at, j int) (*sense, int) {
	if s, k := p.sense(j, single, suffixWord); s != nil {
		return s, k
	}
	s, k := p.sense(j, single, moneyWord)
	if s == nil {
		return nil, j
	}
	if p.x.Tokens[j].Upper && !p.x.Tokens[j].Glued {
		return s, k
	}
	if at > 0 && p.l.is(p.x, at-1, currency) || k < p.limit && p.l.counted(p.x, k) {
		return s, k
	}
	return nil, j
}

// counted reports whether a word is money or people.
func (l *Lexicon) counted(x *text.Text, i int) bool {
	list := l.sensesAt(x, i)
	for n := range list {
		if s := &list[n]; s.class == unitName && (s.sort == "money" || s.sort == "people") {
			return true
		}
	}
	return false
}

// fractionAlone reads a half, a third, two thirds (as one word), half a million, half a dozen.
func (p *numberReader) fractionAlone(i int, c which) (v float64, j, skip, parts int) {
	j = i
	a := false
	first := c
	if s, k := p.sense(i, c, aWord); s != nil {
		j, skip, a = k, s.skip, true
		first = single
		if f, _ := p.sense(j, single, fraction|suffixWord|scaleWord|hundred); f == nil {
			return 0, i, 0, 0
		} else if f.class != fraction {
			sub := numberReader{l: p.l, x: p.x, limit: p.limit}
			n, ok := sub.read(j)
			if !ok {
				return 0, i, 0, 0
			}
			return n.Value, n.To, skip, 1
		}
	}
	if s, k := p.sense(j, first, vulgar); s != nil && !a {
		v, k = p.scaled(s.val, k)
		return v, k, s.skip, 1
	}
	s, k := p.sense(j, first, fraction|fractTwo)
	if s == nil {
		return 0, i, 0, 0
	}
	half := s.key == "2"
	if !half && !a && !p.l.joined {
		return 0, i, 0, 0
	}
	if !half && a && !p.l.joined && s.val < 20 { // a third party, a quarter final
		if o, _ := p.sense(k, single, ofWord); o == nil {
			return 0, i, 0, 0
		}
	}
	if !a {
		skip = s.skip
	}
	v = 1 / s.val
	if s.class == fractTwo {
		v = 2 / s.val
	}
	v, k = p.scaled(v, k)
	return v, k, skip, 1
}

// scaled multiplies a fraction by the scale that it is of: half a million, three quarters of a million.
func (p *numberReader) scaled(v float64, k int) (float64, int) {
	e := k
	if o, f := p.sense(e, single, ofWord); o != nil {
		e = f
	}
	if a, f := p.sense(e, single, aWord); a != nil {
		e = f
	}
	if s, f := p.sense(e, single, scaleWord); s != nil && (s.val >= 1000 || s.val == 12) {
		return v * s.val, f
	}
	return v, k
}

// fraction reads what may follow a whole number: two thirds, three and a half, two million and a half, five point seven.
func (p *numberReader) fraction(n *Number, total float64, j int, scale float64) (float64, int) {
	if n.Ordinal {
		return total, j
	}
	if s, k := p.sense(j, single, pointWord); s != nil {
		return p.decimals(total, j, k)
	}
	if s, k := p.sense(j, single, vulgar); s != nil { // 2½
		return p.scaled(total+s.val, k)
	}
	k := j
	if k+1 < p.limit && p.x.Tokens[k].Fold == "-" {
		k++
	}
	if k < p.limit && p.x.Tokens[k].Kind == text.Number && k == j && !p.x.Tokens[k].Glued { // 1 4/5
		if f, e, ok := p.slash(k); ok && n.From < j && p.x.Tokens[j-1].Kind == text.Number {
			return total + f, e
		}
	}
	if s, e := p.sense(k, single, fractMany); s != nil && (n.To == 0) && (k == j || !p.l.joined) {
		n.one = false
		return p.scaled(total/s.val, e)
	}
	if s, e := p.denominator(k); s != nil { // one hundred thirty-fifths
		t, _ := p.sense(k, single, tensWord)
		return total / (t.val + s.val), e
	}
	if n.one && !p.l.joined {
		if s, e := p.sense(k, single, fraction); s != nil {
			n.one = false
			return p.scaled(total/s.val, e)
		}
	}
	if s, e := p.sense(k, single, fractBound); s != nil && k == j && p.x.Tokens[j-1].Kind == text.Word && total > 2 {
		n.one = false
		return total / s.val, e
	}
	at, w, and := p.next(p.dash(j))
	if !and {
		return total, j
	}
	at = p.dash(at)
	unit := 1.0
	if scale >= 1000 {
		unit = scale
	}
	if a, e := p.sense(at, w, aWord); a != nil {
		at, w = p.dash(e), single
	} else if a, e := p.sense(at, w, digitWord); a != nil && a.val == 1 && !p.l.joined { // three and one fourth
		if s, _ := p.sense(p.dash(e), single, fraction); s != nil {
			at, w = p.dash(e), single
		}
	}
	if s, e := p.sense(at, w, fraction|fractTwo|fractBound|vulgar); s != nil && (s.class != fractBound || total < 100) {
		v := 1 / s.val
		if s.class == vulgar {
			v = s.val
		}
		if s.class == fractTwo {
			v *= 2
		}
		n.one = false
		if unit > 1 && e < p.limit { // «a million and half the million»
			if again, f := p.sense(e, single, scaleWord); again != nil && again.val == unit {
				e = f
			}
		}
		if unit == 1 {
			if sc, f := p.sense(e, single, scaleWord); sc != nil && sc.val >= 1000 { // one and a half million
				return (total + v) * sc.val, f
			}
		}
		return total + v*unit, e
	}
	if t := p.tens(at, w); t.ok {
		if s, e := p.sense(t.j, single, fractMany); s != nil {
			n.one = false
			return total + t.v/s.val*unit, e
		}
		if s, e := p.sense(t.j, single, overWord); s != nil && len(s.rest) > 0 && p.l.joined { // and three parts of a hundred
			sub := numberReader{l: p.l, x: p.x, limit: p.limit, plain: true}
			if d, ok := sub.read(e); e < p.limit && ok && d.Value > t.v {
				return total + t.v/d.Value, d.To
			}
		}
	}
	return total, j
}

// dash steps over a hyphen that ties the words of a number: two-and-a-half.
func (p *numberReader) dash(j int) int {
	if j+1 < p.limit && j > 0 && p.x.Tokens[j].Fold == "-" && p.x.Tokens[j].Glued && p.x.Tokens[j+1].Glued {
		return j + 1
	}
	return j
}

// denominator is a compound rank in the plural, thirty-fifths: the sense of its last word.
func (p *numberReader) denominator(i int) (*sense, int) {
	t, k := p.sense(i, single, tensWord)
	if t == nil || p.l.unitsFirst {
		return nil, i
	}
	if k+1 < p.limit && p.x.Tokens[k].Fold == "-" {
		k++
	}
	if s, e := p.sense(k, single, fractMany); s != nil && s.val < 10 {
		return s, e
	}
	return nil, i
}

// decimals reads the figures behind a spoken point: zero three, seventy-one.
func (p *numberReader) decimals(total float64, j, k int) (float64, int) {
	place, end := 0.1, j
	for {
		if s, e := p.sense(k, single, zeroWord); s != nil {
			place, k, end = place/10, e, e
			continue
		}
		t := p.tens(k, single)
		if !t.ok || t.ordinal {
			return total, end
		}
		if s, e := p.sense(t.j, single, ofOneWord); s != nil && place == 0.1 && e < p.limit { // point three of a hundred
			sub := numberReader{l: p.l, x: p.x, limit: p.limit, plain: true}
			if d, ok := sub.read(e); ok && d.Value >= 10 && d.Value > t.v {
				return total + t.v/d.Value, d.To
			}
		}
		if t.v >= 10 {
			return total + t.v*place/10, t.j
		}
		total, place, k, end = total+t.v*place, place/10, t.j, t.j
	}
}

// slash reads 4/5.
func (p *numberReader) slash(i int) (float64, int, bool) {
	x := p.x
	if i+2 < p.limit && x.Tokens[i+1].Fold == "/" && x.Tokens[i+1].Glued && x.Tokens[i+2].Glued && x.Tokens[i+2].Kind == text.Number && digits(x.Tokens[i].Fold) && digits(x.Tokens[i+2].Fold) && len(x.Tokens[i+2].Fold) < 4 {
		if d := atoi(x.Tokens[i+2].Fold); d > 1 {
			return float64(atoi(x.Tokens[i].Fold)) / float64(d), i + 3, true
		}
	}
	return 0, i, false
}

// over reads one in words over another: one out of three; and 4/5 in figures.
func (p *numberReader) over(n *Number, total float64, j int) (float64, int) {
	if j-1 == n.From || j-2 == n.From {
		if p.x.Tokens[j-1].Kind == text.Number && len(p.x.Tokens[j-1].Fold) < 4 {
			if f, e, ok := p.slash(j - 1); ok {
				return f, e
			}
		}
	}
	s, k := p.sense(j, single, overWord)
	few := false
	if s == nil && (n.one || total == 1) {
		s, k = p.sense(j, single, ofOneWord)
		few = !p.l.joined // one in five; but one in 2014
	}
	if s == nil || k >= p.limit {
		return total, j
	}
	sub := numberReader{l: p.l, x: p.x, limit: p.limit, plain: true}
	if d, ok := sub.read(k); few && (!ok || d.Value > 1000) {
		return total, j
	}
	if d, ok := sub.read(k); ok && d.Value > 1 && !d.Ordinal && (d.Value >= total || len(s.rest) == 0) { // but 12 out of 10 are two numbers
		n.one = false
		return total / d.Value, d.To
	}
	return total, j
}

// power reads 1.1^23 and 12e5.
func (p *numberReader) power(total float64, j int) (float64, int) {
	x := p.x
	if j >= p.limit || !x.Tokens[j].Glued || x.Tokens[j].Fold == "" {
		return total, j
	}
	if x.Tokens[j].Fold == "x10" && j+2 < p.limit && x.Tokens[j+1].Fold == "^" && digits(x.Tokens[j+2].Fold) { // 1.3x10^6
		return total * math.Pow10(min(atoi(x.Tokens[j+2].Fold), 300)), j + 3
	}
	if f := x.Tokens[j].Fold; f[0] == 'e' && (len(f) > 1 && digits(f[1:]) || len(f) == 1) || f == "^" {
		k, sign := j+1, 1.0
		if f[0] == 'e' && len(f) > 1 {
			e, k := f[1:], j+1
			if k < p.limit && x.Tokens[k].Kind == text.Number && x.Tokens[k].Glued && digits(x.Tokens[k].Fold) {
				e, k = e+x.Tokens[k].Fold, k+1
			}
			return total * math.Pow10(min(atoi(e), 300)), k
		}
		for k < p.limit && (x.Tokens[k].Fold == "-" || x.Tokens[k].Fold == "--" || x.Tokens[k].Fold == "+") {
			if x.Tokens[k].Fold == "-" {
				sign = -1
			}
			k++
		}
		if k < p.limit && x.Tokens[k].Kind == text.Number {
			if e, ok := figure(x.Tokens[k].Fold); ok && e < 300 {
				if f == "^" {
					return math.Pow(total, sign*e), k + 1
				}
				return total * math.Pow(10, sign*e), k + 1
			}
		}
	}
	return total, j
}
