package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"

	"rawi/internal/news"
	"rawi/internal/store"
)

// eventsEach is how many new events a made-up document tells; again is how many that others told before it.
const (
	eventsEach = 10
	again      = 3
)

// maker makes up documents. Parties, words and outlets are spread as in life: few are everywhere, most are rare.
type maker struct {
	r                       *rand.Rand
	country, entity, outlet *rand.Zipf
	last                    []store.Event
	n                       int
}

func newMaker(seed uint64) *maker {
	r := rand.New(rand.NewPCG(seed, 1))
	return &maker{r: r, country: rand.NewZipf(r, 1.2, 2, 180), entity: rand.NewZipf(r, 1.1, 10, 20_000), outlet: rand.NewZipf(r, 1.2, 2, 300)}
}

func countryCode(n uint64) string {
	return string([]byte{'A' + byte(n/26%26), 'A' + byte(n%26), 'A' + byte(n*7%26)})
}

var types = strings.Fields("CONSULT CONSULT CONSULT SUPPORT COOPERATE AID AGREE ACCUSE ACCUSE REJECT REQUEST THREATEN COERCE ASSAULT ASSAULT PROTEST MOBILIZE SANCTION RETREAT CONCEDE")

func (m *maker) party() store.Party {
	n := m.entity.Uint64()
	return store.Party{Entity: store.Key("entity", fmt.Sprint(n)), Name: fmt.Sprint("Entity ", n), Country: countryCode(m.country.Uint64()), Sector: "GOV"}
}

func (m *maker) day() string {
	return time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, m.r.IntN(3650)).Format(time.DateOnly)
}

func (m *maker) what(day string) store.What {
	t := m.r.IntN(len(types))
	return store.What{Type: types[t], CAMEO: fmt.Sprintf("%03d", 10+t*9), Goldstein: 1, Quad: 1 + t*4/len(types), Actors: []store.Party{m.party()},
		Recipients: []store.Party{m.party()}, Start: day, End: day, Reality: "actual", Polarity: "positive", Confidence: float64(m.r.IntN(100)) / 100,
		Place: store.Place{Name: fmt.Sprint("Town ", m.country.Uint64()), Country: countryCode(m.country.Uint64()), Known: true,
			Lat: m.r.Float64()*180 - 90, Lon: m.r.Float64()*360 - 180}}
}

// document makes up a document with all that belongs to it and writes it.
func (m *maker) document(tx store.Tx) error {
	m.n++
	day := m.day()
	d := doc(fmt.Sprint("made", m.r.Uint64()), day, "en", fmt.Sprint("Outlet ", m.outlet.Uint64()))
	d.Story = store.Key("story", fmt.Sprint(m.r.IntN(1+m.n/3)))
	words := Words(m.r)
	rec := news.Record{Format: news.Format, Document: news.Document{ID: d.ID, Text: words.Exact}}
	if err := tx.PutDocument(d, rec, words); err != nil {
		return err
	}
	marks := make([]uint64, 40)
	for i := range marks {
		marks[i] = m.r.Uint64()
	}
	if err := tx.Mark(store.DocWords, d.Key, marks); err != nil {
		return err
	}
	var ts []store.Telling
	tell := func(e store.Event) {
		t := telling(fmt.Sprint(d.Key, len(ts)), d, e.Key, e.What, fmt.Sprint("source", m.entity.Uint64()))
		t.Local = fmt.Sprint("v", len(ts)+1)
		t.Evidence.Text = words.Exact[:150]
		ts = append(ts, t)
	}
	for range min(again, len(m.last)) {
		e := m.last[m.r.IntN(len(m.last))]
		e.Tellings, e.Origins = e.Tellings+1, e.Origins+1
		tell(e)
		if err := tx.PutEvent(e); err != nil {
			return err
		}
	}
	for i := range eventsEach {
		e := event(fmt.Sprint(d.Key, i), m.what(day), 1)
		e.Story = d.Story
		if err := errors.Join(tx.PutEvent(e), tx.Mark(store.EventBlocks, e.Key, []uint64{m.r.Uint64(), m.r.Uint64()})); err != nil {
			return err
		}
		tell(e)
		if m.last = append(m.last, e); len(m.last) > 1000 {
			m.last = m.last[500:]
		}
	}
	if err := tx.PutTellings(d.Key, ts); err != nil {
		return err
	}
	return tx.PutQuotes(d.Key, []store.Quote{{Key: store.Key("quote", d.Key), Doc: d.Key, Local: "q1", Kind: "direct", Content: words.Exact[:120],
		Day: day, Outlet: d.Outlet, Published: day, Language: "en"}})
}

// Fill makes up documents until the register has so many events.
func Fill(b *testing.B, s store.Store, events int) {
	b.Helper()
	st, err := s.Status(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	m := newMaker(uint64(st.Documents))
	for have := int(st.Events); have < events; have += 100 * eventsEach {
		if err := s.Update(context.Background(), func(tx store.Tx) error {
			for range 100 {
				if err := m.document(tx); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
	}
}

var keyIn = regexp.MustCompile(`\{(\w+)\}`)

// many holds, for each table, what its rows become in a register that holds each of them many times. {key} is a key in its place, of
// which the last byte is replaced by the number of the copy.
var many = []struct{ table, columns, order string }{
	{"documents", "{key}, page || '#' || n, version, latest, digest, day, language, outlet, outlet_key, story, added, name, body", ""},
	{"records", "{doc}, body", ""},
	{"marks", "space, mark + n * 1000003, {ref}", "1, 2, 3"},
	{"marks_of", "space, {ref}, marks", ""},
	{"postings", "kind, value, day, {ref}, side", "1, 2, 3, 4"},
	{"events", "{key}, day, type, mode, cameo, quad, reality, polarity, confidence, story, countries, sectors, place_key, place_name, place_country," +
		" lat, lon, tellings, origins, seen, disputed, body", ""},
	{"tellings", "{key}, {event}, {doc}, day, type, mode, cameo, quad, reality, polarity, confidence, sides, sectors, place_key, place_name," +
		" place_country, lat, lon, origin, origin_name, origin_party, outlet, outlet_key, language, seen, background, counts, body", ""},
	{"quotes", "{key}, {doc}, kind, day, seen, speaker, outlet, language, replaced, body", ""},
}

// Copies are the statements that copy the rows of one register into another for each row (n, b) of the table copies beside the first.
// made is what a key $1 becomes.
func Copies(to, from, made string) []string {
	var out []string
	for _, m := range many {
		q := fmt.Sprintf("INSERT INTO %s.%s SELECT %s FROM %s.%s CROSS JOIN %s.copies", to, m.table, keyIn.ReplaceAllString(m.columns, made), from, m.table, from)
		if m.order != "" {
			q += " ORDER BY " + m.order
		}
		out = append(out, q)
	}
	return out
}

// Words makes up the words of a document.
func Words(r *rand.Rand) store.SearchWords {
	z := rand.NewZipf(r, 1.05, 8, 60_000)
	var text strings.Builder
	for range 200 {
		fmt.Fprintf(&text, "w%d ", z.Uint64())
	}
	return store.SearchWords{Exact: text.String(), Stems: text.String()}
}

// Bench measures a store that Fill or the like has filled. Beside the time that passes it tells that of the processor: the machine may
// have other work.
func Bench(b *testing.B, s store.Store) {
	st, err := s.Status(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("%s: %d events, %d tellings, %d documents, %d MB", st.Backend, st.Events, st.Tellings, st.Documents, st.Bytes>>20)
	ask := func(name string, f func(r store.Reader) (int, error)) {
		b.Run(name, func(b *testing.B) {
			rows := 0
			begun := processor()
			for b.Loop() {
				if err := s.View(context.Background(), func(r store.Reader) (err error) {
					rows, err = f(r)
					return err
				}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(processor()-begun)/1e6/float64(b.N), "cpu-ms/op")
			b.ReportMetric(float64(rows), "rows")
		})
	}
	events := func(name string, f store.Filter) {
		ask(name, func(r store.Reader) (int, error) {
			p, err := r.Events(f)
			return len(p.Items), err
		})
	}
	common, other, rare := countryCode(0), countryCode(1), countryCode(150)
	entity := store.Key("entity", "3")
	events("DyadAndDates", store.Filter{Dyad: [2]string{common, other}, From: "2019-01-01", To: "2019-03-31"})
	events("DyadOfCommon", store.Filter{Dyad: [2]string{common, other}})
	events("DyadOfRare", store.Filter{Dyad: [2]string{common, rare}, From: "2019-01-01"})
	events("EntityAndDates", store.Filter{Parties: []string{entity}, From: "2019-01-01", To: "2019-12-31"})
	events("CountryAndType", store.Filter{Countries: []string{common}, Types: []string{"ASSAULT"}})
	events("RareAndCommon", store.Filter{ActorCountries: []string{rare}, RecipientCountries: []string{common}})
	events("Source", store.Filter{Sources: []string{store.Key("entity", "source3000")}})
	events("Outlet", store.Filter{Outlets: []string{"Outlet 250"}})
	events("Words", store.Filter{Text: []store.Term{{Exact: []string{"w5000"}, Stems: []string{"w5000"}}}})
	events("Newest", store.Filter{})
	events("ByOrigins", store.Filter{Sort: "origins", Desc: true})
	events("Type", store.Filter{Types: []string{"SANCTION"}, From: "2020-01-01"})
	count := func(name string, f store.Filter, by ...string) {
		ask("Count"+name, func(r store.Reader) (int, error) {
			c, err := r.Count(f, by...)
			return len(c), err
		})
	}
	count("Month", store.Filter{}, "month")
	count("MonthAndType", store.Filter{}, "month", "type")
	count("MonthOfCountry", store.Filter{Countries: []string{common}}, "month")
	count("MonthOfDyad", store.Filter{Dyad: [2]string{common, other}}, "month", "quad")
	count("Country", store.Filter{}, "country")
	count("DyadInYear", store.Filter{From: "2020-01-01", To: "2020-12-31"}, "dyad")
	count("Outlet", store.Filter{}, "outlet")
	search := func(name string, words ...string) {
		ask("Search"+name, func(r store.Reader) (int, error) {
			var f store.Filter
			for _, w := range words {
				f.Text = append(f.Text, store.Term{Exact: []string{w}, Stems: []string{w}})
			}
			p, err := r.Search(f)
			return len(p.Items), err
		})
	}
	search("Rare", "w20000")
	search("Common", "w3")
	search("CommonAndMiddle", "w3", "w900")
	ask("DocumentsOfDyad", func(r store.Reader) (int, error) {
		p, err := r.Documents(store.Filter{Dyad: [2]string{common, other}})
		return len(p.Items), err
	})
	ask("OriginsOfYear", func(r store.Reader) (int, error) {
		p, err := r.Origins(store.Filter{From: "2020-01-01", To: "2020-12-31"})
		return len(p.Items), err
	})
	ask("Marked", func(r store.Reader) (int, error) {
		marks := make([]uint64, 40)
		for i := range marks {
			marks[i] = rand.Uint64()
		}
		m, err := r.Marked(store.DocWords, marks, 2, 20)
		return len(m), err
	})
	m := newMaker(rand.Uint64())
	b.Run("Add", func(b *testing.B) {
		begun := processor()
		for b.Loop() {
			if err := s.Update(context.Background(), m.document); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(processor()-begun)/1e6/float64(b.N), "cpu-ms/op")
	})
}
