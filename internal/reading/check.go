package reading

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sort"
	"strings"

	"rawi/internal/clean"
	"rawi/internal/match"
	"rawi/internal/news"
	"rawi/internal/pack"
)

// Report is what a check of the packs found.
type Report struct {
	Faults []error   // of form, each begins with file:line
	Failed []Failure // examples that the engine does not read as they say
	// how many examples passed and how many there are, by language and table: "ar/events"
	Passed, Total map[string]int
}

// Failure is an example that fails.
type Failure struct {
	File      string
	Line      int
	ID        string // of the rule
	Want, Got string
}

func (f Failure) String() string {
	return fmt.Sprintf("%s:%d: example fails: %s: want %s, got %s", f.File, f.Line, f.ID, f.Want, f.Got)
}

// Summary tells the share of examples that pass, one line a language and table.
func (r Report) Summary() []string {
	var keys, out []string
	for k := range r.Total {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		out = append(out, fmt.Sprintf("%s: %d of %d examples pass (%.1f %%)", k, r.Passed[k], r.Total[k], 100*r.Share(k)))
	}
	return out
}

// Share is the share of the examples of a table ("ar/events") that pass.
func (r Report) Share(table string) float64 {
	if r.Total[table] == 0 {
		return 1
	}
	return float64(r.Passed[table]) / float64(r.Total[table])
}

// CheckAll tells the faults of form in the packs of fsys and in those laid over them, and runs their examples where the packs can be
// compiled.
func CheckAll(fsys fs.FS, extra ...fs.FS) Report {
	c := newChecker(fsys, extra)
	rep := Report{Passed: map[string]int{}, Total: map[string]int{}}
	if c.reader != nil {
		for _, p := range c.packs {
			for _, table := range []string{"events", "said", "telling"} {
				key := p.Name + "/" + table
				for _, row := range p.Table(table + ".examples") {
					rep.Total[key]++
					run := c.run
					if table == "telling" {
						run = c.told
					}
					if f := run(p, table, row); f != nil {
						rep.Failed = append(rep.Failed, *f)
						continue
					}
					rep.Passed[key]++
				}
			}
		}
	}
	rep.Faults = c.faults
	return rep
}

// checker holds what the rows of the packs may refer to.
type checker struct {
	reader *Reader
	packs  []*pack.Pack
	faults []error
	world  map[string]map[string]bool // table → keys
}

func newChecker(fsys fs.FS, extra []fs.FS) *checker {
	c := &checker{world: map[string]map[string]bool{}}
	var world *pack.Pack
	dirs, err := fs.ReadDir(fsys, ".")
	if err != nil {
		c.faults = append(c.faults, fmt.Errorf("list packs: %w", err))
		return c
	}
	for _, d := range dirs {
		if !d.IsDir() {
			continue
		}
		p, err := loadAll(fsys, extra, d.Name(), func(string) bool { return true })
		c.add(err)
		switch {
		case p == nil:
		case d.Name() == "world":
			world = p
		default:
			c.packs = append(c.packs, p)
		}
	}
	if world == nil {
		c.faults = append(c.faults, errors.New("world: there is no such pack"))
		return c
	}
	c.ofWorld(world)
	for _, p := range c.packs {
		c.names(p)
		c.frames(p, world)
		for _, table := range []string{"events", "said"} {
			c.examples(p, table)
		}
	}
	if c.reader, err = NewWith(fsys, extra...); err == nil {
		if err = c.reader.Compile(); err != nil {
			c.reader = nil
		}
	}
	c.add(err)
	return c
}

// add takes an error apart into faults that begin with file:line, each once.
func (c *checker) add(err error) {
	if err == nil {
		return
	}
	if list, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range list.Unwrap() {
			c.add(e)
		}
		return
	}
	if inner := errors.Unwrap(err); inner != nil && strings.HasSuffix(err.Error(), inner.Error()) {
		c.add(inner)
		return
	}
	for _, f := range c.faults {
		if f.Error() == err.Error() {
			return
		}
	}
	c.faults = append(c.faults, err)
}

func (c *checker) fault(r pack.Row, format string, args ...any) {
	c.faults = append(c.faults, r.Errorf(format, args...))
}

// bodies are the codes that stand for a country where there is none.
var bodies = map[string]bool{"IGO": true, "UNO": true, "EUR": true, "NGO": true, "MNC": true, "IMG": true, "ISM": true}

// ofWorld checks the tables that hold in every language.
func (c *checker) ofWorld(w *pack.Pack) {
	for _, table := range []string{"states", "roles", "people", "orgs", "places", "cameo"} {
		seen := map[string]bool{}
		for _, r := range w.Table(table) {
			if seen[r.Key()] && table != "people" {
				c.fault(r, "%q stands in %s twice", r.Key(), table)
			}
			seen[r.Key()] = true
		}
		c.world[table] = seen
	}
	for _, r := range w.Table("intents") {
		for _, code := range append(r.From(5), r.Cell(4)) {
			if !c.world["cameo"][code] {
				c.fault(r, "%q is no CAMEO code", code)
			}
		}
	}
	for _, r := range w.Table("states") {
		if k := r.Cell(4); k != "" && !c.world["places"][k] {
			c.fault(r, "capital %q is no key of places", k)
		}
	}
	for _, r := range w.Table("people") {
		if k := r.Cell(1); k != "" && !c.world["roles"][k] {
			c.fault(r, "role %q is no key of roles", k)
		}
		if k := r.Cell(2); k != "" && !c.country(k) && !c.world["orgs"][k] {
			c.fault(r, "%q is neither a state nor a key of orgs", k)
		}
		if from, to := r.Cell(3), r.Cell(4); from != "" && to != "" && to < from[:min(len(from), len(to))] {
			c.fault(r, "the term ends (%s) before it begins (%s)", to, from)
		}
	}
	for _, r := range w.Table("orgs") {
		if k := r.Cell(2); k != "" && !c.country(k) {
			c.fault(r, "country %q is no key of states", k)
		}
	}
	for _, r := range w.Table("places") {
		if k := r.Cell(2); k != "" && !c.country(k) {
			c.fault(r, "country %q is no key of states", k)
		}
	}
}

func (c *checker) country(key string) bool { return c.world["states"][key] || bodies[key] }

// names checks that what a language names exists in the world, and that no row has a spelling twice.
func (c *checker) names(p *pack.Pack) {
	for _, table := range []string{"states", "people", "orgs", "places", "roles"} {
		for _, r := range p.Table(table) {
			if !c.world[table][r.Key()] {
				c.fault(r, "%q is no key of table %s of world", r.Key(), table)
			}
		}
	}
	first := map[string]int{"states": 4, "people": 1, "orgs": 1, "places": 1, "roles": 3, "words": 2, "nouns": 2, "things": 2, "pacts": 2, "units": 2, "months": 2, "weekdays": 2,
		"events": 7, "said": 4, "support": 3}
	for _, table := range p.Tables() {
		from, ok := first[table]
		if !ok {
			continue
		}
		for _, r := range p.Table(table) {
			seen := map[string]bool{}
			for i, w := range r.From(from) {
				// the plural of a role may be spelled as its singular
				if seen[w] && !(table == "roles" && i == 1) {
					c.fault(r, "%q stands in the row twice", w)
				}
				seen[w] = true
			}
		}
	}
}

// The roles and the markers of frames that are no prepositions.
var (
	partOf = map[string]map[string]bool{
		"events":  set("actor recipient both theme place speaker"),
		"said":    set("speaker relay addressee medium content topic"),
		"support": set("actor recipient both event place cause"),
	}
	markers = map[string]map[string]bool{
		"events":  set("subj obj gen adj that inf must quote"),
		"said":    set("subj obj gen adj that quote"),
		"support": set("subj obj gen adj that"),
	}
)

func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

// frames checks the tables whose rows have a frame: parts, markers, codes, and that no two rules ask for the same.
func (c *checker) frames(p, world *pack.Pack) {
	preps := map[string]bool{}
	for _, r := range p.Table("words") {
		if class := r.Cell(1); class == "prep" || class == "by" || class == "to" {
			preps[r.Key()] = true
		}
	}
	for _, r := range p.Table("clitics") {
		if r.Cell(0) == "prep" {
			preps[r.Cell(1)] = true
		}
	}
	for _, t := range []struct {
		table  string
		column int // of the frame
	}{{"events", 6}, {"said", 3}, {"support", 2}} {
		table, column := t.table, t.column
		ids, same := map[string]bool{}, map[string]string{}
		for _, r := range p.Table(table) {
			if ids[r.Key()] {
				c.fault(r, "id %q stands twice", r.Key())
			}
			ids[r.Key()] = true
			if table == "events" {
				if code := r.Cell(3); code != "" && !c.world["cameo"][code] {
					c.fault(r, "%q is no CAMEO code", code)
				}
			}
			frame, err := match.ParseFrame(r.Cell(column))
			if err != nil {
				c.fault(r, "%v", err)
				continue
			}
			for _, s := range frame {
				if !markers[table][s.Marker] && !preps[s.Marker] {
					c.fault(r, "marker %q is no preposition of table words", s.Marker)
				}
				if !partOf[table][s.Role] || s.Or != "" && !partOf[table][s.Or] {
					c.fault(r, "nothing in a frame of %s is called %q", table, strings.TrimSuffix(s.Role+"/"+s.Or, "/"))
				}
			}
			if table == "support" {
				continue
			}
			for _, w := range r.From(column + 1) {
				key := r.Cell(column-1) + "\t" + r.Cell(column) + "\t" + w
				if table == "said" {
					key = r.Cell(1) + "\t" + r.Cell(column) + "\t" + w
				}
				if other, ok := same[key]; ok && other != r.Key() {
					c.fault(r, "%q stands in rule %s with the same frame", w, other)
				}
				same[key] = r.Key()
			}
		}
	}
}

// examples checks that each rule has an example that must match and one that must not, and that each example has a rule.
func (c *checker) examples(p *pack.Pack, table string) {
	yes, no, rules := map[string]bool{}, map[string]bool{}, map[string]bool{}
	told := map[string]bool{}
	for _, r := range p.Table(table) {
		rules[r.Key()] = true
	}
	for _, r := range p.Table(table + ".examples") {
		if !rules[r.Key()] {
			c.fault(r, "no rule of table %s has the id %q", table, r.Key())
		}
		sentence := r.Cell(4)
		if k := r.Key() + "\t" + sentence; told[k] {
			c.fault(r, "the example stands twice")
		} else {
			told[k] = true
		}
		if r.Cell(1) == "no" {
			no[r.Key()] = true
			continue
		}
		yes[r.Key()] = true
		for i := 2; i < 4; i++ {
			for _, words := range cellWords(r.Cell(i), sentence) {
				if words != "*" && !strings.Contains(sentence, words) {
					c.fault(r, "%q does not stand in the sentence", words)
				}
			}
		}
	}
	for _, r := range p.Table(table) {
		if !yes[r.Key()] {
			c.fault(r, "rule %s has no example that must match", r.Key())
		}
		if !no[r.Key()] {
			c.fault(r, "rule %s has no example that must not match", r.Key())
		}
	}
}

// cellWords are the phrases of an example's cell: one that stands in the sentence as it is, or several parted by commas.
func cellWords(cell, sentence string) []string {
	switch {
	case cell == "":
		return nil
	case strings.Contains(sentence, cell):
		return []string{cell}
	}
	return strings.Split(cell, ",")
}

// run reads the sentence of an example and tells where it is not read as the example says.
func (c *checker) run(p *pack.Pack, table string, r pack.Row) *Failure {
	f := &Failure{File: r.File, Line: r.Line, ID: r.Key()}
	rec, err := c.reader.Read(context.Background(), clean.Page{Kind: clean.TextBody, Language: p.Name, Body: []byte(r.Cell(4))})
	if err != nil {
		f.Want, f.Got = "a reading", err.Error()
		return f
	}
	rule := p.Name + "/" + r.Key()
	var got []string
	found, right := false, false
	if table == "events" {
		for _, e := range rec.Events {
			got = append(got, fmt.Sprintf("%s [%s → %s]", strings.TrimPrefix(e.Rule, p.Name+"/"), parties(e.Actors), parties(e.Recipients)))
			if e.Rule == rule {
				found = true
				right = right || filled(r.Cell(2), rec.Document.Text, spans(e.Actors)) && filled(r.Cell(3), rec.Document.Text, spans(e.Recipients))
			}
		}
	} else {
		for _, q := range rec.Quotes {
			var names []string
			var who []news.Span
			by := q.Rule == rule || q.Occasion != nil && c.cues(p, r.Key(), q.Occasion.Span.Text)
			for _, k := range q.Cue {
				by = by || c.cues(p, r.Key(), k.Text)
			}
			for _, l := range q.Attribution {
				by = by || l.Cue != nil && c.cues(p, r.Key(), l.Cue.Text)
				if l.Span == nil {
					continue
				}
				names = append(names, l.Span.Text)
				if r.Cell(2) == "" && unnamed(rec, q, *l.Span) {
					continue
				}
				who = append(who, *l.Span)
			}
			var content string
			if len(q.Content) > 0 {
				content = q.Content[0].Text
			}
			got = append(got, fmt.Sprintf("%s [%s: %s]", strings.TrimPrefix(q.Rule, p.Name+"/"), strings.Join(names, ", "), start(content)))
			if by {
				found = true
				right = right || filled(r.Cell(2), rec.Document.Text, who) && begins(r.Cell(3), rec.Document.Text, q.Content)
			}
		}
	}
	if r.Cell(1) == "no" && !found || r.Cell(1) == "yes" && right {
		return nil
	}
	f.Want = "nothing of this rule"
	if r.Cell(1) == "yes" {
		f.Want = fmt.Sprintf("[%s → %s]", r.Cells[2], r.Cells[3])
	}
	f.Got = "nothing"
	if len(got) > 0 {
		f.Got = strings.Join(got, "; ")
	}
	return f
}

// told reads the sentence of an example of table telling and tells where the record has another outcome: a deed of the type that
// happened, did not, is planned, possible or hypothetical; or none that is told as having happened.
func (c *checker) told(p *pack.Pack, _ string, r pack.Row) *Failure {
	f := &Failure{File: r.File, Line: r.Line, ID: r.Key(), Want: r.Cell(1), Got: "nothing"}
	rec, err := c.reader.Read(context.Background(), clean.Page{Kind: clean.TextBody, Language: p.Name, Body: []byte(r.Cell(2))})
	if err != nil {
		f.Got = err.Error()
		return f
	}
	var got []string
	for _, e := range rec.Events {
		switch {
		case e.Type != r.Key():
		case e.Polarity == "negative":
			got = append(got, e.Polarity)
		default:
			got = append(got, e.Reality)
		}
	}
	if slices.Contains(got, f.Want) || f.Want == "mentioned" && !slices.Contains(got, "actual") {
		return nil
	}
	if got != nil {
		f.Got = strings.Join(got, ", ")
	}
	return f
}

// cues reports whether a source was found by a word of the rule: a statement may have more sources than the one of its own rule, and a
// word may stand in several rules.
func (c *checker) cues(p *pack.Pack, id, cue string) bool {
	for _, r := range p.Table("said") {
		if r.Key() != id {
			continue
		}
		for _, w := range r.From(4) {
			phrase, said := c.reader.fold.Fold(w), c.reader.fold.Fold(cue)
			if phrase == said || strings.HasPrefix(phrase, said+" ") && len(phrase) <= len(said)+prepLetters { // its preposition is written on what follows
				return true
			}
		}
	}
	return false
}

// prepLetters are the bytes of a blank and a preposition of one letter.
const prepLetters = 3

// unnamed reports whether a source is not written: its place is that of the verb itself, or of a pronoun.
func unnamed(rec news.Record, q news.Quote, at news.Span) bool {
	for _, c := range q.Cue {
		if c.Overlaps(at) {
			return true
		}
	}
	for _, e := range rec.Entities {
		for _, m := range e.Mentions {
			if m.Form == "pronoun" && m.Span.Overlaps(at) {
				return true
			}
		}
	}
	return false
}

func parties(list []news.Party) string {
	var out []string
	for _, p := range list {
		if p.Span != nil {
			out = append(out, p.Span.Text)
			continue
		}
		out = append(out, p.Entity)
	}
	if out == nil {
		return pack.Empty
	}
	return strings.Join(out, ", ")
}

func spans(list []news.Party) []news.Span {
	out := make([]news.Span, 0, len(list))
	for _, p := range list {
		s := news.Span{Start: -1, End: -1}
		if p.Span != nil {
			s = *p.Span
		}
		out = append(out, s)
	}
	return out
}

// filled reports whether spans fill a slot as an example's cell says: each phrase of the cell is touched; nothing for -.
func filled(cell, text string, got []news.Span) bool {
	if cell == "*" {
		return true
	}
	if cell == "" {
		return len(got) == 0
	}
	for _, words := range cellWords(cell, text) {
		touched := false
		for _, at := range places(words, text) {
			for _, s := range got {
				touched = touched || s.Overlaps(at)
			}
		}
		if !touched && words != "*" {
			return false
		}
	}
	return true
}

// begins reports whether a content begins with the words of the cell, or right before them (with «that», a quotation mark).
func begins(cell, text string, got []news.Span) bool {
	if cell == "*" {
		return true
	}
	if cell == "" {
		return len(got) == 0
	}
	for _, at := range places(cell, text) {
		for _, s := range got {
			if s.Start >= at.Start-6 && s.Start < at.End && s.Overlaps(at) {
				return true
			}
		}
	}
	return false
}

// places gives every stretch of the text where the words stand, in code points.
func places(words, text string) []news.Span {
	var out []news.Span
	for from := 0; ; {
		i := strings.Index(text[from:], words)
		if i < 0 {
			return out
		}
		start := len([]rune(text[:from+i]))
		out = append(out, news.Span{Start: start, End: start + len([]rune(words)), Text: words})
		from += i + len(words)
	}
}

// start is the beginning of a text, to print.
func start(s string) string {
	words := strings.Fields(s)
	if len(words) > 6 {
		return strings.Join(words[:6], " ") + " …"
	}
	return strings.Join(words, " ")
}
