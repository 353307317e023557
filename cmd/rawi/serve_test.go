package main

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// serving runs rawi serve on a register of its own, and gives the address that it prints.
func serving(t *testing.T, args ...string) string {
	t.Helper()
	return listening(t, io.Discard, append([]string{"serve", "--db", filepath.Join(t.TempDir(), "rawi.db"), "--listen", "127.0.0.1:0"}, args...)...)
}

// listening runs a command that listens, and gives the address that it prints.
func listening(t *testing.T, log io.Writer, args ...string) string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	read, write := io.Pipe()
	ended := make(chan int, 1)
	var errs strings.Builder
	go func() {
		ended <- run(ctx, args, strings.NewReader(""), write, io.MultiWriter(&errs, log))
		write.Close()
	}()
	t.Cleanup(func() {
		stop()
		select {
		case <-ended:
		case <-time.After(30 * time.Second):
			t.Error("the server does not end")
		}
	})
	line, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		t.Fatalf("%v: %s", err, errs.String())
	}
	return strings.TrimSuffix(strings.TrimSpace(line), "/")
}

func asked(t *testing.T, method, address, token, body string) (int, string) {
	t.Helper()
	r, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(b)
}

func TestServeToPeopleAndPrograms(t *testing.T) {
	at := serving(t)
	if status, body := asked(t, "POST", at+"/api/v1/documents", "", `{"text":"Jordan and Iraq signed a trade agreement in Amman on Monday.","published":"2024-03-05"}`); status != http.StatusCreated {
		t.Fatalf("add: %d %s", status, body)
	}
	for address, want := range map[string]string{"/events": "Jordan", "/api/v1/events": `"JOR"`, "/api/v1/openapi.json": `"openapi"`, "/healthz": "ok", "/readyz": "ready"} {
		if status, body := asked(t, "GET", at+address, "", ""); status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%s: %d, without %s", address, status, want)
		}
	}
}

// tokenOf makes a token of a role with rawi token, and the file that knows it.
func tokenOf(t *testing.T, role string) (file, token string) {
	t.Helper()
	var out strings.Builder
	if status := run(context.Background(), []string{"token", "desk", "--role", role}, strings.NewReader(""), &out, io.Discard); status != allRead {
		t.Fatalf("token: status %d", status)
	}
	first, second, _ := strings.Cut(out.String(), "\n")
	file = filepath.Join(t.TempDir(), "tokens")
	if err := os.WriteFile(file, []byte(strings.TrimSpace(strings.TrimPrefix(second, "line:"))+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file, strings.TrimSpace(strings.TrimPrefix(first, "token:"))
}

func TestServeWithTokens(t *testing.T) {
	file, token := tokenOf(t, "editor")
	at := serving(t, "--tokens", file, "--listen", "0.0.0.0:0")
	at = strings.Replace(strings.Replace(at, "[::]", "127.0.0.1", 1), "0.0.0.0", "127.0.0.1", 1)
	for _, address := range []string{"/", "/events", "/api/v1/events", "/api/v1/openapi.json"} {
		if status, _ := asked(t, "GET", at+address, "", ""); status != http.StatusUnauthorized {
			t.Errorf("%s without a token: %d", address, status)
		}
		if status, _ := asked(t, "GET", at+address, token, ""); status != http.StatusOK {
			t.Errorf("%s with a token: %d", address, status)
		}
	}
}

func TestServeRefuses(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "tokens")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"--listen", "0.0.0.0:0"}, {"--listen", ":0"}, {"--listen", "192.0.2.1:80"}, {"--listen", "here"},
		{"--tls-cert", empty}, {"--tls-cert", empty, "--tls-key", empty},
		{"--listen", "0.0.0.0:0", "--tokens", empty}, {"--listen", "0.0.0.0:0", "--tokens", empty + "no"},
	} {
		ctx, stop := context.WithTimeout(context.Background(), 10*time.Second)
		if status := run(ctx, append([]string{"serve", "--db", filepath.Join(t.TempDir(), "rawi.db")}, args...), strings.NewReader(""), io.Discard, io.Discard); status != usage {
			t.Errorf("%v: status %d", args, status)
		}
		stop()
	}
}

// certificate makes files of a certificate for this machine and its key.
func certificate(t *testing.T) (cert, key string, pool *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	as := x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, &as, &as, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(t.TempDir(), "cert.pem"), filepath.Join(t.TempDir(), "key.pem")
	known := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	for file, b := range map[string][]byte{cert: known, key: pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})} {
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pool = x509.NewCertPool()
	pool.AppendCertsFromPEM(known)
	return cert, key, pool
}

func TestServeOverTLS(t *testing.T) {
	cert, key, pool := certificate(t)
	at := serving(t, "--tls-cert", cert, "--tls-key", key)
	client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
	defer client.CloseIdleConnections()
	answer, err := client.Get(at + "/api/v1/events")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK || !strings.HasPrefix(at, "https://") {
		t.Errorf("%s: %d", at, answer.StatusCode)
	}
	if plain, err := http.Get(strings.Replace(at, "https:", "http:", 1) + "/api/v1/events"); err == nil {
		plain.Body.Close()
		if plain.StatusCode == http.StatusOK {
			t.Error("it answers without TLS")
		}
	}
}
