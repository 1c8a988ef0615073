package permissions

import (
	"slices"
	"sync"
)

// SensitiveActions lists the actions that the model expands wildcards to. It is no catalogue of IAM. An action of a template that is
// neither here nor among the harmless ones is noted as not modelled. So a new service is not harmless by default.
func SensitiveActions() []string { return slices.Clone(allActions()) }

// allActions is made once, because every statement is compared with it.
var allActions = sync.OnceValue(func() []string {
	return slices.Concat(
		// Read secrets.
		[]string{
			"secretsmanager:GetSecretValue", "secretsmanager:BatchGetSecretValue",
			"ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath", "ssm:GetParameterHistory",
			"cloudfront-keyvaluestore:GetKey", // the hash of a password
		},
		// Replace secrets.
		[]string{
			"secretsmanager:PutSecretValue", "secretsmanager:UpdateSecret", "secretsmanager:UpdateSecretVersionStage",
			"secretsmanager:RotateSecret", "ssm:PutParameter",
			"cloudfront-keyvaluestore:PutKey", "cloudfront-keyvaluestore:UpdateKeys", "cloudfront-keyvaluestore:DeleteKey",
		},
		// Decrypt.
		[]string{"kms:Decrypt", "kms:ReEncryptFrom", "kms:CreateGrant", "kms:ReplicateKey"},
		// Destroy keys.
		[]string{"kms:ScheduleKeyDeletion", "kms:DisableKey", "kms:PutKeyPolicy", "kms:DeleteImportedKeyMaterial"},
		// Read data.
		[]string{
			"s3:GetObject", "s3:GetObjectVersion", "sqs:ReceiveMessage", "logs:GetLogEvents", "logs:FilterLogEvents", "logs:StartQuery",
			"rds:StartExportTask", "rds:CopyDBSnapshot", "rds:DownloadDBLogFilePortion", "backup:StartCopyJob", "backup:StartRestoreJob",
			"backup:CopyFromBackupVault",
		},
		// Write data.
		[]string{
			"s3:PutObject", "ecr:PutImage", "backup:CopyIntoBackupVault", "s3:PutReplicationConfiguration",
			"codeconnections:UseConnection", "codestar-connections:UseConnection",
		},
		// Send messages.
		[]string{"sqs:SendMessage", "sqs:StartMessageMoveTask", "sns:Publish", "events:PutEvents"},
		deletingActions(),
		// Use the database.
		[]string{
			"rds-db:connect", "rds:ModifyDBInstance", "rds:ModifyDBSnapshotAttribute",
			"rds:RestoreDBInstanceFromDBSnapshot", "rds:RestoreDBInstanceToPointInTime",
			"rds:StopDBInstance", "rds:StartDBInstance", "rds:RebootDBInstance",
		},
		// Become another role.
		[]string{"iam:PassRole", "sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"},
		[]string{"ecs:UpdateTaskProtection"}, // keep a task from being stopped
		actionsThatChangePermissions(),
		actionsThatRunCode(),
		actionsThatOpenTheNetwork(),
	)
})

func deletingActions() []string {
	return []string{
		"s3:DeleteObject", "s3:DeleteObjectVersion", "s3:DeleteBucket", "s3:PutLifecycleConfiguration", "s3:PutBucketVersioning",
		"s3:BypassGovernanceRetention", "s3:PutBucketObjectLockConfiguration",
		"sqs:DeleteMessage", "sqs:PurgeQueue", "sqs:DeleteQueue",
		"rds:DeleteDBInstance", "rds:DeleteDBCluster", "rds:DeleteDBSnapshot", "rds:DeleteDBInstanceAutomatedBackup",
		"backup:DeleteBackupVault", "backup:DeleteRecoveryPoint", "backup:DeleteBackupPlan", "backup:UpdateRecoveryPointLifecycle",
		"backup:PutBackupVaultAccessPolicy", "backup:DeleteBackupVaultAccessPolicy", "backup:DeleteBackupVaultLockConfiguration",
		"backup:UpdateBackupPlan",
		"secretsmanager:DeleteSecret", "logs:DeleteLogGroup", "logs:DeleteLogStream", "logs:PutRetentionPolicy",
		"ecr:DeleteRepository", "ecr:BatchDeleteImage",
		"cloudformation:DeleteStack",
	}
}

func actionsThatChangePermissions() []string {
	return []string{
		"iam:AttachRolePolicy", "iam:PutRolePolicy", "iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:UpdateAssumeRolePolicy",
		"iam:CreateRole", "iam:CreateUser", "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile",
		"iam:PutUserPolicy", "iam:AttachUserPolicy",
		"iam:AddUserToGroup", "iam:AttachGroupPolicy", "iam:PutGroupPolicy", "iam:AddRoleToInstanceProfile",
		"iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary", "iam:DeleteRolePolicy", "iam:DetachRolePolicy",
		"s3:PutBucketPolicy", "s3:DeleteBucketPolicy", "s3:PutBucketAcl", "s3:PutObjectAcl", "s3:PutObjectVersionAcl",
		"s3:PutBucketPublicAccessBlock", "s3:PutAccountPublicAccessBlock",
		"sqs:SetQueueAttributes", "sqs:AddPermission", "sns:SetTopicAttributes", "sns:AddPermission",
		"secretsmanager:PutResourcePolicy", "secretsmanager:DeleteResourcePolicy", "ecr:SetRepositoryPolicy", "lambda:AddPermission",
		"logs:PutResourcePolicy", "logs:PutSubscriptionFilter", "events:PutPermission",
	}
}

func actionsThatRunCode() []string {
	return []string{
		"ecs:RunTask", "ecs:StartTask", "ecs:CreateService", "ecs:ExecuteCommand", "ecs:UpdateService", "ecs:RegisterTaskDefinition",
		"lambda:InvokeFunction", "lambda:InvokeFunctionUrl", "lambda:CreateFunction", "lambda:UpdateFunctionCode",
		"lambda:UpdateFunctionConfiguration",
		"states:StartExecution", "states:UpdateStateMachine", "codebuild:StartBuild", "codebuild:UpdateProject",
		"codepipeline:PutApprovalResult",
		"ssm:SendCommand", "ssm:StartSession", "ssmmessages:OpenDataChannel",
		"events:PutRule", "events:PutTargets", "scheduler:CreateSchedule", "scheduler:UpdateSchedule",
		"cloudformation:CreateStack", "cloudformation:UpdateStack", "cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet",
		"ec2:RunInstances",
	}
}

func actionsThatOpenTheNetwork() []string {
	return []string{
		"ec2:AuthorizeSecurityGroupIngress", "ec2:AuthorizeSecurityGroupEgress", "ec2:ModifySecurityGroupRules",
		"ec2:CreateRoute", "ec2:ReplaceRoute", "ec2:CreateVpcPeeringConnection",
		"ec2:CreateNetworkAclEntry", "ec2:ReplaceNetworkAclEntry", "ec2:ModifyNetworkInterfaceAttribute", "ec2:ModifyVpcEndpoint",
		"elasticloadbalancing:ModifyListener", "elasticloadbalancing:ModifyRule",
		"elasticloadbalancing:CreateListener", "elasticloadbalancing:CreateRule",
		"wafv2:UpdateWebACL", "wafv2:DisassociateWebACL", "cloudfront:UpdateDistribution",
		"cloudfront:UpdateFunction", "cloudfront:PublishFunction",
		"route53:ChangeResourceRecordSets",
	}
}
