package register

import (
	"context"
	"errors"
	"fmt"

	"rawi/internal/store"
)

// renewedAtOnce is how many events get new marks in one transaction.
const renewedAtOnce = 500

// Renew keeps anew what an earlier version of rawi kept in another form: the marks of events, without which later reports would not find
// them. In a register that has none of these it asks one question. Whoever is interrupted goes on the next time.
func (r *Register) Renew(ctx context.Context) error {
	for {
		var old []string
		if err := r.store.View(ctx, func(tx store.Reader) (err error) {
			old, err = tx.MarkedRefs(store.OldBlocks, renewedAtOnce)
			return err
		}); err != nil || len(old) == 0 {
			return err
		}
		if err := r.store.Update(ctx, func(tx store.Tx) error { return r.remark(tx, old) }); err != nil {
			return fmt.Errorf("mark events anew: %w", err)
		}
	}
}

// remark gives events the marks of today for those that they had.
func (r *Register) remark(tx store.Tx, events []string) error {
	g := newGrouping(tx, newAsking(tx, r.fold))
	for _, key := range events {
		if err := tx.Unmark(store.OldBlocks, key); err != nil {
			return err
		}
		if _, err := tx.Event(key); errors.Is(err, store.ErrNotFound) {
			continue
		} else if err != nil {
			return err
		}
		list, err := g.tellings(key)
		if err != nil {
			return err
		}
		var live []*sight
		for _, s := range list {
			if s.Live() {
				live = append(live, s)
			}
		}
		if err := markEvent(tx, key, live); err != nil {
			return err
		}
	}
	return g.err
}
