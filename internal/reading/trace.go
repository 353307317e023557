package reading

import "rawi/internal/news"

// Trace is what was considered while a report was read, in the order of the text.
type Trace struct{ Steps []Step }

// Step is one word or phrase that a rule looked at. Stage: said, what, pact. Verdict: kept or dropped.
type Step struct {
	Stage   string
	Span    news.Span
	Rule    string
	Verdict string
	Reason  string
	Slots   []SlotTrace
	Fact    string // v3, q2, a1; "" if dropped
}

// SlotTrace is a slot of a rule and what filled it.
type SlotTrace struct {
	Marker string
	Role   string
	Span   news.Span
	By     string
}
