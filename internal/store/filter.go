package store

// Filter selects. Every field that is set must hold; of a list one is enough. The zero filter selects everything.
//
// What a thing does not say of itself is asked of what belongs to it: an event by its tellings (Languages, Outlets, Docs, Sources,
// Speakers, Background: all of one telling), a document or a story by the events that it tells, a quotation by the events told in it,
// an agreement by the documents that tell of it. Text is asked of documents; of entities and agreements it is words of their names.
type Filter struct {
	Types     []string `json:"types,omitempty"`
	Modes     []string `json:"modes,omitempty"`
	Quads     []int    `json:"quads,omitempty"`
	CAMEO     []string `json:"cameo,omitempty"` // prefixes
	Reality   []string `json:"reality,omitempty"`
	Polarity  []string `json:"polarity,omitempty"`
	Languages []string `json:"languages,omitempty"`
	Outlets   []string `json:"outlets,omitempty"` // names or entity keys
	Stories   []string `json:"stories,omitempty"`
	Docs      []string `json:"docs,omitempty"`
	Keys      []string `json:"keys,omitempty"`  // of the things asked for
	Kinds     []string `json:"kinds,omitempty"` // of quotes, agreements, entities
	Stages    []string `json:"stages,omitempty"`

	// Parties are entity keys; the register turns names into keys. Countries are ISO 3166-1 alpha-3 or PLOVER's codes.
	Actors             []string `json:"actors,omitempty"`
	Recipients         []string `json:"recipients,omitempty"`
	Parties            []string `json:"parties,omitempty"` // in either slot
	ActorCountries     []string `json:"actor_countries,omitempty"`
	RecipientCountries []string `json:"recipient_countries,omitempty"`
	Countries          []string `json:"countries,omitempty"` // of either
	Sectors            []string `json:"sectors,omitempty"`
	// Dyad is two entities or two countries that stand on opposite sides, either way round (or together, in a mutual event).
	Dyad [2]string `json:"dyad,omitempty"`

	// An event stands in the period in which it begins, so that the counts of periods add up; one of no known day in none.
	From           string      `json:"from,omitempty"` // day of the event, of the quotation, of the report
	To             string      `json:"to,omitempty"`
	OnDay          string      `json:"on_day,omitempty"` // agreements in force on that day
	Places         []string    `json:"places,omitempty"` // entity keys, or names as they stand, case aside
	PlaceCountries []string    `json:"place_countries,omitempty"`
	Box            *[4]float64 `json:"box,omitempty"` // west, south, east, north

	Sources       []string `json:"sources,omitempty"`  // entities anywhere in the chain
	Speakers      []string `json:"speakers,omitempty"` // last link
	MinOrigins    int      `json:"min_origins,omitempty"`
	MaxOrigins    int      `json:"max_origins,omitempty"`
	MinConfidence float64  `json:"min_confidence,omitempty"`
	Disputed      bool     `json:"disputed,omitempty"`
	Triggered     bool     `json:"triggered,omitempty"`
	Background    *bool    `json:"background,omitempty"`

	// Text is a question in words, folded and stemmed already, one entry a word; quoted phrases are one entry of several words.
	Text []Term `json:"-"`

	Versions bool `json:"versions,omitempty"` // replaced versions too

	// Sort is day, seen, origins, confidence, tellings, name or score, as far as the list has it; of counts, count. "" is what is usual:
	// the newest first, or the largest, whatever Desc says.
	Sort   string `json:"sort,omitempty"`
	Desc   bool   `json:"desc,omitempty"`
	Limit  int    `json:"limit,omitempty"` // 0: 50; of counts, all
	Cursor string `json:"cursor,omitempty"`
}

// Term is a word of a question, or a phrase. A document answers when it has the words as they stand, beside each other, or any of the
// stems; exact ones rank first.
type Term struct {
	Exact []string // the folded words, several for a phrase
	Stems []string // each of them is enough
	Not   bool
}

// Page is a part of a list. Next asks for what follows; "" at the end.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
}
