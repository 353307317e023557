package web

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"rawi/internal/ask"
	"rawi/internal/store"
)

// A saved search is an address: its feed tells what answers it, the newest first. The form is Atom, RFC 4287.

// feeds are the lists that can be followed.
var feeds = []string{"events", "documents", "quotes", "agreements"}

// feedLimit is how many entries a feed has at most.
const feedLimit = 100

type feed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Links   []feedLink  `xml:"link"`
	Entries []feedEntry `xml:"entry"`
}

type feedLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type feedEntry struct {
	ID        string   `xml:"id"`
	Title     string   `xml:"title"`
	Updated   string   `xml:"updated"`
	Published string   `xml:"published,omitempty"`
	Link      feedLink `xml:"link"`
	Summary   string   `xml:"summary,omitempty"`

	at   time.Time
	item any // what it tells of
}

// feedAddress is where the feed of a list is: the same question, in the language of the interface. It is "" where a list has none.
func feedAddress(list, language string, q url.Values) string {
	if !slices.Contains(feeds, list) {
		return ""
	}
	to := follow(q)
	to.Set("list", list)
	to.Set("lang", language)
	return "/feed.atom?" + to.Encode()
}

// feed answers a saved search.
func (s *Server) feed(p *page) error {
	q := p.r.URL.Query()
	list := cmp.Or(q.Get("list"), "events")
	if !slices.Contains(feeds, list) {
		return store.ErrNotFound
	}
	for _, name := range []string{"list", "lang", "cursor", "sort", "desc"} {
		q.Del(name)
	}
	f, err := ask.Asker{Search: s.Search}.Filter(p.tx, list, q)
	var wrong *ask.ErrParam
	if errors.As(err, &wrong) {
		return &problem{http.StatusBadRequest, "question", wrong.Error()}
	}
	if err != nil {
		return err
	}
	if list != "agreements" {
		f.Sort, f.Desc = "seen", true
	}
	if f.Limit == 0 || f.Limit > feedLimit {
		f.Limit = feedLimit
	}
	w := &feedWriter{frame: s.frame(p), tx: p.tx, host: host(p.r), added: map[string]time.Time{}}
	if _, err := w.entries(list, f); err != nil {
		return err
	}
	return s.sendFeed(p, w, list, q)
}

// sendFeed writes a feed; who has it already is told that nothing is new.
func (s *Server) sendFeed(p *page, w *feedWriter, list string, q url.Values) error {
	slices.SortStableFunc(w.out, func(a, b feedEntry) int { return b.at.Compare(a.at) })
	updated := time.Unix(0, 0)
	if len(w.out) > 0 {
		updated = w.out[0].at
	}
	title := "rawi · " + w.frame.T("web.list."+list)
	if len(q) > 0 {
		plain, _ := url.QueryUnescape(q.Encode())
		title += " · " + plain
	}
	self := feedAddress(list, p.set.Language, q)
	b, err := xml.Marshal(feed{
		Lang: p.set.Language, ID: "urn:rawi:feed:" + store.Key(list, q.Encode()), Title: title, Updated: stamp(updated), Author: "rawi",
		Links:   []feedLink{{"self", "application/atom+xml", w.host + self}, {"alternate", "text/html", w.host + "/" + list + "?" + q.Encode()}},
		Entries: w.out,
	})
	if err != nil {
		return err
	}
	sum := sha256.Sum256(b)
	tag := `"` + hex.EncodeToString(sum[:12]) + `"`
	h := p.w.Header()
	h.Set("Content-Type", "application/atom+xml; charset=utf-8")
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Vary", "Cookie, Accept-Language")
	h.Set("ETag", tag)
	if p.r.Header.Get("If-None-Match") == tag {
		p.w.WriteHeader(http.StatusNotModified)
		return nil
	}
	if _, err := p.w.Write(append([]byte(xml.Header), b...)); err != nil {
		s.Log.Debug("reader went away", "error", err)
	}
	return nil
}

// host is the beginning of our addresses as the reader sees them.
func host(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// feedWriter makes entries.
type feedWriter struct {
	frame frame
	tx    store.Reader
	host  string
	added map[string]time.Time // when documents came
	out   []feedEntry
}

func (w *feedWriter) put(e feedEntry, path, doc, day string) error {
	at, err := w.when(doc, day)
	if err != nil {
		return err
	}
	e.ID, e.Title, e.at, e.Updated = "urn:rawi:"+e.ID, cmp.Or(e.Title, w.frame.T("untitled")), at, stamp(at)
	e.Link = feedLink{"alternate", "text/html", w.host + path}
	if t, err := time.Parse(time.DateOnly, day); err == nil {
		e.Published = stamp(t)
	}
	w.out = append(w.out, e)
	return nil
}

// when is the moment in which the document came that first tells a thing; where none does, its day.
func (w *feedWriter) when(doc, day string) (time.Time, error) {
	if t, ok := w.added[doc]; ok {
		return t, nil
	}
	d, err := w.tx.Document(doc)
	if errors.Is(err, store.ErrNotFound) {
		t, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t = time.Unix(0, 0)
		}
		return t, nil
	}
	w.added[doc] = d.Added
	return d.Added, err
}

// entries are those of one page of a list.
func (w *feedWriter) entries(list string, f store.Filter) (next string, err error) {
	switch list {
	case "documents":
		return each(w.tx.Documents, f, func(d store.Document) error {
			return w.put(feedEntry{ID: "document:" + d.Key, Title: d.Title, Summary: d.Outlet, item: d}, "/report/"+d.Key, d.Key, d.Published)
		})
	case "quotes":
		return each(w.tx.Quotes, f, func(q store.Quote) error {
			title := short(q.Content)
			if q.SpeakerName != "" {
				title = w.frame.Name(q.Speaker, q.SpeakerName) + ": " + title
			}
			return w.put(feedEntry{ID: "quote:" + q.Key, Title: title, Summary: q.Content, item: q}, "/report/"+q.Doc+"#"+q.Local, q.Doc, q.Published)
		})
	case "agreements":
		if f.Triggered {
			return each(w.tx.Agreements, f, w.triggers)
		}
		return each(w.tx.Agreements, f, func(a store.Agreement) error {
			doc, day := "", a.Signed
			if len(a.Stages) > 0 {
				doc, day = a.Stages[0].Doc, a.Stages[0].Seen
			}
			return w.put(feedEntry{ID: "agreement:" + a.Key, Title: a.Name, Summary: w.frame.T("stage." + a.Stage), item: a}, "/agreement/"+a.Key, doc, day)
		})
	}
	return each(w.tx.Events, f, func(e store.Event) error {
		return w.put(feedEntry{ID: "event:" + e.Key, Title: w.frame.told(e.What), item: e}, "/event/"+e.Key, e.FirstDoc, e.FirstSeen)
	})
}

// each hands over one page of a list.
func each[T any](ask func(store.Filter) (store.Page[T], error), f store.Filter, do func(T) error) (next string, err error) {
	page, err := ask(f)
	if err != nil {
		return "", err
	}
	for _, x := range page.Items {
		if err := do(x); err != nil {
			return "", err
		}
	}
	return page.Next, nil
}

// triggers are the events that match obligations of an agreement, an entry for each: a new one is news.
func (w *feedWriter) triggers(a store.Agreement) error {
	for _, t := range a.Triggers {
		e, err := w.tx.Event(t.Event)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		title := w.frame.T("web.triggered") + ": " + cmp.Or(a.Name, w.frame.T("untitled")) + " · " + w.frame.told(e.What)
		entry := feedEntry{ID: "trigger:" + a.Key + ":" + t.Obligation + ":" + t.Event, Title: title, Summary: t.TextSays, item: triggered{a.Key, t, e}}
		if err := w.put(entry, "/agreement/"+a.Key, e.FirstDoc, e.FirstSeen); err != nil {
			return err
		}
	}
	return nil
}

// triggered is a possible trigger of an agreement with its event.
type triggered struct {
	Agreement string        `json:"agreement"`
	Trigger   store.Trigger `json:"trigger"`
	Event     store.Event   `json:"event"`
}

// told is a deed in one line of text.
func (f frame) told(e store.What) string {
	var b strings.Builder
	if who := f.partyNames(e.Actors); who != "" {
		b.WriteString(who + ": ")
	}
	b.WriteString(f.T("type." + e.Type))
	if e.Mode != "" {
		b.WriteString(" (" + f.T("mode."+e.Mode) + ")")
	}
	if whom := f.partyNames(e.Recipients); whom != "" {
		arrow := " → "
		if f.Words.RightToLeft() {
			arrow = " ← "
		}
		b.WriteString(arrow + whom)
	}
	for _, more := range []string{e.Place.Name, f.Days(e.Start, e.End)} {
		if more != "" {
			b.WriteString(" · " + more)
		}
	}
	if e.Reality != "actual" {
		b.WriteString(" · " + f.T("reality."+e.Reality))
	}
	if e.Polarity == "negative" {
		b.WriteString(" · " + f.T("polarity.negative"))
	}
	return b.String()
}

func (f frame) partyNames(ps []store.Party) string {
	var out []string
	for _, x := range ps {
		out = append(out, strings.TrimSpace(f.Name(x.Entity, cmp.Or(x.Name, x.Country+" "+x.Sector))))
	}
	return strings.Join(out, f.T("web.and")+" ")
}

// short is the beginning of a text.
func short(text string) string {
	const long = 140
	runes := []rune(text)
	if len(runes) <= long {
		return text
	}
	return strings.TrimSpace(string(runes[:long])) + "…"
}
