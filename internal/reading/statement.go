package reading

import (
	"strings"
	"unicode"

	"rawi/internal/clause"
	"rawi/internal/morph"
	"rawi/internal/news"
	"rawi/internal/said"
	"rawi/internal/who"
)

// statement resolves the links of a statement.
func (s *session) statement(b *block, f *said.Found, carry *quote) *quote {
	q := &quote{found: f, addressee: -1}
	q.Kind, q.Rule = f.Kind, f.Rule.ID
	for _, c := range f.Content {
		q.Content = append(q.Content, s.text.Span(c[0], c[1]))
	}
	for _, c := range f.Cue {
		q.Cue = append(q.Cue, s.text.Span(c[0], c[1]))
	}
	q.first, q.last = f.Content[0][0], f.Content[len(f.Content)-1][1]
	if f.Continues == -2 && carry != nil || f.Continues >= 0 && f.Continues < len(b.quotes) {
		prev := carry
		if f.Continues >= 0 {
			prev = b.quotes[f.Continues]
		}
		q.carried, q.links, q.addressee, q.Addressee = prev, prev.links, prev.addressee, prev.Addressee
		return q
	}
	for _, l := range f.Links {
		if f.Nobody {
			break
		}
		st := b.sentences[l.Sentence]
		q.links = append(q.links, s.link(b, st, f, l, q))
	}
	s.medium(b, f, q)
	s.rank(q)
	s.saidWhen(b.sentences[f.Sentence], f, q)
	if f.Occasion[1] > f.Occasion[0] {
		q.Occasion = &news.Occasion{Span: s.text.Span(f.Occasion[0], f.Occasion[1])}
	}
	if !f.Addressee.Zero() {
		st := b.sentences[f.Sentence]
		if es := s.entities(st, f.Addressee, nil); len(es) > 0 {
			q.addressee = es[0].entity
			q.Addressee = &news.Addressee{Span: es[0].Span}
		}
	}
	return q
}

// rank settles the roles of a chain: the last link is the speaker; an outlet before another is a relay.
func (s *session) rank(q *quote) {
	for i := range q.links {
		l := &q.links[i]
		if i == len(q.links)-1 {
			l.Role = "speaker"
		} else if l.Role != "medium" {
			l.Role = "relay"
		}
	}
	if n := len(q.links); n > 1 && q.links[n-1].entity >= 0 && q.links[n-1].entity == q.links[n-2].entity {
		q.links = q.links[:n-1]
		q.links[n-2].Role = "speaker"
	}
}

// link resolves one link; a speaker who is not written is the one of the statement before, or the latest who fits the verb.
func (s *session) link(b *block, st *sentence, f *said.Found, l said.Link, q *quote) link {
	out := link{entity: -1}
	out.Role = l.Role
	cue := s.text.Span(l.Cue[0], l.Cue[1])
	out.Cue = &cue
	switch {
	case l.Arg.Dropped || l.Arg.Zero():
		out.entity = s.unwritten(st, f)
		out.Span = &cue
		if out.entity < 0 {
			s.find("warning", "unresolved_speaker", "Who says this is not written, and nobody before fits.", &cue)
		} else {
			s.resolver.Mark(out.entity, cue)
		}
	default:
		if prev := s.speaksOn(st, l.Arg, f); prev != nil {
			it := &st.Items[l.Arg.Items[0]]
			span := s.text.Span(it.Start, it.End)
			out.entity, out.Name, out.Span = prev.entity, prev.Name, &span
			if out.entity >= 0 {
				s.resolver.Mark(out.entity, span)
				s.resolver.Subject(out.entity)
				s.resolver.Known(out.entity, st.Mentions[it.Mention].Pron)
			}
			return out
		}
		if n := s.reported(st, l.Arg); n >= 0 {
			it := &st.Items[l.Arg.Items[0]]
			span := s.text.Span(it.Start, it.End)
			out.entity, out.Span = n, &span
			s.resolver.Mark(n, span)
			return out
		}
		if n, span := s.pronounSpeaks(st, l.Arg, q); n >= 0 {
			out.entity, out.Span = n, span
			s.resolver.Mark(n, *span)
			s.resolver.Subject(n)
			return out
		}
		es := s.speakers(st, l.Arg, q)
		if len(es) == 1 && f.Verb >= 0 && s.lang.who.HeadFirst() && st.Items[f.Verb].Finite() { // قالت: a woman
			s.resolver.Known(es[0].entity, pronOf(st.Items[f.Verb].Readings))
		}
		if len(es) == 0 {
			if n := len(l.Arg.Items); n > 0 {
				span := s.text.Span(st.Items[l.Arg.Items[0]].Start, st.Items[l.Arg.Items[n-1]].End)
				out.Span, out.Name = &span, span.Text
			}
			return out
		}
		out.entity, out.Span = es[0].entity, es[0].Span
		for _, e := range es[1:] {
			out.with = append(out.with, e.entity)
		}
	}
	s.resolver.Subject(out.entity)
	return out
}

// unwritten gives the speaker of a verb without subject: the last speaker for «and added», else whoever fits.
func (s *session) unwritten(st *sentence, f *said.Found) int {
	if f.Verb < 0 {
		return s.lastSpeaker(nil)
	}
	it := &st.Items[f.Verb]
	p := pronOf(it.Readings)
	if f.Rule.Act != "add" {
		if n := s.carriedTo(st, f.Verb, p); n >= 0 {
			return n
		}
	}
	if n := s.lastSpeaker(func(n int) bool { return s.resolver.MayBe(n, p) }); n >= 0 && (f.Rule.Act == "add" || s.near(n, it.Start)) {
		return n
	}
	return s.resolver.Pronoun(p, it.From, nil)
}

// carriedTo gives the subject of the clause to which a verb of saying is joined (هاجمت السفيرة القرار، وقالت إنه …).
func (s *session) carriedTo(st *sentence, v int, p morph.Pron) int {
	if st.Items[v].Conj == "" {
		return -1
	}
	for k := v - 1; k >= 0; k-- {
		it := &st.Items[k]
		if it.Kind != clause.Verb || !it.Finite() || it.InQuote != st.Items[v].InQuote {
			continue
		}
		a := st.Args(k).Subj
		if len(a.Items) == 0 || st.Items[a.Items[0]].Mention < 0 {
			continue
		}
		if n := st.Mentions[st.Items[a.Items[0]].Mention].Entity; n >= 0 && s.resolver.Agrees(n, p) && s.speaks(n) {
			return n
		}
	}
	return -1
}

// speaks reports whether an entity can say something: places and documents do not.
func (s *session) speaks(n int) bool {
	switch s.resolver.Entities[n].Kind {
	case "place", "other":
		return false
	}
	return true
}

// near reports whether the last speaker spoke within the last stretch of text, and nobody else who could be meant was named since
// as one who acts.
func (s *session) near(n, point int) bool {
	if len(s.quotes) == 0 {
		return false
	}
	q := s.quotes[len(s.quotes)-1]
	k := len(q.links)
	return k > 0 && q.links[k-1].entity == n && s.text.Between(q.last, point) < sameStretch
}

func (s *session) lastSpeaker(fits func(int) bool) int {
	for i := len(s.quotes) - 1; i >= 0 && i >= len(s.quotes)-3; i-- {
		if k := len(s.quotes[i].links); k > 0 {
			if n := s.quotes[i].links[k-1].entity; n >= 0 && (fits == nil || fits(n)) {
				return n
			}
		}
	}
	return -1
}

// containing gives the innermost statement whose content holds a code point.
func (s *session) containing(point int) *quote {
	var best *quote
	for _, q := range s.quotes {
		for _, c := range q.Content {
			if c.Start <= point && point < c.End && (best == nil || q.last-q.first < best.last-best.first) {
				best = q
			}
		}
	}
	return best
}

// chain gives the links under which an event stands: those of the innermost statement round it, and of those round that.
func (s *session) chain(q *quote) []link {
	out := append([]link{}, q.links...)
	for {
		outer := s.around(q)
		if outer == nil {
			return out
		}
		for i := len(outer.links) - 1; i >= 0; i-- {
			l := outer.links[i]
			if len(out) > 0 && l.entity >= 0 && l.entity == out[0].entity {
				continue
			}
			l.Role = "relay"
			out = append([]link{l}, out...)
		}
		q = outer
	}
}

// around gives the smallest statement whose content holds the cue of q.
func (s *session) around(q *quote) *quote {
	var best *quote
	if len(q.Cue) == 0 {
		return nil
	}
	for _, o := range s.quotes {
		if o == q {
			continue
		}
		for _, c := range o.Content {
			if c.Start <= q.Cue[0].Start && q.Cue[0].End <= c.End && o.last-o.first > q.last-q.first && (best == nil || o.last-o.first < best.last-best.first) {
				best = o
			}
		}
	}
	return best
}

// speaksOn gives the speaker of the statement just before, where a pronoun of the third person speaks on: «…,» Wang said. He added that ….
func (s *session) speaksOn(st *sentence, a clause.Arg, f *said.Found) *link {
	if len(a.Items) != 1 || len(s.quotes) == 0 || st.Items[a.Items[0]].Mention < 0 {
		return nil
	}
	m := &st.Mentions[st.Items[a.Items[0]].Mention]
	q := s.quotes[len(s.quotes)-1]
	if m.Kind != "pronoun" || len(m.Pron) == 0 || m.Pron[0] != '3' || len(q.links) == 0 {
		return nil
	}
	last := &q.links[len(q.links)-1]
	limit := nextStatement
	if f.Rule.Act == "add" {
		limit = 4 * nextStatement
	}
	if m.Start < q.last || s.text.Between(q.last, m.Start) > limit || last.entity >= 0 && !s.resolver.MayBe(last.entity, m.Pron) {
		return nil
	}
	return last
}

// How many words behind a statement a pronoun that says something still stands for its speaker, and a verb of saying that names
// nobody still has that speaker.
const (
	nextStatement = 16
	sameStretch   = 72
)

// speakers resolves an argument to its parties; a capitalised name that no table knows is a person of that name.
func (s *session) speakers(st *sentence, a clause.Arg, q *quote) []party {
	n := len(a.Items)
	if a.By == said.NewName {
		return s.person(st, a)
	}
	unknown := false
	for _, i := range a.Items {
		unknown = unknown || st.Items[i].Kind == clause.Other
	}
	if n == 0 || a.Dropped || !unknown || s.lang.who.HeadFirst() {
		return s.entities(st, a, q)
	}
	first, last := &st.Items[a.Items[0]], &st.Items[a.Items[n-1]]
	span := s.text.Span(first.Start, last.End)
	for _, w := range strings.Fields(span.Text) {
		if r := []rune(w)[0]; !unicode.IsUpper(r) {
			return s.entities(st, a, q)
		}
	}
	return s.person(st, a)
}

// person makes a person of a name that no table has.
func (s *session) person(st *sentence, a clause.Arg) []party {
	first, last := &st.Items[a.Items[0]], &st.Items[a.Items[len(a.Items)-1]]
	span := s.text.Span(s.text.Tokens[first.From].Start, s.text.Tokens[last.To-1].End)
	latin := ""
	if !s.lang.who.HeadFirst() {
		latin = span.Text
	}
	m := []who.Mention{{From: first.From, To: last.To, Start: first.Start, End: last.End, Kind: "person", Form: "name", Name: span.Text, Latin: latin, Def: true, Of: -1, Entity: -1}}
	s.resolver.Take(m)
	if m[0].Entity < 0 {
		return nil
	}
	return []party{s.party(m[0].Entity, &span, &m[0])}
}

// medium puts the programme, channel or service in which something was said before its speaker.
func (s *session) medium(b *block, f *said.Found, q *quote) {
	if f.Medium.Zero() || len(q.links) != 1 {
		return
	}
	es := s.entities(b.sentences[f.Sentence], f.Medium, nil)
	if len(es) == 0 || es[0].entity < 0 || es[0].entity == q.links[0].entity {
		return
	}
	l := link{entity: es[0].entity}
	l.Role, l.Span = "medium", es[0].Span
	q.links = append([]link{l}, q.links...)
}

// saidWhen dates the saying: a date in the clause of its cue that is no part of what was said.
func (s *session) saidWhen(st *sentence, f *said.Found, q *quote) {
	if len(f.Cue) == 0 {
		return
	}
	for _, t := range st.times {
		if t.First == "" || s.quoted(q, t.Start) {
			continue
		}
		between := [2]int{min(f.Cue[0][1], t.End), max(f.Cue[0][0], t.Start)}
		if s.text.Between(between[0], between[1]) > saidNear || s.clauseBetween(st, f.Verb, between) {
			continue
		}
		span := s.text.Span(t.Start, t.End)
		q.Date = &news.Date{Start: t.First, End: t.Last, Span: &span, Basis: "expression"}
		return
	}
}

// saidNear is how many words a date may stand from the verb of saying whose day it is.
const saidNear = 15

// quoted reports whether a code point lies in the content of a statement.
func (s *session) quoted(q *quote, at int) bool {
	for _, c := range q.Content {
		if c.Start <= at && at < c.End {
			return true
		}
	}
	return false
}

// clauseBetween reports whether a finite verb other than the cue stands between two code points.
func (s *session) clauseBetween(st *sentence, cue int, r [2]int) bool {
	for i := range st.Items {
		if it := &st.Items[i]; i != cue && it.Start >= r[0] && it.End <= r[1] && it.Kind == clause.Verb && it.Finite() {
			return true
		}
	}
	return false
}

// reported gives the outlet that «the report» is of: the latest one named as a source. -1 where the argument is no report.
func (s *session) reported(st *sentence, a clause.Arg) int {
	if len(a.Items) != 1 {
		return -1
	}
	it := &st.Items[a.Items[0]]
	readings := it.Readings
	if it.Kind == clause.Mention && it.To == it.From+1 {
		readings = s.lang.who.Morph.At(s.text, it.From).Readings
	}
	definite := it.Art || it.Mention >= 0 && st.Mentions[it.Mention].Def
	if !definite || it.Mention >= 0 && st.Mentions[it.Mention].Known != nil || !s.lang.said.Report(readings) {
		return -1
	}
	for i := len(s.quotes) - 1; i >= 0 && i >= len(s.quotes)-3; i-- {
		for _, l := range s.quotes[i].links {
			if l.entity < 0 {
				continue
			}
			if e := s.resolver.Entities[l.entity]; e.Kind == "outlet" || e.Sector == "JRN" && e.Kind != "person" {
				return l.entity
			}
		}
	}
	return -1
}

// pronounSpeaks gives the one whom a pronoun of the third person means that says something, with the pronoun's place: the speaker or
// subject named latest before the statement. What the statement itself quotes names nobody who says it.
func (s *session) pronounSpeaks(st *sentence, a clause.Arg, q *quote) (int, *news.Span) {
	if s.lang.who.HeadFirst() || len(a.Items) != 1 || st.Items[a.Items[0]].Mention < 0 {
		return -1, nil
	}
	m := &st.Mentions[st.Items[a.Items[0]].Mention]
	if m.Kind != "pronoun" || len(m.Pron) == 0 || m.Pron[0] != '3' {
		return -1, nil
	}
	paragraph := m.Start
	for paragraph > 0 && s.text.Runes[paragraph-1] != '\n' {
		paragraph--
	}
	best, where, limit := -1, -1, min(m.Start, q.first)
	for n := len(s.resolver.Entities) - 1; n >= 0; n-- { // those who came last are mostly the nearest; of two as near it is the one who came first
		e := s.resolver.Entities[n]
		if !s.speaks(n) || !s.resolver.MayBe(n, m.Pron) {
			continue
		}
		at := e.LastBefore(limit)
		if at < 0 || s.text.At(at)+paragraphLead+2*speakerLead < where {
			continue
		}
		if at = s.lastOutside(e, limit); at < 0 {
			continue
		}
		near := at >= paragraph
		at = s.text.At(at)
		if near {
			at += paragraphLead
		}
		if s.spoke(n) {
			at += speakerLead
		}
		if s.resolver.Acted(n) {
			at += speakerLead
		}
		if at >= where {
			best, where = n, at
		}
	}
	if best < 0 {
		return -1, nil
	}
	s.resolver.Known(best, m.Pron)
	span := s.text.Span(m.Start, m.End)
	return best, &span
}

// lastOutside is where an entity was named last before a place, outside of words that are quoted; -1 where it was not.
func (s *session) lastOutside(e *who.Entity, limit int) int {
	at := -1
	for n := len(e.Mentions) - 1; n >= 0; n-- {
		if k := &e.Mentions[n]; k.Start > at && k.Start < limit && k.Form != "demonym" && !s.inDirect(k.Start) {
			at = k.Start
		}
	}
	return at
}

// How many words further back somebody may stand and still be the one who speaks on: who has spoken or acted before, and who is named
// in the same paragraph.
const (
	speakerLead   = 15
	paragraphLead = 75
)

// spoke reports whether an entity has said something before.
func (s *session) spoke(n int) bool {
	for _, q := range s.quotes {
		if k := len(q.links); k > 0 && q.links[k-1].entity == n {
			return true
		}
	}
	return false
}

// inDirect reports whether a code point lies in words quoted before.
func (s *session) inDirect(at int) bool {
	for _, q := range s.quotes {
		if q.Kind == "direct" && s.quoted(q, at) {
			return true
		}
	}
	return false
}
