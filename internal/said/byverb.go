package said

import (
	"rawi/internal/clause"
	"rawi/internal/morph"
)

// verbal reports whether a word that may be a verb of saying can be one where it stands: «that» is never followed by a verb in the
// past, and an adjective of an indefinite noun is no participle of saying.
func (f *finder) verbal(s *clause.Sentence, i int, finite bool) bool {
	it := &s.Items[i]
	past := false
	for _, r := range it.Readings {
		past = past || r.Finite() && r.Feat.Has(morph.Perfect)
	}
	if i == 0 {
		return finite
	}
	p := &s.Items[i-1]
	if p.Kind == clause.Comp && past {
		return false
	}
	if finite {
		if it.Prep != "" {
			return false
		}
		if p.Kind == clause.Noun && !p.Art && p.Pron == "" || p.Kind == clause.Noun && it.Conj == "" && f.contentFollows(s, i) || p.Kind == clause.Neg && past { // عدم نشر اسمه: a verbal noun behind the noun that it belongs to
			for _, r := range it.Readings {
				if !r.Finite() && r.Feat.Has(morph.Masdar) || f.Morph.Lemmas[r.Lemma].POS == morph.Noun {
					return false
				}
			}
		}
		return true
	}
	if bare := f.Morph.At(s.Text, it.From).Readings; p.Kind != clause.Mark && nominative(bare) {
		return false // الأمر واضح: an adjective, no «saying that»
	}
	switch p.Kind {
	case clause.Noun, clause.Other:
		return p.Art || p.Pron != "" || f.contentFollows(s, i)
	case clause.Det, clause.Gen, clause.Rel, clause.Neg:
		return false
	}
	return true
}

// nominative reports whether a participle is bare: neither in the accusative in which it tells how somebody acts, nor feminine, dual or plural.
func nominative(readings []morph.Reading) bool {
	for _, r := range readings {
		if r.Feat.Has(morph.Participle) && r.Feat.Has(morph.Accusative|morph.Fem|morph.Dual|morph.Plural) {
			return false
		}
	}
	return true
}

// contentFollows reports whether a clause or quoted words follow right behind item i.
func (f *finder) contentFollows(s *clause.Sentence, i int) bool {
	if i+1 >= len(s.Items) {
		return false
	}
	k := s.Items[i+1].Kind
	return k == clause.Comp || k == clause.Open || k == clause.Mark && s.Items[i+1].Key == ":"
}

func prefer(a, b *Rule) bool {
	return a.That && !b.That
}

// byVerb reads the statement that a verb of saying reports.
func (f *finder) byVerb(n int, c cue, later []cue) {
	s := f.block[n]
	it := &s.Items[c.item]
	if f.inside(it.Start) != nil {
		return // somebody quoted tells of saying: left to the quotation itself
	}
	a := s.Args(c.item)
	for _, r := range c.others { // أوردت القناة عن مصادر: passed on, not said
		if from, ok := f.source(a, r); r.Relay && !c.rule.Relay && ok && f.HeadFirst() && f.somebody(s, from) {
			c.rule = r
			break
		}
	}
	q := Found{Sentence: n, Rule: c.rule, Continues: -1, Verb: c.item, Negated: a.Negated}
	q.Cue = append(q.Cue, [2]int{it.Start, it.End})
	if f.HeadFirst() && (f.impersonal(s, c, a) || a.Negated && c.rule.utters()) {
		return
	}
	participle := !c.reading.Finite()
	speaker := a.Subj
	if f.HeadFirst() && !participle && (f.ownWord(s, speaker) || f.hearsaid(s, c, speaker)) {
		return
	}
	if slot, ok := c.rule.Frame.At("subj"); ok && slot.Type == "pact" && !f.written(s, speaker) {
		return
	}
	if participle && f.HeadFirst() {
		if prev := f.lastSpoken(n, it.Start); prev != nil {
			q.Links = append([]Link{}, prev.Links...)
			speaker = clause.Arg{}
		} else {
			speaker = f.subjectOfClause(s, c.item)
		}
	}
	_, ok := f.contentAfter(n, c, later, &q)
	if f.HeadFirst() && !participle && ok {
		speaker = f.speakerOf(s, c, a, speaker)
	}
	if !ok {
		ok = f.contentBefore(n, c, &q)
	} else if r := f.regionBefore(n, c.item); f.HeadFirst() && !participle && q.Kind == "direct" && r != nil && !r.used && r.Words > 1 { // «…»، قال X، «…»
		r.used = true
		q.Content = append([][2]int{{r.Start, r.End}}, q.Content...)
	}
	if !ok && f.HeadFirst() {
		if to := f.nameRun(s, c.item+1); to > 0 && !participle {
			speaker = span(c.item+1, to)
		}
		ok = f.objectContent(n, c, a, later, &q, &speaker)
	}
	if !ok {
		return
	}
	if f.HeadFirst() && !participle {
		speaker = f.nameWithin(s, speaker, q.Content[0][0])
		q.Nobody = speaker.Dropped && (a.Passive || c.rule.Hearsay && c.item+1 < len(s.Items) && s.Items[c.item+1].Kind == clause.Comp && f.opensImperfect(s, c))
		if in, found := a.Prep("fi"); found && c.rule.Act == "write" && speaker.Dropped && f.text(s, in) {
			speaker = in // وكتب في دليل الإرشادات: the text says so
		}
	}
	role := "speaker"
	if c.rule.Relay {
		if an, found := f.source(a, c.rule); found {
			q.Links = append(q.Links, Link{Role: "relay", Sentence: n, Arg: speaker, Cue: q.Cue[0]}, Link{Role: "speaker", Sentence: n, Arg: an, Cue: q.Cue[0]})
			f.finish(n, &q, a)
			return
		}
	}
	if len(q.Links) == 0 {
		q.Links = append(q.Links, Link{Role: role, Sentence: n, Arg: speaker, Cue: q.Cue[0]})
	}
	f.finish(n, &q, a)
}

// speakerOf settles who says what a verb of saying brings in: a name right behind the verb that no table has, the noun phrase that opens
// the clause before it, or the subject that its arguments gave.
func (f *finder) speakerOf(s *clause.Sentence, c cue, a clause.Args, speaker clause.Arg) clause.Arg {
	if to := f.nameRun(s, c.item+1); to > 0 {
		return span(c.item+1, to)
	}
	if before := f.openerOf(s, c.item); !before.Zero() && (speaker.Dropped || speaker.Zero() || len(speaker.Items) > 0 && speaker.Items[0] > c.item) {
		return before
	}
	return f.nameBehind(s, c.item, speaker)
}

// nameRun gives the item behind the words, one to three, that begin at item i right behind a verb of saying and can be nothing but a
// name: they are unknown, or only look like verbs, and a mark, a title or what is said follows them. 0 where there is none.
func (f *finder) nameRun(s *clause.Sentence, i int) int {
	k, unknown := i, false
	for ; k < len(s.Items) && k < i+3; k++ {
		it := &s.Items[k]
		if it.Kind == clause.Other && !it.Art && it.Prep == "" && it.Key == "" {
			unknown = true
			continue
		}
		if it.Kind != clause.Verb || it.Art || it.Prep != "" || k == i && it.Conj != "" || f.saying(it) {
			break
		}
	}
	n := k - i
	if n == 0 || k >= len(s.Items) {
		return 0
	}
	if n == 1 && !unknown && s.Items[k].Kind != clause.Comp && !(s.Comma(k) && i > 1 && (s.Comma(i-2) || s.Items[i-2].Kind == clause.Close)) {
		return 0 // but no verb follows a verb of saying before «that»
	}
	switch next := &s.Items[k]; next.Kind {
	case clause.Mark, clause.Comp, clause.Open, clause.Time:
		return k
	case clause.Other, clause.Noun:
		if n >= 2 && unknown && (next.Prep != "" || !next.Art) {
			return k
		}
	case clause.Mention:
		m := &s.Mentions[next.Mention]
		if next.Prep == "" && next.Conj == "" && m.Kind == "person" && m.Form != "name" && n >= 2 || next.Prep != "" && unknown {
			return k
		}
	case clause.Prep:
		if unknown {
			return k
		}
	}
	return 0
}

// saying reports whether an item can be a verb of saying.
func (f *finder) saying(it *clause.Item) bool {
	for _, r := range it.Readings {
		if r.Finite() && len(f.verbs[r.Lemma]) > 0 {
			return true
		}
	}
	return false
}

// openerOf gives the noun phrase that opens the clause of the verb at item v and has no verb of its own before: جمهورية الصين التي تأسست حديثا
// اعتبرت أن …. Verbs of its relative clauses do not count.
func (f *finder) openerOf(s *clause.Sentence, v int) clause.Arg {
	start := 0
	for k := v - 1; k >= 0; k-- {
		it := &s.Items[k]
		if it.Kind == clause.Mark && !f.hyphen(s, k) || it.Kind == clause.Comp || it.Kind == clause.But || it.Kind == clause.Sub || it.Kind == clause.Open || it.Kind == clause.Close || it.Kind == clause.Conj {
			start = k + 1
			break
		}
	}
	if s.Items[v].Conj != "" && !(start > 0 && s.Items[start-1].Key == "amma") { // أما الوزير فقال
		return clause.Arg{}
	}
	for start < v && s.Items[start].Kind == clause.Aux {
		start++
	}
	if start >= v || s.Items[start].Prep != "" {
		return clause.Arg{}
	}
	relative := false
	for k := start; k < v; k++ {
		it := &s.Items[k]
		relative = relative || it.Kind == clause.Rel
		if it.Kind == clause.Verb && it.Finite() && !relative && it.Prep == "" && k+1 != v || it.Kind == clause.Neg || it.Kind == clause.Modal || it.Kind == clause.Plan {
			return clause.Arg{}
		}
	}
	switch it := &s.Items[start]; {
	case it.Kind == clause.Mention && !s.Lone(start):
		m := &s.Mentions[it.Mention]
		if m.Kind == "place" || m.Kind == "pronoun" {
			return clause.Arg{}
		}
		if run := f.unknownRun(s, start+1, v); run == v && run > start+1 && m.Kind == "person" && it.To-it.From == 1 {
			return span(start, run)
		}
		for k := start + 1; k < v; k++ { // the office, then the name
			if m := s.Items[k].Mention; m >= 0 && s.Items[k].Prep == "" && s.Mentions[m].Kind == "person" && s.Mentions[m].Form == "name" && !relative && s.Mentions[s.Items[start].Mention].Kind == "person" {
				return clause.Arg{Items: []int{k}, By: "name before the verb of saying"}
			}
		}
		return clause.Arg{Items: []int{start}, By: "subject before the verb of saying"}
	case it.Kind == clause.Other && !it.Art && it.Key == "" && v-start <= 3 && f.unknownRun(s, start, v) == v:
		return span(start, v)
	}
	return clause.Arg{}
}

// ownWord reports whether the writer himself is the subject: what «I know» brings in is the report's own word.
func (f *finder) ownWord(s *clause.Sentence, speaker clause.Arg) bool {
	if len(speaker.Items) == 0 {
		return false
	}
	m := s.Items[speaker.Items[0]].Mention
	return m >= 0 && s.Mentions[m].Kind == "pronoun" && (s.Mentions[m].Pron == "1s" || s.Mentions[m].Pron == "1p")
}

// hearsaid reports whether a verb of saying is a relative clause that only tells what the noun before it is said to be: قصص يزعم أنها حقيقية.
func (f *finder) hearsaid(s *clause.Sentence, c cue, speaker clause.Arg) bool {
	if c.item == 0 || !speaker.Dropped || s.Items[c.item].Conj != "" || c.rule.Act != "claim" && c.rule.Act != "think" {
		return false
	}
	p := &s.Items[c.item-1]
	return p.Kind == clause.Noun && !p.Art && p.Pron == "" && p.Prep == "" && f.openerOf(s, c.item).Zero()
}

// objectContent takes as content what a denial, an accusation or a description is of: نفى استخدام القوة; اتهم الجيش باقتحام السفارة.
func (f *finder) objectContent(n int, c cue, a clause.Args, later []cue, q *Found, speaker *clause.Arg) bool {
	s := f.block[n]
	topic, _ := c.rule.Frame.At("obj")
	of, _ := c.rule.Frame.At("bi")
	about := topic.Role == "topic" && of.Role == "content"
	if topic.Role == "topic" && c.reading.Finite() && c.rule.governs() && !a.Subj.Zero() {
		if k := f.calledInMarks(n, c.item); k > 0 { // وصفت القرار بـ«الكارثي»
			r := f.regionAt(n, k)
			r.used = true
			q.Content, q.Kind = append(q.Content, [2]int{r.Start, r.End}), "mixed"
			return true
		}
	}
	if start := f.governedContent(s, c, a); start > 0 {
		return f.takeObject(n, start, c, later, q)
	}
	if about && c.reading.Finite() && s.Items[c.item].Pron != "" { // ووصفته بأنه غير مبرر
		for k := c.item + 1; k+1 < len(s.Items) && k < c.item+5; k++ {
			if s.Items[k].Kind == clause.Comp {
				_, ok := f.indirect(n, k+1, f.startOf(s, k+1), c, later, q)
				return ok
			}
		}
		return false
	}
	if c.rule.Act == "deny" && !c.reading.Finite() && c.item > 0 && s.Comma(c.item-1) && f.governsNext(s, c) && topic.Role == "content" { // نافيا علمه بما جرى
		return f.takeObject(n, c.item+1, c, later, q)
	}
	if about && !c.reading.Finite() { // واصفا الخطوة بأنها ضرورة
		return c.item+1 < len(s.Items) && s.Items[c.item+1].Kind != clause.Mark && f.thatSoon(s, c.item+1) && f.takeObject(n, c.item+1, c, later, q)
	}
	if !(c.rule.Act == "deny" && topic.Role == "content" || about) || !c.reading.Finite() || a.Relative || a.Subj.Zero() {
		return false
	}
	obj := a.Obj
	if about && len(obj.Items) == 0 && s.Items[c.item].Conj != "" && len(a.Subj.Items) > 0 && a.Subj.Items[0] > c.item && f.thatSoon(s, a.Subj.Items[0]) && !f.human(s, a.Subj.Items[0]) {
		obj, *speaker = a.Subj, clause.Arg{Dropped: true, At: c.item, By: "subject not written"} // ووصفت الزيارة بأنها استفزاز
	}
	if n := len(a.Subj.Items); !about && n > 0 && a.Subj.Items[0] > c.item && s.Items[a.Subj.Items[0]].Kind != clause.Mention && !s.Items[a.Subj.Items[0]].Art && f.nounly(&s.Items[a.Subj.Items[0]]) {
		obj, *speaker = a.Subj, clause.Arg{Dropped: true, At: c.item, By: "subject not written"} // ونفى استخدام القوة; بغداد تنفي إغلاق المعبر
		if k := c.item - 1; k >= 0 && s.Items[k].Kind == clause.Mention && s.Items[k].Prep == "" {
			*speaker = clause.Arg{Items: []int{k}, By: "subject before the verb"}
		}
	}
	if len(obj.Items) == 0 || obj.Items[0] <= c.item {
		return false
	}
	if _, ok := a.Prep("bi"); about && !ok && !f.thatSoon(s, obj.Items[0]) {
		return false
	}
	start := obj.Items[0]
	if speaker.Dropped && s.Items[c.item].Conj == "" {
		return false
	}
	for n := len(a.Subj.Items); n > 0 && start == a.Subj.Items[n-1]+1 && start+1 < len(s.Items) && s.Items[start].Kind == clause.Mention && s.Items[start-1].Kind == clause.Mention && !s.Mentions[s.Items[start-1].Mention].Def && s.Items[start+1].Kind == clause.Noun; {
		start++ // مدير الميناء: what the speaker's noun belongs to
	}
	if about && c.rule.Act == "say" { // وصف القرار بأنه …: what he says of it
		for k := start; k+1 < len(s.Items) && k < start+7; k++ {
			if s.Items[k].Kind == clause.Comp {
				_, ok := f.indirect(n, k+1, f.startOf(s, k+1), c, later, q)
				return ok
			}
		}
	}
	return f.takeObject(n, start, c, later, q)
}

// somebody reports whether an argument is a person or a body that may be a source.
func (f *finder) somebody(s *clause.Sentence, a clause.Arg) bool {
	if len(a.Items) == 0 || s.Items[a.Items[0]].Mention < 0 {
		return false
	}
	m := &s.Mentions[s.Items[a.Items[0]].Mention]
	return m.Kind == "person" || m.Kind == "organization" || m.Kind == "outlet"
}

// human reports whether an item is somebody.
func (f *finder) human(s *clause.Sentence, i int) bool {
	m := s.Items[i].Mention
	return m >= 0 && s.Mentions[m].Kind == "person"
}

// takeObject takes as content the noun phrase that begins at an item, to the end of its clause.
func (f *finder) takeObject(n, start int, c cue, later []cue, q *Found) bool {
	s := f.block[n]
	end := f.clauseEnd(s, start)
	if e := f.contentTo(n, start, c.item, later); e > 0 && e < end {
		end = e
	}
	if end <= s.Items[start].Start {
		return false
	}
	q.Content = append(q.Content, [2]int{f.printFrom(s, start), end})
	q.Kind = "indirect"
	f.useWithin(q)
	return true
}

// governedContent gives the item at which a noun stands that the verb of saying governs by its preposition of content: تحدث عن تعرضه للضرب,
// أفادت بمقتل العشرات. 0 where there is none.
func (f *finder) governedContent(s *clause.Sentence, c cue, a clause.Args) int {
	if c.item > 0 && c.reading.Finite() && s.Items[c.item].Conj == "" && f.tells(s, c.item) || a.Relative {
		return 0
	}
	if !c.reading.Finite() && (c.item == 0 || !s.Comma(c.item-1)) {
		return 0
	}
	finite := c.reading.Finite()
	if (!c.rule.governs() || c.rule.Act == "tell") && c.rule.Act != "announce" && (finite || c.rule.Act != "demand") {
		return 0
	}
	if finite && (a.Subj.Zero() || a.Subj.Dropped && s.Items[c.item].Conj == "" || c.item > 0 && s.Items[c.item-1].Kind == clause.Comp) {
		return 0
	}
	for _, slot := range c.rule.Frame {
		if slot.Role != "content" {
			continue
		}
		switch slot.Marker {
		default: // a preposition
			if f.topical(c.rule) {
				continue
			}
			if p, ok := a.Prep(slot.Marker); ok && len(p.Items) > 0 && p.Items[0] > c.item && s.Items[p.Items[0]].Kind != clause.Mention {
				return p.Items[0]
			}
		case "that":
		case "obj":
			if k := f.masdarObject(s, c, a); k > 0 {
				return k
			}
		}
	}
	return 0
}

// calledInMarks gives the item of the quoted words, few of them, that tell what somebody called a thing, behind the verb at item v: وصفت القرار
// بـ«الكارثي». 0 where there are none.
func (f *finder) calledInMarks(n, v int) int {
	s := f.block[n]
	for k := v + 1; k < len(s.Items) && k < v+8; k++ {
		switch it := &s.Items[k]; it.Kind {
		case clause.Open:
			if r := f.regionAt(n, k); r != nil && !r.used && k > v+2 && !f.isName(s, r, k) {
				return k
			}
			return 0
		case clause.Mark, clause.Comp, clause.Rel, clause.Sub, clause.But:
			return 0
		}
	}
	return 0
}

// topical reports whether the object of a verb of saying is of whom or what it says something: accused, described.
func (f *finder) topical(r *Rule) bool {
	slot, ok := r.Frame.At("obj")
	return ok && slot.Role == "topic"
}

// masdarObject gives the item of a verbal noun that is the object of a verb of saying, and tells what happened as a clause would: أكد عدم
// وجود ضحايا, توقع ارتفاع الأسعار. 0 where there is none.
func (f *finder) masdarObject(s *clause.Sentence, c cue, a clause.Args) int {
	if c.rule.Act != "confirm" && c.rule.Act != "predict" || !f.surelySaid(&s.Items[c.item]) && !(len(a.Subj.Items) > 0 && a.Subj.Items[0] == c.item+1 && f.human(s, c.item+1)) {
		return 0
	}
	if n := len(a.Subj.Items); n > 0 && a.Subj.Items[n-1] > c.item {
		if k := f.nameEnd(s, a.Subj.Items[n-1]+1); k+1 < len(s.Items) && s.Items[k].Kind == clause.Neg && s.Items[k+1].Kind == clause.Noun {
			return k
		}
	}
	for k, o := range []clause.Arg{a.Obj, a.Subj} {
		if len(o.Items) == 0 || o.Items[0] <= c.item {
			continue
		}
		it := &s.Items[o.Items[0]]
		if it.Kind != clause.Noun && it.Kind != clause.Neg || it.Art || it.Prep != "" || k == 1 && (it.Pron != "" || s.Items[c.item].Conj == "") {
			continue
		}
		for _, r := range it.Readings {
			if !r.Finite() && r.Feat.Has(morph.Masdar) {
				return o.Items[0]
			}
		}
	}
	return 0
}

// nameEnd passes over the rest of the noun phrase before item i: the body of an office, a name.
func (f *finder) nameEnd(s *clause.Sentence, i int) int {
	for i < len(s.Items) && s.Items[i].Prep == "" && s.Items[i].Conj == "" && (s.Items[i].Kind == clause.Mention || s.Items[i].Kind == clause.Other || s.Items[i].Kind == clause.Noun && s.Items[i].Art) {
		i++
	}
	return i
}

// surelySaid reports whether a word is no other verb: توقع, she expects, is spelled as she signs.
func (f *finder) surelySaid(it *clause.Item) bool {
	for _, r := range it.Readings {
		if r.Finite() && len(f.verbs[r.Lemma]) == 0 {
			return false
		}
	}
	return true
}

// thatSoon reports whether «that» follows within a few items: وصف القرار بأنه ….
func (f *finder) thatSoon(s *clause.Sentence, i int) bool {
	for k := i; k < len(s.Items) && k < i+7; k++ {
		if s.Items[k].Kind == clause.Comp {
			return true
		}
		if s.Items[k].Kind == clause.Mark {
			return false
		}
	}
	return false
}

// clauseEnd gives the code point at which the clause that goes on at item i ends: before a mark outside quotation marks.
func (f *finder) clauseEnd(s *clause.Sentence, i int) int {
	k := i
	for k < len(s.Items) && (s.Items[k].Kind != clause.Mark || f.hyphen(s, k) || f.inside(s.Items[k].Start) != nil) {
		k++
	}
	return f.printTo(s, k-1)
}

// nameBehind looks through the words between a verb of saying and what it brings in for the speaker's name: the name beats the office
// that stands before it («قال مدير المهرجان كمال الفرجاني إن»), and words that no table knows are a name where nothing else is a subject.
func (f *finder) nameBehind(s *clause.Sentence, v int, speaker clause.Arg) clause.Arg {
	if speaker.Pron != "" || len(speaker.Items) > 1 || len(speaker.Items) == 1 && speaker.Items[0] < v {
		return speaker
	}
	end := v + 1
	for end < len(s.Items) && s.Items[end].Kind != clause.Mark && s.Items[end].Kind != clause.Comp && s.Items[end].Kind != clause.Open && s.Items[end].Prep == "" && s.Items[end].Kind != clause.Time && s.Items[end].Kind != clause.Rel && s.Items[end].Kind != clause.Prep {
		if it := &s.Items[end]; end > v+1 && it.Conj != "" && it.Kind != clause.Mention && (it.Kind == clause.Conj || it.Kind == clause.Verb && f.tense(it) != 0) {
			break
		}
		end++
	}
	office := clause.Arg{}
	for k := v + 1; k < end; k++ {
		it := &s.Items[k]
		if it.Kind != clause.Mention {
			continue
		}
		m := &s.Mentions[it.Mention]
		if m.Kind == "person" && m.Form == "name" {
			if run := f.unknownRun(s, k+1, end); run > k+1 && it.To-it.From == 1 {
				return span(k, run)
			}
			return clause.Arg{Items: []int{k}, By: "name behind the verb of saying"}
		}
		if m.Kind != "person" {
			if head := &s.Items[v+1]; office.Zero() && (k == v+1 || head.Kind != clause.Noun || head.Art) {
				return speaker
			}
			continue // the body whose officer he is
		}
		if office.Zero() {
			office = clause.Arg{Items: []int{k}}
		}
	}
	if k := f.bareAfterDefinite(s, v+1, end); !office.Zero() && k > 0 {
		return span(k, end)
	}
	if v+2 < len(s.Items) && s.Items[v+2].Kind == clause.Mark && s.Items[v+2].Key == ":" && s.Items[v+1].Kind != clause.Mention && s.Items[v+1].Kind != clause.Time && !s.Items[v+1].Art && s.Items[v+1].Kind != clause.Comp && !f.quality(&s.Items[v+1]) {
		return span(v+1, v+2) // «قالت ليف:»: a single word that can be nothing but a name
	}
	begin := end
	for begin > v+1 && s.Items[begin-1].Kind == clause.Other && !s.Items[begin-1].InQuote {
		begin--
	}
	switch n := end - begin; {
	case !office.Zero() && (n == 2 || n == 3) && !s.Items[begin].Art:
		return span(begin, end)
	case office.Zero() && (speaker.Dropped || speaker.Zero() || speaker.Items[0] > v) && begin == v+1 && n >= 1 && n <= 3 && !s.Items[begin].Art:
		return span(begin, end)
	}
	return speaker
}

// quality reports whether a word can be an adjective: «وتضيف ضاحكة:» names nobody.
func (f *finder) quality(it *clause.Item) bool {
	for _, r := range it.Readings {
		if f.Morph.Lemmas[r.Lemma].POS == morph.Adj {
			return true
		}
	}
	return false
}

// bareAfterDefinite gives the item at which a name of two or three words begins: behind an office that its article has closed no bare
// word can be anything else (المتحدث باسم القيادة شي يي). 0 where there is none.
func (f *finder) bareAfterDefinite(s *clause.Sentence, from, end int) int {
	for k := from + 1; k < end; k++ {
		it, p := &s.Items[k], &s.Items[k-1]
		closed := p.Art || p.Kind == clause.Mention && s.Mentions[p.Mention].Def
		if !closed || it.Art || it.Kind == clause.Mention || it.Kind == clause.Amount || it.Pron != "" {
			continue
		}
		if n := end - k; n == 2 || n == 3 {
			return k
		}
	}
	return 0
}

// unknownRun gives the item behind the words from item i on that no table knows.
func (f *finder) unknownRun(s *clause.Sentence, i, end int) int {
	for i < end && s.Items[i].Kind == clause.Other && s.Items[i].Conj == "" {
		i++
	}
	return i
}

// span is the name that the items from i to before j print.
func span(i, j int) clause.Arg {
	a := clause.Arg{By: NewName}
	for ; i < j; i++ {
		a.Items = append(a.Items, i)
	}
	return a
}

// quotedName gives the name in quotation marks behind the noun that tells what it names: صحيفة «واشنطن بوست».
func (f *finder) quotedName(n int, a clause.Arg) clause.Arg {
	s := f.block[n]
	if len(a.Items) != 1 || a.Items[0]+1 >= len(s.Items) || s.Items[a.Items[0]+1].Kind != clause.Open {
		return a
	}
	r := f.regionAt(n, a.Items[0]+1)
	if r == nil || r.Words > 5 || r.First != r.Last || r.CloseItem < 0 {
		return a
	}
	if k := s.Items[a.Items[0]].Mention; k >= 0 {
		if m := &s.Mentions[k]; m.Kind == "person" || m.Form == "name" || m.Kind == "pronoun" {
			return a
		}
	}
	out := clause.Arg{By: "name in quotation marks"}
	for k := r.OpenItem + 1; k < r.CloseItem; k++ {
		out.Items = append(out.Items, k)
		if s.Items[k].Kind == clause.Mention && s.Mentions[s.Items[k].Mention].Form == "name" {
			return clause.Arg{Items: []int{k}, By: out.By}
		}
	}
	if len(out.Items) == 0 {
		return a
	}
	r.used = true
	return out
}

// utters reports whether a verb tells that something was said; denied of somebody, it brings in nothing («لم يقل إن …»).
func (r *Rule) utters() bool {
	switch r.Act {
	case "say", "add", "tell", "announce", "confirm", "claim", "write":
		return true
	}
	return false
}

// nameWithin gives the name that follows the office of a speaker before what he says, which begins at a code point: وزير النفط طارق سالم.
func (f *finder) nameWithin(s *clause.Sentence, a clause.Arg, before int) clause.Arg {
	if len(a.Items) != 1 || !f.human(s, a.Items[0]) || s.Mentions[s.Items[a.Items[0]].Mention].Form == "name" {
		return a
	}
	for k := a.Items[0] + 1; k < len(s.Items) && s.Items[k].Start < before; k++ {
		it := &s.Items[k]
		if it.Kind == clause.Mark || it.Prep != "" || it.Conj != "" {
			break
		}
		if f.human(s, k) && s.Mentions[it.Mention].Form == "name" {
			return clause.Arg{Items: []int{k}, By: "name behind the office"}
		}
	}
	return a
}

// text reports whether an argument is something written, and neither an outlet nor a time.
func (f *finder) text(s *clause.Sentence, a clause.Arg) bool {
	return len(a.Items) > 0 && s.Items[a.Items[0]].Kind == clause.Noun && !f.outlet(s, a)
}

// written reports whether a subject can be a text, which provides and stipulates: a noun, and nobody.
func (f *finder) written(s *clause.Sentence, a clause.Arg) bool {
	return len(a.Items) > 0 && s.Items[a.Items[0]].Kind == clause.Noun
}

// impersonal reports whether a verb of saying only brings in the report's own words («يذكر أن …»), or is the writer's own («أدرك أن», «لنقل إن»).
func (f *finder) impersonal(s *clause.Sentence, c cue, a clause.Args) bool {
	if !c.reading.Finite() {
		return false
	}
	if c.reading.Feat.Has(morph.First) && f.inside(s.Items[c.item].Start) == nil {
		return c.rule.Act != "think" // «أعتقد أن» outside marks: words of somebody quoted before, or the writer's view
	}
	if c.item+1 >= len(s.Items) || s.Items[c.item+1].Kind != clause.Comp {
		return false
	}
	opens := c.item == 0 || s.Items[c.item-1].Kind == clause.Mark
	if c.rule.Hearsay {
		return false
	}
	return opens && a.Subj.Dropped && s.Items[c.item].Conj == "" && c.reading.Feat.Has(morph.Imperfect) && !c.reading.Feat.Has(morph.Fem|morph.Plural|morph.Dual)
}

// opensImperfect reports whether a verb opens its sentence in the imperfect of the third person masculine, as passives of hearsay do: يقال إن.
func (f *finder) opensImperfect(s *clause.Sentence, c cue) bool {
	return (c.item == 0 || s.Items[c.item-1].Kind == clause.Mark) && c.reading.Feat.Has(morph.Imperfect) && !c.reading.Feat.Has(morph.Fem|morph.Plural|morph.Dual)
}

// source finds the one from whom a relay has it (نقلت رويترز عن مسؤول).
func (f *finder) source(a clause.Args, r *Rule) (clause.Arg, bool) {
	for _, slot := range r.Frame {
		if slot.Role == "speaker" && slot.Marker != "subj" {
			if p, ok := a.Prep(slot.Marker); ok {
				return p, true
			}
		}
	}
	return clause.Arg{}, false
}

// lastSpoken gives the latest statement of a sentence before a code point.
func (f *finder) lastSpoken(n, before int) *Found {
	for k := len(f.out) - 1; k >= 0; k-- {
		if q := &f.out[k]; q.Sentence == n && len(q.Cue) > 0 && q.Cue[0][0] < before && !q.Whole {
			return q
		}
	}
	return nil
}

// subjectOfClause gives the subject of the nearest finite verb before a participle.
func (f *finder) subjectOfClause(s *clause.Sentence, i int) clause.Arg {
	for k := i - 1; k >= 0; k-- {
		if s.Items[k].Kind == clause.Verb && s.Items[k].Finite() {
			return s.Args(k).Subj
		}
	}
	return clause.Arg{}
}

// relay reports whether the verb at item i is itself part of a source phrase («حسبما نقلت رويترز») in the statement's frame.
func (f *finder) relay(n, i int) bool {
	s := f.block[n]
	for k := max(0, s.Items[i].From-3); k < s.Items[i].From+1; k++ {
		if k < s.Range.From {
			continue
		}
		if _, to, _, ok := f.phraseAt(s.Text, k, s.Range.To); ok && to > s.Items[i].From {
			return true
		}
	}
	return false
}

// relative reports whether the verb at item i belongs to a relative clause.
func (f *finder) relative(s *clause.Sentence, i int) bool {
	for k := i - 1; k >= 0 && k >= i-5; k-- {
		if s.Items[k].Kind == clause.Rel {
			return true
		}
		if s.Items[k].Kind == clause.Mark || s.Items[k].Kind == clause.Verb {
			return false
		}
	}
	return false
}

// hasContent reports whether a later verb of saying brings content of its own.
func (f *finder) hasContent(n int, c cue) bool {
	s := f.block[n]
	for i := c.item + 1; i < len(s.Items) && i < c.item+12; i++ {
		switch s.Items[i].Kind {
		case clause.Comp, clause.Open:
			return true
		case clause.Mark:
			if s.Items[i].Key == ":" {
				return true
			}
			if !s.Comma(i) {
				return false
			}
		case clause.Verb:
			if s.Items[i].Finite() {
				return false
			}
		}
	}
	return false
}

// trailing reports whether a verb of saying stands at the end of an English sentence, its speaker beside it: …, officials said.
func (f *finder) trailing(s *clause.Sentence, v int) bool {
	start := f.trailStart(s, v)
	return start > 0 && s.Comma(start)
}

func (f *finder) trailStart(s *clause.Sentence, v int) int {
	for k := v - 1; k > 0 && k >= v-8; k-- {
		if s.Comma(k) {
			return k
		}
		if s.Items[k].Kind == clause.Verb && s.Items[k].Finite() || s.Items[k].Kind == clause.Comp {
			return -1
		}
	}
	return -1
}
