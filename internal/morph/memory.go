package morph

import (
	"hash/maphash"
	"strings"
	"sync"
	"sync/atomic"
)

// remembered is how many words a memory holds at most. A news archive of any size has few words that come often; what comes once in
// a million words need not be kept.
const remembered = 1 << 16

// memory keeps what was worked out for a word. It is no state: the same word gives the same answer, remembered or not. Each word has
// one place, which the next word of that place takes over, so that a run over any number of reports needs no more room than a run over
// a few, and readers side by side need no lock.
type memory[T any] struct {
	made   sync.Once
	places atomic.Pointer[[remembered]atomic.Pointer[known[T]]]
	seed   maphash.Seed
}

// known is a word with what was worked out for it.
type known[T any] struct {
	word  string
	value T
}

func (m *memory[T]) get(word string) (T, bool) {
	if places := m.places.Load(); places != nil {
		if k := places[m.place(word)].Load(); k != nil && k.word == word {
			return k.value, true
		}
	}
	var none T
	return none, false
}

func (m *memory[T]) put(word string, v T) {
	m.made.Do(func() {
		m.seed = maphash.MakeSeed()
		m.places.Store(new([remembered]atomic.Pointer[known[T]]))
	})
	k := &known[T]{strings.Clone(word), v} // the word is a piece of its page, which must not be kept alive
	m.places.Load()[m.place(word)].Store(k)
}

func (m *memory[T]) place(word string) uint64 {
	return maphash.String(m.seed, word) % remembered
}
