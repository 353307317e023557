package store

import "time"

// Span says what is due: what was put off until a moment that has come, and what was put off beyond any moment that anybody can have meant.
// A clock that was wrong has put it there, and without this it would wait until that moment comes.
type Span struct{ Upto, Beyond time.Time }

// Within is the span of what is due by a moment, where nothing is put off for longer than longest.
func Within(upto time.Time, longest time.Duration) Span { return Span{upto, upto.Add(longest)} }

// Has tells whether a moment is in the span; the zero one is in none.
func (s Span) Has(t time.Time) bool { return !t.IsZero() && (!t.After(s.Upto) || t.After(s.Beyond)) }

// Feed is a feed or sitemap that is looked at again and again for pages that it announces.
type Feed struct {
	URL          string        `json:"url"`
	Title        string        `json:"title,omitempty"`
	Kind         string        `json:"kind,omitempty"`  // rss, atom, json, sitemap, sitemap index; "" until it has been read
	Moved        string        `json:"moved,omitempty"` // where it stands now
	Index        string        `json:"index,omitempty"` // the index of sitemaps that names it
	Added        time.Time     `json:"added"`
	Due          time.Time     `json:"due,omitzero"` // when it is looked at next; zero: never again
	Every        time.Duration `json:"every"`        // how long is waited between two looks where nothing fails
	ETag         string        `json:"etag,omitempty"`
	LastModified string        `json:"last_modified,omitempty"`
	Looked       time.Time     `json:"looked,omitzero"`    // when it was last looked at
	News         time.Time     `json:"news,omitzero"`      // when it last announced something new
	Leads        int64         `json:"leads"`              // how many pages it has announced first
	Failures     int           `json:"failures,omitempty"` // in a row, up to the last look
	Problem      string        `json:"problem,omitempty"`  // why the last look failed, or what was odd
}

// The states of a lead, beside Waiting.
const (
	Kept    = "kept"    // read and kept
	Pushed  = "pushed"  // handed to a queue, whose workers read and keep it
	Dropped = "dropped" // given up: Problem tells why
	Past    = "past"    // stood there, without a day or with one long past, before anybody looked: is not fetched
)

// Lease is the right to do something that one program at a time may do. It ends by itself: who has it prolongs it.
type Lease struct {
	Name   string
	Holder string
	Until  time.Time
}

// Lead is a page that a feed announced, and what became of it. That one exists is how nothing is fetched twice.
type Lead struct {
	URL          string    `json:"url"`
	Feed         string    `json:"feed"` // that announced it first
	Title        string    `json:"title,omitempty"`
	Found        time.Time `json:"found"`
	Changed      time.Time `json:"changed,omitzero"` // the page, as its feed says
	State        string    `json:"state"`
	Due          time.Time `json:"due,omitzero"` // when it is fetched, or fetched again; zero: never
	Tries        int       `json:"tries,omitempty"`
	Problem      string    `json:"problem,omitempty"`
	ETag         string    `json:"etag,omitempty"`
	LastModified string    `json:"last_modified,omitempty"`
	Fetched      time.Time `json:"fetched,omitzero"`
	Visits       int       `json:"visits,omitempty"` // how often it was fetched and read
	Doc          string    `json:"doc,omitempty"`    // key of the document that it gave last
}
