package reading

import (
	"rawi/internal/clause"
	"rawi/internal/morph"
	"rawi/internal/news"
	"rawi/internal/pact"
	"rawi/internal/text"
)

// tellings gives the nouns of a sentence that name agreements, each once.
func (s *session) tellings(st *sentence, words []pact.Word) []*telling {
	var out []*telling
	for _, w := range words {
		if w.Class != pact.Head && w.Class != pact.Weak {
			continue
		}
		if n := len(out); n > 0 && w.From < out[n-1].phrase.To { // «اتفاق هدنة»: one noun of the phrase stands for it
			if !s.lang.who.HeadFirst() {
				out[n-1].head = w
			}
			out[n-1].strong = out[n-1].strong || w.Class == pact.Head
			continue
		}
		i := s.itemAt(st, w.From)
		if i < 0 || st.Items[i].Kind == clause.Verb && w.Class == pact.Weak && !s.nounHere(st, i) || i > 0 && st.Items[i-1].Kind == clause.To {
			continue
		}
		t := &telling{st: st, item: i, head: w, words: words, strong: w.Class == pact.Head, stageAt: -1}
		t.phrase = s.pactRange(st.Sentence, i, w)
		t.span = s.pactSpan(st.Sentence, t.phrase, i)
		t.def = w.Def || s.definite(st, t.phrase)
		out = append(out, t)
	}
	for _, t := range out {
		t.kinds = s.kindsOf(t)
		s.pactParties(t)
		s.pactLife(t)
	}
	return out
}

// nounHere reports whether a word that can be a verb is a noun by what stands before it: an article, an adjective, a preposition.
func (s *session) nounHere(st *sentence, i int) bool {
	it := &st.Items[i]
	if it.Prep != "" {
		return true
	}
	if i == 0 || s.lang.who.HeadFirst() {
		return false
	}
	p := &st.Items[i-1]
	return p.Kind == clause.Noun || p.Kind == clause.Gen || p.Kind == clause.Det || st.Lone(i-1) || s.lang.pact.Article(s.text.Tokens[it.From-1].Fold)
}

func (s *session) itemAt(st *sentence, token int) int {
	for i := range st.Items {
		if st.Items[i].From <= token && token < st.Items[i].To {
			return i
		}
	}
	return -1
}

// definite reports whether a phrase is that of an agreement named before: the, this, its.
func (s *session) definite(st *sentence, r text.Range) bool {
	for i := range st.Items {
		it := &st.Items[i]
		if it.To > r.From {
			if it.From < r.From || it.From == r.From {
				return it.Pron != ""
			}
			break
		}
		if it.To == r.From && (it.Kind == clause.Det && it.Key == "the" || it.Kind == clause.Det && s.lang.who.HeadFirst()) {
			return true
		}
	}
	return false
}

// pactRange is the noun phrase of an agreement: its noun and what qualifies it up to the next preposition, verb or mark.
func (s *session) pactRange(st *clause.Sentence, i int, w pact.Word) text.Range {
	from, j := i, i+1
	for j < len(st.Items) && st.Items[j].To <= w.To {
		j++
	}
	plain := func(k int) bool {
		it := &st.Items[k]
		if it.Kind == clause.Mention && s.lang.who.HeadFirst() && it.Prep+it.Conj == "" && k > i && !st.Items[i].Art && !st.Items[k-1].Art && st.Items[i].Pron == "" {
			m := &st.Mentions[it.Mention]
			return k > i+1 && m.Form == "nominal" && m.Plural && it.Pron == "" || m.Form == "nominal" && s.kindWord(st, k)
		}
		if it.Kind == clause.Mention && s.lang.who.HeadFirst() && it.Prep+it.Conj == "" && k == i+1 && it.Art && st.Mentions[it.Mention].Form == "nominal" && s.kindWord(st, k) {
			return true
		}
		if k > i && s.lang.who.HeadFirst() && (it.Pron != "" || it.Kind != clause.Verb && it.Finite() && !s.nominal(it) && !s.kindWord(st, k)) {
			return false
		}
		return it.Kind == clause.Other || it.Kind == clause.Noun || st.Lone(k) || it.Kind == clause.Verb && s.kindWord(st, k)
	}
	if !s.lang.who.HeadFirst() {
		for from > 0 && st.Items[from].Prep == "" {
			p := &st.Items[from-1]
			switch {
			case s.lang.pact.Article(s.text.Tokens[p.From].Fold):
			case plain(from - 1):
				from--
				continue
			case from > 1 && (p.Kind == clause.Conj || p.Kind == clause.But) && st.Items[from].Kind == clause.Noun && st.Items[from-2].Kind == clause.Noun && s.adjectives(st, from),
				from > 1 && p.Kind == clause.But && plain(from-2): // bilateral and definitive; separate but mirrored
				from -= 2
				continue
			case from > 1 && p.Kind == clause.Mark && p.Key == "-" && s.text.Tokens[p.From].Glued:
				from -= 2
				continue
			case p.Kind == clause.Verb && from > 1 && st.Items[from-2].Kind == clause.Mark && st.Items[from-2].Key == "-" && s.text.Tokens[p.From].Glued:
				from--
				continue
			}
			break
		}
		for j < len(st.Items) && st.Items[j].Prep == "" && st.Items[j].Kind == clause.Noun && s.headWord(st, j) {
			j++
		}
		first := st.Items[from].From
		if from > 0 && st.Items[from].Prep == "" && st.Items[from-1].Kind == clause.Mention && st.Mentions[st.Items[from-1].Mention].Form == "nominal" && st.Items[from-1].To == first {
			if l := first - 1; l >= st.Items[from-1].From && s.hasKind(l, first) { // its military agreement
				first = l
			}
		}
		return text.Range{From: first, To: max(st.Items[j-1].To, w.To)}
	}
	for j < len(st.Items) && j < i+6 && plain(j) {
		it := &st.Items[j]
		if it.Prep != "" && !(it.Prep == "li" && s.kindWord(st, j)) || it.Conj != "" && !s.kindWord(st, j) || s.passage(st, j) {
			break
		}
		if it.Conj == "" && it.Prep == "" && it.Kind != clause.Mention && !it.Art && st.Items[j-1].Art { // the noun phrase is closed
			break
		}
		j++
	}
	return text.Range{From: st.Items[from].From, To: max(st.Items[j-1].To, w.To)}
}

// hasKind reports whether a kind of agreement stands at tokens [from, to).
func (s *session) hasKind(from, to int) bool {
	for _, w := range s.lang.pact.Words(s.text, text.Range{From: from, To: to}) {
		if w.Class == pact.Kind {
			return true
		}
	}
	return false
}

// nominal reports whether an item can be a noun or adjective too.
func (s *session) nominal(it *clause.Item) bool {
	for _, r := range it.Readings {
		if p := s.lang.who.Morph.Lemmas[r.Lemma].POS; p == morph.Noun || p == morph.Adj || r.Feat.Has(morph.Masdar) {
			return true
		}
	}
	return false
}

// adjectives reports whether the words round a conjunction before item from are adjectives of one noun.
func (s *session) adjectives(st *clause.Sentence, from int) bool {
	adj := func(k int) bool {
		for _, r := range st.Items[k].Readings {
			if s.lang.who.Morph.Lemmas[r.Lemma].POS == morph.Adj {
				return true
			}
		}
		return false
	}
	return adj(from) && adj(from-2)
}

func (s *session) hasWord(st *clause.Sentence, j int, class pact.Class) bool {
	for _, w := range s.lang.pact.Words(s.text, text.Range{From: st.Items[j].From, To: min(st.Items[j].To+2, st.Range.To)}) {
		if w.Class == class && w.From == st.Items[j].From {
			return true
		}
	}
	return false
}

func (s *session) kindWord(st *clause.Sentence, j int) bool { return s.hasWord(st, j, pact.Kind) }

func (s *session) passage(st *clause.Sentence, j int) bool { return s.hasWord(st, j, pact.Passage) }

func (s *session) headWord(st *clause.Sentence, j int) bool {
	return s.hasWord(st, j, pact.Head) || s.hasWord(st, j, pact.Weak)
}

func (s *session) pactSpan(st *clause.Sentence, r text.Range, i int) news.Span {
	start := s.text.Tokens[r.From].Start
	for k := range st.Items {
		if st.Items[k].From == r.From {
			start = st.Items[k].Start
		}
	}
	end := s.text.Tokens[r.To-1].End
	if k := i; st.Items[k].To == r.To && st.Items[k].Pron != "" {
		end = st.Items[k].End
	}
	return s.text.Span(start, end)
}

// kindsOf gives what an agreement is about: by its phrase, and by what follows it under a preposition.
func (s *session) kindsOf(t *telling) []string {
	var out []string
	switch t.head.Key {
	case "truce", "ceasefire", "armistice":
		out = append(out, "ceasefire")
	case "exchange":
		out = append(out, "prisoner_exchange")
	}
	limit := t.phrase.To
	for i := range t.st.Items {
		it := &t.st.Items[i]
		if it.From < t.phrase.To {
			continue
		}
		if it.Kind != clause.Noun && it.Kind != clause.Other && it.Kind != clause.Verb && it.Kind != clause.To || it.Kind == clause.Verb && it.Prep == "" || it.From > t.phrase.To+6 {
			break
		}
		if p := it.Prep; p != "" && p != "li" && p != "on" && p != "of" && p != "for" && p != "fi" && p != "bishaan" && p != "hawla" && p != "to" && p != "over" && p != "in" {
			break
		}
		limit = it.To
	}
	for _, w := range t.words {
		if w.Class == pact.Kind && w.From >= t.phrase.From && w.From < limit {
			out = addString(out, w.Key)
		}
	}
	return out
}
