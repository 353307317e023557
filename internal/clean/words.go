package clean

import (
	"fmt"
	"sort"

	"rawi/internal/pack"
)

// A class is what a word or phrase does on a page. The rows of table `page` of a language pack name it.
type class string

// The classes of page words.
const (
	function     class = "function"      // frequent small words: they tell the language
	foreign      class = "foreign"       // frequent words of other languages in the same script: they speak against it
	adLabel      class = "ad"            // a label over an advertisement
	shareLabel   class = "share"         // invitations to share, follow, print
	related      class = "related"       // labels before links to other reports
	sourceLabel  class = "source_label"  // the label before the name of, or the link to, where it was taken from
	creditLabel  class = "credit"        // what stands before a photographer's name
	pictureLabel class = "picture_label" // the same, but common words: only with a colon after them
	picture      class = "picture"       // openings that only a caption has
	archive      class = "archive"       // says that a picture is an old one
	via          class = "via"           // between the maker of a picture and the agency that sells it
	agency       class = "agency"        // news and picture agencies as credits and datelines print them
	pool         class = "pool"          // a picture taken for all agencies
	anonymous    class = "anonymous"     // a maker without a name
	bylineLabel  class = "byline"        // what stands before the author's name
	contributor  class = "contributor"   // opens a contributors' line
	contribution class = "contribution"  // closes, or is the heart of, a contributors' line
	roleLabel    class = "reporting"     // labels of those who reported or wrote
	editLabel    class = "editing"       // labels of those who edited: no authors
	join         class = "join"          // the word between two names
	joinPrefix   class = "join_prefix"   // the same where it is written as one with the name after it
	unjoined     class = "unjoined"      // names that begin with that letter by themselves
	outletOf     class = "outlet_of"     // between a contributor and the outlet
	stationed    class = "stationed"     // between a contributor and a city, or an outlet after all
	outletWord   class = "outlet_word"   // words in the names of outlets
	updated      class = "updated"       // before the time of the last change
	published    class = "published"     // before the time of publication
	dateWord     class = "date_word"     // months, weekdays, zones, halves of the day, «ago»
	tagLabel     class = "tags"          // before key words
	login        class = "login"         // invitations to log in, subscribe, comment
	rights       class = "rights"        // copyright lines
	wall         class = "wall"          // pages that stand before a page
	aside        class = "aside"         // words that go on after a dash inside a sentence, and never open a report
)

var classes = []class{function, foreign, adLabel, shareLabel, related, sourceLabel, creditLabel, pictureLabel, picture, archive, via, agency, pool,
	anonymous, bylineLabel, contributor, contribution, roleLabel, editLabel, join, joinPrefix, unjoined, outletOf, stationed, outletWord, updated, published, dateWord,
	tagLabel, login, rights, wall, aside}

// Words are what the language packs say about the furniture of a page: labels, credits, datelines, and the small words by
// which a language is known.
type Words struct {
	phrases   map[class]phrases
	languages map[string]*language
	votes     map[string]vote // of the small words of all languages
}

// phrases are the forms of a class by their first word, longest first.
type phrases map[string][][]string

// NewWords gathers table `page` of the packs; a pack's name is its language.
func NewWords(packs ...*pack.Pack) (*Words, error) {
	w := &Words{}
	for _, p := range packs {
		for _, row := range p.Table("page") {
			if err := w.Add(p.Name, row.Cell(1), row.From(2)...); err != nil {
				return nil, row.Errorf("%v", err)
			}
		}
	}
	return w, nil
}

// Add puts forms into a class of a language.
func (w *Words) Add(lang, name string, forms ...string) error {
	c := class(name)
	if !known(c) {
		return fmt.Errorf("no class of page words is called %q", name)
	}
	if w.phrases == nil {
		w.phrases, w.languages, w.votes = map[class]phrases{}, map[string]*language{}, map[string]vote{}
	}
	if w.languages[lang] == nil {
		w.languages[lang] = newLanguage(len(w.languages))
	}
	if w.phrases[c] == nil {
		w.phrases[c] = phrases{}
	}
	for _, form := range forms {
		var words []string
		for _, t := range tokens(form) {
			words = append(words, t.key)
		}
		if len(words) == 0 {
			return fmt.Errorf("form %q of class %q holds no word", form, name)
		}
		w.languages[lang].add(c, words, w.votes)
		same := append(w.phrases[c][words[0]], words)
		sort.SliceStable(same, func(i, j int) bool { return len(same[i]) > len(same[j]) })
		w.phrases[c][words[0]] = same
	}
	return nil
}

func known(c class) bool {
	for _, k := range classes {
		if k == c {
			return true
		}
	}
	return false
}

// opens tells how many words at the head of line are a form of the class; 0: none.
func (w *Words) opens(c class, line []token) int {
	if len(line) == 0 {
		return 0
	}
forms:
	for _, form := range w.phrases[c][line[0].key] {
		if len(form) > len(line) {
			continue
		}
		for i, word := range form {
			if line[i].key != word {
				continue forms
			}
		}
		return len(form)
	}
	return 0
}

// is tells whether the whole line is a form of the class.
func (w *Words) is(c class, line []token) bool { return len(line) > 0 && w.opens(c, line) == len(line) }

// find gives the first place in line where a form of the class stands: the index of its first word and its length.
func (w *Words) find(c class, line []token) (at, length int) {
	for i := range line {
		if n := w.opens(c, line[i:]); n > 0 {
			return i, n
		}
	}
	return -1, 0
}

// has tells whether a form of the class stands anywhere in line.
func (w *Words) has(c class, line []token) bool {
	_, n := w.find(c, line)
	return n > 0
}
