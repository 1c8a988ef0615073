package permissions

import (
	"strings"

	"kasha/internal/policy"
)

// managedPolicy is an AWS managed policy as of November 2026, for the few that Kasha's constructs attach. The four small ones are
// whole. Of AWS Backup's two, which AWS edits often (restores: version 35 in February 2026), it is the part that concerns RDS
// and keys. AWS may change any of them at any time.
func managedPolicy(arn string) ([]policy.Statement, bool) {
	_, name, _ := strings.Cut(arn, ":policy/")
	actions, known := map[string][]string{
		"service-role/AWSLambdaBasicExecutionRole": {"logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"},
		"service-role/AWSLambdaVPCAccessExecutionRole": {
			"logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces",
			"ec2:DescribeSubnets", "ec2:DeleteNetworkInterface", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses",
		},
		"service-role/AmazonRDSEnhancedMonitoringRole": {"logs:CreateLogGroup", "logs:PutRetentionPolicy", "logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams", "logs:GetLogEvents"},
		"service-role/AmazonECSTaskExecutionRolePolicy": {
			"ecr:GetAuthorizationToken", "ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage",
			"logs:CreateLogStream", "logs:PutLogEvents",
		},
		"service-role/AWSBackupServiceRolePolicyForBackup": {
			"rds:CreateDBSnapshot", "rds:DescribeDBSnapshots", "rds:CopyDBSnapshot", "rds:DeleteDBSnapshot", "rds:ModifyDBSnapshotAttribute",
			"backup:CopyIntoBackupVault", "kms:Decrypt", "kms:CreateGrant", "kms:ReEncryptFrom", "kms:GenerateDataKeyWithoutPlaintext",
		},
		"service-role/AWSBackupServiceRolePolicyForRestores": {
			"rds:RestoreDBInstanceFromDBSnapshot", "rds:RestoreDBInstanceToPointInTime", "rds:DeleteDBInstance",
			"kms:Decrypt", "kms:CreateGrant", "kms:ReEncryptFrom",
		},
	}[name]
	if !known || !strings.HasPrefix(arn, "arn:aws") {
		return nil, false
	}
	return []policy.Statement{{Effect: "Allow", Actions: actions, Resources: []string{"*"}}}, true
}
