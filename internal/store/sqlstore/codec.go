package sqlstore

import (
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"
)

// samples are bodies as they typically are. What a small row shares with them it need not say again, which makes it a third of the
// size. Rows that were written with them are read with them, so this file never changes; better samples come beside it, as number 2.
//
//go:embed samples1.json
var samples []byte

const samplesID = 1

// small is up to how long a body leans on the samples; a longer one has enough in itself.
const small = 8 << 10

// codec turns things into bodies and back. It may be used by many goroutines.
type codec struct {
	short, long *zstd.Encoder
	out         *zstd.Decoder
}

func newCodec() (*codec, error) {
	options := []zstd.EOption{zstd.WithEncoderCRC(false), zstd.WithEncoderConcurrency(2), zstd.WithLowerEncoderMem(true)}
	short, err := zstd.NewWriter(nil, append(options, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderDictRaw(samplesID, samples))...)
	if err != nil {
		return nil, fmt.Errorf("make compressor: %w", err)
	}
	long, err := zstd.NewWriter(nil, options...)
	if err != nil {
		return nil, fmt.Errorf("make compressor: %w", err)
	}
	out, err := zstd.NewReader(nil, zstd.WithDecoderDictRaw(samplesID, samples), zstd.WithDecoderConcurrency(0))
	if err != nil {
		return nil, fmt.Errorf("make decompressor: %w", err)
	}
	return &codec{short, long, out}, nil
}

func (c *codec) pack(v any) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	in := c.short
	if len(plain) > small {
		in = c.long
	}
	return in.EncodeAll(plain, make([]byte, 0, len(plain)/2)), nil
}

func (c *codec) unpack(body []byte, v any) error {
	plain, err := c.out.DecodeAll(body, nil)
	if err != nil {
		return fmt.Errorf("row is damaged: %w", err)
	}
	if err := json.Unmarshal(plain, v); err != nil {
		return fmt.Errorf("row is damaged: %w", err)
	}
	return nil
}

// keyBytes is a key as it is kept: the 16 bytes of a hash, or, behind a zero byte, what is no hash.
func keyBytes(key string) []byte {
	if key == "" {
		return []byte{}
	}
	if len(key) == 32 && strings.ToLower(key) == key {
		if b, err := hex.DecodeString(key); err == nil {
			return b
		}
	}
	if len(key) == 15 { // would be as long as a hash
		key = "\x00" + key
	}
	return append([]byte{0}, key...)
}

func keyText(b []byte) string {
	switch {
	case len(b) == 0:
		return ""
	case len(b) == 16:
		return hex.EncodeToString(b)
	}
	return strings.TrimPrefix(string(b[1:]), "\x00")
}

// dayNumber is an ISO day as a whole number, 20240619; what is less exact ends in zeros, what is none is 0.
func dayNumber(day string) int64 {
	n, digits := int64(0), 0
	for i := 0; i < len(day) && digits < 8; i++ {
		switch c := day[i]; {
		case c >= '0' && c <= '9':
			n, digits = n*10+int64(c-'0'), digits+1
		case c != '-':
			i = len(day)
		}
	}
	if digits < 4 {
		return 0
	}
	for ; digits < 8; digits++ {
		n *= 10
	}
	return n
}

func dayText(n int64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", n/10000, n/100%100, n%100)
}

func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// sortName is a name as bytes that sort alike in every database.
func sortName(name string) []byte {
	name = strings.ToLower(strings.TrimSpace(name))
	if len(name) > 80 {
		name = name[:80]
	}
	return append([]byte{}, name...)
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
