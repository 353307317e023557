package register

import (
	"math/rand/v2"
	"os"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	"rawi/internal/news"
)

// told is a report of testdata/tellings.tsv and the event that it tells.
type told struct {
	event, typ string
	rec        news.Record
}

func tellings(t *testing.T, file string) []told {
	t.Helper()
	b, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var out []told
	for i, line := range strings.Split(strings.TrimSpace(string(b)), "\n") {
		if line[0] == '#' {
			continue
		}
		c := strings.Split(line, "\t")
		if len(c) != 6 {
			t.Fatalf("%s:%d: %d cells, want 6", file, i+1, len(c))
		}
		out = append(out, told{c[0], c[1], readReport(t, report{id: c[0] + "/" + strconv.Itoa(i+1), outlet: c[2], language: c[3], day: c[4], text: c[5]})})
	}
	return out
}

// TestMergingMeasured tells how many pairs of reports that share an event of the type asked for do tell one event (precision), and how many pairs that
// tell one event are found (recall); recall is told too of the pairs of which both reports were read as telling it.
func TestMergingMeasured(t *testing.T) {
	t.Run("tuned", func(t *testing.T) { measure(t, tellings(t, "tellings.tsv"), 0.9, 0.7) })
	t.Run("second", func(t *testing.T) { measure(t, tellings(t, "tellings-2.tsv"), 0.9, 0.5) })
	t.Run("third", func(t *testing.T) { measure(t, tellings(t, "tellings-3.tsv"), 0.9, 0.4) })
}

func measure(t *testing.T, list []told, leastPrecision, leastRecall float64) {
	w := empty(t)
	for _, x := range list {
		w.put(x.rec)
	}
	events := make([]map[string]bool, len(list))
	main := make([]bool, len(list))
	for _, x := range w.m.tellings {
		id := w.m.docs[x.Doc].ID
		n := slices.IndexFunc(list, func(l told) bool { return l.rec.Document.ID == id })
		if events[n] == nil {
			events[n] = map[string]bool{}
		}
		if family(x.Type) == family(list[n].typ) {
			events[n][x.Event], main[n] = true, true
		}
	}
	right, joined, same, readable := 0, 0, 0, 0
	for i := range list {
		for j := range i {
			meets := false
			for e := range events[i] {
				meets = meets || events[j][e]
			}
			one := list[i].event == list[j].event
			if one {
				same++
				if main[i] && main[j] {
					readable++
				}
			}
			if meets {
				joined++
			}
			switch {
			case one && meets:
				right++
			case one:
				t.Logf("missed: %s | %s", list[i].rec.Document.Text, list[j].rec.Document.Text)
			case meets:
				t.Logf("WRONG:  %s | %s", list[i].rec.Document.Text, list[j].rec.Document.Text)
			}
		}
	}
	precision, recall := float64(right)/float64(joined), float64(right)/float64(same)
	t.Logf("%d reports, %d pairs of one event: precision %.3f, recall %.3f, of those read %.3f", len(list), same, precision, recall, float64(right)/float64(readable))
	if precision < leastPrecision || recall < leastRecall {
		t.Errorf("precision %.3f, recall %.3f: worse than they were", precision, recall)
	}
}

// partition is which reports share which events, told without keys.
func partition(w *world) string {
	var out []string
	for _, e := range w.m.events {
		var docs []string
		for _, x := range w.m.tellings {
			if x.Event == e.Key && !x.Replaced {
				docs = append(docs, w.m.docs[x.Doc].ID+x.Local)
			}
		}
		slices.Sort(docs)
		kinds := []string{}
		for _, l := range e.Linked {
			kinds = append(kinds, l.Kind)
		}
		slices.Sort(kinds)
		out = append(out, strings.Join(docs, " ")+" "+e.Type+" "+e.Start+" "+partyNames(e.Actors)+">"+partyNames(e.Recipients)+" "+strconv.Itoa(e.Origins)+strings.Join(kinds, ","))
	}
	sort.Strings(out)
	return strings.Join(out, "\n")
}

// TestOrderOfArrival adds the same reports in many orders: the events must be the same.
func TestOrderOfArrival(t *testing.T) {
	list := slices.Concat(tellings(t, "tellings.tsv"), tellings(t, "tellings-2.tsv"), tellings(t, "tellings-3.tsv"))
	want := ""
	rng := rand.New(rand.NewPCG(1, 2))
	for round := range 24 {
		w := empty(t)
		for _, x := range list {
			w.put(x.rec)
		}
		got := partition(w)
		if round == 0 {
			want = got
		} else if got != want {
			t.Fatalf("another order, other events:\n%s", differing(want, got))
		}
		rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	}
}

func differing(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	var out []string
	for _, l := range x {
		if !slices.Contains(y, l) {
			out = append(out, "- "+l)
		}
	}
	for _, l := range y {
		if !slices.Contains(x, l) {
			out = append(out, "+ "+l)
		}
	}
	return strings.Join(out, "\n")
}
