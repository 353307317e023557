// Package pack reads language packs: folders of tab-separated tables that a linguist can open, edit and test.
// It refuses a faulty table with its file and line, so that what it hands on is sound in form.
// What the cells mean is for the stage that asks the question: package when compiles months, package said the verbs of saying.
package pack

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"
	"unicode/utf8"
)

// Empty is how a table writes a cell without a value.
const Empty = "-"

// Row is one fact of a table, with the place it stands in.
type Row struct {
	File  string
	Line  int
	Cells []string
}

// Key is the first cell.
func (r Row) Key() string { return r.Cells[0] }

// Cell gives the i-th cell, "" for one that is absent or empty (-).
func (r Row) Cell(i int) string {
	if i >= len(r.Cells) || r.Cells[i] == Empty {
		return ""
	}
	return r.Cells[i]
}

// From gives the non-empty cells from the i-th on.
func (r Row) From(i int) []string {
	var out []string
	for ; i < len(r.Cells); i++ {
		if c := r.Cell(i); c != "" {
			out = append(out, c)
		}
	}
	return out
}

// List splits an ASCII cell at its commas.
func (r Row) List(i int) []string {
	if r.Cell(i) == "" {
		return nil
	}
	return strings.Split(r.Cell(i), ",")
}

// Errorf is an error that names the row's place.
func (r Row) Errorf(format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", r.File, r.Line, fmt.Sprintf(format, args...))
}

// Pack is one folder of tables.
type Pack struct {
	Name   string
	tables map[string][]Row
}

// Table gives the rows of a table in the order of file name and line; none if the pack lacks it.
func (p *Pack) Table(name string) []Row { return p.tables[name] }

// Tables names the tables that the pack has, sorted.
func (p *Pack) Tables() []string {
	var out []string
	for name := range p.tables {
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}

// Located is a file system that tells where its files stand, so that faults name them as those who wrote them know them.
type Located interface {
	fs.FS
	Locate(name string) string
}

// Locate tells where a file stands: its path on disk where the file system knows it, else its name there.
func Locate(fsys fs.FS, name string) string {
	if l, ok := fsys.(Located); ok {
		return l.Locate(name)
	}
	return name
}

// Load reads the folder dir of fsys. Every fault of form is reported, joined in one error, each with file:line.
func Load(fsys fs.FS, dir string) (*Pack, error) {
	return LoadSome(fsys, dir, func(string) bool { return true })
}

// LoadSome reads those tables of a folder that want asks for.
func LoadSome(fsys fs.FS, dir string, want func(table string) bool) (*Pack, error) {
	p := &Pack{Name: path.Base(dir), tables: map[string][]Row{}}
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return nil, fmt.Errorf("open pack %s: %w", Locate(fsys, dir), err)
	}
	var faults []error
	for _, e := range entries {
		if e.IsDir() || !strings.HasSuffix(e.Name(), ".tsv") {
			continue
		}
		table := TableOf(e.Name())
		if !want(table) {
			continue
		}
		data, err := fs.ReadFile(fsys, path.Join(dir, e.Name()))
		if err != nil {
			return nil, fmt.Errorf("read pack table: %w", err)
		}
		file := Locate(fsys, path.Join(dir, e.Name()))
		rows, errs := Parse(file, data)
		faults = append(faults, errs...)
		schema, known := schemas[table]
		if !known {
			faults = append(faults, fmt.Errorf("%s: no table is called %q", file, table))
			continue
		}
		sound := rows[:0]
		for _, r := range rows {
			if err := schema.check(r); err != nil {
				faults = append(faults, err)
				continue
			}
			sound = append(sound, r)
		}
		if old := p.tables[table]; old != nil {
			sound = append(old, sound...)
		}
		if len(sound) > 0 {
			p.tables[table] = sound
		}
	}
	return p, errors.Join(faults...)
}

// TableOf tells the table of a file name: people-asia.tsv is part of people, events-aid.examples.tsv of events.examples.
func TableOf(file string) string {
	base := strings.TrimSuffix(file, ".tsv")
	suffix := ""
	if i := strings.IndexByte(base, '.'); i >= 0 {
		base, suffix = base[:i], base[i:]
	}
	if i := strings.IndexByte(base, '-'); i >= 0 {
		base = base[:i]
	}
	return base + suffix
}

// Parse cuts a table into rows: one a line, cells parted by TAB, comments and empty lines left out.
func Parse(file string, data []byte) ([]Row, []error) {
	var rows []Row
	var faults []error
	if !utf8.Valid(data) {
		return nil, []error{fmt.Errorf("%s: not UTF-8", file)}
	}
	rows = make([]Row, 0, 1+bytes.Count(data, newline))
	room := make([]string, 0, cap(rows)+bytes.Count(data, tab)) // of all rows
	for n, rest := 1, string(data); rest != ""; n++ {
		line := rest
		if i := strings.IndexByte(rest, '\n'); i >= 0 {
			line, rest = rest[:i], rest[i+1:]
		} else {
			rest = ""
		}
		line = strings.TrimSuffix(line, "\r")
		if line == "" || line[0] == '#' {
			continue
		}
		from := len(room)
		room = cells(room, line)
		r := Row{File: file, Line: n, Cells: room[from:len(room):len(room)]}
		for i, c := range r.Cells {
			if c == "" || c != strings.TrimSpace(c) {
				faults = append(faults, r.Errorf("cell %d is empty or has space at its edge (write %q for no value)", i+1, Empty))
			}
		}
		rows = append(rows, r)
	}
	return rows, faults
}

var newline, tab = []byte{'\n'}, []byte{'\t'}

// cells parts a line at its tabs, and adds the parts to out.
func cells(out []string, line string) []string {
	for {
		i := strings.IndexByte(line, '\t')
		if i < 0 {
			return append(out, line)
		}
		out, line = append(out, line[:i]), line[i+1:]
	}
}

// Merge lays the rows of another pack behind those of p.
func (p *Pack) Merge(o *Pack) {
	for name, rows := range o.tables {
		p.tables[name] = append(p.tables[name], rows...)
	}
}
