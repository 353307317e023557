package main

import (
	"bufio"
	"cmp"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"rawi/internal/seal"
	"rawi/internal/view"
)

func keygenCommand(s *shell) *cobra.Command {
	return &cobra.Command{
		Use:   "keygen FILE",
		Short: "Make a key to sign records with",
		Long: `Make an Ed25519 key: FILE holds the private key, which only its owner should be able
to read, and FILE.pub the public one, to hand to everybody who wants to verify. Neither
may be there already. Keys of "openssl genpkey -algorithm ed25519" serve as well.`,
		Example: `  rawi keygen archive.key
  rawi read --jsonl --sign archive.key reports/ > records.jsonl
  rawi verify --key archive.key.pub records.jsonl`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			private, public, err := seal.NewKey()
			if err != nil {
				return failed{err}
			}
			if err := writeNew(args[0], private, 0o600); err != nil {
				return failed{err}
			}
			if err := writeNew(args[0]+".pub", public, 0o644); err != nil {
				return failed{err}
			}
			_, err = fmt.Fprintf(s.out, "%s\n%s.pub\n", args[0], args[0])
			return done(err)
		},
	}
}

// writeNew writes a file that must not be there yet.
func writeNew(name string, content []byte, mode os.FileMode) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return fmt.Errorf("write key: %w", err)
	}
	_, err = f.Write(content)
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("write key: %w", err)
	}
	return nil
}

func verifyCommand(s *shell) *cobra.Command {
	var keyFile, pageFile string
	c := &cobra.Command{
		Use:   "verify [FILE|-]...",
		Short: "Verify signed records",
		Long: `Verify records that were signed with --sign: that nothing in them was changed since,
that their text is the one that was read, and with --key, whose key signed them.
Without --key the key inside a record is taken: that shows that nothing was changed,
not by whom the record was made. With --page, which goes with one record, that it was
made of this page.

A line is printed for each record: its id, ok or what is wrong, the version that read it
and the digest of its packs. The same page, packs, version and key give the same
record to the byte, signature and all: whoever has these can read it again.

What a register adds to a record that it keeps (story, copy) is not signed, and a
record that people corrected is no longer the one that was signed.

Exit status: 0 all records are as they were signed, 1 some are not, 2 wrong usage.`,
		Example: `  rawi verify --key archive.key.pub records.jsonl
  rawi verify --key archive.key.pub --page report.html record.json
  rawi export --format jsonl | rawi verify --key archive.key.pub -`,
		RunE: func(_ *cobra.Command, args []string) error {
			v := verifier{shell: s}
			if err := v.open(keyFile, pageFile); err != nil {
				return err
			}
			if len(args) == 0 {
				args = []string{"-"}
			}
			for _, name := range args {
				if err := v.file(name); err != nil {
					return failed{err}
				}
			}
			return v.end()
		},
	}
	c.Flags().StringVar(&keyFile, "key", "", "public key (`FILE`) that must have signed them")
	c.Flags().StringVar(&pageFile, "page", "", "page (`FILE`) that the record must have been made of")
	return c
}

// verifier verifies records and counts those that are not right.
type verifier struct {
	*shell
	key  ed25519.PublicKey
	page []byte // nil: not asked for
	seen int
	bad  bool
}

func (v *verifier) open(keyFile, pageFile string) error {
	if keyFile != "" {
		file, err := os.ReadFile(keyFile)
		if err != nil {
			return fmt.Errorf("--key: %w", err)
		}
		if v.key, err = seal.PublicKey(file); err != nil {
			return fmt.Errorf("--key %s: %w", keyFile, err)
		}
	}
	if pageFile != "" {
		page, err := os.ReadFile(pageFile)
		if err != nil {
			return fmt.Errorf("--page: %w", err)
		}
		v.page = append([]byte{}, page...)
	}
	return nil
}

// file verifies every record of a file: JSON values one after the other, on one line each or on many.
func (v *verifier) file(name string) error {
	in := v.in
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	d := json.NewDecoder(bufio.NewReader(in))
	for n := 1; ; n++ {
		var rec json.RawMessage
		err := d.Decode(&rec)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: record %d: %w", name, n, err)
		}
		if err := v.record(rec, fmt.Sprintf("%s: record %d", name, n)); err != nil {
			return err
		}
	}
}

// record verifies one record and prints what came of it.
func (v *verifier) record(line json.RawMessage, place string) error {
	v.seen++
	if v.page != nil && v.seen > 1 {
		return errors.New("--page goes with one record, and there are several")
	}
	rec, err := seal.Verify(line, v.key)
	sig := rec.Signature
	if err == nil && v.page != nil {
		err = seal.IsOf(sig, v.page)
	}
	cells := []string{cmp.Or(rec.Document.ID, place), "ok"}
	if err != nil {
		v.bad = true
		cells[1] = err.Error()
	}
	if sig != nil {
		cells = append(cells, "rawi "+sig.Coder, "packs "+sig.Packs, "key "+sig.Key)
	}
	for i := range cells {
		cells[i] = view.Plain(cells[i])
	}
	_, err = fmt.Fprintln(v.out, strings.Join(cells, "\t"))
	return err
}

func (v *verifier) end() error {
	switch {
	case v.seen == 0:
		return usageError{"there is no record to verify"}
	case v.bad:
		return failed{errors.New("some records are not as they were signed")}
	}
	return nil
}
