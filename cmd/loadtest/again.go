package main

import (
	"context"
	"errors"

	"rawi/internal/search"
	"rawi/internal/store"
)

// again puts the reports of a register beside themselves once more, with all that they tell, under other keys: rows as adding would have
// written them, without the search for where they belong. What is asked for is as large as if they had been added; only adding more would
// not find them.
type again struct {
	store  store.Store
	search *search.Searcher
	done   map[string]bool // events and stories that were put
}

// key is what a key becomes.
func (a *again) key(key string) string {
	if key == "" {
		return ""
	}
	return store.Key("again", key)
}

// run puts so many reports, from the first one on; when it has come to the last it begins again, with those that it put among them.
func (a *again) run(ctx context.Context, many int) error {
	after, before := "", many
	for many > 0 {
		var keys []string
		if err := a.store.View(ctx, func(tx store.Reader) (err error) {
			keys, err = tx.DocKeys(after, min(many, atOnce))
			return err
		}); err != nil {
			return err
		}
		if len(keys) == 0 && many == before {
			return errors.New("there is no report to put once more")
		}
		if len(keys) == 0 {
			after, before = "", many
			continue
		}
		after = keys[len(keys)-1]
		if err := a.store.Update(ctx, func(tx store.Tx) error {
			for _, key := range keys {
				switch _, err := tx.Document(a.key(key)); {
				case err == nil: // an earlier run put it
					continue
				case !errors.Is(err, store.ErrNotFound):
					return err
				}
				if err := a.put(tx, key); err != nil {
					return err
				}
				many--
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// put puts one report with its rows.
func (a *again) put(tx store.Tx, key string) error {
	doc, err := tx.Document(key)
	if err != nil {
		return err
	}
	rec, err := tx.Record(key)
	if err != nil {
		return err
	}
	tellings, err := tx.TellingsIn(key)
	if err != nil {
		return err
	}
	quotes, err := tx.QuotesIn(key)
	if err != nil {
		return err
	}
	if err := a.story(tx, doc.Story); err != nil {
		return err
	}
	doc.Key, doc.Page, doc.Story, doc.CopyOf = a.key(doc.Key), doc.Page+"#again", a.key(doc.Story), a.key(doc.CopyOf)
	for i := range tellings {
		t := &tellings[i]
		if err := a.event(tx, t.Event); err != nil {
			return err
		}
		t.Key, t.Doc, t.Event, t.CopyOf = a.key(t.Key), doc.Key, a.key(t.Event), a.key(t.CopyOf)
	}
	for i := range quotes {
		q := &quotes[i]
		q.Key, q.Doc, q.CopyOf = a.key(q.Key), doc.Key, a.key(q.CopyOf)
	}
	return errors.Join(tx.PutDocument(doc, rec, a.search.Document(a.search.Folder().Read(rec.Document.Text), rec)), tx.PutTellings(doc.Key, tellings), tx.PutQuotes(doc.Key, quotes))
}

// story puts a story, once.
func (a *again) story(tx store.Tx, key string) error {
	if key == "" || a.done[key] {
		return nil
	}
	a.done[key] = true
	s, err := tx.Story(key)
	if err != nil {
		return err
	}
	s.Key = a.key(key)
	return tx.PutStory(s)
}

// event puts an event, once.
func (a *again) event(tx store.Tx, key string) error {
	if key == "" || a.done[key] {
		return nil
	}
	a.done[key] = true
	e, err := tx.Event(key)
	if err != nil {
		return err
	}
	e.Key, e.Story, e.FirstDoc = a.key(e.Key), a.key(e.Story), a.key(e.FirstDoc)
	for i := range e.Linked {
		e.Linked[i].Event = a.key(e.Linked[i].Event)
	}
	for _, d := range e.Disputes {
		for _, v := range d.Values {
			for i := range v.Tellings {
				v.Tellings[i] = a.key(v.Tellings[i])
			}
		}
	}
	return tx.PutEvent(e)
}
