package text

// A Range is a run of tokens, half-open.
type Range struct{ From, To int }

// Len is how many tokens the range holds.
func (r Range) Len() int { return r.To - r.From }

// Block gives the tokens between two code points.
func (t *Text) Block(start, end int) Range {
	from := t.At(start)
	to := from
	for to < len(t.Tokens) && t.Tokens[to].Start < end {
		to++
	}
	return Range{from, to}
}

// At is the first token that ends after the code point.
func (t *Text) At(point int) int {
	lo, hi := 0, len(t.Tokens)
	for lo < hi {
		mid := (lo + hi) / 2
		if t.Tokens[mid].End <= point {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// Between counts the tokens that end behind one code point and not behind another: how far two places are apart, whatever spelling
// stretches the letters.
func (t *Text) Between(from, to int) int { return t.At(to) - t.At(from) }

// Sentences cuts a range of tokens at full stops, question and exclamation marks; short tells the abbreviations after which a
// full stop does not end a sentence. Marks that close a quotation stay with the sentence that they end. What goes on for longer than
// anybody writes is cut at a mark: a list, a table, or noise.
func (t *Text) Sentences(r Range, short func(string) bool) []Range {
	var out []Range
	from := r.From
	for i := r.From; i < r.To; i++ {
		if !t.ends(i, r, short) && !t.endless(i, from) {
			continue
		}
		for i+1 < r.To && t.Tokens[i+1].Glued && t.closing(i+1) {
			i++
		}
		out = append(out, Range{from, i + 1})
		from = i + 1
	}
	if from < r.To {
		out = append(out, Range{from, r.To})
	}
	return out
}

// The longest sentence, in tokens: from longSentence on it ends at its next mark, at longestSentence wherever it is. Legal prose has
// sentences of two hundred words and more.
const (
	longSentence    = 400
	longestSentence = 600
)

// endless reports whether a sentence that began at a token has to end at another for its length.
func (t *Text) endless(i, from int) bool {
	n := i - from + 1
	return n >= longSentence && t.Tokens[i].Kind == Mark || n >= longestSentence
}

func (t *Text) closing(i int) bool {
	k := t.Tokens[i]
	return k.Kind == CloseQuote || k.Kind == PlainQuote || (k.Kind == Mark && (k.Fold == ")" || k.Fold == "]" || k.Fold == "." || k.Fold == "!" || k.Fold == "?" || k.Fold == "؟"))
}

func (t *Text) ends(i int, r Range, short func(string) bool) bool {
	k := t.Tokens[i]
	if k.Kind != Mark {
		return false
	}
	switch k.Fold {
	case "!", "?", "؟", "…", "۔":
		return true
	case "...", "..", "....":
		return i+1 >= r.To || !t.Tokens[i+1].Glued
	case ".":
	default:
		return false
	}
	if i+1 >= r.To {
		return true
	}
	next := t.Tokens[i+1]
	if next.Glued && next.Kind == Word && !next.Upper { // glued words: a lost space after the stop, or an address
		return i > r.From && !latin(t.Tokens[i-1].Fold)
	}
	if next.Glued && next.Kind == Number {
		return false
	}
	if i > r.From && k.Glued {
		prev := t.Tokens[i-1]
		if prev.Kind == Word && (short(prev.Fold) || (prev.Upper && prev.End-prev.Start == 1)) {
			return false
		}
	}
	if next.Kind == Word && next.End-next.Start > 0 && latin(next.Fold) && !next.Upper && !next.Break {
		return false
	}
	return true
}

func latin(s string) bool { return s != "" && s[0] < 0x80 }
