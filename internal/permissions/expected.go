package permissions

// expectation is a line of the list of sensitive permissions that there may be.
type expectation struct {
	who     string   // pattern of Grant.Who
	actions []string // patterns of Grant.Action
	on      []string // patterns of Grant.On, ! before exceptions; a literal * means everything and is matched by nothing else
	only    string   // the key of a condition that must be asked for
	must    bool     // without each of them something does not work
}

// environmentExpectations is the complete list for an environment: a sensitive permission that is not on it is a violation, and
// so is one that must be there and is not.
func environmentExpectations(m *Model) []expectation {
	proxy := len(m.env.Resources("AWS::RDS::DBProxy")) > 0
	queues := []string{"Messaging/*"}
	for _, dead := range m.deadLetters() {
		queues = append(queues, "!"+dead)
	}
	const backend, backendStart, bothTasks = "Backend/Task/TaskRole", "Backend/Task/ExecutionRole", "service ecs-tasks.amazonaws.com"
	return append(append(archiveExpectations(), operationsExpectations()...), []expectation{
		// The backend works with its queues and its bucket, and with the key that the bucket is encrypted with. It cannot empty or
		// delete a queue, touch dead letters, or read a secret.
		{who: backend, actions: []string{"sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage"}, on: queues, must: true},
		{who: backend, actions: []string{"s3:GetObject", "s3:PutObject", "s3:DeleteObject"}, on: []string{"Storage/Application/*"}, must: true},
		{who: backend, actions: []string{"kms:Decrypt"}, on: []string{"Key"}, must: true},

		// ECS reads the application user's password when it starts a backend task, unless the backend logs in to a proxy. Of the
		// running parts, nobody reads the master user's but rotation.
		{who: backendStart, actions: []string{"secretsmanager:GetSecretValue"}, on: []string{"Database/ConnectionSecret"}, must: !proxy},
		{who: backendStart, actions: []string{"kms:Decrypt"}, on: []string{"Key"}, must: !proxy},

		// Rotation changes the secret that it belongs to; the application's needs the master user to do so.
		{who: "Database/AdminSecret/AdminRotation", actions: []string{"secretsmanager:*"}, on: []string{"Database/AdminSecret"}, must: true},
		{who: "Database/ConnectionSecret/ConnectionRotation", actions: []string{"secretsmanager:*"}, on: []string{"Database/ConnectionSecret"}, must: true},
		{who: "Database/ConnectionSecret/ConnectionRotation", actions: []string{"secretsmanager:GetSecretValue"}, on: []string{"Database/AdminSecret"}, must: !proxy},
		{who: "Database/*Rotation", actions: []string{"kms:Decrypt"}, on: []string{"Key"}, must: true},

		// Keys answer to the account's policies, so that their administration cannot be lost. AWS's services use them for log groups
		// and alarms of this account only.
		{who: "this account", actions: []string{"kms:*"}, on: []string{"Key", "Database/Key"}, must: true},
		{who: "this account", actions: []string{"kms:PutKeyPolicy"}, on: []string{"Key", "Database/Key"}, must: true},
		{who: "service logs.*amazonaws.com", actions: []string{"kms:Decrypt", "kms:ReEncryptFrom"}, on: []string{"Key"}, only: "kms:EncryptionContext:aws:logs:arn", must: true},

		// Access logs are written by S3 and by the load balancers, in some regions in the name of an account of AWS's.
		{who: "service logging.s3.amazonaws.com", actions: []string{"s3:PutObject"}, on: []string{"Storage/AccessLogs/*"}, only: "aws:SourceAccount", must: true},
		{who: "service delivery.logs.amazonaws.com", actions: []string{"s3:PutObject"}, on: []string{"Storage/AccessLogs/*"}},
		{who: "service logdelivery.elasticloadbalancing.amazonaws.com", actions: []string{"s3:PutObject"}, on: []string{"Storage/AccessLogs/*"}},
		{who: "account ????????????", actions: []string{"s3:PutObject"}, on: []string{"Storage/AccessLogs/*/AWSLogs/*"}},

		// The CDK's function that empties the VPC's default security group, so that nothing can hide in it.
		{who: "Custom::VpcRestrictDefaultSGCustomResourceProvider/Role", actions: []string{"ec2:AuthorizeSecurityGroup*"}, on: []string{"arn:*:security-group/Network/Vpc.DefaultSecurityGroup"}},
		{who: "service lambda.amazonaws.com", actions: []string{"sts:AssumeRole"}, on: []string{"Custom::VpcRestrictDefaultSGCustomResourceProvider/Role"}},

		// Who else may become a role: the service that uses it, and nobody else.
		{who: bothTasks, actions: []string{"sts:AssumeRole"}, on: []string{"Backend/Task/TaskRole", "Backend/Task/ExecutionRole"}, must: true},
		{who: bothTasks, actions: []string{"sts:AssumeRole"}, on: []string{"Frontend/Task/TaskRole", "Frontend/Task/ExecutionRole"}, must: true},
		{who: "service monitoring.rds.amazonaws.com", actions: []string{"sts:AssumeRole"}, on: []string{"Database/*/MonitoringRole"}},
		{who: "Database/*/MonitoringRole", actions: []string{"logs:PutRetentionPolicy", "logs:GetLogEvents"}, on: []string{"arn:aws*:logs:*:*:log-group:RDS*"}}, // by AWS's own policy
		{who: "service vpc-flow-logs.amazonaws.com", actions: []string{"sts:AssumeRole"}, on: []string{"FlowLogs/Role"}, only: "aws:SourceAccount", must: true},
	}...)
}

// pipelineExpectations is the list for the pipeline's own stack. Its power is in the roles that it becomes: the CDK's bootstrap
// roles of every account that it deploys to.
func pipelineExpectations() []expectation {
	const key, check, mutation = "Pipeline/Pipeline/ArtifactsBucketEncryptionKey", "Pipeline/PipelinesSecurityCheck/*", "Pipeline/UpdatePipeline/SelfMutation/Role"
	const pipelineRole, actionRoles, bootstrap = "Pipeline/Pipeline/Role", "Pipeline/*ActionRole", "arn:aws*:iam::????????????:role/cdk-*"
	const replica = "Default/CrossRegionCodePipelineReplicationBucket" // in each other region that it deploys to
	const replicaKey = replica + "EncryptionKey"
	files := []string{"Pipeline/Pipeline/ArtifactsBucket", "Pipeline/Pipeline/ArtifactsBucket/*", "BuildCache", "BuildCache/*", replica, replica + "/*"}
	return []expectation{
		// What is built passes through one bucket, between the pipeline's steps and the roles that deploy it.
		{who: "Pipeline/*Role", actions: []string{"s3:GetObject*", "s3:PutObject", "s3:DeleteObject*"}, on: files},
		{who: "Pipeline/*Role", actions: []string{"kms:Decrypt", "kms:ReEncryptFrom"}, on: []string{key, replicaKey}},
		{who: pipelineRole, actions: []string{"kms:Decrypt", "kms:ReEncryptFrom"}, on: []string{"*"}}, // the CDK's own: it knows the replicas' keys by alias; see stages/pipeline_acknowledgements.go
		{who: bootstrap, actions: []string{"s3:GetObject*"}, on: files},
		{who: bootstrap, actions: []string{"kms:Decrypt"}, on: []string{key, replicaKey}},

		// Steps become the bootstrap roles: files are published by one, stacks are deployed by another, and self-mutation takes any
		// role that is tagged as one.
		{who: "Pipeline/Assets/*Role", actions: []string{"sts:AssumeRole"}, on: []string{"arn:aws*:role/cdk-*-file-publishing-role-*"}},
		{who: mutation, actions: []string{"sts:AssumeRole"}, on: []string{"arn:*:iam::????????????:role/*"}, only: "iam:ResourceTag/aws-cdk:bootstrap-role"},
		{who: check, actions: []string{"sts:AssumeRole"}, on: []string{"*"}, only: "iam:ResourceTag/aws-cdk:bootstrap-role"}, // the CDK's own; see docs/reachability.md
		{who: pipelineRole, actions: []string{"sts:AssumeRole"}, on: []string{actionRoles, "arn:aws*:role/cdk-*-deploy-role-*"}},

		// The source comes over the connection, which is made by hand; its action hands what it fetched to the bucket's account.
		{who: "Pipeline/Pipeline/Source/*/CodePipelineActionRole", actions: []string{"s3:PutObjectAcl", "s3:PutObjectVersionAcl"}, on: files},
		{who: "Pipeline/Pipeline/Source/*/CodePipelineActionRole", actions: []string{"code*:UseConnection"}, on: []string{"arn:aws*:connection/*"}},

		// Builds are started by the pipeline and, to compare permissions, by the check before production, which approves by itself
		// where nothing broadens.
		{who: "Pipeline/*Role", actions: []string{"codebuild:StartBuild"}, on: []string{"Pipeline/*"}},
		{who: "Pipeline/Assets/*Role", actions: []string{"codebuild:StartBuild"}, on: []string{"*"}},
		{who: "Pipeline/*Role", actions: []string{"lambda:InvokeFunction"}, on: []string{check}},
		{who: check, actions: []string{"sns:Publish", "lambda:InvokeFunction"}, on: []string{"Notifications", check}},
		{who: check, actions: []string{"codepipeline:PutApprovalResult"}, on: []string{"*"}, only: "aws:ResourceTag/SECURITY_CHECK"},
		{who: "Pipeline/*Role", actions: []string{"sns:Publish"}, on: []string{"Notifications"}},
		{who: "Pipeline/*Role", actions: []string{"kms:Decrypt"}, on: []string{"Key"}},

		{who: "this account", actions: []string{"kms:*"}, on: []string{"Key", key}, must: true},
		{who: "this account", actions: []string{"kms:*"}, on: []string{replicaKey}},
		{who: "service codestar-notifications.amazonaws.com", actions: []string{"kms:Decrypt", "sns:Publish"}, on: []string{"Key", "Notifications"}},
		{who: "service codepipeline.amazonaws.com", actions: []string{"sts:AssumeRole"}, on: []string{pipelineRole}, must: true},
		{who: "service codebuild.amazonaws.com", actions: []string{"sts:AssumeRole"}, on: []string{"Pipeline/*Role"}},
		{who: "service lambda.amazonaws.com", actions: []string{"sts:AssumeRole"}, on: []string{check}},
	}
}

// deadLetters names the queues that take other queues' dead letters.
func (m *Model) deadLetters() []string {
	var names []string
	for _, queue := range m.env.Resources("AWS::SQS::Queue") {
		if dead, ok := m.env.Find(queue.Properties.Map("RedrivePolicy").Text("deadLetterTargetArn")); ok {
			names = append(names, dead.Name())
		}
	}
	return names
}
