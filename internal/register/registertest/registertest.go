// Package registertest gives tests a register to work on: empty, in a file of its own, closed when the test ends.
package registertest

import (
	"context"
	"io/fs"
	"path/filepath"
	"testing"

	"rawi/internal/reading"
	"rawi/internal/register"
	"rawi/internal/search"
	"rawi/internal/store/sqlite"
)

// New opens an empty register with the packs, and makes the reader that reads for it. Options may be given but for Search.
func New(t testing.TB, packs fs.FS, o register.Options) (*register.Register, *reading.Reader) {
	t.Helper()
	st, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "rawi.db"), true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	if o.Search, err = search.New(packs); err != nil {
		t.Fatal(err)
	}
	reader, err := reading.New(packs)
	if err != nil {
		t.Fatal(err)
	}
	return register.New(st, o), reader
}
