package sqlstore

import (
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"rawi/internal/store"
)

// tallyBy is what can be counted by: the columns of events e (or of their tellings t) that it needs, and the values they give.
type tallyBy struct {
	column string
	values func(v any) []string
}

var tallyBys = map[string]tallyBy{
	"day":      {"e.day", func(v any) []string { return []string{dayText(asNumber(v))} }},
	"month":    {"e.day", func(v any) []string { return []string{cut(dayText(asNumber(v)), 7)} }},
	"year":     {"e.day", func(v any) []string { return []string{cut(dayText(asNumber(v)), 4)} }},
	"type":     {"e.type", func(v any) []string { return []string{asString(v)} }},
	"quad":     {"e.quad", func(v any) []string { return []string{fmt.Sprint(asNumber(v))} }},
	"country":  {"e.countries", func(v any) []string { return countriesIn(asString(v)) }},
	"dyad":     {"e.countries", func(v any) []string { return dyadsIn(asString(v)) }},
	"outlet":   {"t.outlet", func(v any) []string { return []string{asString(v)} }},
	"language": {"t.language", func(v any) []string { return []string{asString(v)} }},
}

func cut(s string, n int) string { return s[:min(n, len(s))] }

func asNumber(v any) int64 {
	n, _ := v.(int64)
	return n
}

func asString(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []byte:
		return string(v)
	}
	return ""
}

// countriesIn are the countries of both sides, each once.
func countriesIn(s string) []string {
	actors, recipients, _ := strings.Cut(s, ">")
	out := slices.Concat(strings.Split(actors, ","), strings.Split(recipients, ","))
	slices.Sort(out)
	return known(slices.Compact(out))
}

// dyadsIn are the pairs of countries that face each other: PRK-RUS.
func dyadsIn(s string) []string {
	a, r, _ := strings.Cut(s, ">")
	actors := strings.Split(a, ",")
	var recipients []string
	if r != "" {
		recipients = strings.Split(r, ",")
	}
	var out []string
	pairs(actors, recipients, func(a, b string) {
		if a != "" && b != "" {
			out = append(out, min(a, b)+"-"+max(a, b))
		}
	})
	slices.Sort(out)
	return known(slices.Compact(out))
}

// known drops the empty one; if nothing is left, the unknown is counted as "".
func known(vs []string) []string {
	vs = slices.DeleteFunc(vs, func(s string) bool { return s == "" })
	if len(vs) == 0 {
		return []string{""}
	}
	return vs
}

// Count implements store.Reader. The database counts by the columns as they are; months, countries and dyads are made of them here.
func (v *view) Count(f store.Filter, by ...string) ([]store.Count, error) {
	if len(by) == 0 {
		return nil, errors.New("count by what?")
	}
	var cols []string
	var bys []tallyBy
	tellings := false
	for _, b := range by {
		t, ok := tallyBys[b]
		if !ok {
			return nil, fmt.Errorf("%w: events cannot be counted by %q: %s", store.ErrQuestion, b, strings.Join(slices.Sorted(maps.Keys(tallyBys)), ", "))
		}
		bys = append(bys, t)
		tellings = tellings || strings.HasPrefix(t.column, "t.")
		if !slices.Contains(cols, t.column) {
			cols = append(cols, t.column)
		}
	}
	q, args, err := v.counting(f, cols, tellings)
	if err != nil {
		return nil, err
	}
	counts := map[string]int64{}
	row := make([]any, len(cols)+1)
	into := make([]any, len(row))
	for i := range row {
		into[i] = &row[i]
	}
	err = v.each(q, args, func(rows *sql.Rows) error {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		combine(bys, cols, row, "", func(keys string) { counts[keys] += asNumber(row[len(cols)]) })
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("count events: %w", err)
	}
	return tallyRows(counts, f), nil
}

// combine gives every combination of the values of a row.
func combine(bys []tallyBy, cols []string, row []any, sofar string, f func(keys string)) {
	if len(bys) == 0 {
		f(sofar)
		return
	}
	for _, value := range bys[0].values(row[slices.Index(cols, bys[0].column)]) {
		combine(bys[1:], cols, row, sofar+value+"\x00", f)
	}
}

func tallyRows(counts map[string]int64, f store.Filter) []store.Count {
	var out []store.Count
	for keys, n := range counts {
		if n > 0 {
			out = append(out, store.Count{Keys: strings.Split(strings.TrimSuffix(keys, "\x00"), "\x00"), Count: n})
		}
	}
	slices.SortFunc(out, func(a, b store.Count) int {
		if f.Sort == "count" && a.Count != b.Count {
			if (a.Count < b.Count) != f.Desc {
				return -1
			}
			return 1
		}
		return slices.Compare(a.Keys, b.Keys)
	})
	if f.Limit > 0 && len(out) > f.Limit {
		out = out[:f.Limit]
	}
	return out
}

// counting is the statement that counts events by columns.
func (v *view) counting(f store.Filter, cols []string, tellings bool) (string, []any, error) {
	if q, args, ok := v.fromTallies(f, cols); ok {
		return q, args, nil
	}
	list := strings.Join(cols, ", ")
	if wholly(f) && !strings.Contains(list, "e.") { // of all events: the tellings say it, in the order of their index
		return "SELECT " + list + ", count(*) FROM (SELECT DISTINCT " + list + ", t.event FROM tellings t WHERE t.counts = 1) t GROUP BY " + list, nil, nil
	}
	s, err := v.events(f, true)
	if err != nil {
		return "", nil, err
	}
	if s.bare && list == "e.day" { // the postings know it all
		return "SELECT p.day, count(*) FROM postings p" + s.String() + " GROUP BY p.day", s.args, nil
	}
	s.join()
	if !tellings {
		return "SELECT " + list + ", count(*) FROM " + s.from + s.String() + " GROUP BY " + list, s.args, nil
	}
	s.and("t.event = e.key")
	if !f.Versions {
		s.and("t.counts = 1")
	}
	return "SELECT " + list + ", count(DISTINCT e.key) FROM " + s.from + " CROSS JOIN tellings t" + s.String() + " GROUP BY " + list, s.args, nil
}

// wholly tells whether a filter selects all events.
func wholly(f store.Filter) bool {
	return !asksEvents(f) && !asksTellings(f) && len(f.Keys)+len(f.Stories) == 0 && f.From == "" && f.To == "" && !f.Versions
}

// fromTallies counts with the tallies, where they know all that is asked.
func (v *view) fromTallies(f store.Filter, cols []string) (string, []any, bool) {
	rest := f
	rest.Types, rest.Quads = nil, nil
	if asksEvents(rest) || asksTellings(f) || len(f.Keys)+len(f.Stories) > 0 {
		return "", nil, false
	}
	for _, c := range cols {
		if c != "e.day" && c != "e.type" && c != "e.quad" {
			return "", nil, false
		}
	}
	w := &where{v: v}
	in(w, "e.type", f.Types, asText)
	in(w, "e.quad", f.Quads, asInt)
	w.period("e.day", f.From, f.To)
	list := strings.Join(cols, ", ")
	return "SELECT " + list + ", CAST(SUM(e.n) AS BIGINT) FROM tallies e" + w.String() + " GROUP BY " + list, w.args, true
}

// word is what is known on somebody's word.
type word struct {
	store.OriginRow
	docs  map[string]bool
	types map[string]int64
}

// Origins implements store.Reader. The tellings of the events selected come event by event, and each origin of an event is counted once.
func (v *view) Origins(f store.Filter) (store.Page[store.OriginRow], error) {
	var none store.Page[store.OriginRow]
	s, err := v.events(f, true)
	if err != nil {
		return none, err
	}
	s.join()
	s.and("t.event = e.key")
	if !f.Versions {
		s.and("t.counts = 1")
	}
	w := &words{by: map[string]*word{}}
	q := "SELECT e.key, e.type, e.disputed, t.origin, t.origin_name, t.origin_party, t.polarity, t.doc FROM " + s.from +
		" CROSS JOIN tellings t" + s.String() + " ORDER BY e.key"
	var event, origin, doc sql.RawBytes
	var typ, name, polarity string
	var disputed, party int64
	err = v.each(q, s.args, func(rows *sql.Rows) error {
		if err := rows.Scan(&event, &typ, &disputed, &origin, &name, &party, &polarity, &doc); err != nil {
			return err
		}
		w.tell(string(event), typ, disputed == 1, told{keyText(origin), name, polarity, party == 1, string(doc)})
		return nil
	})
	if err != nil {
		return none, fmt.Errorf("count origins: %w", err)
	}
	w.end()
	return w.page(f)
}

// told is whose word a telling is.
type told struct {
	key, name, polarity string
	party               bool
	doc                 string
}

// words gathers what is known on whose word, event by event.
type words struct {
	by       map[string]*word
	event    string
	typ      string
	disputed bool
	tellings []told
}

func (w *words) tell(event, typ string, disputed bool, t told) {
	if t.key == "" && t.name == "" {
		return
	}
	if event != w.event {
		w.end()
		w.event, w.typ, w.disputed, w.tellings = event, typ, disputed, w.tellings[:0]
	}
	w.tellings = append(w.tellings, t)
}

// end counts the event whose tellings have been gathered.
func (w *words) end() {
	seen := map[string]bool{}
	for _, t := range w.tellings {
		id := t.key
		if id == "" {
			id = "name:" + t.name
		}
		o := w.by[id]
		if o == nil {
			o = &word{OriginRow: store.OriginRow{Key: t.key, Name: t.name}, docs: map[string]bool{}, types: map[string]int64{}}
			w.by[id] = o
		}
		o.docs[t.doc] = true
		if seen[id] {
			continue
		}
		seen[id] = true
		o.Events++
		o.types[w.typ]++
		if t.party {
			o.Party++
		}
	}
	for id := range seen {
		o := w.by[id]
		if len(seen) == 1 {
			o.Alone++
		} else if w.disputed {
			o.Contradicted++
		}
	}
	w.tellings = w.tellings[:0]
}

// page sorts the rows. There are as many as there are sources, so that a page is cut from all of them.
func (w *words) page(f store.Filter) (store.Page[store.OriginRow], error) {
	var p store.Page[store.OriginRow]
	var rows []store.OriginRow
	for _, o := range w.by {
		o.Documents = int64(len(o.docs))
		for t, n := range o.types {
			if best := o.types[o.TopType]; n > best || n == best && t < o.TopType {
				o.TopType = t
			}
		}
		rows = append(rows, o.OriginRow)
	}
	by := map[string]func(a, b store.OriginRow) int{
		"tellings": func(a, b store.OriginRow) int { return int(a.Events - b.Events) },
		"name":     func(a, b store.OriginRow) int { return strings.Compare(a.Name, b.Name) },
	}
	name, desc := f.Sort, f.Desc
	if name == "" {
		name, desc = "tellings", true
	}
	order, ok := by[name]
	if !ok {
		return p, fmt.Errorf("%w: origins cannot be sorted by %q: name, tellings", store.ErrQuestion, f.Sort)
	}
	slices.SortFunc(rows, func(a, b store.OriginRow) int {
		c := order(a, b)
		if desc {
			c = -c
		}
		if c == 0 {
			c = strings.Compare(a.Key+"\x00"+a.Name, b.Key+"\x00"+b.Name)
		}
		return c
	})
	if f.Cursor != "" {
		_, last, err := parseCursor("origins", f.Cursor)
		if err != nil {
			return p, fmt.Errorf("origins: %w", err)
		}
		i := slices.IndexFunc(rows, func(r store.OriginRow) bool { return r.Key+"\x00"+r.Name == string(last) })
		rows = rows[i+1:]
	}
	limit := f.Limit
	if limit <= 0 {
		limit = usual
	}
	if len(rows) > limit {
		last := rows[limit-1]
		p.Next = cursor("origins", int64(0), []byte(last.Key+"\x00"+last.Name))
		rows = rows[:limit]
	}
	p.Items = rows
	return p, nil
}
