package web_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"rawi/internal/news"
	"rawi/internal/store"
)

// party is a state.
func party(code string) []store.Party {
	return []store.Party{{Entity: store.Key("entity", code), Name: "State of " + code, Country: code, Sector: "GOV"}}
}

// happened is an event between two states.
func happened(n int, quad int, start, end, actor, recipient string) store.Event {
	types := []string{"", "CONSULT", "AID", "ACCUSE", "ASSAULT"}
	return store.Event{Key: store.Key("event", fmt.Sprint(n)), Tellings: 1, Documents: 1, Outlets: 1, Origins: 1 + n%3, FirstSeen: start, LastSeen: start,
		What: store.What{Type: types[quad], Quad: quad, Actors: party(actor), Recipients: party(recipient), Start: start, End: end,
			Reality: "actual", Polarity: "positive", Confidence: .5}}
}

// told is a desk on a register of these events, all told by one report.
func told(t *testing.T, events ...store.Event) string {
	t.Helper()
	server, reg := desk(t, false)
	err := reg.Store().Update(context.Background(), func(tx store.Tx) error {
		d := store.Document{Key: store.Key("doc"), Page: "https://news.example/a", Version: 1, Latest: true, ID: "a", Title: "Report", Outlet: "News",
			Language: "en", Published: "2024-06-20", Added: time.Date(2024, 6, 20, 12, 0, 0, 0, time.UTC), Digest: store.Key("words"), Words: 2}
		rec := news.Record{Format: news.Format, Document: news.Document{ID: "a", Text: "They met."}}
		if err := tx.PutDocument(d, rec, store.SearchWords{Exact: "they met", Stems: "they met"}); err != nil {
			return err
		}
		var tellings []store.Telling
		entities := map[string]bool{}
		for i, e := range events {
			tellings = append(tellings, store.Telling{What: e.What, Key: store.Key("telling", fmt.Sprint(i)), Event: e.Key, Doc: d.Key, Local: fmt.Sprint("v", i), Outlet: "News",
				Published: d.Published, Language: "en", OriginName: "News", Rule: "en/test", Evidence: news.Span{Start: 0, End: 9, Text: "They met."}})
			if err := tx.PutEvent(e); err != nil {
				return err
			}
			for _, p := range append(e.Actors, e.Recipients...) {
				if entities[p.Entity] {
					continue
				}
				entities[p.Entity] = true
				if err := tx.PutEntity(store.Entity{Key: p.Entity, Kind: "state", Name: p.Name, Country: p.Country, Aliases: []string{strings.ToLower(p.Country)}, Documents: 1}); err != nil {
					return err
				}
			}
		}
		return tx.PutTellings(d.Key, tellings)
	})
	if err != nil {
		t.Fatal(err)
	}
	return server.URL
}

// shown gets a page in a language and looks that it is sound: nothing of its own style, every picture with words.
func shown(t *testing.T, address, language string) string {
	t.Helper()
	join := "?"
	if strings.Contains(address, "?") {
		join = "&"
	}
	status, body := get(t, address+join+"lang="+language)
	if status != 200 {
		t.Errorf("%s in %s: status %d", address, language, status)
	}
	for _, bad := range []string{"style=", "<script>", "NaN", "Inf", "ZgotmplZ", `role="alert"`} {
		if strings.Contains(body, bad) {
			t.Errorf("%s in %s holds %q", address, language, bad)
		}
	}
	if marks, titles := strings.Count(body, `<a class="mark`), strings.Count(body, "<title>")-1; marks != titles {
		t.Errorf("%s in %s: %d marks, %d titles", address, language, marks, titles)
	}
	return body
}

func at(e store.Event, name string, lat, lon float64) store.Event {
	e.Place = store.Place{Name: name, Country: "EGY", Known: true, Lat: lat, Lon: lon}
	return e
}

func few() []store.Event {
	month := happened(2, 2, "2024-05-01", "2024-05-31", "EGY", "KEN")
	denied := happened(4, 4, "2024-06-03", "2024-06-03", "OMN", "KEN")
	denied.Polarity = "negative"
	undated := happened(5, 3, "", "", "EGY", "OMN")
	undated.Place = store.Place{Name: "Egypt", Country: "EGY"}
	return []store.Event{
		at(happened(1, 1, "2024-05-02", "2024-05-02", "EGY", "KEN"), "Cairo", 30.06, 31.25), at(month, "Cairo", 30.06, 31.25),
		at(happened(3, 3, "2024-06-01", "", "KEN", "EGY"), "Nairobi", -1.28, 36.82), at(denied, "Giza", 30.01, 31.21), undated,
	}
}

func TestTimelineOfFew(t *testing.T) {
	server := told(t, few()...)
	for _, language := range []string{"en", "ar"} {
		for _, zoom := range []string{"", "day", "week", "month", "year", "century"} {
			body := shown(t, server+"/timeline?zoom="+zoom, language)
			if n := strings.Count(body, `<a class="mark`); n != 4 {
				t.Errorf("zoom %q in %s: %d marks, want one for each event with a day: 4", zoom, language, n)
			}
			for _, e := range few()[:4] {
				if !strings.Contains(body, `href="/event/`+e.Key+`"><title>`) {
					t.Errorf("zoom %q: no mark leads to event %s", zoom, e.Type)
				}
			}
			if bars := strings.Count(body, `height="6"`); bars != 2 {
				t.Errorf("zoom %q: %d bars, want the month and the open span", zoom, bars)
			}
			if strings.Count(body, `class="denied"`) != 1 {
				t.Errorf("zoom %q: what is denied is not struck through", zoom)
			}
		}
	}
	if body := shown(t, server+"/timeline?dyad="+url.QueryEscape("EGY,KEN"), "en"); strings.Count(body, `<a class="mark`) != 3 {
		t.Error("the question does not narrow the timeline")
	}
	if status, body := get(t, server+"/timeline?type=x&limit=y"); status != 200 || !strings.Contains(body, `role="alert"`) {
		t.Errorf("a wrong question: status %d", status)
	}
}

// In a page that is read from the right, time runs from the right; a reader may turn it.
func TestTimeRunsAsChosen(t *testing.T) {
	server := told(t, happened(1, 1, "2024-05-01", "2024-05-01", "EGY", "KEN"), happened(2, 1, "2024-05-20", "2024-05-20", "EGY", "KEN"))
	first := func(body string) (early, late float64) {
		for i, e := range []*float64{&early, &late} {
			part := strings.Split(body, `<circle class="m q1" cx="`)[i+1]
			if _, err := fmt.Sscanf(part, "%f", e); err != nil {
				t.Fatal(err)
			}
		}
		return early, late
	}
	if early, late := first(shown(t, server+"/timeline", "en")); early >= late {
		t.Errorf("from left to right: %g, %g", early, late)
	}
	if early, late := first(shown(t, server+"/timeline", "ar")); early <= late {
		t.Errorf("from right to left: %g, %g", early, late)
	}
}

func TestTimelineOfMany(t *testing.T) {
	var events []store.Event
	for i := range 320 {
		day := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i%200).Format(time.DateOnly)
		events = append(events, happened(i, 1+i%4, day, day, "EGY", "KEN"))
	}
	server := told(t, events...)
	for zoom, want := range map[string]int{"": 30, "week": 30, "month": 7, "year": 1, "day": 200} { // 1 January 2023 was a Sunday: the end of a week
		for _, language := range []string{"en", "ar"} {
			if n := strings.Count(shown(t, server+"/timeline?zoom="+zoom, language), `<a class="mark bar"`); n != want {
				t.Errorf("zoom %q in %s: %d bars, want %d", zoom, language, n, want)
			}
		}
	}
	if body := shown(t, server+"/timeline?zoom=month", "en"); !strings.Contains(body, `href="/timeline?from=2023-02-01&amp;to=2023-02-28&amp;zoom=week"`) {
		t.Error("a month does not lead to its weeks")
	}
	if body := shown(t, server+"/timeline?zoom=day", "en"); !strings.Contains(body, `href="/events?from=2023-02-01&amp;to=2023-02-01"`) {
		t.Error("a day does not lead to its events")
	}
}

func TestNetwork(t *testing.T) {
	server := told(t, few()...)
	for _, language := range []string{"en", "ar"} {
		for _, level := range []string{"names", "countries"} {
			body := shown(t, server+"/network?level="+level, language)
			ties, parties := strings.Count(body, `<a class="mark tie"`), strings.Count(body, `<a class="mark party"`)
			if ties != 3 || parties != 3 {
				t.Errorf("%s in %s: %d pairs of %d parties, want 3 of 3", level, language, ties, parties)
			}
			if again := shown(t, server+"/network?level="+level, language); again != body {
				t.Errorf("%s in %s: the same network is drawn in two ways", level, language)
			}
		}
	}
	body := shown(t, server+"/network?level=countries", "en")
	_, link, ok := strings.Cut(body, `<a class="mark tie" href="`)
	link, _, _ = strings.Cut(link, `"`)
	if link != "/events?dyad=EGY%2cKEN" && link != "/events?dyad=EGY%2CKEN" || !ok { // the most told of
		t.Errorf("a pair leads to %q", link)
	}
	if n := strings.Count(shown(t, server+link, "en"), `class="row event"`); n != 3 {
		t.Errorf("a pair leads to %d events, want 3", n)
	}
	if n := strings.Count(shown(t, server+"/network?party=omn&type=ASSAULT", "en"), `<a class="mark tie"`); n != 1 {
		t.Errorf("narrowed: %d pairs, want 1", n)
	}
}

// A network of more parties than there is room for shows the heaviest.
func TestNetworkOfMany(t *testing.T) {
	var events []store.Event
	for i := range 90 {
		events = append(events, happened(i, 1+i%4, "2024-05-01", "2024-05-01", fmt.Sprintf("A%c%c", 'A'+i/26, 'A'+i%26), "KEN"))
	}
	body := shown(t, told(t, events...)+"/network", "en")
	if n := strings.Count(body, `<a class="mark party"`); n != 60 {
		t.Errorf("%d parties, want 60", n)
	}
	if n := strings.Count(body, `<a class="mark tie"`); n != 59 {
		t.Errorf("%d pairs, want 59", n)
	}
}

func TestMap(t *testing.T) {
	server := told(t, few()...)
	for _, language := range []string{"en", "ar"} {
		body := shown(t, server+"/map", language)
		if n := strings.Count(body, `<a class="mark"`); n != 2 { // Giza stands with Cairo
			t.Errorf("in %s: %d marks, want 2", language, n)
		}
		if !strings.Contains(body, `class="land" fill-rule="evenodd" d="M`) {
			t.Errorf("in %s: there is no land", language)
		}
		if !strings.Contains(body, `href="/events?place-country=EGY"`) {
			t.Errorf("in %s: what is known by its country is not in the table", language)
		}
		if n := strings.Count(shown(t, server+"/map?box=30.9,29.8,31.5,30.3", language), `<a class="mark"`); n != 2 {
			t.Errorf("in %s, near by: %d marks, want Cairo and Giza", language, n)
		}
	}
	for _, box := range []string{"150,-50,-150,50", "0,0,0,0", "-180,-90,180,90", "31,30,32,31"} {
		shown(t, server+"/map?box="+box, "en")
	}
	body := shown(t, server+"/map", "en")
	_, link, _ := strings.Cut(body, `<th scope="row"><a href="/events?box=`)
	link, _, _ = strings.Cut(link, `"`)
	if n := strings.Count(shown(t, server+"/events?box="+link, "en"), `class="row event"`); n != 2 {
		t.Errorf("a place leads to %d events, want 2", n)
	}
}

// A question goes with the reader from picture to picture, and from somebody's page into them.
func TestPicturesOfOneQuestion(t *testing.T) {
	server := told(t, few()...)
	pictures := []string{"timeline", "network", "map"}
	for _, page := range append(pictures, "events") {
		body := shown(t, server+"/"+page+"?type=AID&zoom=&level=", "en")
		if page == "events" {
			body = shown(t, server+"/events?type=AID", "en")
		}
		for _, other := range append(pictures, "events") {
			if !strings.Contains(body, `class="chip" href="/`+other+`?type=AID"`) {
				t.Errorf("%s does not lead to %s", page, other)
			}
		}
	}
	kenya := store.Key("entity", "KEN")
	body := shown(t, server+"/entity/"+kenya, "ar")
	for _, page := range pictures {
		if !strings.Contains(body, `href="/`+page+`?party=`+kenya+`"`) {
			t.Errorf("the page of a party does not lead to its %s", page)
		}
		if n := strings.Count(shown(t, server+"/"+page+"?party="+kenya, "ar"), `<a class="mark`); n == 0 {
			t.Errorf("%s of a party: no marks", page)
		}
	}
}
