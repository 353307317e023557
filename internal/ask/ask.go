// Package ask answers: what is asked, and how does the answer look as a table?
//
// Commands, the HTTP API and the pages ask in the same parameters, by name and value, as in the query of an address. Params lists
// them; Filter makes of them what a store understands: names become the keys of entities, words become stems.
package ask

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"rawi/internal/search"
	"rawi/internal/store"
)

// A Param is one way to narrow a question.
type Param struct {
	Name string
	Help string // for people; the value's name stands in `backticks`
	Many bool   // several values, with a comma between them or given again; one is enough
	Flag bool   // no value: yes
	Of   string // the lists that it narrows, separated by spaces; "" for all
}

// Params are all of them, in the order of the help.
var params = []Param{
	{"text", "reports with these `words`: all of them, \"a phrase\", -not", false, false, ""},
	{"type", "PLOVER event `type`: ASSAULT, SUPPORT, ...", true, false, "events tellings"},
	{"mode", "`mode` of the type: aerial, demo, ...", true, false, "events tellings"},
	{"quad", "quad `class`: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict", true, false, "events tellings"},
	{"cameo", "CAMEO `code` or its beginning", true, false, "events tellings"},
	{"actor", "`name` of who did it, in any language, or an entity's id", true, false, "events tellings"},
	{"recipient", "`name` of whom it was done to", true, false, "events tellings"},
	{"party", "`name` of either", true, false, "events tellings agreements"},
	{"dyad", "`two` names or countries on opposite sides, either way round: RUS,UKR", true, false, "events tellings agreements"},
	{"country", "`country` of either side, ISO 3166-1 alpha-3 or PLOVER's code", true, false, "events tellings agreements entities"},
	{"actor-country", "`country` of who did it", true, false, "events tellings"},
	{"recipient-country", "`country` of whom it was done to", true, false, "events tellings"},
	{"sector", "PLOVER `sector` of either side: GOV, MIL, REB, CVL, ...", true, false, "events tellings entities"},
	{"from", "first `day`, YYYY-MM-DD", false, false, ""},
	{"to", "last `day`", false, false, ""},
	{"on", "agreements in force on this `day`", false, false, "agreements"},
	{"place", "`name` of where it happened", true, false, "events tellings"},
	{"place-country", "`country` of where it happened", true, false, "events tellings"},
	{"box", "where it happened: `west,south,east,north` in degrees", false, false, "events tellings"},
	{"reality", "actual, planned, possible or hypothetical (`what`)", true, false, "events tellings"},
	{"polarity", "positive, or negative: it is said that it did not happen (`which`)", true, false, "events tellings"},
	{"source", "`name` of anybody in the chain of sources", true, false, "events tellings quotes"},
	{"speaker", "`name` of whose word it finally is", true, false, "events tellings quotes"},
	{"min-origins", "told by at least so many independent origins (`n`)", false, false, "events"},
	{"max-origins", "told by at most so many (`n`)", false, false, "events"},
	{"disputed", "only events on which tellings differ", false, true, "events"},
	{"background", "only what reports tell as known before", false, true, "tellings"},
	{"triggered", "only agreements with a possible trigger", false, true, "agreements"},
	{"kind", "`kind` of quotation, agreement or entity", true, false, "quotes agreements entities"},
	{"stage", "`stage` of agreements: signed, in_force, ...", true, false, "agreements"},
	{"min-confidence", "leave out events below this `confidence`, 0 to 1", false, false, "events tellings"},
	{"language", "`language` of the report: ar, en", true, false, "documents events tellings quotes stories"},
	{"outlet", "`name` of who published it", true, false, "documents events tellings quotes stories"},
	{"story", "`id` of a story", true, false, "documents events tellings"},
	{"doc", "`id` of a document", true, false, "documents events tellings quotes agreements"},
	{"id", "`id` of what is asked for", true, false, ""},
	{"versions", "replaced versions of reports too", false, true, "documents events tellings quotes"},
	{"sort", "`order`: day, seen, origins, confidence, tellings, name or score", false, false, ""},
	{"desc", "the other way round", false, true, ""},
	{"limit", "at most so many (`n`)", false, false, ""},
	{"cursor", "go on where the last answer ended (`mark`)", false, false, ""},
}

// Params are those that narrow a list: documents, events, tellings, quotes, agreements, stories, entities, origins.
func Params(list string) []Param {
	var out []Param
	for _, p := range params {
		if p.Of == "" || slices.Contains(strings.Fields(p.Of), list) || list == "origins" && slices.Contains(strings.Fields(p.Of), "events") {
			out = append(out, p)
		}
	}
	return out
}

// Tallies are what events are counted by.
func Tallies() []string {
	return []string{"day", "month", "year", "type", "quad", "country", "dyad", "outlet", "language"}
}

// ErrParam says what is wrong with a question.
type ErrParam struct{ Name, Value, Message string }

func (e *ErrParam) Error() string { return fmt.Sprintf("%s %s: %s", e.Name, e.Value, e.Message) }

// An Asker turns questions into filters.
type Asker struct {
	Search *search.Searcher
	sounds bool // names are found by what is heard of them: see Answer
}

// Filter makes a filter of parameters. Names that no report has are an error of *ErrParam.
func (a Asker) Filter(tx store.Reader, list string, q url.Values) (store.Filter, error) {
	known := Params(list)
	r := &reader{asker: a, tx: tx, list: list, values: map[string][]string{}}
	for name, values := range q {
		i := slices.IndexFunc(known, func(p Param) bool { return p.Name == name })
		if i < 0 {
			return store.Filter{}, &ErrParam{name, strings.Join(values, ","), "no such way to narrow " + list}
		}
		for _, v := range values {
			parts := []string{v}
			if known[i].Many {
				parts = strings.Split(v, ",")
			}
			for _, part := range parts {
				if part = strings.TrimSpace(part); part == "" {
					continue
				}
				if len(part) > maxLength || len(r.values[name]) >= maxValues {
					return store.Filter{}, &ErrParam{name, part[:min(len(part), least)], "is too much"}
				}
				if !utf8.ValidString(part) || strings.ContainsRune(part, 0) {
					return store.Filter{}, &ErrParam{name, strconv.Quote(part), "is no text"}
				}
				r.values[name] = append(r.values[name], part)
			}
		}
	}
	return r.filter()
}

// reader reads the values of one question; the first fault stays.
type reader struct {
	asker  Asker
	tx     store.Reader
	list   string // that is narrowed
	values map[string][]string
	fault  error
}

func (r *reader) filter() (store.Filter, error) {
	f := store.Filter{
		Types: upper(r.values["type"]), Modes: r.values["mode"], CAMEO: r.values["cameo"],
		Reality: r.oneOf("reality", "actual", "planned", "possible", "hypothetical"), Polarity: r.oneOf("polarity", "positive", "negative"),
		Languages: r.values["language"], Outlets: r.entitiesOrNames("outlet"), Stories: r.keys("story", "stories"), Docs: r.keys("doc", "documents"), Keys: r.keys("id", r.own()...),
		Kinds: r.values["kind"], Stages: r.values["stage"],
		Actors: r.entities("actor"), Recipients: r.entities("recipient"), Parties: r.entities("party"),
		ActorCountries: upper(r.values["actor-country"]), RecipientCountries: upper(r.values["recipient-country"]), Countries: upper(r.values["country"]),
		Sectors: upper(r.values["sector"]), Dyad: r.dyad(),
		From: r.day("from"), To: r.day("to"), OnDay: r.day("on"),
		Places: r.entitiesOrNames("place"), PlaceCountries: upper(r.values["place-country"]), Box: r.box(),
		Sources: r.entities("source"), Speakers: r.entities("speaker"),
		MinOrigins: int(r.number("min-origins")), MaxOrigins: int(r.number("max-origins")), MinConfidence: r.number("min-confidence"),
		Disputed: r.flag("disputed"), Triggered: r.flag("triggered"), Versions: r.flag("versions"),
		Sort: r.one("sort"), Desc: r.flag("desc"), Limit: int(r.number("limit")), Cursor: r.one("cursor"),
	}
	for _, v := range r.values["quad"] {
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 || n > 4 {
			r.fail("quad", v, "want 1 to 4")
		}
		f.Quads = append(f.Quads, n)
	}
	if _, ok := r.values["background"]; ok {
		yes := r.flag("background")
		f.Background = &yes
	}
	if text := r.one("text"); text != "" {
		f.Text = r.asker.Search.Question(text, r.asker.sounds)
	}
	if f.Limit < 0 || f.Limit > MaxLimit {
		r.fail("limit", r.one("limit"), fmt.Sprintf("want 1 to %d", MaxLimit))
	}
	if f.From != "" && f.To != "" && f.To < f.From {
		r.fail("to", f.To, "is before from")
	}
	return f, r.fault
}

// The bounds of a question: more of it is no question.
const (
	maxNumber = 1e9
	maxValues = 200  // of one parameter
	maxLength = 2000 // of one value, in bytes
)

// MaxLimit is how many rows one answer has at most.
const MaxLimit = 10000

func (r *reader) fail(name, value, message string) {
	r.fault = cmp.Or(r.fault, error(&ErrParam{name, value, message}))
}

func (r *reader) one(name string) string {
	if v := r.values[name]; len(v) > 0 {
		return v[len(v)-1]
	}
	return ""
}

func (r *reader) flag(name string) bool {
	v, ok := r.values[name]
	if !ok || len(v) == 0 {
		return ok
	}
	yes, err := strconv.ParseBool(v[0])
	if err != nil {
		r.fail(name, v[0], "want true or false")
	}
	return yes
}

func (r *reader) number(name string) float64 {
	v := r.one(name)
	if v == "" {
		return 0
	}
	n, err := strconv.ParseFloat(v, 64)
	if err != nil || !(n >= 0 && n <= maxNumber) {
		r.fail(name, v, "want a number")
		return 0
	}
	return n
}

func (r *reader) day(name string) string {
	v := r.one(name)
	if v == "" {
		return ""
	}
	if _, err := time.Parse(time.DateOnly, v); err != nil {
		r.fail(name, v, "want a day as YYYY-MM-DD")
	}
	return v
}

func (r *reader) oneOf(name string, words ...string) []string {
	for _, v := range r.values[name] {
		if !slices.Contains(words, v) {
			r.fail(name, v, "want "+strings.Join(words, ", "))
		}
	}
	return r.values[name]
}

func (r *reader) box() *[4]float64 {
	v := r.one("box")
	if v == "" {
		return nil
	}
	parts := strings.Split(v, ",")
	var box [4]float64
	for i := range box {
		var err error
		if len(parts) == len(box) {
			box[i], err = strconv.ParseFloat(strings.TrimSpace(parts[i]), 64)
		}
		if len(parts) != len(box) || err != nil || !(math.Abs(box[i]) <= 360) {
			r.fail("box", v, "want west,south,east,north in degrees")
			return nil
		}
	}
	return &box
}

// own is the list that is narrowed, where its things have ids of their own.
func (r *reader) own() []string {
	if r.list == "origins" {
		return nil
	}
	return []string{r.list}
}

// keys takes ids of things in the lists named, short or whole.
func (r *reader) keys(name string, lists ...string) []string {
	var out []string
	for _, v := range r.values[name] {
		key, err := Whole(r.tx, v, lists...)
		if err != nil {
			r.fail(name, v, err.Error())
		}
		out = append(out, key.Key)
	}
	return out
}

// IsCountry tells a country's code from a name.
func IsCountry(v string) bool {
	return len(v) == 3 && v == strings.ToUpper(v) && strings.Trim(v, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// dyad takes two countries, or two entities.
func (r *reader) dyad() (d [2]string) {
	v := r.values["dyad"]
	if len(v) == 0 {
		return d
	}
	if len(v) != len(d) {
		r.fail("dyad", strings.Join(v, ","), "want two")
		return d
	}
	for i, name := range v {
		if IsCountry(name) {
			d[i] = name
		} else if keys := r.named("dyad", name); len(keys) > 0 {
			d[i] = keys[0]
		}
	}
	return d
}

func (r *reader) entities(name string) []string {
	var out []string
	for _, v := range r.values[name] {
		out = append(out, r.named(name, v)...)
	}
	return out
}

// entitiesOrNames lets a name stand for itself too.
func (r *reader) entitiesOrNames(name string) []string {
	var out []string
	for _, v := range r.values[name] {
		keys, err := Named(r.tx, r.asker.Search, v)
		if err != nil {
			r.fail(name, v, err.Error())
		}
		out = append(out, v)
		for _, k := range keys {
			out = append(out, k.Key)
		}
	}
	return out
}

func (r *reader) named(name, v string) []string {
	found, err := Named(r.tx, r.asker.Search, v)
	switch {
	case err != nil:
		r.fail(name, v, err.Error())
	case len(found) == 0:
		r.fail(name, v, "no report names anybody so")
	}
	var keys []string
	for _, e := range found {
		keys = append(keys, e.Key)
	}
	return keys
}

// namesakes is how many entities a part of a name may stand for.
const namesakes = 20

// Named finds the entities that are called so, in any language and spelling, or have that id; where none is, those in whose name
// all the words stand: Putin for Vladimir Putin. The most told of come first.
func Named(tx store.Reader, s *search.Searcher, name string) ([]store.Entity, error) {
	if IsKey(name) {
		if ref, err := Whole(tx, name, "entities"); err == nil {
			e, err := tx.Entity(ref.Key)
			return []store.Entity{e}, err
		}
	}
	found, err := tx.EntitiesByAlias(s.Folder().Fold(strings.TrimSpace(name)))
	if err != nil {
		return nil, fmt.Errorf("find entity: %w", err)
	}
	if len(found) == 0 {
		page, err := tx.Entities(store.Filter{Text: words(s, name), Sort: "tellings", Desc: true, Limit: namesakes})
		if err != nil {
			return nil, fmt.Errorf("find entity: %w", err)
		}
		found = page.Items
	}
	slices.SortStableFunc(found, func(a, b store.Entity) int { return cmp.Compare(b.Documents, a.Documents) })
	return found, nil
}

// words are those of a name, each to stand as it is.
func words(s *search.Searcher, name string) []store.Term {
	var out []store.Term
	for _, w := range strings.Fields(s.Folder().Fold(name)) {
		out = append(out, store.Term{Exact: []string{w}})
	}
	return out
}

// least is how many digits of an id are enough where they are of one thing only.
const least = 6

// IsKey tells an id, short or whole, from a name.
func IsKey(v string) bool {
	return len(v) >= least && len(v) <= 32 && strings.Trim(v, "0123456789abcdef") == ""
}

// Short is how an id is printed.
func Short(key string) string {
	if len(key) > 10 {
		return key[:10]
	}
	return key
}

// The faults of ids.
var (
	ErrNoSuch    = errors.New("nothing has this id")
	ErrAmbiguous = errors.New("several things have an id that begins so")
)

// Whole finds what has an id that begins so, in the lists named or, where none is, in any. An event may have the id of its first
// telling: the event is meant.
func Whole(tx store.Reader, id string, lists ...string) (store.Ref, error) {
	if !IsKey(id) {
		return store.Ref{}, ErrNoSuch
	}
	refs, err := tx.Find(id)
	if len(lists) > 0 {
		refs = slices.DeleteFunc(refs, func(r store.Ref) bool { return !slices.Contains(lists, r.List) })
	}
	switch {
	case err != nil:
		return store.Ref{}, fmt.Errorf("find id: %w", err)
	case len(refs) == 0:
		return store.Ref{}, ErrNoSuch
	case slices.ContainsFunc(refs, func(r store.Ref) bool { return r.Key != refs[0].Key }):
		return store.Ref{}, ErrAmbiguous
	}
	return refs[0], nil
}

func upper(list []string) []string {
	var out []string
	for _, v := range list {
		out = append(out, strings.ToUpper(v))
	}
	return out
}
