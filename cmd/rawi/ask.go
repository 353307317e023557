package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rawi/internal/ask"
	"rawi/internal/search"
	"rawi/internal/store"
	"rawi/lang"
)

// question are the flags by which a list is narrowed, as parameters of package ask.
type question struct {
	list  string
	flags *pflag.FlagSet
}

func (q *question) add(list string, set *pflag.FlagSet) {
	q.list, q.flags = list, set
	for _, p := range ask.Params(list) {
		switch {
		case p.Flag:
			set.Bool(p.Name, false, p.Help)
		case p.Many:
			set.StringArray(p.Name, nil, p.Help)
		default:
			set.String(p.Name, "", p.Help)
		}
	}
}

// values are the parameters that were given.
func (q *question) values() url.Values {
	v := url.Values{}
	for _, p := range ask.Params(q.list) {
		f := q.flags.Lookup(p.Name)
		if f == nil || !f.Changed {
			continue
		}
		if many, ok := f.Value.(pflag.SliceValue); ok {
			v[p.Name] = many.GetSlice()
			continue
		}
		v.Set(p.Name, f.Value.String())
	}
	return v
}

// formats are those in which answers are printed.
var formats = []string{"table", "json", "csv"}

// listing is a command that prints a list.
type listing struct {
	name, short, long, example string
	list                       func(*answer) error
}

// answer is a question being answered.
type answer struct {
	*shell
	tx       store.Reader
	searcher *search.Searcher
	question *question
	format   string
}

// listed answers a question about a list and prints it.
func listed[T any](a *answer, table func([]T) ask.Table, get func(store.Reader, store.Filter) (store.Page[T], error)) error {
	page, _, err := ask.Answer(a.tx, a.searcher, a.question.list, a.question.values(), get)
	if err != nil {
		return paramError(err)
	}
	return print(a.shell, a.format, table, page)
}

// print prints rows in the format asked for, and tells where they go on.
func print[T any](s *shell, format string, table func([]T) ask.Table, page store.Page[T]) (err error) {
	out := bufio.NewWriter(s.out)
	switch format {
	case "json":
		err = ask.JSON(out, page.Items)
	case "csv":
		err = table(page.Items).CSV(out)
	default:
		err = table(page.Items).Print(out)
	}
	if err = cmp.Or(err, out.Flush()); err != nil {
		return done(err)
	}
	s.more(page.Next)
	return nil
}

func listings() []listing {
	return []listing{
		{"events", "List events: who did what to whom, by how many independent origins",
			"List events of the register. What one event is, told by many reports, stands in one\nrow: its parties, day and place, and how many origins independent of each other tell\nit; copies and relays of one source count once.",
			"  rawi events --dyad RUS,PRK --from 2024-01-01\n  rawi events --type ASSAULT --min-origins 2 --format csv > assaults.csv\n  rawi events --disputed --country SDN",
			func(a *answer) error { return listed(a, ask.Events, store.Reader.Events) }},
		{"tellings", "List tellings: each event as one report tells it",
			"List tellings: each event as one report tells it, with its chain of sources and its words.",
			"  rawi tellings --source Interfax\n  rawi tellings --outlet WAFA --type ASSAULT",
			func(a *answer) error { return listed(a, ask.Tellings, store.Reader.Tellings) }},
		{"quotes", "List what was said, by whom, through whom",
			"List what was said, by whom, and through whom it came.",
			"  rawi quotes --speaker \"Vladimir Putin\" --from 2024-06-01\n  rawi quotes --source Interfax --format json",
			func(a *answer) error { return listed(a, ask.Quotes, store.Reader.Quotes) }},
		{"agreements", "List agreements: parties, obligations, stage, possible triggers",
			"List the register of agreements: their parties, what they oblige to, how far they have\ncome, and what may have triggered them.",
			"  rawi agreements --party Russia --kind defense\n  rawi agreements --on 2024-12-31\n  rawi agreements --triggered",
			func(a *answer) error { return listed(a, ask.Agreements, store.Reader.Agreements) }},
		{"stories", "List stories: reports of one happening",
			"List stories: the reports of one happening, over outlets, days and languages.",
			"  rawi stories --from 2024-06-01\n  rawi stories --sort tellings --desc",
			func(a *answer) error { return listed(a, ask.Stories, store.Reader.Stories) }},
		{"entities", "List persons, states, organizations and places",
			"List who and what reports name, over all documents.",
			"  rawi entities --country PRK\n  rawi entities --kind outlet --sort tellings --desc",
			func(a *answer) error { return listed(a, ask.Entities, store.Reader.Entities) }},
		{"documents", "List reports",
			"List the reports of the register, with what they are copies of and the story they tell.",
			"  rawi documents --outlet Reuters\n  rawi documents --text 'treaty -draft' --versions",
			func(a *answer) error { return listed(a, ask.Documents, store.Reader.Documents) }},
		{"origins", "List on whose word things are known",
			"List on whose word events are known: of how many somebody is an origin, of how many the\nonly one, how often another tells otherwise, and how often they are a party themselves.",
			"  rawi origins\n  rawi origins --country UKR --type ASSAULT",
			func(a *answer) error { return listed(a, ask.Origins, store.Reader.Origins) }},
	}
}

func listCommands(s *shell) []*cobra.Command {
	var out []*cobra.Command
	for _, l := range listings() {
		out = append(out, l.command(s))
	}
	return append(out, searchCommand(s), countCommand(s))
}

func (l listing) command(s *shell) *cobra.Command {
	var q question
	var format string
	var db registerFlag
	c := &cobra.Command{
		Use: l.name, Short: l.short, Long: l.long, Example: l.example, Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return s.answer(c.Context(), db.name(), format, &q, l.list)
		},
	}
	q.add(l.name, c.Flags())
	formatFlags(c, &format, &db)
	return c
}

func formatFlags(c *cobra.Command, format *string, db *registerFlag) {
	c.Flags().StringVar(format, "format", "table", "`format`: "+strings.Join(formats, ", ")+" (JSON is one line a row)")
	db.add(c.Flags())
}

// answer opens the register and answers a question in one state of it.
func (s *shell) answer(ctx context.Context, db, format string, q *question, list func(*answer) error) error {
	if err := knownFormat(format); err != nil {
		return err
	}
	searcher, err := search.New(lang.FS)
	if err != nil {
		return failed{err}
	}
	return s.view(ctx, db, func(tx store.Reader) error {
		return list(&answer{shell: s, tx: tx, searcher: searcher, question: q, format: format})
	})
}

func knownFormat(format string) error {
	if !slices.Contains(formats, format) {
		return usageError{fmt.Sprintf("--format %s: want %s", format, strings.Join(formats, ", "))}
	}
	return nil
}

// more tells that an answer goes on, whatever its format: a list that was cut must not pass for a whole one.
func (s *shell) more(next string) {
	if next != "" {
		fmt.Fprintf(s.err, "There is more: --limit N, or --cursor %s\n", next)
	}
}

// paramError names the flag where the question was at fault.
func paramError(err error) error {
	var p *ask.ErrParam
	if errors.As(err, &p) {
		if p.Name == "of" { // what a timeline is of is no flag
			return usageError{p.Value + ": " + p.Message}
		}
		return usageError{"--" + p.Error()}
	}
	if errors.Is(err, store.ErrQuestion) {
		return usageError{err.Error()}
	}
	return failed{err}
}

// view opens the register for looking. A store may run f again when it has lost its database; what f has printed by then would be
// printed twice, so that f is run once and the fault is told.
func (s *shell) view(ctx context.Context, db string, f func(store.Reader) error) error {
	st, err := s.open(ctx, db)
	if err != nil {
		return err
	}
	defer st.Close()
	var broken error
	return done(st.View(ctx, func(tx store.Reader) error {
		if broken != nil {
			return fmt.Errorf("the answer broke off: %v", broken)
		}
		broken = f(tx)
		return broken
	}))
}

func searchCommand(s *shell) *cobra.Command {
	var q question
	var format string
	var db registerFlag
	c := &cobra.Command{
		Use:   "search WORDS...",
		Short: "Find reports by their words, in any spelling",
		Long: `Find reports by their words. Hamza, diacritics, forms of a word and spellings of a
foreign name do not matter; "a phrase" must stand as it is, and a -word must not.`,
		Example: `  rawi search معاهدة دفاع
  rawi search '"mutual defence" treaty -draft' --from 2024-01-01
  rawi search Qaddafi --language ar`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if strings.TrimSpace(strings.Join(args, "")) == "" {
				return usageError{"no words to search for"}
			}
			if err := c.Flags().Set("text", strings.Join(args, " ")); err != nil {
				return usageError{err.Error()}
			}
			return s.answer(c.Context(), db.name(), format, &q, func(a *answer) error { return listed(a, ask.Hits, ask.Reports(a.searcher)) })
		},
	}
	q.add("documents", c.Flags())
	formatFlags(c, &format, &db)
	return c
}

func countCommand(s *shell) *cobra.Command {
	var q question
	var format string
	var db registerFlag
	var by []string
	c := &cobra.Command{
		Use:     "count",
		Short:   "Count events by month, type, country, ...",
		Long:    "Count the events that a question selects, by " + strings.Join(ask.Tallies(), ", ") + ".",
		Example: "  rawi count --by month,type --dyad RUS,UKR\n  rawi count --by dyad --from 2024-01-01 --format csv",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			for _, b := range by {
				if !slices.Contains(ask.Tallies(), b) {
					return usageError{fmt.Sprintf("--by %s: want %s", b, strings.Join(ask.Tallies(), ", "))}
				}
			}
			return s.answer(c.Context(), db.name(), format, &q, func(a *answer) error {
				return listed(a, func(l []store.Count) ask.Table { return ask.Counts(by, l) }, func(tx store.Reader, f store.Filter) (store.Page[store.Count], error) {
					counts, err := tx.Count(f, by...)
					return store.Page[store.Count]{Items: counts}, err
				})
			})
		},
	}
	q.add("events", c.Flags())
	c.Flags().StringSliceVar(&by, "by", []string{"month"}, "`what` to count by: "+strings.Join(ask.Tallies(), ", "))
	formatFlags(c, &format, &db)
	return c
}
