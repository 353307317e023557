package copies

// Kinship is by how much two reports seem to tell one story, each part from 0 to 1.
type Kinship struct {
	Facts  float64 // cosine of all facts
	Names  float64 // share of the parties and places of the one that names fewer
	Sums   float64 // share of the amounts
	Deeds  float64 // share of the deeds told as news, with their parties or places
	Places float64
	Words  float64 // Dice coefficient of the longer words; 0 across languages
	Pairs  float64 // Dice coefficient of runs of two words
	Days   int     // between their publication; -1: unknown
	Same   bool    // language
	Dated  bool    // both tell of one day, or of one amount that is not small
}

// Kin compares what two reports tell.
func Kin(a, b *Sketch) Kinship {
	k := Kinship{Facts: a.facts.cosine(&b.facts), Days: -1, Same: a.Language == b.Language}
	k.Names = overlap(a.facts.names, b.facts.names)
	k.Sums = overlap(a.facts.sums, b.facts.sums)
	k.Deeds = overlap(a.facts.deeds, b.facts.deeds)
	k.Places = overlap(a.facts.places, b.facts.places)
	k.Dated = shared(a.facts.days, b.facts.days)+shared(a.facts.sums, b.facts.sums) > 0
	if k.Same {
		k.Words, k.Pairs = dice(a.long, b.long), dice(a.pairs, b.pairs)
	}
	if a.Day != 0 && b.Day != 0 {
		k.Days = max(a.Day-b.Day, b.Day-a.Day)
	}
	return k
}

func overlap(a, b []uint64) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	return float64(shared(a, b)) / float64(min(len(a), len(b)))
}

func dice(a, b []uint64) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	return 2 * float64(shared(a, b)) / float64(len(a)+len(b))
}

// Tied is the score from which two reports tell one story, and Bound the one from which they may tie two stories together.
const (
	Tied  = 0.46
	Bound = 0.60
)

// The parts of the score beside the facts, found on reports of the same days about the same wars: words and pairs of words count by how
// far they exceed what reports of different stories in one language share anyway.
const (
	commonWords = 0.20
	commonPairs = 0.05
	deedShare   = 0.10
	sumShare    = 0.05
	vague       = 0.92 // of reports that share neither place nor amount nor deed, but only who is told of
	undated     = 0.50 // of a report that could be of any day, unless it shares a day or an amount
)

// Score is how likely two reports tell one story: 0 where days lie between them, else on a scale on which Tied is the limit.
func (k Kinship) Score() float64 {
	if k.Days > Window {
		return 0
	}
	s := k.Facts
	if k.Same {
		s += k.Words - commonWords + k.Pairs - commonPairs
	} else {
		s += deedShare*k.Deeds + sumShare*k.Sums
	}
	if k.Places == 0 && k.Sums == 0 && k.Deeds == 0 {
		s *= vague
	}
	if k.Days < 0 && !k.Dated {
		s *= undated
	}
	return max(0, s)
}
