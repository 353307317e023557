package web

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"rawi/internal/store"
)

// The measures of a network.
const (
	mostNodes     = 60
	mostEdges     = 140
	mostDrawn     = 2000 // events that a picture is made of; the best attested, or the newest
	networkHeight = 680.0
	steps         = 300 // of the layout
)

// networkPage is who deals with whom.
type networkPage struct {
	asking
	Levels []choice
	Level  string
	Total  int64
	Drawn  int
	Alone  int // events without two sides that are known
	Height float64
	Nodes  []node
	Edges  []edge
}

// node is a party.
type node struct {
	Key    string // of the entity, or the code of the country
	Entity string
	Name   string
	Link   string
	Weight int // independent origins of its events
	X, Y   float64
	R      float64
	Label  float64 // where its name stands
}

// edge is what two parties have to do with each other.
type edge struct {
	A, B           int
	From, To       *node
	Weight         int // independent origins of its events
	Counts         tally
	Quad           int // of most of its events
	Link           string
	X1, Y1, X2, Y2 float64
	X, Y           float64 // of its sign
	HitX, HitY     float64
	Width          float64
}

// pair are two parties by their keys, in order.
type pair [2]string

// dealings are what is told of all pairs.
type dealings struct {
	parties map[string]*node
	weight  map[pair]int
	counts  map[pair]tally
}

func (s *Server) network(p *page) error {
	d := &networkPage{asking: asked(p, "network", "events", "level"), Height: networkHeight, Level: "names"}
	p.name, p.data = "network", d
	if p.r.URL.Query().Get("level") == "countries" {
		d.Level = "countries"
	}
	for _, level := range []string{"names", "countries"} {
		d.Levels = append(d.Levels, choice{"web.level." + level, d.link("/network", "level", level), level == d.Level})
	}
	f, ok, err := s.filter(p, &d.asking, "events")
	if !ok {
		return err
	}
	if d.Total, err = total(p.tx, f); err != nil {
		return err
	}
	f.Sort, f.Desc, f.Cursor, f.Limit = "origins", true, "", mostDrawn
	events, err := p.tx.Events(f)
	if err != nil {
		return err
	}
	d.Drawn = len(events.Items)
	all, err := d.gather(p.tx, events.Items)
	if err != nil {
		return err
	}
	d.choose(all)
	names := frame{Words: p.words, Set: p.set, names: &names{tx: p.tx, known: map[string]map[string]string{}}}
	widths := make([]float64, len(d.Nodes))
	for i := range d.Nodes {
		n := &d.Nodes[i]
		n.Name = names.Name(n.Entity, n.Name)
		widths[i] = float64(utf8.RuneCountInString(n.Name))*7 + 8
	}
	d.draw(widths)
	return nil
}

// total counts the events of a question.
func total(tx store.Reader, f store.Filter) (n int64, err error) {
	f.Sort, f.Desc, f.Cursor, f.Limit = "", false, "", 0
	rows, err := tx.Count(f, "quad")
	for _, row := range rows {
		n += row.Count
	}
	return n, err
}

// gather weighs all pairs of parties that stand on opposite sides, or do something with each other.
func (d *networkPage) gather(tx store.Reader, events []store.Event) (dealings, error) {
	all := dealings{map[string]*node{}, map[pair]int{}, map[pair]tally{}}
	states := map[string]store.Entity{}
	if d.Level == "countries" {
		var err error
		if states, err = stateNames(tx); err != nil {
			return all, err
		}
	}
	side := func(parties []store.Party) (keys []string) {
		for _, x := range parties {
			n := node{Key: x.Entity, Entity: x.Entity, Name: cmp.Or(x.Name, x.Country)}
			if d.Level == "countries" {
				c := named(states, x.Country)
				n = node{Key: c.Code, Entity: c.Key, Name: c.Name}
			}
			if n.Key == "" {
				continue
			}
			if all.parties[n.Key] == nil {
				all.parties[n.Key] = &n
			}
			keys = append(keys, n.Key)
		}
		return keys
	}
	for _, e := range events {
		a, b := side(e.Actors), side(e.Recipients)
		if len(e.Recipients) == 0 {
			b = a
		}
		seen := map[pair]bool{}
		for _, x := range a {
			for _, y := range b {
				k := pair{min(x, y), max(x, y)}
				if x == y || seen[k] {
					continue
				}
				seen[k] = true
				all.weight[k] += max(e.Origins, 1)
				t := all.counts[k]
				t[class(e)]++
				all.counts[k] = t
			}
		}
		if len(seen) == 0 {
			d.Alone++
		}
	}
	return all, nil
}

// choose takes the heaviest pairs, as long as there is room for their parties.
func (d *networkPage) choose(all dealings) {
	order := make([]pair, 0, len(all.weight))
	for k := range all.weight {
		order = append(order, k)
	}
	slices.SortFunc(order, func(a, b pair) int {
		return cmp.Or(all.weight[b]-all.weight[a], strings.Compare(a[0], b[0]), strings.Compare(a[1], b[1]))
	})
	at := map[string]int{}
	for _, k := range order {
		fresh := 0
		for _, key := range k {
			if _, ok := at[key]; !ok {
				fresh++
			}
		}
		if len(at)+fresh > mostNodes {
			continue
		}
		if len(d.Edges) == mostEdges {
			break
		}
		for _, key := range k {
			if _, ok := at[key]; !ok {
				n := *all.parties[key]
				n.Link = d.link("/events", "party", n.Key)
				if d.Level == "countries" {
					n.Link = d.link("/events", "country", n.Key)
				}
				at[key] = len(d.Nodes)
				d.Nodes = append(d.Nodes, n)
			}
		}
		e := edge{A: at[k[0]], B: at[k[1]], Weight: all.weight[k], Counts: all.counts[k], Quad: all.counts[k].most(), Link: d.link("/events", "dyad", k[0]+","+k[1])}
		d.Nodes[e.A].Weight += e.Weight
		d.Nodes[e.B].Weight += e.Weight
		d.Edges = append(d.Edges, e)
	}
}

// draw gives everything its place.
func (d *networkPage) draw(widths []float64) {
	at := layout(len(d.Nodes), d.Edges, widths, pictureWidth, networkHeight)
	most := 1.0
	for _, e := range d.Edges {
		most = max(most, float64(e.Weight))
	}
	for i := range d.Nodes {
		n := &d.Nodes[i]
		n.X, n.Y = tenth(at[i].x), tenth(at[i].y)
		n.R = tenth(min(7+2*math.Sqrt(float64(n.Weight)), 22))
		n.Label = tenth(n.Y + n.R + 14)
	}
	for i := range d.Edges {
		e := &d.Edges[i]
		e.From, e.To = &d.Nodes[e.A], &d.Nodes[e.B]
		e.X1, e.Y1, e.X2, e.Y2 = e.From.X, e.From.Y, e.To.X, e.To.Y
		d.sign(i, widths)
		e.HitX, e.HitY = tenth(e.X-12), tenth(e.Y-12)
		e.Width = tenth(1.2 + 6*math.Sqrt(float64(e.Weight)/most))
	}
}

// sign puts the sign of an edge where it hides nothing: in the middle if there is room.
func (d *networkPage) sign(i int, widths []float64) {
	e := &d.Edges[i]
	for _, part := range []float64{.5, .42, .58, .35, .65, .28, .72} {
		x, y := e.X1+(e.X2-e.X1)*part, e.Y1+(e.Y2-e.Y1)*part
		if d.free(i, box{x - 8, y - 8, 16, 16}, widths) {
			e.X, e.Y = tenth(x), tenth(y)
			return
		}
	}
	e.X, e.Y = tenth((e.X1+e.X2)/2), tenth((e.Y1+e.Y2)/2)
}

// free tells whether no node, no name and no sign of an earlier edge is there.
func (d *networkPage) free(before int, b box, widths []float64) bool {
	for i, n := range d.Nodes {
		if b.meets(box{n.X - n.R, n.Y - n.R, 2 * n.R, 2 * n.R}) || b.meets(box{n.X - widths[i]/2, n.Label - 12, widths[i], 16}) {
			return false
		}
	}
	return !slices.ContainsFunc(d.Edges[:before], func(o edge) bool { return b.meets(box{o.X - 8, o.Y - 8, 16, 16}) })
}

// point is a place in a picture.
type point struct{ x, y float64 }

// layout draws together what is tied and pushes apart what is not (after Fruchterman and Reingold). It begins on a spiral and uses no
// chance: the same network is always drawn in the same way.
func layout(n int, edges []edge, widths []float64, width, height float64) []point {
	at := make([]point, n)
	for i := range at {
		r, angle := math.Sqrt((float64(i)+.5)/float64(n))*.45, float64(i)*math.Pi*(3-math.Sqrt(5))
		at[i] = point{width/2 + r*width*math.Cos(angle), height/2 + r*height*math.Sin(angle)}
	}
	if n == 0 {
		return at
	}
	ideal := .68 * math.Sqrt(width*height/float64(n))
	for step := range steps {
		heat := width / 10 * (1 - float64(step)/steps)
		spread(at, edges, ideal, heat, point{width, height})
	}
	untangle(at, widths, width, height)
	return at
}

// spread moves every node once, as far as the heat lets it.
func spread(at []point, edges []edge, ideal, heat float64, size point) {
	move := make([]point, len(at))
	for i := range at {
		for j := range i {
			dx, dy := at[i].x-at[j].x, at[i].y-at[j].y
			far := max(math.Hypot(dx, dy), .1)
			push := ideal * ideal / far / far
			move[i].x, move[i].y = move[i].x+dx*push, move[i].y+dy*push
			move[j].x, move[j].y = move[j].x-dx*push, move[j].y-dy*push
		}
		move[i].x += (size.x/2 - at[i].x) * .6 // to the middle, or what is tied to nothing would leave
		move[i].y += (size.y/2 - at[i].y) * .9
	}
	for _, e := range edges {
		dx, dy := at[e.A].x-at[e.B].x, at[e.A].y-at[e.B].y
		pull := math.Hypot(dx, dy) / ideal
		move[e.A].x, move[e.A].y = move[e.A].x-dx*pull, move[e.A].y-dy*pull
		move[e.B].x, move[e.B].y = move[e.B].x+dx*pull, move[e.B].y+dy*pull
	}
	for i, m := range move {
		far := max(math.Hypot(m.x, m.y), .1)
		step := min(far, heat) / far
		at[i].x = min(max(at[i].x+m.x*step, 0), size.x)
		at[i].y = min(max(at[i].y+m.y*step, 0), size.y)
	}
}

// untangle moves nodes until no name stands on another, as far as there is room.
func untangle(at []point, widths []float64, width, height float64) {
	const tall = 68
	for range 200 {
		moved := false
		for i := range at {
			for j := range i {
				dx, dy := at[i].x-at[j].x, at[i].y-at[j].y
				overX, overY := max((widths[i]+widths[j])/2, 50)-math.Abs(dx), tall-math.Abs(dy)
				if overX <= 0 || overY <= 0 {
					continue
				}
				moved = true
				if overX < overY {
					step := math.Copysign(overX/2+.5, dx)
					at[i].x, at[j].x = at[i].x+step, at[j].x-step
				} else {
					step := math.Copysign(overY/2+.5, dy)
					at[i].y, at[j].y = at[i].y+step, at[j].y-step
				}
			}
		}
		for i := range at {
			half := max(widths[i]/2, 26)
			at[i].x = min(max(at[i].x, half), width-half)
			at[i].y = min(max(at[i].y, 28), height-44)
		}
		if !moved {
			return
		}
	}
}
