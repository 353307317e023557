package what

// present notes which words and lemmas stand in a sentence, so that nothing is looked for that cannot be there. Two may share a bit: it
// rules out and never proves.
type present struct {
	made          bool
	words, lemmas [presentBits / 64]uint64
}

// presentBits is many times what a sentence holds.
const presentBits = 1024

// mark is the bit of a folded word.
func mark(word string) int {
	h := uint32(2166136261) // FNV-1a
	for i := 0; i < len(word); i++ {
		h = (h ^ uint32(word[i])) * 16777619
	}
	return int(h % presentBits)
}

func set(bits *[presentBits / 64]uint64, n int) {
	n %= presentBits
	bits[n/64] |= 1 << (n % 64)
}

func has(bits *[presentBits / 64]uint64, n int) bool {
	n %= presentBits
	return n >= 0 && bits[n/64]&(1<<(n%64)) != 0
}

// possible reports whether all words of a light combination may stand in the sentence.
func (f *finder) possible(lw *lightWord) bool {
	p := &f.present
	if !p.made {
		p.made = true
		for t := f.s.Range.From; t < f.s.Range.To; t++ {
			set(&p.words, mark(f.s.Text.Tokens[t].Fold))
			for _, n := range f.lemmasAt(t) {
				set(&p.lemmas, n)
			}
		}
	}
	for k, n := range lw.lemma {
		if !has(&p.words, lw.marks[k]) && !has(&p.lemmas, n) && !has(&p.lemmas, lw.noun[k]) {
			return false
		}
	}
	return true
}
