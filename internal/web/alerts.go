package web

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"rawi/internal/alert"
	"rawi/internal/ask"
	"rawi/internal/fetch"
	"rawi/internal/store"
)

// alertsPage are the saved searches, and one that may be saved.
type alertsPage struct {
	Fresh   *saved       // not kept yet: what somebody came to save
	New     *store.Watch // was saved this moment; its secret is shown this once
	Saved   []saved
	Sending bool // there is a way out to receivers
}

// saved is a saved search as people read it.
type saved struct {
	store.Watch
	Params     []field
	Open       string // its list
	Feed       string
	Receiver   string // host of the target: the rest of the address may be known to its owner alone
	Deliveries []store.Delivery
}

// shownDeliveries is how many deliveries of a search are shown.
const shownDeliveries = 8

func (s *Server) alerts(p *page) error {
	d := &alertsPage{Sending: s.Outside != nil}
	p.name, p.data = "alerts", d
	q := p.r.URL.Query()
	if list := q.Get("list"); slices.Contains(feeds, list) {
		w, err := s.asWatch(p.tx, list, q)
		if err != nil {
			return err
		}
		fresh := savedOf(w)
		fresh.Name = describe(s.frame(p), fresh)
		d.Fresh = &fresh
	}
	return s.savedSearches(p.tx, d)
}

func (s *Server) savedSearches(tx store.Reader, d *alertsPage) error {
	watches, err := tx.Watches()
	if err != nil {
		return err
	}
	for _, w := range slices.Backward(watches) {
		x := savedOf(w)
		if w.Target != "" {
			if x.Deliveries, err = tx.Deliveries(w.ID, shownDeliveries); err != nil {
				return err
			}
		}
		d.Saved = append(d.Saved, x)
	}
	return nil
}

// asWatch makes a saved search of a list narrowed by parameters, if it is a question.
func (s *Server) asWatch(tx store.Reader, list string, q url.Values) (store.Watch, error) {
	q = follow(q)
	var wrong *ask.ErrParam
	if _, err := (ask.Asker{Search: s.Search}).Filter(tx, list, q); errors.As(err, &wrong) {
		return store.Watch{}, &problem{http.StatusUnprocessableEntity, "question", wrong.Error()}
	} else if err != nil {
		return store.Watch{}, err
	}
	return store.Watch{List: list, Query: q.Encode()}, nil
}

// follow is what narrows a list, without how it is shown.
func follow(q url.Values) url.Values {
	out := url.Values{}
	for name, v := range q {
		if !slices.Contains([]string{"cursor", "sort", "desc", "limit", "lang", "list"}, name) && strings.Join(v, "") != "" {
			out[name] = v
		}
	}
	return out
}

func savedOf(w store.Watch) saved {
	q := w.Questions()
	x := saved{Watch: w, Open: "/" + w.List + "?" + w.Query, Feed: feedAddress(w.List, w.Language, q)}
	if target, err := fetch.Parse(w.Target); err == nil {
		x.Receiver = target.Host
	}
	for _, param := range ask.Params(w.List) {
		if v := strings.Join(q[param.Name], ", "); v != "" {
			x.Params = append(x.Params, field{param, v, "web.by." + param.Name})
		}
	}
	return x
}

// describe is a search in one line.
func describe(f frame, x saved) string {
	parts := []string{f.T("web.list." + x.List)}
	for _, p := range x.Params {
		if p.Flag {
			parts = append(parts, f.T(p.Label))
		} else {
			parts = append(parts, f.T(p.Label)+": "+f.Asked(p))
		}
	}
	return strings.Join(parts, " · ")
}

// Asked is the value of a parameter in words.
func (f frame) Asked(p field) string {
	var out []string
	for v := range strings.SplitSeq(p.Value, ", ") {
		switch p.Name {
		case "type":
			v = f.T("type." + strings.ToUpper(v))
		case "mode", "stage":
			v = f.T(p.Name + "." + v)
		case "reality", "polarity":
			v = f.T("web." + p.Name + "." + v)
		case "id", "doc", "story":
			v = v[:min(len(v), 10)]
		}
		out = append(out, v)
	}
	return strings.Join(out, f.T("web.and")+" ")
}

// watch saves a search.
func (s *Server) watch(p *page) error {
	p.r.Body = http.MaxBytesReader(p.w, p.r.Body, maxForm)
	q, err := url.ParseQuery(p.r.PostFormValue("query"))
	list := p.r.PostFormValue("list")
	if err != nil || !slices.Contains(feeds, list) {
		return &problem{http.StatusUnprocessableEntity, "question", p.r.PostFormValue("query")}
	}
	target := strings.TrimSpace(p.r.PostFormValue("target"))
	if _, err := fetch.Parse(target); target != "" && (err != nil || s.Outside == nil) {
		return &problem{http.StatusUnprocessableEntity, "target", target}
	}
	d := &alertsPage{Sending: s.Outside != nil}
	var w store.Watch
	err = s.Register.Store().View(p.r.Context(), func(tx store.Reader) (err error) {
		w, err = s.asWatch(tx, list, q)
		return err
	})
	if err != nil {
		return err
	}
	w.Name, w.Who, w.Language, w.Base, w.Target = strings.TrimSpace(p.r.PostFormValue("name")), s.who(p), p.set.Language, host(p.r), target
	w.Name = cmp.Or(w.Name, describe(frame{Words: p.words, Set: p.set}, savedOf(w)))
	if w, err = s.Alerts.Save(p.r.Context(), w); err != nil {
		return err
	}
	d.New = &w
	p.w.Header().Set("Cache-Control", "no-store") // of the secret
	return s.shown(p, "alerts", d, func(tx store.Reader) error { return s.savedSearches(tx, d) })
}

// shown answers a change with a page.
func (s *Server) shown(p *page, name string, data any, fill func(store.Reader) error) error {
	err := s.Register.Store().View(p.r.Context(), func(tx store.Reader) error {
		p.tx, p.name, p.data = tx, name, data
		p.body.Reset()
		if err := fill(tx); err != nil {
			return err
		}
		return s.render(p, http.StatusOK)
	})
	if err != nil {
		return err
	}
	p.send(s.Log)
	return nil
}

// tryWatch sends a receiver a message that is none.
func (s *Server) tryWatch(p *page) error {
	if s.Outside == nil {
		return fault(http.StatusUnprocessableEntity, "target")
	}
	if _, err := s.Alerts.Test(p.r.Context(), p.r.PathValue("id")); err != nil {
		return err
	}
	http.Redirect(p.w, p.r, "/alerts#"+p.r.PathValue("id"), http.StatusSeeOther)
	return nil
}

// unwatch forgets a saved search.
func (s *Server) unwatch(p *page) error {
	if err := s.Alerts.Remove(p.r.Context(), p.r.PathValue("id")); err != nil {
		return err
	}
	http.Redirect(p.w, p.r, "/alerts", http.StatusSeeOther)
	return nil
}

// answers are what answers a saved search: what these reports tell, or possible triggers, which any report may bring about.
func (s *Server) answers(tx store.Reader, w store.Watch, docs []string) ([]alert.Answer, error) {
	f, err := ask.Asker{Search: s.Search}.Filter(tx, w.List, w.Questions())
	if err != nil {
		return nil, err
	}
	if triggers := w.List == "agreements" && f.Triggered; triggers == (len(docs) > 0) {
		return nil, nil
	}
	if len(docs) > 0 {
		if len(f.Docs) > 0 {
			docs = slices.DeleteFunc(slices.Clone(docs), func(d string) bool { return !slices.Contains(f.Docs, d) })
		}
		if f.Docs = docs; len(docs) == 0 {
			return nil, nil
		}
	}
	f.Limit = feedLimit
	words := s.words[w.Language]
	if words == nil { // a language that is no more
		words = s.words[s.languages[0]]
	}
	feed := &feedWriter{tx: tx, added: map[string]time.Time{}, frame: frame{Words: words, Set: settings{Language: words.Language}, names: &names{tx: tx, known: map[string]map[string]string{}}}}
	for {
		if f.Cursor, err = feed.entries(w.List, f); err != nil {
			return nil, err
		}
		if f.Cursor == "" {
			break
		}
	}
	// What more reports can make of an event may come late; what one report tells is there with it.
	late := f.Triggered || f.Disputed || f.MinOrigins > 1
	var out []alert.Answer
	for _, e := range feed.out {
		x := alert.Answer{ID: e.ID, Title: e.Title, Path: e.Link.Href, Item: e.item}
		if !late {
			x.Since = e.at
		}
		out = append(out, x)
	}
	return out, nil
}
