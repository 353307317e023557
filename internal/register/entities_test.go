package register

import (
	"strconv"
	"testing"

	"rawi/internal/news"
	"rawi/internal/store"
)

// named makes a record that names entities, with nothing else.
func named(id, outlet string, list ...news.Entity) news.Record {
	rec := news.Record{Document: news.Document{ID: id, Text: id, Language: "en", Published: &news.Published{Date: "2026-04-01"}}}
	if outlet != "" {
		rec.Document.Outlet = &news.Source{Name: outlet}
	}
	for i, e := range list {
		e.ID = "e" + strconv.Itoa(i+1)
		if len(e.Mentions) == 0 {
			e.Mentions = []news.Mention{{Span: news.Span{Text: e.Name}, Form: "name"}}
		}
		rec.Entities = append(rec.Entities, e)
	}
	return rec
}

// bearers counts who bears a folded name.
func (w *world) bearers(name string) []store.Entity {
	list, _ := w.m.EntitiesByAlias(name)
	return list
}

func TestBearersOfOneName(t *testing.T) {
	ali := func(country, sector, role string) news.Entity {
		return news.Entity{Kind: "person", Name: "Ali Hassan", Country: country, Sector: sector, Role: role}
	}
	town := news.Entity{Kind: "place", Name: "Mukalla", Key: "place/78754", Country: "YEM"}
	port := news.Entity{Kind: "organization", Name: "Port Authority", Key: "org/port", Country: "YEM"}
	for _, c := range []struct {
		name string
		recs []news.Record
		want int
	}{
		{"one country", []news.Record{named("1", "A", ali("YEM", "", "")), named("2", "B", ali("YEM", "", ""))}, 1},
		{"one role", []news.Record{named("1", "A", ali("", "MED", "doctor")), named("2", "B", ali("", "MED", "doctor"))}, 1},
		{"two countries", []news.Record{named("1", "A", ali("YEM", "", "")), named("2", "B", ali("IRQ", "", ""))}, 2},
		{"two roles", []news.Record{named("1", "A", ali("YEM", "GOV", "governor")), named("2", "B", ali("YEM", "EDU", "teacher"))}, 2},
		{"a soldier and a politician", []news.Record{named("1", "A", ali("YEM", "MIL", "")), named("2", "B", ali("YEM", "GOV", ""))}, 2},
		{"the name alone", []news.Record{named("1", "A", ali("", "", "")), named("2", "B", ali("", "", ""))}, 2},
		{"the name alone in one outlet", []news.Record{named("1", "A", ali("", "", "")), named("2", "A", ali("", "", ""))}, 1},
		{"in one week beside the same", []news.Record{named("1", "A", ali("", "", ""), town, port), named("2", "B", ali("", "", ""), port, town)}, 1},
		{"beside one of the same only", []news.Record{named("1", "A", ali("", "", ""), town), named("2", "B", ali("", "", ""), town)}, 2},
		{"one outlet, two countries", []news.Record{named("1", "A", ali("YEM", "", "")), named("2", "A", ali("IRQ", "", ""))}, 2},
	} {
		w := empty(t)
		w.put(c.recs...)
		if got := len(w.bearers("ali hassan")); got != c.want {
			t.Errorf("%s: %d bearers of the name, want %d", c.name, got, c.want)
		}
	}
}

func TestPackRowsAreOneEverywhere(t *testing.T) {
	w := empty(t)
	w.add(
		report{id: "1", language: "en", day: "2026-04-02", text: "Badr Abdelatty met Sergei Lavrov on Wednesday."},
		report{id: "2", language: "ar", day: "2026-04-02", text: "التقى وزير الخارجية المصري نظيره الروسي يوم الأربعاء."},
	)
	e := w.m.entities[packKey("person/badr-abdelatty")]
	if e.Documents != 2 || len(e.Aliases) < 2 || unnamed(e) {
		t.Errorf("%+v", e)
	}
}

func TestNominalsAreNobody(t *testing.T) {
	w := empty(t)
	w.add(
		report{id: "1", outlet: "A", language: "en", day: "2026-04-02", text: "US officials said Israel bombed Khan Younis on Wednesday."},
		report{id: "2", outlet: "B", language: "ar", day: "2026-04-02", text: "قال مسؤولون أمريكيون إن إسرائيل قصفت خان يونس يوم الأربعاء."},
	)
	for _, e := range w.m.entities {
		if e.Role == "official" && (!unnamed(e) || len(e.Aliases) > 0) {
			t.Errorf("%+v", e)
		}
	}
	if e := w.events("ASSAULT")[0]; e.Tellings != 2 || e.Origins != 2 {
		w.dump()
		t.Errorf("%d tellings of %d origins: unnamed officials of two outlets are two", e.Tellings, e.Origins)
	}
}

func TestPeopleDecideOnEntities(t *testing.T) {
	yemeni := news.Entity{Kind: "person", Name: "Ali Hassan", Country: "YEM"}
	iraqi := news.Entity{Kind: "person", Name: "Ali Hassan", Country: "IRQ"}
	w := empty(t)
	w.put(named("1", "A", yemeni), named("2", "B", iraqi))
	list := w.bearers("ali hassan")
	w.m.decided = []store.Correction{{ID: "c", Decision: "merge", Fact: "entity", Anchor: list[0].Key, After: strconv.Quote(list[1].Key)}}
	w.put(named("3", "A", yemeni), named("4", "B", iraqi))
	if a, b := w.m.entities[list[0].Key].Documents, w.m.entities[list[1].Key].Documents; a != 1 || b != 3 {
		t.Errorf("%d and %d documents, want 1 and 3", a, b)
	}
	w.m.decided = []store.Correction{{ID: "d", Decision: "split", Fact: "entity", Anchor: packKey("person/x"), After: `{"page": "id:6"}`}}
	x := news.Entity{Kind: "person", Name: "Omar Karim", Key: "person/x"}
	w.put(named("5", "A", x), named("6", "A", x))
	if got := len(w.bearers("omar karim")); got != 2 {
		t.Errorf("%d bearers after a split, want 2", got)
	}
}
