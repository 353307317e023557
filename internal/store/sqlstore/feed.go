package sqlstore

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"rawi/internal/store"
)

// feedKey and leadKey are under which key the thing of an address is kept, leaseKey that of a lease.
func feedKey(address string) string { return store.Key("feed", address) }
func leadKey(address string) string { return store.Key("lead", address) }
func leaseKey(name string) string   { return store.Key("lease", name) }

func (v *view) Feeds() ([]store.Feed, error) {
	return all[store.Feed](v, "SELECT body FROM feeds ORDER BY added, key")
}

func (v *view) Feed(address string) (store.Feed, error) {
	return one[store.Feed](v, "feed", address, "SELECT body FROM feeds WHERE key = ?", keyBytes(feedKey(address)))
}

// isDue holds of a row that is due in a span of which both ends are given.
const isDue = "due > 0 AND (due <= ? OR due > ?)"

func (v *view) FeedsDue(d store.Span, limit int) ([]store.Feed, error) {
	return all[store.Feed](v, "SELECT body FROM feeds WHERE "+isDue+" ORDER BY due, key LIMIT ?", micros(d.Upto), micros(d.Beyond), int64(limit))
}

func (v *view) Lead(address string) (store.Lead, error) {
	return one[store.Lead](v, "lead", address, "SELECT body FROM leads WHERE key = ?", keyBytes(leadKey(address)))
}

func (v *view) LeadsDue(d store.Span, ofHost, limit int) ([]store.Lead, error) {
	return all[store.Lead](v, "SELECT l.body FROM (SELECT due, key, ROW_NUMBER() OVER (PARTITION BY host ORDER BY due, key) AS place "+
		"FROM leads WHERE "+isDue+") AS waiting JOIN leads l ON l.key = waiting.key WHERE place <= ? ORDER BY waiting.due, waiting.key LIMIT ?",
		micros(d.Upto), micros(d.Beyond), int64(ofHost), int64(limit))
}

func (v *view) Leads(state string, limit int) ([]store.Lead, error) {
	return all[store.Lead](v, "SELECT body FROM leads WHERE state = ? ORDER BY found DESC, key LIMIT ?", state, int64(limit))
}

func (v *view) LeadCounts() (map[string]int64, error) {
	out := map[string]int64{}
	err := v.each("SELECT state, count(*) FROM leads GROUP BY state", nil, func(rows *sql.Rows) error {
		var state string
		var n int64
		err := rows.Scan(&state, &n)
		out[state] = n
		return err
	})
	return out, err
}

func (t *tx) PutFeed(f store.Feed) error {
	body, err := t.s.codec.pack(f)
	if err != nil {
		return fmt.Errorf("pack feed: %w", err)
	}
	if err := t.put("feeds", []string{"key", "added", "due", "body"}, keyBytes(feedKey(f.URL)), micros(f.Added), micros(f.Due), body); err != nil {
		return fmt.Errorf("keep feed: %w", err)
	}
	return nil
}

func (t *tx) DropFeed(address string) error {
	if err := t.exec("DELETE FROM feeds WHERE key = ?", keyBytes(feedKey(address))); err != nil {
		return fmt.Errorf("drop feed: %w", err)
	}
	return nil
}

func (t *tx) PutLead(l store.Lead) error {
	body, err := t.s.codec.pack(l)
	if err != nil {
		return fmt.Errorf("pack lead: %w", err)
	}
	host := ""
	if u, err := url.Parse(l.URL); err == nil {
		host = strings.ToValidUTF8(strings.ToLower(u.Host), "?") // an address may hold any bytes, escaped; a column of text may not
	}
	err = t.put("leads", []string{"key", "host", "state", "due", "found", "body"},
		keyBytes(leadKey(l.URL)), host, l.State, micros(l.Due), micros(l.Found), body)
	if err != nil {
		return fmt.Errorf("keep lead: %w", err)
	}
	return nil
}

func (v *view) Lease(name string) (store.Lease, error) {
	l := store.Lease{Name: name}
	var ends int64
	err := v.c.Row(v.ctx, "SELECT holder, ends FROM leases WHERE key = ?", []any{keyBytes(leaseKey(name))}, &l.Holder, &ends)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return l, fmt.Errorf("lease %s: %w", name, store.ErrNotFound)
	case err != nil:
		return l, fmt.Errorf("find lease: %w", err)
	}
	l.Until = time.UnixMicro(ends).UTC()
	return l, nil
}

func (t *tx) PutLease(l store.Lease) error {
	if err := t.put("leases", []string{"key", "holder", "ends"}, keyBytes(leaseKey(l.Name)), l.Holder, micros(l.Until)); err != nil {
		return fmt.Errorf("keep lease: %w", err)
	}
	return nil
}

func (t *tx) DropLease(name string) error {
	if err := t.exec("DELETE FROM leases WHERE key = ?", keyBytes(leaseKey(name))); err != nil {
		return fmt.Errorf("drop lease: %w", err)
	}
	return nil
}
