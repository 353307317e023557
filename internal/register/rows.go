package register

import (
	"slices"
	"strings"
	"time"

	"rawi/internal/copies"
	"rawi/internal/news"
	"rawi/internal/store"
	"rawi/internal/text"
)

// Document makes the row of a report, which nothing but the report decides. The key is of the page and its words: spelling and layout that folding takes away make no new
// version.
func (r *Register) Document(rec news.Record) store.Document {
	d := rec.Document
	digest := store.Key("words", folded(r.opt.Search.Folder().Read(d.Text)))
	page := d.URL
	switch {
	case page != "":
	case d.ID != "" && !strings.HasPrefix(d.ID, "sha256:"):
		page = "id:" + d.ID
	default:
		page = "text:" + digest
	}
	doc := store.Document{
		Key: store.Key("document", page, digest), Page: page, Version: 1, Latest: true, ID: d.ID,
		URL: d.URL, Title: d.Title, Language: d.Language, Added: r.opt.Now().UTC(), Digest: digest, Coder: r.opt.Coder,
	}
	if d.Outlet != nil {
		doc.Outlet = d.Outlet.Name
	}
	if d.Origin != nil {
		doc.Origin = d.Origin.Name
	}
	if d.Published != nil {
		doc.Published, doc.Basis = d.Published.Date, d.Published.Basis
	}
	return doc
}

// folded is the words of a text in their folded spelling.
func folded(t *text.Text) string {
	var b strings.Builder
	for _, tok := range t.Tokens {
		if tok.Kind > text.Number {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(tok.Fold)
	}
	return b.String()
}

// version finds the other texts of the same page. Those that were there before are replaced; where one is newer than this, which then
// comes late, this one was replaced before it came.
func (p *placing) version() error {
	others, err := p.tx.Versions(p.doc.Page)
	if err != nil {
		return err
	}
	for _, o := range others {
		if p.doc.Met.IsZero() && !p.doc.Added.After(o.Since()) { // it comes now: only a clock that was set back says otherwise
			p.doc.Added = o.Since().Add(time.Microsecond)
		}
		if older(p.doc, o) {
			p.newer = append(p.newer, o)
			continue
		}
		p.doc.Version = max(p.doc.Version, o.Version+1)
		if o.Latest {
			p.replaces = append(p.replaces, o)
		}
	}
	p.doc.Latest = len(p.newer) == 0
	return nil
}

// older orders the texts of one page by when they were come upon. Of two that crawlers met in the same moment any may be the first, as
// long as it is the same one in whatever order they come in.
func older(a, b store.Document) bool {
	if !a.Met.IsZero() && a.Met.Equal(b.Met) {
		return a.Key < b.Key
	}
	return a.Since().Before(b.Since())
}

// rows makes the rows of what the report tells. The entities have been resolved.
func (p *placing) rows() error {
	d := p.rec.Document
	if d.Outlet != nil {
		p.doc.OutletKey = p.entities[d.Outlet.Entity].Key
	}
	if d.Origin != nil {
		p.doc.OriginKey = p.entities[d.Origin.Entity].Key
	}
	for _, tok := range p.text.Tokens {
		if tok.Kind == text.Word {
			p.doc.Words++
		}
	}
	keys := map[string]string{}
	for _, e := range p.rec.Events {
		t := p.telling(e)
		keys[e.ID] = t.Key
		p.tellings = append(p.tellings, t)
	}
	for _, q := range p.rec.Quotes {
		p.quotes = append(p.quotes, p.quote(q, keys))
	}
	return nil
}

func (p *placing) telling(e news.Event) store.Telling {
	t := store.Telling{
		What: store.What{
			Type: e.Type, Mode: e.Mode, Contexts: e.Contexts, CAMEO: e.CAMEO, Goldstein: e.Goldstein, Quad: e.Quad,
			Actors: p.parties(e.Actors), Recipients: p.parties(e.Recipients),
			Reality: e.Reality, Polarity: e.Polarity, Confidence: e.Confidence,
		},
		Doc: p.doc.Key, Local: e.ID, Chain: p.chain(e.Attribution),
		Quantities: e.Quantities, Anchor: e.Anchor, Evidence: e.Evidence, Rule: e.Rule, Background: e.Background,
		Outlet: p.doc.Outlet, OutletKey: p.doc.OutletKey, Published: p.doc.Published, Language: p.doc.Language,
	}
	t.Key = store.Key("telling", p.doc.Key, e.ID)
	t.Event = t.Key
	t.Rejected = p.rejected[e.ID]
	if e.Date != nil {
		t.Start, t.End, t.Basis = e.Date.Start, e.Date.End, e.Date.Basis
	}
	if e.Place != nil {
		t.Place = p.placeOf(*e.Place)
	}
	if c := e.Casualties; c != nil {
		t.Dead, t.Injured, t.Arrested = c.Dead, c.Injured, c.Arrested
	}
	t.Origin, t.OriginName = p.origin(t.Chain)
	return t
}

// origin is whose word it finally is: the last link of the chain, else the agency or outlet whose report this is.
func (p *placing) origin(chain []store.Link) (key, name string) {
	if len(chain) > 0 {
		last := chain[len(chain)-1]
		return last.Entity, last.Name
	}
	switch {
	case p.doc.OriginKey != "" || p.doc.Origin != "":
		return p.doc.OriginKey, p.doc.Origin
	case p.doc.OutletKey != "" || p.doc.Outlet != "":
		return p.doc.OutletKey, p.doc.Outlet
	}
	return "", ""
}

func (p *placing) parties(ps []news.Party) []store.Party {
	out := make([]store.Party, 0, len(ps))
	for _, x := range ps {
		e := p.entities[x.Entity]
		out = append(out, store.Party{Entity: e.Key, Name: e.Name, Country: x.Country, Sector: x.Sector})
	}
	return out
}

func (p *placing) chain(links []news.Link) []store.Link {
	out := make([]store.Link, 0, len(links))
	for _, l := range links {
		e := p.entities[l.Entity]
		s := store.Link{Role: l.Role, Entity: e.Key, Name: l.Name}
		if s.Name == "" {
			s.Name = e.Name
		}
		if l.Cue != nil {
			s.Cue = l.Cue.Text
		}
		out = append(out, s)
	}
	return out
}

func (p *placing) placeOf(x news.Place) store.Place {
	s := store.Place{Name: x.Name, Country: x.Country, GeoNames: x.GeoNames, Basis: x.Basis, Key: p.entities[x.Entity].Key}
	if x.Lat != nil && x.Lon != nil {
		s.Known, s.Lat, s.Lon = true, *x.Lat, *x.Lon
	}
	return s
}

func (p *placing) quote(q news.Quote, tellings map[string]string) store.Quote {
	s := store.Quote{
		Key: store.Key("quote", p.doc.Key, q.ID), Doc: p.doc.Key, Local: q.ID, Kind: q.Kind, Chain: p.chain(q.Attribution),
		Outlet: p.doc.Outlet, Published: p.doc.Published, Language: p.doc.Language, Day: p.doc.Published,
		CopyOf: p.doc.CopyOf,
	}
	var parts []string
	for i, c := range q.Content {
		if i == 0 {
			s.Start, s.End = c.Start, c.End
		}
		s.Start, s.End = min(s.Start, c.Start), max(s.End, c.End)
		parts = append(parts, c.Text)
	}
	s.Content = strings.Join(parts, " … ")
	if n := len(s.Chain); n > 0 {
		s.Speaker, s.SpeakerName = s.Chain[n-1].Entity, s.Chain[n-1].Name
	}
	if q.Date != nil && q.Date.Start != "" {
		s.Day = q.Date.Start
	}
	for _, id := range q.Events {
		if k := tellings[id]; k != "" {
			s.Events = append(s.Events, k)
		}
	}
	return s
}

// keep writes the rows. Events and story were found before, so that each row is written once.
func (p *placing) keep() error {
	if err := p.tx.PutDocument(p.doc, p.read, p.reg.opt.Search.Document(p.text, p.rec)); err != nil {
		return err
	}
	for _, r := range p.relations {
		if err := p.tx.PutRelation(r); err != nil {
			return err
		}
	}
	if err := p.tx.PutTellings(p.doc.Key, p.tellings); err != nil {
		return err
	}
	return p.tx.PutQuotes(p.doc.Key, p.quotes)
}

func (p *placing) retireOld() error {
	for _, o := range p.replaces {
		if err := p.retire(o); err != nil {
			return err
		}
	}
	return nil
}

// retire takes an older text of the page out of what counts; it stays to be looked up and compared.
func (p *placing) retire(old store.Document) error {
	old.Latest = false
	if err := p.tx.SetDocument(old); err != nil {
		return err
	}
	if err := p.tx.Unmark(store.DocWords, old.Key); err != nil {
		return err
	}
	if err := p.tx.Unmark(store.DocFacts, old.Key); err != nil {
		return err
	}
	quotes, err := p.tx.QuotesIn(old.Key)
	if err != nil {
		return err
	}
	for i := range quotes {
		quotes[i].Replaced = true
	}
	if err := p.tx.PutQuotes(old.Key, quotes); err != nil {
		return err
	}
	tellings, err := p.outdate(old.Key)
	if err != nil {
		return err
	}
	for i := range tellings {
		tellings[i].Replaced = true
	}
	return p.tx.PutTellings(old.Key, tellings)
}

// standBehind gives the report its number among the texts of its page, the story of the one that replaced it, and what ties it to its
// neighbours among them.
func (p *placing) standBehind() error {
	for i := range p.quotes {
		p.quotes[i].Replaced = true
	}
	p.sketch = copies.Make(p.reg.opt.Search.Folder(), &p.rec, p.text)
	var next store.Document
	for i, n := range p.newer {
		if i == 0 || older(n, next) {
			next = n
		}
		n.Version++
		if err := p.tx.SetDocument(n); err != nil {
			return err
		}
	}
	p.doc.Story = next.Story
	_, s, err := p.look(next.Key)
	if err != nil {
		return err
	}
	l := copies.Compare(s, p.sketch)
	l.Kind = versionKind
	p.relations = append(p.relations, relation(next.Key, p.doc.Key, l))
	return nil
}

// outdate notes the events that a document tells as ones to be told again without it, and gives its tellings.
func (p *placing) outdate(doc string) ([]store.Telling, error) {
	tellings, err := p.tx.TellingsIn(doc)
	for _, t := range tellings {
		if !slices.Contains(p.stale, t.Event) {
			p.stale = append(p.stale, t.Event)
		}
	}
	return tellings, err
}

// withdraw takes away what the document told before it was read or corrected anew.
func (p *placing) withdraw() error {
	old, err := p.outdate(p.doc.Key)
	if err != nil {
		return err
	}
	for i := range p.tellings { // what is told again stays in its event, if it still fits there
		p.tellings[i].Event = ""
		for _, t := range old {
			if t.Key == p.tellings[i].Key {
				p.tellings[i].Event = t.Event
			}
		}
	}
	return p.tx.PutTellings(p.doc.Key, nil)
}
