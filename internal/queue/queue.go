// Package queue answers: who does the next one?
//
// It is the contract between those who bring work and those who do it, on one machine or on many. A job is given to somebody at
// least once, and may be given again: whoever does it must be able to do it twice with the effect of once.
//
// A job whose first holder did not finish it is a suspect: it may have killed its holder. Suspects are not given with others
// (Take) but alone (Again), so that of all that were in the hands of a holder that died, only the one that killed it is
// tried in vain again and again; after its tries it lies among the dead, with the reason.
package queue

import (
	"context"
	"errors"
	"io"
	"iter"
	"time"
)

// The errors that a caller may want to tell apart.
var (
	ErrNotFound = errors.New("no dead job has this key")
	ErrTooLarge = errors.New("the job is larger than the queue takes")
	ErrRefused  = errors.New("the queue does not let us in") // credentials, rights: to try again is no use
)

// A Job is something to be done. Its key is a hash of its content: hexadecimal digits.
type Job struct {
	Key  string
	Body []byte
}

// A Queue keeps jobs until they are done. It may be used by many goroutines.
type Queue interface {
	// Push adds jobs and returns when they are kept as safely as the queue can. Those that wait already are left out; added counts the
	// others. While the queue is full or away it waits.
	Push(ctx context.Context, jobs ...Job) (added int, err error)
	// Requeue adds jobs even where the queue remembers to have had them: for those that were lost.
	Requeue(ctx context.Context, jobs ...Job) error
	// Take gives up to so many jobs that nobody has had, as soon as there is one; none when it has waited so long in vain.
	Take(ctx context.Context, many int, wait time.Duration) ([]Held, error)
	// Again gives one job that somebody had and did not finish, or nil when it has waited so long in vain.
	Again(ctx context.Context, wait time.Duration) (Held, error)
	// Status counts what is in the queue.
	Status(ctx context.Context) (Status, error)
	// Dead lists the jobs that were given up, in an order that stays.
	Dead(ctx context.Context) iter.Seq2[Dead, error]
	// Retry makes a new job of a dead one, Drop forgets it.
	Retry(ctx context.Context, key string) error
	Drop(ctx context.Context, key string) error
	io.Closer
}

// Held is a job in somebody's hands, for as long as the queue's Hold says. What is not finished by then is given to somebody else.
type Held interface {
	Job() Job
	Tries() int // how often it was given before
	// Done takes the job out of the queue, for good.
	Done(ctx context.Context) error
	// Fail gives it back with the reason why it could not be done; after its last try it is laid among the dead.
	Fail(ctx context.Context, reason string) error
	// Return gives it back untouched.
	Return(ctx context.Context) error
	// Extend begins the time for which it may be held anew.
	Extend(ctx context.Context) error
}

// Dead is a job that was given up.
type Dead struct {
	Key    string    `json:"key"`
	Reason string    `json:"reason"`
	Tries  int       `json:"tries"`
	When   time.Time `json:"when"`
	Body   []byte    `json:"-"`
}

// Status is how much is in a queue.
type Status struct {
	Backend  string `json:"backend"` // local, jetstream
	Waiting  int64  `json:"waiting"` // given to nobody yet
	Held     int64  `json:"held"`    // in somebody's hands
	Again    int64  `json:"again"`   // to be given again, or given again
	Dead     int64  `json:"dead"`
	Bytes    int64  `json:"bytes"`
	Replicas int    `json:"replicas,omitempty"` // how many servers hold each job
	Leader   string `json:"leader,omitempty"`   // the server that decides
}

// Options say how a queue works. What is not said is as the queue has it, where it is there, else as Full fills it in.
type Options struct {
	Name   string        // of the queue, where one place has several
	Tries  int           // how often a job is given before it is given up
	Hold   time.Duration // for how long it may be held
	Pause  time.Duration // before one that failed is given again
	Most   int64         // how many jobs may wait; 0: as many as there is room for
	Copies int           // servers that hold each job; 0: three in a cluster, else one
}

// Never is the reason of those that were given up without a word from whoever had them.
const Never = "never finished: whoever had it ended, or took too long"

// Full gives the options with what is not said filled in.
func (o Options) Full() Options {
	if o.Name == "" {
		o.Name = "rawi"
	}
	if o.Tries <= 0 {
		o.Tries = 4
	}
	if o.Hold <= 0 {
		o.Hold = time.Minute
	}
	if o.Pause <= 0 {
		o.Pause = 5 * time.Second
	}
	return o
}
