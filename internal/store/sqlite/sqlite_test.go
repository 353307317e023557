package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pressly/goose/v3"
	"go.uber.org/goleak"

	"rawi/internal/store"
	"rawi/internal/store/sqlite"
	"rawi/internal/store/storetest"
)

func open(t testing.TB, path string) store.Store {
	t.Helper()
	s, err := sqlite.Open(context.Background(), path, true)
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
	storetest.Run(t, func(t *testing.T) store.Store { return open(t, filepath.Join(t.TempDir(), "rawi.db")) })
}

func TestMain(m *testing.M) {
	storetest.Child(func(ctx context.Context, path string) (store.Store, error) { return sqlite.Open(ctx, path, true) })
	goleak.VerifyTestMain(m)
}

func TestKilled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rawi.db")
	storetest.Killed(t, path, func(t *testing.T) store.Store { return open(t, path) })
}

func TestTogether(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rawi.db")
	storetest.Together(t, path, func(t *testing.T) store.Store { return open(t, path) })
}

func put(t *testing.T, s store.Store, title string) {
	t.Helper()
	if err := s.Update(context.Background(), func(tx store.Tx) error {
		return tx.PutStory(store.Story{Key: store.Key("s"), Title: title})
	}); err != nil {
		t.Fatal(err)
	}
}

func title(t *testing.T, s store.Store) string {
	t.Helper()
	var st store.Story
	if err := s.View(context.Background(), func(r store.Reader) (err error) {
		st, err = r.Story(store.Key("s"))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return st.Title
}

func TestBackup(t *testing.T) {
	dir := t.TempDir()
	s := open(t, filepath.Join(dir, "rawi.db"))
	put(t, s, "before")
	copied := filepath.Join(dir, "copy with space & 100%?.db")
	if err := s.Backup(context.Background(), copied); err != nil {
		t.Fatal(err)
	}
	put(t, s, "after")
	if got := title(t, open(t, copied)); got != "before" {
		t.Errorf("the copy says %q", got)
	}
	if err := s.Backup(context.Background(), copied); err == nil {
		t.Error("a file that is there is written over")
	}
	if err := s.Backup(context.Background(), filepath.Join(dir, "none", "x.db")); err == nil {
		t.Error("a copy is written into no folder")
	}
	put(t, s, "still")
	if got := title(t, s); got != "still" {
		t.Errorf("after the copy the register says %q", got)
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	good := filepath.Join(dir, "good.db")
	s, err := sqlite.Open(context.Background(), good, true)
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, "kept")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	bytes, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	at := func(name string, content []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	damaged := slices.Clone(bytes)
	for i := 100; i < 4096; i++ { // the page of the list of tables
		damaged[i] = 0xa5
	}
	other := filepath.Join(dir, "other.db")
	run(t, other, "CREATE TABLE notes (n)")
	newer := at("newer.db", bytes)
	run(t, newer, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)")
	for _, c := range []struct {
		path, says string
		is         error
	}{
		{filepath.Join(dir, "missing.db"), "missing.db", sqlite.ErrMissing},
		{dir, "is a folder", nil},
		{at("letter.txt", []byte(strings.Repeat("Dear Sir, ", 100))), "letter.txt", sqlite.ErrForeign},
		{at("half.db", damaged), "half.db: the file is damaged", nil},
		{other, "another program", sqlite.ErrForeign},
		{newer, "newer version of rawi", store.ErrNewer},
		{filepath.Join(good, "under-a-file.db"), "under-a-file.db", nil},
	} {
		s, err := sqlite.Open(context.Background(), c.path, c.says == "another program")
		if err == nil {
			s.Close()
			t.Errorf("%s is opened", c.path)
			continue
		}
		if !strings.Contains(err.Error(), c.says) || c.is != nil && !errors.Is(err, c.is) {
			t.Errorf("%s: %v", c.path, err)
		}
	}
	if got := title(t, open(t, good)); got != "kept" {
		t.Errorf("%q", got)
	}
}

func run(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

// TestDamaged reads a register in whose middle a page went bad: what stands elsewhere is still read, and what does not says so.
func TestDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rawi.db")
	s, err := sqlite.Open(context.Background(), path, true)
	if err != nil {
		t.Fatal(err)
	}
	err = s.Update(context.Background(), func(tx store.Tx) error {
		for i := range 3000 {
			if err := tx.PutStory(store.Story{Key: store.Key(strconv.Itoa(i)), Title: strings.Repeat("Story ", 20)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	bytes, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(bytes) * 3 / 4 / 4096 * 4096; i < len(bytes)-8*4096; i++ {
		bytes[i] = 0xa5
	}
	if err := os.WriteFile(path, bytes, 0o600); err != nil {
		t.Fatal(err)
	}
	s = open(t, path)
	good, bad := 0, 0
	for i := range 3000 {
		err := s.View(context.Background(), func(r store.Reader) error {
			_, err := r.Story(store.Key(strconv.Itoa(i)))
			return err
		})
		switch {
		case err == nil:
			good++
		case strings.Contains(err.Error(), "damaged"):
			bad++
		default:
			t.Fatalf("story %d: %v", i, err)
		}
	}
	if good == 0 || bad == 0 {
		t.Errorf("%d stories were read, %d were told to be damaged", good, bad)
	}
	if err := s.Backup(context.Background(), path+".copy"); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("a copy of it is written: %v", err)
	}
}

// TestLocked writes while another program holds the file shut: who waits can be told to stop.
func TestLocked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rawi.db")
	s := open(t, path)
	put(t, s, "before")
	other, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	other.SetMaxOpenConns(1)
	if _, err := other.Exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	if err := s.Update(ctx, func(tx store.Tx) error { return tx.PutStory(store.Story{Key: store.Key("s"), Title: "meanwhile"}) }); err == nil {
		t.Fatal("two programs write at once")
	}
	if got := title(t, s); got != "before" { // readers go on
		t.Errorf("%q", got)
	}
	if _, err := other.Exec("ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	put(t, s, "after")
	if got := title(t, s); got != "after" {
		t.Errorf("%q", got)
	}
}

// TestFromTheFirst opens a register whose tables are of the first form: they become those of now, and nothing is lost.
func TestFromTheFirst(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rawi.db")
	s, err := sqlite.Open(context.Background(), path, true)
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, "kept")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	tables := func() (n int) {
		t.Helper()
		if err := db.QueryRow("SELECT count(*) FROM sqlite_master WHERE type = 'table'").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	now := tables()
	p, err := goose.NewProvider(goose.DialectSQLite3, db, os.DirFS("migrations"), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.DownTo(context.Background(), 1); err != nil {
		t.Fatal(err)
	}
	if len(p.ListSources()) > 1 && tables() >= now {
		t.Fatal("these are not the tables of the first form")
	}
	if got := title(t, open(t, path)); got != "kept" {
		t.Errorf("%q", got)
	}
	if got := tables(); got != now {
		t.Errorf("%d tables, want %d", got, now)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}
