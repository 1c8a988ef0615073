package permissions

import "sync"

// sensitive is a group of actions that a reviewer asks about.
type sensitive struct {
	what    string
	actions []string
}

// sensitiveActions are the actions that the model expands wildcards to. It is no catalogue of IAM. An action of a template that
// is neither here nor among the harmless ones is noted, so that a new service is not silently harmless.
func sensitiveActions() []sensitive {
	return []sensitive{
		{"read secrets", []string{
			"secretsmanager:GetSecretValue", "secretsmanager:BatchGetSecretValue",
			"ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath", "ssm:GetParameterHistory",
		}},
		{"replace secrets", []string{"secretsmanager:PutSecretValue", "secretsmanager:UpdateSecret", "secretsmanager:UpdateSecretVersionStage", "secretsmanager:RotateSecret", "ssm:PutParameter"}},
		{"decrypt", []string{"kms:Decrypt", "kms:ReEncryptFrom", "kms:CreateGrant", "kms:ReplicateKey"}},
		{"destroy keys", []string{"kms:ScheduleKeyDeletion", "kms:DisableKey", "kms:PutKeyPolicy", "kms:DeleteImportedKeyMaterial"}},
		{"read data", []string{"s3:GetObject", "s3:GetObjectVersion", "sqs:ReceiveMessage", "logs:GetLogEvents", "logs:FilterLogEvents", "logs:StartQuery", "rds:StartExportTask", "rds:CopyDBSnapshot", "rds:DownloadDBLogFilePortion", "backup:StartCopyJob", "backup:StartRestoreJob"}},
		{"write data", []string{
			"s3:PutObject", "ecr:PutImage", "backup:CopyIntoBackupVault", "s3:PutReplicationConfiguration",
			"codeconnections:UseConnection", "codestar-connections:UseConnection",
		}},
		{"send messages", []string{"sqs:SendMessage", "sqs:StartMessageMoveTask", "sns:Publish", "events:PutEvents"}},
		{"delete data", []string{
			"s3:DeleteObject", "s3:DeleteObjectVersion", "s3:DeleteBucket", "s3:PutLifecycleConfiguration", "s3:PutBucketVersioning",
			"s3:BypassGovernanceRetention", "s3:PutBucketObjectLockConfiguration",
			"sqs:DeleteMessage", "sqs:PurgeQueue", "sqs:DeleteQueue",
			"rds:DeleteDBInstance", "rds:DeleteDBCluster", "rds:DeleteDBSnapshot", "rds:DeleteDBInstanceAutomatedBackup",
			"backup:DeleteBackupVault", "backup:DeleteRecoveryPoint", "backup:DeleteBackupPlan", "backup:UpdateRecoveryPointLifecycle",
			"backup:PutBackupVaultAccessPolicy", "backup:DeleteBackupVaultAccessPolicy", "backup:DeleteBackupVaultLockConfiguration", "backup:UpdateBackupPlan",
			"secretsmanager:DeleteSecret", "logs:DeleteLogGroup", "logs:DeleteLogStream", "logs:PutRetentionPolicy", "ecr:DeleteRepository", "ecr:BatchDeleteImage",
			"cloudformation:DeleteStack",
		}},
		{"use the database", []string{
			"rds-db:connect", "rds:ModifyDBInstance", "rds:ModifyDBSnapshotAttribute", "rds:RestoreDBInstanceFromDBSnapshot", "rds:RestoreDBInstanceToPointInTime",
			"rds:StopDBInstance", "rds:StartDBInstance", "rds:RebootDBInstance",
		}},
		{"become another role", []string{"iam:PassRole", "sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"}},
		{"change permissions", []string{
			"iam:AttachRolePolicy", "iam:PutRolePolicy", "iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:UpdateAssumeRolePolicy",
			"iam:CreateRole", "iam:CreateUser", "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile", "iam:PutUserPolicy", "iam:AttachUserPolicy",
			"iam:AddUserToGroup", "iam:AttachGroupPolicy", "iam:PutGroupPolicy", "iam:AddRoleToInstanceProfile",
			"iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary", "iam:DeleteRolePolicy", "iam:DetachRolePolicy",
			"s3:PutBucketPolicy", "s3:DeleteBucketPolicy", "s3:PutBucketAcl", "s3:PutObjectAcl", "s3:PutObjectVersionAcl", "s3:PutBucketPublicAccessBlock", "s3:PutAccountPublicAccessBlock",
			"sqs:SetQueueAttributes", "sqs:AddPermission", "sns:SetTopicAttributes", "sns:AddPermission",
			"secretsmanager:PutResourcePolicy", "secretsmanager:DeleteResourcePolicy", "ecr:SetRepositoryPolicy", "lambda:AddPermission", "logs:PutResourcePolicy",
			"logs:PutSubscriptionFilter", "events:PutPermission",
		}},
		{"run code", []string{
			"ecs:RunTask", "ecs:StartTask", "ecs:CreateService", "ecs:ExecuteCommand", "ecs:UpdateService", "ecs:RegisterTaskDefinition",
			"lambda:InvokeFunction", "lambda:InvokeFunctionUrl", "lambda:CreateFunction", "lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration",
			"states:StartExecution", "states:UpdateStateMachine", "codebuild:StartBuild", "codebuild:UpdateProject", "codepipeline:PutApprovalResult",
			"ssm:SendCommand", "ssm:StartSession", "events:PutRule", "events:PutTargets", "scheduler:CreateSchedule", "scheduler:UpdateSchedule",
			"cloudformation:CreateStack", "cloudformation:UpdateStack", "cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet", "ec2:RunInstances",
		}},
		{"open the network", []string{
			"ec2:AuthorizeSecurityGroupIngress", "ec2:AuthorizeSecurityGroupEgress", "ec2:ModifySecurityGroupRules", "ec2:CreateRoute", "ec2:ReplaceRoute",
			"ec2:CreateVpcPeeringConnection", "ec2:CreateNetworkAclEntry", "ec2:ReplaceNetworkAclEntry", "ec2:ModifyNetworkInterfaceAttribute", "ec2:ModifyVpcEndpoint",
			"elasticloadbalancing:ModifyListener", "elasticloadbalancing:ModifyRule", "elasticloadbalancing:CreateListener", "elasticloadbalancing:CreateRule",
			"wafv2:UpdateWebACL", "wafv2:DisassociateWebACL", "cloudfront:UpdateDistribution", "route53:ChangeResourceRecordSets",
		}},
	}
}

// allActions are those of every group. They are asked about statement by statement, so the table is made once.
var allActions = sync.OnceValue(func() []string {
	var all []string
	for _, group := range sensitiveActions() {
		all = append(all, group.actions...)
	}
	return all
})
