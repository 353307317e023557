package reading

import (
	"rawi/internal/clause"
	"rawi/internal/news"
	"rawi/internal/what"
	"rawi/internal/who"
)

// This file answers: where did it happen, where the event's own clause names no place of its own? A word for a place told before (the
// capital, the town), the place for which something leaves or which it leaves, the scene that goes on from clause to clause, and the
// town in which the news was filed and made.

// destination gives the item of the place to which something is sent (aid, troops) or from which somebody withdraws, or -1.
func (s *session) destination(e *event, st *sentence, f *what.Found) int {
	for _, p := range f.Args.Preps {
		if len(p.Items) == 0 || !s.lang.who.Bound(e.Type, p.Prep) {
			continue
		}
		if i := p.Items[0]; s.isPlace(st, i) && st.Mentions[st.Items[i].Mention].Kind == "place" {
			return i
		}
	}
	return -1
}

// settled gives the entity of a place that is told by its kind alone: «the capital» of the country that the report is about, «the town»
// named last; -1 where that is not known.
func (s *session) settled(m *who.Mention) int {
	if m.Kind != "place" || m.Form != "nominal" || !m.Def || m.Plural || m.To != m.From+1 {
		return -1
	}
	for _, r := range s.lang.who.Morph.At(s.text, m.From).Readings {
		switch l := s.lang.who.Morph.Lemmas[r.Lemma]; {
		case l.Form != "place":
		case l.Key == "capital":
			return s.capital()
		case l.Key == "city" || l.Key == "town":
			return s.lastTown(m.Start)
		}
	}
	return -1
}

// capital gives the capital of the country that the report is about or was filed from; else the only one that it names, or -1.
func (s *session) capital() int {
	land := s.home()
	if n := s.filedIn(); land == "" && n >= 0 {
		land = s.resolver.Entities[n].Country
	}
	only := -1
	for n, e := range s.resolver.Entities {
		switch {
		case e.Known == nil || e.Known.CapitalOf == "":
		case e.Known.CapitalOf == land:
			return n
		case only < 0:
			only = n
		default:
			only = len(s.resolver.Entities)
		}
	}
	if land != "" || only == len(s.resolver.Entities) {
		return -1
	}
	return only
}

// lastTown gives the town named last before a code point, or -1.
func (s *session) lastTown(point int) int {
	best, at := -1, -1
	for n, e := range s.resolver.Entities {
		if e.Known == nil || e.Kind != "place" || !town(e.Known.PlaceKind) {
			continue
		}
		if last := e.LastBefore(point); last > at {
			best, at = n, last
		}
	}
	return best
}

// town reports whether a sort of places is one in which people live close together.
func town(sort string) bool { return sort == "capital" || sort == "city" || sort == "town" }

// sceneOf gives a deed of force or protest without a place of its own that of the one before it in its paragraph: what follows in one breath
// happened there too.
func (s *session) sceneOf(e *event, st *sentence) {
	if e.Place != nil || e.Reality != "actual" || e.Background || !onTheGround(e) || len(s.events) == 0 || s.namesPlace(st, e) {
		return
	}
	p := s.events[len(s.events)-1]
	if p.Place == nil || p.sentence.block != st.block || !onTheGround(p) || p.Reality != "actual" || p.Background != e.Background || p.title != e.title {
		return
	}
	if e.Date != nil && p.Date != nil && apart(e.Date, p.Date) {
		return
	}
	s.infer(e, p.Place, p.place)
}

// infer gives an event a place that its words do not say.
func (s *session) infer(e *event, p *news.Place, entity int) {
	place := *p
	place.Basis, place.Span = "inferred", nil
	e.Place, e.place = &place, entity
}

// onTheGround reports whether an event is one that people see where it happens.
func onTheGround(e *event) bool {
	return e.Type == "ASSAULT" || e.Type == "PROTEST" || e.Type == "COERCE" && (e.Mode == "arrest" || e.Mode == "seize")
}

// namesPlace reports whether a sentence names a place or state outside the words of the event's parties: it may be there instead.
func (s *session) namesPlace(st *sentence, e *event) bool {
	for i := range st.Items {
		if st.Items[i].Kind == clause.Mention && s.isPlace(st, i) && !e.involves(&st.Mentions[st.Items[i].Mention]) {
			return true
		}
	}
	return false
}

// filedThere gives what the opening of a report tells as its news, and as done by those who are at home where it was filed, that place.
func (s *session) filedThere(e *event, st *sentence) {
	if e.Place != nil || e.Reality != "actual" || e.Polarity != "positive" || e.Background || len(e.links) > 0 || e.Date == nil || !s.openingPart(st) || s.namesPlace(st, e) {
		return
	}
	n := s.filedIn()
	if n < 0 || s.resolver.Entities[n].Country == "" {
		return
	}
	for _, a := range e.actors {
		if a.Country == s.resolver.Entities[n].Country {
			if p := s.knownPlace(s.resolver.Entities[n].Known); p != nil {
				s.infer(e, p, n)
			}
			return
		}
	}
}

// openingPart reports whether a sentence stands in the first paragraph of the report.
func (s *session) openingPart(st *sentence) bool {
	for n, b := range s.blocks {
		if b.Kind == news.Paragraph {
			return n == st.block
		}
	}
	return false
}

// filedIn gives the entity of the place of the dateline, or -1. The name of a state stands there for its capital (الجزائر، الكويت، Luxembourg).
func (s *session) filedIn() int {
	d := s.doc.Dateline
	if d == nil || d.Span == nil {
		return -1
	}
	for n, e := range s.resolver.Entities {
		if e.Kind != "place" && e.Kind != "state" {
			continue
		}
		for _, m := range e.Mentions {
			if m.Start >= d.Span.End || d.Span.Start >= m.End {
				continue
			}
			if e.Kind == "place" {
				return n
			}
			if k := s.world.Find("place/" + e.Known.Capital); k != nil {
				return s.resolver.Of(k)
			}
		}
	}
	return -1
}
