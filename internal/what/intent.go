package what

import (
	"slices"
	"strings"

	"rawi/internal/clause"
	"rawi/internal/match"
	"rawi/internal/morph"
	"rawi/internal/pack"
)

// A Stance is what somebody says of an act: that he will do it, asks for it, refuses it.
type Stance string

// The stances of table intents. Will and Not are told by the act's own verb («will send», «would not meet»), the others by a verb that
// governs the act: promised to send, asked them not to leave.
const (
	Will        Stance = "will"
	Not         Stance = "not"
	Threaten    Stance = "threaten"
	Promise     Stance = "promise"
	PromiseNot  Stance = "promise-not"
	Ask         Stance = "ask"
	AskNot      Stance = "ask-not"
	Refuse      Stance = "refuse"
	Accuse      Stance = "accuse"
	Investigate Stance = "investigate"
)

// intent is a row of table intents: what it is to take a stance to an act of some kind.
type intent struct {
	rule    Rule
	stances []string
	acts    []string // CAMEO codes; an act counts if its code begins so
}

// readIntents gives the rows of the world, as rules of a language.
func readIntents(world *pack.Pack, language string) []intent {
	var out []intent
	for _, r := range world.Table("intents") {
		out = append(out, intent{
			rule:    Rule{ID: language + "/" + r.Key(), Type: r.Cell(2), Mode: r.Cell(3), CAMEO: r.Cell(4), Kind: "verb"},
			stances: r.List(1),
			acts:    r.From(5),
		})
	}
	return out
}

// Intent gives what it is to take a stance to an act of a CAMEO code: the row with the longest code that the act's begins with, or nil.
func (l *Lexicon) Intent(cameo string, s Stance) *Rule {
	var best *Rule
	longest := 0
	for i := range l.intents {
		n := &l.intents[i]
		if !slices.Contains(n.stances, string(s)) {
			continue
		}
		for _, act := range n.acts {
			if len(act) > longest && strings.HasPrefix(cameo, act) {
				best, longest = &n.rule, len(act)
			}
		}
	}
	return best
}

// general are the codes of rules that say that somebody promises, asks, refuses …, and not what, with the stance to the act that they
// govern, as it is done and as it is not.
var general = map[string][2]Stance{
	"030": {Promise, PromiseNot}, "130": {Threaten, ""}, "100": {Ask, AskNot}, "120": {Refuse, ""}, "112": {Accuse, ""}, "090": {Investigate, ""},
}

// deeds gives the events whose words say only that somebody promises, asks, refuses an act the code that CAMEO has for that act: to
// promise is 030, to promise arms 0332. A threat stays one, and a promise of force becomes one.
func (f *finder) deeds() {
	for k := range f.out {
		o := &f.out[k]
		stances, ok := general[o.Rule.CAMEO]
		if !ok {
			continue
		}
		act, not := f.deedOf(o)
		if act == nil {
			continue
		}
		stance := stances[0]
		if not {
			stance = stances[1]
		}
		if r := f.Intent(act.CAMEO, stance); r != nil && (r.Type == o.Rule.Type || r.Type == "THREATEN" && !mutual(o.Rule)) {
			o.Deed = r
		}
	}
}

// deedOf gives the rule of the act that event o is about, and whether it is one not to be done: the first event behind o that its content
// clause or its infinitive tells or that fills its theme, else what the noun of its theme names.
func (f *finder) deedOf(o *Found) (act *Rule, not bool) {
	var best *Found
	for n := range f.out {
		c := &f.out[n]
		if c.Item <= o.Item || best != nil && best.Item < c.Item {
			continue
		}
		if f.inContent(o, c) || f.infinitive(o, c) || f.inTheme(o, c) || f.gerund(o, c) {
			best = c
		}
	}
	if best != nil {
		return best.Rule, best.Args.Negated
	}
	return f.namedTheme(o)
}

// infinitive reports whether event c is told by the infinitive behind event o: asked them not to attack.
func (f *finder) infinitive(o, c *Found) bool {
	i := o.Args.To
	for i < c.Item && f.s.Items[i].Kind == clause.Neg {
		i++
	}
	return c.Verb && i < c.Item && f.s.Items[i].Kind == clause.To && !slices.ContainsFunc(f.s.Items[i+1:c.Item], func(it clause.Item) bool { return it.Kind == clause.Verb || it.Kind == clause.Mark })
}

// gerund reports whether event c is told by a verb behind the preposition by which event o has its theme: accused of shelling a town.
func (f *finder) gerund(o, c *Found) bool {
	return c.Verb && c.Item > 0 && slices.ContainsFunc(o.Rule.Frame, func(slot match.Slot) bool {
		return slot.Role == "theme" && (f.s.Items[c.Item].Prep == slot.Marker || f.s.Items[c.Item-1].Prep == slot.Marker)
	})
}

// namedTheme gives the rule of the event noun that is event o's theme and tells no event of its own: promised an attack.
func (f *finder) namedTheme(o *Found) (act *Rule, not bool) {
	for _, t := range o.Themes {
		if len(t.Arg.Items) == 0 {
			continue
		}
		for _, r := range f.s.Items[t.Arg.Items[0]].Readings {
			rules := f.nouns[r.Lemma]
			if r.Feat.Has(morph.Masdar) {
				rules = f.verbs[r.Lemma]
			}
			if len(rules) > 0 && !r.Finite() {
				return &f.Rules[rules[0]], false
			}
		}
	}
	return nil, false
}
