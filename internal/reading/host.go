package reading

// hosted parts guest from host where two parties met in the country of one of them: the guest is then the actor, and visits.
func (s *session) hosted(e *event) {
	if e.Type != "CONSULT" || e.Mode != "" || !mutual(e.found) || len(e.actors) != 2 || paired(e.actors) || len(e.recipients) != 0 || e.Place == nil || e.Place.Country == "" {
		return
	}
	guest, host := e.actors[0], e.actors[1]
	if guest.Country == e.Place.Country {
		guest, host = host, guest
	}
	if host.Country != e.Place.Country || guest.Country == host.Country || guest.Country == "" {
		return
	}
	e.actors, e.recipients = []party{guest}, []party{host}
	e.Mode, e.CAMEO = "visit", "042"
	e.Goldstein = s.lang.what.Scheme.Goldstein(e.CAMEO)
}

// paired reports whether one phrase tells of two parties: «the two men».
func paired(list []party) bool {
	return list[0].Span != nil && list[1].Span != nil && list[0].Span.Start == list[1].Span.Start
}

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
