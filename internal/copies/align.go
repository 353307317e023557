package copies

import "slices"

// A Passage is a stretch of A and the stretch of B that says the same, in code points of the clean texts.
type Passage struct{ AStart, AEnd, BStart, BEnd int }

// run is a stretch of words that stands in both bodies: from a in one, from b in the other.
type run struct{ a, b, n int }

// places is how many places of a shingle are tried; what stands oftener is a refrain.
const places = 4

// align finds the runs of at least three words that the bodies share, in the order of A.
func align(a, b *Sketch) []run {
	at := make(map[uint64][]int32, len(b.words))
	for i, g := range shingles(b.words, gramWords) {
		if p := at[g]; len(p) < places {
			at[g] = append(p, int32(i))
		}
	}
	var out []run
	grams := shingles(a.words, gramWords)
	for i := 0; i < len(grams); {
		best := run{}
		for _, j := range at[grams[i]] {
			r := run{a: i, b: int(j), n: reach(a.words[i:], b.words[j:])}
			if r.n > best.n || r.n == best.n && follows(out, r) && !follows(out, best) {
				best = r
			}
		}
		if best.n < gramWords {
			i++
			continue
		}
		out = append(out, best)
		i += best.n
	}
	return out
}

func reach(a, b []word) int {
	n := 0
	for n < len(a) && n < len(b) && a[n].hash == b[n].hash {
		n++
	}
	return n
}

// follows reports whether r goes on where the last run ended, within a few words.
func follows(runs []run, r run) bool {
	if len(runs) == 0 {
		return false
	}
	last := runs[len(runs)-1]
	da, db := r.a-last.a-last.n, r.b-last.b-last.n
	return da >= 0 && db >= 0 && da <= patch && db <= patch
}

// patch is how many words may be other ones inside a passage.
const patch = 6

// shortest is how many words a passage has at least.
const shortest = 6

// passages joins runs that follow each other.
func passages(a, b *Sketch, runs []run) []Passage {
	var out []Passage
	for i := 0; i < len(runs); {
		j, n := i+1, runs[i].n
		for j < len(runs) && follows(runs[i:j], runs[j]) {
			n += runs[j].n
			j++
		}
		first, last := runs[i], runs[j-1]
		if n >= shortest {
			out = append(out, Passage{
				AStart: int(a.words[first.a].start), AEnd: int(a.words[last.a+last.n-1].end),
				BStart: int(b.words[first.b].start), BEnd: int(b.words[last.b+last.n-1].end),
			})
		}
		i = j
	}
	return out
}

// told are the facts that stand in both texts at corresponding places: the same there, or others.
type told struct {
	same  int // numbers, days and places
	other int
}

// hold compares the facts where the texts differ by a few words: a formula is known by its blanks, which hold other numbers, days
// and names each time. Facts inside the shared words agree by themselves.
func hold(a, b *Sketch, runs []run) told {
	var out told
	for i, r := range runs {
		out.same += len(a.inside(r.a, r.a+r.n, true))
		if i == 0 || !follows(runs[i-1:i], r) {
			continue
		}
		p := runs[i-1]
		as, bs := a.inside(p.a+p.n, r.a, false), b.inside(p.b+p.n, r.b, false)
		for kind := range kinds {
			x, y := values(as, kind), values(bs, kind)
			if len(x) == 0 || len(y) == 0 {
				continue
			}
			if slices.ContainsFunc(x, func(v uint64) bool { return slices.Contains(y, v) }) {
				out.same++
			} else {
				out.other++
			}
		}
	}
	return out
}

func values(ss []saying, k kind) []uint64 {
	var out []uint64
	for _, s := range ss {
		if s.kind == k {
			out = append(out, s.value)
		}
	}
	return out
}

// inside are the facts told between two words of the body; whole ones only, or also those that reach in. Whole ones leave out parties,
// which formulas share.
func (s *Sketch) inside(from, to int, whole bool) []saying {
	if from >= to {
		return nil
	}
	start, end := s.words[from].start, s.words[to-1].end
	var out []saying
	for _, x := range s.said {
		if x.start >= end {
			break
		}
		if x.end > start && !(whole && (x.start < start || x.end > end || x.kind == party)) {
			out = append(out, x)
		}
	}
	return out
}
