package exposure

import (
	"maps"

	"kasha/internal/review/values"
)

// countedTogether lists the rules that count the requests of all viewers together, and refuse requests. Source: AWS WAF API,
// RateBasedStatement, AggregateKeyType CONSTANT.
func countedTogether(acl map[string]any) any {
	var names []any
	for _, rule := range objects(at("Rules")(acl)) {
		if isTogether(rule) && strictness(ruleAction(rule)) > strictness("Count") {
			names = append(names, rule["Name"])
		}
	}
	return names
}

func isTogether(rule map[string]any) bool {
	return values.Text(within(rule, "Statement", "RateBasedStatement", "AggregateKeyType")) == "CONSTANT"
}

// asStrict is a rate-based statement without its key, where the rule counts the requests of all viewers together now. With the same limit,
// that refuses no less than a limit for each viewer.
func asStrict(was, is, statement map[string]any) map[string]any {
	inner, isRate := statement["RateBasedStatement"].(map[string]any)
	if !isRate || isTogether(was) || !isTogether(is) {
		return statement
	}
	inner = maps.Clone(inner)
	delete(inner, "AggregateKeyType")
	return map[string]any{"RateBasedStatement": inner}
}
