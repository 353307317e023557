package mcp_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"rawi/internal/clean"
	"rawi/internal/mcp"
	"rawi/internal/register"
	"rawi/internal/register/registertest"
	"rawi/lang"
)

var reports = []clean.Page{
	{URL: "https://news.example/ar", Outlet: "News", Kind: clean.TextBody, Body: []byte(`بيونغ يانغ 19 حزيران/يونيو 2024 (رويترز) - وقّعت روسيا وكوريا الشمالية معاهدة للدفاع المشترك يوم الأربعاء في ختام زيارة فلاديمير بوتين.

وقال بوتين إن المعاهدة تنص على أن يساعد كل طرف الآخر إذا تعرض لهجوم.`)},
	{URL: "https://wire.example/en", Outlet: "Wire", Published: "2024-06-20", Kind: clean.TextBody, Body: []byte(`Russian forces shelled Kharkiv on Monday, killing four people, Interfax reported, citing the regional governor. South Korea condemned the treaty on Thursday.`)},
}

// assistant is a client of a server on a register of the reports.
func assistant(t *testing.T) *sdk.ClientSession {
	t.Helper()
	ctx := context.Background()
	reg, reader := registertest.New(t, lang.FS, register.Options{})
	for _, p := range reports {
		rec, err := reader.Read(ctx, p)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := reg.Add(ctx, rec); err != nil {
			t.Fatal(err)
		}
	}
	here, there := sdk.NewInMemoryTransports()
	server, err := mcp.New(mcp.Options{Register: reg, Read: reader.Read, Version: "test"}).Connect(ctx, there, nil)
	if err != nil {
		t.Fatal(err)
	}
	client, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).Connect(ctx, here, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close(); server.Wait() })
	return client
}

// call calls a tool; ok tells whether it answered.
func call(t *testing.T, c *sdk.ClientSession, name string, in map[string]any) (out map[string]any, ok bool) {
	t.Helper()
	got, err := c.CallTool(context.Background(), &sdk.CallToolParams{Name: name, Arguments: in})
	if err != nil {
		t.Fatalf("%s %v: %v", name, in, err)
	}
	if got.IsError {
		return nil, false
	}
	raw, err := json.Marshal(got.StructuredContent)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out, true
}

// answered is a call that must be answered.
func answered(t *testing.T, c *sdk.ClientSession, name string, in map[string]any) map[string]any {
	t.Helper()
	out, ok := call(t, c, name, in)
	if !ok {
		t.Fatalf("%s %v: no answer", name, in)
	}
	return out
}

func list(v any) []map[string]any {
	var out []map[string]any
	for _, one := range v.([]any) {
		out = append(out, one.(map[string]any))
	}
	return out
}

func TestToolsOnlyLook(t *testing.T) {
	c := assistant(t)
	got, err := c.ListTools(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, tool := range got.Tools {
		names = append(names, tool.Name)
		if tool.Annotations == nil || !tool.Annotations.ReadOnlyHint || tool.Description == "" {
			t.Errorf("%s does not say that it only looks", tool.Name)
		}
	}
	if s := strings.Join(names, " "); s != "agreements get_chain get_event read_text search timeline" {
		t.Errorf("tools: %s", s)
	}
}

func TestAsking(t *testing.T) {
	c := assistant(t)
	if hits := list(answered(t, c, "search", map[string]any{"text": "معاهدة"})["rows"]); len(hits) == 0 || !strings.Contains(hits[0]["words"].(string), "[") {
		t.Errorf("search: %v", hits)
	}
	days := list(answered(t, c, "timeline", map[string]any{"of": "RUS", "limit": 50})["rows"])
	var shelling map[string]any
	last := ""
	for _, e := range days {
		if day, known := e["day"].(string); known {
			if day < last {
				t.Errorf("%v comes after %s", e, last)
			}
			last = day
		}
		if e["type"] == "ASSAULT" {
			shelling = e
		}
	}
	if shelling == nil {
		t.Fatalf("no shelling in %v", days)
	}
	told := answered(t, c, "get_event", map[string]any{"id": shelling["id"]})
	if told["event"].(map[string]any)["id"] != shelling["id"] || len(list(told["tellings"])) != 1 {
		t.Errorf("event: %v", told)
	}
	report := []rune(string(reports[1].Body))
	for _, name := range []string{"anchor", "evidence"} {
		span := list(told["tellings"])[0][name].(map[string]any)
		if words := span["text"]; words == "" || words != string(report[int(span["start"].(float64)):int(span["end"].(float64))]) {
			t.Errorf("%s: %v", name, span)
		}
	}
	words := answered(t, c, "get_chain", map[string]any{"id": shelling["id"]})
	chain := list(list(words["words"])[0]["chain"])
	if words["list"] != "events" || len(chain) < 2 || chain[0]["name"] != "Interfax" {
		t.Errorf("chain: %v", words)
	}
	pacts := list(answered(t, c, "agreements", map[string]any{"dyad": "RUS,PRK"})["agreements"])
	if len(pacts) != 1 || len(list(pacts[0]["obligations"])) == 0 {
		t.Errorf("agreements: %v", pacts)
	}
	rec := answered(t, c, "read_text", map[string]any{"text": "Egypt and Sudan held talks in Cairo on Monday.", "published": "2024-05-07"})["record"].(map[string]any)
	if len(rec["events"].([]any)) == 0 {
		t.Errorf("record: %v", rec)
	}
	if hits := list(answered(t, c, "search", map[string]any{"text": "Cairo"})["rows"]); len(hits) > 0 {
		t.Errorf("what was read is kept: %v", hits)
	}
}

// A question that cannot be answered is told to be one, and the next is answered.
func TestBadQuestions(t *testing.T) {
	c := assistant(t)
	for name, in := range map[string]map[string]any{
		"search": {"text": " "}, "get_event": {"id": "../etc"}, "get_chain": {"id": "000000000000"}, "timeline": {"of": "Nobody Of That Name"},
		"agreements": {"on": "yesterday"}, "read_text": {"text": ""},
	} {
		if out, ok := call(t, c, name, in); ok {
			t.Errorf("%s %v: %v", name, in, out)
		}
	}
	if _, ok := call(t, c, "timeline", map[string]any{"of": "RUS", "cursor": "x"}); ok {
		t.Error("a cursor of no list is taken")
	}
	answered(t, c, "timeline", map[string]any{"of": "RUS"})
}
