package api

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// A Role says what somebody may do; each may do what those before it may.
type Role int

// The roles. Nobody is who has not been let in.
const (
	Nobody Role = iota
	Reader      // looks
	Editor      // adds reports and corrects what they say
	Admin       // whatever there is
)

var roleNames = []string{"nobody", "reader", "editor", "admin"}

func (r Role) String() string { return roleNames[r] }

// RoleOf is the role of a name: reader, editor, admin.
func RoleOf(name string) (Role, bool) {
	i := slices.Index(roleNames, name)
	return Role(max(i, 0)), i > 0
}

// A Caller is who asks.
type Caller struct {
	Name string
	Role Role
}

// token is what is kept of a token: never the token itself.
type token struct {
	Caller
	sum [sha256.Size]byte
}

// Tokens know callers by their secrets, of which they have only the digests. They may be used by many goroutines.
type Tokens struct {
	mu   sync.RWMutex
	list []token
	file string // where they are kept; "": they cannot be changed
}

// What hinders a change of tokens.
var (
	ErrNoTokens  = errors.New("this server knows no callers by tokens that it could change")
	ErrNamed     = errors.New("somebody of this name has a token already")
	ErrUnnamed   = errors.New("nobody of this name has a token")
	ErrLastAdmin = errors.New("this is the last admin's token: nobody could make another")
)

// OpenTokens reads the tokens of a file, which they can be changed in.
func OpenTokens(file string) (*Tokens, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read tokens: %w", err)
	}
	t, err := LoadTokens(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	t.file = file
	return t, nil
}

// LoadTokens reads a file of tokens: a line each with role, name and the SHA-256 of the token in hexadecimal digits. Empty lines and
// those that begin with # are passed over.
func LoadTokens(in io.Reader) (*Tokens, error) {
	t := &Tokens{}
	lines := bufio.NewScanner(in)
	for n := 1; lines.Scan(); n++ {
		cells := strings.Fields(lines.Text())
		if len(cells) == 0 || strings.HasPrefix(cells[0], "#") {
			continue
		}
		if len(cells) != 3 {
			return nil, fmt.Errorf("line %d: want ROLE NAME SHA256", n)
		}
		role, ok := RoleOf(cells[0])
		if !ok {
			return nil, fmt.Errorf("line %d: role %q: want %s", n, cells[0], strings.Join(roleNames[1:], ", "))
		}
		one := token{Caller: Caller{cells[1], role}}
		// The digest is not shown where it is wrong: somebody may have put the token there.
		if k, err := hex.Decode(one.sum[:], []byte(cells[2][:min(len(cells[2]), 2*len(one.sum))])); err != nil || k != len(one.sum) || len(cells[2]) != 2*k {
			return nil, fmt.Errorf("line %d: want the SHA-256 of the token in %d hexadecimal digits", n, 2*len(one.sum))
		}
		for _, other := range t.list {
			if other.Name == one.Name || other.sum == one.sum {
				return nil, fmt.Errorf("line %d: %s has been named before, or has another's token", n, one.Name)
			}
		}
		t.list = append(t.list, one)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read tokens: %w", err)
	}
	if len(t.list) == 0 {
		return nil, fmt.Errorf("there is no token: nobody could ask anything")
	}
	return t, nil
}

// Who tells whose token it is. It takes as long for each, so that nothing is learned from trying.
func (t *Tokens) Who(secret string) (Caller, bool) {
	sum := sha256.Sum256([]byte(secret))
	t.mu.RLock()
	defer t.mu.RUnlock()
	found := -1
	for i := range t.list {
		found = subtle.ConstantTimeSelect(subtle.ConstantTimeCompare(sum[:], t.list[i].sum[:]), i, found)
	}
	if found < 0 {
		return Caller{}, false
	}
	return t.list[found].Caller, true
}

// NewToken makes a token for somebody, and the line of the file that knows it.
func NewToken(role Role, name string) (secret, line string, err error) {
	if name == "" || strings.ContainsAny(name, " \t\r\n") || strings.HasPrefix(name, "#") {
		return "", "", fmt.Errorf("name %q: want one word", name)
	}
	if role <= Nobody || role > Admin {
		return "", "", fmt.Errorf("want a role: %s", strings.Join(roleNames[1:], ", "))
	}
	secret = "rawi_" + rand.Text()
	sum := sha256.Sum256([]byte(secret))
	return secret, fmt.Sprintf("%s %s %x", role, name, sum), nil
}

// Callers are those who have tokens, in the order of the file.
func (t *Tokens) Callers() []Caller {
	if t == nil {
		return nil
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	var out []Caller
	for _, one := range t.list {
		out = append(out, one.Caller)
	}
	return out
}

// Make makes a token for somebody who has none, and keeps its digest in the file.
func (t *Tokens) Make(role Role, name string) (secret string, err error) {
	secret, line, err := NewToken(role, name)
	if err != nil {
		return "", err
	}
	return secret, t.change(func(lines []string, list []token) ([]string, error) {
		if slices.ContainsFunc(list, func(one token) bool { return one.Name == name }) {
			return nil, ErrNamed
		}
		return append(lines, line), nil
	})
}

// Revoke takes somebody's token away. The last admin keeps theirs.
func (t *Tokens) Revoke(name string) error {
	return t.change(func(lines []string, list []token) ([]string, error) {
		admins, found := 0, Nobody
		for _, one := range list {
			if one.Role == Admin {
				admins++
			}
			if one.Name == name {
				found = one.Role
			}
		}
		switch {
		case found == Nobody:
			return nil, ErrUnnamed
		case found == Admin && admins == 1:
			return nil, ErrLastAdmin
		}
		return slices.DeleteFunc(lines, func(line string) bool {
			cells := strings.Fields(line)
			return len(cells) == 3 && cells[1] == name && !strings.HasPrefix(cells[0], "#")
		}), nil
	})
}

// change changes the lines of the file as it is now, and then what is known of callers. The file is replaced as a whole.
func (t *Tokens) change(do func(lines []string, list []token) ([]string, error)) error {
	if t == nil || t.file == "" {
		return ErrNoTokens
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	b, err := os.ReadFile(t.file)
	if err != nil {
		return fmt.Errorf("read tokens: %w", err)
	}
	now, err := LoadTokens(bytes.NewReader(b))
	if err != nil {
		return fmt.Errorf("%s: %w", t.file, err)
	}
	lines, err := do(strings.Split(strings.TrimRight(string(b), "\n"), "\n"), now.list)
	if err != nil {
		return err
	}
	text := strings.Join(lines, "\n") + "\n"
	changed, err := LoadTokens(strings.NewReader(text))
	if err != nil {
		return err
	}
	if err := replaceFile(t.file, text); err != nil {
		return fmt.Errorf("keep tokens: %w", err)
	}
	t.list = changed.list
	return nil
}

// replaceFile writes a file that only its owner reads, whole or not at all.
func replaceFile(name, text string) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".tokens-*") // nobody but its owner may read it
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // where it was not renamed
	_, err = f.WriteString(text)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

type callerKey struct{}

// CallerOf is who asks; nobody where no Guard let them in.
func CallerOf(ctx context.Context) Caller {
	c, _ := ctx.Value(callerKey{}).(Caller)
	return c
}

func withCaller(ctx context.Context, c Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}
