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

// SharedEndings returns the endings by which the names of two environments in one account must not differ. With one of them, the key of
// one environment and a different key of the other would have the same alias. GeneralKey of "a-edge" is EdgeKey of "a". The ending of
// ImageCache is among them, because the repositories of "a-ecr-public" would be in the image cache of "a".
func SharedEndings() []string { return []string{"-archive", "-database", "-edge", "-ecr-public"} }
