package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"rawi"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"rawi": main})
}

// TestScripts runs the commands as users do. The scripts stand in testdata/script, one a command or more.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"records": records,
			"status":  status,
			"forge":   forge,
			"reports": reports,
			"kept":    kept,
		},
	})
}

// records FILE ID[=CODE]... : the file holds one record a line, with these ids in this order, and these errors.
func records(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: records FILE ID[=CODE]...")
	}
	var got []string
	for n, line := range strings.Split(strings.TrimSuffix(ts.ReadFile(args[0]), "\n"), "\n") {
		var rec rawi.Record
		if err := json.Unmarshal([]byte(line), &rec); err != nil {
			ts.Fatalf("line %d is no record: %v", n+1, err)
		}
		id := rec.Document.ID
		if rec.Error != nil {
			id += "=" + rec.Error.Code
		}
		got = append(got, id)
	}
	if want := strings.Join(args[1:], " "); strings.Join(got, " ") != want {
		ts.Fatalf("records %s\nwant    %s", strings.Join(got, " "), want)
	}
}

// status N COMMAND ARGS... : the command ends with this status.
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N COMMAND ARGS...")
	}
	err := ts.Exec(args[1], args[2:]...)
	var exit interface{ ExitCode() int }
	got := 0
	switch {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if fmt.Sprint(got) != args[0] {
		ts.Fatalf("status %d, want %s", got, args[0])
	}
}

// forge FILE OLD NEW : every OLD in the file becomes NEW.
func forge(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: forge FILE OLD NEW")
	}
	was := ts.ReadFile(args[0])
	if !strings.Contains(was, args[1]) {
		ts.Fatalf("%s has no %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.ReplaceAll(was, args[1], args[2])), 0o666))
}

// shut is an output that nobody reads any more.
type shut struct{}

func (shut) Write([]byte) (int, error) {
	return 0, &os.PathError{Op: "write", Path: "|1", Err: syscall.EPIPE}
}

func TestBrokenPipe(t *testing.T) {
	var errs bytes.Buffer
	in := strings.NewReader(strings.Repeat(`{"id":"a","text":"Ministers met in Vienna."}`+"\n", 50))
	if got := run(context.Background(), []string{"read", "--jsonl", "-"}, in, shut{}, &errs); got != allRead || errs.Len() > 0 {
		t.Errorf("status %d, said %q", got, errs.String())
	}
}

func TestInterrupt(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	in, feed := io.Pipe()
	defer feed.Close()
	go func() {
		fmt.Fprintln(feed, `{"id":"a","text":"Ministers met in Vienna."}`)
		cancel()
	}()
	ended := make(chan int)
	go func() { ended <- run(ctx, []string{"read", "--jsonl", "-"}, in, io.Discard, io.Discard) }()
	select {
	case got := <-ended:
		if got != interrupted {
			t.Errorf("status %d", got)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("an interrupt does not end the run")
	}
}

func TestEveryCommandHelps(t *testing.T) {
	for _, c := range command(&shell{}).Commands() {
		if c.Hidden || c.Name() == "help" || c.Name() == "completion" {
			continue
		}
		if c.Example == "" || c.Short == "" {
			t.Errorf("%s has no example", c.Name())
		}
	}
}
