package names

// GeneralKey returns the alias of the KMS key for secrets, logs, the bucket and the alarm topic, without "alias/". KMS allows
// 256 characters.
func (e Environment) GeneralKey() string { return e.plain() }

// DatabaseKey returns the alias of the KMS key for the database's storage and snapshots.
func (e Environment) DatabaseKey() string { return e.with("database") }

// EdgeKey returns the alias of the KMS key for the alarm topic in us-east-1, where the environment is in another region.
func (e Environment) EdgeKey() string { return e.with("edge") }

// ArchiveKey and ArchiveCopyKey return the aliases of the KMS keys of the two backup vaults.
func (e Environment) ArchiveKey() string     { return e.ArchiveVault() }
func (e Environment) ArchiveCopyKey() string { return e.ArchiveCopyVault() }
