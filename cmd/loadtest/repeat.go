package main

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"sync"

	driver "modernc.org/sqlite"

	"rawi/internal/store"
	"rawi/internal/store/sqlstore"
)

// repeating makes a register of many years from one of some weeks, to measure how it works when it is large. What is put beside the reports
// is what they would have left once more, printed later: rows in the same tables, under the same indexes, found by the same marks.
type repeating struct {
	weeks int                                         // of eight days that the reports cover, a multiple of four; each time is so much later
	times int                                         // how often
	words func(doc string) (store.SearchWords, error) // of a report, to be found by
	told  func(done string)                           // where it is; nil: nobody
}

// repeated are the tables whose rows are put beside themselves, and in which order, so that most of them come behind each other where they
// lie: each time all rows, or each row all times. A table stands twice where its parts differ in this.
var repeated = []struct{ table, where, from string }{
	{"documents", "", byTime}, {"records", "", byTime}, {"relations", "", byTime}, {"events", "", byTime}, {"tellings", "", byTime},
	{"quotes", "", byTime}, {"agreements", "", byTime}, {"agreement_docs", "", byRow}, {"stories", "", byTime},
	{"marks_of", "WHERE space <> 5", byTime},
	{"marks", "WHERE space <> 5 AND mark >> 48 < 2", byRow}, {"marks", "WHERE space <> 5 AND mark >> 48 >= 2", byTime},
	{"postings", "WHERE kind < 500", byRow},
}

const (
	byTime = "times CROSS JOIN base"
	byRow  = "base CROSS JOIN times"
)

// laterColumn is how a column is written the n-th time.
func laterColumn(column string) string {
	switch column {
	case "key", "doc", "digest", "story", "a", "b", "event", "ref", "agreement":
		return "later_key(" + column + ", n)"
	case "value":
		return "CASE WHEN kind IN (404, 406) THEN value ELSE later_key(value, n) END"
	case "side":
		return "CASE WHEN kind = 407 THEN later_day(side, n) ELSE side END"
	case "day", "seen", "begins", "ends", "first", "last":
		return "later_day(" + column + ", n)"
	case "page":
		return "later_address(page, n)"
	case "mark":
		return "later_mark(space, mark, n)"
	case "marks":
		return "later_marks(space, marks, n)"
	case "body":
		return "later_body(body, n)"
	case "added":
		return "added + n"
	}
	return column
}

// later is what the functions of SQL work with. The driver knows functions for all connections or for none, so they are made once and stand
// outside of what uses them.
var (
	later         *sqlstore.Later
	laterOnce     sync.Once
	errLaterMade  error
	errNotSpelled = errors.New("a value is of another kind than its column")
)

// repeat puts the reports of a register beside themselves. Nobody else may use the file meanwhile, and what is made is not safe from a
// failure on the way: it is made anew then.
func repeat(ctx context.Context, path string, r repeating) error {
	if laterOnce.Do(func() { errLaterMade = makeLater() }); errLaterMade != nil { // a connection knows the functions that were made before it
		return errLaterMade
	}
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(OFF)&_pragma=synchronous(OFF)&_pragma=cache_size(-400000)&_pragma=temp_store(FILE)&_pragma=locking_mode(EXCLUSIVE)")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if err := r.prepare(ctx, db); err != nil {
		return fmt.Errorf("repeat a register: %w", err)
	}
	if err := r.run(ctx, db); err != nil {
		return fmt.Errorf("repeat a register: %w", err)
	}
	_, err = db.ExecContext(ctx, "PRAGMA journal_mode = WAL")
	return err
}

func (r repeating) prepare(ctx context.Context, db *sql.DB) error {
	entities := map[string]bool{}
	rows, err := db.QueryContext(ctx, "SELECT key FROM entities")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var key []byte
		if err := rows.Scan(&key); err != nil {
			return err
		}
		entities[string(key)] = true
	}
	if err := rows.Err(); err != nil {
		return err
	}
	later, err = sqlstore.NewLater(r.weeks, entities)
	return err
}

// makeLater makes the functions by which rows become later ones.
func makeLater() error {
	type function = func(args []sqldriver.Value) (sqldriver.Value, error)
	make := func(name string, args int32, f function) error {
		return driver.RegisterDeterministicScalarFunction(name, args, func(_ *driver.FunctionContext, args []sqldriver.Value) (sqldriver.Value, error) {
			return f(args)
		})
	}
	return errors.Join(
		make("later_key", 2, func(a []sqldriver.Value) (sqldriver.Value, error) {
			key, ok := a[0].([]byte)
			if !ok {
				return nil, errNotSpelled
			}
			return later.Key(key, a[1].(int64)), nil
		}),
		make("later_day", 2, func(a []sqldriver.Value) (sqldriver.Value, error) {
			return later.Day(a[0].(int64), a[1].(int64)), nil
		}),
		make("later_address", 2, func(a []sqldriver.Value) (sqldriver.Value, error) {
			return later.Address(a[0].(string), a[1].(int64)), nil
		}),
		make("later_mark", 3, func(a []sqldriver.Value) (sqldriver.Value, error) {
			return int64(later.Mark(a[0].(int64), uint64(a[1].(int64)), a[2].(int64))), nil
		}),
		make("later_marks", 3, func(a []sqldriver.Value) (sqldriver.Value, error) {
			return later.Marks(a[0].(int64), a[1].([]byte), a[2].(int64)), nil
		}),
		make("later_body", 2, func(a []sqldriver.Value) (sqldriver.Value, error) {
			return later.Body(a[0].([]byte), a[1].(int64))
		}),
	)
}

// run inserts table by table, with the indexes taken away and made again at the end.
func (r repeating) run(ctx context.Context, db *sql.DB) error {
	do := func(query string, args ...any) error {
		if _, err := db.ExecContext(ctx, query, args...); err != nil {
			return fmt.Errorf("%s: %w", query, err)
		}
		return nil
	}
	told := func(what string) {
		if r.told != nil {
			r.told(what)
		}
	}
	if err := errors.Join(do("CREATE TEMP TABLE times (n INTEGER PRIMARY KEY)"), do("BEGIN")); err != nil {
		return err
	}
	for n := range r.times {
		if err := do("INSERT INTO times VALUES (?)", n+1); err != nil {
			return err
		}
	}
	indexes, err := column(ctx, db, "SELECT sql FROM main.sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
	if err != nil {
		return err
	}
	names, err := column(ctx, db, "SELECT name FROM main.sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := do("DROP INDEX main." + name); err != nil {
			return err
		}
	}
	for _, t := range repeated {
		if err := do("CREATE TEMP TABLE base AS SELECT * FROM main." + t.table + " " + t.where); err != nil {
			return err
		}
		columns, err := column(ctx, db, "SELECT name FROM pragma_table_info('"+t.table+"') ORDER BY cid")
		if err != nil {
			return err
		}
		into := make([]string, len(columns))
		for i, c := range columns {
			into[i] = laterColumn(c)
		}
		insert := "INSERT INTO main." + t.table + " (" + strings.Join(columns, ", ") + ") SELECT " + strings.Join(into, ", ") + " FROM " + t.from
		if err := errors.Join(do(insert), do("DROP TABLE base")); err != nil {
			return err
		}
		told(t.table)
	}
	if err := errors.Join(do("CREATE TEMP TABLE base AS SELECT day, type, quad, n AS many FROM main.tallies"),
		do("INSERT INTO main.tallies SELECT later_day(day, n), type, quad, many FROM "+byRow+
			" WHERE true ON CONFLICT (day, type, quad) DO UPDATE SET n = tallies.n + excluded.n"), do("DROP TABLE base")); err != nil {
		return err
	}
	if err := r.index(ctx, db); err != nil {
		return err
	}
	told("words")
	for _, q := range indexes {
		if err := do(q); err != nil {
			return err
		}
	}
	told("indexes")
	return errors.Join(do("COMMIT"), do("PRAGMA analysis_limit = 1000"), do("ANALYZE"))
}

// index puts the words of the reports in.
func (r repeating) index(ctx context.Context, db *sql.DB) error {
	docs, err := column(ctx, db, "SELECT hex(doc) FROM main.texts ORDER BY num")
	if err != nil {
		return err
	}
	words := make([]store.SearchWords, len(docs))
	for i, d := range docs {
		if words[i], err = r.words(strings.ToLower(d)); err != nil {
			return err
		}
	}
	if _, err := db.ExecContext(ctx, "INSERT INTO words (words, rank) VALUES ('hashsize', 33554432)"); err != nil {
		return err
	}
	doc, err := db.PrepareContext(ctx, "INSERT INTO texts (doc) SELECT later_key(unhex(?), ?)")
	if err != nil {
		return err
	}
	defer doc.Close()
	put, err := db.PrepareContext(ctx, "INSERT INTO words (rowid, exact, stems) VALUES (?, ?, ?)")
	if err != nil {
		return err
	}
	defer put.Close()
	for n := range r.times {
		for i, d := range docs {
			res, err := doc.ExecContext(ctx, d, int64(n+1))
			if err != nil {
				return err
			}
			num, err := res.LastInsertId()
			if err != nil {
				return err
			}
			if _, err := put.ExecContext(ctx, num, words[i].Exact, words[i].Stems); err != nil {
				return err
			}
		}
	}
	_, err = db.ExecContext(ctx, "INSERT INTO words (words, rank) VALUES ('hashsize', 1048576)")
	return err
}

func column(ctx context.Context, db *sql.DB, query string) (out []string, err error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}
