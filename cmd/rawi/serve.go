package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/time/rate"

	"rawi"
	"rawi/internal/api"
	"rawi/internal/fetch"
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
	var listen, tokens string
	var allow []string
	var pair keyPair
	var readOnly bool
	var perSecond float64
	c := &cobra.Command{
		Use:   "serve",
		Short: "Show the register in a browser, and answer programs",
		Long: `Show the register in a browser: reports with their words marked, events with all their
tellings, stories, agreements, sources, search. Reports are added by pasting them, as files,
or by their addresses. Saved searches tell other programs what newly answers them.
Programs ask under /api/v1; /api/v1/openapi.json describes it. /healthz and /readyz say
whether the program runs and its register answers.

Without tokens it is for this machine alone: an address that others can reach is refused.
With --tokens every request needs one, as "Authorization: Bearer TOKEN" or, in a browser,
as the password of any user. The file has a line a token: role (reader, editor, admin),
name, and the SHA-256 of the token; rawi token makes both. Tokens are sent as they are, so
serve others with --tls-cert and --tls-key, or through a proxy that speaks TLS.`,
		Example: `  rawi serve
  rawi serve --db news.db --listen 127.0.0.1:9000
  rawi serve --read-only
  rawi serve --listen 0.0.0.0:8340 --tokens tokens.txt --tls-cert cert.pem --tls-key key.pem`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			certified, err := pair.load()
			if err != nil {
				return usageError{err.Error()}
			}
			guard := api.Guard{ReadOnly: readOnly, Rate: rate.Limit(perSecond), Burst: burst(perSecond)}
			if tokens != "" {
				if guard.Tokens, err = loadTokens(tokens); err != nil {
					return usageError{err.Error()}
				}
			} else if err := loopback(listen); err != nil {
				return usageError{err.Error()}
			}
			outside, err := fetch.New(fetch.Options{Agent: "rawi/" + rawi.Version, Allow: allow})
			if err != nil {
				return usageError{"--allow: " + err.Error()}
			}
			defer outside.Close()
			reader, err := f.reader()
			if err != nil {
				return err
			}
			reg, end, err := s.register(c.Context(), db.name())
			if err != nil {
				return done(err)
			}
			defer end()
			pages, err := web.New(web.Options{
				Register: reg, Read: reader.Read, Packs: lang.FS, Language: usualLanguage, Log: s.log, Outside: outside,
				Writable: func(r *http.Request) bool { return api.CallerOf(r.Context()).Role >= api.Editor },
				User:     func(r *http.Request) string { return api.CallerOf(r.Context()).Name },
			})
			if err != nil {
				return failed{err}
			}
			defer beside(c.Context(), pages.Alerts.Run)()
			programs, err := api.New(api.Options{Register: reg, Read: reader.Read, Version: rawi.Version, Log: s.log})
			if err != nil {
				return failed{err}
			}
			return failure(s.serve(c.Context(), listen, guard.Wrap(doors(pages, programs)), tokens == "", certified))
		},
	}
	f.packs.add(c.Flags())
	db.add(c.Flags())
	c.Flags().StringVar(&listen, "listen", "127.0.0.1:8340", "`address` to listen at; port 0 takes a free one")
	c.Flags().BoolVar(&readOnly, "read-only", false, "let nobody add or correct")
	c.Flags().StringSliceVar(&allow, "allow", nil, "`hosts`, addresses or prefixes that pages may be fetched from and alerts sent to though they are not of the open internet")
	c.Flags().StringVar(&tokens, "tokens", "", "`file` of the tokens by which callers are known")
	c.Flags().StringVar(&pair.cert, "tls-cert", "", "`file` of the certificate by which the server is known, PEM")
	c.Flags().StringVar(&pair.key, "tls-key", "", "`file` of its key")
	c.MarkFlagsRequiredTogether("tls-cert", "tls-key")
	c.Flags().Float64Var(&perSecond, "rate", 50, "requests a second that one caller may make; 0: as many as they like")
	return c
}

// beside runs something until it is told to stop, and then waits for its end.
func beside(ctx context.Context, run func(context.Context)) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { defer close(ended); run(ctx) }()
	return func() { cancel(); <-ended }
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

// doors are for people and for programs.
func doors(pages, programs http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", pages)
	for _, address := range []string{api.Prefix + "/", "/healthz", "/readyz"} {
		mux.Handle(address, programs)
	}
	return mux
}

// loadTokens reads the file of tokens.
func loadTokens(file string) (*api.Tokens, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("--tokens: %w", err)
	}
	defer f.Close()
	t, err := api.LoadTokens(f)
	if err != nil {
		return nil, fmt.Errorf("--tokens %s: %w", file, err)
	}
	return t, nil
}

func tokenCommand(s *shell) *cobra.Command {
	var role string
	c := &cobra.Command{
		Use:   "token NAME",
		Short: "Make a token for somebody who asks the server",
		Long: `Make a token. It is printed once and kept nowhere; the line that goes to the file of
serve --tokens has only its SHA-256.`,
		Example: `  rawi token newsdesk --role editor`,
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			r, _ := api.RoleOf(role)
			secret, line, err := api.NewToken(r, args[0])
			if err != nil {
				return usageError{err.Error()}
			}
			_, err = fmt.Fprintf(s.out, "token: %s\nline:  %s\n", secret, line)
			return done(err)
		},
	}
	c.Flags().StringVar(&role, "role", "reader", "what they may do: `reader`, editor, admin")
	return c
}

// loopback refuses an address that other machines can reach.
func loopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("--listen %s: want HOST:PORT", address)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("--listen %s: others could reach this address, and there are no --tokens by which to know them", address)
	}
	return nil
}

// serve answers until ctx ends; requests that are under way are finished. Alone, it serves this machine only;
// certified, it speaks TLS.
func (s *shell) serve(ctx context.Context, address string, h http.Handler, alone bool, certified *tls.Config) error {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	if alone {
		h = hosted(l.Addr(), h)
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime, MaxHeaderBytes: 1 << 16}
	scheme := "http"
	if certified != nil {
		scheme, server.TLSConfig = "https", certified
	}
	fmt.Fprintf(s.out, "%s://%s/\n", scheme, l.Addr())
	ended := make(chan error, 1)
	go func() {
		if certified != nil {
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
