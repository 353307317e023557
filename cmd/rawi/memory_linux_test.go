package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
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
	var records, said bytes.Buffer
	c.Stdin, c.Stdout, c.Stderr = &lines, &records, &said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() { ended <- c.Wait() }()
	size, err := largest(c.Process.Pid, ended)
	if err != nil {
		t.Fatalf("%v: %s", err, said.Bytes())
	}
	if n := bytes.Count(records.Bytes(), []byte("\n")); n != reports {
		t.Fatalf("%d records of %d reports", n, reports)
	}
	t.Logf("%d MB at most", size>>10)
	if size == 0 || size > most {
		t.Errorf("the program took %d MB, allowed are %d", size>>10, most>>10)
	}
}

// largest gives the most memory that a process has held until it ends, in kilobytes. What the kernel says of a process that has ended
// counts the memory of the one that started it.
func largest(pid int, ended <-chan error) (size int, err error) {
	for {
		select {
		case err := <-ended:
			return size, err
		case <-time.After(10 * time.Millisecond):
		}
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if err != nil {
			continue // it has just ended
		}
		if _, line, ok := strings.Cut(string(status), "VmHWM:"); ok {
			fmt.Sscan(line, &size)
		}
	}
}
