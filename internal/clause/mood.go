package clause

import "rawi/internal/morph"

// willing is the key of the words that tell of a plan as somebody's own will: plans to, ready to.
const willing = "willing"

// would is the key of the modal verb that tells the future seen from the past.
const would = "would"

// none is the key of the word that says of a subject that there is none: no group.
const none = "no"

// mood reads what stands before a verb or event noun: negation, tense, modality, condition.
func (s *Sentence) mood(v int, a *Args) {
	for _, r := range s.Items[v].Readings {
		if r.Fut {
			a.Future = true
		} else if r.Finite() { // سار is «marched» before it is «I shall see»
			a.Future = false
			break
		}
	}
	for i := v - 1; i >= 0 && i >= v-8; i-- {
		it := &s.Items[i]
		switch it.Kind {
		case Neg:
			a.Negated = true
		case Future:
			a.Future = true
		case Plan:
			a.Planned = true
			a.Willing = a.Willing || it.Key == willing
		case Modal:
			if it.Key == would {
				a.Would = true
			} else {
				a.Possible = true
			}
		case Cond:
			a.Hypothetical = true
			return
		case Near:
			a.Near = true
		case Aux:
			if it.Key == "qad" && s.imperfect(v) { // قد يصل: perhaps; قد وصل: already
				a.Possible = true
			}
		case To, Time, Tamma:
		case Mention, Other, Conj:
			if s.Lex.HeadFirst() && it.Kind == Mention && (i == v-1 || i > 0 && s.Items[i-1].Kind == Aux && s.Items[i+1].Kind == Aux) { // لم تكن القوات قد هاجمت
				continue
			}
			if it.Kind == Other || !s.Lex.HeadFirst() && s.adverbial(i) {
				continue
			}
			if !s.Lex.HeadFirst() && it.Kind == Mention && i > 0 && s.Items[i-1].Kind == Neg && s.Items[i-1].Key == none { // no group claimed it
				a.Negated = true
			}
			s.condition(i, a)
			return
		case Comp:
			// «من المحتمل أن», «يعتزم أن»: what governs the clause stands before its «that»
			if i > 0 && (s.Items[i-1].Kind == Plan || s.Items[i-1].Kind == Modal || s.Items[i-1].Kind == Neg) {
				continue
			}
			return
		default:
			s.condition(i, a)
			return
		}
	}
}

// imperfect reports whether the item can only be a verb in the imperfect.
func (s *Sentence) imperfect(v int) bool {
	found := false
	for _, r := range s.Items[v].Readings {
		if r.Finite() {
			if r.Feat.Has(morph.Perfect) {
				return false
			}
			found = true
		}
	}
	return found
}

// adverbial reports whether an item between an auxiliary and its verb may be passed over.
func (s *Sentence) adverbial(i int) bool { return s.Items[i].Kind == Other }

// condition looks further back, to the edge of the clause, for a word that makes it a condition.
func (s *Sentence) condition(i int, a *Args) {
	for ; i >= 0; i-- {
		switch s.Items[i].Kind {
		case Cond:
			a.Hypothetical = true
			return
		case Mark, Comp, Sub, But:
			return
		case Verb:
			if s.Items[i].Finite() {
				return
			}
		}
	}
}
