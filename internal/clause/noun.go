package clause

import (
	"rawi/internal/morph"
)

// NounArgs finds what stands round an event noun at item v: its genitive, nationality, and governed phrases.
func (s *Sentence) NounArgs(v int) Args {
	var a Args
	a.From, a.To = v, v+1
	s.mood(v, &a)
	it := &s.Items[v]
	if it.Pron != "" {
		a.Gen = Arg{Pron: it.Pron, At: v, By: "possessive pronoun"}
	}
	if s.Lex.HeadFirst() {
		s.genitiveAfter(v, &a)
	} else {
		s.genitiveBefore(v, &a)
	}
	s.scan(v, &a, func(i int) bool {
		k := &s.Items[i]
		if s.Lone(i) {
			return true
		}
		if k.Kind == Mention && (len(a.Gen.Items) == 0 || a.Gen.Items[0] != i) {
			if !a.Gen.Zero() && a.Obj.Zero() && i == v+2 && s.Lex.HeadFirst() { // a verbal noun with its object: قصف إسرائيل غزة
				a.Obj = Arg{Items: s.group(i), By: "object of the verbal noun"}
				return true
			}
			return false
		}
		return k.Kind != Verb
	})
	s.within(v, &a)
	if of, ok := a.Prep("of"); ok {
		if !a.Gen.Zero() && a.Adj.Zero() { // Russia's invasion of Ukraine: the possessor acts
			a.Adj = a.Gen
		}
		a.Gen = of
	}
	if k := s.phraseStart(v); k > 0 && s.Items[k].Prep == "on" && s.Items[k-1].Kind == Aux { // have been on strike, is on a three-day visit
		for k--; k > 0 && s.Items[k].Kind == Aux; k-- {
		}
		a.Subj = s.subjectBefore(k, false)
	}
	if it.Prep == "fi" || it.Prep == "in" { // «كان كيم في استقبال بوتين»: what stands before is the noun's subject
		if v > 0 && s.Items[v-1].Kind == Mention && s.Items[v-1].Prep == "" && (v == 1 || s.opens(v-2)) {
			a.Subj = Arg{Items: s.group(v - 1), By: "subject of a sentence without verb"}
		}
	}
	return a
}

// within keeps of the governed phrases round an event noun those that stand before the first comma, and behind it the ones that say where
// or how: an aside tells of other things.
func (s *Sentence) within(v int, a *Args) {
	if !s.Lex.HeadFirst() {
		return
	}
	comma := -1
	for i := v + 1; i < a.To && comma < 0; i++ {
		if s.Comma(i) {
			comma = i
		}
	}
	if comma < 0 {
		return
	}
	kept := a.Preps[:0]
	for _, p := range a.Preps {
		at := p.At
		if len(p.Items) > 0 {
			at = p.Items[0]
		}
		if at < comma || p.Prep != "li" && p.Prep != "bi" && p.Prep != "ala" {
			kept = append(kept, p)
		}
	}
	a.Preps = kept
}

func (s *Sentence) genitiveAfter(v int, a *Args) {
	it := &s.Items[v]
	for i := v + 1; i < len(s.Items) && i < v+5; i++ {
		k := &s.Items[i]
		if i == v+1 && k.Kind == Noun && k.Conj != "" && !k.Art && !it.Art && k.Pron == "" && s.verbal(v) && s.verbal(i) { // مقتل وإصابة تسعة
			v, it = i, k
			continue
		}
		if k.Prep != "" || k.Conj != "" {
			return
		}
		if s.Lone(i) {
			if a.Adj.Zero() {
				a.Adj = Arg{Items: []int{i}, By: "nationality beside the noun"}
			}
			continue
		}
		switch k.Kind {
		case Mention:
			if i == v+1 && !it.Art && a.Gen.Zero() && k.Prep == "" {
				a.Gen = Arg{Items: s.group(i), By: "genitive"}
				return
			}
			return
		case Other, Noun:
			if k.Kind == Noun && !k.Art && !it.Art && i == v+1 {
				return
			}
			continue
		case Amount: // مقتل سبعة: so many, of whom the text says before or behind what they are
			if i == v+1 && !it.Art && a.Gen.Zero() {
				a.Gen = Arg{Items: []int{i}, By: "genitive"}
			}
			return
		case Open, Close:
			continue
		default:
			return
		}
	}
}

// verbal reports whether the noun at item i can be a verbal noun or the noun of place and time of a verb (مقتل).
func (s *Sentence) verbal(i int) bool {
	for _, r := range s.Items[i].Readings {
		if r.Feat.Has(morph.Masdar | morph.PassPart | morph.Participle) {
			return true
		}
	}
	return false
}

func (s *Sentence) genitiveBefore(v int, a *Args) {
	for i := v - 1; i >= 0 && i >= v-4; i-- {
		k := &s.Items[i]
		switch {
		case k.Kind == Gen && i > 0 && s.Items[i-1].Kind == Mention:
			if a.Gen.Zero() {
				a.Gen = Arg{Items: []int{i - 1}, By: "possessor"}
			}
			return
		case k.Kind == Other && k.Key != "": // its attacks
			if a.Gen.Zero() {
				a.Gen = Arg{Pron: morph.Pron(k.Key), At: i, By: "possessive pronoun"}
			}
			return
		case s.Lone(i):
			a.Adj = Arg{Items: []int{i}, By: "nationality beside the noun"}
		case k.Kind == Mention && i == v-1 && k.Prep == "" && k.Mention >= 0 && (s.Mentions[k.Mention].Known != nil || s.Mentions[k.Mention].Role != nil):
			a.Adj = Arg{Items: []int{i}, By: "name beside the noun"}
			return
		case k.Kind == Other || k.Kind == Noun || k.Kind == Amount:
		default:
			return
		}
	}
}

// Heads reports whether the noun at item i heads its clause: it opens the sentence or what is said, or is what a verb tells of;
// a noun behind a preposition, or that belongs to another noun, is only referred to.
func (s *Sentence) Heads(i int) bool {
	it := &s.Items[i]
	if it.Prep != "" {
		return false
	}
	if i == 0 {
		return true
	}
	if k := s.JoinedNoun(i); k >= 0 {
		return s.Heads(k)
	}
	switch p := &s.Items[i-1]; p.Kind {
	case Noun, Other:
		return it.Conj != "" || !s.Lex.HeadFirst()
	case Mention:
		return it.Conj != "" || !s.Lex.HeadFirst() || i > 1 && s.Items[i-2].Kind == Verb
	case Prep:
		return false
	}
	return true
}

// Determined reports whether an article or «this» opens the phrase of the noun at item i.
func (s *Sentence) Determined(i int) bool {
	if s.Lex.HeadFirst() {
		return s.Items[i].Art
	}
	for k := i - 1; k >= 0; k-- {
		switch it := &s.Items[k]; {
		case it.Kind == Det:
			return it.Key == "the"
		case it.Kind != Noun && it.Kind != Other || it.Prep != "":
			return false
		}
	}
	return false
}

// JoinedNoun gives the verbal noun to which the verbal noun at item i is joined by a conjunction (تفجير مطعم ومقتل فتاة), or -1.
func (s *Sentence) JoinedNoun(i int) int {
	if !s.Lex.HeadFirst() || s.Items[i].Conj == "" || s.Items[i].Kind != Noun {
		return -1
	}
	for k := i - 1; k >= 0 && k >= i-5; k-- {
		switch it := &s.Items[k]; it.Kind {
		case Noun:
			if s.verbal(k) && !s.adjective(k) {
				return k
			}
		case Mention, Amount, Other:
		default:
			return -1
		}
	}
	return -1
}

// Several reports whether an event noun stands in the plural: attacks, series of talks.
func (it *Item) Several() bool {
	for _, r := range it.Readings {
		if r.Feat.Has(morph.Plural) && !r.Finite() {
			return true
		}
	}
	return false
}

// phraseStart gives the first item of the noun phrase whose head is at item v, where languages put what qualifies it before it.
func (s *Sentence) phraseStart(v int) int {
	if s.Lex.HeadFirst() {
		return v
	}
	for k := v; ; k-- {
		if s.Items[k].Prep != "" || k == 0 {
			return k
		}
		switch p := &s.Items[k-1]; {
		case p.Kind == Other, p.Kind == Noun, p.Kind == Amount, p.Kind == Time, p.Kind == Det, p.Kind == Mark && p.Key == "-":
		default:
			return k
		}
	}
}
