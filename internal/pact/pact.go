// Package pact answers: which agreement is it, what does it oblige its parties to, and what would trigger that?
package pact

import (
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
	rows    []word
	verbs   map[int]word
}

type word struct{ key, class string }

// NewLexicon compiles table pacts: kinds of agreement, words by which they provide, acts and triggers of obligations, stages.
func NewLexicon(names *who.Lexicon, f *text.Folder, p *pack.Pack) (*Lexicon, error) {
	l := &Lexicon{Lexicon: names, verbs: map[int]word{}}
	var articles []string
	for _, r := range p.Table("clitics") {
		if r.Cell(0) == "article" {
			articles = append(articles, r.Cell(2))
		}
	}
	l.phrases = match.NewTrie(f, names.Morph, articles, false)
	for _, r := range p.Table("pacts") {
		w := word{r.Cell(0), r.Cell(1)}
		for _, form := range r.From(2) {
			switch w.class {
			case "provide", "stage":
				l.verbs[names.Morph.Add(strings.Fields(form)[0], morph.Verb)] = w
			case "kind", "act", "trigger", "provide-phrase":
				l.phrases.Add(form, len(l.rows))
				l.rows = append(l.rows, w)
			default:
				return nil, r.Errorf("no class of pacts is called %q", w.class)
			}
		}
	}
	return l, nil
}

// Terms are what a stretch of text says of an agreement.
type Terms struct {
	Kinds    []string // kinds of agreement named
	Acts     []Act
	Triggers []Trigger
	Provides bool   // a word of providing stands there
	Stage    string // a verb of its life stands there (ratified, suspended …)
}

// Act is what a party is obliged to do. Kind is the kind of obligation.
type Act struct {
	Kind, Act string
	From, To  int // tokens
}

// Trigger is on what an obligation falls due.
type Trigger struct {
	Trigger  string
	From, To int
}

// Read gives the terms in a range of tokens.
func (l *Lexicon) Read(x *text.Text, r text.Range) Terms {
	var t Terms
	for i := r.From; i < r.To; i++ {
		if x.Tokens[i].Kind != text.Word {
			continue
		}
		for _, rd := range l.Morph.Read(x.Tokens[i].Fold) {
			if w, ok := l.verbs[rd.Lemma]; ok && l.Morph.Lemmas[rd.Lemma].POS == morph.Verb && !rd.Feat.Has(morph.Masdar) {
				if w.class == "provide" {
					t.Provides = true
				} else if rd.Finite() {
					t.Stage = w.key
				}
			}
		}
		for _, h := range l.phrases.Find(x, i, r.To) {
			for _, id := range h.IDs {
				l.take(&t, l.rows[id], h)
			}
			break
		}
	}
	return t
}

func (l *Lexicon) take(t *Terms, w word, h match.Hit) {
	switch w.class {
	case "kind":
		t.Kinds = appendNew(t.Kinds, w.key)
	case "provide-phrase":
		t.Provides = true
	case "act":
		kind, act, _ := strings.Cut(w.key, ".")
		t.Acts = append(t.Acts, Act{kind, strings.ReplaceAll(act, "-", " "), h.From, h.To})
	case "trigger":
		t.Triggers = append(t.Triggers, Trigger{strings.ReplaceAll(w.key, "-", " "), h.From, h.To})
	}
}

func appendNew(list []string, s string) []string {
	for _, x := range list {
		if x == s {
			return list
		}
	}
	return append(list, s)
}
