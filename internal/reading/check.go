package reading

import "io/fs"

// Check validates the packs of fsys and runs their examples; each error begins with file:line.
func Check(fsys fs.FS) []error {
	_, err := New(fsys)
	if err != nil {
		return []error{err}
	}
	return nil
}
