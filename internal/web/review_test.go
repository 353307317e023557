package web_test

import (
	"context"
	"encoding/xml"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"rawi/internal/news"
	"rawi/internal/register"
	"rawi/internal/store"
)

const raid = `Raid in the hills

BEIRUT, 4 May 2024 - Israeli warplanes struck the town of Nabatieh on Saturday, killing three people.`

// post sends a form as a page of ours does, and gives the answer without following it.
func post(t *testing.T, address string, form url.Values, header http.Header) *http.Response {
	t.Helper()
	r, err := http.NewRequest("POST", address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range header {
		r.Header[name] = v
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	return answer
}

// seen looks at what is kept.
func seen(t *testing.T, reg *register.Register, look func(store.Reader) error) {
	t.Helper()
	if err := reg.Store().View(context.Background(), look); err != nil {
		t.Fatal(err)
	}
}

// attack is the telling of the raid, and what its form shows.
func attack(t *testing.T, reg *register.Register) (out store.Telling) {
	t.Helper()
	seen(t, reg, func(tx store.Reader) error {
		page, err := tx.Tellings(store.Filter{Types: []string{"ASSAULT"}})
		if err != nil || len(page.Items) == 0 {
			t.Fatalf("no attack was read: %v", err)
		}
		out = page.Items[0]
		return nil
	})
	return out
}

var inputs = regexp.MustCompile(`<input type="hidden" name="(was\.[a-z]+)" value="([^"]*)"`)

// editForm is the form of a telling as it stands on its page, every field as it was.
func editForm(t *testing.T, page string) url.Values {
	t.Helper()
	_, body := get(t, page)
	form := url.Values{"decision": {"edit"}}
	for _, m := range inputs.FindAllStringSubmatch(body, -1) {
		form.Set(m[1], html.UnescapeString(m[2]))
		form.Set(strings.TrimPrefix(m[1], "was."), html.UnescapeString(m[2]))
	}
	if len(form) != 1+2*len(register.Fields(register.FactEvent)) {
		t.Fatalf("the form of %s has %d values", page, len(form))
	}
	return form
}

func TestReview(t *testing.T) {
	server, reg := desk(t, true)
	_, report := paste(t, server, raid, nil)
	was := attack(t, reg)
	review := server.URL + "/review/" + was.Key
	if _, body := get(t, report); !strings.Contains(body, `href="/review/`+was.Key) {
		t.Error("the report does not lead to the review of its events")
	}
	if _, body := get(t, server.URL+"/review"); !strings.Contains(body, `action="/review/`+was.Key) {
		t.Error("what nobody has looked at does not wait")
	}
	form := editForm(t, review)
	if answer := post(t, review, form, nil); answer.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a form in which nothing was changed: status %d", answer.StatusCode)
	}
	for field, wrong := range map[string]string{"type": "QUARREL", "dead": "-1", "start": "May", "reality": "sure", "end": "1999-01-01"} {
		bad := editForm(t, review)
		bad.Set(field, wrong)
		if answer := post(t, review, bad, nil); answer.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s %s: status %d", field, wrong, answer.StatusCode)
		}
	}
	form.Set("dead", "5")
	form.Set("place", "Tyre")
	form.Set("recipients", form.Get("recipients")+"\r\nHill Guard | LBN | MIL")
	form.Set("note", "the toll was raised")
	form.Set("type", "COERCE")
	form.Set("back", "//evil.example")
	answer := post(t, review, form, nil)
	if answer.StatusCode != http.StatusSeeOther || answer.Header.Get("Location") != "/review" {
		t.Fatalf("status %d, to %q", answer.StatusCode, answer.Header.Get("Location"))
	}
	again := func() (now store.Telling) {
		seen(t, reg, func(tx store.Reader) (err error) {
			now, err = tx.Telling(was.Key)
			return err
		})
		return now
	}
	corrected := func(when string) {
		t.Helper()
		now := again()
		if now.Quad != 4 || now.Goldstein != 0 || now.CAMEO != "" {
			t.Errorf("%s: class %d, code %s, score %v", when, now.Quad, now.CAMEO, now.Goldstein)
		}
		if now.Dead == nil || *now.Dead != 5 || now.Place.Name != "Tyre" || len(now.Actors) != len(was.Actors) || now.Actors[0].Entity != was.Actors[0].Entity {
			t.Errorf("%s: %v killed in %s", when, now.Dead, now.Place.Name)
		}
		_, body := get(t, server.URL+"/event/"+now.Event)
		for _, want := range []string{"Tyre", "Hill Guard"} {
			if !strings.Contains(body, want) {
				t.Errorf("%s: the page of the event does not show %s", when, want)
			}
		}
	}
	corrected("after the form")
	if _, body := get(t, server.URL+"/review"); strings.Contains(body, `action="/review/`+was.Key) {
		t.Error("what somebody has decided about still waits")
	}
	err := reg.Recode(context.Background(), func(_ context.Context, rec news.Record) (news.Record, error) { return rec, nil },
		func(doc string, err error) {
			if err != nil {
				t.Errorf("%s: %v", doc, err)
			}
		})
	if err != nil {
		t.Fatal(err)
	}
	corrected("after reading again")

	_, body := get(t, server.URL+"/decisions")
	if n := strings.Count(body, "the toll was raised"); n != 4 {
		t.Errorf("%d decisions, want one for each of 4 changed fields", n)
	}
	undo := regexp.MustCompile(`action="(/decisions/[0-9a-f]+/undo)"><input type="hidden" name="doc" value="([^"]*)"`)
	for _, m := range undo.FindAllStringSubmatch(body, -1) {
		if answer := post(t, server.URL+m[1], url.Values{"doc": {html.UnescapeString(m[2])}}, nil); answer.StatusCode != http.StatusSeeOther {
			t.Errorf("undo: status %d", answer.StatusCode)
		}
	}
	if now := again(); now.Type != was.Type || now.CAMEO != was.CAMEO || now.Place.Name != was.Place.Name || len(now.Recipients) != len(was.Recipients) {
		t.Errorf("taken back, yet it stands: %s", now.Place.Name)
	}
	if _, body := get(t, server.URL+"/decisions"); strings.Count(body, "row decision undone") != 4 || undo.MatchString(body) {
		t.Error("what was taken back does not stay in the list of decisions")
	}
}

func TestAcceptAndReject(t *testing.T) {
	server, reg := desk(t, true)
	paste(t, server, raid, nil)
	t0 := attack(t, reg)
	review := server.URL + "/review/" + t0.Key
	back := "/review?cursor=abc"
	if answer := post(t, review, url.Values{"decision": {"accept"}, "back": {back}}, nil); answer.Header.Get("Location") != back {
		t.Errorf("accepted: %d %s", answer.StatusCode, answer.Header.Get("Location"))
	}
	if _, body := get(t, server.URL+"/review"); strings.Contains(body, `action="/review/`+t0.Key) {
		t.Error("what was accepted still waits")
	}
	if answer := post(t, review, url.Values{"decision": {"reject"}}, nil); answer.StatusCode != http.StatusSeeOther {
		t.Errorf("rejected: %d", answer.StatusCode)
	}
	seen(t, reg, func(tx store.Reader) error {
		if x, err := tx.Telling(t0.Key); err != nil || !x.Rejected {
			t.Errorf("not rejected: %v", err)
		}
		return nil
	})
	if answer := post(t, review, url.Values{"decision": {"burn"}}, nil); answer.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a decision that there is not: %d", answer.StatusCode)
	}
	if answer := post(t, server.URL+"/review/00", url.Values{"decision": {"accept"}}, nil); answer.StatusCode != http.StatusNotFound {
		t.Errorf("a telling that there is not: %d", answer.StatusCode)
	}
}

// A decision about words that a newer text of the page no longer has hinders no other.
func TestDecisionsAboutWordsThatAreGone(t *testing.T) {
	server, reg := desk(t, true)
	const address = "https://news.example/live"
	addReport(t, server, raid, address, "News")
	if answer := post(t, server.URL+"/review/"+attack(t, reg).Key, url.Values{"decision": {"accept"}}, nil); answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("accepted: %d", answer.StatusCode)
	}
	addReport(t, server, "Shelling of a village\n\nBEIRUT, 4 May 2024 - Hezbollah shelled the village of Metula on Saturday, wounding two people.", address, "News")
	now := attack(t, reg)
	if answer := post(t, server.URL+"/review/"+now.Key, url.Values{"decision": {"reject"}, "note": {"another village"}}, nil); answer.StatusCode != http.StatusSeeOther {
		t.Errorf("rejected: %d", answer.StatusCode)
	}
	if _, body := get(t, server.URL+"/decisions"); strings.Count(body, `class="row decision"`) != 2 || !strings.Contains(body, "another village") {
		t.Error("not both decisions are listed")
	}
}

func TestContestedWaitsFirst(t *testing.T) {
	server, reg := desk(t, true)
	paste(t, server, raid, nil)
	other := strings.NewReplacer("three", "nine", "Raid in the hills", "Strike on a town").Replace(raid)
	addReport(t, server, other, "https://other.example/b", "Other")
	var differ []store.Event
	seen(t, reg, func(tx store.Reader) error {
		page, err := tx.Events(store.Filter{Disputed: true})
		differ = page.Items
		return err
	})
	if len(differ) != 1 {
		t.Fatalf("%d events on which tellings differ, want 1", len(differ))
	}
	_, body := get(t, server.URL+"/review?lang=en")
	first, rest, found := strings.Cut(body, "Least sure")
	if !found || strings.Count(first, `class="review"`) != 2 {
		t.Error("the two tellings that differ do not stand first")
	}
	for _, d := range differ[0].Disputes {
		for _, v := range d.Values {
			for _, key := range v.Tellings {
				if strings.Contains(rest, key) {
					t.Error("a telling waits twice")
				}
			}
		}
	}
}

func TestWhoMayDecide(t *testing.T) {
	server, reg := desk(t, true)
	paste(t, server, raid, nil)
	t0 := attack(t, reg)
	foreign := http.Header{"Sec-Fetch-Site": {"cross-site"}}
	closed, _ := desk(t, false)
	for _, path := range []string{"/review/" + t0.Key, "/decisions/00/undo", "/entity/" + t0.Actors[0].Entity + "/merge", "/entity/" + t0.Actors[0].Entity + "/split"} {
		form := url.Values{"decision": {"reject"}, "into": {"00"}, "spelling": {"x"}}
		if answer := post(t, server.URL+path, form, foreign); answer.StatusCode != http.StatusForbidden {
			t.Errorf("%s from another site: %d", path, answer.StatusCode)
		}
		if answer := post(t, closed.URL+path, form, nil); answer.StatusCode != http.StatusForbidden {
			t.Errorf("%s, read only: %d", path, answer.StatusCode)
		}
	}
	if now := attack(t, reg); now.Rejected {
		t.Error("another site decided")
	}
}

func TestJoinAndSplit(t *testing.T) {
	server, reg := desk(t, true)
	paste(t, server, "Talks\n\nCAIRO, 5 May 2024 - Sergei Lavrov met Badr Abdelatty in Cairo on Sunday.", nil)
	addReport(t, server, "More talks\n\nANKARA, 9 June 2024 - Hakan Fidan met Annalena Baerbock in Ankara on Sunday.", "https://other.example/b", "Other")
	key := func(name string) (key string) {
		seen(t, reg, func(tx store.Reader) error {
			page, err := tx.Entities(store.Filter{Limit: 500})
			for _, e := range page.Items {
				if strings.Contains(e.Name, name) {
					key = e.Key
				}
			}
			return err
		})
		if key == "" {
			t.Fatalf("nobody is called %s", name)
		}
		return key
	}
	lavrov, fidan := key("Lavrov"), key("Fidan")
	_, body := get(t, server.URL+"/entity/"+fidan+"/merge?with=Lavrov")
	if !strings.Contains(body, `value="`+lavrov+`"`) {
		t.Error("a name does not find whom it names")
	}
	if answer := post(t, server.URL+"/entity/"+fidan+"/merge", url.Values{"into": {lavrov}, "note": {"one man"}}, nil); answer.Header.Get("Location") != "/entity/"+lavrov {
		t.Fatalf("join: %d", answer.StatusCode)
	}
	if _, body := get(t, server.URL+"/entity/"+fidan); !strings.Contains(body, `<p class="notice"><a href="/entity/`+lavrov) {
		t.Error("the page of who is another does not say so")
	}
	if answer := post(t, server.URL+"/entity/"+lavrov+"/split", url.Values{"report": {"https://other.example/b"}}, nil); answer.StatusCode != http.StatusSeeOther {
		t.Errorf("split for a report: %d", answer.StatusCode)
	}
	for _, form := range []url.Values{{}, {"report": {"no such report"}}} {
		if answer := post(t, server.URL+"/entity/"+lavrov+"/split", form, nil); answer.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("split %v: %d", form, answer.StatusCode)
		}
	}
	if answer := post(t, server.URL+"/entity/"+lavrov+"/merge", url.Values{"into": {lavrov}}, nil); answer.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("joined with itself: %d", answer.StatusCode)
	}
	if _, body := get(t, server.URL+"/decisions"); strings.Count(body, `class="row decision"`) != 2 || !strings.Contains(body, "one man") {
		t.Error("decisions about names are not listed")
	}
}

// atom is a feed as its readers see it.
type atom struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string   `xml:"id"`
	Updated string   `xml:"updated"`
	Entries []struct {
		ID      string `xml:"id"`
		Title   string `xml:"title"`
		Updated string `xml:"updated"`
		Link    struct {
			Href string `xml:"href,attr"`
		} `xml:"link"`
	} `xml:"entry"`
}

func feed(t *testing.T, address string) (out atom) {
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
	if r.StatusCode != http.StatusOK || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/atom+xml") {
		t.Fatalf("%s: %d %s", address, r.StatusCode, r.Header.Get("Content-Type"))
	}
	if err := xml.Unmarshal(b, &out); err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	return out
}

var following = regexp.MustCompile(`<link rel="alternate" type="application/atom\+xml" href="([^"]*)"`)

func TestFeeds(t *testing.T) {
	server, reg := desk(t, true)
	paste(t, server, raid+"\n\n\"We will <b>answer</b> & rebuild,\" the mayor said.", nil)
	addReport(t, server, treaty, "https://other.example/b", "Other")
	for _, list := range []string{"events", "documents", "quotes", "agreements"} {
		_, body := get(t, server.URL+"/"+list+"?lang=en")
		m := following.FindStringSubmatch(body)
		if m == nil || strings.Count(body, m[1]) != 2 {
			t.Fatalf("%s does not lead to its feed", list)
		}
		f := feed(t, server.URL+html.UnescapeString(m[1]))
		if len(f.Entries) == 0 || !strings.HasPrefix(f.ID, "urn:rawi:feed:") {
			t.Errorf("%s: %d entries, id %s", list, len(f.Entries), f.ID)
		}
		for i, e := range f.Entries {
			at, err := time.Parse(time.RFC3339, e.Updated)
			if err != nil || e.Title == "" || !strings.HasPrefix(e.ID, "urn:rawi:") || i == 0 && e.Updated != f.Updated {
				t.Errorf("%s: %+v", list, e)
			}
			if time.Since(at) > time.Hour && list != "agreements" {
				t.Errorf("%s: %s came at %s", list, e.ID, e.Updated)
			}
			if status, _ := get(t, e.Link.Href); status != http.StatusOK {
				t.Errorf("%s leads to %d", e.Link.Href, status)
			}
		}
	}
	t0 := attack(t, reg)
	f := feed(t, server.URL+"/feed.atom?type=ASSAULT&reality=actual&lang=en")
	if len(f.Entries) != 1 || f.Entries[0].ID != "urn:rawi:event:"+t0.Event || !strings.Contains(f.Entries[0].Title, "attack") {
		t.Errorf("attacks: %+v", f.Entries)
	}
	if f := feed(t, server.URL+"/feed.atom?type=AID"); len(f.Entries) != 0 {
		t.Errorf("aid: %+v", f.Entries)
	}
	feed(t, server.URL+"/feed.atom?list=agreements&triggered=true")
	for address, want := range map[string]int{"/feed.atom?colour=red": http.StatusBadRequest, "/feed.atom?list=secrets": http.StatusNotFound} {
		if status, _ := get(t, server.URL+address); status != want {
			t.Errorf("%s: %d", address, status)
		}
	}
}

// addReport adds a report of an outlet.
func addReport(t *testing.T, server *httptest.Server, text, address, outlet string) {
	t.Helper()
	var body strings.Builder
	for name, v := range map[string]string{"text": text, "url": address, "outlet": outlet} {
		body.WriteString("--edge\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + v + "\r\n")
	}
	body.WriteString("--edge--\r\n")
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := client.Post(server.URL+"/add", "multipart/form-data; boundary=edge", strings.NewReader(body.String()))
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if to := kept(t, server, r); !strings.HasPrefix(to, "/report/") {
		t.Fatalf("status %d, to %q", r.StatusCode, to)
	}
}

// An alert is a feed: an event that matches the condition of an obligation is an entry of its own.
// An agreement with a condition, and an event that meets it.
const (
	pactAgainstAttack = "Treaty signed\n\nPYONGYANG, 20 June 2024 - Russia and North Korea signed a mutual defence treaty in Pyongyang on Wednesday. The treaty obliges both countries to provide military assistance if either is attacked, Vladimir Putin said."
	attackOnAParty    = "Drones\n\nMOSCOW, 12 February 2025 - Ukraine attacked Russia with drones on Tuesday, killing four people."
)

func TestTriggersAreFollowed(t *testing.T) {
	server, reg := desk(t, true)
	const alerts = "/feed.atom?list=agreements&triggered=true&lang=en"
	addReport(t, server, pactAgainstAttack, "https://one.example/a", "One")
	before := feed(t, server.URL+alerts)
	if len(before.Entries) != 0 {
		t.Errorf("alerts before anything happened: %+v", before.Entries)
	}
	addReport(t, server, attackOnAParty, "https://two.example/b", "Two")
	seen(t, reg, func(tx store.Reader) error {
		page, err := tx.Agreements(store.Filter{Triggered: true})
		if err != nil || len(page.Items) != 1 || len(page.Items[0].Triggers) != 1 {
			t.Fatalf("triggers: %+v %v", page.Items, err)
		}
		a := page.Items[0]
		id := "urn:rawi:trigger:" + a.Key + ":" + a.Triggers[0].Obligation + ":" + a.Triggers[0].Event
		for range 2 { // the same question has the same answer
			f := feed(t, server.URL+alerts)
			if f.ID != before.ID || len(f.Entries) != 1 || f.Entries[0].ID != id || !strings.Contains(f.Entries[0].Title, "Ukraine") || !strings.HasSuffix(f.Entries[0].Link.Href, "/agreement/"+a.Key) {
				t.Errorf("alerts: %+v", f)
			}
		}
		return nil
	})
}
