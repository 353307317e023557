package reading

import (
	"context"
	"testing"

	"rawi/internal/clean"
	"rawi/internal/news"
	"rawi/lang"
)

// claimedDeeds are reports of an attack with what is said of who did it: the actor of the one attack, and on whose word it is told again.
var claimedDeeds = []struct{ language, page, actor, again string }{
	{"ar", "قتل عشرون شخصا في تفجير استهدف مسجدا في بيشاور الجمعة. وتبنت حركة طالبان باكستان الهجوم.", "TTP", "TTP"},
	{"ar", "أصيب شرطيان بانفجار قنبلة في أثينا السبت. وأعلن تنظيم الدولة الإسلامية مسؤوليته عن الهجوم في بيان.", "Islamic State", "Islamic State"},
	{"ar", "قتل تسعة جنود في هجوم على ثكنة في شمال البلاد. ولم تعلن أي جهة مسؤوليتها عن الهجوم.", "", ""},
	{"ar", "هاجم مسلحون مجهولون فندقا في كيسمايو الأحد. وتبنت حركة الشباب الهجوم عبر إذاعة تابعة لها.", "unknown gunmen", "Al-Shabaab"},
	{"en", "A car bomb killed nine people in Kabul on Sunday. The Taliban claimed responsibility for the attack.", "Taliban", "Taliban"},
	{"en", "A car bomb killed nine people in Kabul on Sunday. No group claimed responsibility for the attack.", "", ""},
}

// TestClaims lets a claim of responsibility say whose deed it was, where nobody was known to have done it, and never tell a second deed.
func TestClaims(t *testing.T) {
	r, err := New(lang.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range claimedDeeds {
		rec, err := r.Read(context.Background(), clean.Page{Body: []byte(c.page), Language: c.language, Published: "2018-08-06"})
		if err != nil {
			t.Fatal(err)
		}
		var deeds []news.Event
		for _, e := range rec.Events {
			if e.Type == "ASSAULT" {
				deeds = append(deeds, e)
			}
		}
		if len(deeds) != 1 {
			t.Errorf("%s\n got %d deeds, want one", c.page, len(deeds))
			continue
		}
		names := map[string]string{}
		for _, e := range rec.Entities {
			names[e.ID] = e.Name
		}
		actor, again := "", ""
		for _, a := range deeds[0].Actors {
			actor = names[a.Entity]
		}
		for _, o := range deeds[0].Also {
			for _, l := range o.Attribution {
				again = l.Name
			}
		}
		if actor != c.actor || again != c.again {
			t.Errorf("%s\n got %q, claimed by %q, want %q, %q", c.page, actor, again, c.actor, c.again)
		}
	}
}
