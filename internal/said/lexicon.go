// Package said answers: who says so? It finds what is reported as somebody's word, direct, indirect or mixed, with the chain of
// those through whom it came, and the quotations that go on without a word of saying.
package said

import (
	"strings"

	"rawi/internal/match"
	"rawi/internal/morph"
	"rawi/internal/pack"
	"rawi/internal/text"
	"rawi/internal/who"
)

// Rule is a row of table said.
type Rule struct {
	ID, Kind, Act string
	Frame         match.Frame
	That, Quote   bool // takes a clause, takes quoted words
	Relay         bool // its subject passes on
	Hearsay       bool // without a subject it tells what people say, and not what the report adds
}

// phrase is a cue of several words; its last word may be a verb in any form, or a preposition written on what follows.
type phrase struct {
	words []string // folded
	verb  int      // lemma that the last word is a form of, -1
	prep  string   // key of the clitic preposition that what follows must carry
	rule  int
}

// phrasal is a verb of saying of several words (point out, make clear): what follows the verb.
type phrasal struct {
	words []string // folded
	rule  int
}

// Lexicon is what one language knows of saying.
type Lexicon struct {
	*who.Lexicon
	Rules   []Rule
	verbs   map[int][]int
	phrasal map[int][]phrasal // by lemma of the verb
	nouns   map[int][]int
	phrases map[string][]phrase // by first folded word
	preps   map[string]string   // folded clitic preposition → key
}

// NewLexicon compiles the tables of saying.
func NewLexicon(names *who.Lexicon, f *text.Folder, p *pack.Pack) (*Lexicon, error) {
	l := &Lexicon{Lexicon: names, verbs: map[int][]int{}, nouns: map[int][]int{}, phrases: map[string][]phrase{}, preps: map[string]string{}, phrasal: map[int][]phrasal{}}
	for _, r := range p.Table("clitics") {
		if r.Cell(0) == "prep" {
			l.preps[f.Fold(r.Cell(2))] = r.Cell(1)
		}
	}
	for _, r := range p.Table("said") {
		frame, err := match.ParseFrame(r.Cell(3))
		if err != nil {
			return nil, r.Errorf("%v", err)
		}
		n := len(l.Rules)
		rule := Rule{ID: p.Name + "/" + r.Key(), Kind: r.Cell(1), Act: r.Cell(2), Frame: frame}
		_, rule.That = frame.At("that")
		_, rule.Quote = frame.At("quote")
		if s, ok := frame.At("subj"); ok {
			rule.Relay = s.Role == "relay"
		}
		topic, about := frame.At("an")
		rule.Hearsay = rule.Kind == "verb" && (rule.Act == "claim" || rule.Act == "think" || about && topic.Role == "topic" && rule.Act == "say")
		l.Rules = append(l.Rules, rule)
		for _, w := range r.From(4) {
			l.addWord(n, rule.Kind, w, f)
		}
	}
	return l, nil
}

func (l *Lexicon) addWord(n int, kind, w string, f *text.Folder) {
	words := strings.Fields(f.Fold(w))
	switch {
	case kind == "verb" && len(words) == 1 || kind == "participle" && len(words) == 1:
		lemma := l.Morph.Add(w, morph.Verb)
		l.verbs[lemma] = append(l.verbs[lemma], n)
	case kind == "noun" && len(words) == 1:
		lemma := l.Morph.Add(w, morph.Noun)
		l.nouns[lemma] = append(l.nouns[lemma], n)
	case kind == "verb": // a verb that says only with its further words
		lemma := l.Morph.Find(words[0], morph.Verb)
		if lemma < 0 {
			lemma = l.Morph.Add(strings.Fields(w)[0], morph.Verb)
		}
		l.phrasal[lemma] = append(l.phrasal[lemma], phrasal{words: words[1:], rule: n})
	default:
		p := phrase{words: words, verb: -1, rule: n}
		last := words[len(words)-1]
		if key, ok := l.preps[last]; ok && len(words) > 1 {
			p.words, p.prep = words[:len(words)-1], key
		} else if len(words) > 1 {
			p.verb = l.Morph.Find(last, morph.Verb)
		}
		if p.words[0] == ":" {
			return
		}
		l.phrases[p.words[0]] = append(l.phrases[p.words[0]], p)
	}
}

// phraseAt finds the longest cue phrase at token i; to is the token after it.
func (l *Lexicon) phraseAt(x *text.Text, i, limit int) (rule int, to int, from int, ok bool) {
	if x.Tokens[i].Kind != text.Word {
		return 0, 0, 0, false
	}
	for _, s := range l.Morph.At(x, i).Splits {
		if s.Pron != "" || s.Fut {
			continue
		}
		word := s.Core
		if s.Prep != "" || s.Art {
			// the phrase is listed as it is written (بحسب), so only a conjunction is cut off
			continue
		}
		for _, p := range l.phrases[word] {
			if end, good := l.follows(x, i, limit, p); good && end > to {
				rule, to, ok = p.rule, end, true
				from, _ = x.Inside(i, s.From, -1)
			}
		}
	}
	if !ok && len(l.Morph.At(x, i).Splits) == 0 {
		for _, p := range l.phrases[x.Tokens[i].Fold] {
			if end, good := l.follows(x, i, limit, p); good && end > to {
				rule, to, from, ok = p.rule, end, x.Tokens[i].Start, true
			}
		}
	}
	return rule, to, from, ok
}

func (l *Lexicon) follows(x *text.Text, i, limit int, p phrase) (int, bool) {
	j := i + 1
	for k := 1; k < len(p.words); k++ {
		if j >= limit {
			return 0, false
		}
		if x.Tokens[j].Fold != p.words[k] {
			if k != len(p.words)-1 || !(p.verb >= 0 && l.isVerb(x.Tokens[j].Fold, p.verb) || l.isOwned(x.Tokens[j].Fold, p.words[k])) {
				return 0, false
			}
		}
		j++
	}
	if p.prep != "" {
		if j >= limit {
			return 0, false
		}
		good := false
		for _, s := range l.Morph.At(x, j).Splits {
			if s.Prep == p.prep && s.Conj == "" {
				good = true
			}
		}
		return j, good
	}
	return j, true
}

func (l *Lexicon) isVerb(word string, lemma int) bool {
	for _, r := range l.Morph.Word(word).Readings {
		if r.Lemma == lemma && r.Finite() {
			return true
		}
	}
	return false
}

// phrasalAt finds the verb of several words that a form of its first word at token i belongs to; to is the token behind it.
func (l *Lexicon) phrasalAt(x *text.Text, i, limit, lemma int) (rule, to int, ok bool) {
	for _, p := range l.phrasal[lemma] {
		k := 0
		for k < len(p.words) && i+1+k < limit && x.Tokens[i+1+k].Fold == p.words[k] {
			k++
		}
		if k == len(p.words) && i+1+k > to {
			rule, to, ok = p.rule, i+1+k, true
		}
	}
	return rule, to, ok
}

// isOwned reports whether a word is another with a suffix pronoun: قوله, their word for the speaker.
func (l *Lexicon) isOwned(word, noun string) bool {
	if len(word) <= len(noun) {
		return false
	}
	for _, s := range l.Morph.Word(word).Splits {
		if s.Pron != "" && s.Core == noun && s.Conj == "" && s.Prep == "" && !s.Art {
			return true
		}
	}
	return false
}

// Report reports whether a word is a noun for what an outlet passes on (تقرير، نبأ; report, dispatch).
func (l *Lexicon) Report(readings []morph.Reading) bool {
	for _, r := range readings {
		if r.Finite() {
			continue
		}
		for _, n := range l.nouns[r.Lemma] {
			if l.Rules[n].Act == "relay" {
				return true
			}
		}
	}
	return false
}
