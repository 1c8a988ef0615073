package permissions

// operationsExpectations is the part of an environment's list that day two needs: telling people, rotating, archiving, running
// SQL, resting at night. None of it must be there in every environment.
func operationsExpectations() []expectation {
	const restart, sqlStart, backup, restore = "Rotation/Machine/Role", "SqlTask/Task/ExecutionRole", "Recovery/BackupRole", "Recovery/RestoreRole"
	const proxy, events, forward = "DatabaseProxy/Proxy/IAMRole", "Monitoring/EventRole", "Recovery/ForwardFailures/EventsRole"
	return []expectation{
		// The alarm topic and its key: AWS's services on behalf of this account, EventBridge with a role of its own.
		{"service cloudwatch.amazonaws.com", []string{"sns:Publish"}, []string{"Alarms"}, "aws:SourceAccount", false},
		{"service backup.amazonaws.com", []string{"sns:Publish"}, []string{"Alarms"}, "aws:SourceAccount", false},
		{"service budgets.amazonaws.com", []string{"sns:Publish"}, []string{"Alarms"}, "aws:SourceAccount", false},
		{"service events.rds.amazonaws.com", []string{"sns:Publish"}, []string{"Alarms"}, "aws:SourceAccount", false},
		{"service cloudwatch.amazonaws.com", []string{"kms:Decrypt"}, []string{"Key"}, "kms:EncryptionContext:aws:sns:topicArn", false},
		{"service backup.amazonaws.com", []string{"kms:Decrypt"}, []string{"Key"}, "kms:EncryptionContext:aws:sns:topicArn", false},
		{"service budgets.amazonaws.com", []string{"kms:Decrypt"}, []string{"Key"}, "kms:EncryptionContext:aws:sns:topicArn", false},
		{"service events.rds.amazonaws.com", []string{"kms:Decrypt"}, []string{"Key"}, "kms:EncryptionContext:aws:sns:topicArn", false},
		{events, []string{"sns:Publish"}, []string{"Alarms"}, "", false},
		{events, []string{"kms:Decrypt"}, []string{"Key"}, "kms:EncryptionContext:aws:sns:topicArn", false},
		{"service events.amazonaws.com", []string{"sts:AssumeRole"}, []string{events}, "aws:SourceAccount", false},

		// After a rotation the flow restarts the backend, and nothing else; it reads no secret.
		{restart, []string{"ecs:UpdateService"}, []string{"Backend"}, "", false},
		{restart, []string{"sns:Publish"}, []string{"Alarms"}, "", false},
		{restart, []string{"kms:Decrypt"}, []string{"Key"}, "", false},
		{"Rotation/ScheduleRole", []string{"states:StartExecution"}, []string{"Rotation/Machine"}, "", false},
		{"service states.amazonaws.com", []string{"sts:AssumeRole"}, []string{restart}, "", false},
		{"service scheduler.amazonaws.com", []string{"sts:AssumeRole"}, []string{"Rotation/ScheduleRole"}, "aws:SourceAccount", false},

		// One-off SQL runs as the master user: ECS reads both secrets when a person starts the task.
		{sqlStart, []string{"secretsmanager:GetSecretValue"}, []string{"Database/AdminSecret", "Database/ConnectionSecret"}, "", false},
		{sqlStart, []string{"kms:Decrypt"}, []string{"Key"}, "kms:ViaService", false},
		{"service ecs-tasks.amazonaws.com", []string{"sts:AssumeRole"}, []string{"SqlTask/Task/TaskRole", sqlStart}, "", false},

		// The proxy reads the application user's password; the backend logs in to it with a token.
		{proxy, []string{"secretsmanager:GetSecretValue"}, []string{"Database/ConnectionSecret"}, "", false},
		{proxy, []string{"kms:Decrypt"}, []string{"Key"}, "", false},
		{"Backend/Task/TaskRole", []string{"rds-db:connect"}, []string{"arn:aws*:rds-db:*/kasha_*"}, "", false},
		{"service rds.amazonaws.com", []string{"sts:AssumeRole"}, []string{proxy}, "", false},

		// The archive: AWS Backup takes snapshots, and restores one a month into a database of its own, which it deletes again.
		{backup, []string{"kms:CreateGrant", "kms:Decrypt"}, []string{"Database/Key", "Recovery/Key"}, "", false},
		{backup, []string{"rds:DeleteDBSnapshot", "rds:ModifyDBSnapshotAttribute"}, []string{"arn:aws*:snapshot:awsbackup:*"}, "", false},
		{restore, []string{"kms:CreateGrant", "kms:Decrypt"}, []string{"Database/Key", "Recovery/Key"}, "", false},
		{restore, []string{"rds:DeleteDBInstance"}, []string{"arn:aws*:db:awsbackup-restore-test-*"}, "", false},
		{restore, []string{"rds:RestoreDBInstanceFromDBSnapshot"}, []string{
			"arn:aws*:db:awsbackup-restore-test-*", "arn:aws*:og:*", "arn:aws*:pg:*", "arn:aws*:subgrp:*", "arn:aws*:snapshot:awsbackup:*",
		}, "", false},
		{"service backup.amazonaws.com", []string{"sts:AssumeRole"}, []string{backup, restore}, "", false},

		// Copies of the archive: in a second region, under a key that the role knows by its alias only; in a second account, which
		// reads with the database's key and reports its failures to this account's bus.
		{backup, []string{"kms:CreateGrant", "kms:Decrypt", "kms:ReEncryptFrom"}, []string{"*"}, "kms:ResourceAliases", false},
		{"account ????????????", []string{"kms:Decrypt", "kms:ReEncryptFrom"}, []string{"Database/Key"}, "", false},
		{"account ????????????", []string{"kms:CreateGrant"}, []string{"Database/Key"}, "kms:GrantIsForAWSResource", false},
		{"account ????????????", []string{"events:PutEvents"}, []string{"arn:aws*:event-bus/default"}, "events:source", false},
		{forward, []string{"events:PutEvents"}, []string{"arn:aws*:event-bus/default"}, "", false},
		{"service events.amazonaws.com", []string{"sts:AssumeRole"}, []string{forward}, "", false},
		{"this account", []string{"kms:*"}, []string{"Recovery/Key"}, "", false},

		// Off-hours: EventBridge Scheduler stops and starts the database.
		{"OffHours/Role", []string{"rds:StopDBInstance", "rds:StartDBInstance"}, []string{"Database/Primary"}, "", false},
		{"service scheduler.amazonaws.com", []string{"sts:AssumeRole"}, []string{"OffHours/Role"}, "aws:SourceAccount", false},

		// The canary visits the site and writes what it saw.
		{"Monitoring/CanaryRole", []string{"s3:PutObject"}, []string{"AccessLogs/*"}, "", false},
		{"service lambda.amazonaws.com", []string{"sts:AssumeRole"}, []string{"Monitoring/CanaryRole"}, "", false},
	}
}
