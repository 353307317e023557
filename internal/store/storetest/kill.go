package storetest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"rawi/internal/store"
)

// The environment of a child: the store to open, what its documents are called, and how many to add.
const (
	childStore = "RAWI_STORETEST_CHILD"
	childName  = "RAWI_STORETEST_NAME"
	childMany  = "RAWI_STORETEST_MANY"
)

// Child does the work of a child process, if this is one, and ends it. A test package with tests of processes calls it first in TestMain.
func Child(open func(ctx context.Context, where string) (store.Store, error)) {
	where := os.Getenv(childStore)
	if where == "" {
		return
	}
	var many int
	fmt.Sscan(os.Getenv(childMany), &many)
	s, err := open(context.Background(), where)
	if err == nil {
		err = errors.Join(write(s, os.Getenv(childName), many, os.Stdout), s.Close())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// facts is how many tellings and events each document of a child has.
const facts = 3

// write adds documents, each in a transaction of its own, and prints the key of each after that has ended.
func write(s store.Store, name string, many int, out io.Writer) error {
	for i := range many {
		d := doc(fmt.Sprintf("%s%d", name, i), "2024-06-19", "en", "Alpha")
		if err := s.Update(context.Background(), func(tx store.Tx) error { return whole(tx, d) }); err != nil {
			return err
		}
		if _, err := fmt.Fprintln(out, d.Key); err != nil {
			return err
		}
	}
	return nil
}

// whole writes a document with all that belongs to it.
func whole(tx store.Tx, d store.Document) error {
	if err := tx.PutDocument(d, record(d.ID), words("the treaty "+d.ID)); err != nil {
		return err
	}
	var tellings []store.Telling
	for i := range facts {
		n := fmt.Sprint(d.ID, "-", i)
		w := what("CONSULT", "2024-06-19", "RUS", "PRK")
		e := event(n, w, 1)
		if err := tx.PutEvent(e); err != nil {
			return err
		}
		tellings = append(tellings, telling(n, d, e.Key, w))
	}
	if err := tx.PutTellings(d.Key, tellings); err != nil {
		return err
	}
	return tx.Mark(store.DocWords, d.Key, []uint64{1, 2, 3})
}

// child starts this program again as a child.
func child(where, name string, many int) *exec.Cmd {
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), childStore+"="+where, childName+"="+name, childMany+"="+fmt.Sprint(many))
	c.Stderr = os.Stderr
	return c
}

// Killed kills a program that adds documents, again and again, in the middle of it: what it reported as kept is there, whole, and
// nothing is there by half.
func Killed(t *testing.T, where string, open func(t *testing.T) store.Store) {
	var told []string
	for i := range 5 {
		c := child(where, fmt.Sprint("round", i, "-"), 1_000_000)
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		var timer *time.Timer // a busy machine may take long to begin: the end comes some time after the first document
		lines := bufio.NewReader(out)
		for {
			line, err := lines.ReadString('\n')
			if err != nil {
				break // what has no end of line was not told
			}
			told = append(told, strings.TrimSpace(line))
			if timer == nil {
				timer = time.AfterFunc(time.Duration(60+137*i)*time.Millisecond, func() { c.Process.Kill() })
			}
		}
		if timer != nil {
			timer.Stop()
		}
		if err := c.Wait(); err == nil {
			t.Fatal("the program ended by itself")
		}
	}
	if len(told) == 0 {
		t.Fatal("nothing was added before the end came")
	}
	t.Logf("%d documents were reported as kept", len(told))
	wholly(t, open(t), told)
}

// Together lets two programs add documents to one register at the same time.
func Together(t *testing.T, where string, open func(t *testing.T) store.Store) {
	const many = 60
	var told []string
	var cs []*exec.Cmd
	for _, name := range []string{"left-", "right-"} {
		c := child(where, name, many)
		c.Stdout = new(strings.Builder)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		cs = append(cs, c)
	}
	for _, c := range cs {
		if err := c.Wait(); err != nil {
			t.Errorf("one of two programs failed: %v", err)
		}
		told = append(told, strings.Fields(c.Stdout.(*strings.Builder).String())...)
	}
	if len(told) != 2*many {
		t.Errorf("%d documents reported, want %d", len(told), 2*many)
	}
	wholly(t, open(t), told)
}

// wholly says that the documents are there, and that whatever is there is so with all that belongs to it.
func wholly(t *testing.T, s store.Store, told []string) {
	t.Helper()
	view(t, s, func(r store.Reader) error {
		for _, k := range told {
			if _, err := r.Document(k); err != nil {
				t.Errorf("reported as kept, and lost: %v", err)
			}
		}
		keys, err := r.DocKeys("", 1_000_000)
		if err != nil {
			return err
		}
		for _, k := range keys {
			if err := entire(r, k); err != nil {
				t.Errorf("half a document: %v", err)
			}
		}
		found, err := r.Search(store.Filter{Text: ask("treaty"), Limit: 1_000_000})
		equal(t, "documents found by their words", len(found.Items), len(keys))
		marked, err2 := r.Marked(store.DocWords, []uint64{1, 2, 3}, 3, 0)
		equal(t, "documents found by their marks", len(marked), len(keys))
		n, err3 := r.Count(store.Filter{}, "type")
		if len(n) != 1 || n[0].Count != int64(facts*len(keys)) {
			t.Errorf("tallies %v, want %d events", n, facts*len(keys))
		}
		es, err4 := r.Events(store.Filter{Dyad: [2]string{"RUS", "PRK"}, Limit: 1_000_000})
		equal(t, "events found by their parties", len(es.Items), facts*len(keys))
		return errors.Join(err, err2, err3, err4)
	})
}

func entire(r store.Reader, k string) error {
	if _, err := r.Record(k); err != nil {
		return err
	}
	ts, err := r.TellingsIn(k)
	if err != nil {
		return err
	}
	if len(ts) != facts {
		return fmt.Errorf("%s has %d tellings", k, len(ts))
	}
	for _, t := range ts {
		if _, err := r.Event(t.Event); err != nil {
			return err
		}
	}
	return nil
}
