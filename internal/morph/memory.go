package morph

import (
	"strings"
	"sync"
	"sync/atomic"
)

// remembered is how many words a memory holds before it begins anew. A news archive of any size has few words that come often;
// what comes once in a million words need not be kept.
const remembered = 1 << 17

// memory keeps what was worked out for a word. It is no state: the same word gives the same answer, remembered or not. Its size is
// bounded, so that a run over any number of reports needs no more room than a run over a few.
type memory[T any] struct {
	words atomic.Pointer[sync.Map]
	count atomic.Int64
}

func (m *memory[T]) get(word string) (T, bool) {
	if words := m.words.Load(); words != nil {
		if v, ok := words.Load(word); ok {
			return v.(T), true
		}
	}
	var none T
	return none, false
}

func (m *memory[T]) put(word string, v T) {
	words := m.words.Load()
	if words == nil || m.count.Load() >= remembered {
		fresh := new(sync.Map)
		if m.words.CompareAndSwap(words, fresh) {
			m.count.Store(0)
		}
		words = m.words.Load()
	}
	if _, known := words.LoadOrStore(strings.Clone(word), v); !known { // the word is a piece of its page, which must not be kept alive
		m.count.Add(1)
	}
}
