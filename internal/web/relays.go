package web

import (
	"cmp"
	"slices"

	"rawi/internal/store"
)

// relays is which outlets pass on whose word, counted over the newest tellings that answer a question.
type relays struct {
	Tellings int // that were looked at
	Outlets  []relaying
}

// relaying is one outlet.
type relaying struct {
	Key, Name string
	Tellings  int
	Own       int // in its own voice
	Sources   []relayed
}

// relayed is one whose word an outlet passes on.
type relayed struct {
	Key, Name string
	Tellings  int
}

// How much is looked at and shown.
const (
	relayTellings = 2000
	relayOutlets  = 20
	relaySources  = 5
)

// relaysOf counts whom the outlets relay.
func relaysOf(tx store.Reader, f store.Filter) (relays, error) {
	f.Sort, f.Desc, f.Limit, f.Cursor = "seen", true, relayTellings, ""
	page, err := tx.Tellings(f)
	if err != nil {
		return relays{}, err
	}
	out := relays{Tellings: len(page.Items)}
	at := map[string]int{}
	for _, t := range page.Items {
		id := cmp.Or(t.OutletKey, t.Outlet)
		if id == "" {
			continue
		}
		n, ok := at[id]
		if !ok {
			n = len(out.Outlets)
			at[id] = n
			out.Outlets = append(out.Outlets, relaying{Key: t.OutletKey, Name: t.Outlet})
		}
		out.Outlets[n].count(t)
	}
	for i := range out.Outlets {
		o := &out.Outlets[i]
		slices.SortFunc(o.Sources, func(a, b relayed) int {
			return cmp.Or(b.Tellings-a.Tellings, cmp.Compare(a.Name, b.Name), cmp.Compare(a.Key, b.Key))
		})
		o.Sources = o.Sources[:min(len(o.Sources), relaySources)]
	}
	slices.SortFunc(out.Outlets, func(a, b relaying) int {
		return cmp.Or((b.Tellings-b.Own)-(a.Tellings-a.Own), b.Tellings-a.Tellings, cmp.Compare(a.Name, b.Name), cmp.Compare(a.Key, b.Key))
	})
	out.Outlets = out.Outlets[:min(len(out.Outlets), relayOutlets)]
	return out, nil
}

// count counts a telling for everybody behind the outlet, each once; the agency whose report it prints is one of them.
func (o *relaying) count(t store.Telling) {
	o.Tellings++
	behind := t.Chain
	if len(behind) == 0 {
		behind = []store.Link{{Role: "relay", Entity: t.Origin, Name: t.OriginName}}
	}
	seen := map[string]bool{cmp.Or(o.Key, o.Name): true, "": true}
	others := false
	for _, l := range behind {
		id := cmp.Or(l.Entity, l.Name)
		if l.Role == "publisher" || l.Name == o.Name || seen[id] {
			continue
		}
		seen[id], others = true, true
		i := slices.IndexFunc(o.Sources, func(r relayed) bool { return cmp.Or(r.Key, r.Name) == id })
		if i < 0 {
			i = len(o.Sources)
			o.Sources = append(o.Sources, relayed{Key: l.Entity, Name: l.Name})
		}
		o.Sources[i].Tellings++
	}
	if !others {
		o.Own++
	}
}
