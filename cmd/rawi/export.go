package main

import (
	"bufio"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rawi/internal/ask"
	"rawi/internal/export"
	"rawi/internal/search"
	"rawi/internal/store"
	"rawi/lang"
)

func exportCommand(s *shell) *cobra.Command {
	var q question
	var db registerFlag
	var format, out string
	var names, list []string
	for _, f := range export.Formats() {
		names = append(names, f.Name)
		folder := ""
		if f.Folder {
			folder = " (a folder: --out)"
		}
		list = append(list, fmt.Sprintf("  %-12s %s%s", f.Name, f.Help, folder))
	}
	c := &cobra.Command{
		Use:   "export",
		Short: "Hand on what a question selects, in the formats of other tools",
		Long:  "Hand on exactly what a question selects. Formats:\n\n" + strings.Join(list, "\n"),
		Example: `  rawi export --format jsonl > records.jsonl
  rawi export --format geojson --type ASSAULT --from 2024-01-01 > map.geojson
  rawi export --format parquet --out lake/
  rawi export --format gexf --country SDN > network.gexf`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := export.Check(format, out); err != nil {
				return usageError{err.Error()}
			}
			searcher, err := search.New(lang.FS)
			if err != nil {
				return failed{err}
			}
			return s.view(c.Context(), db.name(), func(tx store.Reader) error {
				f, err := ask.Asker{Search: searcher}.Filter(tx, q.list, q.values())
				if err != nil {
					return paramError(err)
				}
				w := bufio.NewWriter(s.out)
				if err := export.Write(tx, format, f, export.Options{Out: w, Folder: out, Now: time.Now()}); err != nil {
					return paramError(err)
				}
				return failure(w.Flush())
			})
		},
	}
	q.add("events", c.Flags())
	c.Flags().StringVar(&format, "format", "jsonl", "`format`: "+strings.Join(names, ", "))
	c.Flags().StringVar(&out, "out", "", "`folder` to write into, for formats of several files")
	db.add(c.Flags())
	return c
}
