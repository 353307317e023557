package morph

import (
	"strconv"
	"sync"
	"testing"
)

func TestMemoryIsBounded(t *testing.T) {
	var m memory[int]
	if _, ok := m.get("0"); ok {
		t.Error("a new memory knows a word")
	}
	const words = 3 * remembered
	for i := range words {
		m.put(strconv.Itoa(i), i)
		if v, ok := m.get(strconv.Itoa(i)); !ok || v != i {
			t.Fatalf("the last word is not remembered: %d, %v", v, ok)
		}
	}
	held := 0
	for i := range words {
		if v, ok := m.get(strconv.Itoa(i)); ok {
			held++
			if v != i {
				t.Fatalf("%d is remembered as %d", i, v)
			}
		}
	}
	if held > remembered || held < remembered/2 {
		t.Errorf("holds %d words, want nearly %d and no more", held, remembered)
	}
}

func TestMemorySideBySide(t *testing.T) {
	var m memory[int]
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for i := range 1000 {
				m.put(strconv.Itoa(i), i)
				if v, ok := m.get(strconv.Itoa(i)); ok && v != i {
					t.Errorf("%d is remembered as %d", i, v)
				}
			}
		})
	}
	group.Wait()
}
