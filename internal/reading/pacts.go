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
	on    []int
	links []link
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
		a.obligations = append(a.obligations, s.obligation(st, a, act, terms))
		a.Kind = addString(a.Kind, act.Kind)
	}
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
	for _, e := range s.events {
		if e.Evidence.Overlaps(o.Evidence) && e.Reality == "hypothetical" {
			o.TriggerEvent = e.id
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
