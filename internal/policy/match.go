package policy

import "strings"

// Action reports whether the statement speaks of an action: one of its Action patterns matches, or none of NotAction. The
// action may be a pattern itself; then it must be covered as a whole.
func (s Statement) Action(action string) bool {
	action = strings.ToLower(action)
	if len(s.NotActions) > 0 {
		return !anyOverlaps(lower(s.NotActions), action)
	}
	return anyMatches(lower(s.Actions), action)
}

// MayAction is Action for an action of which a part is enough: the patterns have some action in common.
func (s Statement) MayAction(action string) bool {
	action = strings.ToLower(action)
	if len(s.NotActions) > 0 {
		return !anyMatches(lower(s.NotActions), action)
	}
	return anyOverlaps(lower(s.Actions), action)
}

// Resource reports whether the statement speaks of a resource, all of it if it is a pattern. A statement without resources,
// as in a trust policy, speaks of the resource that it belongs to.
func (s Statement) Resource(arn string) bool {
	switch {
	case len(s.NotResources) > 0:
		return !anyOverlaps(s.NotResources, arn)
	case len(s.Resources) == 0:
		return true
	}
	return anyMatches(s.Resources, arn)
}

// MayResource is Resource for a pattern of which a part is enough.
func (s Statement) MayResource(arn string) bool {
	switch {
	case len(s.NotResources) > 0:
		return !anyMatches(s.NotResources, arn)
	case len(s.Resources) == 0:
		return true
	}
	return anyOverlaps(s.Resources, arn)
}

// Match reports whether a pattern with * and ? covers a text. Wildcards in the text are matched like letters, so a pattern
// covers every text that a narrower pattern stands for.
func Match(pattern, text string) bool {
	star, mark := -1, 0
	p, t := 0, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, t
			p++
		case p < len(pattern) && (pattern[p] == text[t] || pattern[p] == '?' && text[t] != '*'):
			p++
			t++
		case star >= 0:
			mark++
			p, t = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// Overlap reports whether two patterns have any text in common.
func Overlap(a, b string) bool {
	// Most pairs have a plain text on one side, and there are tens of thousands of them in an environment.
	if !strings.ContainsAny(a, "*?") {
		return Match(b, a)
	}
	if !strings.ContainsAny(b, "*?") {
		return Match(a, b)
	}
	// common[j] is whether a[i:] and b[j:] have a text in common, for the i at hand; below is the same for i+1.
	var below []bool
	for i := len(a); i >= 0; i-- {
		common := make([]bool, len(b)+1)
		for j := len(b); j >= 0; j-- {
			switch {
			case i == len(a) && j == len(b):
				common[j] = true
			case i < len(a) && a[i] == '*':
				common[j] = below[j] || j < len(b) && common[j+1]
			case j < len(b) && b[j] == '*':
				common[j] = common[j+1] || i < len(a) && below[j]
			case i < len(a) && j < len(b):
				common[j] = (a[i] == b[j] || a[i] == '?' || b[j] == '?') && below[j+1]
			}
		}
		below = common
	}
	return below[0]
}

func anyMatches(patterns []string, text string) bool {
	for _, pattern := range patterns {
		if Match(pattern, text) {
			return true
		}
	}
	return false
}

func anyOverlaps(patterns []string, text string) bool {
	for _, pattern := range patterns {
		if Overlap(pattern, text) {
			return true
		}
	}
	return false
}

func lower(texts []string) []string {
	all := make([]string, len(texts))
	for i, text := range texts {
		all[i] = strings.ToLower(text)
	}
	return all
}
