package intake

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"rawi/internal/clean"
	"rawi/internal/fetch"
	"rawi/internal/unpack"
	"rawi/internal/warc"
)

// maxPage is how large a page in a web archive may be.
const maxPage = 16 << 20

// warc takes in the pages of a web archive: what servers answered with success, and texts that were made of such pages.
func (t taker) warc(i input, s *unpack.Stream, from Position) bool {
	switch seekable := i.file != nil; {
	case seekable && from.Offset > 0:
		if err := s.Go(from.Offset); err != nil {
			return t.broken(i, err)
		}
		t.now.goOnAt(from)
	default:
		t.now.goOn(from)
	}
	r := warc.NewReader(s)
	for t.ctx.Err() == nil {
		item, at, left, err := nextPage(r)
		if errors.Is(err, io.EOF) {
			return true
		}
		t.now.offset = 0
		if i.file != nil {
			if next, ok := r.Place(); ok {
				t.now.offset = next
			}
		}
		more := true
		var e *Error
		switch place := fmt.Sprintf("%s:%d", i.place, at); {
		case errors.As(err, &e):
			more = t.refuse(place, e.Code, "%s", e.Message)
		case err != nil:
			return t.broken(i, err)
		case left != "":
			t.now.leave(left)
		default:
			item.Page, item.Place, item.Met = t.fill(item.Page), place, inOrder(item.Met, t.now.items)
			more = t.emit(item)
		}
		if !more {
			return false
		}
	}
	return false
}

// inOrder tells captures of one second apart by their place in their archive: most dates there are whole seconds, and of two captures of
// one page the one that stands behind the other was made later.
func inOrder(met time.Time, items int64) time.Time {
	if met.IsZero() || met.Nanosecond() != 0 {
		return met
	}
	return met.Add(time.Duration(items%1e6) * time.Microsecond)
}

// nextPage reads the next record: a page, or what it is that is left. An *Error is what is wrong with it; at is its place.
func nextPage(r *warc.Reader) (i Item, at int64, left string, err error) {
	rec, err := r.Next()
	if err == nil {
		at = rec.Offset
		i.Page, left, err = pageOf(rec)
		i.Fetched = i.Page.URL != ""
		i.Met, _ = time.Parse(time.RFC3339, rec.Fields.Get("WARC-Date")) // one that is no date is none
		if end := r.End(); end != nil {                                  // what is not whole is no page, whatever it looks like
			err = end
		}
	}
	var d *unpack.Damage
	if errors.As(err, &d) {
		return i, d.Offset, "", &Error{Code: Damaged, Message: "the record is damaged: " + d.Reason}
	}
	return i, at, left, err
}

// pageOf makes a page of a record, or says what it is instead.
func pageOf(rec *warc.Record) (page clean.Page, left string, err error) {
	page = clean.Page{
		ID:  strings.Trim(rec.Fields.Get("WARC-Record-ID"), "<> "),
		URL: fetch.Canonical(strings.Trim(rec.Fields.Get("WARC-Target-URI"), "<> ")),
	}
	media, body := rec.Fields.Get("Content-Type"), io.Reader(rec)
	switch kind := rec.Type(); kind {
	case "resource", "conversion":
	case "response":
		if !strings.HasPrefix(media, "application/http") && !strings.HasPrefix(page.URL, "http") {
			return page, "response of " + strings.SplitN(page.URL, ":", 2)[0], nil
		}
		answer, err := warc.ReadResponse(rec)
		switch {
		case err != nil:
			return page, "", &Error{Code: Damaged, Message: err.Error()}
		case answer.Status != http.StatusOK:
			return page, fmt.Sprintf("status %d", answer.Status), nil
		}
		media, body = answer.Fields.Get("Content-Type"), answer.Body
	case "request", "warcinfo", "metadata", "revisit", "continuation":
		return page, kind, nil
	default:
		return page, "other", nil
	}
	page.Body, err = io.ReadAll(io.LimitReader(body, maxPage+1))
	switch {
	case err != nil:
		return page, "", &Error{Code: Damaged, Message: "the page cannot be read: " + err.Error()}
	case len(page.Body) > maxPage:
		return page, "", &Error{Code: TooLong, Message: fmt.Sprintf("the page has more than %d MB", maxPage>>20)}
	}
	return page, ofType(&page, media), nil
}

// ofType notes what the type that is said of a page tells, and names what is no page. The first bytes have the last word.
func ofType(page *clean.Page, media string) (left string) {
	said, with, _ := mime.ParseMediaType(media)
	seen, _, _ := mime.ParseMediaType(http.DetectContentType(page.Body))
	page.Charset = with["charset"]
	switch {
	case len(bytes.TrimSpace(page.Body)) == 0:
		return "empty"
	case !strings.HasPrefix(seen, "text/"):
		return seen
	case said == "text/html", said == "application/xhtml+xml":
		page.Kind = clean.HTML
	case said == "text/plain", seen == "text/html":
	case said == "":
		return seen
	default:
		return said
	}
	return ""
}
