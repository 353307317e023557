package register

import (
	"context"
	"strings"
	"testing"

	"rawi/internal/store"
)

// The rows are made up; only the layout is that of the files.
const atopFile = `atopid,cowid,begyr,begmo,begday,endyr,endmo,endday,ineffect,conditio,defense,offense,neutral,nonagg,consul,defcon,estmode,mem1,mem2,mem3
9001,.,2001,5,7,0,0,0,1,1,1,0,0,1,1,1,1,365,731,0
9002,.,1994,.,.,1999,3,.,0,0,0,0,1,0,0,0,1,640,645,652
9003,.,1994,1,1,1999,3,1,0,0,0,0,1,0,0,0,1,640,0,0
`

const cowFile = `version4id,ccode1,state_name1,ccode2,state_name2,dyad_st_day,dyad_st_month,dyad_st_year,dyad_end_day,dyad_end_month,dyad_end_year,left_censor,right_censor,defense,neutrality,nonaggression,entente,asymmetric,version
8001,651,Egypt,663,Jordan,12,3,1998,,,,0,1,1,0,1,1,0,4.1
8001,663,Jordan,651,Egypt,12,3,1998,,,,0,1,1,0,1,1,0,4.1
8001,651,Egypt,620,Libya,20,4,1999,1,1,2003,0,0,1,0,1,1,0,4.1
8002,315,Czechoslovakia,290,Poland,1,6,1950,31,5,1980,0,0,0,0,0,1,0,4.1
`

func TestImportATOP(t *testing.T) {
	w := empty(t)
	w.add(report{id: "1", language: "en", day: "2025-02-12", text: "Ukraine attacked Russia with drones on Tuesday, killing four people."})
	got, err := w.r.ImportATOP(context.Background(), strings.NewReader(atopFile))
	if err != nil || got.Agreements != 2 || got.Skipped != 1 {
		t.Fatalf("%+v %v", got, err)
	}
	a := w.m.agreements[store.Key("agreement", FromATOP, "9001")]
	if a.Source != FromATOP || a.InForce != "2001-05-07" || a.Ended != "" || strings.Join(a.Kinds, ",") != "consultation,defense,nonaggression" || len(a.Parties) != 2 {
		t.Errorf("%+v", a)
	}
	if len(a.Triggers) == 0 || !strings.Contains(strings.Join(a.Triggers[0].RuleSays, "|"), "in force since 2001-05-07") {
		t.Errorf("the attack sets off nothing: %+v", a.Triggers)
	}
	for _, o := range a.Obligations {
		if o.Kind == "nonaggression" && !strings.Contains(o.Evidence, "conditional (conditio = 1)") {
			t.Errorf("the condition is not told by its column: %s", o.Evidence)
		}
	}
	b := w.m.agreements[store.Key("agreement", FromATOP, "9002")]
	if b.InForce != "1994-12-31" || b.Ended != "1999-03-01" || len(b.Parties) != 3 {
		t.Errorf("%+v", b)
	}
	if _, err := w.r.ImportATOP(context.Background(), strings.NewReader(atopFile)); err != nil || len(w.m.agreements) != 2 {
		t.Errorf("imported again: %d agreements, %v", len(w.m.agreements), err)
	}
}

func TestImportCOW(t *testing.T) {
	w := empty(t)
	got, err := w.r.ImportCOW(context.Background(), strings.NewReader(cowFile))
	if err != nil || got.Agreements != 2 {
		t.Fatalf("%+v %v", got, err)
	}
	a := w.m.agreements[store.Key("agreement", FromCOW, "8001")]
	if len(a.Parties) != 3 || a.InForce != "1998-03-12" || a.Ended != "" || strings.Join(a.Kinds, ",") != "consultation,defense,nonaggression" {
		t.Errorf("%+v", a)
	}
	if f := InForceOn(a, "2010-01-01"); f.State != Yes {
		t.Errorf("%+v", f)
	}
	b := w.m.agreements[store.Key("agreement", FromCOW, "8002")]
	if len(b.Parties) != 2 || b.Ended != "1980-05-31" || InForceOn(b, "1990-01-01").State != No {
		t.Errorf("%+v", b)
	}
	for _, file := range []string{"", "a,b\n1,2\n", "version4id\n1\n"} {
		if _, err := w.r.ImportCOW(context.Background(), strings.NewReader(file)); err == nil {
			t.Errorf("%q was taken", file)
		}
	}
}
