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
	Willing         bool // planned, and told as what its subject wants to do
	Possible        bool
	Would           bool // would: planned in somebody's words, possible else
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
	var room [8]int
	out := append(room[:0], i)
	for j := i + 1; j < len(s.Items); {
		it := &s.Items[j]
		if it.Kind == Mention && it.Conj != "" && s.opensAdverbial(j) {
			break
		}
		switch {
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
		break
	}
	from := len(s.groups)
	s.groups = append(s.groups, out...)
	return s.groups[from:len(s.groups):len(s.groups)]
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
		if s.another(i) {
			return
		}
		if s.boundary(i) {
			if s.Comma(i) && i > 0 && s.Items[i-1].Kind == Time && s.commaInside(i-1) { // «فجر اليوم، الاثنين، …»: the second comma of the date
				continue
			}
			if s.Comma(i) && s.datedCount(i+1) { // «اعتقل الجيش، أمس 20 فلسطينيا»
				continue
			}
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
				if it.Key == "bayna" && s.nominalNext(i) { // «بينهم طفلان ورجل مسن»: who was among those told of before is no further argument
					i = s.lastNominal(i + 1)
					a.To = i + 1
				}
			}
			continue
		}
		if i > v+1 && it.Kind == Mention && it.Prep == "" && s.share(i) { // «…، معظمهم من المدنيين»: a clause of its own without verb
			return
		}
		if it.Kind == Time && it.Prep != "" && !s.Lex.HeadFirst() && i+1 < len(s.Items) && s.Items[i+1].Kind == Noun && s.Items[i+1].Prep+s.Items[i+1].Conj == "" {
			a.Preps = append(a.Preps, Arg{Items: []int{i + 1}, Prep: it.Prep, By: s.Lex.Behind(it.Prep)}) // for a July raid
			i++
			a.To = i + 1
			continue
		}
		if !s.nominal(i) && it.Kind != Verb {
			continue
		}
		if it.Prep != "" {
			g := s.group(i)
			a.Preps = append(a.Preps, Arg{Items: g, Prep: it.Prep, By: s.Lex.Behind(it.Prep)})
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

// another reports whether item i joins a clause of its own whose subject stands before its verb: «قتل ثلاثة و15 من رجال الشرطة أصيبوا».
func (s *Sentence) another(i int) bool {
	it := &s.Items[i]
	k := i
	switch {
	case !s.Lex.HeadFirst():
		return false
	case it.Kind == Conj:
		k = i + 1
	case it.Kind != Mention || it.Conj == "":
		return false
	}
	if k >= len(s.Items) || s.Items[k].Kind != Mention || s.Items[k].Prep != "" || k+1 >= len(s.Items) {
		return false
	}
	v := &s.Items[k+1]
	return v.Kind == Verb && v.Finite() && v.Conj == "" && v.feature(morph.Perfect) && !v.feature(morph.Imperfect)
}

// datedCount reports whether a date and right behind it so and so many people stand at item i.
func (s *Sentence) datedCount(i int) bool {
	if !s.Lex.HeadFirst() || i+1 >= len(s.Items) || s.Items[i].Kind != Time {
		return false
	}
	it := &s.Items[i+1]
	return it.Kind == Mention && it.Prep+it.Conj == "" && s.Mentions[it.Mention].Count
}

// commaInside reports whether a comma stands inside the item: a date with its weekday between commas.
func (s *Sentence) commaInside(i int) bool {
	for t := s.Items[i].From; t < s.Items[i].To; t++ {
		switch s.Text.Tokens[t].Fold {
		case ",", "،":
			return true
		}
	}
	return false
}

// nominalNext reports whether a bare noun phrase stands right behind item i.
func (s *Sentence) nominalNext(i int) bool {
	return s.Lex.HeadFirst() && i+1 < len(s.Items) && s.nominal(i+1) && s.Items[i+1].Prep+s.Items[i+1].Conj == ""
}

// lastNominal gives the last of the noun phrases that go on from item i without a verb, preposition or mark.
func (s *Sentence) lastNominal(i int) int {
	for i+1 < len(s.Items) && s.nominal(i+1) && s.Items[i+1].Prep == "" && !s.another(i+1) {
		i++
	}
	return i
}

// share reports whether a noun phrase opens with a part of those told of before: معظمهم, جميعهم, أحدهم.
func (s *Sentence) share(i int) bool {
	if !s.Lex.HeadFirst() {
		return false
	}
	r, ok := s.Lex.Word(s.Text, s.Items[i].From, "quant")
	return ok && r.Pron != ""
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
		return (it.Kind == Noun || it.Kind == Other) && (it.Art || !p.Art) && !(p.Prep != "" && s.adjective(i-1) && !s.adjective(i))
	case Mention: // في سوق المدينة, قرب حاجز حوارة
		m := &s.Mentions[p.Mention]
		if it.Kind == Noun || it.Kind == Other {
			return p.Prep != "" && !m.Def && m.Form == "nominal" && (m.Kind == "place" || m.Kind == "organization")
		}
		return p.Prep != "" && it.Kind == Mention && m.Kind == "place" && m.Form == "nominal" && !m.Def && s.Mentions[it.Mention].Def && !s.Lone(i)
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

// closesAside reports whether the comma at i closes an apposition or adjunct that another comma opened.
func (s *Sentence) closesAside(i int) bool { return s.openAside(i) >= 0 }

func (s *Sentence) openAside(i int) int {
	for k := i - 1; k > 0 && k >= i-7; k-- {
		if s.Items[k].Kind == Verb && s.Items[k].Finite() && !(k > 0 && s.Comma(k-1) && s.passParticiple(k)) {
			return -1
		}
		if s.Comma(k) {
			return k - 1
		}
	}
	return -1
}

// passParticiple reports whether the verb at item k may say what was done to the noun before it.
func (s *Sentence) passParticiple(k int) bool {
	if s.Lex.HeadFirst() {
		return false
	}
	for _, r := range s.Items[k].Readings {
		if r.Feat.Has(morph.PassPart) {
			return true
		}
	}
	return false
}

// InQuote reports whether an argument stands in quotation marks.
func (s *Sentence) InQuote(a Arg) bool { return len(a.Items) > 0 && s.Items[a.Items[0]].InQuote }
