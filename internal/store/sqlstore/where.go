package sqlstore

import (
	"fmt"
	"strings"

	"rawi/internal/store"
)

// where gathers what must hold.
type where struct {
	v     *view
	parts []string
	args  []any
	apart bool // rows are found by a few keys already: no index over other columns is to be used
}

func (w *where) and(sql string, args ...any) {
	w.parts = append(w.parts, sql)
	w.args = append(w.args, args...)
}

func (w *where) or(parts []string, args []any) {
	if len(parts) > 0 {
		w.and("("+strings.Join(parts, " OR ")+")", args...)
	}
}

// String is the clause with its word, or nothing.
func (w *where) String() string {
	if len(w.parts) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.parts, " AND ")
}

// col is a column as it is asked for. See Dialect.Apart.
func (w *where) col(name string) string {
	if w.apart {
		return w.v.s.d.Apart(name)
	}
	return name
}

// slots is n placeholders.
func slots(n int) string { return "?" + strings.Repeat(", ?", n-1) }

func asArgs[T any](vs []T, f func(T) any) []any {
	out := make([]any, len(vs))
	for i, v := range vs {
		out[i] = f(v)
	}
	return out
}

func asText(s string) any  { return s }
func asKey(s string) any   { return keyBytes(s) }
func asBytes(b []byte) any { return b }
func asInt(i int) any      { return int64(i) }

// in demands one of a list; an empty list demands nothing.
func in[T any](w *where, col string, vs []T, as func(T) any) {
	if len(vs) > 0 {
		w.and(w.col(col)+" IN ("+slots(len(vs))+")", asArgs(vs, as)...)
	}
}

// nameOrKey demands one of a list of names and keys.
func (w *where) nameOrKey(name, key string, vs []string, as func(string) string) {
	if len(vs) == 0 {
		return
	}
	n := slots(len(vs))
	args := append(asArgs(vs, func(s string) any { return as(s) }), asArgs(vs, asKey)...)
	w.and(fmt.Sprintf("(%s IN (%s) OR %s IN (%s))", w.col(name), n, w.col(key), n), args...)
}

func same(s string) string { return s }

// period demands a day from From to To. What has no day is in no period.
func (w *where) period(col, from, to string) {
	low, high := dayNumber(from), dayNumber(to)
	if low == 0 && high > 0 {
		low = 1
	}
	if low > 0 {
		w.and(col+" >= ?", low)
	}
	if high > 0 {
		w.and(col+" <= ?", high)
	}
}

// what demands what events and tellings say alike of a deed, parties left out.
func (w *where) what(t string, f store.Filter) {
	in(w, t+"type", f.Types, asText)
	in(w, t+"mode", f.Modes, asText)
	in(w, t+"quad", f.Quads, asInt)
	in(w, t+"reality", f.Reality, asText)
	in(w, t+"polarity", f.Polarity, asText)
	var parts []string
	var args []any
	for _, c := range f.CAMEO {
		parts = append(parts, fmt.Sprintf("substr(%scameo, 1, %d) = ?", t, len(c)))
		args = append(args, c)
	}
	w.or(parts, args)
	if f.MinConfidence > 0 {
		w.and(w.col(t+"confidence")+" >= ?", f.MinConfidence)
	}
	parts, args = nil, nil
	for _, s := range f.Sectors {
		if plain(s) {
			parts, args = append(parts, t+"sectors LIKE ?"), append(args, "% "+s+" %")
		} else {
			parts = append(parts, "1 = 0")
		}
	}
	w.or(parts, args)
	w.nameOrKey(t+"place_name", t+"place_key", f.Places, placeName)
	in(w, t+"place_country", f.PlaceCountries, asText)
	if b := f.Box; b != nil {
		if b[0] <= b[2] {
			w.and(t+"lon BETWEEN ? AND ?", b[0], b[2])
		} else { // over the date line
			w.and("("+t+"lon >= ? OR "+t+"lon <= ?)", b[0], b[2])
		}
		w.and(t+"lat BETWEEN ? AND ?", b[1], b[3])
	}
}

// plain tells whether a code has letters and digits only, so that it may stand in a pattern.
func plain(code string) bool {
	for i := range len(code) {
		if c := code[i]; !(c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z') {
			return false
		}
	}
	return code != ""
}

// found is what rows are found by: postings of a kind with one of these values, on a side, or, where it is 0, on any.
type found struct {
	kind   int64
	values [][]byte
	side   int64
}

func keys(vs []string) [][]byte {
	out := make([][]byte, len(vs))
	for i, v := range vs {
		out[i] = keyBytes(v)
	}
	return out
}

func texts(vs []string) [][]byte {
	out := make([][]byte, len(vs))
	for i, v := range vs {
		out[i] = []byte(v)
	}
	return out
}

// isKey tells an entity from a country.
func isKey(s string) bool { return len(s) == 32 && len(keyBytes(s)) == 16 }

// partyValue is an entity or a country as the value of a posting.
func partyValue(s string) []byte {
	if isKey(s) {
		return keyBytes(s)
	}
	return []byte(s)
}

// parties are what events are found by of a filter.
func parties(f store.Filter) []found {
	var out []found
	add := func(kind, side int64, values [][]byte) {
		if len(values) > 0 {
			out = append(out, found{kind, values, side})
		}
	}
	if a, b := f.Dyad[0], f.Dyad[1]; a != "" && b != "" && isKey(a) == isKey(b) {
		add(eventDyad, 0, [][]byte{pair(partyValue(a), partyValue(b))})
	}
	add(eventParty, actor, keys(f.Actors))
	add(eventParty, recipient, keys(f.Recipients))
	add(eventParty, 0, keys(f.Parties))
	add(eventCountry, actor, texts(f.ActorCountries))
	add(eventCountry, recipient, texts(f.RecipientCountries))
	add(eventCountry, 0, texts(f.Countries))
	return out
}

// clause demands kind and value of a posting p.
func (p found) clause() (string, []any) {
	sql := "p.kind = ? AND p.value = ?"
	if len(p.values) > 1 {
		sql = "p.kind = ? AND p.value IN (" + slots(len(p.values)) + ")"
	}
	if p.side != 0 {
		sql += fmt.Sprintf(" AND p.side IN (%d, %d)", p.side, bothSides)
	}
	return sql, append([]any{p.kind}, asArgs(p.values, asBytes)...)
}

// fewest is up to how many rows are gathered first and then looked up one by one; with more, the list is walked in its order and each
// row of it is asked whether it is one of them.
const fewest = 2000

// count tells how many rows a clause has, at most one more than fewest.
func (v *view) count(from string, args []any) (int64, error) {
	var n int64
	err := v.c.Row(v.ctx, fmt.Sprintf("SELECT count(*) FROM (SELECT 1 FROM %s LIMIT %d) few", from, fewest+1), args, &n)
	return n, err
}

// found demands that a row with this day and key is found so.
func (w *where) found(p found, day, key string, few bool) {
	sql, args := p.clause()
	if few {
		w.and(key+" IN (SELECT p.ref FROM postings p WHERE "+sql+")", args...)
		return
	}
	w.and("EXISTS (SELECT 1 FROM postings p WHERE "+sql+" AND p.day = "+day+" AND p.ref = "+key+")", args...)
}

// mixed demands a dyad of an entity and a country, in words of the two sides.
func (w *where) mixed(f store.Filter) {
	a, b := f.Dyad[0], f.Dyad[1]
	if a == "" || b == "" || isKey(a) == isKey(b) {
		return
	}
	if isKey(b) {
		a, b = b, a
	}
	one := func(side int64) string {
		return fmt.Sprintf("EXISTS (SELECT 1 FROM postings p WHERE p.kind = ? AND p.value = ? AND p.side IN (%d, %d) AND p.day = e.day AND p.ref = e.key)",
			side, bothSides)
	}
	w.and("("+one(actor)+" AND "+one(recipient)+" OR "+one(recipient)+" AND "+one(actor)+")",
		eventParty, keyBytes(a), eventCountry, []byte(b), eventParty, keyBytes(a), eventCountry, []byte(b))
}

// tellingOnly demands what only a telling knows, of a telling t, and tells whether few tellings can be meant.
func (w *where) tellingOnly(f store.Filter) (few bool, err error) {
	in(w, "t.language", f.Languages, asText)
	w.nameOrKey("t.outlet", "t.outlet_key", f.Outlets, same)
	in(w, "t.doc", f.Docs, asKey)
	few = len(f.Docs) > 0
	if len(f.Outlets) > 0 && !few {
		d := &where{v: w.v}
		d.nameOrKey("d.outlet", "d.outlet_key", f.Outlets, same)
		n, err := w.v.count("documents d"+d.String(), d.args)
		if err != nil {
			return false, fmt.Errorf("look for outlets: %w", err)
		}
		if few = n <= fewest; few {
			w.and("t.doc IN (SELECT d.key FROM documents d"+d.String()+")", d.args...)
		}
	}
	if f.Background != nil {
		w.and("t.background = ?", flag(*f.Background))
	}
	for _, p := range []found{{tellingSource, keys(f.Sources), 0}, {tellingSpeaker, keys(f.Speakers), 0}} {
		if len(p.values) == 0 {
			continue
		}
		rare, err := w.v.rare(p)
		if err != nil {
			return false, err
		}
		w.found(p, "t.day", "t.key", rare)
		few = few || rare
	}
	rare, err := w.text("t.doc", f)
	return few || rare, err
}

// text demands that the words of a document answer, and tells whether few do.
func (w *where) text(doc string, f store.Filter) (few bool, err error) {
	if len(f.Text) == 0 {
		return false, nil
	}
	m := w.v.s.d.Match(f.Text, false)
	n, err := w.v.count("("+m.SQL+") m", m.Args)
	if err != nil {
		return false, fmt.Errorf("look for words: %w", err)
	}
	w.and(doc+" IN (SELECT m.doc FROM ("+m.SQL+") m)", m.Args...)
	return n <= fewest, nil
}

// rare tells whether few rows are found so.
func (v *view) rare(p found) (bool, error) {
	sql, args := p.clause()
	n, err := v.count("postings p WHERE "+sql, args)
	return n <= fewest, err
}

// asksTellings tells whether a filter asks what only tellings know.
func asksTellings(f store.Filter) bool {
	return len(f.Languages)+len(f.Outlets)+len(f.Docs)+len(f.Sources)+len(f.Speakers)+len(f.Text) > 0 || f.Background != nil
}

// asksEvents tells whether a filter asks what only events know, days left out.
func asksEvents(f store.Filter) bool {
	return len(f.Types)+len(f.Modes)+len(f.Quads)+len(f.CAMEO)+len(f.Reality)+len(f.Polarity)+len(f.Sectors)+len(f.Places)+
		len(f.PlaceCountries)+len(parties(f)) > 0 || f.Box != nil || f.MinConfidence > 0 || asksMerged(f) || f.Dyad[0] != "" && f.Dyad[1] != ""
}

// asksMerged tells whether a filter asks what only the merged event knows, and no telling.
func asksMerged(f store.Filter) bool {
	return f.MinOrigins > 0 || f.MaxOrigins > 0 || f.Disputed || f.Triggered
}

// merged demands what only the merged event e knows.
func (w *where) merged(f store.Filter) {
	if f.MinOrigins > 0 {
		w.and(w.col("e.origins")+" >= ?", int64(f.MinOrigins))
	}
	if f.MaxOrigins > 0 {
		w.and(w.col("e.origins")+" <= ?", int64(f.MaxOrigins))
	}
	if f.Disputed {
		w.and("e.disputed = 1")
	}
	if f.Triggered {
		w.and("e.key IN (SELECT p.value FROM postings p WHERE p.kind = ?)", agreementTrigger)
	}
}

// told demands that event e has a telling that a filter selects.
func (w *where) told(f store.Filter) error {
	if !asksTellings(f) {
		return nil
	}
	t := &where{v: w.v}
	few, err := t.tellingOnly(f)
	if err != nil {
		return err
	}
	if !f.Versions {
		t.and("t.counts = 1")
	}
	if few {
		w.apart = true
		w.and("e.key IN (SELECT t.event FROM tellings t"+t.String()+")", t.args...)
		return nil
	}
	t.and("t.event = e.key")
	w.and("EXISTS (SELECT 1 FROM tellings t"+t.String()+")", t.args...)
	return nil
}

// events is the events that a filter selects, as a part of a statement: the events e, or the postings p by which they are found and e.
type events struct {
	where
	from     string
	day, key string // by which the list is in order
	led      bool   // by the postings p, which have to be joined
	bare     bool   // the postings alone say which events, and their days
}

// join ties the events to the postings by which they are found.
func (s *events) join() {
	if s.led {
		s.and("e.key = p.ref")
	}
}

// events selects events. Where walk is set, the rows are wanted in the order of days or in none.
func (v *view) events(f store.Filter, walk bool) (*events, error) {
	s := &events{where: where{v: v}, from: "events e", day: "e.day", key: "e.key"}
	if len(f.Keys) > 0 {
		s.and("e.key IN ("+slots(len(f.Keys))+")", asArgs(f.Keys, asKey)...)
		s.apart = true
	}
	if len(f.Stories) > 0 {
		s.and("e.story IN ("+slots(len(f.Stories))+")", asArgs(f.Stories, asKey)...)
		s.apart = true
	}
	if err := s.told(f); err != nil {
		return nil, err
	}
	others := len(s.parts)
	ps := parties(f)
	led, err := s.parties(ps, walk)
	if err != nil {
		return nil, err
	}
	if s.apart {
		s.day = s.col(s.day)
	}
	s.period(s.day, f.From, f.To)
	n := len(s.parts)
	s.what("e.", f)
	s.merged(f)
	s.mixed(f)
	s.led = led
	s.bare = led && others == 0 && len(ps) == 1 && len(s.parts) == n
	return s, nil
}

// parties demands the parties of events in the way that reads least: by the rarest of them if it is rare; else along the days of one
// of them, asking each event for the others; else along the list. It tells whether one of them leads.
func (s *events) parties(ps []found, walk bool) (led bool, err error) {
	least, lead, leadCount := -1, -1, int64(0)
	leastCount := int64(fewest + 1)
	for i, p := range ps {
		if s.apart {
			break
		}
		sql, args := p.clause()
		n, err := s.v.count("postings p WHERE "+sql, args)
		if err != nil {
			return false, fmt.Errorf("look for parties: %w", err)
		}
		if n < leastCount {
			least, leastCount = i, n
		}
		if len(p.values) == 1 && (lead < 0 || n < leadCount) {
			lead, leadCount = i, n
		}
	}
	switch {
	case lead >= 0 && walk && (least < 0 || least == lead):
		least = -1
		sql, args := ps[lead].clause()
		s.from, s.day, s.key = "postings p CROSS JOIN events e", "p.day", "p.ref"
		s.and(sql, args...)
	default:
		lead = -1
		s.apart = s.apart || least >= 0
	}
	for i, p := range ps {
		if i != lead {
			s.found(p, "e.day", "e.key", i == least)
		}
	}
	return lead >= 0, nil
}
