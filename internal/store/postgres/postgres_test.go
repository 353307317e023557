//go:build unix

package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"rawi/internal/store"
	"rawi/internal/store/postgres"
	"rawi/internal/store/postgres/pgtest"
	"rawi/internal/store/storetest"
)

// The server is started by the first test that needs it and stopped after the last.
var (
	once    sync.Once
	running *pgtest.Server
	failed  error
)

func TestMain(m *testing.M) {
	storetest.Child(postgres.Open)
	status := m.Run()
	if running != nil {
		running.Stop()
	}
	if err := goleak.Find(); status == 0 && err != nil {
		fmt.Fprintln(os.Stderr, err)
		status = 1
	}
	os.Exit(status)
}

// database gives the URL of an empty schema.
func database(t testing.TB) string {
	t.Helper()
	once.Do(func() { running, failed = pgtest.Start() })
	if errors.Is(failed, pgtest.ErrAbsent) {
		t.Skip(failed)
	}
	if failed != nil {
		t.Fatal(failed)
	}
	schema := "s" + store.Key(t.Name())[:12]
	url, err := running.Empty(schema)
	if err != nil {
		t.Fatal(err)
	}
	return url
}

func do(t testing.TB, url string, statements ...string) {
	t.Helper()
	if err := pgtest.Do(url, statements...); err != nil {
		t.Fatal(err)
	}
}

func open(t testing.TB, url string) store.Store {
	t.Helper()
	s, err := postgres.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store { return open(t, database(t)) })
}

func TestNewer(t *testing.T) {
	url := database(t)
	open(t, url)
	do(t, url, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, true)")
	if _, err := postgres.Open(context.Background(), url); !errors.Is(err, store.ErrNewer) {
		t.Errorf("tables of a newer program: %v", err)
	}
}

// Programs on two machines open a new register at the same time, and then write at the same time.
func TestTwoPrograms(t *testing.T) {
	url := database(t)
	var stores [2]store.Store
	errs := make(chan error, len(stores))
	for i := range stores {
		go func() {
			s, err := postgres.Open(context.Background(), url)
			stores[i] = s
			errs <- err
		}()
	}
	for range stores {
		if err := <-errs; err != nil {
			t.Fatal(err)
		}
	}
	const times = 20
	k := store.Key("sum")
	for _, s := range stores {
		go func() {
			for range times {
				if err := s.Update(context.Background(), func(tx store.Tx) error {
					st, err := tx.Story(k)
					if err != nil && !errors.Is(err, store.ErrNotFound) {
						return err
					}
					st.Key, st.Documents = k, st.Documents+1
					return tx.PutStory(st)
				}); err != nil {
					errs <- err
					return
				}
			}
			errs <- nil
		}()
	}
	for range stores {
		if err := <-errs; err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range stores {
		if err := s.View(context.Background(), func(r store.Reader) error {
			st, err := r.Story(k)
			if st.Documents != 2*times {
				t.Errorf("%d, want %d", st.Documents, 2*times)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
		s.Close()
	}
}

func TestKilled(t *testing.T) {
	url := database(t)
	storetest.Killed(t, url, func(t *testing.T) store.Store { return open(t, url) })
}

func TestTogether(t *testing.T) {
	url := database(t)
	storetest.Together(t, url, func(t *testing.T) store.Store { return open(t, url) })
}

// A server that ends the connections (a restart, an administrator) costs nothing that was kept, and no error.
func TestConnectionsEnd(t *testing.T) {
	url := database(t)
	s := open(t, url)
	put := func(n int) error {
		return s.Update(context.Background(), func(tx store.Tx) error { return tx.PutStory(store.Story{Key: store.Key("s"), Documents: n}) })
	}
	if err := put(1); err != nil {
		t.Fatal(err)
	}
	do(t, running.URL(""), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'")
	if err := put(2); err != nil {
		t.Errorf("after the connections were ended: %v", err)
	}
	if err := s.View(context.Background(), func(r store.Reader) error {
		st, err := r.Story(store.Key("s"))
		if st.Documents != 2 {
			t.Errorf("%d", st.Documents)
		}
		return err
	}); err != nil {
		t.Error(err)
	}
}

func TestBackupNamesItsTool(t *testing.T) {
	s := open(t, database(t))
	if err := s.Backup(context.Background(), "x"); err == nil || !strings.Contains(err.Error(), "pg_dump") {
		t.Errorf("%v", err)
	}
}

// base is how many events are made up one by one; a larger register holds them many times, under other keys.
const base = 10_000

// BenchmarkStore measures a small register, or one of $RAWI_BENCH_EVENTS events.
func BenchmarkStore(b *testing.B) {
	url := database(b)
	s := open(b, url)
	storetest.Fill(b, s, base)
	events, _ := strconv.Atoi(os.Getenv("RAWI_BENCH_EVENTS"))
	if events <= base {
		storetest.Bench(b, s)
		return
	}
	do(b, running.URL(""), "DROP SCHEMA IF EXISTS large CASCADE", "CREATE SCHEMA large")
	large := open(b, running.URL("large"))
	statements := []string{
		"CREATE TABLE copies AS SELECT n, decode(lpad(to_hex(n), 2, '0'), 'hex') AS b FROM generate_series(0, " + strconv.Itoa(events/base-1) + ") n",
		"INSERT INTO large.texts SELECT substr(doc, 1, 15) || b, words FROM texts CROSS JOIN copies",
		"INSERT INTO large.tallies SELECT day, type, quad, n * " + strconv.Itoa(events/base) + " FROM tallies",
	}
	small := "s" + store.Key(b.Name())[:12]
	do(b, url, append(statements, storetest.Copies("large", small, "substr($1, 1, 15) || b")...)...)
	do(b, running.URL("large"), "VACUUM ANALYZE")
	storetest.Bench(b, large)
}
