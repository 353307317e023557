package morph

import (
	"strconv"
	"testing"
)

func TestMemoryIsBounded(t *testing.T) {
	var m memory[int]
	for i := range 3 * remembered {
		m.put(strconv.Itoa(i), i)
	}
	held := 0
	m.words.Load().Range(func(any, any) bool { held++; return true })
	if held > remembered {
		t.Errorf("holds %d words, want at most %d", held, remembered)
	}
	if v, ok := m.get(strconv.Itoa(3*remembered - 1)); !ok || v != 3*remembered-1 {
		t.Errorf("the last word is not remembered: %d, %v", v, ok)
	}
	if _, ok := m.get("0"); ok {
		t.Error("a word of long ago is still held")
	}
}
