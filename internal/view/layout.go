package view

import (
	"bufio"
	"io"
	"strings"

	"github.com/rivo/uniseg"
)

// Isolates keep the direction of a run to itself; the mark gives a line its direction.
const (
	isolate     = "\u2068"
	endIsolate  = "\u2069"
	leftMark    = "\u200e"
	rightMark   = "\u200f"
	tooNarrow   = 40 // below this, lines are not wrapped at all
	reset       = "\x1b[0m"
	thinIndent  = "  "
	columnSpace = 2
)

// style is what a run of text is for; colour and weight only help to see it.
type style string

const (
	normal  style = ""
	strong  style = "\x1b[1m"
	faint   style = "\x1b[2m"
	marked  style = "\x1b[1;4m"
	alarm   style = "\x1b[33m"
	verbal1 style = "\x1b[32m"   // words of cooperation
	deed1   style = "\x1b[1;32m" // deeds of cooperation
	verbal2 style = "\x1b[33m"   // words of conflict
	deed2   style = "\x1b[1;31m" // deeds of conflict
)

// word is a piece of a line that is never broken. Words of one isolate are printed inside it together.
type word struct {
	text  string
	style style
	iso   *iso
	glued bool // no space before it
}

// iso is a run whose direction is its own.
type iso struct{ dir direction }

// chunk is a group of words that stay on one line if they can.
type chunk []word

// say adds words and signs of the interface.
func (c *chunk) say(s style, text string) *chunk {
	for _, f := range strings.Fields(text) {
		*c = append(*c, word{text: f, style: s})
	}
	return c
}

// glue adds a sign without a space before it.
func (c *chunk) glue(s style, text string) *chunk {
	*c = append(*c, word{text: text, style: s, glued: true})
	return c
}

// print adds text from the report or the packs, in an isolate where its direction may differ from that of the line.
func (c *chunk) print(w *Words, s style, text string) *chunk { return c.printed(w, s, text, false) }

func (c *chunk) printed(w *Words, s style, text string, glued bool) *chunk {
	text = Plain(text)
	var group *iso
	if w.rtl || strings.ContainsFunc(text, rightToLeftLetter) {
		group = &iso{directionOf(text)}
	}
	for i, f := range strings.Fields(text) {
		*c = append(*c, word{text: f, style: s, iso: group, glued: glued && i == 0})
	}
	return c
}

func (w word) width() int { return uniseg.StringWidth(w.text) }

func (c chunk) width() int {
	n := 0
	for i, w := range c {
		n += w.width()
		if i > 0 && !w.glued {
			n++
		}
	}
	return n
}

// printer writes lines.
type printer struct {
	out   *bufio.Writer
	words *Words
	width int // 0: lines are not wrapped
	color bool
}

func newPrinter(out io.Writer, w *Words, o Options) *printer {
	p := &printer{out: bufio.NewWriter(out), words: w, width: o.Width, color: o.Color}
	if p.width < tooNarrow {
		p.width = 0
	}
	return p
}

func (p *printer) blank() { p.out.WriteByte('\n') }

// paragraph prints chunks with a dot between them: the first line after lead, the others below its text. Leads are of equal
// width in one list, so that the text of all items stands in one column.
func (p *printer) paragraph(lead chunk, column int, chunks ...chunk) {
	room := p.width - column
	var line chunk
	used := 0
	first := true
	flush := func() {
		p.line(lead, column, line, first)
		first, line, used = false, nil, 0
	}
	put := func(c chunk) { // words without spaces between them
		n, space := c.width(), 0
		if len(line) > 0 && !c[0].glued {
			space = 1
		}
		if p.width > 0 && len(line) > 0 && !c[0].glued && used+space+n > room {
			flush()
			space = 0
		}
		line = append(line, c...)
		used += space + n
	}
	for _, c := range chunks {
		if len(c) == 0 {
			continue
		}
		if len(line) > 0 {
			if p.width > 0 && used+3+c.width() > room && c.width() <= room {
				flush()
			} else {
				put(chunk{word{text: "·", style: faint}})
			}
		}
		for from := 0; from < len(c); {
			to := from + 1
			for to < len(c) && c[to].glued {
				to++
			}
			put(c[from:to])
			from = to
		}
	}
	if len(line) > 0 || first {
		flush()
	}
}

// line prints one line: its lead and its words, padded so that the words begin in the column.
func (p *printer) line(lead chunk, column int, c chunk, first bool) {
	if p.words.rtl {
		p.out.WriteString(rightMark)
	}
	used := 0
	if first && len(lead) > 0 {
		p.out.WriteString(thinIndent)
		used = len(thinIndent) + lead.width()
		p.run(lead)
	}
	p.out.WriteString(strings.Repeat(" ", max(column-used, 0)))
	p.run(c)
	p.blank()
}

// run prints words, each isolate and each style opened once for the words that share it.
func (p *printer) run(c chunk) {
	if len(c) == 0 {
		return
	}
	if p.words.rtl {
		p.out.WriteString(isolate + rightMark)
		defer p.out.WriteString(endIsolate)
	}
	var group *iso
	now := normal
	set := func(s style) {
		if !p.color || s == now {
			return
		}
		if now != normal {
			p.out.WriteString(reset)
		}
		p.out.WriteString(string(s))
		now = s
	}
	for i, w := range c {
		same := w.iso == group
		if !same {
			set(normal)
			if group != nil {
				p.out.WriteString(endIsolate)
			}
		}
		if i > 0 && !w.glued {
			if w.style != now {
				set(normal)
			}
			p.out.WriteByte(' ')
		}
		if !same && w.iso != nil {
			p.out.WriteString(isolate)
			if d := directionOf(sameGroup(c[i:])); d != w.iso.dir {
				switch w.iso.dir {
				case rightToLeft:
					p.out.WriteString(rightMark)
				case leftToRight:
					p.out.WriteString(leftMark)
				}
			}
		}
		group = w.iso
		set(w.style)
		p.out.WriteString(w.text)
	}
	set(normal)
	if group != nil {
		p.out.WriteString(endIsolate)
	}
}

// sameGroup is the text of the words at the start that share an isolate.
func sameGroup(c chunk) string {
	var b strings.Builder
	for _, w := range c {
		if w.iso != c[0].iso {
			break
		}
		b.WriteString(w.text)
	}
	return b.String()
}

// String is the text of the words.
func (c chunk) String() string {
	var b strings.Builder
	for i, w := range c {
		if i > 0 && !w.glued {
			b.WriteByte(' ')
		}
		b.WriteString(w.text)
	}
	return b.String()
}
