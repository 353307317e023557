// Package search answers: in which form are words kept and asked for, so that a question finds what it means?
//
// A report is found by its words as folded (exact), by their stems, and by the sound of the names in it, which is what spellings of a
// foreign name share, in any script. The stores keep these words and know nothing of languages; what a stem is stands in the
// table `search` of each language, what a sound is in the table `sounds` of the world.
package search

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/arabic"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
	"github.com/blevesearch/snowballstem/turkish"

	"rawi/internal/news"
	"rawi/internal/pack"
	"rawi/internal/store"
	"rawi/internal/text"
)

// soundMark begins a sound, so that it never meets a word.
const soundMark = "zqzq"

// leastSound is how many sounds a name must have before they say anything.
const leastSound = 3

// algorithms are the public stemming rules that a pack may name.
var algorithms = map[string]func(*snowballstem.Env) bool{
	"arabic": arabic.Stem, "english": english.Stem, "french": french.Stem, "german": german.Stem,
	"russian": russian.Stem, "spanish": spanish.Stem, "turkish": turkish.Stem,
}

// Searcher makes words of texts and of questions. It may be used by many goroutines at once.
type Searcher struct {
	folder    *text.Folder
	languages map[string]*stemmer
	order     []string
	sounds    map[string]string // letters → sound
	longest   int               // of the letters, in bytes
}

// New compiles the tables `search` and `sounds` of packs.
func New(fsys fs.FS) (*Searcher, error) {
	world, err := load(fsys, "world")
	if err != nil {
		return nil, err
	}
	folder, err := text.NewFolder(world)
	if err != nil {
		return nil, fmt.Errorf("compile folding: %w", err)
	}
	s := &Searcher{folder: folder, languages: map[string]*stemmer{}, sounds: map[string]string{}}
	for _, row := range world.Table("sounds") {
		s.sounds[folder.Fold(row.Cell(0))] = row.Cell(1)
		s.longest = max(s.longest, len(row.Cell(0)))
	}
	dirs, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, fmt.Errorf("list packs: %w", err)
	}
	for _, d := range dirs {
		if !d.IsDir() || d.Name() == "world" {
			continue
		}
		p, err := load(fsys, d.Name())
		if err != nil {
			return nil, err
		}
		if s.languages[d.Name()], err = newStemmer(folder, p); err != nil {
			return nil, fmt.Errorf("compile search words: %w", err)
		}
		s.order = append(s.order, d.Name())
	}
	return s, nil
}

func load(fsys fs.FS, dir string) (*pack.Pack, error) {
	p, err := pack.LoadSome(fsys, dir, func(table string) bool {
		return table == "search" || table == "sounds" || table == "folding"
	})
	if err != nil {
		return nil, fmt.Errorf("load search words of pack %s: %w", dir, err)
	}
	return p, nil
}

// Folder is the one that the words are folded with.
func (s *Searcher) Folder() *text.Folder { return s.folder }

// Document gives the words of a report: t is its clean text, read by Folder.
func (s *Searcher) Document(t *text.Text, rec news.Record) store.SearchWords {
	var exact, stems strings.Builder
	add := func(b *strings.Builder, word string) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(word)
	}
	kept := map[string][]string{}
	language := s.languages[rec.Document.Language]
	for _, tok := range t.Tokens {
		if tok.Kind > text.Number || tok.Fold == "" {
			continue
		}
		add(&exact, tok.Fold)
		forms, seen := kept[tok.Fold]
		if !seen {
			forms = language.kept(tok.Fold)
			kept[tok.Fold] = forms
		}
		for _, f := range forms {
			add(&stems, f)
		}
	}
	for _, w := range s.names(rec) {
		add(&stems, w)
	}
	return store.SearchWords{Exact: exact.String(), Stems: stems.String()}
}

// names are the sounds of what the report names, and its names in other languages, sorted.
func (s *Searcher) names(rec news.Record) []string {
	words := map[string]bool{}
	sound := func(name string) {
		whole := ""
		for _, w := range s.Words(name) {
			heard := s.sound(w)
			whole += heard
			s.keepSound(words, heard)
		}
		s.keepSound(words, whole)
	}
	for _, e := range rec.Entities {
		sound(e.Name)
		for language, name := range e.Names {
			sound(name)
			for _, w := range s.Words(name) {
				for _, f := range s.languages[language].kept(w) {
					words[f] = true
				}
			}
		}
		for _, m := range e.Mentions {
			if m.Form == "name" {
				sound(m.Text)
			}
		}
	}
	out := make([]string, 0, len(words))
	for w := range words {
		out = append(out, w)
	}
	slices.Sort(out)
	return out
}

func (s *Searcher) keepSound(words map[string]bool, heard string) {
	if len(heard) >= leastSound {
		words[soundMark+heard] = true
	}
}

// Words are the folded words of a name.
func (s *Searcher) Words(name string) []string {
	var out []string
	for _, tok := range s.folder.Read(name).Tokens {
		if tok.Kind <= text.Number && tok.Fold != "" {
			out = append(out, tok.Fold)
		}
	}
	return out
}

// sound is what is heard of a folded word: its consonants by class, doubled ones once, without an article.
func (s *Searcher) sound(word string) string {
	for _, l := range s.order {
		word = s.languages[l].bare(word)
	}
	var b strings.Builder
	last := ""
	for i := 0; i < len(word); {
		n, heard := s.hear(word[i:])
		if heard != "" && heard != last {
			b.WriteString(heard)
		}
		last = heard
		i += n
	}
	return b.String()
}

// hear takes the longest letters that the table knows from the beginning of word; others are silent.
func (s *Searcher) hear(word string) (n int, heard string) {
	for n := min(s.longest, len(word)); n > 0; n-- {
		if heard, ok := s.sounds[word[:n]]; ok {
			return n, heard
		}
	}
	_, n = utf8.DecodeRuneInString(word)
	return n, ""
}

// Question reads what somebody asks: words that must all stand in a report, "words in quotation marks" that stand together, -words
// that must not. With sounds, names are found by what is heard too: for when nothing else answers.
func (s *Searcher) Question(q string, sounds bool) []store.Term {
	var out []store.Term
	var phrase []string
	open, not := false, false
	put := func(words []string) {
		if len(words) > 0 {
			out = append(out, s.term(words, not))
		}
		not = false
	}
	for _, tok := range s.folder.Read(q).Tokens {
		switch {
		case tok.Kind == text.OpenQuote || tok.Kind == text.PlainQuote && !open:
			open = true
		case tok.Kind == text.CloseQuote || tok.Kind == text.PlainQuote:
			put(phrase)
			open, phrase = false, nil
		case tok.Kind == text.Mark:
			not = !open && tok.Fold == "-" && (tok.Start == 0 || !tok.Glued)
		case open:
			phrase = append(phrase, tok.Fold)
		case tok.Fold != "":
			put([]string{tok.Fold})
		}
	}
	put(phrase)
	if sounds {
		s.hearTerms(out)
	}
	return out
}

func (s *Searcher) term(words []string, not bool) store.Term {
	t := store.Term{Exact: words, Not: not}
	if len(words) > 1 {
		return t // a phrase is meant as it stands
	}
	seen := map[string]bool{}
	for _, l := range s.order {
		for _, stem := range s.languages[l].asked(words[0]) {
			if !seen[stem] {
				seen[stem] = true
				t.Stems = append(t.Stems, stem)
			}
		}
	}
	return t
}

// hearTerms lets words be found by what is heard of them, alone or with a neighbour: names are written in one word or in two.
func (s *Searcher) hearTerms(terms []store.Term) {
	heard := make([]string, len(terms))
	for i, t := range terms {
		if len(t.Exact) == 1 && !t.Not {
			heard[i] = s.sound(t.Exact[0])
		}
	}
	for i := range terms {
		if heard[i] == "" {
			continue
		}
		ways := []string{heard[i]}
		if i > 0 && heard[i-1] != "" {
			ways = append(ways, heard[i-1]+heard[i])
		}
		if i+1 < len(terms) && heard[i+1] != "" {
			ways = append(ways, heard[i]+heard[i+1])
		}
		for _, way := range ways {
			if len(way) >= leastSound {
				terms[i].Stems = append(terms[i].Stems, soundMark+way)
			}
		}
	}
}

// stemmer is one language's way from words to stems. The nil stemmer keeps words as they are.
type stemmer struct {
	algorithm          func(*snowballstem.Env) bool
	prefixes, suffixes []affix
	maybes             []affix
	joined             int // so many of the maybes, the first, may be taken off a question's word too
	plural             map[string]string
	loose              *strings.Replacer
}

// affix is letters that may be taken off if so many are left.
type affix struct {
	form  string
	least int
}

func newStemmer(f *text.Folder, p *pack.Pack) (*stemmer, error) {
	s := &stemmer{plural: map[string]string{}}
	var loose []string
	for _, row := range p.Table("search") {
		form, into := f.Fold(row.Cell(1)), row.Cell(2)
		switch row.Cell(0) {
		case "algorithm":
			if s.algorithm = algorithms[form]; s.algorithm == nil {
				return nil, row.Errorf("no stemming algorithm is called %q", form)
			}
		case "plural":
			s.plural[form] = f.Fold(into)
		case "loose":
			if into == pack.Empty {
				into = ""
			}
			loose = append(loose, form, f.Fold(into))
		default:
			least, err := strconv.Atoi(into)
			if err != nil {
				return nil, row.Errorf("want the letters that must be left, not %q", into)
			}
			a := affix{form, least}
			switch row.Cell(0) {
			case "prefix":
				s.prefixes = append(s.prefixes, a)
			case "joined":
				s.maybes = slices.Insert(s.maybes, s.joined, a)
				s.joined++
			case "maybe":
				s.maybes = append(s.maybes, a)
			case "suffix":
				s.suffixes = append(s.suffixes, a)
			}
		}
	}
	longestFirst := func(a, b affix) int { return cmp.Compare(len(b.form), len(a.form)) }
	slices.SortStableFunc(s.prefixes, longestFirst)
	slices.SortStableFunc(s.suffixes, longestFirst)
	s.loose = strings.NewReplacer(loose...)
	return s, nil
}

// bare is a word without its article and what is written on it.
func (s *stemmer) bare(word string) string {
	for _, a := range s.prefixes {
		if rest, ok := strings.CutPrefix(word, a.form); ok && utf8.RuneCountInString(rest) >= a.least {
			return rest
		}
	}
	return word
}

// stem is what the forms of a word share.
func (s *stemmer) stem(word string) string {
	word = s.bare(word)
	if one, ok := s.plural[word]; ok {
		word = one
	}
	if s.algorithm != nil {
		env := snowballstem.NewEnv(word)
		s.algorithm(env)
		word = env.Current()
	}
	for s.shorten(&word) {
	}
	return s.loose.Replace(word)
}

// shorten takes the first suffix off that fits.
func (s *stemmer) shorten(word *string) bool {
	for _, a := range s.suffixes {
		if rest, ok := strings.CutSuffix(*word, a.form); ok && utf8.RuneCountInString(rest) >= a.least {
			*word = rest
			return true
		}
	}
	return false
}

// kept are the stems under which a report's word is kept: as it stands, and without the letters that may be words of their own.
func (s *stemmer) kept(word string) []string {
	if s == nil {
		return []string{word}
	}
	return s.stems(word, s.maybes)
}

// asked are the stems that answer a word of a question.
func (s *stemmer) asked(word string) []string { return s.stems(word, s.maybes[:s.joined]) }

func (s *stemmer) stems(word string, maybes []affix) []string {
	out := []string{s.stem(word)}
	for _, a := range maybes {
		if rest, ok := strings.CutPrefix(word, a.form); ok && utf8.RuneCountInString(rest) >= a.least {
			if stem := s.stem(rest); !slices.Contains(out, stem) {
				out = append(out, stem)
			}
		}
	}
	return out
}
