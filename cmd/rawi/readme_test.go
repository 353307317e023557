package main

import (
	"bytes"
	"context"
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the output shown in the README anew")

// shown is a command and its output in the README: a block that begins with «$ rawi …».
var shown = regexp.MustCompile("(?s)```text\n\\$ rawi ([^\n]*)\n(.*?)```")

// TestReadme: what the README shows is what the program prints, whole.
func TestReadme(t *testing.T) {
	const root, file = "../../", "README.md"
	data, err := os.ReadFile(root + file)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(root)
	found := shown.FindAllSubmatchIndex(data, -1)
	if len(found) == 0 {
		t.Fatal("the README shows nothing")
	}
	var fresh bytes.Buffer
	last := 0
	for _, m := range found {
		args := strings.Fields(string(data[m[2]:m[3]]))
		var out, log bytes.Buffer
		if status := run(context.Background(), args, strings.NewReader(""), &out, &log); status != allRead {
			t.Fatalf("rawi %s: status %d: %s", strings.Join(args, " "), status, &log)
		}
		if got := out.String(); got != string(data[m[4]:m[5]]) && !*update {
			t.Errorf("rawi %s prints other than what is shown; see it and write it with: go test ./cmd/rawi -run TestReadme -update\n%s", strings.Join(args, " "), got)
		}
		fresh.Write(data[last:m[4]])
		fresh.Write(out.Bytes())
		last = m[5]
	}
	fresh.Write(data[last:])
	if *update {
		if err := os.WriteFile(file, fresh.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
