package fetch

import (
	"bufio"
	"compress/gzip"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"rawi/internal/unpack"
)

// sniffRoom is how many bytes of a body tell what it is.
const sniffRoom = 512

// foreign are types that are no news, though they may look like text.
var foreign = []string{"image/", "audio/", "video/", "font/", "model/", "text/css", "text/javascript", "text/calendar", "application/pdf",
	"application/javascript", "application/x-javascript", "application/ecmascript"}

// body reads the body of an answer, unpacks it, and tells what it is. What the server says of its type is believed only where the
// first bytes do not say otherwise.
func (c *Client) body(u *url.URL, res *http.Response) ([]byte, string, error) {
	declared, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	for _, f := range foreign {
		if strings.HasPrefix(declared, f) {
			return nil, "", fail(u, WrongType, "it is %s", declared)
		}
	}
	if e := res.Header.Get("Content-Encoding"); e != "" && !strings.EqualFold(e, "identity") {
		return nil, "", fail(u, WrongType, "it is packed as %q, which nobody asked for", e)
	}
	if res.ContentLength > c.opt.MaxBody {
		return nil, "", fail(u, TooLarge, "it has %d bytes, more than %d", res.ContentLength, c.opt.MaxBody)
	}
	in := bufio.NewReaderSize(io.LimitReader(res.Body, c.opt.MaxBody+1), sniffRoom)
	if start, _ := in.Peek(sniffRoom); unpack.CodecOf(start) == unpack.Gzip { // a packed file, as sitemaps are kept
		unpacked, err := gzip.NewReader(in)
		if err != nil {
			return nil, "", err
		}
		in = bufio.NewReaderSize(io.LimitReader(unpacked, c.opt.MaxBody+1), sniffRoom)
		declared = ""
	}
	start, err := in.Peek(sniffRoom)
	if err != nil && err != io.EOF {
		return nil, "", err
	}
	seen, _, _ := mime.ParseMediaType(http.DetectContentType(start))
	if !strings.HasPrefix(seen, "text/") {
		return nil, "", fail(u, WrongType, "it is %s", seen)
	}
	all, err := io.ReadAll(in)
	switch {
	case int64(len(all)) > c.opt.MaxBody:
		return nil, "", fail(u, TooLarge, "it has more than %d bytes", c.opt.MaxBody)
	case err != nil:
		return nil, "", err
	}
	return all, kind(declared, seen), nil
}

// kind is what the server says, unless it says nothing that could be read.
func kind(declared, seen string) string {
	for _, readable := range []string{"text/", "application/xml", "application/json", "application/xhtml"} {
		if strings.HasPrefix(declared, readable) && declared != "text/plain" {
			return declared
		}
	}
	if strings.HasSuffix(declared, "+xml") || strings.HasSuffix(declared, "+json") {
		return declared
	}
	return seen
}
