package intake_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"

	"rawi/internal/intake"
	"rawi/internal/warc/warctest"
)

func gz(b []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Write(b)
	w.Close()
	return out.Bytes()
}

func zst(b []byte) []byte {
	w, _ := zstd.NewWriter(nil)
	defer w.Close()
	return w.EncodeAll(b, nil)
}

type member struct {
	name string
	body []byte
}

func zipped(members ...member) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range members {
		f, _ := w.Create(m.name)
		f.Write(m.body)
	}
	w.Close()
	return b.Bytes()
}

func tarred(members ...member) []byte {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, m := range members {
		w.WriteHeader(&tar.Header{Name: m.name, Mode: 0o644, Size: int64(len(m.body)), Format: tar.FormatUSTAR})
		w.Write(m.body)
	}
	w.Close()
	return b.Bytes()
}

// crawl is a web archive as a crawler leaves it, with all that is no page.
func crawl(n int) [][]byte {
	records := [][]byte{warctest.Record("warcinfo", []byte("software: x\r\n"))}
	for i := range n {
		url := fmt.Sprintf("https://paper.example/%d", i)
		records = append(records, warctest.Record("request", []byte("GET / HTTP/1.1\r\n\r\n"), "WARC-Target-URI: "+url),
			warctest.Page(url, fmt.Sprintf("<html><p>Ministers met %d times.</p></html>", i)))
	}
	return append(records,
		warctest.Response("https://paper.example/gone", "HTTP/1.1 404 Not Found\nContent-Type: text/html", []byte("<p>Gone.</p>")),
		warctest.Response("https://paper.example/a.png", "HTTP/1.1 200 OK\nContent-Type: text/html", []byte("\x89PNG\x0d\x0a\x1a\x0a....")),
		warctest.Response("https://paper.example/a.css", "HTTP/1.1 200 OK\nContent-Type: text/css", []byte("p { color: red }")),
		warctest.Response("https://paper.example/none", "HTTP/1.1 200 OK\nContent-Type: text/html", nil),
		warctest.Record("response", []byte("\x00\x01"), "WARC-Target-URI: dns:paper.example", "Content-Type: text/dns"),
		warctest.Record("revisit", []byte("HTTP/1.1 200 OK\r\n\r\n"), "WARC-Target-URI: https://paper.example/0"),
		warctest.Record("conversion", []byte("Ministers met.\nThey talked."), "WARC-Target-URI: <https://paper.example/text>", "Content-Type: text/plain"),
		warctest.Record("resource", []byte("<html><p>Saved.</p></html>"), "WARC-Target-URI: file:///saved", "Content-Type: text/html"),
	)
}

func file(t *testing.T, name string, body []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, body, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// told writes down items: the page's address or words, or why there is none, and the place behind the file.
func told(items []intake.Item, path string) string {
	var out []string
	for _, i := range items {
		what := i.Page.URL
		if what == "" {
			what = strings.TrimSpace(string(i.Page.Body))
		}
		if i.Err != nil {
			what = "!" + code(i.Err)
		}
		out = append(out, what+" "+strings.TrimPrefix(i.Place, path))
	}
	return strings.Join(out, "|")
}

func TestWebArchive(t *testing.T) {
	records := crawl(2)
	for name, body := range map[string][]byte{"a": warctest.Gzip(records...), "b": warctest.Plain(records...), "c": warctest.Zstd(nil, records...)} {
		path := file(t, name, body)
		var sum intake.Summary
		s := intake.Source{Paths: []string{path}, Ended: func(s intake.Summary) { sum = s }}
		items := all(s)
		var got []string
		for _, i := range items {
			got = append(got, fmt.Sprint(i.Page.URL, " ", int(i.Page.Kind), " ", i.Page.Charset, " ", i.Page.ID))
		}
		want := "[https://paper.example/0 1 utf-8 urn:x:https://paper.example/0 https://paper.example/1 1 utf-8 urn:x:https://paper.example/1" +
			" https://paper.example/text 0   file:///saved 1  ]"
		if fmt.Sprint(got) != want {
			t.Errorf("%s:\ngot  %v\nwant %v", name, got, want)
		}
		left := "map[empty:1 image/png:1 request:2 response of dns:1 revisit:1 status 404:1 text/css:1 warcinfo:1]"
		if sum.Pages != 4 || sum.Refused != 0 || fmt.Sprint(sum.Left) != left {
			t.Errorf("%s: %+v", name, sum)
		}
		if !strings.HasPrefix(items[0].Place, path+":") || items[0].Place == items[1].Place {
			t.Errorf("%s: places %s, %s", name, items[0].Place, items[1].Place)
		}
	}
}

func TestBundles(t *testing.T) {
	page, lines := []byte("<html><p>One.</p></html>"), []byte(`{"id":"a","url":"u1","text":"One."}`+"\n"+`{"id":"b","url":"u2","text":"Two."}`+"\n")
	members := []member{{"news/a.html", page}, {"b.jsonl", lines}, {"pic.png", []byte("\x89PNG\x0d\x0a\x1a\x0a")}, {"../../etc/c\n.txt", []byte("Three.")}}
	const want = "<html><p>One.</p></html> :news/a.html|u1 :b.jsonl:1|u2 :b.jsonl:2|Three. :etc/c\ufffd.txt"
	deep := zipped(member{"inner.tar.gz", gz(tarred(member{"x.warc.gz", warctest.Gzip(warctest.Page("https://a.example/", "<p>Four.</p>"))}))})
	for _, c := range []struct {
		name string
		body []byte
		want string
	}{
		{"zip", zipped(members...), want},
		{"tar", tarred(members...), want},
		{"tar.gz", gz(tarred(members...)), want},
		{"tar.zst", zst(tarred(members...)), want},
		{"a page, packed", gz(page), "<html><p>One.</p></html> "},
		{"lines, packed", zst(lines), "u1 :1|u2 :2"},
		{"deep", deep, "https://a.example/ :inner.tar.gz:x.warc.gz:0"},
		{"too deep", gz(gz(gz(gz(gz(page))))), "!nested "},
		{"a zip cut off", zipped(members...)[:200], "!damaged "},
		{"a tar cut off", gz(tarred(members...)[:1300]), "<html><p>One.</p></html> :news/a.html|!damaged "},
		{"a packed page cut off", gz(bytes.Repeat(page, 99))[:60], "!damaged "},
		{"a document of an office", zipped(member{"[Content_Types].xml", page}), "PK"},
	} {
		path := file(t, "archive", c.body)
		got := told(all(intake.Source{Paths: []string{path}}), path)
		if got != c.want && !(c.want == "PK" && strings.HasPrefix(got, "PK")) {
			t.Errorf("%s:\ngot  %q\nwant %q", c.name, got, c.want)
		}
		if c.want == "PK" {
			continue
		}
		stream := intake.Source{Paths: []string{intake.Stdin}, Stdin: bytes.NewReader(c.body)}
		if got := told(all(stream), "stdin"); got != c.want {
			t.Errorf("%s, as a stream:\ngot  %q\nwant %q", c.name, got, c.want)
		}
	}
}

// A member of some kilobytes that unpacks to gigabytes is refused, whatever packed it, and the others are read.
func TestBombs(t *testing.T) {
	zeros := make([]byte, 100<<20)
	for name, body := range map[string][]byte{
		"zip": zipped(member{"bomb", zeros}, member{"a", []byte("One.")}),
		"gz":  zipped(member{"bomb", gz(zeros)}, member{"a", []byte("One.")}),
		"zst": zipped(member{"bomb", zst(zeros)}, member{"a", []byte("One.")}),
	} {
		path := file(t, name, body)
		got := all(intake.Source{Paths: []string{path}})
		if n := len(got); n == 0 || string(got[n-1].Page.Body) != "One." {
			t.Fatalf("%s: %d items", name, n)
		}
		for _, i := range got {
			if i.Err == nil && len(i.Page.Body) > 64<<20 {
				t.Errorf("%s: a page of %d bytes", name, len(i.Page.Body))
			}
		}
	}
}

type row struct {
	URL   string    `parquet:"Url"`
	Text  *string   `parquet:"maintext,optional"`
	Day   time.Time `parquet:"date_publish,timestamp(millisecond)"`
	Score float64   `parquet:"score"`
	Tags  []string  `parquet:"tags,list"`
}

func table(t *testing.T, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[row](&b, parquet.MaxRowsPerRowGroup(100))
	for i := range n {
		text := fmt.Sprintf("Report %d.", i)
		r := row{URL: fmt.Sprintf("u%d", i), Text: &text, Day: time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)}
		if i == 3 {
			r.Text = nil
		}
		if _, err := w.Write([]row{r}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestParquet(t *testing.T) {
	body := table(t, 250)
	path := file(t, "table", body)
	got := all(intake.Source{Paths: []string{path}})
	if len(got) != 250 {
		t.Fatalf("%d rows", len(got))
	}
	if told := told(got[2:5], path); told != "u2 :3|!bad_line :4|u4 :5" {
		t.Errorf("%s", told)
	}
	if p := got[249].Page; string(p.Body) != "Report 249." || p.Published != "2024-05-06T07:08:09Z" || p.URL != "u249" {
		t.Errorf("%+v", p)
	}
	if got := told(all(stdin(string(body)))[:1], "stdin"); got != "u0 :1" {
		t.Errorf("as a stream: %s", got)
	}
	for n := range 40 { // whatever is wrong with it, it is told and nothing breaks
		broken := bytes.Clone(body)
		at := len(broken) * n / 40
		broken[at] ^= 0xff
		all(intake.Source{Paths: []string{file(t, "broken", broken)}})
	}
	if got := told(all(intake.Source{Paths: []string{file(t, "cut", body[:len(body)-9])}}), ""); !strings.HasPrefix(got, "!damaged") {
		t.Errorf("cut off: %s", got)
	}
}

// An archive is taken up where it was left, be that between any two pages, and gives what it would have given.
func TestResume(t *testing.T) {
	var lines strings.Builder
	for i := range 12 {
		fmt.Fprintf(&lines, `{"url":"u%d","text":"Words."}`+"\n", i)
		if i == 5 {
			lines.WriteString("\n\nno page\n")
		}
	}
	records := crawl(10)
	damaged := warctest.Plain(warctest.Gzip(records[:9]...), warctest.Gzip(records[9])[:60], warctest.Gzip(records[10:]...))
	for name, body := range map[string][]byte{
		"lines": []byte(lines.String()), "packed lines": gz([]byte(lines.String())), "table": table(t, 12),
		"web": warctest.Plain(records...), "web, gzip": warctest.Gzip(records...), "web, one piece": gz(warctest.Plain(records...)),
		"web, zstd": warctest.Zstd(warctest.Dictionary(records[2], records[4]), records...), "web, damaged": damaged,
		"zip":              zipped(member{"a", []byte("One.")}, member{"l", []byte(lines.String())}, member{"b", []byte("Two.")}),
		"a table in a zip": zipped(member{"l", []byte(lines.String())}, member{"t", table(t, 12)}),
		"tar":              gz(tarred(member{"a", []byte("One.")}, member{"l", []byte(lines.String())}, member{"b", []byte("Two.")})),
	} {
		path := file(t, "archive", body)
		whole := all(intake.Source{Paths: []string{path}, Resume: func(intake.Archive) intake.Position { return intake.Position{} }})
		if len(whole) < 10 {
			t.Fatalf("%s: %d items", name, len(whole))
		}
		for n, last := range whole {
			if last.Archive == "" || last.Next.Items != int64(n+1) {
				t.Fatalf("%s: item %d goes on at %+v of %q", name, n, last.Next, last.Archive)
			}
			key := ""
			s := intake.Source{Paths: []string{path}, Resume: func(a intake.Archive) intake.Position { key = a.Key; return last.Next }}
			if got, want := told(all(s), path), told(whole[n+1:], path); got != want || key != last.Archive {
				t.Errorf("%s: behind item %d (%+v):\ngot  %q\nwant %q", name, n, last.Next, got, want)
			}
		}
		var sum intake.Summary
		done := intake.Source{Paths: []string{path}, Ended: func(s intake.Summary) { sum = s },
			Resume: func(intake.Archive) intake.Position { return intake.Position{End: true} }}
		if got := all(done); len(got) > 0 || !sum.Known {
			t.Errorf("%s: read again though all of it was: %d items, %+v", name, len(got), sum)
		}
	}
	// Places are used where there are any: a web archive is not read over.
	path := file(t, "archive", warctest.Gzip(records...))
	for i := range (intake.Source{Paths: []string{path}, Resume: func(intake.Archive) intake.Position { return intake.Position{} }}).Pages(context.Background()) {
		if i.Next.Offset == 0 {
			t.Errorf("no place behind %s", i.Place)
		}
	}
}

// Captures of one page in one second have an order, that of the archive, also where it is taken up between them.
func TestCapturesOfOneSecond(t *testing.T) {
	capture := func(date, text string) []byte {
		return warctest.Record("resource", []byte("<p>"+text+"</p>"), "WARC-Target-URI: https://paper.example/a", "WARC-Date: "+date, "Content-Type: text/html")
	}
	const second, exact = "2024-06-19T10:00:00Z", "2024-06-19T10:00:00.25Z"
	path := file(t, "archive", warctest.Gzip(capture(second, "One."), capture(second, "Two."), capture(exact, "Three."), capture(second, "Four.")))
	list := all(intake.Source{Paths: []string{path}, Resume: func(intake.Archive) intake.Position { return intake.Position{} }})
	if len(list) != 4 {
		t.Fatalf("%d items", len(list))
	}
	for i, j := range [][2]int{{0, 1}, {1, 3}, {3, 2}} {
		if a, b := list[j[0]].Met, list[j[1]].Met; !a.Before(b) {
			t.Errorf("%d: %v is not before %v", i, a, b)
		}
	}
	if met := list[2].Met.Format(time.RFC3339Nano); met != exact {
		t.Errorf("a date that is exact became %s", met)
	}
	rest := all(intake.Source{Paths: []string{path}, Resume: func(intake.Archive) intake.Position { return list[0].Next }})
	if len(rest) != 3 || !rest[0].Met.Equal(list[1].Met) || !rest[2].Met.Equal(list[3].Met) {
		t.Errorf("taken up behind the first: %+v", rest)
	}
}

// BenchmarkWebArchive takes pages of 40 KB from a web archive, without reading them.
func BenchmarkWebArchive(b *testing.B) {
	const pages = 200
	var records [][]byte
	for n := range pages {
		url := fmt.Sprintf("https://paper.example/%d", n)
		html := strings.Repeat(fmt.Sprintf(`<li class="menu-item-%d"><a href="/%d">Section</a></li>`+"\n", n, n), 800)
		records = append(records, warctest.Record("request", []byte("GET / HTTP/1.1\r\n\r\n"), "WARC-Target-URI: "+url), warctest.Page(url, html))
	}
	for name, body := range map[string][]byte{"plain": warctest.Plain(records...), "gzip": warctest.Gzip(records...), "zstd": warctest.Zstd(nil, records...)} {
		path := filepath.Join(b.TempDir(), name)
		if err := os.WriteFile(path, body, 0o644); err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				n := 0
				for i := range (intake.Source{Paths: []string{path}}).Pages(context.Background()) {
					if i.Err == nil {
						n++
					}
				}
				if n != pages {
					b.Fatalf("%d pages", n)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*pages), "µs/page")
		})
	}
}
