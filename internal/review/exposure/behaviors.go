package exposure

import (
	"slices"
	"strings"

	"kasha/internal/review/values"
)

// behaviors are the cache behaviors of a distribution in the order in which CloudFront tries them. The default one is the last.
func behaviors(distribution map[string]any) []map[string]any {
	all := slices.Clone(objects(at("DistributionConfig", "CacheBehaviors")(distribution)))
	last, _ := at("DistributionConfig", "DefaultCacheBehavior")(distribution).(map[string]any)
	return append(all, last)
}

// signedPaths lists the path patterns of which viewers get nothing without a signed URL or cookie.
func signedPaths(distribution map[string]any) any {
	var paths []any
	for _, behavior := range behaviors(distribution) {
		if groups, _ := behavior["TrustedKeyGroups"].([]any); len(groups) > 0 {
			paths = append(paths, pattern(behavior))
		}
	}
	return paths
}

// pattern is a behavior's path pattern; * of the default behavior.
func pattern(behavior map[string]any) string {
	if text := values.Text(behavior["PathPattern"]); text != "" {
		return text
	}
	return "*"
}

// precedence lists the pairs of path patterns that may match the same path, with the first one first. CloudFront uses the first pattern
// that matches. Source: CloudFront developer guide, "Path pattern".
func precedence(distribution map[string]any) any {
	var pairs []any
	ordered := objects(at("DistributionConfig", "CacheBehaviors")(distribution))
	for i, earlier := range ordered {
		for _, later := range ordered[i+1:] {
			if overlap(pattern(earlier), pattern(later)) {
				pairs = append(pairs, pattern(earlier)+" before "+pattern(later))
			}
		}
	}
	return pairs
}

// overlap reports whether a path may match both patterns. It compares what is before their first wildcard, and says yes too often.
func overlap(a, b string) bool {
	literal := func(pattern string) (text string, whole bool) {
		pattern = strings.TrimPrefix(pattern, "/")
		if wildcard := strings.IndexAny(pattern, "*?"); wildcard >= 0 {
			return pattern[:wildcard], false
		}
		return pattern, true
	}
	first, firstWhole := literal(a)
	second, secondWhole := literal(b)
	if firstWhole && secondWhole {
		return first == second
	}
	return strings.HasPrefix(first, second) && !secondWhole || strings.HasPrefix(second, first) && !firstWhole
}

// swapped reports whether two patterns are tried in the opposite order.
func swapped(old, new any) bool {
	before, _ := old.([]any)
	after, _ := new.([]any)
	return slices.ContainsFunc(before, func(pair any) bool {
		first, second, _ := strings.Cut(values.Text(pair), " before ")
		return slices.Contains(after, any(second+" before "+first))
	})
}
