package intake

import (
	"testing"

	"rawi/internal/news"
)

func TestSettle(t *testing.T) {
	for _, test := range []struct{ name, found, claimed, want string }{
		{"no claim", "https://news.example/a", "", "https://news.example/a"},
		{"another form of the same", "https://m.news.example/a/amp", "https://www.news.example/a?utm_source=x", "https://www.news.example/a"},
		{"another site", "https://news.example/a", "https://evil.example/a", "https://news.example/a"},
		{"a bare address", "https://news.example/a", "https://52.16.95.170/a", "https://news.example/a"},
		{"the first page of the site", "https://news.example/a", "https://news.example/", "https://news.example/a"},
		{"the first page itself", "https://news.example/?from=feed", "https://news.example/", "https://news.example/"},
		{"without its number", "https://news.example/story?id=7", "https://news.example/story", "https://news.example/story?id=7"},
		{"its number elsewhere", "https://news.example/story?id=7", "https://news.example/story/7-ships", "https://news.example/story/7-ships"},
		{"without what tells nothing", "https://news.example/a?from=feed", "https://news.example/a", "https://news.example/a"},
	} {
		d := news.Document{URL: test.found}
		if test.claimed != "" {
			d.Claims = []news.Claim{{Field: "url", Value: "https://other.example/", Origin: "opengraph"}, {Field: "url", Value: test.claimed, Origin: "link"}}
		}
		if Settle(&d); d.URL != test.want {
			t.Errorf("%s: %s, want %s", test.name, d.URL, test.want)
		}
	}
}
