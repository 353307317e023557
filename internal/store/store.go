// Package store answers: where is it kept? It is the contract between the register, which decides what belongs together, and the
// databases that remember it. A store keeps rows and finds them again; it judges nothing.
//
// Keys are content hashes, 32 hexadecimal digits made by Key, so that two machines that see the same report give it the same key and
// rows can be spread over many. Days are ISO dates ("2024-06-19"); an open end or an unknown day is "". Text offsets count code points
// of the document's clean text.
package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"time"

	"rawi/internal/news"
)

// Key makes a key of the parts that identify a thing.
func Key(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// The errors that a caller may want to tell apart.
var (
	ErrNotFound = errors.New("not found")
	ErrQuestion = errors.New("the question cannot be answered") // an order or a place in it that the list has not
	ErrNewer    = errors.New("the register was written by a newer version of rawi")
	ErrAway     = errors.New("the database is away") // what failed may be tried again when it is back: it is no fault of what was to be kept
)

// A Store remembers. Writers take turns: what one Update does is seen whole or not at all.
type Store interface {
	// Update runs f in one transaction that sees everything kept before it; an error of f undoes all of it. Where the database
	// asks to try again (it was busy, or two writers met), f is run again, so f must have no effect but on tx.
	Update(ctx context.Context, f func(tx Tx) error) error
	// View runs f on a state that does not change while it runs.
	View(ctx context.Context, f func(tx Reader) error) error
	// Status counts what is kept.
	Status(ctx context.Context) (Status, error)
	// Compact gives back the room of what was replaced.
	Compact(ctx context.Context) error
	// Backup writes a whole, consistent copy while others go on; what it is depends on the database.
	Backup(ctx context.Context, path string) error
	io.Closer
}

// Status is how much a register holds.
type Status struct {
	Backend    string    `json:"backend"` // sqlite, postgres
	Schema     int64     `json:"schema"`  // version of the tables
	Documents  int64     `json:"documents"`
	Versions   int64     `json:"versions"` // documents that a newer text of the same page replaced
	Stories    int64     `json:"stories"`
	Events     int64     `json:"events"`
	Tellings   int64     `json:"tellings"`
	Quotes     int64     `json:"quotes"`
	Agreements int64     `json:"agreements"`
	Entities   int64     `json:"entities"`
	Settled    int64     `json:"settled"` // pages in the ledger
	Refused    int64     `json:"refused"` // … that could not be read
	Bytes      int64     `json:"bytes"`   // on disk; 0 where the database does not say
	LastAdded  time.Time `json:"last_added"`
}

// Document is a report as it is kept.
type Document struct {
	Key        string    `json:"key"`     // of the page and its text
	Page       string    `json:"page"`    // what the versions of one page share: its address, else the given id, else the text's digest
	Version    int       `json:"version"` // 1 is the first
	Latest     bool      `json:"latest"`
	ID         string    `json:"id"` // document.id of the record
	URL        string    `json:"url,omitempty"`
	Title      string    `json:"title,omitempty"`
	Outlet     string    `json:"outlet,omitempty"`     // name
	OutletKey  string    `json:"outlet_key,omitempty"` // entity
	Origin     string    `json:"origin,omitempty"`     // whose report it is, name
	OriginKey  string    `json:"origin_key,omitempty"`
	Language   string    `json:"language,omitempty"`
	Published  string    `json:"published,omitempty"`
	Basis      string    `json:"basis,omitempty"` // how the day is known
	Added      time.Time `json:"added"`
	Met        time.Time `json:"met,omitzero"` // when this text of the page was come upon, where that was not when it was added
	Digest     string    `json:"digest"`       // of the folded words: verbatim copies share it
	Words      int       `json:"words"`
	Story      string    `json:"story,omitempty"`
	CopyOf     string    `json:"copy_of,omitempty"`
	CopyKind   string    `json:"copy_kind,omitempty"`
	Similarity float64   `json:"similarity,omitempty"`
	Coder      string    `json:"coder"` // version of program and packs that read it
}

// Since is from when on the text is known to have stood there: documents that come late, or by several ways, have their order by it.
func (d *Document) Since() time.Time {
	if d.Met.IsZero() {
		return d.Added
	}
	return d.Met
}

// Settlement is what became of a page that came in: a line of the ledger, kept together with the document. What stands there need not
// be read again, however often it comes.
type Settlement struct {
	Page string    `json:"page"`           // hash of the page as it came
	Doc  string    `json:"doc,omitempty"`  // the document that it is
	Code string    `json:"code,omitempty"` // why it could not be read
	At   time.Time `json:"at"`
}

// Archive is how far a file of many pages has been taken in. It is known by what stands in it.
type Archive struct {
	Key    string    `json:"key"`
	File   string    `json:"file"` // under which it was met
	Items  int64     `json:"items"`
	Offset int64     `json:"offset,omitempty"` // where in the file the next one begins; 0: not known
	End    bool      `json:"end,omitempty"`    // all of it has been
	At     time.Time `json:"at"`
}

// Relation says that two documents share words or are the same report. Passages are the places they share.
type Relation struct {
	A          string    `json:"a"`    // the later one: the copy, the new version
	B          string    `json:"b"`    // the earlier one
	Kind       string    `json:"kind"` // version, verbatim, near, partial, translation (possible)
	Similarity float64   `json:"similarity"`
	Contained  float64   `json:"contained"` // share of the shorter one that stands in the other
	Passages   []Passage `json:"passages,omitempty"`
}

// Passage is a stretch of A and the stretch of B that says the same.
type Passage struct {
	AStart int `json:"a_start"`
	AEnd   int `json:"a_end"`
	BStart int `json:"b_start"`
	BEnd   int `json:"b_end"`
}

// Party is an entity in a slot of an event.
type Party struct {
	Entity  string `json:"entity,omitempty"` // key
	Name    string `json:"name,omitempty"`
	Country string `json:"country,omitempty"`
	Sector  string `json:"sector,omitempty"`
}

// Link is one step of a chain, nearest to the page first.
type Link struct {
	Role   string `json:"role"`
	Entity string `json:"entity,omitempty"` // key
	Name   string `json:"name,omitempty"`
	Cue    string `json:"cue,omitempty"`
}

// Place is where an event happened. Known tells that Lat and Lon are.
type Place struct {
	Name     string  `json:"name,omitempty"`
	Key      string  `json:"key,omitempty"` // entity
	Country  string  `json:"country,omitempty"`
	Known    bool    `json:"known,omitempty"`
	Lat      float64 `json:"lat,omitempty"`
	Lon      float64 `json:"lon,omitempty"`
	GeoNames int     `json:"geonames,omitempty"`
	Basis    string  `json:"basis,omitempty"`
}

// What is what both a telling and the event it belongs to say of a deed.
type What struct {
	Type       string   `json:"type"`
	Mode       string   `json:"mode,omitempty"`
	Contexts   []string `json:"contexts,omitempty"`
	CAMEO      string   `json:"cameo,omitempty"`
	Goldstein  float64  `json:"goldstein"`
	Quad       int      `json:"quad"`
	Actors     []Party  `json:"actors"`
	Recipients []Party  `json:"recipients"`
	Start      string   `json:"start,omitempty"`
	End        string   `json:"end,omitempty"`
	Place      Place    `json:"place"`
	Reality    string   `json:"reality"`
	Polarity   string   `json:"polarity"`
	Confidence float64  `json:"confidence"`
}

// Telling is one event as one document tells it.
type Telling struct {
	What
	Key        string          `json:"key"`
	Event      string          `json:"event"` // the event it was merged into
	Doc        string          `json:"doc"`
	Local      string          `json:"local"`           // v3
	Basis      string          `json:"basis,omitempty"` // of the day: expression, document
	Chain      []Link          `json:"chain"`
	Origin     string          `json:"origin"` // key of whose word it finally is: last link, else whose report it is
	OriginName string          `json:"origin_name,omitempty"`
	Dead       *int            `json:"dead,omitempty"`
	Injured    *int            `json:"injured,omitempty"`
	Arrested   *int            `json:"arrested,omitempty"`
	Quantities []news.Quantity `json:"quantities,omitempty"`
	Anchor     news.Span       `json:"anchor"`
	Evidence   news.Span       `json:"evidence"`
	Rule       string          `json:"rule"`
	Background bool            `json:"background,omitempty"`
	Outlet     string          `json:"outlet,omitempty"`
	OutletKey  string          `json:"outlet_key,omitempty"`
	Published  string          `json:"published,omitempty"`
	Language   string          `json:"language,omitempty"`
	CopyOf     string          `json:"copy_of,omitempty"`  // the root document this telling's document copies
	Replaced   bool            `json:"replaced,omitempty"` // its document has a newer version
	Rejected   bool            `json:"rejected,omitempty"` // somebody judged that the report does not say so
	Position   string          `json:"position,omitempty"` // asserted, claimed, denied, confirmed
}

// Live tells a telling that counts: its report has no newer version, and nobody has judged that the report does not say so.
func (t *Telling) Live() bool { return !t.Replaced && !t.Rejected }

// Event is what its tellings tell together. Nothing here says that it is true.
type Event struct {
	What
	Key          string         `json:"key"`
	Story        string         `json:"story,omitempty"`
	Tellings     int            `json:"tellings"`
	Documents    int            `json:"documents"`
	Outlets      int            `json:"outlets"`
	Origins      int            `json:"origins"`       // independent ones
	PartyOrigins int            `json:"party_origins"` // of them, those that are parties to the event
	FirstSeen    string         `json:"first_seen,omitempty"`
	FirstDoc     string         `json:"first_doc,omitempty"`
	LastSeen     string         `json:"last_seen,omitempty"`
	DeadLow      *int           `json:"dead_low,omitempty"`
	DeadHigh     *int           `json:"dead_high,omitempty"`
	InjuredLow   *int           `json:"injured_low,omitempty"`
	InjuredHigh  *int           `json:"injured_high,omitempty"`
	Positions    map[string]int `json:"positions,omitempty"` // how many independent origins assert, claim, deny, confirm
	Disputes     []Dispute      `json:"disputes,omitempty"`
	Linked       []EventLink    `json:"linked,omitempty"`
}

// Dispute is a point on which the tellings of one event differ.
type Dispute struct {
	Point  string         `json:"point"` // dead, injured, arrested, actor, recipient, place, day, polarity, quantity
	Values []DisputeValue `json:"values"`
}

// DisputeValue is one version and who gives it.
type DisputeValue struct {
	Value    string   `json:"value"`
	Origins  []string `json:"origins"`  // names
	Tellings []string `json:"tellings"` // keys
}

// EventLink ties an event to another: planned → actual, part of, after.
type EventLink struct {
	Kind  string `json:"kind"`
	Event string `json:"event"`
}

// Quote is what somebody said, as one document has it.
type Quote struct {
	Key         string   `json:"key"`
	Doc         string   `json:"doc"`
	Local       string   `json:"local"`
	Kind        string   `json:"kind"`
	Content     string   `json:"content"` // the spans joined by « … »
	Start       int      `json:"start"`
	End         int      `json:"end"`
	Speaker     string   `json:"speaker,omitempty"` // entity of the last link
	SpeakerName string   `json:"speaker_name,omitempty"`
	Chain       []Link   `json:"chain"`
	Day         string   `json:"day,omitempty"`
	Events      []string `json:"events,omitempty"`
	Outlet      string   `json:"outlet,omitempty"`
	Published   string   `json:"published,omitempty"`
	Language    string   `json:"language,omitempty"`
	CopyOf      string   `json:"copy_of,omitempty"`
	Replaced    bool     `json:"replaced,omitempty"`
}

// Entity is somebody or something over all documents.
type Entity struct {
	Key       string            `json:"key"`
	Kind      string            `json:"kind"`
	Name      string            `json:"name"`
	Names     map[string]string `json:"names,omitempty"`
	Country   string            `json:"country,omitempty"`
	Sector    string            `json:"sector,omitempty"`
	Role      string            `json:"role,omitempty"`
	Wikidata  string            `json:"wikidata,omitempty"`
	GeoNames  int               `json:"geonames,omitempty"`
	Pack      string            `json:"pack,omitempty"`    // the row of the packs that names it
	Aliases   []string          `json:"aliases,omitempty"` // folded spellings under which documents name it
	Documents int               `json:"documents"`
	Merged    string            `json:"merged,omitempty"` // a person decided that it is this one
}

// Stage is one step in the life of an agreement, with the report that says so.
type Stage struct {
	Stage    string `json:"stage"`
	Day      string `json:"day,omitempty"`
	Doc      string `json:"doc"`
	Evidence string `json:"evidence,omitempty"`
	Start    int    `json:"start"`
	End      int    `json:"end"`
	Chain    []Link `json:"chain,omitempty"`
	Seen     string `json:"seen,omitempty"` // the report's day
}

// Obligation is what an agreement binds its parties to, and whose word that is.
type Obligation struct {
	Key      string   `json:"key"`
	Kind     string   `json:"kind"`
	Trigger  string   `json:"trigger,omitempty"`
	Act      string   `json:"act,omitempty"`
	On       []string `json:"on,omitempty"` // entities
	Chain    []Link   `json:"chain,omitempty"`
	Doc      string   `json:"doc"`
	Evidence string   `json:"evidence,omitempty"`
	Start    int      `json:"start"`
	End      int      `json:"end"`
}

// Agreement is a row of the register of agreements.
type Agreement struct {
	Key         string            `json:"key"`
	Name        string            `json:"name"`
	Names       map[string]string `json:"names,omitempty"`
	Parties     []Party           `json:"parties"`
	Kinds       []string          `json:"kinds"`          // ATOP obligation types and other kinds of the record
	Form        string            `json:"form,omitempty"` // DESTA document type
	Stage       string            `json:"stage"`          // the furthest that is told
	Signed      string            `json:"signed,omitempty"`
	InForce     string            `json:"in_force,omitempty"`
	Ended       string            `json:"ended,omitempty"`
	Stages      []Stage           `json:"stages"`
	Obligations []Obligation      `json:"obligations"`
	Triggers    []Trigger         `json:"triggers,omitempty"`
	Documents   int               `json:"documents"`
	Source      string            `json:"source,omitempty"`  // "" from reports, else the file it was imported from: atop, cow
	Event       string            `json:"event,omitempty"`   // its signing
	Binding     bool              `json:"binding,omitempty"` // events can set off what it obliges to
}

// Trigger says that an event matches the condition of an obligation. It is a possibility with its reasons, never a verdict.
type Trigger struct {
	Obligation string   `json:"obligation"`
	Event      string   `json:"event"`
	Day        string   `json:"day,omitempty"`
	TextSays   string   `json:"text_says,omitempty"`  // the words of the obligation
	RuleSays   []string `json:"rule_says,omitempty"`  // the checks that hold or fail, in words
	PartySays  []string `json:"party_says,omitempty"` // who says that it is triggered, tellings or quotes
	Fulfilled  []string `json:"fulfilled,omitempty"`  // later events that carry it out
	Breached   []string `json:"breached,omitempty"`   // later events against it
}

// Story is the reports of one happening, over outlets, days and languages.
type Story struct {
	Key       string   `json:"key"`
	Title     string   `json:"title"`
	Language  string   `json:"language,omitempty"` // of the title
	First     string   `json:"first,omitempty"`
	Last      string   `json:"last,omitempty"`
	Documents int      `json:"documents"`
	Outlets   int      `json:"outlets"`
	Languages []string `json:"languages"`
	Events    int      `json:"events"`
	Origins   int      `json:"origins"`
}

// Correction is somebody's decision about what a report says. It outlives every new reading of the report: Anchor names the fact by the
// words that state it, not by a number.
type Correction struct {
	ID       string    `json:"id"`
	Who      string    `json:"who"`
	When     time.Time `json:"when"`
	Decision string    `json:"decision"`         // accept, edit, reject, merge, split
	Doc      string    `json:"doc,omitempty"`    // the page of the document (all its versions), "" for entities
	Fact     string    `json:"fact"`             // event, quote, entity
	Anchor   string    `json:"anchor,omitempty"` // type and words of the fact, or the key of the entity
	Field    string    `json:"field,omitempty"`  // of an edit: type, mode, actors, recipients, start, end, place, reality, polarity, dead, injured
	Before   string    `json:"before,omitempty"` // JSON
	After    string    `json:"after,omitempty"`  // JSON
	Note     string    `json:"note,omitempty"`
	Undone   bool      `json:"undone,omitempty"`
}

// Hit is a document found by its words.
type Hit struct {
	Document
	Score   float64  `json:"score"`
	Snippet string   `json:"snippet"`
	Marks   [][2]int `json:"marks"` // code points of Snippet that answer the question
}

// Count is a row of a tally.
type Count struct {
	Keys  []string `json:"keys"` // one for each thing counted by
	Count int64    `json:"count"`
}

// OriginRow is how much is known on somebody's word.
type OriginRow struct {
	Key          string `json:"key"`
	Name         string `json:"name"`
	Events       int64  `json:"events"`       // that it is an origin of
	Alone        int64  `json:"alone"`        // that nobody else is
	Contradicted int64  `json:"contradicted"` // that another origin denies or tells otherwise
	Party        int64  `json:"party"`        // to which it is a party itself
	Documents    int64  `json:"documents"`
	TopType      string `json:"top_type,omitempty"`
}

// Space keeps the marks of different things apart.
type Space int

// The spaces of marks.
const (
	DocWords      Space = 1 // fingerprints of a document's words
	DocFacts      Space = 2 // what a document tells: parties, days, places, numbers
	OldBlocks     Space = 3 // under which an event was looked for by earlier versions of rawi
	PactBlocks    Space = 4 // under which an agreement is looked for
	EntityAliases Space = 5
	EventBlocks   Space = 6 // under which an event is looked for
)

// Match is a thing found by marks, with how many of the asked marks it has. A mark that is asked for twice counts twice.
type Match struct {
	Ref   string
	Count int
}

// Ref is a thing that has a key. List: documents, events, tellings, quotes, agreements, stories, entities.
type Ref struct {
	List string `json:"list"`
	Key  string `json:"key"`
}

// Reader finds what is kept. Lists are sorted as the filter says and by key, so that the same question gives the same answer.
type Reader interface {
	Status() (Status, error) // how much there is

	Document(key string) (Document, error) // ErrNotFound
	Record(doc string) (news.Record, error)
	Versions(page string) ([]Document, error)                              // oldest first
	ByDigest(digest string) ([]Document, error)                            // oldest first
	Relations(doc string) ([]Relation, error)                              // both ways
	Marked(space Space, marks []uint64, least, limit int) ([]Match, error) // most shared first, then by ref
	MarkedRefs(space Space, limit int) ([]string, error)                   // things that have marks, in order of key

	Event(key string) (Event, error)
	TellingsOf(event string) ([]Telling, error)
	TellingsIn(doc string) ([]Telling, error)
	Telling(key string) (Telling, error)
	QuotesIn(doc string) ([]Quote, error)
	Quote(key string) (Quote, error)
	Entity(key string) (Entity, error)
	EntitiesByAlias(folded string) ([]Entity, error)
	Agreement(key string) (Agreement, error)
	AgreementsIn(doc string) ([]Agreement, error)
	AgreementsOf(entity string) ([]Agreement, error)
	// Binding gives the latest binding agreements of a party that were made by a day and had not ended by another one; triggered asks only
	// for those that something has set off already.
	Binding(entity, made, ended string, triggered bool, limit int) ([]Agreement, error)
	AgreementsNaming(event string) ([]Agreement, error) // as their signing, as a trigger, or as an answer to one
	Story(key string) (Story, error)
	Corrections(page string) ([]Correction, error) // "" for those of entities; oldest first
	Correction(id string) (Correction, error)
	AllCorrections(limit int, cursor string) (Page[Correction], error) // newest first, those taken back too
	Watches() ([]Watch, error)                                         // oldest first
	Watch(id string) (Watch, error)                                    // ErrNotFound
	Delivery(id string) (Delivery, error)                              // ErrNotFound
	Deliveries(watch string, limit int) ([]Delivery, error)            // newest first, without those that were known
	Due(d Span, limit int) ([]Delivery, error)                         // those to be tried, longest due first
	Feeds() ([]Feed, error)                                            // oldest first
	Feed(url string) (Feed, error)                                     // ErrNotFound
	FeedsDue(d Span, limit int) ([]Feed, error)                        // those to be looked at, longest due first
	Lead(url string) (Lead, error)                                     // ErrNotFound
	LeadsDue(d Span, ofHost, limit int) ([]Lead, error)                // longest due first, at most so many of one host
	Leads(state string, limit int) ([]Lead, error)                     // newest first
	LeadCounts() (map[string]int64, error)                             // by state
	Lease(name string) (Lease, error)                                  // ErrNotFound

	// Find gives the things whose key begins so, in the order of the lists above, at most a few.
	Find(prefix string) ([]Ref, error)
	Documents(f Filter) (Page[Document], error)
	Events(f Filter) (Page[Event], error)
	Tellings(f Filter) (Page[Telling], error)
	Quotes(f Filter) (Page[Quote], error)
	Agreements(f Filter) (Page[Agreement], error)
	Stories(f Filter) (Page[Story], error)
	Entities(f Filter) (Page[Entity], error)
	Origins(f Filter) (Page[OriginRow], error)
	Search(f Filter) (Page[Hit], error) // by f.Text
	// Count counts the events selected by month, year, day, type, quad, country, dyad (PRK-RUS), outlet, language, or several of these. An
	// event of several countries counts under each; what is not known is "".
	Count(f Filter, by ...string) ([]Count, error)
	DocKeys(after string, limit int) ([]string, error) // of all documents, in order of key: for reading all again
	Settled(pages ...string) ([]Settlement, error)     // those of the pages that the ledger has, in order of key
	Archive(key string) (Archive, error)               // ErrNotFound
}

// Tx finds and keeps.
type Tx interface {
	Reader
	// PutDocument keeps a document and its record; search words, folded and stemmed, are kept with it.
	PutDocument(d Document, rec news.Record, words SearchWords) error
	SetDocument(d Document) error // what the register says of it; record and words stay
	PutRelation(r Relation) error
	Mark(space Space, ref string, marks []uint64) error // adds
	Unmark(space Space, ref string) error

	// PutTellings replaces the tellings of a document; PutQuotes its quotations.
	PutTellings(doc string, t []Telling) error
	SetTelling(t Telling) error
	PutQuotes(doc string, q []Quote) error
	PutEvent(e Event) error
	DropEvent(key string) error
	PutEntity(e Entity) error
	PutAgreement(a Agreement, docs ...string) error // docs tell of it, added to those that did
	DropAgreement(key string) error
	PutStory(s Story) error
	DropStory(key string) error
	PutCorrection(c Correction) error
	PutWatch(w Watch) error
	DropWatch(id string) error // and its deliveries
	PutDelivery(d Delivery) error
	PutFeed(f Feed) error
	DropFeed(url string) error // the pages it announced stay known
	PutLead(l Lead) error
	PutLease(l Lease) error
	DropLease(name string) error
	Settle(s Settlement) error // in place of what the ledger said of the page
	PutArchive(a Archive) error
}

// SearchWords is the text of a document as it is searched: folded words, and their stems. The store knows no language.
type SearchWords struct {
	Exact string // folded words separated by spaces
	Stems string
}
