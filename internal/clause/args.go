package clause

import (
	"rawi/internal/morph"
)

// An Arg is what stands in a place round a verb or an event noun: a noun phrase with what is joined to it, a suffix pronoun, or
// a subject that the verb alone tells.
type Arg struct {
	Items   []int      // item numbers, the first the head, further ones joined by a conjunction
	Prep    string     // key of its preposition
	Pron    morph.Pron // a suffix pronoun in place of items
	At      int        // the item that carries the pronoun, or the verb of a dropped subject
	Dropped bool       // no subject is written
	By      string     // how it was found
}

// Zero reports whether nothing stands there.
func (a Arg) Zero() bool { return len(a.Items) == 0 && a.Pron == "" && !a.Dropped }

// Args are the arguments of one verb or event noun, with what its surroundings say of its reality.
type Args struct {
	Subj, Obj, Obj2 Arg
	Carried         Arg // for a subject that is not written: the one of the clause before it, to which it is joined
	Gen, Adj        Arg
	Preps           []Arg
	Passive         bool // surely passive
	MayPassive      bool // the form may be passive
	Negated         bool
	Future          bool
	Planned         bool
	Possible        bool
	Hypothetical    bool
	Near            bool
	Perfect2        bool // pluperfect: told as known before
	Relative        bool // stands in a relative clause
	From, To        int  // items of the clause
}

// Prep gives the first argument of a preposition.
func (a Args) Prep(key string) (Arg, bool) {
	for _, p := range a.Preps {
		if p.Prep == key {
			return p, true
		}
	}
	return Arg{}, false
}

// boundary reports whether an item ends the stretch in which a verb looks for its arguments.
func (s *Sentence) boundary(i int) bool {
	it := &s.Items[i]
	switch it.Kind {
	case Comp, Rel, Sub, But, Cond, Plan, Modal, Future, To, Tamma:
		return true
	case Verb:
		return it.Finite()
	case Mark:
		switch it.Key {
		case "(", ")", "-", "–", "—", "/":
			return false
		}
		return true
	case Aux:
		return true
	}
	return false
}

// Finite reports whether the item can only be a finite verb, or is one before it is anything else.
func (it *Item) Finite() bool {
	for _, r := range it.Readings {
		if r.Finite() {
			return true
		}
	}
	return false
}

// nominal reports whether the item is a noun phrase or can head one.
func (s *Sentence) nominal(i int) bool {
	it := &s.Items[i]
	switch it.Kind {
	case Mention:
		return true
	case Noun, Other, Amount:
		return true
	}
	return false
}

// Lone reports whether the item is a bare demonym: an adjective of the noun before it.
func (s *Sentence) Lone(i int) bool {
	it := &s.Items[i]
	return it.Kind == Mention && s.Mentions[it.Mention].Alone
}

// Comma reports whether the item is a comma.
func (s *Sentence) Comma(i int) bool {
	return i >= 0 && i < len(s.Items) && s.Items[i].Kind == Mark && (s.Items[i].Key == "," || s.Items[i].Key == "،")
}

// group gathers the items joined to item i by a conjunction: وزير الخارجية ونظيره, Putin and Kim, A, B and C.
func (s *Sentence) group(i int) []int {
	out := []int{i}
	j := i + 1
	for j < len(s.Items) {
		it := &s.Items[j]
		switch {
		case it.Kind == Mention && it.Conj != "" && s.opensAdverbial(j):
			return out
		case it.Kind == Mention && it.Conj != "" && (it.Prep == "" || it.Prep == s.Items[i].Prep) && !s.Lone(j):
			out = append(out, j)
			j++
			continue
		case it.Kind == Conj && j+1 < len(s.Items) && s.Items[j+1].Kind == Mention && s.Items[j+1].Prep == "" && (s.pairing(i) || !s.subjectOfNext(j+1)):
			out = append(out, j+1)
			j += 2
			continue
		case s.Comma(j) && j+1 < len(s.Items) && s.Items[j+1].Kind == Mention && s.Items[j+1].Prep == "" && s.Items[j+1].Conj == "" && s.listed(j+1):
			out = append(out, j+1)
			j += 2
			continue
		}
		return out
	}
	return out
}

// opensAdverbial reports whether a joined pronoun opens a clause that tells how something was done: «… وهم يلوحون بالأعلام».
func (s *Sentence) opensAdverbial(j int) bool {
	return s.Lex.HeadFirst() && s.Mentions[s.Items[j].Mention].Kind == "pronoun" && j+1 < len(s.Items) && s.Items[j+1].Kind == Verb
}

// pairing reports whether the item stands behind a preposition that wants two (between A and B).
func (s *Sentence) pairing(i int) bool {
	return s.Items[i].Prep == "between" || s.Items[i].Prep == "bayna"
}

// listed reports whether a list that goes on with item j comes to an «and X».
func (s *Sentence) listed(j int) bool {
	for k := j + 1; k < len(s.Items) && k < j+6; k++ {
		it := &s.Items[k]
		switch {
		case it.Kind == Conj || it.Kind == Mention && it.Conj != "":
			return true
		case it.Kind == Mention || s.Comma(k):
		default:
			return false
		}
	}
	return false
}

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

// Args finds the arguments of the verb at item v.
func (s *Sentence) Args(v int) Args {
	var a Args
	a.From, a.To = v, v+1
	s.mood(v, &a)
	it := &s.Items[v]
	if it.Pron != "" {
		a.Obj = Arg{Pron: it.Pron, At: v, By: "suffix pronoun"}
	}
	if s.Lex.HeadFirst() && !it.Finite() {
		s.circumstance(v, &a)
	} else if s.Lex.HeadFirst() {
		s.freeOrder(v, &a)
	} else {
		s.subjectFirst(v, &a)
	}
	return a
}

// apposed reports whether the item says who the noun before the comma is: an office or rank (اللواء عطا، الناطق باسم …،).
func (s *Sentence) apposed(k int) bool {
	it := &s.Items[k]
	if it.Kind != Mention || it.Conj != "" {
		return false
	}
	m := &s.Mentions[it.Mention]
	return m.Kind == "person" && m.Role != nil && m.Def && m.Form == "nominal"
}

// circumstance: a participle that tells what the subject of its clause does beside (… متعهدا بإجراء انتخابات): what follows it is its
// object.
func (s *Sentence) circumstance(v int, a *Args) {
	s.scan(v, a, func(i int) bool {
		if s.Items[i].Kind == Other || s.Items[i].Kind == Amount || !a.Obj.Zero() {
			return true
		}
		a.Obj = Arg{Items: s.group(i), By: "object of the participle"}
		return true
	})
	for k := v - 1; k >= 0; k-- {
		if s.Items[k].Kind == Verb && s.Items[k].Finite() {
			if s.Comma(v - 1) {
				k = s.outer(k)
			}
			a.Subj = s.Args(k).Subj
			if a.Subj.Dropped {
				if c := s.Joined(k); !c.Zero() {
					a.Subj = c
				}
			}
			a.Subj.By = "subject of its clause"
			return
		}
	}
}

// outer gives the verb that governs the content clause in which the verb at item k stands («اعتبرت أن التجربة تظهر …»), or k.
func (s *Sentence) outer(k int) int {
	comp := false
	for i := k - 1; i >= 0; i-- {
		switch it := &s.Items[i]; {
		case it.Kind == Comp:
			comp = true
		case it.Kind == Verb && it.Finite():
			if !comp {
				return k
			}
			return s.outer(i)
		case it.Kind == Mark || it.Kind == Rel || it.Kind == Sub:
			if !comp {
				return k
			}
		}
	}
	return k
}

// scan walks over the items after v and hands bare noun phrases and governed ones to take; it stops at the end of the clause.
func (s *Sentence) scan(v int, a *Args, bare func(i int) bool) {
	closing := -1 // the comma that closes an aside
	for i := v + 1; i < len(s.Items); i++ {
		it := &s.Items[i]
		if i == closing {
			continue
		}
		if s.dash(i) { // a parenthesis between dashes
			k := s.dashEnd(i)
			if k == 0 && s.Items[i].Key != "(" && i > v+1 { // a dash that nothing closes ends the clause
				return
			}
			if k > 0 {
				i = k
				continue
			}
		}
		if s.boundary(i) {
			if k := s.aside(i); k > 0 {
				closing = k
				continue
			}
			return
		}
		a.To = i + 1
		if it.Kind == Prep { // a preposition with a suffix pronoun: عليه, إليها
			if it.Pron != "" {
				a.Preps = append(a.Preps, Arg{Prep: it.Key, Pron: it.Pron, At: i, By: "preposition"})
			}
			continue
		}
		if it.Kind == Time && it.Prep != "" && !s.Lex.HeadFirst() && i+1 < len(s.Items) && s.Items[i+1].Kind == Noun && s.Items[i+1].Prep+s.Items[i+1].Conj == "" {
			a.Preps = append(a.Preps, Arg{Items: []int{i + 1}, Prep: it.Prep, By: "preposition " + it.Prep}) // for a July raid
			i++
			a.To = i + 1
			continue
		}
		if !s.nominal(i) && it.Kind != Verb {
			continue
		}
		if it.Prep != "" {
			g := s.group(i)
			a.Preps = append(a.Preps, Arg{Items: g, Prep: it.Prep, By: "preposition " + it.Prep})
			i = g[len(g)-1]
			a.To = i + 1
			continue
		}
		if it.Conj != "" && i > v+1 && it.Kind != Mention {
			if it.Kind == Other || it.Kind == Noun {
				continue // joined to what stands before; a list of things
			}
		}
		if s.Lone(i) && i > 0 && s.nominal(i-1) || i < closing { // what an aside tells bare is of the noun before it, not of the verb
			continue
		}
		if s.genitive(v, i) || it.Kind == Mention && s.Mentions[it.Mention].Direction {
			continue
		}
		if !bare(i) {
			return
		}
		if it.Kind == Mention {
			g := s.group(i)
			i = g[len(g)-1]
			a.To = i + 1
		}
	}
}

func (s *Sentence) dash(i int) bool {
	if s.Items[i].Kind != Mark {
		return false
	}
	switch s.Items[i].Key {
	case "–", "—", "-", "--", "(":
		return !s.Text.Tokens[s.Items[i].From].Glued || s.Items[i].Key != "-"
	}
	return false
}

// dashEnd gives the item that closes a parenthesis which opens at item i, or 0.
func (s *Sentence) dashEnd(i int) int {
	want := s.Items[i].Key
	if want == "(" {
		want = ")"
	}
	for k := i + 1; k < len(s.Items) && k < i+30; k++ {
		if s.Items[k].Kind == Mark && s.Items[k].Key == want {
			return k
		}
	}
	return 0
}

// adjective reports whether the tables know the word at item i as an adjective and as nothing else that could be a noun here.
func (s *Sentence) adjective(i int) bool {
	adj := false
	for _, r := range s.Items[i].Readings {
		switch s.Lex.Morph.Lemmas[r.Lemma].POS {
		case morph.Adj:
			adj = true
		case morph.Noun:
			return false
		}
	}
	return adj
}

// genitive reports whether item i belongs to the noun right before it: تعزيز جيشه, حفل استقبال, in head-first languages.
func (s *Sentence) genitive(v, i int) bool {
	if !s.Lex.HeadFirst() || i-1 <= v || s.Items[i].Prep != "" || s.Items[i].Conj != "" {
		return false
	}
	p, it := &s.Items[i-1], &s.Items[i]
	switch p.Kind {
	case Noun, Other:
		if it.Kind == Mention {
			return !p.Art && p.Pron == "" && (p.Prep != "" || i-2 > v)
		}
		return it.Kind == Noun || it.Kind == Other
	case Verb:
		return it.Kind == Mention && !p.Finite() && p.Prep != ""
	}
	return false
}

// aside gives the comma that closes what the comma at i opens, where that is only a date or an adjunct, so that the clause goes on
// behind it; 0 where the comma ends the clause.
func (s *Sentence) aside(i int) int {
	if !s.Comma(i) {
		return 0
	}
	for k := i + 1; k < len(s.Items) && k < i+8; k++ {
		it := &s.Items[k]
		if s.Comma(k) {
			if k > i+1 {
				return k
			}
			return 0
		}
		if !(it.Kind == Time || it.Prep != "" || k == i+1 && s.apposed(k) || k > i+1 && (it.Conj == "" && (it.Kind == Other || it.Kind == Noun) || it.Kind == Mention)) {
			return 0
		}
	}
	return 0
}

// freeOrder: the verb may stand before its subject (VSO), behind it (SVO), and its object may come first of the two.
func (s *Sentence) freeOrder(v int, a *Args) {
	it := &s.Items[v]
	pre, rel := s.before(v)
	var bares []int
	amount := -1
	s.scan(v, a, func(i int) bool {
		k := &s.Items[i]
		if i > v+1 && s.nominal(i-1) && s.Items[i-1].Kind != Amount && (k.Kind == Other && (k.Art || s.Items[i-1].Kind != Mention) || s.adjective(i)) {
			return true // an adjective of the noun before it
		}
		if k.Kind == Amount {
			if amount < 0 {
				amount = i
			}
			return true
		}
		bares = append(bares, i)
		return len(bares) < 3
	})
	if len(bares) == 0 && amount == v+1 { // «وأصيب ثلاثة»: so many, of whom the text said before what they are
		bares = []int{amount}
	}
	one := func(n int, by string) Arg { return Arg{Items: s.group(bares[n]), By: by} }
	switch {
	case s.whoever(v) || len(bares) == 0 && s.consequence(v): // «من يعتدي على …»: nobody certain, and only if
		a.Hypothetical = true
		if len(bares) > 0 && a.Obj.Zero() {
			a.Obj = one(0, "object after the verb")
		}
	case rel >= 0 && it.Pron != "" && len(bares) > 0: // «التي وزعتها وكالة»: the antecedent is the object
		a.Subj, a.Obj, a.Relative = one(0, "subject after the verb"), Arg{Items: []int{rel}, By: "antecedent, resumed by a pronoun"}, true
	case rel >= 0 && it.Pron != "":
		a.Subj, a.Obj, a.Relative = Arg{Dropped: true, At: v, By: "subject not written"}, Arg{Items: []int{rel}, By: "antecedent, resumed by a pronoun"}, true
	case rel >= 0 && len(bares) > 0 && s.resumed(v, a): // «الزيارة التي يقوم بها الرئيس»: the antecedent stands behind the preposition
		a.Subj, a.Relative = one(0, "subject after the verb"), true
	case rel >= 0:
		a.Relative = true
		a.Subj = Arg{Items: []int{rel}, By: "antecedent of the relative clause"}
		if len(bares) > 0 {
			a.Obj = one(0, "object after the verb")
		}
	case len(pre) > 0 && !s.splitSubject(v, bares):
		a.Subj = Arg{Items: pre, By: "subject before the verb"}
		if len(bares) > 0 && a.Obj.Zero() {
			a.Obj = one(0, "object after the verb")
		}
		if len(bares) > 1 {
			a.Obj2 = one(1, "second noun after the verb")
		}
	default:
		if s.subjectSuffixed(v) || len(bares) > 0 && s.accusative(bares[0]) { // ضربوا رئيسه، ونشرت نقاطا: what follows is done to
			a.Subj = Arg{Dropped: true, At: v, By: "subject not written"}
			a.Carried = s.Joined(v)
			bares = append([]int{-1}, bares...)
		} else if len(bares) > 0 {
			a.Subj = one(0, "subject after the verb")
		} else {
			a.Subj = Arg{Dropped: true, At: v, By: "subject not written"}
			a.Carried = s.Joined(v)
		}
		if len(bares) > 1 && a.Obj.Zero() {
			a.Obj = one(1, "object after the subject")
		}
		if len(bares) > 2 {
			a.Obj2 = one(2, "third noun after the verb")
		}
	}
	for _, r := range it.Readings {
		if r.Feat.Has(morph.Passive) {
			a.Passive = true
		}
	}
	for _, r := range it.Readings {
		if r.Finite() && !r.Feat.Has(morph.Passive) {
			a.Passive = false
			a.MayPassive = true
		}
	}
	a.Passive = a.Passive || s.Lex.MarkedPassive(s.Text, it.Start, it.End)
}

// subjectSuffixed reports whether a verb can only have its subject in its ending: in the plural, or in the first or second person.
func (s *Sentence) subjectSuffixed(v int) bool {
	n := 0
	for _, r := range s.Items[v].Readings {
		if !r.Finite() {
			continue
		}
		if !r.Feat.Has(morph.First) && !r.Feat.Has(morph.Second) && !(r.Feat.Has(morph.Plural) && r.Feat.Has(morph.Masc)) {
			return false
		}
		n++
	}
	return n > 0
}

// accusative reports whether the word at item i shows by its ending that it is no subject: the written tanwin of نقاطا, عددا, تحالفا.
func (s *Sentence) accusative(i int) bool {
	it := &s.Items[i]
	if it.Art || it.Pron != "" || it.Conj != "" || it.Kind != Noun && it.Kind != Mention {
		return false
	}
	if it.Kind == Mention {
		if m := &s.Mentions[it.Mention]; m.Form != "nominal" || m.Def || m.Count {
			return false
		}
	}
	acc := false
	for _, r := range s.Lex.Morph.Read(s.Text.Tokens[it.From].Fold) {
		if r.Finite() || r.Feat.Has(morph.Dual) && !s.genitiveNext(i) {
			continue
		}
		if !r.Feat.Has(morph.Accusative) {
			return false
		}
		acc = true
	}
	return acc
}

// genitiveNext reports whether a definite noun stands right behind item i, as behind a dual in the construct state.
func (s *Sentence) genitiveNext(i int) bool {
	if i+1 >= len(s.Items) {
		return false
	}
	it := &s.Items[i+1]
	return it.Prep == "" && it.Conj == "" && (it.Art || it.Kind == Mention && s.Mentions[it.Mention].Def)
}

// whoever reports whether the verb stands behind «who» without an antecedent, which is spelled like the preposition «from»: before a
// verb it can be no preposition.
func (s *Sentence) whoever(v int) bool {
	return s.Items[v].Kind == Verb && s.Items[v].Prep == "min"
}

// consequence reports whether the verb tells what comes of what whoever does: «من يعتدي على … يعتدي علينا».
func (s *Sentence) consequence(v int) bool {
	for k := v - 1; k > 0; k-- {
		switch it := &s.Items[k]; it.Kind {
		case Comp, Open, Sub, But:
			return false
		case Mark:
			if !s.Comma(k) {
				return false
			}
		case Verb:
			if it.Finite() {
				return s.whoever(k)
			}
		}
	}
	return false
}

// resumed reports whether a preposition with a pronoun right behind the verb takes up the antecedent again.
func (s *Sentence) resumed(v int, a *Args) bool {
	for _, p := range a.Preps {
		if p.Pron != "" && p.At <= v+2 {
			return true
		}
	}
	return false
}

// Joined gives the subject of the verb before, for a verb joined to it by a conjunction (نفت الرباط … ورفعت دعوى).
func (s *Sentence) Joined(v int) Arg {
	if s.Items[v].Conj == "" {
		return Arg{}
	}
	for k := v - 1; k >= 0; k-- {
		it := &s.Items[k]
		if it.InQuote != s.Items[v].InQuote {
			return Arg{}
		}
		if it.Kind == Verb && it.Finite() {
			sub := s.Args(k).Subj
			if sub.Dropped || sub.Pron != "" || !s.agree(v, k) {
				return Arg{}
			}
			sub.By = "subject of the clause before"
			return sub
		}
	}
	return Arg{}
}

// Follows reports whether a verb is joined to a clause before it whose subject is not written either.
func (s *Sentence) Follows(v int) bool {
	for k := v - 1; k >= 0 && s.Items[v].Conj != ""; k-- {
		if s.Items[k].Kind == Verb && s.Items[k].Finite() {
			return s.Args(k).Subj.Dropped && s.agree(v, k)
		}
	}
	return false
}

// agree reports whether two verbs can have one subject: their genders do not clash.
func (s *Sentence) agree(v, k int) bool {
	gender := func(i int) morph.Feat {
		for _, r := range s.Items[i].Readings {
			if r.Finite() {
				return r.Feat & (morph.Fem | morph.Masc)
			}
		}
		return 0
	}
	a, b := gender(v), gender(k)
	return a == 0 || b == 0 || a == b
}

// splitSubject reports whether the verb's number shows that the noun before it is not its subject: a verb in the singular
// before a noun of its own, after a plural of people.
func (s *Sentence) splitSubject(v int, bares []int) bool {
	return false
}

// before finds the noun phrase that stands before a verb as its subject, or the antecedent where the verb opens a relative clause.
func (s *Sentence) before(v int) (subject []int, antecedent int) {
	i := v - 1
	for i >= 0 {
		switch s.Items[i].Kind {
		case Aux, Neg, Future, Modal, Time, Near, Plan:
			i--
			continue
		case Open: // «إن الاثنين "تبادلا …"»: the quotation begins behind the subject
			if i > 0 && s.Items[i-1].Kind == Mention {
				i--
				continue
			}
		}
		break
	}
	if i < 0 {
		return nil, -1
	}
	if s.Items[i].Kind == Rel {
		for k := i - 1; k >= 0 && k >= i-4; k-- {
			if s.Comma(k) {
				continue
			}
			if s.Items[k].Kind == Mention && !s.Lone(k) || s.Items[k].Kind == Noun {
				return nil, k
			}
		}
		return nil, -1
	}
	if s.Items[v].Conj != "" { // وقال: the conjunction opens a clause, the subject of the one before is carried on, not written
		return nil, -1
	}
	// walk back over adjectives and parentheses to the noun phrase
	for i >= 0 && (s.Items[i].Kind == Other && s.Items[i].Prep == "" || s.Lone(i) || s.Comma(i) && s.closesAside(i)) {
		if s.Comma(i) {
			i = s.openAside(i)
			continue
		}
		i--
	}
	for i > 0 && s.Items[i].Kind == Noun && s.Items[i].Prep == "" && s.Items[i].Conj == "" && s.adjective(i) && s.nominal(i-1) {
		i--
	}
	if i >= 0 && s.Items[i].Kind == Noun && s.Items[i].Prep == "" {
		for i > 0 && (s.Items[i-1].Kind == Noun || s.Items[i-1].Kind == Other) && s.Items[i].Conj == "" && s.Items[i-1].Prep == "" {
			i--
		}
		if s.Items[i].Prep == "" && (i == 0 || s.opens(i-1)) {
			return []int{i}, -1
		}
		return nil, s.described(v)
	}
	if i < 0 || s.Items[i].Kind != Mention {
		return nil, -1
	}
	end := i
	for i >= 0 && s.Items[i].Kind == Mention && s.Items[i].Conj != "" && i > 0 && s.Items[i-1].Kind == Mention {
		i--
	}
	if s.Items[i].Kind == Mention && i > 1 && s.Items[i-1].Kind == Conj && s.Items[i-2].Kind == Mention {
		i -= 2
	}
	if s.Items[i].Prep != "" || i > 0 && !s.opens(i-1) {
		return nil, s.described(v)
	}
	for k := i; k <= end; k++ {
		if s.Items[k].Kind == Mention {
			subject = append(subject, k)
		}
	}
	return subject, -1
}

// described gives the indefinite noun right before a verb that tells what sort it is, which Arabic does without a relative pronoun
// (رأى جنودا يحررون رهائن، ميليشيات أحرقت قرى، وساطة قادها الأمير), or -1.
func (s *Sentence) described(v int) int {
	it := &s.Items[v-1]
	switch {
	case it.Kind == Mention:
		m := &s.Mentions[it.Mention]
		if m.Form == "nominal" && !m.Def && !m.Alone && m.Kind != "place" {
			return v - 1
		}
	case it.Kind == Noun && !it.Art && it.Pron == "" && s.Items[v].Pron != "" && !s.adjective(v-1):
		return v - 1
	}
	return -1
}

// opens reports whether item i stands at the edge of a clause, so that what follows it can be its subject.
func (s *Sentence) opens(i int) bool {
	switch s.Items[i].Kind {
	case Mark, Comp, Sub, But, Conj, Open, Close, Cond, Time, Neg, Aux:
		return true
	}
	return false
}

// closesAside reports whether the comma at i closes an apposition or adjunct that another comma opened.
func (s *Sentence) closesAside(i int) bool { return s.openAside(i) >= 0 }

func (s *Sentence) openAside(i int) int {
	for k := i - 1; k > 0 && k >= i-7; k-- {
		if s.Items[k].Kind == Verb && s.Items[k].Finite() {
			return -1
		}
		if s.Comma(k) {
			return k - 1
		}
	}
	return -1
}

// mood reads what stands before a verb or event noun: negation, tense, modality, condition.
func (s *Sentence) mood(v int, a *Args) {
	for _, r := range s.Items[v].Readings {
		if r.Fut {
			a.Future = true
		}
	}
	for i := v - 1; i >= 0 && i >= v-8; i-- {
		it := &s.Items[i]
		switch it.Kind {
		case Neg:
			a.Negated = true
		case Future:
			a.Future = true
		case Plan:
			a.Planned = true
		case Modal:
			a.Possible = true
		case Cond:
			a.Hypothetical = true
			return
		case Near:
			a.Near = true
		case Aux, To, Time, Tamma:
		case Mention, Other, Conj:
			if s.Lex.HeadFirst() && it.Kind == Mention && i == v-1 {
				continue
			}
			if it.Kind == Other || !s.Lex.HeadFirst() && s.adverbial(i) {
				continue
			}
			s.condition(i, a)
			return
		case Comp:
			// «من المحتمل أن», «يعتزم أن»: what governs the clause stands before its «that»
			if i > 0 && (s.Items[i-1].Kind == Plan || s.Items[i-1].Kind == Modal || s.Items[i-1].Kind == Neg) {
				continue
			}
			return
		default:
			s.condition(i, a)
			return
		}
	}
}

// adverbial reports whether an item between an auxiliary and its verb may be passed over.
func (s *Sentence) adverbial(i int) bool { return s.Items[i].Kind == Other }

// condition looks further back, to the edge of the clause, for a word that makes it a condition.
func (s *Sentence) condition(i int, a *Args) {
	for ; i >= 0; i-- {
		switch s.Items[i].Kind {
		case Cond:
			a.Hypothetical = true
			return
		case Mark, Comp, Sub, But:
			return
		case Verb:
			if s.Items[i].Finite() {
				return
			}
		}
	}
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
		if s.Items[i].Kind == Other || s.Items[i].Kind == Amount || s.qualifies(i) {
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
	case i >= 0 && (s.Items[i].Kind == To || ing && !be):
		// an infinitive or participle: the subject is that of the verb it hangs on
		a.Subj = s.control(i)
		if s.Items[i].Kind == To {
			s.governed(i, a)
		}
	case i > 0 && s.Items[i].Kind == Conj && i == v-1:
		a.Subj = s.carried(v) // … and killed: the subject of the clause before
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

// qualifies reports whether the noun at item i says of what kind the person or body right behind it is: an oil worker, the harbour police.
func (s *Sentence) qualifies(i int) bool {
	if s.Items[i].Kind != Noun || i+1 >= len(s.Items) || s.Items[i+1].Kind != Mention || s.Items[i+1].Prep+s.Items[i+1].Conj != "" {
		return false
	}
	m := &s.Mentions[s.Items[i+1].Mention]
	return m.Form == "nominal" && !m.Def && !m.Count && m.Kind != "place" && s.Items[i+1].From == s.Items[i].To
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
			if j >= 2 && s.Comma(j-1) && s.Items[j-2].Kind == Mention && len(items) > 1 && s.Items[j-2].Prep == "" {
				items = append([]int{j - 2}, items...)
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
			return false
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
	}
	return s.subjectBefore(i, false)
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
	if of, ok := a.Prep("of"); ok {
		if !a.Gen.Zero() && a.Adj.Zero() { // Russia's invasion of Ukraine: the possessor acts
			a.Adj = a.Gen
		}
		a.Gen = of
	}
	if it.Prep == "fi" || it.Prep == "in" { // «كان كيم في استقبال بوتين»: what stands before is the noun's subject
		if v > 0 && s.Items[v-1].Kind == Mention && s.Items[v-1].Prep == "" && (v == 1 || s.opens(v-2)) {
			a.Subj = Arg{Items: s.group(v - 1), By: "subject of a sentence without verb"}
		}
	}
	return a
}

func (s *Sentence) genitiveAfter(v int, a *Args) {
	it := &s.Items[v]
	for i := v + 1; i < len(s.Items) && i < v+5; i++ {
		k := &s.Items[i]
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
		case Open, Close:
			continue
		default:
			return
		}
	}
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

// InQuote reports whether an argument stands in quotation marks.
func (s *Sentence) InQuote(a Arg) bool { return len(a.Items) > 0 && s.Items[a.Items[0]].InQuote }
