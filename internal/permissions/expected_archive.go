package permissions

// archiveExpectations is the part of an environment's list that only some environments need: its archive and its off-hours.
func archiveExpectations() []expectation {
	const takes, tests, testsCopies, hours = "Recovery/BackupRole", "Recovery/RestoreRole", "ArchiveCopy/RestoreRole", "OffHours/Role"
	snapshots := []string{"arn:*:snapshot:awsbackup:*"}
	groups := []string{"arn:*:og:*", "arn:*:pg:*", "arn:*:subgrp:*"}
	tested := []string{"arn:*:db:awsbackup-restore-test-*"}
	return []expectation{
		// AWS Backup takes snapshots and lets them expire; it restores them to databases that only restore tests have the name of.
		{who: takes, actions: []string{"rds:DeleteDBSnapshot", "rds:ModifyDBSnapshotAttribute"}, on: snapshots},
		{who: takes, actions: []string{"rds:CopyDBSnapshot"}, on: snapshots},
		{who: takes, actions: []string{"backup:CopyIntoBackupVault"}, on: []string{"ArchiveCopy/Vault"}},
		{who: "*/RestoreRole", actions: []string{"rds:RestoreDBInstanceFromDBSnapshot"}, on: append(append(append([]string{}, snapshots...), groups...), tested...)},
		{who: "*/RestoreRole", actions: []string{"rds:DeleteDBInstance"}, on: tested},

		// With the database's key, and RDS's use of it on their behalf. A copy in another region gets that region's key, which is
		// known by its alias.
		{who: takes, actions: []string{"kms:Decrypt"}, on: []string{"Database/Key"}},
		{who: takes, actions: []string{"kms:CreateGrant"}, on: []string{"Database/Key"}, only: "kms:GrantIsForAWSResource"},
		{who: takes, actions: []string{"kms:*"}, on: []string{"*"}, only: "kms:ResourceAliases"},
		{who: tests, actions: []string{"kms:Decrypt"}, on: []string{"Database/Key"}},
		{who: tests, actions: []string{"kms:CreateGrant"}, on: []string{"Database/Key"}, only: "kms:GrantIsForAWSResource"},
		{who: testsCopies, actions: []string{"kms:Decrypt"}, on: []string{"ArchiveCopy/Key"}},
		{who: testsCopies, actions: []string{"kms:CreateGrant"}, on: []string{"ArchiveCopy/Key"}, only: "kms:GrantIsForAWSResource"},
		{who: "this account", actions: []string{"kms:*"}, on: []string{"Recovery/Key", "ArchiveCopy/Key"}},
		{who: "service backup.amazonaws.com", actions: []string{"sts:AssumeRole"}, on: []string{takes, tests, testsCopies}},

		// A second account that holds the copies reads the snapshots that are shared with it, and receives copies from this one.
		{who: "account ????????????", actions: []string{"kms:Decrypt", "kms:ReEncryptFrom"}, on: []string{"Database/Key"}},
		{who: "account ????????????", actions: []string{"kms:CreateGrant"}, on: []string{"Database/Key"}, only: "kms:GrantIsForAWSResource"},
		{who: "account ????????????", actions: []string{"backup:CopyIntoBackupVault"}, on: []string{"ArchiveCopy/Vault"}},

		// Failed restore tests of the copies are sent home.
		{who: "service events.amazonaws.com", actions: []string{"sts:AssumeRole"}, on: []string{"ArchiveCopy/ForwardRestores/EventsRole"}},
		{who: "ArchiveCopy/ForwardRestores/EventsRole", actions: []string{"events:PutEvents"}, on: []string{"arn:aws*:event-bus/default"}},
		{who: "account ????????????", actions: []string{"events:PutEvents"}, on: []string{"arn:aws*:event-bus/default"}, only: "events:source"},

		// EventBridge Scheduler switches the database off and on.
		{who: "service scheduler.amazonaws.com", actions: []string{"sts:AssumeRole"}, on: []string{hours}, only: "aws:SourceArn"},
	}
}
