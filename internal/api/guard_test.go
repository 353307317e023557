package api

import (
	"strconv"
	"testing"
	"time"
)

func TestLimitsByCaller(t *testing.T) {
	l := limiters{rate: 2, burst: 2, by: map[string]*limiter{}}
	now := time.Date(2024, 6, 19, 12, 0, 0, 0, time.UTC)
	for i, c := range []struct {
		name  string
		after time.Duration
		waits bool
	}{{"a", 0, false}, {"a", 0, false}, {"a", 0, true}, {"b", 0, false}, {"a", 100 * time.Millisecond, true}, {"a", 500 * time.Millisecond, false}, {"a", 0, true}} {
		now = now.Add(c.after)
		if wait, _ := l.take(c.name, now); wait > 0 != c.waits {
			t.Errorf("%d: %s waits %v", i, c.name, wait)
		}
	}
}

// A crowd of callers that come once costs no more memory than so many, and does not set free whoever asks too much.
func TestCrowdIsForgotten(t *testing.T) {
	l := limiters{rate: 1, burst: 1, by: map[string]*limiter{}}
	now := time.Date(2024, 6, 19, 12, 0, 0, 0, time.UTC)
	for i := range 3 * manyCallers {
		now = now.Add(time.Millisecond)
		l.take("address "+strconv.Itoa(i), now)
		if i%100 == 0 {
			l.take("greedy", now)
		}
	}
	if len(l.by) > manyCallers {
		t.Errorf("%d callers are remembered", len(l.by))
	}
	l.take("greedy", now)
	if wait, _ := l.take("greedy", now); wait == 0 {
		t.Error("who asks too much is set free")
	}
}

func TestHostOfAddress(t *testing.T) {
	for address, want := range map[string]string{"192.0.2.7:80": "192.0.2.7", "[2001:db8:1:2:3:4:5:6]:80": "2001:db8:1:2::", "odd": "odd"} {
		if got := host(address); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}

// A clock that jumps neither shuts a caller out nor sets it free.
func TestLimitsWhenTheClockJumps(t *testing.T) {
	for name, jump := range map[string]time.Duration{"back an hour": -time.Hour, "forward a day": 24 * time.Hour} {
		l := limiters{rate: 1, burst: 2, by: map[string]*limiter{}}
		now := time.Date(2024, 6, 19, 12, 0, 0, 0, time.UTC)
		for range 5 {
			l.take("a", now)
		}
		now = now.Add(jump)
		passed := 0
		for range 10 {
			if wait, _ := l.take("a", now); wait == 0 {
				passed++
			} else if wait > time.Second {
				t.Errorf("%s: waits %v", name, wait)
			}
		}
		if passed > l.burst {
			t.Errorf("%s: %d at once", name, passed)
		}
		if wait, _ := l.take("a", now.Add(time.Second)); wait != 0 {
			t.Errorf("%s: still waits %v", name, wait)
		}
	}
}
