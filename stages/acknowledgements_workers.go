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
		plainVariables(task + "Resource"),
		ownPolicies([]string{execution, application}),
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{"Resource::*"},
			reason: "ecr:GetAuthorizationToken, which logs in to the account's registry, has no resource-level permissions. Every other " +
				"action names its repository, log group or secret.",
			resources: []string{execution},
		},
		imageCopies(execution),
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{matching("^Resource::arn:.*:task/" + env.Names().Cluster() + "/\\*$")},
			reason: "A task may protect itself, and ECS chooses its id. The statement's condition limits it to tasks with the tag of this " +
				"worker.",
			resources: []string{application},
		},
	}
}
