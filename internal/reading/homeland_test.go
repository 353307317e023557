package reading

import (
	"context"
	"testing"

	"rawi/internal/clean"
	"rawi/lang"
)

// atHome are reports in which a body stands without its country: whose it is, told by the first actor of an event.
var atHome = []struct{ page, anchor, country string }{
	{"لاغوس - اعتقل الجيش خمسة رجال في أبوجا. وقال الرئيس النيجيري إن نيجيريا لن تتهاون. وفي كانو اعتقلت الشرطة ثلاثة آخرين، بحسب صحيفة نيجيرية.", "اعتقل", "NGA"},
	{"بيروت - دعا البرلمان اللبناني إلى جلسة. وفي بيروت اعتقل الجيش رجلين. وقال رئيس الوزراء اللبناني إن لبنان بخير.", "اعتقل", "LBN"},
	{"دعت مصر السودان إلى الحوار. ودعا السودان مصر إلى الحوار. واعتقل الجيش رجلين.", "اعتقل", ""},
}

// TestAtHome gives the bodies of a state told without their country that of the report, where it is about one.
func TestAtHome(t *testing.T) {
	r, err := New(lang.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range atHome {
		rec, err := r.Read(context.Background(), clean.Page{Body: []byte(c.page), Language: "ar", Published: "2018-08-05"})
		if err != nil {
			t.Fatal(err)
		}
		told := false
		for _, e := range rec.Events {
			if e.Anchor.Text != c.anchor || told {
				continue
			}
			told = true
			if len(e.Actors) == 0 || e.Actors[0].Country != c.country {
				t.Errorf("%s\n got %+v, want one of %q", c.page, e.Actors, c.country)
			}
		}
		if !told {
			t.Errorf("%s\n no event %s", c.page, c.anchor)
		}
	}
}
