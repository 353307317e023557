package ask

import (
	"strings"
	"testing"
)

// TestFormulas: a title that a spreadsheet would run stays text, a number stays a number.
func TestFormulas(t *testing.T) {
	var out strings.Builder
	table := Table{Columns: []string{"title", "goldstein"}, Rows: [][]string{
		{"=cmd|' /C calc'!A0", "-10"}, {"+1 for peace", "+2.5"}, {"@SUM(1,2)", "0"}, {"-1+1", ""}, {"\tx", "7"}, {"a = b", "-"},
	}}
	if err := table.CSV(&out); err != nil {
		t.Fatal(err)
	}
	want := "title,goldstein\n'=cmd|' /C calc'!A0,-10\n'+1 for peace,+2.5\n\"'@SUM(1,2)\",0\n'-1+1,\n'\tx,7\na = b,'-\n"
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", &out, want)
	}
}
