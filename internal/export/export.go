// Package export answers: which formats do other tools read? It hands on exactly what a filter selects.
//
// A format is a writer of events with their tellings, one after the other; nothing is held but what the format itself needs whole.
package export

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"rawi/internal/ask"
	"rawi/internal/news"
	"rawi/internal/register"
	"rawi/internal/store"
)

// A Format is one way to hand on.
type Format struct {
	Name, Help string
	Folder     bool // writes files into a folder rather than a stream
	write      func(*run) error
}

// Formats are all there are, in the order of the help.
func Formats() []Format {
	return []Format{
		{"jsonl", "records as rawi read --jsonl writes them, corrected; rawi import takes them", false, (*run).records},
		{"csv", "events a row each", false, (*run).table},
		{"parquet", "events in month=YYYY-MM folders, for DuckDB, Spark, Trino, ClickHouse", true, (*run).parquet},
		{"gdelt", "GDELT 2.0 events and mentions, tab-separated, with its exact columns", true, (*run).gdelt},
		{"plover", "PLOVER events as JSON Lines, with sources and origins", false, (*run).plover},
		{"acled", "the columns of ACLED's CSV, for tools that read it", false, (*run).acled},
		{"ftm", "FollowTheMoney entities, for Aleph and OpenSanctions' tools", false, (*run).followTheMoney},
		{"geojson", "events that have a place, with its precision", false, (*run).geoJSON},
		{"gexf", "network of actors with dates, for Gephi", false, (*run).gexf},
		{"graphml", "network of actors, for NetworkX, yEd, Cytoscape", false, (*run).graphML},
		{"annotations", "W3C Web Annotations of the words that state each event", false, (*run).annotations},
	}
}

// Options say where to write and what the columns need that a store does not know.
type Options struct {
	Out    io.Writer
	Folder string
	Now    time.Time // stamped where a format wants the time of writing
}

// run is one export.
type run struct {
	tx  store.Reader
	f   store.Filter
	opt Options
}

// Write hands on what a filter of events selects. For jsonl and annotations it is the reports that tell of them; with a filter that
// names nothing but reports it is those.
func Write(tx store.Reader, format string, f store.Filter, o Options) error {
	chosen, err := find(format, o.Folder)
	if err != nil {
		return err
	}
	if chosen.Folder {
		if err := os.MkdirAll(o.Folder, 0o777); err != nil {
			return fmt.Errorf("make folder: %w", err)
		}
	}
	if err := chosen.write(&run{tx: tx, f: f, opt: o}); err != nil {
		return fmt.Errorf("export %s: %w", format, err)
	}
	return nil
}

// Check tells what is wrong with a format and the folder to write into, before anything is asked.
func Check(format, folder string) error {
	_, err := find(format, folder)
	return err
}

func find(format, folder string) (Format, error) {
	var names []string
	for _, x := range Formats() {
		switch {
		case x.Name != format:
			names = append(names, x.Name)
			continue
		case x.Folder && folder == "":
			return x, fmt.Errorf("format %s writes files: name a folder for them", format)
		case !x.Folder && folder != "":
			return x, fmt.Errorf("format %s is one stream: no folder is written", format)
		}
		return x, nil
	}
	return Format{}, fmt.Errorf("format %q: want %s", format, strings.Join(names, ", "))
}

// pageSize is how many events are asked for at once.
const pageSize = 500

// every hands on all of a list that a filter selects, up to its limit, a page after the other.
func every[T any](f store.Filter, get func(store.Filter) (store.Page[T], error), do func(T) error) error {
	left := f.Limit
	for {
		f.Limit = pageSize
		if left > 0 {
			f.Limit = min(left, pageSize)
		}
		page, err := get(f)
		if err != nil {
			return err
		}
		for _, one := range page.Items {
			if err := do(one); err != nil {
				return err
			}
		}
		if left > 0 {
			if left -= len(page.Items); left <= 0 {
				return nil
			}
		}
		if f.Cursor = page.Next; f.Cursor == "" {
			return nil
		}
	}
}

// events hands on every event selected, in the order of the filter, with its tellings.
func (r *run) events(do func(store.Event, []store.Telling) error) error {
	return every(r.f, r.tx.Events, func(e store.Event) error {
		tellings, err := r.tx.TellingsOf(e.Key)
		if err != nil {
			return err
		}
		return do(e, live(tellings))
	})
}

// live are the tellings that count: of the newest version, and not rejected.
func live(list []store.Telling) []store.Telling {
	return slices.DeleteFunc(list, func(t store.Telling) bool { return !t.Live() })
}

// documents hands on every document that tells of a selected event, once, the earliest added first.
func (r *run) documents(do func(store.Document, news.Record) error) error {
	docs := map[string]store.Document{}
	keep := func(key string) error {
		if _, ok := docs[key]; ok {
			return nil
		}
		d, err := r.tx.Document(key)
		docs[key] = d
		return err
	}
	var err error
	if onlyReports(r.f) {
		err = r.allDocuments(func(d store.Document) { docs[d.Key] = d })
	} else {
		err = r.events(func(_ store.Event, tellings []store.Telling) error {
			for _, t := range tellings {
				if err := keep(t.Doc); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err != nil {
		return err
	}
	list := slices.SortedFunc(maps.Values(docs), func(a, b store.Document) int {
		return cmp.Or(a.Added.Compare(b.Added), cmp.Compare(a.Version, b.Version), cmp.Compare(a.Key, b.Key))
	})
	for _, d := range list {
		rec, err := r.tx.Record(d.Key)
		if err != nil {
			return err
		}
		corrections, err := r.tx.Corrections(d.Page)
		if err != nil {
			return err
		}
		if rec = register.Corrected(rec, corrections); len(corrections) > 0 {
			if err := r.class(d.Key, rec.Events); err != nil {
				return err
			}
		}
		rec.Document.Story = d.Story
		if d.CopyOf != "" {
			rec.Document.Copy = &news.Copy{Of: d.CopyOf, Kind: d.CopyKind, Similarity: d.Similarity}
		}
		if err := do(d, rec); err != nil {
			return err
		}
	}
	return nil
}

// class gives events whose type people have corrected the class that the register keeps for the new type.
func (r *run) class(doc string, events []news.Event) error {
	tellings, err := r.tx.TellingsIn(doc)
	if err != nil {
		return err
	}
	for i := range events {
		for _, t := range tellings {
			if t.Local == events[i].ID && t.Type == events[i].Type {
				events[i].Quad = t.Quad
			}
		}
	}
	return nil
}

// onlyReports tells a filter that says nothing of events: it selects reports that tell of none too.
func onlyReports(f store.Filter) bool {
	g := store.Filter{Languages: f.Languages, Outlets: f.Outlets, Stories: f.Stories, Docs: f.Docs, From: f.From, To: f.To, Text: f.Text,
		Versions: f.Versions, Sort: f.Sort, Desc: f.Desc, Limit: f.Limit, Cursor: f.Cursor}
	return fmt.Sprint(f) == fmt.Sprint(g)
}

func (r *run) allDocuments(do func(store.Document)) error {
	f := r.f
	f.Sort, f.Desc = "", false
	return every(f, r.tx.Documents, func(d store.Document) error {
		do(d)
		return nil
	})
}

func (r *run) lines() *json.Encoder {
	e := json.NewEncoder(r.opt.Out)
	e.SetEscapeHTML(false)
	return e
}

func (r *run) records() error {
	out := r.lines()
	return r.documents(func(_ store.Document, rec news.Record) error { return out.Encode(rec) })
}

func (r *run) table() error {
	out := csv.NewWriter(r.opt.Out)
	if err := out.Write(ask.Events(nil).Columns); err != nil {
		return err
	}
	err := r.events(func(e store.Event, _ []store.Telling) error {
		row := ask.Events([]store.Event{e}).Rows[0]
		row[0] = e.Key
		return out.Write(ask.Safe(row))
	})
	out.Flush()
	return cmp.Or(err, out.Error())
}

// plover hands on events in the words of the PLOVER manual, one a line.
func (r *run) plover() error {
	type party struct {
		Name    string `json:"name,omitempty"`
		Country string `json:"country,omitempty"`
		Sector  string `json:"sector,omitempty"`
	}
	type source struct {
		Publisher string   `json:"publisher,omitempty"`
		URL       string   `json:"url,omitempty"`
		Date      string   `json:"date,omitempty"`
		Chain     []string `json:"chain,omitempty"`
		Text      string   `json:"text"`
	}
	type event struct {
		ID         string      `json:"id"`
		Date       string      `json:"date,omitempty"`
		DateEnd    string      `json:"date_end,omitempty"`
		Type       string      `json:"event_type"`
		Mode       string      `json:"event_mode,omitempty"`
		Contexts   []string    `json:"context,omitempty"`
		Quad       int         `json:"quad_code"`
		Goldstein  float64     `json:"goldstein"`
		CAMEO      string      `json:"cameo_code,omitempty"`
		Actors     []party     `json:"actor"`
		Recipients []party     `json:"recipient"`
		Place      store.Place `json:"location"`
		Reality    string      `json:"reality"`
		Polarity   string      `json:"polarity"`
		Origins    int         `json:"independent_origins"`
		Own        int         `json:"origins_that_are_parties"`
		Sources    []source    `json:"sources"`
	}
	out := r.lines()
	parties := func(list []store.Party) []party {
		ps := []party{}
		for _, p := range list {
			ps = append(ps, party{p.Name, p.Country, p.Sector})
		}
		return ps
	}
	urls := r.urls()
	return r.events(func(e store.Event, tellings []store.Telling) error {
		x := event{ID: e.Key, Date: e.Start, DateEnd: e.End, Type: e.Type, Mode: e.Mode, Contexts: e.Contexts, Quad: e.Quad, Goldstein: e.Goldstein,
			CAMEO: e.CAMEO, Actors: parties(e.Actors), Recipients: parties(e.Recipients), Place: e.Place, Reality: e.Reality, Polarity: e.Polarity,
			Origins: e.Origins, Own: e.PartyOrigins}
		for _, t := range tellings {
			url, err := urls(t.Doc)
			if err != nil {
				return err
			}
			s := source{Publisher: t.Outlet, URL: url, Date: t.Published, Text: t.Evidence.Text}
			for _, l := range t.Chain {
				s.Chain = append(s.Chain, l.Role+": "+l.Name)
			}
			x.Sources = append(x.Sources, s)
		}
		return out.Encode(x)
	})
}

// urls gives the address of a document, or its id; it remembers the last ones.
func (r *run) urls() func(doc string) (string, error) {
	known := map[string]string{}
	return func(doc string) (string, error) {
		if url, ok := known[doc]; ok {
			return url, nil
		}
		d, err := r.tx.Document(doc)
		if err != nil {
			return "", err
		}
		if len(known) > 10*pageSize {
			clear(known)
		}
		known[doc] = cmp.Or(d.URL, d.ID)
		return known[doc], nil
	}
}

// create makes a file in the folder; it is there under its name only when it is whole.
func (r *run) create(name string, write func(io.Writer) error) error {
	path := filepath.Join(r.opt.Folder, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".rawi-*")
	if err != nil {
		return fmt.Errorf("create file: %w", err)
	}
	defer os.Remove(f.Name())
	if err = write(f); err == nil {
		err = f.Chmod(0o666 &^ 0o022)
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}
