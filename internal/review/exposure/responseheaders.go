package exposure

import (
	"slices"
	"strings"

	"kasha/internal/review/values"
)

const responseHeadersType = "AWS::CloudFront::ResponseHeadersPolicy"

// responseHeaderSettings are those of response headers policies of which a value can be better or worse. The tables have the rest.
func responseHeaderSettings() []setting {
	header := func(path ...string) func(map[string]any) any {
		return at(append([]string{"ResponseHeadersPolicyConfig", "SecurityHeadersConfig"}, path...)...)
	}
	return []setting{
		weakening(responseHeadersType, "Content-Security-Policy allows more", header("ContentSecurityPolicy", "ContentSecurityPolicy"),
			contentPolicyAllowsMore),
		weakening(responseHeadersType, "X-Frame-Options: other pages may show these",
			or(header("FrameOptions", "FrameOption"), "none"), descends("none", "SAMEORIGIN", "DENY")),
		weakening(responseHeadersType, "Referrer-Policy: other sites learn more of the page that a visitor comes from",
			or(header("ReferrerPolicy", "ReferrerPolicy"), "strict-origin-when-cross-origin"), // which browsers use without the header
			descends("unsafe-url", "no-referrer-when-downgrade", "origin-when-cross-origin", "origin", "strict-origin-when-cross-origin",
				"strict-origin", "same-origin", "no-referrer")),
		weakening(responseHeadersType, "Permissions-Policy: pages may use more", customHeader("permissions-policy"), permitsMore),
		weakening(responseHeadersType, "X-Robots-Tag: search engines may list the site", customHeader("x-robots-tag"), changed),
		weakening(responseHeadersType, "security headers of the application that are removed", removedSecurityHeaders, more),
		weakening(responseHeadersType, "custom headers", otherCustomHeaders, fewer),
	}
}

func contentPolicyAllowsMore(old, new any) bool {
	if values.String(new) == "" || values.String(old) == "" {
		return old != nil
	}
	return len(parseContentPolicy(values.String(new)).allowsMore(parseContentPolicy(values.String(old)))) > 0
}

// customHeader reads the value of a custom header, which has no setting of its own. Its name is in lower case.
func customHeader(name string) func(policy map[string]any) any {
	return func(policy map[string]any) any {
		for _, item := range customHeaders(policy) {
			if strings.EqualFold(values.String(item["Header"]), name) {
				return item["Value"]
			}
		}
		return nil
	}
}

func customHeaders(policy map[string]any) []map[string]any {
	return objects(at("ResponseHeadersPolicyConfig", "CustomHeadersConfig", "Items")(policy))
}

// otherCustomHeaders are those without a reader. A policy that only reports refuses nothing.
func otherCustomHeaders(policy map[string]any) any {
	var others []any
	for _, item := range customHeaders(policy) {
		known := []string{"permissions-policy", "x-robots-tag", "content-security-policy-report-only"}
		if !slices.Contains(known, strings.ToLower(values.String(item["Header"]))) {
			others = append(others, item)
		}
	}
	return others
}

// permitsMore compares two values of Permissions-Policy: camera=(), geolocation=(self). A feature that is not named has the browser's
// default.
func permitsMore(old, new any) bool {
	is := features(values.String(new))
	for feature, was := range features(values.String(old)) {
		allowed, named := is[feature]
		if !named || slices.ContainsFunc(allowed, func(one string) bool { return !slices.Contains(was, one) && !slices.Contains(was, "*") }) {
			return true
		}
	}
	return false
}

func features(policy string) map[string][]string {
	all := map[string][]string{}
	for _, part := range strings.Split(policy, ",") {
		if name, list, ok := strings.Cut(strings.TrimSpace(part), "="); ok {
			all[name] = strings.Fields(strings.Trim(list, "()"))
		}
	}
	return all
}
