package reading

import (
	"rawi/internal/clause"
	"rawi/internal/news"
	"rawi/internal/pact"
	"rawi/internal/what"
)

// pactLife finds the word that tells how far the agreement has come: a verb that governs it, or one that it is the subject of.
func (s *session) pactLife(t *telling) {
	best := 1 << 30
	for _, w := range t.words {
		if w.Class != pact.Stage && w.Class != pact.Passage {
			continue
		}
		i := s.itemAt(t.st, w.From)
		if i < 0 || w.From >= t.phrase.From && w.To <= t.phrase.To && w.Class == pact.Stage {
			continue
		}
		if w.Key == "left" && !s.leaves(t, i) || w.Noun && w.Class == pact.Stage && i != t.item && !s.lang.who.HeadFirst() && w.Key == "reached" {
			continue
		}
		d, ok := s.pactTied(t, w, i)
		if ok && d == 0 && (w.Key == "proposed" || w.Key == "negotiated") { // a draft that was agreed
			d = 1 << 20
		}
		if ok && i > t.item && w.Class == pact.Stage && (w.Key == "terminated" || w.Key == "violated") && (s.ownObject(t, i) || s.lang.who.HeadFirst() && !t.def && !w.Noun) {
			continue
		}
		if ok && d < best {
			best, t.stage, t.stageAt = d, w.Key, i
		}
	}
	if t.stage == "" {
		return
	}
	if t.stage == "left" {
		t.stage = "terminated"
	}
	a := t.st.Args(t.stageAt)
	if t.st.Items[t.stageAt].Kind != clause.Verb {
		a = t.st.NounArgs(t.stageAt)
	}
	for _, w := range t.words { // refused to sign
		if k := s.itemAt(t.st, w.From); w.Class == pact.Refuse && k >= 0 && k < t.stageAt && k >= t.stageAt-8 && !s.markBetween(t.st, k, t.stageAt) {
			a.Negated = true
		}
	}
	if !(a.Negated || a.Planned || a.Future || a.Possible || a.Hypothetical || a.Near) {
		return
	}
	t.shifted = true
	switch t.stage { // what has not happened
	case "signed", "initialled", "reached":
		t.stage = "negotiated"
	case "ratified", "in_force":
		t.stage = "signed"
	case "suspended", "terminated", "violated":
		t.stage = "in_force"
	}
}

// ownObject reports whether a verb behind an agreement tells what the agreement does to something else: a pact that ended the war.
func (s *session) ownObject(t *telling, i int) bool {
	it := &t.st.Items[i]
	if it.Kind != clause.Verb || !it.Finite() {
		return false
	}
	a := t.st.Args(i)
	return !a.Passive && (len(a.Obj.Items) > 0 || s.lang.who.HeadFirst() && len(a.Subj.Items) > 0 && !t.def)
}

func (s *session) markBetween(st *sentence, i, j int) bool {
	for k := i + 1; k < j; k++ {
		if st.Items[k].Kind == clause.Mark {
			return true
		}
	}
	return false
}

// leaves reports whether an agreement is what is left: withdrew from the treaty.
func (s *session) leaves(t *telling, i int) bool {
	if i > t.item {
		return false
	}
	for k := i + 1; k <= t.item; k++ {
		switch p := t.st.Items[k].Prep; p {
		case "min", "from", "out", "of":
			return t.st.Items[k].To > t.phrase.From-2
		case "", "an":
		default:
			return false
		}
	}
	return false
}

// pactTied reports whether a word of an agreement's life stands in its clause, and how far from it.
func (s *session) pactTied(t *telling, w pact.Word, i int) (int, bool) {
	st := t.st
	if w.From >= t.phrase.From && w.From < t.phrase.To {
		return 0, true
	}
	if w.From < t.phrase.From {
		d := 0
		for k := i + 1; k < len(st.Items) && st.Items[k].From < t.phrase.From; k++ {
			it := &st.Items[k]
			switch it.Kind {
			case clause.Comp, clause.Rel, clause.But, clause.Sub, clause.Cond:
				return 0, false
			case clause.Verb:
				if it.Finite() && it.From >= w.To && !s.passage(st.Sentence, k) && it.Prep == "" {
					return 0, false
				}
			case clause.Mark:
				if !st.Comma(k) && it.Key != "(" && it.Key != ")" && it.Key != "-" {
					return 0, false
				}
				d += 2
			}
			d++
		}
		return d, d <= 16
	}
	d, rel, group := 0, false, false
	for k := range st.Items {
		it := &st.Items[k]
		if it.From < t.phrase.To {
			continue
		}
		if k >= i {
			break
		}
		switch it.Kind {
		case clause.Comp, clause.But, clause.Sub, clause.Cond:
			if it.Kind != clause.Comp || it.From != t.phrase.To { // a memorandum that the two signed
				return 0, false
			}
			rel = true
		case clause.Rel:
			rel = true
		case clause.Verb:
			if it.Finite() && !s.passage(st.Sentence, k) {
				return 0, false
			}
		case clause.Mark:
			if !st.Comma(k) && it.Key != "(" && it.Key != ")" && it.Key != "-" {
				return 0, false
			}
		case clause.Mention:
			if it.Prep != "" {
				group = true
			} else if it.Conj == "" && !group && !rel && !st.Lone(k) && !(k > 0 && st.Items[k-1].Kind == clause.Conj) {
				return 0, false
			}
		}
		d++
	}
	return d + 1, d <= 12
}

// stageOf tells the stage of a telling as the record names it.
func (s *session) stageOf(t *telling) string {
	switch t.stage {
	case "reached":
		return "negotiated"
	case "extended":
		return "in_force"
	case "":
		if t.head.Key == "exchange" || t.head.Key == "ceasefire" || t.head.Key == "truce" || t.head.Key == "armistice" {
			return "in_force"
		}
		return "signed"
	}
	return t.stage
}

// lifeDates dates the stage that a telling tells of, and places it.
func (s *session) lifeDates(a *agreed, t *telling) {
	var date *news.Date
	if by := a.by; by != nil {
		date, a.Place, a.place = by.Date, by.Place, by.place
	}
	if t.stageAt >= 0 && (date == nil || date.Basis == "document") {
		it := &t.st.Items[t.stageAt]
		e := &event{sentence: t.st, place: -1, quote: s.containing(it.Start)}
		e.Anchor, e.Reality = s.text.Span(it.Start, it.End), "actual"
		e.Evidence = s.text.Span(min(it.Start, t.span.Start), max(it.End, t.span.End))
		f := &what.Found{Item: t.stageAt, Verb: it.Kind == clause.Verb && it.Finite()}
		e.Polarity = "positive"
		if !f.Verb && a.by == nil && t.stageAt < t.item && a.Stage == "signed" { // he attended the signing
			for k := t.stageAt - 1; k >= 0 && t.st.Items[k].Kind != clause.Mark && !f.Verb; k-- {
				f.Verb = t.st.Items[k].Kind == clause.Verb && t.st.Items[k].Finite()
			}
		} else if f.Verb {
			f.Args = t.st.Args(t.stageAt)
			e.Background = f.Args.Perfect2
		}
		s.date(e, t.st, f)
		if e.Date != nil {
			date = e.Date
		}
		if a.Place == nil && t.stage == "signed" {
			s.where(e, t.st, f)
			a.Place, a.place = e.Place, e.place
		}
	}
	if date == nil || date.Start == "" {
		return
	}
	day := ""
	switch {
	case date.Start == date.End:
		day = date.Start
	case date.End != "" && len(date.Start) == 10 && len(date.End) == 10 && date.Start[:7] == date.End[:7]:
		day = date.Start[:7]
	case date.End != "" && len(date.Start) == 10 && len(date.End) == 10 && date.Start[:4] == date.End[:4]:
		day = date.Start[:4]
	}
	switch t.stage {
	case "signed", "ratified", "in_force", "suspended", "terminated", "initialled":
		if !t.shifted && day != "" && a.Stage == t.stage {
			a.Dates, a.sure = map[string]string{t.stage: day}, date.Basis == "expression"
		}
	}
}

// clauseOf is the clause that a telling stands in: from the verb of its life to the end of what follows.
func (s *session) clauseOf(t *telling) news.Span {
	from, to := t.span.Start, t.span.End
	for i := t.item; i >= 0; i-- {
		it := &t.st.Items[i]
		if it.Kind == clause.Comp || it.Kind == clause.Mark && it.Key != "(" && it.Key != ")" && it.Key != "-" || it.Kind == clause.Sub || it.Kind == clause.But {
			break
		}
		from = min(from, it.Start)
	}
	for i := t.item; i < len(t.st.Items); i++ {
		it := &t.st.Items[i]
		if it.Kind == clause.Mark && it.Key != "(" && it.Key != ")" && it.Key != "-" || it.Kind == clause.Comp {
			break
		}
		to = max(to, it.End)
	}
	return s.text.Span(from, to)
}

// goesBackTo gives the agreement named earlier that a telling goes back to.
func (s *session) goesBackTo(a *agreed, t *telling) *agreed {
	for i := len(s.agreed) - 1; i >= 0; i-- {
		o := s.agreed[i]
		if len(a.parties) > 1 || len(a.parties) == 1 && len(t.parties) == 1 {
			if sameKind(o, a) && !otherDay(o, a) && (s.samePact(o, a) || t.def && len(t.parties) == 0 && shareParty(o, a) && s.recent(t.st, o)) {
				return o
			}
			continue
		}
		if len(a.parties) == 1 && !subsetOf(a.parties, o.parties) && a.by != nil {
			continue
		}
		if (t.def || a.Stage != "signed" || t.stage == "" || s.lang.who.HeadFirst() && len(t.kinds) > 0) && sameKind(o, a) {
			return o
		}
	}
	return nil
}

// otherDay reports whether two tellings name different days of signing.
func otherDay(a, b *agreed) bool {
	x, y := a.Dates["signed"], b.Dates["signed"]
	n := min(len(x), len(y))
	return n > 0 && a.sure && b.sure && x[:n] != y[:n]
}

func subsetOf(list, all []int) bool {
	for _, n := range list {
		found := false
		for _, m := range all {
			found = found || n == m
		}
		if !found {
			return false
		}
	}
	return true
}

// samePact reports whether two tellings are of one agreement: no party of one is foreign to the other.
func (s *session) samePact(a, b *agreed) bool {
	small, large := a.parties, b.parties
	if len(small) > len(large) {
		small, large = large, small
	}
	if a.title && len(small) > 1 { // a headline says it in fewer words: Ethiopia for its government
		for _, n := range small {
			for _, m := range large {
				if c := s.resolver.Entities[n].Country; n == m || c != "" && c == s.resolver.Entities[m].Country {
					return true
				}
			}
		}
	}
	return subsetOf(small, large)
}

// shareParty reports whether two agreements have a party in common.
func shareParty(a, b *agreed) bool {
	for _, n := range a.parties {
		if subsetOf([]int{n}, b.parties) {
			return true
		}
	}
	return false
}

// sameKind reports whether two tellings are of one kind, or one is of none in particular.
func sameKind(a, b *agreed) bool {
	if a.general || b.general {
		return true
	}
	for _, k := range a.Kind {
		for _, m := range b.Kind {
			if k == m || k == "cooperation" && m == "defense" || m == "cooperation" && k == "defense" {
				return true
			}
		}
	}
	return false
}

func (s *session) joinPact(o, a *agreed) {
	for _, n := range a.parties {
		if len(a.told[0].parties) > 1 || len(o.parties) < 2 {
			o.parties = addInt(o.parties, n)
		}
	}
	for _, n := range a.signatories {
		o.signatories = addInt(o.signatories, n)
	}
	for _, k := range a.Kind {
		o.Kind = addString(o.Kind, k)
	}
	o.general = o.general && a.general
	t := a.told[0]
	told := t.stage != "" && t.stage != "proposed" && t.stage != "extended"
	if a.Stage == "violated" && (len(a.links) > 0 || a.by == nil || t.st.Items[t.stageAt].Kind != clause.Verb) {
		told = false
	}
	if told && (a.best > o.best || o.told[0].stage == "" && a.best >= rankOf("signed")) {
		o.Stage, o.best = a.Stage, a.best
	}
	for k, d := range a.Dates {
		if o.Dates == nil {
			o.Dates = map[string]string{}
		}
		if o.Dates[k] == "" || len(o.Dates[k]) < len(d) || a.sure && !o.sure {
			o.Dates[k] = d
		}
	}
	o.sure = o.sure || a.sure
	if o.Place == nil {
		o.Place, o.place = a.Place, a.place
	}
	if o.by == nil || o.title && !a.title && a.by != nil {
		o.by = a.by
	}
	if o.title && !a.title { // the body says more than the headline
		o.Span, o.Name, o.Names, o.Evidence, o.links, o.title = a.Span, a.Name, a.Names, a.Evidence, a.links, false
		if o.by != nil {
			o.Rule = o.by.Rule
		}
	}
	o.told = append(o.told, t)
}
