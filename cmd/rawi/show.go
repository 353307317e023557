package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rawi/internal/ask"
	"rawi/internal/register"
	"rawi/internal/search"
	"rawi/internal/store"
	"rawi/lang"
)

func showCommand(s *shell) *cobra.Command {
	var db registerFlag
	var asJSON bool
	c := &cobra.Command{
		Use:   "show ID",
		Short: "Show one event, report, quotation, agreement, story or entity",
		Long: `Show one thing of the register by its id, or the first six or more digits of it: an
event with all its tellings and on whose word each is, a report with its copies and what
it tells, a quotation, an agreement with its obligations, a story with its reports, an entity.`,
		Example: "  rawi show 3f2a91c07b\n  rawi show 3f2a91c07b --json",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			searcher, err := search.New(lang.FS)
			if err != nil {
				return failed{err}
			}
			return s.view(c.Context(), db.name(), func(tx store.Reader) error {
				ref, err := ask.Whole(tx, args[0])
				if err != nil {
					return usageError{fmt.Sprintf("%s: %v", args[0], err)}
				}
				out := bufio.NewWriter(s.out) // keeps the first fault of writing until the end
				if err := (&showing{tx: tx, search: searcher, out: out, asJSON: asJSON}).show(ref); err != nil {
					return failed{err}
				}
				return failure(out.Flush())
			})
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	db.add(c.Flags())
	return c
}

// failure makes an error one of the work.
func failure(err error) error {
	if err == nil {
		return nil
	}
	return failed{err}
}

// showing prints one thing.
type showing struct {
	tx     store.Reader
	search *search.Searcher
	out    io.Writer
	asJSON bool
}

func (v *showing) show(ref store.Ref) error {
	switch ref.List {
	case "events":
		return v.event(ref.Key)
	case "documents":
		return v.document(ref.Key)
	case "tellings":
		t, err := v.tx.Telling(ref.Key)
		if err != nil {
			return err
		}
		return v.event(t.Event)
	case "quotes":
		q, err := v.tx.Quote(ref.Key)
		return v.one(q, err, func() { v.table(ask.Quotes([]store.Quote{q})) })
	case "agreements":
		a, err := v.tx.Agreement(ref.Key)
		return v.one(a, err, func() { v.agreement(a) })
	case "stories":
		return v.story(ref.Key)
	}
	e, err := v.tx.Entity(ref.Key)
	return v.one(e, err, func() { v.table(ask.Entities([]store.Entity{e})) })
}

// one prints a thing as JSON or as print does.
func (v *showing) one(thing any, err error, print func()) error {
	if err != nil {
		return err
	}
	if !v.asJSON {
		print()
		return nil
	}
	b, err := json.MarshalIndent(thing, "", "  ")
	if err == nil {
		_, err = fmt.Fprintf(v.out, "%s\n", b)
	}
	return err
}

func (v *showing) table(t ask.Table) { t.Print(v.out) }

func (v *showing) say(format string, args ...any) { fmt.Fprintf(v.out, format+"\n", args...) }

func (v *showing) event(key string) error {
	e, err := v.tx.Event(key)
	if err != nil {
		return err
	}
	tellings, err := v.tx.TellingsOf(key)
	thing := struct {
		store.Event
		Told []store.Telling `json:"told"`
	}{e, tellings}
	return v.one(thing, err, func() {
		v.table(ask.Events([]store.Event{e}))
		v.say("\n%d independent origins, %d of them parties to it; first seen %s", e.Origins, e.PartyOrigins, e.FirstSeen)
		for _, position := range []string{"asserted", "claimed", "confirmed", "denied"} {
			if n := e.Positions[position]; n > 0 {
				v.say("  %s by %d", position, n)
			}
		}
		for _, d := range e.Disputes {
			for _, x := range d.Values {
				v.say("  %s: %s, says %s", d.Point, x.Value, strings.Join(x.Origins, ", "))
			}
		}
		for _, l := range e.Linked {
			v.say("  %s: %s", l.Kind, ask.Short(l.Event))
		}
		v.say("\nTellings")
		v.table(ask.Tellings(tellings))
	})
}

func (v *showing) document(key string) error {
	d, err := v.tx.Document(key)
	if err != nil {
		return err
	}
	relations, err := v.tx.Relations(key)
	if err != nil {
		return err
	}
	tellings, err := v.tx.TellingsIn(key)
	if err != nil {
		return err
	}
	changes, err := v.changes(d)
	if err != nil {
		return err
	}
	quotes, err := v.tx.QuotesIn(key)
	thing := struct {
		store.Document
		Changes   []register.Change `json:"changes,omitempty"` // since the version before
		Relations []store.Relation  `json:"relations"`
		Tellings  []store.Telling   `json:"tellings"`
		Quotes    []store.Quote     `json:"quotes"`
	}{d, changes, relations, tellings, quotes}
	return v.one(thing, err, func() {
		v.table(ask.Documents([]store.Document{d}))
		for _, r := range relations {
			other := r.B
			if other == key {
				other = r.A
			}
			v.say("  %s: %s, similarity %.2f, contained %.2f, %d passages", r.Kind, ask.Short(other), r.Similarity, r.Contained, len(r.Passages))
		}
		for i, c := range changes {
			if i == 0 {
				v.say("\nChanged since version %d", d.Version-1)
			}
			v.say("  %s %s", map[string]string{"added": "+", "removed": "-"}[c.Kind], c.Text)
		}
		v.say("\nWhat it tells")
		v.table(ask.Tellings(tellings))
		v.say("\nWhat was said")
		v.table(ask.Quotes(quotes))
	})
}

// changes are what this version of a page added and took away.
func (v *showing) changes(d store.Document) ([]register.Change, error) {
	if d.Version < 2 {
		return nil, nil
	}
	versions, err := v.tx.Versions(d.Page)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(versions, func(o store.Document) bool { return o.Version == d.Version-1 })
	if i < 0 {
		return nil, nil
	}
	before, err := v.tx.Record(versions[i].Key)
	if err != nil {
		return nil, err
	}
	now, err := v.tx.Record(d.Key)
	if err != nil {
		return nil, err
	}
	all := register.Diff(v.search.Folder(), before, now)
	return slices.DeleteFunc(all, func(c register.Change) bool { return c.Kind == "kept" }), nil
}

func (v *showing) story(key string) error {
	st, err := v.tx.Story(key)
	if err != nil {
		return err
	}
	docs, err := v.tx.Documents(store.Filter{Stories: []string{key}, Sort: "day", Limit: 200})
	if err != nil {
		return err
	}
	events, err := v.tx.Events(store.Filter{Stories: []string{key}, Sort: "day", Limit: 200})
	thing := struct {
		store.Story
		Reports []store.Document `json:"reports"`
		Told    []store.Event    `json:"told"`
	}{st, docs.Items, events.Items}
	return v.one(thing, err, func() {
		v.table(ask.Stories([]store.Story{st}))
		v.say("\nReports")
		v.table(ask.Documents(docs.Items))
		v.rest(docs.Next, "documents", key)
		v.say("\nEvents")
		v.table(ask.Events(events.Items))
		v.rest(events.Next, "events", key)
	})
}

// rest tells where a list of a story goes on that is too long to be shown whole.
func (v *showing) rest(next, list, story string) {
	if next != "" {
		v.say("There is more: rawi %s --story %s", list, ask.Short(story))
	}
}

func (v *showing) agreement(a store.Agreement) {
	v.table(ask.Agreements([]store.Agreement{a}))
	for _, st := range a.Stages {
		v.say("  %s %s  %s", st.Stage, st.Day, st.Evidence)
	}
	for _, o := range a.Obligations {
		v.say("\nObligation %s: if %s, %s", o.Kind, orNone(o.Trigger), orNone(o.Act))
		v.say("  %s", o.Evidence)
		if len(o.Chain) > 0 {
			v.say("  on the word of %s", ask.Chain(o.Chain))
		}
	}
	for _, t := range a.Triggers {
		v.say("\nPossibly triggered by event %s, %s", ask.Short(t.Event), t.Day)
		for _, why := range t.RuleSays {
			v.say("  %s", why)
		}
		for _, who := range t.PartySays {
			v.say("  said by a party: %s", who)
		}
	}
}

func orNone(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func timelineCommand(s *shell) *cobra.Command {
	var db registerFlag
	var format string
	var q question
	c := &cobra.Command{
		Use:   "timeline ACTOR|STORY|AGREEMENT",
		Short: "Print what happened, day by day",
		Long: `Print the events of an actor (a name, a country's code or an id), of a story, or in the
life of an agreement, in the order of their days.`,
		Example: "  rawi timeline 'Kim Jong Un'\n  rawi timeline PRK --from 2024-01-01 --type ASSAULT\n  rawi timeline 3f2a91c07b",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := knownFormat(format); err != nil {
				return err
			}
			searcher, err := search.New(lang.FS)
			if err != nil {
				return failed{err}
			}
			return s.view(c.Context(), db.name(), func(tx store.Reader) error {
				list, err := ask.Timeline(tx, searcher, args[0], q.values())
				if err != nil {
					return paramError(err)
				}
				return print(s, format, ask.Events, list)
			})
		},
	}
	q.add("events", c.Flags())
	formatFlags(c, &format, &db)
	return c
}
