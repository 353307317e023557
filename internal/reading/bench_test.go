package reading_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/markusmobius/go-trafilatura"

	"rawi/internal/clean"
	"rawi/internal/news"
	"rawi/internal/pack"
	"rawi/internal/reading"
	"rawi/internal/text"
	"rawi/lang"
)

func BenchmarkArabic(b *testing.B)  { bench(b, "ar") }
func BenchmarkEnglish(b *testing.B) { bench(b, "en") }

// bench reads the reports of the corpus in one language as plain text, one after the other, and tells the sentences a second.
func bench(b *testing.B, language string) {
	r := made(b)
	list, sentences, size := plainReports(b, r, language)
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, p := range list {
			if _, err := r.Read(context.Background(), p); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(sentences)*float64(b.N)/b.Elapsed().Seconds(), "sentences/s")
}

// plainReports gives the reports of the corpus in one language as plain text, with how many sentences and bytes they have.
func plainReports(t testing.TB, r *reading.Reader, language string) (list []clean.Page, sentences, size int) {
	for _, p := range pages(t, corpus+"/"+language) {
		rec, _ := read(t, r, p)
		p.Kind, p.Title, p.Language, p.Body = clean.TextBody, rec.Document.Title, language, []byte(body(rec.Document))
		sentences += countSentences(t, rec.Document)
		size += len(p.Body)
		list = append(list, p)
	}
	return list, sentences, size
}

// body is the text of a document behind its title.
func body(d news.Document) string {
	if len(d.Blocks) > 1 && d.Blocks[0].Kind == news.Title {
		return string([]rune(d.Text)[d.Blocks[1].Start:])
	}
	return d.Text
}

func countSentences(b testing.TB, d news.Document) int {
	f := folderOf(b)
	x, n := f.Read(d.Text), 0
	for _, k := range d.Blocks {
		n += len(x.Sentences(x.Block(k.Start, k.End), func(string) bool { return false }))
	}
	return n
}

// BenchmarkLoad makes a reader: what every start of the program costs.
func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := reading.New(lang.FS); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCompile makes a reader and compiles all its languages, as the first reports in them do.
func BenchmarkCompile(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		r, err := reading.New(lang.FS)
		if err != nil {
			b.Fatal(err)
		}
		if err := r.Compile(); err != nil {
			b.Fatal(err)
		}
	}
}

// folderOf folds as the packs say.
func folderOf(t testing.TB) *text.Folder {
	t.Helper()
	world, err := pack.Load(lang.FS, "world")
	if err != nil {
		t.Fatal(err)
	}
	f, err := text.NewFolder(world)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// BenchmarkLength reads one report of growing length, so that it shows what grows faster than the text: paragraphs of the corpus, each
// with a number of its own, as a page repeats itself seldom.
func BenchmarkLength(b *testing.B) {
	for _, language := range []string{"ar", "en"} {
		r := made(b)
		var paragraphs []string
		for _, p := range pages(b, corpus+"/"+language) {
			rec, _ := read(b, r, p)
			paragraphs = append(paragraphs, strings.Split(body(rec.Document), "\n\n")...)
		}
		for _, size := range []int{10_000, 100_000, 1_000_000} {
			var text strings.Builder
			for n := 0; text.Len() < size; n++ {
				fmt.Fprintf(&text, "%s (%d)\n\n", paragraphs[n%len(paragraphs)], n)
			}
			page := clean.Page{ID: "long", Kind: clean.TextBody, Language: language, Published: "2024-06-19", Body: []byte(text.String())}
			b.Run(fmt.Sprintf("%s/%dkB", language, size/1000), func(b *testing.B) {
				b.SetBytes(int64(len(page.Body)))
				b.ReportAllocs()
				for b.Loop() {
					if _, err := r.Read(context.Background(), page); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkPage takes web pages to their documents, and to the record; for comparison it lets the extractor that the cleaner stands on,
// with its fallback, do no more than find their text.
func BenchmarkPage(b *testing.B) {
	r := made(b)
	if err := r.Compile(); err != nil {
		b.Fatal(err)
	}
	var packs []*pack.Pack
	for _, language := range []string{"ar", "en"} {
		p, err := pack.Load(lang.FS, language)
		if err != nil {
			b.Fatal(err)
		}
		packs = append(packs, p)
	}
	words, err := clean.NewWords(packs...)
	if err != nil {
		b.Fatal(err)
	}
	cleaner, ctx := clean.New(words), context.Background()
	for _, file := range []string{"ar-web.html", "en-web.html"} {
		data, err := os.ReadFile("../../examples/" + file)
		if err != nil {
			b.Fatal(err)
		}
		for _, way := range []struct {
			name string
			read func() error
		}{
			{"extractor", func() error {
				_, err := trafilatura.Extract(bytes.NewReader(data), trafilatura.Options{EnableFallback: true, ExcludeComments: true})
				return err
			}},
			{"document", func() error {
				_, _, err := cleaner.Clean(ctx, clean.Page{ID: file, Body: data})
				return err
			}},
			{"record", func() error {
				_, err := r.Read(ctx, clean.Page{ID: file, Body: data})
				return err
			}},
		} {
			b.Run(file+"/"+way.name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := way.read(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// allowed is how many pieces of memory a sentence of the corpus may cost on the way from plain text to the record. The count is the same
// on every machine, so that it tells what a clock beside others cannot. Lower it when reading needs less.
var allowed = map[string]float64{"ar": 140, "en": 110}

// TestAllocations holds the reader to what a sentence may cost.
func TestAllocations(t *testing.T) {
	if testing.Short() {
		t.Skip("reads the corpus several times")
	}
	for language, most := range allowed {
		r := made(t)
		list, sentences, _ := plainReports(t, r, language)
		n := testing.AllocsPerRun(2, func() {
			for _, p := range list {
				if _, err := r.Read(context.Background(), p); err != nil {
					t.Fatal(err)
				}
			}
		}) / float64(sentences)
		t.Logf("%s: %.1f allocations a sentence", language, n)
		if n > most {
			t.Errorf("%s: %.1f allocations a sentence, allowed are %g", language, n, most)
		}
	}
}
