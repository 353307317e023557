package web

import (
	"cmp"
	"slices"
	"strings"

	"rawi/internal/news"
	"rawi/internal/store"
)

// The measures of a story.
const (
	storyReports  = 500
	storyCopies   = 40  // pairs of reports whose shared passages are shown
	shownPassages = 3   // of a pair
	passageLength = 320 // code points of one
	laneHeight    = 44.0
	laneRoom      = 170.0 // for the name of an outlet
	dayRoom       = 96.0  // for the name of a day
	reportRoom    = 30.0  // for one report
	mostLanes     = 16
)

// storyPage is a story over its reports.
type storyPage struct {
	Story   store.Story
	Reports []store.Document
	First   store.Document
	Last    store.Document
	Events  []store.Event
	Plot    *storyPlot // nil: there is one report
	Copies  []copied
}

// storyPlot is the reports of a story over days, a lane for each outlet.
type storyPlot struct {
	Width, Height float64
	Days          []storyDay
	Lanes         []storyLane
	Reports       []storyMark
	Ties          []tie
}

// storyDay is a day on which reports came.
type storyDay struct {
	Day     string
	X, Edge float64
}

// storyLane is an outlet; the last may be all those that found no room.
type storyLane struct {
	Name     string
	Y, TextX float64
	Others   bool
}

// storyMark is a report.
type storyMark struct {
	Doc  store.Document
	X, Y float64
	Text float64 // where its language stands
	day  int
}

// tie leads from a report to its copy.
type tie struct {
	X1, Y1, X2, Y2 float64
	MidX, MidY     float64
}

// copied is two reports that share words, the later one first.
type copied struct {
	store.Relation
	Later, Earlier store.Document
	Shared         []aligned
}

// aligned is a passage as both have it.
type aligned struct {
	Later, Earlier     string
	LaterAt, EarlierAt string // where they stand
}

func (s *Server) story(p *page) error {
	st, err := p.tx.Story(p.r.PathValue("key"))
	if err != nil {
		return err
	}
	docs, err := p.tx.Documents(store.Filter{Stories: []string{st.Key}, Sort: "day", Limit: storyReports})
	if err != nil {
		return err
	}
	events, err := p.tx.Events(store.Filter{Stories: []string{st.Key}, Sort: "tellings", Desc: true, Limit: 30})
	if err != nil {
		return err
	}
	d := &storyPage{Story: st, Reports: docs.Items, Events: events.Items}
	slices.SortStableFunc(d.Reports, func(a, b store.Document) int {
		return cmp.Or(cmp.Compare(a.Published, b.Published), a.Added.Compare(b.Added))
	})
	if n := len(d.Reports); n > 0 {
		d.First, d.Last = d.Reports[0], d.Reports[n-1]
	}
	if len(d.Reports) > 1 {
		d.Plot = plotStory(d.Reports, frame{Words: p.words, Set: p.set}.TimeDir() == "rtl")
	}
	if d.Copies, err = copiesIn(p.tx, d.Reports); err != nil {
		return err
	}
	p.name, p.data = "story", d
	return nil
}

// plotStory draws reports that are in the order of their days.
func plotStory(docs []store.Document, rightToLeft bool) *storyPlot {
	p := &storyPlot{}
	lanes := map[string]int{}
	lane := func(d store.Document) int {
		name := cmp.Or(d.Outlet, site(d.URL), d.Origin)
		i, ok := lanes[name]
		if !ok {
			if i = len(p.Lanes); i >= mostLanes {
				i = mostLanes - 1
				p.Lanes[i].Others = true
			} else {
				p.Lanes = append(p.Lanes, storyLane{Name: name})
			}
			lanes[name] = i
		}
		return i
	}
	at := map[string]*storyMark{}
	x := laneRoom
	for i := 0; i < len(docs); {
		j := i
		for j < len(docs) && docs[j].Published == docs[i].Published {
			j++
		}
		// Those of one day stand beside each other in the order in which they came, each lane for itself.
		taken := map[int]int{}
		widest := 0
		for k := i; k < j; k++ {
			l := lane(docs[k])
			p.Reports = append(p.Reports, storyMark{Doc: docs[k], day: len(p.Days), X: x + (float64(taken[l])+.5)*reportRoom, Y: float64(l)})
			taken[l]++
			widest = max(widest, taken[l])
		}
		room := max(dayRoom, float64(widest)*reportRoom)
		p.Days = append(p.Days, storyDay{Day: docs[i].Published, X: x + room/2, Edge: x})
		x += room
		i = j
	}
	p.Width = max(x, pictureWidth)
	if more := (p.Width - x) / float64(len(p.Days)); more > 0 { // few days take the room that there is
		p.widen(more)
	}
	p.Height = float64(len(p.Lanes))*laneHeight + 30
	mirror := func(v float64) float64 {
		if rightToLeft {
			v = p.Width - v
		}
		return tenth(v)
	}
	for i := range p.Lanes {
		p.Lanes[i].Y, p.Lanes[i].TextX = 30+(float64(i)+.5)*laneHeight, mirror(6)
	}
	for i := range p.Days {
		p.Days[i].X, p.Days[i].Edge = mirror(p.Days[i].X), mirror(p.Days[i].Edge)
	}
	for i := range p.Reports {
		m := &p.Reports[i]
		m.X, m.Y = mirror(m.X), 30+(m.Y+.5)*laneHeight
		m.Text = m.Y + 21
		at[m.Doc.Key] = m
	}
	for _, m := range p.Reports {
		if from := at[m.Doc.CopyOf]; from != nil {
			p.Ties = append(p.Ties, tie{from.X, from.Y, m.X, m.Y, tenth((from.X + m.X) / 2), tenth(min(from.Y, m.Y) - laneHeight/2)})
		}
	}
	return p
}

// widen gives each day so much more room.
func (p *storyPlot) widen(more float64) {
	for i := range p.Days {
		edge := p.Days[i].Edge
		p.Days[i].Edge += float64(i) * more
		p.Days[i].X += (float64(i) + .5) * more
		for j := range p.Reports {
			if m := &p.Reports[j]; m.day == i {
				m.X += p.Days[i].Edge - edge
			}
		}
	}
}

// copiesIn are the pairs of reports of a story that share words, with what they share.
func copiesIn(tx store.Reader, docs []store.Document) ([]copied, error) {
	in := map[string]store.Document{}
	for _, d := range docs {
		in[d.Key] = d
	}
	texts := map[string][]rune{}
	var out []copied
	for _, d := range docs {
		relations, err := tx.Relations(d.Key)
		if err != nil {
			return nil, err
		}
		for _, r := range relations {
			earlier, ok := in[r.B]
			if r.A != d.Key || !ok || len(out) >= storyCopies {
				continue
			}
			c := copied{Relation: r, Later: d, Earlier: earlier}
			if c.Shared, err = passages(tx, r, texts); err != nil {
				return nil, err
			}
			out = append(out, c)
		}
	}
	return out, nil
}

// passages are the longest stretches that two reports share, as both print them.
func passages(tx store.Reader, r store.Relation, texts map[string][]rune) ([]aligned, error) {
	for _, key := range []string{r.A, r.B} {
		if texts[key] == nil {
			rec, err := tx.Record(key)
			if err != nil {
				return nil, err
			}
			texts[key] = []rune(rec.Document.Text)
		}
	}
	longest := slices.Clone(r.Passages)
	slices.SortStableFunc(longest, func(a, b store.Passage) int { return (b.AEnd - b.AStart) - (a.AEnd - a.AStart) })
	longest = longest[:min(len(longest), shownPassages)]
	slices.SortFunc(longest, func(a, b store.Passage) int { return a.AStart - b.AStart })
	var out []aligned
	for _, x := range longest {
		later, a := excerpt(texts[r.A], x.AStart, x.AEnd)
		earlier, b := excerpt(texts[r.B], x.BStart, x.BEnd)
		if later != "" && earlier != "" {
			out = append(out, aligned{later, earlier, stretch(r.A, &a), stretch(r.B, &b)})
		}
	}
	return out, nil
}

// excerpt is a stretch of a text, cut where it is too long to be shown whole.
func excerpt(text []rune, start, end int) (string, news.Span) {
	start, end = max(0, start), min(end, len(text))
	if start >= end {
		return "", news.Span{}
	}
	whole := news.Span{Start: start, End: end}
	if end-start > passageLength {
		return strings.TrimSpace(string(text[start:start+passageLength])) + "…", whole
	}
	return strings.TrimSpace(string(text[start:end])), whole
}
