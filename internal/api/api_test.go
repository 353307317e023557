package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"rawi/internal/api"
	"rawi/internal/ask"
	"rawi/internal/register"
	"rawi/internal/register/registertest"
	"rawi/internal/search"
	"rawi/internal/store"
	"rawi/internal/store/sqlite"
	"rawi/lang"
)

// reports that the tests keep: two outlets on one treaty, and one on shelling.
var reports = []map[string]string{
	{"url": "https://news.example/ar", "outlet": "News", "text": `بيونغ يانغ 19 حزيران/يونيو 2024 (رويترز) - وقّعت روسيا وكوريا الشمالية معاهدة للدفاع المشترك يوم الأربعاء في ختام زيارة فلاديمير بوتين.

وقال بوتين إن المعاهدة تنص على أن يساعد كل طرف الآخر إذا تعرض لهجوم.`},
	{"url": "https://wire.example/en", "outlet": "Wire", "published": "2024-06-20", "text": `Russia and North Korea signed a mutual defence treaty in Pyongyang on Wednesday. "We will help each other if one of us is attacked," President Vladimir Putin said.

South Korea condemned the treaty on Thursday.`},
	{"url": "https://wire.example/b", "outlet": "Wire", "published": "2024-07-02", "text": `Russian forces shelled Kharkiv on Monday, killing four people, the regional governor said. Ukraine denied that the town had been taken. China called for talks on Tuesday.`},
}

const tokenFile = "# who may ask\nreader rita d0c04f4b1951e4aeaaec8223ed2039e542f3aae805a6fa7f6d794e5afff5d272\n" +
	"editor edna 5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8\n" +
	"admin ada 1c8bfe8f801d79745c4631d09fff36c82aa37fc4cce4fc946683d7b336b63032\n"

// The digests above are of these.
const (
	ritas = "sesame"
	ednas = "password"
	adas  = "letmein"
)

// desk is a server on an empty register.
func desk(t testing.TB, g api.Guard) *httptest.Server {
	t.Helper()
	reg, reader := registertest.New(t, lang.FS, register.Options{})
	a, err := api.New(api.Options{Register: reg, Read: reader.Read, Again: reader.Again, Tokens: g.Tokens, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(g.Wrap(a))
	t.Cleanup(func() { server.Close(); a.Close() })
	return server
}

// filled is a server on a register of the reports.
func filled(t testing.TB) *httptest.Server {
	t.Helper()
	server := desk(t, api.Guard{})
	fill(t, server, "")
	return server
}

// staffed is a server that knows a reader, an editor and an admin, on a register of the reports.
func staffed(t *testing.T) *httptest.Server {
	t.Helper()
	file := filepath.Join(t.TempDir(), "tokens")
	if err := os.WriteFile(file, []byte(tokenFile), 0o600); err != nil {
		t.Fatal(err)
	}
	tokens, err := api.OpenTokens(file)
	if err != nil {
		t.Fatal(err)
	}
	server := desk(t, api.Guard{Tokens: tokens})
	fill(t, server, ednas)
	return server
}

func fill(t testing.TB, server *httptest.Server, secret string) {
	t.Helper()
	for _, r := range reports {
		if got := do(t, server, "POST", "/api/v1/documents", r, bearer(secret)); got.status != http.StatusCreated {
			t.Fatalf("add %s: %d %s", r["url"], got.status, got.body)
		}
	}
}

type reply struct {
	status int
	header http.Header
	body   []byte
}

func do(t testing.TB, server *httptest.Server, method, address string, body any, header map[string]string) reply {
	t.Helper()
	var in io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		in = strings.NewReader(b)
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		in = bytes.NewReader(raw)
	}
	r, err := http.NewRequest(method, server.URL+address, in)
	if err != nil {
		t.Fatal(err)
	}
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for name, v := range header {
		r.Header.Set(name, v)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	out := reply{answer.StatusCode, answer.Header, nil}
	if out.body, err = io.ReadAll(answer.Body); err != nil {
		t.Fatal(err)
	}
	return out
}

// object is a JSON object of an answer.
func (r reply) object(t *testing.T) map[string]any {
	t.Helper()
	var out map[string]any
	if err := json.Unmarshal(r.body, &out); err != nil {
		t.Fatalf("%v: %s", err, r.body)
	}
	return out
}

func (r reply) items(t *testing.T) []map[string]any {
	t.Helper()
	list, ok := r.object(t)["items"].([]any)
	if !ok {
		t.Fatalf("no items: %s", r.body)
	}
	var out []map[string]any
	for _, one := range list {
		out = append(out, one.(map[string]any))
	}
	return out
}

func TestEveryParameterIsDescribed(t *testing.T) {
	k := described(t, desk(t, api.Guard{}), "")
	for _, list := range []string{"documents", "events", "tellings", "quotes", "agreements", "stories", "entities", "origins"} {
		var got []string
		for _, p := range k.paths["/"+list].(map[string]any)["get"].(map[string]any)["parameters"].([]any) {
			got = append(got, p.(map[string]any)["name"].(string))
		}
		var want []string
		for _, p := range ask.Params(list) {
			want = append(want, p.Name)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: described %v, taken %v", list, got, want)
		}
	}
}

func TestCursorGivesEachOnce(t *testing.T) {
	server := filled(t)
	all := do(t, server, "GET", "/api/v1/events?limit=1000&sort=day", nil, nil).items(t)
	if len(all) < 4 {
		t.Fatalf("%d events: too few to walk", len(all))
	}
	for _, start := range []string{"/api/v1/events?limit=2&sort=day", "/api/v1/events?limit=1", "/api/v1/events?limit=1&sort=seen&desc=true"} {
		seen := map[string]int{}
		for address := start; address != ""; {
			got := do(t, server, "GET", address, nil, nil)
			if got.status != http.StatusOK {
				t.Fatalf("%s: %d %s", address, got.status, got.body)
			}
			for _, e := range got.items(t) {
				seen[e["key"].(string)]++
			}
			next, _ := got.object(t)["next"].(string)
			link := got.header.Get("Link")
			if (next == "") != (link == "") {
				t.Fatalf("next %q, Link %q", next, link)
			}
			address, _ = strings.CutSuffix(strings.TrimPrefix(link, "<"), `>; rel="next"`)
			if len(seen) > len(all) {
				break
			}
		}
		for key, n := range seen {
			if n != 1 {
				t.Errorf("%s: event %s came %d times", start, key, n)
			}
		}
		if len(seen) != len(all) {
			t.Errorf("%s: %d of %d events", start, len(seen), len(all))
		}
	}
}

// Names are found by what is heard of them; what follows is asked for in the same way.
func TestCursorOfSounds(t *testing.T) {
	server := filled(t)
	first := do(t, server, "GET", "/api/v1/documents?limit=1&text=Poutine", nil, nil)
	if len(first.items(t)) == 0 {
		t.Skip("the name is not heard")
	}
	next, _ := first.object(t)["next"].(string)
	if !strings.HasPrefix(next, "~") {
		t.Fatalf("next %q", next)
	}
	second := do(t, server, "GET", "/api/v1/documents?limit=1&text=Poutine&cursor="+url.QueryEscape(next), nil, nil)
	if list := second.items(t); len(list) != 1 || list[0]["key"] == first.items(t)[0]["key"] {
		t.Errorf("second page: %s", second.body)
	}
}

func TestAnswersCanBeCompared(t *testing.T) {
	server := filled(t)
	first := do(t, server, "GET", "/api/v1/events", nil, nil)
	tag := first.header.Get("ETag")
	if tag == "" {
		t.Fatal("no ETag")
	}
	for _, match := range []string{tag, "W/" + tag, `"other", ` + tag, "*"} {
		got := do(t, server, "GET", "/api/v1/events", nil, map[string]string{"If-None-Match": match})
		if got.status != http.StatusNotModified || len(got.body) > 0 {
			t.Errorf("If-None-Match %s: %d, %d bytes", match, got.status, len(got.body))
		}
	}
	if got := do(t, server, "POST", "/api/v1/documents", map[string]string{"text": "Turkey expelled two Syrian diplomats on Sunday.", "published": "2024-08-05"}, nil); got.status != http.StatusCreated {
		t.Fatalf("add: %d %s", got.status, got.body)
	}
	if got := do(t, server, "GET", "/api/v1/events", nil, map[string]string{"If-None-Match": tag}); got.status != http.StatusOK || got.header.Get("ETag") == tag {
		t.Errorf("after a report came: %d", got.status)
	}
}

func TestReadKeepsNothing(t *testing.T) {
	server := desk(t, api.Guard{})
	got := do(t, server, "POST", "/api/v1/read", map[string]string{"html": "<html><body><article><h1>Talks in Cairo</h1><p>Egypt and Sudan held talks in Cairo on Monday about the dam.</p></article></body></html>", "published": "2024-05-07"}, nil)
	if got.status != http.StatusOK || len(got.object(t)["events"].([]any)) == 0 {
		t.Fatalf("read: %d %s", got.status, got.body)
	}
	if list := do(t, server, "GET", "/api/v1/documents", nil, nil).items(t); len(list) != 0 {
		t.Errorf("%d documents are kept", len(list))
	}
}

func TestExport(t *testing.T) {
	server := filled(t)
	records := do(t, server, "GET", "/api/v1/export", nil, nil)
	if n := bytes.Count(records.body, []byte("\n")); records.status != http.StatusOK || n != len(reports) || records.header.Get("Content-Type") != "application/jsonl" {
		t.Errorf("records: %d, %d lines, %s", records.status, n, records.header.Get("Content-Type"))
	}
	table := do(t, server, "GET", "/api/v1/export?format=csv&country=PRK", nil, nil)
	if table.status != http.StatusOK || !bytes.Contains(table.body, []byte("SUPPORT")) || bytes.Contains(table.body, []byte("ASSAULT")) {
		t.Errorf("table: %d %s", table.status, table.body)
	}
	for _, bad := range []string{"format=parquet", "format=../x", "from=yesterday", "country=PRK&sort=beauty"} {
		got := do(t, server, "GET", "/api/v1/export?"+bad, nil, nil)
		if got.status != http.StatusUnprocessableEntity || got.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s %s", bad, got.status, got.header.Get("Content-Type"), got.body)
		}
	}
}

func bearer(secret string) map[string]string {
	return map[string]string{"Authorization": "Bearer " + secret}
}

func TestTokens(t *testing.T) {
	tokens, err := api.LoadTokens(strings.NewReader(tokenFile))
	if err != nil {
		t.Fatal(err)
	}
	server := desk(t, api.Guard{Tokens: tokens})
	readOnly := desk(t, api.Guard{Tokens: tokens, ReadOnly: true})
	page := reports[2]
	for _, c := range []struct {
		name         string
		server       *httptest.Server
		method, path string
		header       map[string]string
		body         any
		want         int
	}{
		{"no token", server, "GET", "/api/v1/events", nil, nil, 401},
		{"no token, description", server, "GET", "/api/v1/openapi.json", nil, nil, 401},
		{"no token, page", server, "GET", "/", nil, nil, 401},
		{"wrong token", server, "GET", "/api/v1/events", bearer("sesamE"), nil, 401},
		{"empty token", server, "GET", "/api/v1/events", bearer(""), nil, 401},
		{"the digest is no token", server, "GET", "/api/v1/events", bearer(strings.Fields(tokenFile)[6]), nil, 401},
		{"no token, health", server, "GET", "/healthz", nil, nil, 200},
		{"no token, ready", server, "GET", "/readyz", nil, nil, 200},
		{"reader reads", server, "GET", "/api/v1/events", bearer(ritas), nil, 200},
		{"reader has a text read", server, "POST", "/api/v1/read", bearer(ritas), page, 200},
		{"reader may not write", server, "POST", "/api/v1/documents", bearer(ritas), page, 403},
		{"wrong token may not write", server, "POST", "/api/v1/documents", bearer("x"), page, 401},
		{"editor writes", server, "POST", "/api/v1/documents", bearer(ednas), page, 201},
		{"nobody writes where nothing may be changed", readOnly, "POST", "/api/v1/documents", bearer(ednas), page, 403},
		{"a browser has it as a password", server, "GET", "/api/v1/events", map[string]string{"Authorization": "Basic eDpzZXNhbWU="}, nil, 200},
		{"a page elsewhere may not make it write", server, "POST", "/api/v1/documents", map[string]string{"Authorization": "Bearer " + ednas, "Sec-Fetch-Site": "cross-site"}, page, 403},
	} {
		got := do(t, c.server, c.method, c.path, c.body, c.header)
		if got.status != c.want {
			t.Errorf("%s: %d %s, want %d", c.name, got.status, got.body, c.want)
		}
		if strings.HasPrefix(c.path, api.Prefix) && got.status >= 400 && got.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %s", c.name, got.header.Get("Content-Type"))
		}
		if got.status == 401 && got.header.Get("WWW-Authenticate") == "" {
			t.Errorf("%s: does not say how", c.name)
		}
	}
}

func TestTokenFile(t *testing.T) {
	for _, bad := range []string{"", "# nobody\n", "reader x", "boss x " + strings.Repeat("0", 64), "nobody x " + strings.Repeat("0", 64), "reader x secret",
		"reader x " + strings.Repeat("0", 66), "reader x " + strings.Repeat("0", 64) + "\nadmin x " + strings.Repeat("1", 64)} {
		if _, err := api.LoadTokens(strings.NewReader(bad)); err == nil {
			t.Errorf("%q is taken", bad)
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("%q tells the secret", err)
		}
	}
	secret, line, err := api.NewToken(api.Editor, "desk")
	if err != nil {
		t.Fatal(err)
	}
	tokens, err := api.LoadTokens(strings.NewReader(line))
	if err != nil {
		t.Fatal(err)
	}
	if c, ok := tokens.Who(secret); !ok || c != (api.Caller{Name: "desk", Role: api.Editor}) || strings.Contains(line, secret) {
		t.Errorf("%v %v by %q", c, ok, line)
	}
	for _, name := range []string{"", "two words", "#x"} {
		if _, _, err := api.NewToken(api.Reader, name); err == nil {
			t.Errorf("name %q is taken", name)
		}
	}
}

func TestRate(t *testing.T) {
	tokens, err := api.LoadTokens(strings.NewReader(tokenFile))
	if err != nil {
		t.Fatal(err)
	}
	server := desk(t, api.Guard{Tokens: tokens, Rate: 0.01, Burst: 3})
	var last reply
	for left := range 4 {
		last = do(t, server, "GET", "/api/v1/events", nil, bearer(ritas))
		if want := `"caller";r=` + strconv.Itoa(max(0, 2-left)) + ";t="; !strings.HasPrefix(last.header.Get("RateLimit"), want) || last.header.Get("RateLimit-Policy") != `"caller";q=3;w=300` {
			t.Errorf("after %d: %q %q", left+1, last.header.Get("RateLimit"), last.header.Get("RateLimit-Policy"))
		}
	}
	if last.status != http.StatusTooManyRequests || last.header.Get("Retry-After") == "" || last.header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("the fourth of three: %d %v", last.status, last.header)
	}
	if got := do(t, server, "GET", "/api/v1/events", nil, bearer(ednas)); got.status != http.StatusOK {
		t.Errorf("another caller: %d", got.status)
	}
	for range 4 {
		last = do(t, server, "GET", "/api/v1/events", nil, bearer("guess"))
	}
	if last.status != http.StatusTooManyRequests {
		t.Errorf("guessing: %d", last.status)
	}
}

// Whatever comes, it is answered by a problem that is the caller's, and the next question is answered.
func TestHostileInput(t *testing.T) {
	server := filled(t)
	k := described(t, server, "")
	many := strings.Repeat("type=ASSAULT&", 500)
	for _, address := range []string{
		"/events?limit=-1", "/events?limit=1e300", "/events?limit=NaN", "/events?min-confidence=NaN", "/events?min-origins=Inf", "/events?box=NaN,0,0,0", "/events?box=1,2",
		"/events?cursor=zzzz", "/events?cursor=~", "/events?cursor=%00", "/documents?text=" + strings.Repeat("a", 5000), "/events?" + many, "/events?type=%ff", "/events?actor=%00x",
		"/events?from=2024-13-40", "/events?to=2024-01-01&from=2025-01-01", "/events?reality=true", "/events?quad=9", "/events?sort='%20OR%201=1", "/events?drop=1", "/events?story=abcdefabcdef",
		"/events?a=%zz", "/events?a;b=c", "/count?by=month;drop", "/count?by=type,type", "/search", "/search?text=%20", "/search?text=treaty&cursor=x", "/events/x", "/events/" + strings.Repeat("a", 300), "/events/%2e%2e%2f",
		"/nothing", "/origins?cursor=!", "/origins?sort=x", "/export?format=gdelt", "/events?actor=Nobody+Of+That+Name",
	} {
		got := do(t, server, "GET", "/api/v1"+address, nil, nil)
		empty := address == "/events?cursor=~"
		if !empty && (got.status < 400 || got.status >= 500) || got.status >= 500 {
			t.Errorf("%.60s: %d %.200s", address, got.status, got.body)
		}
		if got.status >= 400 && got.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%.60s: %s %.200s", address, got.header.Get("Content-Type"), got.body)
		}
		if path, _, _ := strings.Cut(address, "?"); k.paths[path] != nil {
			k.check(t, "GET", path, got)
		}
	}
	for _, address := range []string{"/search?text=%22%22%22", "/search?text=-", "/search?text=*+AND+(", "/search?text=%22treaty", "/documents?text=a%20OR%20b%20NEAR%20c", "/entities?kind=%27--"} {
		if got := do(t, server, "GET", "/api/v1"+address, nil, nil); got.status >= 500 {
			t.Errorf("%s: %d %s", address, got.status, got.body)
		}
	}
	for name, body := range map[string]string{
		"no JSON": "{", "no object": "[]", "nothing": "{}", "both": `{"text":"a","html":"b"}`, "another field": `{"text":"a","secret":1}`, "another type": `{"text":7}`,
		"empty": "", "too large": `{"text":"` + strings.Repeat("x ", api.MaxBody/2+10) + `"}`, "deep": strings.Repeat("[", 100000),
	} {
		for _, path := range []string{"/read", "/documents"} {
			got := do(t, server, "POST", "/api/v1"+path, body, nil)
			if got.status < 400 || got.status >= 500 || got.header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("%s %s: %d %s %.200s", path, name, got.status, got.header.Get("Content-Type"), got.body)
			}
			k.check(t, "POST", path, got)
		}
	}
	odd := do(t, server, "POST", "/api/v1/documents", `{"text":"Iran \u0000 and Iraq\ud800 signed a deal on Monday. <script>alert(1)</script>","published":"2024-02-06"}`, nil)
	if odd.status != http.StatusCreated {
		t.Errorf("odd text: %d %s", odd.status, odd.body)
	}
	for _, method := range []string{"DELETE", "PUT", "PATCH"} {
		if got := do(t, server, method, "/api/v1/events", nil, nil); got.status != http.StatusMethodNotAllowed {
			t.Errorf("%s: %d", method, got.status)
		}
	}
	if got := do(t, server, "GET", "/api/v1/events", nil, nil); got.status != http.StatusOK {
		t.Errorf("afterwards: %d", got.status)
	}
}

// stuck is a store that answers nobody.
type stuck struct{ store.Store }

func (stuck) View(ctx context.Context, _ func(store.Reader) error) error {
	<-ctx.Done()
	return ctx.Err()
}

// A server is ready as long as its register answers; that it runs is another matter.
func TestReadiness(t *testing.T) {
	open, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "rawi.db"), true)
	if err != nil {
		t.Fatal(err)
	}
	searcher, err := search.New(lang.FS)
	if err != nil {
		t.Fatal(err)
	}
	on := func(st store.Store) *httptest.Server {
		a, err := api.New(api.Options{Register: register.New(st, register.Options{Search: searcher})})
		if err != nil {
			t.Fatal(err)
		}
		server := httptest.NewServer(a)
		t.Cleanup(server.Close)
		return server
	}
	server := on(open)
	status := func(server *httptest.Server, address string, want int) {
		t.Helper()
		if got := do(t, server, "GET", address, nil, nil); got.status != want {
			t.Errorf("%s: %d %s, want %d", address, got.status, got.body, want)
		}
	}
	status(server, "/readyz", http.StatusOK)
	status(on(stuck{open}), "/readyz", http.StatusServiceUnavailable)
	if err := open.Close(); err != nil {
		t.Fatal(err)
	}
	status(server, "/readyz", http.StatusServiceUnavailable)
	status(server, "/healthz", http.StatusOK)
}
