package register_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"rawi/internal/clean"
	"rawi/internal/copies"
	"rawi/internal/news"
	"rawi/internal/register"
	"rawi/internal/store"
)

// ledger adds pages one by one and looks them up by name.
type ledger struct {
	t     *testing.T
	desk  *desk
	reg   *register.Register
	store store.Store
	keys  map[string]string
}

func newLedger(t *testing.T) *ledger {
	t.Helper()
	db := opened(t)
	return &ledger{t: t, desk: atDesk(t), reg: registerOn(t, db), store: db, keys: map[string]string{}}
}

// add keeps a page; name is its address, and outlet who printed it.
func (l *ledger) add(name, day, outlet, body string) store.Document {
	l.t.Helper()
	page := clean.Page{Kind: clean.Text, Body: []byte(body), Published: day, Outlet: outlet, URL: "https://" + strings.TrimRight(name, "0123456789") + ".example/"}
	rec, err := l.desk.reader.Read(context.Background(), page)
	if err != nil {
		l.t.Fatal(err)
	}
	added, err := l.reg.Add(context.Background(), rec)
	if err != nil {
		l.t.Fatalf("%s: %v", name, err)
	}
	l.keys[name] = added[0].Doc.Key
	return l.doc(name)
}

func (l *ledger) doc(name string) (d store.Document) {
	l.t.Helper()
	view(l.t, l.store, func(tx store.Reader) { d = must(l.t, tx.Document, l.keys[name]) })
	return d
}

func (l *ledger) story(name string) (s store.Story) {
	l.t.Helper()
	view(l.t, l.store, func(tx store.Reader) { s = must(l.t, tx.Story, must(l.t, tx.Document, l.keys[name]).Story) })
	return s
}

func (l *ledger) relations(name string) (rs []store.Relation) {
	l.t.Helper()
	view(l.t, l.store, func(tx store.Reader) { rs = must(l.t, tx.Relations, l.keys[name]) })
	return rs
}

// stories lists all stories.
func (l *ledger) stories() (out []store.Story) {
	l.t.Helper()
	view(l.t, l.store, func(tx store.Reader) {
		page, err := tx.Stories(store.Filter{Limit: 100})
		if err != nil {
			l.t.Fatal(err)
		}
		out = page.Items
	})
	return out
}

// copyOf checks of which page a page is a copy, "" of none.
func (l *ledger) copyOf(name, want string) {
	l.t.Helper()
	d := l.doc(name)
	if d.CopyOf != l.keys[want] {
		for n, k := range l.keys {
			if k == d.CopyOf {
				l.t.Errorf("%s is a copy of %s, want %q", name, n, want)
				return
			}
		}
		l.t.Errorf("%s is a copy of %q, want %q", name, d.CopyOf, want)
	}
	view(l.t, l.store, func(tx store.Reader) {
		for _, t := range must(l.t, tx.TellingsIn, d.Key) {
			if t.CopyOf != d.CopyOf {
				l.t.Errorf("%s: telling %s is a copy of %q, its document of %q", name, t.Local, t.CopyOf, d.CopyOf)
			}
		}
		for _, q := range must(l.t, tx.QuotesIn, d.Key) {
			if q.CopyOf != d.CopyOf {
				l.t.Errorf("%s: quote %s is a copy of %q, its document of %q", name, q.Local, q.CopyOf, d.CopyOf)
			}
		}
	})
	if d.CopyOf != "" {
		if !slices.ContainsFunc(l.relations(name), func(r store.Relation) bool { return r.A == d.CopyOf || r.B == d.CopyOf }) {
			l.t.Errorf("%s has no relation to the root that it is a copy of", name)
		}
	}
}

const bridge = `Bridge at Kosti closed after blast

KOSTI - Sudan's army closed the railway bridge at Kosti on Monday after an explosion killed two guards, its spokesman Nabil Abdullah said. He accused the Rapid Support Forces of sending a drone to attack the crossing, which carries most of the fuel for the south.

The Rapid Support Forces denied it. "We did not fire at the bridge," an adviser told reporters. Engineers from the railway company arrived in the evening to look at the damage, and a convoy of 40 lorries with grain was sent back to Rabak.`

func TestOriginalAddedLater(t *testing.T) {
	l := newLedger(t)
	body := bridge[strings.Index(bridge, "\n\n"):]
	l.add("late", "2024-05-08", "Morning Mail", "What happened on the bridge"+body)
	l.add("later", "2024-05-09", "Evening Mail", "A bridge is shut"+body)
	l.copyOf("late", "")
	l.copyOf("later", "late")
	l.add("original", "2024-05-07", "Agency", bridge)
	l.copyOf("original", "")
	l.copyOf("late", "original")
	l.copyOf("later", "original")
	if s := l.doc("original").Story; s == "" || l.doc("late").Story != s || l.doc("later").Story != s {
		t.Error("copies stand in different stories")
	}
	s := l.story("original")
	if s.Documents != 3 || s.Outlets != 3 || s.Origins != 1 || s.First != "2024-05-07" || s.Last != "2024-05-09" || s.Title != "Bridge at Kosti closed after blast" {
		t.Errorf("%+v", s)
	}
}

func TestVersions(t *testing.T) {
	l := newLedger(t)
	l.add("agency", "2024-05-07", "Agency", bridge)
	l.add("copy", "2024-05-07", "Morning Mail", "Explosion at Kosti"+bridge[strings.Index(bridge, "\n\n"):])
	l.copyOf("copy", "agency")
	more := bridge + "\n\nA third guard died of his wounds at night, a doctor at the hospital of Kosti said by telephone."
	l.add("agency2", "2024-05-08", "Agency", more)
	if d := l.doc("agency2"); d.Version != 2 || d.CopyOf != "" || l.doc("agency").Latest {
		t.Errorf("the new text: %+v", d)
	}
	l.copyOf("copy", "agency2")
	if rs := l.relations("agency2"); !slices.ContainsFunc(rs, func(r store.Relation) bool {
		return r.Kind == "version" && r.A == l.keys["agency2"] && r.B == l.keys["agency"] && r.Similarity > 0.7 && len(r.Passages) > 0
	}) {
		t.Errorf("no relation of versions: %+v", rs)
	}
	s := l.story("agency2")
	if s.Documents != 2 || s.Key != l.doc("agency").Story || len(l.stories()) != 1 {
		t.Errorf("%d stories; %+v", len(l.stories()), s)
	}
	// The page takes up something else: its copy stands alone, and so does the page.
	l.add("agency3", "2024-05-09", "Agency", `Festival opens in Lisbon

Fado singers from eleven countries gathered in Lisbon on Thursday for a festival that lasts a week. The mayor promised free concerts in the squares of Alfama, and the organisers expect 30,000 visitors.`)
	l.copyOf("copy", "")
	if l.doc("agency3").Story == l.doc("copy").Story {
		t.Error("the festival is told in the story of the bridge")
	}
	if s := l.story("copy"); s.Documents != 1 {
		t.Errorf("%+v", s)
	}
}

func TestTranslationIsNoCopy(t *testing.T) {
	l := newLedger(t)
	l.add("agency", "2024-05-07", "Agency", bridge)
	l.add("arabic", "2024-05-07", "Sahifa", `إغلاق جسر كوستي بعد انفجار

كوستي - أغلق الجيش السوداني الاثنين جسر السكة الحديد في كوستي بعد انفجار أدى إلى مقتل حارسين، كما أعلن المتحدث باسمه نبيل عبد الله. واتهم قوات الدعم السريع بإرسال طائرة مسيرة لمهاجمة المعبر الذي ينقل معظم الوقود إلى الجنوب.

ونفت قوات الدعم السريع ذلك. وقال مستشار لها للصحافيين: «لم نطلق النار على الجسر». ووصل مهندسون من شركة السكك الحديد مساء لمعاينة الأضرار، وأعيدت قافلة من 40 شاحنة محملة بالحبوب إلى ربك.`)
	l.copyOf("arabic", "")
	if rs := l.relations("arabic"); len(rs) != 1 || rs[0].Kind != copies.Translation {
		t.Errorf("relations %+v, want a possible translation", rs)
	}
	if l.doc("arabic").Story != l.doc("agency").Story {
		t.Error("two stories")
	}
	if s := l.story("arabic"); !slices.Equal(s.Languages, []string{"ar", "en"}) || s.Origins != 2 {
		t.Errorf("%+v", s)
	}
}

// TestStoriesJoined ties two stories of one happening by a report that tells both sides of it.
func TestStoriesJoined(t *testing.T) {
	l := newLedger(t)
	l.add("one", "2024-05-07", "A", `Two guards die on Kosti bridge

An explosion on the railway bridge at Kosti in Sudan killed two guards on Tuesday, the spokesman of the army, Nabil Abdullah, said. The Rapid Support Forces sent a drone to attack the crossing, he said.`)
	l.add("two", "2024-05-07", "B", `Fuel dear in Rabak as trains stop

A barrel of diesel cost 90,000 pounds in Rabak on Tuesday after trains over the bridge at Kosti stopped. The railway company sent 14 engineers. Drivers feared that El Obeid, the capital of North Kordofan, would get no grain.`)
	if l.doc("one").Story == l.doc("two").Story {
		t.Fatal("one story from the beginning: the test needs other reports")
	}
	l.add("both", "2024-05-08", "C", `Kosti blast stops trains, fuel runs short in Rabak

Nabil Abdullah, spokesman of Sudan's army, said the Rapid Support Forces had sent the drone that killed two guards on the railway bridge at Kosti on Tuesday. In Rabak a barrel of diesel cost 90,000 pounds. The railway company said 14 engineers were at work, and that El Obeid, the capital of North Kordofan, could be reached by lorry.`)
	told := map[string]bool{}
	for name := range l.keys {
		told[l.doc(name).Story] = true
	}
	total := 0
	for _, s := range l.stories() {
		total += s.Documents
		if !told[s.Key] {
			t.Errorf("story %s is kept and told by nobody", s.Title)
		}
	}
	if total != 3 {
		t.Errorf("%d documents are counted in stories, want 3", total)
	}
	if len(told) != 1 {
		t.Errorf("%d stories, want one", len(told))
	}
	view(t, l.store, func(tx store.Reader) {
		page, err := tx.Events(store.Filter{Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page.Items {
			if e.Story != "" && !told[e.Story] {
				t.Errorf("event %s stands in story %s, which nobody tells", e.Key, e.Story)
			}
		}
	})
}

// TestReadAgain reads everything anew: copies, stories and what is counted stay as they were.
func TestReadAgain(t *testing.T) {
	l := newLedger(t)
	l.add("agency", "2024-05-07", "Agency", bridge)
	l.add("copy", "2024-05-08", "Morning Mail", "Explosion at Kosti"+bridge[strings.Index(bridge, "\n\n"):])
	before := l.story("agency")
	err := l.reg.Recode(context.Background(), func(_ context.Context, rec news.Record) (news.Record, error) { return rec, nil },
		func(doc string, err error) {
			if err != nil {
				t.Errorf("%s: %v", doc, err)
			}
		})
	if err != nil {
		t.Fatal(err)
	}
	l.copyOf("copy", "agency")
	if after := l.story("agency"); after.Events != before.Events || after.Documents != 2 || before.Events == 0 {
		t.Errorf("%+v, before %+v", after, before)
	}
	l.add("third", "2024-05-08", "Evening Mail", "Bridge shut"+bridge[strings.Index(bridge, "\n\n"):])
	l.copyOf("third", "agency")
}
