package api

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"rawi/internal/store"
)

// Decisions are what somebody decides about a telling: all of them are kept, or none.
type Decisions struct {
	Decisions []Decision `json:"decisions" minItems:"1" maxItems:"50" nullable:"false"`
	Note      string     `json:"note,omitempty" maxLength:"2000" doc:"why"`
}

// Decision is one of them.
type Decision struct {
	Decision string `json:"decision" enum:"accept,edit,reject"`
	Field    string `json:"field,omitempty" enum:"type,mode,actors,recipients,start,end,place,reality,polarity,dead,injured,arrested" doc:"of an edit"`
	Value    any    `json:"value,omitempty" doc:"of an edit: a word, a day, a count (null: not known), or for actors and recipients a list of {name, country, sector}"`
}

// Merging says who an entity is.
type Merging struct {
	Into string `json:"into" pattern:"^[0-9a-f]{6,32}$" doc:"id of the entity that it is"`
	Note string `json:"note,omitempty" maxLength:"2000"`
}

// Splitting says where an entity is somebody else: under one spelling, or in the texts of one report.
type Splitting struct {
	Spelling string `json:"spelling,omitempty" maxLength:"500"`
	Document string `json:"document,omitempty" pattern:"^[0-9a-f]{6,32}$" doc:"id of a report"`
	Note     string `json:"note,omitempty" maxLength:"2000"`
}

// decided are the decisions that were kept.
type decided = answer[List[store.Correction]]

func (a *API) deciding() {
	errs := append([]int{http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound, http.StatusRequestTimeout, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType}, faults...)
	op := func(name, path, summary string) huma.Operation {
		return huma.Operation{Method: http.MethodPost, Path: path, OperationID: name, Summary: summary, Tags: []string{"corrections"}, Metadata: needs(Editor),
			MaxBodyBytes: MaxBody, BodyReadTimeout: bodyTime, DefaultStatus: http.StatusCreated, Errors: errs}
	}
	huma.Register(a.huma, op("correct", "/tellings/{id}/corrections", "Accept, correct or reject what a report is said to tell"), func(ctx context.Context, in *struct {
		Thing
		Body Decisions
	}) (*decided, error) {
		return a.correct(ctx, in.ID, in.Body)
	})
	huma.Register(a.huma, op("merge", "/entities/{id}/merge", "An entity is another"), func(ctx context.Context, in *struct {
		Thing
		Body Merging
	}) (*decided, error) {
		into, err := a.wholeOf(ctx, "entities", in.Body.Into)
		if err != nil {
			return nil, err
		}
		return a.decideEntity(ctx, in.ID, store.Correction{Decision: "merge", After: strconv.Quote(into), Note: in.Body.Note})
	})
	huma.Register(a.huma, op("split", "/entities/{id}/split", "An entity is somebody else under a spelling, or in a report"), func(ctx context.Context, in *struct {
		Thing
		Body Splitting
	}) (*decided, error) {
		after, err := a.splitOff(ctx, in.Body)
		if err != nil {
			return nil, err
		}
		return a.decideEntity(ctx, in.ID, store.Correction{Decision: "split", After: after, Note: in.Body.Note})
	})
	undo := op("undo", "/corrections/{id}/undo", "Take a decision back; it stays in the list")
	undo.DefaultStatus = http.StatusOK
	huma.Register(a.huma, undo, a.undo)
	a.corrections()
}

// correct keeps what somebody decided about a telling.
func (a *API) correct(ctx context.Context, id string, in Decisions) (*decided, error) {
	key, err := a.wholeOf(ctx, "tellings", id)
	if err != nil {
		return nil, err
	}
	var list []store.Correction
	now := a.Now().UTC()
	for i, d := range in.Decisions {
		c := store.Correction{Who: CallerOf(ctx).decider(), When: now.Add(time.Duration(i) * time.Microsecond), Decision: d.Decision, Note: in.Note} // in their order
		if d.Decision == "edit" {
			value, err := json.Marshal(d.Value)
			if err != nil {
				return nil, a.fault(ctx, err)
			}
			c.Field, c.After = d.Field, string(value)
		}
		list = append(list, c)
	}
	kept, err := a.Register.CorrectAll(ctx, key, list...)
	return &decided{Body: List[store.Correction]{Items: kept}}, a.fault(ctx, err)
}

// decideEntity keeps what somebody decided about an entity.
func (a *API) decideEntity(ctx context.Context, id string, c store.Correction) (*decided, error) {
	key, err := a.wholeOf(ctx, "entities", id)
	if err != nil {
		return nil, err
	}
	c.Who, c.When, c.Anchor = CallerOf(ctx).decider(), a.Now().UTC(), key
	c, err = a.Register.DecideEntity(ctx, c)
	return &decided{Body: List[store.Correction]{Items: []store.Correction{c}}}, a.fault(ctx, err)
}

// splitOff is where an entity is somebody else, as decisions have it.
func (a *API) splitOff(ctx context.Context, in Splitting) (after string, err error) {
	spelling := strings.TrimSpace(in.Spelling)
	if (spelling == "") == (in.Document == "") {
		return "", huma.Error422UnprocessableEntity(`want either "spelling" or "document"`, &huma.ErrorDetail{Message: "one of both", Location: "body"})
	}
	if spelling != "" {
		return strconv.Quote(spelling), nil
	}
	err = a.view(ctx, func(tx store.Reader) error {
		key, err := whole(tx, "documents", in.Document)
		if err != nil {
			return err
		}
		doc, err := tx.Document(key)
		if err != nil {
			return err
		}
		b, err := json.Marshal(map[string]string{"page": doc.Page})
		after = string(b)
		return err
	})
	return after, err
}

// undo takes a decision back; to do so again changes nothing.
func (a *API) undo(ctx context.Context, in *Thing) (*answer[store.Correction], error) {
	out := &answer[store.Correction]{}
	err := a.view(ctx, func(tx store.Reader) (err error) {
		out.Body, err = tx.Correction(in.ID)
		return err
	})
	if err != nil || out.Body.Undone {
		return out, err
	}
	err = a.Register.Undo(ctx, out.Body)
	out.Body.Undone = true
	return out, a.fault(ctx, err)
}

// decider is under whose name a decision is kept.
func (c Caller) decider() string {
	if c.Name == "" {
		return "api"
	}
	return c.Name
}

// wholeOf makes a whole id of the beginning of one.
func (a *API) wholeOf(ctx context.Context, list, id string) (key string, err error) {
	err = a.view(ctx, func(tx store.Reader) (err error) {
		key, err = whole(tx, list, id)
		return err
	})
	return key, err
}

// corrections lists what people decided, those that were taken back too.
func (a *API) corrections() {
	type asks struct {
		Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"50"`
		Cursor string `query:"cursor" maxLength:"200" doc:"next of the answer before"`
	}
	op := huma.Operation{Method: http.MethodGet, Path: "/corrections", OperationID: "list-corrections", Summary: "What people decided, the latest first", Tags: []string{"corrections"}, Errors: faults}
	huma.Register(a.huma, op, func(ctx context.Context, q *asks) (*answer[List[store.Correction]], error) {
		out := &answer[List[store.Correction]]{Body: List[store.Correction]{Items: []store.Correction{}}}
		err := a.view(ctx, func(tx store.Reader) error {
			page, err := tx.AllCorrections(q.Limit, q.Cursor)
			out.Body.Items, out.Body.Next = append(out.Body.Items, page.Items...), page.Next
			return err
		})
		if err == nil && out.Body.Next != "" {
			out.Link = nextLink("corrections", url.Values{"limit": {strconv.Itoa(q.Limit)}}, out.Body.Next)
		}
		return out, err
	})
}
