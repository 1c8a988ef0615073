package browser_test

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
	"kasha/tests/browser"
	"kasha/tests/requests"
	"kasha/tests/standin"
)

// site is a browser, and an edge that answers for every name.
type site struct {
	*standin.Server
	browser *browser.Browser
}

// openSite starts the edge of testdata/edge.json, and a browser to which every name on the ports 80 and 443 is that edge.
func openSite(t *testing.T, app http.Handler, files map[string]string) site {
	t.Helper()
	secure := httptest.NewUnstartedServer(nil)
	secure.StartTLS()
	plain := httptest.NewServer(nil)
	t.Cleanup(secure.Close)
	t.Cleanup(plain.Close)
	b := browser.Start(t,
		fmt.Sprintf("--host-resolver-rules=MAP *:443 %s, MAP *:80 %s", secure.Listener.Addr(), plain.Listener.Addr()),
		// Trusted like a certificate of a known authority, because browsers ignore HSTS where a certificate is wrong.
		"--ignore-certificate-errors-spki-list="+fingerprint(secure.Certificate()))
	functions, err := requests.StartFunctions()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { functions.Close() })
	s := &standin.Server{Edge: edge(t, functions), From: netip.MustParseAddr("203.0.113.7"), Country: "DE", Files: files, App: app}
	secure.Config.Handler, plain.Config.Handler = s, s
	t.Cleanup(func() {
		for _, problem := range s.Problems() {
			t.Error(problem)
		}
	})
	return site{s, b}
}

// ofTheSite are the requests since the last call, without those that Chromium makes by itself: to its maker, and for an icon.
func (s site) ofTheSite() []standin.Seen {
	return slices.DeleteFunc(s.Requests(), func(seen standin.Seen) bool {
		return !strings.Contains(seen.Host, "example.") || seen.Path == "/favicon.ico"
	})
}

func edge(t *testing.T, functions *requests.Functions) *requests.Edge {
	t.Helper()
	a, err := assembly.Read(os.Getenv("KASHA_BROWSER_EDGE"))
	if err != nil {
		t.Fatal(err)
	}
	env, err := cloudformation.Resolve(a.Stage("web"))
	if err != nil {
		t.Fatal(err)
	}
	e, err := requests.Read(env, functions)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func fingerprint(certificate *x509.Certificate) string {
	sum := sha256.Sum256(certificate.RawSubjectPublicKeyInfo)
	return base64.StdEncoding.EncodeToString(sum[:])
}

// html is an application that answers each path with a page.
func html(pages map[string]string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page, ok := pages[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, page)
	})
}

func expect(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

// Catches a content security policy that a browser does not enforce, such as one with a misspelt directive. Also catches a policy that
// refuses the application's own files.
func TestThePolicyRefusesWhatComesFromElsewhere(t *testing.T) {
	t.Parallel()
	app := http.NewServeMux()
	app.Handle("/", html(map[string]string{
		"/": `<p id="text">before</p><script>document.getElementById("text").textContent = "inline"</script>
			<script src="/own.js"></script><script src="https://elsewhere.example.org/other.js"></script>
			<object data="/own.js"></object><base href="https://elsewhere.example.org/">`,
	}))
	app.HandleFunc("/own.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, `window.own = true`)
	})
	s := openSite(t, app, nil)
	p := s.browser.Open(t)
	p.Go("https://www.example.com/")
	expect(t, "a script of the site", p.Text("window.own"), "true")
	expect(t, "a script in the page", p.Text(`document.getElementById("text").textContent`), "before")
	expect(t, "eval", p.Text(`(() => { try { return eval("1") } catch (e) { return e.name } })()`), "EvalError")
	expect(t, "the base of addresses", p.Text("document.baseURI"), "https://www.example.com/")
	expect(t, "a request to another site", p.Text(`fetch("https://elsewhere.example.org/").then(() => "sent", () => "refused")`), "refused")
	for _, seen := range s.ofTheSite() {
		if seen.Host != "www.example.com" {
			t.Errorf("the browser asked %s for %s, want that the policy refuses it", seen.Host, seen.Path)
		}
	}
	messages := strings.Join(p.Messages(), "\n")
	for _, want := range []string{"other.js", "inline script", "base-uri 'self'", "object-src 'none'"} {
		if !strings.Contains(messages, want) {
			t.Errorf("the console does not name %q:\n%s", want, messages)
		}
	}
}

// Catches a policy on trial that is enforced, and one that no browser looks at.
func TestAPolicyOnTrialOnlyReports(t *testing.T) {
	t.Parallel()
	app := http.NewServeMux()
	app.Handle("/", html(map[string]string{"/": `<link rel="stylesheet" href="/own.css"><p>text</p>`}))
	app.HandleFunc("/own.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		fmt.Fprint(w, "p { color: red }")
	})
	s := openSite(t, app, nil)
	p := s.browser.Open(t)
	p.Call("Page.addScriptToEvaluateOnNewDocument", map[string]any{"source": `window.violations = [];
		document.addEventListener("securitypolicyviolation", (e) => violations.push(e.disposition + " " + e.effectiveDirective))`}, nil)
	p.Go("https://www.example.com/")
	expect(t, "what the browser reports", p.Text("violations.join()"), "report style-src-elem")
	expect(t, "the colour that the style sheet sets", p.Text(`getComputedStyle(document.querySelector("p")).color`), "rgb(255, 0, 0)")
}

// Catches pages that other sites may show in a frame, and a path of edge.headers that may be framed and is not.
func TestFramesAreRefusedUnlessAPathAllowsThem(t *testing.T) {
	t.Parallel()
	frame := func(address string) string {
		return fmt.Sprintf(`<iframe src="https://www.example.com%s"></iframe>`, address)
	}
	s := openSite(t, html(map[string]string{
		"/": `home`, "/embed/map": "map", "/shows": `` + frame("/embed/map") + frame("/"),
	}), nil)
	p := s.browser.Open(t)
	p.Go("https://www.example.com/shows")
	expect(t, "frames with a document of the site", p.Text(`[...document.querySelectorAll("iframe")].map(
		(f) => { try { return f.contentDocument.body.textContent } catch (e) { return "refused" } }).join()`), "map,refused")
}

// Catches HSTS that does not reach a browser: the second visit by HTTP must not leave the machine unencrypted. Also catches a redirection
// that loses the path or the query.
func TestAfterTheFirstVisitNothingIsSentInTheClear(t *testing.T) {
	t.Parallel()
	s := openSite(t, html(map[string]string{"/orders": `orders`}), nil)
	p := s.browser.Open(t)
	p.Go("http://www.example.com/orders?page=2")
	expect(t, "the address after the redirection", p.Text("location.href"), "https://www.example.com/orders?page=2")
	if first := s.ofTheSite(); len(first) != 2 || !first[0].HTTP || first[0].Status != 301 || first[1].HTTP {
		t.Errorf("the first visit: got %+v, want a redirection and a request with TLS", first)
	}
	p.Go("http://www.example.com/orders?page=3")
	expect(t, "the address of the second visit", p.Text("location.href"), "https://www.example.com/orders?page=3")
	for _, seen := range s.ofTheSite() {
		if seen.HTTP {
			t.Errorf("the second visit sent %s in the clear", seen.Path)
		}
	}
}

// Catches a redirection to the one name of the site that a browser does not follow, or that loses a part of the address.
func TestOtherNamesLeadToTheName(t *testing.T) {
	t.Parallel()
	s := openSite(t, html(map[string]string{"/orders/7": `order`}), nil)
	p := s.browser.Open(t)
	p.Go("https://example.com/orders/7?a=b%20c&a=d")
	expect(t, "the address", p.Text("location.href"), "https://www.example.com/orders/7?a=b%20c&a=d")
}
