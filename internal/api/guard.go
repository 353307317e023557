package api

import (
	"encoding/json"
	"math"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"golang.org/x/time/rate"
)

// A Guard stands before everything that is served: it knows who asks, and lets nobody ask for too much.
type Guard struct {
	Tokens   *Tokens    // nil: whoever can reach the server is its owner, so nobody else may reach it
	ReadOnly bool       // nobody may change anything, whatever their role
	Rate     rate.Limit // requests a second of one caller; 0: as many as they like
	Burst    int        // so many at once
}

// MaxBody is how large a request may be, in bytes.
const MaxBody = 8 << 20

// open are the addresses that everybody may ask: they tell no more than that somebody is there.
var open = map[string]bool{"/healthz": true, "/readyz": true}

// Wrap sets the guard before a handler.
func (g Guard) Wrap(next http.Handler) http.Handler {
	callers := limiters{rate: g.Rate, burst: max(g.Burst, 1), by: map[string]*limiter{}}
	// A page elsewhere may make a browser ask; it must not make it change anything.
	elsewhere := http.NewCrossOriginProtection()
	elsewhere.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		refuse(w, r, http.StatusForbidden, "a page of another site may not ask this")
	}))
	next = elsewhere.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if open[r.URL.Path] {
			next.ServeHTTP(w, r)
			return
		}
		caller, known := g.caller(r)
		name := "token " + caller.Name
		if !known || g.Tokens == nil {
			name = "address " + host(r.RemoteAddr)
		}
		wait, left := callers.take(name, time.Now())
		callers.tell(w.Header(), left)
		if wait > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
			refuse(w, r, http.StatusTooManyRequests, "too many requests: wait a moment")
			return
		}
		if !known {
			w.Header().Add("WWW-Authenticate", `Bearer realm="rawi"`)
			w.Header().Add("WWW-Authenticate", `Basic realm="rawi", charset="UTF-8"`)
			refuse(w, r, http.StatusUnauthorized, "a token is needed, as Authorization: Bearer TOKEN or as the password of any user")
			return
		}
		if r.ContentLength > MaxBody {
			refuse(w, r, http.StatusRequestEntityTooLarge, "the body has more than "+strconv.Itoa(MaxBody)+" bytes")
			return
		}
		if r.Body != nil {
			r.Body = http.MaxBytesReader(w, r.Body, MaxBody)
		}
		next.ServeHTTP(w, r.WithContext(withCaller(r.Context(), caller)))
	})
}

// caller tells who asks. Programs send their token as it is; a browser asks its user for it as a password.
func (g Guard) caller(r *http.Request) (Caller, bool) {
	caller, known := Caller{"", Admin}, true
	if g.Tokens != nil {
		scheme, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		switch _, password, basic := r.BasicAuth(); {
		case strings.EqualFold(scheme, "Bearer"):
			caller, known = g.Tokens.Who(strings.TrimSpace(secret))
		case basic:
			caller, known = g.Tokens.Who(password)
		default:
			return Caller{}, false
		}
	}
	if g.ReadOnly {
		caller.Role = min(caller.Role, Reader)
	}
	return caller, known
}

// host is the address without its port. Of an IPv6 address it is the network that one subscriber has.
func host(address string) string {
	h, _, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	ip := net.ParseIP(h)
	if ip == nil || ip.To4() != nil {
		return h
	}
	return ip.Mask(net.CIDRMask(64, 128)).String()
}

// refuse says why not: to programs as a problem, to people in words.
func refuse(w http.ResponseWriter, r *http.Request, status int, why string) {
	if !strings.HasPrefix(r.URL.Path, Prefix+"/") {
		http.Error(w, why, status)
		return
	}
	problem(w, status, why)
}

// problem answers as RFC 9457 says.
func problem(w http.ResponseWriter, status int, why string) {
	body, err := json.Marshal(huma.ErrorModel{Title: http.StatusText(status), Status: status, Detail: why})
	if err != nil { // it is three plain fields
		panic(err)
	}
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Del("Content-Length")
	w.WriteHeader(status)
	_, _ = w.Write(body) // who asked may have gone
}

// limiters count the requests of each caller.
type limiters struct {
	mu    sync.Mutex
	rate  rate.Limit
	burst int
	by    map[string]*limiter
}

type limiter struct {
	*rate.Limiter
	seen time.Time
}

// manyCallers is how many are remembered before those that have been quiet are forgotten.
const manyCallers = 10000

// tell says in the head of an answer how many requests there may be, and how many are left (draft-ietf-httpapi-ratelimit-headers).
func (l *limiters) tell(h http.Header, left int) {
	if l.rate <= 0 {
		return
	}
	window := func(n int) string { return strconv.Itoa(int(math.Ceil(float64(n) / float64(l.rate)))) }
	h.Set("RateLimit-Policy", `"caller";q=`+strconv.Itoa(l.burst)+";w="+window(l.burst))
	h.Set("RateLimit", `"caller";r=`+strconv.Itoa(left)+";t="+window(l.burst-left))
}

// take counts one request and says how many are left; where it is one too many it says how long to wait.
func (l *limiters) take(name string, now time.Time) (wait time.Duration, left int) {
	if l.rate <= 0 {
		return 0, 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	one := l.by[name]
	if one == nil {
		if len(l.by) >= manyCallers {
			l.forget(now)
		}
		one = &limiter{Limiter: rate.NewLimiter(l.rate, l.burst)}
		l.by[name] = one
	}
	one.seen = now
	reservation := one.ReserveN(now, 1)
	if wait = reservation.DelayFrom(now); wait > 0 {
		reservation.CancelAt(now)
	}
	return wait, max(0, int(one.TokensAt(now)))
}

// forget drops those who have all their requests left again, and all where that frees nothing: a crowd must not cost memory.
func (l *limiters) forget(now time.Time) {
	full := time.Duration(float64(l.burst) / float64(l.rate) * float64(time.Second))
	for name, one := range l.by {
		if now.Sub(one.seen) > full {
			delete(l.by, name)
		}
	}
	if len(l.by) >= manyCallers {
		clear(l.by)
	}
}
