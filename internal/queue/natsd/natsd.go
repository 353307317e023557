// Package natsd answers: who keeps the queue where nobody has a NATS server? A server inside this program, alone or as a member of a
// cluster of them.
package natsd

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// Options say how a server works.
type Options struct {
	Config   string   // a file of nats-server's own form; what is said here stands above it
	Name     string   // of the server, its own in a cluster
	Listen   string   // HOST:PORT for those who push and take
	Store    string   // the folder that holds the jobs
	MaxStore int64    // bytes that it may hold; 0: what the disk has
	Lazy     bool     // write to the disk now and then, not before each answer
	Cluster  string   // name of the cluster
	Routes   []string // addresses of its other members
	Between  string   // HOST:PORT for the other members
	Cert     string   // files of PEM: TLS for everybody
	Key      string
	CA       string // who comes must have a certificate of these
	User     string // who comes must know these
	Password string
	Log      *slog.Logger
}

// largest is how many bytes a job may have. NATS advises against more.
const largest = 8 << 20

// A Server is a NATS server with JetStream.
type Server struct{ s *server.Server }

// Start starts a server and returns when it listens. A member of a cluster works when most of its members do.
func Start(o Options) (*Server, error) {
	opts, err := o.server()
	if err != nil {
		return nil, fmt.Errorf("start queue server: %w", err)
	}
	s, err := server.NewServer(opts)
	if err != nil {
		return nil, fmt.Errorf("start queue server: %w", err)
	}
	s.SetLoggerV2(logger{o.Log}, false, false, false)
	s.Start()
	if !s.ReadyForConnections(10 * time.Second) {
		s.Shutdown()
		return nil, errors.New("start queue server: it does not listen; is the address taken?")
	}
	return &Server{s}, nil
}

// URL is where clients find it.
func (s *Server) URL() string { return s.s.ClientURL() }

// Stop ends the server. In a cluster it first hands over what it leads.
func (s *Server) Stop() {
	s.s.Shutdown()
	s.s.WaitForShutdown()
}

// Ended waits until the server has ended, of whatever cause.
func (s *Server) Ended() <-chan struct{} {
	c := make(chan struct{})
	go func() {
		s.s.WaitForShutdown()
		close(c)
	}()
	return c
}

func (o Options) server() (*server.Options, error) {
	opts := &server.Options{}
	if o.Config != "" {
		var err error
		if opts, err = server.ProcessConfigFile(o.Config); err != nil {
			return nil, err
		}
	}
	opts.NoSigs, opts.JetStream, opts.DisableJetStreamBanner = true, true, true
	opts.SyncAlways = !o.Lazy
	if opts.MaxPayload == 0 {
		opts.MaxPayload = largest
	}
	if o.Name != "" {
		opts.ServerName = o.Name
	}
	if o.Store != "" {
		opts.StoreDir = o.Store
	}
	if o.MaxStore > 0 {
		opts.JetStreamMaxStore = o.MaxStore
	}
	var err error
	if o.Listen != "" {
		if opts.Host, opts.Port, err = address(o.Listen); err != nil {
			return nil, err
		}
	}
	if o.User != "" {
		opts.Username, opts.Password = o.User, o.Password
	}
	if o.Cert == "" && o.CA != "" {
		return nil, errors.New("to know by their certificates who comes, the server needs a certificate of its own")
	}
	if o.Cert != "" {
		if opts.TLSConfig, err = o.tls(); err != nil {
			return nil, err
		}
		opts.TLSTimeout = 5
	}
	if o.Cluster != "" {
		err = o.cluster(opts)
	}
	return opts, err
}

// cluster makes the server a member. Members trust each other by the same means as they trust clients.
func (o Options) cluster(opts *server.Options) (err error) {
	if opts.ServerName == "" {
		return errors.New("a member of a cluster needs a name of its own")
	}
	opts.Cluster.Name = o.Cluster
	if opts.Cluster.Host, opts.Cluster.Port, err = address(o.Between); err != nil {
		return err
	}
	opts.Cluster.Username, opts.Cluster.Password = opts.Username, opts.Password
	if opts.TLSConfig != nil {
		between := opts.TLSConfig.Clone()
		between.RootCAs = between.ClientCAs
		opts.Cluster.TLSConfig, opts.Cluster.TLSTimeout = between, 5
	}
	for _, r := range o.Routes {
		u := &url.URL{Scheme: "nats", Host: r}
		if o.User != "" {
			u.User = url.UserPassword(o.User, o.Password)
		}
		opts.Routes = append(opts.Routes, u)
	}
	return nil
}

func (o Options) tls() (*tls.Config, error) {
	cert, err := tls.LoadX509KeyPair(o.Cert, o.Key)
	if err != nil {
		return nil, fmt.Errorf("read certificate: %w", err)
	}
	c := &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	if o.CA != "" {
		if c.ClientCAs, err = Authorities(o.CA); err != nil {
			return nil, err
		}
		c.ClientAuth = tls.RequireAndVerifyClientCert
	}
	return c, nil
}

// Authorities reads certificates whose word is taken.
func Authorities(path string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read authorities: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("read authorities: there is no certificate in %s", path)
	}
	return pool, nil
}

// address takes HOST:PORT apart. Port 0 is any that is free.
func address(s string) (string, int, error) {
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		return "", 0, fmt.Errorf("address %q: want HOST:PORT", s)
	}
	n, err := strconv.Atoi(port)
	if err != nil || n < 0 || n > 65535 {
		return "", 0, fmt.Errorf("address %q: want HOST:PORT", s)
	}
	if n == 0 {
		n = server.RANDOM_PORT
	}
	return host, n, nil
}

// logger hands on what the server has to say that somebody should know.
type logger struct{ log *slog.Logger }

func (l logger) Noticef(string, ...any) {}
func (l logger) Debugf(string, ...any)  {}
func (l logger) Tracef(string, ...any)  {}

func (l logger) Warnf(format string, v ...any)  { l.warn(slog.LevelWarn, format, v) }
func (l logger) Errorf(format string, v ...any) { l.warn(slog.LevelError, format, v) }
func (l logger) Fatalf(format string, v ...any) { l.warn(slog.LevelError, format, v) }

func (l logger) warn(level slog.Level, format string, v []any) {
	if l.log != nil {
		l.log.Log(context.Background(), level, "queue server", "says", strings.TrimSpace(fmt.Sprintf(format, v...)))
	}
}
