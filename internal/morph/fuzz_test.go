package morph_test

import (
	"testing"

	"rawi/internal/morph"
	"rawi/internal/pack"
	"rawi/internal/text"
	"rawi/lang"
)

// lexicon has the grammar and the verbs of one language, and nothing that other stages enter.
func lexicon(f *testing.F, fold *text.Folder, language string) *morph.Lexicon {
	f.Helper()
	p, err := pack.Load(lang.FS, language)
	if err != nil {
		f.Fatal(err)
	}
	l, err := morph.New(fold, p)
	if err != nil {
		f.Fatal(err)
	}
	return l
}

// FuzzWord: every way to cut a word lies inside it, in order, and every reading is one of these ways with a lemma that is there.
func FuzzWord(f *testing.F) {
	world, err := pack.Load(lang.FS, "world")
	if err != nil {
		f.Fatal(err)
	}
	fold, err := text.NewFolder(world)
	if err != nil {
		f.Fatal(err)
	}
	lexicons := []*morph.Lexicon{lexicon(f, fold, "ar"), lexicon(f, fold, "en")}
	for _, seed := range []string{"وبالمفاوضات", "فسيكتبونها", "والـــده", "لِلْوَزِير", "قال", "ف", "ministers'", "re-elected", "وocean", "ه\u200fم", "\xff", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, l := range lexicons {
			x := fold.Read(s)
			for i := range x.Tokens {
				folded := []rune(x.Tokens[i].Fold)
				w := l.At(x, i)
				for _, c := range w.Splits {
					if c.From < 0 || c.CoreFrom < c.From || c.To < c.CoreFrom || c.To > len(folded) {
						t.Fatalf("%q: cut at %d %d %d of %d letters", string(folded), c.From, c.CoreFrom, c.To, len(folded))
					}
				}
				for _, r := range w.Readings {
					if r.To > len(folded) || r.From < 0 || r.Lemma < 0 {
						t.Fatalf("%q: read as %+v", string(folded), r)
					}
				}
				if again := l.Word(x.Tokens[i].Fold); len(again.Splits) != len(w.Splits) || len(again.Readings) != len(w.Readings) {
					t.Fatalf("%q: %d cuts and %d readings, and %d and %d when asked again", string(folded), len(w.Splits), len(w.Readings), len(again.Splits), len(again.Readings))
				}
			}
		}
	})
}
