package config

import (
	"fmt"
	"regexp"
)

const (
	// LongestBackupDays is as long as RDS keeps automated backups (RDS API, BackupRetentionPeriod).
	LongestBackupDays = 35
	// LeastProductionBackupDays covers a long weekend and the days to notice; the document cuts to seven days only to save money.
	LeastProductionBackupDays = 7
)

func checkDatabase(at place, d Database, e Environment) {
	wrong := engineProblem(d.EngineVersion)
	at.refuse("engineVersion", wrong != "", wrong, engineRemedy())
	wrong, write := instanceProblem(d.InstanceClass)
	at.refuse("instanceClass", wrong != "", wrong, write)
	at.refuse("insights", at.sound("instanceClass") && d.Insights && !d.SupportsInsights(),
		d.InstanceClass+" has no Database Insights", `false, or "db.t4g.medium" or larger as the instanceClass`)

	// RDS user guide, "DB instance storage": gp3 for MySQL.
	at.refuse("storageGiB", d.StorageGiB < 20 || d.StorageGiB > 65536,
		fmt.Sprintf("RDS has no gp3 storage of %d GiB", d.StorageGiB), "20 to 65536")
	at.refuse("backupRetentionDays", d.BackupRetentionDays < 0 || d.BackupRetentionDays > LongestBackupDays,
		fmt.Sprintf("RDS cannot keep backups for %d days", d.BackupRetentionDays), "0 to 35; AWS Backup keeps longer")
	at.refuse("backupRetentionDays", at.sound("readReplica") && d.ReadReplica && d.BackupRetentionDays == 0,
		"a read replica needs the backups of its primary", "1 to 35, or false as the readReplica")

	checkProductionDatabase(at, d, e)
}

// checkProductionDatabase holds production to what its name promises. A cheaper database belongs into the other tier.
func checkProductionDatabase(at place, d Database, e Environment) {
	production := e.IsProduction()
	at.refuse("backupRetentionDays", production && d.BackupRetentionDays < LeastProductionBackupDays,
		fmt.Sprintf("%d days of backups are too few for production", d.BackupRetentionDays),
		fmt.Sprintf("%d to 35; 30 is the default", LeastProductionBackupDays))
	at.refuse("multiAz", production && !d.MultiAZ,
		"production wants a standby in another zone: RDS promises 99.95 % with it, 99.5 % without", "true")
	at.refuse("deletionProtection", production && !d.DeletionProtection,
		"one call could delete the production database", "true; switch it off by hand on the day the database must go")
	at.refuse("generalLog", production && d.GeneralLog,
		"the general log writes every statement, and the data in it, to CloudWatch", "false in production")
}

var secretNamePattern = regexp.MustCompile(`^[A-Za-z0-9_+=.@-]+(/[A-Za-z0-9_+=.@-]+)*$`)

// checkSecretName checks the prefix of the secrets' names. The default holds the environment's name, so a bad name alone
// says nothing about it.
func checkSecretName(at place, e Environment) {
	const longest = 400 // Secrets Manager allows 512 in all; the rest is for what follows the prefix
	prefix := e.Database.SecretNamePrefix
	readable := at.sound("name") || at.written[at.field("database.secretNamePrefix")]
	bad := !secretNamePattern.MatchString(prefix) || len(prefix) > longest
	at.in("database").refuse("secretNamePrefix", readable && bad, quote(prefix)+" cannot begin the names of secrets",
		"letters, digits and _+=.@- in parts joined by single slashes, such as "+quote(secretName("prod")))
}
