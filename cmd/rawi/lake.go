package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rawi"
	"rawi/internal/ask"
	"rawi/internal/bucket"
	"rawi/internal/intake"
	"rawi/internal/lake"
	"rawi/internal/register"
	"rawi/internal/search"
	"rawi/internal/store"
	"rawi/lang"
)

func lakeCommand(s *shell) *cobra.Command {
	c := &cobra.Command{
		Use:   "lake",
		Short: "Write records as Parquet files for analytical engines, without a database",
		Long: `A lake keeps what reports tell in Parquet files, in a folder or in a bucket of a store that
speaks S3 (s3://BUCKET/PREFIX), for archives so large that nobody wants a database of them.

  events/month=2024-05/…    a row for each deed as one report tells it, by the month it
                            begins in: the columns of rawi export --format parquet, and
                            report, url, title, outlet, language, published, sources,
                            evidence, rule, coder
  reports/month=2024-05/…   a row for each report by the month of publication: id, page,
                            url, title, outlet, origin, language, published,
                            published_basis, digest, events, quotes, coder, record

Nothing is merged over reports: that is what a register is for.

Which files are of the lake stands in its log, in numbered steps (_log/). A batch, and how
far the archive it came from is taken, is one step: it is there as a whole or not at all.
rawi and whoever asks "rawi lake files" read by the log and see no row twice, whatever is
written or compacted meanwhile. An engine that reads all files of the folders sees the
same, except in the moment in which compact replaces files.

Buckets: --endpoint, --region, or AWS_ENDPOINT_URL_S3 and AWS_REGION; credentials as the
tools of Amazon find them (AWS_ACCESS_KEY_ID …). The store must know conditional writes
(If-None-Match), as Amazon's, MinIO and others do.`,
		Example: `  rawi lake add lake/ CC-NEWS-20240619-01234.warc.gz
  rawi lake query lake/ --from 2024-05-01 --to 2024-06-30 --type ASSAULT --country SDN
  rawi lake compact lake/`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(lakeAddCommand(s), lakeCompactCommand(s), lakeQueryCommand(s), lakeReadCommand(s), lakeFilesCommand(s), lakeStatusCommand(s))
	return c
}

// lakeFlags say how a bucket is reached.
type lakeFlags struct{ s3 bucket.S3Options }

func (l *lakeFlags) add(set *pflag.FlagSet) {
	set.StringVar(&l.s3.Endpoint, "endpoint", "", "`address` of the store of a bucket (default $AWS_ENDPOINT_URL_S3, else Amazon's)")
	set.StringVar(&l.s3.Region, "region", "", "`region` of the bucket (default $AWS_REGION)")
}

// open opens the lake that the first argument names, and gives the others.
func (l *lakeFlags) open(args []string) (*lake.Lake, []string, error) {
	b, err := bucket.Open(args[0], l.s3)
	if err != nil {
		return nil, nil, usageError{err.Error()}
	}
	return lake.New(b), args[1:], nil
}

func lakeAddCommand(s *shell) *cobra.Command {
	var f flags
	var l lakeFlags
	var o lake.Options
	var resume, records bool
	c := &cobra.Command{
		Use:   "add LAKE [FILE|DIR|-]...",
		Short: "Read reports and write what they tell to a lake",
		Long: `Read reports, as rawi read does, and write what they tell to a lake. A page that comes
again with the same words in the same run is left out.

After an interruption, of whatever kind, the same command goes on behind the last batch
that is in the lake, as rawi add does; --resume=false takes archives from the start.

With --records the files hold records (rawi read --jsonl, rawi export --format jsonl).`,
		Example: `  rawi lake add lake/ CC-NEWS-20240619-01234.warc.gz
  rawi lake add s3://news/lake --endpoint https://minio.example *.warc.gz --progress
  rawi export --format jsonl | rawi lake add lake/ --records -`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if _, err := f.check(); err != nil {
				return err
			}
			lk, rest, err := l.open(args)
			if err != nil {
				return err
			}
			paths, err := s.paths(rest)
			if err != nil {
				return err
			}
			searcher, err := search.New(lang.FS)
			if err != nil {
				return failed{err}
			}
			o.Document = register.New(nil, register.Options{Search: searcher, Coder: rawi.Coder()}).Document
			w, err := lk.Writer(c.Context(), o)
			if err != nil {
				return failed{err}
			}
			p := &pourer{shell: s, writer: w}
			if records {
				return p.pourRecords(c.Context(), paths)
			}
			reader, err := f.reader()
			if err != nil {
				return err
			}
			source := s.source(paths, f.given)
			source.Resume = p.before(resume)
			return p.pourAll(c.Context(), reader, source)
		},
	}
	f.addReading(c.Flags())
	l.add(c.Flags())
	c.Flags().BoolVar(&o.Slim, "slim", false, "leave the whole records out of the table of reports")
	c.Flags().IntVar(&o.Batch, "batch", 0, "write after so many reports (default 20000, or 48 MB of records)")
	c.Flags().BoolVar(&resume, "resume", true, "take archives up where they were left; --resume=false takes them from the start")
	c.Flags().BoolVar(&records, "records", false, "the files hold records, not reports")
	s.addProgress(c.Flags())
	return c
}

// pourer writes what is read to a lake.
type pourer struct {
	*shell
	writer *lake.Writer
	trail  trail
	some   bool // some reports were not read
}

// before tells how far archives were taken in before.
func (p *pourer) before(resume bool) func(intake.Archive) intake.Position {
	if !resume {
		return fromStart
	}
	known := p.writer.Before()
	return func(a intake.Archive) intake.Position {
		at := position(known[a.Key])
		p.takenUp(a, at)
		return at
	}
}

func (p *pourer) pourAll(ctx context.Context, reader *rawi.Reader, source source) error {
	err := p.readEach(ctx, reader, source, became, func(o outcome) error { return p.take(ctx, o) })
	if err == nil {
		p.upto(p.trail.end())
	}
	return p.end(ctx, err)
}

func (p *pourer) pourRecords(ctx context.Context, paths []string) error {
	bad, err := p.eachRecord(ctx, paths, func(o outcome) error { return p.take(ctx, o) })
	p.some = p.some || bad
	return p.end(ctx, err)
}

func (p *pourer) take(ctx context.Context, o outcome) error {
	if p.trail.leaves(o.item) {
		p.upto(p.trail.end())
	}
	p.trail.follow(o)
	if o.record.Error != nil {
		p.some = true
		p.refused(o.item.Place, o.record)
	} else if err := p.writer.Add(o.record); err != nil {
		return err
	}
	p.upto(p.trail.upto(o.item))
	if !p.writer.Full() {
		return nil
	}
	return p.writer.Flush(ctx)
}

func (p *pourer) upto(a store.Archive) {
	if a.Key != "" {
		p.writer.Upto(a)
	}
}

// end writes what waits, even when somebody has asked us to stop, and tells what was written.
func (p *pourer) end(ctx context.Context, err error) error {
	err = cmp.Or(err, p.writer.Flush(context.WithoutCancel(ctx)))
	sum := p.writer.Sum
	fmt.Fprintf(p.out, "%d reports, %d events written in %d files, %.1f MB; %d came twice\n", sum.Reports, sum.Events, sum.Files, float64(sum.Bytes)/1e6, sum.Copies)
	switch {
	case err != nil:
		return done(err)
	case p.some:
		return failed{errSome}
	}
	return nil
}

func lakeCompactCommand(s *shell) *cobra.Command {
	var l lakeFlags
	var o lake.CompactOptions
	var megabytes int64
	c := &cobra.Command{
		Use:   "compact LAKE",
		Short: "Make few large files of many small ones",
		Long: `Make few large files of the many small ones that writing in batches leaves, month by month.
Rows that stand in them twice, because the same page came in several runs, are left once.

The small files of a month leave the lake in the same step of its log in which the large
one comes. They are moved to _gone/, where readers that have begun before still find them,
and removed by a later run when the grace is over; so are files of writers that died
before their step. Others may write, read and compact meanwhile.`,
		Example: "  rawi lake compact lake/\n  rawi lake compact s3://news/lake --size 256 --grace 24h",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			lk, _, err := l.open(args)
			if err != nil {
				return err
			}
			o.Size = megabytes << 20
			sum, err := lk.Compact(c.Context(), o)
			fmt.Fprintf(s.out, "%d files became %d, %d rows stood there twice, %d files removed\n", sum.Merged, sum.Into, sum.Doubles, sum.Removed)
			return done(err)
		},
	}
	l.add(c.Flags())
	c.Flags().Int64Var(&megabytes, "size", 128, "`megabytes` that a file is to have")
	c.Flags().DurationVar(&o.Grace, "grace", time.Hour, "`time` for which files that were replaced stay readable")
	return c
}

// wanted are the flags that narrow what is read of a lake.
type wanted struct {
	lake.Filter
	limit int
}

func (w *wanted) add(set *pflag.FlagSet) {
	f := &w.Filter
	set.StringVar(&f.From, "from", "", "on this `day` or later, YYYY-MM-DD")
	set.StringVar(&f.To, "to", "", "on this `day` or earlier")
	set.StringSliceVar(&f.Types, "type", nil, "PLOVER `type`, as ASSAULT; may be given again")
	set.StringSliceVar(&f.Actors, "actor", nil, "`words` of the name of an actor, in any spelling")
	set.StringSliceVar(&f.Parties, "party", nil, "`words` of the name of an actor or recipient")
	set.StringSliceVar(&f.Countries, "country", nil, "`country` of an actor or recipient, as SDN")
	set.StringSliceVar(&f.Places, "place-country", nil, "`country` in which it happened")
	set.StringSliceVar(&f.Languages, "language", nil, "`language` of the report")
	set.StringSliceVar(&f.Outlets, "outlet", nil, "`outlet`, as its reports name it")
	set.IntVar(&w.limit, "limit", 0, "end after so `many`; 0: all")
}

// filter is what the flags say.
func (w *wanted) filter() (lake.Filter, error) {
	f := w.Filter
	if err := checkDays(f.From, f.To); err != nil {
		return f, err
	}
	for _, list := range [][]string{f.Types, f.Countries, f.Places} {
		for i := range list {
			list[i] = strings.ToUpper(list[i])
		}
	}
	searcher, err := search.New(lang.FS)
	if err != nil {
		return f, failed{err}
	}
	f.Fold = func(name string) string { return strings.Join(searcher.Words(name), " ") }
	return f, nil
}

// checkDays says which end of a span of days, as --from and --to give them, is no day. Either may be open.
func checkDays(from, to string) error {
	for _, end := range []struct{ flag, day string }{{"from", from}, {"to", to}} {
		if _, err := time.Parse(time.DateOnly, end.day); end.day != "" && err != nil {
			return usageError{fmt.Sprintf("--%s %s: want a day as YYYY-MM-DD", end.flag, end.day)}
		}
	}
	return nil
}

func lakeQueryCommand(s *shell) *cobra.Command {
	var l lakeFlags
	var w wanted
	var format string
	c := &cobra.Command{
		Use:   "query LAKE",
		Short: "Print events of a lake",
		Long: `Print the events that fit in everything that is asked for, in the order of their months.
Files that can have none of the days are not read.`,
		Example: `  rawi lake query lake/ --from 2024-05-01 --to 2024-05-31 --type ASSAULT
  rawi lake query s3://news/lake --country RUS,UKR --format csv > events.csv
  rawi lake query lake/ --actor 'Vladimir Putin' | jq .evidence`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if format != "jsonl" && format != "csv" {
				return usageError{fmt.Sprintf("--format %s: want jsonl or csv", format)}
			}
			lk, _, err := l.open(args)
			if err != nil {
				return err
			}
			f, err := w.filter()
			if err != nil {
				return err
			}
			out := bufio.NewWriter(s.out)
			enc, table := json.NewEncoder(out), csv.NewWriter(out)
			enc.SetEscapeHTML(false)
			if format == "csv" {
				if err := table.Write(lake.Columns()); err != nil {
					return failed{err}
				}
			}
			n := 0
			err = lk.Events(c.Context(), f, func(e *lake.Event) (bool, error) {
				n++
				if format == "csv" {
					return n != w.limit, table.Write(ask.Safe(e.Cells()))
				}
				return n != w.limit, enc.Encode(e)
			})
			table.Flush()
			return done(errors.Join(err, table.Error(), out.Flush()))
		},
	}
	l.add(c.Flags())
	w.add(c.Flags())
	c.Flags().StringVar(&format, "format", "jsonl", "`format`: jsonl or csv")
	return c
}

func lakeReadCommand(s *shell) *cobra.Command {
	var l lakeFlags
	var w wanted
	c := &cobra.Command{
		Use:   "read LAKE",
		Short: "Print whole records of a lake as JSON Lines",
		Long: `Print the records of the reports that were published on the days that are asked for and
tell of an event that fits in everything else, as rawi read --jsonl does; rawi import
takes them.`,
		Example: "  rawi lake read lake/ --from 2024-05-01 --country SDN | rawi import --db sudan.db -",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			lk, _, err := l.open(args)
			if err != nil {
				return err
			}
			f, err := w.filter()
			if err != nil {
				return err
			}
			out, n := bufio.NewWriter(s.out), 0
			err = lk.Records(c.Context(), f, func(r *lake.Report) (bool, error) {
				n++
				_, err := fmt.Fprintln(out, r.Record)
				return n != w.limit, err
			})
			return done(errors.Join(err, out.Flush()))
		},
	}
	l.add(c.Flags())
	w.add(c.Flags())
	return c
}

func lakeFilesCommand(s *shell) *cobra.Command {
	var l lakeFlags
	var table, from, to string
	var sql bool
	c := &cobra.Command{
		Use:   "files LAKE",
		Short: "Print which files are of a lake now",
		Long: `Print the files of a table, as the log of the lake has them now: for engines that are to see
the lake of one moment.`,
		Example: `  rawi lake files lake/
  duckdb -c "SELECT type, count(*) FROM read_parquet($(rawi lake files lake/ --sql)) GROUP BY type"`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if table != string(lake.Events) && table != string(lake.Reports) {
				return usageError{fmt.Sprintf("--table %s: want %s or %s", table, lake.Events, lake.Reports)}
			}
			if err := checkDays(from, to); err != nil {
				return err
			}
			lk, _, err := l.open(args)
			if err != nil {
				return err
			}
			state, err := lk.Now(c.Context())
			if err != nil {
				return failed{err}
			}
			var names []string
			for _, f := range state.Select(lake.Table(table), from, to) {
				names = append(names, lk.Address(f))
			}
			if sql {
				for i := range names {
					names[i] = "'" + strings.ReplaceAll(names[i], "'", "''") + "'"
				}
				_, err = fmt.Fprintf(s.out, "[%s]\n", strings.Join(names, ", "))
				return done(err)
			}
			for _, n := range names {
				if _, err := fmt.Fprintln(s.out, n); err != nil {
					return done(err)
				}
			}
			return nil
		},
	}
	l.add(c.Flags())
	c.Flags().StringVar(&table, "table", string(lake.Events), "`table`: events or reports")
	c.Flags().StringVar(&from, "from", "", "only those that may have rows of this `day` or later, YYYY-MM-DD")
	c.Flags().StringVar(&to, "to", "", "only those that may have rows of this `day` or earlier")
	c.Flags().BoolVar(&sql, "sql", false, "print them as a list for SQL")
	return c
}

func lakeStatusCommand(s *shell) *cobra.Command {
	var l lakeFlags
	var asJSON bool
	c := &cobra.Command{
		Use:     "status LAKE",
		Short:   "Tell how much a lake holds",
		Example: "  rawi lake status lake/\n  rawi lake status s3://news/lake --json",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			lk, _, err := l.open(args)
			if err != nil {
				return err
			}
			state, err := lk.Now(c.Context())
			if err != nil {
				return failed{err}
			}
			sum := state.Count()
			if asJSON {
				return done(json.NewEncoder(s.out).Encode(sum))
			}
			w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
			fmt.Fprintf(w, "steps\t%d\narchives\t%d\n", sum.Version, sum.Archives)
			for _, t := range slices.Sorted(maps.Keys(sum.Tables)) {
				c := sum.Tables[t]
				fmt.Fprintf(w, "%s\t%d rows, %d files, %d months, %.1f MB\n", t, c.Rows, c.Files, c.Months, float64(c.Bytes)/1e6)
			}
			return done(w.Flush())
		},
	}
	l.add(c.Flags())
	c.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return c
}
