package reading

import (
	"sort"
	"strconv"

	"rawi/internal/clause"
	"rawi/internal/news"
	"rawi/internal/pact"
	"rawi/internal/text"
)

// agreed is an agreement in the making.
type agreed struct {
	news.Agreement
	parties     []int
	signatories []int
	by          *event
	links       []link
	obligations []obligation
	best        int // rank of its stage
}

type obligation struct {
	news.Obligation
	on      []int
	links   []link
	promise *event
	trigger *event
}

// stages in the order of an agreement's life.
var stages = []string{"proposed", "negotiated", "initialled", "signed", "ratified", "in_force", "suspended", "terminated", "violated"}

func rankOf(stage string) int {
	for i, s := range stages {
		if s == stage {
			return i
		}
	}
	return -1
}

// pacts finds the agreements that the events make, and what the report says they provide.
func (s *session) pacts() {
	for _, e := range s.events {
		s.agreement(e)
	}
	for _, b := range s.blocks {
		if !b.Kind.Told() {
			continue
		}
		for _, st := range b.sentences {
			s.obligations(st)
		}
	}
	s.headlines()
}

// headlines makes a headline that tells of an agreement in other words («… strengthen partnership») a telling of its signing.
func (s *session) headlines() {
	for _, e := range s.events {
		if !e.title || e.merged || e.Type != "AGREE" && e.Type != "COOPERATE" && e.Type != "SUPPORT" {
			continue
		}
		for _, a := range s.agreed {
			if a.by != e && a.by.Quad == e.Quad && s.subset(e.actors, a.by.actors) && len(e.actors) > 0 {
				e.merged = true
				a.by.also = append([]*event{e}, a.by.also...)
				break
			}
		}
	}
	s.dropMerged()
}

// agreement makes an agreement of an event whose theme is one.
func (s *session) agreement(e *event) {
	item, ok := s.pactItem(e)
	if !ok || e.Polarity == "negative" {
		return
	}
	a := &agreed{by: e, links: e.links}
	a.Span = s.pactSpan(e.sentence.Sentence, item)
	a.Name, a.Evidence, a.Rule = a.Span.Text, e.Evidence, e.Rule
	a.Names = map[string]string{s.lang.name: a.Span.Text}
	for _, p := range append(append([]party{}, e.actors...), e.recipients...) {
		if p.entity < 0 {
			continue
		}
		n := s.partyOf(p)
		a.parties = addInt(a.parties, n)
		if s.resolver.Entities[p.entity].Kind == "person" {
			a.signatories = addInt(a.signatories, p.entity)
		}
	}
	for _, m := range e.sentence.Mentions { // «بين روسيا وإيران»
		if (m.Prep == "bayna" || m.Prep == "between") && m.Entity >= 0 && s.resolver.Entities[m.Entity].Kind == "state" {
			a.parties = addInt(a.parties, m.Entity)
		}
	}
	if len(a.parties) == 0 {
		return
	}
	terms := s.lang.pact.Read(s.text, s.pactRange(e.sentence.Sentence, item))
	a.Kind = terms.Kinds
	a.Stage = s.stage(e)
	a.best = rankOf(a.Stage)
	if a.Stage == "signed" && e.Date != nil && e.Date.Start != "" && e.Date.Start == e.Date.End {
		a.Dates = map[string]string{"signed": e.Date.Start}
	}
	a.Place = e.Place
	for _, o := range s.agreed {
		if samePact(o, a) {
			s.joinPact(o, a)
			return
		}
	}
	s.agreed = append(s.agreed, a)
}

func addInt(list []int, n int) []int {
	for _, x := range list {
		if x == n {
			return list
		}
	}
	return append(list, n)
}

// partyOf gives the party that one who signs binds: his state, or the body he leads.
func (s *session) partyOf(p party) int {
	e := s.resolver.Entities[p.entity]
	if e.Kind == "person" || e.Sector == "GOV" || e.Kind == "place" {
		if k := s.world.States[p.Country]; k != nil {
			return s.resolver.Of(k)
		}
	}
	return p.entity
}

// samePact reports whether two signings are of one agreement: no party of one is foreign to the other.
func samePact(a, b *agreed) bool {
	in := func(n int, list []int) bool {
		for _, x := range list {
			if x == n {
				return true
			}
		}
		return false
	}
	small, large := a.parties, b.parties
	if len(small) > len(large) {
		small, large = large, small
	}
	for _, n := range small {
		if !in(n, large) {
			return false
		}
	}
	return true
}

func (s *session) joinPact(o, a *agreed) {
	for _, n := range a.parties {
		o.parties = addInt(o.parties, n)
	}
	for _, n := range a.signatories {
		o.signatories = addInt(o.signatories, n)
	}
	for _, k := range a.Kind {
		o.Kind = addString(o.Kind, k)
	}
	if a.best > o.best && o.best < rankOf("suspended") {
		o.Stage, o.best = a.Stage, a.best
	}
	if o.Dates == nil {
		o.Dates = a.Dates
	}
	if o.Place == nil {
		o.Place = a.Place
	}
}

func addString(list []string, x string) []string {
	for _, y := range list {
		if x == y {
			return list
		}
	}
	return append(list, x)
}

// stage tells how far an agreement has come from the event that names it.
func (s *session) stage(e *event) string {
	terms := s.lang.pact.Read(s.text, text.Range{From: e.sentence.Items[e.found.Item].From, To: e.sentence.Items[e.found.Item].To})
	switch {
	case terms.Stage != "":
		return terms.Stage
	case e.Reality != "actual":
		return "negotiated"
	case e.Type == "CONSULT":
		return "negotiated"
	case e.Type == "AGREE" || e.Type == "REQUEST":
		return "proposed"
	}
	return "signed"
}

// pactItem finds the item of the agreement in an event's clause.
func (s *session) pactItem(e *event) (int, bool) {
	st := e.sentence
	for _, list := range [][]int{s.itemsOf(e.found.Args.Obj), s.itemsOf(e.found.Args.Obj2), s.itemsOf(e.found.Args.Subj), s.itemsOf(e.found.Args.Gen)} {
		for _, i := range list {
			if s.isPact(st.Sentence, i) {
				return i, true
			}
		}
	}
	for _, p := range e.found.Args.Preps {
		for _, i := range p.Items {
			if s.isPact(st.Sentence, i) && (p.Prep == "ala" || p.Prep == "on" || p.Prep == "li" || p.Prep == "to" || p.Prep == "min" || p.Prep == "from" || p.Prep == "of" || p.Prep == "bi") {
				return i, true
			}
		}
	}
	for i := e.found.Item + 1; i < len(st.Items) && i < e.found.Args.To && i < e.found.Item+8; i++ {
		if st.Items[i].Prep == "" && s.isPact(st.Sentence, i) && e.CAMEO == "057" {
			return i, true
		}
	}
	return 0, false
}

func (s *session) itemsOf(a clause.Arg) []int { return a.Items }

func (s *session) isPact(st *clause.Sentence, i int) bool {
	it := &st.Items[i]
	for t := it.From; t < it.To; t++ {
		if th, ok := s.lang.what.Thing(s.text, t, st.Range.To); ok && th.Class == "pact" {
			return true
		}
	}
	return false
}

// pactRange is the noun phrase of an agreement: its noun and what qualifies it up to the next preposition, verb or mark.
func (s *session) pactRange(st *clause.Sentence, i int) text.Range {
	from, j := i, i+1
	if !s.lang.who.HeadFirst() {
		for from > 0 && (st.Items[from-1].Kind == clause.Other || st.Items[from-1].Kind == clause.Noun) && st.Items[from].Prep == "" && st.Items[from-1].Prep == "" {
			from--
		}
	} else {
		for j < len(st.Items) && (st.Items[j].Kind == clause.Other || st.Items[j].Kind == clause.Noun || st.Items[j].Kind == clause.Verb && !st.Items[j].Finite()) && st.Items[j].Prep == "" && j < i+4 {
			if st.Items[j].Conj != "" && !s.kindWord(st, j) {
				break
			}
			j++
		}
	}
	return text.Range{From: st.Items[from].From, To: st.Items[j-1].To}
}

func (s *session) kindWord(st *clause.Sentence, j int) bool {
	return len(s.lang.pact.Read(s.text, text.Range{From: st.Items[j].From, To: st.Items[j].To}).Kinds) > 0
}

func (s *session) pactSpan(st *clause.Sentence, i int) news.Span {
	r := s.pactRange(st, i)
	start := s.text.Tokens[r.From].Start
	for k := range st.Items {
		if st.Items[k].From == r.From {
			start = st.Items[k].Start
		}
	}
	return s.text.Span(start, s.text.Tokens[r.To-1].End)
}

// obligations finds what a sentence says an agreement provides.
func (s *session) obligations(st *sentence) {
	terms := s.lang.pact.Read(s.text, st.Range)
	if len(terms.Acts) == 0 || len(s.agreed) == 0 {
		return
	}
	named := false
	for i := range st.Items {
		named = named || s.isPact(st.Sentence, i)
	}
	if !named || !(terms.Provides || len(terms.Triggers) > 0) {
		return
	}
	a := s.agreed[len(s.agreed)-1]
	for _, o := range s.agreed {
		if o.by.sentence == st {
			a = o
		}
	}
	seen := map[string]bool{}
	for _, o := range a.obligations {
		seen[o.Kind+o.Act] = true
	}
	for _, act := range terms.Acts {
		if seen[act.Kind+act.Act] {
			continue
		}
		seen[act.Kind+act.Act] = true
		o := s.obligation(st, a, act, terms)
		promise := s.promised(st, a, act, &o)
		if t := s.triggered(st, a, terms, &o); t != nil {
			o.trigger = t
		}
		o.promise = promise
		a.obligations = append(a.obligations, o)
		a.Kind = addString(a.Kind, act.Kind)
	}
}

// cameoOf is the code of a promise by the kind of the obligation.
var cameoOf = map[string]string{"defense": "0334", "arms": "0332", "trade": "0311", "cooperation": "031", "consultation": "036", "nonaggression": "0356",
	"neutrality": "0356", "ceasefire": "0356", "prisoner_exchange": "0353", "border": "0356"}

// promised codes what an agreement provides beside its signing: AGREE of its parties, on the word of whoever tells of it. An event
// of the same clause that says so already is left alone; a headline that promises the same is a telling of it.
func (s *session) promised(st *sentence, a *agreed, act pact.Act, o *obligation) *event {
	from, to := s.text.Tokens[act.From].Start, s.text.Tokens[act.To-1].End
	for _, e := range s.events {
		if e.sentence == st && (e.Type == "AGREE" || e.Type == "CONCEDE" || e.Type == "RETREAT" || e.Type == "COOPERATE" || e.Type == "AID") && e.Evidence.Start <= from && to <= e.Evidence.End {
			return e
		}
	}
	e := s.pactEvent(st, a, from, to, o)
	e.Type, e.CAMEO, e.Rule = "AGREE", cameoOf[o.Kind], "pact/obligation."+o.Kind
	if e.CAMEO == "" {
		e.CAMEO = "030"
	}
	for _, p := range a.by.actors {
		if k := s.world.States[p.Country]; k != nil {
			e.actors = append(e.actors, s.party(s.resolver.Of(k), nil, nil))
		}
	}
	if len(e.actors) == 0 {
		e.actors = a.by.actors
	}
	e.Date = a.by.Date
	if e.Date != nil {
		e.Date = &news.Date{Start: e.Date.Start, End: e.Date.End, Basis: "document"}
	}
	s.score(e)
	for _, t := range s.events {
		if t.title && t.Type == "AGREE" && !t.merged && s.subset(t.actors, e.actors) {
			t.merged = true
			e.also = append(e.also, t)
		}
	}
	s.events = append(s.events, e)
	s.dropMerged()
	return e
}

// triggered codes the case in which an obligation falls due: an attack on a party that has not happened.
func (s *session) triggered(st *sentence, a *agreed, terms pact.Terms, o *obligation) *event {
	if len(terms.Triggers) == 0 || o.Kind != "defense" {
		return nil
	}
	t := terms.Triggers[0]
	for _, e := range s.events {
		if e.sentence == st && e.Reality == "hypothetical" && e.Type == "ASSAULT" {
			return e
		}
	}
	e := s.pactEvent(st, a, s.text.Tokens[t.From].Start, s.text.Tokens[t.To-1].End, o)
	e.Type, e.CAMEO, e.Rule, e.Reality = "ASSAULT", "190", "pact/trigger", "hypothetical"
	e.Contexts = []string{"military"}
	for _, n := range a.parties {
		e.recipients = append(e.recipients, s.party(n, nil, nil))
	}
	s.score(e)
	s.events = append(s.events, e)
	return e
}

func (s *session) pactEvent(st *sentence, a *agreed, from, to int, o *obligation) *event {
	e := &event{found: a.by.found, sentence: st, place: a.by.place, links: o.links, quote: s.containing(from)}
	e.Anchor, e.Evidence, e.Contexts = s.text.Span(from, to), o.Evidence, []string{"diplomatic"}
	e.Reality, e.Polarity, e.Confidence = "actual", "positive", 0.6
	return e
}

func (s *session) score(e *event) {
	e.Goldstein, e.Quad = s.lang.what.Scheme.Goldstein(e.CAMEO), s.lang.what.Scheme.Quad(e.Type)
}

func (s *session) dropMerged() {
	var kept []*event
	for _, e := range s.events {
		if !e.merged {
			kept = append(kept, e)
		}
	}
	s.events = kept
}

func (s *session) obligation(st *sentence, a *agreed, act pact.Act, terms pact.Terms) obligation {
	o := obligation{on: a.parties}
	o.Kind, o.Act = act.Kind, act.Act
	for _, t := range terms.Triggers {
		o.Trigger = t.Trigger
		break
	}
	point := s.text.Tokens[act.From].Start
	o.Evidence = s.text.Of(st.Range.From, st.Range.To-1)
	if q := s.containing(point); q != nil {
		o.links = s.chain(q)
		for _, c := range q.Content {
			if c.Start <= point && point < c.End {
				o.Evidence = c
			}
		}
	}
	return o
}

// numberPacts writes the agreements into the record.
func (s *session) numberPacts(rec *news.Record, id func(int) string, chain func([]link) []news.Link) {
	sort.SliceStable(s.agreed, func(i, j int) bool { return s.agreed[i].Span.Start < s.agreed[j].Span.Start })
	for i, a := range s.agreed {
		out := a.Agreement
		out.ID, out.Event = "a"+strconv.Itoa(i+1), a.by.id
		out.Parties, out.Obligations = []string{}, []news.Obligation{}
		for _, n := range a.parties {
			out.Parties = append(out.Parties, id(n))
		}
		for _, n := range a.signatories {
			out.Signatories = append(out.Signatories, id(n))
		}
		if len(out.Kind) == 0 {
			out.Kind = []string{"other"}
		}
		if len(a.links) > 0 {
			out.Attribution = chain(a.links)
		}
		for _, o := range a.obligations {
			ob := o.Obligation
			ob.On, ob.Attribution = []string{}, chain(o.links)
			if o.promise != nil {
				ob.Event = o.promise.id
			}
			if o.trigger != nil {
				ob.TriggerEvent = o.trigger.id
			}
			for _, n := range o.on {
				ob.On = append(ob.On, id(n))
			}
			out.Obligations = append(out.Obligations, ob)
		}
		for k := range rec.Events {
			if rec.Events[k].ID == out.Event {
				rec.Events[k].Agreement = out.ID
			}
		}
		rec.Agreements = append(rec.Agreements, out)
		if s.explain {
			s.trace.Steps = append(s.trace.Steps, Step{Stage: "pact", Span: out.Span, Rule: out.Rule, Verdict: "kept", Fact: out.ID})
		}
	}
}
