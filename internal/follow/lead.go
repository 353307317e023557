package follow

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"rawi/internal/fetch"
	"rawi/internal/intake"
	"rawi/internal/news"
	"rawi/internal/register"
	"rawi/internal/store"
)

// manyTries is how often a page is asked for that cannot be had for now.
const manyTries = 5

// chase fetches a page that was announced, reads it and keeps it, or hands it to those who read.
func (f *Follower) chase(ctx context.Context, lead store.Lead) error {
	answer, err := f.Client.Get(ctx, lead.URL, fetch.Known{ETag: lead.ETag, LastModified: lead.LastModified})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return f.unfetched(ctx, lead, err)
	}
	lead.Fetched = f.Now().UTC()
	lead.Visits++
	if answer.Unchanged {
		return f.put(ctx, f.settled(lead, answer))
	}
	lead.ETag, lead.LastModified = "", "" // by which only a text is known that was kept: any other has to come again
	item := fetched(lead, answer)
	if f.Push != nil {
		return f.push(ctx, lead, answer, item)
	}
	rec, err := within(ctx, f.Reading, func() (news.Record, error) { return item.Read(ctx, f.Read) })
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return f.drop(ctx, lead, err)
	}
	return f.keep(ctx, lead, answer, rec)
}

// fetched is a page that was announced, as it came.
func fetched(lead store.Lead, answer fetch.Answer) intake.Item {
	i := intake.Item{Page: intake.Fetched(answer), File: lead.URL, Place: lead.URL, Fetched: true, Met: lead.Fetched}
	if !lead.Changed.IsZero() {
		i.Announced = lead.Changed.Format(time.DateOnly)
	}
	return i
}

// push hands a page to those who read, and notes then that it is done: one that is noted has been acknowledged.
func (f *Follower) push(ctx context.Context, lead store.Lead, answer fetch.Answer, item intake.Item) error {
	err := f.Push(ctx, item)
	switch {
	case ctx.Err() != nil && err != nil:
		return ctx.Err()
	case errors.Is(err, ErrNeverTaken):
		return f.drop(ctx, lead, err)
	case err != nil:
		return fmt.Errorf("push %s: %w", lead.URL, err)
	}
	if err := f.put(ctx, f.settled(lead, answer)); err != nil {
		return err
	}
	f.tell(Note{Page: lead.URL, Feed: lead.Feed, Pushed: true})
	return nil
}

// settled is a lead of whose page the register has what the answer says, or will have it from those who read.
func (f *Follower) settled(lead store.Lead, answer fetch.Answer) store.Lead {
	lead.State = store.Kept
	if f.Push != nil {
		lead.State = store.Pushed
	}
	lead.ETag, lead.LastModified = answer.ETag, answer.LastModified
	lead.Tries, lead.Problem, lead.Due = 0, "", time.Time{}
	return lead
}

// keep keeps a report, and with it that its page is done.
func (f *Follower) keep(ctx context.Context, lead store.Lead, answer fetch.Answer, rec news.Record) error {
	added, err := f.Register.AddWith(ctx, rec, func(tx store.Tx, a register.Added) error {
		done := f.settled(lead, answer)
		done.Doc = a.Doc.Key
		if err := tx.PutLead(done); err != nil {
			return err
		}
		if rec.Document.URL == lead.URL {
			return nil
		}
		// The page has another name for itself. Whoever announces it by that name announces nothing new.
		if _, err := tx.Lead(rec.Document.URL); !errors.Is(err, store.ErrNotFound) {
			return err
		}
		done.URL, done.ETag, done.LastModified = rec.Document.URL, "", ""
		return tx.PutLead(done)
	})
	if ctx.Err() != nil && err != nil {
		return ctx.Err()
	}
	f.mu.Lock()
	if f.faults++; err == nil {
		f.faults = 0
	}
	broken := f.faults >= register.Patience
	f.mu.Unlock()
	switch {
	case broken:
		return fmt.Errorf("keep reports: %w", err)
	case err != nil:
		return f.unfetched(ctx, lead, err)
	}
	f.tell(Note{Page: lead.URL, Feed: lead.Feed, Added: &added})
	return nil
}

// errAbandoned says that something was left behind while it was read.
var errAbandoned = errors.New("reading it took too long and was abandoned")

// within gives what read gives, unless it takes too long. What has not ended by then is left behind: a fault that shows itself so must
// cost one page only.
func within[T any](ctx context.Context, limit time.Duration, read func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	answer := make(chan result, 1)
	go func() {
		value, err := read()
		answer <- result{value, err}
	}()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	var none T
	select {
	case r := <-answer:
		return r.value, r.err
	case <-timer.C:
		return none, errAbandoned
	case <-ctx.Done():
		return none, ctx.Err()
	}
}

// unfetched notes that a page could not be had, and when it is tried again, if that may help.
func (f *Follower) unfetched(ctx context.Context, lead store.Lead, err error) error {
	var e *fetch.Error
	if errors.As(err, &e) && final(e) {
		return f.drop(ctx, lead, err)
	}
	if e == nil || e.Code != fetch.Busy { // a host that asks for patience is no failure of its page
		if lead.Tries++; lead.Tries >= manyTries {
			return f.drop(ctx, lead, err)
		}
	}
	wait := f.later(f.Least, lead.Tries)
	if e != nil {
		wait = max(wait, e.RetryAfter)
	}
	lead.State, lead.Problem, lead.Due = store.Waiting, fetch.Reason(err, lead.URL), f.Now().UTC().Add(wait)
	if err := f.put(ctx, lead); err != nil {
		return err
	}
	f.tell(Note{Page: lead.URL, Feed: lead.Feed, Err: err, Again: lead.Due})
	return nil
}

// final tells whether a page that cannot be had for this reason will never be. A page that is missing may come: feeds are often ahead
// of their sites.
func final(e *fetch.Error) bool {
	switch e.Code {
	case fetch.Unreachable, fetch.TooSlow, fetch.NoHost, fetch.Busy:
		return false
	case fetch.Robots:
		return e.RetryAfter == 0
	case fetch.Status:
		return e.Status == http.StatusGone || e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden ||
			e.Status == http.StatusUnavailableForLegalReasons
	}
	return true
}

// drop gives a page up.
func (f *Follower) drop(ctx context.Context, lead store.Lead, err error) error {
	lead.State, lead.Problem, lead.Due = store.Dropped, fetch.Reason(err, lead.URL), time.Time{}
	if err := f.put(ctx, lead); err != nil {
		return err
	}
	f.tell(Note{Page: lead.URL, Feed: lead.Feed, Err: err})
	return nil
}

func (f *Follower) put(ctx context.Context, lead store.Lead) error {
	if err := f.store.Update(ctx, func(tx store.Tx) error { return tx.PutLead(lead) }); err != nil {
		return fmt.Errorf("note page %s: %w", lead.URL, err)
	}
	return nil
}
