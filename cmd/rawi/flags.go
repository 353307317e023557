package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"time"

	"github.com/spf13/pflag"
	"golang.org/x/term"

	"rawi"
	"rawi/internal/intake"
	"rawi/internal/view"
	"rawi/lang"
)

// usualLanguage is that of the program's words where nobody asks for another.
const usualLanguage = "en"

// flags are those that reading and explaining share.
type flags struct {
	given         intake.Given
	language      string
	color         string
	bareStates    bool
	minConfidence float64
	packs         extras
	sign          string
}

func (f *flags) add(set *pflag.FlagSet) {
	f.addReading(set)
	set.StringVar(&f.language, "lang", usualLanguage, "`language` of the program's own words: en or ar")
	set.StringVar(&f.color, "color", "auto", "colours: auto, always or never (`when`)")
}

// addReading adds those that say how to read, and not how to print.
func (f *flags) addReading(set *pflag.FlagSet) {
	f.language, f.color = usualLanguage, "auto"
	f.addGiven(set)
	f.addReader(set)
}

// addReader adds those that say how the reader works.
func (f *flags) addReader(set *pflag.FlagSet) {
	set.Float64Var(&f.minConfidence, "min-confidence", 0, "leave out events below this `confidence`, 0 to 1")
	set.BoolVar(&f.bareStates, "bare-states", false, "a state that acts under its own name has no sector, as CAMEO codes it (else GOV)")
	f.packs.add(set)
	set.StringVar(&f.sign, "sign", "", "sign every record with the private key in `FILE` (see rawi verify)")
}

// addGiven adds those that say of pages what they do not say themselves.
func (f *flags) addGiven(set *pflag.FlagSet) {
	set.StringVar(&f.given.Published, "published", "", "day of publication `YYYY-MM-DD`, where the page does not say it")
	set.StringVar(&f.given.URL, "url", "", "`address` of the page, where the page does not say it")
	set.StringVar(&f.given.Language, "language", "", "`language` of the report (ar, en), where the page does not say it")
}

// check says what is wrong with the values, and gives the words to print with.
func (f *flags) check() (*view.Words, error) {
	if f.given.Published != "" {
		if _, err := time.Parse("2006-01-02", f.given.Published); err != nil {
			return nil, fmt.Errorf("--published %s: want a day as YYYY-MM-DD", f.given.Published)
		}
	}
	if f.color != "auto" && f.color != "always" && f.color != "never" {
		return nil, fmt.Errorf("--color %s: want auto, always or never", f.color)
	}
	if f.minConfidence < 0 || f.minConfidence > 1 {
		return nil, fmt.Errorf("--min-confidence %v: want a number from 0 to 1", f.minConfidence)
	}
	words, err := view.Load(lang.FS, f.language)
	if err != nil {
		return nil, fmt.Errorf("--lang %s: %w", f.language, err)
	}
	return words, nil
}

// reader makes the reader that the flags ask for. What is wrong with the folders of tables is wrong usage, with the tables a failure.
func (f *flags) reader() (*rawi.Reader, error) {
	extra, err := f.packs.open()
	if err != nil {
		return nil, err
	}
	signer, err := f.signer()
	if err != nil {
		return nil, err
	}
	debug.SetGCPercent(-1) // tables are made once and kept: to look through them while they grow frees nothing. The soft limit stays.
	reader, err := rawi.New(rawi.Options{MinConfidence: f.minConfidence, BareStates: f.bareStates, Extra: extra, Signer: signer})
	if err != nil {
		return nil, failed{err}
	}
	return reader, nil
}

// signer signs with the key that the flags name, if they name one.
func (f *flags) signer() (*rawi.Signer, error) {
	if f.sign == "" {
		return nil, nil
	}
	file, err := os.ReadFile(f.sign)
	if err != nil {
		return nil, fmt.Errorf("--sign: %w", err)
	}
	signer, err := rawi.NewSigner(file)
	if err != nil {
		return nil, fmt.Errorf("--sign %s: %w", f.sign, err)
	}
	return signer, nil
}

// options are how views are printed on this output.
func (f *flags) options(out io.Writer) view.Options {
	o := view.Options{Color: f.color == "always"}
	if fd, ok := terminal(out); ok {
		if width, _, err := term.GetSize(fd); err == nil {
			o.Width = width
		}
		_, plain := os.LookupEnv("NO_COLOR")
		o.Color = o.Color || f.color == "auto" && !plain
	}
	return o
}

// terminal gives the descriptor of a stream that is a terminal.
func terminal(stream any) (int, bool) {
	f, ok := stream.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	return int(f.Fd()), true
}

// paths are the arguments, or standard input where something is piped into it.
func (s *shell) paths(args []string) ([]string, error) {
	if len(args) > 0 {
		return args, nil
	}
	if _, typed := terminal(s.in); typed {
		return nil, errors.New("name a file, a folder, or - for standard input")
	}
	return []string{intake.Stdin}, nil
}
