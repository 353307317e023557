package warc

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http/httputil"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"rawi/internal/unpack"
)

// Response is an answer of a web server as a record holds it.
type Response struct {
	Status int
	Fields Fields
	Body   io.Reader // as the page was before it was sent: neither in chunks nor compressed
}

// ReadResponse reads the content of a response record. Crawlers keep the head as it came and the body as they like: that it is in
// chunks or compressed is believed only where it looks so.
func ReadResponse(r io.Reader) (Response, error) {
	in := bufio.NewReaderSize(r, 8<<10)
	line, err := readLine(in)
	if err != nil {
		return Response{}, fmt.Errorf("read status: %w", err)
	}
	version, rest, _ := strings.Cut(line, " ")
	status, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	code, err := strconv.Atoi(status)
	if err != nil || !strings.HasPrefix(strings.ToUpper(version), "HTTP/") {
		return Response{}, errors.New("read status: this is no answer of a web server")
	}
	fields, err := readFields(in)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) { // a head without a body may end the record
		return Response{}, fmt.Errorf("read head of the answer: %w", err)
	}
	body := in
	if strings.EqualFold(fields.Get("Transfer-Encoding"), "chunked") && chunked(in) {
		body = bufio.NewReader(&lenient{r: httputil.NewChunkedReader(in)})
	}
	plain, err := decode(body, fields.Get("Content-Encoding"))
	if err != nil {
		return Response{}, fmt.Errorf("decode the answer: %w", err)
	}
	return Response{Status: code, Fields: fields, Body: plain}, nil
}

// chunked tells whether a body begins with the length of a chunk.
func chunked(in *bufio.Reader) bool {
	head, _ := in.Peek(18)
	line, _, found := bytes.Cut(head, []byte("\n"))
	size, _, _ := bytes.Cut(bytes.TrimSpace(line), []byte(";"))
	_, err := strconv.ParseUint(string(bytes.TrimSpace(size)), 16, 63)
	return err == nil && (found || bytes.IndexByte(head, ';') > 0)
}

// maxCodings is how many codings may lie over each other.
const maxCodings = 3

// decode undoes the codings of a body, the last one first.
func decode(in *bufio.Reader, codings string) (io.Reader, error) {
	list := strings.Split(codings, ",")
	if len(list) > maxCodings {
		return nil, fmt.Errorf("%d codings lie over each other", len(list))
	}
	for i := len(list) - 1; i >= 0; i-- {
		r, err := undo(in, strings.ToLower(strings.TrimSpace(list[i])))
		if err != nil {
			return nil, err
		}
		if r != nil {
			in = bufio.NewReader(&lenient{r: r})
		}
	}
	return in, nil
}

// undo undoes one coding; nil where there is none.
func undo(in *bufio.Reader, coding string) (io.Reader, error) {
	head, _ := in.Peek(4)
	switch {
	case (coding == "gzip" || coding == "x-gzip") && unpack.CodecOf(head) == unpack.Gzip:
		return gzip.NewReader(in)
	case coding == "deflate" && len(head) > 1 && head[0]&0x0f == 8 && (int(head[0])<<8|int(head[1]))%31 == 0:
		return zlib.NewReader(in)
	case coding == "deflate" && !writing(head): // some servers send it without its head
		return flate.NewReader(in), nil
	case coding == "br" && !writing(head):
		return brotli.NewReader(in), nil
	case coding == "zstd" && unpack.CodecOf(head) == unpack.Zstd:
		return zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(8<<20))
	}
	return nil, nil
}

// writing tells whether bytes are the beginning of a page rather than of something compressed.
func writing(head []byte) bool {
	text := strings.TrimSpace(strings.TrimPrefix(string(head), "\xef\xbb\xbf"))
	return text == "" || text[0] == '<'
}

// lenient takes what a damaged body gives before it breaks: the head of a page is better than none of it.
type lenient struct {
	r    io.Reader
	some bool
}

func (l *lenient) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	l.some = l.some || n > 0
	if err != nil && !errors.Is(err, io.EOF) && l.some {
		err = io.EOF
	}
	return n, err
}
