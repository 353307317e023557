// Package news holds the words of the domain: what a report is, what a record of it says, and what each part of it
// is called. Every other package speaks in these words; this one imports nothing of ours.
//
// All offsets are half-open and count Unicode code points in Document.Text, exactly as printed.
package news

// Format names the version of the record's layout.
const Format = "rawi/1"

// Span is a piece of the report as printed: Text equals the code points [Start, End) of Document.Text.
type Span struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
}

// Zero reports whether the span names no text at all.
func (s Span) Zero() bool { return s.End <= s.Start }

// Covers reports whether o lies inside s.
func (s Span) Covers(o Span) bool { return s.Start <= o.Start && o.End <= s.End }

// Overlaps reports whether s and o share a code point.
func (s Span) Overlaps(o Span) bool { return s.Start < o.End && o.Start < s.End }

// Record is what rawi says about one report.
type Record struct {
	Format     string      `json:"format"`
	Document   Document    `json:"document"`
	Entities   []Entity    `json:"entities"`
	Events     []Event     `json:"events"`
	Quotes     []Quote     `json:"quotes"`
	Agreements []Agreement `json:"agreements"`
	Photos     []Photo     `json:"photos"`
	Findings   []Finding   `json:"findings"`
	Error      *Error      `json:"error,omitempty"`
	Signature  *Signature  `json:"signature,omitempty"`
}

// Signature proves what a record was read from, and with what. Digests are written sha256:<hex>. What it covers: package seal.
type Signature struct {
	Algorithm string `json:"algorithm"` // ed25519
	Key       string `json:"key"`       // the public key, base64
	Page      string `json:"page"`      // digest of the page as it came in
	Text      string `json:"text"`      // digest of document.text
	Coder     string `json:"coder"`     // version of the program
	Packs     string `json:"packs"`     // digest of the language packs, further tables with them
	Value     string `json:"value"`     // base64
}

// Error says why a document could not be read; the run goes on without it.
type Error struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// BlockKind says what a block of the page is for.
type BlockKind string

// The kinds of block.
const (
	Title      BlockKind = "title"
	Subtitle   BlockKind = "subtitle"
	DatelineB  BlockKind = "dateline"
	Paragraph  BlockKind = "paragraph"
	Caption    BlockKind = "caption"
	Credit     BlockKind = "credit"
	Byline     BlockKind = "byline"
	List       BlockKind = "list"
	QuoteBlock BlockKind = "quote"
	SourceLink BlockKind = "source_link"
	Ad         BlockKind = "ad"
	Other      BlockKind = "other"
)

// Told reports whether the report speaks in blocks of this kind (its own prose, headline and captions).
func (k BlockKind) Told() bool {
	switch k {
	case Title, Subtitle, Paragraph, Caption, List, QuoteBlock, DatelineB:
		return true
	}
	return false
}

// Block is a part of the clean text: a paragraph, a caption, a credit line …
type Block struct {
	Kind  BlockKind `json:"kind"`
	Start int       `json:"start"`
	End   int       `json:"end"`
}

// Document is the report as cleaned from its page.
type Document struct {
	ID        string     `json:"id"`
	URL       string     `json:"url,omitempty"`
	Language  string     `json:"language,omitempty"`
	Direction string     `json:"direction,omitempty"`
	Title     string     `json:"title,omitempty"`
	Outlet    *Source    `json:"outlet,omitempty"` // who published this copy
	Origin    *Source    `json:"origin,omitempty"` // whose report it is
	Authors   []Author   `json:"authors,omitempty"`
	Dateline  *Dateline  `json:"dateline,omitempty"`
	Published *Published `json:"published,omitempty"`
	Text      string     `json:"text"`
	Times     []Time     `json:"times,omitempty"`
	Numbers   []Number   `json:"numbers,omitempty"`
	Blocks    []Block    `json:"blocks"`
	Claims    []Claim    `json:"claims,omitempty"` // what the page's metadata claim, each value with its place
	Story     string     `json:"story,omitempty"`
	Copy      *Copy      `json:"copy,omitempty"`
}

// Source is an outlet as a document names it. Basis says how it is known: given, metadata, dateline, byline, caption, url.
type Source struct {
	Name   string `json:"name"`
	Entity string `json:"entity,omitempty"`
	Basis  string `json:"basis,omitempty"`
	Span   *Span  `json:"span,omitempty"`
}

// Author is a person the page credits. Role: author, contributor, photographer.
type Author struct {
	Name   string            `json:"name"`
	Names  map[string]string `json:"names,omitempty"`
	Role   string            `json:"role"`
	Outlet string            `json:"outlet,omitempty"`
	Entity string            `json:"entity,omitempty"`
	Span   *Span             `json:"span,omitempty"`
}

// Dateline is where the report was filed («لندن –»). It is never by itself the place of an event.
type Dateline struct {
	Place  string `json:"place"`
	Entity string `json:"entity,omitempty"`
	Agency string `json:"agency,omitempty"` // the agency in it: «القاهرة (رويترز) –»
	Date   string `json:"date,omitempty"`   // the printed date in it, as printed
	Span   *Span  `json:"span,omitempty"`
	// AgencySpan is where the agency stands.
	AgencySpan *Span `json:"agency_span,omitempty"`
}

// Published is the report's own day. Basis, best first: given, metadata, dateline, caption, text.
type Published struct {
	Date  string `json:"date"`
	Basis string `json:"basis"`
	Span  *Span  `json:"span,omitempty"`
}

// Claim is one value that the page's metadata give, with the place they give it in (json-ld, opengraph, meta, time).
type Claim struct {
	Field  string `json:"field"`
	Value  string `json:"value"`
	Origin string `json:"origin"`
}

// Copy says which document this one is a copy of (set by the register).
type Copy struct {
	Of         string  `json:"of"`
	Kind       string  `json:"kind"`
	Similarity float64 `json:"similarity"`
}

// Time is a date expression with the days it means, ISO, both inclusive; an open end is empty.
type Time struct {
	Span  Span   `json:"span"`
	Start string `json:"start,omitempty"`
	End   string `json:"end,omitempty"`
}

// Number is an amount, in figures or words.
type Number struct {
	Span  Span    `json:"span"`
	Value float64 `json:"value"`
}

// Entity is somebody or something the report names: person, organization, state, place, group, outlet, document, other.
type Entity struct {
	ID       string            `json:"id"`
	Kind     string            `json:"kind"`
	Name     string            `json:"name"`
	Names    map[string]string `json:"names,omitempty"`
	Key      string            `json:"key,omitempty"` // the row of the packs that names it
	Wikidata string            `json:"wikidata,omitempty"`
	GeoNames int               `json:"geonames,omitempty"`
	Country  string            `json:"country,omitempty"`
	Sector   string            `json:"sector,omitempty"`
	Role     string            `json:"role,omitempty"`
	Mentions []Mention         `json:"mentions"`
}

// Mention is one place where the text names an entity. Form: name, title, nominal, pronoun, demonym.
type Mention struct {
	Span
	Form string `json:"form"`
}

// Party is an entity in a slot of an event.
type Party struct {
	Entity  string `json:"entity,omitempty"`
	Country string `json:"country,omitempty"`
	Sector  string `json:"sector,omitempty"`
	Span    *Span  `json:"span,omitempty"`
	Rule    string `json:"rule,omitempty"` // what filled the slot
}

// Date is when an event happened. Basis: expression (the text says it) or document (from the report's day).
type Date struct {
	Start string `json:"start,omitempty"`
	End   string `json:"end,omitempty"`
	Span  *Span  `json:"span,omitempty"`
	Basis string `json:"basis,omitempty"`
}

// Place is where an event happened. Basis: stated or inferred. Coordinates are degrees, WGS 84.
type Place struct {
	Name     string   `json:"name"`
	Country  string   `json:"country,omitempty"`
	Lat      *float64 `json:"lat,omitempty"`
	Lon      *float64 `json:"lon,omitempty"`
	GeoNames int      `json:"geonames,omitempty"`
	Entity   string   `json:"entity,omitempty"`
	Span     *Span    `json:"span,omitempty"`
	Basis    string   `json:"basis,omitempty"`
}

// Link is one step of an attribution: through whom the word came. Role: publisher, relay, medium, speaker.
type Link struct {
	Role   string   `json:"role"`
	Entity string   `json:"entity,omitempty"`
	Name   string   `json:"name,omitempty"`
	Cue    *Span    `json:"cue,omitempty"`
	Span   *Span    `json:"span,omitempty"`
	With   []string `json:"with,omitempty"` // joint speakers
}

// Quantity is an amount that belongs to an event. Bound: exactly, about, at_least, at_most.
type Quantity struct {
	Value *float64 `json:"value"`
	Bound string   `json:"bound,omitempty"`
	Unit  string   `json:"unit,omitempty"`
	Of    string   `json:"of,omitempty"`
	Vague string   `json:"vague,omitempty"`
	Span  Span     `json:"span"`
}

// Casualties counts the people an event killed, injured, or that were arrested in it; nil is unknown.
type Casualties struct {
	Dead     *int `json:"dead"`
	Injured  *int `json:"injured"`
	Arrested *int `json:"arrested"`
}

// Telling is another place of the report that states the same event.
type Telling struct {
	Anchor      Span   `json:"anchor"`
	Evidence    Span   `json:"evidence"`
	Attribution []Link `json:"attribution"`
}

// Event is who did what to whom, when, where, and on whose word (Attribution; empty: the report's own voice).
type Event struct {
	ID          string      `json:"id"`
	Type        string      `json:"type"` // PLOVER
	Mode        string      `json:"mode,omitempty"`
	Contexts    []string    `json:"contexts"`
	CAMEO       string      `json:"cameo,omitempty"`
	Goldstein   float64     `json:"goldstein"`
	Quad        int         `json:"quad"`
	Actors      []Party     `json:"actors"`
	Recipients  []Party     `json:"recipients"`
	Date        *Date       `json:"date"`
	Place       *Place      `json:"place"`
	OtherPlaces []Place     `json:"other_places,omitempty"`
	Reality     string      `json:"reality"`  // actual, planned, possible, hypothetical
	Polarity    string      `json:"polarity"` // positive, negative
	Attribution []Link      `json:"attribution"`
	Quantities  []Quantity  `json:"quantities,omitempty"`
	Casualties  *Casualties `json:"casualties,omitempty"`
	Anchor      Span        `json:"anchor"`
	Evidence    Span        `json:"evidence"`
	Rule        string      `json:"rule"`
	Confidence  float64     `json:"confidence"`
	Also        []Telling   `json:"also,omitempty"`
	Background  bool        `json:"background,omitempty"`
	PartOf      string      `json:"part_of,omitempty"`
	SameAs      string      `json:"same_as,omitempty"`
	After       []string    `json:"after,omitempty"`
	Agreement   string      `json:"agreement,omitempty"`
}

// Addressee is the one spoken to.
type Addressee struct {
	Entity string `json:"entity,omitempty"`
	Span   *Span  `json:"span,omitempty"`
}

// Occasion is what it was said at («خلال مؤتمر صحفي»).
type Occasion struct {
	Span Span `json:"span"`
}

// Quote is what somebody said. Kind: direct, indirect, mixed. A quote broken by its cue has several content spans.
type Quote struct {
	ID          string     `json:"id"`
	Kind        string     `json:"kind"`
	Content     []Span     `json:"content"`
	Cue         []Span     `json:"cue"`
	Attribution []Link     `json:"attribution"`
	Addressee   *Addressee `json:"addressee,omitempty"`
	Occasion    *Occasion  `json:"occasion,omitempty"`
	Date        *Date      `json:"date,omitempty"`
	Continues   string     `json:"continues,omitempty"`
	Events      []string   `json:"events,omitempty"`
	Rule        string     `json:"rule,omitempty"`
}

// Obligation is what an agreement binds its parties to, when, and whose word that is.
type Obligation struct {
	Kind         string   `json:"kind"`
	Trigger      string   `json:"trigger,omitempty"`
	Act          string   `json:"act,omitempty"`
	On           []string `json:"on"`
	Attribution  []Link   `json:"attribution"`
	Evidence     Span     `json:"evidence"`
	Event        string   `json:"event,omitempty"`
	TriggerEvent string   `json:"trigger_event,omitempty"`
}

// Agreement is a treaty, accord, memorandum or truce between parties, at a stage of its life.
type Agreement struct {
	ID          string            `json:"id"`
	Name        string            `json:"name"`
	Names       map[string]string `json:"names,omitempty"`
	Entity      string            `json:"entity,omitempty"`
	Span        Span              `json:"span"`
	Parties     []string          `json:"parties"`
	Signatories []string          `json:"signatories,omitempty"`
	Event       string            `json:"event,omitempty"`
	Kind        []string          `json:"kind"`
	Stage       string            `json:"stage"`
	Dates       map[string]string `json:"dates,omitempty"`
	Place       *Place            `json:"place,omitempty"`
	Obligations []Obligation      `json:"obligations"`
	Attribution []Link            `json:"attribution,omitempty"`
	Evidence    Span              `json:"evidence"`
	Rule        string            `json:"rule,omitempty"`
}

// Photo is a picture by its caption: who took it, when, where, and who is in it.
type Photo struct {
	ID          string          `json:"id,omitempty"`
	Caption     Span            `json:"caption"`
	Credits     []string        `json:"credits"`
	CreditSpans []Span          `json:"credit_spans,omitempty"`
	Date        *Date           `json:"date,omitempty"`
	Place       *Place          `json:"place,omitempty"`
	People      []string        `json:"people"`
	Positions   map[string]Span `json:"positions,omitempty"`
	Pool        bool            `json:"pool,omitempty"`
	Distributor string          `json:"distributor,omitempty"`
}

// Finding is an oddity of the input or of the reading, with its place. Level: note or warning.
type Finding struct {
	Level   string `json:"level"`
	Code    string `json:"code"`
	Message string `json:"message"`
	Span    *Span  `json:"span,omitempty"`
}
