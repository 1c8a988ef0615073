package permissions

import (
	"slices"

	"kasha/internal/iam"
)

// unknownActions lists the patterns of an allowing statement that the model cannot judge. No action of the table matches them,
// and not everything that matches is harmless. The list of grants is silent about them, so NotModelled names them.
func (m *Model) unknownActions(s iam.Statement) []string {
	var unknown []string
	for _, pattern := range s.Actions {
		if s.Allows() && !isSensitive(pattern) && !m.isHarmless(pattern) && !slices.Contains(unknown, pattern) {
			unknown = append(unknown, pattern)
		}
	}
	return unknown
}

// isSensitive reports whether a pattern has an action of the table in it. Such a pattern is expanded to those actions.
func isSensitive(pattern string) bool {
	for _, action := range allActions() {
		if iam.OverlapActions(pattern, action) {
			return true
		}
	}
	return false
}

// isHarmless reports whether every action of a pattern is harmless.
func (m *Model) isHarmless(pattern string) bool {
	for _, action := range m.harmless {
		if iam.MatchAction(action, pattern) {
			return true
		}
	}
	return false
}
