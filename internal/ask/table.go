package ask

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/rivo/uniseg"

	"rawi/internal/store"
	"rawi/internal/view"
)

// A Table is an answer in rows and columns: Columns name the cells of every row.
type Table struct {
	Columns []string
	Rows    [][]string
}

// Add adds a row.
func (t *Table) Add(cells ...string) { t.Rows = append(t.Rows, cells) }

// Events are events a row each.
func Events(list []store.Event) Table {
	t := Table{Columns: []string{"id", "day", "type", "mode", "cameo", "actors", "recipients", "place", "reality", "polarity", "origins", "party_origins", "tellings", "outlets", "first_seen", "disputes"}}
	for _, e := range list {
		t.Add(Short(e.Key), Days(e.Start, e.End), e.Type, e.Mode, e.CAMEO, Parties(e.Actors), Parties(e.Recipients), place(e.Place), e.Reality, e.Polarity,
			strconv.Itoa(e.Origins), strconv.Itoa(e.PartyOrigins), strconv.Itoa(e.Tellings), strconv.Itoa(e.Outlets), e.FirstSeen, disputes(e.Disputes))
	}
	return t
}

// Tellings are tellings a row each.
func Tellings(list []store.Telling) Table {
	t := Table{Columns: []string{"id", "event", "document", "day", "type", "mode", "actors", "recipients", "place", "reality", "polarity", "chain", "outlet", "published", "confidence", "words"}}
	for _, x := range list {
		t.Add(Short(x.Key), Short(x.Event), Short(x.Doc), Days(x.Start, x.End), x.Type, x.Mode, Parties(x.Actors), Parties(x.Recipients), place(x.Place), x.Reality, x.Polarity,
			Chain(x.Chain), x.Outlet, x.Published, strconv.FormatFloat(x.Confidence, 'f', 2, 64), x.Evidence.Text)
	}
	return t
}

// Quotes are quotations a row each.
func Quotes(list []store.Quote) Table {
	t := Table{Columns: []string{"id", "document", "day", "speaker", "kind", "chain", "outlet", "words"}}
	for _, q := range list {
		t.Add(Short(q.Key), Short(q.Doc), q.Day, q.SpeakerName, q.Kind, Chain(q.Chain), q.Outlet, q.Content)
	}
	return t
}

// Agreements are agreements a row each.
func Agreements(list []store.Agreement) Table {
	t := Table{Columns: []string{"id", "name", "parties", "kinds", "stage", "signed", "in_force", "ended", "obligations", "triggers", "documents"}}
	for _, a := range list {
		t.Add(Short(a.Key), a.Name, Parties(a.Parties), strings.Join(a.Kinds, " "), a.Stage, a.Signed, a.InForce, a.Ended,
			strconv.Itoa(len(a.Obligations)), strconv.Itoa(len(a.Triggers)), strconv.Itoa(a.Documents))
	}
	return t
}

// Stories are stories a row each.
func Stories(list []store.Story) Table {
	t := Table{Columns: []string{"id", "first", "last", "documents", "outlets", "languages", "events", "title"}}
	for _, s := range list {
		t.Add(Short(s.Key), s.First, s.Last, strconv.Itoa(s.Documents), strconv.Itoa(s.Outlets), strings.Join(s.Languages, " "), strconv.Itoa(s.Events), s.Title)
	}
	return t
}

// Entities are entities a row each.
func Entities(list []store.Entity) Table {
	t := Table{Columns: []string{"id", "name", "kind", "country", "sector", "role", "documents", "aliases"}}
	for _, e := range list {
		t.Add(Short(e.Key), e.Name, e.Kind, e.Country, e.Sector, e.Role, strconv.Itoa(e.Documents), strings.Join(e.Aliases, "; "))
	}
	return t
}

// Documents are documents a row each.
func Documents(list []store.Document) Table {
	t := Table{Columns: []string{"id", "published", "language", "outlet", "origin", "version", "copy", "story", "title", "url"}}
	for _, d := range list {
		t.Add(Short(d.Key), d.Published, d.Language, d.Outlet, d.Origin, strconv.Itoa(d.Version), copyOf(d), Short(d.Story), d.Title, d.URL)
	}
	return t
}

// Hits are documents found by their words.
func Hits(list []store.Hit) Table {
	t := Table{Columns: []string{"id", "published", "outlet", "title", "words"}}
	for _, h := range list {
		t.Add(Short(h.Key), h.Published, h.Outlet, h.Title, Marked(h))
	}
	return t
}

// Origins are sources a row each.
func Origins(list []store.OriginRow) Table {
	t := Table{Columns: []string{"id", "name", "events", "alone", "contradicted", "party", "documents", "mostly"}}
	n := func(v int64) string { return strconv.FormatInt(v, 10) }
	for _, o := range list {
		t.Add(Short(o.Key), o.Name, n(o.Events), n(o.Alone), n(o.Contradicted), n(o.Party), n(o.Documents), o.TopType)
	}
	return t
}

// Counts are tallies a row each, by the named keys.
func Counts(by []string, list []store.Count) Table {
	t := Table{Columns: append(append([]string(nil), by...), "count")}
	for _, c := range list {
		t.Add(append(append([]string(nil), c.Keys...), strconv.FormatInt(c.Count, 10))...)
	}
	return t
}

// Marked is a snippet with [marks] around what answers.
func Marked(h store.Hit) string {
	runes := []rune(h.Snippet)
	var b strings.Builder
	at := 0
	for _, m := range h.Marks {
		if m[0] < at || m[1] > len(runes) {
			continue
		}
		b.WriteString(string(runes[at:m[0]]) + "[" + string(runes[m[0]:m[1]]) + "]")
		at = m[1]
	}
	b.WriteString(string(runes[at:]))
	return b.String()
}

// Days are a day, or the first and the last of several; an open end is left open.
func Days(start, end string) string {
	switch {
	case start == end || start == "" && end == "":
		return start
	case end == "":
		return start + ".."
	}
	return start + ".." + end
}

// Parties are names, with the country where the name alone does not say who it is.
func Parties(list []store.Party) string {
	var out []string
	for _, p := range list {
		switch {
		case p.Name != "" && p.Country != "":
			out = append(out, p.Name+" ("+p.Country+")")
		case p.Name != "":
			out = append(out, p.Name)
		default:
			out = append(out, strings.TrimSpace(p.Country+" "+p.Sector))
		}
	}
	return strings.Join(out, "; ")
}

// Chain is a chain of sources, nearest to the page first.
func Chain(links []store.Link) string {
	var out []string
	for _, l := range links {
		out = append(out, l.Name)
	}
	return strings.Join(out, " < ")
}

func place(p store.Place) string {
	if p.Name != "" && p.Country != "" {
		return p.Name + " (" + p.Country + ")"
	}
	return p.Name + p.Country
}

func disputes(list []store.Dispute) string {
	var out []string
	for _, d := range list {
		var values []string
		for _, v := range d.Values {
			values = append(values, v.Value)
		}
		out = append(out, d.Point+" "+strings.Join(values, " or "))
	}
	return strings.Join(out, "; ")
}

func copyOf(d store.Document) string {
	if d.CopyOf == "" {
		return ""
	}
	return fmt.Sprintf("%s %s %.2f", d.CopyKind, Short(d.CopyOf), d.Similarity)
}

// CSV writes a table with its header, as RFC 4180 says. A cell that a spreadsheet would take for a formula gets an apostrophe.
func (t Table) CSV(out io.Writer) error {
	w := csv.NewWriter(out)
	if err := w.Write(t.Columns); err != nil {
		return err
	}
	for _, row := range t.Rows {
		if err := w.Write(Safe(row)); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// Safe is a row whose cells no spreadsheet takes for formulas.
func Safe(row []string) []string {
	safe := make([]string, len(row))
	for i, cell := range row {
		safe[i] = unformula(cell)
	}
	return safe
}

func unformula(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		if _, err := strconv.ParseFloat(cell, 64); err != nil {
			return "'" + cell
		}
	}
	return cell
}

// JSON writes things a line each.
func JSON[T any](out io.Writer, list []T) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	for _, one := range list {
		if err := e.Encode(one); err != nil {
			return err
		}
	}
	return nil
}

// widest is how many columns of a terminal a cell may take; the last cell of a row may take what it needs.
const widest = 40

// Print writes a table for people, in columns. Empty columns are left out; every cell stands in an isolate of its own where it is
// written from right to left, so that rows stay rows.
func (t Table) Print(out io.Writer) error {
	var shown []int
	for i := range t.Columns {
		for _, row := range t.Rows {
			if row[i] != "" {
				shown = append(shown, i)
				break
			}
		}
	}
	widths := map[int]int{}
	for _, i := range shown {
		widths[i] = len(t.Columns[i])
		for _, row := range t.Rows {
			widths[i] = max(widths[i], min(uniseg.StringWidth(view.Plain(row[i])), widest))
		}
	}
	var b strings.Builder
	line := func(row []string) {
		for n, i := range shown {
			cell := view.Plain(row[i])
			if n == len(shown)-1 {
				b.WriteString(isolate(cell))
				break
			}
			cell = shorten(cell, widest)
			b.WriteString(isolate(cell))
			b.WriteString(strings.Repeat(" ", widths[i]-uniseg.StringWidth(cell)+2))
		}
		b.WriteByte('\n')
	}
	if len(t.Rows) > 0 {
		line(t.Columns)
	}
	for _, row := range t.Rows {
		line(row)
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// isolate holds text of the other direction in place.
func isolate(s string) string {
	for _, r := range s {
		if r >= 0x0590 && r <= 0x08FF || r >= 0xFB1D && r <= 0xFEFC {
			return "\u2068" + s + "\u2069"
		}
	}
	return s
}

// shorten cuts a cell to a width, at a letter and its marks.
func shorten(s string, width int) string {
	if uniseg.StringWidth(s) <= width {
		return s
	}
	var b strings.Builder
	n := 0
	for g := uniseg.NewGraphemes(s); g.Next(); {
		if n += g.Width(); n > width-1 {
			break
		}
		b.WriteString(g.Str())
	}
	return b.String() + "…"
}
