package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"
)

// extras are folders of further tables that a user lays over the packs inside the program.
type extras []string

func (e *extras) add(set *pflag.FlagSet) {
	set.StringArrayVar((*[]string)(e), "packs", nil, "lay the tables in `DIR`/world, DIR/en, DIR/ar over those of the program; may be given again")
}

// open opens the folders.
func (e extras) open() ([]fs.FS, error) {
	var out []fs.FS
	for _, dir := range e {
		f, err := openFolder(dir)
		if err != nil {
			return nil, fmt.Errorf("--packs: %w", err)
		}
		out = append(out, f)
	}
	return out, nil
}

// folder is a folder on disk that knows where its files stand.
type folder struct {
	fs.FS
	dir string
}

// Locate gives the path of a file as a user would write it.
func (f folder) Locate(name string) string { return filepath.Join(f.dir, filepath.FromSlash(name)) }

func openFolder(dir string) (fs.FS, error) {
	info, err := os.Stat(dir)
	if err != nil || !info.IsDir() {
		return nil, fmt.Errorf("%s is no folder", dir)
	}
	return folder{os.DirFS(dir), dir}, nil
}
