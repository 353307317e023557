package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"rawi/internal/store"
)

// decisions are told page by page, the newest first, those of one moment in a fixed order, those taken back too.
func decisions(t *testing.T, s store.Store) {
	var want []string
	update(t, s, func(tx store.Tx) error {
		for i := range 7 {
			id := fmt.Sprintf("c%d", i)
			want = append([]string{id}, want...)
			if err := tx.PutCorrection(store.Correction{ID: id, When: noon.Add(time.Duration(i/2) * time.Minute), Decision: "accept", Undone: i == 3}); err != nil {
				return err
			}
		}
		return nil
	})
	view(t, s, func(r store.Reader) error {
		var got []string
		for cursor, page := "", 0; page == 0 || cursor != ""; page++ {
			list, err := r.AllCorrections(3, cursor)
			if err != nil {
				return err
			}
			for _, c := range list.Items {
				got = append(got, c.ID)
			}
			cursor = list.Next
		}
		equal(t, "decisions over pages", got, want)
		if _, err := r.AllCorrections(3, "nonsense"); !errors.Is(err, store.ErrQuestion) {
			t.Errorf("a cursor that is none: %v", err)
		}
		return nil
	})
}

// watches and their deliveries are kept, found by when they are due, and go together.
func watches(t *testing.T, s store.Store) {
	w := store.Watch{ID: "w1", Name: "Gulf", Who: "anna", When: noon, List: "events", Query: "country=OMN", Target: "https://hook.example/", Secret: "whsec_x"}
	later := store.Watch{ID: "w2", When: noon.Add(time.Hour), List: "quotes"}
	due := store.Delivery{ID: "d1", Watch: "w1", Made: noon, Due: noon.Add(time.Minute), State: store.Waiting, Body: []byte("{}")}
	done := store.Delivery{ID: "d2", Watch: "w1", Made: noon.Add(time.Second), State: store.Delivered, Tries: 1, Answer: "200 OK"}
	known := store.Delivery{ID: "d3", Watch: "w1", Made: noon, State: store.Known}
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.PutWatch(later), tx.PutWatch(w), tx.PutDelivery(due), tx.PutDelivery(done), tx.PutDelivery(known))
	})
	view(t, s, func(r store.Reader) error {
		list, err := r.Watches()
		equal(t, "saved searches", list, []store.Watch{w, later})
		check(t, "saved search", w, r.Watch, "w1")
		check(t, "delivery", due, r.Delivery, "d1")
		told, err2 := r.Deliveries("w1", 10)
		equal(t, "deliveries", told, []store.Delivery{done, due})
		early, err3 := r.Due(by(noon), 10)
		now, err4 := r.Due(by(noon.Add(time.Minute)), 10)
		ahead, err5 := r.Due(by(due.Due.Add(-25*time.Hour)), 10)
		equal(t, "put off by a clock that was ahead", ahead, []store.Delivery{due})
		equal(t, "due too early", len(early), 0)
		equal(t, "due", now, []store.Delivery{due})
		return errors.Join(err, err2, err3, err4, err5)
	})
	due.Due, due.State = time.Time{}, store.Failed
	update(t, s, func(tx store.Tx) error { return tx.PutDelivery(due) })
	view(t, s, func(r store.Reader) error {
		now, err := r.Due(by(noon.Add(time.Hour)), 10)
		equal(t, "due after it failed", len(now), 0)
		return err
	})
	update(t, s, func(tx store.Tx) error { return tx.DropWatch("w1") })
	view(t, s, func(r store.Reader) error {
		if _, err := r.Watch("w1"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a dropped search: %v", err)
		}
		if _, err := r.Delivery("d2"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("the delivery of a dropped search: %v", err)
		}
		return nil
	})
}
