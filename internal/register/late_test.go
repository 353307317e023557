package register

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"rawi/internal/store"
)

// pages are three texts of one page, each said to be met an hour after the one before, and a report of the same deed elsewhere.
func pages(t *testing.T) []Arrival {
	const one = "Gunmen attacked a police station in Kano on Monday, killing %s officers, the police said.\n\nThe attackers fled into the hills after the assault."
	const url = "https://news.example/kano"
	var out []Arrival
	for i, x := range []report{
		{outlet: "First", day: "2024-03-04", url: url, text: fmt.Sprintf(one, "two")},
		{outlet: "First", day: "2024-03-04", url: url, text: fmt.Sprintf(one, "three")},
		{outlet: "First", day: "2024-03-04", url: url, text: fmt.Sprintf(one, "five")},
		{outlet: "Second", day: "2024-03-04", url: "https://other.example/1", text: "Unknown gunmen killed police officers in an attack on a station in Kano on Monday."},
	} {
		x.language = "en"
		out = append(out, Arrival{Page: store.Key("page", fmt.Sprint(i)), Met: time.Unix(int64(3600*i), 0), Record: readReport(t, x)})
	}
	return out
}

// state is what a register holds, told without keys that depend on the order.
func state(w *world) []string {
	var out []string
	for _, d := range w.m.docs {
		out = append(out, fmt.Sprintf("document %s version %d latest %v met %s copy %s", d.Key, d.Version, d.Latest, d.Met, d.CopyOf))
		for _, x := range w.m.tellings {
			if x.Doc == d.Key && x.Replaced == d.Latest {
				out = append(out, "a telling of "+d.Key+" is on the wrong side")
			}
		}
		for _, q := range w.m.quotes[d.Key] {
			if q.Replaced == d.Latest {
				out = append(out, "a quotation of "+d.Key+" is on the wrong side")
			}
		}
	}
	for _, s := range w.m.stories {
		out = append(out, fmt.Sprintf("story %q of %d, %d outlets, %d events, %d origins", s.Title, s.Documents, s.Outlets, s.Events, s.Origins))
	}
	slices.Sort(out)
	return append(out, partition(w))
}

// A text of a page that comes after the one that replaced it counts for as little as if it had come before.
func TestLateVersions(t *testing.T) {
	list := pages(t)
	settle := func(order ...int) *world {
		w := empty(t)
		for _, i := range order {
			if _, err := w.r.Settle(context.Background(), list[i]); err != nil {
				t.Fatal(err)
			}
		}
		w.sound()
		return w
	}
	want := state(settle(0, 1, 2, 3))
	for _, order := range [][]int{{2, 0, 1, 3}, {2, 1, 0, 3}, {3, 1, 2, 0}, {0, 2, 3, 1}, {1, 0, 3, 2}} {
		if got := state(settle(order...)); !slices.Equal(got, want) {
			t.Errorf("in the order %v:\n%q\nwant\n%q", order, got, want)
		}
	}
}

// Texts of a page that were met in the same moment stand in one order, whichever comes first.
func TestVersionsOfOneMoment(t *testing.T) {
	list := pages(t)
	for i := range list {
		list[i].Met = time.Unix(3600, 0)
	}
	settle := func(order ...int) []string {
		w := empty(t)
		for _, i := range order {
			if _, err := w.r.Settle(context.Background(), list[i]); err != nil {
				t.Fatal(err)
			}
		}
		w.sound()
		return state(w)
	}
	want := settle(0, 1, 2)
	for _, order := range [][]int{{0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		if got := settle(order...); !slices.Equal(got, want) {
			t.Errorf("in the order %v:\n%q\nwant\n%q", order, got, want)
		}
	}
}
