package web_test

import (
	"context"
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"rawi/internal/store"
)

// relayedRaid is a report whose deed is on the word of a spokesman, as an agency has it.
const relayedRaid = `Raid in the hills

BEIRUT, 4 May 2024 (Reuters) - Israeli warplanes struck the town of Nabatieh on Saturday, killing three people, the Lebanese health ministry said.`

const relayedRaidArabic = `غارة في التلال

بيروت 4 أيار/مايو 2024 (رويترز) - قالت وزارة الصحة اللبنانية إن طائرات إسرائيلية قصفت بلدة النبطية يوم السبت وقتلت ثلاثة أشخاص.`

var (
	stepItem = regexp.MustCompile(`(?s)<li class="step ([a-z ]+)">(.*?)</li>`)
	toCue    = regexp.MustCompile(`<a href="(/report/[0-9a-f]{32})\?p=[0-9-]+#p=(\d+)-(\d+)"><q class="cue"[^>]*>([^<]*)</q>`)
)

// A chain shows the way of the word, the last one as its owner, and its words lead to where they stand.
func TestChain(t *testing.T) {
	for language, text := range map[string]string{"en": relayedRaid, "ar": relayedRaidArabic} {
		server, reg := desk(t, true)
		addReport(t, server, text, "https://news.example/raid", "Coast Daily")
		told := attack(t, reg)
		if len(told.Chain) == 0 {
			t.Fatalf("%s: the chain was not read", language)
		}
		for _, page := range []string{"/event/" + told.Event, "/report/" + told.Doc} {
			_, body := get(t, server.URL+page)
			if !strings.Contains(body, `href="/chain/`+told.Key+`"`) {
				t.Errorf("%s: %s does not lead to the chain", language, page)
			}
		}
		for _, ui := range []string{"en", "ar"} {
			body := shown(t, server.URL+"/chain/"+told.Key, ui)
			steps := stepItem.FindAllStringSubmatch(body, -1)
			if len(steps) < 2 || steps[0][1] != "publisher" || !strings.Contains(steps[0][2], "Coast Daily") {
				t.Fatalf("%s in %s: steps %q", language, ui, steps)
			}
			for i, s := range steps {
				if final := strings.HasSuffix(s[1], " final"); final != (i == len(steps)-1) {
					t.Errorf("%s in %s: step %d is final: %t", language, ui, i, final)
				}
			}
			last := told.Chain[len(told.Chain)-1]
			if e := steps[len(steps)-1][2]; !strings.Contains(e, "/entity/"+last.Entity) {
				t.Errorf("%s in %s: it is not the word of %s: %s", language, ui, last.Name, e)
			}
			cue := toCue.FindStringSubmatch(body)
			if cue == nil {
				t.Fatalf("%s in %s: no words lead to the report", language, ui)
			}
			seen(t, reg, func(tx store.Reader) error {
				rec, err := tx.Record(told.Doc)
				if err != nil {
					return err
				}
				start, _ := strconv.Atoi(cue[2])
				end, _ := strconv.Atoi(cue[3])
				if at := string([]rune(rec.Document.Text)[start:end]); at != html.UnescapeString(cue[4]) {
					t.Errorf("%s: %q leads to %q", language, cue[4], at)
				}
				return nil
			})
			if _, report := get(t, server.URL+cue[1]); !strings.Contains(report, `data-at="`+cue[2]+`"`) {
				t.Errorf("%s: the words of the chain cannot be marked in the report", language)
			}
		}
	}
}

// Under a chain, everybody who tells the event stands under an origin; there are as many as are counted, and each telling stands once.
func TestChainGathersOrigins(t *testing.T) {
	server, reg := desk(t, true)
	addReport(t, server, relayedRaid, "https://news.example/raid", "Coast Daily")
	addReport(t, server, strings.Replace(relayedRaid, "Raid in the hills", "Three die in strike", 1), "https://other.example/raid", "Hill Times")
	told := attack(t, reg)
	var event store.Event
	tellings := 0
	seen(t, reg, func(tx store.Reader) (err error) {
		list, err := tx.TellingsOf(told.Event)
		tellings = len(list)
		if err == nil {
			event, err = tx.Event(told.Event)
		}
		return err
	})
	for _, page := range []string{"/chain/" + told.Key, "/event/" + told.Event} {
		body := shown(t, server.URL+page, "en")
		if n := strings.Count(body, `<section class="origin-group`); n != event.Origins {
			t.Errorf("%s: %d origins are shown, %d counted", page, n, event.Origins)
		}
		if n := strings.Count(body, `<article class="telling">`); n != tellings || n < 2 {
			t.Errorf("%s: %d tellings are shown of %d", page, n, tellings)
		}
		if n := strings.Count(body, `class="origin-group party"`); n != event.PartyOrigins {
			t.Errorf("%s: %d parties are shown, %d counted", page, n, event.PartyOrigins)
		}
	}
	if status, _ := get(t, server.URL+"/chain/"+store.Key("nothing")); status != 404 {
		t.Errorf("an unknown telling: %d", status)
	}
}

// Who among the origins is a party to the event is named; a headline that names nobody counts as the word that its report names.
func TestChainParties(t *testing.T) {
	server, reg := desk(t, true)
	addReport(t, server, strings.Replace(relayedRaid, "the Lebanese health ministry said", "the Israeli army said", 1), "https://news.example/raid", "")
	told := attack(t, reg)
	seen(t, reg, func(tx store.Reader) error {
		e, err := tx.Event(told.Event)
		if err == nil && e.PartyOrigins != 1 {
			t.Fatalf("%d origins are parties", e.PartyOrigins)
		}
		return err
	})
	for ui, want := range map[string]string{"en": "Parties to it among them:", "ar": "منهم أطراف فيه:"} {
		body := shown(t, server.URL+"/chain/"+told.Key, ui)
		if !strings.Contains(body, want) {
			t.Errorf("in %s: the parties are not named", ui)
		}
		if !strings.Contains(body, "<bdi>news.example</bdi>") {
			t.Errorf("in %s: a page without an outlet is not named by its address", ui)
		}
	}
}

// A telling that names nobody is the word of its report, unless the report names its source for the same event elsewhere.
func TestChainOfOwnVoice(t *testing.T) {
	server, reg := desk(t, true)
	addReport(t, server, raid, "https://news.example/own", "Hill Times")
	own := attack(t, reg)
	if len(own.Chain) > 0 {
		t.Fatalf("a chain was read: %v", own.Chain)
	}
	body := shown(t, server.URL+"/chain/"+own.Key, "en")
	if steps := stepItem.FindAllStringSubmatch(body, -1); len(steps) != 1 || steps[0][1] != "publisher final" {
		t.Errorf("steps %q", steps)
	}
	err := reg.Store().Update(context.Background(), func(tx store.Tx) error { // the report says it again, now on somebody's word
		again := own
		again.Key, again.Local = store.Key("again"), "v99"
		again.Chain = []store.Link{{Role: "speaker", Name: "the mayor", Cue: "said"}}
		list, err := tx.TellingsIn(own.Doc)
		if err != nil {
			return err
		}
		return tx.PutTellings(own.Doc, append(list, again))
	})
	if err != nil {
		t.Fatal(err)
	}
	for ui, want := range map[string]string{"en": "so it counts as the word of: <bdi>the mayor</bdi>", "ar": "فيعد على لسان: <bdi>the mayor</bdi>"} {
		if body := shown(t, server.URL+"/chain/"+own.Key, ui); !strings.Contains(body, want) || strings.Contains(body, " final") {
			t.Errorf("in %s: it is not said whose word it counts as", ui)
		}
	}
}

// The page of sources says whom the outlets relay, and over how many tellings that was counted.
func TestRelays(t *testing.T) {
	server, reg := desk(t, true)
	addReport(t, server, relayedRaid, "https://news.example/raid", "Coast Daily")
	told := attack(t, reg)
	last := told.Chain[len(told.Chain)-1]
	for _, ui := range []string{"en", "ar"} {
		body := shown(t, server.URL+"/origins", ui)
		_, table, ok := strings.Cut(body, `<section class="rows relays">`)
		if !ok || !strings.Contains(table, "Coast Daily") || !strings.Contains(table, fmt.Sprintf("/entity/%s", last.Entity)) {
			t.Errorf("in %s: whom the outlet relays is not shown: %s", ui, table[:min(len(table), 600)])
		}
	}
	if body := shown(t, server.URL+"/origins?type=AID", "en"); strings.Contains(body, "rows relays") {
		t.Error("outlets are shown that answer no question")
	}
}
