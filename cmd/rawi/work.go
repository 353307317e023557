package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"rawi/internal/intake"
	"rawi/internal/news"
	"rawi/internal/queue"
	"rawi/internal/store"
	"rawi/internal/work"
)

func pushCommand(s *shell) *cobra.Command {
	var f flags
	var q queueFlag
	c := &cobra.Command{
		Use:   "push [FILE|DIR|-]...",
		Short: "Bring pages into the queue, for workers to read",
		Long: `Bring pages into the queue: files, folders, JSON Lines, as rawi add takes them. Nothing is
read here; rawi work does that, on this machine or on others. What waits already is not
pushed twice. A full queue is waited for.

What is counted at the end is kept by the queue, whatever happens to this program then.
Keep the pages, too, until the register has them: rawi reconcile brings what got lost.`,
		Example: `  rawi push reports/
  rawi push --queue nats://10.0.0.1:4222 - < reports.jsonl`,
		RunE: func(c *cobra.Command, args []string) error {
			return q.with(c.Context(), func(opened queue.Queue) error {
				return s.pushFiles(c.Context(), &f, args, &work.Pusher{Queue: opened})
			})
		},
	}
	f.addGiven(c.Flags())
	q.add(c.Flags())
	q.addRoom(c.Flags())
	return c
}

func reconcileCommand(s *shell) *cobra.Command {
	var f flags
	var q queueFlag
	var db registerFlag
	c := &cobra.Command{
		Use:   "reconcile [FILE|DIR|-]...",
		Short: "Push once more what the register never settled",
		Long: `Look up every page of an archive in the ledger of the register, and push those that it has
not: pages that got lost on the way, with a queue or a disk. The inputs are the same as those of
rawi push, with the same options. Run it when the queue is empty: what still waits is pushed
a second time (and settled once all the same).`,
		Example: "  rawi reconcile --db postgres://db.example/news --queue nats://10.0.0.1:4222 archive/",
		RunE: func(c *cobra.Command, args []string) error {
			return s.with(c.Context(), db.name(), func(st store.Store) error {
				return q.with(c.Context(), func(opened queue.Queue) error {
					return s.pushFiles(c.Context(), &f, args, &work.Pusher{Queue: opened, Ledger: st})
				})
			})
		},
	}
	f.addGiven(c.Flags())
	q.add(c.Flags())
	q.addRoom(c.Flags())
	db.add(c.Flags())
	return c
}

// soon is how long the last pages may take to come into the queue when we are asked to stop.
const soon = 10 * time.Second

// pushFiles brings the pages of paths into a queue.
func (s *shell) pushFiles(ctx context.Context, f *flags, args []string, p *work.Pusher) error {
	paths, err := s.paths(args)
	if err != nil {
		return usageError{err.Error()}
	}
	return s.push(ctx, s.source(paths, f.given), p)
}

// push brings all pages of a source into a queue and tells how many there were.
func (s *shell) push(ctx context.Context, source source, p *work.Pusher) error {
	bad := 0
	p.Large = func(place string, reason error) {
		bad++
		s.log.Warn("not pushed", "report", place, "reason", reason)
	}
	progress := s.progress(source)
	err := s.pushAll(ctx, source, p, func(i intake.Item) {
		progress.step(ctx, i.File)
		if i.Err != nil {
			bad++
			s.refused(i.Place, refusal(i.Place, i.Err))
		}
	})
	progress.end()
	// What has come in is pushed however long the queue has no room for it, and even when somebody has asked us to stop, if the queue takes
	// it soon then.
	last, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(soon, cancel) })()
	err = errors.Join(err, p.Flush(last))
	n := p.Pushed
	fmt.Fprintf(s.out, "%d pages pushed, %d waited already or came a short time ago", n.New, n.Known)
	if p.Ledger != nil {
		fmt.Fprintf(s.out, ", %d are settled", n.Settled)
	}
	fmt.Fprintln(s.out)
	switch {
	case err != nil:
		return err
	case bad > 0:
		return errSome
	}
	return nil
}

func (s *shell) pushAll(ctx context.Context, source source, p *work.Pusher, step func(intake.Item)) error {
	for i := range source.Pages(ctx) {
		if step(i); i.Err != nil {
			continue
		}
		if err := p.Add(ctx, i); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func workCommand(s *shell) *cobra.Command {
	var f flags
	var q queueFlag
	var db registerFlag
	var quiet, asJSON bool
	w := work.Worker{Batch: batch}
	c := &cobra.Command{
		Use:   "work",
		Short: "Take pages from the queue, read them and keep them in the register",
		Long: `Take pages from the queue, read them and keep what they tell in the register, until asked to
stop (SIGTERM, SIGINT): then what was begun is finished first. As many of these may run on
as many machines as there are; they need the address of the queue, and that of a PostgreSQL
database as their register (a file is for the workers of one machine).

A page is out of the queue only when the register has it. A worker that dies, at any moment,
loses nothing and leaves nothing twice. While the register is away a worker waits for it. A
page that ends its workers again and again is given up: rawi dead.`,
		Example: `  rawi work
  rawi work --db postgres://rawi@db.example/news --queue nats://10.0.0.1:4222,nats://10.0.0.2:4222
  rawi work --until-empty`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			reader, reg, end, err := s.readInto(c.Context(), &f, &db)
			if err != nil {
				return err
			}
			defer end()
			opened, err := q.open(c.Context())
			if err != nil {
				return err
			}
			defer opened.Close()
			w.Queue, w.Register, w.Hold, w.Log = opened, reg, q.opt.Full().Hold, s.log
			w.Read = func(ctx context.Context, i intake.Item) news.Record {
				struck(i.Page.Body)
				return record(ctx, reader, i)
			}
			w.Tell = s.teller(quiet, asJSON)
			tally, err := w.Run(c.Context())
			fmt.Fprintf(s.err, "%d pages kept (%d as new versions), %d known, %d could not be read, %d given back\n",
				tally.Kept, tally.Versions, tally.Known, tally.Refused, tally.Failed)
			return done(err)
		},
	}
	set := c.Flags()
	f.addReader(set)
	set.IntVar(&w.Hands, "hands", runtime.GOMAXPROCS(0)+1, "batches in work `at once`")
	set.IntVar(&w.Batch, "batch", w.Batch, "`pages` taken at once and kept in one transaction")
	set.DurationVar(&w.Drain, "drain", 30*time.Second, "how `long` what was begun may take when asked to stop")
	set.BoolVar(&w.UntilDry, "until-empty", false, "end when there is nothing left to do")
	set.BoolVar(&quiet, "quiet", false, "print nothing for reports that were kept")
	set.BoolVar(&asJSON, "json", false, "print a line of JSON for each report")
	q.add(set)
	q.addPatience(set)
	db.add(set)
	return c
}

// teller prints what became of each page, as rawi add does.
func (s *shell) teller(quiet, asJSON bool) func(work.Outcome) {
	type line struct {
		Report  string `json:"report"`
		Doc     string `json:"doc,omitempty"`
		Known   bool   `json:"known"`
		New     bool   `json:"new_version"`
		Refused string `json:"refused,omitempty"`
	}
	return func(o work.Outcome) {
		if o.Error != nil {
			s.log.Warn("not read", "report", o.Place, "code", o.Error.Code, "reason", o.Error.Message)
		}
		switch {
		case asJSON:
			if b, err := json.Marshal(line{o.Place, o.Added.Doc.Key, o.Added.Known, o.Added.Version, o.Added.Refused}); err == nil {
				fmt.Fprintf(s.out, "%s\n", b)
			}
		case !quiet && o.Error == nil:
			fmt.Fprintln(s.out, keptLine(o.Place, o.Added))
		}
	}
}
