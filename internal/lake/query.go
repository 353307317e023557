package lake

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"rawi/internal/news"
	"rawi/internal/store"
)

// Filter says which events are wanted: those that fit in everything that is said. Of several values of one thing one is enough.
type Filter struct {
	From, To  string // days; an event fits that goes on at one of them
	Types     []string
	Actors    []string // words of the name of an actor
	Parties   []string // words of the name of an actor or recipient
	Countries []string // of an actor or recipient
	Places    []string // countries in which it happened
	Languages []string // of the report
	Outlets   []string
	Fold      func(string) string // spells names so that they can be compared; nil: as they are
}

// anyDeed tells that it does not matter what a report tells.
func (f *Filter) anyDeed() bool {
	return len(f.Types)+len(f.Actors)+len(f.Parties)+len(f.Countries)+len(f.Places) == 0
}

func (f *Filter) fold(s string) string {
	if f.Fold == nil {
		return s
	}
	return f.Fold(s)
}

// ready gives the filter with its names spelt for comparison. It is called once before many rows are compared.
func (f Filter) ready() Filter {
	spell := func(list []string) (out []string) {
		for _, s := range list {
			out = append(out, f.fold(s))
		}
		return out
	}
	f.Actors, f.Parties = spell(f.Actors), spell(f.Parties)
	return f
}

// fits tells whether an event is wanted.
func (f *Filter) fits(e *Event) bool {
	switch {
	case (f.From != "" || f.To != "") && !f.within(e.Start, e.lastDay()),
		!oneOf(f.Types, e.Type), !oneOf(f.Languages, e.Language), !oneOf(f.Outlets, e.Outlet), !oneOf(f.Places, e.PlaceCountry),
		!oneOf(f.Countries, e.ActorCountries...) && !oneOf(f.Countries, e.RecipientCountries...),
		!f.named(f.Actors, e.Actors), !f.named(f.Parties, e.Actors) && !f.named(f.Parties, e.Recipients):
		return false
	}
	return true
}

// within tells whether days that are known touch those that are wanted.
func (f *Filter) within(first, last string) bool {
	return first != "" && (f.From == "" || last >= f.From) && (f.To == "" || first <= f.To)
}

// oneOf tells whether one of the values is wanted, or nothing particular is.
func oneOf(wanted []string, values ...string) bool {
	return len(wanted) == 0 || slices.ContainsFunc(values, func(v string) bool { return v != "" && slices.Contains(wanted, v) })
}

// named tells whether one of the names has the wanted words.
func (f *Filter) named(wanted, names []string) bool {
	return len(wanted) == 0 || slices.ContainsFunc(names, func(name string) bool {
		name = " " + f.fold(name) + " "
		return slices.ContainsFunc(wanted, func(w string) bool { return strings.Contains(name, " "+w+" ") })
	})
}

// Events hands on the events that are wanted, until do says that it is enough. Only files that may have such are read.
func (l *Lake) Events(ctx context.Context, f Filter, do func(*Event) (more bool, err error)) error {
	f = f.ready()
	return scan(ctx, l, Events, f, func(e *Event) (bool, error) {
		if !f.fits(e) {
			return true, nil
		}
		return do(e)
	})
}

// Records hands on the whole records of reports that were published on the days, and tell of an event that is wanted.
func (l *Lake) Records(ctx context.Context, f Filter, do func(*Report) (more bool, err error)) error {
	f = f.ready()
	deeds := f
	deeds.From, deeds.To = "", ""
	return scan(ctx, l, Reports, f, func(r *Report) (bool, error) {
		if (f.From != "" || f.To != "") && !f.within(r.Published, r.Published) || !oneOf(f.Languages, r.Language) || !oneOf(f.Outlets, r.Outlet) || r.Record == "" {
			return true, nil
		}
		if !f.anyDeed() {
			var rec news.Record
			if err := json.Unmarshal([]byte(r.Record), &rec); err != nil {
				return false, fmt.Errorf("read the record of %s: %w", r.ID, err)
			}
			d := store.Document{Language: r.Language, Outlet: r.Outlet}
			if !slices.ContainsFunc(eventsOf(rec, d), func(e Event) bool { return deeds.fits(&e) }) {
				return true, nil
			}
		}
		return do(r)
	})
}

// scan hands on all rows of the files that may have rows of the days.
func scan[T row](ctx context.Context, l *Lake, t Table, f Filter, do func(*T) (bool, error)) error {
	state, err := l.Now(ctx)
	if err != nil {
		return err
	}
	for _, file := range state.Select(t, f.From, f.To) {
		more, err := scanFile(ctx, l, file, do)
		if err != nil || !more {
			return err
		}
	}
	return nil
}

func scanFile[T row](ctx context.Context, l *Lake, file File, do func(*T) (bool, error)) (more bool, err error) {
	in, err := openRows[T](ctx, l, file)
	if err != nil {
		return false, err
	}
	defer in.close()
	for ctx.Err() == nil {
		row, err := in.next()
		if err != nil {
			return false, fmt.Errorf("read %s: %w", file.Name, err)
		}
		if row == nil {
			return true, nil
		}
		if more, err := do(row); err != nil || !more {
			return false, err
		}
	}
	return false, ctx.Err()
}

// Columns are the names of the columns of events.
func Columns() (names []string) {
	each(reflect.ValueOf(Event{}), func(name string, _ reflect.Value) { names = append(names, name) })
	return names
}

// Cells are the values of an event in the order of the columns; those of lists are parted by semicolons.
func (e *Event) Cells() (cells []string) {
	each(reflect.ValueOf(*e), func(_ string, v reflect.Value) { cells = append(cells, cell(v)) })
	return cells
}

// MarshalJSON writes an event as an object with the columns that have a value.
func (e *Event) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	var err error
	each(reflect.ValueOf(*e), func(name string, v reflect.Value) {
		if v.IsZero() {
			return
		}
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		value, e := json.Marshal(v.Interface())
		if e != nil {
			err = e
		}
		fmt.Fprintf(&b, "%q:%s", name, value)
	})
	return fmt.Appendf(nil, "{%s}", b.Bytes()), err
}

// each goes through the columns of a row.
func each(v reflect.Value, do func(name string, v reflect.Value)) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if field.Anonymous {
			each(v.Field(i), do)
			continue
		}
		name, _, _ := strings.Cut(field.Tag.Get("parquet"), ",")
		do(name, v.Field(i))
	}
}

func cell(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return ""
		}
		return cell(v.Elem())
	case reflect.Slice:
		return strings.Join(v.Interface().([]string), "; ")
	case reflect.Float64:
		return strconv.FormatFloat(v.Float(), 'f', -1, 64)
	}
	return fmt.Sprint(v.Interface())
}
