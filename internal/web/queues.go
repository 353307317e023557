package web

import (
	"slices"
	"strings"

	"rawi/internal/register"
	"rawi/internal/store"
)

// Quotations and agreements bear no confidence. What makes them doubtful shows in what was read: nobody is known to have said it, others
// have the same words from somebody else, an agreement of one party, one whose reports differ on its day.

// queueLook is how many rows are looked through for doubtful ones, at most, for one page.
const queueLook = 1000

// quotes fills the queue of quotations, the newest first. Those whose words others have from somebody else come before.
func (d *desk) quotes(to *queuePage, cursor string) (next string, err error) {
	said := map[string]map[string]bool{} // the speakers of the same words
	var list []store.Quote
	f := store.Filter{Sort: "seen", Desc: true, Limit: 200, Cursor: cursor}
	for len(list) < queueLook {
		page, err := d.p.tx.Quotes(f)
		if err != nil {
			return "", err
		}
		for _, q := range page.Items {
			if q.SpeakerName != "" {
				words := sameWords(q)
				if said[words] == nil {
					said[words] = map[string]bool{}
				}
				said[words][speakerOf(q)] = true
			}
		}
		list = append(list, page.Items...)
		if f.Cursor = page.Next; f.Cursor == "" {
			break
		}
	}
	for _, q := range list {
		var doubts []string
		contested := len(said[sameWords(q)]) > 1
		switch {
		case contested:
			doubts = append(doubts, "other_speaker")
		case q.SpeakerName == "":
			doubts = append(doubts, "no_speaker")
		case q.Speaker == "":
			doubts = append(doubts, "unknown_speaker")
		default:
			continue
		}
		into, most := &to.Unsure, queueUnsure
		if contested {
			into, most = &to.Contested, queueContested
		}
		if len(*into) < most {
			if err := d.putFact(into, q.Doc, q.Local, doubts); err != nil {
				return "", err
			}
		}
	}
	return f.Cursor, nil
}

func speakerOf(q store.Quote) string {
	if q.Speaker != "" {
		return q.Speaker
	}
	return q.SpeakerName
}

// sameWords are the words of a quotation without marks: two outlets may set them differently.
func sameWords(q store.Quote) string {
	return strings.ToLower(strings.Trim(q.Content, "\"«»“”„‘’'.,،؛ "))
}

// agreements fills the queue of agreements, as each report tells them. Those whose reports differ on a day come before.
func (d *desk) agreements(to *queuePage, cursor string) (next string, err error) {
	f := store.Filter{Limit: 100, Cursor: cursor}
	for looked := 0; looked < queueLook; looked += f.Limit {
		page, err := d.p.tx.Agreements(f)
		if err != nil {
			return "", err
		}
		for _, a := range page.Items {
			if err := d.doubtfulPact(to, a); err != nil {
				return "", err
			}
		}
		if f.Cursor = page.Next; f.Cursor == "" || len(to.Unsure) >= queueUnsure {
			break
		}
	}
	return f.Cursor, nil
}

func (d *desk) doubtfulPact(to *queuePage, a store.Agreement) error {
	var doubts []string
	contested := differingStage(a) != ""
	switch {
	case a.Source != "": // imported: no report tells it
		return nil
	case contested:
		doubts = append(doubts, "other_day")
	case len(a.Parties) < 2:
		doubts = append(doubts, "few_parties")
	case a.Name == "":
		doubts = append(doubts, "no_name")
	default:
		return nil
	}
	into, most := &to.Unsure, queueUnsure
	if contested {
		into, most = &to.Contested, queueContested
	}
	var docs []string
	for _, s := range a.Stages {
		if slices.Contains(docs, s.Doc) || len(*into) >= most {
			continue
		}
		docs = append(docs, s.Doc)
		doc, err := d.doc(s.Doc)
		if err != nil {
			return err
		}
		for _, r := range doc.rec.Agreements {
			if r.Evidence.Start == s.Start && r.Evidence.End == s.End {
				if err := d.putFact(into, s.Doc, r.ID, doubts); err != nil {
					return err
				}
				break
			}
		}
	}
	return nil
}

// differingStage is a stage of an agreement on whose day reports differ.
func differingStage(a store.Agreement) string {
	days := map[string]string{}
	for _, s := range a.Stages {
		if s.Day == "" {
			continue
		}
		if other := days[s.Stage]; other != "" && other != s.Day {
			return s.Stage
		}
		days[s.Stage] = s.Day
	}
	return ""
}

// putFact adds a fact to a queue where nobody has decided about it.
func (d *desk) putFact(to *[]reviewed, key, id string, doubts []string) error {
	doc, err := d.doc(key)
	if err != nil || len(doc.decided[id]) > 0 || !doc.Latest {
		return err
	}
	if _, told := register.Shown(doc.rec, nil, id); !told {
		return nil
	}
	x, err := d.fact(key, id)
	x.Doubts = doubts
	*to = append(*to, x)
	return err
}
