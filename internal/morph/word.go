package morph

import (
	"hash/maphash"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"rawi/internal/text"
)

// A Word is a written word with all that the tables know of it. It is worked out when the word is first met and never changes, so
// that many readers may hold it.
type Word struct {
	Splits   []Split   // every way to cut it, the one without clitics first; cores of one letter are left out
	Readings []Reading // those whose core the lexicon knows
	Content  []Reading // of them those that are no grammar word, nor a word that means something only together with another
	Lemmas   []int     // of its readings
	lexicon  *Lexicon
	fold     string
	notes    []any
}

// At gives the word at token i. It is looked up once: the token keeps it.
func (l *Lexicon) At(x *text.Text, i int) *Word {
	k := &x.Tokens[i]
	if w, ok := k.Known.(*Word); ok && w.lexicon == l {
		return w
	}
	w := l.Word(k.Fold)
	k.Known = w
	return w
}

// Word gives the word of a folded spelling. It may be asked when all words of the tables are entered.
func (l *Lexicon) Word(fold string) *Word {
	if w := l.met.get(fold); w != nil {
		return w
	}
	w := &Word{lexicon: l, fold: strings.Clone(fold)} // the spelling is a piece of its page, which must not be kept alive
	w.Splits = l.cut(w.fold)
	w.Readings = l.read(w.Splits)
	for _, r := range w.Readings {
		w.Lemmas = append(w.Lemmas, r.Lemma)
	}
	w.Content = w.Readings[:len(w.Readings):len(w.Readings)]
	if slices.ContainsFunc(w.Readings, l.grammatical) {
		w.Content = slices.DeleteFunc(slices.Clone(w.Readings), l.grammatical)
	}
	w.notes = make([]any, len(l.about))
	for n, about := range l.about {
		w.notes[n] = about(w)
	}
	l.met.put(w)
	return w
}

// grammatical reports whether a reading is of a grammar word, or of a word that means something only together with another.
func (l *Lexicon) grammatical(r Reading) bool {
	pos := l.Lemmas[r.Lemma].POS
	return pos == Func || pos == Part
}

// Fold is the folded spelling of the word.
func (w *Word) Fold() string { return w.fold }

// A Note is what one stage knows of each word: found when the word is first met, and kept with it.
type Note[T any] struct{ place int }

// NewNote lets about tell what there is to know of a word. Notes are made with the tables, before any word is asked for.
func NewNote[T any](l *Lexicon, about func(*Word) []T) Note[T] {
	l.about = append(l.about, func(w *Word) any {
		if list := about(w); len(list) > 0 {
			return list
		}
		return nil
	})
	return Note[T]{len(l.about) - 1}
}

// Of gives what is noted of a word.
func (n Note[T]) Of(w *Word) []T {
	list, _ := w.notes[n.place].([]T)
	return list
}

// remembered is how many words a memory holds at most. A news archive of any size has few words that come often; what comes once in
// a million words need not be kept.
const remembered = 1 << 16

// memory keeps the words that were met. It is no state: the same spelling gives the same word, remembered or not. Each word has one
// place, which the next word of that place takes over, so that a run over any number of reports needs no more room than a run over a
// few, and readers side by side need no lock.
type memory struct {
	made   sync.Once
	places atomic.Pointer[[remembered]atomic.Pointer[Word]]
	seed   maphash.Seed
}

func (m *memory) get(fold string) *Word {
	if places := m.places.Load(); places != nil {
		if w := places[m.place(fold)].Load(); w != nil && w.fold == fold {
			return w
		}
	}
	return nil
}

func (m *memory) put(w *Word) {
	m.made.Do(func() {
		m.seed = maphash.MakeSeed()
		m.places.Store(new([remembered]atomic.Pointer[Word]))
	})
	m.places.Load()[m.place(w.fold)].Store(w)
}

func (m *memory) place(fold string) uint64 {
	return maphash.String(m.seed, fold) % remembered
}
