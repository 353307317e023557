package ask

import (
	"net/url"
	"strings"

	"rawi/internal/search"
	"rawi/internal/store"
)

// sounding marks the cursor of an answer whose names were found by what is heard of them.
const sounding = "~"

// Answer answers a question about a list by the words as written, and where nothing answers so by what is heard of names; sounds tells
// that it was the latter. What follows is asked for, by the cursor, in the way in which the beginning was found.
func Answer[T any](tx store.Reader, s *search.Searcher, list string, q url.Values, get func(store.Reader, store.Filter) (store.Page[T], error)) (page store.Page[T], sounds bool, err error) {
	cursor, sounds := strings.CutPrefix(q.Get("cursor"), sounding)
	asker := Asker{Search: s, sounds: sounds}
	for {
		f, err := asker.Filter(tx, list, q)
		if err != nil {
			return page, false, err
		}
		f.Cursor = cursor
		if page, err = get(tx, f); err != nil {
			return page, false, err
		}
		if len(page.Items) > 0 || cursor != "" || len(f.Text) == 0 || asker.sounds {
			break
		}
		asker.sounds = true
	}
	if asker.sounds && page.Next != "" {
		page.Next = sounding + page.Next
	}
	return page, asker.sounds, nil
}

// Reports gives the reports that have the words of a filter, each with the stretch of it that answers.
func Reports(s *search.Searcher) func(store.Reader, store.Filter) (store.Page[store.Hit], error) {
	return func(tx store.Reader, f store.Filter) (store.Page[store.Hit], error) {
		page, err := tx.Search(f)
		if err != nil {
			return page, err
		}
		for i := range page.Items {
			h := &page.Items[i]
			rec, err := tx.Record(h.Key)
			if err != nil {
				return page, err
			}
			h.Snippet, h.Marks = s.Snippet(rec.Document.Text, h.Language, f.Text)
		}
		return page, nil
	}
}
