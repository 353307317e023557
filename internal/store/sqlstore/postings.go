package sqlstore

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"slices"
	"strings"

	"rawi/internal/store"
)

// The kinds of posting: of what, by what it is found. The numbers stand in databases.
const (
	eventParty       int64 = 101
	eventCountry     int64 = 102
	eventDyad        int64 = 103
	tellingSource    int64 = 201
	tellingSpeaker   int64 = 202
	quoteSource      int64 = 301
	quoteTelling     int64 = 303
	agreementParty   int64 = 401
	agreementCountry int64 = 402
	agreementDyad    int64 = 403
	agreementKind    int64 = 404
	agreementTrigger int64 = 405
	agreementWord    int64 = 406
	agreementBinding int64 = 407 // by party, the day on which it was made and, instead of a side, the day on which it ended
	agreementEvent   int64 = 408 // events that it names in any way
	entityAlias      int64 = 501
	entityWord       int64 = 502
)

// The sides on which a party stands.
const (
	actor     int64 = 1
	recipient int64 = 2
	bothSides       = actor | recipient
)

// posting is a row by which a thing is found.
type posting struct {
	kind  int64
	value []byte
	day   int64
	side  int64
}

func byPlace(a, b posting) int {
	return cmp.Or(cmp.Compare(a.kind, b.kind), bytes.Compare(a.value, b.value), cmp.Compare(a.day, b.day))
}

// tidy sorts postings, drops those that have no value, and makes one of those that differ in their side only.
func tidy(ps []posting) []posting {
	ps = slices.DeleteFunc(ps, func(p posting) bool { return len(p.value) == 0 })
	slices.SortFunc(ps, byPlace)
	out := ps[:0]
	for _, p := range ps {
		if n := len(out); n > 0 && byPlace(out[n-1], p) == 0 {
			out[n-1].side |= p.side
			continue
		}
		out = append(out, p)
	}
	return out
}

// without gives the postings of a that b does not have. Both are tidy.
func without(a, b []posting) []posting {
	var out []posting
	for _, p := range a {
		if i, found := slices.BinarySearchFunc(b, p, byPlace); !found || b[i].side != p.side {
			out = append(out, p)
		}
	}
	return out
}

// longest is how long a name may be to stand in an index as it is.
const longest = 64

// nameValue is a name as the value of a posting.
func nameValue(name string) []byte {
	if len(name) <= longest {
		return []byte(name)
	}
	h := sha256.Sum256([]byte(name))
	return h[:]
}

// pair is two values on opposite sides, in an order that does not depend on the side.
func pair(a, b []byte) []byte {
	if bytes.Compare(a, b) > 0 {
		a, b = b, a
	}
	return slices.Concat(a, []byte{0}, b)
}

// pairs are the pairs of parties that face each other: actors and recipients, or, in a mutual event, the actors among each other.
func pairs[T any](actors, recipients []T, f func(a, b T)) {
	for i, a := range actors {
		for _, r := range recipients {
			f(a, r)
		}
		if len(recipients) == 0 {
			for _, b := range actors[i+1:] {
				f(a, b)
			}
		}
	}
}

func dayOf(w store.What) int64 {
	if w.Start != "" {
		return dayNumber(w.Start)
	}
	return dayNumber(w.End)
}

func eventPostings(e store.Event) []posting {
	day := dayOf(e.What)
	var ps []posting
	for i, side := range [][]store.Party{e.Actors, e.Recipients} {
		for _, p := range side {
			ps = append(ps, posting{eventParty, keyBytes(p.Entity), day, int64(i + 1)}, posting{eventCountry, []byte(p.Country), day, int64(i + 1)})
		}
	}
	return tidy(append(ps, dyads(eventDyad, day, e.Actors, e.Recipients)...))
}

func dyads(kind, day int64, actors, recipients []store.Party) []posting {
	var ps []posting
	pairs(actors, recipients, func(a, b store.Party) {
		if a.Entity != "" && b.Entity != "" {
			ps = append(ps, posting{kind, pair(keyBytes(a.Entity), keyBytes(b.Entity)), day, 0})
		}
		if a.Country != "" && b.Country != "" {
			ps = append(ps, posting{kind, pair([]byte(a.Country), []byte(b.Country)), day, 0})
		}
	})
	return ps
}

func tellingPostings(t store.Telling) []posting {
	return tidy(chainPostings(tellingSource, tellingSpeaker, dayOf(t.What), t.Chain))
}

func chainPostings(source, speaker, day int64, chain []store.Link) []posting {
	var ps []posting
	for i, l := range chain {
		ps = append(ps, posting{source, keyBytes(l.Entity), day, 0})
		if i == len(chain)-1 && speaker != 0 {
			ps = append(ps, posting{speaker, keyBytes(l.Entity), day, 0})
		}
	}
	return ps
}

func quotePostings(q store.Quote) []posting {
	day := dayNumber(q.Day)
	ps := chainPostings(quoteSource, 0, day, q.Chain)
	for _, t := range q.Events {
		ps = append(ps, posting{quoteTelling, keyBytes(t), day, 0})
	}
	return tidy(ps)
}

func agreementPostings(a store.Agreement) []posting {
	var ps []posting
	for _, p := range a.Parties {
		ps = append(ps, posting{agreementParty, keyBytes(p.Entity), 0, 0}, posting{agreementCountry, []byte(p.Country), 0, 0})
		if a.Binding {
			ps = append(ps, posting{agreementBinding, keyBytes(p.Entity), madeOn(a), dayNumber(a.Ended)})
		}
	}
	ps = append(ps, posting{agreementEvent, keyBytes(a.Event), 0, 0})
	ps = append(ps, dyads(agreementDyad, 0, a.Parties, nil)...)
	for _, k := range a.Kinds {
		ps = append(ps, posting{agreementKind, nameValue(k), 0, 0})
	}
	for _, t := range a.Triggers {
		ps = append(ps, posting{agreementTrigger, keyBytes(t.Event), 0, 0})
		for _, e := range slices.Concat([]string{t.Event}, t.Fulfilled, t.Breached) {
			ps = append(ps, posting{agreementEvent, keyBytes(e), 0, 0})
		}
	}
	names := []string{a.Name}
	for _, n := range a.Names {
		names = append(names, n)
	}
	return tidy(append(ps, wordPostings(agreementWord, names)...))
}

// madeOn is the day of an agreement: signed, else in force, else of the first stage that is dated.
func madeOn(a store.Agreement) int64 {
	day := cmp.Or(dayNumber(a.Signed), dayNumber(a.InForce))
	for _, s := range a.Stages {
		day = cmp.Or(day, dayNumber(s.Day))
	}
	return day
}

func entityPostings(e store.Entity) []posting {
	var ps []posting
	for _, a := range e.Aliases {
		ps = append(ps, posting{entityAlias, nameValue(a), 0, 0})
	}
	names := append([]string{e.Name}, e.Aliases...)
	for _, n := range e.Names {
		names = append(names, n)
	}
	return tidy(append(ps, wordPostings(entityWord, names)...))
}

// wordPostings are the words of names, by which a question in words finds them.
func wordPostings(kind int64, names []string) []posting {
	var ps []posting
	for _, n := range names {
		for _, w := range strings.Fields(strings.ToLower(n)) {
			ps = append(ps, posting{kind, nameValue(w), 0, 0})
		}
	}
	return ps
}
