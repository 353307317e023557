package gauge

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"rawi/internal/store"
)

// silent is a store that does not answer.
type silent struct{ store.Store }

func (silent) Status(context.Context) (store.Status, error) {
	return store.Status{}, errors.New("gone")
}

func scraped(t *testing.T, g *Gauge) string {
	t.Helper()
	w := httptest.NewRecorder()
	g.Metrics().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	if w.Code != http.StatusOK {
		t.Fatalf("metrics: %d %s", w.Code, w.Body)
	}
	return w.Body.String()
}

// Figures are given even where the register has none.
func TestRegisterThatDoesNotAnswer(t *testing.T) {
	g := New("test")
	g.Holds(silent{})
	g.Added(0, time.Second, errors.New("no room"))
	figures := scraped(t, g)
	for _, want := range []string{"rawi_register_up 0\n", "rawi_add_failures_total 1\n", "rawi_reports_added_total 0\n", `rawi_build_info{version="test"} 1`} {
		if !strings.Contains(figures, want) {
			t.Errorf("no %s in\n%s", want, figures)
		}
	}
}

// A fault of the program costs one request: it is counted and logged without its words, and what was half sent does not pass for the whole.
func TestFaultsCostOneRequest(t *testing.T) {
	var log bytes.Buffer
	g := New("test")
	server := httptest.NewServer(g.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/half" {
			w.Write(bytes.Repeat([]byte("half"), 4096))
		}
		panic("words of a report")
	}), func(*http.Request) string { return "route" }, slog.New(Traced(slog.NewTextHandler(&log, nil)))))
	defer server.Close()
	got, err := http.Get(server.URL + "/whole")
	if err != nil || got.StatusCode != http.StatusInternalServerError {
		t.Fatalf("%v %v", got, err)
	}
	got.Body.Close()
	if half, err := http.Get(server.URL + "/half"); err == nil {
		var all bytes.Buffer
		if _, err := all.ReadFrom(half.Body); err == nil {
			t.Error("half an answer passes for the whole")
		}
		half.Body.Close()
	}
	server.Close() // both have been counted
	if s := log.String(); strings.Contains(s, "words of a report") || !strings.Contains(s, "gauge_test.go") || !strings.Contains(s, "request="+got.Header.Get(IDHeader)) {
		t.Errorf("log: %s", s)
	}
	if figures := scraped(t, g); !strings.Contains(figures, `rawi_http_requests_total{route="route",status="500"} 1`) || !strings.Contains(figures, "rawi_http_requests_in_flight 0") {
		t.Error(figures)
	}
}
