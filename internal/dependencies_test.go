package layers

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
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

// TestThreatsAreHeld holds the page of threats against the tests: what it says holds a threat is there.
func TestThreatsAreHeld(t *testing.T) {
	page, err := os.ReadFile("../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	declared := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)[A-Za-z]+)\(`)
	err = filepath.WalkDir("..", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, "_test.go") {
			return err
		}
		source, err := os.ReadFile(file)
		for _, m := range declared.FindAllSubmatch(source, -1) {
			there[string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z]+)").FindAllSubmatch(page, -1)
	if len(named) < 20 {
		t.Errorf("the page names %d tests", len(named))
	}
	for _, m := range named {
		if !there[string(m[1])] {
			t.Errorf("%s holds a threat, and is not there", m[1])
		}
	}
}
