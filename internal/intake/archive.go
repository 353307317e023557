package intake

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
	"sync/atomic"
	"unicode"

	"rawi/internal/unpack"
	"rawi/internal/warc"
)

// Archive is a file that holds many pages. It is known by what stands in it, not by its name: by its size, its beginning and its end.
type Archive struct {
	Key  string
	File string
}

// Position is how far an archive has been taken in.
type Position struct {
	Items  int64 `json:"items"`            // that came out of it, pages and refusals
	Offset int64 `json:"offset,omitempty"` // where in the file the next one can be found; 0: only by counting from the start
	End    bool  `json:"end,omitempty"`    // there is no next one
}

// Summary is what came out of an archive that was read to its end.
type Summary struct {
	Archive
	Pages   int64
	Refused int64            // damaged, too long
	Left    map[string]int64 // what is no page, by what it is
	Known   bool             // all of it was taken in before: it was not read again
}

// Meter tells how far reading has come, while it goes on.
type Meter struct {
	Read   atomic.Int64 // bytes of files
	Passed atomic.Int64 // bytes that were taken in before
}

// maxDepth is how deep archives may lie in each other: a page in a tar in a gzip in a zip.
const maxDepth = 4

// maxKinds bounds how many kinds of what is left out are told apart.
const maxKinds = 40

// opened is a file that can be read from any place.
type opened struct {
	f     *os.File
	size  int64
	at    int64
	meter *Meter
}

func (o *opened) count(n int) {
	if o.meter != nil {
		o.meter.Read.Add(int64(n))
	}
}

func (o *opened) Read(p []byte) (int, error) {
	n, err := o.f.Read(p)
	o.at += int64(n)
	o.count(n)
	return n, err
}

func (o *opened) ReadAt(p []byte, at int64) (int, error) {
	n, err := o.f.ReadAt(p, at)
	o.count(n)
	return n, err
}

func (o *opened) Seek(offset int64, whence int) (int64, error) {
	at, err := o.f.Seek(offset, whence)
	if err == nil {
		o.at = at
	}
	return at, err
}

// key tells one archive from another.
func (o *opened) key() (string, error) {
	h := sha256.New()
	fmt.Fprintln(h, o.size)
	for _, at := range []int64{0, max(0, o.size-unpack.Room)} {
		if _, err := io.Copy(h, io.NewSectionReader(o.f, at, unpack.Room)); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

// taking is a file from which pages are taken.
type taking struct {
	file   string
	from   *opened // nil: it comes only once
	key    string  // of the archive it is, where it can be taken up again
	skip   int64   // items that were taken in before and come once more
	items  int64
	offset int64 // where the item behind this one begins; 0: not known
	sum    Summary
}

// leave counts something that is no page.
func (k *taking) leave(what string) {
	if k.sum.Left == nil {
		k.sum.Left = map[string]int64{}
	}
	if _, ok := k.sum.Left[what]; !ok && len(k.sum.Left) >= maxKinds {
		what = "other"
	}
	k.sum.Left[what]++
}

// begin notes that the file is an archive, and finds out how far it was taken in before; more is false where that is all of it.
func (t taker) begin() (from Position, more bool) {
	k := t.now
	if k.sum.File != "" { // an archive in it
		return Position{}, true
	}
	k.sum.File = k.file
	if k.from == nil || t.Resume == nil {
		return Position{}, true
	}
	key, err := k.from.key()
	if err != nil { // who reads on will find out why
		return Position{}, true
	}
	k.key, k.sum.Key = key, key
	from = t.Resume(k.sum.Archive)
	if from.End {
		k.sum.Known = true
	}
	if t.Meter != nil {
		switch {
		case from.End:
			t.Meter.Passed.Add(k.from.size)
		case from.Offset > 0:
			t.Meter.Passed.Add(from.Offset)
		}
	}
	return from, !from.End
}

// goOn takes an archive up by counting: items that were taken in come out again and are passed.
func (k *taking) goOn(from Position) { k.skip = max(k.skip, from.Items) }

// goOnAt takes it up at the place of the next item.
func (k *taking) goOnAt(from Position) { k.items = from.Items }

// end tells what came out of an archive.
func (t taker) end() {
	if t.now.sum.File != "" && t.Ended != nil && t.ctx.Err() == nil {
		t.Ended(t.now.sum)
	}
}

// emit hands on a page, or why there is none.
func (t taker) emit(i Item) bool {
	k := t.now
	k.items++
	if k.items <= k.skip {
		return t.ctx.Err() == nil
	}
	if i.Err == nil {
		k.sum.Pages++
	} else {
		k.sum.Refused++
	}
	i.File = k.file
	if k.key != "" {
		i.Archive, i.Next = k.key, Position{Items: k.items, Offset: k.offset}
	}
	return t.yield(i)
}

// form is what bytes hold.
type form int

const (
	aPage form = iota
	packedForm
	zipForm
	tarForm
	warcForm
	linesForm
	parquetForm
)

// formOf tells by the first bytes what a file, whole or only begun, holds.
func formOf(start []byte, whole bool) form {
	switch {
	case unpack.CodecOf(start) != unpack.Plain:
		return packedForm
	case bytes.HasPrefix(start, []byte("PK\x03\x04")), bytes.HasPrefix(start, []byte("PK\x05\x06")):
		return zipForm
	case len(start) > 262 && string(start[257:262]) == "ustar":
		return tarForm
	case bytes.HasPrefix(start, []byte(warc.Opening)):
		return warcForm
	case bytes.HasPrefix(start, []byte("PAR1")):
		return parquetForm
	case jsonLines(start, whole):
		return linesForm
	}
	return aPage
}

// plainName is the name of a member of an archive as it may be shown: nothing is ever written under it.
func plainName(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return '\ufffd'
		}
		return r
	}, strings.ToValidUTF8(name, "\ufffd"))
	if name = strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(name, `\`, "/")), "/"); len(name) > 300 {
		name = strings.ToValidUTF8(name[:300], "") + "…"
	}
	return name
}
