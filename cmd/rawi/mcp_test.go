package main

import (
	"bufio"
	"context"
	"io"
	"path/filepath"
	"strings"
	"testing"
)

func TestAssistantOverStandardInput(t *testing.T) {
	db := filepath.Join(t.TempDir(), "rawi.db")
	if status := run(context.Background(), []string{"init", "--db", db}, strings.NewReader(""), io.Discard, io.Discard); status != allRead {
		t.Fatalf("init: status %d", status)
	}
	in, ask := io.Pipe()
	answers, out := io.Pipe()
	ended := make(chan int, 1)
	var errs strings.Builder
	go func() { ended <- run(context.Background(), []string{"mcp", "--db", db}, in, out, &errs); out.Close() }()
	lines := bufio.NewReader(answers)
	say := func(s, want string) {
		t.Helper()
		if _, err := io.WriteString(ask, s+"\n"); err != nil {
			t.Fatal(err)
		}
		if want == "" {
			return
		}
		if line, err := lines.ReadString('\n'); err != nil || !strings.Contains(line, want) {
			t.Fatalf("%s: %v %s", s, err, line)
		}
	}
	say(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}`, `"rawi"`)
	say(`{"jsonrpc":"2.0","method":"notifications/initialized"}`, "")
	say(`{"jsonrpc":"2.0","id":2,"method":"tools/list"}`, "get_chain")
	say(`{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"read_text","arguments":{"text":"Egypt and Sudan held talks in Cairo on 4 March 2024."}}}`, "CONSULT")
	ask.Close()
	if status := <-ended; status != allRead {
		t.Errorf("status %d: %s", status, errs.String())
	}
}
