package main

import (
	"bufio"
	"fmt"

	"github.com/spf13/cobra"

	"rawi"
	"rawi/internal/intake"
	"rawi/internal/view"
)

func explainCommand(s *shell) *cobra.Command {
	var f flags
	var fact string
	c := &cobra.Command{
		Use:   "explain FILE",
		Short: "Show why the record of a report says what it says",
		Long: `Show for each event, quotation and agreement of a report the sentence that it stands
in with its words marked, the row of the language pack that made it, what filled each
slot of that row and by which rule, and what was considered there and dropped.

In a sentence the marked words stand in brackets with the number of their line below.

Exit status: 0 the report was read, 1 it was not, or has no such fact, 2 wrong usage.`,
		Example: `  rawi explain report.html
  rawi explain report.txt --event v3
  rawi explain report.txt --event q2 --lang ar`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			words, err := f.check()
			if err != nil {
				return err
			}
			reader, err := f.reader()
			if err != nil {
				return err
			}
			ctx := c.Context()
			source := intake.Source{Paths: args, Stdin: s.in, Given: f.given}
			out := bufio.NewWriter(s.out)
			some, n := false, 0
			for i := range source.Pages(ctx) {
				if n++; n > 1 {
					fmt.Fprint(out, "\n\n")
				}
				rec, trace := rawi.Record{}, rawi.Trace{}
				err := i.Err
				if err == nil {
					rec, trace, err = reader.Explain(ctx, i.Page)
				}
				if err != nil {
					rec = refusal(i.Place, err)
				}
				found, err := view.Explain(out, words, rec, trace, fact, f.options(s.out))
				if err == nil {
					err = out.Flush()
				}
				if err != nil {
					return failed{err}
				}
				some = some || rec.Error != nil || !found
			}
			if some || n == 0 {
				return failed{errSome}
			}
			return nil
		},
	}
	f.add(c.Flags())
	c.Flags().StringVar(&fact, "event", "", "explain only this event, quotation or agreement (`id`: v3, q2, a1)")
	return c
}
