package promised

import (
	"fmt"
	"slices"
	"strings"

	"kasha/lib/config"
	"kasha/tests/requests"
)

// paths promises what is cached, and that nothing else is.
func (s Site) paths() []Promise {
	page := s.dynamic()
	all := []Promise{{Field: "cachedPaths", Request: at(s.insider(page), func(r *requests.Request) { r.Query = "a=b" }),
		Begins: "load balancer " + page + "?a=b, not cached"}}
	for _, pattern := range s.Edge.CachedPaths {
		all = append(all, Promise{Field: "cachedPaths", Request: s.insider(example(pattern)), Begins: "load balancer " + example(pattern),
			Ends: "cached as " + example(pattern)})
	}
	return all
}

// dynamic is a page that the load balancer serves. Where the bucket serves every path, only the exceptions are left.
func (s Site) dynamic() string {
	const page = "/promised/page"
	inBucket := slices.ContainsFunc(s.Edge.Static.Paths, func(pattern string) bool { return matches(pattern, page) })
	if inBucket && len(s.Edge.Static.Except) > 0 {
		return example(s.Edge.Static.Except[0])
	}
	return page
}

// static promises what the bucket serves. CloudFront tries cached paths first, then the exceptions, then the bucket's.
func (s Site) static() []Promise {
	var all []Promise
	static := s.Edge.Static
	first := func(path string, lists ...[]string) bool {
		return !slices.ContainsFunc(slices.Concat(lists...), func(pattern string) bool { return matches(pattern, path) })
	}
	for _, pattern := range static.Except {
		if path := example(pattern); first(path, s.Edge.CachedPaths) {
			all = append(all, Promise{Field: "static.except", Request: s.insider(path), Begins: "load balancer " + path, Ends: "not cached"})
		}
	}
	for _, pattern := range static.Paths {
		file := example(strings.TrimSuffix(pattern, "*")) + "file.js"
		if !strings.HasSuffix(pattern, "*") {
			file = example(pattern)
		}
		if first(file, s.Edge.CachedPaths, static.Except) {
			all = append(all, Promise{Field: "static.paths", Request: s.insider(file), Begins: "bucket " + file})
		}
		page := example(strings.TrimSuffix(pattern, "*")) + "orders/7"
		if !strings.HasSuffix(pattern, "*") || !first(page, s.Edge.CachedPaths, static.Except) {
			continue
		}
		serves := page
		if static.Index != "" {
			serves = static.Index
		}
		all = append(all, Promise{Field: "static.index", Request: s.insider(page), Begins: "bucket " + serves + ", "})
	}
	for _, status := range []int{404, 500, 503} {
		answer := fmt.Sprintf("%d of the load balancer", status)
		if static.ErrorPage != "" && status == 503 {
			answer = "503 with the bucket " + static.ErrorPage
		}
		failing := at(s.insider(s.dynamic()), func(r *requests.Request) { r.OriginStatus = status })
		all = append(all, Promise{Field: "static.errorPage", Request: failing, Begins: answer})
	}
	return all
}

// matches is CloudFront's rule for path patterns, as far as examples of patterns need it.
func matches(pattern, path string) bool {
	prefix, wild := strings.CutSuffix(pattern, "*")
	if !wild || strings.ContainsAny(prefix, "*?") {
		return example(pattern) == path
	}
	return strings.HasPrefix(path, prefix)
}

// headers promises the headers of the whole site and of each path with its own.
func (s Site) headers() []Promise {
	all := s.headersAt("/promised/page", s.Edge.SiteHeaders())
	for _, own := range s.Edge.PathHeaders() {
		for _, path := range own.Paths {
			all = append(all, s.headersAt(example(path), own)...)
		}
	}
	return all
}

func (s Site) headersAt(path string, h config.Headers) []Promise {
	shown := func(field, header, value string) Promise {
		r := s.insider(path)
		r.Show = header
		return Promise{Field: field, Request: r, Ends: ", " + header + ": " + value}
	}
	hidden := "none"
	if s.Edge.Access.NoIndex {
		hidden = "noindex"
	}
	all := []Promise{
		shown("access.noindex", "X-Robots-Tag", hidden),
		shown("headers", "Content-Security-Policy", h.ContentSecurityPolicy),
		shown("headers", "Content-Security-Policy-Report-Only", h.ContentSecurityPolicyReportOnly),
		shown("headers", "X-Frame-Options", h.FrameOptions), shown("headers", "Referrer-Policy", h.ReferrerPolicy),
		shown("headers", "Permissions-Policy", h.PermissionsPolicy),
	}
	other := shown("headers", "Access-Control-Allow-Origin", "none")
	other.Request.Headers["origin"] = "https://stranger.example.net"
	if h.CORS == nil {
		return append(all, other)
	}
	if slices.Contains(h.CORS.AllowOrigins, "*") {
		other.Ends = strings.TrimSuffix(other.Ends, "none") + "*"
		return append(all, other)
	}
	for _, origin := range h.CORS.AllowOrigins {
		allowed := strings.Replace(origin, "*", "x", 1)
		own := shown("headers", "Access-Control-Allow-Origin", allowed)
		own.Request.Headers["origin"] = allowed
		all = append(all, own)
	}
	return append(all, other)
}
