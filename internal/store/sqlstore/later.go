package sqlstore

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Later turns rows of a register into those that the same reports would have left, had they been printed so many times a number of weeks
// later: the days are later ones, keys and addresses are others, who is told of stays the same. It is for measuring large registers.
type Later struct {
	Weeks    int             // of marks (see copies.WeekOf), from one time to the next
	Entities map[string]bool // keys that stay
	codec    *codec
}

// weekDays is how many days the week of a mark has; the first marks are those that hold for ever and those of no day.
const (
	weekDays  = 8
	weekShift = 48
	firstWeek = 2
)

// NewLater makes one.
func NewLater(weeks int, entities map[string]bool) (*Later, error) {
	c, err := newCodec()
	return &Later{Weeks: weeks, Entities: entities, codec: c}, err
}

// Key is what a key becomes the n-th time.
func (l *Later) Key(key []byte, n int64) []byte {
	if len(key) != 16 || n == 0 || l.Entities[string(key)] {
		return key
	}
	out := append([]byte{}, key...)
	binary.BigEndian.PutUint64(out[8:], binary.BigEndian.Uint64(out[8:])^uint64(n)*0x9e3779b97f4a7c15)
	return out
}

// Day is what a day in numbers becomes.
func (l *Later) Day(day, n int64) int64 {
	if day == 0 {
		return 0
	}
	return dayNumber(l.day(dayText(day), n))
}

func (l *Later) day(day string, n int64) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, int(n)*l.Weeks*weekDays).Format(time.DateOnly)
}

// Mark is what a mark becomes: that of a week stands in a later one, one that holds for ever is another, as of other words.
func (l *Later) Mark(space int64, mark uint64, n int64) uint64 {
	if week := mark >> weekShift; week >= firstWeek && marksByWeek(space) {
		return mark + uint64(n)*uint64(l.Weeks)<<weekShift
	}
	if n == 0 || !marksByWeek(space) {
		return mark
	}
	return mark>>weekShift<<weekShift | (mark+uint64(n)*1_000_003)<<16>>16
}

// marksByWeek tells of which spaces the marks begin with their week: those of documents and events.
func marksByWeek(space int64) bool { return space != 4 && space != 5 }

// Marks are marks of one thing in a row.
func (l *Later) Marks(space int64, marks []byte, n int64) []byte {
	out := make([]byte, 0, len(marks))
	for ; len(marks) >= 8; marks = marks[8:] {
		out = binary.LittleEndian.AppendUint64(out, l.Mark(space, binary.LittleEndian.Uint64(marks), n))
	}
	return out
}

// Address is what the address of a page becomes.
func (l *Later) Address(page string, n int64) string {
	if n == 0 {
		return page
	}
	return page + "?" + strconv.FormatInt(n, 10)
}

// Body is what the body of a row becomes.
func (l *Later) Body(body []byte, n int64) ([]byte, error) {
	if n == 0 {
		return body, nil
	}
	plain, err := l.codec.out.DecodeAll(body, nil)
	if err != nil {
		return nil, fmt.Errorf("row is damaged: %w", err)
	}
	plain = l.plain(plain, n)
	in := l.codec.short
	if len(plain) > small {
		in = l.codec.long
	}
	return in.EncodeAll(plain, make([]byte, 0, len(plain)/2)), nil
}

// plain looks at each whole string of a JSON text.
func (l *Later) plain(text []byte, n int64) []byte {
	out := make([]byte, 0, len(text)+32)
	for i := 0; i < len(text); {
		if text[i] != '"' {
			out = append(out, text[i])
			i++
			continue
		}
		end := i + 1
		for ; end < len(text) && text[end] != '"'; end++ {
			if text[end] == '\\' {
				end++
			}
		}
		out = append(out, '"')
		out = append(out, l.word(string(text[i+1:min(end, len(text))]), n)...)
		out = append(out, '"')
		i = end + 1
	}
	return out
}

func (l *Later) word(s string, n int64) string {
	switch {
	case len(s) == len(time.DateOnly) && s[4] == '-':
		return l.day(s, n)
	case len(s) == 32:
		if key, err := hex.DecodeString(s); err == nil {
			return hex.EncodeToString(l.Key(key, n))
		}
	case strings.HasPrefix(s, "https://") && strings.Contains(s, ".example/"):
		return l.Address(s, n)
	}
	return s
}
