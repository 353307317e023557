package gauge

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
)

// IDHeader is the header by which a request is found again in the log. A caller may name it.
const IDHeader = "X-Request-ID"

type idKey struct{}

// Wrap measures a handler and writes a line about each request. route names what is asked for: there must be few names, whatever is asked.
func (g *Gauge) Wrap(next http.Handler, route func(*http.Request) string, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun := time.Now()
		id := r.Header.Get(IDHeader)
		if !plainID(id) {
			id = rand.Text()
		}
		w.Header().Set(IDHeader, id)
		ctx := context.WithValue(r.Context(), idKey{}, id)
		name := route(r)
		s := &sent{ResponseWriter: w}
		g.open.Inc()
		defer func() {
			g.open.Dec()
			took, level := time.Since(begun), slog.LevelInfo
			fault := recover()
			status := s.status
			switch {
			case fault != nil && status == 0:
				status = http.StatusInternalServerError
			case status == 0:
				status = http.StatusOK
			}
			if status >= http.StatusInternalServerError {
				level = slog.LevelError
			}
			g.answered(name, status, took)
			log.LogAttrs(ctx, level, "answered", slog.String("route", name), slog.Int("status", status),
				slog.Float64("ms", float64(took.Microseconds())/1000), slog.Int64("bytes", s.bytes), slog.Bool("whole", fault == nil))
			s.fail(ctx, log, fault)
		}()
		next.ServeHTTP(s, r.WithContext(ctx))
	})
}

// fail ends a request whose making failed. One that was broken off on purpose is no news.
func (s *sent) fail(ctx context.Context, log *slog.Logger, fault any) {
	switch {
	case fault == nil:
		return
	case fault != http.ErrAbortHandler:
		log.LogAttrs(ctx, slog.LevelError, "a fault of the program", slog.String("stack", string(debug.Stack())))
	}
	if s.status != 0 {
		panic(http.ErrAbortHandler) // what was sent must not pass for the whole
	}
	http.Error(s, "internal error", http.StatusInternalServerError)
}

// plainID tells an id of a request that can stand in a log.
func plainID(id string) bool {
	return id != "" && len(id) <= 64 && !strings.ContainsFunc(id, func(r rune) bool {
		return (r < 'a' || 'z' < r) && (r < 'A' || 'Z' < r) && (r < '0' || '9' < r) && !strings.ContainsRune("-_.", r)
	})
}

// sent remembers what was answered.
type sent struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (s *sent) WriteHeader(status int) {
	if s.status == 0 && status >= http.StatusOK {
		s.status = status
	}
	s.ResponseWriter.WriteHeader(status)
}

func (s *sent) Write(p []byte) (int, error) {
	if s.status == 0 {
		s.status = http.StatusOK
	}
	n, err := s.ResponseWriter.Write(p)
	s.bytes += int64(n)
	return n, err
}

// Unwrap lets an answer that takes long set its deadlines.
func (s *sent) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// Traced makes a log tell with each line of a request which request it is about.
func Traced(h slog.Handler) slog.Handler { return traced{h} }

type traced struct{ slog.Handler }

func (t traced) Handle(ctx context.Context, r slog.Record) error {
	if id, ok := ctx.Value(idKey{}).(string); ok {
		r.AddAttrs(slog.String("request", id))
	}
	return t.Handler.Handle(ctx, r)
}

func (t traced) WithAttrs(attrs []slog.Attr) slog.Handler { return traced{t.Handler.WithAttrs(attrs)} }
func (t traced) WithGroup(name string) slog.Handler       { return traced{t.Handler.WithGroup(name)} }
