// Package feeds answers: which pages does this feed, sitemap or list of feeds announce?
//
// Feeds are made by programs of many ages, and many are broken: cut off, in another charset than they say, with words before them or
// an item that is no XML. What can be taken from them is taken, and what could not is told.
package feeds

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"

	"rawi/internal/clean"
)

// Kind is what announces pages.
type Kind string

// The kinds.
const (
	RSS     Kind = "rss"
	Atom    Kind = "atom"
	JSON    Kind = "json"
	Sitemap Kind = "sitemap"
	Index   Kind = "sitemap index" // announces sitemaps
)

// Feed is what a feed or sitemap says.
type Feed struct {
	Kind   Kind
	Title  string
	Items  []Item   // in its own order; of an Index its sitemaps
	Faults []string // what was wrong with it, in words
}

// Item is a page that is announced. What is not said is zero.
type Item struct {
	URL       string
	Title     string
	Published time.Time
	Updated   time.Time
}

// Changed is when the page was last changed, as far as the feed says.
func (i Item) Changed() time.Time {
	if i.Updated.After(i.Published) {
		return i.Updated
	}
	return i.Published
}

// The limits of what is taken from one feed.
const (
	maxItems = 50_000    // as many as a sitemap may have
	maxTags  = 1_000_000 // more are no feed but an attack
)

// ErrNoFeed says that something announces no pages.
var ErrNoFeed = errors.New("it is no feed and no sitemap")

// Parse reads what stood at an address: RSS, Atom, RDF, JSON Feed, a sitemap or an index of them.
func Parse(body []byte, address string) (Feed, error) {
	text, err := clean.Decode(body)
	if err != nil {
		return Feed{}, fmt.Errorf("read feed: %w", err)
	}
	text = strings.Map(xmlChar, text)
	base, err := url.Parse(address)
	if err != nil {
		return Feed{}, fmt.Errorf("read feed: %w", err)
	}
	if strings.Count(text, "<") > maxTags {
		return Feed{}, fmt.Errorf("read feed: it has more than %d tags", maxTags)
	}
	root, at := rootOf(text)
	f := Feed{}
	if strings.Trim(prologue(text[:at]), " \t\r\n\ufeff") != "" {
		f.Faults = append(f.Faults, "something stands before its beginning")
	}
	switch text = text[at:]; root {
	case "urlset", "sitemapindex":
		f.sitemap(text)
	case "{":
		if !strings.Contains(text, `"items"`) {
			return Feed{}, ErrNoFeed
		}
		f.feed(text, root)
	case "rss", "feed", "rdf:rdf":
		f.feed(text, root)
	default:
		if found := advertised(text, base); len(found) > 0 {
			return Feed{}, fmt.Errorf("%w, but a page that names some: %s", ErrNoFeed, strings.Join(found, " "))
		}
		return Feed{}, ErrNoFeed
	}
	f.resolve(base)
	if len(f.Items) == 0 && len(f.Faults) > 0 {
		return f, fmt.Errorf("read feed: %s", strings.Join(f.Faults, "; "))
	}
	return f, nil
}

// xmlChar drops characters that XML cannot have.
func xmlChar(r rune) rune {
	if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
		return -1
	}
	return r
}

// roots are the elements that feeds and sitemaps begin with; a feed in JSON begins with a brace.
var roots = []string{"rss", "feed", "rdf:rdf", "urlset", "sitemapindex"}

// rootRoom is how far into a text its beginning is looked for.
const rootRoom = 64 << 10

// rootOf finds where a feed begins and with what. Declarations, document types with their entities, and whatever else stands before it
// are of no use to us.
func rootOf(text string) (root string, at int) {
	begin := strings.TrimLeft(text, " \t\r\n\ufeff")
	if strings.HasPrefix(begin, "{") {
		return "{", len(text) - len(begin)
	}
	lower := strings.ToLower(text[:min(len(text), rootRoom)])
	if len(lower) != min(len(text), rootRoom) { // a letter that changes its length when it becomes small
		lower = text[:min(len(text), rootRoom)]
	}
	at = -1
	for _, r := range roots {
		if i := element(lower, r); i >= 0 && (at < 0 || i < at) {
			root, at = r, i
		}
	}
	if html := element(lower, "html"); at < 0 || html >= 0 && html < at {
		return "", 0
	}
	return root, at
}

// element finds the first start tag of a name.
func element(text, name string) int {
	for from := 0; ; {
		i := strings.Index(text[from:], "<"+name)
		if i < 0 {
			return -1
		}
		end := from + i + 1 + len(name)
		if end < len(text) && strings.IndexByte(" \t\r\n>/", text[end]) >= 0 {
			return from + i
		}
		from = end
	}
}

// starts counts the start tags of a name.
func starts(text, name string) int {
	n := 0
	for at := element(text, name); at >= 0; at = element(text, name) {
		n, text = n+1, text[at+1:]
	}
	return n
}

// prologue leaves out of what stands before a feed all that XML may have there.
func prologue(s string) string {
	var left strings.Builder
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			return left.String() + s
		}
		left.WriteString(s[:i])
		s = s[i:]
		end := 0
		switch {
		case strings.HasPrefix(s, "<!--"):
			end = after(s, "-->")
		case strings.HasPrefix(s, "<?"):
			end = after(s, "?>")
		case strings.HasPrefix(strings.ToUpper(s[:min(len(s), 9)]), "<!DOCTYPE"):
			end = after(s, ">")
			if inner := strings.IndexByte(s, '['); inner >= 0 && inner < end {
				end = after(s, "]>")
			}
		}
		if end == 0 {
			return left.String() + s
		}
		s = s[end:]
	}
}

// after is the place behind what ends something, or 0.
func after(s, end string) int {
	if i := strings.Index(s, end); i >= 0 {
		return i + len(end)
	}
	return 0
}

// feed reads a feed; where it is broken, item by item.
func (f *Feed) feed(text, root string) {
	read, err := parse(text)
	switch {
	case err != nil:
		f.Faults = append(f.Faults, err.Error())
		if root == "{" {
			f.salvageJSON(text)
		} else {
			f.salvageXML(text)
		}
	case root != "{" && starts(text, itemOf(text)) > len(read.Items): // one was not closed and holds those after it
		apart := Feed{}
		if apart.salvageXML(text); len(apart.Items) > len(read.Items) {
			f.Kind, f.Title, f.Items = apart.Kind, apart.Title, apart.Items
			f.Faults = append(append(f.Faults, apart.Faults...), "an item of it is not closed")
			return
		}
		fallthrough
	default:
		f.take(read)
	}
}

// parse lets gofeed read a feed. No feed may end the run.
func parse(text string) (read *gofeed.Feed, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the parser failed: %v", p)
		}
	}()
	return gofeed.NewParser().ParseString(text)
}

func (f *Feed) take(read *gofeed.Feed) {
	f.Kind = Kind(read.FeedType)
	if f.Title == "" {
		f.Title = strings.TrimSpace(read.Title)
	}
	for _, i := range read.Items {
		item := Item{URL: link(i), Title: strings.TrimSpace(i.Title)}
		if i.PublishedParsed != nil {
			item.Published = i.PublishedParsed.UTC()
		}
		if i.UpdatedParsed != nil {
			item.Updated = i.UpdatedParsed.UTC()
		}
		f.Items = append(f.Items, item)
	}
}

// link is the address of an item's page. Some feeds count their readers with a link of their own and name the page beside it; some name
// the page only as what identifies the item.
func link(i *gofeed.Item) string {
	if orig := i.Extensions["feedburner"]["origLink"]; len(orig) > 0 && orig[0].Value != "" {
		return orig[0].Value
	}
	if i.Link == "" && (strings.HasPrefix(i.GUID, "http://") || strings.HasPrefix(i.GUID, "https://")) {
		return i.GUID
	}
	return i.Link
}

// resolve makes whole addresses of links and leaves out what leads to no page.
func (f *Feed) resolve(base *url.URL) {
	var kept []Item
	astray, many := 0, false
	for _, i := range f.Items {
		u, err := base.Parse(strings.TrimSpace(i.URL))
		switch {
		case err != nil || i.URL == "" || u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
			astray++
		case len(kept) == maxItems:
			many = true
		default:
			i.URL = u.String()
			kept = append(kept, i)
		}
	}
	if astray > 0 {
		f.Faults = append(f.Faults, fmt.Sprintf("%d of its items lead to no page", astray))
	}
	if many {
		f.Faults = append(f.Faults, fmt.Sprintf("only the first %d of its items were taken", maxItems))
	}
	f.Items = kept
}
