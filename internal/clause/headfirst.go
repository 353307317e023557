package clause

import (
	"rawi/internal/morph"
)

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

// pluperfect reports whether a verb in the perfect stands behind a form of «was» in the perfect, with the subject between them or not
// (كان قد وقع، كانت الحركة شنت): what was known before the news.
func (s *Sentence) pluperfect(v int) bool {
	perfect := false
	for _, r := range s.Items[v].Readings {
		perfect = perfect || r.Finite() && r.Feat.Has(morph.Perfect)
	}
	if !perfect || s.Items[v].Conj != "" {
		return false
	}
	for i := v - 1; i >= 0 && i >= v-subjectRoom; i-- {
		it := &s.Items[i]
		switch it.Kind {
		case Aux:
			if it.Key == "was" {
				return true
			}
		case Comp, Rel, Sub, But, Cond, Open, Close:
			return false
		case Verb:
			if it.Finite() {
				return false
			}
		}
	}
	return false
}

// subjectRoom is how many items the subject between «was» and its verb may have.
const subjectRoom = 12

// freeOrder: the verb may stand before its subject (VSO), behind it (SVO), and its object may come first of the two.
func (s *Sentence) freeOrder(v int, a *Args) {
	it := &s.Items[v]
	pre, rel := s.before(v)
	a.Perfect2 = s.pluperfect(v)
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
		if (len(bares) > 0 || len(pre) > 0) && s.nominative(i) { // «… مسلحون»: no object ends so
			return false
		}
		bares = append(bares, i)
		return len(bares) < 3
	})
	bares = s.withoutApposition(bares)
	if len(bares) > 1 && len(pre) == 0 && rel < 0 && s.townFirst(v, bares[0], bares[1]) { // «زار بغداد أمس وزير الخارجية»
		bares[0], bares[1] = bares[1], bares[0]
	}
	if len(bares) == 1 && pre == nil && rel < 0 {
		if k := s.beyond(v, bares[0], a); k > 0 {
			bares = append(bares, k)
		}
	}
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
	case len(pre) > 0 && it.Pron != "" && len(bares) > 0 && s.resumes(v, pre): // «الهجوم نفذه انتحاري»: the topic is the object
		a.Subj, a.Obj = one(0, "subject after the verb"), Arg{Items: pre, By: "topic, resumed by a pronoun"}
	case len(pre) > 0 && len(bares) > 0 && s.takenUp(v, pre): // «عسكريين خطفهم مقاتلو …»: what stands first is done to
		a.Subj, a.Obj = one(0, "subject after the verb"), Arg{Items: pre, By: "object before the verb, resumed by a pronoun"}
	case len(pre) > 0:
		a.Subj = Arg{Items: pre, By: "subject before the verb"}
		if len(bares) > 0 && a.Obj.Zero() {
			a.Obj = one(0, "object after the verb")
		}
		if len(bares) > 1 {
			a.Obj2 = one(1, "second noun after the verb")
		}
	case s.resumedSubject(v) >= 0 && (len(bares) < 2 || s.subjectSuffixed(v)):
		a.Subj = Arg{Items: s.group(s.resumedSubject(v)), By: "subject before the clause that describes it"}
		if len(bares) > 0 && a.Obj.Zero() {
			a.Obj = one(0, "object after the verb")
		}
	case s.announced(v) >= 0: // «أكد الحلف أنه قتل …»: the pronoun on «that» is the subject
		k := s.announced(v)
		a.Subj = Arg{Pron: s.Items[k].Pron, At: k, By: "pronoun on the word that opens the clause"}
		if len(bares) > 0 && a.Obj.Zero() {
			a.Obj = one(0, "object after the verb")
		}
		if len(bares) > 1 {
			a.Obj2 = one(1, "second noun after the verb")
		}
	default:
		if s.subjectSuffixed(v) || len(bares) > 0 && (s.accusative(bares[0]) || s.clashes(v, bares[0])) { // ضربوا رئيسه، ونشرت نقاطا: what follows is done to
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
		if r.Finite() && !r.Feat.Has(morph.Passive) && !(a.Passive && r.Feat.Has(morph.First) && r.Feat.Has(morph.Sing)) { // أصيب is «was hit», not «I hit»
			a.Passive = false
			a.MayPassive = true
		}
	}
	a.Passive = a.Passive || s.Lex.MarkedPassive(s.Text, it.Start, it.End)
	if it.Conj != "" && a.Subj.Dropped { // كانت قد استولت على سفينة واحتجزت طاقمها
		for i := v - 1; i >= 0 && !a.Perfect2; i-- {
			if s.Items[i].Kind == Verb && s.Items[i].Finite() {
				a.Perfect2 = s.pluperfect(i)
				break
			}
		}
	}
}

// announced gives the «that» right before a verb whose suffix pronoun is the verb's subject, or -1: they agree in gender and number, as the
// empty pronoun before a clause (أنه ستعقد …) need not.
func (s *Sentence) announced(v int) int {
	k := v - 1
	for k >= 0 && (s.Items[k].Kind == Aux || s.Items[k].Kind == Neg || s.Items[k].Kind == Future || s.Items[k].Kind == Time) {
		k--
	}
	if k < 0 || s.Items[k].Kind != Comp {
		return -1
	}
	it := &s.Items[v]
	switch s.Items[k].Pron {
	case "3ms":
		if it.feature(morph.Masc) && !it.feature(morph.Plural|morph.Dual) {
			return k
		}
	case "3fs":
		if it.feature(morph.Fem) && !it.feature(morph.Plural) {
			return k
		}
	case "3mp":
		if it.feature(morph.Plural) {
			return k
		}
	}
	return -1
}

// takenUp reports whether the suffix pronoun of a verb takes up the noun phrase that stands before it, so that this is the object: a third
// person who agrees with it in number, and the verb does not.
func (s *Sentence) takenUp(v int, pre []int) bool {
	plural := len(pre) > 1
	for _, i := range pre {
		if m := s.Items[i].Mention; m >= 0 {
			k := &s.Mentions[m]
			plural = plural || k.Plural || k.Dual || k.Count
		}
	}
	switch s.Items[v].Pron {
	case "3mp", "3d":
		return plural && !s.Items[v].feature(morph.Plural|morph.Dual)
	}
	return false
}

// feature reports whether a finite reading of the item has one of the features.
func (it *Item) feature(f morph.Feat) bool {
	for _, r := range it.Readings {
		if r.Finite() && r.Feat.Has(f) {
			return true
		}
	}
	return false
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

// townFirst reports whether a town stands before the one who acts: towns are feminine, and the verb is not.
func (s *Sentence) townFirst(v, i, j int) bool {
	if s.Items[i].Kind != Mention || s.Items[j].Kind != Mention {
		return false
	}
	a, b := &s.Mentions[s.Items[i].Mention], &s.Mentions[s.Items[j].Mention]
	return a.Kind == "place" && a.Form == "name" && b.Kind == "person" && !b.Fem && s.Items[v].feature(morph.Masc) && !s.Items[v].feature(morph.Fem|morph.Plural|morph.Dual)
}

// nominative reports whether people told of at item i have the ending of a subject: مسلحون, جنديان.
func (s *Sentence) nominative(i int) bool {
	it := &s.Items[i]
	if it.Kind != Mention || s.Mentions[it.Mention].Form != "nominal" || s.Mentions[it.Mention].Count {
		return false
	}
	nom := false
	for _, r := range s.Lex.Morph.At(s.Text, it.From).Readings {
		if r.Finite() || r.Feat.Has(morph.Accusative) {
			return false
		}
		nom = nom || r.Feat.Has(morph.Nominative)
	}
	return nom
}

// Oblique reports whether people or things told of at item i have the ending of an object, and so are no subject: البلدين, المتظاهرين.
func (s *Sentence) Oblique(i int) bool {
	it := &s.Items[i]
	if it.Kind != Mention || s.Mentions[it.Mention].Form != "nominal" || s.Mentions[it.Mention].Count {
		return false
	}
	for _, r := range s.Lex.Morph.At(s.Text, it.From).Readings {
		if r.Feat.Has(morph.Dual) || r.Feat.Has(morph.Plural) && r.Feat.Has(morph.Masc) {
			return !r.Feat.Has(morph.Nominative | morph.Construct)
		}
	}
	return false
}

// withoutApposition drops the second of three noun phrases behind a verb where it only says what the first is: «قصفت الكتائب الجناح العسكري
// للحركة مدينة …».
func (s *Sentence) withoutApposition(bares []int) []int {
	if len(bares) < 3 || bares[1] != bares[0]+1 || s.Items[bares[0]].Kind != Mention || s.Items[bares[1]].Kind != Mention {
		return bares
	}
	a, b := &s.Mentions[s.Items[bares[0]].Mention], &s.Mentions[s.Items[bares[1]].Mention]
	if a.Form != "name" || b.Form != "nominal" || !b.Def || a.Kind == "person" != (b.Kind == "person") || b.Kind == "place" {
		return bares
	}
	return append([]int{bares[0]}, bares[2:]...)
}

// tellsOf reports whether a verb in the perfect right behind an indefinite noun, with no conjunction between, agrees with it in gender: then
// it tells of that noun (هجوم استهدف دورية), for no clause of its own would begin so.
func (s *Sentence) tellsOf(v, k int) bool {
	verb := &s.Items[v]
	if verb.Conj != "" || !verb.feature(morph.Perfect) || verb.feature(morph.Plural|morph.Dual) || k == 0 {
		return false
	}
	fem := s.Items[k].Several()
	for _, r := range s.Items[k].Readings {
		if !r.Finite() {
			fem = fem || r.Feat.Has(morph.Fem) || s.Lex.Morph.Ending(r.Lemma)
		}
	}
	return verb.feature(morph.Fem) == fem
}

// clashes reports whether people told of behind a verb cannot be its subject, since a verb before its subject agrees with it in gender: in
// «قتلت ثلاثة جنود» and «وقتل امرأة» somebody killed them.
func (s *Sentence) clashes(v, i int) bool {
	it := &s.Items[i]
	if it.Kind != Mention || it.Conj != "" || s.Mentions[it.Mention].Form != "nominal" {
		return false
	}
	verb := &s.Items[v]
	if verb.feature(morph.Plural|morph.Dual|morph.First|morph.Second) || verb.feature(morph.Fem) == verb.feature(morph.Masc) {
		return false
	}
	switch s.gender(i) {
	case morph.Masc:
		return verb.feature(morph.Fem)
	case morph.Fem:
		return verb.feature(morph.Masc) && i == v+1 && !s.Mentions[it.Mention].Count
	}
	return false
}

// gender gives the gender of the people whom an item tells of, where their words make it sure: a singular, a sound plural, people counted.
func (s *Sentence) gender(i int) morph.Feat {
	m := &s.Mentions[s.Items[i].Mention]
	if m.Kind != "person" && !m.Count || m.Role == nil || m.Role.Kind != "person" || m.Role.Sector == "UNK" {
		return 0
	}
	if n := s.Lex.Morph.Find(m.Role.Text, morph.Noun); m.Fem || n >= 0 && s.Lex.Morph.Ending(n) {
		if m.Plural && !m.Count {
			return 0
		}
		return morph.Fem
	}
	if !m.Plural || m.Count || s.Lex.SoundPlural(s.Text, s.Items[i].From) {
		return morph.Masc
	}
	return 0
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
	for _, r := range s.Lex.Morph.At(s.Text, it.From).Readings {
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

// resumes reports whether the pronoun on the verb at item v can take up the topic before it: one thing, in the pronoun's gender.
func (s *Sentence) resumes(v int, topic []int) bool {
	it := &s.Items[topic[0]]
	if len(topic) > 1 || it.Kind != Noun {
		return false
	}
	fem := it.Several()
	for _, r := range it.Readings {
		if !r.Finite() {
			fem = fem || r.Feat.Has(morph.Fem) || s.Lex.Morph.Ending(r.Lemma)
		}
	}
	return (s.Items[v].Pron == "3fs") == fem && (s.Items[v].Pron == "3fs" || s.Items[v].Pron == "3ms")
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
	if s.Items[v].Conj == "" && !(v > 0 && s.Lex.HeadFirst() && s.Items[v-1].Kind == Conj) { // وقتل, ثم قتل
		return Arg{}
	}
	for k := v - 1; k >= 0; k-- {
		it := &s.Items[k]
		if it.InQuote != s.Items[v].InQuote {
			return Arg{}
		}
		if it.Kind == Verb && it.Finite() {
			if !s.agree(v, k) {
				if k = s.governing(k); k < 0 {
					return Arg{}
				}
				continue // «وقالت إنه قد يستخدم …، ودعت …» goes on behind what was said
			}
			sub := s.Args(k).Subj
			if sub.Dropped && it.Conj != "" {
				return s.Joined(k)
			}
			if sub.Dropped || sub.Pron != "" {
				return Arg{}
			}
			sub.By = "subject of the clause before"
			return sub
		}
	}
	return Arg{}
}

// governing gives the word that opens the content clause in which the verb at item v is the first («أنه …»), or -1.
func (s *Sentence) governing(v int) int {
	for k := v - 1; k >= 0; k-- {
		switch it := &s.Items[k]; {
		case it.Kind == Comp:
			return k
		case it.Kind == Verb && it.Finite():
			return -1
		}
	}
	return -1
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

// before finds the noun phrase that stands before a verb as its subject, or the antecedent where the verb opens a relative clause.
func (s *Sentence) before(v int) (subject []int, antecedent int) {
	i := v - 1
	for i >= 0 {
		switch s.Items[i].Kind {
		case Aux, Neg, Future, Modal, Time, Near, Plan:
			i--
			continue
		case Det: // «12 شخصا على الأقل خطفوا»
			if s.Lex.HeadFirst() {
				i--
				continue
			}
		case Mention, Noun: // «أربعة من الجنود بينهم ضابطان قتلوا»
			if k := s.amongThem(i); k > 0 {
				i = k
				continue
			}
		case Mark:
			if k := s.amongThem(i - 1); s.Comma(i) && k > 0 {
				i = k
				continue
			}
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
	if s.Items[v].Conj != "" && !s.topical(v) { // وقال: the conjunction opens a clause, the subject of the one before is carried on, not written
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
	if i > 0 && s.Items[i].Prep == "min" && s.Items[i-1].Kind == Amount && s.Items[i-1].Prep == "" && (i == 1 || s.opens(i-2)) { // اثنان من التفجيرات وقعا
		return []int{i - 1}, -1
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
	if i >= 0 && s.Items[i].Kind == Noun { // behind a preposition: «في هجوم استهدف …»
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
		if k := s.remote(i); k >= 0 {
			return s.group(k), -1
		}
		return nil, s.described(v)
	}
	for k := i; k <= end; k++ {
		if s.Items[k].Kind == Mention {
			subject = append(subject, k)
		}
	}
	return subject, -1
}

// topical reports whether the verb at item v tells of the topic that «as for» has put before it: «أما زعيمة الحزب فحملت الحكومة المسؤولية».
func (s *Sentence) topical(v int) bool {
	if s.Items[v].Conj != "fa" {
		return false
	}
	for i := v - 1; i >= 0 && i >= v-subjectRoom; i-- {
		switch it := &s.Items[i]; it.Kind {
		case Sub:
			return it.Key == "amma"
		case Verb, Comp, Rel, But, Cond, Open, Close:
			return false
		}
	}
	return false
}

// beyond gives the object of the verb at item v where a clause without relative pronoun has described its subject first («خطف مسلحون
// يرتدون زي الشرطة خمسة سياح»): the second noun phrase of that clause, counted or made indefinite by its ending; 0 for none.
func (s *Sentence) beyond(v, subject int, a *Args) int {
	w := subject + 1
	if w != a.To || w >= len(s.Items) || s.Items[w].Kind != Verb || s.Antecedent(w) != subject {
		return 0
	}
	taken := 0
	for i := w + 1; i < len(s.Items); i++ {
		it := &s.Items[i]
		if s.boundary(i) {
			return 0
		}
		if it.Kind != Mention || it.Prep != "" || it.Conj != "" || s.Lone(i) {
			if it.Kind == Noun && it.Prep == "" && i == w+1 {
				taken++
			}
			continue
		}
		if taken > 0 && s.Mentions[it.Mention].Count {
			a.To = i + 1
			return i
		}
		taken++
	}
	return 0
}

// Antecedent gives the noun that the clause of the verb at item v only describes, with or without a relative pronoun, or -1.
func (s *Sentence) Antecedent(v int) int {
	if !s.Lex.HeadFirst() || v == 0 || s.Items[v].Kind != Verb {
		return -1
	}
	_, k := s.before(v)
	return k
}

// remote gives the subject that opens a clause where only governed phrases stand between it and its verb: «إن القوات في مدينة الموصل
// قتلت …»; -1 for none.
func (s *Sentence) remote(i int) int {
	governed := false
	for ; i >= 0; i-- {
		it := &s.Items[i]
		switch {
		case it.Kind == Mention && it.Prep == "" && it.Conj == "" && !s.Lone(i):
			if governed && (i == 0 || s.Items[i-1].Kind == Comp) && s.Mentions[it.Mention].Kind != "place" {
				return i
			}
			return -1
		case it.Prep != "" && (it.Kind == Mention || it.Kind == Noun || it.Kind == Other):
			governed = true
		case (it.Kind == Noun || it.Kind == Other || it.Kind == Mention && s.Lone(i)) && it.Conj == "", it.Kind == Time:
		default:
			return -1
		}
	}
	return -1
}

// amongThem gives the item before a remark of who was among those told of, with the comma that opens it, where the remark ends at item i
// (بينهم ضابطان); 0 for none.
func (s *Sentence) amongThem(i int) int {
	if !s.Lex.HeadFirst() {
		return 0
	}
	for i > 1 && s.Items[i].Kind == Mention && s.Items[i].Conj != "" {
		i--
	}
	if i < 2 || s.Items[i].Prep != "" || s.Items[i].Kind != Mention && s.Items[i].Kind != Noun {
		return 0
	}
	if p := &s.Items[i-1]; p.Kind != Prep || p.Key != "bayna" || p.Pron == "" {
		return 0
	}
	i -= 2
	if i > 0 && s.Items[i].Kind == Prep && s.Items[i].Pron == "" { // من بينهم
		i--
	}
	if i > 0 && s.Comma(i) {
		i--
	}
	return i
}

// resumedSubject gives the subject of a verb which follows a clause that only describes it: «أربعة مسلحين يستقلون سيارة شنوا …», «الرجل الذي
// اقتحم المبنى قتل …»; -1 for none.
func (s *Sentence) resumedSubject(v int) int {
	if s.Items[v].Conj != "" || v < 3 {
		return -1
	}
	for w := v - 1; w > 0; w-- {
		it := &s.Items[w]
		if it.Kind == Mark || it.Kind == Comp || it.Kind == Sub || it.Kind == But || it.Kind == Conj || it.Kind == Cond {
			return -1
		}
		if it.Kind != Verb || !it.Finite() {
			continue
		}
		first, k := s.before(w)
		if k < 0 && len(first) == 1 && s.ongoing(w) && !s.ongoing(v) && s.indefinite(first[0]) { // «أربعة مسلحين يستقلون سيارة شنوا …»
			k = first[0]
		}
		if k < 0 || s.Items[k].Prep != "" || k > 0 && !s.opens(k-1) || !s.numbered(v, k) {
			return -1
		}
		return k
	}
	return -1
}

// ongoing reports whether the verb at item i can only be an imperfect.
func (s *Sentence) ongoing(i int) bool {
	return s.Items[i].feature(morph.Imperfect) && !s.Items[i].feature(morph.Perfect)
}

// indefinite reports whether the item tells of people not known yet.
func (s *Sentence) indefinite(i int) bool {
	k := s.Items[i].Mention
	return k >= 0 && s.Mentions[k].Form == "nominal" && !s.Mentions[k].Def
}

// numbered reports whether a verb behind its subject agrees with it in number.
func (s *Sentence) numbered(v, k int) bool {
	plural := s.Items[v].feature(morph.Plural)
	if s.Items[k].Mention < 0 {
		return !plural
	}
	m := &s.Mentions[s.Items[k].Mention]
	return plural == (m.Kind == "person" && (m.Plural || m.Count))
}

// described gives the indefinite noun right before a verb that tells what sort it is, which Arabic does without a relative pronoun
// (رأى جنودا يحررون رهائن، ميليشيات أحرقت قرى، وساطة قادها الأمير), or -1.
func (s *Sentence) described(v int) int {
	k := v - 1
	for k > 0 && s.Items[k].Kind == Noun && s.Items[k].Prep+s.Items[k].Conj == "" && (s.adjective(k) || s.Lex.Describing(s.Text, s.Items[k].From, s.Range.To)) {
		k--
	}
	it := &s.Items[k]
	switch {
	case it.Kind == Mention:
		m := &s.Mentions[it.Mention]
		if m.Form == "nominal" && !m.Def && !m.Alone && m.Kind != "place" {
			return k
		}
	case it.Kind == Noun && !it.Art && it.Pron == "" && !s.adjective(k) && (s.Items[v].Pron != "" || s.tellsOf(v, k)):
		return k
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
