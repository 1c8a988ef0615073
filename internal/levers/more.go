package levers

import (
	"strings"

	"kasha/internal/assembly"
	"kasha/internal/bill"
	"kasha/internal/schedule"
	"kasha/lib/config"
	"kasha/lib/names"
)

// moreLevers are those that change several kinds of resources.
func moreLevers() []lever {
	return []lever{
		{"alarms.coverage", "critical", "no warnings, and no Container Insights, which only warnings read", cover},
		{"backup.archive", "false", "backups end after database.backupRetentionDays", withoutArchive},
	}
}

// cover removes the warnings, and the metrics of containers that only warnings read.
func cover(stack assembly.Stack, r assembly.Resource, _ *int) {
	switch r.Type {
	case bill.Alarm, bill.CompositeAlarm:
		name, _ := r.Properties["AlarmName"].(string)
		if names.IsAlarm(names.Environment(stack.Stage), names.Warning, name) {
			delete(stack.Template.Resources, r.LogicalID)
		}
	case "AWS::ECS::Cluster":
		r.Properties["ClusterSettings"] = []any{map[string]any{"Name": "containerInsights", "Value": "disabled"}}
	}
}

// withoutArchive removes AWS Backup, and the key of its vault.
func withoutArchive(stack assembly.Stack, r assembly.Resource, _ *int) {
	if r.Type == "AWS::Backup::BackupVault" {
		removeReferenced(stack, r, "EncryptionKeyArn")
	}
	if strings.HasPrefix(r.Type, "AWS::Backup::") {
		delete(stack.Template.Resources, r.LogicalID)
	}
}

// The default hours of a schedule: from 07:00 to 20:00 on five days.
const (
	hoursOn     = 13 * 5
	hoursOfWeek = 7 * 24
)

// offHours is what a schedule with the default hours would save. ok is false in production, which has no schedule. The database starts a
// little before the services, so the real saving is somewhat less.
func offHours(stacks []assembly.Stack) (saving Saving, ok bool) {
	for _, stack := range stacks {
		if config.Tier(stack.Tags[string(names.TagTier)]) == config.Production {
			return Saving{}, false
		}
	}
	saving = Saving{Field: "schedule", Setting: "seven to eight on five days", Takes: "it is off at night; without replica and archive"}
	if _, database, err := schedule.Resting(stacks); err != nil || database > 0 {
		return saving, true
	}
	off := 1 - float64(hoursOn)/hoursOfWeek
	saving.Monthly = bill.Of(stacks).SavedWhileOff(off, off)
	return saving, true
}
