package reading_test

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"rawi/internal/clean"
	"rawi/internal/reading"
	"rawi/lang"
)

// Reading a document again with the same packs gives the same record: nothing of the first reading gets in the way of the second.
func TestAgain(t *testing.T) {
	r, err := reading.New(lang.FS)
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob("../../examples/*")
	n := 0
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil || filepath.Ext(file) == ".jsonl" {
			continue
		}
		first, err := r.Read(context.Background(), clean.Page{ID: file, Body: body})
		if err != nil {
			continue
		}
		n++
		again, err := r.Again(context.Background(), first)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(first, again) {
			t.Errorf("%s: read again, the record differs", file)
		}
	}
	if n < 3 {
		t.Errorf("%d examples were read", n)
	}
}
