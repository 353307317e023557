package reading

import (
	"slices"
	"sort"
	"strings"

	"rawi/internal/clause"
	"rawi/internal/morph"
	"rawi/internal/news"
	"rawi/internal/said"
	"rawi/internal/what"
	"rawi/internal/when"
	"rawi/internal/who"
)

// quote is a statement with its links resolved.
type quote struct {
	news.Quote
	found     *said.Found
	links     []link
	addressee int
	first     int // first code point of its content
	last      int
	carried   *quote // the statement that it goes on with
	id        string
}

// link is a link of a chain with its entity's number.
type link struct {
	news.Link
	entity int
	with   []int
}

// event is an event with its parties resolved.
type event struct {
	news.Event
	found      *what.Found
	sentence   *sentence
	actors     []party
	recipients []party
	links      []link
	quote      *quote
	place      int // entity, -1
	merged     bool
	title      bool
	mention    bool // only mentioned: it may add to what is told elsewhere, and is no event of its own
	scene      bool // part of somebody's arrival, dated by it
	id         string
	also       []*event
}

type party struct {
	news.Party
	entity int
	marker string
	by     string
}

// resolve goes through the text once, in order: names first, then pronouns and dropped subjects, statement by statement and
// event by event.
func (s *session) resolve() {
	s.resolver = who.NewResolver(s.lang.who, s.text, s.published)
	var carry *quote
	for _, b := range s.blocks {
		for n, st := range b.sentences {
			s.resolver.Quiet = b.Kind == news.Credit || b.Kind == news.Byline
			s.resolver.Take(st.Mentions)
			if !b.Kind.Told() {
				continue
			}
			for k := range b.said {
				if b.said[k].Sentence == n {
					q := s.statement(b, &b.said[k], carry)
					b.quotes = append(b.quotes, q)
					s.quotes = append(s.quotes, q)
				}
			}
			for k := range st.found {
				s.event(b, st, &st.found[k])
			}
			s.subjects(st)
		}
		if b.Kind == news.Paragraph && len(b.quotes) > 0 {
			carry = b.quotes[len(b.quotes)-1]
		}
	}
}

// subjects tells the resolver who acted in a sentence.
func (s *session) subjects(st *sentence) {
	for k := range st.found {
		for _, f := range st.found[k].Actors {
			for _, i := range f.Arg.Items {
				if m := st.Items[i].Mention; m >= 0 {
					s.resolver.Subject(st.Mentions[m].Entity)
				}
			}
		}
	}
}

// entities resolves an argument to its parties.
func (s *session) entities(st *sentence, a clause.Arg, in *quote) []party {
	var out []party
	switch {
	case a.Dropped:
		it := &st.Items[a.At]
		span := s.text.Span(it.Start, it.End)
		for _, n := range s.pronoun(pronOf(it.Readings), it.From, in) {
			s.resolver.Mark(n, span)
			out = append(out, s.party(n, &span, nil))
		}
		return out
	case a.Pron != "":
		it := &st.Items[a.At]
		span := s.text.Span(it.End, s.text.Tokens[it.To-1].End)
		if span.Zero() {
			span = s.text.Span(it.Start, it.End)
		}
		if it.Kind == clause.Comp {
			if out = s.governor(st, a, in); len(out) > 0 {
				return out
			}
		}
		if it.Kind != clause.Verb { // «تأييدها»: a possessive may well go back to the one who acts
			s.doers = nil
		}
		for _, n := range s.pronoun(a.Pron, it.From, in) {
			s.resolver.Mark(n, span)
			out = append(out, s.party(n, &span, nil))
		}
		return out
	}
	for _, i := range a.Items {
		it := &st.Items[i]
		if it.Mention < 0 {
			if p, ok := s.qualified(st, i); ok {
				out = append(out, p)
			}
			continue
		}
		m := &st.Mentions[it.Mention]
		if m.Kind == "none" {
			continue
		}
		span := s.text.Span(m.Start, m.End)
		if n, ok := s.homeland(st, m, in); ok {
			s.resolver.Mark(n, span)
			out = append(out, s.party(n, &span, nil))
			continue
		}
		if m.Kind == "pronoun" {
			for _, n := range s.pronoun(m.Pron, m.From, in) {
				s.resolver.Mark(n, span)
				out = append(out, s.party(n, &span, nil))
			}
			continue
		}
		if m.Entity >= 0 {
			out = append(out, s.party(m.Entity, &span, m))
		}
		for _, n := range m.With {
			if n >= 0 {
				out = append(out, s.party(n, &span, m))
			}
		}
	}
	return out
}

// governor gives the one who says or thinks what a clause tells, where the pronoun on the word that opens it means him: «أكد الحلف أنه …».
func (s *session) governor(st *sentence, a clause.Arg, in *quote) []party {
	it := &st.Items[a.At]
	for k := a.At - 1; k >= 0; k-- {
		v := &st.Items[k]
		if v.Kind != clause.Verb || !v.Finite() {
			continue
		}
		subj := st.Args(k).Subj
		if subj.Zero() || subj.Pron != "" {
			return nil
		}
		span := s.text.Span(it.End, s.text.Tokens[it.To-1].End)
		out := s.entities(st, subj, in)
		if len(out) != 1 || out[0].entity < 0 || !s.resolver.Agrees(out[0].entity, a.Pron) {
			return nil
		}
		s.resolver.Mark(out[0].entity, span)
		out[0].Span = &span
		return out
	}
	return nil
}

// things gives what fills a slot without being anybody: a building, a ship, an oil field. It has its words and no entity.
func (s *session) things(st *sentence, a clause.Arg) []party {
	var out []party
	for _, i := range a.Items {
		it := &st.Items[i]
		if it.Kind != clause.Noun && it.Kind != clause.Mention && it.Kind != clause.Amount && !(it.Kind == clause.Other && it.InQuote) {
			continue
		}
		end := it.End
		for k := i + 1; s.lang.who.HeadFirst() && k < len(st.Items) && k < i+3; k++ {
			n := &st.Items[k]
			if n.Kind != clause.Noun && n.Kind != clause.Other || n.Prep+n.Conj != "" {
				break
			}
			end = n.End
		}
		span := s.text.Span(it.Start, end)
		p := party{entity: -1}
		p.Span = &span
		out = append(out, p)
	}
	return out
}

// many reports whether an argument is a bare amount of people («وأصيب ثلاثة»).
func (s *session) many(st *sentence, a clause.Arg) bool {
	return len(a.Items) > 0 && st.Items[a.Items[0]].Kind == clause.Amount
}

// qualified gives the state behind a noun that only its nationality tells of (الغارات الإسرائيلية، الحرب الروسية).
func (s *session) qualified(st *sentence, i int) (party, bool) {
	step, end := 1, i+4
	if !s.lang.who.HeadFirst() {
		step, end = -1, i-4
	}
	for k := i + step; k != end && k >= 0 && k < len(st.Items); k += step {
		it := &st.Items[k]
		if st.Lone(k) && it.Prep == "" {
			m := &st.Mentions[it.Mention]
			if m.Entity < 0 {
				return party{}, false
			}
			span := s.text.Span(min(it.Start, st.Items[i].Start), max(it.End, st.Items[i].End))
			return s.party(m.Entity, &span, m), true
		}
		if it.Kind != clause.Noun && it.Kind != clause.Other || it.Prep != "" || it.Conj != "" {
			break
		}
	}
	return party{}, false
}

// pronoun resolves a pronoun; the first person is the speaker of the statement that it stands in, the second the one spoken to.
func (s *session) pronoun(p morph.Pron, at int, in *quote) []int {
	switch p {
	case "1s", "1p":
		if in != nil && len(in.links) > 0 {
			if n := in.links[len(in.links)-1].entity; n >= 0 {
				if p == "1p" {
					if k := s.world.States[s.resolver.Entities[n].Country]; k != nil {
						return []int{s.resolver.Of(k)}
					}
				}
				return []int{n}
			}
		}
		return nil
	case "2s", "2mp":
		if in != nil && in.addressee >= 0 {
			return []int{in.addressee}
		}
		if n := s.partner(in); n >= 0 {
			return []int{n}
		}
		return nil
	case "3d", "both":
		return s.resolver.Two(at)
	}
	n := s.resolver.Pronoun(p, at, func(n int) bool { return speaks(in, n) || s.does(n) })
	if p == "3mp" {
		if two := s.resolver.Pair(at, n); two != nil {
			return two
		}
	}
	if n >= 0 {
		return []int{n}
	}
	return nil
}

// does reports whether an entity acts in the clause whose object is being resolved, or is named in the phrase of the one who acts: «شاب
// متطرف طعنه» tells of a third.
func (s *session) does(n int) bool {
	for _, p := range s.doers {
		if p.entity == n {
			return true
		}
		for _, m := range s.resolver.Entities[n].Mentions {
			if p.Span != nil && p.Span.Covers(m.Span) {
				return true
			}
		}
	}
	return false
}

// speaks reports whether an entity says the words of a direct quotation: in them it is «I», not «he».
func speaks(in *quote, n int) bool {
	return in != nil && in.Kind == "direct" && len(in.links) > 0 && in.links[len(in.links)-1].entity == n
}

// partner gives the one whom a speaker met or thanked last: to whom «you» is said where nobody else is.
func (s *session) partner(in *quote) int {
	if in == nil || len(in.links) == 0 {
		return -1
	}
	speaker := in.links[len(in.links)-1].entity
	for i := len(s.events) - 1; i >= 0; i-- {
		e := s.events[i]
		if e.Quad != 1 || e.Anchor.Start > in.first {
			continue
		}
		with, other := false, -1
		for _, p := range append(append([]party{}, e.actors...), e.recipients...) {
			if p.entity == speaker {
				with = true
			} else if p.entity >= 0 && s.resolver.Entities[p.entity].Kind == "person" {
				other = p.entity
			}
		}
		if with && other >= 0 {
			return other
		}
	}
	return -1
}

// party gives what the record says of an entity in a slot. A capital or a country that acts is its government.
func (s *session) party(n int, span *news.Span, m *who.Mention) party {
	e := s.resolver.Entities[n]
	p := party{entity: n}
	p.Span, p.Country, p.Sector = span, e.Country, e.Sector
	if m != nil && m.Known == nil {
		if m.Country != "" && len(m.Lands) == 0 {
			p.Country = m.Country
		}
		if m.Sector != "" {
			p.Sector = m.Sector
		}
	}
	if m != nil && m.Known != nil && m.Known.Kind == "person" && m.Role != nil && m.Country != "" { // the title of the phrase: UN chief …
		p.Country = m.Country
	}
	if p.Country == "" && m != nil && len(m.Others) > 0 { // several of that name, all of one country
		p.Country = m.Others[0].Country
		for _, k := range append(m.Others[1:], m.Known) {
			if k != nil && k.Country != p.Country {
				p.Country = ""
				break
			}
		}
	}
	if e.Known != nil && e.Kind == "place" && e.Known.CapitalOf != "" {
		if k := s.world.States[e.Known.CapitalOf]; k != nil {
			p.entity, p.Country, p.Sector = s.resolver.Of(k), k.Country, "GOV"
		}
	}
	if s.resolver.Entities[p.entity].Kind == "state" && p.Sector == "" {
		p.Sector = "GOV"
	}
	return p
}

// event makes an event of what was found in a clause.
func (s *session) event(b *block, st *sentence, f *what.Found) {
	e := &event{found: f, sentence: st, place: -1, title: b.Kind == news.Title || b.Kind == news.Subtitle}
	r := f.Rule
	e.Type, e.Mode, e.CAMEO, e.Contexts, e.Rule = r.Type, r.Mode, s.lang.what.Toned(r.CAMEO, st.Items[f.Item].Readings), r.Contexts, r.ID
	if d := f.Deed; d != nil {
		e.Type, e.CAMEO = d.Type, s.lang.what.Toned(d.CAMEO, st.Items[f.Item].Readings)
		if d.Mode != "" {
			e.Mode = d.Mode
		}
	}
	if f.Means != nil {
		e.Mode, e.CAMEO, e.Contexts = f.Means.Mode, f.Means.CAMEO, f.Means.Contexts
	}
	if e.Contexts == nil {
		e.Contexts = []string{}
	}
	e.Goldstein, e.Quad = s.lang.what.Scheme.Goldstein(e.CAMEO), s.lang.what.Scheme.Quad(e.Type)
	e.Anchor, e.Evidence = s.text.Span(f.AnchorFrom, f.AnchorTo), s.text.Span(min(f.EvidFrom, f.AnchorFrom), max(f.EvidTo, f.AnchorTo))
	e.quote = s.containing(f.AnchorFrom)
	material := e.Type == "ASSAULT" || e.Type == "COERCE"
	e.actors = s.parties(st, f.Actors, e.quote, false)
	s.doers = e.actors
	e.recipients = s.parties(st, f.Recipients, e.quote, material)
	s.doers = nil
	e.recipients = without(e.recipients, e.actors)
	s.mood(e, f)
	if e.quote != nil {
		e.links = s.chain(e.quote)
		s.actOfSaying(e, st, f)
		s.ownVoice(e)
	} else if q := s.cueOf(f); q != nil && len(q.links) > 1 {
		e.links = q.links // the act of saying is the event, and somebody relays it
	}
	if !f.Claimed.Zero() {
		s.claimed(e, st, f)
	}
	s.date(e, st, f)
	s.where(e, st, f)
	s.sceneOf(e, st)
	s.filedThere(e, st)
	s.domestic(st, e)
	s.judged(e, f)
	s.count(e, st, f)
	if s.result(st, f) || s.described(e, f) {
		if s.explain {
			s.trace.Steps = append(s.trace.Steps, Step{Stage: "what", Span: e.Anchor, Rule: e.Rule, Verdict: "dropped", Reason: "told only to say who somebody is, or what the news amounts to"})
		}
		return
	}
	s.after(e, f)
	s.mediated(e)
	s.received(e)
	w := s.lang.what.Weigh(st.Sentence, f, e.title)
	s.weighed(e, w)
	if !s.tellable(e, f) && !(w.Tells && w.Sum > 0) {
		if s.explain {
			s.trace.Steps = append(s.trace.Steps, Step{Stage: "what", Span: e.Anchor, Rule: e.Rule, Verdict: "dropped", Reason: "a noun without parties of its own names no event of this report"})
		}
		return
	}
	e.Confidence = confidence(e, f)
	s.events = append(s.events, e)
	s.couple(e)
	s.intend(e, f)
	s.follow(e, b)
}

// after gives an event that follows another of its kind («أعقبتها جولات من المحادثات») the parties of that one, where it names none.
func (s *session) after(e *event, f *what.Found) {
	if !strings.HasSuffix(f.Support, ".follow") || len(e.actors)+len(e.recipients) > 0 || len(s.events) == 0 {
		return
	}
	first := s.events[len(s.events)-1]
	if first.sentence != e.sentence || first.Type != e.Type {
		return
	}
	for _, p := range append(slices.Clone(first.actors), first.recipients...) {
		p.Span, p.by, p.Rule = nil, "not written: as in what it followed", "follow"
		e.actors = append(e.actors, p)
	}
}

// couple remembers the two parties of talks, fighting or an agreement: «the two sides» of later sentences are they.
func (s *session) couple(e *event) {
	if len(e.actors) > 0 && len(e.recipients) > 0 && (e.recipients[0].marker != "theme" || len(e.actors) == 1) {
		s.resolver.Facing(e.actors[0].Country, e.recipients[0].Country)
	} else if len(e.actors) == 2 {
		s.resolver.Facing(e.actors[0].Country, e.actors[1].Country)
	}
	var two []int
	for _, p := range e.actors {
		if p.entity >= 0 {
			two = append(two, p.entity)
		}
	}
	if e.Type == "CONSULT" && len(two) == 1 && len(e.recipients) == 1 && e.recipients[0].entity >= 0 { // guest and host, caller and called
		two = append(two, e.recipients[0].entity)
	} else if len(two) != 2 || !mutual(e.found) {
		return
	}
	s.resolver.Couple(two[0], two[1])
}

// mutual reports whether an event has both its parties as actors.
func mutual(f *what.Found) bool { return f.Rule.Frame.Has("both") }

// actOfSaying lets the act of saying bear on what is said: what is denied did not happen; what is demanded, promised or threatened is
// still to come; what is feared, hoped or expected is possible. What is told as past stays as it is told.
func (s *session) actOfSaying(e *event, st *sentence, f *what.Found) {
	act := e.quote.found.Rule.Act
	if act == "deny" {
		e.Polarity = "negative"
		return
	}
	if e.Reality != "actual" || s.past(st, f) {
		return
	}
	switch act {
	case "demand", "promise", "threaten", "ask":
		e.Reality = "planned"
	case "think", "predict", "warn":
		e.Reality = "possible"
	}
}

// past reports whether the trigger is a verb in the perfect.
func (s *session) past(st *sentence, f *what.Found) bool {
	for _, r := range st.Items[f.Item].Readings {
		if r.Finite() && r.Feat.Has(morph.Perfect) {
			return true
		}
	}
	return false
}

// claimed puts the one who announces another's act at the end of the event's chain: «أعلنت الشرطة مقتل …».
func (s *session) claimed(e *event, st *sentence, f *what.Found) {
	es := s.entities(st, f.Claimed, e.quote)
	if len(es) == 0 || es[0].entity < 0 || len(e.links) > 0 && e.links[len(e.links)-1].entity == es[0].entity {
		return
	}
	it := &st.Items[f.SupportAt]
	cue := s.text.Span(it.Start, it.End)
	l := link{entity: es[0].entity}
	l.Role, l.Span, l.Cue = "speaker", es[0].Span, &cue
	for i := range e.links {
		if e.links[i].Role == "speaker" {
			e.links[i].Role = "relay"
		}
	}
	e.links = append(append([]link{}, e.links...), l)
}

// cueOf gives the statement whose cue is the trigger of an event: «وعد بوتين بأن …».
func (s *session) cueOf(f *what.Found) *quote {
	for _, q := range s.quotes {
		for _, c := range q.Cue {
			if c.Start == f.AnchorFrom {
				return q
			}
		}
	}
	return nil
}

// ownVoice empties the chain where the one who says it is the one who does it by saying: announcing one's own act.
func (s *session) ownVoice(e *event) {
	if len(e.links) != 1 || e.quote.found.Rule.Act != "announce" && e.quote.found.Rule.Act != "promise" {
		return
	}
	n := e.links[0].entity
	for _, a := range e.actors {
		if a.entity == n {
			e.links = nil
			return
		}
	}
}

func (s *session) parties(st *sentence, fillers []what.Filler, in *quote, material bool) []party {
	var out []party
	for _, f := range fillers {
		es := s.entities(st, f.Arg, in)
		if len(es) == 0 && (f.Type == "" && material || s.many(st, f.Arg) || st.InQuote(f.Arg)) {
			es = s.things(st, f.Arg)
		}
		for _, p := range es {
			dup := false
			for _, o := range out {
				dup = dup || o.entity == p.entity && (p.entity >= 0 || o.Span != nil && p.Span != nil && o.Span.Start == p.Span.Start)
			}
			if dup {
				continue
			}
			p.marker, p.by = f.Marker, f.Arg.By
			p.Rule = f.Marker
			out = append(out, p)
		}
	}
	return out
}

func without(list, drop []party) []party {
	var out []party
	for _, p := range list {
		keep := true
		for _, d := range drop {
			if d.entity == p.entity && p.entity >= 0 {
				keep = false
			}
		}
		if keep {
			out = append(out, p)
		}
	}
	return out
}

// mood settles reality and polarity from what stands round the trigger.
func (s *session) mood(e *event, f *what.Found) {
	e.Reality, e.Polarity = "actual", "positive"
	a := f.Args
	switch {
	case a.Hypothetical:
		e.Reality = "hypothetical"
	case a.Would && e.quote != nil && e.quote.Kind != "direct": // said it would: the future seen from the past
		e.Reality = "planned"
	case a.Possible || a.Would || a.Near:
		e.Reality = "possible"
	case a.Planned || a.Future || f.Planned:
		e.Reality = "planned"
	}
	if a.Negated {
		e.Polarity = "negative"
	}
	e.Background = a.Perfect2
}

// sameVoice reports whether a code point is told by the same voice as the event: inside the same statement, or outside as it is.
func (s *session) sameVoice(e *event, point int) bool { return s.containing(point) == e.quote }

// between reports whether another finite clause parts a date from an event.
func (s *session) between(st *sentence, e *event, t when.Time) bool {
	lo, hi := e.Anchor.End, t.Start
	if t.End <= e.Anchor.Start {
		lo, hi = t.End, e.Anchor.Start
	}
	n, asides, opening := 0, 0, t.End <= e.Anchor.Start && e.found != nil && !e.found.Args.Relative && st.opens(t)
	for i := range st.Items {
		it := &st.Items[i]
		if it.Start < lo || it.End > hi || opening && it.Kind != clause.Comp {
			continue
		}
		if e.found != nil && t.Start >= e.Anchor.End {
			if st.describesDeed(i, e.found.Item) { // and what came before it described somebody
				asides = 0
				continue
			}
			if st.describes(i, e.found.Item) {
				continue
			}
			if st.Antecedent(i) > e.found.Item {
				asides++
				continue
			}
		}
		if it.Kind == clause.Verb && it.Finite() && it.Start != e.Anchor.Start && !(e.found != nil && e.found.Support != "" && e.found.SupportAt == i) || it.Kind == clause.Comp || it.Kind == clause.Rel {
			n++
		}
	}
	return n+asides > 0
}

// where finds the event's own place: a locative phrase of its clause, else the only one of its sentence.
func (s *session) where(e *event, st *sentence, f *what.Found) {
	var places []int // items
	for _, p := range f.Args.Preps {
		if s.locative(p.Prep) && len(p.Items) > 0 {
			for _, i := range p.Items {
				if s.isPlace(st, i) {
					places = append(places, i)
				}
			}
		}
	}
	for _, fl := range f.Places {
		for _, i := range fl.Arg.Items {
			if s.isPlace(st, i) {
				places = append(places, i)
			}
		}
	}
	if len(places) == 0 && e.bodily() {
		n := 0
		for i := range st.Items {
			if (s.located(st, i) || st.Items[i].Prep == "" && s.sideOf(st, i)) && s.isPlace(st, i) && s.sameVoice(e, st.Items[i].Start) && !s.parted(st, e, st.Items[i].Start, st.Items[i].End) {
				places = append(places, i)
				n++
			}
		}
		if n > 1 && places[1] == places[0]+1 && s.placeNoun(&st.Items[places[1]]) { // in the Black Sea port of Odesa
			places = places[1:]
		}
		if n > 1 {
			places = places[:1]
		}
	}
	if i := s.destination(e, st, f); len(places) == 0 && i >= 0 {
		places = append(places, i)
	}
	if i := s.opening(st); len(places) == 0 && i >= 0 && s.sameVoice(e, st.Items[i].Start) {
		places = append(places, i)
	}
	if len(places) == 0 && e.Quad == 4 && e.Type != "SANCTION" { // who shells or seizes a town does it there
		struck := f.Args.Obj.Items
		if f.Args.Passive {
			struck = f.Args.Subj.Items
		}
		for _, fl := range f.Recipients {
			struck = append(struck[:len(struck):len(struck)], fl.Arg.Items...)
		}
		for _, i := range struck {
			if i+1 < len(st.Items) && st.Items[i].Kind != clause.Mention && st.Items[i+1].Prep == "of" { // districts of Aleppo
				i++
			}
			if s.isPlace(st, i) && st.Mentions[st.Items[i].Mention].Kind == "place" {
				places = append(places, i)
			}
		}
	}
	for k, i := range places {
		m := &st.Mentions[st.Items[i].Mention]
		p := s.placeOf(m)
		if p == nil {
			continue
		}
		if e.Place == nil {
			e.Place, e.place = p, s.placed(m)
			if k+1 < len(places) {
				continue
			}
		} else if p.Name != e.Place.Name {
			e.OtherPlaces = append(e.OtherPlaces, *p)
		}
	}
	if e.Place != nil {
		return
	}
	for _, r := range e.recipients { // visits go to the host's country
		if e.Mode == "visit" && s.visited(e, st, r) {
			return
		}
		if e.Mode == "visit" && r.entity >= 0 && s.resolver.Entities[r.entity].Kind == "state" {
			if p := s.knownPlace(s.resolver.Entities[r.entity].Known); p != nil {
				p.Basis, p.Span = "stated", r.Span
				e.Place, e.place = p, r.entity
				return
			}
		}
	}
}

// visited gives a visit the town that its words name for the government of the host: «يزور دمشق».
func (s *session) visited(e *event, st *sentence, host party) bool {
	for k := range st.Mentions {
		m := &st.Mentions[k]
		if host.Span == nil || m.Start != host.Span.Start || m.Kind != "place" || m.Entity < 0 {
			continue
		}
		if p := s.placeOf(m); p != nil {
			e.Place, e.place = p, m.Entity
			return true
		}
	}
	return false
}

// opening gives the item of the place with which a sentence opens and which holds for all its clauses («وفي يريفان اقتحم … وأوقفت …»),
// or -1.
func (s *session) opening(st *sentence) int {
	for i := 0; i < len(st.Items) && i < 3; i++ {
		it := &st.Items[i]
		switch {
		case s.locative(it.Prep) && s.isPlace(st, i):
			return i
		case it.Kind == clause.Verb || it.Kind == clause.Mention && it.Prep == "":
			return -1
		}
	}
	return -1
}

func (s *session) parted(st *sentence, e *event, start, end int) bool {
	return s.between(st, e, when.Time{Start: start, End: end})
}

// bodily reports whether those who do it must be where it happens. What is only said has its place where the speaker is, and what stands
// beside it in the sentence is mostly what is spoken of.
func (e *event) bodily() bool {
	return e.Quad != 3 && (e.Type != "SUPPORT" || e.CAMEO == "057")
}

// located reports whether a phrase says that something is at the item: by the preposition before it, or before the nouns to which it
// belongs (in the streets of Lagos, in the Black Sea port of Odesa, in the capital, Khartoum).
func (s *session) located(st *sentence, i int) bool {
	if s.lang.who.HeadFirst() {
		return s.locative(st.Items[i].Prep)
	}
	for k := i; k >= 0 && i-k < chainItems; k-- {
		it := &st.Items[k]
		switch {
		case s.locative(it.Prep):
			return true
		case it.Prep != "" && !(it.Prep == "of" && k == i):
			return false
		case k == i && it.Prep == "" && k > 1 && st.Items[k-1].Kind == clause.Mark && s.placeNoun(&st.Items[k-2]): // the capital, Khartoum
			k--
		case k == i && it.Prep == "" && !s.placeNoun(it), k < i && it.Kind != clause.Noun && it.Kind != clause.Mention && it.Kind != clause.Det && it.Kind != clause.Other:
			return false
		}
	}
	return false
}

// chainItems is how far before a place the preposition may stand that says that something is there.
const chainItems = 5

// placeNoun reports whether an item begins with a noun of places: city, capital.
func (s *session) placeNoun(it *clause.Item) bool {
	_, ok := s.lang.who.Word(s.text, it.From, "place")
	return ok
}

// locative reports whether a preposition says where something happens.
func (s *session) locative(prep string) bool { return s.lang.who.Locative(prep) }

func (s *session) isPlace(st *sentence, i int) bool {
	k := st.Items[i].Mention
	if k < 0 {
		return false
	}
	m := &st.Mentions[k]
	return m.Entity >= 0 && (m.Kind == "place" || m.Kind == "state") && m.Form == "name" || s.settled(m) >= 0
}

// sideOf reports whether the item is a place told by its side without a preposition (شرق جنين).
func (s *session) sideOf(st *sentence, i int) bool {
	k := st.Items[i].Mention
	return k >= 0 && st.Mentions[k].Direction && s.lang.who.HeadFirst()
}

// placed gives the entity of a place: that of its name, or the one that its kind alone points to.
func (s *session) placed(m *who.Mention) int {
	if n := s.settled(m); n >= 0 {
		return n
	}
	return m.Entity
}

func (s *session) placeOf(m *who.Mention) *news.Place {
	span := s.text.Span(m.Start, m.End)
	e := s.resolver.Entities[s.placed(m)]
	p := s.knownPlace(e.Known)
	if p == nil {
		p = &news.Place{Name: e.English(), Country: e.Country}
		for _, part := range m.Parts { // a place inside a known one lends its coordinates' country
			if part.Known != nil && p.Country == "" {
				p.Country = part.Known.Country
			}
		}
	}
	p.Span, p.Basis = &span, "stated"
	return p
}

func (s *session) knownPlace(k *who.Known) *news.Place {
	if k == nil || k.Kind != "place" && k.Kind != "state" {
		return nil
	}
	p := &news.Place{Name: k.Printed(), Country: k.Country, GeoNames: k.GeoNames}
	if k.Point && k.Kind == "place" {
		lat, lon := k.Lat, k.Lon
		p.Lat, p.Lon = &lat, &lon
	}
	return p
}

// count gives the amounts of an event's clause, and the dead, injured and arrested where the event is of that kind.
func (s *session) count(e *event, st *sentence, f *what.Found) {
	for _, a := range s.amounts {
		if a.Start < e.Evidence.Start || a.End > e.Evidence.End || a.Unit == "" && a.Vague == "" {
			continue
		}
		q := news.Quantity{Value: a.Value, Bound: a.Bound, Unit: a.Unit, Vague: a.Vague, Span: s.text.Span(a.Start, a.End)}
		if q.Bound == "" {
			q.Bound = "exactly"
		}
		e.Quantities = append(e.Quantities, q)
	}
	if e.Quad == 4 {
		s.casualties(e, st, f)
	}
}

// casualties counts the dead, injured or arrested by the amount in the phrase of those to whom it was done.
func (s *session) casualties(e *event, st *sentence, f *what.Found) {
	s.casualty(e, s.lang.what.Toll(st.Items[f.Item].Readings), e.recipients)
	for _, r := range f.Results {
		s.casualty(e, s.lang.what.Toll(st.Items[r.Item].Readings), s.parties(st, r.Victims, e.quote, true))
	}
}

// casualty counts what happened to people by the amount in the phrase that tells of them.
func (s *session) casualty(e *event, toll string, people []party) {
	if toll == "" {
		return
	}
	for _, r := range people {
		if r.Span == nil {
			continue
		}
		for _, k := range s.doc.Numbers {
			if !r.Span.Covers(k.Span) || k.Value < 1 || k.Value != float64(int(k.Value)) {
				continue
			}
			n := int(k.Value)
			if e.Casualties == nil {
				e.Casualties = &news.Casualties{}
			}
			switch toll {
			case "dead":
				e.Casualties.Dead = &n
			case "injured":
				e.Casualties.Injured = &n
			case "arrested":
				e.Casualties.Arrested = &n
			}
			return
		}
	}
}

// described reports whether a deed of violence or force is told in a relative clause only to say who its victim is («الرهينة الذي
// خطفته الجماعة»): known before, not the news.
func (s *session) described(e *event, f *what.Found) bool {
	return e.Quad == 4 && f.Args.Relative && !(f.Args.Passive && len(e.actors) > 0) && strings.HasPrefix(f.Args.Obj.By, "antecedent")
}

// result reports whether the clause only says what the news amounts to («…, مما يعزز تعاونهما»): a judgement, not another event.
func (s *session) result(st *sentence, f *what.Found) bool {
	if f.Item == 0 || !f.Args.Subj.Dropped {
		return false
	}
	for k := f.Item - 1; k >= 0 && k >= f.Item-2; k-- {
		if st.Items[k].Kind == clause.Sub && st.Items[k].Key == "mimma" {
			return f.Rule.Type != "ASSAULT"
		}
	}
	return false
}

// weighed lets the evidence decide whether a deed happened or is only mentioned; what goes on in general is no deed of a day, and kept as
// hypothetical.
func (s *session) weighed(e *event, w what.Weight) {
	if w.Tells || e.Reality != "actual" || e.Polarity != "positive" {
		return
	}
	if w.General {
		e.Reality = "hypothetical"
		return
	}
	e.mention = true
	if s.explain {
		s.trace.Steps = append(s.trace.Steps, Step{Stage: "what", Span: e.Anchor, Rule: e.Rule, Verdict: "dropped", Reason: "only mentioned: " + w.String()})
	}
}

// tellable decides whether a trigger is an event of this report. A verb tells one; a noun alone does where its parties are
// named, or, for violence and protest, where it is told of somebody or somewhere.
func (s *session) tellable(e *event, f *what.Found) bool {
	if f.Verb || f.Support != "" {
		return len(e.actors)+len(e.recipients) > 0 || e.Quad == 4
	}
	head := e.sentence.Heads(f.Item)
	e.Background = e.Background || !head
	switch e.Type {
	case "ASSAULT", "PROTEST":
		if head {
			return len(e.actors)+len(e.recipients) > 0 || e.Place != nil || e.title
		}
		if len(e.actors) > 0 && e.Place != nil && e.CAMEO == "190" { // a war: a state and where it wages it
			return true
		}
		return len(e.actors) > 0 && len(e.recipients) > 0
	case "CONSULT":
		return len(e.actors)+len(e.recipients) > 1
	case "AGREE": // «relations between states» are nobody's promise
		return slices.ContainsFunc(append(slices.Clone(e.actors), e.recipients...), s.inParticular)
	}
	return len(e.actors) > 0 || len(e.recipients) > 0
}

// inParticular reports whether a party is somebody: it has a name or a country.
func (s *session) inParticular(p party) bool {
	return p.Country != "" || p.entity >= 0 && s.resolver.Entities[p.entity].Known != nil
}

// confidence is how sure the reading is, from what filled the frame.
func confidence(e *event, f *what.Found) float64 {
	c := 0.55
	if f.Verb {
		c += 0.12
	}
	if f.Rule.Kind == "light" {
		c += 0.05
	}
	if len(e.actors) > 0 {
		c += 0.08
	}
	if len(e.recipients) > 0 {
		c += 0.08
	}
	for _, slot := range f.Rule.Frame {
		if slot.Must {
			c += 0.03
		}
	}
	for _, list := range [...][]party{e.actors, e.recipients} {
		for n := range list {
			if by := list[n].by; strings.Contains(by, "not written") || strings.Contains(by, "pronoun") {
				c -= 0.08
			}
		}
	}
	if f.Noun {
		c -= 0.1
	}
	if c > 0.95 {
		c = 0.95
	}
	if c < 0.2 {
		c = 0.2
	}
	return float64(int(c*100+0.5)) / 100
}

// order sorts events by where they stand.
func order(es []*event) {
	sort.SliceStable(es, func(i, j int) bool { return es[i].Anchor.Start < es[j].Anchor.Start })
}
