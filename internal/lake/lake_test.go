package lake

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"rawi/internal/bucket"
	"rawi/internal/news"
	"rawi/internal/store"
)

// places are empty places for a lake: a folder, and a bucket of a server on this machine.
func places(t *testing.T) map[string]bucket.Bucket {
	t.Helper()
	backend := s3mem.New()
	if err := backend.CreateBucket("news"); err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(srv.Close)
	t.Setenv("AWS_ACCESS_KEY_ID", "somebody")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	t.Setenv("AWS_REGION", "us-east-1")
	out := map[string]bucket.Bucket{}
	for name, address := range map[string]string{"folder": t.TempDir(), "bucket": "s3://news/lake"} {
		b, err := bucket.Open(address, bucket.S3Options{Endpoint: srv.URL})
		if err != nil {
			t.Fatal(err)
		}
		out[name] = b
	}
	return out
}

// aged is a bucket in which some time has gone by since its files were written.
type aged struct {
	bucket.Bucket
	by time.Duration
}

func (a aged) List(ctx context.Context, prefix, after string) ([]bucket.Info, error) {
	list, err := a.Bucket.List(ctx, prefix, after)
	for i := range list {
		if list[i].Name != clockFile {
			list[i].Changed = list[i].Changed.Add(-a.by)
		}
	}
	return list, err
}

func number(n int) *int { return &n }

// record is the n-th of many: it tells of an attack on its own day and of talks a month before.
func record(n int) news.Record {
	day := time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n%60)
	r := news.Record{Format: news.Format, Document: news.Document{ID: fmt.Sprint("doc", n), URL: fmt.Sprintf("https://paper.example/%d", n),
		Language: "en", Text: fmt.Sprintf("Rebels attacked convoy %d.", n), Published: &news.Published{Date: day.Format(time.DateOnly)}}}
	r.Entities = []news.Entity{{ID: "e1", Name: "Rebels", Kind: "group"}, {ID: "e2", Name: "Sameh Shoukry", Kind: "person"}}
	lat, lon := 14.5, -4.2
	r.Events = []news.Event{
		{ID: "v1", Type: "ASSAULT", Actors: []news.Party{{Entity: "e1", Country: "MLI", Sector: "REB"}}, Recipients: []news.Party{{Country: "MLI", Sector: "MIL"}},
			Date: &news.Date{Start: day.Format(time.DateOnly)}, Place: &news.Place{Name: "Mopti", Country: "MLI", Lat: &lat, Lon: &lon},
			Casualties: &news.Casualties{Dead: number(n % 7)}, Reality: "actual", Polarity: "positive", Evidence: news.Span{Text: "attacked"},
			Attribution: []news.Link{{Role: "speaker", Entity: "e1"}}},
		{ID: "v2", Type: "CONSULT", Actors: []news.Party{{Entity: "e2", Country: "EGY"}}, Date: &news.Date{Start: day.AddDate(0, -1, 0).Format("2006-01") + "-15", End: day.AddDate(0, -1, 0).Format("2006-01") + "-20"}},
		{ID: "v3", Type: "PROTEST"},
	}
	return r
}

func document(r news.Record) store.Document {
	return store.Document{Key: store.Key("document", r.Document.URL), Page: r.Document.URL, ID: r.Document.ID, URL: r.Document.URL,
		Language: r.Document.Language, Published: r.Document.Published.Date}
}

func pour(t *testing.T, l *Lake, from, to int, o Options) *Writer {
	t.Helper()
	ctx := context.Background()
	o.Document = document
	w, err := l.Writer(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	for n := from; n < to; n++ {
		if err := w.Add(record(n)); err != nil {
			t.Fatal(err)
		}
		w.Upto(store.Archive{Key: "archive", File: "a.warc.gz", Items: int64(n + 1)})
		if w.Full() {
			if err := w.Flush(ctx); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Flush(ctx); err != nil {
		t.Fatal(err)
	}
	return w
}

// ids are the ids of all events that fit, sorted; every one as often as it is met.
func ids(t *testing.T, l *Lake, f Filter) []string {
	t.Helper()
	var out []string
	err := l.Events(context.Background(), f, func(e *Event) (bool, error) {
		out = append(out, strings.Clone(e.ID))
		return true, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

func TestWriteCompactRead(t *testing.T) {
	for name, b := range places(t) {
		t.Run(name, func(t *testing.T) {
			l, ctx := New(b), context.Background()
			if err := l.Events(ctx, Filter{}, nil); !errors.Is(err, ErrNone) {
				t.Fatalf("where no lake is: %v", err)
			}
			pour(t, l, 0, 200, Options{Batch: 30})
			w := pour(t, l, 200, 205, Options{})
			if err := w.Add(record(201)); err != nil || w.Sum.Copies != 1 {
				t.Errorf("the same report again: %+v, %v", w.Sum, err)
			}
			if at := w.Before()["archive"]; at.Items != 205 {
				t.Errorf("taken: %+v", at)
			}
			before := ids(t, l, Filter{})
			if len(before) != 3*205 || len(slices.Compact(slices.Clone(before))) != 3*205 {
				t.Fatalf("%d events", len(before))
			}
			was, err := l.State(ctx)
			if err != nil {
				t.Fatal(err)
			}
			pour(t, l, 100, 110, Options{}) // in another run: they stand there twice until the files are compacted
			sum, err := l.Compact(ctx, CompactOptions{Grace: time.Hour})
			if err != nil || sum.Doubles != 4*10 || sum.Merged < 10 {
				t.Errorf("compacted %+v, %v", sum, err)
			}
			if got := ids(t, l, Filter{}); !slices.Equal(got, before) {
				t.Errorf("%d events after compacting, %d before", len(got), len(before))
			}
			now, err := l.State(ctx)
			if err != nil {
				t.Fatal(err)
			}
			// May and June, with April for talks, and what has no day; reports of May and June.
			if c := now.Count(); c.Tables[Events].Files != 4 || c.Tables[Reports].Files != 2 || c.Tables[Reports].Rows != 205 {
				t.Errorf("holds %+v", c)
			}
			// Who began to read before still finds what was replaced.
			for _, f := range was.Files {
				in, err := l.open(ctx, f)
				if err != nil {
					t.Errorf("a replaced file: %v", err)
					continue
				}
				in.Close()
			}
			l.now = func() time.Time { return time.Now().Add(24 * time.Hour) }
			if sum, err = l.Compact(ctx, CompactOptions{Grace: time.Hour}); err != nil || sum.Removed != 0 {
				t.Errorf("compacted by somebody whose clock is ahead: %+v, %v", sum, err)
			}
			l.bucket = aged{b, 2 * time.Hour}
			if sum, err = l.Compact(ctx, CompactOptions{Grace: time.Hour}); err != nil || sum.Merged != 0 || sum.Removed < 10 {
				t.Errorf("compacted again %+v, %v", sum, err)
			}
			if got := ids(t, l, Filter{}); !slices.Equal(got, before) {
				t.Errorf("%d events after all", len(got))
			}
		})
	}
}

func TestFilters(t *testing.T) {
	l := New(places(t)["folder"])
	pour(t, l, 0, 60, Options{Batch: 25})
	fold := strings.ToLower
	for _, c := range []struct {
		name string
		f    Filter
		want int
	}{
		{"all", Filter{}, 180},
		{"a day", Filter{From: "2024-05-03", To: "2024-05-03"}, 1},
		{"a day in the middle of talks", Filter{From: "2024-04-18", To: "2024-04-18"}, 30},
		{"from a day on", Filter{From: "2024-06-29"}, 1},
		{"type", Filter{Types: []string{"PROTEST", "ASSAULT"}}, 120},
		{"type in a month", Filter{From: "2024-05-01", To: "2024-05-31", Types: []string{"ASSAULT"}}, 31},
		{"actor", Filter{Actors: []string{"shoukry"}, Fold: fold}, 60},
		{"half a word", Filter{Actors: []string{"shou"}, Fold: fold}, 0},
		{"country of a recipient", Filter{Countries: []string{"MLI"}}, 60},
		{"place", Filter{Places: []string{"MLI", "SDN"}}, 60},
		{"language", Filter{Languages: []string{"ar"}}, 0},
		{"both", Filter{Countries: []string{"EGY"}, Types: []string{"ASSAULT"}}, 0},
	} {
		if got := len(ids(t, l, c.f)); got != c.want {
			t.Errorf("%s: %d events, want %d", c.name, got, c.want)
		}
	}
	state, err := l.State(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range state.Select(Events, "2024-06-01", "2024-06-30") {
		if f.Month() == "2024-04" || f.Month() == Undated {
			t.Errorf("%s would be read for June", f.Name)
		}
	}
	var days []string
	err = l.Records(context.Background(), Filter{From: "2024-05-10", To: "2024-05-12", Types: []string{"ASSAULT"}}, func(r *Report) (bool, error) {
		days = append(days, r.Published)
		if !strings.Contains(r.Record, r.URL) {
			t.Errorf("record of %s: %s", r.URL, r.Record)
		}
		return len(days) < 2, nil
	})
	if err != nil || fmt.Sprint(days) != "[2024-05-10 2024-05-11]" {
		t.Errorf("records of %v, %v", days, err)
	}
}

// What was written is read back: what is not known stays unknown.
func TestRows(t *testing.T) {
	l := New(places(t)["folder"])
	pour(t, l, 5, 6, Options{Slim: true})
	_, want, err := rowsOf(record(5), document(record(5)), false)
	if err != nil {
		t.Fatal(err)
	}
	var got []Event
	err = l.Events(context.Background(), Filter{}, func(e *Event) (bool, error) {
		got = append(got, *e)
		return true, nil
	})
	if err != nil || len(got) != 3 {
		t.Fatalf("%d rows, %v", len(got), err)
	}
	for i, name := range Columns() {
		for _, w := range want {
			at := slices.IndexFunc(got, func(e Event) bool { return e.ID == w.ID })
			if a, b := got[at].Cells()[i], w.Cells()[i]; a != b {
				t.Errorf("%s of %s: %q, want %q", name, w.Type, a, b)
			}
		}
	}
	if at := slices.IndexFunc(got, func(e Event) bool { return e.Type == "ASSAULT" }); got[at].InjuredLow != nil || *got[at].DeadLow != 5 || got[at].PartyOrigins != 1 || !reflect.DeepEqual(got[at].Sources, []string{"Rebels"}) {
		t.Errorf("%v", got[at].Cells())
	}
}

// A writer who was slow makes his step behind those that others have made and tidied up meanwhile.
func TestSlowWriter(t *testing.T) {
	l, ctx := New(places(t)["folder"]), context.Background()
	pour(t, l, 0, 5, Options{})
	slow, err := l.State(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for n := 5; n < 25; n += 5 {
		pour(t, New(l.bucket), n, n+5, Options{})
		if _, err := New(l.bucket).Compact(ctx, CompactOptions{Grace: time.Hour}); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.commit(ctx, slow, commit{Taken: map[string]store.Archive{"slow": {}}}); err != nil {
		t.Fatal(err)
	}
	s, err := New(l.bucket).State(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := s.Taken["slow"]; !ok {
		t.Errorf("his step is not in the lake: version %d, his own %d", s.Version, slow.Version)
	}
}

// Whoever reads while others write and compact sees every event of a batch once, and never half a batch.
func TestReadersSeeSteps(t *testing.T) {
	l, ctx := New(places(t)["folder"]), context.Background()
	pour(t, l, 0, 40, Options{Batch: 5})
	stop := make(chan struct{})
	var all sync.WaitGroup
	for i := range 2 {
		all.Go(func() { // writers of batches of five reports
			for n := 100 * (i + 1); n < 100*(i+1)+40; n += 5 {
				pour(t, New(l.bucket), n, n+5, Options{})
			}
		})
		all.Go(func() {
			for range 6 {
				if _, err := New(l.bucket).Compact(ctx, CompactOptions{Grace: time.Hour}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	go func() { all.Wait(); close(stop) }()
	for reads := 0; ; reads++ {
		got := ids(t, l, Filter{})
		if len(slices.Compact(slices.Clone(got))) != len(got) || len(got)%15 != 0 || len(got) < 120 {
			t.Errorf("a reader sees %d events, %d different ones", len(got), len(slices.Compact(got)))
		}
		select {
		case <-stop:
			if got := ids(t, l, Filter{}); len(got) != 3*120 {
				t.Errorf("%d events in the end", len(got))
			}
			t.Logf("%d reads", reads)
			return
		default:
		}
	}
}

// broken is a bucket that fails at the n-th thing that is written.
type broken struct {
	bucket.Bucket
	left *int
}

var errPower = errors.New("no power")

func (b broken) spend() error {
	if *b.left--; *b.left < 0 {
		return errPower
	}
	return nil
}

func (b broken) Put(ctx context.Context, name string, write func(io.Writer) error) (int64, error) {
	if err := b.spend(); err != nil {
		return 0, err
	}
	return b.Bucket.Put(ctx, name, write)
}

func (b broken) PutNew(ctx context.Context, name string, body []byte) error {
	if err := b.spend(); err != nil {
		return err
	}
	return b.Bucket.PutNew(ctx, name, body)
}

func (b broken) Move(ctx context.Context, from, to string) error {
	if err := b.spend(); err != nil {
		return err
	}
	return b.Bucket.Move(ctx, from, to)
}

func (b broken) Remove(ctx context.Context, name string) error {
	if err := b.spend(); err != nil {
		return err
	}
	return b.Bucket.Remove(ctx, name)
}

// deaf is a bucket whose answers to steps get lost: the first is asked for again, as clients of stores do, or is told as an error.
type deaf struct {
	bucket.Bucket
	again bool
}

func (b deaf) PutNew(ctx context.Context, name string, body []byte) error {
	if err := b.Bucket.PutNew(ctx, name, body); err != nil || !b.again {
		return cmp.Or(err, errPower)
	}
	return b.Bucket.PutNew(ctx, name, body)
}

// A step that was made although nobody said so takes no rows away, and none twice.
func TestAnswerLost(t *testing.T) {
	ctx := context.Background()
	for _, again := range []bool{true, false} {
		b := places(t)["folder"]
		l := New(b)
		pour(t, l, 0, 20, Options{Batch: 5})
		before := ids(t, l, Filter{})
		sum, err := New(deaf{b, again}).Compact(ctx, CompactOptions{})
		if again && (err != nil || sum.Into == 0) || !again && !errors.Is(err, errPower) {
			t.Errorf("asked again %v: %+v, %v", again, sum, err)
		}
		if got := ids(t, l, Filter{}); !slices.Equal(got, before) {
			t.Errorf("asked again %v: %d events, %d before", again, len(got), len(before))
		}
	}
}

// Wherever writing or compacting breaks off, the lake is what it was, or what it was to become; what is left over goes away.
func TestBreaksOff(t *testing.T) {
	ctx := context.Background()
	whole := 0
	for n := 0; whole < 2; n++ {
		if n > 200 {
			t.Fatal("never came to its end")
		}
		b, left := places(t)["folder"], n
		l := New(b)
		pour(t, l, 0, 20, Options{Batch: 5})
		before := ids(t, l, Filter{})
		frail := New(broken{b, &left})
		if n%2 == 0 {
			w, err := frail.Writer(ctx, Options{Document: document})
			if err != nil {
				t.Fatal(err)
			}
			for i := 20; i < 25; i++ {
				w.Add(record(i))
			}
			w.Upto(store.Archive{Key: "archive", Items: 25})
			if err = w.Flush(ctx); err == nil {
				whole++
			}
			state, _ := l.State(ctx)
			if got := ids(t, l, Filter{}); (len(got) == 75) != (err == nil) || (state.Taken["archive"].Items == 25) != (err == nil) || err != nil && len(got) != 60 {
				t.Errorf("broken off at %d: %d events, archive taken to %d, %v", n, len(got), state.Taken["archive"].Items, err)
			}
			continue
		}
		if _, err := frail.Compact(ctx, CompactOptions{}); err == nil {
			whole++
		} else if !errors.Is(err, errPower) {
			t.Fatal(err)
		}
		if got := ids(t, l, Filter{}); !slices.Equal(got, before) {
			t.Errorf("broken off at %d: %d events, %d before", n, len(got), len(before))
		}
		l.bucket = aged{b, 3 * orphanAge}
		if _, err := l.Compact(ctx, CompactOptions{}); err != nil {
			t.Fatal(err)
		}
		if got := ids(t, l, Filter{}); !slices.Equal(got, before) {
			t.Errorf("compacted after %d: %d events, %d before", n, len(got), len(before))
		}
		state, err := l.State(ctx)
		if err != nil {
			t.Fatal(err)
		}
		list, err := b.List(ctx, "events/", "")
		if err != nil || len(list) != len(state.Select(Events, "", "")) {
			t.Errorf("after %d: %d files lie there, %d are of the lake: %v", n, len(list), len(state.Select(Events, "", "")), slices.Sorted(maps.Keys(state.Files)))
		}
	}
}
