package mill_test

import (
	"context"
	"testing"

	"os"
	"rawi/internal/mill"
	"rawi/internal/reading"
)

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
