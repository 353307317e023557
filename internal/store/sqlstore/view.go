package sqlstore

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rawi/internal/news"
	"rawi/internal/store"
)

// view reads in one transaction.
type view struct {
	s   *Store
	ctx context.Context
	c   *session
	had lately // of a transaction that writes

	pacts map[string]store.Agreement // … agreements of lists, by the bytes of their keys
}

// lately is what a transaction that writes has read or kept, by table and key. Nobody else writes meanwhile, and what many reports
// name, a state or an event, is asked for again and again. What is given out is shared: no one changes the inside of it.
type lately map[[2]string]any

// manyLately bounds what is remembered.
const manyLately = 4096

// remembered are the tables whose things are asked for again.
func remembered(table string) bool {
	switch table {
	case "documents", "entities", "events", "stories":
		return true
	}
	return false
}

func (l lately) keep(table, key string, x any) {
	if l == nil || !remembered(table) {
		return
	}
	if len(l) >= manyLately {
		clear(l)
	}
	l[[2]string{table, key}] = x
}

func (l lately) forget(table, key string) { delete(l, [2]string{table, key}) }

// each runs f on every row of an answer. f must not ask the database.
func (v *view) each(query string, args []any, f func(*sql.Rows) error) error {
	rows, err := v.c.query(v.ctx, query, args)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return v.c.fail(errors.Join(rows.Err(), rows.Close()))
}

// one reads one thing by its body.
func one[T any](v *view, what, key, query string, args ...any) (T, error) {
	var t T
	var body []byte
	switch err := v.c.Row(v.ctx, query, args, &body); {
	case errors.Is(err, sql.ErrNoRows):
		return t, fmt.Errorf("%s %s: %w", what, key, store.ErrNotFound)
	case err != nil:
		return t, fmt.Errorf("%s %s: %w", what, key, err)
	}
	if err := v.s.codec.unpack(body, &t); err != nil {
		return t, fmt.Errorf("%s %s: %w", what, key, err)
	}
	return t, nil
}

// all reads things by their bodies.
func all[T any](v *view, query string, args ...any) ([]T, error) {
	var out []T
	var body sql.RawBytes
	err := v.each(query, args, func(rows *sql.Rows) error {
		if err := rows.Scan(&body); err != nil {
			return err
		}
		var t T
		if err := v.s.codec.unpack(body, &t); err != nil {
			return err
		}
		out = append(out, t)
		return nil
	})
	return out, err
}

// byKey reads a thing of a table.
func byKey[T any](v *view, what, table, key string) (T, error) {
	if x, ok := v.had[[2]string{table, key}].(T); ok {
		return x, nil
	}
	x, err := one[T](v, what, key, "SELECT body FROM "+table+" WHERE key = ?", keyBytes(key))
	if err == nil {
		v.had.keep(table, key, x)
	}
	return x, err
}

func (v *view) Document(key string) (store.Document, error) {
	return byKey[store.Document](v, "document", "documents", key)
}

func (v *view) Record(doc string) (news.Record, error) {
	return one[news.Record](v, "record of document", doc, "SELECT body FROM records WHERE doc = ?", keyBytes(doc))
}

func (v *view) Versions(page string) ([]store.Document, error) {
	return all[store.Document](v, "SELECT body FROM documents WHERE page = ? ORDER BY version, added, key", page)
}

func (v *view) ByDigest(digest string) ([]store.Document, error) {
	return all[store.Document](v, "SELECT body FROM documents WHERE digest = ? ORDER BY added, key", keyBytes(digest))
}

func (v *view) Relations(doc string) ([]store.Relation, error) {
	return all[store.Relation](v, "SELECT body FROM relations WHERE a = ? UNION ALL SELECT body FROM relations WHERE b = ? AND a <> ?",
		keyBytes(doc), keyBytes(doc), keyBytes(doc))
}

// sizes are how many marks are looked for in one question; few sizes make few statements, which are kept.
var sizes = []int{1, 8, 40, 200}

func (v *view) Marked(space store.Space, marks []uint64, least, limit int) ([]store.Match, error) {
	marks = slices.Clone(marks)
	slices.Sort(marks)
	oftener := oftener(marks)
	marks = slices.Compact(marks)
	shared := map[string]int{}
	var mark int64
	var ref sql.RawBytes
	for part := range slices.Chunk(marks, sizes[len(sizes)-1]) {
		size := sizes[slices.IndexFunc(sizes, func(n int) bool { return n >= len(part) })]
		args := make([]any, 1+size) // the rest of them, without a value, ask for nothing
		args[0] = int64(space)
		for i, m := range part {
			args[1+i] = int64(m)
		}
		err := v.each(v.s.d.marked(size), args, func(rows *sql.Rows) error {
			if err := rows.Scan(&mark, &ref); err != nil {
				return err
			}
			shared[string(ref)] += 1 + oftener[uint64(mark)]
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("look for marks: %w", err)
		}
	}
	var out []store.Match
	for r, n := range shared {
		if n >= least {
			out = append(out, store.Match{Ref: keyText([]byte(r)), Count: n})
		}
	}
	slices.SortFunc(out, func(a, b store.Match) int {
		if a.Count != b.Count {
			return b.Count - a.Count
		}
		return strings.Compare(a.Ref, b.Ref)
	})
	if limit > 0 && len(out) > limit {
		out = out[:limit]
	}
	return out, nil
}

// oftener tells of each mark that stands in a sorted list more than once how many more times that is.
func oftener(marks []uint64) map[uint64]int {
	var out map[uint64]int
	for i := 1; i < len(marks); i++ {
		if marks[i] != marks[i-1] {
			continue
		}
		if out == nil {
			out = map[uint64]int{}
		}
		out[marks[i]]++
	}
	return out
}

func (v *view) MarkedRefs(space store.Space, limit int) ([]string, error) {
	var out []string
	err := v.each("SELECT ref FROM marks_of WHERE space = ? ORDER BY ref LIMIT ?", []any{int64(space), int64(limit)}, func(rows *sql.Rows) error {
		var ref sql.RawBytes
		err := rows.Scan(&ref)
		out = append(out, keyText(ref))
		return err
	})
	return out, err
}

// marksOf gives the marks of a thing.
func (v *view) marksOf(space store.Space, ref string) ([]uint64, error) {
	var body []byte
	err := v.c.Row(v.ctx, "SELECT marks FROM marks_of WHERE space = ? AND ref = ?", []any{int64(space), keyBytes(ref)}, &body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	out := make([]uint64, 0, len(body)/8)
	for ; len(body) >= 8; body = body[8:] {
		out = append(out, binary.LittleEndian.Uint64(body))
	}
	return out, nil
}

func (v *view) Event(key string) (store.Event, error) {
	return byKey[store.Event](v, "event", "events", key)
}

func (v *view) TellingsOf(event string) ([]store.Telling, error) {
	return all[store.Telling](v, "SELECT body FROM tellings WHERE event = ? ORDER BY seen, key", keyBytes(event))
}

func (v *view) TellingsIn(doc string) ([]store.Telling, error) {
	ts, err := all[store.Telling](v, "SELECT body FROM tellings WHERE doc = ?", keyBytes(doc))
	slices.SortFunc(ts, func(a, b store.Telling) int { return byLocal(a.Local, b.Local, a.Key, b.Key) })
	return ts, err
}

// byLocal sorts v2 before v10: as the record has them.
func byLocal(a, b, aKey, bKey string) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	if c := strings.Compare(a, b); c != 0 {
		return c
	}
	return strings.Compare(aKey, bKey)
}

func (v *view) Telling(key string) (store.Telling, error) {
	return byKey[store.Telling](v, "telling", "tellings", key)
}

func (v *view) QuotesIn(doc string) ([]store.Quote, error) {
	qs, err := all[store.Quote](v, "SELECT body FROM quotes WHERE doc = ?", keyBytes(doc))
	slices.SortFunc(qs, func(a, b store.Quote) int { return byLocal(a.Local, b.Local, a.Key, b.Key) })
	return qs, err
}

func (v *view) Quote(key string) (store.Quote, error) {
	return byKey[store.Quote](v, "quotation", "quotes", key)
}

func (v *view) Entity(key string) (store.Entity, error) {
	return byKey[store.Entity](v, "entity", "entities", key)
}

func (v *view) EntitiesByAlias(folded string) ([]store.Entity, error) {
	return all[store.Entity](v, "SELECT e.body FROM postings p JOIN entities e ON e.key = p.ref WHERE p.kind = ? AND p.value = ? ORDER BY e.key",
		entityAlias, nameValue(folded))
}

func (v *view) Agreement(key string) (store.Agreement, error) {
	return byKey[store.Agreement](v, "agreement", "agreements", key)
}

func (v *view) AgreementsIn(doc string) ([]store.Agreement, error) {
	return all[store.Agreement](v, "SELECT a.body FROM agreement_docs d JOIN agreements a ON a.key = d.agreement WHERE d.doc = ? ORDER BY a.key",
		keyBytes(doc))
}

func (v *view) AgreementsOf(entity string) ([]store.Agreement, error) {
	return v.agreements("SELECT a.key, a.body FROM postings p JOIN agreements a ON a.key = p.ref WHERE p.kind = ? AND p.value = ? ORDER BY a.key",
		agreementParty, keyBytes(entity))
}

// Binding reads the postings of the party from the latest agreement back, and no further than it must.
func (v *view) Binding(entity, made, ended string, triggered bool, limit int) ([]store.Agreement, error) {
	set := ""
	if triggered {
		set = "AND EXISTS (SELECT 1 FROM agreements t WHERE t.key = p.ref AND t.triggered = 1) "
	}
	last := dayNumber(made)
	if last == 0 {
		last = lastDay
	}
	return v.agreements("SELECT a.key, a.body FROM (SELECT p.ref FROM postings p WHERE p.kind = ? AND p.value = ? AND p.day <= ? "+
		"AND (p.side = 0 OR p.side > ?) "+set+"ORDER BY p.day DESC, p.ref LIMIT ?) b JOIN agreements a ON a.key = b.ref ORDER BY a.key",
		agreementBinding, keyBytes(entity), last, dayNumber(ended), int64(limit))
}

// lastDay is behind all days.
const lastDay = 99991231

func (v *view) AgreementsNaming(event string) ([]store.Agreement, error) {
	return v.agreements("SELECT a.key, a.body FROM postings p JOIN agreements a ON a.key = p.ref WHERE p.kind = ? AND p.value = ? ORDER BY a.key",
		agreementEvent, keyBytes(event))
}

// agreements reads agreements by key and body; those that this transaction has read before are not unpacked again.
func (v *view) agreements(query string, args ...any) ([]store.Agreement, error) {
	var out []store.Agreement
	var key, body sql.RawBytes
	err := v.each(query, args, func(rows *sql.Rows) error {
		if err := rows.Scan(&key, &body); err != nil {
			return err
		}
		a, known := v.pacts[string(key)]
		if !known {
			if err := v.s.codec.unpack(body, &a); err != nil {
				return err
			}
			v.keepPact(a)
		}
		out = append(out, a)
		return nil
	})
	return out, err
}

// keepPact remembers an agreement that stands in a list, until it is kept anew.
func (v *view) keepPact(a store.Agreement) {
	if v.pacts == nil {
		return
	}
	if len(v.pacts) >= manyLately {
		clear(v.pacts)
	}
	v.pacts[string(keyBytes(a.Key))] = a
}

func (v *view) Story(key string) (store.Story, error) {
	return byKey[store.Story](v, "story", "stories", key)
}

func (v *view) Corrections(page string) ([]store.Correction, error) {
	return all[store.Correction](v, "SELECT body FROM corrections WHERE page = ? ORDER BY at, id", page)
}

func (v *view) Correction(id string) (store.Correction, error) {
	list, err := all[store.Correction](v, "SELECT body FROM corrections WHERE id = ?", id)
	if err == nil && len(list) == 0 {
		err = store.ErrNotFound
	}
	if err != nil {
		return store.Correction{}, err
	}
	return list[0], nil
}

func (v *view) AllCorrections(limit int, after string) (store.Page[store.Correction], error) {
	if limit <= 0 {
		limit = usual
	}
	where, args := "", []any{}
	if after != "" {
		at, id, err := parseCursor("corrections", after)
		if err != nil {
			return store.Page[store.Correction]{}, err
		}
		where, args = "WHERE (at, id) < (?, ?) ", []any{at, string(id)}
	}
	list, err := all[store.Correction](v, "SELECT body FROM corrections "+where+"ORDER BY at DESC, id DESC LIMIT ?", append(args, int64(limit)+1)...)
	if err != nil || len(list) <= limit {
		return store.Page[store.Correction]{Items: list}, err
	}
	list = list[:limit]
	last := list[limit-1]
	return store.Page[store.Correction]{Items: list, Next: cursor("corrections", micros(last.When), []byte(last.ID))}, nil
}

func (v *view) DocKeys(after string, limit int) ([]string, error) {
	if limit <= 0 {
		limit = usual
	}
	var out []string
	err := v.each("SELECT key FROM documents WHERE key > ? ORDER BY key LIMIT ?", []any{keyBytes(after), int64(limit)}, func(rows *sql.Rows) error {
		var key sql.RawBytes
		err := rows.Scan(&key)
		out = append(out, keyText(key))
		return err
	})
	return out, err
}

// findLists are the lists in which keys are looked for, with their tables.
var findLists = []string{"documents", "events", "tellings", "quotes", "agreements", "stories", "entities"}

// findAtMost is how many things of a list Find gives: enough to see that more than one is meant.
const findAtMost = 5

func (v *view) Find(prefix string) ([]store.Ref, error) {
	prefix = strings.ToLower(prefix)
	if prefix == "" || len(prefix) > 32 || strings.Trim(prefix, "0123456789abcdef") != "" {
		return nil, nil
	}
	low, high := keyBytes(prefix+strings.Repeat("0", 32-len(prefix))), keyBytes(prefix+strings.Repeat("f", 32-len(prefix)))
	var out []store.Ref
	for _, l := range findLists {
		q := fmt.Sprintf("SELECT key FROM %s WHERE key >= ? AND key <= ? ORDER BY key LIMIT %d", l, findAtMost)
		err := v.each(q, []any{low, high}, func(rows *sql.Rows) error {
			var key sql.RawBytes
			err := rows.Scan(&key)
			out = append(out, store.Ref{List: l, Key: keyText(key)})
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("find %s: %w", prefix, err)
		}
	}
	return out, nil
}
