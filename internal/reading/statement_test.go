package reading

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"

	"rawi/internal/clean"
	"rawi/internal/news"
)

var packs = sync.OnceValues(func() (*Reader, error) { return New(os.DirFS("../../lang")) })

// told is a statement as the tests write it: the chain by the words that name its links, outermost first, joined by « > »; then the content.
type told struct{ by, content string }

// statementCases are sentences with the statements that stand in them, one phenomenon each.
var statementCases = []struct {
	phenomenon, language, text string
	want                       []told
}{
	{"inverted source, second half joined", "en", `"We waited for nine hours at the gate," said Hana Farouk, a nurse. "Nobody came to help us."`, []told{{"Hana Farouk", "We waited for nine hours at the gate, … Nobody came to help us."}}},
	{"source behind a quotation", "en", `"The harvest is lost," the minister said.`, []told{{"minister", "The harvest is lost,"}}},
	{"clause without that", "en", `The minister said the harvest was lost.`, []told{{"minister", "the harvest was lost"}}},
	{"told somebody on a day that", "en", `The minister told reporters on Tuesday that the dam would open in June.`, []told{{"minister", "the dam would open in June"}}},
	{"told somebody, clause without that", "en", `Kenya's president told parliament the army would withdraw.`, []told{{"Kenya's president", "the army would withdraw"}}},
	{"source behind its clause", "en", `The dam would open in June, the president said.`, []told{{"president", "The dam would open in June"}}},
	{"source inside its clause", "en", `The dam, the president said, would open in June.`, []told{{"president", "The dam … would open in June"}}},
	{"source inside a quotation", "en", `"The dam," the president said, "will open in June."`, []told{{"president", "The dam, … will open in June."}}},
	{"speaker with what he is between commas", "en", `Matthew Hill, the department's spokesman, told reporters the talks had failed.`, []told{{"Matthew Hill", "the talks had failed"}}},
	{"in a statement", "en", `The ministry said in a statement that two soldiers had been killed.`, []told{{"ministry", "two soldiers had been killed"}}},
	{"what was not said", "en", `The minister did not say how many ships were sunk.`, nil},
	{"infinitive of an act", "en", `The company pledged to build two schools in the valley.`, nil},
	{"infinitive of saying", "en", `The minister wants to say that peace is near.`, nil},
	{"demands are acts", "en", `The union called for a strike and demanded higher wages.`, nil},
	{"a plain object is no clause", "en", `The government announced a grant of 500 dollars for each flooded household.`, nil},
	{"source phrase behind", "en", `Two soldiers were killed near the border, according to the interior ministry.`, []told{{"interior ministry", "Two soldiers were killed near the border"}}},
	{"source phrase before", "en", `According to the interior ministry, two soldiers were killed near the border.`, []told{{"interior ministry", "two soldiers were killed near the border"}}},
	{"an outlet passes a promise on", "en", `Putin pledged that the gas would flow, Interfax said.`, []told{{"Interfax > Putin", "the gas would flow"}}},
	{"quoted as saying that", "en", `State television quoted the defence minister as saying that the ships had left port.`, []told{{"State television > defence minister", "the ships had left port"}}},
	{"quoted as saying, behind", "en", `The ships had left port, state television quoted the defence minister as saying.`, []told{{"state television > defence minister", "The ships had left port"}}},
	{"denial", "en", `The minister denied that the ships had left port.`, []told{{"minister", "the ships had left port"}}},
	{"two speakers, one semicolon", "en", `Police said ten people were hurt; the army denied that shots had been fired.`, []told{{"Police", "ten people were hurt"}, {"army", "shots had been fired"}}},
	{"quoted words in a clause", "en", `The minister said the vote was "a sham and a disgrace" and would be repeated.`, []told{{"minister", `the vote was "a sham and a disgrace" and would be repeated`}}},
	{"quoted words end the clause before the source", "en", `The vote was "a sham and a disgrace", the minister said.`, []told{{"minister", `The vote was "a sham and a disgrace"`}}},
	{"pronoun speaks on", "en", `"We shall never accept this wall," the mayor said. He added that the work would stop.`, []told{{"mayor", "We shall never accept this wall,"}, {"He", "the work would stop"}}},
	{"participle of saying", "en", `The mayor praised the workers, adding that the bridge would open soon.`, []told{{"mayor", "the bridge would open soon"}}},
	{"speaker with a participle", "en", `A person briefed on the matter told Reuters the deal was close.`, []told{{"Reuters > person", "the deal was close"}}},
	{"while another speaks", "en", `The mayor insisted that the bridge was safe, while the engineers warned that it could collapse.`, []told{{"mayor", "the bridge was safe"}, {"engineers", "it could collapse"}}},
	{"source before but", "en", `The price of wheat may rise, traders in Cairo said on Sunday, but millers expect no shortage.`, []told{{"traders", "The price of wheat may rise"}}},
	{"a channel is the medium", "en", `"The city is ready," the mayor told state television. "We have food for a month."`, []told{{"state television > mayor", "The city is ready, … We have food for a month."}}},
	{"asked not to be named", "en", `A court official, who asked not to be named, said that the verdict would come on Friday.`, []told{{"court official", "the verdict would come on Friday"}}},
	{"a noun of the same spelling", "en", `The harbour has a new rule that lets its guards search every ship.`, nil},

	{"verb, speaker, that", "ar", "قال وزير الدفاع إن القوات انسحبت من المدينة.", []told{{"وزير الدفاع", "القوات انسحبت من المدينة"}}},
	{"office and name", "ar", "وأكد الرئيس الروسي فلاديمير بوتين أن بلاده لن تتراجع.", []told{{"الرئيس الروسي فلاديمير بوتين", "بلاده لن تتراجع"}}},
	{"relative clause before that", "ar", "وقال الوزير، في كلمة ألقاها أمام البرلمان، إن الميزانية ستتضاعف.", []told{{"الوزير", "الميزانية ستتضاعف"}}},
	{"and he added", "ar", "وأعلن رئيس الوزراء انتهاء الأزمة. وأضاف أن المدارس ستفتح أبوابها غدا.", []told{{"أضاف", "المدارس ستفتح أبوابها غدا"}}},
	{"direct, colon", "ar", "قال وزير الخارجية: \"لن نقبل بأي شروط مسبقة\".", []told{{"وزير الخارجية", "لن نقبل بأي شروط مسبقة"}}},
	{"participle that is also a rank", "ar", "وأشاد وزير الزراعة بالموسم الجديد، مشيرا إلى أن الإنتاج تضاعف مرتين.", []told{{"وزير الزراعة", "الإنتاج تضاعف مرتين"}}},
	{"participle of confirming", "ar", "وزار الوزير الميناء، مؤكدا أن العمل سيكتمل قبل الصيف.", []told{{"الوزير", "العمل سيكتمل قبل الصيف"}}},
	{"as relayed from", "ar", "هاجم مسلحون قرية في الشمال، وفق ما نقلت وكالة رويترز عن مسؤول محلي.", []told{{"وكالة رويترز > مسؤول محلي", "هاجم مسلحون قرية في الشمال"}}},
	{"as told, citing", "ar", "أغلقت السلطات المعبر، وفق ما أفادت وكالة الأناضول نقلا عن وزارة الداخلية التركية.", []told{{"وكالة الأناضول > وزارة الداخلية التركية", "أغلقت السلطات المعبر"}}},
	{"relayed from", "ar", "ونقلت وكالة رويترز عن مسؤول إيراني أن المفاوضات ستستأنف قريبا.", []told{{"وكالة رويترز > مسؤول إيراني", "المفاوضات ستستأنف قريبا"}}},
	{"relayed from, his saying", "ar", "ونقلت وكالة رويترز عن مسؤول إيراني قوله إن المفاوضات ستستأنف قريبا.", []told{{"وكالة رويترز > مسؤول إيراني", "المفاوضات ستستأنف قريبا"}}},
	{"source phrase behind", "ar", "قتل ثلاثة جنود في الهجوم، بحسب وزارة الداخلية.", []told{{"وزارة الداخلية", "قتل ثلاثة جنود في الهجوم"}}},
	{"source phrase before", "ar", "وبحسب وزارة الداخلية، قتل ثلاثة جنود في الهجوم.", []told{{"وزارة الداخلية", "قتل ثلاثة جنود في الهجوم"}}},
	{"source between commas", "ar", "وأسفرت الاشتباكات، وفق وزارة الصحة، عن مقتل عشرة أشخاص.", []told{{"وزارة الصحة", "أسفرت الاشتباكات … مقتل عشرة أشخاص"}}},
	{"legal basis is no source", "ar", "وقع البلدان الاتفاق وفق القانون الدولي.", nil},
	{"trailing source over a statement", "ar", "وقالت الشرطة إن اثنين اعتقلا، حسبما ذكرت وكالة رويترز.", []told{{"وكالة رويترز > الشرطة", "اثنين اعتقلا"}}},
	{"addressee", "ar", "وقال المتحدث باسم الجيش للصحفيين إن الطريق مغلق.", []told{{"المتحدث باسم الجيش", "الطريق مغلق"}}},
	{"headline", "ar", "بوتين: لن ننسحب من المدينة قبل نهاية الشهر", []told{{"بوتين", "لن ننسحب من المدينة قبل نهاية الشهر"}}},
	{"headline of an agency from somebody", "ar", "رويترز عن مسؤول إسرائيلي: الهدنة تبدأ غدا", []told{{"رويترز > مسؤول إسرائيلي", "الهدنة تبدأ غدا"}}},
	{"headline of a place", "ar", "السودان: مقتل عشرة في اشتباكات قرب الحدود", nil},
	{"denial of a noun", "ar", "ونفى الجيش السوداني استخدام أسلحة محرمة.", []told{{"الجيش السوداني", "استخدام أسلحة محرمة"}}},
	{"accusation", "ar", "واتهم الجيش السوداني المتمردين بقصف المستشفى.", []told{{"الجيش السوداني", "المتمردين بقصف المستشفى"}}},
	{"expectation", "ar", "وتوقع البنك الدولي أن يتراجع النمو العام المقبل.", []told{{"البنك الدولي", "يتراجع النمو العام المقبل"}}},
	{"the report's own reminder", "ar", "يذكر أن المدينة شهدت زلزالا قبل عامين.", nil},
	{"the report goes on in its own tense", "ar", "وقالت بريطانيا إنها سترسل طائرات إلى الجزيرة، وألقت سفنها مساعدات على الشاطئ.", []told{{"بريطانيا", "سترسل طائرات إلى الجزيرة"}}},
	{"while another thinks", "ar", "وقال الوزير إن المفاوضات صعبة، بينما رأى السفير أن الحل قريب.", []told{{"الوزير", "المفاوضات صعبة"}, {"السفير", "الحل قريب"}}},
	{"subject of the clause before", "ar", "وهاجمت السفيرة القرار، وقالت إنه لا يخدم السلام.", []told{{"قالت", "لا يخدم السلام"}}},
	{"outlet named in quotation marks", "ar", "ونقل موقع \"شمس الصباح\" عن مصدر حكومي أن الجسر سيفتح.", []told{{"شمس الصباح > مصدر حكومي", "الجسر سيفتح"}}},
	{"unknown name before a colon", "ar", "وقالت ليلى: \"لم نعد نخاف من العاصفة أبدا\".", []told{{"ليلى", "لم نعد نخاف من العاصفة أبدا"}}},
	{"a text provides", "ar", "ونص البيان على أن القوات تنسحب خلال شهر.", []told{{"البيان", "القوات تنسحب خلال شهر"}}},
	{"a name in a relative clause", "ar", "وقال شاهد يدعى سمير إنه رأى الطائرة تسقط.", []told{{"شاهد", "رأى الطائرة تسقط"}}},
	{"not said", "ar", "لم يقل الوزير إن الطريق مفتوح.", nil},
	{"statement to a channel", "ar", "وقال الوزير في تصريح لقناة الجزيرة إن الطريق مفتوح.", []told{{"قناة الجزيرة > الوزير", "الطريق مفتوح"}}},
	{"an agency from sources", "ar", "وأفادت وكالة الأناضول نقلا عن مصادر محلية أن القتال توقف.", []told{{"وكالة الأناضول > مصادر محلية", "القتال توقف"}}},
	{"second participle", "ar", "وقالت مصادر أمنية إن المهاجم فر، مضيفة أن البحث مستمر.", []told{{"مصادر أمنية", "المهاجم فر"}, {"مصادر أمنية", "البحث مستمر"}}},
	{"subject before the verb of denial", "ar", "وبغداد تنفي إغلاق معبر حدودي.", []told{{"بغداد", "إغلاق معبر حدودي"}}},
	{"spokesman of a body, then his name", "ar", "وقال المتحدث باسم مجلس الأمن القومي الأمريكي جون كيربي للصحفيين إن بلاده أُبلغت.", []told{{"المتحدث باسم مجلس الأمن القومي الأمريكي جون كيربي", "بلاده أُبلغت"}}},
	{"told under a condition", "ar", "وذكر دبلوماسي غربي تحدث شريطة عدم الكشف عن هويته أن الاتفاق هش.", []told{{"دبلوماسي غربي", "الاتفاق هش"}}},
	{"no saying at all", "ar", "واستأنفت الشركة رحلاتها إلى الخرطوم بعد توقف دام شهرين.", nil},
}

func TestStatements(t *testing.T) {
	r, err := packs()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range statementCases {
		t.Run(c.language+" "+c.phenomenon, func(t *testing.T) {
			rec, err := r.Read(context.Background(), clean.Page{Body: []byte(c.text), Kind: clean.TextBody, Language: c.language, Published: "2023-05-04"})
			if err != nil {
				t.Fatal(err)
			}
			var got []told
			for _, q := range rec.Quotes {
				got = append(got, told{words(q.Attribution), content(q)})
			}
			if len(got) != len(c.want) {
				t.Fatalf("%q: got %q, want %q", c.text, got, c.want)
			}
			for i := range got {
				if got[i] != c.want[i] {
					t.Errorf("%q: got %q, want %q", c.text, got[i], c.want[i])
				}
			}
		})
	}
}

func words(chain []news.Link) string {
	var out []string
	for _, l := range chain {
		if l.Span != nil {
			out = append(out, l.Span.Text)
		} else {
			out = append(out, l.Name)
		}
	}
	return strings.Join(out, " > ")
}

func content(q news.Quote) string {
	var out []string
	for _, c := range q.Content {
		out = append(out, c.Text)
	}
	return strings.Join(out, " … ")
}

func TestOccasionAndDayOfSaying(t *testing.T) {
	r, err := packs()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ language, text, occasion, day string }{
		{"en", "The spokesman said at a news conference on Monday that the border was closed.", "at a news conference", "2023-05-01"},
		{"en", "The ministry said in a statement that two soldiers had been killed.", "in a statement", ""},
		{"en", "The minister said the talks would begin on Monday.", "", ""},
		{"ar", "وقال المتحدث خلال مؤتمر صحفي يوم الثلاثاء إن الطريق مغلق.", "خلال مؤتمر صحفي", "2023-05-02"},
		{"ar", "وقال الوزير في بيان إن الطريق مغلق.", "في بيان", ""},
	} {
		rec, err := r.Read(context.Background(), clean.Page{Body: []byte(c.text), Kind: clean.TextBody, Language: c.language, Published: "2023-05-04"})
		if err != nil || len(rec.Quotes) != 1 {
			t.Fatalf("%q: %v, %d statements", c.text, err, len(rec.Quotes))
		}
		q := rec.Quotes[0]
		occasion, day := "", ""
		if q.Occasion != nil {
			occasion = q.Occasion.Span.Text
		}
		if q.Date != nil {
			day = q.Date.Start
		}
		if occasion != c.occasion || day != c.day {
			t.Errorf("%q: occasion %q, day %q; want %q, %q", c.text, occasion, day, c.occasion, c.day)
		}
	}
}
