// Package alert answers: who is told, when something new answers a question?
//
// A saved search is asked again whenever something came in. What answers it and did not before is written down as a delivery in the
// same store, in one transaction, and only then sent: whatever happens to the program, nothing is lost, and nothing is made twice. A
// receiver may still be sent one delivery twice (its answer can be lost on the way), and knows it by its id.
package alert

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"rawi/internal/store"
)

// Answer is something that answers a saved search.
type Answer struct {
	ID    string    // of the thing, whatever is said of it
	Title string    // one line for people
	Path  string    // of the page that shows it
	Item  any       // the thing itself, for programs
	Since time.Time // from when on it has answered; zero: unknown, and new if it was not among the answers before
}

// Options say whom alerts ask and how they send.
type Options struct {
	Store store.Store
	// Answers to a saved search: what these reports tell, and what may begin to answer without any of them. No reports: the latter alone.
	Answers func(tx store.Reader, w store.Watch, docs []string) ([]Answer, error)
	// Transport makes the connections to receivers. Their addresses come from people, so it must refuse what they should not reach.
	Transport http.RoundTripper
	Log       *slog.Logger

	Every time.Duration               // how often it is looked whether something came in; 0: what is usual
	Wait  func(try int) time.Duration // after so many tries; nil: what is usual
	Tries int                         // so many, then a delivery has failed; 0: what is usual
	Now   func() time.Time            // nil: the clock
}

// What is usual.
const (
	usualEvery = 10 * time.Second
	usualTries = 8
	firstWait  = 15 * time.Second // and four times as long after each further try: the eighth is most of a day after the first
)

// Alerts follow saved searches.
type Alerts struct {
	opt    Options
	client *http.Client
	poke   chan struct{}

	mu   sync.Mutex
	seen [2]string // the newest document and decision when all searches were last asked
}

// New makes alerts.
func New(o Options) *Alerts {
	if o.Every == 0 {
		o.Every = usualEvery
	}
	if o.Tries == 0 {
		o.Tries = usualTries
	}
	if o.Wait == nil {
		o.Wait = func(try int) time.Duration { return firstWait << (2 * (try - 1)) }
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Alerts{opt: o, poke: make(chan struct{}, 1), client: &http.Client{
		Transport:     o.Transport,
		Timeout:       sendTime,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // what is signed for one is not sent to another
	}}
}

// Run looks and sends until ctx ends.
func (a *Alerts) Run(ctx context.Context) {
	tick := time.NewTicker(a.opt.Every)
	defer tick.Stop()
	for ctx.Err() == nil {
		for _, do := range []func(context.Context) error{a.Look, a.Send} {
			if err := do(ctx); err != nil && ctx.Err() == nil {
				a.opt.Log.Error("alerts failed", "error", err)
			}
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		case <-a.poke:
		}
	}
}

// Poke says that something came in: it is looked at once.
func (a *Alerts) Poke() {
	select {
	case a.poke <- struct{}{}:
	default:
	}
}

// Save keeps a search. What answers it already is not news. Where there is an address to tell, the search that is given back has the
// secret by which its receiver knows us; it is the only time that it is told.
func (a *Alerts) Save(ctx context.Context, w store.Watch) (store.Watch, error) {
	w.When = a.opt.Now().UTC()
	w.Upto = w.When
	w.ID = store.Key("watch", w.Who, w.List, w.Query, w.Target)
	if w.Target != "" {
		w.Secret = newSecret()
	}
	err := a.opt.Store.Update(ctx, func(tx store.Tx) error {
		answers, err := a.opt.Answers(tx, w, nil)
		if err != nil {
			return err
		}
		for _, x := range answers {
			if err := keepNew(tx, store.Delivery{ID: deliveryID(w, x), Watch: w.ID, Made: w.When, State: store.Known}); err != nil {
				return err
			}
		}
		return tx.PutWatch(w)
	})
	return w, err
}

// secretBytes is as long as what the hash makes of it.
const secretBytes = 32

func newSecret() string {
	b := make([]byte, secretBytes)
	rand.Read(b) // never fails
	return secretPrefix + base64.StdEncoding.EncodeToString(b)
}

// Remove forgets a search and what is on its way for it.
func (a *Alerts) Remove(ctx context.Context, id string) error {
	return a.opt.Store.Update(ctx, func(tx store.Tx) error {
		if _, err := tx.Watch(id); err != nil {
			return err
		}
		return tx.DropWatch(id)
	})
}

func deliveryID(w store.Watch, x Answer) string { return "msg_" + store.Key(w.ID, x.ID) }

// keepNew keeps a delivery, unless its answer was dealt with before.
func keepNew(tx store.Tx, d store.Delivery) error {
	if _, err := tx.Delivery(d.ID); !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return tx.PutDelivery(d)
}

// overlap is how far before the last look reports are looked at again: who keeps one notes the moment before it is kept, and somebody
// else may keep theirs meanwhile.
const overlap = 2 * time.Minute

// setBack is what is looked at again where the clock has been set back since the last look: nobody knows when that was.
const setBack = 24 * time.Hour

// lookedSince is from when on a search has not been asked about what came in.
func lookedSince(w store.Watch, now time.Time) time.Time {
	if w.Upto.After(now) {
		return now.Add(-setBack)
	}
	return w.Upto.Add(-overlap)
}

// Look asks all saved searches that tell somebody, if anything came in or was decided since it last looked.
func (a *Alerts) Look(ctx context.Context) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	var now [2]string
	ahead := false                          // something came in, or was decided, after this moment
	looked := map[string][]store.Delivery{} // by the search
	upto := a.opt.Now().UTC()
	err := a.opt.Store.View(ctx, func(tx store.Reader) (err error) {
		clear(looked)
		if now, ahead, err = newest(tx, upto); err != nil || now == a.seen && !ahead {
			return err
		}
		watches, err := tx.Watches()
		if err != nil {
			return err
		}
		reports := map[time.Time][]string{} // since when they changed: most searches were last asked at the same moment
		for _, w := range watches {
			if w.Target == "" {
				continue
			}
			since := lookedSince(w, upto)
			if w.When.After(upto) { // it was saved by a clock that was ahead
				w.When = since
			}
			if _, known := reports[since]; !known {
				if reports[since], err = changed(tx, since); err != nil {
					return err
				}
			}
			list, err := a.fresh(tx, w, reports[since])
			if err != nil { // a question may have become unanswerable; the others are asked all the same
				a.opt.Log.Warn("a saved search cannot be asked", "id", w.ID, "error", err)
				continue
			}
			looked[w.ID] = list
		}
		return nil
	})
	if err != nil || now == a.seen && !ahead {
		return err
	}
	if len(looked) > 0 {
		err = a.opt.Store.Update(ctx, func(tx store.Tx) error { return keep(tx, looked, upto) })
	}
	if err == nil {
		a.seen = now
	}
	return err
}

// keep writes down what is to be told, and up to when was looked.
func keep(tx store.Tx, looked map[string][]store.Delivery, upto time.Time) error {
	for id, list := range looked {
		w, err := tx.Watch(id)
		if errors.Is(err, store.ErrNotFound) {
			continue // removed meanwhile
		}
		if err != nil {
			return err
		}
		for _, d := range list {
			if err := keepNew(tx, d); err != nil {
				return err
			}
		}
		w.Upto = upto
		if w.When.After(upto) {
			w.When = upto
		}
		if err := tx.PutWatch(w); err != nil {
			return err
		}
	}
	return nil
}

// newest names what came in and what was decided last, as the clock then was, and tells whether that is later than now: then the clock has
// been set back, and what comes in is not the newest for a while.
func newest(tx store.Reader, now time.Time) (out [2]string, ahead bool, err error) {
	docs, err := tx.Documents(store.Filter{Sort: "seen", Desc: true, Limit: 1, Versions: true})
	if err != nil {
		return out, false, err
	}
	decided, err := tx.AllCorrections(1, "")
	if err != nil {
		return out, false, err
	}
	for _, d := range docs.Items {
		out[0], ahead = d.Key, d.Added.After(now)
	}
	for _, c := range decided.Items {
		out[1], ahead = fmt.Sprint(c.ID, c.Undone), ahead || c.When.After(now)
	}
	return out, ahead, nil
}

// changed are the reports that came in, or about which somebody decided, since a moment.
func changed(tx store.Reader, since time.Time) ([]string, error) {
	var out []string
	f := store.Filter{Sort: "seen", Desc: true, Limit: manyReports}
	for {
		page, err := tx.Documents(f)
		if err != nil {
			return nil, err
		}
		for _, d := range page.Items {
			if d.Added.Before(since) {
				page.Next = ""
				break
			}
			out = append(out, d.Key)
		}
		if f.Cursor = page.Next; f.Cursor == "" {
			break
		}
	}
	for cursor := ""; ; {
		page, err := tx.AllCorrections(manyReports, cursor)
		if err != nil {
			return nil, err
		}
		for _, c := range page.Items {
			if c.When.Before(since) {
				return out, nil
			}
			versions, err := tx.Versions(c.Doc)
			if err != nil {
				return nil, err
			}
			if n := len(versions); n > 0 && !slices.Contains(out, versions[n-1].Key) {
				out = append(out, versions[n-1].Key)
			}
		}
		if cursor = page.Next; cursor == "" {
			return out, nil
		}
	}
}

// manyReports is about how many reports a search is asked at once.
const manyReports = 100

// fresh are deliveries of the answers to a search that were not dealt with before: those that these reports tell, and those that need none.
func (a *Alerts) fresh(tx store.Reader, w store.Watch, docs []string) ([]store.Delivery, error) {
	answers, err := a.opt.Answers(tx, w, nil)
	if err != nil {
		return nil, err
	}
	for some := range slices.Chunk(docs, manyReports) {
		more, err := a.opt.Answers(tx, w, some)
		if err != nil {
			return nil, err
		}
		answers = append(answers, more...)
	}
	var out []store.Delivery
	for _, x := range answers {
		d := store.Delivery{ID: deliveryID(w, x), Watch: w.ID, Title: x.Title, Path: x.Path, Made: a.opt.Now().UTC(), State: store.Waiting}
		if _, err := tx.Delivery(d.ID); err == nil || !x.Since.IsZero() && !x.Since.After(w.When) {
			continue
		} else if !errors.Is(err, store.ErrNotFound) {
			return nil, err
		}
		d.Due = d.Made
		if d.Body, err = message(d, w, "news", x.Item); err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}

// Message is what a receiver is sent, as JSON.
type Message struct {
	Type      string    `json:"type"` // news, test
	Timestamp time.Time `json:"timestamp"`
	Search    Search    `json:"search"`
	Title     string    `json:"title,omitempty"`
	URL       string    `json:"url,omitempty"`
	Item      any       `json:"item,omitempty"` // as the API tells it
}

// Search is the saved search that is answered.
type Search struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	List  string `json:"list"`
	Query string `json:"query"`
}

func message(d store.Delivery, w store.Watch, kind string, item any) ([]byte, error) {
	m := Message{Type: kind, Timestamp: d.Made, Search: Search{w.ID, w.Name, w.List, w.Query}, Title: d.Title, Item: item}
	if d.Path != "" {
		m.URL = w.Base + d.Path
	}
	return json.Marshal(m)
}
