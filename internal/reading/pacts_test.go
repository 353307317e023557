package reading_test

import (
	"slices"
	"strings"
	"testing"

	"rawi/internal/clean"
	"rawi/internal/news"
)

// pactCase is a report in a sentence or two, and the agreement that it tells of. parties "": none.
type pactCase struct {
	language, text string
	parties        string // countries or names, sorted, joined by commas
	kind           string // one of its kinds
	stage          string
	obligations    string // kinds, in their order, joined by commas; "*": not tested
}

var pactCases = []pactCase{
	{"en", "Egypt and Jordan signed a mutual defence treaty in Cairo on Monday.", "Egypt,Jordan", "defense", "signed", ""},
	{"en", "The ceasefire agreement between Israel and Hamas took effect on Sunday.", "Hamas,Israel", "ceasefire", "in_force", ""},
	{"en", "Washington pulled out of the nuclear deal with Iran last year.", "Iran,United States", "other", "terminated", ""},
	{"en", "Parliament in Ankara ratified the free trade agreement between Turkey and Japan.", "Japan,Turkey", "trade", "ratified", ""},
	{"en", "Russia suspended its arms control treaty with the United States on Tuesday.", "Russia,United States", "arms", "suspended", ""},
	{"en", "Negotiators from Serbia and Kosovo initialled an accord on energy.", "Kosovo,Serbia", "cooperation", "initialled", "*"},
	{"en", "India and Pakistan are negotiating a truce along the border.", "India,Pakistan", "ceasefire", "negotiated", ""},
	{"en", "Kenya and Uganda signed a memorandum of understanding on trade. Under the memorandum, Kenya will cut tariffs on maize.", "Kenya,Uganda", "trade", "signed", "trade"},
	{"en", "Peru and Chile signed a border treaty in Lima. The treaty provides for joint patrols and for the exchange of prisoners.", "Chile,Peru", "border", "signed", "cooperation,prisoner_exchange"},
	{"en", "Sudan and Chad signed a security pact. The pact requires both sides to withdraw troops within a month.", "Chad,Sudan", "cooperation", "signed", "ceasefire"},
	{"en", "France and Greece have a defence pact. The pact obliges France to provide military assistance if Greece is attacked.", "France,Greece", "defense", "signed", "defense"},
	{"en", "The truce between Armenia and Azerbaijan collapsed on Thursday.", "Armenia,Azerbaijan", "ceasefire", "terminated", ""},
	{"en", "Algeria and Italy signed an agreement on gas. The agreement commits Algeria to supply gas until 2030.", "Algeria,Italy", "trade", "signed", "trade"},
	{"en", "Norway and Sweden concluded a defence agreement on Friday.", "Norway,Sweden", "defense", "signed", ""},
	{"en", "The Saudi-Iranian agreement was signed in Beijing.", "Iran,Saudi Arabia", "", "signed", ""},
	{"en", "Qatar and Bahrain signed an accord on Monday. The accord entered into force on Wednesday.", "Bahrain,Qatar", "", "in_force", ""},
	{"en", "The statement was signed by Musaed al-Aiban, the Saudi national security adviser, and Ali Shamkhani, an Iranian official.", "Iran,Saudi Arabia", "", "signed", ""},
	{"en", "Russia and Iran signed a memorandum on Friday. Iran has promised to help Russia build ships.", "Iran,Russia", "", "signed", "other"},
	{"ar", "وقعت مصر والأردن اتفاقا للتعاون. وينص الاتفاق على أن تزود مصر الأردن بالغاز، وعلى أن يسحب الأردن قواته من الحدود.", "Egypt,Jordan", "cooperation", "signed", "trade,ceasefire"},
	{"ar", "استدعت مينسك سفيرها، وعلقت العمل باتفاقية إعادة قبول المهاجرين.", "Belarus", "", "suspended", ""},
	{"ar", "وقعت كينيا وأوغندا اتفاقا في نيروبي. وينص الاتفاق على أن تسحب كينيا قواتها من الحدود، وعلى امتناع الطرفين عن أي دعاية معادية.", "Kenya,Uganda", "", "signed", "other,ceasefire"},
	{"en", "Russia and Iran signed a memorandum on Friday. Russia has undertaken to help Iran sell its grain.", "Iran,Russia", "", "signed", "other"},
	{"en", "The coach said he had a deal with the club until the end of the season.", "", "", "", ""},
	{"en", "The minister promised to deal with the problem of inflation.", "", "", "", ""},
	{"en", "The striker signed a new contract with the Spanish champions on Friday.", "", "", "", ""},
	{"en", "There was general agreement that prices in France would fall.", "", "", "", ""},
	{"en", "A treaty is a serious matter, the professor wrote.", "", "", "", ""},
	{"en", "The United Nations called for a ceasefire in Sudan.", "", "", "", ""},
	{"en", "Iran and Iraq agreed to exchange prisoners under a deal reached in Geneva.", "Iran,Iraq", "", "negotiated", "*"},
	{"ar", "وقعت مصر والأردن معاهدة دفاع مشترك في القاهرة يوم الاثنين.", "Egypt,Jordan", "defense", "signed", ""},
	{"ar", "دخل اتفاق وقف إطلاق النار بين إسرائيل وحماس حيز التنفيذ يوم الأحد.", "Hamas,Israel", "ceasefire", "in_force", ""},
	{"ar", "انسحبت واشنطن من الاتفاق النووي مع إيران قبل عامين.", "Iran,United States", "other", "terminated", ""},
	{"ar", "صادق البرلمان على اتفاقية التجارة الحرة بين تركيا واليابان.", "Japan,Turkey", "trade", "ratified", ""},
	{"ar", "علقت روسيا العمل باتفاقية الحد من الأسلحة مع الولايات المتحدة.", "Russia,United States", "arms", "suspended", ""},
	{"ar", "وقعت تركيا مذكرة تفاهم مع قطر في مجال الطاقة.", "Qatar,Turkey", "cooperation", "signed", ""},
	{"ar", "تتفاوض الهند وباكستان على هدنة على طول الحدود.", "India,Pakistan", "ceasefire", "negotiated", ""},
	{"ar", "وقعت الجزائر وإيطاليا اتفاقا. وينص الاتفاق على توريد الغاز حتى نهاية العقد.", "Algeria,Italy", "trade", "signed", "trade"},
	{"ar", "وقع السودان وتشاد اتفاقية أمنية. ويلزم الاتفاق الطرفين بسحب القوات خلال شهر.", "Chad,Sudan", "cooperation", "signed", "ceasefire"},
	{"ar", "وقعت اليونان وفرنسا معاهدة في باريس. وتنص المعاهدة على تقديم المساعدة العسكرية في حال تعرض أي منهما لهجوم.", "France,Greece", "defense", "signed", "defense"},
	{"ar", "وقعت بيرو وتشيلي اتفاقية حدودية في ليما. وتتضمن الاتفاقية تسيير دوريات مشتركة وتبادل السجناء.", "Chile,Peru", "border", "signed", "cooperation,prisoner_exchange"},
	{"ar", "انهارت الهدنة بين أرمينيا وأذربيجان يوم الخميس.", "Armenia,Azerbaijan", "ceasefire", "terminated", ""},
	{"ar", "وقعت كينيا وأوغندا بروتوكول تعاون. وبموجب البروتوكول، تخفض كينيا الرسوم الجمركية على الذرة.", "Kenya,Uganda", "cooperation", "signed", "*"},
	{"ar", "جرى توقيع الاتفاق السعودي الإيراني في بكين.", "Iran,Saudi Arabia", "", "signed", ""},
	{"ar", "وقعت قطر والبحرين اتفاقية يوم الاثنين. ودخلت الاتفاقية حيز التنفيذ يوم الأربعاء.", "Bahrain,Qatar", "", "in_force", ""},
	{"ar", "أبرمت النرويج والسويد اتفاقية دفاعية يوم الجمعة.", "Norway,Sweden", "defense", "signed", ""},
	{"ar", "وقعت صربيا وكوسوفو اتفاق مصالحة. وتعهد الطرفان بعدم استخدام القوة وبفتح المعابر.", "Kosovo,Serbia", "other", "signed", "nonaggression,other"},
	{"ar", "اتفق المدرب مع اللاعبين على أن المباراة صعبة.", "", "", "", ""},
	{"ar", "أعلن النادي إتمام صفقة انتقال اللاعب من إسبانيا.", "", "", "", ""},
	{"ar", "وقع اللاعب عقدا مع النادي الإسباني حتى نهاية الموسم.", "", "", "", ""},
	{"ar", "قال الطبيب إن السلام مع النفس أهم من الدواء.", "", "", "", ""},
	{"ar", "دعت الأمم المتحدة إلى وقف إطلاق النار في السودان.", "", "", "", ""},
	{"ar", "اتفق الخبراء على أن الأسعار سترتفع في مصر.", "", "", "", ""},
}

func TestPacts(t *testing.T) {
	r := made(t)
	for _, c := range pactCases {
		rec, _ := read(t, r, clean.Page{ID: "pact", Language: c.language, Published: "2024-05-16", Body: []byte(c.text)})
		if c.parties == "" {
			for _, a := range rec.Agreements {
				t.Errorf("%s\n an agreement %q of %s, want none", c.text, a.Name, partiesOf(rec, a))
			}
			continue
		}
		if len(rec.Agreements) != 1 {
			var said []string
			for _, a := range rec.Agreements {
				said = append(said, a.Name+" of "+partiesOf(rec, a))
			}
			t.Errorf("%s\n %d agreements (%s), want one", c.text, len(rec.Agreements), strings.Join(said, "; "))
			continue
		}
		a := rec.Agreements[0]
		if got := partiesOf(rec, a); got != c.parties {
			t.Errorf("%s\n parties %s, want %s", c.text, got, c.parties)
		}
		if c.kind != "" && !slices.Contains(a.Kind, c.kind) {
			t.Errorf("%s\n kinds %v, want %s", c.text, a.Kind, c.kind)
		}
		if a.Stage != c.stage {
			t.Errorf("%s\n stage %s, want %s", c.text, a.Stage, c.stage)
		}
		var kinds []string
		for _, o := range a.Obligations {
			kinds = append(kinds, o.Kind)
		}
		if got := strings.Join(kinds, ","); got != c.obligations && c.obligations != "*" {
			t.Errorf("%s\n obligations %s, want %s", c.text, got, c.obligations)
		}
		if strings.HasPrefix(a.Name, "a ") || strings.HasPrefix(a.Name, "the ") {
			t.Errorf("%s\n an article in the name %q", c.text, a.Name)
		}
	}
}

func partiesOf(rec news.Record, a news.Agreement) string {
	var names []string
	for _, p := range a.Parties {
		for _, e := range rec.Entities {
			if e.ID == p {
				names = append(names, e.Name)
			}
		}
	}
	slices.Sort(names)
	return strings.Join(names, ",")
}

func TestPactTerms(t *testing.T) {
	r := made(t)
	rec, _ := read(t, r, clean.Page{ID: "pact", Language: "en", Published: "2024-05-16",
		Body: []byte("France and Greece signed a defence pact in Paris on Tuesday. The pact obliges France to provide military assistance if Greece is attacked.")})
	if len(rec.Agreements) != 1 || len(rec.Agreements[0].Obligations) != 1 {
		t.Fatalf("agreements %+v, want one with one obligation", rec.Agreements)
	}
	a := rec.Agreements[0]
	if a.Dates["signed"] != "2024-05-14" || a.Place == nil || a.Place.Name != "Paris" {
		t.Errorf("signed %v at %+v, want 2024-05-14 in Paris", a.Dates, a.Place)
	}
	if o := a.Obligations[0]; o.Trigger != "aggression against a party" || o.Act != "mutual assistance" || len(o.On) != 1 {
		t.Errorf("obligation %+v, want mutual assistance on one party when attacked", o)
	}
}

func TestPhotos(t *testing.T) {
	r := made(t)
	for _, c := range []struct{ language, text, credits string }{
		{"en", "Storm hits Lisbon\n\nRain fell all night.\n\nWaves break over the harbour wall in Lisbon, Portugal, March 3, 2021. (Photo by Ana Duarte/AFP via Getty Images)\n\nShops stayed shut.", "Ana Duarte,AFP,Getty Images"},
		{"ar", "عاصفة تضرب لشبونة\n\nهطل المطر طوال الليل.\n\nأمواج ترتطم بالسور في ميناء لشبونة، 3 مارس 2021 (أ ف ب)\n\nوأغلقت المتاجر أبوابها.", "AFP"},
	} {
		rec, _ := read(t, r, clean.Page{ID: "photo", Language: c.language, Published: "2021-03-04", Body: []byte(c.text)})
		if len(rec.Photos) != 1 {
			t.Errorf("%s\n %d photos, want one", c.text, len(rec.Photos))
			continue
		}
		p := rec.Photos[0]
		got := strings.Join(p.Credits, ",")
		if want, rest, loose := strings.Cut(c.credits, "*"); got != c.credits && !(loose && strings.HasSuffix(got, rest)) {
			t.Errorf("%s\n credits %s, want %s%s", c.text, got, want, rest)
		}
		if p.Date == nil || p.Date.Start != "2021-03-03" {
			t.Errorf("%s\n date %+v, want 2021-03-03", c.text, p.Date)
		}
	}
}
