package reading

import (
	"rawi/internal/clause"
	"rawi/internal/morph"
	"rawi/internal/news"
	"rawi/internal/text"
	"rawi/internal/what"
	"rawi/internal/when"
)

// This file answers: on which day did it happen? A time that is told with the deed comes first. Where none is told, a deed that the
// report brings as its news happened on the day of the news; what is told as known before, as a habit, a state, a charge or a plan has
// no day.

// date settles when an event happened.
func (s *session) date(e *event, st *sentence, f *what.Found) {
	if s.countedDay(e, st) || s.toldDay(e, st) || s.arrivalDay(e, st) || s.utteredDay(e) {
		return
	}
	if day := s.newsDay(e); day != "" && s.news(e, st, f) {
		e.Date = &news.Date{Start: day, End: day, Basis: "document"}
	}
}

// countedDay reads the day of a deed from which another is counted: «signed on Monday, a week after he resigned».
func (s *session) countedDay(e *event, st *sentence) bool {
	for _, t := range st.after {
		if t.End > e.Anchor.Start || s.between(st, e, t) {
			continue
		}
		main := ""
		for _, o := range st.times { // the time told next before it
			if o.End <= t.Start && o.First == o.Last {
				main = o.First
			}
		}
		for k := len(s.events) - 1; k >= 0 && s.events[k].sentence == st; k-- {
			if s.events[k].Anchor.Start > t.End { // the deed counted from is told already
				return false
			}
			if d := s.events[k].Date; d != nil && d.Start == d.End && main == "" {
				main = d.Start
			}
		}
		if main == "" {
			main = s.newsDay(e)
		}
		if first, last := t.Other(main); first != "" {
			span := s.text.Span(t.Start, t.End)
			e.Date = &news.Date{Start: first, End: last, Span: &span, Basis: "expression"}
			return true
		}
	}
	return false
}

// utteredDay dates what somebody promises or hopes for by the day on which it was said.
func (s *session) utteredDay(e *event) bool {
	if e.Type != "AGREE" || e.quote == nil || e.quote.Date == nil || e.quote.Date.Start != e.quote.Date.End {
		return false
	}
	d := *e.quote.Date
	e.Date = &d
	return true
}

// arrivalDay dates what is told for somebody's arrival (met him as he stepped off the plane) by the day on which the report says that
// he arrived.
func (s *session) arrivalDay(e *event, st *sentence) bool {
	if e.Type != "CONSULT" && e.Type != "SUPPORT" || !s.lang.when.Says(s.text, st.Range, "on-arrival") {
		return false
	}
	a := s.arrival(append(append([]party{}, e.actors...), e.recipients...))
	if a == nil {
		return false
	}
	d := *a.Date
	e.Date, e.scene = &d, true
	return true
}

// arrival finds the event that tells of somebody's arriving on one day.
func (s *session) arrival(who []party) *event {
	for _, a := range s.events {
		if a.Date == nil || a.Date.Basis != "expression" || a.Date.Start != a.Date.End || !s.lang.when.Says(s.text, s.text.Block(a.Anchor.Start, a.Anchor.End), "arrive") {
			continue
		}
		for _, p := range a.actors {
			for _, o := range who {
				if p.entity >= 0 && p.entity == o.entity {
					return a
				}
			}
		}
	}
	return nil
}

// visits lets a visit begin on the day on which the guest arrived.
func (s *session) visits() {
	for _, e := range s.events {
		if e.Type != "CONSULT" || e.Date == nil || e.Date.Start != e.Date.End || !s.lang.when.Says(s.text, s.text.Block(e.Anchor.Start, e.Anchor.End), "visit") {
			continue
		}
		if a := s.arrival(e.actors); a != nil && a.Date.Start < e.Date.Start && when.Within(a.Date.Start, e.Date.Start, recently) {
			e.Date = &news.Date{Start: a.Date.Start, End: e.Date.End, Span: a.Date.Span, Basis: "expression"}
		}
	}
}

// toldDay takes the time expression of the event's own clause, or the nearest one of its sentence that no other clause parts from it.
func (s *session) toldDay(e *event, st *sentence) bool {
	from, to := e.Evidence.Start, e.Evidence.End
	best, dist := -1, 1<<30
	for k, t := range st.times {
		d := 0
		switch {
		case t.Start >= from && t.End <= to:
		case t.Start >= to:
			d = s.text.Between(to, t.Start)
		default:
			d = s.text.Between(t.End, from)
		}
		if t.Loose || d > 0 && !s.sameVoice(e, t.Start) && !(e.quote != nil && (len(e.links) == 0 || s.trailing(e))) {
			continue
		}
		if s.between(st, e, t) || s.elsewhere(e, st, t) {
			continue
		}
		if d < dist {
			best, dist = k, d
		}
	}
	if best < 0 {
		return false
	}
	t := st.times[best]
	first, last := t.Days(s.published, e.Reality == "planned")
	if first == "" && last == "" {
		return false
	}
	span := s.text.Span(t.Start, t.End)
	e.Date = &news.Date{Start: first, End: last, Span: &span, Basis: "expression"}
	return true
}

// elsewhere reports whether a time belongs to something else than the event: to the clause that says who somebody is (…, which lost nine
// men last week, urged …); to a thing (the treaty of 1951); or to what an act of saying is about (accused them of fraud in November's vote).
func (s *session) elsewhere(e *event, st *sentence, t when.Time) bool {
	if t.From > 0 && s.lang.when.Says(s.text, text.Range{From: t.From - 1, To: t.From}, "of-thing") && t.Kind == when.Year {
		return true
	}
	if t.Start > e.Anchor.End {
		long := t.First == "" || t.Last == "" || t.First[:7] != t.Last[:7] || t.Kind == when.Month || t.Kind == when.Year
		return speechAct[e.Type] && long && s.text.Between(e.Anchor.End, t.Start) > besideVerb
	}
	relative := false
	for i := range st.Items {
		it := &st.Items[i]
		switch {
		case it.Start >= e.Anchor.Start:
			return false
		case it.Kind == clause.Rel && it.Start < t.Start:
			relative = true
		case it.Start > t.Start && relative && st.Comma(i):
			return true
		}
	}
	return false
}

// besideVerb is how many words may part an act of saying from a month or year that is its own (asked in May to …).
const besideVerb = 2

// opens reports whether a time stands before all verbs of its sentence: it holds for its main clauses.
func (st *sentence) opens(t when.Time) bool {
	for i := range st.Items {
		it := &st.Items[i]
		if it.Start >= t.Start {
			return true
		}
		switch it.Kind {
		case clause.Comp, clause.Rel, clause.Sub:
			return false
		case clause.Verb:
			if it.Finite() {
				return false
			}
		}
	}
	return true
}

// describes reports whether item i still belongs to what tells the event: a particle of its verb (shot down), or the clause that says
// what the event was (the bombing that killed forty last month).
func (st *sentence) describes(i, told int) bool {
	if i == told+1 {
		return st.Items[i].Kind == clause.Rel || st.Items[told].Kind == clause.Verb && st.Items[i].Kind == clause.Verb
	}
	return told+1 < len(st.Items) && i == told+2 && st.Items[told+1].Kind == clause.Rel
}

// describesDeed reports whether the verb at item i only describes an indefinite noun in or by which the event came about («قتل سبعة في هجوم وقع
// الخميس»): its day and place are the event's.
func (st *sentence) describesDeed(i, told int) bool {
	k := st.Antecedent(i)
	if k <= told || st.Items[k].Kind != clause.Noun || st.Items[k].Art {
		return false
	}
	switch st.Items[k].Prep {
	case "fi", "bi", "bisabab", "khilal":
		return true
	}
	return false
}

// news reports whether an undated deed is what the report brings: told in the tense of what has just been done, as the report's own or
// as an incident that somebody reports; not as known before, lasting, habitual or charged.
func (s *session) news(e *event, st *sentence, f *what.Found) bool {
	if s.during(e) { // «while he is there»
		return true
	}
	if e.Reality != "actual" || e.Polarity != "positive" || e.Background || f.Args.Relative || s.bygone(e, st) {
		return false
	}
	if f.Charged() { // when it was is not said with the charge
		return false
	}
	if !f.Verb && f.Support == "" && !s.attendant(st, f) {
		return false
	}
	if !e.title && !s.done(st, f) && !(speechAct[e.Type] && s.performs(e)) { // who says «we condemn» does it by saying so
		return false
	}
	if e.Type == "AID" || e.Type == "COOPERATE" { // giving and working together last: without a time they have no day
		return false
	}
	if e.quote == nil || len(e.links) == 0 || s.trailing(e) {
		return true
	}
	if e.quote.found.Rule.Act == "accuse" {
		return false
	}
	switch e.Type {
	case "COERCE": // what one's own side did; what an enemy is said to do is a charge
		return s.ownSide(e)
	case "CONSULT", "AGREE":
		return s.day.block == st.block+1 // a scene that goes on
	case "THREATEN":
		return false
	}
	return true
}

// speechAct tells the types of what is done by saying it.
var speechAct = map[string]bool{"ACCUSE": true, "REQUEST": true, "REJECT": true, "THREATEN": true, "SUPPORT": true, "AGREE": true, "CONCEDE": true}

// done reports whether the verb that tells the event, or that lends it its grammar, is in the tense of what has been done.
func (s *session) done(st *sentence, f *what.Found) bool {
	if s.past(st, f) {
		return true
	}
	if f.Support == "" || f.SupportAt < 0 {
		return s.attendant(st, f)
	}
	return perfect(&st.Items[f.SupportAt])
}

// perfect reports whether a verb is in the tense of what has been done.
func perfect(it *clause.Item) bool {
	for _, r := range it.Readings {
		if r.Finite() && r.Feat.Has(morph.Perfect) {
			return true
		}
	}
	return false
}

// attendant reports whether a participle tells the event as going with the deed before it: «he left, blaming …».
func (s *session) attendant(st *sentence, f *what.Found) bool {
	part := false
	for _, r := range st.Items[f.Item].Readings {
		part = part || r.Feat.Has(morph.Participle)
	}
	if !part {
		return false
	}
	for i := f.Item - 1; i >= 0; i-- {
		if it := &st.Items[i]; it.Kind == clause.Verb && it.Finite() {
			return perfect(it)
		}
	}
	return false
}

// trailing reports whether the source of an event stands behind it: the report tells it as its own news, and then on whose word.
func (s *session) trailing(e *event) bool {
	q := e.quote
	return q.Kind == "indirect" && len(q.Cue) > 0 && q.Cue[0].Start > e.Anchor.End
}

// performs reports whether an act of saying is the report's own or is done by its speaker in saying it.
func (s *session) performs(e *event) bool {
	if len(e.links) == 0 {
		return true
	}
	for _, a := range e.actors {
		if a.entity >= 0 && a.entity == e.links[len(e.links)-1].entity {
			return true
		}
	}
	return false
}

// ownSide reports whether nobody of another side than that of the one who tells an event is said to have done it.
func (s *session) ownSide(e *event) bool {
	n := e.links[len(e.links)-1].entity
	if n < 0 {
		return false
	}
	for _, a := range e.actors {
		if a.entity != n && a.Country != "" && a.Country != s.resolver.Entities[n].Country {
			return false
		}
	}
	return true
}

// bygone reports whether the clause says that it was earlier: previously, at the time.
func (s *session) bygone(e *event, st *sentence) bool {
	return s.lang.when.Says(s.text, s.stretchOf(e, st), "bygone")
}

// stretchOf is the clause of an event, with the adverbs that open it.
func (s *session) stretchOf(e *event, st *sentence) text.Range {
	r := s.text.Block(e.Evidence.Start, e.Evidence.End)
	r.From = max(st.Range.From, r.From-adverbs)
	return r
}

// adverbs is how many words may stand between an adverb that opens a clause and what tells its event.
const adverbs = 4

// during reports whether a possible or planned deed is told for the time of what the report tells: while he is there.
func (s *session) during(e *event) bool {
	return e.Reality == "possible" && s.lang.when.Says(s.text, s.stretchOf(e, e.sentence), "during-stay")
}

// dayOf is the day that the report is telling of: of the deed before in the same paragraph, else that of its opening, else its own.
type dayOf struct {
	lead  string // the day of the report's opening
	last  string // of the deed told last
	block int    // the paragraph that it stands in, counted from 1
}

// newsDay is the day that an undated deed falls on.
func (s *session) newsDay(e *event) string {
	switch {
	case s.day.last != "" && s.day.block == e.sentence.block+1:
		return s.day.last
	case s.day.lead != "" && !e.title:
		return s.day.lead
	}
	return s.published
}

// recently is how many days before the report a deed may lie that its further deeds go on from.
const recently = 4

// follow remembers the day of a deed for those told after it.
func (s *session) follow(e *event, b *block) {
	d := e.Date
	if d == nil || d.Start == "" || d.Start != d.End || e.Reality != "actual" || b.Kind != news.Paragraph {
		return
	}
	if !e.scene && (e.Background || e.found.Args.Relative || !e.found.Verb) {
		return
	}
	if !when.Within(d.Start, s.published, recently) {
		return
	}
	s.day.last, s.day.block = d.Start, e.sentence.block+1
	if s.day.lead == "" && d.Basis == "expression" && len(e.links) == 0 {
		s.day.lead = latest(e.sentence.times, d.Start, s.published)
	}
}

// latest is the last day that a sentence tells, up to the report's own: what its main clause brings.
func latest(times []when.Time, day, published string) string {
	for _, t := range times {
		if t.First == t.Last && t.First > day && t.First <= published {
			day = t.First
		}
	}
	return day
}
