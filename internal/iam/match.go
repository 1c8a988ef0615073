package iam

import (
	"slices"
	"strings"
)

// Action reports whether the statement applies to an action: one pattern of Action matches, or none of NotAction. The action may be
// a pattern itself. Then the statement must apply to all of it.
func (s Statement) Action(action string) bool {
	if len(s.NotActions) > 0 {
		return !some(s.NotActions, action, OverlapActions)
	}
	return some(s.Actions, action, MatchAction)
}

// MayAction is Action for a pattern of which a part is enough.
func (s Statement) MayAction(action string) bool {
	if len(s.NotActions) > 0 {
		return !some(s.NotActions, action, MatchAction)
	}
	return some(s.Actions, action, OverlapActions)
}

// Resource reports whether the statement applies to a resource, and to all of it if it is a pattern. A statement without resources, as
// in a trust policy, applies to the resource that it belongs to.
func (s Statement) Resource(arn string) bool {
	switch {
	case len(s.NotResources) > 0:
		return !some(s.NotResources, arn, Overlap)
	case len(s.Resources) == 0:
		return true
	}
	return some(s.Resources, arn, Match)
}

// MayResource is Resource for a pattern of which a part is enough.
func (s Statement) MayResource(arn string) bool {
	switch {
	case len(s.NotResources) > 0:
		return !some(s.NotResources, arn, Match)
	case len(s.Resources) == 0:
		return true
	}
	return some(s.Resources, arn, Overlap)
}

// Principal reports whether the statement applies to a principal, by name or as anybody. A statement without principals, as in a role's
// policy, applies to the role that it belongs to.
func (s Statement) Principal(p Principal) bool {
	switch {
	case len(s.NotPrincipals) > 0:
		return !slices.Contains(s.NotPrincipals, p) && !slices.Contains(s.NotPrincipals, Anybody())
	case len(s.Principals) == 0:
		return true
	}
	return slices.Contains(s.Principals, p) || slices.Contains(s.Principals, Anybody())
}

// Match reports whether a pattern with * and ? matches a text. The text may be a pattern. Then every text that it matches must match.
func Match(pattern, text string) bool { return match(pattern, text, exactly) }

// MatchAction is Match for actions, of which IAM ignores the case.
func MatchAction(pattern, action string) bool { return match(pattern, action, anyCase) }

func match(pattern, text string, spelled spelling) bool {
	star, mark := -1, 0
	p, t := 0, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, t
			p++
		case p < len(pattern) && (spelled.alike(pattern[p], text[t]) || pattern[p] == '?' && text[t] != '*'):
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

// Overlap reports whether two patterns have any text in common. It is written by hand: packages for wildcards match a pattern
// against a text, and none compares two patterns.
func Overlap(a, b string) bool { return overlap(a, b, exactly) }

// OverlapActions is Overlap for actions.
func OverlapActions(a, b string) bool { return overlap(a, b, anyCase) }

func overlap(a, b string, spelled spelling) bool {
	// Most of the tens of thousands of pairs in an environment have a text without wildcards on one side.
	if !strings.ContainsAny(a, "*?") {
		return match(b, a, spelled)
	}
	if !strings.ContainsAny(b, "*?") {
		return match(a, b, spelled)
	}
	// common[j] is whether a[i:] and b[j:] have a text in common, for the current i; below is the same for i+1.
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
				common[j] = (spelled.alike(a[i], b[j]) || a[i] == '?' || b[j] == '?') && below[j+1]
			}
		}
		below = common
	}
	return below[0]
}

// spelling is whether letters of either case are alike. Texts are compared as they are written: converting them all to lower case
// took a third of the time of a model of permissions.
type spelling int

const (
	exactly spelling = iota
	anyCase
)

func (s spelling) alike(a, b byte) bool { return a == b || s == anyCase && lower(a) == lower(b) }

func lower(letter byte) byte {
	if 'A' <= letter && letter <= 'Z' {
		return letter + 'a' - 'A'
	}
	return letter
}

func some(patterns []string, text string, fits func(pattern, text string) bool) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool { return fits(pattern, text) })
}
