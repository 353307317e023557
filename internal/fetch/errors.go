package fetch

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// A Code says in one word why there is no answer.
type Code string

// Why there is no answer.
const (
	NoAddress   Code = "no_address"  // not an address of the web
	Blocked     Code = "blocked"     // an address that is not of the open internet, and was not allowed
	Robots      Code = "robots"      // the site's robots.txt says no, or cannot be had
	Redirects   Code = "redirects"   // redirects without end, or to nowhere
	Status      Code = "status"      // the server says no: see Error.Status
	TooLarge    Code = "too_large"   // more bytes than were asked for, packed or unpacked
	TooSlow     Code = "too_slow"    // longer than was waited for
	WrongType   Code = "wrong_type"  // a picture, a film, a program
	NoHost      Code = "no_host"     // nobody has the name
	Unreachable Code = "unreachable" // no connection, or one that broke off
	Busy        Code = "busy"        // the host has asked for more patience than the caller has: see Error.RetryAfter
)

// Error says why there is no answer. Code is for programs, Message for people.
type Error struct {
	Code       Code
	URL        string // the address that failed, which after redirects is not the one that was asked for
	Message    string
	Status     int           // of HTTP, where the server answered one that is an error
	RetryAfter time.Duration // how long the server asks to be left alone; 0 where it does not say
	Err        error

	at *url.URL
}

func (e *Error) Error() string { return "fetch " + e.URL + ": " + e.reason() }

func (e *Error) reason() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %v", e.Message, e.Err)
	}
	return e.Message
}

// Reason tells an error to somebody who sees already which address was asked for. One of another address, to which that led, names it.
func Reason(err error, asked string) string {
	var e *Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	if u, err := Parse(asked); asked == e.URL || err == nil && u.String() == e.URL {
		return e.reason()
	}
	return "it leads to " + e.URL + ": " + e.reason()
}

// Unwrap gives the cause, if there is one.
func (e *Error) Unwrap() error { return e.Err }

// passing tells whether the reason may be gone in a while.
func (e *Error) passing() bool {
	switch e.Code {
	case Unreachable:
		return true
	case Status:
		switch e.Status {
		case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests, http.StatusInternalServerError,
			http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
			return true
		}
	}
	return false
}

func fail(u *url.URL, code Code, format string, args ...any) *Error {
	return &Error{Code: code, URL: u.String(), Message: fmt.Sprintf(format, args...), at: u}
}
