package main

import (
	"context"
	"encoding/json"
	"path/filepath"
	"testing"

	"rawi"
)

// FuzzImport imports records that others made: each is refused, or kept without harm.
func FuzzImport(f *testing.F) {
	s := &shell{}
	reg, end, err := s.register(context.Background(), filepath.Join(f.TempDir(), "rawi.db"))
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(end)
	reader, err := rawi.New(rawi.Options{})
	if err != nil {
		f.Fatal(err)
	}
	for _, text := range []string{
		"Russia and North Korea signed a treaty in Pyongyang on Wednesday, obliging each to help the other if attacked, Putin said.",
		"قتل مسلحون سبعة جنود قرب كيدال يوم الاثنين، وفق ما أعلنته وزارة الدفاع.",
	} {
		rec, err := reader.Read(context.Background(), rawi.Page{Body: []byte(text), Published: "2024-06-20"})
		if err != nil {
			f.Fatal(err)
		}
		line, err := json.Marshal(rec)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(line)
	}
	f.Add([]byte(`{"format":"rawi/1","document":{"id":"a","text":"x","blocks":[]},"events":[{"id":"v1","confidence":1e308}]}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		rec, err := parseRecord(line)
		if err != nil {
			return
		}
		if _, err := reg.Add(context.Background(), rec); err != nil {
			t.Errorf("taken as a record, and not kept: %v", err)
		}
	})
}
