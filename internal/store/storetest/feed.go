package storetest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"rawi/internal/store"
)

// feeds are kept, found by when they are due, and forgotten.
// by is what is due by a moment, where nothing waits for longer than a day.
func by(t time.Time) store.Span { return store.Within(t, 24*time.Hour) }

func feeds(t *testing.T, s store.Store) {
	a := store.Feed{URL: "https://a.example/rss", Title: "أخبار", Kind: "rss", Added: noon, Due: noon.Add(time.Hour), Every: time.Hour, ETag: `"1"`,
		LastModified: "Wed, 19 Jun 2024 10:00:00 GMT", Looked: noon, News: noon, Leads: 7, Failures: 2, Problem: "it breaks off"}
	b := store.Feed{URL: "https://b.example/rss", Added: noon.Add(time.Second), Due: noon}
	gone := store.Feed{URL: "https://c.example/rss", Added: noon.Add(-time.Second)}
	update(t, s, func(tx store.Tx) error { return errors.Join(tx.PutFeed(b), tx.PutFeed(a), tx.PutFeed(gone)) })
	view(t, s, func(r store.Reader) error {
		list, err := r.Feeds()
		equal(t, "feeds", list, []store.Feed{gone, a, b})
		check(t, "feed", a, r.Feed, a.URL)
		_, err2 := r.Feed("https://d.example/rss")
		if !errors.Is(err2, store.ErrNotFound) {
			t.Errorf("a feed that is not there: %v", err2)
		}
		early, err3 := r.FeedsDue(by(noon.Add(-time.Second)), 10)
		now, err4 := r.FeedsDue(by(noon), 10)
		later, err5 := r.FeedsDue(by(noon.Add(time.Hour)), 10)
		first, err6 := r.FeedsDue(by(noon.Add(time.Hour)), 1)
		equal(t, "due too early", len(early), 0)
		equal(t, "due now", now, []store.Feed{b})
		equal(t, "due later", later, []store.Feed{b, a})
		equal(t, "the first due", first, []store.Feed{b})
		return errors.Join(err, err3, err4, err5, err6)
	})
	b.Due = noon.Add(2 * time.Hour)
	update(t, s, func(tx store.Tx) error { return errors.Join(tx.PutFeed(b), tx.DropFeed(a.URL)) })
	view(t, s, func(r store.Reader) error {
		list, err := r.Feeds()
		equal(t, "feeds after one was dropped", list, []store.Feed{gone, b})
		return err
	})
}

// leads are kept, counted, and found by when they are due, so many of each host.
func leads(t *testing.T, s store.Store) {
	lead := func(host string, n int, state string, due time.Time) store.Lead {
		return store.Lead{URL: fmt.Sprintf("https://%s.example/%d", host, n), Feed: "https://a.example/rss", Title: "Ports", Found: noon.Add(time.Duration(n) * time.Second), State: state, Due: due}
	}
	whole := lead("whole", 1, store.Kept, time.Time{})
	whole.Changed, whole.Fetched, whole.Tries, whole.Visits, whole.Problem = noon, noon, 2, 3, "late"
	whole.ETag, whole.LastModified, whole.Doc = `"1"`, "Wed, 19 Jun 2024 10:00:00 GMT", key("doc")
	update(t, s, func(tx store.Tx) error {
		err := errors.Join(tx.PutLead(whole), tx.PutLead(lead("b", 9, store.Waiting, noon.Add(-time.Minute))),
			tx.PutLead(lead("c", 1, store.Dropped, time.Time{})), tx.PutLead(lead("c", 2, store.Dropped, time.Time{})))
		for n := range 5 {
			err = errors.Join(err, tx.PutLead(lead("a", n, store.Waiting, noon.Add(time.Duration(n-10)*time.Minute))))
		}
		return err
	})
	names := func(list []store.Lead, err error) string {
		var b strings.Builder
		for _, l := range list {
			b.WriteString(" " + strings.TrimPrefix(l.URL, "https://"))
		}
		if err != nil {
			b.WriteString(err.Error())
		}
		return b.String()
	}
	view(t, s, func(r store.Reader) error {
		check(t, "lead", whole, r.Lead, whole.URL)
		if _, err := r.Lead("https://a.example/7"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a lead that is not there: %v", err)
		}
		equal(t, "due before anything is", names(r.LeadsDue(by(noon.Add(-time.Hour)), 9, 9)), "")
		equal(t, "put off by a clock that was ahead", names(r.LeadsDue(by(noon.AddDate(0, 0, -2)), 1, 9)), " a.example/0 b.example/9")
		equal(t, "all that are due", names(r.LeadsDue(by(noon), 9, 9)), " a.example/0 a.example/1 a.example/2 a.example/3 a.example/4 b.example/9")
		equal(t, "two of a host", names(r.LeadsDue(by(noon), 2, 9)), " a.example/0 a.example/1 b.example/9")
		equal(t, "two", names(r.LeadsDue(by(noon), 9, 2)), " a.example/0 a.example/1")
		equal(t, "dropped", names(r.Leads(store.Dropped, 9)), " c.example/2 c.example/1")
		equal(t, "the last dropped", names(r.Leads(store.Dropped, 1)), " c.example/2")
		counts, err := r.LeadCounts()
		equal(t, "counts", counts, map[string]int64{store.Kept: 1, store.Waiting: 6, store.Dropped: 2})
		return err
	})
	odd := store.Lead{URL: "http://%ff%00.example/a", Title: "nul \x00", State: store.Dropped, Found: noon}
	update(t, s, func(tx store.Tx) error { return tx.PutLead(odd) })
	view(t, s, func(r store.Reader) error { check(t, "lead of an odd host", odd, r.Lead, odd.URL); return nil })
	whole.State, whole.Due = store.Waiting, noon.Add(-time.Hour)
	update(t, s, func(tx store.Tx) error { return tx.PutLead(whole) })
	view(t, s, func(r store.Reader) error {
		equal(t, "first due", names(r.LeadsDue(by(noon), 1, 1)), " whole.example/1")
		counts, err := r.LeadCounts()
		equal(t, "counts after a change", counts, map[string]int64{store.Waiting: 7, store.Dropped: 3})
		return err
	})
}

// leases are kept under their names, the last word counts, and what was dropped is gone.
func leases(t *testing.T, s store.Store) {
	a := store.Lease{Name: "host a.example", Holder: "one", Until: noon.Add(123 * time.Microsecond)}
	b := store.Lease{Name: "host b.example", Holder: "one", Until: noon}
	update(t, s, func(tx store.Tx) error { return errors.Join(tx.PutLease(a), tx.PutLease(b)) })
	a.Holder, a.Until = "two", noon.Add(time.Hour)
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.PutLease(a), tx.DropLease(b.Name), tx.DropLease("none"))
	})
	view(t, s, func(r store.Reader) error {
		check(t, "lease", a, r.Lease, a.Name)
		_, err := r.Lease(b.Name)
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a lease that was given back: %v", err)
		}
		return nil
	})
}
