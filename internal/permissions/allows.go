package permissions

import (
	"fmt"
	"slices"
	"strings"

	"kasha/internal/policy"
)

// allows reports whether the list's line covers a grant.
func (e expectation) allows(g Grant) bool {
	return policy.Match(e.who, g.Who) && matches(e.actions, g.Action) && matches(e.on, g.On) && (e.only == "" || g.asksFor(e.only))
}

func matches(patterns []string, text string) bool {
	for _, pattern := range patterns {
		if exception, ok := strings.CutPrefix(pattern, "!"); ok && policy.Match(exception, text) {
			return false
		}
	}
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		if pattern == "*" || text == "*" {
			return pattern == text
		}
		return policy.Match(pattern, text)
	})
}

// asksFor reports whether a grant holds only where a condition's key is there and has a value that narrows it. Negations,
// "if it exists" and "for all values" hold where the key is missing, so they ask for nothing; neither does *. An account, by
// itself or in an ARN, must be the one that the statement is written in: the condition is there to keep others out.
func (g Grant) asksFor(key string) bool {
	for operator, operands := range g.Statement.Conditions {
		if !asks(operator) {
			continue
		}
		object, _ := operands.(map[string]any)
		for name, value := range object {
			if strings.EqualFold(name, key) && g.narrows(name, value) {
				return true
			}
		}
	}
	return false
}

func asks(operator string) bool {
	operator = strings.TrimPrefix(operator, "ForAnyValue:")
	return operator != "Null" && !strings.Contains(operator, "Not") && !strings.HasSuffix(operator, "IfExists") && !strings.HasPrefix(operator, "ForAllValues:")
}

func (g Grant) narrows(key string, value any) bool {
	values, ok := value.([]any)
	if !ok {
		values = []any{value}
	}
	for _, value := range values {
		text := fmt.Sprint(value)
		parts := strings.SplitN(strings.ReplaceAll(text, "${AWS::AccountId}", "${AccountId}"), ":", 6)
		account := strings.ReplaceAll(g.account, "${AWS::AccountId}", "${AccountId}")
		switch {
		case strings.Trim(text, "*?:") == "" || text == "false":
			return false
		case strings.EqualFold(key, "aws:SourceAccount"):
			if text != g.account {
				return false
			}
		case len(parts) == 6 && parts[0] == "arn" && parts[4] != account:
			if parts[4] != "" || strings.Trim(parts[5], "*?") == "" { // the ARN of a bucket names no account
				return false
			}
		case len(parts) < 6 && parts[0] == "arn": // arn:aws:logs:* and the like
			return false
		}
	}
	return len(values) > 0
}
