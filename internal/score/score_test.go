package score

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rawi/internal/news"
)

// samples are the expected records of two reports, as the view prints them.
func samples(t *testing.T) []Case {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"ar", "en"} {
		data, err := os.ReadFile(filepath.Join("..", "view", "testdata", name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var rec news.Record
		if err := json.Unmarshal(data, &rec); err != nil {
			t.Fatal(err)
		}
		sub := filepath.Join(dir, name)
		if err := os.Mkdir(sub, 0o755); err != nil {
			t.Fatal(err)
		}
		for file, body := range map[string][]byte{"report.json": data, "report.txt": []byte(rec.Document.Text), "other.txt": nil} {
			if err := os.WriteFile(filepath.Join(sub, file), body, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	cases, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) != 2 || cases[0].Name != "ar/report" {
		t.Fatalf("cases %v", cases)
	}
	return cases
}

// record is a copy of the expected record.
func record(t *testing.T, c Case) news.Record {
	t.Helper()
	data, err := json.Marshal(c.want)
	if err != nil {
		t.Fatal(err)
	}
	var rec news.Record
	if err := json.Unmarshal(bytes.ReplaceAll(data, []byte(`"after":null,`), nil), &rec); err != nil {
		t.Fatal(err)
	}
	for i := range rec.Events {
		rec.Events[i] = c.want.Events[i].Event
	}
	return rec
}

func result(t *testing.T, cases []Case, change func(*news.Record)) map[string]Figure {
	t.Helper()
	b := NewBoard(strings.ToLower)
	for _, c := range cases {
		rec := record(t, c)
		change(&rec)
		b.Judge(c, rec)
	}
	out := map[string]Figure{}
	for _, f := range b.Result(0).Tables[0].Figures {
		out[f.Name] = f
	}
	return out
}

func TestPerfect(t *testing.T) {
	figures := result(t, samples(t), func(*news.Record) {})
	if len(figures) < 20 {
		t.Errorf("%d figures", len(figures))
	}
	for name, f := range figures {
		if f.F1 != 100 || f.Expected == 0 || f.Expected != f.Said {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

// TestMovedText reads a text in which a line was lost and spaces differ.
func TestMovedText(t *testing.T) {
	figures := result(t, samples(t), func(rec *news.Record) {
		shift := func(s *news.Span) { s.Start, s.End = s.Start+5, s.End+5 }
		rec.Document.Text = "+++\n\n" + rec.Document.Text
		for i := range rec.Events {
			shift(&rec.Events[i].Anchor)
			shift(&rec.Events[i].Evidence)
		}
	})
	if f := figures["events"]; f.F1 != 100 {
		t.Errorf("events %+v", f)
	}
}

func TestEmpty(t *testing.T) {
	figures := result(t, samples(t), func(rec *news.Record) { *rec = news.Record{Error: &news.Error{Code: "empty", Message: "empty"}} })
	for name, f := range figures {
		if f.F1 != 0 || f.Said != 0 {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

// TestLeftOut: what an expected record says nothing of is not scored; what it expects none of is.
func TestLeftOut(t *testing.T) {
	left, none := NewBoard(strings.ToLower), NewBoard(strings.ToLower)
	for _, c := range samples(t) {
		rec := record(t, c)
		c.want.Quotes = nil
		left.Judge(c, rec)
		c.want.Quotes = []news.Quote{}
		none.Judge(c, rec)
	}
	figure := func(b *Board) (f Figure, ok bool) {
		for _, f := range b.Result(0).Tables[0].Figures {
			if f.Name == "quotes" {
				return f, true
			}
		}
		return f, false
	}
	if f, ok := figure(left); ok {
		t.Errorf("quotations are scored: %+v", f)
	}
	if f, ok := figure(none); !ok || f.Said == 0 || f.Precision != 0 {
		t.Errorf("quotations that are not expected: %+v", f)
	}
}

func TestMistakes(t *testing.T) {
	cases := samples(t)
	for _, c := range []struct {
		name, figure      string
		change            func(*news.Record)
		precision, recall float64
	}{
		{"a type is wrong", "events", func(r *news.Record) { r.Events[0].Type = "PROTEST" }, 71.4, 71.4},
		{"an event too many", "events", func(r *news.Record) { r.Events = append(r.Events, r.Events[0]) }, 77.8, 100},
		{"an event too few", "events", func(r *news.Record) { r.Events = r.Events[1:] }, 100, 71.4},
		{"no actors", "events with actors", func(r *news.Record) { r.Events[0].Actors = nil }, 71.4, 71.4},
		{"a date is wrong", "dates", func(r *news.Record) { r.Events[0].Date = &news.Date{Start: "1999-01-01", End: "1999-01-01"} }, 60, 60},
		{"denied", "certainty", func(r *news.Record) { r.Events[0].Polarity = "negative" }, 71.4, 71.4},
		{"no chain", "chains", func(r *news.Record) { r.Quotes[0].Attribution = nil }, 100, 71.4},
		{"wrong role", "chains", func(r *news.Record) { r.Quotes[0].Attribution[0].Role = "medium" }, 71.4, 71.4},
		{"half a quotation", "quotes", func(r *news.Record) {
			s := &r.Quotes[0].Content[0]
			s.End = s.Start + 5
		}, 100, 100},
		{"no quotation", "quotes with speaker", func(r *news.Record) { r.Quotes = nil }, 0, 0},
	} {
		f := result(t, cases, c.change)[c.figure]
		if f.Precision != c.precision || f.Recall != c.recall {
			t.Errorf("%s: %s has precision %v, recall %v; want %v, %v", c.name, c.figure, f.Precision, f.Recall, c.precision, c.recall)
		}
	}
}

func TestOptionalAndAlternatives(t *testing.T) {
	cases := samples(t)[1:]
	cases[0].want.Events[0].Optional = true
	cases[0].want.Events[1].Alternatives = []string{"CONCEDE"}
	for name, change := range map[string]func(*news.Record){
		"as expected":         func(*news.Record) {},
		"the optional left":   func(r *news.Record) { r.Events = r.Events[1:] },
		"the alternative":     func(r *news.Record) { r.Events[1].Type = "CONCEDE" },
		"neither, other type": func(r *news.Record) { r.Events[0].Type, r.Events = "AGREE", r.Events[:2] },
	} {
		if f := result(t, cases, change)["events"]; f.F1 != 100 || f.Expected != 1 {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

func TestGuestAndHost(t *testing.T) {
	figures := result(t, samples(t)[:1], func(r *news.Record) {
		e := &r.Events[4]
		e.Actors, e.Recipients = e.Recipients, e.Actors
	})
	if f := figures["actors"]; f.F1 != 100 {
		t.Errorf("actors %+v", f)
	}
}

func TestMissesAreShown(t *testing.T) {
	cases := samples(t)
	b := NewBoard(strings.ToLower)
	for _, c := range cases {
		b.Judge(c, news.Record{})
	}
	r := b.Result(3)
	var out bytes.Buffer
	if err := r.Text(&out); err != nil {
		t.Fatal(err)
	}
	if len(r.Misses) != 3 || r.Misses[0].Text == "" || !strings.Contains(out.String(), "expected  v1") {
		t.Errorf("misses %+v\n%s", r.Misses, out.String())
	}
}

func TestLoadFaults(t *testing.T) {
	dir := t.TempDir()
	if _, err := Load(dir); err == nil {
		t.Error("an empty folder is accepted")
	}
	write := func(name, body string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("a.txt", "Ministers met.")
	write("a.json", `{"document":{"text":"Ministers met."},"events":[{"id":"v1","anchor":{"start":0,"end":3,"text":"met"}}]}`)
	if _, err := Load(dir); err == nil || !strings.Contains(err.Error(), `v1: "met" does not stand at 0 to 3`) {
		t.Errorf("error %v", err)
	}
}

func TestAlign(t *testing.T) {
	for _, c := range []struct{ read, want, piece string }{
		{"a b c", "a  b\nc", "b"},
		{"head\n\nbody text here", "body text here", "text"},
		{"body text", "head\n\nbody text foot", "text"},
		{"one two three", "one 2 three", "three"},
	} {
		at := strings.Index(c.read, c.piece)
		got := align([]rune(c.read), []rune(c.want)).move(news.Span{Start: at, End: at + len(c.piece)})
		if len(got) != 1 || c.want[got[0][0]:got[0][1]] != c.piece {
			t.Errorf("%q in %q against %q: %v", c.piece, c.read, c.want, got)
		}
	}
}

func TestReliability(t *testing.T) {
	b := NewBoard(strings.ToLower)
	for i := range 10 {
		b.trust("en", 0.85, i < 7)
	}
	b.trust("ar", 1, true)
	got := reliability(b.trusted[""])
	want := []Reliability{{0.8, 0.9, 10, 85, 70}, {0.9, 1, 1, 100, 100}}
	if !slices.Equal(got, want) {
		t.Errorf("reliability %+v, want %+v", got, want)
	}
}
