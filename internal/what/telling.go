package what

import (
	"slices"
	"strconv"
	"strings"

	"rawi/internal/clause"
	"rawi/internal/morph"
	"rawi/internal/pack"
	"rawi/internal/who"
)

// Telling weighs whether a word of force or protest tells of something that happened, or is merely mentioned: in general talk, or to
// say when or why something else was. Table telling holds what counts and how much.
type Telling struct {
	types   map[string]bool
	weights map[string]int
	rules   map[string]int // of single rows of tables events and support
	tells   int
}

// Weight is what was found for and against one trigger.
type Weight struct {
	Sum      int
	Evidence []string
	Tells    bool // it happened, as far as the report goes
	General  bool // what happens again and again, or might
}

// String lists the evidence.
func (w Weight) String() string {
	return strconv.Itoa(w.Sum) + " (" + strings.Join(w.Evidence, " ") + ")"
}

// evidence lists the keys that table telling may give a weight.
const evidence = "verb.perfect verb.imperfect verb.other " +
	"lent.perfect lent.imperfect lent.other lent.masdar lent.claim lent.lasting lent.ending lent.known noun.head noun.referred headline " +
	"behind article owned plural relative adverbial aftermath time time.recent time.past time.wide place sided counted armed unarmed new known pronoun unwritten nobody accident waged question you-and-i"

// newTelling reads the table of a pack.
func newTelling(p *pack.Pack) (Telling, error) {
	t := Telling{types: map[string]bool{}, weights: map[string]int{}, rules: map[string]int{}}
	for _, r := range p.Table("telling") {
		if r.Cell(1) == "type" {
			t.types[r.Key()] = true
			continue
		}
		n, err := strconv.Atoi(r.Cell(2))
		if err != nil {
			return t, r.Errorf("weight %q: want a whole number", r.Cell(2))
		}
		switch r.Cell(1) {
		case "threshold":
			t.tells = n
		case "rule":
			t.rules[p.Name+"/"+r.Key()] = n
		case "support":
			t.rules[p.Name+"/support."+r.Key()] = n
		default:
			if !slices.Contains(strings.Fields(evidence), r.Key()) {
				return t, r.Errorf("no evidence is called %q", r.Key())
			}
			t.weights[r.Key()] = n
		}
	}
	return t, nil
}

// weighs reports whether the language has the table.
func (l *Lexicon) weighs() bool { return len(l.Telling.types) > 0 }

// Weigh adds up what speaks for and against a trigger. Types that the table does not name are told by whoever mentions them.
func (l *Lexicon) Weigh(s *clause.Sentence, f *Found, title bool) Weight {
	w := Weight{Tells: true}
	if !l.Telling.types[f.Rule.Type] {
		return w
	}
	g := weigher{l: l, s: s, f: f, title: title}
	g.form()
	g.position()
	g.setting()
	g.sided()
	g.people()
	g.parties()
	g.speech()
	for _, k := range g.out {
		w.Sum += l.Telling.weights[k]
	}
	for _, id := range []string{f.Rule.ID, f.Support} {
		if n, ok := l.Telling.rules[id]; ok {
			w.Sum += n
			g.add(id)
		}
	}
	w.Evidence = g.out
	w.Tells = w.Sum >= l.Telling.tells
	w.General = !w.Tells && g.general
	return w
}

// weigher gathers the evidence for one trigger.
type weigher struct {
	l       *Lexicon
	s       *clause.Sentence
	f       *Found
	title   bool
	at      int // the item that tells: the verb, the supporting verb or the noun
	general bool
	out     []string
}

func (g *weigher) add(key string) { g.out = append(g.out, key) }

// tense names the tense of the verb at item i, as the word that makes it an event: تنفذ is «she carries out» before it is «it was done».
func (g *weigher) tense(i int) string {
	tense := "other"
	for _, r := range g.s.Items[i].Readings {
		if !r.Finite() || tense != "other" && !g.tells(r.Lemma) {
			continue
		}
		tense = "imperfect"
		if r.Feat.Has(morph.Perfect) {
			tense = "perfect"
		}
		if g.tells(r.Lemma) {
			break
		}
	}
	return tense
}

// tells reports whether a verb is the one of the event's rule, or the one that supports its noun.
func (g *weigher) tells(lemma int) bool {
	if g.f.Support != "" {
		return slices.ContainsFunc(g.l.supports[lemma], func(s support) bool { return s.id == g.f.Support })
	}
	is := func(n int) bool { return n >= 0 && &g.l.Rules[n] == g.f.Rule }
	return slices.ContainsFunc(g.l.verbs[lemma], is) || slices.ContainsFunc(g.l.light[lemma], func(w lightWord) bool { return is(w.rule) })
}

// form: a verb tells more than a noun, a perfect more than an imperfect, a noun with a verb of its own more than one without.
func (g *weigher) form() {
	f := g.f
	g.at = f.Item
	switch {
	case f.Support != "" && f.SupportAt >= 0:
		g.at = f.SupportAt
		g.lent()
	case f.Verb:
		g.finite("verb.", f.Item)
	case g.s.Heads(f.Item):
		g.add("noun.head")
		g.named()
	default:
		g.add("noun.referred")
		g.named()
	}
	if g.headline() {
		g.add("headline")
		g.general = false
	}
}

// finite tells the tense of the verb that tells: what is told in the imperfect goes on, or happens again and again.
func (g *weigher) finite(prefix string, i int) {
	tense := g.tense(i)
	g.add(prefix + tense)
	g.general = tense == "imperfect"
}

// lent: what the supporting verb of a noun adds; rows of table support tell by their ids that they claim, last or end.
func (g *weigher) lent() {
	f := g.f
	switch {
	case f.Claims():
		g.add("lent.claim")
		g.named()
	case f.Support != "tamma" && g.s.Items[g.at].Kind != clause.Verb:
		g.add("lent.masdar")
	case strings.Contains(f.Support, ".end"):
		g.add("lent.ending")
	case strings.HasSuffix(f.Support, ".last"):
		g.add("lent.lasting")
	default:
		g.finite("lent.", g.at)
		if strings.Contains(f.Support, ".happen.") && g.definite() {
			g.add("lent.known")
			g.general = false // ويأتي الهجوم بعد …: that deed, not deeds of the kind
		}
	}
}

// definite reports whether the deed is one that the reader knows: with an article or an owner.
func (g *weigher) definite() bool {
	it := &g.s.Items[g.f.Item]
	return it.Art || it.Pron != ""
}

// headline reports whether the words stand in the style of headlines: in one, or in a sentence that opens with a noun which nothing
// before makes known, as Arabic prose does not (تفجير يهز العاصمة, مسلحون يهاجمون …).
func (g *weigher) headline() bool {
	if g.title {
		return true
	}
	if !g.s.Lex.HeadFirst() || len(g.s.Items) == 0 {
		return false
	}
	it := &g.s.Items[0]
	if it.Conj+it.Prep != "" || it.Art || it.Pron != "" || g.at > 8 {
		return false
	}
	switch it.Kind {
	case clause.Noun:
		return g.f.Item == 0
	case clause.Mention:
		m := &g.s.Mentions[it.Mention]
		return m.Form == "nominal" && !m.Def && g.f.Verb && g.f.Args.Subj.At == 0 && slices.Contains(g.f.Args.Subj.Items, 0)
	}
	return false
}

// named: a noun that is only named stands behind a preposition, with an article or owner, in the plural.
func (g *weigher) named() {
	it := &g.s.Items[g.f.Item]
	if it.Prep != "" {
		g.add("behind")
	}
	if it.Art && !g.pointed() {
		g.add("article")
	}
	if it.Pron != "" {
		g.add("owned")
	}
	if it.Several() {
		g.add("plural")
	}
}

// pointed reports whether a demonstrative stands before the noun: this attack.
func (g *weigher) pointed() bool { return g.f.Item > 0 && g.s.Items[g.f.Item-1].Kind == clause.Det }

// position: what a relative clause or a clause of time tells, it tells of something else.
func (g *weigher) position() {
	if g.qualifies() {
		g.add("relative")
		return
	}
	for k := g.at - 1; k >= 0; k-- {
		p := &g.s.Items[k]
		switch {
		case p.Kind == clause.Rel:
			g.add("relative")
			return
		case p.Kind == clause.Sub && (p.Key == "kama" && k == 0 || g.how(k)):
			return
		case p.Kind == clause.Sub:
			g.add("adverbial")
			if p.Key == "mimma" && g.came(k) {
				g.add("aftermath")
			}
			return
		case p.Kind == clause.Comp, p.Kind == clause.Mark, p.Kind == clause.Verb && p.Finite():
			return
		}
	}
}

// how reports whether the word at item k begins to tell how people came to harm: أصيب السفير عندما تعرض موكبه لهجوم. That deed is the news.
func (g *weigher) how(k int) bool {
	switch g.s.Items[k].Key {
	case "indama", "lamma", "baada-ma":
	default:
		return false
	}
	return slices.ContainsFunc(g.s.Items[:k], func(it clause.Item) bool { return it.Kind == clause.Verb && g.l.Toll(it.Readings) != "" })
}

// came reports whether the clause before item k only says what something else came after: جاءت الزيارة غداة هجوم في …، مما أسفر عن ….
func (g *weigher) came(k int) bool {
	for i := range g.s.Items[:k] {
		it := &g.s.Items[i]
		if it.Kind != clause.Verb || !it.Finite() {
			continue
		}
		return slices.ContainsFunc(it.Readings, func(r morph.Reading) bool {
			return slices.ContainsFunc(g.l.supports[r.Lemma], func(s support) bool { return strings.HasSuffix(s.id, ".happen.come") })
		})
	}
	return false
}

// qualifies reports whether the telling verb only says which thing is meant, as Arabic does without a relative pronoun behind an
// indefinite noun (بعد هجوم أسفر عن مقتل …); where that noun opens the sentence, the verb is its predicate.
func (g *weigher) qualifies() bool {
	if !g.s.Lex.HeadFirst() || g.s.Items[g.at].Kind != clause.Verb {
		return false
	}
	a := g.s.Args(g.at)
	if !a.Relative || g.s.Items[g.at-1].Kind == clause.Rel {
		return false
	}
	k := g.at - 1
	for k > 0 && g.s.Items[k].Prep+g.s.Items[k].Conj == "" {
		switch p := &g.s.Items[k-1]; p.Kind {
		case clause.Noun, clause.Other, clause.Mention, clause.Amount:
			k--
			continue
		case clause.Mark, clause.Open, clause.Comp, clause.Sub:
			return false
		}
		return true
	}
	return k > 0
}

// setting: a day and a place in the clause.
func (g *weigher) setting() {
	s := g.s
	aside := func(i int) bool {
		return s.Items[i].Kind == clause.Time || s.Items[i].Prep != "" && s.Items[i].Kind == clause.Mention
	}
	from, to := g.f.Args.From, min(g.f.Args.To, len(s.Items))
	for from > 0 && aside(from-1) {
		from--
	}
	for to < len(s.Items) && aside(to) {
		to++
	}
	time, place := "", false
	for i := from; i < to; i++ {
		it := &s.Items[i]
		if it.Kind == clause.Time && time != "time.recent" && (time == "" || it.Key != "wide") {
			time = strings.TrimSuffix("time."+it.Key, ".")
		}
		if it.Mention >= 0 {
			m := &s.Mentions[it.Mention]
			place = place || (m.Kind == "place" || m.Kind == "state") && (g.l.Locative(it.Prep) || m.Direction)
		}
	}
	if time != "" {
		g.add(time)
	}
	if place {
		g.add("place")
	}
}

// sided: the doer and the target both have a name.
func (g *weigher) sided() {
	if g.hasName(g.f.Actors) && g.hasName(g.f.Recipients) {
		g.add("sided")
	}
}

func (g *weigher) hasName(list []Filler) bool {
	for _, p := range list {
		for _, i := range p.Arg.Items {
			if k := g.s.Items[i].Mention; k >= 0 && g.s.Mentions[k].Form == "name" {
				return true
			}
		}
	}
	return false
}

// people: how many, whether under arms, or such as attack in words; and whether a misfortune befell them.
func (g *weigher) people() {
	counted, under, wordy := false, false, false
	for n, list := range [][]Filler{g.f.Recipients, g.f.Actors} {
		for _, p := range list {
			for _, i := range p.Arg.Items {
				it := &g.s.Items[i]
				counted = counted || it.Kind == clause.Amount
				if it.Mention >= 0 {
					m := &g.s.Mentions[it.Mention]
					counted = counted || m.Count
					under = under || n == 1 && armed(m)
					wordy = wordy || n == 1 && talks(m)
				}
			}
		}
	}
	if counted && !slices.Contains(g.out, "time.wide") { // so and so many in a year is a figure, no event
		g.add("counted")
	}
	if under {
		g.add("armed")
	}
	if wordy && !counted && g.f.Rule.CAMEO == "190" && (g.f.Noun || g.f.Support != "") {
		g.add("unarmed")
	}
	if g.accident() {
		g.add("accident")
	}
	if g.waged() {
		g.add("waged")
	}
}

// waged reports whether a war (a rule whose id begins so) is told with the state that wages it, and on whom or where: it goes on,
// however it is mentioned.
func (g *weigher) waged() bool {
	_, id, _ := strings.Cut(g.f.Rule.ID, "/")
	if !strings.HasPrefix(id, "assault.war") {
		return false
	}
	states := func(list []Filler) bool {
		return slices.ContainsFunc(list, func(f Filler) bool {
			if f.Arg.Pron != "" {
				return true
			}
			return slices.ContainsFunc(f.Arg.Items, func(i int) bool {
				k := g.s.Items[i].Mention
				return k >= 0 && (g.s.Mentions[k].Kind == "state" || g.s.Mentions[k].Alone)
			})
		})
	}
	return states(g.f.Actors) && (states(g.f.Recipients) || states(g.f.Places))
}

// talks reports whether a phrase tells of people whose attacks are words: parties, press, parliaments.
func talks(m *who.Mention) bool {
	switch m.Sector {
	case "PTY", "JRN", "LEG", "OPP", "MED", "EDU", "BUS", "LAB":
		return true
	}
	return false
}

// accident reports whether the clause tells of a misfortune that nobody wills: people die in floods and crashes too.
func (g *weigher) accident() bool {
	if g.f.Rule.CAMEO != "180" {
		return false
	}
	for t := g.s.Range.From; t < g.s.Range.To; t++ {
		if th, ok := g.l.Thing(g.s.Text, t, g.s.Range.To); ok && th.Class == "accident" {
			return true
		}
	}
	return false
}

// parties: news brings in people whom the reader does not know yet; those who are known, or no more than a pronoun, were told of
// before.
func (g *weigher) parties() {
	named, pron, unwritten, fresh, known := false, false, false, false, false
	for n, list := range [][]Filler{g.f.Recipients, g.f.Actors} {
		for _, p := range list {
			pron = pron || p.Arg.Pron != ""
			unwritten = unwritten || p.Arg.Dropped
			if p.Arg.Dropped || p.Arg.Pron != "" {
				continue
			}
			named = true
			for _, i := range p.Arg.Items {
				k := g.s.Items[i].Mention
				if k < 0 {
					continue
				}
				m := &g.s.Mentions[k]
				people := m.Kind == "person" || m.Kind == "group"
				fresh = fresh || people && !m.Def || m.Count
				known = known || n == 1 && people && m.Def && !m.Count && m.To == m.From+1 && g.at == g.f.Item
			}
		}
	}
	switch {
	case !named && pron:
		g.add("pronoun")
	case !named && unwritten:
		g.add("unwritten")
	case !named:
		g.add("nobody")
	case fresh:
		g.add("new")
	case known:
		g.add("known")
	}
}

// speech: questions, and talk among you and me.
func (g *weigher) speech() {
	s := g.s
	for i := range s.Items {
		it := &s.Items[i]
		if it.Kind == clause.Mark && (it.Key == "؟" || it.Key == "?") {
			g.add("question")
			break
		}
	}
	for i := range s.Items {
		it := &s.Items[i]
		if it.InQuote && !s.Items[g.at].InQuote {
			continue // what somebody else says
		}
		if i > 0 && it.Conj == "" && (s.Items[i-1].Kind == clause.Mention && s.Mentions[s.Items[i-1].Mention].Form != "pronoun" || s.Items[i-1].Kind == clause.Rel && it.Pron == "") {
			continue // a part of a name; a passive behind «who»
		}
		if it.Kind == clause.Verb && first(it.Readings) {
			g.add("you-and-i")
			break
		}
	}
}

// first reports whether all that a verb can be is of the first or second person.
func first(rs []morph.Reading) bool {
	n := 0
	for _, r := range rs {
		if !r.Finite() || !r.Feat.Has(morph.First|morph.Second) {
			return false
		}
		n++
	}
	return n > 0
}
