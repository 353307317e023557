package api

import (
	"context"
	"errors"
	"testing"
	"time"
)

// One job runs at a time; it counts, can be stopped, ends with its server, and only the latest are remembered.
func TestJobs(t *testing.T) {
	var s jobs
	begun := make(chan bool)
	endless := func(ctx context.Context, told func(bool)) error {
		told(true)
		told(false)
		begun <- true
		<-ctx.Done()
		return ctx.Err()
	}
	first, err := s.start("recode", "ada", endless, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	<-begun
	if _, err := s.start("compact", "ada", endless, time.Now); !errors.Is(err, errBusy) {
		t.Errorf("a second job: %v", err)
	}
	if j, ok := s.find(first.ID, false); !ok || j.State != "running" || j.Done != 1 || j.Failed != 1 || j.Ended != nil {
		t.Errorf("under way: %+v", j)
	}
	if _, ok := s.find(first.ID, true); !ok {
		t.Error("it cannot be stopped")
	}
	s.wait.Wait()
	if j, _ := s.find(first.ID, false); j.State != "stopped" || j.Ended == nil {
		t.Errorf("stopped: %+v", j)
	}
	second, err := s.start("recode", "ada", endless, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	<-begun
	s.close()
	if j, _ := s.find(second.ID, false); j.State != "stopped" {
		t.Errorf("its server ended: %+v", j)
	}
	for i := range manyJobs + 2 {
		if _, err := s.start("compact", "ada", func(context.Context, func(bool)) error {
			if i == manyJobs {
				return errors.New("no room")
			}
			return nil
		}, time.Now); err != nil {
			t.Fatal(err)
		}
		s.wait.Wait()
	}
	all := s.all()
	if len(all) != manyJobs || all[0].State != "done" || all[1].State != "failed" {
		t.Errorf("%d jobs: %+v", len(all), all[:2])
	}
	if _, ok := s.find(first.ID, false); ok {
		t.Error("the first job is remembered for ever")
	}
}
