package exposure

import (
	"slices"
	"strings"

	"kasha/internal/review/values"
)

// securityHeaders are those of the application by which browsers protect its visitors. Source: OWASP Secure Headers Project. Headers that
// only tell which software answers are not among them.
func securityHeaders() []string {
	return []string{
		"cache-control", "clear-site-data", "content-security-policy", "content-security-policy-report-only", "cross-origin-embedder-policy",
		"cross-origin-opener-policy", "cross-origin-resource-policy", "origin-agent-cluster", "permissions-policy", "referrer-policy",
		"strict-transport-security", "x-content-type-options", "x-frame-options", "x-permitted-cross-domain-policies", "x-xss-protection",
	}
}

// removedSecurityHeaders are the security headers of the application that a response headers policy removes.
func removedSecurityHeaders(policy map[string]any) any {
	var found []any
	for _, item := range objects(at("ResponseHeadersPolicyConfig", "RemoveHeadersConfig", "Items")(policy)) {
		if name := strings.ToLower(values.Text(item["Header"])); slices.Contains(securityHeaders(), name) {
			found = append(found, name)
		}
	}
	return found
}
