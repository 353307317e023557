package sqlstore

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"rawi/internal/store"
)

// Settle implements store.Tx.
func (t *tx) Settle(s store.Settlement) error {
	err := t.put("ledger", []string{"page", "doc", "code", "at"}, keyBytes(s.Page), keyBytes(s.Doc), s.Code, micros(s.At))
	if err != nil {
		return fmt.Errorf("settle page: %w", err)
	}
	return nil
}

// PutArchive implements store.Tx.
func (t *tx) PutArchive(a store.Archive) error {
	body, err := t.s.codec.pack(a)
	if err != nil {
		return fmt.Errorf("pack archive: %w", err)
	}
	if err := t.put("archives", []string{"key", "body"}, keyBytes(a.Key), body); err != nil {
		return fmt.Errorf("keep archive: %w", err)
	}
	t.had.keep("archives", a.Key, a)
	return nil
}

// Archive implements store.Reader.
func (v *view) Archive(key string) (store.Archive, error) {
	return byKey[store.Archive](v, "archive", "archives", key)
}

// Settled implements store.Reader.
func (v *view) Settled(pages ...string) ([]store.Settlement, error) {
	var out []store.Settlement
	for part := range slices.Chunk(pages, sizes[len(sizes)-1]) {
		size := sizes[slices.IndexFunc(sizes, func(n int) bool { return n >= len(part) })]
		var args []any
		for i := range size {
			args = append(args, keyBytes(part[min(i, len(part)-1)])) // the last one again and again asks for nothing more
		}
		err := v.each("SELECT page, doc, code, at FROM ledger WHERE page IN ("+slots(size)+")", args, func(rows *sql.Rows) error {
			var page, doc []byte
			var at int64
			var s store.Settlement
			if err := rows.Scan(&page, &doc, &s.Code, &at); err != nil {
				return err
			}
			s.Page, s.Doc, s.At = keyText(page), keyText(doc), time.UnixMicro(at).UTC()
			out = append(out, s)
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("look into the ledger: %w", err)
		}
	}
	slices.SortFunc(out, func(a, b store.Settlement) int { return strings.Compare(a.Page, b.Page) })
	return slices.Compact(out), nil
}
