package seal_test

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"
	"testing"

	"rawi/internal/news"
	"rawi/internal/seal"
)

func keys(t testing.TB) (*seal.Signer, []byte) {
	t.Helper()
	private, public, err := seal.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	s, err := seal.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	return s, public
}

func record() news.Record {
	seven := 7
	return news.Record{
		Format: news.Format,
		Document: news.Document{ID: "a", URL: "https://news.example/a", Language: "en", Text: "Rebels shelled Kidal, killing seven.",
			Blocks:    []news.Block{{Kind: news.Paragraph, Start: 0, End: 36}},
			Published: &news.Published{Date: "2020-03-04", Basis: "given"}},
		Entities: []news.Entity{{ID: "e1", Kind: "group", Name: "rebels", Mentions: []news.Mention{{Span: news.Span{End: 6, Text: "Rebels"}, Form: "nominal"}}}},
		Events: []news.Event{{ID: "v1", Type: "ASSAULT", Contexts: []string{}, Actors: []news.Party{{Entity: "e1"}}, Recipients: []news.Party{},
			Reality: "actual", Polarity: "positive", Confidence: 0.85, Goldstein: -10, Casualties: &news.Casualties{Dead: &seven},
			Anchor: news.Span{Start: 7, End: 14, Text: "shelled"}, Rule: "en/assault.shell"}},
	}
}

// TestEveryValue signs a record and changes each of its values, one at a time: none may be changed unseen.
func TestEveryValue(t *testing.T) {
	signer, public := keys(t)
	key, err := seal.PublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	rec := record()
	if err := signer.Sign(&rec, []byte("<p>page</p>"), "1.0.0", seal.Digest([]byte("packs"))); err != nil {
		t.Fatal(err)
	}
	line, err := json.Marshal(rec)
	if err != nil {
		t.Fatal(err)
	}
	verified, err := seal.Verify(line, key)
	if err != nil {
		t.Fatalf("as signed: %v", err)
	}
	sig := verified.Signature
	if err := seal.IsOf(sig, []byte("<p>page</p>")); err != nil {
		t.Error(err)
	}
	if err := seal.IsOf(sig, []byte("<p>page</p> ")); !errors.Is(err, seal.ErrPage) {
		t.Errorf("another page: %v", err)
	}
	var whole any
	if err := json.Unmarshal(line, &whole); err != nil {
		t.Fatal(err)
	}
	n := 0
	change(whole, "record", func(at string) {
		n++
		forged, err := json.Marshal(whole)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := seal.Verify(forged, key); err == nil {
			t.Errorf("%s was changed, and nobody saw it", at)
		}
	})
	if n < 30 {
		t.Errorf("only %d values were changed", n)
	}
}

// change sets each value inside a JSON value to another one, calls seen, and puts it back.
func change(v any, at string, seen func(at string)) {
	turn := func(at string, old any, set func(any)) {
		switch x := old.(type) {
		case string:
			set(x + "x")
		case float64:
			set(x + 1)
		case nil:
			set(true)
		default:
			change(old, at, seen)
			return
		}
		seen(at)
		set(old)
	}
	switch x := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(x)) {
			turn(at+"."+k, x[k], func(n any) { x[k] = n })
		}
	case []any:
		for i := range x {
			turn(at+"["+strconv.Itoa(i)+"]", x[i], func(n any) { x[i] = n })
		}
	}
}

func TestVerify(t *testing.T) {
	signer, public := keys(t)
	_, other := keys(t)
	signed := record()
	if err := signer.Sign(&signed, nil, "1.0.0", seal.Digest(nil)); err != nil {
		t.Fatal(err)
	}
	kept := signed // as a register keeps it
	kept.Document.Story = "story"
	kept.Document.Copy = &news.Copy{Of: "b", Kind: "near", Similarity: 0.9}
	odd := signed
	sig := *signed.Signature
	sig.Algorithm = "rot13"
	odd.Signature = &sig
	for name, c := range map[string]struct {
		rec  news.Record
		key  []byte
		want error
	}{
		"as signed":            {signed, public, nil},
		"by anybody":           {signed, nil, nil},
		"as a register has it": {kept, public, nil},
		"not signed":           {record(), public, seal.ErrUnsigned},
		"with another key":     {signed, other, seal.ErrKey},
		"of an unknown form":   {odd, public, seal.ErrForm},
	} {
		line, err := json.MarshalIndent(c.rec, "", "  ") // how it is laid out does not matter
		if err != nil {
			t.Fatal(err)
		}
		var key []byte
		if c.key != nil {
			if key, err = seal.PublicKey(c.key); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := seal.Verify(line, key); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	for _, line := range []string{"", "[]", "null", `{"signature":{"value":"x"}}`, `{"document":[],"signature":{}}`} {
		if _, err := seal.Verify([]byte(line), nil); err == nil {
			t.Errorf("%q is a signed record?", line)
		}
	}
}

func TestKeysOfOtherKinds(t *testing.T) {
	private, public, err := seal.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := seal.NewSigner(public); err == nil {
		t.Error("signs with a public key")
	}
	if _, err := seal.PublicKey(private); err == nil {
		t.Error("verifies with a private key")
	}
	if _, err := seal.NewSigner([]byte("archive.key")); err == nil {
		t.Error("signs with no key at all")
	}
}
