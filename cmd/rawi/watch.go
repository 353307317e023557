package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"rawi/internal/feeds"
	"rawi/internal/fetch"
	"rawi/internal/follow"
	"rawi/internal/intake"
	"rawi/internal/queue"
	"rawi/internal/store"
	"rawi/internal/view"
	"rawi/internal/work"
)

// watching is what rawi watch was asked for.
type watching struct {
	*shell
	db      registerFlag
	reading flags
	web     webFlags
	queue   pushFlags
	options follow.Options
	opml    string
	drop    []string
	once    bool
	status  bool
	asJSON  bool
	quiet   bool
}

func watchCommand(s *shell) *cobra.Command {
	w := &watching{shell: s}
	c := &cobra.Command{
		Use:   "watch [FEED]...",
		Short: "Follow feeds and sitemaps and keep the reports that they announce",
		Long: `Follow feeds (RSS, Atom, RDF, JSON Feed), sitemaps and indexes of sitemaps: look at
each again and again, fetch the pages that it announces, read them and keep them in the
register. Feeds that are named are added to those that the register follows already;
--opml adds those of a list, as feed readers write it, and --drop takes one out.

Each page is fetched once, and again when its feed says that it was changed: the new text
is then a new version. A feed that has much to say is looked at more often than one that
has little, one that fails ever more seldom. Where it broke, what can be saved is taken.
What could not be read is told with its address, and stops nothing.

What is due when, and which pages are known, stands in the register: whatever ends the
program, the next one goes on where it was. With --push pages go into a queue unread, for
rawi work to read and keep; one is noted as done when the queue has acknowledged it, and
the register of --db holds only what is due then. With --once it does what is due and ends, so
that another program may start it from time to time.

Several of these may follow the feeds of one register and share them: each host is asked by
one of them at a time, and nothing twice. What a program that died had begun at a host is
left to it for --hold; on several machines the clocks must agree better than that.

How hosts are asked, and which are not: see rawi fetch --help.`,
		Example: `  rawi watch https://news.example/rss https://other.example/news-sitemap.xml
  rawi watch --opml feeds.opml --once
  rawi watch                                     go on with the feeds of the register
  rawi watch --queue nats://10.0.0.1:4222 --db schedule.db
  rawi watch --status
  rawi watch --drop https://news.example/rss`,
		RunE: func(c *cobra.Command, args []string) error { return w.run(c.Context(), args) },
	}
	set := c.Flags()
	set.StringVar(&w.opml, "opml", "", "also follow the feeds of this `file`, - for standard input")
	set.StringArrayVar(&w.drop, "drop", nil, "follow this `feed` no longer; may be given again")
	set.BoolVar(&w.once, "once", false, "do what is due and end")
	set.BoolVar(&w.status, "status", false, "print the feeds and how many pages they announced, and end")
	set.BoolVar(&w.asJSON, "json", false, "print a line of JSON for each report, or for each feed of --status")
	set.BoolVar(&w.quiet, "quiet", false, "print nothing for reports that were kept")
	set.DurationVar(&w.options.Least, "least", follow.UsualLeast, "`time` between two looks at a feed, at least")
	set.DurationVar(&w.options.Most, "most", follow.UsualMost, "`time` between two looks at a feed, at most")
	set.DurationVar(&w.options.MaxAge, "max-age", follow.UsualMaxAge, "leave out pages that were last changed before this `time`")
	set.DurationVar(&w.options.Hold, "hold", follow.UsualHold, "for how `long` a host is left to a program that follows its feeds and gives no sign of life")
	w.reading.packs.add(set)
	w.web.add(set)
	w.queue.add(c, "bring the pages into a queue, for rawi work to read and keep")
	w.db.add(set)
	return c
}

func (w *watching) run(ctx context.Context, args []string) error {
	if w.options.Least <= 0 || w.options.Most < w.options.Least || w.options.MaxAge <= 0 || w.options.Hold <= 0 {
		return fmt.Errorf("--least %v, --most %v, --max-age %v, --hold %v: want more than nothing, and no less at most than at least",
			w.options.Least, w.options.Most, w.options.MaxAge, w.options.Hold)
	}
	list, err := w.subscriptions(args)
	if err != nil {
		return err
	}
	if w.status {
		return w.with(ctx, w.db.name(), func(st store.Store) error { return w.printFeeds(ctx, st) })
	}
	client, err := w.web.client()
	if err != nil {
		return err
	}
	defer client.Close()
	reg, end, err := w.register(ctx, w.db.name())
	if err != nil {
		return done(err)
	}
	defer end()
	w.options.Client, w.options.Register, w.options.Pause = client, reg, w.web.options.Delay
	if w.queue.wanted() {
		return w.queue.with(ctx, func(q queue.Queue) error {
			w.options.Push = handOver(q)
			return w.follow(ctx, list)
		})
	}
	reader, err := w.reading.reader()
	if err != nil {
		return err
	}
	w.options.Read = reader.Read
	return w.follow(ctx, list)
}

// handOver gives pages to a queue, one at a time.
func handOver(q queue.Queue) func(context.Context, intake.Item) error {
	return func(ctx context.Context, i intake.Item) error {
		job, err := work.Pack(i)
		if err != nil {
			return err
		}
		if _, err = q.Push(ctx, job); errors.Is(err, queue.ErrTooLarge) {
			err = fmt.Errorf("%w: %w", follow.ErrNeverTaken, err)
		}
		return err
	}
}

// follow follows the feeds of the register, these among them.
func (w *watching) follow(ctx context.Context, list []feeds.Subscription) error {
	reg := w.options.Register
	k := &keeper{shell: w.shell, reg: reg, quiet: w.quiet, asJSON: w.asJSON}
	w.options.Tell = func(n follow.Note) { w.tell(k, n) }
	f := follow.New(w.options)
	if _, err := f.Subscribe(ctx, list); err != nil {
		return failed{err}
	}
	if err := w.unfollow(ctx, reg.Store()); err != nil {
		return err
	}
	if len(w.drop) > 0 && len(list) == 0 && !w.once {
		return nil
	}
	if err := followsAny(ctx, reg.Store()); err != nil {
		return err
	}
	if err := f.Run(ctx, w.once); err != nil {
		return failed{err}
	}
	if k.some {
		return failed{errSome}
	}
	return nil
}

// subscriptions are the feeds that the command line names.
func (w *watching) subscriptions(args []string) ([]feeds.Subscription, error) {
	var list []feeds.Subscription
	for _, a := range args {
		if _, err := fetch.Parse(a); err != nil {
			return nil, err
		}
		list = append(list, feeds.Subscription{URL: a})
	}
	if w.opml == "" {
		return list, nil
	}
	body, err := w.file(w.opml)
	if err != nil {
		return nil, failed{fmt.Errorf("read list of feeds: %w", err)}
	}
	found, err := feeds.ParseOPML(body)
	if err != nil && len(found) == 0 {
		return nil, failed{fmt.Errorf("%s: %w", w.opml, err)}
	}
	if err != nil {
		w.log.Warn("the list of feeds is damaged", "file", w.opml, "reason", err, "feeds", len(found))
	}
	for _, s := range found {
		if _, err := fetch.Parse(s.URL); err != nil {
			w.log.Warn("not followed", "feed", s.URL, "reason", err)
			continue
		}
		list = append(list, s)
	}
	return list, nil
}

// file is a whole file, or standard input.
func (s *shell) file(path string) ([]byte, error) {
	if path == intake.Stdin {
		return io.ReadAll(s.in)
	}
	return os.ReadFile(path)
}

// unfollow drops the feeds that are to be followed no longer.
func (w *watching) unfollow(ctx context.Context, st store.Store) error {
	for _, d := range w.drop {
		u, err := fetch.Parse(d)
		if err != nil {
			return err
		}
		err = st.Update(ctx, func(tx store.Tx) error {
			if _, err := tx.Feed(u.String()); err != nil {
				return err
			}
			return tx.DropFeed(u.String())
		})
		switch {
		case errors.Is(err, store.ErrNotFound):
			return usageError{fmt.Sprintf("--drop %s: this feed is not followed", d)}
		case err != nil:
			return failed{err}
		}
	}
	return nil
}

// followsAny makes sure that there is something to do.
func followsAny(ctx context.Context, st store.Store) error {
	return st.View(ctx, func(r store.Reader) error {
		list, err := r.Feeds()
		if err == nil && len(list) == 0 {
			return usageError{"the register follows no feeds yet: name some"}
		}
		return err
	})
}

// tell prints what became of a feed or a page.
func (w *watching) tell(k *keeper, n follow.Note) {
	place, what := n.Page, "page"
	if n.Page == "" {
		place, what = n.Feed, "feed"
	}
	switch {
	case n.Added != nil:
		if err := k.tell(place, *n.Added); err != nil {
			w.log.Error("a kept report could not be told", "page", place, "reason", err)
		}
	case n.Pushed:
		w.tellPushed(place)
	case n.Err != nil:
		k.some = true
		again := "never"
		if !n.Again.IsZero() {
			again = n.Again.Format(time.RFC3339)
		}
		w.log.Warn("not read", what, place, "reason", fetch.Reason(n.Err, place), "again", again)
	case n.Odd != "":
		w.log.Warn("the feed is damaged", what, place, "reason", n.Odd, "new", n.New)
	}
}

// tellPushed prints that a page is in the queue.
func (w *watching) tellPushed(page string) {
	switch {
	case w.quiet:
	case w.asJSON:
		_ = json.NewEncoder(w.out).Encode(struct {
			Report string `json:"report"`
			Pushed bool   `json:"pushed"`
		}{page, true})
	default:
		fmt.Fprintf(w.out, "%s  (pushed)\n", page)
	}
}

// fewDropped is how many of the pages that were given up last are shown.
const fewDropped = 10

// printFeeds prints the feeds of a register and what became of their pages.
func (w *watching) printFeeds(ctx context.Context, st store.Store) error {
	return st.View(ctx, func(r store.Reader) error {
		list, err := r.Feeds()
		if err != nil {
			return err
		}
		if w.asJSON {
			enc := json.NewEncoder(w.out)
			for _, f := range list {
				if err := enc.Encode(f); err != nil {
					return err
				}
			}
			return nil
		}
		counts, err := r.LeadCounts()
		if err != nil {
			return err
		}
		dropped, err := r.Leads(store.Dropped, fewDropped)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(w.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "feed\tkind\tpages\tlast looked at\tnext\tfailures\tproblem")
		for _, f := range list {
			fmt.Fprintf(table, "%s\t%s\t%d\t%s\t%s\t%d\t%s\n", f.URL, f.Kind, f.Leads, day(f.Looked), day(f.Due), f.Failures, view.Plain(f.Problem))
		}
		if err := table.Flush(); err != nil {
			return err
		}
		fmt.Fprintf(w.out, "\n%d feeds; pages: %d kept, %d pushed, %d waiting, %d given up, %d too old\n", len(list), counts[store.Kept],
			counts[store.Pushed], counts[store.Waiting], counts[store.Dropped], counts[store.Past])
		for _, l := range dropped {
			fmt.Fprintf(w.out, "given up: %s: %s\n", l.URL, view.Plain(l.Problem))
		}
		return nil
	})
}

// day is a moment as it is printed; none is a dash.
func day(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Local().Format("2006-01-02 15:04")
}
