package stages

import (
	"kasha/lib/config"
	"kasha/lib/names"
)

// workerAcknowledgements lists what is accepted of a worker.
func workerAcknowledgements(env config.Environment, process config.Process) []acknowledgement {
	task := "services/" + names.Title(process.Name) + "/Task/"
	execution, application := task+"ExecutionRole/DefaultPolicy/Resource", task+"TaskRole/DefaultPolicy/Resource"
	return []acknowledgement{
		{
			rules: []string{"AwsSolutions-ECS2"},
			reason: "The variables hold addresses and names. Credentials are injected from Secrets Manager, and lib/config refuses variables " +
				"that look like secrets.",
			resources: []string{task + "Resource"},
		},
		{
			rules: []string{"NIST.800.53.R5-IAMNoInlinePolicy"},
			reason: "The policy belongs to this one role and is created, changed and deleted with it. It cannot be attached to another role " +
				"by mistake.",
			resources: []string{execution, application},
		},
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{"Resource::*"},
			reason: "ecr:GetAuthorizationToken, which logs in to the account's registry, has no resource-level permissions. Every other " +
				"action names its repository, log group or secret.",
			resources: []string{execution},
		},
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{matching("^Resource::arn:.*:repository/[a-z0-9-]+/\\*$")},
			reason:    "The environment's copies of public images. ECR creates their repositories on first pull.",
			resources: []string{execution},
		},
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{matching("^Resource::arn:.*:task/" + env.Names().Cluster() + "/\\*$")},
			reason: "A task may protect itself, and ECS chooses its id. The statement's condition limits it to tasks with the tag of this " +
				"worker.",
			resources: []string{application},
		},
	}
}
