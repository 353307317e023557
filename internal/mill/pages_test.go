package mill_test

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"os"
	"testing"

	"rawi/internal/mill"
	"rawi/internal/reading"
)

// Where pages are written, and how many, for measurements by hand.
var (
	write = flag.String("write", "", "write pages to this file as JSON Lines")
	pages = flag.Int("pages", 10_000, "how many")
)

func TestWritePages(t *testing.T) {
	if *write == "" {
		t.Skip("only where -write names a file")
	}
	f, err := os.Create(*write)
	if err != nil {
		t.Fatal(err)
	}
	out := bufio.NewWriter(f)
	if err := errors.Join(mill.WritePages(out, *pages), out.Flush(), f.Close()); err != nil {
		t.Fatal(err)
	}
}

// Every page tells its deed and nothing else.
func TestPages(t *testing.T) {
	r, err := reading.New(os.DirFS("../../lang"))
	if err != nil {
		t.Fatal(err)
	}
	for n := 0; n < 60000; n += 487 {
		rec, err := r.Read(context.Background(), mill.Page(n))
		if err != nil {
			t.Fatal(err)
		}
		if len(rec.Events) != 1 {
			t.Errorf("page %d tells %d events: %s", n, len(rec.Events), rec.Document.Text)
			continue
		}
		e := rec.Events[0]
		if len(e.Actors) == 0 || len(e.Recipients) == 0 || e.Actors[0].Country == "" || e.Recipients[0].Country == "" || e.Date == nil {
			t.Errorf("page %d: who or when is not read of %q", n, e.Evidence.Text)
		}
	}
}
