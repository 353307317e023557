package register

import (
	"strings"

	"rawi/internal/news"
	"rawi/internal/text"
)

// Change is a block of a report that a newer text of its page has, has no more, or keeps.
type Change struct {
	Kind string `json:"kind"` // kept, added, removed
	Text string `json:"text"`
}

// Diff tells what changed from one text of a page to the next, block by block, in the order of reading. Spelling that folding takes away
// is no change.
func Diff(fold *text.Folder, from, to news.Record) []Change {
	a, b := blockTexts(from), blockTexts(to)
	same := func(i, j int) bool { return fold.Fold(a[i]) == fold.Fold(b[j]) }
	// most[i][j] is how many blocks of a[i:] and b[j:] can be kept.
	most := make([][]int, len(a)+1)
	for i := range most {
		most[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if same(i, j) {
				most[i][j] = most[i+1][j+1] + 1
			} else {
				most[i][j] = max(most[i+1][j], most[i][j+1])
			}
		}
	}
	var out []Change
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && same(i, j):
			out = append(out, Change{"kept", b[j]})
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && most[i+1][j] >= most[i][j+1]:
			out = append(out, Change{"removed", a[i]})
			i++
		default:
			out = append(out, Change{"added", b[j]})
			j++
		}
	}
	return out
}

// mostBlocks bounds the work on a page of many lines; what follows is one block.
const mostBlocks = 2000

func blockTexts(rec news.Record) []string {
	runes := []rune(rec.Document.Text)
	var out []string
	for i, b := range rec.Document.Blocks {
		end := min(b.End, len(runes))
		if i == mostBlocks {
			end = len(runes)
		}
		if t := strings.TrimSpace(string(runes[min(b.Start, end):end])); t != "" {
			out = append(out, t)
		}
		if i == mostBlocks {
			break
		}
	}
	return out
}
