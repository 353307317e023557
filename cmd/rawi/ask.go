package main

import (
	"context"
	"errors"
	"fmt"
	"io"
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
	// list prints what was asked for and gives the mark of what follows.
	list func(a *answer, f store.Filter) (next string, err error)
}

// answer is a question being answered.
type answer struct {
	tx     store.Reader
	asker  ask.Asker
	out    io.Writer
	format string
}

// print prints rows in the format asked for.
func print[T any](a *answer, table func([]T) ask.Table, page store.Page[T], err error) (string, error) {
	if err != nil {
		return "", err
	}
	switch a.format {
	case "json":
		return page.Next, ask.JSON(a.out, page.Items)
	case "csv":
		return page.Next, table(page.Items).CSV(a.out)
	}
	return page.Next, table(page.Items).Print(a.out)
}

func listings() []listing {
	return []listing{
		{"events", "List events: who did what to whom, by how many independent origins",
			"List events of the register. What one event is, told by many reports, stands in one\nrow: its parties, day and place, and how many origins independent of each other tell\nit; copies and relays of one source count once.",
			"  rawi events --dyad RUS,PRK --from 2024-01-01\n  rawi events --type ASSAULT --min-origins 2 --format csv > assaults.csv\n  rawi events --disputed --country SDN",
			func(a *answer, f store.Filter) (string, error) {
				page, err := a.tx.Events(f)
				return print(a, ask.Events, page, err)
			}},
		{"tellings", "List tellings: each event as one report tells it",
			"List tellings: each event as one report tells it, with its chain of sources and its words.",
			"  rawi tellings --source Interfax\n  rawi tellings --outlet WAFA --type ASSAULT",
			func(a *answer, f store.Filter) (string, error) {
				page, err := a.tx.Tellings(f)
				return print(a, ask.Tellings, page, err)
			}},
		{"quotes", "List what was said, by whom, through whom",
			"List what was said, by whom, and through whom it came.",
			"  rawi quotes --speaker \"Vladimir Putin\" --from 2024-06-01\n  rawi quotes --source Interfax --format json",
			func(a *answer, f store.Filter) (string, error) {
				page, err := a.tx.Quotes(f)
				return print(a, ask.Quotes, page, err)
			}},
		{"agreements", "List agreements: parties, obligations, stage, possible triggers",
			"List the register of agreements: their parties, what they oblige to, how far they have\ncome, and what may have triggered them.",
			"  rawi agreements --party Russia --kind defense\n  rawi agreements --on 2024-12-31\n  rawi agreements --triggered",
			func(a *answer, f store.Filter) (string, error) {
				page, err := a.tx.Agreements(f)
				return print(a, ask.Agreements, page, err)
			}},
		{"stories", "List stories: reports of one happening",
			"List stories: the reports of one happening, over outlets, days and languages.",
			"  rawi stories --from 2024-06-01\n  rawi stories --sort tellings --desc",
			func(a *answer, f store.Filter) (string, error) {
				page, err := a.tx.Stories(f)
				return print(a, ask.Stories, page, err)
			}},
		{"entities", "List persons, states, organizations and places",
			"List who and what reports name, over all documents.",
			"  rawi entities --country PRK\n  rawi entities --kind outlet --sort tellings --desc",
			func(a *answer, f store.Filter) (string, error) {
				page, err := a.tx.Entities(f)
				return print(a, ask.Entities, page, err)
			}},
		{"documents", "List reports",
			"List the reports of the register, with what they are copies of and the story they tell.",
			"  rawi documents --outlet Reuters\n  rawi documents --text 'treaty -draft' --versions",
			func(a *answer, f store.Filter) (string, error) {
				page, err := a.tx.Documents(f)
				return print(a, ask.Documents, page, err)
			}},
		{"origins", "List on whose word things are known",
			"List on whose word events are known: of how many somebody is an origin, of how many the\nonly one, how often another tells otherwise, and how often they are a party themselves.",
			"  rawi origins\n  rawi origins --country UKR --type ASSAULT",
			func(a *answer, f store.Filter) (string, error) {
				page, err := a.tx.Origins(f)
				return print(a, ask.Origins, page, err)
			}},
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
			return s.answer(c.Context(), db.name(), format, &q, func(a *answer, f store.Filter) (string, error) { return l.list(a, f) })
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
func (s *shell) answer(ctx context.Context, db, format string, q *question, list func(*answer, store.Filter) (string, error)) error {
	if !slices.Contains(formats, format) {
		return usageError{fmt.Sprintf("--format %s: want %s", format, strings.Join(formats, ", "))}
	}
	searcher, err := search.New(lang.FS)
	if err != nil {
		return failed{err}
	}
	return s.view(ctx, db, func(tx store.Reader) error {
		next, err := s.ask(tx, searcher, format, q, list)
		if err == nil {
			s.more(next)
		}
		return err
	})
}

// more tells that an answer goes on, whatever its format: a list that was cut must not pass for a whole one.
func (s *shell) more(next string) {
	if next != "" {
		fmt.Fprintf(s.err, "There is more: --limit N, or --cursor %s\n", next)
	}
}

// ask answers by the words as written, and where nothing answers so by what is heard of names.
func (s *shell) ask(tx store.Reader, searcher *search.Searcher, format string, q *question, list func(*answer, store.Filter) (string, error)) (string, error) {
	a := &answer{tx: tx, asker: ask.Asker{Search: searcher}, format: format}
	var b strings.Builder
	for _, a.asker.Sounds = range []bool{false, true} {
		b.Reset()
		a.out = &b
		f, err := a.asker.Filter(tx, q.list, q.values())
		if err != nil {
			return "", paramError(err)
		}
		next, err := list(a, f)
		if err != nil {
			return "", paramError(err)
		}
		if b.Len() > 0 && !(format == "csv" && strings.Count(b.String(), "\n") == 1) || len(f.Text) == 0 || a.asker.Sounds {
			_, err = io.WriteString(s.out, b.String())
			return next, done(err)
		}
	}
	return "", nil
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
			return s.answer(c.Context(), db.name(), format, &q, func(a *answer, f store.Filter) (string, error) {
				page, err := a.tx.Search(f)
				for i := range page.Items {
					if err != nil {
						break
					}
					err = snippet(a, &page.Items[i], f.Text)
				}
				return print(a, ask.Hits, page, err)
			})
		},
	}
	q.add("documents", c.Flags())
	formatFlags(c, &format, &db)
	return c
}

// snippet shows where a report answers.
func snippet(a *answer, h *store.Hit, terms []store.Term) error {
	rec, err := a.tx.Record(h.Key)
	if err != nil {
		return err
	}
	h.Snippet, h.Marks = a.asker.Search.Snippet(rec.Document.Text, h.Language, terms)
	return nil
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
			return s.answer(c.Context(), db.name(), format, &q, func(a *answer, f store.Filter) (string, error) {
				counts, err := a.tx.Count(f, by...)
				return print(a, func(l []store.Count) ask.Table { return ask.Counts(by, l) }, store.Page[store.Count]{Items: counts}, err)
			})
		},
	}
	q.add("events", c.Flags())
	c.Flags().StringSliceVar(&by, "by", []string{"month"}, "`what` to count by: "+strings.Join(ask.Tallies(), ", "))
	formatFlags(c, &format, &db)
	return c
}
