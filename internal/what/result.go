package what

import (
	"slices"

	"rawi/internal/clause"
	"rawi/internal/morph"
)

// results takes what a participle tells of the dead and injured for what the deed before it did, not for another deed.
func (f *finder) results() {
	if f.HeadFirst() {
		return
	}
	gone := map[int]bool{}
	for n := range f.out {
		c := &f.out[n]
		if c.Rule.Type != "ASSAULT" || c.Rule.Mode != "" || !f.resultative(c.Item) {
			continue
		}
		for k := range f.out {
			o := &f.out[k]
			if k == n || gone[k] || o.Rule.Type != c.Rule.Type || o.Item >= c.Item || !f.sameClause(o.Item, c.Item) {
				continue
			}
			o.Results = append(o.Results, Result{c.Item, c.Recipients})
			if !f.named(o.Recipients) {
				o.Recipients = append(o.Recipients, c.Recipients...)
			}
			o.EvidTo = max(o.EvidTo, c.EvidTo)
			gone[n] = true
			break
		}
	}
	var kept []Found
	for n := range f.out {
		if !gone[n] {
			kept = append(kept, f.out[n])
		}
	}
	f.out = kept
}

// resultative reports whether item i is a participle, behind a comma or an adverb, that tells what happened to people.
func (f *finder) resultative(i int) bool {
	it := &f.s.Items[i]
	if i == 0 || it.Prep != "" || f.Toll(it.Readings) == "" || f.s.Items[i-1].Kind == clause.Aux {
		return false
	}
	return slices.ContainsFunc(it.Readings, func(r morph.Reading) bool { return r.Feat.Has(morph.Participle) })
}

// sameClause reports whether no other clause begins between two items.
func (f *finder) sameClause(from, to int) bool {
	for i := from + 1; i < to; i++ {
		switch it := &f.s.Items[i]; it.Kind {
		case clause.Sub, clause.But, clause.Comp, clause.Rel:
			return false
		case clause.Mark:
			if !f.s.Comma(i) {
				return false
			}
		case clause.Verb:
			if finiteOnly(it.Readings) {
				return false
			}
		}
	}
	return true
}

func finiteOnly(readings []morph.Reading) bool {
	finite := false
	for _, r := range readings {
		if r.Feat.Has(morph.Participle | morph.PassPart | morph.Infinitive) {
			return false
		}
		finite = finite || r.Finite()
	}
	return finite
}
