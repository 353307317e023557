package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// TestReadStaysSmall reads many short reports, hardly two of them alike, and holds that the program never takes 250 MB: neither tables
// nor the words that were met grow with the number of reports.
func TestReadStaysSmall(t *testing.T) {
	if testing.Short() {
		t.Skip("reads thousands of reports")
	}
	const reports, most = 6000, 250 << 10 // in kilobytes, as Linux counts
	var lines bytes.Buffer
	out := json.NewEncoder(&lines)
	for n := range reports {
		language := []string{"ar", "en"}[n%2]
		var told []string
		for k := range 3 {
			line := sentences[language][(n/2+k)%len(sentences[language])]
			if strings.Contains(line, "%d") {
				line = fmt.Sprintf(line, 2+n)
			}
			told = append(told, line)
		}
		if err := out.Encode(map[string]string{"id": fmt.Sprint(n), "language": language, "published": "2024-06-19", "text": strings.Join(told, "\n\n")}); err != nil {
			t.Fatal(err)
		}
	}
	c := exec.Command("rawi", "read", "--jsonl", "-")
	c.Env = append(c.Environ(), "GOMAXPROCS=2")
	var said bytes.Buffer
	c.Stdin, c.Stderr = &lines, &said
	records, err := c.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, said.Bytes())
	}
	if n := bytes.Count(records, []byte("\n")); n != reports {
		t.Fatalf("%d records of %d reports", n, reports)
	}
	size := c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss
	t.Logf("%d MB at most", size>>10)
	if size > most {
		t.Errorf("the program took %d MB, allowed are %d", size>>10, most>>10)
	}
}
