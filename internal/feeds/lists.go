package feeds

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"golang.org/x/net/html"

	"rawi/internal/clean"
)

// walk goes through the elements of a text that may be broken, to the place where it can be read no further. Path are the local names
// down to the element, in small letters; text is called with what stands directly in it.
func walk(text string, element func(path []string, attrs []xml.Attr), inside func(path []string, text string)) error {
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict, d.Entity = false, xml.HTMLEntity
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // it has been decoded
	var path []string
	for {
		token, err := d.Token()
		switch t := token.(type) {
		case xml.StartElement:
			if len(path) == maxDepth {
				return fmt.Errorf("it is nested more than %d deep", maxDepth)
			}
			path = append(path, strings.ToLower(t.Name.Local))
			element(path, t.Attr)
		case xml.EndElement:
			if len(path) > 0 {
				path = path[:len(path)-1]
			}
		case xml.CharData:
			inside(path, string(t))
		}
		switch {
		case errors.Is(err, io.EOF) && len(path) == 0:
			return nil
		case err != nil:
			return fmt.Errorf("it breaks off: %w", err)
		}
	}
}

// maxDepth is how deep elements may be nested.
const maxDepth = 100

// sitemap reads a sitemap, with what Google's extension for news adds, or an index of sitemaps.
func (f *Feed) sitemap(text string) {
	f.Kind = Sitemap
	var i *Item
	err := walk(text, func(path []string, _ []xml.Attr) {
		switch {
		case len(path) == 1 && path[0] == "sitemapindex":
			f.Kind = Index
		case len(path) == 2 && (path[1] == "url" || path[1] == "sitemap") && len(f.Items) <= maxItems:
			f.Items = append(f.Items, Item{})
			i = &f.Items[len(f.Items)-1]
		}
	}, func(path []string, text string) {
		if i == nil || len(path) < 3 {
			return
		}
		switch name := path[len(path)-1]; {
		case name == "loc" && len(path) == 3: // deeper ones are of pictures and films
			i.URL += strings.TrimSpace(text)
		case name == "lastmod":
			i.Updated = moment(text)
		case name == "publication_date":
			i.Published = moment(text)
		case name == "title" && path[2] == "news":
			i.Title += strings.TrimSpace(text)
		}
	})
	if err != nil {
		f.Faults = append(f.Faults, err.Error())
	}
}

// Subscription is a feed that somebody's list names.
type Subscription struct{ URL, Title string }

// ParseOPML reads a list of feeds, at any depth of its folders. What is wrong with it is told beside what could be read.
func ParseOPML(body []byte) ([]Subscription, error) {
	text, err := clean.Decode(body)
	if err != nil {
		return nil, fmt.Errorf("read list of feeds: %w", err)
	}
	var out []Subscription
	opml := false
	err = walk(strings.TrimLeft(strings.Map(xmlChar, text), " \t\r\n"), func(path []string, attrs []xml.Attr) {
		opml = opml || path[0] == "opml"
		s := Subscription{}
		for _, a := range attrs {
			switch value := strings.TrimSpace(a.Value); strings.ToLower(a.Name.Local) {
			case "xmlurl":
				s.URL = value
			case "title":
				s.Title = value
			case "text":
				if s.Title == "" {
					s.Title = value
				}
			}
		}
		if path[len(path)-1] == "outline" && s.URL != "" {
			out = append(out, s)
		}
	}, func([]string, string) {})
	switch {
	case !opml:
		return nil, errors.New("read list of feeds: it is no OPML")
	case err != nil:
		return out, fmt.Errorf("read list of feeds: %w", err)
	}
	return out, nil
}

// advertised are the feeds that a web page names in its head, a few at most.
func advertised(text string, base *url.URL) []string {
	const few = 5
	var out []string
	for z := html.NewTokenizer(strings.NewReader(text)); len(out) < few; {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		t := z.Token()
		if t.Data == "body" {
			break
		}
		attrs := map[string]string{}
		for _, a := range t.Attr {
			attrs[a.Key] = strings.ToLower(a.Val)
			if a.Key == "href" {
				attrs[a.Key] = a.Val
			}
		}
		kinds := strings.HasSuffix(attrs["type"], "rss+xml") || strings.HasSuffix(attrs["type"], "atom+xml") || strings.HasSuffix(attrs["type"], "feed+json")
		if t.Data != "link" || !kinds || !strings.Contains(attrs["rel"], "alternate") {
			continue
		}
		if u, err := base.Parse(attrs["href"]); err == nil && attrs["href"] != "" {
			out = append(out, u.String())
		}
	}
	return out
}
