package reading

import (
	"strconv"
	"strings"

	"rawi/internal/news"
	"rawi/internal/text"
)

// pictures reads captions with their credits: who took the picture, when, where, and who is in it.
func (s *session) pictures() {
	for n, b := range s.blocks {
		if b.Kind != news.Caption {
			continue
		}
		p := news.Photo{Caption: s.text.Span(b.Start, b.End)}
		s.caption(b, &p)
		bracket := s.bracket(b)
		if !bracket.Zero() {
			p.Caption = s.text.Span(b.Start, trimEnd(s.text, b.Start, bracket.Start))
			p.CreditSpans = append(p.CreditSpans, bracket)
		}
		if n+1 < len(s.blocks) && s.blocks[n+1].Kind == news.Credit {
			c := s.blocks[n+1]
			p.CreditSpans = append(p.CreditSpans, s.text.Span(c.Start, c.End))
		}
		for _, c := range p.CreditSpans {
			if names := s.credits(c); len(names) > len(p.Credits) {
				p.Credits = names
			}
		}
		if p.Credits == nil {
			p.Credits = []string{}
		}
		s.photos = append(s.photos, p)
	}
}

// caption takes people, day and place from the words of a caption.
func (s *session) caption(b *block, p *news.Photo) {
	seen := map[int]bool{}
	for _, st := range b.sentences {
		limit := s.bracket(b)
		for _, m := range st.Mentions {
			if m.Inner || m.Entity < 0 || !limit.Zero() && m.Start >= limit.Start {
				continue
			}
			e := s.resolver.Entities[m.Entity]
			if (e.Kind == "person" || e.Kind == "group" && m.Form == "nominal") && !seen[m.Entity] {
				seen[m.Entity] = true
				p.People = append(p.People, strconv.Itoa(m.Entity))
			}
			if e.Kind == "outlet" && p.Distributor == "" && s.text.Tokens[m.From].Start < b.Start+80 {
				p.Distributor = strconv.Itoa(m.Entity)
			}
		}
		for i := range st.Items {
			if s.locative(st.Items[i].Prep) && s.isPlace(st, i) && p.Place == nil {
				p.Place = s.placeOf(&st.Mentions[st.Items[i].Mention])
			}
		}
		for _, t := range st.times {
			if first, last := t.Resolve(s.published, false); first != "" && p.Date == nil {
				span := s.text.Span(t.Start, t.End)
				p.Date = &news.Date{Start: first, End: last, Span: &span, Basis: "expression"}
			}
		}
	}
}

// bracket gives the bracketed credit that ends a caption.
func (s *session) bracket(b *block) news.Span {
	r := s.text.Block(b.Start, b.End)
	for i := r.To - 1; i > r.From; i-- {
		if s.text.Tokens[i].Fold == "(" {
			for j := i; j < r.To; j++ {
				if s.text.Tokens[j].Fold == "/" || s.via(s.text.Tokens[j].Fold) || j == i+1 && s.lang.who.CreditWord(s.text.Tokens[j].Fold) {
					return s.text.Of(i, r.To-1)
				}
			}
			return news.Span{}
		}
		if i < r.To-24 {
			break
		}
	}
	return news.Span{}
}

func (s *session) via(word string) bool {
	for _, v := range s.lang.via {
		if v == word {
			return true
		}
	}
	return false
}

func trimEnd(x *text.Text, start, end int) int {
	for end > start && (x.Runes[end-1] == ' ' || x.Runes[end-1] == '\n') {
		end--
	}
	return end
}

// credits cuts a credit into the names in it: photographer, agency, distributor.
func (s *session) credits(c news.Span) []string {
	r := s.text.Block(c.Start, c.End)
	var names []string
	from := r.From
	flush := func(to int) {
		for from < to && (s.text.Tokens[from].Kind != text.Word || s.lang.who.CreditWord(s.text.Tokens[from].Fold)) {
			from++
		}
		for to > from && s.text.Tokens[to-1].Kind == text.Mark {
			to--
		}
		if from < to {
			if name := s.creditName(from, to); name != "" {
				names = append(names, name)
			}
		}
	}
	for i := r.From; i < r.To; i++ {
		k := s.text.Tokens[i]
		if k.Fold == "/" || s.via(k.Fold) {
			flush(i)
			from = i + 1
		}
	}
	flush(r.To)
	return names
}

// creditName gives the name at tokens [from, to): an outlet by its row, a person in Latin letters where the parts are known. Words
// that name nobody (pool, contributor) give "".
func (s *session) creditName(from, to int) string {
	ms := s.lang.who.Find(s.text, text.Range{From: from, To: to}, nil, s.published)
	for _, m := range ms {
		if m.Known != nil && m.From == from {
			if short := m.Known.Short(); short != "" {
				return short
			}
			return m.Known.Names["en"]
		}
		if m.Latin != "" && m.From == from {
			return m.Latin
		}
	}
	if to-from == 1 && !s.text.Tokens[from].Upper { // one word that is no name: the pool, a contributor
		return ""
	}
	if to-from == 1 && s.lang.who.CreditWord(s.text.Tokens[from].Fold) {
		return ""
	}
	return strings.TrimSpace(string(s.text.Runes[s.text.Tokens[from].Start:s.text.Tokens[to-1].End]))
}

// credit completes the document's own people: origin, outlet, dateline and authors get their entities.
func (s *session) credit(rec *news.Record, ids map[int]string) {
	byName := func(name string) string {
		f := s.fold.Fold(name)
		for n, e := range s.resolver.Entities {
			for _, v := range e.Names {
				if s.fold.Fold(v) == f && ids[n] != "" {
					return ids[n]
				}
			}
		}
		return ""
	}
	d := &rec.Document
	for _, src := range []*news.Source{d.Origin, d.Outlet} {
		if src == nil {
			continue
		}
		for n, e := range s.resolver.Entities {
			if e.Kind != "outlet" || ids[n] == "" {
				continue
			}
			for _, m := range e.Mentions {
				if src.Span != nil && m.Start < src.Span.End && src.Span.Start < m.End {
					src.Entity, src.Name = ids[n], e.English()
				}
			}
		}
		if src.Entity == "" {
			src.Entity = byName(src.Name)
		}
	}
	if d.Dateline != nil {
		for n, e := range s.resolver.Entities {
			for _, m := range e.Mentions {
				if d.Dateline.Span != nil && ids[n] != "" && m.Start < d.Dateline.Span.End && d.Dateline.Span.Start < m.End && e.Kind == "place" {
					d.Dateline.Entity, d.Dateline.Place = ids[n], e.English()
				}
			}
		}
	}
	for i := range d.Authors {
		a := &d.Authors[i]
		for n, e := range s.resolver.Entities {
			for _, m := range e.Mentions {
				if a.Span != nil && ids[n] != "" && e.Kind == "person" && m.Start < a.Span.End && a.Span.Start < m.End {
					a.Entity = ids[n]
					if a.Names == nil && e.English() != a.Name {
						a.Names = map[string]string{s.lang.name: a.Name}
						a.Name = e.English()
					}
				}
			}
		}
	}
}
