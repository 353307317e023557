// Package api answers: how do programs ask and add?
//
// It is the register over HTTP, in JSON, described by an OpenAPI document that is made of the same Go types as the answers. What
// narrows a list is named as everywhere else: package ask.
package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"rawi/internal/ask"
	"rawi/internal/clean"
	"rawi/internal/news"
	"rawi/internal/reading"
	"rawi/internal/register"
	"rawi/internal/search"
	"rawi/internal/store"
)

// Prefix is the beginning of all addresses of this version.
const Prefix = "/api/v1"

// Options are what the answers are made of.
type Options struct {
	Register *register.Register
	Read     reading.Read
	Version  string
	Log      *slog.Logger
	Again    Again            // reads a report again, for jobs
	Tokens   *Tokens          // those that the guard knows callers by; nil: there are none
	Now      func() time.Time // stamped on exports and decisions; nil: the clock
}

// API answers programs.
type API struct {
	Options
	Search      *search.Searcher // the register's
	mux         *http.ServeMux
	huma        huma.API
	description []byte // the OpenAPI document
	jobs        jobs
}

// New makes the API.
func New(o Options) (*API, error) {
	a := &API{Options: o, Search: o.Register.Search(), mux: http.NewServeMux()}
	if a.Log == nil {
		a.Log = slog.New(slog.DiscardHandler)
	}
	if a.Now == nil {
		a.Now = time.Now
	}
	config := huma.DefaultConfig("rawi", o.Version)
	config.Info.Description = "News reports and the record beneath them: who did what to whom, when, where, and on whose word."
	config.Info.License = &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}
	config.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token":    {Type: "http", Scheme: "bearer", Description: "Needed where the server was started with tokens."},
		"password": {Type: "http", Scheme: "basic", Description: "The token as the password of any user, for browsers."},
	}
	config.Security = []map[string][]string{{"token": {}}, {"password": {}}, {}}
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", "" // made once, below
	config.CreateHooks = nil                                             // answers have no $schema
	a.huma = humago.NewWithPrefix(a.mux, Prefix, config)
	a.huma.UseMiddleware(a.permitted)
	a.lists()
	a.things()
	a.writing()
	a.deciding()
	a.administering()
	unknowns(config.Components.Schemas)
	var err error
	if a.description, err = json.Marshal(a.huma.OpenAPI()); err != nil {
		return nil, fmt.Errorf("describe the API: %w", err)
	}
	a.mux.HandleFunc("GET "+Prefix+"/openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/openapi+json")
		_, _ = w.Write(a.description) // into a buffer
	})
	a.mux.HandleFunc("GET /healthz", a.health)
	a.mux.HandleFunc("GET /readyz", a.ready)
	return a, nil
}

// Close stops the job that is under way, and waits for its end.
func (a *API) Close() { a.jobs.close() }

// role is where an operation has the role that it needs.
const role = "role"

// needs says which role an operation needs.
func needs(r Role) map[string]any { return map[string]any{role: r} }

// permitted lets those use an operation who have the role that it needs.
func (a *API) permitted(c huma.Context, next func(huma.Context)) {
	if r, ok := c.Operation().Metadata[role].(Role); ok && CallerOf(c.Context()).Role < r {
		// The answer is a problem in JSON; it goes into a buffer.
		_ = huma.WriteErr(a.huma, c, http.StatusForbidden, "this needs the role of "+r.String()+", and for changes a server that is not read-only")
		return
	}
	next(c)
}

// schemaName tells what is kept from what stands in a record: both have events, entities and quotes.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.PkgPath() == reflect.TypeFor[news.Record]().PkgPath() && t != reflect.TypeFor[news.Record]() {
		return "Record" + name
	}
	return name
}

// health says that the program runs.
func (a *API) health(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") }

// readyTime is how long the register may take to say that it is there.
const readyTime = 2 * time.Second

// ready says that the register answers.
func (a *API) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), readyTime)
	defer cancel()
	err := a.Register.Store().View(ctx, func(tx store.Reader) error {
		_, err := tx.DocKeys("", 1)
		return err
	})
	if err != nil {
		a.Log.ErrorContext(ctx, "register does not answer", "error", err)
		http.Error(w, "the register does not answer", http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ready")
}

// ServeHTTP answers. An answer is made whole before it is sent, so that it can be compared with the one that the caller has; only an
// export goes out as it is made.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	w.Header().Set("Cross-Origin-Resource-Policy", "same-origin")
	if r.URL.Path == Prefix+"/export" && r.Method == http.MethodGet {
		a.mux.ServeHTTP(w, r)
		return
	}
	b := &buffered{header: w.Header(), status: http.StatusOK}
	a.mux.ServeHTTP(b, r)
	switch {
	case a.Route(r) == "" && b.status >= http.StatusBadRequest:
		w.Header().Del("Content-Type")
		problem(w, b.status, "there is nothing at this address, or not in this way: see "+Prefix+"/openapi.json")
	case (r.Method == http.MethodGet || r.Method == http.MethodHead) && b.status == http.StatusOK:
		b.sendTagged(w, r)
	default:
		w.Header().Set("Cache-Control", "no-store")
		b.send(w)
	}
}

// Route is the pattern of the addresses to which a request belongs; "" where there is nothing at its address.
func (a *API) Route(r *http.Request) string {
	_, pattern := a.mux.Handler(r)
	return pattern
}

// buffered is an answer that is not sent yet.
type buffered struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (b *buffered) Header() http.Header         { return b.header }
func (b *buffered) WriteHeader(status int)      { b.status = status }
func (b *buffered) Write(p []byte) (int, error) { return b.body.Write(p) }

func (b *buffered) send(w http.ResponseWriter) {
	w.WriteHeader(b.status)
	_, _ = b.body.WriteTo(w) // who asked may have gone
}

// sendTagged sends an answer with the tag of what stands in it, or says that the caller has it already.
func (b *buffered) sendTagged(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "private, no-cache")
	w.Header().Set("Vary", "Authorization")
	if Had(w, r, b.body.Bytes()) {
		return
	}
	b.send(w)
}

// Had sets the tag of an answer, and tells a caller who has the same answer already that it is still so: then nothing more is sent.
func Had(w http.ResponseWriter, r *http.Request, body []byte) bool {
	sum := sha256.Sum256(body)
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:16]) + `"`
	w.Header().Set("ETag", tag)
	for one := range strings.SplitSeq(r.Header.Get("If-None-Match"), ",") {
		if one = strings.TrimPrefix(strings.TrimSpace(one), "W/"); one == tag || one == "*" {
			w.Header().Del("Content-Type")
			w.WriteHeader(http.StatusNotModified)
			return true
		}
	}
	return false
}

// asked is a question: the parameters of its address.
type asked struct{ query url.Values }

// Resolve takes the parameters as they stand.
func (q *asked) Resolve(ctx huma.Context) []error {
	u := ctx.URL()
	var err error
	if q.query, err = url.ParseQuery(u.RawQuery); err != nil {
		return []error{&huma.ErrorDetail{Message: "the query cannot be read: " + err.Error(), Location: "query"}}
	}
	return nil
}

// answer is a body in JSON.
type answer[T any] struct {
	Link string `header:"Link"`
	Body T
}

// view asks in one state of the register, and names what went wrong.
func (a *API) view(ctx context.Context, f func(tx store.Reader) error) error {
	return a.fault(ctx, a.Register.Store().View(ctx, f))
}

// fault makes of an error what its caller may know of it.
func (a *API) fault(ctx context.Context, err error) error {
	var param *ask.ErrParam
	var unread *clean.Error
	var said huma.StatusError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &said):
		return said
	case errors.As(err, &param):
		return huma.Error422UnprocessableEntity(param.Error(), &huma.ErrorDetail{Message: param.Message, Location: "query." + param.Name, Value: param.Value})
	case errors.Is(err, register.ErrUnfit):
		return huma.Error422UnprocessableEntity(err.Error())
	case errors.Is(err, store.ErrQuestion), errors.Is(err, ask.ErrAmbiguous):
		return huma.Error422UnprocessableEntity(err.Error())
	case errors.Is(err, store.ErrNotFound), errors.Is(err, ask.ErrNoSuch):
		return huma.Error404NotFound("nothing has this id")
	case errors.As(err, &unread):
		return huma.Error422UnprocessableEntity(unread.Message, &huma.ErrorDetail{Message: string(unread.Code), Location: "body"})
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return huma.Error503ServiceUnavailable("the answer took too long")
	}
	a.Log.ErrorContext(ctx, "answer failed", "error", err)
	return huma.Error500InternalServerError("the answer could not be made")
}
