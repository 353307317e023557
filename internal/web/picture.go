package web

import (
	"maps"
	"math"
	"slices"
	"strings"

	"rawi/internal/store"
)

// pictureWidth is the width of a picture before it is scaled to its page.
const pictureWidth = 960.0

// link is the address of another page under the same question, with some of its parameters changed, name after value; "" takes one out.
func (a asking) link(path string, change ...string) string {
	q := maps.Clone(a.Values)
	for _, name := range []string{"sort", "desc", "cursor", "limit"} {
		q.Del(name)
	}
	for i := 0; i+1 < len(change); i += 2 {
		if change[i+1] == "" {
			q.Del(change[i])
		} else {
			q.Set(change[i], change[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// pictures are the pages on which events can be seen under one question.
var pictures = []string{"events", "timeline", "network", "map"}

// To is the address of another of them under the same question.
func (a asking) To(page string) string { return a.link("/" + page) }

// choice is one of several views of the same question.
type choice struct {
	Key    string // of its words
	Link   string
	Chosen bool
}

// tally is how many events of each class there are, by its number.
type tally [5]int64

// Sum is how many there are of all classes.
func (t tally) Sum() (n int64) {
	for _, v := range t {
		n += v
	}
	return n
}

// Of is the count of a class.
func (t tally) Of(quad int) int64 { return t[quad] }

// most is the class that is counted most; of equals, the graver.
func (t tally) most() int {
	best := 1
	for quad := 2; quad < len(t); quad++ {
		if t[quad] > 0 && t[quad] >= t[best] {
			best = quad
		}
	}
	return best
}

// class is the quad class of an event; what has none counts as talk.
func class(e store.Event) int { return min(max(e.Quad, 1), 4) }

// tenth rounds to what can be seen.
func tenth(v float64) float64 { return math.Round(v*10) / 10 }

// Told is an event in one line, for the title of a mark. Each name keeps its own direction.
func (f frame) Told(e store.Event) string {
	arrow := " → "
	if f.Dir() == "rtl" {
		arrow = " ← "
	}
	var parts []string
	if days := f.Days(e.Start, e.End); days != "" {
		parts = append(parts, days)
	}
	deed := f.T("type." + e.Type)
	if e.Mode != "" {
		deed += " (" + f.T("mode."+e.Mode) + ")"
	}
	if who := f.parties(e.Actors); who != "" {
		deed = who + arrow + deed
	}
	if whom := f.parties(e.Recipients); whom != "" {
		deed += arrow + whom
	}
	parts = append(parts, deed)
	if e.Reality != "actual" && e.Reality != "" {
		parts = append(parts, f.T("reality."+e.Reality))
	}
	if e.Polarity == "negative" {
		parts = append(parts, f.T("polarity.negative"))
	}
	if e.Place.Name != "" {
		parts = append(parts, isolate(f.Name(e.Place.Key, e.Place.Name)))
	}
	return strings.Join(append(parts, f.N(e.Origins)+" "+f.T("web.origins")), " · ")
}

func (f frame) parties(all []store.Party) string {
	var out []string
	for _, p := range all {
		if name := f.Name(p.Entity, p.Name); name != "" {
			out = append(out, isolate(name))
		} else if p.Country+p.Sector != "" {
			out = append(out, isolate(strings.TrimSpace(p.Country+" "+p.Sector)))
		}
	}
	return strings.Join(out, f.T("web.and")+" ")
}

// isolate keeps a name in its own direction of writing, where no markup can.
func isolate(s string) string { return "\u2068" + s + "\u2069" }

// Classes is a tally in one line.
func (f frame) Classes(t tally) string {
	var out []string
	for quad := 1; quad < len(t); quad++ {
		if t[quad] > 0 {
			out = append(out, f.N(t[quad])+" "+f.T("web.quad."+string(rune('0'+quad))))
		}
	}
	return strings.Join(out, " · ")
}

// stateNames are the keys and names of the states that reports name, by their codes.
func stateNames(tx store.Reader) (map[string]store.Entity, error) {
	page, err := tx.Entities(store.Filter{Kinds: []string{"state"}, Limit: 1000})
	out := map[string]store.Entity{}
	for _, e := range page.Items {
		if old, ok := out[e.Country]; e.Country != "" && e.Merged == "" && (!ok || e.Documents > old.Documents) {
			out[e.Country] = e
		}
	}
	return out, err
}

// country is one with the name that reports give it.
type country struct{ Code, Key, Name string }

func named(states map[string]store.Entity, code string) country {
	if e, ok := states[code]; ok {
		return country{code, e.Key, e.Name}
	}
	return country{code, "", code}
}

// byCount sorts keys, the largest first; equals by the key.
func byCount(counts map[string]tally) []string {
	return slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		if x, y := counts[a].Sum(), counts[b].Sum(); x != y {
			return int(y - x)
		}
		return strings.Compare(a, b)
	})
}

// Isolated is for templates.
func (f frame) Isolated(s string) string { return isolate(s) }
