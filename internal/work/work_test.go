//go:build unix

package work_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"rawi/internal/clean"
	"rawi/internal/intake"
	"rawi/internal/mill"
	"rawi/internal/news"
	"rawi/internal/queue"
	"rawi/internal/queue/local"
	"rawi/internal/reading"
	"rawi/internal/register"
	"rawi/internal/search"
	"rawi/internal/store"
	"rawi/internal/store/postgres"
	"rawi/internal/store/postgres/pgtest"
	"rawi/internal/store/sqlite"
	"rawi/internal/store/storetest"
	"rawi/internal/work"
)

// tools read pages and fold words.
var tools = sync.OnceValues(func() (*reading.Reader, *search.Searcher) {
	packs := os.DirFS("../../lang")
	r, err := reading.New(packs)
	if err != nil {
		panic(err)
	}
	s, err := search.New(packs)
	if err != nil {
		panic(err)
	}
	return r, s
})

func read(ctx context.Context, i intake.Item) news.Record {
	r, _ := tools()
	rec, err := r.Read(ctx, i.Page)
	if err != nil {
		rec.Error = &news.Error{Code: "empty", Message: err.Error()}
	}
	return rec
}

func registerOn(t *testing.T, s store.Store, err error) *register.Register {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	_, searcher := tools()
	return register.New(s, register.Options{Search: searcher, Coder: "test"})
}

// reports are pages of which many tell the same events in other words, languages and spellings: those by which merging is measured.
func reports(t *testing.T) []clean.Page {
	t.Helper()
	b, err := os.ReadFile("../register/testdata/tellings.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var out []clean.Page
	for i, line := range strings.Split(strings.TrimSpace(string(b)), "\n") {
		if c := strings.Split(line, "\t"); line[0] != '#' {
			out = append(out, clean.Page{URL: fmt.Sprintf("https://told.example/%d", i), Outlet: c[2], Language: c[3], Published: c[4], Body: []byte(c[5]), Kind: clean.TextBody})
		}
	}
	return out
}

// inspect tells what a register holds, without the keys that depend on the order in which reports came.
func inspect(t *testing.T, s store.Store) []string {
	t.Helper()
	var out []string
	err := s.View(context.Background(), func(tx store.Reader) error {
		keys, err := tx.DocKeys("", 1<<20)
		if err != nil {
			return err
		}
		events, stories := map[string][]string{}, map[string][]string{}
		for _, k := range keys {
			d, err := tx.Document(k)
			if err != nil {
				return err
			}
			out = append(out, fmt.Sprintf("document %s version %d latest %v", k, d.Version, d.Latest))
			if d.Latest {
				stories[d.Story] = append(stories[d.Story], k[:8])
			}
			told, err := tx.TellingsIn(k)
			if err != nil {
				return err
			}
			for _, x := range told {
				if x.Live() {
					events[x.Event] = append(events[x.Event], k[:8]+x.Local)
				}
			}
		}
		for k, list := range events {
			e, err := tx.Event(k)
			if err != nil {
				return err
			}
			out = append(out, fmt.Sprintf("event %s of %d tellings and %d origins: %v", e.Type, e.Tellings, e.Origins, list))
		}
		for k, list := range stories {
			s, err := tx.Story(k)
			if err != nil {
				return err
			}
			out = append(out, fmt.Sprintf("story of %d documents, %d origins: %v", s.Documents, s.Origins, list))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

func differ(t *testing.T, got, want []string) {
	t.Helper()
	for _, l := range want {
		if !slices.Contains(got, l) {
			t.Errorf("- %s", l)
		}
	}
	for _, l := range got {
		if !slices.Contains(want, l) {
			t.Errorf("+ %s", l)
		}
	}
}

// packed makes jobs of pages, met one after the other.
func packed(t *testing.T, pages []clean.Page) []queue.Job {
	t.Helper()
	var out []queue.Job
	for i, p := range pages {
		j, err := work.Pack(intake.Item{Page: p, Place: fmt.Sprint(i), Met: time.Unix(int64(i), 0)})
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, j)
	}
	return out
}

func queueOf(t *testing.T, o queue.Options, jobs ...queue.Job) queue.Queue {
	t.Helper()
	q, err := local.Open(context.Background(), local.Memory, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { q.Close() })
	if _, err := q.Push(context.Background(), jobs...); err != nil {
		t.Fatal(err)
	}
	return q
}

func worker(q queue.Queue, reg *register.Register) *work.Worker {
	return &work.Worker{Queue: q, Register: reg, Read: read, Hands: 2, Batch: 8, Hold: time.Minute, Drain: 10 * time.Second, UntilDry: true, Log: slog.New(slog.DiscardHandler)}
}

// inOrder is a register to which one hand added pages one after the other, in this order.
func inOrder(t *testing.T, pages []clean.Page, jobs []queue.Job, order []int) store.Store {
	t.Helper()
	s, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "one.db"), true)
	reg := registerOn(t, s, err)
	for _, i := range order {
		_, err := reg.Settle(context.Background(), register.Arrival{Page: jobs[i].Key, Met: time.Unix(int64(i), 0), Record: read(context.Background(), intake.Item{Page: pages[i]})})
		if err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// keptOrder is the order in which pages were kept.
func keptOrder(t *testing.T, s store.Store, jobs []queue.Job) []int {
	t.Helper()
	added := map[int]time.Time{}
	err := s.View(context.Background(), func(tx store.Reader) error {
		for i, j := range jobs {
			list, err := tx.Settled(j.Key)
			if err != nil || len(list) == 0 {
				return fmt.Errorf("page %d is not settled: %w", i, err)
			}
			d, err := tx.Document(list[0].Doc)
			if err != nil {
				return err
			}
			added[i] = d.Added
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return slices.SortedFunc(maps.Keys(added), func(a, b int) int { return added[a].Compare(added[b]) })
}

// but leaves out lines that begin so.
func but(prefix string, lines []string) []string {
	return slices.DeleteFunc(slices.Clone(lines), func(l string) bool { return strings.HasPrefix(l, prefix) })
}

// Eight workers on one PostgreSQL, each with connections of its own, meet the same pages, copies and versions at the same time and in any
// order. Documents, versions, events and origins are the same as if one had added the pages one after the other in the order in which
// they were met. Which reports are one story depends on the order in which they come, with one worker as with eight: stories
// are the same as if one had added the pages in the order in which the eight kept them.
func TestEightWorkers(t *testing.T) {
	server, err := pgtest.Start()
	if server != nil {
		defer server.Stop()
	}
	if errors.Is(err, pgtest.ErrAbsent) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	pages := reports(t)
	for n := range 10 * mill.Group {
		pages = append(pages, mill.Page(n))
	}
	jobs := packed(t, pages)
	url, err := server.Empty("eight")
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(3, 5))
	var all sync.WaitGroup
	for i := range 8 {
		var mine []queue.Job // half of them: what one has, three others have too
		for j := range jobs {
			if (i+j)%2 == 0 {
				mine = append(mine, jobs[j])
			}
		}
		rng.Shuffle(len(mine), func(a, b int) { mine[a], mine[b] = mine[b], mine[a] })
		st, err := postgres.Open(context.Background(), url)
		w := worker(queueOf(t, queue.Options{}, mine...), registerOn(t, st, err))
		all.Go(func() {
			tally, err := w.Run(context.Background())
			if err != nil || tally.Failed+tally.Refused > 0 || tally.Kept+tally.Known != len(mine) {
				t.Errorf("%+v of %d: %v", tally, len(mine), err)
			}
		})
	}
	all.Wait()
	st, err := postgres.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	got := inspect(t, st)
	met := make([]int, len(pages))
	for i := range met {
		met[i] = i
	}
	differ(t, but("story", got), but("story", inspect(t, inOrder(t, pages, jobs, met))))
	differ(t, got, inspect(t, inOrder(t, pages, jobs, keptOrder(t, st, jobs))))
	status, err := st.Status(context.Background())
	if err != nil || status.Settled != int64(len(jobs)) {
		t.Errorf("%d settled of %d: %v", status.Settled, len(jobs), err)
	}
	t.Logf("%d documents, %d replaced, %d stories, %d events of %d tellings", status.Documents, status.Versions, status.Stories, status.Events, status.Tellings)
}

func fresh(t *testing.T) store.Store {
	t.Helper()
	s, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "r.db"), true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// A page that the register will not keep is given up with the reason after its tries, and stops no other; one that cannot be read is
// settled as such.
func TestUnkept(t *testing.T) {
	pages := []clean.Page{{ID: "nothing"}}
	for n := range 3 * mill.Group {
		pages = append(pages, mill.Page(n))
	}
	jobs := packed(t, pages)
	q := queueOf(t, queue.Options{Tries: 3, Pause: 10 * time.Millisecond}, jobs...)
	s := fresh(t)
	reg := registerOn(t, storetest.Refusing{Store: s, URL: pages[1].URL}, nil)
	tally, err := worker(q, reg).Run(context.Background())
	tally.Versions = 0 // which of two texts comes first, is chance
	if want := (work.Tally{Kept: 11, Refused: 1, Failed: 3}); err != nil || tally != want {
		t.Errorf("%+v, want %+v: %v", tally, want, err)
	}
	var dead []queue.Dead
	for d, err := range q.Dead(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		dead = append(dead, d)
	}
	if len(dead) != 1 || dead[0].Key != jobs[1].Key || dead[0].Tries != 3 || !strings.Contains(dead[0].Reason, "does not fit") {
		t.Errorf("dead: %+v", dead)
	}
	if st, err := s.Status(context.Background()); err != nil || st.Settled != 12 || st.Refused != 1 {
		t.Errorf("%+v: %v", st, err)
	}
}

// Who is asked to stop finishes what was begun; the rest is there for others, and nothing is done twice.
func TestDrain(t *testing.T) {
	var pages []clean.Page
	for n := range 20 * mill.Group {
		pages = append(pages, mill.Page(n))
	}
	q := queueOf(t, queue.Options{}, packed(t, pages)...)
	s := fresh(t)
	reg := registerOn(t, s, nil)
	ctx, stop := context.WithCancel(context.Background())
	first := worker(q, reg)
	first.UntilDry = false
	first.Tell = func(work.Outcome) { stop() }
	one, err := first.Run(ctx)
	if err != nil || one.Kept == 0 || one.Kept == len(pages) {
		t.Fatalf("%+v: %v", one, err)
	}
	if st, err := q.Status(context.Background()); err != nil || st.Held+st.Again+st.Dead > 0 || st.Waiting != int64(len(pages)-one.Kept) {
		t.Fatalf("after the drain: %+v: %v", st, err)
	}
	two, err := worker(q, reg).Run(context.Background())
	if err != nil || one.Kept+two.Kept != len(pages) || two.Known > 0 {
		t.Errorf("%+v and %+v: %v", one, two, err)
	}
	documents, versions, events := mill.Expected(20)
	if st, err := s.Status(context.Background()); err != nil || int(st.Documents) != documents || int(st.Versions) != versions || int(st.Events) != events {
		t.Errorf("%+v: %v", st, err)
	}
}

// A page comes out as it went in.
func TestPack(t *testing.T) {
	p := clean.Page{ID: "a", URL: "https://news.example/a", Language: "ar", Published: "2024-06-19", Outlet: "O", Title: "عنوان", Kind: clean.HTML, Body: []byte("\x00\xff line\nline\n")}
	in := intake.Item{Page: p, Place: "there:1", Met: time.Date(2024, 6, 19, 1, 2, 3, 4000, time.UTC), Fetched: true, Announced: "2024-06-18"}
	j, err := work.Pack(in)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := work.Unpack(j.Body); err != nil || !reflect.DeepEqual(got, in) {
		t.Errorf("%+v: %v", got, err)
	}
	other, err := work.Pack(intake.Item{Page: p, Place: "elsewhere", Met: in.Met.Add(time.Hour)})
	if err != nil || other.Key != j.Key {
		t.Errorf("the same page has two keys: %v", err)
	}
	p.Body = append(p.Body, 'x')
	if work.Key(p) == j.Key {
		t.Error("two pages have one key")
	}
	if _, err := work.Unpack([]byte("no page")); err == nil {
		t.Error("noise is a page")
	}
}

// narrow is a queue that takes no job of more bytes.
type narrow struct {
	queue.Queue
	most int
}

func (n narrow) fit(jobs []queue.Job) error {
	for _, j := range jobs {
		if len(j.Body) > n.most {
			return queue.ErrTooLarge
		}
	}
	return nil
}

func (n narrow) Push(ctx context.Context, jobs ...queue.Job) (int, error) {
	if err := n.fit(jobs); err != nil {
		return 0, err
	}
	return n.Queue.Push(ctx, jobs...)
}

func (n narrow) Requeue(ctx context.Context, jobs ...queue.Job) error {
	if err := n.fit(jobs); err != nil {
		return err
	}
	return n.Queue.Requeue(ctx, jobs...)
}

// A page that no queue takes is told of and stops no other, whether it is pushed or brought once more; each page is counted once.
func TestTooLargeStopsNoOther(t *testing.T) {
	var noise strings.Builder // that nothing makes smaller
	for r := rand.New(rand.NewPCG(1, 1)); noise.Len() < 4000; {
		fmt.Fprint(&noise, r.Uint64())
	}
	page := func(url, text string) intake.Item {
		return intake.Item{Place: url, Page: clean.Page{URL: url, Body: []byte(text), Kind: clean.TextBody}}
	}
	items := []intake.Item{page("a", "Rain."), page("large", noise.String()), page("b", "Snow."), page("a", "Rain.")}
	want := work.Pushed{New: 2, Known: 1, TooBig: 1}
	for name, ledger := range map[string]store.Store{"push": nil, "reconcile": fresh(t)} {
		var told []string
		q := queueOf(t, queue.Options{})
		p := &work.Pusher{Queue: narrow{q, 1000}, Ledger: ledger, Large: func(place string, _ error) { told = append(told, place) }}
		for _, i := range items {
			if err := p.Add(t.Context(), i); err != nil {
				t.Fatal(err)
			}
		}
		if err := p.Flush(t.Context()); err != nil || p.Pushed != want || !slices.Equal(told, []string{"large"}) {
			t.Errorf("%s: %+v, told of %v: %v", name, p.Pushed, told, err)
		}
		if st, err := q.Status(t.Context()); err != nil || st.Waiting != 2 {
			t.Errorf("%s: %d wait: %v", name, st.Waiting, err)
		}
	}
}

// A page that could not be read stands in the ledger with the reason; when a reader comes that can, it is kept, and its line is mended.
func TestReadableAtLast(t *testing.T) {
	st := fresh(t)
	reg := registerOn(t, st, nil)
	page := clean.Page{URL: "https://news.example/late", Body: []byte("<p>Police arrested three men in Lagos on Monday, a spokesman said.</p>")}
	item := intake.Item{Page: page}
	refused := register.Arrival{Page: work.Key(page), Record: news.Record{Error: &news.Error{Code: "empty"}}}
	readable := register.Arrival{Page: work.Key(page), Record: read(t.Context(), item)}
	for _, step := range []struct {
		arrival register.Arrival
		code    string
		known   bool
	}{{refused, "empty", false}, {refused, "empty", true}, {readable, "", false}, {readable, "", true}, {refused, "", true}} {
		added, err := reg.Settle(t.Context(), step.arrival)
		if err != nil || added[0].Refused != step.code || added[0].Known != step.known || (added[0].Doc.URL == "") != (step.code != "") {
			t.Errorf("%+v: %v", added, err)
		}
	}
	if s, err := st.Status(t.Context()); err != nil || s.Documents != 1 || s.Settled != 1 || s.Refused != 0 {
		t.Errorf("%+v: %v", s, err)
	}
}

// absent is a store whose database goes away in the middle of some transactions, and is back before anybody looks.
type absent struct {
	store.Store
	times *atomic.Int32
}

func (a absent) Update(ctx context.Context, f func(store.Tx) error) error {
	if a.times.Add(-1) >= 0 {
		return fmt.Errorf("%w: it does not take connections yet", store.ErrAway)
	}
	return a.Store.Update(ctx, f)
}

// No page is blamed for a register that was away: it is kept when that is back, though it may be tried but once.
func TestAwayIsNoFaultOfThePage(t *testing.T) {
	var pages []clean.Page
	for n := range mill.Group {
		pages = append(pages, mill.Page(n))
	}
	q := queueOf(t, queue.Options{Tries: 1, Pause: 10 * time.Millisecond}, packed(t, pages)...)
	var times atomic.Int32
	times.Store(2)
	tally, err := worker(q, registerOn(t, absent{fresh(t), &times}, nil)).Run(t.Context())
	if err != nil || tally.Failed != 0 || tally.Kept != mill.Group || times.Load() >= 0 {
		t.Errorf("%+v: %v", tally, err)
	}
}
