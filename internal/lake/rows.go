package lake

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"

	"rawi/internal/export"
	"rawi/internal/news"
	"rawi/internal/store"
)

// Event is a row of the table events: a deed as one report tells it. Its first columns are those of an exported event, for which one
// report is all there is: nothing has been merged, and there is one telling.
type Event struct {
	export.Row
	Told
}

// Told is the columns that say where an event is told.
type Told struct {
	Report    string   `parquet:"report"` // id of its row in reports
	URL       string   `parquet:"url,optional"`
	Title     string   `parquet:"title,optional"`
	Outlet    string   `parquet:"outlet,dict,optional"`
	Language  string   `parquet:"language,dict,optional"`
	Published string   `parquet:"published,dict,optional"`
	Sources   []string `parquet:"sources,list"` // through whom the word came, nearest to the page first; none: the report's own
	Evidence  string   `parquet:"evidence"`     // the words that say so
	Rule      string   `parquet:"rule,dict"`
	Coder     string   `parquet:"coder,dict"`
}

// Report is a row of the table reports.
type Report struct {
	ID        string `parquet:"id"` // the same that a register gives it
	Page      string `parquet:"page"`
	URL       string `parquet:"url,optional"`
	Title     string `parquet:"title,optional"`
	Outlet    string `parquet:"outlet,dict,optional"`
	Origin    string `parquet:"origin,dict,optional"` // whose report it is
	Language  string `parquet:"language,dict,optional"`
	Published string `parquet:"published,dict,optional"`
	Basis     string `parquet:"published_basis,dict,optional"`
	Digest    string `parquet:"digest"` // of the folded words: verbatim copies share it
	Events    int32  `parquet:"events"`
	Quotes    int32  `parquet:"quotes"`
	Coder     string `parquet:"coder,dict"`
	Record    string `parquet:"record,optional,zstd"` // all of it, as rawi read --json prints it
}

func (e *Event) sortKeys() (day, id string)  { return e.Start, e.ID }
func (r *Report) sortKeys() (day, id string) { return r.Published, r.ID }
func (e *Event) lastDay() string             { return cmp.Or(e.End, e.Start) }
func (r *Report) lastDay() string            { return r.Published }

// rowsOf makes the rows of a record.
func rowsOf(rec news.Record, d store.Document, whole bool) (Report, []Event, error) {
	r := Report{ID: d.Key, Page: d.Page, URL: d.URL, Title: d.Title, Outlet: d.Outlet, Origin: d.Origin, Language: d.Language, Published: d.Published,
		Basis: d.Basis, Digest: d.Digest, Events: int32(len(rec.Events)), Quotes: int32(len(rec.Quotes)), Coder: d.Coder}
	if whole {
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(rec); err != nil {
			return r, nil, err
		}
		r.Record = string(bytes.TrimSpace(b.Bytes()))
	}
	return r, eventsOf(rec, d), nil
}

// eventsOf makes the rows of what a report tells.
func eventsOf(rec news.Record, d store.Document) []Event {
	named := map[string]news.Entity{}
	for _, e := range rec.Entities {
		named[e.ID] = e
	}
	out := make([]Event, 0, len(rec.Events))
	for _, e := range rec.Events {
		x := Event{export.NewRow(told(e, d, named)), Told{Report: d.Key, URL: d.URL, Title: d.Title, Outlet: d.Outlet, Language: d.Language,
			Published: d.Published, Evidence: e.Evidence.Text, Rule: e.Rule, Coder: d.Coder}}
		for _, l := range e.Attribution {
			x.Sources = append(x.Sources, cmp.Or(l.Name, named[l.Entity].Name))
		}
		out = append(out, x)
	}
	return out
}

// told is an event that only this report tells.
func told(e news.Event, d store.Document, named map[string]news.Entity) store.Event {
	x := store.Event{
		What: store.What{Type: e.Type, Mode: e.Mode, Contexts: e.Contexts, CAMEO: e.CAMEO, Goldstein: e.Goldstein, Quad: e.Quad,
			Actors: parties(e.Actors, named), Recipients: parties(e.Recipients, named), Reality: e.Reality, Polarity: e.Polarity,
			Confidence: e.Confidence},
		Key: store.Key("telling", d.Key, e.ID), Tellings: 1, Documents: 1, Outlets: 1, Origins: 1, FirstSeen: d.Published,
	}
	if e.Date != nil {
		x.Start, x.End = e.Date.Start, e.Date.End
	}
	if p := e.Place; p != nil {
		x.Place = store.Place{Name: p.Name, Country: p.Country, GeoNames: p.GeoNames, Basis: p.Basis}
		if p.Lat != nil && p.Lon != nil {
			x.Place.Known, x.Place.Lat, x.Place.Lon = true, *p.Lat, *p.Lon
		}
	}
	if c := e.Casualties; c != nil {
		x.DeadLow, x.DeadHigh, x.InjuredLow, x.InjuredHigh = c.Dead, c.Dead, c.Injured, c.Injured
	}
	if n := len(e.Attribution); n > 0 && e.Attribution[n-1].Entity != "" {
		source := e.Attribution[n-1].Entity
		if slices.ContainsFunc(slices.Concat(e.Actors, e.Recipients), func(p news.Party) bool { return p.Entity == source }) {
			x.PartyOrigins = 1
		}
	}
	return x
}

func parties(list []news.Party, named map[string]news.Entity) (out []store.Party) {
	for _, p := range list {
		out = append(out, store.Party{Name: named[p.Entity].Name, Country: p.Country, Sector: p.Sector})
	}
	return out
}
