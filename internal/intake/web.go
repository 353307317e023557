package intake

import (
	"context"
	"errors"
	"iter"
	"net/url"
	"strings"

	"rawi/internal/clean"
	"rawi/internal/fetch"
	"rawi/internal/news"
	"rawi/internal/pipe"
)

// Web is pages to be fetched from their addresses.
type Web struct {
	Client    *fetch.Client
	Addresses iter.Seq[string]
	Given     Given
	AtOnce    int // so many hosts are asked at once
}

// Pages fetches the pages and gives them in the order of their addresses.
func (w Web) Pages(ctx context.Context) iter.Seq[Item] {
	return func(yield func(Item) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		_ = pipe.Map(ctx, w.Addresses, w.AtOnce, w.item, func(i Item) error {
			if !yield(i) {
				return errors.New("nobody wants more")
			}
			return nil
		})
	}
}

// Extent is not known of addresses that come one by one.
func (w Web) Extent(context.Context) Extent { return Extent{} }

// Far is not known either.
func (w Web) Far() (read, passed int64) { return 0, 0 }

func (w Web) item(ctx context.Context, address string) Item {
	a, err := w.Client.Get(ctx, address, fetch.Known{})
	if err != nil {
		return Item{Page: clean.Page{ID: address}, File: address, Place: address, Err: notFetched(address, err)}
	}
	p := fill(Fetched(a), w.Given)
	return Item{Page: p, File: address, Place: address, Fetched: true}
}

// notFetched says as an error of the intake why a page could not be fetched.
func notFetched(address string, err error) *Error {
	code := Unreadable
	var e *fetch.Error
	if errors.As(err, &e) {
		code = string(e.Code)
	}
	return &Error{Code: code, Message: fetch.Reason(err, address)}
}

// Fetched makes a page of what stood at an address.
func Fetched(a fetch.Answer) clean.Page {
	return clean.Page{URL: fetch.Canonical(a.URL), Body: a.Body}
}

// Read reads the page with read, and settles what only the way by which it came tells: its day, where nothing but its feed gave one, and
// the address under which it is to be known.
func (i Item) Read(ctx context.Context, read func(context.Context, clean.Page) (news.Record, error)) (news.Record, error) {
	rec, err := read(ctx, i.Page)
	if err == nil && rec.Document.Published == nil && i.Announced != "" {
		i.Page.Published = i.Announced
		rec, err = read(ctx, i.Page)
	}
	if err == nil && i.Fetched {
		Settle(&rec.Document)
	}
	return rec, err
}

// Settle gives a report that was fetched the address under which its page is to be known: the one that the page itself calls canonical,
// where that is of the same site and not of another page, else the one where it was found.
func Settle(d *news.Document) {
	for _, c := range d.Claims {
		if c.Field == "url" && c.Origin == "link" && sameReport(d.URL, c.Value) {
			d.URL = fetch.Canonical(c.Value)
			return
		}
	}
}

// sameReport tells whether a page may be known by the address that it claims. Many sites call their first page the canonical one of
// all, and some leave out the number by which a report is asked for.
func sameReport(found, claimed string) bool {
	was, errWas := url.Parse(found)
	is, errIs := url.Parse(claimed)
	if errWas != nil || errIs != nil || !fetch.SameSite(found, claimed) {
		return false
	}
	if strings.Trim(is.Path, "/") == "" && is.RawQuery == "" && strings.Trim(was.Path, "/") != "" {
		return false
	}
	for name, values := range was.Query() {
		if strings.ContainsAny(strings.Join(values, ""), "0123456789") && !is.Query().Has(name) && !strings.ContainsAny(is.Path, "0123456789") {
			return false
		}
	}
	return true
}
