package reading

import (
	"sort"

	"rawi/internal/clause"
	"rawi/internal/morph"
	"rawi/internal/news"
	"rawi/internal/said"
	"rawi/internal/text"
	"rawi/internal/what"
	"rawi/internal/when"
	"rawi/internal/who"
)

// session is one report being read.
type session struct {
	*Reader
	lang      *language
	doc       *news.Document
	text      *text.Text
	published string // ISO day, "" unknown
	day       dayOf  // the day that is being told of
	blocks    []*block
	resolver  *who.Resolver
	doers     []party // who acts in the event whose recipients are being resolved
	quotes    []*quote
	events    []*event
	agreed    []*agreed
	photos    []news.Photo
	amounts   []when.Amount
	findings  []news.Finding
	trace     Trace
	explain   bool
	about     string // the country that the report is about, "" for none; see home
	homeKnown bool
}

// block is a block of the text with its sentences.
type block struct {
	news.Block
	sentences []*sentence
	said      []said.Found
	quotes    []*quote // the same statements, resolved
}

// sentence is a sentence with what the stages found in it.
type sentence struct {
	*clause.Sentence
	block int
	times []when.Time
	after []when.Time // lengths of time that are counted from a deed: a week after he resigned
	found []what.Found
}

// ownDay settles the report's own day: given or in the page's metadata; else in the dateline, a caption, the text.
func (s *session) ownDay() {
	if s.doc.Published != nil && len(s.doc.Published.Date) >= 10 {
		s.published = s.doc.Published.Date[:10]
		return
	}
	if d := s.doc.Dateline; d != nil && d.Date != "" && d.Span != nil {
		r := s.text.Block(d.Span.Start, d.Span.End+len([]rune(d.Date))+8)
		if s.dated(s.lang.when.FullDates(s.text, r), "dateline") {
			return
		}
	}
	if s.dateLine() || s.stamped() {
		return
	}
	for _, pass := range []struct {
		basis string
		kinds map[news.BlockKind]bool
	}{
		{"text", map[news.BlockKind]bool{news.DatelineB: true, news.Byline: true, news.Other: true}},
		{"caption", map[news.BlockKind]bool{news.Caption: true}},
		{"text", map[news.BlockKind]bool{news.Paragraph: true, news.Title: true, news.List: true}},
	} {
		var all []when.Time
		for _, b := range s.doc.Blocks {
			if pass.kinds[b.Kind] {
				all = append(all, s.lang.when.FullDates(s.text, s.text.Block(b.Start, b.End))...)
			}
		}
		if s.dated(latestFirst(all), pass.basis) {
			return
		}
	}
	s.find("note", "undated", "No day of publication is given or printed; relative dates stay unresolved.", nil)
}

// dateLine finds the report's day in a line of the opening that prints no more than place and date.
func (s *session) dateLine() bool {
	for n, b := range s.doc.Blocks {
		r := s.text.Block(b.Start, b.End)
		if n >= openingLines {
			break
		}
		if b.Kind != news.Paragraph || r.Len() > dateLineTokens {
			continue
		}
		full := s.lang.when.FullDates(s.text, r)
		if len(full) > 0 && full[len(full)-1].To >= r.To-1 && full[0].From-r.From <= 3 && s.dated(full[len(full)-1:], "dateline") {
			return true
		}
	}
	return false
}

// A line of place and date stands among the first lines and is short.
const (
	openingLines   = 4
	dateLineTokens = 16
)

// stamped takes the report's day from a line that said when the page was published and was cleaned away.
func (s *session) stamped() bool {
	for _, c := range s.doc.Claims {
		if c.Field != "published" || c.Origin != "text" {
			continue
		}
		x := s.fold.Read(c.Value)
		for _, t := range s.lang.when.FullDates(x, text.Range{To: len(x.Tokens)}) {
			if t.First != "" {
				s.published = t.First
				s.doc.Published = &news.Published{Date: t.First, Basis: "text"}
				return true
			}
		}
	}
	return false
}

// latestFirst puts the latest day first: a report is not older than what it tells. Days told as future do not count.
func latestFirst(times []when.Time) []when.Time {
	sort.SliceStable(times, func(i, j int) bool { return times[i].First > times[j].First })
	return times
}

func (s *session) dated(times []when.Time, basis string) bool {
	for _, t := range times {
		if t.First == "" || t.Future {
			continue
		}
		span := s.text.Span(t.Start, t.End)
		s.published = t.First
		s.doc.Published = &news.Published{Date: t.First, Basis: basis, Span: &span}
		if basis == "caption" {
			s.find("note", "published_from_caption", "No day of publication is printed; the captions date the pictures, and that day is taken for the report's.", &span)
		}
		return true
	}
	return false
}

// cut reads each block into sentences: the names, dates and amounts in them, and what each word does.
func (s *session) cut() {
	intro := s.lang.who.Introduce(s.text)
	names := s.lang.who.Finder(s.text, intro, s.published)
	var taken []clause.Stretch
	for n, b := range s.doc.Blocks {
		blk := &block{Block: b}
		s.blocks = append(s.blocks, blk)
		r := s.text.Block(b.Start, b.End)
		if r.Len() == 0 {
			continue
		}
		all, offsets, numbers := s.lang.when.Read(s.text, r, s.published)
		times := s.noPairs(all)
		for _, t := range times {
			s.doc.Times = append(s.doc.Times, news.Time{Span: s.text.Span(t.Start, t.End), Start: t.First, End: t.Last})
		}
		for _, k := range numbers {
			if !k.Ordinal {
				s.doc.Numbers = append(s.doc.Numbers, news.Number{Span: s.text.Span(k.Start, k.End), Value: k.Value})
			}
		}
		s.amounts = append(s.amounts, s.lang.when.Amounts(s.text, r, numbers)...)
		if !b.Kind.Told() && b.Kind != news.Byline {
			if b.Kind == news.Credit {
				blk.sentences = append(blk.sentences, &sentence{Sentence: clause.Cut(s.text, s.lang.who, r, names.Find(r), nil, false), block: n})
			}
			continue
		}
		open := false
		for _, sr := range s.afterDateline(whole(s.text.Sentences(r, func(w string) bool { return s.lang.short[w] }), times)) {
			st := &sentence{block: n}
			taken = taken[:0]
			for _, t := range times {
				if t.From >= sr.From && t.To <= sr.To {
					st.times = append(st.times, t)
					taken = append(taken, clause.Stretch{From: t.From, To: t.To, Kind: clause.Time, Key: s.lang.when.Age(t, s.published)})
				}
			}
			for _, t := range offsets {
				if t.From >= sr.From && t.To <= sr.To {
					st.after = append(st.after, t)
				}
			}
			mentions := names.Find(sr)
			mentions = withoutTimes(mentions, st.times)
			for _, k := range numbers {
				if k.From >= sr.From && k.To <= sr.To && free(k.From, k.To, mentions, st.times) {
					taken = append(taken, clause.Stretch{From: k.From, To: k.To, Kind: clause.Amount})
				}
			}
			st.Sentence = clause.Cut(s.text, s.lang.who, sr, mentions, taken, open)
			st.Sentence.Block = n
			for _, it := range st.Items {
				switch it.Kind {
				case clause.Open:
					open = true
				case clause.Close:
					open = false
				}
			}
			blk.sentences = append(blk.sentences, st)
		}
	}
}

// afterDateline cuts the dateline off the sentence that it opens: what follows its dash is what the report says.
func (s *session) afterDateline(rs []text.Range) []text.Range {
	d := s.doc.Dateline
	if d == nil || d.Span == nil || len(rs) == 0 {
		return rs
	}
	first := s.text.Tokens[rs[0].From].Start
	if d.Span.Start < first || d.Span.Start > first+2 {
		return rs
	}
	for i := rs[0].From; i < rs[0].To-1 && i < rs[0].From+datelineTokens; i++ {
		switch s.text.Tokens[i].Fold {
		case "-", "--", "–", "—", "―", "ـ":
			if s.text.Tokens[i].Start < d.Span.End {
				continue
			}
			return append([]text.Range{{From: rs[0].From, To: i + 1}, {From: i + 1, To: rs[0].To}}, rs[1:]...)
		}
	}
	return rs
}

// datelineTokens is how far into its sentence a dateline may reach: place, date, agency.
const datelineTokens = 18

// noPairs drops a weekday that is no day but a pair of people: a verb for two follows (الاثنين تبادلا).
func (s *session) noPairs(times []when.Time) []when.Time {
	out := times[:0]
	for _, t := range times {
		if t.Weekday > 0 && t.To == t.From+1 && t.To < len(s.text.Tokens) && s.lang.who.Pair(s.text, t.From) {
			continue
		}
		out = append(out, t)
	}
	return out
}

// whole joins sentences that a stray full stop inside a date has parted.
func whole(rs []text.Range, times []when.Time) []text.Range {
	out := rs[:0]
	for _, r := range rs {
		if n := len(out); n > 0 {
			joined := false
			for _, t := range times {
				if t.From < r.From && r.From < t.To {
					out[n-1].To, joined = r.To, true
				}
			}
			if joined {
				continue
			}
		}
		out = append(out, r)
	}
	return out
}

// free reports whether tokens [from, to) belong to no mention and no date.
func free(from, to int, ms []who.Mention, times []when.Time) bool {
	for i := range ms {
		if ms[i].From < to && from < ms[i].To && ms[i].Kind != "none" {
			return false
		}
	}
	for _, t := range times {
		if t.From < to && from < t.To {
			return false
		}
	}
	return true
}

// withoutTimes drops mentions that lie on a date (a town called Wednesday).
func withoutTimes(ms []who.Mention, times []when.Time) []who.Mention {
	for i := range ms {
		for _, t := range times {
			if ms[i].From < t.To && t.From < ms[i].To {
				ms[i].Kind, ms[i].Inner = "none", true
			}
		}
	}
	return ms
}

// statements finds who says what, block by block.
func (s *session) statements() {
	var carry *said.Found
	for _, b := range s.blocks {
		if !b.Kind.Told() || len(b.sentences) == 0 {
			continue
		}
		var list []*clause.Sentence
		for _, st := range b.sentences {
			list = append(list, st.Sentence)
		}
		b.said = s.lang.said.Find(list, b.Kind == news.Title || b.Kind == news.Subtitle, carry)
		if b.Kind == news.Paragraph {
			carry = nil
			if n := len(b.said); n > 0 {
				last := b.said[n-1]
				carry = &last
			}
		}
	}
}

// deeds finds the events that each sentence tells.
func (s *session) deeds() {
	deeds := s.lang.what.Finder()
	for _, b := range s.blocks {
		if !b.Kind.Told() {
			continue
		}
		for _, st := range b.sentences {
			found, dropped := deeds.Find(st.Sentence)
			st.found = found
			if s.explain {
				for _, d := range dropped {
					step := Step{Stage: "what", Span: s.text.Span(d.From, d.To), Verdict: "dropped", Reason: d.Reason}
					if d.Rule != nil {
						step.Rule = d.Rule.ID
					}
					s.trace.Steps = append(s.trace.Steps, step)
				}
			}
		}
	}
}

// pronOf gives the pronoun that a verb without written subject stands for.
func pronOf(readings []morph.Reading) morph.Pron {
	for _, r := range readings {
		if !r.Finite() {
			continue
		}
		f := r.Feat
		switch {
		case f.Has(morph.First) && f.Has(morph.Plural):
			return "1p"
		case f.Has(morph.First):
			return "1s"
		case f.Has(morph.Second):
			return "2mp"
		case f.Has(morph.Dual):
			return "3d"
		case f.Has(morph.Plural):
			return "3mp"
		case f.Has(morph.Fem):
			return "3fs"
		}
		return "3ms"
	}
	return "3ms"
}
