package reading_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"rawi/internal/clean"
	"rawi/internal/news"
	"rawi/internal/text"
)

// A disguise spells a report otherwise without changing a word of it.
type disguise struct {
	name  string
	spell func(r *rand.Rand, s []rune) string
}

// Letters and marks that a press in a hurry leaves out, adds or swaps.
const (
	tatweel    = '\u0640'
	fatha      = '\u064E'
	shadda     = '\u0651'
	alef       = '\u0627'
	rightMark  = '\u200F' // right-to-left mark
	embedding  = '\u202B'
	popped     = '\u202C' // end of the embedding
	isolate    = '\u2067'
	unisolated = '\u2069'
	noBreak    = '\u00A0'
	byteOrder  = '\uFEFF'
)

// disguises are the ways in which real copies of one report differ in their letters.
func disguises() []disguise {
	forms := presentationForms()
	return []disguise{
		{"tatweel", between(func(r *rand.Rand) string { return strings.Repeat(string(tatweel), 1+r.IntN(3)) })},
		{"harakat", between(func(r *rand.Rand) string { return string([]rune{fatha, shadda}[r.IntN(2)]) })},
		{"bidi marks", words(func(r *rand.Rand, w string) string {
			switch r.IntN(4) {
			case 0:
				return string(rightMark) + w
			case 1:
				return string(embedding) + w + string(popped)
			case 2:
				return string(isolate) + w + string(unisolated)
			}
			return w
		})},
		{"alefs without their hamza", each(func(_ *rand.Rand, c rune) rune {
			if strings.ContainsRune("\u0622\u0623\u0625\u0671", c) {
				return alef
			}
			return c
		})},
		{"digits of the east", each(func(_ *rand.Rand, c rune) rune {
			if '0' <= c && c <= '9' {
				return c - '0' + '\u0660'
			}
			return c
		})},
		{"Persian digits and letters", each(func(_ *rand.Rand, c rune) rune {
			switch {
			case '0' <= c && c <= '9':
				return c - '0' + '\u06F0'
			case c == '\u064A':
				return '\u06CC'
			case c == '\u0643':
				return '\u06A9'
			}
			return c
		})},
		{"presentation forms", each(func(r *rand.Rand, c rune) rune {
			if list := forms[c]; len(list) > 0 {
				return list[r.IntN(len(list))]
			}
			return c
		})},
		{"no-break and double spaces", each(nil, func(r *rand.Rand) string { return []string{" ", string(noBreak), "  "}[r.IntN(3)] })},
		{"byte order marks", words(func(r *rand.Rand, w string) string {
			if r.IntN(5) == 0 {
				return string(byteOrder) + w
			}
			return w
		})},
	}
}

// between puts something behind some of the Arabic letters that another one follows.
func between(what func(*rand.Rand) string) func(*rand.Rand, []rune) string {
	arabic := func(c rune) bool { return unicode.Is(unicode.Arabic, c) && unicode.IsLetter(c) }
	return func(r *rand.Rand, s []rune) string {
		var b strings.Builder
		for i, c := range s {
			b.WriteRune(c)
			if arabic(c) && i+1 < len(s) && arabic(s[i+1]) && r.IntN(4) == 0 {
				b.WriteString(what(r))
			}
		}
		return b.String()
	}
}

// words changes the Arabic words of a text one by one.
func words(change func(*rand.Rand, string) string) func(*rand.Rand, []rune) string {
	return func(r *rand.Rand, s []rune) string {
		var b strings.Builder
		for i := 0; i < len(s); {
			j := i
			for j < len(s) && unicode.Is(unicode.Arabic, s[j]) && unicode.IsLetter(s[j]) {
				j++
			}
			if j == i {
				b.WriteRune(s[i])
				i++
				continue
			}
			b.WriteString(change(r, string(s[i:j])))
			i = j
		}
		return b.String()
	}
}

// each changes every letter, and every space between two words.
func each(letter func(*rand.Rand, rune) rune, space ...func(*rand.Rand) string) func(*rand.Rand, []rune) string {
	return func(r *rand.Rand, s []rune) string {
		var b strings.Builder
		for i, c := range s {
			switch {
			case c == ' ' && len(space) > 0 && i > 0 && i+1 < len(s) && unicode.IsLetter(s[i-1]) && unicode.IsLetter(s[i+1]):
				b.WriteString(space[0](r))
			case letter != nil:
				b.WriteRune(letter(r, c))
			default:
				b.WriteRune(c)
			}
		}
		return b.String()
	}
}

// presentationForms are the shapes that old systems give Arabic letters, by letter.
func presentationForms() map[rune][]rune {
	out := map[rune][]rune{}
	for c := rune(0xFE80); c <= 0xFEF4; c++ {
		if to := []rune(norm.NFKC.String(string(c))); len(to) == 1 {
			out[to[0]] = append(out[to[0]], c)
		}
	}
	return out
}

// facts are what a record says, free of places and print: each event with who, whom, when, where, how far and on whose word.
func facts(f *text.Folder, rec news.Record) map[string]int {
	name := map[string]string{}
	for _, e := range rec.Entities {
		name[e.ID] = e.Key
		if e.Key == "" {
			name[e.ID] = f.Fold(e.Name)
		}
	}
	parties := func(list []news.Party) string {
		var out []string
		for _, p := range list {
			out = append(out, name[p.Entity]+"/"+p.Country+p.Sector)
		}
		slices.Sort(out)
		return strings.Join(out, "+")
	}
	out := map[string]int{}
	for _, e := range rec.Events {
		day, place, dead, on := "", "", -1, ""
		if e.Date != nil {
			day = e.Date.Start + ".." + e.Date.End
		}
		if e.Place != nil {
			place = fmt.Sprint(e.Place.GeoNames, e.Place.Country)
		}
		if e.Casualties != nil && e.Casualties.Dead != nil {
			dead = *e.Casualties.Dead
		}
		for _, l := range e.Attribution {
			on += " " + l.Role + ":" + name[l.Entity]
		}
		out[fmt.Sprintf("%s %s %s → %s, %s, %s, %s %s, %d dead, on%s", e.Type, e.Mode, parties(e.Actors), parties(e.Recipients), day, place,
			e.Reality, e.Polarity, dead, on)]++
	}
	return out
}

// asText is a report as plain text, its day given, so that nothing but its words can tell.
func asText(t testing.TB, p clean.Page) clean.Page {
	rec, _ := read(t, made(t), p)
	day := ""
	if rec.Document.Published != nil {
		day = rec.Document.Published.Date
	}
	return clean.Page{ID: p.ID, Kind: clean.TextBody, Title: rec.Document.Title, Language: rec.Document.Language, Published: day,
		Body: []byte(body(rec.Document))}
}

// TestDisguised reads every report of the corpus in other spellings: it must tell the same events, and spans stay in the print.
func TestDisguised(t *testing.T) {
	fold := folderOf(t)
	for _, d := range disguises() {
		t.Run(d.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(7, 7))
			for _, p := range pages(t, corpus+"/ar") {
				p = asText(t, p)
				rec, _ := read(t, made(t), p)
				want := facts(fold, rec)
				p.Title, p.Body = d.spell(r, []rune(p.Title)), []byte(d.spell(r, []rune(string(p.Body))))
				rec, _ = read(t, made(t), p)
				if err := rec.Check(); err != nil {
					t.Errorf("%s: %v", p.ID, err)
				}
				if got := facts(fold, rec); !maps.Equal(got, want) {
					t.Errorf("%s: other events\n%s", p.ID, differences(got, want))
				}
			}
		})
	}
}

// differences are the facts that one has and the other lacks.
func differences(got, want map[string]int) string {
	var b strings.Builder
	for _, k := range slices.Sorted(maps.Keys(want)) {
		if got[k] < want[k] {
			fmt.Fprintln(&b, "  lost ", k)
		}
	}
	for _, k := range slices.Sorted(maps.Keys(got)) {
		if got[k] > want[k] {
			fmt.Fprintln(&b, "  new  ", k)
		}
	}
	return b.String()
}

// TestAside puts a paragraph about something else behind every report: nothing that the report tells may go.
func TestAside(t *testing.T) {
	fold := folderOf(t)
	for _, language := range []string{"ar", "en"} {
		aside := fileText(t, "aside."+language+".txt")
		for _, p := range pages(t, corpus+"/"+language) {
			p = asText(t, p)
			rec, _ := read(t, made(t), p)
			want := facts(fold, rec)
			p.Body = append(p.Body, "\n\n"+aside...)
			rec, _ = read(t, made(t), p)
			if got := facts(fold, rec); !maps.Equal(got, want) {
				t.Errorf("%s: other events with a paragraph about the weather behind it\n%s", p.ID, differences(got, want))
			}
		}
	}
}

// TestOrder tells facts that have nothing to do with each other in many orders: they stay the same facts.
func TestOrder(t *testing.T) {
	fold := folderOf(t)
	r := rand.New(rand.NewPCG(3, 3))
	for _, language := range []string{"ar", "en"} {
		sentences := strings.Split(strings.TrimSpace(fileText(t, "apart."+language+".txt")), "\n")
		page := func() clean.Page {
			return clean.Page{ID: language, Kind: clean.TextBody, Language: language, Published: "2024-01-15",
				Body: []byte(strings.Join(sentences, "\n\n"))}
		}
		rec, _ := read(t, made(t), page())
		want := facts(fold, rec)
		if len(want) < len(sentences) {
			t.Errorf("%s: %d facts in %d sentences", language, len(want), len(sentences))
		}
		for range 30 {
			r.Shuffle(len(sentences), func(i, j int) { sentences[i], sentences[j] = sentences[j], sentences[i] })
			rec, _ := read(t, made(t), page())
			if got := facts(fold, rec); !maps.Equal(got, want) {
				t.Errorf("%s: other events in another order\n%s%s", language, differences(got, want), strings.Join(sentences, "\n"))
				break
			}
		}
	}
}

func fileText(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
