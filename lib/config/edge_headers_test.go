package config

import (
	"fmt"
	"strings"
	"testing"
)

func badHeaders() []bad {
	list := func(name, elements, path, wrong, fix string) bad {
		return bad{name: name, patch: `{"edge": {"headers": [` + elements + `]}}`, path: "edge.headers" + path, wrong: wrong, fix: fix}
	}
	one := func(name, fields, path, wrong, fix string) bad {
		return list(name, `{"paths": ["/a/*"], `+fields+`}`, "[0]."+path, wrong, fix)
	}
	policy := func(name, policy, wrong, fix string) bad {
		return one(name, `"contentSecurityPolicy": "`+policy+`"`, "contentSecurityPolicy", wrong, fix)
	}
	cors := func(name, fields, path, wrong, fix string) bad {
		return one(name, `"cors": {`+fields+`}`, "cors."+path, wrong, fix)
	}
	const origin = `"allowOrigins": ["https://a.example.com"], `
	var elements, paths []string
	for i := range 74 {
		elements, paths = append(elements, fmt.Sprintf(`{"paths": ["/e%d"]}`, i)), append(paths, fmt.Sprintf(`"/p%d"`, i))
	}
	return []bad{
		list("headers without a path", `{"frameOptions": "DENY"}`, "[0].paths", "the paths are missing", `"/*"`),
		list("headers of no path", `{"paths": ["api"]}`, "[0].paths[0]", "is not a path pattern", `"/api/*"`),
		list("headers of the site and more", `{"paths": ["/*", "/a"]}`, "[0].paths", "has other paths beside it", "alone"),
		list("path twice in an element", `{"paths": ["/a", "/a"]}`, "[0].paths[1]", "twice", "it once"),
		list("path twice", `{"paths": ["/a"]}, {"paths": ["/a"]}`, "[1].paths[0]", "has headers already", "each path once"),
		list("path inside of a cached one", `{"paths": ["/static/fonts/*"]}`, "[0].paths[0]", `is inside of "/static/*"`, "itself"),
		list("path inside of another", `{"paths": ["/a/*"]}, {"paths": ["/a/b/*"]}`, "[1].paths[0]", `is inside of "/a/*"`, "before it"),
		list("two paths of one name", `{"paths": ["/a/b"]}, {"paths": ["/a+b"]}`, "[1].paths", "the same name as headers[0]", "one element"),
		list("more policies than an account has", strings.Join(elements[:20], ","), "", "would be 21 response headers", "fewer elements"),
		list("more paths than a distribution has", `{"paths": [`+strings.Join(paths, ",")+`]}`, "", "the site has 75 paths", "fewer paths"),
		policy("policy with a comma", "img-src a.example.com, b.example.com", "has a character", "without commas"),
		policy("policy with a reference", "img-src {{resolve:ssm:/a}}", "has a character", "braces"),
		policy("policy in two lines", `img-src a\nstyle-src b`, "has a character", "ASCII"),
		policy("endless policy", "img-src "+strings.Repeat("a", 1776), "has 1784 characters", "fewer sources"),
		policy("empty policy", " ; ", "has no directive", "default-src 'self'"),
		policy("misspelt directive", "scripts-src 'self'", `"scripts-src" is not a directive`, `"script-src"`),
		policy("directive with a colon", "script-src: 'self'", `"script-src:" is not a directive`, `"script-src"`),
		policy("directive twice", "img-src a; img-src b", "in the policy twice", "one directive"),
		policy("none and more", "img-src 'none' a", "'none' and other sources", "alone"),
		policy("keyword without quotes", "default-src self", "self is a host in default-src", "'self'"),
		policy("keyword with half of its quotes", "script-src 'unsafe-inline", "is a host in script-src", "'unsafe-inline'"),
		policy("the same nonce for all", "script-src 'nonce-abc'", "the same nonce", "a hash"),
		one("sandbox that only reports", `"contentSecurityPolicyReportOnly": "sandbox"`, "contentSecurityPolicyReportOnly", "pass over sandbox",
			"in contentSecurityPolicy"),
		one("frames of a site", `"frameOptions": "ALLOW-FROM"`, "frameOptions", "is not a value of X-Frame-Options", "frame-ancestors"),
		one("misspelt referrer policy", `"referrerPolicy": "no-referer"`, "referrerPolicy", "is not a referrer policy", `"no-referrer"`),
		one("features as they were once written", `"permissionsPolicy": "camera 'none'"`, "permissionsPolicy", "is not a feature", "camera=()"),
		one("features divided by semicolons", `"permissionsPolicy": "camera=(); usb=()"`, "permissionsPolicy", "is not a feature", "camera=()"),
		one("endless features", `"permissionsPolicy": "ab=(`+strings.Repeat("src ", 444)+`src)"`, "permissionsPolicy", "has 1784 characters",
			"at most 1783"),
		cors("no origin", `"allowMethods": ["GET"]`, "allowOrigins", "the origins are missing", "https://shop"),
		cors("origin without a scheme", `"allowOrigins": ["a.example.com"]`, "allowOrigins[0]", "is not an origin", "scheme and host"),
		cors("origin with a path", `"allowOrigins": ["https://a.example.com/"]`, "allowOrigins[0]", "is not an origin", "without a path"),
		cors("wildcard inside of an origin", `"allowOrigins": ["https://a.*.example.com"]`, "allowOrigins[0]", "is not an origin", "scheme"),
		cors("origin twice", `"allowOrigins": ["https://a.example.com", "https://a.example.com"]`, "allowOrigins[1]", "twice", "it once"),
		cors("every origin and one", `"allowOrigins": ["*", "https://a.example.com"]`, "allowOrigins", "stands for all", "alone"),
		cors("every origin with cookies", `"allowOrigins": ["*"], "allowCredentials": true`, "allowOrigins", `browsers refuse "*"`, "by name"),
		cors("every header with cookies", origin+`"allowHeaders": ["*"], "allowCredentials": true`, "allowHeaders", `browsers refuse "*"`,
			`"allowCredentials": false`),
		cors("no method", origin+`"allowMethods": []`, "allowMethods", "the methods are missing", "at least GET"),
		cors("unknown method", origin+`"allowMethods": ["get"]`, "allowMethods[0]", "is not a method", `"GET"`),
		cors("no header", origin+`"allowHeaders": []`, "allowHeaders", "the headers are missing", `"Content-Type"`),
		cors("header that is none", origin+`"exposeHeaders": ["X Request"]`, "exposeHeaders[0]", "is not the name of a header", "X-Request-Id"),
		cors("more than a day", origin+`"maxAgeSeconds": 86401`, "maxAgeSeconds", "86401 seconds", "0 to 86400"),
		cors("less than nothing", origin+`"maxAgeSeconds": -1`, "maxAgeSeconds", "-1 seconds", "0 to 86400"),
	}
}

// TestHeadersThatAreLeftOut catches a path that loses a protection of the site, or opens to other sites what is open elsewhere.
func TestHeadersThatAreLeftOut(t *testing.T) {
	edge := environmentOf(t, minimalDev, `{"edge": {"headers": [
		{"paths": ["/embed/*"], "frameOptions": "none"},
		{"paths": ["/*"], "contentSecurityPolicy": "default-src 'none'", "permissionsPolicy": "camera=()",
		 "cors": {"allowOrigins": ["https://a.example.com"]}}]}}`).Edge
	site, paths := edge.SiteHeaders(), edge.PathHeaders()
	if site.ContentSecurityPolicy != "default-src 'none'" || site.FrameOptions != "DENY" || site.CORS == nil ||
		site.ReferrerPolicy != "strict-origin-when-cross-origin" || site.ContentSecurityPolicyReportOnly != NoHeader {
		t.Errorf("the site has %+v, want its own policy, and Kasha's other headers", site)
	}
	if len(paths) != 1 || paths[0].ContentSecurityPolicy != "default-src 'none'" || paths[0].PermissionsPolicy != "camera=()" ||
		paths[0].FrameOptions != NoHeader || paths[0].CORS != nil {
		t.Errorf("/embed/* has %+v, want the site's headers without X-Frame-Options and CORS", paths)
	}
	if edge.HeaderPolicies() != 2 {
		t.Errorf("%d policies, want 2", edge.HeaderPolicies())
	}
	own := defaultEdge("us-east-1").SiteHeaders()
	if own.ContentSecurityPolicy != ownContentSecurityPolicy || own.CORS != nil || own.PermissionsPolicy != NoHeader {
		t.Errorf("without edge.headers the site has %+v, want Kasha's own headers", own)
	}
}

// TestPatternsInsideOfOthers catches a path that is said to have headers, and never meets its behavior.
func TestPatternsInsideOfOthers(t *testing.T) {
	for _, c := range []struct {
		wide, narrow string
		covers       bool
	}{
		{"/a/*", "/a/b/*", true}, {"/a/*", "/a/*", true}, {"/*", "/a?", true}, {"/a?", "/a*", false}, {"/a?", "/a?", true},
		{"/a/*", "/*", false}, {"/*.css", "/static/*", false}, {"/*.css", "/static/*.css", true}, {"/a/*", "/a*", false},
		{"/a*b", "/a*", false}, {"/??", "/*", false}, {"/a", "/a", true}, {"/?*", "/*", false},
	} {
		if got := coversPattern(c.wide, c.narrow); got != c.covers {
			t.Errorf("%s covers %s: %v, want %v", c.wide, c.narrow, got, c.covers)
		}
	}
}
