package reading_test

import (
	"os"
	"strings"
	"testing"

	"rawi/internal/clean"
)

// TestCodes holds that an event's CAMEO code says of which act somebody speaks, and how: to promise aid is no general promise, to
// promise an attack is a threat, to ask for one not to come is to ask for restraint.
func TestCodes(t *testing.T) {
	data, err := os.ReadFile("testdata/codes.tsv")
	if err != nil {
		t.Fatal(err)
	}
	r := made(t)
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(strings.TrimSpace(line), "\t")
		if len(cells) != 3 {
			t.Fatalf("%q: want three cells", line)
		}
		rec, _ := read(t, r, clean.Page{ID: "a", Kind: clean.TextBody, Language: cells[0], Body: []byte(cells[2])})
		var got []string
		for _, e := range rec.Events {
			if e.Reality == "actual" && e.Polarity == "positive" && len(e.Attribution) == 0 {
				got = append(got, e.CAMEO)
			}
		}
		if s := strings.Join(got, ","); s != cells[1] {
			t.Errorf("%s: codes %s, want %s", cells[2], s, cells[1])
		}
	}
}
