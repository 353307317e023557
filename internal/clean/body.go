package clean

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"codeberg.org/readeck/go-readability/v2"
	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"

	"rawi/internal/news"
)

// A witness says which words of a page belong to the report: the shingles of the text that an extractor took.
type witness map[uint64]struct{}

// shingle is how many words in a row are compared. Shorter segments are judged by their neighbours.
const shingle = 5

// enough is the share of a segment's shingles that a witness must have.
const enough = 0.6

// testimony is what the extractors say. Either may be silent.
type testimony struct {
	first, second witness
	err           error
}

// errAbandoned says that the extractors were left behind.
var errAbandoned = errors.New("extraction took too long")

// extract asks both extractors. Neither knows contexts, and one is slow on long pages and was written for a browser's
// manners: they run aside, and if the time is over they are left behind.
func extract(ctx context.Context, doc *html.Node, address string, limit time.Duration) (testimony, error) {
	answer := make(chan testimony, 1)
	page, err := url.Parse(address)
	if err != nil || page.Scheme == "" {
		page = &url.URL{Scheme: "http", Host: "localhost"}
	}
	go func() {
		var t testimony
		t.first, t.err = guarded(func() (witness, error) {
			result, err := trafilatura.ExtractDocument(doc, trafilatura.Options{
				OriginalURL: page, EnableFallback: true, ExcludeComments: true, HtmlDateMode: trafilatura.Disabled,
			})
			if err != nil {
				return nil, fmt.Errorf("extract body: %w", err)
			}
			return testify(result.ContentNode), nil
		})
		second, err := guarded(func() (witness, error) {
			parser := readability.NewParser()
			article, err := parser.ParseDocument(doc, page)
			if err != nil {
				return nil, fmt.Errorf("extract body again: %w", err)
			}
			return testify(article.Node), nil
		})
		t.second = second
		if t.first == nil && err == nil {
			t.err = nil
		}
		answer <- t
	}()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case t := <-answer:
		return t, nil
	case <-timer.C:
		return testimony{err: errAbandoned}, nil
	case <-ctx.Done():
		return testimony{}, fmt.Errorf("extract body: %w", ctx.Err())
	}
}

// guarded turns a panic inside a foreign extractor into an error: no page may end the run.
func guarded(f func() (witness, error)) (w witness, err error) {
	defer func() {
		if r := recover(); r != nil {
			w, err = nil, fmt.Errorf("extractor panicked: %v", r)
		}
	}()
	return f()
}

// testify collects the shingles of the text below a node, block by block as well as across blocks.
func testify(n *html.Node) witness {
	if n == nil {
		return nil
	}
	var b strings.Builder
	var gather func(*html.Node)
	gather = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		if n.Type == html.ElementNode && block(n.DataAtom) {
			b.WriteByte('\n')
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			gather(c)
		}
		if n.Type == html.ElementNode && block(n.DataAtom) {
			b.WriteByte('\n')
		}
	}
	gather(n)
	w := witness{}
	for _, h := range shingles(tokens(b.String()), shingle) {
		w[h] = struct{}{}
	}
	return w
}

// shingles hashes every n words in a row.
func shingles(words []token, n int) []uint64 {
	if len(words) < n {
		return nil
	}
	hashes := make([]uint64, len(words))
	for i, t := range words {
		h := uint64(14695981039346656037)
		for j := 0; j < len(t.key); j++ {
			h = (h ^ uint64(t.key[j])) * 1099511628211
		}
		hashes[i] = h
	}
	out := make([]uint64, 0, len(words)-n+1)
	for i := 0; i+n <= len(hashes); i++ {
		h := uint64(14695981039346656037)
		for _, x := range hashes[i : i+n] {
			h = (h ^ x) * 1099511628211
			h ^= h >> 29
		}
		out = append(out, h)
	}
	return out
}

// saw tells which share of the shingles the witness has.
func (w witness) saw(hashes []uint64) float64 {
	if len(hashes) == 0 || w == nil {
		return 0
	}
	n := 0
	for _, h := range hashes {
		if _, ok := w[h]; ok {
			n++
		}
	}
	return float64(n) / float64(len(hashes))
}

// maxLinks is the share of links beyond which a segment is a list of other pages.
const maxLinks = 0.6

// choose takes the segments that are the report: those the first witness saw, or the second where the first is silent,
// with the short ones between them, the captions among them, and a lead that the first witness lost.
func choose(w *walk, t testimony) ([]piece, []news.Finding) {
	segs := w.segments
	kept := make([]bool, len(segs))
	lead := make([]bool, len(segs))
	both, either := 0, 0
	main := t.first
	if main == nil {
		main = t.second
	}
	heading := -1
	for i, s := range segs {
		if s.heading && heading < 0 {
			heading = i
		}
		if s.kind == news.Caption || s.kind == news.Credit {
			continue
		}
		hashes := shingles(tokens(s.text), shingle)
		if main == nil {
			kept[i] = len(hashes) > 3 && s.links < .3 && (endsSentence(s.text) || len(hashes) > 20)
			continue
		}
		kept[i] = main.saw(hashes) >= enough
		if t.first != nil && t.second != nil && len(hashes) > 0 {
			other := t.second.saw(hashes) >= enough
			lead[i] = other && !kept[i]
			if kept[i] || other {
				either += len(hashes)
				if kept[i] && other {
					both += len(hashes)
				}
			}
		}
	}
	first, last := -1, -1
	for i := range segs {
		if kept[i] && !segs[i].heading {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	var notes []news.Finding
	if first < 0 {
		return shortPage(segs), notes
	}
	// The lead: between headline and body, in whole sentences, and seen by the other witness or beside the body.
	recovered := false
	for i := heading + 1; i < first; i++ {
		s := segs[i]
		if s.heading || s.kind != "" || s.links > .3 || s.byline {
			continue
		}
		words := len(tokensUpTo(s.text, 9))
		if words > 8 && endsSentence(s.text) && (lead[i] || heading >= 0 || s.container == segs[first].container) {
			kept[i] = true
			recovered = recovered || !s.standing
		}
	}
	start := first
	for i := 0; i < first; i++ {
		if kept[i] && !segs[i].heading {
			start = i
			break
		}
	}
	near := func(i int) bool {
		for d := 1; d <= 4; d++ {
			for _, j := range []int{i - d, i + d} {
				if j >= 0 && j < len(segs) && kept[j] && segs[j].container == segs[i].container {
					return true
				}
			}
		}
		return false
	}
	containers := map[*html.Node]bool{}
	for i := range segs {
		if kept[i] {
			containers[segs[i].container] = true
		}
	}
	// Headlines, lines on author and time, and pictures may stand before the body; contributors, credits and sources after it.
	var out []piece
	for i, s := range segs {
		take := kept[i]
		switch {
		case s.heading:
			take = true
		case s.kind == news.Caption || s.kind == news.Credit:
			take = i >= start && i <= last || i > heading && heading >= 0 && i < start ||
				i > last && i <= last+3 && near(i) || heading < 0 && i < start && start-i <= 3
		case s.byline && i > heading && heading >= 0 && i < start:
			take = true
		case !take && i > start && i < last:
			take = s.links <= maxLinks && containers[s.container]
		case !take && i > heading && i < start:
			take = s.standing && s.links < .3 || s.links < .3 && containers[s.container]
		case !take && i > last:
			take = s.links <= maxLinks && i <= last+6 && containers[s.container]
		}
		if take {
			p := s.piece
			if s.heading {
				p.kind, p.sure = news.Title, false
			} else if s.byline && !kept[i] && p.kind != news.Caption && p.kind != news.Credit {
				p.kind, p.sure = news.Byline, false
			} else if s.standing && i < first && p.kind == "" {
				p.kind = news.Subtitle
			}
			if p.kind == news.List && s.links > maxLinks {
				continue
			}
			out = append(out, p)
		}
	}
	for len(out) > 0 && out[len(out)-1].kind == news.Subtitle && len(out) > 2 {
		out = out[:len(out)-1] // a heading with nothing under it belongs to the boxes below the report
	}
	if recovered {
		notes = append(notes, note("lead_recovered", "The first paragraph stood apart from the body and was put back."))
	}
	if either > 60 && both*10 < either*8 {
		notes = append(notes, warning("body_doubtful", "Two ways of finding the body of this page disagree."))
	}
	return out, notes
}

// shortPage takes what a page has when no extractor finds a body: flashes of one sentence have none. Lists of links are left.
func shortPage(segs []segment) []piece {
	var out []piece
	for _, s := range segs {
		p := s.piece
		switch {
		case s.heading:
			p.kind, p.sure = news.Title, false
		case s.kind == news.Caption || s.kind == news.Credit:
		case s.links >= .3 || s.kind == news.List:
			continue
		}
		out = append(out, p)
	}
	return out
}
