package sqlite_test

import (
	"database/sql"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"rawi/internal/store/storetest"
)

// base is how many events are made up one by one; a larger register holds them many times, under other keys.
const base = 10_000

// BenchmarkStore measures a small register, or one of $RAWI_BENCH_EVENTS events. $RAWI_BENCH_DB says where it stays from one time to
// the next:
//
//	RAWI_BENCH_EVENTS=1000000 RAWI_BENCH_DB=million.db go test ./internal/store/sqlite -run '^$' -bench . -benchtime 20x -timeout 2h
func BenchmarkStore(b *testing.B) {
	dir := b.TempDir()
	small := filepath.Join(dir, "small.db")
	events, _ := strconv.Atoi(os.Getenv("RAWI_BENCH_EVENTS"))
	if events <= base {
		s := open(b, small)
		storetest.Fill(b, s, base)
		storetest.Bench(b, s)
		return
	}
	path := os.Getenv("RAWI_BENCH_DB")
	if path == "" {
		path = filepath.Join(dir, "large.db")
	}
	if _, err := os.Stat(path); err != nil {
		s := open(b, small)
		storetest.Fill(b, s, base)
		multiply(b, small, path, events/base)
	}
	storetest.Bench(b, open(b, path))
}

// multiply copies a register into a new one, so many times.
func multiply(b *testing.B, from, to string, times int) {
	b.Helper()
	if err := open(b, to).Close(); err != nil {
		b.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+to+"?_pragma=journal_mode(OFF)&_pragma=synchronous(OFF)&_pragma=cache_size(-500000)")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	do := func(q string, args ...any) {
		if _, err := db.Exec(q, args...); err != nil {
			b.Fatalf("%s: %v", q, err)
		}
	}
	do("ATTACH ? AS base", from)
	do("CREATE TABLE base.copies (n INTEGER, b BLOB)")
	for n := range times {
		do("INSERT INTO base.copies VALUES (?, ?)", n, []byte{byte(n)})
	}
	indexes := texts(b, db, "SELECT sql FROM main.sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
	for _, name := range texts(b, db, "SELECT name FROM main.sqlite_master WHERE type = 'index' AND sql IS NOT NULL") {
		do("DROP INDEX main." + name)
	}
	for _, q := range storetest.Copies("main", "base", "CAST(substr($1, 1, 15) || b AS BLOB)") {
		do(q)
	}
	do("INSERT INTO main.texts SELECT NULL, CAST(substr(doc, 1, 15) || b AS BLOB) FROM base.texts, copies")
	do("INSERT INTO main.tallies SELECT day, type, quad, n * ? FROM base.tallies", times)
	for _, q := range indexes {
		do(q)
	}
	index(b, db)
	do("ANALYZE main")
}

// index makes up words for each document.
func index(b *testing.B, db *sql.DB) {
	b.Helper()
	var n int
	err := db.QueryRow("SELECT max(num) FROM texts").Scan(&n)
	tx, err2 := db.Begin()
	if err := errors.Join(err, err2); err != nil {
		b.Fatal(err)
	}
	put, err := tx.Prepare("INSERT INTO words (rowid, exact, stems) VALUES (?, ?, ?)")
	if err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		w := storetest.Words(r)
		if _, err := put.Exec(i+1, w.Exact, w.Stems); err != nil {
			b.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
}

func texts(b *testing.B, db *sql.DB, q string) (out []string) {
	b.Helper()
	rows, err := db.Query(q)
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			b.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}
