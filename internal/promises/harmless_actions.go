package promises

// HarmlessActions are actions that no list needs to name, of Kasha's templates and of the AWS managed policies that they attach.
// They neither read nor lose anyone's data, and give nobody a further permission. * stands for any part.
func HarmlessActions() []string {
	return []string{
		// Read what is there and how it is set up, not what it holds.
		"*:Describe*", "*:List*", "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "s3:GetBucket*", "tag:GetResources", "xray:GetSampling*",
		"codebuild:BatchGetBuilds", "codepipeline:GetPipelineState", "logs:GetLogDelivery", "iam:GetRole", "iam:GetPolicy*", "iam:GetRolePolicy",
		"ecs:GetTaskProtection",

		// Pull images: the people who build them may see what runs.
		"ecr:GetAuthorizationToken", "ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage",
		"ecr:BatchImportUpstreamImage", "ecr:CreateRepository",

		// Write logs, traces, metrics and test reports, and set where a service's logs go.
		"logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "logs:CreateLogDelivery", "logs:UpdateLogDelivery",
		"logs:DeleteLogDelivery",
		"xray:PutTelemetryRecords", "xray:PutTraceSegments", "cloudwatch:PutMetricData",
		"codebuild:CreateReport*", "codebuild:UpdateReport", "codebuild:BatchPut*", "codebuild:StopBuild",

		// What ECS Exec needs beside ssmmessages:OpenDataChannel, which is on the table.
		"ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel",

		// Stop a task and tag it, which whoever starts a task in its own cluster does.
		"ecs:StopTask", "ecs:TagResource",

		// Encrypt, which without kms:Decrypt reveals nothing, and remove security group rules.
		"kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncryptTo", "ec2:RevokeSecurityGroup*",

		// Keep what is there (snapshots, tags, retention), return a message to its queue, abort an upload.
		"rds:CreateDBSnapshot", "rds:AddTagsToResource", "s3:PutObjectTagging", "s3:PutObjectVersionTagging", "s3:PutObjectRetention",
		"s3:PutObjectLegalHold",
		"s3:Abort*", "sqs:ChangeMessageVisibility",

		// Make a function's network interfaces, to which its own security groups apply.
		"ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses",

		// A random text, known to nobody else.
		"secretsmanager:GetRandomPassword",

		// Go with sts:AssumeRole, which is on the table.
		"sts:TagSession", "sts:SetSourceIdentity", "sts:GetCallerIdentity",
	}
}
