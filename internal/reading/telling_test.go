package reading

import (
	"context"
	"testing"

	"rawi/internal/clean"
)

// TestMentionsJoin reads reports in which a deed is told and named again: what only names it adds to it and makes none of its own.
func TestMentionsJoin(t *testing.T) {
	r, err := packs()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what, text  string
		deeds, also int // deeds of force; other places that tell the first of them
	}{
		{"told, then named with its article", "هاجم مسلحون قاعدة عسكرية في مأرب أمس.\n\nويأتي الهجوم على القاعدة بعد أيام من التوتر.", 1, 0},
		{"told, then named with its victims", "قتل مسلحون ثلاثة جنود في مأرب أمس.\n\nوجاء ذلك بعد أيام من قتل الجنود.", 1, 0},
		{"only named", "ويأتي ذلك بعد أيام من الهجوم على القاعدة.", 0, 0},
		{"told twice, two tolls", "قتل ثلاثة جنود في كمين قرب مأرب أمس.\n\nوقتل سبعة مدنيين في قصف على صعدة أمس.", 2, 0},
	} {
		rec, err := r.Read(context.Background(), clean.Page{Kind: clean.TextBody, Language: "ar", Body: []byte(c.text)})
		if err != nil {
			t.Fatal(err)
		}
		deeds, also := 0, 0
		for _, e := range rec.Events {
			if e.Type != "ASSAULT" {
				continue
			}
			if deeds == 0 {
				also = len(e.Also)
			}
			deeds++
		}
		if deeds != c.deeds || also < c.also {
			t.Errorf("%s: %d deeds, the first told in %d other places; want %d and %d", c.what, deeds, also, c.deeds, c.also)
		}
	}
}
