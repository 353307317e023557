package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/pprof"
	"strings"
	"time"

	"rawi/internal/clean"
	"rawi/internal/mill"
	"rawi/internal/news"
	"rawi/internal/reading"
	"rawi/internal/register"
	"rawi/internal/search"
	"rawi/internal/store"
	"rawi/internal/store/sqlite"
	"rawi/internal/what"
	"rawi/lang"
)

// filling makes a large register as adding would: with copies, stories, events of several tellings, agreements.
type filling struct {
	db, corpus, profile string
	reports, times      int
	stream
}

// stream is what comes in day by day.
type stream struct {
	aDay  int // reports of one day
	words int // of the longest report that others are made of; 0: any
	pacts int // one report in so many keeps the agreements that it tells of
}

const (
	atOnce = 200 // reports in a transaction
	recent = 300 // reports that others may print again

	weekDays  = 8 // of a week of marks
	wholeDays = 4 * weekDays
)

// start is a day on which four weeks of marks begin.
var start = time.Date(2023, 1, 4, 0, 0, 0, 0, time.UTC)

// weeks is how many weeks so many reports fill, rounded up to fours.
func (s stream) weeks(reports int) int {
	return max(1, (reports+s.aDay*wholeDays-1)/(s.aDay*wholeDays)) * wholeDays / weekDays
}

// day is the day of the n-th report.
func (s stream) day(n int) time.Time { return start.AddDate(0, 0, n/s.aDay) }

// profiled writes a profile of the processor's work into a file until it is stopped.
func profiled(name string) (stop func(), err error) {
	file, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		file.Close()
		return nil, err
	}
	return func() { pprof.StopCPUProfile(); file.Close() }, nil
}

func (f filling) run(ctx context.Context) error {
	if f.profile != "" {
		stop, err := profiled(f.profile)
		if err != nil {
			return err
		}
		defer stop()
	}
	d, err := openDesk(ctx, f.db, f.corpus, f.stream)
	if err != nil {
		return err
	}
	if err := f.add(ctx, d); err != nil || f.times <= 1 {
		return errors.Join(err, d.store.Close())
	}
	words, err := d.words(ctx)
	if err := errors.Join(err, d.store.Close()); err != nil {
		return err
	}
	return repeat(ctx, f.db, repeating{weeks: f.weeks(f.reports), times: f.times - 1, words: words,
		told: func(done string) { fmt.Println(time.Now().Format(time.TimeOnly), done, "are put once more") }})
}

// add fills the register up with reports that are added.
func (f filling) add(ctx context.Context, d *desk) error {
	n, begun, first := d.have, time.Now(), d.have
	for n < f.reports {
		batch := make([]news.Record, min(atOnce, f.reports-n))
		for i := range batch {
			batch[i] = d.next(n + i)
		}
		if _, err := d.reg.Add(ctx, batch...); err != nil {
			return err
		}
		if n += len(batch); n%5000 == 0 {
			fmt.Printf("%d reports, %.0f a second\n", n, float64(n-first)/time.Since(begun).Seconds())
		}
	}
	return nil
}

// desk is a register with a mill that makes reports for it.
type desk struct {
	stream
	store   store.Store
	search  *search.Searcher
	reg     *register.Register
	mill    *mill.Mill
	have    int // reports in the register
	printed []news.Record
}

func openDesk(ctx context.Context, db, corpus string, s stream) (*desk, error) {
	bases, err := read(ctx, corpus, s.words)
	if err != nil {
		return nil, err
	}
	searcher, err := search.New(lang.FS)
	if err != nil {
		return nil, err
	}
	scheme, err := what.LoadScheme(lang.FS)
	if err != nil {
		return nil, err
	}
	st, err := sqlite.Open(ctx, db, true)
	if err != nil {
		return nil, err
	}
	status, err := st.Status(ctx)
	if err != nil {
		return nil, errors.Join(err, st.Close())
	}
	d := &desk{stream: s, store: st, search: searcher, mill: mill.New(bases), have: int(status.Documents)}
	d.reg = register.New(st, register.Options{Search: searcher, Scheme: scheme})
	d.mill.Rand, d.mill.Days = rand.New(rand.NewPCG(uint64(d.have), 4)), 1
	return d, nil
}

// words are those by which the reports of the register are found.
func (d *desk) words(ctx context.Context) (func(string) (store.SearchWords, error), error) {
	kept := map[string]store.SearchWords{}
	err := d.store.View(ctx, func(tx store.Reader) error {
		keys, err := tx.DocKeys("", math.MaxInt32)
		if err != nil {
			return err
		}
		for _, k := range keys {
			rec, err := tx.Record(k)
			if err != nil {
				return err
			}
			kept[k] = d.search.Document(d.search.Folder().Read(rec.Document.Text), rec)
		}
		return nil
	})
	return func(doc string) (store.SearchWords, error) {
		w, ok := kept[doc]
		if !ok {
			return w, fmt.Errorf("no words of report %s", doc)
		}
		return w, nil
	}, err
}

// next makes the n-th report of a stream: three in ten are another outlet's print of an earlier one.
func (d *desk) next(n int) news.Record {
	m := d.mill
	m.First = d.day(n)
	if len(d.printed) > 0 && m.Rand.IntN(10) < 3 {
		return mill.Published(d.printed[m.Rand.IntN(len(d.printed))], n)
	}
	rec := m.Next(n)
	if m.Rand.IntN(d.pacts) > 0 { // the reports of corpus tell of agreements far more often than those of a day do
		rec.Agreements = nil
	}
	if len(d.printed) < recent {
		d.printed = append(d.printed, rec)
	} else {
		d.printed[m.Rand.IntN(recent)] = rec
	}
	return rec
}

// read reads the reports that all others are made of.
func read(ctx context.Context, corpus string, longest int) ([]news.Record, error) {
	reader, err := reading.New(lang.FS)
	if err != nil {
		return nil, err
	}
	var out []news.Record
	for _, folder := range []string{"ar", "en", "pairs"} {
		files, err := filepath.Glob(filepath.Join(corpus, folder, "*.txt"))
		if err != nil {
			return nil, err
		}
		if len(files) == 0 {
			return nil, fmt.Errorf("no reports in %s", filepath.Join(corpus, folder))
		}
		for _, name := range files {
			body, err := os.ReadFile(name)
			if err != nil {
				return nil, err
			}
			if longest > 0 && len(strings.Fields(string(body))) > longest {
				continue
			}
			rec, err := reader.Read(ctx, clean.Page{ID: name, Kind: clean.Text, Body: body})
			if err != nil {
				return nil, fmt.Errorf("read %s: %w", name, err)
			}
			out = append(out, rec)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no report of %s has at most %d words", corpus, longest)
	}
	return out, nil
}
