package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"kasha/lib/quotas"
	"kasha/lib/spelling"
)

const (
	maxHeaderValue = 1783   // CloudFront developer guide, "Understand response headers policies", Content-Security-Policy
	mostMaxAge     = 86_400 // Firefox remembers an answer to OPTIONS for no longer

	allowedFrame = `(self|src|"https://[A-Za-z0-9.*:-]+")` // W3C, "Permissions Policy"
)

var (
	headerNamePattern = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
	originPattern     = regexp.MustCompile(`^https?://(\*\.)?([a-z0-9.-]+)(:[0-9]{1,5})?$`)
	featurePattern    = regexp.MustCompile(`^[a-z][a-z-]*=(\*|self|\((` + allowedFrame + `( ` + allowedFrame + `)*)?\))$`)
)

func corsMethods() []string {
	return []string{"GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"}
}

func referrerPolicies() []string {
	return []string{
		"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin", "origin", "origin-when-cross-origin",
		"no-referrer-when-downgrade", "unsafe-url",
	}
}

// HeaderPolicies returns how many response headers policies the environment has of its account's.
func (e Edge) HeaderPolicies() int { return 1 + len(e.PathHeaders()) }

// checkHeaders checks edge.headers. at is the edge.
func checkHeaders(at object, e Edge) {
	labels := map[string]int{}
	for i, headers := range e.Headers {
		element := at.element("headers", i)
		checkHeaderPaths(element, i, e)
		if len(headers.Paths) > 0 && element.valid("paths") {
			if j, taken := labels[headers.Label()]; taken {
				element.reject("paths", fmt.Sprintf("%s would have the same name as headers[%d]", quote(headers.Paths[0]), j),
					"one element with both paths, or another path first")
			}
			labels[headers.Label()] = i
		}
		checkContentPolicy(element, "contentSecurityPolicy", headers.ContentSecurityPolicy)
		checkContentPolicy(element, "contentSecurityPolicyReportOnly", headers.ContentSecurityPolicyReportOnly)
		checkPermissionsPolicy(element, headers.PermissionsPolicy)
		if known := []string{"DENY", "SAMEORIGIN", NoHeader}; headers.FrameOptions != "" && !slices.Contains(known, headers.FrameOptions) {
			element.reject("frameOptions", quote(headers.FrameOptions)+" is not a value of X-Frame-Options",
				oneOf(known)+"; for some sites, write frame-ancestors in contentSecurityPolicy")
		}
		if known := referrerPolicies(); headers.ReferrerPolicy != "" && !slices.Contains(known, headers.ReferrerPolicy) {
			element.reject("referrerPolicy", quote(headers.ReferrerPolicy)+" is not a referrer policy", suggestion(headers.ReferrerPolicy, known))
		}
		if headers.CORS != nil {
			checkCORS(element.in("cors"), *headers.CORS)
		}
	}
	if !at.valid("headers") {
		return
	}
	if count := e.HeaderPolicies(); count > quotas.ResponseHeadersPolicies {
		at.reject("headers", fmt.Sprintf("there would be %d response headers policies, and an account has %d", count,
			quotas.ResponseHeadersPolicies), "fewer elements, with several paths each")
	}
	if count := len(e.behaviors()); count > maxCached && len(e.behaviors())-len(e.HeaderPaths()) <= maxCached {
		at.reject("headers", fmt.Sprintf("with edge.cachedPaths and edge.static the site has %s, and CloudFront allows %d",
			spelling.Count(count, "path"), maxCached),
			"fewer paths, with wildcards")
	}
}

// checkHeaderPaths checks the paths of one element. CloudFront takes the first behavior whose path matches, so a path inside of an
// earlier one would never have its headers.
func checkHeaderPaths(at object, i int, e Edge) {
	headers := e.Headers[i]
	at.rejectIf(len(headers.Paths) == 0, "paths", "the paths are missing", `the whole site, "/*", or path patterns such as "/api/*"`)
	if slices.Contains(headers.Paths, WholeSite) && len(headers.Paths) > 1 {
		at.reject("paths", `"/*" is the whole site, and has other paths beside it`, `["/*"] alone, or the other paths alone`)
	}
	var earlier []string
	for _, before := range e.Headers[:i] {
		earlier = append(earlier, before.Paths...)
	}
	for j, path := range headers.Paths {
		element := at.element("paths", j)
		if !cachedPathPattern.MatchString(path) || len(path) > maxCachedPath {
			element.reject("", quote(path)+" is not a path pattern of CloudFront",
				fmt.Sprintf(`a path from the root of at most %d characters, such as "/api/*"`, maxCachedPath))
			continue
		}
		checkRepetition(element, headers.Paths, j)
		if slices.Contains(earlier, path) {
			element.reject("", quote(path)+" has headers already, in an element before", "each path once")
		}
		if path == WholeSite {
			continue
		}
		patterns := e.behaviors()
		for _, before := range patterns[:max(slices.Index(patterns, path), 0)] {
			if coversPattern(before, path) {
				element.reject("", quote(path)+" is inside of "+quote(before)+", which CloudFront matches first",
					"headers of "+quote(before)+" itself, or an element with "+quote(path)+" before it")
				break
			}
		}
	}
}

// coversPattern reports whether a pattern matches everything that another matches. A star of the other stands for texts that are longer
// than all question marks of a pattern together.
func coversPattern(wide, narrow string) bool {
	return matchesPath(wide, strings.NewReplacer("*", strings.Repeat("\x00", maxCachedPath+1), "?", "\x00").Replace(narrow)) &&
		matchesPath(wide, strings.ReplaceAll(strings.ReplaceAll(narrow, "*", ""), "?", "\x00"))
}

func checkPermissionsPolicy(at object, policy string) {
	if policy == "" || policy == NoHeader {
		return
	}
	if len(policy) > maxHeaderValue {
		at.reject("permissionsPolicy", "the policy has "+spelling.Count(len(policy), "character"), fmt.Sprintf("at most %d", maxHeaderValue))
	}
	for _, part := range strings.Split(policy, ",") {
		if !featurePattern.MatchString(strings.Trim(part, " ")) {
			at.reject("permissionsPolicy", quote(part)+" is not a feature with its list",
				`features such as camera=(), geolocation=(self "https://maps.example.com"), with other sites in double quotes`)
			return
		}
	}
}

func checkCORS(at object, c CORS) {
	at.rejectIf(len(c.AllowOrigins) == 0, "allowOrigins", "the origins are missing", `origins such as "https://shop.example.com"`)
	for i, origin := range c.AllowOrigins {
		element := at.element("allowOrigins", i)
		host := originPattern.FindStringSubmatch(origin)
		if origin != "*" && (host == nil || !isHostName(host[2]) && host[2] != "localhost") {
			element.reject("", quote(origin)+" is not an origin", `scheme and host without a path, such as "https://shop.example.com"`)
		}
		checkRepetition(element, c.AllowOrigins, i)
	}
	at.rejectIf(len(c.AllowMethods) == 0, "allowMethods", "the methods are missing", "at least GET, or no cors")
	for i, method := range c.AllowMethods {
		element := at.element("allowMethods", i)
		if !slices.Contains(corsMethods(), method) {
			element.reject("", quote(method)+" is not a method that CloudFront allows", suggestion(method, corsMethods()))
		}
		checkRepetition(element, c.AllowMethods, i)
	}
	at.rejectIf(len(c.AllowHeaders) == 0, "allowHeaders", "the headers are missing, and CloudFront needs one", `"Content-Type"`)
	for field, names := range map[string][]string{"allowHeaders": c.AllowHeaders, "exposeHeaders": c.ExposeHeaders} {
		for i, name := range names {
			element := at.element(field, i)
			if name != "*" && !headerNamePattern.MatchString(name) {
				element.reject("", quote(name)+" is not the name of a header", `a name such as "X-Request-Id"`)
			}
			checkRepetition(element, names, i)
		}
	}
	for _, list := range []struct {
		field  string
		values []string
	}{{"allowOrigins", c.AllowOrigins}, {"allowHeaders", c.AllowHeaders}, {"exposeHeaders", c.ExposeHeaders}} {
		if !slices.Contains(list.values, "*") {
			continue
		}
		if len(list.values) > 1 {
			at.reject(list.field, `"*" stands for all, and has others beside it`, `["*"] alone, or the others alone`)
		}
		if c.AllowCredentials {
			at.reject(list.field, `browsers refuse "*" together with the visitor's cookies`, `each one by name, or "allowCredentials": false`)
		}
	}
	if c.MaxAgeSeconds < 0 || c.MaxAgeSeconds > mostMaxAge {
		at.reject("maxAgeSeconds", "browsers do not remember an answer for "+spelling.Count(c.MaxAgeSeconds, "second"),
			fmt.Sprintf("0 to %d", mostMaxAge))
	}
}
