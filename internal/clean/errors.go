package clean

import "fmt"

// A Code says in one word why no report could be taken from a page.
type Code string

// Why a page gives no report.
const (
	Empty      Code = "empty"       // nothing stands there
	Binary     Code = "binary"      // a picture, an archive, noise
	TooLarge   Code = "too_large"   // more than one report can be
	BadCharset Code = "bad_charset" // no way of reading the bytes gives writing
	NoReport   Code = "no_report"   // writing, but no report: a list of links, a wall before the page, a feed
)

// Error is a page that gives no report. Code is for programs, Message for people.
type Error struct {
	Code    Code
	Message string
	Err     error
}

func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("clean page: %s: %v", e.Message, e.Err)
	}
	return "clean page: " + e.Message
}

// Unwrap gives the cause, if there is one.
func (e *Error) Unwrap() error { return e.Err }

func refuse(code Code, format string, args ...any) error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}
