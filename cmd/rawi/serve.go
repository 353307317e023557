package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"rawi"
	"rawi/internal/register"
	"rawi/internal/search"
	"rawi/internal/web"
	"rawi/lang"
)

// The times that a server allows.
const (
	headerTime = 10 * time.Second
	readTime   = 2 * time.Minute
	writeTime  = 2 * time.Minute
	idleTime   = 2 * time.Minute
	stopTime   = 10 * time.Second
)

func serveCommand(s *shell) *cobra.Command {
	var f flags
	var db registerFlag
	var listen string
	var readOnly bool
	c := &cobra.Command{
		Use:   "serve",
		Short: "Show the register in a browser",
		Long: `Show the register in a browser: reports with their words marked, events with all their
tellings, stories, agreements, sources, search. Reports can be added by pasting them.

The pages are for this machine alone: an address that others can reach is refused.`,
		Example: `  rawi serve
  rawi serve --db news.db --listen 127.0.0.1:9000
  rawi serve --read-only`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := loopback(listen); err != nil {
				return usageError{err.Error()}
			}
			reader, err := f.reader()
			if err != nil {
				return err
			}
			searcher, err := search.New(lang.FS)
			if err != nil {
				return failed{err}
			}
			st, err := s.openOrMake(c.Context(), db.name())
			if err != nil {
				return err
			}
			defer st.Close()
			o := web.Options{
				Register: register.New(st, register.Options{Search: searcher, Coder: rawi.Coder()}),
				Search:   searcher, Read: reader.Read, Packs: lang.FS, Log: s.log,
				Writable: func(*http.Request) bool { return !readOnly },
			}
			pages, err := web.New(o)
			if err != nil {
				return failed{err}
			}
			return failure(s.serve(c.Context(), listen, pages))
		},
	}
	f.packs.add(c.Flags())
	db.add(c.Flags())
	c.Flags().StringVar(&listen, "listen", "127.0.0.1:8340", "`address` to listen at; port 0 takes a free one")
	c.Flags().BoolVar(&readOnly, "read-only", false, "let nobody add or correct")
	return c
}

// loopback refuses an address that other machines can reach.
func loopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("--listen %s: want HOST:PORT", address)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("--listen %s: others could reach this address, and there are no tokens by which to know them", address)
	}
	return nil
}

// serve answers until ctx ends; requests that are under way are finished.
func (s *shell) serve(ctx context.Context, address string, h http.Handler) error {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	server := &http.Server{Handler: hosted(l.Addr(), h), ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime, MaxHeaderBytes: 1 << 16}
	fmt.Fprintf(s.out, "http://%s/\n", l.Addr())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
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
		if ip := net.ParseIP(host); p != port || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			http.Error(w, "this address serves this machine alone", http.StatusMisdirectedRequest)
			return
		}
		h.ServeHTTP(w, r)
	})
}
