package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"rawi"
	"rawi/internal/ask"
	"rawi/internal/gauge"
	"rawi/internal/intake"
	"rawi/internal/news"
	"rawi/internal/register"
	"rawi/internal/search"
	"rawi/internal/store"
	"rawi/internal/what"
	"rawi/lang"
)

// batch is how many reports are kept in one transaction, and wait after how long the next report to come closes one that is not full.
const (
	batch = 32
	wait  = 500 * time.Millisecond
)

func addCommand(s *shell) *cobra.Command {
	var f flags
	var db registerFlag
	var quiet, asJSON, resume bool
	c := &cobra.Command{
		Use:   "add [FILE|DIR|-]...",
		Short: "Read reports and keep them in the register",
		Long: `Read reports, as rawi read does, and keep them in the register: each finds its
copies, its story and the events that it tells among those of all others.

One line is printed for each report when it has been kept; what is printed stays,
whatever happens to the program then. The same page with the same text changes
nothing; a new text of a page becomes its new version. A register that is not there is
made.

How far an archive (WARC, JSON Lines, Parquet, zip, tar) was taken in is kept together
with its reports: after an interruption, of whatever kind, the same command goes on
behind the last report that was kept, and an archive that was taken in to its end is
passed. An archive is known by what stands in it, not by its name. --resume=false takes
archives from the start; reports that are there already change nothing.

What became of each page stands in the ledger, as rawi work writes it: rawi reconcile tells
what of an archive has not been taken.`,
		Example: `  rawi add reports/
  rawi add --db news.db - < reports.jsonl
  rawi add --db postgres://localhost/news page.html --url https://news.example/a`,
		RunE: func(c *cobra.Command, args []string) error {
			if _, err := f.check(); err != nil {
				return err
			}
			paths, err := s.paths(args)
			if err != nil {
				return err
			}
			reader, reg, end, err := s.readInto(c.Context(), &f, &db)
			if err != nil {
				return err
			}
			defer end()
			k := &keeper{shell: s, reg: reg, quiet: quiet, asJSON: asJSON}
			source := s.source(paths, f.given)
			if resume {
				source.Resume = k.before(c.Context())
			} else {
				source.Resume = fromStart
			}
			return k.keepAll(c.Context(), reader, source)
		},
	}
	f.addReading(c.Flags())
	c.Flags().BoolVar(&quiet, "quiet", false, "print nothing for reports that were kept")
	c.Flags().BoolVar(&asJSON, "json", false, "print a line of JSON for each report")
	c.Flags().BoolVar(&resume, "resume", true, "take archives up where they were left; --resume=false takes them from the start")
	s.addProgress(c.Flags())
	db.add(c.Flags())
	return c
}

// readInto makes the reader that the flags ask for, and opens the register that it reads for; end closes it.
func (s *shell) readInto(ctx context.Context, f *flags, db *registerFlag) (reader *rawi.Reader, reg *register.Register, end func(), err error) {
	if reader, err = f.reader(); err != nil {
		return nil, nil, nil, err
	}
	if reg, end, err = s.register(ctx, db.name()); err != nil {
		return nil, nil, nil, done(err)
	}
	return reader, reg, end, nil
}

// register opens the register, or makes it; end closes it.
func (s *shell) register(ctx context.Context, db string) (reg *register.Register, end func(), err error) {
	return s.measured(ctx, db, nil)
}

// measured opens the register for a server, whose gauge tells how much it holds and how long adding takes.
func (s *shell) measured(ctx context.Context, db string, g *gauge.Gauge) (reg *register.Register, end func(), err error) {
	searcher, err := search.New(lang.FS)
	if err != nil {
		return nil, nil, err
	}
	scheme, err := what.LoadScheme(lang.FS)
	if err != nil {
		return nil, nil, err
	}
	st, err := s.openOrMake(ctx, db)
	if err != nil {
		return nil, nil, err
	}
	o := register.Options{Search: searcher, Coder: rawi.Coder(), Scheme: scheme}
	if g != nil {
		g.Holds(st)
		o.Added = g.Added
	}
	reg = register.New(st, o)
	if err := reg.Renew(ctx); err != nil {
		st.Close()
		return nil, nil, err
	}
	return reg, func() { st.Close() }, nil
}

// keeper keeps reports in batches and tells what became of them.
type keeper struct {
	*shell
	reg           *register.Register
	quiet, asJSON bool

	waiting []outcome
	since   time.Time
	kept    int  // how many are in the register now
	some    bool // some reports were not kept
	faults  int  // batches that could not be kept, one after the other
	trail   trail
}

func (k *keeper) keepAll(ctx context.Context, reader *rawi.Reader, source source) error {
	err := k.readEach(ctx, reader, source, keyed, func(o outcome) error { return k.take(ctx, o) })
	whole := err == nil
	// What has been read is kept even when somebody has asked us to stop.
	if e := k.flush(context.WithoutCancel(ctx)); err == nil {
		err = e
	}
	if whole && err == nil {
		err = k.finish(ctx, k.trail.end())
	}
	if err != nil {
		return done(err)
	}
	if k.some {
		return failed{errSome}
	}
	return nil
}

func (k *keeper) take(ctx context.Context, o outcome) error {
	if o.record.Error != nil {
		k.some = true
		k.refused(o.item.Place, o.record)
		if o.item.Archive == "" && o.key == "" {
			return nil
		}
	}
	if k.trail.leaves(o.item) {
		if err := k.flush(ctx); err != nil {
			return err
		}
		if err := k.finish(ctx, k.trail.end()); err != nil {
			return err
		}
	}
	k.trail.follow(o)
	if len(k.waiting) == 0 {
		k.since = time.Now()
	}
	k.waiting = append(k.waiting, o)
	if len(k.waiting) < batch && time.Since(k.since) < wait {
		return nil
	}
	return k.flush(ctx)
}

// finish notes that an archive is at its end.
func (k *keeper) finish(ctx context.Context, a store.Archive) error {
	if a.Key == "" {
		return nil
	}
	return k.reg.Finish(ctx, a)
}

// before tells how far an archive was taken in.
func (k *keeper) before(ctx context.Context) func(intake.Archive) intake.Position {
	return func(a intake.Archive) (at intake.Position) {
		err := k.reg.Store().View(ctx, func(tx store.Reader) error {
			was, err := tx.Archive(a.Key)
			at = position(was)
			return err
		})
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			k.log.Warn("archive taken from its start: how far it was taken is not known", "file", a.File, "reason", err)
		}
		k.takenUp(a, at)
		return at
	}
}

// flush keeps what waits. Where the batch as a whole cannot be kept, each report is tried alone, so that one stops no other.
func (k *keeper) flush(ctx context.Context) error {
	list := k.waiting
	k.waiting = nil
	if len(list) == 0 {
		return nil
	}
	if added, err := k.reg.Settle(ctx, k.arrivals(list)...); err == nil {
		k.faults = 0
		for i, a := range added {
			if err := k.tell(list[i].item.Place, a); err != nil {
				return err
			}
		}
		return nil
	} else if ctx.Err() != nil {
		k.waiting = list // asked to stop in the middle: nothing of it is kept yet
		return err
	}
	for i, o := range list {
		added, err := k.reg.Settle(ctx, k.arrivals(list[i:i+1])...)
		if err != nil && ctx.Err() != nil {
			k.waiting = list[i:]
			return err
		}
		if err != nil {
			k.some = true
			k.trail.hold(o.item.Archive)
			k.log.Warn("not kept", "report", o.item.Place, "reason", err)
			if k.faults++; k.faults >= register.Patience {
				return fmt.Errorf("keep reports: %w", err)
			}
			continue
		}
		k.faults = 0
		if err := k.tell(o.item.Place, added[0]); err != nil {
			return err
		}
	}
	return nil
}

// arrivals are reports as the register takes them.
func (k *keeper) arrivals(list []outcome) []register.Arrival {
	out := make([]register.Arrival, len(list))
	for i, o := range list {
		out[i] = register.Arrival{Page: o.key, Record: o.record, Met: o.item.Met, From: k.trail.upto(o.item)}
	}
	return out
}

// told is the line of JSON that tells what became of a report.
type told struct {
	Report string `json:"report"`
	store.Document
	Known bool `json:"known"`
	New   bool `json:"new_version"`
}

func (k *keeper) tell(place string, a register.Added) error {
	if a.Refused != "" {
		return nil // that was told when it was read
	}
	k.kept++
	switch {
	case k.quiet:
		return nil
	case k.asJSON:
		b, err := json.Marshal(told{place, a.Doc, a.Known, a.Version})
		if err == nil {
			_, err = fmt.Fprintf(k.out, "%s\n", b)
		}
		return err
	}
	_, err := fmt.Fprintln(k.out, keptLine(place, a))
	return err
}

// keptLine tells people what became of a report.
func keptLine(place string, a register.Added) string {
	what := "kept"
	switch {
	case a.Known:
		what = "known"
	case a.Version:
		what = fmt.Sprintf("version %d", a.Doc.Version)
	}
	if a.Doc.CopyOf != "" {
		what += fmt.Sprintf(", %s copy of %s", a.Doc.CopyKind, ask.Short(a.Doc.CopyOf))
	}
	return fmt.Sprintf("%s  %s  (%s)", ask.Short(a.Doc.Key), place, what)
}

func recodeCommand(s *shell) *cobra.Command {
	var db registerFlag
	var f flags
	c := &cobra.Command{
		Use:   "recode",
		Short: "Read all kept reports again, with the packs of now",
		Long: `Read every report of the register again with the packs that this program has now,
and keep what it tells now. What people have corrected stays corrected.`,
		Example: "  rawi recode\n  rawi recode --db news.db --packs my-names/",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			reader, reg, end, err := s.readInto(c.Context(), &f, &db)
			if err != nil {
				return err
			}
			defer end()
			n, bad := 0, 0
			err = reg.Recode(c.Context(), reader.Again, func(doc string, err error) {
				n++
				if err != nil {
					bad++
					s.log.Warn("not read again", "document", doc, "reason", err)
				}
			})
			if err != nil {
				return failed{err}
			}
			fmt.Fprintf(s.out, "%d documents read again\n", n-bad)
			if bad > 0 {
				return failed{errSome}
			}
			return nil
		},
	}
	f.packs.add(c.Flags())
	db.add(c.Flags())
	return c
}

func importCommand(s *shell) *cobra.Command {
	var db registerFlag
	var from string
	c := &cobra.Command{
		Use:   "import [FILE|-]...",
		Short: "Keep records that were read elsewhere, or alliances of ATOP and COW",
		Long: `Keep records (JSON Lines, as rawi read --jsonl and rawi export --format jsonl write
them) without reading the reports again, so that machines can share the work.

With --from atop or --from cow the files are tables of alliances of the Alliance Treaty
Obligations and Provisions project or of the Correlates of War, as you got them there.
They stand in the register of agreements under their source, beside what reports tell.`,
		Example: "  rawi import records.jsonl\n  ssh other rawi export --format jsonl | rawi import -\n  rawi import --from atop atop5_1a.csv",
		RunE: func(c *cobra.Command, args []string) error {
			paths, err := s.paths(args)
			if err != nil {
				return err
			}
			if from != "records" && from != register.FromATOP && from != register.FromCOW {
				return usageError{fmt.Sprintf("--from %s: want records, %s or %s", from, register.FromATOP, register.FromCOW)}
			}
			reg, end, err := s.register(c.Context(), db.name())
			if err != nil {
				return done(err)
			}
			defer end()
			if from != "records" {
				return s.importAlliances(c.Context(), reg, from, paths)
			}
			k := &keeper{shell: s, reg: reg, quiet: true}
			err = k.importAll(c.Context(), paths)
			fmt.Fprintf(s.out, "%d records kept\n", k.kept)
			if err != nil {
				return done(err)
			}
			if k.some {
				return failed{errSome}
			}
			return nil
		},
	}
	c.Flags().StringVar(&from, "from", "records", "`what` the files hold: records, atop or cow")
	db.add(c.Flags())
	return c
}

// importAlliances keeps the alliances of files of one source.
func (s *shell) importAlliances(ctx context.Context, reg *register.Register, from string, paths []string) error {
	take := reg.ImportATOP
	if from == register.FromCOW {
		take = reg.ImportCOW
	}
	for _, path := range paths {
		in, end, err := s.openFile(path)
		if err != nil {
			return err
		}
		got, err := take(ctx, in)
		end()
		if err != nil {
			return failed{fmt.Errorf("import %s: %w", path, err)}
		}
		fmt.Fprintf(s.out, "%s: %d agreements kept, %d rows left out (without two states or a beginning)\n", path, got.Agreements, got.Skipped)
	}
	return nil
}

// importAll keeps the records of files; a line that is no record is told and left out.
func (k *keeper) importAll(ctx context.Context, paths []string) error {
	bad, err := k.eachRecord(ctx, paths, func(o outcome) error { return k.take(ctx, o) })
	k.some = k.some || bad
	// What came before a fault is kept.
	if e := k.flush(context.WithoutCancel(ctx)); err == nil {
		err = e
	}
	return err
}

// eachRecord goes through the records of files, JSON Lines; bad tells that some lines were none, and have been told.
func (s *shell) eachRecord(ctx context.Context, paths []string, do func(outcome) error) (bad bool, err error) {
	for _, path := range paths {
		in, end, err := s.openFile(path)
		if err != nil {
			return bad, err
		}
		some, err := s.recordsOf(ctx, path, bufio.NewReader(in), do)
		end()
		if bad = bad || some; err != nil {
			return bad, err
		}
	}
	return bad, nil
}

// recordsOf goes through the records of one file.
func (s *shell) recordsOf(ctx context.Context, path string, in *bufio.Reader, do func(outcome) error) (bad bool, err error) {
	for at := 1; ctx.Err() == nil; at++ {
		line, fault := intake.ReadLine(in)
		if errors.Is(fault, io.EOF) {
			if fault = nil; len(line) == 0 {
				return bad, nil
			}
		}
		if fault != nil && !errors.Is(fault, intake.ErrLong) {
			return bad, fmt.Errorf("read %s: %w", path, fault)
		}
		if fault == nil && len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		place := fmt.Sprintf("%s:%d", path, at)
		var rec news.Record
		if fault == nil {
			rec, fault = parseRecord(line)
		}
		if fault != nil {
			bad = true
			s.log.Warn("not imported", "record", place, "reason", fault)
			continue
		}
		if err := do(outcome{item: intake.Item{File: path, Place: place}, record: rec}); err != nil {
			return bad, err
		}
	}
	return bad, ctx.Err()
}

// parseRecord takes a line of JSON as a record.
func parseRecord(line []byte) (rec news.Record, err error) {
	err = json.Unmarshal(line, &rec)
	switch {
	case err != nil:
		return rec, err
	case rec.Format != news.Format:
		return rec, fmt.Errorf("format %q: want %q", rec.Format, news.Format)
	case rec.Error != nil:
		return rec, errors.New("the report was not read: " + rec.Error.Message)
	case rec.Document.Text == "":
		return rec, errors.New("it has no text")
	}
	if err := rec.Check(); err != nil {
		return rec, err
	}
	rec.Document.Story, rec.Document.Copy = "", nil // found again here
	return rec, nil
}

// openFile opens a file, or standard input.
func (s *shell) openFile(path string) (io.Reader, func(), error) {
	if path == intake.Stdin {
		return s.in, func() {}, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, failed{fmt.Errorf("open records: %w", err)}
	}
	return f, func() { f.Close() }, nil
}
