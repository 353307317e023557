package text_test

import (
	"slices"
	"testing"
	"unicode/utf8"

	"rawi/internal/pack"
	"rawi/internal/text"
	"rawi/lang"
)

func folder(t testing.TB) *text.Folder {
	t.Helper()
	world, err := pack.Load(lang.FS, "world")
	if err != nil {
		t.Fatal(err)
	}
	f, err := text.NewFolder(world)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFold(t *testing.T) {
	f := folder(t)
	for _, c := range []struct{ print, fold string }{
		{"أُمَّة", "امة"},
		{"آثار", "اثار"},
		{"عـــاجل", "عاجل"},
		{"مستشفى", "مستشفي"},
		{"٢٠٢٤", "2024"},
		{"۱۲", "12"},
		{"ﻻ", "لا"},
		{"کرکوک", "كركوك"},
		{"Nuñez", "nunez"},
		{"LONDON", "london"},
	} {
		if got := f.Fold(c.print); got != c.fold {
			t.Errorf("%q is folded to %q, want %q", c.print, got, c.fold)
		}
	}
}

func TestTokens(t *testing.T) {
	f := folder(t)
	for _, c := range []struct {
		print string
		want  []string
	}{
		{"بلغت الخسائر ١١٬٠٠٠ دولار.", []string{"بلغت", "الخسائر", "١١٬٠٠٠", "دولار", "."}},
		{"«غادرنا»، قالت", []string{"«", "غادرنا", "»", "،", "قالت"}},
		{"The U.S. envoy's 12.5 tonnes", []string{"The", "U.S.", "envoy", "'s", "12.5", "tonnes"}},
		{"19/6/2024", []string{"19", "/", "6", "/", "2024"}},
	} {
		x := f.Read(c.print)
		var got []string
		for i := range x.Tokens {
			got = append(got, x.Of(i, i).Text)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, want %q", c.print, got, c.want)
		}
	}
}

// TestInside maps a part of a folded word back to the print, marks and tatweel along with it.
func TestInside(t *testing.T) {
	f := folder(t)
	for _, c := range []struct {
		print    string
		from, to int
		want     string
	}{
		{"وَالقاهرة", 1, -1, "القاهرة"},
		{"بَغـــداد", 0, 3, "بَغـــد"},
		{"بِهِمْ", 1, 3, "هِمْ"},
	} {
		x := f.Read(c.print)
		start, end := x.Inside(0, c.from, c.to)
		if got := x.Span(start, end).Text; got != c.want {
			t.Errorf("%q from %d to %d: %q, want %q", c.print, c.from, c.to, got, c.want)
		}
	}
}

func TestSentences(t *testing.T) {
	f := folder(t)
	short := func(word string) bool { return word == "gen" || word == "د" }
	for _, c := range []struct {
		print string
		want  []string
	}{
		{"وصل الوفد أمس. غادر اليوم؟ لا أحد يعلم!", []string{"وصل الوفد أمس.", "غادر اليوم؟", "لا أحد يعلم!"}},
		{"قال «انتهى الأمر.» ثم غادر.", []string{"قال «انتهى الأمر.»", "ثم غادر."}},
		{"Gen. Adel left at 4 p.m. on Sunday. He paid 3.5 million.", []string{"Gen. Adel left at 4 p.m. on Sunday.", "He paid 3.5 million."}},
	} {
		x := f.Read(c.print)
		var got []string
		for _, r := range x.Sentences(text.Range{To: len(x.Tokens)}, short) {
			got = append(got, x.Of(r.From, r.To-1).Text)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, want %q", c.print, got, c.want)
		}
	}
}

// FuzzRead holds for any text: tokens stand inside the text, in order, and none is empty; what lies between them is space;
// a part of a token lies inside it; sentences hold every token once.
func FuzzRead(f *testing.F) {
	fold := folder(f)
	for _, s := range []string{
		"", " ", "وقّع الوزيران اتفاقا في ٣ أبريل/نيسان ٢٠٢٤.", "قال: «لن نغادر». وأضاف: \"أبدا\"!", "(أ ف ب) – عـــاجل",
		"The U.S. envoy's 12.5% offer -- \"no\", he said... isn't it?", "ﻻ ﷺ ﷲ", "a\u0301\u0301b\u200f\u202ec", "11,000،5؛٫", "\xff\xfe", "é.é.é. É.",
	} {
		f.Add(s, 1, 3)
	}
	f.Fuzz(func(t *testing.T, s string, from, to int) {
		x := fold.Read(s)
		if len(x.Runes) != utf8.RuneCountInString(s) {
			t.Fatalf("%d code points of %d", len(x.Runes), utf8.RuneCountInString(s))
		}
		last := 0
		for i, k := range x.Tokens {
			if k.Start < last || k.End <= k.Start || k.End > len(x.Runes) {
				t.Fatalf("%q: token %d from %d to %d, behind %d of %d", s, i, k.Start, k.End, last, len(x.Runes))
			}
			if k.Glued != (k.Start == last && i > 0) {
				t.Fatalf("%q: token %d glued %v at %d behind %d", s, i, k.Glued, k.Start, last)
			}
			last = k.End
			width := utf8.RuneCountInString(k.Fold)
			a := clamp(from, 0, width)
			for _, b := range []int{-1, clamp(to, a, width), width} {
				if start, end := x.Inside(i, a, b); start < k.Start || end > k.End || start > end {
					t.Fatalf("%q: token %q (%d to %d): part %d to %d lies at %d to %d", s, k.Fold, k.Start, k.End, a, b, start, end)
				}
			}
			if at := x.At(k.Start); at != i {
				t.Fatalf("%q: token %d is not found at its place, but %d", s, i, at)
			}
		}
		next := 0
		for _, r := range x.Sentences(text.Range{To: len(x.Tokens)}, func(string) bool { return false }) {
			if r.From != next || r.To <= r.From {
				t.Fatalf("%q: sentence %v behind %d", s, r, next)
			}
			next = r.To
		}
		if next != len(x.Tokens) {
			t.Fatalf("%q: %d of %d tokens are in sentences", s, next, len(x.Tokens))
		}
	})
}

func clamp(n, low, high int) int { return max(low, min(n, high)) }
