package exposure

import (
	"slices"

	"kasha/internal/iam"
	"kasha/internal/review/engine"
)

// negative reports whether a statement excludes what it names.
func negative(s engine.Statement) bool {
	return len(s.NotActions)+len(s.NotResources)+len(s.NotPrincipals) > 0
}

// includes reports whether one statement is about everything that another is about, where either may exclude what it names.
func includes(outer, inner engine.Statement) bool {
	resources := func(s engine.Statement) (named, excluded []string) { return s.Resources, s.NotResources }
	principals := func(s engine.Statement) (named, excluded []string) {
		return names(s.Principals), names(s.NotPrincipals)
	}
	both := func(of func(engine.Statement) (named, excluded []string)) bool {
		outer, outerNot := of(outer)
		inner, innerNot := of(inner)
		return includesAll(outer, outerNot, inner, innerNot, iam.Match, iam.Overlap)
	}
	return includesAll(outer.Actions, outer.NotActions, inner.Actions, inner.NotActions, iam.MatchAction, iam.OverlapActions) &&
		both(resources) && both(principals) && noStricter(outer, inner)
}

// includesAll compares one element of two statements: the patterns that it names, or those that it excludes.
func includesAll(outer, outerNot, inner, innerNot []string, match, overlap func(pattern, text string) bool) bool {
	matched := func(patterns []string, text string) bool {
		return slices.ContainsFunc(patterns, func(pattern string) bool { return match(pattern, text) })
	}
	switch {
	case len(outer)+len(outerNot)+len(inner)+len(innerNot) == 0:
		return true
	case len(innerNot) > 0 && len(outerNot) > 0: // what outer excludes, inner must exclude too
		return !slices.ContainsFunc(outerNot, func(excluded string) bool { return !matched(innerNot, excluded) })
	case len(innerNot) > 0:
		return slices.Contains(outer, "*")
	case len(outerNot) > 0:
		return len(inner) > 0 && !slices.ContainsFunc(inner, func(text string) bool {
			return slices.ContainsFunc(outerNot, func(excluded string) bool { return overlap(excluded, text) })
		})
	}
	return len(inner) > 0 && !slices.ContainsFunc(inner, func(text string) bool { return !matched(outer, text) })
}
