package bucket_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"rawi/internal/bucket"
)

// store is a server on this machine that speaks S3, with an empty bucket "news".
func store(t *testing.T) string {
	t.Helper()
	backend := s3mem.New()
	if err := backend.CreateBucket("news"); err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(srv.Close)
	t.Setenv("AWS_ACCESS_KEY_ID", "somebody")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	t.Setenv("AWS_REGION", "us-east-1")
	return srv.URL
}

func TestBuckets(t *testing.T) {
	for _, address := range []string{t.TempDir() + "/lake", "s3://news/a/lake", "s3://news"} {
		t.Run(address, func(t *testing.T) {
			b, err := bucket.Open(address, bucket.S3Options{Endpoint: store(t)})
			if err != nil {
				t.Fatal(err)
			}
			keeps(t, b)
			one(t, b)
		})
	}
	for _, wrong := range []string{"", "s3://", "ftp://there"} {
		if _, err := bucket.Open(wrong, bucket.S3Options{}); err == nil {
			t.Errorf("%q was opened", wrong)
		}
	}
	if _, err := bucket.Open("s3://news", bucket.S3Options{Endpoint: "localhost"}); err == nil {
		t.Error("an endpoint without a scheme was taken")
	}
}

func keeps(t *testing.T, b bucket.Bucket) {
	ctx := context.Background()
	put := func(name, body string) {
		t.Helper()
		if n, err := b.Put(ctx, name, func(w io.Writer) error { _, err := io.WriteString(w, body); return err }); err != nil || n != int64(len(body)) {
			t.Fatalf("put %s: %d, %v", name, n, err)
		}
	}
	has := func(name, want string) {
		t.Helper()
		if got, err := bucket.Read(ctx, b, name); err != nil || string(got) != want {
			t.Errorf("%s holds %q, %v", name, got, err)
		}
	}
	put("x/b", "two")
	put("x/a", "one")
	put("x/a", "one again")
	put("y/c", "three")
	has("x/a", "one again")
	names := func(prefix, after string) string {
		t.Helper()
		list, err := b.List(ctx, prefix, after)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, i := range list {
			out = append(out, fmt.Sprint(i.Name, i.Size))
		}
		return strings.Join(out, " ")
	}
	if got := names("x/", ""); got != "x/a9 x/b3" {
		t.Errorf("listed %s", got)
	}
	if got := names("x/", "x/a"); got != "x/b3" {
		t.Errorf("listed from behind a: %s", got)
	}
	if got := names("none/", ""); got != "" {
		t.Errorf("listed of nothing: %s", got)
	}
	put("z/d/e", "four")
	put("z/d-e", "five")
	if got := names("z/", ""); got != "z/d-e4 z/d/e4" {
		t.Errorf("listed %s", got)
	}
	// What is open stays, whatever becomes of the name.
	f, err := b.Open(ctx, "x/b")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := b.Move(ctx, "x/b", "gone/x/b"); err != nil {
		t.Fatal(err)
	}
	has("gone/x/b", "two")
	if err := b.Remove(ctx, "gone/x/b"); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(io.NewSectionReader(f, 0, f.Size())); err != nil || string(got) != "two" {
		t.Errorf("an open file holds %q, %v", got, err)
	}
	for _, name := range []string{"x/b", "gone/x/b"} {
		if _, err := b.Open(ctx, name); !errors.Is(err, bucket.ErrNotFound) {
			t.Errorf("%s, which is gone: %v", name, err)
		}
	}
	if err := errors.Join(b.Remove(ctx, "none"), b.Move(ctx, "none", "other")); err != nil {
		t.Errorf("what is not there: %v", err)
	}
	// What breaks while it is written is not there.
	if _, err := b.Put(ctx, "half", func(w io.Writer) error { io.WriteString(w, "ha"); return errors.New("power") }); err == nil {
		t.Error("a file that broke was kept")
	}
	if _, err := b.Open(ctx, "half"); !errors.Is(err, bucket.ErrNotFound) {
		t.Errorf("half a file: %v", err)
	}
}

// one of many who want a name gets it.
func one(t *testing.T, b bucket.Bucket) {
	var got sync.Map
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			switch err := b.PutNew(context.Background(), "log/1", []byte(fmt.Sprint(i))); {
			case err == nil:
				got.Store(i, true)
			case !errors.Is(err, bucket.ErrExists):
				t.Error(err)
			}
		})
	}
	all.Wait()
	n := 0
	got.Range(func(who, _ any) bool {
		n++
		if body, err := bucket.Read(context.Background(), b, "log/1"); err != nil || string(body) != fmt.Sprint(who) {
			t.Errorf("%v has the name, but %q stands there, %v", who, body, err)
		}
		return true
	})
	if n != 1 {
		t.Errorf("%d have the name", n)
	}
}
