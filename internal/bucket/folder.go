package bucket

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// folder is a folder of this machine, or of a file system that several share.
type folder string

// unfinished is how the names of files begin that are not whole yet.
const unfinished = ".rawi-"

func (d folder) path(name string) string { return filepath.Join(string(d), filepath.FromSlash(name)) }

func (d folder) Put(_ context.Context, name string, write func(io.Writer) error) (size int64, err error) {
	f, err := d.finish(name, write, os.Rename)
	if err != nil {
		return 0, err
	}
	return f.Size(), nil
}

func (d folder) PutNew(_ context.Context, name string, body []byte) error {
	_, err := d.finish(name, func(w io.Writer) error {
		_, err := w.Write(body)
		return err
	}, os.Link) // which, unlike to rename, fails where the name is taken
	if errors.Is(err, fs.ErrExist) {
		return ErrExists
	}
	return err
}

// finish writes a file beside its place, makes sure that the disk has it, and puts it there.
func (d folder) finish(name string, write func(io.Writer) error, place func(from, to string) error) (fs.FileInfo, error) {
	path := d.path(name)
	_, missing := os.Stat(filepath.Dir(path))
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return nil, fmt.Errorf("make folder: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), unfinished+"*")
	if err != nil {
		return nil, fmt.Errorf("create file: %w", err)
	}
	defer os.Remove(f.Name())
	if err = write(f); err == nil {
		err = errors.Join(f.Chmod(0o644), f.Sync())
	}
	info, e := f.Stat()
	if err = errors.Join(err, e, f.Close()); err == nil {
		err = place(f.Name(), path)
	}
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", name, err)
	}
	d.settle(filepath.Dir(path), errors.Is(missing, fs.ErrNotExist))
	return info, nil
}

// settle asks the disk to hold names as well: what is in a folder, and where the folder is new, in those above it too. Without it a loss
// of power could leave a step of a log whose files have no names. File systems that cannot be asked see to it themselves.
func (d folder) settle(path string, isNew bool) {
	root := filepath.Clean(string(d))
	for {
		if f, err := os.Open(path); err == nil {
			_ = f.Sync()
			f.Close()
		}
		above := filepath.Dir(path)
		if !isNew || path == root || path == above {
			return
		}
		path = above
	}
}

type localFile struct {
	*os.File
	size int64
}

func (f localFile) Size() int64 { return f.size }

func (d folder) Open(_ context.Context, name string) (File, error) {
	f, err := os.Open(d.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", name, ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, err
	}
	return localFile{f, info.Size()}, nil
}

func (d folder) List(_ context.Context, prefix, after string) ([]Info, error) {
	var out []Info
	root := d.path(prefix[:strings.LastIndexByte(prefix, '/')+1])
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil // the folder, or a file that somebody took away meanwhile
		case err != nil || e.IsDir():
			return err
		}
		rel, err := filepath.Rel(string(d), path)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		if !strings.HasPrefix(name, prefix) || name <= after {
			return nil
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		out = append(out, Info{name, info.Size(), info.ModTime()})
		return nil
	})
	slices.SortFunc(out, func(a, b Info) int { return strings.Compare(a.Name, b.Name) }) // a walk takes d/e before d-e
	return out, err
}

func (d folder) Move(_ context.Context, from, to string) error {
	if err := os.MkdirAll(filepath.Dir(d.path(to)), 0o777); err != nil {
		return err
	}
	now := time.Now() // what was moved has changed now
	if err := os.Chtimes(d.path(from), now, now); err != nil {
		return there(err)
	}
	return there(os.Rename(d.path(from), d.path(to)))
}

func (d folder) Remove(_ context.Context, name string) error { return there(os.Remove(d.path(name))) }

// there takes it for no error that something is not there.
func there(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func (d folder) Address(name string) string { return d.path(name) }
