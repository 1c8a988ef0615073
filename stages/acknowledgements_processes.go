package stages

import (
	"kasha/lib/config"
	"kasha/lib/names"
	"kasha/lib/secrets"
)

// processAcknowledgements lists what is accepted of the processes, as it follows from what each of them uses.
func processAcknowledgements(env config.Environment) []acknowledgement {
	var rows []acknowledgement
	for _, secret := range env.CreatedSecrets() {
		rows = append(rows, acknowledgement{
			rules: []string{"AwsSolutions-SMG4", "NIST.800.53.R5-SecretsManagerRotationEnabled"},
			reason: "Only the application knows what else must change with this value. A person or the application changes it, and Kasha then " +
				"restarts what holds it.",
			resources: []string{"data/Secrets/" + secrets.ID(secret.Name) + "/Resource"},
		})
	}
	for _, process := range env.Processes() {
		task := "services/" + names.Title(process.Name) + "/Task/"
		for _, source := range process.Secrets.Sources() {
			rows = append(rows, acknowledgement{
				rules: []string{"NIST.800.53.R5-IAMNoInlinePolicy"},
				reason: "The policy belongs to this one role and lets it read one secret or parameter. It is deleted only after no task of an " +
					"earlier release runs.",
				resources: []string{task + sourceID(source) + "/Resource"},
			})
		}
		inline := []string{task + "DatabasePassword/Resource", task + "DatabaseLogin/Resource", task + "ReplicaLogin/Resource"}
		if id := usesID(env, process.Uses); id != "" {
			inline = append(inline, task+id+"/Resource")
		}
		rows = append(rows, ownPolicies(inline))
		if process.Uses.Has(config.UsesBucket) {
			rows = append(rows, acknowledgement{
				rules:     []string{"AwsSolutions-IAM5"},
				appliesTo: []any{matching("^Resource::<StorageApplication.*Arn>/\\*$")},
				reason:    "The objects of the application's own bucket. Only the application knows their names.",
				resources: []string{task + usesID(env, process.Uses) + "/Resource"},
			})
		}
		switch process.Kind {
		case config.KindJob, config.KindRelease:
			rows = append(rows, endingAcknowledgements(env, process)...)
		case config.KindShell:
			rows = append(rows, shellAcknowledgements(env, process)...)
		case config.KindWorker:
			rows = append(rows, workerAcknowledgements(env, process)...)
		case config.KindService:
			rows = append(rows, furtherAcknowledgements(env, process)...)
		}
	}
	if env.Release != nil {
		rows = append(rows, releaseAcknowledgements(env)...)
	}
	return rows
}

// endingAcknowledgements lists what is accepted of a process that a state machine runs to its end.
func endingAcknowledgements(env config.Environment, process config.Process) []acknowledgement {
	scope := "services/" + names.Title(process.Name) + "/"
	inline := []string{scope + "Task/ExecutionRole/DefaultPolicy/Resource", scope + "Machine/Role/DefaultPolicy/Resource"}
	if process.Kind == config.KindJob {
		inline = append(inline, scope+"ScheduleRole/DefaultPolicy/Resource")
	}
	return []acknowledgement{
		{
			rules:     []string{"AwsSolutions-ECS4"},
			reason:    "Container Insights bills by the hour, and the cluster's tasks end. The state machine's metrics say how they ended.",
			resources: []string{"services/" + tasksCluster + "/Resource"},
		},
		plainVariables(scope + "Task/Resource"),
		ownPolicies(inline),
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{"Resource::*"},
			reason: "ecr:GetAuthorizationToken and the delivery of Step Functions' logs and of X-Ray's traces have no resource-level " +
				"permissions. Every other action names its resource.",
			resources: []string{scope + "Task/ExecutionRole/DefaultPolicy/Resource", scope + "Machine/Role/DefaultPolicy/Resource"},
		},
		imageCopies(scope + "Task/ExecutionRole/DefaultPolicy/Resource"),
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{matching("^Resource::arn:.*:task/" + env.Names().TasksCluster() + "/\\*$")},
			reason: "The state machine reads and stops the task that it has started, whose id ECS chooses. The cluster holds no task of a " +
				"service.",
			resources: []string{scope + "Machine/Role/DefaultPolicy/Resource"},
		},
	}
}
