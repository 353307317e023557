// Package queuetest is the suite that every queue passes.
package queuetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"rawi/internal/queue"
)

// Options are those with which queues are opened for the suite; a test changes what it is about.
func Options() queue.Options {
	return queue.Options{Tries: 3, Hold: 600 * time.Millisecond, Pause: 20 * time.Millisecond}
}

// A Place is where a queue is kept. Open opens it, with the jobs that it has.
type Place struct {
	Open func(t *testing.T, o queue.Options) queue.Queue
}

// Run runs the suite. Each test has a place of its own.
func Run(t *testing.T, place func(t *testing.T) Place) {
	for _, x := range []struct {
		name string
		test func(*testing.T, Place)
	}{
		{"Done", done}, {"Twice", twice}, {"Order", order}, {"Forgotten", forgotten}, {"Killer", killer}, {"Failing", failing},
		{"Extended", extended}, {"Returned", returned}, {"Full", full}, {"Buried", buried}, {"Many", many}, {"Lasts", lasts}, {"Requeued", requeued},
		{"Stopped", stopped},
	} {
		t.Run(x.name, func(t *testing.T) { x.test(t, place(t)) })
	}
}

const moment = 5 * time.Second // longer than anything here takes

func job(n int) queue.Job {
	return queue.Job{Key: fmt.Sprintf("%032x", n), Body: fmt.Appendf(nil, "the body of %d", n)}
}

func jobs(n int) []queue.Job {
	var out []queue.Job
	for i := range n {
		out = append(out, job(i))
	}
	return out
}

func push(t *testing.T, q queue.Queue, want int, js ...queue.Job) {
	t.Helper()
	added, err := q.Push(context.Background(), js...)
	if err != nil || added != want {
		t.Fatalf("push: %d new, want %d: %v", added, want, err)
	}
}

// take takes so many jobs, however many a call gives.
func take(t *testing.T, q queue.Queue, n int) []queue.Held {
	t.Helper()
	var out []queue.Held
	for end := time.Now().Add(moment); len(out) < n && time.Now().Before(end); {
		list, err := q.Take(context.Background(), n-len(out), 100*time.Millisecond)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, list...)
	}
	if len(out) != n {
		t.Fatalf("%d jobs came, want %d", len(out), n)
	}
	return out
}

func again(t *testing.T, q queue.Queue) queue.Held {
	t.Helper()
	for end := time.Now().Add(moment); time.Now().Before(end); {
		if fresh, err := q.Take(context.Background(), 9, 50*time.Millisecond); err != nil || len(fresh) > 0 {
			t.Fatalf("Take gave %d: %v", len(fresh), err)
		}
		h, err := q.Again(context.Background(), 100*time.Millisecond)
		if err != nil {
			t.Fatal(err)
		}
		if h != nil {
			return h
		}
	}
	t.Fatal("nothing comes again")
	return nil
}

func nothing(t *testing.T, q queue.Queue) {
	t.Helper()
	if list, err := q.Take(context.Background(), 9, 50*time.Millisecond); err != nil || len(list) > 0 {
		t.Fatalf("Take gave %d: %v", len(list), err)
	}
	if h, err := q.Again(context.Background(), 50*time.Millisecond); err != nil || h != nil {
		t.Fatalf("Again gave %v: %v", h, err)
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func counts(t *testing.T, q queue.Queue, want queue.Status) {
	t.Helper()
	var got queue.Status
	for end := time.Now().Add(moment); ; time.Sleep(20 * time.Millisecond) {
		s, err := q.Status(context.Background())
		ok(t, err)
		got = queue.Status{Waiting: s.Waiting, Held: s.Held, Again: s.Again, Dead: s.Dead}
		if got == want || time.Now().After(end) {
			break
		}
	}
	if got != want {
		t.Fatalf("%+v, want %+v", got, want)
	}
}

func dead(t *testing.T, q queue.Queue) []queue.Dead {
	t.Helper()
	var out []queue.Dead
	for d, err := range q.Dead(context.Background()) {
		ok(t, err)
		out = append(out, d)
	}
	return out
}

func done(t *testing.T, p Place) {
	q := p.Open(t, Options())
	nothing(t, q)
	push(t, q, 3, jobs(3)...)
	counts(t, q, queue.Status{Waiting: 3})
	list := take(t, q, 2)
	counts(t, q, queue.Status{Waiting: 1, Held: 2})
	for _, h := range append(list, take(t, q, 1)...) {
		if h.Tries() != 0 || !bytes.HasPrefix(h.Job().Body, []byte("the body of ")) {
			t.Errorf("%s: given %d times before, body %q", h.Job().Key, h.Tries(), h.Job().Body)
		}
		ok(t, h.Done(context.Background()))
		ok(t, h.Done(context.Background())) // twice is once
	}
	counts(t, q, queue.Status{})
	time.Sleep(Options().Hold + 100*time.Millisecond)
	nothing(t, q)
}

// What waits is not pushed twice.
func twice(t *testing.T, p Place) {
	q := p.Open(t, Options())
	push(t, q, 2, job(1), job(2))
	push(t, q, 1, job(2), job(3), job(1))
	push(t, q, 0, job(3))
	for _, h := range take(t, q, 3) {
		ok(t, h.Done(context.Background()))
	}
	nothing(t, q)
}

func order(t *testing.T, p Place) {
	q := p.Open(t, Options())
	push(t, q, 50, jobs(50)...)
	for i, h := range take(t, q, 50) {
		if h.Job().Key != job(i).Key {
			t.Fatalf("%s is given as number %d", h.Job().Key, i)
		}
	}
}

// Who forgets his jobs loses them to others, to each alone.
func forgotten(t *testing.T, p Place) {
	q := p.Open(t, Options())
	push(t, q, 2, jobs(2)...)
	take(t, q, 2)
	seen := map[string]bool{}
	for range 2 {
		h := again(t, q)
		if h.Tries() != 1 || seen[h.Job().Key] {
			t.Errorf("%s: given %d times before, seen %v", h.Job().Key, h.Tries(), seen)
		}
		seen[h.Job().Key] = true
		ok(t, h.Done(context.Background()))
	}
	counts(t, q, queue.Status{})
}

// A job that kills its holder is given up after its tries; those that were in the same hands are done.
func killer(t *testing.T, p Place) {
	q := p.Open(t, Options())
	push(t, q, 5, jobs(5)...)
	take(t, q, 5) // and its holder dies
	finished := map[string]bool{}
	tried := 0
	for end := time.Now().Add(3 * moment); len(finished) < 4 || len(dead(t, q)) == 0; {
		if time.Now().After(end) {
			t.Fatalf("done %d, dead %v", len(finished), dead(t, q))
		}
		fresh, err := q.Take(context.Background(), 5, 20*time.Millisecond)
		if err != nil || len(fresh) > 0 {
			t.Fatalf("%d fresh: %v", len(fresh), err)
		}
		h, err := q.Again(context.Background(), 50*time.Millisecond)
		ok(t, err)
		switch {
		case h == nil:
		case h.Job().Key == job(2).Key:
			tried++ // it dies again
		default:
			ok(t, h.Done(context.Background()))
			finished[h.Job().Key] = true
		}
	}
	d := dead(t, q)
	if len(d) != 1 || d[0].Key != job(2).Key || d[0].Reason != queue.Never || d[0].Tries != Options().Tries || !bytes.Equal(d[0].Body, job(2).Body) {
		t.Errorf("dead: %+v", d)
	}
	if tried != Options().Tries-1 {
		t.Errorf("tried %d times alone", tried)
	}
	counts(t, q, queue.Status{Dead: 1})
}

// A job that fails is tried so often, and its last reason is kept.
func failing(t *testing.T, p Place) {
	q := p.Open(t, Options())
	push(t, q, 1, job(1))
	ok(t, take(t, q, 1)[0].Fail(context.Background(), "first"))
	for i := 1; i < Options().Tries; i++ {
		h := again(t, q)
		if h.Tries() != i {
			t.Errorf("given %d times before, want %d", h.Tries(), i)
		}
		ok(t, h.Fail(context.Background(), fmt.Sprintf("the reason\nof try %d", i+1)))
	}
	counts(t, q, queue.Status{Dead: 1})
	d := dead(t, q)
	if d[0].Reason != "the reason of try 3" || d[0].Tries != 3 || time.Since(d[0].When).Abs() > time.Minute {
		t.Errorf("%+v", d[0])
	}
	nothing(t, q)
}

// Who is still at work says so, and keeps the job.
func extended(t *testing.T, p Place) {
	q := p.Open(t, Options())
	push(t, q, 1, job(1))
	h := take(t, q, 1)[0]
	for range 8 {
		time.Sleep(Options().Hold / 3)
		ok(t, h.Extend(context.Background()))
		nothing(t, q)
	}
	ok(t, h.Done(context.Background()))
	counts(t, q, queue.Status{})
}

// What is given back untouched is no suspect.
func returned(t *testing.T, p Place) {
	q := p.Open(t, Options())
	push(t, q, 1, job(1))
	ok(t, take(t, q, 1)[0].Return(context.Background()))
	h := take(t, q, 1)[0]
	if h.Tries() != 0 {
		t.Errorf("given %d times before", h.Tries())
	}
	ok(t, h.Done(context.Background()))
}

// Who pushes into a full queue waits until there is room.
func full(t *testing.T, p Place) {
	o := Options()
	o.Most = 4
	q := p.Open(t, o)
	push(t, q, 4, jobs(4)...)
	soon, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	if _, err := q.Push(soon, job(8)); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("push into a full queue: %v", err)
	}
	pushed := make(chan error)
	go func() {
		_, err := q.Push(context.Background(), job(5), job(6))
		pushed <- err
	}()
	select {
	case err := <-pushed:
		t.Fatalf("pushed into a full queue: %v", err)
	case <-time.After(200 * time.Millisecond):
	}
	for _, h := range take(t, q, 3) {
		ok(t, h.Done(context.Background()))
	}
	select {
	case err := <-pushed:
		ok(t, err)
	case <-time.After(moment):
		t.Fatal("nobody saw that there is room")
	}
	counts(t, q, queue.Status{Waiting: 3})
}

// A dead job can be tried once more, or forgotten.
func buried(t *testing.T, p Place) {
	o := Options()
	o.Tries = 2
	q := p.Open(t, o)
	push(t, q, 2, jobs(2)...)
	for _, h := range take(t, q, 2) {
		ok(t, h.Fail(context.Background(), "no"))
	}
	for range 2 {
		ok(t, again(t, q).Fail(context.Background(), "no"))
	}
	counts(t, q, queue.Status{Dead: 2})
	ok(t, q.Retry(context.Background(), job(0).Key))
	ok(t, q.Drop(context.Background(), job(1).Key))
	counts(t, q, queue.Status{Again: 1})
	for _, err := range []error{q.Retry(context.Background(), job(0).Key), q.Drop(context.Background(), job(1).Key)} {
		if !errors.Is(err, queue.ErrNotFound) {
			t.Errorf("%v", err)
		}
	}
	h := again(t, q)
	if h.Job().Key != job(0).Key || !bytes.Equal(h.Job().Body, job(0).Body) {
		t.Errorf("%+v", h.Job())
	}
	ok(t, h.Done(context.Background()))
	counts(t, q, queue.Status{})
}

// Many who take at once get each job once.
func many(t *testing.T, p Place) {
	o := Options()
	o.Hold = time.Minute
	q := p.Open(t, o)
	const n = 400
	var mu sync.Mutex
	var got []string
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for idle := 0; idle < 5; {
				list, err := q.Take(context.Background(), 16, 100*time.Millisecond)
				if err != nil {
					t.Error(err)
					return
				}
				if idle++; len(list) > 0 {
					idle = 0
				}
				for _, h := range list {
					if err := h.Done(context.Background()); err != nil {
						t.Error(err)
					}
					mu.Lock()
					got = append(got, h.Job().Key)
					mu.Unlock()
				}
			}
		})
	}
	push(t, q, n, jobs(n)...)
	all.Wait()
	slices.Sort(got)
	if len(got) != n || len(slices.Compact(got)) != n {
		t.Errorf("%d jobs, %d of them different, want %d", len(got), len(slices.Compact(got)), n)
	}
	counts(t, q, queue.Status{})
}

// What was pushed is there when the queue is opened again.
func lasts(t *testing.T, p Place) {
	q := p.Open(t, Options())
	push(t, q, 2, jobs(2)...)
	ok(t, q.Close())
	q = p.Open(t, Options())
	counts(t, q, queue.Status{Waiting: 2})
	take(t, q, 2)
}

// What the queue had once can be brought again.
func requeued(t *testing.T, p Place) {
	q := p.Open(t, Options())
	push(t, q, 1, job(1))
	ok(t, take(t, q, 1)[0].Done(context.Background()))
	ok(t, q.Requeue(context.Background(), job(1)))
	ok(t, take(t, q, 1)[0].Done(context.Background()))
	counts(t, q, queue.Status{})
}

// Who waits for a job stops waiting when he is told to.
func stopped(t *testing.T, p Place) {
	q := p.Open(t, Options())
	for name, wait := range map[string]func(context.Context) error{
		"Take":  func(ctx context.Context) error { _, err := q.Take(ctx, 3, time.Minute); return err },
		"Again": func(ctx context.Context) error { _, err := q.Again(ctx, time.Minute); return err },
	} {
		ctx, cancel := context.WithCancel(context.Background())
		began := time.Now()
		time.AfterFunc(100*time.Millisecond, cancel)
		if err := wait(ctx); !errors.Is(err, context.Canceled) || time.Since(began) > moment {
			t.Errorf("%s: %v after %v", name, err, time.Since(began))
		}
	}
}
