package web_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"rawi/internal/store"
)

// browser is a headless Chromium; where none is installed the test is skipped by name.
func browser(t *testing.T) context.Context {
	t.Helper()
	var program string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			program = path
			break
		}
	}
	if program == "" {
		t.Skip("no Chromium is installed")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WindowSize(1280, 900))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(allocator)
	t.Cleanup(end)
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(cancel)
	if err := chromedp.Run(ctx); err != nil {
		t.Skipf("Chromium does not start: %v", err)
	}
	return ctx
}

// do runs steps of a person.
func do(t *testing.T, ctx context.Context, what string, steps ...chromedp.Action) {
	t.Helper()
	if err := chromedp.Run(ctx, steps...); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

// picture keeps a screenshot where RAWI_SCREENSHOTS names a folder, for people to look at.
func picture(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	folder := os.Getenv("RAWI_SCREENSHOTS")
	if folder == "" {
		return
	}
	var b []byte
	do(t, ctx, "screenshot", chromedp.CaptureScreenshot(&b))
	if err := os.WriteFile(filepath.Join(folder, name+".png"), b, 0o666); err != nil {
		t.Fatal(err)
	}
}

// faults looks for what keeps people out: fields without a label, pictures without words, links without a name, headings that skip a
// step, identifiers that stand twice, text too pale for its ground (WCAG 2.2, AA), and a page wider than its window.
const faults = `(() => {
  const out = [];
  const name = (el) => (el.getAttribute("aria-label") || el.textContent || el.title || "").trim();
  for (const el of document.querySelectorAll("input:not([type=hidden]), select, textarea"))
    if (!el.labels?.length && !el.getAttribute("aria-label")) out.push("no label: " + el.outerHTML.slice(0, 80));
  for (const el of document.querySelectorAll("a[href], button")) if (!name(el)) out.push("no name: " + el.outerHTML.slice(0, 80));
  for (const el of document.querySelectorAll("img, svg:not([aria-hidden])")) if (!el.alt && !el.getAttribute("aria-label") && !el.querySelector("title")) out.push("no words: " + el.outerHTML.slice(0, 80));
  let last = 0;
  for (const h of document.querySelectorAll("h1, h2, h3, h4")) { const n = Number(h.tagName[1]); if (n > last + 1) out.push("heading skips: " + h.textContent.slice(0, 40)); last = n; }
  const ids = new Set();
  for (const el of document.querySelectorAll("[id]")) { if (ids.has(el.id)) out.push("id twice: " + el.id); ids.add(el.id); }
  if (!document.querySelector("main") || !document.title) out.push("no main or title");
  if (document.documentElement.scrollWidth > innerWidth + 1) out.push("wider than its window: " + document.documentElement.scrollWidth);
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (c) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const lum = ([r, g, b]) => { const f = (v) => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }; return .2126 * f(r) + .7152 * f(g) + .0722 * f(b); };
  const ground = (el) => { for (let e = el; e; e = e.parentElement) { const c = rgba(getComputedStyle(e).backgroundColor); if (c[3] > 250) return c; } return [255, 255, 255, 255]; };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const pale = new Set();
  for (let n; (n = walker.nextNode()); ) {
    const el = n.parentElement;
    if (!n.data.trim() || !el.checkVisibility()) continue;
    const s = getComputedStyle(el), a = lum(rgba(s.color)), b = lum(ground(el));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05), size = parseFloat(s.fontSize);
    if (ratio < (size >= 24 || size >= 18.66 && s.fontWeight >= 700 ? 3 : 4.5)) pale.add(el.className + " " + ratio.toFixed(2));
  }
  for (const p of pale) out.push("too pale: " + p);
  return out;
})()`

func TestDeskAsAPersonUsesIt(t *testing.T) {
	ctx := browser(t)
	server, reg := desk(t, true)

	// a person pastes a report
	do(t, ctx, "paste a report",
		chromedp.Navigate(server.URL+"/add"),
		chromedp.SetValue(`textarea[name=text]`, treaty, chromedp.ByQuery),
		chromedp.SetValue(`input[name=url]`, "https://news.example/treaty", chromedp.ByQuery),
		chromedp.Click(`form.adding button`, chromedp.ByQuery),
		chromedp.WaitVisible(`.record .fact.event`, chromedp.ByQuery))
	var report string
	do(t, ctx, "see where it is", chromedp.Location(&report))
	if !strings.Contains(report, "/report/") {
		t.Fatalf("the record is not shown: %s", report)
	}

	// a click on a fact marks its words and brings them into view
	var marked, inView bool
	do(t, ctx, "follow a fact to its words",
		chromedp.Click(`.fact.event .to`, chromedp.ByQuery),
		chromedp.Sleep(300*time.Millisecond),
		chromedp.Evaluate(`document.querySelector('.print mark[data-f~="v1"]').classList.contains("on")`, &marked),
		chromedp.Evaluate(`(() => { const r = document.querySelector('.print mark[data-f~="v1"]').getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight; })()`, &inView))
	if !marked || !inView {
		t.Errorf("the words of the fact: marked %t, in view %t", marked, inView)
	}

	// a link to a stretch of the text marks it
	var at int
	var stretch string
	do(t, ctx, "follow a link to a stretch",
		chromedp.Evaluate(`Number(document.querySelector(".print mark.an").dataset.at)`, &at),
		chromedp.ActionFunc(func(ctx context.Context) error {
			return chromedp.Navigate(report + fmt.Sprintf("?x=1#p=%d-%d", at, at+2)).Do(ctx)
		}),
		chromedp.Sleep(300*time.Millisecond),
		chromedp.Evaluate(`[...document.querySelectorAll(".print mark.on")].map((e) => e.textContent).join(" ")`, &stretch))
	if stretch == "" {
		t.Error("a link to a stretch of the text marks nothing")
	}

	// the keyboard alone: search, results, report
	var where string
	do(t, ctx, "search by keyboard",
		chromedp.Navigate(server.URL+"/"),
		chromedp.KeyEvent("/"),
		chromedp.SendKeys(`#q`, "معاهدات\r", chromedp.ByQuery),
		chromedp.WaitVisible(`.row.hit mark.hit`, chromedp.ByQuery),
		chromedp.KeyEvent("j"), chromedp.KeyEvent("\r"),
		chromedp.WaitVisible(`.print`, chromedp.ByQuery),
		chromedp.Location(&where))
	if !strings.Contains(where, "/report/") {
		t.Errorf("the keyboard leads to %s", where)
	}

	// every page, both directions, both grounds, wide and narrow
	event := ""
	do(t, ctx, "find the event", chromedp.Evaluate(`document.querySelector('.fact.event a[href^="/event/"]').getAttribute("href")`, &event))
	u, err := url.Parse(report)
	if err != nil {
		t.Fatal(err)
	}
	review, merge := "", ""
	do(t, ctx, "find who", chromedp.Navigate(report), chromedp.Evaluate(`document.querySelector('.fact.event a[href^="/review/"]').getAttribute("href")`, &review),
		chromedp.Evaluate(`document.querySelector('.fact.event a[href^="/entity/"]').getAttribute("href")`, &merge))
	merge += "/merge?with=" + url.QueryEscape("بوتين")

	// a person corrects what was read, and finds the decision again
	var decisions int
	do(t, ctx, "correct an event",
		chromedp.Navigate(server.URL+review),
		chromedp.SetValue(`input[name=place]`, "Vladivostok", chromedp.ByQuery),
		chromedp.Click(`button[value=edit]`, chromedp.ByQuery),
		chromedp.WaitVisible(`a[href="/decisions"]`, chromedp.ByQuery),
		chromedp.Navigate(server.URL+"/decisions"),
		chromedp.Evaluate(`document.querySelectorAll("article.decision").length`, &decisions))
	if decisions != 1 {
		t.Errorf("%d decisions after one field was changed", decisions)
	}
	addReport(t, server, relayedRaid, "https://news.example/raid", "Coast Daily")
	pages := map[string]string{"start": "/", "report": u.Path, "event": event, "search": "/search?q=treaty", "add": "/add",
		"timeline": "/timeline", "network": "/network", "map": "/map",
		"chain": strings.Replace(review, "/review/", "/chain/", 1), "chain of an attack": "/chain/" + attack(t, reg).Key, "telling": review, "review": "/review", "decisions": "/decisions", "merge": merge}
	for _, list := range []string{"events", "documents", "quotes", "agreements", "stories", "entities", "origins"} {
		pages[list] = "/" + list
	}
	addReport(t, server, strings.Replace(relayedRaid, "\n\n", ", again\n\n", 1), "https://other.example/raid", "Harbour Post") // a copy
	seen(t, reg, func(tx store.Reader) error {
		stories, err := tx.Stories(store.Filter{Sort: "tellings", Desc: true})
		pacts, err2 := tx.Agreements(store.Filter{})
		if len(stories.Items) == 0 || len(pacts.Items) == 0 {
			t.Fatalf("%d stories, %d agreements", len(stories.Items), len(pacts.Items))
		}
		raid := attack(t, reg)
		pages["story"], pages["agreement"] = "/story/"+stories.Items[0].Key, "/agreement/"+pacts.Items[0].Key
		pages["explain"], pages["event of two tellings"] = "/report/"+raid.Doc+"/explain/"+raid.Local, "/event/"+raid.Event
		pages["review of an agreement"], pages["review of quotations"] = "/review/"+path.Base(u.Path)+"/a1", "/review?of=quotes"
		pages["entity"], pages["alerts"] = strings.TrimSuffix(merge, "/merge?with="+url.QueryEscape("بوتين")), "/alerts?list=events&type=ASSAULT"
		return errors.Join(err, err2)
	})
	saveSearch(t, server, "events", "type=ASSAULT", "https://hook.example/")
	for name, page := range pages {
		for _, language := range []string{"en", "ar"} {
			for _, width := range []int64{1280, 390} {
				for _, theme := range []string{"light", "dark"} {
					if theme == "dark" && width == 390 { // colours are the same
						continue
					}
					join := "?"
					if strings.Contains(page, "?") {
						join = "&"
					}
					var found []string
					do(t, ctx, name, chromedp.EmulateViewport(width, 1400), chromedp.Navigate(server.URL+page+join+"lang="+language),
						chromedp.Evaluate(fmt.Sprintf(`document.documentElement.dataset.theme = %q; 0`, theme), nil),
						chromedp.Evaluate(faults, &found))
					for _, f := range found {
						t.Errorf("%s in %s, %s, %d wide: %s", name, language, theme, width, f)
					}
					picture(t, ctx, fmt.Sprintf("%s-%s-%d-%s", name, language, width, theme))
				}
			}
		}
	}
}

// Pictures are for everybody: every mark has a name, nothing is too pale, and the keyboard alone leads from a mark to its event.
func TestPicturesInABrowser(t *testing.T) {
	ctx := browser(t)
	var events []store.Event
	for i := range 320 {
		day := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i%200).Format(time.DateOnly)
		codes := []string{"EGY", "KEN", "OMN", "DJI", "SOM"}
		events = append(events, at(happened(i, 1+i%4, day, day, codes[i%5], codes[(i/5+1)%5]), "Place", float64(i%60), float64(i%170)))
	}
	one, many := told(t, few()...), told(t, events...)
	for _, address := range []string{one + "/timeline", one + "/network", one + "/map", many + "/timeline", many + "/network", many + "/map"} {
		for _, language := range []string{"en", "ar"} {
			for _, width := range []int64{1280, 390} {
				for _, theme := range []string{"light", "dark"} {
					var found []string
					do(t, ctx, address, chromedp.EmulateViewport(width, 900), chromedp.Navigate(address+"?lang="+language),
						chromedp.Evaluate(fmt.Sprintf(`document.documentElement.dataset.theme = %q; document.querySelectorAll("details").forEach((d) => d.open = true); 0`, theme), nil),
						chromedp.Evaluate(faults, &found))
					for _, f := range found {
						t.Errorf("%s in %s, %s, %d wide: %s", address, language, theme, width, f)
					}
				}
			}
		}
	}
	var where string
	do(t, ctx, "open an event by keyboard", chromedp.EmulateViewport(1280, 900), chromedp.Navigate(one+"/timeline"),
		chromedp.Evaluate(`document.querySelector(".chart").focus(); 0`, nil), chromedp.KeyEvent("\t"), chromedp.KeyEvent("\r"),
		chromedp.WaitVisible(".origins-list", chromedp.ByQuery), chromedp.Location(&where))
	if !strings.Contains(where, "/event/") {
		t.Errorf("the keyboard leads to %s", where)
	}
}

// A person adds reports by address and as files, follows what they asked for, corrects what was read, and all of it by the ways that the
// pages show.
func TestPersonAddsFollowsAndCorrects(t *testing.T) {
	ctx := browser(t)
	s, server, reg := pages(t, true)
	outlet := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		fmt.Fprint(w, treaty)
	}))
	defer outlet.Close()
	do(t, ctx, "add by address",
		chromedp.Navigate(server.URL+"/add"),
		chromedp.SetValue("textarea[name=addresses]", outlet.URL+"/treaty", chromedp.ByQuery),
		chromedp.Click("form.adding button", chromedp.ByQuery),
		chromedp.WaitVisible(".record .fact.event", chromedp.ByQuery))

	// they follow attacks: a feed reader has the feed, a program of theirs is told
	target, got := receiver(t, http.StatusOK)
	var secret, feedLink string
	do(t, ctx, "save a search",
		chromedp.Navigate(server.URL+"/events?type=ASSAULT"),
		chromedp.AttributeValue(`.feed a[type="application/atom+xml"]`, "href", &feedLink, nil, chromedp.ByQuery),
		chromedp.Click(`.feed a[href^="/alerts"]`, chromedp.ByQuery),
		chromedp.WaitVisible("input[name=target]", chromedp.ByQuery),
		chromedp.SetValue("input[name=target]", target, chromedp.ByQuery),
		chromedp.Click(".fresh button", chromedp.ByQuery),
		chromedp.WaitVisible(".secret", chromedp.ByQuery),
		chromedp.Text(".secret", &secret, chromedp.ByQuery))

	folder := t.TempDir()
	var files []string
	for name, text := range map[string]string{"raid.txt": raid, "nothing.txt": "   "} {
		files = append(files, filepath.Join(folder, name))
		if err := os.WriteFile(files[len(files)-1], []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	var outcome string
	do(t, ctx, "add two files",
		chromedp.Navigate(server.URL+"/add"),
		chromedp.SetUploadFiles("input[name=file]", files, chromedp.ByQuery),
		chromedp.Click("form.adding button", chromedp.ByQuery),
		chromedp.WaitVisible(".additions .kept", chromedp.ByQuery), chromedp.WaitVisible(".additions .failed", chromedp.ByQuery),
		chromedp.Text(".additions", &outcome, chromedp.ByQuery))
	for _, want := range []string{"raid.txt", "nothing.txt", "Nothing stands there"} {
		if !strings.Contains(outcome, want) {
			t.Errorf("%q is not said of the files: %s", want, outcome)
		}
	}
	tell(t, s)
	select {
	case m := <-got:
		if !signed(m, secret) {
			t.Error("the receiver cannot check the message by the secret that was shown")
		}
	default:
		t.Error("the receiver was not told")
	}
	if f := feed(t, server.URL+feedLink); len(f.Entries) == 0 {
		t.Error("the feed tells nothing")
	}

	// what they correct stands when the report is read again
	review := server.URL + "/review/" + attack(t, reg).Key
	do(t, ctx, "correct the place",
		chromedp.Navigate(review),
		chromedp.SetValue("input[name=place]", "Tyre", chromedp.ByQuery),
		chromedp.Click("button[value=edit]", chromedp.ByQuery),
		chromedp.WaitVisible(`.meta a.tag[href="/decisions"]`, chromedp.ByQuery))
	readAgain(t, reg)
	var place string
	do(t, ctx, "see it", chromedp.Navigate(server.URL+"/report/"+attack(t, reg).Doc), chromedp.Text(".record .place", &place, chromedp.ByQuery))
	if place != "Tyre" {
		t.Errorf("read again, it happened in %q", place)
	}
}

// The keyboard alone: past the header to the page, and to a decision.
func TestKeyboardAlone(t *testing.T) {
	ctx := browser(t)
	server, reg := desk(t, true)
	addReport(t, server, raid, "https://news.example/raid", "News")
	focused := func() (what string) {
		t.Helper()
		do(t, ctx, "see where the keyboard is", chromedp.Evaluate(`(document.activeElement.value || document.activeElement.id || document.activeElement.className)+""`, &what))
		return what
	}
	do(t, ctx, "skip the header", chromedp.Navigate(server.URL+"/review"), chromedp.KeyEvent("\t"))
	if focused() != "skip" {
		t.Errorf("the first stop is %q", focused())
	}
	do(t, ctx, "enter the page", chromedp.KeyEvent("\r"), chromedp.Sleep(200*time.Millisecond))
	if focused() != "main" {
		t.Errorf("past the header stands %q", focused())
	}
	for stops := 0; focused() != "accept"; stops++ {
		if stops > 40 {
			t.Fatal("the keyboard does not come to a decision")
		}
		do(t, ctx, "go on", chromedp.KeyEvent("\t"))
	}
	do(t, ctx, "accept", chromedp.KeyEvent("\r"), chromedp.Sleep(500*time.Millisecond), chromedp.WaitVisible("main", chromedp.ByQuery))
	seen(t, reg, func(tx store.Reader) error {
		list, err := tx.AllCorrections(10, "")
		if len(list.Items) != 1 || list.Items[0].Decision != "accept" {
			t.Errorf("decisions %+v", list.Items)
		}
		return err
	})
}
