package exposure_test

import (
	"fmt"
	"strings"
	"testing"
)

func contentSecurityPolicy(text string) string {
	return headers(`"ContentSecurityPolicy": {"Override": false, "ContentSecurityPolicy": "` + text + `"}`)
}

func customHeader(name, value string) string {
	return fmt.Sprintf(`"ResponseHeadersPolicyConfig": {"CustomHeadersConfig": {"Items": [{"Header": %q, "Override": false, "Value": %q}]}}`,
		name, value)
}

func worseHeaders() []worse {
	const policy = "AWS::CloudFront::ResponseHeadersPolicy"
	header := func(what, before, after string) worse {
		return worse{what: what, resource: policy, before: headers(before), after: headers(after)}
	}
	content := func(before, after string) worse {
		return worse{what: "Content-Security-Policy allows more", resource: policy, before: contentSecurityPolicy(before),
			after: contentSecurityPolicy(after)}
	}
	permissions := func(before, after string) worse {
		return worse{what: "Permissions-Policy: pages may use more", resource: policy, before: customHeader("Permissions-Policy", before),
			after: customHeader("Permissions-Policy", after)}
	}
	const frames = "X-Frame-Options: other pages may show these"
	const referrer = "Referrer-Policy: other sites learn more of the page that a visitor comes from"
	return []worse{
		content("default-src 'self'", "default-src 'self' a.example.com"), content("default-src 'self'", "img-src 'self'"),
		content("default-src 'self'; img-src 'none'", "default-src 'self'"), content("default-src 'self'", "default-src 'self'; img-src *"),
		content("script-src 'self'", "script-src-elem 'self'"), content("frame-ancestors 'none'", "frame-ancestors a.example"),
		content("frame-ancestors 'none'; img-src 'none'", "img-src 'none'"), content("img-src https://a.example", "img-src https:"),
		content("img-src a.example", "img-src *"), content("img-src *", "img-src * data:"), content("sandbox", "sandbox allow-scripts"),
		content("script-src 'self'", "script-src 'self' 'unsafe-inline'"), content("require-trusted-types-for 'script'; img-src *", "img-src *"),
		content("script-src 'unsafe-inline' 'sha256-a'", "script-src 'unsafe-inline'"),
		{what: "Content-Security-Policy allows more", resource: policy, before: contentSecurityPolicy("img-src *"), after: headers(``)},
		header(frames, `"FrameOptions": {"FrameOption": "DENY"}`, `"FrameOptions": {"FrameOption": "SAMEORIGIN"}`),
		header(frames, `"FrameOptions": {"FrameOption": "SAMEORIGIN"}`, ``),
		header(referrer, `"ReferrerPolicy": {"ReferrerPolicy": "no-referrer"}`, ``),
		header(referrer, ``, `"ReferrerPolicy": {"ReferrerPolicy": "unsafe-url"}`),
		permissions("camera=()", "camera=(self)"), permissions("camera=(), usb=()", "camera=()"), permissions("usb=(self)", "usb=*"),
		{what: "X-Robots-Tag: search engines may list the site", resource: policy, before: customHeader("X-Robots-Tag", "noindex"), after: ``},
		{what: "custom headers", resource: policy, before: customHeader("Cross-Origin-Opener-Policy", "same-origin"), after: ``},
	}
}

// Catches a stricter policy that is reported, and a policy that only reports.
func TestHeadersThatAreNoWorse(t *testing.T) {
	reportOnly := customHeader("Content-Security-Policy-Report-Only", "default-src 'none'")
	for _, c := range [][2]string{
		{contentSecurityPolicy("default-src 'self' a.example"), contentSecurityPolicy("default-src 'self'")},
		{contentSecurityPolicy("default-src 'self'"), contentSecurityPolicy("default-src 'self'; script-src 'self'; report-uri /r")},
		{contentSecurityPolicy("img-src *; script-src 'none'"), contentSecurityPolicy("script-src 'none'; img-src https://a.example")},
		{contentSecurityPolicy("default-src 'self'; report-uri /r"), contentSecurityPolicy("default-src 'self'")},
		{reportOnly, customHeader("Content-Security-Policy-Report-Only", "img-src *")},
		{reportOnly, ``},
		{customHeader("Permissions-Policy", "camera=(self)"), customHeader("Permissions-Policy", "usb=(), camera=()")},
	} {
		report := compareOne(t, "AWS::CloudFront::ResponseHeadersPolicy", c[0], c[1])
		if all := len(report.Openings) + len(report.Weakenings) + len(report.Unjudged); all > 0 {
			t.Errorf("%s to %s: said %+v %+v %+v, want nothing", c[0], c[1], report.Openings, report.Weakenings, report.Unjudged)
		}
	}
}

// Catches a path that gets weaker headers by another policy than before, and a path with stricter ones that is reported.
func TestHeadersOfPaths(t *testing.T) {
	const disabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
	behavior := func(pattern, policy string) string {
		return `{"PathPattern": "` + pattern + `", "CachePolicyId": "` + disabled + `", "ResponseHeadersPolicyId": {"Ref": "` + policy + `"}}`
	}
	site := func(behaviors ...string) app {
		policy := func(id, properties string) string {
			return `"` + id + `": {"Type": "AWS::CloudFront::ResponseHeadersPolicy", "Properties": {` + properties + `}},`
		}
		return resources(`{` + policy("Site", contentSecurityPolicy("default-src 'self'")) +
			policy("Strict", contentSecurityPolicy("default-src 'none'")) + policy("Weak", contentSecurityPolicy("default-src *")) +
			policy("Open", `"ResponseHeadersPolicyConfig": {"SecurityHeadersConfig": {"ContentTypeOptions": {"Override": true},
				"ContentSecurityPolicy": {"Override": false, "ContentSecurityPolicy": "default-src 'self'"}},
				"CorsConfig": {"AccessControlAllowOrigins": {"Items": ["*"]}}}`) +
			`"D": {"Type": "AWS::CloudFront::Distribution", "Properties": {"DistributionConfig": {"DefaultCacheBehavior":
				{"ResponseHeadersPolicyId": {"Ref": "Site"}}, "CacheBehaviors": [` + strings.Join(behaviors, ",") + `]}}}}`)
	}
	for name, c := range map[string]struct {
		from, to          app
		weakens, openings []string
	}{
		"a path with weaker headers": {from: site(), to: site(behavior("/a", "Weak")),
			weakens: []string{"/a: Content-Security-Policy allows more"}},
		"two paths with weaker headers": {from: site(behavior("/a", "Strict")), to: site(behavior("/a", "Weak"), behavior("/b", "Weak")),
			weakens: []string{"/a: Content-Security-Policy allows more", "/b: Content-Security-Policy allows more"}},
		"a path with stricter headers":    {from: site(), to: site(behavior("/a", "Strict"))},
		"a path with the same headers":    {from: site(), to: site(behavior("/a", "Site"))},
		"a path that loses weak headers":  {from: site(behavior("/a", "Weak")), to: site()},
		"a path that other sites may use": {from: site(), to: site(behavior("/a", "Open")), openings: []string{"/a: "}},
		"a path with unknown headers": {from: site(), to: site(strings.Replace(behavior("/a", "Site"), `{"Ref": "Site"}`, `"managed"`, 1)),
			weakens: []string{"/a: responses have other security headers"}},
	} {
		t.Run(name, func(t *testing.T) {
			report := compare(t, c.from.Assembly(t), c.to.Assembly(t))
			wants(t, "weakening", report.Weakenings, c.weakens...)
			wants(t, "opening", report.Openings, c.openings...)
		})
	}
}
