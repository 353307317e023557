package register

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rawi/internal/copies"
	"rawi/internal/news"
	"rawi/internal/store"
)

// One agreement over many reports. It is known by who made it, what it is about, and when: the same parties may make a second truce
// when the first has ended. Each stage and each obligation keeps the report and the chain that tells it.

// The life of an agreement, in order. A violation ends nothing; it is told of one that is in force.
var life = []string{"proposed", "negotiated", "initialled", "signed", "ratified", "in_force", "violated", "suspended", "terminated"}

func stageRank(stage string) int { return slices.Index(life, stage) }

const (
	manyPacts   = 16  // agreements compared with one that a report tells
	signedApart = 3   // days between two signings that may be one
	newTalks    = 180 // days after a signing from which talks are about another agreement
)

// agreements finds the agreement that each one of the report is, and adds what the report tells of it.
func (p *placing) agreements() error {
	if err := p.withdrawPacts(); err != nil {
		return err
	}
	if !p.doc.Latest {
		return nil
	}
	for _, r := range p.rec.Agreements {
		parties := p.pactParties(r)
		if len(parties) == 0 && r.Name == "" {
			continue
		}
		a, err := p.samePact(r, parties)
		if err != nil {
			return err
		}
		p.tellPact(&a, r, parties)
		if err := p.tx.PutAgreement(a, p.doc.Key); err != nil {
			return fmt.Errorf("keep agreement: %w", err)
		}
		if err := p.tx.Mark(store.PactBlocks, a.Key, p.pactMarks(a.Parties, a.Name)); err != nil {
			return err
		}
		p.pacts = append(p.pacts, placedPact{key: a.Key, told: r})
	}
	return nil
}

// placedPact is an agreement of the report in the register.
type placedPact struct {
	key  string
	told news.Agreement
}

// withdrawPacts takes what the replaced versions told out of the agreements; one that nobody else tells is dropped.
func (p *placing) withdrawPacts() error {
	docs := p.replaces
	if p.standing {
		docs = append(slices.Clip(docs), p.doc)
	}
	for _, old := range docs {
		list, err := p.tx.AgreementsIn(old.Key)
		if err != nil {
			return err
		}
		for _, a := range list {
			a.Stages = slices.DeleteFunc(slices.Clone(a.Stages), func(s store.Stage) bool { return s.Doc == old.Key })
			a.Obligations = slices.DeleteFunc(slices.Clone(a.Obligations), func(o store.Obligation) bool { return o.Doc == old.Key })
			if a.Documents--; len(a.Stages) == 0 && a.Source == "" {
				if err := dropPact(p.tx, a.Key); err != nil {
					return err
				}
				continue
			}
			outline(&a)
			if err := p.tx.PutAgreement(a); err != nil {
				return err
			}
		}
	}
	return nil
}

// dropPact takes an agreement out of the register.
func dropPact(tx store.Tx, key string) error {
	if err := tx.Unmark(store.PactBlocks, key); err != nil {
		return err
	}
	return tx.DropAgreement(key)
}

// pactParties are the parties of an agreement; one who signs for a state stands for it.
func (p *placing) pactParties(r news.Agreement) []store.Party {
	ids := r.Parties
	if len(ids) == 0 {
		ids = r.Signatories
	}
	var out []store.Party
	for _, id := range ids {
		e, ok := p.entities[id]
		if !ok || e.Key == "" {
			continue
		}
		x := store.Party{Entity: e.Key, Name: e.Name, Country: e.Country, Sector: e.Sector}
		if e.Kind != "state" && e.Country != "" && (e.Sector == "GOV" || e.Sector == "MIL" || e.Sector == "LEG") {
			x = store.Party{Entity: stateKey(e.Country), Name: p.stateName(e.Country), Country: e.Country}
		}
		if !slices.ContainsFunc(out, func(y store.Party) bool { return y.Entity == x.Entity }) {
			out = append(out, x)
		}
	}
	slices.SortFunc(out, func(a, b store.Party) int { return strings.Compare(a.Entity, b.Entity) })
	return out
}

// stateName is how the report or the register calls a country.
func (p *placing) stateName(country string) string {
	key := stateKey(country)
	for _, e := range p.entities {
		if e.Key == key {
			return e.Name
		}
	}
	if e, err := p.tx.Entity(key); err == nil {
		return e.Name
	}
	return country
}

// pactMarks are what an agreement is looked for under: each pair of parties, and its name with one.
func (p *placing) pactMarks(parties []store.Party, name string) []uint64 {
	var out []uint64
	for i, a := range parties {
		for _, b := range parties[i+1:] {
			out = append(out, mark("pair", min(a.Entity, b.Entity), max(a.Entity, b.Entity)))
		}
		out = append(out, mark("name", p.fold(name), a.Entity))
	}
	if len(parties) == 0 {
		out = append(out, mark("name", p.fold(name)))
	}
	return out
}

// samePact finds the agreement in the register that the report tells of, or makes one.
func (p *placing) samePact(r news.Agreement, parties []store.Party) (store.Agreement, error) {
	found, err := p.tx.Marked(store.PactBlocks, p.pactMarks(parties, r.Name), 1, manyPacts)
	if err != nil {
		return store.Agreement{}, err
	}
	best, points := store.Agreement{}, 0
	for _, m := range found {
		a, err := p.tx.Agreement(m.Ref)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return store.Agreement{}, err
		}
		if a.Source != "" {
			continue
		}
		if n := p.pactLikeness(a, r, parties); n > points || n == points && n > 0 && a.Key < best.Key {
			best, points = a, n
		}
	}
	if points > 0 {
		return best, nil
	}
	return store.Agreement{Key: store.Key("agreement", p.doc.Key, r.ID), Name: r.Name}, nil
}

// pactLikeness weighs whether an agreement of the register is the one told; 0: it is another.
func (p *placing) pactLikeness(a store.Agreement, r news.Agreement, parties []store.Party) int {
	n := 0
	shared := 0
	for _, x := range parties {
		if slices.ContainsFunc(a.Parties, func(y store.Party) bool { return y.Entity == x.Entity }) {
			shared++
		}
	}
	fewer := min(len(parties), len(a.Parties))
	named := p.sameName(a, r)
	switch {
	case shared < fewer: // a party that the other does not know
		return 0
	case shared >= 2:
		n += shared
	case !named:
		return 0
	}
	if named {
		n += 2
	}
	switch kinds := sameKinds(a.Kinds, r.Kind); {
	case kinds < 0 && !named:
		return 0
	case kinds > 0:
		n += kinds
	}
	if p.anotherTime(a, r) {
		return 0
	}
	return n
}

// sameName reports whether two agreements bear one name in a language that both have.
func (p *placing) sameName(a store.Agreement, r news.Agreement) bool {
	for l, name := range r.Names {
		if have := a.Names[l]; have != "" && p.fold(have) == p.fold(name) {
			return true
		}
	}
	return a.Name != "" && p.fold(a.Name) == p.fold(r.Name)
}

// sameKinds compares what two agreements are about: how many kinds both have, 0 where one is told too generally to say, −1 for others.
func sameKinds(a, b []string) int {
	general := func(list []string) bool {
		return !slices.ContainsFunc(list, func(k string) bool { return k != "other" && k != "cooperation" })
	}
	n := 0
	for _, k := range a {
		if slices.Contains(b, k) {
			n++
		}
	}
	if n == 0 && !general(a) && !general(b) {
		return -1
	}
	return n
}

// anotherTime reports whether the days say that the report tells of another agreement of the same parties.
func (p *placing) anotherTime(a store.Agreement, r news.Agreement) bool {
	day := p.doc.Published
	signed := r.Dates["signed"]
	if a.Signed != "" && signed != "" {
		return gap(a.Signed, signed) > signedApart
	}
	began := cmp.Or(signed, r.Dates["negotiated"], r.Dates["proposed"], day)
	fresh := stageRank(r.Stage) <= stageRank("signed")
	if a.Ended != "" && fresh && began > a.Ended {
		return true
	}
	talks := stageRank(r.Stage) < stageRank("signed")
	if a.Signed != "" && talks && began > a.Signed && gap(a.Signed, began) > newTalks {
		return true
	}
	// Told first as ended, then an older report of the talks: that is the same one only if it lies before.
	if ended := r.Dates["terminated"]; ended != "" && a.Signed != "" && a.Signed > ended {
		return true
	}
	return false
}

// gap is how many days lie between two days.
func gap(a, b string) int {
	n := copies.DayNumber(a) - copies.DayNumber(b)
	return max(n, -n)
}

// form is the document type of DESTA (A agreement, P protocol, S strategy, V declaration, Y memorandum of understanding) by the noun that
// names the agreement; its key ends the rule. Nouns that say nothing of the paper («deal», «truce», «document») have none.
func form(rule string) string {
	switch strings.TrimPrefix(rule, "pact/") {
	case "treaty", "agreement", "accord", "pact", "convention", "contract":
		return "A"
	case "protocol":
		return "P"
	case "roadmap", "plan":
		return "S"
	case "declaration", "statement":
		return "V"
	case "memorandum":
		return "Y"
	}
	return ""
}

// tellPact adds what the report tells.
func (p *placing) tellPact(a *store.Agreement, r news.Agreement, parties []store.Party) {
	names := map[string]string{}
	for l, n := range r.Names {
		names[l] = n
	}
	for l, n := range a.Names {
		names[l] = n
	}
	if len(names) > 0 {
		a.Names = names
	}
	a.Parties = slices.Clone(a.Parties)
	for _, x := range parties {
		if !slices.ContainsFunc(a.Parties, func(y store.Party) bool { return y.Entity == x.Entity }) {
			a.Parties = append(a.Parties, x)
		}
	}
	slices.SortFunc(a.Parties, func(x, y store.Party) int { return strings.Compare(x.Entity, y.Entity) })
	a.Kinds = slices.Clone(a.Kinds)
	for _, k := range r.Kind {
		if !slices.Contains(a.Kinds, k) {
			a.Kinds = append(a.Kinds, k)
		}
	}
	slices.Sort(a.Kinds)
	if f := form(r.Rule); a.Form == "" || a.Form == "A" && f != "" {
		a.Form = f
	}
	if a.Event == "" && r.Event != "" {
		for _, t := range p.tellings {
			if t.Local == r.Event {
				a.Event = t.Event
			}
		}
	}
	a.Documents++
	p.tellStages(a, r)
	p.tellObligations(a, r)
	outline(a)
}

// tellStages adds the stages that the report tells: the furthest, and those it dates.
func (p *placing) tellStages(a *store.Agreement, r news.Agreement) {
	chain := p.chain(r.Attribution)
	row := func(stage, day string) store.Stage {
		return store.Stage{Stage: stage, Day: day, Doc: p.doc.Key, Evidence: r.Evidence.Text, Start: r.Evidence.Start, End: r.Evidence.End,
			Chain: chain, Seen: p.doc.Published}
	}
	a.Stages = slices.Clone(a.Stages)
	if _, dated := r.Dates[r.Stage]; !dated && r.Stage != "" {
		a.Stages = append(a.Stages, row(r.Stage, ""))
	}
	for stage, day := range r.Dates {
		if stageRank(stage) >= 0 {
			a.Stages = append(a.Stages, row(stage, day))
		}
	}
	slices.SortFunc(a.Stages, func(x, y store.Stage) int {
		return cmp.Or(strings.Compare(cmp.Or(x.Day, x.Seen), cmp.Or(y.Day, y.Seen)), stageRank(x.Stage)-stageRank(y.Stage),
			strings.Compare(x.Doc, y.Doc))
	})
}

// tellObligations adds the obligations that the report tells. One that is told before on the same word is not told again.
func (p *placing) tellObligations(a *store.Agreement, r news.Agreement) {
	a.Obligations = slices.Clone(a.Obligations)
	for _, o := range r.Obligations {
		x := store.Obligation{Kind: o.Kind, Trigger: o.Trigger, Act: o.Act, Chain: p.chain(o.Attribution), Doc: p.doc.Key,
			Evidence: o.Evidence.Text, Start: o.Evidence.Start, End: o.Evidence.End}
		for _, id := range o.On {
			if e := p.entities[id]; e.Key != "" {
				x.On = append(x.On, e.Key)
			}
		}
		slices.Sort(x.On)
		word := ""
		if n := len(x.Chain); n > 0 {
			word = x.Chain[n-1].Entity
		}
		x.Key = store.Key("obligation", a.Key, x.Kind, x.Trigger, x.Act, strings.Join(x.On, ","), word)
		if !slices.ContainsFunc(a.Obligations, func(y store.Obligation) bool { return y.Key == x.Key }) {
			a.Obligations = append(a.Obligations, x)
		}
	}
	slices.SortFunc(a.Obligations, func(x, y store.Obligation) int { return strings.Compare(x.Key, y.Key) })
}

// outline finds stage and days of an agreement from its stages, and whether events can set off what it obliges to.
func outline(a *store.Agreement) {
	a.Binding = len(duties(*a)) > 0
	a.Stage = ""
	days := map[string]map[string]int{}
	for _, s := range a.Stages {
		if stageRank(s.Stage) > stageRank(a.Stage) {
			a.Stage = s.Stage
		}
		if s.Day != "" {
			if days[s.Stage] == nil {
				days[s.Stage] = map[string]int{}
			}
			days[s.Stage][s.Day]++
		}
	}
	a.Signed, a.InForce, a.Ended = oftenest(days["signed"]), oftenest(days["in_force"]), oftenest(days["terminated"])
}

// oftenest is the day that most give, the first of several.
func oftenest(days map[string]int) string {
	best, most := "", 0
	for d, n := range days {
		if n > most || n == most && d < best {
			best, most = d, n
		}
	}
	return best
}

// Force is whether an agreement binds on a day, with what that rests on and what nobody has told. It is what the reports say, no ruling.
type Force struct {
	State   string   `json:"state"` // yes, no, unknown
	Known   []string `json:"known"`
	Unknown []string `json:"unknown"`
}

// The states of Force.
const (
	Yes    = "yes"
	No     = "no"
	Unsure = "unknown"
)

// InForceOn tells whether an agreement is in force on a day.
func InForceOn(a store.Agreement, day string) Force {
	f := Force{State: Unsure}
	know := func(state, format string, args ...any) Force {
		f.State = state
		f.Known = append(f.Known, fmt.Sprintf(format, args...))
		return f
	}
	if day == "" {
		f.Unknown = append(f.Unknown, "the day is not known")
		return f
	}
	if a.Ended != "" && a.Ended <= day {
		return know(No, "ended on %s", a.Ended)
	}
	begun := cmp.Or(a.InForce, a.Signed)
	if begun != "" && day < begun {
		what := "signed"
		if a.InForce != "" {
			what = "in force"
		}
		return know(No, "%s only on %s", what, begun)
	}
	stage, at, ending, endedAt, forceAt := "", "", "", "", ""
	for _, s := range a.Stages { // in the order of their days
		seen := cmp.Or(s.Day, s.Seen)
		switch {
		case seen == "" || seen > day || s.Stage == "violated":
		case s.Stage == "suspended" || s.Stage == "terminated":
			ending, endedAt = s.Stage, seen
		default:
			if s.Stage == "in_force" {
				forceAt = seen
			}
			if stageRank(s.Stage) > stageRank(stage) {
				stage, at = s.Stage, seen
			}
		}
	}
	if ending != "" && forceAt <= endedAt {
		return know(No, "told on %s as %s", endedAt, ending)
	}
	if a.Ended == "" {
		f.Unknown = append(f.Unknown, "no report tells an end")
	}
	switch {
	case a.InForce != "":
		return know(Yes, "in force since %s", a.InForce)
	case stage == "in_force":
		return know(Yes, "told on %s as in force", at)
	case a.Signed != "" || stage == "signed" || stage == "ratified" || stage == "initialled":
		f.Unknown = append(f.Unknown, "no report tells that it has come into force")
		if a.Signed != "" {
			return know(Unsure, "signed on %s", a.Signed)
		}
		return know(Unsure, "told on %s as %s", at, stage)
	case stage != "":
		f.Unknown = append(f.Unknown, "no report tells that it was signed by then")
		return know(No, "told on %s as %s", at, stage)
	}
	f.Unknown = append(f.Unknown, "no report of that time tells its stage")
	return f
}
