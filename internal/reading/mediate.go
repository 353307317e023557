package reading

import "slices"

// mediation is the mode of bringing others together.
const mediation = "third-party"

// mediated gives a mediation that names no sides the parties of what it brought about: the last exchange, talks or agreement told in its
// sentence or paragraph («تبادلت روسيا وأوكرانيا الأسرى بوساطة إماراتية»).
func (s *session) mediated(e *event) {
	if e.Mode != mediation || len(e.recipients) > 0 || len(e.actors) == 0 {
		return
	}
	for i := len(s.events) - 1; i >= 0 && s.events[i].sentence.block == e.sentence.block; i-- {
		o := s.events[i]
		if o.Mode == mediation || len(o.actors) < 2 || !mutual(o.found) {
			continue
		}
		for _, p := range without(o.actors, e.actors) {
			p.Span, p.by, p.Rule = nil, "not written: whom the mediator brought together", "mediated"
			e.recipients = append(e.recipients, p)
		}
		return
	}
}

// received gives a visit that names no host the state in which it takes place, where that is not the guest's own.
func (s *session) received(e *event) {
	if e.Mode != "visit" || len(e.recipients) > 0 || len(e.actors) == 0 || e.Place == nil || e.Place.Span == nil {
		return
	}
	host := s.world.States[e.Place.Country]
	if host == nil || slices.ContainsFunc(e.actors, func(p party) bool { return p.Country == "" || p.Country == host.Country }) {
		return
	}
	p := s.party(s.resolver.Of(host), nil, nil)
	p.by, p.Rule = "not written: the state of the place", "visited"
	e.recipients = append(e.recipients, p)
}
