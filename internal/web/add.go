package web

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"iter"
	"mime/multipart"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"rawi/internal/clean"
	"rawi/internal/fetch"
	"rawi/internal/intake"
	"rawi/internal/store"
)

// The measures of adding.
const (
	MaxPage     = 8 << 20                 // bytes that somebody may send at once
	maxSources  = 50                      // addresses and files at once
	addWait     = 1500 * time.Millisecond // until a page of progress is shown in place of what was kept
	jobsKept    = 100                     // whose progress can be looked at
	jobsWaiting = 20                      // that are not done; who comes then is asked to come back
	jobsGrace   = 5 * time.Second         // for what is being read when the program is to end
)

// job is what somebody gave to be added, and how far it is.
type job struct {
	ID      string
	Begun   time.Time
	done    chan struct{}
	mu      sync.Mutex
	sources []brought
}

// brought is a file, an address or a pasted text, with the reports that were found in it.
type brought struct {
	Name    string
	State   string // waiting, reading, done
	Reports []addition
	pages   func(context.Context) iter.Seq[intake.Item]
}

// addition is what became of one report.
type addition struct {
	Place string // in a source of several, else ""
	State string // kept, known, failed
	Doc   store.Document
	Code  string // of what was wrong
	Why   string
}

// jobs are those of late.
type jobs struct {
	mu    sync.Mutex
	list  []*job // oldest first
	turns chan struct{}
	going sync.WaitGroup
	ctx   context.Context
	end   context.CancelFunc
}

func newJobs() *jobs {
	ctx, end := context.WithCancel(context.Background())
	return &jobs{turns: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2)), ctx: ctx, end: end}
}

// stop waits a while for what goes on, and then ends it.
func (j *jobs) stop() {
	ended := make(chan struct{})
	go func() { j.going.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(jobsGrace):
	}
	j.end()
	<-ended
}

func (j *jobs) find(id string) *job {
	j.mu.Lock()
	defer j.mu.Unlock()
	if i := slices.IndexFunc(j.list, func(x *job) bool { return x.ID == id }); i >= 0 {
		return j.list[i]
	}
	return nil
}

// begin starts a job, unless too many are under way.
func (j *jobs) begin(sources []brought, do func(context.Context, *job)) *job {
	j.mu.Lock()
	defer j.mu.Unlock()
	waiting := 0
	for _, x := range j.list {
		if !x.ended() {
			waiting++
		}
	}
	if waiting >= jobsWaiting {
		return nil
	}
	if len(j.list) >= jobsKept {
		i := max(0, slices.IndexFunc(j.list, (*job).ended))
		j.list = slices.Delete(j.list, i, i+1)
	}
	x := &job{ID: rand.Text(), Begun: time.Now(), done: make(chan struct{}), sources: sources}
	j.list = append(j.list, x)
	j.going.Go(func() {
		defer close(x.done)
		j.turns <- struct{}{}
		defer func() { <-j.turns }()
		do(j.ctx, x)
	})
	return x
}

func (x *job) ended() bool {
	select {
	case <-x.done:
		return true
	default:
		return false
	}
}

// change changes the state of a source.
func (x *job) change(i int, how func(*brought)) {
	x.mu.Lock()
	defer x.mu.Unlock()
	how(&x.sources[i])
}

// now is how far a job is.
func (x *job) now() []brought {
	x.mu.Lock()
	defer x.mu.Unlock()
	out := slices.Clone(x.sources)
	for i := range out {
		out[i].Reports = slices.Clone(out[i].Reports)
	}
	return out
}

// only is the report of a job that brought one.
func (x *job) only() (addition, bool) {
	sources := x.now()
	if !x.ended() || len(sources) != 1 || len(sources[0].Reports) != 1 {
		return addition{}, false
	}
	return sources[0].Reports[0], true
}

// addPage is the form by which reports are added.
type addPage struct{ Outside bool }

func (s *Server) addForm(p *page) error {
	if !s.mayWrite(p.r) {
		return fault(http.StatusForbidden, "read_only")
	}
	p.name, p.data = "add", addPage{s.Outside != nil}
	return nil
}

// add begins to read and keep what somebody gave. What is done at once is shown at once; else how far it is.
func (s *Server) add(p *page) error {
	p.r.Body = http.MaxBytesReader(p.w, p.r.Body, MaxPage)
	if err := p.r.ParseMultipartForm(MaxPage); err != nil {
		return &problem{http.StatusRequestEntityTooLarge, "too_large", err.Error()}
	}
	sources, err := s.given(p)
	if err != nil {
		return err
	}
	x := s.jobs.begin(sources, s.work)
	if x == nil {
		p.w.Header().Set("Retry-After", "10")
		return fault(http.StatusServiceUnavailable, "busy")
	}
	select {
	case <-x.done:
	case <-time.After(addWait):
	case <-p.r.Context().Done():
	}
	address := "/add/" + x.ID
	if one, ok := x.only(); ok {
		if one.State == "failed" {
			return &problem{http.StatusUnprocessableEntity, "unreadable", p.words.Say("web.fault."+one.Code) + ": " + one.Why}
		}
		address = "/report/" + one.Doc.Key
	}
	http.Redirect(p.w, p.r, address, http.StatusSeeOther)
	return nil
}

// given are the addresses, files and texts of the form.
func (s *Server) given(p *page) ([]brought, error) {
	var out []brought
	for address := range strings.FieldsSeq(p.r.PostFormValue("addresses")) {
		if s.Outside == nil {
			return nil, fault(http.StatusUnprocessableEntity, "no_outside")
		}
		out = append(out, brought{Name: address, pages: s.fetched(address)})
	}
	for _, file := range p.r.MultipartForm.File["file"] {
		body, err := content(file)
		if err != nil {
			return nil, err
		}
		if file.Filename != "" {
			out = append(out, brought{Name: file.Filename, pages: func(ctx context.Context) iter.Seq[intake.Item] {
				return intake.Uploaded(ctx, file.Filename, body)
			}})
		}
	}
	if text := p.r.PostFormValue("text"); strings.TrimSpace(text) != "" {
		pasted := clean.Page{Body: []byte(text), URL: p.r.PostFormValue("url"), Published: p.r.PostFormValue("published"), Outlet: p.r.PostFormValue("outlet")}
		out = append(out, brought{Name: cmp.Or(pasted.URL, p.words.Say("web.add.pasted")), pages: func(context.Context) iter.Seq[intake.Item] {
			return func(yield func(intake.Item) bool) { yield(intake.Item{Page: pasted}) }
		}})
	}
	switch {
	case len(out) == 0:
		return nil, fault(http.StatusUnprocessableEntity, "nothing_given")
	case len(out) > maxSources:
		return nil, fault(http.StatusRequestEntityTooLarge, "too_many")
	}
	for i := range out {
		out[i].State = "waiting"
	}
	return out, nil
}

func content(h *multipart.FileHeader) ([]byte, error) {
	f, err := h.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// fetched is the page at an address.
func (s *Server) fetched(address string) func(context.Context) iter.Seq[intake.Item] {
	one := func(yield func(string) bool) { yield(address) }
	return func(ctx context.Context) iter.Seq[intake.Item] {
		return intake.Web{Client: s.Outside, Addresses: one, AtOnce: 1}.Pages(ctx)
	}
}

// work reads and keeps what a job brings, one after the other.
func (s *Server) work(ctx context.Context, x *job) {
	for i := range x.sources {
		x.change(i, func(c *brought) { c.State = "reading" })
		for item := range x.sources[i].pages(ctx) {
			one := s.addOne(ctx, item)
			if item.Place != item.File {
				one.Place = item.Place
			}
			x.change(i, func(c *brought) { c.Reports = append(c.Reports, one) })
		}
		x.change(i, func(c *brought) { c.State, c.pages = "done", nil })
	}
	s.Alerts.Poke()
}

// addOne reads and keeps one report.
func (s *Server) addOne(ctx context.Context, item intake.Item) addition {
	if item.Err != nil {
		return refused(item.Err)
	}
	rec, err := item.Read(ctx, s.Read)
	if err != nil {
		return refused(err)
	}
	kept, err := s.Register.Add(ctx, rec)
	if err != nil {
		s.Log.Error("a report was not kept", "place", item.Place, "error", err)
		return addition{State: "failed", Code: "not_kept", Why: err.Error()}
	}
	out := addition{State: "kept", Doc: kept[0].Doc}
	if kept[0].Known {
		out.State = "known"
	}
	return out
}

// refused is a report that could not be taken or read, with the code of the reason.
func refused(err error) addition {
	out := addition{State: "failed", Code: "unreadable", Why: err.Error()}
	var page *clean.Error
	var place *intake.Error
	var address *fetch.Error
	switch {
	case errors.As(err, &page):
		out.Code, out.Why = string(page.Code), page.Message
	case errors.As(err, &address):
		out.Code, out.Why = string(address.Code), address.Message
	case errors.As(err, &place):
		out.Code, out.Why = place.Code, place.Message
	}
	return out
}

// progressPage is how far a job is.
type progressPage struct {
	Begun   time.Time
	Done    bool
	Ready   int // sources that are done
	Sources []brought
}

func (s *Server) progress(p *page) error {
	x := s.jobs.find(p.r.PathValue("id"))
	if x == nil || !s.mayWrite(p.r) {
		return store.ErrNotFound
	}
	if one, ok := x.only(); ok && one.State != "failed" {
		http.Redirect(p.w, p.r, "/report/"+one.Doc.Key, http.StatusSeeOther)
		return nil
	}
	d := &progressPage{Begun: x.Begun, Done: x.ended(), Sources: x.now()}
	for _, c := range d.Sources {
		if c.State == "done" {
			d.Ready++
		}
	}
	p.name, p.data = "progress", d
	return nil
}
