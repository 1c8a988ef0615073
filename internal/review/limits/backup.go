package limits

import (
	"fmt"

	"kasha/internal/review/values"
)

// backupChecks are those of AWS Backup.
func backupChecks() []check {
	return []check{of(lifecyclesOfBackups, "AWS::Backup::BackupPlan"), of(lockBounds, "AWS::Backup::BackupVault")}
}

// lifecyclesOfBackups checks the rules of a plan and their copies.
func lifecyclesOfBackups(plan map[string]any) []Refusal {
	const coldDays, continuousDays = 90, 35
	var found []Refusal
	cold := func(at string, of map[string]any) {
		moved, deleted := values.Within(of, "Lifecycle", "MoveToColdStorageAfterDays"), values.Within(of, "Lifecycle", "DeleteAfterDays")
		from, written := number(moved)
		to, writtenToo := number(deleted)
		found = append(found, one(written && writtenToo && to < from+coldDays, at+".Lifecycle.DeleteAfterDays",
			fmt.Sprintf("%s.Lifecycle.DeleteAfterDays must be %v or more: backups stay in cold storage for at least %d days (AWS Backup API, "+
				"Lifecycle)", at, from+coldDays, coldDays), deleted)...)
	}
	for _, rule := range values.Objects(values.Within(plan, "BackupPlan", "BackupPlanRule")) {
		at := "BackupPlan.BackupPlanRule[" + values.Text(rule["RuleName"]) + "]"
		cold(at, rule)
		for i, copied := range values.Objects(rule["CopyActions"]) {
			cold(fmt.Sprintf("%s.CopyActions[%d]", at, i), copied)
		}
		days, written := number(values.Within(rule, "Lifecycle", "DeleteAfterDays"))
		found = append(found, one(values.IsTrue(rule["EnableContinuousBackup"]) && written && days > continuousDays,
			at+".Lifecycle.DeleteAfterDays", fmt.Sprintf("%s.Lifecycle.DeleteAfterDays must be at most %d for a continuous backup "+
				"(AWS Backup developer guide, \"Continuous backups and point-in-time recovery\")", at, continuousDays), days)...)
	}
	return found
}

func lockBounds(vault map[string]any) []Refusal {
	lock, _ := vault["LockConfiguration"].(map[string]any)
	const page = "AWS Backup API, PutBackupVaultLockConfiguration"
	found := one(lock != nil && lock["MinRetentionDays"] == nil, "LockConfiguration.MinRetentionDays",
		"LockConfiguration.MinRetentionDays: CloudFormation makes no lock without it ("+page+")", nil)
	return append(found, one(exceeds(lock["MinRetentionDays"], lock["MaxRetentionDays"]), "LockConfiguration.MaxRetentionDays",
		"LockConfiguration.MaxRetentionDays must not be lower than MinRetentionDays, which is "+values.Text(lock["MinRetentionDays"])+
			" ("+page+")", lock["MaxRetentionDays"])...)
}
