package clean

import (
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"rawi/internal/news"
)

// A segment is a run of print in the page's own order: a paragraph, a heading, a caption, an item. The extractors only say
// which segments belong to the report; text and order stay those of the page, so that captions keep their place.
type segment struct {
	piece
	container *html.Node // what it stands in beside its siblings
	links     float64    // share of its letters that are links
	heading   bool       // the page's main headline, h1
	standing  bool       // markup calls it a lead or a summary under the headline
	byline    bool       // markup calls it the author's line
}

// A walk goes through a page once and cuts it into segments.
type walk struct {
	size     map[*html.Node]int // letters below a node
	headline map[*html.Node]bool
	total    int
	segments []segment
	cut      []*html.Node // what the extractors must not see: furniture and captions
	text     strings.Builder
	letters  int
	linked   int
	scrub    *scrubbing
	doubting bool // class names are not believed: nothing is dropped for its name
	dropped  int  // letters in what was dropped for its name
}

// around is what the ancestors say about the text below them.
type around struct {
	kind      news.BlockKind
	sure      bool
	container *html.Node
	link      bool
	figure    bool
	heading   bool
	standing  bool
	byline    bool
	pre       bool
}

// segmentsOf cuts a parsed page into segments.
func segmentsOf(doc *html.Node, scrub *scrubbing, doubting bool) *walk {
	w := &walk{size: map[*html.Node]int{}, headline: map[*html.Node]bool{}, scrub: scrub, doubting: doubting}
	w.total = w.measure(doc)
	w.visit(doc, around{})
	w.flush(around{})
	return w
}

// measure counts the letters below each node, and marks the ancestors of headlines: what holds the headline is no furniture.
func (w *walk) measure(n *html.Node) int {
	if n.Type == html.TextNode {
		return len(strings.TrimSpace(n.Data))
	}
	if n.Type == html.ElementNode && unprinted(n.DataAtom) {
		return 0
	}
	sum, heads := 0, n.DataAtom == atom.H1
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		sum += w.measure(c)
		heads = heads || w.headline[c]
	}
	w.size[n], w.headline[n] = sum, heads
	return sum
}

// unprinted are elements whose text nobody reads on the page.
func unprinted(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Iframe, atom.Svg, atom.Select, atom.Option, atom.Head,
		atom.Textarea, atom.Object, atom.Canvas, atom.Audio, atom.Video, atom.Map, atom.Datalist, atom.Noembed, atom.Noframes:
		return true
	}
	return false
}

// furniture are the words by which pages name what is no report in class and id.
const furniture = " share sharing shares sharedaddy social socials related relatedposts recommended recommendations comment comments respond " +
	"disqus newsletter subscribe subscription breadcrumb breadcrumbs sidebar widget widgets advert advertisement advertising ads ad adsbygoogle " +
	"promo promotion cookie cookies consent gdpr popup modal login signin tags taglist tag-list menu navbar navigation nav pagination pager readmore " +
	"outbrain taboola trending mostread most-read toolbar skip-link sponsored masthead copyright-bar site-footer site-header "

// drops tells whether an element is furniture of the site.
func (w *walk) drops(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Html, atom.Body, atom.Article, atom.Main:
		return false
	case atom.Nav, atom.Button, atom.Form, atom.Input, atom.Label, atom.Dialog:
		return w.size[n]*3 < w.total
	case atom.Aside, atom.Footer, atom.Menu:
		return !w.headline[n] && w.size[n]*3 < w.total
	}
	class, id, hidden := "", "", false
	for _, a := range n.Attr {
		switch a.Key {
		case "class":
			class = a.Val
		case "id":
			id = a.Val
		case "hidden":
			hidden = true
		case "aria-hidden":
			hidden = hidden || a.Val == "true"
		case "role":
			if a.Val == "navigation" || a.Val == "complementary" || a.Val == "search" || a.Val == "contentinfo" {
				hidden = hidden || w.size[n]*3 < w.total
			}
		case "style":
			style := strings.ReplaceAll(strings.ToLower(a.Val), " ", "")
			hidden = hidden || strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden")
		}
	}
	if w.headline[n] {
		return false
	}
	if hidden {
		return true
	}
	if w.doubting || contentNamed(class) || contentNamed(id) || w.size[n]*3 >= w.total || !edgeNamed(class, furniture) && !edgeNamed(id, furniture) {
		return false
	}
	w.dropped += w.size[n]
	return true
}

// contentNamed tells whether a class or id calls an element the body of an article, whatever else it calls it.
func contentNamed(attr string) bool {
	for _, name := range strings.Fields(strings.ToLower(attr)) {
		switch strings.ReplaceAll(strings.ReplaceAll(name, "__", "-"), "_", "-") {
		case "article-content", "article-body", "articlebody", "articlecontent", "entry-content", "post-content", "post-body", "story-body",
			"story-content", "content-body", "td-post-content", "the-content", "single-content", "news-content", "news-body", "article-text":
			return true
		}
	}
	return false
}

// edgeNamed is named, but a part counts only at the edges of a name: what is called related-posts or left-sidebar is one,
// what is called with-sidebar-wide is beside one.
func edgeNamed(attr, names string) bool {
	for _, name := range strings.Fields(strings.ToLower(attr)) {
		if strings.Contains(names, " "+name+" ") {
			return true
		}
		parts := strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '_' })
		if n := len(parts); n > 1 && (strings.Contains(names, " "+parts[0]+" ") || strings.Contains(names, " "+parts[n-1]+" ")) &&
			parts[0] != "has" && parts[0] != "with" && parts[0] != "no" {
			return true
		}
	}
	return false
}

// named tells whether a class or id attribute uses one of the names, whole or as a part joined by - or _.
func named(attr, names string) bool {
	for _, name := range strings.Fields(strings.ToLower(attr)) {
		if strings.Contains(names, " "+name+" ") {
			return true
		}
		for _, part := range strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '_' }) {
			if strings.Contains(names, " "+part+" ") {
				return true
			}
		}
	}
	return false
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func (w *walk) visit(n *html.Node, in around) {
	switch n.Type {
	case html.TextNode:
		w.write(n.Data, in)
		return
	case html.ElementNode:
	case html.DocumentNode:
		w.children(n, in)
		return
	default:
		return
	}
	if unprinted(n.DataAtom) {
		return
	}
	if n.DataAtom == atom.Br {
		w.text.WriteByte('\n')
		return
	}
	if n.DataAtom == atom.A {
		in.link = true
	}
	kind, sure, own := markup(n, in)
	if kind != news.Caption && kind != news.Credit && w.drops(n) {
		w.cut = append(w.cut, n)
		return
	}
	if !own && !block(n.DataAtom) {
		in.byline = in.byline || attr(n, "rel") == "author" || attr(n, "itemprop") == "author"
		w.children(n, in)
		return
	}
	w.flush(in)
	below := in
	below.container = n
	switch n.DataAtom {
	case atom.P, atom.Li, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Blockquote, atom.Figcaption, atom.Td:
		below.container = n.Parent
	case atom.Pre:
		below.pre = true
	case atom.Figure:
		below.figure = true
		w.cut = append(w.cut, n)
	}
	if own {
		below.kind, below.sure = kind, sure
		if kind == news.Caption || kind == news.Credit {
			w.cut = append(w.cut, n)
		}
	}
	below.heading = in.heading || n.DataAtom == atom.H1
	class := attr(n, "class")
	below.standing = in.standing || named(class, " standfirst subtitle subheadline deck dek lede lead excerpt summary intro ") && w.size[n] < 800
	below.byline = in.byline || named(class, " byline author authors writer ") && w.size[n] < 300
	w.children(n, below)
	w.flush(below)
}

func (w *walk) children(n *html.Node, in around) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.visit(c, in)
	}
}

// markup reads from an element what its text is, and whether that text is a segment of its own even in mid-line.
func markup(n *html.Node, in around) (kind news.BlockKind, sure, own bool) {
	class := attr(n, "class")
	switch {
	case n.DataAtom == atom.Figcaption:
		return news.Caption, true, true
	case (in.figure || in.kind == news.Caption) && named(class, " credit credits copyright photographer "):
		return news.Credit, true, true
	case in.figure && block(n.DataAtom) && n.DataAtom != atom.Figure && in.kind == "" && n.DataAtom == atom.P:
		return news.Caption, true, true
	case n.DataAtom != atom.Body && n.DataAtom != atom.Figure && n.DataAtom != atom.Img && captionNamed(class):
		return news.Caption, true, true
	case n.DataAtom == atom.Blockquote:
		return news.QuoteBlock, true, true
	case n.DataAtom == atom.Li:
		if in.kind == news.Caption {
			return news.Caption, true, true
		}
		return news.List, true, true
	case n.DataAtom == atom.H2, n.DataAtom == atom.H3, n.DataAtom == atom.H4:
		return news.Subtitle, false, true
	}
	return "", false, false
}

// captionNamed tells whether a class names the text under a picture. The frame round picture and text (wp-caption) is none.
func captionNamed(class string) bool {
	for _, name := range strings.Fields(strings.ToLower(class)) {
		switch {
		case name == "wp-caption", name == "caption-container", name == "has-caption", name == "with-caption":
		case name == "caption", strings.HasSuffix(name, "-caption"), strings.HasSuffix(name, "_caption"),
			strings.Contains(name, "caption-text"), strings.Contains(name, "caption__text"), strings.HasSuffix(name, "__caption"):
			return true
		}
	}
	return false
}

// block tells whether an element stands on lines of its own.
func block(a atom.Atom) bool {
	switch a {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Center, atom.Dd, atom.Details, atom.Dialog, atom.Dir, atom.Div,
		atom.Dl, atom.Dt, atom.Fieldset, atom.Figcaption, atom.Figure, atom.Footer, atom.Form, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5,
		atom.H6, atom.Header, atom.Hgroup, atom.Hr, atom.Html, atom.Li, atom.Main, atom.Menu, atom.Nav, atom.Ol, atom.P, atom.Pre, atom.Section,
		atom.Summary, atom.Table, atom.Tbody, atom.Td, atom.Tfoot, atom.Th, atom.Thead, atom.Tr, atom.Ul, atom.Img, atom.Picture:
		return true
	}
	return false
}

// write takes the text of a node. Line ends of the source are spaces; \n stands for a break that the page asks for.
func (w *walk) write(data string, in around) {
	text := w.scrub.scrub(data)
	if !in.pre {
		text = strings.ReplaceAll(text, "\n", " ")
	}
	n := len(strings.TrimSpace(text))
	w.letters += n
	if in.link {
		w.linked += n
	}
	w.text.WriteString(text)
}

// flush closes the segment that is open. A break parts it in two where the line before it was finished.
func (w *walk) flush(in around) {
	if w.text.Len() == 0 {
		return
	}
	share := 0.0
	if w.letters > 0 {
		share = float64(w.linked) / float64(w.letters)
	}
	line := ""
	emit := func() {
		if line != "" && strings.IndexFunc(line, wordRune) >= 0 {
			w.segments = append(w.segments, segment{piece{in.kind, line, in.sure}, in.container, share, in.heading, in.standing, in.byline})
		}
		line = ""
	}
	for _, part := range strings.Split(w.text.String(), "\n") {
		part = squeeze(part)
		switch {
		case part == "":
			emit()
		case line == "":
			line = part
		case finished(line):
			emit()
			line = part
		default:
			line += " " + part
		}
	}
	emit()
	w.text.Reset()
	w.letters, w.linked = 0, 0
}

// finished tells whether a line ends where a thought ends, so that a break after it is meant.
func finished(line string) bool {
	r, _ := utf8.DecodeLastRuneInString(line)
	return endsSentence(line) || r == ')' || r == ':' || r == ']'
}

// bare takes the text from a page that is nested too deep for any parser: tags are read one by one, no tree is built.
func bare(page string, scrub *scrubbing) (string, error) {
	z := html.NewTokenizer(strings.NewReader(page))
	var b strings.Builder
	var hidden atom.Atom
	depth := 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			if err := z.Err(); !errors.Is(err, io.EOF) {
				return "", &Error{NoReport, "the page's tags cannot be told apart", err}
			}
			return b.String(), nil
		case html.TextToken:
			if hidden == 0 {
				b.WriteString(strings.ReplaceAll(scrub.scrub(html.UnescapeString(string(z.Raw()))), "\n", " "))
			}
		case html.StartTagToken:
			name, _ := z.TagName()
			a := atom.Lookup(name)
			switch {
			case hidden == a && a != 0:
				depth++
			case hidden == 0 && (unprinted(a) && a != atom.Head || a == atom.Nav || a == atom.Footer || a == atom.Aside || a == atom.Title):
				hidden, depth = a, 1
			case block(a):
				b.WriteString("\n\n")
			case a == atom.Br:
				b.WriteByte('\n')
			}
		case html.SelfClosingTagToken:
			name, _ := z.TagName()
			if atom.Lookup(name) == atom.Br {
				b.WriteByte('\n')
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			a := atom.Lookup(name)
			if hidden != 0 && a == hidden {
				if depth--; depth == 0 {
					hidden = 0
				}
			} else if block(a) {
				b.WriteString("\n\n")
			}
		}
	}
}
