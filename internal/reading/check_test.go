package reading

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"rawi/internal/news"
	"rawi/lang"
)

// floors are the shares of examples that pass at least. They rise with the engine and the tables, and must not fall unnoticed.
var floors = map[string]float64{
	"ar/events":  0.785,
	"ar/telling": 0.95,
	"ar/said":    0.90,
	"en/events":  0.81,
	"en/said":    0.94,
}

func TestPacksAreSound(t *testing.T) {
	for _, err := range CheckAll(lang.FS).Faults {
		t.Error(err)
	}
}

func TestExamplesPass(t *testing.T) {
	rep := CheckAll(lang.FS)
	for _, line := range rep.Summary() {
		t.Log(line)
	}
	for table, floor := range floors {
		if rep.Total[table] == 0 {
			t.Errorf("%s: no examples ran", table)
		}
		if rep.Share(table) < floor {
			t.Errorf("%s: %.1f %% of the examples pass, want at least %.1f %%", table, 100*rep.Share(table), 100*floor)
		}
	}
	passed, total := 0, 0
	for table := range rep.Total {
		passed, total = passed+rep.Passed[table], total+rep.Total[table]
	}
	if passed+len(rep.Failed) != total {
		t.Errorf("%d passed and %d failed of %d", passed, len(rep.Failed), total)
	}
}

// TestCheckFinds gives packs with one fault each and wants it named with its place.
func TestCheckFinds(t *testing.T) {
	for _, c := range []struct{ name, file, row, want string }{
		{"cells", "xx/events.tsv", "attack.hit\tASSAULT\t-", "cells, want"},
		{"type", "xx/events.tsv", "attack.hit\tWAR\t-\t190\t-\tverb\tsubj=actor\thit", "want one of"},
		{"cameo", "xx/events.tsv", "attack.hit\tASSAULT\t-\t999\t-\tverb\tsubj=actor\thit", "no CAMEO code"},
		{"marker", "xx/events.tsv", "attack.hit\tASSAULT\t-\t190\t-\tverb\tupon=actor\thit", "no preposition"},
		{"part", "xx/events.tsv", "attack.hit\tASSAULT\t-\t190\t-\tverb\tsubj=doer\thit", "is called \"doer\""},
		{"slot type", "xx/events.tsv", "attack.hit\tASSAULT\t-\t190\t-\tverb\tsubj:robot=actor\thit", "slot type"},
		{"twice", "xx/events.tsv", "attack.hit\tASSAULT\t-\t190\t-\tverb\tsubj=actor\thit\thit", "in the row twice"},
		{"no example", "xx/events.tsv", "attack.hit\tASSAULT\t-\t190\t-\tverb\tsubj=actor\thit", "no example that must match"},
		{"evidence", "xx/telling.tsv", "noise\tevidence\t3\tit is loud", "no evidence is called"},
		{"outcome", "xx/telling.examples.tsv", "ASSAULT\tmaybe\tThey missed.", "want one of"},
		{"no rule", "xx/events.examples.tsv", "attack.miss\tyes\t-\t-\tThey missed.", "has the id"},
		{"words", "xx/events.examples.tsv", "attack.miss\tyes\tWe\t-\tThey missed.", "does not stand in the sentence"},
		{"state", "xx/states.tsv", "QQQ\tNowhere\tNowhere\t-", "no key of table states"},
		{"role", "xx/roles.tsv", "wizard\tperson\tGOV\twizard", "no key of table roles"},
	} {
		t.Run(c.name, func(t *testing.T) {
			packs := fstest.MapFS{
				"world/states.tsv": {Data: []byte("ATA\tstate\t-\t-\t-\t0\t0\n")},
				"world/cameo.tsv":  {Data: []byte("190\t-10\tattack\n")},
				c.file:             {Data: []byte("# a comment\n" + c.row + "\n")},
			}
			wantFault(t, packs, c.file+":2: ", c.want)
		})
	}
}

func TestCheckFindsInWorld(t *testing.T) {
	packs := fstest.MapFS{"world/states.tsv": {Data: []byte("ATA\tstate\t-\t-\tnowhere\t0\t0\n")}}
	wantFault(t, packs, "world/states.tsv:1: ", "no key of places")
}

func wantFault(t *testing.T, packs fs.FS, place, words string) {
	t.Helper()
	faults := CheckAll(packs).Faults
	for _, f := range faults {
		if strings.HasPrefix(f.Error(), place) && strings.Contains(f.Error(), words) {
			return
		}
	}
	t.Errorf("no fault begins with %q and says %q: %v", place, words, faults)
}

func TestFilled(t *testing.T) {
	text := "قصفت القوات مدينة خاركيف ثم انسحبت القوات"
	for _, c := range []struct {
		cell  string
		from  int
		to    int
		right bool
	}{
		{"*", 0, 0, true},
		{"القوات", 5, 11, true},
		{"القوات", 35, 41, true},
		{"القوات,مدينة خاركيف", 5, 11, false},
		{"", 5, 11, false},
	} {
		got := filled(c.cell, text, spansAt(c.from, c.to))
		if got != c.right {
			t.Errorf("filled(%q, %d–%d) = %v", c.cell, c.from, c.to, got)
		}
	}
}

func spansAt(from, to int) []news.Span { return []news.Span{{Start: from, End: to}} }
