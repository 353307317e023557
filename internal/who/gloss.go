package who

import (
	"strings"

	"rawi/internal/pack"
)

// A gloss is how one language names those whom another language's report only describes: «مسؤولون أمريكيون» are unnamed US officials.
// It comes from the language's table glosses; a language without that table names nobody so.
type gloss struct {
	language string
	roles    map[string]noun   // by role
	lands    map[string]string // country or area (its key without x-) → the adjective that stands before a noun (US, Russian)
	peoples  map[string]string // country → its people
	words    map[string]string // former, unnamed, of
}

// noun is a noun of a gloss. Who is told by it without a name is called unnamed where it says so (sources, officials).
type noun struct {
	singular, plural string
	unnamed          bool
}

// modifier is the gloss of an adjective. One of rank stands before the country (senior US official), one of bodies is not said of
// people (state media).
type modifier struct{ text, place string }

// wordGlosses are the glosses that a language gives to its own nouns and adjectives, where their role says too little (child,
// woman, victim are all persons): by the language of the gloss.
type wordGlosses struct {
	nouns     map[string]noun     // by the first form of the role's row
	modifiers map[string]modifier // by folded form
}

// takeGloss compiles the table glosses of a language that has roles in it; the adjectives of states are those of its table states.
func (w *World) takeGloss(p *pack.Pack) error {
	g := gloss{language: p.Name, roles: map[string]noun{}, lands: map[string]string{}, peoples: map[string]string{}, words: map[string]string{}}
	for _, r := range p.Table("glosses") {
		switch r.Cell(0) {
		case "role":
			if _, ok := w.Roles[r.Cell(1)]; !ok {
				return r.Errorf("no role %q in the world tables", r.Cell(1))
			}
			g.roles[r.Cell(1)] = nounOf(r)
		case "land":
			g.lands[strings.TrimPrefix(r.Cell(1), "x-")] = r.Cell(2)
		case "word":
			g.words[r.Cell(1)] = r.Cell(2)
		}
	}
	if len(g.roles) == 0 {
		return nil
	}
	for _, r := range p.Table("states") {
		if g.lands[r.Key()] == "" {
			g.lands[r.Key()] = r.Cell(2)
		}
		g.peoples[r.Key()] = r.Cell(3)
	}
	w.glosses = append(w.glosses, g)
	return nil
}

func nounOf(r pack.Row) noun {
	n := noun{singular: r.Cell(2), plural: r.Cell(3), unnamed: r.Cell(4) == "unnamed"}
	if n.plural == "" {
		n.plural = n.singular
	}
	return n
}

// addGlosses takes what a language's own table says about its nouns and adjectives.
func (l *Lexicon) addGlosses(p *pack.Pack, articles []string) {
	l.glosses = map[string]wordGlosses{}
	of := func(language string) wordGlosses {
		if _, ok := l.glosses[language]; !ok {
			l.glosses[language] = wordGlosses{map[string]noun{}, map[string]modifier{}}
		}
		return l.glosses[language]
	}
	for _, r := range p.Table("glosses") {
		switch r.Cell(0) {
		case "noun":
			for _, form := range r.From(5) {
				of(r.Cell(1)).nouns[form] = nounOf(r)
			}
		case "modifier":
			for _, base := range r.From(5) {
				for _, form := range l.Morph.Decline(base) {
					m := modifier{r.Cell(2), r.Cell(3)}
					of(r.Cell(1)).modifiers[l.Fold.Fold(form.Text)] = m
					for _, a := range articles {
						of(r.Cell(1)).modifiers[l.Fold.Fold(a+form.Text)] = m
					}
				}
			}
		}
	}
}

// Gloss gives the entities that no row and no personal name names a name in the other languages: by what they are and whose.
// It is called once, when all mentions are taken.
func (r *Resolver) Gloss() {
	for i := range r.lex.World.glosses {
		g := &r.lex.World.glosses[i]
		if g.language == r.lex.Language {
			continue
		}
		for _, e := range r.Entities {
			switch {
			case e.Names[g.language] != "":
			case e.told != nil:
				if name := r.gloss(g, e, true); name != "" {
					e.Names[g.language] = name
				}
			case len(e.Tokens) > 0 && e.Name != e.Names[r.lex.Language]: // a personal name in Latin letters
				e.Names[g.language] = e.Name
			}
		}
	}
}

// told is what a phrase says of an entity that has no name.
type told struct {
	role          *RoleNoun
	owner         *Entity
	from, to      int // the tokens of the phrase
	many, certain bool
}

// gloss names an entity by its role, its country or owner, its number and its rank; "" where any of these has no word, since half a
// name would tell of somebody else. whole is false for an owner inside another's name, which is not called unnamed there.
func (r *Resolver) gloss(g *gloss, e *Entity, whole bool) string {
	t := e.told
	if t.role == nil { // «المصريون»
		if t.owner == nil && t.many && e.Area == "" {
			return g.peoples[e.Country]
		}
		return ""
	}
	n, ok := r.lex.glosses[g.language].nouns[t.role.Text]
	if !ok {
		n, ok = g.roles[t.role.Role]
	}
	name := n.singular
	if t.many {
		name = n.plural
	}
	if !ok || name == "" {
		return ""
	}
	name, was := strings.CutPrefix(name, g.words["former"]+" ")
	before, after := "", ""
	switch {
	case t.owner != nil && t.owner.Kind != "state" && !(e.Sector == "MIL" && e.Country != "" && t.owner.Kind == "person"):
		owner := r.called(g, t)
		if owner == "" {
			return ""
		}
		if t.owner.Kind == "person" || t.owner.told != nil && t.owner.told.many {
			after = " " + g.words["of"] + " " + owner
		} else {
			before = owner + " "
		}
	case e.Country != "" || e.Area != "":
		land := g.lands[first(e.Country, e.Area)]
		if land == "" {
			return ""
		}
		before = land + " "
	}
	mods, rank, loose := r.modifiers(g, t, before+name)
	name = rank + before + mods + name + after
	if e.Former || was {
		name = g.words["former"] + " " + name
	}
	if n.unnamed && whole && (!t.certain || loose) {
		name = g.words["unnamed"] + " " + name
	}
	return name
}

// called is the name of the owner in the language of the gloss. An owner of the same role, or one that is itself told by its owner,
// is too far to tell by, and so is a person without a name.
func (r *Resolver) called(g *gloss, t *told) string {
	e := t.owner
	switch {
	case e.told == nil:
		return e.Names[g.language]
	case e.Kind != "person" && e.told.owner == nil && e.told.role != nil && e.told.role.Role != t.role.Role:
		return r.gloss(g, e, false)
	}
	return ""
}

// modifiers gives the adjectives of a phrase in reverse order, those of rank apart, without the words that the name has already.
// They end at a preposition, which tells of another; loose reports whether one follows a head without article («مسؤول في البيت
// الأبيض»), who is then anybody.
func (r *Resolver) modifiers(g *gloss, t *told, name string) (mods, rank string, loose bool) {
	known := r.lex.glosses[g.language].modifiers
	for i := t.from; i < t.to && i < len(r.x.Tokens); i++ {
		if _, prep := r.lex.Word(r.x, i, "prep of"); prep && i > t.from {
			return mods, rank, !r.articled(t.from)
		}
		m := known[r.x.Tokens[i].Fold]
		if m.text == "" || strings.Contains(rank+mods+name, m.text) || m.place == "body" && t.role.Kind == "person" || r.heads(i, t.role) {
			continue
		}
		if m.place == "rank" {
			rank = m.text + " " + rank
		} else {
			mods = m.text + " " + mods
		}
	}
	return mods, rank, false
}

// articled reports whether the word at token i carries the article.
func (r *Resolver) articled(i int) bool {
	for _, s := range r.lex.Morph.At(r.x, i).Readings {
		if s.Art {
			return true
		}
	}
	return false
}

// heads reports whether the word at token i is the role noun itself, which may be an adjective too (عسكري).
func (r *Resolver) heads(i int, role *RoleNoun) bool {
	for _, s := range r.lex.Morph.At(r.x, i).Readings {
		for _, n := range r.lex.roleOf[s.Lemma] {
			if r.lex.roles[n].Role == role.Role {
				return true
			}
		}
	}
	return false
}
