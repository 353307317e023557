package who

import (
	"slices"
	"strings"

	"rawi/internal/match"
	"rawi/internal/morph"
	"rawi/internal/pack"
	"rawi/internal/text"
)

// RoleNoun is a noun by which press names unnamed people and bodies: president, protester, troops.
type RoleNoun struct {
	Role, Kind, Sector string
	Text               string
}

// entry is what a phrase of the name trie stands for.
type entry struct {
	known   *Known
	demonym string // iso3 or area key
	people  bool   // a noun for people (Russians)
	role    int    // number of a role of several words, -1 for none
	feat    morph.Feat
	short   bool // one word of a personal name
}

// rolePhrase is a role noun of several words, entered among the names.
type rolePhrase struct {
	phrase string
	entry  entry
}

// Lexicon is what one language knows of names.
type Lexicon struct {
	named       chan struct{} // closed when the names are entered
	rolePhrases []rolePhrase
	World       *World
	Language    string
	Morph       *morph.Lexicon
	Fold        *text.Folder
	headFirst   bool // the noun stands before what qualifies it
	cased       bool
	names       *match.Trie
	entries     []entry
	grammar     *match.Trie
	words       []GrammarWord
	roles       []RoleNoun
	roleOf      map[int][]int     // lemma → roles
	given       map[string]string // folded part of a personal name → Latin letters
	demonyms    map[string]string // iso3 → adjective
	plain       map[int]bool      // lemmas of the everyday words, which are nobody
	locative    map[string]bool
	bound       map[string][]string // event type → prepositions
	behind      map[string]string   // preposition → what says that it governs
	credit      map[string]bool
	subordinate map[string]bool // prepositions that also open clauses (after, before)
	qualified   map[string]bool // nouns of deeds, behind which a word for one who bears arms is an adjective
	suffered    map[string]bool // words of what is done to people, behind which the adjective of a people is somebody of it
	articled    map[*Known]bool // states whose name carries an article
	control     map[string]bool // verbs whose object does what their infinitive says (urge, order)
	passiveMark rune
	glosses     map[string]wordGlosses // by the language of the gloss
}

// GrammarWord is a row of table words.
type GrammarWord struct{ Key, Class, Form string }

// NewLexicon compiles the names of a language. It enters role nouns and grammar words into lex.
func NewLexicon(w *World, f *text.Folder, lex *morph.Lexicon, p *pack.Pack) (*Lexicon, error) {
	l := &Lexicon{World: w, Language: p.Name, Morph: lex, Fold: f, roleOf: map[int][]int{}, given: map[string]string{}, demonyms: map[string]string{}, plain: map[int]bool{}, locative: map[string]bool{}, bound: map[string][]string{}, behind: map[string]string{}, credit: map[string]bool{}, subordinate: map[string]bool{}, control: map[string]bool{}, qualified: map[string]bool{}, suffered: map[string]bool{}, articled: map[*Known]bool{}}
	var articles []string
	for _, r := range p.Table("clitics") {
		switch r.Cell(0) {
		case "article":
			articles = append(articles, r.Cell(2))
		case "prep":
			l.behind[r.Cell(1)] = "preposition " + r.Cell(1)
		}
	}
	for _, r := range p.Table("grammar") {
		switch r.Key() {
		case "noun-order":
			l.headFirst = r.Cell(1) == "head-first"
		case "case":
			l.cased = r.Cell(1) == "yes"
		case "passive-mark":
			for _, m := range r.Cell(1) {
				l.passiveMark = m
			}
		case "credit":
			l.credit[f.Fold(r.Cell(1))] = true
		case "locative":
			l.locative[r.Cell(1)] = true
		case "bound":
			l.bound[r.Cell(1)] = r.From(2)
		}
	}
	l.names = match.NewTrie(f, lex, articles, l.cased)
	l.grammar = match.NewTrie(f, lex, nil, false)
	classes := map[string]string{}
	for _, r := range p.Table("words") {
		switch r.Cell(1) {
		case "prep", "sub":
			if c := classes[r.Key()]; c != "" && c != r.Cell(1) {
				l.subordinate[r.Key()] = true
			}
			classes[r.Key()], l.behind[r.Key()] = r.Cell(1), "preposition "+r.Key()
		case "object-control":
			for _, form := range r.From(2) {
				l.control[f.Fold(form)] = true
			}
			continue
		case "suffered":
			for _, form := range r.From(2) {
				l.suffered[f.Fold(form)] = true
			}
			continue
		case "qualified":
			for _, form := range r.From(2) {
				l.qualified[f.Fold(form)] = true
			}
			continue
		}
		for _, form := range r.From(2) {
			if strings.Contains(form, " ") {
				l.grammar.Add(form, len(l.words))
				l.words = append(l.words, GrammarWord{r.Cell(0), r.Cell(1), form})
			} else {
				lex.AddGrammar(r.Cell(0), r.Cell(1), form)
			}
		}
	}
	l.named = make(chan struct{})
	go func() { // by far the most rows, and nothing that the rest waits for
		defer close(l.named)
		l.addNames(p)
	}()
	l.addRoles(p, articles)
	l.addGlosses(p, articles)
	for _, r := range p.Table("numbers") {
		switch class, _, _ := strings.Cut(r.Cell(1), "."); class {
		case "digit", "digit-bound", "teen", "ten", "tens", "hundred", "hundreds", "scale":
			for _, form := range r.From(2) {
				if !strings.Contains(form, " ") {
					lex.AddGrammar(r.Key(), "numeral", form)
				}
			}
		}
	}
	for _, r := range p.Table("verbs") { // verbs that no event rule needs tell at least that a word is a verb, and no name
		lex.Add(r.Cell(0), morph.Verb)
	}
	for _, r := range p.Table("nouns") {
		n := lex.Add(r.Cell(2), everyday(r.Cell(1)))
		l.plain[n] = true
		if r.Cell(1) == "verb" { // it has its forms, and tells at least where a clause has its verb
			continue
		}
		for _, form := range r.From(3) {
			lex.AddForm(n, form, morph.Plural)
		}
	}
	return l, nil
}

func (l *Lexicon) add(phrase string, e entry) {
	l.names.Add(phrase, len(l.entries))
	l.entries = append(l.entries, e)
}

// Wait ends the making of the lexicon; it must be called before the lexicon is used.
func (l *Lexicon) Wait() {
	<-l.named
	for _, r := range l.rolePhrases {
		l.add(r.phrase, r.entry)
	}
	l.rolePhrases = nil
}

func (l *Lexicon) addNames(p *pack.Pack) {
	w := l.World
	rows := 0
	for _, table := range []string{"states", "people", "orgs", "places", "demonyms"} {
		rows += len(p.Table(table))
	}
	l.entries = make([]entry, 0, 2*rows) // a row has two names or so
	l.names.Expect(rows)
	for _, r := range p.Table("states") {
		k := w.States[r.Key()]
		l.add(r.Cell(1), entry{known: k, role: -1})
		l.articled[k] = l.carriesArticle(p, r.Cell(1))
		for _, v := range r.From(4) {
			l.add(v, entry{known: k, role: -1})
			l.articled[k] = l.articled[k] || l.carriesArticle(p, v)
		}
		l.demonyms[r.Key()] = r.Cell(2)
		l.addDemonym(r.Key(), r.Cell(2), r.Cell(3))
	}
	for _, r := range p.Table("demonyms") {
		l.addDemonym(r.Key(), r.Cell(1), r.Cell(2))
	}
	for _, table := range []struct{ name, family string }{{"people", "person"}, {"orgs", "org"}, {"places", "place"}} {
		for _, r := range p.Table(table.name) {
			k := w.Find(table.family + "/" + r.Key())
			for _, v := range r.From(1) {
				l.add(v, entry{known: k, role: -1, short: k.Kind == "person" && !strings.Contains(v, " ")})
			}
		}
	}
	for _, r := range p.Table("names") {
		l.given[l.Fold.Fold(r.Cell(2))] = strings.ReplaceAll(r.Cell(0), "_", " ")
	}
}

// carriesArticle reports whether a name is one word that carries an article of the pack, or begins with the same letters (السعودية,
// ألمانيا).
func (l *Lexicon) carriesArticle(p *pack.Pack, name string) bool {
	for _, r := range p.Table("clitics") {
		if r.Cell(0) == "article" && !strings.Contains(name, " ") && strings.HasPrefix(l.Fold.Fold(name), l.Fold.Fold(r.Cell(2))) {
			return true
		}
	}
	return false
}

// addDemonym enters an adjective of a country in all its inflected forms, each word of it alike (الكوريين الشماليين).
func (l *Lexicon) addDemonym(key, adjective, people string) {
	if adjective != "" {
		for _, form := range l.Morph.Decline(adjective) {
			l.add(form.Text, entry{demonym: key, role: -1, feat: form.Feat})
		}
	}
	if people != "" {
		l.add(people, entry{demonym: key, people: true, role: -1, feat: morph.Plural})
	}
}

func (l *Lexicon) addRoles(p *pack.Pack, articles []string) {
	for _, r := range p.Table("roles") {
		n := len(l.roles)
		l.roles = append(l.roles, RoleNoun{Role: r.Cell(0), Kind: r.Cell(1), Sector: r.Cell(2), Text: r.Cell(3)})
		lemma := -1
		for i, form := range r.From(3) {
			if lemma >= 0 && !strings.ContainsAny(form, " -") {
				l.Morph.AddForm(lemma, form, morph.Plural)
				continue
			}
			if k := l.addRole(n, form, i == 0, l.headNumber(r.Cell(3), form, articles)); i == 0 {
				lemma = k
			}
		}
	}
}

// headNumber gives the number and gender of a further form of a role noun: those in which it declines the head of the first form
// (وزيرة خارجية, المتحدث باسم beside متحدث), with or without the article, else the plural.
func (l *Lexicon) headNumber(first, form string, articles []string) morph.Feat {
	a, b := strings.Fields(first), strings.Fields(form)
	if l.headFirst && len(a) > 0 && len(b) > 1 {
		for _, f := range l.Morph.Decline(a[0]) {
			if f.Text == b[0] {
				return f.Feat
			}
			for _, article := range articles {
				if article+f.Text == b[0] {
					return f.Feat
				}
			}
		}
	}
	return morph.Plural
}

// addRole enters a form of a role noun. Where it has several words, only the first inflects (وزيرا الخارجية), or, where the head
// stands last, the last (foreign ministers). It gives the lemma of a form of one word, else -1.
func (l *Lexicon) addRole(n int, form string, first bool, number morph.Feat) int {
	words := strings.Fields(form)
	if len(words) == 1 && !strings.Contains(form, "-") { // secretary-general: text is cut at its hyphens
		lemma := l.Morph.Add(form, morph.Noun)
		l.roleOf[lemma] = append(l.roleOf[lemma], n)
		return lemma
	}
	head := 0
	if !l.headFirst {
		head = len(words) - 1
	}
	forms := []morph.Form{{Text: words[head], Feat: number}}
	if first {
		forms = l.Morph.Decline(words[head])
	}
	for _, f := range forms {
		words[head] = f.Text
		l.rolePhrases = append(l.rolePhrases, rolePhrase{strings.Join(words, " "), entry{role: n, feat: f.Feat}})
	}
	return -1
}

// Grammar finds a grammar phrase of several words at token i.
func (l *Lexicon) Grammar(x *text.Text, i, limit int) (GrammarWord, match.Hit, bool) {
	for h := range l.grammar.Find(x, i, limit) {
		if h.To-h.From > 1 {
			return l.words[h.IDs[0]], h, true
		}
	}
	return GrammarWord{}, match.Hit{}, false
}

// Word gives the grammar reading of token i, if its whole core is a grammar word of one of the classes.
func (l *Lexicon) Word(x *text.Text, i int, classes string) (morph.Reading, bool) {
	if x.Tokens[i].Kind != text.Word && x.Tokens[i].Kind != text.Mark {
		return morph.Reading{}, false
	}
	for _, r := range l.Morph.At(x, i).Readings {
		m := l.Morph.Lemmas[r.Lemma]
		if m.POS == morph.Func && strings.Contains(classes, m.Form) && !r.Art {
			return r, true
		}
	}
	return morph.Reading{}, false
}

// everyday gives the part of speech of a row of the everyday words.
func everyday(class string) morph.POS {
	switch class {
	case "adj":
		return morph.Adj
	case "verb":
		return morph.Verb
	}
	return morph.Noun
}

// Everyday reports whether a lemma stands in the table of everyday words.
func (l *Lexicon) Everyday(lemma int) bool { return l.plain[lemma] }

// common reports whether the lexicon knows the word at i as something else than a name: a verb, a noun, a grammar word.
func (l *Lexicon) common(x *text.Text, i int, s morph.Split) bool {
	for _, r := range l.Morph.At(x, i).Readings {
		if r.Conj == s.Conj && (r.Prep == s.Prep || r.Prep == "") && l.Morph.Lemmas[r.Lemma].POS != morph.Part {
			return true
		}
	}
	return false
}

// HeadFirst reports whether nouns stand before what qualifies them, and verbs may stand before their subjects.
func (l *Lexicon) HeadFirst() bool { return l.headFirst }

// SoundPlural reports whether the word at a token has the ending of a sound plural of people.
func (l *Lexicon) SoundPlural(x *text.Text, i int) bool {
	for _, e := range l.Morph.Endings("people-plural") {
		if strings.HasSuffix(x.Tokens[i].Fold, e) {
			return true
		}
	}
	return false
}

// Behind says of a noun that a preposition governs it.
func (l *Lexicon) Behind(prep string) string {
	if by, ok := l.behind[prep]; ok {
		return by
	}
	return "preposition " + prep
}

// Locative reports whether a preposition says where something happens (table words, class locative lists the keys).
func (l *Lexicon) Locative(prep string) bool { return l.locative[prep] }

// Bound reports whether a preposition names the place for which, or from which, what an event of a type moves is bound.
func (l *Lexicon) Bound(kind, prep string) bool { return slices.Contains(l.bound[kind], prep) }

// CreditWord reports whether a folded word only announces a credit (photo by, تصوير) or names nobody (pool, contributor).
func (l *Lexicon) CreditWord(word string) bool { return l.credit[word] }

// acronym reports whether a name is one word of Latin capitals (AFP).
func acronym(name string) bool {
	for i := 0; i < len(name); i++ {
		if name[i] < 'A' || name[i] > 'Z' {
			return false
		}
	}
	return len(name) > 1
}

// Pair reports whether the word at i, which may be a weekday, stands for two people: it is a pronoun of two, and a verb for two
// follows it.
func (l *Lexicon) Pair(x *text.Text, i int) bool {
	if _, ok := l.Word(x, i, "pronoun"); !ok || i+1 >= len(x.Tokens) {
		return false
	}
	for _, r := range l.Morph.At(x, i+1).Readings {
		if r.Finite() && r.Feat.Has(morph.Dual) {
			return true
		}
	}
	return false
}

// MarkedPassive reports whether the print of a verb carries the vowel sign that makes it passive on its first letter.
func (l *Lexicon) MarkedPassive(x *text.Text, start, end int) bool {
	return l.passiveMark != 0 && start+1 < end && x.Runes[start+1] == l.passiveMark
}

// Subordinate reports whether a preposition can also open a clause (after, before, since).
func (l *Lexicon) Subordinate(prep string) bool { return l.subordinate[prep] }

// ObjectControl reports whether the object of a verb is the one who does what its infinitive says (urged donors to give).
func (l *Lexicon) ObjectControl(lemma int) bool {
	m := l.Morph.Lemmas[lemma]
	return m.POS == morph.Verb && l.control[l.Fold.Fold(m.Text)]
}
