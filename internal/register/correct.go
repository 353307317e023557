package register

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"rawi/internal/news"
	"rawi/internal/store"
)

// ErrNoFact says that a correction names a fact that the document does not tell.
var ErrNoFact = errors.New("the document tells no such fact")

// ErrUnfit says that a decision cannot be kept as it was made.
var ErrUnfit = errors.New("the decision does not fit")

// Correct keeps somebody's decision about a fact and applies it. Only Decision, Fact, Field, After, Note, Who and When are the
// caller's; the rest is filled in from the fact.
func (r *Register) Correct(ctx context.Context, telling string, c store.Correction) (store.Correction, error) {
	list, err := r.CorrectAll(ctx, telling, c)
	if err != nil {
		return c, err
	}
	return list[0], nil
}

// CorrectAll keeps several decisions about one telling, as Correct does: all of them, or none.
func (r *Register) CorrectAll(ctx context.Context, telling string, list ...store.Correction) (kept []store.Correction, err error) {
	err = r.store.Update(ctx, func(tx store.Tx) error {
		t, err := tx.Telling(telling)
		if err != nil {
			return fmt.Errorf("find telling %s: %w", telling, err)
		}
		kept, err = r.decide(tx, t.Doc, t.Local, list)
		return err
	})
	return kept, err
}

// CorrectFact keeps decisions about a fact of a document that its record names by an id: an event, a quotation or an agreement.
func (r *Register) CorrectFact(ctx context.Context, doc, id string, list ...store.Correction) (kept []store.Correction, err error) {
	err = r.store.Update(ctx, func(tx store.Tx) (err error) {
		kept, err = r.decide(tx, doc, id, list)
		return err
	})
	return kept, err
}

func (r *Register) decide(tx store.Tx, key, id string, list []store.Correction) (kept []store.Correction, err error) {
	doc, err := tx.Document(key)
	if err != nil {
		return nil, fmt.Errorf("find document: %w", err)
	}
	rec, err := tx.Record(key)
	if err != nil {
		return nil, fmt.Errorf("find its record: %w", err)
	}
	fact, i, told := FactOf(rec, id)
	if !told {
		return nil, fmt.Errorf("%w: %w", ErrUnfit, ErrNoFact)
	}
	earlier, err := tx.Corrections(doc.Page)
	if err != nil {
		return nil, err
	}
	for _, c := range list {
		c = behind(c, earlier)
		if c, err = fitted(rec, fact, i, doc.Page, earlier, c); err == nil {
			err = r.known(c)
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrUnfit, err)
		}
		earlier, kept = append(earlier, c), append(kept, c)
	}
	for _, c := range kept {
		if err := tx.PutCorrection(c); err != nil {
			return nil, fmt.Errorf("keep decision: %w", err)
		}
	}
	return kept, r.apply(tx, fact, doc, rec)
}

// apply places a document anew of which a fact was decided. An agreement is told anew by all who tell of it: it has gathered what each said.
func (r *Register) apply(tx store.Tx, fact string, doc store.Document, rec news.Record) error {
	if fact != FactAgreement {
		return r.replace(tx, doc, rec)
	}
	list, err := tx.AgreementsIn(doc.Key)
	if err != nil {
		return err
	}
	tellers := []string{doc.Key}
	for _, a := range list {
		if a.Source != "" {
			continue
		}
		for _, s := range a.Stages {
			if !slices.Contains(tellers, s.Doc) {
				tellers = append(tellers, s.Doc)
			}
		}
		if err := dropPact(tx, a.Key); err != nil {
			return err
		}
	}
	var docs []store.Document
	for _, key := range tellers {
		d, err := tx.Document(key)
		if err != nil {
			return err
		}
		docs = append(docs, d)
	}
	slices.SortFunc(docs, func(a, b store.Document) int { return cmp.Or(a.Added.Compare(b.Added), cmp.Compare(a.Key, b.Key)) })
	for _, d := range docs {
		rec, err := tx.Record(d.Key)
		if err != nil {
			return err
		}
		if err := r.replace(tx, d, rec); err != nil {
			return err
		}
	}
	return nil
}

// fitted is a decision about a fact of a record, filled in, after the earlier ones. A decision that does not fit is an error.
func fitted(rec news.Record, fact string, i int, page string, earlier []store.Correction, c store.Correction) (store.Correction, error) {
	c.Fact, c.Doc, c.Anchor = fact, page, anchors(&rec, fact)[i]
	shown, _, _ := corrected(rec, earlier)
	before, err := valueOf(&shown, fact, i, c.Field)
	if err != nil {
		return c, err
	}
	c.Before = before
	if _, _, err := corrected(rec, []store.Correction{c}); err != nil { // an earlier one whose words are gone is no fault of this one
		return c, err
	}
	c.ID = store.Key("correction", c.Who, c.When.Format("2006-01-02T15:04:05.000000000Z07:00"), c.Doc, c.Anchor, c.Decision, c.Field, c.After)
	return c, nil
}

// behind gives a decision a moment after the earlier ones, oldest first, which it overrules: a clock that was set back must not put it
// before them.
func behind(c store.Correction, earlier []store.Correction) store.Correction {
	if n := len(earlier); n > 0 && !c.When.After(earlier[n-1].When) {
		c.When = earlier[n-1].When.Add(time.Microsecond)
	}
	return c
}

// known refuses an edit to a type that the scheme of the packs has not.
func (r *Register) known(c store.Correction) error {
	var word string
	if c.Decision != "edit" || c.Field != "type" || !r.opt.Scheme.Given() {
		return nil
	}
	if err := unmarshal(c.Field, c.After, &word); err != nil {
		return err
	}
	if r.opt.Scheme.Quad(strings.ToUpper(word)) == 0 {
		return fmt.Errorf("field type: %q is no PLOVER type", word)
	}
	return nil
}

// Undo takes a decision back; it stays in the list of decisions.
func (r *Register) Undo(ctx context.Context, c store.Correction) error {
	return r.store.Update(ctx, func(tx store.Tx) error {
		c.Undone = true
		if err := tx.PutCorrection(c); err != nil {
			return err
		}
		if c.Fact == "entity" {
			return r.obey(tx, c)
		}
		versions, err := tx.Versions(c.Doc)
		if err != nil {
			return err
		}
		for _, doc := range versions {
			rec, err := tx.Record(doc.Key)
			if err != nil {
				return err
			}
			if err := r.apply(tx, c.Fact, doc, rec); err != nil {
				return err
			}
		}
		return nil
	})
}

// Recode reads every document again, with again, and keeps what it tells now. People's corrections stay. It goes on after a document
// that cannot be read and hands each fault to told.
func (r *Register) Recode(ctx context.Context, again func(context.Context, news.Record) (news.Record, error), told func(doc string, err error)) error {
	after := ""
	for {
		var keys []string
		if err := r.store.View(ctx, func(tx store.Reader) (err error) {
			keys, err = tx.DocKeys(after, 64)
			return err
		}); err != nil {
			return fmt.Errorf("list documents: %w", err)
		}
		if len(keys) == 0 {
			return nil
		}
		after = keys[len(keys)-1]
		for _, key := range keys {
			if err := ctx.Err(); err != nil {
				return err
			}
			told(key, r.recode(ctx, key, again))
		}
	}
}

func (r *Register) recode(ctx context.Context, key string, again func(context.Context, news.Record) (news.Record, error)) error {
	var old news.Record
	if err := r.store.View(ctx, func(tx store.Reader) (err error) {
		old, err = tx.Record(key)
		return err
	}); err != nil {
		return fmt.Errorf("find record: %w", err)
	}
	rec, err := again(ctx, old)
	if err != nil {
		return fmt.Errorf("read again: %w", err)
	}
	return r.store.Update(ctx, func(tx store.Tx) error {
		doc, err := tx.Document(key)
		if err != nil {
			return err
		}
		doc.Coder = r.opt.Coder
		if p := rec.Document.Published; p != nil {
			doc.Published, doc.Basis = p.Date, p.Basis
		}
		return r.replace(tx, doc, rec)
	})
}

// replace lets a document tell what rec says, and nothing else.
func (r *Register) replace(tx store.Tx, doc store.Document, rec news.Record) error {
	p := &placing{reg: r, tx: tx, doc: doc, read: rec, rec: rec, text: r.opt.Search.Folder().Read(rec.Document.Text), standing: true}
	return p.again()
}

// correct applies people's decisions to what was read.
func (p *placing) correct() error {
	list, err := p.tx.Corrections(p.doc.Page)
	if err != nil {
		return err
	}
	// A decision about words that a new version or a new reading no longer has waits in the list until they come back.
	p.rec, p.rejected, _ = corrected(p.read, list)
	withoutRejected(&p.rec, p.rejected)
	for i, e := range p.rec.Events {
		if e.Type != p.read.Events[i].Type {
			p.rec.Events[i].Quad = p.reg.opt.Scheme.Quad(e.Type)
		}
	}
	return nil
}

// Corrected is a record as people have decided, without what they rejected.
func Corrected(rec news.Record, list []store.Correction) news.Record {
	out, rejected, _ := corrected(rec, list)
	withoutRejected(&out, rejected)
	out.Events = slices.DeleteFunc(out.Events, func(e news.Event) bool { return rejected[e.ID] })
	return out
}

// withoutRejected takes the rejected quotations and agreements out. A rejected event stays where the register can show it as such.
func withoutRejected(rec *news.Record, rejected map[string]bool) {
	rec.Quotes = slices.DeleteFunc(rec.Quotes, func(q news.Quote) bool { return rejected[q.ID] })
	rec.Agreements = slices.DeleteFunc(rec.Agreements, func(a news.Agreement) bool { return rejected[a.ID] })
}

// corrected applies decisions in their order, and names by their ids the facts that were rejected. The error is of the last decision that
// does not fit; the others are applied.
func corrected(rec news.Record, list []store.Correction) (out news.Record, rejected map[string]bool, err error) {
	out, rejected = rec, map[string]bool{}
	if len(list) == 0 {
		return out, rejected, nil
	}
	out.Events = slices.Clone(rec.Events)
	out.Quotes = slices.Clone(rec.Quotes)
	out.Agreements = slices.Clone(rec.Agreements)
	out.Entities = slices.Clone(rec.Entities)
	at := map[[2]string]int{}
	ids := map[string][]string{}
	for _, fact := range kinds {
		ids[fact] = factIDs(&rec, fact)
		for i, anchor := range anchors(&rec, fact) {
			at[[2]string{fact, anchor}] = i
		}
	}
	for _, c := range list {
		if c.Undone || !slices.Contains(kinds, c.Fact) {
			continue
		}
		i, told := at[[2]string{c.Fact, c.Anchor}]
		switch {
		case !told:
			err = ErrNoFact
		case c.Decision == "reject":
			rejected[ids[c.Fact][i]] = true
		case c.Decision == "accept":
			delete(rejected, ids[c.Fact][i])
		case c.Decision == "edit":
			if fault := editFact(&out, c.Fact, i, c.Field, c.After); fault != nil {
				err = fault
			}
		default:
			err = fmt.Errorf("decision %q: want accept, edit or reject", c.Decision)
		}
	}
	return out, rejected, err
}

// PartyValue is a party as people write it.
type PartyValue struct {
	Entity  string `json:"entity,omitempty"` // the record's own id
	Name    string `json:"name,omitempty"`
	Country string `json:"country,omitempty"`
	Sector  string `json:"sector,omitempty"`
}

// fieldOf is the value of a field of an event, as JSON.
func fieldOf(rec news.Record, e news.Event, field string) (string, error) {
	var v any
	switch field {
	case "":
		return "", nil
	case "type":
		v = e.Type
	case "mode":
		v = e.Mode
	case "reality":
		v = e.Reality
	case "polarity":
		v = e.Polarity
	case "actors":
		v = partyValues(rec, e.Actors)
	case "recipients":
		v = partyValues(rec, e.Recipients)
	case "start", "end":
		day := ""
		if e.Date != nil {
			day = map[string]string{"start": e.Date.Start, "end": e.Date.End}[field]
		}
		v = day
	case "place":
		name := ""
		if e.Place != nil {
			name = e.Place.Name
		}
		v = name
	case "dead", "injured", "arrested":
		v = *casualty(&e, field)
	default:
		return "", fmt.Errorf("field %q: want one of %s", field, strings.Join(Fields(FactEvent), ", "))
	}
	b, err := json.Marshal(v)
	return string(b), err
}

func partyValues(rec news.Record, ps []news.Party) []PartyValue {
	out := []PartyValue{}
	for _, x := range ps {
		v := PartyValue{Entity: x.Entity, Country: x.Country, Sector: x.Sector}
		for _, e := range rec.Entities {
			if e.ID == x.Entity {
				v.Name = e.Name
			}
		}
		out = append(out, v)
	}
	return out
}

// casualty is the place of a count in an event; the event's own counts are not shared with another's.
func casualty(e *news.Event, field string) **int {
	one := news.Casualties{}
	if e.Casualties != nil {
		one = *e.Casualties
	}
	e.Casualties = &one
	switch field {
	case "dead":
		return &one.Dead
	case "injured":
		return &one.Injured
	}
	return &one.Arrested
}

// edit sets a field of an event to a JSON value.
func edit(rec *news.Record, i int, field, after string) error {
	e := &rec.Events[i]
	if _, err := fieldOf(*rec, *e, field); err != nil || field == "" {
		return fmt.Errorf("edit an event: %w", cmp.Or(err, errors.New("no field is named")))
	}
	var into any
	var word string
	switch field {
	case "actors", "recipients":
		var list []PartyValue
		if err := unmarshal(field, after, &list); err != nil {
			return err
		}
		ps := parties(rec, list)
		if field == "actors" {
			e.Actors = ps
		} else {
			e.Recipients = ps
		}
		return nil
	case "dead", "injured", "arrested":
		count := casualty(e, field)
		*count = nil // the number that was read belongs to the record as it was read
		into = count
	default:
		into = &word
	}
	if err := unmarshal(field, after, into); err != nil {
		return err
	}
	if n, ok := into.(**int); ok && *n != nil && **n < 0 {
		return fmt.Errorf("field %s: %d is not a count", field, **n)
	}
	if !fits(field, word) {
		return fmt.Errorf("field %s: %q is not a value of it", field, word)
	}
	switch field {
	case "type":
		if word = strings.ToUpper(word); word != e.Type { // the code, its score and the class were those of the other type
			e.Type, e.CAMEO, e.Goldstein, e.Quad = word, "", 0, 0
		}
	case "mode":
		e.Mode = word
	case "reality":
		e.Reality = word
	case "polarity":
		e.Polarity = word
	case "start", "end":
		one := news.Date{Basis: "corrected"}
		if e.Date != nil {
			one.Start, one.End = e.Date.Start, e.Date.End
		}
		if field == "start" {
			one.Start = word
		} else {
			one.End = word
		}
		e.Date = &one
	case "place":
		e.Place = &news.Place{Name: word, Basis: "corrected"}
	}
	return nil
}

// fits reports whether a word can stand in a field: there are few that say whether something took place, and a day is a day or not known.
func fits(field, word string) bool {
	switch field {
	case "reality":
		return slices.Contains([]string{"actual", "planned", "possible", "hypothetical"}, word)
	case "polarity":
		return word == "positive" || word == "negative"
	case "start", "end":
		_, err := time.Parse(time.DateOnly, word)
		return word == "" || err == nil
	}
	return true
}

func unmarshal(field, after string, into any) error {
	if err := json.Unmarshal([]byte(after), into); err != nil {
		return fmt.Errorf("field %s: %s is not a value of it: %w", field, after, err)
	}
	return nil
}

// parties makes parties of what people wrote; who has no entity in the record gets one.
func parties(rec *news.Record, list []PartyValue) []news.Party {
	out := []news.Party{}
	for _, v := range list {
		if v.Entity == "" && v.Name != "" {
			for _, e := range rec.Entities {
				if strings.EqualFold(e.Name, v.Name) {
					v.Entity = e.ID
				}
			}
		}
		if v.Entity == "" && v.Name != "" {
			v.Entity = "c" + strconv.Itoa(len(rec.Entities)+1)
			rec.Entities = append(rec.Entities, news.Entity{ID: v.Entity, Kind: "other", Name: v.Name, Country: v.Country, Sector: v.Sector, Mentions: []news.Mention{}})
		}
		out = append(out, news.Party{Entity: v.Entity, Country: v.Country, Sector: v.Sector, Rule: "corrected"})
	}
	return out
}
