// Package lake answers: where is it kept when there is too much for a database? In files of rows, Parquet, that many machines write and
// every analytical engine reads; in a folder, or in a bucket.
//
//	events/month=2024-05/….parquet    a row for each deed as a report tells it, by the month it begins in
//	reports/month=2024-05/….parquet   a row for each report, with its whole record, by the month of publication
//	_log/00000000000000000007.json    which files came and went, in numbered steps
//	_gone/…                           files that were replaced a short time ago
//
// A lake is what its log says: files that no step names are not of it. A step comes whole, so that whoever reads by the log sees the rows
// of a batch all or not at all, together with how far the archive they came from is taken; and after small files were replaced by
// a large one, either those or this.
package lake

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"

	"rawi/internal/bucket"
	"rawi/internal/export"
)

// Table is one of the two tables.
type Table string

// The tables.
const (
	Events  Table = "events"
	Reports Table = "reports"
)

// monthKey is how the name of a partition begins, as Hive writes it.
const monthKey = "month="

// Undated is the partition of what has no day.
const Undated = "__HIVE_DEFAULT_PARTITION__"

// Lake is a lake in a bucket. It may be used by many at once, also from several machines.
type Lake struct {
	bucket bucket.Bucket
	now    func() time.Time
}

// New makes a lake of what lies in a bucket, which may be empty.
func New(b bucket.Bucket) *Lake { return &Lake{bucket: b, now: time.Now} }

// Address is how other programs name a file.
func (l *Lake) Address(f File) string { return l.bucket.Address(f.Name) }

// A row is something that stands in a table: rows of a file are in the order of their days and ids, and one id stands there once.
type row interface {
	Event | Report
}

// keyed is what every row tells of itself.
type keyed interface {
	sortKeys() (day, id string)
	lastDay() string
}

func keysOf[T row](r *T) keyed { return any(r).(keyed) }

func compare[T row](a, b *T) int {
	dayA, idA := keysOf(a).sortKeys()
	dayB, idB := keysOf(b).sortKeys()
	if c := strings.Compare(dayA, dayB); c != 0 {
		return c
	}
	return strings.Compare(idA, idB)
}

// month is the partition of a row.
func month[T row](r *T) string {
	day, _ := keysOf(r).sortKeys()
	if len(day) < len("2006-01") {
		return Undated
	}
	return day[:len("2006-01")]
}

// newName makes a name for a file of a partition, which nobody else makes.
func newName(t Table, month string) string {
	var b [8]byte
	rand.Read(b[:])
	return fmt.Sprintf("%s/%s%s/%s.parquet", t, monthKey, month, hex.EncodeToString(b[:]))
}

// rowsPerGroup bounds how many rows of a file are held in memory until they are written.
const rowsPerGroup = 20_000

// write puts rows, which come in their order, into a new file of a partition.
func write[T row](ctx context.Context, l *Lake, t Table, month string, rows func(yield func(*T) error) error) (File, error) {
	f := File{Name: newName(t, month)}
	size, err := l.bucket.Put(ctx, f.Name, func(w io.Writer) error {
		out := parquet.NewGenericWriter[T](w, parquet.Compression(&parquet.Zstd), parquet.MaxRowsPerRowGroup(rowsPerGroup))
		one := make([]T, 1)
		err := rows(func(r *T) error {
			day, _ := keysOf(r).sortKeys()
			if f.From == "" {
				f.From = day
			}
			f.To = max(f.To, keysOf(r).lastDay())
			f.Rows++
			one[0] = *r
			_, err := out.Write(one)
			return err
		})
		return errors.Join(err, out.Close())
	})
	f.Bytes = size
	return f, err
}

// open opens a file of the lake, wherever it lies by now.
func (l *Lake) open(ctx context.Context, f File) (bucket.File, error) {
	in, err := l.bucket.Open(ctx, f.Name)
	if errors.Is(err, bucket.ErrNotFound) {
		in, err = l.bucket.Open(ctx, goneFolder+f.Name)
	}
	if err != nil {
		return nil, fmt.Errorf("open rows: %w", err)
	}
	return in, nil
}

// reader reads the rows of one file, one after the other.
type reader[T row] struct {
	file bucket.File
	in   columns[T]
	buf  []T
	rest []T
}

// columns reads the columns of a table that T has.
type columns[T any] interface {
	Read([]T) (int, error)
	Close() error
}

// rowsAtOnce is how many rows of a file are held while it is read.
const rowsAtOnce = 128

func openRows[T row](ctx context.Context, l *Lake, f File) (*reader[T], error) {
	in, err := l.open(ctx, f)
	if err != nil {
		return nil, err
	}
	file, err := parquet.OpenFile(in, in.Size(), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		in.Close()
		return nil, fmt.Errorf("read %s: %w", f.Name, err)
	}
	r := &reader[T]{file: in, buf: make([]T, rowsAtOnce)}
	if events, ok := any(r).(*reader[Event]); ok {
		events.in = &twoParts{row: parquet.NewGenericReader[export.Row](file), told: parquet.NewGenericReader[Told](file)}
	} else {
		r.in = parquet.NewGenericReader[T](file)
	}
	return r, nil
}

// twoParts reads an event as its two parts: the library takes what is unknown in an embedded struct for zero.
type twoParts struct {
	row   *parquet.GenericReader[export.Row]
	told  *parquet.GenericReader[Told]
	rows  [rowsAtOnce]export.Row
	tolds [rowsAtOnce]Told
}

func (r *twoParts) Read(buf []Event) (int, error) {
	clear(r.rows[:])
	clear(r.tolds[:])
	want := min(len(buf), rowsAtOnce)
	n, err := readFull(r.row, r.rows[:want])
	m, err2 := readFull(r.told, r.tolds[:want])
	if n != m {
		return 0, cmp.Or(err, err2, io.ErrUnexpectedEOF)
	}
	for i := range n {
		buf[i] = Event{r.rows[i], r.tolds[i]}
	}
	return n, err
}

func (r *twoParts) Close() error { return errors.Join(r.row.Close(), r.told.Close()) }

// readFull reads as many rows as there is room for, or there are.
func readFull[T any](r *parquet.GenericReader[T], buf []T) (n int, err error) {
	for n < len(buf) && err == nil {
		var m int
		m, err = r.Read(buf[n:])
		n += m
	}
	return n, err
}

// next gives the next row, or nil after the last. It is of use until the one after is asked for.
func (r *reader[T]) next() (*T, error) {
	for len(r.rest) == 0 {
		clear(r.buf)
		n, err := r.in.Read(r.buf)
		r.rest = r.buf[:n]
		if n == 0 && errors.Is(err, io.EOF) {
			return nil, nil
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
	}
	one := &r.rest[0]
	r.rest = r.rest[1:]
	return one, nil
}

func (r *reader[T]) close() {
	r.in.Close()
	r.file.Close()
}

// sorted brings rows into their order.
func sorted[T row](rows []T) []T {
	slices.SortFunc(rows, func(a, b T) int { return compare(&a, &b) })
	return rows
}
