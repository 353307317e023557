package reading_test

import (
	"encoding/json"
	"errors"
	"html"
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
	Events     []seedTold    `json:"events"`
	Quotes     []news.Quote  `json:"quotes"`
	Agreements []struct {
		Obligations []json.RawMessage `json:"obligations"`
	} `json:"agreements"`
	Photos []news.Photo `json:"photos"`
}

// seedTold is an expected event. What is optional counts neither way.
type seedTold struct {
	ID       string       `json:"id"`
	Type     string       `json:"type"`
	Anchor   news.Span    `json:"anchor"`
	Evidence news.Span    `json:"evidence"`
	Actors   []news.Party `json:"actors"`
	Optional bool         `json:"optional"`
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
	alternatives := seedAlternatives(t)
	told, certain := 0, 0
	for _, e := range want.Events {
		if e.Optional {
			continue
		}
		certain++
		if seedEvent(rec, e, alternatives[e.ID]) {
			told++
			continue
		}
		t.Logf("%s %s «%s»: not found", e.ID, e.Type, e.Anchor.Text)
	}
	if told < 22 {
		t.Errorf("%d of %d events with the right type, want 22 or more", told, certain)
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

// TestSeedAsPage reads the same report inside a page such as blogs make, with its frame of menus, sharing and related stories.
func TestSeedAsPage(t *testing.T) {
	report, err := os.ReadFile(filepath.Join(seed, "report.ar.txt"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the seed report does not stand beside the project")
	}
	if err != nil {
		t.Fatal(err)
	}
	r := made(t)
	plain, _ := read(t, r, clean.Page{ID: "seed", Body: report})
	page, _ := read(t, r, clean.Page{ID: "seed", Body: blog(string(report))})
	if p := page.Document.Published; p == nil || p.Date != "2024-06-19" {
		t.Errorf("published %+v, want 2024-06-19", p)
	}
	if a, b := tellings(plain), tellings(page); !slices.Equal(a, b) {
		t.Errorf("the page tells %q, the plain report %q", b, a)
	}
	if a, b := len(plain.Quotes), len(page.Quotes); a != b {
		t.Errorf("%d quotations, want %d", b, a)
	}
	if len(page.Photos) != len(plain.Photos) || len(page.Agreements) != len(plain.Agreements) {
		t.Errorf("%d photos and %d agreements, want %d and %d", len(page.Photos), len(page.Agreements), len(plain.Photos), len(plain.Agreements))
	}
	for _, line := range []string{"شارك", "اقرأ أيضا", "الرئيسية", "ad_1"} {
		if strings.Contains(page.Document.Text, line) {
			t.Errorf("the clean text holds %q", line)
		}
	}
}

// seedAlternatives are types that are as right as the expected ones, by event.
func seedAlternatives(t *testing.T) map[string][]string {
	data, err := os.ReadFile(filepath.Join(seed, "alternatives.json"))
	if err != nil {
		t.Fatal(err)
	}
	var out map[string][]string
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// blog puts a report into a page: the pictures' captions and credits as figures, all else as paragraphs.
func blog(report string) []byte {
	var b strings.Builder
	blocks := strings.Split(strings.TrimSpace(report), "\n\n")
	title := blocks[0]
	b.WriteString(`<!DOCTYPE html><html dir="rtl" lang="ar"><head><meta charset="UTF-8"><title>` + html.EscapeString(title) + ` - صحيفة الأفق</title></head>
<body class="post-template-default single"><header><nav><ul><li><a href="/">الرئيسية</a></li><li><a href="/world">العالم</a></li></ul></nav></header>
<main><article class="post"><h1 class="entry-title">` + html.EscapeString(title) + `</h1><div class="entry-content">`)
	for _, p := range blocks[1:] {
		if strings.Contains(p, "(تصوير ") || strings.HasPrefix(p, "في هذه الصورة") {
			b.WriteString(`<figure class="wp-caption"><img src="a.jpg" alt=""><figcaption class="wp-caption-text">` + html.EscapeString(p) + `</figcaption></figure>`)
			continue
		}
		b.WriteString("<p>" + html.EscapeString(p) + "</p>\n")
	}
	b.WriteString(`</div><div class="sharedaddy"><h3>شارك هذا الموضوع</h3><ul><li><a href="#">فيسبوك</a></li><li><a href="#">تويتر</a></li></ul></div></article></main>
<aside class="widget-area"><h3>اقرأ أيضا</h3><ul><li><a href="/1">أسعار الذهب اليوم</a></li></ul></aside><footer>جميع الحقوق محفوظة</footer></body></html>`)
	return []byte(b.String())
}

// tellings are the types and words of a record's events, sorted.
func tellings(rec news.Record) []string {
	var out []string
	for _, e := range rec.Events {
		out = append(out, e.Type+" "+e.Anchor.Text)
	}
	slices.Sort(out)
	return out
}

// seedEvent tells whether an event was found: of its type or one as good, told in words of its evidence, by one of its actors' countries.
func seedEvent(rec news.Record, want seedTold, alternatives []string) bool {
	for _, e := range rec.Events {
		if e.Type != want.Type && !slices.Contains(alternatives, e.Type) {
			continue
		}
		spans := []news.Span{e.Anchor}
		for _, also := range e.Also {
			spans = append(spans, also.Anchor)
		}
		if overlap(spans, []news.Span{want.Evidence, want.Anchor}) && (len(want.Actors) == 0) == (len(e.Actors) == 0) {
			return true
		}
	}
	return false
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
