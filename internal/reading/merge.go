package reading

import "sort"

// merge makes one event of those that tell the same: same type and reality, parties that agree, days and places that do not
// clash. What the body tells is the event; title, caption and later paragraphs are its further tellings.
func (s *session) merge() {
	order(s.events)
	s.claims()
	for i, e := range s.events {
		if e.merged {
			continue
		}
		for _, o := range s.events[i+1:] {
			if !o.merged && s.same(e, o) {
				s.join(e, o)
			}
		}
	}
	var kept []*event
	for _, e := range s.events {
		if !e.merged && !e.mention {
			kept = append(kept, e)
		}
	}
	s.events = kept
}

// join makes o a further telling of e, and takes over what e lacks.
func (s *session) join(e, o *event) {
	if e.title && !o.title && !o.mention || e.mention && !o.mention { // the body says more than the headline, and on whose word
		*e, *o = *o, *e
		e.also = append(e.also, o.also...)
		o.also = nil
	}
	o.merged = true
	e.also = append(e.also, o)
	e.also = append(e.also, o.also...)
	if len(e.actors) == 0 {
		e.actors = without(o.actors, e.recipients)
	}
	if len(e.recipients) == 0 {
		e.recipients = without(o.recipients, e.actors)
	}
	if e.Mode == "" {
		e.Mode = o.Mode
	}
	if e.Place == nil {
		e.Place, e.place = o.Place, o.place
	}
	if e.Date == nil || e.Date.Basis == "document" && o.Date != nil && o.Date.Basis == "expression" {
		if o.Date != nil {
			e.Date = o.Date
		}
	}
	e.Background = e.Background && o.Background
	if o.Casualties != nil {
		if e.Casualties == nil {
			e.Casualties = o.Casualties
		} else {
			e.Casualties.Dead = either(e.Casualties.Dead, o.Casualties.Dead)
			e.Casualties.Injured = either(e.Casualties.Injured, o.Casualties.Injured)
			e.Casualties.Arrested = either(e.Casualties.Arrested, o.Casualties.Arrested)
		}
	}
	e.Quantities = append(e.Quantities, o.Quantities...)
	sort.SliceStable(e.also, func(i, j int) bool { return e.also[i].Anchor.Start < e.also[j].Anchor.Start })
}

// same reports whether two tellings are one event.
func (s *session) same(a, b *event) bool {
	if a.Type != b.Type || a.Reality != b.Reality || a.Polarity != b.Polarity {
		return false
	}
	if a.Mode != b.Mode && (a.Mode != "" && b.Mode != "" || a.Type == "CONSULT") || !s.refers(a, b) {
		return false
	}
	if a.found.Rule.Mode != b.found.Rule.Mode && a.Type == "CONSULT" && (len(a.links) > 0) != (len(b.links) > 0) && !a.title && !b.title {
		return false // the journey somebody speaks of is not the talks that were held on it
	}
	if a.Type == "REQUEST" || a.Type == "AGREE" || a.Type == "ACCUSE" || a.Type == "REJECT" || a.Type == "THREATEN" {
		if a.CAMEO != b.CAMEO {
			return false
		}
	}
	if a.Date != nil && b.Date != nil && !(a.title && a.Date.Basis == "document") && apart(a.Date, b.Date) {
		return false
	}
	if a.Place != nil && b.Place != nil && a.place != b.place && a.Place.Country != b.Place.Country {
		return false
	}
	if a.Place != nil && b.Place != nil && a.place != b.place && a.Place.Basis == "stated" && b.Place.Basis == "stated" && !s.within(a, b) && a.Quad == 4 {
		return false
	}
	if clashing(a, b) {
		return false
	}
	left, right := entitiesOf(a), entitiesOf(b)
	if a.title && !b.title && len(left) == 0 { // a headline that names nobody tells what the report brings: the first of its kind
		return a.CAMEO == b.CAMEO || a.Mode != "" && a.Mode == b.Mode
	}
	if len(left) == 0 || len(right) == 0 {
		return len(left)+len(right) > 0 && a.sentence.Block == b.sentence.Block && a.sentence == b.sentence
	}
	// one is told with no more than the parties of the other
	return s.subset(a.actors, b.actors) && s.subset(a.recipients, b.recipients) && s.shared(a, b) > 0
}

// refers reports whether one of the two can be a reference to the other: a headline or caption to the body, a noun with its article
// or owner to what a verb told, the same word again, or words of one sentence.
func (s *session) refers(a, b *event) bool {
	if a.title || b.title || a.sentence == b.sentence || a.Rule == b.Rule {
		return true
	}
	for _, e := range []*event{a, b} {
		if k := s.blocks[e.sentence.block].Kind; k != "paragraph" {
			return true
		}
		it := &e.sentence.Items[e.found.Item]
		if e.found.Noun && (it.Art && !it.Several() || it.Pron != "") {
			return true
		}
	}
	return a.CAMEO == b.CAMEO && a.Quad == 4
}

// clashing reports whether the numbers of the two differ (two tolls are two tellings with a difference, not one).
func clashing(a, b *event) bool {
	for _, x := range a.Quantities {
		for _, y := range b.Quantities {
			if x.Unit == y.Unit && x.Value != nil && y.Value != nil && *x.Value != *y.Value {
				return true
			}
		}
	}
	return false
}

// within reports whether one of the places lies in the other as far as countries tell.
func (s *session) within(a, b *event) bool {
	return a.Place.Country == b.Place.Country && (s.resolver.Entities[max(a.place, 0)].Kind == "state" || s.resolver.Entities[max(b.place, 0)].Kind == "state")
}

func entitiesOf(e *event) map[int]bool {
	out := map[int]bool{}
	for _, p := range append(append([]party{}, e.actors...), e.recipients...) {
		if p.entity >= 0 {
			out[p.entity] = true
		}
	}
	return out
}

// subset reports whether one list of parties is empty, or holds none that the other lacks; an official stands for his country.
func (s *session) subset(a, b []party) bool {
	if len(a) == 0 || len(b) == 0 {
		return true
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	for _, p := range a {
		if !s.among(p, b) {
			return false
		}
	}
	return true
}

func (s *session) among(p party, list []party) bool {
	for _, o := range list {
		if o.entity == p.entity && (p.entity >= 0 || o.Span.Text == p.Span.Text) || s.standsFor(p, o) || s.called(p, o) {
			return true
		}
	}
	return false
}

// called reports whether two parties are the same body, once told with its country and once without: «the police», «the Kenyan police».
func (s *session) called(p, o party) bool {
	if p.entity < 0 || o.entity < 0 || p.Country != "" && o.Country != "" && p.Country != o.Country {
		return false
	}
	a, b := s.resolver.Entities[p.entity], s.resolver.Entities[o.entity]
	return (a.Known == nil || b.Known == nil) && a.Kind == "organization" && b.Kind == a.Kind && a.Role != "" && a.Role == b.Role
}

// standsFor reports whether one party is the state of the other, who is one of its officials.
func (s *session) standsFor(p, o party) bool {
	if p.Country == "" || p.Country != o.Country || p.entity < 0 || o.entity < 0 {
		return false
	}
	a, b := s.resolver.Entities[p.entity], s.resolver.Entities[o.entity]
	official := func(sector string) bool { return sector == "GOV" || sector == "MIL" }
	return (a.Kind == "state" && official(o.Sector)) || (b.Kind == "state" && official(p.Sector))
}

func (s *session) shared(a, b *event) int {
	n := 0
	for _, p := range append(append([]party{}, a.actors...), a.recipients...) {
		if s.among(p, append(append([]party{}, b.actors...), b.recipients...)) {
			n++
		}
	}
	return n
}

func either(a, b *int) *int {
	if a != nil {
		return a
	}
	return b
}
