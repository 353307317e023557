package register

import (
	"testing"
)

func TestTwoAgenciesFiveRelays(t *testing.T) {
	w := empty(t)
	w.add(
		report{id: "1", outlet: "Reuters", language: "en", day: "2026-05-06", text: "An Israeli air strike killed seven people in Khan Younis on Tuesday."},
		report{id: "2", outlet: "Agence France-Presse", language: "en", day: "2026-05-06", text: "Israeli warplanes bombed Khan Younis on Tuesday, killing seven people."},
		report{id: "3", outlet: "The Daily Lantern", language: "en", day: "2026-05-06", text: "KHAN YOUNIS (Reuters) - An Israeli air strike on Tuesday killed seven people in Khan Younis."},
		report{id: "4", outlet: "Harbour Post", language: "en", day: "2026-05-06", text: "An Israeli air strike killed seven people in Khan Younis on Tuesday, Reuters reported."},
		report{id: "5", outlet: "الرافد", language: "ar", day: "2026-05-06", text: "خان يونس (رويترز) - قتلت غارة جوية إسرائيلية سبعة أشخاص في خان يونس يوم الثلاثاء."},
		report{id: "6", outlet: "الميناء", language: "ar", day: "2026-05-06", text: "قتلت غارة إسرائيلية سبعة أشخاص في خان يونس يوم الثلاثاء، بحسب وكالة فرانس برس."},
		report{id: "7", outlet: "Coast Gazette", language: "en", day: "2026-05-06", text: "Agence France-Presse reported that an Israeli strike killed seven people in Khan Younis on Tuesday."},
	)
	e := w.events("ASSAULT")[0]
	if e.Documents != 7 || e.Origins != 2 {
		w.dump()
		t.Errorf("%d documents, %d origins; want 7 and 2", e.Documents, e.Origins)
	}
}

func TestUnnamedOfficialRelayed(t *testing.T) {
	w := empty(t)
	w.add(
		report{id: "1", outlet: "Reuters", language: "en", day: "2026-03-11", text: "Turkish forces arrested 14 people in Mersin on Monday, a security official said."},
		report{id: "2", outlet: "Harbour Post", language: "en", day: "2026-03-11", text: "MERSIN (Reuters) - Turkish forces arrested 14 people in Mersin on Monday, a security official said."},
		report{id: "3", outlet: "Coast Gazette", language: "en", day: "2026-03-11", text: "MERSIN (Reuters) - A security official said Turkish forces arrested 14 people in Mersin on Monday."},
	)
	e := w.events("COERCE")[0]
	if e.Documents != 3 || e.Origins != 1 {
		w.dump()
		t.Errorf("%d documents, %d origins; want 3 and 1", e.Documents, e.Origins)
	}
}

func TestClaimAndDenial(t *testing.T) {
	w := empty(t)
	w.add(
		report{id: "1", outlet: "Reuters", language: "en", day: "2026-02-18", text: "Ukraine's Foreign Minister Andrii Sybiha said Russia shelled Kyiv on Tuesday."},
		report{id: "2", outlet: "الرافد", language: "ar", day: "2026-02-18", text: "قالت وزارة الدفاع الروسية إن روسيا لم تقصف كييف يوم الثلاثاء."},
		report{id: "3", outlet: "Harbour Post", language: "en", day: "2026-02-18", text: "The Russian Defence Ministry denied that Russia shelled Kyiv on Tuesday."},
	)
	e := w.events("ASSAULT")[0]
	if e.Positions[Claimed] != 1 || e.Positions[Denied] != 1 || e.Tellings != 3 || e.PartyOrigins < 1 {
		w.dump()
		t.Errorf("positions %v party origins %d", e.Positions, e.PartyOrigins)
	}
}

func TestSevenOrTwelve(t *testing.T) {
	w := empty(t)
	w.add(
		report{id: "1", outlet: "Reuters", language: "en", day: "2026-05-06", text: "A car bomb killed seven people in Mogadishu on Tuesday, police said."},
		report{id: "2", outlet: "الرافد", language: "ar", day: "2026-05-07", text: "قتل 12 شخصا في تفجير سيارة مفخخة في مقديشو يوم الثلاثاء، بحسب مصادر طبية."},
	)
	w.dump()
	e := w.events("ASSAULT")[0]
	if e.DeadLow == nil || *e.DeadLow != 7 || *e.DeadHigh != 12 {
		t.Fatalf("dead %v to %v", e.DeadLow, e.DeadHigh)
	}
	for _, d := range e.Disputes {
		if d.Point == "dead" && len(d.Values) == 2 && d.Values[0].Value == "7" && d.Values[1].Value == "12" && len(d.Values[1].Origins) == 1 {
			return
		}
	}
	t.Errorf("disputes %+v", e.Disputes)
}

func TestPlannedThenActual(t *testing.T) {
	w := empty(t)
	w.add(
		report{id: "1", outlet: "Reuters", language: "en", day: "2026-06-01", text: "Russian Foreign Minister Sergei Lavrov will visit Cairo on Thursday."},
		report{id: "2", outlet: "الرافد", language: "ar", day: "2026-06-05", text: "زار وزير الخارجية الروسي سيرغي لافروف القاهرة يوم الخميس."},
	)
	list := w.events("CONSULT")
	if len(list) != 2 {
		w.dump()
		t.Fatalf("%d events, want the planned and the actual one", len(list))
	}
	for _, e := range list {
		want := HappenedAs
		if e.Reality == "actual" {
			want = PlannedAs
		}
		if len(e.Linked) != 1 || e.Linked[0].Kind != want {
			w.dump()
			t.Errorf("%s event has links %v", e.Reality, e.Linked)
		}
	}
}

func TestReplacedVersionWithdraws(t *testing.T) {
	w := empty(t)
	page := "https://harbour.example/strike"
	w.add(
		report{id: "1", outlet: "Reuters", language: "en", day: "2026-05-06", text: "An Israeli air strike killed seven people in Khan Younis on Tuesday."},
		report{id: "2", url: page, outlet: "Harbour Post", language: "en", day: "2026-05-06", text: "An Israeli air strike killed nine people in Khan Younis on Tuesday. Egypt condemned the strike."},
	)
	if e := w.events("ASSAULT")[0]; e.Tellings != 2 || *e.DeadHigh != 9 {
		w.dump()
		t.Fatal("not merged")
	}
	before := w.events("ASSAULT")[0].Key
	w.add(report{id: "2b", url: page, outlet: "Harbour Post", language: "en", day: "2026-05-06", text: "An Israeli air strike killed seven people in Khan Younis on Tuesday."})
	e := w.events("ASSAULT")[0]
	if e.Key != before || e.Tellings != 2 || *e.DeadHigh != 7 || len(e.Disputes) > 0 {
		w.dump()
		t.Errorf("%+v", e)
	}
	if n := len(w.events("ACCUSE")); n != 0 {
		t.Errorf("%d events that only the replaced text told", n)
	}
}

// apartCases are reports of which none tells the event of another.
var apartCases = map[string][]report{
	"different towns": {
		{id: "1", language: "en", day: "2026-05-06", text: "An Israeli air strike killed seven people in Khan Younis on Tuesday."},
		{id: "2", language: "en", day: "2026-05-06", text: "An Israeli air strike killed seven people in Baalbek on Tuesday."},
	},
	"different days": {
		{id: "1", language: "en", day: "2026-05-06", text: "An Israeli air strike killed seven people in Khan Younis on Tuesday."},
		{id: "2", language: "en", day: "2026-05-09", text: "An Israeli air strike killed seven people in Khan Younis on Friday."},
	},
	"opposite sides": {
		{id: "1", language: "en", day: "2026-05-06", text: "Israel bombed Hezbollah on Tuesday."},
		{id: "2", language: "en", day: "2026-05-06", text: "Hezbollah bombed Israel on Tuesday."},
	},
	"other guests": {
		{id: "1", language: "en", day: "2026-05-06", text: "Sergei Lavrov met Badr Abdelatty in Cairo on Tuesday."},
		{id: "2", language: "en", day: "2026-05-06", text: "Hakan Fidan met Badr Abdelatty in Cairo on Tuesday."},
	},
}

func TestApart(t *testing.T) {
	for name, reports := range apartCases {
		t.Run(name, func(t *testing.T) {
			w := empty(t)
			w.add(reports...)
			for _, e := range w.m.events {
				if e.Documents > 1 {
					w.dump()
					t.Errorf("%s of %d documents", e.Type, e.Documents)
				}
			}
		})
	}
}
