// Package score answers: how right are we? It holds what was read against what a careful reader expects, part by part, and
// counts precision, recall and their mean.
package score

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"rawi/internal/clean"
	"rawi/internal/news"
)

// Case is a report with the record that is expected of it.
type Case struct {
	Name string // path below the folder, without its ending
	Page clean.Page
	want expected
}

// Language is the language of the report.
func (c Case) Language() string { return c.want.Document.Language }

// expected is a record as somebody wrote it down: the form of a record, with two fields more.
type expected struct {
	Document   news.Document    `json:"document"`
	Entities   []news.Entity    `json:"entities"`
	Events     []expectedEvent  `json:"events"`
	Quotes     []news.Quote     `json:"quotes"`
	Agreements []news.Agreement `json:"agreements"`
	Photos     []news.Photo     `json:"photos"`
}

type expectedEvent struct {
	news.Event
	After        json.RawMessage `json:"after"` // one id or several; not scored
	Optional     bool            `json:"optional"`
	Alternatives []string        `json:"alternatives"`
}

// reportEndings are the endings under which a report may stand beside its expected record.
var reportEndings = []string{".txt", ".html"}

// Load finds the cases in a folder, at every depth, sorted: NAME.json with NAME.txt or NAME.html beside it. A record whose
// day of publication, outlet or address has the basis "given" gives it to the reader along with the page.
func Load(dir string) ([]Case, error) {
	var cases []Case
	err := filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, isRecord := strings.CutSuffix(file, ".json")
		if d.IsDir() || !isRecord {
			return nil
		}
		for _, ending := range reportEndings {
			body, err := os.ReadFile(name + ending)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				return err
			}
			c, err := load(file, body)
			if err != nil {
				return err
			}
			if c.Name, err = filepath.Rel(dir, name); err != nil {
				c.Name = name
			}
			c.Name = filepath.ToSlash(c.Name)
			cases = append(cases, c)
			break
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("load expected records: %w", err)
	}
	if len(cases) == 0 {
		return nil, fmt.Errorf("load expected records: no NAME.json with NAME.txt or NAME.html beside it stands in %s", dir)
	}
	return cases, nil
}

func load(file string, body []byte) (Case, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return Case{}, err
	}
	c := Case{Page: clean.Page{Body: body}}
	if err := json.Unmarshal(data, &c.want); err != nil {
		return Case{}, fmt.Errorf("%s: %w", file, err)
	}
	d := c.want.Document
	if err := sound(c.want); err != nil {
		return Case{}, fmt.Errorf("%s: %w", file, err)
	}
	c.Page.URL = d.URL
	if d.Published != nil && d.Published.Basis == "given" {
		c.Page.Published = d.Published.Date
	}
	if d.Outlet != nil && d.Outlet.Basis == "given" {
		c.Page.Outlet = d.Outlet.Name
	}
	return c, nil
}

// sound tells whether the spans of an expected record stand where they say.
func sound(w expected) error {
	text := []rune(w.Document.Text)
	var faults []error
	check := func(what string, spans ...news.Span) {
		for _, s := range spans {
			if s.Start < 0 || s.End > len(text) || s.Start > s.End || string(text[s.Start:s.End]) != s.Text {
				faults = append(faults, fmt.Errorf("%s: %q does not stand at %d to %d", what, s.Text, s.Start, s.End))
			}
		}
	}
	for _, e := range w.Events {
		check(e.ID, e.Anchor, e.Evidence)
		for _, p := range append(e.Actors[:len(e.Actors):len(e.Actors)], e.Recipients...) {
			if p.Span != nil {
				check(e.ID, *p.Span)
			}
		}
	}
	for _, q := range w.Quotes {
		check(q.ID, q.Content...)
		check(q.ID, q.Cue...)
	}
	for _, e := range w.Entities {
		for _, m := range e.Mentions {
			check(e.ID, m.Span)
		}
	}
	for _, a := range w.Agreements {
		check(a.ID, a.Span, a.Evidence)
	}
	return errors.Join(faults...)
}
