package monitoring

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/names"
)

// Shells notifies of each shell that is opened. The reason has startedBy, in which `make shell` writes who it is. Source: ECS developer
// guide, "Amazon ECS task state change events".
func (w *Watch) Shells(cluster string) {
	w.Event(Event{
		Name: "shell-opened", Severity: names.News,
		Notice: Notice{
			Means:   "A task in which people open a shell has started. The message names who started it.",
			Do:      "Nothing, if you expect that person. Otherwise read the log of the session, and stop the task.",
			Runbook: "shell",
		},
		Pattern: &awsevents.EventPattern{
			Source: jsii.Strings("aws.ecs"), DetailType: jsii.Strings("ECS Task State Change"),
			Detail: &map[string]any{
				"clusterArn": jsii.Strings(cluster), "lastStatus": jsii.Strings("RUNNING"), "desiredStatus": jsii.Strings("RUNNING"),
			},
		},
		Reason: "$.detail",
	})
}
