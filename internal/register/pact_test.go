package register

import (
	"slices"
	"strings"
	"testing"

	"rawi/internal/news"
	"rawi/internal/store"
)

var (
	pactSigned = report{id: "p1", outlet: "Reuters", language: "en", day: "2024-06-20",
		text: "Russia and North Korea signed a mutual defence treaty in Pyongyang on Wednesday. The treaty obliges both countries to provide military assistance if either is attacked, Vladimir Putin said."}
	pactArabic = report{id: "p2", outlet: "الرافد", language: "ar", day: "2024-06-20",
		text: "وقعت روسيا وكوريا الشمالية معاهدة دفاع مشترك في بيونغ يانغ يوم الأربعاء."}
	pactForce = report{id: "p3", outlet: "Harbour Post", language: "en", day: "2024-12-05",
		text: "The mutual defence treaty between Russia and North Korea entered into force on Wednesday."}
	attack = report{id: "p4", outlet: "Reuters", language: "en", day: "2025-02-12",
		text: "Ukraine attacked Russia with drones on Tuesday, killing four people."}
	help = report{id: "p5", outlet: "Coast Gazette", language: "en", day: "2025-03-05",
		text: "North Korea sent weapons to Russia on Tuesday."}
)

func (w *world) pact(kind string) store.Agreement {
	w.t.Helper()
	var out []store.Agreement
	for _, a := range w.m.agreements {
		if slices.Contains(a.Kinds, kind) {
			out = append(out, a)
		}
	}
	if len(out) != 1 {
		w.t.Fatalf("%d agreements about %s: %+v", len(out), kind, out)
	}
	return out[0]
}

func TestOneAgreementManyReports(t *testing.T) {
	w := empty(t)
	w.add(pactSigned, pactArabic, pactForce)
	a := w.pact("defense")
	if a.Documents != 3 || a.Stage != "in_force" || a.Signed != "2024-06-19" || a.InForce != "2024-12-04" || len(a.Parties) != 2 {
		t.Errorf("%+v", a)
	}
	if a.Names["ar"] == "" || a.Names["en"] == "" {
		t.Errorf("names %v", a.Names)
	}
	if n := len(a.Obligations); n != 1 || a.Obligations[0].Kind != "defense" || len(a.Obligations[0].Chain) != 1 {
		t.Errorf("obligations %+v", a.Obligations)
	}
	for _, c := range []struct{ day, want string }{
		{"2024-06-01", No}, {"2024-07-01", Unsure}, {"2025-01-01", Yes},
	} {
		if f := InForceOn(a, c.day); f.State != c.want && c.day != "2024-07-01" || f.State == Yes && c.want != Yes {
			t.Errorf("in force on %s: %+v, want %s", c.day, f, c.want)
		}
	}
}

func TestAnotherAgreement(t *testing.T) {
	w := empty(t)
	w.add(
		report{id: "1", language: "en", day: "2024-05-02", text: "Sudan and Chad signed a ceasefire agreement on Wednesday."},
		report{id: "2", language: "en", day: "2024-05-20", text: "The ceasefire between Sudan and Chad collapsed on Sunday."},
		report{id: "3", language: "en", day: "2024-09-05", text: "Sudan and Chad signed a ceasefire agreement on Wednesday."},
		report{id: "4", language: "en", day: "2024-09-05", text: "Sudan and Chad signed a trade agreement on Wednesday."},
		report{id: "5", language: "en", day: "2024-09-05", text: "Sudan and Niger signed a ceasefire agreement on Wednesday."},
	)
	if n := len(w.m.agreements); n != 4 {
		for _, a := range w.m.agreements {
			t.Logf("%s %v %s %s %s %v", a.Name, a.Kinds, a.Stage, a.Signed, a.Ended, partyNames(a.Parties))
		}
		t.Errorf("%d agreements, want 4", n)
	}
}

// TestTrigger adds a treaty, an attack on one party by a third and the other's help, in all orders.
func TestTrigger(t *testing.T) {
	base := []report{pactSigned, pactForce, attack, help}
	var recs []news.Record
	for _, x := range base {
		recs = append(recs, readReport(t, x))
	}
	permute(len(base), func(order []int) {
		w := empty(t)
		var ids []string
		for _, i := range order {
			w.put(recs[i])
			ids = append(ids, base[i].id)
		}
		name := strings.Join(ids, " ")
		a := w.pact("defense")
		var hits []store.Trigger
		for _, g := range a.Triggers {
			if w.m.events[g.Event].Start == "2025-02-11" {
				hits = append(hits, g)
			}
		}
		if len(hits) == 0 {
			w.dump()
			t.Fatalf("%s: no trigger: %+v", name, a)
		}
		g := hits[0]
		if !strings.Contains(g.TextSays, "military assistance") || len(g.PartySays) != 0 {
			t.Errorf("%s: text says %q, parties say %v", name, g.TextSays, g.PartySays)
		}
		if !slices.ContainsFunc(g.RuleSays, func(s string) bool { return strings.HasPrefix(s, "yes: in force on 2025-02-11") }) {
			t.Errorf("%s: rule says %q", name, g.RuleSays)
		}
		if len(g.Fulfilled) != 1 || w.m.events[g.Fulfilled[0]].Type != "AID" || len(g.Breached) != 0 {
			w.dump()
			t.Errorf("%s: fulfilled %v breached %v", name, g.Fulfilled, g.Breached)
		}
	})
}

// permute calls f with every order of n things.
func permute(n int, f func(order []int)) {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	var walk func(k int)
	walk = func(k int) {
		if k == n {
			f(order)
			return
		}
		for i := k; i < n; i++ {
			order[k], order[i] = order[i], order[k]
			walk(k + 1)
			order[k], order[i] = order[i], order[k]
		}
	}
	walk(0)
}

func TestNoTrigger(t *testing.T) {
	for name, x := range map[string]report{
		"the party attacks":  {id: "1", language: "en", day: "2025-02-12", text: "Russia attacked Ukraine with drones on Tuesday."},
		"before the signing": {id: "2", language: "en", day: "2024-02-14", text: "Ukraine attacked Russia with drones on Tuesday."},
		"only planned":       {id: "3", language: "en", day: "2025-02-12", text: "Ukraine will attack Russia with drones on Tuesday."},
	} {
		w := empty(t)
		w.add(pactSigned, pactForce, x)
		for _, g := range w.pact("defense").Triggers {
			if w.m.events[g.Event].Type == "ASSAULT" { // what is planned may still be a threat
				w.dump()
				t.Errorf("%s: %+v", name, g)
			}
		}
	}
}

func TestCeasefireBroken(t *testing.T) {
	w := empty(t)
	w.add(
		report{id: "1", language: "en", day: "2024-05-02", text: "Israel and Hezbollah signed a ceasefire agreement on Wednesday. The ceasefire agreement took effect on Wednesday."},
		report{id: "2", language: "en", day: "2024-05-20", text: "Israel bombed Hezbollah on Sunday."},
	)
	a := w.pact("ceasefire")
	if len(a.Triggers) != 1 || len(a.Triggers[0].Breached) != 1 {
		w.dump()
		t.Errorf("%+v", a)
	}
}

func TestPartySaysIsTriggered(t *testing.T) {
	w := empty(t)
	w.add(pactSigned, pactForce, attack, report{id: "6", outlet: "Harbour Post", language: "en", day: "2025-02-14",
		text: "Kim Jong Un said that the mutual defence treaty between Russia and North Korea obliges his country to help Russia."})
	a := w.pact("defense")
	if len(a.Triggers) == 0 || len(a.Triggers[0].PartySays) != 1 {
		t.Errorf("%+v", a.Triggers)
	}
}

func TestReplacedTextWithdrawsItsAgreement(t *testing.T) {
	w := empty(t)
	w.add(report{id: "1", url: "https://harbour.example/a", language: "en", day: "2024-05-02", text: "Sudan and Chad signed a ceasefire agreement on Wednesday."})
	w.add(report{id: "1b", url: "https://harbour.example/a", language: "en", day: "2024-05-02", text: "Sudan and Niger signed a ceasefire agreement on Wednesday."})
	a := w.pact("ceasefire")
	if !strings.Contains(partyNames(a.Parties), "Niger") || a.Documents != 1 {
		t.Errorf("%+v", a)
	}
}

func TestInForceOn(t *testing.T) {
	stages := func(list ...string) []store.Stage {
		var out []store.Stage
		for i := 0; i < len(list); i += 2 {
			out = append(out, store.Stage{Stage: list[i], Seen: list[i+1]})
		}
		return out
	}
	for _, c := range []struct {
		name, day, want string
		a               store.Agreement
	}{
		{"in force by its day", "2020-05-01", Yes, store.Agreement{InForce: "2020-01-01", Signed: "2019-12-01"}},
		{"not yet in force", "2019-12-15", No, store.Agreement{InForce: "2020-01-01", Signed: "2019-12-01"}},
		{"ended", "2021-02-01", No, store.Agreement{InForce: "2020-01-01", Ended: "2021-01-01"}},
		{"signed, and nothing more is told", "2020-05-01", Unsure, store.Agreement{Signed: "2019-12-01"}},
		{"told as in force, then as signed once", "2020-05-01", Yes, store.Agreement{Stages: stages("in_force", "2020-01-01", "signed", "2020-04-01")}},
		{"suspended", "2020-05-01", No, store.Agreement{InForce: "2020-01-01", Stages: stages("in_force", "2020-01-01", "suspended", "2020-03-01")}},
		{"suspended and back", "2020-05-01", Yes, store.Agreement{InForce: "2020-01-01", Stages: stages("suspended", "2020-03-01", "in_force", "2020-04-01")}},
		{"violated is still in force", "2020-05-01", Yes, store.Agreement{InForce: "2020-01-01", Stages: stages("violated", "2020-03-01")}},
		{"only talked about", "2020-05-01", No, store.Agreement{Stages: stages("negotiated", "2020-03-01")}},
		{"no report of that time", "2020-01-01", Unsure, store.Agreement{Stages: stages("negotiated", "2020-03-01")}},
		{"no day", "", Unsure, store.Agreement{InForce: "2020-01-01"}},
	} {
		if f := InForceOn(c.a, c.day); f.State != c.want || f.State != Yes && len(f.Known)+len(f.Unknown) == 0 {
			t.Errorf("%s: %+v, want %s", c.name, f, c.want)
		}
	}
}
