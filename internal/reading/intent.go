package reading

import (
	"rawi/internal/what"
)

// intend adds to a planned act the promise, threat or refusal that it is for its actor to tell of it: «Finland will give …», «said it would
// not take part». The act itself stays as it is, planned. Table intents says which act makes which.
func (s *session) intend(e *event, f *what.Found) {
	a := f.Args
	if !f.Verb || len(e.actors) == 0 || a.Relative || a.Hypothetical || !(a.Future || a.Would || a.Willing) || a.Passive {
		return
	}
	stance := what.Will
	if a.Negated {
		stance = what.Not
	}
	r := s.lang.what.Intent(e.CAMEO, stance)
	if r == nil || !s.owns(e) && !(r.Type != "THREATEN" && s.unnamed(e)) {
		return
	}
	p := *e
	p.Type, p.Mode, p.CAMEO, p.Rule = r.Type, r.Mode, r.CAMEO, r.ID
	p.Goldstein, p.Quad = s.lang.what.Scheme.Goldstein(r.CAMEO), s.lang.what.Scheme.Quad(r.Type)
	p.Reality, p.Polarity = "actual", "positive"
	p.Date, p.Place, p.place, p.Casualties, p.Quantities = nil, nil, -1, nil, nil
	s.events = append(s.events, &p)
}

// owns reports whether a planned act is told on nobody's word but its actor's, or in the report's own voice.
func (s *session) owns(e *event) bool {
	if len(e.links) == 0 {
		return true
	}
	by := e.links[len(e.links)-1].entity
	for _, p := range e.actors {
		if p.entity == by || by >= 0 && s.speaksFor(by, p) {
			return true
		}
	}
	return false
}

// unnamed reports whether an act is told on the word of people who are told of without name and country: diplomats, officials said.
func (s *session) unnamed(e *event) bool {
	by := e.links[len(e.links)-1].entity
	return by >= 0 && s.resolver.Entities[by].Known == nil && s.resolver.Entities[by].Country == ""
}

// speaksFor reports whether an entity is of the government of a state that acts.
func (s *session) speaksFor(n int, p party) bool {
	by := s.resolver.Entities[n]
	return by.Sector == "GOV" && by.Country != "" && by.Country == p.Country && p.Sector == "GOV"
}
