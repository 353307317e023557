// Package follow answers: which feed is looked at when, and what becomes of the pages that it announces?
//
// Everything that is to be done stands in the store with the moment when it is due, and what was done is noted in the transaction that
// keeps its result. So a program that ends at any moment, by whatever force, goes on where it was: no announced page is lost, and none
// that was kept is fetched again. Several programs may follow the feeds of one register: each host is asked by one of them at a time.
package follow

import (
	"cmp"
	"context"
	crand "crypto/rand"
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
	"rawi/internal/intake"
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

	// Push, where it is given, takes the pages in place of Read and the register, and returns when they are safe with those who read;
	// ErrNeverTaken says that this page never will be. The register keeps the schedule all the same. By several goroutines at once.
	Push func(context.Context, intake.Item) error

	Least   time.Duration // between two looks at one feed, however much it announces
	Most    time.Duration // … however little
	MaxAge  time.Duration // pages that were last changed before that are not fetched
	Reading time.Duration // that one page may take to be read; then it is abandoned
	AtOnce  int           // so many hosts are asked at once
	Hold    time.Duration // what was begun at a host is left to a program that gives no sign of life
	Pause   time.Duration // after which another program may ask a host; 0: at once

	Now    func() time.Time
	Sleep  func(context.Context, time.Duration) error
	Spread func() float64 // from 0 up to 1: feeds are not all looked at in the same moment
}

// ErrNeverTaken is why a page is given up that nobody takes, however often it is brought.
var ErrNeverTaken = errors.New("the page is not taken")

// What is usual.
const (
	UsualLeast  = 5 * time.Minute
	UsualMost   = 12 * time.Hour
	UsualMaxAge = 7 * 24 * time.Hour

	UsualHold = 30 * time.Second

	usualReading = time.Minute
	usualAtOnce  = 8
)

// A Note tells what became of a feed or of a page.
type Note struct {
	Feed   string          // address of the feed, where it is about one
	Page   string          // address of the page, where it is about one
	Added  *register.Added // the page was kept
	Pushed bool            // the page was handed to those who read
	New    int             // so many pages the feed announced that were not known
	Odd    string          // what was wrong with a feed that could be read all the same
	Err    error           // why it failed
	Again  time.Time       // when it is tried again; zero: never
}

// Follower follows the feeds of a register.
type Follower struct {
	Options
	store store.Store
	name  string // of this program among those that follow the same feeds

	telling sync.Mutex
	mu      sync.Mutex
	faults  int                           // reports that could not be kept, one after the other
	held    map[string]context.CancelFunc // by host whose lease this program has: what ends the work there
}

// New makes a follower.
func New(o Options) *Follower {
	for _, d := range []struct {
		have  *time.Duration
		usual time.Duration
	}{{&o.Least, UsualLeast}, {&o.Most, UsualMost}, {&o.MaxAge, UsualMaxAge}, {&o.Reading, usualReading}, {&o.Hold, UsualHold}} {
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
	return &Follower{Options: o, store: o.Register.Store(), name: crand.Text(), held: map[string]context.CancelFunc{}}
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

// nap is after how long it is looked again for what is due: others may have added feeds. A moment is that while something goes on.
const (
	nap    = 30 * time.Second
	moment = time.Second
)

// Run does what is due: always, or once until nothing is due, here or with another program.
func (f *Follower) Run(ctx context.Context, once bool) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go f.holding(ctx)
	type result struct {
		host string
		err  error
	}
	done := make(chan result)
	busy := map[string]bool{}
	var waiting map[string][]task // that were due when somebody last looked, of hosts that nobody asks
	var others bool               // something was due that other programs have in hand
	var failure error
	for look := true; ; {
		if look && failure == nil {
			waiting, others, failure = f.due(ctx)
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
				go func() { done <- result{host, f.do(ctx, host, list)} }()
			}
		}
		if len(busy) == 0 && (failure != nil || once && !others) {
			return failure
		}
		if len(busy) == 0 {
			failure, look = f.rest(ctx, others), true
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
	return time.After(moment)
}

// span is what is due a while from now on. Nothing is put off for longer than a site may ask for or we wait by ourselves: a clock that was
// wrong for a time does not keep a feed from being looked at for ever.
func (f *Follower) span(later time.Duration) store.Span {
	return store.Within(f.Now().Add(later), max(f.Most+f.Most/5, fetch.LongestPause))
}

// due are the tasks that are due, by host; others tells that there are more, which other programs have in hand.
func (f *Follower) due(ctx context.Context) (out map[string][]task, others bool, err error) {
	out = map[string][]task{}
	add := func(address string, t task) {
		if u, err := url.Parse(address); err == nil {
			t.host = strings.ToLower(u.Host)
		}
		out[t.host] = append(out[t.host], t)
	}
	err = f.store.View(ctx, func(r store.Reader) error {
		clear(out)
		others = false
		feeds, err := r.FeedsDue(f.span(0), manyTasks)
		if err != nil {
			return err
		}
		leads, err := r.LeadsDue(f.span(0), ofHost, manyTasks)
		if err != nil {
			return err
		}
		for i := range feeds {
			add(cmp.Or(feeds[i].Moved, feeds[i].URL), task{feed: &feeds[i]})
		}
		for i := range leads {
			add(leads[i].URL, task{lead: &leads[i]})
		}
		for host := range out {
			elsewhere, err := f.elsewhere(r, host)
			if err != nil {
				return err
			}
			if elsewhere {
				delete(out, host)
				others = true
			}
		}
		return nil
	})
	if err != nil {
		return nil, false, fmt.Errorf("see what is due: %w", err)
	}
	return out, others, nil
}

// do does the tasks of one host, if no other program is at them. An error is one of the store, or the end of the context.
func (f *Follower) do(ctx context.Context, host string, list []task) error {
	list, err := f.claim(ctx, host, list)
	if err != nil || len(list) == 0 {
		return err
	}
	held, end := context.WithCancel(ctx)
	defer end()
	f.hold(host, end)
	err = f.each(held, list)
	if held.Err() != nil && ctx.Err() == nil {
		err = nil // the lease was lost: another program goes on with it
	}
	return errors.Join(err, f.release(context.WithoutCancel(ctx), host))
}

// each does tasks one after the other.
func (f *Follower) each(ctx context.Context, list []task) error {
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

// rest waits until something is due, or for a nap; for a moment where others have in hand what is due.
func (f *Follower) rest(ctx context.Context, others bool) error {
	if others {
		return f.Sleep(ctx, moment)
	}
	wait := nap
	err := f.store.View(ctx, func(r store.Reader) error {
		feeds, err := r.FeedsDue(f.span(nap), 1)
		if err != nil {
			return err
		}
		leads, err := r.LeadsDue(f.span(nap), 1, 1)
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
