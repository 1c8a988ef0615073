package permissions

import (
	"slices"

	"kasha/internal/policy"
)

// unknownActions lists the patterns of an allowing statement of which the model knows nothing: neither an action of the table nor
// only harmless ones. Nobody would be told who has them.
func unknownActions(s policy.Statement) []string {
	var unknown []string
	for _, pattern := range s.Actions {
		if s.Allows() && !isSensitive(pattern) && !isHarmless(pattern) && !slices.Contains(unknown, pattern) {
			unknown = append(unknown, pattern)
		}
	}
	return unknown
}

// isSensitive reports whether a pattern of a statement has an action of the table in it. Then it is expanded.
func isSensitive(pattern string) bool {
	for _, action := range allActions() {
		if policy.OverlapActions(pattern, action) {
			return true
		}
	}
	return false
}

// isHarmless reports whether all of a pattern is among the harmless actions.
func isHarmless(pattern string) bool {
	for _, action := range harmlessActions() {
		if policy.MatchAction(action, pattern) {
			return true
		}
	}
	return false
}

// harmlessActions are those of Kasha's templates, and of the AWS policies that they attach, that neither read nor lose anybody's
// data, nor give anybody more than he has.
func harmlessActions() []string {
	return []string{
		// Looking: what is there and how it is set up, not what it holds.
		"*:Describe*", "*:List*", "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "s3:GetBucket*", "tag:GetResources", "xray:GetSampling*",
		"codebuild:BatchGetBuilds", "codepipeline:GetPipelineState", "logs:GetLogDelivery", "iam:GetRole", "iam:GetPolicy*", "iam:GetRolePolicy",

		// Pulling images of a registry: what runs is public to those who build it.
		"ecr:GetAuthorizationToken", "ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage", "ecr:BatchImportUpstreamImage", "ecr:CreateRepository",

		// Writing down: logs, traces, metrics, reports of tests, and where a service's logs go.
		"logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "logs:CreateLogDelivery", "logs:UpdateLogDelivery", "logs:DeleteLogDelivery",
		"xray:PutTelemetryRecords", "xray:PutTraceSegments", "cloudwatch:PutMetricData",
		"codebuild:CreateReport*", "codebuild:UpdateReport", "codebuild:BatchPut*", "codebuild:StopBuild",

		// Making what is unreadable without a right to decrypt, and closing what was open.
		"kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncryptTo", "ec2:RevokeSecurityGroup*",

		// Holding on to what is there: copies, tags, retention; giving a message back to its queue, and an upload up.
		"rds:CreateDBSnapshot", "rds:AddTagsToResource", "s3:PutObjectTagging", "s3:PutObjectVersionTagging", "s3:PutObjectRetention", "s3:PutObjectLegalHold",
		"s3:Abort*", "sqs:ChangeMessageVisibility",

		// A function's network interfaces, which its own security groups rule.
		"ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses",

		// Part of becoming a role, which is sts:AssumeRole's to allow.
		"sts:TagSession", "sts:SetSourceIdentity", "sts:GetCallerIdentity",
	}
}
