package local_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

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

// A clock that jumps neither keeps a job for ever from who asks for it, nor takes what is done for given up.
func TestClockJumps(t *testing.T) {
	ctx := context.Background()
	for name, jump := range map[string]time.Duration{"back an hour": -time.Hour, "forward a day": 24 * time.Hour, "back ten years": -10 * 365 * 24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			q, err := local.Open(ctx, local.Memory, queue.Options{Tries: 2, Hold: time.Minute, Pause: time.Second})
			if err != nil {
				t.Fatal(err)
			}
			defer q.Close()
			now := time.Date(2024, 6, 19, 12, 0, 0, 0, time.UTC)
			local.SetClock(q, func() time.Time { return now })
			for _, key := range []string{"done", "lost"} {
				if _, err := q.Push(ctx, queue.Job{Key: key, Body: []byte("x")}); err != nil {
					t.Fatal(err)
				}
			}
			list, err := q.Take(ctx, 2, 0)
			if err != nil || len(list) != 2 {
				t.Fatalf("%d jobs: %v", len(list), err)
			}
			now = now.Add(jump)
			if err := list[0].Done(ctx); err != nil {
				t.Fatal(err)
			}
			// Whoever had the other has died: it comes again when its time is over, and at the latest as much later as the clock was set back,
			// or at once where that is longer than anybody holds a job.
			if wait := time.Minute - jump; jump < 0 && wait < 24*time.Hour {
				if h, err := q.Again(ctx, 0); h != nil || err != nil {
					t.Errorf("given while it is held: %v", err)
				}
				now = now.Add(wait)
			}
			last, err := q.Again(ctx, 0)
			if err != nil || last == nil || last.Job().Key != "lost" {
				t.Fatalf("not given again: %v", err)
			}
			// In its last try it is taken for given up when the clock jumps, and is done all the same.
			now = now.Add(25 * time.Hour)
			if h, err := q.Again(ctx, 0); h != nil || err != nil {
				t.Fatalf("given once more: %v", err)
			}
			if err := last.Done(ctx); err != nil {
				t.Fatal(err)
			}
			if s, err := q.Status(ctx); err != nil || s.Waiting+s.Held+s.Again+s.Dead != 0 {
				t.Errorf("left: %+v, %v", s, err)
			}
		})
	}
}
