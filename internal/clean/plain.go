package clean

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"rawi/internal/news"
)

// A piece is a part of the page on its way to become a block. Markup may say what it is; then sure holds.
type piece struct {
	kind news.BlockKind
	text string
	sure bool
}

// paragraphs cuts plain text at its blank lines, and, unless the lines are only wrapped to a width, at every line end.
func paragraphs(text string) []piece {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		lines[i] = squeeze(l)
	}
	wrapped := hardWrapped(lines)
	var out []piece
	var open []string
	flush := func() {
		if len(open) > 0 {
			out = append(out, piece{text: strings.Join(open, " ")})
			open = open[:0]
		}
	}
	for _, l := range lines {
		if l == "" {
			flush()
			continue
		}
		if item, ok := quoted(l); ok {
			flush()
			out = append(out, piece{kind: news.QuoteBlock, text: item, sure: true})
			continue
		}
		if len(open) > 0 && (!wrapped || bulleted(l)) {
			flush()
		}
		open = append(open, l)
	}
	flush()
	return lists(out)
}

// hardWrapped tells whether lines end where a width was full: most lines that have a follower are about equally long, and
// few of them end a sentence.
func hardWrapped(lines []string) bool {
	inner, ended, total, longest := 0, 0, 0, 0
	for i := 0; i+1 < len(lines) && inner < 2000; i++ {
		if lines[i] == "" || lines[i+1] == "" {
			continue
		}
		n := utf8.RuneCountInString(lines[i])
		inner++
		total += n
		if n > longest {
			longest = n
		}
		if endsSentence(lines[i]) || bulleted(lines[i]) {
			ended++
		}
	}
	return inner >= 3 && ended*3 < inner && longest <= 110 && total >= inner*longest*6/10
}

// endsSentence tells whether a line closes with the end of a sentence, inside or outside of quotation marks.
func endsSentence(line string) bool {
	line = strings.TrimRightFunc(line, func(r rune) bool {
		return r == ' ' || unicode.In(r, unicode.Pe, unicode.Pf) || strings.ContainsRune(`"'“”»«`, r)
	})
	r, _ := utf8.DecodeLastRuneInString(line)
	return strings.ContainsRune(".!?؟。…۔", r)
}

// sentences counts the ends of sentences inside a line.
func sentences(line string) int {
	n := 0
	runes := []rune(line)
	for i, r := range runes {
		if strings.ContainsRune(".!?؟۔", r) && (i+1 == len(runes) || runes[i+1] == ' ') {
			n++
		}
	}
	return n
}

// bulleted tells whether a line opens like the item of a list.
func bulleted(line string) bool { return bullet(line) > 0 }

// bullet is the length of the mark that opens an item, its space included.
func bullet(line string) int {
	for _, mark := range []string{"• ", "- ", "* ", "– ", "▪ ", "● ", "◆ ", "· ", "‣ ", "◦ ", "■ "} {
		if strings.HasPrefix(line, mark) {
			return len(mark)
		}
	}
	i := 0
	for i < len(line) {
		r, size := utf8.DecodeRuneInString(line[i:])
		if !unicode.IsDigit(r) {
			break
		}
		i += size
	}
	if i > 0 && i <= 4 && i+1 < len(line) && (line[i] == '.' || line[i] == ')' || line[i] == '-') && line[i+1] == ' ' {
		return i + 2
	}
	return 0
}

func quoted(line string) (string, bool) {
	if item, ok := strings.CutPrefix(line, "> "); ok && strings.TrimSpace(item) != "" {
		return strings.TrimSpace(item), true
	}
	return "", false
}

// lists marks items that follow each other. One line with a dash is more often speech or an aside, and stays.
func lists(pieces []piece) []piece {
	for i := 0; i < len(pieces); {
		j := i
		for j < len(pieces) && !pieces[j].sure && bulleted(pieces[j].text) {
			j++
		}
		if j-i >= 2 {
			for k := i; k < j; k++ {
				pieces[k].kind, pieces[k].sure = news.List, true
			}
		}
		if j == i {
			j++
		}
		i = j
	}
	return pieces
}
