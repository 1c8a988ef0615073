package browser_test

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
)

// files are those of a small single-page application in the bucket, and the page for errors.
func files() map[string]string {
	return map[string]string{
		"/app/index.html": `<!doctype html><title>Shop</title><div id="app"></div>
			<script type="module" src="/app/main-DdA3bC9x.js"></script>`,
		"/app/main-DdA3bC9x.js": `const answer = await fetch("/app/api/none");
			document.getElementById("app").textContent = "view of " + location.pathname + ", API " + answer.status;
			document.title = "ready"`,
		"/assets/sorry.html": `<!doctype html><title>Sorry</title><p>We will be back.</p>`,
	}
}

// Catches a deep link of a single-page application that has no page. Also catches an error of its API, or a missing file, that becomes the
// page.
func TestADeepLinkOpensTheApplication(t *testing.T) {
	t.Parallel()
	s := openSite(t, html(nil), files())
	p := s.browser.Open(t)
	p.Go("https://www.example.com/app/orders/7?tab=1")
	p.Until(`document.title === "ready"`)
	expect(t, "the view", p.Text(`document.getElementById("app").textContent`), "view of /app/orders/7, API 404")
	expect(t, "the address stays", p.Text("location.href"), "https://www.example.com/app/orders/7?tab=1")
	expect(t, "a missing file", p.Text(`fetch("/app/gone-12345678.js").then((r) => r.status)`), "403")
	var balancer []string
	for _, seen := range s.ofTheSite() {
		if seen.By == "load balancer" {
			balancer = append(balancer, seen.Path)
		}
	}
	expect(t, "what the load balancer gets", strings.Join(balancer, " "), "/app/api/none")
}

// Catches an error page that viewers do not get, and one with the status 200, which search engines and caches would keep. Also catches a
// static page that is gone with the load balancer.
func TestViewersSeeTheSorryPageWhileTheOriginIsStopped(t *testing.T) {
	t.Parallel()
	s := openSite(t, html(map[string]string{"/": `<title>Home</title>`}), files())
	p := s.browser.Open(t)
	status := func(path string) int {
		t.Helper()
		p.Go("https://www.example.com" + path)
		responses := p.Responses()
		for i := len(responses) - 1; i >= 0; i-- {
			if responses[i].URL == "https://www.example.com"+path {
				return responses[i].Status
			}
		}
		return 0
	}
	for _, step := range []struct {
		stopped     bool
		path, title string
		status      int
	}{
		{path: "/", title: "Home", status: 200}, {stopped: true, path: "/", title: "Sorry", status: 502},
		{stopped: true, path: "/app/orders", title: "ready", status: 200}, {path: "/", title: "Home", status: 200},
		{path: "/none", title: "", status: 404},
	} {
		s.Start()
		if step.stopped {
			s.Stop()
		}
		if got := status(step.path); got != step.status {
			t.Errorf("%s, stopped %t: got %d, want %d", step.path, step.stopped, got, step.status)
		}
		if step.title == "ready" {
			p.Until(`document.title === "ready"`)
		}
		expect(t, fmt.Sprintf("%s, stopped %t", step.path, step.stopped), p.Text("document.title"), step.title)
	}
}

// Catches cookies that do not reach the application, and those that scripts can read although it said no. Also catches cookies that the
// bucket or a cached path gets.
func TestCookiesReachTheApplicationAndNobodyElse(t *testing.T) {
	t.Parallel()
	app := http.NewServeMux()
	app.HandleFunc("/login", func(w http.ResponseWriter, _ *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "__Host-session", Value: "abc", Path: "/", Secure: true, HttpOnly: true})
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, `in`)
	})
	app.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `%s`, r.Header.Get("Cookie"))
	})
	s := openSite(t, app, files())
	p := s.browser.Open(t)
	p.Go("https://www.example.com/login")
	p.Go("https://www.example.com/account")
	expect(t, "what the application gets", p.Text("document.body.textContent"), "__Host-session=abc")
	expect(t, "what a script can read", p.Text("document.cookie"), "")
	p.Go("https://www.example.com/assets/sorry.html")
	p.Go("https://www.example.com/static/app.css")
	p.Go("https://other.www.example.com/")
	got := map[string]string{}
	for _, seen := range s.ofTheSite() {
		got[seen.Host+seen.Path] += seen.Cookie
	}
	want := map[string]string{
		"www.example.com/login": "", "www.example.com/account": "__Host-session=abc", "other.www.example.com/": "",
		"www.example.com/assets/sorry.html": "", // from the bucket
		"www.example.com/static/app.css":    "", // cached for everyone
	}
	if !maps.Equal(got, want) {
		t.Errorf("the cookies of the requests are %q, want %q", got, want)
	}
}

// Catches an environment that is closed to search engines and says so only in its configuration.
func TestSearchEnginesAreToldToStayAway(t *testing.T) {
	t.Parallel()
	s := openSite(t, html(map[string]string{"/": `home`}), files())
	p := s.browser.Open(t)
	for _, address := range []string{"https://www.example.com/", "https://www.example.com/assets/sorry.html"} {
		p.Go(address)
		tag := "no response"
		for _, response := range p.Responses() {
			if response.URL == address {
				tag = response.Headers["x-robots-tag"] + response.Headers["X-Robots-Tag"]
			}
		}
		expect(t, address, tag, "noindex")
	}
}

// Catches another site's page that can read the API without being allowed, and one that is allowed and cannot.
func TestOnlyAllowedSitesReadTheAPI(t *testing.T) {
	t.Parallel()
	s := openSite(t, html(map[string]string{"/api/orders": "orders", "/page": `page`}), nil)
	for origin, want := range map[string]string{"https://example.com": "orders", "https://shop.example.org": "refused"} {
		// An empty page of the other site: the edge answers no such name, which is enough for its origin.
		p := s.browser.Open(t)
		p.Call("Page.setBypassCSP", map[string]any{"enabled": true}, nil)
		p.Call("Fetch.enable", map[string]any{"patterns": []any{map[string]any{"urlPattern": origin + "/blank"}}}, nil)
		go p.Answer(origin+"/blank", "<p>other</p>")
		p.Go(origin + "/blank")
		expect(t, origin, p.Text(`fetch("https://www.example.com/api/orders").then((r) => r.text(), () => "refused")`), want)
	}
}
