// Package sqlstore answers: how does a register lie in tables? It is the one implementation of the store's contract in SQL; what
// differs between databases is a Dialect.
//
// Each thing is one row: its body is the whole of it as compressed JSON, the other columns are what is asked for, sorted and counted
// by. A new field of a thing therefore needs no new table.
package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"rawi/internal/store"
)

// A Dialect is what differs between databases.
type Dialect struct {
	Name     string
	Numbered bool // placeholders are $1, $2 … instead of ?
	Prepare  bool // statements are worth keeping; a driver that keeps them itself needs no help
	// Send runs statements one after the other in one journey to the database; nil: each makes its own.
	Send      func(ctx context.Context, conn *sql.Conn, list []Clause) error
	Begin     []string // begins a transaction that writes, and waits for its turn
	BeginView []string // begins one that reads a state that stays as it is
	// Retry tells whether an error says that the whole transaction was undone and is worth another try.
	Retry func(error) bool
	// Lost tells whether an error says that the connection is lost; what was to be kept then may be kept or not.
	Lost func(error) bool
	// Explain says in words what an error of the database says in a code, where users can do something about it.
	Explain func(error) error
	// PutWords keeps the words of a document, in place of those it had.
	PutWords func(ctx context.Context, q Queries, doc []byte, w store.SearchWords) error
	// Match selects doc and score of the documents that answer a question.
	Match func(terms []store.Term, scored bool) Clause
	// Apart writes a column so that no index over it is used, where the database chooses by rule of thumb; else as it is.
	Apart func(column string) string
	// Bytes is how large the register is on disk.
	Bytes func(ctx context.Context, q Queries) (int64, error)
	// Marked asks for mark and ref in a space (the first value) for each of n marks that they have, where the usual way to ask is not the fast one; nil: the usual way.
	Marked  func(n int) string
	Compact func(ctx context.Context, q Queries) error
	Backup  func(ctx context.Context, q Queries, path string) error
}

func (d Dialect) marked(n int) string {
	if d.Marked != nil {
		return d.Marked(n)
	}
	return "SELECT mark, ref FROM marks WHERE space = ? AND mark IN (" + slots(n) + ")"
}

// A Clause is a piece of SQL with the values of its placeholders.
type Clause struct {
	SQL  string
	Args []any
}

// Queries runs SQL; placeholders are written as ?.
type Queries interface {
	Exec(ctx context.Context, query string, args ...any) (sql.Result, error)
	// Later is for statements of whose result nobody asks: they may be sent together with those that come after them.
	Later(ctx context.Context, query string, args ...any) error
	Row(ctx context.Context, query string, args []any, into ...any) error // sql.ErrNoRows where there is none
}

// Store keeps a register in a database. Writers of one process take turns here, those of several in the database.
type Store struct {
	d       Dialect
	codec   *codec
	schema  int64
	writer  *pool
	readers *pool
	close   func() error
	closed  sync.Once
}

// New makes a store of open databases, whose tables are those of the schema. The writer may be the same as the readers. Close is called
// at the end.
func New(d Dialect, writer, readers *sql.DB, many int, schema int64, close func() error) (*Store, error) {
	c, err := newCodec()
	if err != nil {
		return nil, err
	}
	return &Store{d: d, codec: c, schema: schema, writer: newPool(d, writer, 1), readers: newPool(d, readers, many), close: close}, nil
}

// tries is how often a transaction is run again that the database asks to run again.
const tries = 12

// Update implements store.Store.
func (s *Store) Update(ctx context.Context, f func(store.Tx) error) error {
	return s.again(ctx, func() error {
		return s.transact(ctx, s.writer, s.d.Begin, func(v *view) error {
			v.had, v.pacts = lately{}, map[string]store.Agreement{}
			return f(&tx{view: v})
		})
	})
}

// View implements store.Store.
func (s *Store) View(ctx context.Context, f func(store.Reader) error) error {
	return s.again(ctx, func() error {
		return s.transact(ctx, s.readers, s.d.BeginView, func(v *view) error { return f(v) })
	})
}

// again runs f until it succeeds, fails for good, or has been tried often enough.
func (s *Store) again(ctx context.Context, f func() error) error {
	wait := 2 * time.Millisecond
	for try := 1; ; try++ {
		err := f()
		if err == nil || ctx.Err() != nil || try == tries || !s.worthwhile(err) {
			return s.explain(err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait + rand.N(wait)):
		}
		wait = min(2*wait, time.Second)
	}
}

// explain says in words why something failed, and whether that was because the database is away.
func (s *Store) explain(err error) error {
	if err == nil {
		return nil
	}
	away := s.d.Lost(err)
	if err = s.d.Explain(err); away {
		return fmt.Errorf("%w: %w", store.ErrAway, err)
	}
	return err
}

// errCommit says that it was the commit that failed.
var errCommit = errors.New("commit")

// worthwhile tells whether an error is worth another try. Of a commit whose answer was lost nobody knows what became.
func (s *Store) worthwhile(err error) bool {
	return s.d.Retry(err) || s.d.Lost(err) && !errors.Is(err, errCommit)
}

// transact runs f between begin and commit; an error or a panic undoes it.
func (s *Store) transact(ctx context.Context, p *pool, begin []string, f func(*view) error) (err error) {
	c, err := p.take(ctx)
	if err != nil {
		return err
	}
	c.failed, c.waiting = nil, nil
	began, done := false, false
	defer func() {
		c.waiting = nil
		if began && !done {
			if _, undo := c.Exec(context.WithoutCancel(ctx), "ROLLBACK"); undo != nil {
				c.broken = true
			}
		}
		p.give(c)
	}()
	for _, q := range begin {
		if _, err := c.Exec(ctx, q); err != nil {
			c.broken = c.broken || !began && !s.d.Retry(err)
			return fmt.Errorf("begin: %w", err)
		}
		began = true
	}
	if err := f(&view{s: s, ctx: ctx, c: c}); err != nil {
		return err
	}
	if err := c.flush(ctx); err != nil {
		return err
	}
	if c.failed != nil {
		return c.failed
	}
	// From here on the answer is needed, not the hurry: who is told of an error must be able to trust that nothing was kept.
	if _, err := c.Exec(context.WithoutCancel(ctx), "COMMIT"); err != nil {
		return fmt.Errorf("%w: %w", errCommit, err)
	}
	done = true
	return nil
}

// alone runs f on a connection that writes, outside of a transaction.
func (s *Store) alone(ctx context.Context, f func(c *session) error) error {
	return s.again(ctx, func() error {
		c, err := s.writer.take(ctx)
		if err != nil {
			return err
		}
		defer s.writer.give(c)
		return f(c)
	})
}

// Status implements store.Store.
func (s *Store) Status(ctx context.Context) (store.Status, error) {
	var st store.Status
	err := s.View(ctx, func(r store.Reader) (err error) {
		st, err = r.Status()
		return err
	})
	return st, err
}

// Status implements store.Reader.
func (v *view) Status() (store.Status, error) {
	st := store.Status{Backend: v.s.d.Name, Schema: v.s.schema}
	if err := v.howMuch(&st); err != nil {
		return store.Status{}, fmt.Errorf("count what is kept: %w", err)
	}
	return st, nil
}

func (v *view) howMuch(st *store.Status) (err error) {
	for _, c := range []struct {
		into  *int64
		query string
	}{
		{&st.Documents, "SELECT count(*) FROM documents WHERE latest = 1"},
		{&st.Versions, "SELECT count(*) FROM documents WHERE latest = 0"},
		{&st.Stories, "SELECT count(*) FROM stories"},
		{&st.Events, "SELECT COALESCE(SUM(n), 0) FROM tallies"},
		{&st.Tellings, "SELECT count(*) FROM tellings"},
		{&st.Quotes, "SELECT count(*) FROM quotes"},
		{&st.Agreements, "SELECT count(*) FROM agreements"},
		{&st.Entities, "SELECT count(*) FROM entities WHERE merged = 0"},
		{&st.Settled, "SELECT count(*) FROM ledger"},
		{&st.Refused, "SELECT count(*) FROM ledger WHERE code <> ''"},
	} {
		if err := v.c.Row(v.ctx, c.query, nil, c.into); err != nil {
			return err
		}
	}
	var added int64
	switch err := v.c.Row(v.ctx, "SELECT added FROM documents ORDER BY added DESC LIMIT 1", nil, &added); {
	case err == nil:
		st.LastAdded = time.UnixMicro(added).UTC()
	case !errors.Is(err, sql.ErrNoRows):
		return err
	}
	st.Bytes, err = v.s.d.Bytes(v.ctx, v.c)
	return err
}

// Compact implements store.Store.
func (s *Store) Compact(ctx context.Context) error {
	return s.alone(ctx, func(c *session) error { return s.d.Compact(ctx, c) })
}

// Backup implements store.Store.
func (s *Store) Backup(ctx context.Context, path string) error {
	return s.again(ctx, func() error {
		c, err := s.readers.take(ctx)
		if err != nil {
			return err
		}
		defer s.readers.give(c)
		return s.d.Backup(ctx, c, path)
	})
}

// Close implements store.Store. To close again does nothing.
func (s *Store) Close() (err error) {
	s.closed.Do(func() { err = errors.Join(s.readers.close(), s.writer.close(), s.close()) })
	return err
}
