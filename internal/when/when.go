// Package when answers: when, and how many? It finds dates and amounts in tokens and resolves dates against the report's own day.
//
// It names no language and holds no words of one. A pack says how months and weekdays are called (tables months, weekdays),
// which words and patterns tell a time (table times), how numbers are spelled (table numbers) and what is counted (table units).
// Everything is pure: no clock; the same text gives the same findings.
package when

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"rawi/internal/morph"
	"rawi/internal/pack"
	"rawi/internal/text"
)

// class is what the engine itself takes a word for; further words of table times are known by their key only. Classes are bits, so that
// several can be asked for at once.
type class uint64

// The classes.
const (
	monthName class = 1 << iota
	weekdayOf
	unitName
	shiftWord
	decadeName
	seasonName // 1 winter … 4 autumn
	plainWord
	partBefore // beginning, middle, end of: the value becomes a third of the span
	dayPart    // morning of, evening of: no change of the value
	dayPartEnd
	digitWord
	boundDigit // a digit only before ten: it makes a number from 11 to 19
	tenWord
	teenWord
	tensWord
	hundred
	hundreds
	scaleWord
	scaleTwo
	scaleMany
	suffixWord
	moneyWord
	ordWord
	ordMark
	fraction
	fractBound // a fraction only behind a whole number: alone it means something else
	vulgar     // a fraction in one sign: ¾
	fractTwo
	fractMany
	andWord
	minusWord
	pointWord
	overWord
	ofOneWord
	onePart
	aWord
	zeroWord
	ofWord
	boundWord
	boundAfter // behind its number only
	vagueWord
	currency
	notUnit
	notOne // beside the word for one it makes a pronoun of it
)

// classNames are the classes as the tables name them.
var classNames = map[string]class{
	"month": monthName, "weekday": weekdayOf, "unit": unitName, "shift": shiftWord, "decade": decadeName, "season": seasonName,
	"word": plainWord, "part": partBefore, "daypart": dayPart, "daypart-after": dayPartEnd, "digit": digitWord,
	"digit-bound": boundDigit, "ten": tenWord, "teen": teenWord, "tens": tensWord, "hundred": hundred, "hundreds": hundreds,
	"scale": scaleWord, "scale.two": scaleTwo, "scale.many": scaleMany, "suffix": suffixWord, "suffix-money": moneyWord,
	"ordinal": ordWord, "ordinal-mark": ordMark, "fraction": fraction, "fraction-bound": fractBound, "vulgar": vulgar,
	"fraction.two": fractTwo, "fraction.many": fractMany, "and": andWord, "minus": minusWord, "point": pointWord,
	"over": overWord, "of-one": ofOneWord, "one-part": onePart, "a": aWord, "zero": zeroWord, "of": ofWord, "bound": boundWord,
	"bound-after": boundAfter, "vague": vagueWord, "currency": currency, "not": notUnit, "not-one": notOne,
}

// sense is one way to understand a written word.
type sense struct {
	class      class
	key        string
	val        float64  // of a number; of a month, weekday or shift its number
	sort       string   // a unit's class; a month's calendar
	count      int      // 1 singular, 2 dual, 3 plural
	skip       int      // runes of proclitics before the word itself
	rest       []string // further words of a form of several words
	conj, prep bool     // a conjunction, a preposition is attached
	art        bool     // an article is attached (where the table writes the word without one)
	weak       bool     // means something else as well: counts in a date's company only
	upper      bool     // counts with a capital letter only
}

// A Lexicon holds what one language knows of time and number.
type Lexicon struct {
	senses     map[string][]sense // by every way to write a word
	known      morph.Note[sense]
	begins     morph.Note[start]
	figures    []start // the rules that may begin with a figure
	morph      *morph.Lexicon
	rules      []rule
	starters   map[string][]int // what a rule may begin with → rules
	whole      map[string]bool  // what may be the whole of an expression
	lead       map[string]bool  // keys of words
	unitsFirst bool             // twenty is said after one (one-and-twenty)
	monthFirst bool             // 7/6 is the sixth of July
	articled   bool             // the article is part of the written word
	joined     bool             // a conjunction is part of the written word
	conj, prep []string
	articles   []string
	prepArt    []string
}

// New compiles the tables of a language; world may hold units that every language writes alike (km, %, $). Every way to write a
// word with its proclitics is spelled out here, once, so that reading needs no analysis of words.
func New(world, lang *pack.Pack, f *text.Folder, lex *morph.Lexicon) (*Lexicon, error) {
	l := &Lexicon{morph: lex, senses: map[string][]sense{}, starters: map[string][]int{}, whole: map[string]bool{}, lead: map[string]bool{}}
	l.known = morph.NewNote(lex, func(w *morph.Word) []sense { return l.senses[w.Fold()] })
	l.begins = morph.NewNote(lex, l.beginning)
	for _, r := range lang.Table("clitics") {
		form := f.Fold(r.Cell(2))
		switch r.Cell(0) {
		case "conj":
			l.conj, l.joined = append(l.conj, form), true
		case "prep":
			l.prep = append(l.prep, form)
		case "article":
			l.articles, l.articled = append(l.articles, form), true
		case "prep-article":
			l.prepArt = append(l.prepArt, form)
		}
	}
	for _, load := range []func(*pack.Pack, *text.Folder) error{l.months, l.weekdays, l.units, l.numbers, l.times} {
		if err := load(lang, f); err != nil {
			return nil, err
		}
	}
	if world != nil {
		if err := l.units(world, f); err != nil {
			return nil, err
		}
	}
	l.figures = l.startsWith(figureStarts)
	return l, nil
}

// months reads month number · calendar · names. Calendars: gregorian, hijri; with -weak for names that are other words too,
// with -upper for names that count with a capital letter only.
func (l *Lexicon) months(p *pack.Pack, f *text.Folder) error {
	for _, r := range p.Table("months") {
		n, err := strconv.Atoi(r.Key())
		if err != nil || n < 1 || n > 12 {
			return r.Errorf("%q is no month from 1 to 12", r.Key())
		}
		calendar, flag, _ := strings.Cut(r.Cell(1), "-")
		if calendar != "gregorian" && calendar != "hijri" || flag != "" && flag != "weak" && flag != "upper" {
			return r.Errorf("no calendar is called %q", r.Cell(1))
		}
		for _, form := range r.From(2) {
			l.enter(f, form, sense{class: monthName, key: r.Key(), val: float64(n), sort: calendar, weak: flag == "weak" || calendar == "hijri", upper: flag != "" && !l.articled}, false)
		}
	}
	return nil
}

// weekdays reads weekday number (1 Monday … 7 Sunday) · day, upper (counts with a capital letter only) or weak (another word as well) · names.
func (l *Lexicon) weekdays(p *pack.Pack, f *text.Folder) error {
	for _, r := range p.Table("weekdays") {
		n, err := strconv.Atoi(r.Key())
		if err != nil || n < 1 || n > 7 {
			return r.Errorf("%q is no weekday from 1 to 7", r.Key())
		}
		switch r.Cell(1) {
		case "day", "upper", "weak":
		default:
			return r.Errorf("no class of weekdays is called %q", r.Cell(1))
		}
		for _, form := range r.From(2) {
			l.enter(f, form, sense{class: weekdayOf, key: r.Key(), val: float64(n), upper: r.Cell(1) == "upper", weak: r.Cell(1) == "weak"}, false)
		}
	}
	return nil
}

// units reads unit · class · forms. A class alone is the singular, with .two the dual, with .many the plural; the classes
// bound, vague, currency (signs before or after the figure) and not (what a figure before it makes no amount) are no units.
func (l *Lexicon) units(p *pack.Pack, f *text.Folder) error {
	for _, r := range p.Table("units") {
		s := sense{class: unitName, key: r.Key(), sort: r.Cell(1), count: 1}
		if c := classNames[s.sort]; c&(boundWord|boundAfter|vagueWord|currency|notUnit|notOne|ofWord) != 0 {
			s.class = c
		}
		if base, ok := strings.CutSuffix(s.sort, ".two"); ok {
			s.sort, s.count = base, 2
		} else if base, ok := strings.CutSuffix(s.sort, ".many"); ok {
			s.sort, s.count = base, 3
		}
		for _, form := range r.From(2) {
			l.enter(f, form, s, s.class == unitName || s.class == vagueWord)
		}
	}
	return nil
}

// numbers reads value · class · forms; the row with class order says how the language builds its numbers.
func (l *Lexicon) numbers(p *pack.Pack, f *text.Folder) error {
	for _, r := range p.Table("numbers") {
		class := classNames[r.Cell(1)]
		if r.Cell(1) == "order" {
			l.unitsFirst = r.Key() == "units-first"
			continue
		}
		s := sense{class: class, key: r.Key(), count: 1}
		v, err := strconv.ParseFloat(r.Key(), 64)
		switch class {
		case digitWord, boundDigit, tenWord, teenWord, tensWord, hundred, hundreds, scaleWord, scaleTwo, scaleMany, suffixWord, moneyWord,
			ordWord, fraction, fractTwo, fractMany, fractBound, vulgar, zeroWord:
			if err != nil {
				return r.Errorf("%q is no number", r.Key())
			}
			s.val = v
		case andWord, minusWord, pointWord, overWord, ofOneWord, onePart, aWord, ordMark, ofWord:
		default:
			return r.Errorf("no class of numbers is called %q", r.Cell(1))
		}
		for _, form := range r.From(2) {
			l.enter(f, form, s, err == nil)
		}
	}
	return nil
}

// times reads words (key · class · forms) and rules (id · rule · value · patterns); see lang/README.md.
func (l *Lexicon) times(p *pack.Pack, f *text.Folder) error {
	for _, r := range p.Table("times") {
		name, arg, _ := strings.Cut(r.Cell(1), ":")
		if name == "rule" || name == "order" {
			continue
		}
		class := classNames[name]
		switch class {
		case plainWord, shiftWord, decadeName, seasonName, partBefore, dayPart, dayPartEnd:
		default:
			return r.Errorf("no class of times is called %q", name)
		}
		s := sense{class: class, key: r.Key()}
		if arg != "" {
			n, err := strconv.Atoi(arg)
			if err != nil {
				return r.Errorf("%q is no number", arg)
			}
			s.val = float64(n)
		}
		l.lead[s.key] = true
		for _, form := range r.From(2) {
			l.enter(f, form, s, false)
		}
	}
	for _, r := range p.Table("times") {
		switch r.Cell(1) {
		case "order":
			l.monthFirst = r.Key() == "month-first"
		case "rule":
			if err := l.addRule(r); err != nil {
				return err
			}
		}
	}
	return nil
}

// enter puts a form into the map under every way to write it with proclitics, so that reading needs one look per word.
func (l *Lexicon) enter(f *text.Folder, form string, s sense, article bool) {
	var words []string
	for _, k := range f.Read(form).Tokens {
		words = append(words, k.Fold)
	}
	if len(words) == 0 {
		return
	}
	s.rest = words[1:]
	w := words[0]
	n := utf8.RuneCountInString(w)
	put := func(prefix, word string, s sense) {
		s.skip = utf8.RuneCountInString(prefix)
		written := prefix + word
		for _, old := range l.senses[written] {
			if old.class == s.class && old.key == s.key && old.conj == s.conj && old.prep == s.prep && old.art == s.art && old.count == s.count && strings.Join(old.rest, " ") == strings.Join(s.rest, " ") {
				return
			}
		}
		l.senses[written] = append(l.senses[written], s)
	}
	bare := []string{""}
	for _, c := range append(bare, l.conj...) {
		s.conj = c != ""
		if s.conj && n < 2 {
			continue
		}
		for _, p := range append(bare, l.prep...) {
			s.prep, s.art = p != "", false
			if s.prep && n < 3 {
				continue
			}
			put(c+p, w, s)
			if article {
				s.art = true
				for _, a := range l.articles {
					t := s
					put(c+p, a+w, t)
				}
			}
		}
		for _, pa := range l.prepArt { // the article's first letter is lost in the print, so the word keeps the preposition
			s.prep, s.art = true, article
			core := w
			if !article {
				var ok bool
				if core, ok = l.unarticled(w); !ok {
					continue
				}
			}
			put(c, pa+core, s)
		}
	}
}

func (l *Lexicon) unarticled(w string) (string, bool) {
	for _, a := range l.articles {
		if core, ok := strings.CutPrefix(w, a); ok && core != "" {
			return core, true
		}
	}
	return w, false
}

// sensesAt gives the ways to understand the word at token i.
func (l *Lexicon) sensesAt(x *text.Text, i int) []sense { return l.known.Of(l.morph.At(x, i)) }

// ends tells where a sense that begins at token i ends, or -1 where its further words do not follow.
func (s *sense) ends(x *text.Text, i, limit int) int {
	if s.upper && !x.Tokens[i].Upper {
		return -1
	}
	j := i + 1
	for _, w := range s.rest {
		if j >= limit || x.Tokens[j].Fold != w || x.Tokens[j].Break {
			return -1
		}
		j++
	}
	return j
}

// fault is an error of a rule.
func fault(format string, args ...any) error { return fmt.Errorf(format, args...) }
