package view

import (
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"rawi/internal/news"
	"rawi/internal/reading"
)

// Explain prints for each fact of a record the sentence it stands in with its words marked, the rule and what filled each
// slot, and then what was considered there and dropped. With fact it prints that one alone and reports whether there is one.
func Explain(out io.Writer, w *Words, rec news.Record, trace reading.Trace, fact string, o Options) (bool, error) {
	v := newRecordView(out, w, rec, o)
	if rec.Error != nil {
		v.failure()
		return true, v.done()
	}
	x := explanation{recordView: v, steps: trace.Steps, runes: []rune(rec.Document.Text), told: make([]bool, len(trace.Steps))}
	if fact == "" {
		v.head()
	}
	found := false
	for _, f := range x.facts() {
		if fact != "" && f.id != fact {
			continue
		}
		found = true
		x.fact(f)
	}
	switch {
	case fact == "":
		x.rest()
	case !found:
		v.paragraph(nil, columnSpace, *new(chunk).say(alarm, w.say("explain.none")).print(w, strong, fact))
	}
	return found || fact == "", v.done()
}

// explanation prints the facts of one record with their traces.
type explanation struct {
	*recordView
	steps []reading.Step
	runes []rune
	told  []bool // steps that were printed beside a fact
}

// fact is an event, a quotation or an agreement with the words that it rests on.
type fact struct {
	id       string
	rule     string
	summary  []chunk
	evidence []news.Span
	again    []news.Span // other places that tell the same
	marks    []mark
}

// mark is a piece of the text and what it is for.
type mark struct {
	role   string
	span   news.Span
	note   []chunk
	filler string // the slot or rule that filled it
}

func (x *explanation) facts() []fact {
	var out []fact
	for _, e := range x.rec.Events {
		f := fact{id: e.ID, rule: e.Rule, summary: x.eventChunks(e), evidence: []news.Span{e.Evidence}}
		f.summary = append(f.summary, *x.text(faint, x.words.say("explain.confidence")+" "+amount(e.Confidence)))
		f.marks = append(f.marks, mark{role: "explain.anchor", span: e.Anchor})
		for _, side := range []struct {
			role string
			list []news.Party
		}{{"explain.actor", e.Actors}, {"explain.recipient", e.Recipients}} {
			for _, p := range side.list {
				f.party(x, side.role, p)
			}
		}
		if e.Date != nil && e.Date.Span != nil {
			f.marks = append(f.marks, mark{role: "explain.date", span: *e.Date.Span, note: []chunk{*x.text(normal, x.words.days(e.Date.Start, e.Date.End))}})
		}
		if e.Place != nil && e.Place.Span != nil {
			f.marks = append(f.marks, mark{role: "explain.place", span: *e.Place.Span, note: []chunk{*x.place(e.Place)}})
		}
		f.chain(x, e.Attribution)
		for _, a := range e.Also {
			f.again = append(f.again, a.Evidence)
		}
		out = append(out, f)
	}
	for _, q := range x.rec.Quotes {
		who := chunk{}
		x.links(&who, q.Attribution, strong)
		f := fact{id: q.ID, rule: q.Rule, summary: []chunk{who, *x.text(faint, x.words.say("quote."+q.Kind))}}
		for _, s := range q.Content {
			f.evidence = append(f.evidence, s)
			f.marks = append(f.marks, mark{role: "explain.content", span: s})
		}
		for _, s := range q.Cue {
			f.marks = append(f.marks, mark{role: "explain.cue", span: s})
		}
		f.chain(x, q.Attribution)
		out = append(out, f)
	}
	for _, a := range x.rec.Agreements {
		name := chunk{}
		name.print(x.words, strong, a.Name)
		f := fact{id: a.ID, rule: a.Rule, summary: []chunk{name, *x.text(normal, x.words.say("stage."+a.Stage))}, evidence: []news.Span{a.Evidence}}
		f.marks = append(f.marks, mark{role: "explain.anchor", span: a.Span})
		for _, o := range a.Obligations {
			f.evidence = append(f.evidence, o.Evidence)
			f.marks = append(f.marks, mark{role: "explain.obligation", span: o.Evidence, note: x.obligation(o)[:1]})
			f.chain(x, o.Attribution)
		}
		out = append(out, f)
	}
	return out
}

func (f *fact) party(x *explanation, role string, p news.Party) {
	if p.Span == nil {
		return
	}
	m := mark{role: role, span: *p.Span}
	if e := x.entities[p.Entity]; e != nil {
		m.note = append(m.note, *new(chunk).print(x.words, normal, x.name(e)))
	}
	if code := strings.TrimSpace(p.Country + " " + p.Sector); code != "" {
		m.note = append(m.note, *new(chunk).print(x.words, faint, code))
	}
	m.filler = p.Rule
	f.marks = append(f.marks, m)
}

func (f *fact) chain(x *explanation, links []news.Link) {
	for _, l := range links {
		name := *new(chunk).print(x.words, normal, x.entityName(l.Entity, l.Name))
		switch {
		case l.Span != nil:
			f.marks = append(f.marks, mark{role: "link." + l.Role, span: *l.Span, note: []chunk{name}})
		case l.Cue != nil:
			f.marks = append(f.marks, mark{role: "link." + l.Role, span: *l.Cue, note: []chunk{name}})
		}
		if l.Cue != nil && l.Span != nil {
			f.marks = append(f.marks, mark{role: "explain.cue", span: *l.Cue})
		}
	}
}

// fact prints one fact.
func (x *explanation) fact(f fact) {
	w := x.words
	column := len(thinIndent) + max(len(f.id), 2) + 2
	x.blank()
	x.paragraph(*x.text(strong, f.id), column, f.summary...)
	f.marks = x.unique(f.marks)
	for _, around := range x.sentences(f) {
		x.blank()
		x.paragraph(nil, column, x.sentence(around, f.marks))
	}
	x.blank()
	var steps []row
	for i, s := range x.steps {
		if s.Fact != f.id {
			continue
		}
		x.told[i] = true
		if s.Rule != f.rule || s.Reason != "" || !f.marked(s.Span) {
			steps = append(steps, x.step(s))
		}
		for _, slot := range s.Slots {
			if !f.filled(x, slot) {
				steps = append(steps, x.slot(slot))
			}
		}
	}
	var rows []row
	for i, m := range f.marks {
		said := chunk{}
		said.print(w, normal, "«"+m.span.Text+"»")
		if m.filler != "" {
			m.note = append(m.note, *x.text(faint, w.say("explain.filled")).print(w, faint, m.filler))
		}
		rows = append(rows, row{strconv.Itoa(i+1) + " " + w.say(m.role), append([]chunk{said}, m.note...)})
	}
	if f.rule != "" {
		rows = append(rows, row{w.say("explain.rule"), []chunk{*new(chunk).print(w, normal, f.rule)}})
	}
	rows = append(rows, steps...)
	for _, s := range f.again {
		c := chunk{}
		c.print(w, normal, "«"+s.Text+"»")
		rows = append(rows, row{w.say("explain.again"), []chunk{c}})
	}
	x.rows(column, rows)
	x.dropped(f, column)
}

// marked tells whether a span is among the marks.
func (f *fact) marked(s news.Span) bool {
	return slices.ContainsFunc(f.marks, func(m mark) bool { return m.span.Start == s.Start && m.span.End == s.End })
}

// filled adds to the mark of a slot how the slot was filled; it reports whether the slot has a mark.
func (f *fact) filled(x *explanation, s reading.SlotTrace) bool {
	for i := range f.marks {
		m := &f.marks[i]
		if m.span.Start != s.Span.Start || m.span.End != s.Span.End || m.role != "explain."+s.Role && m.role != "link."+s.Role {
			continue
		}
		m.filler = ""
		c := x.text(faint, x.words.say("explain.filled")).print(x.words, faint, s.Marker)
		if s.By != "" {
			c.glue(faint, ":").print(x.words, faint, s.By)
		}
		m.note = append(m.note, *c)
		return true
	}
	return false
}

// step is one decision of the reading as a row.
func (x *explanation) step(s reading.Step) row {
	w := x.words
	var chunks []chunk
	if s.Span.Text != "" {
		chunks = append(chunks, *new(chunk).print(w, normal, "«"+s.Span.Text+"»"))
	}
	if s.Rule != "" {
		chunks = append(chunks, *new(chunk).print(w, normal, s.Rule))
	}
	if s.Reason != "" {
		chunks = append(chunks, *new(chunk).print(w, faint, s.Reason))
	}
	return row{w.say("explain.stage." + s.Stage), chunks}
}

// slot is what filled a slot of a rule as a row.
func (x *explanation) slot(s reading.SlotTrace) row {
	w := x.words
	c := chunk{}
	if s.Span.Text != "" {
		c.print(w, normal, "«"+s.Span.Text+"»")
	}
	var by chunk
	if s.By != "" {
		by.say(faint, w.say("explain.filled")).print(w, faint, s.By)
	}
	key := s.Marker
	if s.Role != "" {
		key += "=" + s.Role
	}
	var chunks []chunk
	for _, k := range []chunk{c, by} {
		if len(k) > 0 {
			chunks = append(chunks, k)
		}
	}
	return row{"  " + key, chunks}
}

// dropped prints what was considered in the sentences of a fact and dropped.
func (x *explanation) dropped(f fact, column int) {
	var at []int
	for i, s := range x.steps {
		if s.Verdict != "dropped" {
			continue
		}
		for _, around := range x.sentences(f) {
			if around.Covers(s.Span) && !s.Span.Zero() {
				at = append(at, i)
				break
			}
		}
	}
	x.drops(at, column)
}

func (x *explanation) drops(at []int, column int) {
	if len(at) == 0 {
		return
	}
	x.blank()
	x.paragraph(nil, column, *x.text(faint, x.words.say("explain.dropped")))
	var rows []row
	for _, i := range at {
		x.told[i] = true
		r := x.step(x.steps[i])
		r.key = "✕ " + r.key
		rows = append(rows, r)
	}
	x.rows(column, rows)
}

// rest prints what was dropped where no fact stands.
func (x *explanation) rest() {
	var at []int
	for i, s := range x.steps {
		if s.Verdict == "dropped" && !x.told[i] {
			at = append(at, i)
		}
	}
	x.drops(at, columnSpace)
}

// unique keeps the first of the marks for the same words and role.
func (x *explanation) unique(marks []mark) []mark {
	var out []mark
	for _, m := range marks {
		same := func(o mark) bool { return o.role == m.role && o.span.Start == m.span.Start && o.span.End == m.span.End }
		if m.span.Text != "" && !slices.ContainsFunc(out, same) {
			out = append(out, m)
		}
	}
	return out
}

// sentences are the sentences that the evidence of a fact stands in, each once, in the order of the text.
func (x *explanation) sentences(f fact) []news.Span {
	var out []news.Span
	for _, e := range f.evidence {
		if e.Zero() || e.End > len(x.runes) {
			continue
		}
		s := x.around(e)
		if !slices.ContainsFunc(out, func(o news.Span) bool { return o.Covers(s) }) {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b news.Span) int { return a.Start - b.Start })
	return out
}

// around is the sentence round a span, for reading only: it ends at a mark that is followed by a space, or with its block.
func (x *explanation) around(s news.Span) news.Span {
	start, end := s.Start, s.End
	for start > 0 && !x.cut(start) {
		start--
	}
	for end < len(x.runes) && !x.cut(end) {
		end++
	}
	for start < end && unicode.IsSpace(x.runes[start]) {
		start++
	}
	for end > start && unicode.IsSpace(x.runes[end-1]) {
		end--
	}
	return news.Span{Start: start, End: end, Text: string(x.runes[start:end])}
}

// cut tells whether a sentence may end before code point i.
func (x *explanation) cut(i int) bool {
	if x.runes[i] == '\n' || x.runes[i-1] == '\n' {
		return true
	}
	return unicode.IsSpace(x.runes[i]) && unicode.Is(unicode.Sentence_Terminal, x.runes[i-1])
}

// sentence is a piece of the text with the marked words in brackets, each with the number of its row.
func (x *explanation) sentence(around news.Span, marks []mark) chunk {
	type place struct{ start, end int }
	opens, closes := map[int]int{}, map[int][]string{}
	numbers := map[place][]int{}
	for n, m := range marks {
		if around.Covers(m.span) && m.span.End <= len(x.runes) {
			numbers[place{m.span.Start, m.span.End}] = append(numbers[place{m.span.Start, m.span.End}], n)
		}
	}
	var places []place
	for p := range numbers {
		places = append(places, p)
	}
	slices.SortFunc(places, func(a, b place) int { return b.start - a.start }) // the inner ones close first
	for _, p := range places {
		opens[p.start]++
		closes[p.end] = append(closes[p.end], "]"+superscripts(numbers[p]))
	}
	s := sentence{}
	if x.words.rtl || strings.ContainsFunc(around.Text, rightToLeftLetter) {
		s.group = &iso{directionOf(around.Text)}
	}
	for i := around.Start; i <= around.End; i++ {
		for _, sign := range closes[i] {
			s.flush()
			s.depth--
			s.sign(sign)
		}
		if i == around.End {
			break
		}
		for range opens[i] {
			s.flush()
			s.sign("[")
			s.depth++
		}
		if unicode.IsSpace(x.runes[i]) {
			s.flush()
			s.glued = false
			continue
		}
		s.word = append(s.word, x.runes[i])
	}
	s.flush()
	return s.done
}

// sentence is a sentence under way to its words.
type sentence struct {
	done  chunk
	group *iso
	word  []rune
	depth int  // marks that are open
	glued bool // no space since the last word
}

func (s *sentence) flush() {
	if len(s.word) == 0 {
		return
	}
	style := normal
	if s.depth > 0 {
		style = marked
	}
	s.done = append(s.done, word{text: Plain(string(s.word)), style: style, iso: s.group, glued: s.glued})
	s.word, s.glued = nil, true
}

func (s *sentence) sign(text string) {
	s.done = append(s.done, word{text: text, style: faint, iso: s.group, glued: s.glued})
	s.glued = true
}

// superscripts are the numbers of marks as small figures.
func superscripts(marks []int) string {
	const figures = "⁰¹²³⁴⁵⁶⁷⁸⁹"
	small := []rune(figures)
	var parts []string
	for _, n := range marks {
		var b strings.Builder
		for _, d := range strconv.Itoa(n + 1) {
			b.WriteRune(small[d-'0'])
		}
		parts = append(parts, b.String())
	}
	return strings.Join(parts, "⁺")
}
