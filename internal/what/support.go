package what

import (
	"slices"
	"strings"

	"rawi/internal/clause"
	"rawi/internal/match"
	"rawi/internal/morph"
	"rawi/internal/who"
)

// supported looks for a verb that lends its grammar to the noun at item i, and takes over what the verb tells.
func (f *finder) supported(i int, c *Found) bool {
	if k := f.s.JoinedNoun(i); k >= 0 && f.s.Items[i].Prep == "" && f.supported(k, c) {
		return true
	}
	for v := i - 1; v >= 0 && v >= i-24; v-- {
		it := &f.s.Items[v]
		switch it.Kind {
		case clause.Tamma:
			if v == i-1 || v == i-2 {
				a := f.verbArgs(v)
				c.Support, c.SupportAt = "tamma", v
				c.Args.Negated = c.Args.Negated || a.Negated
				c.Args.Future, c.Args.Planned, c.Args.Possible, c.Args.Hypothetical = a.Future, a.Planned, a.Possible, a.Hypothetical
				c.EvidFrom = min(c.EvidFrom, it.Start)
				return true
			}
			return false
		case clause.Rel, clause.Comp, clause.Sub, clause.But:
			return f.HeadFirst() && f.supportAfter(i, c)
		case clause.Mark:
			if !f.s.Comma(v) {
				return f.HeadFirst() && f.supportAfter(i, c)
			}
		case clause.Verb:
			if f.supportedBy(v, i, c) {
				return true
			}
			if k := f.s.Antecedent(v); k >= 0 && it.Finite() { // «قام مسلحون يرتدون … بخطف»: the clause that says who they are
				v = k
				continue
			}
			if it.Finite() {
				return f.supportAfter(i, c)
			}
		case clause.Noun:
			if f.HeadFirst() && f.supportedBy(v, i, c) { // قيام مسلحين بتفجير …, تعرض القافلة لهجوم
				f.supported(v, c) // قرر شن هجوم: who decides, and that it is only decided
				return true
			}
		case clause.Plan:
			return f.planned(v, i, c)
		}
	}
	return f.supportAfter(i, c)
}

// beyond fills the slots of an event noun with what stands behind the verb that tells of its happening: fighting broke out between the two.
func (f *finder) beyond(c *Found, a clause.Args) {
	for _, slot := range c.Rule.Frame {
		if slot.Or != "" || slices.ContainsFunc(slices.Concat(c.Actors, c.Recipients, c.Places), func(l Filler) bool { return l.Marker == slot.Marker }) {
			continue
		}
		if arg, ok := a.Prep(slot.Marker); ok && f.allowed(slot, arg) && !f.acts(c, arg) {
			f.fill(c, slot.Role, slot, arg)
		}
	}
}

// planned takes an event noun for what somebody plans, whose word stands before it with nothing but the planner between: تعتزم النقابة
// إضرابا.
func (f *finder) planned(v, i int, c *Found) bool {
	if !f.HeadFirst() || f.s.Items[i].Prep != "" && f.s.Items[i].Prep != "li" {
		return false
	}
	who := clause.Arg{}
	for k := v + 1; k < i; k++ {
		switch it := &f.s.Items[k]; it.Kind {
		case clause.Mention:
			if who.Zero() && it.Prep == "" {
				who = clause.Arg{Items: []int{k}, By: "subject after the verb"}
			}
		case clause.Noun, clause.Other, clause.Time:
		default:
			return false
		}
	}
	c.Support, c.SupportAt, c.Planned = "plan", v, true
	if !who.Zero() && len(c.Actors) == 0 {
		f.fill(c, "actor", match.Slot{Marker: "subj"}, who)
	}
	c.EvidFrom = min(c.EvidFrom, f.s.Items[v].Start)
	return true
}

// supportAfter looks for a supporting verb behind the noun, where the noun is its subject: the attack took place.
func (f *finder) supportAfter(i int, c *Found) bool {
	for v := i + 1; v < len(f.s.Items) && v < i+9; v++ {
		it := &f.s.Items[v]
		switch it.Kind {
		case clause.Comp, clause.Sub, clause.But, clause.Rel:
			return false
		case clause.Mark:
			if !f.s.Comma(v) {
				return false
			}
		case clause.Tamma: // الهجوم تم بسيارة مفخخة
			if f.s.Items[i].Prep != "" || !f.headOfSubject(i, v) && v > i+2 {
				return false
			}
			c.Support, c.SupportAt = "tamma", v
			return true
		case clause.Verb:
			if it.Finite() || !f.HeadFirst() {
				return f.supportedBy(v, i, c)
			}
		}
	}
	return false
}

// relative looks for a supporting verb in a relative clause on the noun: الزيارة التي يقوم بها الرئيس, الهجوم الذي شنته الحركة, and without
// a relative pronoun behind an indefinite noun: هجوم نفذه مسلحون.
func (f *finder) relative(i int, c *Found) bool {
	for k := i + 1; k < len(f.s.Items) && k < i+5; k++ {
		it := &f.s.Items[k]
		if it.Kind == clause.Rel {
			v := k + 1
			for v < len(f.s.Items) && (f.s.Items[v].Kind == clause.Aux || f.s.Items[v].Kind == clause.Future) {
				v++
			}
			return v < len(f.s.Items) && f.s.Items[v].Kind == clause.Verb && f.lent(v, i, c)
		}
		if f.HeadFirst() && it.Kind == clause.Verb && it.Finite() && it.Pron != "" && it.Conj == "" {
			return f.lent(k, i, c)
		}
		if f.HeadFirst() && it.Kind == clause.Verb && it.Conj+it.Prep == "" && k+1 < len(f.s.Items) && f.s.Items[k+1].Kind == clause.Verb && f.s.Items[k+1].Pron != "" { // «اعتداء غادر نفذته …»: an adjective spelled like a verb
			continue
		}
		if it.Kind != clause.Noun && it.Kind != clause.Other && it.Kind != clause.Time && !f.s.Lone(k) && it.Prep == "" && !(it.Kind == clause.Mention && it.From < f.phraseEnd(i)) {
			return false
		}
	}
	return false
}

// lent takes over what the verb of a relative clause tells of the noun at item i.
func (f *finder) lent(v, i int, c *Found) bool {
	for _, r := range f.verbLemmas(v) {
		for _, sup := range f.supports[r.Lemma] {
			subj, ok := sup.frame.At("subj")
			if !ok || subj.Role != "actor" && subj.Role != "both" && subj.Role != "recipient" {
				continue
			}
			a := f.verbArgs(v)
			arg := a.Subj
			if slices.Contains(arg.Items, i) || arg.Zero() || arg.Dropped {
				continue
			}
			role := subj.Role
			if role == "actor" && mutual(c.Rule) {
				role = "both"
			}
			f.fill(c, role, subj, arg)
			c.Support, c.SupportAt = sup.id, v
			_, to := f.evidence(v, a)
			c.EvidTo = max(c.EvidTo, to)
			c.Score += 2
			return true
		}
	}
	return false
}

func (f *finder) supportedBy(v, i int, c *Found) bool {
	for _, r := range f.verbLemmas(v) {
		for _, sup := range f.supports[r.Lemma] {
			a := f.supportArgs(v, r)
			if !f.combined(sup, v, i) || !f.eventAt(sup, a, v, i) || sup.kind == "charge" && (!r.Finite() || !f.sameClause(v, i)) {
				continue
			}
			if sup.kind == "prevent" { // foiled, averted: it did not come about
				c.Support, c.SupportAt, c.Verb = sup.id, v, true
				c.Args.Negated = !a.Negated
				return true
			}
			for _, slot := range sup.frame {
				if slot.Role == "cause" {
					c.Cause = f.causing(v, a)
				}
				if slot.Role == "event" || slot.Role == "cause" {
					continue
				}
				if sup.kind == "announce" && !f.ownAct(c, a.Subj) {
					c.Claimed = a.Subj
					continue
				}
				if sup.kind == "deny" && !(f.ownAct(c, a.Subj) && f.committed(i)) { // who denies that others did it, or that it happened at all
					continue
				}
				arg, ok := f.argument(slot.Marker, a, -1)
				if ok && slot.Marker == "subj" && slices.Contains(arg.Items, i) && f.mention(a.Obj) != nil { // نفذ الهجوم انتحاري: its object stands first
					arg = a.Obj
				}
				if !ok || f.names(arg.Items, i) {
					continue
				}
				if arg.Dropped && len(c.Actors) > 0 {
					continue
				}
				if f.mention(arg) == nil && arg.Pron == "" && !arg.Dropped && !(sup.kind == "passive" && c.Rule.Type == "ASSAULT") {
					continue
				}
				if sup.kind == "passive" && f.abstract(c.Rule, match.Slot{Role: slot.Role}, arg) { // the dollar came under attack
					return false
				}
				role := slot.Role
				if role == "actor" && mutual(c.Rule) {
					role = "both"
				}
				if role == "actor" && len(c.Actors) > 0 && c.Actors[0].Marker != "adj" { // the noun's own genitive is then what the act is done to
					c.Recipients = append(c.Recipients, c.Actors...)
					c.Actors = nil
				}
				f.fill(c, role, slot, arg)
				c.Score += 2
			}
			if sup.kind == "happen" && !f.HeadFirst() {
				f.beyond(c, a)
			}
			c.Support, c.SupportAt = sup.id, v
			c.Args.Negated = a.Negated
			c.Args.Future, c.Args.Planned, c.Args.Willing, c.Args.Possible, c.Args.Would = a.Future, a.Planned, a.Willing, a.Possible, a.Would
			c.Args.Hypothetical, c.Args.Near = a.Hypothetical, a.Near
			for _, p := range a.Preps {
				if !slices.Contains(p.Items, i) {
					c.Args.Preps = append(c.Args.Preps, p)
				}
			}
			from, to := f.evidence(v, a)
			c.EvidFrom, c.EvidTo = min(from, c.EvidFrom), max(to, c.EvidTo)
			c.Args.From, c.Args.To = min(a.From, c.Args.From), max(a.To, c.Args.To)
			switch sup.kind {
			case "charge":
				c.Claimed = a.Subj
			case "deny":
				c.Claimed, c.Args.Negated = a.Subj, !a.Negated
			case "plan":
				c.Planned = true
			case "possible": // feared, expected, warned of
				c.Args.Possible = true
			}
			f.wished(v, c)
			c.Verb = true
			return true
		}
	}
	return false
}

// combined reports whether the noun of a combination stands between its verb at item v and the event at item i, in the same clause: «أعلنت …
// مسؤوليتها عن الهجوم».
func (f *finder) combined(sup support, v, i int) bool {
	if sup.with == nil {
		return true
	}
	for k := v + 1; k < i; k++ {
		if f.isWord(&f.s.Items[k], sup.with, 0) {
			return f.sameClause(v, i)
		}
	}
	return false
}

// charges reports whether the verb at item i lays a deed that its complement names at somebody's door: accuse of shelling.
func (f *finder) charges(i int) bool {
	for _, r := range f.verbLemmas(i) {
		for _, sup := range f.supports[r.Lemma] {
			if sup.kind == "charge" && r.Finite() {
				return true
			}
		}
	}
	return false
}

// committed reports whether the noun at item i is the verbal noun of what somebody does to others (اغتيال, قصف), not of what befell them (مقتل).
func (f *finder) committed(i int) bool {
	return !f.HeadFirst() || slices.ContainsFunc(f.s.Items[i].Readings, func(r morph.Reading) bool { return r.Feat.Has(morph.Masdar) })
}

// supportArgs gives the arguments of a supporting verb, or of its verbal noun, whose genitive is its subject.
func (f *finder) supportArgs(v int, r morph.Reading) clause.Args {
	if !r.Feat.Has(morph.Masdar) {
		return f.verbArgs(v)
	}
	a := f.nounArgs(v)
	a.Subj, a.Gen = a.Gen, clause.Arg{}
	return a
}

// wished lends the subject of a verb of wishing to what its content clause has happen: «تأمل أن تؤدي الاجتماعات إلى تعميق العلاقات مع …».
func (f *finder) wished(v int, c *Found) {
	k := v - 1
	for k > 0 && f.s.Items[k].Kind != clause.Comp {
		if it := &f.s.Items[k]; it.Kind != clause.Mention && it.Kind != clause.Noun && it.Kind != clause.Other && it.Kind != clause.Future && it.Kind != clause.Modal {
			return
		}
		k--
	}
	if k < 1 || f.s.Items[k-1].Kind != clause.Verb {
		return
	}
	for _, r := range f.verbLemmas(k - 1) {
		for _, sup := range f.supports[r.Lemma] {
			slot, ok := sup.frame.At("subj")
			if sup.kind != "wish" || !ok {
				continue
			}
			c.Planned = true
			a := f.verbArgs(k - 1)
			if len(c.Actors) > 0 && !mutual(c.Rule) || a.Subj.Zero() {
				return
			}
			role := slot.Role
			if mutual(c.Rule) {
				role = "both"
			}
			f.fill(c, role, slot, a.Subj)
			return
		}
	}
}

// ownAct reports whether one who announces an act can be the one who does it: the noun has an actor of whom nothing is said yet, and
// the announcer is neither press nor a nameless source.
func (f *finder) ownAct(c *Found, announcer clause.Arg) bool {
	m := f.mention(announcer)
	if len(c.Actors) > 0 || !c.Rule.Frame.Has("actor") && !c.Rule.Frame.Has("both") && !f.ownMeasure(c.Rule, m) {
		return false
	}
	if m == nil {
		return announcer.Dropped || announcer.Pron != ""
	}
	switch m.Sector {
	case "JRN", "MED", "UNK", "CVL":
		return false
	}
	return !(c.Rule.Type == "ASSAULT" && m.Sector == "COP")
}

// ownMeasure reports whether what is announced is a measure that the announcer takes by office: a state expels, the police arrest.
func (f *finder) ownMeasure(r *Rule, m *who.Mention) bool {
	if m == nil || !f.HeadFirst() {
		return false
	}
	switch r.Type {
	case "SANCTION":
		return m.Kind == "state" || m.Sector == "GOV" || m.Known != nil && m.Known.CapitalOf != ""
	case "COERCE":
		return m.Sector == "COP" || m.Sector == "MIL"
	}
	return false
}

// mutual reports whether all parties of the rule are actors.
func mutual(r *Rule) bool { return r.Frame.Has("both") }

// eventAt reports whether the noun at item i stands where a supporting verb has its event.
func (f *finder) eventAt(sup support, a clause.Args, v, i int) bool {
	for _, slot := range sup.frame {
		if slot.Role != "event" && slot.Role != "cause" {
			continue
		}
		arg, ok := f.argument(slot.Marker, a, -1)
		if ok && (f.names(arg.Items, i) || f.counts(arg, i)) {
			return true
		}
		switch slot.Marker {
		case "gen": // «حمل … مسؤولية الهجوم»: of the noun beside the verb
			if sup.with != nil && i > 0 && f.s.Items[i].Prep+f.s.Items[i].Conj == "" && f.isWord(&f.s.Items[i-1], sup.with, 0) {
				return true
			}
		case "obj":
			if f.names(a.Obj2.Items, i) {
				return true
			}
			// a verb whose subject is written after the noun, or a list of nouns
			if f.HeadFirst() && i > v && (a.Obj.Zero() || f.mention(a.Obj) != nil && sup.kind == "active") && slices.Contains(a.Subj.Items, i) {
				return true
			}
			if !f.HeadFirst() && a.Passive && f.names(a.Obj.Items, i) {
				return true
			}
		case "subj":
			if !f.HeadFirst() && i < v && f.headOfSubject(i, v) {
				return true
			}
		default:
			if f.s.Items[i].Prep == slot.Marker && i > v && i <= v+24 && strings.TrimSpace(slot.Marker) != "" {
				return true
			}
		}
	}
	return false
}

// names reports whether one of the items is the event noun at item i, or the last word of its name: a hunger strike.
func (f *finder) names(items []int, i int) bool {
	for _, k := range items {
		if k == i || k > i && !f.HeadFirst() && f.s.Items[k].From < f.phraseEnd(i) {
			return true
		}
	}
	return false
}

// counts reports whether an argument is an amount of what the noun at item i names: اثنان من التفجيرات, سلسلة هجمات.
func (f *finder) counts(a clause.Arg, i int) bool {
	if !f.HeadFirst() || i == 0 || len(a.Items) == 0 || a.Items[0] != i-1 || f.s.Items[i].Conj != "" {
		return false
	}
	p := &f.s.Items[i-1]
	return p.Kind == clause.Amount && (f.s.Items[i].Prep == "" || f.s.Items[i].Prep == "min")
}

// headOfSubject reports whether the noun at i heads the subject of the verb at v: nothing but its own phrases stands between.
func (f *finder) headOfSubject(i, v int) bool {
	for k := i + 1; k < v; k++ {
		it := &f.s.Items[k]
		switch {
		case it.Prep != "", it.Kind == clause.Time, it.Kind == clause.Aux, it.Kind == clause.Other, it.Kind == clause.Neg, it.Kind == clause.Future, it.Kind == clause.Modal, it.Kind == clause.Conj, it.Kind == clause.Mention && it.Conj != "":
		case it.Kind == clause.Mention && f.s.Items[k-1].Kind == clause.Conj:
		default:
			return false
		}
	}
	return true
}
