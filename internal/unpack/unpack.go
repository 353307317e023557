// Package unpack answers: what do these compressed bytes hold, and where does each piece of them begin? It undoes gzip and
// Zstandard as archives use them: many pieces (members, frames) one after the other, so that a reader may begin at any of them.
package unpack

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Codec is how bytes are compressed.
type Codec int

// The codecs.
const (
	Plain Codec = iota
	Gzip
	Zstd
)

// The first bytes of compressed pieces.
const (
	gzipMagic = "\x1f\x8b\x08"
	zstdMagic = "\x28\xb5\x2f\xfd"
	// skippable is the magic number of frames that hold no data, without its last four bits.
	skippable = 0x184D2A50
	// dictionaryFrame is the frame in which a WARC file in Zstandard begins with the dictionary of all others.
	dictionaryFrame = 0x184D2A5D
)

// Limits on what compressed bytes may become. Writing shrinks to a tenth; what shrinks to less than a two-hundredth, beyond the first
// megabytes, was made to fill a disk or a memory.
const (
	maxRatio  = 200
	free      = 64 << 20
	maxWindow = 64 << 20
	maxDict   = 16 << 20
)

// Room is how many bytes are looked at, at most, to know what they are.
const Room = 64 << 10

// CodecOf tells by the first bytes how they are compressed.
func CodecOf(head []byte) Codec {
	switch {
	case bytes.HasPrefix(head, []byte(gzipMagic)):
		return Gzip
	case bytes.HasPrefix(head, []byte(zstdMagic)), len(head) >= 8 && binary.LittleEndian.Uint32(head)&^0xF == skippable:
		return Zstd
	}
	return Plain
}

// Damage is a place at which bytes cannot be read as what they should be.
type Damage struct {
	Offset int64 // in the file, of the piece or record that is damaged
	Reason string
}

func (d *Damage) Error() string { return fmt.Sprintf("%s, at byte %d", d.Reason, d.Offset) }

// Stream gives what pieces hold, one after the other as if they were one. A Read never gives bytes of two pieces.
type Stream struct {
	codec  Codec
	seeker io.Seeker // nil: bytes come only once
	count  *counter
	raw    *bufio.Reader

	piece  io.Reader // nil: the next one is not open yet
	start  int64     // where the piece that is open, or was last, begins
	pieces int64     // how many have been opened
	out    int64     // bytes that the piece has given

	gz         *gzip.Reader
	zst        *zstd.Decoder
	dictionary []byte
}

// counter counts the bytes that were read.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// New makes a stream of bytes, from the first of the file on. A seeker, where there is one, moves r: damage is then passed with less loss.
func New(r io.Reader, seeker io.Seeker) (*Stream, error) {
	s := &Stream{seeker: seeker, count: &counter{r: r}}
	s.raw = bufio.NewReaderSize(s.count, Room)
	head, err := s.raw.Peek(8)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	s.codec = CodecOf(head)
	if len(head) == 8 && binary.LittleEndian.Uint32(head) == dictionaryFrame {
		if s.dictionary, err = dictionary(s.raw); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Close gives back what decompressors hold.
func (s *Stream) Close() {
	if s.zst != nil {
		s.zst.Close()
	}
}

// Codec is how the pieces are compressed.
func (s *Stream) Codec() Codec { return s.codec }

// Piece tells where the piece that is open begins, and how many were opened before.
func (s *Stream) Piece() (start, pieces int64) { return s.start, s.pieces }

// Offset is how far the file has been used.
func (s *Stream) Offset() int64 { return s.count.n - int64(s.raw.Buffered()) }

// Go goes to a place of the file at which a piece begins.
func (s *Stream) Go(to int64) error {
	if s.seeker == nil {
		return errors.New("the bytes come only once")
	}
	if _, err := s.seeker.Seek(to, io.SeekStart); err != nil {
		return err
	}
	s.count.n, s.piece = to, nil
	if s.codec == Plain {
		s.pieces = 0
	}
	s.raw.Reset(s.count)
	return nil
}

// Read gives bytes of the piece that is open, or opens the next. A *Damage says that a piece cannot be read on; see Resync.
func (s *Stream) Read(p []byte) (int, error) {
	for {
		if s.piece == nil {
			if err := s.open(); err != nil {
				return 0, err
			}
		}
		n, err := s.piece.Read(p)
		s.out += int64(n)
		switch {
		case s.codec != Plain && s.out > free && s.out > maxRatio*(s.Offset()-s.start):
			return 0, s.damaged("it unpacks to more than %d times its size", maxRatio)
		case errors.Is(err, io.EOF):
			s.piece = nil
			if n == 0 && len(p) > 0 {
				continue
			}
			return n, nil
		case err != nil && s.codec == Plain:
			return n, err
		case errors.Is(err, io.ErrUnexpectedEOF) && n == 0:
			return 0, s.damaged("the file ends in the middle of it")
		case err != nil && n == 0:
			return 0, s.damaged("it cannot be unpacked (%v)", err)
		}
		return n, nil
	}
}

func (s *Stream) damaged(format string, args ...any) error {
	s.piece = nil
	return &Damage{s.start, fmt.Sprintf(format, args...)}
}

// open opens the next piece; io.EOF where there is none.
func (s *Stream) open() error {
	first, err := s.first()
	if err != nil {
		return err
	}
	if s.codec == Plain && s.pieces > 0 { // all of it was one
		return io.EOF
	}
	s.start, s.out = s.Offset(), 0
	s.pieces++
	r, err := s.decoder(s.raw)
	if err != nil {
		if first == 0 && s.onlyZeros() {
			return io.EOF // padding
		}
		return s.damaged("no compressed data begins here (%v)", err)
	}
	s.piece = r
	return nil
}

// first passes frames without data and gives the first byte of the next piece.
func (s *Stream) first() (byte, error) {
	for {
		head, err := s.raw.Peek(8)
		if len(head) == 0 {
			return 0, cmp.Or(err, io.EOF)
		}
		if s.codec != Zstd || len(head) < 8 || binary.LittleEndian.Uint32(head)&^0xF != skippable {
			return head[0], nil
		}
		s.start = s.Offset()
		size := int64(binary.LittleEndian.Uint32(head[4:]))
		if n, err := io.CopyN(io.Discard, s.raw, 8+size); err != nil {
			return 0, &Damage{s.start, fmt.Sprintf("a frame of %d bytes ends after %d", size, n)}
		}
	}
}

// onlyZeros passes the zeros with which some tools fill the end of a file.
func (s *Stream) onlyZeros() bool {
	for {
		b, err := s.raw.ReadByte()
		if err != nil {
			return errors.Is(err, io.EOF)
		}
		if b != 0 {
			return false
		}
	}
}

// decoder gives what one piece holds.
func (s *Stream) decoder(raw *bufio.Reader) (io.Reader, error) {
	switch s.codec {
	case Gzip:
		if s.gz == nil {
			s.gz = new(gzip.Reader)
		}
		if err := s.gz.Reset(raw); err != nil {
			return nil, err
		}
		s.gz.Multistream(false)
		return s.gz, nil
	case Zstd:
		f, err := newFrame(raw)
		if err != nil {
			return nil, err
		}
		if s.zst == nil {
			if s.zst, err = newZstd(s.dictionary); err != nil {
				return nil, err
			}
		}
		return s.zst, s.zst.Reset(f)
	}
	return raw, nil
}

func newZstd(dictionary []byte) (*zstd.Decoder, error) {
	options := []zstd.DOption{zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow)}
	if dictionary != nil {
		options = append(options, zstd.WithDecoderDicts(dictionary))
	}
	return zstd.NewReader(nil, options...)
}

// Resync goes on behind damage: to the next piece that begins with these words once it is unpacked. Where bytes come only once, what was
// read of the damaged piece is passed too. io.EOF says that there is none.
func (s *Stream) Resync(words string) error {
	s.piece = nil
	if s.codec == Plain {
		return io.EOF
	}
	if s.seeker != nil {
		if err := s.Go(s.start + 1); err != nil {
			return err
		}
	}
	magic := []byte(gzipMagic)
	if s.codec == Zstd {
		magic = []byte(zstdMagic)
	}
	for {
		window, err := s.raw.Peek(Room)
		if len(window) < len(magic) {
			return cmp.Or(err, io.EOF)
		}
		at := bytes.Index(window, magic)
		switch {
		case at < 0:
			s.raw.Discard(len(window) - len(magic) + 1)
		case at > 0 && len(window) == Room: // look at as much of it as there is
			s.raw.Discard(at)
		case s.begins(window[at:], words):
			s.raw.Discard(at)
			return nil
		default:
			s.raw.Discard(at + 1)
		}
	}
}

// Begins tells, before anything is read, whether what is packed begins with these words.
func (s *Stream) Begins(words string) bool {
	head, _ := s.raw.Peek(Room)
	return s.begins(head, words)
}

// begins tells whether compressed bytes, which may end too early, begin with these words.
func (s *Stream) begins(packed []byte, words string) bool {
	probe := Stream{codec: s.codec, dictionary: s.dictionary}
	defer probe.Close()
	r, err := probe.decoder(bufio.NewReader(bytes.NewReader(packed)))
	if err != nil {
		return false
	}
	head := make([]byte, len(words))
	_, err = io.ReadFull(r, head)
	return err == nil && string(head) == words
}

// Bound is a reader of something unpacked from so many bytes, which may not become out of all proportion more.
func Bound(r io.Reader, packed int64) io.Reader { return &bound{r, max(free, maxRatio*packed)} }

type bound struct {
	r    io.Reader
	left int64
}

func (b *bound) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, fmt.Errorf("it unpacks to more than %d times its size", maxRatio)
	}
	return n, err
}
