package api_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"rawi/internal/api"
)

// contract is the OpenAPI document that the server gives, with its schemas.
type contract struct {
	doc     map[string]any
	paths   map[string]any
	c       *jsonschema.Compiler
	schemas map[string]*jsonschema.Schema
	kept    map[string]bool // operations of which an answer was as described: well answered, and refused
}

func described(t *testing.T, server *httptest.Server, secret string) *contract {
	t.Helper()
	got := do(t, server, "GET", "/api/v1/openapi.json", nil, bearer(secret))
	raw, err := jsonschema.UnmarshalJSON(bytes.NewReader(got.body))
	if err != nil {
		t.Fatal(err)
	}
	k := &contract{doc: raw.(map[string]any), c: jsonschema.NewCompiler(), schemas: map[string]*jsonschema.Schema{}, kept: map[string]bool{}}
	if v, _ := k.doc["openapi"].(string); !strings.HasPrefix(v, "3.1") {
		t.Errorf("OpenAPI %q", v)
	}
	k.paths = k.doc["paths"].(map[string]any)
	k.c.DefaultDraft(jsonschema.Draft2020)
	k.c.AssertFormat()
	if err := k.c.AddResource("openapi.json", raw); err != nil {
		t.Fatal(err)
	}
	return k
}

// check holds an answer against what the document says of it.
func (k *contract) check(t *testing.T, method, path string, got reply) {
	t.Helper()
	operation, ok := k.paths[path].(map[string]any)[strings.ToLower(method)].(map[string]any)
	if !ok {
		t.Errorf("%s %s is not described", method, path)
		return
	}
	response, ok := operation["responses"].(map[string]any)[strconv.Itoa(got.status)].(map[string]any)
	if !ok {
		t.Errorf("%s %s: answer %d is not described: %s", method, path, got.status, got.body)
		return
	}
	if k.holds(t, method, path, response, got) {
		k.kept[verdict(operation["operationId"].(string), got.status)] = true
	}
}

func verdict(operation string, status int) string {
	if status < http.StatusBadRequest {
		return operation + " answered"
	}
	return operation + " refused"
}

// holds tells whether the body of an answer is as described.
func (k *contract) holds(t *testing.T, method, path string, response map[string]any, got reply) bool {
	t.Helper()
	content, _ := response["content"].(map[string]any)
	if content == nil && len(got.body) == 0 {
		return true
	}
	media := got.header.Get("Content-Type")
	described, ok := content[media].(map[string]any)
	if !ok {
		media, _, _ = strings.Cut(media, ";")
		described, ok = content[media].(map[string]any)
	}
	if !ok {
		t.Errorf("%s %s: answer %d of type %s is not described", method, path, got.status, media)
		return false
	}
	if described["schema"] == nil { // a file of another tool
		return len(got.body) > 0
	}
	escape := strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D")
	at := "openapi.json#/paths/" + escape.Replace(path) + "/" + strings.ToLower(method) + "/responses/" + strconv.Itoa(got.status) + "/content/" + escape.Replace(media) + "/schema"
	s := k.schemas[at]
	if s == nil {
		var err error
		if s, err = k.c.Compile(at); err != nil {
			t.Fatal(err)
		}
		k.schemas[at] = s
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(got.body))
	if err == nil {
		err = s.Validate(v)
	}
	if err != nil {
		t.Errorf("%s %s: %v", method, path, err)
	}
	return err == nil
}

// asks are requests that operations answer well, by their path: with the last word each list of things is asked for one by one.
var asks = map[string][]string{
	"/search":   {"?text=treaty", "?text=معاهدة", "?text=nothinglikeit"},
	"/count":    {"", "?by=month,type", "?by=dyad&by=quad&type=SUPPORT"},
	"/timeline": {"?of=RUS", "?of=Putin", "?of=RUS&type=SUPPORT&limit=1"},
	"/export":   {"?format=jsonl", "?format=csv", "?format=plover", "?format=acled", "?format=ftm", "?format=geojson", "?format=gexf", "?format=graphml", "?format=annotations"},
}

// TestEveryOperationIsAsDescribed asks every operation of the document: each must answer well and refuse somebody, as described.
func TestEveryOperationIsAsDescribed(t *testing.T) {
	server := staffed(t)
	k := described(t, server, ritas)
	ask := func(method, path, address, secret string, body any, want int) reply {
		t.Helper()
		got := do(t, server, method, "/api/v1"+address, body, bearer(secret))
		if got.status != want {
			t.Errorf("%s %s: %d %s, want %d", method, address, got.status, got.body, want)
		}
		k.check(t, method, path, got)
		return got
	}
	for path, methods := range k.paths {
		if methods.(map[string]any)["get"] == nil || strings.HasPrefix(path, "/jobs") || path == "/tokens" || path == "/chains/{id}" {
			continue
		}
		list, _, one := strings.Cut(path, "/{id}")
		if !one {
			for _, q := range append(asks[path], "?limit=1") {
				if path != "/search" && path != "/timeline" || q != "?limit=1" {
					ask("GET", path, path+q, ritas, nil, http.StatusOK)
				}
			}
			ask("GET", path, path+"?no-such=1&limit=x", ritas, nil, http.StatusUnprocessableEntity)
			continue
		}
		things := do(t, server, "GET", "/api/v1"+list, nil, bearer(ritas)).items(t)
		if len(things) == 0 {
			t.Errorf("%s: nothing to look at", list)
		}
		for _, thing := range things {
			key := thing["key"].(string)
			got := ask("GET", path, list+"/"+key, ritas, nil, http.StatusOK)
			if short := do(t, server, "GET", "/api/v1"+list+"/"+key[:12], nil, bearer(ritas)); !bytes.Equal(short.body, got.body) {
				t.Errorf("%s %s: its short id gives another thing", list, key)
			}
		}
		ask("GET", path, list+"/"+strings.Repeat("0", 32), ritas, nil, http.StatusNotFound)
	}
	asksToWrite(t, server, ask)
	for path, methods := range k.paths {
		for method, o := range methods.(map[string]any) {
			name := o.(map[string]any)["operationId"].(string)
			if !k.kept[name+" answered"] || !k.kept[name+" refused"] {
				t.Errorf("%s %s (%s): no answer, or no refusal, was held against the document", strings.ToUpper(method), path, name)
			}
		}
	}
}

// asksToWrite asks the operations that change something.
func asksToWrite(t *testing.T, server *httptest.Server, ask func(method, path, address, secret string, body any, want int) reply) {
	t.Helper()
	ask("POST", "/read", "/read", ritas, reports[1], http.StatusOK)
	ask("POST", "/read", "/read", ritas, map[string]any{}, http.StatusUnprocessableEntity)
	if again := ask("POST", "/documents", "/documents", ednas, reports[0], http.StatusOK); again.object(t)["known"] != true {
		t.Errorf("a report that is known: %s", again.body)
	}
	ask("POST", "/documents", "/documents", ednas, map[string]string{"text": "Turkey expelled two Syrian diplomats on Sunday.", "published": "2024-08-05"}, http.StatusCreated)
	ask("POST", "/documents", "/documents", ritas, reports[0], http.StatusForbidden)

	telling := do(t, server, "GET", "/api/v1/tellings?type=ASSAULT", nil, bearer(ritas)).items(t)[0]["key"].(string)
	ask("GET", "/chains/{id}", "/chains/"+telling, ritas, nil, http.StatusOK)
	ask("GET", "/chains/{id}", "/chains/"+strings.Repeat("0", 32), ritas, nil, http.StatusNotFound)
	at := "/tellings/" + telling + "/corrections"
	kept := ask("POST", "/tellings/{id}/corrections", at, ednas, map[string]any{"decisions": []any{map[string]any{"decision": "edit", "field": "dead", "value": 7}}, "note": "the second paragraph"}, http.StatusCreated)
	ask("POST", "/tellings/{id}/corrections", at, ednas, map[string]any{"decisions": []any{map[string]any{"decision": "edit", "field": "dead", "value": "many"}}}, http.StatusUnprocessableEntity)
	undo := "/corrections/" + kept.items(t)[0]["id"].(string) + "/undo"
	ask("POST", "/corrections/{id}/undo", undo, ednas, nil, http.StatusOK)
	ask("POST", "/corrections/{id}/undo", undo, ritas, nil, http.StatusForbidden)
	ask("GET", "/corrections", "/corrections?limit=1", ritas, nil, http.StatusOK)

	people := do(t, server, "GET", "/api/v1/entities?kind=state", nil, bearer(ritas)).items(t)
	one, other := people[0]["key"].(string), people[1]["key"].(string)
	ask("POST", "/entities/{id}/merge", "/entities/"+one+"/merge", ednas, map[string]any{"into": other}, http.StatusCreated)
	ask("POST", "/entities/{id}/merge", "/entities/"+one+"/merge", ednas, map[string]any{"into": one}, http.StatusUnprocessableEntity)
	doc := do(t, server, "GET", "/api/v1/documents", nil, bearer(ritas)).items(t)[0]["key"].(string)
	ask("POST", "/entities/{id}/split", "/entities/"+other+"/split", ednas, map[string]any{"spelling": "Rossiya"}, http.StatusCreated)
	ask("POST", "/entities/{id}/split", "/entities/"+other+"/split", ednas, map[string]any{"document": doc}, http.StatusCreated)
	ask("POST", "/entities/{id}/split", "/entities/"+other+"/split", ednas, map[string]any{}, http.StatusUnprocessableEntity)

	ask("GET", "/tokens", "/tokens", adas, nil, http.StatusOK)
	ask("GET", "/tokens", "/tokens", ednas, nil, http.StatusForbidden)
	made := ask("POST", "/tokens", "/tokens", adas, map[string]any{"name": "wire", "role": "reader"}, http.StatusCreated)
	ask("POST", "/tokens", "/tokens", adas, map[string]any{"name": "wire", "role": "reader"}, http.StatusConflict)
	ask("GET", "/events", "/events", made.object(t)["token"].(string), nil, http.StatusOK)
	ask("DELETE", "/tokens/{name}", "/tokens/wire", adas, nil, http.StatusNoContent)
	ask("DELETE", "/tokens/{name}", "/tokens/wire", adas, nil, http.StatusNotFound)
	ask("GET", "/events", "/events", made.object(t)["token"].(string), nil, http.StatusUnauthorized)

	job := ask("POST", "/jobs", "/jobs", adas, map[string]any{"kind": "recode"}, http.StatusAccepted).object(t)["id"].(string)
	ask("POST", "/jobs", "/jobs", ednas, map[string]any{"kind": "recode"}, http.StatusForbidden)
	for state := "running"; state == "running"; time.Sleep(20 * time.Millisecond) {
		state = ask("GET", "/jobs/{id}", "/jobs/"+job, adas, nil, http.StatusOK).object(t)["state"].(string)
	}
	if done := ask("GET", "/jobs", "/jobs", adas, nil, http.StatusOK).items(t)[0]; done["state"] != "done" || done["done"] != float64(len(reports)+1) || done["who"] != "ada" {
		t.Errorf("recoding: %v", done)
	}
	ask("GET", "/jobs", "/jobs", ritas, nil, http.StatusForbidden)
	ask("GET", "/jobs/{id}", "/jobs/none", adas, nil, http.StatusNotFound)
	ask("DELETE", "/jobs/{id}", "/jobs/"+job, adas, nil, http.StatusOK)
	ask("DELETE", "/jobs/{id}", "/jobs/none", adas, nil, http.StatusNotFound)
}

// TestRoles asks every operation that changes something in every role: only who has the role that it needs gets past.
func TestRoles(t *testing.T) {
	server := staffed(t)
	k := described(t, server, ritas)
	secrets := map[api.Role]string{api.Reader: ritas, api.Editor: ednas, api.Admin: adas}
	for path, methods := range k.paths {
		for method := range methods.(map[string]any) {
			needed := api.Reader
			switch {
			case strings.HasPrefix(path, "/tokens"), strings.HasPrefix(path, "/jobs"):
				needed = api.Admin
			case method == "post" && path != "/read", method == "delete":
				needed = api.Editor
			}
			address := "/api/v1" + strings.NewReplacer("{id}", strings.Repeat("0", 32), "{name}", "nobody").Replace(path)
			for role, secret := range secrets {
				got := do(t, server, strings.ToUpper(method), address, map[string]any{}, bearer(secret))
				if forbidden := got.status == http.StatusForbidden; forbidden != (role < needed) {
					t.Errorf("%s %s as %s: %d %s", method, path, role, got.status, got.body)
				}
			}
			if got := do(t, server, strings.ToUpper(method), address, nil, nil); got.status != http.StatusUnauthorized {
				t.Errorf("%s %s as nobody: %d", method, path, got.status)
			}
		}
	}
}

// What an editor corrects is seen at once, outlives a recoding, is listed with before and after, and can be taken back.
func TestCorrecting(t *testing.T) {
	server := staffed(t)
	find := func(query string) []map[string]any {
		t.Helper()
		return do(t, server, "GET", "/api/v1/tellings?"+query, nil, bearer(ritas)).items(t)
	}
	shelling := find("type=ASSAULT&actor-country=RUS")[0]["key"].(string)
	body := map[string]any{"note": "an exercise", "decisions": []any{
		map[string]any{"decision": "edit", "field": "type", "value": "MOBILIZE"}, map[string]any{"decision": "edit", "field": "dead", "value": nil}}}
	got := do(t, server, "POST", "/api/v1/tellings/"+shelling[:12]+"/corrections", body, bearer(ednas))
	if got.status != http.StatusCreated {
		t.Fatalf("correct: %d %s", got.status, got.body)
	}
	edit := got.items(t)[0]
	if edit["who"] != "edna" || edit["before"] != `"ASSAULT"` || edit["after"] != `"MOBILIZE"` || edit["note"] != "an exercise" {
		t.Errorf("decision: %v", edit)
	}
	if n := len(find("type=MOBILIZE")); n != 1 {
		t.Errorf("%d tellings are corrected", n)
	}
	job := do(t, server, "POST", "/api/v1/jobs", map[string]any{"kind": "recode"}, bearer(adas)).object(t)["id"].(string)
	for {
		if do(t, server, "GET", "/api/v1/jobs/"+job, nil, bearer(adas)).object(t)["state"] != "running" {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if n := len(find("type=MOBILIZE")); n != 1 {
		t.Errorf("after recoding %d tellings are corrected", n)
	}
	first := do(t, server, "GET", "/api/v1/corrections?limit=1", nil, bearer(ritas))
	next, _ := first.object(t)["next"].(string)
	second := do(t, server, "GET", "/api/v1/corrections?limit=1&cursor="+url.QueryEscape(next), nil, bearer(ritas))
	if a, b := first.items(t), second.items(t); next == "" || a[0]["field"] != "dead" || b[0]["field"] != "type" || second.object(t)["next"] != nil {
		t.Errorf("decisions: %s, %s", first.body, second.body)
	}
	for range 2 { // to take back what was taken back changes nothing
		if got := do(t, server, "POST", "/api/v1/corrections/"+edit["id"].(string)+"/undo", nil, bearer(ednas)); got.status != http.StatusOK || got.object(t)["undone"] != true {
			t.Errorf("undo: %d %s", got.status, got.body)
		}
	}
	if n := len(find("type=MOBILIZE")); n != 0 {
		t.Errorf("%d tellings are corrected after it was taken back", n)
	}
	for name, bad := range map[string]any{
		"no decision": map[string]any{"decisions": []any{}}, "another decision": map[string]any{"decisions": []any{map[string]any{"decision": "burn"}}},
		"no type": map[string]any{"decisions": []any{map[string]any{"decision": "edit", "field": "type", "value": 7}}},
		"no day":  map[string]any{"decisions": []any{map[string]any{"decision": "edit", "field": "start", "value": "soon"}}},
		"no count": map[string]any{"decisions": []any{
			map[string]any{"decision": "edit", "field": "reality", "value": "possible"}, map[string]any{"decision": "edit", "field": "dead", "value": -1}}},
	} {
		if got := do(t, server, "POST", "/api/v1/tellings/"+shelling+"/corrections", bad, bearer(ednas)); got.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
	if list := do(t, server, "GET", "/api/v1/corrections", nil, bearer(ritas)).items(t); len(list) != 2 {
		t.Errorf("%d decisions: one that cannot be kept leaves others", len(list))
	}
}

// A token that was made is known at once and after the file is opened anew; one that was taken away no longer; and somebody can always make another.
func TestTokensAreKept(t *testing.T) {
	server := staffed(t)
	if got := do(t, server, "DELETE", "/api/v1/tokens/ada", nil, bearer(adas)); got.status != http.StatusConflict {
		t.Errorf("the last admin: %d %s", got.status, got.body)
	}
	made := do(t, server, "POST", "/api/v1/tokens", map[string]any{"name": "second", "role": "admin"}, bearer(adas))
	secret := made.object(t)["token"].(string)
	if got := do(t, server, "DELETE", "/api/v1/tokens/ada", nil, bearer(secret)); got.status != http.StatusNoContent {
		t.Errorf("one of two admins: %d %s", got.status, got.body)
	}
	if got := do(t, server, "GET", "/api/v1/tokens", nil, bearer(adas)); got.status != http.StatusUnauthorized {
		t.Errorf("a token that was taken away: %d", got.status)
	}
	list := do(t, server, "GET", "/api/v1/tokens", nil, bearer(secret))
	if n := len(list.items(t)); n != 3 || bytes.Contains(list.body, []byte(secret)) {
		t.Errorf("tokens: %s", list.body)
	}
	for _, bad := range []map[string]any{{"name": "two words", "role": "reader"}, {"name": "x", "role": "boss"}, {"name": "", "role": "reader"}, {"name": "#x", "role": "reader"}, {"role": "reader"}} {
		if got := do(t, server, "POST", "/api/v1/tokens", bad, bearer(secret)); got.status != http.StatusUnprocessableEntity {
			t.Errorf("%v: %d %s", bad, got.status, got.body)
		}
	}
	alone := desk(t, api.Guard{})
	if got := do(t, alone, "POST", "/api/v1/tokens", map[string]any{"name": "x", "role": "reader"}, nil); got.status != http.StatusConflict {
		t.Errorf("a server without tokens: %d %s", got.status, got.body)
	}
}
