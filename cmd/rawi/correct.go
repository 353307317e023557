package main

import (
	"encoding/json"
	"fmt"
	"os/user"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rawi/internal/ask"
	"rawi/internal/store"
)

func correctCommand(s *shell) *cobra.Command {
	var db registerFlag
	var set []string
	var reject, accept bool
	var who, note string
	c := &cobra.Command{
		Use:   "correct TELLING|QUOTATION",
		Short: "Accept, correct or reject what a report is said to tell",
		Long: `Decide about one telling or quotation (rawi tellings and rawi quotes list them): accept it,
set fields of it, or say that the report does not tell it. The decision is kept with who made it and when; it
stays when reports are read again, and goes into exports.

Fields of a telling: type, mode, start, end, place, reality, polarity, dead, injured, arrested;
of a quotation: kind (direct, indirect, mixed); and actors, recipients and, of either, speaker
as JSON: [{"name":"…","country":"RUS","sector":"MIL"}].`,
		Example: `  rawi correct 3f2a91c07b --accept
  rawi correct 3f2a91c07b --set type=ASSAULT --set dead=7 --note 'the toll of the second paragraph'
  rawi correct 3f2a91c07b --reject --who rana`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			list, err := decisions(set, accept, reject)
			if err != nil {
				return err
			}
			reg, end, err := s.register(c.Context(), db.name())
			if err != nil {
				return done(err)
			}
			defer end()
			var doc, id string
			if err := reg.Store().View(c.Context(), func(tx store.Reader) (err error) {
				doc, id, err = factOf(tx, args[0])
				return err
			}); err != nil {
				return usageError{args[0] + ": " + err.Error() + "; rawi tellings and rawi quotes list what was told"}
			}
			now := time.Now().UTC()
			for i := range list {
				list[i].Who, list[i].When, list[i].Note = decider(who), now.Add(time.Duration(i)*time.Microsecond), note // in their order
			}
			kept, err := reg.CorrectFact(c.Context(), doc, id, list...)
			if err != nil {
				return failed{fmt.Errorf("correct %s: %w", args[0], err)}
			}
			for _, d := range kept {
				line := d.Decision
				if d.Field != "" {
					line += fmt.Sprintf(" %s %s → %s", d.Field, d.Before, d.After)
				}
				if _, err := fmt.Fprintf(s.out, "%s  %s\n", ask.Short(d.ID), line); err != nil {
					return failed{err}
				}
			}
			return nil
		},
	}
	c.Flags().StringArrayVar(&set, "set", nil, "`FIELD=VALUE`; may be given again")
	c.Flags().BoolVar(&accept, "accept", false, "it is told so")
	c.Flags().BoolVar(&reject, "reject", false, "the report does not tell it")
	c.Flags().StringVar(&who, "who", "", "`name` of who decides (default: the user of this machine)")
	c.Flags().StringVar(&note, "note", "", "`why`")
	c.MarkFlagsMutuallyExclusive("accept", "reject")
	c.MarkFlagsMutuallyExclusive("set", "reject")
	db.add(c.Flags())
	return c
}

// factOf finds the report of a telling or a quotation, and its id there.
func factOf(tx store.Reader, key string) (doc, id string, err error) {
	ref, err := ask.Whole(tx, key, "tellings", "quotes")
	if err != nil {
		return "", "", err
	}
	if ref.List == "quotes" {
		q, err := tx.Quote(ref.Key)
		return q.Doc, q.Local, err
	}
	t, err := tx.Telling(ref.Key)
	return t.Doc, t.Local, err
}

// decisions makes decisions of the flags.
func decisions(set []string, accept, reject bool) ([]store.Correction, error) {
	var out []store.Correction
	for _, s := range set {
		field, value, ok := strings.Cut(s, "=")
		if !ok {
			return nil, usageError{"--set " + s + ": want FIELD=VALUE"}
		}
		if !json.Valid([]byte(value)) || field == "start" || field == "end" {
			value = strconv.Quote(value)
		}
		out = append(out, store.Correction{Decision: "edit", Field: field, After: value})
	}
	switch {
	case accept:
		out = append(out, store.Correction{Decision: "accept"})
	case reject:
		out = append(out, store.Correction{Decision: "reject"})
	}
	if len(out) == 0 {
		return nil, usageError{"nothing is decided: give --accept, --reject or --set"}
	}
	return out, nil
}

// decider is who decides.
func decider(who string) string {
	if who != "" {
		return who
	}
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "somebody"
}
