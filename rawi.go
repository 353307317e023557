// Package rawi reads news reports and writes down the record beneath them: who did what to whom, when, where, and on
// whose word.
//
//	reader, err := rawi.New(rawi.Options{})
//	…
//	record, err := reader.Read(ctx, rawi.Page{Body: page})
//
// A Reader keeps nothing between reports and may be used by many goroutines at once. The same page gives the same record.
package rawi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"slices"
	"strings"

	"rawi/internal/clean"
	"rawi/internal/news"
	"rawi/internal/reading"
	"rawi/internal/seal"
	"rawi/lang"
)

// Version is the version of this program and library.
const Version = "0.1.0"

// Coder names what reads: the version of the program and a digest of the packs inside it.
func Coder() string {
	d, err := digest(lang.FS)
	if err != nil { // the packs are inside the program
		return Version
	}
	return Version + "+" + strings.TrimPrefix(d, "sha256:")[:12]
}

// digest gives the SHA-256 over all tables of packs and those laid over them, in this order.
func digest(packs ...fs.FS) (string, error) {
	h := sha256.New()
	for _, p := range packs {
		err := fs.WalkDir(p, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := fs.ReadFile(p, name)
			fmt.Fprintf(h, "%s %d\n", name, len(b))
			h.Write(b)
			return err
		})
		if err != nil {
			return "", fmt.Errorf("digest packs: %w", err)
		}
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil)), nil
}

// Page is a report as it came in: a web page or a text, with what is known about it besides.
type Page = clean.Page

// The kinds of body that a page may have.
const (
	Unknown  = clean.Unknown  // look and see
	HTML     = clean.HTML     // a web page
	Text     = clean.Text     // a saved text: headline and labels may stand in it
	TextBody = clean.TextBody // the body of a report and nothing else
)

// The words of a record. Offsets count Unicode code points of Document.Text.
type (
	Record     = news.Record
	Document   = news.Document
	Entity     = news.Entity
	Event      = news.Event
	Quote      = news.Quote
	Agreement  = news.Agreement
	Photo      = news.Photo
	Link       = news.Link
	Span       = news.Span
	Finding    = news.Finding
	Trace      = reading.Trace
	Step       = reading.Step
	ErrorValue = news.Error
)

// Options say how to read. The zero value reads with the packs inside the program and keeps every event.
type Options struct {
	Packs         fs.FS   // folders of language packs; nil for those inside the program
	Extra         []fs.FS // further tables in folders of the same names, laid over the packs: names of one's own
	MinConfidence float64 // events below it are left out
	BareStates    bool    // a state that acts under its own name has no sector, as CAMEO codes it; else it is its government
	Signer        *Signer // signs every record, where there is one
}

// A Signer signs records with an Ed25519 key.
type Signer = seal.Signer

// NewSigner makes a signer of a private key in PEM (PKCS #8).
func NewSigner(file []byte) (*Signer, error) { return seal.NewSigner(file) }

// A Reader reads reports.
type Reader struct {
	inner  *reading.Reader
	least  float64
	bare   bool
	signer *Signer
	packs  string // their digest, where records are signed
}

// New makes a reader.
func New(o Options) (*Reader, error) {
	if o.MinConfidence < 0 || o.MinConfidence > 1 {
		return nil, fmt.Errorf("make reader: least confidence %v is not between 0 and 1", o.MinConfidence)
	}
	inner, err := reading.NewWith(packs(o.Packs), o.Extra...)
	if err == nil && len(o.Extra) > 0 { // tables that nobody has tried: their faults come before the first report
		err = inner.Compile()
	}
	if err != nil {
		return nil, fmt.Errorf("make reader: %w", err)
	}
	r := &Reader{inner: inner, least: o.MinConfidence, bare: o.BareStates, signer: o.Signer}
	if r.signer != nil {
		if r.packs, err = digest(append([]fs.FS{packs(o.Packs)}, o.Extra...)...); err != nil {
			return nil, fmt.Errorf("make reader: %w", err)
		}
	}
	return r, nil
}

// PackReport is what Check found: faults of form, and how many of the packs' own examples the engine reads as they say.
type PackReport = reading.Report

// Check validates language packs, with those laid over them, and runs their examples; nil means those inside the program. Each fault
// and each example that fails begins with its file and line.
func Check(fsys fs.FS, extra ...fs.FS) PackReport { return reading.CheckAll(packs(fsys), extra...) }

func packs(fsys fs.FS) fs.FS {
	if fsys == nil {
		return lang.FS
	}
	return fsys
}

// Read gives the record of one report.
func (r *Reader) Read(ctx context.Context, p Page) (rec Record, err error) {
	defer guard(&err)
	rec, err = r.inner.Read(ctx, p)
	if err != nil {
		return Record{}, err
	}
	rec = r.finish(rec)
	if r.signer != nil {
		if err := r.signer.Sign(&rec, p.Body, Version, r.packs); err != nil {
			return Record{}, err
		}
	}
	return rec, nil
}

// Explain reads a report and tells which rule made what, and what was considered and dropped.
func (r *Reader) Explain(ctx context.Context, p Page) (rec Record, trace Trace, err error) {
	defer guard(&err)
	rec, trace, err = r.inner.Explain(ctx, p)
	if err != nil {
		return Record{}, Trace{}, err
	}
	return r.finish(rec), trace, nil
}

// Again reads a report that was read before with the packs of now: its clean text and what its page said of it are kept.
func (r *Reader) Again(ctx context.Context, old Record) (rec Record, err error) {
	defer guard(&err)
	rec, err = r.inner.Again(ctx, old)
	if err != nil {
		return Record{}, err
	}
	return r.finish(rec), nil
}

// ExplainAgain reads a document again as Again does, and tells what was considered on the way.
func (r *Reader) ExplainAgain(ctx context.Context, old Record) (rec Record, trace Trace, err error) {
	defer guard(&err)
	rec, trace, err = r.inner.ExplainAgain(ctx, old)
	if err != nil {
		return Record{}, Trace{}, err
	}
	return r.finish(rec), trace, nil
}

// guard turns a fault of the program into an error of the one report that showed it.
func guard(err *error) {
	if p := recover(); p != nil {
		*err = &Fault{Code: "internal", Message: fmt.Sprint("the report could not be read: ", p)}
	}
}

func (r *Reader) finish(rec Record) Record {
	if r.least > 0 {
		rec = confident(rec, r.least)
	}
	if r.bare {
		bareStates(&rec)
	}
	fill(reflect.ValueOf(&rec).Elem())
	return rec
}

// bareStates takes the sector from the states that stand in events under their own names. A capital that acts stays a government.
func bareStates(rec *Record) {
	states := map[string]*news.Entity{}
	for i := range rec.Entities {
		if e := &rec.Entities[i]; e.Kind == "state" {
			states[e.ID] = e
		}
	}
	named := func(e *news.Entity, span *news.Span) bool {
		return span == nil || slices.ContainsFunc(e.Mentions, func(m news.Mention) bool { return m.Start < span.End && span.Start < m.End })
	}
	for _, e := range rec.Events {
		for _, list := range [][]news.Party{e.Actors, e.Recipients} {
			for i := range list {
				if state := states[list[i].Entity]; state != nil && list[i].Sector == "GOV" && named(state, list[i].Span) {
					list[i].Sector = ""
				}
			}
		}
	}
}

// Fault is a report that was not read. Code is for programs, Message for people.
type Fault struct {
	Code    string
	Message string
}

func (f *Fault) Error() string { return f.Message }

// Refusal is the record of a report that could not be read: its id and the reason.
func Refusal(id string, err error) Record {
	e := &news.Error{Code: "internal", Message: err.Error()}
	var unclean *clean.Error
	var fault *Fault
	switch {
	case errors.As(err, &unclean):
		e.Code, e.Message = string(unclean.Code), unclean.Message
	case errors.As(err, &fault):
		e.Code, e.Message = fault.Code, fault.Message
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		e.Code = "cancelled"
	}
	rec := Record{Format: news.Format, Error: e}
	rec.Document.ID = id
	fill(reflect.ValueOf(&rec).Elem())
	return rec
}

// confident leaves out the events below the least confidence, and every mention of them.
func confident(rec Record, least float64) Record {
	gone := map[string]bool{}
	kept := []Event{}
	for _, e := range rec.Events {
		if e.Confidence < least {
			gone[e.ID] = true
			continue
		}
		kept = append(kept, e)
	}
	if len(gone) == 0 {
		return rec
	}
	ids := func(list []string) []string {
		var out []string
		for _, id := range list {
			if !gone[id] {
				out = append(out, id)
			}
		}
		return out
	}
	id := func(id string) string {
		if gone[id] {
			return ""
		}
		return id
	}
	for i := range kept {
		e := &kept[i]
		e.PartOf, e.SameAs, e.After = id(e.PartOf), id(e.SameAs), ids(e.After)
	}
	quotes := append([]Quote(nil), rec.Quotes...)
	for i := range quotes {
		quotes[i].Events = ids(quotes[i].Events)
	}
	agreements := append([]Agreement(nil), rec.Agreements...)
	for i := range agreements {
		a := &agreements[i]
		a.Event = id(a.Event)
		a.Obligations = append([]news.Obligation(nil), a.Obligations...)
		for j := range a.Obligations {
			o := &a.Obligations[j]
			o.Event, o.TriggerEvent = id(o.Event), id(o.TriggerEvent)
		}
	}
	rec.Events, rec.Quotes, rec.Agreements = kept, quotes, agreements
	return rec
}

// fill makes lists that a record always has empty rather than absent, so that programs need not ask.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			fill(v.Elem())
		}
	case reflect.Struct:
		for i := 0; i < v.NumField(); i++ {
			f := v.Field(i)
			if f.Kind() == reflect.Slice && f.IsNil() && !optional(v.Type().Field(i)) {
				f.Set(reflect.MakeSlice(f.Type(), 0, 0))
			}
			fill(f)
		}
	case reflect.Slice:
		if k := v.Type().Elem().Kind(); k == reflect.Struct || k == reflect.Pointer {
			for i := 0; i < v.Len(); i++ {
				fill(v.Index(i))
			}
		}
	}
}

// optional reports whether a field is left out of the JSON where it is empty.
func optional(f reflect.StructField) bool { return strings.Contains(f.Tag.Get("json"), ",omitempty") }
