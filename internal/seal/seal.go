// Package seal answers: is this the record that was read from that page, with those packs? A record may carry a signature
// over all that it says and over digests of the page, the text, the packs and the program that read it, so that an archive
// can prove years later what was read with what.
//
// What is signed is the record as JSON in the canonical form of RFC 8785, without the value of the signature, and without
// what a register adds to a record that it keeps: document.story and document.copy. The signature is Ed25519 (RFC 8032), so
// the same page, packs and key give the same bytes.
package seal

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"

	"github.com/gowebpki/jcs"

	"rawi/internal/news"
)

// Algorithm names how records are signed.
const Algorithm = "ed25519"

// Signer signs records.
type Signer struct {
	key    ed25519.PrivateKey
	public string
}

// NewSigner makes a signer of a private key in PEM (PKCS #8), as NewKey and openssl write it.
func NewSigner(file []byte) (*Signer, error) {
	block, _ := pem.Decode(file)
	if block == nil || block.Type != "PRIVATE KEY" {
		return nil, errors.New("read signing key: no PEM block PRIVATE KEY")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("read signing key: %w", err)
	}
	key, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("read signing key: it is %T, want Ed25519", parsed)
	}
	return &Signer{key: key, public: encode(key.Public().(ed25519.PublicKey))}, nil
}

// Sign puts a signature into a record that was read from page by a coder (version of the program) with packs (digest of the tables).
func (s *Signer) Sign(rec *news.Record, page []byte, coder, packs string) error {
	rec.Signature = &news.Signature{
		Algorithm: Algorithm, Key: s.public, Page: Digest(page), Text: Digest([]byte(rec.Document.Text)), Coder: coder, Packs: packs,
	}
	line, err := json.Marshal(rec)
	if err != nil {
		return fmt.Errorf("sign record: %w", err)
	}
	signed, err := canonical(line)
	if err != nil {
		return fmt.Errorf("sign record: %w", err)
	}
	rec.Signature.Value = base64.StdEncoding.EncodeToString(ed25519.Sign(s.key, signed))
	return nil
}

// What may be wrong with a signature.
var (
	ErrUnsigned = errors.New("the record is not signed")
	ErrForm     = errors.New("the signature is not of a form that this version knows")
	ErrChanged  = errors.New("the record is not what was signed: it was changed, or the signature was")
	ErrText     = errors.New("the text is not the one that was read")
	ErrPage     = errors.New("the page is not the one that was read")
	ErrKey      = errors.New("the record was signed with another key")
)

// Verify checks the signature of a record, a line of JSON as it came, and gives the record as far as it could be read. Its key must be the
// one given; nil takes the key in the record, which tells that nothing was changed, but not who signed.
func Verify(line []byte, key ed25519.PublicKey) (rec news.Record, err error) {
	if err := json.Unmarshal(line, &rec); err != nil {
		rec.Signature = nil
		return rec, fmt.Errorf("read record: %w", err)
	}
	s := rec.Signature
	if s == nil || s.Value == "" {
		return rec, ErrUnsigned
	}
	own, err1 := base64.StdEncoding.DecodeString(s.Key)
	value, err2 := base64.StdEncoding.DecodeString(s.Value)
	if err1 != nil || err2 != nil || s.Algorithm != Algorithm || len(own) != ed25519.PublicKeySize {
		return rec, ErrForm
	}
	if key != nil && !bytes.Equal(key, own) {
		return rec, ErrKey
	}
	signed, err := canonical(line)
	if err != nil {
		return rec, fmt.Errorf("verify record: %w", err)
	}
	if !ed25519.Verify(own, signed, value) {
		return rec, ErrChanged
	}
	if s.Text != Digest([]byte(rec.Document.Text)) {
		return rec, ErrText
	}
	return rec, nil
}

// IsOf reports whether a page is the one that a signature names.
func IsOf(s *news.Signature, page []byte) error {
	if s.Page != Digest(page) {
		return ErrPage
	}
	return nil
}

// canonical gives what is signed of a record.
func canonical(line []byte) ([]byte, error) {
	var whole map[string]json.RawMessage
	if err := json.Unmarshal(line, &whole); err != nil {
		return nil, err
	}
	if err := without(whole, "document", "story", "copy"); err != nil {
		return nil, err
	}
	if err := without(whole, "signature", "value"); err != nil {
		return nil, err
	}
	rest, err := json.Marshal(whole)
	if err != nil {
		return nil, err
	}
	return jcs.Transform(rest)
}

// without takes fields out of an object inside another.
func without(whole map[string]json.RawMessage, name string, fields ...string) error {
	var part map[string]json.RawMessage
	if err := json.Unmarshal(whole[name], &part); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	for _, f := range fields {
		delete(part, f)
	}
	rest, err := json.Marshal(part)
	whole[name] = rest
	return err
}

// Digest gives the SHA-256 of bytes, as records write it.
func Digest(b []byte) string {
	sum := sha256.Sum256(b)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// NewKey makes a key: the private one to sign with and the public one to verify with, both in PEM.
func NewKey() (private, public []byte, err error) {
	open, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		return nil, nil, fmt.Errorf("make key: %w", err)
	}
	a, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, nil, fmt.Errorf("make key: %w", err)
	}
	b, err := x509.MarshalPKIXPublicKey(open)
	if err != nil {
		return nil, nil, fmt.Errorf("make key: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: a}), pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: b}), nil
}

// PublicKey reads a public key in PEM (PKIX).
func PublicKey(file []byte) (ed25519.PublicKey, error) {
	block, _ := pem.Decode(file)
	if block == nil || block.Type != "PUBLIC KEY" {
		return nil, errors.New("read public key: no PEM block PUBLIC KEY")
	}
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("read public key: %w", err)
	}
	key, ok := parsed.(ed25519.PublicKey)
	if !ok {
		return nil, fmt.Errorf("read public key: it is %T, want Ed25519", parsed)
	}
	return key, nil
}

func encode(key ed25519.PublicKey) string { return base64.StdEncoding.EncodeToString(key) }
