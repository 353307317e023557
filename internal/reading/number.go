package reading

import (
	"slices"
	"sort"
	"strconv"

	"rawi/internal/news"
)

// number gives everything its id in the order of the text and writes it into the record. Entities that no fact and no named
// mention needs are left out.
func (s *session) number(rec *news.Record) {
	order(s.events)
	for i, e := range s.events {
		e.id = "v" + strconv.Itoa(i+1)
	}
	sort.SliceStable(s.quotes, func(i, j int) bool { return s.quotes[i].first < s.quotes[j].first })
	for i, q := range s.quotes {
		q.id = "q" + strconv.Itoa(i+1)
	}
	s.resolver.Gloss()
	ids := s.entityIDs()
	id := func(n int) string {
		if n < 0 {
			return ""
		}
		return ids[n]
	}
	for n, e := range s.resolver.Entities {
		if ids[n] == "" {
			continue
		}
		out := news.Entity{ID: ids[n], Kind: kindOf(e.Kind), Name: e.English(), Names: e.Names, Country: e.Country, Sector: e.Sector, Role: e.Role, Mentions: e.Mentions}
		if e.Known != nil {
			out.Key, out.Wikidata, out.GeoNames = e.Known.Key, e.Known.Wikidata, e.Known.GeoNames
		}
		slices.SortStableFunc(out.Mentions, func(a, b news.Mention) int { return a.Start - b.Start })
		if out.Mentions == nil {
			out.Mentions = []news.Mention{}
		}
		rec.Entities = append(rec.Entities, out)
	}
	sort.SliceStable(rec.Entities, func(i, j int) bool {
		return len(rec.Entities[i].ID) < len(rec.Entities[j].ID) || len(rec.Entities[i].ID) == len(rec.Entities[j].ID) && rec.Entities[i].ID < rec.Entities[j].ID
	})
	chain := func(links []link) []news.Link {
		out := []news.Link{}
		for _, l := range links {
			k := l.Link
			k.Entity = id(l.entity)
			if l.entity >= 0 {
				k.Name = s.resolver.Entities[l.entity].English()
			}
			for _, w := range l.with {
				k.With = append(k.With, id(w))
			}
			out = append(out, k)
		}
		return out
	}
	for _, e := range s.events {
		ev := e.Event
		ev.ID, ev.Actors, ev.Recipients, ev.Attribution = e.id, []news.Party{}, []news.Party{}, chain(e.links)
		for _, p := range e.actors {
			p.Party.Entity = id(p.entity)
			ev.Actors = append(ev.Actors, p.Party)
		}
		for _, p := range e.recipients {
			p.Party.Entity = id(p.entity)
			ev.Recipients = append(ev.Recipients, p.Party)
		}
		if ev.Place != nil {
			ev.Place.Entity = id(e.place)
		}
		for _, o := range e.also {
			ev.Also = append(ev.Also, news.Telling{Anchor: o.Anchor, Evidence: o.Evidence, Attribution: chain(o.links)})
		}
		rec.Events = append(rec.Events, ev)
		if s.explain {
			s.trace.Steps = append(s.trace.Steps, s.kept(e))
		}
	}
	toldIn := map[*quote][]string{} // events by the quotation that tells them
	for _, e := range s.events {
		if e.quote != nil {
			toldIn[e.quote] = append(toldIn[e.quote], e.id)
		}
	}
	for _, q := range s.quotes {
		k := q.Quote
		k.ID, k.Attribution = q.id, chain(q.links)
		if q.carried != nil {
			k.Continues = q.carried.id
		}
		if k.Addressee != nil {
			k.Addressee.Entity = id(q.addressee)
		}
		if k.Cue == nil {
			k.Cue = []news.Span{}
		}
		k.Events = append(k.Events, toldIn[q]...)
		rec.Quotes = append(rec.Quotes, k)
		if s.explain {
			st := Step{Stage: "said", Span: k.Content[0], Rule: k.Rule, Verdict: "kept", Fact: k.ID}
			for _, l := range k.Attribution {
				if l.Span != nil {
					st.Slots = append(st.Slots, SlotTrace{Marker: "source", Role: l.Role, Span: *l.Span, By: "attribution"})
				}
			}
			s.trace.Steps = append(s.trace.Steps, st)
		}
	}
	s.numberPacts(rec, id, chain)
	for i, p := range s.photos {
		p.ID = "p" + strconv.Itoa(i+1)
		for k, n := range p.People {
			j, _ := strconv.Atoi(n)
			p.People[k] = id(j)
		}
		if p.Distributor != "" {
			j, _ := strconv.Atoi(p.Distributor)
			p.Distributor = id(j)
		}
		if p.People == nil {
			p.People = []string{}
		}
		rec.Photos = append(rec.Photos, p)
	}
	s.credit(rec, ids)
}

// kindOf maps the kinds of the tables to those of the record.
func kindOf(kind string) string {
	switch kind {
	case "seat":
		return "organization"
	case "area":
		return "group"
	}
	return kind
}

// entityIDs numbers the entities in the order of their first mention.
func (s *session) entityIDs() map[int]string {
	var list []int
	for n, e := range s.resolver.Entities {
		if len(e.Mentions) > 0 || s.used(n) {
			list = append(list, n)
		}
	}
	first := func(n int) int {
		at := 1 << 30
		for _, m := range s.resolver.Entities[n].Mentions {
			if m.Start < at {
				at = m.Start
			}
		}
		return at
	}
	firsts := make([]int, len(s.resolver.Entities))
	for _, n := range list {
		firsts[n] = first(n)
	}
	slices.SortStableFunc(list, func(a, b int) int { return firsts[a] - firsts[b] })
	ids := map[int]string{}
	for i, n := range list {
		ids[n] = "e" + strconv.Itoa(i+1)
	}
	return ids
}

// used reports whether a fact needs the entity although no mention of its own stands in the text (a country behind its capital).
func (s *session) used(n int) bool {
	for _, e := range s.events {
		for _, p := range append(append([]party{}, e.actors...), e.recipients...) {
			if p.entity == n {
				return true
			}
		}
	}
	for _, a := range s.agreed {
		for _, p := range append(append([]int{}, a.parties...), a.signatories...) {
			if p == n {
				return true
			}
		}
	}
	return false
}

func (s *session) kept(e *event) Step {
	st := Step{Stage: "what", Span: e.Anchor, Rule: e.Rule, Verdict: "kept", Fact: e.id}
	add := func(role string, list []party) {
		for _, p := range list {
			if p.Span != nil {
				st.Slots = append(st.Slots, SlotTrace{Marker: p.marker, Role: role, Span: *p.Span, By: p.by})
			}
		}
	}
	add("actor", e.actors)
	add("recipient", e.recipients)
	if e.found.Support != "" {
		it := e.sentence.Items[e.found.SupportAt]
		st.Slots = append(st.Slots, SlotTrace{Marker: "support", Role: e.found.Support, Span: s.text.Span(it.Start, it.End), By: "supporting verb"})
	}
	return st
}
