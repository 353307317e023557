package follow

import (
	"context"
	"errors"
	"fmt"
	"time"

	"rawi/internal/store"
)

// Several programs may follow the feeds of one register. A host is asked by one of them at a time: who begins with what is due of a host
// takes a lease of it, prolongs it while at work, and gives it back. The lease of a program that has died ends by itself.

// lease is under which name the lease of a host is kept.
func lease(host string) string { return "host " + host }

// claim takes the lease of a host and gives those of the tasks that are due still; none where another program is at work there.
func (f *Follower) claim(ctx context.Context, host string, list []task) (mine []task, err error) {
	err = f.store.Update(ctx, func(tx store.Tx) error {
		mine = nil
		if elsewhere, err := f.elsewhere(tx, host); elsewhere || err != nil {
			return err
		}
		for _, t := range list {
			due, err := t.renew(tx, f.span(0))
			if err != nil {
				return err
			}
			if due {
				mine = append(mine, t)
			}
		}
		if len(mine) == 0 {
			return nil
		}
		return tx.PutLease(store.Lease{Name: lease(host), Holder: f.name, Until: f.Now().Add(f.Hold).UTC()})
	})
	if err != nil {
		return nil, fmt.Errorf("take the lease of %s: %w", host, err)
	}
	return mine, nil
}

// elsewhere tells whether another program has the lease of a host.
func (f *Follower) elsewhere(r store.Reader, host string) (bool, error) {
	l, err := r.Lease(lease(host))
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return l.Holder != f.name && !f.span(0).Has(l.Until), err
}

// renew looks the task up again, which others may have done meanwhile, and tells whether it is due still.
func (t *task) renew(r store.Reader, now store.Span) (due bool, err error) {
	var at time.Time
	if t.feed != nil {
		feed, e := r.Feed(t.feed.URL)
		t.feed, at, err = &feed, feed.Due, e
	} else {
		lead, e := r.Lead(t.lead.URL)
		t.lead, at, err = &lead, lead.Due, e
	}
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return now.Has(at), err
}

// holding prolongs the leases that this program has, until ctx ends. Where one was lost, because this program stood still for longer than
// the lease, what is done under it ends.
func (f *Follower) holding(ctx context.Context) {
	tick := time.NewTicker(f.Hold / 3)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			f.prolong(ctx)
		}
	}
}

func (f *Follower) prolong(ctx context.Context) {
	f.mu.Lock()
	var hosts []string
	for host := range f.held {
		hosts = append(hosts, host)
	}
	f.mu.Unlock()
	if len(hosts) == 0 {
		return
	}
	var lost []string
	err := f.store.Update(ctx, func(tx store.Tx) error {
		lost = nil
		for _, host := range hosts {
			l, err := tx.Lease(lease(host))
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
			if l.Holder != f.name {
				lost = append(lost, host)
				continue
			}
			l.Until = f.Now().Add(f.Hold).UTC()
			if err := tx.PutLease(l); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil { // whoever works under the lease meets the same fault, and tells it
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, host := range lost {
		if end := f.held[host]; end != nil { // nil: it was given back meanwhile
			end()
		}
	}
}

// hold notes that this program has the lease of a host; end ends what is done under it.
func (f *Follower) hold(host string, end context.CancelFunc) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.held[host] = end
}

// release gives the lease of a host back. Others may ask the host after the pause that is due to it.
func (f *Follower) release(ctx context.Context, host string) error {
	f.mu.Lock()
	delete(f.held, host)
	f.mu.Unlock()
	err := f.store.Update(ctx, func(tx store.Tx) error {
		l, err := tx.Lease(lease(host))
		switch {
		case errors.Is(err, store.ErrNotFound) || err == nil && l.Holder != f.name:
			return nil
		case err != nil:
			return err
		case f.Pause <= 0:
			return tx.DropLease(l.Name)
		}
		l.Until = f.Now().Add(f.Pause).UTC()
		return tx.PutLease(l)
	})
	if err != nil {
		return fmt.Errorf("give back the lease of %s: %w", host, err)
	}
	return nil
}
