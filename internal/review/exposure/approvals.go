package exposure

import (
	"regexp"
	"slices"

	"kasha/internal/review/values"
)

// variable finds the variables of earlier actions in a text. The namespace before the dot is a hash that the CDK writes.
var variable = regexp.MustCompile(`#\{[^}.]*\.([^}]+)\}`)

// shownToApprovers are the variables that each approval shows, such as a message about broader permissions.
func shownToApprovers(pipeline map[string]any) any {
	shown := map[string]any{}
	for _, stage := range objects(at("Stages")(pipeline)) {
		for _, action := range objects(stage["Actions"]) {
			if within(action, "ActionTypeId", "Category") != "Approval" {
				continue
			}
			names := []any{}
			for _, found := range variable.FindAllStringSubmatch(values.Text(within(action, "Configuration", "CustomData")), -1) {
				names = append(names, found[1])
			}
			shown[values.Text(stage["Name"])+"/"+values.Text(action["Name"])] = names
		}
	}
	return shown
}

// showsLess compares the approvals that are in both pipelines.
func showsLess(old, new any) bool {
	before, _ := old.(map[string]any)
	after, _ := new.(map[string]any)
	for approval, is := range after {
		was, _ := before[approval].([]any)
		left, _ := is.([]any)
		if slices.ContainsFunc(was, func(name any) bool { return !slices.Contains(left, name) }) {
			return true
		}
	}
	return false
}
