package permissions

// archiveExpectations is the part of an environment's list that only some environments need: its archive and its off-hours.
func archiveExpectations() []expectation {
	const takes, tests, testsCopies, hours = "Recovery/BackupRole", "Recovery/RestoreRole", "ArchiveCopy/RestoreRole", "OffHours/Role"
	snapshots := []string{"arn:*:snapshot:awsbackup:*"}
	groups := []string{"arn:*:og:*", "arn:*:pg:*", "arn:*:subgrp:*"}
	tested := []string{"arn:*:db:awsbackup-restore-test-*"}
	return []expectation{
		// AWS Backup takes snapshots and lets them expire; it restores them to databases that only restore tests have the name of.
		{takes, []string{"rds:DeleteDBSnapshot", "rds:ModifyDBSnapshotAttribute"}, snapshots, "", false},
		{"*/RestoreRole", []string{"rds:RestoreDBInstanceFromDBSnapshot"}, append(append(append([]string{}, snapshots...), groups...), tested...), "", false},
		{"*/RestoreRole", []string{"rds:DeleteDBInstance"}, tested, "", false},

		// With the database's key, and RDS's use of it on their behalf. A copy in another region gets that region's key, which is
		// known by its alias.
		{takes, []string{"kms:Decrypt"}, []string{"Database/Key"}, "", false},
		{takes, []string{"kms:CreateGrant"}, []string{"Database/Key"}, "kms:GrantIsForAWSResource", false},
		{takes, []string{"kms:*"}, []string{"*"}, "kms:ResourceAliases", false},
		{tests, []string{"kms:Decrypt"}, []string{"Database/Key"}, "", false},
		{tests, []string{"kms:CreateGrant"}, []string{"Database/Key"}, "kms:GrantIsForAWSResource", false},
		{testsCopies, []string{"kms:Decrypt"}, []string{"ArchiveCopy/Key"}, "", false},
		{testsCopies, []string{"kms:CreateGrant"}, []string{"ArchiveCopy/Key"}, "kms:GrantIsForAWSResource", false},
		{"this account", []string{"kms:*"}, []string{"Recovery/Key", "ArchiveCopy/Key"}, "", false},
		{"service backup.amazonaws.com", []string{"sts:AssumeRole"}, []string{takes, tests, testsCopies}, "", false},

		// A second account that holds the copies reads the snapshots that are shared with it, and receives copies from this one.
		{"account ????????????", []string{"kms:Decrypt", "kms:ReEncryptFrom"}, []string{"Database/Key"}, "", false},
		{"account ????????????", []string{"kms:CreateGrant"}, []string{"Database/Key"}, "kms:GrantIsForAWSResource", false},
		{"account ????????????", []string{"kms:*"}, []string{"ArchiveCopy/Key"}, "", false}, // its own
		{"account ????????????", []string{"backup:CopyIntoBackupVault"}, []string{"ArchiveCopy/Vault"}, "", false},

		// Failed restore tests of the copies are sent home.
		{"service events.amazonaws.com", []string{"sts:AssumeRole"}, []string{"ArchiveCopy/ForwardRestores/EventsRole"}, "", false},
		{"ArchiveCopy/ForwardRestores/EventsRole", []string{"events:PutEvents"}, []string{"arn:aws*:event-bus/default"}, "", false},
		{"account ????????????", []string{"events:PutEvents"}, []string{"arn:aws*:event-bus/default"}, "events:source", false},

		// EventBridge Scheduler switches the database off and on.
		{"service scheduler.amazonaws.com", []string{"sts:AssumeRole"}, []string{hours}, "aws:SourceArn", false},
	}
}
