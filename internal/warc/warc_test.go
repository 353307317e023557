package warc_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"

	"rawi/internal/unpack"
	"rawi/internal/warc"
	"rawi/internal/warc/warctest"
)

// page is a page of some length that differs from those of other numbers throughout.
func page(n int) []byte {
	words := strings.Fields("port minister talks border convoy truce grain ship court vote army river bridge school")
	var b strings.Builder
	for i := range 120 {
		fmt.Fprintf(&b, "<p>%s %d %s.</p>\n", words[(i*i+n)%len(words)], n*i*i%977, words[(i+n*i)%len(words)])
	}
	return warctest.Page(fmt.Sprintf("https://paper.example/%d", n), b.String())
}

func pages(n int) (out [][]byte) {
	for i := range n {
		out = append(out, page(i))
	}
	return out
}

func open(t testing.TB, r io.Reader, seeker io.Seeker) (*unpack.Stream, *warc.Reader) {
	t.Helper()
	s, err := unpack.New(r, seeker)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s, warc.NewReader(s)
}

// read reads all records: the last part of the address of each that is whole, ! for damage.
func read(t testing.TB, r *warc.Reader) string {
	t.Helper()
	var out []string
	for range 1000 {
		rec, err := r.Next()
		if err == nil {
			if err = r.End(); err == nil {
				url := rec.Fields.Get("warc-target-uri")
				out = append(out, url[strings.LastIndexByte(url, '/')+1:])
				continue
			}
		}
		if err == io.EOF {
			return strings.Join(out, " ")
		}
		var d *unpack.Damage
		if !errors.As(err, &d) {
			t.Fatal(err)
		}
		out = append(out, "!")
	}
	t.Fatal("no end")
	return ""
}

// forms are the ways in which an archive of records may be compressed.
func forms(records [][]byte) map[string][]byte {
	return map[string][]byte{
		"plain":           warctest.Plain(records...),
		"gzip":            warctest.Gzip(records...),
		"gzip, one piece": warctest.Gzip(bytes.Join(records, nil)),
		"zstd":            warctest.Zstd(nil, records...),
		"zstd dictionary": warctest.Zstd(warctest.Dictionary(records[0], records[1]), records...),
		"zstd, one piece": warctest.Zstd(nil, bytes.Join(records, nil)),
		"gzip, any pieces": warctest.Gzip(func() (out [][]byte) { // as bgzip makes them
			for all := bytes.Join(records, nil); len(all) > 0; {
				n := min(len(all), 700)
				out, all = append(out, all[:n]), all[n:]
			}
			return out
		}()...),
	}
}

func TestForms(t *testing.T) {
	for name, file := range forms(pages(5)) {
		_, r := open(t, bytes.NewReader(file), nil)
		if got := read(t, r); got != "0 1 2 3 4" {
			t.Errorf("%s: %s", name, got)
		}
		_, r = open(t, oneByOne{bytes.NewReader(file)}, nil)
		if got := read(t, r); got != "0 1 2 3 4" {
			t.Errorf("%s, byte by byte: %s", name, got)
		}
	}
}

type oneByOne struct{ r io.Reader }

func (o oneByOne) Read(p []byte) (int, error) { return o.r.Read(p[:min(1, len(p))]) }

// Where the reader says that one may begin to read, the next record begins.
func TestPlaces(t *testing.T) {
	for name, file := range forms(pages(4)) {
		_, r := open(t, bytes.NewReader(file), nil)
		for i := range 4 {
			if _, err := r.Next(); err != nil {
				t.Fatal(name, err)
			}
			if err := r.End(); err != nil {
				t.Fatal(name, err)
			}
			at, ok := r.Place()
			if whole := !strings.Contains(name, "piece"); ok != whole && i < 3 {
				t.Errorf("%s: record %d may be begun with: %v", name, i+1, ok)
			}
			if !ok {
				continue
			}
			in := bytes.NewReader(file)
			s, err := unpack.New(in, in)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Go(at); err != nil {
				t.Fatal(err)
			}
			if got, want := read(t, warc.NewReader(s)), strings.Join(strings.Fields("0 1 2 3")[i+1:], " "); got != want {
				t.Errorf("%s: from %d on: %q, want %q", name, at, got, want)
			}
			s.Close()
		}
	}
}

// What is damaged costs itself, and where the bytes cannot be read again perhaps the one behind it.
func TestDamage(t *testing.T) {
	cut := func(b []byte, n int) []byte { return b[:len(b)-n] }
	flip := func(b []byte) []byte {
		b = bytes.Clone(b)
		for i := range 8 {
			b[len(b)/2+i] ^= 0x55
		}
		return b
	}
	lying := func(by int) []byte { // a record that says so many bytes more than it has
		head, content, _ := bytes.Cut(page(1), []byte("\r\n\r\n"))
		head, _, _ = bytes.Cut(head, []byte("Content-Length: "))
		return fmt.Appendf(head, "Content-Length: %d\r\n\r\n%s", len(content)-4+by, content)
	}
	longer, shorter := lying(+1000), lying(-1000)
	headless := bytes.Replace(page(1), []byte("Content-Length: "), []byte("Content-Width: "), 1)
	for _, c := range []struct {
		name           string
		file           []byte
		want, streamed string
	}{
		{"gzip cut off", cut(warctest.Gzip(pages(3)...), 20), "0 1 !", "0 1 !"},
		{"gzip cut off in its first bytes", append(warctest.Gzip(pages(2)...), warctest.Gzip(page(2))[:24]...), "0 1 !", "0 1 !"},
		{"gzip cut off in its head", append(warctest.Gzip(pages(2)...), warctest.Gzip(page(2))[:5]...), "0 1 !", "0 1 !"},
		{"zstd cut off in its first bytes", append(warctest.Zstd(nil, pages(2)...), warctest.Zstd(nil, page(2))[:12]...), "0 1 !", "0 1 !"},
		{"the sum of the last bytes is wrong", func() []byte { b := warctest.Gzip(pages(2)...); b[len(b)-7] ^= 1; return b }(), "0 !", "0 !"},
		{"zstd cut off", cut(warctest.Zstd(nil, pages(3)...), 20), "0 1 !", "0 1 !"},
		{"plain cut off", cut(warctest.Plain(pages(3)...), 20), "0 1 !", "0 1 !"},
		{"gzip broken", warctest.Plain(warctest.Gzip(page(0)), flip(warctest.Gzip(page(1))), warctest.Gzip(page(2), page(3))), "0 ! 2 3", "0 ! 2 3"},
		{"zstd broken", warctest.Plain(warctest.Zstd(nil, page(0)), flip(warctest.Zstd(nil, page(1))), warctest.Zstd(nil, page(2), page(3))), "0 ! 2 3", "0 ! 2 3"},
		{"half a piece", warctest.Plain(warctest.Gzip(page(0)), cut(warctest.Gzip(page(1)), 40), warctest.Gzip(page(2), page(3))), "0 ! 2 3", "0 ! 3"},
		{"too long, gzip", warctest.Gzip(page(0), longer, page(2), page(3)), "0 ! 2 3", "0 ! 2 3"},
		{"too long, plain", warctest.Plain(page(0), longer, page(2), page(3)), "0 ! 2 3", "0 ! 3"},
		{"too short, gzip", warctest.Gzip(page(0), shorter, page(2), page(3)), "0 ! 2 3", "0 ! 2 3"},
		{"too short, plain", warctest.Plain(page(0), shorter, page(2), page(3)), "0 ! 2 3", "0 ! 2 3"},
		{"too short, one piece", warctest.Gzip(warctest.Plain(page(0), shorter, page(2), page(3))), "0 ! 2 3", "0 ! 2 3"},
		{"no length", warctest.Gzip(page(0), headless, page(2), page(3)), "0 ! 2 3", "0 ! 2 3"},
		{"rubbish between", warctest.Plain(warctest.Gzip(page(0)), []byte("no piece at all"), warctest.Gzip(page(2))), "0 ! 2", "0 ! 2"},
		{"no blank lines", warctest.Gzip(bytes.TrimSuffix(page(0), []byte("\r\n\r\n")), page(1)), "0 1", "0 1"},
		{"zeros at the end", append(warctest.Gzip(page(0)), make([]byte, 512)...), "0", "0"},
		{"a head without end", append(warctest.Gzip(page(0)), warctest.Gzip([]byte("WARC/1.0\r\nA: "+strings.Repeat("a", 1<<17)))...), "0 !", "0 !"},
	} {
		in := bytes.NewReader(c.file)
		_, r := open(t, in, in)
		if got := read(t, r); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		_, r = open(t, bytes.NewReader(c.file), nil)
		if got := read(t, r); got != c.streamed {
			t.Errorf("%s, as a stream: %q, want %q", c.name, got, c.streamed)
		}
	}
}

// The place that is told of damage is the damaged record's.
func TestDamageHasItsPlace(t *testing.T) {
	first, second := warctest.Gzip(page(0)), warctest.Gzip(page(1))
	_, r := open(t, bytes.NewReader(append(first, second[:len(second)-9]...)), nil)
	var d *unpack.Damage
	for {
		if _, err := r.Next(); errors.As(err, &d) || errors.As(r.End(), &d) {
			break
		}
	}
	if d.Offset != int64(len(first)) || !strings.Contains(d.Error(), "ends in the middle") {
		t.Errorf("%v, want byte %d", d, len(first))
	}
}

// A small file that unpacks to gigabytes is left, and what stands behind it is read.
func TestBomb(t *testing.T) {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	fmt.Fprintf(w, "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: %d\r\n\r\n", 1<<40)
	zeros := make([]byte, 1<<20)
	for range 100 {
		w.Write(zeros)
	}
	w.Close()
	file := bytes.NewReader(append(b.Bytes(), warctest.Gzip(page(7))...))
	_, r := open(t, file, file)
	if got := read(t, r); got != "! 7" {
		t.Errorf("%q", got)
	}
}

func packed(coding string, body []byte) []byte {
	var b bytes.Buffer
	var w io.WriteCloser
	switch coding {
	case "gzip":
		w = gzip.NewWriter(&b)
	case "br":
		w = brotli.NewWriter(&b)
	}
	w.Write(body)
	w.Close()
	return b.Bytes()
}

func TestResponses(t *testing.T) {
	const html = "<html><p>Ministers met in Vienna.</p></html>"
	for _, c := range []struct {
		name, head string
		body       []byte
		status     int
		want       string
	}{
		{"as it is", "HTTP/1.1 200 OK\nContent-Type: text/html", []byte(html), 200, html},
		{"no words", "HTTP/1.0 404", []byte("gone"), 404, "gone"},
		{"chunks", "HTTP/1.1 200 OK\nTransfer-Encoding: chunked", []byte("6;x=y\r\n<html>\r\n2\r\nab\r\n0\r\n\r\n"), 200, "<html>ab"},
		{"chunks in name only", "HTTP/1.1 200 OK\nTransfer-Encoding: chunked", []byte(html), 200, html},
		{"chunks cut off", "HTTP/1.1 200 OK\nTransfer-Encoding: chunked", []byte("6\r\n<html>\r\nff\r\nab"), 200, "<html>ab"},
		{"gzip", "HTTP/1.1 200 OK\nContent-Encoding: gzip", packed("gzip", []byte(html)), 200, html},
		{"gzip in name only", "HTTP/1.1 200 OK\nContent-Encoding: gzip", []byte(html), 200, html},
		{"brotli", "HTTP/1.1 200 OK\ncontent-encoding: br", packed("br", []byte(html)), 200, html},
		{"brotli in name only", "HTTP/1.1 200 OK\nContent-Encoding: br", []byte(html), 200, html},
		{"two over each other", "HTTP/1.1 200 OK\nContent-Encoding: gzip, br", packed("br", packed("gzip", []byte(html))), 200, html},
		{"odd lines", "HTTP/1.1 200 OK\nnonsense\n folded\nX: 1\n  2\nContent-Type: text/html", []byte(html), 200, html},
		{"no body", "HTTP/1.1 301 Moved\nLocation: /b", nil, 301, ""},
	} {
		_, r := open(t, bytes.NewReader(warctest.Response("https://a.example/", c.head, c.body)), nil)
		rec, err := r.Next()
		if err != nil {
			t.Fatal(c.name, err)
		}
		res, err := warc.ReadResponse(rec)
		if err != nil {
			t.Fatal(c.name, err)
		}
		body, err := io.ReadAll(res.Body)
		if err != nil || res.Status != c.status || string(body) != c.want {
			t.Errorf("%s: %d %q, %v", c.name, res.Status, body, err)
		}
	}
}

func FuzzReader(f *testing.F) {
	for _, file := range forms(pages(3)) {
		f.Add(file)
		f.Add(file[:len(file)*2/3])
	}
	f.Add([]byte("WARC/1.1\r\nContent-Length: 5\r\n\r\nhelloWARC/1.0\n\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		for _, seeker := range []bool{true, false} {
			in := bytes.NewReader(file)
			var move io.Seeker
			if seeker {
				move = in
			}
			s, err := unpack.New(in, move)
			if err != nil {
				continue
			}
			r := warc.NewReader(s)
			for n := 0; ; n++ {
				rec, err := r.Next()
				if err == io.EOF {
					break
				}
				if n > len(file)+1 {
					t.Fatal("there is no end of records")
				}
				if err != nil {
					var d *unpack.Damage
					if !errors.As(err, &d) {
						t.Fatalf("an error without a place: %v", err)
					}
					continue
				}
				if rec.Offset < 0 || rec.Offset > int64(len(file)) {
					t.Fatalf("a record at %d of %d", rec.Offset, len(file))
				}
				if res, err := warc.ReadResponse(rec); err == nil {
					io.Copy(io.Discard, io.LimitReader(res.Body, 1<<20))
				}
			}
			s.Close()
		}
	})
}
