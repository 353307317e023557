package intake

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"rawi/internal/clean"
)

// jsonLines tells whether a file that starts so holds one JSON object a line. A first line that is broken does not make
// it something else: one that opens an object is such a line unless the whole file is one object written over several lines,
// and of others it is enough that most of the lines after it are objects.
func jsonLines(start []byte, whole bool) bool {
	start = bytes.TrimPrefix(start, bom)
	all := start
	objects, lines := 0, 0
	for len(start) > 0 {
		line := start
		i := bytes.IndexByte(start, '\n')
		if i >= 0 {
			line, start = start[:i], start[i+1:]
		} else {
			start = nil
		}
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		if opensObject(line) {
			if lines == 0 {
				return json.Valid(line) || !whole || !json.Valid(bytes.TrimSpace(all))
			}
			if json.Valid(line) || i < 0 && !whole {
				objects++
			}
		}
		lines++
	}
	return objects > 0 && 2*objects >= lines
}

// opensObject tells whether a line begins as a JSON object with a first key does.
func opensObject(line []byte) bool {
	if line[0] != '{' {
		return false
	}
	rest := bytes.TrimSpace(line[1:])
	return len(rest) > 0 && (rest[0] == '"' || rest[0] == '}')
}

var bom = []byte("\xef\xbb\xbf")

// lines takes in JSON Lines: for each line a page, or the reason why there is none. Empty lines at the end are nothing, unless every
// line counts.
func (t taker) lines(i input, from Position) bool {
	n, empty := int64(0), int64(0)
	switch {
	case i.file == nil || from.Offset == 0:
		t.now.goOn(from)
	default:
		if _, err := i.file.Seek(from.Offset, io.SeekStart); err != nil {
			return t.broken(i, err)
		}
		i.in.Reset(i.file)
		t.now.goOnAt(from)
		n = from.Items
	}
	for t.ctx.Err() == nil {
		line, err := ReadLine(i.in)
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return !t.Lines || t.blank(i.place, n+1, empty)
		}
		n++
		if n == 1 {
			line = bytes.TrimPrefix(line, bom)
		}
		line = bytes.TrimSpace(line)
		if len(line) == 0 && err == nil {
			empty++
			continue
		}
		t.now.offset = 0
		if !t.blank(i.place, n, empty) {
			return false
		}
		empty = 0
		if i.file != nil {
			t.now.offset = i.file.at - int64(i.in.Buffered())
		}
		switch at := fmt.Sprintf("%s:%d", i.place, n); {
		case errors.Is(err, ErrLong):
			if !t.refuse(at, TooLong, "the line has more than %d MB", MaxLine>>20) {
				return false
			}
		case err != nil && !errors.Is(err, io.EOF):
			i.place = at
			return t.broken(i, err)
		default:
			page, fault := parse(line)
			if page.ID == "" && fault != nil {
				page.ID = at
			}
			if !t.emit(Item{Page: t.fill(page), Place: at, Err: fault}) {
				return false
			}
		}
	}
	return false
}

// blank refuses the empty lines that stand before a line.
func (t taker) blank(place string, before, empty int64) bool {
	for ; empty > 0; empty-- {
		if !t.refuse(fmt.Sprintf("%s:%d", place, before-empty), BadLine, "the line is empty") {
			return false
		}
	}
	return true
}

// ErrLong says that a line is longer than MaxLine.
var ErrLong = errors.New("the line is too long")

// ReadLine reads to the end of the line; of a line of more than MaxLine bytes it keeps nothing (ErrLong), and the next one may be read.
func ReadLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	long := false
	for {
		part, err := in.ReadSlice('\n')
		if long = long || len(line)+len(part) > MaxLine; long {
			line = nil
		} else {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case long && (err == nil || errors.Is(err, io.EOF)):
			return nil, ErrLong
		}
		return line, err
	}
}

// wire is a line of JSON Lines. Its fields are what they say: text is body, html is a page.
type wire struct {
	ID        json.RawMessage `json:"id"`
	Text      *string         `json:"text"`
	HTML      *string         `json:"html"`
	Title     string          `json:"title"`
	URL       string          `json:"url"`
	Language  string          `json:"language"`
	Published string          `json:"published"`
	Outlet    string          `json:"outlet"`
}

// parse makes a page of a line. A line that is no page gives as much of its id as can be known.
func parse(line []byte) (clean.Page, error) {
	var w wire
	if err := json.Unmarshal(line, &w); err != nil {
		return clean.Page{ID: id(w.ID)}, &Error{Code: BadLine, Message: "the line is no page: " + plainly(err)}
	}
	p := clean.Page{ID: id(w.ID), Title: w.Title, URL: w.URL, Language: w.Language, Published: w.Published, Outlet: w.Outlet}
	switch {
	case w.Text != nil:
		p.Body, p.Kind = []byte(*w.Text), clean.TextBody
	case w.HTML != nil:
		p.Body, p.Kind = []byte(*w.HTML), clean.HTML
	default:
		return p, &Error{Code: BadLine, Message: `the line has neither "text" nor "html"`}
	}
	return p, nil
}

// plainly says what is wrong with a line without the names of Go's types.
func plainly(err error) string {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		if kind.Field == "" {
			return "it is a JSON " + kind.Value + ", not an object"
		}
		return fmt.Sprintf("%q is a JSON %s, not a string", kind.Field, kind.Value)
	}
	return err.Error()
}

// id reads an id that is a string, or a number as it is written.
func id(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	var n json.Number
	if json.Unmarshal(raw, &n) == nil {
		return n.String()
	}
	return ""
}

// object reads a whole file that is one page as a JSON object written over several lines.
func object(body []byte) (clean.Page, bool) {
	trimmed := bytes.TrimSpace(bytes.TrimPrefix(body, bom))
	if len(trimmed) == 0 || !opensObject(trimmed) || !json.Valid(trimmed) {
		return clean.Page{}, false
	}
	p, err := parse(trimmed)
	return p, err == nil
}
