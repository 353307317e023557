// Command loadtest answers: how long do pages take of a large register, when many ask, and what does it cost to add to it?
//
//	go run ./cmd/loadtest fill --db load.db --reports 8000 --times 125   # makes the register, of the reports of corpus: a million
//	go run ./cmd/loadtest add --db load.db                               # what does it cost to add one more?
//	go run ./cmd/rawi serve --db load.db --rate 0 &                   # where it is asked
//	go run ./cmd/loadtest ask --rate 50 --for 60s
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "loadtest:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("want fill, add or ask; %s fill --help", os.Args[0])
	}
	flags := flag.NewFlagSet(args[0], flag.ExitOnError)
	switch args[0] {
	case "fill":
		var f filling
		flags.StringVar(&f.db, "db", "load.db", "`file` of the register; one that holds some reports is filled up")
		flags.StringVar(&f.profile, "cpuprofile", "", "`file` for a profile of the processor's work")
		flags.IntVar(&f.reports, "reports", 8000, "`how many` are added")
		flags.IntVar(&f.times, "times", 1, "`how often` they stand in the register: with all that they left in it, each time some weeks later")
		f.stream.flags(flags, &f.corpus)
		if err := flags.Parse(args[1:]); err != nil {
			return err
		}
		return f.run(ctx)
	case "add":
		var g growing
		flags.StringVar(&g.db, "db", "load.db", "`file` of the register")
		flags.StringVar(&g.profile, "cpuprofile", "", "`file` for a profile of the processor's work")
		flags.IntVar(&g.reports, "reports", 300, "`how many` are added, one by one")
		flags.IntVar(&g.warm, "warm", 100, "`how many` are added before them")
		g.stream.flags(flags, &g.corpus)
		if err := flags.Parse(args[1:]); err != nil {
			return err
		}
		return g.run(ctx, os.Stdout)
	case "ask":
		var a asking
		flags.StringVar(&a.at, "at", "http://127.0.0.1:8340", "`address` of the server")
		flags.Float64Var(&a.rate, "rate", 50, "requests a second, whether those before have been answered or not")
		flags.DurationVar(&a.time, "for", time.Minute, "`how long`")
		flags.StringVar(&a.mix, "mix", "report=10,event=10,start=1", "`what` is asked for, and how often of each")
		flags.StringVar(&a.token, "token", "", "`token` of a reader, where the server knows its callers")
		flags.Uint64Var(&a.seed, "seed", 1, "of chance: the same pages in the same order")
		if err := flags.Parse(args[1:]); err != nil {
			return err
		}
		return a.run(ctx, os.Stdout)
	}
	return fmt.Errorf("%s: want fill, add or ask", args[0])
}

func (s *stream) flags(flags *flag.FlagSet, corpus *string) {
	flags.StringVar(corpus, "corpus", "corpus", "`folder` of the reports that the others are made of")
	flags.IntVar(&s.aDay, "a-day", 250, "`how many` reports are of one day")
	flags.IntVar(&s.words, "words", 0, "`how many` words the longest of the reports has that the others are made of; 0: any")
	flags.IntVar(&s.pacts, "pacts", 200, "one report in so `many` tells of agreements")
}
