// Package work answers: how does a page come from the queue into the register?
//
// A worker takes some jobs, passes over those that the ledger has, reads the others, keeps what it read in one transaction with
// the rows of the ledger, and only then tells the queue that they are done. Whatever dies on that way, the job is given again
// and settled once.
package work

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"rawi/internal/intake"
	"rawi/internal/news"
	"rawi/internal/queue"
	"rawi/internal/register"
	"rawi/internal/store"
)

// Worker works with so many hands at once.
type Worker struct {
	Queue    queue.Queue
	Register *register.Register
	Read     func(context.Context, intake.Item) news.Record
	Hands    int           // batches in work at once
	Batch    int           // jobs taken at once and kept in one transaction
	Hold     time.Duration // how long the queue leaves them to whoever took them
	Drain    time.Duration // how long after the end is asked for what was begun may take
	UntilDry bool          // end when there is nothing left to do
	Log      *slog.Logger
	Tell     func(Outcome) // of each page that was settled; by several goroutines at once

	mu    sync.Mutex
	tally Tally
	busy  map[string]string // what is at fault at the moment → what was said of it
}

// Tally counts pages.
type Tally struct {
	Kept     int `json:"kept"`     // in the register
	Versions int `json:"versions"` // … as a new text of their page
	Known    int `json:"known"`    // the same page with the same words was there, or it was settled by somebody before
	Refused  int `json:"refused"`  // could not be read
	Failed   int `json:"failed"`   // given back to the queue with a reason
}

// Outcome is what became of a page.
type Outcome struct {
	Place string
	Added register.Added
	Error *news.Error
}

// rest is how long the worker waits after a fault of the queue or the register; idle how long it waits for a job before it looks round.
const (
	rest = time.Second
	idle = 2 * time.Second
)

// Run works until ctx ends or, where that is asked for, the queue is dry. Then what was begun is finished, in the time there is for it.
func (w *Worker) Run(ctx context.Context) (Tally, error) {
	hard, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	taking, enough := context.WithCancel(ctx)
	defer enough()
	ended := context.AfterFunc(ctx, func() {
		w.Log.Info("finishing what was begun")
		time.AfterFunc(w.Drain, stop)
	})
	defer ended()
	var all sync.WaitGroup
	var fault error
	var once sync.Once
	loop := func(take func(context.Context) ([]queue.Held, error)) {
		all.Go(func() {
			for taking.Err() == nil {
				jobs, err := take(taking)
				switch {
				case taking.Err() != nil:
				case errors.Is(err, queue.ErrRefused):
					once.Do(func() { fault = err })
					enough()
				case err != nil:
					w.trouble("queue", err)
					pause(taking, rest)
				case len(jobs) == 0 && w.UntilDry && w.dry(taking):
					enough()
				}
				if len(jobs) > 0 {
					w.calm("queue")
					w.do(hard, jobs)
				}
			}
		})
	}
	for range max(w.Hands, 1) {
		loop(func(ctx context.Context) ([]queue.Held, error) { return w.Queue.Take(ctx, max(w.Batch, 1), idle) })
	}
	// One suspect at a time, alone: if it ends this process, nothing else that was tried before is blamed for it.
	loop(func(ctx context.Context) ([]queue.Held, error) {
		h, err := w.Queue.Again(ctx, idle)
		if h == nil {
			return nil, err
		}
		return []queue.Held{h}, err
	})
	all.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.tally, fault
}

// dry tells whether nothing waits, is held or comes again.
func (w *Worker) dry(ctx context.Context) bool {
	s, err := w.Queue.Status(ctx)
	return err == nil && s.Waiting+s.Held+s.Again == 0
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// trouble tells of a fault once, until it is over.
func (w *Worker) trouble(of string, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.busy == nil {
		w.busy = map[string]string{}
	}
	if w.busy[of] == "" {
		w.Log.Warn("waiting for the "+of, "reason", err)
	}
	w.busy[of] = err.Error()
}

func (w *Worker) calm(of string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.busy[of] != "" {
		w.Log.Info("the " + of + " is back")
		delete(w.busy, of)
	}
}

// task is a job on its way.
type task struct {
	held    queue.Held
	place   string
	arrival register.Arrival
}

// do settles jobs. Who is asked to stop meanwhile gives back what is not settled.
func (w *Worker) do(ctx context.Context, jobs []queue.Held) {
	beat, end := context.WithCancel(ctx)
	var beating sync.WaitGroup
	beating.Go(func() { w.hold(beat, jobs) })
	left, err := w.unsettled(ctx, jobs)
	if err == nil {
		tasks := w.read(ctx, left)
		err = w.settle(ctx, tasks)
	}
	end()
	beating.Wait()
	if err != nil { // only the end of the time there was
		w.all(jobs, func(ctx context.Context, h queue.Held) error { return h.Return(ctx) })
	}
}

// hold extends the time for which the jobs are held, until ctx ends.
func (w *Worker) hold(ctx context.Context, jobs []queue.Held) {
	for {
		if pause(ctx, w.Hold/3); ctx.Err() != nil {
			return
		}
		for _, h := range jobs {
			if err := h.Extend(ctx); err != nil && ctx.Err() == nil {
				w.Log.Debug("not extended", "job", h.Job().Key, "reason", err)
			}
		}
	}
}

// unsettled finishes the jobs that the ledger has, and gives the others.
func (w *Worker) unsettled(ctx context.Context, jobs []queue.Held) ([]queue.Held, error) {
	list := make([]queue.Job, len(jobs))
	for i, h := range jobs {
		list[i] = h.Job()
	}
	var done map[string]bool
	err := w.patiently(ctx, func() (err error) {
		done, err = settled(ctx, w.Register.Store(), list)
		return err
	})
	if err != nil {
		return nil, err
	}
	var left, over []queue.Held
	for i, h := range jobs {
		if done[list[i].Key] {
			over = append(over, h)
		} else {
			left = append(left, h)
		}
	}
	w.count(func(t *Tally) { t.Known += len(over) })
	w.all(over, finish)
	return left, nil
}

func finish(ctx context.Context, h queue.Held) error { return h.Done(ctx) }

// read reads the pages of jobs. What is no page is a page that cannot be read.
func (w *Worker) read(ctx context.Context, jobs []queue.Held) []task {
	out := make([]task, len(jobs))
	for i, h := range jobs {
		job := h.Job()
		item, err := Unpack(job.Body)
		t := task{held: h, place: item.Place, arrival: register.Arrival{Page: job.Key, Met: item.Met}}
		if err != nil {
			t.arrival.Record = news.Record{Format: news.Format, Error: &news.Error{Code: "no_page", Message: err.Error()}}
		} else {
			t.arrival.Record = w.Read(ctx, item)
		}
		out[i] = t
	}
	return out
}

// settle keeps tasks and finishes them. Where the batch as a whole cannot be kept, each is tried alone, so that one stops no other; where
// the register is away, the worker waits for it.
func (w *Worker) settle(ctx context.Context, tasks []task) error {
	if len(tasks) == 0 {
		return nil
	}
	list := make([]register.Arrival, len(tasks))
	for i, t := range tasks {
		list[i] = t.arrival
	}
	var added []register.Added
	var fault error // of what is kept, not of the register
	err := w.patiently(ctx, func() (err error) {
		added, err = w.Register.Settle(ctx, list...)
		if fault = nil; err != nil && !errors.Is(err, store.ErrAway) && w.answers(ctx) {
			fault, err = err, nil
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case fault == nil:
		w.settled(tasks, added)
		return nil
	case len(tasks) == 1:
		w.Log.Warn("not kept", "report", tasks[0].place, "reason", fault)
		w.count(func(t *Tally) { t.Failed++ })
		w.all([]queue.Held{tasks[0].held}, func(ctx context.Context, h queue.Held) error { return h.Fail(ctx, fault.Error()) })
		return nil
	}
	for _, t := range tasks {
		if err := w.settle(ctx, []task{t}); err != nil {
			return err
		}
	}
	return nil
}

// settled finishes tasks that are kept.
func (w *Worker) settled(tasks []task, added []register.Added) {
	held := make([]queue.Held, len(tasks))
	for i, t := range tasks {
		held[i] = t.held
		a := added[i]
		w.count(func(n *Tally) {
			switch {
			case a.Refused != "":
				n.Refused++
			case a.Known:
				n.Known++
			default:
				n.Kept++
			}
			if a.Version && !a.Known {
				n.Versions++
			}
		})
		if w.Tell != nil {
			w.Tell(Outcome{t.place, a, t.arrival.Record.Error})
		}
	}
	w.all(held, finish)
}

func (w *Worker) count(f func(*Tally)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f(&w.tally)
}

// lastWord is how long a queue that is away is waited for with what must be told of a job. It comes again otherwise.
const lastWord = 10 * time.Second

// all tells the queue of jobs, all at once, and even where time is over: each word that it gets saves that somebody looks again.
func (w *Worker) all(jobs []queue.Held, f func(context.Context, queue.Held) error) {
	ctx, cancel := context.WithTimeout(context.Background(), lastWord)
	defer cancel()
	var all sync.WaitGroup
	for _, h := range jobs {
		all.Go(func() {
			if err := f(ctx, h); err != nil {
				w.Log.Debug("the queue was not told", "job", h.Job().Key, "reason", err)
			}
		})
	}
	all.Wait()
}

// patiently runs f until it succeeds or ctx ends: what it fails of is the register, and that comes back.
func (w *Worker) patiently(ctx context.Context, f func() error) error {
	for {
		err := f()
		if err == nil {
			w.calm("register")
			return nil
		}
		if ctx.Err() != nil {
			return fmt.Errorf("stop: %w", ctx.Err())
		}
		w.trouble("register", err)
		pause(ctx, rest)
	}
}

// answers tells whether the register answers.
func (w *Worker) answers(ctx context.Context) bool {
	return ctx.Err() == nil && w.Register.Store().View(ctx, func(tx store.Reader) error {
		_, err := tx.Settled(store.Key("nobody"))
		return err
	}) == nil
}
