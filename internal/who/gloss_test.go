package who_test

import (
	"os"
	"testing"

	"rawi/internal/morph"
	"rawi/internal/pack"
	"rawi/internal/text"
	"rawi/internal/who"
)

// names reads a report's one sentence and gives the English name of each entity by the name that the report has for it.
func names(t *testing.T, l *who.Lexicon, f *text.Folder, sentence string) map[string]string {
	t.Helper()
	x := f.Read(sentence)
	r := who.NewResolver(l, x, "2022-06-01")
	r.Take(l.Find(x, text.Range{From: 0, To: len(x.Tokens)}, l.Introduce(x), "2022-06-01"))
	r.Gloss()
	out := map[string]string{}
	for _, e := range r.Entities {
		out[e.Names["ar"]] = e.Names["en"]
	}
	return out
}

func TestGloss(t *testing.T) {
	fsys := os.DirFS("../../lang")
	load := func(name string) *pack.Pack {
		p, err := pack.Load(fsys, name)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	world, ar, en := load("world"), load("ar"), load("en")
	w, err := who.NewWorld(world)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []*pack.Pack{ar, en} {
		if err := w.Name(p); err != nil {
			t.Fatal(err)
		}
	}
	f, err := text.NewFolder(world)
	if err != nil {
		t.Fatal(err)
	}
	m, err := morph.New(f, ar)
	if err != nil {
		t.Fatal(err)
	}
	l, err := who.NewLexicon(w, f, m, ar)
	if err != nil {
		t.Fatal(err)
	}
	l.Wait()
	for _, c := range []struct{ sentence, phrase, want string }{
		{"ونقلت صحف عن مسؤولين نرويجيين أن الجسر أغلق.", "مسؤولين نرويجيين", "unnamed Norwegian officials"},
		{"وصل مسؤولون أمريكيون إلى الميناء.", "مسؤولون أمريكيون", "unnamed US officials"},
		{"وأكدت وسائل إعلام كينية وصول السفينة.", "وسائل إعلام كينية", "Kenyan media"},
		{"وذكرت وسائل إعلام رسمية في كوبا أن الميناء فتح.", "وسائل إعلام رسمية في كوبا", "Cuban state media"},
		{"قال مصدر أمني تونسي إن الطريق سالكة.", "مصدر أمني تونسي", "unnamed Tunisian security source"},
		{"سار متظاهرون نحو الساحة.", "متظاهرون", "demonstrators"},
		{"أصدرت وزارة الصحة الكينية بيانا.", "وزارة الصحة الكينية", "Kenyan health ministry"},
		{"وقال وزير النقل السابق في زامبيا إن الجسر آمن.", "وزير النقل السابق", "former transport minister"},
		{"زار وزير نقل زامبيا المصنع.", "وزير نقل زامبيا", "Zambian transport minister"},
		{"وصل الزعماء الغربيون إلى القمة.", "الزعماء الغربيون", "Western leaders"},
		{"عادت نساء إلى القرية.", "نساء", "women"},
		{"وأعلنت حكومة مادورو فتح الحدود.", "حكومة مادورو", "government of Nicolas Maduro"},
		{"وقال مسؤول كبير في البيت الأبيض إن الوفد سافر.", "مسؤول كبير في البيت الأبيض", "unnamed senior White House official"},
		{"وقالت متحدثة باسم وزارة العدل الكينية إن القانون نافذ.", "متحدثة باسم وزارة العدل الكينية", "Kenyan justice ministry spokesperson"},
		{"وصل أوليغ سميرنوف إلى المطار.", "أوليغ سميرنوف", "Oleg Smirnov"},
		{"خرجت البلاد من الأزمة.", "البلاد", ""},
	} {
		got := names(t, l, f, c.sentence)
		if name, ok := got[c.phrase]; !ok || name != c.want {
			t.Errorf("%s\n %s is %q, want %q (all: %q)", c.sentence, c.phrase, name, c.want, got)
		}
	}
}
