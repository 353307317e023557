package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"rawi/internal/store"
	"rawi/internal/store/sqlite"
	"rawi/internal/warc/warctest"
)

// newsPage is a page with a report of its own, in Arabic or English, of a month of 2024.
func newsPage(n int) (url, html string) {
	cities := []string{"Kidal", "Gao", "Mopti", "Timbuktu", "Segou"}
	places := []string{"مأرب", "تعز", "الحديدة", "صعدة", "عدن"}
	day := time.Date(2024, time.Month(1+n%5), 2+n%26, 0, 0, 0, 0, time.UTC)
	title := fmt.Sprintf("Rebels attack convoy %d near %s", n, cities[n%5])
	lead := fmt.Sprintf("BAMAKO (Reuters) - Rebels attacked an army convoy near %s on Monday, killing %d soldiers, the defence ministry said.", cities[n%5], 2+n%17)
	second := fmt.Sprintf("President Emmanuel Macron condemned the attack and met Malian officials in Paris. Road %d was closed.", n)
	lang := "en"
	if n%2 == 1 {
		title, lang = fmt.Sprintf("مقتل جنود في هجوم %d قرب %s", n, places[n%5]), "ar"
		lead = fmt.Sprintf("صنعاء (رويترز) - هاجم مسلحون قافلة للجيش قرب %s يوم الاثنين مما أدى إلى مقتل %d جنود، وفق ما أعلنت وزارة الدفاع.", places[n%5], 3+n%7)
		second = fmt.Sprintf("والتقى وزير الخارجية المصري سامح شكري نظيره الأردني أيمن الصفدي في عمان، وأغلق الطريق رقم %d.", n)
	}
	url = fmt.Sprintf("https://paper%d.example/%s/%d.html", n%7, day.Format("2006/01/02"), n)
	return url, fmt.Sprintf(`<html lang=%q><head><title>%s</title><meta property="article:published_time" content="%s"></head>`+
		`<body><article><h1>%s</h1><p>%s</p><p>%s</p></article></body></html>`, lang, title, day.Format(time.RFC3339), title, lead, second)
}

// crawl writes a web archive with so many pages, and as many requests beside them.
func crawl(t testing.TB, path string, pages int) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := bufio.NewWriter(f)
	out.Write(warctest.Gzip(warctest.Record("warcinfo", []byte("software: a crawler of tests\r\n"))))
	for n := range pages {
		url, html := newsPage(n)
		out.Write(warctest.Gzip(warctest.Record("request", []byte("GET / HTTP/1.1\r\n\r\n"), "WARC-Target-URI: "+url), warctest.Page(url, html)))
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
}

// rawiOut runs the program to its end and gives what it printed and said.
func rawiOut(t testing.TB, args ...string) (out, said string) {
	t.Helper()
	var o, e bytes.Buffer
	c := exec.Command("rawi", args...)
	c.Stdout, c.Stderr = &o, &e
	if err := c.Run(); err != nil {
		t.Fatalf("rawi %s: %v\n%s", strings.Join(args, " "), err, e.String())
	}
	return o.String(), e.String()
}

// A program that is killed while it adds an archive goes on behind what it kept: every page is kept once, and none is read again.
func TestKilledWhileAdding(t *testing.T) {
	const pages = 160
	dir := t.TempDir()
	archive, db := filepath.Join(dir, "news.warc.gz"), filepath.Join(dir, "rawi.db")
	crawl(t, archive, pages)
	kept := 0
	for round := range 3 {
		c := exec.Command("rawi", "add", "--db", db, archive)
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for n := 0; n < 20+round && lines.Scan(); n++ {
			kept++
			if !strings.Contains(lines.Text(), "(kept") {
				t.Errorf("round %d: %s", round, lines.Text())
			}
		}
		c.Process.Kill()
		io.Copy(io.Discard, out)
		c.Wait()
	}
	inside := held(t, db)
	if inside < kept || inside >= pages {
		t.Fatalf("%d reports kept, %d were told of", inside, kept)
	}
	out, said := rawiOut(t, "add", "--db", db, archive)
	if got := strings.Count(out, "(kept"); got != pages-inside || strings.Contains(out, "(known") {
		t.Errorf("%d kept after %d, want %d; known again: %d", got, inside, pages-inside, strings.Count(out, "(known"))
	}
	if !strings.Contains(said, fmt.Sprintf("behind=%d", inside)) {
		t.Errorf("said %s", said)
	}
	if n := held(t, db); n != pages {
		t.Errorf("%d reports, want %d", n, pages)
	}
	out, said = rawiOut(t, "add", "--db", db, archive)
	if out != "" || !strings.Contains(said, "taken in before") {
		t.Errorf("a whole archive again: %q, %s", out, said)
	}
	if out, _ = rawiOut(t, "add", "--db", db, "--resume=false", archive); strings.Count(out, "(known") != pages {
		t.Errorf("from the start: %d known", strings.Count(out, "(known"))
	}
}

// Archives may be added in any order, by one program or over a queue: what a crawler found later is the newer version of a page, which is
// known by the address that it calls its own.
func TestArchivesInAnyOrder(t *testing.T) {
	for name, bring := range map[string]func(dir, db, file string){
		"add": func(_, db, file string) { rawiOut(t, "add", "--db", db, file) },
		"push": func(dir, db, file string) {
			queue := filepath.Join(dir, "queue.db")
			rawiOut(t, "push", "--queue", queue, file)
			rawiOut(t, "work", "--queue", queue, "--db", db, "--until-empty")
		},
	} {
		t.Run(name, func(t *testing.T) { archivesInAnyOrder(t, bring) })
	}
}

func archivesInAnyOrder(t *testing.T, bring func(dir, db, file string)) {
	dir := t.TempDir()
	db := filepath.Join(dir, "rawi.db")
	for _, a := range []struct{ name, date, dead string }{{"later", "2024-05-07T10:00:00Z", "nine"}, {"earlier", "2024-05-06T23:00:00Z", "three"}} {
		page := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><head><link rel='canonical' href='https://paper.example/2024/convoy'></head><h1>Rebels attack a convoy</h1><p>BAMAKO (Reuters) - Rebels attacked an army convoy near Kidal on Monday, killing " +
			a.dead + " soldiers, the defence ministry said in a statement.</p></html>"
		record := warctest.Record("response", []byte(page), "WARC-Target-URI: https://paper.example/convoy", "WARC-Date: "+a.date, "Content-Type: application/http; msgtype=response")
		file := filepath.Join(dir, a.name+".warc.gz")
		if err := os.WriteFile(file, warctest.Gzip(record), 0o644); err != nil {
			t.Fatal(err)
		}
		bring(dir, db, file)
	}
	out, _ := rawiOut(t, "export", "--db", db, "--format", "jsonl")
	if strings.Count(out, "\n") != 1 || !strings.Contains(out, "nine soldiers") {
		t.Errorf("the newest version is %s", out)
	}
	if !strings.Contains(out, `"url":"https://paper.example/2024/convoy"`) {
		t.Errorf("the page is known by another address: %s", out)
	}
}

// held counts the reports of a register.
func held(t *testing.T, db string) int {
	t.Helper()
	st, err := sqlite.Open(context.Background(), db, false)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	n := 0
	err = st.View(context.Background(), func(tx store.Reader) error {
		keys, err := tx.DocKeys("", 1<<20)
		n = len(keys)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A program that is killed while it writes a lake goes on behind its last batch: nothing is missing and nothing stands there twice.
func TestKilledWhileWritingLake(t *testing.T) {
	const pages = 160
	dir := t.TempDir()
	archive, whole, broken := filepath.Join(dir, "news.warc.gz"), filepath.Join(dir, "whole"), filepath.Join(dir, "broken")
	crawl(t, archive, pages)
	if out, _ := rawiOut(t, "lake", "add", whole, archive); !strings.HasPrefix(out, fmt.Sprint(pages, " reports, ")) {
		t.Fatalf("wrote %s", out)
	}
	c := exec.Command("rawi", "lake", "add", broken, archive, "--batch", "10")
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	third := filepath.Join(broken, "_log", fmt.Sprintf("%020d.json", 3))
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		if _, err := os.Stat(third); err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("no third batch")
		}
	}
	c.Process.Kill()
	c.Wait()
	out, said := rawiOut(t, "lake", "add", broken, archive, "--batch", "10")
	if !strings.Contains(said, "behind=") || strings.HasPrefix(out, fmt.Sprint(pages, " reports, ")) {
		t.Errorf("wrote %s, said %s", out, said)
	}
	sorted := func(lake, command string) []string {
		out, _ := rawiOut(t, "lake", command, lake)
		lines := strings.Split(strings.TrimSpace(out), "\n")
		slices.Sort(lines)
		return lines
	}
	for _, command := range []string{"query", "read"} {
		if got, want := sorted(broken, command), sorted(whole, command); !slices.Equal(got, want) {
			t.Errorf("%s: %d lines, want %d", command, len(got), len(want))
		}
	}
	rawiOut(t, "lake", "compact", broken)
	if got, want := sorted(broken, "query"), sorted(whole, "query"); !slices.Equal(got, want) {
		t.Errorf("compacted: %d events, want %d", len(got), len(want))
	}
	// The records come back: a register of them tells what one of the pages does.
	records := filepath.Join(dir, "records.jsonl")
	out, _ = rawiOut(t, "lake", "read", broken, "--from", "2024-03-01", "--to", "2024-03-31")
	if err := os.WriteFile(records, []byte(out), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, _ = rawiOut(t, "import", "--db", filepath.Join(dir, "march.db"), records); out != "32 records kept\n" {
		t.Errorf("imported: %s", out)
	}
	if out, _ = rawiOut(t, "lake", "add", filepath.Join(dir, "march"), "--records", records); !strings.HasPrefix(out, "32 reports, ") {
		t.Errorf("written from records: %s", out)
	}
}

// A lake lies in a bucket as it does in a folder.
func TestLakeInBucket(t *testing.T) {
	backend := s3mem.New()
	if err := backend.CreateBucket("news"); err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(gofakes3.New(backend).Server())
	defer srv.Close()
	for name, value := range map[string]string{"AWS_ACCESS_KEY_ID": "somebody", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL_S3": srv.URL} {
		t.Setenv(name, value)
	}
	archive := filepath.Join(t.TempDir(), "news.warc.gz")
	crawl(t, archive, 30)
	rawiOut(t, "lake", "add", "s3://news/lake", archive, "--batch", "8")
	rawiOut(t, "lake", "compact", "s3://news/lake")
	out, _ := rawiOut(t, "lake", "query", "s3://news/lake", "--type", "ASSAULT", "--place-country", "MLI", "--from", "2024-03-01", "--to", "2024-03-31", "--format", "csv")
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	day, kind := slices.Index(rows[0], "start"), slices.Index(rows[0], "type")
	for _, row := range rows[1:] {
		if !strings.HasPrefix(row[day], "2024-03") || row[kind] != "ASSAULT" {
			t.Errorf("not asked for: %v", row)
		}
	}
	files, _ := rawiOut(t, "lake", "files", "s3://news/lake", "--table", "reports")
	if !strings.HasPrefix(files, "s3://news/lake/reports/month=2024-01/") || strings.Count(files, "\n") != 5 {
		t.Errorf("files:\n%s", files)
	}
}
