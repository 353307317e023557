package said

import (
	"strings"

	"rawi/internal/clause"
	"rawi/internal/morph"
)

// byNoun reads statements whose cue is a noun: قوله إن, his claim that.
func (f *finder) byNoun(n int) {
	s := f.block[n]
	for i := range s.Items {
		it := &s.Items[i]
		if it.Kind != clause.Noun && it.Kind != clause.Verb || f.inside(it.Start) != nil || f.cueing(n, it.Start) {
			continue
		}
		var rule *Rule
		for _, r := range it.Readings {
			if r.Finite() {
				continue
			}
			for _, k := range f.nouns[r.Lemma] {
				if f.Rules[k].That && rule == nil {
					rule = &f.Rules[k]
				}
			}
		}
		if rule == nil {
			continue
		}
		a := s.NounArgs(i)
		j := i + 1
		for !f.HeadFirst() && j < len(s.Items) && j < i+6 && (s.Items[j].Prep != "" && f.sayer(rule, s.Items[j].Prep) || s.Items[j].Kind == clause.Det && s.Items[j].Prep == "" || j > i+1 && s.Items[j].Prep == "" && (s.Items[j].Kind == clause.Noun || s.Items[j].Kind == clause.Other)) {
			j++
		}
		for j < len(s.Items) && j < i+4 && (s.Items[j].Kind == clause.Mention && s.Items[j].Prep == "" || s.Items[j].Kind == clause.Other || s.Items[j].Kind == clause.Time) {
			j++
		}
		if f.nounOf(n, i, j, rule, a) {
			continue
		}
		if j >= len(s.Items) || s.Items[j].Kind != clause.Comp && !(s.Items[j].Kind == clause.Mark && s.Items[j].Key == ":") || j+1 >= len(s.Items) {
			continue
		}
		speaker := a.Gen
		if speaker.Zero() {
			speaker = a.Adj
		}
		if speaker.Zero() && !f.HeadFirst() {
			speaker = f.sayerOf(s, i, j, rule)
		}
		q := Found{Sentence: n, Rule: rule, Continues: -1, Verb: -1, Cue: [][2]int{{it.Start, it.End}}}
		if prev := f.relayBefore(n, it.Start); prev != nil { // نقلت رويترز عن مسؤول قوله إن: one statement, its cue in two words
			prev.Cue = append(prev.Cue, q.Cue[0])
			if len(prev.Content) == 0 {
				f.indirect(n, j+1, s.Items[j+1].Start, cue{item: i, rule: rule}, nil, prev)
			}
			continue
		}
		if speaker.Zero() {
			continue
		}
		if _, ok := f.indirect(n, j+1, s.Items[j+1].Start, cue{item: i, rule: rule}, nil, &q); !ok || f.told(q.Content[0]) {
			continue
		}
		q.Links = []Link{{Role: "speaker", Sentence: n, Arg: speaker, Cue: q.Cue[0]}}
		f.out = append(f.out, q)
	}
}

// sayerOf gives whose word a noun of saying at item i is, where another noun tells it: before its apostrophe, or behind a preposition before
// item to.
func (f *finder) sayerOf(s *clause.Sentence, i, to int, rule *Rule) clause.Arg {
	for k := i + 1; k < to; k++ {
		if it := &s.Items[k]; it.Prep != "" && f.sayer(rule, it.Prep) && f.namedThing(it) {
			return clause.Arg{Items: f.nominalRun(s, k), By: "source behind the noun"}
		}
	}
	if i > 1 && s.Items[i-1].Kind == clause.Mark && f.hyphen(s, i-1) && s.Items[i-2].Kind == clause.Mention { // the separatists' claim
		return clause.Arg{Items: []int{i - 2}, By: "owner of the noun"}
	}
	return clause.Arg{}
}

// nounOf reads a statement whose content a noun of saying governs by a preposition: Minsk's denial of any role; a warning from scientists of
// aftershocks. It reports whether there is one.
func (f *finder) nounOf(n, i, to int, rule *Rule, a clause.Args) bool {
	s := f.block[n]
	if f.HeadFirst() || !rule.governs() && rule.Act != "relay" || rule.Act == "think" {
		return false
	}
	speaker := a.Gen
	for k := i + 1; k < len(s.Items) && k <= max(to, i+1); k++ {
		it := &s.Items[k]
		slot, ok := rule.Frame.At(it.Prep)
		if it.Prep == "" || !ok || slot.Role != "content" || it.Kind == clause.Mark {
			continue
		}
		if len(speaker.Items) > 0 && speaker.Items[0] == k {
			speaker = a.Adj
		}
		if speaker.Zero() {
			speaker = f.sayerOf(s, i, k, rule)
		}
		if speaker.Zero() {
			return false
		}
		end := f.nounEnd(s, k)
		q := Found{Sentence: n, Rule: rule, Continues: -1, Verb: -1, Kind: "indirect", Cue: [][2]int{{s.Items[i].Start, s.Items[i].End}}, Content: [][2]int{{f.printFrom(s, k), end}}}
		if end <= it.Start || f.told(q.Content[0]) {
			return false
		}
		q.Links = []Link{{Role: "speaker", Sentence: n, Arg: speaker, Cue: q.Cue[0]}}
		f.useWithin(&q)
		f.out = append(f.out, q)
		return true
	}
	return false
}

// nounEnd gives the code point at which the noun phrase at item i ends, before the verb of its clause.
func (f *finder) nounEnd(s *clause.Sentence, i int) int {
	k := i + 1
	for ; k < len(s.Items); k++ {
		it := &s.Items[k]
		if it.Kind == clause.Mark && !f.hyphen(s, k) || it.Kind == clause.Aux || it.Kind == clause.Modal || it.Kind == clause.But || it.Kind == clause.Sub || it.Kind == clause.Rel {
			break
		}
		if it.Kind == clause.Verb && it.Finite() && it.Prep == "" && !(f.nounly(it) && f.base(s, it)) {
			break
		}
	}
	return f.printTo(s, k-1)
}

// sayer reports whether a preposition brings in the one whose word a noun of saying is: a statement by the ministry.
func (f *finder) sayer(r *Rule, prep string) bool {
	slot, ok := r.Frame.At(prep)
	return ok && (slot.Role == "speaker" || slot.Role == "relay")
}

// occasion finds on what occasion it was said: the phrase of the clause of saying that the tables know as one (في مؤتمر صحفي; in a statement).
func (f *finder) occasion(n, v int, q *Found) {
	s := f.block[n]
	for t := s.Range.From; t < s.Range.To; t++ {
		rn, to, from, ok := f.phraseAt(s.Text, t, s.Range.To)
		if !ok {
			continue
		}
		if f.Rules[rn].occasion() && !f.within(q, from) && f.inside(from) == nil {
			q.Occasion = [2]int{from, s.Text.Tokens[to-1].End}
			return
		}
		t = to - 1
	}
}

// occasion reports whether a phrase names what was held or issued to say it.
func (r *Rule) occasion() bool { return strings.HasSuffix(r.ID, ".in-statement") }

// cueing reports whether the word at a code point is already the verb of a statement.
func (f *finder) cueing(n, at int) bool {
	for k := range f.out {
		if q := &f.out[k]; q.Sentence == n && q.Verb >= 0 && q.Cue[0][0] == at {
			return true
		}
	}
	return false
}

// told reports whether a stretch is the content of a statement already.
func (f *finder) told(c [2]int) bool {
	for _, q := range f.out {
		for _, d := range q.Content {
			if d[0] <= c[0]+1 && c[1] <= d[1]+1 && d[1]-d[0] < c[1]-c[0]+4 {
				return true
			}
		}
	}
	return false
}

func (f *finder) relayBefore(n, before int) *Found {
	for k := len(f.out) - 1; k >= 0; k-- {
		if q := &f.out[k]; q.Sentence == n && q.Rule.Relay && q.Cue[0][0] < before && len(q.Content) > 0 && q.Content[0][0] >= before {
			return q
		}
	}
	return nil
}

// byPhrase reads source phrases: بحسب, وفقا ل, حسبما ذكرت; according to, as X reported. mark is the first statement of this sentence.
func (f *finder) byPhrase(n, mark int) {
	s := f.block[n]
	x := s.Text
	for t := s.Range.From; t < s.Range.To; t++ {
		rn, to, from, ok := f.phraseAt(x, t, s.Range.To)
		if !ok {
			continue
		}
		rule := &f.Rules[rn]
		_, owned := rule.Frame.At("gen")
		arg, end := f.phraseSource(s, to, owned)
		if _, verb := rule.Frame.At("subj"); arg.Zero() && verb && f.HeadFirst() {
			arg, end = f.phraseSubject(s, to)
		}
		if arg.Zero() && rule.Quote && f.HeadFirst() {
			arg, end = f.document(s, to)
		}
		if arg.Zero() {
			if f.hearsay(n, rule, from, to) {
				t = to - 1
			}
			continue
		}
		_, cueEnd := x.Inside(to-1, 0, -1)
		c := [2]int{from, cueEnd}
		role := ""
		for _, slot := range rule.Frame {
			if (slot.Marker == "gen" || slot.Marker == "subj") && slot.Role != "medium" {
				role = slot.Role
			}
		}
		if slot, ok := rule.Frame.At("gen"); ok && slot.Role == "medium" {
			role = "medium"
			if slot.Or == "speaker" && rule.That && f.brings(n, rule, arg, c, end) { // وجاء في التقرير أن
				t = to - 1
				continue
			}
		}
		if role == "" || role == "topic" || role == "content" {
			t = to - 1
			continue
		}
		from2, second := end, clause.Arg{}
		if slot, ok := rule.Frame.At("an"); ok && slot.Role == "speaker" { // وفق ما نقلت وكالة عن مسؤول: the agency passes on, the official said it
			second, end = f.behind(s, end, "an")
		}
		said := len(f.out)
		f.attach(n, mark, rule, role, arg, c, t, max(end, from2))
		if !second.Zero() && len(f.out) > said {
			q := &f.out[len(f.out)-1]
			q.Links[0].Role = "relay"
			q.Links = append(q.Links, Link{Role: "speaker", Sentence: n, Arg: second, Cue: c})
		}
		t = to - 1
	}
}

// hearsay makes a statement without a speaker of what a phrase says that people say: reportedly; it was reported that …; are said to …. It
// reports whether the phrase tells no more than that.
func (f *finder) hearsay(n int, rule *Rule, from, to int) bool {
	s := f.block[n]
	if rule.Act != "relay" && rule.Act != "claim" || len(rule.Frame) == 0 || f.inside(from) != nil {
		return false
	}
	for _, slot := range rule.Frame {
		if slot.Role == "speaker" || slot.Role == "relay" || slot.Role == "medium" {
			return false
		}
	}
	for k := range f.out {
		for _, c := range f.out[k].Content {
			if f.out[k].Sentence == n && (c[0] <= from && from < c[1] || f.out[k].Cue[0][0] >= from) {
				return true // part of what somebody says, or the word of saying itself
			}
		}
	}
	next := 0
	for next < len(s.Items) && s.Items[next].From < to {
		next++
	}
	q := Found{Sentence: n, Rule: rule, Continues: -1, Verb: -1, Nobody: true, Kind: "indirect", Cue: [][2]int{{from, s.Text.Tokens[to-1].End}}}
	switch {
	case next >= len(s.Items):
		return true
	case s.Items[next].Kind == clause.Comp && next+1 < len(s.Items):
		next++
	case f.HeadFirst(): // أنباء عن انشقاق ضباط
	case to-s.Text.At(from) > 1 && rule.That: // it is believed to be …
		return true
	case rule.That && rule.Act == "relay": // The two leaders reportedly met
		first := f.clauseFrom(n, next)
		if start := f.printFrom(s, first); start < from {
			q.Content = append(q.Content, [2]int{start, f.tidyEnd(s, from)})
		} else if s.Items[next].Kind == clause.Mark {
			next++
		}
	}
	end := f.phraseOrClauseEnd(s, next)
	if next >= len(s.Items) || end <= s.Items[next].Start {
		return true
	}
	q.Content = append(q.Content, [2]int{f.printFrom(s, next), end})
	f.useWithin(&q)
	f.out = append(f.out, q)
	return true
}

// tidyEnd gives the code point at which the print before a code point ends, without blanks.
func (f *finder) tidyEnd(s *clause.Sentence, at int) int {
	for at > 0 && s.Text.Runes[at-1] == ' ' {
		at--
	}
	return at
}

// phraseOrClauseEnd gives the code point at which the sentence ends that goes on at item i, its last mark left out.
func (f *finder) phraseOrClauseEnd(s *clause.Sentence, i int) int {
	end := len(s.Items)
	for end > i && s.Items[end-1].Kind == clause.Mark {
		end--
	}
	if end <= i {
		return 0
	}
	return f.printTo(s, end-1)
}

// brings makes a statement of the clause or the words behind a text in which they stand: جاء في التقرير أن …. It reports whether there are any.
func (f *finder) brings(n int, rule *Rule, arg clause.Arg, c [2]int, end int) bool {
	s := f.block[n]
	for end < len(s.Items) && (s.Items[end].Kind == clause.Noun || s.Items[end].Kind == clause.Other || s.Items[end].Kind == clause.Time || s.Items[end].Kind == clause.Mention) {
		end++
	}
	at := end
	if at < len(s.Items) && s.Items[at].Kind == clause.Comp || at > 0 && at < len(s.Items) && s.Items[at].Kind == clause.Mark && s.Items[at].Key == ":" {
		at++
	} else if at == 0 || at >= len(s.Items) || s.Items[at-1].Kind != clause.Comp && s.Items[at-1].Key != ":" {
		return false
	}
	if at >= len(s.Items) {
		return false
	}
	q := Found{Sentence: n, Rule: rule, Continues: -1, Verb: -1, Cue: [][2]int{c}}
	if _, ok := f.indirect(n, at, f.startOf(s, at), cue{item: at - 1, rule: rule}, nil, &q); !ok || f.told(q.Content[0]) {
		return false
	}
	q.Links = []Link{{Role: "speaker", Sentence: n, Arg: arg, Cue: c}}
	f.out = append(f.out, q)
	return true
}

// behind gives the noun phrase at item i where it is governed by a preposition, and the item after it.
func (f *finder) behind(s *clause.Sentence, i int, prep string) (clause.Arg, int) {
	if i <= 0 || i >= len(s.Items) || s.Items[i].Kind != clause.Mention || s.Items[i].Prep != prep {
		return clause.Arg{}, 0
	}
	return clause.Arg{Items: []int{i}, Prep: prep, By: "source behind the one who passes on"}, i + 1
}

// phraseSource finds the noun phrase right behind a source phrase that ends before token to, or the owner of its last word where that is a
// noun (owned); end is the item after it.
func (f *finder) phraseSource(s *clause.Sentence, to int, owned bool) (clause.Arg, int) {
	for i := range s.Items {
		it := &s.Items[i]
		if owned && f.HeadFirst() && it.To == to && it.Pron != "" { // على حد قوله
			return clause.Arg{Pron: it.Pron, At: i, By: "source phrase"}, i + 1
		}
		if f.HeadFirst() && it.From == to {
			if end := f.nameAfter(s, i); end > i {
				return span(i, end), end
			}
		}
		reach := to + 2
		if f.HeadFirst() {
			reach = to + 3
		}
		if it.From < to && !(it.Kind == clause.Mention && it.To > to) || it.From > reach {
			if it.From > reach {
				break
			}
			continue
		}
		switch it.Kind {
		case clause.Mention:
			if i > 0 && s.Items[i-1].From >= to && f.HeadFirst() && (s.Lone(i) || it.Art && s.Items[i-1].Art && s.Items[i-1].Kind == clause.Noun) {
				return clause.Arg{}, 0 // وفق القانون الدولي: a basis, nobody's word
			}
			g := []int{i}
			for j := i + 1; j < len(s.Items) && s.Items[j].Kind == clause.Mention && s.Items[j].Conj != ""; j++ {
				g = append(g, j)
			}
			return clause.Arg{Items: g, By: "source phrase"}, g[len(g)-1] + 1
		case clause.Noun, clause.Other, clause.Det:
			if !f.HeadFirst() && f.capital(it) { // a name that no table knows
				run := f.nominalRun(s, i)
				if len(run) == 0 {
					return clause.Arg{}, 0
				}
				return clause.Arg{Items: run, By: "source phrase"}, run[len(run)-1] + 1
			}
			if f.HeadFirst() && it.From == to && it.Kind == clause.Noun && it.Art && f.Report(it.Readings) { // بحسب التقرير السنوي
				end := i + 1
				for end < len(s.Items) && s.Items[end].Kind == clause.Noun && s.Items[end].Art && s.Items[end].Prep == "" {
					end++
				}
				return clause.Arg{Items: []int{i}, By: "source phrase"}, end
			}
			if !f.HeadFirst() && it.Kind != clause.Det && (f.determinedBy(s, i, to) || f.manyOf(it)) { // the census bureau, documents seen by …
				run := f.nominalRun(s, i)
				if len(run) == 0 {
					return clause.Arg{}, 0
				}
				return clause.Arg{Items: run, By: "source phrase"}, run[len(run)-1] + 1
			}
			continue
		default:
			return clause.Arg{}, 0
		}
	}
	return clause.Arg{}, 0
}

// determinedBy reports whether an article stands between a source phrase that ends before token to and the noun at item i.
func (f *finder) determinedBy(s *clause.Sentence, i, to int) bool {
	return s.Items[i].From > to || i > 0 && s.Items[i-1].Kind == clause.Det
}

// manyOf reports whether a word is a plural noun.
func (f *finder) manyOf(it *clause.Item) bool {
	for _, r := range it.Readings {
		if f.Morph.Lemmas[r.Lemma].POS == morph.Noun && r.Feat.Has(morph.Plural) {
			return true
		}
	}
	return false
}

// phraseSubject gives the noun phrase that is the subject of the verb in a source phrase: حسبما ذكر المركز الوطني, وفق ما أفادت به الوكالة.
func (f *finder) phraseSubject(s *clause.Sentence, to int) (clause.Arg, int) {
	for i := range s.Items {
		it := &s.Items[i]
		if it.From < to || it.Kind == clause.Prep && it.Pron != "" {
			continue
		}
		if it.Kind != clause.Mention && !(it.Kind == clause.Noun && it.Art) || it.Prep != "" {
			break
		}
		end := i + 1
		for end < len(s.Items) && s.Items[end].Prep == "" && s.Items[end].Conj == "" && (s.Items[end].Kind == clause.Noun || s.Items[end].Kind == clause.Other || s.Items[end].Pron == "1s") {
			end++
		}
		if it.Kind == clause.Mention {
			return clause.Arg{Items: []int{i}, By: "source phrase"}, end
		}
		a := clause.Arg{By: "source phrase"}
		for k := i; k < end; k++ {
			a.Items = append(a.Items, k)
		}
		return a, end
	}
	return clause.Arg{}, 0
}

// nameAfter gives the item behind a name that no table has and that is all of a source phrase: وفقا لباركر، …. i where there is none.
func (f *finder) nameAfter(s *clause.Sentence, i int) int {
	k := i
	for k < len(s.Items) && k < i+3 && s.Items[k].Kind == clause.Other && !s.Items[k].Art && s.Items[k].Key == "" && (k == i || s.Items[k].Prep == "") {
		k++
	}
	if k > i && (k == len(s.Items) || s.Items[k].Kind == clause.Mark || s.Items[k].Kind == clause.Close) {
		return k
	}
	return i
}

// leads reports whether a source phrase at a token belongs to the statement whose cue follows it: nothing but that clause stands between.
func (f *finder) leads(s *clause.Sentence, tok, cue int) bool {
	before := false
	for i := range s.Items {
		it := &s.Items[i]
		if it.Start >= cue {
			break
		}
		if it.From < tok {
			before = before || it.Kind == clause.Verb && it.Finite()
		} else if it.Kind == clause.Sub || it.Kind == clause.But {
			return !before
		}
	}
	return true
}

// document gives the text in which something stands, up to the colon or «that» behind it: جاء في بيان المكتب الصحفي: «…».
func (f *finder) document(s *clause.Sentence, to int) (clause.Arg, int) {
	var run []int
	for i := range s.Items {
		it := &s.Items[i]
		if it.From < to {
			continue
		}
		if it.Kind == clause.Mark && it.Key == ":" || it.Kind == clause.Comp {
			return clause.Arg{Items: run, By: "document"}, i + 1
		}
		if len(run) > 5 || it.Kind != clause.Noun && it.Kind != clause.Other && it.Kind != clause.Mention {
			break
		}
		run = append(run, i)
	}
	return clause.Arg{}, 0
}

// attach gives the source of a phrase to the statement of its sentence, or makes the sentence a statement of that source.
func (f *finder) attach(n, mark int, rule *Rule, role string, arg clause.Arg, c [2]int, tok, end int) {
	s := f.block[n]
	arg = f.quotedName(n, arg)
	for k := len(f.out) - 1; k >= mark; k-- {
		q := &f.out[k]
		if q.Sentence != n || len(q.Links) == 0 {
			continue
		}
		if q.Whole {
			if by, ok := rule.Frame.At("subj"); ok && by.Role == "relay" && c[0]-q.Cue[len(q.Cue)-1][1] < 60 && role != "medium" { // بحسب وكالة نقلا عن قائد
				q.Links[0].Role = "relay"
				q.Links = join(q.Links, Link{Role: "speaker", Sentence: n, Arg: arg, Cue: c}, rule, f.outlet(s, arg))
				q.Cue = append(q.Cue, c)
				return
			}
			continue
		}
		if c[0] < q.Cue[0][0] && !f.leads(s, tok, q.Cue[0][0]) {
			continue // the source of a clause of its own before this statement
		}
		switch role {
		case "medium":
			if q.Links[0].Role != "medium" {
				q.Links = append([]Link{{Role: "medium", Sentence: n, Arg: arg, Cue: c}}, q.Links...)
			}
			return
		default:
			q.Links = join(q.Links, Link{Role: "relay", Sentence: n, Arg: arg, Cue: c}, rule, f.outlet(s, arg))
			q.Cue = append(q.Cue, c)
			return
		}
	}
	if role == "medium" {
		return
	}
	q := Found{Sentence: n, Rule: rule, Continues: -1, Verb: -1, Whole: true, Cue: [][2]int{c}, Kind: "indirect"}
	from, to := f.around(s, tok, end)
	if to <= from {
		return
	}
	q.Content = [][2]int{{from, to}}
	if rest := f.rest(n, tok, end); rest[1] > rest[0] && from < c[0] {
		q.Content = append(q.Content, rest)
	}
	for k := range f.regions {
		if r := &f.regions[k]; r.Start >= from && r.End <= to {
			r.used = true
			q.Kind = "mixed"
			if r.Start <= from+1 && r.End >= to-1 {
				q.Kind = "direct"
				q.Content = [][2]int{{r.Start, r.End}}
			}
		}
	}
	q.Links = []Link{{Role: "speaker", Sentence: n, Arg: arg, Cue: c}}
	f.out = append(f.out, q)
}

// outlet reports whether an argument is an outlet or other medium.
func (f *finder) outlet(s *clause.Sentence, a clause.Arg) bool {
	if len(a.Items) == 0 || s.Items[a.Items[0]].Mention < 0 {
		return false
	}
	m := &s.Mentions[s.Items[a.Items[0]].Mention]
	return m.Kind == "outlet" || m.Sector == "JRN" && m.Kind != "person"
}

// join puts a source into a chain: before those through whom the word came; but one whom an outlet cites stands behind that outlet.
func join(links []Link, l Link, rule *Rule, outlet bool) []Link {
	if by, ok := rule.Frame.At("subj"); !ok || by.Role != "relay" || outlet {
		return append([]Link{l}, links...)
	}
	if len(links) == 1 {
		l.Role = "speaker"
		return append(append([]Link{}, links...), l)
	}
	out := append([]Link{}, links[:len(links)-1]...)
	return append(out, l, links[len(links)-1])
}
