package clean

import (
	"strings"
	"unicode/utf8"

	"rawi/internal/news"
)

// labelRoom is how many words a line may have and still be a label; dateRoom the same for a line that only gives a time.
const (
	labelRoom = 24
	dateRoom  = 16
)

// lines judges each line by its form: what is furniture goes, what tells who wrote and where it was taken from is named so.
func (r *report) lines() {
	if r.page.Kind == TextBody && r.bodies == 1 {
		return // one line is the report, whatever it looks like
	}
	var out []piece
	seen := map[string]bool{}
	repeated := 0
	links := 0 // short lines after a label for related reports
	for i, p := range r.pieces {
		line := tokensUpTo(p.text, labelRoom+1)
		short := len(line) <= labelRoom
		if len(line) == 0 {
			continue
		}
		if p.sure && p.kind != news.List && p.kind != news.QuoteBlock {
			out = append(out, p)
			continue
		}
		if short {
			if p.kind == "" && links > 0 && !endsSentence(p.text) && len(line) <= 18 && !strings.HasSuffix(p.text, ":") {
				links--
				if _, ok := r.words.dateline(p.text, false); !ok && !r.furniture(p.text, line) && !r.words.creditLine(p.text).ok {
					p.kind, p.sure = news.Other, true
					out = append(out, p)
					continue
				}
			}
			if r.furniture(p.text, line) {
				if r.words.is(related, line) {
					links = 3
				}
				continue
			}
			links = 0
			if r.timestamp(line) {
				r.claimTime(p.text, line)
				continue
			}
			if kind := r.shortLine(p.text, line, i); kind != "" {
				p.kind, p.sure = kind, true
				out = append(out, p)
				continue
			}
		}
		if len(line) > 8 && (p.kind == "" || p.kind == news.QuoteBlock) && endsSentence(p.text) {
			k := p.text
			if seen[k] {
				repeated++
				continue
			}
			seen[k] = true
		}
		out = append(out, p)
	}
	if repeated > 0 {
		r.findings = append(r.findings, note("repeated_paragraph", "Paragraphs that stand on the page more than once were taken once."))
	}
	r.pieces = out
}

// furniture tells whether a short line is a label or an invitation and no part of the report.
func (r *report) furniture(text string, line []token) bool {
	w := r.words
	if len(line) > labelRoom {
		return false
	}
	labelled := func(c class) bool {
		n := w.opens(c, line)
		if n == 0 {
			return false
		}
		if n == len(line) {
			return true
		}
		return colonAfter(text, line[n-1].end)
	}
	open := func(c class, room int) bool {
		n := w.opens(c, line)
		return n >= 2 && len(line) <= room && !endsSentence(text)
	}
	switch {
	case w.is(adLabel, line), w.is(sourceLabel, line), labelled(tagLabel), labelled(related), open(related, labelRoom):
		return true
	case labelled(shareLabel) || open(shareLabel, 12):
		return true
	case w.is(login, line) || labelled(login) || open(login, labelRoom) || w.opens(login, line) >= 3:
		return true
	case w.is(rights, line) || labelled(rights) || w.opens(rights, line) >= 3 || w.opens(rights, line) > 0 && hasAnyDigit(line[:min(5, len(line))]) ||
		strings.HasPrefix(text, "©") || strings.HasPrefix(text, "(c) "):
		return !w.creditLine(text).ok
	case address(text), hashtags(text):
		return true
	}
	return false
}

// colonAfter tells whether the next sign after a label is a colon, a bar or a slash.
func colonAfter(text string, end int) bool {
	rest := strings.TrimLeft(text[end:], " ")
	return strings.HasPrefix(rest, ":") || strings.HasPrefix(rest, "|") || strings.HasPrefix(rest, "：") || strings.HasPrefix(rest, "/")
}

// address tells whether a line is nothing but the address of a page.
func address(text string) bool {
	return !strings.Contains(text, " ") && (strings.HasPrefix(text, "http://") || strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "www."))
}

func hashtags(text string) bool {
	n := 0
	for _, f := range strings.Fields(text) {
		if !strings.HasPrefix(f, "#") || utf8.RuneCountInString(f) < 2 {
			return false
		}
		n++
	}
	return n >= 1
}

// timestamp tells whether a line says nothing but when the page was published or changed.
func (r *report) timestamp(line []token) bool {
	return len(line) <= dateRoom && (r.words.timed(line) || r.words.is(updated, line) || r.words.is(published, line))
}

// timed tells whether words are a date or a time of day and nothing else.
func (w *Words) timed(line []token) bool {
	digits, words, labels := 0, 0, 0
	for i := 0; i < len(line); {
		n := 0
		for _, c := range []class{updated, published, dateWord} {
			if k := w.opens(c, line[i:]); k > n {
				n = k
				if c != dateWord {
					labels++
				}
			}
		}
		switch {
		case n > 0:
			i += n
			words++
		case numeric(line[i].key):
			digits++
			i++
		default:
			return false
		}
	}
	return digits > 0 && (words > 0 || digits >= 3) || digits == 0 && words >= 2 && (labels > 0 || words >= 3)
}

// numeric tells whether a word is a number, or a number with the letter or two that mark an hour or a rank.
func numeric(word string) bool {
	trimmed := strings.TrimLeft(word, "0123456789")
	return trimmed != word && utf8.RuneCountInString(trimmed) <= 2 && (trimmed == "" || len(word)-len(trimmed) <= 4)
}

// claimTime keeps what a removed line said about the time, as the page's claim.
func (r *report) claimTime(text string, line []token) {
	field := fieldPublished
	if r.words.has(updated, line) {
		field = fieldModified
	}
	r.claims.add(field, text, fromText)
}

// shortLine names the lines that are about the report: who wrote it, where it was filed, where it was taken from.
func (r *report) shortLine(text string, line []token, i int) news.BlockKind {
	w := r.words
	if n := w.opens(sourceLabel, line); n > 0 && n < len(line) && len(line) <= n+8 && colonAfter(text, line[n-1].end) {
		return news.SourceLink
	}
	if r.byline(text, line, i, len(r.pieces)) {
		return news.Byline
	}
	if i < 6 {
		if _, ok := w.datelineAlone(text); ok {
			return news.DatelineB
		}
	}
	return ""
}
