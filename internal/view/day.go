package view

import (
	"strconv"
	"time"
)

const isoDay = "2006-01-02"

// day is a day in words: 19 June 2024. What is no day is given as it stands.
func (w *Words) day(iso string) string {
	t, err := time.Parse(isoDay, iso)
	if err != nil {
		return iso
	}
	return strconv.Itoa(t.Day()) + " " + w.month(t)
}

// weekday is a day in words with its weekday.
func (w *Words) weekday(iso string) string {
	t, err := time.Parse(isoDay, iso)
	if err != nil {
		return iso
	}
	return w.say("weekday."+strconv.Itoa(int(t.Weekday()))) + " " + w.day(iso)
}

func (w *Words) month(t time.Time) string {
	return w.say("month."+strconv.Itoa(int(t.Month()))) + " " + strconv.Itoa(t.Year())
}

// days is a stretch of time in the shortest words: a day, 18–19 June 2024, September 2023, 2023, since 1 November 2023.
func (w *Words) days(start, end string) string {
	switch {
	case start == "" && end == "":
		return ""
	case end == "":
		return w.say("since") + " " + w.day(start)
	case start == "":
		return w.say("until") + " " + w.day(end)
	case start == end:
		return w.day(start)
	}
	a, errA := time.Parse(isoDay, start)
	b, errB := time.Parse(isoDay, end)
	if errA != nil || errB != nil {
		return start + " – " + end
	}
	firstToLast := a.Day() == 1 && b.AddDate(0, 0, 1).Day() == 1
	sameMonth := a.Year() == b.Year() && a.Month() == b.Month()
	switch {
	case firstToLast && sameMonth:
		return w.month(a)
	case firstToLast && a.Month() == time.January && b.Month() == time.December && a.Year() == b.Year():
		return strconv.Itoa(a.Year())
	case firstToLast && a.Month() == time.January && b.Month() == time.December:
		return strconv.Itoa(a.Year()) + "–" + strconv.Itoa(b.Year())
	case firstToLast:
		return w.month(a) + " – " + w.month(b)
	case sameMonth:
		return strconv.Itoa(a.Day()) + "–" + strconv.Itoa(b.Day()) + " " + w.month(a)
	}
	return w.day(start) + " – " + w.day(end)
}

// amount writes a number with its thousands parted.
func amount(v float64) string {
	s := strconv.FormatFloat(v, 'f', -1, 64)
	sign, whole, rest := "", s, ""
	if s[0] == '-' {
		sign, whole = "-", s[1:]
	}
	for i := range whole {
		if whole[i] == '.' {
			whole, rest = whole[:i], whole[i:]
			break
		}
	}
	if len(whole) > 4 {
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + "," + whole[i:]
		}
	}
	return sign + whole + rest
}
