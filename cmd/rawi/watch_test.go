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
	"slices"
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
	slow  time.Duration       // what a report takes
	begin func(*http.Request) // is told of each request before it is answered; may be nil
}

var ports = []string{"Muscat", "Djibouti", "Mombasa", "Aden", "Berbera", "Jeddah", "Salalah", "Assab", "Massawa", "Zanzibar", "Beira", "Durban"}

func newAgency(t *testing.T, reports int) *agency {
	a := &agency{asked: map[string]int{}}
	a.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.mu.Lock()
		a.asked[r.URL.Path]++
		begin, slow := a.begin, a.slow
		a.mu.Unlock()
		if begin != nil {
			begin(r)
		}
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
			time.Sleep(slow)
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

// takes sets what a report takes from now on: the server may be answering somebody already.
func (a *agency) takes(d time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.slow = d
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

// runKilled runs a command line again and again, kills it in the middle of its work for so many rounds, and hands on the lines that it
// printed, until it comes to its end by itself. It gives how often it was killed.
func runKilled(t *testing.T, args []string, rounds int, line func(string)) (kills int) {
	t.Helper()
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
			said, err := lines.ReadString('\n')
			if err != nil {
				break // what has no end of line was not told
			}
			line(said)
			if round < rounds && n == 1+2*round {
				time.AfterFunc(time.Duration(round)*7*time.Millisecond, func() { c.Process.Kill() })
			}
		}
		_ = c.Wait() // its status tells of pages that cannot be had
		if c.ProcessState.Exited() {
			break
		}
		kills++
	}
	if kills < rounds-1 {
		t.Errorf("killed %d times", kills)
	}
	return kills
}

// TestWatchOutlivesKill kills a program that follows a feed, again and again in the middle of it. What it told as kept is kept, what the
// feed announced is kept in the end, once, and nothing that was kept is fetched again.
func TestWatchOutlivesKill(t *testing.T) {
	const reports = 30
	a := newAgency(t, reports)
	a.takes(20 * time.Millisecond)
	db := filepath.Join(t.TempDir(), "rawi.db")
	args := []string{"watch", "--once", "--hold", "500ms", "--db", db, "--delay", "0", "--allow-private", a.Listener.Addr().String(), a.URL + "/rss"}
	told := map[string]int{}
	kills := runKilled(t, args, 4, func(line string) { told[strings.Fields(line)[1]]++ })
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

// queueServer runs the server of queues as a process and gives its address.
func queueServer(t *testing.T) string {
	t.Helper()
	c := process(t.Context(), "queue", "serve", "--listen", "127.0.0.1:0", "--store-dir", t.TempDir())
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Process.Signal(os.Interrupt)
		_ = c.Wait()
	})
	url, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(url)
}

// TestWatchPushesAndOutlivesKill kills a program that brings the pages of a feed into a queue. What it told is in the queue, what was
// noted is not fetched again, and workers find every page once.
func TestWatchPushesAndOutlivesKill(t *testing.T) {
	const reports = 20
	a := newAgency(t, reports)
	a.takes(20 * time.Millisecond)
	url, dir := queueServer(t), t.TempDir()
	schedule, db := filepath.Join(dir, "schedule.db"), filepath.Join(dir, "rawi.db")
	args := []string{"watch", "--once", "--hold", "500ms", "--db", schedule, "--queue", url, "--delay", "0", "--allow-private", a.Listener.Addr().String(), a.URL + "/rss"}
	told := map[string]int{}
	kills := runKilled(t, args, 3, func(line string) { told[strings.Fields(line)[0]]++ })
	if len(told) < reports-kills {
		t.Errorf("%d pages were told as pushed, want %d but for %d kills", len(told), reports, kills)
	}
	fetched := 0
	for i := range reports {
		path := fmt.Sprintf("/report/%d", i)
		if n := told[a.URL+path]; n > 1 {
			t.Errorf("%s was pushed %d times", path, n)
		}
		fetched += a.times(path)
	}
	if fetched > reports+kills {
		t.Errorf("%d fetches of %d pages after %d kills", fetched, reports, kills)
	}
	_, out, errs := ran(t, "", "queue", "status", "--queue", url, "--json")
	if !strings.Contains(out, fmt.Sprintf(`"waiting":%d,`, reports)) {
		t.Errorf("the queue: %s%s", out, errs)
	}
	if _, out, _ := ran(t, "", "watch", "--status", "--db", schedule); !strings.Contains(out, fmt.Sprintf("0 kept, %d pushed, 0 waiting, 2 given up", reports)) {
		t.Errorf("the schedule: %s", out)
	}
	if status, _, errs := ran(t, "", "work", "--until-empty", "--quiet", "--queue", url, "--db", db); status != allRead || !strings.Contains(errs, fmt.Sprintf("%d pages kept (0 as new versions)", reports)) {
		t.Errorf("work: %d %s", status, errs)
	}
	if _, out, _ := ran(t, "", "documents", "--db", db, "--limit", "100"); !strings.Contains(out, "Talks number 7 in Assab") {
		t.Errorf("documents: %s", out)
	}
}

// TestFetchPushes: what is fetched waits in the queue as rawi push would bring it, and what stands in the environment alone is no wish.
func TestFetchPushes(t *testing.T) {
	s := newsSite(t, nil)
	url, dir := queueServer(t), t.TempDir()
	t.Setenv("RAWI_QUEUE", url)
	web := []string{"--delay", "0", "--allow-private", host(s)}
	if status, out, _ := ran(t, "", append([]string{"fetch", "--jsonl", s.URL + "/a"}, web...)...); status != allRead || !strings.Contains(out, `"format"`) {
		t.Errorf("with a queue in the environment: %d %s", status, out)
	}
	push := append([]string{"fetch", "--push", s.URL + "/amp", s.URL + "/arabic", s.URL + "/private/b"}, web...)
	if status, out, errs := ran(t, "", push...); status != someNot || !strings.HasPrefix(out, "2 pages pushed, 0 waited") || !strings.Contains(errs, "robots") {
		t.Errorf("push: %d %s %s", status, out, errs)
	}
	if _, out, _ := ran(t, "", push...); !strings.HasPrefix(out, "0 pages pushed, 2 waited") {
		t.Errorf("push again: %s", out)
	}
	if status, out, errs := ran(t, "", "work", "--until-empty", "--json", "--db", filepath.Join(dir, "rawi.db")); status != allRead || strings.Count(out, `"known":false`) != 2 {
		t.Errorf("work: %d %s %s", status, out, errs)
	}
	if _, out, _ := ran(t, "", "documents", "--format", "json", "--db", filepath.Join(dir, "rawi.db")); !strings.Contains(out, `"url":"`+s.URL+`/a"`) {
		t.Errorf("the page has not the address that it calls its own: %s", out)
	}
	if status, _, _ := ran(t, "", "fetch", "--add", "--queue", url, s.URL+"/a"); status != usage {
		t.Errorf("--add and --queue: status %d", status)
	}
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

// TestTwoWatchersShare: two programs follow the feeds of one register, of more sites than one of them asks at once. Both have something to
// do, and nothing is fetched twice.
func TestTwoWatchersShare(t *testing.T) {
	const sites, reports = hostsAtOnce + 4, 6
	db := filepath.Join(t.TempDir(), "rawi.db")
	args := []string{"watch", "--once", "--hold", "5s", "--delay", "0", "--db", db}
	var mu sync.Mutex
	seen := map[string]bool{}
	met := make(chan struct{}) // closed when both have asked for something: until then nobody is answered
	meet := func(r *http.Request) {
		mu.Lock()
		if seen[r.UserAgent()] = true; len(seen) == 2 {
			seen["both"] = true // so that it is closed once
			close(met)
		}
		mu.Unlock()
		select {
		case <-met:
		case <-r.Context().Done():
		}
	}
	var list []*agency
	for range sites {
		a := newAgency(t, reports)
		a.mu.Lock()
		a.begin = meet
		a.mu.Unlock()
		list = append(list, a)
		args = append(args, "--allow-private", a.Listener.Addr().String(), a.URL+"/rss")
	}
	told := [2]string{}
	var both sync.WaitGroup
	for i := range told {
		both.Go(func() {
			own := append(slices.Clone(args), "--agent", fmt.Sprintf("watcher-%d", i+1))
			out, _ := process(t.Context(), own...).Output() // its status tells of pages that cannot be had
			told[i] = string(out)
		})
	}
	both.Wait()
	for i, out := range told {
		if !strings.Contains(out, "(kept") {
			t.Errorf("watcher %d had nothing to do: %s", i+1, out)
		}
	}
	for _, a := range list {
		for i := range reports {
			path := fmt.Sprintf("/report/%d", i)
			if n := a.times(path); n != 1 {
				t.Errorf("%s%s was fetched %d times", a.URL, path, n)
			}
			if n := strings.Count(told[0]+told[1], a.URL+path+" "); n != 1 {
				t.Errorf("%s%s was told %d times", a.URL, path, n)
			}
		}
		if n := a.times("/rss"); n != 1 {
			t.Errorf("%s/rss was asked for %d times", a.URL, n)
		}
	}
}

// TestWatcherInheritsFromTheDead: what a program that was killed had begun is done by the other one when its lease has ended, and not
// before.
func TestWatcherInheritsFromTheDead(t *testing.T) {
	const reports, hold = 12, 1500 * time.Millisecond
	a := newAgency(t, reports)
	a.takes(50 * time.Millisecond)
	db := filepath.Join(t.TempDir(), "rawi.db")
	args := []string{"watch", "--once", "--hold", hold.String(), "--delay", "0", "--db", db, "--allow-private", a.Listener.Addr().String(), a.URL + "/rss"}
	first := process(t.Context(), args...)
	out, err := first.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	second := process(t.Context(), args...)
	var told strings.Builder
	second.Stdout = &told
	if err := second.Start(); err != nil {
		t.Fatal(err)
	}
	first.Process.Kill()
	killed := time.Now()
	_ = first.Wait()
	_ = second.Wait()
	// The lease was prolonged, at the latest, when a third of it had passed.
	if took := time.Since(killed); took < hold/2 {
		t.Errorf("the other one went on after %v, before the lease of %v had ended", took, hold)
	}
	fetched := 0
	for i := range reports {
		n := a.times(fmt.Sprintf("/report/%d", i))
		if n == 0 {
			t.Errorf("report %d was left behind", i)
		}
		fetched += n
	}
	if fetched > reports+1 { // the one in whose middle it was killed
		t.Errorf("%d fetches of %d reports", fetched, reports)
	}
	if n := strings.Count(told.String(), "(kept") + strings.Count(told.String(), "(known"); n < reports-8 {
		t.Errorf("the second one kept %d: %s", n, told.String())
	}
}
