package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/spf13/pflag"
	"golang.org/x/time/rate"

	"rawi/internal/api"
	"rawi/internal/gauge"
)

// The times that a server allows.
const (
	headerTime = 10 * time.Second
	readTime   = 2 * time.Minute
	writeTime  = 2 * time.Minute
	idleTime   = 2 * time.Minute
	stopTime   = 10 * time.Second
)

// door is where a server listens, whom it lets in, and how it tells of it.
type door struct {
	listen, flag string // address, and the flag that names it
	tokens       string
	pair         keyPair
	perSecond    float64
	logs         string

	guard     api.Guard
	certified *tls.Config
	log       *slog.Logger
}

// add adds the flags. The address has a flag of the caller's.
func (d *door) add(set *pflag.FlagSet, flag, usual, help string) {
	d.flag = flag
	set.StringVar(&d.listen, flag, usual, help)
	set.StringVar(&d.tokens, "tokens", "", "`file` of the tokens by which callers are known")
	set.StringVar(&d.pair.cert, "tls-cert", "", "`file` of the certificate by which the server is known, PEM")
	set.StringVar(&d.pair.key, "tls-key", "", "`file` of its key")
	set.Float64Var(&d.perSecond, "rate", 50, "requests a second that one caller may make; 0: as many as they like")
	set.StringVar(&d.logs, "log", "text", "how the lines about requests are written: text, json, or none (`form`)")
}

// open makes the guard of what the flags say. What is wrong with them is wrong usage.
func (d *door) open(s *shell, readOnly bool) (err error) {
	if d.log, err = s.requestLog(d.logs); err != nil {
		return usageError{err.Error()}
	}
	if d.certified, err = d.pair.load(); err != nil {
		return usageError{err.Error()}
	}
	d.guard = api.Guard{ReadOnly: readOnly, Rate: rate.Limit(d.perSecond), Burst: burst(d.perSecond)}
	if d.tokens == "" {
		if err := d.loopback(); err != nil {
			return usageError{err.Error()}
		}
		return nil
	}
	if d.guard.Tokens, err = api.OpenTokens(d.tokens); err != nil {
		return usageError{"--tokens: " + err.Error()}
	}
	return nil
}

// alone tells a server for this machine alone from one that knows its callers.
func (d *door) alone() bool { return d.guard.Tokens == nil }

// requestLog is the log of a server: with the time, and in each line which request it is about.
func (s *shell) requestLog(form string) (*slog.Logger, error) {
	switch form {
	case "text":
		return slog.New(gauge.Traced(slog.NewTextHandler(s.err, nil))), nil
	case "json":
		return slog.New(gauge.Traced(slog.NewJSONHandler(s.err, nil))), nil
	case "none":
		return slog.New(slog.DiscardHandler), nil
	}
	return nil, fmt.Errorf("--log %s: want text, json or none", form)
}

// loopback refuses an address that other machines can reach.
func (d *door) loopback() error {
	host, _, err := net.SplitHostPort(d.listen)
	if err != nil {
		return fmt.Errorf("--%s %s: want HOST:PORT", d.flag, d.listen)
	}
	if !ownHost(host) {
		return fmt.Errorf("--%s %s: others could reach this address, and there are no --tokens by which to know them", d.flag, d.listen)
	}
	return nil
}

// ownHost tells a name or number by which only this machine reaches itself.
func ownHost(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// keyPair are the files of a certificate and its key.
type keyPair struct{ cert, key string }

// load reads them; without files there is nothing, and no TLS is spoken.
func (p keyPair) load() (*tls.Config, error) {
	if p.cert == "" {
		return nil, nil
	}
	one, err := tls.LoadX509KeyPair(p.cert, p.key)
	if err != nil {
		return nil, fmt.Errorf("--tls-cert, --tls-key: %w", err)
	}
	return &tls.Config{Certificates: []tls.Certificate{one}, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}}, nil
}

// burst is how many requests may come at once: a page asks for several files, and a program for several pages.
func burst(perSecond float64) int { return max(20, int(4*perSecond)) }

// serve answers until ctx ends; requests that are under way are finished.
func (d *door) serve(ctx context.Context, out io.Writer, h http.Handler) error {
	l, err := net.Listen("tcp", d.listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	if d.alone() {
		h = hosted(l.Addr(), h)
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime, MaxHeaderBytes: 1 << 16,
		ErrorLog: slog.NewLogLogger(d.log.Handler(), slog.LevelDebug)} // connections that fail are their callers' matter
	scheme := "http"
	if d.certified != nil {
		scheme, server.TLSConfig = "https", d.certified
	}
	fmt.Fprintf(out, "%s://%s/\n", scheme, l.Addr())
	ended := make(chan error, 1)
	go func() {
		if d.certified != nil {
			ended <- server.ServeTLS(l, "", "")
			return
		}
		ended <- server.Serve(l)
	}()
	select {
	case err := <-ended:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	d.log.Info("stopping: requests that are under way are finished")
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	err = server.Shutdown(stop)
	if e := <-ended; err == nil && !errors.Is(e, http.ErrServerClosed) {
		err = e
	}
	return err
}

// hosted refuses requests that name another host: a page elsewhere that has bent a name to this machine.
func hosted(at net.Addr, h http.Handler) http.Handler {
	_, port, _ := net.SplitHostPort(at.String())
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, p, err := net.SplitHostPort(r.Host)
		if err != nil {
			host, p = r.Host, "80"
		}
		if p != port || !ownHost(host) {
			http.Error(w, "this address serves this machine alone", http.StatusMisdirectedRequest)
			return
		}
		h.ServeHTTP(w, r)
	})
}
