// Package sqlite answers: how is a register kept in one file?
package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	driver "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"rawi/internal/store"
	"rawi/internal/store/sqlstore"
)

//go:embed migrations/*.sql
var migrations embed.FS

// application marks the files of rawi among all SQLite files: "rawi" in ASCII.
const application = 0x72617769

// The errors of opening.
var (
	ErrMissing = errors.New("there is no such register")
	ErrForeign = errors.New("not a register of rawi")
)

// settings of every connection. WAL lets readers go on while one writes. FULL waits at each commit until the disk has it: what was
// reported as kept outlives not only the end of the program but a cut of power; many documents to a transaction make that cheap. A
// document touches some hundred pages all over the file, so they are gathered for longer than is usual before they go to their places.
var settings = []string{
	"busy_timeout(60000)", "journal_mode(WAL)", "synchronous(FULL)", "temp_store(MEMORY)", "mmap_size(1073741824)",
	"wal_autocheckpoint(8000)", "journal_size_limit(67108864)",
}

// Open opens the register in a file; where create is set, it is made if it is not there.
func Open(ctx context.Context, path string, create bool) (store.Store, error) {
	fail := func(err error) (store.Store, error) { return nil, fmt.Errorf("open register %s: %w", path, err) }
	switch info, err := os.Stat(path); {
	case errors.Is(err, fs.ErrNotExist) && !create:
		return fail(ErrMissing)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return fail(err)
	case err == nil && info.IsDir():
		return fail(errors.New("it is a folder"))
	}
	writer, err := sql.Open("sqlite", source(path, "_pragma=cache_size(-65536)"))
	if err != nil {
		return fail(err)
	}
	writer.SetMaxOpenConns(1)
	schema, err := prepare(ctx, writer)
	for try := 1; code(err) == lib.SQLITE_BUSY && try < attempts; try++ { // another program makes the register at this moment
		time.Sleep(time.Duration(try) * 50 * time.Millisecond)
		schema, err = prepare(ctx, writer)
	}
	if err != nil {
		writer.Close()
		return fail(explain(err))
	}
	readers, err := sql.Open("sqlite", source(path, "_pragma=query_only(1)&_pragma=cache_size(-16384)"))
	if err != nil {
		writer.Close()
		return fail(err)
	}
	s, err := sqlstore.New(dialect, writer, readers, 2+runtime.GOMAXPROCS(0), schema, func() error {
		readers.Close()
		// Learn how the rows are spread, if that has changed much and nobody else writes.
		writer.Exec("PRAGMA busy_timeout = 0")
		writer.Exec("PRAGMA optimize")
		return writer.Close()
	})
	if err != nil {
		return fail(err)
	}
	return s, nil
}

// attempts is how often a register is looked at that another program holds shut: to turn a file into one with a log ahead of it, SQLite
// does not wait.
const attempts = 10

// source is the name of a file as the driver wants it.
func source(path string, more string) string {
	var b strings.Builder
	b.WriteString("file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() + "?" + more)
	for _, s := range settings {
		b.WriteString("&_pragma=" + s)
	}
	return b.String()
}

// prepare makes sure that the file is ours, and its tables as they should be.
func prepare(ctx context.Context, db *sql.DB) (int64, error) {
	var id, tables int64
	if err := db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return 0, err
	}
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master").Scan(&tables); err != nil {
		return 0, err
	}
	if id != application && (id != 0 || tables > 0) {
		return 0, fmt.Errorf("%w: it is the SQLite database of another program", ErrForeign)
	}
	if id == 0 {
		if _, err := db.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", application)); err != nil {
			return 0, err
		}
	}
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return 0, err
	}
	return sqlstore.Migrate(ctx, goose.DialectSQLite3, db, sub)
}

// explain says in words what SQLite says in codes.
func explain(err error) error {
	switch code(err) {
	case lib.SQLITE_NOTADB:
		return fmt.Errorf("%w: %w", ErrForeign, err)
	case lib.SQLITE_CORRUPT:
		return fmt.Errorf("the file is damaged; copy it before you try to mend it: %w", err)
	case lib.SQLITE_FULL:
		return fmt.Errorf("the disk is full: %w", err)
	case lib.SQLITE_READONLY:
		return fmt.Errorf("the file may only be read: %w", err)
	case lib.SQLITE_BUSY:
		return fmt.Errorf("another program holds the register: %w", err)
	}
	return err
}

// code is the primary result code of SQLite, or 0.
func code(err error) int {
	var e *driver.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

var dialect = sqlstore.Dialect{
	Name:      "sqlite",
	Prepare:   true,
	Begin:     []string{"BEGIN IMMEDIATE"},
	BeginView: []string{"BEGIN"},
	Retry:     func(err error) bool { c := code(err); return c == lib.SQLITE_BUSY || c == lib.SQLITE_LOCKED },
	Lost:      func(error) bool { return false },
	Explain:   explain,
	PutWords:  putWords,
	Match:     match,
	Apart:     func(column string) string { return "+" + column },
	Bytes: func(ctx context.Context, q sqlstore.Queries) (n int64, err error) {
		err = q.Row(ctx, "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()", nil, &n)
		return n, err
	},
	Compact: compact,
	Backup:  backup,
}

// compact joins the parts of the word index, learns how the rows are spread, and writes the file anew without its holes.
func compact(ctx context.Context, q sqlstore.Queries) error {
	for _, s := range []string{"INSERT INTO words (words) VALUES ('optimize')", "ANALYZE", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"} {
		if _, err := q.Exec(ctx, s); err != nil {
			return fmt.Errorf("compact: %w", err)
		}
	}
	return nil
}

// backup writes the register as it is at this moment into a new file, which can be opened like any other.
func backup(ctx context.Context, q sqlstore.Queries, path string) error {
	if _, err := os.Stat(path); err == nil {
		return fmt.Errorf("write backup: %s is there already", path)
	}
	// The connection is one that reads only; to write another file it must be let off that for as long as this takes.
	if _, err := q.Exec(ctx, "PRAGMA query_only = 0"); err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	_, err := q.Exec(ctx, "VACUUM INTO ?", path)
	if err != nil {
		os.Remove(path)
		err = fmt.Errorf("write backup: %w", err)
	}
	_, back := q.Exec(context.WithoutCancel(ctx), "PRAGMA query_only = 1")
	return errors.Join(err, back)
}

// putWords keeps the words of a document. The index itself does not hold them, so it is told to forget those that it had.
func putWords(ctx context.Context, q sqlstore.Queries, doc []byte, w store.SearchWords) error {
	var num int64
	switch err := q.Row(ctx, "SELECT num FROM texts WHERE doc = ?", []any{doc}, &num); {
	case errors.Is(err, sql.ErrNoRows):
		r, err := q.Exec(ctx, "INSERT INTO texts (doc) VALUES (?)", doc)
		if err != nil {
			return err
		}
		if num, err = r.LastInsertId(); err != nil {
			return err
		}
	case err != nil:
		return err
	default:
		if _, err := q.Exec(ctx, "DELETE FROM words WHERE rowid = ?", num); err != nil {
			return err
		}
	}
	_, err := q.Exec(ctx, "INSERT INTO words (rowid, exact, stems) VALUES (?, ?, ?)", num, w.Exact, w.Stems)
	return err
}

// match asks for words. One that stands as it was asked for counts beyond all stems.
func match(terms []store.Term, scored bool) sqlstore.Clause {
	either, exactly, not := question(terms)
	c := sqlstore.Clause{SQL: "SELECT x.doc AS doc, 0.0 AS score FROM texts x WHERE 1 = 1"}
	switch {
	case either != "" && scored:
		c.SQL = "SELECT x.doc AS doc, 100.0 * (x.num IN (SELECT rowid FROM words WHERE words MATCH ?)) - bm25(words, 4.0, 1.0) AS score" +
			" FROM words JOIN texts x ON x.num = words.rowid WHERE words MATCH ?"
		c.Args = []any{exactly, either}
	case either != "":
		c.SQL = "SELECT x.doc AS doc FROM words JOIN texts x ON x.num = words.rowid WHERE words MATCH ?"
		c.Args = []any{either}
	}
	if not != "" {
		c.SQL += " AND x.num NOT IN (SELECT rowid FROM words WHERE words MATCH ?)"
		c.Args = append(c.Args, not)
	}
	return c
}

// question writes terms in the language of FTS5: those that must stand in either form, in the exact one, and those that must not.
func question(terms []store.Term) (either, exactly, not string) {
	var all, exact, none []string
	for _, t := range terms {
		e, s := "exact : "+phrase(t.Exact), "stems : "+anyOf(t.Stems)
		both := "(" + e + " OR " + s + ")"
		switch {
		case len(t.Exact) == 0 && len(t.Stems) == 0:
			continue
		case len(t.Stems) == 0:
			both = e
		case len(t.Exact) == 0:
			both, e = s, s
		}
		if t.Not {
			none = append(none, both)
			continue
		}
		all, exact = append(all, both), append(exact, e)
	}
	return strings.Join(all, " AND "), strings.Join(exact, " AND "), strings.Join(none, " OR ")
}

func anyOf(words []string) string {
	var out []string
	for _, w := range words {
		out = append(out, phrase([]string{w}))
	}
	return "(" + strings.Join(out, " OR ") + ")"
}

func phrase(words []string) string {
	return `"` + strings.ReplaceAll(strings.Join(words, " "), `"`, `""`) + `"`
}
