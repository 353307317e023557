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
		bracket := s.bracket(b)
		if !bracket.Zero() {
			p.Caption = s.text.Span(b.Start, trimEnd(s.text, b.Start, bracket.Start))
			p.CreditSpans = append(p.CreditSpans, bracket)
		}
		s.caption(b, &p, bracket)
		for k := n + 1; k < len(s.blocks) && s.blocks[k].Kind == news.Credit; k++ {
			c := s.blocks[k]
			p.CreditSpans = append(p.CreditSpans, s.text.Span(c.Start, c.End))
		}
		for _, c := range p.CreditSpans {
			names, pool := s.credits(c)
			p.Pool = p.Pool || pool
			if len(names) > len(p.Credits) {
				p.Credits = names
			}
		}
		if p.Credits == nil {
			p.Credits = []string{}
		}
		s.photos = append(s.photos, p)
	}
}

// caption takes people, where they stand, day and place from the words of a caption, and who handed the picture out.
func (s *session) caption(b *block, p *news.Photo, limit news.Span) {
	seen := map[int]bool{}
	for _, st := range b.sentences {
		for k, m := range st.Mentions {
			if m.Inner || m.Entity < 0 || !limit.Zero() && m.Start >= limit.Start {
				continue
			}
			e := s.resolver.Entities[m.Entity]
			people := e.Kind == "person" || e.Kind == "group" && m.Form == "nominal"
			if people && !seen[m.Entity] {
				seen[m.Entity] = true
				p.People = append(p.People, strconv.Itoa(m.Entity))
			}
			if people {
				if at := s.position(st, k); !at.Zero() {
					if p.Positions == nil {
						p.Positions = map[string]news.Span{}
					}
					p.Positions[strconv.Itoa(m.Entity)] = at
				}
			}
			if (e.Kind == "outlet" || e.Kind == "organization") && p.Distributor == "" && s.handedOut(st, m.From) {
				p.Distributor = strconv.Itoa(m.Entity)
			}
		}
		for i := range st.Items {
			if (s.locative(st.Items[i].Prep) || st.Items[i].Prep == "on" && s.isPlace(st, i) && st.Mentions[st.Items[i].Mention].Kind == "place") && s.isPlace(st, i) && p.Place == nil {
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

// position gives the words in brackets behind a person that say where they stand in the picture: (second from right), (left).
func (s *session) position(st *sentence, k int) news.Span {
	at := st.Mentions[k].To
	if at >= st.Range.To || s.text.Tokens[at].Fold != "(" {
		return news.Span{}
	}
	for i := at + 1; i < st.Range.To && i <= at+7; i++ {
		if s.text.Tokens[i].Fold == ")" {
			if i == at+1 || !s.lang.pact.Side(s.text, text.Range{From: at + 1, To: i}) {
				return news.Span{}
			}
			return s.text.Of(at+1, i-1)
		}
	}
	return news.Span{}
}

// handedOut reports whether a word of handing out stands right before the name at a token, whose picture it is then not.
func (s *session) handedOut(st *sentence, from int) bool {
	return s.lang.pact.HandedOut(s.text, text.Range{From: max(st.Range.From, from-7), To: from})
}

// bracket gives the credit that ends a caption: in brackets, or behind a word of credit with a colon.
func (s *session) bracket(b *block) news.Span {
	r := s.text.Block(b.Start, b.End)
	for i := r.To - 1; i > r.From; i-- {
		k := s.text.Tokens[i].Fold
		if k == ":" && i < r.To-1 && r.To-i < 20 && s.lang.who.CreditWord(s.text.Tokens[i-1].Fold) {
			from := i - 1
			for from > r.From+1 && s.lang.who.CreditWord(s.text.Tokens[from-1].Fold) {
				from--
			}
			return s.text.Of(from, r.To-1)
		}
		if k == "(" || k == "[" {
			for j := i; j < r.To; j++ {
				f := s.text.Tokens[j].Fold
				if f == "/" || s.via(f) || j == i+1 && s.lang.who.CreditWord(f) {
					return s.text.Of(i, r.To-1)
				}
			}
			to := r.To - 1
			for to > i && s.text.Tokens[to].Kind == text.Mark {
				to--
			}
			if to > i && to-i < 6 { // an agency alone
				for _, m := range s.lang.who.Find(s.text, text.Range{From: i + 1, To: to + 1}, nil, s.published) {
					if m.Known != nil && m.Known.Kind == "outlet" && m.From == i+1 && m.To == to+1 {
						return s.text.Of(i, r.To-1)
					}
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
	for end > start && (x.Runes[end-1] == ' ' || x.Runes[end-1] == '\n' || x.Runes[end-1] == '-' || x.Runes[end-1] == '|') {
		end--
	}
	return end
}

// credits cuts a credit into the names in it: photographer, agency, distributor. pool: the picture was taken for all.
func (s *session) credits(c news.Span) (names []string, pool bool) {
	r := s.text.Block(c.Start, c.End)
	from := r.From
	flush := func(to int) {
		for from < to && (s.text.Tokens[from].Kind != text.Word || s.creditWord(from)) {
			pool = pool || s.lang.pact.Pool(s.text.Tokens[from].Fold)
			from++
		}
		for to > from && (s.text.Tokens[to-1].Kind == text.Mark || s.creditWord(to-1)) {
			pool = pool || s.lang.pact.Pool(s.text.Tokens[to-1].Fold)
			to--
		}
		if from >= to {
			return
		}
		if name := s.creditName(from, to); name != "" && !hasString(names, name) {
			names = append(names, name)
		}
	}
	for i := r.From; i < r.To; i++ {
		k := s.text.Tokens[i]
		if k.Fold == "/" || k.Fold == "|" || k.Fold == "," || k.Fold == "،" || k.Kind == text.Mark && (k.Fold == "-" || k.Fold == "–" || k.Fold == "—") && !k.Glued || s.via(k.Fold) || s.lang.pact.ForWhom(k.Fold) {
			flush(i)
			from = i + 1
		}
	}
	flush(r.To)
	return names, pool
}

// creditWord reports whether a token is a word that credits are made of and that names nobody.
func (s *session) creditWord(i int) bool {
	return s.lang.who.CreditWord(s.text.Tokens[i].Fold) || s.lang.pact.Pool(s.text.Tokens[i].Fold)
}

func hasString(list []string, x string) bool {
	for _, y := range list {
		if x == y {
			return true
		}
	}
	return false
}

// creditName gives the name at tokens [from, to): an outlet by its row, a person in Latin letters where the parts are known. Words
// that name nobody (pool, contributor) give "".
func (s *session) creditName(from, to int) string {
	ms := s.lang.who.Find(s.text, text.Range{From: from, To: to}, nil, s.published)
	print := strings.TrimSpace(string(s.text.Runes[s.text.Tokens[from].Start:s.text.Tokens[to-1].End]))
	for _, m := range ms {
		if m.From != from || m.Inner {
			continue
		}
		if m.Known != nil && m.Known.Kind != "place" && m.Known.Kind != "state" && m.To == to {
			if short := m.Known.Short(); short != "" {
				return short
			}
			return m.Known.Printed()
		}
		if m.Latin != "" && m.To == to {
			return m.Latin
		}
	}
	if to-from == 1 && !s.text.Tokens[from].Upper && len(ms) == 0 && s.lang.who.HeadFirst() { // one word that is no name
		return ""
	}
	return print
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
	for i := range rec.Photos {
		p := &rec.Photos[i]
		if p.Positions == nil {
			continue
		}
		at := map[string]news.Span{}
		for key, span := range p.Positions {
			if n, err := strconv.Atoi(key); err == nil && ids[n] != "" {
				at[ids[n]] = span
			}
		}
		p.Positions = at
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
