package register

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"rawi/internal/copies"
	"rawi/internal/store"
)

// Two tellings are of one event when nothing speaks against it and enough speaks for it. What speaks for it are points: who did it, to
// whom, when, where, how many; each counts by its precision. At least two points besides the day must agree well, so that two
// things done by one actor on one day stay two (see wellAnchored).

// The points.
const (
	exact     = 3 // the same person, the same town, the same day
	near      = 2 // a state and its army, a town and the one beside it
	vague     = 1 // «people» and «civilians», a town and its country
	enough    = 7 // the sum that makes two tellings one event
	anchored  = 2 // how many points, the day not counted, must be near at least
	sameText  = 6 // copies of one report
	slackDays = 1 // between days of which one is only the report's own
	newsDays  = 3 // how long news without a day may lie back
	backDays  = 60
	closeKm   = 3
	openEnd   = math.MaxInt32
)

// class is the kind of reality within which tellings can be one event.
type class string

const (
	done     class = "actual"
	coming   class = "coming" // planned, or possible
	supposed class = "hypothetical"
)

func classOf(reality string) class {
	switch reality {
	case "planned", "possible":
		return coming
	case "hypothetical":
		return supposed
	}
	return done
}

// sight is a telling as it is compared.
type sight struct {
	*store.Telling
	class              class
	actors, recipients []party
	mutual             bool // its actors have no order
	from, to           int  // days since 1970; to may be openEnd
	dated              bool // the report tells the day, or the day is the report's own
	fuzzy              bool // … it is the report's own
	place              spot
	countries          []string // of its parties and its place
	words              []string // folded words of the evidence

	featured       bool
	daily, monthly []string // what it is marked by (see feature)
	months         []when
}

// party is who fills a slot, and what of him is known over documents.
type party struct {
	store.Party
	kind    string
	unnamed bool
	fold    string
}

// spot is where; precise for a town, not for a country or a region.
type spot struct {
	store.Place
	any, precise bool
	fold         string
}

// see prepares a telling. Who the entities are is asked of who; fold folds spelling.
func see(t *store.Telling, who func(key string) store.Entity, fold func(string) string) *sight {
	s := &sight{Telling: t, class: classOf(t.Reality)}
	s.actors = seeParties(t.Actors, who, fold)
	s.recipients = seeParties(t.Recipients, who, fold)
	s.mutual = t.Type == "CONSULT" || len(s.recipients) == 0 && len(s.actors) > 1
	s.days()
	s.place = seePlace(t.Place, fold)
	if !s.place.any { // «a strike on Khan Younis» tells the place by the recipient
		for _, x := range s.recipients {
			if x.kind == "place" {
				e := who(x.Entity)
				s.place = seePlace(store.Place{Name: x.Name, Key: x.Entity, Country: x.Country, GeoNames: e.GeoNames}, fold)
				break
			}
		}
	}
	for _, x := range append(slices.Clip(s.actors), s.recipients...) {
		s.countries = append(s.countries, x.Country)
	}
	s.countries = append(s.countries, s.place.Country)
	slices.Sort(s.countries)
	s.countries = slices.DeleteFunc(slices.Compact(s.countries), func(c string) bool { return c == "" })
	s.words = strings.Fields(fold(t.Evidence.Text))
	slices.Sort(s.words)
	s.words = slices.Compact(s.words)
	return s
}

func seeParties(list []store.Party, who func(string) store.Entity, fold func(string) string) []party {
	out := make([]party, 0, len(list))
	for _, x := range list {
		e := who(x.Entity)
		p := party{Party: x, kind: e.Kind, unnamed: e.Key == "" || unnamed(e), fold: fold(x.Name)}
		if p.Country == "" {
			p.Country = e.Country
		}
		if p.Sector == "" {
			p.Sector = e.Sector
		}
		out = append(out, p)
	}
	return out
}

func seePlace(x store.Place, fold func(string) string) spot {
	s := spot{Place: x, any: x.Name != "" || x.Key != "" || x.Country != "", fold: fold(x.Name)}
	s.precise = x.GeoNames != 0 && (x.Country == "" || x.Key != stateKey(x.Country)) && x.Name != ""
	return s
}

// days finds within which days it happened.
func (s *sight) days() {
	if s.Start != "" {
		s.from, s.dated = copies.DayNumber(s.Start), true
		s.to = s.from
		if s.End != "" {
			s.to = copies.DayNumber(s.End)
		} else {
			s.to = openEnd
		}
		s.fuzzy = s.Basis == "document"
		return
	}
	if s.End != "" {
		s.to, s.dated = copies.DayNumber(s.End), true
		s.from = s.to - backDays
		return
	}
	pub := copies.DayNumber(s.Published)
	switch {
	case s.Published == "":
		s.from, s.to = 0, openEnd
	case s.class == coming:
		s.from, s.to = pub, pub+backDays
	case s.Background:
		s.from, s.to = pub-backDays, pub
	default:
		s.from, s.to = pub-newsDays, pub
	}
}

func dayName(n int) string { return time.Unix(int64(n)*86400, 0).UTC().Format(time.DateOnly) }

// weekOf names the week of a day.
func weekOf(day string) string {
	if day == "" {
		return ""
	}
	return dayName(copies.DayNumber(day) / 7 * 7)
}

// likeness is how well two tellings agree, or that they cannot be one.
func likeness(a, b *sight) (points int, apart bool) {
	if !sameType(a, b) || a.class != b.class || conflictingModes(a, b) {
		return 0, true
	}
	return agreement(a, b)
}

// family takes types together whose border two languages may draw differently.
func family(typ string) string {
	switch typ {
	case "SANCTION", "COERCE":
		return "PRESSURE"
	case "AID", "COOPERATE":
		return "HELP"
	case "CONCEDE", "RETREAT":
		return "YIELD"
	}
	return typ
}

// sameType reports whether two tellings tell one kind of deed: one type, or neighbouring types with one CAMEO code.
func sameType(a, b *sight) bool {
	return a.Type == b.Type || family(a.Type) == family(b.Type) && sameCode(a.CAMEO, b.CAMEO)
}

// sameCode reports whether two CAMEO codes agree as far as the shorter goes, and that is further than the root.
func sameCode(a, b string) bool {
	n := min(len(a), len(b))
	return n >= 3 && a[:n] == b[:n]
}

// agreement weighs everything but type and reality.
func agreement(a, b *sight) (points int, apart bool) {
	day, apart := sameDays(a, b)
	if apart {
		return 0, true
	}
	place, apart := samePlace(a.place, b.place)
	if apart {
		return 0, true
	}
	numbers, apart := sameNumbers(a, b)
	if apart {
		return 0, true
	}
	first, second, apart := sameSides(a, b)
	copies := a.Doc != b.Doc && root(a) == root(b)
	words := 0
	if a.Language == b.Language {
		words = shared(a.words, b.words)
	}
	if apart && !disputed(a, b, second, place, day, numbers) {
		return 0, true
	}
	if a.Doc == b.Doc && apartInOne(a, b, numbers) {
		return 0, true
	}
	points = first + second + day + place + numbers + words + sameDeed(a, b)
	if copies && words >= near {
		points += sameText
	}
	if !wellAnchored(a, b, day, first, second, place, numbers, words) {
		points = min(points, enough-1)
	}
	return points, false
}

// wellAnchored reports whether points besides the day agree well enough to tell one deed from its like.
func wellAnchored(a, b *sight, day, first, second, place, numbers, words int) bool {
	n, sum := 0, 0
	for _, x := range []int{first, second, place, numbers, words} {
		if x >= near {
			n++
		}
		sum += x
	}
	if day >= exact && n < anchored && vaguelyOne(a, b, first, second, place, numbers) {
		n++
	}
	if day <= 0 { // when is not known: the rest must tell more
		return n > anchored && sum >= enough
	}
	return n >= anchored
}

// vaguelyOne reports whether, on one day, points that agree vaguely add up to one that agrees well.
func vaguelyOne(a, b *sight, first, second, place, numbers int) bool {
	sameMode := a.Mode != "" && a.Mode == b.Mode
	switch {
	case place >= exact: // in one town: «people» killed, a toll that has grown, the same weapon
		return count(first == vague, second == vague, numbers == vague, sameMode) >= 2
	case numbers >= exact: // the same toll: of «civilians», by «government forces», in one country
		return count(first >= vague, second >= vague, sameCountry(a, b)) >= 2
	case first >= exact && sameMode && seldom(a.Type) && seldom(b.Type): // one actor did in the same way what is not done every day
		return second >= vague || len(a.recipients) == 0 && len(b.recipients) == 0 || sameOtherCountry(a, b)
	}
	return false
}

func count(list ...bool) int {
	n := 0
	for _, x := range list {
		if x {
			n++
		}
	}
	return n
}

// sameCountry reports whether two tellings name one country, in whatever part.
func sameCountry(a, b *sight) bool {
	return slices.ContainsFunc(a.countries, func(c string) bool { return slices.Contains(b.countries, c) })
}

// sameOtherCountry reports whether they name one besides the actor's.
func sameOtherCountry(a, b *sight) bool {
	return slices.ContainsFunc(a.countries, func(c string) bool {
		is := func(p party) bool { return p.Country == c }
		return slices.Contains(b.countries, c) && !slices.ContainsFunc(a.actors, is) && !slices.ContainsFunc(b.actors, is)
	})
}

// seldom are types of deed that one actor rarely does twice a day in the same way.
func seldom(typ string) bool {
	switch typ {
	case "SANCTION", "COERCE", "MOBILIZE", "RETREAT", "PROTEST":
		return true
	}
	return false
}

// root is the first report that a telling's report copies.
func root(s *sight) string {
	if s.CopyOf != "" {
		return s.CopyOf
	}
	return s.Doc
}

// apartInOne reports whether one report tells two events: what it tells twice, reading has joined already. Left are a claim and its
// denial, the word of two sources, and a headline with what it heads.
func apartInOne(a, b *sight, numbers int) bool {
	if numbers < 0 {
		return true
	}
	return sameChain(a.Chain, b.Chain) && a.Polarity == b.Polarity && len(a.Chain) > 0
}

func sameChain(a, b []store.Link) bool {
	return slices.EqualFunc(a, b, func(x, y store.Link) bool { return x.Entity == y.Entity && x.Name == y.Name })
}

// sameDays compares the days: exact, near (a day within a few), vague (a day within many), 0 (unknown).
func sameDays(a, b *sight) (int, bool) {
	slack := 0
	if a.fuzzy || b.fuzzy || !a.dated || !b.dated {
		slack = slackDays
	}
	if a.from > b.to+slack || b.from > a.to+slack {
		return 0, true
	}
	if !a.dated && (a.Background || a.class == coming || a.Published == "") || !b.dated && (b.Background || b.class == coming || b.Published == "") {
		return 0, false
	}
	if a.from > b.to || b.from > a.to || !a.dated || !b.dated {
		return vague, false
	}
	wide := max(width(a), width(b))
	switch {
	case a.from == b.from && a.to == b.to && wide <= 31:
		if a.fuzzy && b.fuzzy {
			return near, false
		}
		return exact, false
	case wide <= 7:
		return near, false
	}
	return vague, false
}

func width(s *sight) int {
	if s.to == openEnd {
		return openEnd
	}
	return s.to - s.from
}

// samePlace compares the places. Two towns are two places unless they lie side by side.
func samePlace(a, b spot) (int, bool) {
	switch {
	case !a.any || !b.any:
		return 0, false
	case a.Key != "" && a.Key == b.Key, a.GeoNames != 0 && a.GeoNames == b.GeoNames, a.fold != "" && a.fold == b.fold && (a.Country == b.Country || a.Country == "" || b.Country == ""):
		if a.Country != "" && a.Key == stateKey(a.Country) {
			return vague, false
		}
		return exact, false
	case a.Country != "" && b.Country != "" && a.Country != b.Country:
		return 0, true
	case a.precise && b.precise:
		if a.Known && b.Known && distance(a.Place, b.Place) <= closeKm {
			return near, false
		}
		return 0, true
	case a.Country != "" && a.Country == b.Country:
		return vague, false
	}
	return 0, false
}

// distance between two places in kilometres.
func distance(a, b store.Place) float64 {
	const radius, rad = 6371, math.Pi / 180
	dLat, dLon := (b.Lat-a.Lat)*rad, (b.Lon-a.Lon)*rad
	h := math.Pow(math.Sin(dLat/2), 2) + math.Cos(a.Lat*rad)*math.Cos(b.Lat*rad)*math.Pow(math.Sin(dLon/2), 2)
	return 2 * radius * math.Asin(math.Min(1, math.Sqrt(h)))
}

// sameNumbers compares casualties and amounts. A toll may grow; amounts of different things are different deeds.
func sameNumbers(a, b *sight) (int, bool) {
	n := 0
	for _, c := range [][2]*int{{a.Dead, b.Dead}, {a.Injured, b.Injured}, {a.Arrested, b.Arrested}} {
		if c[0] == nil || c[1] == nil {
			continue
		}
		x, y := min(*c[0], *c[1]), max(*c[0], *c[1])
		switch {
		case x == y && y >= 3:
			n = max(n, exact)
		case x == y && y > 0:
			n = max(n, vague)
		case y > 5*x && y-x > 10:
			n = min(n, -near)
		case x > 0 && y <= 2*x && n == 0:
			n = vague // a toll that may have grown
		}
	}
	same, differ := 0, false
	for _, q := range a.Quantities {
		for _, r := range b.Quantities {
			if q.Value == nil || r.Value == nil || q.Unit == "" || r.Unit == "" {
				continue
			}
			switch equal := *q.Value == *r.Value; {
			case q.Unit == r.Unit && equal && *q.Value >= 3:
				same = near
			case q.Unit != r.Unit && !equal && q.Unit != "person" && r.Unit != "person":
				differ = true
			}
		}
	}
	if differ && same == 0 && n <= 0 {
		return 0, true
	}
	return max(n, same+min(n, 0)), false
}

// sameSides compares who did it and to whom. In a mutual event only who took part counts: first is the best match, second the next.
func sameSides(a, b *sight) (first, second int, apart bool) {
	if a.mutual || b.mutual {
		return together(append(slices.Clip(a.actors), a.recipients...), append(slices.Clip(b.actors), b.recipients...))
	}
	first, apart1 := sameSlot(a.actors, b.actors)
	second, apart2 := sameSlot(a.recipients, b.recipients)
	return first, second, apart1 || apart2
}

// together matches those who took part: each of the fewer must be among the others, and where they are as many, each of either side.
func together(a, b []party) (first, second int, apart bool) {
	switch {
	case len(a) < len(b):
		return among(a, b)
	case len(a) > len(b):
		return among(b, a)
	}
	first, second, apart = among(a, b)
	if apart || len(a) < 2 {
		return first, second, apart
	}
	first2, second2, apart := among(b, a)
	if apart {
		return 0, 0, true
	}
	if cmp.Or(cmp.Compare(first2+second2, first+second), cmp.Compare(first2, first)) > 0 {
		first, second = first2, second2
	}
	return first, second, false
}

// among matches the fewer with the others, each with whom it agrees best.
func among(a, b []party) (first, second int, apart bool) {
	taken := make([]bool, len(b))
	for _, x := range a {
		best, at, against := 0, -1, false
		for i, y := range b {
			if taken[i] {
				continue
			}
			n, no := sameParty(x, y)
			against = against || no
			if n > best {
				best, at = n, i
			}
		}
		switch {
		case at >= 0:
			taken[at] = true
		case against:
			return 0, 0, true
		}
		if best > first {
			first, second = best, first
		} else {
			second = max(second, best)
		}
	}
	return first, second, false
}

// sameSlot matches the fillers of one slot; an empty slot fits all.
func sameSlot(a, b []party) (int, bool) {
	first, _, apart := together(a, b)
	return first, apart
}

// sameParty compares two parties: exact for one entity, near for a state and those who act for it, vague for the unnamed; apart for
// two who are different.
func sameParty(a, b party) (int, bool) {
	if a.Entity != "" && a.Entity == b.Entity {
		switch {
		case !a.unnamed:
			return exact, false
		case a.Country != "" || b.Country != "": // the same, whichever of the two is looked at first
			return near, false
		}
		return vague, false
	}
	countries := a.Country != "" && b.Country != ""
	if a.unnamed || b.unnamed {
		switch {
		case countries && a.Country != b.Country:
			return 0, true
		case countries && forState(a) && forState(b):
			return near, false
		case countries, a.unnamed && b.unnamed && a.Sector == b.Sector:
			return vague, false
		case clashing(a.Sector, b.Sector):
			return 0, true
		}
		return 0, false
	}
	if countries && a.Country != b.Country {
		return 0, true
	}
	if a.fold == b.fold && a.fold != "" && a.kind != "place" && b.kind != "place" && a.Entity != "" && a.kind == b.kind && !clashing(a.Sector, b.Sector) {
		return exact, false
	}
	if a.kind == "place" || b.kind == "place" {
		if countries {
			return vague, false
		}
		return 0, false
	}
	if countries && forState(a) && forState(b) {
		if a.kind == b.kind && a.kind != "state" { // two ministers, two ministries
			return 0, true
		}
		return near, false
	}
	return 0, true
}

// forState reports whether a party acts for its state: the state itself, its government, its forces, who leads them.
func forState(p party) bool {
	switch p.Sector {
	case "GOV", "MIL", "SPY", "COP":
		return true
	case "":
		return p.kind == "state"
	}
	return p.kind == "state"
}

// clashing sectors are never those of one party.
func clashing(a, b string) bool {
	if a == "" || b == "" || a == b {
		return false
	}
	armed := func(s string) bool { return s == "MIL" || s == "REB" || s == "COP" || s == "PAR" || s == "CRM" }
	return armed(a) != armed(b) || a == "REB" || b == "REB"
}

// disputed reports whether two tellings that name different actors quarrel over one deed: who fired. Then everything else must agree
// well, and they must not be each other's answer.
func disputed(a, b *sight, second, place, day, numbers int) bool {
	if a.Type != b.Type || a.Type != "ASSAULT" && a.Type != "COERCE" || a.mutual || b.mutual || place < exact || day < near {
		return false
	}
	if _, apart := sameSlot(a.recipients, b.recipients); apart {
		return false
	}
	return (second >= vague || numbers >= exact) && !opposite(a, b) && !sameChain(a.Chain, b.Chain)
}

// opposite reports whether one's actor is the other's recipient and the other way round.
func opposite(a, b *sight) bool {
	x, _ := sameSlot(a.actors, b.recipients)
	y, _ := sameSlot(a.recipients, b.actors)
	return x >= near && y >= near
}

// conflictingModes are ways of doing that are never one deed: a call and a visit, an arrest and a curfew.
func conflictingModes(a, b *sight) bool {
	if a.Mode == "" || b.Mode == "" || a.Mode == b.Mode || a.Type != b.Type {
		return false
	}
	switch a.Type {
	case "CONSULT":
		return a.Mode == "phone" || b.Mode == "phone"
	case "COERCE", "SANCTION", "MOBILIZE":
		return true
	}
	return false
}

// sameDeed compares mode and CAMEO code.
func sameDeed(a, b *sight) int {
	n := 0
	switch {
	case a.Mode == "" || b.Mode == "":
	case a.Mode == b.Mode:
		n++
	default:
		n--
	}
	switch {
	case sameCode(a.CAMEO, b.CAMEO):
		n++
	case a.Type != "ASSAULT" && len(a.CAMEO) >= 2 && len(b.CAMEO) >= 2 && a.CAMEO[:2] != b.CAMEO[:2]:
		n--
	}
	return n
}

// shared compares the words of two pieces of evidence in one language; short words are mostly grammar.
func shared(a, b []string) int {
	both, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch c := strings.Compare(a[i], b[j]); {
		case c == 0:
			if len([]rune(a[i])) > 3 {
				both++
			}
			i, j = i+1, j+1
		case c < 0:
			i++
		default:
			j++
		}
	}
	fewer, more := min(long(a), long(b)), max(long(a), long(b))
	switch {
	case fewer < 3:
		return 0
	case 8*both >= 7*more: // the same but for a word
		return near
	case 2*both >= fewer:
		return vague
	}
	return 0
}

func long(words []string) int {
	n := 0
	for _, w := range words {
		if len([]rune(w)) > 3 {
			n++
		}
	}
	return n
}
