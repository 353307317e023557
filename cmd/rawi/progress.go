package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/pflag"

	"rawi/internal/intake"
)

// task is something that takes long: how much of it there is, and how far it has come.
type task interface {
	Extent(ctx context.Context) intake.Extent
	Far() (read, passed int64) // bytes that were read, and that need not be
}

// progress tells how far long work has come. A nil one is silent.
type progress struct {
	out         io.Writer
	task        task
	lines       bool // a new line each time, where nobody sees the line before
	all         intake.Extent
	done, pages int
	file        string
	begin, last time.Time
	shown       bool
}

// patience is how long work may take before it tells how far it has come; lineEvery is how often it does where lines stay.
const (
	patience  = 2 * time.Second
	lineEvery = 10 * time.Second
)

// addProgress adds the flag that wants progress told also where no terminal is.
func (s *shell) addProgress(set *pflag.FlagSet) {
	set.BoolVar(&s.loud, "progress", false, "tell on standard error how far the work has come, also where that is no terminal")
}

// progress tells how far work has come where somebody sees it: on a terminal, and not between the lines of a view.
func (s *shell) progress(t task) *progress {
	_, seen := terminal(s.err)
	_, view := terminal(s.out)
	if !s.loud && (!seen || view) {
		return nil
	}
	now := time.Now()
	return &progress{out: s.err, task: t, lines: !seen || view, begin: now, last: now}
}

// step notes that one more page of a file is done.
func (p *progress) step(ctx context.Context, file string) {
	if p == nil {
		return
	}
	p.pages++
	if p.file != "" && p.file != file {
		p.done++
	}
	p.file = file
	now, every := time.Now(), patience/10
	if p.lines {
		every = lineEvery
	}
	if now.Sub(p.begin) < patience || now.Sub(p.last) < every {
		return
	}
	if p.all.Files == 0 {
		p.all = p.task.Extent(ctx)
		p.all.Files = max(p.all.Files, 1)
	}
	p.last, p.shown = now, true
	if line := p.line(now.Sub(p.begin)); p.lines {
		fmt.Fprintln(p.out, line)
	} else {
		fmt.Fprintf(p.out, "\r\x1b[K%s", line)
	}
}

// line says how far the work has come: by its bytes where they are known, else by its files.
func (p *progress) line(took time.Duration) string {
	line := fmt.Sprintf("%d reports, %.0f a second", p.pages, float64(p.pages)/took.Seconds())
	if p.all.Files > 1 {
		line += fmt.Sprintf(", %d of %d files", p.done, p.all.Files)
	}
	share := 0.0 // of what is left to do now and was at the beginning
	if read, passed := p.task.Far(); p.all.Bytes > passed && read > 0 {
		line += fmt.Sprintf(", %.1f of %.1f MB", float64(read+passed)/1e6, float64(p.all.Bytes)/1e6)
		share = float64(read) / float64(p.all.Bytes-passed)
	} else if p.done > 0 {
		share = float64(p.done) / float64(p.all.Files)
	}
	if share > 0 && share <= 1 {
		left := time.Duration(float64(took) * (1 - share) / share)
		line += ", " + left.Round(time.Second).String() + " left"
	}
	return line
}

// end takes the line away, or tells the last one.
func (p *progress) end() {
	switch {
	case p == nil:
	case p.lines:
		fmt.Fprintln(p.out, p.line(time.Since(p.begin)))
	case p.shown:
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}
