package bucket

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// S3Options say how a store that speaks S3 is reached; what is not said is looked for in the environment, as other tools do.
type S3Options struct {
	Endpoint string // address of the store; AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, else Amazon's
	Region   string // AWS_REGION, AWS_DEFAULT_REGION
}

// usualEndpoint is where buckets are where nobody names another place.
const usualEndpoint = "https://s3.amazonaws.com"

// s3 is the files of a bucket under a prefix.
type s3 struct {
	client *minio.Client
	bucket string
	prefix string // ends with a slash, or is empty
}

func openS3(place string, o S3Options) (Bucket, error) {
	name, prefix, _ := strings.Cut(place, "/")
	if name == "" {
		return nil, errors.New("name a bucket: s3://BUCKET/PREFIX")
	}
	if prefix = strings.Trim(prefix, "/"); prefix != "" {
		prefix += "/"
	}
	address := cmp.Or(o.Endpoint, os.Getenv("AWS_ENDPOINT_URL_S3"), os.Getenv("AWS_ENDPOINT_URL"), usualEndpoint)
	at, err := url.Parse(address)
	if err != nil || at.Host == "" || at.Scheme != "http" && at.Scheme != "https" {
		return nil, fmt.Errorf("%s: an endpoint is an address as https://HOST", address)
	}
	lookup := minio.BucketLookupPath // which all stores know; Amazon's wants the other
	if address == usualEndpoint {
		lookup = minio.BucketLookupAuto
	}
	client, err := minio.New(at.Host, &minio.Options{
		Creds: credentials.NewChainCredentials([]credentials.Provider{&credentials.EnvAWS{}, &credentials.FileAWSCredentials{},
			&credentials.IAM{Client: http.DefaultClient}}),
		Secure: at.Scheme == "https", BucketLookup: lookup,
		Region: cmp.Or(o.Region, os.Getenv("AWS_REGION"), os.Getenv("AWS_DEFAULT_REGION")),
	})
	if err != nil {
		return nil, fmt.Errorf("reach %s: %w", address, err)
	}
	return &s3{client, name, prefix}, nil
}

// parquetType is the media type of what is put: nearly all of it are tables.
const parquetType = "application/vnd.apache.parquet"

// Put writes the file here first: the store wants to know beforehand how large it is.
func (b *s3) Put(ctx context.Context, name string, write func(io.Writer) error) (int64, error) {
	f, err := spool()
	if err != nil {
		return 0, err
	}
	defer f.Close()
	if err := write(f); err != nil {
		return 0, fmt.Errorf("write %s: %w", name, err)
	}
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, err
	}
	_, err = b.client.PutObject(ctx, b.bucket, b.prefix+name, io.NewSectionReader(f, 0, size), size, minio.PutObjectOptions{ContentType: parquetType})
	if err != nil {
		return 0, fmt.Errorf("put %s: %w", name, err)
	}
	return size, nil
}

// spool makes a file that is gone when it is closed.
func spool() (*spooled, error) {
	f, err := os.CreateTemp("", unfinished+"*")
	if err != nil {
		return nil, fmt.Errorf("create file: %w", err)
	}
	return &spooled{File: f}, nil
}

type spooled struct {
	*os.File
	size int64
}

func (f *spooled) Size() int64 { return f.size }

func (f *spooled) Close() error { return errors.Join(f.File.Close(), os.Remove(f.Name())) }

func (b *s3) PutNew(ctx context.Context, name string, body []byte) error {
	o := minio.PutObjectOptions{ContentType: "application/json", DisableMultipart: true}
	o.SetMatchETagExcept("*")
	_, err := b.client.PutObject(ctx, b.bucket, b.prefix+name, bytes.NewReader(body), int64(len(body)), o)
	switch code := minio.ToErrorResponse(err); {
	case err == nil:
		return nil
	case code.Code == minio.PreconditionFailed, code.StatusCode == http.StatusPreconditionFailed, code.StatusCode == http.StatusConflict:
		return ErrExists
	}
	return fmt.Errorf("put %s: %w", name, err)
}

// Open fetches the file, so that it stays whatever becomes of it there, and is asked for once.
func (b *s3) Open(ctx context.Context, name string) (File, error) {
	o, err := b.client.GetObject(ctx, b.bucket, b.prefix+name, minio.GetObjectOptions{})
	if err != nil {
		return nil, fmt.Errorf("get %s: %w", name, err)
	}
	defer o.Close()
	f, err := spool()
	if err != nil {
		return nil, err
	}
	if f.size, err = io.Copy(f, o); err == nil {
		return f, nil
	}
	f.Close()
	if minio.ToErrorResponse(err).StatusCode == http.StatusNotFound {
		return nil, fmt.Errorf("%s: %w", name, ErrNotFound)
	}
	return nil, fmt.Errorf("get %s: %w", name, err)
}

func (b *s3) List(ctx context.Context, prefix, after string) ([]Info, error) {
	o := minio.ListObjectsOptions{Prefix: b.prefix + prefix, Recursive: true}
	if after != "" {
		o.StartAfter = b.prefix + after
	}
	var out []Info
	for x := range b.client.ListObjects(ctx, b.bucket, o) {
		if x.Err != nil {
			return nil, fmt.Errorf("list %s: %w", prefix, x.Err)
		}
		if name := strings.TrimPrefix(x.Key, b.prefix); name > after { // not every store looks at where to start
			out = append(out, Info{name, x.Size, x.LastModified})
		}
	}
	return out, nil
}

func (b *s3) Move(ctx context.Context, from, to string) error {
	_, err := b.client.CopyObject(ctx, minio.CopyDestOptions{Bucket: b.bucket, Object: b.prefix + to}, minio.CopySrcOptions{Bucket: b.bucket, Object: b.prefix + from})
	if minio.ToErrorResponse(err).StatusCode == http.StatusNotFound {
		return nil
	}
	if err != nil {
		return fmt.Errorf("copy %s: %w", from, err)
	}
	return b.Remove(ctx, from)
}

func (b *s3) Remove(ctx context.Context, name string) error {
	if err := b.client.RemoveObject(ctx, b.bucket, b.prefix+name, minio.RemoveObjectOptions{}); err != nil {
		return fmt.Errorf("remove %s: %w", name, err)
	}
	return nil
}

func (b *s3) Address(name string) string { return scheme + b.bucket + "/" + b.prefix + name }
