// Package fetch answers: what stands at this address?
//
// Addresses come from strangers: from feeds, pages and forms. So a client asks only servers of the open internet unless it was told of
// others, takes no more than it was told to, waits no longer, asks each host one thing at a time and what its robots.txt (RFC 9309)
// lets it ask. Each redirect is a request of its own, under the same rules.
package fetch

import (
	"cmp"
	"compress/flate"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// Options say how a client asks. The zero value of each field stands for what is usual.
type Options struct {
	Agent        string        // who asks, as hosts read it: "rawi/1.0 (+https://…)"; its name up to the / is looked for in robots.txt
	Allow        []string      // hosts, addresses and prefixes that may be asked though they are not of the open internet: see parseAllowed
	MaxBody      int64         // bytes of a body, unpacked
	MaxRedirects int           // so many, one after the other
	Timeout      time.Duration // for one request, from the name to the last byte
	Delay        time.Duration // between two requests to one host; below 0: none
	Patience     time.Duration // how long a caller is made to wait for a host that asks for patience, before it is told to come back
	Tries        int           // how often an address is asked that fails in a way that may pass
	IgnoreRobots bool          // the pages are one's own

	Now    func() time.Time                           // nil: the clock
	Sleep  func(context.Context, time.Duration) error // nil: real sleep, which ends with the context
	Spread func() float64                             // from 0 up to 1, so that those who failed together do not come again together; nil: chance
}

// What is usual.
const (
	usualAgent     = "rawi"
	usualBody      = 16 << 20
	usualRedirects = 8
	usualTimeout   = 30 * time.Second
	usualDelay     = time.Second
	usualPatience  = 30 * time.Second
	usualTries     = 3
)

// Known is what an earlier answer said of itself. With it a server may answer that nothing has changed.
type Known struct{ ETag, LastModified string }

// Answer is what stood at an address.
type Answer struct {
	Asked        string // the address that was asked for
	URL          string // where it was found after all redirects
	Moved        string // where it stands from now on, when the server says that it has moved for good
	Type         string // media type without parameters: text/html, application/rss+xml, …
	Body         []byte // unpacked; nothing when Unchanged
	Unchanged    bool   // it is what Known knew
	ETag         string
	LastModified string
	At           time.Time
}

// Client asks. It may be used by many goroutines; those that ask the same host wait for each other.
type Client struct {
	opt   Options
	allow allowed
	http  *http.Client

	mu    sync.Mutex
	hosts map[string]*host
}

// New makes a client. An entry of Allow that is none is an error.
func New(o Options) (*Client, error) {
	usual(&o)
	list, err := parseAllowed(o.Allow)
	if err != nil {
		return nil, err
	}
	c := &Client{opt: o, allow: list, hosts: map[string]*host{}}
	c.http = &http.Client{
		Transport:     c.transport(),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c, nil
}

func usual(o *Options) {
	setUsual(&o.Agent, usualAgent)
	setUsual(&o.MaxBody, usualBody)
	setUsual(&o.MaxRedirects, usualRedirects)
	setUsual(&o.Timeout, usualTimeout)
	setUsual(&o.Delay, usualDelay)
	setUsual(&o.Patience, usualPatience)
	setUsual(&o.Tries, usualTries)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sleep == nil {
		o.Sleep = Sleep
	}
	if o.Spread == nil {
		o.Spread = rand.Float64
	}
}

func setUsual[T comparable](have *T, usual T) {
	var none T
	if *have == none {
		*have = usual
	}
}

// Sleep waits, unless the context ends before.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// Close lets go of connections that wait for another request.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Transport makes connections under the same rules, for requests of another kind than Get.
func (c *Client) Transport() http.RoundTripper { return c.http.Transport }

// Get asks for an address, again where that may help. An *Error says why there is no answer.
func (c *Client) Get(ctx context.Context, address string, known Known) (Answer, error) {
	u, err := Parse(address)
	if err != nil {
		return Answer{}, err
	}
	for try := 1; ; try++ {
		a, err := c.follow(ctx, u, known)
		var e *Error
		if err == nil || ctx.Err() != nil || !errors.As(err, &e) || !e.passing() || try == c.opt.Tries {
			return a, err
		}
		wait := max(e.RetryAfter, c.backoff(try))
		if wait > c.opt.Patience {
			return a, err
		}
		c.host(e.at).notBefore(c.opt.Now().Add(wait))
	}
}

// backoff is how long to wait after so many tries: a second, two, four …, each half as long up to half as long again.
func (c *Client) backoff(try int) time.Duration {
	return time.Duration(float64(time.Second<<(try-1)) * (0.5 + c.opt.Spread()))
}

// follow asks for an address and goes where its server says.
func (c *Client) follow(ctx context.Context, u *url.URL, known Known) (Answer, error) {
	asked, forGood := u.String(), true
	for n := 0; ; n++ {
		a, next, err := c.visit(ctx, u, known)
		if err != nil {
			return Answer{}, err
		}
		if next == nil {
			a.Asked, a.URL = asked, u.String()
			if n > 0 && forGood {
				a.Moved = a.URL
			}
			return a, nil
		}
		if n == c.opt.MaxRedirects {
			return Answer{}, fail(u, Redirects, "more than %d redirects", c.opt.MaxRedirects)
		}
		forGood = forGood && next.forGood
		u = next.to
	}
}

// redirect is where a server sends us.
type redirect struct {
	to      *url.URL
	forGood bool
}

// visit asks for one address when it is its host's turn, if its robots.txt allows.
func (c *Client) visit(ctx context.Context, u *url.URL, known Known) (Answer, *redirect, error) {
	h := c.host(u)
	leave, err := c.enter(ctx, h, u)
	if err != nil {
		return Answer{}, nil, err
	}
	defer leave()
	if !c.opt.IgnoreRobots {
		rules, err := c.robots(ctx, h, u)
		if err != nil {
			return Answer{}, nil, err
		}
		h.delay = rules.delay
		if !rules.allows(u) {
			return Answer{}, nil, rules.refusal(u)
		}
	}
	return c.ask(ctx, h, u, known)
}

// ask sends one request and takes its answer.
func (c *Client) ask(ctx context.Context, h *host, u *url.URL, known Known) (Answer, *redirect, error) {
	limited, cancel := context.WithTimeout(ctx, c.opt.Timeout)
	defer cancel()
	res, err := c.send(limited, u, known)
	if err != nil {
		return Answer{}, nil, c.explain(ctx, limited, u, err)
	}
	defer res.Body.Close()
	switch s := res.StatusCode; {
	case s == http.StatusNotModified && known != Known{}:
		return Answer{Unchanged: true, ETag: cmp.Or(res.Header.Get("ETag"), known.ETag),
			LastModified: cmp.Or(res.Header.Get("Last-Modified"), known.LastModified), At: c.opt.Now()}, nil, nil
	case s >= 300 && s < 400 && res.Header.Get("Location") != "":
		to, err := u.Parse(res.Header.Get("Location"))
		if err == nil {
			to, err = Parse(to.String())
		}
		if err != nil {
			return Answer{}, nil, fail(u, Redirects, "it leads to no address of the web: %.200q", res.Header.Get("Location"))
		}
		return Answer{}, &redirect{to, s == http.StatusMovedPermanently || s == http.StatusPermanentRedirect}, nil
	case s < 200 || s > 299:
		e := fail(u, Status, "the server answers %d %s", s, http.StatusText(s))
		e.Status = s
		if e.RetryAfter = retryAfter(res.Header.Get("Retry-After"), c.opt.Now()); e.RetryAfter > 0 {
			h.notBefore(c.opt.Now().Add(e.RetryAfter))
		}
		return Answer{}, nil, e
	}
	body, kind, err := c.body(u, res)
	if err != nil {
		return Answer{}, nil, c.explain(ctx, limited, u, err)
	}
	return Answer{Type: kind, Body: body, ETag: res.Header.Get("ETag"), LastModified: res.Header.Get("Last-Modified"), At: c.opt.Now()}, nil, nil
}

// accept names what we can read, what is best first.
const accept = "text/html, application/xhtml+xml, application/atom+xml, application/rss+xml, application/feed+json, " +
	"application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.9, text/plain;q=0.8, */*;q=0.1"

func (c *Client) send(ctx context.Context, u *url.URL, known Known) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", c.opt.Agent)
	req.Header.Set("Accept", accept)
	if known.ETag != "" {
		req.Header.Set("If-None-Match", known.ETag)
	}
	if known.LastModified != "" {
		req.Header.Set("If-Modified-Since", known.LastModified)
	}
	return c.http.Do(req)
}

// explain says why a request failed that was limited in time. The end of the caller's context is the caller's own doing and stays what
// it is.
func (c *Client) explain(ctx, limited context.Context, u *url.URL, err error) error {
	var e *Error
	var timeout net.Error
	var dns *net.DNSError
	var guard blocked
	var inner *url.Error
	var corrupt flate.CorruptInputError
	if errors.As(err, &inner) { // it names the address, which stands before what we say
		err = inner.Err
	}
	code, what := Unreachable, "the server cannot be reached"
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("fetch %s: %w", u, ctx.Err())
	case errors.As(err, &e):
		return e
	case errors.As(err, &guard):
		code, what, err = Blocked, "the address is not of the open internet", guard.error
	case errors.As(err, &dns) && dns.IsNotFound:
		code, what = NoHost, "there is no such host"
	case limited.Err() != nil, errors.As(err, &timeout) && timeout.Timeout():
		code, what = TooSlow, fmt.Sprintf("it takes longer than %v", c.opt.Timeout)
	case errors.Is(err, io.ErrUnexpectedEOF):
		what = "the answer breaks off"
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.As(err, &corrupt):
		code, what = WrongType, "it is packed, and damaged"
	}
	e = fail(u, code, "%s", what)
	e.Err = err
	return e
}
