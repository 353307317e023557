package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"rawi/internal/ask"
	"rawi/internal/news"
	"rawi/internal/register"
	"rawi/internal/store"
)

// Report is a document with its record, as people have corrected it.
type Report struct {
	Document  store.Document   `json:"document"`
	Record    news.Record      `json:"record"`
	Relations []store.Relation `json:"relations" doc:"to documents that share words with it"`
	Versions  []store.Document `json:"versions" doc:"of the same page, oldest first"`
}

// Told is an event with all its tellings.
type Told struct {
	Event    store.Event     `json:"event"`
	Tellings []store.Telling `json:"tellings"`
}

// Pact is an agreement.
type Pact struct {
	Agreement store.Agreement `json:"agreement"`
}

// Coverage is a story with its reports.
type Coverage struct {
	Story     store.Story      `json:"story"`
	Documents []store.Document `json:"documents"`
}

// Profile is an entity with the agreements that it is a party to.
type Profile struct {
	Entity     store.Entity      `json:"entity"`
	Agreements []store.Agreement `json:"agreements"`
}

func (a *API) things() {
	thing(a, "documents", "A report with its record", report)
	thing(a, "events", "An event with its tellings", told)
	thing(a, "agreements", "An agreement", pact)
	thing(a, "stories", "A story with its reports", coverage)
	thing(a, "entities", "An entity with its agreements", profile)
	thing(a, "tellings", "A telling", store.Reader.Telling)
	thing(a, "quotes", "A quotation", store.Reader.Quote)
	a.chains()
}

// chains answers on whose word something stands.
func (a *API) chains() {
	op := huma.Operation{Method: http.MethodGet, Path: "/chains/{id}", OperationID: "get-chains", Summary: "On whose word each telling of an event, a telling, or a quotation stands", Tags: []string{"events"},
		Errors: append([]int{http.StatusNotFound}, faults...)}
	huma.Register(a.huma, op, func(ctx context.Context, in *Thing) (*answer[ask.Words], error) {
		out := &answer[ask.Words]{}
		err := a.view(ctx, func(tx store.Reader) (err error) {
			out.Body, err = ask.Chains(tx, in.ID)
			return err
		})
		return out, err
	})
}

// Thing is a thing by its id: whole, or as much of its beginning as no other thing has.
type Thing struct {
	ID string `path:"id" pattern:"^[0-9a-f]{6,32}$" doc:"id, or its beginning"`
}

// thing answers with one thing of a list.
func thing[T any](a *API, list, summary string, get func(tx store.Reader, key string) (T, error)) {
	op := huma.Operation{Method: http.MethodGet, Path: "/" + list + "/{id}", OperationID: "get-" + list, Summary: summary, Tags: []string{list},
		Errors: append([]int{http.StatusNotFound}, faults...)}
	huma.Register(a.huma, op, func(ctx context.Context, in *Thing) (*answer[T], error) {
		out := &answer[T]{}
		err := a.view(ctx, func(tx store.Reader) error {
			key, err := whole(tx, list, in.ID)
			if err != nil {
				return err
			}
			out.Body, err = get(tx, key)
			return err
		})
		return out, err
	})
}

// keyLength is the length of a whole id.
const keyLength = 32

// whole makes an id of its beginning.
func whole(tx store.Reader, list, id string) (string, error) {
	if len(id) == keyLength {
		return id, nil
	}
	ref, err := ask.Whole(tx, id, list)
	return ref.Key, err
}

func report(tx store.Reader, key string) (Report, error) {
	var out Report
	doc, err := tx.Document(key)
	if err != nil {
		return out, err
	}
	rec, err := tx.Record(key)
	if err != nil {
		return out, err
	}
	corrections, err := tx.Corrections(doc.Page)
	if err != nil {
		return out, err
	}
	rec = register.Corrected(rec, corrections)
	rec.Document.Story = doc.Story
	if doc.CopyOf != "" {
		rec.Document.Copy = &news.Copy{Of: doc.CopyOf, Kind: doc.CopyKind, Similarity: doc.Similarity}
	}
	out.Document, out.Record = doc, rec
	if out.Relations, err = tx.Relations(key); err != nil {
		return out, err
	}
	out.Versions, err = tx.Versions(doc.Page)
	return out, err
}

func told(tx store.Reader, key string) (out Told, err error) {
	if out.Event, err = tx.Event(key); err == nil {
		out.Tellings, err = tx.TellingsOf(key)
	}
	return out, err
}

func pact(tx store.Reader, key string) (out Pact, err error) {
	out.Agreement, err = tx.Agreement(key)
	return out, err
}

func coverage(tx store.Reader, key string) (out Coverage, err error) {
	if out.Story, err = tx.Story(key); err != nil {
		return out, err
	}
	page, err := tx.Documents(store.Filter{Stories: []string{key}, Sort: "day", Limit: ask.MaxLimit})
	out.Documents = page.Items
	return out, err
}

func profile(tx store.Reader, key string) (out Profile, err error) {
	if out.Entity, err = tx.Entity(key); err == nil {
		out.Agreements, err = tx.AgreementsOf(key)
	}
	return out, err
}
