package match

import (
	"fmt"
	"strings"
)

// A Frame says what stands where round a word: marker=role, in the order of the table.
type Frame []Slot

// A Slot is one part of a frame. Marker is subj, obj, gen, adj, that, quote or the key of a preposition.
type Slot struct {
	Marker string
	Must   bool   // without it the rule does not hold
	Type   string // party, many, human, official, armed, place, pact, arms, deed, or ""
	Role   string
	Or     string // second possible role (actor/recipient)
}

// Slot types.
var slotTypes = map[string]bool{"": true, "party": true, "human": true, "place": true, "pact": true, "arms": true, "official": true, "many": true, "armed": true, "deed": true}

// ParseFrame reads `subj=actor on!:place=recipient`.
func ParseFrame(cell string) (Frame, error) {
	var f Frame
	for _, part := range strings.Fields(cell) {
		left, role, ok := strings.Cut(part, "=")
		if !ok {
			return nil, fmt.Errorf("frame part %q has no =", part)
		}
		var s Slot
		left, s.Type, _ = strings.Cut(left, ":")
		if strings.HasSuffix(left, "!") {
			s.Must, left = true, strings.TrimSuffix(left, "!")
		}
		if strings.HasSuffix(s.Type, "!") {
			s.Must, s.Type = true, strings.TrimSuffix(s.Type, "!")
		}
		s.Marker = left
		s.Role, s.Or, _ = strings.Cut(role, "/")
		if !slotTypes[s.Type] {
			return nil, fmt.Errorf("no slot type is called %q", s.Type)
		}
		if s.Marker == "" || s.Role == "" {
			return nil, fmt.Errorf("frame part %q lacks its marker or role", part)
		}
		f = append(f, s)
	}
	return f, nil
}

// At gives the slot of a marker.
func (f Frame) At(marker string) (Slot, bool) {
	for _, s := range f {
		if s.Marker == marker {
			return s, true
		}
	}
	return Slot{}, false
}

// Has reports whether any slot has the role.
func (f Frame) Has(role string) bool {
	for _, s := range f {
		if s.Role == role || s.Or == role {
			return true
		}
	}
	return false
}
