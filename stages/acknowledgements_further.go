package stages

import (
	"slices"
	"strconv"

	"kasha/lib/config"
	"kasha/lib/names"
)

// furtherAcknowledgements lists what is accepted of a further service. It is the same as of the frontend and the backend.
func furtherAcknowledgements(env config.Environment, process config.Process) []acknowledgement {
	all := env.ServiceNames()
	i := slices.IndexFunc(all, func(name string) bool { return names.Service(name) == process.Name })
	if i < 0 {
		return nil
	}
	task := "services/" + names.Title(process.Name) + "/Task/"
	execution := []string{task + "ExecutionRole/DefaultPolicy/Resource"}
	var rows []acknowledgement
	if len(process.Uses) > 0 || len(process.Environment) > 0 { // otherwise it has no variables
		rows = append(rows, plainVariables(task+"Resource"))
	}
	rows = append(rows, []acknowledgement{
		ownPolicies(execution),
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{"Resource::*"},
			reason: "ecr:GetAuthorizationToken, which logs in to the account's registry, has no resource-level permissions. Every other " +
				"action names its repository, log group or secret.",
			resources: execution,
		},
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{matching("^Resource::arn:.*:repository/[a-z0-9-]+/\\*$")},
			reason: "The environment's copies of public images. ECR creates their repositories on first pull. The permission does not follow the " +
				"configured image, so that a rollback can start the previous tasks.",
			resources: execution,
		},
	}...)
	if port := env.Services[all[i]].InternalPort; port != 0 {
		rows = append(rows, acknowledgement{
			rules: []string{"NIST.800.53.R5-ALBHttpToHttpsRedirection", "NIST.800.53.R5-ELBv2ACMCertificateRequired"},
			reason: "HTTP inside the VPC, from tasks that are named as callers. No public certificate authority issues a certificate for a name " +
				"that exists only in the VPC.",
			resources: []string{"services/InternalLoadBalancer/Listener" + strconv.Itoa(port) + "/Resource"},
		})
	}
	return rows
}
