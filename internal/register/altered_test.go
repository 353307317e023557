package register_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// alter is what happens to a report on its way from one house to another.
type alter struct {
	name string
	do   func(x *press, r report) string // the new page
}

// press holds what alterations draw on.
type press struct {
	rand     *rand.Rand
	others   []report // reports of other stories
	vocab    map[string][]string
	synonyms map[string]*strings.Replacer
}

var alterations = []alter{
	{"verbatim", func(x *press, r report) string { return r.body }},
	{"respelled", (*press).respell},
	{"recaptioned", (*press).recaption},
	{"truncated", (*press).truncate},
	{"embedded", (*press).embed},
	{"dropped", (*press).drop},
	{"replaced", (*press).replace},
	{"glued", (*press).glue},
	{"reworded", (*press).reword},
}

// respell changes what houses spell differently: seats of hamza, dots of ta marbuta and ya, digits, vowels, lengthened letters, quotation
// marks.
func (x *press) respell(r report) string {
	var b strings.Builder
	runes := []rune(r.body)
	for i, c := range runes {
		last := i+1 == len(runes) || runes[i+1] == ' ' || runes[i+1] == '\n' || runes[i+1] == '.'
		switch {
		case strings.ContainsRune("أإآ", c) && x.rand.IntN(4) > 0:
			c = 'ا'
		case c == 'ة' && x.rand.IntN(2) > 0:
			c = 'ه'
		case c == 'ى' && last:
			c = 'ي'
		case c == 'ي' && last && x.rand.IntN(2) > 0:
			c = 'ى'
		case c >= '0' && c <= '9' && r.language == "ar":
			c = '٠' + c - '0'
		case c == '"':
			c = '”'
		case c == '\'':
			c = '’'
		}
		b.WriteRune(c)
		if c >= 'ب' && c <= 'ن' {
			switch x.rand.IntN(40) {
			case 0:
				b.WriteRune('َ')
			case 1:
				b.WriteRune('ـ')
			}
		}
	}
	return b.String()
}

// recaption gives a report another headline, a byline, captions and a source line.
func (x *press) recaption(r report) string {
	ps := paragraphs(r.body)
	o := paragraphs(x.others[x.rand.IntN(len(x.others))].body)
	title, by, caption, source := "Live: what we know so far", "By our correspondent", "File photo: a view of the scene. Credit: AFP", "Source: agencies"
	if r.language == "ar" {
		title, by, caption, source = "تطورات متسارعة: هذا ما نعرفه حتى الآن", "كتب: مراسلنا", "صورة أرشيفية (أ ف ب)", "المصدر: وكالات"
	}
	out := append([]string{title, by, ps[1], caption}, ps[2:]...)
	if x.rand.IntN(2) > 0 && o[0] != "" {
		out = append(out, "[ad_1]")
	}
	return join(append(out, source))
}

// truncate keeps the beginning, about 40 percent.
func (x *press) truncate(r report) string {
	ps := paragraphs(r.body)
	room := 2 * len(strings.Fields(r.body)) / 5
	out := []string{ps[0]}
	for _, p := range ps[1:] {
		if room <= 0 {
			break
		}
		var kept []string
		for _, s := range sentences(p) {
			if room > 0 {
				kept = append(kept, s)
			}
			room -= len(strings.Fields(s))
		}
		out = append(out, strings.Join(kept, " "))
	}
	return join(out)
}

// embed sets a report into the paragraphs of two others.
func (x *press) embed(r report) string {
	var same []report
	for _, o := range x.others {
		if o.language == r.language && o.story != r.story {
			same = append(same, o)
		}
	}
	a, b := paragraphs(same[x.rand.IntN(len(same))].body), paragraphs(same[x.rand.IntN(len(same))].body)
	out := append(slices.Clone(a), paragraphs(r.body)[1:]...)
	return join(append(out, b[1:]...))
}

// drop leaves out 40 percent of the sentences.
func (x *press) drop(r report) string {
	ps := paragraphs(r.body)
	out := []string{ps[0]}
	for _, p := range ps[1:] {
		var kept []string
		for _, s := range sentences(p) {
			if x.rand.IntN(10) >= 4 {
				kept = append(kept, s)
			}
		}
		if len(kept) > 0 {
			out = append(out, strings.Join(kept, " "))
		}
	}
	if len(out) < 2 {
		return r.body
	}
	return join(out)
}

// replace puts another word for every tenth; figures stay.
func (x *press) replace(r report) string {
	return x.words(r.body, func(w string) string {
		if x.rand.IntN(10) == 0 && !strings.ContainsAny(w, "0123456789") {
			v := x.vocab[r.language]
			return v[x.rand.IntN(len(v))]
		}
		return w
	})
}

// glue loses every tenth space.
func (x *press) glue(r report) string {
	ps := paragraphs(r.body)
	for i, p := range ps[1:] {
		var b strings.Builder
		for j, w := range strings.Fields(p) {
			if j > 0 && x.rand.IntN(10) > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(w)
		}
		ps[i+1] = b.String()
	}
	return join(ps)
}

// reword puts other words of the same meaning.
func (x *press) reword(r report) string {
	ps := paragraphs(r.body)
	for i, p := range ps[1:] {
		ps[i+1] = strings.TrimSpace(x.synonyms[r.language].Replace(" " + p + " "))
	}
	return join(ps)
}

func (x *press) words(body string, f func(string) string) string {
	ps := paragraphs(body)
	for i, p := range ps[1:] {
		ws := strings.Fields(p)
		for j := range ws {
			ws[j] = f(ws[j])
		}
		ps[i+1] = strings.Join(ws, " ")
	}
	return join(ps)
}

func paragraphs(body string) []string {
	var out []string
	for _, p := range strings.Split(body, "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

func join(ps []string) string { return strings.Join(ps, "\n\n") }

func sentences(p string) []string {
	var out []string
	for {
		i := strings.Index(p, ". ")
		if i < 0 {
			return append(out, p)
		}
		out = append(out, p[:i+1])
		p = p[i+2:]
	}
}

// corpusReports are the reports of the corpus, with their days as the reader finds them; those without body are left out.
func corpusReports(t testing.TB, d *desk) []report {
	t.Helper()
	var out []report
	for _, language := range []string{"ar", "en"} {
		files, err := filepath.Glob(filepath.Join("..", "..", "corpus", language, "*.txt"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no reports: %v", err)
		}
		for _, f := range files {
			body, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			name := strings.TrimSuffix(filepath.Base(f), ".txt")
			r := report{name: "corpus-" + language + "-" + name, story: "corpus-" + language + "-" + name, language: language, body: string(body)}
			if p := d.read(t, r).Document.Published; p != nil {
				r.day = p.Date
			}
			out = append(out, r)
		}
	}
	return out
}

// sameStory names reports of the corpus that tell the story of another of its reports.
var sameStory = map[string]string{
	"corpus-en-jeddah-truce":    "corpus-ar-jeddah-sudan-ceasefire",
	"corpus-en-beijing-detente": "corpus-ar-xinhua-saudi-iran",
	"corpus-en-cairo-truce":     "corpus-ar-gaza-truce-cairo",
	"corpus-en-grain-corridor":  "corpus-ar-istanbul-grain-deal",
	"corpus-en-empty-stomachs":  "corpus-ar-prisoners-hunger-strike",
	"corpus-en-strait-drills":   "corpus-ar-xinhua-taiwan-drills",
}

// alterAll makes the altered reports of some reports.
func alterAll(t testing.TB, bases, others []report, seed uint64) []report {
	t.Helper()
	x := &press{rand: rand.New(rand.NewPCG(seed, 1)), others: others, vocab: map[string][]string{}, synonyms: map[string]*strings.Replacer{}}
	for _, o := range others {
		for _, w := range strings.Fields(o.body) {
			if w = strings.Trim(w, ".,:;()«»\"،؛؟"); len(w) > 4 && !strings.ContainsAny(w, "0123456789٠١٢٣٤٥٦٧٨٩") {
				x.vocab[o.language] = append(x.vocab[o.language], w)
			}
		}
	}
	pairs := map[string][]string{}
	for _, c := range table(t, "testdata/synonyms.tsv") {
		for _, end := range []string{" ", ",", ".", "،"} {
			pairs[c[0]] = append(pairs[c[0]], " "+c[1]+end, " "+c[2]+end)
		}
	}
	for language, p := range pairs {
		x.synonyms[language] = strings.NewReplacer(p...)
	}
	var out []report
	for _, b := range bases {
		for _, a := range alterations {
			out = append(out, report{
				name: fmt.Sprintf("%s+%s", b.name, a.name), story: b.story, language: b.language, day: later(b.day, x.rand.IntN(3)),
				body: a.do(x, b), of: b.name, how: a.name,
			})
		}
	}
	return out
}
