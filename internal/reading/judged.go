package reading

import (
	"slices"

	"rawi/internal/what"
)

// judged aims an act of words at those whose deed it is about, where the clause only calls it «the attack», «the decision», «it»: those who
// did what was told last that the word may mean.
func (s *session) judged(e *event, f *what.Found) {
	if f.Refers.Item < 0 || slices.ContainsFunc(e.recipients, s.inParticular) {
		return
	}
	for _, background := range []bool{false, true} {
		for i := len(s.events) - 1; i >= 0; i-- {
			o := s.events[i]
			if o.Background != background || !s.meant(o, e, f.Refers) {
				continue
			}
			for _, p := range o.actors {
				if s.inParticular(p) {
					p.Span, p.by, p.Rule = nil, "not written: who did what is spoken of", "refers"
					e.recipients = append(e.recipients, p)
				}
			}
			return
		}
	}
}

// spokenOnly tells the types of what nobody calls a decision or a move: words, meetings, and what crowds do.
var spokenOnly = map[string]bool{"ACCUSE": true, "REQUEST": true, "CONSULT": true, "PROTEST": true}

// praise is the CAMEO code of support in words.
const praise = "051"

// meant reports whether the word of a reference may go back to an event told before: one that happened or is to, of the word's type, and done
// by others than those who speak of it.
func (s *session) meant(o, e *event, r what.Reference) bool {
	switch {
	case r.Type == what.Captivity:
		if o.Mode != "arrest" && o.Mode != "abduct" {
			return false
		}
	case o.mention || o.Polarity == "negative" || o.Reality == "hypothetical":
		return false
	case r.Type != "" && r.Type != o.Type && !(o.Quad == s.lang.what.Scheme.Quad(r.Type) && o.Quad == 4) && !(r.Type == "SUPPORT" && (o.Type == "AGREE" || o.Type == "CONCEDE")):
		return false
	case r.Type == "SUPPORT" && len(o.actors) < 2: // an agreement has parties
		return false
	case r.Type == "" && (o.CAMEO == e.CAMEO || spokenOnly[o.Type] || o.CAMEO == praise):
		return false
	}
	other := false
	for _, p := range o.actors {
		for _, q := range e.actors {
			if p.entity == q.entity && p.entity >= 0 || p.Country != "" && p.Country == q.Country && p.Sector == q.Sector {
				return false
			}
		}
		other = other || s.inParticular(p)
	}
	return other
}
