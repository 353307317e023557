package what

import (
	"slices"

	"rawi/internal/clause"
)

// causes lets deeds of violence and what came of them share who did it: «قتل سبعة في هجوم شنته الحركة», «الهجوم الذي نفذه مسلحون أسفر عن
// مقتل …»; who died in an attack was killed by whoever attacked.
func (f *finder) causes() {
	for i := range f.out {
		c := &f.out[i]
		if c.Rule.Type != violence || len(c.Actors) > 0 && !unwritten(c.Actors) {
			continue
		}
		if d := f.causeOf(c); d != nil {
			c.Actors = d.Actors
			for _, p := range d.Args.Preps { // where the attack was, people died
				if f.Locative(p.Prep) {
					c.Args.Preps = append(c.Args.Preps, p)
				}
			}
		}
	}
	for v := range f.s.Items {
		f.claimedAt(v)
	}
}

// claimedAt lets the verb at an item, which tells that somebody owns up to a deed that a pronoun means, name who did it: «هجوم … وقد تبناه
// التنظيم».
func (f *finder) claimedAt(v int) {
	it := &f.s.Items[v]
	if it.Kind != clause.Verb || it.Pron != "3ms" && it.Pron != "3fs" {
		return
	}
	for _, r := range f.verbLemmas(v) {
		for _, sup := range f.supports[r.Lemma] {
			subj, ok := sup.frame.At("subj")
			if sup.kind != "claim" || !ok {
				continue
			}
			arg := f.verbArgs(v).Subj
			if f.mention(arg) == nil || arg.Items[0] < v {
				return
			}
			for k := range f.out {
				c := &f.out[k]
				if c.Rule.Type == violence && c.Item < v && (len(c.Actors) == 0 || unwritten(c.Actors)) {
					c.Actors = nil
					f.fill(c, subj.Role, subj, arg)
				}
			}
			return
		}
	}
}

// violence is the type of events whose harm to people is told apart from the deed itself.
const violence = "ASSAULT"

// unwritten reports whether all fillers are subjects that no word names.
func unwritten(list []Filler) bool {
	for _, a := range list {
		if !a.Arg.Dropped {
			return false
		}
	}
	return true
}

// causeOf gives the deed by which a harm came about, if it has an actor: the one named behind a preposition before another clause begins, the
// subject of the verb that lends the harm its grammar (أسفر عن), or what the clause before told (مما أدى إلى).
func (f *finder) causeOf(c *Found) *Found {
	if !f.HeadFirst() {
		return nil
	}
	if c.Cause >= 0 {
		return f.deedAt(c.Cause, c)
	}
	for i := c.Item + 1; i < len(f.s.Items); i++ {
		switch it := &f.s.Items[i]; it.Kind {
		case clause.Comp, clause.But, clause.Sub, clause.Open, clause.Cond:
			return nil
		case clause.Mark:
			if !f.s.Comma(i) {
				return nil
			}
		case clause.Verb:
			if it.Finite() && f.s.Antecedent(i) < 0 && !(it.Conj != "" && f.Toll(it.Readings) != "") { // قتل ثلاثة وأصيب خمسة في هجوم …
				return nil
			}
		default:
			switch it.Prep {
			case "fi", "bi", "bisabab", "khilal", "baada":
				if d := f.deedAt(i, c); d != nil {
					return d
				}
			}
		}
	}
	return nil
}

// deedAt gives the violent event which the word at an item tells, if it has actors that are written. Where two fight each other, it is not
// said who of them did the harm.
func (f *finder) deedAt(i int, c *Found) *Found {
	for k := range f.out {
		d := &f.out[k]
		if d != c && d.Item == i && d.Rule.Type == violence && !mutual(d.Rule) && len(d.Actors) > 0 && !unwritten(d.Actors) {
			return d
		}
	}
	return nil
}

// causing gives the item of what brings an event about, for a supporting verb that tells of a cause: its subject, or, where it sums up
// the clause before it («مما أدى إلى …»), the deed told last.
func (f *finder) causing(v int, a clause.Args) int {
	if len(a.Subj.Items) > 0 {
		return a.Subj.Items[0]
	}
	if v == 0 || f.s.Items[v-1].Kind != clause.Sub && !slices.Contains([]string{",", "،"}, f.s.Items[v-1].Key) {
		return -1
	}
	best := -1
	for k := range f.out {
		if d := &f.out[k]; d.Item < v && d.Rule.Type == violence && d.Item > best {
			best = d.Item
		}
	}
	return best
}
