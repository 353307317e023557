//go:build unix

// Package drill does to a cluster of real processes what machines do to it: it kills, stops and cuts off, and counts what is left.
package drill

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"rawi/internal/mill"
	"rawi/internal/queue"
	"rawi/internal/store"
	"rawi/internal/store/postgres/pgtest"
)

// How large the drill is, and which of the faults that only root can make it has. scripts/drill runs it at full size.
var (
	drillPages = flag.Int("drill-pages", 400, "pages of the drill")
	drillRoot  = flag.Bool("drill-root", false, "fill the disk of one server and cut one off from the others: needs root and a Linux that lets it")
)

// killing is in the page that ends whoever reads it.
const killing = "the page that ends its reader"

// program is rawi, built for the drill: with the tag of that name a page can kill it, which no other build lets it do.
var program string

func TestMain(m *testing.M) {
	flag.Parse()
	dir, err := os.MkdirTemp("", "rawi-drill-")
	if err == nil {
		program = filepath.Join(dir, "rawi")
		err = system("go", "build", "-tags", "drill", "-o", program, "../../cmd/rawi")
	}
	status := 1
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	} else {
		status = m.Run()
		if err := goleak.Find(); status == 0 && err != nil {
			fmt.Fprintln(os.Stderr, err)
			status = 1
		}
	}
	os.RemoveAll(dir)
	os.Exit(status)
}

// drill is a cluster of three queue servers, a PostgreSQL and four workers, all of them processes.
type drill struct {
	*testing.T
	dir, urls, db string
	began         time.Time
	postgres      *pgtest.Server
	members       []*running
	cut           *cable

	mu       sync.Mutex
	workers  []*running
	ended    bool // workers that end are not started again
	restarts int
	used     []needs
}

// needs is what a process needed.
type needs struct {
	name string
	cpu  time.Duration
	rss  int64 // kilobytes
}

// running is a program that runs, and can be run again.
type running struct {
	name string
	args []string
	wrap []string // a command that runs it
	log  string
	cmd  *exec.Cmd
	done chan struct{}
}

func (d *drill) say(format string, args ...any) {
	d.Helper()
	d.Logf("%6.1fs  %s", time.Since(d.began).Seconds(), fmt.Sprintf(format, args...))
}

// start runs a process. Its words go to a file, and are shown when the drill fails.
func (d *drill) start(p *running) {
	out, err := os.OpenFile(p.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		d.Fatal(err)
	}
	defer out.Close()
	line := append(p.wrap, p.args...)
	p.cmd = exec.Command(line[0], line[1:]...)
	p.cmd.Stdout, p.cmd.Stderr = out, out
	p.cmd.Env = append(os.Environ(), "RAWI_DRILL_KILL="+killing)
	if err := p.cmd.Start(); err != nil {
		d.Fatal(err)
	}
	cmd, done := p.cmd, make(chan struct{})
	p.done = done
	go func() {
		cmd.Wait()
		d.mu.Lock()
		if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
			d.used = append(d.used, needs{p.name, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), int64(u.Maxrss)})
		}
		d.mu.Unlock()
		close(done)
	}()
}

// kill ends a process at once.
func (p *running) kill() {
	p.cmd.Process.Signal(syscall.SIGKILL)
	<-p.done
}

// end asks a process to end, and kills it if it does not.
func (p *running) end(patience time.Duration) bool {
	p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.done:
		return true
	case <-time.After(patience):
		p.kill()
		return false
	}
}

func freePort(t *testing.T, host string) string {
	t.Helper()
	l, err := net.Listen("tcp", host+":0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// cluster starts the three servers. The third may stand behind a cable that can be pulled.
func (d *drill) cluster() {
	hosts := []string{"127.0.0.1", "127.0.0.1", "127.0.0.1"}
	if d.cut != nil {
		hosts = []string{d.cut.here, d.cut.here, d.cut.there}
	}
	password := filepath.Join(d.dir, "password")
	if err := os.WriteFile(password, []byte("drill\n"), 0o600); err != nil {
		d.Fatal(err)
	}
	var clients, routes []string
	for i, h := range hosts {
		from := h
		if d.cut != nil && i == 2 {
			from = d.cut.here // any port that is free here is free there
		}
		clients, routes = append(clients, net.JoinHostPort(h, freePort(d.T, from))), append(routes, net.JoinHostPort(h, freePort(d.T, from)))
	}
	for i := range hosts {
		name := fmt.Sprintf("n%d", i+1)
		store := filepath.Join(d.dir, name)
		if err := os.Mkdir(store, 0o700); err != nil {
			d.Fatal(err)
		}
		p := &running{name: "server " + name, log: filepath.Join(d.dir, name+".log"), args: []string{program, "queue", "serve", "--server-name", name,
			"--cluster-name", "drill", "--listen", clients[i], "--cluster-listen", routes[i], "--routes", strings.Join(routes, ","), "--store-dir", store,
			"--user", "rawi", "--password-file", password}}
		if d.cut != nil && i == 2 {
			p.wrap = d.cut.inside()
		}
		d.start(p)
		d.members = append(d.members, p)
	}
	d.urls = "nats://rawi:drill@" + strings.Join(clients, ",nats://rawi:drill@")
}

// work starts a worker, and starts it again when it dies: as whoever runs such a service would.
func (d *drill) work(name string) {
	p := &running{name: name, log: filepath.Join(d.dir, name+".log"), args: []string{program, "work", "--db", d.db, "--queue", d.urls, "--hold", "4s",
		"--tries", "3", "--quiet"}}
	d.start(p)
	d.mu.Lock()
	d.workers = append(d.workers, p)
	d.mu.Unlock()
	go func() {
		for {
			<-p.done
			d.mu.Lock()
			if d.ended {
				d.mu.Unlock()
				return
			}
			d.restarts++
			d.mu.Unlock()
			time.Sleep(200 * time.Millisecond)
			d.start(p)
		}
	}()
}

// rawi runs a command to its end.
func (d *drill) rawi(args ...string) (string, error) {
	var out, errs bytes.Buffer
	c := exec.Command(program, args...)
	c.Stdout, c.Stderr = &out, &errs
	err := c.Run()
	if err != nil {
		err = fmt.Errorf("rawi %s: %w: %s", args[0], err, errs.String())
	}
	return out.String(), err
}

func asJSON[T any](d *drill, args ...string) (v T, err error) {
	out, err := d.rawi(args...)
	if err == nil {
		err = json.Unmarshal([]byte(out), &v)
	}
	return v, err
}

func (d *drill) queue() (queue.Status, error) {
	return asJSON[queue.Status](d, "queue", "status", "--queue", d.urls, "--json")
}

func (d *drill) register() (store.Status, error) {
	return asJSON[store.Status](d, "status", "--db", d.db, "--json")
}

// until waits until so many pages are settled.
func (d *drill) until(pages int) {
	d.Helper()
	last, moved := int64(-1), time.Now()
	for time.Since(moved) < 3*time.Minute {
		if st, err := d.register(); err == nil {
			if st.Settled >= int64(pages) {
				d.say("%d pages are settled", st.Settled)
				return
			}
			if st.Settled != last {
				last, moved = st.Settled, time.Now()
			}
		}
		time.Sleep(300 * time.Millisecond)
	}
	d.Fatalf("stuck at %d settled pages of %d", last, pages)
}

// leader is the server that leads the stream.
func (d *drill) leader() *running {
	d.Helper()
	for range 100 {
		if st, err := d.queue(); err == nil && len(st.Leader) == 2 {
			return d.members[st.Leader[1]-'1']
		}
		time.Sleep(300 * time.Millisecond)
	}
	d.Fatal("nobody leads the stream")
	return nil
}

// pages writes what is pushed: pages, and behind the first half of them the one that ends its reader.
func (d *drill) pages(path string, pages int, poison bool) {
	f, err := os.Create(path)
	if err != nil {
		d.Fatal(err)
	}
	defer f.Close()
	out := bufio.NewWriter(f)
	lines := &liner{to: out, before: -1}
	if poison {
		lines.before = pages / 2
	}
	if err := errors.Join(mill.WritePages(lines, pages), out.Flush()); err != nil {
		d.Fatal(err)
	}
}

// liner hands lines on, one a call, and puts the one that ends its reader before one of them.
type liner struct {
	to     io.Writer
	n      int
	before int
}

func (l *liner) Write(line []byte) (int, error) {
	if l.n == l.before {
		if _, err := fmt.Fprintf(l.to, "{\"url\":\"https://poison.example/1\",\"text\":\"This is %s.\"}\n", killing); err != nil {
			return 0, err
		}
	}
	l.n++
	return l.to.Write(line)
}

// TestDrill pushes pages through three servers and four workers into PostgreSQL while servers, workers and the database are killed: in
// the end every document and every event is there once, nothing is in limbo, and the page that kills its readers is dead.
func TestDrill(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	d := &drill{T: t, dir: t.TempDir(), began: time.Now()}
	var err error
	if d.postgres, err = pgtest.Start(); d.postgres != nil {
		defer d.postgres.Stop()
	}
	if errors.Is(err, pgtest.ErrAbsent) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	d.db = d.postgres.URL("")
	if *drillRoot {
		d.cut = pull(t)
	}
	defer d.stop()
	d.cluster()
	groups := *drillPages / mill.Group
	all := groups * mill.Group
	harmless, poisoned := filepath.Join(d.dir, "clean.jsonl"), filepath.Join(d.dir, "poisoned.jsonl")
	d.pages(harmless, all, false)
	d.pages(poisoned, all, true)
	if _, err := d.rawi("init", "--db", d.db); err != nil {
		t.Fatal(err)
	}
	d.say("three servers, PostgreSQL; %d pages", all+1)
	pushed := make(chan error, 1)
	go func() {
		// The queue is full all the time: who pushes is there when things break.
		out, err := d.rawi("push", "--queue", d.urls, "--most", fmt.Sprint(all/5), poisoned)
		d.say("pushed: %s", strings.TrimSpace(out))
		pushed <- err
	}()
	d.leader() // the queue is there
	for i := range 4 {
		d.work(fmt.Sprintf("worker %d", i+1))
	}
	d.faults(all)
	if err := <-pushed; err != nil {
		t.Fatal(err)
	}
	d.until(all)
	d.dry()
	d.drain()
	d.counts(groups)
	out, err := d.rawi("reconcile", "--db", d.db, "--queue", d.urls, harmless)
	if want := fmt.Sprintf("0 pages pushed, 0 waited already or came a short time ago, %d are settled\n", all); err != nil || out != want {
		t.Errorf("reconcile: %s %v", out, err)
	}
	d.say("reconcile: %s", strings.TrimSpace(out))
}

// faults does what is to be survived, one after the other, while pages are settled.
func (d *drill) faults(all int) {
	d.until(all * 10 / 100)
	p := d.leader()
	p.kill()
	d.say("killed %s, the leader of the stream", p.name)
	d.until(all * 25 / 100)
	d.start(p)
	d.say("started %s again", p.name)

	d.mu.Lock()
	w := d.workers[1]
	d.mu.Unlock()
	w.cmd.Process.Signal(syscall.SIGKILL)
	d.say("killed %s in the middle of its batch", w.name)

	d.until(all * 40 / 100)
	d.postgres.Kill()
	d.say("killed PostgreSQL")
	time.Sleep(2 * time.Second)
	if err := d.postgres.Run(); err != nil {
		d.Fatal(err)
	}
	d.say("started PostgreSQL again")

	d.until(all * 55 / 100)
	p = d.leader()
	p.cmd.Process.Signal(syscall.SIGSTOP)
	d.say("stopped %s, the leader of the stream: it neither works nor closes its connections", p.name)
	time.Sleep(10 * time.Second)
	p.cmd.Process.Signal(syscall.SIGCONT)
	d.say("let %s go on", p.name)
	if d.cut != nil {
		d.until(all * 65 / 100)
		d.cut.set(d.T, "down")
		d.say("cut %s off from all others", d.members[2].name)
		time.Sleep(15 * time.Second)
		d.cut.set(d.T, "up")
		d.say("%s is reachable again", d.members[2].name)
	}
	if *drillRoot {
		d.until(all * 75 / 100)
		d.fill(d.members[0])
	}
}

// fill gives a server a disk that is nearly full, lets it run into the end of it, and gives it room again.
func (d *drill) fill(p *running) {
	p.kill()
	folder := filepath.Join(d.dir, strings.TrimPrefix(p.name, "server "))
	size := folderSize(folder) + 512<<10
	small := folder + "-small"
	if err := errors.Join(os.Mkdir(small, 0o700), system("mount", "-t", "tmpfs", "-o", fmt.Sprintf("size=%d", size), "none", small)); err != nil {
		d.Fatal(err)
	}
	defer system("umount", "-l", small)
	if err := system("cp", "-a", folder+"/.", small); err != nil {
		d.Fatal(err)
	}
	args := p.args
	p.args = append([]string{}, args...)
	for i, a := range p.args {
		if a == folder {
			p.args[i] = small
		}
	}
	d.start(p)
	d.say("%s has a disk with 0.5 MB left", p.name)
	b := make([]byte, 64<<10)
	if f, err := os.Create(filepath.Join(small, "ballast")); err == nil {
		for _, err = f.Write(b); err == nil; _, err = f.Write(b) {
		}
		f.Close()
	}
	d.say("… and now nothing")
	time.Sleep(10 * time.Second)
	p.kill()
	p.args = args
	d.start(p) // on the disk as it was before
	d.say("%s has its old disk again", p.name)
}

func folderSize(folder string) (n int64) {
	filepath.Walk(folder, func(_ string, i os.FileInfo, err error) error {
		if err == nil {
			n += (i.Size() + 4095) &^ 4095
		}
		return nil
	})
	return n
}

func system(name string, args ...string) error {
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, out)
	}
	return nil
}

// dry waits until nothing is in the queue but the dead.
func (d *drill) dry() {
	d.Helper()
	var st, last queue.Status
	var err error
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(300 * time.Millisecond) {
		if st, err = d.queue(); err == nil && st.Waiting+st.Held+st.Again == 0 && st.Dead > 0 {
			d.say("the queue is dry: %d waiting, %d in work, %d to be tried again, %d dead", st.Waiting, st.Held, st.Again, st.Dead)
			return
		}
		if st.Bytes = 0; err == nil && st != last {
			d.say("%d waiting, %d in work, %d to be tried again, %d dead", st.Waiting, st.Held, st.Again, st.Dead)
			last = st
		}
	}
	d.Fatalf("something is in limbo: %+v %v", st, err)
}

// drain asks the workers to end, and each does in time.
func (d *drill) drain() {
	d.mu.Lock()
	d.ended = true
	list := d.workers
	d.mu.Unlock()
	for _, w := range list {
		if !w.end(40 * time.Second) {
			d.Errorf("%s does not end", w.name)
		}
	}
	d.say("all workers have ended; %d were started again on the way", d.restarts)
	if d.restarts < 4 { // one was killed, and the page killed three
		d.Errorf("%d workers died, want at least 4", d.restarts)
	}
}

// counts holds what is there against what must be.
func (d *drill) counts(groups int) {
	documents, versions, events := mill.Expected(groups)
	st, err := d.register()
	if err != nil {
		d.Fatal(err)
	}
	for _, x := range []struct {
		what      string
		got, want int
	}{
		{"settled", int(st.Settled), groups * mill.Group}, {"documents", int(st.Documents), documents}, {"replaced versions", int(st.Versions), versions},
		{"events", int(st.Events), events}, {"could not be read", int(st.Refused), 0},
	} {
		d.say("%-18s %7d, expected %7d", x.what, x.got, x.want)
		if x.got != x.want {
			d.Errorf("%s: %d, want %d", x.what, x.got, x.want)
		}
	}
	out, err := d.rawi("dead", "list", "--queue", d.urls)
	if err != nil || strings.Count(out, "\n") != 1 || !strings.Contains(out, "poison.example") || !strings.Contains(out, queue.Never) {
		d.Errorf("dead: %s %v", out, err)
	}
	d.say("dead: %s", strings.TrimSpace(out))
}

// stop ends what still runs, tells what was needed, and shows the last words of all if something was wrong.
func (d *drill) stop() {
	d.mu.Lock()
	d.ended = true
	list := append(d.workers, d.members...)
	d.mu.Unlock()
	for _, p := range list {
		p.cmd.Process.Signal(syscall.SIGCONT)
		p.end(20 * time.Second)
	}
	if d.cut != nil {
		d.cut.remove()
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, u := range d.used {
		d.Logf("%-10s %6.1f s of CPU, at most %4d MB", u.name, u.cpu.Seconds(), u.rss>>10)
	}
	if d.Failed() {
		for _, p := range list {
			b, _ := os.ReadFile(p.log)
			d.Logf("%s said:\n%s", p.name, b[max(0, len(b)-3000):])
		}
	}
}

// cable ties a network namespace to this machine.
type cable struct{ name, here, there string }

// pull lays a cable, or skips where this machine does not allow it.
func pull(t *testing.T) *cable {
	t.Helper()
	n := os.Getpid() % 200
	c := &cable{name: fmt.Sprintf("drill%d", n), here: fmt.Sprintf("10.213.%d.1", n), there: fmt.Sprintf("10.213.%d.2", n)}
	for _, line := range []string{
		"ip netns add " + c.name, "ip link add " + c.name + " type veth peer name in netns " + c.name, "ip addr add " + c.here + "/24 dev " + c.name,
		"ip link set " + c.name + " up", "ip -n " + c.name + " addr add " + c.there + "/24 dev in", "ip -n " + c.name + " link set in up",
		"ip -n " + c.name + " link set lo up",
	} {
		f := strings.Fields(line)
		if err := system(f[0], f[1:]...); err != nil {
			c.remove()
			t.Skipf("no network namespaces here: %v", err)
		}
	}
	return c
}

func (c *cable) inside() []string { return []string{"ip", "netns", "exec", c.name} }

func (c *cable) set(t *testing.T, to string) {
	t.Helper()
	if err := system("ip", "link", "set", c.name, to); err != nil {
		t.Fatal(err)
	}
}

func (c *cable) remove() { _ = system("ip", "netns", "del", c.name) }
