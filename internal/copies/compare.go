package copies

import (
	"cmp"
	"slices"
)

// The kinds of likeness, as they are kept.
const (
	None        = ""
	Verbatim    = "verbatim"    // the same words
	Near        = "near"        // the same text, edited, cut or reworded
	Partial     = "partial"     // one stands in the other
	Translation = "translation" // possibly: the same facts in another language
)

// Likeness is how two reports are alike.
type Likeness struct {
	Kind       string
	Similarity float64 // Jaccard similarity of shingles; of a reworded text, how alike its sentences are
	Contained  float64 // share of the shorter body's shingles that the longer one has
	Reworded   float64 // how alike the sentences of the shorter are to their likest in the longer
	Facts      float64 // cosine of the facts
	Conflict   bool    // they tell different numbers, days, places or parties in the same words
	Apart      bool    // they were printed too many days apart
	Cut        bool    // the shorter is the longer one cut: they begin alike, or tell the same for all that was left out
	Passages   []Passage
}

// Thresholds, measured on reports of several outlets (see the package's tests): of pairs printed within two days that share 30 % of
// their shingles 94 % are copies, at 50 % 99 %; at less, formulas outnumber them.
const (
	leastJaccard   = 0.30
	leastContained = 0.50
	nearJaccard    = 0.35
	mostlyJaccard  = 0.60
	foreign        = 0.25 // of the longer text in one stretch: it has another report beside this one
	wholeJaccard   = 0.97 // one misprint in two hundred words
	lateJaccard    = 0.80 // printed later than within days
	lateContained  = 0.95
	leastReworded  = 0.50
	leastOrder     = 0.75
	leastFacts     = 0.35 // of a reworded text
	fewWords       = 8    // a shorter body is no text to be copied
	someWords      = 20   // a shorter one says what everybody would say; it must be nearly the same
	shortJaccard   = 0.80
	fullWords      = 40 // to be judged by its sentences
)

// Compare judges whether a is a copy of b or b of a.
func Compare(a, b *Sketch) Likeness {
	var l Likeness
	if a.Language != b.Language && a.Language != "" && b.Language != "" {
		return translation(a, b)
	}
	if len(a.words) < fewWords || len(b.words) < fewWords {
		return l
	}
	n := shared(a.grams, b.grams)
	l.Similarity = float64(n) / float64(len(a.grams)+len(b.grams)-n)
	l.Contained = float64(n) / float64(min(len(a.grams), len(b.grams)))
	l.Facts = a.facts.cosine(&b.facts)
	l.Apart = a.Day != 0 && b.Day != 0 && max(a.Day-b.Day, b.Day-a.Day) > Window
	if l.Similarity < leastJaccard && l.Contained < leastContained {
		return reworded(a, b, l)
	}
	if min(len(a.words), len(b.words)) < someWords && l.Similarity < shortJaccard && l.Contained < lateContained {
		return l
	}
	runs := align(a, b)
	l.Passages = passages(a, b, runs)
	l.Conflict = conflict(a, b, l, hold(a, b, runs))
	head, tail, gap := blanks(a, b, runs)
	share := float64(n) / float64(max(len(a.grams), len(b.grams)))
	l.Cut = head*float64(max(len(a.words), len(b.words))) <= openingWords && share >= openingShare || l.Facts >= wholeFacts
	switch {
	case l.Conflict:
	case l.Apart && l.Similarity < lateJaccard && l.Contained < lateContained:
	case l.Similarity >= wholeJaccard:
		l.Kind = Verbatim
	case !l.Cut && l.Similarity < mostlyJaccard && max(head, tail, gap) > foreign:
		l.Kind = Partial
	case l.Similarity >= nearJaccard || l.Similarity >= leastJaccard && l.Contained < leastContained:
		l.Kind = Near
	default:
		l.Kind = Partial
	}
	return l
}

// openingWords is how many words may stand before the shared opening of the longer text, and openingShare how much of it is shared.
const (
	openingWords = 12
	openingShare = 0.3
	wholeFacts   = 0.66 // a round-up tells of much else
)

// blanks looks at what of the longer text is not shared: how many words stand before the first shared one, how many behind the last, and
// the longest stretch between, each as a share of all.
func blanks(a, b *Sketch, runs []run) (head, tail, gap float64) {
	long := len(b.words)
	at := func(r run) int { return r.b }
	if len(a.words) > len(b.words) {
		long = len(a.words)
		at = func(r run) int { return r.a }
	}
	rs := slices.Clone(runs)
	slices.SortFunc(rs, func(x, y run) int { return cmp.Compare(at(x), at(y)) })
	last, widest := 0, 0
	for i, r := range rs {
		if i == 0 {
			head = float64(at(r)) / float64(long)
		} else {
			widest = max(widest, at(r)-last)
		}
		last = max(last, at(r)+r.n)
	}
	return head, float64(long-last) / float64(long), float64(widest) / float64(long)
}

// conflict judges whether two alike texts are one text, or one formula filled twice.
func conflict(a, b *Sketch, l Likeness, t told) bool {
	if t.other > 0 && t.same < 3*t.other {
		return true
	}
	apart := 0
	for _, lists := range [][2][]uint64{
		{a.facts.sums, b.facts.sums}, {a.facts.days, b.facts.days}, {a.facts.places, b.facts.places}, {a.facts.names, b.facts.names},
	} {
		x, y := lists[0], lists[1]
		if least := min(len(x), len(y)); least > 0 && 4*shared(x, y) < least {
			apart++
		}
	}
	if l.Similarity >= .5 || l.Contained >= .8 {
		return apart >= 3
	}
	return apart >= 2
}

// reworded judges texts whose words were exchanged, sentence by sentence, for others of the same meaning: hardly a shingle is left,
// but each sentence has its like, and they stand in the same order and tell the same.
func reworded(a, b *Sketch, l Likeness) Likeness {
	if l.Apart || l.Facts < leastFacts {
		return l
	}
	if before(b, a) {
		a, b = b, a
	}
	if len(a.parts) < 2 || len(a.words) < fullWords || 2*len(a.words) < len(b.words) {
		return l
	}
	var order float64
	l.Reworded, order = likeSentences(a.parts, b.parts)
	if l.Reworded < leastReworded || order < leastOrder || conflict(a, b, l, told{}) {
		return l
	}
	l.Kind, l.Similarity = Near, l.Reworded
	return l
}

// before puts two bodies in an order: the shorter one first, and of two equally long ones always the same.
func before(a, b *Sketch) bool {
	if len(a.words) != len(b.words) {
		return len(a.words) < len(b.words)
	}
	return slices.CompareFunc(a.words, b.words, func(x, y word) int { return cmp.Compare(x.hash, y.hash) }) < 0
}

// likeSentences pairs each sentence of a with its likest in b: how alike they are, and how many stand behind the one before.
func likeSentences(a, b []part) (like, order float64) {
	words, sum, steps, forward, last := 0, 0.0, 0, 0, -1
	for _, p := range a {
		best, at := 0.0, -1
		for j, q := range b {
			if n := 2 * float64(shared(p.grams, q.grams)) / float64(len(p.grams)+len(q.grams)); n > best {
				best, at = n, j
			}
		}
		sum += best * float64(p.words)
		words += p.words
		if last >= 0 && at >= 0 {
			steps++
			if at >= last {
				forward++
			}
		}
		last = at
	}
	if words == 0 {
		return 0, 0
	}
	if steps == 0 {
		return sum / float64(words), 1
	}
	return sum / float64(words), float64(forward) / float64(steps)
}

// leastTranslated is the kinship of a possible translation, and leastNames how many parties and places both name.
const (
	leastTranslated = 0.6
	leastNames      = 3
)

// translation judges texts in different languages by what they tell. It is a possibility, never a verdict.
func translation(a, b *Sketch) Likeness {
	l := Likeness{Facts: a.facts.cosine(&b.facts)}
	l.Apart = a.Day != 0 && b.Day != 0 && max(a.Day-b.Day, b.Day-a.Day) > Window
	l.Conflict = conflict(a, b, l, told{})
	names := shared(a.facts.names, b.facts.names)
	if l.Apart || l.Conflict || Kin(a, b).Score() < leastTranslated || names < leastNames {
		return l
	}
	if long := max(len(a.words), len(b.words)); 2*min(len(a.words), len(b.words)) < long {
		return l
	}
	l.Kind, l.Similarity = Translation, l.Facts
	return l
}
