// Package pipe answers: how are many things done at once and handed on in the order in which they came?
package pipe

import (
	"context"
	"fmt"
	"iter"
)

// Map applies f to every value of in, by so many workers at once, and hands the results to out in the order of in.
//
// At most twice as many values as there are workers are held at a time, so that a stream of any length needs the same
// memory. The first error of out ends the work and is returned; so does the end of ctx. Map does not wait for an input that
// blocks: a source that waits for a terminal or a network is left behind and ends when it next speaks.
func Map[I, O any](ctx context.Context, in iter.Seq[I], workers int, f func(context.Context, I) O, out func(O) error) error {
	workers = max(workers, 1)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type job struct {
		value  I
		result chan O
	}
	jobs := make(chan job)
	order := make(chan job, workers) // with the workers' own, twice as many as there are workers
	go func() {
		defer close(order)
		defer close(jobs)
		for v := range in {
			j := job{v, make(chan O, 1)}
			select {
			case order <- j:
			case <-ctx.Done():
				return
			}
			select {
			case jobs <- j:
			case <-ctx.Done():
				return
			}
		}
	}()
	for range workers {
		go func() {
			for j := range jobs {
				j.result <- f(ctx, j.value)
			}
		}()
	}
	for {
		var j job
		var more bool
		select {
		case j, more = <-order:
			if !more {
				return ended(ctx)
			}
		case <-ctx.Done():
			return ended(ctx)
		}
		select {
		case r := <-j.result:
			if err := out(r); err != nil {
				return err
			}
		case <-ctx.Done():
			return ended(ctx)
		}
	}
}

func ended(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("stop: %w", err)
	}
	return nil
}
