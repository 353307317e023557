package follow

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"rawi/internal/feeds"
	"rawi/internal/fetch"
	"rawi/internal/store"
)

// look looks at a feed and notes the pages that it announces.
func (f *Follower) look(ctx context.Context, feed store.Feed) error {
	first := feed.Kind == ""
	answer, err := f.Client.Get(ctx, cmp.Or(feed.Moved, feed.URL), fetch.Known{ETag: feed.ETag, LastModified: feed.LastModified})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	feed.Looked = f.Now().UTC()
	if err != nil {
		return f.missed(ctx, feed, err)
	}
	if answer.Unchanged {
		f.settle(&feed, 0)
		return f.noted(ctx, feed, Note{Feed: feed.URL})
	}
	read, err := within(ctx, f.Reading, func() (feeds.Feed, error) { return feeds.Parse(answer.Body, answer.URL) })
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return f.missed(ctx, feed, err)
	}
	feed.ETag, feed.LastModified, feed.Kind = answer.ETag, answer.LastModified, string(read.Kind)
	feed.Title, feed.Moved = cmp.Or(read.Title, feed.Title), cmp.Or(answer.Moved, feed.Moved)
	note := Note{Feed: feed.URL, Odd: strings.Join(read.Faults, "; ")}
	if read.Kind == feeds.Index {
		err = f.parts(ctx, feed, read.Items)
	} else {
		note.New, err = f.announced(ctx, feed, read, first)
	}
	if err != nil {
		return err
	}
	f.settle(&feed, note.New)
	feed.Problem = note.Odd
	return f.noted(ctx, feed, note)
}

// settle says when a feed that could be read is looked at next: sooner where it has much to say, later where it has little.
func (f *Follower) settle(feed *store.Feed, announced int) {
	if announced > 0 {
		feed.Every /= 2
		feed.News = feed.Looked
		feed.Leads += int64(announced)
	} else {
		feed.Every = feed.Every * 3 / 2
	}
	feed.Every = min(max(feed.Every, f.Least), f.Most)
	feed.Failures, feed.Problem = 0, ""
	feed.Due = feed.Looked.Add(f.about(feed.Every))
}

// about is a duration a tenth longer or shorter.
func (f *Follower) about(d time.Duration) time.Duration {
	return time.Duration(float64(d) * (0.9 + 0.2*f.Spread()))
}

// missed notes that a feed could not be read, and when it is tried again: each time later, not before its host says, and never where it
// is gone for good.
func (f *Follower) missed(ctx context.Context, feed store.Feed, err error) error {
	feed.Failures++
	feed.Problem = fetch.Reason(err, feed.URL)
	feed.Moved = "" // perhaps it was not for good
	wait := f.later(f.Least, feed.Failures)
	var e *fetch.Error
	if errors.As(err, &e) {
		wait = max(wait, e.RetryAfter)
	}
	feed.Due = feed.Looked.Add(wait)
	if e != nil && e.Status == http.StatusGone {
		feed.Due = time.Time{}
	}
	return f.noted(ctx, feed, Note{Feed: feed.URL, Err: err, Again: feed.Due})
}

// later is how long is waited after so many failures: twice as long each time.
func (f *Follower) later(first time.Duration, failures int) time.Duration {
	d := first
	for range failures {
		if d *= 2; d >= f.Most {
			return f.about(f.Most)
		}
	}
	return f.about(d)
}

// noted keeps what is known of a feed, and tells it. A feed that was dropped meanwhile stays dropped.
func (f *Follower) noted(ctx context.Context, feed store.Feed, n Note) error {
	err := f.store.Update(ctx, func(tx store.Tx) error {
		if _, err := tx.Feed(feed.URL); err != nil {
			if errors.Is(err, store.ErrNotFound) {
				return nil
			}
			return err
		}
		return tx.PutFeed(feed)
	})
	if err != nil {
		return fmt.Errorf("note feed %s: %w", feed.URL, err)
	}
	f.tell(n)
	return nil
}

// someItems is how many items are noted in one transaction.
const someItems = 500

// announced notes the pages that a feed announces. They are kept before the feed is noted as read, so that none is lost in between.
func (f *Follower) announced(ctx context.Context, feed store.Feed, read feeds.Feed, first bool) (fresh int, err error) {
	for part := range slices.Chunk(read.Items, someItems) {
		n := 0
		err := f.store.Update(ctx, func(tx store.Tx) error {
			n = 0
			for _, item := range part {
				is, err := f.item(tx, feed, item, first && read.Kind == feeds.Sitemap)
				if err != nil {
					return err
				}
				if is {
					n++
				}
			}
			return nil
		})
		if err != nil {
			return fresh, fmt.Errorf("note what %s announces: %w", feed.URL, err)
		}
		fresh += n
	}
	return fresh, nil
}

// A page that its feed says was changed is fetched again, but so often at most, and not sooner than that after the last time.
const (
	manyVisits = 10
	calm       = 30 * time.Minute
)

// item notes one page and tells whether it is new. A sitemap that is seen first lists pages of many years: those without a day are then
// taken as old.
func (f *Follower) item(tx store.Tx, feed store.Feed, item feeds.Item, undatedIsOld bool) (bool, error) {
	now := f.Now().UTC()
	address := fetch.Canonical(item.URL)
	lead, err := tx.Lead(address)
	switch changed := item.Changed(); {
	case errors.Is(err, store.ErrNotFound):
		lead = store.Lead{URL: address, Feed: feed.URL, Title: item.Title, Found: now, Changed: changed, State: store.Waiting, Due: now}
		if changed.IsZero() && undatedIsOld || !changed.IsZero() && now.Sub(changed) > f.MaxAge {
			lead.State, lead.Due = store.Past, time.Time{}
		}
		return lead.State == store.Waiting, tx.PutLead(lead)
	case err != nil:
		return false, err
	case lead.State == store.Waiting || lead.Visits >= manyVisits || !changed.After(lead.Changed):
		return false, nil
	case lead.State == store.Past && now.Sub(changed) > f.MaxAge:
		return false, nil
	case changed.After(lead.Fetched), lead.Fetched.After(now): // by a clock that was ahead: it is not known when
		lead.State, lead.Tries, lead.Due = store.Waiting, 0, now
		if soonest := lead.Fetched.Add(calm); soonest.After(now) {
			lead.Due = now.Add(min(soonest.Sub(now), calm))
		}
	}
	lead.Changed = item.Changed()
	return false, tx.PutLead(lead)
}

// manyParts is how many sitemaps of an index are followed, the newest.
const manyParts = 50

// parts follows the sitemaps of an index that may hold something new, and no longer those that it does not name any more.
func (f *Follower) parts(ctx context.Context, index store.Feed, items []feeds.Item) error {
	if index.Index != "" {
		return nil // an index in an index: sitemaps are not nested
	}
	now := f.Now().UTC()
	slices.SortStableFunc(items, func(a, b feeds.Item) int { return b.Changed().Compare(a.Changed()) })
	named := map[string]bool{}
	for _, i := range items {
		u, err := fetch.Parse(i.URL)
		old := !i.Changed().IsZero() && now.Sub(i.Changed()) > f.MaxAge
		if err == nil && !old && fetch.SameSite(index.URL, i.URL) && len(named) < manyParts {
			named[u.String()] = true
		}
	}
	err := f.store.Update(ctx, func(tx store.Tx) error {
		have, err := tx.Feeds()
		if err != nil {
			return err
		}
		known := map[string]bool{}
		for _, h := range have {
			known[h.URL] = true
			if h.Index == index.URL && !named[h.URL] {
				if err := tx.DropFeed(h.URL); err != nil {
					return err
				}
			}
		}
		for address := range named {
			if known[address] {
				continue
			}
			if err := tx.PutFeed(store.Feed{URL: address, Index: index.URL, Added: now, Due: now, Every: index.Every}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("note the sitemaps of %s: %w", index.URL, err)
	}
	return nil
}
