package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rawi/internal/store/sqlite"
)

// A register is made of the reports of corpus, goes on from where it stopped, and holds copies and events that several tell.
func TestFill(t *testing.T) {
	db := filepath.Join(t.TempDir(), "load.db")
	for _, reports := range []int{40, 60} {
		if err := (filling{db: db, corpus: filepath.Join("..", "..", "corpus"), reports: reports, added: 50}).run(context.Background()); err != nil {
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
	if err := (filling{db: db, corpus: t.TempDir(), reports: 70, added: 70}).run(context.Background()); err == nil {
		t.Error("reports are made of nothing")
	}
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
