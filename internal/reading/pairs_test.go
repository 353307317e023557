package reading_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rawi/internal/clean"
	"rawi/internal/news"
	"rawi/internal/reading"
	"rawi/lang"
)

// mainEvent is what both reports of a story must give; several right values stand behind |, - is none. Countries joined by commas
// must all be there.
type mainEvent struct {
	story                     string
	types, actors, recipients []string
	day, places               string
	what                      string
}

func mainEvents(t *testing.T) []mainEvent {
	t.Helper()
	var out []mainEvent
	for _, c := range table(t, "events.tsv") {
		out = append(out, mainEvent{c[0], strings.Split(c[1], "|"), strings.Split(c[2], "|"), strings.Split(c[3], "|"), c[4], c[5], c[6]})
	}
	return out
}

// table reads a table of the pairs.
func table(t *testing.T, name string) [][]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../../corpus/pairs", name))
	if err != nil {
		t.Fatal(err)
	}
	var out [][]string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimRight(line, "\r\n"); line != "" && line[0] != '#' {
			out = append(out, strings.Split(line, "\t"))
		}
	}
	return out
}

// told reports whether a record tells a main event: right type, a right country on each side that has one, and no other day or country of place.
func told(rec news.Record, m mainEvent) bool {
	return slices.ContainsFunc(rec.Events, func(e news.Event) bool {
		if !slices.Contains(m.types, e.Type) || e.Polarity == "negative" {
			return false
		}
		side := func(want []string, lists ...[]news.Party) bool {
			if slices.Contains(want, "-") {
				return true
			}
			return slices.ContainsFunc(want, func(countries string) bool { return among(strings.Split(countries, ","), lists) })
		}
		if !side(m.actors, e.Actors) && !(e.Type == "CONSULT" && side(m.actors, e.Recipients)) {
			return false
		}
		if !side(m.recipients, e.Recipients, e.Actors) {
			return false
		}
		if m.day != "-" && !on(e.Date, strings.Split(m.day, "|")) {
			return false
		}
		return m.places == "-" || e.Place == nil || e.Place.Country == "" || slices.Contains(strings.Split(m.places, "|"), e.Place.Country)
	})
}

// among reports whether each of the countries is that of a party in one of the lists.
func among(countries []string, lists [][]news.Party) bool {
	for _, c := range countries {
		if !slices.ContainsFunc(lists, func(list []news.Party) bool {
			return slices.ContainsFunc(list, func(p news.Party) bool { return p.Country == c })
		}) {
			return false
		}
	}
	return true
}

// TestPairs reads each story in both languages: of how many main events do the records of both agree in type, parties, day and place?
// The floors keep the share from falling.
func TestPairs(t *testing.T) {
	r, err := reading.New(lang.FS)
	if err != nil {
		t.Fatal(err)
	}
	records := map[string][]news.Record{}
	for _, c := range table(t, "reports.tsv") {
		name, story, language, published := c[0], c[1], c[2], c[3]
		body, err := os.ReadFile(filepath.Join("../../corpus/pairs", name+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		rec, err := r.Read(context.Background(), clean.Page{ID: name, Body: body, Published: published})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		records[story+" "+language] = append(records[story+" "+language], rec)
	}
	found := map[string]int{}
	events := mainEvents(t)
	stories := map[string]bool{}
	for _, m := range events {
		stories[m.story] = true
		in := map[string]bool{}
		for _, language := range []string{"ar", "en"} {
			in[language] = slices.ContainsFunc(records[m.story+" "+language], func(rec news.Record) bool { return told(rec, m) })
			if in[language] {
				found[language]++
			}
		}
		if in["ar"] && in["en"] {
			found["both"]++
		} else {
			t.Logf("%-18s %-8s ar %-5t en %-5t %s", m.story, strings.Join(m.types, "|"), in["ar"], in["en"], m.what)
		}
	}
	share := func(key string) float64 { return float64(found[key]) / float64(len(events)) }
	t.Logf("%d main events of %d stories: Arabic %.1f %%, English %.1f %%, both %.1f %%", len(events), len(stories), 100*share("ar"), 100*share("en"), 100*share("both"))
	for key, floor := range map[string]float64{"ar": floorPairsArabic, "en": floorPairsEnglish, "both": floorPairsBoth} {
		if share(key) < floor {
			t.Errorf("%s: %.3f of the main events, less than %.3f", key, share(key), floor)
		}
	}
}

// The shares below which nothing may fall.
const (
	floorPairsArabic  = .67
	floorPairsEnglish = .53
	floorPairsBoth    = .44
)

// on reports whether one of the days lies in a stretch of time.
func on(d *news.Date, days []string) bool {
	return d != nil && d.Start != "" && slices.ContainsFunc(days, func(day string) bool { return d.Start <= day && (d.End == "" || day <= d.End) })
}
