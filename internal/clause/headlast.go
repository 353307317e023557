package clause

import (
	"rawi/internal/morph"
)

// subjectOfNext reports whether a noun phrase after a conjunction opens a clause of its own (… and Iran rejected it).
func (s *Sentence) subjectOfNext(j int) bool {
	if s.Lex.HeadFirst() {
		return false
	}
	for k := j + 1; k < len(s.Items) && k < j+3; k++ {
		switch s.Items[k].Kind {
		case Verb:
			for _, r := range s.Items[k].Readings {
				if r.Finite() && !r.Feat.Has(morph.PassPart) || r.Feat.Has(morph.Perfect) && r.Finite() {
					return true
				}
			}
			return false
		case Aux, Modal, Future:
			return true
		default:
			return false
		}
	}
	return false
}

// subjectFirst: the subject stands before the verb, the object behind it; a form of be makes the passive.
func (s *Sentence) subjectFirst(v int, a *Args) {
	it := &s.Items[v]
	part, past, ing, finite := false, false, false, false
	for _, r := range it.Readings {
		part = part || r.Feat.Has(morph.PassPart)
		past = past || r.Feat.Has(morph.Perfect)
		ing = ing || r.Feat.Has(morph.Participle)
		finite = finite || r.Finite()
	}
	be, have, i := false, false, v-1
	for ; i >= 0; i-- {
		k := &s.Items[i]
		if k.Kind == Aux {
			be = be || k.Key == "be" || k.Key == "get"
			have = have || k.Key == "have"
			continue
		}
		if k.Kind == Neg || k.Kind == Future || k.Kind == Modal || k.Kind == Plan || k.Kind == Near || k.Kind == Other && i > 0 && i < v && s.Items[i-1].Kind == Aux {
			continue
		}
		break
	}
	a.Passive = part && be
	a.Perfect2 = have && past
	var bares []int
	s.scan(v, a, func(i int) bool {
		if s.Items[i].Kind == Amount && len(bares) == 0 && i+1 < len(s.Items) && s.Items[i+1].Kind == Mention && s.Items[i+1].Prep == "of" { // killed two of its men
			bares = append(bares, i+1)
			return true
		}
		if s.Items[i].Kind == Other && !s.unknownHead(v, i) || s.Items[i].Kind == Amount || s.qualifies(i) || s.describes(i) || s.owner(i) || s.compounded(i) {
			return true
		}
		if len(bares) == 2 {
			return false
		}
		bares = append(bares, i)
		return true
	})
	if len(bares) > 0 {
		a.Obj = Arg{Items: s.group(bares[0]), By: "object after the verb"}
	}
	if len(bares) > 1 {
		a.Obj2 = Arg{Items: s.group(bares[1]), By: "second noun after the verb"}
	}
	switch {
	case i >= 0 && s.Items[i].Kind == Rel:
		a.Relative = true
		for k := i - 1; k >= 0; k-- {
			if s.Items[k].Kind == Mention {
				a.Subj = Arg{Items: []int{k}, By: "antecedent of the relative clause"}
				break
			}
			if s.Items[k].Kind == Verb && s.Items[k].Finite() {
				break
			}
		}
	case i < 0 && ing:
		a.Subj = s.mainSubject(v)
	case i > 0 && s.helps(i):
		a.Subj = s.control(i - 1)
		s.governed(i-1, a)
	case i >= 0 && (s.Items[i].Kind == To || ing && !be):
		// an infinitive or participle: the subject is that of the verb it hangs on
		a.Subj = s.control(i)
		if s.Items[i].Kind == To {
			s.governed(i, a)
		}
	case i > 0 && s.Items[i].Kind == Conj && i == v-1:
		a.Subj = s.carried(v) // … and killed: the subject of the clause before
		s.together(v, a)
		if a.Subj.Zero() {
			a.Subj = s.subjectBefore(i, a.Passive)
		}
	case s.reduced(v): // troops killed by …, the men jailed for … were freed
		a.Passive, a.Relative = true, true
		a.Subj = s.subjectBefore(i, true)
	case i >= 0:
		a.Subj = s.subjectBefore(i, a.Passive)
		if a.Subj.Zero() && finite {
			a.Subj = s.thingBefore(i)
		}
	}
	if a.Passive {
		a.Obj, a.Obj2 = a.Subj, a.Obj
		a.Subj = Arg{}
		if by, ok := a.Prep("by"); ok {
			by.By = "agent after by"
			a.Subj = by
		}
	} else if a.Subj.Zero() && finite {
		a.Subj = s.carried(v)
	}
}

// helps reports whether the verb at item i, an infinitive behind its «to», takes another bare infinitive: to help fight the rebels.
func (s *Sentence) helps(i int) bool {
	return s.Items[i].Kind == Verb && s.Items[i-1].Kind == To && s.controls(i)
}

// qualifies reports whether the noun at item i says of what kind the person or body right behind it is: an oil worker, the harbour police.
func (s *Sentence) qualifies(i int) bool {
	if s.titled(i) {
		return true
	}
	if s.Items[i].Kind != Noun || i+1 >= len(s.Items) || s.Items[i+1].Kind != Mention || s.Items[i+1].Prep+s.Items[i+1].Conj != "" {
		return false
	}
	m := &s.Mentions[s.Items[i+1].Mention]
	return m.Form == "nominal" && !m.Def && !m.Count && m.Kind != "place" && s.Items[i+1].From == s.Items[i].To
}

// titled reports whether the noun at item i, or the nouns behind it, say what kind of place the name behind them is: the regional capital Goma.
func (s *Sentence) titled(i int) bool {
	for k := i; k < len(s.Items) && k < i+4; k++ {
		it := &s.Items[k]
		switch {
		case k > i && it.Prep+it.Conj != "":
			return false
		case it.Kind == Mention:
			m := &s.Mentions[it.Mention]
			return k > i && m.Kind == "place" && m.Form == "name"
		case it.Kind != Noun && it.Kind != Other:
			return false
		}
	}
	return false
}

// describes reports whether the adjective at item i qualifies the noun right behind it: the old quarter.
func (s *Sentence) describes(i int) bool {
	if s.Items[i].Kind != Noun || i+1 >= len(s.Items) || !s.adjective(i) {
		return false
	}
	next := &s.Items[i+1]
	return next.Prep+next.Conj == "" && (next.Kind == Noun || next.Kind == Other || next.Kind == Mention)
}

// owner reports whether what stands at item i only owns the noun behind it: the officer's return.
func (s *Sentence) owner(i int) bool {
	return i+1 < len(s.Items) && s.Items[i+1].Kind == Gen
}

// compounded reports whether the noun at item i qualifies the noun right behind it: a hunger strike.
func (s *Sentence) compounded(i int) bool {
	if s.Items[i].Kind != Noun || i+1 >= len(s.Items) {
		return false
	}
	next := &s.Items[i+1]
	return next.Kind == Noun && next.Prep+next.Conj == "" && next.From == s.Items[i].To && !next.Finite()
}

// unknownHead reports whether the word at item i, which no table knows, heads a noun phrase behind the verb at item v: it ends one that an
// article, owner or amount opens (a resumption of ties, 50 ambulances), or stands alone between verb and preposition.
func (s *Sentence) unknownHead(v, i int) bool {
	if s.Items[i].Key != "" || !s.Text.Tokens[s.Items[i].From].Upper && i+1 < len(s.Items) && s.nominal(i+1) && s.Items[i+1].Prep+s.Items[i+1].Conj == "" && s.Items[i+1].Kind != Time {
		return false
	}
	if s.Text.Tokens[s.Items[i].From].Upper { // a name that no table has
		return true
	}
	return s.determined(i-1) || s.Items[i-1].Kind == Amount || i == v+1 && i+1 < len(s.Items) && s.Items[i+1].Prep != "" && s.Items[i+1].Kind != Verb
}

// reduced reports whether the verb at item v is a participle that says what was done to the noun before it, without an auxiliary: an
// agent follows («troops backed by …»), or the clause has its verb further on («the men jailed for spying were freed»).
func (s *Sentence) reduced(v int) bool {
	part := false
	for _, r := range s.Items[v].Readings {
		part = part || r.Feat.Has(morph.PassPart)
	}
	if !part || v == 0 || s.Items[v].Prep != "" {
		return false
	}
	p := v - 1
	aside := s.Comma(p) && p > 0
	if aside {
		p--
	}
	if s.Items[p].Kind != Mention && s.Items[p].Kind != Noun || s.Items[p].Kind == Mention && s.Mentions[s.Items[p].Mention].Kind == "pronoun" {
		return false
	}
	for k := v + 1; k < len(s.Items) && k < v+10; k++ {
		it := &s.Items[k]
		switch {
		case it.Prep == "by" && it.Kind == Mention && !s.Lone(k):
			return true
		case it.Prep != "", it.Kind == Time, it.Kind == Conj && k > v+1:
		case it.Kind == Other, it.Kind == Amount, it.Kind == Det:
			if k == v+1 && it.Kind != Other {
				return false
			}
		case it.Kind == Noun && s.Items[k-1].Prep+s.Items[k-1].Conj != "", it.Kind == Noun && s.Items[k-1].Kind == Det:
		case it.Kind == Aux && !aside:
			return k > v+1 && (it.Key == "be" || it.Key == "have")
		default:
			return false
		}
	}
	return false
}

// subjectBefore walks back from i to the noun phrase that can be a subject: over asides and prepositional phrases. things allows a
// noun that is nobody, where nobody else stands there (the verdict was condemned).
func (s *Sentence) subjectBefore(i int, things bool) Arg {
	thing := Arg{} // a noun that is nobody, where nobody else stands there: the verdict was condemned
	for k := i; k >= 0; k-- {
		it := &s.Items[k]
		if it.Kind == Noun && thing.Zero() && things && s.free(k) {
			thing = Arg{Items: []int{k}, By: "subject before the verb"}
		}
		if it.Kind == Noun && it.Prep == "" && k > 0 && s.Lone(k-1) && s.Items[k-1].Prep == "" { // Israeli aircraft destroyed …
			return Arg{Items: []int{k}, By: "subject before the verb"}
		}
		switch {
		case it.Kind == Mention && (it.Prep == "" || s.Lex.Subordinate(it.Prep)) && !s.Lone(k):
			if r := s.relativeOf(k); r > 0 { // rebels who attacked the convoy were arrested
				k = r
				continue
			}
			j := k
			for j >= 2 && s.Items[j-1].Kind == Conj && s.Items[j-2].Kind == Mention {
				j -= 2
			}
			if s.Items[j].Prep != "" && !s.Lex.Subordinate(s.Items[j].Prep) {
				k = j
				continue
			}
			var items []int
			for n := j; n <= k; n++ {
				if s.Items[n].Kind == Mention {
					items = append(items, n)
				}
			}
			for len(items) > 1 && j >= 2 && s.Comma(j-1) && s.Items[j-2].Kind == Mention && s.Items[j-2].Prep == "" { // A, B, C and D
				j -= 2
				items = append([]int{j}, items...)
			}
			return Arg{Items: items, By: "subject before the verb"}
		case it.Kind == Mention, it.Kind == Time, it.Kind == Other, it.Kind == Prep, it.Kind == Amount, it.Kind == Det, it.Kind == Noun, it.Kind == Gen, it.Kind == Conj:
			continue
		case s.Comma(k):
			if o := s.openAside(k); o >= 0 {
				k = o + 1
				continue
			}
			if o := s.relativeAside(k); k == i && o > 0 {
				k = o
				continue
			}
			if k == i {
				continue
			}
			return thing
		case it.Kind == Mark && (it.Key == "-" || it.Key == ")" || it.Key == "("), it.Kind == Open, it.Kind == Close:
			continue
		case it.Kind == Verb && (!it.Finite() || s.reduced(k)):
			continue
		}
		return thing
	}
	return thing
}

// relativeOf gives the relative pronoun of the clause whose object stands at item k, 0 for none.
func (s *Sentence) relativeOf(k int) int {
	for j := k - 1; j > 1; j-- {
		switch it := &s.Items[j]; {
		case it.Kind == Verb && it.Finite():
			for j--; j > 0 && (s.Items[j].Kind == Aux || s.Items[j].Kind == Other || s.Items[j].Kind == Neg); j-- {
			}
			if s.Items[j].Kind == Rel && j > 0 && s.Items[j-1].Kind == Mention {
				return j
			}
			return 0
		case it.Kind == Det, it.Kind == Other, it.Kind == Noun, it.Kind == Amount, it.Kind == Gen, it.Kind == Conj, it.Kind == Mention && s.Items[j].Prep != "", s.Lone(j):
		default:
			return 0
		}
	}
	return 0
}

// relativeAside gives the comma which opens the relative clause that the comma at item i closes: «China, which …, calls on …»; 0 for none.
func (s *Sentence) relativeAside(i int) int {
	for k := i - 2; k > 1 && k > i-25; k-- {
		if s.Items[k].Kind == Rel && s.Comma(k-1) {
			return k - 1
		}
		if s.Comma(k) || s.Items[k].Kind == Mark && s.Items[k].Key != "-" {
			return 0
		}
	}
	return 0
}

// thingBefore gives the noun that is nobody and opens the clause, as the subject of an active verb: a blast near the gate killed two.
func (s *Sentence) thingBefore(i int) Arg {
	for k := i; k >= 0; k-- {
		it := &s.Items[k]
		switch {
		case it.Kind == Noun && s.free(k):
			j := k
			for j > 0 && (s.Items[j-1].Kind == Noun || s.Items[j-1].Kind == Other || s.Items[j-1].Kind == Det || s.Items[j-1].Kind == Amount || s.Lone(j-1)) {
				j--
			}
			if j == 0 || s.opens(j-1) {
				return Arg{Items: []int{k}, By: "subject before the verb"}
			}
			return Arg{}
		case it.Kind == Time, it.Kind == Amount && it.Prep != "", it.Kind == Other, it.Kind == Det, it.Kind == Noun, it.Kind == Mention:
		default:
			return Arg{}
		}
	}
	return Arg{}
}

// free reports whether the noun at item k, with the words that qualify it, stands behind no preposition.
func (s *Sentence) free(k int) bool {
	for ; k >= 0; k-- {
		if s.Items[k].Prep != "" {
			return s.Lex.Subordinate(s.Items[k].Prep) // after an earthquake killed …
		}
		if k == 0 || s.Items[k-1].Kind != Noun && s.Items[k-1].Kind != Other && !s.Lone(k-1) {
			return true
		}
	}
	return true
}

// control gives the subject of the verb on which an infinitive or participle hangs.
func (s *Sentence) control(i int) Arg {
	for k := i; k >= 0; k-- {
		if s.Items[k].Kind == Verb && s.Items[k].Finite() && !(k < i && s.reduced(k)) {
			sub := s.Args(k)
			if by := s.blamed(i, &sub); !by.Zero() {
				return by
			}
			if !sub.Obj.Zero() && len(sub.Obj.Items) > 0 && sub.Obj.Items[0] < i && sub.Obj.Items[0] > k && s.Items[i].Kind == To && s.Items[sub.Obj.Items[0]].Kind == Mention && s.controls(k) {
				sub.Obj.By = "object of the governing verb"
				return sub.Obj
			}
			if sub.Passive {
				return sub.Obj
			}
			sub.Subj.By = "subject of the governing verb"
			return sub.Subj
		}
		if s.Items[k].Kind == Aux && s.Items[k].Key == "be" && k < i { // are guilty of …, is able to …
			return s.subjectBefore(k-1, false)
		}
	}
	if a := s.subjectBefore(i, false); !a.Zero() {
		return a
	}
	return s.mainSubject(i)
}

// mainSubject gives the subject of the main clause behind a participle that opens the sentence: After signing the accord, the president
// flew home.
func (s *Sentence) mainSubject(i int) Arg {
	for k := i + 1; k < len(s.Items) && k < i+14; k++ {
		if !s.Comma(k) {
			continue
		}
		for v := k + 1; v < len(s.Items) && v < k+10; v++ {
			if it := &s.Items[v]; it.Kind == Verb && it.Finite() && !s.reduced(v) {
				a := s.subjectBefore(v-1, false)
				if len(a.Items) == 0 || a.Items[0] < k {
					return Arg{}
				}
				a.By = "subject of the main clause"
				return a
			}
		}
		return Arg{}
	}
	return Arg{}
}

// blamed gives the object of the governing verb where the participle behind item i says what that object did: accused Iran of arming …,
// criticised them for boycotting ….
func (s *Sentence) blamed(i int, a *Args) Arg {
	if i+1 >= len(s.Items) || s.Items[i+1].Prep != "of" && s.Items[i+1].Prep != "for" && s.Items[i+1].Prep != "from" {
		return Arg{}
	}
	if len(a.Obj.Items) == 0 || s.Items[a.Obj.Items[0]].Kind != Mention {
		return Arg{}
	}
	o := a.Obj
	o.By = "object of the governing verb"
	return o
}

// controls reports whether the verb at item k is one whose object does what its infinitive says.
func (s *Sentence) controls(k int) bool {
	for _, r := range s.Items[k].Readings {
		if s.Lex.ObjectControl(r.Lemma) {
			return true
		}
	}
	return false
}

// governed hands the mood of an infinitive's governing verb down to it.
func (s *Sentence) governed(i int, a *Args) {
	for k := i - 1; k >= 0 && k >= i-6; k-- {
		it := &s.Items[k]
		switch it.Kind {
		case Plan:
			a.Planned = true
			return
		case Verb:
			if it.Finite() {
				a.Planned = true
				return
			}
		case Mark, Comp:
			return
		}
	}
	a.Planned = true
}

// together hands the mood of an infinitive down to one that is joined to it: let them land and evacuate the wounded.
func (s *Sentence) together(v int, a *Args) {
	for _, r := range s.Items[v].Readings {
		if r.Feat.Has(morph.Perfect) && !r.Feat.Has(morph.Infinitive) {
			return
		}
	}
	for k := v - 2; k > 0; k-- {
		switch it := &s.Items[k]; {
		case it.Kind == Verb && s.Items[k-1].Kind == To:
			s.governed(k-1, a)
			return
		case it.Kind == Verb && it.Finite(), it.Kind == Mark && !s.Comma(k), it.Kind == Comp, it.Kind == Rel:
			return
		}
	}
}

// carried gives the subject of the clause before, for a verb joined to it («… and killed four»).
func (s *Sentence) carried(v int) Arg {
	for k := v - 1; k >= 0; k-- {
		it := &s.Items[k]
		if it.Kind == Verb && it.Finite() && !s.reduced(k) {
			sub := s.Args(k)
			if sub.Passive { // were seized and flown home
				sub.Subj = sub.Obj
			}
			sub.Subj.By = "subject of the clause before"
			return sub.Subj
		}
		if it.Kind == Mark && it.Key != "," && it.Key != "،" || it.Kind == Comp {
			break
		}
	}
	return Arg{}
}
