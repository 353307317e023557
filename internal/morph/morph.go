// Package morph answers: which words are in this word? It cuts clitics off (و ف ب ل ك ال, pronouns) and takes inflection
// back to the dictionary form. It gives candidates, never decisions: only what the lexicon licenses, in a fixed order.
//
// It names no language. A pack says which clitics there are (table clitics), which affixes (table affixes), which irregular
// forms (table irregular), and which stems a verb has (table verbs).
package morph

import (
	"slices"
	"strings"
	"unicode/utf8"

	"rawi/internal/pack"
	"rawi/internal/text"
)

// POS is the part of speech under which a stage has entered a lemma.
type POS uint8

// Parts of speech.
const (
	Verb POS = iota
	Noun
	Adj
	Func
	Part // a word that means something only together with another; inflects as a noun
)

// Feat are grammatical features of a reading, as a set of bits.
type Feat uint32

// Features.
const (
	Perfect   Feat = 1 << iota // past
	Imperfect                  // present
	Infinitive
	Participle // active participle, or -ing
	PassPart   // passive participle
	Passive    // this form can only be passive
	Masdar
	First
	Second
	Third
	Sing
	Dual
	Plural
	Masc
	Fem
	Accusative
	Construct  // stands before its genitive (المسؤولو → مسؤولو …)
	Poss       // 's
	Nominative // the ending of a subject (مسلحون, جنديان)
	Jussive    // a shortened form that only a particle before it allows (لم يقل)
)

var featNames = map[string]Feat{
	"perfect": Perfect, "past": Perfect, "imperfect": Imperfect, "present": Imperfect, "inf": Infinitive, "part": Participle,
	"passpart": PassPart, "passive": Passive, "masdar": Masdar, "1": First, "2": Second, "3": Third, "sg": Sing, "du": Dual, "pl": Plural,
	"m": Masc, "f": Fem, "acc": Accusative, "nom": Nominative, "cs": Construct, "poss": Poss, "juss": Jussive,
}

// Has reports whether any of the features is set.
func (f Feat) Has(g Feat) bool { return f&g != 0 }

// Lemma is a dictionary word that a stage has entered.
type Lemma struct {
	Text string // proper spelling
	POS  POS
	Key  string // key and class of a grammar word
	Form string
}

// A Split is one way to cut a written word: proclitics, core, enclitic pronoun.
type Split struct {
	Conj string // key of the conjunction, "" if none
	Prep string // key of the attached preposition
	Art  bool
	Fut  bool
	Pron Pron // "" if none
	// runes of the folded token: From counts from after conjunction and preposition (the article belongs to the word),
	// CoreFrom from after the article, To ends before the pronoun.
	From, CoreFrom, To int
	Core               string
	host               host
}

// A host is what a pronoun may be fixed to: some have one form for verbs and another for nouns («my», «me»).
type host uint8

const (
	anyWord host = iota
	verbs
	nouns
)

// suits reports whether the pronoun at the end of the word may stand on a word of this kind. Grammar words take either form.
func (s Split) suits(finite bool, pos POS) bool {
	return s.host == anyWord || pos == Func || finite == (s.host == verbs)
}

// Pron is the key of a pronoun: person, gender, number (3ms, 3fs, 3d, 3mp, 1p …).
type Pron string

// A Reading is a split whose core the lexicon knows.
type Reading struct {
	Split
	Lemma int
	Feat  Feat
}

type affix struct {
	class, prefix, suffix, restore string
	feat                           Feat
	undouble                       bool
	bare                           bool // only before a pronoun
	last                           bool // a loose spelling: believed only after every other reading
}

type stem struct {
	lemma int
	feat  Feat
}

type clitic struct {
	class, key, form string
	host             host // of a pronoun
}

type verbRow struct {
	perfect, imperfect, passPerfect, passImperfect, active, passive, masdar []string
}

// Lexicon holds the words of one language.
type Lexicon struct {
	Lemmas                                     []Lemma
	fold                                       *text.Folder
	byText                                     map[lemmaKey]int
	stems                                      map[string]map[string][]stem // class → folded stem
	affixes                                    map[string][]affix           // class
	endings                                    map[string][]string          // the suffixes of a class
	order                                      []string                     // classes in the order of the table
	conj, prep, future, article, artPrep, pron []clitic
	verbs                                      map[string][]verbRow
	irregular                                  map[string][]irregular
	about                                      []func(*Word) any // what the stages note of a word
	met                                        memory
}

type irregular struct {
	form string
	feat Feat
}

type lemmaKey struct {
	pos  POS
	text string
}

// New compiles the tables of a pack; stages then enter their words with Add.
func New(f *text.Folder, p *pack.Pack) (*Lexicon, error) {
	l := &Lexicon{fold: f, byText: map[lemmaKey]int{}, stems: map[string]map[string][]stem{}, affixes: map[string][]affix{}, endings: map[string][]string{},
		verbs: map[string][]verbRow{}, irregular: map[string][]irregular{}}
	for _, r := range p.Table("clitics") {
		c := clitic{class: r.Cell(0), key: r.Cell(1), form: f.Fold(r.Cell(2))}
		switch c.class {
		case "conj":
			l.conj = append(l.conj, c)
		case "prep":
			l.prep = append(l.prep, c)
		case "future":
			l.future = append(l.future, c)
		case "article":
			l.article = append(l.article, c)
		case "prep-article":
			l.artPrep = append(l.artPrep, c)
		case "pronoun":
			l.pron = append(l.pron, c)
		case "pronoun-verb":
			c.host = verbs
			l.pron = append(l.pron, c)
		case "pronoun-noun":
			c.host = nouns
			l.pron = append(l.pron, c)
		default:
			return nil, r.Errorf("no class of clitics is called %q", c.class)
		}
	}
	for _, r := range p.Table("affixes") {
		a := affix{class: r.Cell(0), prefix: f.Fold(r.Cell(2)), suffix: f.Fold(r.Cell(3)), restore: f.Fold(r.Cell(4))}
		for _, name := range r.List(1) {
			if name == "bare" {
				a.bare = true
				continue
			}
			if name == "last" {
				a.last = true
				continue
			}
			bit, ok := featNames[name]
			if !ok {
				return nil, r.Errorf("no feature is called %q", name)
			}
			a.feat |= bit
		}
		if a.restore == "undouble" {
			a.restore, a.undouble = "", true
		}
		if l.affixes[a.class] == nil {
			l.order = append(l.order, a.class)
		}
		l.affixes[a.class] = append(l.affixes[a.class], a)
		l.endings[a.class] = append(l.endings[a.class], a.suffix)
	}
	for _, r := range p.Table("verbs") {
		words := func(i int) []string { return strings.Fields(r.Cell(i)) }
		key := f.Fold(r.Cell(0))
		l.verbs[key] = append(l.verbs[key], verbRow{words(3), words(4), words(5), words(6), words(7), words(8), words(9)})
	}
	for _, r := range p.Table("irregular") {
		var feat Feat
		for _, name := range r.List(1) {
			bit, ok := featNames[name]
			if !ok {
				return nil, r.Errorf("no feature is called %q", name)
			}
			feat |= bit
		}
		for _, form := range r.From(2) {
			l.irregular[r.Key()] = append(l.irregular[r.Key()], irregular{f.Fold(form), feat})
		}
	}
	return l, nil
}

// Add enters a lemma with its inflection and gives its number; the same lemma again gives the same number.
func (l *Lexicon) Add(word string, pos POS) int {
	key := lemmaKey{pos, l.fold.Fold(word)}
	if n, ok := l.byText[key]; ok {
		return n
	}
	n := len(l.Lemmas)
	l.Lemmas = append(l.Lemmas, Lemma{Text: word, POS: pos})
	l.byText[key] = n
	switch pos {
	case Verb:
		l.addVerb(n, key.text)
	case Noun, Adj, Part:
		l.AddForm(n, word, 0)
	case Func:
		l.put("exact", key.text, stem{n, 0})
	}
	for _, ir := range l.irregular[key.text] {
		verbal := ir.feat&(Perfect|Imperfect|PassPart|Participle) != 0
		if verbal == (pos == Verb) {
			l.put("exact", ir.form, stem{n, ir.feat})
		}
	}
	return n
}

// Find gives the number of a lemma that was entered, or -1.
func (l *Lexicon) Find(word string, pos POS) int {
	if n, ok := l.byText[lemmaKey{pos, l.fold.Fold(word)}]; ok {
		return n
	}
	return -1
}

// AddGrammar enters a grammar word under its key and class.
func (l *Lexicon) AddGrammar(key, class, form string) int {
	n := len(l.Lemmas)
	l.Lemmas = append(l.Lemmas, Lemma{Text: form, POS: Func, Key: key, Form: class})
	l.put("exact", l.fold.Fold(form), stem{n, 0})
	return n
}

// AddForm enters a further nominal form of a lemma (a broken plural) with its own suffixes.
func (l *Lexicon) AddForm(n int, word string, feat Feat) {
	w := l.fold.Fold(word)
	for _, a := range l.affixes["noun-ending"] { // words in ة inflect from the stem without it
		if strings.HasSuffix(w, a.suffix) && len(w) > len(a.suffix) {
			l.put("noun-"+"ending-stem", strings.TrimSuffix(w, a.suffix), stem{n, feat | a.feat})
			return
		}
	}
	l.put("noun", w, stem{n, feat})
}

func (l *Lexicon) addVerb(n int, word string) {
	rows := l.verbs[word]
	if rows == nil {
		l.put("verb", word, stem{n, 0})
		l.put("verb-cite", word, stem{n, 0})
		return
	}
	for _, v := range rows {
		for i, s := range v.perfect {
			if i == 0 {
				l.put("verb-cite", l.fold.Fold(s), stem{n, 0})
			}
			l.put(stemClass("perfect", v.perfect, i), l.fold.Fold(s), stem{n, 0})
		}
		for i, s := range v.imperfect {
			l.put(stemClass("imperfect", v.imperfect, i), l.fold.Fold(s), stem{n, 0})
		}
		for i, s := range v.passPerfect {
			if i == 0 {
				l.put("verb-cite", l.fold.Fold(s), stem{n, Passive})
			}
			l.put("perfect", l.fold.Fold(s), stem{n, Passive})
		}
		for _, s := range v.passImperfect {
			l.put("imperfect", l.fold.Fold(s), stem{n, Passive})
		}
		for _, s := range v.active {
			l.AddForm(n, s, Participle)
		}
		for _, s := range v.passive {
			l.AddForm(n, s, PassPart)
		}
		for _, s := range v.masdar {
			l.AddForm(n, s, Masdar)
		}
	}
}

// stemClass gives the class of endings that the i-th stem of a tense takes. A verb whose root has a weak last letter has a stem without
// it (ناد beside نادى: class -weak) and one with it (نادي: -full); one with a weak middle letter or a doubled last one has a stem for the
// endings that begin with a consonant (قل beside قال, فضض beside فض: -short).
func stemClass(tense string, stems []string, i int) string {
	weak := false
	for _, s := range stems[1:] {
		weak = weak || strings.HasPrefix(stems[0], s) && len(s) < len(stems[0])
	}
	switch {
	case i == 0 && weak && tense == "perfect":
		return "perfect-last" // takes no ending but a pronoun, as it is cited
	case i == 0:
		return tense
	case !weak:
		return tense + "-short"
	case strings.HasPrefix(stems[0], stems[i]):
		return tense + "-weak"
	}
	return tense + "-full"
}

func (l *Lexicon) put(class, form string, s stem) {
	m := l.stems[class]
	if m == nil {
		m = map[string][]stem{}
		l.stems[class] = m
	}
	for _, old := range m[form] {
		if old == s {
			return
		}
	}
	m[form] = append(m[form], s)
}

// cut gives every way to cut the folded word.
func (l *Lexicon) cut(word string) []Split {
	n := utf8.RuneCountInString(word)
	var out []Split
	tails := []clitic{{}}
	for _, p := range l.pron {
		if strings.HasSuffix(word, p.form) && len(word) > len(p.form) {
			tails = append(tails, p)
		}
	}
	conjs := append([]clitic{{}}, l.conj...)
	preps := append([]clitic{{}}, l.prep...)
	arts := append([]clitic{{}}, l.article...)
	futs := append([]clitic{{}}, l.future...)
	try := func(s Split, rest string, from, coreFrom int) {
		for _, t := range tails {
			if t.key != "" && s.Art {
				continue
			}
			if len(rest) <= len(t.form) {
				continue
			}
			core := rest[:len(rest)-len(t.form)]
			if utf8.RuneCountInString(core) < 2 && core != word {
				continue
			}
			c := s
			c.Pron, c.host, c.From, c.CoreFrom, c.Core = Pron(t.key), t.host, from, coreFrom, strings.Clone(core)
			c.To = n - utf8.RuneCountInString(t.form)
			out = append(out, c)
		}
	}
	for _, cj := range conjs {
		if !strings.HasPrefix(word, cj.form) {
			continue
		}
		afterConj := word[len(cj.form):]
		nc := utf8.RuneCountInString(cj.form)
		for _, pr := range preps {
			if !strings.HasPrefix(afterConj, pr.form) {
				continue
			}
			afterPrep := afterConj[len(pr.form):]
			np := nc + utf8.RuneCountInString(pr.form)
			for _, a := range arts {
				if !strings.HasPrefix(afterPrep, a.form) {
					continue
				}
				try(Split{Conj: cj.key, Prep: pr.key, Art: a.form != ""}, afterPrep[len(a.form):], np, np+utf8.RuneCountInString(a.form))
			}
			if pr.form == "" {
				for _, fu := range futs[1:] {
					if strings.HasPrefix(afterPrep, fu.form) {
						try(Split{Conj: cj.key, Fut: true}, afterPrep[len(fu.form):], np+utf8.RuneCountInString(fu.form), np+utf8.RuneCountInString(fu.form))
					}
				}
			}
		}
		for _, pr := range l.prep { // a preposition with nothing but a pronoun: به، لها
			for _, t := range l.pron {
				if afterConj == pr.form+t.form {
					k := nc + utf8.RuneCountInString(pr.form)
					out = append(out, Split{Conj: cj.key, Prep: pr.key, Pron: Pron(t.key), From: nc, CoreFrom: k, To: k})
				}
			}
		}
		for _, ap := range l.artPrep { // لل = ل + ال: the article's alif is gone, so the word keeps it in the print
			if strings.HasPrefix(afterConj, ap.form) {
				k := nc + utf8.RuneCountInString(ap.form)
				try(Split{Conj: cj.key, Prep: ap.key, Art: true}, afterConj[len(ap.form):], nc, k)
			}
		}
	}
	return out
}

// read gives the readings that the lexicon licenses of a word cut so.
func (l *Lexicon) read(splits []Split) []Reading {
	var out, loose []Reading
	for _, s := range splits {
		out, loose = l.licensed(s, out, loose)
	}
	for _, r := range loose {
		if !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return l.whole(out)
}

// whole drops readings that cut «my» or the end of a construct plural off a word which the tables have as it stands: قتلى is «dead», not
// «my killing».
func (l *Lexicon) whole(rs []Reading) []Reading {
	for _, r := range rs {
		if r.Pron != "" || l.Lemmas[r.Lemma].POS != Noun || !l.Cited(r) {
			continue
		}
		var out []Reading
		for _, o := range rs {
			if o.From == r.From && o.Art == r.Art && (o.Pron == "1s" || o.Feat.Has(Construct) && o.Lemma != r.Lemma) {
				continue
			}
			out = append(out, o)
		}
		return out
	}
	return rs
}

// articled reports whether a word begins as those with the article do.
func (l *Lexicon) articled(word string) bool {
	for _, c := range l.article {
		if strings.HasPrefix(word, c.form) {
			return true
		}
	}
	return false
}

// licensed adds to the readings of a word those of one way to cut it: the sure ones, and those of a loose spelling.
func (l *Lexicon) licensed(s Split, out, loose []Reading) (sure, late []Reading) {
	add := func(st stem, feat Feat, last bool) {
		r := Reading{Split: s, Lemma: st.lemma, Feat: st.feat | feat}
		if s.Art && (r.verbal() || r.Feat.Has(Construct)) { // a verb takes no article, nor does a noun before its genitive: الساعدي is a name
			return
		}
		if s.Fut && (!r.Feat.Has(Imperfect) || r.Feat.Has(Jussive)) {
			return
		}
		if !s.suits(r.verbal(), l.Lemmas[r.Lemma].POS) {
			return
		}
		if !s.Art && r.Feat.Has(Imperfect) && r.Feat.Has(First) && l.articled(s.Core) { // الأمني is no «I blame», though it could be
			return
		}
		if s.Prep != "" && r.verbal() && r.Feat.Has(Perfect) {
			return
		}
		if last {
			loose = append(loose, r)
			return
		}
		if !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	for _, st := range l.stems["exact"][s.Core] {
		add(st, 0, false)
	}
	for _, class := range l.order {
		if class == "noun-ending" {
			continue
		}
		for _, a := range l.affixes[class] {
			if a.bare && s.Pron == "" {
				continue
			}
			if len(s.Core) <= len(a.prefix)+len(a.suffix) || !strings.HasPrefix(s.Core, a.prefix) || !strings.HasSuffix(s.Core, a.suffix) {
				continue
			}
			base := s.Core[len(a.prefix) : len(s.Core)-len(a.suffix)]
			switch {
			case a.undouble:
				if len(base) < 3 || base[len(base)-1] != base[len(base)-2] {
					continue
				}
				base = base[:len(base)-1]
			case a.restore != "":
				base += a.restore
			}
			for _, st := range l.stems[class][base] {
				add(st, a.feat, a.last)
			}
		}
	}
	return out, loose
}

// verbal reports whether the reading is a finite verb.
func (r Reading) verbal() bool {
	return r.Feat.Has(Perfect|Imperfect) && !r.Feat.Has(Participle|PassPart|Masdar)
}

// Finite reports whether the reading is a finite verb.
func (r Reading) Finite() bool { return r.verbal() }

// Cited reports whether a reading has its lemma as the dictionary gives it, without an ending.
func (l *Lexicon) Cited(r Reading) bool { return r.Core == l.fold.Fold(l.Lemmas[r.Lemma].Text) }

// Form is an inflected form of a noun or adjective.
type Form struct {
	Text string
	Feat Feat
}

// Decline gives the forms of an adjective or noun of one or more words, all words inflected alike.
func (l *Lexicon) Decline(phrase string) []Form {
	words := strings.Fields(phrase)
	var out []Form
	for _, a := range l.affixes["noun"] {
		if a.bare || a.restore != "" || a.undouble {
			continue
		}
		var forms []string
		for _, w := range words {
			forms = append(forms, a.prefix+w+a.suffix)
		}
		out = append(out, Form{strings.Join(forms, " "), a.feat})
	}
	if out == nil {
		out = []Form{{phrase, Sing}}
	}
	return out
}

// Endings gives the folded suffixes of a class of the affix table.
func (l *Lexicon) Endings(class string) []string { return l.endings[class] }

// Ending reports whether a lemma itself ends as the nouns of class noun-ending do (in ta marbuta): its ending is no inflection.
func (l *Lexicon) Ending(lemma int) bool {
	for _, a := range l.affixes["noun-ending"] {
		if strings.HasSuffix(l.fold.Fold(l.Lemmas[lemma].Text), a.suffix) {
			return true
		}
	}
	return false
}
