package stages

import (
	"kasha/lib/config"
	"kasha/lib/names"
)

// releaseAcknowledgements lists what is accepted of the function and the state machine that answer CloudFormation for a release. It also
// lists the findings on the rotation of the migrator's password.
func releaseAcknowledgements(env config.Environment) []acknowledgement {
	const scope = "services/Release/"
	rows := []acknowledgement{
		ownPolicies([]string{scope + "FunctionRole/DefaultPolicy/Resource", scope + "Wait/Machine/Role/DefaultPolicy/Resource"}),
		{
			rules: []string{"NIST.800.53.R5-LambdaConcurrency", "NIST.800.53.R5-LambdaDLQ"},
			reason: "CloudFormation calls the function once for each deployment, and the state machine once with the answer. Whoever deploys " +
				"sees an error.",
			resources: []string{scope + "Function/Resource"},
		},
		{
			rules: []string{"NIST.800.53.R5-LambdaInsideVPC"},
			reason: "It calls Step Functions and a URL that CloudFormation signs, and nothing in the VPC. Without a VPC it needs no permission " +
				"on network interfaces.",
			resources: []string{scope + "Function/Resource"},
		},
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{"Resource::*"},
			reason:    "The delivery of Step Functions' logs and of X-Ray's traces has no resource-level permissions.",
			resources: []string{scope + "Wait/Machine/Role/DefaultPolicy/Resource"},
		},
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{matching("^Resource::arn:.*:execution:" + env.Names().Machine(names.Release) + ":\\*$")},
			reason:    "The executions of the one state machine that runs the release. CloudFormation chooses their names.",
			resources: []string{scope + "Wait/Machine/Role/DefaultPolicy/Resource"},
		},
	}
	if !env.HasMigrator() {
		return rows
	}
	const rotation = "data/Database/MigratorRotation/"
	return append(rows,
		ownPolicies([]string{rotation + "Role/DefaultPolicy/Resource"}),
		acknowledgement{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{"Resource::*", matching(":ec2:.*:\\*/\\*$")},
			reason: "A random password belongs to no secret, and Lambda lists network interfaces before it knows one. To connect a function " +
				"to a VPC, Lambda requires these permissions on all ids of the account.",
			resources: []string{rotation + "Role/DefaultPolicy/Resource"},
		},
		acknowledgement{
			rules: []string{"NIST.800.53.R5-LambdaConcurrency", "NIST.800.53.R5-LambdaDLQ"},
			reason: "Secrets Manager calls the function four times in 90 days, one call after the other, and repeats a call that fails. An alarm " +
				"watches its errors.",
			resources: []string{rotation + "Function/Resource"},
		},
	)
}
