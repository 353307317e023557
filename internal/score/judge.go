package score

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"

	"rawi/internal/news"
)

// side is one of the two records that are compared, its spans moved onto the expected text.
type side struct {
	names map[string][]string // entity id → its names
	where alignment
	fold  func(string) string
}

func newSide(entities []news.Entity, where alignment, fold func(string) string) side {
	s := side{names: map[string][]string{}, where: where, fold: fold}
	for _, e := range entities {
		list := []string{e.Name}
		for _, n := range e.Names {
			list = append(list, n)
		}
		slices.Sort(list[1:])
		s.names[e.ID] = list
	}
	return s
}

func (s side) move(span *news.Span) spans {
	if span == nil {
		return nil
	}
	return s.where.move(*span)
}

// event is an event of either side.
type event struct {
	news.Event
	types        []string
	optional     bool
	near, wide   spans // expected: the anchor, its sentence
	anchor, told spans // said: all anchors; anchors and evidence
}

// judge compares one record with what is expected of it.
type judge struct {
	*Board
	name       string
	language   string
	text       []rune
	want, have side
}

// Judge adds one case to the board. A report that was not read counts as one in which nothing was found. A list that the expected
// record does not have is not scored: a case may expect the statements of a report, and nothing of its events.
func (b *Board) Judge(c Case, rec news.Record) {
	language := c.Language()
	b.reports[""]++
	if language != "" {
		b.reports[language]++
	}
	if rec.Error != nil {
		b.failed = append(b.failed, c.Name+": "+rec.Error.Message)
	}
	text := []rune(c.want.Document.Text)
	j := judge{Board: b, name: c.Name, language: language, text: text}
	j.want = newSide(c.want.Entities, nil, b.fold)
	j.have = newSide(rec.Entities, align([]rune(rec.Document.Text), text), b.fold)
	j.day(c.want.Document.Published, rec.Document.Published)
	if c.want.Events != nil {
		j.events(c.want.Events, rec.Events)
	}
	if c.want.Quotes != nil {
		j.quotes(c.want.Quotes, rec.Quotes)
	}
	if c.want.Agreements != nil {
		j.agreements(c.want.Agreements, rec.Agreements)
	}
	if c.want.Entities != nil {
		j.entities(c.want.Entities, rec.Entities)
	}
	if c.want.Photos != nil {
		j.photos(c.want.Photos, rec.Photos)
	}
}

// set counts a figure in which right, said and expected say it all.
func (j judge) set(figure string, right, said, expected int) {
	j.count(j.language, figure, right, said, right, expected)
}

func (j judge) miss(loss float64, part string, text spans, expected string, said ...string) {
	var print []string
	for _, s := range text {
		print = append(print, string(j.text[s[0]:s[1]]))
	}
	j.Board.misses = append(j.Board.misses, Miss{loss, j.name, part, strings.Join(print, " … "), expected, said})
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (j judge) day(want, have *news.Published) {
	w, h := want != nil && want.Date != "", have != nil && have.Date != ""
	j.set("days", one(w && h && want.Date == have.Date), one(h), one(w))
}

func (j judge) events(want []expectedEvent, have []news.Event) {
	var golds, optional, preds []event
	for _, e := range want {
		g := event{Event: e.Event, types: append([]string{e.Type}, e.Alternatives...), optional: e.Optional}
		g.near = j.want.move(&e.Anchor)
		g.wide = sentence(j.text, e.Anchor)
		if g.optional {
			optional = append(optional, g)
		} else {
			golds = append(golds, g)
		}
	}
	for _, e := range have {
		p := event{Event: e, anchor: j.have.move(&e.Anchor)}
		p.told = append(j.have.move(&e.Evidence), p.anchor...)
		for _, a := range e.Also {
			p.anchor = append(p.anchor, j.have.move(&a.Anchor)...)
			p.told = append(p.told, j.have.where.move(a.Anchor, a.Evidence)...)
		}
		if len(p.told) > 0 { // what stands outside the expected text is not judged
			preds = append(preds, p)
		}
	}
	weight := func(g, p event) (w [4]int, ok bool) {
		if !slices.Contains(g.types, p.Type) || g.wide.overlap(p.told) == 0 {
			return w, false
		}
		w[0] = one(j.sameParties(g, p))
		w[1] = one(g.near.overlap(p.anchor) > 0)
		w[2] = one(g.Type == p.Type)
		w[3] = g.near.overlap(p.told)
		return w, true
	}
	found := pairUp(golds, preds, weight)
	taken := map[int]bool{}
	for _, p := range found {
		taken[p] = true
	}
	var judged []event
	for i, p := range preds {
		free := !taken[i] && slices.ContainsFunc(optional, func(o event) bool {
			return slices.Contains(o.types, p.Type) && o.near.overlap(p.told) > 0
		})
		if !free {
			judged = append(judged, p)
		}
	}
	preds = judged
	found = pairUp(golds, preds, weight)
	whole := 0
	right := map[int]bool{}
	for i, k := range found {
		right[k] = true
		whole += one(j.event(golds[i], preds[k]))
	}
	for k, p := range preds {
		j.trust(j.language, p.Confidence, right[k])
	}
	j.set("events", len(found), len(preds), len(golds))
	j.set("events with actors", whole, len(preds), len(golds))
	j.eventMisses(golds, preds, found)
}

// event counts the parts of an event that was found, and reports whether all its actors were.
func (j judge) event(g, p event) bool {
	actors, recipients := j.slot(g.Actors, p.Actors), j.slot(g.Recipients, p.Recipients)
	if swapped(g, p) {
		a, r := j.slot(g.Actors, p.Recipients), j.slot(g.Recipients, p.Actors)
		if a+r > actors+recipients {
			actors, recipients = a, r
			p.Actors, p.Recipients = p.Recipients, p.Actors
		}
	}
	j.set("actors", actors, len(p.Actors), len(g.Actors))
	j.set("recipients", recipients, len(p.Recipients), len(g.Recipients))
	if g.Type == p.Type {
		j.set("modes", one(g.Mode != "" && g.Mode == p.Mode), one(p.Mode != ""), one(g.Mode != ""))
	}
	j.dates("dates", g.Date, p.Date)
	j.set("places", one(j.samePlace(g.Place, p.Place)), one(p.Place != nil), one(g.Place != nil))
	j.set("certainty", one(g.Reality == p.Reality && g.Polarity == p.Polarity), 1, 1)
	j.chain(g.Attribution, p.Attribution)
	return actors == len(g.Actors)
}

func (j judge) dates(figure string, want, have *news.Date) {
	w, h := want != nil && want.Start+want.End != "", have != nil && have.Start+have.End != ""
	j.set(figure, one(w && h && want.Start == have.Start && want.End == have.End), one(h), one(w))
}

// swapped tells whether the two sides of an event may have changed places: guest and host of a meeting.
func swapped(g, p event) bool {
	const meeting = "CONSULT"
	return g.Type == meeting && p.Type == meeting && len(g.Recipients) > 0 && len(p.Recipients) > 0
}

// slot counts the parties that two slots have in common, one to one.
func (j judge) slot(want, have []news.Party) int {
	return len(pairUp(want, have, func(g, p news.Party) (w [4]int, ok bool) {
		w[1] = j.want.move(g.Span).overlap(j.have.move(p.Span))
		w[0] = one(j.sameName(j.want.names[g.Entity], j.have.names[p.Entity]))
		if g.Country != "" && p.Country != "" {
			w[2] = one(g.Sector == p.Sector)
			return w, g.Country == p.Country
		}
		return w, w[0]+w[1] > 0
	}))
}

// sameParties tells whether an event has a right actor, and a right recipient where one is expected.
func (j judge) sameParties(g, p event) bool {
	right := func(want, have []news.Party) bool { return len(want) == 0 || j.slot(want, have) > 0 }
	return right(g.Actors, p.Actors) && right(g.Recipients, p.Recipients) ||
		swapped(g, p) && right(g.Actors, p.Recipients) && right(g.Recipients, p.Actors)
}

// samePlace tells whether two places are one.
func (j judge) samePlace(g, p *news.Place) bool {
	if g == nil || p == nil {
		return false
	}
	if g.GeoNames != 0 && g.GeoNames == p.GeoNames || j.want.move(g.Span).overlap(j.have.move(p.Span)) > 0 {
		return true
	}
	if g.Country != "" && p.Country != "" && g.Country != p.Country {
		return false
	}
	if g.Lat != nil && g.Lon != nil && p.Lat != nil && p.Lon != nil && distance(*g.Lat, *g.Lon, *p.Lat, *p.Lon) <= 10 {
		return true
	}
	return j.sameName(append(j.want.names[g.Entity], g.Name), append(j.have.names[p.Entity], p.Name))
}

// distance between two points in kilometres, near enough for neighbours.
func distance(lat1, lon1, lat2, lon2 float64) float64 {
	const degree = 111.2
	x := (lon2 - lon1) * math.Cos((lat1+lat2)/2*math.Pi/180)
	return degree * math.Hypot(x, lat2-lat1)
}

// sameName tells whether a name of the one is a name of the other: equal as folded, one inside the other, or half of the
// words shared.
func (j judge) sameName(want, have []string) bool {
	for _, a := range want {
		x := j.words(a)
		for _, b := range have {
			y := j.words(b)
			shared := 0
			for w := range x {
				if y[w] {
					shared++
				}
			}
			if shared > 0 && (shared == len(x) || shared == len(y) || 2*shared >= len(x)+len(y)-shared) {
				return true
			}
		}
	}
	return false
}

func (j judge) words(name string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.FieldsFunc(j.fold(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		out[w] = true
	}
	return out
}

// chain counts the attribution of an event or a quotation.
func (j judge) chain(want, have []news.Link) {
	if len(want)+len(have) == 0 {
		return
	}
	whole := len(want) == len(have)
	for i := 0; whole && i < len(want); i++ {
		whole = want[i].Role == have[i].Role && j.sameLink(want[i], have[i])
	}
	origin := len(want) > 0 && len(have) > 0 && j.sameLink(want[len(want)-1], have[len(have)-1])
	j.set("chains", one(whole), one(len(have) > 0), one(len(want) > 0))
	j.set("origins", one(origin), one(len(have) > 0), one(len(want) > 0))
}

func (j judge) sameLink(g, p news.Link) bool {
	return j.sameName(linkNames(g, j.want), linkNames(p, j.have)) || j.want.move(g.Span).overlap(j.have.move(p.Span)) > 0
}

func linkNames(l news.Link, s side) []string {
	names := append([]string(nil), s.names[l.Entity]...)
	if l.Name != "" {
		names = append(names, l.Name)
	}
	return names
}

func (j judge) quotes(golds, preds []news.Quote) {
	content := func(s side, q news.Quote) spans { return s.where.move(q.Content...) }
	found := pairUp(golds, preds, func(g, p news.Quote) (w [4]int, ok bool) {
		w[0] = content(j.want, g).overlap(content(j.have, p))
		return w, w[0] > 0
	})
	// A quotation that goes on without a cue is as right as a piece of the one before as it is alone.
	foundGold, rightPred := len(found), len(found)
	taken := map[int]int{}
	for i, k := range found {
		taken[k] = i
	}
	chars := 0
	for i, k := range found {
		chars += content(j.want, golds[i]).overlap(content(j.have, preds[k]))
	}
	for i, g := range golds {
		if _, ok := found[i]; ok {
			continue
		}
		piece := -1
		for k, p := range preds {
			if _, ok := taken[k]; ok && g.Continues != "" && content(j.want, g).overlap(content(j.have, p)) > 0 {
				piece = k
			}
		}
		if piece < 0 {
			j.miss(2, "quotes", content(j.want, g), "quotation by "+j.by(j.want, g.Attribution))
			continue
		}
		foundGold++
		chars += content(j.want, g).overlap(content(j.have, preds[piece]))
	}
	for k, p := range preds {
		if _, ok := taken[k]; ok {
			continue
		}
		piece := -1
		for i, g := range golds {
			if _, ok := found[i]; ok && p.Continues != "" && content(j.want, g).overlap(content(j.have, p)) > 0 {
				piece = i
			}
		}
		if piece < 0 {
			if at := content(j.have, p); len(at) > 0 {
				j.miss(1, "quotes", at, "no quotation", "quotation by "+j.by(j.have, p.Attribution)+" "+p.Rule)
			}
			continue
		}
		rightPred++
		chars += content(j.want, golds[piece]).overlap(content(j.have, p))
	}
	size := func(s side, list []news.Quote) (n int) {
		for _, q := range list {
			n += content(s, q).size()
		}
		return n
	}
	j.count(j.language, "quotes", rightPred, len(preds), foundGold, len(golds))
	j.set("quote characters", chars, size(j.have, preds), size(j.want, golds))
	speakers := 0
	for i := range golds {
		k, ok := found[i]
		if !ok {
			continue
		}
		g, p := golds[i].Attribution, preds[k].Attribution
		right := len(g) == 0 && len(p) == 0 || len(g) > 0 && len(p) > 0 && j.sameLink(g[len(g)-1], p[len(p)-1])
		speakers += one(right)
		if !right {
			j.miss(1, "speakers", content(j.want, golds[i]), j.by(j.want, g), j.by(j.have, p)+" "+preds[k].Rule)
		}
		j.chain(g, p)
	}
	// The pieces that were found with another quotation have its speaker.
	j.count(j.language, "quotes with speaker", speakers+rightPred-len(found), len(preds), speakers+foundGold-len(found), len(golds))
}

// by is a chain in words.
func (j judge) by(s side, chain []news.Link) string {
	if len(chain) == 0 {
		return "the report itself"
	}
	var parts []string
	for _, l := range chain {
		name := l.Name
		if name == "" && len(s.names[l.Entity]) > 0 {
			name = s.names[l.Entity][0]
		}
		if name == "" && l.Span != nil {
			name = l.Span.Text
		}
		parts = append(parts, l.Role+" "+isolated(name))
	}
	return strings.Join(parts, " ← ")
}

func (j judge) agreements(golds, preds []news.Agreement) {
	parties := func(g, p news.Agreement) int {
		return len(pairUp(g.Parties, p.Parties, func(a, b string) (w [4]int, ok bool) {
			return w, j.sameName(j.want.names[a], j.have.names[b])
		}))
	}
	where := func(s side, a news.Agreement) spans { return s.where.move(a.Span, a.Evidence) }
	found := pairUp(golds, preds, func(g, p news.Agreement) (w [4]int, ok bool) {
		w[0], w[1] = parties(g, p), where(j.want, g).overlap(where(j.have, p))
		return w, w[0]+w[1] > 0
	})
	j.set("agreements", len(found), len(preds), len(golds))
	for i, g := range golds {
		k, ok := found[i]
		if !ok {
			j.miss(2, "agreements", j.want.where.move(g.Evidence), g.Stage+" "+isolated(g.Name))
			continue
		}
		p := preds[k]
		j.set("parties", parties(g, p), len(p.Parties), len(g.Parties))
		j.set("stages", one(g.Stage == p.Stage), 1, 1)
		same := pairUp(g.Obligations, p.Obligations, func(a, b news.Obligation) (w [4]int, ok bool) {
			w[0] = j.want.where.move(a.Evidence).overlap(j.have.where.move(b.Evidence))
			return w, a.Kind == b.Kind && w[0] > 0
		})
		j.set("obligations", len(same), len(p.Obligations), len(g.Obligations))
	}
}

// groups are the kinds of entities that are told apart; the border between state and place, body and outlet is not scored.
var groups = map[string]string{"person": "person", "organization": "body", "outlet": "body", "group": "body", "state": "place", "place": "place"}

func (j judge) entities(golds, preds []news.Entity) {
	named := func(list []news.Entity) []news.Entity {
		var out []news.Entity
		for _, e := range list {
			if groups[e.Kind] != "" && slices.ContainsFunc(e.Mentions, func(m news.Mention) bool { return m.Form == "name" || m.Form == "title" }) {
				out = append(out, e)
			}
		}
		return out
	}
	where := func(s side, e news.Entity) (out spans) {
		for _, m := range e.Mentions {
			out = append(out, s.where.move(m.Span)...)
		}
		return out
	}
	golds, preds = named(golds), named(preds)
	found := pairUp(golds, preds, func(g, p news.Entity) (w [4]int, ok bool) {
		w[0] = where(j.want, g).overlap(where(j.have, p))
		for _, a := range j.want.names[g.ID] {
			for _, b := range j.have.names[p.ID] {
				if j.fold(a) == j.fold(b) {
					w[1] = 1
				}
			}
		}
		return w, groups[g.Kind] == groups[p.Kind] && w[0]+w[1] > 0
	})
	j.set("entities", len(found), len(preds), len(golds))
}

func (j judge) photos(golds, preds []news.Photo) {
	found := pairUp(golds, preds, func(g, p news.Photo) (w [4]int, ok bool) {
		w[0] = j.want.where.move(g.Caption).overlap(j.have.where.move(p.Caption))
		return w, w[0] > 0
	})
	j.set("photos", len(found), len(preds), len(golds))
	for i, k := range found {
		g, p := golds[i], preds[k]
		j.dates("photo dates", g.Date, p.Date)
		credits := pairUp(g.Credits, p.Credits, func(a, b string) (w [4]int, ok bool) {
			return w, j.sameName([]string{a}, []string{b})
		})
		j.set("photo credits", len(credits), len(p.Credits), len(g.Credits))
	}
}

// eventMisses notes what went wrong with events, with what was said in the same sentence instead.
func (j judge) eventMisses(golds, preds []event, found map[int]int) {
	taken := map[int]bool{}
	for _, k := range found {
		taken[k] = true
	}
	for i, g := range golds {
		k, ok := found[i]
		if ok {
			p := preds[k]
			if j.slot(g.Actors, p.Actors) < len(g.Actors) && !swapped(g, p) {
				j.miss(1, "actors", g.wide, j.told(j.want, g), j.told(j.have, p))
			}
			continue
		}
		var said []string
		for _, p := range preds {
			if g.wide.overlap(p.told) > 0 {
				said = append(said, j.told(j.have, p))
			}
		}
		j.miss(2, "events", g.wide, j.told(j.want, g), said...)
	}
	for k, p := range preds {
		if !taken[k] {
			j.miss(1, "events", p.told[:1], "no such event", j.told(j.have, p))
		}
	}
}

// told is an event in a line.
func (j judge) told(s side, e event) string {
	side := func(list []news.Party) string {
		var names []string
		for _, p := range list {
			name := p.Country
			if n := s.names[p.Entity]; len(n) > 0 {
				name = n[0]
			}
			if p.Span != nil {
				name += " " + isolated("«"+p.Span.Text+"»")
			}
			names = append(names, strings.TrimSpace(name))
		}
		return "[" + strings.Join(names, ", ") + "]"
	}
	kind := strings.Join(append([]string{e.Type}, e.types[min(1, len(e.types)):]...), "|")
	if e.Mode != "" {
		kind += "/" + e.Mode
	}
	out := fmt.Sprintf("%s %s → %s → %s, %s %s", e.ID, side(e.Actors), kind+" "+isolated("«"+e.Anchor.Text+"»"), side(e.Recipients), e.Reality, e.Polarity)
	if e.Date != nil {
		out += ", " + e.Date.Start + "/" + e.Date.End
	}
	if e.Place != nil {
		out += ", " + isolated(e.Place.Name)
	}
	out += ", by " + j.by(s, e.Attribution)
	if e.Rule != "" {
		out += ", " + e.Rule
	}
	return out
}
