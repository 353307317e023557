package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// FuzzAsk asks and sends anything: whatever a caller does, it is the caller's fault or it is answered.
func FuzzAsk(f *testing.F) {
	server := filled(f)
	for _, s := range []string{"/events?type=ASSAULT&sort=day", "/search?text=%D9%85%D8%B9%D8%A7%D9%87%D8%AF%D8%A9", "/count?by=month,type", "/export?format=geojson",
		"/events?box=1,2,3,4&cursor=x", "/timeline?party=Russia", "/agreements?on=2024-07-01", "/chains/v1", "/entities?kind=person&text=put"} {
		f.Add("GET", s, "")
	}
	f.Add("POST", "/read", `{"text":"Iran and Iraq signed a deal on Monday.","published":"2024-02-06"}`)
	f.Add("POST", "/documents", `{"html":"<p>Iran and Iraq signed a deal.</p>","url":"https://a.example/b"}`)
	f.Fuzz(func(t *testing.T, method, address, body string) {
		if _, err := url.Parse(server.URL + "/api/v1" + address); err != nil || !strings.HasPrefix(address, "/") {
			t.Skip("no address")
		}
		if method != http.MethodGet && method != http.MethodPost {
			t.Skip("no method")
		}
		var in any
		if method == http.MethodPost {
			in = body
		}
		if got := do(t, server, method, "/api/v1"+address, in, nil); got.status >= 500 {
			t.Errorf("%s %s: %d %s", method, address, got.status, got.body)
		}
	})
}
