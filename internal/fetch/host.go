package fetch

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"
)

// host is a server as we remember it between requests.
type host struct {
	turn   chan struct{} // holds something while somebody asks
	delay  time.Duration // that its robots.txt asks for
	rules  *rules        // of its robots.txt; nil: not asked yet
	expire time.Time     // of rules

	mu   sync.Mutex
	next time.Time // not to be asked before
}

// notBefore lets nobody ask the host before a time.
func (h *host) notBefore(t time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if t.After(h.next) {
		h.next = t
	}
}

// manyHosts is from how many hosts on those are forgotten that there is nothing to know about.
const manyHosts = 4096

// host gives the host of an address, as we remember it.
func (c *Client) host(u *url.URL) *host {
	c.mu.Lock()
	defer c.mu.Unlock()
	name := u.Scheme + "://" + u.Host
	h := c.hosts[name]
	if h == nil {
		if len(c.hosts) >= manyHosts {
			c.forget()
		}
		h = &host{turn: make(chan struct{}, 1)}
		c.hosts[name] = h
	}
	return h
}

// forget drops hosts that nobody asks and that may be asked at once.
func (c *Client) forget() {
	now := c.opt.Now()
	for name, h := range c.hosts {
		select {
		case h.turn <- struct{}{}:
		default:
			continue // somebody asks
		}
		h.mu.Lock()
		if h.next.Before(now) && h.expire.Before(now.Add(robotsLife-time.Hour)) {
			delete(c.hosts, name)
		}
		h.mu.Unlock()
		<-h.turn
	}
}

// enter waits for the turn at a host. Who is let in calls leave at the end. Where the host wants to be left alone for longer than a
// caller may be kept, it is told so.
func (c *Client) enter(ctx context.Context, h *host, u *url.URL) (leave func(), err error) {
	select {
	case h.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, fmt.Errorf("fetch %s: %w", u, ctx.Err())
	}
	h.mu.Lock()
	wait := h.next.Sub(c.opt.Now())
	if wait > max(LongestPause, c.opt.Delay) { // nobody waits as long: the clock was set back
		wait, h.next = 0, time.Time{}
	}
	h.mu.Unlock()
	if wait > c.opt.Patience {
		<-h.turn
		e := fail(u, Busy, "the host asks to be left alone for another %v", wait.Round(time.Second))
		e.RetryAfter = wait
		return nil, e
	}
	if wait > 0 {
		if err := c.opt.Sleep(ctx, wait); err != nil {
			<-h.turn
			return nil, fmt.Errorf("fetch %s: %w", u, err)
		}
	}
	return func() {
		h.notBefore(c.opt.Now().Add(max(c.opt.Delay, h.delay)))
		<-h.turn
	}, nil
}

// LongestPause is for how long a server may ask to be left alone.
const LongestPause = 24 * time.Hour

// retryAfter reads how long a server asks to be left alone: seconds, or until a moment.
func retryAfter(header string, now time.Time) time.Duration {
	var d time.Duration
	if n, err := strconv.Atoi(header); err == nil {
		d = time.Duration(min(n, int(LongestPause/time.Second))) * time.Second
	} else if t, err := http.ParseTime(header); err == nil {
		d = t.Sub(now)
	}
	return min(max(d, 0), LongestPause)
}
