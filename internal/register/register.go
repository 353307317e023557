// Package register answers: which reports tell one story, which tellings are one event, how many independent origins has it, and what
// has been agreed?
//
// It decides; a store remembers. A report finds its place when it comes, in one transaction, without reading the rest again:
// entities ▸ tellings and quotations ▸ copies ▸ events ▸ story ▸ agreements ▸ triggers. See place.
package register

import (
	"context"
	"errors"
	"fmt"
	"time"

	"rawi/internal/copies"
	"rawi/internal/news"
	"rawi/internal/search"
	"rawi/internal/store"
	"rawi/internal/text"
	"rawi/internal/what"
)

// Options say how a register works.
type Options struct {
	Search *search.Searcher // folds and stems words as the packs say
	Now    func() time.Time // when a document is added; nil: the clock
	Coder  string           // version of program and packs, kept with what they read
	Scheme what.Scheme      // the classes of deeds, for those whose type people have corrected

	Added func(reports int, took time.Duration, err error) // told of each transaction of reports; nil: nobody
}

// A Register keeps reports and what they tell together. It may be used by many goroutines.
type Register struct {
	store    store.Store
	opt      Options
	sketches sketchbook
}

// New makes a register on a store. The searcher must be of the packs that read the reports.
func New(s store.Store, o Options) *Register {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Register{store: s, opt: o}
}

// Search is what the words of its reports, and of questions about them, are folded and stemmed with.
func (r *Register) Search() *search.Searcher { return r.opt.Search }

// Store is what the register keeps its rows in, for those who ask.
func (r *Register) Store() store.Store { return r.store }

// Added is what became of a report.
type Added struct {
	Doc     store.Document
	Known   bool   // the same page with the same text was there before; nothing was changed
	Version bool   // it replaced an older text of its page
	Refused string // why it could not be read; nothing is kept of it but that
}

// Patience is how many reports one after the other may fail to be kept before the register itself is at fault.
const Patience = 8

// Add keeps reports that were read, all in one transaction: when it returns without an error, all of them are kept.
func (r *Register) Add(ctx context.Context, recs ...news.Record) ([]Added, error) {
	list := make([]Arrival, len(recs))
	for i, rec := range recs {
		list[i].Record = rec
	}
	return r.Settle(ctx, list...)
}

// Arrival is a page that came in and was read, or could not be.
type Arrival struct {
	Page   string    // hash of the page as it came, for the ledger; "" where none is kept
	Met    time.Time // when it was come upon; zero: now
	Record news.Record
	From   store.Archive // the archive it comes from, as far as it is taken with this page; the zero one: none
}

// Settle keeps what was read of pages and notes in the ledger that they are settled, all in one transaction. A page that could not be read
// is only noted; one that the ledger has is left alone, unless it could not be read then and can be now.
func (r *Register) Settle(ctx context.Context, list ...Arrival) ([]Added, error) {
	var out []Added
	begun := time.Now()
	err := r.store.Update(ctx, func(tx store.Tx) error {
		out = out[:0]
		known, err := settled(tx, list)
		if err != nil {
			return err
		}
		for _, a := range list {
			x, err := r.settle(tx, a, known)
			if err != nil {
				return fmt.Errorf("keep %s: %w", a.Record.Document.ID, err)
			}
			out = append(out, x)
		}
		return r.taken(tx, list)
	})
	if r.opt.Added != nil {
		r.opt.Added(len(out), time.Since(begun), err)
	}
	return out, err
}

// AddWith keeps a report, and in the same transaction what its bringer has to note of it: both are kept or neither.
func (r *Register) AddWith(ctx context.Context, rec news.Record, note func(store.Tx, Added) error) (Added, error) {
	var out Added
	err := r.store.Update(ctx, func(tx store.Tx) error {
		var err error
		if out, err = r.add(tx, Arrival{Record: rec}); err != nil {
			return fmt.Errorf("keep %s: %w", rec.Document.ID, err)
		}
		return note(tx, out)
	})
	return out, err
}

// taken notes how far archives are taken with pages that came from them in this order.
func (r *Register) taken(tx store.Tx, list []Arrival) error {
	for i, a := range list {
		if a.From.Key == "" || i+1 < len(list) && list[i+1].From.Key == a.From.Key {
			continue
		}
		a.From.At = r.opt.Now().UTC()
		if err := tx.PutArchive(a.From); err != nil {
			return err
		}
	}
	return nil
}

// Finish notes how far an archive is taken where no report came with it: that it is at its end.
func (r *Register) Finish(ctx context.Context, a store.Archive) error {
	return r.store.Update(ctx, func(tx store.Tx) error { return r.taken(tx, []Arrival{{From: a}}) })
}

// settled looks up which of the pages the ledger has.
func settled(tx store.Reader, list []Arrival) (map[string]store.Settlement, error) {
	var pages []string
	for _, a := range list {
		if a.Page != "" {
			pages = append(pages, a.Page)
		}
	}
	out := map[string]store.Settlement{}
	if len(pages) == 0 {
		return out, nil
	}
	found, err := tx.Settled(pages...)
	for _, s := range found {
		out[s.Page] = s
	}
	return out, err
}

func (r *Register) settle(tx store.Tx, a Arrival, known map[string]store.Settlement) (x Added, err error) {
	if s, ok := known[a.Page]; ok && (s.Code == "" || a.Record.Error != nil) {
		return r.before(tx, s)
	}
	s := store.Settlement{Page: a.Page, At: r.opt.Now().UTC()}
	if e := a.Record.Error; e != nil {
		s.Code, x.Refused = e.Code, e.Code
	} else if x, err = r.add(tx, a); err != nil {
		return x, err
	}
	if a.Page == "" {
		return x, nil
	}
	s.Doc, known[a.Page] = x.Doc.Key, s
	return x, tx.Settle(s)
}

// before is what became of a page that the ledger has.
func (r *Register) before(tx store.Reader, s store.Settlement) (Added, error) {
	if s.Code != "" {
		return Added{Known: true, Refused: s.Code}, nil
	}
	doc, err := tx.Document(s.Doc)
	return Added{Doc: doc, Known: true}, err
}

func (r *Register) add(tx store.Tx, a Arrival) (Added, error) {
	doc := r.Document(a.Record)
	doc.Met = a.Met.UTC()
	switch old, err := tx.Document(doc.Key); {
	case err == nil:
		return Added{Doc: old, Known: true}, nil
	case !errors.Is(err, store.ErrNotFound):
		return Added{}, err
	}
	p := &placing{reg: r, tx: tx, doc: doc, read: a.Record, rec: a.Record, text: r.opt.Search.Folder().Read(a.Record.Document.Text)}
	if err := p.place(); err != nil {
		return Added{}, err
	}
	return Added{Doc: p.doc, Version: p.doc.Version > 1}, nil
}

// placing is one report on its way into the register.
type placing struct {
	reg  *Register
	tx   store.Tx
	doc  store.Document
	read news.Record // as it was read
	rec  news.Record // as people have corrected it

	rejected  map[string]bool         // events of it that somebody judged not to be told
	text      *text.Text              // the clean text, folded and cut into words
	entities  map[string]store.Entity // by the record's own id
	tellings  []store.Telling         // in the order of the record's events
	quotes    []store.Quote
	relations []store.Relation  // to older documents, nearest first
	replaces  []store.Document  // older texts of the same page
	newer     []store.Document  // texts of the same page that are newer, and came before it
	stale     []string          // events of theirs that must be told again without them
	standing  bool              // its place among copies and stories is known
	pacts     []placedPact      // agreements of the report
	gone      map[string]string // events that are no more since it came → where most of their tellings went
	dropped   []store.Event     // … as they were

	sketch      *copies.Sketch
	near        []neighbour     // documents that share words or facts with it, most alike first
	through     map[string]int  // documents that tell events of it as news, and how many
	versionLike copies.Likeness // to the older text of the page
}

// step is one thing to be done with a report.
type step struct {
	name string
	do   func() error
}

// place finds the place of a report among all others. The steps stand in the order in which they need each other.
func (p *placing) place() error {
	if err := run([]step{{"find versions", p.version}}); err != nil {
		return err
	}
	if !p.doc.Latest {
		return p.late()
	}
	return run([]step{
		{"apply corrections", p.correct},
		{"resolve entities", p.resolve},
		{"make rows", p.rows},
		{"retire the older version", p.retireOld},
		{"find copies", p.copies},
		{"merge events", p.merge},
		{"find story", p.story},
		{"keep rows", p.keep},
		{"register agreements", p.agreements},
		{"look for triggers", p.triggers},
	})
}

// late places a text of a page that comes after one that replaced it: it stays to be looked up and compared, and counts for nothing.
func (p *placing) late() error {
	return run([]step{
		{"apply corrections", p.correct},
		{"resolve entities", p.resolve},
		{"make rows", p.rows},
		{"stand behind the newer version", p.standBehind},
		{"merge events", p.merge},
		{"keep rows", p.keep},
	})
}

// again places a report that has its place among copies and stories, but was read or corrected anew.
func (p *placing) again() error {
	return run([]step{
		{"apply corrections", p.correct},
		{"resolve entities", p.resolve},
		{"make rows", p.rows},
		{"withdraw what it told", p.withdraw},
		{"merge events", p.merge},
		{"stay in the story", p.stay},
		{"keep rows", p.keep},
		{"register agreements", p.agreements},
		{"look for triggers", p.triggers},
	})
}

func run(steps []step) error {
	for _, step := range steps {
		if err := step.do(); err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
	}
	return nil
}
