package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rawi"
	"rawi/internal/intake"
	"rawi/internal/pipe"
	"rawi/internal/schema"
	"rawi/internal/view"
	"rawi/internal/work"
)

func readCommand(s *shell) *cobra.Command {
	var f flags
	var form form
	var asSchema, each bool
	c := &cobra.Command{
		Use:   "read [FILE|DIR|-]...",
		Short: "Read reports and print their records",
		Long: `Read reports and print what they tell: the head of the report, what happened, what
was said, agreements, photos, and what was odd.

A file is a web page, a text, JSON Lines, or an archive of such: what it is shows in it,
not in its name. Of a folder every file is read, at every depth, sorted. Without
arguments standard input is read.

Archives: WARC, as crawlers and Common Crawl keep it (plain, gzip, Zstandard; of it what
servers answered with success, and texts made of that); Parquet with a column text, body,
content or html; zip and tar; all of that packed by gzip or Zstandard, and in each other.
A record that is damaged is told with its place, file:offset, and the run goes on behind
it. What is no page is counted and told at the end of each archive.

JSON Lines in: {"id","text"|"html","title"?,"url"?,"language"?,"published"?,
"outlet"?}, one report a line. "text" without "title" is the body of a report,
even if it is one sentence; "html" is a page. With --jsonl one record comes out for
each line, in the order in which they came in; a report that cannot be read gives a
record with "error": {"code","message"}, and the run goes on.

Names that rawi does not know can be added without building it anew: --packs names a
folder with tables of the same form as the program's own (lang/README.md), in folders
world, en, ar; each holds what there is to add. "rawi check --packs DIR" tells whether
they are sound; a fault names its file and line.

Exit status: 0 all reports were read, 1 some were not, 2 wrong usage.`,
		Example: `  rawi read report.html                          for people
  rawi read report.txt --lang ar                 with Arabic headings
  rawi read --json report.txt --published 2024-06-19
  rawi read --jsonl reports/ > records.jsonl
  curl -s https://news.example/a | rawi read -
  rawi read --jsonl - < reports.jsonl | jq .events
  rawi read --jsonl CC-NEWS-20240619-01234.warc.gz > records.jsonl
  hadoop … -mapper 'rawi read --jsonl --each-line -'
  rawi read --packs my-names report.html         with names of your own
  rawi read --schema > record.schema.json`,
		RunE: func(c *cobra.Command, args []string) error {
			if asSchema {
				_, err := io.WriteString(s.out, schema.JSON)
				return done(err)
			}
			words, err := f.check()
			if err != nil {
				return err
			}
			paths, err := s.paths(args)
			if err != nil {
				return err
			}
			if each && !form.lines {
				return usageError{"--each-line is for --jsonl: a record for each line"}
			}
			source := s.source(paths, f.given)
			source.Lines = each
			reader, err := f.reader()
			if err != nil {
				return err
			}
			debug.SetMemoryLimit(readMemory)
			return s.read(c.Context(), reader, source, form.printer(s, &f, words))
		},
	}
	f.add(c.Flags())
	form.add(c.Flags())
	s.addProgress(c.Flags())
	c.Flags().BoolVar(&each, "each-line", false, "take every line for a report, empty and broken ones too, so that --jsonl gives as many lines as came in")
	c.Flags().BoolVar(&asSchema, "schema", false, "print the JSON Schema of a record and end")
	c.MarkFlagsMutuallyExclusive("json", "jsonl", "schema")
	return c
}

// readMemory is the soft limit, in bytes, of a program that only reads: tables, the words that were met and a few reports, with room to
// spare. With what the system adds, 250 MB are not passed.
const readMemory = 208 << 20

// form is how records are printed: for people, unless one of these is wanted.
type form struct{ json, lines bool }

func (o *form) add(set *pflag.FlagSet) {
	set.BoolVar(&o.json, "json", false, "print one record as JSON")
	set.BoolVar(&o.lines, "jsonl", false, "print records as JSON Lines, each as soon as it is read")
}

func (o form) printer(s *shell, f *flags, words *view.Words) printer {
	out := bufio.NewWriter(s.out)
	switch {
	case o.lines:
		return &linePrinter{shell: s, out: out}
	case o.json:
		return &onePrinter{shell: s, out: out}
	}
	return &viewPrinter{out: out, words: words, options: f.options(s.out)}
}

// source is where pages come from, how many there are of them, and how far reading has come, if that is known.
type source interface {
	Pages(ctx context.Context) iter.Seq[intake.Item]
	task
}

// source is the pages of files. What of their archives is no page is told at their end.
func (s *shell) source(paths []string, given intake.Given) intake.Source {
	return intake.Source{Paths: paths, Stdin: s.in, Given: given, Meter: new(intake.Meter), Ended: s.ended}
}

// ended tells what came out of an archive besides pages.
func (s *shell) ended(sum intake.Summary) {
	switch {
	case sum.Known:
		s.log.Info("archive taken in before; --resume=false reads it from the start", "file", sum.File)
	case len(sum.Left) > 0:
		var left []string
		for _, what := range slices.Sorted(maps.Keys(sum.Left)) {
			left = append(left, fmt.Sprintf("%s %d", what, sum.Left[what]))
		}
		s.log.Info("archive read", "file", sum.File, "pages", sum.Pages, "refused", sum.Refused, "left", strings.Join(left, ", "))
	}
}

// printer prints records one after the other. end is called after the last.
type printer interface {
	print(place string, rec rawi.Record) error
	end() error
}

// outcome is what became of one page. Of the item only where it comes from is of use; the page itself has been let go.
type outcome struct {
	item   intake.Item
	record rawi.Record
	key    string // of the page as it came, for the ledger; "" where it did not come in, or nobody keeps one
}

// became makes the outcome of a page.
func became(i intake.Item, rec rawi.Record) outcome {
	i.Page = rawi.Page{}
	return outcome{item: i, record: rec}
}

// keyed makes the outcome of a page for those who note it in a ledger.
func keyed(i intake.Item, rec rawi.Record) outcome {
	key := ""
	if i.Err == nil {
		key = work.Key(i.Page)
	}
	o := became(i, rec)
	o.key = key
	return o
}

// readEach reads everything there is, many pages at once, and hands on what became of them in the order in which they came.
func (s *shell) readEach(ctx context.Context, reader *rawi.Reader, source source, became func(intake.Item, rawi.Record) outcome, do func(outcome) error) error {
	progress := s.progress(source)
	defer progress.end()
	return pipe.Map(ctx, source.Pages(ctx), runtime.GOMAXPROCS(0), func(ctx context.Context, i intake.Item) outcome {
		return became(i, record(ctx, reader, i))
	}, func(o outcome) error {
		progress.step(ctx, o.item.File)
		return do(o)
	})
}

// read reads everything there is and prints it.
func (s *shell) read(ctx context.Context, reader *rawi.Reader, source source, p printer) error {
	some := false
	err := s.readEach(ctx, reader, source, became, func(o outcome) error {
		some = some || o.record.Error != nil
		return p.print(o.item.Place, o.record)
	})
	if err == nil {
		err = p.end()
	}
	if err != nil {
		return done(err)
	}
	if some {
		return failed{errSome}
	}
	return nil
}

// record reads one page. What could not be read gives a record that says why.
func record(ctx context.Context, reader *rawi.Reader, i intake.Item) rawi.Record {
	id := i.Page.ID
	if id == "" {
		id = i.Place
	}
	if i.Err != nil {
		return refusal(id, i.Err)
	}
	rec, err := i.Read(ctx, reader.Read)
	if err != nil {
		return rawi.Refusal(id, err)
	}
	return rec
}

// refusal is the record of a page that could not be taken in or read.
func refusal(id string, err error) rawi.Record {
	var e *intake.Error
	if errors.As(err, &e) {
		err = &rawi.Fault{Code: e.Code, Message: e.Message}
	}
	return rawi.Refusal(id, err)
}

// done makes an error of the output one of the work; one of usage stays what it is.
func done(err error) error {
	var u usageError
	if err == nil || errors.As(err, &u) {
		return err
	}
	return failed{err}
}

// usageError is a command line that does not fit what it was used on.
type usageError struct{ text string }

func (u usageError) Error() string { return u.text }

// refused tells in the log which report was not read.
func (s *shell) refused(place string, rec rawi.Record) {
	if rec.Error != nil {
		s.log.Warn("not read", "report", place, "code", rec.Error.Code, "reason", rec.Error.Message)
	}
}

// linePrinter prints a record a line, each at once.
type linePrinter struct {
	*shell
	out *bufio.Writer
}

func (p *linePrinter) print(place string, rec rawi.Record) error {
	p.refused(place, rec)
	if err := view.JSON(p.out, rec, false); err != nil {
		return err
	}
	return p.out.Flush()
}

func (p *linePrinter) end() error { return p.out.Flush() }

// onePrinter prints the only record there is.
type onePrinter struct {
	*shell
	out  *bufio.Writer
	only *rawi.Record
}

func (p *onePrinter) print(place string, rec rawi.Record) error {
	if p.only != nil {
		return usageError{"--json prints one record, and there are several reports; use --jsonl"}
	}
	p.refused(place, rec)
	p.only = &rec
	return nil
}

func (p *onePrinter) end() error {
	if p.only == nil {
		return usageError{"there is nothing to read"}
	}
	if err := view.JSON(p.out, *p.only, true); err != nil {
		return err
	}
	return p.out.Flush()
}

// viewPrinter prints records for people.
type viewPrinter struct {
	out     *bufio.Writer
	words   *view.Words
	options view.Options
	printed bool
}

func (p *viewPrinter) print(place string, rec rawi.Record) error {
	if rec.Error != nil {
		rec.Document.ID = place
	}
	if p.printed {
		fmt.Fprint(p.out, "\n\n")
	}
	p.printed = true
	if err := view.Record(p.out, p.words, rec, p.options); err != nil {
		return err
	}
	return p.out.Flush()
}

func (p *viewPrinter) end() error {
	if !p.printed {
		return usageError{"there is nothing to read"}
	}
	return nil
}
