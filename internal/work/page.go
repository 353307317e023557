package work

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/klauspost/compress/zstd"

	"rawi/internal/clean"
	"rawi/internal/intake"
	"rawi/internal/queue"
	"rawi/internal/store"
)

// largest is how many bytes a page may have when it is unpacked.
const largest = 128 << 20

// cover is what stands before the body of a page on its way.
type cover struct {
	ID        string     `json:"id,omitempty"`
	URL       string     `json:"url,omitempty"`
	Language  string     `json:"language,omitempty"`
	Published string     `json:"published,omitempty"`
	Outlet    string     `json:"outlet,omitempty"`
	Title     string     `json:"title,omitempty"`
	Kind      clean.Kind `json:"kind,omitempty"`
	Place     string     `json:"place,omitempty"` // where it was found
	Met       time.Time  `json:"met"`
	Charset   string     `json:"charset,omitempty"` // that its server said
	Fetched   bool       `json:"fetched,omitempty"` // URL is where it was found: see intake.Item
	Announced string     `json:"announced,omitempty"`
}

// Key is the hash of a page as it came: of its body and of all that was said of it. The same page has the same key wherever it is met.
func Key(p clean.Page) string {
	return store.Key("page", p.ID, p.URL, p.Language, p.Published, p.Outlet, p.Title, fmt.Sprint(int(p.Kind)), string(p.Body))
}

// Both remember nothing between pages and may be used by many at once.
var packer, _ = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
var unpacker, _ = zstd.NewReader(nil, zstd.WithDecoderMaxMemory(largest), zstd.WithDecoderConcurrency(0))

// Pack makes a job of a page: a line of JSON that says what it is and where it comes from, and its body, compressed.
func Pack(i intake.Item) (queue.Job, error) {
	p := i.Page
	head, err := json.Marshal(cover{p.ID, p.URL, p.Language, p.Published, p.Outlet, p.Title, p.Kind, i.Place, i.Met.UTC(), p.Charset, i.Fetched, i.Announced})
	if err != nil {
		return queue.Job{}, fmt.Errorf("pack page: %w", err)
	}
	plain := append(append(head, '\n'), p.Body...)
	return queue.Job{Key: Key(p), Body: packer.EncodeAll(plain, make([]byte, 0, len(plain)/2))}, nil
}

// Unpack is the way back.
func Unpack(body []byte) (intake.Item, error) {
	plain, err := unpacker.DecodeAll(body, nil)
	if err != nil {
		return intake.Item{}, fmt.Errorf("unpack page: %w", err)
	}
	head, rest, found := bytes.Cut(plain, []byte{'\n'})
	if !found {
		return intake.Item{}, errors.New("unpack page: it has no body")
	}
	var c cover
	if err := json.Unmarshal(head, &c); err != nil {
		return intake.Item{}, fmt.Errorf("unpack page: %w", err)
	}
	p := clean.Page{ID: c.ID, URL: c.URL, Language: c.Language, Published: c.Published, Outlet: c.Outlet, Title: c.Title, Kind: c.Kind, Charset: c.Charset, Body: rest}
	return intake.Item{Page: p, Place: c.Place, Met: c.Met, Fetched: c.Fetched, Announced: c.Announced}, nil
}
