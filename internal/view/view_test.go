package view_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/rivo/uniseg"

	"rawi/internal/news"
	"rawi/internal/reading"
	"rawi/internal/view"
	"rawi/lang"
)

var update = flag.Bool("update", false, "renew the golden files")

func words(t *testing.T, language string) *view.Words {
	t.Helper()
	w, err := view.Load(lang.FS, language)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func sample(t *testing.T, name string) news.Record {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	var rec news.Record
	if err := json.Unmarshal(data, &rec); err != nil {
		t.Fatal(err)
	}
	return rec
}

// traced is what a reading of a sample may have considered.
func traced(rec news.Record) reading.Trace {
	var t reading.Trace
	for _, e := range rec.Events {
		step := reading.Step{Stage: "what", Span: e.Anchor, Rule: e.Rule, Verdict: "kept", Fact: e.ID}
		for _, p := range e.Actors {
			step.Slots = append(step.Slots, reading.SlotTrace{Marker: "subj", Role: "actor", Span: *p.Span, By: "agreement"})
		}
		t.Steps = append(t.Steps, step)
	}
	if len(rec.Quotes) > 0 {
		t.Steps = append(t.Steps, reading.Step{Stage: "what", Span: rec.Quotes[0].Cue[0], Rule: "xx/request.ask", Verdict: "dropped", Reason: "no recipient in its clause"})
	}
	return t
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; look at the difference after go test ./internal/view -update\n%s", name, got)
	}
}

func TestGolden(t *testing.T) {
	for _, c := range []struct {
		record, language string
		options          view.Options
		name             string
	}{
		{"ar.json", "en", view.Options{Width: 80}, "ar.en.80.txt"},
		{"ar.json", "en", view.Options{}, "ar.en.txt"},
		{"ar.json", "ar", view.Options{Width: 100}, "ar.ar.100.txt"},
		{"en.json", "en", view.Options{Width: 72}, "en.en.72.txt"},
		{"en.json", "ar", view.Options{Width: 80, Color: true}, "en.ar.80.color.txt"},
	} {
		t.Run(c.name, func(t *testing.T) {
			rec := sample(t, c.record)
			var b bytes.Buffer
			if err := view.Record(&b, words(t, c.language), rec, c.options); err != nil {
				t.Fatal(err)
			}
			sound(t, b.String(), c.options.Width, c.language)
			golden(t, "read."+c.name, b.Bytes())
			b.Reset()
			if found, err := view.Explain(&b, words(t, c.language), rec, traced(rec), "", c.options); err != nil || !found {
				t.Fatal(found, err)
			}
			sound(t, b.String(), c.options.Width, c.language)
			golden(t, "explain."+c.name, b.Bytes())
		})
	}
}

// sound holds what every view must keep: every right-to-left run in an isolate, isolates closed on their line, no line wider
// than the terminal, no space at its end.
func sound(t *testing.T, text string, width int, language string) {
	t.Helper()
	for n, line := range strings.Split(text, "\n") {
		depth := 0
		for _, r := range line {
			switch {
			case r == '\u2068':
				depth++
			case r == '\u2069':
				depth--
			case depth == 0 && unicode.Is(unicode.Arabic, r):
				t.Fatalf("line %d: %q stands outside an isolate: %s", n+1, r, line)
			}
		}
		if depth != 0 {
			t.Errorf("line %d: isolates are not closed: %q", n+1, line)
		}
		if bare := uncolored(line); width > 0 && uniseg.StringWidth(bare) > width {
			t.Errorf("line %d has %d columns, more than %d: %s", n+1, uniseg.StringWidth(bare), width, bare)
		}
		if strings.TrimRight(line, " ") != line {
			t.Errorf("line %d ends in a space: %q", n+1, line)
		}
	}
}

func uncolored(s string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(s, "\x1b[")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		_, s, _ = strings.Cut(after, "m")
	}
}

func TestNothingIsCut(t *testing.T) {
	rec := sample(t, "ar.json")
	var b bytes.Buffer
	if err := view.Record(&b, words(t, "en"), rec, view.Options{Width: 50}); err != nil {
		t.Fatal(err)
	}
	flat := strings.Join(strings.Fields(strings.NewReplacer("\u2068", "", "\u2069", "", "\u200e", "", "\u200f", "").Replace(b.String())), " ")
	for _, q := range rec.Quotes {
		for _, s := range q.Content {
			if !strings.Contains(flat, s.Text) {
				t.Errorf("%s is not whole: %s", q.ID, s.Text)
			}
		}
	}
	if !strings.Contains(flat, rec.Document.Title) {
		t.Error("the title is not whole")
	}
}

func TestHostileText(t *testing.T) {
	rec := news.Record{Document: news.Document{Title: "Talks\x1b[2J\x07 in\u202e Vienna\u2069\r\n today"}}
	var b bytes.Buffer
	if err := view.Record(&b, words(t, "en"), rec, view.Options{Width: 80}); err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(b.String(), "\n")
	if first != "  Talks[2J in Vienna today" {
		t.Errorf("title is printed as %q", first)
	}
}

func TestLabels(t *testing.T) {
	keys := map[string][]string{}
	for _, l := range []string{"ar", "en"} {
		data, err := lang.FS.ReadFile(l + "/labels.tsv")
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
			if key, _, ok := strings.Cut(line, "\t"); ok {
				keys[l] = append(keys[l], key)
			}
		}
	}
	if a, b := strings.Join(keys["ar"], " "), strings.Join(keys["en"], " "); a != b {
		t.Errorf("the languages name different things:\n%s\n%s", a, b)
	}
}

func TestOneFact(t *testing.T) {
	rec := sample(t, "en.json")
	var b bytes.Buffer
	found, err := view.Explain(&b, words(t, "en"), rec, traced(rec), "v2", view.Options{Width: 80})
	if err != nil || !found || strings.Contains(b.String(), "v1") {
		t.Errorf("found %v, error %v:\n%s", found, err, b.String())
	}
	found, err = view.Explain(&b, words(t, "en"), rec, traced(rec), "v9", view.Options{Width: 80})
	if err != nil || found {
		t.Errorf("v9: found %v, error %v", found, err)
	}
}

func TestFailure(t *testing.T) {
	var b bytes.Buffer
	rec := news.Record{Document: news.Document{ID: "a.html"}, Error: &news.Error{Code: "empty", Message: "the page is empty"}}
	if err := view.Record(&b, words(t, "en"), rec, view.Options{}); err != nil {
		t.Fatal(err)
	}
	if b.String() != "  ✕ a.html: the page is empty · empty\n" {
		t.Errorf("%q", b.String())
	}
}
