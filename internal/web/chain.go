package web

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"

	"rawi/internal/news"
	"rawi/internal/register"
	"rawi/internal/store"
)

// chainPage is the way that one telling took from the one on whose word it is to the page, and who else tells the event.
type chainPage struct {
	Telling store.Telling
	Doc     store.Document
	Event   store.Event
	Steps   []step
	Own     bool   // nobody is named: the report tells it in its own voice
	Under   string // whose word it counts as, where the report names its source for it elsewhere
	Origins []register.Origin
	Parties []string // names of the origins that are parties to the event
}

// step is one who passes the word on; the last one is the one whose word it is.
type step struct {
	store.Link
	NameAt string // where the report names them
	CueAt  string // where it says that they say so
	Final  bool
}

func (s *Server) chain(p *page) error {
	d := &chainPage{}
	var err error
	if d.Telling, err = p.tx.Telling(p.r.PathValue("key")); err != nil {
		return err
	}
	if d.Doc, err = p.tx.Document(d.Telling.Doc); err != nil {
		return err
	}
	if d.Event, err = p.tx.Event(d.Telling.Event); err != nil {
		return err
	}
	rec, err := p.tx.Record(d.Doc.Key)
	if err != nil {
		return err
	}
	var links []news.Link
	if i := slices.IndexFunc(rec.Events, func(e news.Event) bool { return e.ID == d.Telling.Local }); i >= 0 {
		links = rec.Events[i].Attribution
	}
	d.Own = len(d.Telling.Chain) == 0
	d.Steps = chainSteps(d.Doc, d.Telling.Chain, links)
	tellings, err := p.tx.TellingsOf(d.Event.Key)
	if err != nil {
		return err
	}
	if d.Origins, err = s.Register.OriginsOf(p.tx, d.Event, tellings); err != nil {
		return err
	}
	if d.Own {
		if d.Under = source(d.Origins, d.Telling); d.Under != "" {
			d.Steps[len(d.Steps)-1].Final = false
		}
	}
	for _, o := range d.Origins {
		if o.Party && o.Name != "" {
			d.Parties = append(d.Parties, o.Name)
		}
	}
	p.name, p.data = "chain", d
	return nil
}

// source is whom the report of a telling names for the event in another place of it, if it does.
func source(origins []register.Origin, t store.Telling) string {
	for _, o := range origins {
		if !slices.ContainsFunc(o.Tellings, func(x store.Telling) bool { return x.Key == t.Key }) {
			continue
		}
		if slices.ContainsFunc(o.Tellings, func(x store.Telling) bool { return x.Doc == t.Doc && len(x.Chain) > 0 }) {
			return o.Name
		}
	}
	return ""
}

// chainSteps are the links of a chain from the page to the word. A chain need not repeat what the page says of itself: its publisher, and the
// agency whose report it prints, stand before it.
func chainSteps(doc store.Document, chain []store.Link, links []news.Link) []step {
	var out []step
	if len(chain) == 0 || chain[0].Role != "publisher" {
		out = append(out, step{Link: store.Link{Role: "publisher", Entity: doc.OutletKey, Name: cmp.Or(doc.Outlet, site(doc.URL))}})
		if doc.Origin != "" && doc.Origin != doc.Outlet && !inChain(chain, doc.OriginKey, doc.Origin) {
			out = append(out, step{Link: store.Link{Role: "relay", Entity: doc.OriginKey, Name: doc.Origin}})
		}
	}
	for i, l := range chain {
		x := step{Link: l}
		if len(links) == len(chain) { // as it was read
			x.NameAt, x.CueAt = stretch(doc.Key, links[i].Span), stretch(doc.Key, links[i].Cue)
		}
		out = append(out, x)
	}
	if n := len(out); n > 0 {
		out[n-1].Final = true
	}
	return out
}

// site is whose page an address is.
func site(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// inChain reports whether somebody is a link of a chain.
func inChain(chain []store.Link, key, name string) bool {
	return slices.ContainsFunc(chain, func(l store.Link) bool { return key != "" && l.Entity == key || name != "" && l.Name == name })
}

// stretch is the address of a stretch of a report: it is marked there, and the page opens at it.
func stretch(doc string, s *news.Span) string {
	if s == nil || s.Zero() {
		return ""
	}
	return fmt.Sprintf("/report/%s?p=%d-%d#p=%[2]d-%[3]d", doc, s.Start, s.End)
}
