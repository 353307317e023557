package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// The limits of RFC 9309: how much of a robots.txt is read, how many redirects lead to it, and how long it may be relied on.
const (
	robotsRoom      = 500 << 10
	robotsRedirects = 5
	robotsLife      = 24 * time.Hour
)

// robotsAgain is when a robots.txt that could not be had is asked for again; longestDelay is how much delay one may ask for.
const (
	robotsAgain  = 10 * time.Minute
	longestDelay = 30 * time.Second
)

// rules are what a robots.txt says to us.
type rules struct {
	lines []rule
	none  bool   // nothing is allowed, since the file cannot be had
	why   string // … for this reason
	delay time.Duration
}

// rule allows or forbids the paths that match a pattern.
type rule struct {
	pattern string // normalised
	allow   bool
}

// robots gives the rules of a host, whose turn is ours.
func (c *Client) robots(ctx context.Context, h *host, u *url.URL) (*rules, error) {
	now := c.opt.Now()
	if h.rules != nil && now.Before(h.expire) {
		return h.rules, nil
	}
	r, err := c.readRobots(ctx, u)
	if err != nil {
		return nil, err
	}
	h.rules, h.expire = r, now.Add(robotsLife)
	if r.none {
		h.expire = now.Add(robotsAgain)
	}
	return r, nil
}

// readRobots asks a host for its robots.txt. Without one all is allowed; where the host is at fault nothing is.
func (c *Client) readRobots(ctx context.Context, of *url.URL) (*rules, error) {
	limited, cancel := context.WithTimeout(ctx, c.opt.Timeout)
	defer cancel()
	u := &url.URL{Scheme: of.Scheme, Host: of.Host, Path: "/robots.txt"}
	for range robotsRedirects + 1 {
		res, err := c.send(limited, u, Known{})
		if err != nil {
			err = c.explain(ctx, limited, of, err)
			var e *Error
			if errors.As(err, &e) && u.Host != of.Host { // the page is well, and what it is asked to be read by is elsewhere
				return &rules{none: true, why: e.Message}, nil
			}
			return nil, err // the page is no better off than its robots.txt
		}
		body, err := io.ReadAll(io.LimitReader(res.Body, robotsRoom))
		res.Body.Close()
		switch s := res.StatusCode; {
		case s >= 300 && s < 400 && res.Header.Get("Location") != "":
			next, err := u.Parse(res.Header.Get("Location"))
			if err == nil {
				next, err = Parse(next.String())
			}
			if err != nil {
				return &rules{}, nil
			}
			u = next
			continue
		case s >= 500, s == http.StatusTooManyRequests: // too many requests are a server's trouble, not a missing file
			return &rules{none: true, why: fmt.Sprintf("the server answers %d", s)}, nil
		case s < 200 || s >= 300:
			return &rules{}, nil
		case err != nil && len(body) < robotsRoom:
			return nil, c.explain(ctx, limited, u, err)
		}
		return parseRobots(body, product(c.opt.Agent)), nil
	}
	return &rules{}, nil // RFC 9309: a file behind more redirects may be taken as missing
}

// product is the name by which a robots.txt calls who asks: letters, - and _ at the beginning of the agent.
func product(agent string) string {
	i := strings.IndexFunc(agent, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '-' || r == '_')
	})
	if i >= 0 {
		agent = agent[:i]
	}
	return strings.ToLower(agent)
}

// parseRobots takes the rules for one product from a robots.txt: those of all its groups, else of all groups for everybody.
func parseRobots(body []byte, us string) *rules {
	var ours, all rules
	named, forUs, forAll, inRules := false, false, false, true
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	for line := range bytes.FieldsFuncSeq(body, func(r rune) bool { return r == '\n' || r == '\r' }) {
		key, value := record(string(line))
		switch key {
		case "user-agent":
			if inRules { // a new group begins
				forUs, forAll, inRules = false, false, false
			}
			switch {
			case value == "*" || strings.HasPrefix(value, "* "):
				forAll = true
			case product(value) == us && us != "":
				forUs, named = true, true
			}
		case "allow", "disallow":
			inRules = true
			if value == "" {
				continue // forbids nothing
			}
			r := rule{normal(value), key == "allow"}
			if forUs {
				ours.lines = append(ours.lines, r)
			}
			if forAll {
				all.lines = append(all.lines, r)
			}
		case "crawl-delay": // not in the RFC, and asked for by many
			inRules = true
			if seconds, err := strconv.ParseFloat(value, 64); err == nil && seconds > 0 {
				delay := time.Duration(min(seconds, longestDelay.Seconds()) * float64(time.Second))
				if forUs {
					ours.delay = delay
				}
				if forAll {
					all.delay = delay
				}
			}
		}
	}
	if named {
		return &ours
	}
	return &all
}

// record parts a line of a robots.txt in its field and its value.
func record(line string) (key, value string) {
	line, _, _ = strings.Cut(line, "#")
	key, value, found := strings.Cut(line, ":")
	if !found {
		return "", ""
	}
	return strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
}

// allows tells whether an address may be asked: what the longest pattern that matches says, and of equally long ones the kinder.
func (r *rules) allows(u *url.URL) bool {
	if r.none {
		return false
	}
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	path = normal(path)
	allow, longest := true, -1
	for _, l := range r.lines {
		if n := len(l.pattern); (n > longest || n == longest && l.allow) && matches(l.pattern, path) {
			allow, longest = l.allow, n
		}
	}
	return allow
}

// refusal says why an address may not be asked. Without a robots.txt that is for now.
func (r *rules) refusal(u *url.URL) *Error {
	if r.none {
		e := fail(u, Robots, "the site's robots.txt cannot be had: %s", r.why)
		e.RetryAfter = robotsAgain
		return e
	}
	return fail(u, Robots, "the site's robots.txt forbids it")
}

// matches tells whether a path begins as a pattern says, in which * is anything and $ at its end the end of the path.
func matches(pattern, path string) bool {
	pattern, whole := strings.CutSuffix(pattern, "$")
	parts := strings.Split(pattern, "*")
	rest, ok := strings.CutPrefix(path, parts[0])
	if !ok {
		return false
	}
	for i, part := range parts[1:] {
		if whole && i == len(parts)-2 { // the last part stands at the end
			return strings.HasSuffix(rest, part)
		}
		at := strings.Index(rest, part)
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	return !whole || rest == ""
}

// normal writes a path so that equal ones look equal: letters outside of ASCII are percent-encoded, and what need not be is not.
func normal(path string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(path); i++ {
		ch := path[i]
		if ch == '%' && i+2 < len(path) {
			if n, err := strconv.ParseUint(path[i+1:i+3], 16, 8); err == nil {
				i += 2
				if ch = byte(n); unreserved(ch) {
					b.WriteByte(ch)
				} else {
					b.Write([]byte{'%', hex[ch>>4], hex[ch&15]})
				}
				continue
			}
		}
		if ch > 0x7f || ch <= ' ' {
			b.Write([]byte{'%', hex[ch>>4], hex[ch&15]})
		} else {
			b.WriteByte(ch)
		}
	}
	return b.String()
}

func unreserved(ch byte) bool {
	return ch >= 'a' && ch <= 'z' || ch >= 'A' && ch <= 'Z' || ch >= '0' && ch <= '9' || strings.IndexByte("-._~", ch) >= 0
}
