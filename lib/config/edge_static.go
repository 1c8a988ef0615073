package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"kasha/lib/spelling"
)

// Static is what CloudFront serves from a private bucket instead of the load balancer. `make assets` uploads the files.
type Static struct {
	// Paths are the paths that CloudFront serves from the bucket. A path of the site is the key of a file: /assets/app.js is the
	// file assets/app.js. Paths of edge.cachedPaths and of except come first. Only GET, HEAD and OPTIONS are allowed. A file that is not
	// there has the status 403.
	//
	//	Default: []
	//	Allowed: path patterns from the root, of at most 255 characters each; "/*" only with except
	//	Source:  CloudFront developer guide, "Path pattern"; CloudFront quotas: 75 cache behaviors, one of them the default
	Paths []string `json:"paths"`

	// Except are paths inside of Paths that the load balancer serves all the same, such as "/api/*".
	//
	//	Default: []
	//	Allowed: path patterns from the root, of at most 255 characters each
	//	Source:  CloudFront developer guide, "Path pattern"
	Except []string `json:"except"`

	// Index is the page of a single-page application. Requests in Paths whose last part has no dot get this file, such as /orders/7.
	// Errors of the load balancer are not replaced.
	//
	//	Default: ""
	//	Allowed: a path inside of Paths that ends in .html
	//	Source:  CloudFront developer guide, "CloudFront Functions"
	Index string `json:"index"`

	// ErrorPage is the file that viewers get when the load balancer does not answer, with the status of the error (502, 503 or 504).
	// CloudFront does not know who sent a status: an error 502, 503 or 504 of the application has this page as well.
	//
	//	Default: ""
	//	Allowed: a path inside of Paths that ends in .html
	//	Source:  CloudFront API, CustomErrorResponse
	ErrorPage string `json:"errorPage"`
}

// IsServed reports whether anything is served from the bucket.
func (s Static) IsServed() bool { return len(s.Paths) > 0 }

// ServesFile reports whether the bucket serves a path of the site. CloudFront takes the first pattern that matches, in this order.
func (e Edge) ServesFile(path string) bool {
	return !matchesOne(e.CachedPaths, path) && !matchesOne(e.Static.Except, path) && matchesOne(e.Static.Paths, path)
}

func matchesOne(patterns []string, path string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool { return matchesPath(pattern, path) })
}

// matchesPath reports whether a path pattern of CloudFront matches a path. A star stands for any characters, slashes too, and a question
// mark for one. Upper and lower case differ. Source: CloudFront developer guide, "Path pattern".
func matchesPath(pattern, path string) bool {
	p, star, resume := 0, -1, 0 // the last star, and where the path goes on after what it stands for
	for i := 0; i < len(path); {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, resume = p, i
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == path[i]):
			p, i = p+1, i+1
		case star >= 0:
			resume++
			p, i = star+1, resume
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// maxPage is the longest path of an error page, in characters. Source: CloudFront API, CustomErrorResponse, ResponsePagePath.
const maxPage = 255

// pagePattern holds the paths of pages. One becomes a part of a function's code, so it has no quotes.
var pagePattern = regexp.MustCompile(`^(/[A-Za-z0-9_.~-]+)+\.html$`)

// checkStatic checks edge.static. at is the edge.
func checkStatic(at object, e Edge) {
	static := at.in("static")
	checkStaticPaths(static, "paths", e.Static.Paths, e)
	checkStaticPaths(static, "except", e.Static.Except, e)
	for i, path := range e.Static.Except {
		if slices.Contains(e.Static.Paths, path) {
			static.element("except", i).reject("", quote(path)+" is in edge.static.paths as well", "keep it in one of the two lists")
		}
	}
	if count := len(e.CachedPaths) + len(e.Static.Paths) + len(e.Static.Except); count > maxCached && len(e.CachedPaths) <= maxCached {
		static.reject("paths", fmt.Sprintf("with edge.cachedPaths and except it has %s, and CloudFront allows %d",
			spelling.Count(count, "path"), maxCached), "fewer paths, with wildcards")
	}
	checkPage(static, "index", e.Static.Index, e)
	checkPage(static, "errorPage", e.Static.ErrorPage, e)
	if !e.Static.IsServed() && len(e.Static.Except) > 0 {
		static.reject("except", "nothing is served from the bucket, so there is no exception", "add edge.static.paths, or leave the field out")
	}
}

func checkStaticPaths(at object, field string, paths []string, e Edge) {
	for i, path := range paths {
		element := at.element(field, i)
		if !cachedPathPattern.MatchString(path) || len(path) > maxCachedPath {
			element.reject("", quote(path)+" is not a path pattern of CloudFront",
				fmt.Sprintf(`a path from the root of at most %d characters, such as "/assets/*"`, maxCachedPath))
		}
		if strings.Trim(path, "/*?") == "" && strings.Contains(path, "*") && len(e.Static.Except) == 0 {
			element.reject("", quote(path)+" would leave no request for the load balancer",
				`the directories of files, such as "/assets/*", or "except": ["/api/*"] with the paths of the load balancer`)
		}
		if slices.Contains(e.CachedPaths, path) {
			element.reject("", quote(path)+" is in edge.cachedPaths, and the load balancer serves it",
				"keep it in one of the two lists; edge.cachedPaths has \"/static/*\" by default")
		}
		checkRepetition(element, paths, i)
	}
}

func checkPage(at object, field, page string, e Edge) {
	switch {
	case page == "":
	case !e.Static.IsServed():
		at.reject(field, "nothing is served from the bucket, so it has no page", "add edge.static.paths, or leave the field out")
	case !pagePattern.MatchString(page):
		at.reject(field, quote(page)+" is not the path of a page", `a path from the root, such as "/assets/page.html"`)
	case len(page) > maxPage:
		at.reject(field, "the path has "+spelling.Count(len(page), "character"), fmt.Sprintf("at most %d characters", maxPage))
	case !e.ServesFile(page):
		at.reject(field, quote(page)+" is not served from the bucket", "a page that edge.static.paths match, and no path before them")
	}
}
