package exposure

import (
	"fmt"
	"slices"
	"strings"

	"kasha/internal/review/values"
)

// blocksBehind says what may block a request that no rule matches; empty if nothing does.
func blocksBehind(acl map[string]any) string {
	switch {
	case values.Type(acl) == ruleGroupType:
		return "the rules after the rule group would check"
	case webACLDefault(acl) == "Block":
		return "the default action would block"
	}
	return ""
}

// spared says what no longer checks the requests that the i-th rule allows; empty if nothing changes for them.
func spared(was, is []map[string]any, i int, behindAll string) string {
	name := values.Text(is[i]["Name"])
	at := slices.IndexFunc(was, func(rule map[string]any) bool { return values.Text(rule["Name"]) == name })
	var past []string
	for _, behind := range is[i+1:] {
		before := slices.IndexFunc(was, func(rule map[string]any) bool { return rule["Name"] == behind["Name"] })
		if ruleAction(behind) != "Allow" && (at < 0 || before >= 0 && before < at) {
			past = append(past, values.Text(behind["Name"]))
		}
	}
	switch {
	case len(past) == 1:
		return "rule " + past[0] + " would check"
	case len(past) > 1:
		return fmt.Sprintf("the %d rules after it would check: %s", len(past), strings.Join(past, ", "))
	case at < 0:
		return behindAll
	}
	return ""
}
