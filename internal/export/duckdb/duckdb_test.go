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

func TestLake(t *testing.T) {
	dir := t.TempDir()
	rawi := func(args ...string) string {
		t.Helper()
		c := exec.CommandContext(context.Background(), filepath.Join(dir, "rawi"), args...)
		c.Env = append(os.Environ(), "RAWI_DB="+filepath.Join(dir, "rawi.db"))
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("rawi %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return string(out)
	}
	build := exec.Command("go", "build", "-o", filepath.Join(dir, "rawi"), "./cmd/rawi")
	build.Dir = "../../.."
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build rawi: %v\n%s", err, out)
	}
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
