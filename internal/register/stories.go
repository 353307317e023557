package register

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"rawi/internal/copies"
	"rawi/internal/store"
)

// A story is the reports of one happening. A new report is compared with the few that share marks, copies or events with it, and joins
// the story of those it is most akin to. Everything about one war would hang together in the end, report by report; three
// things prevent it: reports are tied within days only, the report must be akin to several of a story's reports and not to one
// alone, and a story that has gone on for long asks for more.
const (
	manyThrough = 12   // further documents that are met through merged events
	manyTellers = 40   // tellings looked at of one event
	eventShare  = 0.05 // of an event that both tell as news
	mostEvents  = 0.15
	circle      = 3    // reports of a story that are asked
	lessAkin    = 0.12 // how much less than the best they may be akin, on the mean
	longStory   = 4    // days after which a story asks for more
	perDay      = 0.02
	oldStory    = 12  // days after which a report begins a new one
	recounted   = 100 // documents of a story that is counted anew; a larger one is counted on
	movable     = 300 // documents of a story that may be joined to another
)

// akin is a story that the report may belong to, and how its reports are akin to it.
type akin struct {
	story  store.Story
	scores []float64 // highest first
	best   neighbour
	copied bool
}

// story finds the story of the report, or begins one.
func (p *placing) story() error {
	if err := p.meetThroughEvents(); err != nil {
		return err
	}
	found, err := p.akinStories()
	if err != nil {
		return err
	}
	left := map[string]bool{}
	for _, old := range p.replaces {
		if old.Story != "" {
			left[old.Story] = true
		}
	}
	var home store.Story
	if len(found) > 0 {
		home = found[0].story
		for _, a := range found[1:] {
			if !p.tied(found[0], a) {
				continue
			}
			if home, err = p.joinStories(home, a.story); err != nil {
				return err
			}
		}
	} else {
		home = store.Story{Key: store.Key("story", p.doc.Key)}
	}
	p.doc.Story = home.Key
	if err := p.claimEvents(&home); err != nil {
		return err
	}
	if err := p.count(&home, left[home.Key]); err != nil {
		return err
	}
	if err := p.tx.PutStory(home); err != nil {
		return err
	}
	delete(left, home.Key)
	return p.leave(left)
}

// meetThroughEvents compares the report with those that tell one of its events as news.
func (p *placing) meetThroughEvents() error {
	room := manyThrough
	p.through = map[string]int{}
	for _, t := range p.tellings {
		if t.Background || t.Event == "" || t.Event == t.Key {
			continue
		}
		others, err := p.tx.TellingsOf(t.Event)
		if err != nil {
			return err
		}
		docs := map[string]bool{}
		for _, o := range others[:min(manyTellers, len(others))] {
			if o.Doc == p.doc.Key || o.Background || !o.Live() || docs[o.Doc] {
				continue
			}
			docs[o.Doc] = true
			p.through[o.Doc]++
			if n := len(p.near); room > 0 {
				if err := p.meet(o.Doc); err != nil {
					return err
				}
				room -= len(p.near) - n
			}
		}
	}
	return nil
}

// score is how likely a neighbour tells the same story.
func (p *placing) score(n neighbour) (score float64, copied bool) {
	roundup := false
	switch n.like.Kind {
	case copies.Verbatim, copies.Near:
		return 1, true
	case copies.Partial:
		switch {
		case n.like.Cut:
			return 1, true
		case p.sketch.Words() <= n.sketch.Words(): // it stands in a round-up, among reports of other stories
			return 0, false
		}
		roundup = true
	}
	if n.like.Conflict { // one formula, or the same things on another day
		return 0, false
	}
	k := copies.Kin(p.sketch, n.sketch)
	s := k.Score()
	if s == 0 {
		return 0, false
	}
	s += min(mostEvents, eventShare*float64(p.through[n.doc.Key]))
	if roundup { // it tells of several stories, and ties none of them together
		s = min(s, copies.Bound-perDay)
	}
	return s, false
}

// akinStories lists the stories that the report is akin to, the nearest first.
func (p *placing) akinStories() ([]akin, error) {
	at := map[string]*akin{}
	var order []*akin
	add := func(n neighbour, score float64, copied bool) error {
		if n.doc.Story == "" || score <= 0 {
			return nil
		}
		a := at[n.doc.Story]
		if a == nil {
			s, err := p.tx.Story(n.doc.Story)
			if errors.Is(err, store.ErrNotFound) {
				return nil
			}
			if err != nil {
				return fmt.Errorf("find story: %w", err)
			}
			a = &akin{story: s}
			at[n.doc.Story] = a
			order = append(order, a)
		}
		if len(a.scores) == 0 || score > a.scores[0] {
			a.best = n
		}
		a.copied = a.copied || copied
		a.scores = append(a.scores, score)
		slices.SortFunc(a.scores, func(x, y float64) int { return cmp.Compare(y, x) })
		return nil
	}
	for _, n := range p.near {
		s, copied := p.score(n)
		if err := add(n, s, copied); err != nil {
			return nil, err
		}
	}
	for _, old := range p.replaces { // the page goes on telling its story, unless it tells another now
		if l := p.versionLike; l.Contained > 0.2 || l.Facts >= copies.Tied {
			if err := add(neighbour{doc: old}, 1, true); err != nil {
				return nil, err
			}
		}
	}
	var out []akin
	for _, a := range order {
		if p.belongs(*a) {
			out = append(out, *a)
		}
	}
	slices.SortStableFunc(out, func(a, b akin) int { return cmp.Compare(b.scores[0], a.scores[0]) })
	return out, nil
}

// belongs reports whether the report belongs to a story by its likeness to the story's reports.
func (p *placing) belongs(a akin) bool {
	if a.copied {
		return true
	}
	limit := copies.Tied
	if days := span(a.story, p.doc.Published); days > oldStory {
		return false
	} else if days > longStory {
		limit += perDay * float64(days-longStory)
	}
	if a.scores[0] < limit {
		return false
	}
	near := a.scores[:min(circle, len(a.scores))]
	sum := 0.0
	for _, s := range near {
		sum += s
	}
	return sum/float64(len(near)) >= limit-lessAkin
}

// span is how many days a story would go on with a report of a day.
func span(s store.Story, day string) int {
	first, last := s.First, s.Last
	if day != "" && (first == "" || day < first) {
		first = day
	}
	if day > last {
		last = day
	}
	return copies.DaysBetween(first, last)
}

// tied reports whether the report ties two stories together: it belongs to both beyond doubt, they do not go on for long together,
// and those of their reports that are nearest to it are akin to each other.
func (p *placing) tied(a, b akin) bool {
	if a.scores[0] < copies.Bound || b.scores[0] < copies.Bound || a.story.Key == b.story.Key {
		return false
	}
	both := a.story
	if b.story.First != "" && (both.First == "" || b.story.First < both.First) {
		both.First = b.story.First
	}
	if span(both, b.story.Last) > oldStory || min(a.story.Documents, b.story.Documents) > movable {
		return false
	}
	if a.best.sketch == nil || b.best.sketch == nil {
		return false
	}
	if copies.Compare(a.best.sketch, b.best.sketch).Conflict {
		return false
	}
	return copies.Kin(a.best.sketch, b.best.sketch).Score() >= copies.Tied-lessAkin
}

// joinStories moves the smaller story into the larger, on equal terms the younger into the elder.
func (p *placing) joinStories(a, b store.Story) (store.Story, error) {
	if b.Documents > a.Documents || b.Documents == a.Documents && (b.First < a.First || b.First == a.First && b.Key < a.Key) {
		a, b = b, a
	}
	docs, err := p.storyDocs(b.Key, movable+1)
	if err != nil {
		return a, err
	}
	for _, d := range docs {
		d.Story = a.Key
		if err := p.tx.SetDocument(d); err != nil {
			return a, err
		}
		tellings, err := p.tx.TellingsIn(d.Key)
		if err != nil {
			return a, err
		}
		if err := p.moveEvents(tellings, b.Key, &a); err != nil {
			return a, err
		}
	}
	if b.First != "" && (a.First == "" || b.First < a.First) {
		a.First, a.Title, a.Language = b.First, b.Title, b.Language
	}
	a.Last = max(a.Last, b.Last)
	a.Documents += b.Documents
	a.Origins += b.Origins
	for _, l := range b.Languages {
		a.Languages = adding(a.Languages, l)
	}
	return a, p.tx.DropStory(b.Key)
}

// moveEvents hands the events of a story on to another.
func (p *placing) moveEvents(tellings []store.Telling, from string, to *store.Story) error {
	for _, t := range tellings {
		e, err := p.tx.Event(t.Event)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if e.Story != from {
			continue
		}
		e.Story = to.Key
		to.Events++
		if err := p.tx.PutEvent(e); err != nil {
			return err
		}
	}
	return nil
}

// claimEvents gives the events that the report tells to its story, if they are in none; those it tells as background stay free for
// the story in which they are news.
func (p *placing) claimEvents(s *store.Story) error {
	seen := map[string]bool{}
	for _, t := range p.tellings {
		if t.Background || seen[t.Event] {
			continue
		}
		seen[t.Event] = true
		e, err := p.tx.Event(t.Event)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return fmt.Errorf("find event: %w", err)
		}
		if e.Story != "" {
			continue
		}
		e.Story = s.Key
		s.Events++
		if err := p.tx.PutEvent(e); err != nil {
			return err
		}
	}
	return nil
}

// stay keeps a report that was read or corrected anew in its story: the story has the events that are told now, and marks follow what
// was read.
func (p *placing) stay() error {
	if !p.doc.Latest {
		return nil
	}
	p.sketch = copies.Make(p.reg.opt.Search.Folder(), &p.rec, p.text)
	p.reg.sketches.put(p.doc.Key, p.sketch)
	for _, space := range []store.Space{store.DocWords, store.DocFacts} {
		if err := p.tx.Unmark(space, p.doc.Key); err != nil {
			return err
		}
	}
	if err := p.mark(); err != nil {
		return err
	}
	s, err := p.tx.Story(p.doc.Story)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("find story: %w", err)
	}
	if err := p.claimEvents(&s); err != nil {
		return err
	}
	if err := p.countEvents(&s); err != nil {
		return err
	}
	return p.tx.PutStory(s)
}

func (p *placing) storyDocs(key string, most int) ([]store.Document, error) {
	page, err := p.tx.Documents(store.Filter{Stories: []string{key}, Limit: most})
	if err != nil {
		return nil, fmt.Errorf("list story: %w", err)
	}
	return page.Items, nil
}

// count counts the reports of a story with the new one, which is not kept yet. Again tells that an older text of its page was counted.
func (p *placing) count(s *store.Story, again bool) error {
	if s.Documents == 0 { // it begins with this report
		events := s.Events
		tally(s, []store.Document{p.doc})
		s.Events = events
		return nil
	}
	if s.Documents < recounted {
		docs, err := p.storyDocs(s.Key, recounted+1)
		if err != nil {
			return err
		}
		tally(s, append(docs, p.doc))
		return p.countEvents(s)
	}
	if !again {
		s.Documents++
	}
	if p.doc.CopyOf == "" && !again {
		s.Origins++
	}
	if p.doc.Outlet != "" {
		page, err := p.tx.Documents(store.Filter{Stories: []string{s.Key}, Outlets: []string{p.doc.Outlet}, Limit: 1})
		if err != nil {
			return err
		}
		if len(page.Items) == 0 {
			s.Outlets++
		}
	}
	if p.doc.Language != "" {
		s.Languages = adding(s.Languages, p.doc.Language)
	}
	if d := p.doc.Published; d != "" {
		if s.First == "" || d < s.First {
			s.First, s.Title, s.Language = d, p.doc.Title, p.doc.Language
		}
		s.Last = max(s.Last, d)
	}
	return nil
}

// countEvents counts the events of a story anew.
func (p *placing) countEvents(s *store.Story) error {
	counts, err := p.tx.Count(store.Filter{Stories: []string{s.Key}}, "quad")
	if err != nil {
		return fmt.Errorf("count events of story: %w", err)
	}
	s.Events = 0
	for _, c := range counts {
		s.Events += int(c.Count)
	}
	return nil
}

// tally makes the row of a story from its documents. Its title is that of the earliest report that is no copy.
func tally(s *store.Story, docs []store.Document) {
	s.First, s.Last, s.Documents, s.Outlets, s.Origins, s.Languages = "", "", len(docs), 0, 0, nil
	outlets := map[string]bool{}
	var title store.Document
	for _, d := range docs {
		if d.Published != "" {
			if s.First == "" || d.Published < s.First {
				s.First = d.Published
			}
			s.Last = max(s.Last, d.Published)
		}
		if d.Outlet != "" {
			outlets[d.Outlet] = true
		}
		if d.CopyOf == "" {
			s.Origins++
		}
		if d.Language != "" {
			s.Languages = adding(s.Languages, d.Language)
		}
		if d.Title != "" && (title.Title == "" || (d.CopyOf == "") != (title.CopyOf == "") && d.CopyOf == "" ||
			(d.CopyOf == "") == (title.CopyOf == "") && before(d, title)) {
			title = d
		}
	}
	s.Outlets = len(outlets)
	s.Title, s.Language = title.Title, title.Language
}

// before orders documents wholly: the same documents give the same title, in whatever order a store lists them.
func before(a, b store.Document) bool {
	return cmp.Or(cmp.Compare(a.Published, b.Published), a.Since().Compare(b.Since()), cmp.Compare(a.Key, b.Key)) < 0
}

func adding(list []string, x string) []string {
	if slices.Contains(list, x) {
		return list
	}
	out := append(slices.Clone(list), x)
	slices.Sort(out)
	return out
}

// leave takes the report out of stories that an older text of its page told.
func (p *placing) leave(stories map[string]bool) error {
	for _, old := range p.replaces {
		if !stories[old.Story] {
			continue
		}
		s, err := p.tx.Story(old.Story)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		docs, err := p.storyDocs(s.Key, recounted+1)
		if err != nil {
			return err
		}
		switch {
		case len(docs) == 0:
			err = p.tx.DropStory(s.Key)
		case len(docs) <= recounted:
			tally(&s, docs)
			err = p.tx.PutStory(s)
		default:
			s.Documents--
			err = p.tx.PutStory(s)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
