package unpack

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
)

// frame gives the bytes of one Zstandard frame, still compressed, and no byte of the next: a decoder that reads ahead would lose the
// place at which that begins.
type frame struct {
	raw   *bufio.Reader
	left  int // bytes to hand on before the next block begins
	sum   bool
	state int
}

// How far into a frame one has come.
const (
	blocks = iota
	checksum
	ended
)

func newFrame(raw *bufio.Reader) (*frame, error) {
	head, _ := raw.Peek(zstd.HeaderMaxSize)
	var h zstd.Header
	if err := h.Decode(head); err != nil {
		return nil, err
	}
	if h.Skippable {
		return nil, errors.New("a frame without data")
	}
	return &frame{raw: raw, left: h.HeaderSize, sum: h.HasCheckSum}, nil
}

func (f *frame) Read(p []byte) (int, error) {
	for f.left == 0 {
		if err := f.step(); err != nil {
			return 0, err
		}
	}
	n, err := f.raw.Read(p[:min(len(p), f.left)])
	f.left -= n
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// step finds out what comes next: a block with its header of three bytes, the checksum, or nothing.
func (f *frame) step() error {
	switch f.state {
	case blocks:
		head, err := f.raw.Peek(3)
		if err != nil {
			return io.ErrUnexpectedEOF
		}
		bits := int(head[0]) | int(head[1])<<8 | int(head[2])<<16
		size := bits >> 3
		if kind := bits >> 1 & 3; kind == 1 { // one byte, repeated
			size = 1
		}
		f.left = 3 + size
		if last := bits&1 == 1; last {
			f.state = checksum
		}
	case checksum:
		f.state = ended
		if f.sum {
			f.left = 4
		}
	default:
		return io.EOF
	}
	return nil
}

// dictionary reads the frame with which the file begins. The dictionary in it may be compressed itself.
func dictionary(raw *bufio.Reader) ([]byte, error) {
	head := make([]byte, 8)
	if _, err := io.ReadFull(raw, head); err != nil {
		return nil, err
	}
	size := binary.LittleEndian.Uint32(head[4:])
	if size > maxDict {
		return nil, &Damage{0, fmt.Sprintf("a dictionary of %d bytes", size)}
	}
	dict := make([]byte, size)
	if n, err := io.ReadFull(raw, dict); err != nil {
		return nil, &Damage{0, fmt.Sprintf("the dictionary of %d bytes ends after %d", size, n)}
	}
	if bytes.HasPrefix(dict, []byte(zstdMagic)) {
		d, err := newZstd(nil)
		if err != nil {
			return nil, err
		}
		defer d.Close()
		if err := d.Reset(bytes.NewReader(dict)); err != nil {
			return nil, err
		}
		if dict, err = io.ReadAll(io.LimitReader(d, maxDict)); err != nil {
			return nil, &Damage{0, fmt.Sprintf("the dictionary cannot be unpacked (%v)", err)}
		}
	}
	if d, err := newZstd(dict); err != nil {
		return nil, &Damage{0, fmt.Sprintf("what should be a dictionary is none (%v)", err)}
	} else {
		d.Close()
	}
	return dict, nil
}
