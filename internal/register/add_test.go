//go:build unix

package register_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"syscall"
	"testing"

	"rawi/internal/news"
	"rawi/internal/store"
	"rawi/internal/store/sqlite"
)

// counted is a store that counts what is read of it and written to it in transactions that write.
type counted struct {
	store.Store
	read, wrote map[string]int
}

func (c counted) Update(ctx context.Context, f func(store.Tx) error) error {
	return c.Store.Update(ctx, func(tx store.Tx) error { return f(countedTx{tx, c}) })
}

type countedTx struct {
	store.Tx
	c counted
}

// saw counts the rows of an answer.
func saw[T any](c counted, what string, rows []T, err error) ([]T, error) {
	c.read[what] += len(rows)
	return rows, err
}

func (t countedTx) Document(key string) (store.Document, error) {
	t.c.read["documents"]++
	return t.Tx.Document(key)
}
func (t countedTx) Record(doc string) (news.Record, error) {
	t.c.read["records"]++
	return t.Tx.Record(doc)
}
func (t countedTx) Event(key string) (store.Event, error) {
	t.c.read["events"]++
	return t.Tx.Event(key)
}
func (t countedTx) Entity(key string) (store.Entity, error) {
	t.c.read["entities"]++
	return t.Tx.Entity(key)
}
func (t countedTx) Story(key string) (store.Story, error) {
	t.c.read["stories"]++
	return t.Tx.Story(key)
}
func (t countedTx) Agreement(key string) (store.Agreement, error) {
	t.c.read["agreements"]++
	return t.Tx.Agreement(key)
}
func (t countedTx) Corrections(page string) ([]store.Correction, error) {
	list, err := t.Tx.Corrections(page)
	return saw(t.c, "corrections", list, err)
}
func (t countedTx) Relations(doc string) ([]store.Relation, error) {
	list, err := t.Tx.Relations(doc)
	return saw(t.c, "relations", list, err)
}
func (t countedTx) TellingsOf(event string) ([]store.Telling, error) {
	list, err := t.Tx.TellingsOf(event)
	return saw(t.c, "tellings", list, err)
}
func (t countedTx) TellingsIn(doc string) ([]store.Telling, error) {
	list, err := t.Tx.TellingsIn(doc)
	return saw(t.c, "tellings", list, err)
}
func (t countedTx) EntitiesByAlias(folded string) ([]store.Entity, error) {
	list, err := t.Tx.EntitiesByAlias(folded)
	return saw(t.c, "entities by name", list, err)
}
func (t countedTx) Agreements(f store.Filter) (store.Page[store.Agreement], error) {
	p, err := t.Tx.Agreements(f)
	t.c.read["agreements"] += len(p.Items)
	return p, err
}
func (t countedTx) AgreementsOf(entity string) ([]store.Agreement, error) {
	list, err := t.Tx.AgreementsOf(entity)
	return saw(t.c, "agreements", list, err)
}
func (t countedTx) Events(f store.Filter) (store.Page[store.Event], error) {
	p, err := t.Tx.Events(f)
	t.c.read["events"] += len(p.Items)
	return p, err
}
func (t countedTx) Documents(f store.Filter) (store.Page[store.Document], error) {
	p, err := t.Tx.Documents(f)
	t.c.read["documents"] += len(p.Items)
	return p, err
}
func (t countedTx) Marked(space store.Space, marks []uint64, least, limit int) ([]store.Match, error) {
	t.c.read["marks asked"] += len(marks)
	return t.Tx.Marked(space, marks, least, limit)
}
func (t countedTx) PutEvent(e store.Event) error {
	t.c.wrote["events"]++
	return t.Tx.PutEvent(e)
}
func (t countedTx) PutEntity(e store.Entity) error {
	t.c.wrote["entities"]++
	return t.Tx.PutEntity(e)
}
func (t countedTx) PutRelation(r store.Relation) error {
	t.c.wrote["relations"]++
	return t.Tx.PutRelation(r)
}
func (t countedTx) SetTelling(x store.Telling) error {
	t.c.wrote["tellings"]++
	return t.Tx.SetTelling(x)
}

// spent is the time that the processor has worked for this program, in milliseconds.
func spent(b *testing.B) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e6
}

// aDay is how many reports of one day the register holds.
const aDay = 50

// heldIn is a register's database: a new one, or the one of this size that -register names the beginning of, which is filled once.
func heldIn(b *testing.B, size int) store.Store {
	if *kept == "" {
		return opened(b)
	}
	s, err := sqlite.Open(context.Background(), fmt.Sprint(*kept, "-", size, ".db"), true)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	return s
}

// BenchmarkAdd adds reports, with all that they tell, to registers of several sizes: what a report costs must not grow with them.
//
//	go test ./internal/register -run '^$' -bench 'BenchmarkAdd$' -benchtime 200x
func BenchmarkAdd(b *testing.B) {
	d := atDesk(b)
	for _, size := range []int{1000, 20_000} {
		s := counted{heldIn(b, size), map[string]int{}, map[string]int{}}
		reg := registerOn(b, s)
		m := newMill(b, d)
		m.Days = size / aDay
		status, err := s.Status(context.Background())
		if err != nil {
			b.Fatal(err)
		}
		n := int(status.Documents)
		m.Rand = rand.New(rand.NewPCG(uint64(n), 4))
		add := func(many int) {
			recs := make([]news.Record, many)
			for i := range recs {
				recs[i] = m.Next(n)
				n++
			}
			if _, err := reg.Add(context.Background(), recs...); err != nil {
				b.Fatal(err)
			}
		}
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			for n < size {
				add(min(100, size-n))
			}
			clear(s.read)
			clear(s.wrote)
			b.ResetTimer()
			from := spent(b)
			for i := 0; i < b.N; i += 20 {
				add(min(20, b.N-i))
			}
			b.StopTimer()
			b.ReportMetric((spent(b)-from)/float64(b.N), "cpu-ms/report")
			rows := 0
			for what, n := range s.read {
				if what != "marks asked" {
					rows += n
				}
			}
			b.Logf("in all: read %v, wrote %v", s.read, s.wrote)
			b.ReportMetric(float64(rows)/float64(b.N), "rows/report")
		})
	}
}
