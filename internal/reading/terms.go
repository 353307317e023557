package reading

import (
	"rawi/internal/clause"
	"rawi/internal/morph"
	"rawi/internal/news"
	"rawi/internal/pact"
	"rawi/internal/text"
)

// obligation is what an agreement binds its parties to, in the making.
type obligation struct {
	news.Obligation
	on      []int
	links   []link
	promise *event
	trigger *event
}

// provision is a clause that tells what an agreement provides.
type provision struct {
	from, to int // items: what is provided
	start    int // code point where the clause begins
	on       []int
	own      bool // a party's own word (it undertakes), which is an event already
	governed bool // what is provided stands under a preposition or an infinitive
	needAct  bool // only what the table knows as an act counts
	pact     *agreed
}

// obligations finds what a sentence says an agreement provides.
func (s *session) obligations(st *sentence, words []pact.Word) {
	if len(s.agreed) == 0 || s.blocks[st.block].Kind == news.Title || s.blocks[st.block].Kind == news.Subtitle {
		return
	}
	for _, p := range s.provisions(st, words) {
		s.provided(st, p, words)
	}
}

// provisions finds the clauses of a sentence that tell what an agreement provides.
func (s *session) provisions(st *sentence, words []pact.Word) []provision {
	var out []provision
	end := func(i int) int { // the end of the clause that item i stands in
		for k := i; k < len(st.Items); k++ {
			it := &st.Items[k]
			if it.Kind == clause.Mark && (it.Key == "." || it.Key == "؛" || it.Key == ";" || it.Key == ":") || it.Kind == clause.But || k > i+2 && it.Kind == clause.Comp && it.Conj != "" {
				return k
			}
		}
		return len(st.Items)
	}
	here := s.toldIn(st)
	latest := s.latestPact(st)
	if here != nil {
		latest = here
	}
	done := func(i int) bool {
		for _, p := range out {
			if i >= p.from-2 && i < p.to {
				return true
			}
		}
		return false
	}
	for _, w := range words {
		i := s.itemAt(st, w.From)
		if i < 0 && w.Class == pact.Under { // a preposition belongs to the item after it
			for i = 0; i < len(st.Items)-1 && st.Items[i].From < w.From; i++ {
			}
		}
		if i < 0 || done(i) {
			continue
		}
		switch w.Class {
		case pact.Under:
			if here == nil && !s.lang.who.HeadFirst() || here != nil || s.recent(st, latest) {
				for from := i; ; {
					to := end(from)
					if from == i {
						out = append(out, s.underPact(st, w, from, to, here, latest)...)
					} else {
						for _, p := range s.underPact(st, w, from, to, nil, latest) {
							p.needAct = p.needAct && !s.future(st, p)
							out = append(out, p)
						}
					}
					if to >= len(st.Items) || st.Items[to].Kind != clause.Comp { // «جاء في البيان أن … وأنهما ستفعلان …»
						break
					}
					from = to
				}
			}
		case pact.Provide:
			if w.Noun || here == nil || st.Items[i].Kind != clause.Verb {
				continue
			}
			if t := s.subjectPact(st, here, i); t != nil {
				args := st.Args(i)
				if args.Negated { // the text does not contain …
					continue
				}
				p := provision{from: i + 1, to: end(i), start: min(st.Items[i].Start, t.span.Start), pact: here, governed: true}
				p.on = s.bindable(st, args.Obj, here)
				for p.from < p.to && st.Items[p.from].From < t.phrase.To && t.item > i {
					p.from++
				}
				for _, k := range args.Obj.Items {
					if k == p.from && st.Items[k].Mention >= 0 && len(p.on) > 0 {
						p.from++
					}
				}
				if k := s.joinedTerm(st, p); k > 0 {
					out = append(out, provision{from: k, to: p.to, start: st.Items[k].Start, on: s.bindable(st, clause.Arg{Items: []int{k + 1}}, here), pact: here, governed: true})
					p.to = k
				}
				out = append(out, p)
				for to := p.to; to < len(st.Items) && st.Items[to].Kind == clause.Comp; { // «ينص على أن …، وعلى أن …»
					next := provision{from: to, to: end(to), start: st.Items[to].Start, pact: here, governed: true}
					out = append(out, next)
					to = next.to
				}
			}
		case pact.Commit:
			done := i > 0 && st.Items[i-1].Kind == clause.Aux && st.Items[i-1].Key == "have" // has undertaken
			if !done && (st.Items[i].Kind != clause.Verb || w.Noun) || !s.recent(st, latest) {
				continue
			}
			subj := st.Args(i).Subj
			on := s.bindable(st, subj, latest)
			if len(on) == 0 && s.unknownSide(st, subj, latest) {
				on = latest.parties
			}
			if len(on) == 0 || i+1 >= len(st.Items) {
				continue
			}
			start := st.Items[i].Start
			if len(subj.Items) > 0 {
				start = min(start, st.Items[subj.Items[0]].Start)
			}
			out = append(out, provision{from: i + 1, to: end(i), start: start, on: on, own: true, needAct: w.Key == "agree" && !(s.beside(st, latest, 2) && st.Items[i+1].Prep != "" && masdar(&st.Items[i+1]) || s.ahead(st, latest) && st.Items[i+1].Kind == clause.To) || st.Items[i+1].Kind == clause.Comp || here == nil && (!s.recent(st, latest) || st.block-latest.told[0].st.block > 3), pact: latest})
		case pact.Act: // both sides are to …, X will …
			if !s.recent(st, latest) {
				continue
			}
			v := s.duty(st, i)
			if last := s.itemAt(st, w.To-1); v < 0 && last > i { // neither will attack
				v = s.duty(st, last)
			}
			if v < 0 {
				continue
			}
			subj := st.Args(v).Subj
			on := s.bindable(st, subj, latest)
			if len(on) == 0 && here == nil { // one who is no party may be given a task beside: Turkey will inspect the ships
				if !s.beside(st, latest, 1) {
					continue
				}
				on = s.bound(s.members(st, subj))
			}
			start := st.Items[v].Start
			if len(subj.Items) > 0 {
				start = min(start, st.Items[subj.Items[0]].Start)
			}
			out = append(out, provision{from: min(v, i), to: end(i), start: start, on: on, needAct: true, own: true, pact: latest})
		}
	}
	return out
}

// underPact gives the provisions of a sentence that tells what is so under an agreement, clause by clause.
func (s *session) underPact(st *sentence, w pact.Word, i, end int, here, latest *agreed) []provision {
	from := i + 1
	for from < end && st.Items[from].From < w.To {
		from++
	}
	if here != nil {
		for _, t := range here.told {
			if t.st == st && t.item >= i && t.item <= i+3 {
				for from < end && st.Items[from].From < t.phrase.To {
					from++
				}
			}
		}
	}
	rel := false
	for k := from; k < min(end, from+14); k++ { // what stands between the agreement and the comma tells of the agreement
		rel = rel || st.Items[k].Kind == clause.Rel
		if st.Items[k].Kind == clause.Verb && st.Items[k].Finite() && st.Items[k].Prep == "" && !rel && !s.passage(st.Sentence, k) {
			break
		}
		if st.Comma(k) {
			from = k + 1
			break
		}
	}
	if from >= end { // at the end of its clause: X will withdraw under the deal
		end, from = i, i
		for from > 0 && st.Items[from-1].Kind != clause.Mark && st.Items[from-1].Kind != clause.Comp {
			from--
		}
	}
	var out []provision
	for k := from; k < end; {
		j := k + 1
		for j < end && !(st.Comma(j-1) && st.Items[j].Conj != "" && st.Items[j].Kind == clause.Verb && st.Items[j].Finite()) {
			j++
		}
		p := provision{from: k, to: j, start: st.Items[k].Start, pact: latest, needAct: here == nil}
		verb := false
		for v := k; v < j; v++ {
			if it := &st.Items[v]; it.Kind == clause.Verb && it.Finite() {
				p.on, verb = s.bindable(st, st.Args(v).Subj, latest), true
				break
			}
		}
		if verb {
			out = append(out, p)
		}
		k = j
	}
	return out
}

// future reports whether a provision tells what will be done.
func (s *session) future(st *sentence, p provision) bool {
	for v := p.from; v < p.to; v++ {
		if it := &st.Items[v]; it.Kind == clause.Verb && it.Finite() {
			a := st.Args(v)
			return a.Future || a.Planned
		}
	}
	return false
}

// joinedTerm gives the item of a further term in a provision, a verbal noun with a subject of its own (… وعلى امتناع الطرفين عن …), or 0.
func (s *session) joinedTerm(st *sentence, p provision) int {
	for k := p.from + 2; k+1 < p.to; k++ {
		it, next := &st.Items[k], &st.Items[k+1]
		if st.Comma(k-1) && it.Conj != "" && it.Prep != "" && masdar(it) && next.Mention >= 0 && next.Prep+next.Conj == "" {
			return k
		}
	}
	return 0
}

// duty gives the verb of the clause round item i, if it tells what is to be done: will withdraw, are to withdraw, agreement to withdraw.
func (s *session) duty(st *sentence, i int) int {
	for k := i; k >= 0 && k >= i-8; k-- {
		it := &st.Items[k]
		switch it.Kind {
		case clause.Mark, clause.Comp, clause.Cond:
			return -1
		case clause.Verb:
			if !it.Finite() {
				continue
			}
			a := st.Args(k)
			if a.Future || a.Planned || s.mustDo(st, k) {
				return k
			}
			return -1
		}
	}
	return -1
}

// mustDo reports whether a word of duty stands before the verb at item k.
func (s *session) mustDo(st *sentence, k int) bool {
	for i := k - 1; i >= 0 && i >= k-3; i-- {
		if st.Items[i].Kind == clause.Modal {
			return st.Items[i].Key == "must" || st.Items[i].Key == "yajib"
		}
	}
	return false
}

// recent reports whether an agreement is told of in this paragraph, one of the three before, or the one behind.
func (s *session) recent(st *sentence, a *agreed) bool {
	for _, t := range a.told {
		if d := st.block - t.st.block; d >= -1 && d <= 3 {
			return true
		}
	}
	return false
}

// latestPact gives the agreement told of last up to a sentence, or else the first of the report.
func (s *session) latestPact(st *sentence) *agreed {
	found, at := s.agreed[0], -1
	for _, a := range s.agreed {
		for _, t := range a.told {
			if from := t.st.Range.From; from <= st.Range.From && from > at {
				found, at = a, from
			}
		}
	}
	return found
}

// toldIn gives the agreement that a sentence tells of.
func (s *session) toldIn(st *sentence) *agreed {
	for i := len(s.agreed) - 1; i >= 0; i-- {
		for _, t := range s.agreed[i].told {
			if t.st == st {
				return s.agreed[i]
			}
		}
	}
	return nil
}

// subjectPact gives the telling that is the subject of the verb at item i: right behind it where the verb comes first, or before it.
func (s *session) subjectPact(st *sentence, a *agreed, i int) *telling {
	for _, t := range a.told {
		if t.st != st || t.item < i {
			continue
		}
		for _, k := range st.Args(i).Subj.Items {
			if st.Items[k].From >= t.phrase.From && st.Items[k].From < t.phrase.To {
				return t
			}
		}
	}
	for _, t := range a.told {
		if t.st != st || t.item > i {
			continue
		}
		blocked := false
		for k := t.item - 1; k >= 0 && !s.lang.who.HeadFirst(); k-- { // an object is no subject
			it := &st.Items[k]
			if it.Kind == clause.Mark || it.Kind == clause.Comp || it.Kind == clause.Sub || it.Kind == clause.But {
				break
			}
			blocked = blocked || it.Kind == clause.Verb && it.Finite()
		}
		for k := t.item + 1; k < i; k++ {
			it := &st.Items[k]
			if it.Kind == clause.Comp || it.Kind == clause.But || it.Kind == clause.Sub || it.Kind == clause.Mark && !st.Comma(k) && it.Key != "(" && it.Key != ")" ||
				it.Kind == clause.Verb && it.Finite() && !s.passage(st.Sentence, k) {
				blocked = true
			}
		}
		if !blocked {
			return t
		}
	}
	return nil
}

// bindable gives the parties of an agreement among those of an argument.
func (s *session) bindable(st *sentence, a clause.Arg, o *agreed) []int {
	var out []int
	for _, i := range a.Items {
		if m := st.Items[i].Mention; m >= 0 && isSides(&st.Mentions[m]) {
			return o.parties
		}
	}
	if a.Dropped && len(o.parties) == 2 && pronOf(st.Items[a.At].Readings) == "3d" {
		return o.parties
	}
	if a.Dropped && s.toldIn(st) == o {
		return o.parties
	}
	list := s.members(st, a)
	for _, n := range append(s.bound(list), list...) {
		for _, p := range o.parties {
			if n == p || s.resolver.Entities[n].Country != "" && s.resolver.Entities[n].Country == s.resolver.Entities[p].Country && s.resolver.Entities[p].Kind == "state" {
				out = addInt(out, p)
			}
		}
	}
	return out
}

// unknownSide reports whether those who bind themselves may be a party under another word (the occupier, the prisoners, the hosts): people
// or a body without a country other than a party's, in the paragraph of the agreement or the next.
func (s *session) unknownSide(st *sentence, a clause.Arg, o *agreed) bool {
	if !s.beside(st, o, 2) || len(a.Items) == 0 || a.Dropped {
		return false
	}
	for _, n := range s.members(st, a) {
		e := s.resolver.Entities[n]
		ours := e.Country == ""
		for _, p := range o.parties {
			ours = ours || e.Country == s.resolver.Entities[p].Country
		}
		if !ours || e.Known != nil {
			return false
		}
	}
	return true
}

// beside reports whether an agreement is told of in this paragraph or one of the n before.
func (s *session) beside(st *sentence, o *agreed, n int) bool {
	for _, t := range o.told {
		if d := st.block - t.st.block; d >= 0 && d <= n {
			return true
		}
	}
	return false
}

// ahead reports whether an agreement is named first in the paragraph behind: «Israel agreed to move them … The deal was reached …».
func (s *session) ahead(st *sentence, o *agreed) bool { return o.told[0].st.block == st.block+1 }

// kindOfOther gives the kind of an obligation that is about another agreement: to revive a trade accord.
func (s *session) kindOfOther(words []pact.Word, first, last int) string {
	head, kind := false, "other"
	for _, w := range words {
		if w.From < first || w.To > last {
			continue
		}
		head = head || w.Class == pact.Head
		if w.Class == pact.Kind && kind == "other" {
			kind = w.Key
		}
	}
	if !head {
		return "other"
	}
	return kind
}

// provided makes obligations of a provision: one for each kind of act in it, or one in its own words.
func (s *session) provided(st *sentence, p provision, words []pact.Word) {
	if p.from >= p.to || p.from >= len(st.Items) {
		return
	}
	for _, w := range words { // under which: no part of what is provided
		if w.Class == pact.Under && w.From >= st.Items[p.from].From && w.From <= st.Items[p.from].From+1 && p.from+1 < p.to {
			for p.from+1 < p.to && st.Items[p.from].From < w.To {
				p.from++
			}
		}
	}
	for p.governed && p.from+1 < p.to && st.Items[p.from].Kind == clause.Other && st.Items[p.from].Prep == "" && s.lang.who.HeadFirst() { // «تنص أيضا على»
		p.from++
	}
	to := p.to
	trigger, cond := "", -1
	for k := p.from; k < p.to; k++ {
		if st.Items[k].Kind == clause.Cond {
			cond = k
			break
		}
	}
	first, last := st.Items[p.from].From, st.Items[to-1].To
	var acts []pact.Word
	attack := "" // a case of attack that stands in no condition: counts for defence
	for _, w := range words {
		if w.From < first || w.To > last {
			continue
		}
		switch w.Class {
		case pact.Act:
			if !p.own || !s.ofPhrase(st, p.pact, w) {
				acts = append(acts, w)
			}
		case pact.Trigger:
			if trigger == "" && (cond >= 0 && w.From >= st.Items[cond].From || s.against(st, w)) {
				trigger = w.Text()
			} else if attack == "" && cond < 0 {
				attack = w.Text()
			}
		}
	}
	tail := last
	for tail > first+1 && s.text.Tokens[tail-1].Kind == text.Mark && s.text.Tokens[tail-1].Fold != ")" {
		tail--
	}
	evidence := s.text.Span(min(p.start, st.Items[p.from].Start), s.text.Tokens[tail-1].End)
	if trigger == "" && cond >= 0 && cond+1 < p.to {
		trigger = s.printOf(st, cond+1, s.clauseEnd(st, cond+1, p.to))
	}
	on := p.on
	if len(on) == 0 {
		on = p.pact.parties
	}
	byKind := map[string]bool{}
	for _, act := range acts {
		kind := act.Kind()
		if byKind[kind] || p.pact.has(kind, act.Text()) {
			continue
		}
		byKind[kind] = true
		o := obligation{on: on}
		o.Kind, o.Act, o.Trigger, o.Evidence = kind, act.Text(), trigger, evidence
		if kind == "defense" && trigger == "" {
			o.Trigger = attack
		}
		s.termVoice(&o, s.text.Tokens[act.From].Start)
		s.termEvents(st, p, act, &o)
		p.pact.obligations = append(p.pact.obligations, o)
		if kind != "other" {
			p.pact.Kind = addString(p.pact.Kind, kind)
		}
	}
	if len(acts) > 0 || p.needAct {
		return
	}
	end := s.clauseEnd(st, p.from, p.to)
	if cond > p.from && cond < end {
		end = cond
	}
	act := s.printOf(st, p.from, end)
	if it := &st.Items[p.from]; p.governed && it.Prep == "" && it.Kind != clause.Comp && it.Kind != clause.To && len(p.on) == 0 && s.lang.who.HeadFirst() && !masdar(it) {
		return
	}
	if end-p.from < 2 || act == "" || p.pact.has("other", act) {
		return
	}
	o := obligation{on: on}
	o.Kind, o.Act, o.Trigger, o.Evidence = s.kindOfOther(words, st.Items[p.from].From, st.Items[end-1].To), act, trigger, evidence
	s.termVoice(&o, st.Items[p.from].Start)
	p.pact.obligations = append(p.pact.obligations, o)
}

// masdar reports whether an item can be a verbal noun.
func masdar(it *clause.Item) bool {
	for _, r := range it.Readings {
		if r.Feat.Has(morph.Masdar) {
			return true
		}
	}
	return false
}

// ofPhrase reports whether words are the agreement's own name: agreed on a ceasefire.
func (s *session) ofPhrase(st *sentence, a *agreed, w pact.Word) bool {
	for _, t := range a.told {
		if t.st == st && w.From >= t.phrase.From && w.From < t.phrase.To {
			return true
		}
	}
	return false
}

// against reports whether a trigger stands under a preposition of its own: against armed attack.
func (s *session) against(st *sentence, w pact.Word) bool {
	i := s.itemAt(st, w.From)
	if i < 0 {
		return false
	}
	switch st.Items[i].Prep {
	case "against", "did", "ind", "hal":
		return true
	}
	return false
}

func (a *agreed) has(kind, act string) bool {
	for _, o := range a.obligations {
		if o.Kind == kind && o.Act == act {
			return true
		}
	}
	return false
}

// clauseEnd is where the clause from item i ends, at the latest at item to.
func (s *session) clauseEnd(st *sentence, i, to int) int {
	for k := i; k < to; k++ {
		if st.Items[k].Kind == clause.Mark && k > i && st.Items[k].Key != "(" && st.Items[k].Key != ")" && st.Items[k].Key != "-" {
			return k
		}
	}
	return to
}

// printOf gives the print of items [from, to), without the marks at its edges.
func (s *session) printOf(st *sentence, from, to int) string {
	for from < to && (st.Items[from].Kind == clause.Mark || st.Items[from].Kind == clause.Comp || st.Items[from].Kind == clause.Open) {
		from++
	}
	for to > from && (st.Items[to-1].Kind == clause.Mark || st.Items[to-1].Kind == clause.Close) {
		to--
	}
	if from >= to {
		return ""
	}
	return string(s.text.Runes[st.Items[from].Start:s.text.Tokens[st.Items[to-1].To-1].End])
}

// termVoice gives an obligation the chain of the statement that it stands in, and cuts its evidence to that statement.
func (s *session) termVoice(o *obligation, point int) {
	q := s.containing(point)
	if q == nil {
		return
	}
	o.links = s.chain(q)
	for _, c := range q.Content {
		if c.Start <= point && point < c.End {
			from, to := max(c.Start, o.Evidence.Start), min(c.End, o.Evidence.End)
			if from < to {
				o.Evidence = s.text.Span(from, to)
			}
		}
	}
}

// cameoOf is the code of a promise by the kind of the obligation.
var cameoOf = map[string]string{"defense": "0334", "arms": "0332", "trade": "0311", "cooperation": "031", "consultation": "036", "nonaggression": "0356",
	"neutrality": "0356", "ceasefire": "0356", "prisoner_exchange": "0353", "border": "0356"}

// termEvents codes what an agreement provides beside its signing, and the case in which it falls due, unless the clause tells it by an
// event of its own.
func (s *session) termEvents(st *sentence, p provision, act pact.Word, o *obligation) {
	from, to := s.text.Tokens[act.From].Start, s.text.Tokens[act.To-1].End
	for _, e := range s.events {
		if e.sentence != st || e.Polarity == "negative" {
			continue
		}
		if e.Anchor.Start < to && from < e.Anchor.End || e.Evidence.Start <= from && to <= e.Evidence.End && e.Anchor.Start >= o.Evidence.Start && e.Type != "SUPPORT" {
			if o.promise == nil {
				o.promise = e
			}
		}
	}
	if o.promise == nil && !p.own && o.Kind != "other" {
		o.promise = s.promised(st, p.pact, from, to, o)
	}
	if o.Trigger != "" && o.Kind == "defense" {
		o.trigger = s.triggered(st, p.pact, o)
	}
}

// promised codes a term: AGREE of the parties, on the word of whoever tells of it. A headline that promises the same is a telling of it.
func (s *session) promised(st *sentence, a *agreed, from, to int, o *obligation) *event {
	e := s.pactEvent(st, a, from, to, o)
	if e == nil {
		return nil
	}
	e.Type, e.CAMEO, e.Rule = "AGREE", cameoOf[o.Kind], "pact/obligation."+o.Kind
	if e.CAMEO == "" {
		e.CAMEO = "030"
	}
	for _, n := range o.on {
		e.actors = append(e.actors, s.party(n, nil, nil))
	}
	if a.by != nil && a.by.Date != nil {
		e.Date = &news.Date{Start: a.by.Date.Start, End: a.by.Date.End, Basis: "document"}
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
func (s *session) triggered(st *sentence, a *agreed, o *obligation) *event {
	for _, e := range s.events {
		if e.sentence == st && e.Reality == "hypothetical" && e.Type == "ASSAULT" {
			return e
		}
	}
	var at pact.Word
	for _, w := range s.lang.pact.Words(s.text, text.Range{From: st.Range.From, To: st.Range.To}) {
		if w.Class == pact.Trigger && w.Text() == o.Trigger && w.Key == "aggression-against-a-party" && at.To == 0 {
			at = w
		}
	}
	if at.To == 0 {
		return nil
	}
	e := s.pactEvent(st, a, s.text.Tokens[at.From].Start, s.text.Tokens[at.To-1].End, o)
	if e == nil {
		return nil
	}
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
	if a.by == nil {
		return nil
	}
	e := &event{found: a.by.found, sentence: st, place: a.by.place, links: o.links, quote: s.containing(from)}
	e.Anchor, e.Evidence, e.Contexts = s.text.Span(from, to), o.Evidence, []string{"diplomatic"}
	e.Reality, e.Polarity, e.Confidence = "actual", "positive", 0.6
	return e
}

func (s *session) score(e *event) {
	e.Goldstein, e.Quad = s.lang.what.Scheme.Goldstein(e.CAMEO), s.lang.what.Scheme.Quad(e.Type)
}
