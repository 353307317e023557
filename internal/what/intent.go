package what

import (
	"rawi/internal/pack"
)

// intent is a row of table intents: what it is to say that one will do an act of some kind, or will not.
type intent struct {
	rule Rule
	not  bool
	acts []string // CAMEO codes; an act counts if its code begins so
}

func readIntents(p *pack.Pack) []intent {
	var out []intent
	for _, r := range p.Table("intents") {
		out = append(out, intent{
			rule: Rule{ID: p.Name + "/" + r.Key(), Type: r.Cell(2), Mode: r.Cell(3), CAMEO: r.Cell(4), Kind: "verb"},
			not:  r.Cell(1) == "not",
			acts: r.From(5),
		})
	}
	return out
}

// Intent gives what it is to say that one will do, or will not do, an act of a CAMEO code: the row with the longest code that the act's
// begins with, or nil.
func (l *Lexicon) Intent(cameo string, not bool) *Rule {
	var best *Rule
	longest := 0
	for i := range l.intents {
		n := &l.intents[i]
		if n.not != not {
			continue
		}
		for _, act := range n.acts {
			if len(act) > longest && len(cameo) >= len(act) && cameo[:len(act)] == act {
				best, longest = &n.rule, len(act)
			}
		}
	}
	return best
}
