// Package search answers: in which form are words kept and asked for, so that a question finds what it means?
package search

import (
	"rawi/internal/store"
	"rawi/internal/text"
)

// Words is the text of a document as it is searched.
func Words(t *text.Text, language string) store.SearchWords {
	return store.SearchWords{}
}
