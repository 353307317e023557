package api

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"sync"
	"time"
)

// Job is work on the whole register, which takes its time.
type Job struct {
	ID      string     `json:"id"`
	Kind    string     `json:"kind" enum:"recode,compact"`
	State   string     `json:"state" enum:"running,done,failed,stopped"`
	Who     string     `json:"who" doc:"who began it"`
	Started time.Time  `json:"started"`
	Ended   *time.Time `json:"ended,omitempty"`
	Done    int        `json:"done" doc:"reports that were read again"`
	Failed  int        `json:"failed" doc:"reports that could not be; they stay as they were"`
}

// errBusy says that a job is under way.
var errBusy = errors.New("another job is under way: one at a time")

// manyJobs is how many jobs are remembered.
const manyJobs = 20

// jobs runs one job at a time.
type jobs struct {
	mu   sync.Mutex
	list []*Job // oldest first
	stop context.CancelFunc
	wait sync.WaitGroup
}

// start begins a job in the background.
func (s *jobs) start(kind, who string, work func(ctx context.Context, told func(ok bool)) error, now func() time.Time) (Job, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stop != nil {
		return Job{}, errBusy
	}
	ctx, stop := context.WithCancel(context.Background())
	j := &Job{ID: rand.Text(), Kind: kind, State: "running", Who: who, Started: now().UTC()}
	s.list, s.stop = append(s.list, j), stop
	if len(s.list) > manyJobs {
		s.list = s.list[1:]
	}
	s.wait.Go(func() {
		err := work(ctx, func(ok bool) { s.told(j, ok) })
		s.mu.Lock()
		defer s.mu.Unlock()
		end := now().UTC()
		j.Ended = &end
		switch {
		case ctx.Err() != nil:
			j.State = "stopped"
		case err != nil:
			j.State = "failed"
		default:
			j.State = "done"
		}
		stop()
		s.stop = nil
	})
	return *j, nil
}

// told counts one report.
func (s *jobs) told(j *Job, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ok {
		j.Done++
	} else {
		j.Failed++
	}
}

// all are the jobs, the latest first.
func (s *jobs) all() []Job {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []Job{}
	for _, j := range slices.Backward(s.list) {
		out = append(out, *j)
	}
	return out
}

// find finds a job, and stops it where that is asked and it runs.
func (s *jobs) find(id string, stop bool) (Job, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.list, func(j *Job) bool { return j.ID == id })
	if i < 0 {
		return Job{}, false
	}
	if stop && s.list[i].State == "running" {
		s.stop()
	}
	return *s.list[i], true
}

// close stops what is under way and waits until it has ended.
func (s *jobs) close() {
	s.mu.Lock()
	if s.stop != nil {
		s.stop()
	}
	s.mu.Unlock()
	s.wait.Wait()
}
