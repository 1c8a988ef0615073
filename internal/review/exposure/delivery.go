package exposure

import (
	"slices"
	"strings"

	"kasha/internal/review/values"
)

const pipelineType = "AWS::CodePipeline::Pipeline"

// deliverySettings are those of pipelines: whose code they release, in which order, and who must approve.
func deliverySettings() []setting {
	return []setting{
		opening(pipelineType, "other code is deployed to every environment", sources, changed).first(),
		weakening(pipelineType, "manual approvals", approvals, fewer),
		weakening(pipelineType, "checks and deployments that run", otherActions, fewer),
		weakening(pipelineType, "approvals that no longer show what was found before", shownToApprovers, showsLess),
		weakening(pipelineType, "order of the environments", stageOrder, reordered),
		weakening(pipelineType, "order of the actions in a stage", actionOrder, moreBefore),
	}
}

// moreBefore reports whether an action now runs before an approval after which it ran, or which did not have it before. An approval that is
// gone is a change of its own, and an action that is gone runs before nothing.
func moreBefore(old, new any) bool {
	actions := func(list any) map[string][]string {
		before := map[string][]string{}
		items, _ := list.([]any)
		for _, item := range items {
			parts := strings.SplitN(values.Text(item), ": ", 3)
			before[parts[0]+parts[1]] = strings.Split(parts[2], ", ")
		}
		return before
	}
	was := actions(old)
	for approval, is := range actions(new) {
		if before, stood := was[approval]; stood && slices.ContainsFunc(is, func(a string) bool { return !slices.Contains(before, a) }) {
			return true
		}
	}
	return false
}

// sources are repository, branch and connection of a pipeline.
func sources(pipeline map[string]any) any {
	var found []any
	for _, stage := range objects(at("Stages")(pipeline)) {
		for _, action := range objects(stage["Actions"]) {
			configuration, _ := action["Configuration"].(map[string]any)
			if within(action, "ActionTypeId", "Category") != "Source" {
				continue
			}
			var parts []string
			for _, name := range []string{
				"FullRepositoryId", "RepositoryName", "Repo", "Owner", "BranchName", "Branch", "ConnectionArn", "S3Bucket", "S3ObjectKey",
			} {
				if configuration[name] != nil {
					parts = append(parts, name+" "+values.Text(configuration[name]))
				}
			}
			found = append(found, strings.Join(parts, ", "))
		}
	}
	if len(found) == 0 {
		return nil
	}
	return found
}

// approvals lists the actions of a pipeline in which a person decides, as stage/action.
func approvals(pipeline map[string]any) any {
	return actionsOf(pipeline, func(category any) bool { return category == "Approval" })
}

// otherActions leaves out the stage in which CDK Pipelines publishes files. Without such an action, a file that nothing uses any more is
// not published. If something uses it, the deployment does not find it and fails.
func otherActions(pipeline map[string]any) any {
	return actionsOf(pipeline, func(category any) bool { return category != nil && category != "Approval" }, "Assets")
}

func actionsOf(pipeline map[string]any, is func(category any) bool, except ...any) any {
	var found []any
	for _, stage := range objects(at("Stages")(pipeline)) {
		if slices.Contains(except, stage["Name"]) {
			continue
		}
		for _, action := range objects(stage["Actions"]) {
			if is(within(action, "ActionTypeId", "Category")) {
				found = append(found, values.Text(stage["Name"])+"/"+values.Text(action["Name"]))
			}
		}
	}
	return found
}

func stageOrder(pipeline map[string]any) any {
	var names []any
	for _, stage := range objects(at("Stages")(pipeline)) {
		names = append(names, stage["Name"])
	}
	return names
}

// reordered reports whether stages that both pipelines have are in another order. A stage that is new or gone is a change of its own.
func reordered(old, new any) bool {
	was, _ := old.([]any)
	is, _ := new.([]any)
	common := func(list, other []any) []string {
		var kept []string
		for _, name := range list {
			if slices.Contains(other, name) {
				kept = append(kept, values.Text(name))
			}
		}
		return kept
	}
	return !slices.Equal(common(was, is), common(is, was))
}

// actionOrder lists for each approval which actions of its stage run before it. Any other order changes only the time.
func actionOrder(pipeline map[string]any) any {
	var orders []any
	for _, stage := range objects(at("Stages")(pipeline)) {
		actions := objects(stage["Actions"])
		for _, approval := range actions {
			if within(approval, "ActionTypeId", "Category") != "Approval" {
				continue
			}
			var before []string
			for _, action := range actions {
				if values.Number(action["RunOrder"]) < values.Number(approval["RunOrder"]) {
					before = append(before, values.Text(action["Name"]))
				}
			}
			slices.Sort(before)
			orders = append(orders, values.Text(stage["Name"])+": before "+values.Text(approval["Name"])+": "+strings.Join(before, ", "))
		}
	}
	if len(orders) == 0 {
		return nil
	}
	return orders
}
