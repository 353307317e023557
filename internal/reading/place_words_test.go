package reading_test

import (
	"context"
	"testing"

	"rawi/internal/clean"
)

// TestThePlaceOfEvents holds the phrases by which an event comes to its place: the type of the event asked for, the name of its place
// («» for none) and whether that is printed beside it.
func TestThePlaceOfEvents(t *testing.T) {
	r, err := reader()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ what, text, kind, place, basis string }{
		{"a preposition on its name", "Gunmen killed three policemen in Goma on Monday.", "ASSAULT", "Goma", "stated"},
		{"a preposition on the noun before it", "Thousands of people marched in the streets of Lagos on Friday.", "PROTEST", "Lagos", "stated"},
		{"its people before the noun", "Three policemen were shot dead on Monday in the Congolese city of Goma.", "ASSAULT", "Goma", "stated"},
		{"a name that no table knows", "Gunmen killed three policemen in Ibadoro on Monday.", "ASSAULT", "Ibadoro", "stated"},
		{"such a name behind its noun", "Gunmen killed three policemen in the eastern town of Ibadoro, officials said.", "ASSAULT", "Ibadoro", "stated"},
		{"what is struck lies in it", "Rebels shelled districts of Aleppo on Friday.", "ASSAULT", "Aleppo", "stated"},
		{"only spoken of", "The bishop, who was beaten in Goma, condemned the guerrillas.", "ACCUSE", "", ""},
		{"the scene of the sentence before", "Gunmen attacked a convoy in Goma on Monday. Soldiers shot two of the attackers.", "COERCE|ASSAULT", "Goma", "inferred"},
		{"the town of the dateline", "HARARE, June 19, 2024 (Reuters) - Zimbabwean police beat demonstrators on Wednesday.", "ASSAULT", "Harare", "inferred"},
		{"a dateline abroad", "LONDON, June 19, 2024 (Reuters) - Zimbabwean police beat demonstrators on Wednesday.", "ASSAULT", "", ""},
	} {
		rec, err := r.Read(context.Background(), clean.Page{Kind: clean.TextBody, Body: []byte(c.text), Language: "en", Published: "2024-06-19"})
		if err != nil {
			t.Fatal(err)
		}
		name, basis := "no event", ""
		for _, e := range rec.Events {
			if e.Type != c.kind && "COERCE|"+e.Type != c.kind {
				continue
			}
			name, basis = "", ""
			if e.Place != nil {
				name, basis = e.Place.Name, e.Place.Basis
			}
		}
		if name != c.place || basis != c.basis {
			t.Errorf("%s: %q is at %q (%s), want %q (%s)", c.what, c.text, name, basis, c.place, c.basis)
		}
	}
}
