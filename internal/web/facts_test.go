package web_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"rawi/internal/clean"
	"rawi/internal/export"
	"rawi/internal/news"
	"rawi/internal/reading"
	"rawi/internal/register"
	"rawi/internal/store"
	"rawi/lang"
)

const spokenRaid = "Raid in the hills\n\nMUSCAT, 5 May 2024 - Gunmen attacked a tanker off Oman on Saturday and killed three sailors, the harbour master said.\n\nOman and Kenya signed a trade agreement in Muscat on Thursday."

// readAgain reads every report of a register again, as rawi recode does.
func readAgain(t *testing.T, reg *register.Register) {
	t.Helper()
	reader, err := reading.New(lang.FS)
	if err != nil {
		t.Fatal(err)
	}
	err = reg.Recode(context.Background(), func(ctx context.Context, old news.Record) (news.Record, error) {
		d := old.Document
		p := clean.Page{ID: d.ID, URL: d.URL, Body: []byte(d.Text)}
		if d.Published != nil {
			p.Published = d.Published.Date
		}
		return reader.Read(ctx, p)
	}, func(doc string, err error) {
		if err != nil {
			t.Errorf("%s: %v", doc, err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

func exported(t *testing.T, reg *register.Register, format string) string {
	t.Helper()
	var out bytes.Buffer
	seen(t, reg, func(tx store.Reader) error {
		return export.Write(tx, format, store.Filter{}, export.Options{Out: &out})
	})
	return out.String()
}

// A person says whose words a quotation is and rejects an agreement: both hold when the report is read again, go into exports, and can be
// taken back.
func TestReviewOfOtherFacts(t *testing.T) {
	server, reg := desk(t, true)
	addReport(t, server, spokenRaid, "https://news.example/raid", "Coast Daily")
	var q store.Quote
	seen(t, reg, func(tx store.Reader) error {
		page, err := tx.Quotes(store.Filter{})
		if err == nil && len(page.Items) > 0 {
			q = page.Items[0]
		}
		return err
	})
	if q.Key == "" || !strings.Contains(q.SpeakerName, "harbour master") {
		t.Fatalf("the reader finds no such quotation: %+v", q)
	}
	_, report := get(t, server.URL+"/report/"+q.Doc)
	quote, pact := "/review/"+q.Doc+"/"+q.Local, "/review/"+q.Doc+"/a1"
	for _, want := range []string{quote, pact} {
		if !strings.Contains(report, `href="`+want+`"`) {
			t.Errorf("the report does not lead to %s", want)
		}
	}
	_, page := get(t, server.URL+quote)
	form := url.Values{"decision": {"edit"}, "was.speaker": {""}, "speaker": {"Salim al-Harthi | OMN | MIL"}, "note": {"named in the second edition"}}
	if !strings.Contains(page, `name="was.speaker"`) || !strings.Contains(page, "<mark class=\"qu\"") {
		t.Fatal("the form of a quotation has no speaker, or does not mark its words")
	}
	if a := post(t, server.URL+quote, form, nil); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d", a.StatusCode)
	}
	if a := post(t, server.URL+pact, url.Values{"decision": {"reject"}}, nil); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d", a.StatusCode)
	}
	holds := func(when string) {
		t.Helper()
		_, quotes := get(t, server.URL+"/quotes?lang=en")
		_, pacts := get(t, server.URL+"/agreements?lang=en")
		if !strings.Contains(quotes, "Salim al-Harthi") || strings.Contains(quotes, "harbour master") || strings.Contains(pacts, "/agreement/") {
			t.Errorf("%s: the decisions do not hold", when)
		}
		records := exported(t, reg, "jsonl")
		if !strings.Contains(records, "Salim al-Harthi") || strings.Contains(records, `"agreements":[{`) {
			t.Errorf("%s: the decisions are not exported", when)
		}
	}
	holds("at once")
	readAgain(t, reg)
	holds("read again")
	_, decisions := get(t, server.URL+"/decisions?lang=en")
	for _, want := range []string{"Salim al-Harthi", "On whose word", "named in the second edition", "trade agreement"} {
		if !strings.Contains(decisions, want) {
			t.Errorf("the decisions do not show %q", want)
		}
	}
	var list []store.Correction
	seen(t, reg, func(tx store.Reader) error {
		all, err := tx.AllCorrections(10, "")
		list = all.Items
		return err
	})
	for _, c := range list {
		if a := post(t, server.URL+"/decisions/"+c.ID+"/undo", url.Values{"doc": {c.Doc}}, nil); a.StatusCode != http.StatusSeeOther {
			t.Errorf("undo: status %d", a.StatusCode)
		}
	}
	if _, quotes := get(t, server.URL+"/quotes?lang=en"); !strings.Contains(quotes, "harbour master") {
		t.Error("taken back, the quotation is still somebody else's")
	}
	if _, pacts := get(t, server.URL+"/agreements?lang=en"); !strings.Contains(pacts, "/agreement/") {
		t.Error("taken back, the agreement is still rejected")
	}
}

// Quotations that others have from somebody else, or that nobody is known to have said, wait to be looked at.
func TestQueueOfQuotations(t *testing.T) {
	server, _ := desk(t, true)
	addReport(t, server, "Port closed\n\nMUSCAT, 5 May 2024 - \"The port will stay closed until the tanker is towed away,\" Salim al-Harthi said on Sunday.", "https://one.example/a", "One")
	addReport(t, server, "Tanker adrift\n\nNAIROBI, 6 May 2024 - \"The port will stay closed until the tanker is towed away,\" Monica Juma said on Sunday, and ships waited outside.", "https://two.example/b", "Two")
	_, page := get(t, server.URL+"/review?of=quotes&lang=en")
	if n := strings.Count(page, "others have these words from somebody else"); n != 2 {
		t.Errorf("%d of two quotations wait", n)
	}
	if _, page := get(t, server.URL+"/review?of=agreements&lang=en"); !strings.Contains(page, "Nothing waits here") {
		t.Error("an agreement waits where there is none")
	}
	if status, _ := get(t, server.URL+"/review?of=secrets"); status != http.StatusNotFound {
		t.Errorf("no queue: status %d", status)
	}
}

// All decisions can be looked at, however many there are.
func TestManyDecisions(t *testing.T) {
	server, reg := desk(t, true)
	err := reg.Store().Update(t.Context(), func(tx store.Tx) error {
		for i := range 250 {
			c := store.Correction{ID: fmt.Sprintf("c%03d", i), Who: "rana", When: time.Unix(int64(i), 0), Decision: "accept", Doc: "page", Fact: "event", Anchor: fmt.Sprintf("word%03d#1", i)}
			if err := tx.PutCorrection(c); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for next, pages := "/decisions", 0; next != "" && pages < 5; pages++ {
		_, body := get(t, server.URL+next)
		for i := range 250 {
			if word := fmt.Sprintf("word%03d", i); strings.Contains(body, word) {
				found[word] = true
			}
		}
		next = ""
		if _, rest, ok := strings.Cut(body, `rel="next" href="`); ok {
			next, _, _ = strings.Cut(rest, `"`)
			next = strings.ReplaceAll(next, "&amp;", "&")
		}
	}
	if len(found) != 250 {
		t.Errorf("%d of 250 decisions are shown", len(found))
	}
}
