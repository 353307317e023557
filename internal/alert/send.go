package alert

import (
	"bytes"
	"context"
	"crypto/hmac"
	cryptorand "crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"rawi/internal/store"
)

// Deliveries are signed as Standard Webhooks (standardwebhooks.com) says, for which receivers find libraries in every language:
// HMAC-SHA256 over the id, the moment and the body, so that nobody else can send in our name, and nobody what we sent long ago.

// secretPrefix tells what a secret is for.
const secretPrefix = "whsec_"

// The measures of sending.
const (
	sendTime   = 15 * time.Second // for one try
	manyAtOnce = 32               // deliveries that are taken in hand together
	together   = 8                // and sent together
	readAnswer = 64 << 10         // bytes of an answer that are read before the connection is let go
)

// Signature is what a receiver expects: "v1," and the signature of the message in base64.
func Signature(secret, id string, at time.Time, body []byte) (string, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretPrefix))
	if err != nil {
		return "", fmt.Errorf("read secret: %w", err)
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%d.", id, at.Unix())
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)), nil
}

// Send sends what is due, until nothing is.
func (a *Alerts) Send(ctx context.Context) error {
	for ctx.Err() == nil {
		list, err := a.take(ctx)
		if err != nil || len(list) == 0 {
			return err
		}
		var all sync.WaitGroup
		turns := make(chan struct{}, together)
		errs := make([]error, len(list))
		for i, d := range list {
			turns <- struct{}{}
			all.Go(func() {
				defer func() { <-turns }()
				errs[i] = a.settle(ctx, d.Delivery, a.try(ctx, d))
			})
		}
		all.Wait()
		if err := errors.Join(errs...); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// sending is a delivery in hand, with where it goes.
type sending struct {
	store.Delivery
	to store.Watch
}

// due is what is to be tried at a moment: also what a clock that was ahead has put off for longer than is ever waited.
func (a *Alerts) due(now time.Time) store.Span {
	longest := time.Duration(0)
	for try := range a.opt.Tries {
		longest = max(longest, a.opt.Wait(try+1))
	}
	return store.Within(now, longest)
}

// take takes deliveries that are due in hand: the try is counted before it is made, and if the program ends in it, it is made again
// when the next would have been.
func (a *Alerts) take(ctx context.Context) (out []sending, err error) {
	now := a.opt.Now().UTC()
	idle := false
	err = a.opt.Store.View(ctx, func(tx store.Reader) error { // most of the time nothing is due, and nobody needs to wait
		due, err := tx.Due(a.due(now), 1)
		idle = len(due) == 0
		return err
	})
	if err != nil || idle {
		return nil, err
	}
	err = a.opt.Store.Update(ctx, func(tx store.Tx) error {
		out = nil
		due, err := tx.Due(a.due(now), manyAtOnce)
		if err != nil {
			return err
		}
		for _, d := range due {
			w, err := tx.Watch(d.Watch)
			if err != nil {
				return err
			}
			if d.Tries >= a.opt.Tries { // the program ended in the last try
				d.State, d.Due = store.Failed, time.Time{}
			} else {
				d.Tries++
				d.Due = now.Add(a.opt.Wait(d.Tries))
				out = append(out, sending{d, w})
			}
			if err := tx.PutDelivery(d); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// outcome is what became of a try.
type outcome struct {
	answer string // in words
	ok     bool
	final  bool // it is no use to try again
}

// try sends a delivery once.
func (a *Alerts) try(ctx context.Context, d sending) outcome {
	at := a.opt.Now()
	signature, err := Signature(d.to.Secret, d.ID, at, d.Body)
	if err != nil {
		return outcome{answer: err.Error(), final: true}
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, d.to.Target, bytes.NewReader(d.Body))
	if err != nil {
		return outcome{answer: reason(err), final: true}
	}
	h := r.Header
	h.Set("Content-Type", "application/json")
	h.Set("User-Agent", "rawi")
	h.Set("webhook-id", d.ID)
	h.Set("webhook-timestamp", strconv.FormatInt(at.Unix(), 10))
	h.Set("webhook-signature", signature)
	answer, err := a.client.Do(r)
	if err != nil {
		return outcome{answer: reason(err)}
	}
	defer answer.Body.Close()
	_, _ = io.CopyN(io.Discard, answer.Body, readAnswer) // what is said beside the status is of no use to us
	return outcome{answer: answer.Status, ok: answer.StatusCode/100 == 2, final: answer.StatusCode == http.StatusGone}
}

// reason is why a receiver was not reached, without its address: that may hold what only its owner may know.
func reason(err error) string {
	var asked *url.Error
	if errors.As(err, &asked) {
		err = asked.Err
	}
	return err.Error()
}

// settle writes down what became of a try. A try that our own end broke off is as if it had not been settled: it is made again.
func (a *Alerts) settle(ctx context.Context, d store.Delivery, o outcome) error {
	if ctx.Err() != nil && !o.ok {
		return ctx.Err()
	}
	d.Answer = o.answer
	switch {
	case o.ok:
		d.State, d.Due = store.Delivered, time.Time{}
	case o.final || d.Tries >= a.opt.Tries:
		d.State, d.Due = store.Failed, time.Time{}
	}
	if d.State != store.Waiting {
		d.Body = nil
	}
	return a.opt.Store.Update(context.WithoutCancel(ctx), func(tx store.Tx) error {
		if _, err := tx.Delivery(d.ID); errors.Is(err, store.ErrNotFound) {
			return nil // its search was removed meanwhile
		}
		return tx.PutDelivery(d)
	})
}

// Test sends a receiver a message that is none, once, and tells what it answered.
func (a *Alerts) Test(ctx context.Context, watch string) (store.Delivery, error) {
	var w store.Watch
	err := a.opt.Store.View(ctx, func(tx store.Reader) (err error) {
		w, err = tx.Watch(watch)
		return err
	})
	if err != nil {
		return store.Delivery{}, err
	}
	now := a.opt.Now().UTC()
	d := store.Delivery{ID: "msg_" + store.Key(w.ID, cryptorand.Text()), Watch: w.ID, Title: w.Name, Made: now, State: store.Waiting, Tries: a.opt.Tries}
	if d.Body, err = message(d, w, "test", nil); err != nil {
		return d, err
	}
	o := a.try(ctx, sending{d, w})
	d.Answer, d.Body, d.State = o.answer, nil, store.Failed
	if o.ok {
		d.State = store.Delivered
	}
	d.Tries = 1
	return d, a.opt.Store.Update(ctx, func(tx store.Tx) error { return tx.PutDelivery(d) })
}
