package web_test

import (
	"strings"
	"testing"

	"rawi/internal/store"
)

// A story shows who has whose words, passage beside passage; the passages lead to where they stand, marked without scripts.
func TestStoryTellsWhoHasWhoseWords(t *testing.T) {
	server, reg := desk(t, true)
	const more = "\n\nThe army said that it had struck a store of weapons at the edge of the town, and that the houses beside it had stood empty for weeks before the aircraft came."
	addReport(t, server, raid+more, "https://one.example/raid", "Harbour Post")
	addReport(t, server, strings.Replace(raid, "Raid in the hills", "Dawn raid", 1)+more, "https://two.example/raid", "Coast Daily")
	story := ""
	seen(t, reg, func(tx store.Reader) error {
		page, err := tx.Stories(store.Filter{})
		if len(page.Items) != 1 {
			t.Fatalf("%d stories %v", len(page.Items), err)
		}
		story = page.Items[0].Key
		return err
	})
	for language, words := range map[string][]string{"en": {"Coast Daily", "Harbour Post", "First report", "Latest report"}, "ar": {"Coast Daily", "أول تقرير"}} {
		body := shown(t, server.URL+"/story/"+story, language)
		for _, w := range append(words, `class="node copy"`, `class="tie"`, `class="aligned"`) {
			if !strings.Contains(body, w) {
				t.Errorf("in %s: %q is missing", language, w)
			}
		}
	}
	body := shown(t, server.URL+"/story/"+story, "en")
	_, rest, _ := strings.Cut(body, `class="aligned"`)
	_, rest, _ = strings.Cut(rest, `<a href="`)
	address, _, _ := strings.Cut(rest, "#")
	if _, report := get(t, server.URL+address); !strings.Contains(report, `here`) || !strings.Contains(report, `id="p=`) {
		t.Errorf("%s does not mark the passage", address)
	}
}

// An event shows its tellings beside each other, and marks what differs.
func TestTellingsCompared(t *testing.T) {
	server, reg := desk(t, true)
	addReport(t, server, raid, "https://one.example/raid", "Harbour Post")
	addReport(t, server, "Seven dead in Nabatieh\n\nBEIRUT, 4 May 2024 (AFP) - Israeli warplanes struck the town of Nabatieh on Saturday, killing seven people, the mayor said.", "https://two.example/raid", "Coast Daily")
	e := attack(t, reg)
	body := shown(t, server.URL+"/event/"+e.Event, "en")
	if !strings.Contains(body, "Coast Daily") || !strings.Contains(body, "Harbour Post") {
		t.Fatal("the two tellings are not one event")
	}
	if !strings.Contains(body, `<mark class="apart"><bdi>7</bdi></mark>`) && !strings.Contains(body, `<mark class="apart"><bdi>3</bdi></mark>`) {
		t.Error("the tolls differ, and that is not marked")
	}
	if !strings.Contains(body, `class="chart spot"`) {
		t.Error("the place is on no map")
	}
}

// An event shows what came before and after it in its story, the nearest last and first.
func TestBeforeAndAfter(t *testing.T) {
	var events []store.Event
	for i, day := range []string{"2024-05-03", "2024-05-04", "2024-05-05", "2024-05-09", ""} {
		e := happened(i, 4, day, day, "EGY", "KEN")
		e.Story = store.Key("story")
		events = append(events, e)
	}
	address := told(t, events...)
	body := shown(t, address+"/event/"+events[2].Key, "en")
	_, before, _ := strings.Cut(body, ">Before<")
	before, after, _ := strings.Cut(before, ">After<")
	if a, b := strings.Index(before, events[0].Key), strings.Index(before, events[1].Key); a < 0 || b < a || !strings.Contains(after, events[3].Key) || strings.Contains(body, events[4].Key) {
		t.Errorf("before: %t %t, after: %t, undated: %t", a >= 0, b >= a, strings.Contains(after, events[3].Key), strings.Contains(body, events[4].Key))
	}
}

// Facets count the events of a question and lead into it and out again.
func TestFacets(t *testing.T) {
	server, _ := desk(t, true)
	addReport(t, server, raid, "https://one.example/raid", "Harbour Post")
	addReport(t, server, treaty, "https://two.example/treaty", "Coast Daily")
	all := shown(t, server.URL+"/events", "en")
	if !strings.Contains(all, `href="/events?type=ASSAULT"`) || !strings.Contains(all, "/events?from=2024-01-01&amp;to=2024-12-31") && !strings.Contains(all, "country=RUS") {
		t.Error("the facets do not lead into the question")
	}
	one := shown(t, server.URL+"/events?type=ASSAULT", "en")
	if !strings.Contains(one, `href="/events?" aria-current="true"`) {
		t.Error("a chosen facet does not lead out again")
	}
	hits := shown(t, server.URL+"/search?q=Nabatieh", "en")
	if !strings.Contains(hits, `/alerts?list=documents&amp;text=Nabatieh`) {
		t.Error("a search cannot be saved")
	}
}

// What the rules considered is shown with the row that made a fact.
func TestExplained(t *testing.T) {
	server, reg := desk(t, true)
	addReport(t, server, raid, "https://one.example/raid", "Harbour Post")
	e := attack(t, reg)
	body := shown(t, server.URL+"/report/"+e.Doc+"/explain/"+e.Local, "en")
	if !strings.Contains(body, e.Rule) || !strings.Contains(body, `class="kept"`) {
		t.Errorf("the row %s is not shown", e.Rule)
	}
	if status, _ := get(t, server.URL+"/report/"+e.Doc+"/explain/v99"); status != 404 {
		t.Errorf("no such fact: status %d", status)
	}
}
