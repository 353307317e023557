package what

import (
	"slices"

	"rawi/internal/clause"
	"rawi/internal/morph"
)

// wanted tells of acts that somebody demands, promises, threatens or refuses that they are still to come: what the content clause of such
// a verb tells («demanded that Britain lift …»), and the deeds that its nouns name («warned against an attack»).
func (f *finder) wanted() {
	if f.HeadFirst() {
		return
	}
	for k := range f.out {
		o := &f.out[k]
		if !o.Verb || !willed(o.Rule.Type) {
			continue
		}
		for n := range f.out {
			if c := &f.out[n]; c != o && (f.inContent(o, c) || f.inTheme(o, c)) {
				c.Planned = true
			}
		}
	}
}

func willed(kind string) bool {
	switch kind {
	case "REQUEST", "AGREE", "THREATEN", "REJECT":
		return true
	}
	return false
}

// inContent reports whether event c is told by the content clause of event o, and not as past.
func (f *finder) inContent(o, c *Found) bool {
	to := o.Args.To
	if c.Item <= to || to >= len(f.s.Items) || f.s.Items[to].Kind != clause.Comp && f.s.Items[to].Kind != clause.Modal {
		return false
	}
	for i := to; i < c.Item; i++ {
		switch it := &f.s.Items[i]; {
		case it.Kind == clause.But, it.Kind == clause.Sub, it.Kind == clause.Rel, it.Kind == clause.Mark && !f.s.Comma(i):
			return false
		}
	}
	for _, r := range f.s.Items[c.Item].Readings {
		if r.Feat.Has(morph.Perfect) && !r.Feat.Has(morph.Infinitive) {
			return false
		}
	}
	return c.Verb
}

// inTheme reports whether event c is a noun that stands where the rule of event o has what is wanted.
func (f *finder) inTheme(o, c *Found) bool {
	if !c.Noun {
		return false
	}
	if o.Rule.Kind == "light" && c.Item > o.Item && o.Rule.Type != "AGREE" && f.sameClause(o.Item, c.Item) { // rejected an offer of talks
		return true
	}
	for _, slot := range o.Rule.Frame {
		if slot.Role != "theme" {
			continue
		}
		if slot.Marker == "obj" && slices.Contains(o.Args.Obj.Items, c.Item) {
			return true
		}
		for _, p := range o.Args.Preps {
			if p.Prep == slot.Marker && slices.Contains(p.Items, c.Item) {
				return true
			}
		}
	}
	return false
}

// slogans drops what a participle or infinitive tells of the aims of a protest: to march demanding wages is one event.
func (f *finder) slogans() {
	if f.HeadFirst() {
		return
	}
	protest := func(c *Found) bool {
		return c.Rule.Type == "REQUEST" && f.subordinate(c.Item) && slices.ContainsFunc(f.out, func(o Found) bool {
			return o.Rule.Type == "PROTEST" && o.Item < c.Item && f.sameClause(o.Item, c.Item)
		})
	}
	f.out = slices.DeleteFunc(f.out, func(c Found) bool { return protest(&c) })
}

// subordinate reports whether the verb at item i is a participle without auxiliary, or an infinitive behind its «to».
func (f *finder) subordinate(i int) bool {
	if i == 0 || f.s.Items[i-1].Kind == clause.Aux {
		return false
	}
	return f.s.Items[i-1].Kind == clause.To || slices.ContainsFunc(f.s.Items[i].Readings, func(r morph.Reading) bool { return r.Feat.Has(morph.Participle) })
}
