// Package warc answers: which records stand in a web archive? It reads WARC files (ISO 28500; versions 1.0 and 1.1, and the drafts
// before them), plain or with each record compressed on its own by gzip or Zstandard, one record after the other.
//
// A record that is damaged or cut off is told with its place, and reading goes on at the next one that can be found.
package warc

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"rawi/internal/unpack"
)

// Opening is how every record, and so every file, begins.
const Opening = "WARC/"

func begins(head []byte) bool { return bytes.HasPrefix(head, []byte(Opening)) }

// Record is one record; its content is read from it. It is of use until the next one is asked for.
type Record struct {
	Fields Fields
	Offset int64 // of the record, or of the compressed piece in which it begins
	Length int64 // of the content
	r      *Reader
	left   int64
	err    error // why it cannot be read on
}

// Type is what kind of record this is: warcinfo, request, response, resource, metadata, revisit, conversion, continuation.
func (rec *Record) Type() string { return strings.ToLower(rec.Fields.Get("WARC-Type")) }

// Reader reads the records of a file.
type Reader struct {
	in      *unpack.Stream
	given   *given
	buf     *bufio.Reader
	open    *Record        // not yet read to its end
	damaged *unpack.Damage // of the last record; the next one has to be looked for
	packed  bool           // it cannot even be unpacked
}

// given notes where the pieces of a stream begin among the bytes it has given. Behind an error it gives nothing: whoever looks ahead
// must not lose the error for whoever comes to it.
type given struct {
	in    *unpack.Stream
	n     int64 // bytes
	piece int64 // which of them was the first of the last piece
	err   error
}

func (g *given) Read(p []byte) (int, error) {
	if g.err != nil {
		return 0, g.err
	}
	_, before := g.in.Piece()
	n, err := g.in.Read(p)
	if _, now := g.in.Piece(); now != before {
		g.piece = g.n
	}
	g.n += int64(n)
	g.err = err
	return n, err
}

// NewReader makes a reader of a stream, from the place at which it stands.
func NewReader(in *unpack.Stream) *Reader {
	r := &Reader{in: in}
	r.restart()
	return r
}

func (r *Reader) restart() {
	r.given = &given{in: r.in, piece: -1}
	if r.in.Codec() == unpack.Plain {
		r.given.n = r.in.Offset()
	}
	r.buf = bufio.NewReaderSize(r.given, unpack.Room)
}

// fresh tells whether the next byte, which has been looked at, is the first of a compressed piece.
func (r *Reader) fresh() bool {
	return r.in.Codec() != unpack.Plain && r.at() == r.given.piece
}

func (r *Reader) at() int64 { return r.given.n - int64(r.buf.Buffered()) }

// here is the place of the next byte in the file: itself, or the compressed piece in which it stands.
func (r *Reader) here() int64 {
	if r.in.Codec() == unpack.Plain {
		return r.at()
	}
	start, _ := r.in.Piece()
	return start
}

// Next gives the next record, io.EOF after the last. A *unpack.Damage says that there was one which cannot be read; the one after it
// may be asked for.
func (r *Reader) Next() (*Record, error) {
	if err := r.End(); err != nil {
		return nil, err
	}
	if r.damaged != nil {
		if err := r.resync(); err != nil {
			return nil, err
		}
	}
	if err := r.blank(); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, io.EOF
		}
		return nil, r.fail(r.here(), err)
	}
	at := r.here()
	rec, err := r.head()
	if err != nil {
		return nil, r.fail(at, err)
	}
	rec.Offset, rec.left, rec.r = at, rec.Length, r
	r.open = rec
	return rec, nil
}

// head reads what stands before the content.
func (r *Reader) head() (*Record, error) {
	line, err := readLine(r.buf)
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(line, Opening) {
		return nil, errors.New("no record begins here")
	}
	fields, err := readFields(r.buf)
	if err != nil {
		return nil, err
	}
	length, err := strconv.ParseInt(fields.Get("Content-Length"), 10, 64)
	if err != nil || length < 0 {
		return nil, fmt.Errorf("the record has no length (%q)", fields.Get("Content-Length"))
	}
	return &Record{Fields: fields, Length: length}, nil
}

// blank passes empty lines: one more or less between two records is no damage.
func (r *Reader) blank() error {
	for {
		b, err := r.buf.Peek(1)
		if err != nil {
			return err
		}
		if b[0] != '\r' && b[0] != '\n' {
			return nil
		}
		r.buf.Discard(1)
	}
}

// errCut says that a new record begins where the content of the one before should go on.
var errCut = errors.New("the record is shorter than it says")

// Read gives the content of the record.
func (rec *Record) Read(p []byte) (int, error) {
	switch {
	case rec.err != nil:
		return 0, rec.err
	case rec.left == 0:
		return 0, io.EOF
	case rec.r.open != rec:
		return 0, errors.New("the record has been left")
	}
	if rec.err = rec.goesOn(); rec.err != nil {
		return 0, rec.err
	}
	n, err := rec.r.buf.Read(p[:min(int64(len(p)), rec.left)])
	rec.left -= int64(n)
	return n, err
}

// goesOn makes sure that there is more of the record.
func (rec *Record) goesOn() error {
	buf := rec.r.buf
	if buf.Buffered() > 0 {
		return nil
	}
	_, err := buf.Peek(1)
	switch {
	case errors.Is(err, io.EOF):
		return io.ErrUnexpectedEOF
	case err == nil && rec.r.fresh():
		if head, _ := buf.Peek(len(Opening)); begins(head) {
			return errCut
		}
	}
	return err
}

// End passes what is left of the record and makes sure that it ends where it says, and that its compressed piece is sound to its end:
// only then its content is known to be whole.
func (r *Reader) End() error {
	rec := r.open
	if rec == nil {
		return nil
	}
	if _, err := io.Copy(io.Discard, rec); err != nil {
		return r.fail(rec.Offset, err)
	}
	r.open = nil
	var next *unpack.Damage
	end := r.at()
	switch err := r.blank(); {
	case errors.Is(err, io.EOF), err == nil && (r.at() > end || r.fresh()):
		return nil
	case errors.As(err, &next) && next.Offset != rec.Offset: // what comes behind it is damaged
		return nil
	case err != nil:
		return r.fail(rec.Offset, err)
	}
	return r.fail(rec.Offset, errors.New("the record does not end where it says"))
}

// Place tells from where in the file the next record can be read without those before it. It is asked after End.
func (r *Reader) Place() (at int64, ok bool) {
	if r.damaged != nil {
		return 0, false
	}
	if err := r.blank(); err != nil {
		return r.in.Offset(), errors.Is(err, io.EOF)
	}
	return r.here(), r.in.Codec() == unpack.Plain || r.fresh()
}

// fail makes damage of an error. Where the next record has to be looked for, it is remembered.
func (r *Reader) fail(at int64, err error) error {
	r.open = nil
	var damage *unpack.Damage
	switch {
	case errors.As(err, &damage):
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		damage = &unpack.Damage{Offset: at, Reason: "the file ends in the middle of a record"}
	default:
		damage = &unpack.Damage{Offset: at, Reason: err.Error()}
	}
	if !errors.Is(err, errCut) { // then the next one has been found
		r.damaged, r.packed = damage, errors.As(err, &damage)
	}
	return damage
}

// resync looks for the record behind a damaged one.
func (r *Reader) resync() error {
	at, packed := r.damaged.Offset, r.packed
	r.damaged, r.packed = nil, false
	if r.in.Codec() == unpack.Plain && r.in.Go(at+1) == nil { // what it took for its own may be others'
		r.restart()
	}
	if !packed && r.scan() {
		return nil
	}
	if err := r.in.Resync(Opening); err != nil {
		return err
	}
	r.restart()
	return nil
}

// scan passes bytes up to a line, or a compressed piece, that begins a record.
func (r *Reader) scan() bool {
	const sign = "\n" + Opening
	for {
		if _, err := r.buf.Peek(1); err != nil {
			return false
		}
		if r.fresh() {
			if head, _ := r.buf.Peek(len(Opening)); begins(head) {
				return true
			}
		}
		window, _ := r.buf.Peek(r.buf.Buffered())
		if at := bytes.Index(window, []byte(sign)); at >= 0 {
			r.buf.Discard(at + 1)
			return true
		}
		if at := bytes.LastIndexByte(window, '\n'); at >= 0 && at > len(window)-len(sign) { // it may go on behind the window
			r.buf.Discard(at)
			if more, _ := r.buf.Peek(len(sign)); string(more) != sign {
				r.buf.Discard(1)
			}
			continue
		}
		r.buf.Discard(len(window))
	}
}
