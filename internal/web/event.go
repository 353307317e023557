package web

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"

	"rawi/internal/register"
	"rawi/internal/store"
)

// eventPage is what all its tellings tell of an event.
type eventPage struct {
	Event    store.Event
	Story    *store.Story
	Origins  []register.Origin
	Compared *comparison // nil: there is nothing to compare
	Spot     *eventSpot  // nil: its place is not known well enough
	Before   []store.Event
	After    []store.Event
	Linked   []linkedEvent
	Withdraw []store.Telling // replaced or rejected
}

// linkedEvent is an event that this one is tied to, and how.
type linkedEvent struct {
	Kind  string
	Event store.Event
}

// comparison is tellings beside each other, point by point.
type comparison struct {
	Tellings []store.Telling
	More     int // that found no room
	Rows     []comparedPoint
}

// comparedPoint is what each telling says on a point.
type comparedPoint struct {
	Point   string
	Differs bool // not all that say something on it say the same
	Cells   []comparedCell
}

// comparedCell is what one telling says. It is apart where most say otherwise.
type comparedCell struct {
	Text  string
	Apart bool
}

// eventSpot is a map round the place of one event.
type eventSpot struct {
	Width, Height float64
	Land          string
	X, Y          float64
	Quad          int
	Link          string
}

// The measures of an event's page.
const (
	besideEachOther = 8    // tellings that are compared
	aroundIt        = 5    // events before and after
	spotDegrees     = 14.0 // to each side of its place
)

func (s *Server) event(p *page) error {
	key := p.r.PathValue("key")
	e, err := p.tx.Event(key)
	if err != nil {
		return err
	}
	tellings, err := p.tx.TellingsOf(key)
	if err != nil {
		return err
	}
	d := &eventPage{Event: e}
	slices.SortStableFunc(tellings, func(a, b store.Telling) int { return cmp.Compare(a.Published, b.Published) })
	var live []store.Telling
	for _, t := range tellings {
		if t.Live() {
			live = append(live, t)
		} else {
			d.Withdraw = append(d.Withdraw, t)
		}
	}
	d.Compared = compare(s.frame(p), live)
	if d.Origins, err = s.Register.OriginsOf(p.tx, e, tellings); err != nil {
		return err
	}
	if err := d.surround(p.tx); err != nil {
		return err
	}
	for _, l := range e.Linked {
		if other, err := p.tx.Event(l.Event); err == nil {
			d.Linked = append(d.Linked, linkedEvent{l.Kind, other})
		}
	}
	d.Spot = s.spotOf(e)
	p.name, p.data = "event", d
	return nil
}

// surround finds the story of the event, and what came before and after it there.
func (d *eventPage) surround(tx store.Reader) error {
	if d.Event.Story == "" {
		return nil
	}
	if st, err := tx.Story(d.Event.Story); err == nil {
		d.Story = &st
	}
	day, ok := parseDay(d.Event.Start)
	if !ok {
		return nil
	}
	story := []string{d.Event.Story}
	before, err := tx.Events(store.Filter{Stories: story, To: iso(day.AddDate(0, 0, -1)), Sort: "day", Desc: true, Limit: aroundIt})
	if err != nil {
		return err
	}
	slices.Reverse(before.Items)
	after, err := tx.Events(store.Filter{Stories: story, From: iso(day.AddDate(0, 0, 1)), Sort: "day", Limit: aroundIt})
	d.Before, d.After = before.Items, after.Items
	return err
}

// spotOf is a map round the place of an event.
func (s *Server) spotOf(e store.Event) *eventSpot {
	if !e.Place.Known {
		return nil
	}
	box := [4]float64{e.Place.Lon - spotDegrees, max(-88, e.Place.Lat-spotDegrees/2), e.Place.Lon + spotDegrees, min(88, e.Place.Lat+spotDegrees/2)}
	sheet := sheetOf(&box)
	at := sheet.at(degrees{e.Place.Lon, e.Place.Lat})
	link := "/map?" + url.Values{"box": {around([]placed{{Place: e.Place}}, 3)}}.Encode()
	return &eventSpot{Width: pictureWidth, Height: tenth(sheet.height), Land: sheet.land(s.land), X: tenth(at.x), Y: tenth(at.y), Quad: class(e), Link: link}
}

// compare puts tellings beside each other.
func compare(f frame, tellings []store.Telling) *comparison {
	if len(tellings) < 2 {
		return nil
	}
	c := &comparison{Tellings: tellings[:min(len(tellings), besideEachOther)], More: max(0, len(tellings)-besideEachOther)}
	count := func(n *int) string {
		if n == nil {
			return ""
		}
		return f.N(strconv.Itoa(*n))
	}
	for _, point := range []struct {
		name string
		of   func(store.Telling) string
	}{
		{"type", func(t store.Telling) string {
			if t.Mode != "" {
				return f.T("type."+t.Type) + " · " + f.T("mode."+t.Mode)
			}
			return f.T("type." + t.Type)
		}},
		{"actor", func(t store.Telling) string { return f.partyNames(t.Actors) }},
		{"recipient", func(t store.Telling) string { return f.partyNames(t.Recipients) }},
		{"day", func(t store.Telling) string { return f.Days(t.Start, t.End) }},
		{"place", func(t store.Telling) string { return f.Name(t.Place.Key, t.Place.Name) }},
		{"dead", func(t store.Telling) string { return count(t.Dead) }},
		{"injured", func(t store.Telling) string { return count(t.Injured) }},
		{"arrested", func(t store.Telling) string { return count(t.Arrested) }},
		{"polarity", func(t store.Telling) string {
			if t.Polarity == "negative" {
				return f.T("web.polarity.negative")
			}
			return f.T("web.reality." + t.Reality)
		}},
		{"origin", func(t store.Telling) string { return f.Name(t.Origin, t.OriginName) }},
	} {
		row := comparedPoint{Point: point.name}
		times := map[string]int{}
		for _, t := range c.Tellings {
			text := point.of(t)
			row.Cells = append(row.Cells, comparedCell{Text: text})
			if text != "" {
				times[text]++
			}
		}
		if len(times) == 0 {
			continue
		}
		usual := ""
		for _, cell := range row.Cells { // of equals the first
			if cell.Text != "" && times[cell.Text] > times[usual] {
				usual = cell.Text
			}
		}
		row.Differs = len(times) > 1
		for i := range row.Cells {
			row.Cells[i].Apart = row.Cells[i].Text != "" && row.Cells[i].Text != usual
		}
		c.Rows = append(c.Rows, row)
	}
	return c
}
