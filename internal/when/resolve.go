package when

// Resolve gives the first and the last day (ISO, both inclusive, "" where open or unknown) that the expression means in a report
// of the day published. future says that the clause tells of what is to come; without it a weekday, a month or a day without its
// year is the latest one that is not after the report.
func (t Time) Resolve(published string, future bool) (first, last string) {
	pub := parseDay(published)
	from, to := t.days(pub, future)
	return from.iso(), to.iso()
}

// fresh is how many days back the news of a report reaches, lasting how long ago a thing began that is no longer news.
const (
	fresh   = 8
	lasting = 72
)

// Age tells whether a time is recent, as news are, or past: within a week or so before the report's day, or before that. Times that count
// from the report's day (yesterday, last year) tell it even where that day is not known; of others nothing is said then. A time as wide as
// a year, or one that began months ago and goes on, dates no single event of the news: it is wide.
func (l *Lexicon) Age(t Time, published string) string {
	day := published
	if day == "" {
		day = "2010-06-15" // any day will do
	}
	if t.wide(day) {
		return "wide"
	}
	first, last := t.Resolve(day, false)
	if published == "" {
		if other, _ := t.Resolve("2005-02-03", false); other == first { // a date of its own
			return ""
		}
	}
	switch {
	case last == "" && first == "":
		return ""
	case last == "" && parseDay(first) < parseDay(day)-lasting:
		return "wide"
	case last == "" || parseDay(last) >= parseDay(day)-fresh && parseDay(first) >= parseDay(day)-4*fresh:
		return "recent"
	}
	return "past"
}

// yearly is how many days a time has that is told by its year.
const yearly = 360

// wide reports whether a time is told by its year or by several (in 2003, three years ago, since 1990, in the nineties).
func (t Time) wide(day string) bool {
	t.open = 0
	first, last := t.Days(day, false)
	return first != "" && last != "" && parseDay(last)-parseDay(first) >= yearly
}

// Days is Resolve, as precise as it is told: three years ago is a year, not the day three years before.
func (t Time) Days(published string, future bool) (first, last string) {
	from, to := t.days(parseDay(published), future)
	if from == to && t.open == 0 && (t.value.op == "ago" || t.value.op == "ahead" || t.ranged && (t.value.op == "plus" || t.value.op == "minus")) {
		from, to = t.value.roughly(from)
	}
	return from.iso(), to.iso()
}

// roughly widens a day that is reached by whole months or years to that month or year.
func (v *value) roughly(d day) (day, day) {
	if d == none || v.spans[1].unit != "" {
		return d, d
	}
	switch unit := v.spans[0].unit; unit {
	case "year", "month":
		return d.around(0, unit)
	case "decade", "century":
		return d.around(0, "year")
	}
	return d, d
}

func (t *Time) days(pub day, future bool) (day, day) {
	if t.value.told && t.base != none {
		pub = t.base
	}
	from, to := t.value.days(pub, future)
	switch {
	case t.ranged && t.value.op == "lasting": // three days from Monday
		from, _ = t.upto.days(pub, future)
		if to = t.value.move(from); to != none {
			to--
		}
	case t.ranged && t.value.op == "ofweek": // the week of 16 September
		if a, _ := t.upto.days(pub, future); a != none {
			from, to = a.around(0, "week")
		}
	case t.ranged && t.inWeek: // Monday two weeks ago
		if a, _ := t.upto.days(pub, future); a != none {
			from, _ = a.around(0, "week")
			from += day(t.value.weekday - 1)
			to = from
		}
	case t.ranged && (t.value.op == "plus" || t.value.op == "minus"):
		from, _ = t.upto.days(pub, future || t.value.shift > 0)
		from = t.value.move(from)
		to = from
	case t.ranged:
		from, to = t.span(pub, future)
	}
	if t.open < 0 && !future && t.value.floats() && pub != none { // until Friday: the nearest one
		if a, b := t.value.days(pub, true); a != none && a-pub < pub-to {
			from, to = a, b
		}
	}
	if from == none || to == none {
		return none, none
	}
	if t.third > 0 {
		from, to = third(from, to, t.third)
	}
	if from > to {
		return none, none
	}
	switch t.open {
	case 1:
		to = none
	case -1:
		from = none
	}
	return from, to
}

// third is the beginning (1), middle (2) or end (3) of a span: of a month ten days, of a year four months, of a decade the years
// 0–3, 4–6 and 7–9, of another span its third in days.
func third(from, to day, part int) (day, day) {
	n := int(to-from) + 1
	y, m, d := from.date()
	switch {
	case n < 3:
		return from, to
	case d == 1 && n >= 28 && n <= 31:
		return from + day(10*(part-1)), []day{from + 9, from + 19, to}[part-1]
	case d == 1 && m == 1 && (n == 365 || n == 366):
		return civil(y, 4*part-3, 1), civil(y, 4*part, 1).plusMonths(1) - 1
	case d == 1 && m == 1 && n >= 3652 && n <= 3653:
		return civil(y+[]int{0, 4, 7}[part-1], 1, 1), civil(y+[]int{3, 6, 9}[part-1], 12, 31)
	}
	return from + day(n*(part-1)/3), from + day(n*part/3) - 1
}

// span resolves a range of two times: the end first, then the latest beginning before it.
func (t *Time) span(pub day, future bool) (day, day) {
	a, b := t.value, t.upto
	if !a.fixed() && a.year == 0 && b.year != 0 && a.floats() {
		a.year = b.year
		if from, _ := a.days(pub, future); from != none {
			if end, _ := b.days(pub, future); end != none && from > end {
				a.year--
			}
		}
	}
	if a.year != 0 && b.year == 0 && b.floats() && b.weekday == 0 { // from November 2018 to February: of the same year, or the next
		b.year = a.year
		from, _ := a.days(pub, future)
		if end, _ := b.days(pub, future); from != none && end != none && end < from {
			b.year++
		}
	}
	from, end0 := a.days(pub, future)
	end1, end := b.days(pub, future)
	if from != none && end != none {
		switch t.head {
		case 2:
			from, _ = third(from, end0, 2)
		case 3: // from the end of a year: from when it has ended
			from = end0 + 1
		}
		switch t.tail {
		case 1:
			end = end1
		case 2:
			_, end = third(end1, end, 2)
		}
	}
	if from == none || end == none {
		return none, none
	}
	if from > end1 {
		switch {
		case b.floats() && b.year == 0 && (a.fixed() || a.year != 0):
			for k := 0; k < 3 && from > end; k++ {
				end = b.later(end)
			}
		case a.floats() && a.year == 0 && a.weekday == 0:
			from = from.plusMonths(-12)
		case a.op == "weekday" || b.op == "weekday":
			if future {
				end += 7
			} else {
				from -= 7
			}
		}
	}
	if from > end {
		return none, none
	}
	return from, end
}

// later is the next day of that name.
func (v *value) later(end day) day {
	if v.op == "weekday" {
		return end + 7
	}
	return end.plusMonths(12)
}

// fixed reports whether the value needs no choice between past and future.
func (v *value) fixed() bool {
	switch v.op {
	case "date", "numeric", "month", "quarter", "half":
		return v.year != 0 || v.shifted
	case "weekday":
		return false
	}
	return true
}

// floats reports whether the value is a day or month without its year, or a bare weekday.
func (v *value) floats() bool {
	switch v.op {
	case "date", "numeric", "month", "quarter", "half":
		return v.year == 0
	case "weekday":
		return true
	}
	return false
}

// days resolves a value; none where the report's day is needed and unknown.
func (v *value) days(pub day, future bool) (day, day) {
	switch v.op {
	case "date", "numeric":
		return v.calendarDay(pub, future)
	case "month":
		return v.calendarMonth(pub, future)
	case "year":
		if v.hijri {
			return hijri(v.year, 1, 1), hijri(v.year+1, 1, 1) - 1
		}
		return civil(v.year, 1, 1), civil(v.year, 12, 31)
	case "years":
		if v.year2 < v.year || v.short && v.year2 != v.year+1 && v.year2%100 <= 12 { // 2005-09 is a month of its year
			return none, none
		}
		return civil(v.year, 1, 1), civil(v.year2, 12, 31)
	case "decade":
		y := v.year
		if y < 100 {
			if v.ord > 0 { // the seventies of the 19th century
				y += (v.ord - 1) * 100
				return civil(y, 1, 1), civil(y+9, 12, 31)
			}
			y += 1900
			if y%100 < 30 && pub != none { // the twenties: of which century
				if now, _, _ := pub.date(); now >= y+100 {
					y += 100
				}
			}
		}
		return civil(y, 1, 1), civil(y+9, 12, 31)
	case "century":
		return civil((v.ord-1)*100, 1, 1), civil((v.ord-1)*100+99, 12, 31)
	case "quarter", "half":
		size := 3
		if v.op == "half" {
			size = 6
		}
		if v.ord == 0 && !v.shifted {
			v.ord = v.shift
		}
		if v.ord < 1 || v.ord*size > 12 {
			return none, none
		}
		y := v.year
		if y == 0 {
			if pub == none {
				return none, none
			}
			y, _, _ = pub.date()
			if v.shifted {
				y += v.shift
			} else if begin := civil(y, (v.ord-1)*size+1, 1); begin > pub && !future {
				y--
			}
		}
		from := civil(y, (v.ord-1)*size+1, 1)
		return from, from.plusMonths(size) - 1
	}
	switch {
	case v.op == "weekof" && v.year != 0:
		return v.week(v.year)
	case v.op == "season" && v.year != 0:
		return v.season(v.year)
	case v.op == "monthof" && v.year != 0:
		return v.numbered(v.year)
	case (v.op == "firstn" || v.op == "lastn" || v.op == "firstday" || v.op == "lastday") && v.year != 0 && v.month == 0:
		return v.within(civil(v.year, 1, 1), civil(v.year, 12, 31))
	case v.month != 0 && (v.op == "firstn" || v.op == "lastn" || v.op == "firstday" || v.op == "lastday") || v.op == "weekin":
		return v.within(v.calendarMonth(pub, future))
	}
	if pub == none {
		return none, none
	}
	switch v.op {
	case "weekday":
		if v.day != 0 { // Tuesday the eleventh
			return v.datedWeekday(pub, future)
		}
		back := day((pub.weekday() - v.weekday + 7) % 7)
		if future {
			ahead := day((v.weekday - pub.weekday() + 7) % 7)
			return pub + ahead, pub + ahead
		}
		return pub - back, pub - back
	case "coming":
		ahead := day((v.weekday-pub.weekday()+6)%7 + 1)
		return pub + ahead, pub + ahead
	case "gone":
		back := day((pub.weekday()-v.weekday+6)%7 + 1)
		return pub - back, pub - back
	case "nextweek", "weekdayin":
		from, _ := pub.around(v.shift, "week")
		d := from + day(v.weekday-1)
		return d, d
	case "now":
		return pub, pub
	case "monthof":
		y, _, _ := pub.date()
		return v.numbered(y + v.shift)
	case "nthday":
		return v.nthDay(pub, future)
	case "firstn", "lastn", "firstday", "lastday":
		return v.within(pub.around(v.shift, v.unit))
	case "season":
		return v.nearSeason(pub, future)
	case "weekend":
		return weekend(pub, future)
	case "unit":
		if v.unit == "weekend" {
			from, to := weekend(pub, true)
			return from + day(7*v.shift), to + day(7*v.shift)
		}
		return pub.around(v.shift, v.unit)
	case "todate":
		from, _ := pub.around(0, v.unit)
		return from, pub
	case "rest":
		_, to := pub.around(v.shift, v.unit)
		return pub + 1, to
	case "dayof":
		from, to := pub.around(v.shift, v.unit)
		d := from + day(v.day-1)
		if v.day2 != 0 {
			return d, from + day(v.day2-1)
		}
		if d > to {
			return none, none
		}
		return d, d
	case "ago", "ahead":
		d := v.move(pub + day(v.shift))
		if d == none {
			return none, none
		}
		if v.unit == "decade" || v.unit == "century" {
			return d.around(0, "year")
		}
		return d, d
	case "past", "future":
		n := int(v.n)
		if n < 1 || n > 5000 || pub.plus(n, v.unit) == none {
			return none, none
		}
		if v.op == "past" {
			return pub.plus(-n, v.unit), pub
		}
		return pub + 1, pub.plus(n, v.unit)
	case "weekof":
		y, _, _ := pub.date()
		if v.shifted {
			y += v.shift
		}
		return v.week(y)
	}
	return none, none
}

// move goes from a day by the value's lengths of time.
func (v *value) move(d day) day {
	if d == none || v.n != float64(int(v.n)) && v.spans[1].unit == "" && v.spans[0].n == int(v.n) { // two and a half weeks ago tells no day
		return none
	}
	for _, part := range v.spans {
		n := part.n
		switch {
		case part.unit == "":
			return d
		case n > 5000:
			return none
		case v.op == "ago" || v.op == "minus":
			n = -n
		}
		d = d.plus(n, part.unit)
	}
	return d
}

// week is a numbered week of a year (ISO 8601: the first week holds the fourth of January); 0 is the last.
func (v *value) week(y int) (day, day) {
	n := v.ord
	if n == 0 {
		from, to := civil(y, 12, 28).around(0, "week")
		return from, to
	}
	from, _ := civil(y, 1, 4).around(n-1, "week")
	return from, from + 6
}

// datedWeekday is the nearest day before the report (or after it) that is that day of its month and that weekday.
func (v *value) datedWeekday(pub day, future bool) (day, day) {
	for k := 0; k < 24; k++ {
		for _, sign := range []int{-1, 1} {
			if future {
				sign = -sign
			}
			y, m, _ := pub.date()
			first := civil(y, m, 1).plusMonths(sign * k)
			y, m, _ = first.date()
			if valid(y, m, v.day) {
				if d := civil(y, m, v.day); d.weekday() == v.weekday {
					return d, d
				}
			}
		}
	}
	return none, none
}

// soon is how many days ahead a day without its year is taken for the coming one: a report of the 17th that says
// «on the 21st of this month's name» does not speak of last year.
const soon = 45

func (v *value) make(y, m, d int) day {
	if v.hijri {
		if d > 30 {
			return none
		}
		return hijri(y, m, d)
	}
	if !valid(y, m, d) {
		return none
	}
	return civil(y, m, d)
}

// choose picks the year of a day or month that is printed without one.
func (v *value) choose(pub day, future bool, at func(year int) day) int {
	year, _, _ := pub.date()
	if v.hijri {
		year = hijriYear(pub)
	}
	if v.shifted && (v.unit == "year" || v.shift == 0) {
		return year + v.shift
	}
	if v.shifted { // the 18th of next December: the first one to come
		y := year - 1
		if v.shift > 0 {
			for y++; y < year+8 && (at(y) == none || at(y) <= pub); y++ {
			}
			return y
		}
		for y++; y > year-8 && (at(y) == none || at(y) >= pub); y-- {
		}
		return y
	}
	if v.weekday != 0 && v.day != 0 { // the weekday tells the year
		for _, y := range []int{year, year - 1, year + 1} {
			if d := at(y); d != none && d.weekday() == v.weekday && (d <= pub+soon || future || y > year) {
				return y
			}
		}
	}
	best := 0
	for y := year - 4; y <= year+4; y++ {
		d := at(y)
		switch {
		case d == none:
		case future:
			if best == 0 && d >= pub {
				best = y
			}
		case d <= pub || v.day != 0 && d <= pub+soon && pub-d < 300 && v.nearer(at(y-1), pub, d):
			best = y
		}
	}
	if best == 0 {
		best = year
	}
	return best
}

// nearer reports whether the coming day is much nearer than the one a year before.
func (v *value) nearer(before, pub, after day) bool {
	return before == none || pub-before > 3*(after-pub)
}

func (v *value) calendarDay(pub day, future bool) (day, day) {
	y := v.year
	if y == 0 {
		if pub == none {
			return none, none
		}
		y = v.choose(pub, future, func(y int) day { return v.make(y, v.month, v.day) })
	}
	if v.short && pub != none { // in two figures: no more than ten years ahead of the report
		if now, _, _ := pub.date(); y > now+10 {
			y -= 100
		}
	}
	from := v.make(y, v.month, v.day)
	if from == none {
		return none, none
	}
	to := from
	if v.day2 != 0 {
		m := v.month
		if v.month2 != 0 {
			m = v.month2
		} else if v.day2 < v.day { // from the 27th to the 3rd, which is of the next month
			m = m%12 + 1
		}
		y2 := y
		if m < v.month {
			y2++
		}
		if to = v.make(y2, m, v.day2); to == none || to < from {
			return none, none
		}
	}
	return from, to
}

func (v *value) calendarMonth(pub day, future bool) (day, day) {
	y := v.year
	if y == 0 {
		if pub == none {
			return none, none
		}
		now, m, _ := pub.date()
		switch {
		case v.hijri:
			y = v.choose(pub, future, func(y int) day { return v.make(y, v.month, 1) })
		case v.shifted && v.unit == "year":
			y = now + v.shift
		case v.shifted && v.shift == 0:
			y = now
		case v.shifted && v.shift < 0:
			y = now
			if v.month >= m {
				y--
			}
		case v.shifted || future:
			y = now
			if v.month < m || v.shifted && v.month == m {
				y++
			}
		default:
			y = now
			if v.month > m {
				y--
			}
		}
	}
	if v.hijri {
		to := hijri(y, v.month, 1)
		if v.month == 12 {
			return to, hijri(y+1, 1, 1) - 1
		}
		return to, hijri(y, v.month+1, 1) - 1
	}
	from := civil(y, v.month, 1)
	if v.month2 != 0 {
		y2 := y
		if v.month2 < v.month {
			if v.year != 0 {
				from = civil(y-1, v.month, 1)
			} else {
				y2++
			}
		}
		return from, civil(y2, v.month2, 1).plusMonths(1) - 1
	}
	return from, from.plusMonths(1) - 1
}

// within is a part of a span: its first or last months, its last day, its second week.
func (v *value) within(from, to day) (day, day) {
	if from == none || to == none {
		return none, none
	}
	n, unit := max(v.spans[0].n, int(v.n)), v.spans[0].unit
	switch v.op {
	case "firstn":
		if end := from.plus(n, unit); unit != "" && n > 0 && n < 400 && end-1 <= to {
			return from, end - 1
		}
	case "lastn":
		if begin := (to + 1).plus(-n, unit); unit != "" && n > 0 && n < 400 && begin >= from {
			return begin, to
		}
	case "firstday":
		return from, from
	case "lastday":
		return to, to
	case "weekin":
		switch begin := from + day(7*(v.ord-1)); {
		case v.ord == 0:
			return to - 6, to
		case v.ord > 0 && begin <= to:
			return begin, min(begin+6, to)
		}
	}
	return none, none
}

// numbered is the month of a year that is told by its number: the ninth month of next year.
func (v *value) numbered(y int) (day, day) {
	if v.ord < 1 || v.ord > 12 {
		return none, none
	}
	from := civil(y, v.ord, 1)
	return from, from.plusMonths(1) - 1
}

// nthDay is a weekday told by its place in a month (0: the last one): the first Sunday of May. Where no month is told it is the
// report's.
func (v *value) nthDay(pub day, future bool) (day, day) {
	from, to := pub.around(v.shift, "month")
	if v.month != 0 {
		from, to = v.calendarMonth(pub, future)
	}
	if from == none || v.ord > 5 {
		return none, none
	}
	d := from + day((v.weekday-from.weekday()+7)%7) + day(7*(v.ord-1))
	if v.ord == 0 {
		d = to - day((to.weekday()-v.weekday+7)%7)
	}
	if d > to {
		return none, none
	}
	return d, d
}

// season is the season of a year, by the months of the northern half of the world; a winter belongs to the year in which it ends.
func (v *value) season(y int) (day, day) {
	from := civil(y, 3*v.ord-3, 1)
	return from, from.plusMonths(3) - 1
}

// nearSeason is the season last begun, or the one that is told: last summer, next winter.
func (v *value) nearSeason(pub day, future bool) (day, day) {
	y, _, _ := pub.date()
	from, to := v.season(y + 1)
	for k := y + 1; from > pub; k-- {
		from, to = v.season(k - 1)
		y = k - 1
	}
	switch {
	case v.shifted && v.shift < 0 && to >= pub:
		return v.season(y - 1)
	case v.shifted && v.shift > 0, future && !v.shifted && to < pub, v.shifted && v.shift == 0 && to < pub && future:
		return v.season(y + 1)
	}
	return from, to
}

// weekend is the Saturday and Sunday last begun, or those to come.
func weekend(pub day, future bool) (day, day) {
	from, _ := pub.around(0, "week")
	if from += 5; from > pub && !future {
		from -= 7
	}
	return from, from + 1
}
