package morph

import (
	"strconv"
	"sync"
	"testing"
)

func TestMemoryIsBounded(t *testing.T) {
	var m memory
	if m.get("0") != nil {
		t.Error("a new memory knows a word")
	}
	const words = 3 * remembered
	for i := range words {
		w := &Word{fold: strconv.Itoa(i)}
		m.put(w)
		if got := m.get(w.fold); got != w {
			t.Fatalf("the last word is not remembered: %s is %v", w.fold, got)
		}
	}
	held := 0
	for i := range words {
		if w := m.get(strconv.Itoa(i)); w != nil {
			held++
			if w.fold != strconv.Itoa(i) {
				t.Fatalf("%d is remembered as %s", i, w.fold)
			}
		}
	}
	if held > remembered || held < remembered/2 {
		t.Errorf("holds %d words, want nearly %d and no more", held, remembered)
	}
}

func TestMemorySideBySide(t *testing.T) {
	var m memory
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for i := range 1000 {
				m.put(&Word{fold: strconv.Itoa(i)})
				if w := m.get(strconv.Itoa(i)); w != nil && w.fold != strconv.Itoa(i) {
					t.Errorf("%d is remembered as %s", i, w.fold)
				}
			}
		})
	}
	group.Wait()
}
