package clause

// mood reads what stands before a verb or event noun: negation, tense, modality, condition.
func (s *Sentence) mood(v int, a *Args) {
	for _, r := range s.Items[v].Readings {
		if r.Fut {
			a.Future = true
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
		case Modal:
			a.Possible = true
		case Cond:
			a.Hypothetical = true
			return
		case Near:
			a.Near = true
		case Aux, To, Time, Tamma:
		case Mention, Other, Conj:
			if s.Lex.HeadFirst() && it.Kind == Mention && i == v-1 {
				continue
			}
			if it.Kind == Other || !s.Lex.HeadFirst() && s.adverbial(i) {
				continue
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
