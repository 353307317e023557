// Package reading answers: in what order? It takes a page to its record. This file is the whole pipeline; the others hold what
// each step needs. A Reader is made once and may be used by many at once; reading keeps no state between pages, and looks
// neither at clock nor network: same page, same packs, same record.
package reading

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"sort"
	"strings"
	"sync"

	"rawi/internal/clean"
	"rawi/internal/morph"
	"rawi/internal/news"
	"rawi/internal/pack"
	"rawi/internal/pact"
	"rawi/internal/said"
	"rawi/internal/text"
	"rawi/internal/what"
	"rawi/internal/when"
	"rawi/internal/who"
)

// Reader reads reports in the languages of its packs.
type Reader struct {
	cleaner   *clean.Cleaner
	source    []fs.FS    // where the packs come from, the further ones laid over the first
	tables    *pack.Pack // the world pack
	world     *who.World
	fold      *text.Folder
	languages map[string]*language
}

// language is what the packs know of one language, compiled for each stage when the first report in it is read.
type language struct {
	once      sync.Once
	err       error
	pack      *pack.Pack
	name      string
	direction string
	short     map[string]bool // abbreviations after which a full stop ends no sentence
	who       *who.Lexicon
	when      *when.Lexicon
	said      *said.Lexicon
	what      *what.Lexicon
	pact      *pact.Lexicon
	via       []string // folded words that part names in a credit
}

// New compiles the packs of fsys: the folder world, and every other folder as a language.
func New(fsys fs.FS) (*Reader, error) { return NewWith(fsys) }

// NewWith compiles the packs of fsys and lays further world and language packs over them: each extra holds folders of the same names.
func NewWith(fsys fs.FS, extra ...fs.FS) (*Reader, error) {
	world, packs, err := loadPacks(fsys, extra)
	if err != nil {
		return nil, err
	}
	r := &Reader{source: append([]fs.FS{fsys}, extra...), languages: map[string]*language{}}
	if r.fold, err = text.NewFolder(world); err != nil {
		return nil, fmt.Errorf("compile folding: %w", err)
	}
	if r.world, err = who.NewWorld(world); err != nil {
		return nil, fmt.Errorf("compile world: %w", err)
	}
	r.tables = world
	for _, p := range packs {
		if err := r.world.Name(p); err != nil {
			return nil, fmt.Errorf("take names of pack %s: %w", p.Name, err)
		}
		r.languages[p.Name] = &language{name: p.Name, pack: p, short: map[string]bool{}}
	}
	words, err := clean.NewWords(packs...)
	if err != nil {
		return nil, fmt.Errorf("compile page words: %w", err)
	}
	r.cleaner = clean.New(words)
	return r, nil
}

// shared tells the tables of a language that are wanted before its first report comes: its names, which entities carry in every
// language, and the words by which pages are cleaned and their language is known.
func shared(table string) bool {
	switch table {
	case "states", "people", "orgs", "places", "page", "glosses":
		return true
	}
	return false
}

// bystander tells the tables with which no report is read: the examples of the others, and the words of the program itself.
func bystander(table string) bool {
	return strings.HasSuffix(table, ".examples") || table == "labels"
}

// loadPacks reads the world pack and the shared tables of each language, side by side.
func loadPacks(fsys fs.FS, extra []fs.FS) (*pack.Pack, []*pack.Pack, error) {
	dirs, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, nil, fmt.Errorf("list packs: %w", err)
	}
	var names []string
	for _, d := range dirs {
		if d.IsDir() && d.Name() != "world" {
			names = append(names, d.Name())
		}
	}
	for _, e := range extra {
		if err := fits(e, names); err != nil {
			return nil, nil, fmt.Errorf("load packs: %w", err)
		}
	}
	packs, faults := make([]*pack.Pack, len(names)), make([]error, len(names)+1)
	var world *pack.Pack
	var wg sync.WaitGroup
	wg.Go(func() {
		world, faults[len(names)] = loadAll(fsys, extra, "world", func(string) bool { return true })
	})
	for i, name := range names {
		wg.Go(func() { packs[i], faults[i] = loadAll(fsys, extra, name, shared) })
	}
	wg.Wait()
	if err := errors.Join(faults...); err != nil {
		return nil, nil, fmt.Errorf("load packs: %w", err)
	}
	return world, packs, nil
}

// fits tells what is wrong with the folders of an extra pack: it lays tables over packs that are there, and has at least one.
func fits(extra fs.FS, languages []string) error {
	dirs, err := fs.ReadDir(extra, ".")
	if err != nil {
		return fmt.Errorf("list extra pack: %w", err)
	}
	some := false
	for _, d := range dirs {
		switch {
		case !d.IsDir():
			if strings.HasSuffix(d.Name(), ".tsv") {
				return fmt.Errorf("%s: a table stands in a folder: world, %s", pack.Locate(extra, d.Name()), strings.Join(languages, ", "))
			}
			continue
		case d.Name() != "world" && !slices.Contains(languages, d.Name()):
			return fmt.Errorf("%s: no pack of this name to lay tables over: there are world, %s", pack.Locate(extra, d.Name()), strings.Join(languages, ", "))
		}
		some = true
	}
	if !some {
		return fmt.Errorf("%s: none of the folders world, %s", pack.Locate(extra, "."), strings.Join(languages, ", "))
	}
	return nil
}

// loadAll reads a folder, and the folders of the same name of the extra packs behind it. An extra pack need not have every folder.
func loadAll(fsys fs.FS, extra []fs.FS, name string, want func(string) bool) (*pack.Pack, error) {
	p, err := pack.LoadSome(fsys, name, want)
	if err != nil {
		return nil, err
	}
	for _, e := range extra {
		if _, err := fs.Stat(e, name); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		more, err := pack.LoadSome(e, name, want)
		if err != nil {
			return nil, err
		}
		p.Merge(more)
	}
	return p, nil
}

// language gives the compiled pack of a language, nil where there is none.
func (r *Reader) language(name string) (*language, error) {
	l := r.languages[name]
	if l == nil {
		return nil, nil
	}
	l.once.Do(func() { l.err = r.compile(l) })
	if l.err != nil {
		return nil, fmt.Errorf("compile pack %s: %w", name, l.err)
	}
	return l, nil
}

// Compile compiles every pack at once, so that faults show before the first report.
func (r *Reader) Compile() error {
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(r.languages)) {
		if _, err := r.language(name); err != nil {
			faults = append(faults, err)
		}
	}
	return errors.Join(faults...)
}

func (r *Reader) compile(l *language) error {
	rest, err := loadAll(r.source[0], r.source[1:], l.name, func(table string) bool { return !shared(table) && !bystander(table) })
	if err != nil {
		return err
	}
	world, p := r.tables, l.pack
	l.pack = nil // the rows are needed no longer
	p.Merge(rest)
	lex, err := morph.New(r.fold, p)
	if err != nil {
		return err
	}
	if l.who, err = who.NewLexicon(r.world, r.fold, lex, p); err != nil {
		return err
	}
	defer l.who.Wait()
	if l.when, err = when.New(world, p, r.fold, lex); err != nil {
		return err
	}
	if l.said, err = said.NewLexicon(l.who, r.fold, p); err != nil {
		return err
	}
	if l.what, err = what.NewLexicon(l.who, r.fold, world, p); err != nil {
		return err
	}
	if l.pact, err = pact.NewLexicon(l.who, r.fold, p); err != nil {
		return err
	}
	for _, row := range p.Table("grammar") {
		switch row.Key() {
		case "direction":
			l.direction = row.Cell(1)
		case "short":
			l.short[r.fold.Fold(row.Cell(1))] = true
		case "via":
			l.via = append(l.via, r.fold.Fold(row.Cell(1)))
		}
	}
	return nil
}

// Read is Reader.Read for those who are handed no more of a reader.
type Read func(ctx context.Context, p clean.Page) (news.Record, error)

// Read takes a page to its record. Errors are of *clean.Error (with a code) or of the context.
func (r *Reader) Read(ctx context.Context, p clean.Page) (news.Record, error) {
	rec, _, err := r.read(ctx, p, false)
	return rec, err
}

// Explain reads a page and tells what was considered on the way.
func (r *Reader) Explain(ctx context.Context, p clean.Page) (news.Record, Trace, error) {
	return r.read(ctx, p, true)
}

// read takes a page to its document, and that to its record.
func (r *Reader) read(ctx context.Context, p clean.Page, explain bool) (news.Record, Trace, error) {
	doc, findings, err := r.cleaner.Clean(ctx, p)
	if err != nil {
		return news.Record{}, Trace{}, err
	}
	return r.readDocument(ctx, doc, findings, explain)
}

// own are the findings that reading makes, beside those of cleaning.
var own = []string{"no_pack", "published_from_caption", "undated", "unresolved_speaker"}

// Again reads a document that was cleaned and read before, with the packs of now. What its page said of it is kept.
func (r *Reader) Again(ctx context.Context, old news.Record) (news.Record, error) {
	rec, _, err := r.again(ctx, old, false)
	return rec, err
}

// ExplainAgain reads a document again as Again does, and tells what was considered on the way.
func (r *Reader) ExplainAgain(ctx context.Context, old news.Record) (news.Record, Trace, error) {
	return r.again(ctx, old, true)
}

func (r *Reader) again(ctx context.Context, old news.Record, explain bool) (news.Record, Trace, error) {
	doc := old.Document
	doc.Times, doc.Numbers = nil, nil
	doc.Story, doc.Copy = "", nil
	unlink(&doc)
	if p := doc.Published; p != nil && (p.Basis == "dateline" || p.Basis == "caption" || p.Basis == "text") {
		doc.Published = nil // found by the packs of then
	}
	var findings []news.Finding
	for _, f := range old.Findings {
		if !slices.Contains(own, f.Code) {
			findings = append(findings, f)
		}
	}
	return r.readDocument(ctx, doc, findings, explain)
}

// unlink takes away which entities of an earlier reading the names of a document are, without touching that reading's record.
func unlink(doc *news.Document) {
	for _, at := range []**news.Source{&doc.Outlet, &doc.Origin} {
		if *at != nil {
			one := **at
			one.Entity = ""
			*at = &one
		}
	}
	if doc.Dateline != nil {
		one := *doc.Dateline
		one.Entity = ""
		doc.Dateline = &one
	}
	doc.Authors = slices.Clone(doc.Authors)
	for i := range doc.Authors {
		doc.Authors[i].Entity = ""
	}
}

// readDocument is the pipeline.
func (r *Reader) readDocument(ctx context.Context, doc news.Document, findings []news.Finding, explain bool) (_ news.Record, _ Trace, err error) {
	s := &session{Reader: r, doc: &doc, findings: findings, explain: explain}
	if s.lang, err = r.language(doc.Language); err != nil {
		return news.Record{}, Trace{}, err
	}
	if s.lang == nil {
		s.find("warning", "no_pack", fmt.Sprintf("There is no language pack for %q; nothing was read from the text.", doc.Language), nil)
		return s.record(), s.trace, nil
	}
	s.text = r.fold.Read(doc.Text)
	s.ownDay()     // the report's own day, from page, dateline, caption or text
	s.cut()        // sentences: who, when, and what each word does
	s.statements() // who says so
	s.deeds()      // what happened
	s.resolve()    // names, offices and pronouns to entities, in the order of the text
	s.visits()     // a visit begins with the guest's arrival
	s.merge()      // one event told in several places is one event
	s.pacts()      // agreements and what they oblige to
	s.pictures()   // captions and credits
	return s.record(), s.trace, ctx.Err()
}

// record puts the parts in the order of the text.
func (s *session) record() news.Record {
	rec := news.Record{Format: news.Format, Document: *s.doc, Entities: []news.Entity{}, Events: []news.Event{}, Quotes: []news.Quote{},
		Agreements: []news.Agreement{}, Photos: []news.Photo{}, Findings: s.findings}
	if rec.Findings == nil {
		rec.Findings = []news.Finding{}
	}
	if s.lang == nil {
		return rec
	}
	s.number(&rec)
	sort.SliceStable(rec.Findings, func(i, j int) bool { return at(rec.Findings[i]) < at(rec.Findings[j]) })
	return rec
}

func at(f news.Finding) int {
	if f.Span == nil {
		return -1
	}
	return f.Span.Start
}

func (s *session) find(level, code, message string, span *news.Span) {
	s.findings = append(s.findings, news.Finding{Level: level, Code: code, Message: message, Span: span})
}
