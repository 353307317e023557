package web

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"rawi/internal/news"
	"rawi/internal/register"
	"rawi/internal/store"
)

// queuePage is what waits to be looked at by a person: what is disputed first, then what is least sure.
type queuePage struct {
	Of        string // events, quotes, agreements
	Contested []reviewed
	Unsure    []reviewed
	Next      string
}

// reviewed is a fact of a report with its words and what can be decided about it.
type reviewed struct {
	Fact     string         // event, quote, agreement
	Address  string         // of its own page, to which its forms are sent
	Telling  *store.Telling // of an event
	Quote    *store.Quote
	Pact     *news.Agreement
	Doc      store.Document
	Local    string
	Words    []part   // of the paragraph in which it is told, the fact marked
	Doubts   []string // why a person should look: ends of keys of words
	Disputes []store.Dispute
	Fields   []editField
	Decided  []store.Correction
	Alone    bool   // on a page of its own
	Back     string // where to go when it is decided
}

// editField is a field of a fact in a form.
type editField struct {
	Name   string
	Kind   string // choice, parties, day, count, text
	Value  string
	Values []string // of a choice
	Words  string   // under which the values of a choice have their labels
}

// How much of the queue stands on one page.
const (
	queueContested = 8
	queueUnsure    = 12
)

// desk looks things up for reviews; what is asked for again is known.
type desk struct {
	s    *Server
	p    *page
	docs map[string]deskDoc
	back string
}

// deskDoc is a report with what people decided about it.
type deskDoc struct {
	store.Document
	rec     news.Record // as it was read
	list    []store.Correction
	decided map[string][]store.Correction
}

func (s *Server) desk(p *page, back string) *desk {
	return &desk{s: s, p: p, docs: map[string]deskDoc{}, back: back}
}

func (d *desk) doc(key string) (deskDoc, error) {
	if x, ok := d.docs[key]; ok {
		return x, nil
	}
	var x deskDoc
	var err error
	if x.Document, err = d.p.tx.Document(key); err != nil {
		return x, err
	}
	if x.rec, err = d.p.tx.Record(key); err != nil {
		return x, err
	}
	if x.list, err = d.p.tx.Corrections(x.Page); err != nil {
		return x, err
	}
	x.decided = register.Decided(x.rec, x.list)
	d.docs[key] = x
	return x, nil
}

// waiting tells a telling that nobody has decided about.
func (d *desk) waiting(t store.Telling) (bool, error) {
	if !t.Live() {
		return false, nil
	}
	doc, err := d.doc(t.Doc)
	return len(doc.decided[t.Local]) == 0, err
}

// telling makes the form of an event as one report tells it.
func (d *desk) telling(t store.Telling) (reviewed, error) {
	x, err := d.fact(t.Doc, t.Local)
	x.Address, x.Telling = "/review/"+t.Key, &t
	return x, err
}

// fact makes the form of a fact of a report.
func (d *desk) fact(key, id string) (reviewed, error) {
	doc, err := d.doc(key)
	if err != nil {
		return reviewed{}, err
	}
	x := reviewed{Address: "/review/" + key + "/" + id, Doc: doc.Document, Local: id, Decided: doc.decided[id], Back: d.back}
	rec, told := register.Shown(doc.rec, doc.list, id)
	if !told {
		return x, register.ErrNoFact
	}
	var i int
	x.Fact, i, _ = register.FactOf(rec, id)
	switch x.Fact {
	case register.FactQuote:
		quotes, err := d.p.tx.QuotesIn(key)
		if err != nil {
			return x, err
		}
		if at := slices.IndexFunc(quotes, func(q store.Quote) bool { return q.Local == id }); at >= 0 { // one that was rejected has no row
			x.Quote = &quotes[at]
		}
	case register.FactAgreement:
		x.Pact = &rec.Agreements[i]
	}
	x.Words = paragraph(rec, x.Fact, i)
	values, err := register.Values(rec, id)
	if err != nil {
		return x, err
	}
	x.Fields = d.s.editFields(d.p, x.Fact, values)
	return x, nil
}

// paragraph is the text of the blocks in which a fact is told, the fact and its words marked.
func paragraph(rec news.Record, fact string, i int) []part {
	var all []mark
	switch fact {
	case register.FactEvent:
		e := rec.Events[i]
		all = []mark{{e.Evidence, "ev", e.ID, ""}, {e.Anchor, "an q" + strconv.Itoa(e.Quad), e.ID, ""}}
	case register.FactQuote:
		q := rec.Quotes[i]
		for _, s := range q.Content {
			all = append(all, mark{s, "qu", q.ID, ""})
		}
		for _, s := range q.Cue {
			all = append(all, mark{s, "cu", q.ID, ""})
		}
		for _, l := range q.Attribution {
			if l.Span != nil {
				all = append(all, mark{*l.Span, "sp", q.ID, ""})
			}
		}
	case register.FactAgreement:
		a := rec.Agreements[i]
		all = []mark{{a.Evidence, "ev", a.ID, ""}, {a.Span, "ag", a.ID, ""}}
	}
	first := all[0]
	if fact == register.FactEvent { // its word: the clause may begin in the headline
		first = all[1]
	}
	rec.Document.Blocks = slices.DeleteFunc(slices.Clone(rec.Document.Blocks), func(b news.Block) bool {
		return b.End <= first.Start || b.Start >= first.End
	})
	var out []part
	for _, b := range blocks(rec, all) {
		out = append(out, b.Parts...)
	}
	return out
}

// editFields are the fields of a fact in their present values.
func (s *Server) editFields(p *page, fact string, values map[string]string) []editField {
	var out []editField
	for _, name := range register.Fields(fact) {
		f := editField{Name: name, Kind: "text", Value: written(name, values[name])}
		switch name {
		case "type":
			f.Kind, f.Words, f.Values = "choice", "type.", p.words.Under("type.")
		case "mode":
			f.Kind, f.Words, f.Values = "choice", "mode.", append([]string{""}, p.words.Under("mode.")...)
		case "reality":
			f.Kind, f.Words, f.Values = "choice", "web.reality.", []string{"actual", "planned", "possible", "hypothetical"}
		case "polarity":
			f.Kind, f.Words, f.Values = "choice", "web.polarity.", []string{"positive", "negative"}
		case "kind":
			f.Kind, f.Words, f.Values = "choice", "quote.", register.QuoteKinds
		case "stage":
			f.Kind, f.Words, f.Values = "choice", "stage.", register.Stages()
		case "actors", "recipients", "parties", "speaker":
			f.Kind = "parties"
		case "start", "end", "signed":
			f.Kind = "day"
		case "dead", "injured", "arrested":
			f.Kind = "count"
		}
		if f.Kind == "choice" && !slices.Contains(f.Values, f.Value) {
			f.Values = append(slices.Clone(f.Values), f.Value)
		}
		out = append(out, f)
	}
	return out
}

// written is a value as people write it: words as they are, a party on each line.
func written(field, value string) string {
	switch field {
	case "actors", "recipients", "parties", "speaker":
		var lines []string
		for _, x := range partiesOf(value) {
			lines = append(lines, partyLine(x))
		}
		return strings.Join(lines, "\n")
	case "dead", "injured", "arrested":
		if value == "null" {
			return ""
		}
		return value
	}
	var word string
	if json.Unmarshal([]byte(value), &word) != nil {
		return value
	}
	return word
}

func partiesOf(value string) []register.PartyValue {
	var list []register.PartyValue
	if json.Unmarshal([]byte(value), &list) != nil {
		return nil
	}
	return list
}

// partyLine is a party in one line: name | country | sector.
func partyLine(x register.PartyValue) string {
	return strings.TrimRight(strings.Join([]string{x.Name, x.Country, x.Sector}, " | "), " |")
}

// valueOf makes the JSON value of what somebody wrote into a field. Parties that stand as they stood stay who they were.
func (f editField) valueOf(text, before string) (string, error) {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	bad := &problem{http.StatusUnprocessableEntity, "undecided", f.Name + ": " + text}
	var v any = text
	switch f.Kind {
	case "choice":
		if !slices.Contains(f.Values, text) {
			return "", bad
		}
	case "day":
		if _, err := time.Parse(time.DateOnly, text); text != "" && err != nil {
			return "", bad
		}
	case "count":
		v = nil
		if text != "" {
			n, err := strconv.Atoi(text)
			if err != nil || n < 0 {
				return "", bad
			}
			v = n
		}
	case "parties":
		list := []register.PartyValue{}
		for line := range strings.SplitSeq(text, "\n") {
			if line = strings.TrimSpace(line); line != "" {
				list = append(list, partyOf(line, partiesOf(before)))
			}
		}
		v = list
	}
	b, err := json.Marshal(v)
	return string(b), err
}

func partyOf(line string, before []register.PartyValue) register.PartyValue {
	for _, x := range before {
		if partyLine(x) == line {
			return x
		}
	}
	cells := append(strings.Split(line, "|"), "", "")
	return register.PartyValue{Name: strings.TrimSpace(cells[0]), Country: strings.ToUpper(strings.TrimSpace(cells[1])), Sector: strings.ToUpper(strings.TrimSpace(cells[2]))}
}

// queues are what waits, by kind.
var queues = []string{"events", "quotes", "agreements"}

// queue shows what waits. Whatever somebody has decided about has left it.
func (s *Server) queue(p *page) error {
	q := p.r.URL.Query()
	d := &queuePage{Of: cmp.Or(q.Get("of"), queues[0])}
	here := url.Values{"of": {d.Of}}
	if cursor := q.Get("cursor"); cursor != "" {
		here.Set("cursor", cursor)
	}
	desk := s.desk(p, "/review?"+here.Encode())
	var next string
	var err error
	switch d.Of {
	case "events":
		next, err = desk.events(d, q.Get("cursor"))
	case "quotes":
		next, err = desk.quotes(d, q.Get("cursor"))
	case "agreements":
		next, err = desk.agreements(d, q.Get("cursor"))
	default:
		return store.ErrNotFound
	}
	if errors.Is(err, store.ErrQuestion) {
		return fault(http.StatusBadRequest, "question")
	}
	if err != nil {
		return err
	}
	if next != "" {
		d.Next = "/review?" + url.Values{"of": {d.Of}, "cursor": {next}}.Encode()
	}
	p.name, p.data = "review", d
	return nil
}

// events fills the queue of events.
func (d *desk) events(to *queuePage, cursor string) (next string, err error) {
	seen, err := d.contested(to, cursor == "")
	if err != nil {
		return "", err
	}
	f := store.Filter{Sort: "confidence", Limit: queueUnsure, Cursor: cursor}
	for {
		page, err := d.p.tx.Tellings(f)
		if err != nil {
			return "", err
		}
		for _, t := range page.Items {
			if seen[t.Key] {
				continue
			}
			if err := d.put(&to.Unsure, t, nil); err != nil {
				return "", err
			}
		}
		if f.Cursor = page.Next; f.Cursor == "" || len(to.Unsure) >= queueUnsure {
			return f.Cursor, nil
		}
	}
}

// put adds a telling to a queue where it waits.
func (d *desk) put(to *[]reviewed, t store.Telling, disputes []store.Dispute) error {
	waits, err := d.waiting(t)
	if err != nil || !waits {
		return err
	}
	x, err := d.telling(t)
	if err != nil {
		return err
	}
	x.Disputes = disputes
	*to = append(*to, x)
	return nil
}

// contested puts the tellings that differ first. It names those that it put there, or would.
func (d *desk) contested(to *queuePage, show bool) (map[string]bool, error) {
	seen := map[string]bool{}
	f := store.Filter{Disputed: true, Sort: "seen", Desc: true}
	for show && len(to.Contested) < queueContested {
		events, err := d.p.tx.Events(f)
		if err != nil {
			return nil, err
		}
		for _, e := range events.Items {
			for _, key := range differing(e) {
				if seen[key] || len(to.Contested) >= queueContested {
					continue
				}
				t, err := d.p.tx.Telling(key)
				if errors.Is(err, store.ErrNotFound) {
					continue
				}
				if err != nil {
					return nil, err
				}
				seen[key] = true
				if err := d.put(&to.Contested, t, e.Disputes); err != nil {
					return nil, err
				}
			}
		}
		if f.Cursor = events.Next; f.Cursor == "" {
			break
		}
	}
	return seen, nil
}

// differing are the tellings on which an event is disputed.
func differing(e store.Event) []string {
	var out []string
	for _, d := range e.Disputes {
		for _, v := range d.Values {
			out = append(out, v.Tellings...)
		}
	}
	return out
}

// reviewOne is the form of one fact: of a telling by its key, of others by their report and their id in it.
func (s *Server) reviewOne(p *page) error {
	desk := s.desk(p, "/review")
	var x reviewed
	var err error
	if key := p.r.PathValue("key"); key != "" {
		var t store.Telling
		if t, err = p.tx.Telling(key); err != nil {
			return err
		}
		if x, err = desk.telling(t); err == nil {
			if e, err := p.tx.Event(t.Event); err == nil {
				x.Disputes = e.Disputes
			}
		}
	} else {
		x, err = desk.fact(p.r.PathValue("doc"), p.r.PathValue("id"))
	}
	if errors.Is(err, register.ErrNoFact) {
		return store.ErrNotFound
	}
	if err != nil {
		return err
	}
	x.Back = x.Address
	x.Alone = true
	p.name, p.data = "telling", x
	return nil
}

// maxForm is how large a decision may be, in bytes.
const maxForm = 1 << 20

// decide keeps what somebody decided about a fact and goes back to where they were.
func (s *Server) decide(p *page) error {
	p.r.Body = http.MaxBytesReader(p.w, p.r.Body, maxForm)
	if err := p.r.ParseForm(); err != nil {
		return &problem{http.StatusRequestEntityTooLarge, "too_large", err.Error()}
	}
	doc, id := p.r.PathValue("doc"), p.r.PathValue("id")
	if key := p.r.PathValue("key"); key != "" {
		err := s.Register.Store().View(p.r.Context(), func(tx store.Reader) error {
			t, err := tx.Telling(key)
			doc, id = t.Doc, t.Local
			return err
		})
		if err != nil {
			return err
		}
	}
	list, err := s.decisions(p, doc, id)
	if err != nil {
		return err
	}
	if _, err := s.Register.CorrectFact(p.r.Context(), doc, id, list...); err != nil {
		return undecided(err)
	}
	http.Redirect(p.w, p.r, local(p.r.PostFormValue("back"), "/review"), http.StatusSeeOther)
	return nil
}

// undecided is the answer to a decision that does not fit what is kept.
func undecided(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return err
	}
	return &problem{http.StatusUnprocessableEntity, "undecided", err.Error()}
}

// decision is one by whoever asks, now.
func (s *Server) decision(p *page, what string) store.Correction {
	return store.Correction{Who: s.who(p), When: time.Now().UTC(), Decision: what, Note: strings.TrimSpace(p.r.PostFormValue("note"))}
}

// who asks, by name.
func (s *Server) who(p *page) string {
	who := ""
	if s.User != nil {
		who = s.User(p.r)
	}
	return cmp.Or(who, "desk")
}

// decisions makes of a form one decision, or one for every field that was changed in it.
func (s *Server) decisions(p *page, key, id string) ([]store.Correction, error) {
	c := s.decision(p, p.r.PostFormValue("decision"))
	switch c.Decision {
	case "accept", "reject":
		return []store.Correction{c}, nil
	case "edit":
	default:
		return nil, &problem{http.StatusUnprocessableEntity, "undecided", c.Decision}
	}
	var values map[string]string
	fact := ""
	err := s.Register.Store().View(p.r.Context(), func(tx store.Reader) error {
		p.tx = tx
		defer func() { p.tx = nil }()
		doc, err := s.desk(p, "").doc(key)
		if err != nil {
			return err
		}
		rec, told := register.Shown(doc.rec, doc.list, id)
		if !told {
			return store.ErrNotFound
		}
		fact, _, _ = register.FactOf(rec, id)
		values, err = register.Values(rec, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return changed(p.r.PostForm, s.editFields(p, fact, values), values, c)
}

// changed are edits of the fields that differ from what the form showed: what others changed meanwhile stays.
func changed(form url.Values, fields []editField, values map[string]string, c store.Correction) ([]store.Correction, error) {
	var out []store.Correction
	now := map[string]string{}
	for _, f := range fields {
		now[f.Name] = f.Value
		if !form.Has(f.Name) || sameLines(form.Get(f.Name), form.Get("was."+f.Name)) {
			continue
		}
		after, err := f.valueOf(form.Get(f.Name), values[f.Name])
		if err != nil {
			return nil, err
		}
		c.Field, c.After = f.Name, after
		out = append(out, c)
		now[f.Name] = strings.TrimSpace(form.Get(f.Name))
	}
	if start, end := now["start"], now["end"]; start != "" && end != "" && end < start {
		return nil, &problem{http.StatusUnprocessableEntity, "undecided", start + " > " + end}
	}
	if len(out) == 0 {
		return nil, fault(http.StatusUnprocessableEntity, "unchanged")
	}
	return out, nil
}

// sameLines compares texts whose lines a browser may have ended in its own way.
func sameLines(a, b string) bool {
	plain := func(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
	return plain(a) == plain(b)
}
