package clean

import (
	"strings"
)

// sniffRoom is how far into a page its nature shows.
const sniffRoom = 8192

// sniff tells markup from plain text by what stands there, since names and headers lie.
func sniff(text string) Kind {
	start := strings.TrimLeft(text, " \t\r\n\uFEFF")
	lower := strings.ToLower(head(start, sniffRoom))
	if strings.HasPrefix(lower, "<") {
		for _, tag := range []string{"<!doctype html", "<html", "<head", "<body", "<article", "<div", "<p>", "<p ", "<meta", "<h1", "<section", "<main", "<figure", "<table", "<span"} {
			if strings.Contains(lower, tag) {
				return HTML
			}
		}
	}
	closings := 0
	for _, tag := range []string{"</p>", "</div>", "</a>", "<br>", "<br/>", "<br />", "</h2>"} {
		closings += strings.Count(lower, tag)
	}
	if closings >= 2 {
		return HTML
	}
	return Text
}

// feed tells whether a text is a feed or another list in XML or JSON, not a page.
func feed(text string) bool {
	lower := strings.ToLower(head(strings.TrimLeft(text, " \t\r\n"), 512))
	for _, opening := range []string{"<rss", "<feed", "<rdf:rdf", "<urlset", "<sitemapindex"} {
		if strings.HasPrefix(lower, opening) || strings.HasPrefix(lower, "<?xml") && strings.Contains(lower, opening) {
			return true
		}
	}
	return false
}
