package promises

import (
	"slices"

	"kasha/internal/allowlist"
)

// Construct paths of the roles of AWS Backup, in the environment and where its copies are archived.
const (
	backupRole      = "Recovery/BackupRole"
	restoreRole     = "Recovery/RestoreRole"
	copyRestoreRole = "ArchiveCopy/RestoreRole"
	homeVault       = "Recovery/Vault"
	archiveVault    = "ArchiveCopy/Vault"
	archiveKey      = "ArchiveCopy/Key"
)

const forAWSResource = "kms:GrantIsForAWSResource" // RDS uses the key on the caller's behalf

func snapshots() []string { return []string{"arn:*:snapshot:awsbackup:*"} }

func createGrant() []string { return []string{"kms:CreateGrant"} }

// backupsAreTaken lets AWS Backup take snapshots, let them expire and copy them. A copy in another region is encrypted with that
// region's key, which is known by its alias.
func backupsAreTaken() promise {
	return promise{permissions: []allowlist.Permission{
		{Who: backupRole, May: []string{"rds:DeleteDBSnapshot", "rds:ModifyDBSnapshotAttribute"}, On: snapshots()},
		{Who: backupRole, May: []string{"rds:CopyDBSnapshot"}, On: snapshots()},
		{Who: backupRole, May: []string{"backup:CopyIntoBackupVault"}, On: []string{archiveVault}},
		{Who: backupRole, May: []string{"backup:CopyFromBackupVault"}, On: []string{homeVault}},
		{Who: backupRole, May: decrypt(), On: []string{databaseKey}},
		{Who: backupRole, May: createGrant(), On: []string{databaseKey}, OnlyIf: forAWSResource},
		{Who: backupRole, May: []string{"kms:*"}, On: []string{"*"}, OnlyIf: "kms:ResourceAliases"},
		{Who: allowlist.Service("backup"), May: assume(), On: []string{backupRole, restoreRole, copyRestoreRole}},
	}}
}

// restoresAreTested lets AWS Backup restore snapshots, to databases with a name that only restore tests use, and delete those. A
// restored copy connects to nothing and nothing connects to it: there is no line for it among the connections.
func restoresAreTested() promise {
	const anyRole = "*/RestoreRole"
	tested, groups := []string{"arn:*:db:awsbackup-restore-test-*"}, []string{"arn:*:og:*", "arn:*:pg:*", "arn:*:subgrp:*"}
	return promise{permissions: []allowlist.Permission{
		{Who: anyRole, May: []string{"rds:RestoreDBInstanceFromDBSnapshot"}, On: slices.Concat(snapshots(), groups, tested)},
		{Who: anyRole, May: []string{"rds:DeleteDBInstance"}, On: tested},
		{Who: restoreRole, May: decrypt(), On: []string{databaseKey}},
		{Who: restoreRole, May: createGrant(), On: []string{databaseKey}, OnlyIf: forAWSResource},
		{Who: copyRestoreRole, May: decrypt(), On: []string{archiveKey}},
		{Who: copyRestoreRole, May: createGrant(), On: []string{archiveKey}, OnlyIf: forAWSResource},
	}}
}

// copiesAreArchived lets a second account, which holds the copies, read the snapshots that are shared with it, and receive copies.
// It forwards the events of failed restore tests to the environment's own account.
func copiesAreArchived() promise {
	const forwardRole = "ArchiveCopy/ForwardRestores/EventsRole"
	bus, putEvents := []string{"arn:aws*:event-bus/default"}, []string{"events:PutEvents"}
	return promise{permissions: []allowlist.Permission{
		{Who: allowlist.ThisAccount, May: []string{"kms:*"}, On: []string{"Recovery/Key", archiveKey}},
		{Who: allowlist.OtherAccount, May: []string{"kms:Decrypt", "kms:ReEncryptFrom"}, On: []string{databaseKey}},
		{Who: allowlist.OtherAccount, May: createGrant(), On: []string{databaseKey}, OnlyIf: forAWSResource},
		{Who: allowlist.OtherAccount, May: []string{"backup:CopyIntoBackupVault"}, On: []string{archiveVault}},
		{Who: allowlist.Service("events"), May: assume(), On: []string{forwardRole}},
		{Who: forwardRole, May: putEvents, On: bus},
		{Who: allowlist.OtherAccount, May: putEvents, On: bus, OnlyIf: "events:source"},
	}}
}
