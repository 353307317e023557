package export_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"rawi/internal/clean"
	"rawi/internal/export"
	"rawi/internal/news"
	"rawi/internal/register"
	"rawi/internal/register/registertest"
	"rawi/internal/store"
	"rawi/lang"
)

var reports = map[string]string{
	"https://one.example/strike":    "Drones hit depot\n\nKYIV, 4 May 2024 (Reuters) - Russian drones struck a fuel depot in Kharkiv on Saturday, killing three people, the Ukrainian army said.\n\nMoscow's defence ministry denied that its forces had attacked the city.",
	"https://two.example/talks":     "Ministers meet\n\nAMMAN, 6 May 2024 - Jordanian Foreign Minister Ayman Safadi met his Egyptian counterpart Sameh Shoukry in Amman on Monday. Jordan and Egypt signed a gas agreement.",
	"https://three.example/kharkiv": "هجوم على خاركيف\n\nموسكو 5 أيار/مايو 2024 - قصفت القوات الروسية مستودعا للوقود في خاركيف يوم السبت، وفق ما أعلن الجيش الأوكراني. ونظمت نقابة المعلمين مظاهرة في كييف يوم الأحد.",
}

// full is a register of the reports.
func full(t *testing.T) store.Store {
	t.Helper()
	reg, reader := registertest.New(t, lang.FS, register.Options{Now: func() time.Time { return time.Date(2024, 5, 7, 0, 0, 0, 0, time.UTC) }})
	for url, body := range reports {
		rec, err := reader.Read(context.Background(), clean.Page{URL: url, Body: []byte(body)})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := reg.Add(context.Background(), rec); err != nil {
			t.Fatal(err)
		}
	}
	return reg.Store()
}

// write exports and gives what was written to the stream.
func write(t *testing.T, st store.Store, format string, f store.Filter, folder string) []byte {
	t.Helper()
	var b bytes.Buffer
	err := st.View(context.Background(), func(tx store.Reader) error {
		return export.Write(tx, format, f, export.Options{Out: &b, Folder: folder, Now: time.Date(2024, 5, 7, 0, 0, 0, 0, time.UTC)})
	})
	if err != nil {
		t.Fatalf("%s: %v", format, err)
	}
	return b.Bytes()
}

func events(t *testing.T, st store.Store, f store.Filter) []store.Event {
	t.Helper()
	var out []store.Event
	err := st.View(context.Background(), func(tx store.Reader) error {
		f.Limit = 1000
		page, err := tx.Events(f)
		out = page.Items
		return err
	})
	if err != nil || len(out) == 0 {
		t.Fatalf("%d events, %v", len(out), err)
	}
	return out
}

func lines(b []byte) []string { return strings.Split(strings.TrimSpace(string(b)), "\n") }

func TestRecords(t *testing.T) {
	st := full(t)
	for filter, want := range map[string]int{"": 3, "ar": 1} {
		f := store.Filter{}
		if filter != "" {
			f.Languages = []string{filter}
		}
		got := lines(write(t, st, "jsonl", f, ""))
		if len(got) != want {
			t.Errorf("language %q: %d records, want %d", filter, len(got), want)
		}
		f.Limit = 1
		if n := len(lines(write(t, st, "jsonl", f, ""))); n != 1 {
			t.Errorf("language %q: %d records where one at most was asked for", filter, n)
		}
		for _, line := range got {
			var rec news.Record
			if err := json.Unmarshal([]byte(line), &rec); err != nil || rec.Format != news.Format || rec.Document.Text == "" {
				t.Errorf("no record: %v", err)
			}
		}
	}
	got := lines(write(t, st, "jsonl", store.Filter{Types: []string{"PROTEST"}}, ""))
	if len(got) != 1 || !strings.Contains(got[0], "three.example") {
		t.Errorf("reports of a protest: %d", len(got))
	}
}

func TestGDELT(t *testing.T) {
	st := full(t)
	dir := t.TempDir()
	write(t, st, "gdelt", store.Filter{}, dir)
	list := events(t, st, store.Filter{})
	ids := map[string]bool{}
	for file, columns := range map[string]int{"events.export.CSV": 61, "mentions.CSV": 16} {
		b, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		rows := lines(b)
		if file == "events.export.CSV" && len(rows) != len(list) {
			t.Errorf("%d events, want %d", len(rows), len(list))
		}
		for _, row := range rows {
			cells := strings.Split(row, "\t")
			if len(cells) != columns {
				t.Fatalf("%s: %d columns, want %d", file, len(cells), columns)
			}
			if file == "events.export.CSV" {
				ids[cells[0]] = true
				if cells[1] != "" && !regexp.MustCompile(`^\d{8}$`).MatchString(cells[1]) || cells[29] == "" || len(cells[26]) < 2 {
					t.Errorf("row %q", cells)
				}
			} else if len(ids) > 0 && !ids[cells[0]] {
				t.Errorf("a mention of no event: %s", cells[0])
			}
		}
	}
}

func TestParquet(t *testing.T) {
	st := full(t)
	dir := t.TempDir()
	write(t, st, "parquet", store.Filter{}, dir)
	want := events(t, st, store.Filter{})
	files, _ := filepath.Glob(filepath.Join(dir, "month=*", "*.parquet"))
	var got []export.Row
	for _, file := range files {
		rows, err := parquet.ReadFile[export.Row](file)
		if err != nil {
			t.Fatal(err)
		}
		month := strings.TrimPrefix(filepath.Base(filepath.Dir(file)), "month=")
		for _, r := range rows {
			if r.Start != "" && !strings.HasPrefix(r.Start, month) {
				t.Errorf("%s stands in month %s", r.Start, month)
			}
		}
		got = append(got, rows...)
	}
	if len(got) != len(want) {
		t.Fatalf("%d rows, want %d", len(got), len(want))
	}
	for _, e := range want {
		if !slices.ContainsFunc(got, func(r export.Row) bool {
			return r.ID == e.Key && r.Type == e.Type && r.Origins == int32(e.Origins) && len(r.Actors) == len(e.Actors)
		}) {
			t.Errorf("event %s is missing or differs", e.Key)
		}
	}
	err := st.View(context.Background(), func(tx store.Reader) error {
		return export.Write(tx, "parquet", store.Filter{}, export.Options{Folder: dir})
	})
	if err == nil {
		t.Error("a folder that holds partitions is written over")
	}
}

// ftmProperties are those of the schemata that we use, from FollowTheMoney's model 3.8, with what they inherit.
var ftmProperties = map[string][]string{
	"Thing":        {"name", "country", "alias", "description", "summary", "keywords", "sourceUrl", "publisher", "publisherUrl", "proof", "notes", "topics", "wikidataId"},
	"Interval":     {"date", "startDate", "endDate", "description", "summary", "recordId", "sourceUrl", "publisher"},
	"Event":        {"country", "important", "involved", "location", "organizer"},
	"Article":      {"author", "authoredAt", "bodyText", "date", "fileName", "language", "publishedAt", "title"},
	"Person":       {"title", "position", "nationality"},
	"Organization": {}, "PublicBody": {},
}

func TestFollowTheMoney(t *testing.T) {
	ids := map[string]string{}
	var refs []string
	for _, line := range lines(write(t, full(t), "ftm", store.Filter{}, "")) {
		var e struct {
			ID, Schema string
			Properties map[string][]string
		}
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		if ids[e.ID] != "" {
			t.Errorf("%s stands there twice", e.ID)
		}
		ids[e.ID] = e.Schema
		own, known := ftmProperties[e.Schema]
		if !known {
			t.Fatalf("schema %q", e.Schema)
		}
		allowed := append(slices.Clone(own), ftmProperties["Thing"]...)
		if e.Schema == "Event" {
			allowed = append(allowed, ftmProperties["Interval"]...)
		}
		for name, values := range e.Properties {
			if !slices.Contains(allowed, name) {
				t.Errorf("%s has no property %s", e.Schema, name)
			}
			if len(values) == 0 || slices.Contains(values, "") {
				t.Errorf("%s of %s is empty", name, e.Schema)
			}
			switch name {
			case "country":
				if !regexp.MustCompile(`^[a-z]{2}$`).MatchString(values[0]) {
					t.Errorf("country %q", values[0])
				}
			case "involved", "organizer", "proof":
				refs = append(refs, values...)
			}
		}
		if e.Schema == "Article" && len(e.Properties["fileName"]) == 0 || e.Schema != "Article" && len(e.Properties["name"]) == 0 {
			t.Errorf("a %s has no name", e.Schema)
		}
	}
	for _, ref := range refs {
		if ids[ref] == "" {
			t.Errorf("%s is spoken of and not there", ref)
		}
	}
}

func TestGraphs(t *testing.T) {
	st := full(t)
	for _, format := range []string{"gexf", "graphml"} {
		b := write(t, st, format, store.Filter{}, "")
		d := xml.NewDecoder(bytes.NewReader(b))
		nodes, edges := map[string]bool{}, 0
		for {
			tok, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", format, err)
			}
			el, ok := tok.(xml.StartElement)
			if !ok {
				continue
			}
			attr := map[string]string{}
			for _, a := range el.Attr {
				attr[a.Name.Local] = a.Value
			}
			switch el.Name.Local {
			case "node":
				nodes[attr["id"]] = true
			case "edge":
				edges++
				if !nodes[attr["source"]] || !nodes[attr["target"]] {
					t.Errorf("%s: an edge without its ends: %v", format, attr)
				}
				if format == "gexf" && attr["start"] == "" {
					t.Errorf("an edge of a dated event has no day: %v", attr)
				}
			}
		}
		if len(nodes) < 3 || edges == 0 {
			t.Errorf("%s: %d nodes, %d edges", format, len(nodes), edges)
		}
	}
}

func TestGeoJSON(t *testing.T) {
	var c struct {
		Type     string
		Features []struct {
			Type     string
			Geometry struct {
				Type        string
				Coordinates []float64
			}
			Properties map[string]any
		}
	}
	if err := json.Unmarshal(write(t, full(t), "geojson", store.Filter{}, ""), &c); err != nil {
		t.Fatal(err)
	}
	if c.Type != "FeatureCollection" || len(c.Features) == 0 {
		t.Fatalf("%s with %d features", c.Type, len(c.Features))
	}
	for _, f := range c.Features {
		if f.Geometry.Type != "Point" || len(f.Geometry.Coordinates) != 2 || f.Properties["precision"] == "" {
			t.Errorf("feature %+v", f)
		}
		if lon := f.Geometry.Coordinates[0]; f.Properties["place"] == "Kharkiv" && (lon < 36 || lon > 37) {
			t.Errorf("Kharkiv stands at longitude %v", lon)
		}
	}
}

func TestACLED(t *testing.T) {
	rows, err := csv.NewReader(bytes.NewReader(write(t, full(t), "acled", store.Filter{}, ""))).ReadAll()
	if err != nil || len(rows) < 2 || len(rows[0]) != 31 || rows[0][0] != "event_id_cnty" || rows[0][30] != "timestamp" {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, row := range rows[1:] {
		if row[5] == "" || row[6] == "" {
			t.Errorf("a row without a type: %q", row)
		}
	}
}

func TestAnnotations(t *testing.T) {
	st := full(t)
	n := 0
	for _, line := range lines(write(t, st, "annotations", store.Filter{}, "")) {
		var a struct {
			Target struct {
				Source   string
				Selector []struct {
					Type                  string
					Start, End            *int
					Exact, Prefix, Suffix string
				}
			}
		}
		if err := json.Unmarshal([]byte(line), &a); err != nil || len(a.Target.Selector) != 2 {
			t.Fatalf("no annotation: %v", err)
		}
		position, quote := a.Target.Selector[0], a.Target.Selector[1]
		if reports[a.Target.Source] == "" {
			t.Errorf("source %q", a.Target.Source)
		}
		if position.Start == nil || *position.End-*position.Start != len([]rune(quote.Exact)) {
			t.Errorf("%d to %d do not hold %q", *position.Start, *position.End, quote.Exact)
		}
		n++
	}
	if n == 0 {
		t.Error("nothing is annotated")
	}
}

func TestPlover(t *testing.T) {
	st := full(t)
	got := lines(write(t, st, "plover", store.Filter{Types: []string{"ASSAULT"}}, ""))
	if want := events(t, st, store.Filter{Types: []string{"ASSAULT"}}); len(got) != len(want) {
		t.Errorf("%d events, want %d", len(got), len(want))
	}
	for _, line := range got {
		var e struct {
			Type    string `json:"event_type"`
			Sources []struct{ Text, URL string }
		}
		if err := json.Unmarshal([]byte(line), &e); err != nil || e.Type != "ASSAULT" || len(e.Sources) == 0 || e.Sources[0].Text == "" {
			t.Errorf("event %s: %v", line, err)
		}
	}
}

func TestUnknownFormat(t *testing.T) {
	err := export.Write(nil, "xls", store.Filter{}, export.Options{})
	if err == nil || !strings.Contains(err.Error(), "parquet") {
		t.Errorf("error %v does not say which formats there are", err)
	}
}
