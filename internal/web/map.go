package web

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"rawi/internal/store"
)

// ring is the line around a piece of land or of inland water.
type ring []degrees

// degrees is a place on the globe.
type degrees struct{ lon, lat float64 }

// readLand reads the outlines of the world.
func readLand() ([]ring, error) {
	data, err := files.ReadFile("land.txt")
	if err != nil {
		return nil, fmt.Errorf("read land: %w", err)
	}
	var out []ring
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		var r ring
		x, y := 0, 0
		for step := range strings.FieldsSeq(line) {
			a, b, _ := strings.Cut(step, ",")
			dx, err1 := strconv.Atoi(a)
			dy, err2 := strconv.Atoi(b)
			if err := cmp.Or(err1, err2); err != nil {
				return nil, fmt.Errorf("read land: %w", err)
			}
			x, y = x+dx, y+dy
			r = append(r, degrees{float64(x) / 10, float64(y) / 10})
		}
		out = append(out, r)
	}
	return out, nil
}

// robinson are the lengths of parallels and their distances from the equator, every five degrees (Arthur H. Robinson, 1974).
var robinson = [19][2]float64{
	{1, 0}, {.9986, .062}, {.9954, .124}, {.99, .186}, {.9822, .248}, {.973, .31}, {.96, .372}, {.9427, .434}, {.9216, .4958}, {.8962, .5571},
	{.8679, .6176}, {.835, .6769}, {.7986, .7346}, {.7597, .7903}, {.7186, .8435}, {.6732, .8936}, {.6213, .9394}, {.5722, .9761}, {.5322, 1},
}

// ofWorld projects the whole world so that it looks as people know it.
func ofWorld(p degrees) point {
	at := min(math.Abs(p.lat), 90) / 5
	i := min(int(at), len(robinson)-2)
	part := at - float64(i)
	a, b := robinson[i], robinson[i+1]
	x := .8487 * (a[0] + (b[0]-a[0])*part) * p.lon * math.Pi / 180
	return point{x, -math.Copysign(1.3523*(a[1]+(b[1]-a[1])*part), p.lat)}
}

// ofRegion projects a part of the world: meridians and parallels are straight, and true to scale in the middle.
func ofRegion(middle float64) func(degrees) point {
	narrow := math.Cos(middle * math.Pi / 180)
	return func(p degrees) point { return point{p.lon * narrow, -p.lat} }
}

// The measures of a map.
const (
	mapTallest  = 640.0
	mapFlattest = 320.0
	closeTo     = 30.0 // places that are nearer are one mark
	narrowest   = .2   // degrees of a region
)

// world is all of it but the ice of the south.
var world = [4]float64{-180, -58, 180, 84}

// regions are parts of the world that people ask for: west, south, east, north.
var regions = []struct {
	key string
	box string
}{
	{"world", ""}, {"middle_east", "24,11,64,43"}, {"north_africa", "-18,14,38,38"}, {"africa", "-20,-36,53,38"}, {"europe", "-12,34,45,71"},
	{"south_asia", "58,4,98,39"}, {"east_asia", "95,16,150,55"}, {"southeast_asia", "92,-12,142,25"}, {"north_america", "-170,13,-52,73"},
	{"latin_america", "-118,-56,-34,33"},
}

// mapPage is where things happened.
type mapPage struct {
	asking
	Regions       []choice
	Total         int64
	Drawn         int
	Width, Height float64
	Land          string
	Spots         []spot
	Vague         []vague // known by their country at most
	VagueEvents   int64
}

// spot is a place, or several too near to each other to be told apart at this scale.
type spot struct {
	Event      store.Event // where it is one
	Places     []placed
	Counts     tally
	Quad       int
	X, Y       float64
	R          float64
	HitX, HitY float64
	TextY      float64
	Label      float64 // where its name stands; 0: there is no room
	Link       string
}

// placed is a place with its events.
type placed struct {
	Place  store.Place
	Counts tally
	Link   string
	events []store.Event
}

// vague is a country of which no more is known.
type vague struct {
	country
	Counts tally
	Link   string
}

func (s *Server) atlas(p *page) error {
	d := &mapPage{asking: asked(p, "map", "events")}
	p.name, p.data = "map", d
	for _, r := range regions {
		d.Regions = append(d.Regions, choice{"web.region." + r.key, d.link("/map", "box", r.box), d.Values.Get("box") == r.box})
	}
	f, ok, err := s.filter(p, &d.asking, "events")
	if !ok {
		return err
	}
	if d.Total, err = total(p.tx, f); err != nil {
		return err
	}
	f.Sort, f.Desc, f.Cursor, f.Limit = "day", true, "", mostDrawn
	events, err := p.tx.Events(f)
	if err != nil {
		return err
	}
	d.Drawn = len(events.Items)
	places, countries := d.places(events.Items)
	if err := d.vague(p.tx, countries); err != nil {
		return err
	}
	sheet := sheetOf(f.Box)
	d.Width, d.Height, d.Land = pictureWidth, tenth(sheet.height), sheet.land(s.land)
	d.Spots = d.cluster(sheet, places)
	names := frame{Words: p.words, Set: p.set, names: &names{tx: p.tx, known: map[string]map[string]string{}}}
	d.label(func(x store.Place) string { return names.Name(x.Key, x.Name) })
	return nil
}

// places gathers events by where they happened; those of which only a country is known, or less, by that.
func (d *mapPage) places(events []store.Event) ([]placed, map[string]tally) {
	var out []placed
	at, countries := map[string]int{}, map[string]tally{}
	for _, e := range events {
		if !e.Place.Known {
			t := countries[e.Place.Country]
			t[class(e)]++
			countries[e.Place.Country] = t
			continue
		}
		key := fmt.Sprintf("%.2f,%.2f", e.Place.Lat, e.Place.Lon)
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key] = i
			out = append(out, placed{Place: e.Place})
		}
		out[i].Counts[class(e)]++
		out[i].events = append(out[i].events, e)
	}
	for i := range out {
		x := &out[i]
		if x.Link = "/event/" + x.events[0].Key; len(x.events) > 1 {
			x.Link = d.link("/events", "box", around([]placed{*x}, .006))
		}
	}
	slices.SortStableFunc(out, func(a, b placed) int {
		return cmp.Or(cmp.Compare(b.Counts.Sum(), a.Counts.Sum()), cmp.Compare(a.Place.Lon, b.Place.Lon), cmp.Compare(a.Place.Lat, b.Place.Lat))
	})
	return out, countries
}

func (d *mapPage) vague(tx store.Reader, countries map[string]tally) error {
	if len(countries) == 0 {
		return nil
	}
	states, err := stateNames(tx)
	if err != nil {
		return err
	}
	for _, code := range byCount(countries) {
		v := vague{country: named(states, code), Counts: countries[code]}
		if code != "" {
			v.Link = d.link("/events", "place-country", code)
		}
		d.Vague = append(d.Vague, v)
		d.VagueEvents += v.Counts.Sum()
	}
	return nil
}

// around is the box of places, with some room.
func around(all []placed, room float64) string {
	b := [4]float64{180, 90, -180, -90}
	for _, x := range all {
		b[0], b[1] = min(b[0], x.Place.Lon-room), min(b[1], x.Place.Lat-room)
		b[2], b[3] = max(b[2], x.Place.Lon+room), max(b[3], x.Place.Lat+room)
	}
	b[0], b[1], b[2], b[3] = max(b[0], -180), max(b[1], -90), min(b[2], 180), min(b[3], 90)
	var out []string
	for _, v := range b {
		out = append(out, strconv.FormatFloat(math.Round(v*1000)/1000, 'f', -1, 64))
	}
	return strings.Join(out, ",")
}

// sheet is the part of the world that is shown.
type sheet struct {
	project func(degrees) point
	west    float64
	over    bool // it lies over the date line
	origin  point
	scale   float64
	height  float64
}

func sheetOf(asked *[4]float64) sheet {
	b, s := world, sheet{project: ofWorld, west: -180}
	if asked != nil && !slices.ContainsFunc(asked[:], math.IsNaN) {
		b = *asked
		if s.over = b[0] > b[2]; s.over {
			b[2] += 360
		}
		b = widened(b)
		s.west, s.project = b[0], ofRegion(min(max((b[1]+b[3])/2, -75), 75))
	}
	low, high := point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}
	for _, lat := range []float64{b[1], min(max(0, b[1]), b[3]), b[3]} {
		for _, lon := range []float64{b[0], b[2]} {
			p := s.project(degrees{lon, lat})
			low, high = point{min(low.x, p.x), min(low.y, p.y)}, point{max(high.x, p.x), max(high.y, p.y)}
		}
	}
	wide, tall := high.x-low.x, high.y-low.y
	s.scale = min(pictureWidth/wide, mapTallest/tall)
	s.height = max(tall*s.scale, mapFlattest)
	s.origin = point{(low.x+high.x)/2 - pictureWidth/2/s.scale, (low.y+high.y)/2 - s.height/2/s.scale}
	return s
}

// widened makes a region large enough to be drawn.
func widened(b [4]float64) [4]float64 {
	for i, most := range [2]float64{540, 90} {
		b[i], b[i+2] = min(max(b[i], -min(most, 180)), most), min(max(b[i+2], -min(most, 180)), most)
		b[i], b[i+2] = min(b[i], b[i+2]), max(b[i], b[i+2])
		if short := narrowest - (b[i+2] - b[i]); short > 0 {
			b[i], b[i+2] = b[i]-short/2, b[i+2]+short/2
		}
	}
	return b
}

// at is where a place stands in the picture.
func (s sheet) at(p degrees) point {
	if s.over && p.lon < s.west {
		p.lon += 360
	}
	return s.on(p)
}

func (s sheet) on(p degrees) point {
	q := s.project(p)
	return point{(q.x - s.origin.x) * s.scale, (q.y - s.origin.y) * s.scale}
}

// land draws what can be seen of the land.
func (s sheet) land(rings []ring) string {
	var b strings.Builder
	turns := []float64{0}
	if s.over {
		turns = []float64{0, 360}
	}
	for _, turn := range turns {
		for _, r := range rings {
			s.outline(&b, r, turn)
		}
	}
	return b.String()
}

// outline draws one ring, without the steps that are too small to see; one that lies outside is left out.
func (s sheet) outline(b *strings.Builder, r ring, turn float64) {
	const tooSmall = .7
	var line []point
	low, high := point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}
	for _, d := range r {
		p := s.on(degrees{d.lon + turn, d.lat})
		if n := len(line); n > 0 && math.Hypot(p.x-line[n-1].x, p.y-line[n-1].y) < tooSmall {
			continue
		}
		line = append(line, p)
		low, high = point{min(low.x, p.x), min(low.y, p.y)}, point{max(high.x, p.x), max(high.y, p.y)}
	}
	if len(line) < 3 || high.x < 0 || high.y < 0 || low.x > pictureWidth || low.y > s.height {
		return
	}
	for i, p := range line {
		b.WriteByte("ML"[min(i, 1)])
		b.WriteString(strconv.FormatFloat(tenth(p.x), 'f', -1, 64))
		b.WriteByte(' ')
		b.WriteString(strconv.FormatFloat(tenth(p.y), 'f', -1, 64))
	}
	b.WriteByte('Z')
}

// cluster puts places on the sheet; one that is too near to a larger one joins it.
func (d *mapPage) cluster(s sheet, places []placed) []spot {
	var out []spot
	for _, x := range places {
		p := s.at(degrees{x.Place.Lon, x.Place.Lat})
		i := slices.IndexFunc(out, func(o spot) bool { return math.Hypot(o.X-p.x, o.Y-p.y) < closeTo })
		if i < 0 {
			i = len(out)
			out = append(out, spot{X: tenth(p.x), Y: tenth(p.y)})
		}
		out[i].Places = append(out[i].Places, x)
		for quad, n := range x.Counts {
			out[i].Counts[quad] += n
		}
	}
	for i := range out {
		o := &out[i]
		n := o.Counts.Sum()
		o.Quad, o.Link = o.Counts.most(), o.Places[0].Link
		if n == 1 {
			o.Event = o.Places[0].events[0]
		} else {
			o.R = tenth(min(10+2*math.Log2(float64(n)), 22))
		}
		if len(o.Places) > 1 {
			o.Link = d.link("/map", "box", around(o.Places, .3))
		}
		o.HitX, o.HitY, o.TextY = tenth(o.X-12), tenth(o.Y-12), tenth(o.Y+4)
	}
	return out
}

// label gives names to the largest spots, as long as they have room.
func (d *mapPage) label(name func(store.Place) string) {
	var taken []box
	for _, o := range d.Spots {
		r := max(o.R, 8)
		taken = append(taken, box{o.X - r, o.Y - r, 2 * r, 2 * r})
	}
	for i := range d.Spots {
		o := &d.Spots[i]
		o.Places[0].Place.Name = name(o.Places[0].Place)
		for j := range o.Places[1:] {
			o.Places[j+1].Place.Name = name(o.Places[j+1].Place)
		}
		wide := float64(utf8.RuneCountInString(o.Places[0].Place.Name))*6.6 + 6
		y := o.Y + max(o.R, 8) + 1
		b := box{o.X - wide/2, y, wide, 15}
		if b.X < 0 || b.X+b.W > d.Width || b.Y+b.H > d.Height || slices.ContainsFunc(taken, b.meets) {
			continue
		}
		o.Label = tenth(y + 12)
		taken = append(taken, b)
	}
}

func (b box) meets(o box) bool {
	return b.X < o.X+o.W && o.X < b.X+b.W && b.Y < o.Y+o.H && o.Y < b.Y+b.H
}

// Drawn64 and its like are for comparing in templates.
func (d *mapPage) Drawn64() int64     { return int64(d.Drawn) }
func (d *networkPage) Drawn64() int64 { return int64(d.Drawn) }
