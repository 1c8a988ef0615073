package permissions

// sensitive is a group of actions that a reviewer asks about.
type sensitive struct {
	what    string
	actions []string
}

// sensitiveActions are the actions that the model expands wildcards to. It is no catalogue of IAM: an action that is not here
// is not looked at.
func sensitiveActions() []sensitive {
	return []sensitive{
		{"read secrets", []string{"secretsmanager:GetSecretValue", "secretsmanager:BatchGetSecretValue"}},
		{"replace secrets", []string{"secretsmanager:PutSecretValue", "secretsmanager:UpdateSecret", "secretsmanager:UpdateSecretVersionStage", "secretsmanager:RotateSecret"}},
		{"decrypt", []string{"kms:Decrypt", "kms:ReEncryptFrom", "kms:CreateGrant"}},
		{"destroy keys", []string{"kms:ScheduleKeyDeletion", "kms:DisableKey", "kms:PutKeyPolicy"}},
		{"read data", []string{"s3:GetObject", "s3:GetObjectVersion", "sqs:ReceiveMessage"}},
		{"write data", []string{"s3:PutObject", "ecr:PutImage"}},
		{"send messages", []string{"sqs:SendMessage", "sns:Publish", "events:PutEvents"}},
		{"delete data", []string{
			"s3:DeleteObject", "s3:DeleteObjectVersion", "s3:DeleteBucket", "s3:PutLifecycleConfiguration",
			"sqs:DeleteMessage", "sqs:PurgeQueue", "sqs:DeleteQueue",
			"rds:DeleteDBInstance", "rds:DeleteDBCluster", "rds:DeleteDBSnapshot", "rds:DeleteDBInstanceAutomatedBackup",
			"backup:DeleteBackupVault", "backup:DeleteRecoveryPoint", "backup:DeleteBackupPlan", "backup:UpdateRecoveryPointLifecycle", "backup:PutBackupVaultAccessPolicy",
			"secretsmanager:DeleteSecret", "logs:DeleteLogGroup", "logs:DeleteLogStream", "ecr:DeleteRepository", "ecr:BatchDeleteImage",
		}},
		{"use the database", []string{"rds-db:connect", "rds:ModifyDBInstance", "rds:ModifyDBSnapshotAttribute", "rds:RestoreDBInstanceFromDBSnapshot", "rds:RestoreDBInstanceToPointInTime"}},
		{"become another role", []string{"iam:PassRole", "sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"}},
		{"change permissions", []string{
			"iam:AttachRolePolicy", "iam:PutRolePolicy", "iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:UpdateAssumeRolePolicy",
			"iam:CreateRole", "iam:CreateUser", "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:PutUserPolicy", "iam:AttachUserPolicy",
			"iam:DeleteRolePermissionsBoundary",
			"s3:PutBucketPolicy", "sqs:SetQueueAttributes", "sqs:AddPermission", "sns:SetTopicAttributes", "sns:AddPermission",
			"secretsmanager:PutResourcePolicy", "ecr:SetRepositoryPolicy", "lambda:AddPermission",
		}},
		{"run code", []string{
			"ecs:RunTask", "ecs:ExecuteCommand", "ecs:UpdateService", "ecs:RegisterTaskDefinition", "lambda:InvokeFunction", "lambda:UpdateFunctionCode",
			"lambda:UpdateFunctionConfiguration", "states:StartExecution", "codebuild:StartBuild", "codebuild:UpdateProject", "ssm:SendCommand", "ssm:StartSession",
			"cloudformation:CreateStack", "cloudformation:UpdateStack", "cloudformation:ExecuteChangeSet",
		}},
		{"open the network", []string{
			"ec2:AuthorizeSecurityGroupIngress", "ec2:AuthorizeSecurityGroupEgress", "ec2:CreateRoute", "ec2:ReplaceRoute", "ec2:CreateVpcPeeringConnection",
			"elasticloadbalancing:ModifyListener", "elasticloadbalancing:ModifyRule", "elasticloadbalancing:CreateListener",
		}},
	}
}
