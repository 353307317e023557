package intake

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"rawi/internal/clean"
)

// columns are the names, in lower case, under which tables of news keep what a page has; of several the first is taken.
var columns = []struct {
	names []string
	set   func(p *clean.Page, value string)
}{
	{[]string{"text", "body", "content", "maintext", "plain_text"}, func(p *clean.Page, v string) { p.Body, p.Kind = []byte(v), clean.TextBody }},
	{[]string{"html", "raw_html"}, func(p *clean.Page, v string) { p.Body, p.Kind = []byte(v), clean.HTML }},
	{[]string{"id", "doc_id"}, func(p *clean.Page, v string) { p.ID = v }},
	{[]string{"url", "link", "uri"}, func(p *clean.Page, v string) { p.URL = v }},
	{[]string{"title", "headline"}, func(p *clean.Page, v string) { p.Title = v }},
	{[]string{"language", "lang"}, func(p *clean.Page, v string) { p.Language = v }},
	{[]string{"published", "published_at", "date_publish", "publish_date", "date"}, func(p *clean.Page, v string) { p.Published = v }},
	{[]string{"outlet", "publisher", "source"}, func(p *clean.Page, v string) { p.Outlet = v }},
}

// bodies are how many of the columns above can be the page itself.
const bodies = 2

// rowsAtOnce is how many rows of a table are held at a time.
const rowsAtOnce = 64

// table is the columns of a Parquet file that are of use, in the order in which its rows give them.
type table struct {
	file   *parquet.File
	schema *parquet.Schema
	set    map[int]func(*clean.Page, string) // by column of the schema
	kind   map[int]*format.LogicalType
}

// parquet takes in the rows of a Parquet file.
func (t taker) parquet(i input, from Position) (more bool) {
	first := int64(0)
	if i.file != nil {
		t.now.goOnAt(from)
		first = from.Items
	}
	row := first
	defer func() { // the library trusts its files
		if fault := recover(); fault != nil {
			more = t.refuse(fmt.Sprintf("%s:%d", i.place, row+1), Damaged, "the Parquet file cannot be read (%v)", fault)
		}
	}()
	at, size, err := i.random()
	if err != nil {
		return t.broken(i, err)
	}
	tab, err := openTable(at, size)
	var e *Error
	switch {
	case errors.As(err, &e):
		return t.refuse(i.place, e.Code, "%s", e.Message)
	case err != nil:
		return t.refuse(i.place, Damaged, "the Parquet file cannot be read (%v)", err)
	}
	err = tab.rows(row, func(p clean.Page) bool {
		row++
		place := fmt.Sprintf("%s:%d", i.place, row)
		if p.Body == nil {
			more = t.refuse(place, BadLine, "the row has no page")
		} else {
			more = t.emit(Item{Page: t.fill(p), Place: place})
		}
		return more
	})
	if err != nil {
		return t.refuse(fmt.Sprintf("%s:%d", i.place, row+1), Damaged, "the Parquet file cannot be read on (%v)", err)
	}
	return more || row == first
}

// openTable finds the columns of a Parquet file that are of use.
func openTable(at io.ReaderAt, size int64) (*table, error) {
	file, err := parquet.OpenFile(at, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, err
	}
	wanted, sets := parquet.Group{}, map[string]func(*clean.Page, string){}
	for n, c := range columns {
		for _, name := range c.names {
			at := slices.IndexFunc(file.Schema().Fields(), func(f parquet.Field) bool { return f.Leaf() && !f.Repeated() && strings.ToLower(f.Name()) == name })
			if at >= 0 {
				f := file.Schema().Fields()[at]
				wanted[f.Name()], sets[f.Name()] = f, c.set
				break
			}
		}
		if n == bodies-1 && len(wanted) == 0 {
			return nil, &Error{Code: NoPages, Message: "the table has no column that holds pages: text, body, content, html"}
		}
	}
	tab := &table{file: file, schema: parquet.NewSchema("pages", wanted), set: map[int]func(*clean.Page, string){}, kind: map[int]*format.LogicalType{}}
	for name, set := range sets {
		leaf, ok := tab.schema.Lookup(name)
		if ok {
			tab.set[leaf.ColumnIndex], tab.kind[leaf.ColumnIndex] = set, leaf.Node.Type().LogicalType()
		}
	}
	return tab, nil
}

// rows gives the page of every row from one on, until nobody wants more.
func (tab *table) rows(from int64, do func(clean.Page) bool) error {
	conv, err := parquet.Convert(tab.schema, tab.file.Schema())
	if err != nil {
		return err
	}
	for _, group := range tab.file.RowGroups() {
		if from >= group.NumRows() {
			from -= group.NumRows()
			continue
		}
		more, err := tab.group(parquet.ConvertRowGroup(group, conv), from, do)
		if err != nil || !more {
			return err
		}
		from = 0
	}
	return nil
}

// group gives the pages of a row group.
func (tab *table) group(group parquet.RowGroup, from int64, do func(clean.Page) bool) (more bool, err error) {
	rows := group.Rows()
	defer rows.Close()
	if err := rows.SeekToRow(from); err != nil {
		return false, err
	}
	buf := make([]parquet.Row, rowsAtOnce)
	for {
		n, err := rows.ReadRows(buf)
		for _, row := range buf[:n] {
			if !do(tab.page(row)) {
				return false, nil
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return true, nil
		case err != nil:
			return false, err
		}
	}
}

// page makes a page of a row. A page of the web, where there is one, is more than its text.
func (tab *table) page(row parquet.Row) clean.Page {
	var p clean.Page
	for _, v := range row {
		if set := tab.set[v.Column()]; set != nil && !v.IsNull() {
			set(&p, written(v, tab.kind[v.Column()]))
		}
	}
	return p
}

// written is a value in words: days and times as ISO 8601 writes them.
func written(v parquet.Value, kind *format.LogicalType) string {
	switch {
	case v.Kind() == parquet.ByteArray || v.Kind() == parquet.FixedLenByteArray:
		return string(v.ByteArray())
	case kind == nil:
		return v.String()
	}
	switch kind := kind.Value.(type) {
	case *format.DateType:
		return time.Unix(int64(v.Int32())*86400, 0).UTC().Format(time.DateOnly)
	case *format.TimestampType:
		at := time.UnixMilli(v.Int64())
		switch kind.Unit.Value.(type) {
		case *format.MicroSeconds:
			at = time.UnixMicro(v.Int64())
		case *format.NanoSeconds:
			at = time.Unix(0, v.Int64())
		}
		return at.UTC().Format(time.RFC3339)
	}
	return v.String()
}
