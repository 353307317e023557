package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"rawi/internal/clean"
	"rawi/internal/news"
	"rawi/internal/store"
)

// Page is a report as it comes in: a text or a web page, with what is known about it besides.
type Page struct {
	ID        string `json:"id,omitempty" maxLength:"1000"`
	Text      string `json:"text,omitempty" doc:"the body of a report; or html"`
	HTML      string `json:"html,omitempty" doc:"a web page"`
	Title     string `json:"title,omitempty" maxLength:"10000"`
	URL       string `json:"url,omitempty" maxLength:"10000"`
	Language  string `json:"language,omitempty" maxLength:"35"`
	Published string `json:"published,omitempty" maxLength:"100" doc:"day, YYYY-MM-DD"`
	Outlet    string `json:"outlet,omitempty" maxLength:"1000" doc:"name of who published it"`
}

// Kept is what became of a report.
type Kept struct {
	Document store.Document `json:"document"`
	Known    bool           `json:"known" doc:"the same page with the same text was there before; nothing was changed"`
	Version  bool           `json:"version" doc:"it replaced an older text of its page"`
}

type posted struct {
	Body Page
}

type kept struct {
	Status   int
	Location string `header:"Location"`
	Body     Kept
}

// bodyTime is how long a body may take to come.
const bodyTime = time.Minute

func (a *API) writing() {
	errs := append([]int{http.StatusBadRequest, http.StatusForbidden, http.StatusRequestTimeout, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType}, faults...)
	huma.Register(a.huma, huma.Operation{Method: http.MethodPost, Path: "/read", OperationID: "read", Summary: "The record of a report; nothing is kept", Tags: []string{"reading"},
		MaxBodyBytes: MaxBody, BodyReadTimeout: bodyTime, Errors: errs}, func(ctx context.Context, in *posted) (*answer[news.Record], error) {
		rec, err := a.read(ctx, in.Body)
		return &answer[news.Record]{Body: rec}, err
	})
	known := &huma.Response{Description: "The same page with the same text was there before", Content: map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{Ref: "#/components/schemas/Kept"}}}}
	huma.Register(a.huma, huma.Operation{Method: http.MethodPost, Path: "/documents", OperationID: "add-document", Summary: "Read a report and keep it", Tags: []string{"documents"}, Metadata: needs(Editor),
		MaxBodyBytes: MaxBody, BodyReadTimeout: bodyTime, DefaultStatus: http.StatusCreated, Responses: map[string]*huma.Response{"200": known}, Errors: errs}, func(ctx context.Context, in *posted) (*kept, error) {
		return a.keep(ctx, in.Body)
	})
}

func (a *API) read(ctx context.Context, in Page) (news.Record, error) {
	p := clean.Page{ID: in.ID, Title: in.Title, URL: in.URL, Language: in.Language, Published: in.Published, Outlet: in.Outlet}
	switch {
	case (in.Text == "") == (in.HTML == ""):
		return news.Record{}, huma.Error422UnprocessableEntity(`want either "text" or "html"`, &huma.ErrorDetail{Message: "one of both", Location: "body"})
	case in.Text != "":
		p.Body, p.Kind = []byte(in.Text), clean.TextBody
	default:
		p.Body, p.Kind = []byte(in.HTML), clean.HTML
	}
	rec, err := a.Read(ctx, p)
	return rec, a.fault(ctx, err)
}

func (a *API) keep(ctx context.Context, in Page) (*kept, error) {
	rec, err := a.read(ctx, in)
	if err != nil {
		return nil, err
	}
	added, err := a.Register.Add(ctx, rec)
	if err != nil {
		return nil, a.fault(ctx, err)
	}
	one := added[0]
	out := &kept{Status: http.StatusCreated, Location: Prefix + "/documents/" + one.Doc.Key, Body: Kept{one.Doc, one.Known, one.Version}}
	if one.Known {
		out.Status = http.StatusOK
	}
	return out, nil
}
