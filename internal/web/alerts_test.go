package web_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"rawi/internal/web"
)

// toldMessage is what a receiver of alerts was sent.
type toldMessage struct {
	header http.Header
	body   []byte
}

// receiver is a program on this machine that is told.
func receiver(t *testing.T, status int) (address string, got chan toldMessage) {
	got = make(chan toldMessage, 100)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got <- toldMessage{r.Header, body}
		w.WriteHeader(status)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/hook", got
}

var secretShown = regexp.MustCompile(`whsec_[A-Za-z0-9+/=]+`)

// saveSearch saves a search as a person does, and gives the secret that is shown.
func saveSearch(t *testing.T, server *httptest.Server, list, query, target string) string {
	t.Helper()
	r, err := http.PostForm(server.URL+"/alerts", url.Values{"list": {list}, "query": {query}, "name": {"My <search>"}, "target": {target}})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		t.Fatalf("status %d %v: %s", r.StatusCode, err, b)
	}
	if strings.Contains(string(b), "My <search>") {
		t.Error("a name is shown as markup")
	}
	return secretShown.FindString(html.UnescapeString(string(b)))
}

// tell looks at what came in and sends it.
func tell(t *testing.T, s *web.Server) {
	t.Helper()
	if err := s.Alerts.Look(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Alerts.Send(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func signed(m toldMessage, secret string) bool {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%s.%s", m.header.Get("webhook-id"), m.header.Get("webhook-timestamp"), m.body)
	return err == nil && m.header.Get("webhook-signature") == "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// A saved search tells a receiver of an event that comes in after it was saved, and shows what became of it. Its secret is shown once.
func TestSavedSearchTellsAReceiver(t *testing.T) {
	s, server, _ := pages(t, true)
	addReport(t, server, treaty, "https://news.example/treaty", "News")
	target, got := receiver(t, http.StatusOK)
	secret := saveSearch(t, server, "events", "type=ASSAULT", target)
	if secret == "" {
		t.Fatal("no secret is shown")
	}
	addReport(t, server, raid, "https://news.example/raid", "News")
	tell(t, s)
	if len(got) != 1 {
		t.Fatalf("%d messages", len(got))
	}
	m := <-got
	if !signed(m, secret) {
		t.Errorf("the signature %s does not fit", m.header.Get("webhook-signature"))
	}
	var told struct {
		URL  string
		Item struct{ Type string }
	}
	if err := json.Unmarshal(m.body, &told); err != nil || told.Item.Type != "ASSAULT" {
		t.Errorf("%v %s", err, m.body)
	}
	if status, _ := get(t, told.URL); status != http.StatusOK {
		t.Errorf("%s: status %d", told.URL, status)
	}
	_, page := get(t, server.URL+"/alerts")
	if secretShown.MatchString(page) {
		t.Error("the secret is shown again")
	}
	if !strings.Contains(page, `class="delivery delivered"`) || !strings.Contains(page, "/hook") {
		t.Error("the page does not show that it was delivered")
	}
	removal := regexp.MustCompile(`/alerts/[0-9a-f]+/remove`).FindString(page)
	if a := post(t, server.URL+removal, nil, nil); a.StatusCode != http.StatusSeeOther {
		t.Errorf("remove: status %d", a.StatusCode)
	}
	if _, page := get(t, server.URL+"/alerts"); strings.Contains(page, "/hook") {
		t.Error("a removed search is still there")
	}
}

// Possible triggers of one agreement are told to who follows it, and no others.
func TestTriggersAreTold(t *testing.T) {
	s, server, _ := pages(t, true)
	addReport(t, server, pactAgainstAttack, "https://news.example/pact", "News")
	_, list := get(t, server.URL+"/agreements")
	key := regexp.MustCompile(`/agreement/([0-9a-f]+)`).FindStringSubmatch(list)
	if key == nil {
		t.Fatal("no agreement was read")
	}
	target, got := receiver(t, http.StatusOK)
	saveSearch(t, server, "agreements", "triggered=true&id="+key[1], target)
	other, none := receiver(t, http.StatusOK)
	saveSearch(t, server, "agreements", "triggered=true&country=KEN", other)
	addReport(t, server, attackOnAParty, "https://news.example/attack", "Other News")
	tell(t, s)
	if len(got) == 0 || len(none) != 0 {
		t.Fatalf("%d messages of its triggers, %d of another's", len(got), len(none))
	}
	if m := <-got; !strings.Contains(string(m.body), key[1]) || !strings.Contains(string(m.body), `"trigger"`) {
		t.Errorf("message %s", m.body)
	}
}

// An address that is none, or a question that is none, is not kept.
func TestWrongSearches(t *testing.T) {
	_, server, _ := pages(t, true)
	for _, form := range []url.Values{
		{"list": {"events"}, "query": {"nonsense=1"}},
		{"list": {"passwords"}, "query": {""}},
		{"list": {"events"}, "query": {""}, "target": {"file:///etc/passwd"}},
		{"list": {"events"}, "query": {""}, "target": {"https://user:secret@hook.example/"}},
	} {
		if a := post(t, server.URL+"/alerts", form, nil); a.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%v: status %d", form, a.StatusCode)
		}
	}
	closed, _ := desk(t, false)
	if a := post(t, closed.URL+"/alerts", url.Values{"list": {"events"}}, nil); a.StatusCode != http.StatusForbidden {
		t.Errorf("read only: status %d", a.StatusCode)
	}
}
