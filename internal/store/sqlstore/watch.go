package sqlstore

import (
	"fmt"

	"rawi/internal/store"
)

func (v *view) Watches() ([]store.Watch, error) {
	return all[store.Watch](v, "SELECT body FROM watches ORDER BY at, id")
}

func (v *view) Watch(id string) (store.Watch, error) {
	return one[store.Watch](v, "saved search", id, "SELECT body FROM watches WHERE id = ?", id)
}

func (v *view) Delivery(id string) (store.Delivery, error) {
	return one[store.Delivery](v, "delivery", id, "SELECT body FROM deliveries WHERE id = ?", id)
}

func (v *view) Deliveries(watch string, limit int) ([]store.Delivery, error) {
	return all[store.Delivery](v, "SELECT body FROM deliveries WHERE watch = ? AND state <> ? ORDER BY made DESC, id DESC LIMIT ?", watch, store.Known, int64(limit))
}

func (v *view) Due(d store.Span, limit int) ([]store.Delivery, error) {
	return all[store.Delivery](v, "SELECT body FROM deliveries WHERE "+isDue+" ORDER BY due, id LIMIT ?", micros(d.Upto), micros(d.Beyond), int64(limit))
}

func (t *tx) PutWatch(w store.Watch) error {
	body, err := t.s.codec.pack(w)
	if err != nil {
		return fmt.Errorf("pack saved search: %w", err)
	}
	if err := t.put("watches", []string{"id", "at", "body"}, w.ID, micros(w.When), body); err != nil {
		return fmt.Errorf("keep saved search: %w", err)
	}
	return nil
}

func (t *tx) DropWatch(id string) error {
	if err := t.exec("DELETE FROM deliveries WHERE watch = ?", id); err != nil {
		return fmt.Errorf("drop deliveries: %w", err)
	}
	return t.exec("DELETE FROM watches WHERE id = ?", id)
}

func (t *tx) PutDelivery(d store.Delivery) error {
	body, err := t.s.codec.pack(d)
	if err != nil {
		return fmt.Errorf("pack delivery: %w", err)
	}
	if err := t.put("deliveries", []string{"id", "watch", "made", "due", "state", "body"}, d.ID, d.Watch, micros(d.Made), micros(d.Due), d.State, body); err != nil {
		return fmt.Errorf("keep delivery: %w", err)
	}
	return nil
}
