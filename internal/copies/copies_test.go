package copies_test

import (
	"context"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"rawi/internal/clean"
	"rawi/internal/copies"
	"rawi/internal/news"
	"rawi/internal/pack"
	"rawi/internal/reading"
	"rawi/internal/text"
	"rawi/lang"
)

type tools struct {
	fold   *text.Folder
	reader *reading.Reader
}

var folder = sync.OnceValues(func() (*text.Folder, error) {
	world, err := pack.Load(lang.FS, "world")
	if err != nil {
		return nil, err
	}
	return text.NewFolder(world)
})

var open = sync.OnceValues(func() (tools, error) {
	f, err := folder()
	if err != nil {
		return tools{}, err
	}
	r, err := reading.New(lang.FS)
	return tools{f, r}, err
})

// sketch reads a page of a day and sketches it.
func sketch(t testing.TB, day, page string) (*copies.Sketch, news.Record) {
	t.Helper()
	x, err := open()
	if err != nil {
		t.Fatal(err)
	}
	rec, err := x.reader.Read(context.Background(), clean.Page{Kind: clean.Text, Body: []byte(page), Published: day})
	if err != nil {
		t.Fatal(err)
	}
	return copies.Make(x.fold, &rec, x.fold.Read(rec.Document.Text)), rec
}

const dam = `السد يعود إلى العمل

الخرطوم - أعلنت وزارة الري السودانية أمس أن سد الروصيرص عاد إلى العمل بعد إصلاح سبع بوابات تضررت في فيضان أغسطس. وقال المهندس المسؤول إن الكهرباء ستصل إلى ولاية سنار قبل نهاية الأسبوع، وإن 120 عاملا شاركوا في الإصلاح.

وكان مزارعون في القرى المجاورة قد احتجوا على تأخر المياه، وقطعوا الطريق المؤدي إلى السد يومين. وتعهدت الحكومة بدفع تعويضات لهم.`

func TestKinds(t *testing.T) {
	body := strings.SplitN(dam, "\n\n", 2)[1]
	parts := strings.Split(dam, "\n\n")
	other := `Rains return to the valley

Farmers in the upper valley began sowing on Monday after the first rains in three months, and the price of seed fell in the markets of the region. Officials expect a better harvest than last year, when the drought destroyed half of the wheat.`
	frame := `أخبار الولايات في سطور

افتتح والي كسلا معرضا للكتاب شارك فيه ناشرون من خمس دول عربية وأفريقية، ويستمر المعرض عشرة أيام في قاعة البلدية القديمة وسط المدينة. وتتضمن أنشطته أمسيات شعرية وندوات عن تاريخ الطباعة.

` + parts[1] + `

ووصلت إلى ميناء سواكن سفينة تقل ألف رأس من الماشية في طريقها إلى جدة، وهي الثالثة هذا الشهر بعد رفع الحظر الصحي. وقال مدير الميناء إن حركة التصدير ستتضاعف مع اقتراب موسم الحج، وإن مرافق الحجر البيطري وسعت لهذا الغرض.`
	for _, c := range []struct{ name, day, page, kind string }{
		{"itself", "2023-09-02", dam, copies.Verbatim},
		{"another headline and a caption", "2023-09-03", "مياه وكهرباء\n\nصورة أرشيفية للسد (رويترز)\n\n" + body, copies.Verbatim},
		{"spelled otherwise", "2023-09-02", strings.NewReplacer("أ", "ا", "إ", "ا", "ة ", "ه ", "ى", "ي", "120", "١٢٠", "مسؤول", "مسوول").Replace(dam), copies.Verbatim},
		{"the first paragraph alone", "2023-09-02", parts[0] + "\n\n" + parts[1], copies.Near},
		{"in a round-up", "2023-09-03", frame, copies.Partial},
		{"something else", "2023-09-02", other, copies.None},
		{"months later and whole", "2023-12-20", dam, copies.Verbatim},
		{"months later beside other news", "2023-12-20", frame, copies.None},
		{"months later with a few of its sentences", "2023-12-20", parts[0] + "\n\n" + sentences(parts[1])[0] + " " + sentences(frame)[0], copies.None},
	} {
		a, _ := sketch(t, "2023-09-02", dam)
		b, _ := sketch(t, c.day, c.page)
		l := copies.Compare(a, b)
		if l.Kind != c.kind {
			t.Errorf("%s: %q (J %.2f, C %.2f, conflict %v), want %q", c.name, l.Kind, l.Similarity, l.Contained, l.Conflict, c.kind)
		}
		if back := copies.Compare(b, a); back.Kind != l.Kind || back.Similarity != l.Similarity {
			t.Errorf("%s: %q %.2f one way, %q %.2f the other", c.name, l.Kind, l.Similarity, back.Kind, back.Similarity)
		}
	}
}

func sentences(s string) []string { return strings.SplitAfter(s, ". ") }

// TestFormula keeps two reports apart that say the same words of another day, place and number.
func TestFormula(t *testing.T) {
	page := func(n, town, day string) string {
		return "A blast in " + town + "\n\n" + `A roadside bomb killed ` + n + ` soldiers in the town of ` + town + ` on ` + day + `, the army said. The blast destroyed a
lorry that was carrying supplies to an outpost, and helicopters took the wounded to the capital. No group has claimed the attack, but rebels have planted such bombs on the road before, and
the army has promised to clear it of mines before the rains.`
	}
	a, _ := sketch(t, "2013-05-14", page("six", "Kidal", "Monday"))
	b, _ := sketch(t, "2013-05-16", page("eleven", "Gao", "Wednesday"))
	l := copies.Compare(a, b)
	if l.Kind != copies.None || !l.Conflict {
		t.Errorf("%q, conflict %v (J %.2f)", l.Kind, l.Conflict, l.Similarity)
	}
	c, _ := sketch(t, "2013-05-15", page("six", "Kidal", "Monday"))
	if l := copies.Compare(a, c); l.Kind != copies.Verbatim {
		t.Errorf("the same bomb: %q (J %.2f, conflict %v)", l.Kind, l.Similarity, l.Conflict)
	}
}

// TestPassages holds the place of what is shared, in both prints.
func TestPassages(t *testing.T) {
	parts := strings.Split(dam, "\n\n")
	a, ra := sketch(t, "2023-09-02", dam)
	b, rb := sketch(t, "2023-09-02", parts[0]+"\n\nفي سياق متصل بالأحوال الجوية توقعت هيئة الأرصاد أمطارا غزيرة على الهضبة الإثيوبية خلال الأيام المقبلة.\n\n"+parts[2])
	l := copies.Compare(a, b)
	if len(l.Passages) != 1 {
		t.Fatalf("%d passages, want 1: %+v", len(l.Passages), l.Passages)
	}
	p := l.Passages[0]
	one := string([]rune(ra.Document.Text)[p.AStart:p.AEnd])
	two := string([]rune(rb.Document.Text)[p.BStart:p.BEnd])
	if one != two || !strings.HasPrefix(one, "وكان مزارعون") || !strings.HasSuffix(one, "تعويضات لهم") {
		t.Errorf("%q and %q", one, two)
	}
}

// TestReworded finds a text of which every sentence was put otherwise.
func TestReworded(t *testing.T) {
	a, _ := sketch(t, "2023-09-02", `Dam works again

Sudan's irrigation ministry announced on Friday that the Roseires dam was working again after the repair of seven gates damaged in the flood. The engineer in charge said electricity would reach Sinnar state before the end of the week. Farmers in nearby villages had protested against the lack of water and blocked the road to the dam for two days. The government promised to pay them compensation.`)
	b, _ := sketch(t, "2023-09-02", `Sudan: Roseires dam operational

The Sudanese ministry of irrigation has announced that the Roseires dam resumed working on Friday after seven gates that the flood damaged were repaired. Electricity will reach the state of Sinnar before this week ends, according to the engineer in charge. For two days farmers from villages nearby blocked the dam road, protesting the water shortage. Compensation was promised by the government.`)
	l := copies.Compare(a, b)
	if l.Kind != copies.Near {
		t.Errorf("%q (J %.2f, reworded %.2f, facts %.2f)", l.Kind, l.Similarity, l.Reworded, l.Facts)
	}
	c, _ := sketch(t, "2023-09-02", `Anger at Roseires

Villagers along the Blue Nile say they waited a month for water while engineers worked on the gates of the Roseires dam, which the Sudanese government declared repaired on Friday. "We lost the whole crop," said Hamid Adam, who owns two fields near Damazin. He took part in the blockade of the road and doubts that any compensation will come.`)
	if l := copies.Compare(a, c); l.Kind != copies.None {
		t.Errorf("another report of the same: %q (reworded %.2f)", l.Kind, l.Reworded)
	}
}

// TestMarks holds that copies share marks, that a question asks for what is kept, and that marks of other weeks are not asked for.
func TestMarks(t *testing.T) {
	a, _ := sketch(t, "2023-09-02", dam)
	b, _ := sketch(t, "2023-09-04", "عنوان آخر\n\n"+strings.SplitN(dam, "\n\n", 2)[1])
	far, _ := sketch(t, "2024-09-02", dam)
	undated, _ := sketch(t, "", dam)
	common := func(x, y []uint64) int {
		n := 0
		for _, m := range x {
			if slices.Contains(y, m) {
				n++
			}
		}
		return n
	}
	if n := common(b.Asks(), a.Marks()); n < 40 {
		t.Errorf("a copy two days later shares %d marks", n)
	}
	if n, all := common(far.Asks(), a.Marks()), len(a.Marks()); n == 0 || 2*n > all {
		t.Errorf("a copy a year later shares %d of %d marks, want the lasting ones", n, all)
	}
	if n := common(undated.Asks(), a.Marks()); n == 0 {
		t.Error("a copy without a day is not found")
	}
	if n := common(a.Asks(), undated.Marks()); n < 40 {
		t.Errorf("a copy of one without a day shares %d marks", n)
	}
	if n := common(b.FactAsks(), a.FactMarks()); n == 0 {
		t.Error("no facts shared")
	}
	again, _ := sketch(t, "2023-09-02", dam)
	if !slices.Equal(a.Marks(), again.Marks()) || !slices.Equal(a.FactMarks(), again.FactMarks()) {
		t.Error("one text, two lists of marks")
	}
}

// FuzzSketch holds for any two texts: nothing panics, a text is like itself, likeness is the same both ways, passages lie inside the texts.
func FuzzSketch(f *testing.F) {
	fold, err := folder()
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"", "a", "a b c", dam, "تكرار تكرار تكرار تكرار تكرار تكرار تكرار تكرار تكرار", "1 2 3 4 5 6 7 8 9 10\n\n11,000 ءءء ٠٠"} {
		f.Add(s, dam, "2023-09-02")
	}
	plain := func(body, day string) (*copies.Sketch, int) {
		n := utf8.RuneCountInString(body)
		rec := news.Record{Document: news.Document{
			Text: body, Published: &news.Published{Date: day}, Blocks: []news.Block{{Kind: news.Paragraph, Start: 0, End: n}},
			Numbers: []news.Number{{Span: news.Span{Start: n / 3, End: n / 2}, Value: 17}},
		}}
		return copies.Make(fold, &rec, fold.Read(body)), n
	}
	f.Fuzz(func(t *testing.T, one, two, day string) {
		one, two = strings.ToValidUTF8(one, "?"), strings.ToValidUTF8(two, "?")
		a, na := plain(one, day)
		b, nb := plain(two, "2023-09-02")
		if self, _ := plain(one, day); a.Words() >= 8 && copies.Compare(a, self).Kind != copies.Verbatim {
			t.Fatalf("%q is not like itself: %+v", one, copies.Compare(a, self))
		}
		l, back := copies.Compare(a, b), copies.Compare(b, a)
		if l.Similarity != back.Similarity || l.Contained != back.Contained {
			t.Fatalf("%+v one way, %+v the other", l, back)
		}
		if l.Similarity < 0 || l.Similarity > 1 || l.Contained < 0 || l.Contained > 1 {
			t.Fatalf("%+v", l)
		}
		for _, p := range l.Passages {
			if p.AStart < 0 || p.AEnd > na || p.AStart >= p.AEnd || p.BStart < 0 || p.BEnd > nb || p.BStart >= p.BEnd {
				t.Fatalf("passage %+v of %d and %d", p, na, nb)
			}
		}
		for _, m := range [][]uint64{a.Marks(), a.Asks(), a.FactMarks(), a.FactAsks()} {
			if !slices.IsSorted(m) {
				t.Fatal("marks are not sorted")
			}
		}
	})
}

func BenchmarkSketch(b *testing.B) {
	x, err := open()
	if err != nil {
		b.Fatal(err)
	}
	page, err := os.ReadFile("../../corpus/ar/tripoli-front.txt")
	if err != nil {
		b.Fatal(err)
	}
	_, rec := sketch(b, "2023-09-02", string(page))
	folded := x.fold.Read(rec.Document.Text)
	b.ReportAllocs()
	for b.Loop() {
		s := copies.Make(x.fold, &rec, folded)
		s.Marks()
		s.FactMarks()
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "sketches/s")
}

func BenchmarkCompare(b *testing.B) {
	x, _ := sketch(b, "2023-09-02", dam)
	y, _ := sketch(b, "2023-09-02", strings.Replace(dam, "سبع", "بعض", 1))
	b.ReportAllocs()
	for b.Loop() {
		copies.Compare(x, y)
	}
}
