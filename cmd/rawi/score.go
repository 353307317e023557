package main

import (
	"context"
	"errors"
	"runtime"
	"slices"

	"github.com/spf13/cobra"

	"rawi"
	"rawi/internal/intake"
	"rawi/internal/pack"
	"rawi/internal/pipe"
	"rawi/internal/score"
	"rawi/internal/text"
	"rawi/lang"
)

func scoreCommand(s *shell) *cobra.Command {
	var asJSON bool
	var f flags
	var worst int
	c := &cobra.Command{
		Use:   "score DIR",
		Short: "Score the reader on reports with expected records",
		Long: `Read the reports in a folder and hold what was read against what is expected: precision
(how much of what was said is right), recall (how much of what is expected was found)
and their harmonic mean F1, in percent, for each part of a record and each language.

A case is NAME.txt or NAME.html with its expected record NAME.json beside it, at any
depth. The expected record has the form of a record (rawi read --schema), and may say
of an event "optional": true (it counts neither way) and "alternatives": ["TYPE"]
(other types that count as right). A list that it leaves out is not scored. Spans are
moved from the text that was read onto the expected text. What belongs together is
paired one to one, the heaviest pair first: an event with its actors and recipients
right before one without, then one at the same words, then one of the first type.
Parts of an event are scored on the events found.

Figures:
` + score.Figures() + `
Exit status: 0 all reports were read, 1 some were not, 2 wrong usage.`,
		Example: `  rawi score corpus
  rawi score corpus --errors 20
  rawi score corpus --json > scores.json`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if worst < 0 {
				return errors.New("--errors: want a number of misses")
			}
			cases, err := score.Load(args[0])
			if err != nil {
				return err
			}
			fold, err := folding()
			if err != nil {
				return failed{err}
			}
			reader, err := f.reader()
			if err != nil {
				return err
			}
			board, err := s.judge(c.Context(), reader, cases, fold)
			if err != nil {
				return failed{err}
			}
			result := board.Result(worst)
			if asJSON {
				err = result.JSON(s.out)
			} else {
				err = result.Text(s.out)
			}
			if err != nil {
				return failed{err}
			}
			if len(result.Failed) > 0 {
				return failed{errSome}
			}
			return nil
		},
	}
	f.packs.add(c.Flags())
	c.Flags().BoolVar(&asJSON, "json", false, "print the figures as JSON")
	c.Flags().IntVar(&worst, "errors", 0, "show the `N` worst misses with their text")
	return c
}

// judge reads the cases and scores them in their order.
func (s *shell) judge(ctx context.Context, reader *rawi.Reader, cases []score.Case, fold func(string) string) (*score.Board, error) {
	type judged struct {
		score.Case
		rec rawi.Record
	}
	board := score.NewBoard(fold)
	progress := s.progress(counted(len(cases)))
	err := pipe.Map(ctx, slices.Values(cases), runtime.GOMAXPROCS(0), func(ctx context.Context, c score.Case) judged {
		return judged{c, record(ctx, reader, intake.Item{Page: c.Page, Place: c.Name})}
	}, func(j judged) error {
		progress.step(ctx, j.Name)
		board.Judge(j.Case, j.rec)
		return nil
	})
	progress.end()
	return board, err
}

// folding is the spelling by which names are compared: the engine's own.
func folding() (func(string) string, error) {
	world, err := pack.Load(lang.FS, "world")
	if err != nil {
		return nil, err
	}
	folder, err := text.NewFolder(world)
	if err != nil {
		return nil, err
	}
	return folder.Fold, nil
}

// counted is work of which only the number of files is known.
type counted int

func (n counted) Extent(context.Context) intake.Extent { return intake.Extent{Files: int(n)} }
func (n counted) Far() (read, passed int64)            { return 0, 0 }
