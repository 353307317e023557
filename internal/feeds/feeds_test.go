package feeds

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// shown is a feed on one line: kind, title and the paths of its items with their last change.
func shown(f Feed) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s|%s|", f.Kind, f.Title)
	for _, i := range f.Items {
		fmt.Fprintf(&b, " %s", strings.TrimPrefix(i.URL, "https://news.example"))
		if i.Title != "" {
			fmt.Fprintf(&b, " %q", i.Title)
		}
		if !i.Changed().IsZero() {
			b.WriteString(" " + i.Changed().Format("0102T15:04"))
		}
	}
	return b.String()
}

const rss = `<?xml version="1.0"?><rss version="2.0" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel><title>Ports</title>
<item><title>Oman &amp; Kenya sign</title><link>https://news.example/a</link><pubDate>Wed, 19 Jun 2024 10:00:00 +0300</pubDate></item>
<item><title>No link</title><guid>https://news.example/b</guid></item>
<item><title>Counted</title><link>https://counter.example/1</link><feedburner:origLink>https://news.example/c</feedburner:origLink></item>
<item><title>Astray</title><link>javascript:alert(1)</link></item>
<item><title>Relative</title><link>/d?x=1</link></item>
</channel></rss>`

func TestParse(t *testing.T) {
	for _, test := range []struct{ name, feed, want string }{
		{"RSS", rss, `rss|Ports| /a "Oman & Kenya sign" 0619T07:00 /b "No link" /c "Counted" /d?x=1 "Relative"`},
		{"Atom", `<feed xmlns="http://www.w3.org/2005/Atom"><title>Ports</title><entry><title type="html">A &lt;b&gt;</title><link rel="self" href="https://news.example/self"/>
			<link rel="alternate" href="https://news.example/a"/><published>2024-06-19T07:00:00Z</published><updated>2024-06-19T09:30:00Z</updated></entry></feed>`,
			`atom|Ports| /a "A <b>" 0619T09:30`},
		{"RDF", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>Ports</title></channel>
			<item><title>A</title><link>https://news.example/a</link></item></rdf:RDF>`, `rss|Ports| /a "A"`},
		{"JSON Feed", `{"version":"https://jsonfeed.org/version/1.1","title":"Ports","items":[{"id":"1","url":"https://news.example/a","title":"A","date_published":"2024-06-19T10:00:00+03:00"}]}`,
			`json|Ports| /a "A" 0619T07:00`},
		{"sitemap", `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="n" xmlns:image="i"><url><loc> https://news.example/a </loc>
			<image:image><image:loc>https://news.example/a.jpg</image:loc></image:image><news:news><news:publication><news:name>Ports</news:name></news:publication>
			<news:publication_date>2024-06-19T10:00+03:00</news:publication_date><news:title>A &amp; B</news:title></news:news></url>
			<url><loc>https://news.example/b</loc><lastmod>2024-06-18</lastmod></url></urlset>`, `sitemap|| /a "A & B" 0619T07:00 /b 0618T00:00`},
		{"index", `<sitemapindex><sitemap><loc>https://news.example/s.xml.gz</loc><lastmod>2024-06-18</lastmod></sitemap></sitemapindex>`, `sitemap index|| /s.xml.gz 0618T00:00`},
		{"empty", `<rss version="2.0"><channel><title>Ports</title></channel></rss>`, `rss|Ports|`},
	} {
		f, err := Parse([]byte(test.feed), "https://news.example/feed")
		if got := shown(f); err != nil || got != test.want {
			t.Errorf("%s: %v\n got %s\nwant %s", test.name, err, got, test.want)
		}
	}
}

func TestBrokenFeeds(t *testing.T) {
	item := func(n int) string {
		return fmt.Sprintf("<item><title>T%d</title><link>https://news.example/%d</link></item>", n, n)
	}
	whole := `<rss version="2.0"><channel><title>Ports</title>` + item(1) + item(2) + item(3) + `</channel></rss>`
	three := `rss|Ports| /1 "T1" /2 "T2" /3 "T3"`
	arabic, err := charmap.Windows1256.NewEncoder().String(`<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>أخبار الموانئ والسفن في الخليج</title>
		<item><title>وقعت عُمان وكينيا اتفاقا لحماية السفن</title><link>https://news.example/a</link></item></channel></rss>`)
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(`<?xml version="1.0" encoding="utf-16"?>` + whole)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, feed, want, fault string }{
		{"words before it", "\n\nWarning: cannot connect in /srv/feed.php <br />\n<?xml version='1.0'?>" + whole, three, "before its beginning"},
		{"comments before it", "\n<?xml version='1.0'?><!-- made by hand --><?xml-stylesheet href='a'?>\n" + whole, three, ""},
		{"bare ampersands", strings.Replace(whole, "T2", "R&D & more &nbsp; &unknown;", 1), `rss|Ports| /1 "T1" /2 "R&D & more \u00a0 &unknown;" /3 "T3"`, ""},
		{"ampersand in a link", strings.Replace(whole, "/2<", "/2?a=1&b=2&copy=3<", 1), `rss|Ports| /1 "T1" /2?a=1&b=2&copy=3 "T2" /3 "T3"`, ""},
		{"a bare bracket", strings.Replace(whole, "T2", "less < more", 1), `rss|Ports| /1 "T1" /3 "T3"`, "1 of its items cannot be read"},
		{"cut off in an item", whole[:strings.Index(whole, "T3")+4], `rss|Ports| /1 "T1" /2 "T2"`, "cannot be read"},
		{"cut off at its end", whole[:strings.Index(whole, "</channel>")], three, ""},
		{"an item that is not closed", strings.Replace(whole, "</item>", "", 1), three, "not closed"},
		{"control characters", strings.Replace(whole, "T2", "T\x0b2\x00", 1), three, ""},
		{"another charset than it says", arabic, `rss|أخبار الموانئ والسفن في الخليج| /a "وقعت عُمان وكينيا اتفاقا لحماية السفن"`, ""},
		{"two bytes a letter", wide, three, ""},
		{"an entity from outside", `<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>` + strings.Replace(whole, "T2", "[&x;]", 1), `rss|Ports| /1 "T1" /2 "[&x;]" /3 "T3"`, ""},
		{"Atom cut off", `<feed xmlns="http://www.w3.org/2005/Atom"><title>Ports</title><entry><title>A</title><link href="/a"/></entry><entry><title>B`, `atom|Ports| /a "A"`, "lead to no page"},
		{"JSON cut off", `{"version":"https://jsonfeed.org/version/1","title":"Ports","items":[{"id":"https://news.example/a","title":"A"},{"id":"b","url":"https://news.example/b"},{"id":`, `json|| /a "A" /b`, "unexpected"},
		{"sitemap cut off", `<urlset><url><loc>https://news.example/a</loc></url><url><loc>https://news.example/b</loc></url><url><lo`, `sitemap|| /a /b`, "breaks off"},
	} {
		f, err := Parse([]byte(test.feed), "https://news.example/feed")
		if got := shown(f); err != nil || got != test.want {
			t.Errorf("%s: %v\n got %s %q\nwant %s", test.name, err, got, f.Faults, test.want)
		}
		if !strings.Contains(strings.Join(f.Faults, "; "), test.fault) {
			t.Errorf("%s: faults %q, want %q", test.name, f.Faults, test.fault)
		}
	}
}

func TestNoFeeds(t *testing.T) {
	page := `<!doctype html><html><head><link rel="alternate" type="application/rss+xml" href="/rss"><link rel="stylesheet" href="/css"></head><body><rss>`
	for _, test := range []struct{ name, body, want string }{
		{"a page that names its feed", page, "https://news.example/rss"},
		{"a page", "<html><p>Ministers met.</p></html>", ErrNoFeed.Error()},
		{"words", "Ministers met in Vienna.", ErrNoFeed.Error()},
		{"an answer of a program", `{"error":"no such feed"}`, ErrNoFeed.Error()},
		{"a feed of nothing but ruins", "<rss><channel><item><title>a < b</title>", "cannot be read"},
		{"an attack", "<rss>" + strings.Repeat("<a>", maxTags+1), "tags"},
		{"a sitemap nested too deep", "<urlset>" + strings.Repeat("<url>", 200), "deep"},
	} {
		f, err := Parse([]byte(test.body), "https://news.example/")
		if err == nil || !strings.Contains(strings.ToLower(err.Error()), strings.ToLower(test.want)) {
			t.Errorf("%s: %v, %d items; want %q", test.name, err, len(f.Items), test.want)
		}
	}
	begin := time.Now()
	_, _ = Parse([]byte(`<rss version="2.0"><channel><item>`+strings.Repeat("<x:a>", maxTags/20)), "https://news.example/")
	if took := time.Since(begin); took > 10*time.Second {
		t.Errorf("a feed nested without end takes %v", took)
	}
}

func TestOPML(t *testing.T) {
	got, err := ParseOPML([]byte(`<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body>
		<outline text="Africa"><outline text="Ports" title="Ports &amp; ships" type="rss" xmlUrl=" https://news.example/rss?a=1&b=2 "/></outline>
		<outline text="Gulf" xmlURL="https://gulf.example/atom"/><outline text="A page" htmlUrl="https://a.example/"/></body></opml>`))
	want := []Subscription{{"https://news.example/rss?a=1&b=2", "Ports & ships"}, {"https://gulf.example/atom", "Gulf"}}
	if err != nil || len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := ParseOPML([]byte(`<opml><body><outline xmlUrl="https://news.example/rss"/><outline`)); err == nil || len(got) != 1 {
		t.Errorf("cut off: %v, %v", got, err)
	}
	if _, err := ParseOPML([]byte(rss)); err == nil {
		t.Error("a feed is taken for a list of feeds")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(rss))
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1","items":[{"id":"a"}]}`))
	f.Add([]byte(`<urlset><url><loc>https://news.example/a</loc></url></urlset>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := Parse(body, "https://news.example/feed")
		if err != nil && errors.Is(err, ErrNoFeed) && len(got.Items) > 0 {
			t.Error("items of what is no feed")
		}
		for _, i := range got.Items {
			if !strings.HasPrefix(i.URL, "http://") && !strings.HasPrefix(i.URL, "https://") {
				t.Errorf("an item leads to %q", i.URL)
			}
		}
		_, _ = ParseOPML(body)
	})
}
