package reading

import "rawi/internal/who"

// homeland gives the state that «his country» is: that of the official named last before it, of the one whose word it stands in, or of
// the one whom its pronoun means.
func (s *session) homeland(st *sentence, m *who.Mention, in *quote) (int, bool) {
	if m.Role == nil || m.Role.Role != "state" || m.Pron == "" || m.Known != nil || m.Plural && m.Dual {
		return 0, false
	}
	owner := s.lastPerson(st, m)
	if owner < 0 && in != nil && in.Kind != "direct" && len(in.links) > 0 {
		owner = in.links[len(in.links)-1].entity
	}
	if owner < 0 || s.resolver.Entities[owner].Country == "" {
		if of := s.pronoun(m.Pron, m.From, in); len(of) > 0 {
			owner = of[0]
		}
	}
	if owner < 0 {
		return 0, false
	}
	k := s.world.States[s.resolver.Entities[owner].Country]
	if k == nil {
		return 0, false
	}
	return s.resolver.Of(k), true
}

// domestic gives those who are told of without a country the one that they are most likely of: that of the place where the event
// happened, the only one that its sentence names, or, for the bodies of a state, the one that the report is about. Where adjectives of
// nationality follow their noun, they are written wherever a body is not that of the report's own country: only this last way holds.
func (s *session) domestic(st *sentence, e *event) {
	scene, headFirst := "", s.lang.who.HeadFirst()
	if e.Place != nil && e.Place.Span != nil {
		scene = e.Place.Country
	}
	for side, list := range [][]party{e.actors, e.recipients} {
		own := e.Type == "PROTEST" && side == 0 || (e.Type == "COERCE" || e.Type == "SANCTION") && side == 1 // a state and its people
		for i := range list {
			p := &list[i]
			if p.Country != "" || p.entity >= 0 && s.resolver.Entities[p.entity].Known != nil {
				continue
			}
			switch {
			case headFirst:
			case scene != "" && (local(p.Sector) || p.entity < 0 && e.Quad == 4):
				p.Country = scene
			case local(p.Sector):
				p.Country = s.only(st, e, own)
			}
			if p.Country == "" && institution(p.Sector) && s.theOne(st, p) {
				if !headFirst {
					p.Country = s.only(st, e, false)
				}
				if p.Country == "" {
					p.Country = s.home()
				}
			}
		}
	}
}

// local reports whether those of a sector are most often told of at home.
func local(sector string) bool {
	switch sector {
	case "COP", "JUD", "LEG", "OPP", "LAB", "EDU", "AGR", "MED", "SOC", "CVL", "REB", "UAF", "CRM", "REL", "PTY":
		return true
	}
	return false
}

// institution reports whether a sector is one of the bodies that every state has.
func institution(sector string) bool {
	switch sector {
	case "GOV", "MIL", "COP", "JUD", "LEG", "OPP":
		return true
	}
	return false
}

// theOne reports whether a party is told of as the one known: the government, parliament.
func (s *session) theOne(st *sentence, p *party) bool {
	for k := range st.Mentions {
		if m := &st.Mentions[k]; p.Span != nil && m.Start == p.Span.Start {
			return m.Form == "nominal" && m.Role != nil && !s.text.Tokens[m.To-1].Upper && m.Kind != "person" && !m.Count && (m.Def || m.Kind == "organization" && !m.Plural)
		}
	}
	return false
}

// only gives the one country that a sentence names beside those whose word it is, by a place in it; where a state deals with its own people,
// by the other parties of the event too.
func (s *session) only(st *sentence, e *event, own bool) string {
	found := ""
	for k := range st.Mentions {
		m := &st.Mentions[k]
		land := s.countryOf(m)
		if land == "" || m.Inner || m.Kind == "outlet" || m.Kind == "none" || !own && (m.Kind != "place" || e.involves(m)) || s.speaker(e, m) {
			continue
		}
		if found != "" && found != land {
			return ""
		}
		found = land
	}
	return found
}

// involves reports whether a mention lies in the words that name a party of an event.
func (e *event) involves(m *who.Mention) bool {
	for _, list := range [][]party{e.actors, e.recipients} {
		for _, p := range list {
			if p.Span != nil && m.Start < p.Span.End && p.Span.Start < m.End {
				return true
			}
		}
	}
	return false
}

// countryOf gives the state of a mention, "" for bodies between states.
func (s *session) countryOf(m *who.Mention) string {
	land := m.Country
	if land == "" && m.Known != nil {
		land = m.Known.Country
	}
	if s.world.States[land] == nil {
		return ""
	}
	return land
}

// speaker reports whether a mention lies in the words that name those on whose word an event is told.
func (s *session) speaker(e *event, m *who.Mention) bool {
	for _, l := range e.links {
		if l.Span != nil && m.Start < l.Span.End && l.Span.Start < m.End {
			return true
		}
	}
	return false
}

// home gives the country that a report is about: the one that it names far more often than any other, and in which it was filed, where it
// says so.
func (s *session) home() string {
	if s.homeKnown {
		return s.about
	}
	s.homeKnown = true
	count, filed := map[string]int{}, ""
	for _, b := range s.blocks {
		if !b.Kind.Told() {
			continue
		}
		for _, st := range b.sentences {
			for k := range st.Mentions {
				m := &st.Mentions[k]
				land := s.countryOf(m)
				if land == "" || m.Kind == "outlet" || m.Kind == "none" {
					continue
				}
				count[land]++
				if d := s.doc.Dateline; filed == "" && d != nil && d.Span != nil && m.Start < d.Span.End {
					filed = land
				}
			}
		}
	}
	first, second := 0, 0
	for land, n := range count {
		if n > first || n == first && land < s.about {
			first, second, s.about = n, first, land
		} else {
			second = max(second, n)
		}
	}
	if first <= 2*second || filed != "" && filed != s.about {
		s.about = ""
	}
	return s.about
}

// lastPerson gives the person with a country who is named last in the sentence before a mention, or -1.
func (s *session) lastPerson(st *sentence, m *who.Mention) int {
	for i := len(st.Mentions) - 1; i >= 0; i-- {
		p := &st.Mentions[i]
		if p.Start < m.Start && p.Kind == "person" && p.Entity >= 0 && s.resolver.Entities[p.Entity].Country != "" {
			return p.Entity
		}
	}
	return -1
}
