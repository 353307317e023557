package score

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// The figures, in the order in which they are shown, and what each of them counts.
var figures = []struct{ Name, Counts string }{
	{"events", "an event of the right type in the sentence of the expected anchor"},
	{"events with actors", "the same, and every expected actor was found"},
	{"actors", "actors of the events found: by country where both have one, else the same words or the same name"},
	{"recipients", "the same for recipients; guest and host of a meeting may have changed places"},
	{"modes", "the kind of the event within its type"},
	{"dates", "first and last day of the events found"},
	{"places", "places of the events found: the same words, name, id, or within 10 km"},
	{"certainty", "reality and polarity of the events found"},
	{"chains", "whole chains of the events and quotations found: every link, in order, with its role"},
	{"origins", "the last links of those chains"},
	{"quotes", "quotations whose words overlap"},
	{"quote characters", "characters of the words quoted"},
	{"quotes with speaker", "quotations found whose speaker is right"},
	{"agreements", "agreements named in the same words or between the same parties"},
	{"parties", "parties of the agreements found"},
	{"stages", "stages of the agreements found"},
	{"obligations", "obligations of the same kind, stated in the same words, of the agreements found"},
	{"entities", "named persons, bodies and places"},
	{"photos", "captions"},
	{"photo dates", "days of the photos found"},
	{"photo credits", "names credited for the photos found"},
	{"days", "days of publication"},
}

// Figures tells what each figure counts, a line each.
func Figures() string {
	var b strings.Builder
	for _, f := range figures {
		fmt.Fprintf(&b, "  %-20s %s\n", f.Name, f.Counts)
	}
	return b.String()
}

// tally counts one figure.
type tally struct{ right, said, found, expected int }

// Board adds up figures over cases.
type Board struct {
	tallies map[string]map[string]*tally // by language, then by figure; "" is all languages
	reports map[string]int
	trusted map[string]*[bins]trust // by language; "" is all languages
	failed  []string
	misses  []Miss
	fold    func(string) string
}

// Miss is something that was not read as expected.
type Miss struct {
	Loss     float64  `json:"loss"`
	Report   string   `json:"report"`
	Part     string   `json:"part"`
	Text     string   `json:"text"`
	Expected string   `json:"expected,omitempty"`
	Said     []string `json:"said,omitempty"`
}

// NewBoard makes an empty board. Names are compared as fold spells them.
func NewBoard(fold func(string) string) *Board {
	return &Board{tallies: map[string]map[string]*tally{}, reports: map[string]int{}, trusted: map[string]*[bins]trust{}, fold: fold}
}

// bins is how many steps of confidence are told apart, each as wide as the others.
const bins = 10

// trust counts the events of one step of confidence.
type trust struct {
	said, right int
	sum         float64
}

// trust counts an event that was said with a confidence.
func (b *Board) trust(language string, confidence float64, right bool) {
	step := min(max(int(confidence*bins), 0), bins-1)
	for _, l := range slices.Compact([]string{"", language}) {
		if b.trusted[l] == nil {
			b.trusted[l] = &[bins]trust{}
		}
		t := &b.trusted[l][step]
		t.said++
		t.right += one(right)
		t.sum += confidence
	}
}

// Reliability tells, of the events said with about the same confidence, how many are right: a calibrated reader is right in as many of
// a hundred as it says. Shares are percent.
type Reliability struct {
	From       float64 `json:"from"`
	To         float64 `json:"to"`
	Events     int     `json:"events"`
	Confidence float64 `json:"confidence"` // mean of what was said
	Right      float64 `json:"right"`
}

func reliability(steps *[bins]trust) []Reliability {
	var out []Reliability
	for i := range steps {
		if t := steps[i]; t.said > 0 {
			out = append(out, Reliability{float64(i) / bins, float64(i+1) / bins, t.said, tenth(t.sum / float64(t.said)), tenth(float64(t.right) / float64(t.said))})
		}
	}
	return out
}

// count adds to a figure: of what was said, so many are right; of what was expected, so many were found.
func (b *Board) count(language, figure string, right, said, found, expected int) {
	for _, l := range []string{"", language} {
		if b.tallies[l] == nil {
			b.tallies[l] = map[string]*tally{}
		}
		t := b.tallies[l][figure]
		if t == nil {
			t = &tally{}
			b.tallies[l][figure] = t
		}
		t.right, t.said, t.found, t.expected = t.right+right, t.said+said, t.found+found, t.expected+expected
		if l == language && language == "" {
			break
		}
	}
}

// Figure is one line of a result. Shares are percent.
type Figure struct {
	Name      string  `json:"name"`
	Expected  int     `json:"expected"`
	Said      int     `json:"said"`
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
}

// Table is the result for one language; "" is all of them.
type Table struct {
	Language    string        `json:"language"`
	Reports     int           `json:"reports"`
	Figures     []Figure      `json:"figures"`
	Reliability []Reliability `json:"reliability,omitempty"` // of the confidence of events
}

// Result is everything that was counted.
type Result struct {
	Tables []Table  `json:"tables"`
	Failed []string `json:"failed"` // reports that could not be read; they count as empty records
	Misses []Miss   `json:"misses,omitempty"`
}

// Result gives the figures, and the worst misses up to a number of them.
func (b *Board) Result(worst int) Result {
	r := Result{Failed: b.failed}
	if r.Failed == nil {
		r.Failed = []string{}
	}
	var languages []string
	for l := range b.tallies {
		languages = append(languages, l)
	}
	slices.Sort(languages)
	for _, l := range languages {
		if len(languages) == 2 && l != "" {
			break // one language: its table is that of all
		}
		t := Table{Language: l, Reports: b.reports[l]}
		for _, f := range figures {
			if n := b.tallies[l][f.Name]; n != nil && n.said+n.expected > 0 {
				t.Figures = append(t.Figures, n.figure(f.Name))
			}
		}
		if steps := b.trusted[l]; steps != nil {
			t.Reliability = reliability(steps)
		}
		r.Tables = append(r.Tables, t)
	}
	slices.SortStableFunc(b.misses, func(x, y Miss) int {
		switch {
		case x.Loss > y.Loss:
			return -1
		case x.Loss < y.Loss:
			return 1
		}
		return 0
	})
	r.Misses = b.misses[:min(worst, len(b.misses))]
	return r
}

func (t tally) figure(name string) Figure {
	share := func(part, whole int) float64 {
		if whole == 0 {
			return 0
		}
		return float64(part) / float64(whole)
	}
	p, r := share(t.right, t.said), share(t.found, t.expected)
	f := Figure{Name: name, Expected: t.expected, Said: t.said, Precision: tenth(p), Recall: tenth(r)}
	if p+r > 0 {
		f.F1 = tenth(2 * p * r / (p + r))
	}
	return f
}

// tenth is a share in percent with one decimal.
func tenth(share float64) float64 { return float64(int(share*1000+.5)) / 10 }

// JSON writes a result for programs.
func (r Result) JSON(out io.Writer) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(r); err != nil {
		return fmt.Errorf("write scores: %w", err)
	}
	return nil
}

// Text writes a result for people.
func (r Result) Text(out io.Writer) error {
	var b strings.Builder
	for i, t := range r.Tables {
		if i > 0 {
			b.WriteByte('\n')
		}
		name := t.Language
		if name == "" {
			name = "all"
		}
		fmt.Fprintf(&b, "%-22s %8s %6s %10s %7s %6s\n", fmt.Sprintf("%s (%d reports)", name, t.Reports), "expected", "said", "precision", "recall", "F1")
		for _, f := range t.Figures {
			fmt.Fprintf(&b, "%-22s %8d %6d %10.1f %7.1f %6.1f\n", f.Name, f.Expected, f.Said, f.Precision, f.Recall, f.F1)
		}
		for i, x := range t.Reliability {
			if i == 0 {
				fmt.Fprintf(&b, "%-22s %8s %6s %10s\n", "events said with", "", "said", "right")
			}
			fmt.Fprintf(&b, "  %.1f to %.1f %11s %8s %6d %10.1f\n", x.From, x.To, "", "", x.Events, x.Right)
		}
	}
	for _, f := range r.Failed {
		fmt.Fprintf(&b, "\nnot read: %s\n", f)
	}
	for _, m := range r.Misses {
		fmt.Fprintf(&b, "\n── %s · %s · loss %.1f\n", m.Report, m.Part, m.Loss)
		fmt.Fprintf(&b, "   text      %s\n", isolated(m.Text))
		if m.Expected != "" {
			fmt.Fprintf(&b, "   expected  %s\n", m.Expected)
		}
		for _, s := range m.Said {
			fmt.Fprintf(&b, "   said      %s\n", s)
		}
	}
	if _, err := io.WriteString(out, b.String()); err != nil {
		return fmt.Errorf("write scores: %w", err)
	}
	return nil
}

// isolated keeps the direction of a text to itself.
func isolated(s string) string { return "\u2068" + strings.Join(strings.Fields(s), " ") + "\u2069" }
