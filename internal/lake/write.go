package lake

import (
	"context"
	"fmt"
	"maps"

	"rawi/internal/news"
	"rawi/internal/store"
)

// Options say how records are written.
type Options struct {
	// Document tells what a report is to be known by: the register's own answer, so that both know it by the same.
	Document func(news.Record) store.Document
	Slim     bool  // leave the whole records out of the table of reports
	Batch    int   // reports of a batch; 0: as usual
	Bytes    int64 // bytes of records after which a batch is full; 0: as usual
}

// How much is written at once, where nobody says so. Both bound the memory of a writer; the files that come of it are small, and
// compacting makes large ones of them.
const (
	usualBatch = 20_000
	usualBytes = 48 << 20
)

// rowBytes is about how much a row of an event needs while it waits.
const rowBytes = 800

// Writer writes records in batches. One goroutine uses it.
type Writer struct {
	lake  *Lake
	opt   Options
	state *State
	seen  recent

	reports []Report
	events  []Event
	bytes   int64
	taken   map[string]store.Archive
	Sum     Sum
}

// Sum is what a writer has done.
type Sum struct {
	Reports int64 `json:"reports"` // written
	Events  int64 `json:"events"`
	Copies  int64 `json:"copies"` // reports that came again in the same run, and were left out
	Files   int64 `json:"files"`
	Bytes   int64 `json:"bytes"`
}

// Writer makes a writer, which knows how far archives have been taken.
func (l *Lake) Writer(ctx context.Context, o Options) (*Writer, error) {
	state, err := l.State(ctx)
	if err != nil {
		return nil, err
	}
	if o.Batch <= 0 {
		o.Batch = usualBatch
	}
	if o.Bytes <= 0 {
		o.Bytes = usualBytes
	}
	return &Writer{lake: l, opt: o, state: state, taken: map[string]store.Archive{}}, nil
}

// Before gives how far archives are taken in the lake, by their keys.
func (w *Writer) Before() map[string]store.Archive { return maps.Clone(w.state.Taken) }

// Add takes a record. The same page with the same words is left out when it comes again.
func (w *Writer) Add(rec news.Record) error {
	d := w.opt.Document(rec)
	if w.seen.again(d.Key) {
		w.Sum.Copies++
		return nil
	}
	report, events, err := rowsOf(rec, d, !w.opt.Slim)
	if err != nil {
		return fmt.Errorf("make rows of %s: %w", d.ID, err)
	}
	w.reports, w.events = append(w.reports, report), append(w.events, events...)
	w.bytes += int64(len(report.Record)) + int64(1+len(events))*rowBytes
	return nil
}

// Upto notes how far an archive is taken with the records that were added.
func (w *Writer) Upto(a store.Archive) {
	a.At = w.lake.now().UTC()
	w.taken[a.Key] = a
}

// Full tells that it is time to flush.
func (w *Writer) Full() bool { return len(w.reports) >= w.opt.Batch || w.bytes >= w.opt.Bytes }

// Flush writes what waits: when it returns without an error, all of it is in the lake.
func (w *Writer) Flush(ctx context.Context) error {
	if len(w.reports) == 0 && len(w.taken) == 0 {
		return nil
	}
	c := commit{Taken: w.taken}
	if err := writeMonths(ctx, w.lake, Events, w.events, &c); err != nil {
		return err
	}
	if err := writeMonths(ctx, w.lake, Reports, w.reports, &c); err != nil {
		return err
	}
	if err := w.lake.commit(ctx, w.state, c); err != nil {
		return err
	}
	w.Sum.Reports += int64(len(w.reports))
	w.Sum.Events += int64(len(w.events))
	for _, f := range c.Add {
		w.Sum.Files++
		w.Sum.Bytes += f.Bytes
	}
	clear(w.reports)
	clear(w.events)
	w.reports, w.events, w.bytes, w.taken = w.reports[:0], w.events[:0], 0, map[string]store.Archive{}
	return nil
}

// writeMonths writes rows, a file for each month.
func writeMonths[T row](ctx context.Context, l *Lake, t Table, rows []T, c *commit) error {
	sorted(rows)
	for len(rows) > 0 {
		of, n := month(&rows[0]), 1
		for n < len(rows) && month(&rows[n]) == of {
			n++
		}
		f, err := write(ctx, l, t, of, func(yield func(*T) error) error {
			for i := range rows[:n] {
				if err := yield(&rows[i]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("write rows: %w", err)
		}
		c.Add = append(c.Add, f)
		rows = rows[n:]
	}
	return nil
}

// recent remembers the keys that came last, at least so many as half a memory holds: a run of any length needs no more.
type recent struct{ young, old map[string]struct{} }

// halfMemory is how many keys a half of the memory holds.
const halfMemory = 1 << 19

// again tells whether a key is remembered, and remembers it.
func (r *recent) again(key string) bool {
	if _, ok := r.young[key]; ok {
		return true
	}
	_, known := r.old[key]
	if len(r.young) >= halfMemory {
		r.young, r.old = nil, r.young
	}
	if r.young == nil {
		r.young = map[string]struct{}{}
	}
	r.young[key] = struct{}{}
	return known
}
