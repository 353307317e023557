package what

import (
	"rawi/internal/clause"
)

// A Reference is a word of a clause that means a deed told before: the attack, that decision, it.
type Reference struct {
	Item int    // -1 for none
	Type string // of the deeds that the word may mean; "" any; or Captivity
}

// Captivity is what the demand to release somebody goes back to: his arrest or abduction.
const Captivity = "captivity"

// release is the CAMEO code of demanding that people be released.
const release = "1053"

// deedClass is the class of things by which a deed is called whatever it was: the decision, the move.
const deedClass = "deed"

// reference finds the word by which an act of words calls the deed it is about, where the clause does not tell whose deed that was:
// condemned the attack, welcomed the decision, called it a mistake.
func (f *finder) reference(c *Found, complement int) Reference {
	none := Reference{Item: -1}
	if f.named(c.Recipients) || c.Rule.Frame.Has("both") || !c.Verb {
		return none
	}
	if c.Rule.CAMEO == release {
		return Reference{Item: c.Item, Type: Captivity}
	}
	switch c.Rule.Type {
	case "ACCUSE", "REJECT", "SUPPORT":
	default:
		return none
	}
	var at []int
	if complement >= 0 {
		at = append(at, complement)
	}
	at = append(at, c.Args.Obj.Items...)
	for _, t := range c.Themes {
		at = append(at, t.Arg.Items...)
	}
	for _, p := range governed(c.Args, []string{"over", "at", "about", "for"}) {
		at = append(at, p.Items...)
	}
	for _, slot := range c.Rule.Frame {
		if p, ok := c.Args.Prep(slot.Marker); ok && f.HeadFirst() && (slot.Role == "recipient" || slot.Role == "theme") {
			at = append(at, p.Items...)
		}
	}
	for _, i := range at {
		if r := f.refersAt(i); r.Item >= 0 && !(f.s.Items[i].Kind == clause.Mention && c.Rule.Type == "REJECT") { // to reject «it» is to reject a plan
			return r
		}
	}
	return none
}

// refersAt tells what the word at item i may go back to: a pronoun or the general word for a deed to any, an event noun to one of its type.
func (f *finder) refersAt(i int) Reference {
	it := &f.s.Items[i]
	if it.Kind == clause.Mention {
		if m := &f.s.Mentions[it.Mention]; f.it(m) {
			return Reference{Item: i}
		}
		return Reference{Item: -1}
	}
	if it.Kind != clause.Noun && it.Kind != clause.Verb && it.Kind != clause.Other || !f.s.Determined(i) || f.HeadFirst() && !f.ownerless(i) {
		return Reference{Item: -1}
	}
	if f.thing(it.From, it.To, deedClass) {
		return Reference{Item: i}
	}
	if f.thing(it.From, it.To, "pact") {
		return Reference{Item: i, Type: "SUPPORT"}
	}
	rules := f.nounRules(i)
	if len(rules) == 0 && f.HeadFirst() {
		rules = f.masdarRules(i)
	}
	for _, n := range rules {
		if n != figure {
			return Reference{Item: i, Type: f.Rules[n].Type}
		}
	}
	return Reference{Item: -1}
}

// ownerless reports whether no genitive, nationality or pronoun tells whose the deed at item i was.
func (f *finder) ownerless(i int) bool {
	n := f.nounArgs(i)
	return n.Gen.Zero() && n.Adj.Zero() && f.s.Items[i].Pron == ""
}
