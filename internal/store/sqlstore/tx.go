package sqlstore

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"rawi/internal/news"
	"rawi/internal/store"
)

// tx writes. What it has written it sees.
type tx struct{ *view }

func (t *tx) exec(query string, args ...any) error {
	return t.c.Later(t.ctx, query, args...)
}

// put writes a row in place of the one with the same key, which is the first column.
func (t *tx) put(table string, columns []string, values ...any) error {
	return t.exec(upsert(table, columns), values...)
}

func upsert(table string, columns []string) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES (?" + strings.Repeat(", ?", len(columns)-1) +
		") ON CONFLICT (" + columns[0] + ") DO UPDATE SET ")
	for i, c := range columns[1:] {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(c + " = excluded." + c)
	}
	return b.String()
}

// rowsAtOnce bounds how many small rows one statement inserts.
const rowsAtOnce = 50

// insert adds small rows of width values each; those that are there already stay.
func (t *tx) insert(into string, width int, values []any) error {
	one := "(?" + strings.Repeat(", ?", width-1) + ")"
	for part := range slices.Chunk(values, rowsAtOnce*width) {
		n := len(part) / width
		if err := t.exec("INSERT INTO "+into+" VALUES "+one+strings.Repeat(", "+one, n-1)+" ON CONFLICT DO NOTHING", part...); err != nil {
			return err
		}
	}
	return nil
}

// repost writes what changed of the postings of a thing.
func (t *tx) repost(ref []byte, old, now []posting) error {
	for _, p := range without(old, now) {
		if err := t.exec("DELETE FROM postings WHERE kind = ? AND value = ? AND day = ? AND ref = ?", p.kind, p.value, p.day, ref); err != nil {
			return err
		}
	}
	var values []any
	for _, p := range without(now, old) {
		values = append(values, p.kind, p.value, p.day, ref, p.side)
	}
	return t.insert("postings (kind, value, day, ref, side)", 5, values)
}

// before gives what stood under a key, or nothing.
func before[T any](v *view, what, table, key string) (T, bool, error) {
	old, err := byKey[T](v, what, table, key)
	if errors.Is(err, store.ErrNotFound) {
		return old, false, nil
	}
	return old, err == nil, err
}

var documentColumns = []string{"key", "page", "version", "latest", "digest", "day", "language", "outlet", "outlet_key", "story", "added",
	"name", "body"}

func (t *tx) PutDocument(d store.Document, rec news.Record, words store.SearchWords) error {
	body, err := t.s.codec.pack(rec)
	if err != nil {
		return fmt.Errorf("pack record: %w", err)
	}
	if err := t.put("records", []string{"doc", "body"}, keyBytes(d.Key), body); err != nil {
		return fmt.Errorf("keep record: %w", err)
	}
	if err := t.s.d.PutWords(t.ctx, t.c, keyBytes(d.Key), words); err != nil {
		return fmt.Errorf("keep search words: %w", err)
	}
	return t.SetDocument(d)
}

func (t *tx) SetDocument(d store.Document) error {
	body, err := t.s.codec.pack(d)
	if err != nil {
		return fmt.Errorf("pack document: %w", err)
	}
	err = t.put("documents", documentColumns, keyBytes(d.Key), d.Page, int64(d.Version), flag(d.Latest), keyBytes(d.Digest),
		dayNumber(d.Published), d.Language, d.Outlet, keyBytes(d.OutletKey), keyBytes(d.Story), micros(d.Added), sortName(d.Title), body)
	if err != nil {
		return fmt.Errorf("keep document: %w", err)
	}
	t.had.keep("documents", d.Key, d)
	return nil
}

func (t *tx) PutRelation(r store.Relation) error {
	body, err := t.s.codec.pack(r)
	if err != nil {
		return fmt.Errorf("pack relation: %w", err)
	}
	err = t.exec("INSERT INTO relations (a, b, kind, body) VALUES (?, ?, ?, ?) ON CONFLICT (a, b, kind) DO UPDATE SET body = excluded.body",
		keyBytes(r.A), keyBytes(r.B), r.Kind, body)
	if err != nil {
		return fmt.Errorf("keep relation: %w", err)
	}
	return nil
}

func (t *tx) Mark(space store.Space, ref string, marks []uint64) error {
	had, err := t.marksOf(space, ref)
	if err != nil {
		return fmt.Errorf("read marks: %w", err)
	}
	has := slices.Concat(had, marks)
	slices.Sort(has)
	has = slices.Compact(has)
	if len(has) == len(had) {
		return nil
	}
	key := keyBytes(ref)
	var values []any
	body := make([]byte, 0, 8*len(has))
	for _, m := range has {
		body = binary.LittleEndian.AppendUint64(body, m)
		if _, found := slices.BinarySearch(had, m); !found {
			values = append(values, int64(space), int64(m), key)
		}
	}
	if err := t.insert("marks (space, mark, ref)", 3, values); err != nil {
		return fmt.Errorf("mark: %w", err)
	}
	err = t.exec("INSERT INTO marks_of (space, ref, marks) VALUES (?, ?, ?) ON CONFLICT (space, ref) DO UPDATE SET marks = excluded.marks",
		int64(space), key, body)
	if err != nil {
		return fmt.Errorf("mark: %w", err)
	}
	return nil
}

func (t *tx) Unmark(space store.Space, ref string) error {
	had, err := t.marksOf(space, ref)
	if err != nil {
		return fmt.Errorf("read marks: %w", err)
	}
	key := keyBytes(ref)
	for _, m := range had {
		if err := t.exec("DELETE FROM marks WHERE space = ? AND mark = ? AND ref = ?", int64(space), int64(m), key); err != nil {
			return fmt.Errorf("unmark: %w", err)
		}
	}
	if len(had) == 0 {
		return nil
	}
	return t.exec("DELETE FROM marks_of WHERE space = ? AND ref = ?", int64(space), key)
}

func (t *tx) PutTellings(doc string, ts []store.Telling) error {
	old, err := all[store.Telling](t.view, "SELECT body FROM tellings WHERE doc = ?", keyBytes(doc))
	if err != nil {
		return fmt.Errorf("read tellings: %w", err)
	}
	had := map[string]store.Telling{}
	for _, o := range old {
		had[o.Key] = o
	}
	for _, n := range ts {
		if n.Doc != doc {
			return fmt.Errorf("telling %s is of another document", n.Key)
		}
		if err := t.putTelling(n, had[n.Key]); err != nil {
			return err
		}
		delete(had, n.Key)
	}
	for _, o := range old {
		if _, gone := had[o.Key]; !gone {
			continue
		}
		if err := t.repost(keyBytes(o.Key), tellingPostings(o), nil); err != nil {
			return fmt.Errorf("drop telling: %w", err)
		}
		if err := t.exec("DELETE FROM tellings WHERE key = ?", keyBytes(o.Key)); err != nil {
			return fmt.Errorf("drop telling: %w", err)
		}
	}
	return nil
}

func (t *tx) SetTelling(n store.Telling) error {
	old, _, err := before[store.Telling](t.view, "telling", "tellings", n.Key)
	if err != nil {
		return err
	}
	return t.putTelling(n, old)
}

var tellingColumns = []string{"key", "event", "doc", "day", "type", "mode", "cameo", "quad", "reality", "polarity", "confidence", "sides",
	"sectors", "place_key", "place_name", "place_country", "lat", "lon", "origin", "origin_name", "origin_party", "outlet", "outlet_key",
	"language", "seen", "background", "counts", "body"}

func (t *tx) putTelling(n, old store.Telling) error {
	body, err := t.s.codec.pack(n)
	if err != nil {
		return fmt.Errorf("pack telling: %w", err)
	}
	lat, lon := coordinates(n.Place)
	if err := t.put("tellings", tellingColumns, keyBytes(n.Key), keyBytes(n.Event), keyBytes(n.Doc), dayOf(n.What), n.Type, n.Mode, n.CAMEO,
		int64(n.Quad), n.Reality, n.Polarity, n.Confidence, sides(n.What), sectors(n.What), keyBytes(n.Place.Key), placeName(n.Place.Name),
		n.Place.Country, lat, lon, keyBytes(n.Origin), n.OriginName, flag(originIsParty(n)), n.Outlet, keyBytes(n.OutletKey), n.Language,
		dayNumber(n.Published), flag(n.Background), flag(n.Live()), body); err != nil {
		return fmt.Errorf("keep telling: %w", err)
	}
	if err := t.repost(keyBytes(n.Key), tellingPostings(old), tellingPostings(n)); err != nil {
		return fmt.Errorf("index telling: %w", err)
	}
	return nil
}

func originIsParty(t store.Telling) bool {
	is := func(p store.Party) bool { return t.Origin != "" && p.Entity == t.Origin }
	return slices.ContainsFunc(t.Actors, is) || slices.ContainsFunc(t.Recipients, is)
}

// coordinates are those of a place, nil where they are not known.
func coordinates(p store.Place) (lat, lon any) {
	if !p.Known {
		return nil, nil
	}
	return p.Lat, p.Lon
}

func placeName(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

// sectors are the sectors of both sides: " GOV MIL ".
func sectors(w store.What) string {
	var b strings.Builder
	for _, p := range slices.Concat(w.Actors, w.Recipients) {
		if p.Sector != "" && !strings.Contains(b.String(), " "+p.Sector+" ") {
			if b.Len() == 0 {
				b.WriteByte(' ')
			}
			b.WriteString(p.Sector + " ")
		}
	}
	return b.String()
}

// sides are the countries and entities of the actors and recipients of a telling: " aRUS a#1f… rPRK ". Mutual ones, in which actors
// face each other, begin with " m".
func sides(w store.What) string {
	b := " "
	if len(w.Recipients) == 0 && len(w.Actors) > 1 {
		b = " m "
	}
	for i, ps := range [][]store.Party{w.Actors, w.Recipients} {
		for _, p := range ps {
			for _, s := range []string{p.Country, entitySide(p.Entity)} {
				if word := "ar"[i:i+1] + s + " "; s != "" && !strings.Contains(b, " "+word) {
					b += word
				}
			}
		}
	}
	return b
}

// sideBytes is how much of the key of an entity stands in the sides of a telling: enough to tell one from all others.
const sideBytes = 8

func entitySide(entity string) string {
	if entity == "" {
		return ""
	}
	b := keyBytes(entity)
	return "#" + hex.EncodeToString(b[:min(len(b), sideBytes)])
}

// countries are those of the actors and of the recipients: CHN,RUS>PRK. One with no country stands as nothing.
func countries(w store.What) string {
	side := func(ps []store.Party) string {
		var cs []string
		for _, p := range ps {
			cs = append(cs, p.Country)
		}
		slices.Sort(cs)
		if len(w.Recipients) > 0 { // among mutual actors, one country may face itself
			cs = slices.Compact(cs)
		}
		return strings.Join(cs, ",")
	}
	return side(w.Actors) + ">" + side(w.Recipients)
}

func (t *tx) PutQuotes(doc string, qs []store.Quote) error {
	old, err := all[store.Quote](t.view, "SELECT body FROM quotes WHERE doc = ?", keyBytes(doc))
	if err != nil {
		return fmt.Errorf("read quotations: %w", err)
	}
	had := map[string]store.Quote{}
	for _, o := range old {
		had[o.Key] = o
	}
	for _, q := range qs {
		if q.Doc != doc {
			return fmt.Errorf("quotation %s is of another document", q.Key)
		}
		body, err := t.s.codec.pack(q)
		if err != nil {
			return fmt.Errorf("pack quotation: %w", err)
		}
		if err := t.put("quotes", []string{"key", "doc", "kind", "day", "seen", "speaker", "outlet", "language", "replaced", "body"},
			keyBytes(q.Key), keyBytes(q.Doc), q.Kind, dayNumber(q.Day), dayNumber(q.Published), keyBytes(q.Speaker), q.Outlet, q.Language,
			flag(q.Replaced), body); err != nil {
			return fmt.Errorf("keep quotation: %w", err)
		}
		if err := t.repost(keyBytes(q.Key), quotePostings(had[q.Key]), quotePostings(q)); err != nil {
			return fmt.Errorf("index quotation: %w", err)
		}
		delete(had, q.Key)
	}
	for _, o := range old {
		if _, gone := had[o.Key]; !gone {
			continue
		}
		if err := t.repost(keyBytes(o.Key), quotePostings(o), nil); err != nil {
			return fmt.Errorf("drop quotation: %w", err)
		}
		if err := t.exec("DELETE FROM quotes WHERE key = ?", keyBytes(o.Key)); err != nil {
			return fmt.Errorf("drop quotation: %w", err)
		}
	}
	return nil
}

var eventColumns = []string{"key", "day", "type", "mode", "cameo", "quad", "reality", "polarity", "confidence", "story", "countries", "sectors",
	"place_key", "place_name", "place_country", "lat", "lon", "tellings", "origins", "seen", "disputed", "body"}

func (t *tx) PutEvent(e store.Event) error {
	old, had, err := before[store.Event](t.view, "event", "events", e.Key)
	if err != nil {
		return err
	}
	body, err := t.s.codec.pack(e)
	if err != nil {
		return fmt.Errorf("pack event: %w", err)
	}
	defer t.had.keep("events", e.Key, e)
	if moved := old; had {
		if moved.Story = e.Story; reflect.DeepEqual(moved, e) { // a story claims it
			return t.exec("UPDATE events SET story = ?, body = ? WHERE key = ?", keyBytes(e.Story), body, keyBytes(e.Key))
		}
	}
	lat, lon := coordinates(e.Place)
	if err := t.put("events", eventColumns, keyBytes(e.Key), dayOf(e.What), e.Type, e.Mode, e.CAMEO, int64(e.Quad), e.Reality, e.Polarity,
		e.Confidence, keyBytes(e.Story), countries(e.What), sectors(e.What), keyBytes(e.Place.Key), placeName(e.Place.Name), e.Place.Country,
		lat, lon, int64(e.Tellings), int64(e.Origins), dayNumber(e.FirstSeen), flag(len(e.Disputes) > 0), body); err != nil {
		return fmt.Errorf("keep event: %w", err)
	}
	var was []posting
	if had {
		was = eventPostings(old)
	}
	if err := t.repost(keyBytes(e.Key), was, eventPostings(e)); err != nil {
		return fmt.Errorf("index event: %w", err)
	}
	if had {
		if tallied(old) == tallied(e) {
			return nil
		}
		if err := t.tally(old, -1); err != nil {
			return err
		}
	}
	return t.tally(e, 1)
}

// tallyRow is the row of the tallies in which an event is counted.
type tallyRow struct {
	day  int64
	typ  string
	quad int
}

func tallied(e store.Event) tallyRow { return tallyRow{dayOf(e.What), e.Type, e.Quad} }

func (t *tx) tally(e store.Event, n int64) error {
	r := tallied(e)
	err := t.exec("INSERT INTO tallies (day, type, quad, n) VALUES (?, ?, ?, ?) ON CONFLICT (day, type, quad) DO UPDATE SET n = tallies.n + excluded.n",
		r.day, r.typ, int64(r.quad), n)
	if err != nil {
		return fmt.Errorf("tally event: %w", err)
	}
	return nil
}

func (t *tx) DropEvent(key string) error {
	old, had, err := before[store.Event](t.view, "event", "events", key)
	if err != nil || !had {
		return err
	}
	if err := t.repost(keyBytes(key), eventPostings(old), nil); err != nil {
		return fmt.Errorf("drop event: %w", err)
	}
	if err := t.tally(old, -1); err != nil {
		return err
	}
	t.had.forget("events", key)
	return t.exec("DELETE FROM events WHERE key = ?", keyBytes(key))
}

func (t *tx) PutEntity(e store.Entity) error {
	old, had, err := before[store.Entity](t.view, "entity", "entities", e.Key)
	if err != nil {
		return err
	}
	body, err := t.s.codec.pack(e)
	if err != nil {
		return fmt.Errorf("pack entity: %w", err)
	}
	defer t.had.keep("entities", e.Key, e)
	if named := old; had {
		if named.Documents = e.Documents; reflect.DeepEqual(named, e) { // one more document names it
			return t.exec("UPDATE entities SET documents = ?, body = ? WHERE key = ?", int64(e.Documents), body, keyBytes(e.Key))
		}
	}
	if err := t.put("entities", []string{"key", "kind", "country", "sector", "documents", "merged", "name", "body"},
		keyBytes(e.Key), e.Kind, e.Country, e.Sector, int64(e.Documents), flag(e.Merged != ""), sortName(e.Name), body); err != nil {
		return fmt.Errorf("keep entity: %w", err)
	}
	if err := t.repost(keyBytes(e.Key), entityPostings(old), entityPostings(e)); err != nil {
		return fmt.Errorf("index entity: %w", err)
	}
	return nil
}

func (t *tx) PutAgreement(a store.Agreement, docs ...string) error {
	delete(t.pacts, string(keyBytes(a.Key)))
	old, _, err := before[store.Agreement](t.view, "agreement", "agreements", a.Key)
	if err != nil {
		return err
	}
	body, err := t.s.codec.pack(a)
	if err != nil {
		return fmt.Errorf("pack agreement: %w", err)
	}
	if err := t.put("agreements", []string{"key", "stage", "day", "begins", "ends", "documents", "triggered", "name", "body"},
		keyBytes(a.Key), a.Stage, madeOn(a), dayNumber(a.InForce), dayNumber(a.Ended), int64(a.Documents), flag(len(a.Triggers) > 0), sortName(a.Name), body); err != nil {
		return fmt.Errorf("keep agreement: %w", err)
	}
	if err := t.repost(keyBytes(a.Key), agreementPostings(old), agreementPostings(a)); err != nil {
		return fmt.Errorf("index agreement: %w", err)
	}
	var values []any
	for _, d := range docs {
		values = append(values, keyBytes(a.Key), keyBytes(d))
	}
	return t.insert("agreement_docs (agreement, doc)", 2, values)
}

func (t *tx) DropAgreement(key string) error {
	delete(t.pacts, string(keyBytes(key)))
	old, had, err := before[store.Agreement](t.view, "agreement", "agreements", key)
	if err != nil || !had {
		return err
	}
	if err := t.repost(keyBytes(key), agreementPostings(old), nil); err != nil {
		return fmt.Errorf("drop agreement: %w", err)
	}
	if err := t.exec("DELETE FROM agreement_docs WHERE agreement = ?", keyBytes(key)); err != nil {
		return fmt.Errorf("drop agreement: %w", err)
	}
	return t.exec("DELETE FROM agreements WHERE key = ?", keyBytes(key))
}

func (t *tx) PutStory(s store.Story) error {
	body, err := t.s.codec.pack(s)
	if err != nil {
		return fmt.Errorf("pack story: %w", err)
	}
	if err := t.put("stories", []string{"key", "first", "last", "documents", "origins", "name", "body"}, keyBytes(s.Key), dayNumber(s.First),
		dayNumber(s.Last), int64(s.Documents), int64(s.Origins), sortName(s.Title), body); err != nil {
		return fmt.Errorf("keep story: %w", err)
	}
	t.had.keep("stories", s.Key, s)
	return nil
}

func (t *tx) DropStory(key string) error {
	t.had.forget("stories", key)
	return t.exec("DELETE FROM stories WHERE key = ?", keyBytes(key))
}

func (t *tx) PutCorrection(c store.Correction) error {
	body, err := t.s.codec.pack(c)
	if err != nil {
		return fmt.Errorf("pack correction: %w", err)
	}
	if err := t.put("corrections", []string{"id", "page", "at", "undone", "body"}, c.ID, c.Doc, micros(c.When), flag(c.Undone), body); err != nil {
		return fmt.Errorf("keep correction: %w", err)
	}
	return nil
}
