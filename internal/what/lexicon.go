// Package what answers: which event does this clause tell, and who is its actor and its recipient?
//
// The tables hold the words that name events, each with its frame: what stands as subject, object, genitive or behind which
// preposition, and which part it plays. Verbs, event nouns with or without a supporting verb, and pairs of verb and noun are
// found; where nothing that the frame requires is there, nothing is said.
package what

import (
	"slices"
	"strings"

	"rawi/internal/match"
	"rawi/internal/morph"
	"rawi/internal/pack"
	"rawi/internal/text"
	"rawi/internal/who"
)

// Rule is a row of table events.
type Rule struct {
	ID       string // with the pack before it: ar/assault.shell
	Type     string
	Mode     string
	CAMEO    string
	Contexts []string
	Kind     string // verb, noun, light, adj
	Frame    match.Frame
}

// lightWord is the second part of a light combination.
type lightWord struct {
	words []string // folded
	lemma []int    // lemmas of the words
	noun  []int    // lemmas of the same words as nouns of the tables, -1
	rule  int
	marks []int // of the words, as a sentence notes them
}

// phrase is an event noun of several words by their lemmas: هجوم انتحاري, for هجمات انتحارية too.
type phrase struct {
	lemmas [][2]int // of each word: inflecting as a noun, and as a noun of the tables or -1
	rules  []int
}

// support is a row of table support.
type support struct {
	id, kind string
	frame    match.Frame
	with     *lightWord // the noun beside its verb, without which a combination says something else; nil for a verb alone
}

// Scheme holds the scores of the event schemes.
type Scheme struct {
	goldstein map[string]float64
	quad      map[string]int
}

// Lexicon is what one language knows of events.
type Lexicon struct {
	*who.Lexicon
	Scheme       Scheme
	Telling      Telling
	Rules        []Rule
	verbs        map[int][]int
	nouns        map[int][]int
	phrases      *match.Trie      // event nouns of several words
	inflected    map[int][]phrase // the same by the lemma of their first word, where every word may be inflected
	light        map[int][]lightWord
	supports     map[int][]support
	things       map[int]Thing
	guarded      morph.Note[int] // which of guards a word belongs to
	thingPhrases *match.Trie
	thingRows    []Thing
	intents      []intent
	tones        map[int][]tone // by lemma
	toll         map[int]string // lemma → dead, injured, arrested
}

// Toll tells what the word at an item says happened to people: dead, injured, arrested, or "".
func (l *Lexicon) Toll(readings []morph.Reading) string {
	for _, r := range readings {
		if t := l.toll[r.Lemma]; t != "" {
			return t
		}
	}
	return ""
}

// A Thing is a noun that frames ask for: an agreement, a weapon.
type Thing struct{ Key, Class string }

// NewLexicon compiles the event tables of a pack; words go into the morphology of names.
func NewLexicon(names *who.Lexicon, f *text.Folder, world, p *pack.Pack) (*Lexicon, error) {
	l := &Lexicon{Lexicon: names, verbs: map[int][]int{}, nouns: map[int][]int{}, light: map[int][]lightWord{}, supports: map[int][]support{},
		inflected: map[int][]phrase{}, things: map[int]Thing{}, toll: map[int]string{}}
	l.guarded = morph.NewNote(names.Morph, l.guardOf)
	l.Scheme, l.intents = newScheme(world), readIntents(world, p.Name)
	var err error
	if l.Telling, err = newTelling(p); err != nil {
		return nil, err
	}
	articles := articlesOf(p)
	l.phrases = match.NewTrie(f, names.Morph, articles, false)
	l.thingPhrases = match.NewTrie(f, names.Morph, articles, false)
	for _, r := range p.Table("events") {
		frame, err := match.ParseFrame(r.Cell(6))
		if err != nil {
			return nil, r.Errorf("%v", err)
		}
		n := len(l.Rules)
		l.Rules = append(l.Rules, Rule{ID: p.Name + "/" + r.Key(), Type: r.Cell(1), Mode: r.Cell(2), CAMEO: r.Cell(3), Contexts: r.List(4), Kind: r.Cell(5), Frame: frame})
		for _, w := range r.From(7) {
			l.addWord(n, r.Cell(5), w, f)
		}
	}
	l.readTones(p)
	for _, r := range p.Table("support") {
		frame, err := match.ParseFrame(r.Cell(2))
		if err != nil {
			return nil, r.Errorf("%v", err)
		}
		for _, w := range r.From(3) {
			words := strings.Fields(w)
			n := names.Morph.Add(words[0], morph.Verb)
			sup := support{id: p.Name + "/support." + r.Key(), kind: r.Cell(1), frame: frame}
			if len(words) == 1 || !l.HeadFirst() {
				l.supports[n] = append(l.supports[n], sup)
				continue
			}
			with := l.lightWord(words[1:], -1, f)
			sup.with = &with
			l.supports[n] = slices.Insert(l.supports[n], 0, sup) // a combination says more than its verb
		}
	}
	for _, r := range p.Table("casualties") {
		pos := morph.Noun
		if r.Cell(1) == "verb" {
			pos = morph.Verb
		}
		for _, w := range r.From(2) {
			if !strings.Contains(w, " ") {
				l.toll[names.Morph.Add(w, pos)] = r.Key()
			}
		}
	}
	for _, r := range p.Table("things") {
		for _, w := range r.From(2) {
			t := Thing{r.Cell(0), r.Cell(1)}
			if t.Class == "figure" {
				l.addFigure(strings.Fields(w), f)
				continue
			}
			if strings.Contains(w, " ") {
				l.thingPhrases.Add(w, len(l.thingRows))
				l.thingRows = append(l.thingRows, t)
				continue
			}
			l.things[names.Morph.Add(w, morph.Noun)] = t
		}
	}
	l.nounsOfLight()
	return l, nil
}

// nounsOfLight finds the nouns of light combinations that were entered as words of their own after them.
func (l *Lexicon) nounsOfLight() {
	for _, list := range l.light {
		for _, lw := range list {
			for k, w := range lw.words {
				if lw.noun[k] < 0 {
					lw.noun[k] = l.Morph.Find(w, morph.Noun)
				}
			}
		}
	}
}

func articlesOf(p *pack.Pack) []string {
	var out []string
	for _, r := range p.Table("clitics") {
		if r.Cell(0) == "article" {
			out = append(out, r.Cell(2))
		}
	}
	return out
}

func (l *Lexicon) addWord(n int, kind, w string, f *text.Folder) {
	words := strings.Fields(w)
	switch {
	case kind == "verb" && len(words) == 1:
		lemma := l.Morph.Add(w, morph.Verb)
		l.verbs[lemma] = append(l.verbs[lemma], n)
	case kind == "verb" || kind == "light":
		lemma := l.Morph.Add(words[0], morph.Verb)
		rest := strings.Fields(strings.ReplaceAll(strings.Join(words[1:], " "), "-", " - ")) // a sit-in: as text is cut
		l.light[lemma] = append(l.light[lemma], l.lightWord(rest, n, f))
	case len(words) == 1 && (l.HeadFirst() || !strings.Contains(w, "-")):
		pos := morph.Noun
		lemma := l.Morph.Add(w, pos)
		l.nouns[lemma] = append(l.nouns[lemma], n)
	default:
		if l.HeadFirst() {
			l.addPhrase(words, n)
			return
		}
		l.phrases.Add(w, n)
		// the plural of an English compound inflects its last word, that of an Arabic one is listed
		if !l.HeadFirst() {
			for _, form := range l.Morph.Decline(words[len(words)-1]) {
				if form.Text != words[len(words)-1] {
					l.phrases.Add(strings.Join(append(append([]string{}, words[:len(words)-1]...), form.Text), " "), n)
				}
			}
		}
	}
}

// figure stands for the rule of words that name no deed together, though each alone may: حرب الأسعار, ضرب مثلا.
const figure = -1

// addFigure enters a figure of speech: a verb with its noun, or nouns.
func (l *Lexicon) addFigure(words []string, f *text.Folder) {
	if len(words) < 2 {
		return
	}
	if n := l.Morph.Find(words[0], morph.Verb); n >= 0 {
		l.light[n] = append(l.light[n], l.lightWord(words[1:], figure, f))
	}
	if l.HeadFirst() {
		l.addPhrase(words, figure)
	} else {
		l.phrases.Add(strings.Join(words, " "), figure)
	}
}

// lightWord makes the second part of a light combination.
func (l *Lexicon) lightWord(words []string, rule int, f *text.Folder) lightWord {
	lw := lightWord{rule: rule}
	for _, x := range words {
		lw.words = append(lw.words, f.Fold(x))
		lw.lemma = append(lw.lemma, l.Morph.Add(x, morph.Part))
		lw.noun = append(lw.noun, l.Morph.Find(x, morph.Noun))
		lw.marks = append(lw.marks, mark(f.Fold(x)))
	}
	return lw
}

// addPhrase enters an event noun of several words by the lemmas of its words.
func (l *Lexicon) addPhrase(words []string, n int) {
	p := phrase{rules: []int{n}}
	for _, w := range words {
		p.lemmas = append(p.lemmas, [2]int{l.Morph.Add(w, morph.Part), l.Morph.Find(w, morph.Noun)})
	}
	for _, first := range p.lemmas[0] {
		if first < 0 {
			continue
		}
		known := false
		for k := range l.inflected[first] {
			if o := &l.inflected[first][k]; slices.Equal(o.lemmas, p.lemmas) {
				o.rules, known = append(slices.Clone(o.rules), n), true
			}
		}
		if !known {
			l.inflected[first] = append(l.inflected[first], p)
		}
	}
}

// Thing tells whether token i begins a thing that frames ask for.
func (l *Lexicon) Thing(x *text.Text, i, limit int) (Thing, bool) {
	for h := range l.thingPhrases.Find(x, i, limit) {
		return l.thingRows[h.IDs[0]], true
	}
	for _, r := range l.Morph.At(x, i).Readings {
		if t, ok := l.things[r.Lemma]; ok && l.Morph.Lemmas[r.Lemma].POS == morph.Noun && !r.Finite() {
			return t, true
		}
	}
	return Thing{}, false
}
