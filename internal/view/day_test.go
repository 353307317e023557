package view

import (
	"testing"

	"rawi/lang"
)

func TestDays(t *testing.T) {
	w, err := Load(lang.FS, "en")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ start, end, want string }{
		{"2024-06-19", "2024-06-19", "19 June 2024"},
		{"2024-06-18", "2024-06-19", "18–19 June 2024"},
		{"2023-09-01", "2023-09-30", "September 2023"},
		{"2024-02-01", "2024-02-29", "February 2024"},
		{"2023-01-01", "2023-12-31", "2023"},
		{"1990-01-01", "1999-12-31", "1990–1999"},
		{"2023-11-01", "2024-01-31", "November 2023 – January 2024"},
		{"2023-11-05", "2024-01-31", "5 November 2023 – 31 January 2024"},
		{"2023-11-01", "", "since 1 November 2023"},
		{"", "2023-11-01", "until 1 November 2023"},
		{"", "", ""},
		{"soon", "soon", "soon"},
	} {
		if got := w.days(c.start, c.end); got != c.want {
			t.Errorf("%s to %s: %q, want %q", c.start, c.end, got, c.want)
		}
	}
	for v, want := range map[float64]string{7: "7", 2013: "2013", 11000: "11,000", 1234567.5: "1,234,567.5", -20000: "-20,000", .25: "0.25"} {
		if got := amount(v); got != want {
			t.Errorf("%v: %q", v, got)
		}
	}
}
