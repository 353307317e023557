package reading_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rawi/internal/clean"
	"rawi/internal/news"
)

// seed is a report that may not be copied: where it stands beside the project, it is read too.
const seed = "../../../shared/seed"

// seedRecord is what is expected of it, as far as it is tested here.
type seedRecord struct {
	Document struct {
		Text string `json:"text"`
	} `json:"document"`
	Entities   []news.Entity `json:"entities"`
	Quotes     []news.Quote  `json:"quotes"`
	Agreements []struct {
		Obligations []json.RawMessage `json:"obligations"`
	} `json:"agreements"`
	Photos []news.Photo `json:"photos"`
}

// TestSeed is a floor: below it nothing may fall.
func TestSeed(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(seed, "expected.json"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the seed report does not stand beside the project")
	}
	if err != nil {
		t.Fatal(err)
	}
	var want seedRecord
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	report, err := os.ReadFile(filepath.Join(seed, "report.ar.txt"))
	if err != nil {
		t.Fatal(err)
	}
	rec, _ := read(t, made(t), clean.Page{ID: "seed", Body: report})

	if rec.Document.Text != want.Document.Text {
		t.Fatalf("another clean text: %d letters, want %d", len([]rune(rec.Document.Text)), len([]rune(want.Document.Text)))
	}
	if p := rec.Document.Published; p == nil || p.Date != "2024-06-19" || p.Basis != "caption" {
		t.Errorf("published %+v, want 2024-06-19 from a caption", p)
	}
	right := 0
	for _, q := range want.Quotes {
		if seedSpeaker(rec, want, q) {
			right++
			continue
		}
		t.Logf("%s, of %s: not found with its speaker, but %s", q.ID, origin(q).Name, seedSaid(rec, q))
	}
	if right < 12 {
		t.Errorf("%d of %d quotations with the right speaker, want 12 or more", right, len(want.Quotes))
	}
	if len(rec.Agreements) != 1 || len(rec.Agreements[0].Obligations) != 1 {
		t.Errorf("agreements %s, want one with one obligation", short(rec.Agreements))
	}
	if len(rec.Photos) != len(want.Photos) {
		t.Fatalf("%d photos, want %d", len(rec.Photos), len(want.Photos))
	}
	for i, p := range rec.Photos {
		w := want.Photos[i]
		if p.Date == nil || p.Date.Start != w.Date.Start || p.Date.End != w.Date.End {
			t.Errorf("photo %d: date %s, want %s", i+1, short(p.Date), short(w.Date))
		}
		if !slices.Equal(p.Credits, w.Credits) {
			t.Errorf("photo %d: credits %q, want %q", i+1, p.Credits, w.Credits)
		}
	}
}

// seedSpeaker tells whether a quotation was found and is told as the word of the one whose word it is.
func seedSpeaker(rec news.Record, want seedRecord, q news.Quote) bool {
	w := origin(q)
	for _, r := range rec.Quotes {
		if !overlap(r.Content, q.Content) {
			continue
		}
		g := origin(r)
		a, b := entity(rec.Entities, g.Entity), entity(want.Entities, w.Entity)
		if g.Name == w.Name && g.Name != "" || a != nil && b != nil && (english(a) == english(b) || sameMention(a, b)) {
			return true
		}
	}
	return false
}

// seedSaid tells whose word a quotation is said to be.
func seedSaid(rec news.Record, q news.Quote) string {
	var names []string
	for _, r := range rec.Quotes {
		if overlap(r.Content, q.Content) {
			names = append(names, r.ID+" of "+origin(r).Name)
		}
	}
	if names == nil {
		return "no quotation"
	}
	return strings.Join(names, ", ")
}

// origin is the last link of a chain: the one whose word it is.
func origin(q news.Quote) news.Link {
	if n := len(q.Attribution); n > 0 {
		return q.Attribution[n-1]
	}
	return news.Link{}
}

func overlap(a, b []news.Span) bool {
	for _, x := range a {
		for _, y := range b {
			if x.Overlaps(y) {
				return true
			}
		}
	}
	return false
}

func entity(list []news.Entity, id string) *news.Entity {
	for i := range list {
		if list[i].ID == id {
			return &list[i]
		}
	}
	return nil
}

func english(e *news.Entity) string {
	if n := e.Names["en"]; n != "" {
		return n
	}
	return e.Name
}

// sameMention reports whether two entities are named by a name or a noun at the same place.
func sameMention(a, b *news.Entity) bool {
	for _, m := range a.Mentions {
		for _, n := range b.Mentions {
			if m.Form != "pronoun" && n.Form != "pronoun" && m.Overlaps(n.Span) {
				return true
			}
		}
	}
	return false
}

func short(v any) string {
	data, _ := json.Marshal(v)
	if r := []rune(string(data)); len(r) > 300 {
		return string(r[:300]) + "…"
	}
	return string(data)
}
