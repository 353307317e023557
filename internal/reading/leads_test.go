package reading_test

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"rawi/internal/clean"
	"rawi/internal/news"
	"rawi/internal/reading"
	"rawi/lang"
)

// lead is the opening sentence of a report, and the one event that it tells.
type lead struct {
	types, actors, recipients []string // types empty: nothing happened; parties nil: not asked
	sentence                  string
}

func leads(t *testing.T) []lead {
	t.Helper()
	data, err := os.ReadFile("../../corpus/leads/leads.tsv")
	if err != nil {
		t.Fatal(err)
	}
	list := func(cell, sep string) []string {
		if cell == "-" {
			return nil
		}
		return strings.Split(cell, sep)
	}
	var out []lead
	for line := range strings.Lines(string(data)) {
		if c := strings.Split(strings.TrimRight(line, "\r\n"), "\t"); len(c) == 4 && c[0][0] != '#' {
			out = append(out, lead{list(c[0], "|"), list(c[1], ","), list(c[2], ","), c[3]})
		}
	}
	return out
}

// party reports whether one of the events names one of the countries on a side; guest and host, and parties of one event, may have changed places.
func party(events []news.Event, countries []string) bool {
	return slices.ContainsFunc(events, func(e news.Event) bool {
		return slices.ContainsFunc(slices.Concat(e.Actors, e.Recipients), func(p news.Party) bool { return slices.Contains(countries, p.Country) })
	})
}

// TestLeads reads opening sentences one by one: how many events of the right type are told, how many of those told are right, and with which
// countries? The floors keep the shares from falling.
func TestLeads(t *testing.T) {
	r, err := reading.New(lang.FS)
	if err != nil {
		t.Fatal(err)
	}
	var wanted, right, said, parties, named int
	for _, l := range leads(t) {
		rec, err := r.Read(context.Background(), clean.Page{Kind: clean.TextBody, Language: "en", Published: "2024-06-19", Body: []byte(l.sentence)})
		if err != nil {
			t.Fatal(err)
		}
		happened := slices.DeleteFunc(rec.Events, func(e news.Event) bool { return e.Reality != "actual" || e.Polarity != "positive" })
		said += len(happened)
		if l.types == nil {
			if len(happened) > 0 {
				t.Logf("false    %s", l.sentence)
			}
			continue
		}
		wanted++
		fit := slices.DeleteFunc(slices.Clone(happened), func(e news.Event) bool { return !slices.Contains(l.types, e.Type) })
		if len(fit) == 0 {
			t.Logf("missed   %s", l.sentence)
			continue
		}
		right++
		for _, side := range [][]string{l.actors, l.recipients} {
			if side == nil {
				continue
			}
			named++
			if party(fit, side) {
				parties++
			} else {
				t.Logf("not %v %s", side, l.sentence)
			}
		}
	}
	share := func(n, of int) float64 { return float64(n) / float64(of) }
	t.Logf("%d leads: recall %.1f %%, precision %.1f %%, parties %.1f %%", wanted, 100*share(right, wanted), 100*share(right, said), 100*share(parties, named))
	if share(right, wanted) < floorLeadsRecall || share(right, said) < floorLeadsPrecision || share(parties, named) < floorLeadsParties {
		t.Errorf("less than recall %.2f, precision %.2f, parties %.2f", floorLeadsRecall, floorLeadsPrecision, floorLeadsParties)
	}
}

// The shares below which nothing may fall.
const (
	floorLeadsRecall    = .91
	floorLeadsPrecision = .87
	floorLeadsParties   = .92
)
