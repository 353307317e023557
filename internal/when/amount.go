package when

import "rawi/internal/text"

// The bounds of an amount.
const (
	AtLeast = "at_least"
	About   = "about"
	AtMost  = "at_most"
	Exactly = "exactly"
)

// An Amount is a number, or a word for one that is not told, with its bound and what it counts.
type Amount struct {
	From, To   int // tokens, with bound, currency sign and unit
	Start, End int // code points
	Value      *float64
	Bound      string
	Unit       string // key of table units, "" where the noun is not in it
	Vague      string // dozens, hundreds, several
	UnitFrom   int    // token of the noun that is counted, -1 for none
}

// Amounts joins numbers and vague words with their bounds and units. Ranks are no amounts.
func (l *Lexicon) Amounts(x *text.Text, r text.Range, numbers []Number) []Amount {
	var out []Amount
	n := 0
	for i := r.From; i < r.To; {
		for n < len(numbers) && numbers[n].From < i {
			n++
		}
		if n < len(numbers) && numbers[n].From == i {
			k := numbers[n]
			n++
			i = k.To
			if k.Ordinal {
				continue
			}
			v := k.Value
			a := Amount{From: k.From, To: k.To, Start: k.Start, End: k.End, Value: &v, Bound: Exactly, UnitFrom: -1}
			l.complete(x, &a, r)
			i = max(a.To, k.To)
			out = append(out, a)
			continue
		}
		if s, e := l.senseAt(x, i, r.To, boundWord); s != nil && e > i+1 { // as many as
			i = e
			continue
		}
		if s, e := l.senseAt(x, i, r.To, vagueWord); s != nil {
			a := Amount{From: i, To: e, End: x.Tokens[e-1].End, Vague: s.key, UnitFrom: -1}
			a.Start, _ = x.Inside(i, s.skip, -1)
			l.complete(x, &a, r)
			if a.Bound == Exactly {
				a.Bound = ""
			}
			i = max(a.To, e)
			out = append(out, a)
			continue
		}
		i++
	}
	return out
}

func (l *Lexicon) senseAt(x *text.Text, i, limit int, c class) (*sense, int) {
	list := l.sensesAt(x, i)
	var found *sense
	end := -1
	for n := range list {
		if s := &list[n]; s.class == c {
			if e := s.ends(x, i, limit); e > end {
				found, end = s, e
			}
		}
	}
	return found, end
}

// complete looks for the bound before or behind a number and for what is counted.
func (l *Lexicon) complete(x *text.Text, a *Amount, r text.Range) {
	if a.From > r.From {
		if s, _ := l.senseAt(x, a.From-1, r.To, currency); s != nil {
			a.Unit, a.UnitFrom = s.key, a.From-1
			a.From--
			a.Start = x.Tokens[a.From].Start
		}
	}
	for k := max(r.From, a.From-5); k < a.From; k++ { // the longest first
		if s, e := l.senseAt(x, k, r.To, boundWord); s != nil && e == a.From {
			a.Bound = s.key
			a.From = k
			a.Start, _ = x.Inside(k, s.skip, -1)
			break
		}
	}
	if a.Value != nil && a.To-1 >= r.From && a.Unit == "" { // a dual noun is its own unit
		if s, _ := l.senseAt(x, a.To-1, r.To, unitName); s != nil && s.count == 2 {
			a.Unit, a.UnitFrom = s.key, a.To-1
		}
	}
	if a.Unit == "" {
		l.unit(x, a, r)
	}
	if a.To < r.To {
		if s, e := l.senseAt(x, a.To, r.To, boundWord); s != nil && l.after(s) {
			a.Bound, a.To, a.End = s.key, e, x.Tokens[e-1].End
		} else if s, e := l.senseAt(x, a.To, r.To, boundAfter); s != nil {
			a.Bound, a.To, a.End = s.key, e, x.Tokens[e-1].End
		}
	}
}

// after reports whether a bound may stand behind its number: at least, or more. A bound of one word before another number may not.
func (l *Lexicon) after(s *sense) bool { return len(s.rest) > 0 }

// unitRoom is how many words that describe may stand between a number and its noun, where the noun comes last.
const unitRoom = 2

func (l *Lexicon) unit(x *text.Text, a *Amount, r text.Range) {
	i := a.To
	if i < r.To && x.Tokens[i].Fold == "-" && x.Tokens[i].Glued { // 5-year-old
		i++
	}
	for i < r.To && l.is(x, i, ofWord) && i < a.To+2 {
		i++
	}
	if i >= r.To || x.Tokens[i].Break {
		return
	}
	for k := i; k < r.To && k <= i+unitRoom; k++ {
		tok := &x.Tokens[k]
		if s, e := l.senseAt(x, k, r.To, unitName); s != nil && !s.conj && (!s.prep || k == i) {
			a.Unit, a.UnitFrom, a.To, a.End = s.key, k, e, x.Tokens[e-1].End
			return
		}
		if s, e := l.senseAt(x, k, r.To, currency); s != nil {
			a.Unit, a.UnitFrom, a.To, a.End = s.key, k, e, x.Tokens[e-1].End
			return
		}
		if tok.Kind != text.Word || l.joined || len(l.sensesAt(x, k)) > 0 {
			break
		}
	}
	if x.Tokens[i].Kind == text.Word {
		a.UnitFrom = i
	}
}
