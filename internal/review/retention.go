package review

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

const backupPlan = "AWS::Backup::BackupPlan"

// inspectRetention reports backups that AWS Backup will refuse, because the lock of their vault wants another retention than the plan. The
// deployment succeeds, and from then on every backup job fails. Source: AWS Backup API, PutBackupVaultLockConfiguration, MinRetentionDays
// and MaxRetentionDays.
//
// A vault is found by a reference or by its name, in any stack. One that is in no template is not judged.
func (c *comparison) inspectRetention(p pair, o *outcome) {
	if p.head == nil {
		return
	}
	for _, id := range slices.Sorted(maps.Keys(p.new)) {
		if values.Type(p.new[id]) != backupPlan {
			continue
		}
		before := refusedBackups(p.old[id], c.before)
		for _, what := range refusedBackups(p.new[id], c.after) {
			if !p.stays() || !slices.Contains(before, what) {
				o.weakenings = append(o.weakenings, Finding{Construct: c.Construct(p.head.Name, id), Type: backupPlan, What: what})
			}
		}
	}
}

// refusedBackups says which rules of a plan make backups that a vault refuses, in one sentence each.
func refusedBackups(plan map[string]any, stacks map[string]engine.Template) []string {
	var all []string
	for _, rule := range values.Objects(values.Within(values.Properties(plan), "BackupPlan", "BackupPlanRule")) {
		name := values.Text(rule["RuleName"])
		all = append(all, refusedBy(lockOf(rule["TargetBackupVault"], stacks), rule, "each backup of the rule "+name)...)
		for _, copied := range values.Objects(rule["CopyActions"]) {
			lock := lockOf(copied["DestinationBackupVaultArn"], stacks)
			all = append(all, refusedBy(lock, copied, "each copy of the rule "+name)...)
		}
	}
	return all
}

func refusedBy(lock, backup map[string]any, what string) []string {
	days, kept := values.ParseNumber(values.Within(backup, "Lifecycle", "DeleteAfterDays"))
	least, hasLeast := values.ParseNumber(lock["MinRetentionDays"])
	most, hasMost := values.ParseNumber(lock["MaxRetentionDays"])
	switch {
	case hasLeast && kept && days < least:
		return []string{fmt.Sprintf("AWS Backup refuses %s: it is kept for %v days, and the lock of its vault wants at least %v",
			what, days, least)}
	case hasMost && kept && days > most:
		return []string{fmt.Sprintf("AWS Backup refuses %s: it is kept for %v days, and the lock of its vault allows %v", what, days, most)}
	}
	return nil
}

// lockOf finds the lock of a vault. The text that names the vault is a reference, its name, or an ARN that ends with its name.
func lockOf(named any, stacks map[string]engine.Template) map[string]any {
	text := values.Text(named)
	for _, stack := range slices.Sorted(maps.Keys(stacks)) {
		for id, resource := range stacks[stack] {
			if values.Type(resource) != backupVault {
				continue
			}
			p := values.Properties(resource)
			name, reference := values.Text(p["BackupVaultName"]), "${"+values.Name(stack, id)
			byName := name != "" && (text == name || strings.HasSuffix(text, ":backup-vault:"+name))
			if byName || text == reference+"}" || strings.HasPrefix(text, reference+".") {
				lock, _ := p["LockConfiguration"].(map[string]any)
				return lock
			}
		}
	}
	return nil
}
