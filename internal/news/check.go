package news

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
)

// Check tells what is wrong with the form of a record, however it came: spans are slices of the text, blocks stand in order, what is
// pointed to is there and has one id. It does not ask whether what the record says is right.
func (r *Record) Check() error {
	text := []rune(r.Document.Text)
	err := spans(reflect.ValueOf(r).Elem(), "record", func(at string, s Span) error {
		switch {
		case s == Span{}:
			return nil
		case s.Start < 0 || s.End > len(text) || s.Zero():
			return fmt.Errorf("%s: the span %d to %d is not in the text of %d", at, s.Start, s.End, len(text))
		case string(text[s.Start:s.End]) != s.Text:
			return fmt.Errorf("%s: %q does not stand at %d to %d", at, s.Text, s.Start, s.End)
		}
		return nil
	})
	return errors.Join(err, blocksStand(r.Document.Blocks, len(text)), r.pointers())
}

// spans visits every span that a value holds, up to the first fault.
func spans(v reflect.Value, at string, visit func(at string, s Span) error) error {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			return spans(v.Elem(), at, visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			if err := spans(v.Index(i), at+"["+strconv.Itoa(i)+"]", visit); err != nil {
				return err
			}
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			if err := spans(v.MapIndex(k), at+"["+k.String()+"]", visit); err != nil {
				return err
			}
		}
	case reflect.Struct:
		if s, ok := v.Interface().(Span); ok {
			return visit(at, s)
		}
		for i := range v.NumField() {
			if err := spans(v.Field(i), at+"."+v.Type().Field(i).Name, visit); err != nil {
				return err
			}
		}
	}
	return nil
}

func blocksStand(blocks []Block, end int) error {
	last := 0
	for _, b := range blocks {
		if b.Start < last || b.End <= b.Start || b.End > end {
			return fmt.Errorf("block %s, %d to %d, stands behind %d of %d", b.Kind, b.Start, b.End, last, end)
		}
		last = b.End
	}
	return nil
}

// pointers checks that whatever a record points to is in it, and that no id is given twice.
func (r *Record) pointers() error {
	p := pointers{have: map[string]bool{}}
	for _, e := range r.Entities {
		p.add("entity", e.ID)
	}
	for _, e := range r.Events {
		p.add("event", e.ID)
	}
	for _, q := range r.Quotes {
		p.add("quote", q.ID)
	}
	for _, a := range r.Agreements {
		p.add("agreement", a.ID)
	}
	for _, e := range r.Events {
		for _, list := range [][]Party{e.Actors, e.Recipients} {
			for _, x := range list {
				p.want(e.ID, x.Entity)
			}
		}
		p.want(e.ID, e.PartOf, e.SameAs, e.Agreement)
		p.want(e.ID, e.After...)
		p.chain(e.ID, e.Attribution)
		for _, a := range e.Also {
			p.chain(e.ID, a.Attribution)
		}
	}
	for _, q := range r.Quotes {
		p.want(q.ID, q.Continues)
		p.want(q.ID, q.Events...)
		p.chain(q.ID, q.Attribution)
		if q.Addressee != nil {
			p.want(q.ID, q.Addressee.Entity)
		}
	}
	for _, a := range r.Agreements {
		p.want(a.ID, a.Event, a.Entity)
		p.want(a.ID, a.Parties...)
		p.want(a.ID, a.Signatories...)
		p.chain(a.ID, a.Attribution)
		for _, o := range a.Obligations {
			p.want(a.ID, o.Event, o.TriggerEvent)
			p.want(a.ID, o.On...)
			p.chain(a.ID, o.Attribution)
		}
	}
	for _, x := range r.Photos {
		p.want(x.ID, x.People...)
	}
	return p.err
}

// pointers are the ids that a record gives, and the first fault among those it points to.
type pointers struct {
	have map[string]bool
	err  error
}

func (p *pointers) add(what, id string) {
	if (id == "" || p.have[id]) && p.err == nil {
		p.err = fmt.Errorf("%s: the id %q is given twice, or empty", what, id)
	}
	p.have[id] = true
}

func (p *pointers) want(at string, ids ...string) {
	for _, id := range ids {
		if id != "" && !p.have[id] && p.err == nil {
			p.err = fmt.Errorf("%s points to %q, which is not there", at, id)
		}
	}
}

func (p *pointers) chain(at string, links []Link) {
	for _, l := range links {
		p.want(at, l.Entity)
		p.want(at, l.With...)
	}
}
