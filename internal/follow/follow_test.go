package follow_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"rawi"
	"rawi/internal/clean"
	"rawi/internal/feeds"
	"rawi/internal/fetch"
	"rawi/internal/follow"
	"rawi/internal/intake"
	"rawi/internal/news"
	"rawi/internal/register"
	"rawi/internal/search"
	"rawi/internal/store"
	"rawi/internal/store/sqlite"
	"rawi/internal/what"
	"rawi/lang"
)

// world is a site, a register that follows it, and a clock that moves only when somebody sleeps.
type world struct {
	*testing.T
	follower *follow.Follower
	site     *httptest.Server
	store    store.Store

	mu    sync.Mutex
	now   time.Time
	pages map[string]func(http.ResponseWriter, *http.Request)
	asked map[string]int
	notes []follow.Note
}

// theReader is the reader of all tests. It has read something: the first report waits until the packs are made ready.
var theReader = sync.OnceValues(func() (*rawi.Reader, error) {
	reader, err := rawi.New(rawi.Options{})
	if err == nil {
		_, err = reader.Read(context.Background(), rawi.Page{Body: []byte(report("Muscat"))})
	}
	return reader, err
})

func newWorld(t *testing.T, change func(*follow.Options)) *world {
	w := &world{T: t, now: time.Date(2024, 6, 19, 12, 0, 0, 0, time.UTC), asked: map[string]int{}, pages: map[string]func(http.ResponseWriter, *http.Request){}}
	w.site = httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		page := w.pages[r.URL.RequestURI()]
		w.asked[r.URL.RequestURI()]++
		w.mu.Unlock()
		if page == nil {
			http.NotFound(out, r)
			return
		}
		page(out, r)
	}))
	t.Cleanup(w.site.Close)
	var err error
	if w.store, err = sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "rawi.db"), true); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.store.Close() })
	client, err := fetch.New(fetch.Options{Allow: []string{w.site.Listener.Addr().String()}, Delay: -1, Now: w.clock, Sleep: w.sleep})
	if err != nil {
		t.Fatal(err)
	}
	searcher, err1 := search.New(lang.FS)
	scheme, err2 := what.LoadScheme(lang.FS)
	reader, err3 := theReader()
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	o := follow.Options{
		Client: client, Read: reader.Read, Now: w.clock, Sleep: w.sleep, Spread: func() float64 { return 0.5 },
		Register: register.New(w.store, register.Options{Search: searcher, Scheme: scheme, Now: w.clock}),
		Tell:     func(n follow.Note) { w.notes = append(w.notes, n) },
	}
	if change != nil {
		change(&o)
	}
	w.follower = follow.New(o)
	return w
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) sleep(ctx context.Context, d time.Duration) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
	return ctx.Err()
}

// put puts a text at a path of the site, or takes it away.
func (w *world) put(path, body string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pages[path] = func(out http.ResponseWriter, _ *http.Request) {
		io.WriteString(out, strings.ReplaceAll(body, "SITE", w.site.URL))
	}
	if body == "" {
		delete(w.pages, path)
	}
}

// answer makes a path answer with a status.
func (w *world) answer(path string, status int, header ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pages[path] = func(out http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(header); i += 2 {
			out.Header().Set(header[i], header[i+1])
		}
		out.WriteHeader(status)
	}
}

// times is how often a path was asked for since the last time somebody looked.
func (w *world) times(path string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := w.asked[path]
	delete(w.asked, path)
	return n
}

func (w *world) subscribe(path string) {
	w.Helper()
	if _, err := w.follower.Subscribe(w.Context(), []feeds.Subscription{{URL: w.site.URL + path}}); err != nil {
		w.Fatal(err)
	}
}

// run does what is due after so long, and gives what was told.
func (w *world) run(later time.Duration) []follow.Note {
	w.Helper()
	w.sleep(w.Context(), later)
	w.notes = nil
	if err := w.follower.Run(w.Context(), true); err != nil {
		w.Fatal(err)
	}
	return w.notes
}

func (w *world) feed(path string) (f store.Feed) {
	w.Helper()
	err := w.store.View(w.Context(), func(r store.Reader) (err error) { f, err = r.Feed(w.site.URL + path); return err })
	if err != nil {
		w.Fatal(err)
	}
	return f
}

// in is how far off the next look at a feed is.
func (w *world) in(path string) time.Duration {
	return w.feed(path).Due.Sub(w.clock())
}

func (w *world) lead(path string) (l store.Lead) {
	w.Helper()
	err := w.store.View(w.Context(), func(r store.Reader) (err error) { l, err = r.Lead(w.site.URL + path); return err })
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		w.Fatal(err)
	}
	return l
}

func report(place string, more ...string) string {
	return "<html><head><title>Talks in " + place + "</title>" + strings.Join(more, "") + "</head><body><article><h1>Talks in " + place +
		"</h1><p>The foreign ministers of Oman and Kenya met in " + place + " on Monday and signed an agreement on the protection of merchant ships.</p>" +
		"<p>The government of " + place + " said that the talks would go on for two days behind closed doors.</p></article></body></html>"
}

// rss is a feed of these items: a path, or path and date.
func rss(items ...string) string {
	var b strings.Builder
	b.WriteString("<rss version='2.0'><channel><title>Ports</title>")
	for _, i := range items {
		path, day, _ := strings.Cut(i, " ")
		fmt.Fprintf(&b, "<item><link>SITE%s</link><pubDate>%s</pubDate></item>", path, day)
	}
	return b.String() + "</channel></rss>"
}

func TestHowOftenFeedsAreLookedAt(t *testing.T) {
	w := newWorld(t, nil)
	w.put("/rss", rss("/a"))
	w.put("/a", report("Muscat"))
	w.subscribe("/rss")
	w.run(0)
	if got := w.in("/rss"); got != 10*time.Minute {
		t.Errorf("after news: %v", got)
	}
	for _, want := range []time.Duration{15 * time.Minute, 22*time.Minute + 30*time.Second} {
		w.run(w.in("/rss"))
		if got := w.in("/rss"); got != want {
			t.Errorf("without news: %v, want %v", got, want)
		}
	}
	for n := range 20 {
		if w.in("/rss") > follow.UsualMost {
			t.Fatalf("%d: %v", n, w.in("/rss"))
		}
		w.run(w.in("/rss"))
	}
	if got := w.in("/rss"); got != follow.UsualMost {
		t.Errorf("without news for long: %v", got)
	}
	w.times("/rss")
	if w.run(w.in("/rss") - time.Second); w.times("/rss") != 0 {
		t.Error("it was looked at before its time")
	}
	w.put("/rss", "<rss")
	for _, want := range []time.Duration{10 * time.Minute, 20 * time.Minute, 40 * time.Minute} {
		notes := w.run(w.in("/rss"))
		if got := w.in("/rss"); got != want || len(notes) != 1 || notes[0].Err == nil || notes[0].Feed != w.site.URL+"/rss" {
			t.Errorf("when it fails: %v, want %v; told %+v", got, want, notes)
		}
	}
	w.answer("/rss", 429, "Retry-After", "7200")
	if w.run(w.in("/rss")); w.in("/rss") != 2*time.Hour {
		t.Errorf("when it is asked to wait: %v", w.in("/rss"))
	}
	w.put("/rss", rss("/a"))
	if w.run(w.in("/rss")); w.feed("/rss").Failures != 0 || w.feed("/rss").Problem != "" {
		t.Errorf("when it is well again: %+v", w.feed("/rss"))
	}
	w.answer("/rss", 410)
	if w.run(w.in("/rss")); !w.feed("/rss").Due.IsZero() {
		t.Error("a feed that is gone is looked at again")
	}
	w.times("/rss")
	if w.run(1000 * time.Hour); w.times("/rss") != 0 {
		t.Error("a feed that is gone was looked at again")
	}
	w.put("/rss", rss("/a"))
	if w.subscribe("/rss"); w.in("/rss") != 0 {
		t.Error("who names a feed anew does not make it be looked at")
	}
}

func TestPagesThatChange(t *testing.T) {
	w := newWorld(t, nil)
	const first, second = "Wed, 19 Jun 2024 10:00:00 GMT", "Wed, 19 Jun 2024 12:05:00 GMT"
	feed := func(day string) string { return rss("/a?utm_source=rss " + day) }
	w.put("/rss", feed(first))
	w.put("/a", report("Muscat"))
	w.subscribe("/rss")
	w.run(0)
	doc := w.lead("/a").Doc
	if w.times("/a") != 1 || doc == "" {
		t.Fatalf("the page: %+v", w.lead("/a"))
	}
	w.run(w.in("/rss"))
	if w.times("/a") != 0 {
		t.Error("a page that did not change is fetched again")
	}
	w.put("/a", report("Mombasa"))
	w.put("/rss", feed(second))
	w.run(w.in("/rss"))
	if w.times("/a") != 0 {
		t.Error("a page is fetched again too soon after the first time")
	}
	w.run(30 * time.Minute)
	lead := w.lead("/a")
	if w.times("/a") != 1 || lead.State != store.Kept || lead.Doc == doc {
		t.Errorf("a page that changed: %+v", lead)
	}
	err := w.store.View(t.Context(), func(r store.Reader) error {
		d, err := r.Document(lead.Doc)
		if d.Version != 2 || d.URL != w.site.URL+"/a" {
			t.Errorf("the new text is %+v", d)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	// a feed that says of every page at every look that it has just changed is believed so often
	for range 30 {
		w.put("/rss", rss("/a "+w.clock().Add(2*time.Hour).Format(time.RFC1123)))
		w.run(time.Hour)
	}
	if n := w.times("/a"); n > 9 {
		t.Errorf("fetched %d times", n)
	}
}

func TestPagesThatFail(t *testing.T) {
	hang := make(chan struct{})
	defer close(hang)
	w := newWorld(t, func(o *follow.Options) {
		read := o.Read
		o.Reading = 3 * time.Second
		o.Read = func(ctx context.Context, p clean.Page) (news.Record, error) {
			if strings.HasSuffix(p.URL, "/hangs") {
				<-hang
			}
			return read(ctx, p)
		}
	})
	w.put("/rss", rss("/late", "/hangs", "/empty", "/gone", "/inside", "/a"))
	w.put("/hangs", report("Aden"))
	w.put("/empty", "<html><body> </body></html>")
	w.answer("/gone", 410)
	w.answer("/inside", 302, "Location", "http://10.0.0.1/")
	w.put("/a", report("Muscat"))
	w.subscribe("/rss")
	told := map[string]follow.Note{}
	for _, n := range w.run(0) {
		told[strings.TrimPrefix(n.Page, w.site.URL)] = n
	}
	for path, want := range map[string]string{"/hangs": "abandoned", "/empty": "no report", "/gone": "410", "/inside": "10.0.0.1", "/late": "404"} {
		n := told[path]
		if n.Err == nil || !strings.Contains(n.Err.Error(), want) {
			t.Errorf("%s: %v, want %q", path, n.Err, want)
		}
		if again := path == "/late"; again == n.Again.IsZero() {
			t.Errorf("%s is tried again at %v", path, n.Again)
		}
	}
	if told["/a"].Added == nil || w.lead("/a").State != store.Kept {
		t.Errorf("one page that fails stopped another: %+v", told["/a"])
	}
	w.put("/late", report("Berbera"))
	w.run(time.Hour)
	if l := w.lead("/late"); l.State != store.Kept || l.Problem != "" {
		t.Errorf("a page that came late: %+v", l)
	}
	w.answer("/down", 503, "Retry-After", "40000")
	w.put("/rss", rss("/down"))
	w.run(time.Hour)
	if got := w.lead("/down").Due.Sub(w.clock()); got < 11*time.Hour {
		t.Errorf("a host that asks for 40,000 seconds is asked again in %v", got)
	}
	for range 40 {
		w.run(12 * time.Hour)
	}
	if l := w.lead("/down"); l.State != store.Dropped || l.Tries != 5 {
		t.Errorf("a page that stays away: %+v", l)
	}
}

// full is a store that has no room for documents as long as it is told so.
type full struct {
	store.Store
	now *bool
}

func (s full) Update(ctx context.Context, do func(store.Tx) error) error {
	return s.Store.Update(ctx, func(tx store.Tx) error { return do(fullTx{tx, *s.now}) })
}

type fullTx struct {
	store.Tx
	full bool
}

func (tx fullTx) PutDocument(d store.Document, rec news.Record, words store.SearchWords) error {
	if tx.full {
		return errors.New("there is no room")
	}
	return tx.Tx.PutDocument(d, rec, words)
}

// A page that was fetched and could not be kept comes again whole, though its server would say that nothing has changed.
func TestPagesThatCannotBeKept(t *testing.T) {
	noRoom := true
	w := newWorld(t, func(o *follow.Options) {
		searcher, err := search.New(lang.FS)
		if err != nil {
			t.Fatal(err)
		}
		o.Register = register.New(full{o.Register.Store(), &noRoom}, register.Options{Search: searcher, Now: o.Now})
	})
	w.pages["/a"] = func(out http.ResponseWriter, r *http.Request) {
		out.Header().Set("ETag", `"1"`)
		if r.Header.Get("If-None-Match") == `"1"` {
			out.WriteHeader(http.StatusNotModified)
			return
		}
		io.WriteString(out, report("Muscat"))
	}
	w.put("/rss", rss("/a"))
	w.subscribe("/rss")
	w.run(0)
	if l := w.lead("/a"); l.State != store.Waiting || l.Tries != 1 || l.Problem == "" {
		t.Fatalf("a page that cannot be kept: %+v", l)
	}
	w.run(time.Hour)
	if l := w.lead("/a"); l.State != store.Waiting || l.Tries != 2 {
		t.Errorf("… that still cannot be kept: %+v", l)
	}
	noRoom = false
	w.run(12 * time.Hour)
	if l := w.lead("/a"); l.State != store.Kept || l.Doc == "" || l.ETag != `"1"` || l.Tries != 0 {
		t.Errorf("… that can be kept again: %+v", l)
	}
}

// What others are to read is handed over: with its address, the day of its feed and the moment; it is done when they have it, and given up
// where they never will.
func TestPagesThatArePushed(t *testing.T) {
	away := errors.New("nobody takes pages just now")
	var pushed []intake.Item
	fault := away
	w := newWorld(t, func(o *follow.Options) {
		o.Read = nil
		o.Push = func(_ context.Context, i intake.Item) error {
			if strings.HasSuffix(i.Page.URL, "/huge") {
				return follow.ErrNeverTaken
			}
			if fault == nil {
				pushed = append(pushed, i)
			}
			return fault
		}
	})
	w.put("/rss", rss("/a Tue, 18 Jun 2024 10:00:00 GMT"))
	w.put("/a", report("Muscat"))
	w.put("/huge", report("Aden"))
	w.subscribe("/rss")
	if err := w.follower.Run(w.Context(), true); !errors.Is(err, away) || w.lead("/a").State != store.Waiting {
		t.Errorf("nobody takes it, and it is %s: %v", w.lead("/a").State, err)
	}
	fault = nil
	w.put("/rss", rss("/a Tue, 18 Jun 2024 10:00:00 GMT", "/huge"))
	w.run(24 * time.Hour)
	if l := w.lead("/a"); l.State != store.Pushed || !l.Due.IsZero() || len(pushed) != 1 {
		t.Errorf("%+v: %d pushed", l, len(pushed))
	}
	if i := pushed[0]; i.Page.URL != w.site.URL+"/a" || i.Announced != "2024-06-18" || !i.Fetched || i.Met != w.lead("/a").Fetched || !strings.Contains(string(i.Page.Body), "Muscat") {
		t.Errorf("pushed %+v", i)
	}
	if l := w.lead("/huge"); l.State != store.Dropped || l.Problem == "" {
		t.Errorf("what nobody takes is %+v", l)
	}
	if st, err := w.store.Status(t.Context()); err != nil || st.Documents != 0 {
		t.Errorf("%d documents: %v", st.Documents, err)
	}
}

func TestSitemaps(t *testing.T) {
	w := newWorld(t, nil)
	w.put("/index.xml", `<sitemapindex><sitemap><loc>SITE/news.xml</loc></sitemap><sitemap><loc>SITE/2019.xml</loc><lastmod>2019-12-31</lastmod></sitemap>
		<sitemap><loc>https://other.example/s.xml</loc></sitemap></sitemapindex>`)
	w.put("/news.xml", `<urlset><url><loc>SITE/a</loc><lastmod>2024-06-19T11:00:00Z</lastmod></url><url><loc>SITE/old</loc><lastmod>2020-01-01</lastmod></url>
		<url><loc>SITE/undated</loc></url></urlset>`)
	for _, path := range []string{"/a", "/old", "/undated", "/fresh"} {
		w.put(path, report("Muscat"))
	}
	w.subscribe("/index.xml")
	w.run(0)
	for path, want := range map[string]int{"/index.xml": 1, "/news.xml": 1, "/2019.xml": 0, "/a": 1, "/old": 0, "/undated": 0} {
		if got := w.times(path); got != want {
			t.Errorf("%s was asked for %d times, want %d", path, got, want)
		}
	}
	w.put("/news.xml", `<urlset><url><loc>SITE/fresh</loc></url><url><loc>SITE/undated</loc></url><url><loc>SITE/old</loc><lastmod>2024-06-19T13:00:00Z</lastmod></url></urlset>`)
	w.run(2 * time.Hour)
	for path, want := range map[string]int{"/fresh": 1, "/undated": 0, "/old": 1, "/a": 0} {
		if got := w.times(path); got != want {
			t.Errorf("%s was asked for %d times, want %d", path, got, want)
		}
	}
	w.put("/index.xml", `<sitemapindex><sitemap><loc>SITE/june.xml</loc></sitemap></sitemapindex>`)
	w.put("/june.xml", `<sitemapindex><sitemap><loc>SITE/deeper.xml</loc></sitemap></sitemapindex>`)
	w.run(13 * time.Hour)
	var followed []string
	err := w.store.View(t.Context(), func(r store.Reader) error {
		list, err := r.Feeds()
		for _, f := range list {
			followed = append(followed, strings.TrimPrefix(f.URL, w.site.URL))
		}
		return err
	})
	if got := strings.Join(followed, " "); err != nil || got != "/index.xml /june.xml" {
		t.Errorf("followed: %s, %v", got, err)
	}
}

func TestOnePageOfManyNames(t *testing.T) {
	w := newWorld(t, nil)
	w.put("/rss", rss("/moved", "/amp"))
	w.answer("/moved", 301, "Location", "/a?fbclid=1")
	w.put("/a?fbclid=1", report("Muscat", `<link rel="canonical" href="SITE/a">`))
	w.put("/a", report("Muscat"))
	w.put("/amp", report("Muscat", `<link rel="canonical" href="SITE/a">`))
	w.subscribe("/rss")
	w.run(0)
	w.put("/rss", rss("/a"))
	w.run(time.Hour)
	if w.times("/a") != 0 || w.lead("/a").State != store.Kept {
		t.Errorf("a page that is known by another name was fetched again: %+v", w.lead("/a"))
	}
	st, err := w.store.Status(t.Context())
	if err != nil || st.Documents != 1 || st.Versions != 0 {
		t.Errorf("%+v, %v", st, err)
	}
}

// TestTheDayOfTheFeed tells that a page without a day has that of its feed, and a page with one its own.
func TestTheDayOfTheFeed(t *testing.T) {
	w := newWorld(t, nil)
	w.put("/rss", rss("/a Tue, 18 Jun 2024 10:00:00 GMT", "/b Tue, 18 Jun 2024 10:00:00 GMT"))
	w.put("/a", report("Muscat"))
	w.put("/b", report("Aden", `<meta property="article:published_time" content="2024-06-17T10:00:00Z">`))
	w.subscribe("/rss")
	w.run(0)
	for path, want := range map[string]string{"/a": "2024-06-18", "/b": "2024-06-17"} {
		err := w.store.View(t.Context(), func(r store.Reader) error {
			d, err := r.Document(w.lead(path).Doc)
			if d.Published != want {
				t.Errorf("%s was published on %q, want %s", path, d.Published, want)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

func TestRunEndsWhenAsked(t *testing.T) {
	w := newWorld(t, nil)
	w.mu.Lock()
	w.pages["/rss"] = func(out http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	w.mu.Unlock()
	w.subscribe("/rss")
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.follower.Run(ctx, false) }()
	time.Sleep(50 * time.Millisecond)
	stop()
	select {
	case err := <-ended:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("ended with %v", err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("it does not end")
	}
	if f := w.feed("/rss"); f.Failures != 0 {
		t.Errorf("that we ended is counted against the feed: %+v", f)
	}
}

// TestASlowHostHoldsNobody lets one host answer only when a page of another has been fetched.
func TestASlowHostHoldsNobody(t *testing.T) {
	w := newWorld(t, nil)
	_, port, err := net.SplitHostPort(w.site.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	client, err := fetch.New(fetch.Options{Allow: []string{"localhost:" + port, w.site.Listener.Addr().String()}, Delay: -1, Timeout: 20 * time.Second, Tries: 1})
	if err != nil {
		t.Fatal(err)
	}
	w.follower.Client = client
	w.put("/rss", strings.Replace(rss("/slow", "/a", "/b"), "SITE", "http://localhost:"+port, 1))
	w.put("/a", report("Muscat"))
	reached := make(chan struct{})
	w.mu.Lock()
	w.pages["/slow"] = func(out http.ResponseWriter, r *http.Request) {
		select {
		case <-reached:
			io.WriteString(out, report("Berbera"))
		case <-r.Context().Done():
		}
	}
	w.pages["/b"] = func(out http.ResponseWriter, _ *http.Request) {
		close(reached)
		io.WriteString(out, report("Aden"))
	}
	w.mu.Unlock()
	w.subscribe("/rss")
	kept := 0
	for _, n := range w.run(0) {
		if n.Err != nil {
			t.Errorf("%s: %v", n.Page, n.Err)
		}
		if n.Added != nil {
			kept++
		}
	}
	if kept != 3 {
		t.Errorf("%d pages were kept, want 3", kept)
	}
}

// A clock that jumps neither stops the looking for ever, nor makes a storm of it: a feed that is late by many looks is looked at once.
func TestClockJumps(t *testing.T) {
	w := newWorld(t, nil)
	w.put("/rss", rss("/a"))
	w.put("/a", report("Muscat"))
	w.answer("/late", 503)
	w.subscribe("/rss")
	w.run(0)
	w.times("/rss")
	if w.run(24 * time.Hour); w.times("/rss") != 1 {
		t.Error("a day forward, and the feed was not looked at once")
	}
	usual := w.in("/rss")
	if w.run(-time.Hour); w.times("/rss") != 0 || w.in("/rss") != usual+time.Hour {
		t.Errorf("an hour back: looked at in %v", w.in("/rss"))
	}
	if w.run(usual + time.Hour); w.times("/rss") != 1 {
		t.Error("the hour is over, and nobody looks")
	}
	w.put("/rss", rss("/a", "/late"))
	w.run(w.in("/rss"))
	w.put("/late", report("Salalah"))
	w.times("/rss")
	w.run(-10 * 365 * 24 * time.Hour)
	if w.times("/rss") != 1 || w.in("/rss") > follow.UsualMost || w.lead("/late").State != store.Kept {
		t.Errorf("ten years back: feed in %v, page %+v", w.in("/rss"), w.lead("/late"))
	}
	for _, n := range w.notes {
		if n.Err != nil {
			t.Error(n.Err)
		}
	}
}

// What was fetched by a clock that was ahead is fetched again when it changes.
func TestChangedAfterTheClockWasAhead(t *testing.T) {
	w := newWorld(t, nil)
	day := func(d time.Duration) string { return w.clock().Add(d).Format(time.RFC1123Z) }
	w.sleep(t.Context(), 30*24*time.Hour)
	w.put("/rss", rss("/a "+day(-30*24*time.Hour+time.Minute)))
	w.put("/a", report("Muscat"))
	w.follower.MaxAge = 1000 * time.Hour
	w.subscribe("/rss")
	w.run(0)
	w.sleep(t.Context(), -30*24*time.Hour)
	w.put("/rss", rss("/a "+day(time.Hour)))
	w.put("/a", report("Salalah"))
	w.times("/a")
	w.run(2 * time.Hour)
	if w.run(time.Hour); w.times("/a") != 1 {
		t.Errorf("the change was not fetched: %+v", w.lead("/a"))
	}
}
