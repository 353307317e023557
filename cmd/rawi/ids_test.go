package main

import (
	"context"
	"encoding/json"
	"io"
	"path/filepath"
	"strings"
	"testing"
)

// An event may have the id of its first telling; by that id each is found in its own list, and show means the event.
func TestIdsOfEventsAndTellings(t *testing.T) {
	db := filepath.Join(t.TempDir(), "rawi.db")
	said := func(in string, args ...string) string {
		t.Helper()
		var out, errs strings.Builder
		if status := run(context.Background(), append(args, "--db", db), strings.NewReader(in), &out, io.MultiWriter(&errs)); status != allRead {
			t.Fatalf("%v: status %d: %s", args, status, errs.String())
		}
		return out.String()
	}
	said("", "init")
	said("Jordan and Iraq signed a trade agreement in Amman on 4 March 2024.", "add", "-")
	for _, list := range []string{"events", "tellings", "documents", "stories", "entities", "agreements"} {
		for line := range strings.Lines(said("", list, "--format", "json")) {
			var thing struct{ Key string }
			if err := json.Unmarshal([]byte(line), &thing); err != nil {
				t.Fatal(err)
			}
			said("", "show", thing.Key[:10])
			if got := said("", list, "--id", thing.Key[:10], "--format", "json"); got != line {
				t.Errorf("%s by id: %s, want %s", list, got, line)
			}
			if list == "tellings" {
				said("", "correct", thing.Key[:10], "--accept")
			}
		}
	}
}
