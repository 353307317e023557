package export

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"
	"golang.org/x/text/language"

	"rawi/internal/store"
)

// Row is an event in a Parquet file. Lists of names and countries stand beside each other, in the same order.
type Row struct {
	ID                 string   `parquet:"id"`
	Start              string   `parquet:"start,optional"` // ISO day
	End                string   `parquet:"end,optional"`
	Type               string   `parquet:"type,dict"`
	Mode               string   `parquet:"mode,dict,optional"`
	CAMEO              string   `parquet:"cameo,dict,optional"`
	Goldstein          float64  `parquet:"goldstein"`
	Quad               int32    `parquet:"quad"`
	Contexts           []string `parquet:"contexts,list"`
	Actors             []string `parquet:"actors,list"`
	ActorCountries     []string `parquet:"actor_countries,list"`
	ActorSectors       []string `parquet:"actor_sectors,list"`
	Recipients         []string `parquet:"recipients,list"`
	RecipientCountries []string `parquet:"recipient_countries,list"`
	RecipientSectors   []string `parquet:"recipient_sectors,list"`
	Place              string   `parquet:"place,optional"`
	PlaceCountry       string   `parquet:"place_country,dict,optional"`
	Lat                *float64 `parquet:"lat,optional"`
	Lon                *float64 `parquet:"lon,optional"`
	Reality            string   `parquet:"reality,dict"`
	Polarity           string   `parquet:"polarity,dict"`
	DeadLow            *int32   `parquet:"dead_low,optional"`
	DeadHigh           *int32   `parquet:"dead_high,optional"`
	InjuredLow         *int32   `parquet:"injured_low,optional"`
	InjuredHigh        *int32   `parquet:"injured_high,optional"`
	Origins            int32    `parquet:"origins"`
	PartyOrigins       int32    `parquet:"party_origins"`
	Tellings           int32    `parquet:"tellings"`
	Outlets            int32    `parquet:"outlets"`
	FirstSeen          string   `parquet:"first_seen,optional"`
	Story              string   `parquet:"story,optional"`
	Confidence         float64  `parquet:"confidence"`
}

// NewRow makes the row of an event.
func NewRow(e store.Event) Row {
	row := Row{ID: e.Key, Start: e.Start, End: e.End, Type: e.Type, Mode: e.Mode, CAMEO: e.CAMEO, Goldstein: e.Goldstein, Quad: int32(e.Quad), Contexts: e.Contexts,
		Place: e.Place.Name, PlaceCountry: e.Place.Country, Reality: e.Reality, Polarity: e.Polarity,
		DeadLow: small(e.DeadLow), DeadHigh: small(e.DeadHigh), InjuredLow: small(e.InjuredLow), InjuredHigh: small(e.InjuredHigh),
		Origins: int32(e.Origins), PartyOrigins: int32(e.PartyOrigins), Tellings: int32(e.Tellings), Outlets: int32(e.Outlets),
		FirstSeen: e.FirstSeen, Story: e.Story, Confidence: e.Confidence}
	for _, p := range e.Actors {
		row.Actors, row.ActorCountries, row.ActorSectors = append(row.Actors, p.Name), append(row.ActorCountries, p.Country), append(row.ActorSectors, p.Sector)
	}
	for _, p := range e.Recipients {
		row.Recipients, row.RecipientCountries, row.RecipientSectors = append(row.Recipients, p.Name), append(row.RecipientCountries, p.Country), append(row.RecipientSectors, p.Sector)
	}
	if e.Place.Known {
		row.Lat, row.Lon = &e.Place.Lat, &e.Place.Lon
	}
	return row
}

func small(n *int) *int32 {
	if n == nil {
		return nil
	}
	v := int32(*n)
	return &v
}

// undated is the partition of events without a day, as Hive names it.
const undated = "__HIVE_DEFAULT_PARTITION__"

// parquet writes a file a month. Events come in the order of their days, so that one file is open at a time.
func (r *run) parquet() error {
	r.f.Sort, r.f.Desc = "day", false
	old, err := filepath.Glob(filepath.Join(r.opt.Folder, "month=*"))
	if err != nil || len(old) > 0 {
		return cmp.Or(err, fmt.Errorf("%s has partitions already: name an empty folder", r.opt.Folder))
	}
	var month string
	var rows []Row
	parts := map[string]int{}
	flush := func() error {
		if len(rows) == 0 {
			return nil
		}
		name := fmt.Sprintf("month=%s/part-%d.parquet", month, parts[month])
		parts[month]++
		err := r.create(name, func(w io.Writer) error {
			out := parquet.NewGenericWriter[Row](w, parquet.Compression(&parquet.Zstd))
			if _, err := out.Write(rows); err != nil {
				return err
			}
			return out.Close()
		})
		rows = rows[:0]
		return err
	}
	err = r.events(func(e store.Event, _ []store.Telling) error {
		m := undated
		if len(e.Start) >= 7 {
			m = e.Start[:7]
		}
		if m != month || len(rows) == maxRows {
			if err := flush(); err != nil {
				return err
			}
			month = m
		}
		rows = append(rows, NewRow(e))
		return nil
	})
	if err != nil {
		return err
	}
	return flush()
}

// maxRows is how many rows a file has at most.
const maxRows = 100_000

// gdelt writes events.export.CSV and mentions.CSV. Unknown fields are empty; offsets are code points of the original text, which
// GDELT's own are not, and Extras says so.
func (r *run) gdelt() error {
	mentions, err := os.CreateTemp(r.opt.Folder, ".rawi-*")
	if err != nil {
		return fmt.Errorf("create file: %w", err)
	}
	defer os.Remove(mentions.Name())
	defer mentions.Close()
	second := bufio.NewWriter(mentions)
	urls := r.urls()
	err = r.create("events.export.CSV", func(w io.Writer) error {
		first := bufio.NewWriter(w)
		err := r.events(func(e store.Event, tellings []store.Telling) error {
			row, err := r.gdeltEvent(e, tellings, urls)
			if err != nil {
				return err
			}
			if err := tabbed(first, row); err != nil {
				return err
			}
			for _, t := range tellings {
				row, err := r.gdeltMention(e, t, urls)
				if err != nil {
					return err
				}
				if err := tabbed(second, row); err != nil {
					return err
				}
			}
			return nil
		})
		return cmp.Or(err, first.Flush())
	})
	if err = cmp.Or(err, second.Flush()); err != nil {
		return err
	}
	if _, err := mentions.Seek(0, io.SeekStart); err != nil {
		return err
	}
	return r.create("mentions.CSV", func(w io.Writer) error {
		_, err := io.Copy(w, mentions)
		return err
	})
}

func tabbed(w io.Writer, cells []string) error {
	for i := range cells {
		cells[i] = strings.Map(func(r rune) rune {
			if r == '\t' || r == '\n' || r == '\r' {
				return ' '
			}
			return r
		}, cells[i])
	}
	_, err := io.WriteString(w, strings.Join(cells, "\t")+"\n")
	return err
}

// gdeltID is the number of an event: GDELT's ids are integers.
func gdeltID(key string) string {
	n, err := strconv.ParseUint(key[:min(15, len(key))], 16, 64)
	if err != nil {
		return ""
	}
	return strconv.FormatUint(n, 10)
}

func digits(day string) string { return strings.ReplaceAll(day, "-", "") }

// stamp is a day as YYYYMMDDHHMMSS.
func stamp(day string) string {
	if day == "" {
		return ""
	}
	return digits(day) + "000000"
}

// GDELTEventColumns and GDELTMentionColumns are how many columns each table has.
const (
	GDELTEventColumns   = 61
	GDELTMentionColumns = 16
)

func (r *run) gdeltEvent(e store.Event, tellings []store.Telling, urls func(string) (string, error)) ([]string, error) {
	row := make([]string, GDELTEventColumns)
	row[0] = gdeltID(e.Key)
	if len(e.Start) == len("2006-01-02") {
		month, _ := strconv.Atoi(e.Start[5:7])
		day, _ := strconv.Atoi(e.Start[8:])
		row[1], row[2], row[3] = digits(e.Start), digits(e.Start[:7]), e.Start[:4]
		row[4] = e.Start[:4] + strconv.FormatFloat(float64(month*30+day)/365, 'f', 4, 64)[1:]
	}
	gdeltActor(row[5:15], e.Actors)
	others := e.Recipients
	if len(others) == 0 && len(e.Actors) > 1 { // a mutual event: its other side
		others = e.Actors[1:]
	}
	gdeltActor(row[15:25], others)
	row[25] = "1"
	for _, t := range tellings {
		if t.Background {
			row[25] = "0"
		}
	}
	if e.CAMEO != "" {
		row[26], row[27], row[28] = e.CAMEO, e.CAMEO[:min(3, len(e.CAMEO))], e.CAMEO[:min(2, len(e.CAMEO))]
	}
	row[29], row[30] = strconv.Itoa(e.Quad), strconv.FormatFloat(e.Goldstein, 'f', 1, 64)
	row[31], row[32], row[33] = strconv.Itoa(e.Tellings), strconv.Itoa(e.Outlets), strconv.Itoa(e.Documents)
	if e.Place.Name != "" || e.Place.Country != "" {
		row[51], row[52] = geoType(e.Place), e.Place.Name
		row[53] = fips[e.Place.Country]
		if e.Place.Known {
			row[56], row[57] = degrees(e.Place.Lat), degrees(e.Place.Lon)
		}
	}
	row[59] = stamp(e.FirstSeen)
	if e.FirstDoc != "" {
		url, err := urls(e.FirstDoc)
		if err != nil {
			return nil, err
		}
		row[60] = url
	}
	return row, nil
}

// gdeltActor fills the ten columns of an actor with the first of a side.
func gdeltActor(row []string, side []store.Party) {
	if len(side) == 0 {
		return
	}
	p := side[0]
	group := slices.Contains([]string{"IGO", "UNO", "EUR", "NGO", "MNC"}, p.Country)
	row[0], row[1] = p.Country+p.Sector, strings.ToUpper(p.Name)
	if group {
		row[3] = p.Country
	} else {
		row[2] = p.Country
	}
	row[8] = p.Sector
}

// geoType tells a country (1) from a place in the world (4).
func geoType(p store.Place) string {
	if !p.Known {
		return "1"
	}
	return "4"
}

func degrees(v float64) string { return strconv.FormatFloat(v, 'f', 4, 64) }

func (r *run) gdeltMention(e store.Event, t store.Telling, urls func(string) (string, error)) ([]string, error) {
	url, err := urls(t.Doc)
	if err != nil {
		return nil, err
	}
	row := make([]string, GDELTMentionColumns)
	row[0], row[1], row[2], row[3] = gdeltID(e.Key), stamp(e.FirstSeen), stamp(t.Published), "1"
	row[4], row[5] = t.Outlet, url
	row[9] = strconv.Itoa(t.Anchor.Start)
	row[10], row[11] = "1", strconv.Itoa(int(t.Confidence*100))
	if t.Language != "" && t.Language != "en" {
		if tag, err := language.ParseBase(t.Language); err == nil {
			row[14] = "srclc:" + tag.ISO3() + ";"
		}
	}
	row[15] = "offsets=codepoints-of-original;origin=" + t.OriginName
	return row, nil
}

// acledColumns are those of ACLED's public CSV.
var acledColumns = strings.Fields("event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1 actor2 " +
	"assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3 location latitude longitude geo_precision source source_scale " +
	"notes fatalities tags timestamp")

// acled writes what ACLED has a column for, of events that ACLED has a type for. The types are ours, translated: nobody at ACLED coded them.
func (r *run) acled() error {
	out := csv.NewWriter(r.opt.Out)
	if err := out.Write(acledColumns); err != nil {
		return err
	}
	err := r.events(func(e store.Event, tellings []store.Telling) error {
		kind, sub := acledType(e)
		if kind == "" || e.Reality != "actual" || e.Polarity != "positive" {
			return nil
		}
		cell := map[string]string{
			"event_id_cnty": e.Place.Country + gdeltID(e.Key), "event_date": e.Start, "time_precision": timePrecision(e.Start, e.End),
			"disorder_type": disorder(kind), "event_type": kind, "sub_event_type": sub,
			"country": e.Place.Country, "iso": isoNumber(e.Place.Country), "location": e.Place.Name, "geo_precision": "3",
			"source": sources(tellings), "tags": fmt.Sprintf("origins=%d; parties among them=%d; rawi %s", e.Origins, e.PartyOrigins, e.Type), "timestamp": unix(e.FirstSeen),
		}
		if len(e.Start) >= 4 {
			cell["year"] = e.Start[:4]
		}
		if e.Place.Known {
			cell["latitude"], cell["longitude"], cell["geo_precision"] = degrees(e.Place.Lat), degrees(e.Place.Lon), "1"
		}
		acledSide(cell, "1", e.Actors)
		acledSide(cell, "2", e.Recipients)
		if len(e.Recipients) > 0 && e.Recipients[0].Sector == "CVL" {
			cell["civilian_targeting"] = "Civilian targeting"
		}
		if len(tellings) > 0 {
			cell["notes"] = tellings[0].Evidence.Text
		}
		if e.DeadLow != nil {
			cell["fatalities"] = strconv.Itoa(*e.DeadLow)
		}
		row := make([]string, len(acledColumns))
		for i, c := range acledColumns {
			row[i] = cell[c]
		}
		return out.Write(row)
	})
	out.Flush()
	return cmp.Or(err, out.Error())
}

func acledType(e store.Event) (kind, sub string) {
	civilians := len(e.Recipients) > 0 && slices.Contains([]string{"CVL", "JRN", "MED", "REF", "EDU"}, e.Recipients[0].Sector)
	switch {
	case e.Type == "PROTEST" && e.Mode == "riot":
		return "Riots", "Violent demonstration"
	case e.Type == "PROTEST":
		return "Protests", "Peaceful protest"
	case e.Type == "ASSAULT" && (e.Mode == "aerial" || e.Mode == "drone"):
		return "Explosions/Remote violence", "Air/drone strike"
	case e.Type == "ASSAULT" && e.Mode == "heavy-weapons":
		return "Explosions/Remote violence", "Shelling/artillery/missile attack"
	case e.Type == "ASSAULT" && e.Mode == "suicide-attack":
		return "Explosions/Remote violence", "Suicide bomb"
	case e.Type == "ASSAULT" && e.Mode == "explosives":
		return "Explosions/Remote violence", "Remote explosive/landmine/IED"
	case e.Type == "ASSAULT" && e.Mode == "abduct":
		return "Violence against civilians", "Abduction/forced disappearance"
	case e.Type == "ASSAULT" && e.Mode == "crowd-control":
		return "Protests", "Protest with intervention"
	case e.Type == "ASSAULT" && civilians:
		return "Violence against civilians", "Attack"
	case e.Type == "ASSAULT":
		return "Battles", "Armed clash"
	case e.Type == "COERCE" && e.Mode == "arrest":
		return "Strategic developments", "Arrests"
	case e.Type == "AGREE", e.Type == "SUPPORT" && e.CAMEO == "057":
		return "Strategic developments", "Agreement"
	}
	return "", ""
}

func disorder(kind string) string {
	switch kind {
	case "Riots", "Protests":
		return "Demonstrations"
	case "Strategic developments":
		return kind
	}
	return "Political violence"
}

func acledSide(cell map[string]string, n string, side []store.Party) {
	for i, p := range side {
		name := cmp.Or(p.Name, strings.TrimSpace(p.Country+" "+p.Sector))
		switch {
		case i == 0:
			cell["actor"+n] = name
		case cell["assoc_actor_"+n] == "":
			cell["assoc_actor_"+n] = name
		default:
			cell["assoc_actor_"+n] += "; " + name
		}
	}
}

// timePrecision is ACLED's: 1 a day, 2 a week, 3 a month.
func timePrecision(start, end string) string {
	switch {
	case start == end && start != "":
		return "1"
	case len(start) >= 7 && len(end) >= 7 && start[:7] == end[:7] && end[8:] != "" && start[8:] != "01":
		return "2"
	}
	return "3"
}

func isoNumber(country string) string {
	region, err := language.ParseRegion(country)
	if err != nil || len(country) != 3 || region.M49() == 0 {
		return ""
	}
	return strconv.Itoa(region.M49())
}

func sources(tellings []store.Telling) string {
	var out []string
	for _, t := range tellings {
		if t.Outlet != "" && !slices.Contains(out, t.Outlet) {
			out = append(out, t.Outlet)
		}
	}
	return strings.Join(out, "; ")
}
