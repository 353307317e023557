package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// A server tells a receiver on this machine of a report that came in by the API, where it was allowed to; where it was not, it does not
// even connect, and says so on the page.
func TestServeTellsReceivers(t *testing.T) {
	for _, c := range []struct {
		allow []string
		told  bool
	}{{[]string{"--allow", "127.0.0.1"}, true}, {nil, false}} {
		got := make(chan string, 10)
		receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			got <- r.Header.Get("webhook-signature") + " " + string(body)
		}))
		at := serving(t, c.allow...)
		answer, err := http.PostForm(at+"/alerts", url.Values{"list": {"events"}, "query": {"type=ASSAULT"}, "target": {receiver.URL}})
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Fatalf("save a search: %v %v", answer, err)
		}
		answer.Body.Close()
		report := `{"text":"MUSCAT, 5 May 2024 - Gunmen attacked a tanker off Oman on Saturday and killed three sailors.","url":"https://news.example/a"}`
		if status, body := asked(t, "POST", at+"/api/v1/documents", "", report); status != http.StatusCreated {
			t.Fatalf("status %d: %s", status, body)
		}
		page := ""
		for range 300 { // it looks every few seconds
			if _, page = asked(t, "GET", at+"/alerts", "", ""); strings.Contains(page, `class="delivery`) && !strings.Contains(page, "<td>0</td>") && (len(got) > 0 || strings.Contains(page, "dial tcp")) {
				break
			}
			time.Sleep(100 * time.Millisecond)
		}
		switch {
		case c.told && len(got) == 0:
			t.Errorf("the receiver is not told: %s", page)
		case c.told:
			if m := <-got; !strings.HasPrefix(m, "v1,") || !strings.Contains(m, "ASSAULT") {
				t.Errorf("message %s", m)
			}
		case len(got) > 0 || !strings.Contains(page, "dial tcp"):
			t.Errorf("told %d times an address that was not allowed: %s", len(got), page)
		}
		receiver.Close()
	}
}

// A page is fetched from an address of this machine where that was allowed; else who asked is told why not.
func TestServeAddsFromAddresses(t *testing.T) {
	outlet := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		fmt.Fprint(w, "Tanker attacked\n\nMUSCAT, 5 May 2024 - Gunmen attacked a tanker off Oman on Saturday and killed three sailors, the ministry said.")
	}))
	defer outlet.Close()
	for _, c := range []struct {
		allow []string
		want  string
	}{{[]string{"--allow", "127.0.0.1"}, "/report/"}, {nil, "not of the open internet"}} {
		at := serving(t, c.allow...)
		var body strings.Builder
		fmt.Fprintf(&body, "--edge\r\nContent-Disposition: form-data; name=\"addresses\"\r\n\r\n%s/news\r\n--edge--\r\n", outlet.URL)
		answer, err := http.Post(at+"/add", "multipart/form-data; boundary=edge", strings.NewReader(body.String()))
		if err != nil {
			t.Fatal(err)
		}
		for range 100 {
			page, err := io.ReadAll(answer.Body)
			answer.Body.Close()
			if err != nil {
				t.Fatal(err)
			}
			if where := answer.Request.URL.Path + string(page); strings.Contains(where, c.want) {
				break
			} else if !strings.Contains(string(page), "data-progress") {
				t.Fatalf("allowed %v: %s", c.allow, page)
			}
			time.Sleep(100 * time.Millisecond)
			if answer, err = http.Get(answer.Request.URL.String()); err != nil {
				t.Fatal(err)
			}
		}
	}
}
