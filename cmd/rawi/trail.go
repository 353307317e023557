package main

import (
	"rawi/internal/intake"
	"rawi/internal/store"
)

// trail follows from which archives reports come, and how far each is taken.
type trail struct {
	last intake.Item
	held map[string]bool // archives that are to be taken up again where they were left
}

// leaves tells whether a report comes from elsewhere than the one before, whose archive has come to its end then.
func (t *trail) leaves(i intake.Item) bool {
	return t.last.Archive != "" && t.last.Archive != i.Archive
}

// follow notes where a report comes from.
func (t *trail) follow(o outcome) {
	if e := o.record.Error; e != nil && e.Code == intake.Unreadable { // a disk that fails may be read tomorrow
		t.hold(o.item.Archive)
	}
	t.last = o.item
}

// end is the archive of the last report, at its end. It is asked for when what became of its reports is known.
func (t *trail) end() store.Archive {
	a := t.upto(t.last)
	a.End = a.Key != ""
	return a
}

// hold leaves an archive where it is: from now on nothing is noted of it.
func (t *trail) hold(archive string) {
	if t.held == nil {
		t.held = map[string]bool{}
	}
	t.held[archive] = true
}

// upto is the archive of a report, as far as it is taken with it; the zero one where nothing is to be noted.
func (t *trail) upto(i intake.Item) store.Archive {
	if i.Archive == "" || t.held[i.Archive] {
		return store.Archive{}
	}
	return store.Archive{Key: i.Archive, File: i.File, Items: i.Next.Items, Offset: i.Next.Offset}
}

// position is how far an archive is taken, as those know it who read it.
func position(a store.Archive) intake.Position {
	return intake.Position{Items: a.Items, Offset: a.Offset, End: a.End}
}

// fromStart takes archives from their start; how far they are taken then is noted all the same.
func fromStart(intake.Archive) intake.Position { return intake.Position{} }

// takenUp tells that an archive goes on where it was left.
func (s *shell) takenUp(a intake.Archive, at intake.Position) {
	if !at.End && at.Items > 0 {
		s.log.Info("archive taken up where it was left", "file", a.File, "behind", at.Items)
	}
}
