package news_test

import (
	"strings"
	"testing"

	"rawi/internal/news"
)

func sound() news.Record {
	return news.Record{
		Document: news.Document{Text: "هاجم مسلحون قافلة.", Blocks: []news.Block{{Kind: news.Paragraph, Start: 0, End: 18}}},
		Entities: []news.Entity{{ID: "e1", Mentions: []news.Mention{{Span: news.Span{Start: 5, End: 11, Text: "مسلحون"}}}}},
		Events: []news.Event{{ID: "v1", Actors: []news.Party{{Entity: "e1"}}, Anchor: news.Span{Start: 0, End: 4, Text: "هاجم"},
			Attribution: []news.Link{{Role: "speaker", Entity: "e1"}}}},
		Quotes: []news.Quote{{ID: "q1", Content: []news.Span{{Start: 0, End: 11, Text: "هاجم مسلحون"}}, Events: []string{"v1"}}},
	}
}

func TestCheck(t *testing.T) {
	if r := sound(); r.Check() != nil {
		t.Fatalf("a sound record: %v", r.Check())
	}
	for says, spoil := range map[string]func(*news.Record){
		"not in the text":     func(r *news.Record) { r.Events[0].Anchor.End = 400 },
		"-1 to 4":             func(r *news.Record) { r.Events[0].Anchor.Start = -1 },
		"9 to 4":              func(r *news.Record) { r.Quotes[0].Content[0].Start, r.Quotes[0].Content[0].End = 9, 4 },
		"does not stand at":   func(r *news.Record) { r.Entities[0].Mentions[0].Text = "غيرهم" },
		"block paragraph":     func(r *news.Record) { r.Document.Blocks[0].End = 600 },
		"given twice":         func(r *news.Record) { r.Quotes[0].ID = "v1" },
		"or empty":            func(r *news.Record) { r.Entities[0].ID = "" },
		`v1 points to "e7"`:   func(r *news.Record) { r.Events[0].Actors[0].Entity = "e7" },
		`v1 points to "v9"`:   func(r *news.Record) { r.Events[0].After = []string{"v9"} },
		`q1 points to "v2"`:   func(r *news.Record) { r.Quotes[0].Events = []string{"v2"} },
		`v1 points to "them"`: func(r *news.Record) { r.Events[0].Attribution[0].With = []string{"them"} },
	} {
		r := sound()
		spoil(&r)
		if err := r.Check(); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("want %q, got %v", says, err)
		}
	}
}
