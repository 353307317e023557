package clean

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"rawi/internal/news"
)

// Where a page claims a value, best first: what it wrote for machines about this article, then for other sites, then for
// nobody in particular.
const (
	fromGiven  = "given"
	fromJSONLD = "json-ld"
	fromGraph  = "opengraph"
	fromMeta   = "meta"
	fromTime   = "time"
	fromLink   = "link"
	fromTitle  = "title"
	fromHead   = "h1"
	fromText   = "text"
)

var order = []string{fromGiven, fromJSONLD, fromGraph, fromMeta, fromTime, fromHead, fromTitle, fromLink, fromText}

// The fields a page makes claims about.
const (
	fieldTitle     = "title"
	fieldPublished = "published"
	fieldModified  = "modified"
	fieldAuthor    = "author"
	fieldOutlet    = "outlet"
	fieldLanguage  = "language"
	fieldURL       = "url"
	fieldAbout     = "description"
	fieldBody      = "body"
)

// claims are what a page says about itself, in the order in which it says it. Nothing here is taken for true because it is said.
type claims []news.Claim

func (c *claims) add(field, value, origin string) {
	value = squeeze((&scrubbing{}).scrub(html.UnescapeString(value)))
	if value == "" || len(value) > 4000 && field != fieldBody {
		return
	}
	if field == fieldURL {
		if u, err := url.Parse(value); err != nil || u.Scheme != "http" && u.Scheme != "https" {
			return
		}
	}
	if (field == fieldAuthor || field == fieldOutlet) && (strings.Contains(value, "://") || strings.HasPrefix(value, "@")) {
		return
	}
	claim := news.Claim{Field: field, Value: value, Origin: origin}
	for _, have := range *c {
		if have == claim {
			return
		}
	}
	*c = append(*c, claim)
}

// all gives the claims on a field, the most trusted origin first.
func (c claims) all(field string) []news.Claim {
	var out []news.Claim
	for _, origin := range order {
		for _, claim := range c {
			if claim.Field == field && claim.Origin == origin {
				out = append(out, claim)
			}
		}
	}
	return out
}

func (c claims) best(field string) string {
	if all := c.all(field); len(all) > 0 {
		return all[0].Value
	}
	return ""
}

// metaName knows the many names by which sites say the same few things in their meta elements.
func metaName(name string) (field, origin string) {
	switch name {
	case "og:title":
		return fieldTitle, fromGraph
	case "twitter:title", "dc.title", "headline", "sailthru.title", "parsely-title":
		return fieldTitle, fromMeta
	case "article:published_time", "og:published_time", "article:published":
		return fieldPublished, fromGraph
	case "datepublished", "pubdate", "publishdate", "publish-date", "publish_date", "date", "dc.date", "dc.date.issued", "dcterms.created",
		"dcterms.date", "sailthru.date", "parsely-pub-date", "article.published", "published", "publication_date", "cxenseparse:recs:publishtime", "datecreated":
		return fieldPublished, fromMeta
	case "article:modified_time", "og:updated_time":
		return fieldModified, fromGraph
	case "datemodified", "lastmod", "last-modified", "dcterms.modified", "modified", "article.updated", "revised":
		return fieldModified, fromMeta
	case "article:author", "og:article:author":
		return fieldAuthor, fromGraph
	case "author", "dc.creator", "parsely-author", "byl", "sailthru.author", "article.author":
		return fieldAuthor, fromMeta
	case "og:site_name":
		return fieldOutlet, fromGraph
	case "application-name", "dc.publisher", "publisher", "copyright-holder":
		return fieldOutlet, fromMeta
	case "og:url":
		return fieldURL, fromGraph
	case "og:locale":
		return fieldLanguage, fromGraph
	case "content-language", "dc.language", "language", "inlanguage":
		return fieldLanguage, fromMeta
	case "og:description":
		return fieldAbout, fromGraph
	case "description":
		return fieldAbout, fromMeta
	}
	return "", ""
}

// claimsOf reads what a page says about itself.
func claimsOf(doc *html.Node) claims {
	var c claims
	var visit func(*html.Node)
	visit = func(n *html.Node) {
		if n.Type == html.ElementNode {
			switch n.DataAtom {
			case atom.Html:
				c.add(fieldLanguage, attr(n, "lang"), fromMeta)
			case atom.Title:
				if n.Namespace == "" {
					c.add(fieldTitle, textOf(n), fromTitle)
				}
			case atom.H1:
				c.add(fieldTitle, textOf(n), fromHead)
			case atom.Meta:
				for _, key := range []string{"property", "name", "itemprop", "http-equiv"} {
					if field, origin := metaName(strings.ToLower(strings.TrimSpace(attr(n, key)))); field != "" {
						c.add(field, attr(n, "content"), origin)
						break
					}
				}
			case atom.Link:
				if strings.EqualFold(attr(n, "rel"), "canonical") {
					c.add(fieldURL, attr(n, "href"), fromLink)
				}
			case atom.Time:
				field := fieldPublished
				if attr(n, "itemprop") == "dateModified" || named(attr(n, "class"), " updated modified ") && !named(attr(n, "class"), " published ") {
					field = fieldModified
				}
				value := attr(n, "datetime")
				if value == "" {
					value = textOf(n)
				}
				c.add(field, value, fromTime)
			case atom.Script:
				if strings.EqualFold(attr(n, "type"), "application/ld+json") && n.FirstChild != nil {
					c.linked(n.FirstChild.Data)
				}
			}
		}
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			visit(child)
		}
	}
	visit(doc)
	return c
}

func textOf(n *html.Node) string {
	var b strings.Builder
	var visit func(*html.Node)
	visit = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			visit(c)
		}
	}
	visit(n)
	return b.String()
}

// linked reads JSON-LD: an article, a list of things, or a graph of them. Broken JSON says nothing.
func (c *claims) linked(data string) {
	data = strings.TrimSpace(data)
	data = strings.TrimSuffix(strings.TrimPrefix(data, "<![CDATA["), "]]>")
	data = strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, data)
	var any any
	if json.Unmarshal([]byte(data), &any) != nil {
		if json.Unmarshal([]byte(html.UnescapeString(data)), &any) != nil {
			return
		}
	}
	c.thing(any, 0)
}

func (c *claims) thing(v any, depth int) {
	if depth > 8 {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			c.thing(x, depth+1)
		}
	case map[string]any:
		if isArticle(v["@type"]) {
			c.article(v)
			return
		}
		c.thing(v["@graph"], depth+1)
		c.thing(v["mainEntity"], depth+1)
	}
}

func isArticle(kind any) bool {
	switch k := kind.(type) {
	case string:
		return strings.HasSuffix(k, "Article") || strings.HasSuffix(k, "BlogPosting") || strings.HasSuffix(k, "Report")
	case []any:
		for _, x := range k {
			if isArticle(x) {
				return true
			}
		}
	}
	return false
}

func (c *claims) article(v map[string]any) {
	for _, f := range []struct{ key, field string }{
		{"headline", fieldTitle}, {"datePublished", fieldPublished}, {"dateModified", fieldModified}, {"inLanguage", fieldLanguage},
		{"description", fieldAbout}, {"url", fieldURL}, {"articleBody", fieldBody},
	} {
		if s, ok := v[f.key].(string); ok {
			c.add(f.field, s, fromJSONLD)
		}
	}
	for _, name := range names(v["author"]) {
		c.add(fieldAuthor, name, fromJSONLD)
	}
	for _, name := range names(v["publisher"]) {
		c.add(fieldOutlet, name, fromJSONLD)
	}
}

func names(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, x := range v {
			out = append(out, names(x)...)
		}
		return out
	case map[string]any:
		return names(v["name"])
	}
	return nil
}

// day reads the day from a machine's date, as its writer's clock had it: 25 December 01:59 in Cairo is the 25th, whatever
// Greenwich says. Dates in words are left to those who know the language.
func day(s string) string {
	s = strings.TrimSpace(s)
	var ascii strings.Builder
	for _, r := range s {
		if r > 0x7F && wordRune(r) {
			ascii.Write(foldRune(nil, r))
		} else {
			ascii.WriteRune(r)
		}
	}
	s = ascii.String()
	for _, layout := range []string{"2006-01-02", "2006/01/02", "2006.01.02", "20060102"} {
		if len(s) >= len(layout) {
			if t, err := time.Parse(layout, s[:len(layout)]); err == nil && (len(s) == len(layout) || !strings.ContainsAny(s[len(layout):len(layout)+1], "0123456789")) {
				return sensible(t)
			}
		}
	}
	for _, layout := range []string{time.RFC1123Z, time.RFC1123, time.RFC850, time.RFC822Z, time.RFC822, time.ANSIC, time.UnixDate,
		"Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 MST", "January 2, 2006", "2 January 2006", "Jan 2, 2006", "2 Jan 2006",
		"Monday, January 2, 2006", "Mon Jan 2 2006", "January 2, 2006 15:04", "January 2, 2006 3:04 PM"} {
		if t, err := time.Parse(layout, s); err == nil {
			return sensible(t)
		}
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		switch len(s) {
		case 10:
			return sensible(time.Unix(n, 0).UTC())
		case 13:
			return sensible(time.UnixMilli(n).UTC())
		}
	}
	return ""
}

// sensible refuses years in which there was no press that could have a page.
func sensible(t time.Time) string {
	if t.Year() < 1600 || t.Year() > 2200 {
		return ""
	}
	return t.Format("2006-01-02")
}

// titleParts are the marks that sites put between a headline and their own name.
var titleParts = []string{" | ", " - ", " – ", " — ", " :: ", " » ", " • ", " · ", " ‹ ", " / "}

// withoutSite takes the site's name off a title. Where the name is not known, only a bar or a short last part goes.
func withoutSite(title string, sites []string) (headline, site string) {
	for _, mark := range titleParts {
		if i := strings.LastIndex(title, mark); i > 0 {
			front, back := strings.TrimSpace(title[:i]), strings.TrimSpace(title[i+len(mark):])
			for _, s := range sites {
				k := key(s)
				if k == "" {
					continue
				}
				if key(back) == k {
					return front, back
				}
				if key(front) == k {
					return back, front
				}
			}
		}
	}
	if i := strings.LastIndex(title, " | "); i > 0 && len(tokens(title[:i])) >= 3 && len(tokens(title[i:])) <= 4 {
		return strings.TrimSpace(title[:i]), strings.TrimSpace(title[i+3:])
	}
	return title, ""
}
