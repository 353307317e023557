package main

import (
	"context"
	"errors"
	"io"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/spf13/cobra"

	"rawi"
	"rawi/internal/mcp"
	"rawi/internal/register"
	"rawi/internal/search"
	"rawi/lang"
)

func mcpCommand(s *shell) *cobra.Command {
	var f flags
	var db registerFlag
	c := &cobra.Command{
		Use:   "mcp",
		Short: "Let an assistant ask the register (Model Context Protocol)",
		Long: `Answer an assistant over standard input and output, as the Model Context Protocol says.
Its tools only look: search, get_event, get_chain, timeline, agreements, and read_text,
which reads a text and keeps nothing.`,
		Example: "  rawi mcp --db news.db",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
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
			err = server.Run(c.Context(), &sdk.IOTransport{Reader: io.NopCloser(s.in), Writer: unclosed{s.out}})
			if errors.Is(err, io.EOF) || errors.Is(err, context.Canceled) {
				return nil
			}
			return failure(err)
		},
	}
	f.packs.add(c.Flags())
	db.add(c.Flags())
	return c
}

// unclosed is an output that is not ours to close.
type unclosed struct{ io.Writer }

func (unclosed) Close() error { return nil }
