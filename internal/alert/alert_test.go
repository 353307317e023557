package alert_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rawi/internal/alert"
	"rawi/internal/news"
	"rawi/internal/store"
	"rawi/internal/store/sqlite"
)

var ctx = context.Background()

// clock stands still until it is moved.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

// receiver is a program that is told, on this machine.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	status int
	got    []*http.Request
	bodies [][]byte
}

func listen(t *testing.T) *receiver {
	r := &receiver{status: http.StatusOK}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.got, r.bodies = append(r.got, q), append(r.bodies, body)
		w.WriteHeader(r.status)
	}))
	t.Cleanup(r.Close)
	return r
}

// desk is a register in which reports answer the search for their outlet.
func desk(t *testing.T, file string, c *clock) (*alert.Alerts, store.Store) {
	t.Helper()
	st, err := sqlite.Open(ctx, file, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return alert.New(alert.Options{Store: st, Now: c.now, Tries: 3, Transport: http.DefaultTransport,
		Wait: func(try int) time.Duration { return time.Duration(try) * time.Minute },
		Answers: func(tx store.Reader, w store.Watch, docs []string) (out []alert.Answer, err error) {
			if len(docs) == 0 {
				return nil, nil
			}
			page, err := tx.Documents(store.Filter{Docs: docs, Outlets: []string{w.Questions().Get("outlet")}})
			for _, d := range page.Items {
				out = append(out, alert.Answer{ID: d.Key, Title: d.Title, Path: "/report/" + d.Key, Item: d, Since: d.Added})
			}
			return out, err
		}}), st
}

func add(t *testing.T, st store.Store, c *clock, name, outlet string) {
	t.Helper()
	key := store.Key(name)
	err := st.Update(ctx, func(tx store.Tx) error {
		return tx.PutDocument(store.Document{Key: key, Page: name, Latest: true, Title: name, Outlet: outlet, Added: c.at}, news.Record{}, store.SearchWords{Exact: name, Stems: name})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func deliveries(t *testing.T, st store.Store, w store.Watch) (out []string) {
	t.Helper()
	ok(t, st.View(ctx, func(tx store.Reader) error {
		list, err := tx.Deliveries(w.ID, 10)
		for _, d := range list {
			out = append(out, fmt.Sprintf("%s %s %d %s", d.Title, d.State, d.Tries, d.Answer))
		}
		slices.Sort(out)
		return err
	}))
	return out
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %q\nwant %q", what, got, want)
	}
}

var noon = time.Date(2024, 6, 19, 12, 0, 0, 0, time.UTC)

// What comes in after a search was saved is told, once, signed so that the receiver can check it.
func TestToldOnceAndSigned(t *testing.T) {
	c := &clock{noon}
	a, st := desk(t, filepath.Join(t.TempDir(), "rawi.db"), c)
	r := listen(t)
	add(t, st, c, "before", "Gulf")
	w, err := a.Save(ctx, store.Watch{Name: "Gulf", List: "documents", Query: "outlet=Gulf", Target: r.URL + "/hook", Base: "http://desk.example"})
	ok(t, err)
	c.at = noon.Add(time.Minute)
	add(t, st, c, "after", "Gulf")
	add(t, st, c, "elsewhere", "Coast")
	for range 3 {
		ok(t, a.Look(ctx))
		ok(t, a.Send(ctx))
	}
	same(t, "deliveries", deliveries(t, st, w), []string{"after delivered 1 200 OK"})
	if len(r.got) != 1 {
		t.Fatalf("the receiver was told %d times", len(r.got))
	}
	h := r.got[0].Header
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(w.Secret, "whsec_"))
	ok(t, err)
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%s.%s", h.Get("webhook-id"), h.Get("webhook-timestamp"), r.bodies[0])
	if want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)); h.Get("webhook-signature") != want || len(key) != 32 {
		t.Errorf("signature %q, want %q (of a secret of %d bytes)", h.Get("webhook-signature"), want, len(key))
	}
	if h.Get("webhook-timestamp") != fmt.Sprint(c.at.Unix()) {
		t.Errorf("timestamp %s", h.Get("webhook-timestamp"))
	}
	var m alert.Message
	ok(t, json.Unmarshal(r.bodies[0], &m))
	if m.Type != "news" || m.Title != "after" || m.URL != "http://desk.example/report/"+store.Key("after") || m.Search.Query != "outlet=Gulf" || m.Item == nil {
		t.Errorf("message %s", r.bodies[0])
	}
}

// A program that ends between writing down and sending, or that was not there when reports came, loses nothing.
func TestARestartLosesNothing(t *testing.T) {
	c, file := &clock{noon}, filepath.Join(t.TempDir(), "rawi.db")
	a, st := desk(t, file, c)
	r := listen(t)
	w, err := a.Save(ctx, store.Watch{List: "documents", Query: "outlet=Gulf", Target: r.URL})
	ok(t, err)
	c.at = noon.Add(time.Minute)
	add(t, st, c, "seen", "Gulf")
	ok(t, a.Look(ctx)) // and then the program ends
	c.at = noon.Add(time.Hour)
	add(t, st, c, "meanwhile", "Gulf")
	ok(t, st.Close())
	a, st = desk(t, file, c)
	ok(t, a.Look(ctx))
	ok(t, a.Send(ctx))
	same(t, "deliveries", deliveries(t, st, w), []string{"meanwhile delivered 1 200 OK", "seen delivered 1 200 OK"})
}

// A receiver that cannot be reached is tried again later, so often and no more.
func TestTriedAgain(t *testing.T) {
	c := &clock{noon}
	a, st := desk(t, filepath.Join(t.TempDir(), "rawi.db"), c)
	r := listen(t)
	r.status = http.StatusServiceUnavailable
	w, err := a.Save(ctx, store.Watch{List: "documents", Query: "outlet=Gulf", Target: r.URL})
	ok(t, err)
	c.at = noon.Add(time.Minute)
	add(t, st, c, "news", "Gulf")
	ok(t, a.Look(ctx))
	ok(t, a.Send(ctx))
	ok(t, a.Send(ctx)) // too early
	same(t, "after one try", deliveries(t, st, w), []string{"news waiting 1 503 Service Unavailable"})
	c.at = c.at.Add(time.Minute)
	ok(t, a.Send(ctx))
	same(t, "after two", deliveries(t, st, w), []string{"news waiting 2 503 Service Unavailable"})
	c.at = c.at.Add(2 * time.Minute)
	ok(t, a.Send(ctx))
	same(t, "after three", deliveries(t, st, w), []string{"news failed 3 503 Service Unavailable"})
	c.at = c.at.Add(time.Hour)
	ok(t, a.Send(ctx))
	if len(r.got) != 3 {
		t.Errorf("tried %d times", len(r.got))
	}
	ids := map[string]bool{}
	for _, q := range r.got {
		ids[q.Header.Get("webhook-id")] = true
	}
	if len(ids) != 1 {
		t.Errorf("one message has the ids %v", ids)
	}
}

// A receiver that is gone is left alone; one that redirects is not followed; a test is told as such; a removed search tells nobody.
func TestGoneTestAndRemoved(t *testing.T) {
	c := &clock{noon}
	a, st := desk(t, filepath.Join(t.TempDir(), "rawi.db"), c)
	r := listen(t)
	w, err := a.Save(ctx, store.Watch{Name: "Gulf", List: "documents", Query: "outlet=Gulf", Target: r.URL})
	ok(t, err)
	d, err := a.Test(ctx, w.ID)
	ok(t, err)
	if d.State != store.Delivered || !strings.Contains(string(r.bodies[0]), `"type":"test"`) {
		t.Errorf("test %+v %s", d, r.bodies)
	}
	for i, status := range []int{http.StatusGone, http.StatusFound} {
		r.status = status
		c.at = c.at.Add(time.Minute)
		add(t, st, c, fmt.Sprint("news ", i), "Gulf")
		ok(t, a.Look(ctx))
		ok(t, a.Send(ctx))
	}
	same(t, "deliveries", deliveries(t, st, w), []string{"Gulf delivered 1 200 OK", "news 0 failed 1 410 Gone", "news 1 waiting 1 302 Found"})
	ok(t, a.Remove(ctx, w.ID))
	c.at = c.at.Add(time.Hour)
	add(t, st, c, "too late", "Gulf")
	ok(t, a.Look(ctx))
	ok(t, a.Send(ctx))
	if len(r.got) != 3 {
		t.Errorf("told %d times", len(r.got))
	}
}

// Run tells by itself what comes in while it runs.
func TestRun(t *testing.T) {
	c := &clock{noon}
	a, st := desk(t, filepath.Join(t.TempDir(), "rawi.db"), c)
	r := listen(t)
	_, err := a.Save(ctx, store.Watch{List: "documents", Query: "outlet=Gulf", Target: r.URL})
	ok(t, err)
	c.at = noon.Add(time.Minute)
	running, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { a.Run(running); close(ended) }()
	add(t, st, c, "news", "Gulf")
	for range 100 {
		a.Poke()
		time.Sleep(20 * time.Millisecond)
		r.mu.Lock()
		n := len(r.got)
		r.mu.Unlock()
		if n > 0 {
			break
		}
	}
	stop()
	<-ended
	if len(r.got) != 1 {
		t.Errorf("told %d times", len(r.got))
	}
}

// A clock that jumps loses no news and keeps no delivery back for ever.
func TestClockJumps(t *testing.T) {
	for name, jump := range map[string]time.Duration{"back an hour": -time.Hour, "forward a day": 24 * time.Hour, "back ten years": -10 * 365 * 24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			c := &clock{noon}
			a, st := desk(t, filepath.Join(t.TempDir(), "rawi.db"), c)
			r := listen(t)
			r.status = http.StatusServiceUnavailable
			w, err := a.Save(ctx, store.Watch{List: "documents", Query: "outlet=Gulf", Target: r.URL})
			ok(t, err)
			c.at = c.at.Add(time.Minute)
			add(t, st, c, "before", "Gulf")
			ok(t, a.Look(ctx))
			ok(t, a.Send(ctx))
			same(t, "before", deliveries(t, st, w), []string{"before waiting 1 503 Service Unavailable"})
			c.at = c.at.Add(jump)
			r.status = http.StatusOK
			for n := range 2 {
				c.at = c.at.Add(time.Minute)
				add(t, st, c, fmt.Sprint("after ", n), "Gulf")
				ok(t, a.Look(ctx))
			}
			if jump < 0 {
				c.at = c.at.Add(min(-jump, 24*time.Hour))
			}
			ok(t, a.Send(ctx))
			same(t, "after", deliveries(t, st, w), []string{"after 0 delivered 1 200 OK", "after 1 delivered 1 200 OK", "before delivered 2 200 OK"})
			if len(r.got) != 4 {
				t.Errorf("asked %d times", len(r.got))
			}
		})
	}
}
