package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rawi/internal/queue"
	"rawi/internal/queue/jetstream"
	"rawi/internal/queue/local"
	"rawi/internal/queue/natsd"
	"rawi/internal/work"
)

// usualQueue is the queue where nobody names one.
const usualQueue = "rawi-queue.db"

// queueFlag is the flag that names the queue, with those that say how it works.
type queueFlag struct {
	queue, creds, ca string
	pair             keyPair
	opt              queue.Options
}

func (q *queueFlag) add(set *pflag.FlagSet) {
	set.StringVar(&q.queue, "queue", "", "the `queue`: a file, or nats://HOST:PORT of one or several servers, with commas (default $RAWI_QUEUE, else "+usualQueue+")")
	set.StringVar(&q.opt.Name, "name", "rawi", "`name` of the queue on its servers")
	set.StringVar(&q.creds, "queue-creds", "", "`file` with credentials for the servers of the queue")
	set.StringVar(&q.ca, "queue-ca", "", "`file` of the certificates by which the servers of the queue are known, PEM")
	set.StringVar(&q.pair.cert, "queue-cert", "", "`file` of the certificate by which they know us, PEM")
	set.StringVar(&q.pair.key, "queue-key", "", "`file` of its key")
}

// addRoom adds how much a queue holds, and where.
func (q *queueFlag) addRoom(set *pflag.FlagSet) {
	set.Int64Var(&q.opt.Most, "most", 0, "how `many` pages may wait; who pushes more waits too (0: as the queue has it, else what there is room for)")
	set.IntVar(&q.opt.Copies, "copies", 0, "how many `servers` hold each page of a new queue (0: three in a cluster, else one)")
}

// addPatience adds how long and how often a page is tried. Those who work on one queue must say the same.
func (q *queueFlag) addPatience(set *pflag.FlagSet) {
	full := queue.Options{}.Full()
	set.IntVar(&q.opt.Tries, "tries", full.Tries, "how `often` a page is tried before it is given up")
	set.DurationVar(&q.opt.Hold, "hold", full.Hold, "for how `long` a page is left to a worker who gives no sign of life")
}

// address is what the flag says, else the environment, else the usual one.
func (q *queueFlag) address() string {
	for _, n := range []string{q.queue, os.Getenv("RAWI_QUEUE")} {
		if n != "" {
			return n
		}
	}
	return usualQueue
}

// open opens the queue, and makes it where it is not there. Who opens it closes it.
func (q *queueFlag) open(ctx context.Context) (queue.Queue, error) {
	address := q.address()
	scheme, _, remote := strings.Cut(address, "://")
	switch {
	case remote && scheme != "nats" && scheme != "tls":
		return nil, usageError{fmt.Sprintf("--queue %s: %s is no kind of queue: name a file, or nats://…", shownName(address), scheme)}
	case remote:
		access, err := q.access()
		if err != nil {
			return nil, usageError{err.Error()}
		}
		opened, err := jetstream.Open(ctx, address, access, q.opt)
		if err != nil {
			return nil, failed{err}
		}
		return opened, nil
	}
	opened, err := local.Open(ctx, address, q.opt)
	if err != nil {
		return nil, failed{err}
	}
	return opened, nil
}

// access is how we come into the servers.
func (q *queueFlag) access() (jetstream.Access, error) {
	a := jetstream.Access{Creds: q.creds}
	if q.ca == "" && q.pair.cert == "" {
		return a, nil
	}
	a.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	if q.ca != "" {
		pool, err := natsd.Authorities(q.ca)
		if err != nil {
			return a, fmt.Errorf("--queue-ca: %w", err)
		}
		a.TLS.RootCAs = pool
	}
	if q.pair.cert != "" {
		own, err := tls.LoadX509KeyPair(q.pair.cert, q.pair.key)
		if err != nil {
			return a, fmt.Errorf("--queue-cert, --queue-key: %w", err)
		}
		a.TLS.Certificates = []tls.Certificate{own}
	}
	return a, nil
}

// with opens the queue for f and closes it afterwards. Errors of f are failures of the work.
func (q *queueFlag) with(ctx context.Context, f func(queue.Queue) error) error {
	opened, err := q.open(ctx)
	if err != nil {
		return err
	}
	return done(errors.Join(f(opened), opened.Close()))
}

// pushFlags let a command that fetches pages bring them into a queue.
type pushFlags struct {
	queueFlag
	push  bool
	named bool // the command line itself names a queue, and not only the environment
}

func (p *pushFlags) add(c *cobra.Command, what string) {
	p.queueFlag.add(c.Flags())
	c.Flags().BoolVar(&p.push, "push", false, what+"; so does --queue")
	c.Args = func(c *cobra.Command, _ []string) error { // is asked before the environment and the settings are
		p.named = c.Flags().Changed("queue")
		return nil
	}
}

// wanted tells whether pages are to go into a queue.
func (p *pushFlags) wanted() bool { return p.push || p.named }

func queueCommand(s *shell) *cobra.Command {
	c := &cobra.Command{
		Use:   "queue",
		Short: "Keep the queue between those who push pages and those who work",
		Long: `A queue stands between rawi push, on as many machines as bring pages, and rawi work, on as
many as read them. For one machine it is a file. For several it is NATS JetStream: servers
that you have, or those that rawi queue serve starts.`,
		Example: "  rawi queue serve --store-dir /srv/queue\n  rawi queue status --queue nats://127.0.0.1:4222",
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(queueServeCommand(s), queueStatusCommand(s))
	return c
}

func queueServeCommand(s *shell) *cobra.Command {
	var o natsd.Options
	var password string
	c := &cobra.Command{
		Use:   "serve",
		Short: "Run a NATS server with JetStream, alone or as a member of a cluster",
		Long: `Run a NATS server with JetStream inside this program, for those who have none, and print its
address. Every page is on the disk before it is reported as kept (--lazy: every two minutes,
for queues whose pages can be pushed again).

Three of them with --cluster-name and each other's --routes are a cluster: every page stands
on all three, and the loss of one loses nothing. Each needs a --server-name and a folder of
its own.

Without --user or --tls-ca anybody who reaches the address may push and take: an address that
others can reach is refused then. What has no option here can be said in a file of
nats-server's own form (--server-config): accounts, credentials, limits.`,
		Example: `  rawi queue serve --store-dir /srv/queue
  rawi queue serve --server-name n1 --cluster-name news --cluster-listen 10.0.0.1:6222 \
      --routes 10.0.0.1:6222,10.0.0.2:6222,10.0.0.3:6222 --listen 10.0.0.1:4222 \
      --store-dir /srv/queue --user rawi --password-file secret --tls-cert n1.pem --tls-key n1.key
  rawi queue serve --server-config nats.conf`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return s.serveQueue(c.Context(), o, password)
		},
	}
	set := c.Flags()
	set.StringVar(&o.Config, "server-config", "", "`file` of nats-server's own form; options given here stand above it")
	set.StringVar(&o.Listen, "listen", "", "`address` for those who push and take; port 0 takes a free one (default 127.0.0.1:4222)")
	set.StringVar(&o.Store, "store-dir", "", "`folder` that holds the pages (default rawi-queue)")
	set.Int64Var(&o.MaxStore, "max-store", 0, "`bytes` that it may hold (0: most of what the disk has)")
	set.BoolVar(&o.Lazy, "lazy", false, "write to the disk every two minutes, not before each answer")
	set.StringVar(&o.Name, "server-name", "", "`name` of this server, its own in a cluster")
	set.StringVar(&o.Cluster, "cluster-name", "", "`name` of the cluster that it is a member of")
	set.StringVar(&o.Between, "cluster-listen", "127.0.0.1:6222", "`address` for the other members")
	set.StringSliceVar(&o.Routes, "routes", nil, "`addresses` of the members")
	set.StringVar(&o.Cert, "tls-cert", "", "`file` of the certificate by which it is known, PEM")
	set.StringVar(&o.Key, "tls-key", "", "`file` of its key")
	set.StringVar(&o.CA, "tls-ca", "", "`file` of the certificates that vouch for those who may come in")
	set.StringVar(&o.User, "user", "", "`name` that those who come in must give")
	set.StringVar(&password, "password-file", "", "`file` with their password")
	c.MarkFlagsRequiredTogether("tls-cert", "tls-key")
	c.MarkFlagsRequiredTogether("user", "password-file")
	return c
}

// serveQueue runs a server of queues until it is told to stop.
func (s *shell) serveQueue(ctx context.Context, o natsd.Options, passwordFile string) error {
	if o.Config == "" {
		o.Listen, o.Store = cmp.Or(o.Listen, "127.0.0.1:4222"), cmp.Or(o.Store, "rawi-queue")
	}
	if passwordFile != "" {
		b, err := os.ReadFile(passwordFile)
		if err != nil {
			return usageError{"--password-file: " + err.Error()}
		}
		o.Password = strings.TrimSpace(string(b))
	}
	if o.Config == "" && o.User == "" && o.CA == "" {
		for _, a := range []string{o.Listen, o.Between} {
			if host, _, err := net.SplitHostPort(a); err == nil && !ownHost(host) {
				return usageError{a + ": others could reach this address, and there is neither --user nor --tls-ca by which to know them"}
			}
		}
	}
	o.Log = s.log
	server, err := natsd.Start(o)
	if err != nil {
		return failed{err}
	}
	defer server.Stop()
	if _, err := fmt.Fprintln(s.out, server.URL()); err != nil {
		return done(err)
	}
	select {
	case <-ctx.Done():
		return nil
	case <-server.Ended():
		return failed{errors.New("the server has ended")}
	}
}

func queueStatusCommand(s *shell) *cobra.Command {
	var q queueFlag
	var asJSON bool
	c := &cobra.Command{
		Use:     "status",
		Short:   "Tell how much is in a queue",
		Example: "  rawi queue status\n  rawi queue status --queue nats://10.0.0.1:4222,nats://10.0.0.2:4222 --json",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return q.with(c.Context(), func(opened queue.Queue) error {
				st, err := opened.Status(c.Context())
				if err != nil {
					return err
				}
				if asJSON {
					return json.NewEncoder(s.out).Encode(st)
				}
				return printQueue(s.out, q.address(), st)
			})
		},
	}
	q.add(c.Flags())
	c.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return c
}

func printQueue(out io.Writer, address string, st queue.Status) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	rows := [][2]any{
		{"queue", fmt.Sprintf("%s (%s)", shownName(address), st.Backend)}, {"waiting", st.Waiting}, {"in work", st.Held}, {"to be tried again", st.Again},
		{"dead", st.Dead}, {"size", fmt.Sprintf("%.1f MB", float64(st.Bytes)/1e6)},
	}
	if st.Replicas > 0 {
		rows = append(rows, [2]any{"servers that hold each", st.Replicas})
	}
	if st.Leader != "" {
		rows = append(rows, [2]any{"leader", st.Leader})
	}
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t%v\n", r[0], r[1])
	}
	return w.Flush()
}

func deadCommand(s *shell) *cobra.Command {
	c := &cobra.Command{
		Use:   "dead",
		Short: "Look after the pages that were given up",
		Long: `A page that was tried several times and never finished (it ended its worker, or the register
would not keep it) is given up: it lies among the dead with the reason, and stops nobody.`,
		Example: "  rawi dead list\n  rawi dead show 3f2a91c0 > page.html\n  rawi dead retry 3f2a91c0\n  rawi dead drop --all",
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(deadListCommand(s), deadShowCommand(s),
		deadChangeCommand(s, "retry", "Try pages once more", "tried again", queue.Queue.Retry),
		deadChangeCommand(s, "drop", "Forget pages", "forgotten", queue.Queue.Drop))
	return c
}

// shortest is how much of a key names a page.
const shortest = 4

// buried finds the dead whose keys begin so; each beginning must be of one alone.
func buried(ctx context.Context, q queue.Queue, prefixes []string) ([]queue.Dead, error) {
	out := make([]queue.Dead, len(prefixes))
	found := make([]int, len(prefixes))
	for d, err := range q.Dead(ctx) {
		if err != nil {
			return nil, err
		}
		for i, p := range prefixes {
			if len(p) >= shortest && strings.HasPrefix(d.Key, p) {
				out[i] = d
				found[i]++
			}
		}
	}
	for i, n := range found {
		switch {
		case n == 0:
			return nil, usageError{fmt.Sprintf("%s: no page with this key was given up", prefixes[i])}
		case n > 1:
			return nil, usageError{fmt.Sprintf("%s: %d pages begin so; say more of the key", prefixes[i], n)}
		}
	}
	return out, nil
}

func deadListCommand(s *shell) *cobra.Command {
	var q queueFlag
	var asJSON bool
	c := &cobra.Command{
		Use:     "list",
		Short:   "List them with the reasons",
		Example: "  rawi dead list\n  rawi dead list --queue nats://10.0.0.1:4222 --json",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return q.with(c.Context(), func(opened queue.Queue) error {
				for d, err := range opened.Dead(c.Context()) {
					if err == nil {
						err = printDead(s.out, d, asJSON)
					}
					if err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
	q.add(c.Flags())
	c.Flags().BoolVar(&asJSON, "json", false, "print a line of JSON for each")
	return c
}

// buriedPage is what is told of a dead page.
type buriedPage struct {
	queue.Dead
	Place string `json:"place,omitempty"`
	URL   string `json:"url,omitempty"`
}

func printDead(out io.Writer, d queue.Dead, asJSON bool) error {
	row := buriedPage{Dead: d}
	if item, err := work.Unpack(d.Body); err == nil {
		row.Place, row.URL = item.Place, item.Page.URL
	}
	if asJSON {
		return json.NewEncoder(out).Encode(row)
	}
	where := row.URL
	if where == "" {
		where = row.Place
	}
	_, err := fmt.Fprintf(out, "%s  %s  %d tries, %s: %s\n", d.Key[:min(10, len(d.Key))], where, d.Tries, d.When.Format(time.RFC3339), d.Reason)
	return err
}

func deadShowCommand(s *shell) *cobra.Command {
	var q queueFlag
	c := &cobra.Command{
		Use:     "show KEY",
		Short:   "Print a page as it came",
		Example: "  rawi dead show 3f2a91c0 > page.html",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return q.with(c.Context(), func(opened queue.Queue) error {
				list, err := buried(c.Context(), opened, args)
				if err != nil {
					return err
				}
				item, err := work.Unpack(list[0].Body)
				if err == nil {
					_, err = s.out.Write(item.Page.Body)
				}
				return err
			})
		},
	}
	q.add(c.Flags())
	return c
}

// deadChangeCommand makes a command that does something with dead pages.
func deadChangeCommand(s *shell, name, short, told string, change func(queue.Queue, context.Context, string) error) *cobra.Command {
	var q queueFlag
	var all bool
	c := &cobra.Command{
		Use:     name + " KEY...|--all",
		Short:   short,
		Example: fmt.Sprintf("  rawi dead %s 3f2a91c0\n  rawi dead %s --all", name, name),
		RunE: func(c *cobra.Command, args []string) error {
			if all == (len(args) > 0) {
				return usageError{"name the pages by their keys, or say --all"}
			}
			return q.with(c.Context(), func(opened queue.Queue) error {
				list, err := buried(c.Context(), opened, args)
				if err != nil {
					return err
				}
				if all {
					for d, err := range opened.Dead(c.Context()) {
						if err != nil {
							return err
						}
						d.Body = nil
						list = append(list, d)
					}
				}
				for _, d := range list {
					if err := change(opened, c.Context(), d.Key); err != nil {
						return err
					}
				}
				_, err = fmt.Fprintf(s.out, "%d pages %s\n", len(list), told)
				return err
			})
		},
	}
	q.add(c.Flags())
	c.Flags().BoolVar(&all, "all", false, "all of them")
	return c
}
