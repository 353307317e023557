package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"text/tabwriter"
	"time"
)

// asking asks for pages at a steady rate. A request leaves when its time has come, whether those before it have been answered or not, and
// is timed from then: a server that lags behind is told so by every figure.
type asking struct {
	at, mix, token string
	rate           float64
	time           time.Duration
	seed           uint64
}

// pagesOf are the addresses of each kind of page, with the list of the API that has the things they show.
var pagesOf = map[string]struct{ path, list string }{
	"start":     {"/", ""},
	"report":    {"/report/", "documents"},
	"event":     {"/event/", "events"},
	"chain":     {"/chain/", "tellings"},
	"story":     {"/story/", "stories"},
	"events":    {"/events", ""},
	"timeline":  {"/timeline", ""},
	"api-event": {"/api/v1/events/", "events"},
}

// kind is a kind of page, how often it is asked for, and how long its answers took.
type kind struct {
	name   string
	weight int
	pages  []string

	mu    sync.Mutex
	took  []time.Duration
	bytes int64
	bad   int
}

// samples is how many pages of each kind are asked for: more than caches hold.
const samples = 5000

func (a asking) run(ctx context.Context, out io.Writer) error {
	if a.rate <= 0 {
		return fmt.Errorf("rate %v: want some requests a second", a.rate)
	}
	client := &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConns: 256, MaxIdleConnsPerHost: 256}}
	defer client.CloseIdleConnections()
	r := rand.New(rand.NewPCG(a.seed, 1))
	kinds, err := a.kinds(ctx, client, r)
	if err != nil {
		return err
	}
	var asked sync.WaitGroup
	begun, n := time.Now(), 0
	for ; ; n++ {
		due := begun.Add(time.Duration(float64(n) / a.rate * float64(time.Second)))
		if due.Sub(begun) > a.time || !reached(ctx, due) {
			break
		}
		k := pick(kinds, r)
		page := k.pages[r.IntN(len(k.pages))]
		asked.Go(func() { k.ask(ctx, client, a.request, page, due) })
	}
	asked.Wait()
	return tell(out, kinds, n, time.Since(begun))
}

// reached waits until a time; false if ctx ends before.
func reached(ctx context.Context, due time.Time) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(time.Until(due)):
		return ctx.Err() == nil
	}
}

// request makes a request for an address of the server.
func (a asking) request(ctx context.Context, address string) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, a.at+address, nil)
	if err == nil && a.token != "" {
		r.Header.Set("Authorization", "Bearer "+a.token)
	}
	return r, err
}

// kinds reads the mix, and finds pages of each kind over the whole time of the register.
func (a asking) kinds(ctx context.Context, client *http.Client, r *rand.Rand) ([]*kind, error) {
	var out []*kind
	for part := range strings.SplitSeq(a.mix, ",") {
		name, weight, _ := strings.Cut(part, "=")
		of, ok := pagesOf[name]
		n, err := strconv.Atoi(weight)
		if !ok || err != nil || n < 1 {
			return nil, fmt.Errorf("mix %q: want KIND=WEIGHT", part)
		}
		k := &kind{name: name, weight: n, pages: []string{of.path}}
		if of.list != "" {
			keys, err := a.keys(ctx, client, of.list, r)
			if err != nil {
				return nil, err
			}
			k.pages = nil
			for _, key := range keys {
				k.pages = append(k.pages, of.path+key)
			}
		}
		out = append(out, k)
	}
	return out, nil
}

// keys are things of a list, from days all over it.
func (a asking) keys(ctx context.Context, client *http.Client, list string, r *rand.Rand) ([]string, error) {
	var out []string
	for range 100 {
		from := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, r.IntN(2000)).Format(time.DateOnly)
		var page struct{ Items []struct{ Key string } }
		req, err := a.request(ctx, "/api/v1/"+list+"?"+url.Values{"from": {from}, "limit": {strconv.Itoa(samples / 100)}}.Encode())
		if err != nil {
			return nil, err
		}
		answer, err := client.Do(req)
		if err != nil {
			return nil, err
		}
		err = json.NewDecoder(answer.Body).Decode(&page)
		answer.Body.Close()
		if err != nil || answer.StatusCode != http.StatusOK {
			return nil, fmt.Errorf("list %s: %s: %w", list, answer.Status, err)
		}
		for _, one := range page.Items {
			out = append(out, one.Key)
		}
	}
	slices.Sort(out)
	if out = slices.Compact(out); len(out) == 0 {
		return nil, fmt.Errorf("list %s: nothing is there", list)
	}
	return out, nil
}

// pick takes a kind, as often as its weight says.
func pick(kinds []*kind, r *rand.Rand) *kind {
	all := 0
	for _, k := range kinds {
		all += k.weight
	}
	at := r.IntN(all)
	for _, k := range kinds {
		if at -= k.weight; at < 0 {
			return k
		}
	}
	return kinds[0]
}

// ask asks for a page that was due at a time.
func (k *kind) ask(ctx context.Context, client *http.Client, request func(context.Context, string) (*http.Request, error), page string, due time.Time) {
	n, ok := int64(0), false
	if r, err := request(ctx, page); err == nil {
		if answer, err := client.Do(r); err == nil {
			n, err = io.Copy(io.Discard, answer.Body)
			answer.Body.Close()
			ok = err == nil && answer.StatusCode == http.StatusOK
		}
	}
	took := time.Since(due)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.took, k.bytes = append(k.took, took), k.bytes+n
	if !ok {
		k.bad++
	}
}

// tell prints how long the answers took.
func tell(out io.Writer, kinds []*kind, n int, took time.Duration) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "page\trequests\tfailed\tKB\tp50 ms\tp90 ms\tp99 ms\tmax ms\t")
	for _, k := range kinds {
		if len(k.took) == 0 {
			continue
		}
		slices.Sort(k.took)
		at := func(share float64) float64 {
			return float64(k.took[min(len(k.took)-1, int(share*float64(len(k.took))))].Microseconds()) / 1000
		}
		fmt.Fprintf(w, "%s\t%d\t%d\t%.0f\t%.1f\t%.1f\t%.1f\t%.1f\t\n", k.name, len(k.took), k.bad, float64(k.bytes)/float64(len(k.took))/1e3, at(.5), at(.9), at(.99), at(1))
	}
	fmt.Fprintf(w, "%d requests, %.1f a second\n", n, float64(n)/took.Seconds())
	return w.Flush()
}
