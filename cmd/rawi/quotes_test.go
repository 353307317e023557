package main

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
)

// TestWhoSaidWhat holds the share of attributions in corpus/*-quotes that are found, and found with their speaker: floors that rise with
// the engine and the tables and must not fall unnoticed.
func TestWhoSaidWhat(t *testing.T) {
	for _, c := range []struct {
		dir           string
		found, spoken float64 // F1
		least         int     // attributions that the corpus expects at least
	}{
		{"../../corpus/en-quotes", 94, 90, 150},
		{"../../corpus/ar-quotes", 94, 90, 60},
	} {
		var out, log bytes.Buffer
		if status := run(context.Background(), []string{"score", c.dir, "--json"}, strings.NewReader(""), &out, &log); status != allRead {
			t.Fatalf("%s: status %d: %s", c.dir, status, &log)
		}
		var board struct {
			Tables []struct {
				Figures []struct {
					Name     string
					Expected int
					F1       float64
				}
			}
		}
		if err := json.Unmarshal(out.Bytes(), &board); err != nil || len(board.Tables) == 0 {
			t.Fatalf("%s: %v: %s", c.dir, err, &out)
		}
		floors := map[string]float64{"quotes": c.found, "quotes with speaker": c.spoken}
		for _, f := range board.Tables[0].Figures {
			if f.Name == "events" {
				t.Errorf("%s: events are scored, though none are expected", c.dir)
			}
			floor, ok := floors[f.Name]
			if !ok {
				continue
			}
			delete(floors, f.Name)
			t.Logf("%s: %s: F1 %.1f of %d", c.dir, f.Name, f.F1, f.Expected)
			if f.F1 < floor || f.Expected < c.least {
				t.Errorf("%s: %s: F1 %.1f of %d expected, want at least %.0f of %d", c.dir, f.Name, f.F1, f.Expected, floor, c.least)
			}
		}
		if len(floors) > 0 {
			t.Errorf("%s: no figures for %v", c.dir, floors)
		}
	}
}
