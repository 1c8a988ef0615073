package permissions

import (
	"fmt"
	"slices"
	"strings"

	"kasha/internal/assembly"
)

// asksFor reports whether a grant holds only where a condition key is present and has a value that narrows the grant. A negation,
// an operator with IfExists and ForAllValues hold where the key is missing, so they require nothing. Neither does the value *. An
// account, by itself or in an ARN, must be the one in which the statement is written: the condition is to keep others out.
func (g Grant) asksFor(key string) bool {
	for operator, operands := range g.Statement.Conditions {
		if !requiresKey(operator) {
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

func requiresKey(operator string) bool {
	operator = strings.TrimPrefix(operator, "ForAnyValue:")
	return operator != "Null" && !strings.Contains(operator, "Not") && !strings.HasSuffix(operator, "IfExists") &&
		!strings.HasPrefix(operator, "ForAllValues:")
}

// narrows reports whether every value of a condition key narrows the grant.
func (g Grant) narrows(key string, value any) bool {
	values, ok := value.([]any)
	if !ok {
		values = []any{value}
	}
	return len(values) > 0 && !slices.ContainsFunc(values, func(value any) bool { return !g.narrowsTo(key, fmt.Sprint(value)) })
}

func (g Grant) narrowsTo(key, value string) bool {
	parts := splitARN(value)
	switch {
	case strings.Trim(value, "*?:") == "" || value == "false":
		return false
	case strings.EqualFold(key, "aws:SourceAccount"):
		return value == g.account
	case parts[0] != "arn":
		return true
	case len(parts) < 6: // arn:aws:logs:* and the like
		return false
	case parts[4] == "": // the ARN of a bucket has no account
		return strings.Trim(parts[5], "*?") != ""
	}
	return parts[4] == accountPart(g.account)
}

// splitARN splits an ARN into its six parts; the last may hold colons. An account that is open stays one part.
func splitARN(arn string) []string {
	return strings.SplitN(strings.ReplaceAll(arn, assembly.OpenAccount, accountPart(assembly.OpenAccount)), ":", 6)
}

// accountPart is an account as splitARN leaves it: without the colons of ${AWS::AccountId}.
func accountPart(account string) string {
	return strings.ReplaceAll(account, assembly.OpenAccount, "${AccountId}")
}
