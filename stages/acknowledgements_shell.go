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
		{
			rules: []string{"AwsSolutions-ECS2"},
			reason: "The variables hold addresses and names. Credentials are injected from Secrets Manager, and lib/config refuses variables " +
				"that look like secrets.",
			resources: []string{scope + "Task/Resource"},
		},
		{
			rules: []string{"NIST.800.53.R5-IAMNoInlinePolicy"},
			reason: "The policy belongs to this one role and is created, changed and deleted with it. It cannot be attached to another role " +
				"by mistake.",
			resources: []string{
				scope + "Task/ExecutionRole/DefaultPolicy/Resource", scope + "Task/TaskRole/DefaultPolicy/Resource",
				"services/Shell/Role/DefaultPolicy/Resource",
			},
		},
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{"Resource::*"},
			reason: "ecr:GetAuthorizationToken, the channels of Session Manager and logs:DescribeLogGroups have no resource-level permissions. " +
				"Every other action names its resource.",
			resources: []string{scope + "Task/ExecutionRole/DefaultPolicy/Resource", scope + "Task/TaskRole/DefaultPolicy/Resource"},
		},
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{matching("^Resource::arn:.*:repository/[a-z0-9-]+/\\*$")},
			reason:    "The environment's copies of public images. ECR creates their repositories on first pull.",
			resources: []string{scope + "Task/ExecutionRole/DefaultPolicy/Resource"},
		},
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{matching("^Resource::arn:.*:task/" + env.Names().ShellCluster() + "/\\*$")},
			reason:    "The tasks of the cluster of shells, whose ids ECS chooses. The cluster holds no task of a service.",
			resources: []string{"services/Shell/Role/DefaultPolicy/Resource"},
		},
	}
}
