package view

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"rawi/internal/pack"
)

// Words are the words of the interface in one language, from the tables `labels` of its pack (labels.tsv, labels-web.tsv, …).
type Words struct {
	Language string
	rtl      bool
	text     map[string]string
}

// Load reads the interface words of a language.
func Load(fsys fs.FS, language string) (*Words, error) {
	files, err := fs.Glob(fsys, path.Join(language, "labels*.tsv"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("load interface words: no pack has them in %q", language)
	}
	w := &Words{Language: language, text: map[string]string{}}
	for _, file := range files {
		data, err := fs.ReadFile(fsys, file)
		if err != nil {
			return nil, fmt.Errorf("load interface words: %w", err)
		}
		rows, faults := pack.Parse(file, data)
		if err := errors.Join(faults...); err != nil {
			return nil, fmt.Errorf("load interface words: %w", err)
		}
		for _, r := range rows {
			w.text[r.Key()] = r.Cell(1)
		}
	}
	w.rtl = directionOf(w.text["part.events"]) == rightToLeft
	return w, nil
}

// Languages are those whose packs have words for the interface, in alphabetical order.
func Languages(fsys fs.FS) ([]string, error) {
	files, err := fs.Glob(fsys, "*/labels-web.tsv")
	if err != nil || len(files) == 0 {
		return nil, errors.Join(errors.New("no pack has words for the pages"), err)
	}
	var out []string
	for _, f := range files {
		out = append(out, path.Dir(f))
	}
	return out, nil
}

// Counted is a number of things in words, in the form that the language has for that number: CLDR's plural categories stand at the end of
// the key (count.reports.one, .two, .few, …), and {n} where the number is written.
func (w *Words) Counted(key string, n int64, written string) string {
	form := plural.Cardinal.MatchPlural(language.Make(w.Language), int(n), 0, 0, 0, 0)
	text, ok := w.text[key+"."+categories[form]]
	if !ok {
		if text, ok = w.text[key+".other"]; !ok {
			text = "{n} " + w.say(key)
		}
	}
	return strings.ReplaceAll(text, "{n}", written)
}

var categories = map[plural.Form]string{plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other"}

// say gives the words for a key. A key without words speaks for itself.
func (w *Words) say(key string) string {
	if s, ok := w.text[key]; ok {
		return s
	}
	return strings.ReplaceAll(key[strings.LastIndexByte(key, '.')+1:], "_", " ")
}

// Say gives the words for a key, for other views than the terminal.
func (w *Words) Say(key string) string { return w.say(key) }

// Under are the rest of the keys that begin so and have words, in their order.
func (w *Words) Under(prefix string) []string {
	var out []string
	for key := range w.text {
		if rest, ok := strings.CutPrefix(key, prefix); ok {
			out = append(out, rest)
		}
	}
	slices.Sort(out)
	return out
}

// RightToLeft tells the direction of the interface.
func (w *Words) RightToLeft() bool { return w.rtl }

// Days is a stretch of time in the shortest words.
func (w *Words) Days(start, end string) string { return w.days(start, end) }

// forward is an arrow in the direction of reading, back one against it.
func (w *Words) forward() string {
	if w.rtl {
		return "←"
	}
	return "→"
}

func (w *Words) back() string {
	if w.rtl {
		return "→"
	}
	return "←"
}

type direction int

const (
	neutral direction = iota
	leftToRight
	rightToLeft
)

// directionOf is the direction of the first letter.
func directionOf(s string) direction {
	for _, r := range s {
		switch {
		case rightToLeftLetter(r):
			return rightToLeft
		case unicode.IsLetter(r):
			return leftToRight
		}
	}
	return neutral
}

func rightToLeftLetter(r rune) bool {
	return unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana, unicode.Nko) && unicode.IsLetter(r)
}

// Plain takes from printed text what would disturb a terminal, or push it off its line: control characters and direction marks.
func Plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\uFEFF':
			return -1
		}
		return r
	}, s)
}
