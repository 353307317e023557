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

// queuePage is what waits to be looked at by a person: the disputed first, then the least sure.
type queuePage struct {
	Contested []reviewed
	Unsure    []reviewed
	Next      string
}

// reviewed is a telling with its words and what can be decided about it.
type reviewed struct {
	Telling  store.Telling
	Doc      store.Document
	Words    []part // of the paragraph in which it is told, the deed marked
	Disputes []store.Dispute
	Fields   []editField
	Decided  []store.Correction
	Alone    bool   // on a page of its own
	Back     string // where to go when it is decided
}

// editField is a field of an event in a form.
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

// reviewed makes the form of a telling.
func (d *desk) reviewed(t store.Telling) (reviewed, error) {
	doc, err := d.doc(t.Doc)
	if err != nil {
		return reviewed{}, err
	}
	x := reviewed{Telling: t, Doc: doc.Document, Decided: doc.decided[t.Local], Back: d.back}
	rec, e, told := register.Shown(doc.rec, doc.list, t.Local)
	if !told {
		return x, register.ErrNoFact
	}
	e.Quad = t.Quad
	x.Words = paragraph(rec, e)
	values, err := register.Values(rec, e)
	if err != nil {
		return x, err
	}
	x.Fields = d.s.editFields(d.p, values)
	return x, nil
}

// paragraph is the block in which an event is told, its clause and its word marked.
func paragraph(rec news.Record, e news.Event) []part {
	rec.Document.Blocks = slices.DeleteFunc(slices.Clone(rec.Document.Blocks), func(b news.Block) bool {
		return b.End <= e.Anchor.Start || b.Start >= e.Anchor.End
	})
	var out []part
	for _, b := range blocks(rec, []mark{{e.Evidence, "ev", e.ID, ""}, {e.Anchor, "an q" + strconv.Itoa(e.Quad), e.ID, ""}}) {
		out = append(out, b.Parts...)
	}
	return out
}

// editFields are the fields of an event in their present values.
func (s *Server) editFields(p *page, values map[string]string) []editField {
	var out []editField
	for _, name := range register.Fields {
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
		case "actors", "recipients":
			f.Kind = "parties"
		case "start", "end":
			f.Kind = "day"
		case "dead", "injured", "arrested":
			f.Kind = "count"
		}
		if f.Kind == "choice" && !slices.Contains(f.Values, f.Value) {
			f.Values = append(f.Values, f.Value)
		}
		out = append(out, f)
	}
	return out
}

// written is a value as people write it: words as they are, a party on each line.
func written(field, value string) string {
	switch field {
	case "actors", "recipients":
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

// queue shows what waits. Whatever somebody has decided about has left it.
func (s *Server) queue(p *page) error {
	cursor := p.r.URL.Query().Get("cursor")
	back := "/review"
	if cursor != "" {
		back += "?" + url.Values{"cursor": {cursor}}.Encode()
	}
	desk, d := s.desk(p, back), &queuePage{}
	seen, err := desk.contested(d, cursor == "")
	if err != nil {
		return err
	}
	f := store.Filter{Sort: "confidence", Limit: queueUnsure, Cursor: cursor}
	for {
		page, err := p.tx.Tellings(f)
		if err != nil {
			return err
		}
		for _, t := range page.Items {
			if seen[t.Key] {
				continue
			}
			if err := desk.put(&d.Unsure, t, nil); err != nil {
				return err
			}
		}
		if f.Cursor = page.Next; f.Cursor == "" || len(d.Unsure) >= queueUnsure {
			break
		}
	}
	if f.Cursor != "" {
		d.Next = "/review?" + url.Values{"cursor": {f.Cursor}}.Encode()
	}
	p.name, p.data = "review", d
	return nil
}

// put adds a telling to a queue where it waits.
func (d *desk) put(to *[]reviewed, t store.Telling, disputes []store.Dispute) error {
	waits, err := d.waiting(t)
	if err != nil || !waits {
		return err
	}
	x, err := d.reviewed(t)
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

// reviewOne is the form of one telling.
func (s *Server) reviewOne(p *page) error {
	t, err := p.tx.Telling(p.r.PathValue("key"))
	if err != nil {
		return err
	}
	x, err := s.desk(p, "/review").reviewed(t)
	if errors.Is(err, register.ErrNoFact) {
		return store.ErrNotFound
	}
	if err != nil {
		return err
	}
	if e, err := p.tx.Event(t.Event); err == nil {
		x.Disputes = e.Disputes
	}
	x.Alone = true
	p.name, p.data = "telling", x
	return nil
}

// maxForm is how large a decision may be, in bytes.
const maxForm = 1 << 20

// decide keeps what somebody decided about a telling and goes back to the queue.
func (s *Server) decide(p *page) error {
	p.r.Body = http.MaxBytesReader(p.w, p.r.Body, maxForm)
	if err := p.r.ParseForm(); err != nil {
		return &problem{http.StatusRequestEntityTooLarge, "too_large", err.Error()}
	}
	list, err := s.decisions(p)
	if err != nil {
		return err
	}
	if _, err := s.Register.CorrectAll(p.r.Context(), p.r.PathValue("key"), list...); err != nil {
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
func (s *Server) decisions(p *page) ([]store.Correction, error) {
	c := s.decision(p, p.r.PostFormValue("decision"))
	switch c.Decision {
	case "accept", "reject":
		return []store.Correction{c}, nil
	case "edit":
	default:
		return nil, &problem{http.StatusUnprocessableEntity, "undecided", c.Decision}
	}
	var values map[string]string
	err := s.Register.Store().View(p.r.Context(), func(tx store.Reader) error {
		p.tx = tx
		defer func() { p.tx = nil }()
		t, err := tx.Telling(p.r.PathValue("key"))
		if err != nil {
			return err
		}
		doc, err := s.desk(p, "").doc(t.Doc)
		if err != nil {
			return err
		}
		rec, e, told := register.Shown(doc.rec, doc.list, t.Local)
		if !told {
			return store.ErrNotFound
		}
		values, err = register.Values(rec, e)
		return err
	})
	if err != nil {
		return nil, err
	}
	return changed(p.r.PostForm, s.editFields(p, values), values, c)
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
