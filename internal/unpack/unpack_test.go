package unpack_test

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"rawi/internal/unpack"
	"rawi/internal/warc/warctest"
)

// read reads a stream to its end, or to what is wrong with it, and notes where each piece of it begins.
func read(t *testing.T, s *unpack.Stream) (text string, places []int64, err error) {
	t.Helper()
	var b strings.Builder
	buf := make([]byte, 7)
	for opened := int64(0); ; {
		n, err := s.Read(buf)
		b.Write(buf[:n])
		if start, pieces := s.Piece(); pieces != opened {
			places, opened = append(places, start), pieces
		}
		if errors.Is(err, io.EOF) {
			return b.String(), places, nil
		}
		if err != nil {
			return b.String(), places, err
		}
	}
}

// open opens bytes as a file.
func open(t *testing.T, body []byte) *unpack.Stream {
	t.Helper()
	r := bytes.NewReader(body)
	s, err := unpack.New(r, r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func TestPieces(t *testing.T) {
	one, two := []byte("The first piece.\n"), []byte("The second one.\n")
	words := string(one) + string(two)
	// A frame that holds no data, of four bytes.
	nothing := []byte{0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 'n', 'o', 'n', 'e'}
	dictionary := warctest.Dictionary(bytes.Repeat(one, 40), bytes.Repeat(two, 40))
	for _, c := range []struct {
		name   string
		body   []byte
		codec  unpack.Codec
		places []int64
	}{
		{"plain", slices.Concat(one, two), unpack.Plain, []int64{0}},
		{"gzip", warctest.Gzip(one, two), unpack.Gzip, []int64{0, int64(len(warctest.Gzip(one)))}},
		{"gzip, filled up with zeros", append(warctest.Gzip(one, two), make([]byte, 512)...), unpack.Gzip, nil},
		{"zstd", warctest.Zstd(nil, one, two), unpack.Zstd, []int64{0, int64(len(warctest.Zstd(nil, one)))}},
		{"zstd, with frames of nothing", slices.Concat(nothing, warctest.Zstd(nil, one), nothing, warctest.Zstd(nil, two), nothing), unpack.Zstd, nil},
		{"zstd, with a dictionary", warctest.Zstd(dictionary, one, two), unpack.Zstd, nil},
	} {
		s := open(t, c.body)
		text, places, err := read(t, s)
		if text != words || err != nil || s.Codec() != c.codec {
			t.Errorf("%s: %q of codec %d, %v", c.name, text, s.Codec(), err)
		}
		if c.places != nil && !slices.Equal(places[:len(c.places)], c.places) {
			t.Errorf("%s: pieces at %d, want %d", c.name, places, c.places)
		}
		if len(places) < 2 {
			continue
		}
		if err := s.Go(places[1]); err != nil {
			t.Fatal(err)
		}
		if text, _, err := read(t, s); text != string(two) || err != nil {
			t.Errorf("%s: from its second piece on: %q, %v", c.name, text, err)
		}
	}
}

// Behind a piece that is damaged the next one is found, also where bytes come only once.
func TestDamageIsPassed(t *testing.T) {
	noise := []byte(strings.Repeat("Noise that does not shrink: 8f3a 77c1 0b9e. ", 3))
	for name, pack := range map[string]func(...[]byte) []byte{"gzip": warctest.Gzip, "zstd": func(b ...[]byte) []byte { return warctest.Zstd(nil, b...) }} {
		first := pack([]byte("NEWS one"))
		torn := pack(noise)
		body := slices.Concat(first, torn[:len(torn)/2], pack([]byte("OTHER")), pack([]byte("NEWS two")))
		for _, seeks := range []bool{true, false} {
			r := bytes.NewReader(body)
			var seeker io.Seeker
			if seeks {
				seeker = r
			}
			s, err := unpack.New(struct{ io.Reader }{r}, seeker)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			text, _, err := read(t, s)
			var d *unpack.Damage
			if !errors.As(err, &d) || d.Offset != int64(len(first)) || !strings.HasPrefix(text, "NEWS one") {
				t.Errorf("%s: %q, %v; want damage at byte %d", name, text, err, len(first))
				continue
			}
			if !seeks {
				continue // how much of what follows was taken for the damaged piece is for its format to say
			}
			if err := s.Resync("NEWS"); err != nil {
				t.Errorf("%s: nothing found behind the damage: %v", name, err)
			} else if text, _, err := read(t, s); text != "NEWS two" || err != nil {
				t.Errorf("%s: behind the damage stands %q, %v", name, text, err)
			}
			if err := s.Resync("NEWS"); !errors.Is(err, io.EOF) {
				t.Errorf("%s: behind the last piece: %v", name, err)
			}
		}
	}
}

// What becomes out of all proportion more than it was is not unpacked to its end.
func TestBombs(t *testing.T) {
	zeros := make([]byte, 128<<20)
	for name, body := range map[string][]byte{"gzip": warctest.Gzip(zeros), "zstd": warctest.Zstd(nil, zeros)} {
		var d *unpack.Damage
		if n, err := io.Copy(io.Discard, open(t, body)); !errors.As(err, &d) || n >= int64(len(zeros)) {
			t.Errorf("%s: %d bytes, %v", name, n, err)
		}
	}
	if n, err := io.Copy(io.Discard, unpack.Bound(bytes.NewReader(zeros), 1000)); err == nil {
		t.Errorf("a thousand bytes became %d", n)
	}
	if n, err := io.Copy(io.Discard, unpack.Bound(bytes.NewReader(zeros), int64(len(zeros)/10))); err != nil || n != int64(len(zeros)) {
		t.Errorf("writing that shrank to a tenth: %d, %v", n, err)
	}
}
