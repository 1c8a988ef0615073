package exposure

import (
	"slices"
	"strings"

	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

const releaseType = "Custom::Release"

// noLongerWaits reports what the deployment changed after a release's command and now changes beside it, such as a service. Its new tasks
// then meet a database that the command has not migrated yet.
func noLongerWaits(s Stack, r Resource) []Finding {
	if r.Old == nil || !slices.ContainsFunc(dependsOn(r.Old), func(id string) bool { return values.Type(s.Old[id]) == releaseType }) {
		return nil
	}
	stays := false
	for _, resource := range s.New {
		stays = stays || values.Type(resource) == releaseType
	}
	if !stays || waits(s.Name, s.New, r.LogicalID) {
		return nil // of a release that is gone, the review says so once
	}
	return []Finding{{Construct: r.Construct, Type: values.Type(r.New),
		What: "it no longer waits for the release: it takes a new image before the command has run, such as a migration"}}
}

// waits reports whether CloudFormation changes a resource after the release: it depends on it, or refers to what does.
func waits(stack string, template engine.Template, id string) bool {
	seen := map[string]bool{}
	for next := []string{id}; len(next) > 0; {
		id, next = next[0], next[1:]
		if seen[id] {
			continue
		}
		seen[id] = true
		if values.Type(template[id]) == releaseType {
			return true
		}
		next = append(next, dependsOn(template[id])...)
		text := values.Canonical(template[id]["Properties"])
		for other := range template {
			if reference := "${" + values.Name(stack, other); strings.Contains(text, reference+"}") || strings.Contains(text, reference+".") {
				next = append(next, other)
			}
		}
	}
	return false
}

// dependsOn reads a resource's attribute DependsOn, which is one logical id or a list of them.
func dependsOn(resource map[string]any) []string {
	if single := values.String(resource["DependsOn"]); single != "" {
		return []string{single}
	}
	list, _ := resource["DependsOn"].([]any)
	var ids []string
	for _, id := range list {
		ids = append(ids, values.Text(id))
	}
	return ids
}
