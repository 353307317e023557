package register

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rawi/internal/copies"
	"rawi/internal/store"
)

// One event, many tellings. A new report's tellings are compared with those of the few events that share marks with them; whatever hangs
// together is grouped anew from its tellings alone, so that the order in which reports come does not matter. Two tellings
// are joined by likeness, the most alike first, and never two groups of which any two members cannot be one.

const (
	manyCandidates = 16  // events looked at for one telling
	manyEvents     = 64  // events grouped anew for one report
	manyGrouped    = 160 // tellings grouped anew for one report: each is compared with each
	manyTellings   = 64  // of an event that is not taken apart again
	settledPair    = 1 << 20
)

// grouping is the tellings that hang together, and the events they are in so far.
type grouping struct {
	*asking
	tx      store.Tx
	sights  []*sight
	have    map[string]bool          // tellings in it
	own     map[string]bool          // of them, those not kept yet
	events  map[string]*store.Event  // events touched; nil: known to be none
	order   []string                 // … in the order in which they were found
	ghosts  map[string][]*sight      // by event: tellings of replaced versions, which give a new text its event back
	of      map[string][]*sight      // by event: all its tellings
	asked   map[uint64][]store.Match // what was found for marks that were asked for; copies ask for the same
	gone    map[string]string        // events that are no more → where most of their tellings went, "" nowhere
	dropped []store.Event            // … as they were
	stale   []string                 // events that may have lost a telling
}

func newGrouping(tx store.Tx, ask *asking) *grouping {
	return &grouping{asking: ask, tx: tx, have: map[string]bool{}, own: map[string]bool{},
		events: map[string]*store.Event{}, ghosts: map[string][]*sight{}, of: map[string][]*sight{}, asked: map[uint64][]store.Match{}}
}

// look gives the events under marks, the same marks being looked up once until marks are written.
func (g *grouping) look(marks []uint64, least int) ([]store.Match, error) {
	if len(marks) == 0 {
		return nil, nil
	}
	h := uint64(least)
	for _, m := range marks {
		h = (h ^ m) * 0x9e3779b97f4a7c15
		h ^= h >> 29
	}
	if found, ok := g.asked[h]; ok {
		return found, nil
	}
	found, err := g.tx.Marked(store.EventBlocks, marks, least, manyCandidates)
	if err != nil {
		return nil, fmt.Errorf("look for events: %w", err)
	}
	g.asked[h] = found
	return found, nil
}

// merge finds the event of each telling.
func (p *placing) merge() error {
	if len(p.tellings) == 0 && len(p.stale) == 0 {
		return nil
	}
	ask := newAsking(p.tx, p.fold)
	for _, e := range p.entities {
		ask.entities[e.Key] = e
	}
	ask.docs[p.doc.Key] = p.doc
	g := newGrouping(p.tx, ask)
	p.confirmations()
	for i := range p.tellings {
		t := &p.tellings[i]
		t.CopyOf = p.doc.CopyOf
		if t.Event == t.Key && !p.standing {
			t.Event = ""
		}
		t.Replaced = !p.doc.Latest
		g.have[t.Key], g.own[t.Key] = true, true
		if s := see(t, g.who, p.fold); s.Live() {
			g.sights = append(g.sights, s)
		} else if t.Event == "" {
			t.Event = t.Key
		}
	}
	if err := g.run(p.stale); err != nil {
		return err
	}
	p.gone, p.dropped = g.gone, g.dropped
	return g.linkInside(p)
}

// confirmations notes which tellings stand in a confirmation: the row of the packs that found the statement says so.
func (p *placing) confirmations() {
	for _, q := range p.rec.Quotes {
		if !strings.HasSuffix(q.Rule, "/confirm.confirm") {
			continue
		}
		for i := range p.tellings {
			if slices.Contains(q.Events, p.tellings[i].Local) && p.tellings[i].Polarity != "negative" {
				p.tellings[i].Position = Confirmed
			}
		}
	}
}

// Retell makes events anew from their tellings, as after a correction or a rejection.
func (r *Register) Retell(ctx context.Context, events ...string) error {
	return r.store.Update(ctx, func(tx store.Tx) error { return r.retell(tx, events...) })
}

// retell groups the tellings of some events anew and writes their rows.
func (r *Register) retell(tx store.Tx, events ...string) error {
	return newGrouping(tx, newAsking(tx, r.fold)).run(events)
}

// fold is the spelling under which names are compared.
func (r *Register) fold(s string) string {
	return strings.Join(strings.Fields(r.opt.Search.Folder().Fold(s)), " ")
}

// run gathers what hangs together with the tellings at hand and with the tellings of some events, groups it and writes the rows.
func (g *grouping) run(events []string) error {
	g.stale = events
	for _, key := range events {
		if err := g.take(key); err != nil {
			return err
		}
	}
	if err := g.gather(); err != nil {
		return err
	}
	groups := group(g.sights)
	keys := g.keys(groups)
	return g.write(groups, keys)
}

// take adds an event with all its live tellings.
func (g *grouping) take(key string) error {
	if _, known := g.events[key]; known || key == "" {
		return nil
	}
	e, err := g.tx.Event(key)
	if errors.Is(err, store.ErrNotFound) {
		g.events[key] = nil
		return nil
	}
	if err != nil {
		return fmt.Errorf("find event: %w", err)
	}
	g.events[key] = &e
	g.order = append(g.order, key)
	list, err := g.tellings(key)
	if err != nil {
		return err
	}
	for _, s := range list {
		switch {
		case g.have[s.Key]:
		case !s.Live():
			g.ghosts[key] = append(g.ghosts[key], s)
		default:
			g.have[s.Key] = true
			g.sights = append(g.sights, s)
		}
	}
	return nil
}

// tellings are all tellings of an event.
func (g *grouping) tellings(event string) ([]*sight, error) {
	if list, ok := g.of[event]; ok {
		return list, nil
	}
	rows, err := g.tx.TellingsOf(event)
	if err != nil {
		return nil, fmt.Errorf("find tellings: %w", err)
	}
	list := make([]*sight, len(rows))
	for i := range rows {
		list[i] = see(&rows[i], g.who, g.fold)
	}
	g.of[event] = list
	return list, nil
}

// gather adds the events of which a telling is like one at hand, until nothing new hangs together.
func (g *grouping) gather() error {
	rejected := map[string]bool{}
	for i := 0; i < len(g.sights); i++ {
		if g.full() {
			break
		}
		_, asked, least := blocks(g.sights[i], g.sights[i].class)
		found, err := g.look(asked, least)
		if err != nil {
			return err
		}
		for _, m := range found {
			if _, known := g.events[m.Ref]; known || rejected[m.Ref+g.sights[i].Key] || g.full() {
				continue
			}
			like, err := g.like(g.sights[i], m.Ref)
			if err != nil {
				return err
			}
			if !like {
				rejected[m.Ref+g.sights[i].Key] = true
				continue
			}
			if err := g.take(m.Ref); err != nil {
				return err
			}
		}
	}
	return nil
}

// full reports whether enough hangs together. What the report tells itself is looked for first, so that only what hangs on others is left.
func (g *grouping) full() bool { return len(g.order) >= manyEvents || len(g.sights) >= manyGrouped }

// like reports whether a telling is like one of an event's.
func (g *grouping) like(s *sight, event string) (bool, error) {
	list, err := g.tellings(event)
	if err != nil {
		return false, err
	}
	for _, o := range list {
		if !o.Live() || !sameType(o, s) || o.class != s.class || !meets(s, o) {
			continue
		}
		if n, apart := likeness(s, o); !apart && n >= enough {
			return true, nil
		}
	}
	return false, nil
}

// group joins tellings into events. The result depends on the set of tellings alone.
func group(sights []*sight) [][]*sight {
	list := slices.Clone(sights)
	slices.SortFunc(list, func(a, b *sight) int { return strings.Compare(a.Key, b.Key) })
	type pair struct{ a, b, n int }
	var pairs []pair
	apart := make(map[[2]int]bool)
	settled := settledEvents(list)
	for i := range list {
		for j := i + 1; j < len(list); j++ {
			if list[i].Event == list[j].Event && settled[list[i].Event] {
				pairs = append(pairs, pair{i, j, settledPair})
				continue
			}
			n, no := likeness(list[i], list[j])
			if no {
				apart[[2]int{i, j}] = true
			} else if n >= enough && meets(list[i], list[j]) {
				pairs = append(pairs, pair{i, j, n})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return b.n - a.n })
	members := make([][]int, len(list))
	of := make([]int, len(list))
	for i := range list {
		members[i], of[i] = []int{i}, i
	}
	for _, p := range pairs {
		x, y := of[p.a], of[p.b]
		if x == y || anyApart(members[x], members[y], apart) {
			continue
		}
		for _, i := range members[y] {
			of[i] = x
		}
		members[x], members[y] = append(members[x], members[y]...), nil
	}
	var out [][]*sight
	for _, m := range members {
		if len(m) == 0 {
			continue
		}
		g := make([]*sight, 0, len(m))
		for _, i := range m {
			g = append(g, list[i])
		}
		inOrder(g)
		out = append(out, g)
	}
	return out
}

// settledEvents are those told so often that they are not taken apart again: a new telling joins them or not.
func settledEvents(list []*sight) map[string]bool {
	n := map[string]int{}
	out := map[string]bool{}
	for _, s := range list {
		if n[s.Event]++; s.Event != "" && n[s.Event] > manyTellings {
			out[s.Event] = true
		}
	}
	return out
}

func anyApart(a, b []int, apart map[[2]int]bool) bool {
	for _, i := range a {
		for _, j := range b {
			if apart[[2]int{min(i, j), max(i, j)}] {
				return true
			}
		}
	}
	return false
}

// keys gives each group its event: the one that most of its tellings were in; else one that a replaced text of the page told alike; else
// a new one.
func (g *grouping) keys(groups [][]*sight) []string {
	type claim struct {
		group, n int
		key      string
	}
	var claims []claim
	for i, list := range groups {
		n := map[string]int{}
		for _, s := range list {
			if s.Event != "" {
				n[s.Event]++
			}
		}
		for key, c := range n {
			claims = append(claims, claim{i, c, key})
		}
	}
	slices.SortFunc(claims, func(a, b claim) int {
		return cmp.Or(b.n-a.n, strings.Compare(a.key, b.key), a.group-b.group)
	})
	keys := make([]string, len(groups))
	taken := map[string]bool{}
	for _, c := range claims {
		if keys[c.group] == "" && !taken[c.key] {
			keys[c.group], taken[c.key] = c.key, true
		}
	}
	for i, list := range groups {
		if keys[i] == "" {
			keys[i] = g.inherited(list, taken)
		}
		for _, s := range list {
			if keys[i] != "" {
				break
			}
			if !taken[s.Key] && g.free(s.Key) {
				keys[i] = s.Key
			}
		}
		if keys[i] == "" {
			keys[i] = store.Key("event", list[0].Key, list[len(list)-1].Key)
		}
		taken[keys[i]] = true
	}
	return keys
}

// free reports whether no event outside this grouping has a key.
func (g *grouping) free(key string) bool {
	if _, ours := g.events[key]; ours {
		return true
	}
	_, err := g.tx.Event(key)
	if err != nil && !errors.Is(err, store.ErrNotFound) && g.err == nil {
		g.err = err
	}
	return err != nil
}

// inherited is the event that a replaced text told as this group's tellings do, where no other telling holds it.
func (g *grouping) inherited(list []*sight, taken map[string]bool) string {
	for _, key := range g.order {
		if taken[key] {
			continue
		}
		for _, ghost := range g.ghosts[key] {
			for _, s := range list {
				if !ghost.Replaced || ghost.Rejected || !g.own[s.Key] {
					continue
				}
				if n, apart := likeness(ghost, s); !apart && (n >= enough || ghost.Anchor.Text == s.Anchor.Text) {
					return key
				}
			}
		}
	}
	return ""
}

// write keeps the rows of the groups and drops the events that are no more.
func (g *grouping) write(groups [][]*sight, keys []string) error {
	into := map[string]string{} // event that lost tellings → where one of them went
	lost := map[string]bool{}   // events that lost a telling
	stays := map[string]bool{}
	for i, list := range groups {
		stays[keys[i]] = true
		for _, s := range list {
			if s.Event != keys[i] {
				if s.Event != "" {
					into[s.Event], lost[s.Event] = keys[i], true
				}
			}
		}
	}
	gone := map[string]string{}
	g.gone = gone
	for _, key := range g.order {
		if !stays[key] {
			gone[key] = into[key]
		}
	}
	for _, key := range g.stale {
		lost[key] = true
	}
	for _, key := range g.order {
		if lost[key] {
			if err := g.unlinkPlans(key); err != nil {
				return err
			}
		}
	}
	untouched := make([]bool, len(groups))
	for i, list := range groups {
		if untouched[i] = g.untouched(keys[i], list, lost); untouched[i] {
			continue
		}
		old := store.Event{Key: keys[i]}
		if e := g.events[keys[i]]; e != nil {
			old = *e
			old.Linked = slices.Clone(e.Linked)
		}
		for _, key := range g.order { // links of what was merged into it
			if to, ok := gone[key]; ok && to == keys[i] {
				old.Linked = append(old.Linked, g.events[key].Linked...)
				if old.Story == "" {
					old.Story = g.events[key].Story
				}
			}
		}
		was := make([]string, len(list))
		for j, s := range list {
			was[j] = s.Position
		}
		e := g.tell(old, list)
		e.Linked = relink(e.Linked, e.Key, gone)
		if err := g.tx.PutEvent(e); err != nil {
			return fmt.Errorf("keep event: %w", err)
		}
		for j, s := range list {
			if s.Event == e.Key && s.Position == was[j] {
				continue
			}
			s.Event = e.Key
			if g.own[s.Key] {
				continue
			}
			if err := g.tx.SetTelling(*s.Telling); err != nil {
				return fmt.Errorf("keep telling: %w", err)
			}
		}
		if lost[e.Key] {
			if err := g.tx.Unmark(store.EventBlocks, e.Key); err != nil {
				return fmt.Errorf("unmark event: %w", err)
			}
		}
		if err := markEvent(g.tx, e.Key, list); err != nil {
			return fmt.Errorf("mark event: %w", err)
		}
		g.events[e.Key] = &e
		g.of[e.Key] = append(slices.Clone(list), g.ghosts[e.Key]...)
	}
	for _, key := range slices.Clone(g.order) {
		if _, ok := gone[key]; ok {
			if err := g.drop(key, gone); err != nil {
				return err
			}
		}
	}
	clear(g.asked)
	for i, list := range groups {
		if untouched[i] {
			continue
		}
		if err := g.linkPlans(keys[i], list); err != nil {
			return err
		}
	}
	return g.err
}

// untouched reports whether an event has the tellings that it had.
func (g *grouping) untouched(key string, list []*sight, lost map[string]bool) bool {
	if g.events[key] == nil || lost[key] {
		return false
	}
	for _, s := range list {
		if s.Event != key || g.own[s.Key] {
			return false
		}
	}
	return true
}

// drop forgets an event; those tied to it are tied to where its tellings went.
func (g *grouping) drop(key string, gone map[string]string) error {
	for _, l := range g.events[key].Linked {
		other, err := g.event(l.Event)
		if err != nil {
			return err
		}
		if other == nil {
			continue
		}
		other.Linked = relink(other.Linked, other.Key, gone)
		if err := g.tx.PutEvent(*other); err != nil {
			return err
		}
	}
	if err := g.tx.Unmark(store.EventBlocks, key); err != nil {
		return err
	}
	g.dropped = append(g.dropped, *g.events[key])
	g.events[key] = nil
	return g.tx.DropEvent(key)
}

// event is a kept event, nil where there is none (any more).
func (g *grouping) event(key string) (*store.Event, error) {
	if e, ok := g.events[key]; ok {
		return e, nil
	}
	e, err := g.tx.Event(key)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	g.events[key] = &e
	return &e, nil
}

// relink turns links to events that are no more to where they went, and drops the rest.
func relink(links []store.EventLink, self string, gone map[string]string) []store.EventLink {
	var out []store.EventLink
	for _, l := range links {
		if to, ok := gone[l.Event]; ok {
			l.Event = to
		}
		if l.Event != "" && l.Event != self && !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	slices.SortFunc(out, func(a, b store.EventLink) int {
		return cmp.Or(strings.Compare(a.Kind, b.Kind), strings.Compare(a.Event, b.Event))
	})
	return out
}

// The kinds of link between events, and how the other end calls them.
const (
	HappenedAs = "actual"  // from what was planned to what happened
	PlannedAs  = "planned" // from what happened to what was planned
	PartOf     = "part_of"
	HasPart    = "has_part"
	After      = "after"
	Before     = "before"
)

// linkPlans ties what was planned to what happened, both ways.
func (g *grouping) linkPlans(key string, list []*sight) error {
	self := g.events[key]
	if self == nil || list[0].class == supposed {
		return nil
	}
	tried := map[string]bool{key: true}
	asked := 0
	for _, s := range list {
		if asked++; asked > manyCandidates {
			break
		}
		other := coming
		if s.class == coming {
			other = done
		}
		_, marks, least := blocks(s, other)
		found, err := g.look(marks, least)
		if err != nil {
			return err
		}
		for _, m := range found {
			if tried[m.Ref] {
				continue
			}
			tried[m.Ref] = true
			other, err := g.event(m.Ref)
			if err != nil {
				return err
			}
			if other == nil || other.Type != s.Type || classOf(other.Reality) == s.class || classOf(other.Reality) == supposed {
				continue
			}
			if tied, err := g.tied(list, m.Ref); err != nil {
				return err
			} else if !tied {
				continue
			}
			if s.class == coming {
				err = g.link(key, HappenedAs, m.Ref, PlannedAs)
			} else {
				err = g.link(key, PlannedAs, m.Ref, HappenedAs)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// unlinkPlans takes the ties of plan and deed off an event that has lost a telling; they are found again where they still hold.
func (g *grouping) unlinkPlans(key string) error {
	e := g.events[key]
	if e == nil {
		return nil
	}
	plans := func(l store.EventLink) bool { return l.Kind == HappenedAs || l.Kind == PlannedAs }
	for _, l := range e.Linked {
		if !plans(l) {
			continue
		}
		other, err := g.event(l.Event)
		if err != nil {
			return err
		}
		if other == nil {
			continue
		}
		other.Linked = slices.DeleteFunc(slices.Clone(other.Linked), func(x store.EventLink) bool { return plans(x) && x.Event == key })
		if err := g.tx.PutEvent(*other); err != nil {
			return err
		}
	}
	e.Linked = slices.DeleteFunc(slices.Clone(e.Linked), plans)
	return nil
}

// tied reports whether one of some tellings and one of another event agree as plan and deed.
func (g *grouping) tied(list []*sight, event string) (bool, error) {
	others, err := g.tellings(event)
	if err != nil {
		return false, err
	}
	for _, o := range others {
		if !o.Live() {
			continue
		}
		for _, s := range list {
			plan, deed := s, o
			if s.class != coming {
				plan, deed = o, s
			}
			if carriedOut(plan, deed) {
				return true, nil
			}
		}
	}
	return false, nil
}

// carriedOut reports whether a deed is what was planned: the same but for the reality, and not before the plan was told.
func carriedOut(plan, deed *sight) bool {
	if plan.class != coming || deed.class != done || plan.Polarity != deed.Polarity || conflictingModes(plan, deed) {
		return false
	}
	if plan.Published != "" && deed.to != openEnd && deed.to < copies.DayNumber(plan.Published)-slackDays {
		return false
	}
	n, apart := agreement(plan, deed)
	if apart {
		return false
	}
	if n >= enough {
		return true
	}
	// A plan without a day: who, to whom and where must do.
	first, second, apart := sameSides(plan, deed)
	return !apart && !plan.dated && first >= near && second >= near && deed.from <= copies.DayNumber(plan.Published)+backDays
}

// link ties two events, each calling the other by its kind.
func (g *grouping) link(a, kind, b, back string) error {
	for _, l := range []struct{ from, kind, to string }{{a, kind, b}, {b, back, a}} {
		e, err := g.event(l.from)
		if err != nil || e == nil {
			return err
		}
		if to, err := g.event(l.to); err != nil || to == nil {
			return err
		}
		x := store.EventLink{Kind: l.kind, Event: l.to}
		if slices.Contains(e.Linked, x) {
			continue
		}
		e.Linked = relink(append(e.Linked, x), e.Key, nil)
		if err := g.tx.PutEvent(*e); err != nil {
			return err
		}
	}
	return nil
}

// linkInside keeps the links that the report itself states: part of, after.
func (g *grouping) linkInside(p *placing) error {
	of := map[string]string{}
	for _, t := range p.tellings {
		of[t.Local] = t.Event
	}
	for _, e := range p.rec.Events {
		if to := of[e.PartOf]; to != "" && to != of[e.ID] {
			if err := g.link(of[e.ID], PartOf, to, HasPart); err != nil {
				return err
			}
		}
		for _, a := range e.After {
			if to := of[a]; to != "" && to != of[e.ID] {
				if err := g.link(of[e.ID], After, to, Before); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
