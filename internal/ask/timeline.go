package ask

import (
	"net/url"
	"slices"

	"rawi/internal/search"
	"rawi/internal/store"
)

// Timeline finds the events of whatever is named.
func Timeline(tx store.Reader, searcher *search.Searcher, of string, q url.Values) (store.Page[store.Event], error) {
	f, err := Asker{Search: searcher}.Filter(tx, "events", q)
	if err != nil {
		return store.Page[store.Event]{}, err
	}
	if f.Sort == "" {
		f.Sort = "day"
	}
	ref, err := Whole(tx, of, "stories", "agreements")
	switch {
	case err == nil && ref.List == "stories":
		f.Stories = append(f.Stories, ref.Key)
	case err == nil && ref.List == "agreements":
		a, err := tx.Agreement(ref.Key)
		if err != nil {
			return store.Page[store.Event]{}, err
		}
		if f.Keys = eventsOf(a); len(f.Keys) == 0 {
			return store.Page[store.Event]{}, nil // no keys would ask for every event there is
		}
	case IsCountry(of):
		f.Countries = append(f.Countries, of)
	default:
		found, err := Named(tx, searcher, of)
		if err != nil {
			return store.Page[store.Event]{}, err
		}
		if len(found) == 0 {
			return store.Page[store.Event]{}, &ErrParam{"of", of, "no report names anybody so, and nothing has this id"}
		}
		for _, e := range found {
			f.Parties = append(f.Parties, e.Key)
		}
	}
	return tx.Events(f)
}

// eventsOf are the events in an agreement's life.
func eventsOf(a store.Agreement) []string {
	out := []string{a.Event}
	for _, t := range a.Triggers {
		out = append(append(append(out, t.Event), t.Fulfilled...), t.Breached...)
	}
	return slices.DeleteFunc(out, func(key string) bool { return key == "" })
}
