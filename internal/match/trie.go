// Package match answers: does this pattern of words stand here? It holds the two small tools that the stages share:
// a trie of phrases that knows clitics and articles, and the frames by which tables tell what goes where.
package match

import (
	"iter"
	"strings"
	"unicode"

	"rawi/internal/morph"
	"rawi/internal/text"
)

// A Trie finds phrases (names of any length, grammar words of several words) in tokens.
type Trie struct {
	root     *node
	articles []string // folded articles that a phrase may carry or lack
	fold     *text.Folder
	lex      *morph.Lexicon
	opens    morph.Note[opening]
	cased    bool
	room     []node // for nodes to come
}

// opening is where a written word, cut so, leads from the root.
type opening struct {
	split *morph.Split
	node  *node
	art   bool
}

// node is where the words of a phrase lead. Most have one word behind them, and one phrase that ends there.
type node struct {
	word string // the only word that goes on from here
	only *node  // and where it leads; nil where there are more, or none
	next map[string]*node
	ends []end
	all  []int // the ids of all ends
	end1 [1]end
	all1 [1]int
}

// to is where a word leads, or nil.
func (n *node) to(word string) *node {
	if n.only != nil {
		if n.word == word {
			return n.only
		}
		return nil
	}
	return n.next[word]
}

// last reports whether no phrase goes on from here.
func (n *node) last() bool { return n.only == nil && n.next == nil }

// make is where a word leads, made where it led nowhere.
func (t *Trie) make(n *node, word string) *node {
	if m := n.to(word); m != nil {
		return m
	}
	if len(t.room) == 0 {
		t.room = make([]node, 256)
	}
	m := &t.room[0]
	t.room = t.room[1:]
	m.ends, m.all = m.end1[:0], m.all1[:0]
	switch {
	case n.last():
		n.word, n.only = word, m
	case n.only != nil:
		n.next, n.only = map[string]*node{n.word: n.only, word: m}, nil
	default:
		n.next[word] = m
	}
	return m
}

type end struct {
	id      int
	article uint32 // words that must carry the article
	upper   bool   // must begin with a capital
	caps    bool   // must be all capitals
}

// NewTrie makes an empty trie. cased tells whether the script has capital letters to go by.
func NewTrie(f *text.Folder, lex *morph.Lexicon, articles []string, cased bool) *Trie {
	t := &Trie{root: &node{}, fold: f, lex: lex, cased: cased}
	for _, a := range articles {
		t.articles = append(t.articles, f.Fold(a))
	}
	t.opens = morph.NewNote(lex, t.openings)
	return t
}

// Expect makes room for about n phrases.
func (t *Trie) Expect(n int) {
	if t.root.last() {
		t.root.next, t.room = make(map[string]*node, n), make([]node, n)
	}
}

// openings tells how a written word may begin a phrase of the trie, the plainest way first.
func (t *Trie) openings(w *morph.Word) []opening {
	var out []opening
	for n := range w.Splits {
		s := &w.Splits[n]
		if s.Fut || s.Pron != "" || s.Core == "" {
			continue
		}
		core, art := s.Core, s.Art
		if !art {
			core, art = t.strip(core)
		}
		if m := t.root.to(core); m != nil {
			out = append(out, opening{s, m, art})
		}
	}
	return out
}

func (t *Trie) strip(word string) (string, bool) {
	for _, a := range t.articles {
		if strings.HasPrefix(word, a) && len(word) >= len(a)+4 {
			return word[len(a):], true
		}
	}
	return word, false
}

// Add enters a phrase under a number of the caller's.
func (t *Trie) Add(phrase string, id int) {
	words, upper, caps := t.words(phrase)
	if len(words) == 0 {
		return
	}
	n, e := t.root, end{id: id}
	for i, w := range words {
		word, art := t.strip(w)
		if art && i < 32 {
			e.article |= 1 << i
		}
		n = t.make(n, word)
	}
	if t.cased {
		e.upper, e.caps = upper, caps && len(words) == 1
	}
	n.ends, n.all = append(n.ends, e), append(n.all, id)
}

// words cuts a phrase as the text is cut. A phrase of letters and single spaces, as nearly all are, is cut at its spaces.
func (t *Trie) words(phrase string) (words []string, upper, caps bool) {
	if letters(phrase) {
		if t.cased {
			upper, caps = capitals(phrase)
		}
		folded := t.fold.Fold(phrase)
		words = make([]string, 0, strings.Count(folded, " ")+1)
		for w := range strings.SplitSeq(folded, " ") {
			if w != "" {
				words = append(words, w)
			}
		}
		return words, upper, caps
	}
	cut := t.fold.Read(phrase)
	for _, k := range cut.Tokens {
		words = append(words, k.Fold)
	}
	if len(cut.Tokens) > 0 {
		upper, caps = cut.Tokens[0].Upper, cut.Tokens[0].Caps
	}
	return words, upper, caps
}

// letters reports whether a phrase holds nothing but letters and spaces.
func letters(phrase string) bool {
	for _, r := range phrase {
		if r != ' ' && !text.Letter(r) {
			return false
		}
	}
	return true
}

// capitals tells whether the first word of a phrase of letters begins with a capital, and whether it is nothing but capitals.
func capitals(phrase string) (upper, caps bool) {
	n := 0
	for _, r := range phrase {
		if r == ' ' {
			break
		}
		if n == 0 {
			upper, caps = unicode.IsUpper(r), true
		}
		caps = caps && !unicode.IsLower(r)
		n++
	}
	return upper, upper && caps && n > 1
}

// A Hit is a phrase found: tokens [From, To), cut from its first token as Split says.
type Hit struct {
	From, To int
	IDs      []int
	Split    *morph.Split
	Art      bool // its first word carries an article in the text
}

// Find gives the longest phrases that begin at token i, for each way to cut its first word: at most one hit a split, the
// plainest split first. Phrases do not run over a line break or a mark other than a hyphen or an apostrophe.
func (t *Trie) Find(x *text.Text, i, limit int) iter.Seq[Hit] {
	return func(yield func(Hit) bool) { t.find(x, i, limit, yield) }
}

func (t *Trie) find(x *text.Text, i, limit int, yield func(Hit) bool) {
	k := &x.Tokens[i]
	if k.Kind != text.Word && k.Kind != text.Number {
		return
	}
	for _, o := range t.opens.Of(t.lex.At(x, i)) {
		if h, ok := t.walk(x, i, limit, o, k.Upper, k.Caps); ok && !yield(h) {
			return
		}
	}
}

// walk follows the tokens behind an opening as far as phrases go, and gives the longest.
func (t *Trie) walk(x *text.Text, i, limit int, o opening, upper, caps bool) (Hit, bool) {
	n := o.node
	var mask uint32
	if o.art {
		mask = 1
	}
	var best Hit
	ok := false
	for j := i; ; {
		if ids := n.ids(mask, upper, caps); ids != nil {
			best, ok = Hit{From: i, To: j + 1, IDs: ids, Split: o.split, Art: o.art}, true
		}
		j++
		if j >= limit || n.last() || x.Tokens[j].Break {
			return best, ok
		}
		k := &x.Tokens[j]
		if k.Kind != text.Word && k.Kind != text.Number && !(k.Kind == text.Mark && k.Glued) {
			return best, ok
		}
		word, a := k.Fold, false
		m := n.to(word)
		if m == nil {
			word, a = t.strip(word)
			m = n.to(word)
			if m == nil {
				return best, ok
			}
		}
		if a && j-i < 32 {
			mask |= 1 << (j - i)
		}
		n = m
	}
}

// ids are the phrases that end at the node and agree in articles and capitals.
func (n *node) ids(mask uint32, upper, caps bool) []int {
	fit := 0
	for k := range n.ends {
		if n.ends[k].fits(mask, upper, caps) {
			fit++
		}
	}
	switch fit {
	case 0:
		return nil
	case len(n.ends):
		return n.all[:fit:fit]
	}
	out := make([]int, 0, fit)
	for k := range n.ends {
		if n.ends[k].fits(mask, upper, caps) {
			out = append(out, n.ends[k].id)
		}
	}
	return out
}

func (e *end) fits(mask uint32, upper, caps bool) bool {
	return e.article&^mask == 0 && (upper || !e.upper) && (caps || !e.caps)
}
