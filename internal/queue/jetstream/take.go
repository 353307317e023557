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

// held is a message in somebody's hands.
type held struct {
	q       *Queue
	msg     jetstream.Msg
	tries   int // how often it was given before
	suspect bool
}

// Take implements queue.Queue. What comes a second time is a suspect and moved to where Again finds it.
func (q *Queue) Take(ctx context.Context, many int, wait time.Duration) ([]queue.Held, error) {
	msgs, err := q.fetch(ctx, q.fresh, many, wait)
	var out []queue.Held
	for _, m := range msgs {
		h, e := q.hold(m, false)
		switch {
		case e != nil:
			err = errors.Join(err, e)
		case h.tries > 0:
			if e := h.suspected(ctx, h.tries, ""); e != nil { // it comes again when its time is over
				err = errors.Join(err, e)
			}
		default:
			out = append(out, h)
		}
	}
	if len(out) > 0 {
		return out, nil
	}
	return nil, err
}

// Again implements queue.Queue. One that was given often enough is laid among the dead, without being given once more.
func (q *Queue) Again(ctx context.Context, wait time.Duration) (queue.Held, error) {
	for {
		msgs, err := q.fetch(ctx, q.again, 1, wait)
		if err != nil || len(msgs) == 0 {
			return nil, err
		}
		h, err := q.hold(msgs[0], true)
		if err != nil {
			return nil, err
		}
		if h.tries < q.opt.Tries {
			return h, nil
		}
		if err := h.bury(ctx, h.tries, queue.Never); err != nil {
			return nil, err
		}
	}
}

// fetch gives what is there at once, else waits for one and gives what has come with it.
func (q *Queue) fetch(ctx context.Context, c jetstream.Consumer, many int, wait time.Duration) ([]jetstream.Msg, error) {
	first, err := collect(c.FetchNoWait(many))
	if err != nil || len(first) > 0 {
		return first, explained(err)
	}
	waiting, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	first, err = collect(c.Fetch(1, jetstream.FetchContext(waiting)))
	if ctx.Err() != nil && len(first) == 0 {
		return nil, ctx.Err()
	}
	if err != nil || len(first) == 0 || many == 1 {
		return first, explained(err)
	}
	more, err := collect(c.FetchNoWait(many - 1))
	return append(first, more...), explained(err)
}

// collect takes the messages of an answer. That nothing came, or that the time for it is over, is no error.
func collect(batch jetstream.MessageBatch, err error) ([]jetstream.Msg, error) {
	if err != nil {
		return nil, err
	}
	var out []jetstream.Msg
	for m := range batch.Messages() {
		out = append(out, m)
	}
	err = batch.Error()
	for _, e := range []error{nats.ErrTimeout, context.DeadlineExceeded, context.Canceled, jetstream.ErrNoMessages} {
		if errors.Is(err, e) {
			err = nil
		}
	}
	if len(out) > 0 {
		err = nil
	}
	return out, err
}

func (q *Queue) hold(m jetstream.Msg, suspect bool) (*held, error) {
	meta, err := m.Metadata()
	if err != nil {
		return nil, fmt.Errorf("read job: %w", err)
	}
	before, _ := strconv.Atoi(m.Headers().Get(triesHeader))
	return &held{q: q, msg: m, tries: before + int(meta.NumDelivered) - 1, suspect: suspect}, nil
}

func (h *held) Job() queue.Job { return queue.Job{Key: h.key(), Body: h.msg.Data()} }

func (h *held) key() string { return h.msg.Headers().Get(keyHeader) }

func (h *held) Tries() int { return h.tries }

// Done waits until the server has taken note, so that what is done is not given again. Where the answer is lost it may be.
func (h *held) Done(ctx context.Context) error {
	return h.answer("finish", func() error { return h.msg.DoubleAck(ctx) })
}

// Fail implements queue.Held.
func (h *held) Fail(ctx context.Context, reason string) error {
	switch {
	case h.tries+1 >= h.q.opt.Tries:
		return h.bury(ctx, h.tries+1, reason)
	case !h.suspect:
		return h.suspected(ctx, h.tries+1, reason)
	}
	return h.answer("give back", func() error { return h.msg.NakWithDelay(h.q.opt.Pause) })
}

// Return implements queue.Held. The server counts it as given; one that nobody had before goes back as it was.
func (h *held) Return(ctx context.Context) error {
	if h.suspect {
		return h.answer("give back", h.msg.Nak)
	}
	return h.move(ctx, h.q.freshSubject(), strconv.FormatInt(time.Now().UnixNano(), 36), nats.Header{})
}

// Extend implements queue.Held.
func (h *held) Extend(context.Context) error {
	return h.answer("extend", h.msg.InProgress)
}

func (h *held) answer(what string, f func() error) error {
	if err := f(); err != nil && !errors.Is(err, jetstream.ErrMsgAlreadyAckd) {
		return fmt.Errorf("%s %s: %w", what, h.key(), explained(err))
	}
	return nil
}

// suspected moves a job to those that are given alone.
func (h *held) suspected(ctx context.Context, tries int, reason string) error {
	return h.move(ctx, h.q.againSubject(), strconv.Itoa(tries), nats.Header{triesHeader: {strconv.Itoa(tries)}, reasonHeader: {oneLine(reason)}})
}

// bury lays a job among the dead.
func (h *held) bury(ctx context.Context, tries int, reason string) error {
	return h.move(ctx, h.q.deadSubject(h.key()), "", nats.Header{triesHeader: {strconv.Itoa(tries)}, reasonHeader: {oneLine(reason)}})
}

// move writes a job under another subject, and only then takes it away where it was.
func (h *held) move(ctx context.Context, subject, id string, header nats.Header) error {
	m := nats.NewMsg(subject)
	m.Data, m.Header = h.msg.Data(), header
	m.Header.Set(keyHeader, h.key())
	var options []jetstream.PublishOpt
	if id != "" {
		options = append(options, jetstream.WithMsgID(h.key()+"."+id))
	}
	if _, err := h.q.js.PublishMsg(ctx, m, options...); err != nil {
		return fmt.Errorf("move %s: %w", h.key(), explained(err))
	}
	return h.Done(ctx)
}
