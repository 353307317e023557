//go:build unix

// Package pgtest runs a PostgreSQL of its own for tests, where one is installed, in a folder that goes with it.
package pgtest

import (
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver pgx
)

// ErrAbsent says that no PostgreSQL is installed: tests skip.
var ErrAbsent = errors.New("no PostgreSQL is installed here")

// Server is a running PostgreSQL.
type Server struct {
	dir  string
	bin  string
	port int
	as   *syscall.SysProcAttr
	cmd  *exec.Cmd
}

// binaries is the folder of the newest PostgreSQL that is installed.
func binaries() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		return "", ErrAbsent
	}
	slices.Sort(found)
	return filepath.Dir(found[len(found)-1]), nil
}

// attributes let a process run in a group of its own, and as the user postgres where we are root, because PostgreSQL refuses to run as
// root.
func attributes(dir string) (*syscall.SysProcAttr, error) {
	as := &syscall.SysProcAttr{Setpgid: true}
	if os.Getuid() != 0 {
		return as, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, ErrAbsent
	}
	uid, err1 := strconv.Atoi(u.Uid)
	gid, err2 := strconv.Atoi(u.Gid)
	if err := errors.Join(err1, err2, os.Chown(dir, uid, gid)); err != nil {
		return nil, err
	}
	as.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return as, nil
}

// Start makes a database in a new folder and starts a server on it. Who gets a server stops it, even beside an error.
func Start() (*Server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "rawi-postgres-")
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, bin: bin}
	if s.as, err = attributes(dir); err != nil {
		return s, err
	}
	init := exec.Command(filepath.Join(bin, "initdb"), "-D", s.data(), "-U", "rawi", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync")
	init.SysProcAttr, init.Dir = s.as, dir
	if out, err := init.CombinedOutput(); err != nil {
		return s, fmt.Errorf("initdb: %w: %s", err, out)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return s, err
	}
	s.port = l.Addr().(*net.TCPAddr).Port
	l.Close()
	return s, s.Run()
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// patience is how long a server may take to bring its files in order after it was killed, on a machine that has much else to do.
const patience = 5 * time.Minute

// awaited waits until the server answers, or has ended.
func (s *Server) awaited(ended <-chan struct{}) bool {
	for end := time.Now().Add(patience); time.Now().Before(end); {
		if s.ready() {
			return true
		}
		select {
		case <-ended:
			return false
		case <-time.After(100 * time.Millisecond):
		}
	}
	s.cmd.Process.Kill()
	<-ended
	return false
}

// Run starts the server, as Start does and as one does after Kill, and waits until it answers.
func (s *Server) Run() error {
	for range 3 { // one that was killed may not be gone altogether
		s.cmd = exec.Command(filepath.Join(s.bin, "postgres"), "-D", s.data(), "-p", strconv.Itoa(s.port), "-h", "127.0.0.1", "-k", s.dir, "-c", "fsync=off")
		s.cmd.SysProcAttr, s.cmd.Dir = s.as, s.dir
		if err := s.cmd.Start(); err != nil {
			return err
		}
		ended := make(chan struct{})
		go func() { s.cmd.Wait(); close(ended) }()
		if s.awaited(ended) {
			return nil
		}
	}
	return errors.New("PostgreSQL does not answer")
}

func (s *Server) ready() bool {
	db, err := sql.Open("pgx", s.URL(""))
	if err != nil {
		return false
	}
	defer db.Close()
	return db.Ping() == nil
}

// URL names the database, and in it the schema in which a test has its tables.
func (s *Server) URL(schema string) string {
	q := url.Values{"sslmode": {"disable"}}
	if schema != "" {
		q.Set("search_path", schema)
	}
	return (&url.URL{Scheme: "postgres", User: url.User("rawi"), Host: fmt.Sprintf("127.0.0.1:%d", s.port), Path: "/postgres", RawQuery: q.Encode()}).String()
}

// Kill ends the server and all its processes at once, as a fault of the machine would.
func (s *Server) Kill() {
	syscall.Kill(-s.cmd.Process.Pid, syscall.SIGKILL)
	s.gone()
}

// gone waits until nobody listens any more.
func (s *Server) gone() {
	for range 100 {
		if !s.ready() && syscall.Kill(s.cmd.Process.Pid, 0) != nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// Stop ends the server, without waiting for those who are connected, and takes its folder away.
func (s *Server) Stop() {
	if s.cmd != nil && s.cmd.Process != nil {
		s.cmd.Process.Signal(syscall.SIGINT)
		s.gone()
	}
	os.RemoveAll(s.dir)
}

// Empty makes an empty schema and gives its URL.
func (s *Server) Empty(schema string) (string, error) {
	err := Do(s.URL(""), "DROP SCHEMA IF EXISTS "+schema+" CASCADE", "CREATE SCHEMA "+schema)
	return s.URL(schema), err
}

// Do runs statements.
func Do(url string, statements ...string) error {
	db, err := sql.Open("pgx", url)
	if err != nil {
		return err
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return nil
}
