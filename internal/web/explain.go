package web

import (
	"slices"

	"rawi/internal/news"
	"rawi/internal/reading"
	"rawi/internal/register"
	"rawi/internal/store"
)

// explainPage is what the rules considered where a fact is told.
type explainPage struct {
	Doc   store.Document
	ID    string
	Words []part
	Kept  []reading.Step // that made the fact
	Drops []reading.Step // considered in the same paragraph, and dropped
}

func (s *Server) explain(p *page) error {
	if s.Explain == nil {
		return store.ErrNotFound
	}
	doc, err := p.tx.Document(p.r.PathValue("key"))
	if err != nil {
		return err
	}
	old, err := p.tx.Record(doc.Key)
	if err != nil {
		return err
	}
	rec, trace, err := s.Explain(p.r.Context(), old)
	if err != nil {
		return err
	}
	fact, i, told := register.FactOf(rec, p.r.PathValue("id"))
	if !told { // the tables of now read otherwise
		return store.ErrNotFound
	}
	d := &explainPage{Doc: doc, ID: p.r.PathValue("id"), Words: paragraph(rec, fact, i)}
	for _, step := range trace.Steps {
		switch {
		case step.Fact == d.ID:
			d.Kept = append(d.Kept, step)
		case step.Verdict == "dropped" && within(d.Words, step.Span):
			d.Drops = append(d.Drops, step)
		}
	}
	p.name, p.data = "explain", d
	return nil
}

// within reports whether a span stands in words that are shown.
func within(words []part, s news.Span) bool {
	return !s.Zero() && slices.ContainsFunc(words, func(w part) bool { return w.Start <= s.Start && s.Start < w.Start+len([]rune(w.Text)) })
}
