package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rawi/internal/news"
	"rawi/internal/store"
	"rawi/internal/store/sqlite"
)

// A register is made of the reports of corpus, goes on from where it stopped, and holds copies and events that several tell.
func TestFill(t *testing.T) {
	db := filepath.Join(t.TempDir(), "load.db")
	for _, reports := range []int{40, 60} {
		if err := (filling{db: db, corpus: filepath.Join("..", "..", "corpus"), reports: reports, times: 1, stream: stream{aDay: 50, pacts: 200}}).run(context.Background()); err != nil {
			t.Fatal(err)
		}
		st, err := sqlite.Open(context.Background(), db, false)
		if err != nil {
			t.Fatal(err)
		}
		status, err := st.Status(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if status.Documents != int64(reports) || status.Events < int64(reports) || status.Tellings <= status.Events || status.Stories >= status.Documents {
			t.Errorf("%d reports: %+v", reports, status)
		}
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := (filling{db: db, corpus: t.TempDir(), reports: 70, stream: stream{aDay: 50, pacts: 200}}).run(context.Background()); err == nil {
		t.Error("reports are made of nothing")
	}
}

// A register in which reports stand several times takes up a new one as the register in which they were added does: it is related to as
// many, a copy of one of its time, in a story as large, and tells events as often told.
func TestFillTimes(t *testing.T) {
	ctx := context.Background()
	corpus := filepath.Join("..", "..", "corpus")
	s := stream{aDay: 5, words: 75, pacts: 2}
	added, larger := filepath.Join(t.TempDir(), "added.db"), filepath.Join(t.TempDir(), "larger.db")
	const reports, times = 100, 3
	for _, db := range []string{added, larger} {
		d, err := openDesk(ctx, db, corpus, s)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(filling{reports: reports, stream: s}.add(ctx, d), d.store.Close()); err != nil {
			t.Fatal(err)
		}
	}
	if err := (filling{db: larger, corpus: corpus, reports: reports, times: times, stream: s}).run(ctx); err != nil {
		t.Fatal(err)
	}
	small, err := openDesk(ctx, added, corpus, s)
	if err != nil {
		t.Fatal(err)
	}
	defer small.store.Close()
	large, err := openDesk(ctx, larger, corpus, s)
	if err != nil {
		t.Fatal(err)
	}
	defer large.store.Close()
	if small.have != reports || large.have != times*reports {
		t.Fatalf("%d and %d reports", small.have, large.have)
	}
	// New reports of the same reports of corpus: the same words in part, the same deeds. What repeats a whole text would be known by it,
	// at any time.
	merged, other := 0, 0
	const tried = 40
	for i := range tried {
		small.mill.First = s.day(2 * i)
		rec := small.mill.Next(1_000_000 + i)
		here := placed(t, small, rec, 0)
		if there := placed(t, large, asOfLater(rec, times-1), times-1); here != there {
			other++
			t.Logf("%s\nadded %+v\nthe last time %+v", rec.Document.Title, here, there)
		}
		merged += here.told
	}
	if other > tried/10 { // the words of a text stand there from the first time on, and take up a place among the most alike
		t.Errorf("%d of %d are placed otherwise", other, tried)
	}
	if merged < 80 {
		t.Errorf("%d tellings: nothing is found", merged)
	}
}

// place is where a report came to stand.
type place struct {
	copyKind, copyDay      string
	similarity             float64
	relations, story, told int // relations of it; reports of its story; tellings of its events
}

func placed(t *testing.T, d *desk, rec news.Record, n int) place {
	t.Helper()
	ctx := context.Background()
	list, err := d.reg.Add(ctx, rec)
	if err != nil {
		t.Fatal(err)
	}
	doc := list[0].Doc
	p := place{copyKind: doc.CopyKind, similarity: doc.Similarity}
	if err := d.store.View(ctx, func(tx store.Reader) error {
		if doc.CopyOf != "" {
			of, err := tx.Document(doc.CopyOf)
			if err != nil {
				return err
			}
			p.copyDay = shifted(of.Published, -n)
		}
		relations, err := tx.Relations(doc.Key)
		story, err2 := tx.Story(doc.Story)
		tellings, err3 := tx.TellingsIn(doc.Key)
		p.relations, p.story = len(relations), story.Documents
		for _, x := range tellings {
			e, err := tx.Event(x.Event)
			if err != nil {
				return err
			}
			p.told += e.Tellings
		}
		return errors.Join(err, err2, err3)
	}); err != nil {
		t.Fatal(err)
	}
	return p
}

// asOfLater is a report as it would be printed with those that stand in a register the n-th time.
func asOfLater(rec news.Record, n int) news.Record {
	rec.Document.Published = &news.Published{Date: shifted(rec.Document.Published.Date, n), Basis: rec.Document.Published.Basis}
	rec.Events = slices.Clone(rec.Events)
	for i := range rec.Events {
		if d := rec.Events[i].Date; d != nil {
			rec.Events[i].Date = &news.Date{Start: shifted(d.Start, n), End: shifted(d.End, n), Basis: d.Basis}
		}
	}
	return rec
}

func shifted(day string, n int) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, n*wholeDays).Format(time.DateOnly)
}

// Requests leave when they are due though the server answers slowly, and what it makes them wait is in their time.
func TestAsk(t *testing.T) {
	var at atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/api/") {
			w.Write([]byte(`{"items":[{"key":"0123456789abcdef"}]}`))
			return
		}
		if r.URL.Path == "/report/0123456789abcdef" && at.Add(1) == 1 {
			http.Error(w, "not now", http.StatusServiceUnavailable)
			return
		}
		time.Sleep(100 * time.Millisecond)
	}))
	defer server.Close()
	var out strings.Builder
	if err := (asking{at: server.URL, mix: "start=1,report=1", rate: 200, time: 500 * time.Millisecond, seed: 1}).run(context.Background(), &out); err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`(?m)^ +start +\d+ +0 +0 +[1-9]\d{2,}\.`).MatchString(out.String()) || !regexp.MustCompile(`(?m)^ *report +\d+ +1 `).MatchString(out.String()) ||
		!strings.Contains(out.String(), "101 requests") {
		t.Error(out.String())
	}
	if err := (asking{at: server.URL, mix: "start=1", time: time.Millisecond}).run(context.Background(), &out); err == nil {
		t.Error("no requests a second are taken for a rate")
	}
	for _, mix := range []string{"", "start", "start=0", "pages=1"} {
		if err := (asking{at: server.URL, mix: mix, rate: 1, time: time.Millisecond}).run(context.Background(), &out); err == nil {
			t.Errorf("mix %q is taken", mix)
		}
	}
}
