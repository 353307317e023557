// Package intake answers: where do pages come from? From files, folders, standard input and addresses; what they are, one page or
// JSON Lines, is told by what stands in them and never by their names.
package intake

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"rawi/internal/clean"
)

// Stdin is how standard input is named among paths.
const Stdin = "-"

// Why a page could not be taken in.
const (
	Unreadable = "unreadable" // the file cannot be opened or read
	BadLine    = "bad_line"   // a line of JSON Lines that is no page
	TooLong    = "too_long"   // a line longer than MaxLine
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
	Place string // the file, or file:line for JSON Lines
	Err   error
	// Fetched tells that Page.URL is where the page was found; Settle knows what it is to be called.
	Fetched bool
}

// Source is what is to be read.
type Source struct {
	Paths []string  // files, folders, or -
	Stdin io.Reader // what - means
	Given Given
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

// Files counts the files that there are to read, standard input as one.
func (s Source) Files(ctx context.Context) int {
	n := 0
	for _, path := range s.Paths {
		_ = each(path, func(string, error) bool { n++; return ctx.Err() == nil })
	}
	return n
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
	err = filepath.WalkDir(path, func(file string, d fs.DirEntry, err error) error {
		hidden := file != path && strings.HasPrefix(filepath.Base(file), ".")
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

// taker takes in one source after the other.
type taker struct {
	Source
	ctx   context.Context
	yield func(Item) bool
}

func (t taker) path(path string) bool {
	return each(path, func(file string, err error) bool {
		if t.ctx.Err() != nil {
			return false
		}
		if err != nil {
			return t.refuse(file, file, Unreadable, "%s", reason(err))
		}
		if file == Stdin {
			return t.stream("stdin", t.Stdin)
		}
		f, err := os.Open(file)
		if err != nil {
			return t.refuse(file, file, Unreadable, "%s", reason(err))
		}
		defer f.Close()
		return t.stream(file, f)
	})
}

// reason is the error without the path, which stands before it already.
func reason(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

func (t taker) refuse(file, place, code, format string, args ...any) bool {
	return t.yield(Item{
		Page: clean.Page{ID: place}, File: file, Place: place,
		Err: &Error{Code: code, Message: fmt.Sprintf(format, args...)},
	})
}

// stream takes in one file or what comes on standard input.
func (t taker) stream(place string, r io.Reader) bool {
	in := bufio.NewReaderSize(r, peekRoom)
	start, err := in.Peek(peekRoom)
	if err != nil && !errors.Is(err, io.EOF) {
		return t.refuse(place, place, Unreadable, "%s", reason(err))
	}
	if jsonLines(start, errors.Is(err, io.EOF)) {
		return t.lines(place, in)
	}
	body, err := io.ReadAll(io.LimitReader(in, maxFile))
	if err != nil {
		return t.refuse(place, place, Unreadable, "%s", reason(err))
	}
	if p, ok := object(body); ok {
		return t.yield(Item{Page: t.fill(p), File: place, Place: place})
	}
	return t.yield(Item{Page: t.fill(clean.Page{Body: body}), File: place, Place: place})
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
