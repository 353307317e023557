package jetstream

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"rawi/internal/queue"
)

// oneLine makes a reason fit for a header.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// Dead implements queue.Queue.
func (q *Queue) Dead(ctx context.Context) iter.Seq2[queue.Dead, error] {
	return func(yield func(queue.Dead, error) bool) {
		stream, err := q.js.Stream(ctx, q.deadStream())
		if err != nil {
			yield(queue.Dead{}, fmt.Errorf("list dead: %w", explained(err)))
			return
		}
		for at := uint64(1); ; {
			m, err := stream.GetMsg(ctx, at, jetstream.WithGetMsgSubject(q.deadSubject("*")))
			if errors.Is(err, jetstream.ErrMsgNotFound) {
				return
			}
			if err != nil {
				yield(queue.Dead{}, fmt.Errorf("list dead: %w", explained(err)))
				return
			}
			if !yield(dead(m), nil) {
				return
			}
			at = m.Sequence + 1
		}
	}
}

func dead(m *jetstream.RawStreamMsg) queue.Dead {
	tries, _ := strconv.Atoi(m.Header.Get(triesHeader))
	return queue.Dead{Key: m.Header.Get(keyHeader), Reason: m.Header.Get(reasonHeader), Tries: tries, When: m.Time, Body: m.Data}
}

// Retry implements queue.Queue. It goes to those that are given alone, as if it had been given once.
func (q *Queue) Retry(ctx context.Context, key string) error {
	return q.exhume(ctx, key, func(m *jetstream.RawStreamMsg) error {
		again := nats.NewMsg(q.againSubject())
		again.Data = m.Data
		again.Header = nats.Header{keyHeader: {key}, triesHeader: {"1"}}
		_, err := q.js.PublishMsg(ctx, again, jetstream.WithMsgID(fmt.Sprintf("%s.retry.%d", key, m.Sequence)))
		return err
	})
}

// Drop implements queue.Queue.
func (q *Queue) Drop(ctx context.Context, key string) error {
	return q.exhume(ctx, key, func(*jetstream.RawStreamMsg) error { return nil })
}

// exhume takes a job from the dead after f has done with it what is to be done.
func (q *Queue) exhume(ctx context.Context, key string, f func(*jetstream.RawStreamMsg) error) error {
	stream, err := q.js.Stream(ctx, q.deadStream())
	if err != nil {
		return fmt.Errorf("ask for the dead: %w", explained(err))
	}
	m, err := stream.GetLastMsgForSubject(ctx, q.deadSubject(key))
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return fmt.Errorf("%s: %w", key, queue.ErrNotFound)
	}
	if err == nil {
		err = f(m)
	}
	if err == nil {
		err = stream.DeleteMsg(ctx, m.Sequence)
	}
	if err != nil {
		return fmt.Errorf("take %s from the dead: %w", key, explained(err))
	}
	return nil
}
