// Package follow answers: which feed is looked at when, and what becomes of the pages that it announces?
//
// Everything that is to be done stands in the store with the moment when it is due, and what was done is noted in the transaction that
// keeps its result. So a program that ends at any moment, by whatever force, goes on where it was: no announced page is lost, and none
// that was kept is fetched again. One program follows the feeds of a register; a second one would ask the same hosts the same things.
package follow

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"sync"
	"time"

	"rawi/internal/clean"
	"rawi/internal/feeds"
	"rawi/internal/fetch"
	"rawi/internal/news"
	"rawi/internal/register"
	"rawi/internal/store"
)

// Options say how feeds are followed. The zero value of each field from Least on stands for what is usual.
type Options struct {
	Client   *fetch.Client
	Register *register.Register
	Read     func(context.Context, clean.Page) (news.Record, error)
	Tell     func(Note) // is told what happens, one note at a time

	Least   time.Duration // between two looks at one feed, however much it announces
	Most    time.Duration // … however little
	MaxAge  time.Duration // pages that were last changed before that are not fetched
	Reading time.Duration // that one page may take to be read; then it is abandoned
	AtOnce  int           // so many hosts are asked at once

	Now    func() time.Time
	Sleep  func(context.Context, time.Duration) error
	Spread func() float64 // from 0 up to 1: feeds are not all looked at in the same moment
}

// What is usual.
const (
	UsualLeast  = 5 * time.Minute
	UsualMost   = 12 * time.Hour
	UsualMaxAge = 7 * 24 * time.Hour

	usualReading = time.Minute
	usualAtOnce  = 8
)

// A Note tells what became of a feed or of a page.
type Note struct {
	Feed  string          // address of the feed, where it is about one
	Page  string          // address of the page, where it is about one
	Added *register.Added // the page was kept
	New   int             // so many pages the feed announced that were not known
	Odd   string          // what was wrong with a feed that could be read all the same
	Err   error           // why it failed
	Again time.Time       // when it is tried again; zero: never
}

// Follower follows the feeds of a register.
type Follower struct {
	Options
	store store.Store

	telling sync.Mutex
	mu      sync.Mutex
	faults  int // reports that could not be kept, one after the other
}

// New makes a follower.
func New(o Options) *Follower {
	for _, d := range []struct {
		have  *time.Duration
		usual time.Duration
	}{{&o.Least, UsualLeast}, {&o.Most, UsualMost}, {&o.MaxAge, UsualMaxAge}, {&o.Reading, usualReading}} {
		if *d.have <= 0 {
			*d.have = d.usual
		}
	}
	o.Most = max(o.Most, o.Least)
	if o.AtOnce <= 0 {
		o.AtOnce = usualAtOnce
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sleep == nil {
		o.Sleep = fetch.Sleep
	}
	if o.Spread == nil {
		o.Spread = rand.Float64
	}
	return &Follower{Options: o, store: o.Register.Store()}
}

func (f *Follower) tell(n Note) {
	f.telling.Lock()
	defer f.telling.Unlock()
	f.Tell(n)
}

// Subscribe adds feeds, to be looked at as soon as somebody runs. One that is followed already stays as it is, one that was given up is
// tried anew.
func (f *Follower) Subscribe(ctx context.Context, list []feeds.Subscription) (added int, err error) {
	now := f.Now().UTC()
	err = f.store.Update(ctx, func(tx store.Tx) error {
		added = 0
		for _, s := range list {
			u, err := fetch.Parse(s.URL)
			if err != nil {
				return err
			}
			feed, err := tx.Feed(u.String())
			switch {
			case errors.Is(err, store.ErrNotFound):
				feed = store.Feed{URL: u.String(), Title: s.Title, Added: now, Every: min(4*f.Least, f.Most)}
				added++
			case err != nil:
				return err
			case !feed.Due.IsZero():
				continue
			}
			feed.Due, feed.Failures = now, 0
			if err := tx.PutFeed(feed); err != nil {
				return err
			}
		}
		return nil
	})
	return added, err
}

// task is something that is due.
type task struct {
	host string
	feed *store.Feed
	lead *store.Lead
}

// At most so many tasks of each kind are looked at, and so many pages of one host are fetched before it is seen what else is due.
const (
	manyTasks = 512
	ofHost    = 8
)

// nap is after how long it is looked again for what is due: others may have added feeds.
const nap = 30 * time.Second

// Run does what is due: always, or once until nothing is due.
func (f *Follower) Run(ctx context.Context, once bool) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type result struct {
		host string
		err  error
	}
	done := make(chan result)
	busy := map[string]bool{}
	var waiting map[string][]task // that were due when somebody last looked, of hosts that nobody asks
	var failure error
	for look := true; ; {
		if look && failure == nil {
			waiting, failure = f.due(ctx)
			look = false
		}
		if failure != nil {
			cancel()
			clear(waiting)
		}
		for host, list := range waiting {
			if !busy[host] && len(busy) < f.AtOnce {
				delete(waiting, host)
				busy[host] = true
				go func() { done <- result{host, f.do(ctx, list)} }()
			}
		}
		if len(busy) == 0 && (failure != nil || once) {
			return failure
		}
		if len(busy) == 0 {
			failure, look = f.rest(ctx), true
			continue
		}
		select {
		case r := <-done:
			delete(busy, r.host)
			delete(waiting, r.host) // may have been done just now
			look = len(waiting) == 0
			if failure == nil {
				failure = r.err
			}
		case <-f.soon(failure == nil): // hosts are slow, and something of another may be due
			look = true
		}
	}
}

// soon comes a moment later, or never.
func (f *Follower) soon(wanted bool) <-chan time.Time {
	if !wanted {
		return nil
	}
	return time.After(time.Second)
}

// due are the tasks that are due, by host.
func (f *Follower) due(ctx context.Context) (map[string][]task, error) {
	out := map[string][]task{}
	add := func(address string, t task) {
		if u, err := url.Parse(address); err == nil {
			t.host = strings.ToLower(u.Host)
		}
		out[t.host] = append(out[t.host], t)
	}
	err := f.store.View(ctx, func(r store.Reader) error {
		clear(out)
		feeds, err := r.FeedsDue(f.Now(), manyTasks)
		if err != nil {
			return err
		}
		leads, err := r.LeadsDue(f.Now(), ofHost, manyTasks)
		if err != nil {
			return err
		}
		for i := range feeds {
			add(cmp.Or(feeds[i].Moved, feeds[i].URL), task{feed: &feeds[i]})
		}
		for i := range leads {
			add(leads[i].URL, task{lead: &leads[i]})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("see what is due: %w", err)
	}
	return out, nil
}

// do does the tasks of one host, one after the other. An error is one of the store, or the end of the context.
func (f *Follower) do(ctx context.Context, list []task) error {
	for _, t := range list {
		if err := ctx.Err(); err != nil {
			return err
		}
		var err error
		if t.feed != nil {
			err = f.look(ctx, *t.feed)
		} else {
			err = f.chase(ctx, *t.lead)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// rest waits until something is due, or for a nap.
func (f *Follower) rest(ctx context.Context) error {
	wait := nap
	err := f.store.View(ctx, func(r store.Reader) error {
		later := f.Now().Add(nap)
		feeds, err := r.FeedsDue(later, 1)
		if err != nil {
			return err
		}
		leads, err := r.LeadsDue(later, 1, 1)
		if err != nil {
			return err
		}
		if len(feeds) > 0 {
			wait = min(wait, feeds[0].Due.Sub(f.Now()))
		}
		if len(leads) > 0 {
			wait = min(wait, leads[0].Due.Sub(f.Now()))
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("see what is due: %w", err)
	}
	return f.Sleep(ctx, max(wait, 0))
}
