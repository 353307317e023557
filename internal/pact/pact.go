// Package pact answers: which agreement is it, what does it oblige its parties to, and what would trigger that?
package pact

import (
	"slices"
	"strings"

	"rawi/internal/match"
	"rawi/internal/morph"
	"rawi/internal/pack"
	"rawi/internal/text"
	"rawi/internal/who"
)

// Lexicon is what one language knows of agreements.
type Lexicon struct {
	*who.Lexicon
	phrases *match.Trie
	rows    []row
	verbs   map[int][]row
	heads   map[string]row // folded noun of one word → row
	article map[string]bool
	words   map[string]map[string]bool // class → folded words: pictures
	given   *match.Trie                // words of handing out, and of where people stand
	classes []string
	parted  map[string][]parted // first word of «release * hostages»
	nouns   morph.Note[noun]    // of a word that names an agreement: one
	opened  morph.Note[parted]
}

// parted is the rest of a phrase of two words that others may part.
type parted struct {
	last string
	row  row
}

// reach is how many tokens may part them.
const reach = 4

type row struct {
	key   string
	class Class
}

// Class is what a word does for an agreement.
type Class string

// The classes of table pacts.
const (
	Head    Class = "head"           // a noun that names an agreement
	Weak    Class = "head-weak"      // a noun that may name one, where a verb of its life or its kind says so
	Kind    Class = "kind"           // what it is about
	Provide Class = "provide"        // a verb by which it provides
	Under   Class = "provide-phrase" // under the agreement
	Commit  Class = "commit"         // a verb by which a party binds itself
	Act     Class = "act"            // what a party is obliged to do
	Trigger Class = "trigger"        // on what an obligation falls due
	Stage   Class = "stage"          // a verb of its life: signed, ratified …
	Passage Class = "stage-phrase"   // words of its life that are no single verb
	Refuse  Class = "refuse"         // a verb of not doing it
	Not     Class = "not"            // words round a noun that make it no agreement
)

// NewLexicon compiles table pacts.
func NewLexicon(names *who.Lexicon, f *text.Folder, p *pack.Pack) (*Lexicon, error) {
	l := &Lexicon{Lexicon: names, verbs: map[int][]row{}, heads: map[string]row{}, article: map[string]bool{}, words: map[string]map[string]bool{}, parted: map[string][]parted{}}
	var articles []string
	for _, r := range p.Table("clitics") {
		if r.Cell(0) == "article" {
			articles = append(articles, r.Cell(2))
		}
	}
	l.phrases = match.NewTrie(f, names.Morph, articles, false)
	l.given = match.NewTrie(f, names.Morph, articles, false)
	l.nouns, l.opened = morph.NewNote(names.Morph, l.nounOf), morph.NewNote(names.Morph, l.openers)
	for _, r := range p.Table("pacts") {
		w := row{r.Cell(0), Class(r.Cell(1))}
		for _, form := range r.From(2) {
			switch w.class {
			case "pool", "for-whom":
				if l.words[string(w.class)] == nil {
					l.words[string(w.class)] = map[string]bool{}
				}
				l.words[string(w.class)][f.Fold(form)] = true
			case "handed-out", "side":
				l.given.Add(form, len(l.classes))
				l.classes = append(l.classes, string(w.class))
			case "article":
				l.article[f.Fold(form)] = true
			case "provide-form":
				l.phrases.Add(form, len(l.rows))
				l.rows = append(l.rows, row{w.key, Provide})
			case Provide, Stage, Commit, Refuse:
				if strings.Contains(form, " ") {
					l.phrases.Add(form, len(l.rows))
					l.rows = append(l.rows, w)
					continue
				}
				n := names.Morph.Add(strings.Fields(form)[0], morph.Verb)
				l.verbs[n] = append(l.verbs[n], w)
			case Head, Weak, Kind, Act, Trigger, Under, Passage, Not:
				if (w.class == Head || w.class == Weak) && !strings.ContainsAny(form, " -") {
					l.heads[f.Fold(form)] = w
					continue
				}
				if a, b, ok := strings.Cut(form, " * "); ok {
					first := f.Fold(a)
					l.parted[first] = append(l.parted[first], parted{f.Fold(b), w})
					continue
				}
				l.phrases.Add(form, len(l.rows))
				l.rows = append(l.rows, w)
			default:
				return nil, r.Errorf("no class of pacts is called %q", w.class)
			}
		}
	}
	return l, nil
}

// Article reports whether a word is an article or determiner that stands apart from its noun.
func (l *Lexicon) Article(word string) bool { return l.article[word] }

// Pool reports whether a word of a credit says that the picture was taken for all.
func (l *Lexicon) Pool(word string) bool { return l.words["pool"][word] }

// ForWhom reports whether a word of a credit stands between a photographer and the outlet (for).
func (l *Lexicon) ForWhom(word string) bool { return l.words["for-whom"][word] }

// HandedOut reports whether a range tells that somebody handed a picture out.
func (l *Lexicon) HandedOut(x *text.Text, r text.Range) bool { return l.gives(x, r, "handed-out") }

// Side reports whether a range tells where somebody stands in a picture.
func (l *Lexicon) Side(x *text.Text, r text.Range) bool { return l.gives(x, r, "side") }

func (l *Lexicon) gives(x *text.Text, r text.Range, class string) bool {
	for i := r.From; i < r.To; i++ {
		for h := range l.given.Find(x, i, r.To) {
			for _, id := range h.IDs {
				if l.classes[id] == class {
					return true
				}
			}
		}
	}
	return false
}

// A Word is a word or phrase of agreements at tokens [From, To).
type Word struct {
	Key      string
	Class    Class
	From, To int
	Noun     bool // a verb's noun or participle (signing, signed between …)
	Def      bool // a noun with its article or owner
}

// Kind and act of an obligation: «defense.mutual-assistance».
func (w Word) Kind() string {
	kind, _, _ := strings.Cut(w.Key, ".")
	return kind
}

// Text is the key in words.
func (w Word) Text() string {
	if _, act, ok := strings.Cut(w.Key, "."); ok {
		return strings.ReplaceAll(act, "-", " ")
	}
	return strings.ReplaceAll(w.Key, "-", " ")
}

// Words gives the words of agreements in a range of tokens, in their order. Where a phrase and its words are both known, the phrase
// counts for its class.
func (l *Lexicon) Words(x *text.Text, r text.Range) []Word {
	var out []Word
	covered := make(reached, 0, 8) // up to which token a class is told already
	put := func(w Word) {
		if covered.at(w.Class) > w.From {
			return
		}
		covered.set(w.Class, w.To)
		out = append(out, w)
	}
	var seen []Class // by the phrases that begin at a token
	for i := r.From; i < r.To; i++ {
		if x.Tokens[i].Kind != text.Word {
			continue
		}
		var best match.Hit
		for h := range l.phrases.Find(x, i, r.To) {
			if h.To > best.To {
				best = h
			}
		}
		seen = seen[:0]
		for _, id := range best.IDs {
			w := l.rows[id]
			if !slices.Contains(seen, w.class) {
				seen = append(seen, w.class)
				put(Word{Key: w.key, Class: w.class, From: best.From, To: best.To, Def: best.Art})
			}
		}
		if slices.Contains(seen, Not) {
			i = best.To - 1
			continue
		}
		if w, ok := l.head(x, i); ok && !slices.Contains(seen, Head) && !slices.Contains(seen, Weak) {
			put(w)
		}
		for _, p := range l.opened.Of(l.Morph.At(x, i)) {
			if slices.Contains(seen, p.row.class) {
				continue
			}
			if to := l.closes(x, i, r.To, p.last); to > 0 {
				seen = append(seen, p.row.class)
				put(Word{Key: p.row.key, Class: p.row.class, From: i, To: to})
			}
		}
		if slices.Contains(seen, Passage) {
			covered.set(Stage, best.To)
		}
		l.verbsAt(x, i, put)
	}
	return out
}

// reached notes how far into a text each class is told. There are few classes, and of fewer a word stands in a sentence.
type reached []struct {
	class Class
	to    int
}

func (r reached) at(c Class) int {
	for _, k := range r {
		if k.class == c {
			return k.to
		}
	}
	return 0
}

func (r *reached) set(c Class, to int) {
	for n := range *r {
		if (*r)[n].class == c {
			(*r)[n].to = to
			return
		}
	}
	*r = append(*r, struct {
		class Class
		to    int
	}{c, to})
}

// closes gives the token behind the last word of a parted phrase that begins at token i, or 0.
func (l *Lexicon) closes(x *text.Text, i, limit int, last string) int {
	for j := i + 1; j < limit && j <= i+1+reach && x.Tokens[j].Kind != text.Mark; j++ {
		if x.Tokens[j].Fold == last || slices.ContainsFunc(l.Morph.At(x, j).Splits, func(s morph.Split) bool { return s.Core == last }) {
			return j + 1
		}
	}
	return 0
}

// head reads a noun that names an agreement, in any of its forms.
func (l *Lexicon) head(x *text.Text, i int) (Word, bool) {
	for _, h := range l.nouns.Of(l.Morph.At(x, i)) {
		return Word{Key: h.key, Class: h.class, From: i, To: i + 1, Def: h.def}, true
	}
	return Word{}, false
}

// noun is a row for a noun, in a form that is definite or not.
type noun struct {
	row
	def bool
}

// nounOf tells whether a written word is a form of a noun that names an agreement: its spelling, a core of it, or a form of its lemma.
func (l *Lexicon) nounOf(w *morph.Word) []noun {
	if h, ok := l.heads[w.Fold()]; ok {
		return []noun{{h, false}}
	}
	for _, s := range w.Splits {
		if h, ok := l.heads[s.Core]; ok && !s.Fut {
			return []noun{{h, s.Art || s.Pron != ""}}
		}
	}
	for _, r := range w.Readings {
		if m := &l.Morph.Lemmas[r.Lemma]; m.POS == morph.Noun {
			if h, ok := l.heads[l.Fold.Fold(m.Text)]; ok {
				return []noun{{h, r.Art || r.Pron != ""}}
			}
		}
	}
	return nil
}

// openers gives the phrases whose words others may part and that a written word may begin.
func (l *Lexicon) openers(w *morph.Word) []parted {
	out := slices.Clone(l.parted[w.Fold()])
	for n := range w.Splits {
		if core := w.Splits[n].Core; core != "" && core != w.Fold() {
			out = append(out, l.parted[core]...)
		}
	}
	return out
}

func (l *Lexicon) verbsAt(x *text.Text, i int, put func(Word)) {
	var done []row
	readings := l.Morph.At(x, i).Readings
	for _, finite := range []bool{true, false} {
		for _, rd := range readings {
			if rd.Finite() != finite || l.Morph.Lemmas[rd.Lemma].POS != morph.Verb {
				continue
			}
			for _, w := range l.verbs[rd.Lemma] {
				if !slices.Contains(done, w) && !(w.class == Provide && rd.Feat.Has(morph.Masdar)) {
					done = append(done, w)
					put(Word{Key: w.key, Class: w.class, From: i, To: i + 1, Noun: !finite})
				}
			}
		}
	}
}
