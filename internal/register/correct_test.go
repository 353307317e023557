package register

import (
	"context"
	"testing"
	"time"

	"rawi/internal/store"
)

// Several decisions are kept together or not at all, and a value that a field cannot have is refused.
func TestCorrectAllOrNothing(t *testing.T) {
	w := empty(t)
	w.add(report{id: "1", outlet: "A", language: "en", day: "2026-05-05", text: "Israeli warplanes struck Khan Younis on Tuesday and killed seven people."})
	telling := ""
	for _, x := range w.m.tellings {
		if x.Type == "ASSAULT" && x.Dead != nil {
			telling = x.Key
		}
	}
	edit := func(field, after string) store.Correction {
		return store.Correction{Who: "a", When: time.Unix(1, 0), Decision: "edit", Field: field, After: after}
	}
	for _, wrong := range []store.Correction{edit("reality", `"sure"`), edit("polarity", `"no"`), edit("start", `"Tuesday"`), edit("dead", `"many"`), edit("colour", `"red"`), {Decision: "burn"}} {
		if kept, err := w.r.CorrectAll(context.Background(), telling, edit("dead", "8"), wrong); err == nil {
			t.Errorf("kept %+v", kept)
		}
	}
	if x := w.m.tellings[telling]; x.Dead == nil || *x.Dead != 7 {
		t.Errorf("half of what was refused was kept: %v", x.Dead)
	}
	kept, err := w.r.CorrectAll(context.Background(), telling, edit("dead", "8"), edit("dead", "9"))
	if err != nil || len(kept) != 2 || kept[0].Before != "7" || kept[1].Before != "8" {
		t.Fatalf("kept %+v: %v", kept, err)
	}
	if x := w.m.tellings[telling]; x.Dead == nil || *x.Dead != 9 {
		t.Errorf("%v killed, want 9", x.Dead)
	}
	w.sound()
}

// A clock that was set back puts neither a new text of a page behind the old one, nor a decision before those that it overrules.
func TestClockSetBack(t *testing.T) {
	w := empty(t)
	now := time.Date(2026, 5, 5, 12, 0, 0, 0, time.UTC)
	w.r.opt.Now = func() time.Time { return now }
	first := report{id: "1", outlet: "A", language: "en", day: "2026-05-05", text: "Israeli warplanes struck Khan Younis on Tuesday and killed seven people."}
	w.add(first)
	now = now.Add(-time.Hour)
	first.text = "Israeli warplanes struck Khan Younis on Tuesday and killed nine people."
	w.add(first)
	telling := ""
	for _, x := range w.m.tellings {
		if x.Type == "ASSAULT" && x.Dead != nil && *x.Dead == 9 {
			telling = x.Key
		}
	}
	if telling == "" {
		t.Fatal("the newer text of the page is not its last one")
	}
	edit := func(after string) store.Correction {
		return store.Correction{Who: "a", When: now, Decision: "edit", Field: "dead", After: after}
	}
	var last time.Time
	for _, after := range []string{"10", "11"} {
		kept, err := w.r.CorrectAll(context.Background(), telling, edit(after))
		if err != nil {
			t.Fatal(err)
		}
		if !kept[0].When.After(last) {
			t.Errorf("decided at %v, after %v", kept[0].When, last)
		}
		last, now = kept[0].When, now.Add(-time.Hour)
	}
	if x := w.m.tellings[telling]; x.Dead == nil || *x.Dead != 11 {
		t.Errorf("%v killed as was decided last, want 11", x.Dead)
	}
	w.sound()
}
