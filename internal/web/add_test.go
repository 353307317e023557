package web_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"
)

// sendForm sends what stands in the fields of the form of /add, and files by their names.
func sendForm(t *testing.T, server *httptest.Server, fields, files map[string]string) *http.Response {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, v := range fields {
		if err := form.WriteField(name, v); err != nil {
			t.Fatal(err)
		}
	}
	for name, v := range files {
		part, err := form.CreateFormFile("file", name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(part, v)
	}
	form.Close()
	r, err := http.NewRequest("POST", server.URL+"/add", &body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", form.FormDataContentType())
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	return answer
}

// finished looks at a page of progress until all is read.
func finished(t *testing.T, address string) string {
	t.Helper()
	for range 200 {
		if _, page := get(t, address); !strings.Contains(page, "data-progress") {
			return page
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("it is read for ever")
	return ""
}

// Each of several files has its outcome beside its name: one report, several of JSON Lines with a line that is none, and a picture.
func TestAddFiles(t *testing.T) {
	server, _ := desk(t, true)
	answer := sendForm(t, server, nil, map[string]string{
		"raid.txt":    raid,
		"lines.jsonl": `{"id":"a","text":"Oman and Kenya signed a trade agreement in Muscat on 14 May 2018."}` + "\nnonsense\n" + `{"id":"b","text":"Gunmen attacked a tanker off Somalia on 11 May 2018, killing three sailors."}` + "\n",
		"<b>.png":     "\x89PNG\r\n\x1a\n" + strings.Repeat("\x00\x01\xff", 400),
	})
	address := answer.Header.Get("Location")
	if answer.StatusCode != http.StatusSeeOther || !strings.HasPrefix(address, "/add/") {
		t.Fatalf("status %d, location %q", answer.StatusCode, address)
	}
	page := finished(t, server.URL+address)
	for _, want := range []string{"raid.txt", "lines.jsonl:1", "lines.jsonl:2", "lines.jsonl:3", "&lt;b&gt;.png", "This line is no page", "No writing"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if n := strings.Count(page, `href="/report/`); n != 3 {
		t.Errorf("%d reports were kept, want 3", n)
	}
	for _, link := range regexp.MustCompile(`/report/[0-9a-f]+`).FindAllString(page, -1) {
		if status, _ := get(t, server.URL+link); status != http.StatusOK {
			t.Errorf("%s: status %d", link, status)
		}
	}
	if to := kept(t, server, sendForm(t, server, nil, map[string]string{"raid.txt": raid})); !strings.HasPrefix(to, "/report/") {
		t.Errorf("one file leads to %q", to)
	}
}

// An address is asked for, through its redirects, and its page is known by where it was found.
func TestAddFromAddress(t *testing.T) {
	server, _ := desk(t, true)
	site := http.NewServeMux()
	site.HandleFunc("/old", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/news/raid", http.StatusMovedPermanently)
	})
	site.HandleFunc("/news/raid", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		head, body, _ := strings.Cut(raid, "\n\n")
		io.WriteString(w, "<html><head><title>"+head+"</title></head><body><article><h1>"+head+"</h1><p>"+body+"</p><p>The army said that it had struck a store of weapons there, and that nobody else was hurt in the town.</p></article></body></html>")
	})
	site.HandleFunc("/inward", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://127.0.0.2/secret", http.StatusFound)
	})
	outlet := httptest.NewServer(site)
	defer outlet.Close()
	answer := sendForm(t, server, map[string]string{"addresses": outlet.URL + "/old"}, nil)
	report := kept(t, server, answer)
	if !strings.HasPrefix(report, "/report/") {
		t.Fatalf("status %d, location %q", answer.StatusCode, report)
	}
	if _, page := get(t, server.URL+report); !strings.Contains(page, "/news/raid") || !strings.Contains(page, "Nabatieh") {
		t.Error("the report does not stand under its address")
	}
	answer = sendForm(t, server, map[string]string{"addresses": outlet.URL + "/inward\n" + outlet.URL + "/nowhere\nftp://news.example/"}, nil)
	page := finished(t, server.URL+answer.Header.Get("Location"))
	for _, want := range []string{"not of the open internet", "The site refuses the page", "No address of the web"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(page, "/report/") {
		t.Error("something was kept")
	}
}

// Nothing is no report, and who may not write sees no progress.
func TestAddNothing(t *testing.T) {
	server, _ := desk(t, true)
	if a := sendForm(t, server, map[string]string{"text": "  "}, nil); a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("nothing: status %d", a.StatusCode)
	}
	if a := sendForm(t, server, map[string]string{"addresses": strings.Repeat("https://news.example/a\n", 51)}, nil); a.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("too many: status %d", a.StatusCode)
	}
	if status, _ := get(t, server.URL+"/add/NOSUCHJOB"); status != http.StatusNotFound {
		t.Errorf("no job: status %d", status)
	}
}
