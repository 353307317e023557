package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"rawi/internal/api"
	"rawi/internal/gauge"
)

// logged is a log that a test reads while it is written.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// with waits for a line that has all these words.
func (l *logged) with(t *testing.T, words ...string) string {
	t.Helper()
	for range 100 {
		for line := range strings.Lines(l.String()) {
			found := true
			for _, w := range words {
				found = found && strings.Contains(line, w)
			}
			if found {
				return line
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("no line with %q in\n%s", words, l)
	return ""
}

// What callers send, and what they are answered, is in no line of the log and no figure.
func TestLogTellsNoSecrets(t *testing.T) {
	file, token := tokenOf(t, "editor")
	log := &logged{}
	at := listening(t, log, "serve", "--db", filepath.Join(t.TempDir(), "rawi.db"), "--listen", "127.0.0.1:0", "--tokens", file, "--log", "json")
	for _, c := range []struct{ method, path, body string }{
		{"POST", "/api/v1/documents", `{"text":"Confidential Zanzibar met Madagascar in Antananarivo on Monday.","published":"2024-03-05"}`},
		{"POST", "/api/v1/read", `{"text":"Confidential","html":"Confidential"}`},
		{"GET", "/search?q=Confidential", ""}, {"GET", "/api/v1/search?text=Confidential", ""}, {"GET", "/api/v1/events?Confidential=1", ""},
		{"GET", "/Confidential", ""}, {"GET", "/report/Confidential", ""}, {"GET", "/metrics", ""},
	} {
		asked(t, c.method, at+c.path, token, c.body)
		asked(t, c.method, at+c.path, "Confidential", c.body)
	}
	log.with(t, `"route":"GET /report/{key}"`, `"status":404`)
	_, figures := asked(t, "GET", at+"/metrics", token, "")
	for _, secret := range []string{"Confidential", "Zanzibar", token, token[5:]} {
		for name, text := range map[string]string{"log": log.String(), "figures": figures} {
			if strings.Contains(text, secret) {
				t.Errorf("%s tells %s:\n%s", name, secret, text)
			}
		}
	}
	var line map[string]any
	if err := json.Unmarshal([]byte(log.with(t, "POST /api/v1/documents", "201")), &line); err != nil {
		t.Fatal(err)
	}
	if line["request"] == "" || line["ms"].(float64) <= 0 || line["level"] != "INFO" || line["time"] == "" {
		t.Errorf("line: %v", line)
	}
}

// A request is found in the log under the id that its caller gave it, or the one that the answer names.
func TestRequestID(t *testing.T) {
	log := &logged{}
	at := listening(t, log, "serve", "--db", filepath.Join(t.TempDir(), "rawi.db"), "--listen", "127.0.0.1:0")
	for given, taken := range map[string]bool{"from-proxy.7": true, "": false, "a b": false, "x\"y": false, strings.Repeat("a", 65): false} {
		r, err := http.NewRequest("GET", at+"/api/v1/events", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set(gauge.IDHeader, given)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		id := answer.Header.Get(gauge.IDHeader)
		if id == "" || (id == given) != taken {
			t.Errorf("%q: the answer has id %q", given, id)
		}
		log.with(t, "request="+id)
	}
}

// metric is the value of a line of figures.
func metric(t *testing.T, figures, series string) (v float64, ok bool) {
	t.Helper()
	for line := range strings.Lines(figures) {
		if rest, found := strings.CutPrefix(line, series+" "); found {
			if _, err := fmt.Sscan(rest, &v); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			return v, true
		}
	}
	return 0, false
}

func TestFigures(t *testing.T) {
	at := serving(t)
	asked(t, "POST", at+"/api/v1/documents", "", `{"text":"Jordan and Iraq signed a trade agreement in Amman on Monday.","published":"2024-03-05"}`)
	for i := range 30 { // whatever is asked, there are few routes
		asked(t, "GET", fmt.Sprintf("%s/nothing/%d", at, i), "", "")
		asked(t, "GET", fmt.Sprintf("%s/api/v1/events/%032x", at, i), "", "")
		asked(t, "GET", fmt.Sprintf("%s/report/%032x", at, i), "", "")
		asked(t, fmt.Sprint("M", i), at+"/", "", "")
	}
	_, figures := asked(t, "GET", at+"/metrics", "", "")
	for series, least := range map[string]float64{
		`rawi_http_requests_total{route="POST /api/v1/documents",status="201"}`:          1,
		`rawi_http_requests_total{route="GET /api/v1/events/{id}",status="404"}`:         30,
		`rawi_http_requests_total{route="GET /report/{key}",status="404"}`:               30,
		`rawi_http_request_duration_seconds_count{route="GET /report/{key}"}`:            30,
		`rawi_http_request_duration_seconds_bucket{route="GET /report/{key}",le="+Inf"}`: 30,
		`rawi_register_items{list="documents"}`:                                          1,
		`rawi_register_items{list="agreements"}`:                                         1,
		`rawi_register_up`:                                                               1,
		`rawi_register_bytes`:                                                            1000,
		`rawi_reports_added_total`:                                                       1,
		`rawi_add_duration_seconds_count`:                                                1,
		`rawi_http_requests_in_flight`:                                                   1,
		`go_goroutines`:                                                                  1,
	} {
		if v, ok := metric(t, figures, series); !ok || v < least {
			t.Errorf("%s is %v, want %v", series, v, least)
		}
	}
	if n := strings.Count(figures, "rawi_http_requests_total{"); n > 8 {
		t.Errorf("%d series of requests", n)
	}
}

// A process that is told to stop finishes what it has begun to answer, takes nothing new, and ends well.
func TestStopFinishesRequests(t *testing.T) {
	c := exec.Command("rawi", "serve", "--db", filepath.Join(t.TempDir(), "rawi.db"), "--listen", "127.0.0.1:0")
	log := &logged{}
	c.Stderr = log
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer c.Process.Kill()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("%v: %s", err, log)
	}
	host := strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(line), "http://"), "/")
	under, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	defer under.Close()
	body := `{"text":"Jordan and Iraq signed a trade agreement in Amman on Monday.","published":"2024-03-05"}`
	fmt.Fprintf(under, "POST /api/v1/documents HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", host, len(body), body[:20])
	for { // it is under way when the server says so
		_, figures := asked(t, "GET", "http://"+host+"/metrics", "", "")
		if v, _ := metric(t, figures, "rawi_http_requests_in_flight"); v == 2 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	log.with(t, "stopping")
	for range 100 {
		fresh, err := net.Dial("tcp", host)
		if err != nil {
			break
		}
		fresh.Close()
		time.Sleep(10 * time.Millisecond)
	}
	if fresh, err := net.Dial("tcp", host); err == nil {
		fresh.Close()
		t.Error("it still takes connections")
	}
	io.WriteString(under, body[20:])
	answer, err := http.ReadResponse(bufio.NewReader(under), nil)
	if err != nil {
		t.Fatalf("what was under way is not answered: %v\n%s", err, log)
	}
	defer answer.Body.Close()
	if b, err := io.ReadAll(answer.Body); err != nil || answer.StatusCode != http.StatusCreated {
		t.Errorf("what was under way: %d %s %v", answer.StatusCode, b, err)
	}
	under.Close()
	if err := c.Wait(); err != nil {
		t.Errorf("it ends with %v\n%s", err, log)
	}
}

// staffed is a server that knows a reader and an editor.
func staffed(t *testing.T) (at, reader, editor string) {
	t.Helper()
	var lines, secrets []string
	for _, role := range []api.Role{api.Reader, api.Editor} {
		secret, line, err := api.NewToken(role, "the-"+role.String())
		if err != nil {
			t.Fatal(err)
		}
		lines, secrets = append(lines, line), append(secrets, secret)
	}
	file := filepath.Join(t.TempDir(), "tokens")
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	return serving(t, "--tokens", file), secrets[0], secrets[1]
}

// A reader changes nothing on any page, whatever they send; an editor gets past the door of each.
func TestPagesKeepReadersOut(t *testing.T) {
	at, reader, editor := staffed(t)
	key := strings.Repeat("0", 32)
	for _, page := range []string{"/add", "/review/" + key, "/review/" + key + "/e1", "/decisions/" + key + "/undo", "/entity/" + key + "/merge",
		"/entity/" + key + "/split", "/alerts", "/alerts/" + key + "/test", "/alerts/" + key + "/remove"} {
		if status, _ := asked(t, "POST", at+page, reader, ""); status != http.StatusForbidden {
			t.Errorf("%s as a reader: %d", page, status)
		}
		if status, _ := asked(t, "POST", at+page, editor, ""); status == http.StatusForbidden || status == http.StatusMethodNotAllowed {
			t.Errorf("%s as an editor: %d", page, status)
		}
	}
}

// The address of a receiver is often all that is needed to write to it: readers see its host alone.
func TestReadersSeeNoReceiver(t *testing.T) {
	at, reader, editor := staffed(t)
	form := url.Values{"list": {"events"}, "query": {"type=ASSAULT"}, "target": {"https://hooks.example/services/T0/sesame"}}
	r, err := http.NewRequest("POST", at+"/alerts", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization", "Bearer "+editor)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("save: %s", answer.Status)
	}
	if _, page := asked(t, "GET", at+"/alerts", editor, ""); !strings.Contains(page, "hooks.example/services/T0/sesame") {
		t.Error("an editor does not see who is told")
	}
	if _, page := asked(t, "GET", at+"/alerts", reader, ""); !strings.Contains(page, "hooks.example") || strings.Contains(page, "sesame") {
		t.Errorf("a reader sees %s", page)
	}
}
