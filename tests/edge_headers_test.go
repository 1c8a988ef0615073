package tests

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/cloudformation"
)

// TestPathsHaveTheirHeaders catches a path with the headers of another, and one without security headers. It catches a path that differs
// from all others by more than its headers: methods, caching, what the load balancer sees, or the redirection.
func TestPathsHaveTheirHeaders(t *testing.T) {
	eachShape(t, func(p platform) {
		own := map[string]string{}
		for _, headers := range p.env.Edge.PathHeaders() {
			for _, path := range headers.Paths {
				own[path] = "edge/Edge/Headers" + headers.Label() + "/Resource"
			}
		}
		standard := p.distribution().Map("DefaultCacheBehavior")
		for _, behavior := range append(p.distribution().Maps("CacheBehaviors"), standard) {
			pattern := behavior.Text("PathPattern")
			want := own[pattern]
			if want == "" {
				want = "edge/Edge/SecurityHeaders/Resource"
			}
			if got := p.follow(behavior.Text("ResponseHeadersPolicyId")).Path; got != want {
				p.t.Errorf("%q has the headers of %s, want %s", pattern, got, want)
			}
			delete(own, pattern)
			if !slices.Contains(p.env.Edge.HeaderPaths(), pattern) {
				continue
			}
			for name := range standard {
				if name != "ResponseHeadersPolicyId" && asJSON(behavior[name]) != asJSON(standard[name]) {
					p.t.Errorf("%s has %s %v, want %v as all other paths", pattern, name, behavior[name], standard[name])
				}
			}
		}
		if len(own) > 0 {
			p.t.Errorf("no behavior has the path patterns %v", own)
		}
	})
}

// TestApplicationsKeepTheirHeaders catches a policy that replaces a header of the application, other than the three that no application has
// a reason to weaken.
func TestApplicationsKeepTheirHeaders(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, policy := range p.some("AWS::CloudFront::ResponseHeadersPolicy") {
			config := policy.Properties.Map("ResponseHeadersPolicyConfig")
			overrides := map[string]cloudformation.Properties{}
			for name := range config.Map("SecurityHeadersConfig") {
				overrides[name] = config.Map("SecurityHeadersConfig").Map(name)
			}
			for _, custom := range config.Map("CustomHeadersConfig").Maps("Items") {
				overrides[custom.Text("Header")] = custom
			}
			var replaced []string
			for name, header := range overrides {
				if header.Text("Override") == "true" {
					replaced = append(replaced, name)
				}
			}
			slices.Sort(replaced)
			want := "ContentTypeOptions StrictTransportSecurity"
			if p.env.Edge.Access.NoIndex {
				want += " X-Robots-Tag"
			}
			if got := strings.Join(replaced, " "); got != want || config.Map("CorsConfig").Text("OriginOverride") == "true" {
				p.t.Errorf("%s replaces %s and CORS %v, want %s alone", policy, got, config.Map("CorsConfig"), want)
			}
		}
	})
}
