package when

import (
	"strconv"
	"time"
)

// day counts days since 1 January 1970; none is an open or unknown day.
type day int

const none = day(-1 << 40)

func civil(y, m, d int) day {
	return day(time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

func (d day) date() (y, m, n int) {
	yy, mm, dd := time.Unix(int64(d)*86400, 0).UTC().Date()
	return yy, int(mm), dd
}

// weekday is 1 for Monday to 7 for Sunday.
func (d day) weekday() int { return ((int(d)+3)%7+7)%7 + 1 }

// iso writes the day as YYYY-MM-DD, "" for none.
func (d day) iso() string {
	if d == none {
		return ""
	}
	y, m, n := d.date()
	if y < 1 || y > 9999 {
		return ""
	}
	b := []byte("0000-00-00")
	put := func(at, width, v int) {
		for i := at + width - 1; i >= at; i-- {
			b[i] = byte('0' + v%10)
			v /= 10
		}
	}
	put(0, 4, y)
	put(5, 2, m)
	put(8, 2, n)
	return string(b)
}

// parseDay reads YYYY-MM-DD, with or without a time of day after it.
func parseDay(s string) day {
	if len(s) < 10 || s[4] != '-' || s[7] != '-' {
		return none
	}
	y, e1 := strconv.Atoi(s[:4])
	m, e2 := strconv.Atoi(s[5:7])
	d, e3 := strconv.Atoi(s[8:10])
	if e1 != nil || e2 != nil || e3 != nil || !valid(y, m, d) {
		return none
	}
	return civil(y, m, d)
}

func monthDays(y, m int) int {
	_, _, d := (civil(y, m+1, 1) - 1).date()
	return d
}

func valid(y, m, d int) bool {
	return y >= 1 && y <= 9999 && m >= 1 && m <= 12 && d >= 1 && d <= monthDays(y, m)
}

// plusMonths keeps the day of the month where the new month has it, else takes its last day.
func (d day) plusMonths(n int) day {
	y, m, k := d.date()
	m += n - 1
	y += floorDiv(m, 12)
	m = m - floorDiv(m, 12)*12 + 1
	if last := monthDays(y, m); k > last {
		k = last
	}
	return civil(y, m, k)
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}

// plus moves a day by n units.
func (d day) plus(n int, unit string) day {
	switch unit {
	case "day":
		return d + day(n)
	case "week":
		return d + day(7*n)
	case "fortnight":
		return d + day(14*n)
	case "month":
		return d.plusMonths(n)
	case "quarter":
		return d.plusMonths(3 * n)
	case "year":
		return d.plusMonths(12 * n)
	case "decade":
		return d.plusMonths(120 * n)
	case "century":
		return d.plusMonths(1200 * n)
	}
	return none
}

// around gives the calendar unit that d lies in, moved by n units. Weeks begin on Monday, as in ISO 8601.
func (d day) around(n int, unit string) (day, day) {
	y, m, _ := d.date()
	switch unit {
	case "day":
		return d + day(n), d + day(n)
	case "week":
		from := d - day(d.weekday()-1) + day(7*n)
		return from, from + 6
	case "fortnight":
		from := d - day(d.weekday()-1) + day(14*n)
		return from, from + 13
	case "month":
		from := civil(y, m, 1).plusMonths(n)
		return from, from.plusMonths(1) - 1
	case "quarter":
		from := civil(y, (m-1)/3*3+1, 1).plusMonths(3 * n)
		return from, from.plusMonths(3) - 1
	case "year":
		return civil(y+n, 1, 1), civil(y+n, 12, 31)
	case "decade":
		return civil(y/10*10+10*n, 1, 1), civil(y/10*10+10*n+9, 12, 31)
	case "century":
		return civil(y/100*100+100*n, 1, 1), civil(y/100*100+100*n+99, 12, 31)
	}
	return none, none
}

// hijri gives the day of the tabular Islamic calendar (civil epoch, leap years 2 5 7 10 13 16 18 21 24 26 29 of 30).
// Where the moon was sighted otherwise the printed day may differ by one or two.
func hijri(y, m, d int) day {
	return day(d+(59*(m-1)+1)/2+(y-1)*354+(3+11*y)/30) + hijriEpoch
}

// hijriEpoch is the day before 1 Muharram 1, that is 18 July 622 (Gregorian), counted from 1970.
const hijriEpoch = day(-492149)

// hijriYear is the Islamic year that a day lies in.
func hijriYear(d day) int {
	y := int(float64(d-hijriEpoch)/354.36667) + 1
	for hijri(y, 1, 1) > d {
		y--
	}
	for hijri(y+1, 1, 1) <= d {
		y++
	}
	return y
}
