package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
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

// sender sends a token, and whatever else a test wants to stand in the head of requests.
type sender struct{ header map[string]string }

func (s sender) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	for name, v := range s.header {
		if name == "Host" {
			r.Host = v
		}
		r.Header.Set(name, v)
	}
	return http.DefaultTransport.RoundTrip(r)
}

// assistant connects the protocol's own client to an address.
func assistant(at string, header map[string]string) (*sdk.ClientSession, error) {
	return sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).Connect(context.Background(),
		&sdk.StreamableClientTransport{Endpoint: at, HTTPClient: &http.Client{Transport: sender{header}}, MaxRetries: -1}, nil)
}

func TestAssistantOverHTTP(t *testing.T) {
	file, token := tokenOf(t, "reader")
	db := filepath.Join(t.TempDir(), "rawi.db")
	if status := run(context.Background(), []string{"init", "--db", db}, strings.NewReader(""), io.Discard, io.Discard); status != allRead {
		t.Fatalf("init: status %d", status)
	}
	bearer := map[string]string{"Authorization": "Bearer " + token}
	for name, server := range map[string]struct {
		args   []string
		header map[string]string
	}{
		"mcp":               {[]string{"mcp", "--http", "127.0.0.1:0"}, nil},
		"mcp with tokens":   {[]string{"mcp", "--http", "127.0.0.1:0", "--tokens", file}, bearer},
		"serve":             {[]string{"serve", "--listen", "127.0.0.1:0"}, nil},
		"serve with tokens": {[]string{"serve", "--listen", "127.0.0.1:0", "--tokens", file}, bearer},
	} {
		t.Run(name, func(t *testing.T) {
			at := listening(t, io.Discard, append(server.args, "--db", db)...) + assistantsAt
			c, err := assistant(at, server.header)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			got, err := c.ListTools(context.Background(), nil)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, tool := range got.Tools {
				names = append(names, tool.Name)
			}
			if want := []string{"agreements", "get_chain", "get_event", "read_text", "search", "timeline"}; !slices.Equal(names, want) {
				t.Errorf("tools %v", names)
			}
			read, err := c.CallTool(context.Background(), &sdk.CallToolParams{Name: "read_text", Arguments: map[string]any{"text": "Egypt and Sudan held talks in Cairo on 4 March 2024."}})
			if err != nil || read.IsError || !strings.Contains(read.Content[0].(*sdk.TextContent).Text, "CONSULT") {
				t.Errorf("read_text: %v %+v", err, read)
			}
			for why, head := range map[string]map[string]string{
				"a page of another site":                   {"Origin": "https://evil.example"},
				"a page of another site, says the browser": {"Sec-Fetch-Site": "cross-site"},
				"a name bent to this machine":              {"Host": "evil.example", "Origin": "http://evil.example"},
			} {
				if server.header != nil { // whoever has a token may come under any name, but from no page of another site
					if head["Host"] != "" {
						continue
					}
					head["Authorization"] = server.header["Authorization"]
				}
				if c, err := assistant(at, head); err == nil {
					c.Close()
					t.Errorf("%s is let in", why)
				}
			}
			if server.header == nil {
				return
			}
			for why, head := range map[string]map[string]string{"without a token": nil, "with a wrong token": {"Authorization": "Bearer rawi_guess"}} {
				if c, err := assistant(at, head); err == nil {
					c.Close()
					t.Errorf("%s it is let in", why)
				}
			}
		})
	}
}

func TestAssistantsBeyondThisMachineNeedTokens(t *testing.T) {
	for _, at := range []string{"0.0.0.0:0", ":0", "192.0.2.1:80"} {
		if status := run(context.Background(), []string{"mcp", "--http", at, "--db", filepath.Join(t.TempDir(), "rawi.db")}, strings.NewReader(""), io.Discard, io.Discard); status != usage {
			t.Errorf("%s: status %d", at, status)
		}
	}
}
