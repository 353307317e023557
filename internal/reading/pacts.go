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
	by          *event // the event that makes it, nil where none was found
	links       []link
	obligations []obligation
	best        int // rank of its stage
	title       bool
	sure        bool       // its dates are told, not taken from the report's day
	general     bool       // of no kind in particular
	told        []*telling // its tellings, in the order of the text
	place       int
}

// telling is one place that names an agreement.
type telling struct {
	st      *sentence
	item    int        // item of its noun
	phrase  text.Range // the noun with what qualifies it
	words   []pact.Word
	head    pact.Word
	kinds   []string
	strong  bool // surely an agreement
	def     bool
	parties []int // as the phrase itself names them
	stage   string
	shifted bool // it is told as not having come so far
	stageAt int  // item of the word that tells the stage, -1
	span    news.Span
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

// pacts finds the agreements that the report tells of, and what they provide.
func (s *session) pacts() {
	each := func(do func(b *block, st *sentence, words []pact.Word)) {
		for _, b := range s.blocks {
			if !b.Kind.Told() || b.Kind == news.Caption {
				continue
			}
			for _, st := range b.sentences {
				do(b, st, s.lang.pact.Words(s.text, st.Range))
			}
		}
	}
	each(func(b *block, st *sentence, words []pact.Word) {
		for _, t := range s.tellings(st, words) {
			s.agreement(t, b.Kind == news.Title || b.Kind == news.Subtitle)
		}
		s.signedIt(st)
	})
	if len(s.agreed) > 0 { // a report may tell the terms before it names the document
		each(func(_ *block, st *sentence, words []pact.Word) { s.obligations(st, words) })
	}
	s.headlines()
}

// signedIt takes what signing of «it» says into the agreement named before.
func (s *session) signedIt(st *sentence) {
	if len(s.agreed) == 0 {
		return
	}
	a := s.agreed[len(s.agreed)-1]
	for _, e := range s.events {
		if e.sentence != st || e.CAMEO != "057" || e.Reality != "actual" || e.Polarity == "negative" || !s.recent(st, a) {
			continue
		}
		obj := e.found.Args.Obj
		pron := obj.Pron != ""
		for _, i := range obj.Items {
			pron = pron || st.Items[i].Mention >= 0 && st.Mentions[st.Items[i].Mention].Kind == "pronoun"
		}
		if !pron {
			continue
		}
		for _, p := range e.actors {
			if p.entity >= 0 && s.resolver.Entities[p.entity].Kind == "person" {
				a.signatories = addInt(a.signatories, p.entity)
			}
		}
		if a.by == nil {
			a.by, a.Rule = e, e.Rule
		}
		if a.best < rankOf("signed") {
			a.Stage, a.best = "signed", rankOf("signed")
		}
		if a.Dates["signed"] == "" && e.Date != nil && e.Date.Start != "" && e.Date.Start == e.Date.End {
			if a.Dates == nil {
				a.Dates = map[string]string{}
			}
			a.Dates["signed"] = e.Date.Start
		}
		if a.Place == nil {
			a.Place, a.place = e.Place, e.place
		}
	}
}

// agreement takes a telling into the record: a new agreement, or a further telling of one.
func (s *session) agreement(t *telling, title bool) {
	if t.head.Key == "text" && !s.signedText(t) { // «the statement», «the plan»: only what an agreement before is called
		if n := len(s.agreed); n > 0 && t.def && !title && s.recent(t.st, s.agreed[n-1]) {
			t.stage, t.stageAt = "", -1
			s.agreed[n-1].told = append(s.agreed[n-1].told, t)
		}
		return
	}
	by := s.pactMaker(t)
	var actual []int // who signs, breaks, leaves it
	var signatories []int
	if by != nil {
		for _, p := range append(append([]party{}, by.actors...), by.recipients...) {
			if p.entity < 0 {
				continue
			}
			actual = addInt(actual, p.entity)
			if s.resolver.Entities[p.entity].Kind == "person" && t.stage == "signed" {
				signatories = addInt(signatories, p.entity)
			}
		}
	}
	if t.stageAt >= 0 {
		it := &t.st.Items[t.stageAt]
		args := t.st.NounArgs(t.stageAt)
		if it.Kind == clause.Verb {
			args = t.st.Args(t.stageAt)
		}
		if args.Subj.Dropped && !args.Carried.Zero() {
			args.Subj = args.Carried
		}
		if by == nil && args.Subj.Dropped {
			for _, n := range s.members(t.st, args.Subj) {
				actual = addInt(actual, n)
			}
		}
		for _, a := range []clause.Arg{args.Subj, args.Gen} {
			if len(a.Items) > 0 && (t.st.Items[a.Items[0]].From < t.phrase.To || t.st.Items[a.Items[0]].From < it.From && !s.lang.who.HeadFirst()) {
				for _, n := range s.members(t.st, a) {
					actual = addInt(actual, n)
					if s.resolver.Entities[n].Kind == "person" && t.stage == "signed" {
						signatories = addInt(signatories, n)
					}
				}
			}
		}
		for _, p := range args.Preps {
			switch p.Prep {
			case "maa", "with", "by", "min-qibal", "min-janib", "ala-yad":
				if len(p.Items) > 0 {
					p.Items = s.listAt(t.st, p.Items[0])
				}
				for _, n := range s.members(t.st, p) {
					actual = addInt(actual, n)
					if s.resolver.Entities[n].Kind == "person" && t.stage == "signed" {
						signatories = addInt(signatories, n)
					}
				}
			}
		}
	}
	if by == nil && t.stageAt >= 0 && len(actual) == 0 {
		actual = s.doersAt(t)
	}
	parties := t.parties
	if len(parties) < 2 {
		for _, n := range s.bound(actual) {
			parties = addInt(parties, n)
		}
	}
	if len(parties) < 2 && t.stage == "signed" && t.stageAt >= 0 {
		if more := s.bound(s.signers(t)); len(more) > 1 {
			parties = more
		}
	}
	if len(parties) == 1 && len(t.parties) == 1 { // its deal with Iran: whose clause it is
		for _, n := range s.bound(s.pactOwner(t)) {
			parties = addInt(parties, n)
		}
	}
	if n := len(s.agreed); n > 0 && len(t.parties) == 0 && t.stage != "" && s.ofSides(t) { // the sides are those of the agreement before
		parties = s.agreed[n-1].parties
	}
	if len(parties) == 0 && t.stage == "" {
		parties = s.bound(s.havers(t))
	}
	if len(parties) < 2 && t.stage != "" {
		if more := s.bound(s.pactOwner(t)); len(more) > 1 && (t.stageAt < t.item || !s.lang.who.HeadFirst() || !t.def) {
			parties = more
		} else if s.ofSides(t) && len(t.parties) == 0 {
			if n := len(s.agreed); n > 0 {
				parties = s.agreed[n-1].parties
			} else if two := s.lastTwo(t.span.Start); t.stage == "signed" && two != nil {
				parties = two
			}
		}
		if len(s.agreed) == 0 && t.def && len(t.parties) == 0 && (t.stage == "reached" || t.stage == "signed") && len(parties) < 2 {
			if two := s.agreeing(t); len(two) == 2 {
				parties = two
			}
		}
	}
	a := &agreed{by: by, parties: parties, signatories: signatories, title: title, place: -1, told: []*telling{t}}
	a.Span, a.Kind, a.Stage = t.span, t.kinds, s.stageOf(t)
	a.best, a.general = rankOf(a.Stage), len(t.kinds) == 0
	quote := s.containing(t.span.Start)
	if quote != nil {
		a.links = s.chain(quote)
	}
	s.lifeDates(a, t)
	a.Name, a.Rule = a.Span.Text, "pact/"+t.head.Key
	a.Names = map[string]string{s.lang.name: a.Span.Text}
	a.Evidence = s.clauseOf(t)
	if by != nil {
		a.Rule = by.Rule
		if by.Evidence.Start <= t.span.Start && t.span.End <= by.Evidence.End {
			a.Evidence = by.Evidence
		}
		if len(by.links) > 0 {
			a.links = by.links
		}
	}
	if o := s.goesBackTo(a, t); o != nil {
		s.joinPact(o, a)
		return
	}
	if s.founded(a, t) {
		s.agreed = append(s.agreed, a)
	}
}

// signedText reports whether a text of no particular sort is said to be signed: a statement that two ministers signed.
func (s *session) signedText(t *telling) bool {
	return t.stage == "signed" && t.stageAt >= 0 && t.st.Items[t.stageAt].Kind == clause.Verb
}

// founded reports whether a telling is enough to speak of an agreement: named parties, and a noun that means one.
func (s *session) founded(a *agreed, t *telling) bool {
	state := false
	if (t.stage == "violated" || t.stage == "proposed") && len(t.parties) < 2 && !(t.stage == "proposed" && a.by != nil) {
		return false
	}
	for _, n := range a.parties {
		e := s.resolver.Entities[n]
		state = state || e.Kind == "state" || e.Kind == "group" || e.Sector == "GOV" || e.Sector == "MIL" || e.Sector == "REB" || e.Sector == "PTY"
	}
	if !state || t.stage == "proposed" && len(a.parties) < 2 {
		return false
	}
	if t.stageAt >= 0 && !t.def && t.st.Items[t.item].Several() && t.st.Args(t.stageAt).Relative { // China, which signed a string of deals
		return false
	}
	life := t.stage != "" && t.stage != "negotiated" && t.stage != "proposed"
	switch {
	case len(a.parties) >= 2:
		return t.strong && (t.stage != "" || len(t.parties) >= 2 || !t.def) || life || (t.def || len(t.kinds) > 0) && len(t.parties) >= 2 || t.def && len(t.parties) == 1
	case len(a.parties) == 1:
		ends := t.stage == "suspended" || t.stage == "ratified" // whoever suspends an agreement has one
		return t.strong && life && t.stage != "reached" && t.stage != "signed" && (t.def || len(t.kinds) > 0 || ends)
	}
	return false
}

func addInt(list []int, n int) []int {
	for _, x := range list {
		if x == n {
			return list
		}
	}
	return append(list, n)
}

func addString(list []string, x string) []string {
	for _, y := range list {
		if x == y {
			return list
		}
	}
	return append(list, x)
}

// headlines makes a headline that tells of an agreement in other words («… strengthen partnership») a telling of its signing.
func (s *session) headlines() {
	for _, e := range s.events {
		if !e.title || e.merged || e.Type != "AGREE" && e.Type != "COOPERATE" && e.Type != "SUPPORT" {
			continue
		}
		for _, a := range s.agreed {
			if a.by != nil && a.by != e && a.by.Quad == e.Quad && s.subset(e.actors, a.by.actors) && len(e.actors) > 0 {
				e.merged = true
				a.by.also = append([]*event{e}, a.by.also...)
				break
			}
		}
	}
	s.dropMerged()
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

// numberPacts writes the agreements into the record.
func (s *session) numberPacts(rec *news.Record, id func(int) string, chain func([]link) []news.Link) {
	sort.SliceStable(s.agreed, func(i, j int) bool { return s.agreed[i].Span.Start < s.agreed[j].Span.Start })
	for i, a := range s.agreed {
		out := a.Agreement
		out.ID = "a" + strconv.Itoa(i+1)
		if a.by != nil {
			out.Event = a.by.id
		}
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
		if out.Place != nil {
			place := *out.Place
			place.Entity = id(a.place)
			out.Place = &place
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
			if out.Event != "" && rec.Events[k].ID == out.Event {
				rec.Events[k].Agreement = out.ID
			}
		}
		rec.Agreements = append(rec.Agreements, out)
		if s.explain {
			s.trace.Steps = append(s.trace.Steps, Step{Stage: "pact", Span: out.Span, Rule: out.Rule, Verdict: "kept", Fact: out.ID})
		}
	}
}
