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
	Known   bool // the same page with the same text was there before; nothing was changed
	Version bool // it replaced an older text of its page
}

// Add keeps reports that were read, all in one transaction: when it returns without an error, all of them are kept.
func (r *Register) Add(ctx context.Context, recs ...news.Record) ([]Added, error) {
	var out []Added
	begun := time.Now()
	err := r.store.Update(ctx, func(tx store.Tx) error {
		out = out[:0]
		for _, rec := range recs {
			a, err := r.add(tx, rec)
			if err != nil {
				return fmt.Errorf("keep %s: %w", rec.Document.ID, err)
			}
			out = append(out, a)
		}
		return nil
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
		if out, err = r.add(tx, rec); err != nil {
			return fmt.Errorf("keep %s: %w", rec.Document.ID, err)
		}
		return note(tx, out)
	})
	return out, err
}

func (r *Register) add(tx store.Tx, rec news.Record) (Added, error) {
	doc := r.document(rec)
	switch old, err := tx.Document(doc.Key); {
	case err == nil:
		return Added{Doc: old, Known: true}, nil
	case !errors.Is(err, store.ErrNotFound):
		return Added{}, err
	}
	p := &placing{reg: r, tx: tx, doc: doc, read: rec, rec: rec, text: r.opt.Search.Folder().Read(rec.Document.Text)}
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
	return run([]step{
		{"find versions", p.version},
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
