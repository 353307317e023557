package reading

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"rawi/internal/clean"
	"rawi/internal/news"
	"rawi/lang"
)

// aimed are sentences and what they tell: type, mode, CAMEO code, countries of actors and recipients, and what keeps it from having happened.
var aimed = []struct{ sentence, events string }{
	{"Kenya rejected a Tanzanian plan for the lake.", "REJECT KEN>TZA"},
	{"The Chadian government condemned an attack by Libyan soldiers in Faya on Thursday.", "ACCUSE TCD>LBY"},
	{"Norway suspended development aid to Malawi.", "SANCTION NOR>MWI"},
	{"Serbia threatened to shell Croatian villages.", "THREATEN SRB>HRV"},
	{"Peru is opposed to Chilean mediation in the dispute.", "REJECT PER>CHL"},
	{"Fiji welcomed the resumption of ties between Tonga and Samoa.", "SUPPORT FJI>TON,WSM; SUPPORT TON,WSM>-"},
	{"Ghana said Togo must hand over the suspects.", "COOPERATE TGO>- possible; REQUEST GHA>TGO"},
	{"Oman will send tents to Nepal.", "AGREE OMN>NPL; AID OMN>NPL planned"},
	{"Syria said it would not release the pilot.", "REJECT SYR>-; RETREAT SYR>- planned negative"},
	{"Malian rebels shelled Gao on Sunday, killing nine people.", "ASSAULT MLI>MLI dead 9"},
	{"A roadside bomb killed two Dutch soldiers near Gao.", "ASSAULT explosives 1833 ->NLD dead 2"},
	{"Kenyan President William Ruto met Ethiopian officials in Addis Ababa.", "CONSULT ETH,KEN>-"},
	{"Police arrested ten students in Lusaka.", "COERCE ZMB>ZMB arrested 10"},
	{"Rebels who attacked a Ugandan convoy were arrested by Rwandan police.", "ASSAULT ->UGA; COERCE RWA>-"},
	{"Turkish police foiled an attack on the Greek consulate.", "ASSAULT ->GRC negative"},
	{"The dollar came under attack in Asian trading.", ""},
	{"After signing the accord with Benin, the president of Togo flew home.", "SUPPORT BEN,TGO>-"},
	{"Eritrea denied it had shelled a Sudanese village.", "ASSAULT ERI>SDN negative"},
	{"Chile recalled its envoy from Bolivia on Monday. Peru welcomed the decision.", "SANCTION CHL>BOL; SUPPORT PER>CHL"},
	{"Soldiers of Chad attacked a Libyan border post. The African Union condemned the attack.", "ACCUSE IGO>TCD; ASSAULT TCD>LBY"},
	{"In Lima, students clashed with police.", "ASSAULT PER,PER>-"},
	{"Police in Oslo detained two Danish lawyers. The government apologised.", "COERCE NOR>DNK arrested 2"},
	{"Gunmen wounded at least three officers in Abuja.", "ASSAULT NGA>-"},
	{"Iraqi missiles hit a village in western Iran.", "ASSAULT IRQ>IRN"},
	{"An Iraqi missile attack on Abadan hit a clinic.", "ASSAULT IRQ>IRN,IRN"},
	{"Jordan called for a ceasefire in Sudan.", "REQUEST yield 0256 JOR>SDN"},
	{"Jordan demanded a ceasefire in Sudan.", "REQUEST yield 1056 JOR>SDN"},
	{"Lorry drivers blocked roads around Lille to protest over tolls.", "PROTEST FRA>-; PROTEST FRA>- planned"},
	{"Miners marched in Arica demanding unpaid wages.", "PROTEST CHL>-"},
	{"The presidents of Malawi and Zambia will meet on Monday, diplomats said.", "AGREE MWI,ZMB>-; CONSULT MWI,ZMB>- planned"},
	{"Fiji praised Tonga for its role in resettling refugees.", "AID FJI>- planned; SUPPORT FJI>TON"},
	{"Rioters set fire to shops in Lyon.", "PROTEST FRA>-"},
	{"Zambia demanded that Congo release the drivers.", "REQUEST ZMB>COD; RETREAT COD>- planned"},
}

// TestAimed reads whom acts are aimed at, what is still to come, and what a deed did to people.
func TestAimed(t *testing.T) {
	r, err := New(lang.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range aimed {
		rec, err := r.Read(context.Background(), clean.Page{Kind: clean.TextBody, Language: "en", Body: []byte(c.sentence)})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range rec.Events {
			got = append(got, brief(e, c.events))
		}
		slices.Sort(got)
		if s := strings.Join(got, "; "); s != c.events {
			t.Errorf("%s\n got  %s\n want %s", c.sentence, s, c.events)
		}
	}
}

// answered are reports of two sentences in which the second answers what the first told.
var answered = []struct{ language, report, events string }{
	{"en", "Norway closed its border with Finland on Monday. Sweden condemned the move.", "ACCUSE SWE>NOR; COERCE NOR>FIN"},
	{"en", "Gunmen of the Islamic State killed six people in Kunduz. Iran condemned the attack.", "ACCUSE IRN>IMG; ASSAULT IMG>AFG dead 6"},
	{"ar", "أغلقت الجزائر حدودها مع المغرب يوم الاثنين. ورحبت موريتانيا بالقرار.", "COERCE DZA>-; SUPPORT MRT>DZA"},
	{"ar", "وقعت السودان وتشاد اتفاقا حول الحدود. ورحبت ليبيا بالاتفاق.", "SUPPORT LBY>SDN,TCD; SUPPORT SDN,TCD>-"},
	{"ar", "هاجم مقاتلو حركة طالبان قاعدة عسكرية. ودانت باكستان الهجوم.", "ACCUSE PAK>AFG; ASSAULT AFG>-"},
	{"ar", "اعتقلت الشرطة العراقية صحفيا في البصرة. وطالبت السويد بالإفراج عنه فورا.", "COERCE IRQ>-; REQUEST SWE>IRQ"},
	{"ar", "تبادلت إيران والعراق أسرى يوم الأحد بوساطة عمانية.", "CONSULT OMN>IRN,IRQ; RETREAT IRN,IRQ>-"},
	{"ar", "أصيب أربعة في هجوم استهدف دورية تركية قرب أربيل.", "ASSAULT ->-"},
	{"ar", "قال الوزير إن بلاده تدرس القرار. ورحبت موريتانيا بالقرار.", "SUPPORT MRT>-"},
}

// TestAnswered reads whom welcomes and protests answer that name nobody.
func TestAnswered(t *testing.T) {
	r, err := New(lang.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range answered {
		rec, err := r.Read(context.Background(), clean.Page{Kind: clean.TextBody, Language: c.language, Body: []byte(c.report)})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range rec.Events {
			got = append(got, brief(e, c.events))
		}
		slices.Sort(got)
		if s := strings.Join(got, "; "); s != c.events {
			t.Errorf("%s\n got  %s\n want %s", c.report, s, c.events)
		}
	}
}

// brief tells an event in a line; mode and code where the expected line has them.
func brief(e news.Event, want string) string {
	out := e.Type
	if e.Mode != "" && strings.Contains(want, " "+e.Mode+" "+e.CAMEO) {
		out += " " + e.Mode + " " + e.CAMEO
	}
	out += " " + lands(e.Actors) + ">" + lands(e.Recipients)
	if e.Reality != "actual" {
		out += " " + e.Reality
	}
	if e.Polarity != "positive" {
		out += " " + e.Polarity
	}
	if k := e.Casualties; k != nil {
		if k.Dead != nil {
			out += fmt.Sprint(" dead ", *k.Dead)
		}
		if k.Arrested != nil {
			out += fmt.Sprint(" arrested ", *k.Arrested)
		}
	}
	return out
}

func lands(list []news.Party) string {
	var out []string
	for _, p := range list {
		if p.Country != "" {
			out = append(out, p.Country)
		}
	}
	slices.Sort(out)
	if len(out) == 0 {
		return "-"
	}
	return strings.Join(out, ",")
}
