package register

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"rawi/internal/store"
)

// Alliances from users' own files of ATOP (Alliance Treaty Obligations and Provisions) and COW (Correlates of War, Formal Alliances). No
// row of either is part of the program. What a file gives is kept with its name as Source, apart from what reports tell.
//
// A day that a file leaves out is taken so that nothing is claimed too early or too late: a beginning counts from the end of its month or
// year, an end from the start of it.

//go:embed cow.tsv
var cowStates []byte

// Imported is what an import kept.
type Imported struct {
	Agreements int
	Skipped    int // rows without two states or a beginning
}

// The sources of imported agreements.
const (
	FromATOP = "atop"
	FromCOW  = "cow"
)

// ImportATOP keeps the alliances of an ATOP alliance-level file (columns atopid, beg*, end*, defense … consul, mem1 …).
func (r *Register) ImportATOP(ctx context.Context, file io.Reader) (Imported, error) {
	t, err := readTable(file, "atopid", "begyr", "mem1")
	if err != nil {
		return Imported{}, fmt.Errorf("read ATOP file: %w", err)
	}
	states := cowNumbers()
	var done Imported
	var list []store.Agreement
	for t.next() {
		a := alliance(FromATOP, t.get("atopid"))
		a.InForce = t.day("beg", "begyr", "begmo", "begday")
		a.Ended = t.day("end", "endyr", "endmo", "endday")
		if t.get("ineffect") == "1" {
			a.Ended = ""
		}
		for i := 1; t.has("mem" + strconv.Itoa(i)); i++ {
			addState(&a, states, t.get("mem"+strconv.Itoa(i)), "")
		}
		for _, o := range atopColumns {
			if !t.yes(o.column) {
				continue
			}
			text := a.Name + ": " + o.column + " = 1"
			if t.yes(o.condition) || t.yes("conditio") && o.condition == "" {
				text += ", conditional (" + cmp.Or(o.condition, "conditio") + " = 1)"
			}
			oblige(&a, o.kind, text)
		}
		if t.get("estmode") == "1" {
			a.Form = "A"
		}
		if finish(&a) {
			list = append(list, a)
		} else {
			done.Skipped++
		}
	}
	if t.err != nil {
		return Imported{}, fmt.Errorf("read ATOP file: %w", t.err)
	}
	done.Agreements = len(list)
	return done, r.keepImported(ctx, list)
}

// atopColumns are the columns of obligations, with that of its condition.
var atopColumns = []struct{ column, kind, condition string }{
	{"defense", "defense", "defcon"},
	{"offense", "offense", "offcon"},
	{"neutral", "neutrality", "neucon"},
	{"nonagg", "nonaggression", ""},
	{"consul", "consultation", "concon"},
}

// cowColumns are those of COW.
var cowColumns = []struct{ column, kind string }{
	{"defense", "defense"},
	{"neutrality", "neutrality"},
	{"nonaggression", "nonaggression"},
	{"entente", "consultation"},
}

// ImportCOW keeps the alliances of a COW file: by member (ccode), by dyad or by directed dyad (ccode1, ccode2), with years or without.
func (r *Register) ImportCOW(ctx context.Context, file io.Reader) (Imported, error) {
	t, err := readTable(file, "version4id")
	if err != nil {
		return Imported{}, fmt.Errorf("read COW file: %w", err)
	}
	if !t.has("ccode") && !t.has("ccode1") {
		return Imported{}, errors.New("read COW file: it has neither column ccode nor ccode1")
	}
	states := cowNumbers()
	byID := map[string]*store.Agreement{}
	open := map[string]bool{}
	for t.next() {
		id := t.get("version4id")
		a := byID[id]
		if a == nil {
			x := alliance(FromCOW, id)
			a = &x
			byID[id] = a
		}
		for _, c := range [][2]string{{"ccode", "state_name"}, {"ccode1", "state_name1"}, {"ccode2", "state_name2"}} {
			if t.has(c[0]) {
				addState(a, states, t.get(c[0]), t.get(c[1]))
			}
		}
		prefix := "dyad"
		if t.has("all_st_year") {
			prefix = "all"
		}
		start := t.day("beg", prefix+"_st_year", prefix+"_st_month", prefix+"_st_day")
		end := t.day("end", prefix+"_end_year", prefix+"_end_month", prefix+"_end_day")
		if start != "" && (a.InForce == "" || start < a.InForce) {
			a.InForce = start
		}
		open[id] = open[id] || end == ""
		a.Ended = max(a.Ended, end)
		for _, o := range cowColumns {
			if t.yes(o.column) {
				oblige(a, o.kind, a.Name+": "+o.column+" = 1")
			}
		}
	}
	if t.err != nil {
		return Imported{}, fmt.Errorf("read COW file: %w", t.err)
	}
	var done Imported
	var list []store.Agreement
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		a := byID[id]
		if open[id] {
			a.Ended = ""
		}
		if finish(a) {
			list = append(list, *a)
		} else {
			done.Skipped++
		}
	}
	done.Agreements = len(list)
	return done, r.keepImported(ctx, list)
}

// alliance begins an imported agreement. Its key is of the file's own number: the same file imported again changes nothing.
func alliance(source, id string) store.Agreement {
	return store.Agreement{Key: store.Key("agreement", source, id), Name: strings.ToUpper(source) + " " + id, Source: source, Documents: 0}
}

func addState(a *store.Agreement, states map[string]string, number, name string) {
	number = strings.TrimSuffix(number, ".0")
	if missing(number) || number == "0" {
		return
	}
	x := store.Party{Name: name, Country: states[number]}
	if x.Country != "" {
		x.Entity = stateKey(x.Country)
	} else { // a state that is no more
		x.Entity = store.Key("entity", "cow", number)
		if x.Name == "" {
			x.Name = "COW " + number
		}
	}
	if !slices.ContainsFunc(a.Parties, func(y store.Party) bool { return y.Entity == x.Entity }) {
		a.Parties = append(a.Parties, x)
	}
}

// oblige adds an obligation once.
func oblige(a *store.Agreement, kind, text string) {
	if slices.Contains(a.Kinds, kind) {
		return
	}
	a.Kinds = append(a.Kinds, kind)
	a.Obligations = append(a.Obligations, store.Obligation{Key: store.Key("obligation", a.Key, kind), Kind: kind, Evidence: text})
}

// finish completes an agreement; false: the file does not tell enough of it.
func finish(a *store.Agreement) bool {
	if len(a.Parties) < 2 || a.InForce == "" {
		return false
	}
	slices.SortFunc(a.Parties, func(x, y store.Party) int { return strings.Compare(x.Entity, y.Entity) })
	slices.Sort(a.Kinds)
	for i := range a.Obligations {
		for _, x := range a.Parties {
			a.Obligations[i].On = append(a.Obligations[i].On, x.Entity)
		}
	}
	slices.SortFunc(a.Obligations, func(x, y store.Obligation) int { return strings.Compare(x.Key, y.Key) })
	a.Stage = "in_force"
	a.Stages = []store.Stage{{Stage: "in_force", Day: a.InForce, Evidence: a.Name}}
	if a.Ended != "" {
		a.Stage = "terminated"
		a.Stages = append(a.Stages, store.Stage{Stage: "terminated", Day: a.Ended, Evidence: a.Name})
	}
	return true
}

// keepImported writes imported agreements and looks which events concern them, some at a time.
func (r *Register) keepImported(ctx context.Context, list []store.Agreement) error {
	for len(list) > 0 {
		n := min(len(list), 100)
		err := r.store.Update(ctx, func(tx store.Tx) error {
			for _, a := range list[:n] {
				if err := keepAlliance(tx, a); err != nil {
					return fmt.Errorf("keep %s: %w", a.Name, err)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}

func keepAlliance(tx store.Tx, a store.Agreement) error {
	for i, x := range a.Parties {
		e, err := tx.Entity(x.Entity)
		if errors.Is(err, store.ErrNotFound) {
			e = store.Entity{Key: x.Entity, Kind: "state", Name: x.Name, Country: x.Country}
			if e.Name == "" {
				e.Name = x.Country
			}
			if x.Country != "" {
				e.Pack = "state/" + x.Country
			}
			err = tx.PutEntity(e)
		}
		if err != nil {
			return err
		}
		a.Parties[i].Name = e.Name
	}
	if old, err := tx.Agreement(a.Key); err == nil {
		a.Triggers = old.Triggers
	} else if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	a.Binding = len(duties(a)) > 0
	if err := tx.PutAgreement(a); err != nil {
		return err
	}
	t := newTriggerer(tx, func(s string) string { return s })
	if err := t.agreement(a.Key); err != nil {
		return err
	}
	return t.keep()
}

// cowNumbers are the countries of the numbers that both lists give to states.
func cowNumbers() map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(string(cowStates)) {
		if n, iso, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok && line[0] != '#' {
			out[n] = iso
		}
	}
	return out
}

// table is a CSV file with named columns.
type table struct {
	rows    *csv.Reader
	columns map[string]int
	row     []string
	err     error
}

func readTable(file io.Reader, needed ...string) (*table, error) {
	rows := csv.NewReader(file)
	rows.FieldsPerRecord, rows.ReuseRecord = -1, true
	head, err := rows.Read()
	if err != nil {
		return nil, fmt.Errorf("find its columns: %w", err)
	}
	t := &table{rows: rows, columns: map[string]int{}}
	for i, c := range head {
		c = strings.ToLower(strings.TrimSpace(string(bytes.TrimPrefix([]byte(c), []byte("\ufeff")))))
		t.columns[c] = i
	}
	for _, c := range needed {
		if !t.has(c) {
			return nil, fmt.Errorf("it has no column %s", c)
		}
	}
	return t, nil
}

func (t *table) next() bool {
	row, err := t.rows.Read()
	if err != nil {
		if !errors.Is(err, io.EOF) {
			t.err = err
		}
		return false
	}
	t.row = row
	return true
}

func (t *table) has(column string) bool { _, ok := t.columns[column]; return ok }

func (t *table) get(column string) string {
	if i, ok := t.columns[column]; ok && i < len(t.row) {
		return strings.TrimSpace(t.row[i])
	}
	return ""
}

// yes reports whether a column of an obligation holds.
func (t *table) yes(column string) bool {
	n, err := strconv.ParseFloat(t.get(column), 64)
	return err == nil && n >= 1 && n < 9
}

// missing reports whether a value says that nothing is known.
func missing(s string) bool {
	n, err := strconv.ParseFloat(s, 64)
	return err != nil || n < 0
}

// day is a day from three columns; side tells which way an unknown month or day is taken.
func (t *table) day(side, year, month, day string) string {
	y, m, d := t.number(year), t.number(month), t.number(day)
	if y < 1000 {
		return ""
	}
	begin := side == "beg"
	switch {
	case m < 1 || m > 12:
		if m, d = 1, 1; begin {
			m, d = 12, 31
		}
	case d < 1 || d > 31:
		if d = 1; begin {
			d = lastOf(y, m)
		}
	}
	return fmt.Sprintf("%04d-%02d-%02d", y, m, min(d, lastOf(y, m)))
}

func (t *table) number(column string) int {
	n, err := strconv.ParseFloat(t.get(column), 64)
	if err != nil {
		return 0
	}
	return int(n)
}

// lastOf is the last day of a month.
func lastOf(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}
