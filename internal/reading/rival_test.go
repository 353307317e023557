package reading

import (
	"context"
	"testing"

	"rawi/internal/clean"
	"rawi/internal/news"
	"rawi/lang"
)

// Rival versions of one happening stay apart, each with the one whose word it is.
func TestRivalVersions(t *testing.T) {
	r, err := New(lang.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text string
		want []version
	}{
		{"قالت جماعة الحوثي إنها قصفت سفينة أميركية في البحر الأحمر. وقالت البحرية البريطانية إن الجماعة قصفت سفينة سنغافورية.",
			[]version{{"ASSAULT", "سفينة أميركية", "Houthis"}, {"ASSAULT", "سفينة سنغافورية", "Royal Navy"}}},
		{"أعلن مصدر طبي مقتل 12 شخصا في الغارة. ونفى الجيش مقتل أي مدني في الغارة.",
			[]version{{"ASSAULT", "12 شخصا", "unnamed medical source"}}},
		{"قال شهود إن الجيش قتل ثلاثة مدنيين في القرية. وقال متحدث عسكري إن قواته قتلت ثلاثة مسلحين في القرية.",
			[]version{{"ASSAULT", "ثلاثة مدنيين", "witnesses"}, {"ASSAULT", "ثلاثة مسلحين", "military spokesperson"}}},
		{"قالت الشرطة إن المحتجين هاجموا مقر المحافظة. وقال ناشطون إن الشرطة هاجمت المحتجين.",
			[]version{{"ASSAULT", "", "police"}, {"ASSAULT", "المحتجين", "activists"}}},
		{"قالت كييف إن روسيا قصفت مدينة خيرسون. وقالت موسكو إن أوكرانيا قصفت مدينة خيرسون.",
			[]version{{"ASSAULT", "مدينة خيرسون", "Ukraine"}, {"ASSAULT", "مدينة خيرسون", "Russia"}}},
		{"قال وزير الدفاع إن الجيش قتل عشرين متمردا في كمين. وقال متحدث باسم المتمردين إن الجيش قتل خمسة رعاة.",
			[]version{{"ASSAULT", "عشرين متمردا", "defense minister"}, {"ASSAULT", "خمسة رعاة", ""}}},
		{"أكدت الخرطوم أن إثيوبيا خطفت سبعة جنود. وقالت أديس أبابا إن إثيوبيا خطفت أربعة مهربين.",
			[]version{{"ASSAULT", "سبعة جنود", "Sudan"}, {"ASSAULT", "أربعة مهربين", "Ethiopia"}}},
		{"قال سكان إن قوات الاحتلال اعتقلت تسعة شبان. وقال الجيش الإسرائيلي إن قواته اعتقلت مطلوبين اثنين.",
			[]version{{"COERCE", "تسعة شبان", "residents"}, {"COERCE", "مطلوبين", "Israeli army"}}},
		{"قال مسؤول محلي إن مسلحين خطفوا 30 راعيا. وقال زعيم قبلي إن مسلحين خطفوا 50 راعيا.",
			[]version{{"ASSAULT", "30 راعيا", ""}, {"ASSAULT", "50 راعيا", ""}}},
		{"ذكرت وكالة الأنباء أن الشرطة اعتقلت عشرين متظاهرا. وقال محام إن الشرطة اعتقلت مئة متظاهر.",
			[]version{{"COERCE", "عشرين متظاهرا", ""}, {"COERCE", "مئة متظاهر", "lawyer"}}},
	} {
		record, err := r.Read(context.Background(), clean.Page{Kind: clean.TextBody, Body: []byte(c.text), Language: "ar"})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range c.want {
			if !tells(record, v) {
				t.Errorf("%s\n\tno event %+v; got %v", c.text, v, versions(record))
			}
		}
	}
}

// version is an event told of somebody on somebody's word.
type version struct{ kind, recipient, origin string }

func tells(r news.Record, v version) bool {
	for _, e := range r.Events {
		if v.kind != "" && e.Type != v.kind {
			continue
		}
		for _, got := range versionsOf(e) {
			if (v.recipient == "" || got.recipient == v.recipient) && (v.origin == "" || got.origin == v.origin) {
				return true
			}
		}
	}
	return false
}

func versionsOf(e news.Event) []version {
	origin := ""
	if n := len(e.Attribution); n > 0 {
		origin = e.Attribution[n-1].Name
	}
	out := []version{{e.Type, "", origin}}
	for _, p := range e.Recipients {
		if p.Span != nil {
			out = append(out, version{e.Type, p.Span.Text, origin})
		}
	}
	return out
}

func versions(r news.Record) []version {
	var out []version
	for _, e := range r.Events {
		out = append(out, versionsOf(e)...)
	}
	return out
}
