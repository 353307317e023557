package web

import (
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
	Pacts     []pactFact
	Relations []relation
	Versions  []store.Document
	Rejected  map[string]bool
}

// Called is how the record names one of its entities.
func (d *reportPage) Called(id string) string {
	for _, e := range d.Record.Entities {
		if e.ID == id {
			return e.Name
		}
	}
	return id
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

// pactFact is an agreement of the record, with its row of the register.
type pactFact struct {
	ID   string
	Told news.Agreement
	Row  *store.Agreement // nil: the register has none of it
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
	if d.Pacts, err = pactFacts(p.tx, rec, doc.Key); err != nil {
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
	all := marks(d)
	if at, ok := pointed(p.r.URL.Query().Get("p")); ok {
		all = append(all, mark{at, "here", "p=" + p.r.URL.Query().Get("p"), ""})
	}
	d.Blocks = blocks(rec, all)
	p.name, p.data = "report", d
	return nil
}

// pointed is the stretch that an address points at: START-END in code points.
func pointed(v string) (news.Span, bool) {
	from, to, _ := strings.Cut(v, "-")
	start, err1 := strconv.Atoi(from)
	end, err2 := strconv.Atoi(to)
	return news.Span{Start: start, End: end}, err1 == nil && err2 == nil && 0 <= start && start < end
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

func pactFacts(tx store.Reader, rec news.Record, doc string) ([]pactFact, error) {
	rows, err := tx.AgreementsIn(doc)
	if err != nil {
		return nil, err
	}
	var out []pactFact
	for _, a := range rec.Agreements {
		f := pactFact{ID: a.ID, Told: a}
		if i := slices.IndexFunc(rows, func(r store.Agreement) bool { return tells(r, doc, a.Evidence) }); i >= 0 {
			f.Row = &rows[i]
		}
		out = append(out, f)
	}
	return out, nil
}

// tells reports whether a report tells of an agreement of the register in these words.
func tells(a store.Agreement, doc string, words news.Span) bool {
	return slices.ContainsFunc(a.Stages, func(s store.Stage) bool { return s.Doc == doc && s.Start == words.Start && s.End == words.End })
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
