package work

import (
	"context"
	"errors"
	"fmt"
	"time"

	"rawi/internal/intake"
	"rawi/internal/queue"
	"rawi/internal/store"
)

// How much is sent at once.
const (
	pushJobs  = 128
	pushBytes = 8 << 20
)

// Pushed counts what became of pages on their way into a queue.
type Pushed struct {
	New     int `json:"new"`
	Known   int `json:"known"`   // they wait already, or the queue had them lately
	Settled int `json:"settled"` // the ledger has them
	TooBig  int `json:"too_big"`
}

// A Pusher brings pages into a queue, some at once. One goroutine uses it.
type Pusher struct {
	Queue  queue.Queue
	Ledger store.Store                      // where it is given: only pages that it has not settled, even where the queue remembers to have had them
	Large  func(place string, reason error) // told of pages that no queue takes
	Pushed Pushed

	jobs  []queue.Job
	bytes int
	last  time.Time
}

// Add brings a page. It has been kept when Flush returns.
func (p *Pusher) Add(ctx context.Context, i intake.Item) error {
	if i.Met.IsZero() {
		i.Met = p.now()
	}
	job, err := Pack(i)
	if err != nil {
		return err
	}
	p.jobs = append(p.jobs, job)
	p.bytes += len(job.Body)
	if len(p.jobs) < pushJobs && p.bytes < pushBytes {
		return nil
	}
	return p.Flush(ctx)
}

// now is the moment at which a page is met that does not say it. No two of one pusher are the same, so that two texts of one page have
// an order.
func (p *Pusher) now() time.Time {
	now := time.Now().UTC().Truncate(time.Microsecond)
	if !now.After(p.last) {
		now = p.last.Add(time.Microsecond)
	}
	p.last = now
	return now
}

// Flush returns when everything that was added is kept by the queue.
func (p *Pusher) Flush(ctx context.Context) error {
	jobs := p.jobs
	p.jobs, p.bytes = nil, 0
	if len(jobs) == 0 {
		return nil
	}
	if p.Ledger != nil {
		return p.reconcile(ctx, jobs)
	}
	return p.keep(jobs, func(some ...queue.Job) (int, error) { return p.Queue.Push(ctx, some...) })
}

// keep hands jobs to the queue, and counts them; where one of them is too large, each is handed over alone. push tells how many of them
// are new to the queue.
func (p *Pusher) keep(jobs []queue.Job, push func(...queue.Job) (int, error)) error {
	n, err := push(jobs...)
	p.Pushed.New += n
	switch {
	case err == nil:
		p.Pushed.Known += len(jobs) - n
		return nil
	case !errors.Is(err, queue.ErrTooLarge):
		return err
	case len(jobs) == 1:
		p.tooLarge(jobs[0], err)
		return nil
	}
	for _, j := range jobs {
		if err := p.keep([]queue.Job{j}, push); err != nil {
			return err
		}
	}
	return nil
}

func (p *Pusher) tooLarge(j queue.Job, err error) {
	p.Pushed.TooBig++
	if p.Large != nil {
		item, _ := Unpack(j.Body)
		p.Large(item.Place, err)
	}
}

// reconcile brings what the ledger lacks.
func (p *Pusher) reconcile(ctx context.Context, jobs []queue.Job) error {
	done, err := settled(ctx, p.Ledger, jobs)
	if err != nil {
		return err
	}
	var lacking []queue.Job
	once := map[string]bool{}
	for _, j := range jobs {
		switch {
		case done[j.Key]:
			p.Pushed.Settled++
		case once[j.Key]:
			p.Pushed.Known++
		default:
			once[j.Key] = true
			lacking = append(lacking, j)
		}
	}
	return p.keep(lacking, func(some ...queue.Job) (int, error) {
		if err := p.Queue.Requeue(ctx, some...); err != nil {
			return 0, err
		}
		return len(some), nil
	})
}

// settled tells which of the pages the ledger has.
func settled(ctx context.Context, ledger store.Store, jobs []queue.Job) (map[string]bool, error) {
	keys := make([]string, len(jobs))
	for i, j := range jobs {
		keys[i] = j.Key
	}
	done := map[string]bool{}
	err := ledger.View(ctx, func(tx store.Reader) error {
		list, err := tx.Settled(keys...)
		for _, s := range list {
			done[s.Page] = true
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look into the ledger: %w", err)
	}
	return done, nil
}
