package register

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"rawi/internal/news"
)

// What people decide about: the events, quotations and agreements of a record. Each kind has a name, which its decisions bear, and
// fields that can be edited, in the order in which they are asked for.

// The kinds of fact.
const (
	FactEvent     = "event"
	FactQuote     = "quote"
	FactAgreement = "agreement"
)

var kinds = []string{FactEvent, FactQuote, FactAgreement}

// Fields are those of a kind of fact that people can edit, in the order in which they are asked for.
func Fields(fact string) []string {
	switch fact {
	case FactQuote:
		return []string{"speaker", "kind"}
	case FactAgreement:
		return []string{"name", "parties", "stage", "signed"}
	}
	return []string{"type", "mode", "actors", "recipients", "start", "end", "place", "reality", "polarity", "dead", "injured", "arrested", "speaker"}
}

// QuoteKinds are how words may be given.
var QuoteKinds = []string{"direct", "indirect", "mixed"}

// Stages are those in the life of an agreement, in order.
func Stages() []string { return slices.Clone(life) }

// factIDs are the ids of the facts of a kind, as they stand in the record.
func factIDs(rec *news.Record, fact string) []string {
	var out []string
	switch fact {
	case FactEvent:
		for _, e := range rec.Events {
			out = append(out, e.ID)
		}
	case FactQuote:
		for _, q := range rec.Quotes {
			out = append(out, q.ID)
		}
	case FactAgreement:
		for _, a := range rec.Agreements {
			out = append(out, a.ID)
		}
	}
	return out
}

// anchors name each fact of a kind by the words that tell it, and by its turn among those told by the same words: a new reading may
// number it otherwise.
func anchors(rec *news.Record, fact string) []string {
	var words []string
	switch fact {
	case FactEvent:
		for _, e := range rec.Events {
			words = append(words, e.Anchor.Text)
		}
	case FactQuote:
		for _, q := range rec.Quotes {
			words = append(words, quoted(q))
		}
	case FactAgreement:
		for _, a := range rec.Agreements {
			words = append(words, a.Span.Text)
		}
	}
	turns := map[string]int{}
	for i, w := range words {
		turns[w]++
		words[i] = w + "#" + strconv.Itoa(turns[w])
	}
	return words
}

// quoted are the words of a quotation; where it was broken off, … stands.
func quoted(q news.Quote) string {
	var parts []string
	for _, c := range q.Content {
		parts = append(parts, c.Text)
	}
	return strings.Join(parts, " … ")
}

// FactOf finds a fact of a record by its id.
func FactOf(rec news.Record, id string) (fact string, i int, told bool) {
	for _, fact := range kinds {
		if i := slices.Index(factIDs(&rec, fact), id); i >= 0 {
			return fact, i, true
		}
	}
	return "", 0, false
}

// valueOf is a field of a fact, as JSON: what an edit finds before it.
func valueOf(rec *news.Record, fact string, i int, field string) (string, error) {
	if field == "" {
		return "", nil
	}
	var v any
	switch {
	case fact == FactEvent && field == "speaker":
		v = speakerValue(rec, rec.Events[i].Attribution)
	case fact == FactEvent:
		return fieldOf(*rec, rec.Events[i], field)
	case fact == FactQuote && field == "speaker":
		v = speakerValue(rec, rec.Quotes[i].Attribution)
	case fact == FactQuote && field == "kind":
		v = rec.Quotes[i].Kind
	case fact == FactAgreement && field == "name":
		v = rec.Agreements[i].Name
	case fact == FactAgreement && field == "stage":
		v = rec.Agreements[i].Stage
	case fact == FactAgreement && field == "signed":
		v = rec.Agreements[i].Dates["signed"]
	case fact == FactAgreement && field == "parties":
		var ps []news.Party
		for _, id := range rec.Agreements[i].Parties {
			ps = append(ps, partyOf(rec, id))
		}
		v = partyValues(*rec, ps)
	default:
		return "", fmt.Errorf("field %q of a fact that is an %s: want one of %s", field, fact, strings.Join(Fields(fact), ", "))
	}
	b, err := json.Marshal(v)
	return string(b), err
}

// partyOf is an entity as a party, with what the record knows of it.
func partyOf(rec *news.Record, id string) news.Party {
	for _, e := range rec.Entities {
		if e.ID == id {
			return news.Party{Entity: id, Country: e.Country, Sector: e.Sector}
		}
	}
	return news.Party{Entity: id}
}

// speakerValue is on whose word something is: the last link of a chain, as a list of one or, where nobody is named, of none.
func speakerValue(rec *news.Record, chain []news.Link) []PartyValue {
	if len(chain) == 0 {
		return []PartyValue{}
	}
	last := chain[len(chain)-1]
	out := partyValues(*rec, []news.Party{partyOf(rec, last.Entity)})
	if out[0].Name == "" {
		out[0].Name = last.Name
	}
	return out
}

// editFact sets a field of a fact to a JSON value.
func editFact(rec *news.Record, fact string, i int, field, after string) error {
	if fact == FactEvent && field != "speaker" {
		return edit(rec, i, field, after)
	}
	if _, err := valueOf(rec, fact, i, field); err != nil || field == "" {
		return errors.Join(err, errors.New("no field of the fact is named"))
	}
	var list []PartyValue
	var word string
	var into any = &word
	if field == "speaker" || field == "parties" {
		into = &list
	}
	if err := unmarshal(field, after, into); err != nil {
		return err
	}
	switch fact {
	case FactEvent:
		chain, err := spokenBy(rec, rec.Events[i].Attribution, list)
		rec.Events[i].Attribution = chain
		return err
	case FactQuote:
		return editQuote(rec, &rec.Quotes[i], field, word, list)
	}
	return editAgreement(rec, &rec.Agreements[i], field, word, list)
}

// editQuote sets a field of a quotation. Events told in it that were on the word of its speaker are on the word of the new one.
func editQuote(rec *news.Record, q *news.Quote, field, word string, list []PartyValue) error {
	if field == "kind" {
		if !slices.Contains(QuoteKinds, word) {
			return fmt.Errorf("field kind: %q is none of %s", word, strings.Join(QuoteKinds, ", "))
		}
		q.Kind = word
		return nil
	}
	was := speakerValue(rec, q.Attribution)
	chain, err := spokenBy(rec, q.Attribution, list)
	if err != nil {
		return err
	}
	q.Attribution = chain
	for i := range rec.Events {
		e := &rec.Events[i]
		if slices.Contains(q.Events, e.ID) && slices.Equal(speakerValue(rec, e.Attribution), was) {
			if e.Attribution, err = spokenBy(rec, e.Attribution, list); err != nil {
				return err
			}
		}
	}
	return nil
}

// spokenBy is a chain whose last link is somebody else, or nobody. The others who said it jointly stand with the first.
func spokenBy(rec *news.Record, chain []news.Link, list []PartyValue) ([]news.Link, error) {
	chain = slices.Clone(chain)
	if len(list) == 0 {
		return chain[:max(0, len(chain)-1)], nil
	}
	who := parties(rec, list)
	one := news.Link{Role: "speaker", Entity: who[0].Entity, Name: list[0].Name}
	if one.Name == "" {
		return nil, errors.New("field speaker: want a name")
	}
	for _, other := range who[1:] {
		one.With = append(one.With, other.Entity)
	}
	if len(chain) == 0 {
		return []news.Link{one}, nil
	}
	last := &chain[len(chain)-1]
	one.Cue = last.Cue
	if last.Role == "relay" && last.Entity != one.Entity { // whom a relay names stands behind it
		return append(chain, news.Link{Role: one.Role, Entity: one.Entity, Name: one.Name, With: one.With}), nil
	}
	*last = one
	return chain, nil
}

// editAgreement sets a field of an agreement.
func editAgreement(rec *news.Record, a *news.Agreement, field, word string, list []PartyValue) error {
	switch field {
	case "name":
		a.Name, a.Names = word, nil
	case "stage":
		if stageRank(word) < 0 {
			return fmt.Errorf("field stage: %q is none of %s", word, strings.Join(life, ", "))
		}
		a.Stage = word
	case "signed":
		if !fits("start", word) {
			return fmt.Errorf("field signed: %q is no day", word)
		}
		dates := map[string]string{}
		for stage, day := range a.Dates {
			dates[stage] = day
		}
		if dates["signed"] = word; word == "" {
			delete(dates, "signed")
		}
		a.Dates = dates
	case "parties":
		a.Parties = nil
		for _, x := range parties(rec, list) {
			if x.Entity == "" {
				return errors.New("field parties: want a name for each")
			}
			a.Parties = append(a.Parties, x.Entity)
		}
	}
	return nil
}
