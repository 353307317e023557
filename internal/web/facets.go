package web

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"rawi/internal/store"
)

// facet is one way in which the answers to a question divide, with how many events stand under each value.
type facet struct {
	By   string
	Rows []facetRow
}

// facetRow is a value of a facet.
type facetRow struct {
	Words  string // what it is called
	Count  int64
	Link   string // the question narrowed by it, or freed of it where it was
	Chosen bool
}

// facetBys are what answers are divided by.
var facetBys = []string{"type", "country", "year", "language", "outlet"}

// facetMost is up to how many events are divided by what has to be looked up for each; more are divided by what is counted already.
const facetMost = 20000

// facetRows is how many values of a facet are shown.
const facetRows = 8

// facets divides the events of a question. link makes the address of a question with some of its parameters changed.
func facets(f frame, tx store.Reader, filter store.Filter, q url.Values, link func(by string, change url.Values) string) ([]facet, error) {
	filter.Sort, filter.Cursor, filter.Limit, filter.Desc = "", "", 0, false
	n, err := total(tx, filter)
	if err != nil {
		return nil, err
	}
	var out []facet
	for _, by := range facetBys {
		if n > facetMost && by != "type" && by != "year" {
			continue
		}
		rows, err := tx.Count(filter, by)
		if err != nil {
			return nil, err
		}
		rows = slices.DeleteFunc(rows, func(r store.Count) bool { return r.Keys[0] == "" })
		slices.SortFunc(rows, func(a, b store.Count) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Keys[0], b.Keys[0]))
		})
		one := facet{By: by}
		for _, r := range rows[:min(len(rows), facetRows)] {
			v := r.Keys[0]
			row := facetRow{Words: v, Count: r.Count}
			change := url.Values{by: {v}}
			switch by {
			case "type":
				row.Words = f.T("type." + v)
			case "year":
				change = url.Values{"from": {v + "-01-01"}, "to": {v + "-12-31"}}
			}
			row.Chosen = true
			for name, want := range change {
				row.Chosen = row.Chosen && strings.EqualFold(q.Get(name), want[0])
			}
			if row.Chosen {
				for name := range change {
					change[name] = nil
				}
			}
			row.Link = link(by, change)
			one.Rows = append(one.Rows, row)
		}
		if len(one.Rows) > 1 || len(one.Rows) == 1 && one.Rows[0].Chosen {
			out = append(out, one)
		}
	}
	return out, nil
}

// narrowed is a question with some parameters set, or taken out where they have no value.
func narrowed(q, change url.Values) url.Values {
	out := follow(q)
	for name, v := range change {
		if len(v) == 0 {
			out.Del(name)
		} else {
			out[name] = v
		}
	}
	return out
}
