package exposure

import (
	"slices"
	"strings"
)

// byPath is something that each path of a distribution has, by path pattern in the order in which CloudFront tries them. * is the default.
type byPath[V any] struct {
	patterns []string
	of       map[string]V
}

// readPaths reads it from the behaviors of a distribution.
func readPaths[V any](distribution map[string]any, read func(behavior map[string]any) V) byPath[V] {
	all := byPath[V]{of: map[string]V{}}
	for _, behavior := range behaviors(distribution) {
		all.patterns, all.of[pattern(behavior)] = append(all.patterns, pattern(behavior)), read(behavior)
	}
	return all
}

// at is what a path pattern has. One without a behavior of its own has that of the first pattern that matches it.
func (b byPath[V]) at(pattern string) V {
	if own, ok := b.of[pattern]; ok {
		return own
	}
	for _, wider := range b.patterns {
		if matchesPath(wider, strings.NewReplacer("*", "x", "?", "x").Replace(pattern)) {
			return b.of[wider]
		}
	}
	return b.of["*"]
}

func (b byPath[V]) has(pattern string) bool {
	_, ok := b.of[pattern]
	return ok
}

// matchesPath reports whether a path pattern matches. Source: CloudFront developer guide, "Path pattern". tests/requests has a function
// of its own, so that a mistake here is not also in the answers with which tests compare.
func matchesPath(pattern, path string) bool {
	if pattern == "" {
		return path == ""
	}
	if pattern[0] == '*' {
		for i := range len(path) + 1 {
			if matchesPath(pattern[1:], path[i:]) {
				return true
			}
		}
		return false
	}
	return path != "" && (pattern[0] == '?' || pattern[0] == path[0]) && matchesPath(pattern[1:], path[1:])
}

// patternsOf are the path patterns of either revision, in alphabetical order.
func patternsOf[V any](before, after byPath[V]) []string {
	all := slices.Concat(before.patterns, after.patterns)
	slices.Sort(all)
	return slices.Compact(all)
}
