package register

import (
	"context"
	"strings"
	"testing"
	"time"

	"rawi/internal/news"
	"rawi/internal/store"
)

const spoken = "MUSCAT, 5 May 2026 - Gunmen attacked a tanker off Oman on Tuesday and killed three sailors, the Omani foreign minister said.\n\nOman and Kenya signed a trade agreement in Muscat on Monday."

func decided(what, field, after string) store.Correction {
	return store.Correction{Who: "rana", When: time.Unix(1, 0), Decision: what, Field: field, After: after}
}

// quoteOf is the quotation that holds some words, as a document has it.
func (w *world) quoteOf(words string) (out store.Quote) {
	w.t.Helper()
	for _, list := range w.m.quotes {
		for _, q := range list {
			if strings.Contains(q.Content, words) {
				out = q
			}
		}
	}
	return out
}

// Whose words a quotation is can be corrected; the events told in it are then on the same word. Taken back, all is as it was.
func TestSpeakerOfAQuotation(t *testing.T) {
	w := empty(t)
	w.add(report{id: "1", outlet: "A", language: "en", day: "2026-05-05", text: spoken})
	q := w.quoteOf("tanker")
	if q.Key == "" || len(q.Events) == 0 || !strings.Contains(q.SpeakerName, "Busaidi") {
		t.Fatalf("the reader finds no such quotation: %+v", q)
	}
	for field, after := range map[string]string{"speaker": `"Salim"`, "kind": `"sung"`, "actors": `[]`} {
		if _, err := w.r.CorrectFact(context.Background(), q.Doc, q.Local, decided("edit", field, after)); err == nil {
			t.Errorf("%s was set to %s", field, after)
		}
	}
	kept, err := w.r.CorrectFact(context.Background(), q.Doc, q.Local, decided("edit", "speaker", `[{"name":"Salim al-Harthi","country":"OMN","sector":"MIL"}]`))
	if err != nil || !strings.Contains(kept[0].Before, "Busaidi") || kept[0].Fact != FactQuote {
		t.Fatalf("%+v: %v", kept, err)
	}
	w.sound()
	if now := w.quoteOf("tanker"); now.SpeakerName != "Salim al-Harthi" {
		t.Errorf("the quotation is %s's", now.SpeakerName)
	}
	for _, key := range q.Events {
		if x := w.m.tellings[key]; x.OriginName != "Salim al-Harthi" {
			t.Errorf("an event told in it is on the word of %s", x.OriginName)
		}
	}
	if err := w.r.Undo(context.Background(), kept[0]); err != nil {
		t.Fatal(err)
	}
	w.sound()
	if now := w.quoteOf("tanker"); now.SpeakerName != q.SpeakerName {
		t.Errorf("taken back, the quotation is %s's", now.SpeakerName)
	}
}

// A rejected quotation and a rejected agreement are told no more, however often the report is read again; accepted they are back.
func TestRejectedFacts(t *testing.T) {
	w := empty(t)
	w.add(report{id: "1", outlet: "A", language: "en", day: "2026-05-05", text: spoken})
	q, a := w.quoteOf("tanker"), w.pact("trade")
	if a.Key == "" {
		t.Fatal("the reader finds no agreement")
	}
	both := func(what string) {
		t.Helper()
		for _, id := range []string{q.Local, "a1"} {
			if _, err := w.r.CorrectFact(context.Background(), q.Doc, id, decided(what, "", "")); err != nil {
				t.Fatal(err)
			}
		}
		w.sound()
	}
	both("reject")
	for range 2 {
		if now := w.quoteOf("tanker"); now.Key != "" || len(w.m.agreements) != 0 {
			t.Fatalf("still told: %q and %d agreements", now.Content, len(w.m.agreements))
		}
		same := func(_ context.Context, r news.Record) (news.Record, error) { return r, nil }
		if err := w.r.Recode(context.Background(), same, func(_ string, err error) {
			if err != nil {
				t.Fatal(err)
			}
		}); err != nil {
			t.Fatal(err)
		}
	}
	both("accept")
	if now := w.quoteOf("tanker"); now.Key == "" || len(w.m.agreements) != 1 {
		t.Errorf("accepted, and told: %q and %d agreements", now.Content, len(w.m.agreements))
	}
}

// What one report says of an agreement is corrected without what the others say of it being lost.
func TestAgreementToldBySeveral(t *testing.T) {
	w := empty(t)
	w.add(
		report{id: "1", outlet: "A", language: "en", day: "2026-05-05", text: "MUSCAT, 5 May 2026 - Oman and Kenya signed a trade agreement in Muscat on Monday."},
		report{id: "2", outlet: "B", language: "en", day: "2026-05-06", text: "NAIROBI, 6 May 2026 - Kenya and Oman signed a trade agreement in Muscat on Monday, the ministry said."},
	)
	a := w.pact("trade")
	if len(w.m.agreements) != 1 || len(a.Stages) != 2 {
		t.Fatalf("%d agreements, stages %+v", len(w.m.agreements), a.Stages)
	}
	doc := a.Stages[0].Doc
	for field, after := range map[string]string{"stage": `"dreamt"`, "signed": `"Monday"`, "parties": `[{"country":"OMN"}]`} {
		if _, err := w.r.CorrectFact(context.Background(), doc, "a1", decided("edit", field, after)); err == nil {
			t.Errorf("%s was set to %s", field, after)
		}
	}
	if _, err := w.r.CorrectFact(context.Background(), doc, "a1", decided("edit", "stage", `"ratified"`), decided("edit", "name", `"Muscat Accord"`)); err != nil {
		t.Fatal(err)
	}
	w.sound()
	now := w.pact("trade")
	stages := map[string]int{}
	for _, s := range now.Stages {
		stages[s.Stage]++
	}
	if len(w.m.agreements) != 1 || now.Key != a.Key || now.Stage != "ratified" || stages["ratified"] == 0 || stages["signed"] == 0 || now.Documents != 2 {
		t.Errorf("%d agreements; %+v", len(w.m.agreements), now)
	}
}

// The speaker of an event is corrected in its chain: whoever passes the word on stays.
func TestSpeakerOfAnEvent(t *testing.T) {
	w := empty(t)
	w.add(report{id: "1", outlet: "A", language: "en", day: "2026-05-05", text: spoken})
	q := w.quoteOf("tanker")
	x := w.m.tellings[q.Events[0]]
	if _, err := w.r.Correct(context.Background(), x.Key, decided("edit", "speaker", `[]`)); err != nil {
		t.Fatal(err)
	}
	w.sound()
	if now := w.m.tellings[x.Key]; len(now.Chain) != len(x.Chain)-1 {
		t.Errorf("chain %+v", now.Chain)
	}
}
