package lake

import (
	"cmp"
	"container/heap"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"rawi/internal/bucket"
)

// CompactOptions say how small files become large ones.
type CompactOptions struct {
	Size  int64         // bytes that a file is to have; those of half of it or more are left alone. 0: as usual
	Grace time.Duration // how long files that were replaced stay readable for those who still look at what the lake was
}

// usualSize is how large a file is to be.
const usualSize = 128 << 20

// atOnce is how many files are merged at a time.
const atOnce = 64

// orphanAge is how old a file must be that no step names, to be taken for one whose writer has died.
const orphanAge = time.Hour

// Compacted is what compacting has done.
type Compacted struct {
	Merged  int64 `json:"merged"`  // small files
	Into    int64 `json:"into"`    // large ones
	Doubles int64 `json:"doubles"` // rows that stood there twice
	Removed int64 `json:"removed"` // files that nobody reads any more
}

// Compact makes few large files of many small ones, month by month; rows that stand in them twice are left once. Each month is one step of
// the log. Whoever reads by the log sees the small files or the large one; files that were replaced are moved out of the way, where
// readers of an older state still find them, and are removed when the grace is over.
func (l *Lake) Compact(ctx context.Context, o CompactOptions) (Compacted, error) {
	o.Size = cmp.Or(o.Size, usualSize)
	state, err := l.Now(ctx)
	if err != nil {
		return Compacted{}, err
	}
	var sum Compacted
	err = errors.Join(compactTable[Event](ctx, l, state, Events, o, &sum), compactTable[Report](ctx, l, state, Reports, o, &sum))
	if err == nil {
		err = l.tidy(ctx, state)
	}
	if err == nil {
		err = l.purge(ctx, o.Grace, &sum)
	}
	return sum, err
}

func compactTable[T row](ctx context.Context, l *Lake, state *State, t Table, o CompactOptions, sum *Compacted) error {
	small := map[string][]File{}
	for _, f := range state.Select(t, "", "") {
		if f.Bytes < o.Size/2 {
			small[f.Month()] = append(small[f.Month()], f)
		}
	}
	for of, files := range small {
		for _, some := range portions(files, o.Size) {
			if err := ctx.Err(); err != nil {
				return err
			}
			err := replace[T](ctx, l, state, t, of, some, sum)
			if err != nil && !errors.Is(err, ErrChanged) { // somebody else compacts too
				return err
			}
		}
	}
	return nil
}

// portions divides files into groups that give files of about the right size.
func portions(files []File, size int64) (out [][]File) {
	for len(files) > 0 {
		n, bytes := 0, int64(0)
		for n < len(files) && n < atOnce && (n == 0 || bytes+files[n].Bytes <= size) {
			bytes += files[n].Bytes
			n++
		}
		if n > 1 {
			out = append(out, files[:n])
		}
		files = files[n:]
	}
	return out
}

// replace puts one file in the place of several.
func replace[T row](ctx context.Context, l *Lake, state *State, t Table, of string, files []File, sum *Compacted) error {
	doubles := int64(0)
	f, err := write(ctx, l, t, of, func(yield func(*T) error) error {
		var err error
		doubles, err = merge(ctx, l, files, yield)
		return err
	})
	if err != nil {
		return err
	}
	c := commit{Add: []File{f}}
	for _, old := range files {
		c.Remove = append(c.Remove, old.Name)
	}
	if err := l.commit(ctx, state, c); errors.Is(err, ErrChanged) {
		return errors.Join(err, l.bucket.Remove(ctx, f.Name))
	} else if err != nil { // the file may be of the lake all the same; if not, it goes as those of writers that died
		return err
	}
	sum.Merged, sum.Into, sum.Doubles = sum.Merged+int64(len(files)), sum.Into+1, sum.Doubles+doubles
	for _, name := range c.Remove {
		if err := l.bucket.Move(ctx, name, goneFolder+name); err != nil {
			return err
		}
	}
	return nil
}

// merge gives the rows of sorted files in one order, each once.
func merge[T row](ctx context.Context, l *Lake, files []File, yield func(*T) error) (doubles int64, err error) {
	var front fronts[T]
	defer func() {
		for _, f := range front {
			f.in.close()
		}
	}()
	for _, file := range files {
		in, err := openRows[T](ctx, l, file)
		if err != nil {
			return 0, err
		}
		first, err := in.next()
		if err != nil || first == nil {
			in.close()
			if err != nil {
				return 0, err
			}
			continue
		}
		front = append(front, frontRow[T]{in, first})
	}
	heap.Init(&front)
	lastDay, lastID := "", ""
	for len(front) > 0 {
		if err := ctx.Err(); err != nil {
			return doubles, err
		}
		least := &front[0]
		if day, id := keysOf(least.row).sortKeys(); id == lastID && day == lastDay {
			doubles++
		} else {
			if err := yield(least.row); err != nil {
				return doubles, err
			}
			lastDay, lastID = strings.Clone(day), strings.Clone(id)
		}
		if least.row, err = least.in.next(); err != nil {
			return doubles, err
		}
		if least.row == nil {
			least.in.close()
			heap.Remove(&front, 0)
		} else {
			heap.Fix(&front, 0)
		}
	}
	return doubles, nil
}

// frontRow is the next row of a file.
type frontRow[T row] struct {
	in  *reader[T]
	row *T
}

// fronts is the next rows of several files, the least first.
type fronts[T row] []frontRow[T]

func (f fronts[T]) Len() int           { return len(f) }
func (f fronts[T]) Less(i, j int) bool { return compare(f[i].row, f[j].row) < 0 }
func (f fronts[T]) Swap(i, j int)      { f[i], f[j] = f[j], f[i] }
func (f *fronts[T]) Push(x any)        { *f = append(*f, x.(frontRow[T])) }
func (f *fronts[T]) Pop() any {
	last := len(*f) - 1
	x := (*f)[last]
	*f = (*f)[:last]
	return x
}

// clockFile is written for the moment that the bucket gives it.
const clockFile = "_clock"

// bucketTime is the moment by the clock that stamps the files. By our own, which may be ahead, what somebody else is writing now could look
// left behind long ago.
func (l *Lake) bucketTime(ctx context.Context) (time.Time, error) {
	if _, err := l.bucket.Put(ctx, clockFile, func(w io.Writer) error { _, err := w.Write([]byte("\n")); return err }); err != nil {
		return time.Time{}, fmt.Errorf("ask the bucket for the time: %w", err)
	}
	list, err := l.bucket.List(ctx, clockFile, "")
	if err == nil && len(list) == 0 {
		err = bucket.ErrNotFound
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("ask the bucket for the time: %w", err)
	}
	return list[0].Changed, nil
}

// purge removes files that were replaced, and those of writers that died before they made their step.
func (l *Lake) purge(ctx context.Context, grace time.Duration, sum *Compacted) error {
	now, err := l.bucketTime(ctx)
	if err != nil {
		return err
	}
	state, err := l.State(ctx)
	if err != nil {
		return err
	}
	for _, place := range []struct {
		prefix string
		age    time.Duration
	}{{goneFolder, grace}, {string(Events) + "/", max(grace, orphanAge)}, {string(Reports) + "/", max(grace, orphanAge)}} {
		list, err := l.bucket.List(ctx, place.prefix, "")
		if err != nil {
			return err
		}
		for _, info := range slices.DeleteFunc(list, func(i bucket.Info) bool { _, live := state.Files[i.Name]; return live }) {
			if now.Sub(info.Changed) < place.age {
				continue
			}
			if err := l.bucket.Remove(ctx, info.Name); err != nil {
				return err
			}
			sum.Removed++
		}
	}
	return nil
}
