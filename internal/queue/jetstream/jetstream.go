// Package jetstream answers: how do many machines share a queue? Through NATS JetStream, one server or a cluster of them.
//
// A queue is three streams. NAME holds the jobs that nobody has had, NAME-again those that somebody had and did not finish, both
// until they are done; NAME-dead holds those that were given up. A job goes from one to the next by being written there and then
// taken away here: if its carrier dies in between it is in both, which costs a second look and loses nothing.
package jetstream

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"rawi/internal/queue"
)

// Access says how to come into a server.
type Access struct {
	Creds string      // file with credentials
	TLS   *tls.Config // nil: as the URL says
}

// remembered is for how long the servers know the keys that they have had, so that what is pushed twice stands once.
const remembered = time.Hour

// workers is the name of what gives out the jobs of a stream.
const workers = "workers"

// inHand bounds how many jobs all holders together may have: those of one that dies come back as suspects.
const inHand = 8192

// patience is how long a server may be away, or a cluster without a leader, before an attempt is given up; beginning, how long a cluster
// may need to come together.
const (
	patience  = 2 * time.Minute
	beginning = 30 * time.Second
)

// Queue is a queue on JetStream servers.
type Queue struct {
	opt   queue.Options
	said  queue.Options // without what was filled in
	nc    *nats.Conn
	js    jetstream.JetStream
	fresh jetstream.Consumer
	again jetstream.Consumer
}

// Open connects to the servers that a URL names (several, parted by commas, are one cluster), and makes the streams where they are
// not there.
func Open(ctx context.Context, url string, access Access, o queue.Options) (*Queue, error) {
	host, _ := os.Hostname()
	options := []nats.Option{nats.Name(fmt.Sprintf("rawi %d@%s", os.Getpid(), host)), nats.MaxReconnects(-1), nats.ReconnectWait(250 * time.Millisecond),
		nats.PingInterval(3 * time.Second), nats.MaxPingsOutstanding(2), nats.IgnoreAuthErrorAbort()}
	if access.Creds != "" {
		options = append(options, nats.UserCredentials(access.Creds))
	}
	if access.TLS != nil {
		options = append(options, nats.Secure(access.TLS))
	}
	nc, err := nats.Connect(url, options...)
	if err != nil {
		return nil, fmt.Errorf("open queue: %w", explained(err))
	}
	q := &Queue{opt: o.Full(), said: o, nc: nc}
	if err := q.prepare(ctx); err != nil {
		nc.Close()
		return nil, fmt.Errorf("open queue: %w", explained(err))
	}
	return q, nil
}

func (q *Queue) freshSubject() string         { return q.opt.Name + ".fresh" }
func (q *Queue) againSubject() string         { return q.opt.Name + ".again" }
func (q *Queue) deadSubject(of string) string { return q.opt.Name + ".dead." + of }
func (q *Queue) deadStream() string           { return q.opt.Name + "-dead" }
func (q *Queue) againStream() string          { return q.opt.Name + "-again" }

// prepare makes the streams and the two hands that give jobs out, where they are not there. Those that are there stay as they are, but for the limit.
func (q *Queue) prepare(ctx context.Context) (err error) {
	q.js, err = jetstream.New(q.nc, jetstream.WithPublishAsyncMaxPending(pushedAtOnce), jetstream.WithPublishAsyncTimeout(10*time.Second))
	if err != nil {
		return err
	}
	copies := q.opt.Copies
	switch {
	case copies > 0:
	case q.nc.ConnectedClusterName() != "":
		copies = 3
	default:
		copies = 1
	}
	work := jetstream.StreamConfig{
		Name: q.opt.Name, Subjects: []string{q.freshSubject()}, Retention: jetstream.WorkQueuePolicy, Discard: jetstream.DiscardNew,
		Replicas: copies, Duplicates: remembered, MaxMsgs: -1,
	}
	if q.opt.Most > 0 {
		work.MaxMsgs = q.opt.Most
	}
	again := work
	again.Name, again.Subjects, again.MaxMsgs = q.againStream(), []string{q.againSubject()}, -1
	dead := jetstream.StreamConfig{
		Name: q.deadStream(), Subjects: []string{q.deadSubject("*")}, Replicas: copies, MaxMsgsPerSubject: 1, Discard: jetstream.DiscardOld,
	}
	for _, s := range []jetstream.StreamConfig{work, again, dead} {
		if err := q.stream(ctx, s); err != nil {
			return fmt.Errorf("make stream %s: %w", s.Name, err)
		}
	}
	if q.fresh, err = q.hand(ctx, work.Name); err != nil {
		return err
	}
	q.again, err = q.hand(ctx, again.Name)
	return err
}

// stream makes a stream that is not there, and gives one that is there the limit that is asked for. A cluster that has just begun has
// no leader yet and is asked again.
func (q *Queue) stream(ctx context.Context, s jetstream.StreamConfig) error {
	return patiently(ctx, func() error {
		has, err := q.js.Stream(ctx, s.Name)
		if errors.Is(err, jetstream.ErrStreamNotFound) {
			if _, err = q.js.CreateStream(ctx, s); !errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) {
				return err
			}
			has, err = q.js.Stream(ctx, s.Name) // another program made it at this moment, perhaps without a limit
		}
		if err == nil && s.MaxMsgs > 0 && s.MaxMsgs != has.CachedInfo().Config.MaxMsgs {
			is := has.CachedInfo().Config
			is.MaxMsgs = s.MaxMsgs
			_, err = q.js.UpdateStream(ctx, is)
		}
		return err
	})
}

// hand makes what gives out the jobs of a stream; one that is there stays as it is unless the time to hold a job is said to be another. How
// often is counted here (see Again), not by the server, which would let those that were given too often lie in the stream for ever.
func (q *Queue) hand(ctx context.Context, stream string) (c jetstream.Consumer, err error) {
	err = patiently(ctx, func() (err error) {
		c, err = q.js.Consumer(ctx, stream, workers)
		if missing := errors.Is(err, jetstream.ErrConsumerNotFound); missing || err == nil && q.said.Hold > 0 && q.said.Hold != c.CachedInfo().Config.AckWait {
			c, err = q.js.CreateOrUpdateConsumer(ctx, stream, jetstream.ConsumerConfig{
				Durable: workers, AckPolicy: jetstream.AckExplicitPolicy, AckWait: q.opt.Hold, MaxDeliver: -1, MaxAckPending: inHand,
			})
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("make consumer of %s: %w", stream, err)
	}
	return c, nil
}

// Status implements queue.Queue.
func (q *Queue) Status(ctx context.Context) (queue.Status, error) {
	s := queue.Status{Backend: "jetstream"}
	for _, name := range []string{q.opt.Name, q.againStream(), q.deadStream()} {
		stream, err := q.js.Stream(ctx, name)
		if err != nil {
			return s, fmt.Errorf("ask for stream %s: %w", name, explained(err))
		}
		info := stream.CachedInfo()
		n := int64(info.State.Msgs)
		s.Bytes += int64(info.State.Bytes)
		switch name {
		case q.opt.Name:
			c, err := q.fresh.Info(ctx)
			if err != nil {
				return s, fmt.Errorf("ask for consumer of %s: %w", name, explained(err))
			}
			s.Held = int64(c.NumAckPending)
			s.Waiting = max(n-s.Held, 0)
			s.Replicas = info.Config.Replicas
			if info.Cluster != nil {
				s.Leader = info.Cluster.Leader
			}
		case q.againStream():
			s.Again = n
		default:
			s.Dead = n
		}
	}
	return s, nil
}

// Close implements queue.Queue.
func (q *Queue) Close() error {
	if q.nc.IsClosed() {
		return nil
	}
	err := q.nc.FlushTimeout(5 * time.Second)
	q.nc.Close()
	if errors.Is(err, nats.ErrConnectionClosed) || errors.Is(err, nats.ErrTimeout) {
		err = nil // everything that must be kept has been answered for already
	}
	return err
}

// forbidden are errors that no patience mends.
func forbidden(err error) bool {
	for _, e := range []error{nats.ErrAuthorization, nats.ErrAuthExpired, nats.ErrAuthRevoked, nats.ErrPermissionViolation,
		nats.ErrSecureConnRequired, jetstream.ErrJetStreamNotEnabled, jetstream.ErrJetStreamNotEnabledForAccount} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// explained says in words of the queue what its servers say.
func explained(err error) error {
	switch {
	case err == nil || errors.Is(err, queue.ErrRefused):
		return err
	case forbidden(err):
		return fmt.Errorf("%w: %w", queue.ErrRefused, err)
	}
	return err
}

// patiently runs f until it succeeds, for as long as a cluster may need to come together.
func patiently(ctx context.Context, f func() error) error {
	end := time.Now().Add(beginning)
	wait := 50 * time.Millisecond
	for {
		err := f()
		if err == nil || ctx.Err() != nil || hopeless(err) || time.Now().After(end) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
		wait = min(2*wait, 2*time.Second)
	}
}

// hopeless tells an error that will be the same the next time.
func hopeless(err error) bool {
	const noPeers = 10005 // … until enough servers have found each other
	var api *jetstream.APIError
	return forbidden(err) || errors.Is(err, nats.ErrMaxPayload) || errors.Is(err, nats.ErrConnectionClosed) ||
		errors.As(err, &api) && api.Code == 400 && api.ErrorCode != noPeers
}
