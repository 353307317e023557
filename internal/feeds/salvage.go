package feeds

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// salvageXML takes from a feed that cannot be read as a whole the items that can be read one by one.
func (f *Feed) salvageXML(text string) {
	name, closing := itemOf(text), "</channel></rss>"
	opening := startTag(text)
	f.Kind = RSS
	switch {
	case name == "entry":
		closing, f.Kind = "</feed>", Atom
	case strings.EqualFold(text[:min(len(text), 8)], "<rdf:RDF"):
		closing = "</" + opening[1:8] + ">"
	default:
		opening += "<channel>"
	}
	if !strings.HasSuffix(opening, ">") {
		return
	}
	lost := 0
	for rest := text; ; {
		at := element(rest, name)
		if at < 0 {
			break
		}
		if f.Title == "" && len(rest) == len(text) {
			f.Title = titleOf(rest[:at])
		}
		rest = rest[at:]
		end, next := strings.Index(rest, "</"+name+">"), element(rest[1:], name)
		switch {
		case end >= 0 && (next < 0 || end <= next):
		case next >= 0: // never closed
			end = next + 1
		default: // cut off
			end = len(rest)
		}
		read, err := parse(opening + rest[:end] + "</" + name + ">" + closing)
		if err != nil || len(read.Items) == 0 {
			lost++
		} else {
			f.take(read)
		}
		rest = rest[end:]
	}
	if lost > 0 {
		f.Faults = append(f.Faults, fmt.Sprintf("%d of its items cannot be read", lost))
	}
}

// itemOf is what an item is called in a feed.
func itemOf(text string) string {
	if strings.HasPrefix(text, "<feed") {
		return "entry"
	}
	return "item"
}

// startTag is the tag that a text begins with, whole.
func startTag(text string) string {
	quote := byte(0)
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return text[:i+1]
		}
	}
	return text
}

// titleOf is the title in the head of a feed.
func titleOf(head string) string {
	_, rest, found := strings.Cut(head, "<title>")
	title, _, closed := strings.Cut(rest, "</title>")
	if !found || !closed {
		return ""
	}
	title = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(title), "<![CDATA["), "]]>")
	return strings.TrimSpace(title)
}

// jsonItem is an item of a JSON Feed.
type jsonItem struct {
	URL         string `json:"url"`
	ExternalURL string `json:"external_url"`
	ID          any    `json:"id"`
	Title       string `json:"title"`
	Published   string `json:"date_published"`
	Modified    string `json:"date_modified"`
}

// salvageJSON takes the items of a JSON Feed up to the place where it breaks.
func (f *Feed) salvageJSON(text string) {
	f.Kind = JSON
	_, rest, found := strings.Cut(text, `"items"`)
	_, rest, opened := strings.Cut(rest, "[")
	if !found || !opened {
		return
	}
	d := json.NewDecoder(strings.NewReader("[" + rest))
	if _, err := d.Token(); err != nil {
		return
	}
	for d.More() {
		var i jsonItem
		if err := d.Decode(&i); err != nil {
			return
		}
		item := Item{URL: i.URL, Title: strings.TrimSpace(i.Title), Published: moment(i.Published), Updated: moment(i.Modified)}
		if id, ok := i.ID.(string); ok && item.URL == "" {
			item.URL = id
		}
		if item.URL == "" {
			item.URL = i.ExternalURL
		}
		f.Items = append(f.Items, item)
	}
}

// moments are the forms of W3C's note on dates and times, which sitemaps and JSON Feed use.
var moments = []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02", "2006-01", "2006"}

// moment reads a day or a moment; what is none is zero.
func moment(s string) time.Time {
	for _, form := range moments {
		if t, err := time.Parse(form, strings.TrimSpace(s)); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}
