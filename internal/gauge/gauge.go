// Package gauge answers: how does a server fare?
//
// It counts requests by their route and status, times them, tells how much the register holds, and writes a line about each request.
// What callers send (words of reports, questions, tokens, addresses that they made up) stands neither in a figure nor in a line.
package gauge

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"rawi/internal/store"
)

// A Gauge counts and times what a server does.
type Gauge struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	took     *prometheus.HistogramVec
	open     prometheus.Gauge
	reports  prometheus.Counter
	adding   prometheus.Histogram
	refused  prometheus.Counter
}

// New makes the gauge of a server of this version.
func New(version string) *Gauge {
	g := &Gauge{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "rawi_http_requests_total", Help: "Requests answered, by route and status."}, []string{"route", "status"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "rawi_http_request_duration_seconds", Help: "Time from a request's head to the end of its answer.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60}}, []string{"route"}),
		open:    prometheus.NewGauge(prometheus.GaugeOpts{Name: "rawi_http_requests_in_flight", Help: "Requests that are being answered."}),
		reports: prometheus.NewCounter(prometheus.CounterOpts{Name: "rawi_reports_added_total", Help: "Reports kept since the start."}),
		adding: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "rawi_add_duration_seconds", Help: "Time to keep the reports of one transaction, with all that follows from them.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}}),
		refused: prometheus.NewCounter(prometheus.CounterOpts{Name: "rawi_add_failures_total", Help: "Transactions of reports that were not kept."}),
	}
	built := prometheus.NewGauge(prometheus.GaugeOpts{Name: "rawi_build_info", Help: "1, of this version.", ConstLabels: prometheus.Labels{"version": version}})
	built.Set(1)
	g.registry.MustRegister(g.requests, g.took, g.open, g.reports, g.adding, g.refused, built,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return g
}

// Holds makes the gauge tell how much is in a store.
func (g *Gauge) Holds(st store.Store) { g.registry.MustRegister(&holding{store: st}) }

// Metrics answers Prometheus.
func (g *Gauge) Metrics() http.Handler {
	return promhttp.HandlerFor(g.registry, promhttp.HandlerOpts{Registry: g.registry, MaxRequestsInFlight: 2, Timeout: 30 * time.Second})
}

// Added notes that reports were kept, or were not.
func (g *Gauge) Added(reports int, took time.Duration, err error) {
	if err != nil {
		g.refused.Inc()
		return
	}
	g.adding.Observe(took.Seconds())
	g.reports.Add(float64(reports))
}

// answered notes one request.
func (g *Gauge) answered(route string, status int, took time.Duration) {
	g.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	g.took.WithLabelValues(route).Observe(took.Seconds())
}

// holding tells how much the register holds. To count costs it some time, so that it is not done more often than every so often.
type holding struct {
	store store.Store

	mu    sync.Mutex
	last  store.Status
	until time.Time
}

// countEvery is how old a count may be, and countTime how long it may take.
const (
	countEvery = 30 * time.Second
	countTime  = 10 * time.Second
)

var (
	held  = prometheus.NewDesc("rawi_register_items", "Things in the register, by list.", []string{"list"}, nil)
	size  = prometheus.NewDesc("rawi_register_bytes", "Size of the register.", nil, nil)
	there = prometheus.NewDesc("rawi_register_up", "1 where the register answered when it was last counted, else 0.", nil, nil)
)

// Describe implements prometheus.Collector.
func (h *holding) Describe(out chan<- *prometheus.Desc) { out <- held; out <- size; out <- there }

// Collect implements prometheus.Collector.
func (h *holding) Collect(out chan<- prometheus.Metric) {
	st, err := h.status()
	if err != nil {
		out <- prometheus.MustNewConstMetric(there, prometheus.GaugeValue, 0)
		return
	}
	out <- prometheus.MustNewConstMetric(there, prometheus.GaugeValue, 1)
	out <- prometheus.MustNewConstMetric(size, prometheus.GaugeValue, float64(st.Bytes))
	for list, n := range map[string]int64{"documents": st.Documents, "versions": st.Versions, "stories": st.Stories, "events": st.Events,
		"tellings": st.Tellings, "quotes": st.Quotes, "agreements": st.Agreements, "entities": st.Entities} {
		out <- prometheus.MustNewConstMetric(held, prometheus.GaugeValue, float64(n), list)
	}
}

func (h *holding) status() (store.Status, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if now := time.Now(); now.After(h.until) {
		ctx, cancel := context.WithTimeout(context.Background(), countTime)
		defer cancel()
		st, err := h.store.Status(ctx)
		if err != nil {
			return st, err
		}
		h.last, h.until = st, now.Add(countEvery)
	}
	return h.last, nil
}
