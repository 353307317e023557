package layers

import (
	"os"
	"strings"
	"testing"
)

// TestDependencies holds the table of docs/dependencies.md against go.mod: each module that we import ourselves, with its release.
func TestDependencies(t *testing.T) {
	mod, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("../docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]string{}
	for line := range strings.Lines(string(page)) {
		if cells := strings.Split(line, " | "); len(cells) == 5 && strings.Contains(cells[0], ".") {
			told[strings.TrimPrefix(cells[0], "| ")] = cells[1]
		}
	}
	used := 0
	for line := range strings.Lines(string(mod)) {
		words := strings.Fields(line)
		if len(words) != 2 || !strings.HasPrefix(words[1], "v") || !strings.HasPrefix(line, "\t") {
			continue
		}
		used++
		if told[words[0]] != words[1] {
			t.Errorf("%s is used in %s, the table has %q", words[0], words[1], told[words[0]])
		}
		delete(told, words[0])
	}
	for module := range told {
		t.Errorf("%s stands in the table and is not used", module)
	}
	if used == 0 {
		t.Error("go.mod requires nothing")
	}
}
