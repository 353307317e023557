package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"rawi"
)

// ran runs a command line to its end.
func ran(t *testing.T, in string, args ...string) (status int, out, errs string) {
	t.Helper()
	var o, e strings.Builder
	status = run(t.Context(), args, strings.NewReader(in), &o, &e)
	return status, o.String(), e.String()
}

// article is a page with a report.
func article(head, title string, paragraphs ...string) string {
	return "<!doctype html><html><head><title>" + title + "</title>" + head + "</head><body><article><h1>" + title + "</h1><p>" +
		strings.Join(paragraphs, "</p><p>") + "</p></article></body></html>"
}

const (
	signed = "Oman and Kenya signed an agreement in Muscat on Monday to protect merchant ships in the Gulf of Aden, officials of both countries said."
	denied = "Djibouti denied on Tuesday that it had closed its port to Omani ships, the government spokesperson told reporters in the capital."
)

// newsSite is a site with reports; the second text of /changing comes when changed is set.
func newsSite(t *testing.T, changed *atomic.Bool) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	page := func(path, body string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			io.WriteString(w, body)
		})
	}
	page("/a", article("", "Oman and Kenya sign", signed, denied))
	page("/home", article(`<link rel="canonical" href="/">`, "Djibouti denies", denied))
	page("/stolen", article(`<link rel="canonical" href="https://other.example/x">`, "Djibouti denies", denied))
	page("/private/b", article("", "Djibouti denies", denied))
	page("/robots.txt", "User-agent: *\nDisallow: /private/")
	arabic, err := charmap.Windows1256.NewEncoder().String(article("", "عُمان وكينيا توقعان اتفاقا",
		"وقّع وزير الخارجية العماني ونظيرته الكينية يوم الاثنين في مسقط اتفاقا لحماية السفن التجارية في خليج عدن."))
	if err != nil {
		t.Fatal(err)
	}
	page("/arabic", arabic)
	mux.HandleFunc("/moved", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/a?utm_source=feed", http.StatusMovedPermanently)
	})
	mux.HandleFunc("/amp", func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, article(`<link rel="canonical" href="http://`+r.Host+`/a?utm_source=amp">`, "Oman and Kenya sign", signed, denied))
	})
	mux.HandleFunc("/inside", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://169.254.169.254/latest/meta-data/", http.StatusFound)
	})
	mux.HandleFunc("/picture", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "\x89PNG\r\n\x1a\n") })
	mux.HandleFunc("/changing", func(w http.ResponseWriter, _ *http.Request) {
		text := signed
		if changed != nil && changed.Load() {
			text = denied
		}
		io.WriteString(w, article("", "News of the ports", text))
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func host(s *httptest.Server) string { return s.Listener.Addr().String() }

func TestFetch(t *testing.T) {
	s := newsSite(t, nil)
	paths := []string{"/a?utm_source=x&fbclid=y#top", "/moved", "/private/b", "/inside", "/picture", "/missing", "/arabic", "/home", "/stolen", "/amp"}
	var in strings.Builder
	for _, p := range paths {
		fmt.Fprintln(&in, s.URL+p)
	}
	fmt.Fprintln(&in, "# a note\n\nnot an address")
	status, out, errs := ran(t, in.String(), "fetch", "--jsonl", "--delay", "0", "--allow-private", host(s), "-")
	if status != someNot {
		t.Errorf("status %d: %s", status, errs)
	}
	want := []struct{ url, code string }{
		{s.URL + "/a", ""}, {s.URL + "/a", ""}, {"", "robots"}, {"", "blocked"}, {"", "wrong_type"}, {"", "status"}, {s.URL + "/arabic", ""},
		{s.URL + "/home", ""}, {s.URL + "/stolen", ""}, {s.URL + "/a", ""}, {"", "no_address"},
	}
	var got []rawi.Record
	for line := range strings.Lines(out) {
		var rec rawi.Record
		if err := json.Unmarshal([]byte(line), &rec); err != nil {
			t.Fatal(err)
		}
		got = append(got, rec)
	}
	if len(got) != len(want) {
		t.Fatalf("%d records, want %d:\n%s", len(got), len(want), out)
	}
	for i, w := range want {
		code := ""
		if got[i].Error != nil {
			code = got[i].Error.Code
		}
		if code != w.code || got[i].Document.URL != w.url {
			t.Errorf("record %d: %q %q, want %q %q", i, got[i].Document.URL, code, w.url, w.code)
		}
	}
	if len(got[0].Events) == 0 || len(got[6].Events) == 0 || !strings.Contains(got[6].Document.Text, "مسقط") {
		t.Errorf("events %v, and of the Arabic page %v", got[0].Events, got[6].Events)
	}
	if !strings.Contains(errs, s.URL+"/private/b") || !strings.Contains(errs, "169.254.169.254") {
		t.Errorf("what failed is not named: %s", errs)
	}
	if status, out, _ := ran(t, "", "fetch", "--allow-private", host(s), s.URL+"/a"); status != allRead || !strings.Contains(out, "Oman") {
		t.Errorf("for people: %d %s", status, out)
	}
	if status, _, errs := ran(t, "", "fetch", "--jsonl", s.URL+"/a"); status != someNot || !strings.Contains(errs, "blocked") {
		t.Errorf("this machine is asked: %d %s", status, errs)
	}
}

func TestFetchIntoTheRegister(t *testing.T) {
	var changed atomic.Bool
	s := newsSite(t, &changed)
	db := filepath.Join(t.TempDir(), "rawi.db")
	add := func(paths ...string) string {
		args := []string{"fetch", "--add", "--db", db, "--delay", "0", "--allow-private", host(s)}
		for _, p := range paths {
			args = append(args, s.URL+p)
		}
		status, out, errs := ran(t, "", args...)
		if status != allRead {
			t.Fatalf("status %d: %s", status, errs)
		}
		return out
	}
	if out := add("/a", "/changing", "/moved"); strings.Count(out, "(kept") != 2 || strings.Count(out, "(known") != 1 {
		t.Errorf("first: %s", out)
	}
	changed.Store(true)
	if out := add("/changing?utm_campaign=again"); !strings.Contains(out, "(version 2") {
		t.Errorf("a page that changed: %s", out)
	}
	for _, args := range [][]string{
		{"fetch"}, {"fetch", "--add", "--jsonl", s.URL}, {"fetch", "--allow-private", "http://x", s.URL}, {"fetch", "--timeout", "0s", s.URL},
	} {
		if status := run(context.Background(), args, strings.NewReader(""), io.Discard, io.Discard); status != usage {
			t.Errorf("%v: status %d", args, status)
		}
	}
}
