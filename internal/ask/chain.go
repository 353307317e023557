package ask

import "rawi/internal/store"

// Word is on whose word something stands in one report.
type Word struct {
	ID        string       `json:"id"`
	Document  string       `json:"document"`
	Outlet    string       `json:"outlet,omitempty" doc:"who published the report"`
	Published string       `json:"published,omitempty" doc:"day"`
	Words     string       `json:"words" doc:"of the report"`
	Chain     []store.Link `json:"chain" nullable:"false" doc:"nearest to the page first; empty: the report says it in its own voice"`
	Origin    string       `json:"origin,omitempty" doc:"whose word it finally is"`
	CopyOf    string       `json:"copy_of,omitempty" doc:"the report that this one copies: no origin of its own"`
}

// Words are the chains of a thing.
type Words struct {
	List  string `json:"list" doc:"events, tellings or quotes: what the id is of"`
	Words []Word `json:"words" nullable:"false"`
}

// Chains finds on whose word an event, a telling or a quotation stands.
func Chains(tx store.Reader, id string) (Words, error) {
	out := Words{Words: []Word{}}
	ref, err := Whole(tx, id, "events", "tellings", "quotes")
	if err != nil {
		return out, err
	}
	out.List = ref.List
	var tellings []store.Telling
	switch ref.List {
	case "events":
		tellings, err = tx.TellingsOf(ref.Key)
	case "tellings":
		tellings = make([]store.Telling, 1)
		tellings[0], err = tx.Telling(ref.Key)
	default:
		q, err := tx.Quote(ref.Key)
		out.Words = append(out.Words, Word{q.Key, q.Doc, q.Outlet, q.Published, q.Content, links(q.Chain), q.SpeakerName, q.CopyOf})
		return out, err
	}
	for _, x := range tellings {
		out.Words = append(out.Words, Word{x.Key, x.Doc, x.Outlet, x.Published, x.Evidence.Text, links(x.Chain), x.OriginName, x.CopyOf})
	}
	return out, err
}

// links is a chain that is a list even where nothing stands in it.
func links(chain []store.Link) []store.Link { return append([]store.Link{}, chain...) }
