package local_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"rawi/internal/queue"
	"rawi/internal/queue/local"
	"rawi/internal/queue/queuetest"
)

func opener(path string) queuetest.Place {
	return queuetest.Place{Open: func(t *testing.T, o queue.Options) queue.Queue {
		q, err := local.Open(context.Background(), path, o)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { q.Close() })
		return q
	}}
}

func TestQueue(t *testing.T) {
	queuetest.Run(t, func(t *testing.T) queuetest.Place { return opener(filepath.Join(t.TempDir(), "queue.db")) })
}

// Two programs share one file.
func TestTwoPrograms(t *testing.T) {
	place := opener(filepath.Join(t.TempDir(), "queue.db"))
	here, there := place.Open(t, queuetest.Options()), place.Open(t, queuetest.Options())
	if _, err := here.Push(context.Background(), queue.Job{Key: "a1", Body: []byte("x")}); err != nil {
		t.Fatal(err)
	}
	list, err := there.Take(context.Background(), 2, 0)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d jobs: %v", len(list), err)
	}
	if list, err := here.Take(context.Background(), 2, 0); err != nil || len(list) != 0 {
		t.Fatalf("given twice: %v", err)
	}
}

func TestMemory(t *testing.T) {
	q := opener(local.Memory).Open(t, queuetest.Options())
	if n, err := q.Push(context.Background(), queue.Job{Key: "a1", Body: []byte("x")}); err != nil || n != 1 {
		t.Fatalf("%d: %v", n, err)
	}
	if list, err := q.Take(context.Background(), 2, 0); err != nil || len(list) != 1 {
		t.Fatalf("%d jobs: %v", len(list), err)
	}
}

// To take a job is no matter of how many wait: they stand in their order already.
func TestTakingSortsNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "queue.db")
	opener(path).Open(t, queuetest.Options())
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query("EXPLAIN QUERY PLAN SELECT num FROM jobs WHERE " + local.Waiting + " ORDER BY num LIMIT 8")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	steps := 0
	for ; rows.Next(); steps++ {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(step, "TEMP B-TREE") || strings.Contains(step, "SCAN") {
			t.Errorf("the jobs that wait are gone through: %s", step)
		}
	}
	if err := rows.Err(); err != nil || steps == 0 {
		t.Errorf("%d steps: %v", steps, err)
	}
}
