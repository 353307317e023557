package register

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"rawi/internal/news"
	"rawi/internal/store"
)

// memory is a store for tests: plain maps, no undoing. What no test asks for is left to the nil interface inside.
type memory struct {
	store.Tx
	docs       map[string]store.Document
	records    map[string]news.Record
	tellings   map[string]store.Telling
	events     map[string]store.Event
	entities   map[string]store.Entity
	agreements map[string]store.Agreement
	told       map[string][]string // agreement → documents
	quotes     map[string][]store.Quote
	marks      map[store.Space]map[uint64]map[string]bool
	relations  map[[3]string]store.Relation
	stories    map[string]store.Story
	decided    []store.Correction
	asked      int
}

func newMemory() *memory {
	return &memory{docs: map[string]store.Document{}, records: map[string]news.Record{}, tellings: map[string]store.Telling{},
		events: map[string]store.Event{}, entities: map[string]store.Entity{}, agreements: map[string]store.Agreement{},
		told: map[string][]string{}, quotes: map[string][]store.Quote{}, marks: map[store.Space]map[uint64]map[string]bool{},
		relations: map[[3]string]store.Relation{}, stories: map[string]store.Story{}}
}

// memoryStore is a memory seen as a store.
type memoryStore struct {
	store.Store
	m *memory
}

func (s memoryStore) Update(_ context.Context, f func(store.Tx) error) error { return f(s.m) }
func (s memoryStore) View(_ context.Context, f func(store.Reader) error) error {
	return f(s.m)
}

func found[T any](m map[string]T, key string) (T, error) {
	v, ok := m[key]
	if !ok {
		return v, store.ErrNotFound
	}
	return v, nil
}

func (m *memory) Document(key string) (store.Document, error)   { return found(m.docs, key) }
func (m *memory) Record(key string) (news.Record, error)        { return found(m.records, key) }
func (m *memory) Event(key string) (store.Event, error)         { return found(m.events, key) }
func (m *memory) Telling(key string) (store.Telling, error)     { return found(m.tellings, key) }
func (m *memory) Entity(key string) (store.Entity, error)       { return found(m.entities, key) }
func (m *memory) Agreement(key string) (store.Agreement, error) { return found(m.agreements, key) }
func (m *memory) QuotesIn(doc string) ([]store.Quote, error)    { return m.quotes[doc], nil }
func (m *memory) Story(key string) (store.Story, error)         { return found(m.stories, key) }
func (m *memory) Corrections(page string) ([]store.Correction, error) {
	var out []store.Correction
	for _, c := range m.decided {
		if c.Doc == page || page == "" && c.Fact == "entity" {
			out = append(out, c)
		}
	}
	return out, nil
}

func chosen[K comparable, T any](m map[K]T, keep func(T) bool, order func(a, b T) int) []T {
	var out []T
	for _, v := range m {
		if keep(v) {
			out = append(out, v)
		}
	}
	slices.SortFunc(out, order)
	return out
}

func (m *memory) Versions(page string) ([]store.Document, error) {
	return chosen(m.docs, func(d store.Document) bool { return d.Page == page }, func(a, b store.Document) int { return a.Version - b.Version }), nil
}

func (m *memory) DocKeys(after string, limit int) ([]string, error) {
	keys := slices.DeleteFunc(slices.Sorted(maps.Keys(m.docs)), func(k string) bool { return k <= after })
	return keys[:min(limit, len(keys))], nil
}
func (m *memory) ByDigest(digest string) ([]store.Document, error) {
	return chosen(m.docs, func(d store.Document) bool { return d.Digest == digest }, func(a, b store.Document) int { return strings.Compare(a.Key, b.Key) }), nil
}

func (m *memory) Relations(doc string) ([]store.Relation, error) {
	return chosen(m.relations, func(r store.Relation) bool { return r.A == doc || r.B == doc }, func(a, b store.Relation) int {
		return cmp.Or(strings.Compare(a.A, b.A), strings.Compare(a.B, b.B), strings.Compare(a.Kind, b.Kind))
	}), nil
}

func (m *memory) Documents(f store.Filter) (store.Page[store.Document], error) {
	items := chosen(m.docs, func(d store.Document) bool {
		return d.Latest && slices.Contains(f.Stories, d.Story) && (len(f.Outlets) == 0 || slices.Contains(f.Outlets, d.Outlet))
	}, func(a, b store.Document) int { return strings.Compare(a.Key, b.Key) })
	return store.Page[store.Document]{Items: items[:min(len(items), f.Limit)]}, nil
}

func byTelling(a, b store.Telling) int { return strings.Compare(a.Key, b.Key) }

func (m *memory) TellingsOf(event string) ([]store.Telling, error) {
	return chosen(m.tellings, func(t store.Telling) bool { return t.Event == event }, byTelling), nil
}

func (m *memory) TellingsIn(doc string) ([]store.Telling, error) {
	return chosen(m.tellings, func(t store.Telling) bool { return t.Doc == doc }, byTelling), nil
}

func (m *memory) EntitiesByAlias(a string) ([]store.Entity, error) {
	return chosen(m.entities, func(e store.Entity) bool { return slices.Contains(e.Aliases, a) }, func(a, b store.Entity) int { return strings.Compare(a.Key, b.Key) }), nil
}

func byAgreement(a, b store.Agreement) int { return strings.Compare(a.Key, b.Key) }

func (m *memory) AgreementsIn(doc string) ([]store.Agreement, error) {
	return chosen(m.agreements, func(a store.Agreement) bool { return slices.Contains(m.told[a.Key], doc) }, byAgreement), nil
}

func (m *memory) AgreementsOf(entity string) ([]store.Agreement, error) {
	return chosen(m.agreements, func(a store.Agreement) bool {
		return slices.ContainsFunc(a.Parties, func(p store.Party) bool { return p.Entity == entity })
	}, byAgreement), nil
}

func (m *memory) Binding(entity, made, ended string, triggered bool, limit int) ([]store.Agreement, error) {
	list := chosen(m.agreements, func(a store.Agreement) bool {
		return a.Binding && (a.Ended == "" || a.Ended > ended) && (made == "" || madeOn(a) <= made) && (!triggered || len(a.Triggers) > 0) &&
			slices.ContainsFunc(a.Parties, func(p store.Party) bool { return p.Entity == entity })
	}, func(a, b store.Agreement) int {
		return cmp.Or(strings.Compare(madeOn(b), madeOn(a)), byAgreement(a, b))
	})
	return list[:min(limit, len(list))], nil
}

func madeOn(a store.Agreement) string {
	day := cmp.Or(a.Signed, a.InForce)
	for _, s := range a.Stages {
		day = cmp.Or(day, s.Day)
	}
	return day
}

func (m *memory) AgreementsNaming(event string) ([]store.Agreement, error) {
	return chosen(m.agreements, func(a store.Agreement) bool { return a.Event == event || tells(a.Triggers, event) }, byAgreement), nil
}

func (m *memory) Events(f store.Filter) (store.Page[store.Event], error) {
	has := func(list []string, v string) bool { return len(list) == 0 || slices.Contains(list, v) }
	items := chosen(m.events, func(e store.Event) bool {
		day := cmp.Or(e.Start, e.FirstSeen)
		if !has(f.Stories, e.Story) || !has(f.Types, e.Type) || !has(f.Reality, e.Reality) || !has(f.Polarity, e.Polarity) || f.From != "" && day < f.From || f.To != "" && day > f.To {
			return false
		}
		if len(f.Countries) == 0 && len(f.Parties) == 0 {
			return true
		}
		return slices.ContainsFunc(append(slices.Clip(e.Actors), e.Recipients...), func(p store.Party) bool {
			return slices.Contains(f.Countries, p.Country) || slices.Contains(f.Parties, p.Entity)
		})
	}, func(a, b store.Event) int {
		return cmp.Or(strings.Compare(a.Start, b.Start), strings.Compare(a.Key, b.Key))
	})
	return store.Page[store.Event]{Items: items[:min(len(items), f.Limit)]}, nil
}

func (m *memory) Count(f store.Filter, by ...string) ([]store.Count, error) {
	f.Limit = len(m.events)
	page, err := m.Events(f)
	return []store.Count{{Keys: by, Count: int64(len(page.Items))}}, err
}

func (m *memory) Tellings(f store.Filter) (store.Page[store.Telling], error) {
	party := func(p store.Party) bool { return slices.Contains(f.Parties, p.Entity) }
	link := func(l store.Link) bool { return slices.Contains(f.Sources, l.Entity) }
	return store.Page[store.Telling]{Items: chosen(m.tellings, func(t store.Telling) bool {
		return slices.ContainsFunc(t.Actors, party) || slices.ContainsFunc(t.Recipients, party) || slices.ContainsFunc(t.Chain, link)
	}, byTelling)}, nil
}

func (m *memory) Marked(space store.Space, marks []uint64, least, limit int) ([]store.Match, error) {
	m.asked++
	n := map[string]int{}
	for _, k := range marks {
		for ref := range m.marks[space][k] {
			n[ref]++
		}
	}
	var out []store.Match
	for ref, c := range n {
		if c >= least {
			out = append(out, store.Match{Ref: ref, Count: c})
		}
	}
	slices.SortFunc(out, func(a, b store.Match) int { return cmp.Or(b.Count-a.Count, strings.Compare(a.Ref, b.Ref)) })
	return out[:min(limit, len(out))], nil
}

func (m *memory) Mark(space store.Space, ref string, marks []uint64) error {
	if m.marks[space] == nil {
		m.marks[space] = map[uint64]map[string]bool{}
	}
	for _, k := range marks {
		if m.marks[space][k] == nil {
			m.marks[space][k] = map[string]bool{}
		}
		m.marks[space][k][ref] = true
	}
	return nil
}

func (m *memory) Unmark(space store.Space, ref string) error {
	for _, refs := range m.marks[space] {
		delete(refs, ref)
	}
	return nil
}

func (m *memory) PutDocument(d store.Document, rec news.Record, _ store.SearchWords) error {
	m.docs[d.Key], m.records[d.Key] = d, rec
	return nil
}
func (m *memory) SetDocument(d store.Document) error { m.docs[d.Key] = d; return nil }
func (m *memory) PutStory(s store.Story) error       { m.stories[s.Key] = s; return nil }
func (m *memory) DropStory(key string) error         { delete(m.stories, key); return nil }
func (m *memory) PutRelation(r store.Relation) error {
	m.relations[[3]string{r.A, r.B, r.Kind}] = r
	return nil
}
func (m *memory) SetTelling(t store.Telling) error { m.tellings[t.Key] = t; return nil }
func (m *memory) PutEvent(e store.Event) error     { m.events[e.Key] = e; return nil }
func (m *memory) DropEvent(key string) error       { delete(m.events, key); return nil }
func (m *memory) PutEntity(e store.Entity) error   { m.entities[e.Key] = e; return nil }
func (m *memory) Settle(store.Settlement) error    { return nil }

func (m *memory) Settled(...string) ([]store.Settlement, error) { return nil, nil }

func (m *memory) DropAgreement(key string) error {
	delete(m.agreements, key)
	delete(m.told, key)
	return nil
}

func (m *memory) PutCorrection(c store.Correction) error {
	m.decided = slices.DeleteFunc(m.decided, func(x store.Correction) bool { return x.ID == c.ID })
	m.decided = append(m.decided, c)
	return nil
}

func (m *memory) PutTellings(doc string, list []store.Telling) error {
	for k, t := range m.tellings {
		if t.Doc == doc {
			delete(m.tellings, k)
		}
	}
	for _, t := range list {
		m.tellings[t.Key] = t
	}
	return nil
}

func (m *memory) PutQuotes(doc string, q []store.Quote) error { m.quotes[doc] = q; return nil }

func (m *memory) PutAgreement(a store.Agreement, docs ...string) error {
	m.agreements[a.Key] = a
	for _, d := range docs {
		if !slices.Contains(m.told[a.Key], d) {
			m.told[a.Key] = append(m.told[a.Key], d)
		}
	}
	return nil
}
