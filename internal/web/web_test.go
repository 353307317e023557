package web_test

import (
	"context"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"rawi/internal/fetch"
	"rawi/internal/register"
	"rawi/internal/register/registertest"
	"rawi/internal/store"
	"rawi/internal/web"
	"rawi/internal/what"
	"rawi/lang"
)

const treaty = `موسكو وبيونغ يانغ توقعان معاهدة دفاع

بيونغ يانغ 19 حزيران/يونيو 2024 (رويترز) - وقّعت روسيا وكوريا الشمالية معاهدة للدفاع المشترك يوم الأربعاء في ختام زيارة فلاديمير بوتين.

وقال بوتين إن المعاهدة تنص على أن يساعد كل طرف الآخر إذا تعرض لهجوم.`

// desk is a server on an empty register.
func desk(t *testing.T, writable bool) (*httptest.Server, *register.Register) {
	t.Helper()
	_, server, reg := pages(t, writable)
	return server, reg
}

// pages are the pages of an empty register, and their server.
func pages(t *testing.T, writable bool) (*web.Server, *httptest.Server, *register.Register) {
	t.Helper()
	scheme, err := what.LoadScheme(lang.FS)
	if err != nil {
		t.Fatal(err)
	}
	reg, reader := registertest.New(t, lang.FS, register.Options{Scheme: scheme})
	outside, err := fetch.New(fetch.Options{Allow: []string{"127.0.0.1"}, Delay: -1, Tries: 1})
	if err != nil {
		t.Fatal(err)
	}
	s, err := web.New(web.Options{Register: reg, Read: reader.Read, Explain: reader.ExplainAgain, Packs: lang.FS, Language: "en", Outside: outside,
		Writable: func(*http.Request) bool { return writable }})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return s, server, reg
}

func get(t *testing.T, address string) (int, string) {
	t.Helper()
	r, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	if csp := r.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
		t.Errorf("%s: policy %q", address, csp)
	}
	return r.StatusCode, string(b)
}

// paste adds a report as a person does, and gives the address of its page.
func paste(t *testing.T, server *httptest.Server, text string, header http.Header) (*http.Response, string) {
	t.Helper()
	var body strings.Builder
	const edge = "edge"
	for name, v := range map[string]string{"text": text, "url": "https://news.example/a", "outlet": "News"} {
		fmt.Fprintf(&body, "--%s\r\nContent-Disposition: form-data; name=%q\r\n\r\n%s\r\n", edge, name, v)
	}
	fmt.Fprintf(&body, "--%s--\r\n", edge)
	r, err := http.NewRequest("POST", server.URL+"/add", strings.NewReader(body.String()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header = header.Clone()
	if r.Header == nil {
		r.Header = http.Header{}
	}
	r.Header.Set("Content-Type", "multipart/form-data; boundary="+edge)
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	return answer, server.URL + kept(t, server, answer)
}

// kept is where an answer to a form of /add leads when all is read: on a busy machine it leads to a page of progress first.
func kept(t *testing.T, server *httptest.Server, answer *http.Response) string {
	t.Helper()
	to := answer.Header.Get("Location")
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for i := 0; i < 600 && strings.HasPrefix(to, "/add/"); i++ {
		r, err := client.Get(server.URL + to)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r.Body)
		r.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if r.StatusCode == http.StatusSeeOther {
			return r.Header.Get("Location")
		}
		if !strings.Contains(string(body), "data-progress") {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	return to
}

var tags = regexp.MustCompile(`<[^>]*>`)

func TestPagesInBothDirections(t *testing.T) {
	server, reg := desk(t, true)
	answer, report := paste(t, server, treaty, nil)
	if answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d", answer.StatusCode)
	}
	pages := []string{strings.TrimPrefix(report, server.URL), "/", "/events", "/documents", "/quotes", "/agreements", "/stories", "/entities", "/origins", "/timeline", "/network", "/map", "/review", "/decisions", "/add", "/alerts", "/alerts?list=events&type=ASSAULT", "/search?q=" + url.QueryEscape("معاهدة")}
	err := reg.Store().View(context.Background(), func(tx store.Reader) error {
		events, err := tx.Events(store.Filter{})
		if err != nil || len(events.Items) == 0 {
			t.Fatalf("events %v %v", events, err)
		}
		for _, e := range events.Items {
			pages = append(pages, "/event/"+e.Key)
		}
		tellings, err := tx.Tellings(store.Filter{Limit: 1})
		if err != nil {
			return err
		}
		pages = append(pages, "/review/"+tellings.Items[0].Key, "/chain/"+tellings.Items[0].Key,
			"/report/"+tellings.Items[0].Doc+"/explain/"+tellings.Items[0].Local, "/review?of=quotes", "/review?of=agreements", "/events?country=RUS")
		entities, err := tx.Entities(store.Filter{Limit: 3})
		for _, e := range entities.Items {
			pages = append(pages, "/entity/"+e.Key, "/entity/"+e.Key+"/merge?with=x")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		for language, dir := range map[string]string{"en": "ltr", "ar": "rtl"} {
			join := "?"
			if strings.Contains(page, "?") {
				join = "&"
			}
			status, body := get(t, server.URL+page+join+"lang="+language)
			if status != http.StatusOK {
				t.Errorf("%s in %s: status %d", page, language, status)
			}
			if !strings.Contains(body, fmt.Sprintf(`<html lang="%s" dir="%s"`, language, dir)) {
				t.Errorf("%s in %s stands in the wrong direction", page, language)
			}
			if i := strings.Index(body, "web."); i >= 0 {
				t.Errorf("%s in %s: words are missing: %q", page, language, body[i:min(i+30, len(body))])
			}
			if strings.Contains(body, "<script>") || strings.Contains(body, "style=") || strings.Contains(body, "onclick") {
				t.Errorf("%s holds a script or style of its own", page)
			}
		}
	}
	_, body := get(t, report)
	if !strings.Contains(html.UnescapeString(tags.ReplaceAllString(body, "")), "وقّعت روسيا وكوريا الشمالية معاهدة للدفاع المشترك يوم الأربعاء في ختام زيارة فلاديمير بوتين.") {
		t.Error("the marks change the text of the report")
	}
	if !strings.Contains(body, `data-f="v1`) || !strings.Contains(body, `id="f-v1"`) {
		t.Error("words and record do not point to each other")
	}
}

func TestHostileText(t *testing.T) {
	server, _ := desk(t, true)
	hostile := "<script>alert(1)</script> & \u202eevil\n\n" + `The "minister" <img src=x onerror=alert(2)> arrested 12 people in Cairo on 3 May 2024, the government said.`
	answer, report := paste(t, server, hostile, nil)
	if answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d", answer.StatusCode)
	}
	for _, page := range []string{report, server.URL + "/events", server.URL + "/search?q=" + url.QueryEscape("<script>alert(3)</script>")} {
		_, body := get(t, page)
		for _, bad := range []string{"<script>alert", "<img", "\u202e"} {
			if strings.Contains(body, bad) {
				t.Errorf("%s holds %q", page, bad)
			}
		}
	}
}

func TestWhoMayWrite(t *testing.T) {
	server, _ := desk(t, true)
	for name, header := range map[string]http.Header{
		"another site by its origin": {"Origin": {"https://evil.example"}},
		"another site by its fetch":  {"Sec-Fetch-Site": {"cross-site"}},
	} {
		if answer, _ := paste(t, server, treaty, header); answer.StatusCode != http.StatusForbidden {
			t.Errorf("%s: status %d", name, answer.StatusCode)
		}
	}
	closed, _ := desk(t, false)
	if answer, _ := paste(t, closed, treaty, nil); answer.StatusCode != http.StatusForbidden {
		t.Errorf("read only: status %d", answer.StatusCode)
	}
}

func TestSettings(t *testing.T) {
	server, _ := desk(t, false)
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for back, want := range map[string]string{"/events": "/events", "//evil.example": "/", "https://evil.example": "/"} {
		r, err := client.PostForm(server.URL+"/settings", url.Values{"language": {"ar"}, "theme": {"dark"}, "digits": {"arabic"}, "back": {back}})
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if got := r.Header.Get("Location"); got != want {
			t.Errorf("back to %q: %q, want %q", back, got, want)
		}
		q, _ := http.NewRequest("GET", server.URL+"/", nil)
		q.AddCookie(r.Cookies()[0])
		page, err := client.Do(q)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(page.Body)
		page.Body.Close()
		if !strings.Contains(string(b), `dir="rtl" data-theme="dark"`) || !strings.Contains(string(b), "<dd>٠</dd>") {
			t.Error("the settings are not kept")
		}
	}
}

func TestUnknown(t *testing.T) {
	server, _ := desk(t, false)
	for _, page := range []string{"/report/0123456789", "/event/zz", "/nothing", "/events?type=NOPE&limit=x"} {
		status, body := get(t, server.URL+page)
		if strings.HasPrefix(page, "/events") {
			if status != http.StatusOK || !strings.Contains(body, `role="alert"`) {
				t.Errorf("%s: status %d", page, status)
			}
			continue
		}
		if status != http.StatusNotFound {
			t.Errorf("%s: status %d", page, status)
		}
	}
}

// A 1 MB word is shown, not choked on.
func TestLongWord(t *testing.T) {
	server, _ := desk(t, true)
	answer, report := paste(t, server, "Long word\n\nThe minister said "+strings.Repeat("a", 1<<20)+" on Monday.", nil)
	if answer.StatusCode == http.StatusSeeOther {
		if status, _ := get(t, report); status != http.StatusOK {
			t.Errorf("status %d", status)
		}
	} else if answer.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("status %d", answer.StatusCode)
	}
}

// A page that has not changed is not sent again; one that has, or that is in another language, is.
func TestPagesCanBeCompared(t *testing.T) {
	server, _ := desk(t, true)
	ask := func(address, tag string) (int, string) {
		t.Helper()
		r, err := http.NewRequest("GET", server.URL+address, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("If-None-Match", tag)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		return answer.StatusCode, answer.Header.Get("ETag")
	}
	_, tag := ask("/", "")
	if status, _ := ask("/", tag); tag == "" || status != http.StatusNotModified {
		t.Errorf("unchanged: %d, tag %q", status, tag)
	}
	if status, _ := ask("/?lang=ar", tag); status != http.StatusOK {
		t.Errorf("in another language: %d", status)
	}
	paste(t, server, treaty, nil)
	if status, _ := ask("/", tag); status != http.StatusOK {
		t.Errorf("changed: %d", status)
	}
	if status, _ := ask("/nothing", "*"); status != http.StatusNotFound {
		t.Errorf("no page: %d", status)
	}
}

// However many ask at once, each page needs one state of the register and no second: otherwise they would wait for each other for ever.
func TestManyAskAtOnce(t *testing.T) {
	server, _ := desk(t, true)
	paste(t, server, treaty, nil)
	client := http.Client{Timeout: 20 * time.Second}
	for _, address := range []string{"/", "/events", "/origins", "/timeline", "/network", "/map", "/review", "/decisions", "/alerts", "/search?q=treaty", "/feed.atom"} {
		var all sync.WaitGroup
		for range 64 {
			all.Go(func() {
				answer, err := client.Get(server.URL + address)
				if err != nil {
					t.Errorf("%s: %v", address, err)
					return
				}
				answer.Body.Close()
				if answer.StatusCode != http.StatusOK {
					t.Errorf("%s: %d", address, answer.StatusCode)
				}
			})
		}
		all.Wait()
	}
}
