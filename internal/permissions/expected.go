package permissions

import (
	"encoding/json"
	"slices"
	"strings"

	"kasha/internal/policy"
)

// expectation is a line of the list of sensitive permissions that there may be.
type expectation struct {
	who     string   // pattern of Grant.Who
	actions []string // patterns of Grant.Action
	on      []string // patterns of Grant.On, ! before exceptions; a literal * means everything and is matched by nothing else
	only    string   // a condition key without which the line does not hold
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
		{backend, []string{"sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage"}, queues, "", true},
		{backend, []string{"s3:GetObject", "s3:PutObject", "s3:DeleteObject"}, []string{"Storage/Application/*"}, "", true},
		{backend, []string{"kms:Decrypt"}, []string{"Key"}, "", true},

		// ECS reads the application user's password when it starts a backend task, unless the backend logs in to a proxy. Of the
		// running parts, nobody reads the master user's but rotation.
		{backendStart, []string{"secretsmanager:GetSecretValue"}, []string{"Database/ConnectionSecret"}, "", !proxy},
		{backendStart, []string{"kms:Decrypt"}, []string{"Key"}, "", !proxy},

		// Rotation changes the secret that it belongs to; the application's needs the master user to do so.
		{"Database/AdminSecret/AdminRotation", []string{"secretsmanager:*"}, []string{"Database/AdminSecret"}, "", true},
		{"Database/ConnectionSecret/ConnectionRotation", []string{"secretsmanager:*"}, []string{"Database/ConnectionSecret"}, "", true},
		{"Database/ConnectionSecret/ConnectionRotation", []string{"secretsmanager:GetSecretValue"}, []string{"Database/AdminSecret"}, "", !proxy},
		{"Database/*Rotation", []string{"kms:Decrypt"}, []string{"Key"}, "", true},

		// Keys answer to the account's policies, so that their administration cannot be lost. AWS's services use them for log groups
		// and alarms of this account only.
		{"this account", []string{"kms:*"}, []string{"Key", "Database/Key"}, "", true},
		{"service logs.*amazonaws.com", []string{"kms:Decrypt", "kms:ReEncryptFrom"}, []string{"Key"}, "kms:EncryptionContext:aws:logs:arn", true},

		// Access logs are written by S3 and by the load balancers, in some regions in the name of an account of AWS's.
		{"service logging.s3.amazonaws.com", []string{"s3:PutObject"}, []string{"Storage/AccessLogs/*"}, "aws:SourceAccount", true},
		{"service delivery.logs.amazonaws.com", []string{"s3:PutObject"}, []string{"Storage/AccessLogs/*"}, "", false},
		{"service logdelivery.elasticloadbalancing.amazonaws.com", []string{"s3:PutObject"}, []string{"Storage/AccessLogs/*"}, "", false},
		{"account ????????????", []string{"s3:PutObject"}, []string{"Storage/AccessLogs/*/AWSLogs/*"}, "", false},

		// The CDK's function that empties the VPC's default security group, so that nothing can hide in it.
		{"Custom::VpcRestrictDefaultSGCustomResourceProvider/Role", []string{"ec2:AuthorizeSecurityGroup*"}, []string{"arn:*:security-group/Network/Vpc.DefaultSecurityGroup"}, "", false},
		{"service lambda.amazonaws.com", []string{"sts:AssumeRole"}, []string{"Custom::VpcRestrictDefaultSGCustomResourceProvider/Role"}, "", false},

		// Who else may become a role: the service that uses it, and nobody else.
		{bothTasks, []string{"sts:AssumeRole"}, []string{"Backend/Task/TaskRole", "Backend/Task/ExecutionRole"}, "", true},
		{bothTasks, []string{"sts:AssumeRole"}, []string{"Frontend/Task/TaskRole", "Frontend/Task/ExecutionRole"}, "", true},
		{"service monitoring.rds.amazonaws.com", []string{"sts:AssumeRole"}, []string{"Database/*/MonitoringRole"}, "", false},
		{"service vpc-flow-logs.amazonaws.com", []string{"sts:AssumeRole"}, []string{"FlowLogs/Role"}, "aws:SourceAccount", true},
	}...)
}

// pipelineExpectations is the list for the pipeline's own stack. Its power is in the roles that it becomes: the CDK's bootstrap
// roles of every account that it deploys to.
func pipelineExpectations() []expectation {
	const key, check, mutation = "Pipeline/Pipeline/ArtifactsBucketEncryptionKey", "Pipeline/PipelinesSecurityCheck/*", "Pipeline/UpdatePipeline/SelfMutation/Role"
	const pipelineRole, actionRoles, bootstrap = "Pipeline/Pipeline/Role", "Pipeline/*ActionRole", "arn:aws*:iam::????????????:role/cdk-*"
	files := []string{"Pipeline/Pipeline/ArtifactsBucket", "Pipeline/Pipeline/ArtifactsBucket/*", "BuildCache", "BuildCache/*"}
	return []expectation{
		// What is built passes through one bucket, between the pipeline's steps and the roles that deploy it.
		{"Pipeline/*Role", []string{"s3:GetObject*", "s3:PutObject", "s3:DeleteObject*"}, files, "", false},
		{"Pipeline/*Role", []string{"kms:Decrypt", "kms:ReEncryptFrom"}, []string{key}, "", false},
		{bootstrap, []string{"s3:GetObject*"}, files, "", false},
		{bootstrap, []string{"kms:Decrypt"}, []string{key}, "", false},

		// Steps become the bootstrap roles: files are published by one, stacks are deployed by another, and self-mutation takes any
		// role that is tagged as one.
		{"Pipeline/Assets/*Role", []string{"sts:AssumeRole"}, []string{"arn:aws*:role/cdk-*-file-publishing-role-*"}, "", false},
		{mutation, []string{"sts:AssumeRole"}, []string{"arn:*:iam::????????????:role/*"}, "iam:ResourceTag/aws-cdk:bootstrap-role", false},
		{check, []string{"sts:AssumeRole"}, []string{"*"}, "iam:ResourceTag/aws-cdk:bootstrap-role", false}, // the CDK's own; see docs/reachability.md
		{pipelineRole, []string{"sts:AssumeRole"}, []string{actionRoles, "arn:aws*:role/cdk-*-deploy-role-*"}, "", false},

		// Builds are started by the pipeline and, to compare permissions, by the check before production, which approves by itself
		// where nothing broadens.
		{"Pipeline/*Role", []string{"codebuild:StartBuild"}, []string{"Pipeline/*"}, "", false},
		{"Pipeline/Assets/*Role", []string{"codebuild:StartBuild"}, []string{"*"}, "", false},
		{"Pipeline/*Role", []string{"lambda:InvokeFunction"}, []string{check}, "", false},
		{check, []string{"sns:Publish", "lambda:InvokeFunction"}, []string{"Notifications", check}, "", false},
		{"Pipeline/*Role", []string{"sns:Publish"}, []string{"Notifications"}, "", false},
		{"Pipeline/*Role", []string{"kms:Decrypt"}, []string{"Key"}, "", false},

		{"this account", []string{"kms:*"}, []string{"Key", key}, "", true},
		{"service codestar-notifications.amazonaws.com", []string{"kms:Decrypt", "sns:Publish"}, []string{"Key", "Notifications"}, "", false},
		{"service codepipeline.amazonaws.com", []string{"sts:AssumeRole"}, []string{pipelineRole}, "", true},
		{"service codebuild.amazonaws.com", []string{"sts:AssumeRole"}, []string{"Pipeline/*Role"}, "", false},
		{"service lambda.amazonaws.com", []string{"sts:AssumeRole"}, []string{check}, "", false},
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

// allows reports whether the list's line covers a grant.
func (e expectation) allows(g Grant) bool {
	if !policy.Match(e.who, g.Who) || !matches(e.actions, g.Action) || !matches(e.on, g.On) {
		return false
	}
	conditions, _ := json.Marshal(g.Statement.Conditions)
	return strings.Contains(string(conditions), e.only)
}

func matches(patterns []string, text string) bool {
	for _, pattern := range patterns {
		if exception, ok := strings.CutPrefix(pattern, "!"); ok && policy.Match(exception, text) {
			return false
		}
	}
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		if pattern == "*" || text == "*" {
			return pattern == text
		}
		return policy.Match(pattern, text)
	})
}
