package web

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"rawi/internal/ask"
	"rawi/internal/store"
)

// lists are those that have a page of their own.
var lists = []string{"events", "documents", "quotes", "agreements", "stories", "entities", "origins"}

// startPage is what is new, what is contested, and what was possibly triggered.
type startPage struct {
	Status    store.Status
	Stories   []store.Story
	Contested []store.Event
	Triggered []store.Agreement
}

// newest is how many of each the start page shows.
const newest = 8

// counts remember how much the register holds. To count a large one takes longer than all else on the start page: a count holds for a hundred
// times as long as it took.
type counts struct {
	mu    sync.Mutex
	last  store.Status
	until time.Time
}

func (c *counts) of(tx store.Reader) (store.Status, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	begun := time.Now()
	if begun.Before(c.until) {
		return c.last, nil
	}
	st, err := tx.Status()
	if err == nil {
		now := time.Now()
		c.last, c.until = st, now.Add(100*now.Sub(begun))
	}
	return st, err
}

func (s *Server) start(p *page) error {
	d := &startPage{}
	var err error
	if d.Status, err = s.counts.of(p.tx); err != nil {
		return err
	}
	stories, err := p.tx.Stories(store.Filter{Sort: "day", Desc: true, Limit: newest})
	if err != nil {
		return err
	}
	contested, err := p.tx.Events(store.Filter{Disputed: true, Sort: "seen", Desc: true, Limit: newest})
	if err != nil {
		return err
	}
	triggered, err := p.tx.Agreements(store.Filter{Triggered: true, Limit: newest})
	if err != nil {
		return err
	}
	d.Stories, d.Contested, d.Triggered = stories.Items, contested.Items, triggered.Items
	p.name, p.data = "start", d
	return nil
}

// listPage is a list and what narrows it.
type listPage struct {
	asking
	Items any
	Next  string // address of what follows

	Facets []facet // of events
	Relays relays  // whom the outlets relay: with the sources alone
}

// asking is how a page was narrowed.
type asking struct {
	List   string // the page
	Params []field
	Own    []field // of this page alone, kept where the others are changed
	Values url.Values
	Wrong  string // what is wrong with the question
}

// asked reads what narrows a page by the parameters of a list. Parameters of its own are kept apart.
func asked(p *page, name, list string, own ...string) asking {
	q := p.r.URL.Query()
	a := asking{List: name, Values: q}
	for _, name := range own {
		if v := q.Get(name); v != "" {
			a.Own = append(a.Own, field{ask.Param{Name: name}, v, ""})
		}
		q.Del(name)
	}
	q.Del("lang")
	for name, v := range q {
		if len(v) == 0 || strings.Join(v, "") == "" {
			q.Del(name)
		}
	}
	for _, param := range ask.Params(list) {
		if param.Name == "limit" || param.Name == "cursor" || param.Name == "id" || param.Name == "desc" && !q.Has("desc") {
			continue
		}
		a.Params = append(a.Params, field{param, strings.Join(q[param.Name], ","), "web.by." + param.Name})
	}
	return a
}

// filter makes the filter of the question. What is wrong with it is kept to be shown; then there is no filter.
func (s *Server) filter(p *page, a *asking, list string) (f store.Filter, ok bool, err error) {
	f, err = ask.Asker{Search: s.Search}.Filter(p.tx, list, a.Values)
	var wrong *ask.ErrParam
	if errors.As(err, &wrong) {
		a.Wrong = wrong.Error()
		return f, false, nil
	}
	return f, err == nil, err
}

// field is a way to narrow a list, with its present value.
type field struct {
	ask.Param
	Value string
	Label string
}

// frequent are the fields that stand open; the others unfold.
var frequent = []string{"text", "type", "party", "country", "from", "to"}

// Frequent tells a field that stands open.
func (f field) Frequent() bool { return slices.Contains(frequent, f.Name) }

func (s *Server) list(p *page, list string) error {
	d := &listPage{asking: asked(p, list, list)}
	p.name, p.data = "list", d
	q := d.Values
	if !q.Has("sort") && !q.Has("desc") && list != "origins" && list != "entities" {
		q.Set("desc", "true")
	}
	f, ok, err := s.filter(p, &d.asking, list)
	if !ok {
		return err
	}
	next, err := s.fill(p.tx, d, f)
	if err != nil {
		return err
	}
	if list == "events" && f.Cursor == "" {
		d.Facets, err = facets(s.frame(p), p.tx, f, q, func(_ string, change url.Values) string { return "/events?" + narrowed(q, change).Encode() })
		if err != nil {
			return err
		}
	}
	if list == "origins" && f.Cursor == "" {
		if d.Relays, err = relaysOf(p.tx, f); err != nil {
			return err
		}
	}
	if next != "" {
		q.Set("cursor", next)
		d.Next = "/" + list + "?" + q.Encode()
	}
	return nil
}

// fill asks for the list.
func (s *Server) fill(tx store.Reader, d *listPage, f store.Filter) (next string, err error) {
	switch d.List {
	case "events":
		return into(d, tx, f, store.Reader.Events)
	case "documents":
		return into(d, tx, f, store.Reader.Documents)
	case "quotes":
		return into(d, tx, f, store.Reader.Quotes)
	case "agreements":
		return into(d, tx, f, store.Reader.Agreements)
	case "stories":
		return into(d, tx, f, store.Reader.Stories)
	case "entities":
		return into(d, tx, f, store.Reader.Entities)
	}
	return into(d, tx, f, store.Reader.Origins)
}

// into puts a list on its page.
func into[T any](d *listPage, tx store.Reader, f store.Filter, get func(store.Reader, store.Filter) (store.Page[T], error)) (next string, err error) {
	page, err := get(tx, f)
	d.Items = page.Items
	return page.Next, err
}

// searchPage is what reports answer to words.
type searchPage struct {
	Text     string
	Hits     []hit
	Sounds   bool // names were found by what is heard of them
	Entities []store.Entity
	Facets   []facet
	Params   []field // by which the answers are narrowed
	Next     string
}

// hit is a report with the words that answer, cut where they begin and end.
type hit struct {
	store.Hit
	Parts []snippetPart
}

type snippetPart struct {
	Text   string
	Answer bool
}

func (s *Server) find(p *page) error {
	asked := p.r.URL.Query()
	text := strings.TrimSpace(asked.Get("q"))
	d := &searchPage{Text: text}
	p.name, p.data = "search", d
	if text == "" {
		return nil
	}
	found, err := ask.Named(p.tx, s.Search, text)
	if err != nil {
		return err
	}
	d.Entities = found[:min(len(found), newest)]
	q := url.Values{"text": {text}, "cursor": {asked.Get("cursor")}, "limit": {"20"}}
	for _, name := range []string{"language", "outlet", "from", "to"} {
		if v := asked.Get(name); v != "" {
			q.Set(name, v)
			d.Params = append(d.Params, field{ask.Param{Name: name}, v, "web.by." + name})
		}
	}
	page, sounds, err := ask.Answer(p.tx, s.Search, "documents", q, ask.Reports(s.Search))
	var wrong *ask.ErrParam
	if errors.As(err, &wrong) { // nothing answers what is no question
		return nil
	}
	if err != nil {
		return err
	}
	d.Sounds = sounds
	for _, h := range page.Items {
		d.Hits = append(d.Hits, hit{h, snippetParts(h)})
	}
	if page.Next != "" {
		more := follow(asked)
		more.Set("cursor", page.Next)
		d.Next = "/search?" + more.Encode()
	}
	if len(d.Hits) == 0 || q.Get("cursor") != "" {
		return nil
	}
	q.Del("limit")
	q.Del("cursor")
	f, err := ask.Asker{Search: s.Search}.Filter(p.tx, "events", q)
	if err != nil { // its words are no words of events
		return nil
	}
	d.Facets, err = facets(s.frame(p), p.tx, f, asked, func(by string, change url.Values) string {
		if by == "type" || by == "country" { // of events, not of reports
			return "/events?" + narrowed(q, change).Encode()
		}
		return "/search?" + narrowed(asked, change).Encode()
	})
	return err
}

func snippetParts(h store.Hit) []snippetPart {
	runes := []rune(h.Snippet)
	var out []snippetPart
	at := 0
	for _, m := range h.Marks {
		if m[0] < at || m[1] > len(runes) {
			continue
		}
		out = append(out, snippetPart{string(runes[at:m[0]]), false}, snippetPart{string(runes[m[0]:m[1]]), true})
		at = m[1]
	}
	return append(out, snippetPart{string(runes[at:]), false})
}
