package what

import (
	"strings"

	"rawi/internal/morph"
	"rawi/internal/pack"
)

// tone is a row of table tones: a word that says more mildly what others of the same rules say: one calls for what another demands.
type tone struct{ from, to string }

// readTones gives the tones of the words of a pack, by their lemmas.
func (l *Lexicon) readTones(p *pack.Pack) {
	l.tones = map[int][]tone{}
	for _, r := range p.Table("tones") {
		for _, w := range r.From(3) {
			for _, pos := range []morph.POS{morph.Verb, morph.Noun} {
				if n := l.Morph.Find(w, pos); n >= 0 {
					l.tones[n] = append(l.tones[n], tone{r.Cell(1), r.Cell(2)})
				}
			}
		}
	}
}

// Toned gives the CAMEO code that a rule's code becomes in the mouth of a word: the branch that the word's tone puts in its place, where
// the scheme has the code there.
func (l *Lexicon) Toned(cameo string, readings []morph.Reading) string {
	for _, r := range readings {
		for _, t := range l.tones[r.Lemma] {
			if rest, ok := strings.CutPrefix(cameo, t.from); ok && l.Scheme.Code(t.to+rest) {
				return t.to + rest
			}
		}
	}
	return cameo
}
