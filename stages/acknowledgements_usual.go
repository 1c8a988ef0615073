package stages

// What several kinds of processes have, and what is accepted of each of them for the same reason.

// ownPolicies accepts inline policies of roles.
func ownPolicies(policies []string) acknowledgement {
	return acknowledgement{
		rules: []string{"NIST.800.53.R5-IAMNoInlinePolicy"},
		reason: "The policy belongs to this one role and is created, changed and deleted with it. It cannot be attached to another role " +
			"by mistake.",
		resources: policies,
	}
}

// plainVariables accepts the variables of a task definition.
func plainVariables(task string) acknowledgement {
	return acknowledgement{
		rules: []string{"AwsSolutions-ECS2"},
		reason: "The variables hold addresses and names. Credentials are injected from Secrets Manager, and lib/config refuses variables " +
			"that look like secrets.",
		resources: []string{task},
	}
}

// imageCopies accepts that a role pulls from repositories that do not exist yet.
func imageCopies(policy string) acknowledgement {
	return acknowledgement{
		rules:     []string{"AwsSolutions-IAM5"},
		appliesTo: []any{matching("^Resource::arn:.*:repository/[a-z0-9-]+/\\*$")},
		reason:    "The environment's copies of public images. ECR creates their repositories on first pull.",
		resources: []string{policy},
	}
}
