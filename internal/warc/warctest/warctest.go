// Package warctest answers: what does a web archive look like, made for a test?
package warctest

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// Record makes a record of a type. Fields are lines ("WARC-Target-URI: https://…").
func Record(kind string, content []byte, fields ...string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "WARC/1.0\r\nWARC-Type: %s\r\n", kind)
	for _, f := range fields {
		b.WriteString(f + "\r\n")
	}
	fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n", len(content))
	b.Write(content)
	b.WriteString("\r\n\r\n")
	return b.Bytes()
}

// Response makes a record of what a server answered: a status line with fields below it, and the body.
func Response(url, head string, body []byte) []byte {
	content := append([]byte(strings.ReplaceAll(strings.TrimSpace(head), "\n", "\r\n")+"\r\n\r\n"), body...)
	return Record("response", content, "WARC-Target-URI: "+url, "WARC-Record-ID: <urn:x:"+url+">",
		"Content-Type: application/http;msgtype=response")
}

// Page makes the record of a web page that was served as it should be.
func Page(url, html string) []byte {
	return Response(url, "HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8", []byte(html))
}

// Plain puts records one after the other.
func Plain(records ...[]byte) []byte { return bytes.Join(records, nil) }

// Gzip compresses each record on its own, as crawlers do.
func Gzip(records ...[]byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	for _, r := range records {
		w.Reset(&b)
		w.Write(r)
		w.Close()
	}
	return b.Bytes()
}

// Zstd compresses each record on its own. With a dictionary the file begins with it.
func Zstd(dictionary []byte, records ...[]byte) []byte {
	var b []byte
	options := []zstd.EOption{zstd.WithEncoderConcurrency(1)}
	if dictionary != nil {
		b = binary.LittleEndian.AppendUint32(b, 0x184D2A5D)
		b = binary.LittleEndian.AppendUint32(b, uint32(len(dictionary)))
		b = append(b, dictionary...)
		options = append(options, zstd.WithEncoderDict(dictionary))
	}
	w, err := zstd.NewWriter(nil, options...)
	if err != nil {
		panic(err) // of the test's own dictionary
	}
	defer w.Close()
	for _, r := range records {
		b = w.EncodeAll(r, b)
	}
	return b
}

// Dictionary makes a dictionary of samples: it holds the beginning of the first.
func Dictionary(samples ...[]byte) []byte {
	d, err := zstd.BuildDict(zstd.BuildDictOptions{ID: 77, Contents: samples, History: samples[0][:len(samples[0])/3], Offsets: [3]int{1, 4, 8}})
	if err != nil {
		panic(err)
	}
	return d
}
