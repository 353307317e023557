package rawi_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"rawi"
)

var sample = rawi.Page{ID: "mali", Published: "2024-03-05", Body: []byte(`Rebels attack army convoy in northern Mali

BAMAKO (Reuters) - Rebels attacked an army convoy near Kidal on Monday, killing seven soldiers, the defence ministry said.

"We will answer," the minister said.`)}

func reader(t testing.TB, o rawi.Options) *rawi.Reader {
	t.Helper()
	r, err := rawi.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func bytesOf(t *testing.T, rec rawi.Record) string {
	t.Helper()
	data, err := json.Marshal(rec)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestRead(t *testing.T) {
	rec, err := reader(t, rawi.Options{}).Read(context.Background(), sample)
	if err != nil {
		t.Fatal(err)
	}
	if rec.Document.ID != "mali" || len(rec.Events) == 0 {
		t.Errorf("record %s", bytesOf(t, rec))
	}
	if strings.Contains(bytesOf(t, rec), `"events":null`) {
		t.Error("a list that a record always has is absent")
	}
}

// TestSameForAll reads the same report many times at once.
func TestSameForAll(t *testing.T) {
	r := reader(t, rawi.Options{})
	first, err := r.Read(context.Background(), sample)
	if err != nil {
		t.Fatal(err)
	}
	want := bytesOf(t, first)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			rec, err := r.Read(context.Background(), sample)
			if err != nil || bytesOf(t, rec) != want {
				t.Errorf("another record, or error %v", err)
			}
		})
	}
	group.Wait()
}

func TestMinConfidence(t *testing.T) {
	all, err := reader(t, rawi.Options{}).Read(context.Background(), sample)
	if err != nil {
		t.Fatal(err)
	}
	none, err := reader(t, rawi.Options{MinConfidence: 1}).Read(context.Background(), sample)
	if err != nil {
		t.Fatal(err)
	}
	if len(none.Events) >= len(all.Events) {
		t.Errorf("%d of %d events are certain", len(none.Events), len(all.Events))
	}
	kept := map[string]bool{}
	for _, e := range none.Events {
		kept[e.ID] = true
	}
	for _, q := range none.Quotes {
		for _, id := range q.Events {
			if !kept[id] {
				t.Errorf("%s tells %s, which was left out", q.ID, id)
			}
		}
	}
	if _, err := rawi.New(rawi.Options{MinConfidence: 2}); err == nil {
		t.Error("a confidence of 2 is accepted")
	}
}

// TestBareStates: under its own name a state has a sector or none, as asked; its capital and its president keep theirs.
func TestBareStates(t *testing.T) {
	page := rawi.Page{Kind: rawi.TextBody, Language: "en", Body: []byte("Kenya condemned Somalia. Paris condemned the Kenyan president.")}
	for _, c := range []struct {
		bare bool
		want string
	}{{false, "KEN GOV, SOM GOV, FRA GOV, KEN GOV"}, {true, "KEN , SOM , FRA GOV, KEN GOV"}} {
		rec, err := reader(t, rawi.Options{BareStates: c.bare}).Read(context.Background(), page)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range rec.Events {
			for _, p := range append(e.Actors, e.Recipients...) {
				got = append(got, p.Country+" "+p.Sector)
			}
		}
		if s := strings.Join(got, ", "); s != c.want {
			t.Errorf("bare %t: %s, want %s", c.bare, s, c.want)
		}
	}
}

func TestRefusal(t *testing.T) {
	_, err := reader(t, rawi.Options{}).Read(context.Background(), rawi.Page{})
	if err == nil {
		t.Fatal("an empty page was read")
	}
	for _, c := range []struct {
		err  error
		code string
	}{{err, "empty"}, {&rawi.Fault{Code: "bad_line", Message: "x"}, "bad_line"}, {context.Canceled, "cancelled"}, {errors.New("x"), "internal"}} {
		if rec := rawi.Refusal("a", c.err); rec.Error.Code != c.code || rec.Document.ID != "a" || rec.Events == nil {
			t.Errorf("%v: %s", c.err, bytesOf(t, rec))
		}
	}
}

func ExampleReader_Read() {
	r, err := rawi.New(rawi.Options{})
	if err != nil {
		panic(err)
	}
	rec, err := r.Read(context.Background(), rawi.Page{
		Body: []byte("Rebels attacked an army convoy near Kidal on Monday."), Kind: rawi.TextBody,
	})
	if err != nil {
		panic(err)
	}
	e := rec.Events[0]
	fmt.Println(e.Actors[0].Span.Text, e.Type, e.Place.Name)
	// Output: Rebels ASSAULT Kidal
}
