package browser_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kasha/tests/browser"
)

// Limits of the pages, those of the issue that asked for them.
const (
	mostBytes        = 2 << 20
	mostMilliseconds = 1000
)

// pages are the report of Kasha's own configuration, that of a team's own, and a review. scripts/browser writes them.
func pages(t *testing.T) []string {
	t.Helper()
	if os.Getenv("KASHA_BROWSER") == "" {
		t.Skip("KASHA_BROWSER is not set; fix: make browser")
	}
	found, err := filepath.Glob(filepath.Join(os.Getenv("KASHA_BROWSER_PAGES"), "*.html"))
	if err != nil || len(found) < 3 {
		t.Fatalf("KASHA_BROWSER_PAGES has %d pages (%v), want three", len(found), err)
	}
	return found
}

// everything shows every part of a page at once and opens what is closed, so that one look finds what is too wide anywhere.
const everything = `document.head.insertAdjacentHTML("beforeend", "<style id=everything>.part { display: block !important }</style>");
	for (const each of document.querySelectorAll("details")) each.open = true;`

// devices are the widths in pixels of a phone, a tablet and a desktop.
func devices() map[string]int { return map[string]int{"phone": 390, "tablet": 820, "desktop": 1280} }

// Catches a page that is unreadable on some device or in some colour scheme. That is faint text, content wider than the screen, a control
// without a name, or whatever else axe-core finds. Also catches errors in the console, and a page that loads something.
func TestPagesAreReadableEverywhere(t *testing.T) {
	axe, err := os.ReadFile(os.Getenv("KASHA_BROWSER_AXE"))
	files := pages(t)
	if err != nil {
		t.Fatal(err)
	}
	b := browser.Start(t)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			for device, width := range devices() {
				readableOn(t, b.Open(t), file, device, width, string(axe))
			}
		})
	}
}

func readableOn(t *testing.T, p *browser.Page, file, device string, width int, axe string) {
	t.Helper()
	for _, scheme := range []string{"light", "dark"} {
		what := fmt.Sprintf("on a %s, %s", device, scheme)
		p.Show(width, 900, scheme)
		p.Go(address(file))
		if wide := p.Text("document.documentElement.scrollWidth"); wide != fmt.Sprint(width) {
			t.Errorf("%s: the page is %s pixels wide, want %d", what, wide, width)
		}
		p.Picture(strings.TrimSuffix(file, ".html") + "-" + device + "-" + scheme + ".png")
		p.Evaluate(everything, nil)
		if wide := p.Text("document.documentElement.scrollWidth"); wide != fmt.Sprint(width) {
			t.Errorf("%s: with everything open the page is %s pixels wide, want %d", what, wide, width)
		}
		// One part is enough here: TestEachPartIsAccessible looks at the others, and all share their styles.
		p.Evaluate(`document.getElementById("everything").remove()`, nil)
		p.Evaluate(axe, nil)
		for _, finding := range findings(p) {
			t.Errorf("%s: %s", what, finding)
		}
	}
	for _, message := range p.Messages() {
		t.Errorf("on a %s: the console says %s", device, message)
	}
	for _, response := range p.Responses() {
		if response.URL != address(file) {
			t.Errorf("it loads %s, want nothing but itself", response.URL)
		}
	}
}

// findings are what axe-core finds, each with the first elements.
func findings(p *browser.Page) []string {
	var found []string
	p.Evaluate(`axe.run(document, {resultTypes: ["violations"]}).then((r) => r.violations.map(
		(v) => v.id + ": " + v.help + ": " + v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160) + " " + n.failureSummary).join(" | ")))`, &found)
	return found
}

// Catches what axe-core finds only where one environment is shown, as readers see it.
func TestEachPartIsAccessible(t *testing.T) {
	t.Parallel()
	files := pages(t)
	axe, err := os.ReadFile(os.Getenv("KASHA_BROWSER_AXE"))
	if err != nil {
		t.Fatal(err)
	}
	b := browser.Start(t)
	for _, file := range files {
		p := b.Open(t)
		p.Show(1280, 900, "light")
		p.Go(address(file))
		p.Evaluate(string(axe), nil)
		var parts int
		p.Evaluate(`document.querySelectorAll("input[name=part]").length`, &parts)
		for part := range max(parts, 1) {
			p.Evaluate(fmt.Sprintf(`document.querySelectorAll("input[name=part]")[%d]?.click()`, part), nil)
			for _, finding := range findings(p) {
				t.Errorf("%s, part %d: %s", filepath.Base(file), part+1, finding)
			}
		}
	}
}

func address(file string) string {
	path, err := filepath.Abs(file)
	if err != nil {
		panic(err)
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

// Catches a page that is too large to mail, and one that opens slowly. The fastest of three counts, because the machine may be busy.
func TestPagesAreSmallAndOpenFast(t *testing.T) {
	files := pages(t)
	b := browser.Start(t)
	for _, file := range files {
		p := b.Open(t)
		fastest := 0.0
		for range 3 {
			p.Go(address(file))
			var took float64
			p.Evaluate(`new Promise((done) => requestAnimationFrame(() => done(performance.now())))`, &took)
			if fastest == 0 || took < fastest {
				fastest = took
			}
		}
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d bytes, %.0f ms", filepath.Base(file), info.Size(), fastest)
		if info.Size() > mostBytes || fastest > mostMilliseconds {
			t.Errorf("%s: %d bytes, %.0f ms; want at most %d bytes and %d ms",
				filepath.Base(file), info.Size(), fastest, mostBytes, mostMilliseconds)
		}
	}
}

// Catches a print that lacks what was closed on the screen, or cuts the wide tables off.
func TestPagesPrintWhole(t *testing.T) {
	t.Parallel()
	files := pages(t)
	b := browser.Start(t)
	for _, file := range files {
		p := b.Open(t)
		p.Show(1280, 900, "dark")
		p.Go(address(file))
		p.Evaluate(`window.matchMedia("print").addEventListener("change", (e) => {
			if (e.matches) window.closedInPrint = document.querySelectorAll("details:not([open])").length })`, nil)
		size := p.Print(strings.TrimSuffix(file, ".html") + ".pdf")
		closed := p.Text("window.closedInPrint") // undefined if the page was not told that it is printed
		if size < 20_000 || closed != "0" {
			t.Errorf("%s: the print has %d bytes, and %s parts were closed; want more than 20,000 and 0", filepath.Base(file), size, closed)
		}
		p.Call("Emulation.setEmulatedMedia", map[string]any{"media": "print"}, nil)
		p.Call("Emulation.setDeviceMetricsOverride", map[string]any{"width": 700, "height": 1000, "deviceScaleFactor": 1, "mobile": false}, nil)
		var wide []string
		p.Evaluate(`[...document.querySelectorAll(".wide")].filter((e) => e.checkVisibility())
			.filter((e) => e.scrollWidth > document.documentElement.clientWidth)
			.map((e) => e.getAttribute("aria-label") + " " + e.scrollWidth)`, &wide)
		if len(wide) > 0 {
			text, _ := json.Marshal(wide)
			t.Errorf("%s: wider than the paper: %s", filepath.Base(file), text)
		}
	}
}
