package api

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"rawi/internal/ask"
	"rawi/internal/export"
	"rawi/internal/store"
)

// List is a part of a list. Next is the cursor of what follows.
type List[T any] struct {
	Items []T    `json:"items" nullable:"false"`
	Next  string `json:"next,omitempty" doc:"cursor of what follows; absent at the end"`
}

// Tally is how many events there are of each kind.
type Tally struct {
	By    []string      `json:"by" nullable:"false" doc:"what the keys of each row are"`
	Items []store.Count `json:"items" nullable:"false"`
}

// faults are the answers to a question that is at fault, besides those that every address has.
var faults = []int{http.StatusUnauthorized, http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusServiceUnavailable}

func (a *API) lists() {
	listing(a, "documents", "Reports", store.Reader.Documents)
	listing(a, "events", "Events: who did what to whom, by how many independent origins", store.Reader.Events)
	listing(a, "tellings", "Tellings: each event as one report tells it", store.Reader.Tellings)
	listing(a, "quotes", "What was said, by whom, through whom", store.Reader.Quotes)
	listing(a, "agreements", "Agreements: parties, obligations, stage, possible triggers", store.Reader.Agreements)
	listing(a, "stories", "Stories: reports of one happening", store.Reader.Stories)
	listing(a, "entities", "Persons, states, organizations, places", store.Reader.Entities)
	listing(a, "origins", "On whose word events are known", store.Reader.Origins)
	a.search()
	a.timeline()
	a.count()
	a.export()
}

// listing answers with a list.
func listing[T any](a *API, list, summary string, get func(store.Reader, store.Filter) (store.Page[T], error)) {
	op := huma.Operation{Method: http.MethodGet, Path: "/" + list, OperationID: "list-" + list, Summary: summary, Tags: []string{list},
		Parameters: parameters(list), Errors: faults}
	huma.Register(a.huma, op, func(ctx context.Context, q *asked) (*answer[List[T]], error) {
		return listed(ctx, a, list, list, q.query, get)
	})
}

// listed answers a question with a list and the address of what follows.
func listed[T any](ctx context.Context, a *API, path, list string, q url.Values, get func(store.Reader, store.Filter) (store.Page[T], error)) (*answer[List[T]], error) {
	out := &answer[List[T]]{Body: List[T]{Items: []T{}}}
	err := a.view(ctx, func(tx store.Reader) error {
		page, _, err := ask.Answer(tx, a.Search, list, q, get)
		if err != nil {
			return err
		}
		out.Body.Items = append([]T{}, page.Items...)
		out.Body.Next = page.Next
		return nil
	})
	if err != nil {
		return nil, err
	}
	if out.Body.Next != "" {
		out.Link = nextLink(path, q, out.Body.Next)
	}
	return out, nil
}

// nextLink is the address of what follows, as a header has it.
func nextLink(path string, q url.Values, cursor string) string {
	q = copied(q)
	q.Set("cursor", cursor)
	return "<" + Prefix + "/" + path + "?" + q.Encode() + `>; rel="next"`
}

func copied(q url.Values) url.Values {
	out := url.Values{}
	for name, v := range q {
		out[name] = slices.Clone(v)
	}
	return out
}

// search finds reports by their words and shows where they answer.
func (a *API) search() {
	op := huma.Operation{Method: http.MethodGet, Path: "/search", OperationID: "search", Summary: "Reports by their words, in any spelling", Tags: []string{"documents"},
		Parameters: parameters("documents", "text"), Errors: faults}
	huma.Register(a.huma, op, func(ctx context.Context, q *asked) (*answer[List[store.Hit]], error) {
		if strings.TrimSpace(q.query.Get("text")) == "" {
			return nil, a.fault(ctx, &ask.ErrParam{Name: "text", Message: "want words"})
		}
		return listed(ctx, a, "search", "documents", q.query, ask.Reports(a.Search))
	})
}

// timeline lists the events of whatever is named, in the order of their days.
func (a *API) timeline() {
	of := &huma.Param{Name: "of", In: "query", Required: true, Description: "name of an actor, code of a country, or id of a story or an agreement", Schema: &huma.Schema{Type: huma.TypeString}}
	op := huma.Operation{Method: http.MethodGet, Path: "/timeline", OperationID: "timeline", Summary: "The events of an actor, a country, a story or an agreement, in the order of their days", Tags: []string{"events"},
		Parameters: append([]*huma.Param{of}, parameters("events")...), Errors: faults}
	huma.Register(a.huma, op, func(ctx context.Context, q *asked) (*answer[List[store.Event]], error) {
		query := copied(q.query)
		query.Del("of")
		out := &answer[List[store.Event]]{Body: List[store.Event]{Items: []store.Event{}}}
		err := a.view(ctx, func(tx store.Reader) error {
			page, err := ask.Timeline(tx, a.Search, q.query.Get("of"), query)
			out.Body.Items, out.Body.Next = append(out.Body.Items, page.Items...), page.Next
			return err
		})
		if err == nil && out.Body.Next != "" {
			out.Link = nextLink("timeline", q.query, out.Body.Next)
		}
		return out, err
	})
}

// count tallies events.
func (a *API) count() {
	by := &huma.Param{Name: "by", In: "query", Description: "what to count by; month where nothing is said",
		Schema: &huma.Schema{Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString, Enum: anys(ask.Tallies())}}}
	op := huma.Operation{Method: http.MethodGet, Path: "/count", OperationID: "count", Summary: "How many events, by month, type, country, ...", Tags: []string{"events"},
		Parameters: append(parameters("events"), by), Errors: faults}
	huma.Register(a.huma, op, func(ctx context.Context, q *asked) (*answer[Tally], error) {
		query := copied(q.query)
		out := &answer[Tally]{Body: Tally{By: []string{}, Items: []store.Count{}}}
		for _, v := range query["by"] {
			for name := range strings.SplitSeq(v, ",") {
				if !slices.Contains(ask.Tallies(), name) || slices.Contains(out.Body.By, name) {
					return nil, a.fault(ctx, &ask.ErrParam{Name: "by", Value: name, Message: "want each once of " + strings.Join(ask.Tallies(), ", ")})
				}
				out.Body.By = append(out.Body.By, name)
			}
		}
		if len(out.Body.By) == 0 {
			out.Body.By = []string{"month"}
		}
		query.Del("by")
		err := a.view(ctx, func(tx store.Reader) error {
			f, err := ask.Asker{Search: a.Search}.Filter(tx, "events", query)
			if err != nil {
				return err
			}
			rows, err := tx.Count(f, out.Body.By...)
			out.Body.Items = append(out.Body.Items, rows...)
			return err
		})
		return out, err
	})
}

// media are the types of exported files.
var media = map[string]string{"jsonl": "application/jsonl", "csv": "text/csv; charset=utf-8", "plover": "application/jsonl", "acled": "text/csv; charset=utf-8",
	"ftm": "application/jsonl", "geojson": "application/geo+json", "gexf": "application/gexf+xml", "graphml": "application/graphml+xml", "annotations": "application/ld+json"}

// streams are the formats that are one file.
func streams() []string {
	var out []string
	for _, f := range export.Formats() {
		if !f.Folder {
			out = append(out, f.Name)
		}
	}
	return out
}

// export hands on what a question selects, as it is made.
func (a *API) export() {
	format := &huma.Param{Name: "format", In: "query", Description: "of the file; jsonl where nothing is said", Schema: &huma.Schema{Type: huma.TypeString, Enum: anys(streams())}}
	ok := &huma.Response{Description: "the file", Content: map[string]*huma.MediaType{}}
	for _, name := range streams() {
		ok.Content[mediaOf(name)] = &huma.MediaType{}
	}
	op := huma.Operation{Method: http.MethodGet, Path: "/export", OperationID: "export", Summary: "What a question selects, in the formats of other tools", Tags: []string{"events"},
		Description: "A file whose making fails under way breaks off without its end.",
		Parameters:  append(parameters("events"), format), Errors: faults, Responses: map[string]*huma.Response{"200": ok}}
	huma.Register(a.huma, op, func(ctx context.Context, q *asked) (*huma.StreamResponse, error) {
		query := copied(q.query)
		format := "jsonl"
		if v := query.Get("format"); v != "" {
			format = v
		}
		query.Del("format")
		if !slices.Contains(streams(), format) {
			return nil, a.fault(ctx, &ask.ErrParam{Name: "format", Value: format, Message: "want " + strings.Join(streams(), ", ")})
		}
		return &huma.StreamResponse{Body: func(c huma.Context) { a.stream(c, format, query) }}, nil
	})
}

func mediaOf(format string) string {
	if m := media[format]; m != "" {
		return m
	}
	return "application/octet-stream"
}

// exportBuffer is how much of a file is made before any is sent: an error up to there is an answer of its own.
const exportBuffer = 64 << 10

func (a *API) stream(ctx huma.Context, format string, query url.Values) {
	_, w := humago.Unwrap(ctx)
	out := &sending{w: w, control: http.NewResponseController(w), media: mediaOf(format)}
	buffer := bufio.NewWriterSize(out, exportBuffer)
	err := a.view(ctx.Context(), func(tx store.Reader) error {
		f, err := ask.Asker{Search: a.Search}.Filter(tx, "events", query)
		if err != nil {
			return err
		}
		if err := export.Write(tx, format, f, export.Options{Out: buffer, Now: a.Now()}); err != nil {
			return err
		}
		return buffer.Flush()
	})
	if err == nil {
		return
	}
	if out.begun { // what was sent must not pass for the whole
		panic(http.ErrAbortHandler)
	}
	said, _ := err.(huma.StatusError)
	problem(w, said.GetStatus(), said.Error())
}

// sending is a file on its way. It may take as long as it needs, as long as it goes on.
type sending struct {
	w       http.ResponseWriter
	control *http.ResponseController
	media   string
	begun   bool
}

// stallTime is how long a caller may leave what is sent untaken.
const stallTime = time.Minute

func (s *sending) Write(p []byte) (int, error) {
	if !s.begun {
		s.begun = true
		s.w.Header().Set("Content-Type", s.media)
		s.w.Header().Set("Cache-Control", "no-store")
	}
	if err := s.control.SetWriteDeadline(time.Now().Add(stallTime)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, fmt.Errorf("send export: %w", err)
	}
	return s.w.Write(p)
}
