package clean

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
	utf16 "golang.org/x/text/encoding/unicode"

	"rawi/internal/news"
)

// Paragraphs that the shapes below are built of.
const (
	arLead  = "أعلن رئيس الوزراء في مؤتمر صحفي أن الحكومة وافقت على خطة جديدة لتوزيع المياه في المحافظات الجنوبية."
	arNext  = "وقالت وزيرة الري إن الخطة التي نوقشت منذ الربيع ستبدأ بعد أسبوعين من نشرها في الجريدة الرسمية."
	arThird = "ورفض نواب من المعارضة هذه الخطة، وقالوا إنها لا تكفي القرى التي انقطعت عنها المياه خلال الصيف."
	arLast  = "ومن المقرر أن يناقش البرلمان المشروع في جلسته المقبلة مع ممثلين عن المزارعين في الجنوب."
	enLead  = "The harbour authority said on Thursday that it had reopened the northern channel to grain ships after a week of storms."
	enNext  = "Two vessels that had been waiting outside the breakwater entered the port before noon, according to the harbour master."
	enThird = "Traders in the city said that the delay had cost them millions, and that they would ask the government for help."
	enLast  = "The ministry of transport did not answer a request for comment, but it has promised to dredge the channel next year."
)

func paras(tag string, ps ...string) string {
	var b strings.Builder
	for _, p := range ps {
		fmt.Fprintf(&b, "<%s>%s</%s>\n", tag, p, tag)
	}
	return b.String()
}

func page(head, body string) string {
	return "<!DOCTYPE html><html><head>" + head + "</head><body>" + body + "</body></html>"
}

// want is what a shape must give; empty fields are not looked at. Blocks are written «kind: opening of the text».
type want struct {
	blocks    []string
	title     string
	place     string
	agency    string
	date      string // of the dateline
	origin    string
	published string // day and basis
	outlet    string
	language  string
	authors   string // role:name, …
	codes     []string
	claims    []string
	absent    []string
	err       Code
}

func TestShapes(t *testing.T) {
	join := func(ps ...string) string { return strings.Join(ps, "\n\n") }
	tests := []struct {
		name string
		page Page
		want want
	}{
		{"text with headline and agency dateline", Page{Body: []byte(join("الحكومة تقر خطة لتوزيع المياه في الجنوب", "القاهرة (رويترز) – "+arLead, arNext))},
			want{title: "الحكومة تقر خطة لتوزيع المياه في الجنوب", place: "القاهرة", agency: "رويترز", origin: "رويترز", language: "ar",
				blocks: []string{"title: الحكومة", "paragraph: القاهرة (رويترز) – أعلن", "paragraph: وقالت"}}},
		{"agency dateline with a day and no comma", Page{Kind: TextBody, Body: []byte(join("الرباط 4 مارس (رويترز) - "+arLead, arNext))},
			want{place: "الرباط", agency: "رويترز", date: "4 مارس"}},
		{"agency alone in front", Page{Kind: TextBody, Body: []byte("(أ ف ب) – " + arLead)}, want{origin: "أ ف ب", blocks: []string{"paragraph: (أ ف ب)"}}},
		{"place, dash, agency, colon", Page{Kind: TextBody, Body: []byte("بغداد - رويترز: " + arLead)}, want{place: "بغداد", agency: "رويترز"}},
		{"wire of the old style", Page{Body: []byte(join("Grain ships return to harbour", "HALIFAX, Nova Scotia, June 19 (AP) -- "+enLead, enNext))},
			want{place: "HALIFAX", agency: "AP", date: "June 19", language: "en", title: "Grain ships return to harbour"}},
		{"wire with a long dash", Page{Kind: TextBody, Body: []byte("LONDON (Reuters) — " + enLead)}, want{place: "LONDON", agency: "Reuters"}},
		{"place and long dash without spaces", Page{Kind: TextBody, Body: []byte("Port Louis—" + enLead)}, want{place: "Port Louis"}},
		{"a dash in the first sentence is no dateline", Page{Kind: TextBody, Body: []byte("الخطة – التي أقرتها الحكومة أمس – لا تكفي القرى، كما قال نواب.")},
			want{place: "-", blocks: []string{"paragraph: الخطة"}}},
		{"an aside in English is no dateline", Page{Kind: TextBody, Body: []byte("The channel - which had been closed - was opened again by the harbour authority on Thursday.")}, want{place: "-"}},
		{"one sentence as a body", Page{Kind: TextBody, Body: []byte("قصف عنيف على المدينة")}, want{blocks: []string{"paragraph: قصف"}, title: "-", language: "ar"}},
		{"a title given beside its body", Page{Kind: TextBody, Title: "خطة للمياه", ID: "d7", Body: []byte(arLead)}, want{blocks: []string{"title: خطة", "paragraph: أعلن"}}},
		{"a title given and printed in other marks", Page{Kind: TextBody, Title: `الحكومة تقر خطة "عاجلة" للمياه`, Body: []byte(join("الحكومة تقر خطة «عاجلة» للمياه", arLead))},
			want{blocks: []string{"title: الحكومة", "paragraph: أعلن"}, title: "الحكومة تقر خطة «عاجلة» للمياه"}},
		{"a headline printed three times, once cut short", Page{Body: []byte(join("Harbour reopens to \"grain ships\" after storm", "Harbour reopens to “grain ships” after storm", "Harbour reopens to «grain ships»…", enLead, enNext))},
			want{blocks: []string{"title: Harbour reopens to \"grain", "paragraph: The harbour", "paragraph: Two"}, codes: []string{"repeated_title"}}},
		{"labels between paragraphs", Page{Body: []byte(join("خطة جديدة لتوزيع المياه", "[ad_1]", arLead, "إعلان", arNext, "اقرأ أيضاً: الوزير يزور القرى الجنوبية", arThird, "شارك هذا المقال", "[ad_2]", "المصدر"))},
			want{blocks: []string{"title: خطة", "paragraph: أعلن", "paragraph: وقالت", "paragraph: ورفض"}}},
		{"a label for related reports with a line under it", Page{Body: []byte(join("خطة جديدة لتوزيع المياه", arLead, "اقرأ أيضا", "الوزير يزور القرى الجنوبية", arNext))},
			want{blocks: []string{"title: خطة", "paragraph: أعلن", "other: الوزير", "paragraph: وقالت"}}},
		{"a source line with a name", Page{Kind: TextBody, Body: []byte(join(arLead, arNext, "المصدر: الأناضول"))},
			want{blocks: []string{"paragraph: أعلن", "paragraph: وقالت", "source_link: المصدر"}, origin: "الأناضول"}},
		{"time lines become claims", Page{Body: []byte(join("Harbour reopens to grain ships", "Published: June 20, 2024 10:15 GMT", "Last updated 2 hours ago", enLead, enNext))},
			want{blocks: []string{"title: Harbour", "paragraph: The harbour", "paragraph: Two"}, claims: []string{"published text Published: June 20, 2024 10:15 GMT", "modified text Last updated 2 hours ago"}}},
		{"a time line in Arabic", Page{Body: []byte(join("خطة جديدة لتوزيع المياه", "الأربعاء 19 حزيران 2024 - 12:09 م", arLead))},
			want{blocks: []string{"title: خطة", "paragraph: أعلن"}, claims: []string{"published text الأربعاء 19 حزيران 2024 - 12:09 م"}}},
		{"a byline", Page{Body: []byte(join("خطة جديدة لتوزيع المياه", "كتب: سامر الحلو ونهى قاسم", arLead, arNext))},
			want{blocks: []string{"title: خطة", "byline: كتب", "paragraph: أعلن", "paragraph: وقالت"}, authors: "author:سامر الحلو, author:نهى قاسم"}},
		{"two authors joined by a letter", Page{Body: []byte(join("خطة جديدة لتوزيع المياه", "بقلم: سامر الحلو ونهى عبد الله", arLead))},
			want{authors: "author:سامر الحلو, author:نهى عبد الله"}},
		{"a name that begins with the joining letter", Page{Body: []byte(join("خطة جديدة لتوزيع المياه", "بقلم: سامر علي وليد حسن", arLead))},
			want{authors: "author:سامر علي وليد حسن"}},
		{"an English byline", Page{Body: []byte(join("Harbour reopens to grain ships", "By Anna Quill and Tom Barrow", enLead, enNext))},
			want{authors: "author:Anna Quill, author:Tom Barrow", blocks: []string{"title: Harbour", "byline: By", "paragraph: The harbour", "paragraph: Two"}}},
		{"a sentence that opens like a byline", Page{Kind: TextBody, Body: []byte(join("By Friday the harbour had been cleared of sand and the ships could enter.", enNext))},
			want{blocks: []string{"paragraph: By Friday", "paragraph: Two"}, authors: "-"}},
		{"reporters and editors", Page{Kind: TextBody, Body: []byte(join(enLead, enNext, "Reporting by Anna Quill in Halifax and Tom Barrow in London; editing by Ruth Field"))},
			want{authors: "author:Anna Quill, author:Tom Barrow", blocks: []string{"paragraph: The", "paragraph: Two", "byline: Reporting"}}},
		{"contributors in English", Page{Kind: TextBody, Body: []byte(join(enLead, enNext, "Anna Quill and Tom Barrow contributed to this report."))},
			want{authors: "contributor:Anna Quill, contributor:Tom Barrow"}},
		{"a wire's bracket at the end", Page{Kind: TextBody, Body: []byte(join(arLead, arNext, "(إعداد سامر الحلو للنشرة العربية - تحرير نهى قاسم)"))},
			want{authors: "author:سامر الحلو", blocks: []string{"paragraph: أعلن", "paragraph: وقالت", "byline: (إعداد"}}},
		{"captions by their form", Page{Kind: TextBody, Body: []byte(join(enLead, "Ships wait outside the breakwater of the harbour on June 18. (Photo by Anna Quill / Pool / AFP via Getty Images)", "Anna Quill / Pool / AFP via Getty Images", enNext, enThird))},
			want{blocks: []string{"paragraph: The", "caption: Ships", "credit: Anna", "paragraph: Two", "paragraph: Traders"}, authors: "photographer:Anna Quill", codes: []string{"duplicate_credit"}}},
		{"a caption with an agency behind it", Page{Kind: TextBody, Body: []byte(join(arLead, "مزارعون قرب قناة جافة في إحدى القرى الجنوبية (رويترز)", arNext, arThird))},
			want{blocks: []string{"paragraph: أعلن", "caption: مزارعون", "paragraph: وقالت", "paragraph: ورفض"}}},
		{"an agency that signs the report", Page{Kind: TextBody, Body: []byte(join(arLead, arNext, "ومن المقرر أن يناقش البرلمان المشروع قريبا (أ ف ب)"))},
			want{blocks: []string{"paragraph: أعلن", "paragraph: وقالت", "paragraph: ومن"}}},
		{"a caption known by the credit under it", Page{Kind: TextBody, Body: []byte(join(enLead, enNext, "Two grain ships enter the port on June 20.", "Tom Barrow / Stringer / Reuters", enThird))},
			want{blocks: []string{"paragraph: The", "paragraph: Two", "caption: Two grain", "credit: Tom", "paragraph: Traders"}, authors: "photographer:Tom Barrow"}},
		{"a caption with its credit as a last sentence", Page{Kind: TextBody, Body: []byte(join(enLead, "Ships wait outside the harbour on June 18, 2024. REUTERS/Anna Quill", enNext, enThird))},
			want{blocks: []string{"paragraph: The", "caption: Ships", "paragraph: Two", "paragraph: Traders"}, authors: "photographer:Anna Quill"}},
		{"HTML with a byline that only markup knows", Page{Body: []byte(page(`<title>Harbour reopens to ships</title><meta name="author" content="Anna Quill">`, `<article><h1>Harbour reopens to ships</h1><div class="byline"><a rel="author" href="/q">Anna Quill</a> Shipping editor</div><time datetime="2024-06-20T10:00:00Z">20 June 2024</time>`+paras("p", enLead, enNext, enThird, enLast)+`<h3>Top picks</h3></article>`))},
			want{blocks: []string{"title: Harbour", "byline: Anna", "paragraph: The", "paragraph: Two", "paragraph: Traders", "paragraph: The ministry"}, authors: "author:Anna Quill", published: "2024-06-20 metadata"}},
		{"a picture by nobody", Page{Kind: TextBody, Body: []byte(join(arLead, arNext, "في هذه الصورة يظهر مزارعون في حقل (تصوير المساهم / غيتي إيماجز)", arThird))},
			want{codes: []string{"anonymous_photographer"}, blocks: []string{"paragraph: أعلن", "paragraph: وقالت", "caption: في هذه", "paragraph: ورفض"}, authors: "-"}},
		{"a list and a quotation in text", Page{Kind: TextBody, Body: []byte(enLead + "\n\n- grain\n- cotton\n- sugar\n\n> We have lost a week, a trader said.\n\n" + enNext)},
			want{blocks: []string{"paragraph: The", "list: - grain\n- cotton", "quote: We", "paragraph: Two"}}},
		{"lines wrapped to a width", Page{Kind: TextBody, Body: []byte("The harbour authority said on Thursday that it had reopened\nthe northern channel to grain ships after a week of heavy\nstorms, and that two vessels which had been waiting outside\nthe breakwater had entered the port before noon.\n\n" + enNext)},
			want{blocks: []string{"paragraph: The harbour authority said on Thursday that it had reopened the northern", "paragraph: Two"}}},
		{"paragraphs on lines of their own", Page{Kind: TextBody, Body: []byte(arLead + "\n" + arNext + "\r\n" + arThird)},
			want{blocks: []string{"paragraph: أعلن", "paragraph: وقالت", "paragraph: ورفض"}}},
		{"marks that nobody sees", Page{Kind: TextBody, Body: []byte("\u202Bأعلن\u200F رئيس\u00A0الوزراء\u202C أن\u200B الحكومة وافقت على الخطة.\uFEFF")},
			want{blocks: []string{"paragraph: أعلن رئيس الوزراء أن الحكومة"}, codes: []string{"invisible_characters"}}},
		{"marks piled on a letter", Page{Kind: TextBody, Body: []byte("أعلن" + strings.Repeat("\u064B", 5000) + " الوزير في مؤتمر صحفي أن الخطة جاهزة.")}, want{codes: []string{"piled_marks"}}},
		{"editors' brackets stay", Page{Kind: TextBody, Body: []byte("“They [the traders] were told [sic] to wait [ad_3] outside,” he said to the harbour authority.")},
			want{blocks: []string{"paragraph: “They [the traders] were told [sic] to wait outside,”"}}},
		{"a caption in a shortcode", Page{Kind: TextBody, Body: []byte(`[caption id="a_1" width="300"]<img> Ships wait outside the harbour[/caption] ` + enLead)},
			want{blocks: []string{"caption: <img> Ships", "paragraph: The harbour"}}},

		{"HTML with everything around it", Page{URL: "https://example.org/a/1", Body: []byte(page(
			`<meta charset="utf-8"><title>Harbour reopens to grain ships - The Quay</title><meta property="og:title" content="Harbour reopens to grain ships">
<meta property="og:site_name" content="The Quay"><meta property="article:published_time" content="2024-06-25T01:59:00+02:00"><link rel="canonical" href="https://example.org/a/1">
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"x"},{"@type":["NewsArticle"],"headline":"Harbour reopens to grain ships","datePublished":"2024-06-25T01:59:00+02:00","author":[{"@type":"Person","name":"Anna Quill"}],"publisher":{"@type":"Organization","name":"The Quay"},"inLanguage":"en-GB"}]}</script>`,
			`<header><a href="/">The Quay</a></header><nav><a href="/w">World</a></nav><article><h1>Harbour reopens to grain ships</h1><div class="share">Share this story</div>
<figure><img src="a.jpg"><figcaption>Ships wait outside the breakwater.<span class="credit">Tom Barrow/Reuters</span></figcaption></figure>`+
				paras("p", enLead, enNext)+`<div class="related-articles"><p><a href="/x">Another story of the day that has a long headline in it</a></p></div><h2>Costs</h2>`+paras("p", enThird, enLast)+
				`<ul><li>Grain is the main cargo of the harbour.</li><li>Cotton comes second in most years.</li></ul>`+paras("p", "The next meeting of the harbour board is planned for the first week of July, the authority said.")+
				`</article><aside><p>Subscribe to our newsletter for more stories like this one.</p></aside><footer>All rights reserved</footer>`))},
			want{title: "Harbour reopens to grain ships", outlet: "The Quay", published: "2024-06-25 metadata", authors: "photographer:Tom Barrow, author:Anna Quill",
				blocks: []string{"title: Harbour", "caption: Ships", "credit: Tom", "paragraph: The harbour", "paragraph: Two", "subtitle: Costs", "paragraph: Traders", "paragraph: The ministry", "list: Grain is the main cargo of the harbour.\nCotton", "paragraph: The next"},
				claims: []string{"published json-ld 2024-06-25T01:59:00+02:00", "language json-ld en-GB", "title title Harbour reopens to grain ships - The Quay"},
				absent: []string{"Subscribe", "Another story", "Share"}}},
		{"HTML in Arabic that claims to be English", Page{Body: []byte(`<html lang="en-US"><head><title>خطة جديدة لتوزيع المياه</title></head><body><div><h1>خطة جديدة لتوزيع المياه</h1>` + paras("p", arLead, arNext, arThird, arLast) + `</div></body></html>`)},
			want{language: "ar", codes: []string{"language_mismatch"}, blocks: []string{"title: خطة", "paragraph: أعلن", "paragraph: وقالت", "paragraph: ورفض", "paragraph: ومن"}}},
		{"HTML with breaks for paragraphs", Page{Body: []byte(page("<title>Harbour reopens</title>", "<div><h1>Harbour reopens</h1><div class='text'>"+strings.Join([]string{enLead, enNext, enThird, enLast}, "<br><br>")+"</div></div>"))},
			want{blocks: []string{"title: Harbour", "paragraph: The harbour", "paragraph: Two", "paragraph: Traders", "paragraph: The ministry"}}},
		{"HTML whose lead stands apart", Page{Body: []byte(page("<title>Harbour reopens</title>", "<article><h1>Harbour reopens</h1><div class='announce'>"+enLead+"</div><div class='text'>"+paras("p", enNext, enThird, enLast)+"</div></article>"))},
			want{blocks: []string{"title: Harbour", "paragraph: The harbour", "paragraph: Two", "paragraph: Traders", "paragraph: The ministry"}}},
		{"HTML of one flash", Page{Kind: HTML, Body: []byte("<h1>عاجل: اهتزاز المباني في العاصمة</h1><p>شعر سكان العاصمة بهزة أرضية قبل قليل.</p>")},
			want{blocks: []string{"title: عاجل", "paragraph: شعر"}}},
		{"HTML with metadata for a body", Page{Kind: HTML, Body: []byte(page(`<title>Harbour reopens</title><script type="application/ld+json">{"@type":"NewsArticle","headline":"Harbour reopens","articleBody":"`+enLead+`\n\n`+enNext+`"}</script>`, `<h1>Harbour reopens</h1><div id="app"></div>`))},
			want{codes: []string{"body_from_metadata"}, blocks: []string{"title: Harbour", "paragraph: The harbour"}}},
		{"HTML nested too deep", Page{Body: []byte("<html><body>" + strings.Repeat("<div>", 3000) + paras("p", enLead, enNext) + strings.Repeat("</div>", 3000))},
			want{codes: []string{"degraded"}, blocks: []string{"paragraph: The harbour", "paragraph: Two"}}},
		{"a day given beside the page", Page{Kind: TextBody, Published: "2024-06-20T23:30:00Z", Outlet: "The Quay", Body: []byte(enLead)}, want{published: "2024-06-20 given", outlet: "The Quay"}},
		{"a day given that is none", Page{Kind: TextBody, Published: "soon", Body: []byte(enLead)}, want{codes: []string{"published_unread"}, published: "-"}},

		{"windows-1256 without a word about it", Page{Body: encode(t, charmap.Windows1256.NewEncoder().Bytes, join("خطة جديدة لتوزيع المياه", arLead, arNext, arThird))},
			want{language: "ar", codes: []string{"charset_guessed"}, blocks: []string{"title: خطة", "paragraph: أعلن", "paragraph: وقالت", "paragraph: ورفض"}}},
		{"windows-1256 that says it late", Page{Body: encode(t, charmap.Windows1256.NewEncoder().Bytes, page(strings.Repeat("<!-- -->", 300)+`<meta http-equiv="Content-Type" content="text/html; charset=windows-1256"><title>خطة</title>`, "<h1>خطة جديدة لتوزيع المياه</h1>"+paras("p", arLead, arNext, arThird)))},
			want{language: "ar", blocks: []string{"title: خطة", "paragraph: أعلن", "paragraph: وقالت", "paragraph: ورفض"}}},
		{"windows-1256 that says utf-8", Page{Body: encode(t, charmap.Windows1256.NewEncoder().Bytes, page(`<meta charset="utf-8">`, "<h1>خطة جديدة لتوزيع المياه</h1>"+paras("p", arLead, arNext, arThird)))},
			want{language: "ar", codes: []string{"charset_guessed"}}},
		{"windows-1256 that says western", Page{Body: encode(t, charmap.Windows1256.NewEncoder().Bytes, page(`<meta charset="windows-1252">`, "<h1>خطة جديدة لتوزيع المياه</h1>"+paras("p", arLead, arNext, arThird)))},
			want{language: "ar"}},
		{"windows-1256 of which only the server says so", Page{Charset: "windows-1256", Body: encode(t, charmap.Windows1256.NewEncoder().Bytes, page("", "<h1>خطة جديدة لتوزيع المياه</h1>"+paras("p", arLead, arNext, arThird)))},
			want{language: "ar", blocks: []string{"title: خطة", "paragraph: أعلن", "paragraph: وقالت", "paragraph: ورفض"}}},
		{"windows-1256 of which the server says that it is western", Page{Charset: "iso-8859-1", Body: encode(t, charmap.Windows1256.NewEncoder().Bytes, page("", "<h1>خطة جديدة لتوزيع المياه</h1>"+paras("p", arLead, arNext, arThird)))},
			want{language: "ar", codes: []string{"charset_guessed"}}},
		{"ISO-8859-6", Page{Body: encode(t, charmap.ISO8859_6.NewEncoder().Bytes, join("خطة جديدة لتوزيع المياه", arLead, arNext, arThird))}, want{language: "ar", codes: []string{"charset_guessed"}}},
		{"UTF-16 with its mark", Page{Body: encode(t, utf16.UTF16(utf16.LittleEndian, utf16.UseBOM).NewEncoder().Bytes, join("خطة جديدة لتوزيع المياه", arLead))}, want{language: "ar", title: "خطة جديدة لتوزيع المياه"}},
		{"UTF-16 without", Page{Body: encode(t, utf16.UTF16(utf16.BigEndian, utf16.IgnoreBOM).NewEncoder().Bytes, join("خطة جديدة لتوزيع المياه", arLead))}, want{language: "ar", title: "خطة جديدة لتوزيع المياه"}},
		{"UTF-8 read as western and saved", Page{Body: encode(t, func(b []byte) ([]byte, error) { return charmap.ISO8859_1.NewDecoder().Bytes(b) }, join("خطة جديدة لتوزيع المياه", arLead, arNext))},
			want{language: "ar", codes: []string{"mojibake_repaired"}, title: "خطة جديدة لتوزيع المياه"}},
		{"windows-1256 read as western and saved", Page{Kind: TextBody, Body: encode(t, func(b []byte) ([]byte, error) {
			raw, err := charmap.Windows1256.NewEncoder().Bytes(b)
			if err != nil {
				return nil, err
			}
			return charmap.Windows1252.NewDecoder().Bytes(raw)
		}, join(arLead, arNext, arThird))}, want{language: "ar", codes: []string{"mojibake_repaired"}}},
		{"a few bad bytes", Page{Kind: TextBody, Body: []byte(arLead + "\xff\n\n" + arNext)}, want{codes: []string{"bad_bytes"}, language: "ar"}},
		{"a language that no pack knows", Page{Kind: TextBody, Body: []byte("Le gouvernement a annoncé que les navires qui attendaient dans le port pourraient entrer avec une aide pour les marchands.")}, want{language: "-", codes: []string{"language_unknown"}}},

		{"nothing", Page{}, want{err: Empty}},
		{"only spaces", Page{Body: []byte(" \n\t\u00a0 ")}, want{err: Empty}},
		{"a picture", Page{Body: append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, 400)...)}, want{err: Binary}},
		{"an archive", Page{Body: append([]byte("\x1f\x8b\x08"), bytes.Repeat([]byte{7, 200, 0, 9}, 300)...)}, want{err: Binary}},
		{"noise", Page{Body: noiseBytes(5000)}, want{err: Binary}},
		{"a feed", Page{Body: []byte(`<?xml version="1.0"?><rss version="2.0"><channel><title>x</title></channel></rss>`)}, want{err: NoReport}},
		{"a wall", Page{Body: []byte(page("<title>Just a moment</title>", "<h1>Checking</h1><p>Please enable JavaScript to continue to this page.</p>"))}, want{err: NoReport}},
		{"labels only", Page{Body: []byte("إعلان\n\nشارك\n\nالمصدر")}, want{err: NoReport}},
	}
	c := cleaner(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc, findings, err := c.Clean(context.Background(), tt.page)
			if tt.want.err != "" {
				var refusal *Error
				if !errors.As(err, &refusal) || refusal.Code != tt.want.err {
					t.Fatalf("error %v, want %s\n%s", err, tt.want.err, doc.Text)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			sound(t, doc, findings)
			tt.want.check(t, doc, findings)
		})
	}
}

func (w want) check(t *testing.T, doc news.Document, findings []news.Finding) {
	t.Helper()
	if w.blocks != nil {
		runes := []rune(doc.Text)
		same := len(doc.Blocks) == len(w.blocks)
		var got []string
		for i, b := range doc.Blocks {
			got = append(got, string(b.Kind)+": "+string(runes[b.Start:b.End]))
			same = same && strings.HasPrefix(got[i], w.blocks[i])
		}
		if !same {
			t.Errorf("blocks:\n%s", strings.Join(got, "\n"))
		}
	}
	field := func(name, got, want string) {
		if want == "-" {
			want = ""
		} else if want == "" {
			return
		}
		if got != want {
			t.Errorf("%s %q, want %q", name, got, want)
		}
	}
	var d news.Dateline
	if doc.Dateline != nil {
		d = *doc.Dateline
	}
	var origin, outlet news.Source
	if doc.Origin != nil {
		origin = *doc.Origin
	}
	if doc.Outlet != nil {
		outlet = *doc.Outlet
	}
	published := ""
	if doc.Published != nil {
		published = doc.Published.Date + " " + doc.Published.Basis
	}
	var authors []string
	for _, a := range doc.Authors {
		authors = append(authors, a.Role+":"+a.Name)
	}
	field("title", doc.Title, w.title)
	field("place", d.Place, w.place)
	field("agency", d.Agency, w.agency)
	field("date", d.Date, w.date)
	field("origin", origin.Name, w.origin)
	field("outlet", outlet.Name, w.outlet)
	field("published", published, w.published)
	field("language", doc.Language, w.language)
	field("authors", strings.Join(authors, ", "), w.authors)
	for _, code := range w.codes {
		if !has(findings, code) {
			t.Errorf("no finding %s in: %s", code, codes(findings))
		}
	}
	for _, claim := range w.claims {
		found := false
		for _, c := range doc.Claims {
			found = found || c.Field+" "+c.Origin+" "+c.Value == claim
		}
		if !found {
			t.Errorf("no claim %q in %v", claim, doc.Claims)
		}
	}
	for _, words := range w.absent {
		if strings.Contains(doc.Text, words) {
			t.Errorf("%q stands in the text", words)
		}
	}
}

func encode(t *testing.T, f func([]byte) ([]byte, error), s string) []byte {
	t.Helper()
	out, err := f([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// noiseBytes are the same at every run.
func noiseBytes(n int) []byte {
	out := make([]byte, n)
	x := uint32(2463534242)
	for i := range out {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		out[i] = byte(x)
	}
	return out
}

// TestSizes holds the cleaner to its limits: a page far too long ends early, a long text is read to its end. What took time beyond
// proportion would run into the time limit of all tests.
func TestSizes(t *testing.T) {
	c := cleaner(t)
	if _, _, err := c.Clean(context.Background(), Page{Body: make([]byte, maxText+1)}); !isCode(err, TooLarge) {
		t.Errorf("too large: %v", err)
	}
	c.limit = 50 * time.Millisecond
	long := page("<title>x</title>", "<h1>Harbour reopens</h1>"+strings.Repeat(paras("p", enLead, enNext), 16000))
	doc, findings, err := c.Clean(context.Background(), Page{Body: []byte(long)})
	if err != nil {
		t.Fatal(err)
	}
	if !has(findings, "cut") || !has(findings, "abandoned") || doc.Text == "" {
		t.Errorf("findings %s", codes(findings))
	}
	var b strings.Builder
	for i := 0; b.Len() < 8<<20; i++ {
		fmt.Fprintf(&b, "%s وكان ذلك في الاجتماع رقم %d.\n\n", arLead, i)
	}
	if _, _, err := c.Clean(context.Background(), Page{Kind: TextBody, Body: []byte(b.String())}); err != nil {
		t.Fatal(err)
	}
	done, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := c.Clean(done, Page{Body: []byte(enLead)}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func isCode(err error, code Code) bool {
	var refusal *Error
	return errors.As(err, &refusal) && refusal.Code == code
}

// TestSame cleans one page many times: the same bytes give the same document.
func TestSame(t *testing.T) {
	body := []byte(page("<title>خطة</title>", "<h1>خطة جديدة لتوزيع المياه</h1>"+paras("p", "القاهرة – "+arLead, arNext, arThird, arLast)))
	first, _, err := cleaner(t).Clean(context.Background(), Page{Body: body})
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		again, _, _ := cleaner(t).Clean(context.Background(), Page{Body: body})
		if fmt.Sprintf("%+v", again) != fmt.Sprintf("%+v", first) && again.ID != first.ID {
			t.Fatal("two readings differ")
		}
	}
}

func FuzzClean(f *testing.F) {
	c := cleaner(f)
	for _, s := range []string{arLead, enLead, page("<title>a</title>", paras("p", enLead, enNext)), "<div><figure><figcaption>a / AFP", "[caption]x[/caption]",
		"LONDON (Reuters) — x", "القاهرة (رويترز) – ا", "(تصوير المساهم / غيتي إيماجز)", "\xff\xfe<\x00", "By A and B", "- a\n- b", `<script type="application/ld+json">[{"@type":"Report"}`} {
		f.Add([]byte(s), uint8(0), "")
		f.Add([]byte(s), uint8(1), "a")
	}
	f.Fuzz(func(t *testing.T, body []byte, kind uint8, title string) {
		doc, findings, err := c.Clean(context.Background(), Page{Body: body, Kind: Kind(kind % 4), Title: title})
		if err != nil {
			var refusal *Error
			if !errors.As(err, &refusal) {
				t.Fatal(err)
			}
			return
		}
		sound(t, doc, findings)
	})
}

func BenchmarkCleanHTML(b *testing.B) {
	c := cleaner(b)
	body := []byte(page("<title>خطة</title>", "<h1>خطة جديدة لتوزيع المياه</h1>"+strings.Repeat(paras("p", arLead, arNext, arThird, arLast), 8)))
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if _, _, err := c.Clean(context.Background(), Page{Body: body}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCleanText(b *testing.B) {
	c := cleaner(b)
	body := []byte(strings.Repeat(strings.Join([]string{arLead, arNext, arThird, arLast, ""}, "\n\n"), 8))
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if _, _, err := c.Clean(context.Background(), Page{Body: body, Kind: TextBody}); err != nil {
			b.Fatal(err)
		}
	}
}
