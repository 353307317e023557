package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"
	"strings"

	toml "github.com/pelletier/go-toml/v2"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// configHelp tells where the values of flags come from.
const configHelp = `A flag that is not given takes its value from the variable RAWI_FLAG (RAWI_DB, RAWI_TLS_CERT),
else from the file that --config or RAWI_CONFIG names, else it has its usual one. The file is
TOML: flags that several commands have stand at its top, the others in the table of their
command.

  db = "/srv/news/rawi.db"

  [serve]
  listen = "0.0.0.0:8340"
  tokens = "/etc/rawi/tokens"
  rate = 20

rawi config show prints what holds, and where it comes from.`

// variable is the environment variable that a flag can be given by.
func variable(flag string) string {
	return "RAWI_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// settings are what a file says: at its top for all commands, and in a table for one.
type settings struct {
	file   string
	values map[string]any // by table and flag, "serve listen"; at the top " db"
}

// ours are the flags that every command has and no file can set.
func ours(f *pflag.Flag) bool { return f.Name == "help" || f.Name == "config" }

// table is the type of what a file can say about the flags of a command, and in tables of their own about those of the commands below.
// shared are the flags at the top.
func table(c *cobra.Command, shared []*pflag.Flag) reflect.Type {
	var fields []reflect.StructField
	field := func(name string, t reflect.Type) {
		fields = append(fields, reflect.StructField{Name: fmt.Sprint("F", len(fields)), Type: t, Tag: reflect.StructTag(`toml:"` + name + `"`)})
	}
	var below []string
	for _, sub := range c.Commands() {
		below = append(below, sub.Name())
		field(sub.Name(), reflect.PointerTo(table(sub, nil)))
	}
	add := func(f *pflag.Flag) {
		if !ours(f) && !slices.Contains(below, f.Name) {
			field(f.Name, valueType(f))
		}
	}
	for _, f := range shared {
		add(f)
	}
	if c.HasParent() {
		c.LocalFlags().VisitAll(add)
	}
	return reflect.StructOf(fields)
}

// valueType is the type of a flag's value in a file.
func valueType(f *pflag.Flag) reflect.Type {
	switch f.Value.Type() {
	case "bool":
		return reflect.TypeFor[*bool]()
	case "int", "int64", "uint64", "count":
		return reflect.TypeFor[*int64]()
	case "float64":
		return reflect.TypeFor[*float64]()
	case "stringArray", "stringSlice":
		return reflect.TypeFor[[]string]()
	}
	return reflect.TypeFor[*any]() // a word, or what can be written as one: a day, a number
}

// shared are the flags that several commands have.
func shared(root *cobra.Command) []*pflag.Flag {
	var out []*pflag.Flag
	seen := map[string]int{}
	var visit func(c *cobra.Command)
	visit = func(c *cobra.Command) {
		c.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
			if seen[f.Name]++; seen[f.Name] == 2 {
				out = append(out, f)
			}
		})
		for _, sub := range c.Commands() {
			visit(sub)
		}
	}
	visit(root)
	return out
}

// loadSettings reads a file. What no command has a flag for is an error that names its line.
func loadSettings(root *cobra.Command, file string) (*settings, error) {
	s := &settings{file: file, values: map[string]any{}}
	if file == "" {
		return s, nil
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, usageError{"--config: " + err.Error()}
	}
	t := table(root, shared(root))
	into := reflect.New(t)
	d := toml.NewDecoder(bytes.NewReader(b)).DisallowUnknownFields()
	if err := d.Decode(into.Interface()); err != nil {
		return nil, usageError{misread(file, err)}
	}
	return s, s.collect("", into.Elem())
}

// misread says what is wrong with a file, and in which line.
func misread(file string, err error) string {
	var unknown *toml.StrictMissingError
	var wrong *toml.DecodeError
	switch {
	case errors.As(err, &unknown):
		var out []string
		for _, e := range unknown.Errors {
			line, _ := e.Position()
			out = append(out, fmt.Sprintf("%s:%d: no command has a flag %q here", file, line, strings.Join(e.Key(), ".")))
		}
		return strings.Join(out, "\n")
	case errors.As(err, &wrong):
		line, _ := wrong.Position()
		name := ""
		if key := wrong.Key(); len(key) > 0 {
			name = strings.Join(key, ".") + ": "
		}
		what, _, _ := strings.Cut(strings.TrimPrefix(wrong.Error(), "toml: "), " into ") // which type of ours is nobody's concern
		return fmt.Sprintf("%s:%d: %s%s", file, line, name, what)
	}
	return file + ": " + err.Error()
}

// collect takes the values that stand in a table.
func (s *settings) collect(path string, v reflect.Value) error {
	for i := range v.NumField() {
		field, name := v.Field(i), strings.Trim(strings.TrimPrefix(string(v.Type().Field(i).Tag), "toml:"), `"`)
		if field.IsNil() {
			continue
		}
		if field.Kind() != reflect.Slice {
			field = field.Elem()
		}
		if field.Kind() == reflect.Struct {
			if err := s.collect(strings.TrimSpace(path+" "+name), field); err != nil {
				return err
			}
			continue
		}
		value := field.Interface()
		switch value.(type) {
		case []any, map[string]any:
			return usageError{s.where(path) + ": " + name + ": want one value"}
		}
		s.values[path+" "+name] = value
	}
	return nil
}

// where names a table of the file.
func (s *settings) where(path string) string {
	if path == "" {
		return s.file
	}
	return s.file + " [" + strings.ReplaceAll(path, " ", ".") + "]"
}

// of is what the file says about a flag of a command, and where.
func (s *settings) of(c *cobra.Command, flag string) (v any, where string, ok bool) {
	path := commandPath(c)
	for _, at := range []string{path, ""} {
		if v, ok = s.values[at+" "+flag]; ok {
			return v, s.where(at), true
		}
	}
	return nil, "", false
}

// commandPath is the name of a command without that of the program.
func commandPath(c *cobra.Command) string {
	return strings.TrimSpace(strings.TrimPrefix(c.CommandPath(), c.Root().Name()))
}

// settle gives the flags of a command that are not given the values of the environment and of a file, and tells whence each has its own.
func (s *settings) settle(c *cobra.Command) (whence map[string]string, err error) {
	whence = map[string]string{}
	var given []*pflag.Flag
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if f.Changed {
			given = append(given, f)
			whence[f.Name] = "given"
		}
	})
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if err != nil || f.Changed || ours(f) || excluded(f, given) {
			return
		}
		if v, ok := os.LookupEnv(variable(f.Name)); ok && v != "" {
			whence[f.Name] = "variable " + variable(f.Name)
			err = set(c, f, v, whence[f.Name])
			return
		}
		if v, where, ok := s.of(c, f.Name); ok {
			whence[f.Name] = where
			err = set(c, f, v, where)
		}
	})
	return whence, err
}

// exclusive is where a flag has the groups of those that cannot be given together.
const exclusive = "cobra_annotation_mutually_exclusive"

// excluded tells a flag that one given on the command line rules out.
func excluded(f *pflag.Flag, given []*pflag.Flag) bool {
	for _, group := range f.Annotations[exclusive] {
		for _, g := range given {
			if slices.Contains(strings.Fields(group), g.Name) {
				return true
			}
		}
	}
	return false
}

// set gives a flag a value of the environment or a file.
func set(c *cobra.Command, f *pflag.Flag, v any, where string) error {
	list, many := v.([]string)
	if !many {
		list = []string{fmt.Sprint(v)}
	}
	for _, one := range list {
		if err := c.Flags().Set(f.Name, one); err != nil {
			return usageError{where + ": " + err.Error()}
		}
	}
	return nil
}

// configured settles the flags of the command that is about to run.
func configured(c *cobra.Command, _ []string) error {
	s, err := settingsOf(c)
	if err != nil {
		return err
	}
	_, err = s.settle(c)
	return err
}

// settingsOf reads the file that --config or RAWI_CONFIG names.
func settingsOf(c *cobra.Command) (*settings, error) {
	f := c.Root().PersistentFlags().Lookup("config")
	file := f.Value.String()
	if !f.Changed {
		file = os.Getenv(variable("config"))
	}
	return loadSettings(c.Root(), file)
}

func configCommand(s *shell) *cobra.Command {
	c := &cobra.Command{
		Use:   "config",
		Short: "Tell the settings that hold, and where they come from",
		Long:  "Flags can be given in a file and by the environment.\n\n" + configHelp,
		Example: `  rawi --config /etc/rawi.toml serve
  rawi config show serve`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	show := &cobra.Command{
		Use:   "show [COMMAND]",
		Short: "Print the settings of a command, or whatever is not as usual",
		Long: `Print the settings of a command as they would be if it ran now, each with where it comes
from; without a command, those of all commands that are not the usual ones. What is
printed is TOML, as --config takes it.`,
		Example: `  rawi config show serve
  rawi --config /etc/rawi.toml config show`,
		RunE: func(c *cobra.Command, args []string) error {
			set, err := settingsOf(c)
			if err != nil {
				return err
			}
			if len(args) == 0 {
				return done(showAll(s.out, set, c.Root()))
			}
			of, rest, err := c.Root().Find(args)
			if err != nil || len(rest) > 0 || of == c.Root() {
				return usageError{strings.Join(args, " ") + ": there is no such command"}
			}
			return done(showSettings(s.out, set, of, true))
		},
	}
	c.AddCommand(show)
	return c
}

func showAll(out io.Writer, s *settings, c *cobra.Command) error {
	for _, sub := range c.Commands() {
		if err := errors.Join(showSettings(out, s, sub, false), showAll(out, s, sub)); err != nil {
			return err
		}
	}
	return nil
}

// showSettings prints the settings of a command: all, or those that are not as usual.
func showSettings(out io.Writer, s *settings, c *cobra.Command, all bool) error {
	whence, err := s.settle(c)
	if err != nil {
		return err
	}
	var lines []string
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		where, ok := whence[f.Name]
		if ours(f) || !ok && !all {
			return
		}
		if !ok {
			where = "as usual"
		}
		lines = append(lines, fmt.Sprintf("%s = %s # %s", f.Name, written(f), where))
	})
	if len(lines) == 0 {
		return nil
	}
	_, err = fmt.Fprintf(out, "[%s]\n%s\n\n", strings.ReplaceAll(commandPath(c), " ", "."), strings.Join(lines, "\n"))
	return err
}

// written is the value of a flag as it stands in a file, a password left out.
func written(f *pflag.Flag) string {
	var v any = shownName(f.Value.String())
	if list, ok := f.Value.(pflag.SliceValue); ok {
		v = append([]string{}, list.GetSlice()...)
	} else if valueType(f) != reflect.TypeFor[*any]() {
		return f.Value.String()
	}
	b, err := toml.Marshal(map[string]any{"v": v})
	if err != nil { // it is a string, or strings
		panic(err)
	}
	return strings.TrimSpace(strings.TrimPrefix(string(b), "v = "))
}
