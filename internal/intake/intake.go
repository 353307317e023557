// Package intake answers: where do pages come from? From files, folders, standard input and addresses; what they are, one page, JSON
// Lines, a table or an archive of pages, is told by what stands in them and never by their names.
package intake

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"

	"rawi/internal/clean"
	"rawi/internal/unpack"
)

// Stdin is how standard input is named among paths.
const Stdin = "-"

// Why a page could not be taken in.
const (
	Unreadable = "unreadable" // the file cannot be opened or read
	BadLine    = "bad_line"   // a line of JSON Lines that is no page
	TooLong    = "too_long"   // a line longer than MaxLine, a page longer than any
	Damaged    = "damaged"    // a record or member of an archive that cannot be read
	Nested     = "nested"     // archives too deep in each other
	NoPages    = "no_pages"   // a table without a column that holds pages
)

// MaxLine is how many bytes a line of JSON Lines may have.
const MaxLine = 64 << 20

// maxFile is how much of a file is read as one page. It is more than any page may have: what is longer is refused later.
const maxFile = 64 << 20

// Error is a page that could not be taken in. Code is for programs, Message for people.
type Error struct {
	Code    string
	Message string
}

func (e *Error) Error() string { return e.Message }

// Item is a page with the place it came from, or the reason why there is none. Page.ID is then what could be known of it.
type Item struct {
	Page  clean.Page
	File  string
	Place string // the file; file:line for JSON Lines, file:offset for web archives, file:member for others
	Err   error
	// Fetched tells that Page.URL is where the page was found; Settle knows what it is to be called.
	Fetched bool
	// Announced is the day that a feed gave for the page, "" where it gave none. It counts where the page does not say its day itself.
	Announced string
	// Met is when the page was come upon, where that was before now: when a crawler did.
	Met time.Time
	// Archive is the key of the archive it comes from, and Next where that goes on behind it; "" where it is of none.
	Archive string
	Next    Position
}

// Source is what is to be read.
type Source struct {
	Paths []string  // files, folders, or -
	Stdin io.Reader // what - means
	Given Given
	Lines bool // every line is a report or the reason why it is none, whatever the file looks like: as many items as lines

	Resume func(Archive) Position // tells how far an archive was taken in before; nil: nothing of any
	Ended  func(Summary)          // is told of every archive that was read to its end; may be nil
	Meter  *Meter                 // counts; may be nil
}

// Given is what the caller knows about pages that do not say it themselves.
type Given struct{ URL, Language, Published string }

// Pages gives the pages one by one: paths in their order, the files of a folder sorted, at every depth.
func (s Source) Pages(ctx context.Context) iter.Seq[Item] {
	return func(yield func(Item) bool) {
		t := taker{Source: s, ctx: ctx, yield: yield}
		for _, path := range s.Paths {
			if !t.path(path) {
				return
			}
		}
	}
}

// Uploaded gives the pages of a file that somebody sent, under the name that they gave it.
func Uploaded(ctx context.Context, name string, body []byte) iter.Seq[Item] {
	return func(yield func(Item) bool) {
		t := taker{ctx: ctx, yield: yield, now: &taking{file: name}}
		t.all(input{place: name, in: bufio.NewReaderSize(bytes.NewReader(body), unpack.Room)})
	}
}

// Extent is how much there is to read; of what is not known it has nothing.
type Extent struct {
	Files int
	Bytes int64
}

// Extent counts the files that there are to read, standard input as one, and what they hold.
func (s Source) Extent(ctx context.Context) (x Extent) {
	for _, path := range s.Paths {
		_ = each(path, func(file string, err error) bool {
			x.Files++
			if info, e := os.Stat(file); err == nil && e == nil && file != Stdin {
				x.Bytes += info.Size()
			}
			return ctx.Err() == nil
		})
	}
	return x
}

// Far tells how many bytes of the files have been read, and how many more were passed because they had been taken in before.
func (s Source) Far() (read, passed int64) {
	if s.Meter == nil {
		return 0, 0
	}
	return s.Meter.Read.Load(), s.Meter.Passed.Load()
}

// each names the files at path: itself, or those of the folder. Hidden files and folders are left out.
func each(path string, found func(file string, err error) bool) bool {
	if path == Stdin {
		return found(path, nil)
	}
	info, err := os.Stat(path)
	if err != nil {
		return found(path, err)
	}
	if !info.IsDir() {
		return found(path, nil)
	}
	more := true
	root := path + string(filepath.Separator) // of a link, what it leads to
	err = filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		hidden := file != root && strings.HasPrefix(filepath.Base(file), ".")
		switch {
		case err != nil:
			more = found(file, err)
		case hidden && d.IsDir():
			return fs.SkipDir
		case hidden, d.IsDir():
			return nil
		case !d.Type().IsRegular():
			if info, err := os.Stat(file); err != nil || !info.Mode().IsRegular() {
				return nil // a dangling link, a socket
			}
			more = found(file, nil)
		default:
			more = found(file, nil)
		}
		if !more {
			return fs.SkipAll
		}
		return nil
	})
	if err != nil && more {
		return found(path, err)
	}
	return more
}

// taker takes in one file after the other.
type taker struct {
	Source
	ctx   context.Context
	yield func(Item) bool
	now   *taking
}

func (t taker) path(path string) bool {
	return each(path, func(file string, err error) bool {
		if t.ctx.Err() != nil {
			return false
		}
		t.now = &taking{file: file}
		if err != nil {
			return t.refuse(file, Unreadable, "%s", reason(err))
		}
		if file == Stdin {
			t.now.file = "stdin"
			return t.all(input{place: "stdin", in: bufio.NewReaderSize(t.Stdin, unpack.Room)})
		}
		f, err := os.Open(file)
		if err != nil {
			return t.refuse(file, Unreadable, "%s", reason(err))
		}
		defer f.Close()
		in := input{place: file, in: bufio.NewReaderSize(f, unpack.Room)}
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			in.file = &opened{f: f, size: info.Size(), meter: t.Meter}
			in.in.Reset(in.file)
			t.now.from = in.file
		}
		return t.all(in)
	})
}

// all takes in all that a file holds.
func (t taker) all(i input) bool {
	more := t.take(i)
	if more {
		t.end()
	}
	return more
}

// reason is the error without the path, which stands before it already.
func reason(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

func (t taker) refuse(place, code, format string, args ...any) bool {
	return t.emit(Item{Page: clean.Page{ID: place}, Place: place, Err: &Error{Code: code, Message: fmt.Sprintf(format, args...)}})
}

// fill adds what the caller knows to what the page does not say.
func fill(p clean.Page, given Given) clean.Page {
	for _, f := range []struct {
		have *string
		give string
	}{{&p.URL, given.URL}, {&p.Language, given.Language}, {&p.Published, given.Published}} {
		if *f.have == "" {
			*f.have = f.give
		}
	}
	return p
}

func (t taker) fill(p clean.Page) clean.Page { return fill(p, t.Given) }
