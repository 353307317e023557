package reading_test

import (
	"context"
	"testing"

	"rawi/internal/clean"
)

// TestTheDayOfEvents holds each rule of the day of events by sentences of both languages: the type of the event asked for, and its day
// («» for none) in a report of Wednesday 19 June 2024.
func TestTheDayOfEvents(t *testing.T) {
	r, err := reader()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ what, lang, text, kind, start, end string }{
		{"a time of its own", "ar", "قصفت المدفعية يوم الأحد قرية قرب الحدود.", "ASSAULT", "2024-06-16", "2024-06-16"},
		{"a time of its own", "en", "Gunmen attacked a convoy on Sunday near the border.", "ASSAULT", "2024-06-16", "2024-06-16"},
		{"the news of the report", "ar", "قصفت المدفعية قرية قرب الحدود.", "ASSAULT", "2024-06-19", "2024-06-19"},
		{"the news of the report", "en", "Gunmen attacked a convoy near the border.", "ASSAULT", "2024-06-19", "2024-06-19"},
		{"told by a spokesman as new", "ar", "قال متحدث باسم الشرطة إن مسلحين هاجموا القافلة.", "ASSAULT", "2024-06-19", "2024-06-19"},
		{"told by a spokesman as new", "en", "A police spokesman said that gunmen attacked the convoy.", "ASSAULT", "2024-06-19", "2024-06-19"},
		{"a charge against another state", "ar", "قالت وزارة الخارجية الكندية إن إيران أرسلت أسلحة إلى السودان.", "AID", "", ""},
		{"a charge against another state", "en", "The Canadian foreign ministry said that Iran sent weapons to Sudan.", "AID", "", ""},
		{"known before", "ar", "وكانت الحكومة قد رفضت المبادرة.", "REJECT", "", ""},
		{"known before, the subject between", "ar", "وكانت منظمات حقوقية طالبت بالإفراج عن الصحفي.", "REQUEST", "", ""},
		{"known before", "en", "The government had rejected the plan.", "REJECT", "", ""},
		{"earlier", "ar", "رفضت الحكومة المبادرة في وقت سابق.", "REJECT", "", ""},
		{"since", "ar", "تحاصر القوات البلدة منذ نوفمبر الماضي.", "COERCE", "2023-11-01", ""},
		{"said in the present", "en", "Norway condemns the arrest of the bishop.", "ACCUSE", "2024-06-19", "2024-06-19"},
		{"announced as its own act", "ar", "أعلنت كينيا أمس طرد السفير الإيراني.", "SANCTION", "2024-06-18", "2024-06-18"},
		{"a length of time from another deed", "en", "The two sides signed a peace agreement on Monday, a week after President Charles Taylor resigned.", "RETREAT", "2024-06-10", "2024-06-10"},
		{"the time of an aside", "en", "South Africa, which lost nine soldiers last week near Sake, urged the council to act.", "REQUEST", "2024-06-19", "2024-06-19"},
		{"the time of what is charged", "en", "The party accused the commission of fraud in November.", "ACCUSE", "2024-06-19", "2024-06-19"},
		{"an opening time", "en", "At the council on Sunday, Bintou Keita, who heads the mission, demanded that the airport be reopened.", "REQUEST", "2024-06-16", "2024-06-16"},
		{"years ago are a year", "en", "Rebels kidnapped the bishop three years ago.", "ASSAULT", "2021-01-01", "2021-12-31"},
		{"a scene that goes on", "ar", "هاجم مسلحون القاعدة يوم الاثنين. وقتل المهاجمون ثلاثة جنود.", "ASSAULT", "2024-06-17", "2024-06-17"},
		{"the day of the lead", "ar", "هاجم مسلحون القاعدة مساء الاثنين.\n\nوأدان الرئيس الكيني وليام روتو الهجوم.", "ACCUSE", "2024-06-17", "2024-06-17"},
	} {
		rec, err := r.Read(context.Background(), clean.Page{Kind: clean.TextBody, Body: []byte(c.text), Language: c.lang, Published: "2024-06-19"})
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, e := range rec.Events {
			if e.Type != c.kind {
				continue
			}
			found = true
			start, end := "", ""
			if e.Date != nil {
				start, end = e.Date.Start, e.Date.End
			}
			if start != c.start || end != c.end {
				t.Errorf("%s: %q: %s on %q to %q, want %q to %q", c.what, c.text, e.Anchor.Text, start, end, c.start, c.end)
			}
		}
		if !found {
			t.Errorf("%s: %q: no %s", c.what, c.text, c.kind)
		}
	}
}
