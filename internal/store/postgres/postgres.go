// Package postgres answers: how is a register kept in PostgreSQL, or in a database that speaks like it?
package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"runtime"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib" // and the driver pgx
	"github.com/pressly/goose/v3"

	"rawi/internal/store"
	"rawi/internal/store/sqlstore"
)

//go:embed migrations/*.sql
var migrations embed.FS

// ErrBackup says how such a register is copied.
var ErrBackup = errors.New("a PostgreSQL database is copied with its own tool: pg_dump --format=custom --file=FILE DATABASE")

// Open opens the register in the database that a URL names, and makes its tables where they are not there.
func Open(ctx context.Context, url string) (store.Store, error) {
	db, err := sql.Open("pgx", url)
	if err != nil {
		return nil, fmt.Errorf("open register: %w", err)
	}
	many := 2 + 2*runtime.GOMAXPROCS(0)
	db.SetMaxOpenConns(many + 1)
	db.SetMaxIdleConns(many + 1)
	schema, err := migrate(ctx, db)
	if err == nil {
		var s *sqlstore.Store
		if s, err = sqlstore.New(dialect, db, db, many, schema, db.Close); err == nil {
			return s, nil
		}
	}
	db.Close()
	return nil, fmt.Errorf("open register: %w", err)
}

func migrate(ctx context.Context, db *sql.DB) (int64, error) {
	// One look tells whether anybody answers, so that a wrong address is told at once.
	if err := db.PingContext(ctx); err != nil {
		return 0, err
	}
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return 0, err
	}
	return sqlstore.Migrate(ctx, goose.DialectPostgres, db, sub)
}

var dialect = sqlstore.Dialect{
	Name:     "postgres",
	Numbered: true,
	// Who has locked the row of the turn sees what all before it have kept. Every database that speaks like PostgreSQL can lock a row,
	// and not every one has its advisory locks.
	Begin:     []string{"BEGIN", "SELECT id FROM turn WHERE id = 1 FOR UPDATE"},
	BeginView: []string{"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"},
	Retry: func(err error) bool {
		switch code(err) {
		case "40001", "40P01", "55P03": // could not serialize, deadlock, lock not available
			return true
		}
		return false
	},
	Lost: lost,
	Explain: func(err error) error {
		switch code(err) {
		case "53100":
			return fmt.Errorf("the disk of the database is full: %w", err)
		case "25006":
			return fmt.Errorf("the database may only be read: %w", err)
		}
		return err
	},
	Send:     send,
	PutWords: putWords,
	// Each mark is looked up by itself. Of a list of them a database that has not looked at its tables since they were empty thinks that
	// all marks of the space may as well be read and compared with the list.
	Marked: func(n int) string {
		return "SELECT v.mark, m.ref FROM (SELECT CAST(? AS BIGINT) AS space) s CROSS JOIN (VALUES (CAST(? AS BIGINT))" + strings.Repeat(", (CAST(? AS BIGINT))", n-1) +
			") v (mark) CROSS JOIN LATERAL (SELECT ref FROM marks WHERE marks.space = s.space AND marks.mark = v.mark OFFSET 0) m"
	},
	Match: match,
	Apart: func(column string) string { return column },
	Bytes: func(ctx context.Context, q sqlstore.Queries) (n int64, err error) {
		err = q.Row(ctx, "SELECT pg_database_size(current_database())", nil, &n)
		return n, err
	},
	Compact: func(ctx context.Context, q sqlstore.Queries) error {
		if _, err := q.Exec(ctx, "VACUUM (ANALYZE)"); err != nil {
			return fmt.Errorf("compact: %w", err)
		}
		return nil
	},
	Backup: func(context.Context, sqlstore.Queries, string) error { return ErrBackup },
}

// lost tells whether an error says that the database ended, is not there yet, or cannot be reached.
func lost(err error) bool {
	if c := code(err); c != "" {
		return strings.HasPrefix(c, "08") || strings.HasPrefix(c, "57P0")
	}
	for _, is := range []error{driver.ErrBadConn, sql.ErrConnDone, io.EOF, io.ErrUnexpectedEOF} {
		if errors.Is(err, is) {
			return true
		}
	}
	var connect *pgconn.ConnectError
	var network net.Error
	return pgconn.SafeToRetry(err) || errors.As(err, &connect) || errors.As(err, &network)
}

// code is the SQLSTATE of an error, or "".
func code(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// send runs statements in one pipeline: the database begins with the next one before we have heard of the last.
func send(ctx context.Context, conn *sql.Conn, list []sqlstore.Clause) error {
	return conn.Raw(func(raw any) error {
		var batch pgx.Batch
		for _, s := range list {
			batch.Queue(s.SQL, s.Args...)
		}
		results := raw.(*stdlib.Conn).Conn().SendBatch(ctx, &batch)
		for range list {
			if _, err := results.Exec(); err != nil {
				results.Close()
				return err
			}
		}
		return results.Close()
	})
}

func putWords(ctx context.Context, q sqlstore.Queries, doc []byte, w store.SearchWords) error {
	return q.Later(ctx, "INSERT INTO texts (doc, words) VALUES (?, CAST(CAST(? AS TEXT) AS TSVECTOR)) ON CONFLICT (doc) DO UPDATE SET words = excluded.words",
		doc, vector(w))
}

// The words of a text as they are printed and their stems stand in one vector, told apart by a sign. The vector is written out
// here: PostgreSQL's own parser would cut the words once more, each language in its way.
const (
	printed = "="
	stem    = "~"
)

// farthest is the last place in a text that a vector can hold; what stands behind it stands there.
const farthest = 16383

// vector writes the words of a document as a tsvector, with their places. Those as printed weigh more.
func vector(w store.SearchWords) string {
	var b strings.Builder
	b.Grow(3 * (len(w.Exact) + len(w.Stems)))
	for _, s := range []struct{ words, sign, weight string }{{w.Exact, printed, "A"}, {w.Stems, stem, ""}} {
		for i, word := range strings.Fields(s.words) {
			fmt.Fprintf(&b, "%s:%d%s ", lexeme(s.sign, word), min(i+1, farthest), s.weight)
		}
	}
	return b.String()
}

// longest is how long a word may be in a vector.
const longest = 500

// lexeme writes a word with its sign in quotes.
func lexeme(sign, word string) string {
	word = strings.ReplaceAll(word, "\x00", "")
	if len(word) > longest {
		word = strings.ToValidUTF8(word[:longest], "")
	}
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `''`).Replace(sign+word) + "'"
}

// match asks for words. One that stands as it was asked for counts beyond all stems.
func match(terms []store.Term, scored bool) sqlstore.Clause {
	either, exactly, not := question(terms)
	const query = "CAST(CAST(? AS TEXT) AS TSQUERY)"
	c := sqlstore.Clause{SQL: "SELECT x.doc AS doc, CAST(0 AS DOUBLE PRECISION) AS score FROM texts x WHERE 1 = 1"}
	switch {
	case either != "" && scored:
		c.SQL = "SELECT x.doc AS doc, CASE WHEN x.words @@ " + query + " THEN 100 ELSE 0 END + CAST(ts_rank(x.words, " + query +
			") AS DOUBLE PRECISION) AS score FROM texts x WHERE x.words @@ " + query
		c.Args = []any{exactly, either, either}
	case either != "":
		c.SQL = "SELECT x.doc AS doc FROM texts x WHERE x.words @@ " + query
		c.Args = []any{either}
	}
	if not != "" {
		c.SQL += " AND NOT x.words @@ " + query
		c.Args = append(c.Args, not)
	}
	return c
}

// question writes terms as tsqueries: those that must stand in either form, in the exact one, and those that must not.
func question(terms []store.Term) (either, exactly, not string) {
	var all, exact, none []string
	for _, t := range terms {
		e, s := phrase(printed, t.Exact), anyOf(stem, t.Stems)
		both := "(" + e + " | " + s + ")"
		switch {
		case e == "" && s == "":
			continue
		case s == "":
			both = e
		case e == "":
			both, e = s, s
		}
		if t.Not {
			none = append(none, both)
			continue
		}
		all, exact = append(all, both), append(exact, e)
	}
	return strings.Join(all, " & "), strings.Join(exact, " & "), strings.Join(none, " | ")
}

func anyOf(sign string, words []string) string {
	var out []string
	for _, w := range words {
		out = append(out, lexeme(sign, w))
	}
	if len(out) == 0 {
		return ""
	}
	return "(" + strings.Join(out, " | ") + ")"
}

func phrase(sign string, words []string) string {
	var out []string
	for _, w := range words {
		out = append(out, lexeme(sign, w))
	}
	if len(out) == 0 {
		return ""
	}
	return "(" + strings.Join(out, " <-> ") + ")"
}
