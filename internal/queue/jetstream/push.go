package jetstream

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"rawi/internal/queue"
)

// pushedAtOnce is how many jobs may be on their way without an answer.
const pushedAtOnce = 256

// The headers of a job.
const (
	keyHeader    = "Rawi-Key"
	triesHeader  = "Rawi-Tries"
	reasonHeader = "Rawi-Reason"
)

// headroom is how much of what a server takes is for the headers.
const headroom = 4 << 10

// Push implements queue.Queue.
func (q *Queue) Push(ctx context.Context, jobs ...queue.Job) (added int, err error) {
	return q.push(ctx, jobs, func(key string) string { return key })
}

// Requeue implements queue.Queue.
func (q *Queue) Requeue(ctx context.Context, jobs ...queue.Job) error {
	now := strconv.FormatInt(time.Now().UnixNano(), 36)
	_, err := q.push(ctx, jobs, func(key string) string { return key + "." + now })
	return err
}

// push sends jobs until each has been answered for; those without an answer are sent again, and the servers know them by their ids.
func (q *Queue) push(ctx context.Context, jobs []queue.Job, id func(key string) string) (added int, err error) {
	for _, j := range jobs {
		if most := q.nc.MaxPayload() - headroom; int64(len(j.Body)) > most {
			return 0, fmt.Errorf("push %s: %w: %d bytes, at most %d", j.Key, queue.ErrTooLarge, len(j.Body), most)
		}
	}
	since := time.Now()
	wait := 10 * time.Millisecond
	for {
		left, n, fault := q.send(ctx, jobs, id)
		added += n
		switch {
		case fault == nil:
			return added, nil
		case ctx.Err() != nil:
			return added, ctx.Err()
		case hopeless(fault):
			return added, fmt.Errorf("push: %w", explained(fault))
		case len(left) < len(jobs) || full(fault): // it goes on, or waits for those who take
			since = time.Now()
		case time.Since(since) > patience:
			return added, fmt.Errorf("push: %w", explained(fault))
		}
		if len(left) < len(jobs) {
			wait = 10 * time.Millisecond
		}
		jobs = left
		select {
		case <-ctx.Done():
			return added, ctx.Err()
		case <-time.After(wait):
		}
		wait = min(2*wait, time.Second)
	}
}

// full tells whether a server has no room for more.
func full(err error) bool {
	const storeFailed, insufficient = 10077, 10047
	var api *jetstream.APIError
	return errors.As(err, &api) && (api.ErrorCode == storeFailed || api.ErrorCode == insufficient)
}

// send sends jobs at once and gives those that were not kept, how many of the others are new, and the first fault.
func (q *Queue) send(ctx context.Context, jobs []queue.Job, id func(string) string) (left []queue.Job, added int, fault error) {
	answers := make([]jetstream.PubAckFuture, len(jobs))
	for i, j := range jobs {
		m := nats.NewMsg(q.freshSubject())
		m.Header.Set(keyHeader, j.Key)
		m.Data = j.Body
		var err error
		if answers[i], err = q.js.PublishMsgAsync(m, jetstream.WithMsgID(id(j.Key)), jetstream.WithStallWait(10*time.Second)); err != nil && fault == nil {
			fault = err
		}
	}
	for i, a := range answers {
		if a == nil {
			left = append(left, jobs[i])
			continue
		}
		select {
		case ack := <-a.Ok():
			if !ack.Duplicate {
				added++
			}
			continue
		case err := <-a.Err():
			if fault == nil {
				fault = err
			}
		case <-ctx.Done():
			fault = ctx.Err()
		}
		left = append(left, jobs[i])
	}
	return left, added, fault
}
