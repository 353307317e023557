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

// domestic gives people and bodies that are told of without a country the country of the place where the event happened: police,
// teachers, rebels. Soldiers and officials may be abroad, those of any country.
func (s *session) domestic(st *sentence, e *event) {
	if e.Place == nil || e.Place.Country == "" || e.Place.Span == nil || s.lang.who.HeadFirst() {
		return
	}
	own := false // told in the event's own clause
	for _, p := range e.found.Args.Preps {
		own = own || s.locative(p.Prep) && len(p.Items) > 0 && st.Items[p.Items[0]].Start == e.Place.Span.Start
	}
	if !own {
		return
	}
	for _, list := range [][]party{e.actors, e.recipients} {
		for i := range list {
			if p := &list[i]; p.Country == "" && p.entity >= 0 && s.resolver.Entities[p.entity].Known == nil && local(p.Sector) {
				p.Country = e.Place.Country
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
