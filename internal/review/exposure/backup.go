package exposure

import (
	"maps"
	"slices"

	"kasha/internal/review/values"
)

// backupSettings are those of AWS Backup.
func backupSettings() []setting {
	return []setting{
		weakening("AWS::Backup::BackupPlan", "backup rules", at("BackupPlan", "BackupPlanRule"), backsUpLess),
		weakening("AWS::Backup::BackupPlan", "age at which backups are deleted", at("BackupPlan", "BackupPlanRule"), deletesSooner).deletesData(),
		weakening("AWS::Backup::BackupSelection", "backup selection", at("BackupSelection"), selectsLess),
		weakening("AWS::Backup::BackupVault", "vault lock", at("LockConfiguration"), locksLess),
	}
}

// backsUpLess compares the rules of a plan by name. Of two schedules no one can say which one is worse, so any change of a
// schedule or vault is reported.
func backsUpLess(old, new any) bool {
	is := map[string]map[string]any{}
	for _, rule := range objects(new) {
		is[values.Text(rule["RuleName"])] = rule
	}
	return slices.ContainsFunc(objects(old), func(was map[string]any) bool {
		rule, stays := is[values.Text(was["RuleName"])]
		return !stays || copiesLess(was["CopyActions"], rule["CopyActions"]) ||
			turnedOff(was["EnableContinuousBackup"], rule["EnableContinuousBackup"]) ||
			!values.Equal(was["TargetBackupVault"], rule["TargetBackupVault"]) ||
			!values.Equal(was["ScheduleExpression"], rule["ScheduleExpression"])
	})
}

// deletesSooner is for the backups of each rule and for its copies.
func deletesSooner(old, new any) bool {
	is := map[string]map[string]any{}
	for _, rule := range objects(new) {
		is[values.Text(rule["RuleName"])] = rule
	}
	return slices.ContainsFunc(objects(old), func(was map[string]any) bool {
		rule, stays := is[values.Text(was["RuleName"])]
		return stays && (deletedSooner(was, rule) || slices.ContainsFunc(objects(was["CopyActions"]), func(copied map[string]any) bool {
			return slices.ContainsFunc(objects(rule["CopyActions"]), func(now map[string]any) bool {
				return values.Equal(copied["DestinationBackupVaultArn"], now["DestinationBackupVaultArn"]) && deletedSooner(copied, now)
			})
		}))
	})
}

func deletedSooner(old, new map[string]any) bool {
	return keptShorter(within(old, "Lifecycle", "DeleteAfterDays"), within(new, "Lifecycle", "DeleteAfterDays"))
}

func copiesLess(old, new any) bool {
	return slices.ContainsFunc(objects(old), func(was map[string]any) bool {
		return !slices.ContainsFunc(objects(new), func(is map[string]any) bool {
			return values.Equal(was["DestinationBackupVaultArn"], is["DestinationBackupVaultArn"])
		})
	})
}

// selectsLess compares what a plan backs up. More resources by name are no weakening; any other difference may be one.
func selectsLess(old, new any) bool {
	was, _ := old.(map[string]any)
	is, _ := new.(map[string]any)
	rest := func(selection map[string]any) string {
		others := maps.Clone(selection)
		for _, name := range []string{"Resources", "IamRoleArn", "SelectionName"} {
			delete(others, name)
		}
		return values.Canonical(others)
	}
	return old != nil && (fewer(was["Resources"], is["Resources"]) || rest(was) != rest(is))
}

// locksLess compares vault locks. Without ChangeableForDays, principals with the permission can remove a lock (governance mode).
// With it no one can, once those days have passed (compliance mode). Source: AWS Backup developer guide, "Vault lock".
func locksLess(old, new any) bool {
	was, locked := old.(map[string]any)
	is, still := new.(map[string]any)
	lower := func(name string) bool { return lowered(was[name], is[name]) }
	switch {
	case !locked:
		return false
	case !still:
		return true
	}
	return lower("MinRetentionDays") || is["MaxRetentionDays"] != nil && lower("MaxRetentionDays") ||
		was["ChangeableForDays"] != nil &&
			(is["ChangeableForDays"] == nil || raised(was["ChangeableForDays"], is["ChangeableForDays"]))
}
