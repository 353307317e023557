package pipe_test

import (
	"context"
	"errors"
	"iter"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"rawi/internal/pipe"
)

func upTo(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func TestMapKeepsOrder(t *testing.T) {
	for _, workers := range []int{0, 1, 2, 7, 64} {
		var got []int
		err := pipe.Map(context.Background(), upTo(500), workers, func(_ context.Context, i int) int {
			time.Sleep(time.Duration(rand.IntN(200)) * time.Microsecond)
			return i * i
		}, func(i int) error {
			got = append(got, i)
			return nil
		})
		if err != nil || len(got) != 500 {
			t.Fatalf("workers %d: %d results, error %v", workers, len(got), err)
		}
		for i, v := range got {
			if v != i*i {
				t.Fatalf("workers %d: result %d is %d", workers, i, v)
			}
		}
	}
}

func TestMapOfNothing(t *testing.T) {
	err := pipe.Map(context.Background(), upTo(0), 3, func(_ context.Context, i int) int { return i }, func(int) error {
		t.Error("out was called")
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestMapIsBounded(t *testing.T) {
	const workers = 4
	var held, most atomic.Int64
	source := func(yield func(int) bool) {
		for i := range 300 {
			n := held.Add(1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
			if !yield(i) {
				return
			}
		}
	}
	err := pipe.Map(context.Background(), source, workers, func(_ context.Context, i int) int { return i }, func(i int) error {
		if i%50 == 0 {
			time.Sleep(5 * time.Millisecond)
		}
		held.Add(-1)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if most.Load() > 2*workers+2 {
		t.Errorf("%d values were held at once", most.Load())
	}
}

func TestMapStopsAtAnError(t *testing.T) {
	broken := errors.New("broken pipe")
	var asked atomic.Int64
	source := func(yield func(int) bool) {
		for i := 0; ; i++ {
			asked.Add(1)
			if !yield(i) {
				return
			}
		}
	}
	err := pipe.Map(context.Background(), source, 3, func(_ context.Context, i int) int { return i }, func(i int) error {
		if i == 10 {
			return broken
		}
		return nil
	})
	if !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
	if asked.Load() > 30 {
		t.Errorf("%d values were asked for after the end", asked.Load())
	}
}

func TestMapStopsWhenTheInputBlocks(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	forever := make(chan struct{})
	defer close(forever)
	source := func(yield func(int) bool) {
		if yield(1) {
			<-forever
		}
	}
	done := make(chan error)
	go func() {
		done <- pipe.Map(ctx, source, 2, func(_ context.Context, i int) int { return i }, func(int) error {
			cancel()
			return nil
		})
	}()
	select {
	case err := <-done:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("Map waits for a blocked input")
	}
}
