package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"rawi"
)

// manualCommand writes the pages for man, one for each command. Their day is that of SOURCE_DATE_EPOCH, where it is set.
func manualCommand(s *shell) *cobra.Command {
	return &cobra.Command{
		Use:   "manual DIR",
		Short: "Write the manual pages into a folder",
		Long: `Write a page for man(1) for each command into a folder, which is made if it is not
there. Completions for a shell come from "rawi completion bash|zsh|fish|powershell".`,
		Example: "  rawi manual /usr/local/share/man/man1\n  rawi completion bash > /etc/bash_completion.d/rawi",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return failed{fmt.Errorf("write manual: %w", err)}
			}
			root := c.Root()
			root.DisableAutoGenTag = true
			header := &doc.GenManHeader{Section: "1", Source: "rawi " + rawi.Version, Manual: "rawi"}
			if err := doc.GenManTree(root, header, args[0]); err != nil {
				return failed{fmt.Errorf("write manual: %w", err)}
			}
			_, err := fmt.Fprintln(s.out, args[0])
			return done(err)
		},
	}
}
