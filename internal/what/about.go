package what

import (
	"slices"

	"rawi/internal/clause"
	"rawi/internal/match"
	"rawi/internal/who"
)

// about finds whom an act is aimed at where no slot of its rule tells: the one to whom the thing belongs that is condemned, refused or
// cut off («rejected a Senegalese plan», «condemned an attack by soldiers», «suspended aid to Chad»), or the object of the infinitive
// behind a verb of will («threatened to shell the town»). Languages with their heads first tell it by the genitive (see ownerOf).
func (f *finder) about(i int, c *Found, complement int) {
	if f.HeadFirst() || f.named(c.Recipients) || mutual(c.Rule) && !f.single(c) {
		return
	}
	if obj, ok := c.Rule.Frame.At("obj"); c.Args.Passive && !(ok && obj.Role == "actor") {
		if !ok && complement >= 0 && f.Scheme.Quad(c.Rule.Type) == 4 { // two activists were beaten, was put under house arrest
			f.suffer(c, c.Args.Obj)
		}
		return
	}
	a := c.Args
	look := outward(c.Rule.Type)
	head := complement
	if head < 0 && len(a.Obj.Items) > 0 {
		head = a.Obj.Items[0]
	}
	switch c.Rule.Type { // where it happens is not against whom
	case "PROTEST":
		f.opposed(c)
		return
	case "MOBILIZE":
		f.bordering(c)
		return
	}
	if head >= 0 && head == complement && f.s.Items[head].Kind == clause.Mention { // expelled the UN envoy: the noun of the pair is the one
		if m := &f.s.Mentions[f.s.Items[head].Mention]; (m.Country != "" || m.Known != nil) && f.aim(c, []clause.Arg{{Items: []int{head}}}) {
			return
		}
	}
	if head >= 0 && f.s.Items[head].Kind != clause.Mention && f.s.Items[head].Kind != clause.To && f.aim(c, f.whose(head, look)) {
		return
	}
	if _, own := c.Rule.Frame.At("obj"); !own && complement >= 0 && len(a.Obj.Items) > 0 && a.Obj.Items[0] != complement && f.s.Items[a.Obj.Items[0]].Kind == clause.Mention &&
		f.allowed(match.Slot{Type: "party"}, a.Obj) && !f.acts(c, a.Obj) && (side(f.mention(a.Obj)) || f.mention(a.Obj).Kind == "person") { // urged the army to end its siege: the object stands inside the pair
		f.fill(c, "recipient", match.Slot{Marker: "obj", Type: "party"}, a.Obj)
		return
	}
	if len(a.Obj.Items) > 0 && a.Obj.Items[0] != head && f.s.Items[a.Obj.Items[0]].Kind != clause.Mention && f.aim(c, f.whose(a.Obj.Items[0], look)) { // turned down a US request
		return
	}
	for _, slot := range c.Rule.Frame {
		if p, ok := a.Prep(slot.Marker); ok && slot.Role == "theme" && f.mention(p) == nil && len(p.Items) > 0 && f.aim(c, f.whose(p.Items[0], look)) { // opposed to French mediation
			return
		}
	}
	if f.aim(c, governed(a, look)) {
		return
	}
	for _, p := range governed(a, look) { // opposed to French mediation, fired at targets in Jericho
		if f.mention(p) == nil && f.aim(c, f.whose(p.Items[0], look)) {
			return
		}
	}
	if inf := f.infinitiveAfter(a); !inf.Zero() && (c.Rule.Frame.Has("theme") || complement > inf.Items[0]) {
		f.aim(c, f.intended(inf.Items[0]))
	}
}

// suffer makes people the recipient to whom a deed of two words is done.
func (f *finder) suffer(c *Found, arg clause.Arg) {
	m := f.mention(arg)
	if m == nil || m.Kind != "person" && m.Kind != "group" || f.acts(c, arg) {
		return
	}
	arg.By = "whom the act is aimed at"
	f.fill(c, "recipient", match.Slot{Marker: "obj", Type: "party"}, arg)
}

// single reports whether a rule for two has only one party filled: agreed to an extension of the mandate.
func (f *finder) single(c *Found) bool {
	if c.Rule.Type != "AGREE" || len(c.Actors) != 1 || len(c.Actors[0].Arg.Items) > 1 {
		return false
	}
	m := f.mention(c.Actors[0].Arg)
	return m != nil && !m.Plural && len(m.Lands) == 0
}

// opposed finds against whom people protest: those named, those whose deed it is, or those of whom a purpose clause tells.
func (f *finder) opposed(c *Found) {
	against := governed(c.Args, []string{"against", "over", "at", "about"})
	if f.aim(c, governed(c.Args, []string{"against", "at", "toward"})) {
		return
	}
	for _, p := range against {
		if f.mention(p) == nil && len(p.Items) > 0 && f.aim(c, f.whose(p.Items[0], verbal)) {
			return
		}
	}
	if inf := f.infinitiveAfter(c.Args); !inf.Zero() {
		f.aim(c, f.intended(inf.Items[0]))
	}
}

// bordering finds against whom forces are drawn up: those named, or those on whose border they stand.
func (f *finder) bordering(c *Found) {
	if f.aim(c, governed(c.Args, []string{"against", "toward"})) {
		return
	}
	for _, p := range governed(c.Args, []string{"along", "near", "on", "to", "at"}) {
		if f.mention(p) == nil && len(p.Items) > 0 {
			n := f.nounArgs(p.Items[0])
			if f.aim(c, append(governed(n, []string{"with", "between"}), n.Adj)) {
				return
			}
		}
	}
}

// named reports whether one of the fillers names somebody: a village is struck, yet only who it belongs to is a party.
func (f *finder) named(list []Filler) bool {
	for _, fl := range list {
		if len(fl.Arg.Items) == 0 || f.mention(fl.Arg) != nil || f.national(fl.Arg) {
			return true
		}
	}
	return false
}

// intended gives those whom an infinitive tells of: its object, whose that is, and what stands behind its prepositions.
func (f *finder) intended(to int) []clause.Arg {
	v := to + 1
	for v < len(f.s.Items) && f.s.Items[v].Kind == clause.Other {
		v++
	}
	if v >= len(f.s.Items) || len(f.verbLemmas(v)) == 0 {
		return nil
	}
	a := f.verbArgs(v)
	var out []clause.Arg
	if !a.Obj.Zero() {
		out = append(out, a.Obj)
		if len(a.Obj.Items) > 0 && f.s.Items[a.Obj.Items[0]].Kind != clause.Mention {
			out = append(out, f.whose(a.Obj.Items[0], material)...)
		}
	}
	return append(out, governed(a, material)...)
}

// Prepositions behind which the other side stands, the surest first.
var (
	material = []string{"against", "on", "to", "at", "toward", "from", "with", "between", "over", "into", "for"}
	verbal   = []string{"by", "from", "against", "with", "to", "between", "toward", "on", "about", "over", "at"}
	helpful  = []string{"to", "with", "for", "between", "from"}
	doers    = []string{"by", "from"}
)

// outward gives the prepositions behind which a type of act has its other side.
func outward(kind string) []string {
	switch kind {
	case "ACCUSE", "REJECT", "REQUEST", "SUPPORT", "CONCEDE":
		return verbal
	case "AGREE", "AID", "RETREAT":
		return helpful
	}
	return material
}

// whose gives those to whom the thing at item i belongs, or of whom it tells, the surest first. Of a deed that is judged the doer counts,
// not the one who suffers it.
func (f *finder) whose(i int, look []string) []clause.Arg {
	n := f.nounArgs(i)
	judged := false
	for _, r := range f.nounRules(i) {
		judged = judged || f.Scheme.Quad(f.Rules[r].Type) >= 3
	}
	judged = judged && look[0] == "by"
	var out []clause.Arg
	if judged {
		out = governed(n, doers)
	}
	out = append(out, n.Adj)
	if n.Gen.Prep != "of" {
		out = append(out, n.Gen)
	}
	if judged {
		if len(out) == 0 || n.Gen.Zero() {
			out = append(out, f.placed(n)...)
		}
		return out
	}
	out = append(out, governed(n, look)...)
	if n.Gen.Prep == "of" {
		out = append(out, n.Gen)
	}
	return append(out, f.placed(n)...)
}

// placed gives what stands behind «in»: a state or its capital may stand for those who act there.
func (f *finder) placed(a clause.Args) []clause.Arg {
	for _, p := range a.Preps {
		if p.Prep == "in" {
			return []clause.Arg{p}
		}
		if f.Subordinate(p.Prep) { // … after talks in Beijing
			return nil
		}
	}
	return nil
}

// governed gives the arguments behind the prepositions of a list, in its order.
func governed(a clause.Args, look []string) []clause.Arg {
	var out []clause.Arg
	for _, key := range look {
		for _, p := range a.Preps {
			if p.Prep == key {
				out = append(out, p)
			}
		}
	}
	return out
}

// aim makes the first of the arguments that is a party, and does not act itself, the recipient.
func (f *finder) aim(c *Found, args []clause.Arg) bool {
	slot := match.Slot{Marker: "theme", Type: "party"}
	for _, arg := range args {
		if len(arg.Items) == 0 || !f.allowed(slot, arg) {
			continue
		}
		if m := f.mention(arg); m == nil || !side(m) || f.acts(c, arg) {
			continue
		}
		arg.By = "whom the act is aimed at"
		f.fill(c, "recipient", slot, arg)
		return true
	}
	return false
}

// side reports whether a phrase tells of somebody who can be the other side of an act: one with a name or a country, or a crowd of
// people; not those who belong to somebody in the sentence.
func side(m *who.Mention) bool {
	switch {
	case m.Kind == "pronoun" || m.Pron != "":
		return false
	case m.Country != "" || m.Known != nil || len(m.Lands) > 0:
		return true
	}
	switch m.Sector {
	case "CVL", "OPP", "REB", "UAF", "COP", "REF", "SOC":
		return m.Plural || m.Kind == "group"
	}
	return false
}

// acts reports whether an argument is one of those who act.
func (f *finder) acts(c *Found, arg clause.Arg) bool {
	for _, a := range c.Actors {
		for _, i := range a.Arg.Items {
			if slices.Contains(arg.Items, i) {
				return true
			}
		}
	}
	return false
}
