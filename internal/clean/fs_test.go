package clean

import (
	"io/fs"
	"strings"
)

// only shows of each pack the table this package reads, so that a fault in another table is not this package's.
type only struct{ fs.FS }

func (o only) ReadDir(name string) ([]fs.DirEntry, error) {
	all, err := fs.ReadDir(o.FS, name)
	var out []fs.DirEntry
	for _, e := range all {
		if strings.HasPrefix(e.Name(), "page") {
			out = append(out, e)
		}
	}
	return out, err
}
