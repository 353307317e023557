package score

import (
	"slices"
	"unicode"

	"rawi/internal/news"
)

// spans are places of the expected text, half-open, in code points.
type spans [][2]int

// overlap counts the code points that two lists have in common, each once.
func (a spans) overlap(b spans) int {
	n := 0
	seen := map[int]bool{}
	for _, x := range a {
		for _, y := range b {
			for i := max(x[0], y[0]); i < min(x[1], y[1]); i++ {
				if !seen[i] {
					seen[i] = true
					n++
				}
			}
		}
	}
	return n
}

// size counts the code points, each once.
func (a spans) size() int { return a.overlap(a) }

// alignment moves spans of the text that was read onto the expected text. The two may differ in spaces, or in a line that the
// one has and the other has not.
type alignment []int // nil: the texts are equal; else for each code point its place, or -1

func align(read, want []rune) alignment {
	if string(read) == string(want) {
		return nil
	}
	to := make(alignment, len(read))
	for i := range to {
		to[i] = -1
	}
	a, b := solid(read), solid(want)
	if len(a) == len(b) {
		same := true
		for i := range a {
			same = same && read[a[i]] == want[b[i]]
		}
		if same {
			for i := range a {
				to[a[i]] = b[i]
			}
			return to
		}
	}
	x, y := words(read), words(want)
	equal := func(i, j int) bool { return string(read[x[i][0]:x[i][1]]) == string(want[y[j][0]:y[j][1]]) }
	for _, run := range common(len(x), len(y), equal) {
		for k := range run[2] {
			from, into := x[run[0]+k], y[run[1]+k]
			for d := range from[1] - from[0] {
				to[from[0]+d] = into[0] + d
			}
		}
	}
	return to
}

// words cuts a text into words and single marks.
func words(text []rune) spans {
	inside := func(r rune) bool { return unicode.In(r, unicode.Letter, unicode.Digit, unicode.Mark) }
	var out spans
	for i := 0; i < len(text); {
		j := i + 1
		switch {
		case unicode.IsSpace(text[i]):
		case inside(text[i]):
			for j < len(text) && inside(text[j]) {
				j++
			}
			fallthrough
		default:
			out = append(out, [2]int{i, j})
		}
		i = j
	}
	return out
}

// solid gives the places of all that is not space.
func solid(text []rune) []int {
	var out []int
	for i, r := range text {
		if !unicode.IsSpace(r) {
			out = append(out, i)
		}
	}
	return out
}

// apart is how many differences between two texts are followed up. Beyond it they are different texts.
const apart = 1500

// common gives the runs that two sequences have in common, in order, by the shortest way from one to the other (Myers).
func common(n, m int, same func(i, j int) bool) [][3]int {
	limit := min(n+m, apart)
	reach := map[int]int{1: 0}
	var history []map[int]int
	end := -1
search:
	for d := 0; d <= limit; d++ {
		now := make(map[int]int, d+1)
		for k := -d; k <= d; k += 2 {
			x := 0
			if left, right := reach[k-1], reach[k+1]; k == -d || k != d && left < right {
				x = right
			} else {
				x = left + 1
			}
			y := x - k
			for x < n && y >= 0 && y < m && same(x, y) {
				x, y = x+1, y+1
			}
			now[k] = x
			if x >= n && y >= m {
				history = append(history, now)
				end = d
				break search
			}
		}
		history = append(history, now)
		reach = now
	}
	if end < 0 {
		return nil
	}
	var runs [][3]int
	x, y := n, m
	for d := end; d >= 0; d-- {
		k := x - y
		fromX, fromY := 0, 0
		if d > 0 {
			before := history[d-1]
			left, right := before[k-1], before[k+1]
			if k == -d || k != d && left < right {
				fromX, fromY = right, right-(k+1)
			} else {
				fromX, fromY = left, left-(k-1)
			}
		}
		start := fromX // where the diagonal begins, after the step
		if d > 0 {
			if fromX-fromY == k+1 {
				start = fromX
			} else {
				start = fromX + 1
			}
		}
		if x > start {
			runs = append(runs, [3]int{start, start - k, x - start})
		}
		x, y = fromX, fromY
	}
	for i, j := 0, len(runs)-1; i < j; i, j = i+1, j-1 {
		runs[i], runs[j] = runs[j], runs[i]
	}
	return runs
}

// move gives the place of a span in the expected text; none, if it stands outside.
func (a alignment) move(list ...news.Span) spans {
	var out spans
	for _, s := range list {
		if s.Zero() {
			continue
		}
		if a == nil {
			out = append(out, [2]int{s.Start, s.End})
			continue
		}
		from, to := -1, -1
		for i := max(s.Start, 0); i < min(s.End, len(a)); i++ {
			if a[i] >= 0 {
				if from < 0 {
					from = a[i]
				}
				to = a[i] + 1
			}
		}
		if from >= 0 {
			out = append(out, [2]int{from, to})
		}
	}
	return out
}

// sentence is the sentence, or sentences, round a span.
func sentence(text []rune, s news.Span) spans {
	cut := func(i int) bool { // before code point i
		if text[i-1] == '\n' || text[i] == '\n' {
			return true
		}
		if !unicode.IsSpace(text[i]) {
			return false
		}
		i--
		for i > 0 && unicode.In(text[i], unicode.Pe, unicode.Pf, unicode.Quotation_Mark) {
			i--
		}
		return text[i] == '…' || unicode.Is(unicode.Sentence_Terminal, text[i])
	}
	start, end := s.Start, s.End
	for start > 0 && !cut(start) {
		start--
	}
	for end < len(text) && !cut(end) {
		end++
	}
	return spans{{start, end}}
}

// pairUp pairs what was expected with what was said, one to one, the heaviest pair first; weight gives ok false for no pair.
func pairUp[G, P any](golds []G, preds []P, weight func(G, P) (w [4]int, ok bool)) map[int]int {
	type edge struct {
		w    [4]int
		i, j int
	}
	var edges []edge
	for i, g := range golds {
		for j, p := range preds {
			if w, ok := weight(g, p); ok {
				edges = append(edges, edge{w, i, j})
			}
		}
	}
	heavier := func(a, b edge) int {
		for k := range a.w {
			if a.w[k] != b.w[k] {
				return b.w[k] - a.w[k]
			}
		}
		if a.i != b.i {
			return a.i - b.i
		}
		return a.j - b.j
	}
	slices.SortFunc(edges, heavier)
	out, used := map[int]int{}, map[int]bool{}
	for _, e := range edges {
		if _, taken := out[e.i]; !taken && !used[e.j] {
			out[e.i] = e.j
			used[e.j] = true
		}
	}
	return out
}
