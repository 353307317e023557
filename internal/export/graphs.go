package export

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"rawi/internal/ask"
	"rawi/internal/news"
	"rawi/internal/store"
)

func unix(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return strconv.FormatInt(t.Unix(), 10)
}

// geoJSON writes a FeatureCollection (RFC 7946). Precision is what the point stands for: a place, or a country by its name alone is left out.
func (r *run) geoJSON() error {
	type geometry struct {
		Type        string     `json:"type"`
		Coordinates [2]float64 `json:"coordinates"`
	}
	type feature struct {
		Type       string         `json:"type"`
		ID         string         `json:"id"`
		Geometry   geometry       `json:"geometry"`
		Properties map[string]any `json:"properties"`
	}
	out := r.lines()
	first := true
	if _, err := io.WriteString(r.opt.Out, `{"type":"FeatureCollection","features":[`+"\n"); err != nil {
		return err
	}
	err := r.events(func(e store.Event, _ []store.Telling) error {
		if !e.Place.Known {
			return nil
		}
		if !first {
			if _, err := io.WriteString(r.opt.Out, ","); err != nil {
				return err
			}
		}
		first = false
		return out.Encode(feature{"Feature", e.Key, geometry{"Point", [2]float64{e.Place.Lon, e.Place.Lat}}, map[string]any{
			"type": e.Type, "mode": e.Mode, "cameo": e.CAMEO, "quad": e.Quad, "start": e.Start, "end": e.End,
			"actors": ask.Parties(e.Actors), "recipients": ask.Parties(e.Recipients), "place": e.Place.Name, "country": e.Place.Country,
			"precision": "place", "basis": e.Place.Basis, "reality": e.Reality, "polarity": e.Polarity,
			"origins": e.Origins, "party_origins": e.PartyOrigins, "tellings": e.Tellings,
		}})
	})
	if err != nil {
		return err
	}
	_, err = io.WriteString(r.opt.Out, "]}\n")
	return err
}

// network is actors and what passed between them.
type network struct {
	nodes map[string]store.Party
	edges []edge
}

// edge is an event between two; a mutual one has no direction.
type edge struct {
	from, to string
	mutual   bool
	event    store.Event
}

func (r *run) network() (*network, error) {
	n := &network{nodes: map[string]store.Party{}}
	err := r.events(func(e store.Event, _ []store.Telling) error {
		for _, a := range e.Actors {
			for _, b := range e.Recipients {
				n.tie(a, b, false, e)
			}
		}
		if len(e.Recipients) == 0 {
			for i, a := range e.Actors {
				for _, b := range e.Actors[i+1:] {
					n.tie(a, b, true, e)
				}
			}
		}
		return nil
	})
	return n, err
}

func (n *network) tie(a, b store.Party, mutual bool, e store.Event) {
	from, to := n.node(a), n.node(b)
	if from != "" && to != "" && from != to {
		n.edges = append(n.edges, edge{from, to, mutual, e})
	}
}

func (n *network) node(p store.Party) string {
	id := cmp.Or(p.Entity, p.Country+p.Sector)
	if id == "" {
		return ""
	}
	if _, ok := n.nodes[id]; !ok {
		n.nodes[id] = p
	}
	return id
}

func name(p store.Party) string { return cmp.Or(p.Name, strings.TrimSpace(p.Country+" "+p.Sector)) }

// escaped writes text into XML.
func escaped(s string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(s))
	return b.String()
}

// gexf writes GEXF 1.3: edges carry the days of their event.
func (r *run) gexf() error {
	n, err := r.network()
	if err != nil {
		return err
	}
	w := &printer{out: r.opt.Out}
	w.say(`<?xml version="1.0" encoding="UTF-8"?>`)
	w.say(`<gexf xmlns="http://gexf.net/1.3" version="1.3">`)
	w.say(`<meta lastmodifieddate="%s"><creator>rawi</creator></meta>`, r.opt.Now.UTC().Format(time.DateOnly))
	w.say(`<graph mode="dynamic" defaultedgetype="directed" timeformat="date" timerepresentation="interval">`)
	w.say(`<attributes class="node"><attribute id="country" title="country" type="string"/><attribute id="sector" title="sector" type="string"/></attributes>`)
	w.say(`<attributes class="edge"><attribute id="type" title="type" type="string"/><attribute id="quad" title="quad" type="integer"/><attribute id="origins" title="origins" type="integer"/><attribute id="event" title="event" type="string"/></attributes>`)
	w.say(`<nodes>`)
	for _, id := range slices.Sorted(maps.Keys(n.nodes)) {
		p := n.nodes[id]
		w.say(`<node id="%s" label="%s"><attvalues><attvalue for="country" value="%s"/><attvalue for="sector" value="%s"/></attvalues></node>`, escaped(id), escaped(name(p)), escaped(p.Country), escaped(p.Sector))
	}
	w.say(`</nodes><edges>`)
	for i, e := range n.edges {
		kind, when := "directed", ""
		if e.mutual {
			kind = "undirected"
		}
		if e.event.Start != "" {
			when += fmt.Sprintf(` start="%s"`, e.event.Start)
		}
		if e.event.End != "" {
			when += fmt.Sprintf(` end="%s"`, e.event.End)
		}
		w.say(`<edge id="%d" source="%s" target="%s" type="%s" kind="%s" weight="%d"%s><attvalues><attvalue for="type" value="%s"/><attvalue for="quad" value="%d"/><attvalue for="origins" value="%d"/><attvalue for="event" value="%s"/></attvalues></edge>`,
			i, escaped(e.from), escaped(e.to), kind, e.event.Type, max(1, e.event.Origins), when, e.event.Type, e.event.Quad, e.event.Origins, e.event.Key)
	}
	w.say(`</edges></graph></gexf>`)
	return w.err
}

// graphML writes GraphML with the same facts as attributes.
func (r *run) graphML() error {
	n, err := r.network()
	if err != nil {
		return err
	}
	w := &printer{out: r.opt.Out}
	w.say(`<?xml version="1.0" encoding="UTF-8"?>`)
	w.say(`<graphml xmlns="http://graphml.graphdrawing.org/xmlns">`)
	for _, k := range [][3]string{{"node", "label", "string"}, {"node", "country", "string"}, {"node", "sector", "string"}, {"edge", "type", "string"}, {"edge", "quad", "int"},
		{"edge", "origins", "int"}, {"edge", "start", "string"}, {"edge", "end", "string"}, {"edge", "event", "string"}} {
		w.say(`<key id="%s_%s" for="%s" attr.name="%s" attr.type="%s"/>`, k[0], k[1], k[0], k[1], k[2])
	}
	w.say(`<graph id="rawi" edgedefault="directed">`)
	for _, id := range slices.Sorted(maps.Keys(n.nodes)) {
		p := n.nodes[id]
		w.say(`<node id="%s"><data key="node_label">%s</data><data key="node_country">%s</data><data key="node_sector">%s</data></node>`, escaped(id), escaped(name(p)), escaped(p.Country), escaped(p.Sector))
	}
	for i, e := range n.edges {
		w.say(`<edge id="e%d" source="%s" target="%s" directed="%t"><data key="edge_type">%s</data><data key="edge_quad">%d</data><data key="edge_origins">%d</data><data key="edge_start">%s</data><data key="edge_end">%s</data><data key="edge_event">%s</data></edge>`,
			i, escaped(e.from), escaped(e.to), !e.mutual, e.event.Type, e.event.Quad, e.event.Origins, e.event.Start, e.event.End, e.event.Key)
	}
	w.say(`</graph></graphml>`)
	return w.err
}

// printer writes lines; the first fault stays.
type printer struct {
	out io.Writer
	err error
}

func (p *printer) say(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.out, format+"\n", args...)
	}
}

// followTheMoney writes entities of the schemata Person, Organization, PublicBody, Article and Event, each once.
func (r *run) followTheMoney() error {
	type entity struct {
		ID         string              `json:"id"`
		Schema     string              `json:"schema"`
		Properties map[string][]string `json:"properties"`
	}
	out := r.lines()
	seen := map[string]bool{}
	urls := r.urls()
	put := func(id, schema string, props map[string][]string) error {
		if seen[id] {
			return nil
		}
		seen[id] = true
		for k, v := range props {
			v = slices.DeleteFunc(v, func(s string) bool { return s == "" })
			if len(v) == 0 {
				delete(props, k)
				continue
			}
			props[k] = v
		}
		return out.Encode(entity{id, schema, props})
	}
	return r.events(func(e store.Event, tellings []store.Telling) error {
		var involved, organizer []string
		for side, list := range [][]store.Party{e.Actors, e.Recipients} {
			for _, p := range list {
				if p.Entity == "" || p.Name == "" {
					continue
				}
				schema, err := r.ftmSchema(p)
				if err != nil {
					return err
				}
				if err := put(p.Entity, schema, map[string][]string{"name": {p.Name}, "country": {iso2(p.Country)}, "keywords": {p.Sector}}); err != nil {
					return err
				}
				if side == 0 {
					organizer = append(organizer, p.Entity)
				}
				involved = append(involved, p.Entity)
			}
		}
		var proof []string
		for _, t := range tellings {
			d, err := r.tx.Document(t.Doc)
			if err != nil {
				return err
			}
			url, err := urls(t.Doc)
			if err != nil {
				return err
			}
			props := map[string][]string{"title": {d.Title}, "fileName": {cmp.Or(d.Title, d.ID)}, "publisher": {d.Outlet}, "publishedAt": {d.Published}, "language": {iso3Language(d.Language)}}
			if strings.HasPrefix(url, "http://") || strings.HasPrefix(url, "https://") {
				props["sourceUrl"] = []string{url}
			}
			if err := put(d.Key, "Article", props); err != nil {
				return err
			}
			if !slices.Contains(proof, d.Key) {
				proof = append(proof, d.Key)
			}
		}
		props := map[string][]string{
			"name": {ftmName(e)}, "summary": summaries(tellings), "date": day(e.Start, e.End), "startDate": {e.Start}, "endDate": {e.End},
			"location": {e.Place.Name}, "country": {iso2(e.Place.Country)}, "involved": involved, "organizer": organizer, "proof": proof,
			"keywords": {e.Type, e.Mode}, "recordId": {e.Key},
			"description": {fmt.Sprintf("%s, %s; told by %d independent origins, %d of them parties to it.", e.Reality, e.Polarity, e.Origins, e.PartyOrigins)},
		}
		return put(e.Key, "Event", props)
	})
}

func ftmName(e store.Event) string {
	s := e.Type + ": " + ask.Parties(e.Actors)
	if len(e.Recipients) > 0 {
		s += " → " + ask.Parties(e.Recipients)
	}
	return s
}

func day(start, end string) []string {
	if start == end {
		return []string{start}
	}
	return nil
}

func summaries(tellings []store.Telling) []string {
	var out []string
	for _, t := range tellings {
		if !slices.Contains(out, t.Evidence.Text) {
			out = append(out, t.Evidence.Text)
		}
	}
	return out
}

func (r *run) ftmSchema(p store.Party) (string, error) {
	e, err := r.tx.Entity(p.Entity)
	if err != nil {
		return "", err
	}
	switch {
	case e.Kind == "person":
		return "Person", nil
	case e.Kind == "state", p.Sector == "GOV", p.Sector == "MIL", p.Sector == "COP", p.Sector == "JUD", p.Sector == "LEG", p.Sector == "SPY":
		return "PublicBody", nil
	}
	return "Organization", nil
}

// iso2 is the code of a country as FollowTheMoney has it; codes that are no country's have none.
func iso2(country string) string {
	if len(country) != 3 {
		return ""
	}
	region, err := language.ParseRegion(country)
	if err != nil || !region.IsCountry() {
		return ""
	}
	return strings.ToLower(region.String())
}

func iso3Language(code string) string {
	base, err := language.ParseBase(code)
	if err != nil {
		return ""
	}
	return base.ISO3()
}

// annotations writes Web Annotations (W3C), one a line: the words that state each event, by position and by quotation.
func (r *run) annotations() error {
	type selector struct {
		Type   string `json:"type"`
		Start  *int   `json:"start,omitempty"`
		End    *int   `json:"end,omitempty"`
		Exact  string `json:"exact,omitempty"`
		Prefix string `json:"prefix,omitempty"`
		Suffix string `json:"suffix,omitempty"`
	}
	type body struct {
		Type    string `json:"type"`
		Purpose string `json:"purpose"`
		Value   string `json:"value"`
		Format  string `json:"format,omitempty"`
	}
	type target struct {
		Source   string     `json:"source"`
		Selector []selector `json:"selector"`
	}
	type annotation struct {
		Context    string `json:"@context"`
		ID         string `json:"id"`
		Type       string `json:"type"`
		Motivation string `json:"motivation"`
		Body       []body `json:"body"`
		Target     target `json:"target"`
	}
	out := r.lines()
	return r.documents(func(d store.Document, rec news.Record) error {
		runes := []rune(rec.Document.Text)
		source := cmp.Or(d.URL, "urn:rawi:document:"+d.Key)
		for _, e := range rec.Events {
			s := e.Evidence
			if s.Zero() || s.End > len(runes) {
				continue
			}
			a := annotation{"http://www.w3.org/ns/anno.jsonld", "urn:rawi:telling:" + store.Key("telling", d.Key, e.ID), "Annotation", "classifying",
				[]body{{"TextualBody", "tagging", e.Type, "text/plain"}}, target{source, []selector{
					{Type: "TextPositionSelector", Start: &s.Start, End: &s.End},
					{Type: "TextQuoteSelector", Exact: s.Text, Prefix: string(runes[max(0, s.Start-context):s.Start]), Suffix: string(runes[s.End:min(len(runes), s.End+context)])}}}}
			for _, l := range e.Attribution {
				a.Body = append(a.Body, body{"TextualBody", "describing", l.Role + ": " + l.Name, "text/plain"})
			}
			if err := out.Encode(a); err != nil {
				return err
			}
		}
		return nil
	})
}

// context is how many code points stand around a quotation, so that it can be found again.
const context = 32
