package register

import (
	"slices"

	"rawi/internal/news"
	"rawi/internal/store"
)

// Fields are those of an event that people can edit, in the order in which they are asked for.
var Fields = []string{"type", "mode", "actors", "recipients", "start", "end", "place", "reality", "polarity", "dead", "injured", "arrested"}

// Values are the fields of an event of a record, as JSON: what an edit finds before it.
func Values(rec news.Record, e news.Event) (map[string]string, error) {
	out := map[string]string{}
	for _, field := range Fields {
		v, err := fieldOf(rec, e, field)
		if err != nil {
			return nil, err
		}
		out[field] = v
	}
	return out, nil
}

// Decided are the decisions that stand about each event of a record as it was read, by the event's id. Somebody has looked at these.
func Decided(rec news.Record, list []store.Correction) map[string][]store.Correction {
	about := map[string][]store.Correction{}
	for _, c := range list {
		if c.Fact == "event" && !c.Undone {
			about[c.Anchor] = append(about[c.Anchor], c)
		}
	}
	out := map[string][]store.Correction{}
	for i, e := range rec.Events {
		if d := about[factAnchor(rec.Events, i)]; len(d) > 0 {
			out[e.ID] = d
		}
	}
	return out
}

// Shown is an event of a record as people have decided, whether it was rejected or not. It is false where the record tells no such event.
func Shown(rec news.Record, list []store.Correction, id string) (news.Record, news.Event, bool) {
	out, _, _ := corrected(rec, list) // a decision about words that are no more waits for them
	i := slices.IndexFunc(out.Events, func(e news.Event) bool { return e.ID == id })
	if i < 0 {
		return out, news.Event{}, false
	}
	return out, out.Events[i], true
}
