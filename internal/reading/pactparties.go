package reading

import (
	"sort"

	"rawi/internal/clause"
	"rawi/internal/who"
)

// isSides reports whether a mention means all parties: the two sides, both countries.
func isSides(m *who.Mention) bool {
	return m.Role != nil && (m.Role.Role == "side" || m.Role.Role == "state" && m.Form == "nominal") && m.Known == nil
}

// pactParties finds the parties that the phrase itself names: between X and Y, the X-Y pact, a pact with X.
func (s *session) pactParties(t *telling) {
	st := t.st
	var list []int
	for i := range st.Items { // nationalities in the phrase
		it := &st.Items[i]
		if it.From >= t.phrase.From && it.To <= t.phrase.To && it.Mention >= 0 && (st.Lone(i) || !s.lang.who.HeadFirst()) {
			list = append(list, s.members(st, clause.Arg{Items: []int{i}})...)
		}
		if it.To == t.phrase.From && it.Kind == clause.Mention && it.Prep == "" && !s.lang.who.HeadFirst() && st.Lone(i) {
			list = append(list, s.members(st, clause.Arg{Items: []int{i}})...)
		}
	}
	for i := range st.Items {
		it := &st.Items[i]
		if it.From < t.phrase.To {
			continue
		}
		if it.Kind == clause.Comp || it.Kind == clause.Mark && it.Key != "," && it.Key != "،" && it.Key != "(" && it.Key != ")" || it.From > t.phrase.To+16 {
			break
		}
		if it.Kind == clause.Verb && it.Finite() && it.Prep == "" && !s.passage(st.Sentence, i) && !(it.From <= t.phrase.To+1) {
			break
		}
		if it.Prep == "bayna" || it.Prep == "between" || it.Kind == clause.Prep && it.Key == "bayna" {
			if it.Pron != "" || it.Kind == clause.Prep {
				list = append(list, s.members(st, clause.Arg{Pron: it.Pron, At: i})...)
			} else {
				list = append(list, s.members(st, clause.Arg{Items: s.listAt(st, i)})...)
			}
			break
		}
		if (it.Prep == "maa" || it.Prep == "with") && it.Mention >= 0 && (s.lang.who.HeadFirst() || !st.Lone(i)) { // with Egyptian mediation: no party
			list = append(list, s.members(st, clause.Arg{Items: s.listAt(st, i)})...)
		}
	}
	t.parties = s.bound(list)
}

// listAt gives the items of a list of names that begins at item i.
func (s *session) listAt(st *sentence, i int) []int {
	out := []int{i}
	for j := i + 1; j < len(st.Items); j++ {
		it := &st.Items[j]
		switch {
		case it.Kind == clause.Mention && it.Conj != "" && (it.Prep == "" || it.Prep == st.Items[i].Prep):
			out = append(out, j)
		case (it.Kind == clause.Conj || st.Comma(j)) && j+1 < len(st.Items) && st.Items[j+1].Kind == clause.Mention && st.Items[j+1].Prep == "" && (it.Kind == clause.Conj || s.listGoesOn(st, j+1)):
			out = append(out, j+1)
			j++
		case it.Kind == clause.Mention && st.Lone(j), it.Kind == clause.Noun && it.Prep == "" && it.Conj == "" && s.lang.who.HeadFirst():
		default:
			return out
		}
	}
	return out
}

// listGoesOn reports whether a list goes on behind item j to an «and».
func (s *session) listGoesOn(st *sentence, j int) bool {
	for k := j + 1; k < len(st.Items) && k < j+6; k++ {
		it := &st.Items[k]
		if it.Kind == clause.Conj || it.Kind == clause.Mention && it.Conj != "" {
			return true
		}
		if it.Kind != clause.Mention && !st.Comma(k) {
			return false
		}
	}
	return false
}

// members gives the entities of an argument that can be parties.
func (s *session) members(st *sentence, a clause.Arg) []int {
	var out []int
	for _, p := range s.entities(st, a, nil) {
		if p.entity >= 0 {
			out = addInt(out, p.entity)
		}
	}
	return out
}

// bound gives the parties whom these bind: states for their officials and governments, armed groups and bodies themselves.
func (s *session) bound(list []int) []int {
	var out []int
	civil := false // one that is no state is a party: a government is then itself, not its state
	for _, n := range list {
		e := s.resolver.Entities[n]
		if (e.Kind == "group" || e.Kind == "organization") && e.Sector != "GOV" && e.Country != "IGO" && e.Country != "UNO" && e.Country != "EUR" {
			civil = true
		}
	}
	for _, n := range list {
		e := s.resolver.Entities[n]
		k := s.world.States[e.Country]
		switch {
		case e.Kind == "outlet" || e.Kind == "document" || e.Kind == "other":
			continue
		case e.Kind == "person" && (e.Country == "UNO" || e.Country == "EUR"):
			if body := s.world.Find(map[string]string{"UNO": "org/un", "EUR": "org/eu"}[e.Country]); body != nil {
				out = addInt(out, s.resolver.Of(body))
			}
		case e.Kind == "person" && k == nil, e.Kind == "place" && k == nil:
			continue
		case e.Kind == "person" && e.Sector != "GOV" && e.Sector != "MIL" && e.Sector != "":
			continue
		case civil && e.Kind == "organization" && e.Known == nil:
			out = addInt(out, n)
		case (e.Kind == "person" || e.Kind == "place" || e.Kind == "state" || e.Sector == "GOV" || e.Sector == "LEG" || e.Kind == "seat") && k != nil:
			out = addInt(out, s.resolver.Of(k))
		case e.Known == nil && (e.Role == "state" || e.Role == "side"):
			continue
		case (e.Kind == "group" || e.Kind == "organization") && (e.Sector == "UNK" || e.Sector == "BUS" || e.Sector == "") && e.Known == nil:
			continue
		default:
			out = addInt(out, n)
		}
	}
	return out
}

// pactOwner gives who has the agreement that only names the other party: the subject of its clause, or its possessor.
func (s *session) pactOwner(t *telling) []int {
	it := &t.st.Items[t.item]
	if it.Pron != "" {
		return s.members(t.st, clause.Arg{Pron: it.Pron, At: t.item})
	}
	for i := range t.st.Items {
		p := &t.st.Items[i]
		if p.To <= t.phrase.From && p.To >= t.phrase.From-2 && p.Mention >= 0 && !s.lang.who.HeadFirst() && i+1 < len(t.st.Items) && t.st.Items[i+1].Kind == clause.Gen {
			return s.members(t.st, clause.Arg{Items: []int{i}})
		}
	}
	for i := t.item - 1; i >= 0; i-- {
		p := &t.st.Items[i]
		if p.Kind == clause.Comp {
			break
		}
		if p.Mention >= 0 && p.Prep == "" && !t.st.Lone(i) && s.lang.who.HeadFirst() {
			if list := s.members(t.st, clause.Arg{Items: s.listAt(t.st, i)}); len(t.parties) == 1 && len(s.bound(list)) > 0 {
				return list
			}
		}
		if p.Kind == clause.Verb && p.Finite() {
			return s.members(t.st, t.st.Args(i).Subj)
		}
	}
	return nil
}

// havers gives those who are said to have an agreement.
func (s *session) havers(t *telling) []int {
	for i := range t.st.Items {
		it := &t.st.Items[i]
		if it.Kind != clause.Aux || it.Key != "have" || it.From < t.phrase.From-3 || it.From >= t.phrase.From {
			continue
		}
		from := i
		for from > 0 && (t.st.Items[from-1].Kind == clause.Mention || t.st.Items[from-1].Kind == clause.Conj || t.st.Comma(from-1)) {
			from--
		}
		if from < i {
			return s.members(t.st, clause.Arg{Items: s.listAt(t.st, from)})
		}
	}
	return nil
}

// ofSides reports whether the two sides, not named, are those who sign.
func (s *session) ofSides(t *telling) bool {
	for i := range t.st.Items {
		it := &t.st.Items[i]
		if it.From >= t.phrase.To+2 {
			return false
		}
		if it.Mention >= 0 && isSides(&t.st.Mentions[it.Mention]) {
			return true
		}
	}
	return false
}

// lastTwo gives the two parties named latest before a code point: states, governments, armed groups.
func (s *session) lastTwo(before int) []int {
	last := map[int]int{}
	var list []int
	for n, e := range s.resolver.Entities {
		official := e.Kind == "person" && e.Known != nil && e.Sector == "GOV"
		if e.Kind != "state" && !(e.Role == "government" && e.Sector == "GOV") && !(e.Known != nil && (e.Sector == "REB" || e.Kind == "group")) && !official {
			continue
		}
		for _, m := range e.Mentions {
			if m.Start < before && m.Form != "demonym" && m.Start > last[n] {
				last[n] = m.Start
			}
		}
		if last[n] > 0 {
			list = append(list, n)
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return last[list[i]] > last[list[j]] })
	var out []int
	for _, n := range s.bound(list) {
		if len(out) < 2 {
			out = addInt(out, n)
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// pactMaker gives the event by which a telling's agreement is made, changed or ended.
func (s *session) pactMaker(t *telling) *event {
	fits := func(e *event) bool {
		if e.sentence != t.st || e.Polarity == "negative" {
			return false
		}
		switch e.Type {
		case "SUPPORT", "AGREE", "RETREAT", "REJECT", "COOPERATE", "CONCEDE", "CONSULT", "SANCTION", "COERCE":
		default:
			return false
		}
		return e.found != nil && t.stageAt >= 0 && (e.found.Item == t.stageAt || e.found.SupportAt == t.stageAt)
	}
	for _, e := range s.events {
		if fits(e) {
			return e
		}
		for _, o := range e.also {
			if fits(o) {
				return e
			}
		}
	}
	return nil
}

// doersAt gives who does what tells of the agreement's life, as its event has it.
func (s *session) doersAt(t *telling) []int {
	var out []int
	for _, e := range s.events {
		if e.sentence != t.st || e.found == nil || e.found.Item != t.stageAt {
			continue
		}
		for _, p := range e.actors {
			if p.entity >= 0 {
				out = addInt(out, p.entity)
			}
		}
	}
	return out
}

// signers gives those who are listed as signing: behind the agreement (ووقع البيان كل من …; was signed by …), or before the verb at the
// opening of the sentence.
func (s *session) signers(t *telling) []int {
	var out []int
	from, to := max(t.item, t.stageAt)+1, len(t.st.Items)
	if t.stageAt < t.item && !s.lang.who.HeadFirst() {
		from, to = 0, t.stageAt
	}
	for i := from; i < to; i++ {
		it := &t.st.Items[i]
		if it.Kind == clause.Comp || it.Kind == clause.Rel || it.Kind == clause.Sub || it.Kind == clause.Verb && it.Finite() || t.st.Comma(i) && s.clauseFollows(t.st, i+1) {
			break
		}
		if it.Mention < 0 {
			continue
		}
		switch it.Prep {
		case "", "min", "by", "and":
			for _, n := range s.members(t.st, clause.Arg{Items: []int{i}}) {
				if k := s.resolver.Entities[n].Kind; k != "place" {
					out = addInt(out, n)
				}
			}
		}
	}
	return out
}

// clauseFollows reports whether the stretch up to the next mark has a verb of its own.
func (s *session) clauseFollows(st *sentence, i int) bool {
	for ; i < len(st.Items); i++ {
		switch it := &st.Items[i]; it.Kind {
		case clause.Mark:
			return false
		case clause.Aux, clause.Modal, clause.Future:
			return true
		case clause.Verb:
			if it.Finite() {
				return true
			}
		}
	}
	return false
}

// agreeing gives the two who have agreed, yielded or ended something just before «the deal was reached».
func (s *session) agreeing(t *telling) []int {
	var out []int
	for i := len(s.events) - 1; i >= 0; i-- {
		e := s.events[i]
		if e.Anchor.Start > t.span.Start || e.sentence == t.st || t.st.block-e.sentence.block > 1 {
			continue
		}
		switch e.Type {
		case "AGREE", "CONCEDE", "RETREAT":
		default:
			continue
		}
		for _, p := range e.actors {
			if p.entity >= 0 && s.resolver.Entities[p.entity].Kind != "person" && len(out) < 2 {
				out = addInt(out, p.entity)
			}
		}
	}
	return out
}
