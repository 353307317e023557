// Package duckdb reads what rawi exports with DuckDB, as an analyst does. It is a module of its own: DuckDB is a C++ program of 60 MB
// that nobody else needs.
//
//	cd internal/export/duckdb && go test ./...
package duckdb

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/duckdb/duckdb-go/v2"
)

// Three reports in two months, and one without a day.
var reports = map[string]string{
	"may.txt":  "Ministers meet\n\nAMMAN, 6 May 2024 - Jordanian Foreign Minister Ayman Safadi met his Egyptian counterpart Sameh Shoukry in Amman on Monday.",
	"june.txt": "Drones hit depot\n\nKYIV, 3 June 2024 - Russian drones struck a fuel depot in Kharkiv on Sunday, killing three people, the Ukrainian army said.",
}

// program builds rawi and gives a way to run it, with a register of its own.
func program(t *testing.T) (dir string, rawi func(args ...string) string) {
	t.Helper()
	dir = t.TempDir()
	build := exec.Command("go", "build", "-o", filepath.Join(dir, "rawi"), "./cmd/rawi")
	build.Dir = "../../.."
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build rawi: %v\n%s", err, out)
	}
	return dir, func(args ...string) string {
		t.Helper()
		c := exec.CommandContext(context.Background(), filepath.Join(dir, "rawi"), args...)
		c.Env = append(os.Environ(), "RAWI_DB="+filepath.Join(dir, "rawi.db"))
		var said strings.Builder
		c.Stderr = &said
		out, err := c.Output()
		if err != nil {
			t.Fatalf("rawi %s: %v\n%s", strings.Join(args, " "), err, said.String())
		}
		return string(out)
	}
}

func TestExport(t *testing.T) {
	dir, rawi := program(t)
	for name, text := range reports {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		rawi("add", file)
	}
	want := strings.Count(rawi("events", "--format", "json"), "\n")
	lake := filepath.Join(dir, "lake")
	rawi("export", "--format", "parquet", "--out", lake)

	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	from := fmt.Sprintf("read_parquet('%s/*/*.parquet', hive_partitioning = true)", lake)
	var all, may, sided int
	row := db.QueryRow("SELECT count(*), count(*) FILTER (month = '2024-05'), count(*) FILTER (len(actors) = len(actor_countries)) FROM " + from)
	if err := row.Scan(&all, &may, &sided); err != nil {
		t.Fatal(err)
	}
	if all != want || may == 0 || may == all || sided != all {
		t.Errorf("DuckDB sees %d events, %d of May, %d with as many countries as actors; rawi has %d", all, may, sided, want)
	}
	var actor string
	if err := db.QueryRow("SELECT actors[1] FROM " + from + " WHERE type = 'ASSAULT' AND place = 'Kharkiv'").Scan(&actor); err != nil || actor == "" {
		t.Errorf("who struck Kharkiv: %q, %v", actor, err)
	}
}

// DuckDB reads a lake by the files that its log names, and the folders as they lie, before and after compacting; both tables fit together.
func TestLake(t *testing.T) {
	dir, rawi := program(t)
	lake := filepath.Join(dir, "lake")
	for name, text := range reports {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		rawi("lake", "add", lake, file)
		rawi("lake", "add", lake, file) // once more: rows twice, until the lake is compacted
	}
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	count := func(query string, args ...any) (n int) {
		t.Helper()
		if err := db.QueryRow(fmt.Sprintf(query, args...)).Scan(&n); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		return n
	}
	const all = "SELECT count(*) FROM read_parquet(%s, hive_partitioning = true)"
	listed := func(table string) string {
		return strings.TrimSpace(rawi("lake", "files", lake, "--sql", "--table", table))
	}
	before := count(all, listed("events"))
	rawi("lake", "compact", lake)
	want := strings.Count(rawi("lake", "query", lake), "\n")
	if before != 2*want || want == 0 {
		t.Errorf("DuckDB sees %d events before compacting, rawi %d after", before, want)
	}
	if got := count(all, listed("events")); got != want {
		t.Errorf("by the log DuckDB sees %d events, rawi %d", got, want)
	}
	if got := count(all, fmt.Sprintf("'%s/events/*/*.parquet'", lake)); got != want {
		t.Errorf("in the folders DuckDB sees %d events, rawi %d", got, want)
	}
	if got, may := count(all+" WHERE month = '2024-05'", listed("events")), strings.Count(rawi("lake", "query", lake, "--from", "2024-05-01", "--to", "2024-05-31"), "\n"); got != may || may == 0 {
		t.Errorf("DuckDB sees %d events of May, rawi %d", got, may)
	}
	if got := count(all+" WHERE dead_low IS NULL", listed("events")); got == 0 || got == want {
		t.Errorf("of %d events DuckDB knows the dead of all or none (%d)", want, got)
	}
	joined := count("SELECT count(*) FROM read_parquet(%s) e JOIN read_parquet(%s) r ON e.report = r.id WHERE json_valid(r.record)", listed("events"), listed("reports"))
	if joined != want {
		t.Errorf("%d events have their report, want %d", joined, want)
	}
}
