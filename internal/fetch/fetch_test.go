package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// clock is a clock that moves only when somebody sleeps.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	c.slept = append(c.slept, d)
	return ctx.Err()
}

// client is one that may ask only the given servers of this machine, by a clock of its own.
func client(t *testing.T, o Options, servers ...*httptest.Server) (*Client, *clock) {
	t.Helper()
	k := &clock{now: time.Date(2024, 6, 19, 12, 0, 0, 0, time.UTC)}
	o.Now, o.Sleep, o.Spread = k.Now, k.Sleep, func() float64 { return 0.5 }
	for _, s := range servers {
		o.Allow = append(o.Allow, s.Listener.Addr().String())
	}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c, k
}

// serve serves pages by their paths; there is no robots.txt unless one is among them.
func serve(t *testing.T, pages map[string]http.HandlerFunc) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	for path, f := range pages {
		mux.HandleFunc(path, f)
	}
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

const page = "<!doctype html><title>The port</title><p>Ministers met in Vienna."

func write(kind, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		io.WriteString(w, body)
	}
}

func lead(status int, to string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", to)
		w.WriteHeader(status)
	}
}

// get asks for an address and holds the code of the error against what is wanted; "" is none.
func get(t *testing.T, c *Client, address string, want Code) (Answer, *Error) {
	t.Helper()
	a, err := c.Get(t.Context(), address, Known{})
	var e *Error
	if err != nil && !errors.As(err, &e) {
		t.Fatalf("%s: %v", address, err)
	}
	switch {
	case e == nil && want != "":
		t.Errorf("%s: an answer, want %s", address, want)
		return a, &Error{}
	case e != nil && e.Code != want:
		t.Errorf("%s: %s (%v), want %q", address, e.Code, e, want)
	}
	return a, e
}

func TestAddressesThatAreNotOfTheOpenInternet(t *testing.T) {
	asked := atomic.Int32{}
	secret := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer secret.Close()
	_, port, _ := net.SplitHostPort(secret.Listener.Addr().String())
	c, _ := client(t, Options{Timeout: 5 * time.Second, IgnoreRobots: true})
	for _, address := range []string{
		secret.URL, "http://localhost:" + port, "http://[::ffff:127.0.0.1]:" + port, "http://127.0.0.1/", "http://[::1]/", "http://0.0.0.0/",
		"http://10.1.2.3/", "http://172.16.0.1/", "http://192.168.1.1/", "http://100.64.0.1/", "http://169.254.169.254/latest/meta-data/",
		"http://[fd00::1]/", "http://[fe80::1]/", "http://[64:ff9b::7f00:1]/", "http://224.0.0.1/", "http://198.51.100.7:22/",
	} {
		get(t, c, address, Blocked)
	}
	if _, e := get(t, c, "http://10.1.2.3/a", Blocked); e == nil || strings.Count(e.Error(), "10.1.2.3/a") != 1 {
		t.Errorf("told as %v", e)
	}
	for _, address := range []string{"", "file:///etc/passwd", "gopher://news.example/", "ftp://news.example/a", "news.example/a", "http:///a",
		"http://user:pass@news.example/", "javascript:alert(1)", "http://news.example:port/", "http://a b.example/", "http://a\u00a0b.example/",
		"http://news.example/" + strings.Repeat("a", longest)} {
		get(t, c, address, NoAddress)
	}
	if n := asked.Load(); n > 0 {
		t.Errorf("the server was asked %d times", n)
	}
}

func TestAllowed(t *testing.T) {
	s := serve(t, map[string]http.HandlerFunc{"/": write("text/html", page)})
	end := s.Listener.Addr().String()
	_, port, _ := net.SplitHostPort(end)
	for _, test := range []struct {
		allow, address string
		want           Code
	}{
		{end, s.URL, ""},
		{"127.0.0.1", s.URL, ""},
		{"127.0.0.0/8", s.URL, ""},
		{"localhost", "http://localhost:" + port, ""},
		{"LOCALHOST:" + port, "http://localhost:" + port, ""},
		{"localhost", s.URL, Blocked},
		{"localhost:1", "http://localhost:" + port, Blocked},
		{"127.0.0.1:1", s.URL, Blocked},
		{"127.0.0.2", s.URL, Blocked},
		{"10.0.0.0/8", s.URL, Blocked},
	} {
		c, _ := client(t, Options{Allow: []string{test.allow}})
		get(t, c, test.address, test.want)
	}
	for _, bad := range []string{"", "http://localhost", "a b", "10.0.0.0/99"} {
		if _, err := New(Options{Allow: []string{bad}}); err == nil {
			t.Errorf("%q is allowed", bad)
		}
	}
}

func TestRedirects(t *testing.T) {
	asked := atomic.Int32{}
	secret := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer secret.Close()
	s := serve(t, map[string]http.HandlerFunc{
		"/page":       write("text/html", page),
		"/once":       lead(302, "/page"),
		"/forever":    lead(301, "/page"),
		"/mixed":      lead(301, "/once"),
		"/loop":       lead(302, "/loop"),
		"/secret":     lead(302, secret.URL),
		"/metadata":   lead(302, "http://169.254.169.254/latest/meta-data/"),
		"/file":       lead(302, "file:///etc/passwd"),
		"/password":   lead(302, "http://a:b@news.example/"),
		"/forbidden":  lead(302, "/private/page"),
		"/robots.txt": write("text/plain", "User-agent: *\nDisallow: /private/"),
	})
	c, _ := client(t, Options{}, s)
	for path, want := range map[string]Code{"/once": "", "/forever": "", "/mixed": "", "/loop": Redirects, "/secret": Blocked, "/metadata": Blocked,
		"/file": Redirects, "/password": Redirects, "/forbidden": Robots} {
		a, _ := get(t, c, s.URL+path, want)
		if want == "" && (a.Asked != s.URL+path || a.URL != s.URL+"/page" || string(a.Body) != page) {
			t.Errorf("%s: %+v", path, a)
		}
		if moved := path == "/forever"; want == "" && moved != (a.Moved != "") {
			t.Errorf("%s: moved to %q", path, a.Moved)
		}
	}
	if n := asked.Load(); n > 0 {
		t.Errorf("the server behind the redirect was asked %d times", n)
	}
}

func packed(t *testing.T, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Write(b)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestHowMuchIsTaken(t *testing.T) {
	bomb := packed(t, append([]byte("<html>"), bytes.Repeat([]byte("a"), 50<<20)...))
	double := packed(t, bomb)
	torn := packed(t, []byte(page))
	torn[10] = 0xff // behind its head: a kind of block that there is not
	s := serve(t, map[string]http.HandlerFunc{
		"/fits":  write("text/html", "<html>"+strings.Repeat("a", 1<<20-6)),
		"/large": write("text/html", "<html>"+strings.Repeat("a", 1<<20-5)),
		"/endless": func(w http.ResponseWriter, _ *http.Request) {
			for {
				if _, err := io.WriteString(w, strings.Repeat("news ", 2000)); err != nil {
					return
				}
			}
		},
		"/bomb": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(bomb)
		},
		"/bomb.gz": func(w http.ResponseWriter, _ *http.Request) { w.Write(bomb) },
		"/double": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(double)
		},
		"/page.gz": func(w http.ResponseWriter, _ *http.Request) { w.Write(packed(t, []byte(page))) },
		"/promise": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "99999999999")
			io.WriteString(w, page)
		},
		"/broken": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			io.WriteString(w, page)
		},
		"/damaged": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			io.WriteString(w, page)
		},
		"/torn": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(torn)
		},
		"/unasked": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "br")
			io.WriteString(w, page)
		},
	})
	c, _ := client(t, Options{MaxBody: 1 << 20}, s)
	for path, want := range map[string]Code{"/fits": "", "/page.gz": "", "/large": TooLarge, "/endless": TooLarge, "/bomb": TooLarge,
		"/bomb.gz": TooLarge, "/double": TooLarge, "/promise": TooLarge, "/broken": Unreachable, "/damaged": WrongType, "/torn": WrongType, "/unasked": WrongType} {
		get(t, c, s.URL+path, want)
	}
}

func TestHowLongIsWaited(t *testing.T) {
	hold := func(w http.ResponseWriter, r *http.Request) {
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}
	s := serve(t, map[string]http.HandlerFunc{
		"/silent": func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"/head":   hold,
		"/drip": func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				io.WriteString(w, "a ")
				w.(http.Flusher).Flush()
				time.Sleep(20 * time.Millisecond)
			}
		},
	})
	c, _ := client(t, Options{Timeout: 300 * time.Millisecond}, s)
	for _, path := range []string{"/silent", "/head", "/drip"} {
		begin := time.Now()
		get(t, c, s.URL+path, TooSlow)
		if took := time.Since(begin); took > 5*time.Second {
			t.Errorf("%s took %v", path, took)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := c.Get(ctx, s.URL+"/silent", Known{}); !errors.Is(err, context.DeadlineExceeded) || errors.As(err, new(*Error)) {
		t.Errorf("the caller's own end is told as %v", err)
	}
}

func TestWhatIsTaken(t *testing.T) {
	png := "\x89PNG\r\n\x1a\n" + strings.Repeat("\x00", 600)
	s := serve(t, map[string]http.HandlerFunc{
		"/html":    write("text/html; charset=windows-1256", page),
		"/rss":     write("application/rss+xml", "<?xml version='1.0'?><rss/>"),
		"/json":    write("application/feed+json", `{"version":"1"}`),
		"/nothing": write("", "<?xml version='1.0'?><rss/>"),
		"/octets":  write("application/octet-stream", page),
		"/arabic":  write("text/plain", "\xe6\xf2\xfd \xc7\xe1\xe6\xd2\xed\xd1"),
		"/png":     write("image/png", png),
		"/liar":    write("text/html", png),
		"/style":   write("text/css", "p { color: red }"),
		"/pdf":     write("application/pdf", "%PDF-1.7"),
		"/zip":     write("text/html", "PK\x03\x04"+strings.Repeat("\x00", 100)),
	})
	c, _ := client(t, Options{}, s)
	for path, want := range map[string]string{"/html": "text/html", "/rss": "application/rss+xml", "/json": "application/feed+json",
		"/nothing": "text/xml", "/octets": "text/html", "/arabic": "text/plain"} {
		if a, _ := get(t, c, s.URL+path, ""); a.Type != want {
			t.Errorf("%s is %s, want %s", path, a.Type, want)
		}
	}
	for _, path := range []string{"/png", "/liar", "/style", "/pdf", "/zip"} {
		get(t, c, s.URL+path, WrongType)
	}
}

func TestUnchanged(t *testing.T) {
	const tag, day = `"v7"`, "Wed, 19 Jun 2024 10:00:00 GMT"
	s := serve(t, map[string]http.HandlerFunc{"/": func(w http.ResponseWriter, r *http.Request) {
		if r.UserAgent() != "rawi/1 (test)" {
			t.Errorf("asked by %q", r.UserAgent())
		}
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag || r.Header.Get("If-Modified-Since") == day {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Last-Modified", day)
		io.WriteString(w, page)
	}})
	c, _ := client(t, Options{Agent: "rawi/1 (test)"}, s)
	first, _ := get(t, c, s.URL, "")
	if first.Unchanged || first.ETag != tag || first.LastModified != day {
		t.Fatalf("first answer %+v", first)
	}
	for _, known := range []Known{{ETag: tag, LastModified: day}, {ETag: tag}, {LastModified: day}} {
		a, err := c.Get(t.Context(), s.URL, known)
		if err != nil || !a.Unchanged || len(a.Body) > 0 || a.ETag != tag {
			t.Errorf("knowing %+v: %+v, %v", known, a, err)
		}
	}
	if a, err := c.Get(t.Context(), s.URL, Known{ETag: `"v6"`}); err != nil || a.Unchanged {
		t.Errorf("knowing another: %+v, %v", a, err)
	}
}

func TestOneAtATime(t *testing.T) {
	var now, most, all atomic.Int32
	s := serve(t, map[string]http.HandlerFunc{"/": func(w http.ResponseWriter, _ *http.Request) {
		n := now.Add(1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		time.Sleep(5 * time.Millisecond)
		now.Add(-1)
		all.Add(1)
		io.WriteString(w, page)
	}})
	c, k := client(t, Options{Delay: 2 * time.Second, IgnoreRobots: true}, s)
	begin := k.Now()
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() { get(t, c, fmt.Sprintf("%s/%d", s.URL, i), "") })
	}
	wait.Wait()
	if most.Load() != 1 || all.Load() != 8 {
		t.Errorf("%d requests, %d at once", all.Load(), most.Load())
	}
	if took := k.Now().Sub(begin); took < 14*time.Second {
		t.Errorf("eight requests two seconds apart took %v", took)
	}
}

func TestTriesAgain(t *testing.T) {
	var asked atomic.Int32
	failing := func(status int, after string, times int32) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			if asked.Add(1) > times {
				io.WriteString(w, page)
				return
			}
			if after != "" {
				w.Header().Set("Retry-After", after)
			}
			w.WriteHeader(status)
		}
	}
	for _, test := range []struct {
		name   string
		page   http.HandlerFunc
		want   Code
		asked  int32
		waited time.Duration // at least
	}{
		{"fails once", failing(502, "", 1), "", 2, time.Second},
		{"fails twice", failing(503, "", 2), "", 3, 3 * time.Second},
		{"fails for good", failing(500, "", 9), Status, 3, 3 * time.Second},
		{"is gone", failing(410, "", 9), Status, 1, 0},
		{"is missing", failing(404, "", 9), Status, 1, 0},
		{"asks for ten seconds", failing(429, "10", 1), "", 2, 10 * time.Second},
		{"names the moment", failing(503, "Wed, 19 Jun 2024 12:00:20 GMT", 1), "", 2, 20 * time.Second},
		{"asks for an hour", failing(429, "3600", 9), Status, 1, 0},
	} {
		asked.Store(0)
		s := serve(t, map[string]http.HandlerFunc{"/": test.page})
		c, k := client(t, Options{Delay: -1, IgnoreRobots: true}, s)
		begin := k.Now()
		_, e := get(t, c, s.URL, test.want)
		if asked.Load() != test.asked {
			t.Errorf("%s: asked %d times, want %d", test.name, asked.Load(), test.asked)
		}
		if waited := k.Now().Sub(begin); waited < test.waited || waited > test.waited+time.Second {
			t.Errorf("%s: waited %v, want %v", test.name, waited, test.waited)
		}
		if test.name != "asks for an hour" {
			continue
		}
		if e.Status != 429 || e.RetryAfter != time.Hour {
			t.Errorf("the hour is told as %+v", e)
		}
		if _, e = get(t, c, s.URL+"/other", Busy); e.RetryAfter < 59*time.Minute || asked.Load() != 1 {
			t.Errorf("the host was not left alone: %+v, asked %d times", e, asked.Load())
		}
		k.Sleep(t.Context(), 2*time.Hour)
		get(t, c, s.URL+"/other", Status)
	}
	gone := httptest.NewServer(nil)
	gone.Close()
	c, k := client(t, Options{IgnoreRobots: true}, gone)
	get(t, c, gone.URL, Unreachable)
	if len(k.slept) != 2 {
		t.Errorf("nobody there: waited %v", k.slept)
	}
}

func TestCanonical(t *testing.T) {
	for address, want := range map[string]string{
		"HTTPS://News.Example:443/a/b?utm_source=x&id=7&fbclid=y#top": "https://news.example/a/b?id=7",
		"http://news.example":                     "http://news.example/",
		"http://news.example:8080/?":              "http://news.example:8080/",
		"http://news.example/a?b=1&c=2":           "http://news.example/a?b=1&c=2",
		"https://أخبار.example/خبر":               "https://xn--igbicxr.example/%D8%AE%D8%A8%D8%B1",
		"https://news.example/%D8%AE%D8%A8%D8%B1": "https://news.example/%D8%AE%D8%A8%D8%B1",
		"http://[2001:DB8::1]:80/a":               "http://[2001:db8::1]/a",
		"tag:news.example,2024:1":                 "tag:news.example,2024:1",
	} {
		got := Canonical(address)
		if got != want {
			t.Errorf("%s is %s, want %s", address, got, want)
		}
		if again := Canonical(got); again != got {
			t.Errorf("%s is %s the second time", address, again)
		}
	}
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"https://www.news.example/a", "http://m.news.example/b", true},
		{"https://a.co.uk/", "https://b.co.uk/", false},
		{"https://news.example/", "https://evil.example/", false},
		{"https://10.0.0.1/", "https://10.0.0.2/", false},
		{"https://10.0.0.1/a", "https://10.0.0.1/b", true},
		{"https://news.example/", "javascript:alert(1)", false},
	} {
		if got := SameSite(test.a, test.b); got != test.want {
			t.Errorf("%s and %s: %v", test.a, test.b, got)
		}
	}
}
