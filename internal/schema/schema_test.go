package schema_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"rawi"
	"rawi/internal/news"
	"rawi/internal/schema"
)

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(schema.JSON))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("record.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("record.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func validate(t *testing.T, s *jsonschema.Schema, data []byte) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(doc)
}

func TestSamples(t *testing.T) {
	s := compiled(t)
	files, err := filepath.Glob("../view/testdata/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no samples", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate(t, s, data); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

func TestExpectedSeed(t *testing.T) {
	data, err := os.ReadFile("../../../shared/seed/expected.json")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("shared/seed/expected.json is not here")
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := validate(t, compiled(t), data); err != nil {
		t.Error(err)
	}
}

func TestRealOutput(t *testing.T) {
	s := compiled(t)
	r, err := rawi.New(rawi.Options{})
	if err != nil {
		t.Fatal(err)
	}
	pages := []rawi.Page{
		{ID: "text", Body: []byte("Rebels attack convoy in northern Mali\n\nBAMAKO (Reuters) — Rebels attacked an army convoy near Kidal on Monday, killing seven soldiers, the defence ministry said.\n\n\"We will answer,\" said a spokesman.")},
		{ID: "body", Kind: rawi.TextBody, Published: "2021-03-04", Body: []byte("Kenya and Uganda signed a trade agreement in Kampala on Wednesday.")},
		{ID: "html", Kind: rawi.HTML, Body: []byte("<html><head><title>Talks in Vienna</title></head><body><article><h1>Talks in Vienna</h1><p>The foreign ministers of Austria and Hungary met in Vienna on Tuesday and discussed the border.</p><p>They agreed to meet again in May, the Austrian ministry said in a statement after the talks.</p></article></body></html>")},
		{ID: "empty"},
		{ID: "binary", Body: []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x00\x01\x02")},
	}
	for _, p := range pages {
		rec, err := r.Read(context.Background(), p)
		if err != nil {
			rec = rawi.Refusal(p.ID, err)
		}
		data, err := json.Marshal(rec)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate(t, s, data); err != nil {
			t.Errorf("%s: %v\n%s", p.ID, err, data)
		}
	}
}

// TestCorpus holds the expected records of the corpus, and what is read from its reports, against the schema.
func TestCorpus(t *testing.T) {
	files, err := filepath.Glob("../../corpus/*/*.json")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("there is no corpus here")
	}
	s := compiled(t)
	r, err := rawi.New(rawi.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(completed(t, want)); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		body, err := os.ReadFile(strings.TrimSuffix(file, ".json") + ".txt")
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		rec, err := r.Read(context.Background(), rawi.Page{Body: body})
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		have, err := json.Marshal(rec)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate(t, s, have); err != nil {
			t.Errorf("what was read of %s: %v", file, err)
		}
	}
}

// completed adds to an expected record what nobody expects of one: findings, how sure an event is, and by
// which rule. A day of publication without a day is none.
func completed(t *testing.T, data []byte) any {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	rec, ok := doc.(map[string]any)
	if !ok {
		return doc
	}
	for _, list := range []string{"findings", "entities", "events", "quotes", "agreements", "photos"} { // what a case does not expect
		if rec[list] == nil {
			rec[list] = []any{}
		}
	}
	events, _ := rec["events"].([]any)
	for _, e := range events {
		if e, ok := e.(map[string]any); ok {
			if e["confidence"] == nil {
				e["confidence"] = 1
			}
			if e["rule"] == nil {
				e["rule"] = "expected"
			}
		}
	}
	if d, ok := rec["document"].(map[string]any); ok {
		if p, ok := d["published"].(map[string]any); ok && p["date"] == nil {
			d["published"] = nil
		}
	}
	return rec
}

func TestMistakesAreSeen(t *testing.T) {
	s := compiled(t)
	for _, data := range []string{
		`{}`,
		`{"format":"rawi/2","document":{"id":"a","text":"","blocks":[]},"entities":[],"events":[],"quotes":[],"agreements":[],"photos":[],"findings":[]}`,
		`{"format":"rawi/1","document":{"id":"a","text":"","blocks":[]},"entities":null,"events":[],"quotes":[],"agreements":[],"photos":[],"findings":[]}`,
		`{"format":"rawi/1","document":{"id":"a","text":"","blocks":[],"published":{"date":"soon","basis":"given"}},"entities":[],"events":[],"quotes":[],"agreements":[],"photos":[],"findings":[]}`,
		`{"format":"rawi/1","document":{"id":"a","text":"","blocks":[],"titel":"x"},"entities":[],"events":[],"quotes":[],"agreements":[],"photos":[],"findings":[]}`,
	} {
		if validate(t, s, []byte(data)) == nil {
			t.Errorf("accepted: %s", data)
		}
	}
}

// TestEveryField holds the schema against the record's types: each field is described, and nothing else.
func TestEveryField(t *testing.T) {
	var s struct {
		Properties map[string]any `json:"properties"`
		Defs       map[string]struct {
			Properties map[string]any `json:"properties"`
		} `json:"$defs"`
	}
	if err := json.Unmarshal([]byte(schema.JSON), &s); err != nil {
		t.Fatal(err)
	}
	for name, v := range map[string]any{
		"span": news.Span{}, "document": news.Document{}, "source": news.Source{}, "author": news.Author{}, "dateline": news.Dateline{},
		"published": news.Published{}, "time": news.Time{}, "number": news.Number{}, "block": news.Block{}, "claim": news.Claim{}, "copy": news.Copy{},
		"entity": news.Entity{}, "mention": news.Mention{}, "party": news.Party{}, "date": news.Date{}, "place": news.Place{}, "link": news.Link{},
		"quantity": news.Quantity{}, "casualties": news.Casualties{}, "telling": news.Telling{}, "event": news.Event{}, "quote": news.Quote{},
		"agreement": news.Agreement{}, "obligation": news.Obligation{}, "photo": news.Photo{}, "finding": news.Finding{}, "error": news.Error{}, "": news.Record{},
	} {
		have := s.Defs[name].Properties
		if name == "" {
			have = s.Properties
		}
		want := fields(reflect.TypeOf(v))
		for f := range want {
			if have[f] == nil {
				t.Errorf("%s.%s is not described", name, f)
			}
		}
		for f := range have {
			if !want[f] && f != "optional" && f != "alternatives" {
				t.Errorf("%s.%s is described and is not there", name, f)
			}
		}
	}
}

func fields(t reflect.Type) map[string]bool {
	out := map[string]bool{}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			for n := range fields(f.Type) {
				out[n] = true
			}
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		out[name] = true
	}
	return out
}
