package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"
	"rawi/internal/clean"
	"rawi/internal/news"
	"rawi/internal/reading"
)

func main() {
	t0 := time.Now()
	r, err := reading.New(os.DirFS("/work/main/lang"))
	if err != nil { fmt.Println(err); os.Exit(1) }
	fmt.Fprintln(os.Stderr, "load", time.Since(t0))
	enc := json.NewEncoder(os.Stdout); enc.SetEscapeHTML(false)
	if len(os.Args) > 1 && os.Args[1] == "jsonl" {
		sc := bufio.NewScanner(os.Stdin); sc.Buffer(nil, 1<<26)
		t0 = time.Now()
		for sc.Scan() {
			var l struct{ ID, Text, HTML, Title, URL, Language, Published string }
			json.Unmarshal(sc.Bytes(), &l)
			p := clean.Page{ID: l.ID, URL: l.URL, Language: l.Language, Published: l.Published, Title: l.Title, Body: []byte(l.Text), Kind: clean.TextBody}
			rec, err := r.Read(context.Background(), p)
			if err != nil { rec = news.Record{Document: news.Document{ID: l.ID}, Error: &news.Error{Code: "x", Message: err.Error()}} }
			enc.Encode(rec)
		}
		fmt.Fprintln(os.Stderr, "run", time.Since(t0))
		return
	}
	b, _ := os.ReadFile(os.Args[1])
	rec, tr, err := r.Explain(context.Background(), clean.Page{Body: b})
	if err != nil { fmt.Println(err); os.Exit(1) }
	if len(os.Args) > 2 && os.Args[2] == "json" { enc.SetIndent("", " "); enc.Encode(rec); return }
	nm := map[string]string{}
	for _, e := range rec.Entities { nm[e.ID] = e.Name }
	ps := func(l []news.Party) string { var o []string; for _, p := range l { t := ""; if p.Span != nil { t = p.Span.Text }; o = append(o, nm[p.Entity]+"/"+p.Country+"/"+p.Sector+"«"+t+"»") }; return strings.Join(o, ", ") }
	ch := func(l []news.Link) string { var o []string; for _, p := range l { t := ""; if p.Span != nil { t = p.Span.Text }; o = append(o, p.Role+":"+p.Name+"«"+t+"»") }; return strings.Join(o, " > ") }
	for _, e := range rec.Events {
		d := ""; if e.Date != nil { d = e.Date.Start + ".." + e.Date.End + " " + e.Date.Basis }
		pl := ""; if e.Place != nil { pl = e.Place.Name }
		fmt.Printf("%s %s/%s %s [%s] A: %s R: %s | %s | %s | %s/%s | %s | conf %.2f %s bg=%v q=%d\n     %s\n", e.ID, e.Type, e.Mode, e.CAMEO, e.Anchor.Text, ps(e.Actors), ps(e.Recipients), d, pl, e.Reality, e.Polarity, ch(e.Attribution), e.Confidence, e.Rule, e.Background, len(e.Quantities), e.Evidence.Text)
		for _, o := range e.Also { fmt.Printf("       also [%s] %s\n", o.Anchor.Text, ch(o.Attribution)) }
	}
	for _, q := range rec.Quotes {
		var c []string; for _, s := range q.Content { c = append(c, s.Text) }
		fmt.Printf("%s %s %s | %s | %s\n", q.ID, q.Kind, ch(q.Attribution), strings.Join(c, " ... "), q.Rule)
	}
	b, _ = json.Marshal(rec.Agreements); fmt.Println(string(b))
	for _, p := range rec.Photos { b, _ = json.Marshal(p); fmt.Println(string(b)) }
	b, _ = json.Marshal(rec.Document.Published); fmt.Println(string(b))
	for _, t := range rec.Document.Times { fmt.Print(t.Span.Text, "=", t.Start, "..", t.End, "; ") }
	fmt.Println(len(tr.Steps))
	for _, f := range rec.Findings { fmt.Println(f.Level, f.Code, f.Message) }
}
