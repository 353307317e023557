// Package bucket answers: where do files lie that many machines share? In a folder, or in a bucket of a store that speaks S3. It knows
// only what both can do: a file comes whole or not at all, and one that must be new is refused where its name is taken.
package bucket

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// The errors that a caller may want to tell apart.
var (
	ErrExists   = errors.New("there is a file of this name")
	ErrNotFound = errors.New("there is no file of this name")
)

// A Bucket holds files under names with slashes.
type Bucket interface {
	// Put writes a file, in place of one of the same name, and tells how large it is. It is there when it is whole.
	Put(ctx context.Context, name string, write func(io.Writer) error) (size int64, err error)
	// PutNew writes a small file whose name must be free, else ErrExists: of two who try, one succeeds.
	PutNew(ctx context.Context, name string, body []byte) error
	// Open opens a file to be read; ErrNotFound.
	Open(ctx context.Context, name string) (File, error)
	// List gives the files whose names begin so, in the order of their names, from behind one on.
	List(ctx context.Context, prefix, after string) ([]Info, error)
	// Move gives a file another name; Remove takes it away. One that is not there is no error.
	Move(ctx context.Context, from, to string) error
	Remove(ctx context.Context, name string) error
	// Address is how other programs name a file.
	Address(name string) string
}

// File is a file that is open.
type File interface {
	io.ReaderAt
	io.Closer
	Size() int64
}

// Info is what is known of a file.
type Info struct {
	Name    string
	Size    int64
	Changed time.Time
}

// scheme is how the addresses of buckets that speak S3 begin.
const scheme = "s3://"

// Open opens the folder, or the bucket s3://NAME/PREFIX, at an address. A folder is made when something is put into it.
func Open(address string, o S3Options) (Bucket, error) {
	rest, remote := strings.CutPrefix(address, scheme)
	if remote {
		return openS3(rest, o)
	}
	if kind, _, found := strings.Cut(address, "://"); found {
		return nil, fmt.Errorf("%s: %s is no place for files: name a folder, or %sBUCKET/PREFIX", address, kind, scheme)
	}
	if address == "" {
		return nil, errors.New("name a folder, or s3://BUCKET/PREFIX")
	}
	return folder(address), nil
}

// Read gives the content of a small file.
func Read(ctx context.Context, b Bucket, name string) ([]byte, error) {
	f, err := b.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.NewSectionReader(f, 0, f.Size()))
}
