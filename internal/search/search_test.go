package search

import (
	"slices"
	"strings"
	"testing"

	"rawi/internal/news"
	"rawi/lang"
)

func searcher(t *testing.T) *Searcher {
	t.Helper()
	s, err := New(lang.FS)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// finds tells whether a report of these words answers a question, as a store would.
func finds(s *Searcher, rec news.Record, question string, sounds bool) bool {
	w := s.Document(s.Folder().Read(rec.Document.Text), rec)
	exact, stems := strings.Fields(w.Exact), strings.Fields(w.Stems)
	for _, term := range s.Question(question, sounds) {
		has := strings.Contains(" "+w.Exact+" ", " "+strings.Join(term.Exact, " ")+" ") || len(term.Exact) == 1 && slices.Contains(exact, term.Exact[0])
		for _, stem := range term.Stems {
			has = has || slices.Contains(stems, stem)
		}
		if has == term.Not {
			return false
		}
	}
	return true
}

func report(language, body string, entities ...news.Entity) news.Record {
	return news.Record{Document: news.Document{Language: language, Text: body}, Entities: entities}
}

func named(text string, names map[string]string) news.Entity {
	return news.Entity{Name: text, Names: names, Mentions: []news.Mention{{Span: news.Span{Text: text}, Form: "name"}}}
}

func TestFormsMeet(t *testing.T) {
	s := searcher(t)
	cases := map[string]struct{ language, body string }{
		"ar": {"ar", "أعلنت الإدارة الأمريكية أن الرؤساء بحثوا اتفاقية التعاون، وأن صواريخ أصابت المطار فقتلت سبعة من الجنود وجرحت مسؤولين وطائراتٍ مدنية في القرى القريبة من الحدود، وبغاراته استهدف مخازن للأسلحة. مُعاهدة سـلام لإسرائيل"},
		"en": {"en", "The ministers signed agreements on hostages after missiles struck airports and killed seven policemen; protesters in neighbouring cities were arrested. People fled crises."},
	}
	forms := map[string]string{
		"ar": "الادارة|إدارة|ادارة|اداره|إدارات|وبالإدارة|للإدارة|الأمريكية|أمريكي|امريكية|رئيس|الرئيس|رؤساء|اتفاق|اتفاقيات|الاتفاقية|للاتفاق|تعاون|صاروخ|الصواريخ|وصواريخ|مطار|مطارات|جندي|جنود|وجنود|مسؤول|مسئول|المسؤولون|مسؤولين|طائرة|الطائرات|طائراته|مدني|مدنية|المدني|قرية|القرى|قريب|حدود|الحدود|غارة|غارات|الغارات|مخازن|سلاح|الأسلحة|معاهدة|المعاهدة|معاهدات|سلام|السلام|إسرائيل|اسرائيل|لاسرائيل|واسرائيل|قتلت|فقتلت|استهدفت|بحثوا|سبعة|٧ -شيء",
		"en": "minister|ministers|sign|signing|agreement|agreements|hostage|missile|airport|kill|killing|policeman|policemen|protester|protest|city|cities|arrest|arrests|person|crisis|MISSILES|“signed agreements”",
	}
	n := 0
	for language, list := range forms {
		for q := range strings.SplitSeq(list, "|") {
			if strings.HasPrefix(q, "٧") {
				continue
			}
			n++
			if !finds(s, report(cases[language].language, cases[language].body), q, false) {
				t.Errorf("%s: %q is not found (%v)", language, q, s.Question(q, false))
			}
		}
	}
	if n < 60 {
		t.Errorf("%d forms are tried, want 60 or more", n)
	}
}

func TestOthersStayApart(t *testing.T) {
	s := searcher(t)
	body := report("ar", "قال الوزير إن الحرب في السودان شردت الأهالي وإن كتبا وصلت إلى المدرسة")
	for _, q := range []string{"حزب", "سودة", "مدينة", "كتيبة", "وزن", `"السودان الحرب"`, "الوزير -السودان", "أهل مصر"} {
		if finds(s, body, q, false) {
			t.Errorf("%q is found", q)
		}
	}
}

func TestSpellingsOfNames(t *testing.T) {
	s := searcher(t)
	rec := report("ar", "وصل إلى بيونغ يانغ والتقى القذافي زيلينسكي",
		named("بيونغ يانغ", map[string]string{"en": "Pyongyang"}), named("القذافي", map[string]string{"en": "Muammar Gaddafi"}), named("زيلينسكي", nil))
	for _, q := range []string{"بيونج يانج", "بيونغيانغ", "بيونجيانج", "Pyongyang", "pyongyang", "Qaddafi", "Kadhafi", "Gaddafi", "قذافي", "Zelensky", "Zelenskyy", "زلنسكي", "زيلنسكى"} {
		if !finds(s, rec, q, true) {
			t.Errorf("%q is not found", q)
		}
	}
	if finds(s, rec, "Netanyahu", true) {
		t.Error("another name is found")
	}
}

func TestSnippet(t *testing.T) {
	s := searcher(t)
	clean := strings.Repeat("كلام كثير لا صلة له بالسؤال. ", 20) + "ووقّع الرئيسان معاهدةً دفاعية في العاصمة." + strings.Repeat(" ثم كلام آخر.", 20)
	snippet, marks := s.Snippet(clean, "ar", s.Question("معاهدة دفاع", false))
	var got []string
	for _, m := range marks {
		got = append(got, string([]rune(snippet)[m[0]:m[1]]))
	}
	if want := []string{"معاهدةً", "دفاعية"}; !slices.Equal(got, want) {
		t.Errorf("marks %q, want %q in %q", got, want, snippet)
	}
	if n := len(strings.Fields(snippet)); n > around+2 {
		t.Errorf("the snippet has %d words", n)
	}
}

func TestQuestion(t *testing.T) {
	s := searcher(t)
	terms := s.Question(`"mutual defence" treaty -draft`, false)
	if len(terms) != 3 || len(terms[0].Exact) != 2 || terms[0].Not || !terms[2].Not || terms[2].Exact[0] != "draft" {
		t.Errorf("terms %+v", terms)
	}
	if got := s.Question("co-operation", false); len(got) == 0 || got[len(got)-1].Not {
		t.Errorf("a hyphen inside a word excludes nothing: %+v", got)
	}
}
