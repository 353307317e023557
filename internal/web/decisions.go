package web

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"rawi/internal/ask"
	"rawi/internal/register"
	"rawi/internal/store"
)

// decisionsPage is what people decided, the latest first.
type decisionsPage struct {
	Items []decided
	Next  string
}

// decided is a decision as people read it.
type decided struct {
	store.Correction
	Words  string // of the fact
	Report string // where they stand: the end of an address
	Entity *store.Entity
	Other  *store.Entity // the one that it was merged into
	Was    string
	Is     string
}

// manyDecisions is how many of them one page shows.
const manyDecisions = 100

func (s *Server) decisionList(p *page) error {
	list, err := p.tx.AllCorrections(manyDecisions, p.r.URL.Query().Get("cursor"))
	if errors.Is(err, store.ErrQuestion) {
		return fault(http.StatusBadRequest, "question")
	}
	if err != nil {
		return err
	}
	d, desk := &decisionsPage{}, s.desk(p, "")
	if list.Next != "" {
		d.Next = "/decisions?" + url.Values{"cursor": {list.Next}}.Encode()
	}
	for _, c := range list.Items {
		x := decided{Correction: c, Was: legible(c.Field, c.Before), Is: legible(c.Field, c.After)}
		if c.Fact == "entity" {
			x.Entity = entityOf(p.tx, c.Anchor)
			if c.Decision == "merge" {
				x.Other = entityOf(p.tx, x.Is)
			}
		} else {
			if err := x.told(p.tx, desk); err != nil {
				return err
			}
		}
		d.Items = append(d.Items, x)
	}
	p.name, p.data = "decisions", d
	return nil
}

// told finds the words of a decided fact in the latest text of its page; where they are gone, the deed as it was named.
func (x *decided) told(tx store.Reader, d *desk) error {
	x.Words = x.Anchor[:max(0, strings.LastIndexByte(x.Anchor, '#'))]
	versions, err := tx.Versions(x.Doc)
	if err != nil || len(versions) == 0 {
		return err
	}
	doc, err := d.doc(versions[len(versions)-1].Key)
	if err != nil {
		return err
	}
	x.Report = doc.Key
	c := x.Correction
	c.Undone = false
	about := register.Decided(doc.rec, []store.Correction{c})
	for id := range about {
		x.Report = doc.Key + "#" + id
		if fact, i, _ := register.FactOf(doc.rec, id); fact == register.FactEvent {
			x.Words = doc.rec.Events[i].Evidence.Text
		}
	}
	return nil
}

func entityOf(tx store.Reader, key string) *store.Entity {
	e, err := tx.Entity(key)
	if err != nil { // a name is no reason to show no page
		return nil
	}
	return &e
}

// legible is a JSON value in one line.
func legible(field, value string) string {
	switch field {
	case "actors", "recipients", "parties", "speaker":
		return strings.ReplaceAll(written(field, value), "\n", " · ")
	}
	var page struct{ Page string }
	if json.Unmarshal([]byte(value), &page) == nil && page.Page != "" {
		return page.Page
	}
	if value == "null" {
		return ""
	}
	return written(field, value)
}

// Value is a value of a field in words.
func (f frame) Value(field, v string) string {
	switch {
	case v == "":
		return ""
	case field == "type" || field == "mode":
		return f.T(field + "." + v)
	case field == "reality" || field == "polarity":
		return f.T("web." + field + "." + v)
	case field == "stage":
		return f.T("stage." + v)
	case field == "kind":
		return f.T("quote." + v)
	case field == "start" || field == "end" || field == "signed":
		return f.Day(v)
	}
	return f.N(v)
}

// Version is what tellings say on a point on which they differ, in words.
func (f frame) Version(point, v string) string {
	switch point {
	case "polarity":
		return f.T("web.polarity." + v)
	case "day":
		start, end, _ := strings.Cut(v, "/")
		return f.Days(start, cmp.Or(end, start))
	}
	return f.N(v)
}

// Source is what an origin is called. A report that nobody has signed is known by its digest alone, which says nothing to people.
func (f frame) Source(name string) string {
	if name == "" || strings.HasPrefix(name, "sha256:") {
		return f.T("web.unsigned")
	}
	return name
}

// undo takes a decision back.
func (s *Server) undo(p *page) error {
	p.r.Body = http.MaxBytesReader(p.w, p.r.Body, maxForm)
	var c store.Correction
	err := s.Register.Store().View(p.r.Context(), func(tx store.Reader) error {
		list, err := tx.Corrections(p.r.PostFormValue("doc"))
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(c store.Correction) bool { return c.ID == p.r.PathValue("id") })
		if i < 0 {
			return store.ErrNotFound
		}
		c = list[i]
		return nil
	})
	if err != nil {
		return err
	}
	if !c.Undone {
		if err := s.Register.Undo(p.r.Context(), c); err != nil {
			return err
		}
	}
	http.Redirect(p.w, p.r, "/decisions", http.StatusSeeOther)
	return nil
}

// mergePage are those whom a name may mean.
type mergePage struct {
	Entity store.Entity
	With   string
	Found  []store.Entity
}

// mergeForm asks which of those who are called so an entity is.
func (s *Server) mergeForm(p *page) error {
	if !s.mayWrite(p.r) {
		return fault(http.StatusForbidden, "read_only")
	}
	e, err := p.tx.Entity(p.r.PathValue("key"))
	if err != nil {
		return err
	}
	d := &mergePage{Entity: e, With: strings.TrimSpace(p.r.URL.Query().Get("with"))}
	p.name, p.data = "merge", d
	if d.With == "" {
		return nil
	}
	found, err := ask.Named(p.tx, s.Search, lastOf(d.With))
	d.Found = slices.DeleteFunc(found, func(x store.Entity) bool { return x.Key == e.Key || x.Merged != "" })
	return err
}

// lastOf is the id at the end of an address of ours; other words stay as they are.
func lastOf(v string) string {
	if u, err := url.Parse(v); err == nil && strings.Contains(u.Path, "/") && ask.IsKey(path.Base(u.Path)) {
		return path.Base(u.Path)
	}
	return v
}

// merge keeps that an entity is another.
func (s *Server) merge(p *page) error {
	p.r.Body = http.MaxBytesReader(p.w, p.r.Body, maxForm)
	c := s.decision(p, "merge")
	into := p.r.PostFormValue("into")
	c.Anchor, c.After = p.r.PathValue("key"), strconv.Quote(into)
	if _, err := s.Register.DecideEntity(p.r.Context(), c); err != nil {
		return undecided(err)
	}
	http.Redirect(p.w, p.r, "/entity/"+url.PathEscape(into), http.StatusSeeOther)
	return nil
}

// split keeps that one entity is two: somebody else under a spelling, or in one report.
func (s *Server) split(p *page) error {
	p.r.Body = http.MaxBytesReader(p.w, p.r.Body, maxForm)
	c := s.decision(p, "split")
	c.Anchor = p.r.PathValue("key")
	var after any = strings.TrimSpace(p.r.PostFormValue("spelling"))
	if report := strings.TrimSpace(p.r.PostFormValue("report")); report != "" {
		page, err := s.pageOf(p, report)
		if err != nil {
			return err
		}
		after = map[string]string{"page": page}
	}
	b, err := json.Marshal(after)
	if err != nil {
		return err
	}
	c.After = string(b)
	if _, err := s.Register.DecideEntity(p.r.Context(), c); err != nil {
		return undecided(err)
	}
	http.Redirect(p.w, p.r, "/decisions", http.StatusSeeOther)
	return nil
}

// pageOf is the page of a report that somebody names by its id, its address here, or its address where it was published.
func (s *Server) pageOf(p *page, report string) (page string, err error) {
	err = s.Register.Store().View(p.r.Context(), func(tx store.Reader) error {
		if versions, err := tx.Versions(report); err != nil || len(versions) > 0 {
			page = report
			return err
		}
		ref, err := ask.Whole(tx, lastOf(report))
		if err != nil || ref.List != "documents" {
			return &problem{http.StatusUnprocessableEntity, "undecided", report}
		}
		doc, err := tx.Document(ref.Key)
		page = doc.Page
		return err
	})
	return page, err
}
