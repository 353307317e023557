package main

import (
	"strings"
	"testing"
)

// Whatever form an address has, what is shown of it has no password.
func TestShownNameHasNoPassword(t *testing.T) {
	for name, want := range map[string]string{
		"rawi.db":                         "rawi.db",
		"a,b.db":                          "a,b.db",
		"postgres://rawi@db.example/news": "postgres://rawi@db.example/news",
		"postgres://rawi:sesame@db.example,db2.example/news?sslmode=require":        "postgres://rawi@db.example,db2.example/news?sslmode=require",
		"postgres://rawi:ses@me@db.example/news":                                    "postgres://rawi@db.example/news",
		"postgres://rawi:se,same@db.example/news":                                   "postgres://rawi@db.example/news",
		"postgres://db.example/news?user=rawi&password=sesame":                      "postgres://db.example/news?user=rawi",
		"postgres://db.example/news?sslpassword=sesame":                             "postgres://db.example/news",
		"nats://rawi:sesame@10.0.0.1:4222,nats://rawi:sesame@10.0.0.2:4222":         "nats://rawi@10.0.0.1:4222,nats://rawi@10.0.0.2:4222",
		"nats://rawi:sesame@10.0.0.1:4222,10.0.0.2:4222,tls://rawi:same@10.0.0.3:1": "nats://rawi@10.0.0.1:4222,10.0.0.2:4222,tls://rawi@10.0.0.3:1",
	} {
		if got := shownName(name); got != want {
			t.Errorf("%s is shown as %s, want %s", name, got, want)
		}
	}
}

// A queue of several servers is told of without its passwords, wherever its address comes from.
func TestNoPasswordIsPrinted(t *testing.T) {
	address := "nats://rawi:sesame@127.0.0.1:1,nats://rawi:sesame@127.0.0.1:2"
	t.Setenv("RAWI_QUEUE", address)
	for _, args := range [][]string{{"config", "show", "queue", "status"}, {"queue", "status"}, {"status", "--db", address}} {
		var out, errs strings.Builder
		run(t.Context(), args, strings.NewReader(""), &out, &errs)
		if text := out.String() + errs.String(); text == "" || strings.Contains(text, "sesame") {
			t.Errorf("%v prints %s", args, text)
		}
	}
}
