// Package view answers: how does a record look to a person at a terminal?
//
// Text of both directions stands on one line: every run of Arabic is held in an isolate, arrows follow the direction of the
// interface, and lines are wrapped by the width of the terminal. Nothing is cut off. Colour helps and carries nothing alone.
package view

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"rawi/internal/news"
)

// Options say how a view is printed.
type Options struct {
	Width int  // columns of the terminal; 0: lines are not wrapped
	Color bool // ANSI colours
}

// JSON writes a record as one line, or over many lines for people to look at.
func JSON(out io.Writer, rec news.Record, indent bool) error {
	w := bufio.NewWriter(out)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	if indent {
		e.SetIndent("", "  ")
	}
	if err := e.Encode(rec); err != nil {
		return fmt.Errorf("write record: %w", err)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write record: %w", err)
	}
	return nil
}

// Record prints a record: its head, what happened, what was said, agreements, photos, remarks.
func Record(out io.Writer, w *Words, rec news.Record, o Options) error {
	v := newRecordView(out, w, rec, o)
	if rec.Error != nil {
		v.failure()
		return v.done()
	}
	v.head()
	v.events()
	v.quotes()
	v.agreements()
	v.photos()
	v.findings()
	if len(rec.Events)+len(rec.Quotes)+len(rec.Agreements)+len(rec.Photos) == 0 {
		v.blank()
		v.paragraph(nil, columnSpace, *new(chunk).say(faint, w.say("nothing")))
	}
	return v.done()
}

// recordView prints the parts of one record.
type recordView struct {
	*printer
	rec      news.Record
	entities map[string]*news.Entity
	inferred bool // something in brackets was printed
	marks    map[string]bool
}

func newRecordView(out io.Writer, w *Words, rec news.Record, o Options) *recordView {
	v := &recordView{printer: newPrinter(out, w, o), rec: rec, entities: map[string]*news.Entity{}, marks: map[string]bool{}}
	for i := range rec.Entities {
		v.entities[rec.Entities[i].ID] = &rec.Entities[i]
	}
	return v
}

func (v *recordView) done() error {
	if err := v.out.Flush(); err != nil {
		return fmt.Errorf("write view: %w", err)
	}
	return nil
}

func (v *recordView) failure() {
	c := chunk{}
	c.say(alarm, "✕").print(v.words, strong, v.rec.Document.ID).glue(normal, ":").print(v.words, normal, v.rec.Error.Message)
	code := chunk{}
	code.print(v.words, faint, v.rec.Error.Code)
	v.paragraph(nil, columnSpace, c, code)
}

// head tells which report this is.
func (v *recordView) head() {
	d, w := v.rec.Document, v.words
	title := chunk{}
	if d.Title == "" {
		title.say(faint, w.say("untitled"))
	} else {
		title.print(w, strong, d.Title)
	}
	v.paragraph(nil, columnSpace, title)
	v.blank()
	var rows []row
	add := func(key string, chunks ...chunk) {
		for _, c := range chunks {
			if len(c) > 0 {
				rows = append(rows, row{w.say(key), chunks})
				return
			}
		}
	}
	source := func(s *news.Source) []chunk {
		if s == nil {
			return nil
		}
		name := s.Name
		if e := v.entities[s.Entity]; e != nil {
			name = v.name(e)
		}
		return []chunk{*new(chunk).print(w, normal, name), v.basis(s.Basis)}
	}
	add("head.outlet", source(d.Outlet)...)
	add("head.origin", source(d.Origin)...)
	if d.Published != nil {
		add("head.day", *v.text(normal, w.weekday(d.Published.Date)), v.basis(d.Published.Basis))
	}
	if d.Dateline != nil {
		c := new(chunk).print(w, normal, v.entityName(d.Dateline.Entity, d.Dateline.Place))
		agency := new(chunk).print(w, faint, d.Dateline.Agency)
		add("head.filed", *c, *agency)
	}
	var authors []chunk
	for _, a := range d.Authors {
		name := a.Name
		if n := a.Names[w.Language]; n != "" {
			name = n
		}
		c := chunk{}
		c.print(w, normal, v.entityName(a.Entity, name))
		if a.Role != "author" {
			c.say(faint, "("+w.say("role."+a.Role)+")")
		}
		authors = append(authors, c)
	}
	add("head.authors", authors...)
	add("head.url", *new(chunk).print(w, faint, d.URL))
	add("head.story", *new(chunk).print(w, faint, d.Story))
	if d.Copy != nil {
		add("head.copy", *new(chunk).print(w, normal, d.Copy.Of), *new(chunk).say(faint, w.say("copy."+d.Copy.Kind)),
			*new(chunk).say(faint, strconv.Itoa(int(100*d.Copy.Similarity+.5))+" %"))
	}
	v.rows(columnSpace, rows)
}

// row is a word and what it stands for.
type row struct {
	key    string
	chunks []chunk
}

// rows prints rows with their keys in one column.
func (v *recordView) rows(indent int, rows []row) {
	widest := 0
	for _, r := range rows {
		widest = max(widest, new(chunk).say(faint, r.key).width())
	}
	for _, r := range rows {
		lead := chunk{word{text: strings.Repeat(" ", indent-columnSpace), glued: true}}
		lead = append(lead, (*new(chunk).say(faint, r.key))...)
		lead[1].glued = true
		v.paragraph(lead, indent+widest+2, r.chunks...)
	}
}

func (v *recordView) basis(basis string) chunk {
	if basis == "" {
		return nil
	}
	return *new(chunk).say(faint, v.words.say("basis."+basis))
}

// text is text in the interface's language, which may hold figures.
func (v *recordView) text(s style, text string) *chunk { return new(chunk).say(s, text) }

// name is an entity's name in the language of the interface, where it has one.
func (v *recordView) name(e *news.Entity) string {
	if n := e.Names[v.words.Language]; n != "" {
		return n
	}
	return e.Name
}

func (v *recordView) entityName(id, otherwise string) string {
	if e := v.entities[id]; e != nil {
		return v.name(e)
	}
	return otherwise
}

// part prints the heading of a part of the report.
func (v *recordView) part(key string, n int) {
	v.blank()
	c := chunk{}
	c.say(strong, v.words.say(key)).say(faint, strconv.Itoa(n))
	v.paragraph(nil, columnSpace, c)
	v.blank()
}

// commas adds names one after the other.
func (v *recordView) commas(c *chunk, s style, names []string) {
	for i, n := range names {
		if i > 0 {
			c.glue(normal, v.words.say("list"))
		}
		c.print(v.words, s, n)
	}
}

// parties are the names of those in a slot of an event.
func (v *recordView) parties(list []news.Party) []string {
	var names []string
	for _, p := range list {
		switch {
		case v.entities[p.Entity] != nil:
			names = append(names, v.name(v.entities[p.Entity]))
		case p.Span != nil:
			names = append(names, p.Span.Text)
		case p.Country != "":
			names = append(names, p.Country)
		}
	}
	return names
}

// idColumn is where the text of a list begins: after its widest id and a mark.
func idColumn[T any](list []T, id func(T) string, mark int) int {
	widest := 2
	for _, x := range list {
		widest = max(widest, len(id(x)))
	}
	return len(thinIndent) + widest + mark + 2
}

func (v *recordView) events() {
	list := v.rec.Events
	if len(list) == 0 {
		return
	}
	v.part("part.events", len(list))
	column := idColumn(list, func(e news.Event) string { return e.ID }, 2)
	for _, e := range list {
		v.event(e, column)
	}
	v.legend(column)
}

func (v *recordView) event(e news.Event, column int) {
	mark, markStyle := v.mark(e)
	lead := chunk{}
	lead.say(faint, e.ID)
	if pad := column - len(thinIndent) - lead.width() - 3; pad > 0 {
		lead.glue(normal, strings.Repeat(" ", pad))
	}
	lead.glue(markStyle, mark)
	v.paragraph(lead, column, v.eventChunks(e)...)
}

// mark shows at a glance how sure an event is.
func (v *recordView) mark(e news.Event) (string, style) {
	key, sign, s := "sure.told", "●", normal
	switch {
	case e.Polarity == "negative":
		key, sign, s = "sure.negative", "✕", alarm
	case e.Reality != "actual":
		key, sign, s = "sure.open", "○", faint
	case len(e.Attribution) > 0:
		key, sign = "sure.claimed", "◐"
	}
	v.marks[key+" "+sign] = true
	return sign, s
}

// legend explains the marks that were used.
func (v *recordView) legend(column int) {
	var chunks []chunk
	for _, m := range []string{"sure.told ●", "sure.claimed ◐", "sure.open ○", "sure.negative ✕"} {
		if key, sign, _ := strings.Cut(m, " "); v.marks[m] {
			chunks = append(chunks, *new(chunk).say(faint, sign+" "+v.words.say(key)))
		}
	}
	if v.inferred {
		chunks = append(chunks, *new(chunk).say(faint, v.words.say("sure.inferred")))
	}
	v.blank()
	v.paragraph(nil, column, chunks...)
}

// eventChunks is an event in words: who → what → whom, when, where, how sure, how much, on whose word.
func (v *recordView) eventChunks(e news.Event) []chunk {
	w := v.words
	chunks := []chunk{v.deed(e)}
	add := func(c *chunk) {
		if c != nil && len(*c) > 0 {
			chunks = append(chunks, *c)
		}
	}
	if e.Date != nil {
		add(v.bracketed(e.Date.Basis == "document", w.days(e.Date.Start, e.Date.End), true))
	}
	if e.Place != nil {
		add(v.place(e.Place))
	}
	for i := range e.OtherPlaces {
		add(v.place(&e.OtherPlaces[i]))
	}
	switch {
	case e.Polarity == "negative" && len(e.Attribution) > 0:
		add(v.text(alarm, w.say("polarity.denied")))
	case e.Polarity == "negative":
		add(v.text(alarm, w.say("polarity.negative")))
	}
	if e.Reality != "actual" {
		add(v.text(normal, w.say("reality."+e.Reality)))
	}
	for _, q := range e.Quantities {
		add(v.quantity(q))
	}
	if e.Casualties != nil {
		for _, n := range []struct {
			key string
			n   *int
		}{{"dead", e.Casualties.Dead}, {"injured", e.Casualties.Injured}, {"arrested", e.Casualties.Arrested}} {
			if n.n != nil {
				add(v.text(normal, amount(float64(*n.n))+" "+w.say(n.key)))
			}
		}
	}
	add(v.chain(e.Attribution))
	if e.Background {
		add(v.text(faint, w.say("background")))
	}
	for _, l := range []struct{ key, id string }{{"part_of", e.PartOf}, {"same_as", e.SameAs}, {"after", strings.Join(e.After, " ")}} {
		if l.id != "" {
			add(v.text(faint, w.say(l.key)+" "+l.id))
		}
	}
	if e.Agreement != "" {
		add(v.text(faint, e.Agreement))
	}
	return chunks
}

// deed is who → what → whom. One who is not known is called so only where it matters, before an act done to somebody.
func (v *recordView) deed(e news.Event) chunk {
	w, c := v.words, chunk{}
	actors, recipients := v.parties(e.Actors), v.parties(e.Recipients)
	if len(actors) > 0 {
		v.commas(&c, strong, actors)
	} else {
		c.say(faint, w.say("someone"))
	}
	c.say(faint, w.forward())
	c.say(deedStyle(e.Quad), w.say("type."+e.Type))
	if e.Mode != "" {
		c.say(normal, "("+w.say("mode."+e.Mode)+")")
	}
	if e.Anchor.Text != "" {
		c.print(w, faint, "«"+e.Anchor.Text+"»")
	}
	if len(recipients) > 0 {
		c.say(faint, w.forward())
		v.commas(&c, strong, recipients)
	}
	return c
}

func deedStyle(quad int) style {
	switch quad {
	case 1:
		return verbal1
	case 2:
		return deed1
	case 3:
		return verbal2
	case 4:
		return deed2
	}
	return normal
}

// bracketed puts what was inferred in brackets. Own tells text of the interface from names.
func (v *recordView) bracketed(inferred bool, text string, own bool) *chunk {
	if text == "" {
		return nil
	}
	if inferred {
		v.inferred = true
		text = "(" + text + ")"
	}
	if own {
		return v.text(normal, text)
	}
	return new(chunk).print(v.words, normal, text)
}

func (v *recordView) place(p *news.Place) *chunk {
	return v.bracketed(p.Basis == "inferred", v.entityName(p.Entity, p.Name), false)
}

func (v *recordView) quantity(q news.Quantity) *chunk {
	c := chunk{}
	sign := map[string]string{"at_least": "≥ ", "at_most": "≤ ", "about": "≈ "}[q.Bound]
	switch {
	case q.Value != nil:
		c.say(normal, sign+amount(*q.Value))
	case q.Vague != "":
		c.print(v.words, normal, q.Vague)
	default:
		c.print(v.words, normal, q.Span.Text)
	}
	c.print(v.words, normal, q.Unit)
	if q.Of != "" && q.Of != q.Unit {
		c.print(v.words, faint, "("+q.Of+")")
	}
	return &c
}

// chain is on whose word something is told: the nearest to the page first, an arrow from each to the next before it.
func (v *recordView) chain(links []news.Link) *chunk {
	if len(links) == 0 {
		return nil
	}
	c := chunk{}
	c.say(faint, v.words.say("by"))
	v.links(&c, links, normal)
	return &c
}

func (v *recordView) links(c *chunk, links []news.Link, s style) {
	for i, l := range links {
		if i > 0 {
			c.say(faint, v.words.back())
		}
		name := v.entityName(l.Entity, l.Name)
		if name == "" && l.Span != nil {
			name = l.Span.Text
		}
		names := []string{name}
		if name == "" {
			names[0] = v.words.say("someone")
		}
		for _, id := range l.With {
			names = append(names, v.entityName(id, id))
		}
		v.commas(c, s, names)
		if l.Role == "medium" {
			c.say(faint, "("+v.words.say("link.medium")+")")
		}
	}
}

func (v *recordView) quotes() {
	list := v.rec.Quotes
	if len(list) == 0 {
		return
	}
	w := v.words
	v.part("part.quotes", len(list))
	column := idColumn(list, func(q news.Quote) string { return q.ID }, 0)
	for i, q := range list {
		if i > 0 {
			v.blank()
		}
		who := chunk{}
		if len(q.Attribution) == 0 {
			who.say(faint, w.say("someone"))
		} else { // the speaker first: whose words these are
			last := len(q.Attribution) - 1
			v.links(&who, q.Attribution[last:], strong)
			for j := last - 1; j >= 0; j-- {
				who.say(faint, w.forward())
				v.links(&who, q.Attribution[j:j+1], normal)
			}
		}
		chunks := []chunk{who, *v.text(faint, w.say("quote."+q.Kind))}
		add := func(c *chunk) {
			if c != nil && len(*c) > 0 {
				chunks = append(chunks, *c)
			}
		}
		if a := q.Addressee; a != nil {
			name := ""
			if a.Span != nil {
				name = a.Span.Text
			}
			add(v.text(faint, w.say("to")).print(w, normal, v.entityName(a.Entity, name)))
		}
		if q.Occasion != nil {
			add(v.text(faint, w.say("at")).print(w, normal, "«"+q.Occasion.Span.Text+"»"))
		}
		if q.Date != nil {
			add(v.bracketed(q.Date.Basis == "document", w.days(q.Date.Start, q.Date.End), true))
		}
		if q.Continues != "" {
			add(v.text(faint, w.say("continues")+" "+q.Continues))
		}
		if len(q.Events) > 0 {
			add(v.text(faint, strings.Join(q.Events, " ")))
		}
		v.paragraph(*v.text(faint, q.ID), column, chunks...)
		v.paragraph(nil, column, *new(chunk).print(w, normal, quotation(q)))
	}
}

// quotation is what was said, in quotation marks where it is word for word.
func quotation(q news.Quote) string {
	var parts []string
	for _, s := range q.Content {
		parts = append(parts, strings.TrimSpace(s.Text))
	}
	text := strings.Join(parts, " … ")
	switch {
	case q.Kind != "direct":
		return text
	case directionOf(text) == rightToLeft:
		return "«" + text + "»"
	}
	return "“" + text + "”"
}

func (v *recordView) agreements() {
	list := v.rec.Agreements
	if len(list) == 0 {
		return
	}
	w := v.words
	v.part("part.agreements", len(list))
	column := idColumn(list, func(a news.Agreement) string { return a.ID }, 0)
	for i, a := range list {
		if i > 0 {
			v.blank()
		}
		name := a.Name
		if n := a.Names[w.Language]; n != "" {
			name = n
		}
		head := chunk{}
		head.print(w, strong, v.entityName(a.Entity, name))
		if a.Span.Text != "" && a.Span.Text != head.String() {
			head.print(w, faint, "«"+a.Span.Text+"»")
		}
		chunks := []chunk{head}
		if len(a.Kind) > 0 {
			var kinds []string
			for _, k := range a.Kind {
				kinds = append(kinds, w.say("pact."+k))
			}
			chunks = append(chunks, *v.text(normal, strings.Join(kinds, w.say("list")+" ")))
		}
		stage := w.say("stage." + a.Stage)
		if d := a.Dates[a.Stage]; d != "" {
			stage += " " + w.day(d)
		}
		chunks = append(chunks, *v.text(normal, stage))
		if a.Place != nil {
			chunks = append(chunks, *v.place(a.Place))
		}
		if c := v.chain(a.Attribution); c != nil {
			chunks = append(chunks, *c)
		}
		if a.Event != "" {
			chunks = append(chunks, *v.text(faint, a.Event))
		}
		v.paragraph(*v.text(faint, a.ID), column, chunks...)
		var rows []row
		if names := v.entityNames(a.Parties); len(names) > 0 {
			c := chunk{}
			v.commas(&c, normal, names)
			rows = append(rows, row{w.say("between"), []chunk{c}})
		}
		if names := v.entityNames(a.Signatories); len(names) > 0 {
			c := chunk{}
			v.commas(&c, normal, names)
			rows = append(rows, row{w.say("signed_by"), []chunk{c}})
		}
		for _, o := range a.Obligations {
			rows = append(rows, row{w.say("obliges"), v.obligation(o)})
		}
		v.rows(column, rows)
	}
}

func (v *recordView) obligation(o news.Obligation) []chunk {
	w, c := v.words, chunk{}
	v.commas(&c, normal, v.entityNames(o.On))
	if len(o.On) > 0 {
		c.say(faint, w.forward())
	}
	c.say(strong, w.say("pact."+o.Kind))
	chunks := []chunk{c}
	if o.Act != "" {
		chunks = append(chunks, *new(chunk).print(w, normal, o.Act))
	}
	if o.Trigger != "" {
		chunks = append(chunks, *v.text(faint, w.say("if")).print(w, normal, o.Trigger))
	}
	if c := v.chain(o.Attribution); c != nil {
		chunks = append(chunks, *c)
	}
	return append(chunks, *new(chunk).print(w, faint, "«"+o.Evidence.Text+"»"))
}

func (v *recordView) entityNames(ids []string) []string {
	var names []string
	for _, id := range ids {
		names = append(names, v.entityName(id, id))
	}
	return names
}

func (v *recordView) photos() {
	list := v.rec.Photos
	if len(list) == 0 {
		return
	}
	w := v.words
	v.part("part.photos", len(list))
	column := idColumn(list, func(p news.Photo) string { return p.ID }, 0)
	for i, p := range list {
		if i > 0 {
			v.blank()
		}
		var chunks []chunk
		if p.Date != nil {
			chunks = append(chunks, *v.bracketed(p.Date.Basis == "document", w.days(p.Date.Start, p.Date.End), true))
		}
		if p.Place != nil {
			chunks = append(chunks, *v.place(p.Place))
		}
		if len(p.Credits) > 0 {
			c := chunk{}
			for i, name := range p.Credits {
				if i > 0 {
					c.say(faint, "/")
				}
				c.print(w, normal, name)
			}
			chunks = append(chunks, c)
		}
		if p.Pool {
			chunks = append(chunks, *v.text(faint, w.say("pool")))
		}
		if p.Distributor != "" {
			chunks = append(chunks, *v.text(faint, w.say("from")).print(w, normal, v.entityName(p.Distributor, p.Distributor)))
		}
		if len(p.People) > 0 {
			c := chunk{}
			c.say(faint, w.say("who"))
			v.commas(&c, normal, v.entityNames(p.People))
			chunks = append(chunks, c)
		}
		v.paragraph(*v.text(faint, p.ID), column, chunks...)
		v.paragraph(nil, column, *new(chunk).print(w, faint, p.Caption.Text))
	}
}

func (v *recordView) findings() {
	list := v.rec.Findings
	if len(list) == 0 {
		return
	}
	v.part("part.findings", len(list))
	column := idColumn(list, func(news.Finding) string { return "" }, 0) - 2
	for _, f := range list {
		sign, s := "·", faint
		if f.Level == "warning" {
			sign, s = "!", alarm
		}
		c := chunk{}
		c.print(v.words, normal, f.Message)
		if f.Span != nil && f.Span.Text != "" {
			c.print(v.words, faint, "«"+f.Span.Text+"»")
		}
		v.paragraph(*v.text(s, sign), column, c, *new(chunk).print(v.words, faint, f.Code))
	}
}
