package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
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
