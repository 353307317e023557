// Command rawi reads news reports and writes down who did what to whom, when, where, and on whose word.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"

	"rawi"
)

// The exit statuses.
const (
	allRead     = 0
	someNot     = 1
	usage       = 2
	interrupted = 130
)

// gcPercent lets the heap grow further between collections than Go's default: the packs live as long as the program does, and to
// look through them again and again while reports are read costs more than the memory is worth.
const gcPercent = 400

// softMemory is from where on, in bytes, memory counts more than speed: collections then come as often as they must.
const softMemory = 300 << 20

func main() {
	debug.SetGCPercent(gcPercent)
	debug.SetMemoryLimit(softMemory)
	signal.Ignore(syscall.SIGPIPE) // who reads our output may stop; the write then fails and we end
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// failed is an error of the work, not of the command line.
type failed struct{ err error }

func (f failed) Error() string { return f.err.Error() }
func (f failed) Unwrap() error { return f.err }

// errSome says that some reports were not read; each has been told already.
var errSome = errors.New("some reports were not read")

// run runs one command line and gives its exit status.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	log := slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
	root := command(&shell{in: stdin, out: stdout, err: stderr, log: log})
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	var f failed
	switch {
	case err == nil, errors.Is(err, syscall.EPIPE):
		return allRead
	case ctx.Err() != nil:
		return interrupted
	case errors.Is(err, errSome):
		return someNot
	case errors.As(err, &f):
		log.Error(err.Error())
		return someNot
	}
	fmt.Fprintf(stderr, "rawi: %v\nTry: rawi --help\n", err)
	return usage
}

// shell is what the commands talk to.
type shell struct {
	in       io.Reader
	out, err io.Writer
	log      *slog.Logger
	loud     bool // progress is told wherever standard error goes
}

func command(s *shell) *cobra.Command {
	root := &cobra.Command{
		Use:   "rawi",
		Short: "Read news reports: who did what to whom, when, where, and on whose word",
		Long: `rawi reads news reports in Arabic and English and writes down the record beneath
them: who did what to whom, when, where, and on whose word. Everything it says
points to the words of the report that say so.

Exit status: 0 everything was read, 1 something was not, 2 wrong usage.`,
		Example: `  rawi read report.html
  rawi read --jsonl reports/ > records.jsonl
  rawi explain report.html --event v3`,
		Args:              cobra.NoArgs,
		SilenceErrors:     true,
		SilenceUsage:      true,
		PersistentPreRunE: configured,
		RunE:              func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.PersistentFlags().String("config", "", "`file` of settings, TOML; rawi config --help tells its form")
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(readCommand(s), explainCommand(s), addCommand(s), fetchCommand(s), watchCommand(s), importCommand(s), recodeCommand(s), correctCommand(s))
	root.AddCommand(listCommands(s)...)
	root.AddCommand(pushCommand(s), workCommand(s), deadCommand(s), reconcileCommand(s), queueCommand(s))
	root.AddCommand(showCommand(s), timelineCommand(s), exportCommand(s), lakeCommand(s), serveCommand(s), tokenCommand(s), mcpCommand(s))
	root.AddCommand(configCommand(s), initCommand(s), statusCommand(s), compactCommand(s), backupCommand(s), checkCommand(s), scoreCommand(s))
	root.AddCommand(keygenCommand(s), verifyCommand(s), manualCommand(s), versionCommand(s))
	return root
}

func versionCommand(s *shell) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Example: "  rawi version",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(s.out, "rawi %s (%s, %s/%s)\n", rawi.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}
