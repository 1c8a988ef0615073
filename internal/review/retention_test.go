package review_test

import (
	"fmt"
	"strings"
	"testing"
)

// Catches a lock and a plan that do not fit together, whichever of the two changes. AWS accepts both in a deployment, and refuses each
// backup or copy after it.
func TestBackupsThatTheirVaultRefuses(t *testing.T) {
	const here, byName, arn = `{"Ref": "Vault"}`, `"archive"`, `"arn:aws:backup:eu-west-1:111111111111:backup-vault:archive"`
	stack := func(lock, vault string, days int, copied string) app {
		return resources(fmt.Sprintf(`{"Vault": {"Type": "AWS::Backup::BackupVault", "Properties": {"BackupVaultName": "archive",
			"LockConfiguration": {%s}}}, "Plan": {"Type": "AWS::Backup::BackupPlan", "Properties": {"BackupPlan": {"BackupPlanRule": [
			{"RuleName": "monthly", "TargetBackupVault": %s, "Lifecycle": {"DeleteAfterDays": %d}%s}]}}}}`, lock, vault, days, copied))
	}
	const locked, more = `"MinRetentionDays": 30`, `"MinRetentionDays": 31`
	copies := func(days int) string {
		return fmt.Sprintf(`, "CopyActions": [{"DestinationBackupVaultArn": %s, "Lifecycle": {"DeleteAfterDays": %d}}]`, arn, days)
	}
	base := stack(locked, here, 30, "")
	for name, c := range map[string]struct {
		base, head app
		refused    string
	}{
		"the lock wants more":              {base, stack(more, here, 30, ""), "each backup of the rule monthly: it is kept for 30 days"},
		"the plan keeps less":              {base, stack(locked, here, 29, ""), "wants at least 30"},
		"the lock allows less":             {base, stack(locked+`, "MaxRetentionDays": 29`, here, 30, ""), "allows 29"},
		"the vault by its name":            {base, stack(more, byName, 30, ""), "wants at least 31"},
		"a copy":                           {base, stack(locked, here, 30, copies(29)), "each copy of the rule monthly: it is kept for 29 days"},
		"a copy that is kept long enough":  {base, stack(locked, here, 30, copies(30)), ""},
		"the vault of another application": {base, stack(more, `"other"`, 30, ""), ""},
		"it was refused before":            {stack(locked, here, 29, ""), stack(locked, here, 29, copies(30)), ""},
	} {
		t.Run(name, func(t *testing.T) {
			report := compare(t, c.base.Assembly(t), c.head.Assembly(t))
			var said []string
			for _, weakening := range report.Weakenings {
				if strings.HasPrefix(weakening.What, "AWS Backup refuses") {
					said = append(said, weakening.What)
				}
			}
			if c.refused == "" && len(said) > 0 || c.refused != "" && (len(said) != 1 || !strings.Contains(said[0], c.refused)) {
				t.Errorf("refused backups %q, want one with %q, or none if that is empty", said, c.refused)
			}
		})
	}
}
