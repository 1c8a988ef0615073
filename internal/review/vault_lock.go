package review

import (
	"maps"
	"slices"

	"kasha/internal/review/values"
)

const backupVault = "AWS::Backup::BackupVault"

// inspectVaultLock says what a compliance lock makes final. ChangeableForDays makes a lock one of compliance, and is how long it can still
// be changed. Then AWS Backup refuses to change or remove it, for everybody. Source: AWS Backup API, PutBackupVaultLockConfiguration.
//
// No template says when the lock was made, so the review takes it for final. A change within those days has to be accepted.
func inspectVaultLock(change Change, old, new map[string]any, o *outcome) {
	if change.Type != backupVault {
		return
	}
	before, after := values.Properties(old)["LockConfiguration"], values.Properties(new)["LockConfiguration"]
	stays := change.Kind != Added && change.Kind != Removed && change.Kind != Replaced
	about := Finding{Construct: change.Construct, Type: change.Type}
	switch {
	case stays && graceDays(before) != "" && !values.Equal(before, after):
		about.Old, about.New = values.Excerpts(before, after)
		about.What = "AWS Backup refuses to change or remove a compliance lock " + graceDays(before) + " days after it was made; " +
			"fix: leave the lock and its retention as they are, or accept this if those days are not over"
		o.failures = append(o.failures, about)
	case change.Kind != Removed && graceDays(after) != "" && !(stays && values.Equal(before, after)):
		about.What = "the vault gets a compliance lock: " + graceDays(after) + " days after the deployment, no one can remove it or change its " +
			"retention any more, not even AWS. Until a snapshot has reached that age, it cannot be deleted, and costs its storage"
		about.New = values.Excerpt(after)
		o.notes = append(o.notes, about)
	}
}

// inspectNewVaults does the same for a stack that is new as a whole.
func (c *comparison) inspectNewVaults(p pair, o *outcome) {
	for _, id := range slices.Sorted(maps.Keys(p.new)) {
		added := Change{Kind: Added, Type: values.Type(p.new[id]), Construct: c.Construct(p.head.Name, id)}
		inspectVaultLock(added, nil, p.new[id], o)
	}
}

// graceDays is how many days a compliance lock can still be changed; empty if the lock is none of compliance.
func graceDays(lock any) string {
	configuration, _ := lock.(map[string]any)
	return values.Text(configuration["ChangeableForDays"])
}
