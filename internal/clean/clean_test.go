package clean

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"rawi/internal/news"
	"rawi/internal/pack"
)

// cleaner knows the packs of the project as they stand.
func cleaner(t testing.TB) *Cleaner {
	t.Helper()
	var packs []*pack.Pack
	for _, name := range []string{"ar", "en"} {
		dir := os.DirFS(filepath.Join("..", "..", "lang"))
		p, err := pack.Load(only{dir}, name)
		if err != nil {
			t.Fatal(err)
		}
		packs = append(packs, p)
	}
	words, err := NewWords(packs...)
	if err != nil {
		t.Fatal(err)
	}
	return New(words)
}

// sound checks what holds for every document: spans lie inside the text and equal their slice, blocks follow each other.
func sound(t testing.TB, doc news.Document, findings []news.Finding) {
	t.Helper()
	runes := []rune(doc.Text)
	if !utf8.ValidString(doc.Text) {
		t.Errorf("text is not UTF-8")
	}
	check := func(what string, s *news.Span) {
		if s == nil {
			return
		}
		if s.Start < 0 || s.End > len(runes) || s.Start >= s.End {
			t.Errorf("%s: span [%d, %d) in a text of %d", what, s.Start, s.End, len(runes))
		} else if string(runes[s.Start:s.End]) != s.Text {
			t.Errorf("%s: span says %q, text says %q", what, s.Text, string(runes[s.Start:s.End]))
		}
	}
	for _, f := range findings {
		check(f.Code, f.Span)
	}
	for _, a := range doc.Authors {
		check("author", a.Span)
	}
	if doc.Dateline != nil {
		check("dateline", doc.Dateline.Span)
		check("agency", doc.Dateline.AgencySpan)
	}
	if doc.Origin != nil {
		check("origin", doc.Origin.Span)
	}
	end := -2
	for _, b := range doc.Blocks {
		if b.Start != end+2 || b.End <= b.Start || b.End > len(runes) {
			t.Errorf("block %+v after %d", b, end)
			return
		}
		end = b.End
	}
	if end != len(runes) {
		t.Errorf("blocks end at %d, text at %d", end, len(runes))
	}
}

func codes(findings []news.Finding) string {
	var out []string
	for _, f := range findings {
		out = append(out, f.Code)
	}
	return strings.Join(out, " ")
}

// seed reads the shared model report, which is no part of the project.
func seed(t *testing.T) (page []byte, want news.Document) {
	t.Helper()
	dir := filepath.Join("..", "..", "..", "shared", "seed")
	page, err := os.ReadFile(filepath.Join(dir, "report.ar.txt"))
	if err != nil {
		t.Skip("the seed report is not here")
	}
	data, err := os.ReadFile(filepath.Join(dir, "expected.json"))
	if err != nil {
		t.Skip("the seed's record is not here")
	}
	var record struct {
		Document struct {
			Title    string
			Text     string
			ID       string
			Blocks   []news.Block
			Dateline news.Dateline
			Authors  []news.Author
		}
	}
	if err := json.Unmarshal(data, &record); err != nil {
		t.Fatal(err)
	}
	d := record.Document
	return page, news.Document{ID: d.ID, Title: d.Title, Text: d.Text, Blocks: d.Blocks, Dateline: &d.Dateline, Authors: d.Authors}
}

func compareSeed(t *testing.T, got, want news.Document) {
	t.Helper()
	if got.Text != want.Text {
		g, w := strings.Split(got.Text, "\n\n"), strings.Split(want.Text, "\n\n")
		for i := 0; i < len(g) || i < len(w); i++ {
			a, b := "", ""
			if i < len(g) {
				a = g[i]
			}
			if i < len(w) {
				b = w[i]
			}
			if a != b {
				t.Fatalf("text differs at block %d:\n got %s\nwant %s", i, a, b)
			}
		}
	}
	if len(got.Blocks) != len(want.Blocks) {
		t.Fatalf("%d blocks, want %d", len(got.Blocks), len(want.Blocks))
	}
	for i, b := range got.Blocks {
		if b != want.Blocks[i] {
			t.Errorf("block %d: %+v, want %+v", i, b, want.Blocks[i])
		}
	}
	if got.Title != want.Title {
		t.Errorf("title %q", got.Title)
	}
	if got.ID != want.ID {
		t.Errorf("id %s, want %s", got.ID, want.ID)
	}
	if got.Language != "ar" || got.Direction != "rtl" {
		t.Errorf("language %q %q", got.Language, got.Direction)
	}
	if got.Dateline == nil || *got.Dateline.Span != *want.Dateline.Span {
		t.Errorf("dateline %+v", got.Dateline)
	}
	if len(got.Authors) != len(want.Authors) {
		t.Errorf("authors %+v", got.Authors)
	} else {
		for i, a := range got.Authors {
			if a.Role != want.Authors[i].Role || *a.Span != *want.Authors[i].Span {
				t.Errorf("author %+v %+v", a, a.Span)
			}
		}
	}
	if got.Origin == nil || got.Origin.Name != "ABC News" || got.Origin.Basis != "byline" {
		t.Errorf("origin %+v", got.Origin)
	}
}

func TestSeed(t *testing.T) {
	page, want := seed(t)
	got, findings, err := cleaner(t).Clean(context.Background(), Page{Body: page})
	if err != nil {
		t.Fatal(err)
	}
	sound(t, got, findings)
	compareSeed(t, got, want)
	if c := codes(findings); strings.Count(c, "duplicate_credit") != 2 || strings.Count(c, "anonymous_photographer") != 1 {
		t.Errorf("findings %s", c)
	}
}

// TestSeedHTML prints the seed as a common publishing system would.
func TestSeedHTML(t *testing.T) {
	page, want := seed(t)
	lines := strings.Split(string(page), "\n\n")
	for _, style := range []string{"figure", "class"} {
		var b strings.Builder
		b.WriteString(`<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>` + lines[0] + `</title></head>
<body class="single post-template"><header class="site-header"><a href="/">صحيفة</a></header>
<nav><ul><li><a href="/a">سياسة</a></li><li><a href="/b">اقتصاد</a></li></ul></nav>
<main><article class="post"><h1 class="entry-title">` + lines[0] + `</h1><div class="entry-content">`)
		for i, l := range lines[1:] {
			l = strings.TrimSpace(l)
			switch {
			case kindOf(want, l) == news.Caption && style == "figure":
				b.WriteString(`<figure class="wp-caption aligncenter"><img src="/i.jpg" alt=""><figcaption>` + l + "</figcaption></figure>\n")
			case kindOf(want, l) == news.Caption:
				b.WriteString(`<div id="attachment_1" class="wp-caption alignnone"><img src="/i.jpg"><p class="wp-caption-text">` + l + "</p></div>\n")
			case i == len(lines)-2:
				b.WriteString(`<p><a href="https://example.com/x">` + l + "</a></p>\n")
			default:
				b.WriteString("<p>" + l + "</p>\n")
			}
		}
		b.WriteString(`</div><div class="sharedaddy"><h3>شارك هذا الموضوع:</h3><ul><li><a href="#">تويتر</a></li></ul></div>
<div class="jp-relatedposts"><h3>مقالات ذات صلة</h3><p><a href="/n">خبر آخر لا صلة له بهذا الخبر وهو طويل بعض الشيء</a></p></div></article></main>
<footer class="site-footer"><p>جميع الحقوق محفوظة</p></footer></body></html>`)
		got, findings, err := cleaner(t).Clean(context.Background(), Page{Body: []byte(b.String())})
		if err != nil {
			t.Fatal(err)
		}
		sound(t, got, findings)
		compareSeed(t, got, want)
	}
}

func kindOf(doc news.Document, line string) news.BlockKind {
	for i, l := range strings.Split(doc.Text, "\n\n") {
		if l == line {
			return doc.Blocks[i].Kind
		}
	}
	return ""
}
