package register

import (
	"slices"
	"strconv"

	"rawi/internal/copies"
	"rawi/internal/store"
)

// Tellings of one event are looked for under marks that each of them has: its type, a day, and one thing that it tells (a party, a pair
// of countries, a place, a toll). What is rare enough is also marked by month, for those that do not know the day.

const (
	fewDays     = 4  // longer spans are marked by month alone
	fewMonths   = 3  //
	maxFeatures = 24 // of one telling
)

// blocks are the marks under which a telling is kept, and those under which it looks for tellings of a class: a day earlier and later
// too. Who shares fewer than least of them cannot be alike: each two points that may tie two tellings (see wellAnchored) give two marks.
// What is rare by month is enough by itself, so it is asked for twice, which counts twice. What tells one thing alone asks for one mark,
// and is kept under two that all others ask for: either finds the other (see meets).
func blocks(s *sight, with class) (kept, asked []uint64, least int) {
	s.feature()
	least = leastOf(s)
	put := func(list *[]uint64, of class, t when, features []string) {
		for _, f := range features {
			*list = append(*list, copies.Within(t.week, mark(string(of), family(s.Type), t.name, f)))
		}
	}
	if s.narrow() {
		for d := s.from - slackDays; d <= s.to+slackDays; d++ {
			day := onDay(d)
			put(&asked, with, day, s.daily)
			if least > 1 {
				put(&asked, with, day.alone(), s.daily)
			}
			if d < s.from || d > s.to {
				continue
			}
			put(&kept, s.class, day, s.daily)
			if least == 1 {
				put(&kept, s.class, day.alone(), s.daily)
			}
		}
	}
	for _, m := range s.months {
		put(&kept, s.class, m, s.monthly)
		put(&asked, with, m, s.monthly)
		put(&asked, with, m, s.monthly)
	}
	return kept, asked, least
}

// when is a day or a month as marks know it: the week in which its marks lie together, so that a report finds all that it asks for in one
// place of a large register, and what it is called there.
type when struct {
	week int
	name string
}

// monthWeeks is how many weeks are taken for a month.
const monthWeeks = 4

func onDay(day int) when {
	week, offset := copies.WeekOf(day)
	return when{week, "day " + strconv.Itoa(offset)}
}

func inMonth(day int) when {
	week, _ := copies.WeekOf(day)
	return when{week - week%monthWeeks, "month"}
}

// alone is the same day for what tells one thing alone.
func (t when) alone() when { return when{t.week, t.name + "'"} }

// leastOf is how many things another telling must share with one.
func leastOf(s *sight) int { return min(2, max(1, len(s.daily))) }

// meets reports whether two tellings share enough to be looked at together. It holds from both sides or from neither: what a span of
// days or the marks of other tellings of an event add to the marks shared does not count.
func meets(a, b *sight) bool {
	a.feature()
	b.feature()
	if common(a.monthly, b.monthly) > 0 && common(a.months, b.months) > 0 {
		return true
	}
	return a.narrow() && b.narrow() && common(a.daily, b.daily) >= min(leastOf(a), leastOf(b))
}

func common[T comparable](a, b []T) int {
	n := 0
	for _, x := range a {
		if slices.Contains(b, x) {
			n++
		}
	}
	return n
}

// feature finds what a telling is marked by, once.
func (s *sight) feature() {
	if s.featured {
		return
	}
	s.featured = true
	s.daily, s.monthly = features(s)
	s.months = months(s)
}

// narrow reports whether the days on which it may have happened are few enough to be marked one by one.
func (s *sight) narrow() bool { return s.to != openEnd && s.to-s.from <= fewDays }

// months are those in which the telling may have happened, the first few, and around the report's own day.
func months(s *sight) []when {
	var out []when
	add := func(day int) {
		if m := inMonth(day); day > 0 && !slices.Contains(out, m) && len(out) < fewMonths {
			out = append(out, m)
		}
	}
	switch {
	case s.Published == "" && !s.dated:
		return []when{{copies.Ageless, "never"}}
	case s.dated:
		add(s.from)
		if s.to != openEnd {
			add(s.to)
		}
	case s.class == coming:
		add(s.from)
		add(s.from + 30)
		add(s.to)
	default:
		add(s.to)
		add(s.to - 30)
		add(s.from)
	}
	return out
}

// features are the things that a telling tells; monthly are those that few events of a month share.
func features(s *sight) (daily, monthly []string) {
	add := func(list *[]string, f string) {
		if !slices.Contains(*list, f) && len(*list) < maxFeatures {
			*list = append(*list, f)
		}
	}
	var countries, named []string
	for _, p := range append(slices.Clip(s.actors), s.recipients...) {
		if p.Country != "" {
			add(&countries, p.Country)
		}
		if p.Entity != "" && !p.unnamed && p.kind != "state" && p.kind != "place" {
			add(&named, p.Entity)
		}
	}
	slices.Sort(countries)
	slices.Sort(named)
	for i, c := range countries {
		for _, o := range countries[i+1:] {
			add(&daily, c+"+"+o)
			if s.Quad != 4 {
				add(&monthly, c+"+"+o)
			}
		}
	}
	for _, n := range named {
		add(&daily, n)
		for _, c := range countries {
			add(&monthly, n+"+"+c)
		}
		for _, o := range named {
			if o > n {
				add(&monthly, n+"+"+o)
			}
		}
	}
	if s.place.any && s.place.Key != "" && s.place.Key != stateKey(s.place.Country) {
		add(&daily, "at:"+s.place.Key)
		add(&monthly, "at:"+s.place.Key)
	}
	for _, n := range []*int{s.Dead, s.Injured} {
		if n != nil && *n > 2 {
			toll := strconv.Itoa(*n)
			add(&daily, "toll:"+toll)
			add(&daily, "toll':"+toll)
			for _, c := range append(slices.Clip(countries), s.place.Country) {
				if c != "" {
					add(&monthly, "toll:"+toll+c)
				}
			}
		}
	}
	for _, q := range s.Quantities {
		if q.Value != nil && *q.Value >= 3 && q.Unit != "" {
			add(&daily, strconv.FormatFloat(*q.Value, 'f', -1, 64)+" "+q.Unit)
		}
	}
	for _, c := range countries {
		add(&daily, c)
		if seldom(s.Type) && s.Mode != "" {
			add(&daily, s.Mode+" "+c)
		}
	}
	if s.place.Country != "" {
		add(&daily, s.place.Country)
	}
	return daily, monthly
}

// markEvent keeps an event under the marks of its tellings.
func markEvent(tx store.Tx, event string, list []*sight) error {
	var all []uint64
	for _, s := range list {
		kept, _, _ := blocks(s, s.class)
		all = append(all, kept...)
	}
	slices.Sort(all)
	return tx.Mark(store.EventBlocks, event, slices.Compact(all))
}
