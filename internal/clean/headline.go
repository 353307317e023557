package clean

import (
	"strings"
	"unicode/utf8"

	"rawi/internal/news"
)

// maxHeadline is how long, in letters, a line may be and still be a headline.
const maxHeadline = 220

// headRoom is how far down a page its headline is looked for and repeated.
const headRoom = 8

// pageTitle chooses the headline of a web page: what stands over the text, if the page's claims agree that it is the
// headline and not the name of the site; else what the page claims.
func (r *report) pageTitle() string {
	if t := squeeze(r.scrub.scrub(r.page.Title)); t != "" {
		return t
	}
	var sites []string
	for _, c := range r.claims.all(fieldOutlet) {
		sites = append(sites, c.Value)
	}
	var heads, claimed []string
	for _, c := range r.claims.all(fieldTitle) {
		if c.Origin == fromHead {
			heads = append(heads, c.Value)
		}
	}
	// A headline over the text also shows where the site's name begins in the claims.
	for _, c := range r.claims.all(fieldTitle) {
		if c.Origin == fromHead {
			continue
		}
		t, site := withoutSite(c.Value, sites)
		for _, h := range heads {
			if site != "" {
				break
			}
			for _, mark := range titleParts {
				front, back, ok := strings.Cut(c.Value, mark)
				if ok && sameHeadline(front, h) && len(tokens(back)) <= 6 && len(tokens(h)) >= 3 {
					t, site = strings.TrimSpace(front), strings.TrimSpace(back)
					break
				}
			}
		}
		if site != "" && len(sites) == 0 {
			sites = append(sites, site)
			r.claims.add(fieldOutlet, site, fromTitle)
		}
		claimed = append(claimed, t)
	}
	for _, h := range heads {
		for _, t := range claimed {
			if sameHeadline(h, t) {
				return longer(h, t)
			}
		}
	}
	for _, t := range claimed {
		for _, p := range r.pieces {
			if n := len(tokens(p.text)); p.kind == news.Title && (n >= 5 || n >= 3 && len(tokens(t)) < 3) {
				return p.text
			}
		}
		if len(tokens(t)) > 0 {
			return t
		}
	}
	if len(heads) > 0 {
		return heads[0]
	}
	return ""
}

// longer gives the first, unless it was cut short and the second was not.
func longer(a, b string) string {
	if short(a) {
		return b
	}
	return a
}

// short tells whether a line was cut short, as lists of headlines do.
func short(s string) bool { return strings.HasSuffix(s, "…") || strings.HasSuffix(s, "...") }

// sameHeadline tells whether two lines are the same headline in other quotation marks, other spacing, or shortened.
func sameHeadline(a, b string) bool {
	x, y := tokensUpTo(a, 60), tokensUpTo(b, 60)
	if len(x) == 0 || len(y) == 0 {
		return false
	}
	if len(x) > len(y) {
		x, y, a, b = y, x, b, a
	}
	same := 0
	for same < len(x) && x[same].key == y[same].key {
		same++
	}
	if same == len(x) {
		if len(x) == len(y) {
			return true
		}
		return len(x) >= 4 && (len(x)*2 >= len(y) || short(a)) && !endsSentence(strings.TrimRight(b, "…."))
	}
	if joined(x) == joined(y) { // other spacing
		return true
	}
	if len(x) < 6 || len(y)-len(x) > 1 {
		return false
	}
	end := 0
	for end < len(x)-same && x[len(x)-1-end].key == y[len(y)-1-end].key {
		end++
	}
	return same+end >= len(x)-1 // one word was changed
}

func joined(words []token) string {
	var b strings.Builder
	for _, t := range words {
		b.WriteString(t.key)
	}
	return b.String()
}

// headline puts the headline first, in its first printing, and takes every other printing out.
func (r *report) headline() {
	if r.guess {
		r.title = r.guessHeadline()
	}
	if r.title == "" {
		for i, p := range r.pieces {
			if p.kind == news.Title {
				r.pieces[i].kind = news.Subtitle
			}
		}
		return
	}
	first, repeats := "", 0
	var rest []piece
	seen := 0
	for _, p := range r.pieces {
		near := seen < headRoom || p.kind == news.Title
		if len(tokensUpTo(p.text, 1)) > 0 {
			seen++
		}
		plain := !p.sure || p.kind == news.Title
		if near && plain && utf8.RuneCountInString(p.text) <= maxHeadline && (p.kind == news.Title || !endsSentence(p.text) || short(p.text) || endsSentence(r.title)) &&
			sameHeadline(p.text, r.title) {
			if first == "" {
				first = p.text
			} else {
				first = longer(first, p.text)
				repeats++
			}
			continue
		}
		if p.kind == news.Title {
			if outlet := r.claims.best(fieldOutlet); outlet != "" && key(outlet) == key(p.text) {
				continue
			}
			p.kind = news.Subtitle
		}
		rest = append(rest, p)
	}
	if first != "" {
		r.title = longer(first, r.title)
		if site, _ := withoutSite(first, r.outlets()); sameHeadline(site, r.title) {
			r.title = site
		}
	}
	if repeats > 0 {
		r.findings = append(r.findings, note("repeated_title", "The headline stands on the page more than once."))
	}
	r.pieces = append([]piece{{news.Title, r.title, true}}, rest...)
}

func (r *report) outlets() []string {
	var out []string
	for _, c := range r.claims.all(fieldOutlet) {
		out = append(out, c.Value)
	}
	return out
}

// guessHeadline finds the headline of a saved text: a first line that is short, closes no sentence, and is followed by text.
func (r *report) guessHeadline() string {
	for i, p := range r.pieces {
		if i > 4 || p.sure {
			return ""
		}
		line := tokensUpTo(p.text, 40)
		if len(line) == 0 || r.furniture(p.text, line) || r.timestamp(line) {
			continue
		}
		if r.byline(p.text, line, i, len(r.pieces)) {
			continue
		}
		rest := r.pieces[i+1:]
		if len(rest) == 0 || len(line) < 2 || len(line) >= 40 || utf8.RuneCountInString(p.text) > maxHeadline {
			return ""
		}
		for j := 0; j < len(rest) && j < headRoom; j++ {
			if sameHeadline(p.text, rest[j].text) && (!endsSentence(p.text) || key(p.text) == key(rest[j].text)) {
				return p.text
			}
		}
		if strings.HasSuffix(p.text, ".") || strings.HasSuffix(p.text, ":") || strings.HasSuffix(p.text, "۔") || sentences(p.text) > 1 {
			return ""
		}
		if _, ok := r.words.dateline(p.text, true); ok {
			return ""
		}
		if r.words.opens(picture, line) > 0 {
			return ""
		}
		return p.text
	}
	return ""
}
