package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"rawi/internal/news"
	"rawi/internal/register"
	"rawi/internal/store"
)

// reportPage is a report as printed, its record opposite.
type reportPage struct {
	Doc       store.Document
	Record    news.Record
	Blocks    []printed
	Events    []fact
	Quotes    []fact
	Pacts     []store.Agreement
	Relations []relation
	Versions  []store.Document
	Rejected  map[string]bool
}

// printed is a block of the report, cut where marks begin or end.
type printed struct {
	Kind  string
	Dir   string
	Parts []part
}

// part is a stretch of text under the same marks.
type part struct {
	Text    string
	Start   int    // code point
	Classes string // kinds of the facts that it states
	Facts   string // their ids
	Anchors []string
	Labels  []string // what begins here
}

// fact is one event or quotation of the record, with where it stands.
type fact struct {
	ID      string
	Telling store.Telling
	Quote   store.Quote
	Event   news.Event
	Spans   []news.Span
	Origins int
}

// relation is another document that shares words with this one.
type relation struct {
	store.Relation
	Other store.Document
}

func (s *Server) report(p *page) error {
	doc, err := p.tx.Document(p.r.PathValue("key"))
	if err != nil {
		return err
	}
	rec, err := p.tx.Record(doc.Key)
	if err != nil {
		return err
	}
	corrections, err := p.tx.Corrections(doc.Page)
	if err != nil {
		return err
	}
	rec = register.Corrected(rec, corrections)
	d := &reportPage{Doc: doc, Record: rec}
	if d.Events, err = eventFacts(p.tx, rec, doc.Key); err != nil {
		return err
	}
	if d.Quotes, err = quoteFacts(p.tx, rec, doc.Key); err != nil {
		return err
	}
	if d.Pacts, err = p.tx.AgreementsIn(doc.Key); err != nil {
		return err
	}
	if d.Versions, err = p.tx.Versions(doc.Page); err != nil {
		return err
	}
	relations, err := p.tx.Relations(doc.Key)
	if err != nil {
		return err
	}
	for _, r := range relations {
		key := r.A
		if key == doc.Key {
			key = r.B
		}
		other, err := p.tx.Document(key)
		if err != nil {
			return err
		}
		d.Relations = append(d.Relations, relation{r, other})
	}
	d.Blocks = blocks(rec, marks(d))
	p.name, p.data = "report", d
	return nil
}

func eventFacts(tx store.Reader, rec news.Record, doc string) ([]fact, error) {
	tellings, err := tx.TellingsIn(doc)
	if err != nil {
		return nil, err
	}
	var out []fact
	for _, e := range rec.Events {
		i := slices.IndexFunc(tellings, func(t store.Telling) bool { return t.Local == e.ID })
		if i < 0 {
			continue
		}
		e.Quad = tellings[i].Quad
		f := fact{ID: e.ID, Telling: tellings[i], Event: e, Spans: []news.Span{e.Evidence}}
		for _, a := range e.Also {
			f.Spans = append(f.Spans, a.Evidence)
		}
		merged, err := tx.Event(tellings[i].Event)
		if err == nil {
			f.Origins = merged.Origins
		}
		out = append(out, f)
	}
	return out, nil
}

func quoteFacts(tx store.Reader, rec news.Record, doc string) ([]fact, error) {
	quotes, err := tx.QuotesIn(doc)
	if err != nil {
		return nil, err
	}
	var out []fact
	for _, q := range rec.Quotes {
		if i := slices.IndexFunc(quotes, func(x store.Quote) bool { return x.Local == q.ID }); i >= 0 {
			out = append(out, fact{ID: q.ID, Quote: quotes[i], Spans: q.Content})
		}
	}
	return out, nil
}

// mark is a span under which something is stated.
type mark struct {
	news.Span
	class, fact, label string
}

func marks(d *reportPage) []mark {
	var out []mark
	add := func(s *news.Span, class, fact, label string) {
		if s != nil && !s.Zero() {
			out = append(out, mark{*s, class, fact, label})
		}
	}
	for _, f := range d.Events {
		for i := range f.Spans {
			add(&f.Spans[i], "ev", f.ID, "")
		}
		e := f.Event
		add(&e.Anchor, "an q"+strconv.Itoa(e.Quad), f.ID, e.Type)
		for _, x := range e.Actors {
			add(x.Span, "ac", f.ID, "")
		}
		for _, x := range e.Recipients {
			add(x.Span, "rc", f.ID, "")
		}
		if e.Date != nil {
			add(e.Date.Span, "dt", f.ID, "")
		}
		if e.Place != nil {
			add(e.Place.Span, "pl", f.ID, "")
		}
		for _, l := range e.Attribution { // often far from the words of the event itself: a place to lead to, none of its words
			add(l.Cue, "cu", "", "")
			add(l.Span, "sp", "", "")
		}
	}
	for _, q := range d.Record.Quotes {
		for i := range q.Content {
			add(&q.Content[i], "qu", q.ID, "")
		}
		for i := range q.Cue {
			add(&q.Cue[i], "cu", q.ID, "")
		}
		for _, l := range q.Attribution {
			add(l.Span, "sp", q.ID, "")
		}
	}
	for _, a := range d.Record.Agreements {
		add(&a.Span, "ag", a.ID, "")
	}
	return out
}

// blocks cuts the text of a report into blocks, and each where a mark begins or ends.
func blocks(rec news.Record, all []mark) []printed {
	runes := []rune(rec.Document.Text)
	var out []printed
	first := map[string]bool{}
	for _, b := range rec.Document.Blocks {
		start, end := min(b.Start, len(runes)), min(b.End, len(runes))
		if end <= start {
			continue
		}
		x := printed{Kind: string(b.Kind)}
		cuts := []int{start, end}
		var here []mark
		for _, m := range all {
			if m.Start < end && start < m.End {
				here = append(here, m)
				cuts = append(cuts, max(m.Start, start), min(m.End, end))
			}
		}
		slices.Sort(cuts)
		cuts = slices.Compact(cuts)
		for i := 0; i+1 < len(cuts); i++ {
			x.Parts = append(x.Parts, cut(runes, cuts[i], cuts[i+1], here, first))
		}
		out = append(out, x)
	}
	return out
}

// cut is one stretch: the classes and facts of all marks over it. The first stretch of a fact can be linked to.
func cut(runes []rune, start, end int, here []mark, first map[string]bool) part {
	p := part{Text: string(runes[start:end]), Start: start}
	var classes, facts []string
	for _, m := range here {
		if m.Start >= end || m.End <= start {
			continue
		}
		for c := range strings.FieldsSeq(m.class) {
			if !slices.Contains(classes, c) {
				classes = append(classes, c)
			}
		}
		if m.fact != "" && !slices.Contains(facts, m.fact) {
			facts = append(facts, m.fact)
		}
		if m.Start == start {
			if m.label != "" {
				p.Labels = append(p.Labels, m.label)
			}
			if m.fact != "" && !first[m.fact] {
				first[m.fact] = true
				p.Anchors = append(p.Anchors, m.fact)
			}
		}
	}
	p.Classes, p.Facts = strings.Join(classes, " "), strings.Join(facts, " ")
	return p
}

// eventPage is what all its tellings tell of an event.
type eventPage struct {
	Event    store.Event
	Story    *store.Story
	Origins  []register.Origin
	Linked   []store.Event
	Chain    []store.Telling
	Withdraw []store.Telling // replaced or rejected
}

func (s *Server) event(p *page) error {
	key := p.r.PathValue("key")
	e, err := p.tx.Event(key)
	if err != nil {
		return err
	}
	tellings, err := p.tx.TellingsOf(key)
	if err != nil {
		return err
	}
	d := &eventPage{Event: e}
	slices.SortStableFunc(tellings, func(a, b store.Telling) int { return cmp.Compare(a.Published, b.Published) })
	for _, t := range tellings {
		if !t.Live() {
			d.Withdraw = append(d.Withdraw, t)
		}
	}
	if d.Origins, err = s.Register.OriginsOf(p.tx, e, tellings); err != nil {
		return err
	}
	if e.Story != "" {
		if st, err := p.tx.Story(e.Story); err == nil {
			d.Story = &st
		}
	}
	for _, l := range e.Linked {
		if other, err := p.tx.Event(l.Event); err == nil {
			d.Linked = append(d.Linked, other)
		}
	}
	p.name, p.data = "event", d
	return nil
}

// storyPage is a story over its reports.
type storyPage struct {
	Story   store.Story
	Reports []store.Document
	Events  []store.Event
}

func (s *Server) story(p *page) error {
	st, err := p.tx.Story(p.r.PathValue("key"))
	if err != nil {
		return err
	}
	docs, err := p.tx.Documents(store.Filter{Stories: []string{st.Key}, Sort: "day", Limit: 500})
	if err != nil {
		return err
	}
	events, err := p.tx.Events(store.Filter{Stories: []string{st.Key}, Sort: "tellings", Desc: true, Limit: 100})
	if err != nil {
		return err
	}
	p.name, p.data = "story", &storyPage{st, docs.Items, events.Items}
	return nil
}

func (s *Server) agreement(p *page) error {
	a, err := p.tx.Agreement(p.r.PathValue("key"))
	p.name, p.data = "agreement", a
	return err
}

// entityPage is what is told of somebody.
type entityPage struct {
	Entity     store.Entity
	Events     []store.Event
	Quotes     []store.Quote
	Agreements []store.Agreement
}

func (s *Server) entity(p *page) error {
	e, err := p.tx.Entity(p.r.PathValue("key"))
	if err != nil {
		return err
	}
	d := &entityPage{Entity: e}
	events, err := p.tx.Events(store.Filter{Parties: []string{e.Key}, Sort: "day", Desc: true, Limit: 100})
	if err != nil {
		return err
	}
	quotes, err := p.tx.Quotes(store.Filter{Speakers: []string{e.Key}, Limit: 50})
	if err != nil {
		return err
	}
	d.Events, d.Quotes = events.Items, quotes.Items
	if d.Agreements, err = p.tx.AgreementsOf(e.Key); err != nil {
		return err
	}
	p.name, p.data = "entity", d
	return nil
}
