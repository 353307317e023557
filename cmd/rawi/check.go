package main

import (
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"rawi"
)

func checkCommand(s *shell) *cobra.Command {
	var list bool
	var over extras
	c := &cobra.Command{
		Use:   "check [DIR]",
		Short: "Check language packs and run their examples",
		Long: `Check the language packs in a folder (world and one folder for each language), or those
inside the program: the form of every table and what its cells refer to. Then read every
example of the tables and tell how many come out as they say: an example may ask for more
than the engine can do yet, so it is counted, not a fault. Each line begins with its file
and line.

Exit status: 0 the tables are sound, 1 they are not, 2 wrong usage.`,
		Example: `  rawi check
  rawi check lang
  rawi check lang --examples
  rawi check --packs my-names`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			var packs fs.FS
			if len(args) == 1 {
				var err error
				if packs, err = openFolder(args[0]); err != nil {
					return err
				}
			}
			extra, err := over.open()
			if err != nil {
				return err
			}
			report := rawi.Check(packs, extra...)
			var lines []string
			for _, f := range report.Faults {
				lines = append(lines, f.Error())
			}
			if list {
				for _, f := range report.Failed {
					lines = append(lines, f.String())
				}
			}
			lines = append(lines, report.Summary()...)
			if len(report.Faults) == 0 {
				lines = append(lines, "The packs are sound.")
			}
			for _, l := range lines {
				if _, err := fmt.Fprintln(s.out, l); err != nil {
					return failed{err}
				}
			}
			if n := len(report.Faults); n > 0 {
				return failed{fmt.Errorf("%d faults", n)}
			}
			return nil
		},
	}
	over.add(c.Flags())
	c.Flags().BoolVar(&list, "examples", false, "list the examples that are not read as they say")
	return c
}
