package copies

import (
	"math"
	"slices"
)

// The marks of a document's words are of three kinds.
//
// Bands: MinHash draws 126 shingles of the body, the same ones from texts that share shingles; three draws make one of 42 bands.
// Texts of which 30 % of the shingles are the same share a band in two of three cases, at 50 % nearly always.
//
// Prints: winnowing takes the smallest of every eight neighbouring runs of six words. Whatever stands around it, a passage of
// thirteen words that two texts share leaves at least one print that both have; so a paragraph is found in a text many times its length.
//
// Lasting marks: the 24 smallest runs of six words. They are the only ones that do not know the day.
//
// All but these are kept under the week of publication: a copy is printed within days, the formulas of press are printed for years,
// and a query that asks for one week stays as fast in a register of ten years as in one of a month. A mark's first bits are its week, so
// that marks of one week lie together where a store keeps them in order.
const (
	bands     = 42
	bandRows  = 3
	printRun  = 6
	printOver = 8
	lastRun   = 6
	lasting   = 24
)

// week is how many days share their marks. Window is how many days apart copies, and the reports of one story, may be printed.
const (
	week   = 8
	Window = 3
)

// Ageless and dayless are the weeks of marks that hold for ever and of documents without a day.
const (
	Ageless = 0
	dayless = 1
	weekOne = 2
)

// Within puts a mark into a week.
func Within(w int, h uint64) uint64 { return uint64(w)<<48 | h>>16 }

// WeekOf is the week of a day, and how many days of it are over; days before 1900 share one.
func WeekOf(day int) (w, offset int) {
	n := max(0, day+before1970)
	return weekOne + n/week%(math.MaxUint16-weekOne), n % week
}

// before1970 is how many days lie between 1900 and 1970.
const before1970 = 25567

func weekOf(day int) int {
	w, _ := WeekOf(day)
	return w
}

// weeks lists the weeks in which a report may be that was printed at about the time of this one.
func (s *Sketch) weeks() []int {
	if s.Day == 0 {
		return []int{dayless}
	}
	first, last := weekOf(s.Day-Window), weekOf(s.Day+Window)
	if first == last {
		return []int{first, dayless}
	}
	return []int{first, last, dayless}
}

// own is the week under which the marks of this report are kept.
func (s *Sketch) own() int {
	if s.Day == 0 {
		return dayless
	}
	return weekOf(s.Day)
}

// Marks are the marks of the document's words, to be kept.
func (s *Sketch) Marks() []uint64 {
	return s.wordMarks([]int{s.own()})
}

// Asks are the marks by which documents are looked for that may share words with this one.
func (s *Sketch) Asks() []uint64 { return s.wordMarks(s.weeks()) }

func (s *Sketch) wordMarks(weeks []int) []uint64 {
	if len(s.words) == 0 {
		return nil
	}
	var raw []uint64
	raw = minhash(raw, s.grams)
	raw = winnow(raw, shingles(s.words, printRun))
	out := make([]uint64, 0, len(raw)*len(weeks)+lasting)
	for _, w := range weeks {
		for _, h := range raw {
			out = append(out, Within(w, h))
		}
	}
	last := unique(shingles(s.words, lastRun))
	for _, h := range last[:min(lasting, len(last))] {
		out = append(out, Within(Ageless, mix(h)))
	}
	return unique(out)
}

// draws are the permutations of MinHash: odd factors and what is added.
var draws = func() (d [bands * bandRows][2]uint64) {
	h := uint64(42)
	for i := range d {
		h = mix(h)
		d[i][0] = h | 1
		h = mix(h)
		d[i][1] = h
	}
	return d
}()

// minhash adds a mark for each band.
func minhash(out, grams []uint64) []uint64 {
	var least [bands * bandRows]uint64
	for i := range least {
		least[i] = math.MaxUint64
	}
	for _, g := range grams {
		for i := range draws {
			if h := g*draws[i][0] + draws[i][1]; h < least[i] {
				least[i] = h
			}
		}
	}
	for b := range bands {
		h := uint64(b)
		for _, v := range least[b*bandRows : (b+1)*bandRows] {
			h = mix(h ^ v)
		}
		out = append(out, h)
	}
	return out
}

// winnow adds the smallest of every printOver neighbours, each once.
func winnow(out, runs []uint64) []uint64 {
	last := -1
	for i := 0; i+min(printOver, len(runs)) <= len(runs) && len(runs) > 0; i++ {
		least := i
		for j := i; j < min(i+printOver, len(runs)); j++ {
			if runs[j] <= runs[least] {
				least = j
			}
		}
		if least != last {
			out, last = append(out, runs[least]), least
		}
	}
	return out
}

// FactMarks are the marks of what the document tells, to be kept.
func (s *Sketch) FactMarks() []uint64 { return s.factMarks([]int{s.own()}, true) }

// FactAsks are the marks by which documents are looked for that may tell the same.
func (s *Sketch) FactAsks() []uint64 { return s.factMarks(s.weeks(), s.Day == 0) }

func (s *Sketch) factMarks(weeks []int, lasting bool) []uint64 {
	var out []uint64
	for _, w := range weeks {
		for _, h := range s.facts.marks {
			out = append(out, Within(w, h))
		}
	}
	if lasting {
		for _, h := range s.facts.marks[:min(lastingFacts, len(s.facts.marks))] {
			out = append(out, Within(Ageless, h))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
