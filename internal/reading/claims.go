package reading

import "rawi/internal/news"

// Claims of responsibility: «claimed the attack» tells of a deed that the report has told already, and who says that it was he. That
// deed then gets him as its actor where nobody was known to have done it; otherwise the claim is one more telling of it, on his word.

// claims joins each claim to the deed that it is about, and drops those by which nobody claims anything.
func (s *session) claims() {
	for i, c := range s.events {
		if c.Type != "ASSAULT" || c.title || !claiming(c) {
			continue
		}
		if c.Polarity != "positive" { // nobody has claimed it: no deed of its own
			c.mention = true
			continue
		}
		if len(c.actors) == 0 {
			continue
		}
		if e := s.deedClaimed(s.events[:i], c); e != nil {
			s.own(e, c)
		}
	}
}

// own makes a claim a further telling of the deed that it is about, on the word of the one who claims it.
func (s *session) own(e, c *event) {
	by := c.actors[0]
	if len(c.links) == 0 {
		cue := c.Anchor
		if v := c.found.SupportAt; v >= 0 {
			cue = s.text.Span(c.sentence.Items[v].Start, c.sentence.Items[v].End)
		}
		l := link{entity: by.entity}
		l.Role, l.Span, l.Cue = "speaker", by.Span, &cue
		c.links = []link{l}
	}
	if len(e.actors) == 0 {
		by.by, by.Rule = "claims the deed", "claim"
		e.actors = []party{by}
	}
	c.merged = true
	e.also = append(e.also, c)
	e.also = append(e.also, c.also...)
}

// claiming reports whether an event is told as somebody's claim of a deed that is known: its support claims, and its noun points back.
func claiming(c *event) bool {
	f := c.found
	if f == nil || !f.Claims() && !(f.Support != "" && speaksOfOwn(c)) {
		return false
	}
	return c.sentence.Determined(f.Item) || c.sentence.Items[f.Item].Pron != ""
}

// speaksOfOwn reports whether the one on whose word a deed is told is the one who did it: said that it had carried out the attack.
func speaksOfOwn(c *event) bool {
	return len(c.links) > 0 && len(c.actors) > 0 && c.actors[0].entity >= 0 && c.links[len(c.links)-1].entity == c.actors[0].entity
}

// deedClaimed gives the deed that a claim is about: the last one before it that it can be, or nil. Its actor is not known or the one who claims
// it; its day, place and the ones hit do not speak against it.
func (s *session) deedClaimed(before []*event, c *event) *event {
	for i := len(before) - 1; i >= 0; i-- {
		e := before[i]
		switch {
		case e.Type != c.Type || e.Reality != "actual" || e.Polarity != "positive" || e.merged || e.mention || e.title || e.found == nil:
		case e.Mode != "" && c.Mode != "" && e.Mode != c.Mode || e.Background && !c.Background:
		case e.Place != nil && c.Place != nil && e.Place.Country != c.Place.Country:
		case e.Date != nil && c.Date != nil && c.Date.Basis == "expression" && apart(e.Date, c.Date):
		case !s.subset(e.recipients, c.recipients) && e.CAMEO == c.CAMEO:
		case !s.doneBy(e, c.actors[0]):
		default:
			return e
		}
	}
	return nil
}

// apart reports whether two stretches of days have none in common.
func apart(a, b *news.Date) bool {
	return a.End != "" && b.Start > a.End || b.End != "" && a.Start > b.End
}

// doneBy reports whether a deed may be that of the one who claims it: nobody is said to have done it, nobody in particular, or he.
func (s *session) doneBy(e *event, by party) bool {
	for _, a := range e.actors {
		if s.inParticular(a) && !s.among(a, []party{by}) {
			return false
		}
	}
	return true
}
