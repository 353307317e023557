package warc

import (
	"bufio"
	"errors"
	"io"
	"strings"
)

// Limits on what stands before the content of a record or a response.
const (
	maxLine   = 64 << 10
	maxFields = 1000
)

// Field is a named value.
type Field struct{ Name, Value string }

// Fields are those of a record or of a response, in their order.
type Fields []Field

// Get gives the first value of a name, in whatever case it is written.
func (f Fields) Get(name string) string {
	for _, x := range f {
		if strings.EqualFold(x.Name, name) {
			return x.Value
		}
	}
	return ""
}

// readFields reads named values up to an empty line. Servers write what they like: a line that names nothing is left out, one that
// begins with a space goes on with the one before.
func readFields(in *bufio.Reader) (Fields, error) {
	var out Fields
	for range maxFields {
		line, err := readLine(in)
		if err != nil {
			return out, err
		}
		if line == "" {
			return out, nil
		}
		if line[0] == ' ' || line[0] == '\t' {
			if len(out) > 0 && len(out[len(out)-1].Value) < maxLine {
				out[len(out)-1].Value += " " + strings.TrimSpace(line)
			}
			continue
		}
		if name, value, ok := strings.Cut(line, ":"); ok {
			out = append(out, Field{strings.TrimSpace(name), strings.TrimSpace(value)})
		}
	}
	return out, errors.New("the head has too many lines")
}

// readLine reads a line without its end.
func readLine(in *bufio.Reader) (string, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case len(line) > maxLine:
			return "", errors.New("the head has too long a line")
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF):
			return "", io.ErrUnexpectedEOF
		case err != nil:
			return "", err
		}
		return strings.TrimRight(string(line), "\r\n"), nil
	}
}
