package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rawi/internal/store"
	"rawi/internal/store/postgres"
	"rawi/internal/store/sqlite"
)

// usualRegister is the register where nobody names one.
const usualRegister = "rawi.db"

// registerFlag is the flag that names the register to work on.
type registerFlag struct{ db string }

func (r *registerFlag) add(set *pflag.FlagSet) {
	set.StringVar(&r.db, "db", usualRegister, "the `register`: a file, or postgres://USER@HOST/NAME; also $RAWI_DB")
}

// name is what the flag says; said to be nothing, it is the usual one.
func (r *registerFlag) name() string { return cmp.Or(r.db, usualRegister) }

// open opens the register that db names: a file that must be there, or a database. Who opens it closes it.
func (s *shell) open(ctx context.Context, db string) (store.Store, error) {
	return s.openStore(ctx, db, false)
}

// openOrMake opens the register, and makes it first if it is not there.
func (s *shell) openOrMake(ctx context.Context, db string) (store.Store, error) {
	return s.openStore(ctx, db, true)
}

func (s *shell) openStore(ctx context.Context, db string, create bool) (store.Store, error) {
	if isPostgres(db) {
		st, err := postgres.Open(ctx, db)
		if err != nil {
			return nil, failed{err}
		}
		return st, nil
	}
	if scheme, _, found := strings.Cut(db, "://"); found {
		return nil, usageError{fmt.Sprintf("--db %s: %s is no kind of register: name a file, or postgres://…", shownName(db), scheme)}
	}
	st, err := sqlite.Open(ctx, db, create)
	switch {
	case errors.Is(err, sqlite.ErrMissing):
		return nil, failed{fmt.Errorf("%w; rawi init --db %s makes one", err, db)}
	case err != nil:
		return nil, failed{err}
	}
	return st, nil
}

func isPostgres(db string) bool {
	return strings.HasPrefix(db, "postgres://") || strings.HasPrefix(db, "postgresql://")
}

// with opens the register for f and closes it afterwards. Errors of f are failures of the work.
func (s *shell) with(ctx context.Context, db string, f func(store.Store) error) error {
	st, err := s.open(ctx, db)
	if err != nil {
		return err
	}
	if err := errors.Join(f(st), st.Close()); err != nil {
		return failed{err}
	}
	return nil
}

func initCommand(s *shell) *cobra.Command {
	var reg registerFlag
	c := &cobra.Command{
		Use:   "init",
		Short: "Make a register, to keep what reports tell",
		Long: `Make an empty register: a file, which one machine reads and writes, or the tables in a
PostgreSQL database, which many do. A register that is there stays as it is; one made
by an older rawi is brought to today's form.

The register is named by --db, else by the variable RAWI_DB, else it is rawi.db in this
folder.`,
		Example: `  rawi init
  rawi init --db /srv/news/rawi.db
  rawi init --db postgres://rawi@db.example/news`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			st, err := s.openOrMake(c.Context(), reg.name())
			if err != nil {
				return err
			}
			if err := st.Close(); err != nil {
				return failed{err}
			}
			_, err = fmt.Fprintf(s.out, "The register %s is ready.\n", shownName(reg.name()))
			return done(err)
		},
	}
	reg.add(c.Flags())
	return c
}

func statusCommand(s *shell) *cobra.Command {
	var reg registerFlag
	var asJSON bool
	c := &cobra.Command{
		Use:   "status",
		Short: "Tell how much a register holds",
		Example: `  rawi status
  rawi status --db /srv/news/rawi.db --json`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return s.with(c.Context(), reg.name(), func(r store.Store) error {
				st, err := r.Status(c.Context())
				if err != nil {
					return err
				}
				if asJSON {
					return json.NewEncoder(s.out).Encode(st)
				}
				return printStatus(s, reg.name(), st)
			})
		},
	}
	reg.add(c.Flags())
	c.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return c
}

func printStatus(s *shell, name string, st store.Status) error {
	added := "never"
	if !st.LastAdded.IsZero() {
		added = st.LastAdded.Format(time.RFC3339)
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, row := range []struct {
		what  string
		value any
	}{
		{"register", fmt.Sprintf("%s (%s, tables of version %d)", shownName(name), st.Backend, st.Schema)},
		{"documents", st.Documents}, {"replaced versions", st.Versions}, {"stories", st.Stories}, {"events", st.Events},
		{"tellings", st.Tellings}, {"quotations", st.Quotes}, {"agreements", st.Agreements}, {"entities", st.Entities},
		{"pages settled", st.Settled}, {"… that could not be read", st.Refused},
		{"size", fmt.Sprintf("%.1f MB", float64(st.Bytes)/1e6)}, {"last added", added},
	} {
		fmt.Fprintf(w, "%s\t%v\n", row.what, row.value)
	}
	return w.Flush()
}

// shownName is the name of a register or a queue without the passwords that may stand in it. Of a queue it may be several addresses.
func shownName(name string) string {
	var addresses []string
	for _, part := range strings.Split(name, ",") {
		if n := len(addresses); n > 0 && !strings.Contains(part, "://") { // another host of the same address, or a comma in a password
			addresses[n-1] += "," + part
			continue
		}
		addresses = append(addresses, part)
	}
	for i, a := range addresses {
		addresses[i] = shownAddress(a)
	}
	return strings.Join(addresses, ",")
}

// shownAddress is an address without the password before its host or among its parameters.
func shownAddress(address string) string {
	scheme, rest, found := strings.Cut(address, "://")
	if !found {
		return address
	}
	if at := strings.LastIndexByte(rest, '@'); at >= 0 { // a password may hold one too
		user, _, _ := strings.Cut(rest[:at], ":")
		rest = user + rest[at:]
	}
	before, params, found := strings.Cut(rest, "?")
	if !found {
		return scheme + "://" + rest
	}
	kept := slices.DeleteFunc(strings.Split(params, "&"), func(p string) bool { return strings.Contains(strings.ToLower(p), "password=") })
	return scheme + "://" + strings.TrimSuffix(before+"?"+strings.Join(kept, "&"), "?")
}

func compactCommand(s *shell) *cobra.Command {
	var reg registerFlag
	c := &cobra.Command{
		Use:   "compact",
		Short: "Give back the room of what was replaced in a register",
		Long: `Give back the room of what was replaced or dropped, and let the database learn anew how
its rows are spread. Nothing that can be asked for is lost. A file is written anew: while
that goes on nobody else can write, and it needs as much room again.`,
		Example: "  rawi compact --db /srv/news/rawi.db",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return s.with(c.Context(), reg.name(), func(r store.Store) error {
				before, err := r.Status(c.Context())
				if err != nil {
					return err
				}
				if err := r.Compact(c.Context()); err != nil {
					return err
				}
				after, err := r.Status(c.Context())
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(s.out, "%.1f MB before, %.1f MB now\n", float64(before.Bytes)/1e6, float64(after.Bytes)/1e6)
				return err
			})
		},
	}
	reg.add(c.Flags())
	return c
}

func backupCommand(s *shell) *cobra.Command {
	var reg registerFlag
	c := &cobra.Command{
		Use:   "backup FILE",
		Short: "Write a copy of a register while others use it",
		Long: `Write the register as it is at this moment into a new file, while others read and write
it. The copy is a register itself: rawi opens it with --db FILE.

A PostgreSQL database is copied with its own tool, pg_dump.`,
		Example: `  rawi backup rawi-2024-06-19.db
  rawi backup --db /srv/news/rawi.db /srv/backup/rawi.db`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return s.with(c.Context(), reg.name(), func(r store.Store) error {
				if err := r.Backup(c.Context(), args[0]); err != nil {
					return err
				}
				_, err := fmt.Fprintf(s.out, "The copy stands in %s.\n", args[0])
				return err
			})
		},
	}
	reg.add(c.Flags())
	return c
}
