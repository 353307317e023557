package jetstream_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"rawi/internal/queue"
	"rawi/internal/queue/jetstream"
	"rawi/internal/queue/natsd"
	"rawi/internal/queue/queuetest"
)

func start(t *testing.T, o natsd.Options) *natsd.Server {
	t.Helper()
	if o.Listen == "" {
		o.Listen = "127.0.0.1:0"
	}
	if o.Store == "" {
		o.Store = t.TempDir()
	}
	s, err := natsd.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s
}

func opener(url string) queuetest.Place {
	return queuetest.Place{Open: func(t *testing.T, o queue.Options) queue.Queue {
		q, err := jetstream.Open(context.Background(), url, jetstream.Access{}, o)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { q.Close() })
		return q
	}}
}

func TestQueue(t *testing.T) {
	queuetest.Run(t, func(t *testing.T) queuetest.Place { return opener(start(t, natsd.Options{Lazy: true}).URL()) })
}

// port finds one that is free.
func port(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// cluster starts three servers that know each other.
func cluster(t *testing.T, o natsd.Options) (servers []*natsd.Server, urls string) {
	t.Helper()
	var routes []string
	for range 3 {
		routes = append(routes, fmt.Sprintf("127.0.0.1:%d", port(t)))
	}
	var all []string
	for i := range routes {
		o.Cluster, o.Name, o.Between, o.Routes, o.Store = "drill", fmt.Sprintf("n%d", i+1), routes[i], routes, t.TempDir()
		servers = append(servers, start(t, o))
		all = append(all, servers[i].URL())
	}
	return servers, strings.Join(all, ",")
}

// In a cluster every job stands on three servers, and the loss of the one that leads loses none.
func TestCluster(t *testing.T) {
	servers, urls := cluster(t, natsd.Options{Lazy: true})
	q := opener(urls).Open(t, queuetest.Options())
	status := func() queue.Status {
		t.Helper()
		for end := time.Now().Add(20 * time.Second); ; time.Sleep(100 * time.Millisecond) {
			s, err := q.Status(context.Background())
			if err == nil && s.Leader != "" {
				return s
			}
			if time.Now().After(end) {
				t.Fatalf("no leader: %+v %v", s, err)
			}
		}
	}
	if s := status(); s.Replicas != 3 {
		t.Fatalf("%+v", s)
	}
	const n = 200
	for i := range n {
		if i == n/2 {
			lead := status().Leader
			servers[lead[1]-'1'].Stop()
		}
		if _, err := q.Push(context.Background(), queue.Job{Key: fmt.Sprintf("%x", i+16), Body: []byte("x")}); err != nil {
			t.Fatal(err)
		}
	}
	seen := map[string]bool{}
	for end := time.Now().Add(time.Minute); len(seen) < n && time.Now().Before(end); {
		list, err := q.Take(context.Background(), 32, 200*time.Millisecond)
		if err != nil {
			t.Log(err)
		}
		if h, err := q.Again(context.Background(), 10*time.Millisecond); err == nil && h != nil {
			list = append(list, h)
		}
		for _, h := range list {
			seen[h.Job().Key] = true
			if err := h.Done(context.Background()); err != nil {
				t.Log(err)
			}
		}
	}
	if len(seen) != n {
		t.Errorf("%d of %d jobs came", len(seen), n)
	}
}

// Who only looks changes nothing: a job is held for as long as those who work have said.
func TestLooking(t *testing.T) {
	place := opener(start(t, natsd.Options{Lazy: true}).URL())
	q := place.Open(t, queuetest.Options())
	if _, err := q.Push(context.Background(), queue.Job{Key: "a1"}); err != nil {
		t.Fatal(err)
	}
	place.Open(t, queue.Options{})
	if list, err := q.Take(context.Background(), 1, time.Second); err != nil || len(list) != 1 {
		t.Fatalf("%d: %v", len(list), err)
	}
	time.Sleep(queuetest.Options().Hold)
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); {
		if _, err := q.Take(context.Background(), 1, 50*time.Millisecond); err != nil {
			t.Fatal(err)
		}
		if h, err := q.Again(context.Background(), 50*time.Millisecond); err != nil || h != nil {
			return
		}
	}
	t.Error("a job is held for longer than it was said")
}

// The limit of a queue can be set when it is there already.
func TestLimitLater(t *testing.T) {
	place := opener(start(t, natsd.Options{Lazy: true}).URL())
	place.Open(t, queuetest.Options())
	o := queuetest.Options()
	o.Most = 1
	q := place.Open(t, o)
	soon, cancel := context.WithTimeout(context.Background(), 500*time.Millisecond)
	defer cancel()
	if n, err := q.Push(soon, queue.Job{Key: "a1"}, queue.Job{Key: "a2"}); n != 1 || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%d pushed: %v", n, err)
	}
}

// … and holds too where others, who ask for none, make the queue at the same moment.
func TestLimitAmongMakers(t *testing.T) {
	url := start(t, natsd.Options{Lazy: true}).URL()
	for round := range 5 {
		opened := make([]queue.Queue, 6)
		var all sync.WaitGroup
		for i := range opened {
			all.Go(func() {
				o := queuetest.Options()
				if o.Name = fmt.Sprintf("made%d", round); i == 0 {
					o.Most = 1
				}
				q, err := jetstream.Open(context.Background(), url, jetstream.Access{}, o)
				if err != nil {
					t.Error(err)
					return
				}
				opened[i] = q
				t.Cleanup(func() { q.Close() })
			})
		}
		all.Wait()
		if t.Failed() {
			return
		}
		soon, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
		if n, err := opened[0].Push(soon, queue.Job{Key: "a1"}, queue.Job{Key: "a2"}); n != 1 || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("round %d: %d pushed: %v", round, n, err)
		}
		cancel()
	}
}

func TestTooLarge(t *testing.T) {
	q := opener(start(t, natsd.Options{Lazy: true}).URL()).Open(t, queuetest.Options())
	if _, err := q.Push(context.Background(), queue.Job{Key: "a1", Body: make([]byte, 9<<20)}); !errors.Is(err, queue.ErrTooLarge) {
		t.Errorf("%v", err)
	}
}

// Who has no right to come in is told at once.
func TestPassword(t *testing.T) {
	s := start(t, natsd.Options{User: "rawi", Password: "secret"})
	if _, err := jetstream.Open(context.Background(), s.URL(), jetstream.Access{}, queuetest.Options()); !errors.Is(err, queue.ErrRefused) {
		t.Errorf("without password: %v", err)
	}
	opener(strings.Replace(s.URL(), "://", "://rawi:secret@", 1)).Open(t, queuetest.Options())
}

// A server and its clients speak TLS and show each other certificates; so do the members of a cluster.
func TestTLS(t *testing.T) {
	cert, key := certificate(t)
	servers, urls := cluster(t, natsd.Options{Lazy: true, Cert: cert, Key: key, CA: cert})
	if _, err := jetstream.Open(context.Background(), servers[0].URL(), jetstream.Access{}, queuetest.Options()); err == nil {
		t.Error("a client without a certificate comes in")
	}
	own, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	pool, err := natsd.Authorities(cert)
	if err != nil {
		t.Fatal(err)
	}
	q, err := jetstream.Open(context.Background(), urls, jetstream.Access{TLS: &tls.Config{Certificates: []tls.Certificate{own}, RootCAs: pool}}, queuetest.Options())
	if err != nil {
		t.Fatal(err)
	}
	defer q.Close()
	if n, err := q.Push(context.Background(), queue.Job{Key: "a1", Body: []byte("x")}); err != nil || n != 1 {
		t.Errorf("%d: %v", n, err)
	}
}

// certificate makes one that signs itself.
func certificate(t *testing.T) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, kind string, b []byte) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: b}), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	return write("cert.pem", "CERTIFICATE", der), write("key.pem", "PRIVATE KEY", secret)
}
