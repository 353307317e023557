package search

import (
	"slices"
	"strings"

	"rawi/internal/store"
	"rawi/internal/text"
)

// around is how many words a snippet has.
const around = 32

// Snippet is the stretch of a report that answers best, with the code points of it that do.
func (s *Searcher) Snippet(clean, language string, terms []store.Term) (snippet string, marks [][2]int) {
	t := s.folder.Read(clean)
	hit := make([]bool, len(t.Tokens))
	kept := map[string]bool{}
	for i, tok := range t.Tokens {
		if tok.Kind > text.Number {
			continue
		}
		answers, seen := kept[tok.Fold]
		if !seen {
			answers = s.answers(tok.Fold, language, terms)
			kept[tok.Fold] = answers
		}
		hit[i] = answers
	}
	from, to := densest(hit)
	if to == 0 {
		return "", nil
	}
	start, end := t.Tokens[from].Start, t.Tokens[to-1].End
	for i := from; i < to; i++ {
		if hit[i] {
			marks = append(marks, [2]int{t.Tokens[i].Start - start, t.Tokens[i].End - start})
		}
	}
	return strings.Map(oneLine, string(t.Runes[start:end])), marks
}

// oneLine keeps the count of code points.
func oneLine(r rune) rune {
	if r == '\n' || r == '\t' {
		return ' '
	}
	return r
}

// answers tells whether a folded word of a report answers one of the terms.
func (s *Searcher) answers(word, language string, terms []store.Term) bool {
	for _, term := range terms {
		if term.Not {
			continue
		}
		if slices.Contains(term.Exact, word) {
			return true
		}
		for _, stem := range s.languages[language].kept(word) {
			if slices.Contains(term.Stems, stem) {
				return true
			}
		}
		if heard := s.sound(word); len(heard) >= leastSound && slices.Contains(term.Stems, soundMark+heard) {
			return true
		}
	}
	return false
}

// densest is the window of tokens with the most hits; the first where several have as many.
func densest(hit []bool) (from, to int) {
	best, now := -1, 0
	for end := range hit {
		if hit[end] {
			now++
		}
		begin := end - around
		if begin >= 0 && hit[begin] {
			now--
		}
		if now > best {
			best, from, to = now, max(0, begin+1), end+1
		}
	}
	if to > 0 && to < len(hit) { // lead in a little before the first hit, go on after the last
		room := min(around/4, len(hit)-to)
		from, to = min(from+room, first(hit, from)), to+room
		from = max(0, from-2)
	}
	return from, to
}

func first(hit []bool, from int) int {
	for i := from; i < len(hit); i++ {
		if hit[i] {
			return i
		}
	}
	return from
}
