package said

import (
	"testing"

	"rawi/internal/pack"
	"rawi/lang"
)

// FuzzFind: what is said, the words that say so, and who says it lie inside the text, and a statement goes on with one before it.
func FuzzFind(f *testing.F) {
	for _, language := range []string{"ar", "en"} {
		p, err := pack.Load(lang.FS, language)
		if err != nil {
			f.Fatal(err)
		}
		for n, r := range p.Table("said.examples") {
			if n%10 == 0 {
				f.Add(r.Cells[len(r.Cells)-1], n%20 == 0)
			}
		}
	}
	f.Add("«He said: \"we said that», he said\" — said he", true)
	f.Add("قال «إنه قال: «نعم»، وأضاف", false)
	f.Fuzz(func(t *testing.T, block string, title bool) {
		for _, language := range []string{"ar", "en"} {
			list, found := find(t, language, block, title, nil)
			if len(found) == 0 {
				continue
			}
			runes := len(list[0].Text.Runes)
			inside := func(what string, s [2]int) {
				if s[0] < 0 || s[1] < s[0] || s[1] > runes {
					t.Fatalf("%q: %s at %d–%d of %d", block, what, s[0], s[1], runes)
				}
			}
			for n, x := range found {
				if x.Sentence < 0 || x.Sentence >= len(list) || x.Continues < -1 || x.Continues >= n {
					t.Fatalf("%q: statement %d in sentence %d of %d goes on with %d", block, n, x.Sentence, len(list), x.Continues)
				}
				for _, s := range x.Content {
					inside("content", s)
				}
				for _, s := range x.Cue {
					inside("cue", s)
				}
				inside("occasion", x.Occasion)
				for _, l := range x.Links {
					inside("cue of a link", l.Cue)
					if l.Sentence < 0 || l.Sentence >= len(list) {
						t.Fatalf("%q: a link in sentence %d of %d", block, l.Sentence, len(list))
					}
					argWords(list[l.Sentence], l.Arg)
				}
			}
		}
	})
}
