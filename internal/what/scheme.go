package what

import (
	"fmt"
	"io/fs"
	"strconv"

	"rawi/internal/pack"
)

func newScheme(world *pack.Pack) Scheme {
	s := Scheme{goldstein: map[string]float64{}, quad: map[string]int{}}
	for _, r := range world.Table("cameo") {
		s.goldstein[r.Key()], _ = strconv.ParseFloat(r.Cell(1), 64)
	}
	for _, r := range world.Table("plover") {
		s.quad[r.Key()], _ = strconv.Atoi(r.Cell(1))
	}
	return s
}

// LoadScheme reads the scores from the packs, for those who need nothing else of them.
func LoadScheme(fsys fs.FS) (Scheme, error) {
	world, err := pack.LoadSome(fsys, "world", func(table string) bool { return table == "cameo" || table == "plover" })
	if err != nil {
		return Scheme{}, fmt.Errorf("load event schemes: %w", err)
	}
	return newScheme(world), nil
}

// Goldstein is the score of a CAMEO code, or of its nearest parent.
func (s Scheme) Goldstein(cameo string) float64 {
	for c := cameo; len(c) >= 2; c = c[:len(c)-1] {
		if g, ok := s.goldstein[c]; ok {
			return g
		}
	}
	return 0
}

// Given tells a scheme of the packs from an empty one.
func (s Scheme) Given() bool { return len(s.quad) > 0 }

// Code reports whether a CAMEO code is one of the scheme.
func (s Scheme) Code(cameo string) bool {
	_, ok := s.goldstein[cameo]
	return ok
}

// Quad is the quad class of a PLOVER type: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
func (s Scheme) Quad(kind string) int { return s.quad[kind] }
