// Package local answers: how do the programs of one machine share a queue? In a file of SQLite, or in memory for those of one process.
package local

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver sqlite

	"rawi/internal/queue"
)

// Memory is the path of a queue that no file holds.
const Memory = ":memory:"

// look is how often one that waits looks whether something has come.
const look = 50 * time.Millisecond

// A job waits (given 0 times), is held (until later than now), is to be given again (given, until past) or is dead.
const tables = `
CREATE TABLE IF NOT EXISTS jobs (
  num INTEGER PRIMARY KEY, -- the order in which they came
  key TEXT NOT NULL UNIQUE,
  body BLOB NOT NULL,
  given INTEGER NOT NULL DEFAULT 0,
  until INTEGER NOT NULL DEFAULT 0, -- held, or not to be given before; microseconds since 1970
  dead INTEGER NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '',
  since INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS jobs_given ON jobs (dead, given, until, num);`

// Queue is a queue in a file.
type Queue struct {
	opt queue.Options
	db  *sql.DB
	now func() time.Time
}

// Open opens the queue in a file, and makes it where it is not there.
func Open(ctx context.Context, path string, o queue.Options) (*Queue, error) {
	source := "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() +
		"?_pragma=busy_timeout(10000)&_pragma=journal_mode(wal)&_pragma=synchronous(full)&_txlock=immediate"
	if path == Memory {
		source = "file::memory:"
	}
	db, err := sql.Open("sqlite", source)
	if err != nil {
		return nil, fmt.Errorf("open queue: %w", err)
	}
	db.SetMaxOpenConns(1) // who writes has the file alone anyhow
	if _, err := db.ExecContext(ctx, tables); err != nil {
		db.Close()
		return nil, fmt.Errorf("open queue %s: %w", path, err)
	}
	return &Queue{opt: o.Full(), db: db, now: time.Now}, nil
}

// Close implements queue.Queue.
func (q *Queue) Close() error { return q.db.Close() }

// alone runs f in one transaction.
func (q *Queue) alone(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := q.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := f(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// Push implements queue.Queue.
func (q *Queue) Push(ctx context.Context, jobs ...queue.Job) (added int, err error) {
	for {
		n, k, err := q.push(ctx, jobs)
		added += k
		if jobs = jobs[n:]; err != nil {
			return added, fmt.Errorf("push: %w", err)
		}
		if len(jobs) == 0 {
			return added, nil
		}
		if err := rest(ctx); err != nil { // it is full
			return added, err
		}
	}
}

// Requeue implements queue.Queue. A file forgets what is done.
func (q *Queue) Requeue(ctx context.Context, jobs ...queue.Job) error {
	_, err := q.Push(ctx, jobs...)
	return err
}

// push adds as many of the jobs as there is room for, and tells how many of them are new.
func (q *Queue) push(ctx context.Context, jobs []queue.Job) (taken, added int, err error) {
	err = q.alone(ctx, func(tx *sql.Tx) error {
		taken, added = 0, 0
		room := int64(len(jobs))
		if q.opt.Most > 0 {
			var n int64
			if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM jobs WHERE dead = 0 AND given = 0").Scan(&n); err != nil {
				return err
			}
			room = q.opt.Most - n
		}
		for _, j := range jobs {
			if int64(added) >= room {
				return nil
			}
			r, err := tx.ExecContext(ctx, "INSERT INTO jobs (key, body, since) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", j.Key, j.Body, q.now().UnixMicro())
			if err != nil {
				return err
			}
			n, err := r.RowsAffected()
			if err != nil {
				return err
			}
			taken++
			added += int(n)
		}
		return nil
	})
	if err != nil {
		return 0, 0, err
	}
	return taken, added, nil
}

// rest waits a moment.
func rest(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(look):
		return nil
	}
}

// Take implements queue.Queue.
func (q *Queue) Take(ctx context.Context, many int, wait time.Duration) ([]queue.Held, error) {
	return q.await(ctx, wait, waiting, many)
}

// Again implements queue.Queue.
func (q *Queue) Again(ctx context.Context, wait time.Duration) (queue.Held, error) {
	now := q.now()
	_, err := q.db.ExecContext(ctx, "UPDATE jobs SET dead = 1, since = ?2, reason = CASE reason WHEN '' THEN ?1 ELSE reason END WHERE dead = 0 AND given >= ?3 AND "+over,
		queue.Never, now.UnixMicro(), q.opt.Tries, q.beyond(now))
	if err != nil {
		return nil, fmt.Errorf("give up: %w", err)
	}
	list, err := q.await(ctx, wait, suspects, 1)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list[0], nil
}

// Which jobs may be given now, of those that wait and of the suspects. ?2 is the moment, ?3 how often one is given, ?4 the moment beyond
// which nobody holds a job: only a clock that was ahead has written one. Those that wait stand in the index in the order in which they
// came, so that to take some costs as much however many there are.
const (
	waiting  = "dead = 0 AND given = 0 AND until = 0"
	suspects = "dead = 0 AND given BETWEEN 1 AND ?3 - 1 AND " + over
	over     = "(until <= ?2 OR until > ?4)"
)

// longestHold is for how long a job may be held or put off. Programs that share a queue may each hold for another time; none for longer.
const longestHold = 24 * time.Hour

// beyond is the moment beyond which nobody holds a job.
func (q *Queue) beyond(now time.Time) int64 {
	return now.Add(max(longestHold, q.opt.Hold, q.opt.Pause)).UnixMicro()
}

// await gives jobs as soon as there are some.
func (q *Queue) await(ctx context.Context, wait time.Duration, which string, many int) ([]queue.Held, error) {
	for end := time.Now().Add(wait); ; {
		list, err := q.take(ctx, which, many)
		if err != nil || len(list) > 0 || time.Now().After(end) {
			return list, err
		}
		if err := rest(ctx); err != nil {
			return nil, err
		}
	}
}

// take gives the first of the jobs that may be given now. The reason of an earlier try is told no more: it belongs to that try.
func (q *Queue) take(ctx context.Context, which string, many int) ([]queue.Held, error) {
	now := q.now()
	rows, err := q.db.QueryContext(ctx, "UPDATE jobs SET given = given + 1, until = ?1, reason = '' WHERE num IN (SELECT num FROM jobs WHERE "+which+
		" ORDER BY num LIMIT ?5) RETURNING num, key, body, given, until",
		now.Add(q.opt.Hold).UnixMicro(), now.UnixMicro(), q.opt.Tries, q.beyond(now), many)
	if err != nil {
		return nil, fmt.Errorf("take: %w", err)
	}
	defer rows.Close()
	var out []queue.Held
	for rows.Next() {
		h := &held{q: q}
		if err := rows.Scan(&h.num, &h.job.Key, &h.job.Body, &h.given, &h.until); err != nil {
			return nil, fmt.Errorf("take: %w", err)
		}
		out = append(out, h)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("take: %w", err)
	}
	return out, nil
}

// held is a job in somebody's hands. Who finishes it after his time is over, when somebody else has it, changes nothing.
type held struct {
	q     *Queue
	job   queue.Job
	num   int64
	given int
	until int64
}

func (h *held) Job() queue.Job { return h.job }

func (h *held) Tries() int { return h.given - 1 }

// Done implements queue.Held. What is done is done, whoever has it now, and also where it was given up meanwhile.
func (h *held) Done(ctx context.Context) error {
	if _, err := h.q.db.ExecContext(ctx, "DELETE FROM jobs WHERE num = ? AND key = ?", h.num, h.job.Key); err != nil {
		return fmt.Errorf("finish %s: %w", h.job.Key, err)
	}
	return nil
}

// Fail implements queue.Held.
func (h *held) Fail(ctx context.Context, reason string) error {
	reason = strings.Join(strings.Fields(reason), " ")
	now := h.q.now()
	if h.given >= h.q.opt.Tries {
		return h.set(ctx, "dead = 1, reason = ?, since = ?", reason, now.UnixMicro())
	}
	return h.set(ctx, "until = ?, reason = ?", now.Add(h.q.opt.Pause).UnixMicro(), reason)
}

// Return implements queue.Held.
func (h *held) Return(ctx context.Context) error { return h.set(ctx, "until = 0, given = given - 1") }

// Extend implements queue.Held.
func (h *held) Extend(ctx context.Context) error {
	until := h.q.now().Add(h.q.opt.Hold).UnixMicro()
	err := h.set(ctx, "until = ?", until)
	if err == nil {
		h.until = until
	}
	return err
}

// set changes the row of the job if it is still in these hands.
func (h *held) set(ctx context.Context, what string, values ...any) error {
	_, err := h.q.db.ExecContext(ctx, "UPDATE jobs SET "+what+" WHERE num = ? AND given = ? AND until = ? AND dead = 0", append(values, h.num, h.given, h.until)...)
	if err != nil {
		return fmt.Errorf("give back %s: %w", h.job.Key, err)
	}
	return nil
}

// Status implements queue.Queue.
func (q *Queue) Status(ctx context.Context) (queue.Status, error) {
	s := queue.Status{Backend: "local"}
	err := q.db.QueryRowContext(ctx, `SELECT COALESCE(SUM(dead = 0 AND given = 0), 0), COALESCE(SUM(dead = 0 AND given = 1 AND until > ?1), 0),
		COALESCE(SUM(dead = 0 AND given > 0 AND NOT (given = 1 AND until > ?1)), 0), COALESCE(SUM(dead), 0), COALESCE(SUM(LENGTH(body)), 0) FROM jobs`,
		q.now().UnixMicro()).Scan(&s.Waiting, &s.Held, &s.Again, &s.Dead, &s.Bytes)
	if err != nil {
		return s, fmt.Errorf("count jobs: %w", err)
	}
	return s, nil
}

// Dead implements queue.Queue.
func (q *Queue) Dead(ctx context.Context) iter.Seq2[queue.Dead, error] {
	return func(yield func(queue.Dead, error) bool) {
		for after := int64(0); ; {
			var d queue.Dead
			var since, num int64
			err := q.db.QueryRowContext(ctx, "SELECT key, reason, given, since, body, num FROM jobs WHERE dead = 1 AND num > ? ORDER BY num LIMIT 1", after).
				Scan(&d.Key, &d.Reason, &d.Tries, &since, &d.Body, &num)
			if errors.Is(err, sql.ErrNoRows) {
				return
			}
			if err != nil {
				yield(d, fmt.Errorf("list dead: %w", err))
				return
			}
			d.When, after = time.UnixMicro(since).UTC(), num
			if !yield(d, nil) {
				return
			}
		}
	}
}

// Retry implements queue.Queue.
func (q *Queue) Retry(ctx context.Context, key string) error {
	return q.dead(ctx, key, "UPDATE jobs SET dead = 0, given = 1, until = 0, reason = '' WHERE key = ? AND dead = 1")
}

// Drop implements queue.Queue.
func (q *Queue) Drop(ctx context.Context, key string) error {
	return q.dead(ctx, key, "DELETE FROM jobs WHERE key = ? AND dead = 1")
}

func (q *Queue) dead(ctx context.Context, key, statement string) error {
	r, err := q.db.ExecContext(ctx, statement, key)
	if err != nil {
		return fmt.Errorf("take %s from the dead: %w", key, err)
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return errors.Join(fmt.Errorf("%s: %w", key, queue.ErrNotFound), err)
	}
	return nil
}
