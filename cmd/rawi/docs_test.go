package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// fenced is a block of code in Markdown, with its language.
var fenced = regexp.MustCompile("(?ms)^```([a-z]*)\n(.*?)^```$")

// TestDocs runs what the documents show, each in a folder of its own that has the examples and corpora, from top to bottom: what stands
// in a block of «sh» must end well, and what is shown of a command («$ rawi …» in a block of «text») is what it prints, whole. Blocks of
// «console» need other machines or an open network: of them every command line must be one that rawi understands.
func TestDocs(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no documents: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for _, shared := range []string{"examples", "corpus", "lang"} {
				if err := os.Symlink(filepath.Join(root, shared), filepath.Join(dir, shared)); err != nil {
					t.Fatal(err)
				}
			}
			document(t, file, dir)
		})
	}
}

// document runs the blocks of one document.
func document(t *testing.T, file, dir string) {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var fresh bytes.Buffer
	last := 0
	for _, m := range fenced.FindAllSubmatchIndex(data, -1) {
		language, code := string(data[m[2]:m[3]]), string(data[m[4]:m[5]])
		switch {
		case language == "sh":
			inShell(t, dir, code)
		case language == "console":
			for line := range strings.Lines(code) {
				understood(t, line)
			}
		case language == "text" && strings.HasPrefix(code, "$ "):
			line, shown, _ := strings.Cut(code[2:], "\n")
			got := inShell(t, dir, line)
			if got != shown && !*update {
				t.Errorf("%s prints other than what is shown; see it and write it with: go test ./cmd/rawi -run TestDocs -update\n%s", line, got)
			}
			fresh.Write(data[last : m[5]-len(shown)])
			fresh.WriteString(got)
			last = m[5]
		}
	}
	fresh.Write(data[last:])
	if *update {
		if err := os.WriteFile(file, fresh.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// inShell gives a shell lines to run, with this program among its commands: it gives what they print.
func inShell(t *testing.T, dir, lines string) string {
	t.Helper()
	c := exec.Command("sh", "-eu", "-c", lines)
	c.Dir = dir
	c.Env = append(os.Environ(), "RAWI_DB=", "RAWI_CONFIG=")
	var out, log bytes.Buffer
	c.Stdout, c.Stderr = &out, &log
	if err := c.Run(); err != nil {
		t.Fatalf("%s\n%v: %s", lines, err, &log)
	}
	return out.String()
}

// understood checks the commands of rawi in a line of a shell, whatever stands behind them: each must have a command and flags
// that the program knows.
func understood(t *testing.T, line string) {
	t.Helper()
	line, _, _ = strings.Cut(line, " #")
	for part := range strings.FieldsFuncSeq(line, func(r rune) bool { return strings.ContainsRune("|;&", r) }) {
		words := strings.Fields(part)
		for len(words) > 0 && strings.Contains(words[0], "=") { // a variable of the environment
			words = words[1:]
		}
		if len(words) == 0 || words[0] != "rawi" {
			continue
		}
		var args []string
		for _, w := range words[1:] {
			if w == ">" || w == "<" || w == ">>" || w == "\\" {
				break
			}
			args = append(args, strings.Trim(w, `'"`))
		}
		root := command(&shell{})
		c, rest, err := root.Find(args)
		if err == nil && c == root {
			err = cobra.NoArgs(c, rest)
		}
		if err == nil {
			err = c.ParseFlags(rest)
		}
		if err != nil {
			t.Errorf("rawi %s: %v", strings.Join(args, " "), err)
		}
	}
}
