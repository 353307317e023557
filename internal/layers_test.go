// Package layers holds who may import whom.
package layers

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// ladder is the order of the packages, from the words up to the command. Each may import those that stand before it, and
// nothing else of ours.
var ladder = []string{
	"lang", // data
	"internal/news",
	"internal/pack",
	"internal/text",
	"internal/morph",
	"internal/match",
	"internal/who",
	"internal/clause",
	"internal/when",
	"internal/said",
	"internal/what",
	"internal/pact",
	"internal/clean",
	"internal/copies",
	"internal/reading", // the last of the pure ones
	"internal/pipe",
	"internal/unpack",
	"internal/fetch",
	"internal/feeds",
	"internal/warc",
	"internal/warc/warctest",
	"internal/intake",
	"internal/view",
	"internal/schema",
	"internal/seal",
	"internal/score",
	"internal/store",
	"internal/search",
	"internal/store/storetest",
	"internal/store/sqlstore",
	"internal/store/sqlite",
	"internal/store/postgres",
	"internal/store/postgres/pgtest",
	"internal/mill",
	"internal/register",
	"internal/register/registertest",
	"internal/follow",
	"internal/queue",
	"internal/queue/queuetest",
	"internal/queue/local",
	"internal/queue/natsd",
	"internal/queue/jetstream",
	"internal/work",
	"internal/ask",
	"internal/alert",
	"internal/export",
	"internal/bucket",
	"internal/lake",
	"internal/api",
	"internal/web",
	"internal/mcp",
	"internal/gauge",
	"", // the library
	"cmd/rawi",
	"cmd/loadtest",
}

// pure is the last package that touches neither files nor network, clock nor chance.
const pure = "internal/reading"

// impure are packages of the world outside.
var impure = []string{"os", "net", "net/http", "database/sql", "log", "log/slog", "math/rand", "math/rand/v2", "os/exec", "syscall"}

// excused are pure uses of impure packages, with what they are used for.
var excused = map[string]string{
	"internal/clean net/http": "telling the type of a body by its first bytes",
}

// alone are packages that only the command and the library may import: the stages are handed their packs.
var alone = []string{"lang"}

func TestLayers(t *testing.T) {
	files := goFiles(t)
	for file, parsed := range files {
		dir := strings.TrimPrefix(path.Dir(file), ".")
		rank := slices.Index(ladder, dir)
		if rank < 0 {
			t.Errorf("%s: package %s has no place in the ladder", file, dir)
			continue
		}
		for _, spec := range parsed.Imports {
			name := strings.Trim(spec.Path.Value, `"`)
			if rank <= slices.Index(ladder, pure) && slices.Contains(impure, name) && excused[dir+" "+name] == "" {
				t.Errorf("%s imports %s: a stage is pure", file, name)
			}
			ours, isOurs := strings.CutPrefix(name, "rawi")
			if !isOurs || ours != "" && ours[0] != '/' {
				continue
			}
			ours = strings.TrimPrefix(ours, "/")
			switch at := slices.Index(ladder, ours); {
			case at < 0:
				t.Errorf("%s imports %s, which has no place in the ladder", file, name)
			case at >= rank:
				t.Errorf("%s imports %s, which stands above it", file, name)
			case slices.Contains(alone, ours) && strings.HasPrefix(dir, "internal/"):
				t.Errorf("%s imports %s: packs are handed to a stage", file, name)
			}
		}
		if rank <= slices.Index(ladder, pure) {
			clockless(t, file, parsed)
		}
	}
}

// clockless looks for readings of the clock.
func clockless(t *testing.T, file string, parsed *ast.File) {
	ast.Inspect(parsed, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && x.Name == "time" && (s.Sel.Name == "Now" || s.Sel.Name == "Since") {
				t.Errorf("%s asks the clock: a stage is pure", file)
			}
		}
		return true
	})
}

// goFiles parses the Go files of the project, tests left out, by their path below its root.
func goFiles(t *testing.T) map[string]*ast.File {
	t.Helper()
	out := map[string]*ast.File{}
	err := filepath.WalkDir("..", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			if name != ".." && (name[0] == '.' || name == "testdata") {
				return fs.SkipDir
			}
			if _, err := os.Stat(filepath.Join(file, "go.mod")); err == nil && name != ".." {
				return fs.SkipDir // another module
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel("..", file)
		if err != nil {
			return err
		}
		out[filepath.ToSlash(rel)] = parsed
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
