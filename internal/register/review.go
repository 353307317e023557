package register

import (
	"rawi/internal/news"
	"rawi/internal/store"
)

// Values are the fields of a fact of a record, as JSON: what an edit finds before it.
func Values(rec news.Record, id string) (map[string]string, error) {
	fact, i, told := FactOf(rec, id)
	if !told {
		return nil, ErrNoFact
	}
	out := map[string]string{}
	for _, field := range Fields(fact) {
		v, err := valueOf(&rec, fact, i, field)
		if err != nil {
			return nil, err
		}
		out[field] = v
	}
	return out, nil
}

// Decided are the decisions that stand about each fact of a record as it was read, by the fact's id. Somebody has looked at these.
func Decided(rec news.Record, list []store.Correction) map[string][]store.Correction {
	about := map[[2]string][]store.Correction{}
	for _, c := range list {
		if !c.Undone {
			name := [2]string{c.Fact, c.Anchor}
			about[name] = append(about[name], c)
		}
	}
	out := map[string][]store.Correction{}
	if len(about) == 0 {
		return out
	}
	for _, fact := range kinds {
		ids := factIDs(&rec, fact)
		for i, anchor := range anchors(&rec, fact) {
			if d := about[[2]string{fact, anchor}]; len(d) > 0 {
				out[ids[i]] = d
			}
		}
	}
	return out
}

// Shown is a record as people have decided, with what they rejected. It is false where the record tells no such fact.
func Shown(rec news.Record, list []store.Correction, id string) (news.Record, bool) {
	out, _, _ := corrected(rec, list) // a decision about words that are no more waits for them
	_, _, told := FactOf(out, id)
	return out, told
}
