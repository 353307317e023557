package main

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/spf13/cobra"

	"rawi"
	"rawi/internal/api"
	"rawi/internal/fetch"
	"rawi/internal/gauge"
	"rawi/internal/mcp"
	"rawi/internal/register"
	"rawi/internal/web"
	"rawi/lang"
)

func serveCommand(s *shell) *cobra.Command {
	var f flags
	var db registerFlag
	var d door
	var allow []string
	var readOnly bool
	c := &cobra.Command{
		Use:   "serve",
		Short: "Show the register in a browser, and answer programs",
		Long: `Show the register in a browser: reports with their words marked, events with all their
tellings, stories, agreements, sources, search. Reports are added by pasting them, as files,
or by their addresses. Saved searches tell other programs what newly answers them.
Programs ask under /api/v1; /api/v1/openapi.json describes it. Assistants ask at /mcp (Model
Context Protocol, streamable HTTP). /healthz and /readyz say whether the program runs and
its register answers; /metrics has figures for Prometheus.

A line about each request goes to standard error: its route, status, time and id
(X-Request-ID), never what was asked or answered. On SIGTERM requests that are under way
are finished, for ten seconds at most.

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
			if err := d.open(s, readOnly); err != nil {
				return err
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
			g := gauge.New(rawi.Version)
			reg, end, err := s.measured(c.Context(), db.name(), g)
			if err != nil {
				return done(err)
			}
			defer end()
			pages, err := d.pages(reg, reader, outside)
			if err != nil {
				return failed{err}
			}
			defer beside(c.Context(), pages.Run)()
			programs, err := api.New(api.Options{Register: reg, Read: reader.Read, Again: reader.Again, Tokens: d.guard.Tokens, Version: rawi.Version, Log: d.log})
			if err != nil {
				return failed{err}
			}
			defer programs.Close()
			assistants := mcp.Handler(mcp.New(mcp.Options{Register: reg, Read: reader.Read, Version: rawi.Version}), !d.alone(), d.log)
			return failure(d.serve(c.Context(), s.out, d.doors(pages, programs, assistants, g)))
		},
	}
	f.packs.add(c.Flags())
	db.add(c.Flags())
	d.add(c.Flags(), "listen", "127.0.0.1:8340", "`address` to listen at; port 0 takes a free one")
	c.Flags().BoolVar(&readOnly, "read-only", false, "let nobody add or correct")
	c.Flags().StringSliceVar(&allow, "allow", nil, "`hosts`, addresses or prefixes that pages may be fetched from and alerts sent to though they are not of the open internet")
	c.MarkFlagsRequiredTogether("tls-cert", "tls-key")
	return c
}

// pages are for people; who may do what is the guard's to say.
func (d *door) pages(reg *register.Register, reader *rawi.Reader, outside *fetch.Client) (*web.Server, error) {
	return web.New(web.Options{
		Register: reg, Read: reader.Read, Explain: reader.ExplainAgain, Packs: lang.FS, Language: usualLanguage, Log: d.log, Outside: outside,
		Writable: func(r *http.Request) bool { return api.CallerOf(r.Context()).Role >= api.Editor },
		User:     func(r *http.Request) string { return api.CallerOf(r.Context()).Name },
	})
}

// beside runs something until it is told to stop, and then waits for its end.
func beside(ctx context.Context, run func(context.Context)) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { defer close(ended); run(ctx) }()
	return func() { cancel(); <-ended }
}

// nowhere is the route of requests for which there is none.
const nowhere = "none"

// doors are for people, programs, assistants, and whoever looks after the server.
func (d *door) doors(pages *web.Server, programs *api.API, assistants http.Handler, g *gauge.Gauge) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", pages)
	for _, address := range []string{api.Prefix + "/", "/healthz", "/readyz"} {
		mux.Handle(address, programs)
	}
	mux.Handle(assistantsAt, assistants)
	mux.Handle("GET /metrics", g.Metrics())
	return g.Wrap(d.guard.Wrap(mux), func(r *http.Request) string {
		_, route := mux.Handler(r)
		switch {
		case route == "/":
			route = pages.Route(r)
		case strings.HasPrefix(route, api.Prefix):
			route = programs.Route(r)
		}
		return cmp.Or(route, nowhere)
	}, d.log)
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
