package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/pprof"
	"time"

	"rawi/internal/clean"
	"rawi/internal/mill"
	"rawi/internal/news"
	"rawi/internal/reading"
	"rawi/internal/register"
	"rawi/internal/search"
	"rawi/internal/store/sqlite"
	"rawi/internal/what"
	"rawi/lang"
)

// filling makes a large register as adding would: with copies, stories, events of several tellings, agreements.
type filling struct {
	db, corpus, profile string
	reports, added      int
}

const (
	atOnce = 200 // reports in a transaction
	aDay   = 50  // reports of one day, on average
	recent = 300 // reports that others may print again

	pactsIn = 30 // one report in so many keeps the agreements that it tells of
)

func (f filling) run(ctx context.Context) error {
	if f.profile != "" {
		file, err := os.Create(f.profile)
		if err != nil {
			return err
		}
		defer file.Close()
		if err := pprof.StartCPUProfile(file); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	bases, err := f.read(ctx)
	if err != nil {
		return err
	}
	searcher, err := search.New(lang.FS)
	if err != nil {
		return err
	}
	scheme, err := what.LoadScheme(lang.FS)
	if err != nil {
		return err
	}
	st, err := sqlite.Open(ctx, f.db, true)
	if err != nil {
		return err
	}
	defer st.Close()
	status, err := st.Status(ctx)
	if err != nil {
		return err
	}
	reg := register.New(st, register.Options{Search: searcher, Scheme: scheme})
	n, begun, first := int(status.Documents), time.Now(), int(status.Documents)
	m := mill.New(bases)
	m.Rand, m.Days = rand.New(rand.NewPCG(uint64(n), 4)), max(1, f.reports/aDay)
	var printed []news.Record
	for n < min(f.reports, f.added) {
		batch := make([]news.Record, min(atOnce, f.reports-n))
		for i := range batch {
			batch[i] = one(m, &printed, n+i)
		}
		if _, err := reg.Add(ctx, batch...); err != nil {
			return err
		}
		if n += len(batch); n%5000 == 0 {
			fmt.Printf("%d reports, %.0f a second\n", n, float64(n-first)/time.Since(begun).Seconds())
		}
	}
	return (&again{st, searcher, map[string]bool{}}).run(ctx, f.reports-n)
}

// one makes a report: three in ten are another outlet's print of an earlier one.
func one(m *mill.Mill, printed *[]news.Record, n int) news.Record {
	if len(*printed) > 0 && m.Rand.IntN(10) < 3 {
		return mill.Published((*printed)[m.Rand.IntN(len(*printed))], n)
	}
	rec := m.Next(n)
	if m.Rand.IntN(pactsIn) > 0 { // the reports of corpus tell of agreements far more often than those of a day do
		rec.Agreements = nil
	}
	if len(*printed) < recent {
		*printed = append(*printed, rec)
	} else {
		(*printed)[m.Rand.IntN(recent)] = rec
	}
	return rec
}

// read reads the reports that all others are made of.
func (f filling) read(ctx context.Context) ([]news.Record, error) {
	reader, err := reading.New(lang.FS)
	if err != nil {
		return nil, err
	}
	var out []news.Record
	for _, folder := range []string{"ar", "en", "pairs"} {
		files, err := filepath.Glob(filepath.Join(f.corpus, folder, "*.txt"))
		if err != nil {
			return nil, err
		}
		if len(files) == 0 {
			return nil, fmt.Errorf("no reports in %s", filepath.Join(f.corpus, folder))
		}
		for _, name := range files {
			body, err := os.ReadFile(name)
			if err != nil {
				return nil, err
			}
			rec, err := reader.Read(ctx, clean.Page{ID: name, Kind: clean.Text, Body: body})
			if err != nil {
				return nil, fmt.Errorf("read %s: %w", name, err)
			}
			out = append(out, rec)
		}
	}
	return out, nil
}
