package who

import (
	"slices"
	"strings"

	"rawi/internal/morph"
	"rawi/internal/text"
)

// headFirstPhrase reads a noun phrase whose head stands first: الرئيس الروسي فلاديمير بوتين, مسؤولون في وزارة الصحة.
func (f *finder) headFirstPhrase(i int) (Mention, bool) {
	if m, ok := f.pronoun(i); ok {
		return m, true
	}
	if m, ok := f.counted(i); ok {
		return m, true
	}
	if n, ok := f.nameAt(i); ok {
		role := false
		for _, e := range n.entries {
			role = role || e.role >= 0
		}
		if m, good := f.knownMention(n); good && !role {
			if m.Form == "demonym" {
				return f.people(m)
			}
			f.trailing(&m)
			return m, true
		}
	}
	if m, ok := f.placePhrase(i); ok {
		return m, true
	}
	if r, ok := f.roleAt(i); ok && !f.demands(i, r) && !f.describes(i, r) {
		return f.rolePhrase(i, r), true
	}
	return f.newPerson(i)
}

// demands reports whether a word that may be a role noun is the verb of its clause: it stands bare before the phrase of somebody
// definite («وطالب أهالي الضحايا ب…»).
func (f *finder) demands(i int, r roleHit) bool {
	if r.art || r.split.Prep != "" || r.to != i+1 || r.feat.Has(morph.Plural|morph.Dual) || !f.verb(i) || i+1 >= f.limit || f.x.Tokens[i+1].Kind != text.Word {
		return false
	}
	if r.split.Conj != "" && f.governs(i+1, i == 0 || f.x.Tokens[i].Break || f.x.Tokens[i-1].Kind == text.Mark) {
		return true
	}
	if n, ok := f.roleAt(i + 1); ok && n.split.Prep+n.split.Conj == "" {
		return n.art || f.roleNext(n.to)
	}
	n, ok := f.nameAt(i + 1)
	return ok && n.split.Prep+n.split.Conj == "" && n.entries[0].known != nil && n.entries[0].known.Kind != "place"
}

// governs reports whether the word at j stands as behind a verb joined to what was told: with the preposition of what is demanded («وطالب
// بالإفراج»), or, where its clause opens, with an article («وطالب الأمين العام …»).
func (f *finder) governs(j int, opening bool) bool {
	for _, s := range f.Morph.At(f.x, j).Splits {
		if s.Conj == "" && s.Art && (s.Prep == "bi" || opening && s.Prep == "") {
			return true
		}
	}
	return false
}

// describes reports whether a word that may be a role noun is the adjective of an everyday noun before it (مؤتمر صحفي), or of a verbal
// noun with whose article its own agrees (التفجير الانتحاري): behind an article there is no genitive. Behind some nouns of deeds a word for
// one who bears arms is an adjective, too (هجوم مسلح).
func (f *finder) describes(i int, r roleHit) bool {
	if i == 0 || r.to != i+1 || r.split.Prep+r.split.Conj != "" || r.role.Kind != "person" || f.x.Tokens[i-1].Kind != text.Word {
		return false
	}
	before := f.Morph.At(f.x, i-1).Readings
	for _, b := range before {
		if f.qualified[f.Fold.Fold(f.Morph.Lemmas[b.Lemma].Text)] && b.Pron == "" && b.Art == r.art && !b.Finite() && !r.feat.Has(morph.Plural|morph.Dual) {
			return true
		}
	}
	if !f.adjectival(r.split.Core) {
		return false
	}
	plain := false
	for _, b := range before {
		if (b.Art || b.Pron != "") && r.art && (b.Feat.Has(morph.Masdar) || f.Morph.Lemmas[b.Lemma].POS == morph.Noun && f.roleOf[b.Lemma] == nil) {
			return true
		}
		if b.Feat.Has(morph.Masdar) || b.Finite() {
			return false
		}
		plain = plain || f.plain[b.Lemma] && (b.Art || b.Pron != "") == r.art
	}
	return plain
}

// Describing reports whether the role noun at token i is the adjective of the noun before it.
func (l *Lexicon) Describing(x *text.Text, i, limit int) bool {
	f := finder{Lexicon: l, x: x, limit: limit}
	r, ok := f.roleAt(i)
	return ok && f.describes(i, r)
}

// roleNext reports whether a definite word stands at j, such as makes the noun before it definite.
func (f *finder) roleNext(j int) bool {
	return j < f.limit && f.x.Tokens[j].Kind == text.Word && f.article(j)
}

// counted reads an amount and the noun it counts: 11 شخصا, عشرات المتظاهرين, عدد من المسؤولين.
func (f *finder) counted(i int) (Mention, bool) {
	j, prep, conj, start := i, "", "", f.x.Tokens[i].Start
	begin := func(s morph.Split) {
		if j == i {
			prep, conj = s.Prep, s.Conj
			start, _ = f.x.Inside(i, s.From, -1)
		}
	}
	crowd := false
	for j < f.limit { // ما لا يقل عن، نحو، عدد من، عشرات
		if g, h, ok := f.phraseAt(j); ok && amountWord(g.Class) {
			crowd = crowd || g.Key == "group" // حشود من
			begin(*h.Split)
			j = h.To
			continue
		}
		if r, ok := f.Word(f.x, j, "quant approx least most"); ok {
			begin(r.Split)
			j++
			continue
		}
		break
	}
	switch {
	case j >= f.limit:
	case f.x.Tokens[j].Kind == text.Number:
		j++
		for j < f.limit && f.numeral(j) {
			j++
		}
	default:
		if s, ok := f.numeralSplit(j); ok {
			begin(s)
			j++
			for j < f.limit && f.numeral(j) {
				j++
			}
		}
	}
	if j > i && j < f.limit && f.partitive(j) {
		j++
	}
	if j == i || j >= f.limit || f.x.Tokens[j].Kind != text.Word {
		return Mention{}, false
	}
	m, ok := Mention{}, false
	if r, found := f.roleAt(j); found && (r.split.Prep == "" && r.split.Conj == "" || r.split.Prep == "min") {
		f.counting = true
		m, ok = f.rolePhrase(j, r), true
		f.counting = false
	} else if n, found := f.nameAt(j); found && n.split.Prep == "" {
		if m, ok = f.knownMention(n); ok && m.Form == "demonym" {
			m, ok = f.people(m)
		}
	}
	if !ok && f.plural(j) { // «مئات العاطلين»: people, whatever they are called
		m = f.begin(j, morph.Split{})
		m.Kind, m.Form, m.Sector, m.Plural, ok = "group", "nominal", "CVL", true, true
	}
	if !ok || m.Kind == "place" {
		return Mention{}, false
	}
	if m.Form == "demonym" && m.Alone { // «عشرين فلسطينيا»: people
		m.Kind, m.Plural, m.Alone = "group", true, false
	}
	if crowd && m.Sector == "" {
		m.Sector = "CVL"
	}
	m.From, m.Start, m.Prep, m.Conj, m.Count, m.Def = i, start, prep, conj, true, false
	return m, true
}

// plural reports whether the word at j is a definite sound plural of people whom no table names.
func (f *finder) plural(j int) bool {
	for _, s := range f.Morph.At(f.x, j).Splits {
		if s.Art && s.Prep+s.Conj == "" {
			for _, e := range f.Morph.Endings("people-plural") {
				if strings.HasSuffix(s.Core, e) && len([]rune(s.Core)) > 4 {
					return true
				}
			}
		}
	}
	return false
}

// numeral reports whether token j is a number word (ألف, مليون, عشرين) or figure.
func (f *finder) numeral(j int) bool {
	if f.x.Tokens[j].Kind == text.Number {
		return true
	}
	_, ok := f.numeralSplit(j)
	return ok
}

func (f *finder) numeralSplit(j int) (morph.Split, bool) {
	if f.x.Tokens[j].Kind != text.Word {
		return morph.Split{}, false
	}
	for _, r := range f.Morph.At(f.x, j).Readings {
		if f.Morph.Lemmas[r.Lemma].Form == "numeral" {
			return r.Split, true
		}
	}
	return morph.Split{}, false
}

func (f *finder) partitive(j int) bool {
	r, ok := f.Word(f.x, j, "prep")
	return ok && f.Morph.Lemmas[r.Lemma].Key == "min"
}

// people reads a demonym that stands as a noun: الروس, الفلسطينيون, فلسطينيين اثنين.
func (f *finder) people(m Mention) (Mention, bool) {
	if m.Alone && !m.Def && !m.Plural && !m.Dual && m.Conj+m.Prep == "" && m.Country != "" && f.harmed(m.From-1) { // «مقتل فلسطيني»: somebody
		m.Kind, m.Form, m.Alone = "person", "demonym", false
		m.Parts = append(m.Parts, Part{Start: m.Start, End: m.End, Form: "demonym", State: m.Country})
		return m, true
	}
	if m.Alone && !(m.Def || m.Plural || m.Dual) {
		m.Kind = "state"
		return m, true // an adjective of a noun that we do not know: the state is named all the same
	}
	if m.Alone && m.Def && !m.Plural && !m.Dual && !m.Fem {
		// «الفلسطيني محمد …»: one man, if a name follows; else an adjective
		if name, to, latin := f.personalName(m.To); to > m.To {
			m.Kind, m.Form, m.Name, m.Latin = "person", "name", name, latin
			m.Parts = append(m.Parts, Part{Start: m.Start, End: m.End, Form: "demonym", State: m.Country})
			f.close(&m, to)
			return m, true
		}
		return m, true
	}
	if m.Alone && m.Fem {
		return m, true
	}
	m.Kind, m.Form, m.Plural, m.Alone = "group", "demonym", true, false
	m.Parts = append(m.Parts, Part{Start: m.Start, End: m.End, Form: "demonym", State: m.Country})
	for m.To < f.limit { // «الفلسطينيين المدنيين»: a further adjective
		if r, ok := f.roleAt(m.To); ok && r.split.Prep == "" && r.split.Conj == "" && r.art == m.Def && r.role.Kind == "person" {
			f.close(&m, r.to)
			m.Sector = r.role.Sector
			continue
		}
		break
	}
	return m, true
}

// harmed reports whether the word at token i tells what is done to people: a verb, or a noun without article.
func (f *finder) harmed(i int) bool {
	if i < 0 || f.x.Tokens[i].Kind != text.Word {
		return false
	}
	for _, r := range f.Morph.At(f.x, i).Readings {
		if f.suffered[f.Fold.Fold(f.Morph.Lemmas[r.Lemma].Text)] && !r.Art && r.Pron == "" {
			return true
		}
	}
	return false
}

// trailing takes what may follow a known name: a demonym (وكالة إنترفاكس الروسية), a second known name in one (بوتين فلاديمير).
func (f *finder) trailing(m *Mention) {
	for m.To < f.limit {
		n, ok := f.nameAt(m.To)
		if !ok || n.split.Prep != "" || n.split.Conj != "" {
			return
		}
		d, ok := f.knownMention(n)
		if !ok || d.Form != "demonym" || !d.Alone {
			return
		}
		if m.Known != nil && (m.Kind == "outlet" || m.Kind == "organization" || m.Kind == "group" || m.Kind == "person") {
			m.Parts = append(m.Parts, Part{Start: d.Start, End: d.End, Form: "demonym", State: d.Country})
			f.close(m, n.to)
			continue
		}
		return
	}
}

// rolePhrase reads the phrase of a role noun at i.
func (f *finder) rolePhrase(i int, r roleHit) Mention {
	if r.to > i+1 {
		if in, ok := f.roleAt(r.to - 1); ok && in.to > r.to && in.split.Prep+in.split.Conj == "" && in.role.Kind == "organization" { // «وكيل» + «وزارة النفط», not «وكيل وزارة» + «النفط»
			r.to--
		}
	}
	if r.rank != nil && r.role.Kind != "person" && r.art && f.someone(r.to) {
		r.role = r.rank
	}
	m := f.begin(i, r.split)
	m.Role, m.Kind, m.Sector, m.Form = r.role, r.role.Kind, r.role.Sector, "nominal"
	m.Def, m.Plural, m.Dual, m.Fem = r.art, r.feat.Has(morph.Plural), r.feat.Has(morph.Dual), r.feat.Has(morph.Fem)
	m.Pron = r.split.Pron
	f.close(&m, r.to)
	if m.Pron != "" {
		_, m.End = f.x.Inside(r.to-1, 0, r.split.To)
		m.Def = true
		if r.to-1 == i {
			m.Start, _ = f.x.Inside(i, r.split.From, -1)
		}
	}
	titleEnd := m.End
	m.shut = r.feat.Has(morph.Plural) && r.feat.Has(morph.Masc) && !r.feat.Has(morph.Construct) || r.feat.Has(morph.Plural) && f.sound(r) || r.feat.Has(morph.Accusative) && !f.genitiveNext(m.To)
	for m.To < f.limit && m.Pron == "" {
		before := len(m.Parts) + m.Of
		if !f.qualify(&m) {
			break
		}
		if r.feat.Has(morph.Accusative) && len(m.Parts)+m.Of != before && !m.shut { // رئيسا الدولتين: what looks like a tanwin is a dual before its genitive
			m.Dual = true
		}
		if m.Form == "nominal" {
			titleEnd = m.End
		}
	}
	for m.Pron != "" && m.To < f.limit && f.plainAdjective(m.To, true) { // حلفائها الغربيين
		if n, ok := f.nameAt(m.To); ok {
			if d, ok := f.knownMention(n); ok && d.Form == "demonym" {
				f.setDemonym(&m, d)
			}
		}
		f.close(&m, m.To+1)
	}
	if m.Pron != "" && m.To < f.limit && m.Kind == "person" && !m.Plural && !m.Dual { // نظيره الأردني أيمن الصفدي
		f.nameBehind(&m)
	}
	if m.Form == "name" && m.Kind == "person" {
		m.Parts = append([]Part{{Start: m.Start, End: titleEnd, Form: "title", Self: true}}, m.Parts...)
	}
	return m
}

// someone reports whether the name of a person stands at j.
func (f *finder) someone(j int) bool {
	if j >= f.limit || f.x.Tokens[j].Kind != text.Word {
		return false
	}
	if n, ok := f.nameAt(j); ok {
		d, good := f.knownMention(n)
		return good && d.Kind == "person" && n.split.Prep+n.split.Conj == ""
	}
	_, to, _ := f.personalName(j)
	return to > j
}

// sound reports whether a plural keeps the ending that it would lose before a genitive (مسلحون, not مسلحو): its phrase takes none.
func (f *finder) sound(r roleHit) bool {
	for _, e := range f.Morph.Endings("people-plural") {
		if strings.HasSuffix(r.split.Core, e) {
			return true
		}
	}
	return false
}

// nameBehind takes the name of one whom a title with a possessor announces.
func (f *finder) nameBehind(m *Mention) {
	if n, ok := f.nameAt(m.To); ok && n.split.Conj+n.split.Prep == "" {
		if d, ok := f.knownMention(n); ok && d.Kind == "person" {
			m.Known, m.Others, m.Form = d.Known, d.Others, "name"
			m.Parts = append(m.Parts, Part{Start: d.Start, End: d.End, Form: "name", Self: true, Known: d.Known})
			f.close(m, d.To)
		}
		return
	}
	if name, to, latin := f.personalName(m.To); to > m.To {
		f.named(m, name, latin, m.To, to)
	}
}

// genitiveNext reports whether a definite noun or name stands at j, such as only a construct state can have behind it.
func (f *finder) genitiveNext(j int) bool {
	if j >= f.limit || f.x.Tokens[j].Kind != text.Word {
		return false
	}
	if r, ok := f.roleAt(j); ok && r.split.Prep+r.split.Conj == "" {
		return r.art
	}
	n, ok := f.nameAt(j)
	return ok && n.split.Prep+n.split.Conj == "" && n.entries[0].known != nil
}

func (f *finder) setDemonym(m *Mention, d Mention) {
	if m.Country == "" && d.Country != "" {
		m.Country = d.Country
	}
	if m.Area == "" {
		m.Area = d.Area
	}
	m.Parts = append(m.Parts, Part{Start: d.Start, End: d.End, Form: "demonym", State: d.Country})
}

// qualify takes one more word or phrase that qualifies the head; false where the phrase ends.
func (f *finder) qualify(m *Mention) bool {
	j := m.To
	if f.x.Tokens[j].Kind != text.Word {
		return false
	}
	if m.Form == "name" {
		return false
	}
	if f.former(m, j) {
		return true
	}
	if n, ok := f.nameAt(j); ok && n.split.Conj == "" {
		if done, ok := f.qualifyByName(m, n); ok {
			return done
		}
	}
	of, to, ok := f.connector(m, j)
	if m.To > j { // the connector has taken countries itself
		return true
	}
	if ok {
		m.To = to
		if f.attach(m, of) {
			return true
		}
	}
	if r, ok := f.roleAt(j); ok && r.split.Conj == "" && r.split.Prep == "" && !f.functional(j) {
		if m.Def == r.art && (m.Def || m.shut || m.Sector == "UNK") && m.Kind != "person" && f.agreeing(m, r) { // «مجموعات إرهابية مسلحة»
			if m.Sector == "UNK" {
				m.Sector = r.role.Sector
			}
			f.close(m, r.to)
			return true
		}
		if m.Def && r.art { // «الشيخ الرئيس»: a second noun in apposition, an adjective («القوات المسلحة»), or the name's own title
			if m.Kind == "person" && r.role.Kind == "person" && m.Role.Role == r.role.Role {
				f.close(m, r.to)
				return true
			}
			if m.Kind != "person" || r.role.Kind != "person" || r.feat.Has(morph.Plural) && !m.Plural && !m.Dual { // «توعد القائد المتظاهرين»: two
				return false
			}
			if m.Sector == "" || m.Role.Role == "person" || m.Role.Role == "member" || m.Role.Role == "civilian" {
				m.Sector = r.role.Sector
			}
			f.close(m, r.to)
			return true
		}
		if f.bears(m, r) { // «رجال مسلحون»
			if m.Role.Role == "person" || m.Role.Role == "member" {
				m.Sector = r.role.Sector
			}
			m.shut = true
			f.close(m, r.to)
			return true
		}
		if !m.Def && !m.shut && !r.feat.Has(morph.Accusative) {
			return f.attach(m, f.rolePhrase(j, r))
		}
	}
	if m.Kind == "person" && !m.Plural && !m.Dual && (m.Def || m.Country != "" || m.Of >= 0 || f.titled(m)) && !m.Count && (m.Def || !f.verb(j)) {
		if name, to, latin := f.personalName(j); to > j {
			f.named(m, name, latin, j, to)
			return true
		}
	}
	if f.plainAdjective(j, m.Def) {
		f.close(m, j+1)
		m.shut = true
		return true
	}
	return false
}

// agreeing reports whether a word that may name a person is an adjective here: in the feminine singular, as behind a
// plural of bodies, or with the article of the body before it.
func (f *finder) agreeing(m *Mention, r roleHit) bool {
	if r.role.Kind != "person" || r.feat.Has(morph.Plural|morph.Dual) || r.split.Pron != "" {
		return false
	}
	return r.feat.Has(morph.Fem) || m.Def && !m.Plural && !m.Fem && (r.role.Sector == "UAF" || r.role.Sector == "REB")
}

// bears reports whether a word for one under arms or in an office tells what the people of a general word are, and agrees with it in
// number: رجال مسلحون, شبان ملثمون.
func (f *finder) bears(m *Mention, r roleHit) bool {
	if m.Kind != "person" || m.Def || r.role.Kind != "person" || r.art || r.split.Pron != "" {
		return false
	}
	if m.Plural && m.shut && r.feat.Has(morph.Plural) && f.sound(r) && f.alike(m.To-1, r.to-1) { // «مسلحين مطلوبين»: no genitive stands behind such a plural
		return true
	}
	if m.Role.Role != "person" && m.Role.Role != "member" {
		return false
	}
	switch r.role.Sector {
	case "UAF", "REB", "PRM", "CRM":
		return m.Plural == r.feat.Has(morph.Plural) && (m.Plural || f.counting || r.feat.Has(morph.Accusative)) && (!m.Plural || f.sound(r))
	}
	return false
}

// alike reports whether the words at two tokens end in the same ending of a sound plural.
func (f *finder) alike(i, j int) bool {
	for _, e := range f.Morph.Endings("people-plural") {
		if strings.HasSuffix(f.x.Tokens[i].Fold, e) {
			return strings.HasSuffix(f.x.Tokens[j].Fold, e)
		}
	}
	return false
}

// verb reports whether the word at j can be a finite verb.
func (f *finder) verb(j int) bool {
	for _, r := range f.Morph.At(f.x, j).Readings {
		if r.Finite() && r.Prep == "" {
			return true
		}
	}
	return false
}

// titled reports whether the role is an office that people are called by (وزير، قائد), so that a name may follow it bare.
func (f *finder) titled(m *Mention) bool {
	return m.Role != nil && f.World.Roles[m.Role.Role].Rank > 0
}

func (f *finder) former(m *Mention, j int) bool {
	_, ok := f.Word(f.x, j, "former")
	if !ok && !slices.ContainsFunc(f.Morph.At(f.x, j).Readings, func(r morph.Reading) bool { return f.Morph.Lemmas[r.Lemma].Form == "former" }) {
		return false
	}
	m.Former = true
	f.close(m, j+1)
	return true
}

// qualifyByName handles a known name after the head; ok tells whether it was dealt with, done whether the phrase goes on.
func (f *finder) qualifyByName(m *Mention, n nameHit) (done, ok bool) {
	if m.Def && (m.Fem || m.Plural) && m.Of < 0 && n.to == n.from+1 && n.split.Prep == "" && f.article(n.from) { // «الحكومة السعودية»: its adjective, not the state
		if only := adjectives(n.entries); len(only) > 0 {
			n.entries = only
		}
	}
	d, good := f.knownMention(n)
	if !good {
		return false, false
	}
	if n.split.Prep != "" {
		if (n.split.Prep == "li" || n.split.Prep == "bi") && d.Kind != "person" && d.Kind != "place" && (m.Def || m.Kind != "person") && m.Country == "" && d.Form != "demonym" && f.officeLike(m) {
			f.belong(m, d)
			return true, true
		}
		return false, true
	}
	switch {
	case d.Form == "demonym" && d.Alone:
		if m.Def != d.Def && m.Of < 0 && !f.construct(m) {
			return false, true
		}
		f.setDemonym(m, d)
		f.close(m, d.To)
		m.shut = true
		f.nations(m)
		return true, true
	case d.Form == "demonym":
		if m.Def {
			return false, true
		}
		f.setDemonym(m, d)
		f.close(m, d.To)
		return true, true
	case d.Kind == "person":
		if m.Kind == "person" {
			if m.Plural || m.Dual {
				return false, true
			}
			m.Known, m.Others, m.Form = d.Known, d.Others, "name"
			m.Parts = append(m.Parts, Part{Start: d.Start, End: d.End, Form: "name", Self: true, Known: d.Known})
			f.close(m, d.To)
			return true, true
		}
		if m.Def {
			return false, true
		}
		return f.attach(m, d), true
	case m.Def && m.Of < 0 && m.Country == "" && (m.Kind == "organization" || m.Kind == "group") && d.Known != nil && d.Kind != "place" && d.Kind != "state":
		f.apposed(m, d)
		return true, true
	case m.Def || m.shut || m.Country != "" && d.Kind == "state":
		return false, true
	case m.Kind != "person" && d.Known != nil && (d.Kind == "outlet" || d.Kind == "group" || d.Kind == "organization"):
		f.apposed(m, d)
		return true, true
	}
	f.belong(m, d)
	return true, true
}

// adjectives gives those of a name's meanings that are adjectives of a people.
func adjectives(all []entry) []entry {
	var out []entry
	for _, e := range all {
		if e.demonym != "" && !e.people {
			out = append(out, e)
		}
	}
	return out
}

// construct reports whether the head has been qualified by a genitive, so that a definite adjective may follow an indefinite head.
func (f *finder) construct(m *Mention) bool {
	return m.Def || strings.Contains(m.Role.Text, " ") || m.To-m.From > 1
}

// officeLike reports whether the phrase names an office, a body or media that can belong to a state by a preposition.
func (f *finder) officeLike(m *Mention) bool {
	return m.Role != nil && (f.World.Roles[m.Role.Role].Rank > 0 || m.Kind != "person" || m.Def)
}

// apposed makes a known body of «وكالة أنباء» + «إنترفاكس».
func (f *finder) apposed(m *Mention, d Mention) {
	m.Known, m.Others, m.Kind, m.Form, m.Def = d.Known, d.Others, d.Kind, "name", true
	m.Country, m.Sector = d.Country, d.Sector
	f.close(m, d.To)
	f.trailing(m)
}

// belong makes d the owner of m: a state or place gives its country, a body its country and itself.
func (f *finder) belong(m *Mention, d Mention) {
	if m.Country == "" {
		m.Country = d.Country
	}
	m.Parts = append(m.Parts, Part{Start: d.Start, End: d.End, Form: d.Form, Known: d.Known})
	m.Parts = append(m.Parts, d.Parts...)
	if d.Known != nil && d.Known.Kind != "state" && d.Known.Kind != "place" || d.Kind == "person" {
		d.Conj, d.Prep = "", ""
		f.owner(m, d)
	}
	m.Def = true
	f.lend(m, d)
	f.close(m, d.To)
	if m.Plural && d.Kind == "state" && m.Kind == "person" {
		f.lands(m)
	}
}

// lands takes the further countries of officials of several: وزراء خارجية مصر والأردن والعراق.
func (f *finder) lands(m *Mention) {
	for m.To < f.limit {
		n, ok := f.nameAt(m.To)
		if !ok || n.split.Conj == "" || n.split.Prep != "" {
			return
		}
		d, ok := f.knownMention(n)
		if !ok || d.Kind != "state" || d.Known == nil {
			return
		}
		m.Lands = append(m.Lands, d.Country)
		m.Parts = append(m.Parts, Part{Start: d.Start, End: d.End, Form: d.Form, Known: d.Known})
		f.close(m, d.To)
	}
}

// nations takes the further nationalities of several: الجيشان الروسي والتركي, خبراء فرنسيون وإيطاليون.
func (f *finder) nations(m *Mention) {
	for m.Country != "" && !m.Count && (m.Plural || m.Dual) && m.To < f.limit {
		n, ok := f.nameAt(m.To)
		if !ok || n.split.Conj == "" || n.split.Prep != "" {
			return
		}
		d, ok := f.knownMention(n)
		if !ok || d.Form != "demonym" || !d.Alone || d.Country == "" || d.Country == m.Country || d.Def != m.Def {
			return
		}
		m.Lands = append(m.Lands, d.Country)
		m.Parts = append(m.Parts, Part{Start: d.Start, End: d.End, Form: "demonym", State: d.Country})
		f.close(m, d.To)
	}
}

// owner remembers whom a phrase belongs to, as a mention of its own that lies inside it.
func (f *finder) owner(m *Mention, d Mention) {
	d.Inner = true
	f.out = append(f.out, d)
	m.Of = len(f.out) - 1
}

// attach makes a phrase the genitive of m.
func (f *finder) attach(m *Mention, d Mention) bool {
	if d.To <= m.To && d.From < m.To && d.Start < m.End {
		return false
	}
	if m.Country == "" {
		m.Country = d.Country
	}
	if m.Area == "" {
		m.Area = d.Area
	}
	f.lend(m, d)
	if d.Kind == "person" || d.Known != nil || d.Kind == "organization" {
		f.owner(m, d)
	} else {
		m.Parts = append(m.Parts, d.Parts...)
	}
	m.Def = m.Def || d.Def
	f.close(m, d.To)
	if d.Form == "name" && d.Kind == "person" && m.Kind == "person" {
		return false
	}
	return true
}

// lend gives a person the sector of the body that he belongs to, where his own word does not tell one: a member of the police, a
// spokesman of the army; and one who bears arms for a movement, or works for it in any way, is of it (ناشط في كتائب …, مسلحو الحركة).
func (f *finder) lend(m *Mention, d Mention) {
	if d.Kind != "organization" && d.Kind != "group" || d.Sector == "" {
		return
	}
	switch {
	case m.Kind == "group" && m.Role != nil && (m.Sector == "MIL" || m.Sector == "UNK"): // «قوة من الشرطة»
		m.Sector = d.Sector
	case m.Kind != "person":
	case m.Sector == "" || f.borrows(m):
		m.Sector = d.Sector
	case d.Sector == "REB" || d.Sector == "PRM":
		switch m.Sector {
		case "UAF", "SOC", "UNK", "MIL":
			m.Sector = d.Sector
		}
	case d.Sector == "PTY" && m.Sector == "UNK", m.Sector == "MIL" && (d.Sector == "COP" || d.Sector == "SPY"):
		m.Sector = d.Sector
	}
}

// borrows reports whether the role takes its sector from the body it serves (المتحدث باسم الجيش, مسؤول في الحركة).
func (f *finder) borrows(m *Mention) bool {
	switch m.Role.Role {
	case "spokesperson", "official", "source", "leader", "head", "member", "commander", "secretary_general", "director_general", "representative", "leader_unspecified", "party_leader":
		return true
	}
	return false
}

// connector reads what joins an office to its body: باسم الجيش, بوزارة الخارجية, في وزارة الصحة, لدى الأمم المتحدة.
func (f *finder) connector(m *Mention, j int) (Mention, int, bool) {
	at := j
	prep := ""
	if r, ok := f.Word(f.x, j, "of prep"); ok && j+1 < f.limit {
		lemma := f.Morph.Lemmas[r.Lemma]
		if r.Conj != "" {
			return Mention{}, 0, false
		}
		if lemma.Form == "of" || lemma.Key == "fi" || lemma.Key == "lada" || lemma.Key == "min" {
			at, prep = j+1, lemma.Key
			if lemma.Form == "of" {
				prep = "of"
			}
		}
	} else if r, ok := f.roleAt(j); ok && (r.split.Prep == "bi" || r.split.Prep == "li") && r.split.Conj == "" {
		prep = r.split.Prep
	}
	if prep == "" || f.x.Tokens[at].Kind != text.Word {
		return Mention{}, 0, false
	}
	if prep == "min" && !(m.Kind == "group" && !m.Def) && !f.member(m) {
		return Mention{}, 0, false
	}
	var d Mention
	if n, ok := f.nameAt(at); ok && (n.split.Prep == "" || at == j) && n.split.Conj == "" {
		if d, ok = f.knownMention(n); ok && d.Role == nil {
			switch {
			case prep == "of", prep == "lada" && m.Kind == "person", prep == "min" && d.Form == "demonym":
			case prep == "min" && m.Kind == "person" && d.Kind == "person":
				return Mention{}, 0, false
			case (d.Kind == "state" || d.Kind == "place") && prep == "fi":
				if !(m.Kind != "person" && (m.Sector == "JRN" || !m.Def && m.Kind == "organization" && d.Kind == "state") && m.Country == "" || m.Plural && f.titled(m) && d.Kind == "state" && m.Country == "") {
					return Mention{}, 0, false
				}
			case d.Kind == "organization" || d.Kind == "outlet" || d.Kind == "group" || d.Kind == "seat":
				if m.Kind != "person" && prep != "min" {
					return Mention{}, 0, false
				}
			default:
				return Mention{}, 0, false
			}
			if d.Form == "demonym" && d.Alone {
				d, _ = f.people(d)
			}
			f.trailing(&d)
			if prep == "fi" && m.Plural && m.Kind == "person" && d.Kind == "state" {
				f.belong(m, d)
				return Mention{}, m.To, false
			}
			return d, d.To, true
		}
	}
	r, ok := f.roleAt(at)
	if !ok || r.split.Conj != "" || at != j && r.split.Prep != "" {
		return Mention{}, 0, false
	}
	if prep == "min" {
		d := f.rolePhrase(at, r)
		if m.Kind == "person" && (d.Kind == "person" || d.Sector == m.Sector) {
			return Mention{}, 0, false
		}
		return d, d.To, true
	}
	if r.role.Kind == "person" || m.Kind != "person" {
		return Mention{}, 0, false
	}
	d = f.rolePhrase(at, r)
	return d, d.To, true
}

// member reports whether a phrase tells of several people, or of people counted, with whom «from» says of which body they are: مسلحون من
// القبائل, عنصرين من الكتائب, 150 متمردا من الحركة. With one man it may as well belong to the verb (طلب وزير من الحكومة …).
func (f *finder) member(m *Mention) bool {
	return m.Kind == "person" && !m.Def && (m.Plural || m.Dual || f.counting || m.Role.Role == "member")
}

// named sets the personal name that stands at tokens [j, to).
func (f *finder) named(m *Mention, name, latin string, j, to int) {
	m.Name, m.Latin, m.Form = name, latin, "name"
	start := f.x.Tokens[j].Start
	f.close(m, to)
	m.Parts = append(m.Parts, Part{Start: start, End: m.End, Form: "name", Self: true})
}

// personalName reads up to four words that may be a personal name after a title: unknown to the lexicon, or known as parts of names.
func (f *finder) personalName(j int) (string, int, string) {
	from, given := j, false
	var latin []string
	for j < f.limit && j-from < 5 && f.x.Tokens[j].Kind == text.Word && !f.x.Tokens[j].Break {
		k := f.x.Tokens[j]
		g, isGiven := f.givenName(k.Fold, j > from)
		if f.grammatical(j) && !(isGiven && j > from) || f.governing(j) || j > from && f.shortName(j) && !f.article(j) { // «علي الساعدي» is one man, whoever else is called so
			break
		}
		switch {
		case isGiven, j > from && f.shortName(j):
		case j > from && f.x.Tokens[j].Glued:
		case f.unknown(j, j > from):
			g = ""
		case j == from && j+1 < f.limit && f.nameNext(j+1) && !f.article(j) && !f.verb(j) && !f.role(j): // «العقيد مزهر حمد …»: an everyday word that is a name here
			g = ""
		default:
			goto done
		}
		given = given || isGiven
		if g == "" {
			latin = nil
			if !given || j-from >= 3 {
				// an unknown word that no known part of a name supports
				if !given && j-from >= 1 {
					j++
					goto done
				}
			}
		} else if latin != nil || j == from {
			latin = append(latin, g)
		}
		j++
		if j < f.limit && f.x.Tokens[j].Kind == text.Mark && f.x.Tokens[j].Fold == "-" && f.x.Tokens[j].Glued {
			j++
		}
	}
done:
	if j == from || !given && j-from == 1 && len([]rune(f.x.Tokens[from].Fold)) < 4 {
		return "", from, ""
	}
	if !given && j-from < 2 {
		return "", from, ""
	}
	l := ""
	if len(latin) == j-from {
		l = strings.Join(latin, " ")
	}
	return string(f.x.Runes[f.x.Tokens[from].Start:f.x.Tokens[j-1].End]), j, l
}

// nameNext reports whether the word at j is a known part of names, and no role noun.
func (f *finder) nameNext(j int) bool {
	if f.x.Tokens[j].Kind != text.Word || f.x.Tokens[j].Break {
		return false
	}
	if _, ok := f.given[f.x.Tokens[j].Fold]; !ok {
		return false
	}
	return !f.role(j)
}

// role reports whether a role noun stands at j.
func (f *finder) role(j int) bool {
	_, ok := f.roleAt(j)
	return ok
}

// grammatical reports whether the whole word at j is a grammar word or a finite verb.
func (f *finder) grammatical(j int) bool {
	for _, r := range f.Morph.At(f.x, j).Readings {
		if r.Conj+r.Prep == "" && !r.Art && (f.Morph.Lemmas[r.Lemma].POS == morph.Func || r.Finite() && r.Feat.Has(morph.Imperfect)) {
			return true
		}
	}
	return false
}

// governing reports whether a preposition of several words begins at j (من قبل, على يد).
func (f *finder) governing(j int) bool {
	g, _, ok := f.phraseAt(j)
	return ok && g.Class == "prep"
}

// shortName reports whether the word at j alone names a known person of this report.
func (f *finder) shortName(j int) bool {
	n, ok := f.nameAt(j)
	return ok && n.to == j+1 && n.split.Prep+n.split.Conj == "" && n.entries[0].short
}

// givenName looks a word up among the parts of names; inside a name it may carry the article.
func (f *finder) givenName(word string, inside bool) (string, bool) {
	g, ok := f.given[word]
	if !ok && inside {
		for _, s := range f.Morph.Word(word).Splits {
			if s.Art && s.Conj == "" && s.Prep == "" {
				if g, ok = f.given[s.Core]; ok {
					g = "Al-" + g
				}
				break
			}
		}
	}
	return g, ok
}

// unknown reports whether no table knows the word at j: neither as a verb, nor as a noun, nor as a grammar word.
func (f *finder) unknown(j int, inside bool) bool {
	w := f.Morph.At(f.x, j)
	for _, r := range w.Readings {
		if f.Morph.Lemmas[r.Lemma].POS != morph.Part {
			return false
		}
	}
	for _, sp := range w.Splits {
		if sp.Art && !inside {
			return false
		}
		if sp.Conj != "" && sp.Art || sp.Prep != "" && sp.Art {
			return false
		}
	}
	if _, ok := f.nameAt(j); ok {
		return false
	}
	return true
}

// plainAdjective reports whether the word at j can only be an adjective of the head before it: definite as the head is, and no
// noun, verb or name that we know.
func (f *finder) plainAdjective(j int, def bool) bool {
	if j >= f.limit || f.x.Tokens[j].Kind != text.Word {
		return false
	}
	k, w := &f.x.Tokens[j], f.Morph.At(f.x, j)
	if f.grammatical(j) {
		return false
	}
	if n, ok := f.nameAt(j); ok && n.split.Prep+n.split.Conj == "" {
		for _, e := range n.entries {
			if e.demonym == "" {
				return false
			}
		}
		return true
	}
	for _, s := range w.Splits {
		if s.Conj != "" || s.Prep != "" || s.Pron != "" || s.Fut {
			continue
		}
		if def {
			if s.Art {
				if f.adjectival(s.Core) {
					return !f.abstract(k.Fold, s.Core)
				}
				adj := false
				for _, r := range w.Readings {
					if r.Conj != "" || r.Prep != "" || !r.Art {
						continue
					}
					if l := f.Morph.Lemmas[r.Lemma]; l.POS == morph.Noun && f.roleOf[r.Lemma] == nil || l.POS == morph.Func && l.Form == "place" {
						return false
					}
					adj = adj || r.Feat.Has(morph.PassPart|morph.Participle) || f.Morph.Lemmas[r.Lemma].POS == morph.Adj
				}
				return adj
			}
			continue
		}
		if !s.Art && (f.adjectival(s.Core) || f.quality(k.Fold)) {
			for _, r := range w.Readings {
				if l := f.Morph.Lemmas[r.Lemma]; r.Finite() || r.Art || l.POS == morph.Noun && f.roleOf[r.Lemma] == nil && !r.Feat.Has(morph.PassPart|morph.Participle) {
					return false
				}
			}
			return true
		}
	}
	return false
}

// quality reports whether the tables know a word as an adjective and as no role or finite verb (كبيرا, بارزة).
func (f *finder) quality(word string) bool {
	adj := false
	for _, r := range f.Morph.Word(word).Readings {
		if r.Conj+r.Prep != "" || r.Pron != "" {
			continue
		}
		if r.Finite() || f.roleOf[r.Lemma] != nil {
			return false
		}
		adj = adj || f.Morph.Lemmas[r.Lemma].POS == morph.Adj
	}
	return adj
}

// abstract reports whether a word with the ending of an adjective is a noun of its own in the tables, and no adjective (المسؤولية).
func (f *finder) abstract(word, core string) bool {
	noun := false
	for _, r := range f.Morph.Word(word).Readings {
		switch l := f.Morph.Lemmas[r.Lemma]; {
		case l.POS == morph.Adj:
			return false
		case l.POS == morph.Noun && f.Fold.Fold(l.Text) == core:
			noun = true
		}
	}
	return noun
}

// adjectival reports whether a word has the ending of an adjective of relation (table affixes, class adjective).
func (f *finder) adjectival(word string) bool {
	if len(word) < 8 {
		return false
	}
	for _, e := range f.Morph.Endings("adjective") {
		if strings.HasSuffix(word, e) {
			return true
		}
	}
	return false
}

// placePhrase reads a place by its noun: مدينة حلب, مطار بيونغ يانغ الدولي, شرق روسيا.
func (f *finder) placePhrase(i int) (Mention, bool) {
	var s morph.Split
	key, class, to := "", "", i+1
	if g, h, ok := f.phraseAt(i); ok && (g.Class == "place" || g.Class == "direction") {
		key, class, to, s = g.Key, g.Class, h.To, *h.Split
	} else {
		for _, r := range f.Morph.At(f.x, i).Readings {
			m := f.Morph.Lemmas[r.Lemma]
			if m.POS == morph.Func && (m.Form == "place" || m.Form == "direction") {
				key, class, s = m.Key, m.Form, r.Split
				break
			}
		}
	}
	if key == "" {
		return Mention{}, false
	}
	m := f.begin(i, s)
	m.Kind, m.Form, m.Direction = "place", "nominal", class == "direction"
	f.close(&m, to)
	j := to
	for j < f.limit && f.x.Tokens[j].Kind == text.Word {
		n, ok := f.nameAt(j)
		if ok && n.split.Prep == "" && n.split.Conj == "" {
			d, good := f.knownMention(n)
			if good && d.Form == "demonym" {
				m.Country = first(m.Country, d.Country)
				m.Parts = append(m.Parts, Part{Start: d.Start, End: d.End, Form: "demonym", State: d.Country})
				j = d.To
				m.Form = "name"
				continue
			}
			if good && m.Form == "nominal" {
				m.Form = "name"
				if class == "place" && d.Kind == "place" && samePlace(key, d.Known) {
					m.Known, m.Others = d.Known, d.Others
				} else {
					m.Parts = append(m.Parts, Part{Start: d.Start, End: d.End, Form: d.Form, Known: d.Known})
				}
				m.Country = first(m.Country, d.Country)
				j = d.To
				continue
			}
			break
		}
		if class == "direction" {
			if d, good := f.placePhrase(j); good && d.Prep == "" && d.Conj == "" && m.Form == "nominal" {
				m.Form, m.Country = "name", d.Country
				m.Parts = append(m.Parts, d.Parts...)
				j = d.To
				continue
			}
		}
		if m.Form == "name" && f.plainAdjective(j, true) {
			j++
			continue
		}
		if m.Form == "nominal" && class == "place" && !s.Art && f.unknown(j, true) {
			for j < f.limit && j-to < 3 && f.x.Tokens[j].Kind == text.Word && f.unknown(j, true) {
				j++
			}
			m.Form, m.Name = "name", string(f.x.Runes[f.x.Tokens[to].Start:f.x.Tokens[j-1].End])
		}
		break
	}
	if m.Form == "nominal" {
		if class == "direction" {
			return Mention{}, false
		}
		m.Def = s.Art
		return m, true
	}
	f.close(&m, j)
	m.Def = true
	if k := f.World.States[m.Country]; key == "capital" && m.Known == nil && k != nil { // «العاصمة الصومالية»
		if c := f.World.Find("place/" + k.Capital); c != nil && len(m.Parts) > 0 && m.Parts[0].Form == "demonym" {
			m.Known = c
		}
	}
	if m.Known == nil && m.Name == "" {
		m.Name = string(f.x.Runes[m.Start:m.End])
	}
	return m, true
}

// samePlace reports whether «city of X» is X itself; an airport or square of X is not.
func samePlace(noun string, k *Known) bool {
	switch noun {
	case "airport", "square", "base", "port", "crossing", "hospital", "mosque", "church", "market", "prison", "university", "street", "checkpoint", "palace", "countryside", "suburb":
		return k.PlaceKind == noun
	}
	return true
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// newPerson reads a personal name without title: a known part of a name and what follows it.
func (f *finder) newPerson(i int) (Mention, bool) {
	for _, s := range f.Morph.At(f.x, i).Splits {
		if s.Art || s.Pron != "" || s.Fut || (s.Prep != "" || s.Conj != "") && f.doubtful(i, s) {
			continue
		}
		if _, ok := f.given[s.Core]; !ok || f.grammatical(i) {
			continue
		}
		name, to, latin := f.personalNameFrom(i, s)
		if to-i < 2 {
			continue
		}
		m := f.begin(i, s)
		m.Kind, m.Form, m.Name, m.Latin, m.Def = "person", "name", name, latin, true
		f.close(&m, to)
		m.Parts = append(m.Parts, Part{Start: m.Start, End: m.End, Form: "name", Self: true})
		return m, true
	}
	return Mention{}, false
}

func (f *finder) personalNameFrom(i int, s morph.Split) (string, int, string) {
	start, _ := f.x.Inside(i, s.From, -1)
	latin := []string{f.given[s.Core]}
	j := i + 1
	for j < f.limit && j-i < 4 && f.x.Tokens[j].Kind == text.Word && !f.x.Tokens[j].Break {
		if f.grammatical(j) || f.governing(j) || f.shortName(j) {
			break
		}
		g, ok := f.givenName(f.x.Tokens[j].Fold, true)
		if !ok && !(f.unknown(j, true) && j == i+1) {
			break
		}
		latin = append(latin, g)
		j++
	}
	l := ""
	for _, g := range latin {
		if g == "" {
			return string(f.x.Runes[start:f.x.Tokens[j-1].End]), j, ""
		}
		l += " " + g
	}
	return string(f.x.Runes[start:f.x.Tokens[j-1].End]), j, strings.TrimSpace(l)
}
