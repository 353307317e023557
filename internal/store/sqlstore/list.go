package sqlstore

import (
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"rawi/internal/store"
)

// usual is how long a page is where nobody says.
const usual = 50

// list is what is listed, and how.
type list struct {
	what  string            // in words
	from  string            // tables
	key   string            // column of the key
	body  string            // column of the body
	sorts map[string]string // columns by the names of orders
	usual string            // the order where the filter names none: the newest or the largest first
}

// order gives the column by which a list is sorted, and whether downwards.
func (l list) order(f store.Filter) (name, col string, desc bool, err error) {
	if f.Sort == "" {
		return l.usual, l.sorts[l.usual], true, nil
	}
	col, ok := l.sorts[f.Sort]
	if !ok {
		return "", "", false, fmt.Errorf("%w: %s cannot be sorted by %q: %s", store.ErrQuestion, l.what, f.Sort, strings.Join(slices.Sorted(maps.Keys(l.sorts)), ", "))
	}
	return f.Sort, col, f.Desc, nil
}

// page reads one page. A page begins behind the last row of the one before, so that it costs the same however far it is.
func page[T any](v *view, l list, w *where, f store.Filter, more ...string) (store.Page[T], error) {
	return pageOf(v, l, w, f, func(body []byte, rest []any) (T, error) {
		var t T
		return t, v.s.codec.unpack(body, &t)
	}, more...)
}

// pageOf reads one page of rows with further columns, which are handed to what makes things of them.
func pageOf[T any](v *view, l list, w *where, f store.Filter, read func(body []byte, rest []any) (T, error), more ...string) (store.Page[T], error) {
	var p store.Page[T]
	name, col, desc, err := l.order(f)
	if err != nil {
		return p, err
	}
	than, way := ">", ""
	if desc {
		than, way, name = "<", " DESC", "-"+name
	}
	if f.Cursor != "" {
		last, key, err := parseCursor(name, f.Cursor)
		if err != nil {
			return p, fmt.Errorf("%s: %w", l.what, err)
		}
		w.and(fmt.Sprintf("(%s, %s) %s (?, ?)", col, l.key, than), last, key)
	}
	limit := f.Limit
	if limit <= 0 {
		limit = usual
	}
	cols := strings.Join(append([]string{col, l.key, l.body}, more...), ", ")
	q := fmt.Sprintf("SELECT %s FROM %s%s ORDER BY %s%s, %s%s LIMIT %d", cols, l.from, w.String(), col, way, l.key, way, limit+1)
	var at any
	var key, body sql.RawBytes
	rest := make([]any, len(more))
	into := []any{&at, &key, &body}
	for i := range rest {
		into = append(into, &rest[i])
	}
	var lastAt any
	var lastKey []byte
	err = v.each(q, w.args, func(rows *sql.Rows) error {
		if len(p.Items) == limit {
			p.Next = cursor(name, lastAt, lastKey)
			return nil
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		t, err := read(body, rest)
		if err != nil {
			return err
		}
		p.Items = append(p.Items, t)
		lastAt, lastKey = at, append(lastKey[:0], key...)
		return nil
	})
	if err != nil {
		return store.Page[T]{}, fmt.Errorf("list %s: %w", l.what, err)
	}
	return p, nil
}

// cursor names the row behind which the next page begins: the order, the row's place in it, its key.
func cursor(order string, at any, key []byte) string {
	place := ""
	switch at := at.(type) {
	case int64:
		place = "i" + strconv.FormatInt(at, 10)
	case float64:
		place = "f" + strconv.FormatFloat(at, 'g', -1, 64)
	case float32:
		place = "f" + strconv.FormatFloat(float64(at), 'g', -1, 32)
	case []byte:
		place = "b" + hex.EncodeToString(at)
	case string:
		place = "b" + hex.EncodeToString([]byte(at))
	}
	return base64.RawURLEncoding.EncodeToString([]byte(order + " " + place + " " + hex.EncodeToString(key)))
}

var errCursor = fmt.Errorf("%w: the cursor is not one of this list", store.ErrQuestion)

func parseCursor(order, s string) (at any, key []byte, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return nil, nil, errCursor
	}
	parts := strings.Split(string(raw), " ")
	if len(parts) != 3 || parts[0] != order || parts[1] == "" {
		return nil, nil, errCursor
	}
	if key, err = hex.DecodeString(parts[2]); err != nil {
		return nil, nil, errCursor
	}
	switch kind, value := parts[1][0], parts[1][1:]; kind {
	case 'i':
		at, err = strconv.ParseInt(value, 10, 64)
	case 'f':
		at, err = strconv.ParseFloat(value, 64)
	case 'b':
		at, err = hex.DecodeString(value)
	default:
		err = errCursor
	}
	if err != nil {
		return nil, nil, errCursor
	}
	return at, key, nil
}

func (v *view) Events(f store.Filter) (store.Page[store.Event], error) {
	s, err := v.events(f, f.Sort == "" || f.Sort == "day")
	if err != nil {
		return store.Page[store.Event]{}, err
	}
	s.join()
	return page[store.Event](v, list{"events", s.from, s.key, "e.body", map[string]string{
		"day": s.day, "seen": s.col("e.seen"), "origins": s.col("e.origins"), "confidence": "e.confidence", "tellings": "e.tellings",
	}, "day"}, &s.where, f)
}

func (v *view) Tellings(f store.Filter) (store.Page[store.Telling], error) {
	w := &where{v: v}
	var none store.Page[store.Telling]
	if len(f.Keys) > 0 {
		w.and("t.key IN ("+slots(len(f.Keys))+")", asArgs(f.Keys, asKey)...)
		w.apart = true
	}
	few, err := w.tellingOnly(f)
	if err != nil {
		return none, err
	}
	w.apart = w.apart || few
	if !f.Versions {
		w.and("t.counts = 1")
	}
	w.period(w.col("t.day"), f.From, f.To)
	w.what("t.", f)
	w.sides(f)
	if len(f.Stories) > 0 || asksMerged(f) {
		e := &where{v: v}
		in(e, "e.story", f.Stories, asKey)
		e.merged(f)
		e.and("e.key = t.event")
		w.and("EXISTS (SELECT 1 FROM events e"+e.String()+")", e.args...)
	}
	return page[store.Telling](v, list{"tellings", "tellings t", "t.key", "t.body", map[string]string{
		"day": w.col("t.day"), "seen": w.col("t.seen"), "confidence": "t.confidence",
	}, "day"}, w, f)
}

// sides demands the parties of a telling t.
func (w *where) sides(f store.Filter) {
	has := func(prefixes string, vs []string) {
		var parts []string
		var args []any
		for _, v := range vs {
			for _, p := range prefixes {
				parts, args = append(parts, "t.sides LIKE ?"), append(args, sidePattern(string(p), v))
			}
		}
		w.or(parts, args)
	}
	has("a", f.Actors)
	has("r", f.Recipients)
	has("ar", f.Parties)
	has("a", f.ActorCountries)
	has("r", f.RecipientCountries)
	has("ar", f.Countries)
	if a, b := f.Dyad[0], f.Dyad[1]; a != "" && b != "" {
		w.and("(t.sides LIKE ? AND t.sides LIKE ? OR t.sides LIKE ? AND t.sides LIKE ? OR t.sides LIKE ' m %' AND t.sides LIKE ? AND t.sides LIKE ?)",
			sidePattern("a", a), sidePattern("r", b), sidePattern("r", a), sidePattern("a", b), sidePattern("a", a), sidePattern("a", b))
	}
}

func sidePattern(side, v string) string {
	if isKey(v) {
		v = entitySide(v)
	} else if !plain(v) {
		return "" // nothing is like it
	}
	return "% " + side + v + " %"
}

// docs demands that a thing of document doc (a column) tells of events that the filter selects, and that its words answer.
func (w *where) docs(doc string, f store.Filter) error {
	if _, err := w.text(doc, f); err != nil {
		return err
	}
	f.Text, f.Languages, f.Outlets, f.Docs, f.Keys, f.Stories, f.From, f.To = nil, nil, nil, nil, nil, nil, "", ""
	if !asksEvents(f) && !asksTellings(f) {
		return nil
	}
	t := &where{v: w.v}
	few := false
	for _, p := range parties(f) {
		rare, err := w.v.rare(p)
		if err != nil {
			return err
		}
		t.found(p, "e.day", "e.key", rare)
		few = few || rare
	}
	rare, err := t.tellingOnly(f)
	if err != nil {
		return err
	}
	few = few || rare
	t.apart = few
	t.what("e.", f)
	t.merged(f)
	t.mixed(f)
	if !f.Versions {
		t.and("t.counts = 1")
	}
	t.and("e.key = t.event")
	if few {
		w.and(doc+" IN (SELECT t.doc FROM tellings t, events e"+t.String()+")", t.args...)
		return nil
	}
	t.and("t.doc = " + doc)
	w.and("EXISTS (SELECT 1 FROM tellings t, events e"+t.String()+")", t.args...)
	return nil
}

func (v *view) Documents(f store.Filter) (store.Page[store.Document], error) {
	w, err := v.documents(f)
	if err != nil {
		return store.Page[store.Document]{}, err
	}
	return page[store.Document](v, list{"documents", "documents d", "d.key", "d.body", map[string]string{
		"day": w.col("d.day"), "seen": w.col("d.added"), "name": "d.name",
	}, "day"}, w, f)
}

// documents selects documents d.
func (v *view) documents(f store.Filter) (*where, error) {
	w := &where{v: v}
	if !f.Versions {
		latest := "d.latest = 1"
		if len(f.Stories) > 0 || len(f.Keys) > 0 || len(f.Docs) > 0 {
			latest = "+" + latest // no index: nearly every document is the latest of its page, few are of one story
		}
		w.and(latest)
	}
	in(w, "d.key", f.Keys, asKey)
	in(w, "d.key", f.Docs, asKey)
	in(w, "d.language", f.Languages, asText)
	in(w, "d.story", f.Stories, asKey)
	w.nameOrKey("d.outlet", "d.outlet_key", f.Outlets, same)
	w.period("d.day", f.From, f.To)
	return w, w.docs("d.key", f)
}

func (v *view) Quotes(f store.Filter) (store.Page[store.Quote], error) {
	var none store.Page[store.Quote]
	w := &where{v: v}
	if !f.Versions {
		w.and("q.replaced = 0")
	}
	in(w, "q.key", f.Keys, asKey)
	in(w, "q.doc", f.Docs, asKey)
	in(w, "q.kind", f.Kinds, asText)
	in(w, "q.language", f.Languages, asText)
	in(w, "q.speaker", f.Speakers, asKey)
	if len(f.Outlets) > 0 || len(f.Stories) > 0 {
		d := &where{v: v}
		d.nameOrKey("d.outlet", "d.outlet_key", f.Outlets, same)
		in(d, "d.story", f.Stories, asKey)
		d.and("d.key = q.doc")
		w.and("EXISTS (SELECT 1 FROM documents d"+d.String()+")", d.args...)
	}
	if len(f.Sources) > 0 {
		p := found{quoteSource, keys(f.Sources), 0}
		few, err := v.rare(p)
		if err != nil {
			return none, err
		}
		w.found(p, "q.day", "q.key", few)
	}
	w.period("q.day", f.From, f.To)
	if _, err := w.text("q.doc", f); err != nil {
		return none, err
	}
	if asksEvents(f) {
		e, err := v.events(eventSide(f), true)
		if err != nil {
			return none, err
		}
		e.join()
		w.and("q.key IN (SELECT qt.ref FROM "+e.from+" CROSS JOIN tellings t CROSS JOIN postings qt"+e.String()+
			" AND t.event = e.key AND qt.kind = ? AND qt.value = t.key)", append(e.args, quoteTelling)...)
	}
	return page[store.Quote](v, list{"quotations", "quotes q", "q.key", "q.body", map[string]string{"day": "q.day", "seen": "q.seen"}, "day"}, w, f)
}

// eventSide is what of a filter is said of events, for lists of other things.
func eventSide(f store.Filter) store.Filter {
	f.Keys, f.Docs, f.Kinds, f.Languages, f.Speakers, f.Outlets, f.Stories, f.Sources, f.Text, f.Background = nil, nil, nil, nil, nil, nil, nil, nil, nil, nil
	f.From, f.To = "", ""
	return f
}

func (v *view) Stories(f store.Filter) (store.Page[store.Story], error) {
	var none store.Page[store.Story]
	w := &where{v: v}
	in(w, "s.key", f.Keys, asKey)
	in(w, "s.key", f.Stories, asKey)
	if low := dayNumber(f.From); low > 0 {
		w.and("s.last >= ?", low)
	}
	if high := dayNumber(f.To); high > 0 {
		w.and("s.first <= ? AND s.last > 0", high)
	}
	if f.MinOrigins > 0 {
		w.and("s.origins >= ?", int64(f.MinOrigins))
	}
	if f.MaxOrigins > 0 {
		w.and("s.origins <= ?", int64(f.MaxOrigins))
	}
	f.MinOrigins, f.MaxOrigins = 0, 0
	g := f
	g.Keys, g.Stories, g.From, g.To = nil, nil, "", ""
	if asksEvents(g) || asksTellings(g) {
		d, err := v.documents(g)
		if err != nil {
			return none, err
		}
		w.and("s.key IN (SELECT d.story FROM documents d"+d.String()+")", d.args...)
	}
	return page[store.Story](v, list{"stories", "stories s", "s.key", "s.body", map[string]string{
		"day": "s.last", "seen": "s.first", "tellings": "s.documents", "origins": "s.origins", "name": "s.name",
	}, "day"}, w, f)
}

func (v *view) Entities(f store.Filter) (store.Page[store.Entity], error) {
	w := &where{v: v}
	w.and("n.merged = 0")
	in(w, "n.key", f.Keys, asKey)
	in(w, "n.kind", f.Kinds, asText)
	in(w, "n.country", f.Countries, asText)
	in(w, "n.sector", f.Sectors, asText)
	w.named(entityWord, "n.key", f.Text)
	return page[store.Entity](v, list{"entities", "entities n", "n.key", "n.body", map[string]string{
		"tellings": "n.documents", "name": "n.name",
	}, "tellings"}, w, f)
}

// named demands words of the name of a thing.
func (w *where) named(kind int64, key string, terms []store.Term) {
	for _, t := range terms {
		not := ""
		if t.Not {
			not = "NOT "
		}
		for _, word := range t.Exact {
			w.and(key+" "+not+"IN (SELECT p.ref FROM postings p WHERE p.kind = ? AND p.value = ?)", kind, nameValue(strings.ToLower(word)))
		}
	}
}

func (v *view) Agreements(f store.Filter) (store.Page[store.Agreement], error) {
	w := &where{v: v}
	in(w, "a.key", f.Keys, asKey)
	in(w, "a.stage", f.Stages, asText)
	for _, p := range []found{
		{agreementKind, texts(f.Kinds), 0},
		{agreementParty, keys(slices.Concat(f.Parties, f.Actors, f.Recipients)), 0},
		{agreementCountry, texts(slices.Concat(f.Countries, f.ActorCountries, f.RecipientCountries)), 0},
	} {
		if len(p.values) > 0 {
			w.found(p, "0", "a.key", true)
		}
	}
	if a, b := f.Dyad[0], f.Dyad[1]; a != "" && b != "" {
		if isKey(a) == isKey(b) {
			w.found(found{agreementDyad, [][]byte{pair(partyValue(a), partyValue(b))}, 0}, "0", "a.key", true)
		} else {
			for _, x := range []string{a, b} {
				kind := agreementCountry
				if isKey(x) {
					kind = agreementParty
				}
				w.found(found{kind, [][]byte{partyValue(x)}, 0}, "0", "a.key", true)
			}
		}
	}
	w.period("a.day", f.From, f.To)
	if on := dayNumber(f.OnDay); on > 0 {
		w.and("a.begins > 0 AND a.begins <= ? AND (a.ends = 0 OR a.ends > ?)", on, on)
	}
	if f.Triggered {
		w.and("a.triggered = 1")
	}
	w.named(agreementWord, "a.key", f.Text)
	if len(f.Docs)+len(f.Languages)+len(f.Outlets)+len(f.Stories) > 0 {
		d := &where{v: v}
		in(d, "d.key", f.Docs, asKey)
		in(d, "d.language", f.Languages, asText)
		in(d, "d.story", f.Stories, asKey)
		d.nameOrKey("d.outlet", "d.outlet_key", f.Outlets, same)
		w.and("a.key IN (SELECT x.agreement FROM agreement_docs x JOIN documents d ON d.key = x.doc"+d.String()+")", d.args...)
	}
	return page[store.Agreement](v, list{"agreements", "agreements a", "a.key", "a.body", map[string]string{
		"day": "a.day", "tellings": "a.documents", "name": "a.name",
	}, "day"}, w, f)
}

func (v *view) Search(f store.Filter) (store.Page[store.Hit], error) {
	text := f.Text
	f.Text = nil
	w, err := v.documents(f)
	if err != nil {
		return store.Page[store.Hit]{}, err
	}
	m := v.s.d.Match(text, true)
	w.and("d.key = m.doc")
	w.args = append(slices.Clone(m.Args), w.args...)
	l := list{"documents found", "(" + m.SQL + ") m CROSS JOIN documents d", "d.key", "d.body", map[string]string{
		"score": "m.score", "day": "d.day", "name": "d.name",
	}, "score"}
	return pageOf(v, l, w, f, func(body []byte, rest []any) (store.Hit, error) {
		var h store.Hit
		if err := v.s.codec.unpack(body, &h.Document); err != nil {
			return h, err
		}
		switch s := rest[0].(type) {
		case float64:
			h.Score = s
		case float32:
			h.Score = float64(s)
		}
		return h, nil
	}, "m.score")
}
