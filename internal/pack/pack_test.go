package pack_test

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"rawi/internal/pack"
	"rawi/lang"
)

// TestShipped: the packs inside the program are sound in form.
func TestShipped(t *testing.T) {
	dirs, err := fs.ReadDir(lang.FS, ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range dirs {
		if _, err := pack.Load(lang.FS, d.Name()); err != nil {
			t.Error(err)
		}
	}
}

func TestTableOf(t *testing.T) {
	for file, want := range map[string]string{
		"people.tsv": "people", "people-asia.tsv": "people", "events-aid.examples.tsv": "events.examples", "said.examples.tsv": "said.examples",
	} {
		if got := pack.TableOf(file); got != want {
			t.Errorf("%s is part of %q, want %q", file, got, want)
		}
	}
}

// TestFaults: whatever is wrong is told with its file and line, all of it at once.
func TestFaults(t *testing.T) {
	fsys := fstest.MapFS{
		"xx/months.tsv":   {Data: []byte("# number\tcalendar\tnames…\n1\tgregorian\tJanuary\n\n2\tgregorian\n")},
		"xx/events.tsv":   {Data: []byte("a.b\tHUG\t-\t01\t-\tverb\tsubj=actor\thug\na.c\tAID\t-\tx1\t-\tverb\tsubj=actor\thelp\n")},
		"xx/words.tsv":    {Data: []byte("and\tconj\t and\nor\tconj\t\n")},
		"xx/weekdays.tsv": {Data: []byte("1\tday\t\xff\n")},
		"xx/recipes.tsv":  {Data: []byte("salt\tpepper\n")},
		"xx/notes.txt":    {Data: []byte("no table")},
	}
	p, err := pack.Load(fsys, "xx")
	if err == nil {
		t.Fatal("no fault was found")
	}
	for _, want := range []string{"xx/months.tsv:4:", "xx/events.tsv:1: type \"HUG\"", "xx/events.tsv:2: cameo \"x1\"", "xx/words.tsv:1: cell 3", "xx/words.tsv:2: cell 3",
		"xx/weekdays.tsv: not UTF-8", "xx/recipes.tsv: no table is called \"recipes\""} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the fault %q is not told in:\n%v", want, err)
		}
	}
	if rows := p.Table("months"); len(rows) != 1 || rows[0].Line != 2 || !slices.Equal(rows[0].From(2), []string{"January"}) {
		t.Errorf("months %+v", rows)
	}
}

// FuzzLoad holds for any text of any table: no panic; every row that is handed on stands in its line, and every fault names
// the file.
func FuzzLoad(f *testing.F) {
	f.Add("months", "# comment\n1\tgregorian\tJanuary\tJan\n")
	f.Add("events", "aid.give\tAID\t-\t070\teconomic\tverb\tsubj=actor obj=theme to!:party=recipient\tgive\n")
	f.Add("events.examples", "aid.give\tyes\tFrance\tMali\tFrance gave Mali grain.\r\n")
	f.Add("people", "a\tb\tc\t2020-01\t-\n\t\t\n")
	f.Add("verbs", "كتب\tk-t-b\tI\tكتب\tكتب\t-\t-\tكاتب\tمكتوب\tكتابة")
	f.Add("folding", "U+0640\tdrop")
	f.Add("nothing", "\xff\n\t")
	f.Fuzz(func(t *testing.T, table, data string) {
		file := table + ".tsv"
		if !fs.ValidPath(path.Join("xx", file)) || strings.ContainsAny(file, "/\x00") {
			return
		}
		p, err := pack.Load(fstest.MapFS{path.Join("xx", file): {Data: []byte(data)}}, "xx")
		if err != nil {
			for _, line := range strings.Split(err.Error(), "\n") {
				if table == "" || strings.Contains(table, "\n") {
					break
				}
				if strings.HasPrefix(line, "xx/") != strings.Contains(line, file) {
					t.Errorf("the fault does not begin with its file: %q", line)
				}
			}
		}
		lines := strings.Split(data, "\n")
		for _, name := range p.Tables() {
			for _, r := range p.Table(name) {
				if r.Line < 1 || r.Line > len(lines) || strings.TrimSuffix(lines[r.Line-1], "\r") != strings.Join(r.Cells, "\t") {
					t.Errorf("row %q does not stand in line %d", r.Cells, r.Line)
				}
				r.Key()
				r.From(1)
				r.List(2)
				r.Cell(len(r.Cells))
			}
		}
	})
}
