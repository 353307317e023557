package register

import (
	"context"
	"strconv"
	"testing"
	"time"

	"rawi/internal/store"
)

func TestDecisionsMoveWhatWasTold(t *testing.T) {
	w := empty(t)
	w.add(
		report{id: "1", outlet: "A", language: "en", day: "2026-04-02", text: "Sergei Lavrov met Badr Abdelatty in Cairo on Wednesday."},
		report{id: "2", outlet: "B", language: "en", day: "2026-04-02", text: "Hakan Fidan met Badr Abdelatty in Cairo on Wednesday."},
	)
	lavrov, fidan := packKey("person/lavrov"), packKey("person/fidan")
	for _, e := range w.m.entities {
		switch e.Name {
		case "Sergei Lavrov", "Sergey Lavrov":
			lavrov = e.Key
		case "Hakan Fidan":
			fidan = e.Key
		}
	}
	if n := len(w.events("CONSULT")); n != 2 {
		w.dump()
		t.Fatalf("%d meetings, want 2", n)
	}
	when := time.Unix(1, 0)
	c, err := w.r.DecideEntity(context.Background(), store.Correction{Who: "a", When: when, Decision: "merge", Anchor: fidan, After: strconv.Quote(lavrov)})
	if err != nil {
		t.Fatal(err)
	}
	w.sound()
	if n := len(w.events("CONSULT")); n != 1 || w.m.entities[fidan].Merged != lavrov {
		w.dump()
		t.Errorf("%d meetings after two of the guests were said to be one", n)
	}
	if err := w.r.Undo(context.Background(), c); err != nil {
		t.Fatal(err)
	}
	w.sound()
	if n := len(w.events("CONSULT")); n != 2 || w.m.entities[fidan].Merged != "" {
		w.dump()
		t.Errorf("%d meetings after that was taken back", n)
	}
	if _, err := w.r.DecideEntity(context.Background(), store.Correction{Decision: "merge", Anchor: "nobody", After: strconv.Quote(lavrov)}); err == nil {
		t.Error("a decision on nobody was taken")
	}
}

func TestCopiesAreOneOrigin(t *testing.T) {
	w := empty(t)
	text := "An Israeli air strike killed seven people in Khan Younis on Tuesday. " +
		"The strike hit a house near the market shortly before noon, when the streets were full of people buying bread and vegetables. " +
		"Neighbours dug through the rubble with their hands until rescue teams arrived with two excavators from the next town. " +
		"The road to the hospital was closed for three hours while workers cleared stones and broken glass from both lanes."
	w.add(
		report{id: "1", outlet: "Reuters", language: "en", day: "2026-05-05", text: text},
		report{id: "2", outlet: "Harbour Post", language: "en", day: "2026-05-06", text: text},
		report{id: "3", outlet: "Coast Gazette", language: "en", day: "2026-05-06", text: text + " Shops nearby stayed shut."},
		report{id: "4", outlet: "The Daily Lantern", language: "en", day: "2026-05-06", text: "Israeli warplanes struck Khan Younis on Tuesday and killed seven people."},
	)
	e := w.events("ASSAULT")[0]
	if e.Documents != 4 || e.Outlets != 4 || e.Origins != 2 {
		w.dump()
		t.Errorf("%d documents of %d outlets, %d origins; want 4, 4 and 2", e.Documents, e.Outlets, e.Origins)
	}
}
