package storetest

import (
	"context"
	"errors"

	"rawi/internal/news"
	"rawi/internal/store"
)

// Refusing is a store that will not keep the document of one address.
type Refusing struct {
	store.Store
	URL string
}

// Update hands on transactions that refuse it.
func (s Refusing) Update(ctx context.Context, do func(store.Tx) error) error {
	return s.Store.Update(ctx, func(tx store.Tx) error { return do(refusingTx{tx, s.URL}) })
}

type refusingTx struct {
	store.Tx
	url string
}

func (tx refusingTx) PutDocument(d store.Document, rec news.Record, words store.SearchWords) error {
	if d.URL == tx.url {
		return errors.New("this one does not fit")
	}
	return tx.Tx.PutDocument(d, rec, words)
}
