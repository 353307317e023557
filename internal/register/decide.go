package register

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"rawi/internal/store"
)

// ErrNoEntity says that a decision names an entity that the register does not have.
var ErrNoEntity = errors.New("the register has no such entity")

// manyRows is how many rows of a list are asked for at once.
const manyRows = 500

// DecideEntity keeps somebody's decision that two entities are one, or that one is two, and places the reports that name them anew. Decision,
// Anchor (the entity), After, Note, Who and When are the caller's; see entities.go.
func (r *Register) DecideEntity(ctx context.Context, c store.Correction) (store.Correction, error) {
	c.Fact, c.Doc = "entity", ""
	asked := c
	err := r.store.Update(ctx, func(tx store.Tx) error {
		earlier, err := tx.Corrections("")
		if err != nil {
			return err
		}
		c = behind(asked, earlier)
		c.ID = store.Key("correction", c.Who, c.When.Format("2006-01-02T15:04:05.000000000Z07:00"), c.Doc, c.Anchor, c.Decision, c.After)
		if err := checkDecision(tx, c); err != nil {
			return err
		}
		if err := tx.PutCorrection(c); err != nil {
			return fmt.Errorf("keep decision: %w", err)
		}
		return r.obey(tx, c)
	})
	return c, err
}

func checkDecision(tx store.Reader, c store.Correction) error {
	keys := []string{c.Anchor}
	after := decidedAfter(c)
	switch {
	case c.Decision == "merge" && after.word != "" && after.word != c.Anchor:
		keys = append(keys, after.word)
	case c.Decision == "split" && (after.Page != "" || after.word != ""):
	default:
		return fmt.Errorf("%w: decision %q on an entity: want merge with another entity, or split for a page or a spelling", ErrUnfit, c.Decision)
	}
	for _, k := range keys {
		if _, err := tx.Entity(k); errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("%w: %w: %s", ErrUnfit, ErrNoEntity, k)
		} else if err != nil {
			return err
		}
	}
	return nil
}

// obey makes the rows as a decision, or its undoing, wants them.
func (r *Register) obey(tx store.Tx, c store.Correction) error {
	if c.Decision == "merge" {
		e, err := tx.Entity(c.Anchor)
		if err != nil {
			return err
		}
		if e.Merged = ""; !c.Undone {
			e.Merged = decidedAfter(c).word
		}
		if err := tx.PutEntity(e); err != nil {
			return err
		}
	}
	docs, err := r.naming(tx, c)
	if err != nil {
		return err
	}
	for _, key := range docs {
		doc, err := tx.Document(key)
		if err != nil {
			return err
		}
		rec, err := tx.Record(key)
		if err != nil {
			return err
		}
		if err := r.replace(tx, doc, rec); err != nil {
			return fmt.Errorf("place %s anew: %w", doc.ID, err)
		}
	}
	return nil
}

// naming are the documents whose events or sources name the entities of a decision.
func (r *Register) naming(tx store.Reader, c store.Correction) ([]string, error) {
	keys := []string{c.Anchor}
	if c.Undone { // reports may name it under the key that the decision gave it
		if after := decidedAfter(c); c.Decision == "merge" {
			keys = append(keys, after.word)
		} else {
			keys = append(keys, after.key(c.Anchor, r.fold))
		}
	}
	var docs []string
	for _, f := range []store.Filter{{Parties: keys}, {Sources: keys}} {
		f.Limit = manyRows
		for {
			page, err := tx.Tellings(f)
			if err != nil {
				return nil, fmt.Errorf("find the reports that name it: %w", err)
			}
			for _, t := range page.Items {
				if !slices.Contains(docs, t.Doc) {
					docs = append(docs, t.Doc)
				}
			}
			if f.Cursor = page.Next; f.Cursor == "" {
				break
			}
		}
	}
	slices.Sort(docs)
	return docs, nil
}
