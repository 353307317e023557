package pack

import (
	"strconv"
	"strings"
)

// A check tells what is wrong with a cell, or "".
type check func(cell string) string

// A schema says which cells a table's rows have.
type schema struct {
	columns []column
	rest    bool // further cells are spellings or words
}

type column struct {
	name  string
	check check
}

func (s schema) check(r Row) error {
	switch {
	case len(r.Cells) < len(s.columns):
		return r.Errorf("%d cells, want %d: %s", len(r.Cells), len(s.columns), s)
	case len(r.Cells) > len(s.columns) && !s.rest:
		return r.Errorf("%d cells, want %d: %s", len(r.Cells), len(s.columns), s)
	}
	for i, c := range s.columns {
		if c.check == nil {
			continue
		}
		if fault := c.check(r.Cells[i]); fault != "" {
			return r.Errorf("%s %q: %s", c.name, r.Cells[i], fault)
		}
	}
	return nil
}

func (s schema) String() string {
	var names []string
	for _, c := range s.columns {
		names = append(names, c.name)
	}
	if s.rest {
		names = append(names, "…")
	}
	return strings.Join(names, " · ")
}

// ascii holds keys to what every keyboard and every terminal can write.
func ascii(cell string) string {
	for i := 0; i < len(cell); i++ {
		if cell[i] <= ' ' || cell[i] >= 0x7f {
			return "only ASCII without spaces stands here"
		}
	}
	return ""
}

func oneOf(list string) check {
	allowed := map[string]bool{}
	for _, w := range strings.Fields(list) {
		allowed[w] = true
	}
	return func(cell string) string {
		if !allowed[cell] {
			return "want one of " + list
		}
		return ""
	}
}

func listOf(list string) check {
	one := oneOf(list)
	return func(cell string) string {
		for _, w := range strings.Split(cell, ",") {
			if fault := one(w); fault != "" {
				return fault
			}
		}
		return ""
	}
}

// day allows YYYY, YYYY-MM, YYYY-MM-DD and -.
func day(cell string) string {
	if cell == Empty {
		return ""
	}
	parts := strings.Split(cell, "-")
	widths := []int{4, 2, 2}
	if len(parts) > 3 {
		return "want YYYY, YYYY-MM or YYYY-MM-DD"
	}
	for i, p := range parts {
		if n, err := strconv.Atoi(p); err != nil || n < 0 || len(p) != widths[i] {
			return "want YYYY, YYYY-MM or YYYY-MM-DD"
		}
	}
	return ""
}

func number(cell string) string {
	if cell == Empty {
		return ""
	}
	if _, err := strconv.ParseFloat(cell, 64); err != nil {
		return "want a number"
	}
	return ""
}

// country allows ISO 3166-1 alpha-3 and PLOVER's international codes, both of three capitals.
func country(cell string) string {
	if cell == Empty {
		return ""
	}
	for i := 0; i < len(cell); i++ {
		if cell[i] < 'A' || cell[i] > 'Z' {
			return "want three capital letters"
		}
	}
	if len(cell) != 3 {
		return "want three capital letters"
	}
	return ""
}

// Sectors are PLOVER's sector codes.
const Sectors = "COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE REL SOC NGO -"

// Types are the sixteen event types of PLOVER draft 0.8.
const Types = "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT"

// Modes are the modes of those types, and - for none.
const Modes = "visit third-party multilateral phone withdraw release disarm ceasefire access resign assist change yield meet disapprove investigate allege " +
	"restrict arrest relations expel territory violence demo riot strike hunger boycott obstruct vandalize convict discontinue troops weapons police militia " +
	"seize censor curfew martial-law deport withhold misinformation cyber abduct beat torture sexual targeted destroy primitive firearms explosives " +
	"suicide-attack aerial drone heavy-weapons crowd-control unconventional -"

// Contexts are PLOVER's contexts.
const Contexts = "military intelligence executive legislative election political_institutions pro_democracy pro_autocracy economic legal reparations human_rights " +
	"rights_freedoms repression human_security gender lgbt religion_ethnicity inequality diplomatic territory peacekeeping health asylum migration disasters " +
	"natural_resource environment technology terrorism cbrn cyber misinformation crime corruption illegal_drugs trafficking -"

const acts = "say tell announce claim deny confirm warn accuse demand promise threaten predict think ask answer write add relay quote"

const yesNo = "yes no"

func cols(cs ...column) []column { return cs }

// schemas lists every table there is. The order of columns is the one of lang/README.md.
var schemas = map[string]schema{
	"states":           {cols(column{"iso3", country}, column{"name or kind", nil}, column{"demonym or wikidata", nil}, column{"people or geonames", nil}), true},
	"demonyms":         {cols(column{"key", ascii}, column{"adjective", nil}, column{"people", nil}), true},
	"people":           {cols(column{"person", ascii}, column{"name or role", nil}), true},
	"orgs":             {cols(column{"org", ascii}, column{"name or kind", nil}), true},
	"places":           {cols(column{"place", ascii}, column{"name or kind", nil}), true},
	"roles":            {cols(column{"role", ascii}, column{"kind or sector", nil}, column{"sector or rank", nil}), true},
	"glosses":          {cols(column{"class", oneOf("role land word noun modifier")}, column{"key or language", ascii}, column{"gloss", nil}), true},
	"said":             {cols(column{"id", ascii}, column{"kind", oneOf("verb noun phrase participle")}, column{"act", oneOf(acts)}, column{"frame", nil}, column{"word", nil}), true},
	"said.examples":    {cols(column{"id", ascii}, column{"yes|no", oneOf(yesNo)}, column{"speaker", nil}, column{"content", nil}, column{"sentence", nil}), false},
	"events":           {cols(column{"id", ascii}, column{"type", oneOf(Types)}, column{"mode", oneOf(Modes)}, column{"cameo", number}, column{"contexts", listOf(Contexts)}, column{"kind", oneOf("verb noun light adj")}, column{"frame", nil}, column{"word", nil}), true},
	"events.examples":  {cols(column{"id", ascii}, column{"yes|no", oneOf(yesNo)}, column{"actor", nil}, column{"recipient", nil}, column{"sentence", nil}), false},
	"support":          {cols(column{"id", ascii}, column{"kind", oneOf("active passive happen announce plan wish claim prevent possible charge deny")}, column{"frame", nil}, column{"word", nil}), true},
	"telling":          {cols(column{"key", ascii}, column{"class", oneOf("type threshold evidence rule support")}, column{"weight", number}, column{"note", nil}), false},
	"telling.examples": {cols(column{"type", oneOf(Types)}, column{"outcome", oneOf("actual negative planned possible hypothetical mentioned")}, column{"sentence", nil}), false},
	"intents":          {cols(column{"id", ascii}, column{"stances", listOf("will not threaten promise promise-not ask ask-not refuse accuse investigate")}, column{"type", oneOf(Types)}, column{"mode", oneOf(Modes)}, column{"cameo", number}, column{"acts", number}), true},
	"words":            {cols(column{"key", ascii}, column{"class", ascii}, column{"form", nil}), true},
	"page":             {cols(column{"id", ascii}, column{"class", ascii}, column{"form", nil}), true},
	"verbs":            {cols(column{"lemma", nil}, column{"root", ascii}, column{"form", ascii}, column{"perfect", nil}, column{"imperfect", nil}, column{"passive perfect", nil}, column{"passive imperfect", nil}, column{"active participle", nil}, column{"passive participle", nil}, column{"masdar", nil}), false},
	"clitics":          {cols(column{"class", ascii}, column{"key", ascii}, column{"form", nil}), false},
	"irregular":        {cols(column{"lemma", nil}, column{"features", ascii}, column{"form", nil}), true},
	"affixes":          {cols(column{"class", ascii}, column{"features", ascii}, column{"prefix", nil}, column{"suffix", nil}, column{"restore", nil}), false},
	"names":            {cols(column{"latin", ascii}, column{"class", oneOf("name")}, column{"name", nil}), false},
	"nouns":            {cols(column{"key", ascii}, column{"class", ascii}, column{"form", nil}), true},
	"folding":          {cols(column{"code point", ascii}, column{"action", ascii}), true},
	"search":           {cols(column{"class", oneOf("prefix maybe joined suffix plural loose algorithm")}, column{"form", nil}, column{"into", nil}), false},
	"sounds":           {cols(column{"letters", nil}, column{"sound", ascii}), false},
	"folding.loose":    {cols(column{"code point", ascii}, column{"action", ascii}), true},
	"grammar":          {cols(column{"key", ascii}, column{"value", nil}), true},
	"cameo":            {cols(column{"code", ascii}, column{"goldstein", number}, column{"name", nil}), false},
	"plover":           {cols(column{"type", oneOf(Types)}, column{"quad", number}, column{"score", number}), true},
	"months":           {cols(column{"key", ascii}, column{"class", ascii}, column{"form", nil}), true},
	"weekdays":         {cols(column{"key", ascii}, column{"class", ascii}, column{"form", nil}), true},
	"times":            {cols(column{"key", ascii}, column{"class", ascii}, column{"form", nil}), true},
	"times.examples":   {cols(column{"id", ascii}, column{"yes|no", oneOf(yesNo)}, column{"published", day}, column{"value", nil}, column{"sentence", nil}), false},
	"numbers":          {cols(column{"key", ascii}, column{"class", ascii}, column{"form", nil}), true},
	"numbers.examples": {cols(column{"id", ascii}, column{"yes|no", oneOf(yesNo)}, column{"value", nil}, column{"sentence", nil}), false},
	"units":            {cols(column{"key", ascii}, column{"class", ascii}, column{"form", nil}), true},
	"tones":            {cols(column{"id", ascii}, column{"cameo", number}, column{"becomes", number}, column{"word", nil}), true},
	"casualties":       {cols(column{"key", oneOf("dead injured arrested")}, column{"pos", oneOf("verb noun")}, column{"form", nil}), true},
	"things":           {cols(column{"key", ascii}, column{"class", oneOf("pact arms site sport market culture accident figure deed")}, column{"form", nil}), true},
	"pacts":            {cols(column{"key", ascii}, column{"class", ascii}, column{"form", nil}), true},
	"labels":           {cols(column{"key", ascii}, column{"text", nil}), false},
}
