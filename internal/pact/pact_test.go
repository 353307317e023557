package pact_test

import (
	"os"
	"strings"
	"testing"

	"rawi/internal/morph"
	"rawi/internal/pack"
	"rawi/internal/pact"
	"rawi/internal/text"
	"rawi/internal/who"
)

// lexicon compiles the words of agreements of a language.
func lexicon(t *testing.T, name string) (*pact.Lexicon, *text.Folder) {
	t.Helper()
	fsys := os.DirFS("../../lang")
	world, err := pack.Load(fsys, "world")
	if err != nil {
		t.Fatal(err)
	}
	p, err := pack.Load(fsys, name)
	if err != nil {
		t.Fatal(err)
	}
	w, err := who.NewWorld(world)
	if err != nil {
		t.Fatal(err)
	}
	f, err := text.NewFolder(world)
	if err != nil {
		t.Fatal(err)
	}
	m, err := morph.New(f, p)
	if err != nil {
		t.Fatal(err)
	}
	names, err := who.NewLexicon(w, f, m, p)
	if err != nil {
		t.Fatal(err)
	}
	l, err := pact.NewLexicon(names, f, p)
	if err != nil {
		t.Fatal(err)
	}
	names.Wait()
	return l, f
}

func TestWords(t *testing.T) {
	for _, language := range []string{"en", "ar"} {
		l, f := lexicon(t, language)
		for _, c := range wordCases {
			if c.language != language {
				continue
			}
			x := f.Read(c.text)
			got := " "
			for _, w := range l.Words(x, text.Range{From: 0, To: len(x.Tokens)}) {
				got += string(w.Class) + ":" + w.Key + " "
			}
			for _, want := range strings.Fields(c.want) {
				if not, ok := strings.CutPrefix(want, "!"); ok {
					if strings.Contains(got, " "+not) {
						t.Errorf("%s\n words%s, want no %s", c.text, got, not)
					}
				} else if !strings.Contains(got, " "+want+" ") {
					t.Errorf("%s\n words%s, want %s", c.text, got, want)
				}
			}
		}
	}
}

// wordCases: words that must be found, and with ! such as must not.
var wordCases = []struct{ language, text, want string }{
	{"en", "The two armies signed a truce.", "head:truce stage-phrase:signed kind:ceasefire"},
	{"en", "Parliament ratified the accords.", "head:accord stage-phrase:ratified"},
	{"en", "The ceasefire took effect at dawn.", "head-weak:ceasefire stage-phrase:in_force kind:ceasefire"},
	{"en", "The treaty obliges both to consult one another.", "head:treaty provide:include act:consultation.consult"},
	{"en", "They will release the last 12 hostages.", "act:prisoner_exchange.exchange-prisoners"},
	{"en", "Under the pact, they share intelligence.", "provide-phrase:under act:cooperation.cooperate"},
	{"en", "The winger completed his transfer deal.", "!head"},
	{"en", "He came of his own accord.", "!head"},
	{"en", "She agreed to a plea deal.", "!head"},
	{"en", "Both sides undertook to withdraw heavy guns.", "commit:commit act:ceasefire.withdraw"},
	{"ar", "وقع الجيشان هدنة.", "head:truce stage:signed"},
	{"ar", "صادق المجلس على المعاهدة.", "head:treaty stage:ratified"},
	{"ar", "دخلت الهدنة حيز التنفيذ فجرا.", "head:truce stage-phrase:in_force kind:ceasefire"},
	{"ar", "وتنص الاتفاقية على التشاور.", "head:agreement provide:stipulate act:consultation.consult"},
	{"ar", "وبموجب اتفاقهما تفتح المعابر.", "provide-phrase:under head:agreement"},
	{"ar", "على أن تطلق الحركة سراح الجنود.", "act:prisoner_exchange.exchange-prisoners"},
	{"ar", "أتم النادي صفقة انتقال المهاجم.", "!head"},
	{"ar", "مر عقد من الزمن على الحادث.", "!head"},
	{"ar", "تعهد الطرفان بعدم استهداف الموانئ.", "commit:commit act:nonaggression.no-use-of-force"},
	{"ar", "شارك في حفل عقد قران صديقه.", "!head"},
}
