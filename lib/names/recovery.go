package names

// ArchiveVault returns the name of the backup vault with the monthly snapshots. AWS Backup allows 50 characters.
func (e Environment) ArchiveVault() string { return e.with("archive") }

// ArchiveCopyVault returns the name of the vault with the copies, in another region or account. AWS Backup allows 50 characters.
func (e Environment) ArchiveCopyVault() string { return e.ArchiveVault() + "-copy" }

// ArchivePlan returns the name of the backup plan. AWS Backup allows 50 characters.
func (e Environment) ArchivePlan() string { return e.with("archive") }

// RestoreTest returns the name of the restore testing plan. AWS Backup allows 50 characters of a-z, A-Z, 0-9 and underscore.
func (e Environment) RestoreTest() string { return e.underscored("archive") }

// CopyRestoreTest returns the name of the restore testing plan of the copies; see RestoreTest.
func (e Environment) CopyRestoreTest() string { return e.underscored("archive_copy") }

// CopyEventsRule returns the name of the EventBridge rule that forwards the restore events of the copies. EventBridge allows 64
// characters.
func (e Environment) CopyEventsRule() string { return e.with("archive-restores") }

// CopyEventsStatement returns the id of the statement in the default event bus's policy that admits those events; it is unique
// on the account's bus. EventBridge allows 64 characters.
func (e Environment) CopyEventsStatement() string { return e.with("archive") }
