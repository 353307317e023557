package lake

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"rawi/internal/bucket"
	"rawi/internal/store"
)

// Format names the layout of a lake.
const Format = "rawi-lake/1"

// Where things lie in a lake.
const (
	logFolder  = "_log/"
	goneFolder = "_gone/"
	lastFile   = logFolder + "last" // names the newest checkpoint, as a hint
	commitEnd  = ".json"
	wholeEnd   = ".all.json"
)

// File is a file of rows that belongs to the lake.
type File struct {
	Name  string `json:"name"` // events/month=2024-05/….parquet
	Rows  int64  `json:"rows"`
	Bytes int64  `json:"bytes"`
	From  string `json:"from,omitempty"` // the first day that a row begins on
	To    string `json:"to,omitempty"`   // the last day that one ends on
}

// Table is the table to whose folder a file belongs.
func (f File) Table() Table { return Table(f.Name[:strings.IndexByte(f.Name+"/", '/')]) }

// Month is the partition of a file: YYYY-MM, or Undated.
func (f File) Month() string {
	_, rest, _ := strings.Cut(f.Name, "/"+monthKey)
	month, _, _ := strings.Cut(rest, "/")
	return month
}

// commit is one step in the life of a lake: files that came and went, and how far archives are taken with them, all at once. Commits are
// numbered; who writes a number first has it.
type commit struct {
	Format string                   `json:"format"`
	At     time.Time                `json:"at"`
	Add    []File                   `json:"add,omitempty"`
	Remove []string                 `json:"remove,omitempty"`
	Taken  map[string]store.Archive `json:"taken,omitempty"` // by key
}

// State is what a lake holds at a moment: it never changes.
type State struct {
	Version int64
	Files   map[string]File
	Taken   map[string]store.Archive
}

func (s *State) apply(c commit) {
	for _, f := range c.Add {
		s.Files[f.Name] = f
	}
	for _, name := range c.Remove {
		delete(s.Files, name)
	}
	maps.Copy(s.Taken, c.Taken)
	s.Version++
}

// Select gives the files of a table that may have rows of some days; from and to may be open.
func (s *State) Select(t Table, from, to string) []File {
	var out []File
	for _, f := range s.Files {
		if f.Table() != t || (from != "" && f.To < from) || (to != "" && (f.From == "" || f.From > to)) {
			continue
		}
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return out
}

func numbered(version int64, end string) string {
	return fmt.Sprintf("%s%020d%s", logFolder, version, end)
}

// gaps is how often the log is read anew because somebody has tidied it up meanwhile.
const gaps = 5

// ErrNone says that nobody has written a lake there yet.
var ErrNone = errors.New("there is no lake")

// Now reads what the lake holds now; ErrNone.
func (l *Lake) Now(ctx context.Context) (*State, error) {
	s, err := l.State(ctx)
	if err == nil && s.Version == 0 {
		err = ErrNone
	}
	return s, err
}

// State reads what the lake holds now, for those who may be the first to write: an empty place is an empty lake.
func (l *Lake) State(ctx context.Context) (*State, error) {
	var err error
	for range gaps {
		var s *State
		if s, err = l.checkpoint(ctx); err != nil {
			continue
		}
		if err = l.follow(ctx, s); err == nil {
			return s, nil
		}
		if !errors.Is(err, errGap) && !errors.Is(err, bucket.ErrNotFound) {
			break
		}
	}
	return nil, fmt.Errorf("read the log of the lake: %w", err)
}

// errGap says that the log has been tidied up while it was read.
var errGap = errors.New("a step of the log is missing")

// checkpoint reads the newest state that was written down as a whole.
func (l *Lake) checkpoint(ctx context.Context) (*State, error) {
	s := &State{Files: map[string]File{}, Taken: map[string]store.Archive{}}
	hint, err := bucket.Read(ctx, l.bucket, lastFile)
	if errors.Is(err, bucket.ErrNotFound) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	version, err := strconv.ParseInt(strings.TrimSpace(string(hint)), 10, 64)
	if err != nil {
		return nil, fmt.Errorf("%s names no step: %w", lastFile, err)
	}
	var c commit
	if err := l.readJSON(ctx, numbered(version, wholeEnd), &c); err != nil {
		return nil, err
	}
	s.apply(c)
	s.Version = version
	return s, nil
}

// follow takes the steps that came after a state.
func (l *Lake) follow(ctx context.Context, s *State) error {
	list, err := l.bucket.List(ctx, logFolder, numbered(s.Version, wholeEnd))
	if err != nil {
		return err
	}
	for _, info := range list {
		name, ok := strings.CutSuffix(strings.TrimPrefix(info.Name, logFolder), commitEnd)
		version, err := strconv.ParseInt(name, 10, 64)
		if !ok || err != nil || version <= s.Version {
			continue
		}
		if version != s.Version+1 {
			return errGap
		}
		var c commit
		if err := l.readJSON(ctx, info.Name, &c); err != nil {
			return err
		}
		s.apply(c)
	}
	return nil
}

func (l *Lake) readJSON(ctx context.Context, name string, c *commit) error {
	b, err := bucket.Read(ctx, l.bucket, name)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, c); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	if c.Format != Format {
		return fmt.Errorf("%s is of format %q, this program knows %q", name, c.Format, Format)
	}
	return nil
}

// ErrChanged says that files which were to be replaced are no longer those of the lake: somebody else has replaced them.
var ErrChanged = errors.New("the lake has changed meanwhile")

// commit makes a step behind a state, or behind what others have made of it, and brings the state up to it. After ErrChanged the step has
// not been made; after any other error it may have been, since a store may have taken it whose answer got lost.
func (l *Lake) commit(ctx context.Context, s *State, c commit) error {
	c.Format, c.At = Format, l.now().UTC()
	body, err := json.Marshal(c)
	if err != nil {
		return err
	}
	body = append(body, '\n')
	for {
		for _, name := range c.Remove {
			if _, ok := s.Files[name]; !ok {
				return ErrChanged
			}
		}
		step := numbered(s.Version+1, commitEnd)
		err := l.bucket.PutNew(ctx, step, body)
		if errors.Is(err, bucket.ErrExists) { // which may be ours: who gets no answer asks again
			if there, e := bucket.Read(ctx, l.bucket, step); e == nil && bytes.Equal(there, body) {
				err = nil
			}
		}
		switch {
		case err == nil:
			s.apply(c)
			return nil
		case !errors.Is(err, bucket.ErrExists):
			return fmt.Errorf("write the log of the lake: %w", err)
		}
		fresh, err := l.State(ctx)
		if err != nil {
			return err
		}
		if fresh.Version <= s.Version {
			return fmt.Errorf("write the log of the lake: step %d is there and is not", s.Version+1)
		}
		*s = *fresh
	}
}

// tidy writes the state down as a whole and takes away the steps before the last time that was done. Steps stay as long as files of unknown
// writers do: a number that is free again could be taken by a slow writer who knows of nothing since, and what he adds would be lost.
func (l *Lake) tidy(ctx context.Context, s *State) error {
	before, err := l.checkpoint(ctx)
	if err != nil {
		return err
	}
	if before.Version >= s.Version {
		return nil
	}
	c := commit{Format: Format, At: l.now().UTC(), Taken: s.Taken}
	for _, name := range slices.Sorted(maps.Keys(s.Files)) {
		c.Add = append(c.Add, s.Files[name])
	}
	put := func(name string, write func(io.Writer) error) {
		if err == nil {
			_, err = l.bucket.Put(ctx, name, write)
		}
	}
	put(numbered(s.Version, wholeEnd), func(w io.Writer) error { return json.NewEncoder(w).Encode(c) })
	put(lastFile, func(w io.Writer) error { _, err := fmt.Fprintln(w, s.Version); return err })
	if err != nil {
		return fmt.Errorf("write the state of the lake: %w", err)
	}
	old, err := l.bucket.List(ctx, logFolder, "")
	if err != nil {
		return err
	}
	var now time.Time // by the clock of the bucket, which has just written the hint
	for _, info := range old {
		if info.Name == lastFile {
			now = info.Changed
		}
	}
	for _, info := range old {
		number, _, _ := strings.Cut(strings.TrimPrefix(info.Name, logFolder), ".")
		if version, err := strconv.ParseInt(number, 10, 64); err == nil && version < before.Version && now.Sub(info.Changed) >= orphanAge {
			if err := l.bucket.Remove(ctx, info.Name); err != nil {
				return err
			}
		}
	}
	return nil
}

// Counts is how much a lake holds.
type Counts struct {
	Version  int64           `json:"version"`
	Archives int             `json:"archives"` // that were taken, wholly or in part
	Tables   map[Table]Count `json:"tables"`
}

// Count is how much a table holds.
type Count struct {
	Rows   int64 `json:"rows"`
	Files  int   `json:"files"`
	Months int   `json:"months"`
	Bytes  int64 `json:"bytes"`
}

// Count counts what the lake holds.
func (s *State) Count() Counts {
	out := Counts{Version: s.Version, Archives: len(s.Taken), Tables: map[Table]Count{}}
	for _, t := range []Table{Events, Reports} {
		var c Count
		months := map[string]bool{}
		for _, f := range s.Select(t, "", "") {
			c.Rows, c.Bytes, c.Files = c.Rows+f.Rows, c.Bytes+f.Bytes, c.Files+1
			months[f.Month()] = true
		}
		c.Months = len(months)
		out.Tables[t] = c
	}
	return out
}
