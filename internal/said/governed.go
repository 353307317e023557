package said

import (
	"rawi/internal/clause"
)

// This file reads statements whose content is no clause, in languages whose subject stands before its verb: what a verb of saying
// governs (warned of famine, denied any role, called it «a sham»).

// governs reports whether what a verb of saying governs is a statement. Whoever demands, promises, threatens, asks or announces something
// does what the verb tells: that is an event, and his word only where he says that something is so.
func (r *Rule) governs() bool {
	switch r.Act {
	case "say", "tell", "confirm", "deny", "claim", "warn", "accuse", "predict", "think":
		return true
	}
	return false
}

// governed takes as content what the verb governs, where no clause and no quotation was found.
func (f *finder) governed(n int, src *source, q *Found) {
	f.governedBy(n, src, q)
	for _, r := range src.others {
		if other := *src; len(q.Content) == 0 && r != src.rule {
			other.rule = r
			f.governedBy(n, &other, q)
			if len(q.Content) > 0 {
				q.Rule = r
			}
		}
	}
}

// governedBy is governed by one rule of the verb.
func (f *finder) governedBy(n int, src *source, q *Found) {
	if !src.rule.governs() || src.inverted || src.item+1 >= len(f.block[n].Items) {
		return
	}
	s := f.block[n]
	for _, slot := range src.rule.Frame {
		from := 0
		switch {
		case slot.Marker == "quote":
			from = f.calledSo(n, src)
		case slot.Role != "content":
		case slot.Marker == "obj":
			from = f.objectAt(s, src)
		default:
			from = f.behindPrep(s, src, slot.Marker)
		}
		if from <= 0 || from >= len(s.Items) {
			continue
		}
		if r := f.regionAt(n, from); r != nil {
			r.used = true
			q.Content, q.Kind = append(q.Content, [2]int{r.Start, r.End}), "mixed"
			return
		}
		if end := f.phraseEnd(s, from); end > s.Items[from].Start {
			q.Content, q.Kind = append(q.Content, [2]int{f.printFrom(s, from), end}), "indirect"
			f.useWithin(q)
			return
		}
	}
}

// objectAt gives the item at which the object of a verb of saying begins, if that can be what is said: no pronoun, and nothing that is only
// thought or claimed (feared the storm, claimed the city). 0 where there is none.
func (f *finder) objectAt(s *clause.Sentence, src *source) int {
	i := src.item + 1
	for src.cue.to > 0 && i < len(s.Items) && s.Items[i].From < src.cue.to {
		i++
	}
	if src.rule.Act == "think" || src.rule.Act == "claim" || i >= len(s.Items) {
		return 0
	}
	switch it := &s.Items[i]; it.Kind {
	case clause.Mention:
		if m := &s.Mentions[it.Mention]; m.Kind == "pronoun" || m.Kind == "person" || it.Prep != "" && it.PrepAt >= src.cue.to {
			return 0
		}
	case clause.Noun, clause.Other:
		if it.Prep != "" && it.PrepAt >= src.cue.to || it.Kind == clause.Other && f.adverbsOnly(s, i) && (i+1 == len(s.Items) || s.Items[i+1].Kind == clause.Mark) {
			return 0
		}
	case clause.Det, clause.Open, clause.Gen:
	case clause.Amount: // any role, but not 40,000 spectators
		if it.Key == "" {
			return 0
		}
	default:
		return 0
	}
	return i
}

// calledSo gives the item of the quotation that tells what somebody called a thing: called the delay «a disgrace». 0 where there is none.
func (f *finder) calledSo(n int, src *source) int {
	s := f.block[n]
	slot, ok := src.rule.Frame.At("obj")
	if !ok || slot.Role != "topic" || s.Items[src.item+1].Prep != "" || s.Items[src.item+1].Kind == clause.Prep {
		return 0
	}
	for k := src.item + 1; k < len(s.Items) && k < src.item+9; k++ {
		switch it := &s.Items[k]; it.Kind {
		case clause.Open:
			return k
		case clause.Mark, clause.Comp, clause.Conj, clause.But, clause.Sub, clause.Aux, clause.Modal:
			return 0
		case clause.Verb:
			if it.Finite() && !f.nounly(it) {
				return 0
			}
		}
	}
	return 0
}

// behindPrep gives the item that a preposition governs behind the verb and its object: accused the army of …, dismissed it as …. 0 where
// there is none.
func (f *finder) behindPrep(s *clause.Sentence, src *source, prep string) int {
	for k := src.item + 1; k < len(s.Items) && k < src.item+10; k++ {
		it := &s.Items[k]
		switch {
		case it.Prep == prep && it.Kind != clause.Mark && it.Kind != clause.Time:
			return k
		case (it.Kind == clause.Prep || it.Kind == clause.Sub) && it.Key == prep:
			return k + 1
		case it.Prep != "" && k == src.item+1, it.Kind == clause.Mark, it.Kind == clause.Comp, it.Kind == clause.To, it.Kind == clause.Sub, it.Kind == clause.But,
			it.Kind == clause.Verb && it.Finite() && !f.nounly(it) && it.Prep == "":
			return 0
		}
	}
	return 0
}

// phraseEnd gives the code point at which the noun phrase at item i ends with what belongs to it: before a mark, or another clause.
func (f *finder) phraseEnd(s *clause.Sentence, i int) int {
	k := i + 1
	for ; k < len(s.Items); k++ {
		it := &s.Items[k]
		if f.inside(it.Start) != nil || f.hyphen(s, k) {
			continue
		}
		if it.Kind == clause.Mark || it.Kind == clause.But || it.Kind == clause.Sub {
			break
		}
		if it.Kind == clause.Conj && k+1 < len(s.Items) {
			if next := &s.Items[k+1]; next.Kind == clause.Verb && next.Finite() && !f.nounly(next) || next.Kind == clause.Aux || next.Kind == clause.Modal {
				break
			}
		}
	}
	return f.printTo(s, k-1)
}
