// Package storetest answers: does a store keep the contract? Every store runs the same suite.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"rawi/internal/news"
	"rawi/internal/store"
)

// Run runs the suite. open gives an empty register, which it closes at the end of the test that it is made for.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, store.Store)
	}{
		{"RoundTrip", roundTrip},
		{"NotFound", notFound},
		{"Find", find},
		{"Undone", undone},
		{"Versions", versions},
		{"Marks", marks},
		{"BindingAgreements", bindingAgreements},
		{"TellingsReplaced", tellingsReplaced},
		{"EventFilters", eventFilters},
		{"TellingFilters", tellingFilters},
		{"DocumentFilters", documentFilters},
		{"OtherLists", otherLists},
		{"Pages", pages},
		{"Counts", counts},
		{"Origins", origins},
		{"Search", search},
		{"OddTexts", oddTexts},
		{"Feeds", feeds},
		{"Leads", leads},
		{"Leases", leases},
		{"Drop", drop},
		{"Status", status},
		{"Decisions", decisions},
		{"Watches", watches},
		{"Ledger", ledger},
		{"Archives", archives},
		{"WithinOne", withinOne},
		{"Turns", turns},
		{"ViewStandsStill", standsStill},
		{"Closed", closed},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
}

// A page has one line in the ledger, the one that was written last, and a transaction that fails settles nothing.
func ledger(t *testing.T, s store.Store) {
	at := time.Date(2024, 6, 19, 10, 11, 12, 131415000, time.UTC)
	read := store.Settlement{Page: key("a"), Doc: key("doc"), At: at}
	refused := store.Settlement{Page: key("b"), Code: "empty", At: at.Add(time.Second)}
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.Settle(store.Settlement{Page: key("a"), Code: "early", At: at.Add(-time.Hour)}), tx.Settle(refused), tx.Settle(read))
	})
	fault := errors.New("no")
	if err := s.Update(context.Background(), func(tx store.Tx) error {
		return errors.Join(tx.Settle(store.Settlement{Page: key("c"), At: at}), fault)
	}); !errors.Is(err, fault) {
		t.Fatal(err)
	}
	want := []store.Settlement{read, refused}
	slices.SortFunc(want, func(a, b store.Settlement) int { return strings.Compare(a.Page, b.Page) })
	view(t, s, func(tx store.Reader) error {
		var many []string
		for i := range 500 {
			many = append(many, key("none", fmt.Sprint(i)))
		}
		got, err := tx.Settled(append(many, key("a"), key("c"), key("b"), key("a"))...)
		equal(t, "settled", got, want)
		return err
	})
	st, err := s.Status(context.Background())
	if err != nil || st.Settled != 2 || st.Refused != 1 {
		t.Errorf("%d settled, %d refused: %v", st.Settled, st.Refused, err)
	}
}

// How far an archive is taken is what was kept last, together with all else of its transaction.
func archives(t *testing.T, s store.Store) {
	one := store.Archive{Key: key("one"), File: "one.warc.gz", Items: 3, Offset: 1 << 40, At: noon}
	view(t, s, func(tx store.Reader) error {
		if _, err := tx.Archive(one.Key); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("an archive that nobody has seen: %v", err)
		}
		return nil
	})
	update(t, s, func(tx store.Tx) error { return tx.PutArchive(one) })
	later := one
	later.Items, later.Offset, later.End = 9, 0, true
	update(t, s, func(tx store.Tx) error {
		if got, err := tx.Archive(one.Key); err != nil || got != one {
			t.Errorf("before: %+v, %v", got, err)
		}
		err := tx.PutArchive(later)
		if got, _ := tx.Archive(one.Key); got != later {
			t.Errorf("in the same transaction: %+v", got)
		}
		return err
	})
	fault := errors.New("no")
	if err := s.Update(context.Background(), func(tx store.Tx) error { return errors.Join(tx.PutArchive(one), fault) }); !errors.Is(err, fault) {
		t.Fatal(err)
	}
	view(t, s, func(tx store.Reader) error {
		got, err := tx.Archive(one.Key)
		equal(t, "archive", got, later)
		return err
	})
}

func key(parts ...string) string { return store.Key(parts...) }

func update(t *testing.T, s store.Store, f func(store.Tx) error) {
	t.Helper()
	if err := s.Update(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

func view(t *testing.T, s store.Store, f func(store.Reader) error) {
	t.Helper()
	if err := s.View(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

func number(n int) *int { return &n }

var noon = time.Date(2024, 6, 20, 12, 0, 0, 0, time.UTC)

func doc(name, day, language, outlet string) store.Document {
	return store.Document{
		Key: key("doc", name), Page: "https://paper.example/" + name, Version: 1, Latest: true, ID: name, Title: "Report " + name,
		Outlet: outlet, OutletKey: key("outlet", outlet), Language: language, Published: day, Added: noon, Digest: key("words", name),
		Words: 10, Story: key("story", "1"), Coder: "test",
	}
}

func record(name string) news.Record {
	return news.Record{Format: news.Format, Document: news.Document{ID: name, Text: strings.Repeat("Ministers met. التقى الوزيران. ", 20)}}
}

func words(s string) store.SearchWords {
	var stems []string
	for _, w := range strings.Fields(s) {
		stems = append(stems, strings.TrimSuffix(w, "s"))
	}
	return store.SearchWords{Exact: s, Stems: strings.Join(stems, " ")}
}

func party(country string) store.Party {
	return store.Party{Entity: key("entity", country), Name: country, Country: country, Sector: "GOV"}
}

func what(typ, day, actor, recipient string) store.What {
	w := store.What{Type: typ, Mode: "", CAMEO: "010", Quad: 1, Start: day, End: day, Reality: "actual", Polarity: "positive", Confidence: 0.5}
	for _, c := range strings.Fields(actor) {
		w.Actors = append(w.Actors, party(c))
	}
	for _, c := range strings.Fields(recipient) {
		w.Recipients = append(w.Recipients, party(c))
	}
	return w
}

func telling(name string, d store.Document, event string, w store.What, sources ...string) store.Telling {
	t := store.Telling{
		What: w, Key: key("telling", name), Event: event, Doc: d.Key, Local: name, Outlet: d.Outlet, OutletKey: d.OutletKey,
		Published: d.Published, Language: d.Language, Origin: d.OutletKey, OriginName: d.Outlet, Rule: "en/test",
		Anchor: news.Span{Start: 1, End: 4, Text: "met"}, Evidence: news.Span{Start: 0, End: 9, Text: "they met "},
	}
	for _, s := range sources {
		t.Chain = append(t.Chain, store.Link{Role: "speaker", Entity: key("entity", s), Name: s})
		t.Origin, t.OriginName = key("entity", s), s
	}
	return t
}

func event(name string, w store.What, origins int) store.Event {
	return store.Event{What: w, Key: key("event", name), Story: key("story", "1"), Tellings: 1, Documents: 1, Outlets: 1, Origins: origins,
		FirstSeen: w.Start, LastSeen: w.Start}
}

// world is a small register: four events in three documents of two outlets.
func world(t *testing.T, s store.Store) {
	t.Helper()
	a, b, c := doc("a", "2024-06-19", "ar", "Alpha"), doc("b", "2024-06-20", "en", "Beta"), doc("c", "2024-07-01", "en", "Beta")
	c.Story = key("story", "2")
	pact, visit := what("SUPPORT", "2024-06-19", "RUS PRK", ""), what("CONSULT", "2024-06-18", "RUS", "PRK")
	pact.Confidence, pact.CAMEO, pact.Contexts = 0.9, "057", []string{"military"}
	visit.Mode, visit.CAMEO, visit.Place = "visit", "042", store.Place{Name: "Pyongyang", Key: key("entity", "Pyongyang"), Country: "PRK", Known: true, Lat: 39.03, Lon: 125.75}
	accuse, raid := what("ACCUSE", "2024-06-20", "USA KOR", "RUS"), what("ASSAULT", "", "ISR", "PSE")
	accuse.Polarity, raid.Quad, raid.Reality = "negative", 4, "planned"
	raid.Actors[0].Sector = "MIL"
	e1, e2, e3, e4 := event("pact", pact, 2), event("visit", visit, 1), event("accuse", accuse, 1), event("raid", raid, 3)
	e1.Tellings, e1.Disputes = 2, []store.Dispute{{Point: "day", Values: []store.DisputeValue{{Value: "2024-06-19", Origins: []string{"Alpha"}}}}}
	e4.Story, e4.DeadLow, e4.DeadHigh = key("story", "2"), number(3), number(7)
	update(t, s, func(tx store.Tx) error {
		var err error
		do := func(e error) { err = errors.Join(err, e) }
		do(tx.PutDocument(a, record("a"), words("ministers sign treaty in pyongyang")))
		do(tx.PutDocument(b, record("b"), words("washington doubts the treaties signs of war")))
		do(tx.PutDocument(c, record("c"), words("army plans raids")))
		background := telling("c2", c, e2.Key, visit)
		background.Background = true
		do(tx.PutTellings(a.Key, []store.Telling{telling("a1", a, e1.Key, pact), telling("a2", a, e2.Key, visit, "PRK")}))
		do(tx.PutTellings(b.Key, []store.Telling{telling("b1", b, e1.Key, pact, "RUS"), telling("b2", b, e3.Key, accuse, "Gamma", "USA")}))
		do(tx.PutTellings(c.Key, []store.Telling{telling("c1", c, e4.Key, raid), background}))
		for _, e := range []store.Event{e1, e2, e3, e4} {
			do(tx.PutEvent(e))
		}
		do(tx.PutQuotes(b.Key, []store.Quote{
			{Key: key("q1"), Doc: b.Key, Local: "q1", Kind: "direct", Content: "No", Speaker: key("entity", "USA"), Chain: telling("", b, "", accuse, "Gamma", "USA").Chain,
				Day: "2024-06-20", Events: []string{key("telling", "b2")}, Outlet: "Beta", Published: "2024-06-20", Language: "en"},
			{Key: key("q2"), Doc: b.Key, Local: "q2", Kind: "indirect", Content: "Maybe", Day: "2024-06-19", Outlet: "Beta", Published: "2024-06-20", Language: "en"},
		}))
		do(tx.PutStory(store.Story{Key: key("story", "1"), Title: "A pact", First: "2024-06-19", Last: "2024-06-20", Documents: 2, Origins: 3}))
		do(tx.PutStory(store.Story{Key: key("story", "2"), Title: "A raid", First: "2024-07-01", Last: "2024-07-01", Documents: 1, Origins: 1}))
		for i, c := range []string{"RUS", "PRK", "USA"} {
			do(tx.PutEntity(store.Entity{Key: key("entity", c), Kind: "state", Name: "State " + c, Country: c, Sector: "GOV", Aliases: []string{strings.ToLower(c), "state " + strings.ToLower(c)}, Documents: i}))
		}
		do(tx.PutEntity(store.Entity{Key: key("entity", "twin"), Kind: "state", Name: "Twin", Aliases: []string{"rus"}, Merged: key("entity", "RUS")}))
		do(tx.PutAgreement(store.Agreement{Key: key("pact"), Name: "Partnership treaty", Parties: []store.Party{party("RUS"), party("PRK")}, Kinds: []string{"defense", "trade"},
			Stage: "in_force", Signed: "2024-06-19", InForce: "2024-12-04", Documents: 2, Triggers: []store.Trigger{{Obligation: "o", Event: e3.Key}}}, a.Key))
		do(tx.PutAgreement(store.Agreement{Key: key("truce"), Name: "Truce", Parties: []store.Party{party("ISR"), party("PSE")}, Kinds: []string{"ceasefire"},
			Stage: "signed", Signed: "2023-11-22", InForce: "2023-11-24", Ended: "2023-12-01", Documents: 1}, c.Key))
		return err
	})
}

// names are the things of a list by the names that they were given in world.
func eventNames(es []store.Event) string {
	var out []string
	for _, e := range es {
		for _, n := range []string{"pact", "visit", "accuse", "raid"} {
			if e.Key == key("event", n) {
				out = append(out, n)
			}
		}
	}
	return strings.Join(out, " ")
}

func roundTrip(t *testing.T, s store.Store) {
	d, rec := doc("a", "2024-06-19", "ar", "Alpha"), record("a")
	d.CopyOf, d.CopyKind, d.Similarity = key("doc", "older"), "near", 0.8125
	w := what("ASSAULT", "2024-06-19", "ISR", "PSE")
	w.Place = store.Place{Name: "Gaza", Known: true, Lat: 31.5, Lon: 34.47}
	e := event("e", w, 2)
	e.Positions, e.DeadLow, e.DeadHigh = map[string]int{"asserted": 2}, number(0), number(4)
	tell := telling("v1", d, e.Key, w, "PSE")
	tell.Dead = number(0)
	q := store.Quote{Key: key("q"), Doc: d.Key, Local: "q1", Kind: "direct", Content: "« … »", Chain: tell.Chain, Day: "2024-06-19"}
	n := store.Entity{Key: key("n"), Kind: "person", Name: "Vladimir Putin", Names: map[string]string{"ar": "فلاديمير بوتين"}, Aliases: []string{"بوتين"}}
	a := store.Agreement{Key: key("a"), Name: "Pact", Parties: []store.Party{party("RUS")}, Kinds: []string{"defense"}, Stages: []store.Stage{{Stage: "signed", Doc: d.Key}}}
	st := store.Story{Key: key("s"), Title: "قصة", Languages: []string{"ar"}}
	c := store.Correction{ID: "c1", Who: "anna", When: noon, Decision: "reject", Doc: d.Page, Fact: "event"}
	rel := store.Relation{A: d.Key, B: key("doc", "older"), Kind: "near", Similarity: 0.8125, Passages: []store.Passage{{AStart: 1, AEnd: 2}}}
	update(t, s, func(tx store.Tx) error {
		err := errors.Join(tx.PutDocument(d, rec, words("a b c")), tx.PutEvent(e), tx.PutTellings(d.Key, []store.Telling{tell}),
			tx.PutQuotes(d.Key, []store.Quote{q}), tx.PutEntity(n), tx.PutAgreement(a, d.Key), tx.PutStory(st), tx.PutCorrection(c), tx.PutRelation(rel))
		if err != nil {
			return err
		}
		got, err := tx.Event(e.Key)
		equal(t, "event inside the transaction", got, e)
		return err
	})
	view(t, s, func(r store.Reader) error {
		check(t, "document", d, r.Document, d.Key)
		check(t, "record", rec, r.Record, d.Key)
		check(t, "event", e, r.Event, e.Key)
		check(t, "telling", tell, r.Telling, tell.Key)
		check(t, "tellings of an event", []store.Telling{tell}, r.TellingsOf, e.Key)
		check(t, "tellings in a document", []store.Telling{tell}, r.TellingsIn, d.Key)
		check(t, "quotation", q, r.Quote, q.Key)
		check(t, "quotations", []store.Quote{q}, r.QuotesIn, d.Key)
		check(t, "entity", n, r.Entity, n.Key)
		check(t, "entities by alias", []store.Entity{n}, r.EntitiesByAlias, "بوتين")
		check(t, "agreement", a, r.Agreement, a.Key)
		check(t, "agreements in a document", []store.Agreement{a}, r.AgreementsIn, d.Key)
		check(t, "agreements of a party", []store.Agreement{a}, r.AgreementsOf, key("entity", "RUS"))
		check(t, "story", st, r.Story, st.Key)
		check(t, "corrections", []store.Correction{c}, r.Corrections, d.Page)
		check(t, "correction", c, r.Correction, c.ID)
		if _, err := r.Correction("none"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a decision that nobody made: %v", err)
		}
		check(t, "relations of the later", []store.Relation{rel}, r.Relations, rel.A)
		check(t, "relations of the earlier", []store.Relation{rel}, r.Relations, rel.B)
		check(t, "by digest", []store.Document{d}, r.ByDigest, d.Digest)
		return nil
	})
}

func check[T any](t *testing.T, what string, want T, get func(string) (T, error), key string) {
	t.Helper()
	got, err := get(key)
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	equal(t, what, got, want)
}

func notFound(t *testing.T, s store.Store) {
	view(t, s, func(r store.Reader) error {
		for what, err := range map[string]error{
			"document": second(r.Document(key("x"))), "record": second(r.Record(key("x"))), "event": second(r.Event("no hash")),
			"telling": second(r.Telling("")), "quote": second(r.Quote(key("x"))), "entity": second(r.Entity(key("x"))),
			"agreement": second(r.Agreement(key("x"))), "story": second(r.Story(key("x"))),
		} {
			if !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s: %v", what, err)
			}
		}
		for _, n := range []int{
			count(r.Versions("x")), count(r.ByDigest("x")), count(r.Relations("x")), count(r.TellingsOf("x")), count(r.EntitiesByAlias("x")),
			count(r.Corrections("x")), count(r.Marked(store.DocWords, []uint64{1}, 1, 0)), count(r.DocKeys("", 10)),
		} {
			if n != 0 {
				t.Error("an empty register has something")
			}
		}
		return nil
	})
}

func find(t *testing.T, s store.Store) {
	world(t, s)
	view(t, s, func(r store.Reader) error {
		pact := key("event", "pact")
		for _, prefix := range []string{pact[:9], pact[:10], strings.ToUpper(pact[:12]), pact} {
			got, err := r.Find(prefix)
			if err != nil {
				return err
			}
			equal(t, prefix, got, []store.Ref{{List: "events", Key: pact}})
		}
		for _, prefix := range []string{"", "xyz", "%", pact + "0"} {
			if n := count(r.Find(prefix)); n != 0 {
				t.Errorf("%d things begin with %q", n, prefix)
			}
		}
		all, err := r.Find(key("doc", "a")[:1])
		if len(all) == 0 || !slices.ContainsFunc(all, func(x store.Ref) bool { return x.List == "documents" && x.Key == key("doc", "a") }) {
			t.Errorf("by one digit %v", all)
		}
		return err
	})
}

func second[T any](_ T, err error) error { return err }

func count[T any](ts []T, _ error) int { return len(ts) }

func undone(t *testing.T, s store.Store) {
	mine := errors.New("mine")
	d := doc("a", "", "", "")
	err := s.Update(context.Background(), func(tx store.Tx) error {
		if err := tx.PutDocument(d, record("a"), words("gone")); err != nil {
			return err
		}
		return mine
	})
	if !errors.Is(err, mine) {
		t.Errorf("error %v", err)
	}
	func() {
		defer func() { recover() }()
		s.Update(context.Background(), func(tx store.Tx) error {
			if err := tx.PutDocument(d, record("a"), words("gone")); err != nil {
				return err
			}
			panic("fault")
		})
	}()
	view(t, s, func(r store.Reader) error {
		if _, err := r.Document(d.Key); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("what was undone is there: %v", err)
		}
		p, err := r.Search(store.Filter{Text: ask("gone")})
		if len(p.Items) != 0 {
			t.Error("words that were undone are found")
		}
		return err
	})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.Update(ctx, func(store.Tx) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func versions(t *testing.T, s store.Store) {
	one, two := doc("a", "2024-06-19", "ar", "Alpha"), doc("a", "2024-06-20", "ar", "Alpha")
	two.Key, two.Version = key("doc", "a2"), 2
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.PutDocument(one, record("a"), words("first")))
	})
	update(t, s, func(tx store.Tx) error {
		one.Latest = false
		return errors.Join(tx.SetDocument(one), tx.PutDocument(two, record("a"), words("second")))
	})
	view(t, s, func(r store.Reader) error {
		check(t, "versions", []store.Document{one, two}, r.Versions, one.Page)
		p, err := r.Documents(store.Filter{})
		equal(t, "latest", p.Items, []store.Document{two})
		p, err2 := r.Documents(store.Filter{Versions: true})
		equal(t, "all versions", p.Items, []store.Document{two, one})
		h, err3 := r.Search(store.Filter{Text: ask("first")})
		if len(h.Items) != 0 {
			t.Error("a replaced version is found")
		}
		h, err4 := r.Search(store.Filter{Text: ask("first"), Versions: true})
		if len(h.Items) != 1 {
			t.Error("a replaced version is not found among all versions")
		}
		return errors.Join(err, err2, err3, err4)
	})
	update(t, s, func(tx store.Tx) error { return tx.PutDocument(two, record("a"), words("third")) })
	view(t, s, func(r store.Reader) error {
		h, err := r.Search(store.Filter{Text: ask("second")})
		if len(h.Items) != 0 {
			t.Error("words of a document that was read again are found")
		}
		h, err2 := r.Search(store.Filter{Text: ask("third")})
		if len(h.Items) != 1 {
			t.Error("the new words are not found")
		}
		ks, err3 := r.DocKeys("", 10)
		want := []string{one.Key, two.Key}
		slices.Sort(want)
		equal(t, "keys", ks, want)
		ks, err4 := r.DocKeys(want[0], 10)
		equal(t, "keys after the first", ks, want[1:])
		return errors.Join(err, err2, err3, err4)
	})
}

func marks(t *testing.T, s store.Store) {
	a, b, c := key("a"), key("b"), key("c")
	update(t, s, func(tx store.Tx) error {
		var many []uint64
		for i := range 700 {
			many = append(many, uint64(i)<<54|uint64(i))
		}
		return errors.Join(tx.Mark(store.DocWords, a, []uint64{1, 2, 3, 1 << 63}), tx.Mark(store.DocWords, a, []uint64{3, 4}),
			tx.Mark(store.DocWords, b, []uint64{3, 4, 4}), tx.Mark(store.DocFacts, a, []uint64{9}), tx.Mark(store.DocWords, c, many))
	})
	marked := func(what string, want []store.Match, space store.Space, least, limit int, ms ...uint64) {
		t.Helper()
		view(t, s, func(r store.Reader) error {
			got, err := r.Marked(space, ms, least, limit)
			equal(t, what, got, want)
			return err
		})
	}
	bothThrice := []store.Match{{Ref: min(a, b), Count: 3}, {Ref: max(a, b), Count: 3}}
	marked("most shared first", []store.Match{{Ref: a, Count: 4}, {Ref: b, Count: 2}}, store.DocWords, 1, 0, 4, 3, 2, 1<<63)
	marked("least", []store.Match{{Ref: a, Count: 4}}, store.DocWords, 3, 0, 1, 2, 3, 4)
	marked("limit", []store.Match{{Ref: a, Count: 4}}, store.DocWords, 1, 1, 1, 2, 3, 4)
	marked("asked for twice", bothThrice, store.DocWords, 3, 0, 4, 3, 4)
	marked("another space", []store.Match{{Ref: a, Count: 1}}, store.DocFacts, 1, 0, 9, 1)
	marked("many", []store.Match{{Ref: c, Count: 2}}, store.DocWords, 2, 0, 699<<54|699, 0, 5)
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.Unmark(store.DocWords, a), tx.Unmark(store.DocWords, key("nobody")))
	})
	marked("taken back", []store.Match{{Ref: b, Count: 1}}, store.DocWords, 1, 0, 3, 1<<63)
	marked("still in the other", []store.Match{{Ref: a, Count: 1}}, store.DocFacts, 1, 0, 9)
	view(t, s, func(r store.Reader) error {
		refs, err := r.MarkedRefs(store.DocWords, 10)
		want := []string{b, c}
		slices.Sort(want)
		equal(t, "things that have marks", refs, want)
		few, err2 := r.MarkedRefs(store.DocWords, 1)
		equal(t, "the first of them", few, want[:1])
		return errors.Join(err, err2)
	})
}

// bindingAgreements are found by party from the latest back, and by the events that they name.
func bindingAgreements(t *testing.T, s store.Store) {
	pact := func(name, signed, ended string, binding bool, ts ...store.Trigger) store.Agreement {
		return store.Agreement{Key: key(name), Name: name, Parties: []store.Party{party("RUS"), party("PRK")}, Signed: signed, Ended: ended, Binding: binding, Triggers: ts}
	}
	set := store.Trigger{Obligation: key("duty"), Event: key("strike"), Fulfilled: []string{key("aid")}, Breached: []string{key("embargo")}}
	signing := pact("signing", "2021-01-01", "", false)
	signing.Event = key("signed")
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.PutAgreement(pact("old", "2019-01-01", "2020-01-01", true)), tx.PutAgreement(pact("first", "2020-06-01", "", true)),
			tx.PutAgreement(pact("second", "2022-06-01", "2023-01-01", true, set)), tx.PutAgreement(pact("trade", "2022-07-01", "", false)),
			tx.PutAgreement(pact("undated", "", "", true)), tx.PutAgreement(signing))
	})
	names := func(as []store.Agreement, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, a := range as {
			out = append(out, a.Name)
		}
		slices.Sort(out)
		return strings.Join(out, " ")
	}
	rus := key("entity", "RUS")
	view(t, s, func(r store.Reader) error {
		equal(t, "binding", names(r.Binding(rus, "2022-12-31", "2022-12-01", false, 10)), "first second undated")
		equal(t, "binding before", names(r.Binding(rus, "2021-12-31", "2019-12-01", false, 10)), "first old undated")
		equal(t, "binding after its end", names(r.Binding(rus, "2024-01-01", "2023-06-01", false, 10)), "first undated")
		equal(t, "binding on no day", names(r.Binding(rus, "", "", false, 10)), "first old second undated")
		equal(t, "the latest", names(r.Binding(rus, "2022-12-31", "2022-12-01", false, 1)), "second")
		equal(t, "set off", names(r.Binding(rus, "2022-12-31", "2022-12-01", true, 10)), "second")
		equal(t, "of nobody", names(r.Binding(key("nobody"), "", "", false, 10)), "")
		for event, want := range map[string]string{"strike": "second", "aid": "second", "embargo": "second", "signed": "signing", "none": ""} {
			equal(t, "naming "+event, names(r.AgreementsNaming(key(event))), want)
		}
		return nil
	})
	update(t, s, func(tx store.Tx) error { // its end becomes known
		return errors.Join(tx.PutAgreement(pact("first", "2020-06-01", "2021-06-01", true)), tx.PutAgreement(pact("second", "2022-06-01", "2023-01-01", true)))
	})
	view(t, s, func(r store.Reader) error {
		equal(t, "ended since", names(r.Binding(rus, "2022-12-31", "2022-12-01", false, 10)), "second undated")
		equal(t, "set off no more", names(r.Binding(rus, "2022-12-31", "2022-12-01", true, 10)), "")
		equal(t, "named no more", names(r.AgreementsNaming(key("aid"))), "")
		return nil
	})
}

func tellingsReplaced(t *testing.T, s store.Store) {
	world(t, s)
	a := doc("a", "2024-06-19", "ar", "Alpha")
	visit := what("CONSULT", "2024-06-18", "RUS", "PRK")
	update(t, s, func(tx store.Tx) error {
		return tx.PutTellings(a.Key, []store.Telling{telling("a3", a, key("event", "visit"), visit, "USA")})
	})
	view(t, s, func(r store.Reader) error {
		ts, err := r.TellingsIn(a.Key)
		if len(ts) != 1 || ts[0].Local != "a3" {
			t.Errorf("tellings %+v", ts)
		}
		p, err2 := r.Events(store.Filter{Sources: []string{key("entity", "PRK")}})
		equal(t, "by a source that is gone", eventNames(p.Items), "")
		p, err3 := r.Events(store.Filter{Sources: []string{key("entity", "USA")}})
		equal(t, "by a source that came", eventNames(p.Items), "accuse visit")
		return errors.Join(err, err2, err3)
	})
	update(t, s, func(tx store.Tx) error {
		x, err := tx.Telling(key("telling", "a3"))
		if err != nil {
			return err
		}
		x.Event, x.Rejected = key("event", "pact"), true
		return tx.SetTelling(x)
	})
	view(t, s, func(r store.Reader) error {
		ts, err := r.TellingsOf(key("event", "pact"))
		if len(ts) != 2 {
			t.Errorf("%d tellings", len(ts))
		}
		p, err2 := r.Events(store.Filter{Sources: []string{key("entity", "USA")}})
		equal(t, "by a source that was rejected", eventNames(p.Items), "accuse")
		return errors.Join(err, err2)
	})
	if err := s.Update(context.Background(), func(tx store.Tx) error {
		return tx.PutTellings(a.Key, []store.Telling{telling("z", doc("b", "", "", ""), "", visit)})
	}); err == nil {
		t.Error("a telling of another document is taken")
	}
}

func yes() *bool { b := true; return &b }

func eventFilters(t *testing.T, s store.Store) {
	world(t, s)
	rus, prk, usa := key("entity", "RUS"), key("entity", "PRK"), key("entity", "USA")
	for _, c := range []struct {
		name string
		f    store.Filter
		want string
	}{
		{"everything, newest first, the undated last", store.Filter{}, "accuse pact visit raid"},
		{"oldest first", store.Filter{Sort: "day"}, "raid visit pact accuse"},
		{"by origins", store.Filter{Sort: "origins", Desc: true, Limit: 2}, "raid pact"},
		{"by confidence", store.Filter{Sort: "confidence", Desc: true, Limit: 1}, "pact"},
		{"by tellings", store.Filter{Sort: "tellings", Desc: true, Limit: 1}, "pact"},
		{"types", store.Filter{Types: []string{"SUPPORT", "ASSAULT"}}, "pact raid"},
		{"mode", store.Filter{Modes: []string{"visit"}}, "visit"},
		{"quad", store.Filter{Quads: []int{4}}, "raid"},
		{"CAMEO prefix", store.Filter{CAMEO: []string{"05", "04"}}, "pact visit"},
		{"reality", store.Filter{Reality: []string{"planned"}}, "raid"},
		{"polarity", store.Filter{Polarity: []string{"negative"}}, "accuse"},
		{"sectors", store.Filter{Sectors: []string{"MIL"}}, "raid"},
		{"a sector that is a pattern", store.Filter{Sectors: []string{"%"}}, ""},
		{"actors", store.Filter{Actors: []string{rus}}, "pact visit"},
		{"recipients", store.Filter{Recipients: []string{rus, prk}}, "accuse visit"},
		{"parties", store.Filter{Parties: []string{prk}}, "pact visit"},
		{"two fields", store.Filter{Parties: []string{prk}, ActorCountries: []string{"PRK"}}, "pact"},
		{"recipient country", store.Filter{RecipientCountries: []string{"RUS"}}, "accuse"},
		{"countries", store.Filter{Countries: []string{"KOR", "PSE"}}, "accuse raid"},
		{"dyad of countries", store.Filter{Dyad: [2]string{"PRK", "RUS"}}, "pact visit"},
		{"dyad the other way round", store.Filter{Dyad: [2]string{"RUS", "PRK"}}, "pact visit"},
		{"dyad of entities", store.Filter{Dyad: [2]string{usa, rus}}, "accuse"},
		{"no dyad on the same side", store.Filter{Dyad: [2]string{"USA", "KOR"}}, ""},
		{"mixed dyad", store.Filter{Dyad: [2]string{"KOR", rus}}, "accuse"},
		{"dyad and days", store.Filter{Dyad: [2]string{"RUS", "PRK"}, From: "2024-06-19", To: "2024-06-30"}, "pact"},
		{"days", store.Filter{From: "2024-06-18", To: "2024-06-19"}, "pact visit"},
		{"until", store.Filter{To: "2024-06-19"}, "pact visit"},
		{"from", store.Filter{From: "2024-06-20"}, "accuse"},
		{"place by name", store.Filter{Places: []string{"pyongyang"}}, "visit"},
		{"place by key", store.Filter{Places: []string{key("entity", "Pyongyang")}}, "visit"},
		{"place's country", store.Filter{PlaceCountries: []string{"PRK"}}, "visit"},
		{"box", store.Filter{Box: &[4]float64{120, 35, 130, 45}}, "visit"},
		{"empty box", store.Filter{Box: &[4]float64{0, 35, 10, 45}}, ""},
		{"sources anywhere in the chain", store.Filter{Sources: []string{key("entity", "Gamma"), prk}}, "accuse visit"},
		{"speakers last in it", store.Filter{Speakers: []string{key("entity", "Gamma"), usa}}, "accuse"},
		{"languages", store.Filter{Languages: []string{"ar"}}, "pact visit"},
		{"outlet by name", store.Filter{Outlets: []string{"Alpha"}}, "pact visit"},
		{"outlet by key", store.Filter{Outlets: []string{key("outlet", "Beta")}}, "accuse pact visit raid"},
		{"outlet and source in one telling", store.Filter{Outlets: []string{"Alpha"}, Sources: []string{rus}}, ""},
		{"document", store.Filter{Docs: []string{key("doc", "b")}}, "accuse pact"},
		{"story", store.Filter{Stories: []string{key("story", "2")}}, "raid"},
		{"keys", store.Filter{Keys: []string{key("event", "raid"), key("event", "none")}}, "raid"},
		{"origins at least", store.Filter{MinOrigins: 2}, "pact raid"},
		{"origins at most", store.Filter{MaxOrigins: 1}, "accuse visit"},
		{"confidence", store.Filter{MinConfidence: 0.6}, "pact"},
		{"disputed", store.Filter{Disputed: true}, "pact"},
		{"triggered", store.Filter{Triggered: true}, "accuse"},
		{"background", store.Filter{Background: yes()}, "visit"},
		{"words", store.Filter{Text: ask("treaty")}, "accuse pact visit"},
		{"words and party", store.Filter{Text: ask("treaty"), Actors: []string{rus}, Sort: "day"}, "visit pact"},
	} {
		view(t, s, func(r store.Reader) error {
			p, err := r.Events(c.f)
			if got := eventNames(p.Items); got != c.want || err != nil {
				t.Errorf("%s: %q, want %q (%v)", c.name, got, c.want, err)
			}
			return nil
		})
	}
	view(t, s, func(r store.Reader) error {
		if _, err := r.Events(store.Filter{Sort: "weight"}); !errors.Is(err, store.ErrQuestion) {
			t.Errorf("an unknown order: %v", err)
		}
		if _, err := r.Events(store.Filter{Cursor: "nonsense"}); !errors.Is(err, store.ErrQuestion) {
			t.Errorf("a cursor of no list: %v", err)
		}
		return nil
	})
}

func tellingFilters(t *testing.T, s store.Store) {
	world(t, s)
	for _, c := range []struct {
		name string
		f    store.Filter
		want string
	}{
		{"all", store.Filter{Sort: "day"}, "c1 a2 c2 a1 b1 b2"},
		{"document", store.Filter{Docs: []string{key("doc", "a")}, Sort: "day"}, "a2 a1"},
		{"actor", store.Filter{Actors: []string{key("entity", "USA")}}, "b2"},
		{"countries", store.Filter{Countries: []string{"PSE"}}, "c1"},
		{"dyad", store.Filter{Dyad: [2]string{"PRK", "RUS"}, Outlets: []string{"Beta"}, Sort: "day"}, "c2 b1"},
		{"mutual", store.Filter{Dyad: [2]string{key("entity", "PRK"), key("entity", "RUS")}, Types: []string{"SUPPORT"}, Languages: []string{"ar"}}, "a1"},
		{"source", store.Filter{Sources: []string{key("entity", "Gamma")}}, "b2"},
		{"story and days", store.Filter{Stories: []string{key("story", "2")}, Types: []string{"ASSAULT"}}, "c1"},
		{"origins", store.Filter{MinOrigins: 2, Languages: []string{"ar"}}, "a1"},
		{"keys", store.Filter{Keys: []string{key("telling", "b1")}}, "b1"},
	} {
		view(t, s, func(r store.Reader) error {
			p, err := r.Tellings(c.f)
			var got []string
			for _, x := range p.Items {
				got = append(got, x.Local)
			}
			want := strings.Fields(c.want)
			if c.name == "all" || strings.Contains(c.want, "a2 c2") { // of one day: in the order of keys
				slices.Sort(got)
				slices.Sort(want)
			} else if len(got) == 2 && got[0] != want[0] {
				slices.Reverse(got)
			}
			if !slices.Equal(got, want) || err != nil {
				t.Errorf("%s: %q, want %q (%v)", c.name, got, want, err)
			}
			return nil
		})
	}
}

func ids(ds []store.Document) string {
	var out []string
	for _, d := range ds {
		out = append(out, d.ID)
	}
	return strings.Join(out, " ")
}

func documentFilters(t *testing.T, s store.Store) {
	world(t, s)
	for _, c := range []struct {
		name string
		f    store.Filter
		want string
	}{
		{"all, newest first", store.Filter{}, "c b a"},
		{"by title", store.Filter{Sort: "name"}, "a b c"},
		{"language", store.Filter{Languages: []string{"ar"}}, "a"},
		{"outlet", store.Filter{Outlets: []string{"Beta"}}, "c b"},
		{"days", store.Filter{From: "2024-06-20", To: "2024-06-30"}, "b"},
		{"story", store.Filter{Stories: []string{key("story", "1")}}, "b a"},
		{"what it tells", store.Filter{Types: []string{"SUPPORT"}}, "b a"},
		{"whom it tells of", store.Filter{Actors: []string{key("entity", "ISR")}}, "c"},
		{"dyad", store.Filter{Dyad: [2]string{"RUS", "USA"}}, "b"},
		{"whom it cites", store.Filter{Sources: []string{key("entity", "PRK")}}, "a"},
		{"words", store.Filter{Text: ask("treaty")}, "b a"},
		{"words and facts", store.Filter{Text: ask("treaty"), Types: []string{"ACCUSE"}}, "b"},
		{"known to many", store.Filter{MinOrigins: 3}, "c"},
	} {
		view(t, s, func(r store.Reader) error {
			p, err := r.Documents(c.f)
			if got := ids(p.Items); got != c.want || err != nil {
				t.Errorf("%s: %q, want %q (%v)", c.name, got, c.want, err)
			}
			return nil
		})
	}
}

func otherLists(t *testing.T, s store.Store) {
	world(t, s)
	lists := func(name, want string, f store.Filter, get func(store.Reader, store.Filter) ([]string, error)) {
		t.Helper()
		view(t, s, func(r store.Reader) error {
			got, err := get(r, f)
			if strings.Join(got, ", ") != want || err != nil {
				t.Errorf("%s: %q, want %q (%v)", name, got, want, err)
			}
			return nil
		})
	}
	quotes := func(r store.Reader, f store.Filter) (out []string, err error) {
		p, err := r.Quotes(f)
		for _, q := range p.Items {
			out = append(out, q.Content)
		}
		return out, err
	}
	lists("quotations", "No, Maybe", store.Filter{}, quotes)
	lists("kind", "Maybe", store.Filter{Kinds: []string{"indirect"}}, quotes)
	lists("speaker", "No", store.Filter{Speakers: []string{key("entity", "USA")}}, quotes)
	lists("source", "No", store.Filter{Sources: []string{key("entity", "Gamma")}}, quotes)
	lists("events told in it", "No", store.Filter{Types: []string{"ACCUSE"}}, quotes)
	lists("outlet and day", "Maybe", store.Filter{Outlets: []string{"Beta"}, To: "2024-06-19"}, quotes)
	lists("words of its document", "", store.Filter{Text: ask("army")}, quotes)
	stories := func(r store.Reader, f store.Filter) (out []string, err error) {
		p, err := r.Stories(f)
		for _, q := range p.Items {
			out = append(out, q.Title)
		}
		return out, err
	}
	lists("stories", "A raid, A pact", store.Filter{}, stories)
	lists("day within", "A pact", store.Filter{From: "2024-06-20", To: "2024-06-25"}, stories)
	lists("outlet", "A pact", store.Filter{Outlets: []string{"Alpha"}}, stories)
	lists("events of it", "A raid", store.Filter{Types: []string{"ASSAULT"}}, stories)
	lists("largest", "A pact, A raid", store.Filter{Sort: "tellings", Desc: true}, stories)
	entities := func(r store.Reader, f store.Filter) (out []string, err error) {
		p, err := r.Entities(f)
		for _, q := range p.Items {
			out = append(out, q.Country)
		}
		return out, err
	}
	lists("entities, merged ones left out", "USA, PRK, RUS", store.Filter{}, entities)
	lists("by name", "PRK, RUS, USA", store.Filter{Sort: "name"}, entities)
	lists("named", "PRK", store.Filter{Text: ask("state prk")}, entities)
	lists("of a country", "RUS", store.Filter{Countries: []string{"RUS"}, Kinds: []string{"state"}}, entities)
	agreements := func(r store.Reader, f store.Filter) (out []string, err error) {
		p, err := r.Agreements(f)
		for _, q := range p.Items {
			out = append(out, q.Name)
		}
		return out, err
	}
	lists("agreements", "Partnership treaty, Truce", store.Filter{}, agreements)
	lists("kind", "Partnership treaty", store.Filter{Kinds: []string{"defense", "offense"}}, agreements)
	lists("stage", "Truce", store.Filter{Stages: []string{"signed"}}, agreements)
	lists("party", "Partnership treaty", store.Filter{Parties: []string{key("entity", "RUS")}}, agreements)
	lists("country", "Truce", store.Filter{Countries: []string{"ISR"}}, agreements)
	lists("dyad", "Partnership treaty", store.Filter{Dyad: [2]string{"PRK", "RUS"}}, agreements)
	lists("in force", "Truce", store.Filter{OnDay: "2023-11-30"}, agreements)
	lists("no more in force", "", store.Filter{OnDay: "2023-12-01"}, agreements)
	lists("triggered", "Partnership treaty", store.Filter{Triggered: true}, agreements)
	lists("words", "Truce", store.Filter{Text: ask("truce")}, agreements)
	lists("outlet", "Truce", store.Filter{Outlets: []string{"Beta"}}, agreements)
	view(t, s, func(r store.Reader) error {
		es, err := r.EntitiesByAlias("rus")
		if len(es) != 2 {
			t.Errorf("%d entities, want both, the merged one too", len(es))
		}
		return err
	})
}

func pages(t *testing.T, s store.Store) {
	var want []string
	update(t, s, func(tx store.Tx) error {
		for i := range 23 {
			w := what("CONSULT", fmt.Sprintf("2024-06-%02d", 1+i/4), "RUS", "PRK")
			w.Confidence = float64(i%7) / 7
			e := event(fmt.Sprint(i), w, i%3)
			want = append(want, e.Key)
			if err := tx.PutEvent(e); err != nil {
				return err
			}
		}
		return nil
	})
	slices.Sort(want)
	for _, f := range []store.Filter{
		{}, {Sort: "day"}, {Sort: "confidence", Desc: true}, {Sort: "confidence"}, {Sort: "origins"}, {Sort: "seen", Desc: true},
		{Dyad: [2]string{"PRK", "RUS"}}, {Countries: []string{"RUS"}, Sort: "tellings"}, {Types: []string{"CONSULT"}},
	} {
		f.Limit = 5
		var got []string
		view(t, s, func(r store.Reader) error {
			for n := 0; n < 10; n++ {
				p, err := r.Events(f)
				if err != nil {
					return err
				}
				for _, e := range p.Items {
					got = append(got, e.Key)
				}
				if f.Cursor = p.Next; p.Next == "" {
					return nil
				}
				if len(p.Items) != 5 {
					t.Errorf("a page of %d", len(p.Items))
				}
			}
			return errors.New("the pages do not end")
		})
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("sorted by %q: %d events over all pages, want %d, each once", f.Sort, len(got), len(want))
		}
	}
}

func counts(t *testing.T, s store.Store) {
	world(t, s)
	for _, c := range []struct {
		by, want string
		f        store.Filter
	}{
		{"month", ":1 2024-06:3", store.Filter{}},
		{"year", "2024:3", store.Filter{From: "2024-01-01"}},
		{"day", "2024-06-18:1 2024-06-19:1", store.Filter{To: "2024-06-19"}},
		{"type", "CONSULT:1 SUPPORT:1", store.Filter{Types: []string{"CONSULT", "SUPPORT"}}},
		{"quad", "1:3 4:1", store.Filter{}},
		{"country", "ISR:1 KOR:1 PRK:2 PSE:1 RUS:3 USA:1", store.Filter{}},
		{"dyad", "ISR-PSE:1 KOR-RUS:1 PRK-RUS:2 RUS-USA:1", store.Filter{}},
		{"outlet", "Alpha:2 Beta:4", store.Filter{}},
		{"language", "ar:2 en:2", store.Filter{Dyad: [2]string{"PRK", "RUS"}}},
		{"month type", "2024-06/ACCUSE:1 2024-06/CONSULT:1 2024-06/SUPPORT:1", store.Filter{Countries: []string{"RUS"}}},
		{"dyad month", "PRK-RUS/2024-06:1", store.Filter{Sources: []string{key("entity", "PRK")}}},
		{"type", "CONSULT:1 SUPPORT:1", store.Filter{Text: ask("treaty"), Languages: []string{"ar"}}},
		{"country", "RUS:3 PRK:2", store.Filter{Sort: "count", Desc: true, Limit: 2}},
	} {
		view(t, s, func(r store.Reader) error {
			got, err := r.Count(c.f, strings.Fields(c.by)...)
			var out []string
			for _, n := range got {
				out = append(out, fmt.Sprintf("%s:%d", strings.Join(n.Keys, "/"), n.Count))
			}
			if strings.Join(out, " ") != c.want || err != nil {
				t.Errorf("by %s: %q, want %q (%v)", c.by, out, c.want, err)
			}
			return nil
		})
	}
	update(t, s, func(tx store.Tx) error { // an event that changes its day and type is counted once
		e, err := tx.Event(key("event", "visit"))
		if err != nil {
			return err
		}
		e.Start, e.End, e.Type = "2024-07-01", "2024-07-01", "AGREE"
		return tx.PutEvent(e)
	})
	view(t, s, func(r store.Reader) error {
		got, err := r.Count(store.Filter{From: "2024-01-01"}, "month", "type")
		equal(t, "after a change", fmt.Sprint(got), "[{[2024-06 ACCUSE] 1} {[2024-06 SUPPORT] 1} {[2024-07 AGREE] 1}]")
		if _, err := r.Count(store.Filter{}, "weight"); err == nil {
			t.Error("counted by something unknown")
		}
		return err
	})
}

func origins(t *testing.T, s store.Store) {
	world(t, s)
	view(t, s, func(r store.Reader) error {
		p, err := r.Origins(store.Filter{})
		var got []string
		for _, o := range p.Items {
			got = append(got, fmt.Sprintf("%s %d/%d/%d/%d/%d", o.Name, o.Events, o.Alone, o.Contradicted, o.Party, o.Documents))
		}
		slices.Sort(got)
		equal(t, "origins", got, []string{"Alpha 1/0/1/0/1", "Beta 2/1/0/0/1", "PRK 1/0/0/1/1", "RUS 1/0/1/1/1", "USA 1/1/0/1/1"})
		p, err2 := r.Origins(store.Filter{Limit: 3})
		q, err3 := r.Origins(store.Filter{Limit: 3, Cursor: p.Next})
		if len(p.Items) != 3 || len(q.Items) != 2 || q.Next != "" {
			t.Errorf("pages of %d and %d", len(p.Items), len(q.Items))
		}
		p, err4 := r.Origins(store.Filter{Dyad: [2]string{"RUS", "USA"}})
		if len(p.Items) != 1 || p.Items[0].Name != "USA" || p.Items[0].TopType != "ACCUSE" {
			t.Errorf("of one dyad: %+v", p.Items)
		}
		return errors.Join(err, err2, err3, err4)
	})
}

// ask makes terms of words, each a term of its own; "-" before a word says not, "_" within it joins a phrase.
func ask(s string) []store.Term {
	var out []store.Term
	for _, w := range strings.Fields(s) {
		var t store.Term
		w, t.Not = strings.CutPrefix(w, "-")
		for _, x := range strings.Split(w, "_") {
			t.Exact = append(t.Exact, x)
			stem := strings.TrimSuffix(x, "s")
			if x == "treaty" {
				stem = "treatie" // as words makes of treaties
			}
			t.Stems = append(t.Stems, stem)
		}
		if len(t.Exact) > 1 {
			t.Stems = nil // a phrase is meant as it stands
		}
		out = append(out, t)
	}
	return out
}

func search(t *testing.T, s store.Store) {
	texts := map[string]string{
		"1": "raid on the port raid raids",
		"2": "raids on the port and raids again and raids",
		"3": "a visit to the port",
		"4": "اتفاق بين البلدين على ميناء",
		"5": `u.s. "quoted" o'brien 50% -5 c++ and:or`,
	}
	update(t, s, func(tx store.Tx) error {
		for id, text := range texts {
			d := doc(id, "2024-06-0"+id, "en", "Alpha")
			if id == "4" {
				d.Language = "ar"
			}
			if err := tx.PutDocument(d, record(id), words(text)); err != nil {
				return err
			}
		}
		return nil
	})
	for _, c := range []struct {
		ask, want string
		f         store.Filter
	}{
		{"port", "1 2 3", store.Filter{}},
		{"raids", "1 2", store.Filter{}},
		{"raid port", "1 2", store.Filter{}},
		{"port -raid", "3", store.Filter{}},
		{"-port", "4 5", store.Filter{}},
		{"on_the_port", "1 2", store.Filter{}},
		{"the_on_port", "", store.Filter{}},
		{"ميناء", "4", store.Filter{}},
		{"port", "2 3", store.Filter{From: "2024-06-02"}},
		{"port", "", store.Filter{Languages: []string{"ar"}}},
		{"u.s.", "5", store.Filter{}},
		{"o'brien 50% -the", "5", store.Filter{}},
		{`"quoted"`, "5", store.Filter{}},
		{"c++ and:or", "5", store.Filter{}},
		{"quoted", "", store.Filter{}},
		{"visit nothing", "", store.Filter{}},
	} {
		view(t, s, func(r store.Reader) error {
			c.f.Text = ask(c.ask)
			p, err := r.Search(c.f)
			var got []string
			for _, h := range p.Items {
				got = append(got, h.ID)
			}
			slices.Sort(got)
			if strings.Join(got, " ") != c.want || err != nil {
				t.Errorf("%s: %q, want %q (%v)", c.ask, got, c.want, err)
			}
			return nil
		})
	}
	view(t, s, func(r store.Reader) error {
		p, err := r.Search(store.Filter{Text: ask("raid")})
		if len(p.Items) != 2 || p.Items[0].ID != "1" || p.Items[0].Score <= p.Items[1].Score {
			t.Errorf("the exact word does not come first: %+v", p.Items)
		}
		p, err2 := r.Search(store.Filter{Text: ask("port"), Limit: 2})
		q, err3 := r.Search(store.Filter{Text: ask("port"), Limit: 2, Cursor: p.Next})
		if len(p.Items) != 2 || len(q.Items) != 1 || q.Next != "" {
			t.Errorf("pages of %d and %d", len(p.Items), len(q.Items))
		}
		p, err4 := r.Search(store.Filter{Text: ask("port"), Sort: "day", Desc: true})
		if len(p.Items) != 3 || p.Items[0].ID != "3" {
			t.Errorf("newest first: %+v", p.Items)
		}
		return errors.Join(err, err2, err3, err4)
	})
}

// oddTexts are such as pages have: bytes that are no text, and words and names without an end.
func oddTexts(t *testing.T, s store.Store) {
	long := strings.Repeat("ا", 40_000)
	d := doc("odd", "2024-06-19", "x\x00y\xff", "Out\x00let\xfe")
	d.Page, d.Title = "https://paper.example/\x00?\xff=1", "\xff"+long
	n := store.Entity{Key: key("n"), Kind: "person\x00", Name: long, Aliases: []string{long, "\xff", ""}}
	q := store.Quote{Key: key("q"), Doc: d.Key, Kind: "direct", Content: long, SpeakerName: "\x00"}
	w := what("CONSULT", "not a day", "RUS", "PRK")
	w.Place.Name = "\xffTown\x00"
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.PutDocument(d, record("odd"), words("good \x00 b\x00d \xff "+long+" end' \\ \"x")), tx.PutEntity(n),
			tx.PutQuotes(d.Key, []store.Quote{q}), tx.PutEvent(event("odd", w, 1)), tx.PutTellings(d.Key, []store.Telling{telling("odd", d, key("event", "odd"), w)}))
	})
	view(t, s, func(r store.Reader) error {
		_, err := r.Document(d.Key)
		found, err2 := r.Search(store.Filter{Text: ask("good end' \\ \"x")})
		equal(t, "found", len(found.Items), 1)
		es, err3 := r.EntitiesByAlias(long)
		equal(t, "by a long name", len(es), 1)
		for _, f := range []store.Filter{{Outlets: []string{"\x00"}}, {Places: []string{"\xff"}}, {Text: ask("\xff \x00")}, {Text: []store.Term{{}}}, {Sectors: []string{"\xff"}}, {From: "yesterday"}} {
			_, e1 := r.Events(f)
			_, e2 := r.Tellings(f)
			_, e3 := r.Search(f)
			err = errors.Join(err, e1, e2, e3)
		}
		return errors.Join(err, err2, err3)
	})
}

func drop(t *testing.T, s store.Store) {
	world(t, s)
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.DropEvent(key("event", "pact")), tx.DropEvent(key("event", "none")), tx.DropAgreement(key("pact")),
			tx.DropStory(key("story", "2")))
	})
	view(t, s, func(r store.Reader) error {
		p, err := r.Events(store.Filter{Countries: []string{"RUS"}})
		equal(t, "events", eventNames(p.Items), "accuse visit")
		n, err2 := r.Count(store.Filter{}, "type")
		equal(t, "types", len(n), 3)
		a, err3 := r.AgreementsOf(key("entity", "RUS"))
		b, err4 := r.AgreementsIn(key("doc", "a"))
		if len(a)+len(b) != 0 {
			t.Error("a dropped agreement is found")
		}
		if _, err := r.Story(key("story", "2")); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("story: %v", err)
		}
		return errors.Join(err, err2, err3, err4)
	})
}

// withinOne keeps things again and again in one transaction: each step sees what the one before kept, and so does everybody afterwards.
func withinOne(t *testing.T, s store.Store) {
	e := event("strike", what("ASSAULT", "2024-06-19", "RUS", "UKR"), 2)
	gone := event("meeting", what("CONSULT", "2024-06-19", "RUS", "CHN"), 1)
	state := store.Entity{Key: key("state"), Kind: "state", Name: "Chad", Country: "TCD", Aliases: []string{"chad"}, Documents: 1}
	pact := store.Agreement{Key: key("pact"), Name: "Pact", Stage: "signed", Parties: []store.Party{{Entity: state.Key, Country: "TCD"}}}
	story := key("story")
	update(t, s, func(tx store.Tx) error {
		if err := errors.Join(tx.PutEvent(e), tx.PutEvent(gone), tx.PutEntity(state)); err != nil {
			return err
		}
		equal(t, "agreements of none", count(tx.AgreementsOf(state.Key)), 0)
		e.Story = story // nothing else changes
		state.Documents++
		if err := errors.Join(tx.PutEvent(e), tx.PutEntity(state), tx.DropEvent(gone.Key), tx.PutAgreement(pact)); err != nil {
			return err
		}
		equal(t, "agreements of one", count(tx.AgreementsOf(state.Key)), 1)
		if got, err := tx.Event(e.Key); err != nil || got.Story != story {
			t.Errorf("event is in story %q, %v", got.Story, err)
		}
		if _, err := tx.Event(gone.Key); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("dropped event: %v", err)
		}
		page, err := tx.Events(store.Filter{Stories: []string{story}})
		equal(t, "events of the story", eventNames(page.Items), eventNames([]store.Event{e}))
		state.Name, state.Aliases = "Republic of Chad", []string{"chad", "republic of chad"}
		return errors.Join(err, tx.PutEntity(state), tx.DropAgreement(pact.Key))
	})
	view(t, s, func(r store.Reader) error {
		check(t, "event", e, r.Event, e.Key)
		check(t, "entity", state, r.Entity, state.Key)
		equal(t, "bearers of the new name", count(r.EntitiesByAlias("republic of chad")), 1)
		equal(t, "agreements of none again", count(r.AgreementsOf(state.Key)), 0)
		return nil
	})
	failed := errors.New("no")
	if err := s.Update(context.Background(), func(tx store.Tx) error {
		state.Documents++
		return errors.Join(tx.PutEntity(state), failed)
	}); !errors.Is(err, failed) {
		t.Errorf("failed update: %v", err)
	}
	update(t, s, func(tx store.Tx) error {
		got, err := tx.Entity(state.Key)
		equal(t, "documents after what was undone", got.Documents, 2)
		return err
	})
}

func status(t *testing.T, s store.Store) {
	world(t, s)
	st, err := s.Status(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if st.Backend == "" || st.Schema == 0 || st.Bytes == 0 {
		t.Errorf("status %+v", st)
	}
	st.Backend, st.Schema, st.Bytes = "", 0, 0
	equal(t, "status", st, store.Status{Documents: 3, Stories: 2, Events: 4, Tellings: 6, Quotes: 2, Agreements: 2, Entities: 3, LastAdded: noon})
	if err := s.Compact(context.Background()); err != nil {
		t.Error(err)
	}
	view(t, s, func(r store.Reader) error {
		p, err := r.Search(store.Filter{Text: ask("treaty")})
		if len(p.Items) != 2 {
			t.Errorf("after compacting %d documents are found", len(p.Items))
		}
		return err
	})
}

// turns lets many writers raise one number. Each must see what the others did.
func turns(t *testing.T, s store.Store) {
	const writers, times = 4, 10
	errs := make(chan error, writers)
	for range writers {
		go func() {
			for range times {
				if err := s.Update(context.Background(), func(tx store.Tx) error {
					st, err := tx.Story(key("s"))
					if err != nil && !errors.Is(err, store.ErrNotFound) {
						return err
					}
					st.Key, st.Documents = key("s"), st.Documents+1
					return tx.PutStory(st)
				}); err != nil {
					errs <- err
					return
				}
			}
			errs <- nil
		}()
	}
	for range writers {
		if err := <-errs; err != nil {
			t.Fatal(err)
		}
	}
	view(t, s, func(r store.Reader) error {
		st, err := r.Story(key("s"))
		equal(t, "sum", st.Documents, writers*times)
		return err
	})
}

func standsStill(t *testing.T, s store.Store) {
	put := func(n int) {
		update(t, s, func(tx store.Tx) error { return tx.PutStory(store.Story{Key: key("s"), Documents: n}) })
	}
	put(1)
	view(t, s, func(r store.Reader) error {
		if st, err := r.Story(key("s")); err != nil || st.Documents != 1 {
			t.Errorf("%d, %v", st.Documents, err)
		}
		put(2)
		st, err := r.Story(key("s"))
		equal(t, "while it is looked at", st.Documents, 1)
		return err
	})
	view(t, s, func(r store.Reader) error {
		st, err := r.Story(key("s"))
		equal(t, "afterwards", st.Documents, 2)
		return err
	})
}

// closed asks a register that is closed: it says so, and does not wait for ever.
func closed(t *testing.T, s store.Store) {
	if err := errors.Join(s.Close(), s.Close()); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	err := s.Update(ctx, func(store.Tx) error { return nil })
	err2 := s.View(ctx, func(store.Reader) error { return nil })
	if err == nil || err2 == nil || ctx.Err() != nil {
		t.Errorf("after the end: %v, %v", err, err2)
	}
}
