package reading

import (
	"context"
	"testing"

	"rawi/internal/clean"
	"rawi/lang"
)

// retold are reports whose headline tells with fewer words what the first sentence tells: one event with a further telling.
var retold = []struct{ language, page, kind string }{
	{"ar", "إضراب عام في تونس\n\nتونس - نفذ موظفو القطاع العام الخميس إضرابا عاما في أنحاء البلاد.", "PROTEST"},
	{"ar", "الشرطة تفرق تظاهرة طلابية في نيروبي\n\nنيروبي - فرقت الشرطة الكينية السبت تظاهرة طلابية في نيروبي.", "ASSAULT"},
}

// TestRetold reads a headline that names nobody, or a body without its country, as a telling of what the report brings.
func TestRetold(t *testing.T) {
	r, err := New(lang.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range retold {
		rec, err := r.Read(context.Background(), clean.Page{Body: []byte(c.page), Language: c.language, Published: "2018-08-05"})
		if err != nil {
			t.Fatal(err)
		}
		n, also := 0, 0
		for _, e := range rec.Events {
			if e.Type == c.kind {
				n++
				also += len(e.Also)
			}
		}
		if n != 1 || also != 1 {
			t.Errorf("%s\n got %d events told %d times more, want one told once more", c.page, n, also)
		}
	}
}
