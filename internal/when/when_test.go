package when_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"rawi/internal/morph"
	"rawi/internal/news"
	"rawi/internal/pack"
	"rawi/internal/text"
	"rawi/internal/when"
)

type language struct {
	pack *pack.Pack
	fold *text.Folder
	lex  *when.Lexicon
}

func load(t testing.TB, name string) language {
	t.Helper()
	root := os.DirFS("../..")
	world, err := pack.Load(root, "lang/world")
	if world == nil {
		t.Fatal(err)
	}
	p, err := pack.Load(root, "lang/"+name)
	if p == nil {
		t.Fatal(err)
	}
	f, err := text.NewFolder(world)
	if err != nil {
		t.Fatal(err)
	}
	lex, err := morph.New(f, p)
	if err != nil {
		t.Fatal(err)
	}
	l, err := when.New(world, p, f, lex)
	if err != nil {
		t.Fatal(err)
	}
	return language{p, f, l}
}

func (l language) read(s string) (*text.Text, text.Range) {
	x := l.fold.Read(s)
	return x, text.Range{To: len(x.Tokens)}
}

func days(t when.Time) string {
	if t.First == t.Last {
		return t.First
	}
	return t.First + ".." + t.Last
}

func TestTimesOfTheTables(t *testing.T) {
	for _, name := range []string{"ar", "en"} {
		l := load(t, name)
		yes := map[string]bool{}
		for _, r := range l.pack.Table("times.examples") {
			x, all := l.read(r.Cells[4])
			var got []string
			rule := ""
			for k, time := range l.lex.Find(x, all, r.Cell(2)) {
				if k == 0 {
					rule = time.Rule
				}
				got = append(got, days(time))
			}
			if r.Cells[1] == "yes" {
				yes[r.Key()] = true
				if rule != r.Key() {
					t.Errorf("%v", r.Errorf("rule %q, want %q", rule, r.Key()))
				}
			}
			if v := strings.Join(got, ","); v != r.Cell(3) {
				t.Errorf("%v", r.Errorf("%q means %q, want %q", r.Cells[4], v, r.Cell(3)))
			}
		}
		for _, r := range l.pack.Table("times") {
			if r.Cell(1) == "rule" && r.Cell(2) != "now" && !yes[r.Key()] { // now tells a day in a range only
				t.Errorf("%v", r.Errorf("rule %q has no example", r.Key()))
			}
		}
	}
}

func TestNumbersOfTheTables(t *testing.T) {
	for _, name := range []string{"ar", "en"} {
		l := load(t, name)
		for _, r := range l.pack.Table("numbers.examples") {
			x, all := l.read(r.Cells[3])
			numbers := l.lex.Numbers(x, all)
			var got []string
			if r.Key() == "amount" {
				for _, a := range l.lex.Amounts(x, all, numbers) {
					value := a.Vague
					if a.Value != nil {
						value = strconv.FormatFloat(*a.Value, 'g', 15, 64)
					}
					got = append(got, or(a.Bound)+"/"+value+"/"+or(a.Unit))
				}
			} else {
				for _, n := range numbers {
					if !n.Ordinal {
						got = append(got, strconv.FormatFloat(n.Value, 'g', 15, 64))
					}
				}
			}
			if v := strings.Join(got, ","); v != r.Cell(2) {
				t.Errorf("%v", r.Errorf("%q holds %q, want %q", r.Cells[3], v, r.Cell(2)))
			}
		}
	}
}

func or(s string) string {
	if s == "" {
		return pack.Empty
	}
	return s
}

func TestTenseChoosesTheDay(t *testing.T) {
	l := load(t, "en")
	for _, c := range []struct{ print, past, future string }{
		{"on Friday", "2024-06-14", "2024-06-21"},
		{"on Wednesday", "2024-06-19", "2024-06-19"},
		{"in September", "2023-09-01", "2024-09-01"},
		{"on 2 January", "2024-01-02", "2025-01-02"},
	} {
		x, all := l.read(c.print)
		found := l.lex.Find(x, all, "2024-06-19")
		if len(found) != 1 {
			t.Fatalf("%q: %d times", c.print, len(found))
		}
		past, _ := found[0].Resolve("2024-06-19", false)
		future, _ := found[0].Resolve("2024-06-19T08:00:00Z", true)
		if past != c.past || future != c.future {
			t.Errorf("%q: past %s future %s, want %s and %s", c.print, past, future, c.past, c.future)
		}
	}
}

func TestWithoutTheReportsDayOnlyFullDatesResolve(t *testing.T) {
	l := load(t, "en")
	x, all := l.read("He left on Friday, as agreed on 12 March 2019.")
	found := l.lex.Find(x, all, "")
	if len(found) != 2 || found[0].First != "" || found[1].First != "2019-03-12" || !found[1].Full {
		t.Errorf("%+v", found)
	}
	if a, ok := l.lex.Anchor(x, news.Block{End: len(x.Runes)}); !ok || a.First != "2019-03-12" {
		t.Errorf("anchor %v %+v", ok, a)
	}
}

func FuzzFind(f *testing.F) {
	langs := []language{load(f, "ar"), load(f, "en")}
	for _, l := range langs {
		for _, r := range l.pack.Table("times.examples") {
			f.Add(r.Cells[4], "2024-06-19")
		}
		for _, r := range l.pack.Table("numbers.examples") {
			f.Add(r.Cells[3], "")
		}
	}
	f.Fuzz(func(t *testing.T, s, published string) {
		for _, l := range langs {
			x, all := l.read(s)
			last := 0
			for _, time := range l.lex.Find(x, all, published) {
				if time.Start < last || time.End <= time.Start || time.End > len(x.Runes) || time.From >= time.To || time.To > all.To {
					t.Fatalf("%q: span %d–%d, tokens %d–%d, after %d", s, time.Start, time.End, time.From, time.To, last)
				}
				if time.First != "" && time.Last != "" && time.First > time.Last {
					t.Fatalf("%q: %s after %s", s, time.First, time.Last)
				}
				last = time.End
				time.Resolve(published, true)
			}
			numbers := l.lex.Numbers(x, all)
			last = 0
			for _, n := range numbers {
				if n.Start < last || n.End <= n.Start || n.End > len(x.Runes) {
					t.Fatalf("%q: number %d–%d after %d", s, n.Start, n.End, last)
				}
				last = n.End
			}
			for _, a := range l.lex.Amounts(x, all, numbers) {
				if a.End <= a.Start || a.End > len(x.Runes) {
					t.Fatalf("%q: amount %d–%d", s, a.Start, a.End)
				}
			}
		}
	})
}

func BenchmarkFind(b *testing.B) {
	for _, name := range []string{"ar", "en"} {
		l := load(b, name)
		var sb strings.Builder
		for _, r := range l.pack.Table("times.examples") {
			sb.WriteString(r.Cells[4] + "\n")
		}
		x, all := l.read(sb.String())
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(sb.Len()))
			b.ReportAllocs()
			for b.Loop() {
				times := l.lex.Find(x, all, "2024-06-19")
				_ = times
			}
		})
	}
}

func TestADeedsDayIsAsPreciseAsItIsTold(t *testing.T) {
	l := load(t, "en")
	for _, c := range []struct{ print, first, last string }{
		{"three years ago", "2021-01-01", "2021-12-31"},
		{"two months ago", "2024-04-01", "2024-04-30"},
		{"ten days ago", "2024-06-09", "2024-06-09"},
		{"last year", "2023-01-01", "2023-12-31"},
		{"since March", "2024-03-01", ""},
	} {
		x, all := l.read("It happened " + c.print + ".")
		found := l.lex.Find(x, all, "2024-06-19")
		if len(found) != 1 {
			t.Fatalf("%q: %d times", c.print, len(found))
		}
		if first, last := found[0].Days("2024-06-19", false); first != c.first || last != c.last {
			t.Errorf("%q: %s to %s, want %s to %s", c.print, first, last, c.first, c.last)
		}
	}
}

func TestALengthOfTimeIsCountedFromADeed(t *testing.T) {
	for _, c := range []struct{ lang, text, told, other string }{
		{"en", "They signed on Monday, a week after he resigned.", "2024-06-17", "2024-06-10"},
		{"en", "He fled two days before the army came.", "2024-06-17", "2024-06-19"},
		{"ar", "وصل الوفد غداة إعلان الهدنة.", "2024-06-17", "2024-06-16"},
		{"ar", "استقال الوزير عشية افتتاح المعرض.", "2024-06-17", "2024-06-18"},
	} {
		l := load(t, c.lang)
		x, all := l.read(c.text)
		_, offsets := l.lex.FindAll(x, all, "2024-06-19")
		if len(offsets) != 1 {
			t.Fatalf("%q: %d lengths of time", c.text, len(offsets))
		}
		if first, last := offsets[0].Other(c.told); first != c.other || last != c.other {
			t.Errorf("%q: %s to %s, want %s", c.text, first, last, c.other)
		}
	}
}

func TestADayCountsFromTheOneToldBefore(t *testing.T) {
	l := load(t, "en")
	x, all := l.read("He left on 5 May 2014. The next day he was dead.")
	found := l.lex.Find(x, all, "2024-06-19")
	if len(found) != 2 || found[1].First != "2014-05-06" || found[1].Loose {
		t.Errorf("%+v", found)
	}
	x, all = l.read("The next day he was dead.")
	if found = l.lex.Find(x, all, "2024-06-19"); len(found) != 1 || !found[0].Loose {
		t.Errorf("nothing is told before: %+v", found)
	}
}

func TestWithinCountsDaysBack(t *testing.T) {
	for _, c := range []struct {
		one, other string
		n          int
		want       bool
	}{{"2024-06-17", "2024-06-19", 2, true}, {"2024-06-16", "2024-06-19", 2, false}, {"2024-06-20", "2024-06-19", 2, false}, {"", "2024-06-19", 2, false}} {
		if got := when.Within(c.one, c.other, c.n); got != c.want {
			t.Errorf("%s within %d days of %s: %v", c.one, c.n, c.other, got)
		}
	}
}

func TestHowOldATimeIs(t *testing.T) {
	l := load(t, "en")
	for _, c := range []struct{ print, published, want string }{
		{"yesterday", "2024-06-19", "recent"},
		{"yesterday", "", "recent"},
		{"two months ago", "2024-06-19", "past"},
		{"in March 2005", "", ""},
		{"since Monday", "2024-06-19", "recent"},
		{"since January", "2024-06-19", "wide"},
		{"last year", "", "wide"},
		{"in 2003", "", "wide"},
		{"three years ago", "2024-06-19", "wide"},
	} {
		x, all := l.read("It happened " + c.print + ".")
		found := l.lex.Find(x, all, c.published)
		if len(found) != 1 {
			t.Fatalf("%q: %d times", c.print, len(found))
		}
		if got := l.lex.Age(found[0], c.published); got != c.want {
			t.Errorf("%q in a report of %q: %q, want %q", c.print, c.published, got, c.want)
		}
	}
}
