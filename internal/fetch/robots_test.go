package fetch

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// TestRobotsRules holds the rules against RFC 9309: groups, the longest match, wildcards, percent-encoding.
func TestRobotsRules(t *testing.T) {
	for _, test := range []struct {
		name, file string
		yes, no    string // paths that may and may not be asked
	}{
		{"empty", "", "/ /a", ""},
		{"all", "User-agent: *\nDisallow: /", "", "/ /a /a?b"},
		{"nothing forbidden", "User-agent: *\nDisallow:", "/ /a", ""},
		{"longest match wins, in any order", "User-agent: *\nAllow: /news/open/\nDisallow: /news/\nAllow: /", "/ /news /news/open/a", "/news/ /news/a"},
		{"of equal length the kinder wins", "User-agent: *\nDisallow: /page\nAllow: /page", "/page", ""},
		{"our group hides that for all", "User-agent: *\nDisallow: /\nUser-agent: rawi\nDisallow: /x", "/ /a", "/x /xy"},
		{"our groups are one", "User-agent: rawi\nDisallow: /a\n\nUser-agent: other\nDisallow: /b\n\nUser-agent: RAWI\nDisallow: /c", "/b", "/a /c"},
		{"several names head one group", "User-agent: other\nUser-agent: rawi\nDisallow: /a", "/b", "/a"},
		{"a sitemap does not end the names", "User-agent: rawi\nSitemap: https://a.example/s\nUser-agent: other\nDisallow: /a", "/b", "/a"},
		{"a longer name is not ours", "User-agent: rawibot\nDisallow: /", "/a", ""},
		{"nor a shorter one", "User-agent: raw\nDisallow: /", "/a", ""},
		{"with a version it is", "User-agent: rawi/2.0\nDisallow: /a", "/b", "/a"},
		{"rules before any name are nobody's", "Disallow: /a\nUser-agent: *\nDisallow: /b", "/a", "/b"},
		{"wildcards", "User-agent: *\nDisallow: /*.php\nDisallow: /a*z/*q$", "/a/z/ /az/qq/ /x.ph", "/x.php /d/x.php?a /abz/1q /az/qqq"},
		{"the end", "User-agent: *\nDisallow: /fish$\nDisallow: /*.pdf$", "/fish/ /fish?a /a.pdf?b", "/fish /a.pdf"},
		{"queries", "User-agent: *\nDisallow: /*?s=", "/ /s=", "/?s=a /a?s=b"},
		{"escapes are what they stand for", "User-agent: *\nDisallow: /%7ejoe/\nDisallow: /خبر\nDisallow: /a%2fb", "/a/b", "/~joe/a /%7Ejoe/ /%D8%AE%D8%A8%D8%B1/1 /a%2Fb"},
		{"carelessly written", "\xef\xbb\xbfUSER-AGENT : * # all\r\nDISALLOW:/a # this\rDisallow : /b\r\nnonsense\r\n", "/c", "/a /b"},
	} {
		r := parseRobots([]byte(test.file), product("Rawi/1.0 (+https://rawi.example)"))
		for want, paths := range map[bool]string{true: test.yes, false: test.no} {
			for _, path := range strings.Fields(paths) {
				u, err := Parse("https://news.example" + path)
				if err != nil {
					t.Fatal(err)
				}
				if r.allows(u) != want {
					t.Errorf("%s: %s allowed is %v", test.name, path, !want)
				}
			}
		}
	}
	if r := parseRobots([]byte("User-agent: *\nCrawl-delay: 2.5\nUser-agent: other\nCrawl-delay: 9"), "rawi"); r.delay != 2500*time.Millisecond {
		t.Errorf("delay %v", r.delay)
	}
	hard := strings.Repeat("*a", 2000)
	if begin := time.Now(); matches(hard+"$", strings.Repeat("a", 3000)+"b") || time.Since(begin) > time.Second {
		t.Error("a pattern of many wildcards matches, or takes long")
	}
}

func TestRobotsStatus(t *testing.T) {
	const no = "User-agent: *\nDisallow: /"
	for _, test := range []struct {
		name   string
		robots http.HandlerFunc
		want   Code
	}{
		{"forbids", write("text/plain", no), Robots},
		{"missing", only(404), ""},
		{"forbidden itself", only(403), ""},
		{"at fault", only(503), Robots},
		{"too many requests", only(429), Robots},
		{"led to", lead(301, "/elsewhere"), Robots},
		{"led round and round", lead(302, "/robots.txt"), ""},
		{"led to this machine", lead(302, "http://127.0.0.1:1/robots.txt"), Robots},
		{"long", write("text/plain", strings.Repeat("# news\n", robotsRoom/7)+"\n"+no), ""},
		{"nearly too long", write("text/plain", no+"\n"+strings.Repeat("# news\n", robotsRoom/7)), Robots},
	} {
		s := serve(t, map[string]http.HandlerFunc{"/": write("text/html", page), "/robots.txt": test.robots, "/elsewhere": write("text/plain", no)})
		c, _ := client(t, Options{}, s)
		t.Log(test.name)
		get(t, c, s.URL+"/a", test.want)
	}
}

func only(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }
}

func TestRobotsAreRemembered(t *testing.T) {
	var robots atomic.Int32
	down := atomic.Bool{}
	s := serve(t, map[string]http.HandlerFunc{"/": write("text/html", page), "/robots.txt": func(w http.ResponseWriter, _ *http.Request) {
		robots.Add(1)
		if down.Load() {
			w.WriteHeader(500)
			return
		}
		w.Write([]byte("User-agent: *\nCrawl-delay: 7\nDisallow: /private"))
	}})
	c, k := client(t, Options{}, s)
	begin := k.Now()
	get(t, c, s.URL+"/a", "")
	get(t, c, s.URL+"/b", "")
	if took := k.Now().Sub(begin); robots.Load() != 1 || took < 7*time.Second {
		t.Errorf("robots.txt was asked for %d times, its delay kept: %v", robots.Load(), took)
	}
	down.Store(true)
	k.Sleep(t.Context(), 23*time.Hour)
	get(t, c, s.URL+"/c", "")
	k.Sleep(t.Context(), time.Hour)
	get(t, c, s.URL+"/d", Robots)
	get(t, c, s.URL+"/e", Robots)
	if robots.Load() != 2 {
		t.Errorf("robots.txt was asked for %d times in a day", robots.Load())
	}
	down.Store(false)
	k.Sleep(t.Context(), robotsAgain)
	get(t, c, s.URL+"/f", "")
}
