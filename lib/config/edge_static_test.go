package config

import (
	"fmt"
	"strings"
	"testing"
)

func badTimeouts() []bad {
	return []bad{
		{name: "no time for a response", patch: `{"edge": {"readTimeoutSeconds": 0}}`, path: "edge.readTimeoutSeconds",
			wrong: "cannot wait for 0 seconds", fix: "1 to 120"},
		{name: "more time than CloudFront has", patch: `{"edge": {"readTimeoutSeconds": 121}}`, path: "edge.readTimeoutSeconds",
			wrong: "cannot wait for 121 seconds", fix: "let a job or the consumer of a queue do longer work"},
		{name: "more time than Spot has", patch: `{"frontend": {"spot": false}, "backend": {"spot": true}, "edge": {"readTimeoutSeconds": 90}}`,
			path: "edge.readTimeoutSeconds", wrong: "may be taken away within 90 seconds", fix: `at most 89, or "spot": false`},
		{name: "keep-alive as long as the load balancer's", patch: `{"frontend": {"keepAliveSeconds": 60}}`, path: "frontend.keepAliveSeconds",
			wrong: "that the load balancer keeps for 60 seconds", fix: "65 or more"},
		{name: "keep-alive below a longer idle time-out", patch: `{"backend": {"keepAliveSeconds": 65, "idleSeconds": 300}}`,
			path: "backend.keepAliveSeconds", wrong: "keeps for 300 seconds", fix: "305 or more"},
		{name: "keep-alive below a longer read time-out",
			patch: `{"backend": {"spot": false, "keepAliveSeconds": 90}, "frontend": {"spot": false}, "edge": {"readTimeoutSeconds": 100}}`,
			path:  "backend.keepAliveSeconds", wrong: "keeps for 100 seconds", fix: "105 or more"},
		{name: "endless keep-alive", patch: `{"backend": {"keepAliveSeconds": 4601}}`, path: "backend.keepAliveSeconds",
			wrong: "for 4601 seconds without a request", fix: "at most 4600"},
	}
}

func badStatics() []bad {
	static := func(name, fields, path, wrong, fix string) bad {
		return bad{name: name, patch: `{"edge": {"static": {` + fields + `}}}`, path: "edge.static." + path, wrong: wrong, fix: fix}
	}
	var many []string // with the default of cachedPaths one too many
	for i := range 74 {
		many = append(many, fmt.Sprintf(`"/p%d/*"`, i))
	}
	return []bad{
		static("relative static path", `"paths": ["assets/*"]`, "paths[0]", "is not a path pattern", "a path from the root"),
		static("endless static path", `"paths": ["/`+strings.Repeat("a", 255)+`"]`, "paths[0]", "is not a path pattern", "255 characters"),
		static("static path twice", `"paths": ["/a/*", "/a/*"]`, "paths[1]", "twice", "it once"),
		static("everything static", `"paths": ["/*"]`, "paths[0]", "would leave no request for the load balancer", `"except": ["/api/*"]`),
		static("static path that the load balancer serves", `"paths": ["/static/*"]`, "paths[0]", "is in edge.cachedPaths",
			"in one of the two lists"),
		static("too many static paths", `"paths": [`+strings.Join(many, ", ")+`]`, "paths", "it has 75 paths", "fewer paths"),
		static("exception from nothing", `"except": ["/api/*"]`, "except", "nothing is served from the bucket", "add edge.static.paths"),
		static("exception that is no path", `"paths": ["/*"], "except": ["api"]`, "except[0]", "is not a path pattern", "from the root"),
		static("exception that is served", `"paths": ["/*", "/a/*"], "except": ["/a/*"]`, "except[0]", "is in edge.static.paths as well",
			"in one of the two lists"),
		static("page of nothing", `"index": "/index.html"`, "index", "nothing is served from the bucket", "add edge.static.paths"),
		static("page that is no page", `"paths": ["/a/*"], "index": "/a/"`, "index", "is not the path of a page", `"/assets/page.html"`),
		static("page with a quote", `"paths": ["/a/*"], "index": "/a/'.html"`, "index", "is not the path of a page", `"/assets/page.html"`),
		static("page with a long path", `"paths": ["/a/*"], "errorPage": "/a/`+strings.Repeat("b", 248)+`.html"`, "errorPage",
			"the path has 256 characters", "at most 255 characters"),
		static("page that the load balancer serves", `"paths": ["/a/*"], "errorPage": "/b/sorry.html"`, "errorPage",
			"is not served from the bucket", "edge.static.paths match"),
		static("page that an exception takes", `"paths": ["/*"], "except": ["/api/*"], "errorPage": "/api/sorry.html"`, "errorPage",
			"is not served from the bucket", "no path before them"),
	}
}

// TestPathPatterns catches a pattern that CloudFront reads in another way: a page would be said to be served, and is not.
func TestPathPatterns(t *testing.T) {
	for _, c := range []struct {
		pattern, path string
		matches       bool
	}{
		{"/assets/*", "/assets/", true}, {"/assets/*", "/assets/a/b.js", true}, {"/assets/*", "/assets", false},
		{"/assets/*", "/Assets/a.js", false}, {"/*.css", "/a/b.css", true}, {"/*.css", "/a.css.map", false},
		{"/a?c", "/abc", true}, {"/a?c", "/ac", false}, {"/a?c", "/a/c", true}, {"/", "/", true}, {"/", "/a", false},
		{"/*", "/", true}, {"/a*b*c", "/a1b2b3c", true}, {"/a*b*c", "/a1c", false}, {"/a*bc", "/abbc", true},
		{"/" + strings.Repeat("*a", 60), "/" + strings.Repeat("a", 250) + "b", false},
	} {
		if got := matchesPath(c.pattern, c.path); got != c.matches {
			t.Errorf("%s matches %s: %v, want %v", c.pattern, c.path, got, c.matches)
		}
	}
}
