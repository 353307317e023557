package intake

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"rawi/internal/clean"
	"rawi/internal/unpack"
	"rawi/internal/warc"
)

// input is bytes that hold pages: a file, or what was unpacked from one.
type input struct {
	place string
	in    *bufio.Reader
	file  *opened // the file itself; nil for what was unpacked from it, and for what comes only once
	depth int
}

// inside is something that was unpacked.
func (i input) inside(place string, r io.Reader) input {
	return input{place: place, in: bufio.NewReaderSize(r, unpack.Room), depth: i.depth + 1}
}

// take takes in what bytes hold, whatever it is.
func (t taker) take(i input) bool {
	if i.depth > maxDepth {
		return t.refuse(i.place, Nested, "archives lie more than %d deep in each other", maxDepth)
	}
	start, err := i.in.Peek(unpack.Room)
	if err != nil && !errors.Is(err, io.EOF) {
		return t.broken(i, err)
	}
	form := formOf(start, errors.Is(err, io.EOF))
	if t.Lines {
		form = linesForm
	}
	if form == aPage || form == zipForm && office(start) {
		return t.page(i, start)
	}
	from, more := t.begin()
	if !more {
		return t.ctx.Err() == nil
	}
	switch form {
	case packedForm:
		return t.packed(i, from)
	case zipForm:
		return t.zip(i, from)
	case tarForm:
		t.now.goOn(from)
		return t.tar(i)
	case warcForm:
		s, err := i.unpacked()
		if err != nil {
			return t.broken(i, err)
		}
		defer s.Close()
		return t.warc(i, s, from)
	case parquetForm:
		return t.parquet(i, from)
	}
	return t.lines(i, from)
}

// broken refuses a file that cannot be read, or something in one that is damaged.
func (t taker) broken(i input, err error) bool {
	code := Damaged
	if i.depth == 0 {
		code = Unreadable
	}
	var d *unpack.Damage
	if errors.As(err, &d) {
		code = Damaged
	}
	return t.refuse(i.place, code, "%s", reason(err))
}

// page takes in one page. In an archive what is no writing is left.
func (t taker) page(i input, start []byte) bool {
	if kind := http.DetectContentType(start); i.depth > 0 && !strings.HasPrefix(kind, "text/") {
		t.now.leave(strings.SplitN(kind, ";", 2)[0])
		return t.ctx.Err() == nil
	}
	body, err := io.ReadAll(io.LimitReader(i.in, maxFile))
	if err != nil {
		return t.broken(i, err)
	}
	p, ok := object(body)
	if !ok {
		p = clean.Page{Body: body}
	}
	return t.emit(Item{Page: t.fill(p), Place: i.place})
}

// unpacked is what bytes are when they are unpacked, if they are packed.
func (i input) unpacked() (*unpack.Stream, error) {
	if i.file == nil {
		return unpack.New(i.in, nil)
	}
	if _, err := i.file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	return unpack.New(i.file, i.file)
}

// packed takes in what gzip or Zstandard has packed: a web archive, or anything else.
func (t taker) packed(i input, from Position) bool {
	s, err := i.unpacked()
	if err != nil {
		return t.broken(i, err)
	}
	defer s.Close()
	if s.Begins(warc.Opening) {
		return t.warc(i, s, from)
	}
	t.now.goOn(from)
	return t.take(i.inside(i.place, s))
}

// office tells the zip files of word processors and books, whose members are no pages.
func office(start []byte) bool {
	name := start[min(30, len(start)):min(64, len(start))]
	for _, first := range []string{"[Content_Types].xml", "mimetype", "_rels/"} {
		if bytes.HasPrefix(name, []byte(first)) {
			return true
		}
	}
	return false
}

// maxInner is how large a zip in an archive may be: it is read from its end, and so has to be held.
const maxInner = 64 << 20

// zip takes in the members of a zip file in their order.
func (t taker) zip(i input, from Position) bool {
	t.now.goOn(from)
	at, size, err := i.random()
	if err != nil {
		return t.broken(i, err)
	}
	z, err := zip.NewReader(at, size)
	if err != nil {
		return t.refuse(i.place, Damaged, "the zip file cannot be read (%v)", err)
	}
	for _, f := range z.File {
		if f.FileInfo().IsDir() {
			continue
		}
		place := i.place + ":" + plainName(f.Name)
		r, err := f.Open()
		if err != nil {
			if !t.refuse(place, Damaged, "the member cannot be read (%v)", err) {
				return false
			}
			continue
		}
		more := t.take(i.inside(place, unpack.Bound(r, int64(f.CompressedSize64))))
		r.Close()
		if !more {
			return false
		}
	}
	return true
}

// random is the input as something that can be read at any place: the file itself, else all of it in memory.
func (i input) random() (io.ReaderAt, int64, error) {
	if i.file != nil {
		return i.file, i.file.size, nil
	}
	all, err := io.ReadAll(io.LimitReader(i.in, maxInner+1))
	if err == nil && len(all) > maxInner {
		err = fmt.Errorf("it has more than %d MB and does not lie in a file of its own: such an archive is read from its end", maxInner>>20)
	}
	return bytes.NewReader(all), int64(len(all)), err
}

// tar takes in the members of a tar file.
func (t taker) tar(i input) bool {
	in := tar.NewReader(i.in)
	for t.ctx.Err() == nil {
		h, err := in.Next()
		switch {
		case errors.Is(err, io.EOF):
			return true
		case err != nil:
			return t.refuse(i.place, Damaged, "the tar file cannot be read on (%v)", err)
		case h.Typeflag != tar.TypeReg:
			continue
		}
		if !t.take(i.inside(i.place+":"+plainName(h.Name), in)) {
			return false
		}
	}
	return false
}
