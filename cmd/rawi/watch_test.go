package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"rawi/internal/store"
	"rawi/internal/store/sqlite"
)

// agency is a site whose feed announces reports, and which remembers what it was asked for.
type agency struct {
	*httptest.Server
	mu    sync.Mutex
	asked map[string]int
	slow  time.Duration // what a report takes
}

var ports = []string{"Muscat", "Djibouti", "Mombasa", "Aden", "Berbera", "Jeddah", "Salalah", "Assab", "Massawa", "Zanzibar", "Beira", "Durban"}

func newAgency(t *testing.T, reports int) *agency {
	a := &agency{asked: map[string]int{}}
	a.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.mu.Lock()
		a.asked[r.URL.Path]++
		a.mu.Unlock()
		var n int
		switch {
		case r.URL.Path == "/rss":
			w.Header().Set("ETag", `"1"`)
			if r.Header.Get("If-None-Match") == `"1"` {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			fmt.Fprint(w, "<rss version='2.0'><channel><title>Ports & ships</title>")
			for i := range reports {
				fmt.Fprintf(w, "<item><title>Report %d</title><link>/report/%d?utm_source=rss</link></item>", i, i)
			}
			fmt.Fprint(w, "<item><link>/broken</link></item><item><link>http://169.254.169.254/</link></item></channel></rss>")
		case r.URL.Path == "/bad":
			fmt.Fprint(w, "<html><p>not a feed</p></html>")
		case r.URL.Path == "/broken":
			w.Header().Set("Content-Type", "image/png")
		case func() bool { _, err := fmt.Sscanf(r.URL.Path, "/report/%d", &n); return err == nil }():
			time.Sleep(a.slow)
			fmt.Fprint(w, article("", fmt.Sprintf("Talks number %d in %s", n, ports[n%len(ports)]), fmt.Sprintf(
				"The ministers of Oman and Kenya met in %s on Monday and signed agreement number %d on the protection of merchant ships.", ports[n%len(ports)], n),
				fmt.Sprintf("It was round %d of %d, and delegations of %d companies came to %s.", n, n*7+3, n*13+5, ports[(n*5+1)%len(ports)])))
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	t.Cleanup(a.Close)
	return a
}

func (a *agency) times(path string) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.asked[path]
}

// process is the built program with a command line.
func process(ctx context.Context, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, os.Args[0])
	c.Args = append([]string{"rawi"}, args...)
	return c
}

// TestWatchOutlivesKill kills a program that follows a feed, again and again in the middle of it. What it told as kept is kept, what the
// feed announced is kept in the end, once, and nothing that was kept is fetched again.
func TestWatchOutlivesKill(t *testing.T) {
	const reports = 30
	a := newAgency(t, reports)
	a.slow = 20 * time.Millisecond
	db := filepath.Join(t.TempDir(), "rawi.db")
	args := []string{"watch", "--once", "--db", db, "--delay", "0", "--allow-private", a.Listener.Addr().String(), a.URL + "/rss"}
	told := map[string]int{}
	kills := 0
	for round := 0; ; round++ {
		if round > 20 {
			t.Fatal("it does not come to an end")
		}
		c := process(t.Context(), args...)
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewReader(out)
		for n := 1; ; n++ {
			line, err := lines.ReadString('\n')
			if err != nil {
				break // what has no end of line was not told
			}
			told[strings.Fields(line)[1]]++
			if round < 4 && n == 1+2*round {
				time.AfterFunc(time.Duration(round)*7*time.Millisecond, func() { c.Process.Kill() })
			}
		}
		_ = c.Wait() // its status tells of pages that cannot be had
		if c.ProcessState.Exited() {
			break
		}
		kills++
	}
	if kills < 3 {
		t.Errorf("killed %d times", kills)
	}
	st, err := sqlite.Open(t.Context(), db, false)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	status, err := st.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if status.Documents != reports || status.Versions != 0 {
		t.Errorf("%d documents and %d older versions, want %d and none", status.Documents, status.Versions, reports)
	}
	again := 0
	err = st.View(t.Context(), func(r store.Reader) error {
		for i := range reports {
			path := fmt.Sprintf("/report/%d", i)
			lead, err := r.Lead(a.URL + path)
			if err != nil || lead.State != store.Kept {
				t.Errorf("%s: %+v, %v", path, lead, err)
				continue
			}
			if _, err := r.Document(lead.Doc); err != nil {
				t.Errorf("%s is noted as kept: %v", path, err)
			}
			if n := told[a.URL+path]; n > 1 {
				t.Errorf("%s was told %d times", path, n)
			}
			again += a.times(path) - 1
		}
		counts, err := r.LeadCounts()
		if counts[store.Kept] != reports || counts[store.Dropped] != 2 || counts[store.Waiting] != 0 {
			t.Errorf("pages %v", counts)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if again > kills {
		t.Errorf("%d pages were fetched again after %d kills", again, kills)
	}
	if n := a.times("/rss"); n > 2 {
		t.Errorf("the feed was asked for %d times", n)
	}
	t.Logf("%d kills, %d pages fetched again", kills, again)
}

func TestWatchCommand(t *testing.T) {
	a := newAgency(t, 2)
	dir := t.TempDir()
	db, opml := filepath.Join(dir, "rawi.db"), filepath.Join(dir, "feeds.opml")
	list := `<opml version="2.0"><body><outline text="P" xmlUrl="` + a.URL + `/rss"/><outline text="B" xmlUrl="` + a.URL + `/bad"/><outline text="F" xmlUrl="feed:x"/></body></opml>`
	if err := os.WriteFile(opml, []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	watch := func(want int, args ...string) (out, errs string) {
		t.Helper()
		status, out, errs := ran(t, "", append([]string{"watch", "--db", db, "--delay", "0", "--allow-private", a.Listener.Addr().String()}, args...)...)
		if status != want {
			t.Errorf("%v: status %d, want %d: %s%s", args, status, want, out, errs)
		}
		return out, errs
	}
	watch(usage)
	watch(usage, "--once", "not-an-address")
	watch(usage, "--least", "2h", "--most", "1h", a.URL+"/rss")
	out, errs := watch(someNot, "--once", "--opml", opml)
	if strings.Count(out, "(kept") != 2 {
		t.Errorf("kept: %s", out)
	}
	for _, want := range []string{a.URL + "/bad", a.URL + "/broken", "169.254.169.254", "feed:x"} {
		if !strings.Contains(errs, want) {
			t.Errorf("%s is not named: %s", want, errs)
		}
	}
	if out, errs := watch(allRead, "--once"); out != "" || errs != "" || a.times("/rss") != 1 {
		t.Errorf("again, when nothing is due: %s %s, asked %d times", out, errs, a.times("/rss"))
	}
	out, _ = watch(allRead, "--status")
	for _, want := range []string{a.URL + "/rss", "2 kept", "2 given up", "given up: " + a.URL + "/broken", "it is no feed"} {
		if !strings.Contains(out, want) {
			t.Errorf("the status lacks %q:\n%s", want, out)
		}
	}
	watch(allRead, "--drop", a.URL+"/bad")
	watch(usage, "--drop", a.URL+"/bad")
	if out, _ = watch(allRead, "--status", "--json"); strings.Count(out, "\n") != 1 || !strings.Contains(out, `"title":"Ports \u0026 ships"`) {
		t.Errorf("the status as JSON: %s", out)
	}
	if _, out, errs := ran(t, "", "documents", "--db", db); !strings.Contains(out, "Talks number 1") {
		t.Errorf("documents: %s %s", out, errs)
	}
}
