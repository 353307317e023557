package main

import (
	"fmt"
	"io"
	"time"
)

// progress tells on a terminal how far long work has come. A nil one is silent.
type progress struct {
	out         io.Writer
	count       func() int
	files       int // how many there are; 0: not counted yet
	done, pages int
	file        string
	begin, last time.Time
	shown       bool
}

// patience is how long work may take before it tells how far it has come.
const patience = 2 * time.Second

// progress tells how far work has come where somebody sees it: on a terminal, and not between the lines of a view.
func (s *shell) progress(count func() int) *progress {
	if _, seen := terminal(s.err); !seen {
		return nil
	}
	if _, seen := terminal(s.out); seen {
		return nil
	}
	now := time.Now()
	return &progress{out: s.err, count: count, begin: now, last: now}
}

// step notes that one more page of a file is done.
func (p *progress) step(file string) {
	if p == nil {
		return
	}
	p.pages++
	if p.file != "" && p.file != file {
		p.done++
	}
	p.file = file
	now := time.Now()
	if now.Sub(p.begin) < patience || now.Sub(p.last) < patience/10 {
		return
	}
	if p.files == 0 {
		p.files = max(p.count(), 1)
	}
	p.last, p.shown = now, true
	took := now.Sub(p.begin)
	line := fmt.Sprintf("%d reports, %.0f a second", p.pages, float64(p.pages)/took.Seconds())
	if p.files > 1 {
		line += fmt.Sprintf(", %d of %d files", p.done, p.files)
		if p.done > 0 {
			left := took / time.Duration(p.done) * time.Duration(p.files-p.done)
			line += ", " + left.Round(time.Second).String() + " left"
		}
	}
	fmt.Fprintf(p.out, "\r\x1b[K%s", line)
}

// end takes the line away.
func (p *progress) end() {
	if p != nil && p.shown {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}
