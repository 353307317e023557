// Package clean answers: what on this page is the report?
//
// A page is a web page or a text as somebody saved it; what comes out is a Document: the headline once, paragraphs, captions,
// credits and bylines as blocks in the order of the page, and none of the labels, share boxes and links around them. What was
// odd about the page is told in findings. Which words are labels is the packs' knowledge, not this package's.
package clean

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"

	"rawi/internal/news"
)

// Kind is what the body of a page is.
type Kind int

// The kinds of body.
const (
	Unknown  Kind = iota // look and see
	HTML                 // a web page
	Text                 // a saved text: headline and labels may stand in it
	TextBody             // the body of a report and nothing else, be it one sentence
)

// How much of a page is read. A report is never so long; what is longer is an attack or an archive.
const (
	maxHTML  = 3 << 20
	maxText  = 60 << 20
	deadline = 10 * time.Second
)

// Page is a page as it came in. What is given beside the body was said by whoever brought it, and is believed.
type Page struct {
	ID, URL, Language, Published, Outlet, Title string
	Body                                        []byte
	Kind                                        Kind
	Charset                                     string // that its server says; servers err, so it is held against the bytes
}

// Cleaner takes reports from pages. It keeps nothing between pages and may be used by many at once.
type Cleaner struct {
	words *Words
	limit time.Duration
}

// New makes a cleaner that knows the given words.
func New(words *Words) *Cleaner {
	if words == nil {
		words = &Words{}
	}
	return &Cleaner{words: words, limit: deadline}
}

// A report is a page on its way to a document.
type report struct {
	words    *Words
	page     Page
	pieces   []piece
	claims   claims
	title    string
	guess    bool // a headline may be found in the text
	bodies   int  // how many pieces came in
	scrub    scrubbing
	findings []news.Finding
}

// Clean gives the report on a page, with what was odd about it. An *Error says that there is none.
func (c *Cleaner) Clean(ctx context.Context, p Page) (news.Document, []news.Finding, error) {
	if err := ctx.Err(); err != nil {
		return news.Document{}, nil, fmt.Errorf("clean page: %w", err)
	}
	if len(bytes.TrimSpace(p.Body)) == 0 {
		return news.Document{}, nil, refuse(Empty, "the page is empty")
	}
	if len(p.Body) > maxText {
		return news.Document{}, nil, refuse(TooLarge, "the page has %d bytes, more than %d", len(p.Body), maxText)
	}
	text, notes, err := c.decode(p.Body, p.Charset)
	if err != nil {
		return news.Document{}, nil, err
	}
	if feed(text) {
		return news.Document{}, nil, refuse(NoReport, "the page is a feed or a list of pages")
	}
	r := &report{words: c.words, page: p, findings: notes}
	kind := p.Kind
	if kind == Unknown {
		kind = sniff(text)
	}
	r.given()
	if kind == HTML {
		if err := c.readHTML(ctx, r, text); err != nil {
			return news.Document{}, nil, err
		}
	} else {
		r.pieces = paragraphs(r.scrub.scrub(text))
		r.title = squeeze(r.scrub.scrub(p.Title))
		r.guess = kind == Text && r.title == ""
	}
	if err := ctx.Err(); err != nil {
		return news.Document{}, nil, fmt.Errorf("clean page: %w", err)
	}
	r.pieces = shortcodes(r.pieces)
	r.bodies = len(r.pieces)
	r.headline()
	r.lines()
	r.captions()
	return r.document()
}

// given notes what came with the page as its first claims.
func (r *report) given() {
	r.claims.add(fieldTitle, r.page.Title, fromGiven)
	r.claims.add(fieldPublished, r.page.Published, fromGiven)
	r.claims.add(fieldOutlet, r.page.Outlet, fromGiven)
	r.claims.add(fieldLanguage, r.page.Language, fromGiven)
}

// readHTML takes pieces and claims from a web page.
func (c *Cleaner) readHTML(ctx context.Context, r *report, text string) error {
	if len(text) > maxHTML {
		text = head(text, maxHTML)
		r.findings = append(r.findings, warning("cut", "The page is longer than any report; the rest was not read."))
	}
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil {
		r.findings = append(r.findings, warning("degraded", "The page is nested too deep to be parsed; its text was taken tag by tag."))
		plain, err := bare(text, &r.scrub)
		if err != nil {
			return err
		}
		r.pieces = paragraphs(plain)
		r.title = squeeze(r.scrub.scrub(r.page.Title))
		r.guess = r.title == ""
		return nil
	}
	r.claims = append(r.claims, claimsOf(doc)...)
	pieces, notes, dropped, err := c.body(ctx, r, doc, false)
	if err != nil {
		return err
	}
	if n := letters(pieces); n < thin && dropped > 2*thin {
		// What was taken for furniture by its name may have been the report.
		r.scrub = scrubbing{}
		if doc, err = html.Parse(strings.NewReader(text)); err != nil {
			return &Error{NoReport, "the page cannot be parsed again", err}
		}
		again, more, _, err := c.body(ctx, r, doc, true)
		if err != nil {
			return err
		}
		if letters(again) > 2*n {
			pieces, notes = again, more
		}
	}
	r.pieces, r.findings = pieces, append(r.findings, notes...)
	r.bodyClaim()
	r.title = r.pageTitle()
	return nil
}

// thin is the number of letters under which a body is doubted.
const thin = 600

func letters(pieces []piece) int {
	n := 0
	for _, p := range pieces {
		n += len(p.text)
	}
	return n
}

// body finds the pieces of the report on a parsed page, and tells how many letters were dropped unseen for their names.
func (c *Cleaner) body(ctx context.Context, r *report, doc *html.Node, doubting bool) ([]piece, []news.Finding, int, error) {
	w := segmentsOf(doc, &r.scrub, doubting)
	for _, n := range w.cut {
		if n.Parent != nil {
			n.Parent.RemoveChild(n)
		}
	}
	t, err := extract(ctx, doc, r.page.URL, c.limit)
	if err != nil {
		return nil, nil, 0, err
	}
	pieces, notes := choose(w, t)
	switch {
	case errors.Is(t.err, errAbandoned):
		notes = append(notes, warning("abandoned", "To extract the body of the page took too long and was given up; its long paragraphs were taken."))
	case t.err != nil && t.first == nil && t.second == nil:
		notes = append(notes, warning("degraded", "No extractor found the body of the page; its long paragraphs were taken."))
	}
	return pieces, notes, w.dropped, nil
}

// bodyClaim takes the text that the page wrote for machines where the print has next to nothing of it, as on pages that
// a script fills.
func (r *report) bodyClaim() {
	body := r.claims.best(fieldBody)
	kept := r.claims[:0]
	for _, c := range r.claims {
		if c.Field != fieldBody {
			kept = append(kept, c)
		}
	}
	r.claims = kept
	printed := 0
	for _, p := range r.pieces {
		printed += len(p.text)
	}
	if len(body) < 200 || printed*3 > len(body) {
		return
	}
	heads := r.pieces[:0]
	for _, p := range r.pieces {
		if p.kind == news.Title {
			heads = append(heads, p)
		}
	}
	r.pieces = append(heads, paragraphs(r.scrub.scrub(body))...)
	r.findings = append(r.findings, note("body_from_metadata", "The body stands only in the page's metadata."))
}

// document puts the pieces together and reads from the blocks who wrote, from where, and for whom.
func (r *report) document() (news.Document, []news.Finding, error) {
	doc := news.Document{ID: r.page.ID, URL: r.page.URL, Title: r.title}
	printed := assemble(r.pieces)
	if told := printed.told(); told == 0 || r.walled(printed) {
		return news.Document{}, nil, refuse(NoReport, "no report stands on the page")
	}
	doc.Text, doc.Blocks = printed.text, printed.blocks
	if doc.ID == "" {
		sum := sha256.Sum256([]byte(doc.Text))
		doc.ID = "sha256:" + hex.EncodeToString(sum[:])
	}
	r.datelines(printed, &doc)
	r.bylines(printed, &doc)
	r.credits(printed, &doc)
	r.sources(printed, &doc)
	r.metadata(printed, &doc)
	doc.Claims = r.claims
	r.language(&doc, printed.words)
	r.checks(printed)
	return doc, r.findings, nil
}

// metadata fills what the page only claims.
func (r *report) metadata(p printed, doc *news.Document) {
	for _, claim := range r.claims.all(fieldPublished) {
		if d := day(claim.Value); d != "" && claim.Origin != fromText {
			basis := "metadata"
			if claim.Origin == fromGiven {
				basis = "given"
			}
			if doc.Published == nil {
				doc.Published = &news.Published{Date: d, Basis: basis}
			} else if basis == doc.Published.Basis && claim.Origin != fromTime && apart(doc.Published.Date, d) {
				r.findings = append(r.findings, note("published_conflict", "The page claims more than one day of publication: "+doc.Published.Date+" and "+d+"."))
				break
			}
		}
	}
	if r.page.Published != "" && (doc.Published == nil || doc.Published.Basis != "given") {
		r.findings = append(r.findings, warning("published_unread", "The given date of publication is no date: "+r.page.Published+"."))
	}
	if name := r.claims.best(fieldOutlet); name != "" {
		basis := "metadata"
		if r.page.Outlet != "" {
			name, basis = r.page.Outlet, "given"
		}
		doc.Outlet = &news.Source{Name: name, Basis: basis}
	}
	r.claimedAuthors(p, doc)
}

// apart tells whether two days are further apart than time zones put them.
func apart(a, b string) bool {
	x, errX := time.Parse("2006-01-02", a)
	y, errY := time.Parse("2006-01-02", b)
	return errX == nil && errY == nil && (x.Sub(y) > 36*time.Hour || y.Sub(x) > 36*time.Hour)
}

// language decides what the text is written in. Pages lie about it; who brought the page is believed, unless the text
// clearly speaks otherwise.
func (r *report) language(doc *news.Document, words []token) {
	seen := r.words.language(doc.Text, words)
	given := primary(r.page.Language)
	claimed := ""
	if all := r.claims.all(fieldLanguage); len(all) > 0 {
		claimed = primary(all[0].Value)
	}
	doc.Language = seen
	switch {
	case seen == "" && given != "":
		doc.Language = given
	case seen == "" && claimed != "" && r.words.languages[claimed] == nil:
		doc.Language = claimed
	case seen == "":
		r.findings = append(r.findings, warning("language_unknown", "The text is in none of the languages of the packs."))
	case given != "" && given != seen, given == "" && claimed != "" && claimed != seen:
		r.findings = append(r.findings, note("language_mismatch", "The text is not in the language that was claimed for it: "+given+claimed+"."))
	}
	doc.Direction = direction(doc.Text)
}

// primary is the language of a tag such as xx-YY or xx_YY.
func primary(tag string) string {
	tag = strings.ToLower(strings.TrimSpace(tag))
	if i := strings.IndexAny(tag, "-_,; "); i >= 0 {
		tag = tag[:i]
	}
	return tag
}

// walled tells whether a short text only asks the visitor for something before it shows the page.
func (r *report) walled(p printed) bool {
	return r.page.Kind != TextBody && len(p.words) < 80 && r.words.has(wall, p.words)
}

// checks looks at the finished text once more for what damaged pages show.
func (r *report) checks(p printed) {
	s := r.scrub
	if s.invisible > 0 {
		r.findings = append(r.findings, note("invisible_characters", fmt.Sprintf("%d direction and zero-width marks were taken out.", s.invisible)))
	}
	if s.controls > 0 {
		r.findings = append(r.findings, note("control_characters", fmt.Sprintf("%d control characters were taken out.", s.controls)))
	}
	if s.marks > 0 {
		r.findings = append(r.findings, warning("piled_marks", fmt.Sprintf("%d marks piled on single letters were taken out.", s.marks)))
	}
	if s.lost > 0 && !has(r.findings, "bad_bytes") {
		r.findings = append(r.findings, warning("lost_characters", fmt.Sprintf("%d characters were lost before the page came here.", s.lost)))
	}
	hashes := shingles(p.words, 8)
	slices.Sort(hashes)
	again := len(hashes) - len(slices.Compact(hashes))
	if len(hashes) > 50 && again*10 > len(hashes)*3 {
		r.findings = append(r.findings, warning("repeated_text", "Much of the text stands there more than once."))
	}
}

func note(code, message string) news.Finding {
	return news.Finding{Level: "note", Code: code, Message: message}
}

func warning(code, message string) news.Finding {
	return news.Finding{Level: "warning", Code: code, Message: message}
}

func has(findings []news.Finding, code string) bool {
	for _, f := range findings {
		if f.Code == code {
			return true
		}
	}
	return false
}
