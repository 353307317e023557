package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"rawi"
	"rawi/internal/intake"
	"rawi/internal/news"
	"rawi/internal/register"
	"rawi/internal/search"
	"rawi/internal/store/sqlite"
	"rawi/internal/store/storetest"
	"rawi/lang"
)

// reports N FILE : the file holds N reports, each of a happening of its own.
func reports(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: reports N FILE")
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	cities := []string{"Kidal", "Mopti", "Gao", "Menaka", "Tessalit"}
	deeds := []string{"attacked an army convoy", "seized a customs post", "shelled a camp", "kidnapped two drivers"}
	var b strings.Builder
	for i := range n {
		text := fmt.Sprintf("BAMAKO (Reuters) - Rebels %s near %s on %d March, and %d people fled, the defence ministry said. ",
			deeds[i%len(deeds)], cities[i/len(deeds)%len(cities)], i%28+1, i+100)
		line, err := json.Marshal(map[string]string{
			"id": fmt.Sprint("r", i), "published": "2024-03-29", "url": fmt.Sprintf("https://news.example/%d", i),
			"text": text + strings.Repeat(fmt.Sprintf("Village %d was quiet. ", i), 40),
		})
		ts.Check(err)
		b.Write(append(line, '\n'))
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(b.String()), 0o666))
}

// kept FILE STATUS : at least as many reports are in the register, by what rawi status --json said, as the file has lines that say «kept».
func kept(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: kept FILE STATUS")
	}
	told := 0
	for line := range strings.Lines(ts.ReadFile(args[0])) {
		if strings.Contains(line, "kept") {
			told++
		}
	}
	var status struct{ Documents int }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[1])), &status))
	if told == 0 || status.Documents < told {
		ts.Fatalf("%d reports were told to be kept, %d are in the register", told, status.Documents)
	}
}

// An archive of which a report could not be kept is not at its end, also where another archive comes behind it.
func TestArchiveWithAReportThatCannotBeKept(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	var paths []string
	for name, lines := range map[string]string{
		"1": `{"url":"https://a.example/1","text":"Rebels seized the airport on Friday."}` + "\n" + `{"url":"https://a.example/2","text":"The two presidents met on Friday."}` + "\n",
		"2": `{"url":"https://b.example/1","text":"Police arrested three men on Friday."}` + "\n",
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(lines), 0o666); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	slices.Sort(paths)
	st, err := sqlite.Open(ctx, filepath.Join(dir, "r.db"), true)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	searcher, err1 := search.New(lang.FS)
	reader, err2 := rawi.New(rawi.Options{})
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	s := &shell{out: io.Discard, err: io.Discard, log: slog.New(slog.DiscardHandler)}
	k := &keeper{shell: s, reg: register.New(storetest.Refusing{Store: st, URL: "https://a.example/2"}, register.Options{Search: searcher})}
	source := s.source(paths, intake.Given{})
	source.Resume = k.before(ctx)
	if err := k.keepAll(ctx, reader, source); !errors.Is(err, errSome) || k.kept != 2 {
		t.Fatalf("%d kept: %v", k.kept, err)
	}
	var at []intake.Position
	again := s.source(paths, intake.Given{})
	again.Resume = func(a intake.Archive) intake.Position {
		at = append(at, k.before(ctx)(a))
		return at[len(at)-1]
	}
	for i := range again.Pages(ctx) {
		if i.Page.URL != "https://a.example/2" {
			t.Errorf("%s comes again", i.Place)
		}
	}
	if len(at) != 2 || at[0].End || at[0].Items != 1 || !at[1].End {
		t.Errorf("the archives are taken to %+v", at)
	}
}

// A line that is longer than any record is told, and those behind it are taken.
func TestLineLongerThanAnyRecord(t *testing.T) {
	ctx := t.Context()
	var said, out bytes.Buffer
	s := &shell{out: &out, err: &said, log: slog.New(slog.NewTextHandler(&said, nil))}
	s.in = io.MultiReader(
		strings.NewReader(`{"id":`+"\n"), strings.NewReader(strings.Repeat("x", intake.MaxLine+1)+"\n\n"),
		strings.NewReader(`{"format":"`+news.Format+`","document":{"id":"a","text":"Ministers met in Vienna.","language":"en"}}`))
	var got []string
	bad, err := s.eachRecord(ctx, []string{intake.Stdin}, func(o outcome) error {
		got = append(got, o.item.Place+" "+o.record.Document.ID)
		return nil
	})
	if !bad || err != nil || !slices.Equal(got, []string{"-:4 a"}) {
		t.Errorf("%q: %v, %v; said %s", got, bad, err, said.String())
	}
	if told := strings.Count(said.String(), "not imported"); told != 2 {
		t.Errorf("%d lines were told: %s", told, said.String())
	}
	ended, end := context.WithCancel(ctx)
	end()
	s.in = strings.NewReader("{}\n")
	if _, err := s.eachRecord(ended, []string{intake.Stdin}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("asked to end: %v", err)
	}
}
