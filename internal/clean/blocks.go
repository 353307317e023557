package clean

import (
	"strings"
	"unicode/utf8"

	"rawi/internal/news"
)

// printed is the finished text with its blocks. The texts of the blocks stand beside them, so that a rule about a block
// need not count code points from the start of the report.
type printed struct {
	text   string
	blocks []news.Block
	texts  []string
	words  []token // the first of the whole text, for what is asked of it as a whole
}

// readWords is how many words of a text are looked at as a whole.
const readWords = 50000

// assemble joins the pieces by blank lines. Items of a list, and lines of a quotation, that follow each other are one block.
func assemble(pieces []piece) printed {
	var p printed
	var b strings.Builder
	at := 0
	for _, piece := range pieces {
		kind := piece.kind
		if kind == "" {
			kind = news.Paragraph
		}
		n := utf8.RuneCountInString(piece.text)
		last := len(p.blocks) - 1
		if last >= 0 && kind == news.List && p.blocks[last].Kind == news.List {
			b.WriteByte('\n')
			b.WriteString(piece.text)
			at += 1 + n
			p.blocks[last].End = at
			p.texts[last] += "\n" + piece.text
			continue
		}
		if last >= 0 {
			b.WriteString("\n\n")
			at += 2
		}
		b.WriteString(piece.text)
		p.blocks = append(p.blocks, news.Block{Kind: kind, Start: at, End: at + n})
		p.texts = append(p.texts, piece.text)
		at += n
	}
	p.text = b.String()
	p.words = tokensUpTo(p.text, readWords)
	return p
}

// span is the place of the bytes [from, to) of a block's text in the report.
func (p printed) span(block, from, to int) *news.Span {
	text := p.texts[block]
	start := p.blocks[block].Start + utf8.RuneCountInString(text[:from])
	return &news.Span{Start: start, End: start + utf8.RuneCountInString(text[from:to]), Text: text[from:to]}
}

// told counts the blocks in which the report speaks.
func (p printed) told() int {
	n := 0
	for _, b := range p.blocks {
		if b.Kind.Told() {
			n++
		}
	}
	return n
}
