package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"
)

// pool lends connections, made when they are needed.
type pool struct {
	d    Dialect
	db   *sql.DB
	idle chan *session // nil: may be made
	shut chan struct{} // closed when no more are lent
}

// errClosed says that a register is asked after it was closed.
var errClosed = errors.New("the register is closed")

func newPool(d Dialect, db *sql.DB, many int) *pool {
	p := &pool{d: d, db: db, idle: make(chan *session, many), shut: make(chan struct{})}
	for range many {
		p.idle <- nil
	}
	return p
}

func (p *pool) take(ctx context.Context) (*session, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-p.shut:
		return nil, errClosed
	case c := <-p.idle:
		if c != nil {
			return c, nil
		}
		conn, err := p.db.Conn(ctx)
		if err != nil {
			p.idle <- nil
			return nil, err
		}
		return &session{d: p.d, conn: conn, kept: map[string]*sql.Stmt{}}, nil
	}
}

func (p *pool) give(c *session) {
	if c.broken {
		c.close()
		c = nil
	}
	p.idle <- c
}

// close waits for those that are lent. It is called once.
func (p *pool) close() error {
	var err error
	close(p.shut)
	for range cap(p.idle) {
		if c := <-p.idle; c != nil {
			if e := c.close(); err == nil {
				err = e
			}
		}
	}
	return err
}

// session is one connection with the statements that it has prepared. One goroutine uses it at a time.
type session struct {
	d       Dialect
	conn    *sql.Conn
	kept    map[string]*sql.Stmt
	waiting []Clause // statements that are sent with the next one that is asked, or at the end
	failed  error    // of a statement of this transaction, after which it must not be kept
	broken  bool
}

// waitAtMost bounds the statements that wait to be sent.
const waitAtMost = 256

// keepAtMost bounds the statements that a connection keeps; those of lists are as many as there are filters.
const keepAtMost = 300

func (c *session) close() error {
	for _, s := range c.kept {
		s.Close()
	}
	if c.broken { // a connection that could not be rolled back must not be lent again
		c.conn.Raw(func(any) error { return driver.ErrBadConn })
	}
	if err := c.conn.Close(); err != nil && !c.broken && !errors.Is(err, sql.ErrConnDone) && !errors.Is(err, driver.ErrBadConn) {
		return err
	}
	return nil
}

func (c *session) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	if s := c.kept[query]; s != nil {
		return s, nil
	}
	if len(c.kept) >= keepAtMost {
		for q, s := range c.kept {
			s.Close()
			delete(c.kept, q)
			break
		}
	}
	s, err := c.conn.PrepareContext(ctx, c.numbered(query))
	if err == nil {
		c.kept[query] = s
	}
	return s, err
}

// fail remembers an error. Some databases take a COMMIT after a failed statement for a ROLLBACK, and say nothing.
func (c *session) fail(err error) error {
	if err != nil && c.failed == nil {
		c.failed = err
	}
	return err
}

// Later implements Queries.
func (c *session) Later(ctx context.Context, query string, args ...any) error {
	if c.d.Send == nil {
		_, err := c.Exec(ctx, query, args...)
		return err
	}
	clean(args)
	c.waiting = append(c.waiting, Clause{c.numbered(query), args})
	if len(c.waiting) < waitAtMost {
		return nil
	}
	return c.flush(ctx)
}

// flush sends what waits.
func (c *session) flush(ctx context.Context) error {
	list := c.waiting
	c.waiting = c.waiting[:0]
	if len(list) == 0 {
		return nil
	}
	return c.fail(c.d.Send(ctx, c.conn, list))
}

// Exec implements Queries.
func (c *session) Exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := c.flush(ctx); err != nil {
		return nil, err
	}
	r, err := c.exec(ctx, query, args)
	return r, c.fail(err)
}

// clean takes out of texts what not every database takes for text: zero bytes and what is no UTF-8.
func clean(args []any) {
	for i, a := range args {
		if s, ok := a.(string); ok && (strings.IndexByte(s, 0) >= 0 || !utf8.ValidString(s)) {
			args[i] = strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", " "), "\ufffd")
		}
	}
}

func (c *session) exec(ctx context.Context, query string, args []any) (sql.Result, error) {
	clean(args)
	if !c.d.Prepare {
		return c.conn.ExecContext(ctx, c.numbered(query), args...)
	}
	s, err := c.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}

func (c *session) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	if err := c.flush(ctx); err != nil {
		return nil, err
	}
	rows, err := c.ask(ctx, query, args)
	return rows, c.fail(err)
}

func (c *session) ask(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	clean(args)
	if !c.d.Prepare {
		return c.conn.QueryContext(ctx, c.numbered(query), args...)
	}
	s, err := c.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

// Row implements Queries.
func (c *session) Row(ctx context.Context, query string, args []any, into ...any) error {
	rows, err := c.query(ctx, query, args)
	if err != nil {
		return err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return c.fail(err)
		}
		return sql.ErrNoRows
	}
	if err := rows.Scan(into...); err != nil {
		return err
	}
	return rows.Close()
}

// numbered turns ? into $1, $2 … where the database wants it. No statement of this package has a ? in a text.
func (c *session) numbered(query string) string {
	if !c.d.Numbered || !strings.Contains(query, "?") {
		return query
	}
	var b strings.Builder
	for n := 1; ; n++ {
		before, after, found := strings.Cut(query, "?")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(n))
		query = after
	}
}
