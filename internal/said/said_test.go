package said

import (
	"strings"
	"sync"
	"testing"

	"rawi/internal/clause"
	"rawi/internal/morph"
	"rawi/internal/pack"
	"rawi/internal/text"
	"rawi/internal/who"
	"rawi/lang"
)

// reader finds the statements of one language in plain sentences: names and clauses, no dates.
type reader struct {
	fold *text.Folder
	who  *who.Lexicon
	said *Lexicon
}

// readers compiles the packs once.
var readers = sync.OnceValues(func() (map[string]*reader, error) {
	world, err := pack.Load(lang.FS, "world")
	if err != nil {
		return nil, err
	}
	fold, err := text.NewFolder(world)
	if err != nil {
		return nil, err
	}
	known, err := who.NewWorld(world)
	if err != nil {
		return nil, err
	}
	out := map[string]*reader{}
	for _, name := range []string{"ar", "en"} {
		p, err := pack.Load(lang.FS, name)
		if err != nil {
			return nil, err
		}
		if err := known.Name(p); err != nil {
			return nil, err
		}
		words, err := morph.New(fold, p)
		if err != nil {
			return nil, err
		}
		r := &reader{fold: fold}
		if r.who, err = who.NewLexicon(known, fold, words, p); err != nil {
			return nil, err
		}
		if r.said, err = NewLexicon(r.who, fold, p); err != nil {
			return nil, err
		}
		out[name] = r
	}
	for _, r := range out {
		r.who.Wait()
	}
	return out, nil
})

// find reads a block.
func find(t *testing.T, language, block string, title bool, carry *Found) ([]*clause.Sentence, []Found) {
	t.Helper()
	all, err := readers()
	if err != nil {
		t.Fatal(err)
	}
	r := all[language]
	x := r.fold.Read(block)
	intro := r.who.Introduce(x)
	var list []*clause.Sentence
	open := false
	for _, sr := range x.Sentences(x.Block(0, len(x.Runes)), func(w string) bool { return w == "ms" }) {
		s := clause.Cut(x, r.who, sr, r.who.Find(x, sr, intro, ""), nil, open)
		for i := range s.Items {
			switch s.Items[i].Kind {
			case clause.Open:
				open = true
			case clause.Close:
				open = false
			}
		}
		list = append(list, s)
	}
	return list, r.said.Find(list, title, carry)
}

// line is a statement in one line: its links, its kind, its content.
func line(list []*clause.Sentence, f Found) string {
	x := list[0].Text
	var links, content []string
	for _, l := range f.Links {
		links = append(links, l.Role+" "+argWords(list[l.Sentence], l.Arg))
	}
	if f.Nobody {
		links = []string{"nobody"}
	}
	for _, c := range f.Content {
		content = append(content, string(x.Runes[c[0]:c[1]]))
	}
	return strings.Join(links, " < ") + " | " + f.Kind + " | " + strings.Join(content, " … ")
}

func argWords(s *clause.Sentence, a clause.Arg) string {
	switch {
	case a.Pron != "":
		return "(" + string(a.Pron) + ")"
	case len(a.Items) == 0:
		return "-"
	}
	first, last := &s.Items[a.Items[0]], &s.Items[a.Items[len(a.Items)-1]]
	return string(s.Text.Runes[first.Start:last.End])
}

func TestFind(t *testing.T) {
	for _, c := range []struct{ phenomenon, language, text, want string }{
		{"age between commas", "en", "Dora Minkel, 61, said the well had run dry.", "speaker Dora Minkel | indirect | the well had run dry"},
		{"relative clause between commas", "en", "Dora Minkel, a miller who lost her house, said the well had run dry.", "speaker Dora Minkel | indirect | the well had run dry"},
		{"relative clause without commas", "en", "A guard who asked to remain unnamed said the gate was open.", "speaker guard | indirect | the gate was open"},
		{"possessive, then the name", "en", "Its founder, Dora Minkel, told a radio station that the mill would close.", "speaker Dora Minkel | indirect | the mill would close"},
		{"plural far from its verb", "en", "Nurses at the old hospital say patients wait on the floor.", "speaker Nurses | indirect | patients wait on the floor"},
		{"adverb behind the verb", "en", "The bridge is safe, the city council has said repeatedly.", "speaker city council | indirect | The bridge is safe"},
		{"subject with an aside", "en", "Dora Minkel said her son, seven, had fallen asleep.", "speaker Dora Minkel | indirect | her son, seven, had fallen asleep"},
		{"governed by of", "en", "The harbour master warned of floating mines.", "speaker harbour master | indirect | of floating mines"},
		{"denied object", "en", "The company denied any wrongdoing.", "speaker company | indirect | any wrongdoing"},
		{"called in marks", "en", `The mayor called the verdict "a joke".`, "speaker mayor | mixed | a joke"},
		{"described as", "en", "The envoy described the meeting as a waste of time.", "speaker envoy | indirect | a waste of time"},
		{"demand is no statement", "en", "The union demanded higher wages.", ""},
		{"demand word for word", "en", `"Pay us what you owe," the union demanded.`, "speaker union | direct | Pay us what you owe,"},
		{"threat is no statement", "en", "The rebels threatened to cut the pipeline.", ""},
		{"what is thought of a thing", "en", "The child feared the storm.", ""},
		{"two words", "en", "The lawyer pointed out that the law had expired.", "speaker lawyer | indirect | the law had expired"},
		{"progressive", "en", "Aid agencies are warning of famine.", "speaker Aid agencies | indirect | of famine"},
		{"reportedly", "en", "The two leaders reportedly met in a villa.", "nobody | indirect | The two leaders … met in a villa"},
		{"it was reported", "en", "It was reported that the envoy had left.", "nobody | indirect | the envoy had left"},
		{"noun and by", "en", "A statement by the foreign ministry that the border was calm surprised many.", "speaker foreign ministry | indirect | the border was calm surprised many"},
		{"noun and of", "en", "Despite Minsk's denial of any role, sanctions followed.", "speaker Minsk | indirect | of any role"},
		{"common noun as source", "en", "Nine beds were lost, according to the inspection report.", "speaker inspection report | indirect | Nine beds were lost"},
		{"no source", "en", "The match went according to plan.", ""},
		{"title cut short", "en", `"If we win," Ms. Ferrante told supporters, "we win for everyone."`, "speaker Ferrante | direct | If we win, … we win for everyone."},
		{"brackets behind the name", "en", "Senator Dale Cobb (R-Idaho) said he would vote no.", "speaker Senator Dale Cobb | indirect | he would vote no"},
		{"occasion before the source", "en", "Asked about the letter, the mayor laughed.", ""},
		{"source inside, without quotation", "en", "The plan, critics argue, would leave thousands without water.", "speaker critics | indirect | The plan … would leave thousands without water"},
		{"told, not inverted", "en", `"We have won," Dora Minkel, a former nurse, told a crowd.`, "speaker Dora Minkel | direct | We have won,"},

		{"name that looks like verbs", "ar", "صرح جيف رولان رئيس النادي: «سنعود إلى الملعب في الموسم القادم».", "speaker جيف رولان | direct | سنعود إلى الملعب في الموسم القادم"},
		{"subject before the verb", "ar", "الحكومة التي تشكلت حديثا اعتبرت أن الحدود مغلقة.", "speaker الحكومة | indirect | الحدود مغلقة"},
		{"behind «as for»", "ar", "أما وزير الزراعة فقال إن الموسم جيد.", "speaker وزير الزراعة | indirect | الموسم جيد"},
		{"his saying", "ar", "المباراة ضاعت في الشوط الأول، على حد قوله.", "speaker (3ms) | indirect | المباراة ضاعت في الشوط الأول"},
		{"unknown source", "ar", "وفقا لباركهاوزن، ينشط المهربون ليلا.", "speaker لباركهاوزن | indirect | ينشط المهربون ليلا"},
		{"whether", "ar", "وتساءل الوزير عما إذا كان الجسر آمنا.", "speaker الوزير | indirect | كان الجسر آمنا"},
		{"passive of hearsay", "ar", "ويُعتقد أن الحريق بدأ في المخزن.", "nobody | indirect | الحريق بدأ في المخزن"},
		{"the report's own reminder", "ar", "يذكر أن المدينة شهدت زلزالا.", ""},
		{"relative clause of a claim", "ar", "هناك قصص يزعم أنها حقيقية.", ""},
		{"the writer knows", "ar", "أنا أدرك أن الطريق طويل.", ""},
		{"participle with a noun", "ar", "وزار الوزير المخيم، معربا عن أمله في عودة النازحين.", "speaker الوزير | indirect | عن أمله في عودة النازحين"},
		{"verbal noun as object", "ar", "وتوقع خبراء ارتفاع الأسعار في الربيع.", "speaker خبراء | indirect | ارتفاع الأسعار في الربيع"},
		{"warned of", "ar", "وحذرت المنظمة من مجاعة وشيكة.", "speaker المنظمة | indirect | من مجاعة وشيكة"},
		{"demand is no statement, in Arabic", "ar", "ودعا الأسقف إلى المصالحة.", ""},
		{"described, the object before", "ar", "ووصف السفير الخطوة بأنها متسرعة.", "speaker السفير | indirect | متسرعة"},
		{"called in marks, in Arabic", "ar", "ووصفت النقابة القرار بـ«الكارثي».", "speaker النقابة | mixed | الكارثي"},
		{"saying in two words", "ar", "وعلق المدرب على النتيجة قائلا: «لم نكن جاهزين لهذه المباراة».", "speaker المدرب | direct | لم نكن جاهزين لهذه المباراة"},
		{"passed on, by a verb of telling", "ar", "أوردت القناة عن مصادر دبلوماسية أن السفير غادر.", "relay القناة < speaker مصادر دبلوماسية | indirect | السفير غادر"},
		{"text that says so", "ar", "وجاء في التقرير أن الآبار جافة.", "speaker التقرير | indirect | الآبار جافة"},
		{"aside with a verb of asking", "ar", "وقال ضابط، طلب عدم كشف اسمه، إن القافلة وصلت.", "speaker ضابط | indirect | القافلة وصلت"},
		{"time of day is no colon of speech", "ar", "يتحدث الوزير عند الساعة 20:30 أمام البرلمان.", ""},
		{"counted things", "ar", "يحدد القانون عددا من الشروط لكي يعود الاتفاق.", ""},
		{"broken quotation", "ar", "«لن نغلق الملف أبدا»، قال المدعي العام، «حتى يظهر آخر المفقودين».", "speaker المدعي العام | direct | لن نغلق الملف أبدا … حتى يظهر آخر المفقودين"},
	} {
		t.Run(c.language+" "+c.phenomenon, func(t *testing.T) {
			list, got := find(t, c.language, c.text, false, nil)
			var lines []string
			for _, f := range got {
				lines = append(lines, line(list, f))
			}
			if s := strings.Join(lines, "\n"); s != c.want {
				t.Errorf("%s\ngot  %s\nwant %s", c.text, s, c.want)
			}
		})
	}
}

func TestHeadlines(t *testing.T) {
	for _, c := range []struct{ language, text, want string }{
		{"ar", "رويترز عن مسؤول يمني: الميناء مفتوح أمام السفن", "relay رويترز < speaker مسؤول يمني | indirect | الميناء مفتوح أمام السفن"},
		{"ar", "مسؤول يمني لرويترز: الميناء مفتوح أمام السفن", "medium رويترز < speaker مسؤول يمني | indirect | الميناء مفتوح أمام السفن"},
		{"ar", "لبنان: مقتل عشرة في انفجار قرب الميناء", ""},
		{"ar", "أخبار الطقس: أمطار غزيرة على الساحل", ""},
		{"en", "Putin: The war will end this year", "speaker Putin | indirect | The war will end this year"},
	} {
		list, got := find(t, c.language, c.text, true, nil)
		var lines []string
		for _, f := range got {
			lines = append(lines, line(list, f))
		}
		if s := strings.Join(lines, "\n"); s != c.want {
			t.Errorf("%s\ngot  %s\nwant %s", c.text, s, c.want)
		}
	}
}

// TestCarried: a paragraph that opens with quoted words goes on with the statement that ended the one before.
func TestCarried(t *testing.T) {
	for _, c := range []struct{ language, first, second string }{
		{"en", `"The river has taken our road," the mayor said.`, `"We shall build another one, and it will be higher."`},
		{"ar", "وقال رئيس البلدية: «أخذ النهر طريقنا هذا العام».", "«سنبني طريقا آخر، وسيكون أعلى من هذا»."},
	} {
		_, first := find(t, c.language, c.first, false, nil)
		if len(first) != 1 {
			t.Fatalf("%s: %d statements", c.first, len(first))
		}
		_, second := find(t, c.language, c.second, false, &first[0])
		if len(second) != 1 || second[0].Continues != -2 || second[0].Kind != "direct" {
			t.Errorf("%s: %+v", c.second, second)
		}
		if _, alone := find(t, c.language, c.second, false, nil); len(alone) != 0 {
			t.Errorf("%s: a quotation whose speaker nobody knows: %+v", c.second, alone)
		}
	}
}
