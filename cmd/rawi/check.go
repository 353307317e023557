package main

import (
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"rawi"
)

func checkCommand(s *shell) *cobra.Command {
	return &cobra.Command{
		Use:   "check [DIR]",
		Short: "Check language packs and run their examples",
		Long: `Check the language packs in a folder (world and one folder for each language), or those
inside the program: the form of every table, what its cells refer to, and whether every
example matches where it must and nowhere else. Each fault begins with its file and line.

Exit status: 0 all is sound, 1 something is not, 2 wrong usage.`,
		Example: `  rawi check
  rawi check lang`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			var packs fs.FS
			if len(args) == 1 {
				info, err := os.Stat(args[0])
				if err != nil || !info.IsDir() {
					return fmt.Errorf("%s is no folder", args[0])
				}
				packs = os.DirFS(args[0])
			}
			faults := rawi.Check(packs)
			for _, f := range faults {
				if _, err := fmt.Fprintln(s.out, f); err != nil {
					return failed{err}
				}
			}
			if len(faults) > 0 {
				return failed{fmt.Errorf("%d faults", len(faults))}
			}
			_, err := fmt.Fprintln(s.out, "The packs are sound.")
			return done(err)
		},
	}
}
