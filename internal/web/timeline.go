package web

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"time"

	"rawi/internal/store"
)

// The measures of a timeline.
const (
	singles   = 300     // events that are shown one by one; more are shown as counts
	undatedIn = 200     // undated ones that may come along
	lanes     = 24      // above each other, at most
	laneStep  = 26.0    // from lane to lane
	slotStep  = 24.0    // from sign to sign
	barHeight = 130.0   // of the highest bar
	axisRoom  = 26.0    // for the words of the axis
	timeWidth = 1200.0  // of a picture, at least
	widest    = 24000.0 // and at most
	mostUnits = 1200    // of one zoom
)

// timelinePage is a question over time.
type timelinePage struct {
	asking
	Zooms   []choice
	Zoom    string
	Total   int64
	Undated int64
	Plot    *timePlot // nil: nothing has a day
	Events  []store.Event
}

// timePlot is the picture.
type timePlot struct {
	Width, Height float64
	Axis, Floor   float64 // where the line of time runs, and where it is below the words
	Ticks         []tick
	Marks         []timeMark // one an event
	Bars          []timeBar  // or one a period
}

// tick is a period that is named under the line of time.
type tick struct {
	X, Edge    float64
	Start, End string
}

// timeMark is an event: a point where its day is known, otherwise as long as it may have been.
type timeMark struct {
	Event              store.Event
	Quad               int
	X, Y               float64 // of the sign
	Left, Length       float64 // of the time it spans, 0 for a day
	Top, HitX, HitY    float64
	OpenStart, OpenEnd bool
	Unsure, Denied     bool
}

// timeBar is a period: cooperation above the line, conflict below.
type timeBar struct {
	Start, End string
	Counts     tally
	Link       string
	Hit        box
	Parts      []barPart
	Sums       []barSum // where there is room for them
}

// barSum is how many there are on one side of the line.
type barSum struct {
	X, Y float64
	N    int64
}

// barPart is one class of a period.
type barPart struct {
	box
	Quad int
}

// box is a rectangle of a picture.
type box struct{ X, Y, W, H float64 }

var zooms = []string{"day", "week", "month", "year"}

// fit is the zoom that shows a span best.
func fit(first, last time.Time) string {
	switch days := last.Sub(first).Hours() / 24; {
	case days <= 62:
		return "day"
	case days <= 400:
		return "week"
	case days <= 12*366:
		return "month"
	}
	return "year"
}

// begin is the first day of the unit in which a day stands.
func begin(t time.Time, zoom string) time.Time {
	switch zoom {
	case "week": // of ISO 8601: Monday is its first day
		return t.AddDate(0, 0, -(int(t.Weekday())+6)%7)
	case "month":
		return t.AddDate(0, 0, 1-t.Day())
	case "year":
		return time.Date(t.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return t
}

// next is the first day of the unit after the one that begins on a day.
func next(t time.Time, zoom string) time.Time {
	switch zoom {
	case "week":
		return t.AddDate(0, 0, 7)
	case "month":
		return t.AddDate(0, 1, 0)
	case "year":
		return t.AddDate(1, 0, 0)
	}
	return t.AddDate(0, 0, 1)
}

func iso(t time.Time) string { return t.Format(time.DateOnly) }

func parseDay(s string) (time.Time, bool) {
	t, err := time.Parse(time.DateOnly, s)
	return t, err == nil
}

func (s *Server) timeline(p *page) error {
	d := &timelinePage{asking: asked(p, "timeline", "events", "zoom")}
	p.name, p.data = "timeline", d
	f, ok, err := s.filter(p, &d.asking, "events")
	if !ok {
		return err
	}
	f.Sort, f.Desc, f.Cursor, f.Limit = "", false, "", 0
	rows, err := p.tx.Count(f, "day", "quad")
	if err != nil {
		return err
	}
	days := map[string]tally{}
	for _, row := range rows {
		quad, _ := strconv.Atoi(row.Keys[1])
		t := days[row.Keys[0]]
		t[min(max(quad, 1), 4)] += row.Count
		days[row.Keys[0]] = t
		d.Total += row.Count
	}
	d.Undated = days[""].Sum()
	delete(days, "")
	f.Sort = "day"
	single := d.Total-d.Undated <= singles
	if single {
		f.Limit = singles + undatedIn
		if d.Undated > undatedIn && f.From == "" && len(days) > 0 { // those that have a day are wanted
			f.From = slices.MinFunc(keys(days), cmp.Compare[string])
		}
		page, err := p.tx.Events(f)
		if err != nil {
			return err
		}
		d.Events = page.Items
	}
	axis, ok := axisOf(days, d.Events, p.r.URL.Query().Get("zoom"))
	if ok {
		axis.rightToLeft = frame{Words: p.words, Set: p.set}.TimeDir() == "rtl"
		d.Zoom = axis.zoom
		if single {
			d.Plot = axis.signs(d.Events)
		}
		if d.Plot == nil {
			d.Plot, d.Events = axis.bars(days, d.asking), nil
		}
		d.Plot.Ticks = axis.ticks()
	}
	for _, z := range zooms {
		d.Zooms = append(d.Zooms, choice{"web.zoom." + z, d.link("/timeline", "zoom", z), z == d.Zoom})
	}
	return nil
}

func keys(m map[string]tally) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	return out
}

// axis is a line of time.
type axis struct {
	zoom        string
	units       []time.Time // where each begins, and where the last ends
	width       float64
	rightToLeft bool
}

// axisOf spans all days, in the zoom that was asked for or in one that fits.
func axisOf(days map[string]tally, events []store.Event, zoom string) (axis, bool) {
	var first, last time.Time
	see := func(s string) {
		if t, ok := parseDay(s); ok {
			if first.IsZero() || t.Before(first) {
				first = t
			}
			if t.After(last) {
				last = t
			}
		}
	}
	for day := range days {
		see(day)
	}
	for _, e := range events {
		see(e.Start)
		see(e.End)
	}
	if first.IsZero() {
		return axis{}, false
	}
	at := slices.Index(zooms, zoom)
	if at < 0 {
		at = slices.Index(zooms, fit(first, last))
	}
	perUnit := []float64{1, 7, 30, 365}
	for at < len(zooms)-1 && last.Sub(first).Hours()/24/perUnit[at] > mostUnits {
		at++
	}
	a := axis{zoom: zooms[at]}
	t := begin(first, a.zoom)
	for ; !t.After(last); t = next(t, a.zoom) {
		a.units = append(a.units, t)
	}
	a.units = append(a.units, t)
	least := 12.0
	if a.zoom == "day" {
		least = 30
	}
	a.width = min(max(timeWidth, float64(len(a.units)-1)*least), widest)
	return a, true
}

// at is where a day begins, from the beginning of time on the line.
func (a axis) at(t time.Time) float64 {
	first, last := a.units[0], a.units[len(a.units)-1]
	return t.Sub(first).Hours() / last.Sub(first).Hours() * a.width
}

// x turns a place on the line into one of the picture, whose left is its beginning or its end.
func (a axis) x(v float64) float64 {
	if a.rightToLeft {
		v = a.width - v
	}
	return tenth(v)
}

// rect is a stretch of the line in the picture.
func (a axis) rect(from, to, y, h float64) box {
	x := a.x(from)
	if a.rightToLeft {
		x = a.x(to)
	}
	return box{x, tenth(y), tenth(to - from), tenth(h)}
}

// ticks names as many units as have room.
func (a axis) ticks() []tick {
	const room = 110
	n := len(a.units) - 1
	every := max(1, int(math.Ceil(room/(a.width/float64(n)))))
	var out []tick
	for i := 0; i < n; i += every {
		middle := (a.at(a.units[i]) + a.at(a.units[i+1])) / 2
		t := tick{X: a.x(min(max(middle, 45), a.width-45)), Edge: a.x(a.at(a.units[i])), Start: iso(a.units[i])}
		t.End = iso(a.units[i+1].AddDate(0, 0, -1))
		out = append(out, t)
	}
	return out
}

// bars are the counts of each unit.
func (a axis) bars(days map[string]tally, q asking) *timePlot {
	p := &timePlot{Width: a.width, Axis: barHeight + 18, Floor: barHeight + 18 + axisRoom}
	p.Height = p.Floor + barHeight + 18
	n := len(a.units) - 1
	counts := make([]tally, n)
	for day, t := range days {
		at, ok := parseDay(day)
		if !ok {
			continue
		}
		i, found := slices.BinarySearchFunc(a.units, at, time.Time.Compare)
		if !found {
			i--
		}
		for quad := range t {
			counts[i][quad] += t[quad]
		}
	}
	var highest int64
	for _, t := range counts {
		highest = max(highest, t[1]+t[2], t[3]+t[4])
	}
	for i, t := range counts {
		if t.Sum() == 0 {
			continue
		}
		from, to := a.at(a.units[i]), a.at(a.units[i+1])
		if to-from > 4 {
			from, to = from+1, to-1
		}
		b := timeBar{Start: iso(a.units[i]), End: iso(a.units[i+1].AddDate(0, 0, -1)), Counts: t, Hit: a.rect(from, to, 0, p.Height)}
		b.Link = q.inside(a.zoom, b.Start, b.End)
		up, down := p.Axis, p.Floor
		for quad, n := range t {
			if n == 0 {
				continue
			}
			h := max(2, float64(n)/float64(highest)*barHeight)
			if quad <= 2 {
				up -= h
				b.Parts = append(b.Parts, barPart{a.rect(from, to, up, h), quad})
			} else {
				b.Parts = append(b.Parts, barPart{a.rect(from, to, down, h), quad})
				down += h
			}
		}
		if to-from >= 18 {
			x := tenth(b.Hit.X + b.Hit.W/2)
			b.Sums = []barSum{{x, tenth(up - 4), t[1] + t[2]}, {x, tenth(down + 13), t[3] + t[4]}}
		}
		p.Bars = append(p.Bars, b)
	}
	return p
}

// inside leads from a period to the periods in it, and from a day to its events.
func (a asking) inside(zoom, start, end string) string {
	start = max(start, a.Values.Get("from"))
	if to := a.Values.Get("to"); to != "" {
		end = min(end, to)
	}
	i := slices.Index(zooms, zoom)
	if i <= 0 {
		return a.link("/events", "from", start, "to", end)
	}
	return a.link("/timeline", "from", start, "to", end, "zoom", zooms[i-1])
}

// signs are the events one by one, in lanes above and below the line. nil: there is no room for them.
func (a axis) signs(events []store.Event) *timePlot {
	p := &timePlot{Width: a.width}
	var above, below [][][2]float64 // what is taken of each lane
	var at []int
	for _, e := range events {
		m, slots, ok := a.mark(e)
		if !ok {
			continue
		}
		side := &above
		if m.Quad > 2 {
			side = &below
		}
		lane, where := place(side, slots, m.Left, m.Left+m.Length)
		if lane >= lanes {
			return nil
		}
		m.X = where
		p.Marks, at = append(p.Marks, m), append(at, lane)
	}
	if len(p.Marks) == 0 {
		return nil
	}
	p.Axis = float64(max(len(above), 1))*laneStep + 6
	p.Floor = p.Axis + axisRoom
	p.Height = p.Floor + float64(max(len(below), 1))*laneStep + 6
	for i := range p.Marks {
		m := &p.Marks[i]
		m.Y = p.Axis - (float64(at[i])+.5)*laneStep
		if m.Quad > 2 {
			m.Y = p.Floor + (float64(at[i])+.5)*laneStep
		}
		b := a.rect(m.Left, m.Left+m.Length, m.Y, 0)
		m.Left, m.Length = b.X, b.W
		if m.Length > 0 && a.rightToLeft { // its open ends change sides with time
			m.OpenStart, m.OpenEnd = m.OpenEnd, m.OpenStart
		}
		m.X, m.Y = a.x(m.X), tenth(m.Y)
		m.Top, m.HitX, m.HitY = m.Y-3, tenth(m.X-slotStep/2), tenth(m.Y-slotStep/2)
	}
	return p
}

// mark is an event on the line, with the places where its sign may stand.
func (a axis) mark(e store.Event) (m timeMark, slots []float64, ok bool) {
	start, hasStart := parseDay(e.Start)
	end, hasEnd := parseDay(e.End)
	if !hasStart && !hasEnd {
		return m, nil, false
	}
	m = timeMark{Event: e, Quad: class(e), OpenStart: !hasStart, OpenEnd: !hasEnd, Denied: e.Polarity == "negative", Unsure: e.Reality != "actual" && e.Reality != ""}
	from, to := 0.0, a.width
	if hasStart {
		from = a.at(start)
	}
	if hasEnd {
		to = a.at(end.AddDate(0, 0, 1))
	}
	if start != end || !hasStart || !hasEnd {
		m.Left, m.Length = from, max(to-from, 2)
		return m, []float64{min(max(from+slotStep/2, slotStep/2), a.width-slotStep/2)}, true
	}
	m.Left = (from + to) / 2
	if to-from < 2*slotStep { // no room for two beside each other
		return m, []float64{min(max(m.Left, slotStep/2), a.width-slotStep/2)}, true
	}
	for x := from + slotStep/2; x+slotStep/2 <= to; x += slotStep {
		slots = append(slots, x)
	}
	return m, slots, true
}

// place takes the lowest lane that has room, at the first of the slots that is free there.
func place(side *[][][2]float64, slots []float64, from, to float64) (lane int, at float64) {
	for lane = 0; ; lane++ {
		if lane == len(*side) {
			*side = append(*side, nil)
		}
		for _, x := range slots {
			need := [2]float64{x - slotStep/2, x + slotStep/2}
			if to > from {
				need = [2]float64{min(need[0], from), max(need[1], to+4)}
			}
			if !slices.ContainsFunc((*side)[lane], func(t [2]float64) bool { return need[0] < t[1] && t[0] < need[1] }) {
				(*side)[lane] = append((*side)[lane], need)
				return lane, x
			}
		}
	}
}

// Middle is where the words of the line of time stand.
func (p *timePlot) Middle() float64 { return (p.Axis+p.Floor)/2 + 4 }
