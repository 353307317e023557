// Package dateparser stands in for the library of that name, which go-htmldate brings for its slow search of dates in prose.
//
// rawi never asks for that search: it finds the day of a report itself, with the words of its language packs, and switches htmldate
// off. The library's tables would still be built at every start, which takes longer than reading a report. So go.mod puts this empty
// one in its place. It finds no date.
package dateparser

import "time"

// ParserType names a way of parsing.
type ParserType uint8

// The ways that htmldate names.
const (
	CustomFormat ParserType = iota
	AbsoluteTime
)

// PreferredDateSource tells which of two readings of a date to take.
type PreferredDateSource uint8

// Past is the one that htmldate names.
const Past PreferredDateSource = 1

// Configuration is what htmldate asks with.
type Configuration struct {
	PreferredDateSource PreferredDateSource
	StrictParsing       bool
}

// Date is an answer; there is none.
type Date struct{ Time time.Time }

// IsZero is always so.
func (d Date) IsZero() bool { return true }

// Parser finds nothing.
type Parser struct{ ParserTypes []ParserType }

// Parse finds nothing.
func (*Parser) Parse(*Configuration, string, ...string) (Date, error) { return Date{}, nil }
