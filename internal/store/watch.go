package store

import (
	"net/url"
	"time"
)

// Watch is a saved search: a question that somebody asks again and again, and where they are told what newly answers it.
type Watch struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Who      string    `json:"who"`
	When     time.Time `json:"when"`
	List     string    `json:"list"`  // that is asked: events, documents, quotes, agreements
	Query    string    `json:"query"` // what narrows it, as in the query of an address
	Language string    `json:"language"`
	Base     string    `json:"base,omitempty"`   // how addresses of the pages begin, as who saved it sees them
	Target   string    `json:"target,omitempty"` // address that is told; "": the search is only kept
	Secret   string    `json:"secret,omitempty"` // by which the receiver knows that it was us
	Upto     time.Time `json:"upto"`             // up to when it was looked at what came in
}

// Questions are the parameters of the question.
func (w *Watch) Questions() url.Values {
	q, _ := url.ParseQuery(w.Query)
	return q
}

// The states of a delivery.
const (
	Known     = "known"     // answered the question when it was saved: nobody is told
	Waiting   = "waiting"   // is to be told, or told again
	Delivered = "delivered" // the receiver has it
	Failed    = "failed"    // tried often enough
)

// Delivery is one answer to a saved search on its way to whom it is to be told. That one exists is how a store knows what was told.
type Delivery struct {
	ID     string    `json:"id"` // of watch and answer: the same answer is told once
	Watch  string    `json:"watch"`
	Title  string    `json:"title,omitempty"`
	Path   string    `json:"path,omitempty"` // of the page that shows it
	Made   time.Time `json:"made"`
	Due    time.Time `json:"due"` // when it is tried next; zero: never
	State  string    `json:"state"`
	Tries  int       `json:"tries,omitempty"`
	Answer string    `json:"answer,omitempty"` // what the receiver said to the last try, or why none was reached
	Body   []byte    `json:"body,omitempty"`   // what is sent
}
