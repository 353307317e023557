package what

import (
	"rawi/internal/clause"
	"rawi/internal/match"
	"rawi/internal/morph"
	"rawi/internal/who"
	"slices"
)

// struck reports whether a private person or a ship, shop or firm stands where a party must: no party of public affairs, but one
// whom armed men may attack.
func (f *finder) struck(slot match.Slot, a, by clause.Arg) bool {
	if slot.Type != "party" || slot.Marker == "subj" {
		return false
	}
	m, actor := f.mention(a), f.mention(by)
	if m == nil || actor == nil || m.Kind == "place" {
		return false
	}
	return armed(actor) || !f.HeadFirst() && m.Kind == "organization" && (actor.Kind == "state" || actor.Sector == "GOV" && !actor.Plural)
}

// civil reports whether a phrase tells of ordinary people, or of people by no more than their nation.
func civil(m *who.Mention) bool {
	return m.Sector == "CVL" || m.Form == "demonym" && (m.Kind == "group" || m.Kind == "person")
}

// armed reports whether a phrase tells of people under arms.
func armed(m *who.Mention) bool {
	switch m.Sector {
	case "REB", "UAF", "MIL", "COP", "INS", "SPY", "CRM":
		return true
	}
	return false
}

// carry lets a verb joined to the clause before keep that clause's subject where the only noun behind it is nobody and the rule
// wants a party to act: «… ورفض التنحي», «… ورفعت دعوى».
func (f *finder) carry(i int, r *Rule, a *clause.Args, complement int) {
	if f.HeadFirst() && r.Kind != "noun" && a.Obj.Zero() && f.goesOn(i, r, a) {
		return
	}
	if f.HeadFirst() && r.Kind != "noun" && f.objectFirst(i, r, a) { // «وقع الاتفاق الرئيس التركي …»
		a.Subj, a.Obj = a.Obj, a.Subj
		return
	}
	if !f.HeadFirst() || r.Kind == "noun" || len(a.Subj.Items) == 0 || !f.overt(a.Subj) && !slices.Contains(a.Subj.Items, complement) || !a.Obj.Zero() || a.Subj.Items[0] < i {
		return
	}
	if slices.Contains(a.Subj.Items, complement) && f.happens(i, complement) { // «خرجت مظاهرة»: the noun is itself what comes out
		a.Subj = clause.Arg{}
		return
	}
	if f.s.Items[i].Conj == "" && !slices.Contains(a.Subj.Items, complement) {
		return
	}
	subj, ok := r.Frame.At("subj")
	_, takes := r.Frame.At("obj")
	own := slices.Contains(a.Subj.Items, complement) && (takes || f.mention(a.Subj) == nil) // the only noun is that of the light combination
	if !ok || !own && subj.Type != "" && f.allowed(subj, a.Subj) {
		return
	}
	before := f.s.Joined(i)
	if before.Zero() && subj.Type == "" && !own {
		return
	}
	if before.Zero() && (slices.Contains(a.Subj.Items, complement) || f.s.Follows(i)) {
		before = clause.Arg{Dropped: true, At: i, By: "subject not written"}
	}
	if !before.Zero() {
		a.Obj, a.Subj = a.Subj, before
	}
}

// objectFirst reports whether a thing stands right behind the verb and behind it a party, where the rule has parties act and things be done to.
func (f *finder) objectFirst(i int, r *Rule, a *clause.Args) bool {
	subj, ok := r.Frame.At("subj")
	if !ok || subj.Type == "" || len(a.Obj.Items) == 0 || f.mention(a.Obj) == nil || !f.overt(a.Subj) || a.Subj.Items[0] < i {
		return false
	}
	if !f.s.Items[a.Subj.Items[0]].Art && f.nounArgs(a.Subj.Items[0]).Gen.Zero() {
		return false
	}
	obj, ok := r.Frame.At("obj")
	return ok && (obj.Type == "" || obj.Type == "pact" || obj.Type == "arms") && f.allowed(subj, a.Obj) && (!obj.Must || f.allowed(obj, a.Subj))
}

// happens reports whether the verb at item i tells that the event named at item at takes place: it is one of those verbs, and they agree.
func (f *finder) happens(i, at int) bool {
	if f.s.Items[at].Mention >= 0 { // «انفجر انتحاري»: somebody, and no event
		return false
	}
	for _, r := range f.verbLemmas(i) {
		if !r.Finite() {
			continue
		}
		for _, sup := range f.supports[r.Lemma] {
			if subj, ok := sup.frame.At("subj"); !ok || subj.Role != "event" {
				continue
			}
			for _, n := range f.s.Items[at].Readings {
				if n.Feat.Has(morph.Fem) == r.Feat.Has(morph.Fem) || n.Feat.Has(morph.Plural) {
					return true
				}
			}
		}
	}
	return false
}

// goesOn gives a joined verb the subject of the clause before where its rule wants an object and only one noun stands behind it, which
// is then that object («نفى المصدر … واتهم مجموعات مسلحة»); also where that noun has the ending of an object, or is «the sides» («رحبت
// واشنطن بالاتفاق ودعت الأطراف إلى …»).
func (f *finder) goesOn(i int, r *Rule, a *clause.Args) bool {
	obj, ok := r.Frame.At("obj")
	if !ok || f.s.Items[i].Conj == "" || len(a.Subj.Items) == 0 || a.Subj.Items[0] < i || !f.allowed(obj, a.Subj) {
		return false
	}
	if m := f.mention(a.Subj); !obj.Must && (m == nil || m.Role == nil || m.Role.Role != "side" && !f.s.Oblique(a.Subj.Items[0])) {
		return false // who may stand alone behind the verb is its subject, but «the sides» call on nobody
	}
	before := f.s.Joined(i)
	if f.mention(before) == nil {
		return false
	}
	a.Obj, a.Subj = a.Subj, before
	return true
}

// found begins the event that a rule makes of the trigger at item i.
func (f *finder) found(i int, r *Rule, a clause.Args) Found {
	return Found{Rule: r, Item: i, AnchorFrom: f.s.Items[i].Start, AnchorTo: f.s.Items[i].End, Args: a, SupportAt: -1, Cause: -1, Refers: Reference{Item: -1}}
}

// partly fills what stands round an event noun whose rule wants more: a supporting verb may tell the rest.
func (f *finder) partly(i, rule int, a clause.Args, complement int) Found {
	r := &f.Rules[rule]
	c := f.found(i, r, a)
	c.EvidFrom, c.EvidTo = f.evidence(i, a)
	for _, slot := range r.Frame {
		if slot.Or != "" || slot.Marker == "subj" || slot.Marker == "obj" || slot.Marker == "gen" || complement < 0 && slot.Marker != "adj" {
			continue
		}
		if arg, ok := f.argument(slot.Marker, a, complement); ok && f.allowed(slot, arg) {
			f.fill(&c, slot.Role, slot, arg)
		}
	}
	return c
}

// overt reports whether a subject is written and is nobody: floods and debts besiege nobody in the sense of these rules.
func (f *finder) overt(a clause.Arg) bool {
	return len(a.Items) > 0 && f.mention(a) == nil && f.s.Items[a.Items[0]].Kind == clause.Noun && !f.national(a)
}

// deed reports whether a subject is an event of the rule's own type, or a weapon: what a bombing or a missile does is done by whoever
// sent it.
func (f *finder) deed(a clause.Arg, r *Rule) bool {
	if f.HeadFirst() || len(a.Items) == 0 || r.Type != "ASSAULT" || f.s.Items[a.Items[0]].Kind != clause.Noun {
		return false
	}
	it := &f.s.Items[a.Items[0]]
	for _, n := range f.nounRules(a.Items[0]) {
		if n != figure && f.Rules[n].Type == r.Type {
			return true
		}
	}
	return f.thing(it.From, it.To, "arms")
}

// means gives the rule of the deed at item i where it tells more of how it was done than the verb's own rule.
func (f *finder) means(i int, r *Rule) *Rule {
	if r.Mode != "" {
		return nil
	}
	for k := max(0, i-2); k <= i; k++ { // the longest name first: a roadside bombing, a bombing
		if f.phraseEnd(k) < f.s.Items[i].To {
			continue
		}
		for _, n := range f.nounRules(k) {
			if m := &f.Rules[n]; m.Type == r.Type && m.Mode != "" {
				return m
			}
		}
	}
	return nil
}

// doer lends an event the one whose deed its subject is: the army's shelling, Israeli strikes, a blast claimed by nobody.
func (f *finder) doer(i int, c *Found) {
	a := f.nounArgs(i)
	by, _ := a.Prep("by")
	for _, arg := range []clause.Arg{by, a.Adj, a.Gen} {
		if !arg.Zero() && arg.Prep != "of" {
			c.Actors = append(c.Actors, Filler{Arg: arg, Marker: "subj"})
			return
		}
	}
}

// place is where an argument stands: an item, a pronoun on one, or nowhere.
type place struct {
	pronoun bool
	item    int
}

func placeOf(a clause.Arg) place {
	switch {
	case len(a.Items) > 0:
		return place{item: a.Items[0]}
	case a.Dropped:
		return place{item: -1}
	}
	return place{pronoun: true, item: a.At}
}

func (f *finder) fill(c *Found, role string, slot match.Slot, arg clause.Arg) {
	fl := Filler{Arg: arg, Marker: slot.Marker, Type: slot.Type}
	switch role {
	case "actor", "both":
		c.Actors = append(c.Actors, fl)
	case "recipient":
		c.Recipients = append(c.Recipients, fl)
	case "theme":
		c.Themes = append(c.Themes, fl)
	case "place":
		c.Places = append(c.Places, fl)
	}
}

// choose settles a slot that may be actor or recipient: armed and official bodies act, civilians, towns and things suffer; and
// where the actor is filled already, what is left is the recipient.
func (f *finder) choose(slot match.Slot, arg clause.Arg, c Found) string {
	if len(c.Actors) > 0 {
		return "recipient"
	}
	if len(c.Recipients) > 0 {
		return "actor"
	}
	if m := f.mention(arg); m != nil {
		if m.Kind == "place" || civil(m) || m.Count {
			return "recipient"
		}
	}
	if slot.Role == "actor" || slot.Role == "recipient" {
		return slot.Role
	}
	return slot.Or
}

// argument gives what stands at a marker.
func (f *finder) argument(marker string, a clause.Args, complement int) (clause.Arg, bool) {
	var arg clause.Arg
	switch marker {
	case "subj":
		arg = a.Subj
		if arg.Dropped && !a.Carried.Zero() {
			arg = a.Carried
		}
	case "obj":
		arg = a.Obj
		if complement > a.From && !f.HeadFirst() && f.s.Items[complement].Kind == clause.Verb && arg.Zero() { // tried to kill a judge
			arg = f.verbArgs(complement).Obj
		} else if complement >= 0 && len(arg.Items) > 0 && slices.Contains(arg.Items, complement) {
			people := arg
			arg = a.Obj2
			if arg.Zero() {
				arg = f.afterComplement(complement)
			}
			if m := f.mention(people); arg.Zero() && f.HeadFirst() && m != nil && (m.Kind == "person" || m.Count) { // «احتجزت 68 رهينة»: the noun names those to whom it is done
				arg = people
			}
		} else if complement >= 0 && arg.Zero() {
			arg = f.afterComplement(complement)
		}
	case "gen":
		arg = a.Gen
		if complement >= 0 && arg.Zero() {
			arg = f.nounArgs(complement).Gen
		}
	case "adj":
		arg = a.Adj
		if complement >= 0 && arg.Zero() {
			arg = f.nounArgs(complement).Adj
			if k := f.s.Items[complement].Mention; arg.Zero() && k >= 0 && f.HeadFirst() && f.s.Mentions[k].Country != "" { // «اثنين من الدبلوماسيين الأميركيين»
				arg = clause.Arg{Items: []int{complement}, By: "those of that nationality"}
			}
		}
	case "inf":
		arg = f.infinitiveAfter(a)
	case "that":
		arg = f.clauseAfter(a)
	case "must":
		arg = f.obliged(a)
	case "quote":
		return clause.Arg{}, false
	default:
		p, ok := a.Prep(marker)
		if ok && marker == "li" && f.HeadFirst() && !f.owned(p, a, complement) {
			ok = false
		}
		if !ok && complement >= 0 {
			p, ok = f.nounArgs(complement).Prep(marker)
		}
		if !ok && marker == "to" && complement >= 0 && slices.Contains(a.Obj2.Items, complement) { // give Tanzania a grant
			p, ok = a.Obj, true
		}
		return p, ok
	}
	return arg, !arg.Zero()
}

// owned reports whether what «of» governs belongs to an event noun, as it does only right behind it and its adjectives (مظاهرة لأنصار …);
// with verbs it may stand anywhere.
func (f *finder) owned(p clause.Arg, a clause.Args, complement int) bool {
	i := a.From
	if complement >= 0 || f.s.Items[i].Kind == clause.Verb && f.s.Items[i].Finite() {
		return true
	}
	at := p.At
	if len(p.Items) > 0 {
		at = p.Items[0]
	}
	for k := i + 1; k < at; k++ {
		if it := &f.s.Items[k]; it.Kind == clause.Mark || it.Prep != "" && it.Prep != "li" && it.Prep != "min" {
			return false
		}
	}
	return true
}

// infinitiveAfter gives the «to» which opens an infinitive behind the arguments of a verb: agreed to …, refused to ….
func (f *finder) infinitiveAfter(a clause.Args) clause.Arg {
	if a.To < len(f.s.Items) && f.s.Items[a.To].Kind == clause.To {
		return clause.Arg{Items: []int{a.To}, By: "infinitive"}
	}
	return clause.Arg{}
}

// clauseAfter gives the «that» which opens a content clause right behind the arguments of a verb.
func (f *finder) clauseAfter(a clause.Args) clause.Arg {
	if a.To < len(f.s.Items) && f.s.Items[a.To].Kind == clause.Comp {
		return clause.Arg{Items: []int{a.To}, By: "content clause"}
	}
	return clause.Arg{}
}

// obliged gives the party of which a content clause says that it must do something: said Iran must stop, insisted that both leave.
func (f *finder) obliged(a clause.Args) clause.Arg {
	k := a.To
	party := a.Obj
	if k < len(f.s.Items) && f.s.Items[k].Kind == clause.Comp {
		party, _ = f.clauseSubject(clause.Arg{Items: []int{k}})
		k++
	}
	if len(party.Items) > 0 {
		for k < len(f.s.Items) && (f.s.Items[k].Kind == clause.Mention || f.s.Items[k].Kind == clause.Det || f.s.Items[k].Kind == clause.Conj || f.s.Items[k].Prep != "") {
			k++
		}
	}
	if k >= len(f.s.Items) || f.s.Items[k].Kind != clause.Modal || f.s.Items[k].Key != duty || len(party.Items) == 0 {
		return clause.Arg{}
	}
	if m := f.mention(party); m == nil || m.Kind == "pronoun" || m.Country == "" && m.Known == nil && len(m.Lands) == 0 {
		return clause.Arg{}
	}
	for n := party.Items[len(party.Items)-1] + 1; n+1 < k && f.s.Items[n].Kind == clause.Conj && f.s.Items[n+1].Kind == clause.Mention; n += 2 {
		party.Items = append(slices.Clip(party.Items), n+1)
	}
	party.By = "who must do it"
	return party
}

// duty is the key of the modal verbs that say what one must do.
const duty = "must"

// clauseSubject gives the party which opens the content clause behind the «that» of an argument.
func (f *finder) clauseSubject(a clause.Arg) (clause.Arg, bool) {
	k := a.Items[0] + 1
	for k < len(f.s.Items) && f.s.Items[k].Kind == clause.Det {
		k++
	}
	if k >= len(f.s.Items) || f.s.Items[k].Kind != clause.Mention || f.s.Items[k].Prep != "" || f.s.Lone(k) {
		return clause.Arg{}, false
	}
	return clause.Arg{Items: []int{k}, By: "subject of the content clause"}, true
}

// afterComplement gives the genitive or object that stands behind the noun of a light combination: أطلق سراح السجناء.
func (f *finder) afterComplement(i int) clause.Arg {
	a := f.nounArgs(i)
	if !a.Gen.Zero() {
		return a.Gen
	}
	return a.Obj
}

// mention gives the noun phrase at the head of an argument, or nil.
func (f *finder) mention(a clause.Arg) *who.Mention {
	for _, i := range a.Items {
		if k := f.s.Items[i].Mention; k >= 0 {
			return &f.s.Mentions[k]
		}
	}
	return nil
}

// allowed reports whether an argument is of the type that a slot asks for.
func (f *finder) allowed(slot match.Slot, a clause.Arg) bool {
	m := f.mention(a)
	pronoun := a.Pron != "" || a.Dropped
	switch slot.Type {
	case "":
		return true
	case "party":
		if pronoun || m == nil && (f.national(a) || slot.Marker == "subj" && f.crowd(a) || f.quoted(a) && slot.Marker != "subj") {
			return true
		}
		return m != nil && (m.Kind != "place" || m.Known != nil && m.Known.CapitalOf != "") && !(slot.Must && f.private(m))
	case "human":
		if pronoun {
			return true
		}
		if m != nil {
			return m.Count || m.Kind == "person" || m.Kind == "group" || m.Kind == "pronoun" || m.Kind == "organization" && m.Known == nil && !slot.Must
		}
		return len(a.Items) > 0 && f.s.Items[a.Items[0]].Kind == clause.Amount
	case "official":
		return m != nil && m.Kind == "person" && (m.Known != nil || m.Def && (m.Sector == "GOV" || m.Sector == "MIL"))
	case "armed":
		return m != nil && armed(m)
	case "many":
		return m != nil && m.Kind != "place" && (m.Plural || m.Dual || len(a.Items) > 1 || len(m.Lands) > 0)
	case "place":
		return m != nil && (m.Kind == "place" || m.Kind == "state" || !f.HeadFirst() && m.Kind == "organization" && m.Known == nil && f.site(a)) || m == nil && (f.site(a) || f.unheard(a)) || f.it(m)
	case "deed":
		return f.violence(a) || a.Dropped && f.HeadFirst() && f.violenceBefore(a.At)
	case "pact", "arms":
		if slot.Type == "pact" && f.it(m) {
			return true
		}
		if slot.Marker == "subj" && len(a.Items) > 0 && (f.compounded(a.Items[0]) || f.phraseEnd(a.Items[0]) > f.s.Items[a.Items[0]].To) { // a missile strike hit the port: the deed, not the weapon
			return false
		}
		for _, i := range a.Items {
			it := &f.s.Items[i]
			if f.thing(it.From, it.To+2, slot.Type) { // the head may stand a word or two on: «عشرات الصواريخ», «the new partnership agreement»
				return true
			}
		}
	}
	return false
}

// crowd reports whether an argument is an amount that stands for people: خرج المئات.
func (f *finder) crowd(a clause.Arg) bool {
	if !f.HeadFirst() || len(a.Items) == 0 {
		return false
	}
	it := &f.s.Items[a.Items[0]]
	if it.Kind == clause.Amount {
		return true
	}
	for _, r := range f.Morph.At(f.s.Text, it.From).Readings {
		if m := f.Morph.Lemmas[r.Lemma]; r.Art && m.POS == morph.Func && m.Form == "quant" {
			return true
		}
	}
	return false
}

// violence reports whether an argument names a deed of force: what the attack cost, who died in the shelling.
func (f *finder) violence(a clause.Arg) bool {
	for _, i := range a.Items {
		if k := f.s.Items[i].Kind; k != clause.Noun && k != clause.Verb && k != clause.Other {
			continue
		}
		rules := f.nounRules(i)
		if len(rules) == 0 {
			rules = f.masdarRules(i)
		}
		for _, n := range rules {
			if n != figure && f.Rules[n].Type == "ASSAULT" {
				return true
			}
		}
	}
	return false
}

// violenceBefore reports whether the sentence has named a deed of force before item v, which a verb without written subject goes on with:
// استهدف هجوم القافلة وأوقع ثلاثة قتلى.
func (f *finder) violenceBefore(v int) bool {
	for i := v - 1; i >= 0; i-- {
		if f.violence(clause.Arg{Items: []int{i}}) {
			return true
		}
	}
	return false
}

// it reports whether a mention is the pronoun of a thing: signed it, looted it.
func (f *finder) it(m *who.Mention) bool { return m != nil && m.Kind == "pronoun" && m.Pron == "3ns" }

// unheard reports whether an argument is a name that no table has, by its capital.
func (f *finder) unheard(a clause.Arg) bool {
	if f.HeadFirst() || len(a.Items) == 0 {
		return false
	}
	it := &f.s.Items[a.Items[0]]
	return it.Kind == clause.Other && f.s.Text.Tokens[it.From].Upper
}

// site reports whether an argument is a place without a name: a village, a bridge, an apartment block.
func (f *finder) site(a clause.Arg) bool {
	for _, i := range a.Items {
		if it := &f.s.Items[i]; f.thing(it.From, it.To+1, "site") {
			return true
		}
	}
	return false
}

// thing reports whether a thing of a class begins at one of the tokens [from, to) of the sentence.
func (f *finder) thing(from, to int, class string) bool {
	for t := from; t < min(to, f.s.Range.To); t++ {
		if th, ok := f.Thing(f.s.Text, t, f.s.Range.To); ok && th.Class == class {
			return true
		}
	}
	return false
}

// ownerOf gives the one to whom a thing in a party's place belongs: «انتقدت تأخر الأمم المتحدة» criticises the United Nations.
func (f *finder) ownerOf(r *Rule, slot match.Slot, a clause.Arg) (clause.Arg, bool) {
	if slot.Type != "party" || len(a.Items) == 0 || slot.Marker == "subj" {
		return clause.Arg{}, false
	}
	i := a.Items[0]
	if k := f.s.Items[i].Kind; k != clause.Noun && k != clause.Verb || i >= len(f.s.Items) {
		return clause.Arg{}, false
	}
	if r.Type == "ASSAULT" && !f.HeadFirst() && !f.site(a) && !f.thing(f.s.Items[i].From, f.s.Items[i].To+1, "arms") { // attacked the minister's plan: words, no deed
		return clause.Arg{}, false
	}
	n := f.nounArgs(i)
	for _, arg := range []clause.Arg{n.Gen, n.Adj} {
		if !arg.Zero() && f.allowed(slot, arg) {
			arg.By = "owner of the object"
			return arg, true
		}
	}
	return clause.Arg{}, false
}

// abstract reports whether what is said to be attacked is neither somebody nor a place or a thing of war: the dollar, a plan, a record.
func (f *finder) abstract(r *Rule, slot match.Slot, a clause.Arg) bool {
	if f.HeadFirst() || r.Type != "ASSAULT" || slot.Role != "recipient" || slot.Type != "" || len(a.Items) == 0 || f.mention(a) != nil || f.national(a) {
		return false
	}
	it := &f.s.Items[a.Items[0]]
	return it.Kind == clause.Noun && !f.site(a) && !f.thing(it.From, it.To+1, "arms") && f.mentionIn(f.whose(a.Items[0], material)) == nil
}

// mentionIn gives the first of some arguments that names somebody.
func (f *finder) mentionIn(args []clause.Arg) *who.Mention {
	for _, a := range args {
		if m := f.mention(a); m != nil {
			return m
		}
	}
	return nil
}

// private reports whether a phrase names a private person or shop, who is no party of public affairs: a singer, a shop, a child.
func (f *finder) private(m *who.Mention) bool {
	if m.Known != nil || m.Count || m.Plural || m.Form == "name" || m.Country != "" || m.Kind == "pronoun" {
		return false
	}
	switch m.Sector {
	case "CVL", "BUS", "SOC":
		return m.Kind == "person" || m.Kind == "organization"
	}
	return false
}

// quoted reports whether an argument opens a stretch in quotation marks: a name, or what somebody calls them.
func (f *finder) quoted(a clause.Arg) bool {
	return len(a.Items) > 0 && a.Items[0] > 0 && f.s.Items[a.Items[0]].InQuote && f.s.Items[a.Items[0]-1].Kind == clause.Open
}

// national reports whether an argument is a noun of which only the nationality tells whose it is: بيان إماراتي.
func (f *finder) national(a clause.Arg) bool {
	for _, i := range a.Items {
		if !f.HeadFirst() {
			return i > 0 && f.s.Lone(i-1)
		}
		for k := i + 1; f.HeadFirst() && k < len(f.s.Items) && k < i+4; k++ {
			if f.s.Lone(k) && f.s.Items[k].Prep == "" {
				return true
			}
			if it := &f.s.Items[k]; it.Kind != clause.Noun && it.Kind != clause.Other || it.Prep+it.Conj != "" {
				break
			}
		}
	}
	return false
}

// passive decides whether a form that may be passive is so here: no object is written, the frame has one, and what stands as
// subject is one to whom such things are done; or an agent is written.
func (f *finder) passive(i int, r *Rule, a *clause.Args) bool {
	if !f.HeadFirst() {
		return false // settled by the auxiliary
	}
	obj, ok := r.Frame.At("obj")
	if !ok || r.Kind == "noun" || !f.s.Items[i].Finite() {
		return false
	}
	if a.Passive {
		return a.Obj.Zero()
	}
	if !a.MayPassive {
		return false
	}
	if !a.Obj.Zero() {
		if !obj.Must || obj.Type != "human" || a.Obj.Pron != "" || f.allowed(obj, a.Obj) || !f.allowed(obj, a.Subj) {
			return false
		}
		a.Obj = clause.Arg{} // قتل رجلان برصاص … غربي البلاد: nobody who can be killed stands behind
	}
	if by := f.agent(*a); !by.Zero() {
		return true
	}
	if a.To < len(f.s.Items) && f.s.Items[a.To].Kind == clause.Comp { // a verb of saying with what is said: نفى المتحدث أن …
		return false
	}
	if subj, ok := r.Frame.At("subj"); ok && subj.Must || !obj.Must && obj.Role != "recipient" {
		return false
	}
	m := f.mention(a.Subj)
	if m == nil {
		return len(a.Subj.Items) > 0 && f.s.Items[a.Subj.Items[0]].Kind == clause.Amount
	}
	if m.Count || civil(m) {
		return true
	}
	return (m.Kind == "person" || m.Kind == "group" && m.Plural && !armed(m)) && obj.Role == "recipient" && (obj.Must || !m.Def)
}

// agent gives the one by whom a passive or a verbal noun says that it was done: behind the pack's own markers, or as the one whose weapon did
// it (برصاص مسلحين, بصواريخ الحركة).
func (f *finder) agent(a clause.Args) clause.Arg {
	var out clause.Arg
	for _, key := range []string{"min-qibal", "ala-yad", "min-janib", "by"} {
		if by, ok := a.Prep(key); ok {
			out = by
		}
	}
	if !out.Zero() || !f.HeadFirst() {
		return out
	}
	for _, p := range a.Preps {
		if p.Prep != "bi" || len(p.Items) == 0 {
			continue
		}
		it := &f.s.Items[p.Items[0]]
		if it.Mention >= 0 || !f.thing(it.From, it.To, "arms") {
			continue
		}
		n := f.nounArgs(p.Items[0])
		for _, arg := range []clause.Arg{n.Gen, n.Adj} {
			if m := f.mention(arg); m != nil && m.Kind != "place" {
				arg.By = "owner of the weapon"
				return arg
			}
		}
	}
	return clause.Arg{}
}

// evidence gives the stretch of the clause that states the event: from its first argument or itself to its last argument.
func (f *finder) evidence(i int, a clause.Args) (int, int) {
	from, to := f.s.Items[i].Start, f.s.Items[i].End
	widen := func(arg clause.Arg) {
		for _, k := range arg.Items {
			if s := f.s.Items[k].Start; s < from && k > i-12 {
				from = s
			}
			if e := f.s.Items[k].End; e > to {
				to = e
			}
		}
	}
	widen(a.Subj)
	widen(a.Obj)
	widen(a.Obj2)
	widen(a.Gen)
	for _, p := range a.Preps {
		widen(p)
	}
	if a.To > 0 && a.To <= len(f.s.Items) {
		for k := a.To - 1; k > i; k-- {
			if it := &f.s.Items[k]; it.Kind != clause.Mark && it.Kind != clause.Conj && it.Kind != clause.Open {
				if it.End > to {
					to = it.End
				}
				break
			}
		}
	}
	return from, to
}
