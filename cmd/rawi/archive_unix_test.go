//go:build unix

package main

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"rawi/internal/warc/warctest"
)

// crawled is how many pages the archive of BenchmarkLake has.
var crawled = flag.Int("pages", 500, "pages of the archive that BenchmarkLake reads")

// Sentences of which pages of a usual length are made: what changes from page to page stands in them as %d.
var sentences = map[string][]string{
	"en": {
		"Rebels attacked an army convoy near Kidal on Monday, killing %d soldiers, the defence ministry said.",
		"President Emmanuel Macron condemned the attack and met Malian officials in Paris.",
		"The governor told reporters that road %d would stay closed until the bridge had been repaired.",
		"Jordan and Egypt signed an agreement on gas deliveries in Amman on Tuesday.",
		"A spokesman for the United Nations said that %d families had left the town since Friday.",
		"Farmers in the valley said that the harvest had been good, although prices were low.",
		"Police arrested %d protesters in Nairobi after a march against the new tax.",
		"The minister of health, who has been in office for two years, denied that the hospital lacked medicine.",
		"Traders expect that the port will open again next week, when the strike ends.",
		"Turkish Foreign Minister Hakan Fidan will visit Baghdad on Thursday for talks on water.",
	},
	"ar": {
		"هاجم مسلحون قافلة للجيش قرب مأرب يوم الاثنين مما أدى إلى مقتل %d جنود، وفق ما أعلنت وزارة الدفاع.",
		"والتقى وزير الخارجية المصري سامح شكري نظيره الأردني أيمن الصفدي في عمان.",
		"وقال المحافظ للصحفيين إن الطريق رقم %d سيبقى مغلقا إلى أن يكتمل إصلاح الجسر.",
		"ووقعت السعودية والعراق اتفاقا للتعاون في مجال الطاقة في الرياض يوم الثلاثاء.",
		"وأعلنت الأمم المتحدة أن %d عائلة غادرت البلدة منذ يوم الجمعة.",
		"وقال مزارعون في الوادي إن المحصول كان جيدا هذا العام رغم انخفاض الأسعار.",
		"واعتقلت الشرطة %d متظاهرا في تونس بعد مسيرة ضد الضريبة الجديدة.",
		"ونفت وزيرة الصحة أن يكون المستشفى قد عانى نقصا في الأدوية.",
		"ويتوقع التجار أن يفتح الميناء أبوابه الأسبوع المقبل بعد انتهاء الإضراب.",
		"ويزور وزير الخارجية التركي هاكان فيدان بغداد يوم الخميس لبحث ملف المياه.",
	},
}

// usualPage is a page as large as those of newspapers: some 300 words among 40 KB of what surrounds them.
func usualPage(n int) (url, html string) {
	url, short := newsPage(n)
	lang := []string{"en", "ar"}[n%2]
	var body, around strings.Builder
	for i := range 16 {
		line := sentences[lang][(n*7+i*3+i/10)%len(sentences[lang])]
		if strings.Contains(line, "%d") {
			line = fmt.Sprintf(line, 2+(n*31+i*17)%900)
		}
		fmt.Fprintf(&body, "<p>%s</p>\n", line)
	}
	for i := range 150 {
		fmt.Fprintf(&around, `<li class="menu-item menu-item-%d"><a href="/section/%d/%d"><span>Section %d</span></a></li>`+"\n", i, i, n, i)
	}
	script := strings.Repeat(fmt.Sprintf("window.dataLayer.push({page:%d,slot:'top',size:[728,90]});\n", n), 350)
	html = strings.Replace(short, "<article>", "<nav><ul>"+around.String()+"</ul></nav><script>"+script+"</script><article>", 1)
	return url, strings.Replace(html, "</article>", body.String()+"</article>", 1)
}

// BenchmarkLake reads a web archive and writes a lake with the program as it is used: how fast, at what cost, in how much memory.
//
//	go test ./cmd/rawi -run '^$' -bench Lake -benchtime 1x -pages 20000
func BenchmarkLake(b *testing.B) {
	dir := b.TempDir()
	archive := filepath.Join(dir, "news.warc.gz")
	f, err := os.Create(archive)
	if err != nil {
		b.Fatal(err)
	}
	out := bufio.NewWriter(f)
	for n := range *crawled {
		url, html := usualPage(n)
		out.Write(warctest.Gzip(warctest.Record("request", []byte("GET / HTTP/1.1\r\n\r\n"), "WARC-Target-URI: "+url), warctest.Page(url, html)))
	}
	if err := out.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	var took, cpu time.Duration
	var most int64
	for i := range b.N {
		lake := filepath.Join(dir, fmt.Sprint("lake", i))
		c := exec.Command("rawi", "lake", "add", lake, archive)
		begin := time.Now()
		if said, err := c.CombinedOutput(); err != nil {
			b.Fatalf("%v: %s", err, said)
		}
		took += time.Since(begin)
		cpu += c.ProcessState.UserTime() + c.ProcessState.SystemTime()
		most = max(most, int64(c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss))
		os.RemoveAll(lake)
	}
	pages := float64(*crawled * b.N)
	b.ReportMetric(pages/took.Seconds(), "pages/s")
	b.ReportMetric(float64(cpu.Microseconds())/pages, "cpu-µs/page")
	b.ReportMetric(float64(most)/1024, "MB-at-most") // kilobytes where Linux counts
}
