package register

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"sync"

	"rawi/internal/copies"
	"rawi/internal/store"
)

// How many documents are looked at for one report. Marks order them: those that share most stand first.
const (
	manyAlike  = 8  // by words
	manyTold   = 12 // by facts
	manyCopies = 500
)

// How many marks are shared at least. A copy shares a tenth of its marks and more; two reports of one story share a few marks of facts,
// and only where little is told a single one.
const (
	leastAlike = 5
	shortText  = 40 // words
	manyFaint  = 4  // looked at of those that share one mark of facts
)

// neighbour is a document that shares words or facts with the report.
type neighbour struct {
	doc    store.Document
	sketch *copies.Sketch
	like   copies.Likeness
}

// copies finds what the report is a copy of, ties it to that, and decides which text is the root: the one the others are copies
// of, the earliest by day of publication and, on the same day, by when it was added.
func (p *placing) copies() error {
	p.sketch = copies.Make(p.reg.opt.Search.Folder(), &p.rec, p.text)
	p.reg.sketches.put(p.doc.Key, p.sketch)
	if err := p.findNeighbours(); err != nil {
		return err
	}
	for _, old := range p.replaces {
		if err := p.succeed(old); err != nil {
			return err
		}
	}
	if err := p.relate(); err != nil {
		return err
	}
	for i := range p.tellings {
		p.tellings[i].CopyOf = p.doc.CopyOf
	}
	for i := range p.quotes {
		p.quotes[i].CopyOf = p.doc.CopyOf
	}
	return p.mark()
}

// mark lets later reports find this one.
func (p *placing) mark() error {
	if err := p.tx.Mark(store.DocWords, p.doc.Key, p.sketch.Marks()); err != nil {
		return err
	}
	return p.tx.Mark(store.DocFacts, p.doc.Key, p.sketch.FactMarks())
}

// findNeighbours looks for documents by digest, by words and by facts, and compares the best few of each.
func (p *placing) findNeighbours() error {
	same, err := p.tx.ByDigest(p.doc.Digest)
	if err != nil {
		return err
	}
	for _, d := range same[:min(manyAlike, len(same))] {
		if err := p.meet(d.Key); err != nil {
			return err
		}
	}
	least := leastAlike
	if p.sketch.Words() < shortText {
		least = 1
	}
	alike, err := p.tx.Marked(store.DocWords, p.sketch.Asks(), least, manyAlike)
	if err != nil {
		return err
	}
	told, err := p.tx.Marked(store.DocFacts, p.sketch.FactAsks(), 1, manyTold)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(told, func(m store.Match) bool { return m.Count == 1 }); i >= 0 {
		told = told[:min(len(told), i+manyFaint)]
	}
	for _, m := range slices.Concat(alike, told) {
		if err := p.meet(m.Ref); err != nil {
			return err
		}
	}
	slices.SortStableFunc(p.near, func(a, b neighbour) int { return cmp.Compare(b.like.Similarity, a.like.Similarity) })
	return nil
}

// meet compares the report with a document, once.
func (p *placing) meet(key string) error {
	if key == p.doc.Key || slices.ContainsFunc(p.near, func(n neighbour) bool { return n.doc.Key == key }) {
		return nil
	}
	d, s, err := p.look(key)
	if err != nil {
		return err
	}
	if !d.Latest {
		return nil
	}
	n := neighbour{doc: d, sketch: s, like: copies.Compare(p.sketch, s)}
	if d.Digest == p.doc.Digest { // the same words, whenever and wherever
		n.like.Kind, n.like.Similarity, n.like.Contained = copies.Verbatim, 1, 1
	}
	p.near = append(p.near, n)
	return nil
}

// look gives a document and its sketch.
func (p *placing) look(key string) (store.Document, *copies.Sketch, error) {
	d, err := p.tx.Document(key)
	if err != nil {
		return d, nil, fmt.Errorf("find document: %w", err)
	}
	if s := p.reg.sketches.get(key); s != nil {
		return d, s, nil
	}
	rec, err := p.tx.Record(key)
	if err != nil {
		return d, nil, fmt.Errorf("find record: %w", err)
	}
	f := p.reg.opt.Search.Folder()
	s := copies.Make(f, &rec, f.Read(rec.Document.Text))
	p.reg.sketches.put(key, s)
	return d, s, nil
}

// relate keeps how the report is related to its neighbours, and joins the copies.
func (p *placing) relate() error {
	var roots []store.Document
	for _, n := range p.near {
		if n.like.Kind == copies.None {
			continue
		}
		p.relations = append(p.relations, relation(p.doc.Key, n.doc.Key, n.like))
		if n.doc.CopyOf == p.doc.Key || !p.copied(n) {
			continue
		}
		root, err := p.rootOf(n.doc)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(roots, func(r store.Document) bool { return r.Key == root.Key }) {
			continue
		}
		joins, err := p.joins(n, root, len(roots) == 0)
		if err != nil {
			return err
		}
		if joins {
			roots = append(roots, root)
		}
	}
	if len(roots) == 0 {
		return nil
	}
	first := p.senior()
	for i, r := range roots { // of the same age, what is kept already was there before
		if earlier(r, first) || i == 0 && !earlier(first, r) {
			first = r
		}
	}
	for _, r := range roots {
		if r.Key == first.Key {
			continue
		}
		if err := p.reroot(r, first); err != nil {
			return err
		}
	}
	if first.Key != p.doc.Key {
		return p.follow(first)
	}
	return nil
}

func relation(a, b string, l copies.Likeness) store.Relation {
	r := store.Relation{A: a, B: b, Kind: l.Kind, Similarity: l.Similarity, Contained: l.Contained}
	for _, x := range l.Passages {
		r.Passages = append(r.Passages, store.Passage{AStart: x.AStart, AEnd: x.AEnd, BStart: x.BStart, BEnd: x.BEnd})
	}
	return r
}

// copied reports whether the report and its neighbour are copies of one text. Where one stands in the other, the shorter is a copy if
// it is the longer one cut, which was there first. A passage from the middle may have come into both from a third, and a
// longer text that took an earlier one in has words of its own.
func (p *placing) copied(n neighbour) bool {
	switch n.like.Kind {
	case copies.Verbatim, copies.Near:
		return true
	case copies.Partial:
		if !n.like.Cut {
			return false
		}
		if p.sketch.Words() <= n.sketch.Words() {
			return !earlier(p.senior(), n.doc)
		}
		return earlier(p.senior(), n.doc)
	}
	return false
}

// senior is the report with the age of its page: what a page says anew is as old as its first text that was like it.
func (p *placing) senior() store.Document {
	d := p.doc
	if p.versionLike.Kind == copies.None {
		return d
	}
	for _, old := range p.replaces {
		if d.Published == "" || old.Published != "" && old.Published < d.Published {
			d.Published = old.Published
		}
		if since := old.Since(); since.Before(d.Since()) {
			d.Met = since
		}
	}
	return d
}

// mostlySame is how alike a report is to a copy through which it is a copy of a root that it is not like itself.
const mostlySame = 0.6

// joins reports whether the report joins the copies of a root through one of them: it must be like the root too, or hardly differ from
// the copy. A second group becomes one with the first on stronger terms.
func (p *placing) joins(n neighbour, root store.Document, first bool) (bool, error) {
	if n.like.Similarity >= mostlySame || n.doc.Key == root.Key && (first || n.like.Kind != copies.Partial) {
		return true, nil
	}
	if !first || n.doc.Key == root.Key {
		return false, nil
	}
	_, s, err := p.look(root.Key)
	if err != nil {
		return false, err
	}
	kind := copies.Compare(p.sketch, s).Kind
	return kind != copies.None && kind != copies.Translation, nil
}

// earlier reports whether a was there before b: by day of publication where both are known, then by when it was added.
func earlier(a, b store.Document) bool {
	if a.Published != "" && b.Published != "" && a.Published != b.Published {
		return a.Published < b.Published
	}
	if x, y := a.Since(), b.Since(); !x.Equal(y) {
		return x.Before(y)
	}
	return false
}

func (p *placing) rootOf(d store.Document) (store.Document, error) {
	if d.CopyOf == "" {
		return d, nil
	}
	root, err := p.tx.Document(d.CopyOf)
	if errors.Is(err, store.ErrNotFound) {
		return d, nil
	}
	return root, err
}

// follow makes the report a copy of a root, to which it has a relation from then on.
func (p *placing) follow(root store.Document) error {
	l, err := p.related(root.Key)
	if err != nil {
		return err
	}
	p.doc.CopyOf, p.doc.CopyKind, p.doc.Similarity = root.Key, l.Kind, l.Similarity
	return nil
}

// related is the relation of the report to a document; of a copy of a copy, one is made.
func (p *placing) related(key string) (store.Relation, error) {
	if i := slices.IndexFunc(p.relations, func(r store.Relation) bool { return r.B == key && r.Kind != versionKind }); i >= 0 {
		return p.relations[i], nil
	}
	_, s, err := p.look(key)
	if err != nil {
		return store.Relation{}, err
	}
	l := copies.Compare(p.sketch, s)
	if l.Kind == copies.None || l.Kind == copies.Translation {
		l.Kind = copies.Near // through the copy between them
	}
	r := relation(p.doc.Key, key, l)
	p.relations = append(p.relations, r)
	return r, nil
}

// versionKind ties the texts of one page.
const versionKind = "version"

// reroot makes a root and all its copies copies of an earlier root: an original was added after its copies, or one text ties two groups.
func (p *placing) reroot(old, root store.Document) error {
	members, err := p.copiesOf(old)
	if err != nil {
		return err
	}
	for _, m := range append(members, old) {
		if m.Key == root.Key {
			continue
		}
		l, err := p.tie(m.Key, root.Key)
		if err != nil {
			return err
		}
		m.CopyOf, m.CopyKind, m.Similarity = root.Key, l.Kind, l.Similarity
		if err := p.setCopy(m); err != nil {
			return err
		}
	}
	return nil
}

// tie gives the relation of a document to its new root, which may be the report itself, and keeps it.
func (p *placing) tie(key, root string) (store.Relation, error) {
	if root == p.doc.Key {
		return p.related(key)
	}
	_, a, err := p.look(key)
	if err != nil {
		return store.Relation{}, err
	}
	_, b, err := p.look(root)
	if err != nil {
		return store.Relation{}, err
	}
	l := copies.Compare(a, b)
	if l.Kind == copies.None || l.Kind == copies.Translation {
		l.Kind = copies.Near
	}
	r := relation(key, root, l)
	return r, p.tx.PutRelation(r)
}

// copiesOf lists the copies of a root. Each has a relation to it.
func (p *placing) copiesOf(root store.Document) ([]store.Document, error) {
	relations, err := p.tx.Relations(root.Key)
	if err != nil {
		return nil, err
	}
	var out []store.Document
	seen := map[string]bool{root.Key: true}
	for _, r := range relations {
		other := r.A
		if other == root.Key {
			other = r.B
		}
		if seen[other] || len(out) == manyCopies {
			continue
		}
		seen[other] = true
		d, err := p.tx.Document(other)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if d.CopyOf == root.Key {
			out = append(out, d)
		}
	}
	return out, nil
}

// setCopy keeps what a document is a copy of, in its row and in those of what it tells; the events it tells are told again, since they
// have other independent origins now.
func (p *placing) setCopy(d store.Document) error {
	if err := p.tx.SetDocument(d); err != nil {
		return err
	}
	for i := range p.near {
		if p.near[i].doc.Key == d.Key {
			p.near[i].doc = d
		}
	}
	tellings, err := p.tx.TellingsIn(d.Key)
	if err != nil {
		return err
	}
	for _, t := range tellings {
		t.CopyOf = d.CopyOf
		if err := p.tx.SetTelling(t); err != nil {
			return err
		}
		if !slices.Contains(p.stale, t.Event) {
			p.stale = append(p.stale, t.Event)
		}
	}
	quotes, err := p.tx.QuotesIn(d.Key)
	if err != nil || len(quotes) == 0 {
		return err
	}
	for i := range quotes {
		quotes[i].CopyOf = d.CopyOf
	}
	return p.tx.PutQuotes(d.Key, quotes)
}

// succeed ties the report to the older text of its page. What was a copy of that is a copy of the new text from then on, or, where
// the new text says something else, of the earliest among themselves.
func (p *placing) succeed(old store.Document) error {
	_, s, err := p.look(old.Key)
	if err != nil {
		return err
	}
	l := copies.Compare(p.sketch, s)
	p.versionLike = l
	l.Kind = versionKind
	p.relations = append(p.relations, relation(p.doc.Key, old.Key, l))
	members, err := p.copiesOf(old)
	if err != nil || len(members) == 0 {
		return err
	}
	slices.SortFunc(members, func(a, b store.Document) int {
		if earlier(a, b) {
			return -1
		}
		if earlier(b, a) {
			return 1
		}
		return cmp.Compare(a.Key, b.Key)
	})
	var left []store.Document
	for _, m := range members {
		_, ms, err := p.look(m.Key)
		if err != nil {
			return err
		}
		l := copies.Compare(p.sketch, ms)
		if l.Kind == copies.None || l.Kind == copies.Translation {
			left = append(left, m)
			continue
		}
		p.relations = append(p.relations, relation(p.doc.Key, m.Key, l))
		m.CopyOf, m.CopyKind, m.Similarity = p.doc.Key, l.Kind, l.Similarity
		if err := p.setCopy(m); err != nil {
			return err
		}
	}
	for i, m := range left {
		m.CopyOf, m.CopyKind, m.Similarity = "", "", 0
		if i > 0 {
			r, err := p.tie(m.Key, left[0].Key)
			if err != nil {
				return err
			}
			m.CopyOf, m.CopyKind, m.Similarity = left[0].Key, r.Kind, r.Similarity
		}
		if err := p.setCopy(m); err != nil {
			return err
		}
	}
	return nil
}

// sketchbook keeps the sketches of documents that were compared lately. A sketch follows from the document alone, so it may be
// kept whatever becomes of the transaction.
type sketchbook struct {
	mu   sync.Mutex
	page map[string]*copies.Sketch
	last map[string]*copies.Sketch // the page before
}

// manySketches is how many sketches a page of the book holds.
const manySketches = 1024

func (b *sketchbook) get(key string) *copies.Sketch {
	b.mu.Lock()
	defer b.mu.Unlock()
	if s := b.page[key]; s != nil {
		return s
	}
	if s := b.last[key]; s != nil {
		b.keep(key, s)
		return s
	}
	return nil
}

func (b *sketchbook) put(key string, s *copies.Sketch) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.keep(key, s)
}

// keep turns the page when it is full.
func (b *sketchbook) keep(key string, s *copies.Sketch) {
	if b.page == nil || len(b.page) >= manySketches {
		b.last, b.page = b.page, make(map[string]*copies.Sketch, manySketches)
	}
	b.page[key] = s
}
