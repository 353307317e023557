// Package web answers: how do people look, follow and correct?
//
// Pages are made on the server from templates, work without scripts, and stand in both directions of writing. The text of a report is
// always shown as text: nothing of it is ever markup. Every page may load only what this program serves.
package web

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"rawi/internal/alert"
	"rawi/internal/api"
	"rawi/internal/fetch"
	"rawi/internal/news"
	"rawi/internal/reading"
	"rawi/internal/register"
	"rawi/internal/search"
	"rawi/internal/store"
	"rawi/internal/view"
)

//go:embed templates static land.txt
var files embed.FS

// Explain reads a kept report again, and tells what was considered on the way.
type Explain func(ctx context.Context, old news.Record) (news.Record, reading.Trace, error)

// Options are what the pages are made of.
type Options struct {
	Register *register.Register
	Read     reading.Read
	Explain  Explain // nil: nobody is told what the rules considered
	Packs    fs.FS   // the interface words
	Language string  // of the pages for those who ask for none that there is; "": the first
	Log      *slog.Logger
	Writable func(*http.Request) bool // who may add and correct; nil: nobody
	User     func(*http.Request) string
	Outside  *fetch.Client // asks for the pages that people name, and reaches the receivers of alerts; nil: neither
}

// Server serves the pages.
type Server struct {
	Options
	Search    *search.Searcher // the register's
	Alerts    *alert.Alerts
	jobs      *jobs
	languages []string         // of the interface, the usual one first
	matcher   language.Matcher // finds the best of them for what a browser asks for
	words     map[string]*view.Words
	pages     map[string]*template.Template
	land      []ring // outlines for the map
	hash      string // of the static files: a new program has new addresses for them
	mux       *http.ServeMux
	counts    counts
}

// New makes the pages.
func New(o Options) (*Server, error) {
	s := &Server{Options: o, Search: o.Register.Search(), words: map[string]*view.Words{}, pages: map[string]*template.Template{}, jobs: newJobs(), mux: http.NewServeMux()}
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
	if err := s.speak(); err != nil {
		return nil, fmt.Errorf("make pages: %w", err)
	}
	if err := s.parse(); err != nil {
		return nil, fmt.Errorf("make pages: %w", err)
	}
	var err error
	if s.land, err = readLand(); err != nil {
		return nil, fmt.Errorf("make pages: %w", err)
	}
	alerts := alert.Options{Store: o.Register.Store(), Answers: s.answers, Log: s.Log}
	if o.Outside != nil {
		alerts.Transport = o.Outside.Transport()
	}
	s.Alerts = alert.New(alerts)
	s.route()
	return s, nil
}

// Run does what goes on beside the answers until ctx ends: receivers are told. What is being added then is given a moment to end.
func (s *Server) Run(ctx context.Context) {
	s.Alerts.Run(ctx)
	s.jobs.stop()
}

// speak reads the words of every language whose pack has some for the pages.
func (s *Server) speak() (err error) {
	if s.languages, err = view.Languages(s.Packs); err != nil {
		return err
	}
	var tags []language.Tag
	slices.SortStableFunc(s.languages, func(a, b string) int { return usualFirst(a, b, s.Language) })
	for _, l := range s.languages {
		if s.words[l], err = view.Load(s.Packs, l); err != nil {
			return err
		}
		tags = append(tags, language.Make(l))
	}
	s.matcher = language.NewMatcher(tags)
	return nil
}

func usualFirst(a, b, usual string) int {
	switch usual {
	case a:
		return -1
	case b:
		return 1
	}
	return 0
}

// parse reads the templates: each page is the layout, the parts, and its own file.
func (s *Server) parse() error {
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		return err
	}
	base := template.New("layout.html").Funcs(funcs)
	if _, err := base.ParseFS(files, "templates/layout.html", "templates/parts.html"); err != nil {
		return err
	}
	for _, file := range names {
		name := strings.TrimSuffix(strings.TrimPrefix(file, "templates/"), ".html")
		if name == "layout" || name == "parts" {
			continue
		}
		t, err := template.Must(base.Clone()).ParseFS(files, file)
		if err != nil {
			return err
		}
		s.pages[name] = t
	}
	h := sha256.New()
	err = fs.WalkDir(files, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(files, name)
		h.Write(b)
		return err
	})
	s.hash = hex.EncodeToString(h.Sum(nil)[:6])
	return err
}

func (s *Server) route() {
	static, err := fs.Sub(files, "static")
	if err != nil {
		panic(err) // it is inside the program
	}
	s.mux.Handle("GET /static/{hash}/", http.StripPrefix("/static/"+s.hash, cached(http.FileServerFS(static))))
	s.mux.HandleFunc("GET /{$}", s.page(s.start))
	s.mux.HandleFunc("GET /report/{key}", s.page(s.report))
	s.mux.HandleFunc("GET /report/{key}/explain/{id}", s.page(s.explain))
	s.mux.HandleFunc("GET /event/{key}", s.page(s.event))
	s.mux.HandleFunc("GET /chain/{key}", s.page(s.chain))
	s.mux.HandleFunc("GET /story/{key}", s.page(s.story))
	s.mux.HandleFunc("GET /agreement/{key}", s.page(s.agreement))
	s.mux.HandleFunc("GET /entity/{key}", s.page(s.entity))
	s.mux.HandleFunc("GET /search", s.page(s.find))
	for _, list := range lists {
		s.mux.HandleFunc("GET /"+list, s.page(func(p *page) error { return s.list(p, list) }))
	}
	s.mux.HandleFunc("GET /timeline", s.page(s.timeline))
	s.mux.HandleFunc("GET /network", s.page(s.network))
	s.mux.HandleFunc("GET /map", s.page(s.atlas))
	s.mux.HandleFunc("GET /add", s.page(s.addForm))
	s.mux.HandleFunc("POST /add", s.writing(s.add))
	s.mux.HandleFunc("GET /add/{id}", s.page(s.progress))
	s.mux.HandleFunc("GET /review", s.page(s.queue))
	s.mux.HandleFunc("GET /review/{key}", s.page(s.reviewOne))
	s.mux.HandleFunc("POST /review/{key}", s.writing(s.decide))
	s.mux.HandleFunc("GET /review/{doc}/{id}", s.page(s.reviewOne))
	s.mux.HandleFunc("POST /review/{doc}/{id}", s.writing(s.decide))
	s.mux.HandleFunc("GET /decisions", s.page(s.decisionList))
	s.mux.HandleFunc("POST /decisions/{id}/undo", s.writing(s.undo))
	s.mux.HandleFunc("GET /entity/{key}/merge", s.page(s.mergeForm))
	s.mux.HandleFunc("POST /entity/{key}/merge", s.writing(s.merge))
	s.mux.HandleFunc("POST /entity/{key}/split", s.writing(s.split))
	s.mux.HandleFunc("GET /feed.atom", s.page(s.feed))
	s.mux.HandleFunc("GET /alerts", s.page(s.alerts))
	s.mux.HandleFunc("POST /alerts", s.writing(s.watch))
	s.mux.HandleFunc("POST /alerts/{id}/test", s.writing(s.tryWatch))
	s.mux.HandleFunc("POST /alerts/{id}/remove", s.writing(s.unwatch))
	s.mux.HandleFunc("POST /settings", s.settings)
}

// ServeHTTP serves a page. Whatever it shows, it may load nothing from elsewhere and run no script but ours.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	s.mux.ServeHTTP(w, r)
}

// Route is the pattern of the addresses to which a request belongs; "" where there is no page at its address.
func (s *Server) Route(r *http.Request) string {
	_, pattern := s.mux.Handler(r)
	return pattern
}

// cached lets a file be kept for ever: its address changes with what stands in it.
func cached(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		next.ServeHTTP(w, r)
	})
}

// page is one answer being made.
type page struct {
	w     http.ResponseWriter
	r     *http.Request
	tx    store.Reader
	words *view.Words
	set   settings
	name  string // of the template
	data  any

	body   bytes.Buffer
	status int
}

// settings are what a reader chose; they stand in a cookie.
type settings struct {
	Language string // en, ar
	Theme    string // auto, light, dark
	Digits   string // latin, arabic
	Time     string // of a time axis: auto, ltr, rtl
}

// choices are the values that each setting may have; the first is the default. The languages are added to them.
var choices = map[string][]string{
	"theme":  {"auto", "light", "dark"},
	"digits": {"latin", "arabic"},
	"time":   {"auto", "ltr", "rtl"},
}

// choices are the values that a setting may have.
func (s *Server) choices(name string) []string {
	if name == "language" {
		return s.languages
	}
	return choices[name]
}

// settingNames are all settings, in the order in which they are shown.
var settingNames = []string{"language", "theme", "digits", "time"}

const settingsCookie = "rawi_settings"

func (s *Server) chosen(r *http.Request) settings {
	values := map[string]string{}
	for _, name := range settingNames {
		values[name] = s.choices(name)[0]
	}
	if asked := r.Header.Get("Accept-Language"); asked != "" {
		_, i := language.MatchStrings(s.matcher, asked)
		values["language"] = s.languages[i]
	}
	if c, err := r.Cookie(settingsCookie); err == nil {
		for part := range strings.SplitSeq(c.Value, "&") {
			if name, v, ok := strings.Cut(part, "="); ok && slices.Contains(s.choices(name), v) {
				values[name] = v
			}
		}
	}
	if v := r.URL.Query().Get("lang"); slices.Contains(s.languages, v) {
		values["language"] = v
	}
	return settings{values["language"], values["theme"], values["digits"], values["time"]}
}

// settings keeps what a reader chose, and goes back to where they were.
func (s *Server) settings(w http.ResponseWriter, r *http.Request) {
	if !sameOrigin(r) {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	var parts []string
	for _, name := range settingNames {
		if v := r.PostFormValue(name); slices.Contains(s.choices(name), v) {
			parts = append(parts, name+"="+v)
		}
	}
	http.SetCookie(w, &http.Cookie{Name: settingsCookie, Value: strings.Join(parts, "&"), Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	http.Redirect(w, r, local(r.PostFormValue("back"), "/"), http.StatusSeeOther)
}

// local is an address of ours, whoever wrote it.
func local(back, otherwise string) string {
	if !strings.HasPrefix(back, "/") || strings.HasPrefix(back, "//") || strings.HasPrefix(back, "/\\") {
		return otherwise
	}
	return back
}

// sameOrigin tells a request that one of our own pages made from one that another site did. Browsers say it; a program that says
// nothing has no cookies to abuse.
func sameOrigin(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return true
	case "":
		origin := r.Header.Get("Origin")
		return origin == "" || strings.TrimPrefix(strings.TrimPrefix(origin, "https://"), "http://") == r.Host
	}
	return false
}

// page makes a handler of what fills a page, in one state of the register.
func (s *Server) page(fill func(*page) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		p := &page{w: w, r: r, set: s.chosen(r)}
		p.words = s.words[p.set.Language]
		err := s.Register.Store().View(r.Context(), func(tx store.Reader) error {
			p.tx = tx
			if err := fill(p); err != nil || p.name == "" {
				return err
			}
			return s.render(p, http.StatusOK) // names are looked up in the same state
		})
		if err != nil {
			s.finish(p, err)
			return
		}
		p.send(s.Log)
	}
}

// writing makes a handler of what changes the register.
func (s *Server) writing(do func(*page) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		p := &page{w: w, r: r, set: s.chosen(r)}
		p.words = s.words[p.set.Language]
		if !sameOrigin(r) || !s.mayWrite(r) {
			s.finish(p, fault(http.StatusForbidden, "forbidden"))
			return
		}
		if err := do(p); err != nil {
			s.finish(p, err)
		}
	}
}

// mayWrite tells who may add and correct.
func (s *Server) mayWrite(r *http.Request) bool { return s.Writable != nil && s.Writable(r) }

// problem is an answer that is no page.
type problem struct {
	status int
	key    string // of the words that say it
	detail string
}

func (e *problem) Error() string { return e.key + ": " + e.detail }

func fault(status int, key string) error { return &problem{status: status, key: key} }

// finish shows what went wrong.
func (s *Server) finish(p *page, err error) {
	var bad *problem
	switch {
	case errors.Is(err, context.Canceled):
		return
	case errors.Is(err, store.ErrNotFound):
		bad = &problem{status: http.StatusNotFound, key: "not_found"}
	case !errors.As(err, &bad):
		s.Log.ErrorContext(p.r.Context(), "page failed", "path", p.r.URL.Path, "error", err)
		bad = &problem{status: http.StatusInternalServerError, key: "failed"}
	}
	p.name, p.data, p.tx = "problem", bad, nil
	if err := s.render(p, bad.status); err != nil {
		s.Log.ErrorContext(p.r.Context(), "template failed", "page", p.name, "error", err)
		http.Error(p.w, "internal error", http.StatusInternalServerError)
		return
	}
	p.send(s.Log)
}

// Key and Detail are for the template.
func (e *problem) Key() string    { return "web.problem." + e.key }
func (e *problem) Detail() string { return e.detail }

// render makes the page; nothing is sent yet.
func (s *Server) render(p *page, status int) error {
	p.status = status
	return s.pages[p.name].Execute(&p.body, s.frame(p))
}

// frame is what is said around a page's own matter.
func (s *Server) frame(p *page) frame {
	return frame{Words: p.words, Set: p.set, Path: p.r.URL.RequestURI(), Hash: s.hash, Page: p.name, Data: p.data,
		Query: p.r.URL.Query().Get("q"), server: s, Writable: s.mayWrite(p.r), names: &names{tx: p.tx, known: map[string]map[string]string{}}}
}

// send sends the page that was made.
func (p *page) send(log *slog.Logger) {
	if p.name == "" { // answered already
		return
	}
	p.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	p.w.Header().Set("Cache-Control", "private, no-cache")
	p.w.Header().Set("Vary", "Cookie, Accept-Language")
	if p.status == http.StatusOK && p.r.Method == http.MethodGet && api.Had(p.w, p.r, p.body.Bytes()) {
		return
	}
	p.w.WriteHeader(p.status)
	if _, err := p.body.WriteTo(p.w); err != nil {
		log.Debug("reader went away", "error", err)
	}
}

// names gives entities their names in the language of the interface.
type names struct {
	tx    store.Reader
	known map[string]map[string]string
}

func (n *names) of(key, language, otherwise string) string {
	if key == "" || n.tx == nil {
		return otherwise
	}
	all, ok := n.known[key]
	if !ok {
		e, err := n.tx.Entity(key)
		if err != nil { // a name is no reason to show no page
			return otherwise
		}
		all = e.Names
		n.known[key] = all
	}
	return cmp.Or(all[language], otherwise)
}

// nav are the pages that every page leads to.
var nav = []string{"stories", "events", "timeline", "network", "map", "quotes", "agreements", "origins", "documents", "entities", "alerts", "review"}

// frame is what every template sees.
type frame struct {
	Words    *view.Words
	Set      settings
	Path     string
	Hash     string
	Page     string
	Query    string
	Data     any
	Writable bool
	names    *names
	server   *Server
}

// Setting is a setting with its choices.
type Setting struct {
	Name, Of string
	Choices  []Choice
}

// Choice is a value of a setting in words.
type Choice struct{ Value, Words string }

// Settings are all settings with what was chosen. Each language is called what it calls itself.
func (f frame) Settings() []Setting {
	of := map[string]string{"language": f.Set.Language, "theme": f.Set.Theme, "digits": f.Set.Digits, "time": f.Set.Time}
	var out []Setting
	for _, name := range settingNames {
		one := Setting{Name: name, Of: of[name]}
		for _, v := range f.server.choices(name) {
			words := f.T("web.set." + name + "." + v)
			if name == "language" {
				words = f.server.words[v].Say("web.set.language.own")
			}
			one.Choices = append(one.Choices, Choice{v, words})
		}
		out = append(out, one)
	}
	return out
}

// Name is what an entity is called in the language of the interface.
func (f frame) Name(key, otherwise string) string { return f.names.of(key, f.Set.Language, otherwise) }

// T are the words for a key.
func (f frame) T(key string) string { return f.Words.Say(key) }

// Dir is the direction of the interface.
func (f frame) Dir() string {
	if f.Words.RightToLeft() {
		return "rtl"
	}
	return "ltr"
}

// TimeDir is the direction in which time runs.
func (f frame) TimeDir() string {
	if f.Set.Time == "auto" {
		return f.Dir()
	}
	return f.Set.Time
}

// Days is a stretch of time in words.
func (f frame) Days(start, end string) string { return f.N(f.Words.Days(start, end)) }

// Feed is where a list can be followed, narrowed as it is on this page.
func (f frame) Feed(list string) string {
	here, err := url.ParseRequestURI(f.Path)
	if err != nil {
		return ""
	}
	return feedAddress(list, f.Set.Language, here.Query())
}

// Alert is where a list can be saved as a search, narrowed as it is on this page.
func (f frame) Alert(list string) string {
	here, err := url.ParseRequestURI(f.Path)
	if err != nil {
		return "/alerts"
	}
	q := follow(here.Query())
	q.Set("list", list)
	return "/alerts?" + q.Encode()
}

// Day is a day in words.
func (f frame) Day(iso string) string { return f.Days(iso, iso) }

// N writes figures in the digits that the reader chose.
func (f frame) N(v any) string {
	s := fmt.Sprint(v)
	if f.Set.Digits != "arabic" {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r - '0' + '\u0660'
		}
		return r
	}, s)
}

// Many is a number of things in words.
func (f frame) Many(what string, n any) string {
	var count int64
	switch v := n.(type) {
	case int:
		count = int64(v)
	case int64:
		count = v
	}
	return f.Words.Counted("count."+what, count, f.N(n))
}

// With is the frame around other data, for parts of pages.
func (f frame) With(data any) frame {
	f.Data = data
	return f
}

var funcs = template.FuncMap{
	"nav":      func() []string { return nav },
	"quads":    func() []int { return []int{1, 2, 3, 4} },
	"pictures": func() []string { return pictures },
	"queues":   func() []string { return queues },
	"lower":    strings.ToLower,
	"join":     strings.Join,
	"or2":      func(a, b string) string { return cmp.Or(a, b) },
	"percent":  func(v float64) int { return int(v*100 + .5) },
	"ago":      func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04") },
	"short":    func(key string) string { return key[:min(10, len(key))] },
	"has":      slices.Contains[[]string],
	"map": func(kv ...any) map[string]any {
		m := map[string]any{}
		for i := 0; i+1 < len(kv); i += 2 {
			m[fmt.Sprint(kv[i])] = kv[i+1]
		}
		return m
	},
}
