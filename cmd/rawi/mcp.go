package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/spf13/cobra"

	"rawi"
	"rawi/internal/gauge"
	"rawi/internal/mcp"
	"rawi/internal/register"
	"rawi/internal/search"
	"rawi/lang"
)

// assistantsAt is where assistants ask a server.
const assistantsAt = "/mcp"

func mcpCommand(s *shell) *cobra.Command {
	var f flags
	var db registerFlag
	var d door
	c := &cobra.Command{
		Use:   "mcp",
		Short: "Let an assistant ask the register (Model Context Protocol)",
		Long: `Answer an assistant as the Model Context Protocol says: over standard input and output,
or, with --http, over HTTP (streamable) at /mcp. Its tools only look: search, get_event,
get_chain, timeline, agreements, and read_text, which reads a text and keeps nothing.

Over HTTP it is for this machine alone, unless --tokens names a file of those who may ask
(see rawi serve --help). rawi serve answers assistants at /mcp too.`,
		Example: `  rawi mcp --db news.db
  rawi mcp --db news.db --http 127.0.0.1:8341
  rawi mcp --http 0.0.0.0:8341 --tokens tokens.txt --tls-cert cert.pem --tls-key key.pem`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if d.listen != "" {
				if err := d.open(s, true); err != nil {
					return err
				}
			}
			reader, err := f.reader()
			if err != nil {
				return err
			}
			searcher, err := search.New(lang.FS)
			if err != nil {
				return failed{err}
			}
			st, err := s.open(c.Context(), db.name())
			if err != nil {
				return err
			}
			defer st.Close()
			server := mcp.New(mcp.Options{Register: register.New(st, register.Options{Search: searcher}), Read: reader.Read, Version: rawi.Version})
			if d.listen != "" {
				return failure(d.serve(c.Context(), s.out, d.assistants(server)))
			}
			err = server.Run(c.Context(), &sdk.IOTransport{Reader: io.NopCloser(s.in), Writer: unclosed{s.out}})
			if errors.Is(err, io.EOF) || errors.Is(err, context.Canceled) {
				return nil
			}
			return failure(err)
		},
	}
	f.packs.add(c.Flags())
	db.add(c.Flags())
	d.add(c.Flags(), "http", "", "`address` to listen at for assistants; standard input and output where nothing is said")
	c.MarkFlagsRequiredTogether("tls-cert", "tls-key")
	return c
}

// assistants is the door for them alone.
func (d *door) assistants(server *sdk.Server) http.Handler {
	mux := http.NewServeMux()
	mux.Handle(assistantsAt, mcp.Handler(server, !d.alone(), d.log))
	return gauge.New(rawi.Version).Wrap(d.guard.Wrap(mux), func(r *http.Request) string {
		_, route := mux.Handler(r)
		return cmp.Or(route, nowhere)
	}, d.log)
}

// unclosed is an output that is not ours to close.
type unclosed struct{ io.Writer }

func (unclosed) Close() error { return nil }
