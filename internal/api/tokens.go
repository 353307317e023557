package api

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
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

// Tokens know callers by their secrets, of which they have only the digests.
type Tokens struct{ list []token }

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

type callerKey struct{}

// CallerOf is who asks; nobody where no Guard let them in.
func CallerOf(ctx context.Context) Caller {
	c, _ := ctx.Value(callerKey{}).(Caller)
	return c
}

func withCaller(ctx context.Context, c Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}
