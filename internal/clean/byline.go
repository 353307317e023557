package clean

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"rawi/internal/news"
)

// byline tells whether a short line, the i-th of n, says who wrote the report or helped with it.
func (r *report) byline(text string, line []token, i, n int) bool {
	w := r.words
	if len(line) > labelRoom {
		return false
	}
	edge := i < 6 || i >= n-4
	bracketed := strings.HasPrefix(text, "(") || strings.HasPrefix(text, "[")
	switch {
	case w.has(contribution, line) && len(line) >= 3:
		at, k := w.find(contribution, line)
		return w.opens(contributor, line) > 0 || at+k == len(line) && at > 0 && at <= 14
	case w.opens(roleLabel, line) > 0 || w.opens(editLabel, line) > 0:
		k := max(w.opens(roleLabel, line), w.opens(editLabel, line))
		if k < len(line) {
			if first, _ := utf8.DecodeRuneInString(text[line[k].start:]); unicode.IsLower(first) {
				return false
			}
		}
		named := k < len(line) && (k >= 2 || bracketed || colonAfter(text, line[k-1].end))
		return named && (bracketed || i >= n-5 || edge && colonAfter(text, line[k-1].end)) && (bracketed || sentences(text) <= 1)
	case edge && w.is(agency, line):
		return true
	}
	k := w.opens(bylineLabel, line)
	if k == 0 || k == len(line) || !edge || len(line) > 14 || sentences(text) > 1 {
		return false
	}
	if colonAfter(text, line[k-1].end) {
		return true
	}
	if endsSentence(text) {
		return false
	}
	cased := false
	for j, t := range line[k:] {
		first, _ := utf8.DecodeRuneInString(text[t.start:])
		switch {
		case hasDigit(t):
			return false
		case unicode.IsUpper(first):
			cased = true
		case unicode.IsLower(first) && (j == 0 || !w.is(join, line[k+j:k+j+1]) && !w.is(outletOf, line[k+j:k+j+1]) && !w.small(t.key) && j < 3):
			return false
		}
	}
	if cased {
		return true
	}
	if len(line)-k > 5 {
		return false
	}
	for _, t := range line[k:] {
		if w.small(t.key) {
			return false
		}
	}
	return true
}

// A printedName is a person's name in a line: its bytes.
type printedName struct{ from, to int }

// people cuts a stretch of a line into the names in it, at commas, slashes, joining words and joining letters.
func (w *Words) people(text string, line []token) []printedName {
	var out []printedName
	start := 0
	flush := func(end, skip int) {
		if end > start && end-start <= 5 {
			from := line[start].start + skip
			ok := true
			for _, t := range line[start:end] {
				ok = ok && !hasDigit(t)
			}
			if ok {
				out = append(out, printedName{from, line[end-1].end})
			}
		}
	}
	skip := 0
	away := false // in the words on where a person works, which are no name
	for i := range line {
		if i > start || away {
			gap := text[line[i-1].end:line[i].start]
			if strings.ContainsAny(gap, ",،;؛/&|()") || strings.Contains(gap, " - ") || strings.Contains(gap, " – ") {
				if !away {
					flush(i, skip)
				}
				start, skip, away = i, 0, false
			}
		}
		if w.is(join, line[i:i+1]) {
			if !away {
				flush(i, skip)
			}
			start, skip, away = i+1, 0, false
			continue
		}
		if away {
			start = i + 1
			continue
		}
		if i > start && (w.is(outletOf, line[i:i+1]) || w.is(stationed, line[i:i+1])) {
			flush(i, skip)
			start, skip, away = i+1, 0, true
			continue
		}
		if n := w.joinedLetter(text, line[i]); n > 0 && (i == start && len(out) > 0 || i-start >= 2 && nameLength(text, line[i:]) >= 2) {
			flush(i, skip)
			start, skip = i, n
		}
	}
	if !away {
		flush(len(line), skip)
	}
	return out
}

// nameLength counts the words up to the next sign that parts names.
func nameLength(text string, line []token) int {
	for i := 1; i < len(line); i++ {
		if strings.ContainsAny(text[line[i-1].end:line[i].start], ",،;؛/&|()-–") {
			return i
		}
	}
	return len(line)
}

// joinedLetter gives the bytes of a joining letter that is written as one with the name after it; 0 for names that begin
// with that letter by themselves.
func (w *Words) joinedLetter(text string, t token) int {
	if w.is(unjoined, []token{t}) {
		return 0
	}
	longest := 0
	for prefix := range w.phrases[joinPrefix] {
		rest, ok := strings.CutPrefix(t.key, prefix)
		if !ok || utf8.RuneCountInString(rest) < 2 {
			continue
		}
		bytes := 0
		for range prefix {
			_, size := utf8.DecodeRuneInString(text[t.start+bytes:])
			bytes += size
		}
		if strings.HasPrefix(text[t.start:], prefix) && bytes > longest {
			longest = bytes
		}
	}
	return longest
}

// bylines reads the authors from the byline blocks, and the outlet that contributors belong to.
func (r *report) bylines(p printed, doc *news.Document) {
	for i, b := range p.blocks {
		if b.Kind != news.Byline {
			continue
		}
		text := p.texts[i]
		line := tokens(text)
		if r.words.is(agency, line) && len(line) > 0 {
			if doc.Origin == nil {
				span := p.span(i, line[0].start, line[len(line)-1].end)
				doc.Origin = &news.Source{Name: span.Text, Basis: "byline", Span: span}
			}
			continue
		}
		for _, c := range r.words.credited(text, line) {
			for _, name := range r.words.people(text, c.line) {
				r.author(p, i, name, c.role, doc)
			}
			if c.outlet[1] > c.outlet[0] && doc.Origin == nil {
				span := p.span(i, c.outlet[0], c.outlet[1])
				doc.Origin = &news.Source{Name: span.Text, Basis: "byline", Span: span}
			}
		}
	}
}

// author adds a name with its place, once.
func (r *report) author(p printed, block int, name printedName, role string, doc *news.Document) {
	text := p.texts[block][name.from:name.to]
	line := tokens(text)
	if len(line) == 0 || r.words.has(agency, line) || r.words.is(anonymous, line) || r.words.is(pool, line) {
		return
	}
	for _, a := range doc.Authors {
		if key(a.Name) == key(text) && a.Role == role {
			return
		}
	}
	doc.Authors = append(doc.Authors, news.Author{Name: text, Role: role, Span: p.span(block, name.from, name.to)})
}

// A crediting is a stretch of a byline that names people in one role, with the outlet they work for.
type crediting struct {
	line   []token
	role   string
	outlet [2]int
}

// credited cuts a byline into its stretches: by its label, by the roles it names («reporting …; editing …»), or between
// the two halves of a contributors' line.
func (w *Words) credited(text string, line []token) []crediting {
	if at, n := w.find(contribution, line); n > 0 {
		from := w.opens(contributor, line)
		names := line[from:at]
		if at < from { // the whole of it stands before the names
			names = line[at+n:]
		}
		return []crediting{w.employed(text, names, "contributor")}
	}
	var out []crediting
	start, role := -1, ""
	flush := func(end int) {
		if start >= 0 && end > start && role != "" {
			out = append(out, w.employed(text, line[start:end], role))
		}
	}
	for i := 0; i < len(line); {
		n, next := 0, ""
		if k := w.opens(roleLabel, line[i:]); k > 0 {
			n, next = k, "author"
		}
		if k := w.opens(editLabel, line[i:]); k > n {
			n, next = k, ""
		}
		if n > 0 {
			flush(i)
			start, role = i+n, next
			i += n
			continue
		}
		i++
	}
	flush(len(line))
	if start >= 0 {
		return out
	}
	if n := w.opens(bylineLabel, line); n > 0 {
		rest := line[n:]
		for i := 1; i < len(rest); i++ {
			if strings.ContainsAny(text[rest[i-1].end:rest[i].start], ",،|-–—(") && !w.nameFollows(rest[i:]) {
				rest = rest[:i]
				break
			}
		}
		return []crediting{w.employed(text, rest, "author")}
	}
	return nil
}

// nameFollows tells whether what stands after a comma in a byline is another name rather than an outlet, place or time:
// only a later joining word shows that.
func (w *Words) nameFollows(rest []token) bool {
	for i := range rest {
		if i > 0 && i < 6 && w.is(join, rest[i:i+1]) {
			return true
		}
	}
	return false
}

// employed finds the outlet that people are said to work for: «… of Outlet». Where the same word may name the city they
// work in, the name itself must look like an outlet's.
func (w *Words) employed(text string, line []token, role string) crediting {
	c := crediting{line: line, role: role}
	for i := 1; i < len(line); i++ {
		n := w.opens(outletOf, line[i:])
		sure := n > 0
		if n == 0 {
			n = w.opens(stationed, line[i:])
		}
		if n == 0 || i+n >= len(line) {
			continue
		}
		end := i + n + nameLength(text, line[i+n:])
		for j := i + n; j < end; j++ {
			if w.is(join, line[j:j+1]) {
				end = j
			}
		}
		name := line[i+n : end]
		if len(name) == 0 {
			continue
		}
		if sure || w.has(agency, name) || w.has(outletWord, name) || otherScript(text, line[0], name[0]) {
			c.outlet = [2]int{name[0].start, name[len(name)-1].end}
			return c
		}
	}
	return c
}

// otherScript tells whether only one of two words is printed in ASCII.
func otherScript(text string, a, b token) bool { return text[a.start] < 0x80 != (text[b.start] < 0x80) }

// claimedAuthors adds the authors that only the page's metadata name. An agency there is the origin.
func (r *report) claimedAuthors(p printed, doc *news.Document) {
	outlets := map[string]bool{}
	for _, c := range r.claims.all(fieldOutlet) {
		outlets[key(c.Value)] = true
	}
	origin := ""
	for _, claim := range r.claims.all(fieldAuthor) {
		if origin != "" && claim.Origin != origin {
			return
		}
		line := tokens(claim.Value)
		if len(line) == 0 || outlets[key(claim.Value)] || strings.Contains(claim.Value, "@") || len(line) > 20 {
			continue
		}
		if r.words.is(agency, line) {
			if doc.Origin == nil {
				doc.Origin = &news.Source{Name: claim.Value, Basis: "metadata"}
			}
			continue
		}
		if n := r.words.opens(bylineLabel, line); n < len(line) {
			line = line[n:]
		}
	names:
		for _, name := range r.words.people(claim.Value, line) {
			text := claim.Value[name.from:name.to]
			if words := tokens(text); len(words) < 2 || r.words.has(agency, words) || outlets[key(text)] {
				continue
			}
			origin = claim.Origin
			for _, a := range doc.Authors {
				if key(a.Name) == key(text) {
					continue names
				}
			}
			doc.Authors = append(doc.Authors, news.Author{Name: text, Role: "author", Span: p.inByline(text)})
		}
	}
}

// inByline finds a name in the byline blocks.
func (p printed) inByline(name string) *news.Span {
	for i, b := range p.blocks {
		if b.Kind == news.Byline {
			if at := strings.Index(p.texts[i], name); at >= 0 {
				return p.span(i, at, at+len(name))
			}
		}
	}
	return nil
}

// sources reads from a source line whose report it is, where nothing better said so.
func (r *report) sources(p printed, doc *news.Document) {
	for i, b := range p.blocks {
		if b.Kind != news.SourceLink || doc.Origin != nil {
			continue
		}
		line := tokens(p.texts[i])
		if n := r.words.opens(sourceLabel, line); n < len(line) {
			span := p.span(i, line[n].start, line[len(line)-1].end)
			doc.Origin = &news.Source{Name: span.Text, Basis: "source_link", Span: span}
		}
	}
}
