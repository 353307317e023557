package register_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"rawi/internal/store"
)

// Events that an earlier version marked in its own way are found again, once they are marked anew.
func TestRenewed(t *testing.T) {
	d := atDesk(t)
	s := opened(t)
	reg := registerOn(t, s)
	ctx := context.Background()
	add := func(name string) {
		t.Helper()
		rec := d.read(t, report{name: name, day: "2024-03-04", body: "Troops from Angola attacked Bolivia on 3 March 2024, killing 17 soldiers."})
		if _, err := reg.Add(ctx, rec); err != nil {
			t.Fatal(err)
		}
	}
	add("first")
	marked := func(space store.Space) (refs []string) {
		t.Helper()
		if err := s.View(ctx, func(tx store.Reader) (err error) {
			refs, err = tx.MarkedRefs(space, 10)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return refs
	}
	events := marked(store.EventBlocks)
	if len(events) == 0 {
		t.Fatal("no event is marked")
	}
	if err := s.Update(ctx, func(tx store.Tx) error { // as it was
		for _, e := range events {
			if err := errors.Join(tx.Unmark(store.EventBlocks, e), tx.Mark(store.OldBlocks, e, []uint64{1, 2, 3})); err != nil {
				return err
			}
		}
		return tx.Mark(store.OldBlocks, store.Key("event", "no more"), []uint64{4})
	}); err != nil {
		t.Fatal(err)
	}
	if err := reg.Renew(ctx); err != nil {
		t.Fatal(err)
	}
	if got := marked(store.EventBlocks); !slices.Equal(got, events) || len(marked(store.OldBlocks)) > 0 {
		t.Errorf("marked are %v, want %v; in the old way %v", got, events, marked(store.OldBlocks))
	}
	add("second")
	if got := marked(store.EventBlocks); !slices.Equal(got, events) {
		t.Errorf("the second telling found no event: %v", got)
	}
}
