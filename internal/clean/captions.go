package clean

import (
	"strings"
	"unicode/utf8"

	"rawi/internal/news"
)

// How long a credit, and a caption that only its place betrays, may be: in letters.
const (
	maxCredit  = 140
	maxCaption = 420
)

// A creditPart is one maker, owner or seller of a picture in its credit.
type creditPart struct {
	from, to int   // bytes of the line
	class    class // agency, pool, anonymous, or "" for a person
	key      string
}

// A credit is a line, or the bracketed end of a caption, that says whose a picture is.
type credit struct {
	parts  []creditPart
	label  bool // it opens with a word such as «photo by»
	known  bool // an agency, a pool or an unnamed contributor stands in it
	old    bool // it calls the picture an old one
	single bool // it has one part only
	ok     bool // it is a credit by its form alone
}

// creditLine reads a line as a credit.
func (w *Words) creditLine(s string) credit {
	var c credit
	if len(s) > maxCredit*4 || utf8.RuneCountInString(s) > maxCredit {
		return c
	}
	from, to := trim(s, 0, len(s))
	for to > from && (s[to-1] == '.' || s[to-1] == ' ') {
		to--
	}
	from, to = unbracket(s, from, to)
	line := tokens(s[from:to])
	for i := range line {
		line[i].start += from
		line[i].end += from
	}
	if len(line) == 0 || sentences(s[from:to]) > 1 {
		return c
	}
	colon := false
	n := w.opens(creditLabel, line)
	if k := w.opens(pictureLabel, line); k > n && colonAfter(s, line[k-1].end) {
		n = k
	}
	if n > 0 && n < len(line) {
		c.label = true
		colon = colonAfter(s, line[n-1].end)
	} else {
		n = 0
	}
	longest := 0
	add := func(part []token) {
		if len(part) == 0 {
			return
		}
		p := creditPart{from: part[0].start, to: part[len(part)-1].end, key: joined(part)}
		switch {
		case w.is(anonymous, part):
			p.class = anonymous
		case w.is(pool, part) || len(part) <= 2 && w.has(pool, part):
			p.class = pool
		case w.has(agency, part) && len(part) <= 6:
			p.class = agency
		case w.has(archive, part):
			p.class = archive
			c.old = true
		}
		c.known = c.known || p.class == agency || p.class == pool || p.class == anonymous
		c.parts = append(c.parts, p)
		if len(part) > longest {
			longest = len(part)
		}
	}
	start := n
	for i := n; i < len(line); i++ {
		gap := ""
		if i > start {
			gap = s[line[i-1].end:line[i].start]
		}
		if strings.ContainsAny(gap, "/|،,–") || strings.Contains(gap, " - ") || strings.Contains(gap, "—") {
			add(line[start:i])
			start = i
		}
		if k := w.opens(via, line[i:]); k > 0 && i+k < len(line) {
			add(line[start:i])
			start = i + k
			i += k - 1
		}
	}
	add(line[start:])
	c.single = len(c.parts) == 1
	words := len(line) - n
	switch {
	case longest > 6 || endsSentence(s[from:to]):
	case c.label && (colon || n >= 2) && words <= 14, c.label && !c.single && c.known, c.label && words <= 4:
		c.ok = true
	case c.known && !c.single && strings.ContainsAny(s[from:to], "/|"), c.known && !c.single && w.has(via, line) && words <= 10:
		c.ok = true
	}
	return c
}

// bracket gives the last bracket of a line, if the line ends with it: its bytes, brackets included.
func bracket(s string) (from, to int, ok bool) {
	end := len(s)
	for end > 0 && (s[end-1] == '.' || s[end-1] == ' ') {
		end--
	}
	if end == 0 || s[end-1] != ')' && s[end-1] != ']' {
		return 0, 0, false
	}
	opening := byte('(')
	if s[end-1] == ']' {
		opening = '['
	}
	from = strings.LastIndexByte(s[:end], opening)
	if from <= 0 || end-from > maxCredit*4 {
		return 0, 0, false
	}
	return from, end, true
}

// captionCredit reads the credit in the bracket that closes a caption. sure: its form alone makes the line a caption; an
// agency alone may as well sign the last paragraph of a report.
func (w *Words) captionCredit(s string) (c credit, from, to int, sure bool) {
	from, to, ok := bracket(s)
	if !ok {
		return w.tailCredit(s)
	}
	c = w.creditLine(s[from+1 : to-1])
	sure = c.ok || c.old || c.known && !c.single
	return c, from, to, sure || c.known
}

// tailCredit reads a credit that stands as the last sentence of a caption, without a bracket.
func (w *Words) tailCredit(s string) (c credit, from, to int, sure bool) {
	at := strings.LastIndex(strings.TrimRight(s, ". "), ". ")
	if at < 0 || utf8.RuneCountInString(s) > 2*maxCaption {
		return credit{}, 0, 0, false
	}
	// The byte before the credit stands for the bracket it has not.
	c = w.creditLine(s[at+2:])
	return c, at + 1, len(s) + 1, c.ok
}

// captions finds, in plain print, what markup would have told: captions and credits.
func (r *report) captions() {
	if r.page.Kind == TextBody && r.bodies == 1 {
		return
	}
	w := r.words
	lastParagraph := 0
	for i, p := range r.pieces {
		if p.kind == "" {
			lastParagraph = i
		}
	}
	paragraphs := 0
	for i := range r.pieces {
		p := &r.pieces[i]
		if p.kind != "" && (p.sure || p.kind != news.Subtitle) {
			continue
		}
		if w.creditLine(p.text).ok {
			p.kind, p.sure = news.Credit, true
			continue
		}
		if p.kind != "" {
			continue
		}
		line := tokensUpTo(p.text, 6)
		n := w.opens(pictureLabel, line)
		if (w.opens(picture, line) > 0 || n > 0 && colonAfter(p.text, line[n-1].end)) && utf8.RuneCountInString(p.text) <= 2*maxCaption {
			p.kind = news.Caption
			continue
		}
		if c, from, _, ok := w.captionCredit(p.text); ok && w.pictured(p.text[:from], c, i, lastParagraph) {
			p.kind = news.Caption
			continue
		}
		paragraphs++
	}
	// What stands before a credit line is its caption, if it can be one: short, and not the head of the report.
	for i := 1; i < len(r.pieces); i++ {
		p := &r.pieces[i-1]
		if r.pieces[i].kind != news.Credit || p.kind != "" || paragraphs < 3 || utf8.RuneCountInString(p.text) > maxCaption || sentences(p.text) > 2 {
			continue
		}
		if _, ok := w.dateline(p.text, true); ok || strings.ContainsAny(p.text, "“”«»\"") {
			continue
		}
		p.kind = news.Caption
		paragraphs--
	}
}

// pictured tells whether a text with a credit behind it is a caption. With an agency alone behind it, it must be one short
// sentence without an end, and not the last paragraph, which agencies sign.
func (w *Words) pictured(text string, c credit, i, last int) bool {
	if c.ok || c.old {
		return utf8.RuneCountInString(text) <= 2*maxCaption
	}
	if i >= last || sentences(text) > 1 || len(tokensUpTo(text, 36)) > 35 {
		return false
	}
	if _, ok := w.dateline(text, true); ok {
		return false
	}
	return c.known && (!c.single || !endsSentence(text))
}

// credits reads who took the pictures, and tells where a credit line only repeats the credit of the caption before it.
func (r *report) credits(p printed, doc *news.Document) {
	var before credit // of the caption just read
	for i, b := range p.blocks {
		text := p.texts[i]
		switch b.Kind {
		case news.Caption:
			c, from, _, ok := r.words.captionCredit(text)
			before = credit{}
			if !ok {
				continue
			}
			before = c
			next := i+1 < len(p.blocks) && p.blocks[i+1].Kind == news.Credit && sameCredit(c, r.words.creditLine(p.texts[i+1]))
			r.makers(p, i, from+1, c, doc, !next)
		case news.Credit:
			c := r.words.creditLine(text)
			if sameCredit(before, c) {
				f := note("duplicate_credit", "The credit line repeats the credit in the caption.")
				f.Span = p.span(i, 0, len(text))
				r.findings = append(r.findings, f)
			}
			r.makers(p, i, 0, c, doc, true)
			before = credit{}
		default:
			before = credit{}
		}
	}
}

// makers adds the photographer of a credit whose line begins at byte base of the block, or says that nobody is named.
func (r *report) makers(p printed, block, base int, c credit, doc *news.Document, tell bool) {
	for i, part := range c.parts {
		from, to := base+part.from, base+part.to
		switch {
		case part.class == anonymous && tell:
			f := note("anonymous_photographer", "The credit names no person.")
			f.Span = p.span(block, from, to)
			r.findings = append(r.findings, f)
		case part.class == "" && (i == 0 || i == 1 && c.parts[0].class == agency) && (c.label || c.known):
			for _, name := range r.words.people(p.texts[block], within(p.texts[block], from, to)) {
				if n := len(tokens(p.texts[block][name.from:name.to])); n >= 2 && n <= 4 {
					r.author(p, block, name, "photographer", doc)
				}
			}
		}
	}
}

// within gives the words of a stretch, with their places in the whole.
func within(text string, from, to int) []token {
	line := tokens(text[from:to])
	for i := range line {
		line[i].start += from
		line[i].end += from
	}
	return line
}

// sameCredit tells whether two credits name the same makers; agencies have several names, so any agency equals any other.
func sameCredit(a, b credit) bool {
	if len(a.parts) == 0 || len(a.parts) != len(b.parts) {
		return false
	}
	for i := range a.parts {
		if a.parts[i].class != b.parts[i].class || a.parts[i].class == "" && a.parts[i].key != b.parts[i].key {
			return false
		}
	}
	return true
}
