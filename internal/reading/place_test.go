package reading

import (
	"context"
	"testing"

	"rawi/internal/clean"
	"rawi/lang"
)

// placed are events whose place stands outside their own clause, or is told by its kind: language, page, anchor, place and how it is known.
var placed = []struct{ language, page, anchor, place, basis string }{
	{"ar", "وصل وفد تركي إلى بغداد. وانفجرت عبوة ناسفة وسط العاصمة.", "انفجرت عبوة", "Baghdad", "stated"},
	{"ar", "قصفت المدفعية مدينة تعز الخميس. وقال شاهد إن مسلحين قتلوا ثلاثة رجال في المدينة.", "قتلوا", "Taiz", "stated"},
	{"ar", "أرسلت فرنسا مساعدات إلى بيروت.", "أرسلت", "Beirut", "stated"},
	{"ar", "سحبت روسيا قواتها من حلب.", "سحبت", "Aleppo", "stated"},
	{"ar", "يزور وزير الخارجية العماني دمشق الثلاثاء.", "يزور", "Damascus", "stated"},
	{"ar", "هاجم مسلحون ثكنة في مقديشو فجر الأحد. وقتل المهاجمون جنديين واعتقل الجيش ثلاثة رجال.", "اعتقل", "Mogadishu", "inferred"},
	{"ar", "الكويت 3 مارس 2014 - قضت محكمة كويتية بسجن نائب سابق خمس سنوات.", "قضت", "Kuwait City", "inferred"},
	{"ar", "لندن 3 مارس 2014 - اعتقلت السلطات الإريترية صحفيين.", "اعتقلت", "", ""},
	{"en", "HARARE, March 3, 2014 - Zimbabwe's parliament rejected the budget on Monday.", "rejected", "Harare", "inferred"},
	{"en", "LONDON, March 3, 2014 - Eritrean authorities arrested two reporters on Monday.", "arrested", "", ""},
	{"en", "Rebels shot down a drone over Benghazi on Monday.", "shot", "Benghazi", "stated"},
	{"en", "France sent a plane with medicines to Beirut on Monday.", "sent", "Beirut", "stated"},
}

// TestPlaces finds where an event happened that names no place in its own clause.
func TestPlaces(t *testing.T) {
	r, err := New(lang.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range placed {
		rec, err := r.Read(context.Background(), clean.Page{Body: []byte(c.page), Language: c.language, Published: "2014-03-03"})
		if err != nil {
			t.Fatal(err)
		}
		told := false
		for _, e := range rec.Events {
			if e.Anchor.Text != c.anchor {
				continue
			}
			told = true
			place, basis := "", ""
			if e.Place != nil {
				place, basis = e.Place.Name, e.Place.Basis
			}
			if place != c.place || basis != c.basis {
				t.Errorf("%s\n %s: got %q %s, want %q %s", c.page, c.anchor, place, basis, c.place, c.basis)
			}
		}
		if !told {
			t.Errorf("%s\n no event %s", c.page, c.anchor)
		}
	}
}
