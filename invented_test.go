package rawi_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	"rawi"
)

// A triple is what older coders make of an event: who does what to whom. Its parts are country and first sector, CAMEO code, country
// and first sector.
type triple struct{ source, code, target string }

// root cuts the code to its root: 0333 and 036 are both 03.
func (t triple) root() triple {
	t.code = t.code[:min(2, len(t.code))]
	return t
}

// triples gives the triples of a record. Who takes part as an equal does it to each of the others.
func triples(rec rawi.Record) map[triple]bool {
	all := map[triple]bool{}
	for _, e := range rec.Events {
		targets, mutual := e.Recipients, len(e.Recipients) == 0
		if mutual {
			targets = e.Actors
		}
		for _, a := range e.Actors {
			for _, r := range targets {
				if t := (triple{a.Country + a.Sector, e.CAMEO, r.Country + r.Sector}); !mutual || t.source != t.target {
					all[t] = true
				}
			}
		}
	}
	return all
}

// inventing is a reader that knows the invented states, and codes them without sector where they act under their own names.
func inventing(t *testing.T) *rawi.Reader {
	return reader(t, rawi.Options{Extra: []fs.FS{os.DirFS("testdata/invented")}, BareStates: true})
}

// TestInvented: an extra pack is enough for states that no table of the program knows.
func TestInvented(t *testing.T) {
	r := inventing(t)
	for _, c := range []struct {
		text string
		want triple
	}{
		{"Rohan accused Mordor on Monday of shelling its border villages.", triple{"ROH", "1123", "MOR"}},
		{"Mordor has cut diplomatic ties with Gondor.", triple{"MOR", "161", "GON"}},
		{"Arnor and Gondor restored diplomatic relations on Friday.", triple{"ARN", "050", "GON"}},
		{"Arnor and Gondor restored diplomatic relations on Friday.", triple{"GON", "050", "ARN"}},
		{"Arnor will restore full, formal diplomatic ties with Eriador.", triple{"ARN", "032", "ERI"}},
		{"The Gondorian government promised to send humanitarian aid to Ithilien.", triple{"GONGOV", "0333", "ITH"}},
		{"Eriador asked Rohan not to attack the villages.", triple{"ERI", "0256", "ROH"}},
		{"Gondor rejected talks with Rohan.", triple{"GON", "125", "ROH"}},
		{"Calenardhon was invaded by Mordorian troops.", triple{"MORMIL", "190", "CAL"}},
		{"Lawmakers in Arnor denounced Osgiliath.", triple{"ARNLEG", "111", "OSG"}},
		{"A Breean was shot dead by Mordorian soldiers.", triple{"MORMIL", "193", "BRECVL"}},
		{"Gondorian rebels engaged Mordorian troops in a firefight near Minas Tirith.", triple{"GONREB", "193", "MORMIL"}},
		{"Rohan welcomed the resumption of relations with Eriador.", triple{"ROH", "051", "ERI"}},
	} {
		rec, err := r.Read(context.Background(), rawi.Page{ID: "a", Kind: rawi.TextBody, Language: "en", Body: []byte(c.text)})
		if err != nil {
			t.Fatal(err)
		}
		if got := triples(rec); !got[c.want] {
			t.Errorf("%s: %v, want %v among them", c.text, got, c.want)
		}
	}
}

// functional is a case of the functional set by which a coder of events shows one phenomenon each.
type functional struct {
	ID, Text, Date string
	Gold           []struct{ Source, Target, Code string }
}

// The least share of the expected triples of that set that are among those read. The set knows no reality: what is planned counts.
// It wants for its tests' sake codes that CAMEO has not (345, 212, 1951) or otherwise (050 to welcome, 112 to condemn), so the
// code is held to its root, and the countries alone beside.
const (
	leastRoot    = 31
	leastCountry = 38
)

// TestFunctional is a floor: below it nothing may fall.
func TestFunctional(t *testing.T) {
	data, err := os.ReadFile("../shared/gold/functional_en.dev.jsonl")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the functional set does not stand beside the project")
	}
	if err != nil {
		t.Fatal(err)
	}
	r := inventing(t)
	expected, exact, root, country := 0, 0, 0, 0
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c functional
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		rec, err := r.Read(context.Background(), rawi.Page{ID: c.ID, Kind: rawi.TextBody, Language: "en", Body: []byte(c.Text)})
		if err != nil {
			t.Fatal(err)
		}
		got := triples(rec)
		roots, countries := map[triple]bool{}, map[triple]bool{}
		for g := range got {
			roots[g.root()], countries[g.countries().root()] = true, true
		}
		for _, g := range c.Gold {
			if g.Code == "" {
				continue
			}
			want := triple{sector(g.Source), g.Code, sector(g.Target)}
			expected++
			exact += count(got[want])
			root += count(roots[want.root()])
			country += count(countries[want.countries().root()])
		}
	}
	share := func(n int) int { return 100 * n / max(expected, 1) }
	t.Logf("%d triples: %d %% with the whole code, %d %% by root, %d %% by root and countries", expected, share(exact), share(root), share(country))
	if share(root) < leastRoot || share(country) < leastCountry {
		t.Errorf("%d %% by root, %d %% by root and countries: want at least %d and %d", share(root), share(country), leastRoot, leastCountry)
	}
}

// countries leaves the sectors out.
func (t triple) countries() triple {
	t.source, t.target = t.source[:min(3, len(t.source))], t.target[:min(3, len(t.target))]
	return t
}

// sector gives an actor's code with its first sector only, by the name that PLOVER has for it.
func sector(code string) string {
	code = strings.TrimPrefix(code, "---")
	return strings.Replace(code[:min(6, len(code))], "CIV", "CVL", 1)
}

func count(right bool) int {
	if right {
		return 1
	}
	return 0
}
