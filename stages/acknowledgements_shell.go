package stages

import (
	"kasha/lib/config"
	"kasha/lib/names"
)

// shellAcknowledgements lists what is accepted of a task in which people open a shell.
func shellAcknowledgements(env config.Environment, process config.Process) []acknowledgement {
	scope := "services/" + names.Title(process.Name) + "/"
	return []acknowledgement{
		{
			rules:     []string{"AwsSolutions-ECS4"},
			reason:    "Container Insights bills by the hour, and people are in the cluster for minutes. Each session is recorded.",
			resources: []string{"services/Shell/Cluster/Resource"},
		},
		plainVariables(scope + "Task/Resource"),
		ownPolicies([]string{
			scope + "Task/ExecutionRole/DefaultPolicy/Resource", scope + "Task/TaskRole/DefaultPolicy/Resource",
			"services/Shell/Role/DefaultPolicy/Resource",
		}),
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{"Resource::*"},
			reason: "ecr:GetAuthorizationToken, the channels of Session Manager and logs:DescribeLogGroups have no resource-level permissions. " +
				"Every other action names its resource.",
			resources: []string{scope + "Task/ExecutionRole/DefaultPolicy/Resource", scope + "Task/TaskRole/DefaultPolicy/Resource"},
		},
		imageCopies(scope + "Task/ExecutionRole/DefaultPolicy/Resource"),
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{matching("^Resource::arn:.*:task/" + env.Names().ShellCluster() + "/\\*$")},
			reason:    "The tasks of the cluster of shells, whose ids ECS chooses. The cluster holds no task of a service.",
			resources: []string{"services/Shell/Role/DefaultPolicy/Resource"},
		},
	}
}
