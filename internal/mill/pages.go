package mill

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"time"

	"rawi/internal/clean"
)

// Group is how many pages belong together (see Page).
const Group = 4

// Expected is what a register holds of the first so many groups of pages: a document for each page but those that a newer text
// replaced, and one event for each two pages.
func Expected(groups int) (documents, versions, events int) { return 3 * groups, groups, 2 * groups }

// Page makes the n-th page of a stream of any length. Of each four the first tells a deed, the second is a copy of it elsewhere, the
// third tells another deed, and the fourth is a newer text of the third. No two deeds have the same parties within months.
func Page(n int) clean.Page {
	group, part := n/Group, n%Group
	deed := 2*group + part/2
	r := rand.New(rand.NewPCG(uint64(deed), 7))
	d := makeDeed(deed)
	p := clean.Page{
		URL: fmt.Sprintf("https://paper%d.example/%d", deed%97, deed), Outlet: fmt.Sprintf("Paper %d", deed%97), Language: "en",
		Published: d.day.Format(time.DateOnly), Kind: clean.TextBody,
		Body: []byte(d.sentence + "\n\n" + filling(r) + "\n\n" + filling(r)),
	}
	switch part {
	case 1:
		p.URL, p.Outlet = fmt.Sprintf("https://copier%d.example/%d", deed%31, deed), fmt.Sprintf("Copier %d", deed%31)
	case 3:
		p.Body = append(p.Body, "\n\n"+filling(r)...)
	}
	return p
}

// WritePages writes the first so many pages as JSON Lines.
func WritePages(w io.Writer, pages int) error {
	for n := range pages {
		p := Page(n)
		b, err := json.Marshal(map[string]string{"url": p.URL, "outlet": p.Outlet, "language": p.Language, "published": p.Published, "text": string(p.Body)})
		if err != nil {
			return err
		}
		if _, err := w.Write(append(b, '\n')); err != nil {
			return err
		}
	}
	return nil
}

type deed struct {
	day      time.Time
	sentence string
}

var states = []string{"Angola", "Bolivia", "Cambodia", "Denmark", "Ecuador", "Finland", "Ghana", "Hungary", "Iceland", "Jamaica", "Kenya", "Laos",
	"Mexico", "Nepal", "Oman", "Peru", "Qatar", "Romania", "Senegal", "Tunisia", "Uganda", "Vietnam", "Yemen", "Zambia", "Brazil", "Chile", "Estonia",
	"Latvia", "Norway", "Portugal", "Spain", "Togo"}

var deeds = []string{
	"Troops from %[1]s attacked %[2]s on %[3]s, killing %[4]d soldiers.",
	"%[1]s expelled %[4]d diplomats of %[2]s on %[3]s.",
	"%[1]s imposed sanctions on %[2]s on %[3]s.",
	"%[1]s condemned %[2]s on %[3]s.",
	"%[1]s sent food aid to %[2]s on %[3]s.",
	"The police in %[1]s arrested %[4]d citizens of %[2]s on %[3]s.",
}

// makeDeed makes the n-th deed. The same parties meet again in the same kind of deed after all others have had their turn.
func makeDeed(n int) deed {
	turn := len(states) * (len(states) - 1)
	pair, kind, round := n%turn, n/turn%len(deeds), n/turn/len(deeds)
	a := pair / (len(states) - 1)
	b := (a + 1 + pair%(len(states)-1)) % len(states)
	day := time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, 400*round+n%31+37*kind)
	return deed{day, fmt.Sprintf(deeds[kind], states[a], states[b], day.Weekday(), 2+n%300)}
}

// The words of filling tell nothing that a register keeps.
var (
	qualities = strings.Fields("amber brittle calm dusty early faded gentle hollow ivory jagged keen late mellow narrow olive pale quiet round silver tall upright violet warm yellow")
	things    = strings.Fields("almonds baskets carpets doorways embroidery figs gardens harbours islands jars kitchens lanterns mountains notebooks orchards pillows quilts rivers shutters terraces umbrellas valleys windows yards")
	doings    = strings.Fields("brighten colour darken echo fill glow hum illuminate join keep line mirror overlook perfume recall shade touch vary whiten border")
	settings  = strings.Fields("autumn breeze clouds dawn dusk evening fog grass heat leaves mist moonlight noon petals rain sand shadow snow spring starlight summer sunrise sunset winter")
)

// filling is a paragraph of its own, of about fifty words.
func filling(r *rand.Rand) string {
	pick := func(list []string) string { return list[r.IntN(len(list))] }
	var b strings.Builder
	for i := range 5 {
		if i > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "%s %s %s the %s %s in the %s %s.", title(pick(qualities)), pick(things), pick(doings), pick(qualities), pick(things), pick(qualities), pick(settings))
	}
	return b.String()
}

func title(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
