package register

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rawi/internal/copies"
	"rawi/internal/store"
)

// When does an event set off what an agreement obliges its parties to? A trigger here is a possibility with its reasons. What the text
// of the obligation says, which checks hold, and which parties say that it is triggered stand apart; nothing here is a ruling.
// Agreements and events may come in either order.

const (
	answerDays    = 180 // within which an answer to a trigger is looked for
	manyEventsOf  = 200 // events looked through for an agreement
	manyAnswers   = 60  // events looked through for the answers to a trigger
	manyTriggers  = 500 // kept with an agreement
	manyBinding   = 24  // agreements of one party that an event is tried against, the latest
	undatedBefore = 30  // days before the first report from which events count, where no report dates the agreement
)

// check is one condition of an obligation: it holds, fails, or nobody knows.
type check struct {
	state string // Yes, No, Unsure
	words string
}

// duty is an obligation with the kind whose conditions it has.
type duty struct {
	key, kind, text string
	on              []string
	implied         bool // no report tells it; it follows from the kind of the agreement
}

// triggering are the kinds of obligation that events can set off, with the types of event that do.
var triggering = map[string][]string{
	"defense":       {"ASSAULT", "COERCE", "MOBILIZE", "THREATEN"},
	"offense":       {"ASSAULT", "COERCE"},
	"neutrality":    {"ASSAULT"},
	"nonaggression": {"ASSAULT", "THREATEN"},
	"ceasefire":     {"ASSAULT"},
	"consultation":  {"ASSAULT", "MOBILIZE", "THREATEN"},
}

// answering are the types of event that carry out what was triggered, or go against it.
var answering = map[string][]string{
	"defense":      {"AID", "ASSAULT", "COOPERATE", "MOBILIZE", "REJECT"},
	"offense":      {"AID", "ASSAULT", "COOPERATE", "MOBILIZE", "REJECT"},
	"neutrality":   {"AID", "ASSAULT"},
	"consultation": {"CONSULT", "REJECT"},
}

// triggers looks what the report's events set off, and which events an agreement told in it concerns.
func (p *placing) triggers() error {
	t := newTriggerer(p.tx, p.fold)
	for _, e := range p.entities {
		t.entities[e.Key] = e
	}
	if err := t.withdraw(p.dropped, p.gone, p.stale); err != nil {
		return err
	}
	done := map[string]bool{}
	for _, x := range p.tellings {
		if done[x.Event] {
			continue
		}
		done[x.Event] = true
		e, err := p.tx.Event(x.Event)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if err := t.event(e); err != nil {
			return err
		}
	}
	for _, x := range p.pacts {
		if err := t.agreement(x.key); err != nil {
			return err
		}
	}
	if err := p.invocations(t); err != nil {
		return err
	}
	return t.keep()
}

// triggerer holds the agreements that are looked at.
type triggerer struct {
	*asking
	tx    store.Tx
	pacts map[string]*store.Agreement
	of    map[binding][]string // the agreements that may concern an event
	dirty map[string]bool
}

func newTriggerer(tx store.Tx, fold func(string) string) *triggerer {
	return &triggerer{asking: newAsking(tx, fold), tx: tx, pacts: map[string]*store.Agreement{}, of: map[binding][]string{}, dirty: map[string]bool{}}
}

// binding is what agreements are asked for by: whom they bind, on which day, and whether something has set them off.
type binding struct {
	party, day string
	triggered  bool
}

func (t *triggerer) keep() error {
	keys := make([]string, 0, len(t.dirty))
	for k := range t.dirty {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		if err := t.tx.PutAgreement(*t.pacts[k]); err != nil {
			return fmt.Errorf("keep triggers: %w", err)
		}
	}
	return t.err
}

// load is an agreement, once.
func (t *triggerer) load(key string) (*store.Agreement, error) {
	if a, ok := t.pacts[key]; ok {
		return a, nil
	}
	a, err := t.tx.Agreement(key)
	if err != nil {
		return nil, err
	}
	a.Triggers = slices.Clone(a.Triggers)
	t.pacts[key] = &a
	return &a, nil
}

// pactsOf are the agreements of a party that an event of a day may set off, or answer a trigger of.
func (t *triggerer) pactsOf(party string, e store.Event) ([]string, error) {
	ask := binding{party: party, day: cmp.Or(e.Start, e.FirstSeen), triggered: !setsOff(e.Type)}
	if list, ok := t.of[ask]; ok {
		return list, nil
	}
	made, ended := "", ""
	if n := copies.DayNumber(ask.day); n > 0 {
		made, ended = dayName(n+undatedBefore), dayName(n-answerDays)
	}
	found, err := t.tx.Binding(party, made, ended, ask.triggered, manyBinding)
	if err != nil {
		return nil, err
	}
	t.of[ask] = t.know(found)
	return t.of[ask], nil
}

// know takes up agreements that have been read, those at hand as they have become meanwhile.
func (t *triggerer) know(found []store.Agreement) []string {
	list := make([]string, 0, len(found))
	for i := range found {
		a := &found[i]
		if _, ok := t.pacts[a.Key]; !ok {
			a.Triggers = slices.Clone(a.Triggers)
			t.pacts[a.Key] = a
		}
		list = append(list, a.Key)
	}
	return list
}

// duties are the obligations of an agreement that events can set off: those that are told, and one for each kind of the agreement of which
// no report tells the obligation.
func duties(a store.Agreement) []duty {
	var out []duty
	told := map[string]bool{}
	for _, o := range a.Obligations {
		if triggering[o.Kind] == nil {
			continue
		}
		told[o.Kind] = true
		text := o.Evidence
		if text == "" {
			text = strings.TrimSpace(o.Trigger + ": " + o.Act)
		}
		out = append(out, duty{key: o.Key, kind: o.Kind, text: text, on: o.On})
	}
	for _, k := range a.Kinds {
		if triggering[k] != nil && !told[k] {
			out = append(out, duty{key: store.Key("obligation", a.Key, "kind", k), kind: k, implied: true})
		}
	}
	return out
}

// event looks for the agreements that an event sets off, and for the triggers that it answers.
func (t *triggerer) event(e store.Event) error {
	if !concerns(e) {
		return nil
	}
	seen := map[string]bool{}
	for _, party := range t.partiesOf(e) {
		keys, err := t.pactsOf(party, e)
		if err != nil {
			return err
		}
		for _, k := range keys {
			if seen[k] {
				continue
			}
			seen[k] = true
			if err := t.judge(t.pacts[k], e); err != nil {
				return err
			}
			t.answer(t.pacts[k], e)
		}
	}
	return nil
}

// concerns reports whether events of this type set off or answer anything. What is only supposed does neither.
func concerns(e store.Event) bool {
	if classOf(e.Reality) != done || e.Polarity == "negative" {
		return false
	}
	return setsOff(e.Type) || typed(answering, e.Type)
}

// setsOff reports whether events of a type can set off an obligation.
func setsOff(typ string) bool { return typed(triggering, typ) }

func typed(kinds map[string][]string, typ string) bool {
	for _, types := range kinds {
		if slices.Contains(types, typ) {
			return true
		}
	}
	return false
}

// partiesOf are the entities whose agreements an event may concern: its parties, their states, and the country where it happened.
func (t *triggerer) partiesOf(e store.Event) []string {
	var out []string
	add := func(k string) {
		if k != "" && !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	for _, x := range append(slices.Clip(e.Actors), e.Recipients...) {
		if x.Country != "" {
			add(stateKey(x.Country))
		}
		if w := t.who(x.Entity); w.Key != "" && !unnamed(w) {
			add(x.Entity)
		}
	}
	if e.Place.Country != "" {
		add(stateKey(e.Place.Country))
	}
	return out
}

// agreement looks through the events that an agreement may concern, as far as they are known already.
func (t *triggerer) agreement(key string) error {
	a, err := t.load(key)
	if err != nil {
		return err
	}
	ds := duties(*a)
	if len(ds) == 0 || len(a.Parties) == 0 {
		return nil
	}
	t.prune(a, ds)
	var types []string
	for _, d := range ds {
		types = append(types, triggering[d.kind]...)
	}
	slices.Sort(types)
	events, err := t.tx.Events(t.filter(a, slices.Compact(types), t.since(a), a.Ended, manyEventsOf))
	if err != nil {
		return fmt.Errorf("look for events: %w", err)
	}
	for _, e := range events.Items {
		if err := t.judge(a, e); err != nil {
			return err
		}
	}
	return nil
}

// since is the day from which events may set it off.
func (t *triggerer) since(a *store.Agreement) string {
	if d := cmp.Or(a.Signed, a.InForce); d != "" {
		return d
	}
	first := ""
	for _, s := range a.Stages {
		if d := cmp.Or(s.Day, s.Seen); d != "" && (first == "" || d < first) {
			first = d
		}
	}
	if first == "" {
		return ""
	}
	return dayName(copies.DayNumber(first) - undatedBefore)
}

// filter selects the events of an agreement's parties.
func (t *triggerer) filter(a *store.Agreement, types []string, from, to string, limit int) store.Filter {
	f := store.Filter{Types: types, Reality: []string{"actual"}, Polarity: []string{"positive"}, From: from, To: to, Limit: limit, Sort: "day"}
	states := true
	for _, x := range a.Parties {
		states = states && x.Country != "" && x.Entity == stateKey(x.Country)
	}
	for _, x := range a.Parties {
		if states {
			f.Countries = append(f.Countries, x.Country)
		} else {
			f.Parties = append(f.Parties, x.Entity)
		}
	}
	return f
}

// prune forgets triggers of obligations that nobody tells any more.
func (t *triggerer) prune(a *store.Agreement, ds []duty) {
	n := len(a.Triggers)
	a.Triggers = slices.DeleteFunc(a.Triggers, func(x store.Trigger) bool {
		return !slices.ContainsFunc(ds, func(d duty) bool { return d.key == x.Obligation })
	})
	if len(a.Triggers) != n {
		t.dirty[a.Key] = true
	}
}

// withdraw forgets what events set off that are no more, and looks again at those that lost a telling.
func (t *triggerer) withdraw(dropped []store.Event, gone map[string]string, stale []string) error {
	again := map[string]bool{}
	for _, e := range dropped {
		to := gone[e.Key]
		if err := t.forget(e, to); err != nil {
			return err
		}
		if to != "" {
			again[to] = true
		}
	}
	for _, key := range stale {
		if _, ok := gone[key]; !ok {
			again[key] = true
		}
	}
	keys := make([]string, 0, len(again))
	for k := range again {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		e, err := t.tx.Event(k)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if err := t.event(e); err != nil {
			return err
		}
	}
	return nil
}

// forget takes an event out of the agreements that name it; answers go where its tellings went.
func (t *triggerer) forget(e store.Event, to string) error {
	found, err := t.tx.AgreementsNaming(e.Key)
	if err != nil {
		return err
	}
	keys := t.know(found)
	for _, party := range t.partiesOf(e) { // what an earlier version kept is not found by the event's name
		more, err := t.pactsOf(party, e)
		if err != nil {
			return err
		}
		keys = append(keys, more...)
	}
	for _, k := range keys {
		a := t.pacts[k]
		if a.Event == e.Key { // its signing
			a.Event, t.dirty[k] = to, true
		}
		if !tells(a.Triggers, e.Key) {
			continue
		}
		t.dirty[k] = true
		var list []store.Trigger
		for _, g := range a.Triggers {
			if g.Event == e.Key {
				continue // judged anew where its tellings went
			}
			g.Fulfilled, g.Breached = moved(g.Fulfilled, e.Key, to), moved(g.Breached, e.Key, to)
			list = append(list, g)
		}
		a.Triggers = list
	}
	return nil
}

// tells reports whether triggers name an event.
func tells(list []store.Trigger, event string) bool {
	return slices.ContainsFunc(list, func(g store.Trigger) bool {
		return g.Event == event || slices.Contains(g.Fulfilled, event) || slices.Contains(g.Breached, event)
	})
}

func moved(list []string, event, to string) []string {
	out := slices.DeleteFunc(slices.Clone(list), func(k string) bool { return k == event })
	if to != "" && len(out) < len(list) {
		out = with(out, to)
	}
	return out
}

func with(list []string, k string) []string {
	if slices.Contains(list, k) {
		return list
	}
	list = append(slices.Clip(list), k)
	slices.Sort(list)
	return list
}

// judge tries an event against the obligations of an agreement.
func (t *triggerer) judge(a *store.Agreement, e store.Event) error {
	if classOf(e.Reality) != done || e.Polarity == "negative" || e.Key == a.Event {
		return nil
	}
	for _, d := range duties(*a) {
		if !slices.Contains(triggering[d.kind], e.Type) {
			continue
		}
		checks := t.checks(a, d, e)
		at := slices.IndexFunc(a.Triggers, func(g store.Trigger) bool { return g.Obligation == d.key && g.Event == e.Key })
		if slices.ContainsFunc(checks, func(c check) bool { return c.state == No }) {
			if at >= 0 {
				a.Triggers = slices.Delete(a.Triggers, at, at+1)
				t.dirty[a.Key] = true
			}
			continue
		}
		g := store.Trigger{Obligation: d.key, Event: e.Key}
		if at >= 0 {
			g = a.Triggers[at]
		} else if len(a.Triggers) >= manyTriggers {
			continue
		}
		g.Day, g.TextSays, g.RuleSays = cmp.Or(e.Start, e.FirstSeen), d.text, nil
		for _, c := range checks {
			g.RuleSays = append(g.RuleSays, c.state+": "+c.words)
		}
		if d.kind == "nonaggression" || d.kind == "ceasefire" { // the act itself goes against it
			g.Breached = with(g.Breached, e.Key)
		}
		t.dirty[a.Key] = true
		if at >= 0 {
			a.Triggers[at] = g
			continue
		}
		if err := t.answers(a, d, &g); err != nil {
			return err
		}
		a.Triggers = append(a.Triggers, g)
		slices.SortFunc(a.Triggers, func(x, y store.Trigger) int {
			return cmp.Or(strings.Compare(x.Day, y.Day), strings.Compare(x.Event, y.Event), strings.Compare(x.Obligation, y.Obligation))
		})
	}
	return nil
}

// checks are the conditions under which an event sets off an obligation, each with whether it holds.
func (t *triggerer) checks(a *store.Agreement, d duty, e store.Event) []check {
	var out []check
	add := func(state, format string, args ...any) { out = append(out, check{state, fmt.Sprintf(format, args...)}) }
	doers, sufferers := t.members(a, e.Actors), t.members(a, e.Recipients)
	if len(e.Recipients) == 0 || len(sufferers) == 0 && !t.foreign(e.Recipients) {
		if m := member(a, e.Place.Country, ""); m != "" && !slices.Contains(doers, m) {
			sufferers = append(sufferers, m) // people struck in a member's land
		}
	}
	outside := t.outsiders(a, e.Actors)
	switch d.kind {
	case "defense", "consultation":
		add(yes(len(sufferers) > 0), "a party is the target: %s", list(sufferers))
		switch {
		case len(doers) > 0:
			add(No, "the actor is a party: %s", list(doers))
		case len(outside) > 0:
			add(Yes, "the actor is no party: %s", list(outside))
		default:
			add(Unsure, "no report names the actor")
		}
		if e.Type != "ASSAULT" {
			add(Unsure, "%s is a warning, no attack", e.Type)
		}
	case "offense":
		add(yes(len(doers) > 0), "a party acts: %s", list(doers))
		add(yes(len(sufferers) == 0 && len(e.Recipients) > 0), "against one that is no party: %s", list(t.outsiders(a, e.Recipients)))
	case "neutrality":
		add(yes((len(doers) > 0) != (len(sufferers) > 0)), "one party fights with one that is none: %s", list(append(doers, sufferers...)))
	case "nonaggression", "ceasefire":
		both := len(doers) > 0 && len(sufferers) > 0 && (doers[0] != sufferers[0] || len(doers) > 1 || len(sufferers) > 1)
		if both = both || len(e.Recipients) == 0 && len(doers) > 1 && e.Type == "ASSAULT"; both {
			add(Yes, "both sides are parties: %s", list(append(doers, sufferers...)))
		} else {
			add(No, "not both sides are parties: %s", list(append(doers, sufferers...)))
		}
	}
	f := InForceOn(*a, cmp.Or(e.Start, e.FirstSeen))
	add(f.State, "in force on %s: %s", cmp.Or(e.Start, e.FirstSeen, "an unknown day"), strings.Join(append(slices.Clip(f.Known), f.Unknown...), "; "))
	if e.Start == "" {
		add(Unsure, "no report tells the day of the event")
	}
	if d.implied {
		add(Unsure, "no report tells the obligation; the agreement is told to be about %s", d.kind)
	}
	for _, o := range a.Obligations {
		if o.Key == d.key && a.Source != "" && strings.Contains(o.Evidence, "conditional") {
			add(Unsure, "%s has conditions that the file does not spell out", a.Source)
		}
	}
	if n := e.Positions[Denied]; n > 0 {
		add(Unsure, "%d of %d origins deny the event", n, e.Origins)
	}
	return out
}

func yes(holds bool) string {
	if holds {
		return Yes
	}
	return No
}

func list(names []string) string {
	if len(names) == 0 {
		return "nobody"
	}
	return strings.Join(names, ", ")
}

// member is the party of an agreement that an entity or a country is; "" none.
func member(a *store.Agreement, country, entity string) string {
	for _, x := range a.Parties {
		if entity != "" && x.Entity == entity || country != "" && x.Country == country && x.Entity == stateKey(country) {
			return cmp.Or(x.Name, x.Country)
		}
	}
	return ""
}

// members are the parties of an agreement among those of an event: themselves, or people and bodies of their state. An armed group is not
// its country.
func (t *triggerer) members(a *store.Agreement, parties []store.Party) []string {
	var out []string
	for _, x := range parties {
		country := x.Country
		if !ofState(x) {
			country = ""
		}
		if m := member(a, country, x.Entity); m != "" && !slices.Contains(out, m) {
			out = append(out, m)
		}
	}
	return out
}

// ofState reports whether a party belongs to its state rather than standing against it.
func ofState(x store.Party) bool {
	switch x.Sector {
	case "REB", "CRM", "PAR", "UNK":
		return false
	}
	return true
}

// outsiders are the named parties of an event that are none of the agreement.
func (t *triggerer) outsiders(a *store.Agreement, parties []store.Party) []string {
	var out []string
	for _, x := range parties {
		country := x.Country
		if !ofState(x) {
			country = ""
		}
		e := t.who(x.Entity)
		if member(a, country, x.Entity) == "" && (x.Country != "" || e.Key != "" && !unnamed(e)) {
			out = append(out, cmp.Or(x.Name, x.Country))
		}
	}
	return out
}

// foreign reports whether the parties are known to be of some country.
func (t *triggerer) foreign(parties []store.Party) bool {
	return slices.ContainsFunc(parties, func(x store.Party) bool { return x.Country != "" })
}

// answers looks for later events that carry out what was triggered, or go against it.
func (t *triggerer) answers(a *store.Agreement, d duty, g *store.Trigger) error {
	if answering[d.kind] == nil || g.Day == "" {
		return nil
	}
	events, err := t.tx.Events(t.filter(a, answering[d.kind], g.Day, dayName(copies.DayNumber(g.Day)+answerDays), manyAnswers))
	if err != nil {
		return fmt.Errorf("look for answers: %w", err)
	}
	trigger, err := t.tx.Event(g.Event)
	if err != nil {
		return err
	}
	for _, e := range events.Items {
		t.answered(a, d, g, trigger, e)
	}
	return nil
}

// answer tries an event as the answer to what was triggered before.
func (t *triggerer) answer(a *store.Agreement, e store.Event) {
	day := cmp.Or(e.Start, e.FirstSeen)
	for i := range a.Triggers {
		g := &a.Triggers[i]
		if g.Day == "" || day < g.Day || gap(day, g.Day) > answerDays || g.Event == e.Key {
			continue
		}
		for _, d := range duties(*a) {
			if d.key != g.Obligation || !slices.Contains(answering[d.kind], e.Type) {
				continue
			}
			trigger, err := t.tx.Event(g.Event)
			if err == nil && t.answered(a, d, g, trigger, e) {
				t.dirty[a.Key] = true
			}
		}
	}
}

// answered notes an event that carries out an obligation, or goes against it.
func (t *triggerer) answered(a *store.Agreement, d duty, g *store.Trigger, trigger, e store.Event) bool {
	if e.Key == g.Event || e.Polarity == "negative" || classOf(e.Reality) != done {
		return false
	}
	attacked, helpers := t.members(a, trigger.Recipients), t.members(a, e.Actors)
	if len(attacked) == 0 {
		attacked = []string{member(a, trigger.Place.Country, "")}
	}
	attackers := trigger.Actors
	if d.kind == "offense" {
		attacked, attackers = t.members(a, trigger.Actors), trigger.Recipients
	}
	ally := slices.ContainsFunc(helpers, func(h string) bool { return !slices.Contains(attacked, h) })
	toAttacked := slices.ContainsFunc(t.members(a, e.Recipients), func(m string) bool { return slices.Contains(attacked, m) })
	toAttacker := meet(e.Recipients, attackers)
	carried, against := false, false
	switch d.kind {
	case "defense", "offense":
		switch e.Type {
		case "ASSAULT":
			carried, against = ally && toAttacker, ally && toAttacked
		case "AID", "COOPERATE":
			carried = ally && toAttacked || len(helpers) > 1 && len(e.Recipients) == 0
			against = ally && toAttacker
		case "MOBILIZE":
			carried = ally && (toAttacker || toAttacked)
		case "REJECT":
			against = ally && toAttacked
		}
	case "neutrality":
		against = ally && (toAttacker || toAttacked)
	case "consultation":
		carried = e.Type == "CONSULT" && len(t.members(a, append(slices.Clip(e.Actors), e.Recipients...))) > 1
		against = e.Type == "REJECT" && ally && toAttacked
	}
	n := len(g.Fulfilled) + len(g.Breached)
	if carried {
		g.Fulfilled = with(g.Fulfilled, e.Key)
	}
	if against {
		g.Breached = with(g.Breached, e.Key)
	}
	return len(g.Fulfilled)+len(g.Breached) > n
}

// meet reports whether two lists of parties have one in common, by entity or by state.
func meet(a, b []store.Party) bool {
	for _, x := range a {
		for _, y := range b {
			if x.Entity != "" && x.Entity == y.Entity || x.Country != "" && x.Country == y.Country && ofState(x) && ofState(y) {
				return true
			}
		}
	}
	return false
}

// invocations notes the quotations in which a party speaks of the agreement after it may have been set off.
func (p *placing) invocations(t *triggerer) error {
	for _, x := range p.pacts {
		a, err := t.load(x.key)
		if err != nil {
			return err
		}
		if len(a.Triggers) == 0 {
			continue
		}
		for _, q := range p.quotes {
			s := x.told.Span
			if q.Start >= s.End || s.Start >= q.End || q.Speaker == "" {
				continue
			}
			e := t.who(q.Speaker)
			if member(a, e.Country, e.Key) == "" {
				continue
			}
			for i := range a.Triggers {
				g := &a.Triggers[i]
				if q.Day == "" || q.Day < g.Day || gap(q.Day, g.Day) > answerDays || slices.Contains(g.PartySays, q.Key) {
					continue
				}
				g.PartySays = with(g.PartySays, q.Key)
				t.dirty[a.Key] = true
			}
		}
	}
	return nil
}
