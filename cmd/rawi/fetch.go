package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rawi"
	"rawi/internal/fetch"
	"rawi/internal/intake"
	"rawi/internal/queue"
	"rawi/internal/work"
)

// hostsAtOnce is how many hosts are asked at once; each of them is asked one thing at a time.
const hostsAtOnce = 8

// webFlags say how hosts are asked.
type webFlags struct {
	options fetch.Options
}

func (w *webFlags) add(set *pflag.FlagSet) {
	set.StringArrayVar(&w.options.Allow, "allow-private", nil,
		"also ask this `host`, address or prefix (intranet.example, 10.0.0.7:8080, 10.0.0.0/8), which is not of the open internet; may be given again")
	set.StringVar(&w.options.Agent, "agent", "rawi/"+rawi.Version, "how to introduce ourselves to hosts; an `address` to complain to is good manners")
	set.DurationVar(&w.options.Delay, "delay", time.Second, "`time` between two requests to one host; its robots.txt may ask for more")
	set.DurationVar(&w.options.Timeout, "timeout", 30*time.Second, "`time` that one request may take")
	set.BoolVar(&w.options.IgnoreRobots, "ignore-robots", false, "do not ask for robots.txt: for sites of your own")
}

// client makes the client that the flags ask for.
func (w webFlags) client() (*fetch.Client, error) {
	o := w.options
	if o.Timeout <= 0 {
		return nil, fmt.Errorf("--timeout %v: want more than nothing", o.Timeout)
	}
	if o.Delay <= 0 {
		o.Delay = -1
	}
	c, err := fetch.New(o)
	if err != nil {
		return nil, fmt.Errorf("--allow-private: %w", err)
	}
	return c, nil
}

func fetchCommand(s *shell) *cobra.Command {
	var f flags
	var form form
	var web webFlags
	var db registerFlag
	var add bool
	var q pushFlags
	c := &cobra.Command{
		Use:   "fetch URL...|-",
		Short: "Fetch reports from their addresses and read them",
		Long: `Fetch pages and read them as rawi read does, in the order of their addresses; "-" reads
addresses from standard input, one a line. With --add they are kept in the register, as
rawi add keeps files; with --push they go into a queue unread, as rawi push brings files.
Feeds are followed with rawi watch.

Hosts are asked one thing at a time, with a pause in between, and only for what their
robots.txt (RFC 9309) allows. Only servers of the open internet are asked, also after
redirects: --allow-private names others. What is no text, larger than 16 MB unpacked or
too slow is refused. No proxy is used.

A page is known by the address where it was found, without what only tells how a reader
came there (utm_source=…), or by the one that it calls canonical, if that is of the same
site.`,
		Example: `  rawi fetch https://news.example/2024/06/treaty
  rawi fetch --jsonl - < addresses.txt > records.jsonl
  rawi fetch --add --db news.db https://news.example/a https://news.example/b
  rawi fetch --queue nats://10.0.0.1:4222 - < addresses.txt
  rawi fetch --allow-private localhost:8080 http://localhost:8080/report.html`,
		RunE: func(c *cobra.Command, args []string) error {
			words, err := f.check()
			if err != nil {
				return err
			}
			if len(args) == 0 {
				return errors.New("name an address, or - for addresses on standard input")
			}
			if add && (form.json || form.lines) {
				return errors.New("--add prints one line for each report; rawi export gives the records")
			}
			if q.wanted() && (add || form.json || form.lines) {
				return errors.New("what goes into a queue is neither printed nor kept here")
			}
			client, err := web.client()
			if err != nil {
				return err
			}
			defer client.Close()
			source := intake.Web{Client: client, Addresses: s.addresses(args), Given: f.given, AtOnce: hostsAtOnce}
			if q.wanted() {
				return q.with(c.Context(), func(opened queue.Queue) error {
					return s.push(c.Context(), source, &work.Pusher{Queue: opened})
				})
			}
			reader, err := f.reader()
			if err != nil {
				return err
			}
			if !add {
				return s.read(c.Context(), reader, source, form.printer(s, &f, words))
			}
			reg, end, err := s.register(c.Context(), db.name())
			if err != nil {
				return done(err)
			}
			defer end()
			return (&keeper{shell: s, reg: reg}).keepAll(c.Context(), reader, source)
		},
	}
	f.add(c.Flags())
	form.add(c.Flags())
	web.add(c.Flags())
	db.add(c.Flags())
	c.Flags().BoolVar(&add, "add", false, "keep the reports in the register")
	q.add(c, "bring the pages into a queue, for rawi work to read")
	c.MarkFlagsMutuallyExclusive("json", "jsonl")
	_ = c.Flags().MarkHidden("url") // the pages have theirs
	return c
}

// addresses are the arguments, with the lines of standard input in place of -. Empty lines and those that begin with # are none.
func (s *shell) addresses(args []string) iter.Seq[string] {
	if !slices.Contains(args, intake.Stdin) {
		return slices.Values(args)
	}
	return func(yield func(string) bool) {
		for _, a := range args {
			if a != intake.Stdin {
				if !yield(a) {
					return
				}
				continue
			}
			for line := range lines(s.in) {
				if !yield(line) {
					return
				}
			}
		}
	}
}

// lines gives the lines of a list: no empty ones, and none that begin with #.
func lines(in io.Reader) iter.Seq[string] {
	return func(yield func(string) bool) {
		scan := bufio.NewScanner(in)
		scan.Buffer(nil, 1<<20)
		for scan.Scan() {
			line := strings.TrimSpace(scan.Text())
			if line != "" && line[0] != '#' && !yield(line) {
				return
			}
		}
		if err := scan.Err(); err != nil {
			yield("the rest of the list: " + err.Error()) // is no address, and is told as one that cannot be fetched
		}
	}
}
