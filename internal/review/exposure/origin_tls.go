package exposure

import "kasha/internal/review/values"

// olderThanTLS12 lists the protocols before TLS 1.2 that CloudFront offers to an origin. A new origin with them counts as much as an old
// one.
func olderThanTLS12(distribution map[string]any) any {
	return eachOrigin(distribution, func(origin map[string]any) []any {
		var older []any
		protocols, _ := within(origin, "CustomOriginConfig", "OriginSSLProtocols").([]any)
		for _, protocol := range protocols {
			if oldestTLS(values.Text(protocol)) < 2 {
				older = append(older, protocol)
			}
		}
		return older
	})
}

// viewerPolicies are the viewer protocol policies by path pattern.
func viewerPolicies(distribution map[string]any) any {
	policies := map[string]any{}
	for _, behavior := range behaviors(distribution) {
		policies[pattern(behavior)] = behavior["ViewerProtocolPolicy"]
	}
	return policies
}

// refusesMore reports whether a path refuses requests without TLS that it answered or redirected before.
func refusesMore(old, new any) bool {
	before, _ := old.(map[string]any)
	after, _ := new.(map[string]any)
	for path, policy := range after {
		if was := before[path]; was != nil && was != "https-only" && policy == "https-only" {
			return true
		}
	}
	return false
}
